"""What a compiled program takes and gives, and the check of arguments against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from operator import index
from typing import TYPE_CHECKING, Any

import numpy as np

from pjrt.dtypes import DType, from_name, spell

if TYPE_CHECKING:
    from pjrt_abi.functions import Api
    from pjrt_abi.typed import ExecutablePtr


@dataclass(frozen=True, slots=True)
class Spec:
    """An array's shape and dtype; dtype is None for a token."""

    shape: tuple[int, ...]
    dtype: DType | None

    def __str__(self) -> str:
        return "token" if self.dtype is None else spell(self.dtype, self.shape)


@dataclass(frozen=True, slots=True)
class Signature:
    """Parameters and results of a program. donated: indices of the parameters whose buffers a call consumes."""

    parameters: tuple[Spec, ...]
    results: tuple[Spec, ...]
    donated: frozenset[int] = frozenset()

    def __str__(self) -> str:
        results = ", ".join(map(str, self.results))
        return f"({', '.join(map(str, self.parameters))}) -> ({results})"

    def check_count(self, count: int) -> None:
        """Raises TypeError unless that many arguments are right."""
        if count != len(self.parameters):
            raise TypeError(
                f"the program takes {len(self.parameters)} argument{'s' * (len(self.parameters) != 1)}, "
                f"got {count}; its signature is {self}"
            )

    def check(self, index: int, shape: Sequence[int], dtype: Any) -> None:
        """Raises TypeError for an argument of another dtype, ValueError for one of another shape."""
        wanted = self.parameters[index]
        if wanted.dtype is None:
            raise TypeError(f"argument {index}: the program takes a token there; such a program cannot be called")
        if not dtype.isnative:
            raise TypeError(
                f"argument {index}: expected {wanted}, got {dtype.str}: it is not in this machine's byte order; "
                "pass array.astype(array.dtype.newbyteorder('='))"
            )
        if dtype != wanted.dtype:
            raise TypeError(f"argument {index}: expected {wanted}, got {_spell(dtype, shape)}: the dtype differs")
        if tuple(shape) != wanted.shape:
            raise ValueError(f"argument {index}: expected {wanted}, got {_spell(dtype, shape)}: the shape differs")


def _spell(dtype: Any, shape: Sequence[int]) -> str:
    return spell(dtype, tuple(shape))


def of_executable(abi: Api, executable: ExecutablePtr) -> Signature:
    """Read from the program as the plugin compiled it. C: PJRT_Executable_OptimizedProgram."""
    from pjrt.protos import message

    code, format = abi.executable_optimized_program(executable, "hlo_with_config")
    if format == "hlo_with_config":
        module = message("xla.HloModuleProtoWithConfig").FromString(code).hlo_module
    elif format == "hlo":
        module = message("xla.HloModuleProto").FromString(code)
    else:
        raise TypeError(f"the plugin gives its optimized program as {format!r}; expected HLO")
    shape = module.host_program_shape
    results = shape.result.tuple_shapes if shape.result.element_type == _tuple(shape.result) else [shape.result]
    donated = {entry.parameter_number for entry in module.input_output_alias.entries}
    donated |= {entry.parameter_number for entry in module.buffer_donor.entries}
    return Signature(tuple(map(_spec, shape.parameters)), tuple(map(_spec, results)), frozenset(donated))


def _tuple(shape: Any) -> int:
    return int(shape.DESCRIPTOR.fields_by_name["element_type"].enum_type.values_by_name["TUPLE"].number)


def _spec(shape: Any) -> Spec:
    kinds = shape.DESCRIPTOR.fields_by_name["element_type"].enum_type.values_by_number
    name = kinds[shape.element_type].name
    if any(shape.is_dynamic_dimension):
        # What stands for such an array in memory is the plugin's own affair, and some abort the process on ours.
        raise TypeError(f"the program has a dynamic dimension, in {name}{list(shape.dimensions)}; it needs static ones")
    return Spec(tuple(shape.dimensions), None if name == "TOKEN" else from_name(name))


def checked_spec(value: Any, where: str) -> Spec:
    """What a new array is to be: a Spec, a pair of shape and dtype, or anything that has both, such as an array.

    Raises TypeError, naming `where`, for anything else, and ValueError for sizes that plugins abort on.
    """
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        shape, dtype = value.shape, value.dtype
    elif isinstance(value, tuple | list) and len(value) == 2:
        shape, dtype = value
    else:
        raise TypeError(f"{where}: expected a Spec or a pair of shape and dtype, got {value!r:.80}")
    if dtype is None:
        raise TypeError(f"{where}: a token has no data; expected a dtype")
    if isinstance(shape, str | bytes) or not isinstance(shape, Sequence) or any(isinstance(n, bool) for n in shape):
        raise TypeError(f"{where}: expected a shape of ints, got {shape!r:.80}")
    try:
        sizes = tuple(index(size) for size in shape)
    except TypeError:
        raise TypeError(f"{where}: expected a shape of ints, got {shape!r:.80}") from None
    try:
        kind = np.dtype(dtype)
    except TypeError:
        raise TypeError(f"{where}: expected a dtype, got {dtype!r:.80}") from None
    if any(size < 0 for size in sizes):
        raise ValueError(f"{where}: expected sizes of 0 and more, got {sizes}")
    if prod(max(size, 1) for size in sizes) * kind.itemsize >= 2**63:  # plugins multiply the sizes around a 0, too
        raise ValueError(f"{where}: {sizes} is too large: its bytes do not fit 64 bits")
    return Spec(sizes, kind)
