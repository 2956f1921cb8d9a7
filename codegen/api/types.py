"""Which type goes for which, as far as the texts of types tell."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .snapshot import PublicApi

_GREATER = {
    "Iterator": ("Iterable",),
    "Collection": ("Iterable", "Container"),
    "Sequence": ("Collection", "Iterable"),
    "MutableSequence": ("Sequence", "Collection", "Iterable"),
    "Mapping": ("Collection", "Iterable"),
    "MutableMapping": ("Mapping", "Collection", "Iterable"),
    "list": ("MutableSequence", "Sequence", "Collection", "Iterable"),
    "tuple": ("Sequence", "Collection", "Iterable"),
    "dict": ("MutableMapping", "Mapping", "Collection", "Iterable"),
    "set": ("AbstractSet", "Collection", "Iterable"),
    "frozenset": ("AbstractSet", "Collection", "Iterable"),
    "bool": ("int",),
    "int": ("float",),
}
"""What takes the place of a type where one is given, to a type checker."""
_ANYTHING = frozenset({"object", "Any"})
_PRIVATE = re.compile(r"\b_\w*")
"""Names such as a type variable's, which nobody outside can know."""


class Types:
    """Which type goes for which, as far as the texts and the API's own classes tell."""

    def __init__(self, api: PublicApi) -> None:
        self._classes: dict[str, set[str]] = {}
        for name, entry in api.names.items():
            if entry.kind == "class":
                above = {base.rpartition(".")[2] for base in api.ancestors(entry)}
                self._classes.setdefault(name.rpartition(".")[2], set()).update(above)

    def takes(self, given: str, wanted: str) -> bool:
        """Whether what is of one type can be given where another one is wanted; no type is any."""
        given, wanted = (_PRIVATE.sub("_", text) for text in (given, wanted))
        if not given or not wanted or given == wanted:
            return True
        ones, others = (list(_members(ast.parse(text, mode="eval").body)) for text in (given, wanted))
        return all(any(self._goes(one, other) for other in others) for one in ones)

    def _goes(self, one: ast.expr, other: ast.expr) -> bool:
        if ast.unparse(one) == ast.unparse(other) or ast.unparse(other) in _ANYTHING:
            return True
        outer, inner = _split(one)
        wanted, inside = _split(other)
        if outer == wanted:
            return inner is None or inside is None
        if wanted not in {*_GREATER.get(outer, ()), *self._classes.get(outer, ())}:
            return False
        if outer == "tuple" and isinstance(inner, ast.Tuple) and ast.unparse(inner.elts[-1]) == "...":
            inner = inner.elts[0]
        return inside is None or inner is None or ast.unparse(inner) == ast.unparse(inside)


def _members(node: ast.expr) -> Iterator[ast.expr]:
    """The members of a union, and the choices of a Literal, one by one."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        yield from _members(node.left)
        yield from _members(node.right)
        return
    outer, inner = _split(node)
    if inner is None or outer not in ("Optional", "Union", "Literal"):
        yield node
        return
    parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    for part in parts:
        if outer == "Literal":
            yield ast.Subscript(ast.Name("Literal"), part)
        else:
            yield from _members(part)
    if outer == "Optional":
        yield ast.Constant(None)


def _split(node: ast.expr) -> tuple[str, ast.expr | None]:
    """("list", int) of `list[int]`, with the last part of a dotted name."""
    if isinstance(node, ast.Subscript):
        return ast.unparse(node.value).rpartition(".")[2], node.slice
    return ast.unparse(node).rpartition(".")[2], None
