"""The tables of functions: what became of each one's functions on each plugin, in numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from .exercised import ANSWERED, LACKING, LEGEND
from .passing import Passing
from .raw import Data
from .rows import FUNCTION, Row

LINK, POINTED, HANDED, VTABLE = "link", "pointed to", "handed", "vtable"
"""How an extension's table is got at: it is the link of the chain; the link points to it; a plugin hands it to what a
program calls; an object begins with it."""

Tally = Mapping[str, int]
"""By word of the legend: how many functions."""


@dataclass(frozen=True)
class Table:
    """A table. extension: "" of the core's and of its objects'; how: one of the above, "" where there is no extension;
    mark: what the header says of all its functions; called: how many of them the library called, on any plugin;
    plugins: by plugin that tells of any of them, what became of them.
    """

    struct: str
    extension: str
    how: str
    mark: str
    all: int
    called: int
    plugins: Mapping[str, Tally]

    def data(self) -> dict[str, Any]:
        """JSON-ready."""
        return asdict(self)


def tables(rows: Iterable[Row], passing: Passing) -> list[Table]:
    """The tables of these rows, in their order."""
    functions: dict[str, list[Row]] = {}
    for row in rows:
        if row.kind == FUNCTION:
            functions.setdefault(row.owner, []).append(row)
    return [_table(struct, found, passing) for struct, found in functions.items()]


def _table(struct: str, rows: list[Row], passing: Passing) -> Table:
    extension, marks = passing.owner.get(struct, ""), {row.mark for row in rows}
    return Table(
        struct,
        extension,
        _how(passing.raw.tables[struct], extension, passing) if extension else "",
        marks.pop() if len(marks) == 1 else "",
        len(rows),
        sum(row.is_exercised for row in rows),
        _tallies(rows),
    )


def _how(table: Data, extension: str, passing: Passing) -> str:
    link = next(e["struct"] for e in passing.raw.data["extensions"] if e["name"] == extension)
    if table["struct"] == link:
        return LINK
    fields = passing.raw.structs[link].get("fields", ())
    if any(table["struct"] in re.findall(r"\w+", field["type"]) for field in fields):
        return POINTED
    return VTABLE if table["kind"] == "vtable" else HANDED


def _tallies(rows: Iterable[Row]) -> dict[str, dict[str, int]]:
    told: dict[str, Counter[str]] = {}
    for row in rows:
        for plugin, cell in row.exercised.items():
            told.setdefault(plugin, Counter())[cell.outcome] += 1
    return {plugin: {word: tally[word] for word in LEGEND if tally[word]} for plugin, tally in told.items()}


def answered(tally: Tally) -> tuple[int, int]:
    """How many functions the plugin answered, and how many it has."""
    return tally.get(ANSWERED, 0), sum(tally.values()) - tally.get(LACKING, 0)


def together(tables: Iterable[Table], plugin: str) -> dict[str, int]:
    """What became of the functions of all these tables on a plugin."""
    return dict(sum((Counter(table.plugins.get(plugin, {})) for table in tables), Counter()))
