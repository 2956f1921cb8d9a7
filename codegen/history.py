"""The ABI's history, as the snapshots tell it: since when each name is known, how large structs were, what broke.

A header set speaks of the headers that it has, and of no other: what an extension declares is not missing from a set
without the extension's header, unless the core of that set does not even number the extension.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from . import diff, pins
from .changes import AbiDiff, Change, Verdict
from .model import Abi
from .snapshots import Made, Snapshot, Tree, Version, carried, data_of, digest, numbered, text_of, tree_of

FILE = "history.json"
NAMES = "names.json"

_TYPES = "PJRT_Extension_Type"
_API = "PJRT_Api"


class Known(NamedTuple):
    """When a name was there.

    since: the first version known to have it; without: the last one known not to have it yet, None if every set that
    could tell has it; until: the last one that has it, None while the newest does.
    """

    since: Version
    without: Version | None = None
    until: Version | None = None

    def data(self) -> list[str | None]:
        """As JSON has it: what is None at the end is left out."""
        found = [None if version is None else text_of(version) for version in self]
        while found[-1] is None:
            found.pop()
        return found


class Key(NamedTuple):
    """A name of the interface. kind: "function", "struct", "field", …; owner: what it is part of, "" for nothing."""

    kind: str
    owner: str
    name: str


class Place(NamedTuple):
    """What the newest set that has a name says of it. extension: the type name of the one whose header it is in."""

    module: str
    extension: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """What one snapshot changed, from the one before it."""

    old: Snapshot
    new: Snapshot
    diff: AbiDiff


@dataclass(frozen=True)
class History:
    """All that the snapshots say together; oldest first."""

    snapshots: tuple[Snapshot, ...]

    @cached_property
    def versions(self) -> tuple[Version, ...]:
        """The API versions whose headers are known."""
        return tuple(dict.fromkeys(s.version for s in self.snapshots))

    @cached_property
    def _sets(self) -> list[tuple[Version, list[Snapshot]]]:
        """For each version its snapshots: upstream changes headers now and then without a new version."""
        return [(v, list(same)) for v, same in groupby(self.snapshots, key=lambda s: s.version)]

    # ------------------------------------------------------------------ names

    @cached_property
    def names(self) -> dict[Key, Place]:
        """Every name that any set has, as the newest of them has it."""
        extensions = [
            {e["module"]: name for name, e in one.tree["extensions"].items() if e.get("struct")}
            for one in self.snapshots
        ]
        return {
            key: Place(module, extensions[number].get(module, ""), facts)
            for key, (number, module, facts) in self._last.items()
        }

    @cached_property
    def _last(self) -> dict[Key, tuple[int, str, Mapping[str, Any]]]:
        """For each name the number of the newest set that has it, and what that says; in that order."""
        found = self._met(range(len(self.snapshots) - 1, -1, -1))
        return dict(sorted(found.items(), key=lambda item: item[1][0]))

    def _met(self, numbers: Iterable[int]) -> dict[Key, tuple[int, str, Mapping[str, Any]]]:
        """For each name the first of the sets in this order that has it, by number, and what that says."""
        found: dict[Key, tuple[int, str, Mapping[str, Any]]] = {}
        before: Tree = {}
        for number in numbers:
            tree = self.snapshots[number].tree
            for key, module, facts in _names(tree, before):
                found.setdefault(key, (number, module, facts))
            before = tree
        return found

    @cached_property
    def known(self) -> dict[Key, Known]:
        """When each of them was there."""
        count = len(self.snapshots)
        first = self._met(range(count))
        told = [frozenset(s.tree["headers"]) for s in self.snapshots]
        numbered = [frozenset(s.tree["extensions"]) for s in self.snapshots]

        def lacking(place: Place, numbers: Iterable[int]) -> Version | None:
            """The version of the first of these sets, which have the name not, that could tell of it."""
            extension = place.extension
            able = (i for i in numbers if place.module in told[i] or (extension and extension not in numbered[i]))
            return next((self.snapshots[i].version for i in able), None)

        found: dict[Key, Known] = {}
        for key, place in self.names.items():
            start, end = first[key][0], self._last[key][0]
            found[key] = Known(
                self.snapshots[start].version,
                lacking(place, range(start - 1, -1, -1)),
                None if lacking(place, range(end + 1, count)) is None else self.snapshots[end].version,
            )
        return found

    def current(self, kind: str) -> Iterator[tuple[Key, Known]]:
        """The names of a kind that are still there."""
        return ((key, known) for key, known in self.known.items() if key.kind == kind and known.until is None)

    # ------------------------------------------------------------------ sizes

    @cached_property
    def sizes(self) -> dict[str, list[tuple[Version, int]]]:
        """For each struct that is still there the versions at which its size changed, and to what.

        Of a version's sets the last one that has the struct's header counts. A version of which none has it says
        nothing: what the next one says holds for it, too. Of a struct that had another name, that one's sizes are its
        own.
        """
        found: dict[str, list[tuple[Version, int]]] = {}
        for key, _ in self.current("struct"):
            changes: list[tuple[Version, int]] = []
            unknown: Version | None = None
            declared = self.declared(key.name)
            for version in self.versions:
                struct = declared.get(version)
                if struct is None:
                    unknown = None if version in declared else unknown or version
                elif not changes or changes[-1][1] != struct["struct_size"]:
                    since = version if changes or unknown is None else unknown
                    changes.append((since, struct["struct_size"]))
            if changes and any(size for _, size in changes):
                found[key.name] = changes
        return found

    def declared(self, name: str) -> dict[Version, Mapping[str, Any] | None]:
        """What the last set of each version that has a struct's header says of it, by whatever name; None: no such.

        Versions of which no set has the header are left out.
        """
        names = [name, *self.older_names.get(name, ())]
        module = self.names[Key("struct", "", name)].module
        found: dict[Version, Mapping[str, Any] | None] = {}
        for one in self.snapshots:
            struct = next((one.tree["structs"][n] for n in names if n in one.tree["structs"]), None)
            if struct is not None or module in one.tree["headers"]:
                found[one.version] = struct
        return found

    @cached_property
    def older_names(self) -> dict[str, list[str]]:
        """The names that functions and types had before, by the present one."""
        found: dict[str, list[str]] = {}
        for old, new in self._renamed().items():
            found.setdefault(new, []).append(old)
        return found

    @cached_property
    def ambiguous(self) -> dict[str, dict[str, list[int]]]:
        """Structs of which two sets of the same version disagree: by version the sizes, oldest first."""
        found: dict[str, dict[str, list[int]]] = {}
        for version, sets in self._sets:
            for key, _ in self.current("struct") if len(sets) > 1 else ():
                structs = (s.tree["structs"].get(key.name) for s in sets)
                said = list(dict.fromkeys(struct["struct_size"] for struct in structs if struct is not None))
                if len(said) > 1:
                    found.setdefault(key.name, {})[text_of(version)] = said
        return found

    # ------------------------------------------------------------------ steps

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What each snapshot changed. A header that a set lacks is as the last set before it had it."""
        trees: list[Tree] = []
        for one in self.snapshots:
            trees.append(carried(trees[-1], one.tree) if trees else one.tree)
        made: Made = {}
        found = diff.steps(data_of(tree, made) for tree in trees)
        return tuple(Step(old, new, one) for (old, new), one in zip(pairwise(self.snapshots), found, strict=True))

    # ------------------------------------------------------------------- data

    def data(self) -> dict[str, Any]:
        """All of it, JSON-ready."""
        return {
            **self.names_data(),
            "sets": [_set_data(one) for one in self.snapshots],
            "sizes": {name: [[text_of(v), size] for v, size in all] for name, all in self.sizes.items()},
            "ambiguous": self.ambiguous,
            "steps": [step_data(step) for step in self.steps],
        }

    def names_data(self) -> dict[str, Any]:
        """The names alone, with when each was there: what is gone, too."""
        made: dict[str, Any] = {
            "versions": [text_of(v) for v in self.versions],
            "modules": self._modules(),
            "renamed": self._renamed(),
            **{group: {} for group in ("functions", "structs", "enums", "extensions", "callbacks", "handles")},
        }
        inner: dict[str, dict[str, dict[str, list[str | None]]]] = {"field": {}, "enum value": {}}
        for key, known in self.known.items():
            if key.kind in inner:
                inner[key.kind].setdefault(key.owner, {})[key.name] = known.data()
                continue
            place = self.names[key]
            made[f"{key.kind}s"][key.name] = {"module": place.module, "known": known.data(), **place.facts}
        for name, struct in made["structs"].items():
            struct["fields"] = inner["field"].get(name, {})
        for name, enum in made["enums"].items():
            enum["values"] = inner["enum value"].get(name, {})
        for name, function in made["functions"].items():
            function["extension"] = self.names[Key("function", "", name)].extension
        return made

    def _modules(self) -> dict[str, str]:
        return {
            module: header["path"]
            for one in self.snapshots
            for module, header in ({"": _of_core(one)} | one.tree["headers"]).items()
        }

    def _renamed(self) -> dict[str, str]:
        """Functions and types that have another name now: from the oldest name to the newest."""
        found: dict[str, str] = {}
        for step in self.steps:
            for change in step.diff.changes:
                if change.kind in ("function renamed", "type renamed", "value renamed"):
                    found = {old: change.new if new == change.old else new for old, new in found.items()}
                    found[change.old] = change.new
        return {old: new for old, new in found.items() if old != new}


