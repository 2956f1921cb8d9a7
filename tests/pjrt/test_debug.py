"""The one registry of callbacks: each kind is listed while C may call it, and gone when it cannot any more."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import pjrt
import pjrt.debug
from pjrt import testing
from pjrt._runtime import callbacks
from tests.pjrt.programs import X, add, same
from tests.pjrt.testing.tour import TALKING

Aligned = Callable[..., np.ndarray[Any, Any]]
ON_READY = "PJRT_Event_OnReadyCallback"


@pytest.fixture
def listed() -> Iterator[Callable[[], list[str]]]:
    """What there is beyond what was there before the test, and a line of each; in the end, nothing."""
    gc.collect()
    before = {id(entry.function) for entry in callbacks.pending()}

    def new() -> list[str]:
        found = [entry for entry in pjrt.debug.callbacks() if id(entry.function) not in before]
        return [f"{entry.kind} of {entry.owner}" for entry in found]

    yield new
    deadline = time.monotonic() + 20
    while new() and time.monotonic() < deadline:
        gc.collect()
        time.sleep(0.001)
    assert new() == []


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    told: list[Any] = []
    monkeypatch.setattr("sys.unraisablehook", told.append)
    return told


@pytest.mark.download
class TestCpu:
    def test_an_event_with_a_callback(self, client: pjrt.Client, listed: Any, hook: list[Any]) -> None:
        buffer, promise = client.alias((4,), X.dtype)
        threads: list[int] = []

        def first(event: pjrt.Event) -> None:
            threads.append(threading.get_ident())

        def second(event: pjrt.Event) -> None:
            raise KeyError("second")

        done = threading.Event()
        ready = buffer.ready
        for function in (first, second, lambda event: done.set()):
            ready.add_done_callback(function)
        where = "TestCpu.test_an_event_with_a_callback.<locals>."
        assert listed() == [f"{ON_READY} of an event, for {where}first"]
        assert threads == []
        thread = threading.Thread(target=promise.fulfill, args=(client.put(X),))
        thread.start()
        thread.join()
        assert done.wait(20)
        assert len(threads) == 1
        assert threads[0] != threading.get_ident()
        assert [repr(one.exc_value) for one in hook] == ["KeyError('second')"]
        assert f"{where}second" in hook[0].err_msg
        assert same(buffer, X)

    def test_a_thread_that_waits(self, client: pjrt.Client, listed: Any) -> None:
        buffer, promise = client.alias((4,), X.dtype)
        with pytest.raises(TimeoutError):
            buffer.ready.result(timeout=0)
        assert listed() == [f"{ON_READY} of an event, for a thread that waits"]
        promise.fail(pjrt.InternalError("no"))
        with pytest.raises(pjrt.InternalError, match="no"):
            buffer.ready.result()

    def test_an_array_in_use(self, client: pjrt.Client, listed: Any, aligned: Aligned) -> None:
        buffer = client.put(aligned(X), immutable=True)
        assert listed() == [f"{ON_READY} of an array on the host that a buffer is made of"]
        assert same(buffer, X)

    def test_a_view(self, client: pjrt.Client, listed: Any, hook: list[Any], aligned: Aligned) -> None:
        source = aligned(X)

        def ended() -> None:
            raise KeyError("ended")

        view = client.view(source.ctypes.data, (4,), np.float32, on_delete=ended)
        owner = "a view of foreign memory, for TestCpu.test_a_view.<locals>.ended"
        assert listed() == [f"on_delete_callback of {owner}"]
        del view
        gc.collect()
        deadline = time.monotonic() + 20
        while not hook and time.monotonic() < deadline:
            time.sleep(0.001)
        assert [repr(one.exc_value) for one in hook] == ["KeyError('ended')"]
        assert hook[0].err_msg == f"in a on_delete_callback of {owner}"
        del source

    def test_a_transfer(self, client: pjrt.Client, listed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        buffer, promise = client.alias((4,), X.dtype)
        pending = client.plugin.abi.buffer_ready_event(buffer._handle())
        with client.async_transfer([X]) as manager, monkeypatch.context() as patch:
            send = "async_host_to_device_transfer_manager_transfer_data"
            patch.setattr(client.plugin.abi, send, lambda *_: pending)
            manager.transfer_chunk(0, X, 0, last=True)
            assert listed() == [f"{ON_READY} of a transfer to buffer 0"]
            promise.fulfill(client.put(X))

    def test_a_raw_copy(self, client: pjrt.Client, listed: Any, compiled: Any) -> None:
        later, promise = client.alias((4,), X.dtype)
        (result,) = compiled(add())(later, X)
        try:
            copied = result.copy_raw_later(0, 16)
        except pjrt.UnsupportedError:
            assert client.plugin.abi.version < (0, 97)
            promise.fulfill(client.put(X))
            return
        into = bytearray(16)
        copied.fulfill(into)
        assert f"{ON_READY} of a raw copy to the host, promised" in listed()
        promise.fulfill(client.put(X))
        copied.done.result(timeout=20)
        assert into == (2 * X).tobytes()

    def test_what_a_run_may_call(self, client: pjrt.Client, listed: Any, compiled: Any) -> None:
        later, promise = client.alias((4,), X.dtype)
        options = pjrt.ExecuteOptions(senders={1: print}, receivers={-3: print})
        (y,) = compiled(add())(later, X, options=options)
        assert sorted(listed()) == [
            f"{ON_READY} of a run of 'm'",
            "recv_callback of channel -3, device 0 of a run of 'm'",
            "send_callback of channel 1, device 0 of a run of 'm'",
        ]
        promise.fulfill(client.put(X))
        assert same(y, 2 * X)

    def test_a_store(self, plugin: str, listed: Any) -> None:
        class Store(pjrt.MemoryStore):
            pass

        client = pjrt.Client(plugin, options={"cpu_device_count": 1}, kv_store=Store())
        assert listed() == ["key-value store of a client, for a Store"]
        client.close()
        assert len(listed()) == 1
        del client
        gc.collect()
        assert listed() == []

    def test_one_that_hangs(self, client: pjrt.Client, listed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """Its age grows; the oldest is first."""
        (first, one), (second, other) = (client.alias((4,), X.dtype) for _ in range(2))

        def hangs(event: pjrt.Event) -> None:
            """Never called."""

        first.ready.add_done_callback(hangs)
        second.ready.add_done_callback(print)
        kept = [entry for entry in pjrt.debug.callbacks() if "hangs" in entry.owner or "for print" in entry.owner]
        assert [entry.owner.rpartition(".")[2] for entry in kept] == ["hangs", "an event, for print"]
        later = time.monotonic() + 60
        with monkeypatch.context() as patch:
            patch.setattr("time.monotonic", lambda: later)
            again = pjrt.debug.callbacks()
        (old,) = [entry for entry in again if "hangs" in entry.owner]
        assert 59 < old.age - kept[0].age < 61
        assert f"{old.age:9.1f} s  {ON_READY}" in str(again)
        ages = [entry.age for entry in again]
        assert ages == sorted(ages, reverse=True)
        one.fulfill(client.put(X))
        other.fulfill(client.put(X))
        assert same(first, X)
        assert same(second, X)


def test_what_is_printed(listed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def mine() -> None:
        """The user's."""

    with monkeypatch.context() as patch:
        patch.setattr(callbacks, "_pending", {})
        patch.setattr("time.monotonic", lambda: 5.0)
        assert str(pjrt.debug.callbacks()) == "0 callables that C may still call"
        callbacks.keep("send_callback", "channel 1", mine)
        patch.setattr("time.monotonic", lambda: 17.25)
        token = callbacks.keep("cleanup", "x", pjrt.debug.callbacks)
        found = pjrt.debug.callbacks()
        name = "test_what_is_printed.<locals>.mine"
        lines = str(found).splitlines()
        assert lines[0] == "2 callables that C may still call, the oldest for 12.2 s"
        assert lines[1].startswith(f"     12.2 s  send_callback  channel 1  {name} ({__file__}:")
        assert lines[2] == "      0.0 s  cleanup        x          callbacks"
        assert repr(found[0]) == f"<send_callback of channel 1, 12.2 s old, {name}>"
        assert found[0] == ("send_callback", "channel 1", 12.25, mine)
        callbacks.drop(token)
        assert str(pjrt.debug.callbacks()).splitlines()[0] == "1 callable that C may still call, the oldest for 12.2 s"


