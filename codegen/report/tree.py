"""A Python package as its source has it: modules, classes, functions and variables, by dotted name."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from codegen.errors import CodegenError

Body = ast.FunctionDef | ast.AsyncFunctionDef

LIFE = frozenset({"__init__", "__new__", "__post_init__", "__init_subclass__", "__del__"})
"""Methods that whoever makes an object has called, sooner or later."""


@dataclass(frozen=True, eq=False)
class Binding:
    """Something that a name or an attribute is given. how: see `infer`; part: the index in what is unpacked.

    function: the one that it is in, whose names hold; None for the body of a class or a module.
    """

    how: str
    node: ast.expr | None
    part: int = 0
    function: Function | None = None


@dataclass(eq=False)
class Function:
    """A function or a method. bodies: several for overloads, and for a property with a setter."""

    name: str
    module: Module
    owner: Class | None
    bodies: list[Body]

    @property
    def decorators(self) -> set[str]:
        """The last part of each decorator's name."""
        return {_last(decorator) for body in self.bodies for decorator in body.decorator_list}

    @property
    def is_property(self) -> bool:
        """Whether it is called by asking for an attribute."""
        return any(name.endswith("property") for name in self.decorators)

    @property
    def implementation(self) -> Body:
        """The body that runs; of a property, that of asking."""
        return self.bodies[0] if self.is_property else self.bodies[-1]


@dataclass(eq=False)
class Class:
    """A class. attributes: what its body and its methods give to the attributes of its objects."""

    name: str
    module: Module
    node: ast.ClassDef
    members: dict[str, Function] = field(default_factory=dict)
    attributes: dict[str, list[Binding]] = field(default_factory=dict)


@dataclass(eq=False)
class Variable:
    """A variable of a module."""

    name: str
    module: Module
    bindings: list[Binding] = field(default_factory=list)


Symbol = Function | Class | Variable


@dataclass(eq=False)
class Module:
    """A module. imports: dotted names by the name that each has here; stars: modules all of whose names it imports."""

    name: str
    is_package: bool
    node: ast.Module
    symbols: dict[str, Symbol] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)
    renamed: set[str] = field(default_factory=set)
    """Names that are imported `as` themselves, which makes them this module's own."""
    stars: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Package:
    """All modules of a package by dotted name."""

    modules: dict[str, Module]

    @classmethod
    def read(cls, folder: Path, without: Collection[str] = ()) -> Package:
        """The package in the folder, but for some packages in it.

        Raises CodegenError for a file that is no Python, or no text.
        """
        modules = {}
        for path in sorted(folder.rglob("*.py")):
            if path.relative_to(folder).parts[0] in without:
                continue
            try:
                tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
            except (SyntaxError, UnicodeDecodeError, ValueError) as error:
                raise CodegenError(f"{path}: not Python: {error}; the report reads the library's source") from error
            parts = (folder.name, *path.relative_to(folder).with_suffix("").parts)
            is_package = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if is_package else parts)
            modules[name] = _module(name, is_package, tree)
        if folder.name not in modules:
            raise CodegenError(f"{folder}: no package: it has no __init__.py; give the folder of a Python package")
        return cls(modules)

    def find(self, dotted: str, seen: frozenset[str] = frozenset()) -> Module | Symbol | str | None:
        """What a dotted name stands for, re-exports followed: a module or symbol of ours, or a name elsewhere."""
        if dotted in seen:
            return None
        if dotted in self.modules:
            return self.modules[dotted]
        parent, _, last = dotted.rpartition(".")
        if not parent:
            return None
        root = dotted.partition(".")[0]
        if root not in self.modules:
            return dotted
        holder = self.find(parent, seen | {dotted})
        if isinstance(holder, str):
            return f"{holder}.{last}"
        if isinstance(holder, Class):
            return holder.members.get(last)
        if not isinstance(holder, Module):
            return None
        return self.name_in(holder, last, seen | {dotted})

    def name_in(self, module: Module, name: str, seen: frozenset[str] = frozenset()) -> Module | Symbol | str | None:
        """What a name stands for in a module."""
        if name in module.symbols:
            return module.symbols[name]
        if name in module.imports:
            return self.find(module.imports[name], seen)
        for star in module.stars:
            if star in self.modules and (found := self.name_in(self.modules[star], name, seen)) is not None:
                return found
        return None

    @property
    def classes(self) -> Iterator[Class]:
        """Every class of every module."""
        return (s for m in self.modules.values() for s in m.symbols.values() if isinstance(s, Class))

    @property
    def symbols(self) -> Iterator[Symbol]:
        """Everything, methods too."""
        for module in self.modules.values():
            for symbol in module.symbols.values():
                yield symbol
                if isinstance(symbol, Class):
                    yield from symbol.members.values()


