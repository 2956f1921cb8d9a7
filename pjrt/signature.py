"""What a compiled program takes and gives, and the check of arguments against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pjrt._runtime import layouts, shapes
from pjrt.dtypes import DType, from_name, parse, spell, to_c
from pjrt.layout import Layout
from pjrt.program import BYTECODE

if TYPE_CHECKING:
    from pjrt_abi.functions import Api
    from pjrt_abi.typed import ExecutablePtr


@dataclass(frozen=True, slots=True)
class Spec:
    """An array's shape and dtype; dtype is None for a token. layout: None for the plain row-major one."""

    shape: tuple[int, ...]
    dtype: DType | None
    layout: Layout | None = None

    def __str__(self) -> str:
        return "token" if self.dtype is None else f"{spell(self.dtype, self.shape)}{self.layout or ''}"


@dataclass(frozen=True, slots=True)
class Signature:
    """Parameters and results of a program. donated: indices of the parameters whose buffers a call consumes.

    feeds: "infeed" and "outfeed", if the program has such.
    """

    parameters: tuple[Spec, ...]
    results: tuple[Spec, ...]
    donated: frozenset[int] = frozenset()
    feeds: frozenset[str] = frozenset()

    def __str__(self) -> str:
        results = ", ".join(map(str, self.results))
        return f"({', '.join(map(str, self.parameters))}) -> ({results})"

    def check_count(self, count: int, where: str = "") -> None:
        """Raises TypeError unless that many arguments are right. where: what the message begins with."""
        if count != len(self.parameters):
            raise TypeError(
                f"{where}the program takes {len(self.parameters)} argument{'s' * (len(self.parameters) != 1)}, "
                f"got {count}; its signature is {self}"
            )

    def check(self, index: int, shape: Sequence[int], dtype: Any, where: str = "") -> None:
        """Raises TypeError for an argument of another dtype, ValueError for one of another shape.

        where: what messages call the argument, if not by its index alone.
        """
        wanted = self.parameters[index]
        if wanted.dtype is not None and dtype == wanted.dtype and dtype.isnative and tuple(shape) == wanted.shape:
            return
        where = where or f"argument {index}"
        if wanted.dtype is None:
            raise TypeError(f"{where}: the program takes a token there; such a program cannot be called")
        if not dtype.isnative:
            raise TypeError(
                f"{where}: expected {wanted}, got {dtype.str}: it is not in this machine's byte order; "
                "pass array.astype(array.dtype.newbyteorder('='))"
            )
        if dtype != wanted.dtype:
            raise TypeError(f"{where}: expected {wanted}, got {_spell(dtype, shape)}: the dtype differs")
        raise ValueError(f"{where}: expected {wanted}, got {_spell(dtype, shape)}: the shape differs")


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
    elif format == "mlir" and not code.startswith(BYTECODE):
        from pjrt import mlir_text

        return mlir_text.signature(code.decode())
    else:
        raise TypeError(f"the plugin gives its optimized program as {format!r}; expected HLO, or MLIR as text")
    shape = module.host_program_shape
    results = shape.result.tuple_shapes if shape.result.element_type == _tuple(shape.result) else [shape.result]
    donated = {entry.parameter_number for entry in module.input_output_alias.entries}
    donated |= {entry.parameter_number for entry in module.buffer_donor.entries}
    opcodes = {instruction.opcode for computation in module.computations for instruction in computation.instructions}
    feeds = frozenset(opcodes & {"infeed", "outfeed"})
    return Signature(tuple(map(_spec, shape.parameters)), tuple(map(_spec, results)), frozenset(donated), feeds)


def of_shape(serialized: bytes) -> Spec:
    """Read from a serialized xla.ShapeProto of an array."""
    from pjrt.protos import message

    return _spec(message("xla.ShapeProto").FromString(serialized))


def of_shapes(serialized: bytes) -> Any:
    """Read from a serialized xla.ShapeProto: a Spec, a tuple of what its elements are for a tuple."""
    from pjrt.protos import message

    return _specs(message("xla.ShapeProto").FromString(serialized))


