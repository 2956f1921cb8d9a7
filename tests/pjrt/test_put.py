"""Arrays on their way to a device: every source, layouts, semantics, and how long the plugin keeps the array."""

from __future__ import annotations

import array
import itertools
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pjrt
from pjrt import Layout, Semantics, Strides, dtypes

pytestmark = pytest.mark.download
Child = Callable[..., dict[str, Any]]
Array = np.ndarray[Any, Any]

X = np.arange(6, dtype=np.float32).reshape(2, 3)
WHOLE = [dtype for dtype in dtypes.whole_bytes() if dtype.itemsize <= 16]
PACKED = [dtypes.from_name(n) for n in ("S2", "U2", "S4", "U4", "F4E2M1FN")]
TILED = Layout((1, 0), ((2, 2),))
ZERO_COPY = (Semantics.IMMUTABLE_ZERO_COPY, Semantics.MUTABLE_ZERO_COPY)
ADD = (
    "module @add { func.func public @main(%a: tensor<2x3xf32> MARK, %b: tensor<2x3xf32>) -> tensor<2x3xf32> {"
    " %0 = stablehlo.add %a, %b : tensor<2x3xf32> return %0 : tensor<2x3xf32> } }"
)
DONATING = ADD.replace("MARK", "{tf.aliasing_output = 0 : i32}")


def same(a: Array, b: Array) -> bool:
    """Equal to the bit."""
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == np.ascontiguousarray(b).tobytes()


def numbers(dtype: np.dtype[Any], shape: tuple[int, ...], seed: int = 0) -> Array:
    """Any bits of types of whole bytes, NaNs of every kind among them; any numbers of the others."""
    rng = np.random.default_rng(seed)
    if dtype in PACKED or dtype == np.bool_:
        return rng.integers(0, 2, shape).astype(dtype)
    return rng.integers(0, 256, (*shape, dtype.itemsize), np.uint8).view(dtype).reshape(shape)


def fields() -> Array:
    """An array whose elements lie 13 bytes apart, most of them at odd addresses."""
    made = np.zeros(5, np.dtype([("a", "u1"), ("b", "f4"), ("c", "f8")]))
    made["b"] = range(5)
    return np.asarray(made["b"])


class WithArray:
    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return X * 2


class WithInterface:
    def __init__(self) -> None:
        self.__array_interface__ = X.__array_interface__


class WithDlpack:
    def __dlpack__(self, **arguments: Any) -> Any:
        return X.__dlpack__(**arguments)


class Raising:
    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        raise self.error


class Subclass(np.ndarray):  # type: ignore[type-arg]
    pass


SOURCES: dict[str, tuple[Any, Any]] = {
    "packed struct field": (fields(), np.arange(5, dtype=np.float32)),
    "its other end": (fields()[::-2], np.array([4, 2, 0], np.float32)),
    "np.matrix": (X.view(np.matrix), X),
    "subclass": (X.view(Subclass), X),
    "record field": (np.rec.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]).b, np.array([2.0])),
    "array.array": (array.array("d", [1, 2]), np.array([1.0, 2.0])),
    "memoryview": (memoryview(b"abcdef")[::2], np.frombuffer(b"ace", np.uint8)),
    "cast memoryview": (memoryview(np.arange(6.0)).cast("B").cast("d", (3, 2)), np.arange(6.0).reshape(3, 2)),
    "bytearray": (bytearray(b"abc"), np.frombuffer(b"abc", np.uint8)),
    "__array__ only": (WithArray(), X * 2),
    "__array_interface__ only": (WithInterface(), X),
    "__dlpack__ only": (WithDlpack(), X),
    "list of arrays": ([X, X], np.stack([X, X])),
    "64 dimensions": (X[:1, :1].reshape((1,) * 64), X[:1, :1].reshape((1,) * 64)),
    "huge empty": (np.empty((0, 1 << 40), np.int8), np.empty((0, 1 << 40), np.int8)),
    "big-endian bytes": (np.arange(3, dtype=">u1"), np.arange(3, dtype=np.uint8)),
}


