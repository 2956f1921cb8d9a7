"""The files that a run leaves behind, and what it leaves unexplained."""

from __future__ import annotations

from fnmatch import filter as fnfilter
from pathlib import Path
from typing import Any

from tests.report import exercised, render
from tests.report.extensions import Extensions
from tests.report.table import Table

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "functions.md"
RECORD = ROOT / "generated" / "report" / "exercised.json"


def write(table: Table, measured: dict[str, Any], file: Path, document: Path = DOCUMENT) -> list[str]:
    """Writes the table, as Markdown to the file and as JSON beside it; the problems, a line each.

    document: the committed copy, which the table is to be the same as.
    """
    text = render.markdown(table, measured)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.with_suffix(".json").write_text(render.data(table, measured))
    problems = [*table.problems(), *Extensions(table).problems()]
    drift = render.drift(document.read_text() if document.exists() else "", text)
    if drift:
        problems += ["docs/functions.md is not what this run makes: run `make report` and commit it", *drift]
    return problems


def write_record(table: Table, file: Path, record: Path = RECORD) -> list[str]:
    """Writes the run's record for `python -m codegen report`; the problems, a line each.

    record: the committed copy, which this one is to be the same as.
    """
    text = exercised.text(table)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    drift = exercised.drift(record.read_text() if record.exists() else "", text)
    if drift:
        drift.insert(0, "generated/report/exercised.json is not what this run makes: run `make report` and commit it")
    return drift


def write_extensions(table: Table, file: Path) -> list[str]:
    """Writes the part about extensions alone, as a run of some tests saw it; what a whole run would call problems."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(render.extensions(table))
    problems = [*table.problems(), *Extensions(table).problems()]
    # What is said of the core's functions, and of the reasons for those, holds for a whole run only.
    core = {f"reason for {r.function} on {r.plugin}" for r in table.reasons if fnfilter(table.model.names, r.function)}
    return [line for line in problems if line.partition(":")[0] not in {*table.model.names, *core}]
