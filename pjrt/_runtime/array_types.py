"""What an array is, as one object for all arrays that are alike: so that a check is a comparison of identities."""

from __future__ import annotations

import math
from ctypes import addressof, c_int64
from typing import TYPE_CHECKING, Final

import numpy as np

from pjrt import dtypes
from pjrt.layout import Layout

if TYPE_CHECKING:
    from pjrt.dtypes import DType
    from pjrt.layout import Strides

    Arrangement = Layout | Strides | None

_ROOM: Final = 4096
"""How many types are remembered. Beyond, they are forgotten: what is alike is then found to be so the long way."""

_known: dict[tuple[tuple[int, ...], DType, Arrangement], ArrayType] = {}


class ArrayType:
    """An array's shape, dtype and layout on its device. Made by `array_type` only; never changed.

    layout: None where nobody has asked for it yet. code: of the dtype in C. dims: the address of the shape in C.
    puttable: whether an array on the host becomes one of these without being told a layout.
    view: shape, dtype and bytes where numpy can look at it as it lies on the host: row-major, whole bytes, not empty.
    scalar: what makes numpy's scalar of a Python number; None where there are dimensions, or none is to be made.
    whole: whether that number is to be an int.
    stand_in: a dtype of as many bytes that numpy has a buffer protocol for, None where it has one for the dtype.
    """

    __slots__ = (
        "_sizes",
        "code",
        "dims",
        "dtype",
        "layout",
        "nbytes",
        "puttable",
        "scalar",
        "shape",
        "stand_in",
        "view",
        "whole",
    )

    def __init__(self, shape: tuple[int, ...], dtype: DType, layout: Arrangement) -> None:
        code = dtypes.to_c(dtype)
        dtype = dtypes.from_c(code)  # of those that are equal, the one that numpy gives most arrays
        self.shape, self.dtype, self.layout = shape, dtype, layout
        self.code = int(code)
        self._sizes = (c_int64 * len(shape))(*shape)
        self.dims = addressof(self._sizes)
        self.nbytes = math.prod(shape) * dtype.itemsize
        self.puttable = isinstance(layout, Layout) and layout.is_row_major
        viewable = self.puttable and self.nbytes > 0 and dtypes.is_whole_bytes(dtype)
        self.view = (shape, dtype, self.nbytes) if viewable else None
        self.whole = dtype.kind in "iu"
        self.scalar = dtype.type if not shape and (self.whole or dtypes.is_float(dtype)) else None
        self.stand_in = np.dtype(f"u{dtype.itemsize}") if dtype.isbuiltin != 1 else None

    def __repr__(self) -> str:
        return f"<ArrayType {dtypes.spell(self.dtype, self.shape)}{self.layout or ''}>"


def array_type(shape: tuple[int, ...], dtype: DType, layout: Arrangement = None) -> ArrayType:
    """The type of such arrays."""
    key = (shape, dtype, layout)
    found = _known.get(key)
    if found is None:
        if len(_known) >= _ROOM:
            _known.clear()
        found = _known.setdefault(key, ArrayType(shape, dtype, layout))
    return found
