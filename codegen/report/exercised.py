"""What became of each function in the test run: the record that `make report` writes, and what follows from it.

A struct, and a callback, has the cell of the best of the functions that take it or give it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from codegen.errors import CodegenError

from .passing import Passing
from .raw import Raw

FILE = "exercised.json"
"""Below generated/report."""

ANSWERED, LACKING, NOTED, NOT_CALLED, RAW_ONLY = "answered", "lacks it", "see note", "not called", "raw only"
CODE, WANTING = "an error's code", "no X"

LEGEND = {
    ANSWERED: "called through the library's own objects, and returned without an error at least once",
    CODE: "called so, and always returned that error, ERROR if it tells no code; the library raises an exception",
    LACKING: "the plugin's table has no such function; the library raises UnsupportedError",
    WANTING: "cannot be called here: it needs a PJRT_X, or what comes from one, and the plugin gives none here",
    NOTED: "cannot be called here, for the reason in the note",
    RAW_ONLY: "a plugin in Python was called by tests of the raw layer only",
    NOT_CALLED: "a plugin in Python was not called",
}

_PARTS = {"api": str, "plugins": list, "extensions": dict, "functions": dict, "notes": dict, "callbacks": list}
_AGAIN = "`make report` writes it"


class Cell(NamedTuple):
    """What became of something on a plugin. note: why, or which function tells."""

    cell: str
    note: str = ""

    @property
    def outcome(self) -> str:
        """The word of the legend that it comes under."""
        if self.cell in LEGEND:
            return self.cell
        return CODE if self.cell.isupper() else WANTING

    @property
    def reached(self) -> bool:
        """Whether the library called it, and got an answer or an error."""
        return self.outcome in (ANSWERED, CODE)


Cells = Mapping[str, Cell]
"""By plugin."""


@dataclass(frozen=True)
class Exercised:
    """The record. plugins: the columns, as they are; functions: by C name, then by plugin."""

    raw: Raw
    plugins: tuple[Mapping[str, Any], ...]
    extensions: Mapping[str, tuple[str, ...]]
    functions: Mapping[str, Cells]
    called: frozenset[str]
    """The callbacks of the library that C called."""

    @classmethod
    def read(cls, path: Path, raw: Raw, *, outdated: bool = False) -> Exercised:
        """The record in the file. Raises CodegenError for what is none, or speaks of what the model lacks.

        outdated: whether it may be of another API version than the model.
        """
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CodegenError(f"{path}: cannot be read: {error}; {_AGAIN}") from error
        _check(path, data, raw, outdated)
        notes = data["notes"]
        cells = {
            name: {plugin: Cell(text, notes.get(name, {}).get(plugin, "")) for plugin, text in row.items()}
            for name, row in data["functions"].items()
        }
        extensions = {name: tuple(plugins) for name, plugins in data["extensions"].items()}
        return cls(raw, tuple(data["plugins"]), extensions, cells, frozenset(data["callbacks"]))

    @cached_property
    def passing(self) -> Passing:
        """Which functions take or give what."""
        return Passing(self.raw)

    def of_function(self, name: str) -> Cells:
        """The cells of a function; none for one that is not recorded."""
        return self.functions.get(name, {})

    def of_passed(self, name: str) -> Cells:
        """The cells of a struct or a callback: on each plugin the best one of the functions that pass it."""
        functions = self.passing.functions_of(name)
        if len(functions) == 1:
            return self.of_function(functions[0])
        return self._best(functions)

    def of_extension(self, extension: Mapping[str, Any]) -> Cells:
        """The cells of an extension, where a plugin chains it: the best one of its functions, and how many it has."""
        functions = self.passing.functions_of_extension(extension)
        found = {}
        for plugin in self.extensions.get(extension["name"], ()):
            cells = [cell for f in functions if (cell := self.of_function(f).get(plugin)) is not None]
            if not functions:
                found[plugin] = Cell(ANSWERED, "its links were looked at")
            elif cells:
                having = [cell for cell in cells if cell.cell != LACKING]
                answered = sum(cell.cell == ANSWERED for cell in cells)
                found[plugin] = Cell(min(cells, key=_rank).cell, f"{answered} of {len(having)} functions answered")
        return found

    def _best(self, functions: Iterable[str]) -> Cells:
        found: dict[str, Cell] = {}
        for function in functions:
            for plugin, cell in self.of_function(function).items():
                if plugin not in found or _rank(cell) < _rank(found[plugin]):
                    found[plugin] = Cell(cell.cell, cell.note or function)
        order = [plugin["id"] for plugin in self.plugins]
        return {plugin: found[plugin] for plugin in order if plugin in found}

    def is_called(self, callback: str) -> bool:
        """Whether a callback was called: by C, or by the library if C gave it.

        C gives one by a function, or to a callback that it calls.
        """
        if callback in self.called:
            return True
        given = self.passing.given_by(callback)
        return any(cell.cell == ANSWERED for f in given for cell in self.of_function(f).values()) or any(
            callback in self.passing.given_to(other) for other in self.called
        )


def _rank(cell: Cell) -> int:
    """How much a cell tells, the best first."""
    return (ANSWERED, CODE, WANTING, NOTED, LACKING, RAW_ONLY, NOT_CALLED).index(cell.outcome)


def _check(path: Path, data: Any, raw: Raw, outdated: bool) -> None:
    """Raises CodegenError for what is no record, naming what is wrong."""
    if not isinstance(data, dict):
        raise CodegenError(f"{path}: not a record: expected an object, got {type(data).__name__}; {_AGAIN}")
    for part, kind in _PARTS.items():
        if not isinstance(data.get(part), kind):
            raise CodegenError(f"{path}: {part!r}: expected {kind.__name__}, got {data.get(part)!r:.60}; {_AGAIN}")
    version = ".".join(map(str, raw.data["version"]))
    if data["api"] != version and not outdated:
        raise CodegenError(f"{path}: a record of API {data['api']}, the headers are of {version}; run `make report`")
    for number, plugin in enumerate(data["plugins"]):
        if not isinstance(plugin, dict) or not all(isinstance(plugin.get(key), str) for key in ("id", "label")):
            raise CodegenError(f"{path}: plugins[{number}]: expected an object with id and label, got {plugin!r:.60}")
    if outdated:
        return
    known = {plugin["id"] for plugin in data["plugins"]}
    names = {extension["name"] for extension in raw.data["extensions"]}
    for name, plugins in data["extensions"].items():
        if name not in names or not isinstance(plugins, list) or not known.issuperset(plugins):
            raise CodegenError(f"{path}: extensions: {name}: {plugins!r:.60}: no such extension or plugin; {_AGAIN}")
    for part in ("functions", "notes"):
        for name, row in data[part].items():
            if name not in raw.functions:
                raise CodegenError(f"{path}: {part}: {name}: the headers have no such function; {_AGAIN}")
            if not isinstance(row, dict) or not known.issuperset(row) or not _texts(row.values()):
                raise CodegenError(f"{path}: {part}: {name}: expected texts by plugin, got {row!r:.60}; {_AGAIN}")
    callbacks = {callback["name"] for callback in raw.data["callbacks"]}
    if unknown := [name for name in data["callbacks"] if name not in callbacks]:
        raise CodegenError(f"{path}: callbacks: {unknown[0]!r}: the headers have no such callback; {_AGAIN}")


def _texts(values: Iterable[Any]) -> bool:
    return all(isinstance(value, str) and value for value in values)
