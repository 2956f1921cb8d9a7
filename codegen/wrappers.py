"""Folded functions -> the Python source of their wrappers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from . import names
from .idioms import fails
from .model import CType, Field, Fold, Function, Ownership, Struct, mark
from .pytypes import Types
from .snapshots import Version


@dataclass
class Source:
    """The pieces of one wrapper."""

    required: list[str] = field(default_factory=list)
    optional: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    """What needs the counts that `before` sets."""
    after: list[str] = field(default_factory=list)
    """What comes before a second call."""
    again: str = ""
    """The condition for the second call, if it is not always made."""
    read: list[str] = field(default_factory=list)
    last: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Wrapper:
    """A wrapper's source, ready for the template. result: the fields of its NamedTuple if it returns several values."""

    name: str
    field: str
    python: str
    prototype: str
    signature: str
    returns: str
    doc: str
    body: tuple[str, ...]
    result_name: str
    result: tuple[tuple[str, str], ...]


def wrapper(
    function: Function,
    structs: Mapping[str, Struct],
    types: Types,
    all_functions: Mapping[str, Function],
    later: Mapping[str, Version],
) -> Wrapper:
    """The wrapper of a function. A raw one takes its argument struct and returns nothing but errors.

    later: fields of the argument struct that came after it did, with the version that brought them.
    """
    result = tuple((r.name, _result_type(function.folds[r.fold], r.type, later)) for r in function.results)
    result_name = names.camel(function.python) if len(result) > 1 else ""
    returns = result_name or (result[0][1] if result else "None")
    if function.raw_reason:
        source, body = Source(required=[f"args: {function.args_struct}"]), _raw(function)
    elif not function.args_struct or function.args_struct not in structs:
        source = Source(required=[f"{names.identifier(f.name)}: {_direct_type(f)}" for f in function.folds])
        body = _direct(function, structs)
    else:
        source = _fold(_Context(function, structs[function.args_struct], all_functions, later))
        body = _packed(function, structs[function.args_struct], source, result_name)
    params = ["self", *source.required]
    if source.optional:
        params += ["*", *source.optional]
    return Wrapper(
        name=function.name,
        field=function.table_field,
        python=function.python,
        prototype=_prototype(function, types),
        signature=_signature(function.python, params, returns),
        returns=returns,
        doc=_doc(function),
        body=tuple(body),
        result_name=result_name,
        result=result,
    )


def _signature(name: str, params: list[str], returns: str) -> str:
    """`(self, ...) -> X`, on one line if it fits."""
    line = f"({', '.join(params)}) -> {returns}"
    if len(f"    def {name}{line}:") <= 110:
        return line
    return "(\n" + "".join(f"        {p},\n" for p in params) + f"    ) -> {returns}"


def _prototype(function: Function, types: Types) -> str:
    """CALL and CALL_VOID for the usual signatures, else a prototype of its own."""
    one_pointer = len(function.type.params) == 1 and types.ctypes(function.type.params[0].type) == "c_void_p"
    returned = types.ctypes_result(function.type.returns)
    if one_pointer and returned in ("None", "c_void_p"):
        return "CALL_VOID" if returned == "None" else "CALL"
    arguments = [returned, *(types.ctypes(p.type) for p in function.type.params)]
    return f"CFUNCTYPE({', '.join(arguments)})"


def _doc(function: Function) -> str:
    facts = [f"slot {function.slot}", *filter(None, [mark(function)])]
    owned = [r.name for r in function.results if r.ownership is Ownership.OWNED]
    borrowed = [r.name for r in function.results if r.ownership is Ownership.BORROWED]
    text = f"`{function.name}`, {', '.join(facts)}."
    if owned:
        text += f" The caller owns: {', '.join(owned)}."
    if borrowed:
        text += f" Borrowed: {', '.join(borrowed)}."
    if function.raw_reason:
        text += f" Not folded: {function.raw_reason}."
    return text


