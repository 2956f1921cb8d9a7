"""Values for what structs hold, of any kind that the model knows, and structs in C that hold them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from ctypes import Array, Structure, Union, addressof, c_bool, c_double, c_float, c_size_t, c_void_p, cast, sizeof
from enum import IntEnum
from typing import Any

from hypothesis import strategies as st

from pjrt_abi import views
from pjrt_abi.support import array_in, bytes_in, cstring_in, named_values_in, texts_in

Give = Callable[[str], "tuple[int, Any]"]
"""Makes a handle of a kind: its address, and the object that it stands for."""

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
"""Of any characters: not ASCII, NUL in it, or none at all."""
BYTES = st.binary(max_size=12)
ADDRESS = st.none() | st.integers(1, 2**64 - 1)
FLOATS = st.floats(width=32)
INT64 = st.integers(-(2**63), 2**63 - 1)
MEMBERS: Mapping[str, st.SearchStrategy[Any]] = {
    "string_value": TEXT,
    "int64_value": INT64,
    "int64_array_value": st.lists(INT64, max_size=4),
    "float_value": FLOATS,
    "bool_value": st.booleans(),
}
"""What each member of the union in PJRT_NamedValue may be."""
NAMED_VALUES = st.dictionaries(TEXT, st.one_of(*MEMBERS.values()), max_size=5)


def values(struct: Any, give: Give, member: str | None = None) -> st.SearchStrategy[dict[str, Any]]:
    """All that a struct may hold, by the names of its views. member: of its union, if it is to be that one."""
    held = views.STRUCTS[struct.__name__]
    return st.fixed_dictionaries({view.name: value(struct, view, give, member) for view in held})


def value(struct: Any, view: Any, give: Give, member: str | None = None) -> st.SearchStrategy[Any]:
    """All that a view of a struct may be."""
    kinds = dict(struct._fields_)
    if isinstance(view, views.HandleIn):
        return st.booleans().map(lambda there: give(view.kind) if there else None)
    if isinstance(view, views.Tagged):
        names = st.sampled_from(view.names) if member is None else st.just(member)
        return names.flatmap(lambda name: st.tuples(st.just(name), values(_member(struct, name), give)))
    if isinstance(view, views.CallbackIn):
        return ADDRESS
    if isinstance(view, views.ScalarIn):
        return st.sampled_from(list(view.enum)) if view.enum is not None else _numbers(kinds[view.fields[0]])
    if isinstance(view, views.TextIn | views.CstringIn):
        whole = TEXT if view.text is str else BYTES
        return whole.filter(lambda text: "\0" not in text) | st.none() if isinstance(view, views.CstringIn) else whole
    if isinstance(view, views.TextsIn):
        return st.lists(TEXT if view.text is str else BYTES, max_size=3)
    if isinstance(view, views.RaggedIn):
        return st.lists(st.lists(_numbers(view.ctype), max_size=3).map(tuple), max_size=3)
    if isinstance(view, views.ListIn) and view.struct is not None:
        return st.lists(values(view.struct, give), max_size=2)
    if isinstance(view, views.ListIn):
        return st.lists(_numbers(view.ctype), min_size=2, max_size=2)  # some lists share a count
    if isinstance(view, views.StructValueIn):
        return values(view.struct, give)
    if isinstance(view, views.StructPointerIn):  # one of the same kind, such as the next link of a chain
        return st.none() | st.deferred(lambda: values(view.struct, give))
    raise AssertionError(f"{struct.__name__}.{view.name}: no values for a {type(view).__name__}")


def _member(struct: Any, name: str) -> Any:
    """The type of a member of a struct's anonymous union."""
    unions = [dict(struct._fields_)[field] for field in getattr(struct, "_anonymous_", ())]
    return next(kind for union in unions if issubclass(union, Union) for n, kind in union._fields_ if n == name)


def _numbers(ctype: Any) -> st.SearchStrategy[Any]:
    if ctype is c_bool:
        return st.booleans()
    if ctype in (c_float, c_double):
        return st.floats(width=32 if ctype is c_float else 64)
    if ctype is c_void_p:
        return ADDRESS
    bits = 8 * sizeof(ctype)
    signed = ctype(-1).value == -1
    return st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else st.integers(0, 2**bits - 1)


# ------------------------------------------------------------------- C structs


