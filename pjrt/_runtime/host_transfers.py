"""Callbacks of a running program in C: what PJRT_ExecuteOptions points to while it runs, and streams to the device."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from ctypes import addressof, c_int64, c_void_p, cast, create_string_buffer
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pjrt import dtypes
from pjrt._runtime import callbacks
from pjrt.errors import ClosedError, PjrtError
from pjrt_abi.structs import (
    PJRT_Chunk,
    PJRT_Chunk_deleter,
    PJRT_HloOutputCallback,
    PJRT_HloOutputCallbackInfo,
    PJRT_RecvCallback,
    PJRT_RecvCallbackInfo,
    PJRT_SendCallback,
    PJRT_SendCallbackInfo,
)
from pjrt_abi.support import array_in, array_out, bytes_out
from pjrt_abi.typed import CopyToDeviceStreamPtr, EventPtr

if TYPE_CHECKING:
    from pjrt._runtime.client_state import ClientState

Send = Callable[[bytes, int, bool], None]
Receive = Callable[[CopyToDeviceStreamPtr], None]
Output = Callable[[int, int, int, np.ndarray[Any, Any]], None]


class Rows(NamedTuple):
    """A C array of callbacks' infos, or of pointers to such an array for each device.

    address: None for no callbacks; number: how many there are, of each device; keep: what keeps the memory.
    """

    address: int | None
    number: int
    keep: Any


class HostTransfers:
    """The callbacks of one run. To be kept until each device has said that it is `done`, which forgets them.

    sends, receives: for each device a dict by channel id. outputs: by callback id, how many operands, and a function.
    run: what `pjrt.debug` is to call it.
    """

    def __init__(
        self,
        sends: Sequence[Mapping[int, Send]],
        receives: Sequence[Mapping[int, Receive]],
        outputs: Mapping[int, tuple[int, Output]],
        run: str,
    ) -> None:
        self._tokens: list[int] = []
        self._run = run
        self._running = [None] * len(sends)
        self.sends = self._channels(PJRT_SendCallbackInfo, "send_callback", _SEND, sends)
        self.receives = self._channels(PJRT_RecvCallbackInfo, "recv_callback", _RECEIVE, receives)
        infos = (PJRT_HloOutputCallbackInfo * len(outputs))()
        for entry, (callback, (operands, function)) in zip(infos, outputs.items(), strict=True):
            entry.callback_id, entry.num_operands = callback, operands
            entry.callback = cast(_OUTPUT, c_void_p).value
            entry.user_arg = self._keep("hlo_output_callback", f"output {callback}", function)
        self.outputs = Rows(addressof(infos) if outputs else None, len(outputs), infos)

    def _channels(self, info: Any, field: str, called: Any, devices: Sequence[Mapping[int, Any]]) -> Rows:
        length = len(devices[0])
        if not length:
            return Rows(None, 0, None)
        rows = []
        for device, functions in enumerate(devices):
            row = (info * length)()
            for entry, (channel, function) in zip(row, functions.items(), strict=True):
                entry.channel_id = channel
                entry.user_arg = self._keep(field, f"channel {channel}, device {device}", function)
                setattr(entry, field, cast(called, c_void_p).value)
            rows.append(row)
        pointers, address, _ = array_in(c_void_p, [addressof(row) for row in rows])
        return Rows(address, length, (rows, pointers))

    def _keep(self, kind: str, owner: str, function: Callable[..., Any]) -> int:
        self._tokens.append(callbacks.keep(kind, f"{owner} of {self._run}", function))
        return self._tokens[-1]

    def done(self) -> None:
        """To be called when a device has run the program."""
        self._running.pop()
        if not self._running:
            self.end()

    def end(self) -> None:
        """Forgets the callables; a call that comes all the same is refused."""
        for token in self._tokens:
            callbacks.drop(token)

    def __del__(self) -> None:
        try:
            self.end()
        except Exception:  # a destructor has nobody to tell, and __init__ may have failed half way
            return


def _send(chunk: int, error: int | None, total: int, last: bool, token: int | None) -> int | None:
    """A PJRT_SendCallback: copies the chunk, gives it back, and hands the copy over."""
    given = PJRT_Chunk.from_address(chunk)
    try:
        try:
            data = bytes_out(given.data, given.size)
        finally:
            if given.deleter:
                PJRT_Chunk_deleter(given.deleter)(given.data, given.deleter_arg)
        _called(token)(data, total, last)
    except BaseException as raised:  # C takes it as an error
        made = callbacks.c_error(error, raised)
        if made is None:
            callbacks.report(raised, "in a sender, from which C takes no error")
        return made
    return None


def _receive(stream: int, token: int | None) -> None:
    """A PJRT_RecvCallback. C takes no error from it: the trampoline reports what is raised."""
    _called(token)(CopyToDeviceStreamPtr(stream))


def _output(
    replica: int,
    partition: int,
    data: int | None,
    dims: int | None,
    num_dims: int,
    element_type: int,
    operand: int,
    token: int | None,
) -> None:
    """A PJRT_HloOutputCallback: hands a copy of the array over. C takes no error from it either."""
    function = _called(token)
    dtype = dtypes.from_c(element_type)
    if not dtypes.is_whole_bytes(dtype):
        raise TypeError(f"an output of {dtype.name}, which may be packed, cannot be read")
    shape = array_out(c_int64, dims, num_dims)
    content = bytes_out(data, math.prod(shape) * dtype.itemsize)
    function(replica, partition, operand, np.frombuffer(bytearray(content), dtype).reshape(shape))


def _called(token: int | None) -> Callable[..., Any]:
    entry = callbacks.find(token)
    if entry is None:
        raise RuntimeError("the run that this callback belongs to is over")
    return entry.function


_SEND = callbacks.trampoline(PJRT_SendCallback, _send)
_RECEIVE = callbacks.trampoline(PJRT_RecvCallback, _receive)
_OUTPUT = callbacks.trampoline(PJRT_HloOutputCallback, _output)


class StreamHandle:
    """A PJRT_CopyToDeviceStream*, destroyed once: when it is closed and no call is inside. Gives itself to `with`."""

    __slots__ = ("_closed", "_lock", "_ptr", "_state", "_users")

    def __init__(self, state: ClientState, ptr: CopyToDeviceStreamPtr) -> None:
        self._state = state
        self._ptr: CopyToDeviceStreamPtr | None = ptr
        self._lock = Lock()
        self._users = 0
        self._closed = False

    @property
    def is_closed(self) -> bool:
        return self._closed

    def __enter__(self) -> CopyToDeviceStreamPtr:
        self._state.require_open()
        with self._lock:
            if self._closed or self._ptr is None:
                raise ClosedError("this stream was closed")
            self._users += 1
            return self._ptr

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._users -= 1
        self._destroy_unused()

    def close(self) -> None:
        self._closed = True
        self._destroy_unused()

    def _destroy_unused(self) -> None:
        with self._lock:
            if not self._closed or self._users:
                return
            ptr, self._ptr = self._ptr, None
        if ptr is not None and self._state.usable:
            self._state.abi.copy_to_device_stream_destroy(ptr)

    def __del__(self) -> None:
        try:
            self._users = 0  # nobody can be inside; Ctrl-C may have come before a call was counted out
            self.close()
        except Exception:  # a destructor has nobody to tell
            return


def chunk_bytes(data: Any) -> bytes:
    """A copy of the bytes. Raises TypeError for what has none, or not in one piece."""
    if isinstance(data, np.ndarray) and not data.dtype.hasobject:
        if not data.flags.c_contiguous:
            raise TypeError("data: expected an array in one piece; pass numpy.ascontiguousarray(data)")
        return data.tobytes()  # numpy gives ml_dtypes no buffer protocol
    try:
        view = memoryview(data)
        if view.c_contiguous and view.format != "O":
            return view.tobytes()
    except (TypeError, ValueError, BufferError):
        pass
    raise TypeError(f"data: expected bytes or an array of numbers in one piece, got {data!r:.80}")


def add_chunk(state: ClientState, stream: CopyToDeviceStreamPtr, content: bytes) -> EventPtr:
    """Hands a copy of the bytes to the stream, which frees it. C: PJRT_CopyToDeviceStream_AddChunk."""
    memory = create_string_buffer(content, len(content) or 1)
    token = callbacks.keep("PJRT_Chunk deleter", f"a chunk of {len(content)} bytes to a device", lambda: memory)
    chunk = PJRT_Chunk()
    chunk.data, chunk.size = addressof(memory), len(content)
    chunk.deleter, chunk.deleter_arg = cast(_FREE, c_void_p).value, token
    try:
        return state.abi.copy_to_device_stream_add_chunk(stream, chunk)
    except PjrtError as error:
        if error.code is not None:  # C refused it; after anything else, C may have it
            callbacks.drop(token)
        raise


def _free(data: int | None, token: int | None) -> None:
    callbacks.drop(token or 0)


_FREE = callbacks.trampoline(PJRT_Chunk_deleter, _free)
