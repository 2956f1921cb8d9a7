"""Raw buffers: on the reference plugin, with a vtable and without, as libtpu alone chains them and makes no client."""

from __future__ import annotations

import copy
import gc
import pickle
import threading
from collections.abc import Callable, Iterator
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import pjrt
from pjrt import testing
from pjrt.event import Event
from pjrt.extensions.raw_buffer import RawBuffer, RawBufferObject
from pjrt.testing.extensions import raw_buffers as serving
from tests.pjrt.extensions.raw_plugins import Make, Plugin, X, copying, making
from tests.pjrt.programs import DONATED, add


@pytest.fixture
def plugins() -> Iterator[Make]:
    with making() as make:
        yield make


@pytest.fixture(params=[True, False], ids=["vtable", "none"])
def either(request: pytest.FixtureRequest, plugins: Make) -> Plugin:
    """A plugin whose raw buffers have a vtable, and one whose have none."""
    return plugins(serving.RawBuffer(vtable=request.param))


@pytest.fixture
def plugin(plugins: Make) -> Plugin:
    return plugins()


@pytest.fixture
def held(plugins: Make) -> Plugin:
    """A plugin that copies when it is told to."""
    return plugins(serving.RawBuffer(pace="held"))


class TestBytes:
    def test_facts(self, either: Plugin) -> None:
        alias = either.alias()
        assert (alias.nbytes, alias.memory) == (X.nbytes, either.buffer.memory)
        assert repr(alias).startswith(f"<RawBufferObject of {X.nbytes} bytes")
        assert ("with a vtable" in repr(alias)) == alias.has_vtable == bool(either.server.vtables)
        assert alias.is_mutable is (True if alias.has_vtable else None)

    def test_of_another_memory(self, plugin: Plugin) -> None:
        memory = plugin.client.memories[3]
        alias = plugin.extension.alias(plugin.client.put(X, memory))
        assert alias.memory == alias.slice(4, 8).memory == memory

    def test_both_ways(self, either: Plugin) -> None:
        alias, into = either.alias(), np.zeros(3, np.float32)
        written = alias.write(np.array([50, 60], np.float32), 8)
        assert type(written) is Event
        written.result()
        assert alias.read(into, 4).exception() is None
        assert into.tolist() == [1, 50, 60]
        assert either.buffer.to_numpy().tolist() == [0, 1, 50, 60, 4, 5, 6, 7]

    @pytest.mark.parametrize(
        "data",
        [
            b"\1\2\3\4",
            bytearray(b"\1\2\3\4"),
            np.frombuffer(b"\1\2\3\4", ml_dtypes.bfloat16),
            np.frombuffer(b"\1\0\2\0\3\0\4\0", np.uint8)[::2],
            np.frombuffer(b"\1\2\3\4", np.int32)[0],
        ],
    )
    def test_what_is_written(self, plugin: Plugin, data: Any) -> None:
        alias, into = plugin.alias(), bytearray(4)
        alias.write(data, X.nbytes - 4).result()
        alias.read(into, X.nbytes - 4).result()
        assert into == b"\1\2\3\4"

    def test_read_into(self, plugin: Plugin) -> None:
        alias = plugin.alias()
        for into in (bytearray(32), memoryview(bytearray(32)), np.zeros((4, 4), ml_dtypes.bfloat16)):
            alias.read(into).result()
            assert bytes(np.asarray(into).tobytes()) == X.tobytes()

    def test_memory_in_use_lives(self, held: Plugin) -> None:
        alias = held.alias()
        alias.write(np.full(8, 9, np.float32))  # nobody but the copy keeps it
        into = np.zeros(8, np.float32)
        done = alias.read(into)
        alias.close()
        gc.collect()
        assert not done.done()
        assert copying() == ["a raw copy from the host", "a raw copy to the host"]
        assert held.server.clock.release() == 2
        done.result()
        assert into.tolist() == [9] * 8

    def test_a_closed_client_copies_on(self, held: Plugin) -> None:
        into = np.zeros(8, np.float32)
        held.alias().read(into)
        held.client.close()
        held.server.clock.release()
        assert into.tolist() == X.tolist()

    def test_threads(self, plugin: Plugin) -> None:
        alias = plugin.alias()

        def work(number: int) -> None:
            for _ in range(50):
                into = np.zeros(1, np.float32)
                alias.write(np.float32([number]), number * 4).result()
                alias.read(into, number * 4).result()
                assert into[0] == number

        threads = [threading.Thread(target=work, args=[n]) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert plugin.buffer.to_numpy().tolist() == list(range(8))


class TestHostViews:
    def test_the_memory_itself(self, either: Plugin) -> None:
        alias = either.alias()
        view = alias.host_view()
        assert view is not None
        assert (view.dtype, view.shape, view.flags.writeable) == (np.uint8, (X.nbytes,), False)
        alias.write(np.float32([5])).result()
        assert view.view(np.float32).tolist() == [5, *X[1:]]

    def test_writable(self, either: Plugin) -> None:
        view = either.alias().host_view(writable=True)
        assert view is not None
        view.view(np.float32)[2:4] = 7
        assert either.buffer.to_numpy().tolist() == [0, 1, 7, 7, 4, 5, 6, 7]

    def test_it_keeps_the_memory(self, either: Plugin) -> None:
        alias = either.alias()
        view = alias.host_view()
        assert view is not None
        alias.close()
        either.buffer.delete()
        either.client.close()
        gc.collect()
        assert either.served.live["PJRT_RawBuffer"] == 1
        assert view.view(np.float32).tolist() == X.tolist()
        del view
        assert "PJRT_RawBuffer" not in either.served.live

    @pytest.mark.parametrize("vtable", [True, False])
    def test_memory_that_the_host_does_not_see(self, plugins: Make, vtable: bool) -> None:
        alias = plugins(serving.RawBuffer(visible=False, vtable=vtable)).alias()
        assert alias.host_view() is alias.host_view(writable=True) is None

    def test_memory_that_may_not_be_written_to(self, plugins: Make) -> None:
        plugin = plugins(serving.RawBuffer(mutable=False))
        alias = plugin.alias()
        assert alias.is_mutable is False
        with pytest.raises(ValueError, match=r"^writable: .* may not be written to"):
            alias.host_view(writable=True)
        for part in (alias, alias.slice(0, 8)):
            with pytest.raises(ValueError, match=r"^data: .* may not be written to"):
                part.write(b"1234")
        assert alias.host_view() is not None


class TestAliasing:
    def test_nobody_gives_the_memory_away(self, either: Plugin) -> None:
        buffer, client = either.buffer, either.client
        donating = client.compile(add(DONATED).replace("4xf32", "8xf32"))
        taken, promise = client.alias(X.shape, X.dtype)
        alias = either.alias()
        view = alias.host_view()
        attempts: list[Callable[[], object]] = [
            buffer.donate,
            lambda: buffer.bitcast(np.int32),
            lambda: promise.fulfill(buffer),
            lambda: donating(buffer, X),
        ]
        for keeping in ("the object", "its view"):
            for attempt in attempts:
                with pytest.raises(pjrt.ClosedError, match="in use"):
                    attempt()
            if keeping == "the object":
                alias.close()
        assert buffer.copy_to(client.devices[1]).to_numpy().tolist() == X.tolist()
        del view
        (result,) = donating(buffer, X)
        assert result.to_numpy().tolist() == (X * 2).tolist()
        assert not taken.ready.done()

    def test_programs_run_with_it(self, either: Plugin) -> None:
        program = either.client.compile(add().replace("4xf32", "8xf32"))
        with either.alias() as alias:
            alias.write(np.float32([100])).result()
            assert program(either.buffer, X)[0].to_numpy()[0] == 100

    def test_deletion_waits(self, plugins: Make) -> None:
        plugin = plugins(limit=X.nbytes)
        alias = plugin.alias()
        part = alias.slice(4, 4)
        plugin.buffer.delete()
        assert plugin.buffer.is_deleted
        into = np.zeros(1, np.float32)
        for last in (alias, part):
            with pytest.raises(pjrt.ResourceExhaustedError):
                plugin.client.put(X)
            part.read(into).result()
            last.close()
        assert into[0] == 1
        assert plugin.client.put(X).to_numpy()[3] == 3

    def test_two_of_one_buffer(self, plugin: Plugin) -> None:
        first, second = plugin.alias(), plugin.alias()
        first.close()
        with pytest.raises(pjrt.ClosedError, match="in use"):
            plugin.buffer.donate()
        second.close()
        plugin.buffer.donate()[1].fulfill()

    def test_a_buffer_that_is_gone(self, plugin: Plugin) -> None:
        plugin.buffer.delete()
        with pytest.raises(pjrt.ClosedError, match="deleted"):
            plugin.alias()

    def test_a_buffer_that_failed(self, plugin: Plugin) -> None:
        failed = plugin.client.error_buffer(pjrt.DataLossError("gone"), X.shape, X.dtype)
        with pytest.raises(pjrt.DataLossError, match="gone"):
            plugin.extension.alias(failed)

    def test_a_failure_leaves_nothing(self, plugins: Make) -> None:
        plugin = plugins(faults=["PJRT_RawBuffer_CreateRawAliasOfBuffer=UNIMPLEMENTED"])
        with pytest.raises(pjrt.UnimplementedError, match="PJRT_RawBuffer_CreateRawAliasOfBuffer"):
            plugin.alias()
        plugin.buffer.donate()[1].fulfill()

    @pytest.mark.parametrize(
        ("function", "call"),
        [
            ("CopyRawHostToDevice", lambda alias: alias.write(X)),
            ("CopyRawDeviceToHost", lambda alias: alias.read(bytearray(4))),
            ("GetHostPointer", lambda alias: alias.host_view()),
            ("GetMemorySpace", lambda alias: alias.memory),
        ],
    )
    def test_failing_calls_leave_nothing(
        self, plugins: Make, function: str, call: Callable[[RawBufferObject], object]
    ) -> None:
        alias = plugins(faults=[f"PJRT_RawBuffer_{function}=INTERNAL"]).alias()
        with pytest.raises(pjrt.InternalError, match=function):
            call(alias)


class TestArguments:
    @pytest.mark.parametrize(
        ("offset", "count", "error"),
        [
            (-1, 4, ValueError),
            (29, 4, ValueError),
            (32, 1, ValueError),
            (0, 33, ValueError),
            (2**63 - 1, 1, ValueError),
            (2**63, 1, ValueError),
            (0.0, 4, TypeError),
            (True, 4, TypeError),
            (None, 4, TypeError),
        ],
    )
    def test_ranges(self, either: Plugin, offset: Any, count: int, error: type[Exception]) -> None:
        alias = either.alias()
        with pytest.raises(error, match=r"^offset: "):
            alias.write(bytes(count), offset)
        with pytest.raises(error, match=r"^offset: "):
            alias.read(bytearray(count), offset)
        if alias.has_vtable:
            with pytest.raises(error, match=r"^offset: "):
                alias.slice(offset, count)
        assert either.buffer.to_numpy().tolist() == X.tolist()

    @pytest.mark.parametrize("data", [5, "text", None, np.array([object()]), [1, 2]])
    def test_data_without_bytes(self, plugin: Plugin, data: Any) -> None:
        with pytest.raises(TypeError, match=r"^data: "):
            plugin.alias().write(data)

    @pytest.mark.parametrize(
        "into", [b"1234", np.zeros((4, 4), np.uint8)[:, :2], np.zeros(4, object), memoryview(b"12"), 5, None]
    )
    def test_destinations_that_cannot_be(self, plugin: Plugin, into: Any) -> None:
        with pytest.raises(TypeError, match=r"^destination: expected writable memory in one piece"):
            plugin.alias().read(into)

    def test_no_bytes(self, plugin: Plugin) -> None:
        alias = plugin.alias()
        for call in (lambda: alias.write(b""), lambda: alias.read(bytearray()), lambda: alias.slice(0, 0)):
            with pytest.raises(ValueError, match="expected some bytes, got 0"):
                call()
        with pytest.raises(TypeError, match=r"^nbytes: "):
            alias.slice(0, 4.0)  # type: ignore[arg-type]

    def test_events_to_wait_for(self, plugin: Plugin, plugins: Make) -> None:
        alias, other = plugin.alias(), plugins()
        with pytest.raises(TypeError, match=r"^after\[0\]: expected a DeviceEvent, got <Event"):
            alias.write(X, after=[alias.write(X)])  # type: ignore[list-item]
        with pytest.raises(ValueError, match=r"^after\[1\]: .* is of another plugin"):
            alias.write(X, after=[alias.ready, other.alias().ready])

    def test_buffers(self, plugin: Plugin, plugins: Make, libtpu: pjrt.Plugin) -> None:
        with pytest.raises(TypeError, match=r"^buffer: expected a Buffer"):
            plugin.extension.alias(X)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match=r"^buffer: .* is not of the plugin"):
            plugin.extension.alias(plugins().buffer)
        ours = libtpu.extension(RawBuffer)
        assert set(ours.functions.values()) == {""}
        with pytest.raises(ValueError, match=r"^buffer: .* is not of the plugin 'libtpu'"):
            ours.alias(plugin.buffer)

    def test_closed(self, plugin: Plugin) -> None:
        alias, other = plugin.alias(), plugin.alias()
        with alias:
            alias.close()
        assert repr(alias) == "<RawBufferObject, closed>"
        for call in (lambda: alias.nbytes, lambda: alias.write(X), lambda: alias.host_view(), alias.clone):
            with pytest.raises(pjrt.ClosedError, match="closed"):
                call()
        ready = other.ready
        plugin.client.close()
        assert repr(other) == "<RawBufferObject of a closed client>"
        with pytest.raises(pjrt.ClosedError, match="closed"):
            _ = other.memory
        with pytest.raises(pjrt.ClosedError, match="closed"):
            ready.done()

    def test_it_stands_for_something_in_C(self, plugin: Plugin) -> None:
        for thing in (plugin.alias(), plugin.alias().ready):
            with pytest.raises(TypeError, match="cannot be copied"):
                copy.copy(thing)
            with pytest.raises(TypeError, match="cannot be pickled"):
                pickle.dumps(thing)

    def test_the_gate(self) -> None:
        plugin = pjrt.load(testing.reference())
        pjrt.experimental.disable()
        try:
            with pytest.raises(pjrt.ExperimentalError, match="RawBuffer"):
                plugin.extension(RawBuffer)
        finally:
            pjrt.experimental.enable()
