"""What a run leaves behind: its record, what it leaves unexplained, and the figures of what it called."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import filter as fnfilter
from pathlib import Path
from typing import Any

from tests.report import exercised
from tests.report.table import COLUMNS, Table

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "generated" / "report" / "exercised.json"


def write_record(table: Table, file: Path, record: Path = RECORD) -> list[str]:
    """Writes the run's record for `python -m codegen report`; the problems, a line each.

    record: the committed copy, which this one is to be the same as.
    """
    text = _write(table, file)
    problems = list(table.problems())
    if drift := exercised.drift(record.read_text() if record.exists() else "", text):
        problems += ["generated/report/exercised.json is not what this run makes: run `make report` and commit it"]
        problems += drift
    return problems


def write_part(table: Table, file: Path) -> list[str]:
    """Writes the record of a run of some tests; of what a whole run would call problems, those about extensions."""
    _write(table, file)
    # What is said of the core's functions, and of the reasons for those, holds for a whole run only.
    core = {f"reason for {r.function} on {r.plugin}" for r in table.reasons if fnfilter(table.model.names, r.function)}
    return [line for line in table.problems() if line.partition(":")[0] not in {*table.model.names, *core}]


def _write(table: Table, file: Path) -> str:
    text = exercised.text(table)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return text


def figures(table: Table, leaks: Iterable[dict[str, Any]]) -> list[str]:
    """How much the run called, a line each: other in every run, so it is told and stands in no file.

    leaks: what each of the leak tests measured.
    """
    calls = {table.labels[library]: table.seen[library].calls.total() for library in COLUMNS if library in table.seen}
    told = ", ".join(f"{number:,} of {label}" for label, number in calls.items())
    return [
        f"{sum(calls.values()):,} C calls: {told}" if told else "0 C calls",
        f"{sum(leak['cycles'] for leak in leaks):,} cycles of lives, each made, used and dropped: see docs/leaks.md",
    ]