def _specs(shape: Any) -> Any:
    return tuple(map(_specs, shape.tuple_shapes)) if shape.element_type == _tuple(shape) else _spec(shape)


def read_shape(shape: Any) -> Spec:
    """Read from an xla.ShapeProto that says what an argument is to be; no layout there is None here.

    Raises TypeError or ValueError for what is no array's.
    """
    name = shape.DESCRIPTOR.fields_by_name["element_type"].enum_type.values_by_number[shape.element_type].name
    return Spec(tuple(shape.dimensions), from_name(name), _layout(shape.layout) if shape.HasField("layout") else None)


def _layout(told: Any) -> Layout:
    """What an xla.LayoutProto says."""
    return Layout(
        tuple(told.minor_to_major),
        tuple(tuple(tile.dimensions) for tile in told.tiles),
        element_bits=told.element_size_in_bits,
        memory_space=told.memory_space,
        tail_padding=told.tail_padding_alignment_in_elements or 1,
        splits=tuple((split.dimension, tuple(split.split_indices)) for split in told.split_configs),
        dynamic_prefix=told.dynamic_shape_metadata_prefix_bytes,
    )


def write_shape(spec: Spec, shape: Any, where: str) -> None:
    """Fills in an xla.ShapeProto. Raises TypeError or ValueError for what is no array's. where: what messages say."""
    if not isinstance(spec, Spec) or spec.dtype is None:
        raise TypeError(f"{where}: expected a Spec with a dtype, got {spec!r}")
    try:
        dtype = np.dtype(spec.dtype)
        name = to_c(dtype).name
    except TypeError as error:
        raise TypeError(f"{where}: {error}") from None
    shape.element_type = shape.DESCRIPTOR.fields_by_name["element_type"].enum_type.values_by_name[name].number
    shape.dimensions.extend(shapes.checked(spec.shape, dtype, where))
    shape.is_dynamic_dimension.extend([False] * len(shape.dimensions))
    if spec.layout is not None:
        layouts.check(spec.layout, len(shape.dimensions), where)
        _write_layout(spec.layout, shape.layout)


def _write_layout(layout: Layout, told: Any) -> None:
    told.minor_to_major.extend(layout.minor_to_major)
    for tile in layout.tiles:
        told.tiles.add().dimensions.extend(tile)
    told.element_size_in_bits = layout.element_bits
    told.memory_space = layout.memory_space
    told.tail_padding_alignment_in_elements = 0 if layout.tail_padding == 1 else layout.tail_padding
    for dimension, indices in layout.splits:
        told.split_configs.add(dimension=dimension, split_indices=indices)
    told.dynamic_shape_metadata_prefix_bytes = layout.dynamic_prefix


def _tuple(shape: Any) -> int:
    return int(shape.DESCRIPTOR.fields_by_name["element_type"].enum_type.values_by_name["TUPLE"].number)


def _spec(shape: Any) -> Spec:
    kinds = shape.DESCRIPTOR.fields_by_name["element_type"].enum_type.values_by_number
    name = kinds[shape.element_type].name
    if any(shape.is_dynamic_dimension):
        # What stands for such an array in memory is the plugin's own affair, and some abort the process on ours.
        raise TypeError(f"the program has a dynamic dimension, in {name}{list(shape.dimensions)}; it needs static ones")
    if name == "TOKEN":
        return Spec((), None)
    tiles = tuple(tuple(tile.dimensions) for tile in shape.layout.tiles)
    order = tuple(shape.layout.minor_to_major)  # with the tiles, all that buffers tell of theirs
    layout = Layout(order, tiles) if order or tiles else Layout.row_major(len(shape.dimensions))
    return Spec(tuple(shape.dimensions), from_name(name), None if layout.is_row_major else layout)


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
    kind = parse(dtype, where)
    return Spec(shapes.checked(shape, kind, where), kind)
