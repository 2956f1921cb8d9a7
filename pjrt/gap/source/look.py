"""Looks at a source tree: which names of the C API it uses, which it only declares, and which it lacks."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from pjrt.gap.document import Document, Place
from pjrt.gap.names import Names
from pjrt.gap.source import aliases, fields, languages, prefixes, roles, summary, versions
from pjrt.gap.source.evidence import Ledger
from pjrt.gap.source.index import Index
from pjrt.gap.source.mentions import Kind, Mention, Reading
from pjrt.gap.source.prefixes import Prefixer
from pjrt.gap.source.roles import Role
from pjrt.gap.source.verdicts import Verdicts
from pjrt.gap.source.versions import Stated
from pjrt.gap.source.walk import Tree, decoded, is_wide

_MARK = re.compile(rb"PJRT|[Pp]jrt|XLA_FFI_|PLUGIN_Profiler")
_WORD = re.compile(rb"[A-Za-z_]\w+")
_BUILDS = re.compile(
    r"(?:^|/)(?:CMakeLists\.txt|[\w.\-]+\.cmake|build\.rs|Cargo\.toml|BUILD(?:\.bazel)?|MODULE\.bazel|WORKSPACE|setup\.(?:py|cfg)"
    r"|pyproject\.toml|(?:GNU)?[Mm]akefile(?:\.\w+)?|Makevars(?:\.\w+)?|configure(?:\.\w+)?|meson\.build|build\.zig(?:\.zon)?|dune"
    r"|Package\.swift|[\w\-]+\.(?:cabal|nimble|gemspec|opam)|build\.gradle(?:\.kts)?|mix\.exs|build\.jl|binding\.gyp)$"
)
_BUILD_SIZE = 1 << 20
_FEW = 5


@dataclass(slots=True)
class Source:
    """A file that has names of the C API. calls: what it uses under names of the tree's own, besides its mentions."""

    path: str
    reading: Reading
    role: Role
    calls: list[tuple[Mention, str]] = field(default_factory=list)


def look(folder: Path, names: Names) -> Document:
    """What a source tree uses of the C API's names, what it only declares, and what it lacks; with file and line.

    folder: any binding's, client's or plugin's sources, in any language. Raises OSError for what is no folder, and
    ValueError for one that has nothing of PJRT in it.
    """
    folder = Path(folder)
    if not folder.is_dir():
        what = "not a folder but a file" if folder.exists() else "no such folder"
        raise OSError(f"{folder}: {what}; --source takes the folder of a source tree")
    found = _Look(folder, names)
    found.read()
    if not any(source.reading.mentions for source in found.sources):
        raise ValueError(
            f"{folder}: no PJRT in it: {found.tree.counts['read']} files were read, and none has a name of the C API "
            "outside of comments; give the folder that has the binding's own sources"
        )
    return found.document()


