"""The public names of a Python package: what a user of it can write.

Public is what `__all__` of the package names, what the modules among that define or import `as` themselves, and the
classes in public modules that annotations of all these speak of. No part of a public name begins with an underscore,
but for methods that Python calls, such as `__call__`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from .atoms import Types
from .infer import Inference
from .raw import ERROR_ROOT
from .tree import LIFE, Class, Function, Module, Package, Symbol, Variable


class Name(NamedTuple):
    """A public name. own: the class that it is of, be it that class's own name or a member's; None for a function."""

    name: str
    own: Class | None


@dataclass(frozen=True)
class Public:
    """names: by symbol; several for a method that several classes inherit. errors: what every failed call raises."""

    names: dict[Symbol, tuple[Name, ...]]
    errors: tuple[str, ...]

    def by_name(self) -> dict[str, Symbol]:
        """The symbol of each name; a class's own name is that of the class."""
        return {n.name: s for s, names in sorted(self.names.items(), key=_classes_last) for n in names}


def _classes_last(item: tuple[Symbol, tuple[Name, ...]]) -> bool:
    return isinstance(item[0], Class)


def public_names(package: Package, inference: Inference, root: str) -> Public:
    """All public names below a package. root: its name."""
    walk = _Walk(package, inference)
    walk.module(package.modules[root])
    walk.spoken_of()
    return Public(walk.members(), tuple(sorted(walk.errors, key=_short)[:1]))


class _Walk:
    def __init__(self, package: Package, inference: Inference) -> None:
        self.package = package
        self.inference = inference
        self.found: dict[Class | Function, str] = {}
        self.errors: list[str] = []
        self._modules: set[Module] = set()

    def module(self, module: Module) -> None:
        """What a module offers."""
        if module in self._modules:
            return
        self._modules.add(module)
        for last in self._offered(module):
            name = f"{module.name}.{last}"
            symbol = self.package.name_in(module, last) or self.package.modules.get(name)
            if isinstance(symbol, Class | Function):
                self.found[symbol] = min(self.found.get(symbol, name), name, key=_short)
            elif symbol == ERROR_ROOT:
                self.errors.append(name)
            elif isinstance(symbol, Module) and _is_public(symbol.name):
                self.module(symbol)

    def _offered(self, module: Module) -> Iterator[str]:
        listed = self._listed(module, "__all__")
        if listed is not None:
            return iter(listed)
        return (name for name in (*module.symbols, *sorted(module.renamed)) if not name.startswith("_"))

    def _listed(self, module: Module, name: str) -> list[str] | None:
        """The strings of a list of names, with those of other lists in it, as far as they are written out."""
        symbol = self.package.name_in(module, name)
        if not isinstance(symbol, Variable) or not symbol.bindings:
            return None
        node, found = symbol.bindings[0].node, []
        parts = node.elts if isinstance(node, ast.List | ast.Tuple) else node.keys if isinstance(node, ast.Dict) else ()
        for part in parts:
            match part:
                case ast.Constant(value=str() as text):
                    found.append(text)
                case ast.Starred(value=ast.Name(id=other)):
                    found += self._listed(symbol.module, other) or ()
        return found

    # ------------------------------------------------- classes in annotations

    def spoken_of(self) -> None:
        """Adds the classes that what is public takes and gives."""
        left = list(self.found)
        while left:
            for one in self._mentioned(left.pop()):
                if one not in self.found and _is_public(one.name):
                    self.found[one] = one.name
                    left.append(one)

    def _mentioned(self, symbol: Class | Function) -> Iterator[Class]:
        if isinstance(symbol, Function):
            body = symbol.implementation
            scope = self.inference.scope(symbol, body)
            arguments = [*body.args.posonlyargs, *body.args.args, *body.args.kwonlyargs]
            for node in (body.returns, *(a.annotation for a in arguments)):
                if node is not None:
                    yield from _classes(self.inference.annotated(node, scope))
            return
        for holder in self.inference.line(symbol):
            for last, member in holder.members.items():
                if not last.startswith("_") or last == "__call__":
                    yield from self._mentioned(member)
            for last in holder.attributes:
                if not last.startswith("_"):
                    yield from _classes(self.inference.attribute_types(self.inference.line(symbol), last))

    # ----------------------------------------------------------------- members

    def members(self) -> dict[Symbol, tuple[Name, ...]]:
        """All names, those of methods too. A class's own name is that of what makes and ends its objects as well."""
        made: dict[Symbol, dict[Name, None]] = {}
        for symbol, name in self.found.items():
            own = symbol if isinstance(symbol, Class) else None
            made.setdefault(symbol, {})[Name(name, own)] = None
            if own is None:
                continue
            line = self.inference.line(own)
            for holder in line:
                for last, member in holder.members.items():
                    if self.inference.member(line, last) is not member or (holder is not own and holder in self.found):
                        continue
                    if last in LIFE:
                        made.setdefault(member, {})[Name(name, own)] = None
                    elif not last.startswith("_") or last.startswith("__"):
                        made.setdefault(member, {})[Name(f"{name}.{last}", own)] = None
        return {symbol: tuple(names) for symbol, names in made.items()}


def _classes(types: Types) -> Iterator[Class]:
    for atom in types:
        if atom.kind in ("instance", "class"):
            yield atom.what
        for part in atom.parts:
            yield from _classes(part)


def _is_public(dotted: str) -> bool:
    return not any(part.startswith("_") for part in dotted.split("."))


def _short(name: str) -> tuple[int, str]:
    return name.count("."), name
