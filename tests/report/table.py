"""The table of functions and plugins: what became of each function on each plugin, and what is not explained."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path

from tests.recording.recorder import LACKS, OK, RAW
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

REASONS = Path(__file__).parents[1] / "unreachable.toml"

ANSWERED = "answered"
LACKING = "lacks it"
NOT_CALLED = "not called"
RAW_ONLY = "raw only"


@dataclass(frozen=True)
class Reason:
    """Why functions that match a pattern are not called on a plugin; "*" is all plugins."""

    function: str
    plugin: str
    why: str

    def covers(self, function: str, library: str) -> bool:
        """Whether it speaks of this function on the plugin with this library."""
        return fnmatchcase(function, self.function) and self.plugin in ("*", COLUMNS[library], library)


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
    """All of a run. seen: by library."""

    model: Model
    seen: dict[str, Seen]
    reasons: tuple[Reason, ...]

    @cached_property
    def labels(self) -> dict[str, str]:
        """By library, in the order of the columns: the platform and the API version."""
        return {library: f"{name} {self._of(library).version or '?'}" for library, name in COLUMNS.items()}

    @cached_property
    def cells(self) -> dict[str, dict[str, Cell]]:
        """By function, then by library."""
        return {f: {library: self._cell(f, library) for library in COLUMNS} for f in self.model.names}

    def reached(self, function: str) -> bool:
        """Whether a façade called the function of a real plugin."""
        return any(self._of(library).of(function) - {LACKS} for library in COLUMNS)

    def answered(self, function: str) -> bool:
        """Whether a real plugin answered a façade's call of it without an error."""
        return any(self.cells[function][library].text == ANSWERED for library in COLUMNS)

    def _of(self, library: str) -> Seen:
        return self.seen.get(library, Seen())

    def _cell(self, function: str, library: str) -> Cell:
        plugin = self._of(library)
        outcomes = plugin.of(function)
        if OK in outcomes:
            return Cell(ANSWERED)
        if function in plugin.lacking:
            return Cell(LACKING)
        if outcomes:
            return Cell(", ".join(sorted(outcomes)))
        if handles := self.unobtainable(function, library):
            return Cell(f"no {' or '.join(handles)}")
        if plugin.of(function, RAW):
            return Cell(RAW_ONLY)
        for reason in self.reasons:
            if reason.covers(function, library):
                return Cell("see below", reason)
        return Cell(NOT_CALLED)

    def unobtainable(self, function: str, library: str) -> tuple[str, ...]:
        """The handles for want of which the function cannot be called on this plugin: any of them would do.

        They are where the want begins: with no client there is no device and no buffer, so "client" is said for all
        that needs one of those.
        """
        had = self._obtainable(library)
        if self._callable(function, had):
            kept = self.model.destroys.get(function, "")
            givers = self.model.gives_to_keep.get(kept, ())
            return () if any(map(self._of(library).answers, givers)) or not givers else (f"{_short(kept)} of its own",)
        needed = [handle for handle in self.model.needs[function] if handle not in had]
        wanting = set(self.model.gives) - had
        # A function could be called and gives none.
        roots = {h for h in wanting if any(self._callable(giver, had) for giver in self.model.gives[h])}
        enough = [root for root in roots if self._callable(function, self._closure(had | {root}, roots))]
        return tuple(sorted(map(_short, enough or needed)))

    def _obtainable(self, library: str) -> frozenset[str]:
        """The handles that some call on this plugin gave."""
        plugin = self._of(library)
        return frozenset(h for h, givers in self.model.gives.items() if any(map(plugin.answers, givers)))

    def _callable(self, function: str, had: frozenset[str]) -> bool:
        """Whether all that the function needs is had. Errors are: any call may give one."""
        return all(handle in had or handle not in self.model.gives for handle in self.model.needs[function])

    def _closure(self, had: frozenset[str], never: set[str]) -> frozenset[str]:
        """All that could be had with these, but for those that are never had."""
        more = {h for h, givers in self.model.gives.items() if any(self._callable(giver, had) for giver in givers)}
        return had if more - never <= had else self._closure(had | (more - never), never)

    def problems(self) -> Iterator[str]:
        """What the run leaves unexplained, a line each."""
        for library in COLUMNS:
            if library not in self.seen:
                yield f"{library}: no test loaded this plugin"
        for function, row in self.cells.items():
            open_cells = [self.labels[p] for p, cell in row.items() if cell.text in (NOT_CALLED, RAW_ONLY)]
            if not self.reached(function) and not any(cell.note for cell in row.values()):
                yield f"{function}: no façade reaches it on any plugin, and no reason is given"
            elif open_cells:
                yield f"{function}: no façade calls it on {', '.join(open_cells)}, and no reason is given"
        for reason in self.reasons:
            yield from self._stale(reason)

    def _stale(self, reason: Reason) -> Iterator[str]:
        where = f"reason for {reason.function} on {reason.plugin}"
        if reason.plugin not in ("*", *COLUMNS, *COLUMNS.values()):
            yield f"{where}: no such plugin"
            return
        covered = [(f, p) for f in self.model.names for p in COLUMNS if reason.covers(f, p)]
        if not covered:
            yield f"{where}: no such function"
        for function, library in covered:
            cell = self.cells[function][library]
            if cell.text in (ANSWERED, LACKING) or self._of(library).of(function):
                yield f"{where}: stale: {function} on {self.labels[library]}: {cell.text}"
        if covered and not any(self.cells[f][p].note is reason for f, p in covered):
            yield f"{where}: superfluous: every cell says why by itself"


def _short(name: str) -> str:
    return name.removeprefix("PJRT_")
