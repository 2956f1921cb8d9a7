"""A file in memory, and JSON as generated files have it."""

from __future__ import annotations

from dataclasses import dataclass
from json import JSONEncoder
from json.encoder import encode_basestring_ascii as _key

_WIDTH = 160
_LEAST_ENTRY, _LEAST_ITEM = len('"": 0, '), len("0, ")
"""What a part of a dict or a list takes of a line at least."""
_on_one_line = JSONEncoder(sort_keys=True, ensure_ascii=False).encode


@dataclass(frozen=True)
class File:
    """A file to write: its path below generated/, and its text."""

    path: str
    text: str


def json_text(node: object) -> str:
    """JSON in a stable order, with a line for what fits one, so that a change shows as a line."""
    return _lines(node, "") + "\n"


def _lines(node: object, indent: str) -> str:
    if not isinstance(node, dict | list):
        return _on_one_line(node)
    if len(node) * (_LEAST_ENTRY if isinstance(node, dict) else _LEAST_ITEM) <= _WIDTH:
        line = _on_one_line(node)
        if len(indent) + len(line) <= _WIDTH:
            return line
    deeper = indent + " "
    if isinstance(node, dict):
        parts = [f"{_key(key)}: {_lines(node[key], deeper)}" for key in sorted(node)]
        return "{\n" + ",\n".join(f"{deeper}{part}" for part in parts) + f"\n{indent}}}"
    return "[\n" + ",\n".join(f"{deeper}{_lines(item, deeper)}" for item in node) + f"\n{indent}]"
