"""The record of a test run: started in this process, read when all of its processes have ended."""

from __future__ import annotations

import marshal
import os
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.recording import recorder
from tests.report.model import Model

HOOK = Path(recorder.__file__).parent


@dataclass
class Seen:
    """What the run saw of one plugin."""

    version: str = ""
    lacking: frozenset[str] = frozenset()
    chain: dict[int, int] = field(default_factory=dict)
    """By type number of an extension: the bytes of its struct."""
    tables: dict[str, frozenset[str]] = field(default_factory=dict)
    """By struct of each other table that was bound: the functions that it lacks."""
    outcomes: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    """By function and caller: outcomes, as the recorder names them."""
    calls: Counter[str] = field(default_factory=Counter)
    """By function, of the processes that came to their end."""

    def of(self, function: str, caller: str = recorder.FACADE) -> set[str]:
        """The outcomes of a function that this caller called; the empty set if it did not."""
        return self.outcomes[function][caller] if function in self.outcomes else set()

    def answers(self, function: str) -> bool:
        """Whether a call of it ended without an error, whoever called."""
        return any(recorder.OK in self.of(function, caller) for caller in (recorder.FACADE, recorder.RAW))


def start(model: Model) -> Path:
    """Records this process and those that it starts from now on; the folder that the record is in."""
    folder = Path(tempfile.mkdtemp(prefix="pjrt-record-"))
    (folder / "facts").write_bytes(marshal.dumps(model.facts()))
    os.environ[recorder.RECORD] = str(folder)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(HOOK), os.environ.get("PYTHONPATH"))))
    # Modules that are loaded already would stay without it.
    assert "pjrt_abi" not in sys.modules, "the recorder has to be there before the library"
    recorder.hook()
    return folder


def read(folder: Path) -> dict[str, Seen]:
    """By library, the name of its file: what all processes saw."""
    seen: dict[str, Seen] = defaultdict(Seen)
    for kind, library, *rest in _lines(folder):
        if kind == "callback":
            continue
        plugin = seen[Path(library).name]
        if kind == "plugin":
            version, lacking = rest
            plugin.version, plugin.lacking = version, _names(lacking)
        elif kind == "chain":
            number, size = map(int, rest)
            plugin.chain[number] = size
        elif kind == "extension":
            struct, lacking = rest
            # There are many tables in Python: what one of them has is not lacking.
            plugin.tables[struct] = _names(lacking) & plugin.tables.get(struct, _names(lacking))
        elif kind == "call":
            function, outcome, caller = rest
            plugin.outcomes[function][caller].add(outcome)
        else:
            function, number = rest
            plugin.calls[function] += int(number)
    return dict(seen)


def callbacks(folder: Path) -> frozenset[str]:
    """The C types of the library's own functions that C called, on whatever plugin."""
    return frozenset(name for kind, name, *_ in _lines(folder) if kind == "callback")


def _lines(folder: Path) -> Iterator[list[str]]:
    for file in folder.glob("*.tsv"):
        yield from (line.split("\t") for line in file.read_text().splitlines())


def _names(text: str) -> frozenset[str]:
    return frozenset(filter(None, text.split(",")))


def end(folder: Path) -> None:
    """Removes the record."""
    shutil.rmtree(folder, ignore_errors=True)
