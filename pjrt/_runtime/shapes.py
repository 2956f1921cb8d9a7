"""Shapes that callers state."""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import index
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pjrt.dtypes import DType

_MOST_DIMENSIONS: Final = 64
"""As many as numpy has. With thousands, libtpu takes minutes for what is nothing else."""


def checked(shape: Any, dtype: DType, where: str = "shape") -> tuple[int, ...]:
    """The shape as a tuple. Plugins abort on a negative size, and on one whose bytes do not fit 64 bits.

    Raises TypeError for what holds no ints, ValueError for sizes that are out of range.
    """
    if isinstance(shape, str | bytes) or not isinstance(shape, Sequence) or any(isinstance(n, bool) for n in shape):
        raise TypeError(f"{where}: expected a tuple of ints, got {shape!r:.80}")
    sizes = []
    for size in shape:
        try:
            sizes.append(index(size))
        except TypeError:
            raise TypeError(f"{where}: expected a tuple of ints, got {shape!r:.80}") from None
    if len(sizes) > _MOST_DIMENSIONS:
        raise ValueError(f"{where}: expected {_MOST_DIMENSIONS} dimensions at most, got {len(sizes)}")
    if any(size < 0 for size in sizes):
        raise ValueError(f"{where}: {tuple(sizes)} has a negative size")
    if any(size >= 2**63 for size in sizes) or math.prod(max(1, s) for s in sizes) * dtype.itemsize >= 2**63:
        raise ValueError(f"{where}: {tuple(sizes)} of {dtype.name} needs more bytes than 64 bits can count")
    return tuple(sizes)
