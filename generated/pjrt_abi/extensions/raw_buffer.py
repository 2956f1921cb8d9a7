"""Generated from `xla/pjrt/c/pjrt_c_api_raw_buffer_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from ctypes import CFUNCTYPE, Structure, addressof, c_bool, c_int64, c_size_t, c_void_p
from typing import Any, ClassVar

from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import CALL, CALL_VOID, FunctionTable, pointer_out
from pjrt_abi.typed import BufferPtr, DeviceEventPromisePtr, EventPtr, MemoryPtr, RawBufferPtr


PJRT_API_RAW_BUFFER_EXTENSION_VERSION = 2


class PJRT_RawBuffer_FunctionTable(Structure):
    """`struct PJRT_RawBuffer_FunctionTable`; 128 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    instance_size: int
    extension_start: int | None
    inc_ref: int | None
    dec_ref: int | None
    get_on_device_size_in_bytes: int | None
    get_memory_space: int | None
    get_host_pointer: int | None
    copy_raw_host_to_device_and_return_event: int | None
    copy_raw_device_to_host_and_return_event: int | None
    opaque_device_memory_data_pointer: int | None
    make_allocation_ready_event: int | None
    get_raw_buffer_async_value: int | None
    is_mutable: int | None
    slice: int | None
    schedule_copy_to: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("instance_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("inc_ref", c_void_p),  # void (*)(PJRT_RawBuffer*)
        ("dec_ref", c_void_p),  # void (*)(PJRT_RawBuffer*)
        ("get_on_device_size_in_bytes", c_void_p),  # size_t (*)(const PJRT_RawBuffer*)
        ("get_memory_space", c_void_p),  # PJRT_Memory* (*)(const PJRT_RawBuffer*)
        ("get_host_pointer", c_void_p),  # void* (*)(const PJRT_RawBuffer*)
        ("copy_raw_host_to_device_and_return_event", c_void_p),  # PJRT_Error* (*)(PJRT_RawBuffer*, const void*, int64_t, int64_t, PJRT_DeviceEventVector*, PJRT_DeviceEvent*)
        ("copy_raw_device_to_host_and_return_event", c_void_p),  # PJRT_Error* (*)(PJRT_RawBuffer*, void*, int64_t, int64_t, PJRT_DeviceEventVector*, PJRT_DeviceEvent*)
        ("opaque_device_memory_data_pointer", c_void_p),  # void* (*)(const PJRT_RawBuffer*)
        ("make_allocation_ready_event", c_void_p),  # PJRT_Error* (*)(PJRT_RawBuffer*, PJRT_DeviceEvent*)
        ("get_raw_buffer_async_value", c_void_p),  # PJRT_Error* (*)(PJRT_RawBuffer*, PJRT_DeviceEvent*)
        ("is_mutable", c_void_p),  # bool (*)(const PJRT_RawBuffer*)
        ("slice", c_void_p),  # PJRT_Error* (*)(PJRT_RawBuffer*, int64_t, int64_t, PJRT_RawBuffer**)
        ("schedule_copy_to", c_void_p),  # void (*)(PJRT_RawBuffer*, PJRT_DeviceEventVector*, PJRT_RawBuffer*, PJRT_DeviceEventPromise*, PJRT_DeviceEventPromise*, void (*)(PJRT_Error*, void*), void*), may be NULL
    )


PJRT_RawBuffer_FunctionTable.STRUCT_SIZE = size_through(PJRT_RawBuffer_FunctionTable, "schedule_copy_to")


class PJRT_RawBuffer(Structure):
    """`struct PJRT_RawBuffer`; 8 bytes."""

    STRUCT_SIZE: ClassVar[int]
    vtable: int | None
    _fields_ = (
        ("vtable", c_void_p),  # const PJRT_RawBuffer_FunctionTable*
    )


PJRT_RawBuffer.STRUCT_SIZE = size_through(PJRT_RawBuffer, "vtable")


class PJRT_RawBuffer_CreateRawAliasOfBuffer_Args(Structure):
    """Arguments of `PJRT_RawBuffer_CreateRawAliasOfBuffer`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    raw_buffer: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
        ("raw_buffer", c_void_p),  # out, PJRT_RawBuffer*
    )


PJRT_RawBuffer_CreateRawAliasOfBuffer_Args.STRUCT_SIZE = size_through(PJRT_RawBuffer_CreateRawAliasOfBuffer_Args, "raw_buffer")


class PJRT_RawBuffer_Destroy_Args(Structure):
    """Arguments of `PJRT_RawBuffer_Destroy`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_RawBuffer*
    )


