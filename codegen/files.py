"""A file in memory, and JSON as generated files have it."""

from __future__ import annotations

import json
from dataclasses import dataclass

_WIDTH = 160


@dataclass(frozen=True)
class File:
    """A file to write: its path below generated/, and its text."""

    path: str
    text: str


def json_text(node: object) -> str:
    """JSON in a stable order, with a line for what fits one, so that a change shows as a line."""
    return _lines(node, "") + "\n"


def _lines(node: object, indent: str) -> str:
    line = json.dumps(node, sort_keys=True, ensure_ascii=False)
    if len(indent) + len(line) <= _WIDTH or not isinstance(node, dict | list):
        return line
    deeper = indent + " "
    if isinstance(node, dict):
        parts = [f"{json.dumps(key)}: {_lines(node[key], deeper)}" for key in sorted(node)]
        return "{\n" + ",\n".join(f"{deeper}{part}" for part in parts) + f"\n{indent}}}"
    return "[\n" + ",\n".join(f"{deeper}{_lines(item, deeper)}" for item in node) + f"\n{indent}]"
