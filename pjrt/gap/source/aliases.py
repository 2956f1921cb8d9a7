"""Names that a tree itself gives the C API's functions, and where it uses them: shims, generated wrappers, prefixes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pjrt.gap.names import Name
from pjrt.gap.source.index import Found, folded
from pjrt.gap.source.mentions import Kind, Mention, Reading

_WORD = re.compile(r"[A-Za-z_]\w*")
_RECEIVER = re.compile(r"([A-Za-z_]\w*)\s*(?:\(\s*\))?\s*[?!]?\s*(?:\.|->|::)\s*$")
_SELF = frozenset({"self", "this", "cls", "super", "Self"})
_DEFINES = re.compile(
    r"\b(?:def|fn|func|fun|function|proc|sub|macro|module|let|and|val|type|class|struct|const|var|external"
    r"|foreign import[\w\s\"]*)\s+(?:rec\s+)?(?:\([^()]*\)\s*)?(?:[\w.]+\.)?$"
)
_SEVERAL = re.compile(r"[a-z0-9][A-Z]|[A-Za-z0-9]_[A-Za-z]|[A-Z]{2}[a-z]")
_KNOWN_RECEIVER = 3


@dataclass(frozen=True, slots=True)
class Alias:
    """A name that a tree gives a function. file, line: where it does; folder: that file's."""

    word: str
    name: Name
    file: str
    line: int


@dataclass
class Aliases:
    """All of a tree's by word."""

    by_word: dict[str, list[Alias]] = field(default_factory=dict)
    receivers: Counter[str] = field(default_factory=Counter)

    def learn(self, path: str, reading: Reading, all: bool, more: Iterable[Mention] = ()) -> None:
        """Takes in what a file names. all: whether everything in it is a declaration; else only what looks like one."""
        for mention in (*reading.mentions, *more):
            if mention.found.name.kind == "function" and (all or mention.kind in (Kind.DECLARED, Kind.LISTED)):
                words = self._candidates(reading, mention)
                if all and mention.kind.is_use:
                    words |= self._wrapper(reading, mention)
                for word in words:
                    self._add(Alias(word, mention.found.name, path, reading.structure.line(mention.start)))

    def add(self, path: str, reading: Reading, mention: Mention) -> None:
        """Takes in a mention's own spelling, such as Client_Create that a macro makes a function of."""
        self._add(Alias(mention.identifier, mention.found.name, path, reading.structure.line(mention.start)))

    def _add(self, alias: Alias) -> None:
        known = self.by_word.setdefault(alias.word, [])
        if all(one.name.name != alias.name.name for one in known):
            known.append(alias)

    def _candidates(self, reading: Reading, mention: Mention) -> set[str]:
        """The words around a mention that are its function's name without PJRT_: on its line, and in titles above."""
        titles = [reading.structure.line_text(reading.structure.line(mention.start)), *reading.titles(mention.start)]
        words = {word for title in titles for word in _WORD.findall(title) if reading.index.find(word) is None}
        return {word for word in words if reading.index.stripped(word) == mention.found.name}

    def _wrapper(self, reading: Reading, mention: Mention) -> set[str]:
        """The name of the function that a call stands in, if it is what is left of the called one's."""
        return {word for word in reading.title(mention.start) if reading.index.shortened(word, mention.found.name)}

    def _meant(self, path: str, reading: Reading, word: str) -> list[Alias]:
        """What a word may mean in a file; of several functions that have it, those whose files this one imports."""
        known = self.by_word[word]
        if len(known) > 1:
            near = [one for one in known if _stem(one.file) in reading.imports or _stem(one.file) == _stem(path)]
            return near or known
        return known

    def prepare(self, readings: Iterable[Reading]) -> None:
        """Learns what the tree calls that which has these names: the receivers of names of several words."""
        for reading in readings:
            for word, start, _ in self._words(reading):
                receiver = _RECEIVER.search(reading.code, max(0, start - 80), start)
                if receiver and receiver[1] not in _SELF and _SEVERAL.search(word):
                    self.receivers[receiver[1]] += 1

    def _words(self, reading: Reading) -> Iterator[tuple[str, int, int]]:
        for match in _WORD.finditer(reading.code) if self.by_word else ():
            if match[0] in self.by_word:
                yield match[0], match.start(), match.end()

    def uses(self, path: str, reading: Reading) -> Iterator[tuple[Mention, Alias]]:
        """Where a file uses a tree's own name for a function, or for one of several."""
        for word, start, end in self._words(reading):
            meant = self._meant(path, reading, word)
            before = reading.code[max(0, start - 80) : start]
            if any(alias.file == path and self._is_definition(reading, alias, start) for alias in meant):
                continue
            if _DEFINES.search(before) or reading.structure.is_import(start):
                continue
            context = reading.structure.context(start)
            called = re.match(r"[\s)!?]*\(", reading.code[end : end + 20]) is not None
            if self._is_it(path, reading, meant[0], before, called) and (context.in_code or _is_script(reading)):
                kind = Kind.UNTOLD if len(meant) > 1 else Kind.CALLED if called else Kind.TAKEN
                for alias in meant:
                    yield Mention(Found(alias.name, plain=False), kind, word, start, end, context.test), alias

    def _is_definition(self, reading: Reading, alias: Alias, start: int) -> bool:
        """Whether a place is where the name is given: on its line, or within what it is the title of."""
        if reading.structure.line(start) == alias.line:
            return True
        return any(re.search(rf"\b{alias.word}\b", title) for title in reading.titles(start))

    def _is_it(self, path: str, reading: Reading, alias: Alias, before: str, called: bool) -> bool:
        """Whether a word is the function's name there, and no other thing that is called so."""
        if "pjrt" in folded(alias.word):
            return True
        receiver = _RECEIVER.search(before)
        several = _SEVERAL.search(alias.word) is not None
        if receiver is not None and receiver[1] not in _SELF:
            return several or self.receivers[receiver[1]] >= _KNOWN_RECEIVER
        if receiver is not None or not several or not (called or reading.language.terse):
            return False
        if reading.language.terse or _folder(path) == _folder(alias.file):
            return True
        return any(
            reading.structure.is_import(match.start()) for match in re.finditer(rf"\b{alias.word}\b", reading.code)
        )


def _is_script(reading: Reading) -> bool:
    """Whether statements may stand outside of functions."""
    return not reading.language.braces or reading.language.names


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
