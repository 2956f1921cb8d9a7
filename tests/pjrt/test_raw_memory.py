"""The memory under buffers: raw copies, views, references, bitcasts, buffers without data, and use after the end."""

from __future__ import annotations

import array
import copy
import ctypes
import gc
import mmap
import pickle
import threading
from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import pjrt
from pjrt import Layout, dtypes
from pjrt._runtime import frames

pytestmark = pytest.mark.download
Child = Callable[..., dict[str, Any]]
Aligned = Callable[..., np.ndarray[Any, Any]]
Eventually = Callable[..., bool]

X = np.arange(4, dtype=np.float32)
LOST = pjrt.DataLossError("lost")
T = "tensor<4xf32>"
ADD = (
    f"module @add {{ func.func public @main(%a: {T} MARK, %b: {T}) -> {T} {{"
    f" %0 = stablehlo.add %a, %b : {T} return %0 : {T} }} }}"
)
DONATING = ADD.replace("MARK", "{tf.aliasing_output = 0 : i32}")
SLOW = (
    ADD.replace("4xf32", "600x600xf32")
    .replace("MARK", "")
    .replace(
        "stablehlo.add %a, %b : tensor<600x600xf32>",
        "stablehlo.dot_general %a, %b, contracting_dims = [1] x [0] :"
        " (tensor<600x600xf32>, tensor<600x600xf32>) -> tensor<600x600xf32>",
    )
)


@pytest.fixture
def buffer(client: pjrt.Client) -> pjrt.Buffer:
    return client.put(X)


def floats(address: int) -> list[float]:
    return np.ctypeslib.as_array(ctypes.cast(address, ctypes.POINTER(ctypes.c_float)), (4,)).tolist()


class TestRawCopies:
    @pytest.mark.parametrize(
        "destination",
        [
            bytearray(16),
            array.array("f", [0] * 4),
            mmap.mmap(-1, 16),
            memoryview(bytearray(20))[2:18],
            (ctypes.c_float * 4)(),
            np.zeros(4, np.float32),
            np.zeros((2, 2), np.float32),
            np.zeros((), np.complex128),
            np.zeros(8, ml_dtypes.bfloat16),
            np.zeros(16, ml_dtypes.int4),
            np.zeros(2, ">f8"),
            np.zeros(2, "f4,i4"),
            np.zeros(2, "M8[s]"),
            np.zeros(4, np.float32).view(np.matrix),
        ],
        ids=lambda value: f"{type(value).__name__} {getattr(value, 'dtype', '')}",
    )
    def test_destinations(self, buffer: pjrt.Buffer, destination: Any) -> None:
        buffer.copy_raw_to_host(destination).result()
        found = destination.tobytes() if hasattr(destination, "tobytes") else bytes(destination)
        assert found == X.tobytes()

    @pytest.mark.parametrize(
        "destination",
        [
            b"x" * 16,
            np.frombuffer(bytes(16), np.float32),
            np.zeros(8, np.float32)[::2],
            np.asfortranarray(np.zeros((2, 2), np.float32)),
            memoryview(bytearray(32))[::2],
            np.zeros(2, object),
            np.zeros(1, "O,f8"),
            (ctypes.py_object * 2)(),
            np.float32(1),
            [0] * 4,
            "x" * 16,
            None,
            16,
        ],
        ids=lambda given: repr(given).partition(" at 0x")[0],
    )
    def test_what_is_no_destination(self, buffer: pjrt.Buffer, destination: Any) -> None:
        with pytest.raises(TypeError, match="destination: expected writable memory in one piece, got "):
            buffer.copy_raw_to_host(destination)

    def test_ranges(self, buffer: pjrt.Buffer) -> None:
        assert [len(buffer.raw_bytes(*told)) for told in ((), (4,), (16,), (0, 0), (16, 0), (3, 5))] == [
            16,
            12,
            0,
            0,
            0,
            5,
        ]
        assert buffer.raw_bytes(4, 8) == X[1:3].tobytes()
        into = np.zeros(2, np.float32)
        buffer.copy_raw_to_host(into, 8).result()
        assert into.tolist() == [2, 3]
        for size, offset in ((17, 0), (4, 13), (0, 17), (4, -4), (4, 2**70), (4, -(2**70))):
            with pytest.raises(ValueError, match="offset: "):
                buffer.copy_raw_to_host(bytearray(size), offset)
            with pytest.raises(ValueError, match="offset: "):
                buffer.raw_bytes(offset, size)
        with pytest.raises(ValueError, match="offset: -1 bytes from 0 on are not within the buffer's 16 bytes"):
            buffer.raw_bytes(0, -1)
        for told in (("x",), (None,), (1.0,), (True,), (0, "x"), (0, 1.0), (0, True)):
            with pytest.raises(TypeError, match=r"(offset|nbytes): expected an int, got"):
                buffer.raw_bytes(*told)

    def test_no_bytes(self, client: pjrt.Client) -> None:
        empty = client.put(np.zeros((0, 3)))
        assert empty.raw_bytes() == b""
        empty.copy_raw_to_host(np.zeros(0)).result()

    @pytest.mark.parametrize(
        ("name", "expected"),
        [("S4", b"\x01\x11\x00"), ("U4", b"\x01\x11\x00"), ("S2", b"\x51\x00"), ("U2", b"\x51\x00"), ("PRED", None)],
    )
    def test_packed_elements(self, client: pjrt.Client, name: str, expected: bytes | None) -> None:
        """The first element in the lowest bits."""
        source = np.array([1, 0, 1, 1, 0]).astype(dtypes.from_name(name))
        made = client.put(source)
        assert made.raw_bytes() == (expected or source.tobytes())
        assert made.on_device_nbytes == len(expected or source.tobytes())

    def test_what_goes_meanwhile(self, client: pjrt.Client, eventually: Eventually) -> None:
        expected = np.arange(1_000_000, dtype=np.int32)
        into = np.zeros(1_000_000, np.int32)
        for end in ("buffer", "deleted", "destination"):
            made = client.put(expected)
            event = made.copy_raw_to_host(np.zeros(1_000_000, np.int32) if end == "destination" else into)
            if end == "deleted":
                made.delete()
            del made
            gc.collect()
            event.result()
            assert end == "destination" or (into == expected).all()
        growing = bytearray(4_000_000)
        client.put(expected).copy_raw_to_host(growing).result()

        def grows() -> bool:
            """Nobody holds it any more."""
            try:
                growing.append(0)
            except BufferError:
                return False
            return True

        assert eventually(grows)

    def test_data_that_is_not_there_yet(self, client: pjrt.Client) -> None:
        """On which the oldest plugin crashes."""
        slow, eye = client.compile(SLOW), 2 * np.eye(600, dtype=np.float32)
        for end in ("wait", "delete"):
            (result,) = slow(eye, eye)
            into = np.zeros((600, 600), np.float32)
            event = result.copy_raw_to_host(into)
            if end == "delete":
                result.delete()
            event.result()
            assert (into[5, 5], into.sum()) == (4, 2400)


