"""The part of the table that is about extensions: a row for each type, and the functions of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.recording.recorder import BASE, PYTHON
from tests.report.chain import OWN, Extension, TableOf
from tests.report.table import ANSWERED, LACKING, WITH_PYTHON, Reason, Table

HEADING = "## Extensions"

HEAD = f"""{HEADING}

The types of the extension chain, and the tables of functions that are behind them: those that a link points to, that
a plugin hands to what its programs call, or that an object begins with. "called" is how many of the functions were
called through the façade, on any plugin; a plugin's cell is how many of those that its struct has it answered, and is
empty where it does not chain the type. "Python" are plugins in Python, such as the reference plugin: what no real
plugin offers here is tested on those.
"""


@dataclass(frozen=True)
class Extensions:
    """What a run says of extensions."""

    table: Table

    def problems(self) -> Iterator[str]:
        """What the run leaves unexplained beside functions, a line each."""
        for extension in self.table.model.extensions:
            if not self.table.facades.get(extension.name):
                yield f"{extension.name}: this extension type has no façade"
            elif not extension.struct and not self._sees_links(PYTHON):
                yield f"{extension.name}: no façade looked at links that nobody knows"

    def called(self, functions: Sequence[str]) -> int:
        """How many of them a façade called, on any plugin."""
        return sum(self.table.reached(f) or self.table.reached_in_python(f) for f in functions)

    def count(self, functions: Sequence[str], library: str) -> tuple[int, int] | None:
        """How many of them the plugin answered, and how many it has; None where it does not chain the extension."""
        cells = [self.table.extension_cells[f].get(library) for f in functions]
        texts = [cell.text for cell in cells if cell is not None]
        return (texts.count(ANSWERED), len(texts) - texts.count(LACKING)) if texts or not functions else None

    def _sees_links(self, library: str) -> bool:
        return library in self.table.seen and BASE in self.table.seen[library].tables

    # -------------------------------------------------------------------- text

    def markdown(self, numbers: Mapping[Reason, int]) -> str:
        """All of it. numbers: of the reasons, which stand elsewhere."""
        lists = [self._functions(extension, numbers) for extension in self.table.model.extensions if extension.tables]
        return "\n".join([HEAD, self._types(), *lists])

    def _types(self) -> str:
        lines = [row("type", "façade", "mark", "called", *self.table.labels.values())]
        lines.append(row(*["---"] * (4 + len(WITH_PYTHON))))
        for extension in self.table.model.extensions:
            where = self.table.facades.get(extension.name)
            lines.append(
                row(
                    str(extension.number),
                    *self._cells(extension, f"`{where}`" if where else f"none for {extension.name}"),
                )
            )
            lines += [row("", *self._behind(extension, table)) for table in extension.tables if table.how != OWN]
        return "\n".join(lines) + "\n"

    def _cells(self, extension: Extension, name: str) -> list[str]:
        own = [function for table in extension.tables if table.how == OWN for function in table.names]
        if not extension.struct:
            return [name, "", "", *["links" if self._sees_links(library) else "" for library in WITH_PYTHON]]
        chained = [self.table.chains(extension.number, library) for library in WITH_PYTHON]
        return [name, extension.mark, *self._counts(own, chained)]

    def _behind(self, extension: Extension, table: TableOf) -> list[str]:
        chained = [self.table.chains(extension.number, library) for library in WITH_PYTHON]
        marks = {self.table.model.marks[function] for function in table.names}
        return [f"{table.how}: `{table.struct}`", " or ".join(sorted(marks)), *self._counts(table.names, chained)]

    def _counts(self, functions: Sequence[str], chained: Sequence[bool]) -> list[str]:
        cells = []
        for library, has in zip(WITH_PYTHON, chained, strict=True):
            count = self.count(functions, library) if has else None
            cells.append("{} / {}".format(*count) if count else "")
        return [f"{self.called(functions)} / {len(functions)}", *cells]

    def _functions(self, extension: Extension, numbers: Mapping[Reason, int]) -> str:
        columns = [library for library in WITH_PYTHON if self.table.chains(extension.number, library)]
        lines = [f"### {extension.name}", ""]
        lines.append(row("function", *[self.table.labels[library] for library in columns]))
        lines.append(row(*["---"] * (1 + len(columns))))
        for function in extension.functions:
            cells = self.table.extension_cells[function["name"]]
            texts = [text(cells[library], numbers) for library in columns]
            lines.append(row(named(self.table, function["name"]), *texts))
        return "\n".join(lines) + "\n"

    # -------------------------------------------------------------------- JSON

    def data(self) -> list[dict[str, Any]]:
        """The same for JSON."""
        return [
            {
                "type": extension.number,
                "name": extension.name,
                "mark": extension.mark,
                "facade": self.table.facades.get(extension.name, ""),
                "functions": [function_data(self.table, f["name"]) for f in extension.functions],
            }
            for extension in self.table.model.extensions
        ]


def row(*cells: str) -> str:
    """A row of a table in Markdown."""
    return "| " + " | ".join(cells) + " |"


def text(cell: Any, numbers: Mapping[Reason, int]) -> str:
    """A cell as the table has it, with the number of its reason."""
    return f"({numbers[cell.note]})" if cell.note else str(cell.text)


def named(table: Table, function: str) -> str:
    """A function as the table has it, with what its header warns of."""
    mark = table.model.marks[function]
    return function.removeprefix("PJRT_") + (f" *({mark})*" if mark else "")


def function_data(table: Table, name: str) -> dict[str, Any]:
    """All facts of a function."""
    return {
        "name": name,
        "mark": table.model.marks[name],
        "reached": table.reached(name) or table.reached_in_python(name),
        "plugins": {
            table.labels[library]: {
                "cell": cell.text,
                "why": cell.note.why if cell.note else "",
                "outcomes": sorted(table.seen[library].of(name)) if library in table.seen else [],
                "calls": table.seen[library].calls[name] if library in table.seen else 0,
            }
            for library, cell in table.all_cells[name].items()
        },
    }
