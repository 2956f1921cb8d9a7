"""Buffers' memory on the host, held while somebody looks at it."""

from __future__ import annotations

import os
from threading import RLock
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from pjrt._runtime.lifetime import Pinned

if TYPE_CHECKING:
    from pjrt._runtime.client_state import ClientState
    from pjrt.dtypes import DType
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


_references: dict[BufferPtr, int] = {}
"""How many references there are to the memory of a buffer, where there are any. Each is counted under its lock."""


def locks() -> tuple[Any, ...]:
    """All those locks, by number; others in a fork's child."""
    return _LOCKS


def is_referenced(buffer: Any) -> bool:
    """Whether somebody looks at a Buffer's memory, in C's eyes too: waits for a reference that is just going."""
    ptr = buffer._handle()
    with lock_of(ptr):
        return ptr in _references or buffer._views > 0


class Owner(Protocol):
    """What destroys a C buffer at its end. _ptr: the buffer; None once that has come."""

    _ptr: BufferPtr | None


class ExternalReference(Pinned):
    """Keeps a buffer's memory where it is, also after the buffer's deletion, until `release` or its own end.

    Made by `Buffer.external_reference`; also a context manager, which releases it.
    address: of the memory, on the device. owner: what keeps the C buffer alive.
    C: PJRT_Buffer_IncreaseExternalReferenceCount, PJRT_Buffer_DecreaseExternalReferenceCount,
    PJRT_Buffer_OpaqueDeviceMemoryDataPointer.
    """

    __slots__ = ("_held", "_owner", "_ptr", "_state", "address")

    def __init__(self, state: ClientState, ptr: BufferPtr, owner: Owner) -> None:
        self._held = False
        self._state, self._ptr, self._owner = state, ptr, owner
        with lock_of(ptr):
            state.abi.buffer_increase_external_reference_count(ptr)
            self._held = True
            _references[ptr] = _references.get(ptr, 0) + 1
            self.address = state.abi.buffer_opaque_device_memory_data_pointer(ptr) or 0

    def __repr__(self) -> str:
        return f"<ExternalReference to {self._owner!r}{'' if self._held else ', released'}>"

    def __enter__(self) -> ExternalReference:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def release(self) -> None:
        """Lets go of the memory. Twice is no error."""
        with lock_of(self._ptr):
            held, self._held = self._held, False
            if held and self._state.usable:
                left = _references.pop(self._ptr) - 1
                if left:
                    _references[self._ptr] = left
                if self._owner._ptr is not None:  # in a cycle of garbage, its destructor may have come first
                    self._state.abi.buffer_decrease_external_reference_count(self._ptr)

    def __del__(self) -> None:
        try:
            try:
                self.release()
            except KeyboardInterrupt:  # it came in the wait for the lock
                self.release()
                raise
        except Exception:  # a destructor has nobody to tell, and __init__ may have failed half way
            return


class _Elements:
    """Memory as numpy takes it, whatever device it is on: elements that are bytes only."""

    __slots__ = ("__array_interface__", "_owner")

    def __init__(self, owner: object, interface: dict[str, Any]) -> None:
        self._owner = owner
        self.__array_interface__ = interface


def array(
    owner: object,
    address: int,
    shape: tuple[int, ...],
    dtype: DType,
    strides: tuple[int, ...] | None = None,
    *,
    read_only: bool = True,
) -> np.ndarray[Any, Any]:
    """A numpy array on memory that the owner keeps. strides: in elements; those of a dense one without them.

    numpy does not look at the memory, so that it may be a device's.
    """
    size = dtype.itemsize
    steps = None if strides is None else tuple(step * size for step in strides)
    told = {"version": 3, "shape": shape, "typestr": f"|V{size}", "strides": steps, "data": (address, read_only)}
    return np.asarray(_Elements(owner, told)).view(dtype)


def writable(destination: Any, where: str) -> np.ndarray[Any, Any]:
    """The bytes of an array or of anything else with the buffer protocol, as one row that can be written to.

    Raises TypeError for what is read-only, not in one piece in C's order, or made of Python objects.
    """
    given = destination
    try:
        if isinstance(given, np.ndarray):  # numpy gives ml_dtypes no buffer protocol
            fits = given.flags.c_contiguous and not given.dtype.hasobject
            given = np.asarray(given).reshape(-1).view(np.uint8) if fits else None
        view = memoryview(given)
        fits = view.c_contiguous and not view.readonly and "O" not in view.format
    except (TypeError, ValueError):
        fits = False
    if not fits:
        raise TypeError(f"{where}: expected writable memory in one piece, got {destination!r:.80}")
    return np.frombuffer(view, np.uint8) if view.nbytes else np.empty(0, np.uint8)
