"""The report as Markdown, to be read on a forge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import tables
from .document import LEGEND, Report
from .exercised import ANSWERED, NOTED, Cell
from .exercised import LEGEND as OUTCOMES
from .gaps import COLUMNS
from .rows import CALLBACK, CORE, EXTENSION, FUNCTION, STRUCT, VALUE, Row
from .tables import Table

YES = "✓"
"""In place of "answered", which most cells are."""

_HEAD = """# The PJRT C API {api}, and what this library makes of it

Made by `python -m codegen report` from the headers, the library's source and the record of the test run; not edited
by hand. `report.html` is the same to search in, `report.json` to be read by programs.
"""

_WHAT = re.compile(rf"^(?:(?:{'|'.join(lacks for lacks, _ in COLUMNS.values())})(?:, |: ))+")
_MANY, _LONG = 12, 160
"""Names that are listed of one change before the rest is counted, and how long the text of one may be."""


def markdown(report: Report) -> str:
    """The whole document."""
    notes = _Notes()
    parts = [
        _HEAD.format(api=report.api),
        _totals(report),
        _answered(report),
        _legend(),
        _functions(report, notes),
        _extensions(report, notes),
        _structs(report, notes),
        _values(report, notes),
        _callbacks(report, notes),
        notes.markdown(),
        _history(report),
        _changes(report),
    ]
    return "\n".join(part for part in parts if part)


@dataclass
class _Notes:
    """Reasons, numbered in the order in which they are first given."""

    numbers: dict[str, int] = field(default_factory=dict)

    def of(self, why: str) -> str:
        """The number of a reason, as a cell has it. Which columns a gap is of is plain from the row."""
        why = _WHAT.sub("", why)
        return f"({self.numbers.setdefault(why, len(self.numbers) + 1)})" if why else ""

    def markdown(self) -> str:
        lines = [f"{number}. {why}" for why, number in self.numbers.items()]
        return "\n".join(["## Reasons", "", *lines, ""]) if lines else ""


# ------------------------------------------------------------------------ head


def _totals(report: Report) -> str:
    columns = ("all", "raw", "façade", "exercised", "answered by a real plugin", "documented", "gaps with a reason")
    keys = ("all", "raw", "facade", "exercised", "answered", "documented", "gaps")
    lines = ["## Totals", "", _row("", *columns), _rule(1 + len(columns), numbers_from=1)]
    for kind, found in report.totals().items():
        lines.append(_row(f"{kind}s", *(str(found.get(key, "")) for key in keys)))
    lines += ["", "Functions by area:", "", _row("area", *columns[:1], *columns[2:])]
    lines.append(_rule(len(columns), numbers_from=1))
    functions = report.of_kind(FUNCTION)
    for area in report.areas:
        if of_area := [row for row in functions if row.area == area]:
            found = report.total(of_area)
            counts = (found[key] for key in keys if key != "raw")
            lines.append(_row(f"[{area}](#{_anchor(area)})", *map(str, counts)))
    return "\n".join([*lines, ""])


def _answered(report: Report) -> str:
    """What became of all functions on each plugin, as sums."""
    core = [table for table in report.tables if table.struct == CORE]
    chained = [table for table in report.tables if table.extension]
    found = report.total([row for row in report.of_kind(FUNCTION) if row.owner == CORE])
    lines = [
        "## What each plugin answered",
        "",
        f"Of {found['all']} functions of `{CORE}`, the library's objects reach {found['exercised']}, and a real plugin "
        f"answered {found['answered']} without an error. Of extensions' functions a plugin has what it chains.",
        "",
        _row("functions of", "what became of them", *(plugin["label"] for plugin in report.plugins)),
        _rule(2 + len(report.plugins), numbers_from=2),
    ]
    for title, of in ((f"`{CORE}`", core), ("extensions", chained)):
        sums = {plugin["id"]: tables.together(of, plugin["id"]) for plugin in report.plugins}
        for word in OUTCOMES:
            if any(word in tally for tally in sums.values()):
                counts = (str(tally.get(word, 0)) if tally else "" for tally in sums.values())
                lines.append(_row(title, _word(word), *counts))
    return "\n".join([*lines, ""])


def _word(word: str) -> str:
    """A word of the legend, as cells have it."""
    return {ANSWERED: YES, NOTED: "(n)"}.get(word, word)


def _legend() -> str:
    lines = [f"- **{YES if word == ANSWERED else word}**: {_sentence(says)}" for word, says in LEGEND.items()]
    numbers = "- **(n)**: the reason with that number, below."
    since = "- **≤ 0.40**: 0.40 has it, and whether the version before it had is not known."
    return "\n".join(["## What the columns say", "", *lines, numbers, since, ""])


# ------------------------------------------------------------------- functions


def _functions(report: Report, notes: _Notes) -> str:
    lines = ["## Functions", ""]
    for area in report.areas:
        of_area = [row for row in report.of_kind(FUNCTION) if row.area == area]
        if not of_area:
            continue
        plugins = _having(report, of_area)
        head = ("slot", "function", "since", "façade", *(p["label"] for p in plugins), "documented", "gap")
        lines += [f"### {area}", "", _row(*head), _rule(len(head))]
        for row in of_area:
            cells = [_cell(row.exercised.get(plugin["id"]), notes) for plugin in plugins]
            name = _named(row, row.name.removeprefix("PJRT_"))
            told = (_facade(row), *cells, _documents(row), notes.of(row.gap))
            lines.append(_row(str(row.slot), name, since(row), *told))
        lines.append("")
    return "\n".join(lines)


def _having(report: Report, rows: Sequence[Row]) -> list[Mapping[str, Any]]:
    """The plugins that any of the rows has a cell of."""
    return [plugin for plugin in report.plugins if any(plugin["id"] in row.exercised for row in rows)]


def _cell(cell: Cell | None, notes: _Notes) -> str:
    if cell is None:
        return ""
    if cell.cell == NOTED and cell.note:
        return notes.of(cell.note)
    return YES if cell.cell == ANSWERED else cell.cell


# ------------------------------------------------------------------ the others


_CHAIN = """\
"called" is how many of the functions the library called, on any plugin. A plugin's cell is how many of those that it
has it answered; it is empty where the plugin does not chain the type. A type that leads to functions beside those of
its link has a row for each table below it: the link itself, those that the link points to, that a plugin hands to what
a program calls, or that an object begins with, its vtable. "Python" are plugins in Python, such as the reference
plugin: what no real plugin offers here is tested on those.
"""


def _extensions(report: Report, notes: _Notes) -> str:
    labels = (plugin["label"] for plugin in report.plugins)
    head = ("type", "extension", "since", "façade", "called", *labels, "documented", "gap")
    lines = ["## Extensions", "", _CHAIN, _row(*head), _rule(len(head))]
    for row in report.of_kind(EXTENSION):
        cells = []
        for plugin in report.plugins:
            cell = row.exercised.get(plugin["id"])
            cells.append("" if cell is None else cell.note.removesuffix(" functions answered") or cell.cell)
        own = [table for table in report.tables if table.extension == row.name]
        called = f"{sum(table.called for table in own)} of {sum(table.all for table in own)}" if own else ""
        told = (_facade(row), called, *cells, _documents(row), notes.of(row.gap))
        lines.append(_row("" if row.slot is None else str(row.slot), _named(row, row.name), since(row), *told))
        if any(table.how != tables.LINK for table in own):
            lines += [_table(report, table) for table in own]
    return "\n".join([*lines, ""])


def _table(report: Report, table: Table) -> str:
    """The row of one of several tables of an extension."""
    tallies = (table.plugins.get(plugin["id"]) for plugin in report.plugins)
    cells = ("{} of {}".format(*tables.answered(tally)) if tally else "" for tally in tallies)
    name = f"{table.how}: `{table.struct}`" + (f" *({table.mark})*" if table.mark else "")
    return _row("", name, "", "", f"{table.called} of {table.all}", *cells, "", "")


def _structs(report: Report, notes: _Notes) -> str:
    functions = {row.name: row for row in report.of_kind(FUNCTION)}
    rows = report.of_kind(STRUCT)
    same = [row for row in rows if _is_as_its_function(row, functions)]
    lines = ["## Structs", "", f"{len(same)} argument structs are as their functions above. The others:", ""]
    return "\n".join([*lines, *_passed(report, [row for row in rows if row not in same], notes), ""])


def _is_as_its_function(row: Row, functions: Mapping[str, Row]) -> bool:
    function = functions.get(row.name.removesuffix("_Args"))
    if function is None or row.name == function.name:
        return False
    return all(
        getattr(row, key) == getattr(function, key) for key in ("since", "facade", "exercised", "mark")
    ) and bool(row.documented) == bool(function.documented)


def _callbacks(report: Report, notes: _Notes) -> str:
    return "\n".join(["## Callbacks", "", *_passed(report, report.of_kind(CALLBACK), notes), ""])


def _passed(report: Report, rows: Sequence[Row], notes: _Notes) -> Iterator[str]:
    labels = {plugin["id"]: plugin["label"] for plugin in report.plugins}
    head = ("name", "since", "façade", "exercised on", "documented", "gap")
    yield _row(*head)
    yield _rule(len(head))
    for row in rows:
        done = [plugin for plugin, cell in row.exercised.items() if cell.cell == ANSWERED or row.called is None]
        told = [labels[plugin] for plugin in done if row.exercised[plugin].reached and row.is_exercised]
        where = ", ".join(told) or ("yes" if row.is_exercised else "")
        yield _row(_named(row, f"`{row.name}`"), since(row), _facade(row), where, _documents(row), notes.of(row.gap))


def _values(report: Report, notes: _Notes) -> str:
    lines = ["## Values of enums", "", _row("enum", "values", "façade", "later than the first", "gap"), _rule(5)]
    by_enum: dict[str, list[Row]] = {}
    for row in report.of_kind(VALUE):
        by_enum.setdefault(row.owner, []).append(row)
    for enum, rows in by_enum.items():
        facades = list(dict.fromkeys(name for row in rows for name in row.facade))
        first = min((_number(row.since) for row in rows), default=())
        later = [f"{row.name.removeprefix(f'{enum}_')} {since(row)}" for row in rows if _number(row.since) > first]
        gaps = {row.gap for row in rows if row.gap}
        lacking = "".join(notes.of(why) for why in sorted(gaps))
        told = (str(len(rows)), _names(facades), _listed(later), lacking)
        lines.append(_row(f"`{enum}`", *told))
    return "\n".join([*lines, ""])


# --------------------------------------------------------------------- history


def _history(report: Report) -> str:
    columns = {
        "functions": "functions",
        "extension_functions": "of extensions",
        "structs": "structs",
        "fields": "fields",
        "enum_values": "values of enums",
        "extensions": "extensions",
        "breaking": "breaking changes",
    }
    lines = ["## History", "", "How many names each version is known to have. Extensions' may be older than that.", ""]
    lines += [_row("version", *columns.values()), _rule(1 + len(columns), numbers_from=1)]
    lines += [_row(one["version"], *(str(one[key] or "") for key in columns)) for one in report.history]
    return "\n".join([*lines, ""])


def _changes(report: Report) -> str:
    lines = ["## What changed", ""]
    titles = {"added": "new", "grown": "grown", "renamed": "renamed", "broke": "broke"}
    for change in reversed(report.changes):
        lines += [f"### {change['version']}, from {change['from']}", ""]
        for key, word in titles.items():
            renamed = key == "renamed"
            told = [f"`{a}` to `{b}`" for a, b in change[key]] if renamed else [f"`{_cut(x)}`" for x in change[key]]
            if told:
                lines.append(f"- {word}: {_listed(told)}")
        lines.append("")
    return "\n".join(lines)


# ----------------------------------------------------------------------- cells


def since(row: Row) -> str:
    """The version that brought it, "≤ 0.40" where it may be an older one."""
    if not row.without or _number(row.since)[-1] - _number(row.without)[-1] != 1:
        return f"≤ {row.since}"
    return row.since


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _named(row: Row, name: str) -> str:
    return f"{name} *({row.mark})*" if row.mark else name


def _facade(row: Row) -> str:
    return _names(row.facade)


def _names(names: Sequence[str]) -> str:
    shown = [f"`{name.removeprefix('pjrt.')}`" for name in names[:2]]
    return ", ".join(shown) + (f" and {len(names) - 2} more" if len(names) > 2 else "")


def _documents(row: Row) -> str:
    docstrings = ["docstring"] * any(place.startswith("docstring ") for place in row.documented)
    pages = [place.rpartition("/")[2] for place in row.documented if not place.startswith("docstring ")]
    shown = [*docstrings, *pages][:3]
    return ", ".join(shown) + (" …" if len(docstrings) + len(pages) > 3 else "")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_MANY]) + (f" and {len(names) - _MANY} more" if len(names) > _MANY else "")


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _anchor(title: str) -> str:
    """As forges make one of a heading."""
    return "".join(c for c in title.lower().replace(" ", "-") if c.isalnum() or c in "-_")


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _rule(columns: int, *, numbers_from: int | None = None) -> str:
    """The line under a table's head; columns of numbers are set to the right."""
    return _row(*("---:" if numbers_from is not None and i >= numbers_from else "---" for i in range(columns)))
