"""A report as GitHub shows Markdown: a short summary, the rest folded."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pjrt.gap.report import Cell, Code, Report, Section, Table

ROWS = 200
"""How many rows a table has at most: a job's summary is limited to a megabyte, and nobody reads on."""


def render(report: Report) -> str:
    """The Markdown."""
    lines = [f"## {_escaped(report.title)}", ""]
    lines += [f"**{_escaped(name)}:** {_escaped(value)}  " for name, value in report.facts.items()]
    for note in report.notes:
        lines += ["", f"> {_escaped(note)}"]
    for section in report.sections:
        if not section.whole:
            lines += ["", *_section(section)]
    return "\n".join(lines) + "\n"


def _section(section: Section) -> Iterator[str]:
    if not section.table.rows:
        yield f"**{_escaped(section.title)}:** none"
        return
    if section.brief:
        yield f"### {_escaped(section.title)}"
    else:
        yield f"<details><summary>{_escaped(section.title)}</summary>"
    yield ""
    yield from _table(section.table)
    if not section.brief:
        yield ""
        yield "</details>"


def _table(table: Table) -> Iterator[str]:
    grouped = any(label for label, _ in table.groups)
    columns = [*(["area"] if grouped else []), *table.columns]
    yield f"| {' | '.join(map(_escaped, columns))} |"
    yield f"|{' --- |' * len(columns)}"
    rows = [
        [*([_escaped(label if number == 0 else "")] if grouped else []), *map(_cell, row)]
        for label, listed in table.groups
        for number, row in enumerate(listed)
    ]
    for row in rows[:ROWS]:
        yield f"| {' | '.join(row)} |".replace("|  |", "| |")
    if len(rows) > ROWS:
        yield f"\n{len(rows) - ROWS} more rows: `pjrt gap --html FILE` and `--json` have all of them."


def _cell(cell: Cell) -> str:
    text = str(cell)
    if isinstance(cell, Code) and "`" not in text:
        return f"`{text.replace('|', chr(92) + '|')}`"
    return _escaped(text)


def _escaped(text: str) -> str:
    """No text of a path or a message is taken for Markdown or HTML."""
    text = re.sub(r"([\\`*_\[\]|~#])", r"\\\1", " ".join(text.split()))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
