"""Declarations + comments + overrides -> the ABI model: layouts, tables, extensions, handles, folds."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from . import names
from .comments import Comments
from .errors import CodegenError
from .idioms import ERRORS, fold_function
from .layout import Layouts
from .model import (
    Abi,
    Callback,
    Constant,
    CType,
    Direction,
    Enum,
    EnumValue,
    Extension,
    Field,
    Function,
    FunctionType,
    Handle,
    Header,
    Loc,
    Ownership,
    Pointer,
    Primitive,
    Ref,
    Skipped,
    Struct,
    Table,
)
from .overrides import FieldOverride, Overrides
from .parse import Declarations, FunctionDecl
from .preprocess import Unit
from .pytypes import Types
from .struct_idioms import fold_structs

_API = re.compile(r"_?Api$")
_VTABLE = re.compile(r"_FunctionTable$")
_BASES = ("PJRT_Extension_Base", "XLA_FFI_Extension", "XLA_FFI_InternalExtension")
OUT = Direction.OUT
_EXTENSION_TYPES = "PJRT_Extension_Type"


@dataclass(frozen=True)
class Warnings:
    """What a maintainer should look at although generation went through."""

    unknown_spellings: tuple[str, ...]


def resolve(
    decls: Declarations,
    unit: Unit,
    headers: Sequence[Header],
    skipped: Sequence[Skipped],
    overrides: Overrides,
    *,
    stale_overrides: bool = True,
) -> tuple[Abi, Warnings]:
    """Builds the model. Raises CodegenError for what has no meaning or two.

    stale_overrides: whether an override that no header needs is an error (it is, for the current headers).
    """
    return _Resolver(decls, unit, headers, skipped, overrides).run(stale_overrides)


class _Resolver:
    def __init__(
        self,
        decls: Declarations,
        unit: Unit,
        headers: Sequence[Header],
        skipped: Sequence[Skipped],
        overrides: Overrides,
    ) -> None:
        self.decls = decls
        self.unit = unit
        self.headers = tuple(headers)
        self.skipped = tuple(skipped)
        self.overrides = overrides
        self.comments = Comments(unit.sources)
        self.modules = {h.path: h.module for h in headers}
        self.unknown: list[str] = []
        self.inline: list[Callback] = []

    def run(self, stale_overrides: bool) -> tuple[Abi, Warnings]:
        enums = {name: self._enum(name) for name in self.decls.enums}
        bare = {name: self._struct(name) for name in self.decls.structs}
        if stale_overrides:
            self._check_overrides(bare)
        layouts = Layouts(bare, enums)
        structs = {name: layouts.struct(name) for name in bare}
        handles = self._handles(structs)
        types = Types(enums, {h.name for h in handles}, frozenset(self.decls.functions))
        tables = self._tables(structs, types)
        called = {f.name for t in tables for f in t.functions}
        callbacks = [
            Callback(d.name, d.type, d.loc, self._module(d.loc))
            for d in self.decls.functions.values()
            if d.name not in called
        ]
        handles = [replace(h, destroy=_destroy(h.name, "handle_in", "handle", tables)) for h in handles]
        tables = [self._owned(t, tables, {h.name for h in handles if h.destroy}) for t in tables]
        extensions = tuple(self._extensions(structs, enums))
        tables = [self._marked(t, extensions) for t in tables]
        folds = fold_structs(structs, tables, types, self.overrides.fields)
        structs = {name: replace(s, folds=folds.get(name, ())) for name, s in structs.items()}
        abi = Abi(
            version=self._version(),
            headers=self.headers,
            skipped=self.skipped,
            constants=tuple(self._constants()),
            enums=tuple(enums.values()),
            structs=tuple(structs.values()),
            callbacks=tuple(callbacks + [c for c in self.inline if c.name not in called]),
            handles=tuple(handles),
            tables=tuple(tables),
            extensions=extensions,
        )
        _check_unique("handle", ((h.python, f"{h.name} ({self._place(h.name)})") for h in handles))
        return abi, Warnings(tuple(self.unknown))

    def _place(self, name: str) -> Loc:
        """Where an opaque object, or one with a vtable, is declared."""
        return self.decls.opaques.get(name) or self.decls.structs[name].loc

    def _module(self, loc: Loc) -> str:
        try:
            return self.modules[loc.header]
        except KeyError:
            raise CodegenError(
                f"{loc}: the header {loc.header} is included but not pinned; pin it in include/headers.toml"
            ) from None

    def _version(self) -> tuple[int, int]:
        try:
            return self.unit.macros["PJRT_API_MAJOR"][0], self.unit.macros["PJRT_API_MINOR"][0]
        except KeyError:
            raise CodegenError(
                "no header defines PJRT_API_MAJOR and PJRT_API_MINOR: pjrt_c_api.h is not among them; add it"
            ) from None

    def _constants(self) -> Iterable[Constant]:
        for name, (value, header, line) in self.unit.macros.items():
            if header in self.modules:
                yield Constant(name, value, Loc(header, line), self.modules[header])

    # ------------------------------------------------------- enums and structs

    def _enum(self, name: str) -> Enum:
        decl = self.decls.enums[name]
        pythons = names.enum_values(name, [value for value, _, _ in decl.values])
        values: dict[str, EnumValue] = {}
        for (c_name, number, loc), python in zip(decl.values, pythons, strict=True):
            if not re.fullmatch(r"_?[A-Z0-9][A-Z0-9_]*", python) or not python.isidentifier():
                raise CodegenError(
                    f"{loc}: enum {name}: {c_name} would be {python!r} in Python, which cannot name a member; "
                    "rename it, or extend the naming rule in codegen/names.py"
                )
            if python in values:
                raise CodegenError(
                    f"{loc}: enum {name}: {c_name} and {values[python].name} are both {python!r} in Python; "
                    "rename one, or extend the naming rule in codegen/names.py"
                )
            facts = self.comments.facts(loc)
            values[python] = EnumValue(c_name, number, python, facts.experimental, facts.deprecated)
        return Enum(name, decl.underlying, tuple(values.values()), decl.loc, self._module(decl.loc))

    def _struct(self, name: str) -> Struct:
        decl = self.decls.structs[name]
        fields = tuple(self._field(name, f.name, f.type, f.loc) for f in decl.fields)
        _check_unique(f"{decl.loc}: {name}: field", ((f.name, f.name) for f in fields if f.name))
        return Struct(name, fields, decl.loc, self._module(decl.loc), decl.traits, decl.is_union)

    def _field(self, struct: str, name: str, kind: CType, loc: Loc) -> Field:
        if keyword.iskeyword(name):
            raise CodegenError(f"{loc}: {struct}.{name}: a keyword of Python cannot name a field; rename it")
        facts = self.comments.facts(loc)
        override = self.overrides.fields.get(f"{struct}.{name}", FieldOverride(""))
        if facts.unknown_spelling and override.direction is None:
            self.unknown.append(f"{loc}: {struct}.{name}: {facts.unknown_spelling!r}")
        if isinstance(kind, Pointer) and isinstance(kind.target, FunctionType):
            self.inline.append(Callback(f"{struct}_{name}", kind.target, loc, self._module(loc), inline=True))
        siblings = {f.name for f in self.decls.structs[struct].fields}
        count = facts.count if override.count is None else override.count
        if not siblings.issuperset(c.lstrip("+") for c in count[:1]):
            count = ()
        return Field(
            name=name,
            type=kind,
            loc=loc,
            direction=override.direction or facts.direction or (OUT if name.startswith("out_") else Direction.IN),
            nullable=facts.nullable if override.nullable is None else override.nullable,
            borrowed=facts.borrowed,
            binary=facts.binary,
            deprecated=facts.deprecated,
            count=count,
        )

    def _check_overrides(self, structs: dict[str, Struct]) -> None:
        for key in self.overrides.fields:
            struct, _, name = key.partition(".")
            if struct not in structs or structs[struct].field(name) is None:
                raise CodegenError(f"codegen/overrides.toml: {key!r}: no header has this field; remove the override")

    # ------------------------------------------------------- handles and tables

    def _handles(self, structs: dict[str, Struct]) -> list[Handle]:
        opaque = dict(self.decls.opaques)
        for struct in structs.values():
            if f"{struct.name}_FunctionTable" in structs and [f.name for f in struct.fields] == ["vtable"]:
                opaque[struct.name] = struct.loc
        order = {header.path: number for number, header in enumerate(self.headers)}
        found = [
            Handle(name, names.handle(name), "", self._module(loc))
            for name, loc in opaque.items()
            if loc.header in order
        ]
        return sorted(found, key=lambda h: (order[opaque[h.name].header], opaque[h.name].line))

    def _tables(self, structs: dict[str, Struct], types: Types) -> list[Table]:
        tables = []
        for struct in structs.values():
            kind = _table_kind(struct)
            if not kind:
                continue
            functions = self._functions(struct)
            if not functions and kind != "extension":
                continue
            short = names.strip_vendor(struct.name.removesuffix("_Extension"))
            functions = [fold_function(f, structs, types, self.overrides.fields) for f in functions]
            pythons = [replace(f, python=_python_name(f, short)) for f in functions]
            _check_unique(f"{struct.loc}: {struct.name}: function", ((f.python, f.name) for f in pythons))
            error = next((e for e in ERRORS if any(f.returns == e for f in pythons)), "")
            tables.append(Table(struct.name, kind, struct.module, names.title(short), error, tuple(pythons)))
        return tables

    def _functions(self, struct: Struct) -> list[Function]:
        found, slot = [], -1
        for member in struct.fields:
            decl = self._function_decl(struct, member)
            if decl is None:
                slot += member.type == Pointer(Primitive("void")) and member.deprecated
                continue
            slot += 1
            facts = self.comments.facts(decl.loc)
            args = decl.type.params[0].type if len(decl.type.params) == 1 else None
            args_struct = (
                args.target.name
                if isinstance(args, Pointer) and isinstance(args.target, Ref) and "Args" in args.target.name
                else ""
            )
            found.append(
                Function(
                    name=decl.name,
                    python="",
                    table=struct.name,
                    table_field=member.name,
                    slot=slot,
                    offset=member.offset,
                    returns=_returned(decl.type.returns),
                    args_struct=args_struct,
                    type=decl.type,
                    loc=decl.loc,
                    deprecated=facts.deprecated,
                    experimental=facts.experimental,
                )
            )
        return found

    def _function_decl(self, struct: Struct, member: Field) -> FunctionDecl | None:
        kind = member.type
        if isinstance(kind, Pointer) and isinstance(kind.target, FunctionType):
            return FunctionDecl(f"{struct.name}_{member.name}", kind.target, member.loc, True)
        if isinstance(kind, Pointer) and isinstance(kind.target, Ref):
            return self.decls.functions.get(kind.target.name)
        return None

    def _owned(self, table: Table, tables: Sequence[Table], destroyed: set[str]) -> Table:
        """The table with results marked as owned only where something frees them."""
        functions = []
        for function in table.functions:
            results = []
            for result in function.results:
                data = function.folds[result.fold].data if result.fold >= 0 else {}
                owner = result.ownership
                if "handle" in data and data["handle"] not in destroyed:
                    owner = Ownership.BORROWED
                if result.fold >= 0 and function.folds[result.fold].rule == "struct_pointer_out":
                    freed = _destroy(data["struct"], "struct_pointer_in", "struct", tables)
                    owner = Ownership.OWNED if freed else Ownership.BORROWED
                results.append(replace(result, ownership=owner))
            reads = _reads_error(function, table.error)
            functions.append(replace(function, results=tuple(results), reads_error=reads))
        return replace(table, functions=tuple(functions))

    def _marked(self, table: Table, extensions: Sequence[Extension]) -> Table:
        """The table, its functions experimental or deprecated if its header or the extension there is."""
        found = [e for e in extensions if e.module and e.module == table.module]
        headers = [h.path for h in self.headers if h.module and h.module == table.module]
        experimental = any(e.experimental for e in found) or any(map(self.comments.header_says_experimental, headers))
        deprecated = any(e.deprecated for e in found)
        functions = tuple(
            replace(f, experimental=f.experimental or experimental, deprecated=f.deprecated or deprecated)
            for f in table.functions
        )
        return replace(table, functions=functions)

    # -------------------------------------------------------------- extensions

    def _extensions(self, structs: dict[str, Struct], enums: dict[str, Enum]) -> Iterable[Extension]:
        by_name: dict[str, Struct] = {}
        for struct in structs.values():
            if _is_link(struct, _BASES[:1]):
                by_name[_plain(names.strip_vendor(struct.name.removesuffix("_Extension")))] = struct
        types = enums.get(_EXTENSION_TYPES)
        for value in types.values if types else ():
            found = by_name.pop(_plain(value.name.removeprefix(f"{_EXTENSION_TYPES}_")), None)
            loc = (
                found.loc
                if found
                else next(loc for name, _, loc in self.decls.enums[_EXTENSION_TYPES].values if name == value.name)
            )
            yield self._extension(value.name, value.value, found, loc, value.experimental, value.deprecated)
        for struct in by_name.values():
            c_name = names.strip_vendor(struct.name.removesuffix("_Extension"))
            private = self._private_type(_plain(c_name))
            yield self._extension(f"{_EXTENSION_TYPES}_{c_name}", private, struct, struct.loc, False, False)

    def _private_type(self, plain: str) -> int | None:
        """What a private header says in a constant: `…Extension_Type_<Name>` or `<NAME>_EXTENSION_TYPE`."""
        constants = {name: value for e in self.decls.enums.values() for name, value, _ in e.values}
        constants |= {name: value for name, (value, _, _) in self.unit.macros.items()}
        said = re.compile(rf"(?:.*extensiontype)?{plain}|(?:pjrt|pjrtapi)?{plain}extensiontype")
        return next(
            (v for name, v in constants.items() if "extensiontype" in (p := _plain(name)) and said.fullmatch(p)), None
        )

    def _extension(
        self,
        type_name: str,
        type_value: int | None,
        struct: Struct | None,
        loc: Loc,
        experimental: bool,
        deprecated: bool,
    ) -> Extension:
        version = None
        if struct:
            version = next(
                (
                    value
                    for name, (value, header, _) in self.unit.macros.items()
                    if header == struct.loc.header and re.fullmatch(r"\w+_EXTENSION_VERSION", name)
                ),
                None,
            )
            experimental = experimental or self.comments.header_says_experimental(struct.loc.header)
        return Extension(
            name=names.title(type_name.removeprefix(f"{_EXTENSION_TYPES}_")),
            type_name=type_name,
            type_value=type_value,
            version=version,
            struct=struct.name if struct else "",
            module=struct.module if struct else "",
            loc=loc,
            experimental=experimental,
            deprecated=deprecated,
        )


def _python_name(function: Function, table: str) -> str:
    """From the typedef; a function without one goes by its field in the table."""
    if function.name == f"{function.table}_{function.table_field}":
        return names.identifier(names.snake(function.table_field))
    return names.function(function.name, table)


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _returned(kind: CType) -> str:
    """The returned type's C name; "" for void."""
    match kind:
        case Primitive("void"):
            return ""
        case Primitive(name) | Ref(name) | Pointer(Ref(name)):
            return name
        case Pointer(Primitive("void")):
            return "void*"
    return "?"


