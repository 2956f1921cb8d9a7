"""What the history tells: how the API grew, and what changed in each version."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from codegen.errors import CodegenError

_ADDED = ("functions", "structs", "enum_values", "extensions", "callbacks", "handles")
_CORE = "PJRT_Api"


def read(path: Path) -> dict[str, Any]:
    """history.json. Raises CodegenError for what is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CodegenError(f"{path}: cannot be read: {error}; run `python -m codegen generate`") from error
    parts = ("versions", "functions", "steps", "sets")
    if lacking := [part for part in parts if not isinstance(data, dict) or part not in data]:
        raise CodegenError(f"{path}: no history: it has no {lacking[0]!r}; run `python -m codegen generate`")
    found: dict[str, Any] = data
    return found


def growth(past: Mapping[str, Any]) -> list[dict[str, Any]]:
    """For each version how many names of each kind it is known to have, and how many changes broke something.

    A name counts from the first version known to have it: of extensions, whose headers not every release holds, it may
    be older.
    """
    core = [f for f in past["functions"].values() if f["table"] == _CORE]
    others = [f for f in past["functions"].values() if f["table"] != _CORE]
    columns = {
        "functions": [f["known"] for f in core],
        "extension_functions": [f["known"] for f in others],
        "structs": [s["known"] for s in past["structs"].values()],
        "fields": [known for s in past["structs"].values() for known in s["fields"].values()],
        "enum_values": [known for e in past["enums"].values() for known in e["values"].values()],
        "extensions": [e["known"] for e in past["extensions"].values()],
    }
    broke = {change["version"]: len(change["broke"]) for change in changes(past)}
    return [
        {
            "version": version,
            **{column: sum(_has(known, version) for known in every) for column, every in columns.items()},
            "breaking": broke.get(version, 0),
        }
        for version in past["versions"]
    ]


def changes(past: Mapping[str, Any]) -> list[dict[str, Any]]:
    """For each version what came, grew, got another name or broke, from all of its snapshots."""
    versions = {one["name"]: one["version"] for one in past["sets"]}
    found: dict[str, dict[str, Any]] = {}
    for step in past["steps"]:
        version, before = versions[step["to"]], versions[step["from"]]
        into = found.setdefault(
            version, {"version": version, "from": before, "added": [], "grown": [], "renamed": [], "broke": []}
        )
        into["added"] += [name for key in _ADDED for name in step.get(key, ())]
        for key in ("grown", "renamed", "broke"):
            into[key] += step.get(key, ())
    return [change for change in found.values() if any(change[k] for k in ("added", "grown", "renamed", "broke"))]


def _has(known: Sequence[str | None], version: str) -> bool:
    since, until = known[0], known[2] if len(known) > 2 else None
    return _number(since) <= _number(version) and (until is None or _number(version) <= _number(until))


def _number(version: str | None) -> tuple[int, ...]:
    return tuple(int(part) for part in (version or "0.0").split("."))
