"""What can be said to an older plugin: since when things are laid out as they are now, and what came at their end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from .changes import Change, Verdict
from .history import History, Key
from .model import Abi, Struct, Table, ctype_text
from .snapshots import Version

_WORD = re.compile(r"\w+")
_SAME_BYTES = frozenset({"last field changed", "constant changed"})
"""What breaks for who does not know of it, and leaves everything in its place."""
_OF_FUNCTION = frozenset({"signature changed", "callback changed"})


class Compatibility:
    """What the model's declarations have in common with those of older headers."""

    def __init__(self, past: History, abi: Abi) -> None:
        self.past = past
        self.abi = abi
        self.structs = {s.name: s for s in abi.structs}
        self._known_later: dict[str, dict[str, Version]] = {}

    def follows(self, table: Table) -> bool:
        """Whether the functions of a table come and change with the API's version: those of XLA's FFI have another."""
        return table.error not in self._foreign

    @cached_property
    def _foreign(self) -> frozenset[str]:
        """The errors of interfaces of their own."""
        first, *others = [t.error for t in self.abi.tables if t.kind == "api"] or [""]
        return frozenset(others) - {first, ""}

    # ----------------------------------------------------------------- layouts

    @cached_property
    def broken(self) -> dict[str, Version]:
        """Names of which some version had another layout or meaning, with the first one that has the present one."""
        found: dict[str, Version] = {}
        now: dict[str, str] = {}
        for step in reversed(self.past.steps):
            for change in step.diff.changes:
                if change.verdict is Verdict.BREAKING and (name := _moved(change)):
                    found.setdefault(now.get(name, name), step.new.version)
            for change in step.diff.changes:
                if change.kind in ("type renamed", "function renamed"):
                    now[change.old] = now.get(change.new, change.new)
        return found

    @cached_property
    def oldest(self) -> Version:
        """The oldest known version from which on the core is laid out as it is now."""
        since = dict(self._core())
        floors = [floor for name, floor in self.broken.items() if name in since and since[name] < floor]
        return max([self.past.versions[0], *floors])

    def _core(self) -> Iterator[tuple[str, Version]]:
        """What the core declares by itself, with the first version that has it by any name."""
        for key, known in self.past.known.items():
            if not key.owner and known.until is None and not self.past.names[key].module:
                older = [Key(key.kind, "", name) for name in self.past.older_names.get(key.name, ())]
                yield key.name, min([known.since, *(self.past.known[k].since for k in older if k in self.past.known)])

    @cached_property
    def layouts(self) -> dict[str, Version]:
        """Functions that an older plugin may have, and would misread the arguments of, with the first that does not."""
        found: dict[str, Version] = {}
        for table in filter(self.follows, self.abi.tables):
            for function in table.functions:
                spoken = self._spoken(f"{function.args_struct} {ctype_text(function.type)}")
                floors = [self.broken[n] for n in {function.name, table.struct, *spoken} if n in self.broken]
                floor = max(floors, default=self.oldest)
                if floor > self.oldest:
                    found[function.name] = floor
        return found

    def _spoken(self, types: str) -> set[str]:
        """The structs, enums and callbacks that types lead to. What a handle points to is the plugin's."""
        found: set[str] = set()
        wanted = set(_WORD.findall(types)) & self._types.keys()
        while wanted:
            name = wanted.pop()
            found.add(name)
            wanted |= (set(_WORD.findall(self._types[name])) & self._types.keys()) - found
        return found

    @cached_property
    def _types(self) -> dict[str, str]:
        """The types that each struct, enum and callback speaks of, but for what another interface declares."""
        foreign = {t.module for t in self.abi.tables if not self.follows(t)}
        opaque = {h.name for h in self.abi.handles}
        made: dict[str, str] = {e.name: "" for e in self.abi.enums if e.module not in foreign}
        for struct in self.abi.structs:
            if struct.name not in opaque and struct.module not in foreign:
                made[struct.name] = " ".join(ctype_text(f.type) for f in struct.fields)
        return made | {c.name: ctype_text(c.type) for c in self.abi.callbacks if c.module not in foreign}

    # ------------------------------------------------------------------ growth

    def later(self, struct: Struct) -> dict[str, Version]:
        """The fields that the oldest version of a struct has nothing in the place of, with the first that has."""
        if struct.name not in self._known_later:
            self._known_later[struct.name] = self._later(struct)
        return self._known_later[struct.name]

    def _later(self, struct: Struct) -> dict[str, Version]:
        floor = self.broken.get(struct.name, self.oldest)
        known = [
            (version, {f.get("offset", 0) for f in declared["fields"].values()})
            for version, declared in self.past.declared(struct.name).items()
            if version >= max(floor, self.oldest) and declared is not None
        ]
        if not known:
            return {}
        return {
            f.name: next(version for version, offsets in known if f.offset in offsets)
            for f in struct.fields
            if f.name and f.offset not in known[0][1]
        }

    def grown(self, table: Table) -> dict[str, str]:
        """Functions whose argument struct has another size or fewer fields at an older version; and that struct."""
        if not self.follows(table):
            return {}
        return {f.name: f.args_struct for f in table.functions if self._has_grown(f.args_struct)}

    def _has_grown(self, name: str) -> bool:
        struct = self.structs.get(name)
        if struct is None or not struct.field("struct_size"):
            return False
        changes = self.past.sizes.get(name, [])
        ends = [*(version for version, _ in changes[1:]), None]
        spoken = [size for (_, size), end in zip(changes, ends, strict=True) if end is None or end > self.oldest]
        return len(spoken) > 1 or bool(self.later(struct))


def _moved(change: Change) -> str:
    """The name whose layout a breaking change is about; "" for one that is about none."""
    if change.kind in _SAME_BYTES or (change.kind.endswith("removed") and not change.owner):
        return ""
    if change.kind in _OF_FUNCTION:
        return change.subject
    if change.kind == "function replaced":
        return change.new
    return change.owner or change.subject
