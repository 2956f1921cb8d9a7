"""The command `history`: snapshots of more header sets, and what all of them tell."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from .. import chain, emit, history, index, interrupts, past_releases, pins, snapshots, sources
from ..errors import CodegenError
from ..past_releases import Release
from ..pipeline import build_set
from ..render import render
from ..snapshots import Snapshot, Version, text_of
from ..sources import Headers
from ..terminal import Terminal
from .generate import OWNED
from .line import DIFFERS, OK, PROGRAM, add_command

_AT_ONCE = 8
"""Releases that are read at the same time."""


def add(commands: Any) -> None:
    """Declares it."""
    does = "take in more header sets, write the history that all of them tell, and show it"
    parser = add_command(commands, "history", _history, does, "--add tensorflow-cpu==2.20.0")
    more = parser.add_argument_group("more header sets")
    more.add_argument(
        "--add",
        nargs="+",
        action="extend",
        default=[],
        metavar="SOURCE",
        help='a release such as "tensorflow-cpu==2.20.0", or a folder of headers',
    )
    more.add_argument("--discover", metavar="PROJECT", help="every release of a project, such as tf-nightly-cpu")
    more.add_argument("--from", dest="first", metavar="VERSION", help="with --discover: no API older than this")
    more.add_argument("--to", dest="last", metavar="VERSION", help="with --discover: no API newer than this")
    more.add_argument("--git", type=Path, metavar="DIR", help="an XLA checkout: each commit that touched the headers")
    parser.add_argument(
        "--drop", nargs="+", action="extend", default=[], metavar="NAME", help="leave out snapshots, such as 0.98-2"
    )
    parser.add_argument("--rebuild", action="store_true", help="make the snapshots of all releases again")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if anything would change")
    parser.add_argument("--json", action="store_true", help="print the history as JSON instead of a table")


def _history(options: argparse.Namespace, terminal: Terminal) -> int:
    known = pins.load(options.include / "headers.toml")
    abi, _ = build_set(include=options.include)
    work = gather(options, terminal)
    past = history.with_current(work.chain, abi, known)
    files = render(abi, past)
    if options.check:
        changes = emit.compare(files, options.generated, OWNED)
        for path in (*changes.written, *changes.deleted):
            terminal.show(f"{options.generated / path}: out of date; run `{PROGRAM} generate`")
        return DIFFERS if changes else OK
    with interrupts.held():
        # The releases first: a snapshot that is lacking then is made again by the next run.
        past_releases.write(options.include, work.ordered())
        emit.emit(files, options.generated, OWNED)
    show(past, terminal, as_json=options.json)
    return OK


@dataclass
class Work:
    """The chain as it grows, and what is to be said of that."""

    chain: list[Snapshot]
    releases: list[Release]
    terminal: Terminal
    said: list[str] = field(default_factory=list)
    seen: dict[str, Snapshot] = field(default_factory=dict)
    """By the hash of a header set: its snapshot."""

    def add(self, headers: Headers) -> Snapshot | None:
        """Takes in one header set, unless some snapshot says the same; then it is that one. Raises CodegenError."""
        snapshot = self.seen.get(headers.digest) or headers.snapshot()
        self.seen[headers.digest] = snapshot = Snapshot("", headers.source, headers.digest, snapshot.tree)
        self.chain, same = chain.insert(self.chain, snapshot)
        if same is not None:
            return same
        name = next(one.name for one in self.chain if one.tree is snapshot.tree)
        self.said.append(f"{snapshot.source}: API {text_of(snapshot.version)}, new: {name}")
        if headers.distribution is not None and headers.distribution.kind != "checkout":
            self.releases.append(Release.of(headers))
        return None

    def ordered(self) -> list[Release]:
        """The releases in the order of their snapshots."""
        order = {one.source: i for i, one in enumerate(self.chain)}
        return sorted(self.releases, key=lambda r: order.get(r.source, -1))


def gather(options: argparse.Namespace, terminal: Terminal) -> Work:
    """The chain with all that the options add to it; with --check only what is there. Raises CodegenError."""
    _check_options(options)
    work = Work(_kept(options, terminal), past_releases.load(options.include), terminal)
    if options.check:
        _agree(work)
        return work
    _drop(work, options.drop)
    _missing(work, again=options.rebuild)
    for source in options.add:
        headers = _read(source, terminal)
        if (same := work.add(headers)) is not None:
            work.said.append(f"{headers.source}: API {text_of(same.version)}, the same as {same.source}")
    if options.discover:
        _discover(work, options)
    if options.git:
        _commits(work, options.git)
    for line in work.said:
        terminal.note(line)
    return work


def _check_options(options: argparse.Namespace) -> None:
    if options.check and (options.add or options.discover or options.git or options.rebuild or options.drop):
        raise CodegenError("--check writes nothing: it goes with none of --add, --discover, --git, --drop, --rebuild")
    if (options.first or options.last) and not options.discover:
        raise CodegenError("--from and --to go with --discover PROJECT")
    first, last = _asked(options)
    if first > last:
        raise CodegenError(f"--from {options.first} --to {options.last}: no API is that; give the older one first")


def _kept(options: argparse.Namespace, terminal: Terminal) -> list[Snapshot]:
    """The snapshots; none if they are damaged and all are made again."""
    try:
        return snapshots.load(options.generated)
    except CodegenError as error:
        if not options.rebuild:
            raise
        terminal.note(f"{error}\nall are made again; what came from folders and commits has to be added again")
        return []


def _drop(work: Work, names: Sequence[str]) -> None:
    """Leaves out snapshots, and the releases that they were made from."""
    known = {one.name: one for one in work.chain}
    for name in names:
        if name not in known:
            raise CodegenError(f"--drop {name}: no such snapshot; there are {', '.join(known) or 'none'}")
    gone = {known[name].source for name in names}
    work.said += [f"{known[name].source}: {name} is dropped" for name in names]
    work.chain = snapshots.numbered(one for one in work.chain if one.name not in names)
    work.releases = [release for release in work.releases if release.source not in gone]


def _agree(work: Work) -> None:
    """Raises CodegenError if the releases and the snapshots are not those of each other."""
    digests = {one.source: one.digest for one in work.chain}
    for release in work.releases:
        if digests.get(release.source) != release.headers:
            said = "has no snapshot" if release.source not in digests else "has a snapshot of other headers"
            raise CodegenError(f"{past_releases.FILE}: {release.source} {said}; run `python -m codegen history`")


def _read(source: str, terminal: Terminal) -> Headers:
    if (pin := sources.requirement(source)) is not None:
        return sources.of_release(*pin, terminal.progress)
    folder = Path(source)
    if not folder.is_dir():
        raise CodegenError(f'--add {source}: neither a folder nor a release such as "tensorflow-cpu==2.20.0"')
    return sources.of_folder(folder)


# ------------------------------------------------------------------- releases


def _missing(work: Work, *, again: bool) -> None:
    """Makes the snapshots of releases that have none, or of all of them; one that was withdrawn keeps what it has."""
    have = {one.source for one in work.chain}
    wanted = [r for r in work.releases if again or r.source not in have]
    for release, found in zip(wanted, _all(wanted, work.terminal), strict=True):
        if isinstance(found, CodegenError):
            if release.source not in have:
                raise found
            work.said.append(f"{release.source}: cannot be read again, its snapshot stays: {found}")
            continue
        if found.digest != release.headers:
            raise CodegenError(
                f"{release.source}: its headers hash to {found.digest}, {past_releases.FILE} says {release.headers}: "
                "the release is not the one that was pinned"
            )
        made = found.snapshot()
        if release.source in have:
            work.chain = [replace(s, tree=made.tree) if s.source == release.source else s for s in work.chain]
        else:
            _put_back(work, release, made)


def _put_back(work: Work, release: Release, made: Snapshot) -> None:
    """Puts a snapshot where it was: releases are listed in the order of their snapshots."""
    at = work.releases.index(release)
    work.chain, same = chain.put_back(work.chain, made, {r.source for r in work.releases[:at]})
    if same is not None:
        work.said.append(f"{release.source}: the same as {same.source}, so {past_releases.FILE} loses it")
        del work.releases[at]


def _all(releases: Sequence[Release], terminal: Terminal) -> Iterator[Headers | CodegenError]:
    return _at_once([partial(sources.of_distribution, r.distribution, terminal.progress) for r in releases], terminal)


def _at_once(reads: Sequence[Callable[[], Headers]], terminal: Terminal) -> Iterator[Headers | CodegenError]:
    """What they read, in their order."""

    def tried(read: Callable[[], Headers]) -> Headers | CodegenError:
        try:
            return read()
        except CodegenError as error:
            return error

    pool = ThreadPoolExecutor(_AT_ONCE)
    try:
        for number, found in enumerate(pool.map(tried, reads), 1):
            terminal.progress(f"{number} of {len(reads)} releases read")
            yield found
    finally:
        pool.shutdown(cancel_futures=True)


def _discover(work: Work, options: argparse.Namespace) -> None:
    """Takes in every release of a project whose headers say anything new."""
    project: str = options.discover
    first, last = _asked(options)
    try:
        files = index.project_files(project)
    except index.Unavailable as why:
        raise CodegenError(f"--discover {why}; it takes the name of a project on the package index") from why
    known = {release.source for release in work.releases}
    versions = [v for v in dict.fromkeys(f.version for f in files) if f"{project} {v}" not in known]
    reads = [partial(sources.of_release, project, v, work.terminal.progress) for v in versions]
    counts: Counter[str] = Counter()
    for version, found in zip(versions, _at_once(reads, work.terminal), strict=True):
        try:
            if isinstance(found, CodegenError):
                raise found
            if not first <= found.version <= last:
                counts["of APIs that were not asked for"] += 1
            else:
                counts["the same as another" if work.add(found) else "new"] += 1
        except CodegenError as error:
            counts["passed over"] += 1
            work.said.append(f"{project} {version}: passed over: {error}")
    work.said.append(_counted(project, "releases", counts))


def _counted(what: str, kind: str, counts: Counter[str]) -> str:
    said = ", ".join(f"{count} {how}" for how, count in counts.items())
    return f"{what}: {counts.total()} {kind} read{f': {said}' if said else ', all others are known'}"


def _asked(options: argparse.Namespace) -> tuple[Version, Version]:
    """The oldest and the newest API version that --discover is to take in."""
    return _version(options.first or "0.0"), _version(options.last or "999.0")


def _version(text: str) -> Version:
    major, dot, minor = text.partition(".")
    if not (dot and major.isdecimal() and minor.isdecimal()):
        raise CodegenError(f"--from, --to: expected an API version such as 0.90, got {text!r}")
    return int(major), int(minor)


# -------------------------------------------------------------------- commits


def _commits(work: Work, checkout: Path) -> None:
    """Takes in every commit of a checkout that touched the headers, if they say anything new."""
    found = sources.commits(checkout)
    if not found:
        raise CodegenError(f"--git {checkout}: no commit of it touched a header of PJRT; give a checkout of XLA")
    counts: Counter[str] = Counter()
    for number, commit in enumerate(found, 1):
        work.terminal.progress(f"{commit} ({number} of {len(found)})")
        try:
            counts["the same as another" if work.add(sources.of_commit(checkout, commit)) else "new"] += 1
        except CodegenError as error:
            counts["passed over"] += 1
            work.said.append(f"{commit}: passed over: {error}")
    work.said.append(_counted(str(checkout), "commits", counts))
    if sources.is_shallow(checkout):
        work.said.append(f"{checkout}: a shallow clone; `git fetch --unshallow` gives it the commits before these")


# ---------------------------------------------------------------------- table


_COLUMNS = {
    "functions": "functions",
    "extension_functions": "of extensions",
    "structs": "structs",
    "fields": "fields",
    "enum_values": "values",
    "extensions": "types",
}


def show(past: history.History, terminal: Terminal, *, as_json: bool) -> None:
    """Prints the history."""
    if as_json:
        terminal.show(json.dumps(past.data(), indent=1))
        return
    rows = [["set", *_COLUMNS.values(), "breaks", "source"]]
    broke = {step.new.name: len(history.step_data(step).get("broke", ())) for step in past.steps}
    for one in past.snapshots:
        c = history.counts(one)
        figures = (str(c[kind]) for kind in _COLUMNS)
        rows.append([one.name, *figures, str(broke.get(one.name) or ""), one.source])
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
    for row in rows:
        first, *others = (cell.rjust(width) for cell, width in zip(row, widths, strict=False))
        terminal.show("  ".join([first.strip().ljust(widths[0]), *others, row[-1]]))
    for line in chain.oddities(past.snapshots):
        terminal.show(line)
