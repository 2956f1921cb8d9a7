"""New gaps: what a header update brought that nothing reaches yet, put into gaps.toml until somebody does the work."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from .gaps import apply, lacking, load
from .rows import Row


def open_gaps(rows: Sequence[Row], new: Collection[str], api: str, path: Path) -> list[str]:
    """Adds an entry for each column in which new rows lack something that no entry explains; the rows' names.

    rows: of the report as it is after the update; new: the names that the update brought. Raises CodegenError for a
    gaps.toml that is damaged.
    """
    apply(rows, load(path))
    by_columns: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        if row.name in new and not row.gap and (columns := tuple(lacking(row))):
            by_columns.setdefault(columns, []).append(row.name)
    if by_columns:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.rstrip("\n") + "\n" + "".join(_entries(by_columns, api)), encoding="utf-8")
    return sorted(name for names in by_columns.values() for name in names)


def _entries(by_columns: Mapping[tuple[str, ...], list[str]], api: str) -> list[str]:
    why = f"New in API {api}: still to be done."
    return [
        f'\n[[gap]]\nnames = {_list(names)}\ncolumns = {json.dumps(columns)}\nwhy = "{why}"\n'
        for columns, names in by_columns.items()
    ]


def _list(names: Sequence[str]) -> str:
    lines = "".join(f'    "{name}",\n' for name in dict.fromkeys(names))
    return f"[\n{lines}]"