@pytest.mark.parametrize("immutable", [False, True])
@pytest.mark.parametrize("name", SOURCES)
def test_sources(client: pjrt.Client, name: str, immutable: bool) -> None:
    given, expected = SOURCES[name]
    made = client.put(given, immutable=immutable)
    assert same(made.to_numpy(), expected)


@given(
    data=st.data(),
    dtype=st.sampled_from(WHOLE + PACKED),
    shape=st.lists(st.integers(0, 4), max_size=4).map(tuple),
    seed=st.integers(0, 1000),
    semantics=st.sampled_from(list(Semantics)),
)
@settings(max_examples=150, deadline=None)
def test_any_strides_and_layout(
    client: pjrt.Client,
    data: st.DataObject,
    dtype: np.dtype[Any],
    shape: tuple[int, ...],
    seed: int,
    semantics: Semantics,
) -> None:
    source = numbers(dtype, shape, seed).transpose(data.draw(st.permutations(range(len(shape)))))
    source = source[tuple(slice(None, None, data.draw(st.sampled_from((1, -1, 2, -2)))) for _ in shape)]
    if data.draw(st.booleans()):
        source = np.broadcast_to(source[None], (2, *source.shape)) if source.ndim < 5 else source
    if semantics == Semantics.MUTABLE_ZERO_COPY and not source.flags.writeable:
        source = source.copy()
    order = None if dtype in PACKED else data.draw(st.none() | st.permutations(range(source.ndim)))
    made = client.put(source, layout=None if order is None else Layout(tuple(order)), semantics=semantics)
    assert same(made.to_numpy(), source)
    assert made.to_numpy().flags.c_contiguous


@pytest.mark.parametrize(
    ("value", "dtype", "expected"),
    [
        (3, np.int8, 3),
        (2.0, np.int32, 2),
        (True, np.float32, 1),
        (float("nan"), np.float32, float("nan")),
        (1e300, np.float32, float("inf")),
        (2**70, np.float32, 2.0**70),
        (2**63, np.uint64, 2**63),
        ([2**63 - 1, -(2**63)], np.int64, [2**63 - 1, -(2**63)]),
        ([[1, 2], [3, 4]], ml_dtypes.bfloat16, [[1, 2], [3, 4]]),
        ([1 + 2j], np.complex64, [1 + 2j]),
        ([-8, 7], ml_dtypes.int4, [-8, 7]),
        ([2**70], np.float64, [2.0**70]),
        ([[], []], np.int32, [[], []]),
        ([np.float32(1), 2], np.int32, [1, 2]),
    ],
)
def test_numbers_take_the_dtype(client: pjrt.Client, value: Any, dtype: Any, expected: Any) -> None:
    with np.errstate(over="ignore"):
        made = client.put(value, dtype=dtype)
    assert made.dtype == np.dtype(dtype)
    assert np.array_equal(made.to_numpy().astype(np.asarray(expected).dtype), expected, equal_nan=True)