PJRT_RawBuffer_Destroy_Args.STRUCT_SIZE = size_through(PJRT_RawBuffer_Destroy_Args, "buffer")


class PJRT_RawBuffer_GetHostPointer_Args(Structure):
    """Arguments of `PJRT_RawBuffer_GetHostPointer`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    host_pointer: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_RawBuffer*
        ("host_pointer", c_void_p),  # out, void*
    )


PJRT_RawBuffer_GetHostPointer_Args.STRUCT_SIZE = size_through(PJRT_RawBuffer_GetHostPointer_Args, "host_pointer")


class PJRT_RawBuffer_GetOnDeviceSizeInBytes_Args(Structure):
    """Arguments of `PJRT_RawBuffer_GetOnDeviceSizeInBytes`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    on_device_size_in_bytes: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_RawBuffer*
        ("on_device_size_in_bytes", c_size_t),  # out, size_t
    )


PJRT_RawBuffer_GetOnDeviceSizeInBytes_Args.STRUCT_SIZE = size_through(PJRT_RawBuffer_GetOnDeviceSizeInBytes_Args, "on_device_size_in_bytes")


class PJRT_RawBuffer_GetMemorySpace_Args(Structure):
    """Arguments of `PJRT_RawBuffer_GetMemorySpace`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    memory_space: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_RawBuffer*
        ("memory_space", c_void_p),  # out, PJRT_Memory*
    )


PJRT_RawBuffer_GetMemorySpace_Args.STRUCT_SIZE = size_through(PJRT_RawBuffer_GetMemorySpace_Args, "memory_space")


class PJRT_RawBuffer_CopyRawDeviceToHost_Args(Structure):
    """Arguments of `PJRT_RawBuffer_CopyRawDeviceToHost`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    dst: int | None
    offset: int
    transfer_size: int
    event: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_RawBuffer*
        ("dst", c_void_p),  # void*
        ("offset", c_int64),  # int64_t
        ("transfer_size", c_int64),  # int64_t
        ("event", c_void_p),  # out, PJRT_Event*
    )


PJRT_RawBuffer_CopyRawDeviceToHost_Args.STRUCT_SIZE = size_through(PJRT_RawBuffer_CopyRawDeviceToHost_Args, "event")


class PJRT_RawBuffer_CopyRawHostToDevice_Args(Structure):
    """Arguments of `PJRT_RawBuffer_CopyRawHostToDevice`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    src: int | None
    offset: int
    transfer_size: int
    event: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_RawBuffer*
        ("src", c_void_p),  # const void*
        ("offset", c_int64),  # int64_t
        ("transfer_size", c_int64),  # int64_t
        ("event", c_void_p),  # out, PJRT_Event*
    )


PJRT_RawBuffer_CopyRawHostToDevice_Args.STRUCT_SIZE = size_through(PJRT_RawBuffer_CopyRawHostToDevice_Args, "event")


class PJRT_RawBuffer_Extension(Structure):
    """`struct PJRT_RawBuffer_Extension`; 80 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    PJRT_RawBuffer_CreateRawAliasOfBuffer: int | None
    PJRT_RawBuffer_Destroy: int | None
    PJRT_RawBuffer_GetOnDeviceSizeInBytes: int | None
    PJRT_RawBuffer_GetMemorySpace: int | None
    PJRT_RawBuffer_CopyRawHostToDevice: int | None
    PJRT_RawBuffer_CopyRawDeviceToHost: int | None
    PJRT_RawBuffer_GetHostPointer: int | None
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("PJRT_RawBuffer_CreateRawAliasOfBuffer", c_void_p),  # PJRT_RawBuffer_CreateRawAliasOfBuffer*
        ("PJRT_RawBuffer_Destroy", c_void_p),  # PJRT_RawBuffer_Destroy*
        ("PJRT_RawBuffer_GetOnDeviceSizeInBytes", c_void_p),  # PJRT_RawBuffer_GetOnDeviceSizeInBytes*
        ("PJRT_RawBuffer_GetMemorySpace", c_void_p),  # PJRT_RawBuffer_GetMemorySpace*
        ("PJRT_RawBuffer_CopyRawHostToDevice", c_void_p),  # PJRT_RawBuffer_CopyRawHostToDevice*
        ("PJRT_RawBuffer_CopyRawDeviceToHost", c_void_p),  # PJRT_RawBuffer_CopyRawDeviceToHost*
        ("PJRT_RawBuffer_GetHostPointer", c_void_p),  # PJRT_RawBuffer_GetHostPointer*
    )


