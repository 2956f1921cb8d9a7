"""Layouts: in which order an array's elements lie in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar


def _ints(where: str, values: Any) -> tuple[int, ...]:
    if isinstance(values, str | bytes) or not isinstance(values, Sequence):
        raise TypeError(f"{where}: expected ints, got {values!r}")
    for value in values:
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError(f"{where}: expected ints, got {values!r}")
        if not -(2**63) <= value < 2**63:
            raise ValueError(f"{where}: {value} does not fit 64 bits")
    return tuple(values)


@dataclass(frozen=True, slots=True)
class Layout:
    """An order of dimensions, and tiles, if any: the layout of an array on a device.

    minor_to_major: the dimensions, the one whose neighbours lie closest together first; (1, 0) is a row-major matrix.
    tiles: the sizes of each tile, the outermost first, as XLA's shapes have them; a TPU's is often (8, 128). COMBINE in
    place of a size joins the dimension with the next.

    Raises TypeError for what holds no ints, ValueError for what is no order of dimensions, and for a tile that is
    empty or has a negative size. C: PJRT_Buffer_MemoryLayout_Tiled.
    """

    COMBINE: ClassVar[int] = -(2**63)

    minor_to_major: tuple[int, ...]
    tiles: tuple[tuple[int, ...], ...] = ()

    def __post_init__(self) -> None:
        order = _ints("minor_to_major", self.minor_to_major)
        if sorted(order) != list(range(len(order))):
            raise ValueError(f"minor_to_major: expected each of 0 to {len(order) - 1} once, got {order}")
        if isinstance(self.tiles, str) or not isinstance(self.tiles, Sequence):
            raise TypeError(f"tiles: expected a list of tiles, got {self.tiles!r}")
        tiles = tuple(_ints("tiles", tile) for tile in self.tiles)
        for tile in tiles:
            if not tile or any(size < 1 and size != self.COMBINE for size in tile):
                raise ValueError(f"tiles: expected sizes of 1 and more, got {tile}")
        object.__setattr__(self, "minor_to_major", order)
        object.__setattr__(self, "tiles", tiles)

    @classmethod
    @cache
    def row_major(cls, ndim: int) -> Layout:
        """The last dimension's neighbours lie closest together, as in C and numpy's default."""
        return cls(tuple(range(ndim - 1, -1, -1)))

    @classmethod
    def column_major(cls, ndim: int) -> Layout:
        """The first dimension's neighbours lie closest together, as in Fortran."""
        return cls(tuple(range(ndim)))

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return len(self.minor_to_major)

    @property
    def major_to_minor(self) -> tuple[int, ...]:
        """The dimensions, the one whose neighbours lie farthest apart first."""
        return self.minor_to_major[::-1]

    @property
    def is_row_major(self) -> bool:
        """Whether it is dense and as numpy has it: no tiles, the dimensions in their order."""
        return not self.tiles and self.minor_to_major == tuple(range(self.ndim - 1, -1, -1))

    def __str__(self) -> str:
        """As XLA spells it, such as `{1,0:T(8,128)}`."""
        sizes = [["*" if size == self.COMBINE else str(size) for size in tile] for tile in self.tiles]
        tiles = "".join(f"({','.join(tile)})" for tile in sizes)
        return f"{{{','.join(map(str, self.minor_to_major))}{':T' * bool(tiles)}{tiles}}}"


@dataclass(frozen=True, slots=True)
class Strides:
    """Steps in bytes from one element to the next, a dimension each: the layout of an array on the host.

    As numpy's `strides`; negative and zero ones too, where the plugin takes them.
    Raises TypeError for what holds no ints. C: PJRT_Buffer_MemoryLayout_Strides.
    """

    byte_strides: tuple[int, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "byte_strides", _ints("byte_strides", self.byte_strides))

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return len(self.byte_strides)
