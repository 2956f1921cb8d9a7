"""The history as `pjrt_abi.history` has it: of the names that the model has, what is newer than the oldest headers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .compatible import Compatibility
from .history import History, Key, Known
from .model import Abi
from .snapshots import Version


def tables(past: History, abi: Abi) -> dict[str, Any]:
    """What the template prints."""
    structs = {s.name for s in abi.structs}
    compatible = Compatibility(past, abi)
    return {
        "versions": past.versions,
        "oldest": compatible.oldest,
        "layouts": list(compatible.layouts.items()),
        "sizes": [(name, changes) for name, changes in past.sizes.items() if name in structs],
        "names": list(_names(past, abi)),
        "members": [
            ("_LATER", list(_later_fields(compatible))),
            ("_FIELDS", list(_fields(past, abi))),
            ("_VALUES", list(_values(past, abi))),
        ],
    }


def _later_fields(compatible: Compatibility) -> Iterator[tuple[str, list[tuple[str, Version]]]]:
    tables = {t.struct for t in compatible.abi.tables}
    for struct in compatible.abi.structs:
        if struct.name not in tables and (found := compatible.later(struct)):
            yield struct.name, list(found.items())


def _later(past: History, key: Key) -> Version | None:
    """The version that brought a name; None if it may be as old as the oldest headers."""
    known = past.known.get(key, Known(past.versions[0]))
    return known.since if known.without is not None else None


def _names(past: History, abi: Abi) -> Iterator[tuple[str, Version]]:
    keys = [
        *(Key("function", "", f.name) for f in abi.functions),
        *(Key("struct", "", s.name) for s in abi.structs),
        *(Key("extension", "", e.type_name) for e in abi.extensions),
    ]
    return ((key.name, version) for key in keys if (version := _later(past, key)) is not None)


def _fields(past: History, abi: Abi) -> Iterator[tuple[str, list[tuple[str, Version]]]]:
    """Of the structs the fields that came later than they did."""
    for struct in abi.structs:
        whole = _later(past, Key("struct", "", struct.name)) or past.versions[0]
        versions = [(f.name, _later(past, Key("field", struct.name, f.name))) for f in struct.fields]
        if found := [(name, version) for name, version in versions if version is not None and version > whole]:
            yield struct.name, found


def _values(past: History, abi: Abi) -> Iterator[tuple[str, list[tuple[str, Version]]]]:
    for enum in abi.enums:
        versions = [(v.python, _later(past, Key("enum value", enum.name, v.name))) for v in enum.values]
        if found := [(name, version) for name, version in versions if version is not None]:
            yield enum.name, found
