"""What is nested in arguments, from the client through C to a Python method and back: unions, structs, named values."""

from __future__ import annotations

import inspect
import json
from ctypes import addressof, c_void_p, cast, create_string_buffer, sizeof, string_at
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import pjrt
from pjrt import server
from pjrt._runtime import layouts
from pjrt_abi import structs, support, views
from pjrt_abi.enums import PJRT_NamedValue_Type
from pjrt_abi.structs import PJRT_Buffer_MemoryLayout, PJRT_Chunk_deleter
from tests.pjrt.server.doubling import Doubling
from tests.pjrt.server.nesting import (
    INT64,
    MEMBERS,
    NAMED_VALUES,
    TEXT,
    filled,
    holds,
    same,
    structure,
    values,
)
from tests.pjrt.server.test_every_function import CASES, Side, call, prepared

ABI = json.loads((Path(__file__).parents[3] / "generated" / "abi.json").read_text())
STRUCTS = {struct["name"]: struct for struct in ABI["structs"]}

NESTED = [
    (table, view, part)
    for table, view in CASES
    if view.args is not None
    for part in view.views
    if structure(getattr(part, "struct", None)) or structure(getattr(part, "ctype", None))
]
"""Each function that takes or gives a struct, with the piece of its arguments that is one."""

quick = settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
thorough = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def unions() -> dict[str, frozenset[str]]:
    """By struct: the members of the unions in it, as the headers have them."""
    return {
        name: frozenset(member["name"] for member in STRUCTS[field["type"]]["fields"])
        for name, struct in STRUCTS.items()
        for field in struct.get("fields", ())
        if STRUCTS.get(field["type"], {}).get("is_union")
    }


def tagged() -> dict[str, frozenset[str]]:
    """By struct of the headers: the members of its union that are read by a tag."""
    return {
        name: frozenset(view.names)
        for name, held in views.STRUCTS.items()
        for view in held
        if isinstance(view, views.Tagged) and name in STRUCTS  # another test may have loaded a vendor's
    }


class Echo:
    """A function served by a method that keeps what it is given and returns what it is to."""

    def __init__(self, table: str, view: views.FunctionView) -> None:
        self.side = Side(table, view)
        self.given, _, _ = prepared(self.side)
        self.returns = self.side.returns

    def call(self, **given: Any) -> Any:
        """Calls the client's wrapper with these arguments, and any others."""
        return call(self.side, {**self.given, **given})

    def tell(self, name: str, value: Any) -> None:
        """Has the method return a value."""
        told = self.side.view.told
        old = self.returns if len(told) > 1 else (self.returns,)
        made = tuple(value if view.name == name else one for view, one in zip(told, old, strict=True))
        self.side.returns = made if len(told) > 1 else made[0]

    def told(self, name: str, got: Any) -> Any:
        """What the client got for a name."""
        told = [view.name for view in self.side.view.told]
        return got[told.index(name)] if len(told) > 1 else got


@cache
def echo(table: str, function: str) -> Echo:
    """Made once."""
    return Echo(table, next(view for t, view in CASES if (t, view.name) == (table, function)))


def struct_of(part: Any) -> Any:
    return part.struct if structure(getattr(part, "struct", None)) else part.ctype


def name_of(case: object) -> str:
    return f"{case[1].name}-{case[2].name}" if isinstance(case, tuple) else str(case)


class Read(views.Scope):
    """A client that reads what it was told."""

    def meaning(self, kind: str, address: int) -> Any:
        return (kind, address)

    def reach(self, struct: Any) -> int:
        return min(int(struct.struct_size), sizeof(struct))


# ------------------------------------------------------------------------ unions


def test_all_unions_of_the_headers_are_tested() -> None:
    """A union that is new has to be read by its tag, or to be added here."""
    assert unions() == {**tagged(), "PJRT_NamedValue": frozenset(MEMBERS)}
    used = {struct_of(part).__name__ for *_, part in NESTED}
    assert tagged().keys() <= used


def test_a_type_of_named_value_for_each_member() -> None:
    assert len(PJRT_NamedValue_Type) == len(MEMBERS)


MEMBER_CASES = [(case, member) for case in NESTED for member in sorted(tagged().get(struct_of(case[2]).__name__, ()))]


@pytest.mark.parametrize(("case", "member"), MEMBER_CASES, ids=name_of)
@quick
@given(data=st.data())
def test_each_member_of_a_tagged_union(case: tuple[str, Any, Any], member: str, data: st.DataObject) -> None:
    through(*case, data, member)


@pytest.mark.parametrize("case", [c for c in NESTED if struct_of(c[2]).__name__ not in tagged()], ids=name_of)
@quick
@given(data=st.data())
def test_each_struct(case: tuple[str, Any, Any], data: st.DataObject) -> None:
    through(*case, data)