def _module(name: str, is_package: bool, tree: ast.Module) -> Module:
    module = Module(name, is_package, tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            _import(module, node)
    for node in _statements(tree.body):
        if isinstance(node, Body):
            _add_function(module.symbols, Function(f"{name}.{node.name}", module, None, [node]))
        elif isinstance(node, ast.ClassDef):
            module.symbols[node.name] = _class(module, node)
        else:
            for target, binding in bindings_of(node):
                if isinstance(target, ast.Name):
                    held = module.symbols.setdefault(target.id, Variable(f"{name}.{target.id}", module))
                    if isinstance(held, Variable):
                        held.bindings.append(binding)
    return module


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a module or a class, those under `if`, `try` and `with` too."""
    for node in body:
        yield node
        for part in ("body", "orelse", "finalbody", "handlers"):
            if isinstance(node, ast.If | ast.Try | ast.With | ast.ExceptHandler | ast.For):
                yield from _statements(getattr(node, part, []))


def _import(module: Module, node: ast.Import | ast.ImportFrom) -> None:
    if isinstance(node, ast.Import):
        for alias in node.names:
            local = alias.asname or alias.name.partition(".")[0]
            module.imports[local] = alias.name if alias.asname else local
        return
    base = node.module or ""
    if node.level:
        parents = module.name.split(".")
        kept = parents[: len(parents) - node.level + module.is_package]
        base = ".".join(filter(None, [*kept, base]))
    for alias in node.names:
        if alias.name == "*":
            module.stars.append(base)
            continue
        module.imports[alias.asname or alias.name] = f"{base}.{alias.name}"
        if alias.asname == alias.name:
            module.renamed.add(alias.name)


def _add_function(into: dict[str, Symbol] | dict[str, Function], function: Function) -> None:
    last = function.name.rpartition(".")[2]
    held = into.get(last)
    if isinstance(held, Function):
        held.bodies += function.bodies
    else:
        into[last] = function


def _class(module: Module, node: ast.ClassDef) -> Class:
    made = Class(f"{module.name}.{node.name}", module, node)
    for inner in _statements(node.body):
        if isinstance(inner, Body):
            _add_function(made.members, Function(f"{made.name}.{inner.name}", module, made, [inner]))
        else:
            for target, binding in bindings_of(inner):
                if isinstance(target, ast.Name):
                    made.attributes.setdefault(target.id, []).append(binding)
    for method in made.members.values():
        for body in method.bodies:
            _add_attributes(made, method, body)
    return made


def _add_attributes(owner: Class, method: Function, body: Body) -> None:
    """What a method gives to attributes of its first parameter."""
    names = [argument.arg for argument in (*body.args.posonlyargs, *body.args.args)]
    if not names or "staticmethod" in method.decorators:
        return
    for node in ast.walk(body):
        for target, binding in bindings_of(node, method):
            if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == names[0]:
                owner.attributes.setdefault(target.attr, []).append(binding)


def bindings_of(node: ast.AST, function: Function | None = None) -> Iterator[tuple[ast.expr, Binding]]:
    """The targets that a node gives something to, and what. how: "annotation", "value", "element" or "entered"."""
    match node:
        case ast.Assign():
            for target in node.targets:
                yield from _unpacked(target, "value", node.value, function)
        case ast.AnnAssign():
            yield node.target, Binding("annotation", node.annotation, function=function)
            if node.value is not None:
                yield node.target, Binding("value", node.value, function=function)
        case ast.NamedExpr():
            yield node.target, Binding("value", node.value, function=function)
        case ast.AugAssign():
            yield node.target, Binding("value", node.value, function=function)
        case ast.For() | ast.AsyncFor() | ast.comprehension():
            yield from _unpacked(node.target, "element", node.iter, function)
        case ast.withitem() if node.optional_vars is not None:
            yield from _unpacked(node.optional_vars, "entered", node.context_expr, function)


def _unpacked(
    target: ast.expr, how: str, value: ast.expr, function: Function | None
) -> Iterator[tuple[ast.expr, Binding]]:
    """The names of a target; those of a tuple are matched with the parts of the value."""
    if not isinstance(target, ast.Tuple | ast.List):
        yield target, Binding(how, value, function=function)
        return
    for index, part in enumerate(target.elts):
        if how == "value" and isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts):
            yield from _unpacked(part, "value", value.elts[index], function)
        elif isinstance(part, ast.Tuple | ast.List):
            for inner in part.elts:
                yield inner, Binding("unknown", None, function=function)
        elif isinstance(part, ast.Starred):
            yield part.value, Binding("unknown", None, function=function)
        else:
            yield part, Binding(f"part of {how}", value, index, function)


def own_nodes(body: Body) -> Iterator[ast.AST]:
    """The nodes of a function's body, but for those inside functions in it; these themselves are among them."""
    left: list[ast.AST] = list(body.body)
    while left:
        node = left.pop()
        yield node
        if not isinstance(node, Body | ast.ClassDef):
            left += ast.iter_child_nodes(node)


def narrowed_by(node: ast.AST) -> tuple[str, ast.expr] | None:
    """The name that is tested, and for what type, of `isinstance(name, type)`."""
    match node:
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=name), kind]):
            return name, kind
    return None


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return _last(node.func)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