PJRT_RawBuffer_Extension.STRUCT_SIZE = size_through(PJRT_RawBuffer_Extension, "PJRT_RawBuffer_GetHostPointer")


class RawBufferFunctionTable(FunctionTable):
    """The vtable `PJRT_RawBuffer_FunctionTable`, with a method for each of its 13 functions."""

    TABLE = PJRT_RawBuffer_FunctionTable
    MARKS = {
        "PJRT_RawBuffer_FunctionTable_inc_ref": "experimental",
        "PJRT_RawBuffer_FunctionTable_dec_ref": "experimental",
        "PJRT_RawBuffer_FunctionTable_get_on_device_size_in_bytes": "experimental",
        "PJRT_RawBuffer_FunctionTable_get_memory_space": "experimental",
        "PJRT_RawBuffer_FunctionTable_get_host_pointer": "experimental",
        "PJRT_RawBuffer_FunctionTable_copy_raw_host_to_device_and_return_event": "experimental",
        "PJRT_RawBuffer_FunctionTable_copy_raw_device_to_host_and_return_event": "experimental",
        "PJRT_RawBuffer_FunctionTable_opaque_device_memory_data_pointer": "experimental",
        "PJRT_RawBuffer_FunctionTable_make_allocation_ready_event": "experimental",
        "PJRT_RawBuffer_FunctionTable_get_raw_buffer_async_value": "experimental",
        "PJRT_RawBuffer_FunctionTable_is_mutable": "experimental",
        "PJRT_RawBuffer_FunctionTable_slice": "experimental",
        "PJRT_RawBuffer_FunctionTable_schedule_copy_to": "experimental",
    }
    SLOTS = (
        ("PJRT_RawBuffer_FunctionTable_inc_ref", "inc_ref", CALL_VOID),
        ("PJRT_RawBuffer_FunctionTable_dec_ref", "dec_ref", CALL_VOID),
        ("PJRT_RawBuffer_FunctionTable_get_on_device_size_in_bytes", "get_on_device_size_in_bytes", CFUNCTYPE(c_size_t, c_void_p)),
        ("PJRT_RawBuffer_FunctionTable_get_memory_space", "get_memory_space", CALL),
        ("PJRT_RawBuffer_FunctionTable_get_host_pointer", "get_host_pointer", CALL),
        ("PJRT_RawBuffer_FunctionTable_copy_raw_host_to_device_and_return_event", "copy_raw_host_to_device_and_return_event", CFUNCTYPE(c_void_p, c_void_p, c_void_p, c_int64, c_int64, c_void_p, c_void_p)),
        ("PJRT_RawBuffer_FunctionTable_copy_raw_device_to_host_and_return_event", "copy_raw_device_to_host_and_return_event", CFUNCTYPE(c_void_p, c_void_p, c_void_p, c_int64, c_int64, c_void_p, c_void_p)),
        ("PJRT_RawBuffer_FunctionTable_opaque_device_memory_data_pointer", "opaque_device_memory_data_pointer", CALL),
        ("PJRT_RawBuffer_FunctionTable_make_allocation_ready_event", "make_allocation_ready_event", CFUNCTYPE(c_void_p, c_void_p, c_void_p)),
        ("PJRT_RawBuffer_FunctionTable_get_raw_buffer_async_value", "get_raw_buffer_async_value", CFUNCTYPE(c_void_p, c_void_p, c_void_p)),
        ("PJRT_RawBuffer_FunctionTable_is_mutable", "is_mutable", CFUNCTYPE(c_bool, c_void_p)),
        ("PJRT_RawBuffer_FunctionTable_slice", "slice", CFUNCTYPE(c_void_p, c_void_p, c_int64, c_int64, c_void_p)),
        ("PJRT_RawBuffer_FunctionTable_schedule_copy_to", "schedule_copy_to", CFUNCTYPE(None, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)),
    )
    PJRT_RawBuffer_FunctionTable_inc_ref: Any
    PJRT_RawBuffer_FunctionTable_dec_ref: Any
    PJRT_RawBuffer_FunctionTable_get_on_device_size_in_bytes: Any
    PJRT_RawBuffer_FunctionTable_get_memory_space: Any
    PJRT_RawBuffer_FunctionTable_get_host_pointer: Any
    PJRT_RawBuffer_FunctionTable_copy_raw_host_to_device_and_return_event: Any
    PJRT_RawBuffer_FunctionTable_copy_raw_device_to_host_and_return_event: Any
    PJRT_RawBuffer_FunctionTable_opaque_device_memory_data_pointer: Any
    PJRT_RawBuffer_FunctionTable_make_allocation_ready_event: Any
    PJRT_RawBuffer_FunctionTable_get_raw_buffer_async_value: Any
    PJRT_RawBuffer_FunctionTable_is_mutable: Any
    PJRT_RawBuffer_FunctionTable_slice: Any
    PJRT_RawBuffer_FunctionTable_schedule_copy_to: Any

    def inc_ref(self, raw_buffer: RawBufferPtr) -> None:
        """`PJRT_RawBuffer_FunctionTable_inc_ref`, slot 0, experimental."""
        self.PJRT_RawBuffer_FunctionTable_inc_ref(raw_buffer)

    def dec_ref(self, raw_buffer: RawBufferPtr) -> None:
        """`PJRT_RawBuffer_FunctionTable_dec_ref`, slot 1, experimental."""
        self.PJRT_RawBuffer_FunctionTable_dec_ref(raw_buffer)

    def get_on_device_size_in_bytes(self, raw_buffer: RawBufferPtr) -> int:
        """`PJRT_RawBuffer_FunctionTable_get_on_device_size_in_bytes`, slot 2, experimental."""
        result: Any = self.PJRT_RawBuffer_FunctionTable_get_on_device_size_in_bytes(raw_buffer)
        return result or 0

    def get_memory_space(self, raw_buffer: RawBufferPtr) -> MemoryPtr:
        """`PJRT_RawBuffer_FunctionTable_get_memory_space`, slot 3, experimental."""
        result: Any = self.PJRT_RawBuffer_FunctionTable_get_memory_space(raw_buffer)
        return MemoryPtr(result or 0)

    def get_host_pointer(self, raw_buffer: RawBufferPtr) -> int:
        """`PJRT_RawBuffer_FunctionTable_get_host_pointer`, slot 4, experimental."""
        result: Any = self.PJRT_RawBuffer_FunctionTable_get_host_pointer(raw_buffer)
        return result or 0

    def copy_raw_host_to_device_and_return_event(
        self,
        raw_buffer: RawBufferPtr,
        src: int | None,
        offset: int,
        transfer_size: int,
        dependencies: int | None,
        event: int | None,
    ) -> None:
        """`PJRT_RawBuffer_FunctionTable_copy_raw_host_to_device_and_return_event`, slot 5, experimental."""
        error = self.PJRT_RawBuffer_FunctionTable_copy_raw_host_to_device_and_return_event(raw_buffer, src, offset, transfer_size, dependencies, event)
        if error:
            self._fail("PJRT_RawBuffer_FunctionTable_copy_raw_host_to_device_and_return_event", error)

    def copy_raw_device_to_host_and_return_event(
        self,
        raw_buffer: RawBufferPtr,
        dst: int | None,
        offset: int,
        transfer_size: int,
        dependencies: int | None,
        event: int | None,
    ) -> None:
        """`PJRT_RawBuffer_FunctionTable_copy_raw_device_to_host_and_return_event`, slot 6, experimental."""
        error = self.PJRT_RawBuffer_FunctionTable_copy_raw_device_to_host_and_return_event(raw_buffer, dst, offset, transfer_size, dependencies, event)
        if error:
            self._fail("PJRT_RawBuffer_FunctionTable_copy_raw_device_to_host_and_return_event", error)

    def opaque_device_memory_data_pointer(self, raw_buffer: RawBufferPtr) -> int:
        """`PJRT_RawBuffer_FunctionTable_opaque_device_memory_data_pointer`, slot 7, experimental."""
        result: Any = self.PJRT_RawBuffer_FunctionTable_opaque_device_memory_data_pointer(raw_buffer)
        return result or 0

    def make_allocation_ready_event(self, raw_buffer: RawBufferPtr, event: int | None) -> None:
        """`PJRT_RawBuffer_FunctionTable_make_allocation_ready_event`, slot 8, experimental."""
        error = self.PJRT_RawBuffer_FunctionTable_make_allocation_ready_event(raw_buffer, event)
        if error:
            self._fail("PJRT_RawBuffer_FunctionTable_make_allocation_ready_event", error)

    def get_raw_buffer_async_value(self, raw_buffer: RawBufferPtr, event: int | None) -> None:
        """`PJRT_RawBuffer_FunctionTable_get_raw_buffer_async_value`, slot 9, experimental."""
        error = self.PJRT_RawBuffer_FunctionTable_get_raw_buffer_async_value(raw_buffer, event)
        if error:
            self._fail("PJRT_RawBuffer_FunctionTable_get_raw_buffer_async_value", error)

    def is_mutable(self, raw_buffer: RawBufferPtr) -> bool:
        """`PJRT_RawBuffer_FunctionTable_is_mutable`, slot 10, experimental."""
        result: Any = self.PJRT_RawBuffer_FunctionTable_is_mutable(raw_buffer)
        return bool(result)

    def slice(
        self,
        raw_buffer: RawBufferPtr,
        offset: int,
        slice_size: int,
        sliced_buffer: int | None,
    ) -> None:
        """`PJRT_RawBuffer_FunctionTable_slice`, slot 11, experimental."""
        error = self.PJRT_RawBuffer_FunctionTable_slice(raw_buffer, offset, slice_size, sliced_buffer)
        if error:
            self._fail("PJRT_RawBuffer_FunctionTable_slice", error)

    def schedule_copy_to(
        self,
        src_buffer: RawBufferPtr,
        transfer_dependency_events: int | None,
        dst_buffer: RawBufferPtr,
        definition_event_promise: DeviceEventPromisePtr,
        src_usage_event_promise: DeviceEventPromisePtr,
        allocation_event_callback: int | None,
        allocation_event_user_data: int | None,
    ) -> None:
        """`PJRT_RawBuffer_FunctionTable_schedule_copy_to`, slot 12, experimental."""
        self.PJRT_RawBuffer_FunctionTable_schedule_copy_to(src_buffer, transfer_dependency_events, dst_buffer, definition_event_promise, src_usage_event_promise, allocation_event_callback, allocation_event_user_data)


