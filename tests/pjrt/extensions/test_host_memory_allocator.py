"""Host memory with a deleter: on the reference plugin, and raw on Tenstorrent's, which needs no client for it."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import pjrt
from pjrt import testing
from pjrt.extensions import HostMemoryAllocator
from pjrt.testing.extensions import memory


class Odd(memory.HostMemoryAllocator):
    """Gives memory without a deleter, or none; on demand. nodes: those that were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.empty = self.for_ever = False
        self.nodes: list[int] = []

    def allocate(self, *, client: Any, size: int, numa_node: int) -> Any:
        self.nodes.append(numa_node)
        made = super().allocate(client=client, size=size, numa_node=numa_node)
        if self.empty:
            return None, *made[1:]
        return (made[0], None, None) if self.for_ever else made


@pytest.fixture
def allocator() -> Odd:
    return Odd()


@pytest.fixture
def client(allocator: Odd) -> Iterator[pjrt.Client]:
    served = testing.reference(extensions=[allocator])
    with pjrt.Client(served) as made:
        yield made
    assert served.misuse == []


def test_memory_lasts_as_long_as_its_views(client: pjrt.Client, allocator: Odd) -> None:
    array = client.plugin.extension(HostMemoryAllocator).allocate(client, (2, 8), np.int16)
    array[...] = np.arange(16).reshape(2, 8)
    transposed = array.T[3:]
    del array
    gc.collect()
    assert len(allocator.allocated) == 1
    assert client.put(transposed).to_numpy().tolist() == [[3, 11], [4, 12], [5, 13], [6, 14], [7, 15]]
    del transposed
    assert allocator.allocated == {}
    assert allocator.nodes == [-1]


def test_it_is_freed_once_in_any_thread(client: pjrt.Client, allocator: Odd) -> None:
    held = [client.plugin.extension(HostMemoryAllocator).allocate(client, 64, numa_node=0) for _ in range(8)]
    views = [array[8:] for array in held]
    threads = [threading.Thread(target=each.pop) for each in (held, views) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert allocator.allocated == {}
    assert allocator.nodes == [0] * 8


def test_a_buffer_on_it_keeps_it(client: pjrt.Client, allocator: Odd) -> None:
    array = client.plugin.extension(HostMemoryAllocator).allocate(client, 16, np.float32)
    array[:] = 2
    buffer = client.put(array, immutable=True)
    del array
    gc.collect()
    assert len(allocator.allocated) == 1
    assert buffer.to_numpy().tolist() == [2] * 16
    del buffer
    gc.collect()
    assert allocator.allocated == {}


def test_it_keeps_the_client(allocator: Odd) -> None:
    served = testing.reference(extensions=[allocator])
    client = pjrt.Client(served)
    array = client.plugin.extension(HostMemoryAllocator).allocate(client, 8)
    client.close()
    del client
    gc.collect()
    array[:] = 5
    assert served.live == {"PJRT_Client": 1}
    del array
    gc.collect()
    assert (allocator.allocated, served.live, served.misuse) == ({}, {}, [])


def test_no_elements_need_no_memory(client: pjrt.Client, allocator: Odd) -> None:
    assert client.plugin.extension(HostMemoryAllocator).allocate(client, (0, 5)).shape == (0, 5)
    assert allocator.nodes == []


def test_memory_without_a_deleter(client: pjrt.Client, allocator: Odd) -> None:
    allocator.for_ever = True
    array = client.plugin.extension(HostMemoryAllocator).allocate(client, 8)
    array[:] = 1
    del array
    gc.collect()
    assert len(allocator.allocated) == 1


def test_no_memory(client: pjrt.Client, allocator: Odd) -> None:
    """A deleter that comes with no memory is not called, as in C++."""
    allocator.empty = True
    with pytest.raises(pjrt.ResourceExhaustedError, match=r"PJRT_HostMemoryAllocator_Allocate.*64 bytes"):
        client.plugin.extension(HostMemoryAllocator).allocate(client, 64)
    assert len(allocator.allocated) == 1


@pytest.mark.parametrize(
    ("arguments", "error", "name"),
    [
        ({"shape": (2**32, 2**31)}, ValueError, "shape"),
        ({"shape": (-1, 2)}, ValueError, "shape"),
        ({"shape": None}, TypeError, "shape"),
        ({"dtype": "O"}, TypeError, "dtype"),
        ({"numa_node": -2}, ValueError, "numa_node"),
        ({"numa_node": 2**31}, ValueError, "numa_node"),
        ({"numa_node": 0.0}, TypeError, "numa_node"),
        ({"client": None}, TypeError, "client"),
    ],
)
def test_wrong_arguments(
    client: pjrt.Client, allocator: Odd, arguments: dict[str, Any], error: type[Exception], name: str
) -> None:
    with pytest.raises(error, match=f"^{name}: "):
        client.plugin.extension(HostMemoryAllocator).allocate(**{"client": client, "shape": 8} | arguments)
    assert allocator.nodes == []


def test_libtpu_has_it(libtpu: pjrt.Plugin, reference: pjrt.Client) -> None:
    """There is no client of libtpu here to ask it for."""
    host = libtpu.extension(HostMemoryAllocator)
    assert host.functions == {"PJRT_HostMemoryAllocator_Allocate": ""}
    with pytest.raises(ValueError, match=r"^client: .* is not of the plugin 'libtpu'"):
        host.allocate(reference, 8)


@pytest.mark.slow
def test_memory_of_tenstorrent(in_child: Callable[..., dict[str, Any]]) -> None:
    """It asks for no client, so that its memory and its deleter can be tried: raw, in a process of its own."""
    report = in_child(
        """
from pjrt._runtime import host_allocations
from pjrt._runtime.plugin_state import PluginState

plugin = pjrt.load("libtt")
host = plugin.extension(pjrt.extensions.HostMemoryAllocator)
state = PluginState(plugin.abi, plugin)
freed = []

def allocate(nbytes):
    made = host.table.allocate(0, nbytes, -1)
    free = host_allocations.deleter(made.deleter, made.deleter_arg)
    asked = host_allocations.wanted(nbytes, np.uint8)
    return host_allocations.array(state, asked, made.ptr, lambda ptr: freed.append(free(ptr)), "")

for _ in range(100):
    array = allocate(1 << 20)
    array[:] = 7
    part = array[-1:]
    del array
    assert part[0] == 7
    del part
report["freed"] = len(freed)
report["too much"] = attempt(lambda: allocate(1 << 62))[0]
""",
        timeout=300,
    )
    assert report == {"freed": 100, "too much": "ResourceExhaustedError"}
