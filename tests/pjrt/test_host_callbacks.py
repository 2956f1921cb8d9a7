"""What running programs send to the host and receive from it.

XLA:CPU runs none of it, so a stand-in reads what is handed to PJRT_LoadedExecutable_Execute as a plugin would, calls
the callbacks through C, and then lets the plugin run the program.
"""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable, Iterator
from ctypes import addressof, c_int64, c_void_p, create_string_buffer, string_at
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import pjrt
from pjrt._runtime import callbacks, host_transfers
from pjrt_abi.enums import PJRT_Buffer_Type, PJRT_Error_Code
from pjrt_abi.history import field_since, size_at
from pjrt_abi.structs import (
    PJRT_CallbackError,
    PJRT_Chunk,
    PJRT_Chunk_deleter,
    PJRT_Client_LookupDevice_Args,
    PJRT_CopyToDeviceStream_AddChunk_Args,
    PJRT_CopyToDeviceStream_CurrentBytes_Args,
    PJRT_CopyToDeviceStream_Destroy_Args,
    PJRT_CopyToDeviceStream_GranuleSize_Args,
    PJRT_CopyToDeviceStream_TotalBytes_Args,
    PJRT_ExecuteOptions,
    PJRT_HloOutputCallback,
    PJRT_HloOutputCallbackInfo,
    PJRT_LoadedExecutable_Execute_Args,
    PJRT_RecvCallback,
    PJRT_RecvCallbackInfo,
    PJRT_SendCallback,
    PJRT_SendCallbackInfo,
)
from pjrt_abi.support import pointers_out
from tests.pjrt.programs import FOUR, SUM, Compiled, T, X, add, module, same, values
from tests.pjrt.versions import spelled

pytestmark = [pytest.mark.download, pytest.mark.usefixtures("nothing_left")]

ERROR = 0x5EED
"""What the stand-in gives as the address of an error that a callback makes."""

STREAM = 0x57AEA0
"""The address of a stream that there is none of."""


