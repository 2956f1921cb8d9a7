"""Snapshots of the model: what each known header set declares, kept as data after its headers are gone.

`generated/snapshots/` has a file a header set, oldest first. Each says only what differs from the one before it, as a
JSON merge patch, so that the folder stays small and a new file reads as what a version changed. Each names the one
before it, too, so that a file that is gone or was half written is noticed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from .diff_side import arrays
from .errors import CodegenError
from .files import File, json_text
from .model import Abi, to_data

FOLDER = "snapshots"

Version: TypeAlias = tuple[int, int]
Tree: TypeAlias = dict[str, Any]
"""A model as nested dicts: what `model.to_data` gives, without the idioms, and by name where that has a list."""

_KEYS = {
    "headers": "module",
    "constants": "name",
    "enums": "name",
    "structs": "name",
    "callbacks": "name",
    "handles": "name",
    "tables": "struct",
    "extensions": "type_name",
}
_INNER = {"enums": "values", "structs": "fields", "tables": "functions"}
_ABSENT: dict[str, dict[str, Any]] = {"extensions": {"type_value": None, "version": None}}
"""What a tree leaves out where it is None: a merge patch has null for what is gone."""
_IDIOMS = frozenset({"folds", "results", "raw_reason", "reads_error", "table", "binary", "borrowed", "count"})
_PINNED = frozenset({"api"})
"""What is not said by the headers, but by whoever pinned them."""

Made: TypeAlias = dict[int, tuple[Tree, Tree]]
"""By the id of an entry of a tree: the entry, which stays so as long as this does, and what `data_of` made of it."""


@dataclass(frozen=True)
class Snapshot:
    """What one header set declares.

    name: its API version, with a number behind it from the second different set of that version on: "0.110-2".
    source: what it was made from; digest: of the headers' paths and texts, "" where nobody pinned them.
    """

    name: str
    source: str
    digest: str
    tree: Tree

    @property
    def version(self) -> Version:
        """The API version of the core header."""
        major, minor = self.tree["version"]
        return major, minor

    def data(self) -> dict[str, Any]:
        """The model as `codegen.diff` takes it."""
        return data_of(self.tree)


# ------------------------------------------------------------------- a model


def tree_of(abi: Abi) -> Tree:
    """The model as a tree."""
    data = to_data(abi)
    tree: Tree = {"version": data["version"], "arrays": sorted(arrays(data))}
    for kind, key in _KEYS.items():
        tree[kind] = {entry[key]: _entry(kind, entry, key) for entry in data[kind]}
    return tree


def _entry(kind: str, entry: Mapping[str, Any], key: str) -> Tree:
    made = {k: v for k, v in entry.items() if k not in _IDIOMS | _PINNED and k != key and v is not None}
    if (inner := _INNER.get(kind)) is not None:
        # An anonymous field goes by the name of its type.
        made[inner] = {
            one["name"] or one["type"]: {k: v for k, v in one.items() if k not in _IDIOMS and (k != "name" or not v)}
            for one in entry[inner]
        }
    return made


def data_of(tree: Tree, made: Made | None = None) -> dict[str, Any]:
    """The other way round: lists in the order of offsets, values and slots, or of names, whatever a tree's order is.

    made: what was made of other trees. Those that `load` gives share the entries that did not change.
    """
    made = {} if made is None else made
    data: dict[str, Any] = {"version": tree["version"], "arrays": tree["arrays"], "skipped": []}
    for kind in _KEYS:
        data[kind] = []
        for name, entry in sorted(tree[kind].items()):
            if id(entry) not in made:
                made[id(entry)] = entry, _data_of(kind, name, entry)
            data[kind].append(made[id(entry)][1])
    return data


def _data_of(kind: str, name: str, entry: Tree) -> Tree:
    data = {_KEYS[kind]: name, **_ABSENT.get(kind, {}), **entry}
    if (inner := _INNER.get(kind)) is not None:
        owner = {"table": name} if kind == "tables" else {}
        parts = ({"name": k, **v, **owner} for k, v in sorted(entry[inner].items()))
        data[inner] = sorted(parts, key=_order)
    return data


def _order(entry: Mapping[str, Any]) -> int:
    return int(next((entry[key] for key in ("slot", "offset", "value") if key in entry), 0))


def carried(before: Tree, tree: Tree) -> Tree:
    """A tree with what an earlier one declares in headers that this one's set lacks."""
    made = dict(tree)
    for kind in _KEYS:
        lacking = {
            name: entry
            for name, entry in before[kind].items()
            if name not in tree[kind] and (name if kind == "headers" else entry.get("module")) not in tree["headers"]
        }
        made[kind] = tree[kind] | lacking
    for name, entry in tree["extensions"].items():
        if not entry["struct"] and name in before["extensions"]:
            made["extensions"][name] = before["extensions"][name]
    made["arrays"] = sorted({*tree["arrays"], *before["arrays"]} & made["structs"].keys())
    return made