class RawBuffer(FunctionTable):
    """The extension `PJRT_RawBuffer_Extension`, with a method for each of its 7 functions."""

    TABLE = PJRT_RawBuffer_Extension
    NAME = "RawBuffer"
    TYPE = 8
    VERSION = 2
    MARK = "experimental"
    MARKS = {
        "PJRT_RawBuffer_CreateRawAliasOfBuffer": "experimental",
        "PJRT_RawBuffer_Destroy": "experimental",
        "PJRT_RawBuffer_GetOnDeviceSizeInBytes": "experimental",
        "PJRT_RawBuffer_GetMemorySpace": "experimental",
        "PJRT_RawBuffer_CopyRawHostToDevice": "experimental",
        "PJRT_RawBuffer_CopyRawDeviceToHost": "experimental",
        "PJRT_RawBuffer_GetHostPointer": "experimental",
    }
    SLOTS = (
        ("PJRT_RawBuffer_CreateRawAliasOfBuffer", "PJRT_RawBuffer_CreateRawAliasOfBuffer", CALL),
        ("PJRT_RawBuffer_Destroy", "PJRT_RawBuffer_Destroy", CALL),
        ("PJRT_RawBuffer_GetOnDeviceSizeInBytes", "PJRT_RawBuffer_GetOnDeviceSizeInBytes", CALL),
        ("PJRT_RawBuffer_GetMemorySpace", "PJRT_RawBuffer_GetMemorySpace", CALL),
        ("PJRT_RawBuffer_CopyRawHostToDevice", "PJRT_RawBuffer_CopyRawHostToDevice", CALL),
        ("PJRT_RawBuffer_CopyRawDeviceToHost", "PJRT_RawBuffer_CopyRawDeviceToHost", CALL),
        ("PJRT_RawBuffer_GetHostPointer", "PJRT_RawBuffer_GetHostPointer", CALL),
    )
    PJRT_RawBuffer_CreateRawAliasOfBuffer: Any
    PJRT_RawBuffer_Destroy: Any
    PJRT_RawBuffer_GetOnDeviceSizeInBytes: Any
    PJRT_RawBuffer_GetMemorySpace: Any
    PJRT_RawBuffer_CopyRawHostToDevice: Any
    PJRT_RawBuffer_CopyRawDeviceToHost: Any
    PJRT_RawBuffer_GetHostPointer: Any

    def create_raw_alias_of_buffer(self, buffer: BufferPtr) -> RawBufferPtr:
        """`PJRT_RawBuffer_CreateRawAliasOfBuffer`, slot 0, experimental. The caller owns: raw_buffer."""
        a = PJRT_RawBuffer_CreateRawAliasOfBuffer_Args()
        a.struct_size = PJRT_RawBuffer_CreateRawAliasOfBuffer_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_RawBuffer_CreateRawAliasOfBuffer(addressof(a))
        if error:
            self._fail("PJRT_RawBuffer_CreateRawAliasOfBuffer", error)
        return RawBufferPtr(pointer_out(a.raw_buffer, "PJRT_RawBuffer_CreateRawAliasOfBuffer.raw_buffer"))

    def destroy(self, buffer: RawBufferPtr) -> None:
        """`PJRT_RawBuffer_Destroy`, slot 1, experimental."""
        a = PJRT_RawBuffer_Destroy_Args()
        a.struct_size = PJRT_RawBuffer_Destroy_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_RawBuffer_Destroy(addressof(a))
        if error:
            self._fail("PJRT_RawBuffer_Destroy", error)

    def get_on_device_size_in_bytes(self, buffer: RawBufferPtr) -> int:
        """`PJRT_RawBuffer_GetOnDeviceSizeInBytes`, slot 2, experimental."""
        a = PJRT_RawBuffer_GetOnDeviceSizeInBytes_Args()
        a.struct_size = PJRT_RawBuffer_GetOnDeviceSizeInBytes_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_RawBuffer_GetOnDeviceSizeInBytes(addressof(a))
        if error:
            self._fail("PJRT_RawBuffer_GetOnDeviceSizeInBytes", error)
        return a.on_device_size_in_bytes

    def get_memory_space(self, buffer: RawBufferPtr) -> MemoryPtr:
        """`PJRT_RawBuffer_GetMemorySpace`, slot 3, experimental. Borrowed: memory_space."""
        a = PJRT_RawBuffer_GetMemorySpace_Args()
        a.struct_size = PJRT_RawBuffer_GetMemorySpace_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_RawBuffer_GetMemorySpace(addressof(a))
        if error:
            self._fail("PJRT_RawBuffer_GetMemorySpace", error)
        return MemoryPtr(pointer_out(a.memory_space, "PJRT_RawBuffer_GetMemorySpace.memory_space"))

    def copy_raw_host_to_device(
        self,
        buffer: RawBufferPtr,
        src: int | None,
        offset: int,
        transfer_size: int,
    ) -> EventPtr:
        """`PJRT_RawBuffer_CopyRawHostToDevice`, slot 4, experimental. The caller owns: event."""
        a = PJRT_RawBuffer_CopyRawHostToDevice_Args()
        a.struct_size = PJRT_RawBuffer_CopyRawHostToDevice_Args.STRUCT_SIZE
        a.buffer = buffer
        a.src = src
        a.offset = offset
        a.transfer_size = transfer_size
        error = self.PJRT_RawBuffer_CopyRawHostToDevice(addressof(a))
        if error:
            self._fail("PJRT_RawBuffer_CopyRawHostToDevice", error)
        return EventPtr(pointer_out(a.event, "PJRT_RawBuffer_CopyRawHostToDevice.event"))

    def copy_raw_device_to_host(
        self,
        buffer: RawBufferPtr,
        dst: int | None,
        offset: int,
        transfer_size: int,
    ) -> EventPtr:
        """`PJRT_RawBuffer_CopyRawDeviceToHost`, slot 5, experimental. The caller owns: event."""
        a = PJRT_RawBuffer_CopyRawDeviceToHost_Args()
        a.struct_size = PJRT_RawBuffer_CopyRawDeviceToHost_Args.STRUCT_SIZE
        a.buffer = buffer
        a.dst = dst
        a.offset = offset
        a.transfer_size = transfer_size
        error = self.PJRT_RawBuffer_CopyRawDeviceToHost(addressof(a))
        if error:
            self._fail("PJRT_RawBuffer_CopyRawDeviceToHost", error)
        return EventPtr(pointer_out(a.event, "PJRT_RawBuffer_CopyRawDeviceToHost.event"))

    def get_host_pointer(self, buffer: RawBufferPtr) -> int | None:
        """`PJRT_RawBuffer_GetHostPointer`, slot 6, experimental."""
        a = PJRT_RawBuffer_GetHostPointer_Args()
        a.struct_size = PJRT_RawBuffer_GetHostPointer_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_RawBuffer_GetHostPointer(addressof(a))
        if error:
            self._fail("PJRT_RawBuffer_GetHostPointer", error)
        return a.host_pointer
