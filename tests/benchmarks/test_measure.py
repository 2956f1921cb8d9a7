"""How contenders take turns, and that Python code is run as it is written. No time is looked at."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from benchmarks.bars import MET, judge
from benchmarks.measure import QUICK, Plan, Sample, Statement, Threads, measure
from benchmarks.peers.peer import AbsentError, Peer, require_right
from benchmarks.programs import add
from benchmarks.rows import ROWS
from benchmarks.session import MAKERS


class Clockwork:
    """A contender that takes as long as it says."""

    def __init__(self, name: str, each: int, log: list[tuple[str, int]]) -> None:
        self.name, self._each, self._log = name, each, log

    def run(self, count: int) -> int:
        self._log.append((self.name, count))
        return self._each * count


def test_contenders_take_turns_and_each_is_first_once() -> None:
    log: list[tuple[str, int]] = []
    names = {"a": 10, "b": 1_000, "c": 20_000_000}
    found = measure([Clockwork(name, each, log) for name, each in names.items()], Plan(rounds=6, round_ns=1_000_000))
    assert {name: sample.median for name, sample in found.items()} == names
    assert {name: sample.count for name, sample in found.items()} == {"a": 100_000, "b": 1_000, "c": 1}
    timed = [name for name, count in log if count in (100_000, 1_000, 1)]
    assert timed[-18:] == list("abcbcacab" * 2)
    warm_before_if_that_is_cheap = [("a", 5_000), ("a", 100_000), ("b", 50), ("b", 1_000)]
    assert log[-4:] == warm_before_if_that_is_cheap


def test_samples() -> None:
    assert Sample((1.0, 5.0, 3.0)).quartiles == (1, 5)
    many = Sample((9.0, 1.0, 2.0, 3.0, 4.0, 5.0, 100.0))
    assert (many.median, many.best, many.quartiles, many.spread) == (4, 1, (2, 9), 7)


def test_quick_stays_quick() -> None:
    assert QUICK.of(100, 10**12) == QUICK
    assert Plan().of(5, 7) == Plan(5, 7)


def test_a_statement_runs_so_often() -> None:
    log: list[Any] = []
    statement = Statement("s", "log.append(gc.isenabled())", {"log": log, "gc": gc}, finish="log.append('end')")
    assert statement.run(3) >= 0
    assert log == [False, False, False, "end"]
    assert gc.isenabled()


def test_lines_of_a_statement_keep_what_they_assign() -> None:
    state: dict[str, Any] = {"n": 1, "seen": []}
    Statement("s", "global n\nn = n * 2\nseen.append(n)", state).run(4)
    assert state["seen"] == [2, 4, 8, 16]


def test_threads_run_it_each() -> None:
    log: list[int] = []
    assert Threads(Statement("s", "log.append(1)", {"log": log}), 4).run(5) > 0
    assert len(log) == 20


def test_what_a_thread_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        Threads(Statement("s", "1 / 0", {}), 2).run(1)
    assert gc.isenabled()


def test_a_contender_that_computes_something_else_is_caught() -> None:
    class Wrong(Peer):
        key = title = "wrong"

        def values(self, program: Any) -> Any:
            return [program.expected + 1]

    with pytest.raises(RuntimeError, match="wrong computes something else"):
        require_right(Wrong(), add())
    with pytest.raises(AbsentError, match="wrong has nothing for 'drop'"):
        Wrong().drop(add())


def test_every_bar_names_what_its_row_measures() -> None:
    known = {*MAKERS, "bind"}
    for row in ROWS.values():
        for bar in row.bars:
            keys = {key for key in (bar.of, bar.to) if key is not None}
            assert keys <= known | row.labels.keys(), (row.name, bar)
            assert judge(bar, {key: Sample((bar.limit,) * 3) for key in keys}).state == MET or bar.to is not None