def through(table: str, view: views.FunctionView, part: Any, data: st.DataObject, member: str | None = None) -> None:
    """Sends a struct through the function in the direction that it goes, or in both."""
    echoed, struct = echo(table, view.name), struct_of(part)
    held = values(struct, echoed.side.handle, member)
    if isinstance(part, views.TwoPassStruct):
        _bytes_of_a_struct(echoed, part, data)
        return
    if part.GIVEN:
        many = isinstance(part, views.ListIn)
        sent = data.draw(st.lists(held, min_size=2, max_size=2) if many else held)
        made = [filled(struct, one) for one in sent] if many else filled(struct, sent)
        echoed.side.returns = echoed.returns
        echoed.call(**{part.name: made})
        got = echoed.side.given[part.name]
        assert all(holds(g, struct, s) for g, s in zip(got if many else [got], sent if many else [sent], strict=True))
    if part.TOLD:
        many = isinstance(part, views.ListOut | views.Fill)
        sent = data.draw(st.lists(held, min_size=1, max_size=3) if many else held)
        made = [filled(struct, one) for one in sent] if many else filled(struct, sent)
        echoed.tell(part.name, made)
        given = {part.name: struct()} if part.GIVEN else {}
        got = echoed.told(part.name, echoed.call(**given))
        read = [views.fields_of(one, Read()) for one in (got if many else [got])]
        assert all(holds(g, struct, s) for g, s in zip(read, sent if many else [sent], strict=True))


def _bytes_of_a_struct(echoed: Echo, part: Any, data: st.DataObject) -> None:
    content = data.draw(st.binary(min_size=1, max_size=40)), data.draw(TEXT)
    echoed.tell(part.name, content)
    assert echoed.told(part.name, echoed.call()) == content


def test_a_tag_that_nobody_knows() -> None:
    made = PJRT_Buffer_MemoryLayout()
    made.struct_size, made.type = PJRT_Buffer_MemoryLayout.STRUCT_SIZE, 99
    assert views.fields_of(made, Read()).value is None


# ----------------------------------------------------------------- named values

NAMED = [
    (table, view, part)
    for table, view in CASES
    if view.args is not None
    for part in view.views
    if isinstance(part, views.NamedValuesIn)
]


@pytest.mark.parametrize("case", NAMED, ids=name_of)
@quick
@given(sent=NAMED_VALUES)
def test_named_values(case: tuple[str, Any, Any], sent: dict[str, Any]) -> None:
    named(*case, sent)


@pytest.mark.parametrize("member", MEMBERS)
@thorough
@given(data=st.data())
def test_each_member_of_named_values(member: str, data: st.DataObject) -> None:
    """In a client's options, and in a plugin's attributes."""
    sent = data.draw(st.dictionaries(TEXT, MEMBERS[member], min_size=1, max_size=3))
    for function in ("PJRT_Client_Create", "PJRT_Plugin_Attributes"):
        named(*next(case for case in NAMED if case[1].name == function), sent)


def named(table: str, view: views.FunctionView, part: Any, sent: dict[str, Any]) -> None:
    echoed = echo(table, view.name)
    if part.GIVEN:
        echoed.side.returns = echoed.returns
        echoed.call(**{part.name: sent})
        assert same(echoed.side.given[part.name], sent)
    else:
        echoed.tell(part.name, sent)
        assert same(echoed.told(part.name, echoed.call()), sent)


EXTREMES: dict[str, Any] = {
    "": "",
    "größer\0": "\0ß\0",
    "least": -(2**63),
    "most": 2**63 - 1,
    "list": [-(2**63), 0, 2**63 - 1],
    "no list": [],
    "float": 2.0**-149,
    "infinite": float("-inf"),
    "none": float("nan"),
    "yes": True,
    "no": False,
    "one": 1,
    "bytes \udcff": "\udcff",
}


def test_named_values_of_objects() -> None:
    """Options go in as they are, attributes come out as they are."""

    class Attributed(Doubling):
        def plugin_attributes(self) -> dict[str, Any]:
            return EXTREMES

        def device_description_attributes(self, device_description: str) -> dict[str, Any]:
            return EXTREMES

    plugin = Attributed()
    with pjrt.Client(server.serve(plugin), options=EXTREMES) as client:
        assert same(plugin.options["create_options"], EXTREMES)
        assert same(client.plugin.attributes, EXTREMES)
        assert same(client.devices[0].attributes, EXTREMES)


@pytest.mark.parametrize("value", [2.0**128, -1e300, 1.7976931348623157e308])
def test_a_float_that_C_has_no_room_for(value: float) -> None:
    with pytest.raises(ValueError, match=r"^'x': .* does not fit 32 bits"):
        support.named_values_in({"x": value})


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, [0, 2**63]])
def test_an_int_that_C_has_no_room_for(value: Any) -> None:
    with pytest.raises(ValueError, match=r"^'x': .* does not fit 64 bits"):
        support.named_values_in({"x": value})


# ---------------------------------------------------------------------- objects

