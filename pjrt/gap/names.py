"""Every name of the C API that any known headers have, with the versions that have it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, NamedTuple

from pjrt._runtime.lazy import cached_property

Version = tuple[int, int]

_PREFIX = "PJRT_"
_OTHER = "Types"
"""The area of what belongs to nothing that has functions."""


class Name(NamedTuple):
    """A name and what is known of it.

    kind: "function", "struct", "field", "enum", "enum value", "extension", "callback" or "handle". owner: the table of
    a function, the struct of a field, the enum of a value, "" for others. since: the first version known to have it;
    without: the last one known not to have it yet, None if it may be older than since; until: the last one that has
    it, None while the newest does. extension: the type name of the extension that it belongs to, "" for the core.
    slot: a function's index in its table; field: its name there, if that is another, and of an extension its short
    name, such as "Layouts". args: a function's argument struct. inline: a callback that has no name in C.
    """

    kind: str
    name: str
    module: str
    owner: str
    since: Version
    without: Version | None = None
    until: Version | None = None
    mark: str = ""
    extension: str = ""
    slot: int | None = None
    field: str = ""
    args: str = ""
    inline: bool = False

    def at(self, version: Version) -> bool:
        """Whether an API version has it, as far as known; what nobody knows to be younger was always there."""
        if self.until is not None and version > self.until:
            return False
        return version >= self.since or self.without is None

    @property
    def gone(self) -> bool:
        """Whether newer headers no longer have it."""
        return self.until is not None

    @property
    def key(self) -> str:
        """What Names.all has it under: its name, of a field "STRUCT.field"."""
        return f"{self.owner}.{self.name}" if self.kind == "field" else self.name


@dataclass(frozen=True)
class Names:
    """All of them by key. modules: the header of each module; renamed: what has another name now, by the old one."""

    versions: tuple[Version, ...]
    modules: Mapping[str, str]
    renamed: Mapping[str, str]
    all: Mapping[str, Name]

    @classmethod
    def load(cls) -> Names:
        """Those that pjrt_abi was generated with."""
        text = resources.files("pjrt_abi").joinpath("names.json").read_text(encoding="utf-8")
        return cls.of(json.loads(text))

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Names:
        """What names.json says."""
        versions = tuple(map(version_of, data["versions"]))
        return cls(versions, data["modules"], data["renamed"], {name.key: name for name in _all(data)})

    @property
    def newest(self) -> Version:
        """The newest API version whose headers are known."""
        return self.versions[-1]

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """The areas that names fall into."""
        return tuple(dict.fromkeys(self.area_of(name) for name in self.all.values()))

    def area_of(self, name: Name) -> str:
        """What a name is about: "Client", "Buffer", of an extension "Extension Layouts", of another header its name."""
        if name.extension or name.kind == "extension":
            return f"Extension {self.all[name.extension or name.name].field}"
        if name.module:
            return f"Header {name.module}"
        word = _word(name.owner if name.kind in ("field", "enum value") else name.name)
        return word if word in self._words else _OTHER

    @cached_property
    def _words(self) -> frozenset[str]:
        core = (n for n in self.all.values() if n.kind == "function" and not n.module and not n.extension)
        return frozenset(_word(name.name) for name in core)


def version_of(text: str) -> Version:
    """A version as people write it: "0.98". Raises ValueError for anything else."""
    major, dot, minor = text.partition(".")
    if not (dot and major.isdecimal() and minor.isdecimal()):
        raise ValueError(f"expected an API version such as 0.98, got {text!r}")
    return int(major), int(minor)


def text_of(version: Version) -> str:
    """The other way round."""
    return f"{version[0]}.{version[1]}"


def _word(name: str) -> str:
    return name.removeprefix(_PREFIX).partition("_")[0]


_KINDS = ("function", "struct", "enum", "extension", "callback", "handle")
"""Of a handle that newer headers describe as a struct the handle is what counts, so it is last."""
_MEMBERS = {"struct": ("field", "fields"), "enum": ("enum value", "values")}


def _all(data: Mapping[str, Any]) -> Iterator[Name]:
    owner = {one["module"]: name for name, one in data["extensions"].items() if one["struct"]}
    for kind in _KINDS:
        for name, one in data[f"{kind}s"].items():
            module = one["module"]
            since, without, until = _known(one["known"])
            yield Name(
                kind,
                name,
                module,
                one.get("table", ""),
                since,
                without,
                until,
                mark=one.get("mark", ""),
                extension="" if kind == "extension" else owner.get(module, ""),
                slot=one.get("slot"),
                field=one["name"] if kind == "extension" else one.get("field", ""),
                args=one.get("args", ""),
                inline=one.get("inline", False),
            )
            inner, group = _MEMBERS.get(kind, ("", ""))
            for member, known in one[group].items() if group else ():
                since, without, until = _known(known)
                yield Name(inner, member, module, name, since, without, until, extension=owner.get(module, ""))


def _known(texts: Sequence[str | None]) -> tuple[Version, Version | None, Version | None]:
    since, without, until = (None if text is None else version_of(text) for text in (*texts, None, None)[:3])
    assert since is not None, texts
    return since, without, until
