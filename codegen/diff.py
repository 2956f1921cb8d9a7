"""Two ABI snapshots -> what changed between them, and whether the two sides still understand each other.

A pure function over the data of `model.to_data`, which is what an abi.json holds. A change is *breaking* if a
client built from one snapshot and a plugin built from the other would misread each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from .changes import AbiDiff, Change, Uncompared, Verdict
from .diff_side import Data as Data
from .diff_side import Leaf, Side, Slot, bare, marked, untyped
from .layout import Layouts
from .model import Primitive

_TYPES = "PJRT_Extension_Type"
_WORD = re.compile(r"\w+")
_MARKS = {"direction": "in", "nullable": False, "deprecated": False}


def compare(old: Data, new: Data) -> AbiDiff:
    """What changed from one snapshot to the other: two trees as `model.to_data` makes them."""
    return _Comparison(Side(old), Side(new)).run()


def steps(snapshots: Iterable[Data]) -> Iterator[AbiDiff]:
    """What changed from each snapshot to the next."""
    return (_Comparison(old, new).run() for old, new in pairwise(Side(data) for data in snapshots))


# ------------------------------------------------------------ the comparison


@dataclass
class _Comparison:
    old: Side
    new: Side
    changes: list[Change] = field(default_factory=list)
    renames: dict[str, str] = field(default_factory=dict)
    """Types and functions: old name -> new name, the same in all but name."""

    def __post_init__(self) -> None:
        self.gone = self.old.names - self.new.names
        self.come = self.new.names - self.old.names

    def run(self) -> AbiDiff:
        self._find_renames()
        self._headers()
        self._constants()
        self._extensions()
        for name, enum in self._common(self.old.enums, self.new.enums):
            if name != _TYPES:
                self.changes += self._enum(enum, self.new.enums[self._renamed(name)])
        for name, _ in self._common(self.old.structs, self.new.structs):
            if name not in self.old.anonymous:
                self.changes += self._struct(name, self._renamed(name))
        self._callbacks()
        self._come_and_gone()
        return AbiDiff(self.old.version, self.new.version, tuple(self._sorted()), tuple(self._uncompared()))

    def _renamed(self, name: str) -> str:
        return self.renames.get(name, name)

    def _common(self, old: Mapping[str, Data], new: Mapping[str, Data]) -> list[tuple[str, Data]]:
        return [(name, value) for name, value in old.items() if self._renamed(name) in new]

    def _sorted(self) -> list[Change]:
        """Breaking last; otherwise as they were found."""
        return sorted(self.changes, key=lambda c: c.verdict is Verdict.BREAKING)

    def _change(self, kind: str, subject: str, verdict: Verdict, where: str, **more: Any) -> Change:
        """where: the name of the declaration that says which header it is, and whether that is experimental."""
        side = self.new if self.new.module(where) is not None else self.old
        module = side.module(where) or ""
        return Change(
            kind, subject, verdict, header=side.headers.get(module, ""), experimental=module in side.shaky, **more
        )

    # --------------------------------------------------------------- renames

    def _find_renames(self) -> None:
        """Names that stand in the same places on both sides, for things that agree in all but name."""
        found = dict(self._candidates())
        while True:
            self.renames = found
            wrong = {name for name, other in found.items() if not self._agree(name, other)}
            more = {} if wrong else {k: v for k, v in self._candidates() if k not in found and self._agree(k, v)}
            if not wrong and not more:
                return
            found = {k: v for k, v in found.items() if k not in wrong} | more

    def _candidates(self) -> Iterator[tuple[str, str]]:
        if not (self.gone and self.come):
            return
        for name in self.old.structs:
            other = self._renamed(name)
            if other not in self.new.structs:
                continue
            types = {f["name"]: f["type"] for f in self.new.structs[other]["fields"]}
            for f in self.old.structs[name]["fields"]:
                yield from self._words(f["type"], types.get(f["name"], ""))
            there = {leaf.offset: leaf for leaf in self.new.leaves(other) if leaf.union is None}
            for leaf in self.old.leaves(name):
                twin = there.get(leaf.offset)
                if twin and leaf.union is None:
                    yield from self._words(leaf.type, twin.type)
                    before, after = self.old.slot(leaf), self.new.slot(twin)
                    if before and after:
                        yield from self._words(before.type, after.type)

    def _words(self, old: str, new: str) -> Iterator[tuple[str, str]]:
        if old == new:
            return
        mine, theirs = _WORD.findall(bare(old)), _WORD.findall(bare(new))
        if len(mine) == len(theirs):
            for a, b in zip(mine, theirs, strict=True):
                if a != b and a in self.gone and b in self.come:
                    yield a, b

    def _agree(self, name: str, other: str) -> bool:
        """Whether two things of different names are the same to both sides."""
        old, new = self.old, self.new
        if name in old.structs and other in new.structs:
            changes: Iterable[Change] = self._struct(name, other)
        elif name in old.enums and other in new.enums:
            changes = self._enum(old.enums[name], new.enums[other])
        elif name in old.handles and other in new.handles:
            return True
        else:
            types = [
                (side.functions.get(n) or side.callbacks.get(n) or {}).get("type", "")
                for side, n in ((old, name), (new, other))
            ]
            return bool(types[0]) and self._same(types[0], types[1])
        return all(c.verdict is not Verdict.BREAKING for c in changes)

    def _same(self, old: str, new: str) -> bool:
        """Whether two types are the same but for const and renames."""
        if old == new and not self.renames:
            return True
        return _WORD.sub(lambda m: self._renamed(m[0]), bare(old)) == bare(new)

    # ---------------------------------------------------- headers and numbers

    def _headers(self) -> None:
        for module, path in self.old.headers.items():
            there = self.new.headers.get(module)
            if there and there != path:
                self.changes.append(Change("header moved", path, Verdict.INFO, old=path, new=there, header=there))

    def _uncompared(self) -> Iterator[Uncompared]:
        for side, other in ((self.old, self.new), (self.new, self.old)):
            for module, path in side.headers.items():
                if module not in other.headers:
                    structs = sum(
                        s["module"] == module and s["name"] not in {*other.structs, *side.anonymous}
                        for s in side.structs.values()
                    )
                    functions = sum(len(t["functions"]) for t in side.tables.values() if t["module"] == module)
                    yield Uncompared(path, side.version, structs, functions)

    def _constants(self) -> None:
        for name in {**self.old.constants, **self.new.constants}:
            before, after = self.old.constants.get(name), self.new.constants.get(name)
            if before and after and before["value"] != after["value"]:
                values = {"old": str(before["value"]), "new": str(after["value"])}
                kind = "extension version" if name.endswith("_EXTENSION_VERSION") else "constant changed"
                self.changes.append(self._change(kind, name, _of_constant(name), name, **values))
            elif before and not after and before["module"] in self.new.headers:
                self.changes.append(self._change("constant removed", name, Verdict.BREAKING, name))
            elif after and not before and after["module"] in self.old.headers:
                value = str(after["value"])
                self.changes.append(self._change("constant added", name, Verdict.APPEND, name, new=value))

    def _extensions(self) -> None:
        """The types of the chain; what their structs hold is compared with the structs."""
        enums = [side.enums.get(_TYPES, {"name": _TYPES, "values": ()}) for side in (self.old, self.new)]
        for change in self._enum(*enums):
            kind = change.kind.replace("value", "extension type")
            self.changes.append(_replace(change, kind=kind, owner=""))
        listed = {v["name"] for enum in enums for v in enum["values"]}
        for name, before in self.old.extensions.items():
            after = self.new.extensions.get(name)
            if not after:
                continue
            where = after["struct"] or before["struct"]
            if before.get("type_value") != after.get("type_value") and name not in listed:
                values = {"old": str(before.get("type_value")), "new": str(after.get("type_value"))}
                self.changes.append(self._change("extension type renumbered", name, Verdict.BREAKING, where, **values))

    # ----------------------------------------------------------------- enums

    def _enum(self, old: Data, new: Data) -> Iterator[Change]:
        owner = new["name"]

        def change(kind: str, subject: str, verdict: Verdict, **more: Any) -> Change:
            return self._change(kind, subject, verdict, owner, owner=owner, **more)

        carried = [e.get("underlying", "int") for e in (old, new)]
        if carried[0] != carried[1]:
            same = _size(carried[0]) == _size(carried[1])
            verdict = Verdict.COMPATIBLE if same else Verdict.BREAKING
            yield change("underlying type changed", owner, verdict, old=carried[0], new=carried[1])
        before = {v["name"]: v["value"] for v in old["values"]}
        after = {v["name"]: v["value"] for v in new["values"]}
        fresh = {value: name for name, value in after.items() if name not in before}
        for name, value in before.items():
            if name in after and after[name] != value:
                yield change("value renumbered", name, Verdict.BREAKING, old=str(value), new=str(after[name]))
            elif name not in after and value in fresh:
                yield change(
                    "value renamed", name, Verdict.COMPATIBLE, old=name, new=fresh[value], details=(str(value),)
                )
            elif name not in after:
                yield change("value removed", name, Verdict.BREAKING, old=str(value))
        taken = set(before.values())
        for name, value in after.items():
            if name not in before and value not in taken:
                yield change("value added", name, Verdict.APPEND, new=str(value))
            elif name not in before and any(before.get(n) == value and n in after for n in before):
                # The number had, or still has, another meaning.
                reused = next(n for n in before if before[n] == value)
                verdict = Verdict.COMPATIBLE if after[reused] == value else Verdict.BREAKING
                yield change("value added", name, verdict, new=str(value), details=(f"the number of {reused}",))

    # --------------------------------------------------------------- structs

    def _struct(self, name: str, other: str) -> list[Change]:
        if self._identical(name):
            return []
        return list(_Structs(self, name, other).changes())

    def _identical(self, name: str) -> bool:
        """Whether both sides say the same of a struct that is no table, and of all that is embedded in it."""
        old, new = self.old, self.new
        if name in old.tables or name in new.tables or not _alike(old.structs[name], new.structs.get(name)):
            return False
        return self._opens_alike(name) or old.leaves(name) == new.leaves(name)

    def _opens_alike(self, name: str) -> bool:
        """Whether the structs in a struct that is declared alike are so, too, and what is in those."""
        for f in self.old.structs[name]["fields"]:
            kind = f["type"]
            before, after = self.old.structs.get(kind), self.new.structs.get(kind)
            if (before or after) and not (_alike(before, after) and self._opens_alike(kind)):
                return False
        return True

    def _callbacks(self) -> None:
        for name, before in self._common(self.old.callbacks, self.new.callbacks):
            after = self.new.callbacks[self._renamed(name)]
            if before["type"] == after["type"]:
                continue
            verdict = Verdict.COMPATIBLE if self._same(before["type"], after["type"]) else Verdict.BREAKING
            if verdict is Verdict.BREAKING or bare(before["type"]) == bare(after["type"]):
                types = {"old": before["type"], "new": after["type"]}
                self.changes.append(self._change("callback changed", after["name"], verdict, after["name"], **types))

    # --------------------------------------------------- what came and what went

    def _come_and_gone(self) -> None:
        for name, other in self.renames.items():
            if name not in self.old.functions and other not in self.new.functions:
                self.changes.append(self._change("type renamed", name, Verdict.COMPATIBLE, other, old=name, new=other))
        groups: tuple[tuple[str, Callable[[Side], Mapping[str, Data]]], ...] = (
            ("struct", lambda side: side.structs),
            ("enum", lambda side: side.enums),
            ("callback", lambda side: side.callbacks),
            ("handle", lambda side: {n: h for n, h in side.handles.items() if n not in side.structs}),
        )
        taken = set(self.renames.values())
        for what, group in groups:
            for name, value in group(self.old).items():
                gone = name not in self.new.names and name not in self.renames
                if gone and value["module"] in self.new.headers and name not in self.old.anonymous:
                    self._gone(what, name)
            for name, value in group(self.new).items():
                fresh = name not in self.old.names and name not in taken
                if fresh and value["module"] in self.old.headers and name not in self.new.anonymous:
                    self._come(what, name)
        for name in self.new.structs:
            if name in self.old.handles and name not in self.old.structs:
                self.changes.append(self._change("handle got a vtable", name, Verdict.APPEND, name))

    def _come(self, what: str, name: str) -> None:
        side = self.new
        fields: tuple[str, ...] = ()
        if what == "struct":
            fields = tuple(f"{leaf.type} {leaf.path}" for leaf in side.leaves(name))
        elif what == "enum":
            fields = tuple(f"{v['name']} = {v['value']}" for v in side.enums[name]["values"])
        elif what == "callback":
            fields = (side.callbacks[name]["type"],)
        of = _user(name, side, {c.subject for c in self.changes})
        self.changes.append(self._change(f"{what} added", name, Verdict.APPEND, name, details=fields, of=of))
        for function in side.tables.get(name, {"functions": ()})["functions"]:
            slot = Slot(function["type"], function["args_struct"], function)
            self.changes.append(
                self._change(
                    "function added",
                    function["name"],
                    Verdict.APPEND,
                    name,
                    owner=name,
                    new=f"slot {function['slot']}",
                    details=side.arguments(slot),
                )
            )

    def _gone(self, what: str, name: str) -> None:
        of = _user(name, self.old, {c.subject for c in self.changes} | {c.old for c in self.changes})
        # What is only ever pointed to has no layout: whoever pointed to it is in the list.
        verdict = Verdict.INFO if what in ("handle", "callback") else Verdict.BREAKING
        self.changes.append(self._change(f"{what} removed", name, verdict, name, of=of))


def _alike(old: Data | None, new: Data | None) -> bool:
    """Whether they say the same. Steps of one history share what did not change."""
    return old is new or old == new


def _user(name: str, side: Side, changed: set[str]) -> str:
    """The changed function that a struct holds the arguments of."""
    stem = name.removesuffix("_Args")
    functions = [f["name"] for f in side.functions.values() if f["args_struct"] == name] or [stem]
    return next((f for f in functions if f != name and f in changed), "")


def _of_constant(name: str) -> Verdict:
    """A version may go up; any other number is one that both sides have to know."""
    version = re.search(r"minor|version", name, re.IGNORECASE) and not re.search("major", name, re.IGNORECASE)
    return Verdict.INFO if version else Verdict.BREAKING


def _size(primitive: str) -> int:
    return Layouts({}, {}).of(Primitive(primitive), "an enum").size


def _replace(change: Change, **values: Any) -> Change:
    return Change(**{name: getattr(change, name) for name in Change.__dataclass_fields__} | values)


# --------------------------------------------------------------- one struct


class _Structs:
    """The fields of one struct on both sides."""

    def __init__(self, comparison: _Comparison, name: str, other: str) -> None:
        self.all = comparison
        self.name = other
        self.structs = comparison.old.structs[name], comparison.new.structs[other]
        self.old = comparison.old.leaves(name)
        self.new = comparison.new.leaves(other)
        self.table = name in comparison.old.tables or other in comparison.new.tables
        self.pairs = self._paired()

    def _paired(self) -> list[tuple[Leaf, Leaf]]:
        """The fields that are on both sides: by name, or by place where a name is gone and another one came."""
        there = {leaf.path: leaf for leaf in self.new}
        here = {leaf.path for leaf in self.old}
        old, new = self.all.old, self.all.new
        places = {new.place(leaf): leaf for leaf in self.new if leaf.path not in here and new.place(leaf)}
        pairs = []
        for leaf in self.old:
            twin = there.get(leaf.path) or places.get(old.place(leaf))
            if twin and (leaf.path == twin.path or self._takes_over(leaf, twin)):
                pairs.append((leaf, twin))
        return pairs

    def _takes_over(self, old: Leaf, new: Leaf) -> bool:
        """Whether a field of another name at the same place is the same one, renamed, replaced or retired."""
        slots = self.all.old.slot(old), self.all.new.slot(new)
        if self.table and slots[0]:
            return slots[1] is not None or bare(new.type) == "void*"
        return self.all._same(old.type, new.type) or untyped(old.type, new.type)

    def changes(self) -> Iterator[Change]:
        for old, new in self.pairs:
            yield from self._pair(old, new)
        yield from self._regrouped()
        kept = {new.path for _, new in self.pairs}
        gone = {old.path for old, _ in self.pairs}
        added = [leaf for leaf in self.new if leaf.path not in kept]
        tail = self._tail(added)
        for leaf in self.old:
            if leaf.path not in gone:
                yield self._one(leaf, self.all.old, "removed", Verdict.BREAKING, old=_placed(leaf))
        for leaf in added:
            if leaf in tail:
                continue
            if self._joins_union(leaf):
                yield self._union_member(leaf)
            else:
                yield self._one(leaf, self.all.new, "inserted", Verdict.BREAKING, new=_placed(leaf))
        yield from self._moved()
        yield from self._appended(tail)
        yield from self._size(tail)

    def _tail(self, added: Sequence[Leaf]) -> list[Leaf]:
        """The fields behind all that both sides have."""
        names = {leaf.path for leaf in added}
        last = max((n for n, leaf in enumerate(self.new) if leaf.path not in names), default=-1)
        return [leaf for leaf in self.new[last + 1 :] if not self._joins_union(leaf)]

    def _joins_union(self, leaf: Leaf) -> bool:
        return leaf.union is not None and any(new.union == leaf.union for _, new in self.pairs)

    # ------------------------------------------------------------ kept fields

    def _pair(self, old: Leaf, new: Leaf) -> Iterator[Change]:
        slots = self.all.old.slot(old), self.all.new.slot(new)
        if self.table and slots[0]:
            yield from self._function(old, new, slots[0], slots[1])
            return
        if old.path != new.path and old.name != new.name:
            yield self._field("field renamed", old.path, Verdict.COMPATIBLE, old=old.path, new=new.path)
        if "." in new.path and self.all._renamed(old.inside) == new.inside:
            return  # said of the struct that is embedded
        if old.type != new.type:
            yield from self._retyped(old, new)
        for mark, default in _MARKS.items():
            before, after = old.data.get(mark, default), new.data.get(mark, default)
            if before != after:
                said = {"old": _said(mark, before), "new": _said(mark, after)}
                yield self._field(f"{mark} changed", new.path, Verdict.INFO, **said)

    def _retyped(self, old: Leaf, new: Leaf) -> Iterator[Change]:
        types = {"old": old.type, "new": new.type}
        if self.all._same(old.type, new.type):
            if bare(old.type) == bare(new.type):
                yield self._field("const changed", new.path, Verdict.COMPATIBLE, **types)
            return  # else a type that is renamed, which is said once
        verdict = Verdict.COMPATIBLE if untyped(old.type, new.type) else Verdict.BREAKING
        yield self._field("field retyped", new.path, verdict, **types)

    def _function(self, old: Leaf, new: Leaf, before: Slot, after: Slot | None) -> Iterator[Change]:
        names = {"old": _function_name(before, old), "new": _function_name(after, new) if after else new.path}
        if after is None:
            retired = bare(new.type) == "void*"
            kind, verdict = ("function retired", Verdict.COMPATIBLE) if retired else ("field retyped", Verdict.BREAKING)
            yield self._field(kind, names["old"], verdict, old=old.type, new=new.type)
            return
        fits = self.all._same(before.type, after.type)
        if names["old"] != names["new"]:
            kind, verdict = (
                ("function renamed", Verdict.COMPATIBLE) if fits else ("function replaced", Verdict.BREAKING)
            )
            yield self._field(kind, names["old"], verdict, **names, details=self._signatures(before, after))
        elif not fits:
            details = self._signatures(before, after)
            types = {"old": before.type, "new": after.type}
            yield self._field("signature changed", names["new"], Verdict.BREAKING, **types, details=details)
        for mark in ("deprecated", "experimental"):
            was, now = before.data.get(mark, False), after.data.get(mark, False)
            if was != now and "table" in before.data and "table" in after.data:
                said = {"old": _said(mark, was), "new": _said(mark, now)}
                yield self._field(f"{mark} changed", names["new"], Verdict.INFO, **said)

    def _signatures(self, before: Slot, after: Slot) -> tuple[str, ...]:
        was, now = self.all.old.arguments(before), self.all.new.arguments(after)
        return () if was == now else (f"was ({', '.join(was)})", f"is ({', '.join(now)})")

    def _regrouped(self) -> Iterator[Change]:
        regrouped = [(o, n) for o, n in self.pairs if o.path != n.path and o.name == n.name and o.offset == n.offset]
        if regrouped:
            details = tuple(f"{o.path} -> {n.path}" for o, n in regrouped)
            yield self._field("fields regrouped", self.name, Verdict.COMPATIBLE, details=details)

    def _moved(self) -> Iterator[Change]:
        moved = [(o, n) for o, n in self.pairs if o.offset != n.offset]
        if moved:
            order = [self.new.index(n) for _, n in self.pairs]
            kind = "moved" if order == sorted(order) else "reordered"
            what = "slots" if all(self.table and self.all.old.slot(o) for o, _ in moved) else "fields"
            details = tuple(f"{n.path}: {o.offset} -> {n.offset}" for o, n in moved)
            yield self._field(f"{what} {kind}", self.name, Verdict.BREAKING, details=details)

    # -------------------------------------------------------------- new fields

    def _appended(self, tail: Sequence[Leaf]) -> Iterator[Change]:
        if not tail:
            return
        verdict, why = self._growth()
        slots = [(leaf, self.all.new.slot(leaf) if self.table else None) for leaf in tail]
        for leaf, slot in slots:
            if slot:
                yield self._one(leaf, self.all.new, "added", verdict, new=_index(slot, leaf), reason=why)
        fields = tuple(_declared(leaf) for leaf, slot in slots if not slot)
        if fields:
            yield self._grown(verdict, fields, why)

    def _growth(self) -> tuple[Verdict, str]:
        """A struct may grow if it says how large it is, and is not one of many in an array."""
        if not (self.old and self.old[0].name == "struct_size"):
            return Verdict.BREAKING, "it does not say its size, so nobody can tell the old from the new"
        if self.name in self.all.old.arrays | self.all.new.arrays:
            return Verdict.BREAKING, "it is passed in arrays, whose stride is its size"
        return Verdict.APPEND, ""

    def _grown(self, verdict: Verdict, details: tuple[str, ...], reason: str) -> Change:
        sizes = [f"{s.get('struct_size', 0)} bytes" for s in self.structs]
        said = {"old": sizes[0], "new": sizes[1], "reason": reason}
        return self._field("struct grown", self.name, verdict, details=details, **said)

    def _union_member(self, leaf: Leaf) -> Change:
        sizes = [s.get("layout", {}).get("size", 0) for s in self.structs]
        verdict = Verdict.COMPATIBLE if sizes[0] == sizes[1] else Verdict.BREAKING
        return self._field("union member added", leaf.path, verdict, new=leaf.type)

    def _size(self, tail: Sequence[Leaf]) -> Iterator[Change]:
        """The size that is sent, where fields do not explain it."""
        lasts = [s.get("last_field", "") for s in self.structs]
        sizes = [s.get("struct_size", 0) for s in self.structs]
        if tail and not self.table and sizes[0] == sizes[1]:
            reason = f"the size that is sent stays {sizes[1]}, so nobody can tell that {tail[-1].path} is there"
            yield self._field("last field not moved", self.name, Verdict.INFO, new=lasts[1], reason=reason)
        last = next((n.path for o, n in self.pairs if o.path == lasts[0]), lasts[0])
        if not tail and len(self.old) == len(self.new) == len(self.pairs) and last != lasts[1]:
            verdict = Verdict.BREAKING if sizes[1] < sizes[0] else Verdict.COMPATIBLE
            reason = f"the size that is sent: {sizes[0]} -> {sizes[1]}"
            yield self._field("last field changed", self.name, verdict, old=lasts[0], new=lasts[1], reason=reason)

    # ----------------------------------------------------------------- making

    def _one(self, leaf: Leaf, side: Side, what: str, verdict: Verdict, **more: Any) -> Change:
        slot = side.slot(leaf) if self.table else None
        if slot:
            name = _function_name(slot, leaf)
            return self._field(f"function {what}", name, verdict, details=side.arguments(slot), **more)
        return self._field(f"field {what}", leaf.path, verdict, **more)

    def _field(self, kind: str, subject: str, verdict: Verdict, **more: Any) -> Change:
        return self.all._change(kind, subject, verdict, self.name, owner=self.name, **more)


def _function_name(slot: Slot, leaf: Leaf) -> str:
    return str(slot.data.get("name") or leaf.path)


def _index(slot: Slot, leaf: Leaf) -> str:
    return f"slot {slot.data['slot']}" if "slot" in slot.data else f"offset {leaf.offset}"


def _placed(leaf: Leaf) -> str:
    return f"{leaf.type} at {leaf.offset}"


def _declared(leaf: Leaf) -> str:
    return f"{marked(leaf.data)}{leaf.type} {leaf.path}"


def _said(mark: str, value: Any) -> str:
    if mark == "direction":
        return str(value)
    words = {"nullable": "may be NULL", "deprecated": "deprecated", "experimental": "experimental"}
    return words[mark] if value else f"not {words[mark]}" if mark != "nullable" else "not said to be NULL"