class _Look:
    """A tree that is being looked at."""

    def __init__(self, folder: Path, names: Names) -> None:
        self.names = names
        self.index = Index(names)
        self.folder = folder
        self.tree = Tree(folder)
        self.sources: list[Source] = []
        self.others: dict[str, frozenset[bytes]] = {}
        self.builds: dict[str, str] = {}
        self.stated: list[Stated] = []
        self.computed: list[Place] = []
        self.told: set[str] = set()

    def read(self) -> None:
        """Reads all files, then again those that may use what the others gave names to."""
        for path, content in self.tree.files():
            if _BUILDS.search(path) and len(content) <= _BUILD_SIZE:
                self.builds[path] = decoded(content)
            if _MARK.search(content) or is_wide(content):
                self._take(path, decoded(content))
            elif languages.of(path, "") is not None:
                self.others[path] = frozenset(_WORD.findall(content))
        self._resolve()

    def _take(self, path: str, text: str) -> None:
        language = languages.of(path, text)
        if language is None:
            return
        reading = Reading(text, language, self.index)
        source = Source(path, reading, roles.of(path, reading, self.names))
        self.sources.append(source)
        if (version := versions.stated(path, text, reading.code, source.role is Role.HEADER)) is not None:
            self.stated.append(version)

    def _resolve(self) -> None:
        """Follows the names that the tree itself gives to functions."""
        known = aliases.Aliases()
        adding: dict[str, Prefixer] = {}
        for source in self.sources:
            if source.role is not Role.HEADER:
                joined = list(prefixes.suffixed(source.reading))
                source.calls += ((mention, "") for mention in joined)
                known.learn(source.path, source.reading, source.role.declares, joined)
                adding |= prefixes.prefixers(source.path, source.reading)
        spelled = {*known.by_word, *adding}
        self.told |= spelled
        for path, words in self.others.items():
            if not words.isdisjoint(word.encode() for word in spelled):
                self._take_other(path)
        given = set()
        for source in self.sources:
            for mention, adder in prefixes.prefixed(source.reading, adding):
                given.add(adder)
                self.told.add(mention.identifier)
                if mention.kind is Kind.LISTED:
                    known.add(source.path, source.reading, mention)
                source.calls.append((mention, ""))
        places = (adding[name].place for name in adding.keys() - given if not adding[name].is_macro)
        self.computed = sorted({p for p in places if roles.of_path(p.file) is Role.OWN}, key=str)
        own = [source for source in self.sources if not source.role.declares]
        known.prepare(source.reading for source in own)
        for source in own:
            for mention, alias in known.uses(source.path, source.reading):
                source.calls.append((mention, f"{alias.word} of {alias.file}:{alias.line}"))

    def _take_other(self, path: str) -> None:
        """A file that has no name of the C API, and may use one that the tree gives."""
        text = decoded((self.folder / path).read_bytes())
        language = languages.of(path, text)
        assert language is not None
        role = Role.GENERATED if roles.is_generated(path, text) else roles.of_path(path)
        self.sources.append(Source(path, Reading(text, language, self.index), role))

    def document(self) -> Document:
        """What was found."""
        ledger = Ledger(self.index)
        spoken: Counter[str] = Counter()
        files: Counter[Role] = Counter()
        for source in self.sources:
            self._enter(ledger, source)
            if source.reading.mentions or source.calls:
                files[source.role] += 1
                if not source.role.declares:
                    spoken["" if source.path.endswith(".h") else source.reading.language.name] += 1
        spoken["C++" if spoken["C++"] else "C"] += spoken.pop("", 0)
        stated = [one for one in self.stated if roles.of_path(one.place.file) is Role.OWN] or self.stated
        version = versions.chosen(stated, self.builds)
        verdicts = Verdicts(self.names, self.index, ledger, version.version if version else None)
        alike = self._alike() if verdicts.used_of_core < _FEW else []
        vendored = bool(files[Role.VENDORED])
        said = summary.notes(self.names, version, stated, ledger, verdicts, self.computed, alike, vendored)
        return Document(
            f"source tree {self.folder.resolve().name}",
            summary.facts(self.tree, version, verdicts, spoken, files),
            verdicts.items(),
            tuple(said),
        )

    def _alike(self) -> list[str]:
        """Words of the tree's own code that are functions' names without PJRT_, where nothing shows that they are."""
        words = {word for words in self.others.values() for word in words}
        own = (source.reading.code for source in self.sources if not source.role.declares)
        words |= {word for code in own for word in _WORD.findall(code.encode())}
        texts = (word.decode("latin-1") for word in words)
        found = sorted(word for word in texts if self.index.is_stripped(word) and word not in self.told)
        return found if len(found) >= _FEW else []

    def _enter(self, ledger: Ledger, source: Source) -> None:
        """Puts down what a file says."""
        reading = source.reading
        for mention, through in [*((m, "") for m in reading.mentions), *source.calls]:
            ledger.enter(source.path, reading, source.role, mention, through)
        for touched in fields.touched(reading, [mention for mention, _ in source.calls]):
            ledger.touch(source.path, reading, source.role, touched)
        ledger.declare_members(source.path, reading, source.role)
        if source.role is Role.OWN:
            ledger.note_unknown(source.path, reading)
