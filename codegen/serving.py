"""Folded functions -> the side that a plugin implements: a view for each value, a method for each function."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from . import names
from .idioms import fails
from .model import Abi, Direction, Field, Fold, Function, Handle, Ownership, Pointer, Ref, Struct, Table
from .pytypes import Types


@dataclass(frozen=True)
class Method:
    """The method that serves a function: its name, signature after the keywords' star, and what it says."""

    name: str
    python: str
    signature: str
    doc: str


@dataclass(frozen=True)
class Served:
    """A table as a plugin implements it, ready for the template.

    type: an extension's number; tables: fields that point to another table, with its module and its class here.
    """

    python: str
    client: str
    type: int | None
    doc: str
    views: tuple[str, ...]
    vtables: tuple[tuple[str, str], ...]
    tables: tuple[tuple[str, str, str], ...]
    methods: tuple[Method, ...]


_ROLES: Mapping[str, tuple[str, ...]] = {
    "handle_in": ("handle",),
    "handle_out": ("handle",),
    "handle_inout": ("handle",),
    "scalar_in": ("value",),
    "scalar_out": ("value",),
    "scalar_inout": ("value",),
    "scalar_pointer_out": ("value",),
    "optional_in": ("value", "flag"),
    "optional_out": ("value", "flag"),
    "text_in": ("data", "size"),
    "text_out": ("data", "size"),
    "cstring_in": ("data",),
    "cstring_out": ("data",),
    "span_in": ("span",),
    "texts_in": ("data", "sizes", "count"),
    "texts_out": ("data", "sizes", "count"),
    "list_in": ("data", "count"),
    "list_out": ("data", "count"),
    "caller_out": ("data", "count"),
    "rows_in": ("data", "sizes", "count"),
    "ragged_in": ("data", "sizes", "count"),
    "ragged_out": ("data", "sizes", "count"),
    "named_values_in": ("data", "count"),
    "named_values_out": ("data", "count"),
    "grid_in": ("data", "count"),
    "grid_out": ("data", "count"),
    "fill": ("data", "capacity"),
    "fill_text": ("data", "size"),
    "struct_pointer_in": ("struct",),
    "struct_pointer_out": ("struct",),
    "struct_pointer_inout": ("struct",),
    "struct_value_in": ("struct",),
    "struct_value_out": ("struct",),
    "tagged": ("tag",),
    "callback_in": ("function",),
    "two_pass": ("data", "size"),
    "two_pass_struct": ("struct",),
    "deleter": ("deleter",),
}
"""The fields of each rule's fold in the order that its view takes them. A rule has a view of its own name."""