def _of_core(one: Snapshot) -> Mapping[str, Any]:
    core: Mapping[str, Any] = one.tree["headers"][""]
    return core


def _names(tree: Tree, known: Tree) -> Iterator[tuple[Key, str, Mapping[str, Any]]]:
    """Every name of a tree, the module that it is in, and what else is said of it.

    known: a tree whose names are known; what both share is left out.
    """

    def those(kind: str) -> Iterator[tuple[str, Tree]]:
        shared = known.get(kind, {})
        return ((name, entry) for name, entry in tree[kind].items() if shared.get(name) is not entry)

    for owner, table in those("tables"):
        for name, function in table["functions"].items():
            facts = {"table": owner, "args": function["args_struct"], "slot": function["slot"], "mark": mark(function)}
            if function["table_field"] != name:
                facts["field"] = function["table_field"]
            yield Key("function", "", name), table["module"], facts
    for name, struct in those("structs"):
        yield Key("struct", "", name), struct["module"], {}
        for field, said in struct["fields"].items():
            if said.get("name", field):
                yield Key("field", name, field), struct["module"], {}
    for name, enum in those("enums"):
        yield Key("enum", "", name), enum["module"], {}
        for value in enum["values"]:
            yield Key("enum value", name, value), enum["module"], {}
    for name, extension in those("extensions"):
        facts = {key: extension.get(key, "") for key in ("name", "struct")}
        facts |= {"number": extension.get("type_value"), "module": extension["module"], "mark": mark(extension)}
        yield Key("extension", "", name), "", facts
    for kind in ("callback", "handle"):
        for name, one in those(f"{kind}s"):
            yield Key(kind, "", name), one["module"], {"inline": True} if one.get("inline") else {}


