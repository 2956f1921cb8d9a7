"""The reference plugin's extensions about memory: kinds, raw buffers, host allocators, streams, transfers."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from ctypes import addressof
from itertools import count
from typing import Any

import numpy as np

from pjrt.errors import InvalidArgumentError, NotFoundError
from pjrt.server import Event
from pjrt.testing.client import Machine
from pjrt.testing.machine import Core, Space, Stored
from pjrt_abi.enums import PJRT_Buffer_Type
from pjrt_abi.extensions.host_memory_allocator import PJRT_HostMemoryAllocator_Allocate_Args_deleter
from pjrt_abi.server.cross_host_transfers import CrossHostTransfersServer
from pjrt_abi.server.host_allocator import HostAllocatorServer
from pjrt_abi.server.host_memory_allocator import HostMemoryAllocatorServer
from pjrt_abi.server.memory_descriptions import MemoryDescriptionsServer
from pjrt_abi.server.raw_buffer import RawBufferServer
from pjrt_abi.server.stream import StreamServer


class MemoryDescriptions(MemoryDescriptionsServer):
    """A device's memories, the first of which is the default."""

    def device_description_memory_descriptions(self, *, device_description: Core) -> tuple[list[Space], int]:
        return device_description.spaces, 0

    def memory_description_kind(self, *, memory_description: Space) -> tuple[str, int]:
        return memory_description.kind, memory_description.kind_id


class Raw:
    """A buffer's bytes. C: PJRT_RawBuffer."""

    def __init__(self, buffer: Stored) -> None:
        buffer.ready.wait()
        self.buffer = buffer
        self.bytes = buffer.memory.reshape(-1).view(np.uint8)

    def part(self, offset: int, size: int) -> Any:
        """Some of the bytes. Raises InvalidArgumentError for bytes that are not there."""
        if not 0 <= offset <= offset + size <= self.bytes.nbytes:
            raise InvalidArgumentError(f"{size} bytes from {offset} on are not within {self.bytes.nbytes}")
        return self.bytes[offset : offset + size]


class RawBuffer(RawBufferServer):
    """Buffers as bytes."""

    def create_raw_alias_of_buffer(self, *, buffer: Stored) -> Raw:
        buffer.require()
        return Raw(buffer)

    def get_on_device_size_in_bytes(self, *, buffer: Raw) -> int:
        return int(buffer.bytes.nbytes)

    def get_memory_space(self, *, buffer: Raw) -> Space:
        return buffer.buffer.space

    def get_host_pointer(self, *, buffer: Raw) -> int:
        return int(buffer.bytes.ctypes.data)

    def copy_raw_host_to_device(self, *, buffer: Raw, src: int | None, offset: int, transfer_size: int) -> Event:
        part = buffer.part(offset, transfer_size)
        ctypes.memmove(part.ctypes.data, src or 0, transfer_size)
        return Event()

    def copy_raw_device_to_host(self, *, buffer: Raw, dst: int | None, offset: int, transfer_size: int) -> Event:
        part = buffer.part(offset, transfer_size)
        ctypes.memmove(dst or 0, part.ctypes.data, transfer_size)
        return Event()


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


_tokens = count(1)
_memory: dict[int, Any] = {}
"""Host memory that clients have not freed yet."""


def _free(_: int | None, token: int | None) -> None:
    _memory.pop(token or 0, None)


_FREE = PJRT_HostMemoryAllocator_Allocate_Args_deleter(_free)


class HostMemoryAllocator(HostMemoryAllocatorServer):
    """Host memory, with what frees it."""

    def allocate(self, *, client: Machine, size: int, numa_node: int) -> tuple[int, Any, int]:
        token = next(_tokens)
        _memory[token] = memory = (ctypes.c_char * max(size, 1))()
        return addressof(memory), _FREE, token


class Stream(StreamServer):
    """A stream for each device, by number; everything on it is done at once."""

    def get_stream_for_external_ready_events(self, *, device: Core) -> int:
        return device.id + 1

    def wait_until_buffer_ready_on_stream(self, *, stream: int, buffer: Stored) -> None:
        if stream <= 0:
            raise NotFoundError(f"there is no stream {stream}")
        buffer.ready.wait()


class CrossHostTransfers(CrossHostTransfersServer):
    """Transfers between clients of one process, by key: what is sent waits until it is received, or the reverse."""

    def __init__(self) -> None:
        self._sent: dict[int, Stored] = {}
        self._wanted: dict[int, Stored] = {}

    def _meet(self, key: int) -> None:
        if key in self._sent and key in self._wanted:
            source, target = self._sent.pop(key), self._wanted.pop(key)

            def copy(error: BaseException | None) -> None:
                if error is None:
                    target.fill(source.elements())
                target.ready.set(error)

            source.ready.when_done(copy)

    def _receive(self, dims: Sequence[Sequence[int]], types: Sequence[int], device: Core) -> list[Stored]:
        return [
            Stored(device.spaces[0], PJRT_Buffer_Type(kind), shape, core=device)
            for shape, kind in zip(dims, types, strict=True)
        ]

    def client_cross_host_receive_buffers(
        self,
        *,
        client: Machine,
        num_dims: Sequence[Sequence[int]],
        element_types: Sequence[int],
        layouts: Sequence[Any],
        src_global_device_ids: Sequence[int],
        transfer_keys: Sequence[int],
        device: Core,
    ) -> list[Stored]:
        made = self._receive(num_dims, element_types, device)
        for key, buffer in zip(transfer_keys, made, strict=True):
            self._wanted[key] = buffer
            self._meet(key)
        return made

    def client_cross_host_send_buffers(
        self,
        *,
        client: Machine,
        buffers: list[Stored],
        dst_global_device_ids: Sequence[int],
        transfer_keys: Sequence[int],
    ) -> list[Event]:
        for key, buffer in zip(transfer_keys, buffers, strict=True):
            buffer.require()
            self._sent[key] = buffer
            self._meet(key)
        return [Event() for _ in buffers]

    def client_make_cross_host_receive_buffers(
        self,
        *,
        client: Machine,
        num_dims: Sequence[Sequence[int]],
        element_types: Sequence[int],
        layouts: Sequence[Any],
        device: Core,
        notifier: Any,
    ) -> tuple[list[Stored], int]:
        made = self._receive(num_dims, element_types, device)
        return made, len(made)

    def buffer_copy_to_remote_device(
        self,
        *,
        buffer: Stored,
        event: Any,
        serialized_descriptor: int | None,
        serialized_descriptor_size: int | None,
        on_done: Any,
        descriptor_destructor: Any,
    ) -> None:
        buffer.require()
        if on_done.on_done is not None:
            on_done.on_done(None, True, on_done.user_arg)
