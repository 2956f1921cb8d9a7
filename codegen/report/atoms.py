"""What an expression may be: sets of atoms, and the scopes that names are looked up in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from .tree import Binding, Class, Module, Variable


class Atom(NamedTuple):
    """One thing that an expression may be.

    kind: "module", "class", "instance", "super", "function" or "local" of ours, which `what` is; "raw …" of the
    generated package; "external", a dotted name elsewhere; "many", "tuple", "call", "class of" and "type variable",
    which have parts: what is in it, or what calling it gives.
    """

    kind: str
    what: Any = None
    parts: tuple[Types, ...] = ()


Types: TypeAlias = frozenset[Atom]
UNKNOWN: Types = frozenset()


@dataclass(eq=False)
class Scope:
    """Where names stand for something: a function's body, or a module.

    own: the class that `self` is of; holder: the class whose body the function is in.
    """

    module: Module
    own: Class | None = None
    holder: Class | None = None
    names: dict[str, list[Binding | Types]] = field(default_factory=dict)
    parent: Scope | None = None

    def holding(self, name: str) -> Scope | None:
        """The scope, this one or one around it, in which the name stands for something of a function's own."""
        found: Scope | None = self
        while found is not None and name not in found.names:
            found = found.parent
        return found


def has_variables(atom: Atom) -> bool:
    return atom.kind == "type variable" or any(has_variables(inner) for part in atom.parts for inner in part)


def replaced(atom: Atom, said: dict[Variable, Types]) -> Types:
    if atom.kind == "type variable":
        return said.get(atom.what, UNKNOWN)
    parts = tuple(union(replaced(inner, said) for inner in part) for part in atom.parts)
    return frozenset({Atom(atom.kind, atom.what, parts)})


def many(types: Types) -> Types:
    return frozenset({Atom("many", None, (types,))})


def union(found: Iterable[Types]) -> Types:
    return frozenset().union(*found)
