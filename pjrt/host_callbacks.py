"""Values that running programs exchange with the host: what they send, what they receive, and outputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from pjrt._runtime import host_transfers
from pjrt._runtime.lifetime import Pinned
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


class HloOutput(NamedTuple):
    """An operand of a program's output callback. C: the arguments of PJRT_HloOutputCallback.

    replica, partition: which device it comes from; operand: its place among the operands; array: a copy of it.
    """

    replica: int
    partition: int
    operand: int
    array: np.ndarray[Any, Any]


class OutputCallback(NamedTuple):
    """Who gets the operands of an output callback of a program, one by one. C: PJRT_HloOutputCallbackInfo."""

    function: Callable[[HloOutput], object]
    num_operands: int = 1


class CopyToDeviceStream(Pinned):
    """Takes the value that a program receives from the host, chunk by chunk. C: PJRT_CopyToDeviceStream.

    Made by the runtime and given to a receiver, which may keep it and go on in another thread. device: the place of
    the device among those that run the program. The C object lives until `close`, or until the last reference goes.
    """

    __slots__ = ("_handle", "_state", "device")

    def __init__(self, state: ClientState, ptr: CopyToDeviceStreamPtr, device: int) -> None:
        self._state = state
        self._handle = host_transfers.StreamHandle(state, ptr)
        self.device = device

    def __repr__(self) -> str:
        if self._handle.is_closed or not self._state.is_open:
            return "<CopyToDeviceStream, closed>"
        return f"<CopyToDeviceStream, {self.current_nbytes} of {self.total_nbytes} bytes>"

    @property
    def total_nbytes(self) -> int:
        """The size of the value, bytes. C: PJRT_CopyToDeviceStream_TotalBytes."""
        with self._handle as ptr:
            return self._state.abi.copy_to_device_stream_total_bytes(ptr)

    @property
    def granule_nbytes(self) -> int:
        """What the size of each chunk is to be a multiple of, bytes. C: PJRT_CopyToDeviceStream_GranuleSize."""
        with self._handle as ptr:
            return self._state.abi.copy_to_device_stream_granule_size(ptr)

    @property
    def current_nbytes(self) -> int:
        """How much came so far, bytes. C: PJRT_CopyToDeviceStream_CurrentBytes."""
        with self._handle as ptr:
            return self._state.abi.copy_to_device_stream_current_bytes(ptr)

    def add_chunk(self, data: Any) -> Event:
        """Adds the next part of the value; done when the device has it.

        data: bytes, or an array or anything else with the buffer protocol, in one piece; copied during this call.
        Raises ValueError for more than the value lacks, and for a size that is no multiple of the granule.
        C: PJRT_CopyToDeviceStream_AddChunk.
        """
        content = host_transfers.chunk_bytes(data)
        with self._handle as ptr:
            room, granule = self.total_nbytes - self.current_nbytes, self.granule_nbytes
            if len(content) > room:
                raise ValueError(f"data: {len(content)} bytes are more than the {room} that the value lacks")
            if granule > 0 and len(content) % granule:
                raise ValueError(f"data: {len(content)} bytes are no multiple of the granule of {granule} bytes")
            return Event(self._state, host_transfers.add_chunk(self._state, ptr, content))

    def close(self) -> None:
        """Ends the stream; with less than the whole value, the program fails. C: PJRT_CopyToDeviceStream_Destroy."""
        self._handle.close()


Sender: TypeAlias = Callable[[SentChunk], object]
"""Gets what a program sends. What it raises fails the program."""

Receiver: TypeAlias = Callable[[CopyToDeviceStream], object]
"""Supplies what a program receives. What it raises ends the stream, which fails the program, and goes to
`sys.unraisablehook`; C has no way to take it."""


def sender(function: Sender, device: int) -> host_transfers.Send:
    """The function as the runtime calls it."""

    def send(data: bytes, total: int, last: bool) -> None:
        function(SentChunk(device, data, total, last))

    return send


def receiver(function: Receiver, device: int, state: ClientState) -> host_transfers.Receive:
    """The function as the runtime calls it."""

    def receive(ptr: CopyToDeviceStreamPtr) -> None:
        stream = CopyToDeviceStream(state, ptr, device)
        try:
            function(stream)
        except BaseException:
            stream.close()  # whoever keeps the exception keeps the stream, and the program would wait for more
            raise

    return receive


def output(callback: OutputCallback) -> tuple[int, host_transfers.Output]:
    """The callback as the runtime calls it."""

    def tell(replica: int, partition: int, operand: int, array: np.ndarray[Any, Any]) -> None:
        callback.function(HloOutput(replica, partition, operand, array))

    return callback.num_operands, tell
