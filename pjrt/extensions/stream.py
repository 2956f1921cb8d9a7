"""Streams of devices, for code that puts work of its own on them: what is to wait for what."""

from __future__ import annotations

from typing import Any

from pjrt import checks
from pjrt._runtime.lifetime import Pinned
from pjrt.buffer import Buffer
from pjrt.claims import Claims
from pjrt.device import Device
from pjrt.extensions.facade import Extension
from pjrt_abi.extensions import stream as raw


class Stream(Extension):
    """Lets other libraries' work on a device and a plugin's wait for each other, with no wait on the host.

    C: PJRT_Stream_Extension.
    """

    TABLE = raw.Stream
    table: raw.Stream

    def of(self, device: Device) -> DeviceStream:
        """The stream of a device that tells the plugin when memory of others is ready for use.

        What is put on the stream before a view of that memory is made, see `Client.view`, is done before the plugin
        uses it. Raises TypeError for what is no device, ValueError for one of another plugin or of another process.
        C: PJRT_Get_Stream_For_External_Ready_Events.
        """
        ptr = self._device(device)
        if not device.is_addressable:
            raise ValueError(f"device: {device!r} belongs to another process")
        handle = self.table.get_stream_for_external_ready_events(ptr)
        kind = CudaStream if device._state.abi.client_platform_name(device._state.ptr) == "cuda" else DeviceStream
        return kind(self, device, handle)

    def wait_until_ready(self, buffer: Buffer, stream: Any) -> None:
        """Has a stream wait until the buffer's data is there: what is put on it from now on finds the data.

        stream: a DeviceStream, another library's with `__cuda_stream__`, or the platform's handle as an int; a handle
        that stands for no stream cannot be told from one that does, and plugins crash on it.
        Raises TypeError for what is neither, ValueError for a buffer or stream of another plugin, ClosedError for a
        buffer that is deleted or being donated.
        C: PJRT_Wait_Until_Buffer_Ready_On_Stream.
        """
        ptr = self._buffer(buffer)
        handle = self._stream(stream)
        with Claims() as claims:
            claims.add(buffer, alone=False)
            self.table.wait_until_buffer_ready_on_stream(handle, ptr)

    def _stream(self, stream: Any) -> int:
        if isinstance(stream, DeviceStream):
            if stream.device._state.abi is not self._state.abi:
                raise ValueError(f"stream: {stream!r} is not of the plugin {self.plugin.name!r}")
            return stream.handle
        handle = _cuda_handle(stream) if hasattr(stream, "__cuda_stream__") else stream
        checks.integer("stream", handle, 64)
        return int(handle)


class DeviceStream(Pinned):
    """A stream of a device, which keeps its client. Made by `Stream.of`; the device owns what it stands for."""

    def __init__(self, extension: Stream, device: Device, handle: int) -> None:
        self._extension = extension
        self._handle = handle
        self.device = device

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._handle:#x} of {self.device!r}>"

    @property
    def handle(self) -> int:
        """The platform's handle, such as a cudaStream_t. Raises ClosedError when the client is closed."""
        self.device._state.require_open()
        return self._handle

    def wait_until_ready(self, buffer: Buffer) -> None:
        """Has the stream wait until the buffer's data is there, see `Stream.wait_until_ready`."""
        self._extension.wait_until_ready(buffer, self)


class CudaStream(DeviceStream):
    """One of CUDA, which other libraries take by the protocol `__cuda_stream__`."""

    def __cuda_stream__(self) -> tuple[int, int]:
        """The protocol's version, and the cudaStream_t. Raises ClosedError when the client is closed."""
        return _PROTOCOL, self.handle


_PROTOCOL = 0


def _cuda_handle(stream: Any) -> Any:
    """The handle of another library's stream. Raises TypeError for a protocol that is not understood."""
    told = stream.__cuda_stream__
    found = told() if callable(told) else told  # the first to have it had a property
    if not isinstance(found, tuple) or len(found) != 2 or found[0] != _PROTOCOL:
        raise TypeError(f"stream: expected ({_PROTOCOL}, handle) of __cuda_stream__, got {found!r:.80}")
    return found[1]
