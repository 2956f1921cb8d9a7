"""Copies of buffers: to other devices and memory spaces, and to the host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pjrt._runtime import layouts

if TYPE_CHECKING:
    import numpy as np

    from pjrt._runtime.client_state import ClientState
    from pjrt.layout import Layout
    from pjrt_abi.typed import BufferPtr, DevicePtr, EventPtr, MemoryPtr


def copy(state: ClientState, buffer: BufferPtr, device: DevicePtr | None, memory: MemoryPtr | None) -> BufferPtr:
    """A copy on the device or in the memory space. C: PJRT_Buffer_CopyToDevice, PJRT_Buffer_CopyToMemory."""
    if device is not None:
        return state.abi.buffer_copy_to_device(buffer, device)
    assert memory is not None
    return state.abi.buffer_copy_to_memory(buffer, memory)


def start_to_host(state: ClientState, buffer: BufferPtr, into: np.ndarray[Any, Any], layout: Layout | None) -> EventPtr:
    """Starts to copy a buffer's elements into a dense array, which is to live until the event is done.

    layout: the order to have them in; the plugins that were tried give the device's own right, the oldest no other.
    C: PJRT_Buffer_ToHostBuffer.
    """
    told = None if layout is None else layouts.to_c(layout, state.abi)
    return state.abi.buffer_to_host_buffer(buffer, into.nbytes, host_layout=told, dst=into.ctypes.data).event


def to_host(state: ClientState, buffer: BufferPtr, into: np.ndarray[Any, Any], layout: Layout | None) -> None:
    """The same, and waits for it; not to be interrupted."""
    event = start_to_host(state, buffer, into, layout)
    try:
        state.abi.event_await(event)
    finally:
        state.abi.event_destroy(event)
