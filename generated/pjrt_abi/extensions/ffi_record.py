"""Generated from `xla/ffi/api/record_c_api.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from ctypes import CFUNCTYPE, Structure, c_int, c_int32, c_int64, c_uint32, c_void_p, sizeof
from typing import Any, ClassVar

from pjrt_abi.enums import AbiEnum
from pjrt_abi.extensions.ffi_c_api import XLA_FFI_Extension
from pjrt_abi.layout import size_through
from pjrt_abi.support import CALL, FunctionTable
from pjrt_abi.typed import XlaFfiCommandPtr, XlaFfiRecordContextPtr


XLA_FFI_Extension_Record = 128


XLA_FFI_Extension_Record_MajorVersion = 0


XLA_FFI_Extension_Record_MinorVersion = 1


class XLA_FFI_RecordAction(AbiEnum):
    """`XLA_FFI_RecordAction`, carried as `int`."""

    CREATE = 0
    UPDATE = 1


class XLA_FFI_SourceFormat(AbiEnum):
    """`XLA_FFI_SourceFormat`, carried as `int`."""

    PTX = 0
    CUBIN = 1


class XLA_FFI_KernelArgType(AbiEnum):
    """`XLA_FFI_KernelArgType`, carried as `int`."""

    DEVICE_PTR = 0
    HOST_VALUE = 1


class XLA_FFI_Dim3(Structure):
    """`struct XLA_FFI_Dim3`; 12 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    x: int
    y: int
    z: int
    _fields_ = (
        ("x", c_int32),  # int32_t
        ("y", c_int32),  # int32_t
        ("z", c_int32),  # int32_t
    )


XLA_FFI_Dim3.STRUCT_SIZE = sizeof(XLA_FFI_Dim3)


class XLA_FFI_LaunchDims(Structure):
    """`struct XLA_FFI_LaunchDims`; 36 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    grid: XLA_FFI_Dim3
    block: XLA_FFI_Dim3
    cluster: XLA_FFI_Dim3
    _fields_ = (
        ("grid", XLA_FFI_Dim3),  # XLA_FFI_Dim3
        ("block", XLA_FFI_Dim3),  # XLA_FFI_Dim3
        ("cluster", XLA_FFI_Dim3),  # XLA_FFI_Dim3, may be NULL
    )


XLA_FFI_LaunchDims.STRUCT_SIZE = sizeof(XLA_FFI_LaunchDims)


class XLA_FFI_KernelArg(Structure):
    """`struct XLA_FFI_KernelArg`; 24 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    arg_address: int | None
    size: int
    type: int
    _fields_ = (
        ("arg_address", c_void_p),  # const void*
        ("size", c_int64),  # int64_t
        ("type", c_int),  # XLA_FFI_KernelArgType
    )


XLA_FFI_KernelArg.STRUCT_SIZE = sizeof(XLA_FFI_KernelArg)


class XLA_FFI_KernelArgs(Structure):
    """`struct XLA_FFI_KernelArgs`; 16 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    args: int | None
    num_args: int
    _fields_ = (
        ("args", c_void_p),  # const XLA_FFI_KernelArg*
        ("num_args", c_int64),  # int64_t
    )


XLA_FFI_KernelArgs.STRUCT_SIZE = sizeof(XLA_FFI_KernelArgs)


class XLA_FFI_RecordApi(Structure):
    """`struct XLA_FFI_RecordApi`; 48 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    create_launch: int | None
    update_launch: int | None
    create_memcpy_d2d: int | None
    update_memcpy_d2d: int | None
    request_stream_capture: int | None
    create_empty_command: int | None
    _fields_ = (
        ("create_launch", c_void_p),  # XLA_FFI_Error* (*)(XLA_FFI_RecordContext*, const char*, const void*, int64_t, XLA_FFI_SourceFormat, XLA_FFI_LaunchDims, uint32_t, int32_t, const XLA_FFI_KernelArgs*, const XLA_FFI_Command* const*, uint32_t, const XLA_FFI_Command**)
        ("update_launch", c_void_p),  # XLA_FFI_Error* (*)(XLA_FFI_RecordContext*, const XLA_FFI_Command*, const XLA_FFI_KernelArgs*)
        ("create_memcpy_d2d", c_void_p),  # XLA_FFI_Error* (*)(XLA_FFI_RecordContext*, void*, void*, int64_t, const XLA_FFI_Command* const*, uint32_t, const XLA_FFI_Command**)
        ("update_memcpy_d2d", c_void_p),  # XLA_FFI_Error* (*)(XLA_FFI_RecordContext*, const XLA_FFI_Command*, void*, void*, int64_t)
        ("request_stream_capture", c_void_p),  # XLA_FFI_Error* (*)(XLA_FFI_RecordContext*)
        ("create_empty_command", c_void_p),  # XLA_FFI_Error* (*)(XLA_FFI_RecordContext*, const XLA_FFI_Command* const*, uint32_t, const XLA_FFI_Command**)
    )