class TestBitcast:
    @pytest.fixture(autouse=True)
    def able(self, client: pjrt.Client) -> bool:
        """Whether the plugin can; of one that cannot, what it says is checked."""
        if client.plugin.abi.has("PJRT_Buffer_Bitcast"):
            return True
        buffer = client.put(X)
        with pytest.raises(pjrt.UnsupportedError, match=r"PJRT_Buffer_Bitcast: needs API 0\.98, this"):
            buffer.bitcast(np.int32)
        assert buffer.to_numpy().tolist() == X.tolist()
        return False

    @pytest.mark.parametrize(
        ("dtype", "shape"),
        [
            (np.int32, None),
            (np.int32, (2, 2)),
            (np.int32, [4, 1]),
            (np.uint8, (16,)),
            (np.float64, (2,)),
            (np.complex128, ()),
            (ml_dtypes.bfloat16, (8,)),
            (ml_dtypes.float8_e5m2, (2, 2, 2, 2)),
        ],
    )
    def test_bits(self, buffer: pjrt.Buffer, able: bool, dtype: Any, shape: Any) -> None:
        if not able:
            return
        address = buffer.unsafe_pointer
        made = buffer.bitcast(dtype, shape)
        assert (made.dtype, made.shape) == (np.dtype(dtype), (4,) if shape is None else tuple(shape))
        assert made.to_numpy().tobytes() == X.tobytes()
        assert made.unsafe_pointer == address  # no copy
        assert buffer.is_deleted
        with pytest.raises(pjrt.ClosedError, match="was deleted or donated"):
            buffer.bitcast(dtype)

    def test_packed_elements(self, client: pjrt.Client, able: bool) -> None:
        if not able:
            return
        made = client.put(np.array([1, -1, 7], ml_dtypes.int4)).bitcast(np.uint8, (2,))
        assert made.to_numpy().tolist() == [0xF1, 0x07]
        assert made.bitcast(ml_dtypes.int4, (4,)).to_numpy().tolist() == [1, -1, 7, 0]
        assert client.put(np.zeros((0, 3))).bitcast(np.int8).to_numpy().shape == (0, 3)

    def test_layouts(self, client: pjrt.Client, able: bool) -> None:
        """The bytes stay as they are; what they mean is told by the new layout, row-major without one."""
        if not able:
            return
        source = np.arange(6, dtype=np.float32).reshape(2, 3)
        rows, columns = Layout((1, 0)), Layout((0, 1))
        for before, told, expected in (
            (columns, None, source.T.reshape(2, 3)),
            (columns, columns, source),
            (rows, columns, source.ravel().reshape(3, 2).T),
            (rows, rows, source),
        ):
            made = client.put(source, layout=before).bitcast(np.int32, layout=told)
            assert made.layout == (told or rows)
            assert made.to_numpy().view(np.float32).tolist() == expected.tolist()

    @pytest.mark.parametrize(
        ("arguments", "kind", "text"),
        [
            ((np.int32, (5,)), pjrt.InvalidArgumentError, "the same size of 16 bytes, but got 20 bytes"),
            ((np.int32, (3,)), pjrt.InvalidArgumentError, "the same size of 16 bytes, but got 12 bytes"),
            ((np.int32, (1 << 40,)), pjrt.InvalidArgumentError, "the same size of 16 bytes, but got 4398046511104"),
            ((np.uint8,), pjrt.InvalidArgumentError, "the same size of 16 bytes, but got 4 bytes"),
            ((np.int32, (0,)), pjrt.InvalidArgumentError, "the same size of 16 bytes, but got 0 bytes"),
            ((np.int32, (-4,)), ValueError, r"shape: \(-4,\) has a negative size"),
            ((np.int32, 4), TypeError, "shape: expected a tuple of ints, got 4"),
            ((None,), TypeError, "dtype: expected a dtype, got None"),
            (("O",), TypeError, "dtype object has no PJRT element type"),
            ((">i4",), TypeError, "dtype >i4 has no PJRT element type"),
        ],
    )
    def test_what_is_refused(
        self, buffer: pjrt.Buffer, able: bool, arguments: Any, kind: type[Exception], text: str
    ) -> None:
        if not able:
            return
        with pytest.raises(kind, match=text):
            buffer.bitcast(*arguments)
        with pytest.raises(ValueError, match=r"layout: \{0,1\} is of 2 dimensions; the array has 1"):
            buffer.bitcast(np.int32, layout=Layout((0, 1)))
        assert buffer.to_numpy().tolist() == X.tolist()

    def test_what_others_see(
        self, client: pjrt.Client, buffer: pjrt.Buffer, aligned: Aligned, eventually: Eventually, able: bool
    ) -> None:
        if not able:
            return
        seen, exported = buffer.to_numpy(), np.from_dlpack(buffer)
        made = buffer.bitcast(np.int32)
        del buffer
        made.delete()
        assert seen.tolist() == exported.tolist() == X.tolist()
        ended: list[int] = []
        source = aligned(X)
        view = client.view(source.ctypes.data, (4,), np.float32, on_delete=lambda: ended.append(1))
        made = view.bitcast(np.int32)
        del view
        gc.collect()
        assert (made.to_numpy().view(np.float32).tolist(), ended) == (X.tolist(), [])
        del made
        assert eventually(lambda: ended == [1])

    def test_while_it_is_used(self, client: pjrt.Client, able: bool) -> None:
        if not able:
            return
        eye = client.put(2 * np.eye(600, dtype=np.float32))
        (result,) = client.compile(SLOW)(eye, eye)
        again = eye.bitcast(np.int32).bitcast(np.float32)
        assert (again.to_numpy()[3, 3], result.to_numpy()[3, 3]) == (2, 4)