SIZES = st.integers(1, 2**63 - 1) | st.just(pjrt.Layout.COMBINE)
LAYOUTS = st.builds(
    pjrt.Layout,
    st.integers(0, 6).flatmap(lambda ndim: st.permutations(range(ndim))).map(tuple),
    st.lists(st.lists(SIZES, min_size=1, max_size=3).map(tuple), max_size=3).map(tuple),
)


@thorough
@given(layout=LAYOUTS | st.lists(INT64, max_size=4).map(lambda strides: pjrt.Strides(tuple(strides))))
def test_layouts(layout: Any) -> None:
    """As the library's objects have them, both ways."""
    into = echo("functions.ApiServer", "PJRT_Client_CreateErrorBuffer")
    into.side.returns = into.returns
    into.call(shape_layout=layouts.to_c(layout))
    got = into.side.given["shape_layout"].value
    if isinstance(layout, pjrt.Layout):
        assert (tuple(got.minor_to_major), tuple(got.tile_dims)) == (layout.minor_to_major, layout.tiles)
    else:
        assert tuple(got.byte_strides) == layout.byte_strides
    out = echo("functions.ApiServer", "PJRT_Buffer_GetMemoryLayout")
    out.tell("layout", layouts.to_c(layout))
    assert layouts.from_c(out.call()) == layout


@thorough
@given(
    infos=st.lists(
        st.builds(
            pjrt.ProcessInfo,
            st.integers(-(2**31), 2**31 - 1),
            st.integers(0, 2**64 - 1),
            st.sampled_from(list(pjrt.ProcessState)),
            st.none() | TEXT.map(pjrt.DataLossError),
        ),
        max_size=3,
    )
)
def test_processes(infos: list[pjrt.ProcessInfo]) -> None:
    client, plugin = informed()
    client.update_process_info(infos)
    got = [(p.task_id, p.incarnation_id, p.state, p.error_code, p.error_message) for p in plugin.told]
    codes = [(info.error.code, info.error.message) if info.error else (0, None) for info in infos]
    assert got == [(i.task_id, i.incarnation_id, i.state, *code) for i, code in zip(infos, codes, strict=True)]


class Informed(Doubling):
    """Keeps what it is told of processes."""

    def client_update_global_process_info(self, client: str, process_infos: list[Any]) -> None:
        self.told = process_infos


@cache
def informed() -> tuple[pjrt.Client, Informed]:
    plugin = Informed()
    return pjrt.Client(server.serve(plugin)), plugin


@thorough
@given(content=st.binary(max_size=64))
def test_chunks(content: bytes) -> None:
    """The bytes are there until the plugin calls the deleter, with what the client wants back."""
    freed: list[tuple[int | None, int | None]] = []
    deleter = PJRT_Chunk_deleter(lambda data, arg: freed.append((data, arg)))
    memory = create_string_buffer(content, max(1, len(content)))
    chunk = structs.PJRT_Chunk()
    chunk.data, chunk.size, chunk.deleter_arg = addressof(memory), len(content), 17
    chunk.deleter = cast(deleter, c_void_p).value
    echoed = echo("functions.ApiServer", "PJRT_CopyToDeviceStream_AddChunk")
    echoed.side.returns = echoed.returns
    echoed.call(chunk=chunk)
    got = echoed.side.given["chunk"]
    assert string_at(got.data, got.size) == content
    assert freed == []
    got.deleter(got.data, got.deleter_arg)
    assert freed == [(addressof(memory), 17)]


@thorough
@given(ids=st.lists(st.integers(-(2**31), 2**31 - 1), min_size=1, max_size=12), blob=st.binary(max_size=64))
def test_device_assignments(ids: list[int], blob: bytes) -> None:
    """The default one, as numbers; that of a program, as bytes that the client frees."""
    default = echo("functions.ApiServer", "PJRT_Client_DefaultDeviceAssignment")
    default.tell("default_assignment", ids)
    parameters = inspect.signature(default.side.client.client_default_device_assignment).parameters
    (capacity,) = [name for name in parameters if "size" in name or "capacity" in name]
    assert default.call(**{capacity: len(ids)}) == ids
    own = echo("functions.ApiServer", "PJRT_LoadedExecutable_GetDeviceAssignment")
    own.tell(own.side.view.told[0].name, blob)
    assert own.call() == blob
    assert own.side.runtime.held == 0


def test_an_assignment_that_is_longer_than_its_room() -> None:
    default = echo("functions.ApiServer", "PJRT_Client_DefaultDeviceAssignment")
    default.tell("default_assignment", [0] * 9)
    with pytest.raises(pjrt.InvalidArgumentError, match="9 values do not fit the 3 that there is room for"):
        default.call()


@thorough
@given(rows=st.lists(st.lists(INT64, max_size=4).map(tuple), max_size=4))
def test_shapes(rows: list[tuple[int, ...]]) -> None:
    """Those of a program's results, which lie one after the other."""
    echoed = echo("functions.ApiServer", "PJRT_Executable_OutputDimensions")
    echoed.tell(echoed.side.view.told[0].name, rows)
    assert echoed.call() == rows