def _is_link(struct: Struct, bases: Sequence[str]) -> bool:
    """Whether a struct links an extension chain: it starts with the base, or, up to API 0.67, as the base does."""
    names_of_base = ["struct_size", "type", "next"]
    spelled_out = len(struct.fields) > 3 and [f.name for f in struct.fields[:3]] == names_of_base
    first = struct.fields[0] if struct.fields else None
    embedded = first and first.name in ("base", "extension_base") and first.type in [Ref(name) for name in bases]
    return bool(embedded or spelled_out)


def _table_kind(struct: Struct) -> str:
    """ "api", "extension", "vtable", or "" for a struct that is no function table."""
    if struct.is_union or not struct.fields:
        return ""
    if _is_link(struct, _BASES):
        return "extension"
    if _VTABLE.search(struct.name):
        return "vtable"
    return "api" if _API.search(struct.name) else ""


def _destroy(name: str, rule: str, role: str, tables: Sequence[Table]) -> str:
    """The function that frees a handle or struct: named Destroy, else Delete, taking that and nothing else."""
    found: dict[str, str] = {}
    for table in tables:
        for function in table.functions:
            only = [f for f in function.folds if f.rule != "auto"]
            if len(only) == 1 and only[0].rule == rule and only[0].data.get(role) == name:
                for word in ("Destroy", "Delete"):
                    if word in function.name:
                        found.setdefault(word, function.name)
    return found.get("Destroy") or found.get("Delete") or ""


def _reads_error(function: Function, error: str) -> bool:
    """Whether a function does nothing but tell about an error."""
    taken = [f for f in function.folds if f.rule not in ("auto", "callback_in", "scalar_in") and f.direction is not OUT]
    return [f.data.get("handle") for f in taken] == [error] and "Error_" in function.name


def _check_unique(what: str, pairs: Iterable[tuple[str, str]]) -> None:
    seen: dict[str, str] = {}
    for python, c_name in pairs:
        if python in seen:
            raise CodegenError(f"{what} name {python!r} is made of both {seen[python]} and {c_name}; rename one")
        seen[python] = c_name
