"""Mapped host memory: what is mapped, how long, and that it is unmapped once.

No CPU plugin maps memory, so what a plugin would do is played here, behind the very function pointers.
"""

from __future__ import annotations

import array
import copy
import gc
import pickle
import threading
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import pjrt
from pjrt_abi.structs import PJRT_Client_DmaMap_Args, PJRT_Client_DmaUnmap_Args

pytestmark = pytest.mark.download
Child = Callable[..., dict[str, Any]]


class Played:
    """A plugin's two functions. They fail as the real ones do while `fails` is set."""

    def __init__(self, abi: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.real = abi.PJRT_Client_DmaMap, abi.PJRT_Client_DmaUnmap
        self.mapped: list[tuple[int, int]] = []
        self.unmapped: list[int] = []
        self.fails = False
        monkeypatch.setattr(abi, "PJRT_Client_DmaMap", self._map)
        monkeypatch.setattr(abi, "PJRT_Client_DmaUnmap", self._unmap)

    def _map(self, address: int) -> Any:
        given = PJRT_Client_DmaMap_Args.from_address(address)
        if self.fails:
            return self.real[0](address)
        self.mapped.append((given.data or 0, given.size))
        return None

    def _unmap(self, address: int) -> Any:
        given = PJRT_Client_DmaUnmap_Args.from_address(address)
        if self.fails:
            return self.real[1](address)
        self.unmapped.append(given.data or 0)
        return None


@pytest.fixture
def played(client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> Played:
    return Played(client.plugin.abi, monkeypatch)


def test_a_platform_without_it(client: pjrt.Client) -> None:
    memory = np.zeros(4096, np.uint8)
    gone = weakref.ref(memory)
    for _ in range(2):
        with pytest.raises(pjrt.UnimplementedError, match=r"DmaMap .*not supported"):
            client.dma_map(memory)
    del memory
    gc.collect()
    assert gone() is None


def test_mapped_for_a_while(client: pjrt.Client, played: Played) -> None:
    memory = np.arange(6, dtype=np.float32).reshape(2, 3)
    address = memory.ctypes.data
    with client.dma_map(memory) as mapping:
        assert played.mapped == [(address, 24)]
        assert played.unmapped == []
        assert mapping.is_mapped
        assert mapping.nbytes == 24
        assert repr(mapping) == "<DmaMapping of 24 bytes>"
        for use in (copy.copy, copy.deepcopy, pickle.dumps):
            with pytest.raises(TypeError, match="DmaMapping stands for an object in its plugin"):
                use(mapping)
    assert played.unmapped == [address]
    assert not mapping.is_mapped
    assert repr(mapping) == "<DmaMapping of 24 bytes, unmapped>"
    mapping.unmap()
    del mapping
    gc.collect()
    assert played.unmapped == [address]


def test_the_memory_lives_as_long_as_its_mapping(client: pjrt.Client, played: Played) -> None:
    memory = np.zeros(100)
    gone = weakref.ref(memory)
    mapping = client.dma_map(memory)
    del memory
    gc.collect()
    assert gone() is not None
    mapping.unmap()
    gc.collect()
    assert gone() is None


def test_dropped(client: pjrt.Client, played: Played) -> None:
    memory = np.zeros(100)
    client.dma_map(memory)
    gc.collect()
    assert played.unmapped == [memory.ctypes.data]
    mapping = client.dma_map(memory)
    mapping.cycle = mapping  # type: ignore[attr-defined]
    del mapping
    gc.collect()
    assert played.unmapped == [memory.ctypes.data] * 2


@pytest.mark.parametrize(
    "memory",
    [
        bytes(8),
        bytearray(8),
        memoryview(bytearray(8)),
        array.array("d", [1.0]),
        np.zeros((2, 4), np.uint8, order="F"),
        np.zeros((4, 2), np.uint8).T,
        np.array(1.0),
        np.zeros(16, np.uint8)[4:12],
    ],
)
def test_what_has_memory(client: pjrt.Client, played: Played, memory: Any) -> None:
    view = np.frombuffer(memory, np.uint8) if not isinstance(memory, np.ndarray) else memory
    with client.dma_map(memory):
        assert played.mapped == [(view.ctypes.data, 8)]


@pytest.mark.parametrize(
    ("memory", "error", "match"),
    [
        ("text", TypeError, "memory: expected a numpy array or an object with the buffer protocol, got str"),
        ([1, 2], TypeError, "memory: .* got list"),
        (None, TypeError, "memory: .* got NoneType"),
        (np.array([None]), TypeError, "memory: an array of dtype object holds Python objects"),
        (np.zeros(8)[::2], ValueError, r"memory: the memory of an array with strides \(16,\) does not lie together"),
        (np.broadcast_to(np.float32(0), (4,)), ValueError, r"strides \(0,\) does not lie together"),
        (memoryview(bytes(8))[::2], ValueError, "does not lie together"),
        (b"", ValueError, "memory: expected some, got 0 bytes"),
        (np.zeros((0, 3)), ValueError, "memory: expected some, got 0 bytes"),
    ],
)
def test_what_has_none(client: pjrt.Client, played: Played, memory: Any, error: type[Exception], match: str) -> None:
    with pytest.raises(error, match=match):
        client.dma_map(memory)
    assert played.mapped == []


def test_the_memory_cannot_be_moved(client: pjrt.Client, played: Played) -> None:
    memory = bytearray(100)
    with client.dma_map(memory), pytest.raises(BufferError):
        memory.extend(b"1")
    memory.extend(b"1")


def test_overlaps(client: pjrt.Client, plugin: str, played: Played) -> None:
    memory = np.zeros(100, np.uint8)
    with client.dma_map(memory[10:20]):
        for start, end in ((10, 20), (0, 11), (19, 30), (12, 13), (0, 100)):
            with pytest.raises(ValueError, match="memory: some of it is mapped already; unmap that first"):
                client.dma_map(memory[start:end])
        with client.dma_map(memory[:10]), client.dma_map(memory[20:]):
            assert len(played.mapped) == 3
        with pjrt.Client(plugin).dma_map(memory):  # another client's own affair
            assert len(played.mapped) == 4
    with client.dma_map(memory):
        assert len(played.mapped) == 5
    assert len(played.unmapped) == 5


def test_a_failed_unmapping_may_be_tried_again(client: pjrt.Client, played: Played) -> None:
    memory = np.zeros(100)
    gone = weakref.ref(memory)
    mapping = client.dma_map(memory)
    del memory
    played.fails = True
    with pytest.raises(pjrt.UnimplementedError):
        mapping.unmap()
    assert mapping.is_mapped
    assert gone() is not None
    played.fails = False
    mapping.unmap()
    assert gone() is None
    assert len(played.unmapped) == 1


def test_a_failure_in_a_destructor_keeps_the_memory(plugin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = pjrt.Client(plugin)
    played = Played(client.plugin.abi, monkeypatch)
    memory = np.zeros(100)
    gone = weakref.ref(memory)
    mapping = client.dma_map(memory)
    played.fails = True
    del memory, mapping
    gc.collect()
    assert gone() is not None  # devices may still reach it, as long as there is a client
    del client
    gc.collect()
    assert gone() is None


def test_interrupted_while_mapping(plugin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = pjrt.Client(plugin)
    memory = np.zeros(100)
    gone = weakref.ref(memory)

    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(client.plugin.abi, "client_dma_map", interrupted)
    with pytest.raises(KeyboardInterrupt):
        client.dma_map(memory)
    del memory
    gc.collect()
    assert gone() is not None
    del client
    gc.collect()
    assert gone() is None


def test_eight_threads_unmap_once(client: pjrt.Client, played: Played) -> None:
    memory = np.zeros(100)
    for _ in range(20):
        mapping, start = client.dma_map(memory), threading.Barrier(8)

        def run(mapping: pjrt.DmaMapping = mapping, start: threading.Barrier = start) -> None:
            start.wait()
            mapping.unmap()

        threads = [threading.Thread(target=run) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(played.mapped) == len(played.unmapped) == 20


def test_eight_threads_map_once(client: pjrt.Client, played: Played) -> None:
    memory, start, found = np.zeros(100), threading.Barrier(8), []

    def run() -> None:
        start.wait()
        try:
            found.append(client.dma_map(memory))
        except ValueError as error:
            found.append(error)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(played.mapped) == 1
    assert sum(isinstance(result, pjrt.DmaMapping) for result in found) == 1


def test_after_the_client_was_closed(plugin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = pjrt.Client(plugin)
    played = Played(client.plugin.abi, monkeypatch)
    memory = np.zeros(100)
    mapping = client.dma_map(memory)
    client.close()
    mapping.unmap()
    assert played.unmapped == [memory.ctypes.data]
    with pytest.raises(pjrt.ClosedError, match="this client was closed"):
        client.dma_map(memory)


def test_fork_and_the_end(plugin: str, in_child: Child) -> None:
    report = in_child(
        """
client = pjrt.Client(sys.argv[1])
calls = []
client.plugin.abi.PJRT_Client_DmaMap = lambda _: calls.append("map")
client.plugin.abi.PJRT_Client_DmaUnmap = lambda _: calls.append("unmap")
mapping, kept = client.dma_map(X), client.dma_map(X.copy())
kept.cycle = kept
pid = os.fork()
if not pid:
    mapping.unmap()
    del mapping
    gc.collect()
    right = calls == ["map", "map"] and "made before fork()" in attempt(lambda: client.dma_map(X))[1]
    os._exit(0 if right else 1)
report["child"] = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
mapping.unmap()
report["calls"] = calls
""",
        plugin,
    )
    assert report == {"child": 0, "calls": ["map", "map", "unmap"]}
