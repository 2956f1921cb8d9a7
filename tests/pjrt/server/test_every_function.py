"""Each function of each table, from the client's wrapper through C to a Python method and back."""

from __future__ import annotations

import inspect
from ctypes import CFUNCTYPE, Structure, addressof, c_void_p, cast
from enum import IntEnum
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest

import pjrt_abi.server
from pjrt import errors
from pjrt.server import Plugin
from pjrt.server.runtime import Runtime
from pjrt.server.tables import Shape, Tables
from pjrt_abi import API_VERSION, views
from pjrt_abi.functions import Api

MODULES = tuple(m.name for m in iter_modules(pjrt_abi.server.__path__))
SERVERS: dict[str, type[Any]] = {
    f"{module}.{name}": kind
    for module in dict.fromkeys(MODULES)
    for name, kind in vars(import_module(f"pjrt_abi.server.{module}")).items()
    if inspect.isclass(kind) and issubclass(kind, views.TableServer) and kind.VIEWS
}
CASES = [(table, view) for table, kind in SERVERS.items() for view in kind.VIEWS]
TEXT, BYTES = "größer", b"\x00\xff"
NAMED = {"a": 1, "b": [1, 2], "c": "x", "d": 1.5, "e": True}


class Thing:
    """What a handle stands for."""

    def __init__(self, kind: str) -> None:
        self.kind = kind


class Side:
    """A table served by methods that are made for one function, and the client's binding of it."""

    def __init__(self, table: str, view: views.FunctionView) -> None:
        self.view = view
        self.runtime = Runtime(API_VERSION)
        self.runtime.columns = lambda given: 2
        plugin = Plugin()
        plugin.runtime = self.runtime
        self.given: dict[str, Any] = {}
        self.returns: Any = None
        kind = SERVERS[table]
        made = type(f"Mine{kind.__name__}", (kind,), {view.python: self._method})
        self.tables = Tables(self.runtime, plugin, (), Shape())
        memory = self.tables.table(made())
        api = Api(self.tables.api)
        self.client = kind.CLIENT(addressof(memory), None if kind.CLIENT is Api else api)
        if kind.CLIENT is Api:
            # Its own functions of errors are those of the plugin that is whole.
            self.client.read_error = api.read_error

    def _method(self, _: Any = None, **given: Any) -> Any:
        self.given = given
        if isinstance(self.returns, BaseException):
            raise self.returns
        return self.returns

    def handle(self, kind: str) -> tuple[int, Thing]:
        thing = Thing(kind)
        return self.runtime.handles.give(kind, thing, owned=True, root=None).address, thing


def test_all_tables_are_there() -> None:
    from pjrt_abi import functions

    tables = {f"{m}.{n}" for m in MODULES for n in vars(import_module(f"pjrt_abi.server.{m}")) if n.endswith("Server")}
    assert len(CASES) > 330
    assert "functions.ApiServer" in tables
    assert len(SERVERS["functions.ApiServer"].VIEWS) == len(functions.Api.SLOTS)
    for kind in SERVERS.values():
        assert [v.name for v in kind.VIEWS] == [name for name, *_ in kind.CLIENT.SLOTS]


# -------------------------------------------------------------------- arguments


def argument(side: Side, view: Any, annotation: str) -> tuple[Any, Any]:
    """What the client passes for a view, and what the method is to get."""
    kind = type(view).__name__
    if isinstance(view, views.HandleIn | views.HandleInout):
        address, thing = side.handle(view.kind)
        return address, thing
    if isinstance(view, views.OptionalIn):
        return 5, 5
    if isinstance(view, views.ScalarIn):
        value = number(view, annotation)
        return value, value
    if isinstance(view, views.TextIn | views.CstringIn | views.SpanIn):
        return (TEXT, TEXT) if view.text is str else (BYTES.strip(b"\0"), BYTES.strip(b"\0"))
    if isinstance(view, views.TextsIn):
        values = [TEXT, ""] if view.text is str else [BYTES, b""]
        return values, values
    if isinstance(view, views.ListIn):
        return listed(side, view)
    if isinstance(view, views.RowsIn):
        return [(1, 2), (), (3,)], [[1, 2], [], [3]]
    if isinstance(view, views.NamedValuesIn):
        return NAMED, NAMED
    if isinstance(view, views.GridIn):
        cells = [[side.handle(view.kind) for _ in range(3)] for _ in range(2)]
        return [[a for a, _ in row] for row in cells], [[t for _, t in row] for row in cells]
    if isinstance(view, views.StructPointerIn | views.StructValueIn):
        made = struct(view.struct)
        return made, made
    if isinstance(view, views.CallbackIn):
        function = CFUNCTYPE(c_void_p)(int)
        return function, function
    raise AssertionError(f"no argument for a {kind}")