# ------------------------------------------------------- functions as they are


def _direct_type(fold: Fold) -> str:
    return "int | None" if fold.type == "int" and not fold.data.get("scalar") else fold.type


def _direct(function: Function, structs: Mapping[str, Struct]) -> list[str]:
    call = f"self.{function.name}({', '.join(names.identifier(f.name) for f in function.folds)})"
    if fails(function):
        return [f"error = {call}", "if error:", f'    self._fail("{function.name}", error)']
    if not function.results:
        return [call]
    kind = function.results[0].type
    if kind in structs:
        return [f"result: {kind} = {call}", "return result"]
    return [f"result: Any = {call}", f"return {_as(kind)}"]


def _as(kind: str) -> str:
    """`result` as the annotated type: NULL is 0, a number is its enum's member."""
    if kind == "int":
        return "result or 0"
    if kind.endswith("Ptr"):
        return f"{kind}(result or 0)"
    return f"{kind}(result)"


def _raw(function: Function) -> list[str]:
    call = f"self.{function.name}(addressof(args))"
    if not fails(function):
        return [call]
    return [f"error = {call}", "if error:", f'    self._fail("{function.name}", error)']


# ------------------------------------------------- functions with an argument struct


def _packed(function: Function, struct: Struct, source: Source, result_name: str) -> list[str]:
    call = [f"self.{function.name}(addressof(a))"]
    if fails(function):
        on_error = "self._discard(error)" if function.reads_error else f'self._fail("{function.name}", error)'
        call = [f"error = {call[0]}", "if error:", f"    {on_error}"]
    body = [f"a = {struct.name}()"]
    if struct.field("struct_size"):
        body.append(f"a.struct_size = {struct.name}.STRUCT_SIZE")
    body += source.before
    if function.returns and not fails(function):
        source.read.insert(0, _as(function.results[0].type))
        call = [f"result: Any = {call[0]}"]
    body += call
    if source.after:
        second = [*source.after, *call]
        body += [f"if {source.again}:", *(f"    {line}" for line in second)] if source.again else second
    if not source.read:
        return body + source.last
    values = source.read[0] if not result_name else f"{result_name}({', '.join(source.read)})"
    if source.last:
        return [*body, "try:", f"    return {values}", "finally:", *(f"    {line}" for line in source.last)]
    return [*body, f"return {values}"]


def _fold(context: _Context) -> Source:
    source, function = Source(), context.function
    shared: dict[str, list[str]] = {}
    for fold in function.folds:
        if fold.rule in ("list_in", "rows_in", "texts_in", "named_values_in"):
            shared.setdefault(fold.fields["count"], []).append(names.identifier(fold.name))
    for group in shared.values():
        if len(group) > 1:
            source.before.append(f"equal_lengths({', '.join(f'{name}={name}' for name in group)})")
    for fold in function.folds:
        told = len(source.read)
        EMITTERS[fold.rule](source, fold, names.identifier(fold.name), context)
        if brought := context.brought(fold):
            source.read[told:] = [_from(brought, read, context, fold) for read in source.read[told:]]
    source.before += source.late
    return source


@dataclass(frozen=True)
class _Context:
    function: Function
    struct: Struct
    functions: Mapping[str, Function]
    later: Mapping[str, Version]

    def brought(self, fold: Fold) -> Version | None:
        """The version that brought a value, if the struct was there before."""
        return _brought(fold, self.later)

    def member(self, fold: Fold, role: str) -> Field:
        found = self.struct.field(fold.fields[role])
        assert found is not None
        return found

    def kind(self, fold: Fold, role: str) -> CType:
        return self.member(fold, role).type


_NEVER_NULL = ("handle_out", "struct_pointer_out")
_NONE_OF_ITSELF = ("optional_out", "handle_inout", "scalar_inout", "struct_pointer_inout")