class Runtime:
    """A plugin as callbacks see it. during: what it does when a program is run, before the program is."""

    def __init__(self, client: pjrt.Client, patched: pytest.MonkeyPatch) -> None:
        self.client, self.abi = client, client.plugin.abi
        self.sends: list[list[PJRT_SendCallbackInfo]] = []
        self.receives: list[list[PJRT_RecvCallbackInfo]] = []
        self.outputs: list[PJRT_HloOutputCallbackInfo] = []
        self.options: dict[str, Any] = {}
        self.shown = 0 if self.abi._older else PJRT_ExecuteOptions.STRUCT_SIZE
        self.during: Callable[[], object] = lambda: None
        self.errors: list[tuple[int, bytes]] = []
        self.freed: list[int] = []
        self.received = bytearray()
        self.chunks: list[tuple[int | None, int | None, int | None]] = []  # deleter, data, deleter_arg
        self.destroyed: list[int] = []
        self.total, self.granule = 24, 4
        self.adding: Callable[[PJRT_CopyToDeviceStream_AddChunk_Args], int | None] | None = None
        self._execute = self.abi.PJRT_LoadedExecutable_Execute
        self._free = PJRT_Chunk_deleter(lambda data, argument: self.freed.append(argument))
        self._error = PJRT_CallbackError(self._make_error)
        self._error_pointer = c_void_p.from_buffer(self._error)
        for name, slot in (
            ("PJRT_LoadedExecutable_Execute", self.execute),
            ("PJRT_CopyToDeviceStream_TotalBytes", self._total),
            ("PJRT_CopyToDeviceStream_GranuleSize", self._granule),
            ("PJRT_CopyToDeviceStream_CurrentBytes", self._current),
            ("PJRT_CopyToDeviceStream_AddChunk", self._add),
            ("PJRT_CopyToDeviceStream_Destroy", self._destroy),
        ):
            patched.setattr(self.abi, name, slot)

    def execute(self, address: int) -> int | None:
        given = PJRT_LoadedExecutable_Execute_Args.from_address(address)
        told = PJRT_ExecuteOptions.from_address(given.options or 0)
        assert told.struct_size == (self.shown or size_at("PJRT_ExecuteOptions", self.abi.version))

        def rows(kind: Any, pointers: int | None, count: int) -> list[list[Any]]:
            found = pointers_out(pointers, given.num_devices if count else 0)
            return [[kind.from_buffer_copy(item) for item in (kind * count).from_address(row)] for row in found]

        self.sends = rows(PJRT_SendCallbackInfo, told.send_callbacks, told.num_send_ops)
        self.receives = rows(PJRT_RecvCallbackInfo, told.recv_callbacks, told.num_recv_ops)
        infos = (PJRT_HloOutputCallbackInfo * told.num_hlo_output_callbacks).from_address(
            told.hlo_output_callbacks or 1
        )
        self.outputs = [PJRT_HloOutputCallbackInfo.from_buffer_copy(info) for info in infos]
        self.options = {
            "major_to_minor": told.use_major_to_minor_data_layout_for_callbacks,
            "events": bool(given.device_complete_events),
        }
        self.during()
        result: int | None = self._execute(address)
        return result

    # ---------------------------------------------------------------- sending

    def _make_error(self, code: int, message: int | None, size: int) -> int:
        self.errors.append((code, string_at(message or 0, size) if size else b""))
        return ERROR

    def send(
        self, info: PJRT_SendCallbackInfo, data: bytes | None, total: int, last: bool, *, errors: bool = True
    ) -> int | None:
        """Sends a chunk as C would; the error that the callback returns."""
        memory = create_string_buffer(data or b"", len(data or b"") or 1)
        chunk = PJRT_Chunk()
        chunk.data, chunk.size = (None if data is None else addressof(memory)), len(data or b"")
        chunk.deleter, chunk.deleter_arg = c_void_p.from_buffer(self._free).value, 1000 + len(self.freed)
        pointer = addressof(self._error_pointer) if errors else None
        called = PJRT_SendCallback(info.send_callback)
        returned: int | None = called(addressof(chunk), pointer, total, last, info.user_arg)
        return returned

    # -------------------------------------------------------------- receiving

    def receive(self, info: PJRT_RecvCallbackInfo, stream: int = STREAM) -> None:
        """Asks for a value as C would."""
        PJRT_RecvCallback(info.recv_callback)(stream, info.user_arg)

    def _total(self, address: int) -> None:
        PJRT_CopyToDeviceStream_TotalBytes_Args.from_address(address).total_bytes = self.total

    def _granule(self, address: int) -> None:
        PJRT_CopyToDeviceStream_GranuleSize_Args.from_address(address).granule_size_in_bytes = self.granule

    def _current(self, address: int) -> None:
        PJRT_CopyToDeviceStream_CurrentBytes_Args.from_address(address).current_bytes = len(self.received)

    def _add(self, address: int) -> int | None:
        given = PJRT_CopyToDeviceStream_AddChunk_Args.from_address(address)
        if self.adding is not None:
            return self.adding(given)
        chunk = PJRT_Chunk.from_address(given.chunk or 0)
        self.chunks.append((chunk.deleter, chunk.data, chunk.deleter_arg))
        self.received += string_at(chunk.data or 0, chunk.size)
        buffer = self.client.put(X)
        given.transfer_complete = self.abi.buffer_ready_event(buffer._handle())
        return None

    def free_chunks(self) -> None:
        for deleter, data, argument in self.chunks:
            PJRT_Chunk_deleter(deleter)(data, argument)
        self.chunks.clear()

    def _destroy(self, address: int) -> None:
        self.destroyed.append(PJRT_CopyToDeviceStream_Destroy_Args.from_address(address).stream or 0)

    def real_error(self) -> int:
        """An error of the plugin's own: there is no such device."""
        wrong = PJRT_Client_LookupDevice_Args()
        wrong.struct_size, wrong.client, wrong.id = wrong.STRUCT_SIZE, self.client._state.ptr, 99
        error: int = self.abi.PJRT_Client_LookupDevice(addressof(wrong))
        assert error
        return error


