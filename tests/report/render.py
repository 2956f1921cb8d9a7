"""The table as Markdown, whose body is the same in every run, and as JSON, with the figures of this run."""

from __future__ import annotations

import difflib
import json
from collections import Counter
from typing import Any

from tests.report.extensions import Extensions, function_data, named, row, text
from tests.report.table import ANSWERED, COLUMNS, LACKING, NOT_CALLED, RAW_ONLY, Reason, Table

MEASURED = "## Measured"
"""The heading of what differs from run to run."""

HEAD = """# What each plugin answers

Made by `make report`, which runs all tests and writes down what became of every C call; not edited by hand. A row is
a function of `PJRT_Api`, in the order of its slots; a column is a plugin with its API version. Only calls that came
through the library's own objects count: those that a test made on the raw layer do not.

| cell | meaning |
| --- | --- |
| answered | called, and returned without an error at least once |
| an error's code | called, and always returned that error, ERROR if it tells no code; the library raises an exception |
| lacks it | the plugin's table has no such function; the library raises UnsupportedError |
| no X | cannot be called here: it needs a `PJRT_X`, or what comes from one, and the plugin gives none here |
| (n) | cannot be called, for the reason with that number |
"""


def markdown(table: Table, measured: dict[str, Any]) -> str:
    """The whole document."""
    return f"{body(table)}\n{MEASURED}\n\n{_figures(table, measured)}"


def body(table: Table) -> str:
    """All but the figures: the same for every run of the same code and plugins."""
    numbers = {reason: number for number, reason in enumerate(_used(table), 1)}
    extensions = Extensions(table).markdown(numbers)
    parts = [HEAD, _totals(table), _grid(table, numbers), _clients(table), extensions, _reasons(numbers)]
    return "\n".join(part for part in parts if part)


def extensions(table: Table) -> str:
    """The part about extensions alone, for a run of some tests."""
    numbers = {reason: number for number, reason in enumerate(_used(table), 1)}
    return f"{Extensions(table).markdown(numbers)}\n{_reasons(numbers)}"


def drift(committed: str, made: str) -> list[str]:
    """What differs in two documents beside their figures, as the lines of a unified diff."""
    one, other = (text.partition(MEASURED)[0].splitlines() for text in (committed, made))
    return list(difflib.unified_diff(one, other, "committed", "made", lineterm="", n=0))


def data(table: Table, measured: dict[str, Any]) -> str:
    """All facts and figures as JSON."""
    return json.dumps(
        {
            "api": table.model.version,
            "totals": _counts(table),
            "plugins": {
                table.labels[library]: {"library": library, "calls": sum(table.seen[library].calls.values())}
                for library in COLUMNS
                if library in table.seen
            },
            "functions": [{"slot": slot, **function_data(table, name)} for slot, name in enumerate(table.model.names)],
            "extensions": Extensions(table).data(),
            **measured,
        },
        indent=1,
    )


def _counts(table: Table) -> dict[str, int]:
    names = table.model.names
    return {
        "functions": len(names),
        "reached": sum(map(table.reached, names)),
        "answered": sum(map(table.answered, names)),
    }


def _totals(table: Table) -> str:
    counts = _counts(table)
    number = counts["functions"]
    return (
        f"Of {number} functions of API {table.model.version}, the library's objects reach {counts['reached']} on real "
        f"plugins; {counts['answered']} were answered without an error by at least one.\n"
    )


def _grid(table: Table, numbers: dict[Reason, int]) -> str:
    lines = [
        row("slot", "function", *[table.labels[library] for library in COLUMNS]),
        row(*["---"] * (2 + len(COLUMNS))),
    ]
    for slot, (name, cells) in enumerate(table.cells.items()):
        texts = [text(cell, numbers) for cell in cells.values()]
        lines.append(row(str(slot), named(table, name), *texts))
    for label, kinds in (("answered", {ANSWERED}), ("lacks it", {LACKING})):
        sums = [sum(cells[p].text in kinds for cells in table.cells.values()) for p in COLUMNS]
        lines.append(row("", f"**{label}**", *map(str, sums)))
    codes = [sum(_is_error(cells[p].text) for cells in table.cells.values()) for p in COLUMNS]
    lines.append(row("", "**error**", *map(str, codes)))
    other = [sum(_is_out_of_reach(cells[p].text) for cells in table.cells.values()) for p in COLUMNS]
    lines.append(row("", "**out of reach here**", *map(str, other)))
    return "\n".join(lines) + "\n"


def _is_error(text: str) -> bool:
    return text.isupper()


def _is_out_of_reach(text: str) -> bool:
    return not _is_error(text) and text not in (ANSWERED, LACKING, NOT_CALLED, RAW_ONLY)


def _clients(table: Table) -> str:
    told = [
        f"`PJRT_{name}` gives {table.cells[f'PJRT_{name}'][library].text} on {table.labels[library]}"
        for name in ("Client_Create", "TopologyDescription_Create", "Compile")
        for library in COLUMNS
        if _is_error(table.cells[f"PJRT_{name}"][library].text)
    ]
    return "".join(f"- {line}.\n" for line in told)


def _used(table: Table) -> list[Reason]:
    found = (cell.note for cells in table.all_cells.values() for cell in cells.values() if cell.note)
    return list(dict.fromkeys(found))


def _reasons(numbers: dict[Reason, int]) -> str:
    lines = "".join(f"{number}. {reason.why}\n" for reason, number in numbers.items())
    return f"## Reasons\n\n{lines}" if lines else ""


def _figures(table: Table, measured: dict[str, Any]) -> str:
    calls = Counter({table.labels[p]: sum(table.seen[p].calls.values()) for p in COLUMNS if p in table.seen})
    lines = [
        "The figures of the run that wrote this file; they differ from run to run.",
        "",
        f"- {measured['tests']} tests in {measured['wall_seconds']:.0f} s on {measured['processors']} processors.",
        f"- {sum(calls.values()):,} C calls: " + ", ".join(f"{n:,} of {label}" for label, n in calls.items()) + ".",
        f"- {sum(leak['cycles'] for leak in measured['leaks']):,} cycles of lives that left nothing, see leaks.md.",
    ]
    return "\n".join(lines) + "\n"
