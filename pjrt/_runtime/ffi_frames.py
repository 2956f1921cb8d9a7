"""Call frames of FFI handlers: their operands, results and attributes, read from C."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from ctypes import Structure, c_int, c_int32, c_int64, c_size_t, c_uint32, c_void_p, sizeof, string_at
from functools import cache
from struct import Struct
from types import MappingProxyType
from typing import Any, Final, NamedTuple, cast

import numpy as np

from pjrt import dtypes
from pjrt._runtime import ffi_packing
from pjrt.errors import InternalError
from pjrt_abi.extensions import ffi_c_api as raw
from pjrt_abi.support import text_out

_LETTERS: Final = {c_int: "i", c_int32: "i", c_int64: "q", c_uint32: "I", c_size_t: "Q", c_void_p: "Q"}
_POINTER: Final = sizeof(c_void_p)


def reader(struct: type[Structure], *paths: str) -> Callable[[int], tuple[Any, ...]]:
    """A function that reads fields of the struct at an address as one tuple, NULL as 0, with no ctypes object made.

    paths: of the fields in their order, such as "args.size".
    """
    format, end = "<", 0
    for path in paths:
        offset, kind = 0, cast(Any, struct)
        for name in path.split("."):
            offset += getattr(kind, name).offset
            kind = {field[0]: field[1] for field in kind._fields_}[name]
        format += f"{offset - end}x{_LETTERS[kind]}"
        end = offset + sizeof(kind)
    unpack = Struct(format).unpack

    def read(address: int) -> tuple[Any, ...]:
        return unpack(string_at(address, end))

    return read


class Frame(NamedTuple):
    """An XLA_FFI_CallFrame as far as it is read; each `…_at` is the address of an array."""

    extension: int
    api: int
    context: int
    stage: int
    num_operands: int
    operands_at: int
    num_results: int
    results_at: int
    num_attributes: int
    attribute_types_at: int
    attribute_names_at: int
    attributes_at: int


_frame = reader(
    raw.XLA_FFI_CallFrame,
    "extension_start",
    "api",
    "ctx",
    "stage",
    "args.size",
    "args.args",
    "rets.size",
    "rets.rets",
    "attrs.size",
    "attrs.types",
    "attrs.names",
    "attrs.attrs",
)
_buffer = reader(raw.XLA_FFI_Buffer, "dtype", "data", "rank", "dims")
_attributes = reader(raw.XLA_FFI_Attrs, "size", "types", "names", "attrs")
_span = reader(raw.XLA_FFI_ByteSpan, "ptr", "len")
_scalar = reader(raw.XLA_FFI_Scalar, "dtype", "value")
_array = reader(raw.XLA_FFI_Array, "dtype", "size", "data")


def read(address: int) -> Frame:
    """The call frame at an address."""
    return Frame._make(_frame(address))


@cache
def _ints(number: int, letter: str = "q") -> Struct:
    return Struct(f"<{number}{letter}")


def _pointers(address: int, number: int) -> tuple[int, ...]:
    return _ints(number, "Q").unpack(string_at(address, number * _POINTER)) if number else ()


class Kind(NamedTuple):
    """What an operand or a result is. dtype: None for a token, which has no content; nbytes: 0 for what is packed."""

    dtype: dtypes.DType | None
    shape: tuple[int, ...]
    nbytes: int
    packed: bool


class Place(NamedTuple):
    """An operand or a result, and where it lies; the address may be 0 if it is empty."""

    kind: Kind
    address: int


def places(address: int, number: int) -> list[Place]:
    """The operands or the results whose pointers lie at an address."""
    found = []
    for pointer in _pointers(address, number):
        element, data, rank, dims = _buffer(pointer)
        key = element, string_at(dims, rank * _DIM) if rank else b""
        found.append(Place(_kinds.get(key) or _kind(key), data))
    return found


_DIM: Final = sizeof(c_int64)
_kinds: dict[tuple[int, bytes], Kind] = {}
"""By element type and the bytes of the dimensions: a program's are the same each time."""
_MOST: Final = 4096


def _kind(key: tuple[int, bytes]) -> Kind:
    element, dims = key
    dtype = _DTYPES.get(element)
    if dtype is None and element != raw.XLA_FFI_DataType.TOKEN:
        raise InternalError(f"an element type {raw.XLA_FFI_DataType(element).name}, which has no numpy dtype")
    made = kind_of(dtype, _ints(len(dims) // _DIM).unpack(dims))
    if len(_kinds) >= _MOST:
        _kinds.clear()
    _kinds[key] = made
    return made


def kind_of(dtype: dtypes.DType | None, shape: tuple[int, ...]) -> Kind:
    """What an array of that dtype and shape is."""
    packed = dtype is not None and not dtypes.is_whole_bytes(dtype)
    return Kind(dtype, shape, 0 if dtype is None or packed else math.prod(shape) * dtype.itemsize, packed)


def _dtype(name: str) -> dtypes.DType | None:
    try:
        return dtypes.from_name(name)
    except TypeError:
        return None


_DTYPES: Final = {int(kind): dtype for kind in raw.XLA_FFI_DataType if (dtype := _dtype(kind.name)) is not None}


# -------------------------------------------------------------------- attributes


def attributes(frame: Frame) -> Mapping[str, Any]:
    """A call's attributes, copied."""
    return _dictionary(frame.num_attributes, frame.attribute_types_at, frame.attribute_names_at, frame.attributes_at)


_EMPTY: Final[Mapping[str, Any]] = MappingProxyType({})


def _dictionary(number: int, types: int, names: int, values: int) -> Mapping[str, Any]:
    if not number:
        return _EMPTY
    kinds = _ints(number, "i").unpack(string_at(types, number * sizeof(c_int)))
    spelled = [text_out(*_span(name)) for name in _pointers(names, number)]
    read = zip(spelled, kinds, _pointers(values, number), strict=True)
    return MappingProxyType({name: _value(name, kind, address) for name, kind, address in read})


def _value(name: str, kind: int, address: int) -> Any:
    match kind:
        case raw.XLA_FFI_AttrType.SCALAR:
            element, data = _scalar(address)
            return _elements(name, element, data, 1)[0].item()
        case raw.XLA_FFI_AttrType.ARRAY:
            element, size, data = _array(address)
            return _elements(name, element, data, size)
        case raw.XLA_FFI_AttrType.STRING:
            return text_out(*_span(address))
        case raw.XLA_FFI_AttrType.DICTIONARY:
            return _dictionary(*_attributes(address))
    raise InternalError(f"attribute {name}: of a type {raw.XLA_FFI_AttrType(kind).name}, which cannot be read")


def _elements(name: str, element: int, data: int, number: int) -> np.ndarray[Any, Any]:
    dtype = _DTYPES.get(element)
    if dtype is None:
        raise InternalError(f"attribute {name}: of an element type {raw.XLA_FFI_DataType(element).name}")
    if not dtypes.is_whole_bytes(dtype):
        return ffi_packing.unpack(data, (number,), dtype)
    made = np.frombuffer(string_at(data, math.prod((number, dtype.itemsize))) if number else b"", np.uint8).view(dtype)
    made.flags.writeable = False
    return made
