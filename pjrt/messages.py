"""Protobuf messages from Python values and back, types and ranges checked by their schemas."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, MutableMapping, MutableSequence, Sequence
from typing import Any

import numpy as np

from pjrt import checks

_TYPES = {
    "BOOL": "a bool",
    "INT32": "an int",
    "INT64": "an int",
    "UINT32": "an int",
    "UINT64": "an int",
    "FLOAT": "a float",
    "DOUBLE": "a float",
    "STRING": "a str",
}
"""What a Python value is to be, by the C++ type of the field."""

_PLAIN = {"BOOL": bool, "INT64": int, "DOUBLE": float, "STRING": str}
"""What Python values become where a message is one of several scalars."""


def new(name: str) -> Any:
    """An empty message of that full name, such as "xla.CompileOptionsProto"."""
    from pjrt.protos import message

    return message(name)()


def items(given: Any, what: str) -> list[tuple[str, Any]]:
    """Of a dict with names as keys, or None. Raises TypeError for anything else. what: what messages call it."""
    if given is None:
        return []
    if not isinstance(given, Mapping):
        raise TypeError(f"{what}: expected a dict, got {given!r}")
    for name in given:
        if not isinstance(name, str):
            raise TypeError(f"{what}: expected names of options, got {name!r}")
    return list(given.items())


def kind_of(field: Any) -> str:
    """The field's C++ type by name, such as "INT32"."""
    return next(name for name in (*_TYPES, "ENUM", "MESSAGE") if getattr(field, f"CPPTYPE_{name}") == field.cpp_type)


def set_field(message: Any, name: str, value: Any, where: str) -> None:
    """Sets a field of any type. where: what messages call it.

    A repeated field takes a list; a map and a message take a dict; a message that is one of several scalars takes one.
    Raises ValueError for a name that the schema lacks and a value out of range, TypeError for one of another type.
    """
    fields = message.DESCRIPTOR.fields_by_name
    if name not in fields:
        raise ValueError(f"{where}: {message.DESCRIPTOR.name} has no such field{checks.nearest(name, fields)}")
    field, held = fields[name], getattr(message, name)
    if isinstance(held, MutableMapping):
        key_field, value_field = (field.message_type.fields_by_name[part] for part in ("key", "value"))
        for key, entry in items(value, where):
            place = f"{where}[{key!r}]"
            if kind_of(value_field) == "MESSAGE":
                _fill(held[scalar(key_field, key, where)], entry, place)
            else:
                store(place, held.__setitem__, scalar(key_field, key, where), scalar(value_field, entry, place))
    elif isinstance(held, MutableSequence):
        if not isinstance(value, list | tuple):
            raise TypeError(f"{where}: expected a list, got {value!r}")
        for index, entry in enumerate(value):
            place = f"{where}[{index}]"
            if kind_of(field) == "MESSAGE":
                set_all(held.add(), entry, place)  # type: ignore[attr-defined]
            else:
                store(place, held.append, scalar(field, entry, place))
    elif kind_of(field) == "MESSAGE":
        held.SetInParent()
        _fill(held, value, where)
    else:
        store(where, setattr, message, name, scalar(field, value, where))


def _fill(message: Any, value: Any, where: str) -> None:
    fields, choices = message.DESCRIPTOR.fields, message.DESCRIPTOR.oneofs
    if len(choices) != 1 or len(choices[0].fields) != len(fields) or isinstance(value, Mapping):
        set_all(message, value, where)
        return
    field = next((f for f in fields if type(value) is _PLAIN.get(kind_of(f))), None)
    if field is None:
        kinds = ", ".join(_TYPES.get(kind_of(f), "a dict") for f in fields)
        raise TypeError(f"{where}: expected one of {kinds}, got {value!r}")
    store(where, setattr, message, field.name, value)


def set_all(message: Any, values: Any, where: str) -> None:
    """Sets fields from a dict."""
    for name, value in items(values, where):
        set_field(message, name, value, f"{where}[{name!r}]")


def store(where: str, put: Callable[..., object], *values: Any) -> None:
    """Has protobuf store a value, which knows the ranges."""
    try:
        put(*values)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None


def scalar(field: Any, value: Any, where: str) -> Any:
    """The value as protobuf takes it. Raises TypeError for one of another type, ValueError for no value of an enum."""
    value = value.item() if isinstance(value, np.generic) else value
    kind = kind_of(field)
    if kind == "ENUM":
        return _enum(field.enum_type, value, where)
    expected: Any = {"BOOL": bool, "STRING": str, "FLOAT": (int, float), "DOUBLE": (int, float)}.get(kind, int)
    if not isinstance(value, expected) or (isinstance(value, bool) and kind != "BOOL"):
        raise TypeError(f"{where}: expected {_TYPES[kind]}, got {value!r}")
    return _float(value, where, single=kind == "FLOAT") if kind in ("FLOAT", "DOUBLE") else value


def _float(value: int | float, where: str, *, single: bool) -> float:
    try:
        number = float(value)
    except OverflowError:
        raise ValueError(f"{where}: {value!r} is out of range") from None
    if single and math.isfinite(number):
        with np.errstate(over="ignore"):
            if np.isinf(np.float32(number)):  # protobuf would make it an infinity
                raise ValueError(f"{where}: {value!r} is out of range")
    return number


def _enum(enum: Any, value: Any, where: str) -> int:
    if isinstance(value, str):
        if value not in enum.values_by_name:
            names = list(enum.values_by_name)
            raise ValueError(
                f"{where}: {enum.name} has no {value!r}{checks.nearest(value, names)}; there are {_list(names)}"
            )
        return int(enum.values_by_name[value].number)
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{where}: expected the name or number of a value of {enum.name}, got {value!r}")
    if value not in enum.values_by_number:
        known = [f"{entry.name} ({entry.number})" for entry in enum.values]
        raise ValueError(f"{where}: {enum.name} has no value {value}; there are {_list(known)}")
    return value


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)


def read(message: Any) -> dict[str, Any]:
    """What is set in a message, as `set_field` takes it."""
    return {field.name: _value(field, held) for field, held in message.ListFields()}


def _value(field: Any, held: Any) -> Any:
    if isinstance(held, MutableMapping):
        return {key: held[key] for key in sorted(held)}
    if isinstance(held, MutableSequence):
        return [_value(field, entry) for entry in held]
    kind = kind_of(field)
    if kind == "MESSAGE":
        return read(held)
    if kind == "ENUM":
        known = field.enum_type.values_by_number.get(held)
        return held if known is None else known.name
    if kind == "FLOAT":
        return float(str(np.float32(held)))  # 0.1, where the float32 as a double is 0.10000000149
    return held