XLA_FFI_RecordApi.STRUCT_SIZE = sizeof(XLA_FFI_RecordApi)


class XLA_FFI_RecordFrame(Structure):
    """`struct XLA_FFI_RecordFrame`; 48 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    record_ctx: int | None
    api: int | None
    action: int
    commands: int | None
    num_commands: int | None
    max_commands: int
    _fields_ = (
        ("record_ctx", c_void_p),  # XLA_FFI_RecordContext*
        ("api", c_void_p),  # const XLA_FFI_RecordApi*
        ("action", c_int),  # XLA_FFI_RecordAction
        ("commands", c_void_p),  # const XLA_FFI_Command**
        ("num_commands", c_void_p),  # int64_t*
        ("max_commands", c_int64),  # int64_t
    )


XLA_FFI_RecordFrame.STRUCT_SIZE = sizeof(XLA_FFI_RecordFrame)


class XLA_FFI_Record_Extension(Structure):
    """`struct XLA_FFI_Record_Extension`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    extension_base: XLA_FFI_Extension
    record_frame: int | None
    _fields_ = (
        ("extension_base", XLA_FFI_Extension),  # XLA_FFI_Extension
        ("record_frame", c_void_p),  # XLA_FFI_RecordFrame*
    )


XLA_FFI_Record_Extension.STRUCT_SIZE = size_through(XLA_FFI_Record_Extension, "record_frame")


