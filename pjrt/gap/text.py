"""A report as plain text, for a terminal of 80 columns or more."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from pjrt.gap.report import Report, Section

_INDENT = "  "


def render(report: Report, width: int = 100) -> str:
    """The text; what is a heading starts at the left edge."""
    lines = [report.title]
    label = max(map(len, report.facts), default=0)
    for name, value in report.facts.items():
        lines += _wrapped(f"{name.ljust(label)}  {value}", width, _INDENT, _INDENT + " " * (label + 2))
    for note in report.notes:
        lines += _wrapped(note, width, f"{_INDENT}note: ", _INDENT * 2)
    for section in report.sections:
        if not section.whole:
            lines += ["", *_section(section, width)]
    return "\n".join(lines) + "\n"


def _section(section: Section, width: int) -> Iterator[str]:
    yield from _wrapped(section.title, width, "", "")
    table = section.table
    if not table.rows:
        yield f"{_INDENT}none"
        return
    rows = [[str(cell) for cell in row] for row in (table.columns, *table.rows)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(table.columns))]
    fits = len(_INDENT) * 2 + sum(widths) + 2 * len(widths) - 2 <= width
    right = [table.is_number(i) for i in range(len(widths))]
    if fits:
        yield _INDENT + _line(rows[0], widths, right)
    else:
        yield from _wrapped(", ".join(table.columns), width, f"{_INDENT}(", _INDENT * 2, end=")")
    for label, listed in table.groups:
        if label:
            yield _INDENT + label
        indent = _INDENT * (2 if label else 1)
        for row in listed:
            cells = [str(cell) for cell in row]
            if fits:
                yield indent + _line(cells, widths, right)
                continue
            for number, is_number in enumerate(right):
                cells[number] = f"{table.columns[number]} {cells[number]}" if is_number else cells[number]
            yield from _folded(cells, width, indent)


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = (
        cell.rjust(width) if is_number else cell.ljust(width)
        for cell, width, is_number in zip(cells, widths, right, strict=True)
    )
    return "  ".join(padded).rstrip()


def _folded(cells: Sequence[str], width: int, indent: str) -> Iterator[str]:
    """A row that is too long for a line: its last cell below the others, if it does not fit beside them."""
    first = indent + "  ".join(filter(None, cells[:-1]))
    if len(beside := f"{first}  {cells[-1]}".rstrip()) <= width:
        yield beside
        return
    yield first
    yield from _wrapped(cells[-1], width, indent + _INDENT * 2, indent + _INDENT * 2)


def _wrapped(text: str, width: int, first: str, rest: str, end: str = "") -> list[str]:
    """Long names and paths stay whole."""
    return textwrap.wrap(
        text + end,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
