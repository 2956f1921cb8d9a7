"""Takes a verdict on each name from the evidence: used, only declared, or lacking; and says why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pjrt._runtime.lazy import cached_property
from pjrt.gap.document import PLACES, Item, Place, Status
from pjrt.gap.names import Name, Names, Version, text_of
from pjrt.gap.plugin import in_order
from pjrt.gap.priority import priority
from pjrt.gap.source.evidence import Evidence, Ledger
from pjrt.gap.source.index import Index
from pjrt.gap.source.mentions import Kind
from pjrt.gap.source.roles import Role

_KINDS = frozenset({"function", "extension", "callback", "enum value", "field"})
_TABLE = "PJRT_Api"
_CALLBACK = "Callback"
_ARGS = "_Args"
_ROLES = (Role.OWN, Role.EXAMPLE, Role.TEST, Role.GENERATED, Role.HEADER, Role.VENDORED)
_DECLARING = (Role.OWN, Role.GENERATED, Role.HEADER, Role.VENDORED, Role.EXAMPLE, Role.TEST)
_NOT = {"function": "called nowhere", "extension": "used nowhere"}
_HOW = {
    Kind.LISTED: "listed in",
    Kind.CHECKED: "checked for in",
    Kind.STUBBED: "answered by a stub in",
    Kind.EMPTY: "left empty in",
    Kind.IMPORTED: "imported in",
}


class Verdicts:
    """Verdicts on all names. own: the API version that the tree is made for, None if nothing says."""

    def __init__(self, names: Names, index: Index, ledger: Ledger, own: Version | None) -> None:
        self.names = names
        self.index = index
        self.ledger = ledger
        self.own = own
        self._used: dict[str, list[Evidence]] = {}
        self._settle()

    def _settle(self) -> None:
        """Finds what each name is used by: itself, or what cannot be without it."""
        for one in self.names.all.values():
            self._used[one.key] = [evidence for evidence in self.ledger.entries.get(one.key, ()) if evidence.is_use]
        for function in self.index.functions.values():
            used = self._used[function.name]
            filled = [e for e in self._used.get(function.args, ()) if e.kind is Kind.FILLED]
            if not any(e.role is Role.OWN for e in used):
                used += (e for e in filled if e.role is Role.OWN or not used)
        for key, waiting in self.ledger.pending.items():
            wrapped = self.index.function_of.get(key.partition(".")[0])
            if wrapped is None:
                self._used[key] += (e for e in waiting if not e.role.declares)
            elif self._used[wrapped.name]:
                self._used[key] += (_as_own(e) for e in waiting if e.role is not Role.HEADER)
        for name in self.names.all.values():
            if name.kind == "callback":
                self._used[name.key] += self._of_callback(name)
        for struct, extension in self.index.extension_of.items():
            self._used[extension.name] += (e for e in self._used.get(struct, ()) if e.kind is Kind.FILLED)
        for function in self.index.functions.values():
            if function.extension and not self._used[function.extension]:
                self._used[function.extension] += self._used[function.name]

    def _of_callback(self, name: Name) -> list[Evidence]:
        """What shows that a callback is given: its arguments, or the field callback of the function called like it."""
        found = [e for e in self._used.get(f"{name.name}{_ARGS}", ()) if e.kind is Kind.FILLED]
        function = self.index.functions.get(name.name.removesuffix(_CALLBACK))
        if function is not None:
            found += self._used.get(f"{function.args}.{_CALLBACK.lower()}", ())
        return found

    @property
    def used_of_core(self) -> int:
        """How many of the core's functions are used."""
        return sum(bool(self._used[one.name]) for one in self._core)

    @property
    def _core(self) -> list[Name]:
        return [one for one in self.index.functions.values() if not one.module and one.owner == _TABLE]

    def shares(self) -> dict[str, str]:
        """How many of the core's functions are used, at the tree's own version and at the newest."""
        facts = {}
        for label, version in (("its own version", self.own), ("the newest", self.names.newest)):
            if version is None or (label == "the newest" and version == self.own):
                continue
            has = [one for one in self._core if one.at(version)]
            used = sum(bool(self._used[one.name]) for one in has)
            facts[f"functions used, at {label}"] = f"{used} of {len(has)} at {text_of(version)}"
        return facts

    def at_least(self) -> Version | None:
        """The oldest API version that has all names which the tree uses and of which it is known when they came."""
        used = (self.names.all[key] for key, found in self._used.items() if found)
        return max((one.since for one in used if one.without is not None and not one.module), default=None)

    # Items.

    def items(self) -> tuple[Item, ...]:
        """One for each name that matters: in order, with gone names only where they are used."""
        asked = [one for one in self.names.all.values() if self._tells(one)]
        return tuple(self._item(one) for one in in_order(self.names, asked))

    def _tells(self, one: Name) -> bool:
        if one.kind not in _KINDS or one.inline:
            return False
        if one.kind == "extension" and not one.module and not self._used[one.key]:
            return False  # a number that stands for no extension
        if one.gone:
            return bool(self._used[one.key])
        if one.kind == "field":
            return self._has_field(one)
        if one.module and not one.extension and one.kind != "extension":
            return one.module in self._modules
        return True

    @cached_property
    def _field_keys(self) -> frozenset[str]:
        return frozenset(one.key for fields in self.index.fields.values() for one in fields.values())

    @cached_property
    def _modules(self) -> frozenset[str]:
        """The headers beside the C API, such as the FFI's, of which the tree has anything."""
        return frozenset(self.names.all[key].module for key, found in self.ledger.entries.items() if found)

    def _has_field(self, one: Name) -> bool:
        """Whether to tell of a field: of a struct that the tree uses or declares."""
        if one.key not in self._field_keys:
            return False
        function = self.index.function_of.get(one.owner)
        keys = [one.key, one.owner, *([function.name] if function else [])]
        return any(self.ledger.entries.get(key) for key in keys)

    def _item(self, one: Name) -> Item:
        used = sorted(self._used[one.key], key=lambda e: _order(e, _ROLES))
        declared = sorted(self._declared(one), key=lambda e: _order(e, _DECLARING))
        status = Status.USED if used else Status.DECLARED if declared else Status.LACKING
        why = self._why_used(one, used) if used else self._why_not(one, declared)
        places = _places(used or declared)
        mark = one.mark or (self.names.all[one.extension].mark if one.extension else "")
        return Item(
            kind=one.kind,
            name=one.key,
            area=self.names.area_of(one),
            status=status,
            since=text_of(one.since),
            mark=mark,
            priority=priority(one.key, mark),
            why=why,
            places=tuple(places[:PLACES]),
            more=max(0, len(places) - PLACES),
        )

    def _declared(self, one: Name) -> Iterator[Evidence]:
        yield from (e for e in self.ledger.entries.get(one.key, ()) if not e.is_use)
        yield from self.ledger.pending.get(one.key, ())
        if one.kind == "extension":
            struct = next((s for s, extension in self.index.extension_of.items() if extension.name == one.name), "")
            yield from (e for e in self.ledger.entries.get(struct, ()) if not e.is_use)
        if one.kind == "function" and one.args:
            yield from (e for e in self.ledger.entries.get(one.args, ()) if not e.is_use)

    def _why_used(self, one: Name, used: list[Evidence]) -> str:
        said = []
        if one.until is not None:
            gone = next((text_of(v) for v in self.names.versions if v > one.until), "")
            new = self.names.renamed.get(one.name, "")
            said.append(f"gone since {gone}" + (f", now {new}" if new else ""))
        roles = {e.role for e in used}
        if Role.OWN not in roles:
            said.append("only in tests" if Role.TEST in roles else "only in examples")
        best = [e for e in used if e.role is used[0].role]
        kinds = {e.kind for e in best}
        if one.kind == "function" and kinds == {Kind.IMPLEMENTED}:
            said.append("implemented")
        elif one.kind == "function" and kinds == {Kind.FILLED}:
            said.append("its arguments are filled in or read; the call itself is not told apart")
        elif all(e.through for e in best):
            said.append(f"through {best[0].through}")
        return "; ".join(said)

    def _why_not(self, one: Name, declared: list[Evidence]) -> str:
        nowhere = _NOT.get(one.kind, "used nowhere")
        if declared:
            if declared[0].kind is Kind.UNTOLD:
                return f"not told apart from others that the tree calls alike, in {declared[0].place}"
            how = _HOW.get(declared[0].kind, "declared in")
            said = f"{how} {declared[0].place}"
            return said if declared[0].kind in (Kind.STUBBED, Kind.EMPTY) else f"{said}, {nowhere}"
        if self.own is None:
            return ""
        if one.at(self.own):
            return f"the tree's own version, {text_of(self.own)}, has it"
        return f"newer than the tree's own version, {text_of(self.own)}"


def _as_own(evidence: Evidence) -> Evidence:
    """Evidence in a wrapper that the tree's own code calls."""
    return evidence._replace(role=Role.OWN) if evidence.role.declares else evidence


def _order(evidence: Evidence, roles: tuple[Role, ...]) -> tuple[int, bool, str, int]:
    """By the file's role, and what is plainest first."""
    weak = evidence.kind in (Kind.FILLED, Kind.IMPORTED)
    return roles.index(evidence.role), weak, evidence.place.file, evidence.place.line


def _places(all: Iterable[Evidence]) -> list[Place]:
    """One for each line."""
    found: dict[tuple[str, int], Place] = {}
    for evidence in all:
        found.setdefault((evidence.place.file, evidence.place.line), evidence.place)
    return list(found.values())
