"""Values that running programs exchange with the host: chunks that they send, streams that they receive from."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from pjrt._runtime import host_transfers
from pjrt._runtime.lifetime import Pinned
from pjrt.errors import ClosedError
from pjrt.event import Event

if TYPE_CHECKING:
    from pjrt._runtime.client_state import ClientState
    from pjrt_abi.typed import CopyToDeviceStreamPtr


class SentChunk(NamedTuple):
    """A part of a value that a program sends to the host. C: PJRT_Chunk, as PJRT_SendCallback gets it.

    device: the place of the device among those that run the program; data: a copy of the chunk's bytes; total_nbytes:
    the size of the whole value, bytes; is_last: whether it is the value's last chunk.
    """

    device: int
    data: bytes
    total_nbytes: int
    is_last: bool


class CopyToDeviceStream(Pinned):
    """Takes the value that a program receives from the host, chunk by chunk. C: PJRT_CopyToDeviceStream.

    Made by the runtime and given to a receiver, which may keep it and go on in another thread. device: the place of
    the device among those that run the program. The C object lives until the last reference goes.
    """

    __slots__ = ("_ptr", "_state", "device")

    def __init__(self, state: ClientState, ptr: CopyToDeviceStreamPtr, device: int) -> None:
        self._state = state
        self._ptr: CopyToDeviceStreamPtr | None = ptr
        self.device = device

    def __repr__(self) -> str:
        if self._ptr is None or not self._state.is_open:
            return "<CopyToDeviceStream, closed>"
        return f"<CopyToDeviceStream, {self.current_nbytes} of {self.total_nbytes} bytes>"

    @property
    def total_nbytes(self) -> int:
        """The size of the value, bytes. C: PJRT_CopyToDeviceStream_TotalBytes."""
        return self._state.abi.copy_to_device_stream_total_bytes(self._handle())

    @property
    def granule_nbytes(self) -> int:
        """What the size of each chunk is to be a multiple of, bytes. C: PJRT_CopyToDeviceStream_GranuleSize."""
        return self._state.abi.copy_to_device_stream_granule_size(self._handle())

    @property
    def current_nbytes(self) -> int:
        """How much came so far, bytes. C: PJRT_CopyToDeviceStream_CurrentBytes."""
        return self._state.abi.copy_to_device_stream_current_bytes(self._handle())

    def add_chunk(self, data: Any) -> Event:
        """Adds the next part of the value; done when the device has it.

        data: bytes, or an array or anything else with the buffer protocol, in one piece; copied during this call.
        Raises ValueError for more than the value lacks, and for a size that is no multiple of the granule.
        C: PJRT_CopyToDeviceStream_AddChunk.
        """
        handle = self._handle()
        content = host_transfers.chunk_bytes(data)
        room, granule = self.total_nbytes - self.current_nbytes, self.granule_nbytes
        if len(content) > room:
            raise ValueError(f"data: {len(content)} bytes are more than the {room} that the value lacks")
        if granule > 0 and len(content) % granule:
            raise ValueError(f"data: {len(content)} bytes are no multiple of the granule of {granule} bytes")
        return Event(self._state, host_transfers.add_chunk(self._state, handle, content))

    def close(self) -> None:
        """Ends the stream; with less than the whole value, the program fails. C: PJRT_CopyToDeviceStream_Destroy."""
        ptr, self._ptr = self._ptr, None
        if ptr is not None and self._state.usable:
            self._state.abi.copy_to_device_stream_destroy(ptr)

    def _handle(self) -> CopyToDeviceStreamPtr:
        self._state.require_open()
        if self._ptr is None:
            raise ClosedError("this stream was closed")
        return self._ptr

    def __del__(self) -> None:
        try:
            self.close()
        except Exception:  # a destructor has nobody to tell
            return


Sender: TypeAlias = Callable[[SentChunk], object]
"""Gets what a program sends. What it raises fails the program."""

Receiver: TypeAlias = Callable[[CopyToDeviceStream], object]
"""Supplies what a program receives. What it raises goes to `sys.unraisablehook`; C has no way to take it."""


def sender(function: Sender, device: int) -> Callable[[bytes, int, bool], None]:
    """The function as the runtime calls it."""

    def send(data: bytes, total: int, last: bool) -> None:
        function(SentChunk(device, data, total, last))

    return send


def receiver(function: Receiver, device: int, state: ClientState) -> Callable[[CopyToDeviceStreamPtr], None]:
    """The function as the runtime calls it."""

    def receive(stream: CopyToDeviceStreamPtr) -> None:
        function(CopyToDeviceStream(state, stream, device))

    return receive
