"""The table of functions and plugins: what became of each function on each plugin, and what is not explained."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path

from tests.recording.recorder import BASE, LACKS, OK, PYTHON, RAW
from tests.report.chain import OWN, Function
from tests.report.model import Model
from tests.report.record import Seen

COLUMNS = {
    "xla_cpu_pjrt.so": "cpu",
    "libpjrt_cpu.so": "cpu",
    "pjrt_c_api_cpu_plugin.so": "cpu",
    "xla_cuda_plugin.so": "cuda",
    "libtpu.so": "libtpu",
    "libtt.so": "tt",
}
"""The plugins of tests/plugins.txt, by the file name of their library."""
WITH_PYTHON = {**COLUMNS, PYTHON: PYTHON}
"""The same, and plugins in Python, whose extensions are recorded: the reference plugin, mostly."""

REASONS = Path(__file__).parents[1] / "unreachable.toml"

POINTER = 8
"""Bytes of a slot."""

ANSWERED = "answered"
LACKING = "lacks it"
NOT_CALLED = "not called"
RAW_ONLY = "raw only"


@dataclass(frozen=True)
class Reason:
    """Why functions that match a pattern are not called on a plugin; "*" is all but those in Python."""

    function: str
    plugin: str
    why: str

    def covers(self, function: str, library: str) -> bool:
        """Whether it speaks of this function on the plugin with this library."""
        names = (WITH_PYTHON[library], library, *["*"] * (library != PYTHON))
        return fnmatchcase(function, self.function) and self.plugin in names


def read_reasons(path: Path = REASONS) -> tuple[Reason, ...]:
    """What tests/unreachable.toml holds."""
    with path.open("rb") as file:
        return tuple(Reason(**entry) for entry in tomllib.load(file).get("reason", ()))


@dataclass(frozen=True)
class Cell:
    """What became of a function on a plugin. text: as the table has it; note: the reason, where one is given."""

    text: str
    note: Reason | None = None


@dataclass(frozen=True)
class Table:
    """All of a run.

    seen: by library; facades: by extension type, the public name of its façade, "" for none; callbacks: the C types of
    the library's functions that C called; left_out: patterns of functions that codegen/gaps.toml says have no façade.
    """

    model: Model
    seen: dict[str, Seen]
    reasons: tuple[Reason, ...]
    facades: Mapping[str, str] = field(default_factory=dict)
    callbacks: frozenset[str] = frozenset()
    left_out: tuple[str, ...] = ()

    @cached_property
    def labels(self) -> dict[str, str]:
        """By library, in the order of the columns: the platform and the API version."""
        labels = {library: f"{name} {self._of(library).version or '?'}" for library, name in COLUMNS.items()}
        return {**labels, PYTHON: "Python"}

    @cached_property
    def cells(self) -> dict[str, dict[str, Cell]]:
        """By function, then by library."""
        return {f: {library: self._cell(f, library) for library in COLUMNS} for f in self.model.names}

    @cached_property
    def extension_cells(self) -> dict[str, dict[str, Cell]]:
        """The same of the extensions' functions; no cell where the plugin does not chain the extension."""
        return {
            f: {library: self._cell(f, library) for library in WITH_PYTHON if self.chains(e.number, library)}
            for f, (e, _) in self.model.tables.items()
        }

    @cached_property
    def all_cells(self) -> dict[str, dict[str, Cell]]:
        """Those of all functions."""
        return {**self.cells, **self.extension_cells}

    def chains(self, number: int, library: str) -> bool:
        """Whether the plugin's chain has the type. The reference plugin has every one."""
        return library == PYTHON or number in self._of(library).chain

    def reached(self, function: str) -> bool:
        """Whether a façade called the function of a real plugin."""
        return any(self._of(library).of(function) - {LACKS} for library in COLUMNS)

    def reached_in_python(self, function: str) -> bool:
        """Whether a façade called the function of a plugin in Python."""
        return bool(self._of(PYTHON).of(function) - {LACKS})

    def sees_links(self, library: str) -> bool:
        """Whether a façade looked at links of the plugin that nobody knows."""
        return BASE in self._of(library).tables

    def _of(self, library: str) -> Seen:
        return self.seen.get(library, Seen())

    def lacks(self, function: str, library: str) -> bool:
        """Whether the plugin's table is too short for the function, or has NULL there."""
        plugin = self._of(library)
        if (found := self.model.tables.get(function)) is None:
            return function in plugin.lacking
        extension, table = found
        if function in plugin.tables.get(table.struct, ()):
            return True
        size = plugin.chain.get(extension.number)
        return table.how == OWN and size is not None and _end(table.functions, function) > size

    def _cell(self, function: str, library: str) -> Cell:
        plugin = self._of(library)
        outcomes = plugin.of(function)
        if OK in outcomes:
            return Cell(ANSWERED)
        if self.lacks(function, library):
            return Cell(LACKING)
        if outcomes:
            return Cell(", ".join(sorted(outcomes)))
        if handles := self.unobtainable(function, library):
            return Cell(f"no {' or '.join(handles)}")
        for reason in self.reasons:  # which may say what the raw function gives
            if reason.covers(function, library):
                return Cell("see below", reason)
        return Cell(RAW_ONLY if plugin.of(function, RAW) else NOT_CALLED)

    def unobtainable(self, function: str, library: str) -> tuple[str, ...]:
        """The handles for want of which the function cannot be called on this plugin: any of them would do.

        They are where the want begins: with no client there is no device and no buffer, so "client" is said for all
        that needs one of those.
        """
        if library == PYTHON:
            return ()
        had = self._obtainable[library]
        if self._callable(function, had):
            answers = self._of(library).answers
            if (givers := self.model.given_by.get(function)) and not any(map(answers, givers)):
                return ("data to free",)
            kept = self.model.destroys.get(function, "")
            givers = self.model.gives_to_keep.get(kept, ())
            return () if any(map(answers, givers)) or not givers else (f"{_short(kept)} of its own",)
        needed = [handle for handle in self.model.needs[function] if handle not in had]
        # A function could be called and gives none.
        gives = self._gives[library]
        roots = {h for h in set(gives) - had if any(self._callable(giver, had) for giver in gives[h])}
        enough = [root for root in roots if self._callable(function, self._closure(gives, had | {root}, roots))]
        return tuple(sorted(map(_short, enough or needed)))

    @cached_property
    def _obtainable(self) -> dict[str, frozenset[str]]:
        """By plugin: the handles that some call on it gave."""
        return {
            library: frozenset(
                h for h, givers in self.model.gives.items() if any(map(self._of(library).answers, givers))
            )
            for library in COLUMNS
        }

    def _callable(self, function: str, had: frozenset[str]) -> bool:
        """Whether all that the function needs is had. Errors are: any call may give one."""
        return all(handle in had or handle not in self.model.gives for handle in self.model.needs[function])

    @cached_property
    def _gives(self) -> dict[str, dict[str, list[str]]]:
        """By plugin, then by handle: the functions that give one, of the core and of what the plugin chains."""
        offered = {
            library: {
                f
                for f, (e, _) in self.model.tables.items()
                if self.chains(e.number, library) and not self.lacks(f, library)
            }
            for library in COLUMNS
        }
        return {
            library: {
                handle: [f for f in givers if f not in self.model.tables or f in offered[library]]
                for handle, givers in self.model.gives.items()
            }
            for library in COLUMNS
        }

    def _closure(self, gives: dict[str, list[str]], had: frozenset[str], never: set[str]) -> frozenset[str]:
        """All that could be had with these, but for those that are never had."""
        more = {h for h, givers in gives.items() if any(self._callable(giver, had) for giver in givers)}
        return had if more - never <= had else self._closure(gives, had | (more - never), never)

    def problems(self) -> Iterator[str]:
        """What the run leaves unexplained, a line each."""
        for library in COLUMNS:
            if library not in self.seen:
                yield f"{library}: no test loaded this plugin"
        for function, row in self.all_cells.items():
            open_cells = [
                self.labels[p] for p, cell in row.items() if p != PYTHON and cell.text in (NOT_CALLED, RAW_ONLY)
            ]
            reached = self.reached(function) or self.reached_in_python(function)
            if not reached and any(fnmatchcase(function, name) for name in self.left_out):
                continue
            if not reached and not any(cell.note for cell in row.values()):
                yield f"{function}: no façade reaches it on any plugin, and no reason is given"
            elif open_cells:
                yield f"{function}: no façade calls it on {', '.join(open_cells)}, and no reason is given"
        for reason in self.reasons:
            yield from self._stale(reason)
        for extension in self.model.extensions:
            if not self.facades.get(extension.name):
                yield f"{extension.name}: this extension type has no façade"
            elif not extension.struct and not self.sees_links(PYTHON):
                yield f"{extension.name}: no façade looked at links that nobody knows"

    def _stale(self, reason: Reason) -> Iterator[str]:
        where = f"reason for {reason.function} on {reason.plugin}"
        if reason.plugin not in ("*", *WITH_PYTHON, *WITH_PYTHON.values()):
            yield f"{where}: no such plugin"
            return
        covered = [(f, p) for f, row in self.all_cells.items() for p in row if reason.covers(f, p)]
        if not covered:
            yield f"{where}: no such function"
        for function, library in covered:
            cell = self.all_cells[function][library]
            if cell.text in (ANSWERED, LACKING) or self._of(library).of(function):
                yield f"{where}: stale: {function} on {self.labels[library]}: {cell.text}"
        if covered and not any(self.all_cells[f][p].note is reason for f, p in covered):
            yield f"{where}: superfluous: every cell says why by itself"


def _end(functions: Sequence[Function], name: str) -> int:
    """The bytes that a table has if it has this function."""
    offset: int = next(function["offset"] for function in functions if function["name"] == name)
    return offset + POINTER


def _short(name: str) -> str:
    return name.removeprefix("PJRT_")
