"""One side of an ABI diff: a snapshot with its declarations by name, and structs with all that they embed opened up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

Data = Mapping[str, Any]

_CONST = re.compile(r"\s*\bconst\b\s*")
_POINTER = re.compile(r"(const )?void( const)?\*|.*\*|.*\(\*\)\(.*")
_WHOLE = frozenset({"list_in", "list_out", "named_values_in", "named_values_out", "fill", "caller_out"})


def arrays(data: Data) -> frozenset[str]:
    """The structs that some function takes or returns an array of, and that therefore cannot grow."""
    if "arrays" in data:
        return frozenset(data["arrays"])
    structs = {s["name"]: s for s in data["structs"]}
    found: set[str] = set()
    for function in (f for table in data["tables"] for f in table["functions"]):
        fields = {f["name"]: f for f in structs.get(function["args_struct"], {"fields": ()})["fields"]}
        for fold in (f for f in function.get("folds", ()) if f["rule"] in _WHOLE):
            kind = fields.get(fold["fields"].get("data", ""), {}).get("type", "")
            found.add(bare(kind).removesuffix("*"))
    return frozenset(found & set(structs))


@dataclass(frozen=True)
class Leaf:
    """A field with all that is embedded by value opened up: `base.type` at 8. union: the offset of the one it is in."""

    path: str
    type: str
    offset: int
    union: int | None
    inside: str
    data: Data

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]


@dataclass(frozen=True)
class Slot:
    """A function: its C type, its argument struct, its own data where the model has it as a table's function."""

    type: str
    args: str
    data: Data


class Side:
    """A snapshot with its declarations by name."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.version = ".".join(str(part) for part in data["version"])
        self.headers = {h["module"]: h["path"] for h in data["headers"]}
        self.structs = {s["name"]: s for s in data["structs"]}
        self.enums = {e["name"]: e for e in data["enums"]}
        self.handles = {h["name"]: h for h in data["handles"]}
        self.callbacks = {c["name"]: c for c in data["callbacks"] if not c.get("inline")}
        self.constants = {c["name"]: c for c in data["constants"]}
        self.tables = {t["struct"]: t for t in data["tables"]}
        self.extensions = {e["type_name"]: e for e in data["extensions"]}
        self.functions = {f["name"]: f for t in data["tables"] for f in t["functions"]}
        self.anonymous = {f["type"] for s in data["structs"] for f in s["fields"] if not f["name"]}
        self.names = {*self.structs, *self.enums, *self.handles, *self.callbacks, *self.functions}
        self.shaky = {e["module"] for e in data["extensions"] if e["struct"] and e.get("experimental")}
        self._opened: dict[str, list[Leaf]] = {}
        self._slots: dict[tuple[str, str, str], Slot | None] = {}

    @cached_property
    def arrays(self) -> frozenset[str]:
        """The structs that some function takes or returns an array of."""
        return arrays(self.data)

    def module(self, name: str) -> str | None:
        """The module that declares the name."""
        for group in (self.structs, self.enums, self.callbacks, self.constants, self.handles):
            if name in group:
                return str(group[name]["module"])
        return None

    def leaves(self, name: str) -> list[Leaf]:
        """The struct's fields, those of embedded structs and unions in their place."""
        if name not in self._opened:
            self._opened[name] = list(self._leaves(name, "", 0, None))
        return self._opened[name]

    def _leaves(self, name: str, prefix: str, at: int, union: int | None) -> Iterator[Leaf]:
        struct = self.structs[name]
        if struct.get("is_union"):
            union = at
        for f in struct["fields"]:
            offset, path = at + f.get("offset", 0), f"{prefix}{f['name']}"
            if f["type"] in self.structs:
                yield from self._leaves(f["type"], f"{path}." if f["name"] else prefix, offset, union)
            else:
                yield Leaf(path, f["type"], offset, union, name, f)

    def place(self, leaf: Leaf) -> tuple[int, str] | None:
        """Where a field is that another name may have later; None for a member of a union, which shares its place.

        In a struct that is such a member, its fields have places of their own.
        """
        if self.structs[leaf.inside].get("is_union"):
            return None
        return leaf.offset, "" if leaf.union is None else leaf.path.rpartition(".")[0]

    def slot(self, leaf: Leaf) -> Slot | None:
        """The function that a field points to; None for a field that is no slot of a table."""
        key = leaf.inside, leaf.path, leaf.type
        if key not in self._slots:
            self._slots[key] = self._slot(leaf)
        return self._slots[key]

    def _slot(self, leaf: Leaf) -> Slot | None:
        function = self.functions.get(f"{leaf.inside}_{leaf.name}")
        name = bare(leaf.type).removesuffix("*")
        function = function or self.functions.get(name)
        if function:
            return Slot(function["type"], function["args_struct"], function)
        if name not in self.callbacks:
            return None
        kind = self.callbacks[name]["type"]
        args = bare(kind.partition("(")[2]).removesuffix("*)")
        return Slot(kind, args if args in self.structs else "", {"name": name})

    def arguments(self, slot: Slot) -> tuple[str, ...]:
        """A function's arguments as C would say them, without what a wrapper fills in by itself."""
        if slot.args not in self.structs:
            return (slot.type,)
        return tuple(
            f"{marked(f)}{f['type']} {f['name'] or '(union)'}"
            for f in self.structs[slot.args]["fields"]
            if f["name"] not in ("struct_size", "extension_start")
        )


def marked(f: Data) -> str:
    """A field's direction, to stand before it; "" for what goes in."""
    direction = f.get("direction", "in")
    return "" if direction == "in" else f"{direction} "


@cache
def bare(kind: str) -> str:
    """The type without const."""
    return _CONST.sub(" ", kind).replace(" *", "*").strip()


def untyped(old: str, new: str) -> bool:
    """Whether both are pointers, and at least one says not to what."""
    return "void*" in (bare(old), bare(new)) and all(_POINTER.fullmatch(kind) for kind in (old, new))
