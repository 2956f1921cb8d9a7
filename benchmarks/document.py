"""Runs as JSON, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from benchmarks.bars import Verdict
from benchmarks.curves import Curve
from benchmarks.measure import Sample
from benchmarks.run import Result, Run, ratios

FORMAT = 1
"""Of the document; another number for one that older readers would misread."""


def to_json(run: Run) -> str:
    """The run, with the figures of every round."""
    document = {
        "format": FORMAT,
        "quick": run.quick,
        "machine": run.machine,
        "titles": run.titles,
        "absent": run.absent,
        "rows": [_row(result) for result in run.results],
        "curves": [_curve(curve) for curve in run.curves],
    }
    return json.dumps(document, indent=1, allow_nan=False) + "\n"


def _row(result: Result) -> dict[str, Any]:
    return {
        "name": result.name,
        "title": result.title,
        "unit": result.unit,
        "contenders": {key: _sample(sample) for key, sample in result.samples.items()},
        "ratios": ratios(result),
        "bars": [asdict(verdict) for verdict in result.verdicts],
        "note": result.note,
    }


def _curve(curve: Curve) -> dict[str, Any]:
    series = {key: [{"x": x, **_sample(sample)} for x, sample in points] for key, points in curve.series.items()}
    return {"name": curve.name, "title": curve.title, "x": curve.x, "unit": curve.unit, "series": series}


def _sample(sample: Sample) -> dict[str, Any]:
    """median, best, spread: for readers; the rounds have it all."""
    return {
        "median": sample.median,
        "best": sample.best,
        "spread": sample.spread,
        "count": sample.count,
        "rounds": list(sample.rounds),
    }


def from_json(text: str) -> Run:
    """The run that `to_json` wrote. Raises ValueError for anything else."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise ValueError(f"this is not JSON: {error}") from None
    found = document.get("format") if isinstance(document, dict) else None
    if found != FORMAT:
        raise ValueError(f"expected what `python -m benchmarks --json` writes, format {FORMAT}; got format {found!r}")
    try:
        return Run(
            document["machine"],
            document["titles"],
            document["absent"],
            tuple(map(_result_of, document["rows"])),
            tuple(map(_curve_of, document["curves"])),
            document["quick"],
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"a run of format {FORMAT} is expected to have more: {error!r}") from None


def _result_of(row: dict[str, Any]) -> Result:
    samples = {key: _sample_of(sample) for key, sample in row["contenders"].items()}
    verdicts = tuple(Verdict(**bar) for bar in row["bars"])
    return Result(row["name"], row["title"], row["unit"], samples, verdicts, row["note"])


def _curve_of(curve: dict[str, Any]) -> Curve:
    series = {key: tuple((p["x"], _sample_of(p)) for p in points) for key, points in curve["series"].items()}
    return Curve(curve["name"], curve["title"], curve["x"], curve["unit"], series)


def _sample_of(sample: dict[str, Any]) -> Sample:
    return Sample(tuple(map(float, sample["rounds"])), sample["count"])
