"""Who uses what in the library's source: an edge from each function, class and variable to all that it names."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from .atoms import Atom, Scope, Types
from .infer import Inference
from .raw import Raw
from .raw import Symbol as RawSymbol
from .tree import Body, Class, Function, Package, Variable, own_nodes
from .tree import Symbol as Ours

Node = Ours | RawSymbol


@dataclass
class Graph:
    """callers: by what is used, those that use it. unresolved: attributes of what is unknown, named as a C wrapper."""

    callers: dict[Node, set[Ours]] = field(default_factory=lambda: defaultdict(set))
    unresolved: list[str] = field(default_factory=list)


def graph(package: Package, raw: Raw, inference: Inference | None = None) -> Graph:
    """All edges of the package."""
    builder = _Builder(package, raw, inference or Inference(package, raw))
    for symbol in package.symbols:
        builder.add(symbol)
    return builder.made


def references(function: Function, package: Package, inference: Inference) -> set[Node]:
    """All that a function uses, which need not be one of the package."""
    builder = _Builder(package, inference.raw, inference)
    builder.add(function)
    return set(builder.made.callers)


class _Builder:
    def __init__(self, package: Package, raw: Raw, inference: Inference) -> None:
        self.package = package
        self.raw = raw
        self.infer = inference
        self.made = Graph()
        self._parameters: dict[Function, str | None] = {}

    def add(self, symbol: Ours) -> None:
        """The edges that start here."""
        match symbol:
            case Function():
                for body in symbol.bodies:
                    self._body(symbol, symbol, body, self.infer.scope(symbol, body))
            case Class():
                for base in self.infer.line(symbol)[1:]:
                    self._edge(symbol, base)
                for table in self.infer.tables(symbol):
                    self._edge(symbol, RawSymbol("bound table", table))
                self._class_body(symbol)
            case Variable():
                scope = self.infer.module_scope(symbol.module)
                for binding in symbol.bindings:
                    if binding.node is not None and binding.how != "annotation":
                        self._walk(symbol, binding.node, scope)

    def _class_body(self, symbol: Class) -> None:
        scope = self.infer.module_scope(symbol.module)
        for bindings in symbol.attributes.values():
            for binding in bindings:
                if binding.function is None and binding.node is not None and binding.how != "annotation":
                    self._walk(symbol, binding.node, scope)

    def _body(self, source: Ours, function: Function, body: Body, scope: Scope) -> None:
        for default in (*body.args.defaults, *filter(None, body.args.kw_defaults), *body.decorator_list):
            self._walk(source, default, scope)
        for statement in body.body:
            self._walk(source, statement, scope, function)

    # ------------------------------------------------------------------- nodes

    def _walk(self, source: Ours, node: ast.AST, scope: Scope, function: Function | None = None) -> None:
        """The edges of a node and of all inside."""
        left: list[tuple[ast.AST, Scope]] = [(node, scope)]
        while left:
            one, here = left.pop()
            match one:
                case ast.FunctionDef() | ast.AsyncFunctionDef() if function is not None:
                    inner = self.infer.scope(function, one, here.own, here)
                    left += [(part, inner) for part in one.body]
                    continue
                case ast.AnnAssign():
                    left += [(part, here) for part in (one.target, one.value) if part is not None]
                    continue
                case ast.ExceptHandler():
                    left += [(part, here) for part in one.body]
                    continue
                case ast.Call(func=ast.Name(id="isinstance" | "issubclass")):
                    left.append((one.args[0], here))
                    continue
                case ast.Call():
                    self._call(source, one, here)
                case ast.Name():
                    self._used(source, self.infer.name_types(one.id, here), one.id, here)
                case ast.Attribute():
                    self._attribute(source, one, here)
                case ast.With() | ast.AsyncWith():
                    for item in one.items:
                        self._special(source, self.infer.types(item.context_expr, here), "__enter__", "__exit__")
                case ast.For() | ast.comprehension():
                    self._special(source, self.infer.types(one.iter, here), "__iter__")
                    self._whole(source, self.infer.types(one.iter, here))
                case ast.Subscript():
                    found = self.infer.types(one.value, here)
                    self._special(source, found, "__getitem__")
                    self._whole(source, found)
            left += [(part, here) for part in ast.iter_child_nodes(one)]

    def _call(self, source: Ours, node: ast.Call, scope: Scope) -> None:
        callee = self.infer.types(node.func, scope)
        self._special(source, callee, "__call__")
        self._whole(source, callee)
        for argument in node.args:  # list(ENUM), map(ENUM, …)
            self._whole(source, self.infer.types(argument, scope))
        for atom in callee:
            if atom.kind == "raw table":
                self._edge(source, RawSymbol("bound table", atom.what))
            if atom.kind == "function" and (parameter := self._parameter(atom.what)):
                self._named(source, atom.what, parameter, node)

    def _used(self, source: Ours, types: Types, name: str, scope: Scope) -> None:
        """A name stands for this."""
        found = self.package.name_in(scope.module, name)
        if isinstance(found, Variable) and scope.holding(name) is None:
            self._edge(source, found)
        for atom in types:
            self._reference(source, atom)

    def _attribute(self, source: Ours, node: ast.Attribute, scope: Scope) -> None:
        receivers = self.infer.types(node.value, scope)
        for atom in receivers:
            if atom.kind == "module":
                found = self.package.find(f"{atom.what.name}.{node.attr}")
                if isinstance(found, Variable):
                    self._edge(source, found)
            if atom.kind in ("instance", "class", "super"):
                self._members(source, atom, node.attr)
            if atom.kind == "raw instance" and node.attr in ("read_error", "_fail"):
                for name in self.raw.reads_errors(atom.what):
                    self._edge(source, RawSymbol("function", name))
            for told in self.infer.attribute(atom, node.attr):
                self._reference(source, told)
        if isinstance(node.ctx, ast.Store):
            self._filled_in(source, receivers, node.attr)
        elif not receivers and (names := self.raw.wrappers.get(node.attr)):
            self.made.unresolved.append(f"{source.name}:{node.lineno}: {ast.unparse(node)}: {', '.join(names)}")

    def _filled_in(self, source: Ours, receivers: Types, field: str) -> None:
        """A callback that is put into a struct; into one of unknown type, all that have such a field count."""
        structs = {atom.what for atom in receivers if atom.kind == "raw object"}
        for struct, callback in self.raw.callback_fields.get(field, ()):
            if struct in structs or not receivers:
                self._edge(source, RawSymbol("callback", callback))

    def _members(self, source: Ours, atom: Atom, name: str) -> None:
        """The methods that an attribute may be: also those that take its place in subclasses."""
        line = self.infer.line(atom.what)
        found = self.infer.member(line[1:] if atom.kind == "super" else line, name)
        if found is not None:
            self._edge(source, found)
        if atom.kind != "super":
            for below in self.infer.subclasses.get(atom.what, ()):
                if name in below.members:
                    self._edge(source, below.members[name])

    def _reference(self, source: Ours, atom: Atom) -> None:
        match atom.kind:
            case "class" | "function":
                self._edge(source, atom.what)
            case "raw function":
                self._edge(source, RawSymbol("function", atom.what))
                for implied in self.raw.implied[atom.what]:
                    self._edge(source, RawSymbol("function", implied))
            case "raw value":
                self._edge(source, RawSymbol("enum value", atom.what))
            case "raw table" | "raw struct" | "raw callback":
                self._edge(source, RawSymbol(atom.kind.removeprefix("raw "), atom.what))

    def _special(self, source: Ours, types: Types, *names: str) -> None:
        """Methods that syntax calls."""
        for atom in types:
            if atom.kind == "instance":
                for name in names:
                    self._members(source, atom, name)

    def _whole(self, source: Ours, types: Types) -> None:
        """An enum that is called, listed or handed on: any of its values."""
        for atom in types:
            if atom.kind == "raw enum":
                self._edge(source, RawSymbol("enum", atom.what))

    def _edge(self, source: Ours, target: Node) -> None:
        if target is not source:
            self.made.callers[target].add(source)

    # ---------------------------------------------------- functions by their name

    def _parameter(self, function: Function) -> str | None:
        if function not in self._parameters:
            self._parameters[function] = self._asked_by_name(function)
        return self._parameters[function]

    def _asked_by_name(self, function: Function) -> str | None:
        """The parameter by which a function of ours picks the C function to call, if it does."""
        body = function.implementation
        for node in own_nodes(body):
            match node:
                case ast.Call(func=ast.Name(id="getattr"), args=[table, ast.Name(id=name), *_]):
                    found = self.infer.types(table, self.infer.scope(function, body))
                    if any(atom.kind == "raw instance" for atom in found) and name in _parameters(body):
                        return name
        return None

    def _named(self, source: Ours, function: Function, parameter: str, node: ast.Call) -> None:
        names = _parameters(function.implementation)[function.owner is not None :]
        given: dict[str, Any] = dict(zip(names, node.args, strict=False))
        given |= {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
        match given.get(parameter):
            case ast.Constant(value=str() as name) if name in self.raw.functions:
                self._edge(source, RawSymbol("function", name))


def _parameters(body: Body) -> list[str]:
    return [argument.arg for argument in (*body.args.posonlyargs, *body.args.args, *body.args.kwonlyargs)]
