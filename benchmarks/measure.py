"""Contenders that take turns: rounds of some milliseconds, and what remains of them, median, best and spread."""

from __future__ import annotations

import gc
import statistics
import textwrap
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Protocol

_FEW = 5
"""Fewer rounds than that have no quartiles worth the name."""

_MANY = 20
"""So often is cheap enough to do a part of it more before."""

_MOST = 1 << 24


class Contender(Protocol):
    """Something that does one piece of work many times."""

    name: str

    def run(self, count: int) -> int:
        """Does the work so many times; the nanoseconds that took."""


class Statement:
    """Python code, run in a loop with nothing around it.

    names: what the code knows. finish: code after the loop that is timed with it, such as a wait for the last result.
    The collector of garbage is off meanwhile.
    """

    def __init__(self, name: str, code: str, names: Mapping[str, Any], finish: str = "pass") -> None:
        self.name = name
        source = (
            "def _loop(_count):\n"
            "    _started = _now()\n"
            "    for _ in _repeat(None, _count):\n"
            f"{textwrap.indent(textwrap.dedent(code), ' ' * 8)}\n"
            f"{textwrap.indent(textwrap.dedent(finish), ' ' * 4)}\n"
            "    return _now() - _started\n"
        )
        known = {**names, "_now": time.perf_counter_ns, "_repeat": repeat}
        exec(compile(source, f"<{name}: {code}>", "exec"), known)
        self._run = known["_loop"]

    def run(self, count: int) -> int:
        with _uncollected():
            return int(self._run(count))


class Threads:
    """A statement in several threads at once; `count` is what each of them does."""

    def __init__(self, statement: Statement, number: int) -> None:
        self.name = statement.name
        self._statement = statement
        self._number = number

    def run(self, count: int) -> int:
        barrier = threading.Barrier(self._number + 1)
        failures: list[BaseException] = []

        def work() -> None:
            barrier.wait()
            try:
                self._statement._run(count)
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=work) for _ in range(self._number)]
        with _uncollected():
            for thread in threads:
                thread.start()
            barrier.wait()
            started = time.perf_counter_ns()
            for thread in threads:
                thread.join()
            taken = time.perf_counter_ns() - started
        if failures:
            raise failures[0]
        return taken


class Renamed:
    """A contender by another name."""

    def __init__(self, name: str, inner: Contender) -> None:
        self.name = name
        self._inner = inner

    def run(self, count: int) -> int:
        return self._inner.run(count)


class _uncollected:
    def __enter__(self) -> None:
        self._was = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._was:
            gc.enable()


@dataclass(frozen=True, slots=True)
class Sample:
    """What one contender took, a figure a round, in the unit of its row."""

    rounds: tuple[float, ...]
    count: int = 1
    """How many times the work was done in a round."""

    @property
    def median(self) -> float:
        """Of the rounds."""
        return statistics.median(self.rounds)

    @property
    def best(self) -> float:
        """The lowest of the rounds: what it takes when nothing comes between."""
        return min(self.rounds)

    @property
    def quartiles(self) -> tuple[float, float]:
        """The lower and the upper one; the extremes of a few rounds."""
        if len(self.rounds) < _FEW:
            return min(self.rounds), max(self.rounds)
        low, _, high = statistics.quantiles(self.rounds, n=4)
        return low, high

    @property
    def spread(self) -> float:
        """From the lower quartile to the upper one."""
        low, high = self.quartiles
        return high - low


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured.

    A round is so long that all contenders meet with much the same where the machine is busy, and so short that some
    rounds have the machine to themselves: the best ones.
    """

    rounds: int = 61
    round_ns: int = 10_000_000
    quick: bool = False

    def of(self, rounds: int, round_ns: int | None = None) -> Plan:
        """Another number of rounds for work that is slow; a quick plan stays quick."""
        if self.quick:
            return Plan(min(rounds, self.rounds), min(round_ns or self.round_ns, self.round_ns), True)
        return Plan(rounds, round_ns or self.round_ns)


QUICK = Plan(rounds=3, round_ns=1_000_000, quick=True)


def measure(contenders: Sequence[Contender], plan: Plan) -> dict[str, Sample]:
    """Nanoseconds a time for each contender. They take turns: each round has all of them, another one first each."""
    counts = [_calibrated(contender, plan) for contender in contenders]
    taken: list[list[float]] = [[] for _ in contenders]
    places = list(range(len(contenders)))
    gc.collect()
    for turn in range(plan.rounds):
        first = turn % len(places)
        for place in places[first:] + places[:first]:
            contender, count = contenders[place], counts[place]
            if count >= _MANY:
                contender.run(count // _MANY)  # the others have used the caches meanwhile
            taken[place].append(round(contender.run(count) / count, 2))
    return {
        contender.name: Sample(tuple(rounds), count)
        for contender, rounds, count in zip(contenders, taken, counts, strict=True)
    }


def _calibrated(contender: Contender, plan: Plan) -> int:
    """How often the contender can do its work in a round. It is warm afterwards."""
    for _ in range(3):  # the first time compiles, and fills caches
        contender.run(1)
    count = 1
    while (taken := max(1, contender.run(count))) < plan.round_ns // 2 and count < _MOST:
        count = max(count + 1, min(count * 8, round(count * plan.round_ns / taken)))
    if count > 1:  # the quickest of a few: something may have come between
        taken = min(taken, *(max(1, contender.run(count)) for _ in range(4)))
    return max(1, min(_MOST, round(count * plan.round_ns / taken)))
