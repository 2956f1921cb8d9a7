"""What differs between two gap documents: two plugins, trees, API versions, or two runs."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pjrt.gap import plugin as plugins
from pjrt.gap.document import HAVING, Document, Item, Status
from pjrt.gap.names import Names, Version, text_of, version_of
from pjrt.gap.plugin import AGAINST
from pjrt.gap.priority import priority
from pjrt.plugin import load

FORMAT = "pjrt gap diff 1"
"""What the JSON says that it is."""

_UNTOLD = ""
_KIND, _VERSION, _PLUGIN, _SOURCE = "kind", "API version", "plugin", "source"


@dataclass(frozen=True, slots=True)
class Change:
    """A name that differs. item: as the second document has it, or the first; before, after: its status, "" untold."""

    item: Item
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """From one document to another.

    gained: what the second one has and the first one has not; lost: the other way round; changed: what neither has, and
    which changed all the same; new: what is lacking in the second one and was not known when the first one was made;
    renamed: from what to what.
    """

    before: Document
    after: Document
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]
    changed: tuple[Change, ...]
    new: tuple[Change, ...]
    renamed: tuple[tuple[str, str], ...]

    @property
    def gaps(self) -> tuple[Change, ...]:
        """The gaps that the second document has and the first one has not."""
        return (*self.lost, *self.new)

    def data(self) -> dict[str, Any]:
        """As JSON has it."""
        lists = {name: [_plain(c) for c in getattr(self, name)] for name in ("gained", "lost", "changed", "new")}
        sides = {"before": self.before.subject, "after": self.after.subject}
        return {"is": FORMAT, **sides, **lists, "renamed": [list(pair) for pair in self.renamed]}


def _plain(change: Change) -> dict[str, Any]:
    item = {key: value for key, value in asdict(change.item).items() if value and key not in ("status", "more")}
    return {**item, "before": change.before, "after": change.after}


def compare(before: Document, after: Document, names: Names) -> Difference:
    """What differs from one document to the other.

    Two documents of a kind are compared in all that either tells, as far as both tell of such names at all; a plugin
    and a tree in what both tell; an API version and something else in what that tells. Names of which nobody knows
    whether an API version has them are left out.
    """
    old, new = _by_key(before), _by_key(after)
    renamed = {key: to for key in old if key not in new and (to := _renamed(key, names)) in new and to not in old}
    gone_or_come = {*renamed, *renamed.values()}
    changes = []
    for key in _scope(before, after, old, new, names):
        one, two = old.get(key), new.get(key)
        if key not in gone_or_come and (item := two or one) is not None:
            changes.append(Change(item, one.status if one else _UNTOLD, two.status if two else _UNTOLD))
    horizon = before.facts.get(AGAINST)
    return Difference(
        before=before,
        after=after,
        gained=tuple(c for c in changes if c.after in HAVING and c.before not in HAVING),
        lost=tuple(c for c in changes if c.before in HAVING and c.after not in HAVING),
        changed=tuple(c for c in changes if c.before and c.after and _is_other_gap(c)),
        new=tuple(c for c in changes if horizon and not c.before and _is_new_gap(c, version_of(horizon))),
        renamed=tuple((old_name, new_name) for old_name, new_name in renamed.items() if "." not in old_name),
    )


def _is_new_gap(change: Change, horizon: Version) -> bool:
    """Whether it is lacking now, and came to the interface after the version that the first document counts against."""
    since = change.item.since
    return change.after not in HAVING and bool(since) and version_of(since) > horizon


def _is_other_gap(change: Change) -> bool:
    return change.before != change.after and change.before not in HAVING and change.after not in HAVING


def _by_key(document: Document) -> dict[str, Item]:
    return {item.name: item for item in document.items}


def _renamed(key: str, names: Names) -> str:
    """A name's new name; a field's where its struct has got one. Else ""."""
    struct, dot, field = key.partition(".")
    new = names.renamed.get(struct, "")
    return f"{new}{dot}{field}" if new else ""


def _scope(
    before: Document, after: Document, old: dict[str, Item], new: dict[str, Item], names: Names
) -> Iterator[str]:
    """The names to compare, in the order of the second document."""
    versions = [version_of(side.facts["API version"]) if _what(side) == _VERSION else None for side in (before, after)]
    kinds = {item.kind for item in before.items}, {item.kind for item in after.items}
    what = _what(before), _what(after)
    for key in {**new, **old}:
        kind = (new.get(key) or old[key]).kind
        if what[0] == what[1]:
            told = what[0] == _VERSION or all(kind in side for side in kinds)
        elif _VERSION in what:
            told = key in (new if what[0] == _VERSION else old)
        else:
            told = key in old and key in new
        if told and not any(version and _is_unknown(key, version, names) for version in versions):
            yield key


def _is_unknown(key: str, version: Version, names: Names) -> bool:
    return key in names.all and plugins.unknown(names.all[key], version)


def _what(document: Document) -> str:
    """Whether it is about an API version, a plugin or a tree."""
    if document.facts.get(_KIND) == _VERSION:
        return _VERSION
    return _PLUGIN if "library" in document.facts else _SOURCE


# ------------------------------------------------------------------ the two sides


def side(text: str, names: Names) -> Document:
    """What one side of --diff names: a plugin, a folder of sources, an API version, a file that --json wrote.

    Raises OSError for a file that is not there, ValueError for one that is none of ours and for a version that is not
    known, PluginLoadError for no plugin.
    """
    path = Path(text)
    if path.is_dir():
        return tree(path, names)
    if path.suffix == ".json" or _is_json(path):
        return read(path)
    if re.match(r"\d+(\.|$)", text) and os.sep not in text:
        return at(known(text, names, "--diff"), names)
    return plugins.look(load(text), names)


def tree(folder: Path, names: Names, version: Version | None = None) -> Document:
    """What a source tree has of the names of an API version, the newest known by default. Raises as source.look."""
    from pjrt.gap.source import look

    document = look(folder, names)
    known = [(item, names.all.get(item.name)) for item in document.items]
    items = tuple(item for item, name in known if version is None or name is None or name.at(version))
    facts = {**document.facts, AGAINST: text_of(version or names.newest)}
    return replace(document, items=items, facts=facts)


def read(path: Path) -> Document:
    """A document that `pjrt gap --json` wrote. Raises OSError or ValueError."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path}: not JSON: {error}; `pjrt gap … --json` writes a gap document") from None
    return Document.from_data(data, str(path))


