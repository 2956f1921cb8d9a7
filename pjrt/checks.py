"""Checks of arguments that many calls share. Each raises TypeError or ValueError, naming the argument."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable
from typing import Final

_MOST_DIMENSIONS: Final = 64
"""As numpy has it. With thousands, plugins take minutes for what is nothing else."""


def integer(name: str, value: object, bits: int, *, signed: bool = True) -> None:
    """Raises unless the value is an int that C's type of so many bits holds."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name}: expected an int, got {value!r}")
    least, end = (-(1 << bits - 1), 1 << bits - 1) if signed else (0, 1 << bits)
    if not least <= value < end:
        raise ValueError(f"{name}: {value} does not fit {bits} bits{'' if signed else ', unsigned'}")


def shape(name: str, sizes: object, itemsize: int) -> tuple[int, ...]:
    """The shape as a tuple. Raises unless it is a list of sizes whose array has fewer than 2^63 bytes.

    Plugins abort on sizes that are negative, and on those whose product is too large, a zero among them or not.
    """
    if isinstance(sizes, str | bytes) or not isinstance(sizes, Iterable):
        raise TypeError(f"{name}: expected a list of ints, got {sizes!r}")
    checked = []
    for size in sizes:
        if isinstance(size, bool) or not hasattr(size, "__index__"):
            raise TypeError(f"{name}: expected ints, got {size!r}")
        checked.append(operator.index(size))
    if any(size < 0 for size in checked):
        raise ValueError(f"{name}: expected sizes of 0 and more, got {tuple(checked)}")
    if len(checked) > _MOST_DIMENSIONS:
        raise ValueError(f"{name}: expected {_MOST_DIMENSIONS} dimensions at most, got {len(checked)}")
    if itemsize * math.prod(size or 1 for size in checked) >= 1 << 63:
        raise ValueError(f"{name}: {tuple(checked)} is more than memory can be addressed")
    return tuple(checked)