def _brought(fold: Fold, later: Mapping[str, Version]) -> Version | None:
    return max((later[name] for name in fold.fields.values() if name in later), default=None)


def _result_type(fold: Fold, kind: str, later: Mapping[str, Version]) -> str:
    """The type of a result; None is one more value of what an older plugin does not tell."""
    if fold.rule in (*_NEVER_NULL, *_NONE_OF_ITSELF) or kind.endswith("None") or not _brought(fold, later):
        return kind
    return f"{kind} | None"


def _from(version: Version, read: str, context: _Context, fold: Fold) -> str:
    """The expression for a value that plugins tell from a version on."""
    if fold.rule in _NONE_OF_ITSELF or (fold.rule in _NEVER_NULL and fold.type.endswith("None")):
        return read
    older = f'self._lost("{context.function.name}", "{fold.name}", {version})' if fold.rule in _NEVER_NULL else "None"
    return f"{read} if self._told({version}) else {older}"


def _param(source: Source, name: str, kind: str, *, default: str = "") -> None:
    if default:
        source.optional.append(f"{name}: {kind} = {default}")
    else:
        source.required.append(f"{name}: {kind}")


def _scalar_in(source: Source, fold: Fold, name: str, context: _Context) -> None:
    member = context.member(fold, next(iter(fold.fields)))
    nullable = fold.type.endswith("| None") and (member.nullable or member.name.endswith("user_arg"))
    _param(source, name, fold.type, default="None" if nullable else "")
    source.before.append(f"a.{member.name} = {name}")


def _auto(source: Source, fold: Fold, name: str, context: _Context) -> None:
    """struct_size is set by the frame of every wrapper; the others stay zero."""


def _optional_in(source: Source, fold: Fold, name: str, context: _Context) -> None:
    _param(source, name, fold.type, default="None")
    source.before += [f"a.{fold.fields['flag']} = {name} is not None", f"a.{fold.fields['value']} = {name} or 0"]


def _text_in(source: Source, fold: Fold, name: str, context: _Context) -> None:
    _param(source, name, fold.type, default="None" if fold.type.endswith("None") else "")
    data, size = fold.fields["data"], fold.fields["size"]
    source.before.append(f"keep_{name}, a.{data}, a.{size} = bytes_in({name})")


def _cstring_in(source: Source, fold: Fold, name: str, context: _Context) -> None:
    _param(source, name, fold.type, default="None" if fold.type.endswith("None") else "")
    source.before.append(f"keep_{name}, a.{fold.fields['data']} = cstring_in({name})")


def _span_in(source: Source, fold: Fold, name: str, context: _Context) -> None:
    _param(source, name, fold.type)
    span = f"a.{fold.fields['span']}"
    source.before.append(f"keep_{name}, {span}.{fold.data['pointer']}, {span}.{fold.data['length']} = bytes_in({name})")


def _list_in(source: Source, fold: Fold, name: str, context: _Context) -> None:
    data, count = fold.fields["data"], fold.fields["count"]
    nullable = context.member(fold, "data").nullable
    _param(source, name, fold.type, default="()" if nullable else "")
    array = f"structs_in({name})" if fold.data.get("pointers") else f"array_in({fold.data['ctype']}, {name})"
    source.before.append(f"keep_{name}, a.{data}, a.{count} = {array}")


def _rows_in(source: Source, fold: Fold, name: str, context: _Context) -> None:
    _param(source, name, fold.type)
    data, sizes, count = (f"a.{fold.fields[r]}" for r in ("data", "sizes", "count"))
    source.before.append(f"keep_{name}, {data}, {sizes}, {count} = rows_in({fold.data['ctype']}, {name})")


def _texts_in(source: Source, fold: Fold, name: str, context: _Context) -> None:
    nullable = context.member(fold, "data").nullable
    _param(source, name, fold.type, default="()" if nullable else "")
    data, sizes, count = (f"a.{fold.fields[r]}" for r in ("data", "sizes", "count"))
    source.before.append(f"keep_{name}, {data}, {sizes}, {count} = texts_in({name})")