def _is_json(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(64).lstrip()[:1] == b"{"


def known(text: str, names: Names, option: str) -> Version:
    """An API version between the first and the newest known one. Raises ValueError for any other text."""
    try:
        version = version_of(text)
    except ValueError as error:
        raise ValueError(f"{option}: {error}") from None
    if not names.versions[0] <= version <= names.newest:
        listed = ", ".join(map(text_of, names.versions))
        raise ValueError(f"{option}: no headers of API {text} are known; known are {listed}")
    return version


def between(version: Version, names: Names) -> str:
    """What to say of a version whose own headers are not known; "" if they are."""
    if version in names.versions:
        return ""
    before = max(one for one in names.versions if one < version)
    return (
        f"No headers of API {text_of(version)} are known: names that came after {text_of(before)} and by the next "
        "known one do not count as its own."
    )


def at(version: Version, names: Names) -> Document:
    """The interface itself at a version, as a document that has all of its names; fields of tables are functions."""
    tables = {name.owner for name in names.all.values() if name.kind == "function"}
    listed = [
        name
        for name in names.all.values()
        if name.at(version) and not name.inline and not (name.kind == "field" and name.owner in tables)
    ]
    items = []
    for name in plugins.in_order(names, listed):
        mark = name.mark or (names.all[name.extension].mark if name.extension else "")
        area = names.area_of(name)
        made = Item(name.kind, name.key, area, Status.HAS, text_of(name.since), mark, priority(name.key, mark))
        items.append(made)
    facts = {_KIND: _VERSION, "API version": text_of(version), "newest known": text_of(names.newest)}
    return Document(f"API {text_of(version)}", facts, tuple(items), tuple(_doubts(version, names)))


def _doubts(version: Version, names: Names) -> Iterator[str]:
    if note := between(version, names):
        yield note
    doubtful = [n for n in names.all.values() if n.kind == "function" and plugins.unknown(n, version)]
    if doubtful:
        areas = ", ".join(dict.fromkeys(names.area_of(name) for name in plugins.in_order(names, doubtful)))
        yield (
            f"Whether API {text_of(version)} has {len(doubtful)} functions is not known, as no header of then that "
            f"could have them is: of {areas}."
        )
