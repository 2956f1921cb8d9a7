"""What an expression of the library's source may be: its types, as annotations and assignments tell them.

No flow of control is followed: a name is all that it is ever given in its function. What nothing tells is unknown,
which is the empty set.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

from .atoms import UNKNOWN, Atom, Scope, Types, has_variables, many, replaced, union
from .raw import PACKAGE, Raw
from .tree import (
    Binding,
    Body,
    Class,
    Function,
    Module,
    Package,
    Variable,
    bindings_of,
    narrowed_by,
    own_nodes,
)
from .tree import Symbol as Ours

_SAME = frozenset({"ClassVar", "Final", "Annotated", "Optional", "Required", "NotRequired", "TypeGuard"})
_LISTS = frozenset({"list", "tuple", "set", "frozenset", "sorted", "reversed", "iter", "deque", "dict", "chain"})
_ONES = frozenset({"next", "min", "max"})
_GIVE_ONE = frozenset({"get", "pop", "popleft", "setdefault", "popitem"})
_CLASSES = frozenset({"class", "raw table", "raw struct"})
_GIVE_ALL = frozenset({"values", "keys", "copy", "items"})


class Inference:
    """Types of expressions of a package."""

    def __init__(self, package: Package, raw: Raw) -> None:
        self.package = package
        self.raw = raw
        self._lines: dict[Class, tuple[Class, ...]] = {}
        self._scopes: dict[tuple[Any, Any], Scope] = {}
        self._known: dict[tuple[Any, ...], Types] = {}
        self.subclasses: dict[Class, list[Class]] = {}
        for one in package.classes:
            for base in self.line(one)[1:]:
                self.subclasses.setdefault(base, []).append(one)

    # ----------------------------------------------------------------- classes

    def line(self, one: Class) -> tuple[Class, ...]:
        """The class and those that it inherits from, the nearest first."""
        if one not in self._lines:
            self._lines[one] = (one,)
            found = [one]
            for base in one.node.bases:
                node = base.value if isinstance(base, ast.Subscript) else base
                for atom in self.types(node, self.module_scope(one.module)):
                    if atom.kind == "class":
                        found += self.line(atom.what)
            self._lines[one] = tuple(dict.fromkeys(found))
        return self._lines[one]

    def tables(self, one: Class) -> tuple[str, ...]:
        """The C tables that a class binds, as a subclass of their generated classes."""
        bases = [(base, held.module) for held in self.line(one) for base in held.node.bases]
        found = union(self.types(base, self.module_scope(module)) for base, module in bases)
        return tuple(sorted(atom.what for atom in found if atom.kind == "raw table"))

    def member(self, line: Iterable[Class], name: str) -> Function | None:
        """The method or property of that name; None if an attribute comes first."""
        for one in line:
            if name in one.members:
                return one.members[name]
            if name in one.attributes:
                return None
        return None

    def attribute_types(self, line: tuple[Class, ...], name: str) -> Types:
        """What an attribute of an object may be, told by the nearest class that tells anything."""
        own = line[0]
        return self._remembered(("attribute", own, name), lambda: self._attribute_types(line, name))

    def _attribute_types(self, line: tuple[Class, ...], name: str) -> Types:
        for one in line:
            bindings = one.attributes.get(name, ())
            annotated = [b for b in bindings if b.how == "annotation"]
            for group in (annotated, [b for b in bindings if b.how != "annotation"]):
                if found := union(self._bound(b, self._scope_of_binding(b, one, line[0])) for b in group):
                    return found
        return UNKNOWN

    def _scope_of_binding(self, binding: Binding, holder: Class, own: Class) -> Scope:
        if binding.function is None:
            return self.module_scope(holder.module)
        return self.scope(binding.function, binding.function.implementation, own)

    # ------------------------------------------------------------------ scopes

    def module_scope(self, module: Module) -> Scope:
        """That of a module."""
        return self._scopes.setdefault((module, None), Scope(module))

    def scope(self, function: Function, body: Body, own: Class | None = None, parent: Scope | None = None) -> Scope:
        """That of a function's body. own: the class of the object that it is called for; its own, if not given."""
        own = own or function.owner
        key = (body, own)
        if key not in self._scopes:
            made = Scope(function.module, own, function.owner, parent=parent or self.module_scope(function.module))
            self._scopes[key] = made
            self._fill(made, function, body, is_method=parent is None and function.owner is not None)
        return self._scopes[key]

    def _fill(self, scope: Scope, function: Function, body: Body, *, is_method: bool) -> None:
        given = body.args
        arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs]
        if is_method and arguments and "staticmethod" not in function.decorators:
            first, *arguments = arguments
            of_class = "classmethod" in function.decorators or body.name in ("__new__", "__init_subclass__")
            scope.names[first.arg] = [frozenset({Atom("class" if of_class else "instance", scope.own)})]
        for argument in arguments:
            scope.names.setdefault(argument.arg, []).append(Binding("annotation", argument.annotation))
        for rest in filter(None, (given.vararg, given.kwarg)):
            scope.names.setdefault(rest.arg, []).append(Binding("annotation of many", rest.annotation))
        for node in own_nodes(body):
            if isinstance(node, Body):
                scope.names.setdefault(node.name, []).append(frozenset({Atom("local", (node, function, scope))}))
            elif narrowed := narrowed_by(node):
                name, kind = narrowed
                scope.names.setdefault(name, []).append(Binding("instance of", kind))
            for target, binding in bindings_of(node, function):
                if isinstance(target, ast.Name):
                    scope.names.setdefault(target.id, []).append(binding)

    def _bound(self, binding: Binding | Types, scope: Scope) -> Types:
        if not isinstance(binding, Binding):
            return binding
        node = binding.node
        if node is None:
            return UNKNOWN
        match binding.how:
            case "annotation":
                return self.annotated(node, scope)
            case "annotation of many":
                return frozenset({Atom("many", None, (self.annotated(node, scope),))})
            case "instance of":
                kinds = node.elts if isinstance(node, ast.Tuple) else [node]
                return union(self.annotated(kind, scope) for kind in kinds)
            case "value":
                return self.types(node, scope)
            case "element":
                return self.elements(self.types(node, scope))
            case "entered":
                return self._entered(self.types(node, scope))
            case "part of value":
                return self._part(self.types(node, scope), binding.part)
            case "part of element":
                return self._part(self.elements(self.types(node, scope)), binding.part)
            case "part of entered":
                return self._part(self._entered(self.types(node, scope)), binding.part)
        return UNKNOWN

    # ------------------------------------------------------------- expressions

    def types(self, node: ast.expr, scope: Scope) -> Types:
        """What the expression may be."""
        return self._remembered((node, scope), lambda: self._types(node, scope))

    def _remembered(self, key: tuple[Any, ...], make: Any) -> Types:
        if key not in self._known:
            self._known[key] = UNKNOWN  # for what is told by itself
            self._known[key] = make()
        return self._known[key]

    def _types(self, node: ast.expr, scope: Scope) -> Types:
        match node:
            case ast.Name():
                return self.name_types(node.id, scope)
            case ast.Attribute():
                return union(self.attribute(atom, node.attr) for atom in self.types(node.value, scope))
            case ast.Call():
                return self._call(node, scope)
            case ast.IfExp():
                return self.types(node.body, scope) | self.types(node.orelse, scope)
            case ast.BoolOp():
                return union(self.types(value, scope) for value in node.values)
            case ast.NamedExpr() | ast.Await() | ast.Starred():
                return self.types(node.value, scope)
            case ast.BinOp():
                return self.types(node.left, scope) | self.types(node.right, scope)
            case ast.Subscript():
                found = self.types(node.value, scope)
                if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, int):
                    return self._part(found, node.slice.value)
                return found if isinstance(node.slice, ast.Slice) else self.elements(found)
            case ast.Tuple():
                return frozenset({Atom("tuple", None, tuple(self.types(e, scope) for e in node.elts))})
            case ast.List() | ast.Set():
                return many(self._listed(node.elts, scope))
            case ast.Dict():
                keys = self._listed([k for k in node.keys if k is not None], scope)
                return many(keys | self._listed(node.values, scope))
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                return many(self.types(node.elt, scope))
            case ast.DictComp():
                return many(self.types(node.key, scope) | self.types(node.value, scope))
            case ast.Lambda():
                return frozenset({Atom("call", None, (self.types(node.body, scope),))})
        return UNKNOWN

    def _listed(self, nodes: list[ast.expr], scope: Scope) -> Types:
        return union(
            self.elements(self.types(n, scope)) if isinstance(n, ast.Starred) else self.types(n, scope) for n in nodes
        )

    def name_types(self, name: str, scope: Scope) -> Types:
        """What a name may be."""
        if (holder := scope.holding(name)) is not None:
            return self._remembered((name, holder), lambda: self._local(name, holder))
        found = self.package.name_in(scope.module, name)
        return frozenset({Atom("external", name)}) if found is None else self.of(found)

    def _local(self, name: str, scope: Scope) -> Types:
        """Of a function's own name; its annotation tells, where it has one that says anything."""
        held = scope.names[name]
        told = union(self._bound(b, scope) for b in held if isinstance(b, Binding) and b.how == "annotation")
        return told or union(self._bound(b, scope) for b in held)

    def of(self, found: Module | Ours | str) -> Types:
        """What a symbol is."""
        match found:
            case Module():
                return frozenset({Atom("module", found)})
            case Function():
                return frozenset({Atom("function", found)})
            case Class():
                return frozenset({Atom("class", found)})
            case Variable():
                return self._remembered((found,), lambda: self._variable(found))
        if (symbol := self.raw.by_name.get(found)) is not None:
            return frozenset({Atom(f"raw {symbol.kind}", symbol.name)})
        return frozenset({Atom("raw module" if found.startswith(PACKAGE) else "external", found)})

    def _variable(self, variable: Variable) -> Types:
        scope = self.module_scope(variable.module)
        for group in ("annotation", "value"):
            if found := union(self._bound(b, scope) for b in variable.bindings if b.how == group):
                return found
        return union(self._bound(b, scope) for b in variable.bindings if b.how not in ("annotation", "value"))

    # -------------------------------------------------------------- attributes

    def attribute(self, atom: Atom, name: str) -> Types:
        """What an attribute of something may be."""
        match atom.kind:
            case "module":
                found = self.package.find(f"{atom.what.name}.{name}")
                return UNKNOWN if found is None else self.of(found)
            case "raw module" | "external":
                return self.of(f"{atom.what}.{name}")
            case "instance" | "class" | "super":
                return self._of_class(atom, name)
            case "raw instance":
                function = self.raw.function(atom.what, name)
                return UNKNOWN if function is None else frozenset({Atom("raw function", function)})
            case "raw enum":
                value = self.raw.values[atom.what].get(name)
                return UNKNOWN if value is None else frozenset({Atom("raw value", value)})
            case "raw struct" if name.startswith("from_"):
                return frozenset({Atom("call", None, (frozenset({Atom("raw object", atom.what)}),))})
            case "many" if name in _GIVE_ONE:
                return frozenset({Atom("call", None, atom.parts)})
            case "many" if name in _GIVE_ALL:
                inner = frozenset({Atom("tuple", None, atom.parts * 2)}) if name == "items" else atom.parts[0]
                return frozenset({Atom("call", None, (many(inner),))})
        return UNKNOWN

    def _of_class(self, atom: Atom, name: str) -> Types:
        line = self.line(atom.what)[1:] if atom.kind == "super" else self.line(atom.what)
        function = self.member(line, name)
        if function is None:
            inherited = union(self.attribute(Atom("raw instance", table), name) for table in self.tables(atom.what))
            return inherited or (self.attribute_types(line, name) if line else UNKNOWN)
        if function.is_property and atom.kind != "class":
            return self.returned(function)
        return frozenset({Atom("function", function)})

    def returned(self, function: Function) -> Types:
        """What the annotation says that a function returns."""
        body = function.implementation
        if body.returns is None:
            return UNKNOWN
        return self.annotated(body.returns, self.scope(function, body))

    # ------------------------------------------------------------------- calls

    def _call(self, node: ast.Call, scope: Scope) -> Types:
        if isinstance(node.func, ast.Name) and node.func.id == "super":
            return UNKNOWN if scope.holder is None else frozenset({Atom("super", scope.holder)})
        return union(self.called(atom, node, scope) for atom in self.types(node.func, scope))

    def called(self, atom: Atom, node: ast.Call | None, scope: Scope) -> Types:
        """What a call gives. node: the call, whose arguments tell what type variables are."""
        match atom.kind:
            case "class":
                return frozenset({Atom("instance", atom.what)})
            case "raw table":
                return frozenset({Atom("raw instance", atom.what)})
            case "raw struct":
                return frozenset({Atom("raw object", atom.what)})
            case "function":
                return self._solved(self.returned(atom.what), atom.what, node, scope)
            case "local":
                body, _, outer = atom.what
                return UNKNOWN if body.returns is None else self.annotated(body.returns, outer)
            case "instance":
                inner = self.member(self.line(atom.what), "__call__")
                return UNKNOWN if inner is None else self.returned(inner)
            case "call":
                return atom.parts[0]
            case "external" if node is not None:
                return self._external(str(atom.what).rpartition(".")[2], str(atom.what), node, scope)
        return UNKNOWN

    def _external(self, name: str, dotted: str, node: ast.Call, scope: Scope) -> Types:
        given = [self.types(argument, scope) for argument in node.args]
        if not given:
            return UNKNOWN
        if dotted == "typing.cast":
            return self.annotated(node.args[0], scope)
        if name in _LISTS:
            return many(union(map(self.elements, given)))
        if name in _ONES:
            return self.elements(given[0]) | union(given[1:])
        match name:
            case "enumerate":
                return many(frozenset({Atom("tuple", None, (UNKNOWN, self.elements(given[0])))}))
            case "zip":
                return many(frozenset({Atom("tuple", None, tuple(map(self.elements, given)))}))
            case "map":
                return many(union(self.called(atom, None, scope) for atom in given[0]))
            case "filter" if len(given) > 1:
                return many(self.elements(given[1]))
            case "partial":
                return given[0]
            case "type" if len(given) == 1:
                return frozenset(Atom("class", atom.what) for atom in given[0] if atom.kind == "instance")
            case "getattr" if isinstance(node.args[1], ast.Constant) and isinstance(node.args[1].value, str):
                attribute = node.args[1].value
                return union(self.attribute(atom, attribute) for atom in given[0])
        return UNKNOWN

    def _solved(self, found: Types, function: Function, node: ast.Call | None, scope: Scope) -> Types:
        """With type variables replaced by what the arguments say."""
        if not any(has_variables(atom) for atom in found):
            return found
        said: dict[Variable, Types] = {}
        body = function.implementation
        own = self.scope(function, body)
        for argument, given in _matched(function, body, node):
            if argument.annotation is not None:
                self._match(self.annotated(argument.annotation, own), self.types(given, scope), said)
        return union(replaced(atom, said) for atom in found)

    def _match(self, wanted: Types, given: Types, said: dict[Variable, Types]) -> None:
        for atom in wanted:
            match atom.kind:
                case "type variable":
                    said[atom.what] = said.get(atom.what, UNKNOWN) | given
                case "class of":
                    made = union(self.called(g, None, self._nowhere) for g in given if g.kind in _CLASSES)
                    self._match(atom.parts[0], made, said)
                case "call":
                    made = union(self.called(g, None, self._nowhere) for g in given)
                    self._match(atom.parts[0], made, said)
                case "many":
                    self._match(atom.parts[0], self.elements(given), said)

    @property
    def _nowhere(self) -> Scope:
        """For calls without arguments of their own."""
        return self.module_scope(next(iter(self.package.modules.values())))

    # ------------------------------------------------------------- containers

    def elements(self, types: Types) -> Types:
        """What iterating gives."""
        found: list[Types] = []
        for atom in types:
            if atom.kind in ("many", "tuple"):
                found += atom.parts
            elif atom.kind == "instance" and (inner := self.member(self.line(atom.what), "__iter__")):
                found.append(self.elements(self.returned(inner)))
        return union(found)

    def _part(self, types: Types, index: int) -> Types:
        found: list[Types] = []
        for atom in types:
            if atom.kind == "tuple" and -len(atom.parts) <= index < len(atom.parts):
                found.append(atom.parts[index])
            elif atom.kind == "many":
                found.append(atom.parts[0])
            elif atom.kind == "instance":
                fields = [name for name, b in atom.what.attributes.items() if b[0].how == "annotation"]
                if 0 <= index < len(fields):
                    found.append(self.attribute_types(self.line(atom.what), fields[index]))
        return union(found)

    def _entered(self, types: Types) -> Types:
        found: list[Types] = []
        for atom in types:
            if atom.kind == "many":
                found.append(atom.parts[0])
            elif atom.kind == "instance" and (inner := self.member(self.line(atom.what), "__enter__")):
                found.append(self.returned(inner))
        return union(found)

    # ------------------------------------------------------------- annotations

    def annotated(self, node: ast.expr, scope: Scope) -> Types:
        """What something with this annotation may be."""
        match node:
            case ast.Constant(value=str() as text):
                try:
                    return self.annotated(ast.parse(text, mode="eval").body, scope)
                except SyntaxError:
                    return UNKNOWN
            case ast.BinOp(op=ast.BitOr()):
                return self.annotated(node.left, scope) | self.annotated(node.right, scope)
            case ast.Subscript():
                return self._generic(node, scope)
            case ast.Name(id="Self"):
                return UNKNOWN if scope.own is None else frozenset({Atom("instance", scope.own)})
            case ast.Name() | ast.Attribute():
                return self._named(node, scope)
        return UNKNOWN

    def _named(self, node: ast.Name | ast.Attribute, scope: Scope) -> Types:
        """Of an annotation that is a name."""
        dotted = ast.unparse(node)
        first, _, rest = dotted.partition(".")
        start = self.package.name_in(scope.module, first)
        found: Any = start
        if rest and start is not None:
            base = start if isinstance(start, str) else start.name
            found = self.package.find(f"{base}.{rest}")
        if isinstance(found, Variable):
            return self._alias(found)
        if isinstance(found, Class):
            return frozenset({Atom("instance", found)})
        symbol = self.raw.by_name.get(found) if isinstance(found, str) else None
        if symbol is not None and symbol.kind == "table":
            return frozenset({Atom("raw instance", symbol.name)})
        if symbol is not None and symbol.kind == "struct":
            return frozenset({Atom("raw object", symbol.name)})
        return UNKNOWN

    def _alias(self, variable: Variable) -> Types:
        """Of an annotation that is a variable: another name for a type, or a type variable."""
        values = [b.node for b in variable.bindings if b.how == "value" and b.node is not None]
        if values and isinstance(values[0], ast.Call) and ast.unparse(values[0].func).endswith("TypeVar"):
            return frozenset({Atom("type variable", variable)})
        scope = self.module_scope(variable.module)
        return self._remembered(("alias", variable), lambda: union(self.annotated(v, scope) for v in values))

    def _generic(self, node: ast.Subscript, scope: Scope) -> Types:
        last = ast.unparse(node.value).rpartition(".")[2]
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if last in _SAME:
            return self.annotated(parts[0], scope)
        if last == "Callable":
            return frozenset({Atom("call", None, (self.annotated(parts[-1], scope),))})
        if last in ("type", "Type"):
            return frozenset(
                Atom("class", atom.what) if atom.kind == "instance" else
                Atom("raw table", atom.what) if atom.kind == "raw instance" else
                Atom("raw struct", atom.what) if atom.kind == "raw object" else
                Atom("class of", None, (frozenset({atom}),))
                for atom in self.annotated(parts[0], scope)
            )  # fmt: skip
        if last == "Literal":
            return UNKNOWN
        if own := self.annotated(node.value, scope):
            return own
        if last in ("tuple", "Tuple") and not (len(parts) == 2 and ast.unparse(parts[1]) == "..."):
            return frozenset({Atom("tuple", None, tuple(self.annotated(p, scope) for p in parts))})
        return many(union(self.annotated(p, scope) for p in parts))


def _matched(function: Function, body: Body, node: ast.Call | None) -> Iterator[tuple[ast.arg, ast.expr]]:
    """The parameters of a function with the arguments of a call."""
    if node is None:
        return
    parameters = [*body.args.posonlyargs, *body.args.args]
    if function.owner is not None and "staticmethod" not in function.decorators:
        parameters = parameters[1:]
    yield from zip(parameters, node.args, strict=False)
    by_name = {argument.arg: argument for argument in (*parameters, *body.args.kwonlyargs)}
    yield from ((by_name[k.arg], k.value) for k in node.keywords if k.arg in by_name)
