"""Host memory by address, of the deprecated extension: on the reference plugin, as no real one chains it."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import pjrt
from pjrt import testing
from pjrt.extensions import HostAllocator
from pjrt.testing.extensions import memory


class Odd(memory.HostAllocator):
    """Has no memory, on demand."""

    empty = False

    def allocate(self, *, client: Any, size: int, alignment: int) -> Any:
        return None if self.empty else super().allocate(client=client, size=size, alignment=alignment)


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
    host = client.plugin.extension(HostAllocator)
    array = host.allocate(client, (4, 4), np.float32)
    assert (array.shape, array.dtype, array.flags.writeable, array.flags.c_contiguous) == (
        (4, 4),
        np.float32,
        True,
        True,
    )
    assert array.ctypes.data % host.preferred_alignment(client) == 0
    array[...] = np.eye(4)
    row = array[1:2].view(np.uint32)
    assert client.put(array).to_numpy().tolist() == np.eye(4).tolist()
    del array
    gc.collect()
    assert list(allocator.allocated) == [row.ctypes.data - 16]
    assert row.view(np.float32).tolist() == [[0, 1, 0, 0]]
    del row
    assert allocator.allocated == {}


def test_it_is_freed_in_any_thread(client: pjrt.Client, allocator: Odd) -> None:
    held = [client.plugin.extension(HostAllocator).allocate(client, 64) for _ in range(8)]
    threads = [threading.Thread(target=held.pop) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert allocator.allocated == {}


def test_it_keeps_the_client(allocator: Odd) -> None:
    served = testing.reference(extensions=[allocator])
    client = pjrt.Client(served)
    array = client.plugin.extension(HostAllocator).allocate(client, 8)
    client.close()
    del client
    gc.collect()
    array[:] = 5
    assert served.live == {"PJRT_Client": 1}
    assert len(allocator.allocated) == 1
    del array
    gc.collect()
    assert (allocator.allocated, served.live, served.misuse) == ({}, {}, [])


@pytest.mark.parametrize("dtype", [np.uint8, ml_dtypes.bfloat16, ml_dtypes.int4, [("a", "i4"), ("b", "f8")], ">i2"])
@pytest.mark.parametrize("alignment", [1, 2, 4096])
def test_dtypes_and_alignments(client: pjrt.Client, dtype: Any, alignment: int) -> None:
    array = client.plugin.extension(HostAllocator).allocate(client, 3, dtype, alignment=alignment)
    assert (array.shape, array.dtype) == ((3,), np.dtype(dtype))
    assert array.ctypes.data % alignment == 0


@pytest.mark.parametrize("shape", [0, (3, 0), np.int64(0)])
def test_no_elements_need_no_memory(client: pjrt.Client, allocator: Odd, shape: Any) -> None:
    array = client.plugin.extension(HostAllocator).allocate(client, shape, np.float32)
    assert array.size == 0
    assert allocator.allocated == {}


@pytest.mark.parametrize(
    ("arguments", "error", "name"),
    [
        ({"shape": -1}, ValueError, "shape"),
        ({"shape": 2**63}, ValueError, "shape"),
        ({"shape": (2**32, 2**31)}, ValueError, "shape"),
        ({"shape": 2**60, "dtype": np.float64}, ValueError, "shape"),
        ({"shape": 1.5}, TypeError, "shape"),
        ({"shape": True}, TypeError, "shape"),
        ({"shape": "8"}, TypeError, "shape"),
        ({"dtype": object}, TypeError, "dtype"),
        ({"dtype": [("a", object)]}, TypeError, "dtype"),
        ({"dtype": "S0"}, TypeError, "dtype"),
        ({"dtype": ("f4", (2,))}, TypeError, "dtype"),
        ({"dtype": "nothing"}, TypeError, "dtype"),
        ({"alignment": 0}, ValueError, "alignment"),
        ({"alignment": -8}, ValueError, "alignment"),
        ({"alignment": 24}, ValueError, "alignment"),
        ({"alignment": 8.0}, TypeError, "alignment"),
        ({"alignment": True}, TypeError, "alignment"),
        ({"alignment": 2**63}, ValueError, "alignment"),
        ({"alignment": 2**62, "shape": 2**62}, ValueError, "alignment"),
        ({"client": 5}, TypeError, "client"),
    ],
)
def test_wrong_arguments(
    client: pjrt.Client, allocator: Odd, arguments: dict[str, Any], error: type[Exception], name: str
) -> None:
    with pytest.raises(error, match=f"^{name}: "):
        client.plugin.extension(HostAllocator).allocate(**{"client": client, "shape": 8} | arguments)
    assert allocator.allocated == {}


def test_no_memory(client: pjrt.Client, allocator: Odd) -> None:
    allocator.empty = True
    with pytest.raises(pjrt.ResourceExhaustedError, match=r"PJRT_HostAllocator_Allocate.*64 bytes"):
        client.plugin.extension(HostAllocator).allocate(client, 64)


@pytest.mark.parametrize("call", ["GetPreferredAlignment", "Allocate", "Free"])
def test_what_the_plugin_lacks(call: str) -> None:
    allocator = Odd()
    with pjrt.Client(testing.reference(extensions=[allocator], omit=[f"PJRT_HostAllocator_{call}"])) as client:
        host = client.plugin.extension(HostAllocator)
        with pytest.raises(pjrt.UnsupportedError, match=call):
            host.allocate(client, 64)
    assert allocator.allocated == {}


def test_another_plugins_client(client: pjrt.Client, reference: pjrt.Client) -> None:
    with pytest.raises(ValueError, match=r"^client: .* is not of the plugin"):
        client.plugin.extension(HostAllocator).allocate(reference, 8)
    client.close()
    with pytest.raises(pjrt.ClosedError):
        client.plugin.extension(HostAllocator).preferred_alignment(client)


def test_neither_at_the_end_nor_in_a_fork(in_child: Callable[..., dict[str, Any]]) -> None:
    """What is left at the end of the process is not freed any more, and a fork's child does not free its parent's."""
    report = in_child("""
import atexit
from pjrt import testing
from pjrt._runtime.lifetime import PROCESS
from pjrt.testing.extensions import memory

class Strict(memory.HostAllocator):
    def free(self, **given):
        if PROCESS.over:
            os._exit(3)
        super().free(**given)

pjrt.experimental.enable()
allocator = Strict()
client = pjrt.Client(testing.reference(extensions=[allocator]))
host = client.plugin.extension(pjrt.extensions.HostAllocator)
array, left = host.allocate(client, 8), [host.allocate(client, 8)]
child = os.fork()
if not child:
    del array
    gc.collect()
    os._exit(len(allocator.allocated))
report["child"] = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
del array
report["parent"] = len(allocator.allocated)

def late():  # the end, before what is left is taken apart
    PROCESS.over = True
    left.clear()

atexit.register(late)
""")
    assert report == {"child": 2, "parent": 1}
