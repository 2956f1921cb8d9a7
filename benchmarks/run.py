"""A whole run as data: rows with their samples and verdicts, curves, the machine, the versions."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import pjrt
import pjrt.debug
from benchmarks.bars import Verdict, judge
from benchmarks.curves import LABELS, Curve, scale
from benchmarks.measure import Sample
from benchmarks.rows.row import Row
from benchmarks.session import TITLES, Session


@dataclass(frozen=True)
class Result:
    """A row that was measured. samples: by key, in the row's unit."""

    name: str
    title: str
    unit: str
    samples: Mapping[str, Sample]
    verdicts: tuple[Verdict, ...]
    note: str = ""


@dataclass(frozen=True)
class Run:
    """All rows that were measured in one run. titles: of the contenders. absent: why some are not here."""

    machine: Mapping[str, Any]
    titles: Mapping[str, str]
    absent: Mapping[str, str]
    results: tuple[Result, ...]
    curves: tuple[Curve, ...] = ()
    quick: bool = False


def measured(
    session: Session, rows: Iterable[Row], curves: Sequence[str] = (), told: Callable[[str], None] = lambda _: None
) -> Run:
    """Measures the rows, and the curves of those names. told: is told of each before it begins."""
    results, titles = [], {**TITLES, **LABELS}
    for row in rows:
        told(row.name)
        samples = row.run(session)
        session.tidy()
        titles |= row.labels
        verdicts = tuple(judge(bar, samples) for bar in row.bars)
        results.append(Result(row.name, row.title, row.unit, samples, verdicts, " ".join(session.notes)))
        session.notes.clear()
    made = scale(session, curves, lambda name: told(f"the curve {name}"))
    return Run(machine(session), titles, dict(session.absent), tuple(results), made, session.plan.quick)


def ratios(result: Result) -> dict[str, float]:
    """What pjrt takes as a multiple of each contender."""
    ours = result.samples.get("pjrt")
    if ours is None:
        return {}
    return {
        key: ours.median / sample.median for key, sample in result.samples.items() if key != "pjrt" and sample.median
    }


def machine(session: Session) -> dict[str, Any]:
    """What a reader has to know of where it ran."""
    versions = {}
    for name in ("numpy", "ml_dtypes", "jax", "jaxlib", "pypjrt"):
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "pjrt": pjrt.__version__,
        "accelerated": pjrt.debug.accelerated(),
        "plugin": session.plugin.path.name if session.plugin.path else session.plugin.name,
        "api_version": ".".join(map(str, session.plugin.api_version)),
        **versions,
    }


def _cpu() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
