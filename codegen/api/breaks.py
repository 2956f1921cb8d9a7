"""What of an older public API a newer one breaks: whatever a caller, a subclass or a type checker could rely on.

Griffe's own comparison says nothing of types that changed, of abstract methods that came, or of what only a base class
has, and needs its whole tree of the older side; this one needs the snapshot.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from .snapshot import Entry, Parameter, PublicApi, parameters
from .types import Types


@dataclass(frozen=True, slots=True, order=True)
class Break:
    """A break. name: what of; what: it is, in words; place: "file:line" of what is there now, "" if that is unknown."""

    name: str
    what: str
    place: str = ""


def breaks(old: PublicApi, new: PublicApi) -> list[Break]:
    """All that `new` breaks, by name. Only places are taken from where `new` was read."""
    return sorted(set(_Comparison(old, new).found()))


class _Comparison:
    def __init__(self, old: PublicApi, new: PublicApi) -> None:
        self._old, self._new = old, new
        self._types = Types(new)

    def found(self) -> Iterator[Break]:
        for name, before in self._old.names.items():
            after = self._new.find(name)
            if after is None:
                if not self._is_below_a_break(name):
                    yield self._break(name, f"{before.kind} removed")
            else:
                yield from (self._break(name, what) for what in self._changed(self._old.find(name) or before, after))
        for name, entry in self._new.names.items():
            if name not in self._old.names and (what := self._asks_more(name, entry)):
                yield self._break(name, what)

    def _break(self, name: str, what: str) -> Break:
        return Break(name, what, self._new.place(name))

    def _is_below_a_break(self, name: str) -> bool:
        """Whether what it belongs to is gone, or is another kind of thing."""
        owner = name.rpartition(".")[0]
        if owner not in self._old.names:
            return False
        before, after = self._old.find(owner), self._new.find(owner)
        gone = before is None or after is None or before.kind != after.kind
        return gone or self._is_below_a_break(owner)

    def _asks_more(self, name: str, entry: Entry) -> str:
        """A new name that a subclass of someone else's has to define."""
        owner = name.rpartition(".")[0]
        before = self._old.find(owner)
        if before is None or before.kind != "class" or self._old.find(name) is not None:
            return ""
        if entry.abstract:
            return f"abstract {entry.kind} added: subclasses have none"
        return f"{entry.kind} added to a protocol: classes have none" if "typing.Protocol" in before.bases else ""

    # ---------------------------------------------------------------- changes

    def _changed(self, before: Entry, after: Entry) -> Iterator[str]:
        if before == after:
            return
        if after.kind not in (before.kind, *_GOES_FOR.get(before.kind, ())):
            article = "an" if after.kind.startswith("a") else "a"
            unset = " that cannot be set" if (before.kind, after.kind) == ("attribute", "property") else ""
            yield f"{before.kind} became {article} {after.kind}{unset}"
            return
        if before.kind == "alias" and before.of != after.of:
            yield f"stands for {after.of}, not for {before.of}"
        if after.abstract and not before.abstract:
            yield "became abstract: subclasses have none"
        yield from self._bases(before, after)
        yield from self._calls(before, after)
        yield from self._retyped(before, after)

    def _bases(self, before: Entry, after: Entry) -> Iterator[str]:
        if before.kind == "class":
            left = self._new.ancestors(after)
            homes = self._new.homes
            yield from (f"base {base} removed" for base in before.bases if homes.get(base, base) not in left)

    def _retyped(self, before: Entry, after: Entry) -> Iterator[str]:
        if before.kind == "member" and before.value != after.value:
            yield f"value {before.value} -> {after.value}"
        elif before.kind == "type" and not self._types.takes(before.value, after.value):
            yield f"{before.value} -> {after.value}"
        elif before.kind in ("property", "attribute"):
            types = self._types
            narrowed = before.kind == "attribute" and not types.takes(before.type, after.type)
            if before.type and (not after.type or narrowed or not types.takes(after.type, before.type)):
                yield f"type {before.type} -> {after.type or 'none'}"

    # ------------------------------------------------------------------ calls

    def _calls(self, before: Entry, after: Entry) -> Iterator[str]:
        if before.kind == "class" and before.of and before.of == after.of:
            return  # both are created as the same base class is
        old, new = self._old.signatures(before), self._new.signatures(after)
        if old and not new:
            yield "can no longer be created by callers" if before.kind == "class" else f"{old[0]}: no signature now"
        elif len(old) == len(new) == 1:
            yield from self._call(old[0], new[0])
            if "typing.NamedTuple" in before.bases and len(parameters(old[0])[0]) < len(parameters(new[0])[0]):
                yield "field added: it no longer unpacks as it did"
        else:
            for signature in old:
                if all(any(True for _ in self._call(signature, other)) for other in new):
                    yield f"{signature}: no overload goes for it"

    def _call(self, old: str, new: str) -> Iterator[str]:
        (before, returned), (after, returns) = parameters(old), parameters(new)
        yield from self._given(before, after)
        if returned not in ("", "None") and not (returns and self._types.takes(returns, returned)):
            yield f"returns {returned} -> {returns or 'nothing that is said'}"

    def _given(self, before: tuple[Parameter, ...], after: tuple[Parameter, ...]) -> Iterator[str]:
        matched: set[str] = set()
        for index, old in enumerate(before):
            new = _counterpart(index, old, after)
            if new is None:
                yield from _missing(index, old, before, after)
                continue
            matched.add(new.name)
            if new.kind in ("*", "**") and old.kind not in ("*", "**"):
                continue
            yield from self._parameter(index, old, new, after)
        kinds = {p.kind for p in before}
        renamed = {after[i].name for i, old in enumerate(before) if _is_renamed(i, old, before, after)}
        for new in after:
            if new.required and new.name not in matched | renamed:
                swallowed = new.kind == "keyword only" and "**" in kinds
                yield f"parameter {new.name}: added, and required" + (", which ** took before" if swallowed else "")

    def _parameter(self, index: int, old: Parameter, new: Parameter, after: tuple[Parameter, ...]) -> Iterator[str]:
        label = f"parameter {old.name}"
        if new.required and not old.required:
            yield f"{label}: became required"
        elif old.default and new.default and not _same_value(old.default, new.default):
            yield f"{label}: default {old.default} -> {new.default}"
        if new.kind not in (old.kind, "positional"):
            yield f"{label}: became {new.kind}"
        elif old.kind.startswith("positional") and new.kind.startswith("positional") and after.index(new) != index:
            yield f"{label}: moved from place {index + 1} to {after.index(new) + 1}"
        if new.type and old.type and not self._types.takes(old.type, new.type):
            yield f"{label}: type {old.type} -> {new.type}"


