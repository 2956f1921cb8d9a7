"""codegen/gaps.toml: what the report lacks on purpose, each with its reason; and what it lacks unsaid."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from codegen.errors import CodegenError

from .exercised import NOTED
from .rows import KINDS, RECORDED, Row

PATH = Path(__file__).parents[1] / "gaps.toml"

COLUMNS = {
    "raw": ("not in the raw layer", "generate it, see templates/"),
    "facade": ("no façade", "write one in pjrt/"),
    "exercised": ("not exercised", "test it, and run `make report`"),
    "documented": ("not documented", 'name it in a docstring, as "C: NAME", or in docs/'),
}
"""Columns that may have gaps: what a gap is called, and what closes it."""

_KEYS = {"names", "columns", "kind", "why"}


@dataclass(frozen=True)
class Gap:
    """An entry. names: patterns of C names; columns: what they lack; kind: of the rows, "" for any."""

    names: tuple[str, ...]
    columns: tuple[str, ...]
    why: str
    kind: str = ""

    def covers(self, row: Row) -> bool:
        """Whether it speaks of the row."""
        return self.kind in ("", row.kind) and any(fnmatchcase(row.name, name) for name in self.names)


def load(path: Path = PATH) -> tuple[Gap, ...]:
    """Reads and checks the file. Raises CodegenError naming the entry that is wrong."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CodegenError(f"{path}: {error}") from error
    if unknown := set(data) - {"gap"}:
        raise CodegenError(f"{path}: unknown key {min(unknown)!r}; there are entries [[gap]] only")
    entries = data.get("gap", [])
    if not isinstance(entries, list):
        raise CodegenError(f"{path}: 'gap': expected entries [[gap]], got {entries!r:.60}")
    return tuple(_gap(path, number, entry) for number, entry in enumerate(entries, 1))


def _gap(path: Path, number: int, entry: Any) -> Gap:
    where = f"{path}: entry {number}"
    if not isinstance(entry, dict):
        raise CodegenError(f"{where}: expected a table with names, columns and why, got {entry!r:.60}")
    if unknown := set(entry) - _KEYS:
        raise CodegenError(f"{where}: unknown key {min(unknown)!r}; known: {', '.join(sorted(_KEYS))}")
    for key, allowed in (("names", None), ("columns", COLUMNS)):
        value = entry.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(item, str) and item for item in value):
            raise CodegenError(f"{where}: {key}: expected a list of texts, got {value!r:.60}")
        if allowed and (wrong := [item for item in value if item not in allowed]):
            raise CodegenError(f"{where}: columns: {wrong[0]!r} is none; there are {', '.join(allowed)}")
    if entry.get("kind", "") not in ("", *KINDS):
        raise CodegenError(f"{where}: kind: {entry['kind']!r} is none; there are {', '.join(KINDS)}")
    why = entry.get("why")
    if not isinstance(why, str) or not why.strip():
        raise CodegenError(f"{where}: why: a gap needs a reason, got {why!r:.60}")
    return Gap(tuple(entry["names"]), tuple(entry["columns"]), why.strip(), entry.get("kind", ""))


def apply(rows: Sequence[Row], gaps: Sequence[Gap]) -> list[str]:
    """Writes the reasons into the rows; the problems: gaps that nothing explains, and entries that no longer hold."""
    problems = []
    for row in rows:
        reasons: dict[str, list[str]] = {}
        for column in lacking(row):
            why = [gap.why for gap in gaps if column in gap.columns and gap.covers(row)] or _noted(row, column)
            for reason in why:
                reasons.setdefault(reason, []).append(COLUMNS[column][0])
            if not why:
                said, step = COLUMNS[column]
                problems.append(f"{row.kind} {row.name}: {said}: {step}, or say in codegen/gaps.toml why not")
        row.gap = "; ".join(f"{', '.join(lacks)}: {why}" for why, lacks in reasons.items())
    return [*problems, *_stale(rows, gaps)]


def lacking(row: Row) -> Iterator[str]:
    """The columns in which a row has nothing. What has no façade can be neither exercised nor documented by one."""
    if not row.raw:
        yield "raw"
    if not row.facade:
        yield "facade"
        return
    if row.kind in RECORDED and not row.is_exercised:
        yield "exercised"
    if not row.documented:
        yield "documented"


def _noted(row: Row, column: str) -> list[str]:
    """What the test run's own record gives as reasons."""
    if column != "exercised":
        return []
    return list(dict.fromkeys(cell.note for cell in row.exercised.values() if cell.cell == NOTED and cell.note))


def _stale(rows: Sequence[Row], gaps: Sequence[Gap]) -> Iterator[str]:
    for gap in gaps:
        of_kind = [row for row in rows if gap.kind in ("", row.kind)]
        for name in gap.names:
            matching = [row for row in of_kind if fnmatchcase(row.name, name)]
            if not matching:
                yield f"codegen/gaps.toml: {name}: no {gap.kind or 'row'} has this name: remove the entry"
            for row in matching:
                for column in gap.columns:
                    if column not in lacking(row):
                        yield (
                            f"codegen/gaps.toml: {name}: stale: {row.kind} {row.name} {_has(row, column)}: "
                            f"take {column!r} or the name out of the entry"
                        )


def _has(row: Row, column: str) -> str:
    if column in ("exercised", "documented") and not row.facade:
        return "has no façade, which is gap enough"
    match column:
        case "facade":
            return f"has a façade, {row.facade[0]}"
        case "exercised" if row.kind in RECORDED:
            plugins = [plugin for plugin, cell in row.exercised.items() if cell.reached]
            return f"is exercised, on {plugins[0]}" if plugins else "is exercised"
        case "exercised":
            return "is of a kind that the test run does not tell of"
        case "documented":
            return f"is documented, {row.documented[0]}"
    return "is in the raw layer"