@pytest.mark.parametrize(
    ("value", "dtype", "text"),
    [
        (300, np.int8, "array: 300 is not an array: Python integer 300 out of bounds for int8"),
        (2**63, np.int64, "array: 9223372036854775808 is not an array: Python int too large"),
        (1.5, np.int32, "array: 1.5 holds what int32 cannot; round it first"),
        ([9], ml_dtypes.int4, r"array: \[9\] holds what int4 cannot; round it first"),
        ([2**70], ml_dtypes.int4, "array: .* is not an array: Python int too large|holds what int4 cannot"),
        ([True, 2], np.bool_, "holds what bool cannot"),
        (float("nan"), np.int32, "array: nan is not an array: cannot convert float NaN to integer"),
        (1 + 2j, np.float32, r"array: \(1\+2j\) is not an array: "),
        (10**400, np.float64, "is not an array: int too large to convert to float"),
        (["1"], np.int32, "is not an array: it holds something that is no number"),
        ([None], np.float32, "is not an array: it holds something that is no number"),
        ([np.timedelta64(1, "ns")], np.int64, "is not an array: it holds something that is no number"),
        ([1, [2, 3]], np.int32, "is not an array: setting an array element with a sequence"),
        ("1", np.int32, "dtype: expected <U1, the array's own, got int32; convert it first"),
        (np.float64(3), np.int32, "dtype: expected float64, the array's own, got int32; convert it first"),
        (X, np.float64, "dtype: expected float32, the array's own, got float64; convert it first"),
        (X, "garbage", "dtype: expected a dtype, got 'garbage': data type 'garbage' not understood"),
        (X, 5, "dtype: expected a dtype, got 5: Cannot interpret '5' as a data type"),
        (1, ">f4", "array: >f4 is not in this machine's byte order"),
        (1, "S3", r"dtype \|S3 has no PJRT element type"),
        ([np.arange(3, dtype=">i4")], None, "array: >i4 is not in this machine's byte order"),
        (np.ma.masked_array([1.0], [True]), None, r"its mask would be lost; pass array.filled\(\)"),
        (b"abc", None, r"dtype \|S3 has no PJRT element type"),
        (np.rec.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]), None, "has no PJRT element type"),
    ],
)
def test_what_is_refused(client: pjrt.Client, value: Any, dtype: Any, text: str) -> None:
    with pytest.raises(TypeError, match=text):
        client.put(value, dtype=dtype)


def test_what_a_source_raises(client: pjrt.Client) -> None:
    for error in (ZeroDivisionError("in __array__"), KeyboardInterrupt()):
        with pytest.raises(type(error)):
            client.put(Raising(error))
    with pytest.raises(TypeError, match=r"array: .*Raising.* is not an array: in __array__"):
        client.put(Raising(ValueError("in __array__")))


def test_buffers_of_anywhere(client: pjrt.Client, plugin: str) -> None:
    other = next(name for name in ("lammps_jax_pjrt_cpu", "xla_cpu_pjrt") if name != plugin)
    with pjrt.Client(plugin) as second, pjrt.Client(other) as third:
        for source in (client, second, third):
            buffer = source.put(X)
            assert same(client.put(buffer).to_numpy(), X)
            assert same(client.put(buffer, immutable=True).to_numpy(), X)
            assert same(client.put([buffer, buffer]).to_numpy(), np.stack([X, X]))
        buffer.delete()
        with pytest.raises(pjrt.ClosedError, match="was deleted or donated"):
            client.put(buffer)
        with pytest.raises(pjrt.ClosedError, match="was deleted or donated"):
            client.put([buffer])
    with pytest.raises(pjrt.ClosedError, match="this client was closed"):
        client.put(buffer)


def test_more_than_there_is(client: pjrt.Client) -> None:
    huge = np.broadcast_to(np.float32(0), (1 << 31, 1 << 29))
    for immutable in (False, True):
        with pytest.raises(pjrt.ResourceExhaustedError, match="Out of memory allocating 4611686018427387904 bytes"):
            client.put(huge, immutable=immutable)


