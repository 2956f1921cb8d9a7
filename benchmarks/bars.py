"""What is asked of a row, and whether it was met."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from benchmarks.measure import Sample

MET, MISSED, ABSENT = "met", "missed", "absent"


@dataclass(frozen=True, slots=True)
class Bar:
    """A limit on a figure, or on the ratio of two.

    of, to: keys of samples; without `to` the figure itself is judged, in the row's unit. at_least: the limit is a lower
    one. text: what it says to a reader.
    """

    text: str
    of: str
    to: str | None
    limit: float
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """A bar, what was measured, and whether it was met.

    value: None where a contender is absent; best: the same of the best rounds, which a busy machine spares.
    """

    text: str
    value: float | None
    limit: float
    at_least: bool
    state: str
    best: float | None = None

    def meets(self, value: float) -> bool:
        """Whether a value is on the right side."""
        return value >= self.limit if self.at_least else value <= self.limit


def judge(bar: Bar, samples: Mapping[str, Sample]) -> Verdict:
    """Whether the bar was met, by the medians."""
    wanted = [key for key in (bar.of, bar.to) if key is not None]
    if any(key not in samples for key in wanted):
        return Verdict(bar.text, None, bar.limit, bar.at_least, ABSENT)
    value, best = samples[bar.of].median, samples[bar.of].best
    if bar.to is not None:
        value, best = _ratio(value, samples[bar.to].median), _ratio(best, samples[bar.to].best)
    found = Verdict(bar.text, value, bar.limit, bar.at_least, MET, best)
    return found if found.meets(value) else replace(found, state=MISSED)


def _ratio(value: float, to: float) -> float:
    return value / to if to else math.inf


def at_most(limit: float, to: str, than: str, of: str = "pjrt") -> Bar:
    """A ratio that is not to be larger. than: what `to` is called."""
    return Bar(f"<= {limit:g} x {than}", of, to, limit)
