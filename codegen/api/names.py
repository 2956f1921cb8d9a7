"""The public names of a Python package, and what callers may rely on of each.

Public is what can be reached: the names in `__all__` of the package, what the modules among them offer, `__all__` of
further modules, what the documentation's Python imports, and the classes and aliases of types that signatures of all
these speak of. A module without `__all__` offers what it defines and what it imports as `x as x`. No part of a public
name begins with an underscore, but for methods that Python calls, such as `__call__`. What a class inherits from one
that is not public is its own here; what it has because a class of another package asks for it is not. A constructor is
left out where it needs what is not public, and where only signatures speak of the class, unless all that it does is
keep fields.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import griffe

from ..errors import CodegenError
from .snapshot import Entry, PublicApi, parameters
from .source import Source, dotted_names, plain

_NOBODYS = re.compile(
    "__(all|class_getitem|copy|deepcopy|del|dir|doc|getattr|getattribute|getstate|init|init_subclass|match_args|new|"
    "post_init|reduce|reduce_ex|repr|set_name|setstate|slots|str|version)__"
)
"""What Python and its tools ask for, and callers do not; `__init__` is the class's signature."""
_NO_CONTRACT = ("object", "typing.Generic", "abc.ABC")
_PREFIXES = {
    griffe.ParameterKind.var_positional: "*",
    griffe.ParameterKind.var_keyword: "**",
}


def read_package(
    package: str, roots: Sequence[Path], base: Path, *, besides: Sequence[str] = (), documents: Iterable[Path] = ()
) -> PublicApi:
    """The public API of a package in one of these folders.

    besides: packages that it takes names from; base: what places are relative to; documents: Markdown, whose blocks of
    Python import what is public. Raises CodegenError for a package that is not there or is no Python, and for an
    `__all__` that cannot be read or names what nothing defines.
    """
    return _Walk(Source((package, *besides), roots, base), package).api(documents)


