"""Elements of less than a byte, as XLA shows them to FFI handlers: several in a byte, the first in its lowest bits."""

from __future__ import annotations

import math
from ctypes import memmove, string_at
from typing import Any

import numpy as np

from pjrt.dtypes import DType


def bits(dtype: DType) -> int:
    """How many bits an element takes: 1, 2 or 4; 8 for one that is not packed, such as a type of 6 bits."""
    name = dtype.name
    return next(
        (width for width in (1, 2, 4) if name in (f"int{width}", f"uint{width}") or f"float{width}_" in name), 8
    )


def nbytes(shape: tuple[int, ...], dtype: DType) -> int:
    """How many bytes an array takes, packed."""
    return -(-math.prod(shape) * bits(dtype) // 8)


def unpack(address: int, shape: tuple[int, ...], dtype: DType) -> np.ndarray[Any, Any]:
    """A read-only copy of what is packed at an address, an element a byte."""
    width, number = bits(dtype), math.prod(shape)
    packed = np.frombuffer(string_at(address, nbytes(shape, dtype)) if number else b"", np.uint8)
    fields = (packed[:, None] >> np.arange(0, 8, width, dtype=np.uint8)) & np.uint8((1 << width) - 1)
    content = fields.reshape(-1)[:number]
    made = np.ascontiguousarray(content).view(dtype).reshape(shape)
    made.flags.writeable = False
    return made


def pack(array: np.ndarray[Any, Any], address: int) -> None:
    """Writes the elements of an array to an address, packed."""
    width = bits(array.dtype)
    each = 8 // width
    content = np.zeros(-(-array.size // each) * each, np.uint8)
    content[: array.size] = np.ascontiguousarray(array).reshape(-1).view(np.uint8) & np.uint8((1 << width) - 1)
    shifted = content.reshape(-1, each) << np.arange(0, 8, width, dtype=np.uint8)
    packed = np.bitwise_or.reduce(shifted, axis=1, dtype=np.uint8) if array.size else content
    memmove(address, packed.tobytes(), packed.size)
