"""Scaling: what a call costs by how many arguments, bytes, threads and live buffers there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks import cycles
from benchmarks.measure import Plan, Sample, measure
from benchmarks.programs import aligned, loop, neighbours, total
from benchmarks.rows.memory import traced
from benchmarks.session import Session, Work

Points = tuple[tuple[int, Sample], ...]

_COUNTS = (1, 2, 5, 10, 20, 50, 100, 200)
_SIZES = tuple(1 << power for power in (6, 10, 14, 18, 22, 26, 28))
_THREADS = tuple(range(1, 9))
_HELD = (10, 100, 1_000, 10_000, 100_000)
_HELD_BY_PROCESS = (10_000, 30_000, 100_000)
"""Of fewer, the pages of memory that a process is given say nothing."""
_STEPS = 15_000
_PEERS = ("c", "frames", "pjrt", "jax", "jax_cpu")


@dataclass(frozen=True)
class Curve:
    """A cost over a size. x: what the size is. series: by contender; figures in the unit."""

    name: str
    title: str
    x: str
    unit: str
    series: Mapping[str, Points]


@dataclass(frozen=True)
class Scaling:
    """A curve that can be measured."""

    title: str
    x: str
    unit: str
    run: Callable[[Session, Plan], Mapping[str, Points]]


def scale(session: Session, names: Sequence[str], told: Callable[[str], None] = lambda _: None) -> tuple[Curve, ...]:
    """Measures the curves of those names. told: is told of each before it begins."""
    plan = session.plan.of(41, 3_000_000)
    made = []
    for name in names:
        told(name)
        curve = CURVES[name]
        made.append(Curve(name, curve.title, curve.x, curve.unit, curve.run(session, plan)))
        session.tidy()
    return tuple(made)


def _steps(values: tuple[int, ...], plan: Plan) -> tuple[int, ...]:
    """All of them, or two small ones where nothing is to be learned about time."""
    return values[:2] if plan.quick else values


def _over(
    session: Session, plan: Plan, values: tuple[int, ...], work: Callable[[int], Work], keys: Sequence[str] = _PEERS
) -> dict[str, Points]:
    found: dict[str, list[tuple[int, Sample]]] = {}
    for value in _steps(values, plan):
        for key, sample in measure(session.contenders(work(value), keys), plan).items():
            found.setdefault(key, []).append((value, sample))
        session.tidy()
    return {key: tuple(points) for key, points in found.items()}


def _arguments(session: Session, plan: Plan) -> Mapping[str, Points]:
    return _over(session, plan, _COUNTS, lambda n: lambda peer: peer.drop(total(n)))


def _results(session: Session, plan: Plan) -> Mapping[str, Points]:
    return _over(session, plan, _COUNTS, lambda n: lambda peer: peer.drop(neighbours(n)))


def _put(session: Session, plan: Plan) -> Mapping[str, Points]:
    def work(size: int) -> Work:
        array = aligned(size, after=16)
        return lambda peer: peer.put_copied(array)

    return _over(session, plan, _SIZES, work)


def _put_immutable(session: Session, plan: Plan) -> Mapping[str, Points]:
    def work(size: int) -> Work:
        array = aligned(size)
        return lambda peer: peer.put_immutable(array)

    return _over(session, plan, _SIZES, work)


def _fetch(session: Session, plan: Plan) -> Mapping[str, Points]:
    def work(size: int) -> Work:
        array = aligned(size)
        return lambda peer: peer.fetch(array)

    return _over(session, plan, _SIZES, work)


def _threads(session: Session, plan: Plan) -> Mapping[str, Points]:
    """The time a program, so that it falls with threads as long as they help."""
    program = loop(_STEPS)
    taken = _over(session, plan.of(9, 60_000_000), _THREADS, lambda n: lambda peer: peer.wait(program, n))
    return {
        key: tuple((n, Sample(tuple(ns / n for ns in sample.rounds), sample.count)) for n, sample in points)
        for key, points in taken.items()
    }


def _live(session: Session, plan: Plan) -> Mapping[str, Points]:
    """Bytes for each live result, by tracemalloc, and by what a process of its own grew."""
    found: dict[str, Points] = {}
    held = _steps(_HELD, plan)
    for peer in session.here(("pjrt", "jax", "jax_cpu")):
        found[peer.key] = tuple((n, Sample((traced(peer, n),), n)) for n in held)
    held = _steps(_HELD_BY_PROCESS, plan)
    if session.here(["c"]):
        found["c_rss"] = tuple((n, Sample((cycles.held_by_c(session.path, n) / n,), n)) for n in held)
    found["pjrt_rss"] = tuple((n, Sample((cycles.held_by_pjrt(session.path, n) / n,), n)) for n in held)
    return found


CURVES: dict[str, Scaling] = {
    "curve-arguments": Scaling("Execute by arguments f32[8], 1 result", "arguments", "ns", _arguments),
    "curve-results": Scaling("Execute by arguments f32[8], as many results", "arguments and results", "ns", _results),
    "curve-put": Scaling("Host to device, copied", "bytes", "ns", _put),
    "curve-put-immutable": Scaling("Host to device, in place", "bytes", "ns", _put_immutable),
    "curve-fetch": Scaling("Device to numpy", "bytes", "ns", _fetch),
    "curve-threads": Scaling("Time a program of about 1 ms", "threads", "ns", _threads),
    "curve-live": Scaling("Memory for each live result", "live results", "bytes", _live),
}
"""By name, in the order of the plot."""

LABELS = {"c_rss": "C program, RSS", "pjrt_rss": "pjrt, RSS"}