class Serving:
    """Writes what serves the functions of an ABI."""

    def __init__(self, abi: Abi, types: Types) -> None:
        self.abi = abi
        self.types = types
        self.structs = {s.name: s for s in abi.structs}
        self.destroys = {h.destroy: h.name for h in abi.handles if h.destroy}

    def describe(self, struct: Struct) -> str:
        """The views of a struct that is passed whole."""
        parts = [struct.name, *(self._view(fold, struct, loose=True) for fold in struct.folds)]
        return _call("describe", parts)

    def table(self, table: Table) -> Served:
        """The other side of a table."""
        vtables = tuple(pair for h in self.abi.handles if table.kind == "api" and (pair := self._vtable(h, table)))
        return Served(
            python=f"{table.python}Server",
            client=table.python,
            type=next((e.type_value for e in self.abi.extensions if e.struct == table.struct), None),
            doc=f"What serves `{table.struct}`.",
            views=tuple(self._function(f) for f in table.functions),
            vtables=vtables,
            tables=tuple(self._inner(table)),
            methods=tuple(self._method(f) for f in table.functions),
        )

    def _inner(self, table: Table) -> Iterator[tuple[str, str, str]]:
        """The fields of a table that point to another one."""
        known = {t.struct: t for t in self.abi.tables}
        for member in self.structs[table.struct].fields:
            target = member.type.target if isinstance(member.type, Pointer) else None
            if isinstance(target, Ref) and target.name in known:
                inner = known[target.name]
                yield member.name, inner.module or "functions", f"{inner.python}Server"

    def _vtable(self, handle: Handle, table: Table) -> tuple[str, str] | None:
        """A handle of the table's module whose struct begins with a pointer to a vtable."""
        struct = self.structs.get(handle.name)
        first = struct.fields[0] if struct and handle.module == table.module else None
        if first and isinstance(first.type, Pointer) and isinstance(first.type.target, Ref):
            return handle.name, first.type.target.name
        return None

    # ------------------------------------------------------------------ views

    def _function(self, function: Function) -> str:
        struct = self.structs.get(function.args_struct)
        parts = [f'"{function.name}"', f'"{function.python}"', struct.name if struct else "None"]
        if struct:
            owned = {r.fold for r in function.results if r.ownership is Ownership.OWNED}
            folds = [(n, fold) for n, fold in enumerate(function.folds) if fold.rule != "auto"]
            parts += [self._view(fold, struct, owned=number in owned) for number, fold in folds]
        else:
            parts += [self._param(fold) for fold in function.folds]
        if fails(function):
            parts.append(f'error="{function.returns}"')
        elif function.returns in {h.name for h in self.abi.handles}:
            parts.append(f'returns="{function.returns}"')
        if destroyed := self.destroys.get(function.name):
            parts.append(f'destroys="{destroyed}"')
        if function.reads_error:
            parts.append("reads_error=True")
        return _call("FunctionView", parts, "        ")

    def _param(self, fold: Fold) -> str:
        kind = next((h.name for h in self.abi.handles if h.python == fold.type), "")
        enum = fold.type if fold.type in self.types.enums else ""
        more = [f'kind="{kind}"'] if kind else [f"enum={enum}"] if enum else []
        return _call("Param", [f'"{names.identifier(fold.name)}"', *more])

    def _view(self, fold: Fold, struct: Struct, *, owned: bool = False, loose: bool = False) -> str:
        """loose: of a struct, whose fields say nowhere that they may be NULL."""
        fields = [f'"{fold.fields[role]}"' for role in _ROLES[fold.rule]]
        parts = [f'"{names.identifier(fold.name)}"', *fields, *self._data(fold, struct)]
        nullable = loose or fold.type.endswith("| None")
        if nullable and fold.rule in ("handle_in", "text_in", "cstring_in", "texts_in", "struct_pointer_in"):
            parts.append("nullable=True")
        elif fold.rule == "handle_in":
            parts.append("nullable=False")
        elif nullable and fold.rule in ("handle_out", "texts_out", "struct_pointer_out"):
            parts.append("nullable=True")
        if owned:
            parts.append("owned=True")
        return f"{names.camel(fold.rule)}({', '.join(parts)})"

    def _data(self, fold: Fold, struct: Struct) -> list[str]:
        data = dict(fold.data)
        if fold.rule == "deleter":
            return self._deleter(fold, struct)
        if fold.rule == "two_pass_struct":
            return [f"struct={data.pop('struct')}", *(f'{key}="{value}"' for key, value in data.items())]
        if fold.rule == "tagged":
            member_names = str(tuple(data["names"].split())).replace("'", '"')
            return [f"enum={data['enum']}", f"names={member_names}"]
        parts = []
        element = data.pop("element", "")
        if element in self.types.enums:
            parts.append(f"enum={element}")
        elif element in self.structs and element == data.get("ctype"):
            parts.append(f"struct={element}")
        for key, value in data.items():
            if key in ("ctype", "struct", "enum", "callback", "text"):
                parts.append(f"{key}={value}")
            elif key == "handle":
                parts.append(f'kind="{value}"')
            elif key == "pointers":
                parts.append("pointers=True")
            elif key == "columns":
                parts += [f'columns="{value}"'] if struct.field(value) else []
            elif key in ("pointer", "length", "used"):
                parts.append(f'{key}="{value}"')
        if fold.rule in ("scalar_out", "scalar_inout"):
            parts.append(_kind(fold))
        return [part for part in parts if part]

    def _deleter(self, fold: Fold, struct: Struct) -> list[str]:
        deleter, holder = struct.field(fold.fields["deleter"]), struct.field(fold.data["holder"])
        assert deleter is not None
        assert holder is not None
        callback = f"{struct.name}_{deleter.name}"
        target = deleter.type.target if isinstance(deleter.type, Pointer) else deleter.type
        if isinstance(target, Ref):
            callback = target.name
        return [f'holder="{holder.name}"', f"callback={callback}", f"data={not self._is_opaque(holder)}"]

    def _is_opaque(self, member: Field) -> bool:
        return self.types.is_handle(member.type)

    # ---------------------------------------------------------------- methods

    def _method(self, function: Function) -> Method:
        given, told = [], []
        for fold in function.folds:
            if fold.rule in ("auto", "deleter"):
                continue
            text = self._annotation(fold)
            if fold.direction is not Direction.OUT:
                given.append(f"{names.identifier(fold.name)}: {text}")
            if fold.direction is not Direction.IN:
                told.append(text)
        if not function.args_struct and function.results:
            told = ["Any"]
        returns = "None" if not told else told[0] if len(told) == 1 else "Any"
        params = ", ".join(["self", *(["*", *given] if given else [])])
        return Method(
            name=function.name,
            python=function.python,
            signature=f"({params}) -> {returns}",
            doc=f"Serves `{function.name}`, slot {function.slot}.{_told(function)}",
        )

    def _annotation(self, fold: Fold) -> str:
        kind = fold.type
        if fold.rule in ("text_in", "cstring_in", "span_in", "texts_in"):
            kind = kind.replace("str | bytes", fold.data["text"])
        loose = ("struct", "grid", "caller", "tagged", "callback", "list_in", "rows_in", "handle", "two_pass_struct")
        if fold.rule.startswith(loose) or "Ptr" in kind or "handle" in fold.data:
            return "Any"
        return kind.replace("Sequence[", "list[").replace("Mapping[", "dict[").replace("NamedValue", "Any")


def _kind(fold: Fold) -> str:
    kind = fold.type.split(" ")[0]
    if fold.type.endswith("| None"):
        return "kind=None"
    return f"kind={kind}" if kind in ("bool", "float") else ""


def _told(function: Function) -> str:
    """The names of what it returns, where there are several."""
    told = [f.name for f in function.folds if f.direction is not Direction.IN and f.rule not in ("auto", "deleter")]
    return f" Tells {', '.join(told)}." if len(told) > 1 else ""


def _call(name: str, parts: list[str], indent: str = "") -> str:
    """A call on one line if it fits, else with a line for each argument."""
    line = f"{name}({', '.join(parts)})"
    if len(indent) + len(line) <= 110:
        return line
    return f"{name}(\n" + "".join(f"{indent}    {part},\n" for part in parts) + f"{indent})"
