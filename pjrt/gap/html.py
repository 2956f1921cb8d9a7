"""A report as one page that needs nothing else: light and dark, and readable on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files
from string import Template

from pjrt.gap.document import Status
from pjrt.gap.report import Cell, Code, Places, Report, Row, Section

_STATUSES = {str(status): status.name.lower() for status in Status}


def render(report: Report) -> str:
    """The page."""
    template = Template((files(__package__) / "page.html").read_text(encoding="utf-8"))
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in report.facts.items())
    notes = "".join(f"<p class=note>{escape(note)}</p>" for note in report.notes)
    sections = "\n".join(map(_section, report.sections))
    return template.substitute(title=escape(report.title), facts=facts, notes=notes, sections=sections)


def _section(section: Section) -> str:
    title = escape(section.title)
    table = section.table
    if not table.rows:
        return f"<section><h2>{title}</h2><p>none</p></section>"
    numbers = [" class=number" if table.is_number(i) else "" for i in range(len(table.columns))]
    head = "".join(f"<th scope=col{n}>{escape(column)}</th>" for column, n in zip(table.columns, numbers, strict=True))
    body = "".join(_group(label, rows, numbers) for label, rows in table.groups)
    is_open = " open" if section.brief else ""
    made = f"<div class=scroll><table><thead><tr>{head}</tr></thead>{body}</table></div>"
    return f"<details{is_open}><summary><h2>{title}</h2></summary>{made}</details>"


def _group(label: str, rows: tuple[Row, ...], numbers: list[str]) -> str:
    head = f"<tr class=group><th scope=rowgroup colspan={len(numbers)}>{escape(label)}</th></tr>" if label else ""
    listed = "".join(f"<tr>{''.join(map(_cell, row, numbers))}</tr>" for row in rows)
    return f"<tbody>{head}{listed}</tbody>"


def _cell(cell: Cell, number: str) -> str:
    if isinstance(cell, Places):
        return f"<td>{'<br>'.join(_places(cell))}</td>"
    text = escape(cell)
    if isinstance(cell, Code):
        return f"<td><code>{text}</code></td>"
    if cell in _STATUSES:
        return f"<td class={_STATUSES[cell]}>{text}</td>"
    return f"<td{number}>{text}</td>"


def _places(cell: Places) -> Iterator[str]:
    for place in cell.places:
        line = f" <code class=line>{escape(place.text)}</code>" if place.text else ""
        yield f"<span class=place>{escape(str(place))}</span>{line}"
    if cell.more:
        yield f"and {cell.more} more"
