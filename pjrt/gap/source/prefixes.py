"""Macros and functions that put PJRT_ before what they are given, and what they are given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pjrt.gap.document import Place
from pjrt.gap.source.index import Found
from pjrt.gap.source.mentions import Kind, Mention, Reading

_WORD = re.compile(r"[A-Za-z_]\w*")
_MACRO = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)\(([^)]*)\)((?:[^\n]*\\\n)*[^\n]*)", re.MULTILINE)
_PASTED = re.compile(r"\bPJRT_[ \t]*##")
_PASTED_SLOT = re.compile(r"\bPJRT_[ \t]*##[ \t]*\w+[ \t]*=(?!=)")
_LEVELS = 3
_RUST_PASTED = re.compile(r"\[<\s*PJRT_\s*\$")
_RUST_MACRO = re.compile(r"macro_rules!\s*(\w+)")
_JOINED = re.compile(r"^PJRT_$|PJRT_(?:\{|\$\{?\w|#\{|%s|%v|\\\()")


@dataclass(frozen=True, slots=True)
class Prefixer:
    """A macro or a function that puts PJRT_ before what it is given, what it does with that, and where it is from."""

    kind: Kind
    place: Place
    is_macro: bool = False


def prefixers(path: str, reading: Reading) -> dict[str, Prefixer]:
    """A file's, by name."""
    code = reading.code
    found: dict[str, Prefixer] = {}

    def add(name: str, offset: int, kind: Kind = Kind.NAMED, is_macro: bool = True) -> None:
        number = reading.structure.line(offset)
        found[name] = Prefixer(kind, Place(path, number, reading.line_text(number)), is_macro)

    if reading.language.preprocessor:
        macros = [(m[1], [p.strip() for p in m[2].split(",")], m[3], m.start(1)) for m in _MACRO.finditer(code)]
        for name, _, body, offset in macros:
            if _PASTED.search(body):
                add(name, offset, Kind.IMPLEMENTED if _PASTED_SLOT.search(body) else Kind.NAMED)
        for _ in range(_LEVELS):
            for name, given, body, offset in macros:
                if name not in found and _passes_on(set(found), given, body):
                    add(name, offset)
    for match in _RUST_PASTED.finditer(code):
        for name in _RUST_MACRO.findall(code, 0, match.start())[-1:]:
            add(name, match.start())
    for string in reading.stripped.strings:
        if _JOINED.search(string.value):
            for name in reading.title(string.start):
                add(name, string.start, is_macro=False)
    return found


def _passes_on(found: set[str], given: list[str], body: str) -> bool:
    """Whether a macro hands one of its parameters on to one of these."""
    return any(
        re.search(rf"\b{name}\s*\(\s*(?:\w+\s*,\s*)*?(?:{'|'.join(map(re.escape, given)) or '(?!)'})\b", body)
        for name in found
    )


def prefixed(reading: Reading, names: Mapping[str, Prefixer]) -> Iterator[tuple[Mention, str]]:
    """What a file gives these: `CALL(Client_Create, …)`, `call!(Client_Create)`, `_NS "Client_Create"`."""
    if not names:
        return
    code, structure = reading.code, reading.structure
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, sorted(names)))})\b\s*!?\s*(?:@@\s*)?([(\"])")
    for match in pattern.finditer(code):
        if reading.language.preprocessor and structure.line_text(structure.line(match.start())).lstrip().startswith(
            "#"
        ):
            continue
        end = structure.groups[structure.around(match.end())].end if match[2] == "(" else match.end()
        words = [(w[0], w.start(), w.end()) for w in _WORD.finditer(code, match.end(), end)]
        words += [
            (s.value, s.start, s.end)
            for s in reading.stripped.strings
            if match.end() - 1 <= s.start < max(end, match.end())
        ]
        for word, start, stop in words:
            one = reading.index.short.get(word)
            if one is not None:
                context = structure.context(start)
                kind = names[match[1]].kind if context.in_code else Kind.LISTED
                yield Mention(Found(one, plain=False), kind, word, start, stop, context.test), match[1]


_SUFFIX = re.compile(r"_[A-Z]\w*")
_GIVEN = re.compile(r"[=(,]\s*$")
_JOINS = re.compile(r"(?:\+\+|\+|\^|<>|\.\.|&|\*)\s*$")


def suffixed(reading: Reading) -> Iterator[Mention]:
    """Functions whose names are joined of two strings: `F.name ^ "_Destroy"`, where there is a string "PJRT_Client"."""
    code, strings = reading.code, reading.stripped.strings
    ends = {
        one.value
        for one in strings
        if _SUFFIX.fullmatch(one.value) and _JOINS.search(code, max(0, one.start - 12), one.start)
    }
    for one in strings if ends else ():
        if _GIVEN.search(code, max(0, one.start - 12), one.start) is None:
            continue
        for end in sorted(ends):
            function = reading.index.functions.get(one.value + end)
            if function is not None:
                kind = Kind.DECLARED if reading.language.name == "OCaml" else Kind.NAMED
                test = reading.structure.context(one.start).test
                yield Mention(Found(function, plain=False), kind, one.value, one.start, one.end, test)
