"""What the reference plugin reads from structs and writes to them: layouts, callbacks of promises."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import addressof, c_int64
from typing import Any

from pjrt.errors import InvalidArgumentError, PjrtError, UnimplementedError
from pjrt_abi.enums import PJRT_Buffer_MemoryLayout_Type
from pjrt_abi.errors import error_of
from pjrt_abi.structs import PJRT_Buffer_MemoryLayout, PJRT_Buffer_MemoryLayout_Tiled
from pjrt_abi.support import text_out


def order_of(layout: Any, dims: Sequence[int]) -> tuple[int, ...] | None:
    """The minor-to-major order of a layout's fields; None for no layout.

    Raises UnimplementedError for tiles and strides, InvalidArgumentError for an order that is none.
    """
    if layout is None:
        return None
    if not hasattr(layout.value, "minor_to_major") or layout.value.tile_dims:
        raise UnimplementedError("the reference plugin has arrays without tiles, whose order a layout says")
    order = tuple(layout.value.minor_to_major)
    if sorted(order) != list(range(len(dims))):
        raise InvalidArgumentError(f"the layout {order} is no order of {len(dims)} dimensions")
    return order


def layout_of(order: Sequence[int]) -> PJRT_Buffer_MemoryLayout:
    """The struct that says an order."""
    made = PJRT_Buffer_MemoryLayout()
    made.struct_size = PJRT_Buffer_MemoryLayout.STRUCT_SIZE
    made.type = PJRT_Buffer_MemoryLayout_Type.TILED
    made.tiled.struct_size = PJRT_Buffer_MemoryLayout_Tiled.STRUCT_SIZE
    numbers = (c_int64 * len(order))(*order)
    made.tiled.minor_to_major = addressof(numbers)
    made.tiled.minor_to_major_size = len(order)
    made.numbers = numbers  # as long as the struct
    return made


def strided(strides: Any, dims: Sequence[int], size: int) -> tuple[int, ...]:
    """The strides in bytes of an array; those of rows that lie one after the other where none are given."""
    if strides:
        return tuple(strides)
    found: list[int] = []
    step = size
    for dim in reversed(dims):
        found.insert(0, step)
        step *= dim
    return tuple(found)


def error_from(code: int, message: int | None, size: int) -> PjrtError | None:
    """The error that a caller states by its code and message; None for OK."""
    return error_of(code, text_out(message, size), "") if code else None