# --------------------------------------------------------------------- patches


def patch(old: Any, new: Any) -> Any:
    """The JSON merge patch (RFC 7396) from one tree to another. A tree holds no null."""
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return new
    gone = {key: None for key in old if key not in new}
    changed = {
        key: patch(old[key], value) if key in old else value
        for key, value in new.items()
        if key not in old or old[key] != value
    }
    return gone | changed


def apply(old: Any, changes: Any) -> Any:
    """What a patch makes of a tree."""
    if not isinstance(changes, dict):
        return changes
    made = dict(old) if isinstance(old, dict) else {}
    for key, value in changes.items():
        if value is None:
            made.pop(key, None)
        else:
            made[key] = apply(made.get(key), value)
    return made


# ----------------------------------------------------------------------- files


def load(generated: Path) -> list[Snapshot]:
    """The committed snapshots, oldest first. Raises CodegenError for a file that is none of them."""
    found: list[Snapshot] = []
    tree: Tree = {}
    for path in sorted((generated / FOLDER).glob("*.json"), key=lambda p: _rank(p.stem, p)):
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            if stored["after"] != (before := found[-1].source if found else ""):
                raise ValueError(f"made to follow {stored['after']!r}, and follows {before!r}")
            tree = apply(tree, stored["changes"])
            found.append(Snapshot(path.stem, str(stored["source"]), str(stored["headers"]), tree))
            _check(found[-1])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise CodegenError(
                f"{path}: not what `history` writes: {error!r}; restore {FOLDER}/ from version control, "
                "or make all of them again with `python -m codegen history --rebuild`"
            ) from error
    return found


def _check(snapshot: Snapshot) -> None:
    lacking = [part for part in ("version", "arrays", *_KEYS) if part not in snapshot.tree]
    if lacking:
        raise ValueError(f"no {lacking[0]!r}")
    for part in _KEYS:
        for name, entry in snapshot.tree[part].items():
            if part != "headers" and not isinstance(entry["module"], str):
                raise ValueError(f"{name}: its module is {entry['module']!r}")
            if (inner := _INNER.get(part)) is not None:
                entry[inner].items()
    stated = snapshot.name.partition("-")[0]
    if stated != text_of(snapshot.version):
        raise ValueError(f"its version is {text_of(snapshot.version)}, its name says {stated}")


def files(snapshots: Sequence[Snapshot]) -> Iterator[File]:
    """The files to keep them in."""
    tree: Tree = {}
    after = ""
    for one in snapshots:
        stored = {"source": one.source, "headers": one.digest, "after": after, "changes": patch(tree, one.tree)}
        yield File(f"{FOLDER}/{one.name}.json", json_text(stored))
        tree, after = one.tree, one.source


def numbered(snapshots: Iterable[Snapshot]) -> list[Snapshot]:
    """The same with names that their order gives: "0.110", then "0.110-2", "0.110-3"."""
    made: list[Snapshot] = []
    for one in sorted(snapshots, key=lambda s: s.version):
        before = sum(other.version == one.version for other in made)
        name = text_of(one.version) + (f"-{before + 1}" if before else "")
        made.append(Snapshot(name, one.source, one.digest, one.tree))
    return made


def _rank(name: str, path: Path) -> tuple[int, int, int]:
    version, _, number = name.partition("-")
    try:
        major, minor = map(int, version.split("."))
        return major, minor, int(number or 1)
    except ValueError:
        raise CodegenError(f"{path}: not a snapshot's name, such as 0.110.json or 0.110-2.json") from None


def digest(headers: Iterable[tuple[str, str]]) -> str:
    """The hash of a header set: of its paths and the hash of each text."""
    return hashlib.sha256("\n".join(f"{path} {text}" for path, text in sorted(headers)).encode()).hexdigest()


def text_of(version: Version) -> str:
    """A version as people write it: "0.110"."""
    return f"{version[0]}.{version[1]}"
