"""Generated from `xla/pjrt/c/pjrt_c_api_raw_buffer_extension.h`: what serves its functions."""

from __future__ import annotations

from typing import Any

from pjrt_abi.extensions.raw_buffer import (
    PJRT_RawBuffer_CopyRawDeviceToHost_Args,
    PJRT_RawBuffer_CopyRawHostToDevice_Args,
    PJRT_RawBuffer_CreateRawAliasOfBuffer_Args,
    PJRT_RawBuffer_Destroy_Args,
    PJRT_RawBuffer_GetHostPointer_Args,
    PJRT_RawBuffer_GetMemorySpace_Args,
    PJRT_RawBuffer_GetOnDeviceSizeInBytes_Args,
    RawBuffer,
    RawBufferFunctionTable,
)
from pjrt_abi.views import (
    FunctionView,
    HandleIn,
    HandleOut,
    Param,
    ScalarIn,
    ScalarOut,
    TableServer,
    unserved,
)


class RawBufferFunctionTableServer(TableServer):
    """What serves `PJRT_RawBuffer_FunctionTable`."""

    CLIENT = RawBufferFunctionTable
    VIEWS = (
        FunctionView(
            "PJRT_RawBuffer_FunctionTable_inc_ref",
            "inc_ref",
            None,
            Param("raw_buffer", kind="PJRT_RawBuffer"),
        ),
        FunctionView(
            "PJRT_RawBuffer_FunctionTable_dec_ref",
            "dec_ref",
            None,
            Param("raw_buffer", kind="PJRT_RawBuffer"),
        ),
        FunctionView(
            "PJRT_RawBuffer_FunctionTable_get_on_device_size_in_bytes",
            "get_on_device_size_in_bytes",
            None,
            Param("raw_buffer", kind="PJRT_RawBuffer"),
        ),
        FunctionView(
            "PJRT_RawBuffer_FunctionTable_get_memory_space",
            "get_memory_space",
            None,
            Param("raw_buffer", kind="PJRT_RawBuffer"),
            returns="PJRT_Memory",
        ),
        FunctionView(
            "PJRT_RawBuffer_FunctionTable_get_host_pointer",
            "get_host_pointer",
            None,
            Param("raw_buffer", kind="PJRT_RawBuffer"),
        ),
        FunctionView(
            "PJRT_RawBuffer_FunctionTable_copy_raw_host_to_device_and_return_event",
            "copy_raw_host_to_device_and_return_event",
            None,
            Param("raw_buffer", kind="PJRT_RawBuffer"),
            Param("src"),
            Param("offset"),
            Param("transfer_size"),
            Param("dependencies"),
            Param("event"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_RawBuffer_FunctionTable_copy_raw_device_to_host_and_return_event",
            "copy_raw_device_to_host_and_return_event",
            None,
            Param("raw_buffer", kind="PJRT_RawBuffer"),
            Param("dst"),
            Param("offset"),
            Param("transfer_size"),
            Param("dependencies"),
            Param("event"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_RawBuffer_FunctionTable_opaque_device_memory_data_pointer",
            "opaque_device_memory_data_pointer",
            None,
            Param("raw_buffer", kind="PJRT_RawBuffer"),
        ),
        FunctionView(
            "PJRT_RawBuffer_FunctionTable_make_allocation_ready_event",
            "make_allocation_ready_event",
            None,
            Param("raw_buffer", kind="PJRT_RawBuffer"),
            Param("event"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_RawBuffer_FunctionTable_get_raw_buffer_async_value",
            "get_raw_buffer_async_value",
            None,
            Param("raw_buffer", kind="PJRT_RawBuffer"),
            Param("event"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_RawBuffer_FunctionTable_is_mutable",
            "is_mutable",
            None,
            Param("raw_buffer", kind="PJRT_RawBuffer"),
        ),
        FunctionView(
            "PJRT_RawBuffer_FunctionTable_slice",
            "slice",
            None,
            Param("raw_buffer", kind="PJRT_RawBuffer"),
            Param("offset"),
            Param("slice_size"),
            Param("sliced_buffer"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_RawBuffer_FunctionTable_schedule_copy_to",
            "schedule_copy_to",
            None,
            Param("src_buffer", kind="PJRT_RawBuffer"),
            Param("transfer_dependency_events"),
            Param("dst_buffer", kind="PJRT_RawBuffer"),
            Param("definition_event_promise", kind="PJRT_DeviceEventPromise"),
            Param("src_usage_event_promise", kind="PJRT_DeviceEventPromise"),
            Param("allocation_event_callback"),
            Param("allocation_event_user_data"),
        ),
    )

    def inc_ref(self, *, raw_buffer: Any) -> None:
        """Serves `PJRT_RawBuffer_FunctionTable_inc_ref`, slot 0."""
        unserved("PJRT_RawBuffer_FunctionTable_inc_ref")

    def dec_ref(self, *, raw_buffer: Any) -> None:
        """Serves `PJRT_RawBuffer_FunctionTable_dec_ref`, slot 1."""
        unserved("PJRT_RawBuffer_FunctionTable_dec_ref")

    def get_on_device_size_in_bytes(self, *, raw_buffer: Any) -> Any:
        """Serves `PJRT_RawBuffer_FunctionTable_get_on_device_size_in_bytes`, slot 2."""
        unserved("PJRT_RawBuffer_FunctionTable_get_on_device_size_in_bytes")

    def get_memory_space(self, *, raw_buffer: Any) -> Any:
        """Serves `PJRT_RawBuffer_FunctionTable_get_memory_space`, slot 3."""
        unserved("PJRT_RawBuffer_FunctionTable_get_memory_space")

    def get_host_pointer(self, *, raw_buffer: Any) -> Any:
        """Serves `PJRT_RawBuffer_FunctionTable_get_host_pointer`, slot 4."""
        unserved("PJRT_RawBuffer_FunctionTable_get_host_pointer")

    def copy_raw_host_to_device_and_return_event(self, *, raw_buffer: Any, src: int, offset: int, transfer_size: int, dependencies: int, event: int) -> None:
        """Serves `PJRT_RawBuffer_FunctionTable_copy_raw_host_to_device_and_return_event`, slot 5."""
        unserved("PJRT_RawBuffer_FunctionTable_copy_raw_host_to_device_and_return_event")

    def copy_raw_device_to_host_and_return_event(self, *, raw_buffer: Any, dst: int, offset: int, transfer_size: int, dependencies: int, event: int) -> None:
        """Serves `PJRT_RawBuffer_FunctionTable_copy_raw_device_to_host_and_return_event`, slot 6."""
        unserved("PJRT_RawBuffer_FunctionTable_copy_raw_device_to_host_and_return_event")

    def opaque_device_memory_data_pointer(self, *, raw_buffer: Any) -> Any:
        """Serves `PJRT_RawBuffer_FunctionTable_opaque_device_memory_data_pointer`, slot 7."""
        unserved("PJRT_RawBuffer_FunctionTable_opaque_device_memory_data_pointer")

    def make_allocation_ready_event(self, *, raw_buffer: Any, event: int) -> None:
        """Serves `PJRT_RawBuffer_FunctionTable_make_allocation_ready_event`, slot 8."""
        unserved("PJRT_RawBuffer_FunctionTable_make_allocation_ready_event")

    def get_raw_buffer_async_value(self, *, raw_buffer: Any, event: int) -> None:
        """Serves `PJRT_RawBuffer_FunctionTable_get_raw_buffer_async_value`, slot 9."""
        unserved("PJRT_RawBuffer_FunctionTable_get_raw_buffer_async_value")

    def is_mutable(self, *, raw_buffer: Any) -> Any:
        """Serves `PJRT_RawBuffer_FunctionTable_is_mutable`, slot 10."""
        unserved("PJRT_RawBuffer_FunctionTable_is_mutable")

    def slice(self, *, raw_buffer: Any, offset: int, slice_size: int, sliced_buffer: int) -> None:
        """Serves `PJRT_RawBuffer_FunctionTable_slice`, slot 11."""
        unserved("PJRT_RawBuffer_FunctionTable_slice")

    def schedule_copy_to(self, *, src_buffer: Any, transfer_dependency_events: int, dst_buffer: Any, definition_event_promise: Any, src_usage_event_promise: Any, allocation_event_callback: int, allocation_event_user_data: int) -> None:
        """Serves `PJRT_RawBuffer_FunctionTable_schedule_copy_to`, slot 12."""
        unserved("PJRT_RawBuffer_FunctionTable_schedule_copy_to")


class RawBufferServer(TableServer):
    """What serves `PJRT_RawBuffer_Extension`."""

    CLIENT = RawBuffer
    TYPE = 8
    VIEWS = (
        FunctionView(
            "PJRT_RawBuffer_CreateRawAliasOfBuffer",
            "create_raw_alias_of_buffer",
            PJRT_RawBuffer_CreateRawAliasOfBuffer_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            HandleOut("raw_buffer", "raw_buffer", kind="PJRT_RawBuffer", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_RawBuffer_Destroy",
            "destroy",
            PJRT_RawBuffer_Destroy_Args,
            HandleIn("buffer", "buffer", kind="PJRT_RawBuffer", nullable=False),
            error="PJRT_Error",
            destroys="PJRT_RawBuffer",
        ),
        FunctionView(
            "PJRT_RawBuffer_GetOnDeviceSizeInBytes",
            "get_on_device_size_in_bytes",
            PJRT_RawBuffer_GetOnDeviceSizeInBytes_Args,
            HandleIn("buffer", "buffer", kind="PJRT_RawBuffer", nullable=False),
            ScalarOut("on_device_size_in_bytes", "on_device_size_in_bytes"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_RawBuffer_GetMemorySpace",
            "get_memory_space",
            PJRT_RawBuffer_GetMemorySpace_Args,
            HandleIn("buffer", "buffer", kind="PJRT_RawBuffer", nullable=False),
            HandleOut("memory_space", "memory_space", kind="PJRT_Memory"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_RawBuffer_CopyRawHostToDevice",
            "copy_raw_host_to_device",
            PJRT_RawBuffer_CopyRawHostToDevice_Args,
            HandleIn("buffer", "buffer", kind="PJRT_RawBuffer", nullable=False),
            ScalarIn("src", "src"),
            ScalarIn("offset", "offset"),
            ScalarIn("transfer_size", "transfer_size"),
            HandleOut("event", "event", kind="PJRT_Event", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_RawBuffer_CopyRawDeviceToHost",
            "copy_raw_device_to_host",
            PJRT_RawBuffer_CopyRawDeviceToHost_Args,
            HandleIn("buffer", "buffer", kind="PJRT_RawBuffer", nullable=False),
            ScalarIn("dst", "dst"),
            ScalarIn("offset", "offset"),
            ScalarIn("transfer_size", "transfer_size"),
            HandleOut("event", "event", kind="PJRT_Event", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_RawBuffer_GetHostPointer",
            "get_host_pointer",
            PJRT_RawBuffer_GetHostPointer_Args,
            HandleIn("buffer", "buffer", kind="PJRT_RawBuffer", nullable=False),
            ScalarOut("host_pointer", "host_pointer", kind=None),
            error="PJRT_Error",
        ),
    )

    def create_raw_alias_of_buffer(self, *, buffer: Any) -> Any:
        """Serves `PJRT_RawBuffer_CreateRawAliasOfBuffer`, slot 0."""
        unserved("PJRT_RawBuffer_CreateRawAliasOfBuffer")

    def destroy(self, *, buffer: Any) -> None:
        """Serves `PJRT_RawBuffer_Destroy`, slot 1."""
        unserved("PJRT_RawBuffer_Destroy")

    def get_on_device_size_in_bytes(self, *, buffer: Any) -> int:
        """Serves `PJRT_RawBuffer_GetOnDeviceSizeInBytes`, slot 2."""
        unserved("PJRT_RawBuffer_GetOnDeviceSizeInBytes")

    def get_memory_space(self, *, buffer: Any) -> Any:
        """Serves `PJRT_RawBuffer_GetMemorySpace`, slot 3."""
        unserved("PJRT_RawBuffer_GetMemorySpace")

    def copy_raw_host_to_device(self, *, buffer: Any, src: int | None, offset: int, transfer_size: int) -> Any:
        """Serves `PJRT_RawBuffer_CopyRawHostToDevice`, slot 4."""
        unserved("PJRT_RawBuffer_CopyRawHostToDevice")

    def copy_raw_device_to_host(self, *, buffer: Any, dst: int | None, offset: int, transfer_size: int) -> Any:
        """Serves `PJRT_RawBuffer_CopyRawDeviceToHost`, slot 5."""
        unserved("PJRT_RawBuffer_CopyRawDeviceToHost")

    def get_host_pointer(self, *, buffer: Any) -> int | None:
        """Serves `PJRT_RawBuffer_GetHostPointer`, slot 6."""
        unserved("PJRT_RawBuffer_GetHostPointer")