class TestReferences:
    def test_memory_stays(self, client: pjrt.Client, buffer: pjrt.Buffer) -> None:
        with buffer.external_reference() as reference:
            assert reference.address == buffer.unsafe_pointer
            assert repr(reference) == f"<ExternalReference to {buffer!r}>"
            buffer.delete()
            garbage = [client.put(np.full(4, -1, np.float32)) for _ in range(50)]
            assert floats(reference.address) == X.tolist()
        assert repr(reference) == "<ExternalReference to <Buffer float32[4], deleted>, released>"
        reference.release()
        with pytest.raises(pjrt.ClosedError, match="was deleted or donated"):
            buffer.external_reference()
        assert garbage

    def test_without_the_buffer_and_the_client(self, plugin: str) -> None:
        client = pjrt.Client(plugin)
        first, second = client.put(X).external_reference(), client.put(X).external_reference()
        client.close()
        first.release()
        del client
        gc.collect()
        assert floats(second.address) == X.tolist()

    def test_released_by_many(self, buffer: pjrt.Buffer) -> None:
        references = [buffer.external_reference() for _ in range(20)] * 8
        threads = [
            threading.Thread(target=lambda part=part: [reference.release() for reference in part])
            for part in (references[i::8] for i in range(8))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert buffer.to_numpy().tolist() == X.tolist()

    def test_neither_copied_nor_pickled(self, buffer: pjrt.Buffer) -> None:
        """A copy would let go of the memory a second time."""
        reference = buffer.external_reference()
        for call in (copy.copy, copy.deepcopy, pickle.dumps):
            with pytest.raises(TypeError, match="ExternalReference stands for an object in its plugin"):
                call(reference)


class TestViews:
    def test_in_place(self, client: pjrt.Client, aligned: Aligned, eventually: Eventually) -> None:
        source, ended = aligned(X), list[int]()
        for place in (None, client.devices[1], client.memories[1]):
            ended.clear()
            view = client.view(source.ctypes.data, (2, 2), "f4", place, on_delete=lambda: ended.append(1))
            assert (view.unsafe_pointer, view.shape, view.dtype) == (source.ctypes.data, (2, 2), np.float32)
            assert place in (None, view.device, view.memory)
            seen = view.to_numpy()
            view.delete()
            del view
            gc.collect()
            assert (seen.ravel().tolist(), ended) == (X.tolist(), [])
            del seen
            assert eventually(lambda: ended == [1])

    def test_without_on_delete(self, client: pjrt.Client, aligned: Aligned) -> None:
        """Plugins call what they were given, and abort on NULL."""
        source = aligned(X)
        view = client.view(source.ctypes.data, (4,), np.float32)
        assert view.to_numpy().tolist() == X.tolist()
        del view
        gc.collect()

    def test_while_a_program_runs(self, client: pjrt.Client, aligned: Aligned, eventually: Eventually) -> None:
        slow, eye, order = client.compile(SLOW), aligned(np.eye(600, dtype=np.float32)), list[str]()
        view = client.view(eye.ctypes.data, (600, 600), np.float32, on_delete=lambda: order.append("ended"))
        (first,) = slow(view, view)
        (second,) = slow(first, view)
        second.ready.add_done_callback(lambda _: order.append("ran"))
        view.delete()
        del view
        assert second.to_numpy()[7, 7] == 1
        assert eventually(lambda: len(order) == 2)

    def test_donated(self, client: pjrt.Client, aligned: Aligned, eventually: Eventually) -> None:
        """The program works on a copy: the memory is not the plugin's."""
        source, ended = aligned(X), list[int]()
        source.flags.writeable = False
        view = client.view(source.ctypes.data, (4,), np.float32, on_delete=lambda: ended.append(1))
        (result,) = client.compile(DONATING)(view, X)
        assert view.is_deleted
        assert (source.tolist(), result.to_numpy().tolist()) == (X.tolist(), (2 * X).tolist())
        assert eventually(lambda: ended == [1])

    def test_what_on_delete_raises(
        self, client: pjrt.Client, aligned: Aligned, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        source, told = aligned(X), list[BaseException]()
        monkeypatch.setattr("sys.unraisablehook", lambda report: told.append(report.exc_value))

        def fail(error: BaseException) -> None:
            raise error

        errors = [ZeroDivisionError("mine"), SystemExit(3), KeyboardInterrupt()]
        for error in errors:
            client.view(source.ctypes.data, (4,), np.float32, on_delete=lambda error=error: fail(error)).delete()
            gc.collect()
        assert eventually(lambda: told == errors)

    def test_on_delete_uses_the_library(self, client: pjrt.Client, aligned: Aligned, eventually: Eventually) -> None:
        source, ended = aligned(X), list[float]()
        client.view(
            source.ctypes.data, (4,), np.float32, on_delete=lambda: ended.append(float(client.put(X).to_numpy().sum()))
        ).delete()
        assert eventually(lambda: ended == [6])

    def test_a_closed_client(self, plugin: str, aligned: Aligned, eventually: Eventually) -> None:
        source, ended = aligned(X), list[int]()
        with pjrt.Client(plugin) as client:
            view = client.view(source.ctypes.data, (4,), np.float32, on_delete=lambda: ended.append(1))
        del client
        assert ended == []
        del view
        assert eventually(lambda: ended == [1])

    def test_what_is_refused(self, client: pjrt.Client, plugin: str, aligned: Aligned, eventually: Eventually) -> None:
        """What made no view tells nobody that it ended."""
        source, ended = aligned(X), list[int]()
        at, other = source.ctypes.data, pjrt.Client(plugin)
        refused: tuple[tuple[tuple[Any, ...], dict[str, Any], type[Exception], str], ...] = (
            ((0, (4,), "f4"), {}, ValueError, "address: expected that of some memory, got 0"),
            ((-1, (4,), "f4"), {}, ValueError, "address: -1 does not fit 64 bits, unsigned"),
            ((2**64, (4,), "f4"), {}, ValueError, "address: 18446744073709551616 does not fit 64 bits"),
            ((1.0, (4,), "f4"), {}, TypeError, r"address: expected an int, got 1\.0"),
            ((True, (4,), "f4"), {}, TypeError, "address: expected an int, got True"),
            ((at + 4, (1,), "f4"), {}, pjrt.InvalidArgumentError, "is not aligned to 64 bytes"),
            ((at, (-4,), "f4"), {}, ValueError, r"shape: \(-4,\) has a negative size"),
            ((at, 4, "f4"), {}, TypeError, "shape: expected a tuple of ints, got 4"),
            ((at, (2**62, 4), "f4"), {}, ValueError, "needs more bytes than 64 bits can count"),
            ((at, (1,) * 65, "f4"), {}, ValueError, "shape: expected 64 dimensions at most, got 65"),
            ((at, (4,), None), {}, TypeError, "dtype: expected a dtype, got None"),
            ((at, (4,), ">f4"), {}, TypeError, "dtype >f4 has no PJRT element type"),
            ((at, (4,), "f4", other.devices[0]), {}, ValueError, "device_or_memory: <Device .*> is of another client"),
            ((at, (4,), "f4"), {"stream": "x"}, TypeError, "stream: expected an int, got 'x'"),
            ((at, (4,), "f4"), {"stream": 2**63}, ValueError, "stream: 9223372036854775808 does not fit 64 bits"),
            ((at, (4,), "f4"), {"stream": 77}, pjrt.UnimplementedError, "[Ss]tream"),
            ((at, (4,), "f4"), {"layout": Layout((0, 1))}, ValueError, "is of 2 dimensions; the array has 1"),
        )
        for arguments, named, kind, text in refused:
            with pytest.raises(kind, match=text):
                client.view(*arguments, on_delete=lambda: ended.append(1), **named)
        with pytest.raises(TypeError, match="on_delete: expected a function, got 5"):
            client.view(at, (4,), "f4", on_delete=5)  # type: ignore[arg-type]
        gc.collect()
        assert ended == []
        other.close()

    def test_packed_and_empty(self, client: pjrt.Client, aligned: Aligned) -> None:
        source = aligned(np.array([0x21, 0xF3], np.uint8))
        assert client.view(source.ctypes.data, (4,), ml_dtypes.int4).to_numpy().tolist() == [1, 2, 3, -1]
        assert client.view(source.ctypes.data, (), np.uint8).to_numpy() == 0x21
        assert client.view(0, (0, 3), np.float32).to_numpy().shape == (0, 3)


class TestWithoutData:
    def test_uninitialised(self, client: pjrt.Client) -> None:
        for shape in ((4,), (), (0, 3), (2, 3, 4)):
            for place in (None, client.devices[1], client.memories[2]):
                made = client.empty(shape, np.float32, place)
                assert made.ready.exception() is None
                assert made.to_numpy().shape == made.shape == shape
                assert place in (None, made.device, made.memory)
        made = client.empty((2, 3), np.int16, layout=Layout((0, 1)))
        assert (made.layout, made.to_numpy().shape) == (Layout((0, 1)), (2, 3))
        assert client.empty((5,), ml_dtypes.int4).on_device_nbytes == 3

    def test_more_than_there_is(self, client: pjrt.Client) -> None:
        for shape, size in (((1 << 40,), 1 << 42), ((1 << 60,), 1 << 62)):
            with pytest.raises(pjrt.ResourceExhaustedError, match=f"Out of memory allocating {size} bytes"):
                client.empty(shape, np.float32)
        with pytest.raises(ValueError, match="needs more bytes than 64 bits can count"):
            client.empty((1 << 62,), np.float32)
        for shape in ((-1,), (-1, 0)):
            with pytest.raises(ValueError, match="has a negative size"):
                client.empty(shape, np.float32)

    @pytest.fixture
    def broken(self, client: pjrt.Client) -> Callable[..., pjrt.Buffer | None]:
        """Makes an error buffer; of a plugin that has none, checks what it says, and gives None."""

        def make(error: Any = LOST, shape: Any = (4,), dtype: Any = np.float32, *place: Any, **named: Any) -> Any:
            if client.plugin.abi.has("PJRT_Client_CreateErrorBuffer"):
                return client.error_buffer(error, shape, dtype, *place, **named)
            with pytest.raises(pjrt.UnsupportedError, match=r"CreateErrorBuffer: needs API 0\.82, this"):
                client.error_buffer(LOST, (4,), np.float32)
            return None

        return make

    @pytest.mark.parametrize("shape", [(4,), (), (0, 3), (2, 3)])
    def test_failed(self, client: pjrt.Client, broken: Any, shape: tuple[int, ...]) -> None:
        made = broken(LOST, shape)
        if made is None:
            return
        assert (made.shape, made.layout, made.is_deleted) == (shape, Layout.row_major(len(shape)), False)
        assert made.on_device_nbytes == 4 * made.size
        assert made.memory == client.devices[0].default_memory
        for use in (
            *(made.to_numpy, made.block_until_ready, made.raw_bytes, made.external_reference, made.__array__),
            *(lambda: np.from_dlpack(made), lambda: client.from_dlpack(made), lambda: client.put(made)),
            *(lambda: made.unsafe_pointer, lambda: made.copy_to(client.devices[1]).to_numpy()),
            lambda: made.copy_to(client.memories[1]).to_numpy(),
            lambda: made.copy_raw_to_host(bytearray(made.on_device_nbytes)).result(),
        ):
            with pytest.raises(pjrt.DataLossError, match="lost"):
                use()
        later = made.copy_raw_later(0, 0)
        later.fulfill(bytearray())
        assert isinstance(later.done.exception(timeout=20), pjrt.DataLossError)
        with pytest.raises(pjrt.DataLossError, match="lost"):
            made.bitcast(np.int32).to_numpy()

    def test_as_arguments(self, client: pjrt.Client, broken: Any) -> None:
        add, donating = client.compile(ADD.replace("MARK", "")), client.compile(DONATING)
        for program in (add, donating):
            made = broken()
            if made is None:
                return
            (first,) = program(made, X)
            (second,) = add(first, X)
            for result in (first, second):
                with pytest.raises(pjrt.InternalError, match="lost"):
                    result.to_numpy()
            assert made.is_deleted == (program is donating)
        alias, promise = client.alias((4,), np.float32)
        promise.fulfill(broken())
        with pytest.raises(pjrt.DataLossError, match="lost"):
            alias.to_numpy()

    def test_what_errors_say(self, broken: Any) -> None:
        if broken() is None:
            return
        for message in ("", "nul\0in it", "é 日本", "\udc80", "x" * 100_000):
            assert broken(pjrt.DataLossError(message)).ready.exception().message.endswith(message)
        for kind in (pjrt.CancelledError, pjrt.UnauthenticatedError, pjrt.OutOfRangeError):
            assert type(broken(kind("m")).ready.exception()) is kind
        for error in (pjrt.PjrtError("m"), pjrt.ClosedError("m"), pjrt.UnsupportedError("m")):
            assert type(broken(error).ready.exception()) is pjrt.UnknownError
        for code in (0, 17, 999, -1, 2**40, "x"):
            assert type(broken(pjrt.PjrtError("m", code=code)).ready.exception()) is pjrt.UnknownError
        payloads = {"a": b"1", "b": b"\xff\0\xc3", "": b"e", "é": b"", "\udc80": b"x"}
        assert broken(pjrt.DataLossError("m", payloads=payloads)).ready.exception().payloads == payloads
        for error in ("x", ValueError("x"), None):
            with pytest.raises(TypeError, match="error: expected a PjrtError, got"):
                broken(error)

    def test_where_they_are(self, client: pjrt.Client, broken: Any) -> None:
        for place in (client.devices[1], client.memories[1], client.memories[-1]):
            made = broken(LOST, (2, 3), np.int8, place, layout=Layout((1, 0)))
            assert made is None or place in (made.device, made.memory)
        if made is not None:
            with pytest.raises(pjrt.ResourceExhaustedError):
                broken(LOST, (1 << 40,))
            assert isinstance(broken(LOST, (5,), ml_dtypes.int4).ready.exception(), pjrt.DataLossError)


class TestAdopted:
    def test_a_buffer_of_the_raw_layer(self, client: pjrt.Client) -> None:
        abi = client.plugin.abi
        made = abi.client_create_uninitialized_buffer(
            client._state.ptr, (2, 3), dtypes.to_c(np.dtype(np.int16)), device=client.devices[0]._ptr
        )
        adopted = client.adopt(made)
        assert (adopted.shape, adopted.dtype, adopted.dynamic_dimensions) == ((2, 3), np.int16, ())

    @pytest.mark.parametrize("handle", [None, 0, "x", 1.5, True, b"x", [1]])
    def test_what_is_no_handle(self, client: pjrt.Client, handle: Any) -> None:
        with pytest.raises(TypeError, match="handle: expected the address of a PJRT_Buffer, got"):
            client.adopt(handle)

    def test_tokens(self, client: pjrt.Client) -> None:
        exe = client.compile(
            "module @m { func.func public @main() -> !stablehlo.token {"
            " %0 = stablehlo.create_token : !stablehlo.token return %0 : !stablehlo.token } }"
        )
        made = client.plugin.abi.loaded_executable_execute(exe._ptr, frames.execute_options(), [[]], 1)
        with pytest.raises(TypeError, match="element type TOKEN has no numpy dtype"):
            client.adopt(made.output_lists[0][0])  # and it is destroyed

    def dynamic(self, client: pjrt.Client, shape: tuple[int, ...], dimension: int, size: int) -> pjrt.Buffer:
        """What a program gives whose result has a size that it says as it runs."""
        sizes = ["?" if d == dimension else str(s) for d, s in enumerate(shape)]
        bounds = [str(s) if d == dimension else "?" for d, s in enumerate(shape)]
        static = f"tensor<{'x'.join(map(str, shape))}xf32>"
        bounded = f"tensor<{'x'.join(sizes)}xf32, #stablehlo.bounds<{', '.join(bounds)}>>"
        exe = client.compile(
            f"module @m {{ func.func public @main(%a: {static}, %n: tensor<i32>) -> {bounded} {{"
            f' %0 = "stablehlo.set_dimension_size"(%a, %n) {{dimension = {dimension} : i64}} :'
            f" ({static}, tensor<i32>) -> {bounded} return %0 : {bounded} }} }}"
        )
        source, count = (
            client.put(np.arange(np.prod(shape), dtype=np.float32).reshape(shape)),
            client.put(np.int32(size)),
        )
        made = client.plugin.abi.loaded_executable_execute(
            exe._ptr, frames.execute_options(), [[source._ptr, count._ptr]], 1
        )
        return client.adopt(made.output_lists[0][0])

    @pytest.mark.parametrize(
        ("shape", "dimension", "size"),
        [((4,), 0, 3), ((4,), 0, 4), ((3, 4), 0, 2), ((3, 4), 1, 2), ((2, 3, 4), 1, 2), ((3, 4), 1, 0)],
    )
    def test_dynamic_dimensions(
        self,
        client: pjrt.Client,
        monkeypatch: pytest.MonkeyPatch,
        shape: tuple[int, ...],
        dimension: int,
        size: int,
    ) -> None:
        made = self.dynamic(client, shape, dimension, size)
        true_shape = tuple(size if d == dimension else s for d, s in enumerate(shape))
        expected = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
        expected = expected[tuple(slice(s) for s in true_shape)]
        assert (made.shape, made.unpadded_shape, made.dynamic_dimensions) == (shape, true_shape, (dimension,))
        assert np.array_equal(made.to_numpy(), expected)
        assert np.array_equal(np.from_dlpack(made), expected)
        assert np.array_equal(client.put(made).to_numpy(), expected)
        monkeypatch.setitem(client.plugin.abi.missing, "PJRT_Buffer_IsOnCpu", "for this test")
        assert np.array_equal(made.to_numpy(), expected)

    def test_copies_of_dynamic_ones(self, client: pjrt.Client) -> None:
        """The older plugins cannot, and say so."""
        copied = self.dynamic(client, (3, 4), 1, 2).copy_to(client.devices[1])
        if client.plugin.api_version > (0, 106):
            assert copied.to_numpy().tolist() == [[0, 1], [4, 5], [8, 9]]
        else:
            with pytest.raises(pjrt.InternalError, match="Shape mismatch"):
                copied.to_numpy()

    def test_a_plugin_that_knows_no_dynamic_ones(self, client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def unimplemented(_: int) -> Any:
            raise pjrt.UnimplementedError("for this test")

        monkeypatch.setattr(client.plugin.abi, "buffer_dynamic_dimension_indices", unimplemented)
        made = self.dynamic(client, (4,), 0, 4)
        assert made.to_numpy().tolist() == X.tolist()


KNOWN_WITHOUT_DATA = {"shape", "dtype", "ndim", "size", "nbytes", "is_deleted", "delete", "device", "memory"}
KNOWN_AFTER_CLOSE = {"shape", "dtype", "ndim", "size", "nbytes"}
ARGUMENTS: dict[str, Callable[[pjrt.Client], tuple[Any, ...]]] = {
    "copy_to": lambda client: (client._state and client.__dict__["devices"][0],),
    "copy_raw_to_host": lambda client: (bytearray(16),),
    "bitcast": lambda client: (np.int32,),
}


class TestTheEnd:
    def uses(self, client: pjrt.Client, buffer: pjrt.Buffer) -> dict[str, Callable[[], object]]:
        """Every public method and property of a buffer, and what Python's protocols call."""

        def use(name: str) -> object:
            found = getattr(buffer, name)
            return found(*ARGUMENTS.get(name, lambda _: ())(client)) if callable(found) else found

        names = [name for name in dir(pjrt.Buffer) if not name.startswith("_")]
        assert len(names) >= 23
        return {name: lambda name=name: use(name) for name in (*names, "__array__", "__dlpack__", "__dlpack_device__")}

    def check(self, client: pjrt.Client, buffer: pjrt.Buffer, known: set[str], text: str) -> None:
        for name, use in self.uses(client, buffer).items():
            if name in known:
                use()
                continue
            with pytest.raises(pjrt.ClosedError, match=text):
                use()
        assert len(buffer) == 4
        assert repr(buffer).startswith("<Buffer float32[4]")

    def test_deleted_donated_or_consumed(self, client: pjrt.Client) -> None:
        assert client.devices
        ends: list[Callable[[pjrt.Buffer], object]] = [
            lambda buffer: buffer.delete(),
            lambda buffer: client.compile(DONATING)(buffer, X),
            lambda buffer: client.alias((4,), np.float32)[1].fulfill(buffer),
        ]
        if client.plugin.abi.has("PJRT_Buffer_Bitcast"):
            ends.append(lambda buffer: buffer.bitcast(np.int32))
        for end in ends:
            buffer = client.put(X)
            end(buffer)
            assert buffer.is_deleted
            self.check(client, buffer, KNOWN_WITHOUT_DATA, "this buffer, float32.4., was deleted or donated")

    def test_closed(self, plugin: str) -> None:
        with pjrt.Client(plugin) as client:
            buffer = client.put(X)
            assert client.devices
        self.check(client, buffer, KNOWN_AFTER_CLOSE, "this client was closed")

    def test_sources_of_a_closed_client(self, plugin: str) -> None:
        with pjrt.Client(plugin) as client:
            assert client.devices
        for make in (
            *(lambda: client.put(X), lambda: client.from_dlpack(X), lambda: client.view(64, (4,), np.float32)),
            *(lambda: client.empty((4,), np.float32), lambda: client.alias((4,), np.float32)),
            *(lambda: client.error_buffer(LOST, (4,), np.float32), lambda: client.adopt(64)),
        ):
            with pytest.raises(pjrt.ClosedError, match="this client was closed"):
                make()


def test_everything_at_once(plugin: str, in_child: Child) -> None:
    """Four threads do all that there is to a few buffers that they share: values are right, or it is an exception."""
    report = in_child(
        """
import collections, ctypes, random
from pjrt._runtime import callbacks
client = pjrt.Client(sys.argv[1], options={"cpu_device_count": 2})
exe, donating = client.compile(ADD), client.compile(DONATING)
ones, zeros = np.array([1, 2, 3, 4], np.float32), np.zeros(4, np.float32)
slots, wrong, done = [client.put(ones) for _ in range(5)], [], collections.Counter()
until = time.monotonic() + 1.5
sys.unraisablehook = lambda told: wrong.append(repr(told.exc_value))
def aligned():
    raw = np.zeros(144, np.uint8)
    start = -raw.ctypes.data % 64
    made = raw[start:start + 16].view(np.float32)
    made[:] = ones
    return made
def check(array, where):
    array = np.asarray(array)
    if array.view(np.float32).tolist() != ones.tolist():
        wrong.append((where, array.tolist()))
def work(seed):
    dice, kept = random.Random(seed), []
    def store(buffer):
        slots[dice.randrange(5)] = buffer
    def op_see(b): check(b.to_numpy(), "to_numpy")
    def op_keep(b): kept.extend((b.to_numpy(), np.from_dlpack(b)))
    def op_drop(b):
        for array in kept:
            check(array, "kept")
        kept.clear()
    def op_new(b): store(client.put(ones))
    def op_in_place(b): store(client.put(aligned(), immutable=True))
    def op_view(b):
        array = aligned()
        store(client.view(array.ctypes.data, (4,), np.float32, on_delete=lambda: array))
    def op_delete(b): b.delete()
    def op_copy(b): store(b.copy_to(dice.choice((client.devices[0], *client.memories[:3]))))
    def op_raw(b): check(np.frombuffer(b.raw_bytes(), np.float32), "raw_bytes")
    def op_raw_then_delete(b):
        into = np.zeros(4, np.float32)
        event = b.copy_raw_to_host(into)
        b.delete()
        event.result()
        check(into, "copy_raw_to_host")
    def op_later(b):
        promise, into = b.copy_raw_later(), np.zeros(4, np.float32)
        if dice.random() < 0.5:
            promise.fulfill(into).result()
            check(into, "copy_raw_later")
    def op_bitcast(b): store(b.bitcast(np.int32).bitcast(np.float32))
    def op_donate(b):
        owner, promise = b.donate()
        store(owner)
        if dice.random() < 0.8:
            promise.fulfill()
    def op_alias(b):
        alias, promise = client.alias((4,), np.float32)
        store(alias)
        promise.fulfill(b)
    def op_reference(b):
        with b.external_reference() as reference:
            check(np.frombuffer(ctypes.string_at(reference.address, 16), np.float32), "reference")
    def op_import(b): store(client.from_dlpack(b))
    def op_run(b): store(exe(b, zeros)[0])
    def op_run_donating(b): store(donating(b, zeros)[0])
    def op_ask(b): b.layout, b.on_device_nbytes, b.is_on_cpu, b.device, b.memory, b.unpadded_shape, b.unsafe_pointer
    ops = [f for name, f in locals().items() if name.startswith("op_")] + 4 * [op_new]
    while time.monotonic() < until:
        op, b = dice.choice(ops), slots[dice.randrange(5)]
        try:
            op(b)
            done[op.__name__] += 1
        except (pjrt.PjrtError, ValueError):
            pass
        except BaseException as error:
            wrong.append((op.__name__, repr(error)))
threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
[t.start() for t in threads], [t.join() for t in threads]
slots.clear()
gc.collect()
until = time.monotonic() + 20
while callbacks.pending() and time.monotonic() < until:
    time.sleep(0.01)
report.update(wrong=wrong[:5], done=sorted(done), pending=len(callbacks.pending()))
""",
        plugin,
    )
    assert (report["wrong"], report["pending"]) == ([], 0)
    assert len(report["done"]) >= 15


def test_a_donated_buffer_goes_before_the_program_runs(plugin: str, in_child: Child) -> None:
    """The oldest plugin waits for the program then, in C, and for ever where this thread has to let it run."""
    report = in_child(
        """
client = pjrt.Client(sys.argv[1])
donating, ends = client.compile(DONATING), []
for pending_first in (True, False):
    alias, promise = client.alias((4,), np.float32)
    source = client.put(X)
    (y,) = donating(alias, X) if pending_first else donating(source, alias)
    del alias, source
    gc.collect()
    ends.append(y.ready.done())
    promise.fulfill(client.put(X))
    ends.append(y.to_numpy().tolist())
report["ends"] = ends
from pjrt._runtime import reaper
until = time.monotonic() + 20
while reaper._queue.qsize() and time.monotonic() < until:
    time.sleep(0.01)
report["left"] = reaper._queue.qsize()
(y,) = donating(source := client.put(X), X)
client.close()
del source, y, client  # the last of the client goes with what the thread destroys
gc.collect()
""",
        plugin,
    )
    assert report == {"ends": [False, (2 * X).tolist()] * 2, "left": 0}
