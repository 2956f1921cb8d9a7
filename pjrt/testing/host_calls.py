"""What a program of the reference plugin sends to the host and receives from it while it runs."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from ctypes import addressof, c_void_p
from itertools import count
from typing import Any

import numpy as np

from pjrt.errors import FailedPreconditionError, InvalidArgumentError
from pjrt.server import Event
from pjrt.testing import callback_errors
from pjrt_abi.structs import (
    PJRT_Chunk,
    PJRT_Chunk_deleter,
    PJRT_RecvCallback,
    PJRT_RecvCallbackInfo,
    PJRT_SendCallback,
    PJRT_SendCallbackInfo,
)


class Stream:
    """Bytes on their way from the host to a device. C: PJRT_CopyToDeviceStream."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.chunks: list[bytes] = []
        self.whole = Event(done=total == 0)

    @property
    def current(self) -> int:
        """How many bytes have come."""
        return sum(map(len, self.chunks))

    def end(self) -> None:
        """Says that no more will come."""
        if not self.whole.is_set:
            self.whole.set(FailedPreconditionError(f"{self.current} of {self.total} bytes came"))

    def add(self, chunk: Any) -> None:
        """Takes a chunk, and frees it. Raises InvalidArgumentError for more bytes than there is room for."""
        data = ctypes.string_at(chunk.data, chunk.size) if chunk.size else b""
        if chunk.deleter is not None:
            chunk.deleter(chunk.data, chunk.deleter_arg)
        if self.current + len(data) > self.total:
            raise InvalidArgumentError(f"{len(data)} bytes more than the {self.total - self.current} that are missing")
        self.chunks.append(data)
        if self.current == self.total:
            self.whole.set()


class HostCalls:
    """The callbacks of one run, by device and channel."""

    def __init__(self, plugin: Any, sends: list[dict[int, Any]], receives: list[dict[int, Any]]) -> None:
        self._plugin = plugin
        self._sends = sends
        self._receives = receives
        self.needed = any(sends) or any(receives)

    @classmethod
    def of(cls, plugin: Any, options: Any, devices: int) -> HostCalls:
        """What the options of a run say."""
        c = options.c
        sends = _rows(c.send_callbacks, PJRT_SendCallbackInfo, devices, c.num_send_ops)
        receives = _rows(c.recv_callbacks, PJRT_RecvCallbackInfo, devices, c.num_recv_ops)
        return cls(plugin, sends, receives)

    def apart(self, work: Callable[[], None]) -> None:
        """Runs a program on a thread of its own: its callbacks may take their time."""
        threading.Thread(target=work, name="pjrt.testing: a program with callbacks").start()

    def send(self, device: int, channel: int, value: np.ndarray[Any, Any]) -> None:
        """Gives a value to the host. Raises what its callback failed with."""
        info = self._info(self._sends, device, channel, "send")
        data = np.ascontiguousarray(value).tobytes()
        holder, token = ctypes.create_string_buffer(data, len(data) or 1), next(_tokens)
        _chunks[token] = holder
        chunk = PJRT_Chunk(addressof(holder), len(data), ctypes.cast(_FREE, c_void_p).value, token)
        send = PJRT_SendCallback(info.send_callback)
        callback_errors.check(send(addressof(chunk), callback_errors.MAKE, len(data), True, info.user_arg))

    def receive(self, device: int, channel: int, like: Any) -> np.ndarray[Any, Any]:
        """Takes a value from the host, once all of it has come."""
        info = self._info(self._receives, device, channel, "recv")
        stream = Stream(int(np.prod(like.shape)) * like.dtype.itemsize)
        handle = self._plugin.runtime.handles.give("PJRT_CopyToDeviceStream", stream, owned=True, root=None)
        PJRT_RecvCallback(info.recv_callback)(handle.address, info.user_arg)
        stream.whole.wait()
        if stream.whole.error is not None:
            raise stream.whole.error
        return np.frombuffer(b"".join(stream.chunks), like.dtype).reshape(like.shape)

    def _info(self, rows: list[dict[int, Any]], device: int, channel: int, what: str) -> Any:
        if device >= len(rows) or channel not in rows[device]:
            raise FailedPreconditionError(f"the program has a {what} on channel {channel}, and no callback is given")
        return rows[device][channel]


_tokens = count(1)
_chunks: dict[int, Any] = {}
"""Chunks that the client has not freed yet."""


def _free_it(_: int | None, token: int | None) -> None:
    _chunks.pop(token or 0, None)


_FREE = PJRT_Chunk_deleter(_free_it)


def _rows(address: int | None, kind: Any, devices: int, count: int) -> list[dict[int, Any]]:
    """The callbacks of each device by channel."""
    if not address or not count:
        return [{} for _ in range(devices)]
    pointers = (c_void_p * devices).from_address(address)
    rows = []
    for pointer in pointers:
        infos = [kind.from_buffer_copy(info) for info in (kind * count).from_address(pointer or 0)]
        rows.append({info.channel_id: info for info in infos})
    return rows
