"""Asynchronous transfers: what has to live until when, who waits for whom, threads, signals and the end."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import pjrt
from pjrt._runtime import callbacks

pytestmark = pytest.mark.download
Child = Callable[..., dict[str, Any]]

X = np.arange(6, dtype=np.float32).reshape(2, 3)
SIX = ((2, 3), "float32")
WAIT = 20  # seconds, for what takes milliseconds


def same(buffer: pjrt.Buffer, array: np.ndarray) -> None:
    buffer.ready.result(WAIT)
    got = buffer.to_numpy()
    assert (got.dtype, got.shape) == (array.dtype, array.shape)
    assert got.tobytes() == array.tobytes()


def eventually(condition: Callable[[], bool]) -> None:
    """Waits for what a thread of the plugin's brings about."""
    deadline = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


_of_others: set[callbacks.Pending] = set()


@pytest.fixture(autouse=True)
def _others() -> None:
    """What tests before left, such as transfers of a plugin that holds them for ever, is none of this one's."""
    _of_others.clear()
    _of_others.update(callbacks.pending())


def on_the_way() -> list[callbacks.Pending]:
    """The transfers that the plugin has not told the end of; others' callables may be registered for good."""
    return [e for e in callbacks.pending() if e.owner.startswith("a transfer") and e not in _of_others]


@pytest.fixture
def six(client: pjrt.Client) -> Iterator[pjrt.TransferManager]:
    """A manager of one float32[2,3]."""
    with client.async_transfer([SIX]) as made:
        yield made


@pytest.fixture
def pending(client: pjrt.Client) -> Callable[[], tuple[Any, Callable[[], object]]]:
    """Makes an event of the plugin's that is not done, and what makes it done."""
    held = []

    def make() -> tuple[Any, Callable[[], object]]:
        manager = client.async_transfer([SIX])
        buffer = manager.buffer(0)
        held.append(buffer)
        return client.plugin.abi.buffer_ready_event(buffer._handle()), lambda: manager.transfer(0, X)

    return make


SEND = "async_host_to_device_transfer_manager_transfer_data"
SET_ERROR = "async_host_to_device_transfer_manager_set_buffer_error"
RETRIEVE = "async_host_to_device_transfer_manager_retrieve_buffer"
DESTROY = "async_host_to_device_transfer_manager_destroy"