def filled(struct: Any, held: Mapping[str, Any]) -> Any:
    """A struct in C that holds the values, and keeps what it points to."""
    made = struct()
    made._kept = []
    fill(made, held, made._kept)
    return made


def fill(made: Any, held: Mapping[str, Any], kept: list[Any]) -> None:
    """Sets the fields of a struct."""
    if hasattr(made, "struct_size"):
        made.struct_size = type(made).STRUCT_SIZE
    for view in views.STRUCTS[type(made).__name__]:
        _set(made, view, held[view.name], kept)


def _set(made: Any, view: Any, value: Any, kept: list[Any]) -> None:
    first, *rest = view.fields
    if isinstance(view, views.HandleIn):
        setattr(made, first, value[0] if value else None)
    elif isinstance(view, views.Tagged):
        name, held = value
        setattr(made, first, view.enum[name.upper()])
        fill(getattr(made, name), held, kept)
    elif isinstance(view, views.StructValueIn):
        fill(getattr(made, first), value, kept)
    elif isinstance(view, views.StructPointerIn):
        inner = None if value is None else filled(view.struct, value)
        kept.append(inner)
        setattr(made, first, None if inner is None else addressof(inner))
    elif isinstance(view, views.ScalarIn | views.CallbackIn):
        setattr(made, first, value)
    else:
        holder, *told = _array(view, value)
        kept.append(holder)
        for field, number in zip((first, *rest), told, strict=True):
            setattr(made, field, number)


def _array(view: Any, value: Any) -> tuple[Any, ...]:
    """What keeps the memory alive, and what the fields are to be."""
    if isinstance(view, views.CstringIn):
        return cstring_in(value)
    if isinstance(view, views.TextIn):
        return bytes_in(value)
    if isinstance(view, views.TextsIn):
        return texts_in(value)
    if isinstance(view, views.NamedValuesIn):
        return named_values_in(value)
    if isinstance(view, views.RaggedIn):
        flat, address, _ = array_in(view.ctype, [number for row in value for number in row])
        lengths, lengths_address, count = array_in(c_size_t, [len(row) for row in value])
        return (flat, lengths), address, lengths_address, count
    if view.struct is not None:
        inner = [filled(view.struct, held) for held in value]
        array: Array[Any] = (view.struct * len(inner))(*inner)
        return (array, inner), addressof(array) if inner else None, len(inner)
    return array_in(view.ctype, value)


# -------------------------------------------------------------------- equality


def holds(got: Any, struct: Any, held: Mapping[str, Any]) -> bool:
    """Whether what was read of a struct is what it was given."""
    assert isinstance(got, views.Fields), got
    held_views = views.STRUCTS[struct.__name__]
    assert vars(got).keys() == {"c", *(view.name for view in held_views)}
    return all(_is(getattr(got, view.name), view, held[view.name], struct) for view in held_views)


def _is(got: Any, view: Any, value: Any, struct: Any) -> bool:
    if isinstance(view, views.HandleIn):
        return got is (value[1] if value else None)
    if isinstance(view, views.Tagged):
        return holds(got, _member(struct, value[0]), value[1])
    if isinstance(view, views.StructValueIn | views.StructPointerIn):
        return got is None if value is None else holds(got, view.struct, value)
    if isinstance(view, views.CallbackIn):
        return (None if got is None else cast(got, c_void_p).value) == value
    if isinstance(view, views.ListIn) and view.struct is not None:
        return len(got) == len(value) and all(holds(g, view.struct, v) for g, v in zip(got, value, strict=True))
    if isinstance(view, views.TextsIn) and got is None:
        return view.nullable and not value  # no strings are NULL
    return same(got, value)


def same(got: Any, value: Any) -> bool:
    """Whether two values are the same, with their types: True is not 1, and NaN is NaN."""
    if isinstance(value, dict):
        return isinstance(got, dict) and list(got) == list(value) and all(same(got[k], v) for k, v in value.items())
    if isinstance(value, list | tuple):
        return isinstance(got, list | tuple) and len(got) == len(value) and all(map(same, got, value))
    if isinstance(value, float):
        equal = math.copysign(1, got) == math.copysign(1, value) and got == value
        return type(got) is float and (equal or (math.isnan(got) and math.isnan(value)))
    return type(got) is type(value) and bool(got == value) if not isinstance(value, IntEnum) else got is value


def structure(kind: Any) -> bool:
    """Whether it is the class of a struct."""
    return isinstance(kind, type) and issubclass(kind, Structure)
