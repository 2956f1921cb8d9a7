"""The reference plugin's extensions about memory: kinds, host allocators, streams."""

from __future__ import annotations

import ctypes
from ctypes import addressof
from itertools import count
from typing import Any

from pjrt.errors import InvalidArgumentError, NotFoundError
from pjrt.server.runtime import Runtime
from pjrt.testing.client import Machine
from pjrt.testing.machine import Core, Space, Stored
from pjrt_abi.extensions.host_memory_allocator import PJRT_HostMemoryAllocator_Allocate_Args_deleter
from pjrt_abi.server.host_allocator import HostAllocatorServer
from pjrt_abi.server.host_memory_allocator import HostMemoryAllocatorServer
from pjrt_abi.server.memory_descriptions import MemoryDescriptionsServer
from pjrt_abi.server.stream import StreamServer


class MemoryDescriptions(MemoryDescriptionsServer):
    """A device's memories, the first of which is the default."""

    def device_description_memory_descriptions(self, *, device_description: Core) -> tuple[list[Space], int]:
        return device_description.spaces, 0

    def memory_description_kind(self, *, memory_description: Space) -> tuple[str, int]:
        return memory_description.kind, memory_description.kind_id


class HostAllocator(HostAllocatorServer):
    """Host memory, which the client frees by its address."""

    def __init__(self) -> None:
        self.allocated: dict[int, Any] = {}

    def get_preferred_alignment(self, *, client: Machine) -> int:
        return 64

    def allocate(self, *, client: Machine, size: int, alignment: int) -> int:
        if alignment <= 0 or alignment & (alignment - 1):
            raise InvalidArgumentError(f"alignment: {alignment} is no power of two")
        memory = (ctypes.c_char * (size + alignment))()
        address = addressof(memory) + -addressof(memory) % alignment
        self.allocated[address] = memory
        return address

    def free(self, *, client: Machine, ptr: int | None) -> None:
        if self.allocated.pop(ptr or 0, None) is None:
            raise InvalidArgumentError(f"{ptr or 0:#x} was not allocated here")


class HostMemoryAllocator(HostMemoryAllocatorServer):
    """Host memory, with what frees it. allocated: what clients have not freed yet."""

    runtime: Runtime

    def __init__(self) -> None:
        self.allocated: dict[int, Any] = {}
        self._tokens = count(1)
        self._closure = PJRT_HostMemoryAllocator_Allocate_Args_deleter(self._freed)
        self._free = ctypes.cast(self._closure, ctypes.c_void_p).value or 0

    def allocate(self, *, client: Machine, size: int, numa_node: int) -> tuple[int, int, int]:
        token = next(self._tokens)
        self.allocated[token] = memory = (ctypes.c_char * max(size, 1))()
        return addressof(memory), self._free, token

    def _freed(self, _: int | None, token: int | None) -> None:
        if self.allocated.pop(token or 0, None) is None:
            self.runtime.note(f"host memory {token} was freed, and was never given out or is freed already")


class Stream(StreamServer):
    """A stream for each device, by number; everything on it is done at once."""

    def get_stream_for_external_ready_events(self, *, device: Core) -> int:
        return device.id + 1

    def wait_until_buffer_ready_on_stream(self, *, stream: int, buffer: Stored) -> None:
        if stream <= 0:
            raise NotFoundError(f"there is no stream {stream}")
        buffer.ready.wait()
