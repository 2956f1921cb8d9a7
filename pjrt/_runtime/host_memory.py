"""Buffers' memory on the host, held while somebody looks at it."""

from __future__ import annotations

import os
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pjrt._runtime.client_state import ClientState
    from pjrt_abi.typed import BufferPtr

NEEDED = (
    "PJRT_Buffer_IsOnCpu",
    "PJRT_Buffer_OpaqueDeviceMemoryDataPointer",
    "PJRT_Buffer_IncreaseExternalReferenceCount",
    "PJRT_Buffer_DecreaseExternalReferenceCount",
)
"""What a plugin must have for views; without them, data is copied."""

_LOCKS = tuple(RLock() for _ in range(64))


def _new_locks() -> None:
    global _LOCKS
    _LOCKS = tuple(RLock() for _ in range(64))  # the child of a fork may have got one locked


os.register_at_fork(after_in_child=_new_locks)


def lock_of(ptr: BufferPtr) -> Any:
    """What keeps apart the counting of a buffer's references and its deletion; plugins corrupt memory otherwise.

    They keep the references in a vector that nothing guards. Few buffers share a lock, no call under it waits for
    another, and a destructor that comes in between may pass.
    """
    return _LOCKS[ptr >> 4 & 63]


class ExternalReference:
    """Keeps a buffer's memory where it is, also after the buffer's deletion, until `release` or its own end.

    address: of the memory, on the device. owner: what keeps the C buffer alive.
    C: PJRT_Buffer_IncreaseExternalReferenceCount, PJRT_Buffer_DecreaseExternalReferenceCount,
    PJRT_Buffer_OpaqueDeviceMemoryDataPointer.
    """

    __slots__ = ("_held", "_owner", "_ptr", "_state", "address")

    def __init__(self, state: ClientState, ptr: BufferPtr, owner: object) -> None:
        self._held = False
        self._state, self._ptr, self._owner = state, ptr, owner
        with lock_of(ptr):
            state.abi.buffer_increase_external_reference_count(ptr)
            self._held = True
            self.address = state.abi.buffer_opaque_device_memory_data_pointer(ptr) or 0

    def __enter__(self) -> ExternalReference:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def release(self) -> None:
        """Lets go of the memory. Twice is no error."""
        with lock_of(self._ptr):
            held, self._held = self._held, False
            if held and self._state.usable:
                self._state.abi.buffer_decrease_external_reference_count(self._ptr)

    def __del__(self) -> None:
        try:
            self.release()
        except Exception:  # a destructor has nobody to tell, and __init__ may have failed half way
            return


class HostView:
    """A buffer's memory as numpy takes it: `count` elements of `size` bytes, read-only."""

    __slots__ = ("__array_interface__", "_reference")

    def __init__(self, reference: ExternalReference, count: int, size: int) -> None:
        self._reference = reference
        self.__array_interface__ = {
            "version": 3,
            "shape": (count,),
            "typestr": f"|V{size}",
            "data": (reference.address, True),
        }


def writable(destination: Any, where: str) -> np.ndarray[Any, Any]:
    """The bytes of an array or of anything else with the buffer protocol, as one row that can be written to.

    Raises TypeError for what is read-only or not in one piece.
    """
    try:
        if isinstance(destination, np.ndarray):  # numpy gives ml_dtypes no buffer protocol
            view = memoryview(destination.view(np.uint8).data) if destination.size else memoryview(bytearray())
        else:
            view = memoryview(destination)
    except (TypeError, ValueError):
        raise TypeError(f"{where}: expected writable memory in one piece, got {type(destination).__name__}") from None
    if view.readonly or not view.c_contiguous:
        raise TypeError(f"{where}: expected writable memory in one piece, got some that is not")
    return np.frombuffer(view, np.uint8) if view.nbytes else np.empty(0, np.uint8)