def number(view: Any, annotation: str) -> Any:
    if view.enum is not None:
        return list(view.enum)[-1]
    return True if annotation.startswith("bool") else 2.5 if annotation.startswith("float") else 7


def listed(side: Side, view: Any) -> tuple[Any, Any]:
    if view.kind:
        pairs = [side.handle(view.kind) for _ in range(2)]
        return [a for a, _ in pairs], [t for _, t in pairs]
    if view.struct is not None:
        made = [struct(view.struct), struct(view.struct)]
        return made, made
    if view.enum is not None:
        return list(view.enum)[:2], list(view.enum)[:2]
    return [1, 2], [1, 2]


def struct(kind: type[Any]) -> Any:
    made = kind()
    if hasattr(made, "struct_size"):
        made.struct_size = kind.STRUCT_SIZE
    return made


def same(got: Any, expected: Any) -> bool:
    """Whether a method got what was passed."""
    if isinstance(expected, list | tuple):
        return len(got) == len(expected) and all(map(same, got, expected))
    if isinstance(expected, Structure):
        return isinstance(got, views.Fields) and bytes(got.c) == bytes(expected)
    if isinstance(got, CFUNCTYPE(c_void_p).__mro__[1]):
        return cast(got, c_void_p).value == cast(expected, c_void_p).value
    return got is expected if isinstance(expected, Thing | IntEnum) else bool(got == expected)


# ---------------------------------------------------------------------- results


def result(side: Side, view: Any) -> tuple[Any, Any]:
    """What the method returns for a view, and what the client is to get, handles as things."""
    if isinstance(view, views.HandleOut):
        thing = Thing(view.kind)
        return thing, thing
    if isinstance(view, views.OptionalOut):
        return 5, 5
    if isinstance(view, views.ScalarOut | views.ScalarPointerOut):
        kinds = {bool: "bool", float: "float"}
        value = number(view, kinds.get(view.kind, "")) if isinstance(view, views.ScalarOut) else 7
        return value, value
    if isinstance(view, views.TextOut | views.CstringOut):
        return (TEXT, TEXT) if view.text is str else (BYTES, BYTES)
    if isinstance(view, views.TextsOut):
        values = [TEXT, ""] if view.text is str else [BYTES, b""]
        return values, values
    if isinstance(view, views.ListOut):
        if view.kind:
            things = [Thing(view.kind), Thing(view.kind)]
            return things, things
        made, _ = listed(side, view)
        return made, made
    if isinstance(view, views.RaggedOut):
        return [(1, 2), (), (3,)], [(1, 2), (), (3,)]
    if isinstance(view, views.NamedValuesOut):
        return NAMED, NAMED
    if isinstance(view, views.GridOut):
        rows = [[Thing(view.kind) for _ in range(2)] for _ in range(2)]
        return rows, rows
    if isinstance(view, views.CallerOut):
        things = [Thing(view.kind) for _ in range(2)]
        return things, things
    if isinstance(view, views.Fill):
        values = [struct(view.ctype) if issubclass(view.ctype, Structure) else 1 for _ in range(3)]
        return values, values
    if isinstance(view, views.FillText):
        return "ab", "ab"
    if isinstance(view, views.StructPointerOut | views.StructValueOut | views.StructPointerInout):
        made = struct(view.struct)
        return made, made
    if isinstance(view, views.TwoPass):
        return BYTES, BYTES
    if isinstance(view, views.TwoPassStruct):
        return (BYTES, "mlir"), (BYTES, "mlir")
    raise AssertionError(f"no result for a {type(view).__name__}")


def as_told(side: Side, got: Any, expected: Any) -> bool:
    """Whether the client got what the method returned."""
    if isinstance(expected, Thing):
        return side.runtime.handles.find(expected.kind, got).value is expected
    if isinstance(expected, list | tuple):
        return len(got) == len(expected) and all(as_told(side, g, e) for g, e in zip(got, expected, strict=True))
    if isinstance(expected, Structure):
        return bytes(got) == bytes(expected)
    return bool(got == expected)


CAPACITIES = (views.Fill, views.FillText)


