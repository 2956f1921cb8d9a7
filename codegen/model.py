"""The ABI model: what the headers say, as plain data. Imports nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum as PyEnum
from enum import StrEnum
from functools import cache
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Loc:
    """A place in a header, e.g. `xla/pjrt/c/pjrt_c_api.h:3030`."""

    header: str
    line: int

    def __str__(self) -> str:
        return f"{self.header}:{self.line}"


# ------------------------------------------------------------------ types


@dataclass(frozen=True, slots=True)
class Primitive:
    """An arithmetic type or void, by its C name: `size_t`, `int64_t`, `bool`, `void`."""

    name: str


@dataclass(frozen=True, slots=True)
class Pointer:
    """`target*`; `const` tells whether what it points to is const."""

    target: CType
    const: bool = False


@dataclass(frozen=True, slots=True)
class Array:
    """`element name[length]`."""

    element: CType
    length: int


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter of a function type; the name is "" where the header gives none."""

    name: str
    type: CType


@dataclass(frozen=True, slots=True)
class FunctionType:
    """A function's type. A C function pointer is `Pointer(FunctionType(...))`."""

    returns: CType
    params: tuple[Param, ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """A struct, union, enum or function typedef by its C name."""

    name: str


CType: TypeAlias = Primitive | Pointer | Array | FunctionType | Ref


class Direction(StrEnum):
    """Who writes a field of an argument struct."""

    IN = "in"
    OUT = "out"
    INOUT = "inout"


# ------------------------------------------------------------ declarations


@dataclass(frozen=True, slots=True)
class Layout:
    """Size and alignment in bytes, LP64."""

    size: int
    align: int


@dataclass(frozen=True, slots=True)
class Field:
    """A field, e.g. `PJRT_Client* client`.

    `name` is "" for an anonymous union, whose type is a `Ref` to a synthesised name.
    `nullable`, `borrowed` and `count` are what the header's comment says: NULL is allowed; what the field
    points to belongs to somebody else; the field is an array of as many elements as the named fields say.
    `binary`: the comment speaks of something serialized, so a char pointer is bytes and not text.
    """

    name: str
    type: CType
    loc: Loc
    direction: Direction = Direction.IN
    offset: int = 0
    nullable: bool = False
    borrowed: bool = False
    binary: bool = False
    deprecated: bool = False
    count: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Struct:
    """A struct or union. `last_field` is "" where no traits macro names one (sizeof is used then).

    folds: what its fields say, of a struct that is passed whole.
    """

    name: str
    fields: tuple[Field, ...]
    loc: Loc
    module: str
    last_field: str = ""
    is_union: bool = False
    layout: Layout = Layout(0, 1)
    struct_size: int = 0
    folds: tuple[Fold, ...] = ()

    def field(self, name: str) -> Field | None:
        """The field of that name, if there is one."""
        return next((f for f in self.fields if f.name == name), None)


@dataclass(frozen=True, slots=True)
class EnumValue:
    """One value: `PJRT_NamedValue_kInt64List` = 2, in Python `INT64_LIST`."""

    name: str
    value: int
    python: str
    experimental: bool = False
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Enum:
    """An enum; `underlying` is the C type that carries it."""

    name: str
    underlying: str
    values: tuple[EnumValue, ...]
    loc: Loc
    module: str


@dataclass(frozen=True, slots=True)
class Callback:
    """A function type that C calls back through, e.g. `PJRT_Event_OnReadyCallback`.

    `inline` ones have no typedef; their name is made from the struct and the field.
    """

    name: str
    type: FunctionType
    loc: Loc
    module: str
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Handle:
    """An opaque object behind a pointer; `destroy` is the C function that frees it, if there is one."""

    name: str
    python: str
    destroy: str
    module: str


@dataclass(frozen=True, slots=True)
class Constant:
    """An integer macro, e.g. `PJRT_API_MINOR`."""

    name: str
    value: int
    loc: Loc
    module: str


# ---------------------------------------------------------------- functions


@dataclass(frozen=True, slots=True)
class Fold:
    """One idiom of C, recognised: which rule, which fields it spans and what Python sees.

    rule: the rule's name (see codegen/idioms.py); name: the Python name; fields: the C fields by role;
    type: the Python type annotation; data: what the rule needs to emit code.
    """

    rule: str
    name: str
    direction: Direction
    type: str
    fields: dict[str, str]
    data: dict[str, str] = field(default_factory=dict)


class Ownership(StrEnum):
    """Who owns what a function returns."""

    OWNED = "owned"
    """The caller has to destroy it."""
    BORROWED = "borrowed"
    """It lives as long as what it was asked of."""
    VALUE = "value"
    """A Python value, copied out."""


@dataclass(frozen=True, slots=True)
class Result:
    """One result of a wrapper: its name, Python type and who owns it."""

    name: str
    type: str
    ownership: Ownership
    fold: int


@dataclass(frozen=True, slots=True)
class Function:
    """A slot of a function table.

    name: the typedef's name (`PJRT_Client_Devices`), or table_field for an inline function pointer;
    python: the wrapper's name; slot: its index among the table's pointers; raw_reason: why no rule
    folds it, "" if all is folded; reads_error: it is called while an error is read, so it must not raise.
    """

    name: str
    python: str
    table: str
    table_field: str
    slot: int
    offset: int
    returns: str
    args_struct: str
    type: FunctionType
    loc: Loc
    folds: tuple[Fold, ...] = ()
    results: tuple[Result, ...] = ()
    raw_reason: str = ""
    reads_error: bool = False
    deprecated: bool = False
    experimental: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A struct of function pointers: the API, an extension, or a vtable on a handle.

    kind: "api", "extension" or "vtable". error: the handle type its functions return on failure, "" if none.
    """

    struct: str
    kind: str
    module: str
    python: str
    error: str
    functions: tuple[Function, ...]


@dataclass(frozen=True, slots=True)
class Extension:
    """A link type of the chain. `struct` is "" for a type that no header describes."""

    name: str
    type_name: str
    type_value: int | None
    version: int | None
    struct: str
    module: str
    loc: Loc
    experimental: bool = False
    deprecated: bool = False


def mark(declared: EnumValue | Function | Extension) -> str:
    """What the headers warn of, in words: "experimental", "deprecated", both, or nothing."""
    said = (("deprecated", declared.deprecated), ("experimental", declared.experimental))
    return ", ".join(word for word, on in said if on)


@dataclass(frozen=True, slots=True)
class Header:
    """A header that went in: upstream path, generated module ("" is the core), the API version of its pin."""

    path: str
    module: str
    api: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A header that was left out on purpose, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Abi:
    """Everything, in the order of the headers."""

    version: tuple[int, int]
    headers: tuple[Header, ...]
    skipped: tuple[Skipped, ...]
    constants: tuple[Constant, ...]
    enums: tuple[Enum, ...]
    structs: tuple[Struct, ...]
    callbacks: tuple[Callback, ...]
    handles: tuple[Handle, ...]
    tables: tuple[Table, ...]
    extensions: tuple[Extension, ...]

    @property
    def functions(self) -> tuple[Function, ...]:
        """Every function of every table."""
        return tuple(f for t in self.tables for f in t.functions)


def to_data(node: Any) -> Any:
    """The model as JSON-ready data.

    Defaults and places are left out, so that a snapshot is small and a change shows only where it is: a comment added
    to a header moves every line below it, and changes nothing.
    """
    if type(node) in _PLAIN:
        return node
    if isinstance(node, (Primitive, Pointer, Array, FunctionType, Ref)):
        return ctype_text(node)
    if is_dataclass(node) and not isinstance(node, type):
        out: dict[str, Any] = {}
        for name, default in _fields(type(node)):
            value = getattr(node, name)
            if isinstance(value, Loc) or value == default or (isinstance(value, dict) and not value):
                continue
            out[name] = to_data(value)
        return out
    if isinstance(node, PyEnum):
        return node.value
    if isinstance(node, tuple | list):
        return [to_data(item) for item in node]
    if isinstance(node, dict):
        return {key: to_data(node[key]) for key in sorted(node)}
    return node


_PLAIN = frozenset({str, int, bool, type(None)})


@cache
def _fields(kind: Any) -> tuple[tuple[str, Any], ...]:
    """The fields of a dataclass and their defaults."""
    return tuple((f.name, f.default) for f in fields(kind))


def ctype_text(t: CType) -> str:
    """A type as C would write it, the declarator left out: `const PJRT_Buffer* const*`, `void (*)(void*)`."""
    match t:
        case Primitive(name) | Ref(name):
            return name
        case Pointer(FunctionType(returns, params)):
            return f"{ctype_text(returns)} (*)({', '.join(ctype_text(p.type) for p in params)})"
        case Pointer(Pointer() as target, const):
            return f"{ctype_text(target)}{' const' if const else ''}*"
        case Pointer(target, const):
            return f"{'const ' if const else ''}{ctype_text(target)}*"
        case Array(Array() as element, length):
            innermost, _, lengths = ctype_text(element).partition("[")
            return f"{innermost}[{length}][{lengths}"
        case Array(element, length):
            return f"{ctype_text(element)}[{length}]"
        case FunctionType(returns, params):
            return f"{ctype_text(returns)}({', '.join(ctype_text(p.type) for p in params)})"