def test_the_source_lives_until_the_event_is_done(
    client: pjrt.Client, pending: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, finish = pending()
    manager = client.async_transfer([SIX])
    source = X.copy()
    gone = weakref.ref(source)
    with monkeypatch.context() as patch:
        patch.setattr(client.plugin.abi, SEND, lambda *_: event)
        manager.transfer_chunk(0, source, 0, last=True)
    assert [entry.owner for entry in on_the_way()] == ["a transfer to buffer 0"]
    del source
    gc.collect()
    assert gone() is not None
    finish()
    eventually(lambda: not on_the_way())
    gc.collect()
    assert gone() is None


def test_the_manager_lives_until_its_transfers_are_over(
    client: pjrt.Client, pending: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    abi = client.plugin.abi
    event, finish = pending()
    manager = client.async_transfer([SIX, SIX])
    with monkeypatch.context() as patch:
        patch.setattr(abi, SEND, lambda *_: event)
        manager.transfer_chunk(0, X, 0, last=True)
    buffer, destroyed = manager.buffer(1), []
    destroy = getattr(abi, DESTROY)
    monkeypatch.setattr(abi, DESTROY, lambda ptr: (destroyed.append(ptr), destroy(ptr)))
    del manager
    gc.collect()
    with pytest.raises(pjrt.CancelledError):
        buffer.ready.result(WAIT)
    assert not destroyed
    finish()
    eventually(lambda: len(destroyed) == 1)


def test_a_failed_event_lets_go_as_well(client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with client.async_transfer([SIX]) as failing:
        buffer = failing.buffer(0)
        event = client.plugin.abi.buffer_ready_event(buffer._handle())
        manager = client.async_transfer([SIX])
        monkeypatch.setattr(client.plugin.abi, SEND, lambda *_: event)
        done = manager.transfer_chunk(0, X, 0, last=True)
    with pytest.raises(pjrt.CancelledError):
        done.result(WAIT)
    eventually(lambda: not on_the_way())


def test_what_the_plugin_refuses_was_not_done(client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise pjrt.InternalError("no")

    manager = client.async_transfer([SIX])
    source = X.copy()
    gone = weakref.ref(source)
    with monkeypatch.context() as patch:
        for name in (SEND, SET_ERROR, RETRIEVE):
            patch.setattr(client.plugin.abi, name, refuse)
        for array, last in ((X[:0], False), (source[0], False), (source, True)):
            with pytest.raises(pjrt.InternalError, match="no"):
                manager.transfer_chunk(0, array, 0, last=last)
        del array
        with pytest.raises(pjrt.InternalError, match="no"):
            manager.set_error(0, pjrt.InternalError("x"))
        with pytest.raises(pjrt.InternalError, match="no"):
            manager.buffer(0)
    assert not on_the_way()
    del source
    gc.collect()
    assert gone() is None
    manager.transfer_chunk(0, X, 0, last=True)
    same(manager.buffer(0), X)
    destroyed, destroy = [], getattr(client.plugin.abi, DESTROY)
    monkeypatch.setattr(client.plugin.abi, DESTROY, lambda ptr: (destroyed.append(ptr), destroy(ptr)))
    manager.close()
    eventually(lambda: len(destroyed) == 1)


def test_closing_fails_only_what_somebody_has(client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = client.async_transfer([SIX] * 3)
    buffer, failed = manager.buffer(1), []
    set_error = getattr(client.plugin.abi, SET_ERROR)
    monkeypatch.setattr(client.plugin.abi, SET_ERROR, lambda *given: (failed.append(given[1]), set_error(*given)))
    manager.close()
    assert failed == [1]
    with pytest.raises(pjrt.CancelledError):
        buffer.ready.result(WAIT)


def test_closing_when_the_plugin_refuses_errors(client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise pjrt.UnimplementedError("no")

    manager = client.async_transfer([SIX])
    buffer = manager.buffer(0)
    monkeypatch.setattr(client.plugin.abi, SET_ERROR, refuse)
    manager.close()
    with pytest.raises(pjrt.InternalError, match="deleted before transfers completed"):
        buffer.ready.result(WAIT)


class Slow:
    """Stands before the plugin's TransferData: the first call tells that it has come, and waits to be let through."""

    def __init__(self, abi: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.original = getattr(abi, SEND)
        self.inside, self.go_on = threading.Event(), threading.Event()
        self.order: list[int] = []
        self.error: Exception | None = None
        monkeypatch.setattr(abi, SEND, self)

    def __call__(self, manager: Any, index: int, data: int, offset: int, size: int, last: bool) -> Any:
        if not self.inside.is_set():
            self.inside.set()
            assert self.go_on.wait(WAIT)
            if self.error:
                raise self.error
        self.order.append(offset)
        return self.original(manager, index, data, offset, size, last)


def _caught(call: Callable[[], object], found: list[Any]) -> threading.Thread:
    def run() -> None:
        try:
            found.append(call())
        except Exception as error:
            found.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def _waits(manager: pjrt.TransferManager) -> None:
    """Returns once a thread waits for its turn."""
    eventually(lambda: bool(manager._transfers._changed._waiters))  # type: ignore[attr-defined]


@pytest.mark.parametrize("end", ["goes well", "is refused", "close"])
def test_the_last_chunk_waits_for_the_others(
    six: pjrt.TransferManager, client: pjrt.Client, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    slow = Slow(client.plugin.abi, monkeypatch)
    buffer, first, second = six.buffer(0), [], []
    a = _caught(lambda: six.transfer_chunk(0, X[0], 0, last=False), first)
    assert slow.inside.wait(WAIT)
    b = _caught(lambda: six.transfer_chunk(0, X[1], 12, last=True), second)
    _waits(six)
    if end == "close":
        six.close()
        b.join(WAIT)
        assert str(second[0]) == "this transfer manager was closed"
        assert not buffer.ready.done()  # its error waits for the call, too
    if end == "is refused":
        slow.error = pjrt.InternalError("no")
    slow.go_on.set()
    a.join(WAIT)
    b.join(WAIT)
    if end == "goes well":
        assert slow.order == [0, 12]
        same(buffer, X)
    elif end == "is refused":
        assert isinstance(first[0], pjrt.InternalError)
        assert str(second[0]) == "last: bytes 0 to 12 of buffer 0 have not been sent"
    else:
        assert isinstance(first[0], pjrt.Event)
        with pytest.raises(pjrt.CancelledError):
            buffer.ready.result(WAIT)


def test_an_error_waits_for_chunks(
    six: pjrt.TransferManager, client: pjrt.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(client.plugin.abi, monkeypatch)
    buffer, found = six.buffer(0), []
    a = _caught(lambda: six.transfer_chunk(0, X[0], 0, last=False), found)
    assert slow.inside.wait(WAIT)
    b = _caught(lambda: six.set_error(0, pjrt.DataLossError("lost")), found)
    _waits(six)
    assert not buffer.ready.done()
    slow.go_on.set()
    a.join(WAIT)
    b.join(WAIT)
    assert not [error for error in found if isinstance(error, Exception)]
    with pytest.raises(pjrt.DataLossError, match="lost"):
        buffer.ready.result(WAIT)


def test_eight_threads(client: pjrt.Client) -> None:
    data = np.arange(8 * 4096, dtype=np.int32)
    with client.async_transfer([data] * 4) as manager:
        start, found = threading.Barrier(8), []

        def send(number: int) -> None:
            start.wait()
            for index in range(4):
                part = data[number * 4096 : (number + 1) * 4096]
                for piece in range(16):
                    manager.transfer_chunk(
                        index, part[piece * 256 : (piece + 1) * 256], (number * 4096 + piece * 256) * 4, last=False
                    )

        threads = [_caught(lambda n=number: send(n), found) for number in range(8)]
        for thread in threads:
            thread.join(WAIT)
        assert found == [None] * 8
        for index in range(4):
            manager.transfer_chunk(index, b"", 0, last=True)
            same(manager.buffer(index), data)


def test_threads_that_race(client: pjrt.Client) -> None:
    for _ in range(30):
        manager = client.async_transfer([SIX])
        buffer, found, start = manager.buffer(0), [], threading.Barrier(5)

        def run(use: Callable[[], object], start: threading.Barrier = start) -> object:
            start.wait()
            return use()

        uses: list[Callable[[], object]] = [
            lambda m=manager: m.transfer(0, X),
            lambda m=manager: m.transfer_chunk(0, X, 0, last=True),
            lambda m=manager: m.transfer_chunk(0, X[0], 0, last=False),
            lambda m=manager: m.set_error(0, pjrt.DataLossError("lost")),
            lambda m=manager: m.close(),
        ]
        for thread in [_caught(lambda u=use: run(u), found) for use in uses]:
            thread.join(WAIT)
        assert len(found) == 5
        assert all(isinstance(f, pjrt.Event | pjrt.ClosedError | ValueError | None) for f in found), found
        error = buffer.ready.exception(WAIT)
        if error is None:
            same(buffer, X)
        else:
            assert isinstance(error, pjrt.DataLossError | pjrt.CancelledError)


def test_every_manager_is_destroyed_once(client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    abi, made, destroyed = client.plugin.abi, [], []
    create, destroy = abi.client_create_buffers_for_async_host_to_device, getattr(abi, DESTROY)

    def creates(*given: Any, **named: Any) -> Any:
        made.append(create(*given, **named))
        return made[-1]

    monkeypatch.setattr(abi, "client_create_buffers_for_async_host_to_device", creates)
    monkeypatch.setattr(abi, DESTROY, lambda ptr: (destroyed.append(ptr), destroy(ptr)))
    for i in range(200):
        manager = client.async_transfer([SIX, SIX])
        if i % 2:
            manager.transfer(0, X)
        if i % 3:
            manager.buffer(1)
        if i % 5 == 0:
            with pytest.raises(ValueError, match="shape differs"):
                manager.transfer(1, X.T)
        if i % 7 == 0:
            manager.close()
        if i % 11 == 0:
            manager.cycle = manager  # type: ignore[attr-defined]
    del manager
    gc.collect()
    eventually(lambda: len(destroyed) == 200 and not on_the_way())
    assert sorted(made) == sorted(destroyed)


def test_interrupted_in_the_middle(client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    abi, manager = client.plugin.abi, client.async_transfer([SIX, SIX])
    buffer, source, send = manager.buffer(0), X.copy(), getattr(abi, SEND)
    gone = weakref.ref(source)
    events = []

    def interrupted(*given: Any) -> None:
        events.append(send(*given))
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(abi, SEND, interrupted)
        with pytest.raises(KeyboardInterrupt):
            manager.transfer_chunk(0, source[0], 0, last=False)
    del source
    gc.collect()
    assert gone() is not None  # the plugin may be reading it, and nobody will tell when it has
    manager.transfer_chunk(0, X[1], 12, last=True)
    same(buffer, X)
    with pytest.raises(ValueError, match="bytes 0 to 12 of buffer 1 have not been sent"):
        manager.transfer_chunk(1, X[1], 12, last=True)
    abi.event_destroy(events[0])
    assert [entry.owner for entry in on_the_way()] == ["a transfer to buffer 0"]
    for token in [token for token, entry in callbacks._pending.items() if entry in on_the_way()]:
        callbacks.drop(token)


@pytest.mark.parametrize("whole", [True, False])
def test_callbacks_may_use_the_manager(client: pjrt.Client, whole: bool) -> None:
    manager = client.async_transfer([SIX] * 3)
    buffers = [manager.buffer(i) for i in range(3)]
    closed = threading.Event()

    def send(index: int) -> None:
        if whole:
            manager.transfer(index, X)
        else:
            manager.transfer_chunk(index, X, 0, last=True)

    def close(_: pjrt.Event) -> None:
        manager.close()
        closed.set()

    buffers[0].ready.add_done_callback(lambda _: send(1))
    buffers[1].ready.add_done_callback(close)
    send(0)
    assert closed.wait(WAIT)
    same(buffers[0], X)
    same(buffers[1], X)
    with pytest.raises(pjrt.CancelledError):
        buffers[2].ready.result(WAIT)


def test_dropped_in_a_callback_where_one_thread_does_all(plugin: str, in_child: Child) -> None:
    report = in_child(
        """
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
client = pjrt.Client(sys.argv[1], options={"cpu_device_count": 1})
big = np.ones((1000, 1000), np.float32)
held = [client.async_transfer([big] * 30)]
buffers = [held[0].buffer(i) for i in range(30)]
events = [held[0].transfer(i, big) for i in range(30)]
events[0].add_done_callback(lambda _: held.clear())
for event, buffer in zip(events, buffers):
    event.result(20)
    assert (buffer.to_numpy() == 1).all()
report["held"] = len(held)
""",
        plugin,
    )
    assert report == {"held": 0}


def test_interrupted_while_the_data_does_not_come(plugin: str, in_child: Child) -> None:
    report = in_child(
        """
import signal
client = pjrt.Client(sys.argv[1])
manager = client.async_transfer([((4,), "float32")] * 2)
buffer, exe = manager.buffer(0), client.compile(ADD)
(sum_,) = exe(buffer, manager.buffer(1))
report["interrupted"] = 0
for wait in (buffer.to_numpy, sum_.to_numpy, buffer.ready.result):
    threading.Timer(0.1, os.kill, [os.getpid(), signal.SIGINT]).start()
    try:
        wait()
    except KeyboardInterrupt:
        report["interrupted"] += 1
for i in range(2):
    manager.transfer(i, X)
report["sum"] = sum_.to_numpy().tolist()
""",
        plugin,
    )
    assert report == {"interrupted": 3, "sum": [0, 2, 4, 6]}


def test_the_end_with_everything_alive(plugin: str, in_child: Child) -> None:
    in_child(
        """
client = pjrt.Client(sys.argv[1])
exe = client.compile(ADD)
big = np.ones(4_000_000, np.float32)
manager = client.async_transfer([X, X, big, big])
buffers = [manager.buffer(i) for i in range(3)]
(sum_,) = exe(buffers[0], buffers[1])
sum_.ready.add_done_callback(lambda _: None)
manager.transfer_chunk(0, X[:2], 0, last=False)
manager.cycle = manager
events = [manager.transfer(i, big) for i in (2, 3)]
""",
        plugin,
    )


def test_fork(plugin: str, in_child: Child) -> None:
    report = in_child(
        """
client = pjrt.Client(sys.argv[1])
manager = client.async_transfer([X])
buffer = manager.buffer(0)
pid = os.fork()
if not pid:
    found = [attempt(use) for use in (
        lambda: manager.transfer(0, X), lambda: manager.transfer_chunk(0, X, 0, last=True),
        lambda: manager.set_error(0, pjrt.InternalError("x")), lambda: manager.buffer(0),
        lambda: manager.buffer_size(0), lambda: manager.device, lambda: manager.add_metadata({}),
    )]
    manager.close()
    right = all("made before fork()" in text for _, text in found) and repr(manager) == "<TransferManager, closed>"
    del manager
    gc.collect()
    os._exit(0 if right else 1)
report["child"] = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
manager.transfer(0, X)
report["data"] = buffer.to_numpy().tolist()
""",
        plugin,
    )
    assert report == {"child": 0, "data": [0, 1, 2, 3]}
