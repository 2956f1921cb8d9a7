"""Memory layouts as C structs, and back."""

from __future__ import annotations

from ctypes import c_int64, c_size_t
from dataclasses import replace
from typing import TYPE_CHECKING

from pjrt import dtypes
from pjrt.layout import Layout, Strides
from pjrt_abi.enums import PJRT_Buffer_MemoryLayout_Type
from pjrt_abi.structs import (
    PJRT_Buffer_MemoryLayout,
    PJRT_Buffer_MemoryLayout_Strides,
    PJRT_Buffer_MemoryLayout_Tiled,
)
from pjrt_abi.support import array_in, array_out, ragged_out

if TYPE_CHECKING:
    from pjrt_abi.functions import Api


def check(layout: object, ndim: int, where: str) -> None:
    """Raises TypeError unless it is a Layout, ValueError for one of another number of dimensions."""
    if not isinstance(layout, Layout):
        raise TypeError(f"{where}: expected a Layout, got {layout!r}")
    if layout.ndim != ndim:
        raise ValueError(f"{where}: {layout} is of {layout.ndim} dimensions; the array has {ndim}")


def plain(layout: object, ndim: int, dtype: dtypes.DType, where: str) -> Layout:
    """The order and the tiles of a Layout, which is all that C takes and that buffers tell.

    Raises what `check` raises, and ValueError for a layout that says more.
    """
    check(layout, ndim, where)
    assert isinstance(layout, Layout)
    told = Layout(layout.minor_to_major, layout.tiles)
    bits = layout.element_bits
    if layout == told:
        return layout
    if layout != replace(told, element_bits=bits) or bits != dtypes.bits(dtype):
        raise ValueError(f"{where}: {layout} says more than an order and tiles, and C takes nothing else here")
    return told


def to_c(layout: Layout | Strides, abi: Api | None = None) -> PJRT_Buffer_MemoryLayout:
    """The layout as C has it. It keeps the arrays alive that it points to. abi: the plugin that is to get it."""
    made = PJRT_Buffer_MemoryLayout()
    made.struct_size = PJRT_Buffer_MemoryLayout.STRUCT_SIZE
    if abi is not None:
        abi.fit(made)
    if isinstance(layout, Strides):
        made.type = PJRT_Buffer_MemoryLayout_Type.STRIDES
        made.strides.struct_size = PJRT_Buffer_MemoryLayout_Strides.STRUCT_SIZE
        keep, made.strides.byte_strides, made.strides.num_byte_strides = array_in(c_int64, layout.byte_strides)
        made._keep = keep
        return made
    made.type = PJRT_Buffer_MemoryLayout_Type.TILED
    tiled = made.tiled
    tiled.struct_size = PJRT_Buffer_MemoryLayout_Tiled.STRUCT_SIZE
    keep_order, tiled.minor_to_major, tiled.minor_to_major_size = array_in(c_int64, layout.minor_to_major)
    keep_dims, tiled.tile_dims, _ = array_in(c_int64, [size for tile in layout.tiles for size in tile])
    keep_sizes, tiled.tile_dim_sizes, tiled.num_tiles = array_in(c_size_t, [len(tile) for tile in layout.tiles])
    made._keep = keep_order, keep_dims, keep_sizes
    return made


def from_c(layout: PJRT_Buffer_MemoryLayout) -> Layout | Strides:
    """A copy of what C says."""
    if layout.type == PJRT_Buffer_MemoryLayout_Type.STRIDES:
        strides = layout.strides
        return Strides(tuple(array_out(c_int64, strides.byte_strides, strides.num_byte_strides)))
    tiled = layout.tiled
    return Layout(
        tuple(array_out(c_int64, tiled.minor_to_major, tiled.minor_to_major_size)),
        tuple(ragged_out(c_int64, tiled.tile_dims, tiled.tile_dim_sizes, tiled.num_tiles)),
    )
