"""What a row of the table is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from benchmarks.bars import Bar
from benchmarks.measure import Sample
from benchmarks.session import Session

Samples = Mapping[str, Sample]


@dataclass(frozen=True, slots=True)
class Row:
    """A piece of work that is measured. unit: "ns", "bytes" or "modules"; labels: of samples that are no contender."""

    name: str
    title: str
    bars: tuple[Bar, ...]
    run: Callable[[Session], Samples]
    unit: str = "ns"
    labels: Mapping[str, str] = field(default_factory=dict)


def row(
    name: str, title: str, *bars: Bar, unit: str = "ns", labels: Mapping[str, str] | None = None
) -> Callable[[Callable[[Session], Samples]], Row]:
    """Makes a row of the function that measures it."""
    return lambda run: Row(name, title, bars, run, unit, labels or {})
