"""Element types: numpy and ml_dtypes on the Python side, PJRT_Buffer_Type on the other. Nobody types a number."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import ml_dtypes
import numpy as np

from pjrt_abi.enums import PJRT_Buffer_Type
from pjrt_abi.errors import UnsupportedError

if TYPE_CHECKING:
    from pjrt_abi.functions import Api

DType: TypeAlias = "np.dtype[Any]"

_SCALARS: dict[str, Any] = {
    "PRED": np.bool_,
    "S8": np.int8,
    "S16": np.int16,
    "S32": np.int32,
    "S64": np.int64,
    "U8": np.uint8,
    "U16": np.uint16,
    "U32": np.uint32,
    "U64": np.uint64,
    "F16": np.float16,
    "F32": np.float32,
    "F64": np.float64,
    "BF16": ml_dtypes.bfloat16,
    "C64": np.complex64,
    "C128": np.complex128,
}
"""The types whose numpy name does not follow from the C one; of the others it does (see `_ml_dtype`)."""


def _ml_dtype(name: str) -> Any:
    """`F8E4M3FN` -> ml_dtypes.float8_e4m3fn; `S4` -> int4; `U2` -> uint2; None for TOKEN and INVALID."""
    if name[:1] in "SU" and name[1:].isdigit():
        spelled = {"S": "int", "U": "uint"}[name[0]] + name[1:]
    else:
        bits, _, rest = name.removeprefix("F").partition("E")
        spelled = f"float{bits}_e{rest.lower()}"
    return getattr(ml_dtypes, spelled, None)


_BY_NAME: dict[str, DType] = {
    member.name: np.dtype(scalar)
    for member in PJRT_Buffer_Type
    if (scalar := _SCALARS.get(member.name) or _ml_dtype(member.name)) is not None
}
_TO_C: dict[DType, PJRT_Buffer_Type] = {dtype: PJRT_Buffer_Type[name] for name, dtype in _BY_NAME.items()}
_FROM_C: dict[int, DType] = {int(code): dtype for dtype, code in _TO_C.items()}
_SUB_BYTE = frozenset(dtype for name, dtype in _BY_NAME.items() if name in ("S1", "U1", "S2", "U2", "S4", "U4"))
_PACKED = _SUB_BYTE | {_BY_NAME[name] for name in ("F4E2M1FN", "F6E2M3FN", "F6E3M2FN") if name in _BY_NAME}


def parse(dtype: Any, where: str = "dtype") -> DType:
    """The dtype that a caller names. Raises TypeError for what names none; None does not, though numpy takes it."""
    try:
        if dtype is None:
            raise TypeError("it is required")
        made: DType = np.dtype(dtype)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{where}: expected a dtype, got {dtype!r:.80}: {error}") from None
    return made


def to_c(dtype: DType, api: Api | None = None) -> PJRT_Buffer_Type:
    """The C element type. Raises TypeError for a dtype that PJRT has no type for.

    api: the plugin that is to get it; UnsupportedError if it is too old to know the type: it would crash on it.
    """
    try:
        code = _TO_C[dtype]
    except KeyError:
        known = ", ".join(sorted(d.name for d in _TO_C))
        raise TypeError(f"dtype {dtype} has no PJRT element type; there are {known}") from None
    if api is not None and (stated := api.older_version) is not None and (since := _later(stated).get(dtype)):
        from pjrt_abi.older import needs_api

        raise UnsupportedError(f"element type {code.name} (dtype {dtype.name}) {needs_api(since, stated)}")
    return code


@cache
def _later(version: tuple[int, int]) -> dict[DType, tuple[int, int]]:
    """The dtypes whose element types came after an API version, with the version that brought each."""
    from pjrt_abi.history import value_since

    brought = {dtype: value_since(PJRT_Buffer_Type.__name__, code.name) for dtype, code in _TO_C.items()}
    return {dtype: since for dtype, since in brought.items() if since > version}


def from_c(code: int) -> DType:
    """The dtype of a C element type. Raises TypeError for one that holds no numbers, or that is not known."""
    try:
        return _FROM_C[code]
    except KeyError:
        raise TypeError(f"element type {PJRT_Buffer_Type(code).name} has no numpy dtype") from None


def from_name(name: str) -> DType:
    """The dtype of an XLA primitive type by name, such as "F32". Raises TypeError for one without a dtype."""
    try:
        return _BY_NAME[name]
    except KeyError:
        raise TypeError(f"element type {name} has no numpy dtype") from None


def is_whole_bytes(dtype: DType) -> bool:
    """Whether an element takes as much room on a device as in numpy; sub-byte types may be packed there."""
    return dtype not in _PACKED


def bits(dtype: DType) -> int:
    """How many bits an element holds: 4 for int4, 8 for bool. Raises TypeError for a dtype that PJRT lacks."""
    digits = re.match(r"[A-Z]+(\d+)", to_c(dtype).name)
    return int(digits[1]) if digits else 8


def whole_bytes() -> tuple[DType, ...]:
    """The dtypes that PJRT has and that `is_whole_bytes`."""
    return tuple(dtype for dtype in _TO_C if is_whole_bytes(dtype))


def is_float(dtype: DType) -> bool:
    """Whether the type holds fractions, real or complex."""
    return _TO_C[dtype].name[0] in "FBC" if dtype in _TO_C else dtype.kind in "fc"


def spell(dtype: DType, shape: tuple[int, ...]) -> str:
    """`float32[2,3]`, as messages name an array's type."""
    return f"{dtype.name}[{','.join(map(str, shape))}]"
