"""Copies of buffers to other devices and memory spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pjrt._runtime.client_state import ClientState
    from pjrt_abi.typed import BufferPtr, DevicePtr, MemoryPtr


def copy(state: ClientState, buffer: BufferPtr, device: DevicePtr | None, memory: MemoryPtr | None) -> BufferPtr:
    """A copy on the device or in the memory space. C: PJRT_Buffer_CopyToDevice, PJRT_Buffer_CopyToMemory."""
    if device is not None:
        return state.abi.buffer_copy_to_device(buffer, device)
    assert memory is not None
    return state.abi.buffer_copy_to_memory(buffer, memory)
