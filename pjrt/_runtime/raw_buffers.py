"""Raw buffers' C objects: who answers for one, and the vtable that it may begin with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ctypes import addressof, c_void_p
from typing import TYPE_CHECKING, Any, Final

from pjrt._runtime import device_events
from pjrt._runtime.owned import Owned
from pjrt_abi.extensions import raw_buffer as raw
from pjrt_abi.extensions.device_event import PJRT_DeviceEvent
from pjrt_abi.history import since
from pjrt_abi.support import pointer_out

if TYPE_CHECKING:
    from pjrt._runtime.client_state import ClientState
    from pjrt._runtime.device_events import EventRef
    from pjrt_abi.functions import Api

SINCE: Final = since(raw.PJRT_RawBuffer_FunctionTable.__name__)
"""The API version of the oldest headers known to have the vtable, in version 2 of the extension. In version 1 the
handle was opaque. No struct carries the extension's version, so that the API's has to tell."""

_MOST: Final = 1 << 16
"""More bytes than any vtable has."""

_COUNTING: Final = {"PJRT_RawBuffer_FunctionTable_inc_ref", "PJRT_RawBuffer_FunctionTable_dec_ref"}
_tables: dict[int, raw.RawBufferFunctionTable] = {}
"""By address: vtables live as long as their plugin, which is for ever."""


class RawRef(Owned):
    """A reference to a raw buffer, given back at the end of this object.

    table: what answers for it: the extension if that made it, else its vtable. vtable: None where it has none.
    kept: what has to outlive it.
    """

    __slots__ = ("kept", "table", "vtable")

    def __init__(
        self,
        state: ClientState,
        ptr: int,
        table: raw.RawBuffer | raw.RawBufferFunctionTable,
        destroy: Callable[[Any], object],
        kept: object,
    ) -> None:
        super().__init__(state, ptr, destroy)
        self.table = table
        self.kept = kept
        self.vtable = vtable_of(state.abi, ptr)

    def another(self) -> RawRef:
        """One more reference to the same."""
        ptr, vtable = self._handle(), self._with_vtable()
        vtable.inc_ref(ptr)
        return self._counted(ptr, vtable)

    def slice(self, offset: int, nbytes: int) -> RawRef:
        """A raw buffer of a part of the memory."""
        ptr, vtable, into = self._handle(), self._with_vtable(), c_void_p()
        vtable.slice(ptr, offset, nbytes, addressof(into))
        made = pointer_out(into.value, "PJRT_RawBuffer_FunctionTable_slice.sliced_buffer")
        return self._counted(made, vtable_of(self._state.abi, made) or vtable)

    def copy(
        self, address: int, offset: int, nbytes: int, dependencies: Sequence[EventRef], *, to_device: bool
    ) -> EventRef | None:
        """Starts a copy from or to host memory once the dependencies are over, and gives the event of its end."""
        ptr, vtable, event = self._handle(), self._with_vtable(), PJRT_DeviceEvent()
        start = (
            vtable.copy_raw_host_to_device_and_return_event
            if to_device
            else vtable.copy_raw_device_to_host_and_return_event
        )
        with device_events.vector(dependencies) as after:
            start(ptr, address, offset, nbytes, after, addressof(event))
        return device_events.owned(self._of_client(), event)

    def allocated(self) -> EventRef | None:
        """The event of the memory being there."""
        ptr, vtable, event = self._handle(), self._with_vtable(), PJRT_DeviceEvent()
        vtable.make_allocation_ready_event(ptr, addressof(event))
        return device_events.owned(self._of_client(), event)

    def async_value(self) -> EventRef | None:
        """The event that the buffer itself is."""
        ptr, vtable, event = self._handle(), self._with_vtable(), PJRT_DeviceEvent()
        vtable.get_raw_buffer_async_value(ptr, addressof(event))
        return device_events.borrowed(self._of_client(), event)

    def _counted(self, ptr: int, vtable: raw.RawBufferFunctionTable) -> RawRef:
        return RawRef(self._of_client(), ptr, vtable, vtable.dec_ref, self.kept)

    def _with_vtable(self) -> raw.RawBufferFunctionTable:
        assert self.vtable is not None
        return self.vtable

    def _of_client(self) -> ClientState:
        state: Any = self._state
        return state  # type: ignore[no-any-return]


def vtable_of(abi: Api, ptr: int) -> raw.RawBufferFunctionTable | None:
    """The vtable that a raw buffer begins with; None for one of a plugin whose raw buffers have none.

    What is no vtable by its own sizes is taken for none, and so is one that counts no references.
    """
    if abi.version < SINCE:
        return None
    address = raw.PJRT_RawBuffer.from_address(ptr).vtable
    if not address:
        return None
    head = raw.PJRT_RawBuffer_FunctionTable.from_address(address)
    if not 0 < head.struct_size <= _MOST or not raw.PJRT_RawBuffer.STRUCT_SIZE <= head.instance_size <= _MOST:
        return None
    if address not in _tables:
        _tables[address] = raw.RawBufferFunctionTable(address, abi)
    return None if _COUNTING & _tables[address].missing.keys() else _tables[address]
