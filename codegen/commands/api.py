"""The command `api`: the snapshot of our own public API, and that nothing of it breaks unsaid."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .. import emit
from ..api import changes as api_changes
from ..api import snapshot as public_api
from ..api.breaks import Break, breaks
from ..api.changes import Changes
from ..api.reference import History, Reference
from ..api.snapshot import PublicApi
from ..errors import CodegenError
from ..pipeline import ROOT
from ..terminal import Terminal
from .line import DIFFERS, OK, PROGRAM, add_command

PACKAGE, RAW = "pjrt", "pjrt_abi"
_SNAPSHOT = f"generated/{public_api.FILE}"
_SHOWN = 20


def add(commands: Any) -> None:
    """Declares it."""
    does = (
        f"write the snapshot of {PACKAGE}'s public API, unless something breaks that {api_changes.PATH} does not name"
    )
    parser = add_command(commands, "api", _api, does, "--check --against v0.1.0")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the snapshot is not up to date")
    parser.add_argument(
        "--against",
        nargs="?",
        const="",
        metavar="REF",
        help="compare with the snapshot of this commit as well; without REF, with the last release's",
    )
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)


def _api(options: argparse.Namespace, terminal: Terminal) -> int:
    found = _look(options.root, options.against, check=options.check)
    writes = not options.check and not found.unsaid
    if writes:
        emit.write(options.root / _SNAPSHOT, found.api.text().encode())
    if options.json:
        terminal.show(json.dumps(found.data(), indent=1))
    else:
        for line in _after_writing(found) if writes else _checked(found):
            terminal.show(line)
    return OK if writes or not (found.unsaid or found.problems or found.drift) else DIFFERS


@dataclass(frozen=True)
class _Found:
    """What the package, its snapshots and api_changes.toml say.

    api: as it is now, with what is broken on purpose; drift: names that the snapshot on disk lacks (+), has for nothing
    (-) or has otherwise (~); unsaid: breaks that no entry allows; allowed: those that one does; problems: what is wrong
    with the entries; against: what was compared with.
    """

    api: PublicApi
    drift: Sequence[str]
    unsaid: Sequence[Break]
    allowed: Sequence[Break]
    problems: Sequence[str]
    against: Sequence[str]
    version: str

    def data(self) -> dict[str, Any]:
        def listed(found: Sequence[Break]) -> list[dict[str, str]]:
            return [{"name": one.name, "what": one.what, "place": one.place} for one in found]

        return {
            "names": len(self.api.names),
            "against": list(self.against),
            "breaks": listed(self.unsaid),
            "allowed": listed(self.allowed),
            "problems": list(self.problems),
            "drift": list(self.drift),
        }


def _look(root: Path, against: str | None, *, check: bool) -> _Found:
    read, changes = _package(root), api_changes.load(root)
    history = History(root, _SNAPSHOT)
    last = history.committed()
    # A snapshot that is no good can be written again only if a commit has one to compare with.
    text, on_disk = _on_disk(root, may_be_bad=not check and last is not None)
    if last is None and on_disk is not None:
        last = Reference(f"the snapshot alone ({history.lacking or 'none is committed'})", on_disk)
    references = [] if last is None else [last]
    labels = [reference.label for reference in references]
    if against is not None:
        asked = history.at(against) if against else history.released()
        references += [] if asked is None else [asked]
        labels += [asked.label] if asked is not None else []
    now = [] if last is None else breaks(last.api, read)
    found = sorted({*now, *(one for reference in references[1:] for one in breaks(reference.api, read))})
    broken = _broken({} if last is None else last.api.broken, now, changes)
    api = replace(read, broken=broken)
    return _Found(
        api,
        [] if text == api.text() else _drift(on_disk, api),
        unsaid=[one for one in found if one.name not in changes.entries],
        allowed=[one for one in found if one.name in changes.entries],
        problems=list(changes.problems(PACKAGE, {*broken, *(one.name for one in found)})),
        against=labels,
        version=changes.version,
    )


def _package(root: Path) -> PublicApi:
    try:
        from ..api.names import read_package
    except ModuleNotFoundError as error:
        raise CodegenError(f"{error}; run `pip install --editable '.[dev]'`, which has griffe") from error
    besides = [RAW] if (root / "generated" / RAW).is_dir() else []
    documents = [root / "README.md", *sorted((root / "docs").glob("*.md"))]
    roots = [root, root / "generated"]
    return read_package(PACKAGE, roots, root, besides=besides, documents=[d for d in documents if d.is_file()])


def _on_disk(root: Path, *, may_be_bad: bool) -> tuple[str, PublicApi | None]:
    """The text of the snapshot that is there, and what it says."""
    path = root / _SNAPSHOT
    try:
        text = path.read_text(encoding="utf-8")
        return text, public_api.read(text, str(path))
    except FileNotFoundError:
        return "", None
    except (OSError, UnicodeDecodeError) as error:
        problem = CodegenError(f"{path}: cannot be read: {error}; restore it from version control")
    except CodegenError as error:
        problem = error
    if not may_be_bad:
        raise problem
    return "", None


def _broken(before: Mapping[str, Sequence[str]], now: Sequence[Break], changes: Changes) -> dict[str, tuple[str, ...]]:
    """What the version in the making breaks on purpose: what it did up to the last commit, and what it does now."""
    told = {name: set(texts) for name, texts in before.items() if name in changes.entries}
    for one in now:
        if one.name in changes.entries:
            told.setdefault(one.name, set()).add(one.what)
    return {name: tuple(sorted(texts)) for name, texts in told.items()}


def _drift(old: PublicApi | None, new: PublicApi) -> list[str]:
    if old is None:
        return [f"+ {name}" for name in sorted(new.names)]
    marks = {name: "+" for name in new.names if name not in old.names}
    marks |= {name: "-" for name in old.names if name not in new.names}
    marks |= {name: "~" for name, entry in new.names.items() if name in old.names and entry != old.names[name]}
    marks |= {name: "~" for name in {*old.broken, *new.broken} if old.broken.get(name) != new.broken.get(name)}
    return [f"{marks[name]} {name}" for name in sorted(marks)] or [f"~ {_SNAPSHOT}"]


# ------------------------------------------------------------------------ text


def _after_writing(found: _Found) -> Iterator[str]:
    yield from _some(found.drift)
    yield f"{_SNAPSHOT}: {len(found.api.names)} public names, {len(found.drift)} of them new, gone or changed"


def _checked(found: _Found) -> Iterator[str]:
    """What is wrong, each with the next step; or that nothing is."""
    compared = " and ".join(found.against) or "nothing: there is no snapshot yet"
    for one in found.unsaid:
        yield f"{f'{one.place}: ' if one.place else ''}{one.name}: {one.what}"
    if found.unsaid:
        yield f"{len(found.unsaid)} of {PACKAGE}'s public API broken, compared with {compared}."
        yield "Let the old way work as well. Where a break is meant, put this under [changes] in"
        yield f"{api_changes.PATH}, name it in {api_changes.CHANGELOG} under {found.version}, and run `{PROGRAM} api`:"
        for name in sorted({one.name for one in found.unsaid}):
            yield f'"{name}" = {{ version = "{found.version}", reason = "…" }}'
    yield from found.problems
    if found.drift and not found.unsaid:
        yield from _some(found.drift)
        yield f"{_SNAPSHOT}: out of date; run `{PROGRAM} api`"
    if not (found.unsaid or found.problems or found.drift):
        broken = f", {len(found.api.broken)} broken on purpose" if found.api.broken else ""
        yield f"{_SNAPSHOT}: up to date, {len(found.api.names)} public names{broken}; compared with {compared}"


def _some(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:_SHOWN]
    if len(lines) > _SHOWN:
        yield f"… and {len(lines) - _SHOWN} more"
