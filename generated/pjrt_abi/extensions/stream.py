"""Generated from `xla/pjrt/c/pjrt_c_api_stream_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from ctypes import Structure, addressof, c_size_t, c_ssize_t, c_void_p
from typing import Any, ClassVar

from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import CALL, FunctionTable
from pjrt_abi.typed import BufferPtr, DevicePtr


PJRT_API_STREAM_EXTENSION_VERSION = 0


class PJRT_Get_Stream_For_External_Ready_Events_Args(Structure):
    """Arguments of `PJRT_Get_Stream_For_External_Ready_Events`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    device: int | None
    stream: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("device", c_void_p),  # PJRT_Device*
        ("stream", c_ssize_t),  # out, intptr_t
    )


PJRT_Get_Stream_For_External_Ready_Events_Args.STRUCT_SIZE = size_through(PJRT_Get_Stream_For_External_Ready_Events_Args, "stream")


class PJRT_Wait_Until_Buffer_Ready_On_Stream_Args(Structure):
    """Arguments of `PJRT_Wait_Until_Buffer_Ready_On_Stream`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    stream: int
    buffer: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("stream", c_ssize_t),  # intptr_t
        ("buffer", c_void_p),  # PJRT_Buffer*
    )


PJRT_Wait_Until_Buffer_Ready_On_Stream_Args.STRUCT_SIZE = size_through(PJRT_Wait_Until_Buffer_Ready_On_Stream_Args, "buffer")


class PJRT_Stream_Extension(Structure):
    """`struct PJRT_Stream_Extension`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    get_stream: int | None
    wait_stream: int | None
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("get_stream", c_void_p),  # PJRT_Get_Stream_For_External_Ready_Events*
        ("wait_stream", c_void_p),  # PJRT_Wait_Until_Buffer_Ready_On_Stream*
    )


PJRT_Stream_Extension.STRUCT_SIZE = size_through(PJRT_Stream_Extension, "wait_stream")


class Stream(FunctionTable):
    """The extension `PJRT_Stream_Extension`, with a method for each of its 2 functions."""

    TABLE = PJRT_Stream_Extension
    NAME = "Stream"
    TYPE = 3
    VERSION = 0
    MARK = ""
    SLOTS = (
        ("PJRT_Get_Stream_For_External_Ready_Events", "get_stream", CALL),
        ("PJRT_Wait_Until_Buffer_Ready_On_Stream", "wait_stream", CALL),
    )
    PJRT_Get_Stream_For_External_Ready_Events: Any
    PJRT_Wait_Until_Buffer_Ready_On_Stream: Any

    def get_stream_for_external_ready_events(self, device: DevicePtr) -> int:
        """`PJRT_Get_Stream_For_External_Ready_Events`, slot 0."""
        a = PJRT_Get_Stream_For_External_Ready_Events_Args()
        a.struct_size = PJRT_Get_Stream_For_External_Ready_Events_Args.STRUCT_SIZE
        a.device = device
        error = self.PJRT_Get_Stream_For_External_Ready_Events(addressof(a))
        if error:
            self._fail("PJRT_Get_Stream_For_External_Ready_Events", error)
        return a.stream

    def wait_until_buffer_ready_on_stream(self, stream: int, buffer: BufferPtr) -> None:
        """`PJRT_Wait_Until_Buffer_Ready_On_Stream`, slot 1."""
        a = PJRT_Wait_Until_Buffer_Ready_On_Stream_Args()
        a.struct_size = PJRT_Wait_Until_Buffer_Ready_On_Stream_Args.STRUCT_SIZE
        a.stream = stream
        a.buffer = buffer
        error = self.PJRT_Wait_Until_Buffer_Ready_On_Stream(addressof(a))
        if error:
            self._fail("PJRT_Wait_Until_Buffer_Ready_On_Stream", error)