@pytest.fixture
def runtime(client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    yield Runtime(client, monkeypatch)
    gc.collect()  # the plugin's own functions are not to see the streams


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What goes to sys.unraisablehook."""
    found: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", found.append)
    return found


def on_a_thread(function: Callable[[], object]) -> None:
    thread = threading.Thread(target=function)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()


class TestPlugins:
    """What the three CPU plugins make of it without a stand-in."""

    @pytest.mark.parametrize("name", ["send", "recv"])
    def test_they_compile_no_transfers(self, client: pjrt.Client, name: str) -> None:
        token = "!stablehlo.token"
        kind = {"send": 2, "recv": 3}[name]
        attributes = (
            f"{{channel_handle = #stablehlo.channel_handle<handle = 5, type = {kind}>, is_host_transfer = true}}"
        )
        body = {
            "send": f'%1 = "stablehlo.send"(%a, %0) {attributes} : ({T}, {token}) -> {token} return %a : {T}',
            "recv": f'%1:2 = "stablehlo.recv"(%0) {attributes} : ({token}) -> ({T}, {token}) return %1#0 : {T}',
        }[name]
        with pytest.raises(pjrt.UnimplementedError, match=f"HLO opcode `{name}` is not supported by XLA:CPU"):
            client.compile(module(f"%a: {T}", T, f"%0 = stablehlo.create_token : {token} {body}"))

    def test_they_take_the_callbacks(self, client: pjrt.Client, compiled: Compiled) -> None:
        """And forget them when all devices have run the program, whoever keeps its results and events."""
        called: list[object] = []
        options = pjrt.ExecuteOptions(senders={1: called.append, 2: called.append}, receivers={-3: called.append})
        before = len(callbacks.pending())
        later, promise = client.alias((4,), X.dtype)
        (y,) = compiled(add())(later, X, options=options)
        kinds = [entry.kind for entry in callbacks.pending()[before:]]
        assert sorted(kinds) == ["PJRT_Event_OnReadyCallback", "recv_callback", "send_callback", "send_callback"]
        promise.fulfill(client.put(X))
        assert same(y, 2 * X)
        assert values(compiled(SUM, FOUR).execute([[X]] * 4, options=options)) == [[(4 * X).tolist()]] * 4
        assert called == []

    def test_output_callbacks(self, client: pjrt.Client, compiled: Compiled) -> None:
        options = pjrt.ExecuteOptions(outputs={1: pjrt.OutputCallback(print, 2)})
        if client.plugin.abi.version >= (0, 114):
            assert same(compiled(add())(X, X, options=options)[0], 2 * X)
            return
        with pytest.raises(pjrt.UnsupportedError) as caught:
            compiled(add())(X, X, options=options)
        assert str(caught.value) == (
            "PJRT_LoadedExecutable_Execute: hlo_output_callbacks needs API 0.112, "
            f"this plugin has {spelled(client.plugin.api_version)}"
        )


class TestSenders:
    def test_what_arrives(self, runtime: Runtime, compiled: Compiled) -> None:
        """Copies of the chunks, in order, of each device; each chunk is given back once."""
        got: list[tuple[int, pjrt.SentChunk]] = []
        new = runtime.abi.version >= field_since("PJRT_ExecuteOptions", "use_major_to_minor_data_layout_for_callbacks")
        options = pjrt.ExecuteOptions(
            senders={channel: lambda chunk, c=channel: got.append((c, chunk)) for channel in (7, -9)},
            major_to_minor=new,
        )

        def during() -> None:
            for device, row in enumerate(runtime.sends):
                for info in row:
                    assert runtime.send(info, b"ab\0c" * (device + 1), 100, False) is None
                    assert runtime.send(info, None, 100, True) is None

        runtime.during = during
        assert values(compiled(add(), FOUR).execute([[X, X]] * 4, options=options)) == [[(2 * X).tolist()]] * 4
        assert [[info.channel_id for info in row] for row in runtime.sends] == [[7, -9]] * 4
        assert len({info.user_arg for row in runtime.sends for info in row}) == 8
        assert runtime.options == {"major_to_minor": new, "events": True}
        assert got == [
            (channel, pjrt.SentChunk(device, data, 100, last))
            for device in range(4)
            for channel in (7, -9)
            for data, last in ((b"ab\0c" * (device + 1), False), (b"", True))
        ]
        assert runtime.freed == [1000 + number for number in range(16)]
        assert runtime.errors == []

    def test_nothing_asked_for(self, runtime: Runtime, compiled: Compiled) -> None:
        compiled(add())(X, X, options=pjrt.ExecuteOptions(launch_id=1))
        assert (runtime.sends, runtime.receives, runtime.outputs) == ([], [], [])
        assert runtime.options == {"major_to_minor": False, "events": False}

    def test_on_another_thread(self, runtime: Runtime, compiled: Compiled) -> None:
        got: list[pjrt.SentChunk] = []
        runtime.during = lambda: on_a_thread(lambda: runtime.send(runtime.sends[0][0], b"abc", 3, True))
        compiled(add())(X, X, options=pjrt.ExecuteOptions(senders={1: got.append}))
        assert got == [pjrt.SentChunk(0, b"abc", 3, True)]

    @pytest.mark.parametrize(
        ("raised", "code", "message"),
        [
            (ValueError("no"), PJRT_Error_Code.UNKNOWN, "ValueError: no"),
            (ValueError("NUL \0, ü"), PJRT_Error_Code.UNKNOWN, "ValueError: NUL \0, ü"),
            (ValueError(""), PJRT_Error_Code.UNKNOWN, "ValueError: "),
            (KeyboardInterrupt(), PJRT_Error_Code.CANCELLED, "KeyboardInterrupt: "),
            (SystemExit(3), PJRT_Error_Code.UNKNOWN, "SystemExit: 3"),
            (GeneratorExit(), PJRT_Error_Code.UNKNOWN, "GeneratorExit: "),
            (TimeoutError("late"), PJRT_Error_Code.DEADLINE_EXCEEDED, "TimeoutError: late"),
            (pjrt.NotFoundError("gone"), PJRT_Error_Code.NOT_FOUND, "NOT_FOUND: gone"),
            (pjrt.ClosedError("closed"), PJRT_Error_Code.UNKNOWN, "closed"),
            (pjrt.PjrtError("x", code=PJRT_Error_Code.OK), PJRT_Error_Code.UNKNOWN, "OK: x"),
        ],
        ids=repr,
    )
    def test_exceptions(
        self, runtime: Runtime, compiled: Compiled, raised: BaseException, code: PJRT_Error_Code, message: str
    ) -> None:
        def fail(_: pjrt.SentChunk) -> None:
            raise raised

        returned: list[int | None] = []
        runtime.during = lambda: returned.append(runtime.send(runtime.sends[0][0], b"abc", 3, True))
        compiled(add())(X, X, options=pjrt.ExecuteOptions(senders={1: fail}))
        assert returned == [ERROR]
        assert runtime.errors == [(code, message.encode())]
        assert runtime.freed == [1000]

    def test_exceptions_that_make_trouble(self, runtime: Runtime, compiled: Compiled) -> None:
        class Mute(Exception):
            def __str__(self) -> str:
                raise RuntimeError

        class Coded(Exception):
            @property
            def code(self) -> int:
                raise KeyboardInterrupt

        raised: list[BaseException] = [Mute(), Coded("c"), ValueError("lone \udcff \ud800")]

        def fail(_: pjrt.SentChunk) -> None:
            raise raised[len(runtime.errors)]

        def during() -> None:
            for _ in raised:
                assert runtime.send(runtime.sends[0][0], b"abc", 3, True) == ERROR

        runtime.during = during
        compiled(add())(X, X, options=pjrt.ExecuteOptions(senders={1: fail}))
        assert [code for code, _ in runtime.errors] == [PJRT_Error_Code.UNKNOWN] * 3
        first, second, third = (message for _, message in runtime.errors)
        assert first == b"Mute, whose text cannot be had"
        assert second == b"Coded: c"
        assert third.startswith(b"ValueError: lone ")

    def test_exceptions_where_c_takes_none(self, runtime: Runtime, compiled: Compiled, told: list[Any]) -> None:
        def fail(_: pjrt.SentChunk) -> None:
            raise ValueError("unheard")

        returned: list[int | None] = []
        runtime.during = lambda: returned.append(runtime.send(runtime.sends[0][0], b"abc", 3, True, errors=False))
        compiled(add())(X, X, options=pjrt.ExecuteOptions(senders={1: fail}))
        assert returned == [None]
        assert [(str(entry.exc_value), entry.err_msg) for entry in told] == [
            ("unheard", "in a sender, from which C takes no error")
        ]
        assert runtime.freed == [1000]

    def test_late(self, runtime: Runtime, compiled: Compiled) -> None:
        got: list[pjrt.SentChunk] = []
        run = compiled(add()).launch([[X, X]], options=pjrt.ExecuteOptions(senders={1: got.append}))
        run.done[0].result(timeout=30)
        kept = runtime.sends[0][0].user_arg or 0
        for _ in range(500):
            if callbacks.find(kept) is None:
                break
            threading.Event().wait(0.01)
        assert runtime.send(runtime.sends[0][0], b"abc", 3, True) == ERROR
        assert runtime.errors == [
            (PJRT_Error_Code.UNKNOWN, b"RuntimeError: the run that this callback belongs to is over")
        ]
        assert (got, runtime.freed) == ([], [1000])

    def test_a_run_that_fails(self, runtime: Runtime, compiled: Compiled) -> None:
        def during() -> None:
            raise KeyboardInterrupt

        runtime.during = during
        with pytest.raises(KeyboardInterrupt):
            compiled(add())(X, X, options=pjrt.ExecuteOptions(senders={1: print}))
        gc.collect()
        assert callbacks.find(runtime.sends[0][0].user_arg) is None

    def test_it_may_use_the_library(self, runtime: Runtime, compiled: Compiled) -> None:
        got: list[Any] = []

        def use(chunk: pjrt.SentChunk) -> None:
            runtime.during = lambda: None
            array = np.frombuffer(chunk.data, np.float32)
            got.append(compiled(add())(array, array)[0].to_numpy().tolist())
            with pytest.raises(pjrt.PjrtError, match="a program on several devices cannot be run in a callback"):
                compiled(SUM, FOUR).execute([[X]] * 4)

        sent = np.arange(4, dtype=np.float32)
        runtime.during = lambda: on_a_thread(lambda: runtime.send(runtime.sends[0][0], sent.tobytes(), 16, True))
        compiled(add())(X, X, options=pjrt.ExecuteOptions(senders={1: use}))
        assert got == [(2 * sent).tolist()]
        assert runtime.errors == []


class TestReceivers:
    def run(self, runtime: Runtime, compiled: Compiled, receiver: Callable[[pjrt.CopyToDeviceStream], object]) -> None:
        """Runs a program on one device, that asks for one value by way of the receiver."""
        runtime.during = lambda: on_a_thread(lambda: runtime.receive(runtime.receives[0][0]))
        compiled(add())(X, X, options=pjrt.ExecuteOptions(receivers={6: receiver}))

    def test_all_devices(self, runtime: Runtime, compiled: Compiled) -> None:
        got: list[tuple[int, int]] = []

        def during() -> None:
            for device, row in enumerate(runtime.receives):
                for info in row:
                    runtime.receive(info, STREAM + device)

        def supply(stream: pjrt.CopyToDeviceStream, channel: int) -> None:
            got.append((stream.device, channel))

        runtime.during = during
        receivers: dict[int, Any] = {channel: lambda s, c=channel: supply(s, c) for channel in (3, 4)}
        compiled(add(), FOUR).execute([[X, X]] * 4, options=pjrt.ExecuteOptions(receivers=receivers))
        assert got == [(device, channel) for device in range(4) for channel in (3, 4)]
        assert runtime.destroyed == [STREAM + device for device in range(4) for _ in range(2)]

    def test_chunks(self, runtime: Runtime, compiled: Compiled) -> None:
        """They are copied, and freed when the plugin says so."""
        seen: list[str] = []

        def supply(stream: pjrt.CopyToDeviceStream) -> None:
            assert (stream.total_nbytes, stream.granule_nbytes, stream.current_nbytes) == (24, 4, 0)
            array = np.array([1, 2], np.float32)
            stream.add_chunk(array).result(timeout=30)
            seen.append(repr(stream))
            array[:] = 0
            stream.add_chunk(b"").result(timeout=30)
            stream.add_chunk(bytearray(b"abcd")).result(timeout=30)
            stream.add_chunk(memoryview(b"efgh")).result(timeout=30)
            stream.add_chunk(np.array([1, 2], ml_dtypes.bfloat16)).result(timeout=30)
            stream.add_chunk(np.array(5, np.int32)).result(timeout=30)
            stream.close()
            stream.close()
            seen.append(repr(stream))

        self.run(runtime, compiled, supply)
        expected = np.array([1, 2], np.float32).tobytes() + b"abcdefgh" + np.array([1, 2], ml_dtypes.bfloat16).tobytes()
        assert bytes(runtime.received) == expected + np.array(5, np.int32).tobytes()
        assert seen == ["<CopyToDeviceStream, 8 of 24 bytes>", "<CopyToDeviceStream, closed>"]
        assert runtime.destroyed == [STREAM]
        assert len([entry for entry in callbacks.pending() if entry.kind == "PJRT_Chunk deleter"]) == 6
        runtime.free_chunks()
        assert not [entry for entry in callbacks.pending() if entry.kind == "PJRT_Chunk deleter"]

    @pytest.mark.parametrize(
        ("data", "kind", "text"),
        [
            (bytes(28), ValueError, "data: 28 bytes are more than the 24 that the value lacks"),
            (bytes(3), ValueError, "data: 3 bytes are no multiple of the granule of 4 bytes"),
            ("text", TypeError, "data: expected bytes or an array of numbers in one piece, got 'text'"),
            (5, TypeError, "data: expected bytes or an array of numbers in one piece, got 5"),
            ([1, 2], TypeError, "data: expected bytes or an array of numbers in one piece, got [1, 2]"),
            (np.array([None]), TypeError, "data: expected bytes or an array of numbers in one piece, got array([None]"),
            (np.arange(8)[::2], TypeError, "data: expected an array in one piece; pass numpy.ascontiguousarray(data)"),
            (
                memoryview(bytes(8))[::2],
                TypeError,
                "data: expected bytes or an array of numbers in one piece, got <mem",
            ),
        ],
    )
    def test_wrong_chunks(
        self, runtime: Runtime, compiled: Compiled, data: Any, kind: type[Exception], text: str
    ) -> None:
        caught: list[str] = []

        def supply(stream: pjrt.CopyToDeviceStream) -> None:
            with pytest.raises(kind) as found:
                stream.add_chunk(data)
            caught.append(str(found.value))

        self.run(runtime, compiled, supply)
        assert caught[0].startswith(text)
        gc.collect()
        assert (runtime.received, runtime.chunks, runtime.destroyed) == (bytearray(), [], [STREAM])

    def test_no_granule(self, runtime: Runtime, compiled: Compiled) -> None:
        runtime.granule = 0
        self.run(runtime, compiled, lambda stream: stream.add_chunk(b"abc"))
        assert bytes(runtime.received) == b"abc"
        runtime.free_chunks()

    @pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt, SystemExit])
    def test_exceptions(self, runtime: Runtime, compiled: Compiled, told: list[Any], kind: type[BaseException]) -> None:
        """C takes none, and the stream ends."""

        def supply(stream: pjrt.CopyToDeviceStream) -> None:
            raise kind("no value")

        self.run(runtime, compiled, supply)
        assert [(type(entry.exc_value), str(entry.exc_value), entry.err_msg) for entry in told] == [
            (kind, "no value", "in a callback")
        ]
        told.clear()
        gc.collect()
        assert runtime.destroyed == [STREAM]

    def test_late(self, runtime: Runtime, compiled: Compiled, told: list[Any]) -> None:
        self.run(runtime, compiled, lambda stream: stream.close())
        for _ in range(500):
            if callbacks.find(runtime.receives[0][0].user_arg) is None:
                break
            threading.Event().wait(0.01)
        runtime.receive(runtime.receives[0][0], STREAM + 1)
        assert [str(entry.exc_value) for entry in told] == ["the run that this callback belongs to is over"]
        assert runtime.destroyed == [STREAM]

    def test_in_another_thread_later(self, runtime: Runtime, compiled: Compiled) -> None:
        kept: list[pjrt.CopyToDeviceStream] = []
        self.run(runtime, compiled, kept.append)
        assert runtime.destroyed == []
        on_a_thread(lambda: kept[0].add_chunk(bytes(24)).result(timeout=30))
        assert bytes(runtime.received) == bytes(24)
        on_a_thread(kept.clear)
        assert runtime.destroyed == [STREAM]
        runtime.free_chunks()

    def test_closed_while_a_chunk_is_added(self, runtime: Runtime, compiled: Compiled) -> None:
        """The C object goes when nobody is inside."""
        kept: list[pjrt.CopyToDeviceStream] = []
        self.run(runtime, compiled, kept.append)
        inside, go_on = threading.Event(), threading.Event()

        def adding(given: PJRT_CopyToDeviceStream_AddChunk_Args) -> int | None:
            inside.set()
            assert go_on.wait(30)
            runtime.adding = None
            assert runtime.destroyed == []
            return runtime._add(addressof(given))

        runtime.adding = adding
        thread = threading.Thread(target=lambda: kept[0].add_chunk(b"abcd"))
        thread.start()
        assert inside.wait(30)
        kept[0].close()
        for use in (lambda: kept[0].add_chunk(b"abcd"), lambda: kept[0].total_nbytes, lambda: kept[0].granule_nbytes):
            with pytest.raises(pjrt.ClosedError, match=r"^this stream was closed$"):
                use()
        assert (runtime.destroyed, repr(kept[0])) == ([], "<CopyToDeviceStream, closed>")
        go_on.set()
        thread.join(30)
        assert runtime.destroyed == [STREAM]
        runtime.free_chunks()

    def test_what_c_reports(self, runtime: Runtime, compiled: Compiled) -> None:
        """A chunk that C refused is forgotten; one that it may have is kept until it gives it back."""
        kept: list[pjrt.CopyToDeviceStream] = []
        self.run(runtime, compiled, kept.append)
        runtime.adding = lambda _: runtime.real_error()
        with pytest.raises(pjrt.InvalidArgumentError, match="PJRT_CopyToDeviceStream_AddChunk: INVALID_ARGUMENT: "):
            kept[0].add_chunk(b"abcd")
        assert not [entry for entry in callbacks.pending() if entry.kind == "PJRT_Chunk deleter"]

        def no_event(given: PJRT_CopyToDeviceStream_AddChunk_Args) -> None:
            chunk = PJRT_Chunk.from_address(given.chunk or 0)
            runtime.chunks.append((chunk.deleter, chunk.data, chunk.deleter_arg))

        runtime.adding = no_event
        with pytest.raises(pjrt.PjrtError, match=r"no error was returned, but .*transfer_complete is NULL"):
            kept[0].add_chunk(b"abcd")
        assert len([entry for entry in callbacks.pending() if entry.kind == "PJRT_Chunk deleter"]) == 1
        runtime.free_chunks()
        kept.clear()
        assert runtime.destroyed == [STREAM]

    def test_of_a_closed_client(self, plugin: str, monkeypatch: pytest.MonkeyPatch) -> None:
        client = pjrt.Client(plugin)
        runtime, kept = Runtime(client, monkeypatch), []
        runtime.during = lambda: runtime.receive(runtime.receives[0][0])
        (y,) = client.compile(add())(X, X, options=pjrt.ExecuteOptions(receivers={6: kept.append}))
        y.block_until_ready()
        client.close()
        with pytest.raises(pjrt.ClosedError, match="this client was closed"):
            kept[0].add_chunk(b"abcd")
        assert repr(kept[0]) == "<CopyToDeviceStream, closed>"
        kept.clear()
        assert runtime.destroyed == [STREAM]

    def test_no_copies(self, runtime: Runtime, compiled: Compiled) -> None:
        import copy

        kept: list[pjrt.CopyToDeviceStream] = []
        self.run(runtime, compiled, kept.append)
        with pytest.raises(TypeError, match="a CopyToDeviceStream stands for an object in its plugin"):
            copy.copy(kept[0])


class TestOutputs:
    """As if each plugin were new enough; the older ones do not look at them."""

    @pytest.fixture(autouse=True)
    def _new(self, client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(client.plugin.abi, "_older", None)

    @staticmethod
    def call(
        info: PJRT_HloOutputCallbackInfo, array: np.ndarray[Any, Any], code: int, place: tuple[int, int, int]
    ) -> None:
        dims = (c_int64 * array.ndim)(*array.shape)
        replica, partition, operand = place
        PJRT_HloOutputCallback(info.callback)(
            replica,
            partition,
            array.ctypes.data if array.size else None,
            addressof(dims) if array.ndim else None,
            array.ndim,
            code,
            operand,
            info.user_arg,
        )

    def test_what_arrives(self, runtime: Runtime, compiled: Compiled) -> None:
        arrays = [
            (np.arange(6, dtype=np.float32).reshape(2, 3), PJRT_Buffer_Type.F32),
            (np.array(7, np.int64), PJRT_Buffer_Type.S64),
            (np.zeros((0, 4), np.uint8), PJRT_Buffer_Type.U8),
            (np.array([1.5, 2], ml_dtypes.bfloat16), PJRT_Buffer_Type.BF16),
        ]
        got: list[tuple[str, pjrt.HloOutput]] = []

        def during() -> None:
            for number, (array, code) in enumerate(arrays):
                given = array.copy()
                self.call(runtime.outputs[0], given, code, (1, 2, number))
                given.fill(0)
            on_a_thread(lambda: self.call(runtime.outputs[1], *arrays[0], (3, 0, 0)))

        runtime.during = during
        outputs = {
            5: pjrt.OutputCallback(lambda output: got.append(("five", output)), 4),
            -6: pjrt.OutputCallback(lambda output: got.append(("six", output))),
        }
        compiled(add(), FOUR).execute([[X, X]] * 4, options=pjrt.ExecuteOptions(outputs=outputs))
        assert [(info.callback_id, info.num_operands) for info in runtime.outputs] == [(5, 4), (-6, 1)]
        assert [(name, output.replica, output.partition, output.operand) for name, output in got] == [
            *(("five", 1, 2, number) for number in range(4)),
            ("six", 3, 0, 0),
        ]
        for (_, output), (array, _) in zip(got, [*arrays, arrays[0]], strict=True):
            assert (output.array.dtype, output.array.shape) == (array.dtype, array.shape)
            assert output.array.tobytes() == array.tobytes()
            assert output.array.flags.writeable

    def test_what_cannot_be_read(self, runtime: Runtime, compiled: Compiled, told: list[Any]) -> None:
        def fail(_: pjrt.HloOutput) -> None:
            raise KeyboardInterrupt("no")

        def during() -> None:
            self.call(runtime.outputs[0], np.zeros(4, np.int8), PJRT_Buffer_Type.S4, (0, 0, 0))
            self.call(runtime.outputs[0], np.zeros(4, np.int8), PJRT_Buffer_Type.TOKEN, (0, 0, 0))
            self.call(runtime.outputs[0], np.zeros(4, np.int8), 999, (0, 0, 0))
            self.call(runtime.outputs[0], np.zeros(4, np.int8), PJRT_Buffer_Type.S8, (0, 0, 0))

        runtime.during = during
        compiled(add())(X, X, options=pjrt.ExecuteOptions(outputs={5: pjrt.OutputCallback(fail)}))
        assert [type(entry.exc_value) for entry in told] == [TypeError] * 3 + [KeyboardInterrupt]
        assert str(told[0].exc_value) == "an output of int4, which may be packed, cannot be read"
        told.clear()


class TestStreamHandle:
    def test_interrupted(self, runtime: Runtime) -> None:
        """A call that never left does not keep the stream from being destroyed with its last reference."""
        handle = host_transfers.StreamHandle(runtime.client._state, STREAM)  # type: ignore[arg-type]
        handle.__enter__()
        handle.close()
        assert runtime.destroyed == []
        del handle
        assert runtime.destroyed == [STREAM]
