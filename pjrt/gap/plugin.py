"""What a plugin lacks: asked of its tables and its extension chain, and for the rest concluded from its version."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from pjrt.gap import programs
from pjrt.gap.document import Document, Item, Status
from pjrt.gap.names import Name, Names, Version, text_of
from pjrt.gap.priority import priority
from pjrt.plugin import ExtensionLink, Plugin
from pjrt.trace import needs as program_needs
from pjrt_abi.extensions import BY_TYPE, EXTENSIONS
from pjrt_abi.functions import Api
from pjrt_abi.structs import PJRT_Api

PROGRAM = "program"
"""The fact that tells of a document that it is about what a program needs."""
AGAINST = "counted against"
"""The fact that tells which API version's names were looked for."""

_KINDS = frozenset({"function", "extension", "field", "enum value", "callback"})
_POINTER = 8
_NOT_CHAINED = "the plugin does not chain it"
_HOW = (
    "Functions and extensions are those that the plugin shows; fields, enum values and callbacks are those of its API "
    "version."
)


def look(plugin: Plugin, names: Names, needs: dict[str, Any] | None = None, *, at: Version | None = None) -> Document:
    """What a plugin has and lacks of the names of an API version.

    needs: what `pjrt.trace.needs.read` gave: then of exactly what that program needs. at: the version, the newest
    known one by default; needs do not ask for one. Functions and extensions are those that the plugin shows; fields,
    enum values and callbacks those of its API version.
    """
    seen = _Seen(plugin, names)
    facts = _facts(plugin, names)
    if needs is not None:
        facts[PROGRAM] = program = needs.get("program", "a recorded program")
        items = sorted(_needed(seen, names, needs), key=lambda item: item.area)
        return Document(f"{program}, on plugin {plugin.name}", facts, tuple(items), tuple(_options(needs)))
    against = at or names.newest
    facts[AGAINST] = text_of(against)
    asked = [name for name in names.all.values() if name.at(against) and seen.tells(name)]
    return Document(
        f"plugin {plugin.name}", facts, tuple(seen.item(name) for name in in_order(names, asked)), tuple(seen.notes())
    )


def in_order(names: Names, listed: list[Name]) -> list[Name]:
    """By area, the core's in the order of its table and then the others; in an area by slot and name."""
    first: dict[str, int] = {}
    for name in names.all.values():
        if name.owner == PJRT_Api.__name__ and name.slot is not None and not name.gone:
            area = names.area_of(name)
            first[area] = min(name.slot, first.get(area, name.slot))
    areas = sorted(names.areas, key=lambda area: (area not in first, first.get(area, 0), " " in area, area))
    place = {area: number for number, area in enumerate(areas)}

    def key(name: Name) -> tuple[Any, ...]:
        is_function = name.kind == "function"
        return (place[names.area_of(name)], not is_function, is_function and name.owner, name.slot or 0, name.key)

    return sorted(listed, key=key)


@cache
def _slots(number: int | None) -> frozenset[str]:
    """The functions that these bindings know of an extension; of the core for None."""
    if number is None:
        return frozenset(name for name, *_ in Api.SLOTS)
    table = BY_TYPE[number].load()
    return frozenset(name for name, *_ in table.SLOTS) if table else frozenset()