def _named_values_in(source: Source, fold: Fold, name: str, context: _Context) -> None:
    _param(source, name, fold.type, default="None")
    data, count = fold.fields["data"], fold.fields["count"]
    source.before.append(f"keep_{name}, a.{data}, a.{count} = named_values_in({name})")


def _grid_in(source: Source, fold: Fold, name: str, context: _Context) -> None:
    _param(source, name, fold.type)
    data, count, columns = fold.fields["data"], fold.fields["count"], fold.data["columns"]
    source.before.append(f"keep_{name}, a.{data}, a.{count}, a.{columns} = grid_in({name})")


def _struct_pointer_in(source: Source, fold: Fold, name: str, context: _Context) -> None:
    member = fold.fields["struct"]
    if fold.type.endswith("None") or context.brought(fold):
        nullable = fold.type.endswith("None")  # else it is for older plugins only that there is none
        _param(source, name, fold.type if nullable else f"{fold.type} | None", default="None" if nullable else "")
        source.before.append(f"a.{member} = None if {name} is None else addressof({name})")
    else:
        _param(source, name, fold.type)
        source.before.append(f"a.{member} = addressof({name})")


def _struct_pointer_inout(source: Source, fold: Fold, name: str, context: _Context) -> None:
    _param(source, name, f"{fold.type} | None", default="None")
    source.before += [
        f"{name} = {fold.type}() if {name} is None else {name}",
        f"a.{fold.fields['struct']} = addressof({name})",
    ]
    source.read.append(name)


def _callback_in(source: Source, fold: Fold, name: str, context: _Context) -> None:
    nullable = context.member(fold, "function").nullable
    _param(source, name, fold.type, default="None" if nullable else "")
    source.before.append(f"a.{fold.fields['function']} = function_address({name})")


def _scalar_out(source: Source, fold: Fold, name: str, context: _Context) -> None:
    value = f"a.{fold.fields['value']}"
    source.read.append(f"{fold.type}({value})" if "enum" in fold.data else value)


def _scalar_inout(source: Source, fold: Fold, name: str, context: _Context) -> None:
    _scalar_in(source, fold, name, context)
    _scalar_out(source, fold, name, context)


def _scalar_pointer_out(source: Source, fold: Fold, name: str, context: _Context) -> None:
    source.before += [f"{name} = {fold.data['ctype']}()", f"a.{fold.fields['value']} = addressof({name})"]
    source.read.append(f"{name}.value")


def _optional_out(source: Source, fold: Fold, name: str, context: _Context) -> None:
    source.read.append(f"a.{fold.fields['value']} if a.{fold.fields['flag']} else None")


def _text_out(source: Source, fold: Fold, name: str, context: _Context) -> None:
    reader = "bytes_out" if fold.data["text"] == "bytes" else "text_out"
    source.read.append(f"{reader}(a.{fold.fields['data']}, a.{fold.fields['size']})")


def _cstring_out(source: Source, fold: Fold, name: str, context: _Context) -> None:
    source.read.append(f"cstring_out(a.{fold.fields['data']})")


def _texts_out(source: Source, fold: Fold, name: str, context: _Context) -> None:
    reader = "all_bytes_out" if fold.data["text"] == "bytes" else "texts_out"
    data, sizes, count = (f"a.{fold.fields[r]}" for r in ("data", "sizes", "count"))
    read = f"{reader}({data}, {sizes}, {count})"
    source.read.append(f"{read} if {data} else None" if fold.type.endswith("None") else read)
    if release := fold.data.get("released_by"):
        free = context.functions[release]
        fields = [f.name for f in free.folds if f.rule != "auto"]
        pairs = zip(fields, (data, sizes, count), strict=True)
        source.last.append(f"self.{free.python}({', '.join(f'{field}={value}' for field, value in pairs)})")


