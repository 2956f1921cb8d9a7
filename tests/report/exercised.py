"""The run's record as `python -m codegen report` reads it: what became of each function, the same in every run.

No counts and no times. Of a function that was answered it does not say which errors it returned besides: some depend
on which thread comes first.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from typing import Any

from tests.recording.recorder import PYTHON
from tests.report.table import COLUMNS, WITH_PYTHON, Cell, Table

NOTED = "see note"
"""What a cell says where the reason is in "notes"."""


def data(table: Table) -> dict[str, Any]:
    """All of it.

    plugins: the columns; extensions: by name of the type, the plugins that chain it, of "Unknown" those whose links
    nobody knows were looked at; functions: by C name, then by plugin, what became of it; notes: the reasons, alike;
    callbacks: the C types of the library's functions that C called.
    """
    cells = table.all_cells
    return {
        "api": table.model.version,
        "plugins": [_plugin(table, library) for library in WITH_PYTHON],
        "extensions": {
            e.name: [library for library in WITH_PYTHON if _chains(table, e.number, library, bool(e.struct))]
            for e in table.model.extensions
        },
        "functions": {f: {library: _text(cell) for library, cell in row.items()} for f, row in cells.items()},
        "notes": {f: notes for f, row in cells.items() if (notes := _notes(row))},
        "callbacks": sorted(table.callbacks),
    }


def _plugin(table: Table, library: str) -> dict[str, Any]:
    platform, api = WITH_PYTHON[library], table.seen[library].version if library in table.seen else ""
    told = {"id": library, "label": table.labels[library], "platform": platform}
    return {**told, "api": "" if library == PYTHON else api, "real": library in COLUMNS}


def _chains(table: Table, number: int, library: str, described: bool) -> bool:
    return table.chains(number, library) if described else table.sees_links(library)


def _text(cell: Cell) -> str:
    return NOTED if cell.note else cell.text


def _notes(row: Mapping[str, Cell]) -> dict[str, str]:
    return {library: cell.note.why for library, cell in row.items() if cell.note}


def text(table: Table) -> str:
    """The file: a line an entry, so that a change shows as a line."""
    parts = []
    for key, value in data(table).items():
        if isinstance(value, str):
            parts.append(f"{_json(key)}: {_json(value)}")
        elif isinstance(value, dict):
            parts.append(
                f"{_json(key)}: {{\n" + ",\n".join(f" {_json(k)}: {_json(v)}" for k, v in value.items()) + "\n}"
            )
        else:
            parts.append(f"{_json(key)}: [\n" + ",\n".join(f" {_json(item)}" for item in value) + "\n]")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def drift(committed: str, made: str) -> list[str]:
    """What differs, as the lines of a unified diff."""
    lines = (committed.splitlines(), made.splitlines())
    return list(difflib.unified_diff(*lines, "committed", "made", lineterm="", n=0))