class _Walk:
    def __init__(self, source: Source, package: str) -> None:
        self._source, self._package = source, package
        self._names: dict[str, Entry] = {}
        self._places: dict[str, str] = {}
        self._homes: dict[str, str] = {}
        """The public name of each definition, by where it is."""
        self._named: dict[str, griffe.Object] = {}
        """What modules offer, by public name, to be looked into when all of it is known."""
        self._left: dict[str, griffe.Object] = {}
        """What signatures speak of, by where it is defined."""

    def api(self, documents: Iterable[Path]) -> PublicApi:
        self._module(self._package, self._source.module(self._package))
        for module in self._source.modules(self._package):
            if not _is_private(module.path) and self._source.listed(module) is not None:
                self._module(module.path, module)
        for document in documents:
            self._document(document)
        for name, found in self._named.items():
            self._define(name, found)
        while self._left:
            path = min(self._left)
            found = self._left.pop(path)
            if self._homes.setdefault(path, path) == path and path not in self._names:
                self._define(path, found)
        names = {name: self._with_public_bases(entry) for name, entry in self._names.items()}
        for name, entry in names.items():
            for signature in filter(None, (entry.signature, *entry.overloads)):
                try:
                    parameters(signature)
                except SyntaxError as error:
                    raise CodegenError(f"{self._places[name]}: {name}{signature}: {error.msg}") from error
        return PublicApi(names, places=self._places, homes=self._homes)

    def _with_public_bases(self, entry: Entry) -> Entry:
        """Where each is public, rather than where it is defined; so for what an alias stands for."""
        bases = tuple(dict.fromkeys(self._homes.get(base, base) for base in entry.bases))
        return replace(entry, of=self._homes.get(entry.of, entry.of), bases=bases)

    # ------------------------------------------------------------------ names

    def _module(self, name: str, module: griffe.Module) -> None:
        if name in self._names:
            return
        self._put(name, module, Entry("module"))
        for offered in self._source.offered(module):
            found = self._source.member(module, offered)
            if isinstance(found, griffe.Module):
                if not _is_private(found.path):
                    self._module(f"{name}.{offered}", found)
            elif _NOBODYS.fullmatch(offered):
                continue
            elif found is not None:
                self._offer(f"{name}.{offered}", found)
            elif (path := self._source.named(module, offered)[0]) != offered:
                self._put(f"{name}.{offered}", module, Entry("alias", of=path))
            else:
                raise CodegenError(
                    f"{self._source.place(module)}: {module.path}.__all__ names {offered!r}, which nothing defines; "
                    "import it under TYPE_CHECKING where `__getattr__` makes it"
                )

    def _offer(self, name: str, found: griffe.Object) -> None:
        self._homes.setdefault(found.path, name)
        self._named[name] = found

    def _document(self, document: Path) -> None:
        try:
            text = document.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CodegenError(f"{document}: cannot be read: {error}") from error
        for block in re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
            try:
                tree = ast.parse(block)
            except SyntaxError:
                continue  # a part of a program
            for name in _imported(tree):
                if name.partition(".")[0] == self._package and not _is_private(name):
                    self._documented(name, document)

    def _documented(self, name: str, document: Path) -> None:
        found = self._source.find(name)
        if found is None:
            raise CodegenError(f"{document}: imports {name}, which nothing defines")
        if isinstance(found, griffe.Module):
            self._module(found.path, found)
        elif name not in self._named:
            self._offer(name, found)

    def _put(self, name: str, found: griffe.Object, entry: Entry) -> None:
        self._names[name] = entry
        self._places[name] = self._source.place(found)

    def _define(self, name: str, found: griffe.Object) -> None:
        home = self._homes.setdefault(found.path, name)
        if home != name:
            self._put(name, found, Entry("alias", of=home))
        elif isinstance(found, griffe.Class):
            self._class(name, found)
        elif isinstance(found, griffe.Function):
            self._put(name, found, self._function(found, "function"))
        elif isinstance(found, griffe.TypeAlias):
            self._put(name, found, Entry("type", value=self._type(found.module, found.value)))
        elif isinstance(found, griffe.Attribute):
            self._put(name, found, self._constant(found))

    def _constant(self, found: griffe.Attribute) -> Entry:
        """What a module keeps under a name: another name of something, an alias of types, or a value."""
        kind = str(found.annotation) if found.annotation is not None else ""
        if kind.rpartition(".")[2] == "TypeAlias":
            return Entry("type", value=self._type(found.module, found.value))
        if not kind and (names := dotted_names(str(found.value))) == (str(found.value),):
            return Entry("alias", of=self._source.named(found.module, names[0])[0])
        return self._variable(found)

    def _variable(self, found: griffe.Attribute, *, frozen: bool = False) -> Entry:
        module, labels = found.module, found.labels
        kept = found.annotation
        if kept is None and isinstance(found.parent, griffe.Class):
            kept = _given_to_constructor(found.parent, found.value)
        kind = self._type(module, kept) if kept is not None else ""
        outer, inner = _outermost(kind)
        is_final = outer in ("Final", "Final[]")
        if outer in ("Final", "Final[]", "ClassVar[]"):
            kind = inner
        kind = kind or _literal_type(str(found.value))
        reads = "property" in labels and "writable" not in labels
        made = "property" if reads or is_final or (frozen and _is_field(found)) else "attribute"
        return Entry(made, type=kind, abstract="abstractmethod" in labels)

    # ---------------------------------------------------------------- classes

    def _class(self, name: str, cls: griffe.Class) -> None:
        line = self._line(cls)
        bases = tuple(self._bases(cls))
        frozen = _is_frozen(cls) or "typing.NamedTuple" in bases
        creates = name in self._named or frozen or "dataclass" in cls.labels
        signature, of = self._constructor(line) if creates else ("", "")
        self._put(name, cls, Entry("class", of=of, bases=bases, signature=signature))
        is_enum = any(base.startswith("enum.") for owner in line for base in self._bases(owner))
        owners = [owner for owner in line if owner is cls or self._is_hidden(owner)]
        asked = {n for owner in line if owner.package is not cls.package for n in owner.members}
        for owner in owners:
            for member_name, member in owner.members.items():
                full = f"{name}.{member_name}"
                if full in self._names or member_name in asked or not _is_callers(member_name):
                    continue
                if isinstance(member, griffe.Class):
                    self._define(full, member)
                elif isinstance(member, griffe.Function) and _is_computed(member):
                    kind = self._type(member.module, member.returns) if member.returns is not None else ""
                    self._put(full, member, Entry("property", type=kind))
                elif isinstance(member, griffe.Function):
                    self._put(full, member, self._function(member, _method(member)))
                elif isinstance(member, griffe.Attribute) and is_enum and _is_member(member):
                    self._put(full, member, Entry("member", value=_source(member.value)))
                elif isinstance(member, griffe.Attribute):
                    self._put(full, member, self._variable(member, frozen=frozen))

    def _line(self, cls: griffe.Class) -> list[griffe.Class]:
        """The class, and those before it that were read, the nearest first."""
        found = {cls.path: cls}
        for base in cls.bases:
            _, known = self._source.named(cls.module, _without_arguments(str(base)))
            if isinstance(known, griffe.Class) and known.path not in found:
                found |= {one.path: one for one in self._line(known) if one.path not in found}
        return list(found.values())

    def _bases(self, cls: griffe.Class) -> Iterator[str]:
        for base in cls.bases:
            path, known = self._source.named(cls.module, _without_arguments(str(base)))
            if isinstance(known, griffe.Class) and self._is_hidden(known):
                yield from self._bases(known)
            elif path not in _NO_CONTRACT:
                if known is not None:
                    self._speaks_of(known)
                yield path

    def _is_hidden(self, found: griffe.Object) -> bool:
        return found.package.path == self._package and _is_private(found.path) and found.path not in self._homes

    def _constructor(self, line: Sequence[griffe.Class]) -> tuple[str, str]:
        """How callers create one, or the public base class that it is created as; "" if they do not."""
        for cls in line:
            if cls is not line[0] and not self._is_hidden(cls):
                return ("", cls.path) if cls.path in self._homes else ("", "")
            made = cls.members.get("__init__") or cls.members.get("__new__")
            if isinstance(made, griffe.Function):
                return (self._signature(made, skip=1, returns=False) if self._may_create(made) else ""), ""
            bases = tuple(self._bases(cls))
            if "typing.NamedTuple" in bases:
                kept = [m for m in cls.members.values() if isinstance(m, griffe.Attribute) and _is_field(m)]
                return f"({', '.join(self._parameter(cls, m.name, m.annotation, m.value) for m in kept)})", ""
        known = {cls.path for cls in line}
        return ("()" if all(base in known for cls in line for base in self._bases(cls)) else ""), ""

    def _may_create(self, constructor: griffe.Function) -> bool:
        """Not where it needs what has no public name."""
        for parameter in list(constructor.parameters)[1:]:
            names = dotted_names(plain(str(parameter.annotation))) if parameter.annotation is not None else ()
            named = [self._source.named(constructor.module, name)[1] for name in names]
            hidden = any(found is not None and self._is_out_of_reach(found) for found in named)
            if parameter.required and (hidden or parameter.name.startswith("_")):
                return False
        return True

    def _is_out_of_reach(self, found: griffe.Object) -> bool:
        return found.path not in self._homes and (_is_private(found.path) or found.package.path != self._package)

    # -------------------------------------------------------------- functions

    def _function(self, function: griffe.Function, kind: str) -> Entry:
        skip = 1 if kind in ("method", "class method") else 0
        if "async" in function.labels:
            kind = f"async {kind}"
        overloads = function.overloads if isinstance(function.overloads, list) else []
        return Entry(
            kind,
            signature="" if overloads else self._signature(function, skip),
            overloads=tuple(self._signature(one, skip) for one in overloads),
            abstract="abstractmethod" in function.labels,
        )

    def _signature(self, function: griffe.Function, skip: int, *, returns: bool = True) -> str:
        parts: list[str] = []
        before: griffe.ParameterKind | None = None
        kinds = griffe.ParameterKind
        for one in list(function.parameters)[skip:]:
            if before is kinds.positional_only and one.kind is not kinds.positional_only:
                parts.append("/")
            if one.kind is kinds.keyword_only and before not in (kinds.keyword_only, kinds.var_positional):
                parts.append("*")
            default = None if one.kind in _PREFIXES else one.default
            name = f"{_PREFIXES.get(one.kind, '') if one.kind else ''}{one.name}"
            parts.append(self._parameter(function, name, one.annotation, default))
            before = one.kind
        if before is kinds.positional_only:
            parts.append("/")
        given = self._returned(function) if returns else ""
        return f"({', '.join(parts)})" + (f" -> {given}" if given else "")

    def _parameter(
        self, owner: griffe.Object, name: str, kind: str | griffe.Expr | None, default: str | griffe.Expr | None
    ) -> str:
        text = f"{name}: {self._type(owner.module, kind)}" if kind is not None else name
        if default is None:
            return text
        equals = " = " if kind is not None else "="
        return f"{text}{equals}{_source(default)}"

    def _returned(self, function: griffe.Function) -> str:
        if function.returns is None:
            return ""
        kind = self._type(function.module, function.returns)
        decorators = {str(decorator.value).rpartition(".")[2] for decorator in function.decorators}
        for decorator, made in _CONTEXTS.items():
            if decorator in decorators:
                node = ast.parse(kind, mode="eval").body
                inner = node.slice if isinstance(node, ast.Subscript) else None
                given = inner.elts[0] if isinstance(inner, ast.Tuple) else inner
                return f"{made}[{ast.unparse(given)}]" if given is not None else made
        return kind

    def _type(self, module: griffe.Module, kind: str | griffe.Expr | None) -> str:
        """The text of a type, whose names are taken down."""
        text = plain(str(kind))
        for name in dotted_names(text):
            _, found = self._source.named(module, name)
            if found is not None:
                self._speaks_of(found)
        return text

    def _speaks_of(self, found: griffe.Object) -> None:
        is_type = isinstance(found, griffe.Class | griffe.TypeAlias | griffe.Attribute)
        if is_type and found.package.path == self._package and not _is_private(found.path):
            self._left.setdefault(found.path, found)