def _list_out(source: Source, fold: Fold, name: str, context: _Context) -> None:
    data, count = f"a.{fold.fields['data']}", f"a.{fold.fields['count']}"
    element = fold.data["element"]
    if "handle" in fold.data:
        source.read.append(f"[{element}(p) for p in pointers_out({data}, {count})]")
    elif fold.data["ctype"] == element:
        source.read.append(f"structs_out({element}, {data}, {count})")
    elif element in ("int", "float", "bool"):
        source.read.append(f"array_out({fold.data['ctype']}, {data}, {count})")
    else:
        source.read.append(f"[{element}(v) for v in array_out({fold.data['ctype']}, {data}, {count})]")


def _ragged_out(source: Source, fold: Fold, name: str, context: _Context) -> None:
    data, sizes, count = (f"a.{fold.fields[r]}" for r in ("data", "sizes", "count"))
    source.read.append(f"ragged_out({fold.data['ctype']}, {data}, {sizes}, {count})")


def _named_values_out(source: Source, fold: Fold, name: str, context: _Context) -> None:
    source.read.append(f"named_values_out(a.{fold.fields['data']}, a.{fold.fields['count']})")


def _handle_out(source: Source, fold: Fold, name: str, context: _Context) -> None:
    member, element = fold.fields["handle"], fold.data["element"]
    if fold.type.endswith("None"):
        source.read.append(f"{element}(a.{member}) if a.{member} else None")
    else:
        where = f"{context.function.name}.{member}"
        source.read.append(f'{element}(pointer_out(a.{member}, "{where}"))')


def _handle_inout(source: Source, fold: Fold, name: str, context: _Context) -> None:
    _param(source, name, f"{fold.data['element']} | None", default="None")
    source.before.append(f"a.{fold.fields['handle']} = {name}")
    source.read.append(f"{fold.data['element']}(a.{fold.fields['handle']} or 0)")


def _struct_value_out(source: Source, fold: Fold, name: str, context: _Context) -> None:
    source.read.append(f"a.{fold.fields['struct']}")


def _struct_pointer_out(source: Source, fold: Fold, name: str, context: _Context) -> None:
    member, struct = f"a.{fold.fields['struct']}", fold.data["struct"]
    if fold.type.endswith("None"):
        source.read.append(f"{struct}.from_address({member}) if {member} else None")
    else:
        where = f"{context.function.name}.{fold.fields['struct']}"
        source.read.append(f'{struct}.from_address(pointer_out({member}, "{where}"))')


def _fill(source: Source, fold: Fold, name: str, context: _Context) -> None:
    data, capacity = fold.fields["data"], fold.fields["capacity"]
    _param(source, capacity, "int")
    source.before += [
        f"{name} = ({fold.data['ctype']} * {capacity})()",
        f"a.{data} = addressof({name})",
        f"a.{capacity} = {capacity}",
    ]
    used = f"[: a.{fold.data['used']}]" if "used" in fold.data else ""
    source.read.append(f"list({name}{used})")


def _fill_text(source: Source, fold: Fold, name: str, context: _Context) -> None:
    data, size = fold.fields["data"], fold.fields["size"]
    _param(source, size, "int")
    source.before += [
        f"{name} = create_string_buffer({size})",
        f"a.{data} = addressof({name})",
        f"a.{size} = {size}",
    ]
    source.read.append(f'{name}.value.decode(errors="surrogateescape")')


def _caller_out(source: Source, fold: Fold, name: str, context: _Context) -> None:
    data, count, element = fold.fields["data"], fold.fields["count"], fold.data["element"]
    lines = [f"{name} = (c_void_p * a.{count})()", f"a.{data} = addressof({name})"]
    if context.member(fold, "data").nullable:
        _param(source, f"want_{name}", "bool", default="False")
        lines = [f"{name} = (c_void_p * (a.{count} if want_{name} else 0))()"]
        lines.append(f"a.{data} = addressof({name}) if want_{name} else None")
    source.late += lines
    source.read.append(f"[{element}(p or 0) for p in {name}]")