_GOES_FOR = {
    "property": ("attribute", "member"),
    "method": ("class method", "static method"),
    "class method": ("static method",),
    "static method": ("class method",),
    "async method": ("async class method", "async static method"),
    "async class method": ("async static method",),
    "async static method": ("async class method",),
}
"""Kinds that can be used as another one is."""


def _counterpart(index: int, old: Parameter, after: tuple[Parameter, ...]) -> Parameter | None:
    """What takes the arguments of a parameter now."""
    if old.kind in ("*", "**"):
        return next((new for new in after if new.kind == old.kind), None)
    if old.kind == "positional only":
        if index < len(after) and after[index].kind.startswith("positional"):
            return after[index]
    elif (
        named := next((new for new in after if new.name == old.name and new.kind not in ("*", "**")), None)
    ) is not None:
        return named
    stars = {new.kind: new for new in after if new.kind in ("*", "**")}
    if old.kind == "keyword only":
        return stars.get("**")
    if old.kind == "positional only":
        return stars.get("*")
    return stars["*"] if len(stars) == 2 else None


def _is_renamed(index: int, old: Parameter, before: tuple[Parameter, ...], after: tuple[Parameter, ...]) -> bool:
    if old.kind != "positional" or index >= len(after) or _counterpart(index, old, after) is not None:
        return False
    new = after[index]
    return new.kind == old.kind and new.name not in {p.name for p in before}


def _missing(index: int, old: Parameter, before: tuple[Parameter, ...], after: tuple[Parameter, ...]) -> Iterator[str]:
    label = f"parameter {old.kind if old.kind in ('*', '**') else ''}{old.name}"
    if _is_renamed(index, old, before, after):
        yield f"{label}: renamed {after[index].name}"
    else:
        yield f"{label}: removed"


def _same_value(old: str, new: str) -> bool:
    if old == new:
        return True
    try:
        one, other = (ast.literal_eval(text) for text in (old, new))
    except (SyntaxError, TypeError, ValueError):
        return False
    return type(one) is type(other) and bool(one == other)
