"""A header update: the current set becomes that of another source, and everything that follows from it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from . import diff, emit, history, pins, snapshots
from .changes import AbiDiff
from .fetch import fetch, keep
from .files import File
from .interrupts import held
from .model import to_data
from .pins import OWN_FOLDER
from .pipeline import build_set
from .render import BASE, render
from .repin import Repinned, repin
from .snapshots import Snapshot
from .sources import Headers

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Update:
    """An update that was worked out and not written yet.

    repinned: the new pins; found: what the ABI becomes; new: the names that were not there before, which no façade can
    reach yet; files: what generated/ will hold; backwards: whether the API version is lower.
    """

    repinned: Repinned
    found: AbiDiff
    new: tuple[str, ...]
    files: list[File]
    backwards: bool

    @property
    def append_only(self) -> bool:
        """Whether clients and plugins built before and after understand each other."""
        return not self.found.breaking and not self.backwards


def work_out(
    headers: Headers, include: Path, generated: Path, cache: Path, xla: Path | None, progress: Progress
) -> Update:
    """What an update to these headers is. Writes nothing but to the cache. Raises CodegenError."""
    known = pins.load(include / "headers.toml")
    repinned = repin(known, headers)
    keep(headers.texts.values(), cache)
    chain = snapshots.load(generated)
    with tempfile.TemporaryDirectory(prefix="pjrt-update-") as folder:
        trial = Path(folder)
        if (include / OWN_FOLDER).is_dir():
            shutil.copytree(include / OWN_FOLDER, trial / OWN_FOLDER)
        (trial / "headers.toml").write_text(repinned.text, encoding="utf-8")
        pinned = pins.load(trial / "headers.toml")
        fetch(pinned, trial, xla=xla, cache=cache, sets=[repinned.name], progress=progress)
        abi, _ = build_set(repinned.name, include=trial)
    old = _current(known, chain, include)
    past = history.with_current(_set_aside(chain, known, repinned), abi, pinned)
    found = diff.compare(old, to_data(abi))
    backwards = abi.version < (old["version"][0], old["version"][1])
    return Update(repinned, found, tuple(_new(old, to_data(abi))), render(abi, past), backwards)


def _current(known: pins.Pins, chain: Sequence[Snapshot], include: Path) -> diff.Data:
    """The model of the set that is current now: as it was kept, if it was."""
    source = history.source_of(known.current)
    kept = next((one for one in chain if one.source == source), None)
    data: diff.Data = kept.data() if kept else to_data(build_set(include=include)[0])
    return data


def _new(old: diff.Data, new: diff.Data) -> list[str]:
    """The functions, structs, values, types of extensions and callbacks that were not there before."""
    names = [
        {
            *(f["name"] for table in side["tables"] for f in table["functions"]),
            *(v["name"] for enum in side["enums"] for v in enum["values"]),
            *(e["type_name"] for e in side["extensions"]),
            *(named["name"] for kind in ("structs", "callbacks") for named in side[kind]),
        }
        for side in (old, new)
    ]
    return sorted(names[1] - names[0])


def _set_aside(chain: Sequence[Snapshot], known: pins.Pins, new: Repinned) -> list[Snapshot]:
    """The snapshots, with that of a current set of the same version kept beside the new one's."""
    source = history.source_of(known.current)
    if new.name != known.current.name:
        return list(chain)
    return [
        replace(one, source=f"{source}, before {one.digest[:12]}") if one.source == source else one for one in chain
    ]


def write(update: Update, include: Path, generated: Path, cache: Path, xla: Path | None, progress: Progress) -> None:
    """Writes it: the pins, the headers, and what is generated from them. Raises CodegenError or OSError."""
    with held():
        emit.write(include / "headers.toml", update.repinned.text.encode())
        pinned = pins.load(include / "headers.toml")
        fetch(pinned, include, xla=xla, cache=cache, sets=[update.repinned.name], progress=progress)
        emit.emit(update.files, generated, (BASE, snapshots.FOLDER))
