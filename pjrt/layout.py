"""Layouts: in which order an array's elements lie in memory."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
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


def _least(where: str, value: Any, least: int) -> None:
    _ints(where, (value,))
    if value < least:
        raise ValueError(f"{where}: expected {least} or more, got {value}")


_TEXT = (
    r"\{(?P<order>(?:\d+(?:,\d+)*)?)(?::"
    r"(?:T(?P<tiles>(?:\((?:\d+|\*)(?:,(?:\d+|\*))*\))+))?"
    r"(?:L\((?P<tail_padding>\d+)\))?"
    r"(?:E\((?P<element_bits>\d+)\))?"
    r"(?:S\((?P<memory_space>-?\d+)\))?"
    r"(?:SC(?P<splits>(?:\(\d+:\d+(?:,\d+)*\))+))?"
    r"(?:M\((?P<dynamic_prefix>\d+)\))?)?\}"
)
"""A layout as XLA spells it, without blanks; always in this order. Compiled when the first one is read."""
_SPARSE = r"[:)](D\(|#\(|\*\(|P\()"


@dataclass(frozen=True, slots=True)
class Layout:
    """An order of dimensions, and tiles, if any: the layout of an array on a device.

    minor_to_major: the dimensions, the one whose neighbours lie closest together first; (1, 0) is a row-major matrix.
    tiles: the sizes of each tile, the outermost first, as XLA's shapes have them; a TPU's is often (8, 128). COMBINE in
    place of a size joins the dimension with the next.

    What else XLA's layouts say, in compile options and in what the extension Layouts tells; `PJRT_Buffer_MemoryLayout`
    has no room for it, so `Client.put` and the like refuse all of it but the dtype's own `element_bits`:
    element_bits: how many bits an element takes where that is not its whole bytes, as 4 for packed int4; else 0.
    memory_space: 0 for the device's own; XLA's other ones are 1, the fast memory, and 5, the host's.
    tail_padding: the number of elements is padded to a multiple of this.
    splits: dimensions that are cut, and the indices that they are cut at.
    dynamic_prefix: the bytes before the elements, which hold the sizes of dynamic dimensions.

    Raises TypeError for what holds no ints, ValueError for what is no order of dimensions, and for a tile that is
    empty or has a negative size. C: PJRT_Buffer_MemoryLayout_Tiled.
    """

    COMBINE: ClassVar[int] = -(2**63)

    minor_to_major: tuple[int, ...]
    tiles: tuple[tuple[int, ...], ...] = ()
    _: KW_ONLY
    element_bits: int = 0
    memory_space: int = 0
    tail_padding: int = 1
    splits: tuple[tuple[int, tuple[int, ...]], ...] = ()
    dynamic_prefix: int = 0

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
        _least("element_bits", self.element_bits, 0)
        _least("memory_space", self.memory_space, -(2**63))
        _least("tail_padding", self.tail_padding, 1)
        _least("dynamic_prefix", self.dynamic_prefix, 0)
        object.__setattr__(self, "splits", _splits(self.splits))

    @classmethod
    def parse(cls, text: str) -> Layout:
        """What XLA spells so, such as `{1,0:T(8,128)(2,1)}`; `str` gives it back.

        Raises TypeError for what is no str, ValueError for what is no layout, and for one of a sparse array.
        """
        if not isinstance(text, str):
            raise TypeError(f"text: expected a str, got {text!r}")
        found = re.fullmatch(_TEXT, "".join(text.split()), re.ASCII)
        if found is None:
            why = (
                "a sparse array's, which PJRT has none of"
                if re.search(_SPARSE, text)
                else "no layout as XLA spells them"
            )
            raise ValueError(f"text: {text!r:.80} is {why}")
        parts = found.groupdict()
        tiles = [[cls.COMBINE if n == "*" else int(n) for n in tile] for tile in _rows(parts["tiles"])]
        splits = [row[0].split(":") + row[1:] for row in _rows(parts["splits"])]
        return cls(
            tuple(int(n) for n in parts["order"].split(",") if n),
            tuple(map(tuple, tiles)),
            element_bits=int(parts["element_bits"] or 0),
            memory_space=int(parts["memory_space"] or 0),
            tail_padding=int(parts["tail_padding"] or 1),
            splits=tuple((int(dimension), tuple(map(int, indices))) for dimension, *indices in splits),
            dynamic_prefix=int(parts["dynamic_prefix"] or 0),
        )

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
        plain = not (self.tiles or self.splits or self.dynamic_prefix)
        return plain and self.minor_to_major == tuple(range(self.ndim - 1, -1, -1))

    def __str__(self) -> str:
        """As XLA spells it, such as `{1,0:T(8,128)}`."""
        sizes = [["*" if size == self.COMBINE else str(size) for size in tile] for tile in self.tiles]
        tiles = "".join(f"({','.join(tile)})" for tile in sizes)
        splits = "".join(f"({dimension}:{','.join(map(str, at))})" for dimension, at in self.splits)
        rest = (
            f"T{tiles}" * bool(tiles)
            + f"L({self.tail_padding})" * (self.tail_padding != 1)
            + f"E({self.element_bits})" * bool(self.element_bits)
            + f"S({self.memory_space})" * bool(self.memory_space)
            + f"SC{splits}" * bool(splits)
            + f"M({self.dynamic_prefix})" * bool(self.dynamic_prefix)
        )
        return f"{{{','.join(map(str, self.minor_to_major))}{':' * bool(rest)}{rest}}}"

    def __repr__(self) -> str:
        """With what is not the default."""
        parts = [f"{name}={getattr(self, name)!r}" for name, default in _EXTRAS if getattr(self, name) != default]
        return f"Layout({', '.join([f'minor_to_major={self.minor_to_major!r}', f'tiles={self.tiles!r}', *parts])})"


_EXTRAS = (("element_bits", 0), ("memory_space", 0), ("tail_padding", 1), ("splits", ()), ("dynamic_prefix", 0))
"""What a layout says besides the order and the tiles, and what is meant where it says nothing."""


def _rows(text: str | None) -> list[list[str]]:
    """The parts of `(a,b)(c)`."""
    return [row.split(",") for row in text[1:-1].split(")(")] if text else []


def _splits(given: Any) -> tuple[tuple[int, tuple[int, ...]], ...]:
    if isinstance(given, str | bytes) or not isinstance(given, Sequence):
        raise TypeError(f"splits: expected pairs of a dimension and indices, got {given!r}")
    made = []
    for pair in given:
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise TypeError(f"splits: expected pairs of a dimension and indices, got {pair!r}")
        (dimension,), indices = _ints("splits", (pair[0],)), _ints("splits", pair[1])
        if dimension < 0 or not indices or min(indices) < 0:
            raise ValueError(f"splits: expected a dimension and at least one index, none negative, got {pair!r}")
        made.append((dimension, indices))
    return tuple(made)


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