_CONTEXTS = {"contextmanager": "AbstractContextManager", "asynccontextmanager": "AbstractAsyncContextManager"}


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{one.name}" for one in node.names)
        elif isinstance(node, ast.Import):
            yield from (one.name for one in node.names)


def _is_private(path: str) -> bool:
    return any(part.startswith("_") for part in path.split("."))


def _is_callers(name: str) -> bool:
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__") and not _NOBODYS.fullmatch(name))


def _is_frozen(cls: griffe.Class) -> bool:
    """Whether the class is a dataclass whose fields cannot be set."""
    return any("dataclass" in str(d.value) and "frozen=True" in str(d.value).replace(" ", "") for d in cls.decorators)


def _is_member(found: griffe.Attribute) -> bool:
    return found.annotation is None and found.value is not None and "property" not in found.labels


def _is_field(found: griffe.Attribute) -> bool:
    """Whether it is one of a dataclass or a named tuple."""
    return found.annotation is not None and "instance-attribute" in found.labels and "property" not in found.labels


def _is_computed(found: griffe.Function) -> bool:
    """Whether it is a property of the package's own making, which griffe takes for a method."""
    return any(str(d.value).rpartition(".")[2] == "cached_property" for d in found.decorators)


def _method(found: griffe.Function) -> str:
    return next((f"{kind} method" for kind in ("class", "static") if f"{kind}method" in found.labels), "method")


