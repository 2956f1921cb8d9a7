"""Two runs beside each other: which rows got slower.

Machines differ, and so do the days of one machine. So a row is judged by its ratio to what was measured with it in the
same run: the C program, JAX through the same plugin, or what else its row has for that. It got slower if it did against
each of them: one contender alone may have had a bad moment. Times with nothing beside them are judged by themselves;
what is no time got worse if it met a bar then and misses it now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.bars import MET, MISSED
from benchmarks.run import Result, Run

OURS = ("pjrt", "bind")
_YARDSTICKS = ("c", "jax", "numpy")
"""`numpy` is what the import of numpy takes."""


@dataclass(frozen=True, slots=True)
class Change:
    """How a row went. against: the yardstick, "" for none. grown: what it takes now as a multiple of then."""

    row: str
    key: str
    against: str
    before: float
    after: float

    @property
    def grown(self) -> float:
        """1.2 is a fifth slower."""
        if not self.before:
            return 1.0 if not self.after else float("inf")
        return self.after / self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes, the rows that got slower, and the rows of the old run that the new one lacks."""

    changes: tuple[Change, ...]
    slower: tuple[str, ...]
    gone: tuple[str, ...]


def compare(old: Run, new: Run, tolerance: float) -> Comparison:
    """Compares the rows that both have. tolerance: 0.15 lets them grow by 15 percent."""
    before = {result.name: result for result in old.results}
    after = {result.name: result for result in new.results}
    changes, slower = [], []
    for name, result in after.items():
        if name not in before:
            continue
        if result.unit != "ns":
            met = {verdict.text for verdict in before[name].verdicts if verdict.state == MET}
            slower += [name for verdict in result.verdicts if verdict.state == MISSED and verdict.text in met]
            continue
        for key in OURS:
            found = list(_changes(before[name], result, key))
            changes += found
            if found and min(change.grown for change in found) > 1 + tolerance:
                slower.append(name)
    gone = tuple(name for name in before if name not in after)
    return Comparison(tuple(changes), tuple(dict.fromkeys(slower)), gone)


def _changes(old: Result, new: Result, key: str) -> Iterator[Change]:
    if key not in old.samples or key not in new.samples:
        return
    before, after = old.samples[key].median, new.samples[key].median
    shared = [yard for yard in _YARDSTICKS if yard in old.samples and yard in new.samples]
    if not shared:
        yield Change(new.name, key, "", before, after)
    for yard in shared:
        yield Change(new.name, key, yard, before / old.samples[yard].median, after / new.samples[yard].median)
