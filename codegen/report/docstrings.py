"""What docstrings say of C: the names after "C:"."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .tree import Class, Function, Symbol

_CLAUSE = re.compile(r"\bC:\s+(.*?)(?:\.(?:\s|$)|\Z)", re.DOTALL)
_WORD = re.compile(r"…?[A-Za-z]\w+")


def docstring(symbol: Symbol) -> str:
    """Of a function or a class; of attributes, the strings below them count as their class's."""
    if isinstance(symbol, Function):
        return ast.get_docstring(symbol.implementation) or ""
    if isinstance(symbol, Class):
        constructor = symbol.members.get("__init__")
        bodies = [*symbol.node.body, *(constructor.implementation.body if constructor else ())]
        return "\n\n".join(
            node.value.value
            for node in bodies
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        )
    return ""


def words_of_c(text: str) -> Iterator[str]:
    """The words after each "C:", whole names and the short ones that follow them."""
    for clause in _CLAUSE.findall(text):
        yield from _WORD.findall(clause)


def names_function(words: frozenset[str], function: str) -> bool:
    """Whether the words name the function: by its whole name, or by its end, as in "C: PJRT_X_Get, X_Set, …_Clear"."""
    if function in words:
        return True
    parts = function.split("_")
    ends = {"_".join(parts[start:]) for start in range(1, len(parts))}
    return any(word.removeprefix("…").lstrip("_") in ends for word in words)