def call(side: Side, given: dict[str, Any]) -> Any:
    """Calls the client's wrapper with what was made for each view, and with capacities for what it fills."""
    method = getattr(side.client, side.view.python)
    parameters = inspect.signature(method).parameters
    arguments = {name: given[name] for name in parameters if name in given}
    for name in parameters.keys() - given.keys():
        arguments[name] = name.startswith("want_") or {"num_outputs": 2}.get(name, 3)
        if "text" in name or "format" in name:
            arguments[name] = "mlir"
    return method(**arguments)


PACKED = [(table, view) for table, view in CASES if view.args is not None]
FAILING = [(table, view) for table, view in PACKED if view.error == "PJRT_Error" and not view.reads_error]


def prepared(side: Side) -> tuple[dict[str, Any], dict[str, Any], list[Any]]:
    """What the client passes, what the method is to get, what the client is to get."""
    annotations = {
        p.name: str(p.annotation) for p in inspect.signature(getattr(side.client, side.view.python)).parameters.values()
    }
    pairs = {v.name: argument(side, v, annotations.get(v.name, "")) for v in side.view.given}
    _same_lengths(side.view, pairs)
    results = [result(side, v) for v in side.view.told]
    side.returns = results[0][0] if len(results) == 1 else tuple(r for r, _ in results) if results else None
    return {n: p[0] for n, p in pairs.items()}, {n: p[1] for n, p in pairs.items()}, [e for _, e in results]


def _same_lengths(view: views.FunctionView, pairs: dict[str, tuple[Any, Any]]) -> None:
    """Lists that one field counts are as long as the shortest of them."""
    groups: dict[str, list[str]] = {}
    for v in view.given:
        if isinstance(v, views.ListIn | views.TextsIn | views.RowsIn | views.NamedValuesIn):
            groups.setdefault(v.fields[-1], []).append(v.name)
    for names in groups.values():
        shortest = min(len(pairs[n][0]) for n in names)
        for n in names if len(names) > 1 else ():
            pairs[n] = (pairs[n][0][:shortest], pairs[n][1][:shortest])


def name_of(case: object) -> str:
    return case[1].name if isinstance(case, tuple) else ""


@pytest.mark.parametrize("case", PACKED, ids=name_of)
def test_what_went_in_arrives(case: tuple[str, views.FunctionView]) -> None:
    side = Side(*case)
    given, expected, told = prepared(side)
    got = call(side, given)
    assert side.given.keys() == expected.keys()
    assert all(same(side.given[name], value) for name, value in expected.items()), side.given
    if told:
        assert as_told(side, [got] if len(told) == 1 else list(got), told), (got, told)
    assert side.runtime.held == 0
    assert side.runtime.misuse == []


@pytest.mark.parametrize("case", FAILING, ids=name_of)
def test_what_is_raised_arrives(case: tuple[str, views.FunctionView]) -> None:
    side = Side(*case)
    given, _, _ = prepared(side)
    side.returns = errors.DataLossError("gone: größer", payloads={"type/url": b"\x00\x01"})
    with pytest.raises(errors.DataLossError) as raised:
        call(side, given)
    assert raised.value.message == "gone: größer"
    assert raised.value.payloads == {"type/url": b"\x00\x01"}
    assert raised.value.function == side.view.name


@pytest.mark.parametrize("case", [c for c in FAILING if c[1].told], ids=name_of)
def test_garbage_that_is_returned_is_an_error(case: tuple[str, views.FunctionView]) -> None:
    """Also where the first results are right: what was made for the client is taken back."""
    side = Side(*case)
    given, _, _ = prepared(side)
    live = side.runtime.handles.live()
    for garbage in (object(), (object(),) * len(side.view.told), [object()], {"no such": 1}):
        if _means_something(side.view, garbage):
            continue
        side.returns = garbage
        with pytest.raises(errors.InternalError, match=side.view.name):
            call(side, given)
        assert side.runtime.handles.live() == live


def _means_something(view: views.FunctionView, garbage: object) -> bool:
    """Anything may be what a handle stands for."""
    anything = views.HandleOut | views.HandleInout
    if len(view.told) == 1:
        only = view.told[0]
        if isinstance(only, views.NamedValuesOut) and isinstance(garbage, dict):
            return True
        listed = isinstance(only, views.ListOut) and bool(only.kind) and isinstance(garbage, list | tuple)
        return isinstance(only, anything) or listed
    return isinstance(garbage, tuple) and all(isinstance(v, anything) for v in view.told)
