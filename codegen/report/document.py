"""The whole report as data, from what is committed: nothing is imported, no header is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codegen.errors import CodegenError

from . import exercised, gaps, past, rows
from .documented import Documents
from .exercised import Exercised
from .facades import Facades
from .raw import Raw
from .reach import Reach
from .rows import FUNCTION, KINDS, Row, Sources
from .tables import Table, tables

FOLDER = "report"
"""Below generated/."""

LEGEND = {
    **exercised.LEGEND,
    "since": "the first API version known to have it; of a header that few releases hold, it may be older",
    "raw": "where the generated package pjrt_abi has it",
    "façade": (
        "the public names of pjrt whose code reaches it, the nearest first; found in the source, which branch of a "
        "function does it is not told apart. A struct is reached where the library names it, or a function that is "
        "reached takes or gives it; a value of an enum where it is named, where the enum is used whole, or where a "
        "function gives one; a callback where the library hands one over, or gets one"
    ),
    "exercised": (
        "recorded in the test run, by plugin. A struct or a callback has the cell of the best function that takes or "
        "gives it; a callback counts as exercised if it was called as well. Of values of enums nothing is recorded"
    ),
    "documented": (
        "the documents that name it or a façade of it, and the docstrings that name it or a function that passes it"
    ),
}


@dataclass(frozen=True)
class Report:
    """All of it. rows: in order; tables: of functions, alike; problems: what fails the command, a line each."""

    api: str
    plugins: tuple[Mapping[str, Any], ...]
    rows: list[Row]
    tables: list[Table]
    history: list[dict[str, Any]]
    changes: list[dict[str, Any]]
    problems: list[str]

    @property
    def areas(self) -> list[str]:
        """In the order of the rows."""
        return rows.areas(self.rows)

    def of_kind(self, kind: str) -> list[Row]:
        """The rows of a kind."""
        return [row for row in self.rows if row.kind == kind]

    def totals(self) -> dict[str, dict[str, int]]:
        """By kind."""
        return {kind: self.total(found) for kind in KINDS if (found := self.of_kind(kind))}

    def total(self, found: list[Row]) -> dict[str, int]:
        """How many of some rows have what."""
        return rows.total(found, {plugin["id"] for plugin in self.plugins if plugin.get("real")})

    def facades(self) -> dict[str, list[str]]:
        """By C function: the public names that reach it."""
        return {row.name: list(row.facade) for row in sorted(self.of_kind(FUNCTION), key=lambda row: row.name)}

    def data(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "api": self.api,
            "plugins": list(self.plugins),
            "legend": LEGEND,
            "areas": self.areas,
            "rows": [row.data() for row in self.rows],
            "totals": self.totals(),
            "tables": [table.data() for table in self.tables],
            "history": self.history,
            "changes": self.changes,
            "problems": self.problems,
        }


@dataclass(frozen=True)
class Places:
    """Where the report's sources are. root: of the repository; package: the folder of the library's source."""

    root: Path
    generated: Path
    package: Path
    gaps: Path = gaps.PATH


def make(places: Places, *, outdated: bool = False) -> Report:
    """Makes the report. Raises CodegenError for a source that is missing or wrong.

    outdated: whether the test run's record may be one of an older API version, which knows nothing of what is new.
    """
    raw = Raw(_model(places.generated / "abi.json"))
    told = past.read(places.generated / "history.json")
    reach = Reach(Facades.read(places.package, raw))
    record = Exercised.read(places.generated / FOLDER / exercised.FILE, raw, outdated=outdated)
    made = Sources(raw, told, reach, record, Documents(reach.facades, places.root)).rows()
    problems = [*gaps.apply(made, gaps.load(places.gaps)), *_disagreeing(made)]
    api = ".".join(map(str, raw.data["version"]))
    return Report(
        api, record.plugins, made, tables(made, record.passing), past.growth(told), past.changes(told), problems
    )


def _disagreeing(made: list[Row]) -> list[str]:
    """Functions that the test run saw the library call, and that analysis of its source does not find called."""
    return [
        f"function {row.name}: the test run's record says that the library calls it, and its source does not tell: "
        "see codegen/report/infer.py, or run `make report`"
        for row in made
        if row.kind == FUNCTION and row.is_exercised and not row.facade
    ]


def _model(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CodegenError(f"{path}: cannot be read: {error}; run `python -m codegen generate`") from error
    parts = ("version", "headers", "structs", "enums", "callbacks", "handles", "tables", "extensions")
    if not isinstance(data, dict) or (lacking := [part for part in parts if part not in data]):
        raise CodegenError(f"{path}: not an abi.json: it has no {lacking[0] if isinstance(data, dict) else parts[0]!r}")
    return data
