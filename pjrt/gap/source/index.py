"""The names of the C API, put so that what stands in a source text is found among them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from pjrt.gap.names import Name, Names

SIZE = "_STRUCT_SIZE"
_ARGS = "_Args"
_PREFIX = "PJRT_"
_SEVERAL = re.compile(r"[a-z0-9][A-Z]|[A-Za-z0-9]_[A-Za-z]")
_AFFIX = re.compile(
    r"_?(?:impl|wrapper|shim|stub|fn|func|fptr|ptr|t|cb|new|get|set|invoke|call|raw|c)$|(?:Fn|Impl|Ptr|Func|FN)$"
)
_WORDS = re.compile(
    r"(?:call|pjrt|fn|c|raw|api|do|invoke|impl|wrapper|shim|ffi|native|sys|field|ptr|func|slot|offset|bind)*"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What an identifier names. sized: it is the size of a struct. plain: it is the name itself, with nothing added."""

    name: Name
    sized: bool = False
    plain: bool = True


@dataclass
class Index:
    """Looks identifiers up. unknown names start as the C API's do."""

    names: Names
    functions: dict[str, Name] = field(default_factory=dict)
    structs: dict[str, Name] = field(default_factory=dict)
    fields: dict[str, dict[str, Name]] = field(default_factory=dict)
    slots: dict[str, dict[str, Name]] = field(default_factory=dict)
    function_of: dict[str, Name] = field(default_factory=dict)
    extension_of: dict[str, Name] = field(default_factory=dict)
    values: dict[str, dict[str, Name]] = field(default_factory=dict)
    plain: dict[str, Name] = field(default_factory=dict)
    folded: dict[str, Name] = field(default_factory=dict)
    short: dict[str, Name] = field(default_factory=dict)
    by_folded_tail: dict[str, Name] = field(default_factory=dict)
    _found: dict[str, Found | None] = field(default_factory=dict)
    _stripped: dict[str, Name | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        common = self._common()
        base = {one.name for one in self.names.all.values() if one.owner == "PJRT_Extension_Base"} | {"base"}
        for one in self.names.all.values():
            if one.kind == "field":
                continue
            if one.kind == "function":
                self._add_function(one)
            if one.kind == "struct":
                self.structs[one.name] = one
            if one.kind == "enum value":
                self._add_value(one)
            self.plain.setdefault(one.name, one)
        for one in self.names.all.values():
            if one.kind == "extension":
                self.plain[one.name] = one
                self._add_value(one._replace(owner="PJRT_Extension_Type"))
        for one in self.names.all.values():
            if one.kind == "extension" and (struct := self._struct_of(one)):
                self.extension_of[struct] = one
        for one in self.names.all.values():
            if one.kind != "field" or one.name in common or one.name in self.slots.get(one.owner, ()):
                continue
            if one.owner in self.slots and one.name in base:
                continue
            self.fields.setdefault(one.owner, {})[folded(one.name)] = one
        self.folded = {
            folded(one.name): one
            for one in self.plain.values()
            if one.kind in ("struct", "enum", "enum value", "callback", "extension")
        }

    def _common(self) -> frozenset[str]:
        """The fields that most structs have: they are plumbing, and told of no struct."""
        structs = sum(one.kind == "struct" for one in self.names.all.values())
        counts = Counter(one.name for one in self.names.all.values() if one.kind == "field")
        return frozenset(name for name, count in counts.items() if count > structs / 2)

    def _add_function(self, one: Name) -> None:
        self.functions[one.name] = one
        self.slots.setdefault(one.owner, {})[one.field or one.name] = one
        if one.args:
            self.function_of[one.args] = one
        if one.name.startswith(_PREFIX):
            self.short[one.name.removeprefix(_PREFIX)] = one
            self.by_folded_tail[folded(one.name.removeprefix(_PREFIX))] = one

    def _add_value(self, one: Name) -> None:
        values = self.values.setdefault(one.owner, {})
        tail = one.name.removeprefix(one.owner).removeprefix("_")
        for spelling in (one.name, tail, tail.removeprefix("k") if tail[1:2].isupper() else tail):
            values.setdefault(folded(spelling), one)

    def _struct_of(self, extension: Name) -> str:
        """The struct of an extension: the table of its functions, or the one that is called like it."""
        tables = [one.owner for one in self.functions.values() if one.extension == extension.name]
        tables = [table for table in tables if table in self.structs and not table.endswith("FunctionTable")]
        if tables:
            return Counter(tables).most_common(1)[0][0]
        return next((s for s in self.structs if folded(s) == folded(f"{_PREFIX}{extension.field}_Extension")), "")

    def find(self, identifier: str) -> Found | None:
        """What an identifier names: itself, or with the size's suffix, or inside of it, such as call_PJRT_X."""
        if identifier not in self._found:
            self._found[identifier] = self._find(identifier)
        return self._found[identifier]

    def _find(self, identifier: str) -> Found | None:
        if (one := self.plain.get(identifier)) is not None:
            return Found(one)
        if identifier.endswith(SIZE) and (one := self.plain.get(identifier.removesuffix(SIZE))) is not None:
            return Found(one, sized=True)
        best: Found | None = None
        at = identifier.find(_PREFIX)
        while at >= 0:
            found = self._inside(identifier[at:], identifier[:at])
            if found is not None and (best is None or len(found.name.name) > len(best.name.name)):
                best = found
            at = identifier.find(_PREFIX, at + 1)
        return best or self._otherwise_spelled(identifier)

    def _inside(self, text: str, before: str) -> Found | None:
        if before and (one := self.plain.get(text)) is not None:
            return Found(one, plain=False)
        if before and text.endswith(SIZE) and (one := self.plain.get(text.removesuffix(SIZE))) is not None:
            return Found(one, sized=True, plain=False)
        match = _AFFIX.search(text)
        if match is not None and (one := self.plain.get(text[: match.start()].rstrip("_"))) is not None:
            return Found(one, plain=False)
        return None

    def _otherwise_spelled(self, identifier: str) -> Found | None:
        """A struct, an enum, one of its values or a callback as others write it, such as PjrtClientCreateArgs."""
        if identifier[:4].lower() != "pjrt":
            return None
        one = self.folded.get(folded(identifier))
        return None if one is None else Found(one, plain=False)

    def value(self, enum: str, spelling: str) -> Name | None:
        """An enum's value as languages with namespaces write it: PJRT_Buffer_Type.F32."""
        return self.values.get(enum, {}).get(folded(spelling))

    def is_stripped(self, word: str) -> bool:
        """Whether a word of several parts is just a function's name without PJRT_, in any case."""
        return _SEVERAL.search(word) is not None and folded(word) in self.by_folded_tail

    def stripped(self, identifier: str) -> Name | None:
        """The function whose name without PJRT_ an identifier has, in any case, maybe with words such as call."""
        if identifier not in self._stripped:
            self._stripped[identifier] = self._strip(identifier)
        return self._stripped[identifier]

    def _strip(self, identifier: str) -> Name | None:
        tail = folded(identifier)
        if (one := self.by_folded_tail.get(tail)) is not None:
            return one
        for cut in range(1, len(tail)):
            if (one := self.by_folded_tail.get(tail[cut:])) is not None:
                return one if _WORDS.fullmatch(tail[:cut]) else None
            rest = tail[:-cut]
            if (one := self.by_folded_tail.get(rest)) is not None and _WORDS.fullmatch(tail[len(rest) :]):
                return one
        return None

    def shortened(self, word: str, function: Name) -> bool:
        """Whether a word is a function's name without PJRT_, or without what all names of its extension start with."""
        full, tail = folded(function.name), folded(word)
        if not tail or not full.endswith(tail):
            return False
        rest = full.removesuffix(tail).removeprefix("pjrt").removesuffix("pjrt")
        extension = self.names.all.get(function.extension)
        return not rest or (extension is not None and folded(extension.field).endswith(rest))

    def field(self, struct: str, spelling: str) -> Name | None:
        """A struct's field, however a language had to spell it, such as type_ or _type."""
        return self.fields.get(struct, {}).get(folded(spelling))

    def members(self, of: Name) -> dict[str, Name]:
        """An enum's values, or a struct's fields and the functions that it has as fields, by folded name."""
        if of.kind == "enum":
            return self.values.get(of.name, {})
        slots = {folded(spelling): one for spelling, one in self.slots.get(of.name, {}).items()}
        return self.fields.get(of.name, {}) | slots

    def slot(self, table: str, spelling: str) -> Name | None:
        """The function that a table has under a field."""
        return self.slots.get(table, {}).get(spelling)


@lru_cache(maxsize=1 << 16)
def folded(name: str) -> str:
    """Without case and underscores."""
    return name.replace("_", "").lower()