def _given_to_constructor(cls: griffe.Class, value: str | griffe.Expr | None) -> str | griffe.Expr | None:
    """The type of the constructor's parameter that an attribute keeps as it is."""
    constructor = cls.members.get("__init__")
    if isinstance(constructor, griffe.Function):
        return next((p.annotation for p in constructor.parameters if p.name == str(value)), None)
    return None


def _source(value: str | griffe.Expr | None) -> str:
    """A value as Python spells it."""
    return ast.unparse(ast.parse(str(value), mode="eval"))


def _literal_type(text: str) -> str:
    try:
        kept = type(ast.literal_eval(text))
    except (SyntaxError, TypeError, ValueError):
        return ""
    return kept.__name__ if kept in (bool, bytes, float, int, str) else ""


def _outermost(kind: str) -> tuple[str, str]:
    """("Final[]", "int") of "Final[int]", and ("int", "") of "int"."""
    node = ast.parse(kind or "None", mode="eval").body
    if isinstance(node, ast.Subscript):
        return f"{ast.unparse(node.value).rpartition('.')[2]}[]", ast.unparse(node.slice)
    return kind.rpartition(".")[2], ""


def _without_arguments(base: str) -> str:
    node = ast.parse(base, mode="eval").body
    while isinstance(node, ast.Subscript | ast.Call):
        node = node.value if isinstance(node, ast.Subscript) else node.func
    return ast.unparse(node)