class RecordApi(FunctionTable):
    """The function table `XLA_FFI_RecordApi`, with a method for each of its 6 functions."""

    TABLE = XLA_FFI_RecordApi
    SIZED = False
    FOLLOWS_API = False
    MARKS = {
        "XLA_FFI_RecordApi_create_launch": "experimental",
        "XLA_FFI_RecordApi_update_launch": "experimental",
        "XLA_FFI_RecordApi_create_memcpy_d2d": "experimental",
        "XLA_FFI_RecordApi_update_memcpy_d2d": "experimental",
        "XLA_FFI_RecordApi_request_stream_capture": "experimental",
        "XLA_FFI_RecordApi_create_empty_command": "experimental",
    }
    SLOTS = (
        ("XLA_FFI_RecordApi_create_launch", "create_launch", CFUNCTYPE(c_void_p, c_void_p, c_void_p, c_void_p, c_int64, c_int, XLA_FFI_LaunchDims, c_uint32, c_int32, c_void_p, c_void_p, c_uint32, c_void_p)),
        ("XLA_FFI_RecordApi_update_launch", "update_launch", CFUNCTYPE(c_void_p, c_void_p, c_void_p, c_void_p)),
        ("XLA_FFI_RecordApi_create_memcpy_d2d", "create_memcpy_d2d", CFUNCTYPE(c_void_p, c_void_p, c_void_p, c_void_p, c_int64, c_void_p, c_uint32, c_void_p)),
        ("XLA_FFI_RecordApi_update_memcpy_d2d", "update_memcpy_d2d", CFUNCTYPE(c_void_p, c_void_p, c_void_p, c_void_p, c_void_p, c_int64)),
        ("XLA_FFI_RecordApi_request_stream_capture", "request_stream_capture", CALL),
        ("XLA_FFI_RecordApi_create_empty_command", "create_empty_command", CFUNCTYPE(c_void_p, c_void_p, c_void_p, c_uint32, c_void_p)),
    )
    XLA_FFI_RecordApi_create_launch: Any
    XLA_FFI_RecordApi_update_launch: Any
    XLA_FFI_RecordApi_create_memcpy_d2d: Any
    XLA_FFI_RecordApi_update_memcpy_d2d: Any
    XLA_FFI_RecordApi_request_stream_capture: Any
    XLA_FFI_RecordApi_create_empty_command: Any

    def create_launch(
        self,
        ctx: XlaFfiRecordContextPtr,
        kernel_name: int | None,
        kernel_data: int | None,
        kernel_size: int,
        format: XLA_FFI_SourceFormat,
        launch_dims: XLA_FFI_LaunchDims,
        shared_mem_bytes: int,
        uses_pdl: int,
        args: int | None,
        dependencies: int | None,
        num_dependencies: int,
        out_command: int | None,
    ) -> None:
        """`XLA_FFI_RecordApi_create_launch`, slot 0, experimental."""
        error = self.XLA_FFI_RecordApi_create_launch(ctx, kernel_name, kernel_data, kernel_size, format, launch_dims, shared_mem_bytes, uses_pdl, args, dependencies, num_dependencies, out_command)
        if error:
            self._fail("XLA_FFI_RecordApi_create_launch", error)

    def update_launch(self, ctx: XlaFfiRecordContextPtr, command: XlaFfiCommandPtr, args: int | None) -> None:
        """`XLA_FFI_RecordApi_update_launch`, slot 1, experimental."""
        error = self.XLA_FFI_RecordApi_update_launch(ctx, command, args)
        if error:
            self._fail("XLA_FFI_RecordApi_update_launch", error)

    def create_memcpy_d2d(
        self,
        ctx: XlaFfiRecordContextPtr,
        dst: int | None,
        src: int | None,
        size: int,
        dependencies: int | None,
        num_dependencies: int,
        out_command: int | None,
    ) -> None:
        """`XLA_FFI_RecordApi_create_memcpy_d2d`, slot 2, experimental."""
        error = self.XLA_FFI_RecordApi_create_memcpy_d2d(ctx, dst, src, size, dependencies, num_dependencies, out_command)
        if error:
            self._fail("XLA_FFI_RecordApi_create_memcpy_d2d", error)

    def update_memcpy_d2d(
        self,
        ctx: XlaFfiRecordContextPtr,
        command: XlaFfiCommandPtr,
        dst: int | None,
        src: int | None,
        size: int,
    ) -> None:
        """`XLA_FFI_RecordApi_update_memcpy_d2d`, slot 3, experimental."""
        error = self.XLA_FFI_RecordApi_update_memcpy_d2d(ctx, command, dst, src, size)
        if error:
            self._fail("XLA_FFI_RecordApi_update_memcpy_d2d", error)

    def request_stream_capture(self, ctx: XlaFfiRecordContextPtr) -> None:
        """`XLA_FFI_RecordApi_request_stream_capture`, slot 4, experimental."""
        error = self.XLA_FFI_RecordApi_request_stream_capture(ctx)
        if error:
            self._fail("XLA_FFI_RecordApi_request_stream_capture", error)

    def create_empty_command(
        self,
        ctx: XlaFfiRecordContextPtr,
        dependencies: int | None,
        num_dependencies: int,
        out_command: int | None,
    ) -> None:
        """`XLA_FFI_RecordApi_create_empty_command`, slot 5, experimental."""
        error = self.XLA_FFI_RecordApi_create_empty_command(ctx, dependencies, num_dependencies, out_command)
        if error:
            self._fail("XLA_FFI_RecordApi_create_empty_command", error)


class Record(FunctionTable):
    """The extension `XLA_FFI_Record_Extension`, with a method for each of its 0 functions."""

    TABLE = XLA_FFI_Record_Extension
    SLOTS = (
    )