class _Seen:
    """What a plugin shows."""

    def __init__(self, plugin: Plugin, names: Names) -> None:
        self.plugin = plugin
        self.names = names
        self.chained: dict[str, ExtensionLink] = {}
        self.missing = dict(plugin.missing_functions)
        for link in plugin.extensions:
            self.chained.setdefault(link.name, link)
        for link in self.chained.values():
            if link.type in BY_TYPE and (table := BY_TYPE[link.type].load()) is not None:
                self.missing |= table(link.address, plugin.abi).missing
        self._tables = {name.owner for name in names.all.values() if name.kind == "function"}
        self._asked = {PJRT_Api.__name__, *(row.struct for row in EXTENSIONS)}

    def tells(self, name: Name) -> bool:
        """Whether a plugin tells anything of it: not of other headers, nor of what only objects lead to."""
        if name.kind not in _KINDS or name.inline or (name.module and not self._extension(name)):
            return False
        if name.kind == "function":
            return name.owner in self._asked
        if name.kind == "extension":
            return bool(name.module)  # there is a number that stands for no extension
        return name.owner not in self._tables

    def item(self, name: Name) -> Item:
        """What there is of a name."""
        reason = self._lacks(name)
        mark = name.mark or (self.names.all[name.extension].mark if name.extension else "")
        stands = [name.name]
        if name.kind == "extension":
            stands += [one.name for one in self.names.all.values() if one.extension == name.name]
        return Item(
            kind=name.kind,
            name=name.key,
            area=self.names.area_of(name),
            status=Status.LACKING if reason else Status.HAS,
            since=text_of(name.since),
            mark=mark,
            priority=priority(name.key, mark),
            why="; ".join(filter(None, [reason, programs.dependents(*stands)])) if reason else "",
        )

    def _lacks(self, name: Name) -> str:
        """Why it is not there; "" if it is."""
        extension = self._extension(name)
        if extension and extension not in self.chained:
            return _NOT_CHAINED if name.kind == "extension" else f"the plugin does not chain {extension}"
        if name.kind == "extension":
            return ""
        if name.kind == "function" and name.name in _slots(self.chained[extension].type if extension else None):
            return self.missing.get(name.name, "")
        if not name.at(self.plugin.api_version) and not self._came_with_extension(name):
            return _came(name, self.plugin.api_version)
        function = name.owner.removesuffix("_Args")
        return f"{function} is lacking" if name.kind == "field" and function in self.missing else ""

    def _came_with_extension(self, name: Name) -> bool:
        """Whether it is of an extension whose header is not known as of the plugin's version: that shows it has it."""
        owner = self.names.all.get(name.owner, name)
        return bool(name.extension) and owner.since == name.since and unknown(name, self.plugin.api_version)

    def _extension(self, name: Name) -> str:
        """The short name of the extension that it belongs to, or is; "" for none."""
        row = name if name.kind == "extension" else self.names.all.get(name.extension)
        return row.field if row else ""

    def notes(self) -> Iterator[str]:
        """How to read this, and what the plugin has beyond all that is known."""
        yield _HOW
        longer = self.plugin.abi.struct_size - PJRT_Api.STRUCT_SIZE
        if longer > 0:
            yield (
                f"Its PJRT_Api is {longer} bytes longer than that of API {text_of(self.names.newest)}: "
                f"{longer // _POINTER} functions that are newer than these headers and have no name here."
            )
        for link in self.plugin.extensions:
            if link.type not in BY_TYPE:
                yield f"It chains an extension of type {link.type} ({link.name}), which these headers do not know."


def unknown(name: Name, version: Version) -> bool:
    """Whether nobody knows if a version has it: it came between two known ones."""
    return name.without is not None and name.without < version < name.since


def _came(name: Name, version: Version) -> str:
    """When a name came, or went, in words."""
    if name.until is not None and version > name.until:
        return f"it was last in API {text_of(name.until)}"
    if name.without is not None and unknown(name, version):
        return f"it came after API {text_of(name.without)}, and with {text_of(name.since)} at the latest"
    return f"it came with API {text_of(name.since)}"


def _facts(plugin: Plugin, names: Names) -> dict[str, str]:
    chained = [link.name for link in plugin.extensions]
    return {
        "API version": text_of(plugin.api_version),
        "newest known": text_of(names.newest),
        "library": plugin.path.name if plugin.path else "in this process",
        "extensions": ", ".join(chained) or "none",
    }


# -------------------------------------------------------------- what a program needs


def _needed(seen: _Seen, names: Names, data: dict[str, Any]) -> Iterator[Item]:
    lacks = program_needs.lacking(data, seen.plugin)
    for name in data["functions"]:
        yield _verdict(names, "function", name, lacks["functions"].get(name, ""))
    for short, functions in data["extensions"].items():
        reason = "" if short in seen.chained else lacks["extensions"].get(short, _NOT_CHAINED)
        yield _verdict(names, "extension", programs.extension_type(short), reason)
        for name in functions:
            lost = f"the plugin does not chain {short}" if reason else seen.missing.get(name, "")
            yield _verdict(names, "function", name, lost)
    for short in data["element_types"]:
        yield _verdict(names, "enum value", programs.element_type(short), lacks["element_types"].get(short, ""))


def _verdict(names: Names, kind: str, key: str, reason: str) -> Item:
    """An item of what a program needs, which may have been recorded with headers that are newer than these."""
    known = names.all.get(key)
    return Item(
        kind=kind,
        name=key,
        area=names.area_of(known) if known else "Unknown",
        status=Status.LACKING if reason else Status.HAS,
        since=text_of(known.since) if known else "",
        mark=known.mark if known else "",
        priority=1,
        why=reason,
    )


def _options(data: dict[str, Any]) -> Iterator[str]:
    for key, whose in (("client_options", "clients"), ("topology_options", "topologies")):
        if listed := ", ".join(data[key]):
            yield f"Options of {whose}, of which only the plugin knows whether it takes them: {listed}."
