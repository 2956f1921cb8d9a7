"""Layouts as text, in messages and through the extension, on all plugins that have it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pjrt
from pjrt import Layout
from pjrt.extensions import Layouts
from pjrt.server import Served
from pjrt.signature import Spec
from tests.pjrt.programs import F32, Compiled, add, identity

COLUMNS = Layout((0, 1))
INT4 = np.dtype(ml_dtypes.int4)
BF16 = np.dtype(ml_dtypes.bfloat16)
ROOM = np.zeros((2, 3), np.float32)

_SIZES = st.integers(1, 2**40)
ALL = st.builds(
    Layout,
    st.integers(0, 5).flatmap(lambda n: st.permutations(range(n))),
    st.lists(st.lists(_SIZES | st.just(Layout.COMBINE), min_size=1, max_size=3), max_size=3),
    element_bits=st.integers(0, 64),
    memory_space=st.integers(-3, 20),
    tail_padding=_SIZES,
    splits=st.lists(st.tuples(st.integers(0, 4), st.lists(st.integers(0, 99), min_size=1, max_size=3)), max_size=2),
    dynamic_prefix=st.integers(0, 2**40),
)


@given(ALL)
def test_text_and_message(layout: Layout) -> None:
    """`str` says all that there is, and the message of compile options as much."""
    assert Layout.parse(str(layout)) == layout
    assert Layout.parse(str(layout).replace(",", ", ").replace(":", ": ")) == layout
    assert eval(repr(layout)) == layout
    spec = Spec((2,) * layout.ndim, F32, layout)
    options = pjrt.CompileOptions(argument_layouts=[spec])
    assert pjrt.CompileOptions.parse(options.serialize()).argument_layouts == (spec,)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "{:T(128)}",
        "{0:T(1024)(128)(2,1)}",
        "{1,0:T(8,128)(8,1)E(4)}",
        "{2,1,0:T(*,128)}",
        "{2,1,0:T(8,128)(2,1)L(1024)E(32)S(1)SC(0:4)(1:2,64)M(8)}",
    ],
)
def test_how_xla_spells(text: str) -> None:
    assert str(Layout.parse(text)) == text


def test_what_is_plain() -> None:
    assert Layout((1, 0), element_bits=4).is_row_major
    assert not Layout((1, 0), dynamic_prefix=8).is_row_major
    assert not Layout((1, 0), splits=((0, (1,)),)).is_row_major


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{1,0", "no layout as XLA spells them"),
        ("{1,,0}", "no layout as XLA spells them"),
        ("{1,0:S(1)T(8,128)}", "no layout as XLA spells them"),
        ("{1,0:D(D,C)}", "a sparse array's"),
        ("{1,0:#(u32)}", "a sparse array's"),
        ("{1,0:T(8)*(u32)}", "a sparse array's"),
        ("{1,1}", "minor_to_major: expected each"),
        ("{1,0:T(0)}", "tiles: expected sizes"),
        ("{0:E(99999999999999999999)}", "element_bits: 99999999999999999999 does not fit 64 bits"),
    ],
)
def test_text_that_is_none(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Layout.parse(text)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"element_bits": -1}, ValueError),
        ({"memory_space": "x"}, TypeError),
        ({"tail_padding": 0}, ValueError),
        ({"dynamic_prefix": True}, TypeError),
        ({"splits": 3}, TypeError),
        ({"splits": [(0,)]}, TypeError),
        ({"splits": [(0, ())]}, ValueError),
        ({"splits": [(-1, (3,))]}, ValueError),
    ],
)
def test_wrong_fields(fields: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error, match=f"^{next(iter(fields))}: "):
        Layout((0,), **fields)
    with pytest.raises(TypeError, match=r"^text: expected a str"):
        Layout.parse(b"{}")  # type: ignore[arg-type]


# ------------------------------------------------------------------ XLA on the host


def test_buffers(client: pjrt.Client) -> None:
    """What the extension reads goes into `put`, and comes back."""
    layouts = client.plugin.extension(Layouts)
    for array, layout in ((ROOM, COLUMNS), (ROOM, None), (ROOM.astype(INT4), None), (ROOM[0], None)):
        buffer = client.put(array, layout=layout)
        read = layouts.of(buffer)
        assert read == Layout((layout or Layout.row_major(array.ndim)).minor_to_major, element_bits=read.element_bits)
        assert read.element_bits == (4 if array.dtype == INT4 else 0)
        try:
            again = client.put(array, layout=read)
        except pjrt.UnimplementedError:  # XLA:CPU packs int4, and takes none but its own layout for it, unnamed
            assert array.dtype == INT4
            continue
        assert (layouts.of(again), again.to_numpy().tolist()) == (read, array.tolist())
        assert again.layout == buffer.layout


def test_programs(client: pjrt.Client, compiled: Compiled) -> None:
    """What a program asks for is read from it, and asked for in compile options, comes out the same."""
    layouts = client.plugin.extension(Layouts)
    program = compiled(identity((2, 3), "f32", "{0,1}", "{0,1}"))
    assert layouts.outputs(program) == (COLUMNS,)
    if not layouts.has("PJRT_Layouts_PJRT_Executable_GetParameterLayouts"):
        with pytest.raises(pjrt.UnsupportedError, match=r"GetParameterLayouts: needs API 0\.93, this"):
            layouts.parameters(program)
        return
    assert layouts.parameters(program) == (COLUMNS,)
    for layout in (COLUMNS, Layout((1, 0), dynamic_prefix=64), Layout((1, 0), ((2, 4),), tail_padding=8)):
        options = pjrt.CompileOptions(argument_layouts=[Spec((2, 3), F32, layout)])
        assert layouts.parameters(compiled(identity((2, 3), "f32"), options)) == (layout,)


@pytest.mark.parametrize(("dtype", "shape"), [(F32, (2, 3)), (BF16, ()), (INT4, (4, 2, 1))])
def test_defaults(client: pjrt.Client, dtype: np.dtype[Any], shape: tuple[int, ...]) -> None:
    layouts = client.plugin.extension(Layouts)
    found = layouts.default(client, shape, dtype)
    assert (found.minor_to_major, found.tiles) == (Layout.row_major(len(shape)).minor_to_major, ())
    assert found == layouts.default(client.topology, shape, dtype)


def test_what_c_has_no_words_for(client: pjrt.Client) -> None:
    more = [{"memory_space": 5}, {"tail_padding": 8}, {"dynamic_prefix": 8}, {"splits": ((0, (1,)),)}]
    for fields in (*more, {"element_bits": 16}):
        layout = Layout((1, 0), **fields)  # type: ignore[arg-type]
        uses: list[Callable[[], object]] = [
            lambda layout=layout: client.put(ROOM, layout=layout),  # type: ignore[misc]
            lambda layout=layout: client.empty((2, 3), F32, layout=layout),  # type: ignore[misc]
            lambda layout=layout: client.async_transfer([ROOM], layouts=[layout]),  # type: ignore[misc]
            lambda layout=layout: client.topology.canonical_shape(0, (2, 3), F32, layout),  # type: ignore[misc]
        ]
        for use in uses:
            with pytest.raises(ValueError, match=r"^layouts?(\[0\])?: .* says more than an order and tiles"):
                use()
    assert client.put(ROOM, layout=Layout((0, 1), element_bits=32)).layout == COLUMNS


@pytest.mark.parametrize(
    ("layout", "reason"),
    [
        (Layout((1, 0), memory_space=99), r"expected a memory_space of \(0, 1, 5\), got 99"),
        (Layout((1, 0), splits=((0, (1,)),)), "splits are the compiler's own choice"),
    ],
)
def test_what_plugins_abort_on(client: pjrt.Client, layout: Layout, reason: str) -> None:
    options = pjrt.CompileOptions(argument_layouts=[Spec((2, 3), F32, layout)])
    with pytest.raises(ValueError, match=rf"^options: argument_layouts\[0\]: {reason}"):
        client.compile(identity((2, 3), "f32"), options)


def test_wrong_arguments(client: pjrt.Client, reference: pjrt.Client) -> None:
    layouts = client.plugin.extension(Layouts)
    gone = client.put(ROOM)
    gone.delete()
    with pytest.raises(pjrt.ClosedError):
        layouts.of(gone)
    with pytest.raises(ValueError, match="is not of the plugin"):
        layouts.of(reference.put(ROOM))
    calls: list[tuple[Any, type[Exception], str]] = [
        (lambda: layouts.of(ROOM), TypeError, "buffer: expected a Buffer"),  # type: ignore[arg-type]
        (lambda: layouts.outputs(client), TypeError, "executable: expected an? Executable"),  # type: ignore[arg-type]
        (lambda: layouts.default(client, (2,), None), TypeError, "dtype: "),
        (lambda: layouts.default(client, (-2,), F32), ValueError, "shape: "),
        (lambda: layouts.default(client, (2,), object), TypeError, "has no PJRT element type"),
        (lambda: layouts.default(5, (2,), F32), TypeError, "client_or_topology: "),  # type: ignore[arg-type]
    ]
    for call, error, text in calls:
        with pytest.raises(error, match=text):
            call()


def test_buffers_that_failed(client: pjrt.Client) -> None:
    """Where there is no array there is a layout all the same."""
    layouts = client.plugin.extension(Layouts)
    try:
        failed = client.error_buffer(pjrt.InternalError("no"), (2, 3), F32)
    except pjrt.UnsupportedError:
        assert client.plugin.api_version < (0, 90)
        return
    assert layouts.of(failed) == Layout((1, 0))


# ------------------------------------------------------------ no hardware, reference


def test_tpu(libtpu: pjrt.Plugin, tpu: pjrt.Topology, tpu_program: pjrt.Executable) -> None:
    layouts = libtpu.extension(Layouts)
    found = {
        text: str(layouts.default(tpu, shape, dtype))
        for text, shape, dtype in [
            ("f32 scalar", (), F32),
            ("f32 vector", (4,), F32),
            ("f32 small", (2, 3), F32),
            ("f32", (16, 256), F32),
            ("bf16", (16, 256), BF16),
            ("int8", (64, 256), np.int8),
            ("int4", (16, 256), INT4),
        ]
    }
    assert found == {
        "f32 scalar": "{:T(128)}",
        "f32 vector": "{0:T(128)}",
        "f32 small": "{1,0:T(2,128)}",
        "f32": "{1,0:T(8,128)}",
        "bf16": "{1,0:T(8,128)(2,1)}",
        "int8": "{1,0:T(32,128)(4,1)}",
        "int4": "{1,0:T(8,128)(8,1)E(4)}",
    }
    assert layouts.parameters(tpu_program) == (Layout.parse("{0:T(128)}"),) * 2
    assert layouts.outputs(tpu_program) == (Layout.parse("{0:T(128)}"),)


def test_gpu(cuda: pjrt.Plugin, h100_program: pjrt.Executable, h100: Any) -> None:
    layouts = cuda.extension(Layouts)
    assert layouts.default(h100(), (2, 3), BF16) == Layout((1, 0))
    assert layouts.default(h100(), (2, 3), INT4) == Layout((1, 0), element_bits=4)
    assert layouts.parameters(h100_program) == (Layout((0,)),) * 2
    assert layouts.outputs(h100_program) == (Layout((0,)),)


def test_reference(reference: pjrt.Client, served: Served) -> None:
    seen: list[str] = []
    served.add_hook(lambda view: seen.append(view.name))
    layouts = reference.plugin.extension(Layouts)
    assert layouts.of(reference.put(ROOM, layout=COLUMNS)) == COLUMNS
    assert layouts.default(reference, (2, 3), F32) == layouts.default(reference.topology, (2, 3), F32) == Layout((1, 0))
    program = reference.compile(add())
    assert layouts.parameters(program) == (Layout((0,)),) * 2
    assert layouts.outputs(program) == (Layout((0,)),)
    made = ("PJRT_Layouts_PJRT_Client_GetDefaultLayout", "PJRT_Layouts_PJRT_Topology_GetDefaultLayout")
    owned = sum(name in (*made, "PJRT_Layouts_PJRT_Buffer_MemoryLayout") for name in seen)
    assert seen.count("PJRT_Layouts_MemoryLayout_Destroy") == owned == 3
