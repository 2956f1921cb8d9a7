"""Memory layouts as C structs."""

from __future__ import annotations

from ctypes import addressof, c_int64

from pjrt_abi.enums import PJRT_Buffer_MemoryLayout_Type
from pjrt_abi.structs import PJRT_Buffer_MemoryLayout, PJRT_Buffer_MemoryLayout_Tiled


def is_row_major(layout: PJRT_Buffer_MemoryLayout, ndim: int) -> bool:
    """Whether the layout is dense and row-major: dimensions major to minor in their order, no tiles."""
    if layout.type != PJRT_Buffer_MemoryLayout_Type.TILED:
        return False
    tiled = layout.tiled
    if tiled.num_tiles or tiled.minor_to_major_size != ndim or not tiled.minor_to_major:
        return False
    order = (c_int64 * ndim).from_address(tiled.minor_to_major)
    return list(order) == list(range(ndim - 1, -1, -1))


def row_major(ndim: int) -> PJRT_Buffer_MemoryLayout:
    """The dense row-major layout. It keeps the arrays alive that it points to."""
    order = (c_int64 * ndim)(*range(ndim - 1, -1, -1))
    layout = PJRT_Buffer_MemoryLayout()
    layout.struct_size = PJRT_Buffer_MemoryLayout.STRUCT_SIZE
    layout.type = PJRT_Buffer_MemoryLayout_Type.TILED
    layout.tiled.struct_size = PJRT_Buffer_MemoryLayout_Tiled.STRUCT_SIZE
    layout.tiled.minor_to_major = addressof(order)
    layout.tiled.minor_to_major_size = ndim
    layout._keep = order
    return layout