class TestLayouts:
    @pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.complex128, ml_dtypes.bfloat16, np.bool_])
    def test_every_order(self, client: pjrt.Client, dtype: Any) -> None:
        for ndim in range(5):
            source = numbers(np.dtype(dtype), (2, 3, 4, 5)[:ndim])
            for order in itertools.permutations(range(ndim)):
                layout = Layout(order)
                made = client.put(source, layout=layout)
                assert made.layout == layout
                found = made.to_numpy()
                assert same(found, source)
                assert found.flags.c_contiguous
                for place in (client.devices[1], client.memories[-1]):
                    assert same(made.copy_to(place).to_numpy(), source)

    def test_seen_in_place(self, client: pjrt.Client) -> None:
        source = numbers(np.dtype(np.int32), (2, 3, 4))
        for order in itertools.permutations(range(3)):
            made = client.put(source, layout=Layout(order))
            seen = np.from_dlpack(made)
            assert seen.ctypes.data == made.unsafe_pointer
            assert same(np.ascontiguousarray(seen), source)
            assert tuple(np.argsort(seen.strides)) == order
            again = client.from_dlpack(seen, copy=False)
            assert again.layout == Layout(order)
            assert same(again.to_numpy(), source)

    def test_packed_elements(self, client: pjrt.Client) -> None:
        """Newer plugins want a layout to tell the bits of an element, which C cannot."""
        for dtype in PACKED:
            source = numbers(dtype, (2, 3))
            if client.plugin.api_version > (0, 81):
                with pytest.raises(pjrt.UnimplementedError, match="layout"):
                    client.put(source, layout=Layout((0, 1)))
                continue
            made = client.put(source, layout=Layout((0, 1)))
            assert same(made.to_numpy(), source)
            assert same(made.copy_to(client.devices[1]).to_numpy(), source)

    def test_tiles(self, client: pjrt.Client, aligned: Callable[..., Array]) -> None:
        memory, here = aligned(X), client.put(X)
        for make in (
            lambda: client.put(X, layout=TILED),
            lambda: client.put(X, layout=Layout((0, 1), ((8, 128), (Layout.COMBINE, 2)))),
            lambda: client.empty((2, 3), np.float32, layout=TILED),
            lambda: client.alias((2, 3), np.float32, layout=TILED),
            lambda: client.error_buffer(pjrt.DataLossError("x"), (2, 3), np.float32, layout=TILED),
            lambda: client.view(memory.ctypes.data, (2, 3), np.float32, layout=TILED),
            *([lambda: here.bitcast(np.int32, layout=TILED)] if client.plugin.abi.has("PJRT_Buffer_Bitcast") else []),
        ):
            with pytest.raises(pjrt.UnimplementedError, match=r"UNIMPLEMENTED: .*[Ll]ayout"):
                make()
        assert same(here.to_numpy(), X)

    def test_misuse(self, client: pjrt.Client) -> None:
        for layout in ((1, 0), Strides((4, 8)), "x"):
            with pytest.raises(TypeError, match="layout: expected a Layout, got "):
                client.put(X, layout=layout)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match=r"layout: \{0\} is of 1 dimensions; the array has 2"):
            client.put(X, layout=Layout((0,)))
        with pytest.raises(ValueError, match=r"layout: \{\} is of 0 dimensions; the array has 2"):
            client.empty((2, 3), np.float32, layout=Layout(()))

    def test_a_plugin_without_orders(self, client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nothing is known of what it does to them, so it is asked for what is wanted, and says so itself."""

        def refuse(*_: Any, **__: Any) -> Any:
            raise pjrt.UnimplementedError("for this test")

        made = client.put(X, layout=Layout((0, 1)))
        monkeypatch.setattr("pjrt._runtime.layout_probes._answers", {})
        monkeypatch.setattr(client.plugin.abi, "client_buffer_from_host_buffer", refuse)
        assert made.copy_to(client.devices[1]).shape == (2, 3)
        with pytest.raises(pjrt.UnimplementedError, match="for this test"):
            client.put(X, layout=Layout((0, 1)))

    def test_values(self) -> None:
        plain, tiled = Layout((1, 0)), Layout([1, 0], [[8, 128], (Layout.COMBINE,)])  # type: ignore[arg-type]
        assert [str(x) for x in (plain, tiled, Layout(()))] == ["{1,0}", "{1,0:T(8,128)(*)}", "{}"]
        assert repr(plain) == "Layout(minor_to_major=(1, 0), tiles=())"
        assert eval(repr(tiled), {"Layout": Layout}) == tiled
        assert len({plain, Layout((1, 0)), tiled, Layout.row_major(2)}) == 2
        assert (plain.ndim, plain.major_to_minor, plain.is_row_major, tiled.is_row_major) == (2, (0, 1), True, False)
        assert Layout.row_major(3) == Layout((2, 1, 0))
        assert Layout.column_major(3) == Layout((0, 1, 2))
        assert not Layout((0, 1)).is_row_major
        assert Strides([4, -8]) == Strides((4, -8))  # type: ignore[arg-type]
        assert (Strides((4, 8)).ndim, repr(Strides((0,)))) == (2, "Strides(byte_strides=(0,))")
        assert hash(Strides((4,))) == hash(Strides((4,)))

    @pytest.mark.parametrize(
        ("order", "tiles", "kind", "text"),
        [
            ("10", (), TypeError, "minor_to_major: expected ints, got '10'"),
            (5, (), TypeError, "minor_to_major: expected ints, got 5"),
            ((0, True), (), TypeError, "minor_to_major: expected ints"),
            ((0, 1.0), (), TypeError, "minor_to_major: expected ints"),
            ((0, 2**63), (), ValueError, "minor_to_major: 9223372036854775808 does not fit 64 bits"),
            ((0, 0), (), ValueError, r"minor_to_major: expected each of 0 to 1 once, got \(0, 0\)"),
            ((1,), (), ValueError, "minor_to_major: expected each of 0 to 0 once"),
            ((-1, 0), (), ValueError, "minor_to_major: expected each of 0 to 1 once"),
            ((0,), 5, TypeError, "tiles: expected a list of tiles, got 5"),
            ((0,), "x", TypeError, "tiles: expected a list of tiles, got 'x'"),
            ((0,), (5,), TypeError, "tiles: expected ints, got 5"),
            ((0,), ((),), ValueError, r"tiles: expected sizes of 1 and more, got \(\)"),
            ((0,), ((0,),), ValueError, r"tiles: expected sizes of 1 and more, got \(0,\)"),
            ((0,), ((-1,),), ValueError, r"tiles: expected sizes of 1 and more, got \(-1,\)"),
        ],
    )
    def test_values_that_are_none(self, order: Any, tiles: Any, kind: type[Exception], text: str) -> None:
        with pytest.raises(kind, match=text):
            Layout(order, tiles)

    def test_strides_that_are_none(self) -> None:
        with pytest.raises(TypeError, match="byte_strides: expected ints, got 4"):
            Strides(4)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="byte_strides: 9223372036854775808 does not fit 64 bits"):
            Strides((2**63,))


class TestSemantics:
    @pytest.fixture
    def mapped(self, tmp_path: Path) -> Callable[[], tuple[int, weakref.ref[Any], Any]]:
        """Makes an array of a file, the address of its memory, and a reference that tells when nobody keeps it."""
        path = tmp_path / "numbers"
        np.arange(1024, dtype=np.float32).tofile(path)

        def make() -> tuple[int, weakref.ref[Any], Any]:
            made = np.memmap(path, np.float32, "r+")
            return made.ctypes.data, weakref.ref(made), made

        return make

    @pytest.mark.parametrize("semantics", list(Semantics))
    def test_how_long_the_array_lives(
        self, client: pjrt.Client, semantics: Semantics, mapped: Any, eventually: Callable[..., bool]
    ) -> None:
        address, alive, source = mapped()
        made = client.put(source, semantics=semantics)
        del source
        in_place = semantics in ZERO_COPY
        assert (made.unsafe_pointer == address) == in_place
        view = made.to_numpy()
        assert eventually(lambda: (alive() is None) == (not in_place))
        made.delete()
        del made
        assert view[1000] == 1000
        assert (alive() is not None) == in_place
        del view
        assert eventually(lambda: alive() is None)

    def test_memory_that_does_not_do(
        self, client: pjrt.Client, aligned: Callable[..., Array], eventually: Callable[..., bool]
    ) -> None:
        """It is copied, whatever the semantics."""
        for semantics in ZERO_COPY:
            for source in (aligned(np.arange(64.0), after=8), aligned(np.arange(128.0))[::2]):
                made = client.put(source, semantics=semantics)
                source[0] = -1
                assert made.unsafe_pointer != source.ctypes.data
                assert made.to_numpy()[0] == 0
        del made

    @pytest.mark.parametrize("semantics", ZERO_COPY)
    def test_a_program_that_still_runs(
        self, client: pjrt.Client, semantics: Semantics, mapped: Any, eventually: Callable[..., bool]
    ) -> None:
        t = "tensor<1024xf32>"
        slow = client.compile(
            f"module @slow {{ func.func public @main(%a: {t}) -> tensor<1024x1024xf32> {{"
            f" %0 = stablehlo.broadcast_in_dim %a, dims = [0] : ({t}) -> tensor<1024x1024xf32>"
            " %1 = stablehlo.dot_general %0, %0, contracting_dims = [1] x [0] : (tensor<1024x1024xf32>,"
            " tensor<1024x1024xf32>) -> tensor<1024x1024xf32> return %1 : tensor<1024x1024xf32> } }"
        )
        _, alive, source = mapped()
        made = client.put(source, semantics=semantics)
        (result,) = slow(made)
        made.delete()
        del made, source
        if alive() is not None:
            result.block_until_ready()
        assert result.to_numpy()[3, 0] == 3 * 1024 * 1023 / 2
        assert eventually(lambda: alive() is None)

    def test_a_put_that_fails(self, client: pjrt.Client, mapped: Any, eventually: Callable[..., bool]) -> None:
        for semantics in Semantics:
            _, alive, source = mapped()
            with pytest.raises(pjrt.UnimplementedError):
                client.put(source, semantics=semantics, layout=Layout((0,), ((2,),)))
            del source
            assert eventually(lambda alive=alive: alive() is None)

    def test_what_programs_may_write_to(self, client: pjrt.Client, aligned: Callable[..., Array]) -> None:
        program = client.compile(DONATING)
        for semantics, expected in zip(Semantics, (X, X, X, 2 * X), strict=True):
            source = aligned(X)
            (result,) = program(client.put(source, semantics=semantics), X)
            assert same(result.to_numpy(), 2 * X)
            assert same(source, expected)
            assert (result.unsafe_pointer == source.ctypes.data) == (semantics == Semantics.MUTABLE_ZERO_COPY)
            del result

    def test_misuse(self, client: pjrt.Client) -> None:
        for semantics in (0, "IMMUTABLE_ZERO_COPY", Semantics(99)):
            with pytest.raises(TypeError, match=r"semantics: expected a pjrt\.Semantics, got "):
                client.put(X, semantics=semantics)  # type: ignore[arg-type]
        fixed = X.copy()
        fixed.flags.writeable = False
        for source in (fixed, client.put(X)):
            with pytest.raises(
                ValueError, match="MUTABLE_ZERO_COPY lets programs write to the array, which is read-on"
            ):
                client.put(source, semantics=Semantics.MUTABLE_ZERO_COPY)

    def test_changed_or_dropped_at_once(self, client: pjrt.Client, eventually: Callable[..., bool]) -> None:
        source = np.arange(500_000, dtype=np.int32)
        for number in range(5):
            source[:] = number
            made = client.put(source)
            source[:] = -1
            assert (made.to_numpy() == number).all()
            for semantics in Semantics:
                made = client.put(np.full(500_000, number, np.int32), semantics=semantics)
                assert (made.to_numpy() == number).all()
        del made

    def test_the_client_closes_and_the_process_ends(self, plugin: str, in_child: Child) -> None:
        report = in_child(
            """
from pjrt._runtime import callbacks
open("/dev/shm/pjrt-%d" % os.getpid(), "wb").write(bytes(4096))
def mapped():
    return np.memmap("/dev/shm/pjrt-%d" % os.getpid(), np.float32, "r+")
import weakref
client, kept = pjrt.Client(sys.argv[1]), pjrt.Client(sys.argv[1])
a = mapped()
alive, b = weakref.ref(a), client.put(a, immutable=True)
del a
client.close()
report["while the buffer lives"] = alive() is not None
del b, client
until = time.monotonic() + 20
while alive() is not None and time.monotonic() < until:
    gc.collect()
report["afterwards"] = alive() is not None, len(callbacks.pending())
left = kept.put(mapped(), immutable=True)
view = left.to_numpy()
os.unlink("/dev/shm/pjrt-%d" % os.getpid())
""",
            plugin,
        )
        assert report == {"while the buffer lives": True, "afterwards": [False, 0]}
