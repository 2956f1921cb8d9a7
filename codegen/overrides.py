"""codegen/overrides.toml: what the headers do not say themselves, each with its reason."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .errors import CodegenError
from .model import Direction

PATH = Path(__file__).with_name("overrides.toml")


@dataclass(frozen=True)
class FieldOverride:
    """What is said of one field: `None` leaves what the header says."""

    reason: str
    direction: Direction | None = None
    nullable: bool | None = None
    count: tuple[str, ...] | None = None
    text: str | None = None
    released_by: str | None = None


@dataclass(frozen=True)
class Overrides:
    """All overrides. fields: by "Struct.field"; cpp_types: C type by qualified C++ name."""

    fields: Mapping[str, FieldOverride] = field(default_factory=dict)
    cpp_types: Mapping[str, str] = field(default_factory=dict)


def load(path: Path = PATH) -> Overrides:
    """Reads and checks the file. Raises CodegenError naming the key that is wrong."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise CodegenError(f"{path}: {error}") from error
    if unknown := set(data) - {"fields", "cpp_types"}:
        raise CodegenError(f"{path}: unknown table [{min(unknown)}]; there are [fields] and [cpp_types]")
    for name, table in data.items():
        for key, entry in table.items():
            if not isinstance(entry, dict):
                raise CodegenError(f'{path}: [{name}] {key!r}: expected a table such as {{ …, reason = "…" }}')
            if not str(entry.get("reason", "")).strip():
                raise CodegenError(f"{path}: {key!r}: an override needs a reason")
            if name == "cpp_types" and set(entry) != {"c", "reason"}:
                raise CodegenError(f'{path}: {key!r}: expected {{ c = "a C type", reason = "…" }}')
    fields = {key: _field(path, key, entry) for key, entry in data.get("fields", {}).items()}
    cpp_types = {key: str(entry["c"]) for key, entry in data.get("cpp_types", {}).items()}
    return Overrides(fields, cpp_types)


def _field(path: Path, key: str, entry: Mapping[str, Any]) -> FieldOverride:
    known = {"reason", "direction", "nullable", "count", "text", "released_by"}
    if unknown := set(entry) - known:
        raise CodegenError(f"{path}: {key!r}: unknown key {min(unknown)!r}; known: {sorted(known)}")
    if entry.get("text") not in (None, "str", "bytes"):
        raise CodegenError(f"{path}: {key!r}: text is {entry['text']!r}; expected 'str' or 'bytes'")
    directions = [d.value for d in Direction]
    if entry.get("direction", directions[0]) not in directions:
        raise CodegenError(f"{path}: {key!r}: direction is {entry['direction']!r}; expected one of {directions}")
    count = entry.get("count")
    return FieldOverride(
        reason=entry["reason"],
        direction=Direction(entry["direction"]) if "direction" in entry else None,
        nullable=entry.get("nullable"),
        count=None if count is None else tuple(count if isinstance(count, list) else [count]),
        text=entry.get("text"),
        released_by=entry.get("released_by"),
    )
