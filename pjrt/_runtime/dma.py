"""Host memory that a client has mapped: which, and what keeps it alive."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from pjrt.errors import PjrtError

if TYPE_CHECKING:
    from pjrt._runtime.client_state import ClientState
    from pjrt._runtime.host_bytes import Bytes


class _Maps:
    """The memory that one client has mapped, by its address."""

    __slots__ = ("lock", "memory")

    def __init__(self) -> None:
        self.lock = RLock()
        self.memory: dict[int, Bytes] = {}


_maps: WeakKeyDictionary[ClientState, _Maps] = WeakKeyDictionary()


class MappedMemory:
    """A mapping of memory, which stays alive until it is unmapped, or as long as the client.

    Raises ValueError for memory that is mapped in part already: plugins know a mapping by its address only.
    """

    __slots__ = ("_due", "_maps", "_state", "address", "nbytes")

    def __init__(self, state: ClientState, memory: Bytes) -> None:
        self._state = state
        self._maps = _maps.setdefault(state, _Maps())
        self.address: int = memory.ctypes.data
        self.nbytes = memory.nbytes
        with self._maps.lock:
            for begun, other in self._maps.memory.copy().items():
                if begun < self.address + self.nbytes and self.address < begun + other.nbytes:
                    raise ValueError("memory: some of it is mapped already; unmap that first")
            self._maps.memory[self.address] = memory  # from here on, whatever interrupts the call
        try:
            state.abi.client_dma_map(state.ptr, self.address, self.nbytes)
        except PjrtError:
            self._maps.memory.pop(self.address)
            raise
        self._due = [True]

    @property
    def is_mapped(self) -> bool:
        """Whether `unmap` has something to do."""
        return bool(self._due)

    def unmap(self) -> None:
        """Unmaps the memory and lets go of it, once, however often it is called. After an error it may be tried again.

        Takes no lock: it may run in a destructor, at any moment.
        """
        if not self._state.usable:
            return
        try:
            self._due.pop()
        except IndexError:
            return
        try:
            self._state.abi.client_dma_unmap(self._state.ptr, self.address)
        except PjrtError:
            self._due.append(True)
            raise
        self._maps.memory.pop(self.address)