def _grid_out(source: Source, fold: Fold, name: str, context: _Context) -> None:
    data, count, columns = fold.fields["data"], fold.fields["count"], fold.data["columns"]
    _param(source, columns, "int")
    if "column_field" in fold.data:
        source.before.append(f"a.{columns} = {columns}")
    source.late += [
        f"{name} = [(c_void_p * {columns})() for _ in range(a.{count})]",
        f"keep_{name}, a.{data}, _ = array_in(c_void_p, [addressof(row) for row in {name}])",
    ]
    source.read.append(f"[[{fold.data['element']}(p or 0) for p in row] for row in {name}]")


def _two_pass(source: Source, fold: Fold, name: str, context: _Context) -> None:
    data, size = fold.fields["data"], fold.fields["size"]
    own = f"own_{name}"  # libtpu and CUDA point to memory of their own at once, and a second call spoils it
    source.again = f"not ({own} := a.{data})"
    source.after += [f"{name} = create_string_buffer(a.{size})", f"a.{data} = addressof({name})"]
    source.read.append(f"bytes_out({own}, a.{size}) if {own} else {name}.raw[: a.{size}]")


def _two_pass_struct(source: Source, fold: Fold, name: str, context: _Context) -> None:
    d, text = fold.data, names.identifier(fold.data["text"])
    _param(source, text, "str")
    source.before += [
        f"{name} = {d['struct']}()",
        f"{name}.struct_size = {d['struct']}.STRUCT_SIZE",
        f"keep_{text}, {name}.{d['text']}, {name}.{d['text_size']} = bytes_in({text})",
        f"a.{fold.fields['struct']} = addressof({name})",
    ]
    source.after += [
        f"{d['data']} = create_string_buffer({name}.{d['size']})",
        f"{name}.{d['data']} = addressof({d['data']})",
    ]
    source.read.append(
        f"({d['data']}.raw[: {name}.{d['size']}], text_out({name}.{d['text']}, {name}.{d['text_size']}))"
    )


def _deleter(source: Source, fold: Fold, name: str, context: _Context) -> None:
    source.last.append(f"release(a.{fold.fields['deleter']}, a.{fold.data['holder']})")


EMITTERS = {
    "auto": _auto,
    "handle_in": _scalar_in,
    "scalar_in": _scalar_in,
    "struct_value_in": _scalar_in,
    "optional_in": _optional_in,
    "text_in": _text_in,
    "cstring_in": _cstring_in,
    "span_in": _span_in,
    "list_in": _list_in,
    "rows_in": _rows_in,
    "texts_in": _texts_in,
    "named_values_in": _named_values_in,
    "grid_in": _grid_in,
    "struct_pointer_in": _struct_pointer_in,
    "struct_pointer_inout": _struct_pointer_inout,
    "callback_in": _callback_in,
    "scalar_out": _scalar_out,
    "scalar_inout": _scalar_inout,
    "scalar_pointer_out": _scalar_pointer_out,
    "optional_out": _optional_out,
    "text_out": _text_out,
    "cstring_out": _cstring_out,
    "texts_out": _texts_out,
    "list_out": _list_out,
    "ragged_out": _ragged_out,
    "named_values_out": _named_values_out,
    "handle_out": _handle_out,
    "handle_inout": _handle_inout,
    "struct_value_out": _struct_value_out,
    "struct_pointer_out": _struct_pointer_out,
    "fill": _fill,
    "fill_text": _fill_text,
    "caller_out": _caller_out,
    "grid_out": _grid_out,
    "two_pass": _two_pass,
    "two_pass_struct": _two_pass_struct,
    "deleter": _deleter,
}
"""How each rule of codegen/idioms.py becomes source."""