def mark(declared: Mapping[str, Any]) -> str:
    """What the headers warn of, in words: "experimental", "deprecated", both, or nothing."""
    return ", ".join(word for word in ("deprecated", "experimental") if declared.get(word))


def _set_data(one: Snapshot) -> dict[str, Any]:
    return {"name": one.name, "version": text_of(one.version), "source": one.source, "counts": counts(one)}


def counts(one: Snapshot) -> dict[str, int]:
    """How much a snapshot declares."""
    tree = one.tree
    core = len(tree["tables"].get(_API, {"functions": ()})["functions"])
    return {
        "functions": core,
        "extension_functions": sum(len(t["functions"]) for t in tree["tables"].values()) - core,
        "structs": len(tree["structs"]),
        "fields": sum(len(s["fields"]) for s in tree["structs"].values()),
        "enum_values": sum(len(e["values"]) for e in tree["enums"].values()),
        "extensions": len(tree["extensions"]),
        "headers": len(tree["headers"]),
    }


def step_data(step: Step) -> dict[str, Any]:
    """A step in names: what came, grew, got another name or place, went, or broke."""
    changes = [c for c in step.diff.changes if not c.of]

    def those(*kinds: str) -> list[str]:
        return [c.subject for c in changes if c.kind in kinds]

    found: dict[str, Any] = {
        "functions": those("function added"),
        "structs": those("struct added"),
        "enum_values": those("value added"),
        "extensions": those("extension type added"),
        "callbacks": those("callback added"),
        "handles": those("handle added"),
        "grown": those("struct grown"),
        "deprecated": [f"{c.subject}: {c.new}" for c in changes if c.kind == "deprecated changed"],
        "renamed": [[c.old, c.new] for c in changes if c.kind.endswith(" renamed")],
        "moved": those("header moved", "slots moved", "fields moved", "slots reordered", "fields reordered"),
        "headers": [u.header for u in step.diff.uncompared if u.only_in == step.diff.new],
        "broke": [_broken(c) for c in changes if c.verdict is Verdict.BREAKING],
    }
    return {"from": step.old.name, "to": step.new.name, **{key: value for key, value in found.items() if value}}


def _broken(change: Change) -> str:
    where = f"{change.owner}: " if change.owner and change.owner != change.subject else ""
    values = " -> ".join(filter(None, (change.old, change.new)))
    text = f"{where}{change.kind}: {change.subject}{f' ({values})' if values else ''}"
    return f"{text} (experimental)" if change.experimental else text


def of(snapshots: Sequence[Snapshot]) -> History:
    """The history that snapshots tell."""
    return History(tuple(snapshots))


def with_current(snapshots: Sequence[Snapshot], abi: Abi, known: pins.Pins) -> History:
    """The history of these and of the current set, which takes the place of what was kept of it before."""
    source = source_of(known.current)
    current = Snapshot("", source, digest([(p.path, p.sha256 or "") for p in known.current.wanted]), tree_of(abi))
    return of(numbered([*(s for s in snapshots if s.source != source), current]))


def source_of(header_set: pins.HeaderSet) -> str:
    """What the snapshot of a pinned set says that it was made from."""
    return f"set {header_set.name}"
