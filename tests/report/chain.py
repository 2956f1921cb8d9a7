"""What the ABI model says of the extension chain: its types, and the tables of functions of each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Function = dict[str, Any]

OWN, POINTED, HANDED, VTABLE = "own", "pointed to", "handed", "vtable"
"""How a table is got at: it is the link of the chain; the link points to it; what a program calls is handed it; an
object begins with it."""


@dataclass(frozen=True)
class TableOf:
    """A table of functions. how: one of the above; functions: in the order of the slots."""

    struct: str
    how: str
    functions: tuple[Function, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Of the functions, in C."""
        return tuple(function["name"] for function in self.functions)


@dataclass(frozen=True)
class Extension:
    """A type of the chain. mark: what its header says of it; struct: "" for a type that no header describes.

    tables: that of its own, if it has functions, and those behind it; handles: of its header.
    """

    name: str
    number: int
    mark: str
    struct: str
    tables: tuple[TableOf, ...]
    handles: tuple[str, ...]

    @property
    def functions(self) -> tuple[Function, ...]:
        """Of all its tables."""
        return tuple(function for table in self.tables for function in table.functions)


def mark_of(said: dict[str, Any]) -> str:
    """What the header warns of: "experimental", "deprecated", both, or nothing."""
    return ", ".join(word for word in ("deprecated", "experimental") if said.get(word))


def words(*types: str) -> frozenset[str]:
    """The names in the types."""
    return frozenset(word for text in types for word in re.findall(r"\w+", text))


def by_slot(table: dict[str, Any]) -> tuple[Function, ...]:
    """Its functions in order."""
    return tuple(sorted(table["functions"], key=lambda function: int(function["slot"])))


def extensions(data: dict[str, Any], mentions: dict[str, frozenset[str]]) -> tuple[Extension, ...]:
    """Each type of the chain, by number, with its own table and those behind it.

    mentions: by struct or type of callback, the names in it.
    """
    described = [e for e in data["extensions"] if e["struct"]]
    found: dict[str, list[TableOf]] = {e["struct"]: [] for e in described}
    for table in sorted(data["tables"], key=lambda table: table["struct"] not in found):
        if table["module"] and table["functions"]:
            struct, owner = table["struct"], _owner(table, described, data, mentions)
            found[owner].append(TableOf(struct, _how(table, owner, mentions), by_slot(table)))
    made = [
        Extension(
            e["name"],
            e["type_value"],
            mark_of(e),
            e["struct"],
            tuple(found.get(e["struct"], ())),
            tuple(handle["name"] for handle in data["handles"] if e["module"] and handle["module"] == e["module"]),
        )
        for e in data["extensions"]
    ]
    return tuple(sorted(made, key=lambda extension: extension.number))


def _how(table: dict[str, Any], owner: str, mentions: dict[str, frozenset[str]]) -> str:
    if table["struct"] == owner:
        return OWN
    if table["struct"] in mentions[owner]:
        return POINTED
    return VTABLE if table["kind"] == "vtable" else HANDED


def _owner(
    table: dict[str, Any],
    described: list[dict[str, Any]],
    data: dict[str, Any],
    mentions: dict[str, frozenset[str]],
) -> str:
    """The struct of the extension that a table is of: its own, that of its header's family, or one that leads to it."""
    if any(e["struct"] == table["struct"] for e in described):
        return str(table["struct"])
    family = [e for e in described if f"{table['module']}_".startswith(f"{e['module']}_")]
    if family:
        return str(max(family, key=lambda e: len(e["module"]))["struct"])
    for e in described:
        of_module = [f for t in data["tables"] if t["module"] == e["module"] for f in t["functions"]]
        if table["struct"] in _reach((words(f["type"], f["args_struct"]) for f in of_module), mentions):
            return str(e["struct"])
    raise AssertionError(f"{table['struct']}: no extension leads to it")


def _reach(starts: Iterable[frozenset[str]], mentions: dict[str, frozenset[str]]) -> set[str]:
    seen: set[str] = set()
    left = [word for start in starts for word in start]
    while left:
        if (word := left.pop()) not in seen:
            seen.add(word)
            left += mentions.get(word, ())
    return seen
