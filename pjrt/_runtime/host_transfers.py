"""Send and receive callbacks in C: what PJRT_ExecuteOptions points to while a program runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from ctypes import addressof, c_void_p, cast, create_string_buffer
from typing import TYPE_CHECKING, Any

from pjrt._runtime import callbacks
from pjrt_abi.structs import (
    PJRT_Chunk,
    PJRT_Chunk_deleter,
    PJRT_RecvCallback,
    PJRT_RecvCallbackInfo,
    PJRT_SendCallback,
    PJRT_SendCallbackInfo,
)
from pjrt_abi.support import array_in, bytes_out
from pjrt_abi.typed import CopyToDeviceStreamPtr, EventPtr

if TYPE_CHECKING:
    from pjrt._runtime.client_state import ClientState

Send = Callable[[bytes, int, bool], None]
Receive = Callable[[CopyToDeviceStreamPtr], None]


class HostTransfers:
    """The callbacks of one run. It is to live until the run is over, and `end` is called then.

    sends, receives: a dict for each device, by channel id.
    """

    def __init__(self, sends: Sequence[Mapping[int, Send]], receives: Sequence[Mapping[int, Receive]]) -> None:
        self._tokens: list[int] = []
        self._send_rows, self.sends, self.num_sends = self._table(PJRT_SendCallbackInfo, "send_callback", _SEND, sends)
        self._receive_rows, self.receives, self.num_receives = self._table(
            PJRT_RecvCallbackInfo, "recv_callback", _RECEIVE, receives
        )

    def _table(
        self, info: Any, field: str, function: Any, devices: Sequence[Mapping[int, Any]]
    ) -> tuple[Any, Any, int]:
        """A C array with a pointer to an array of infos for each device; what keeps it, its address, a row's length."""
        length = len(devices[0]) if devices else 0
        if not length:
            return None, None, 0
        rows = []
        for functions in devices:
            row = (info * length)()
            for entry, (channel, called) in zip(row, functions.items(), strict=True):
                entry.channel_id = channel
                entry.user_arg = callbacks.keep(field, f"channel {channel}", called)
                self._tokens.append(entry.user_arg)
                setattr(entry, field, cast(function, c_void_p).value)
            rows.append(row)
        pointers, address, _ = array_in(c_void_p, [addressof(row) for row in rows])
        return (rows, pointers), address, length

    def end(self) -> None:
        """Forgets the callables; a call that comes all the same is refused."""
        for token in self._tokens:
            callbacks.drop(token)


def _send(chunk: int, error: int | None, total: int, last: bool, token: int | None) -> int | None:
    """A PJRT_SendCallback: copies the chunk, gives it back, and hands the copy over."""
    given = PJRT_Chunk.from_address(chunk)
    try:
        data = bytes_out(given.data, given.size)
    finally:
        if given.deleter:
            PJRT_Chunk_deleter(given.deleter)(given.data, given.deleter_arg)
    entry = callbacks.find(token)
    try:
        if entry is None:
            raise RuntimeError("the run that this value belongs to is over")
        entry.function(data, total, last)
    except BaseException as raised:  # C takes it as an error
        made = callbacks.c_error(error, raised)
        if made is None:
            callbacks.report(raised, "in a sender, from which C takes no error")
        return made
    return None


def _receive(stream: int, token: int | None) -> None:
    """A PJRT_RecvCallback."""
    entry = callbacks.find(token)
    if entry is None:
        return
    try:
        entry.function(CopyToDeviceStreamPtr(stream))
    except BaseException as raised:
        callbacks.report(raised, f"in the receiver of {entry.owner}")


_SEND = callbacks.trampoline(PJRT_SendCallback, _send)
_RECEIVE = callbacks.trampoline(PJRT_RecvCallback, _receive)


def chunk_bytes(data: Any) -> bytes:
    """A copy of the bytes. Raises TypeError for what has none, or not in one piece."""
    try:
        view = memoryview(data)
    except TypeError:
        raise TypeError(f"data: expected bytes or a contiguous array, got {data!r:.80}") from None
    if not view.c_contiguous:
        raise TypeError("data: expected bytes in one piece; pass numpy.ascontiguousarray(data)")
    return view.tobytes()


def add_chunk(state: ClientState, stream: CopyToDeviceStreamPtr, content: bytes) -> EventPtr:
    """Hands a copy of the bytes to the stream, which frees it. C: PJRT_CopyToDeviceStream_AddChunk."""
    memory = create_string_buffer(content, len(content) or 1)
    token = callbacks.keep("PJRT_Chunk deleter", "a chunk", lambda: memory)
    chunk = PJRT_Chunk()
    chunk.data, chunk.size = addressof(memory), len(content)
    chunk.deleter, chunk.deleter_arg = cast(_FREE, c_void_p).value, token
    try:
        return state.abi.copy_to_device_stream_add_chunk(stream, chunk)
    except BaseException:
        callbacks.drop(token)
        raise


def _free(data: int | None, token: int | None) -> None:
    callbacks.drop(token or 0)


_FREE = callbacks.trampoline(PJRT_Chunk_deleter, _free)
