"""A gap document put in order: what every rendering shows, by section."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from pjrt.gap import programs
from pjrt.gap.document import HAVING, Document, Item, Status
from pjrt.gap.priority import MEANING

EXTENSION_AREA, HEADER_AREA = "Extension ", "Header "
"""How the area starts of all that an extension has, and of what another header than the core's has."""
CORE = "PJRT_Api"
"""The table of the core's functions."""

_LISTED = ("function", "extension", "enum value")
KINDS = {
    "function": "functions",
    "extension": "extensions",
    "callback": "callbacks",
    "handle": "handles",
    "struct": "structs",
    "field": "fields",
    "enum": "enums",
    "enum value": "enum values",
}


@dataclass(frozen=True, slots=True)
class Count:
    """How much of something there is. declared: only declared; neither here nor in having: lacking."""

    label: str
    having: int
    declared: int
    all: int

    @property
    def lacking(self) -> int:
        return self.all - self.having - self.declared

    @property
    def percent(self) -> str:
        """The share, rounded down, so that 100 is all; "" of nothing."""
        return f"{100 * self.having // self.all} %" if self.all else ""


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension: its type's item, and how many of its functions there are."""

    name: str
    item: Item
    functions: Count

    @property
    def is_there(self) -> bool:
        return self.item.status in HAVING or self.functions.having > 0


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections. A section that has nothing to say is empty.

    gaps: by priority what matters most; parts: by struct or enum what is lacking of it; whole: structs, enums and
    handles that are not there, arguments of a lacking function in neither; marked: what is experimental or deprecated;
    evidence: what has places.
    """

    document: Document
    having: str
    kinds: tuple[Count, ...]
    areas: tuple[Count, ...]
    gaps: tuple[tuple[int, tuple[Item, ...]], ...]
    extensions: tuple[Extension, ...]
    callbacks: tuple[Item, ...]
    parts: tuple[tuple[str, tuple[Item, ...]], ...]
    whole: tuple[Item, ...]
    marked: tuple[Item, ...]
    evidence: tuple[tuple[str, tuple[Item, ...]], ...]

    @property
    def declares(self) -> bool:
        """Whether anything is declared and not used, as only a source tree can."""
        return any(count.declared for count in self.kinds)


def outline(document: Document) -> Outline:
    """A document's outline."""
    items = document.items
    extensions = tuple(_extensions(items))
    absent = {extension.name for extension in extensions if not extension.is_there}
    gaps = [item for item in items if item.status not in HAVING and _is_told_here(item, absent)]
    listed = [item for item in gaps if item.kind in _LISTED and (item.kind != "enum value" or item.priority <= 2)]
    told = {*(item.name for item in listed), *(item.name for item in gaps if item.kind == "function")}
    rest = [item for item in gaps if item.name not in told and function(item) not in told]
    return Outline(
        document=document,
        having="used" if any(item.status is Status.USED for item in items) else "has",
        kinds=tuple(_kinds(items)),
        areas=tuple(_areas(items)),
        gaps=tuple((number, tuple(item for item in listed if item.priority == number)) for number in MEANING),
        extensions=extensions,
        callbacks=tuple(item for item in items if item.kind == "callback"),
        parts=tuple(parts(rest)),
        whole=tuple(item for item in rest if item.kind in ("struct", "enum", "handle")),
        marked=tuple(item for item in items if item.mark and item.kind in ("function", "extension", "enum value")),
        evidence=tuple(_by_area(item for item in items if item.places)),
    )


def is_extension(item: Item) -> bool:
    """Whether it is an extension's."""
    return item.area.startswith(EXTENSION_AREA)


def is_core(item: Item) -> bool:
    """Whether it is a function of the core's table."""
    if item.kind != "function" or item.area.startswith((EXTENSION_AREA, HEADER_AREA)):
        return False
    known = programs.names().all.get(item.name)
    return known is None or known.owner == CORE


def area_name(item: Item) -> str:
    """The extension's name, or the area."""
    return item.area.removeprefix(EXTENSION_AREA)


def owner(item: Item) -> str:
    """The struct of a field, the enum of a value; "" for what is part of nothing."""
    if item.kind == "field":
        return item.name.partition(".")[0]
    known = programs.names().all.get(item.name)
    return known.owner if known and item.kind == "enum value" else ""


def _is_told_here(item: Item, absent: set[str]) -> bool:
    """What an extension has that is not there is told of with the extension."""
    return item.kind == "extension" or not is_extension(item) or area_name(item) not in absent


def function(item: Item) -> str:
    """The function that a struct or a field is the arguments of; "" for none. They go with it."""
    struct, is_arguments, _ = item.name.partition("_Args")
    return struct if is_arguments and item.kind in ("struct", "field") else ""


def _count(label: str, items: Iterable[Item]) -> Count:
    listed = list(items)
    having = sum(item.status in HAVING for item in listed)
    return Count(label, having, sum(item.status is Status.DECLARED for item in listed), len(listed))


def _kinds(items: Sequence[Item]) -> Iterable[Count]:
    functions = [item for item in items if item.kind == "function"]
    yield _count("functions of the core", filter(is_core, functions))
    yield _count("functions of extensions", filter(is_extension, functions))
    if others := [item for item in functions if not is_core(item) and not is_extension(item)]:
        yield _count("functions of objects and other headers", others)
    for kind, label in KINDS.items():
        if kind != "function" and (found := [item for item in items if item.kind == kind]):
            yield _count(label, found)


def _areas(items: Sequence[Item]) -> Iterable[Count]:
    """Of the core's functions, in the order in which the areas come."""
    for area, found in _by_area(filter(is_core, items)):
        yield _count(area, found)


def _by_area(items: Iterable[Item]) -> Iterable[tuple[str, tuple[Item, ...]]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.area, []).append(item)
    return ((area, tuple(listed)) for area, listed in found.items())


def _extensions(items: Sequence[Item]) -> Iterable[Extension]:
    of = {area: listed for area, listed in _by_area(items) if area.startswith(EXTENSION_AREA)}
    for item in items:
        if item.kind == "extension":
            listed = of.get(item.area, (item,))
            functions = _count(item.area, (one for one in listed if one.kind == "function"))
            yield Extension(area_name(item), item, functions)


def parts(items: Iterable[Item]) -> Iterable[tuple[str, tuple[Item, ...]]]:
    """Fields by their struct, then enum values by their enum."""
    found = sorted((item for item in items if item.kind in ("field", "enum value")), key=lambda item: item.kind)
    for name, group in groupby(sorted(found, key=lambda i: (i.kind != "field", owner(i))), key=owner):
        yield name, tuple(group)
