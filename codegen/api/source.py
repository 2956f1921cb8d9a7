"""Python packages as source: what each module defines, imports and offers. Read by griffe; nothing is imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

import griffe

from ..errors import CodegenError

Object: TypeAlias = griffe.Object | griffe.Alias


class Source:
    """Some packages.

    packages: their names; roots: the folders that they are in; base: what places are relative to. Raises CodegenError
    where one is missing, or is no Python.
    """

    def __init__(self, packages: Sequence[str], roots: Sequence[Path], base: Path) -> None:
        self._base = base.resolve()
        loader = griffe.GriffeLoader(
            search_paths=[str(root.resolve()) for root in roots],
            allow_inspection=False,
        )
        self._known: dict[str, _Imports] = {}
        self._modules = loader.modules_collection
        with griffe.logger.disable():
            for package in packages:
                folder = next((root / package for root in roots if (root / package / "__init__.py").is_file()), None)
                if folder is None:
                    raise CodegenError(f"{package}: no such package in {', '.join(map(str, roots))}")
                loader.load(package, try_relative_path=False)
                self._check(folder)

    def _check(self, folder: Path) -> None:
        """griffe passes over what it cannot read."""
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder.parent).with_suffix("").parts
            if self._module(".".join(parts[:-1] if parts[-1] == "__init__" else parts)) is None:
                _parsed(path)

    def module(self, path: str) -> griffe.Module:
        """A module by its dotted name. Raises KeyError."""
        found = self._module(path)
        if found is None:
            raise KeyError(path)
        return found

    def modules(self, package: str) -> Iterator[griffe.Module]:
        """A package and all modules below it by name, but those in a folder that is no package."""
        yield from self._below(self.module(package))

    def _below(self, module: griffe.Module) -> Iterator[griffe.Module]:
        if module.is_init_module or (not module.is_namespace_subpackage and not isinstance(module.filepath, list)):
            yield module
            for _, child in sorted(module.modules.items()):
                if isinstance(child, griffe.Module):
                    yield from self._below(child)

    def place(self, found: Object) -> str:
        """ "file:line"."""
        path = found.filepath
        if isinstance(path, list):
            path = path[0]
        return f"{path.relative_to(self._base).as_posix()}:{found.lineno or 1}"

    # ------------------------------------------------------------------ names

    def _imports(self, module: griffe.Module) -> _Imports:
        if module.path not in self._known:
            path = module.filepath
            tree = ast.Module([], []) if isinstance(path, list) else _parsed(path)
            self._known[module.path] = _imports_of(module, tree)
        return self._known[module.path]

    def find(self, path: str) -> griffe.Object | None:
        """What a dotted name stands for, through imports; None for what is of no package that was read."""
        first, *rest = path.split(".")
        found: griffe.Object | None = self._modules.members.get(first)
        for name in rest:
            found = self.member(found, name) if found is not None else None
        return found

    def member(self, owner: griffe.Object, name: str) -> griffe.Object | None:
        """The same for a name in a module or a class."""
        return self._member(owner, name, frozenset())

    def _member(self, owner: griffe.Object, name: str, seen: frozenset[tuple[str, str]]) -> griffe.Object | None:
        here = (owner.path, name)
        if isinstance(owner, griffe.Module) and here not in seen:
            imports = self._imports(owner)
            if name in imports.names:
                start, there = imports.names[name]
                module = self._module(start)
                return module if module is None or not there else self._member(module, there, seen | {here})
            if name not in owner.members:
                found = (self._member(m, name, seen | {here}) for m in self._starred(owner) if self._gives(m, name))
                return next((one for one in found if one is not None), None)
        member = owner.members.get(name)
        return None if isinstance(member, griffe.Alias) else member

    def _module(self, path: str) -> griffe.Module | None:
        """A module of this very name, whatever else goes by it."""
        found: griffe.Object | griffe.Alias | None = None
        for number, name in enumerate(path.split(".")):
            found = self._modules.members.get(name) if not number else found.members.get(name) if found else None
            if not isinstance(found, griffe.Module):
                return None
        return found if isinstance(found, griffe.Module) else None

    def _starred(self, module: griffe.Module) -> Iterator[griffe.Module]:
        for path in self._imports(module).stars:
            if (found := self._module(path)) is not None:
                yield found

    def _gives(self, module: griffe.Module, name: str) -> bool:
        """Whether `from module import *` brings a name."""
        listed = self.listed(module)
        return name in listed if listed is not None else not name.startswith("_")

    def named(self, module: griffe.Module, name: str) -> tuple[str, griffe.Object | None]:
        """What a module calls by a dotted name: the path of its definition, and itself where that was read."""
        first, *rest = name.split(".")
        found = self.member(module, first)
        if found is None:
            start, there = self._imports(module).names.get(first, ("", first))
            return ".".join(part for part in (start, there, *rest) if part), None
        for number, part in enumerate(rest):
            inner = self.member(found, part)
            if inner is None:
                return ".".join((found.path, *rest[number:])), None
            found = inner
        return found.path, found

    def offered(self, module: griffe.Module) -> list[str]:
        """The public names of a module: `__all__`, or what it defines and what it imports as `x as x`."""
        listed = self.listed(module)
        if listed is not None:
            return listed
        imports = self._imports(module)
        return [
            name
            for name, member in module.members.items()
            if not name.startswith("_")
            and (
                name in imports.again or not (isinstance(member, griffe.Alias | griffe.Module) or name in imports.names)
            )
        ]

    def listed(self, module: griffe.Module) -> list[str] | None:
        """The names in `__all__`, None where there is none. Raises CodegenError for one that cannot be read."""
        value = getattr(module.members.get("__all__"), "value", None)
        if value is None:
            return None
        node = ast.parse(str(value), mode="eval").body
        if not isinstance(node, ast.List | ast.Tuple):
            raise CodegenError(f"{module.path}.__all__: {ast.unparse(node):.80}: write it as a list of names")
        return list(dict.fromkeys(name for element in node.elts for name in self._elements(module, element)))

    def _elements(self, module: griffe.Module, node: ast.expr) -> Iterator[str]:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Starred) and isinstance(node.value, ast.Name):
            yield from self._kept(module, node.value.id)
        elif isinstance(node, ast.Starred) and self._imports(module).stars:
            # Made at run time of what a `from … import *` brought: its classes.
            for star in self._starred(module):
                yield from (n for n, m in star.members.items() if isinstance(m, griffe.Class) and self._gives(star, n))
        else:
            raise CodegenError(f"{module.path}.__all__: {ast.unparse(node):.80} cannot be read; write the names out")

    def _kept(self, module: griffe.Module, name: str) -> Iterator[str]:
        """The names that a constant holds, which may be another module's `__all__`."""
        start, there = self._imports(module).names.get(name, ("", ""))
        if there == "__all__":
            yield from self.listed(self.module(start)) or []
            return
        value = getattr(self.member(module, name), "value", None)
        try:
            kept = ast.literal_eval(str(value))
            assert not isinstance(kept, str)
            yield from kept
        except (AssertionError, SyntaxError, TypeError, ValueError):
            raise CodegenError(f"{module.path}.__all__: *{name} cannot be read; write the names out") from None


