"""An ABI diff in a maintainer's terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from .changes import AbiDiff, Change, Verdict

_TITLES = {
    "header moved": "Headers that moved",
    "function added": "New functions",
    "struct grown": "Grown structs",
    "struct added": "New structs",
    "value added": "New enum values",
    "enum added": "New enums",
    "extension type added": "New extension types",
    "extension version": "Extension versions",
    "callback added": "New callbacks",
    "handle added": "New handles",
    "handle got a vtable": "Handles that now start with a function table (only where the plugin is as new)",
    "constant added": "New constants",
    "constant changed": "Constants",
    "type renamed": "Renamed types",
    "value renamed": "Renamed enum values",
    "field renamed": "Renamed fields",
    "function renamed": "Renamed functions, in the same slot",
    "function retired": "Retired functions, their slot kept",
    "fields regrouped": "Fields that became part of an embedded struct, in the same place",
    "last field changed": "Sizes that are sent, set right",
    "last field not moved": "Fields beyond the size that is sent",
    "const changed": "const, and nothing else",
    "union member added": "New union members",
    "direction changed": "Directions",
    "nullable changed": "NULL",
    "deprecated changed": "Deprecated",
    "experimental changed": "Experimental",
}


def text(diff: AbiDiff) -> str:
    """The difference in words, grouped, what breaks last."""
    order = list(_TITLES)
    fine = [c for c in diff.changes if c.verdict is not Verdict.BREAKING and not c.of]
    fine.sort(key=lambda c: (order.index(c.kind) if c.kind in order else len(order), c.kind))
    lines = [summary(diff)]
    for side in (diff.old, diff.new):
        if alone := [u for u in diff.uncompared if u.only_in == side]:
            lines += ["", f"Headers only in {side}, the other set has none to compare with"]
            lines += [f"  {u.header} ({u.structs} structs, {u.functions} functions)" for u in alone]
    for kind, group in groupby(fine, key=lambda c: c.kind):
        lines += ["", _TITLES.get(kind, kind[0].upper() + kind[1:])]
        lines += _owned(list(group))
    if broken := [c for c in diff.breaking if not c.of]:
        lines += ["", f"BREAKING ({len(broken)})"]
        for header, group in groupby(sorted(broken, key=lambda c: c.header), key=lambda c: c.header):
            changes = list(group)
            lines.append(f"  {header}{' (experimental)' if changes[0].experimental else ''}")
            lines += [f"    {line}" for c in changes for line in _lines(c, broken=True)]
    return "\n".join(lines) + "\n"


def summary(diff: AbiDiff) -> str:
    """The counts, in one line."""
    counts = ", ".join(f"{n} {v.value}" for v in Verdict if (n := diff.count(v))) or "no difference"
    alone = f"; {len(diff.uncompared)} headers in one set only" if diff.uncompared else ""
    return f"API {diff.old} -> {diff.new}: {counts}{alone}"


def _owned(changes: Sequence[Change]) -> Iterator[str]:
    """A line a change; values and functions under what they belong to."""
    for owner, group in groupby(changes, key=lambda c: c.owner):
        found = list(group)
        if found[0].kind == "value added":
            yield f"  {owner}: {', '.join(f'{c.subject} = {c.new}' for c in found)}"
            continue
        if found[0].kind == "function added":
            yield f"  {owner}{' (experimental)' if found[0].experimental else ''}"
            yield from (f"    {line}" for c in found for line in _lines(c))
            continue
        yield from (f"  {line}" for c in found for line in _lines(c))


def _lines(change: Change, *, broken: bool = False) -> list[str]:
    """One change: what it is about, from what to what, the details below."""
    what = f"{change.kind}: " if broken else ""
    if change.kind in ("function added", "function inserted", "function removed"):
        owner = f"{change.owner}: " if broken else ""
        line = f"{what}{owner}{change.subject}({', '.join(change.details)}) [{change.new or change.old}]"
        return [line, *([f"    {change.reason}"] if change.reason else [])]
    details = change.details if change.kind in _BY_LINE else (", ".join(change.details),)
    below = [*filter(None, details), *filter(None, [change.reason])]
    return [f"{what}{_headline(change)}", *(f"    {line}" for line in below)]


_BY_LINE = frozenset({"function renamed", "function replaced", "signature changed"})


def _headline(change: Change) -> str:
    place = change.subject
    if change.owner and change.owner != change.subject:
        place = f"{change.owner}.{change.subject}"
    values = " -> ".join(filter(None, (change.old, change.new)))
    if change.old == change.subject:  # a rename
        return f"{place} -> {change.new}"
    return f"{place}: {values}" if values else place
