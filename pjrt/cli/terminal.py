"""Tables: with rich on a terminal, as plain columns in a pipe and where rich is not installed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Prints a table with a title; nothing but "none" below the title if it has no rows."""
    listed = [list(row) for row in rows]
    if not listed:
        print(f"{title}: none")
        return
    if not sys.stdout.isatty():
        _plain(title, columns, listed)
        return
    try:
        from rich.console import Console
        from rich.table import Table
    except ImportError:
        _plain(title, columns, listed)
        return
    made = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        made.add_column(column, overflow="fold")
    for row in listed:
        made.add_row(*row)
    Console(markup=False, highlight=False).print(made)


def _plain(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[i]) for row in (columns, *rows)) for i in range(len(columns))]
    print(title)
    for row in (columns, *rows):
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