@dataclass(frozen=True, slots=True)
class _Imports:
    """What a module imports, at its top level; griffe lets submodules of the same name hide it.

    names: the module and the name there that each stands for, "" for the module; again: those imported as themselves,
    which offers them; stars: modules of which all names are imported.
    """

    names: Mapping[str, tuple[str, str]]
    again: frozenset[str]
    stars: tuple[str, ...]


def _imports_of(module: griffe.Module, tree: ast.Module) -> _Imports:
    names: dict[str, tuple[str, str]] = {}
    again, stars = set(), []
    for node in _top_level(tree.body):
        if isinstance(node, ast.Import):
            for one in node.names:
                first = one.name.partition(".")[0]
                names[one.asname or first] = (one.name if one.asname else first, "")
        elif isinstance(node, ast.ImportFrom):
            start = _start(module, node)
            for one in node.names:
                if one.name == "*":
                    stars.append(start)
                else:
                    names[one.asname or one.name] = (start, one.name)
                if one.asname == one.name:
                    again.add(one.name)
    submodules = {name for name, source in names.items() if source == (module.path, name)}
    return _Imports({k: v for k, v in names.items() if k not in submodules}, frozenset(again), tuple(stars))


def _top_level(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        yield node
        for part in ("body", "orelse", "finalbody") if isinstance(node, ast.If | ast.Try) else ():
            yield from _top_level(getattr(node, part, []))


def _start(module: griffe.Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.path.split(".")
    kept = parts[: len(parts) - node.level + module.is_init_module]
    return ".".join([*kept, *([node.module] if node.module else [])])


def _parsed(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_bytes(), str(path))
    except (OSError, SyntaxError, ValueError) as error:
        raise CodegenError(f"{path}: no Python: {error}; mend it first") from error


# ---------------------------------------------------------------------- types


@cache
def plain(text: str) -> str:
    """A type as one spells it: without quotes and with even blanks."""
    tree = _Unquoted().visit(ast.parse(text.strip(), mode="eval"))
    return ast.unparse(tree.body)


class _Unquoted(ast.NodeTransformer):
    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        return node if ast.unparse(node.value).rpartition(".")[2] == "Literal" else self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, str):
            try:
                inner: ast.AST = self.visit(ast.parse(node.value.strip(), mode="eval").body)
            except SyntaxError:
                return node  # a text, as in Annotated
            return inner
        return node


@cache
def dotted_names(text: str) -> tuple[str, ...]:
    """The names in a type, dotted ones whole."""
    found: list[str] = []
    left: list[ast.AST] = [ast.parse(text, mode="eval").body] if text else []
    while left:
        node = left.pop()
        if isinstance(node, ast.Name | ast.Attribute) and (name := _dotted(node)):
            found.append(name)
        else:
            left += ast.iter_child_nodes(node)
    return tuple(dict.fromkeys(found))


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return node.id if isinstance(node, ast.Name) else ""
