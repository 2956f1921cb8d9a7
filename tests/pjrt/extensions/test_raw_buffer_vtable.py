"""Raw buffers with a vtable, and how they are told from those without: on the reference plugin."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import pjrt
from pjrt._runtime import callbacks, raw_buffers
from pjrt.event import Event
from pjrt.extensions.device_event import DeviceEvent
from pjrt.extensions.raw_buffer import RawBufferObject
from pjrt.server import Event as Done
from pjrt.server import Rule
from pjrt.testing.extensions import raw_buffers as serving
from pjrt.testing.machine import Space
from pjrt_abi.enums import PJRT_Error_Code
from pjrt_abi.extensions import raw_buffer as raw
from tests.pjrt.extensions.raw_plugins import VTABLE, Make, Plugin, X, copying, making


@pytest.fixture
def plugins() -> Iterator[Make]:
    with making() as make:
        yield make


@pytest.fixture
def plugin(plugins: Make) -> Plugin:
    return plugins()


@pytest.fixture
def held(plugins: Make) -> Plugin:
    """A plugin that copies when it is told to."""
    return plugins(serving.RawBuffer(pace="held"))


class TestVtable:
    def test_parts(self, plugin: Plugin) -> None:
        alias = plugin.alias()
        part = alias.slice(8, 16)
        inner = part.slice(4, 8)
        assert (part.nbytes, inner.nbytes) == (16, 8)
        assert inner.device_address == alias.device_address + 12
        alias.close()
        part.close()
        into = np.zeros(2, np.float32)
        done = inner.read(into)
        assert isinstance(done, DeviceEvent)
        done.result()
        assert into.tolist() == [3, 4]
        inner.write(np.float32([33]), 4).result()
        view = inner.host_view()
        assert view is not None
        assert view.view(np.float32).tolist() == [3, 33]
        assert plugin.buffer.to_numpy().tolist() == [0, 1, 2, 3, 33, 5, 6, 7]

    def test_clones(self, plugin: Plugin) -> None:
        seen: list[str] = []
        plugin.served.add_hook(lambda view: seen.append(view.name))
        alias = plugin.alias()
        clone = alias.clone()
        again = clone.clone()
        alias.close()
        assert plugin.served.live["PJRT_RawBuffer"] == 1
        assert (clone.nbytes, again.nbytes, clone.memory) == (32, 32, plugin.buffer.memory)
        clone.close()
        again.close()
        assert "PJRT_RawBuffer" not in plugin.served.live
        counted = [name for name in seen if name.endswith(("_ref", "RawBuffer_Destroy"))]
        assert counted == [f"{VTABLE}_inc_ref"] * 2 + ["PJRT_RawBuffer_Destroy"] + [f"{VTABLE}_dec_ref"] * 2

    def test_events_of_its_own(self, plugin: Plugin) -> None:
        alias = plugin.alias()
        allocated, ready = alias.allocated, alias.ready
        assert allocated.done()
        ready.result()
        assert repr(ready) == "<DeviceEvent, done>"
        (stream, number), (same, later) = ready.stream or (0, 0), alias.allocated.stream or (0, 0)
        assert stream == same == plugin.server.events.STREAM
        assert number < later

    def test_copies_in_order(self, held: Plugin) -> None:
        alias, clock = held.alias(), held.server.clock
        part, into = alias.slice(0, 4), np.zeros(1, np.float32)
        first = part.write(np.float32([5]))
        assert isinstance(first, DeviceEvent)
        second = alias.write(np.float32([6]), after=[first])
        assert isinstance(second, DeviceEvent)
        third = alias.read(into, after=(first, second, alias.ready))
        del first
        gc.collect()
        for expected in (1, 1, 1):
            assert not third.done()
            assert clock.release() == expected
        third.result()
        assert into[0] == 6

    def test_memory_in_use_lives(self, held: Plugin) -> None:
        alias = held.alias()
        alias.write(np.full(8, 9, np.float32), after=[alias.ready])
        alias.slice(0, 4).write(np.float32([8]))
        alias.close()
        gc.collect()
        assert copying() == ["a raw copy from the host"] * 2
        assert held.server.clock.release() == 2
        assert held.buffer.to_numpy().tolist() == [8, *[9] * 7]

    def test_waiting(self, held: Plugin) -> None:
        alias = held.alias()
        event = alias.write(X, after=[alias.ready])
        seen: list[Event] = []
        called = threading.Event()
        event.add_done_callback(lambda done: (seen.append(done), called.set()))
        with pytest.raises(TimeoutError):
            event.result(timeout=0.01)
        assert repr(event) == "<DeviceEvent, pending>"
        future = event.future()
        waiting = threading.Thread(target=event.result)
        waiting.start()
        assert any(entry.kind == "PJRT_DeviceEvent_AndThen" for entry in callbacks.pending())
        threading.Timer(0.01, held.server.clock.release).start()
        asyncio.run(asyncio.wait_for(self.wait(event), 20))
        waiting.join()
        assert (future.result(20), called.wait(20)) == (None, True)
        assert seen == [event]

    @staticmethod
    async def wait(event: Event) -> None:
        await event

    @pytest.mark.parametrize("watched", [False, True])
    def test_failures(self, plugins: Make, watched: bool) -> None:
        class Failing(serving.RawBuffer):
            ending = Done(done=False)

            def copy(self, dependencies: Any, work: Any) -> Done:
                return self.ending

        server = Failing()
        alias = plugins(server).alias()
        event = alias.write(X, after=[alias.ready])
        if watched:
            threading.Timer(0.01, lambda: server.ending.set(pjrt.DataLossError("a bit fell over"))).start()
        else:
            server.ending.set(pjrt.DataLossError("a bit fell over"))
        with pytest.raises(pjrt.DataLossError, match="get_error_if_present: DATA_LOSS: a bit fell over"):
            event.result(timeout=20)
        assert isinstance(event.exception(), pjrt.DataLossError)
        assert repr(event).startswith("<DeviceEvent, failed: ")

    @pytest.mark.parametrize(
        ("function", "call"),
        [
            (
                "copy_raw_host_to_device_and_return_event",
                lambda alias: alias.write(X, after=[alias.ready, alias.allocated]),
            ),
            ("copy_raw_device_to_host_and_return_event", lambda alias: alias.read(bytearray(4), after=[alias.ready])),
            ("make_allocation_ready_event", lambda alias: alias.allocated),
            ("get_raw_buffer_async_value", lambda alias: alias.ready),
            ("slice", lambda alias: alias.slice(0, 4)),
        ],
    )
    def test_failing_calls_leave_nothing(
        self, plugins: Make, function: str, call: Callable[[RawBufferObject], object]
    ) -> None:
        alias = plugins(faults=[Rule(f"{VTABLE}_{function}", code=PJRT_Error_Code.INTERNAL)]).alias()
        with pytest.raises(pjrt.InternalError, match=function):
            call(alias)

    def test_a_copy_that_fails_with_events_taken(self, plugins: Make) -> None:
        class Late(serving.RawVtable):
            def copy_raw_host_to_device_and_return_event(self, *, dependencies: int, **_: Any) -> None:
                self._taken(dependencies)
                raise pjrt.InternalError("too late")

        server = serving.RawBuffer()
        server.vtables["PJRT_RawBuffer"] = Late(server, True)
        alias = plugins(server).alias()
        with pytest.raises(pjrt.InternalError, match="too late"):
            alias.write(X, after=[alias.ready, alias.allocated])

    def test_an_event_that_is_null(self, plugins: Make) -> None:
        """It is over from the start."""

        class Still(serving.RawVtable):
            def make_allocation_ready_event(self, *, raw_buffer: Any, event: int) -> None:
                """Tells nothing."""

        server = serving.RawBuffer()
        server.vtables["PJRT_RawBuffer"] = Still(server, True)
        alias = plugins(server).alias()
        event = alias.allocated
        event.result()
        assert (event.done(), event.exception(), event.stream, repr(event)) == (True, None, None, "<DeviceEvent, done>")
        event._keep(X, "nothing")
        alias.write(X, after=[event]).result()

    def test_a_memory_that_nobody_knows(self, plugins: Make) -> None:
        class Lost(serving.RawVtable):
            def get_memory_space(self, *, raw_buffer: Any) -> Space:
                return Space(99, "lost", 99, 0)

        server = serving.RawBuffer()
        server.vtables["PJRT_RawBuffer"] = Lost(server, True)
        part = plugins(server).alias().slice(0, 4)
        with pytest.raises(pjrt.PjrtError, match="none of the client's memory spaces"):
            _ = part.memory


class TestWithoutVtable:
    """What tells that there is none: the API version, then the vtable itself."""

    def check(self, plugin: Plugin) -> None:
        alias = plugin.alias()
        assert (alias.has_vtable, alias.is_mutable) == (False, None)
        calls: list[Callable[[], object]] = [
            lambda: alias.slice(0, 4),
            alias.clone,
            lambda: alias.device_address,
            lambda: alias.ready,
            lambda: alias.allocated,
        ]
        for call in calls:
            with pytest.raises(pjrt.UnsupportedError, match=f"{VTABLE}: .*have no vtable"):
                call()
        alias.write(np.float32([5])).result()
        assert plugin.buffer.to_numpy()[0] == 5

    def test_an_older_api(self, plugins: Make) -> None:
        major, minor = raw_buffers.SINCE
        self.check(plugins(version=(major, minor - 1)))

    def test_events_need_one(self, plugin: Plugin, plugins: Make) -> None:
        old = plugins(serving.RawBuffer(vtable=False)).alias()
        with pytest.raises(ValueError, match="another plugin"):
            old.write(X, after=[plugin.alias().ready])

    @pytest.mark.parametrize("size", [1 << 17, raw.PJRT_RawBuffer_FunctionTable.STRUCT_SIZE // 8])
    def test_sizes_that_no_vtable_has(self, plugins: Make, size: int) -> None:
        self.check(plugins(sizes={VTABLE: size}))

    @pytest.mark.parametrize("function", ["inc_ref", "dec_ref"])
    def test_one_that_counts_no_references(self, plugins: Make, function: str) -> None:
        self.check(plugins(omit=[f"{VTABLE}_{function}"]))

    def test_one_that_ends_early(self, plugins: Make) -> None:
        fields = dict(raw.PJRT_RawBuffer_FunctionTable._fields_)
        assert "is_mutable" in fields
        offset = vars(raw.PJRT_RawBuffer_FunctionTable)["slice"].offset
        alias = plugins(sizes={VTABLE: offset}).alias()
        assert (alias.has_vtable, alias.is_mutable) == (True, True)
        with pytest.raises(pjrt.UnsupportedError, match="slice"):
            alias.slice(0, 4)