def test_many_threads_register_and_forget(listed: Any) -> None:
    """The list can be had meanwhile."""
    go = threading.Barrier(5)

    def work() -> None:
        go.wait()
        for _ in range(300):
            callbacks.drop(callbacks.keep("a test", "a thread", print))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    go.wait()
    while any(thread.is_alive() for thread in threads):
        assert len(pjrt.debug.callbacks()) >= 0
    assert not [one for one in pjrt.debug.callbacks() if one.kind == "a test"]


def test_a_program_that_talks(listed: Any, hook: list[Any]) -> None:
    """Listed while it runs; what a sender raises comes with the result, what a receiver raises goes to the hook."""
    seen: list[str] = []
    threads: set[int] = set()

    def send(chunk: pjrt.SentChunk) -> None:
        threads.add(threading.get_ident())
        seen.extend(listed())

    def receive(stream: pjrt.CopyToDeviceStream) -> None:
        stream.add_chunk(X).result(timeout=20)

    with pjrt.Client(testing.reference()) as client:
        program = client.compile(TALKING)
        (y,) = program(X, options=pjrt.ExecuteOptions(senders={1: send}, receivers={2: receive}))
        assert same(y, X)
        assert [line for line in seen if "channel" in line] == [
            "send_callback of channel 1, device 0 of a run of 'm'",
            "recv_callback of channel 2, device 0 of a run of 'm'",
        ]
        assert threading.get_ident() not in threads

        def refuse(_: object) -> None:
            raise pjrt.AbortedError("enough")

        (y,) = program(X, options=pjrt.ExecuteOptions(senders={1: refuse}, receivers={2: receive}))
        with pytest.raises(pjrt.AbortedError, match="enough"):
            y.block_until_ready()
        assert hook == []
        (y,) = program(X, options=pjrt.ExecuteOptions(senders={1: send}, receivers={2: refuse}))
        with pytest.raises(pjrt.PjrtError, match="bytes came"):
            y.block_until_ready()
        assert [str(one.exc_value) for one in hook] == ["ABORTED: enough"]


def test_callables_without_a_hash() -> None:
    """They are the user's: what they are equal to, and whether they have a hash, is their own matter."""

    class Same:
        __hash__ = None  # type: ignore[assignment]

        def __eq__(self, other: object) -> bool:
            return True

        def __call__(self) -> None:
            raise AssertionError("nobody calls it")

    tokens = [callbacks.keep("a kind", "a test", Same()) for _ in range(2)]
    entries = [entry for entry in pjrt.debug.callbacks() if entry.owner == "a test"]
    assert len(entries) == 2
    assert len({entry for entry in callbacks.pending() if entry.owner == "a test"}) == 2
    for token in tokens:
        callbacks.drop(token)
