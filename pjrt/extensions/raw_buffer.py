"""Raw buffers: the memory of a buffer as bytes, read and written in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from pjrt import checks
from pjrt._runtime import host_bytes, host_memory
from pjrt._runtime.lifetime import Pinned
from pjrt._runtime.raw_buffers import SINCE, RawRef
from pjrt.buffer import Buffer
from pjrt.claims import Claims
from pjrt.device import Memory
from pjrt.errors import ClosedError, PjrtError, UnsupportedError
from pjrt.event import Event
from pjrt.extensions.device_event import DeviceEvent
from pjrt.extensions.facade import Extension
from pjrt_abi.extensions import raw_buffer as raw
from pjrt_abi.older import needs_api

if TYPE_CHECKING:
    from types import TracebackType

    from pjrt._runtime.client_state import ClientState
    from pjrt._runtime.device_events import EventRef


class RawBuffer(Extension):
    """Makes raw buffers of the memory of buffers. C: PJRT_RawBuffer_Extension."""

    TABLE = raw.RawBuffer
    table: raw.RawBuffer

    def alias(self, buffer: Buffer) -> RawBufferObject:
        """The buffer's memory as bytes; waits for its data.

        As long as the raw buffer, a part of it, a view or a copy from or to it lives, the buffer counts as used: giving
        its memory away (donating it to a program, `donate`, `bitcast`, fulfilling an alias with it) raises ClosedError,
        and `delete()` frees the memory only when the last of them has gone.
        What is written is seen by all who look at the buffer: its numpy views, and programs that run with it. Nothing
        orders them; have it done before, or wait for those first. A buffer on memory of the caller's, by
        `put(…, immutable=True)` or `Client.view`, is that memory, also where it must not be written to.
        Raises TypeError for what is no Buffer, ValueError for one of another plugin, ClosedError for one that is
        deleted or being donated, UnimplementedError where the platform cannot, and what the buffer's data failed with.
        C: PJRT_RawBuffer_CreateRawAliasOfBuffer, PJRT_RawBuffer_Destroy.
        """
        self._checked(buffer, Buffer, "buffer").block_until_ready()
        claims = Claims()
        claims.add(buffer, alone=False)
        try:
            made = self.table.create_raw_alias_of_buffer(buffer._handle())
        except BaseException:
            claims.release()
            raise
        return RawBufferObject(buffer._state, RawRef(buffer._state, made, self.table, self.table.destroy, claims))


class RawBufferObject(Pinned):
    """Memory of a buffer, or a part of it, as bytes. Made by `RawBuffer.alias`; a context manager, which closes it.

    Any thread may use it. Some plugins have more for it than the extension's functions: a vtable that the C object
    begins with, from API 0.114 on. `has_vtable` tells; what needs one raises UnsupportedError without.
    Experimental, as the extension that makes it. C: PJRT_RawBuffer, PJRT_RawBuffer_FunctionTable.
    """

    def __init__(self, state: ClientState, ref: RawRef) -> None:
        self._state = state
        self._ref: RawRef | None = ref

    def __repr__(self) -> str:
        if self._ref is None or not self._state.is_open:
            return f"<RawBufferObject{', closed' if self._ref is None else ' of a closed client'}>"
        return f"<RawBufferObject of {self.nbytes} bytes{', with a vtable' if self.has_vtable else ''}>"

    def __enter__(self) -> RawBufferObject:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the memory, which views and copies that are under way still keep. Twice is no error.

        C: PJRT_RawBuffer_Destroy; dec_ref for parts and clones.
        """
        self._ref = None

    # ------------------------------------------------------------------- facts

    @property
    def nbytes(self) -> int:
        """The size on the device, bytes, tiles and packing counted. C: PJRT_RawBuffer_GetOnDeviceSizeInBytes."""
        ref = self._open()
        return ref.table.get_on_device_size_in_bytes(ref._handle())

    @property
    def memory(self) -> Memory:
        """The memory space that it lies in. C: PJRT_RawBuffer_GetMemorySpace."""
        ref = self._open()
        found = Memory(self._state, ref.table.get_memory_space(ref._handle()))
        if ref.table is ref.vtable and found._ptr not in self._state.abi.client_addressable_memories(self._state.ptr):
            raise PjrtError(
                f"{found._ptr:#x} is none of the client's memory spaces", function=f"{_VTABLE}_get_memory_space"
            )
        return found

    @property
    def has_vtable(self) -> bool:
        """Whether the plugin has more for it than the extension's functions."""
        return self._open().vtable is not None

    @property
    def is_mutable(self) -> bool | None:
        """Whether it may be written to; None without a vtable, which alone tells. C: is_mutable."""
        ref = self._open()
        return None if ref.vtable is None else ref.vtable.is_mutable(ref._handle())

    @property
    def device_address(self) -> int:
        """The platform's number for the memory, an address on most; nothing keeps it. Needs a vtable.

        C: opaque_device_memory_data_pointer.
        """
        ref, vtable = self._with_vtable()
        return vtable.opaque_device_memory_data_pointer(ref._handle())

    @property
    def allocated(self) -> DeviceEvent:
        """Done when the memory is there. Needs a vtable. C: make_allocation_ready_event."""
        ref, _ = self._with_vtable()
        return DeviceEvent(self._state, ref.allocated())

    @property
    def ready(self) -> DeviceEvent:
        """Done when the buffer itself is. Needs a vtable. C: get_raw_buffer_async_value."""
        ref, _ = self._with_vtable()
        return DeviceEvent(self._state, ref.async_value())

    # ------------------------------------------------------------------- bytes

    def host_view(self, *, writable: bool = False) -> np.ndarray[Any, Any] | None:
        """The memory as a numpy array, uint8[nbytes], with no copy; None where the host cannot see it.

        The array keeps the memory, also after `close()`. writable: whether it may be written to.
        Raises ValueError for a writable view of what may not be. C: PJRT_RawBuffer_GetHostPointer.
        """
        ref = self._open()
        if writable:
            self._require_mutable("writable")
        nbytes = self.nbytes
        address = ref.table.get_host_pointer(ref._handle())
        if not address:
            return None
        return host_memory.array(ref, address, (nbytes,), np.dtype(np.uint8), read_only=not writable)

    def write(self, data: Any, offset: int = 0, *, after: Sequence[DeviceEvent] = ()) -> Event:
        """Copies bytes into the memory; returns at once.

        data: a numpy array, or anything with the buffer protocol; it stays alive until the event is done and is not to
        change before. Of one that does not lie in one piece, a copy is taken now. offset: of the first byte; some
        platforms want it, and the data's address, aligned. after: events to wait for first; they need a vtable.
        Raises TypeError for what has no bytes, ValueError for none at all, for bytes that the memory lacks, for events
        of another plugin and for memory that may not be written to.
        C: PJRT_RawBuffer_CopyRawHostToDevice; with `after`, and for parts, copy_raw_host_to_device_and_return_event.
        """
        return self._copy(host_bytes.flat(data, "data"), "data", offset, after, to_device=True)

    def read(self, destination: Any, offset: int = 0, *, after: Sequence[DeviceEvent] = ()) -> Event:
        """Copies bytes out of the memory; returns at once.

        destination: writable memory with the buffer protocol, in one piece, whose size says how many bytes; it stays
        alive until the event is done. The rest is as in `write`.
        Raises TypeError for a destination that cannot be written to, and otherwise what `write` raises.
        C: PJRT_RawBuffer_CopyRawDeviceToHost; with `after`, and for parts, copy_raw_device_to_host_and_return_event.
        """
        return self._copy(host_memory.writable(destination, "destination"), "destination", offset, after)

    def slice(self, offset: int, nbytes: int) -> RawBufferObject:
        """A part of the memory, with a life of its own. Needs a vtable.

        Raises ValueError for no bytes and for some that the memory lacks. C: slice.
        """
        ref, _ = self._with_vtable()
        checks.integer("nbytes", nbytes, 64)
        self._check_range("nbytes", offset, nbytes)
        return RawBufferObject(self._state, ref.slice(offset, nbytes))

    def clone(self) -> RawBufferObject:
        """Another object for the same memory, to be closed on its own. Needs a vtable. C: inc_ref."""
        ref, _ = self._with_vtable()
        return RawBufferObject(self._state, ref.another())

    # -------------------------------------------------------------- inner life

    def _copy(
        self,
        memory: host_bytes.Bytes,
        where: str,
        offset: int,
        after: Sequence[DeviceEvent],
        *,
        to_device: bool = False,
    ) -> Event:
        ref = self._open()
        events = self._events(after)
        self._check_range(where, offset, memory.nbytes)
        if to_device:
            self._require_mutable("data")
        address, nbytes = memory.ctypes.data, memory.nbytes
        table = ref.table
        if events or not isinstance(table, raw.RawBuffer):
            event: Event = DeviceEvent(self._state, ref.copy(address, offset, nbytes, events, to_device=to_device))
        else:
            start = table.copy_raw_host_to_device if to_device else table.copy_raw_device_to_host
            event = Event(self._state, start(ref._handle(), address, offset, nbytes))
        event._keep((ref, memory), f"a raw copy {'from' if to_device else 'to'} the host")
        return event

    def _events(self, after: Sequence[DeviceEvent]) -> list[EventRef]:
        """What C is to wait for."""
        found = []
        for number, event in enumerate(after):
            if not isinstance(event, DeviceEvent):
                raise TypeError(f"after[{number}]: expected a DeviceEvent, got {event!r:.80}")
            if event._state.abi is not self._state.abi:
                raise ValueError(f"after[{number}]: {event!r} is of another plugin")
            if event._ref is not None:
                found.append(event._ref)
        if after:
            self._with_vtable()
        return found

    def _check_range(self, where: str, offset: int, count: int) -> None:
        checks.integer("offset", offset, 64)
        if count < 1:
            raise ValueError(f"{where}: expected some bytes, got {count}")
        size = self.nbytes
        if offset < 0 or offset + count > size:
            raise ValueError(f"offset: {count} bytes from {offset} on are not within the raw buffer's {size} bytes")

    def _require_mutable(self, where: str) -> None:
        if self.is_mutable is False:
            raise ValueError(f"{where}: the plugin says that this memory may not be written to")

    def _open(self) -> RawRef:
        self._state.require_open()
        ref = self._ref
        if ref is None:
            raise ClosedError("this raw buffer was closed")
        return ref

    def _with_vtable(self) -> tuple[RawRef, raw.RawBufferFunctionTable]:
        ref = self._open()
        if ref.vtable is None:
            version = self._state.abi.version
            why = f": that {needs_api(SINCE, version)}" if version < SINCE else ""
            raise UnsupportedError(f"this plugin's raw buffers have no vtable{why}", function=_VTABLE)
        return ref, ref.vtable


_VTABLE = raw.PJRT_RawBuffer_FunctionTable.__name__
