"""Generated from `xla/ffi/api/c_api.h`: what serves its functions."""

from __future__ import annotations

from ctypes import c_int64
from typing import Any

from pjrt_abi.extensions.ffi_c_api import (
    Api,
    Metadata,
    XLA_FFI_DeviceMemory_Allocate_Args,
    XLA_FFI_DeviceMemory_Free_Args,
    XLA_FFI_DeviceOrdinal_Get_Args,
    XLA_FFI_Error_Code,
    XLA_FFI_Error_Create_Args,
    XLA_FFI_Error_Destroy_Args,
    XLA_FFI_Error_GetDetails_Args,
    XLA_FFI_ExecutionStage,
    XLA_FFI_Extension,
    XLA_FFI_ExtensionId,
    XLA_FFI_Future_Create_Args,
    XLA_FFI_Future_SetAvailable_Args,
    XLA_FFI_Future_SetError_Args,
    XLA_FFI_Handler,
    XLA_FFI_Handler_Bundle,
    XLA_FFI_Handler_Register_Args,
    XLA_FFI_InvokeContext_FindExtension_Args,
    XLA_FFI_InvokeContext_Get_Args,
    XLA_FFI_RunId_Get_Args,
    XLA_FFI_State_Get_Args,
    XLA_FFI_State_Set_Args,
    XLA_FFI_Stream_Get_Args,
    XLA_FFI_Task,
    XLA_FFI_ThreadPool_NumThreads_Args,
    XLA_FFI_ThreadPool_Schedule_Args,
    XLA_FFI_TypeId,
    XLA_FFI_TypeInfo,
    XLA_FFI_TypeInfo_deleter,
    XLA_FFI_Type_Register_Args,
)
from pjrt_abi.views import (
    CallbackIn,
    CstringIn,
    CstringOut,
    FunctionView,
    HandleIn,
    HandleOut,
    ScalarIn,
    ScalarOut,
    ScalarPointerOut,
    SpanIn,
    StructPointerIn,
    StructPointerInout,
    StructPointerOut,
    StructValueIn,
    TableServer,
    describe,
    unserved,
)


describe(
    XLA_FFI_ExtensionId,
    ScalarIn("extension_type", "extension_type"),
    ScalarIn("major_version", "major_version"),
    ScalarIn("minor_version", "minor_version"),
)


describe(
    XLA_FFI_Extension,
    StructValueIn("id", "id", struct=XLA_FFI_ExtensionId),
    StructPointerIn("next", "next", struct=XLA_FFI_Extension, nullable=True),
)


describe(XLA_FFI_TypeId, ScalarIn("type_id", "type_id"))


describe(XLA_FFI_TypeInfo, CallbackIn("deleter", "deleter", callback=XLA_FFI_TypeInfo_deleter))


describe(
    XLA_FFI_Handler_Bundle,
    CallbackIn("instantiate", "instantiate", callback=XLA_FFI_Handler),
    CallbackIn("prepare", "prepare", callback=XLA_FFI_Handler),
    CallbackIn("initialize", "initialize", callback=XLA_FFI_Handler),
    CallbackIn("execute", "execute", callback=XLA_FFI_Handler),
    CallbackIn("record", "record", callback=XLA_FFI_Handler),
)


class MetadataServer(TableServer):
    """What serves `XLA_FFI_Metadata_Extension`."""

    CLIENT = Metadata
    VIEWS = (
    )


class ApiServer(TableServer):
    """What serves `XLA_FFI_Api`."""

    CLIENT = Api
    VIEWS = (
        FunctionView(
            "XLA_FFI_Error_Create",
            "error_create",
            XLA_FFI_Error_Create_Args,
            CstringIn("message", "message", text=str),
            ScalarIn("errc", "errc", enum=XLA_FFI_Error_Code),
            returns="XLA_FFI_Error",
        ),
        FunctionView(
            "XLA_FFI_Error_GetDetails",
            "error_get_details",
            XLA_FFI_Error_GetDetails_Args,
            HandleIn("error", "error", kind="XLA_FFI_Error", nullable=False),
            CstringOut("message", "message", text=str),
            ScalarOut("errc", "errc", enum=XLA_FFI_Error_Code),
            reads_error=True,
        ),
        FunctionView(
            "XLA_FFI_Error_Destroy",
            "error_destroy",
            XLA_FFI_Error_Destroy_Args,
            HandleIn("error", "error", kind="XLA_FFI_Error", nullable=False),
            destroys="XLA_FFI_Error",
            reads_error=True,
        ),
        FunctionView(
            "XLA_FFI_Handler_Register",
            "handler_register",
            XLA_FFI_Handler_Register_Args,
            SpanIn("name", "name", pointer="ptr", length="len", text=str),
            SpanIn("platform", "platform", pointer="ptr", length="len", text=str),
            StructValueIn("bundle", "bundle", struct=XLA_FFI_Handler_Bundle),
            ScalarIn("traits", "traits"),
            error="XLA_FFI_Error",
        ),
        FunctionView(
            "XLA_FFI_Stream_Get",
            "stream_get",
            XLA_FFI_Stream_Get_Args,
            HandleIn("ctx", "ctx", kind="XLA_FFI_InvokeContext", nullable=False),
            ScalarOut("stream", "stream", kind=None),
            error="XLA_FFI_Error",
        ),
        FunctionView(
            "XLA_FFI_Type_Register",
            "type_register",
            XLA_FFI_Type_Register_Args,
            SpanIn("name", "name", pointer="ptr", length="len", text=str),
            StructPointerInout("type_id", "type_id", struct=XLA_FFI_TypeId),
            StructPointerIn("type_info", "type_info", struct=XLA_FFI_TypeInfo),
            error="XLA_FFI_Error",
        ),
        FunctionView(
            "XLA_FFI_InvokeContext_Get",
            "invoke_context_get",
            XLA_FFI_InvokeContext_Get_Args,
            HandleIn("ctx", "ctx", kind="XLA_FFI_InvokeContext", nullable=False),
            StructPointerIn("type_id", "type_id", struct=XLA_FFI_TypeId),
            ScalarOut("data", "data", kind=None),
            error="XLA_FFI_Error",
        ),
        FunctionView(
            "XLA_FFI_State_Set",
            "state_set",
            XLA_FFI_State_Set_Args,
            HandleIn("ctx", "ctx", kind="XLA_FFI_InvokeContext", nullable=False),
            ScalarIn("stage", "stage", enum=XLA_FFI_ExecutionStage),
            StructPointerIn("type_id", "type_id", struct=XLA_FFI_TypeId),
            ScalarIn("state", "state"),
            error="XLA_FFI_Error",
        ),
        FunctionView(
            "XLA_FFI_State_Get",
            "state_get",
            XLA_FFI_State_Get_Args,
            HandleIn("ctx", "ctx", kind="XLA_FFI_InvokeContext", nullable=False),
            ScalarIn("stage", "stage", enum=XLA_FFI_ExecutionStage),
            StructPointerIn("type_id", "type_id", struct=XLA_FFI_TypeId),
            ScalarOut("state", "state", kind=None),
            error="XLA_FFI_Error",
        ),
        FunctionView(
            "XLA_FFI_DeviceMemory_Allocate",
            "device_memory_allocate",
            XLA_FFI_DeviceMemory_Allocate_Args,
            HandleIn("ctx", "ctx", kind="XLA_FFI_InvokeContext", nullable=False),
            ScalarIn("size", "size"),
            ScalarIn("alignment", "alignment"),
            ScalarOut("data", "data", kind=None),
            error="XLA_FFI_Error",
        ),
        FunctionView(
            "XLA_FFI_DeviceMemory_Free",
            "device_memory_free",
            XLA_FFI_DeviceMemory_Free_Args,
            HandleIn("ctx", "ctx", kind="XLA_FFI_InvokeContext", nullable=False),
            ScalarIn("size", "size"),
            ScalarIn("data", "data"),
            error="XLA_FFI_Error",
        ),
        FunctionView(
            "XLA_FFI_ThreadPool_Schedule",
            "thread_pool_schedule",
            XLA_FFI_ThreadPool_Schedule_Args,
            HandleIn("ctx", "ctx", kind="XLA_FFI_InvokeContext", nullable=False),
            CallbackIn("task", "task", callback=XLA_FFI_Task),
            ScalarIn("data", "data"),
            error="XLA_FFI_Error",
        ),
        FunctionView(
            "XLA_FFI_ThreadPool_NumThreads",
            "thread_pool_num_threads",
            XLA_FFI_ThreadPool_NumThreads_Args,
            HandleIn("ctx", "ctx", kind="XLA_FFI_InvokeContext", nullable=False),
            ScalarPointerOut("num_threads", "num_threads", ctype=c_int64),
            error="XLA_FFI_Error",
        ),
        FunctionView(
            "XLA_FFI_Future_Create",
            "future_create",
            XLA_FFI_Future_Create_Args,
            HandleOut("future", "future", kind="XLA_FFI_Future"),
            error="XLA_FFI_Error",
        ),
        FunctionView(
            "XLA_FFI_Future_SetAvailable",
            "future_set_available",
            XLA_FFI_Future_SetAvailable_Args,
            HandleIn("future", "future", kind="XLA_FFI_Future", nullable=False),
            error="XLA_FFI_Error",
        ),
        FunctionView(
            "XLA_FFI_Future_SetError",
            "future_set_error",
            XLA_FFI_Future_SetError_Args,
            HandleIn("future", "future", kind="XLA_FFI_Future", nullable=False),
            HandleIn("error", "error", kind="XLA_FFI_Error", nullable=False),
            error="XLA_FFI_Error",
        ),
        FunctionView(
            "XLA_FFI_RunId_Get",
            "run_id_get",
            XLA_FFI_RunId_Get_Args,
            HandleIn("ctx", "ctx", kind="XLA_FFI_InvokeContext", nullable=False),
            ScalarOut("run_id", "run_id"),
            error="XLA_FFI_Error",
        ),
        FunctionView(
            "XLA_FFI_DeviceOrdinal_Get",
            "device_ordinal_get",
            XLA_FFI_DeviceOrdinal_Get_Args,
            HandleIn("ctx", "ctx", kind="XLA_FFI_InvokeContext", nullable=False),
            ScalarOut("device_ordinal", "device_ordinal"),
            error="XLA_FFI_Error",
        ),
        FunctionView(
            "XLA_FFI_InvokeContext_FindExtension",
            "invoke_context_find_extension",
            XLA_FFI_InvokeContext_FindExtension_Args,
            HandleIn("ctx", "ctx", kind="XLA_FFI_InvokeContext", nullable=False),
            ScalarIn("extension_type", "extension_type"),
            StructPointerOut("extension", "extension", struct=XLA_FFI_Extension, nullable=True),
            error="XLA_FFI_Error",
        ),
    )

    def error_create(self, *, message: str, errc: XLA_FFI_Error_Code) -> None:
        """Serves `XLA_FFI_Error_Create`, slot 0."""
        unserved("XLA_FFI_Error_Create")

    def error_get_details(self, *, error: Any) -> Any:
        """Serves `XLA_FFI_Error_GetDetails`, slot 1. Tells message, errc."""
        unserved("XLA_FFI_Error_GetDetails")

    def error_destroy(self, *, error: Any) -> None:
        """Serves `XLA_FFI_Error_Destroy`, slot 2."""
        unserved("XLA_FFI_Error_Destroy")

    def handler_register(self, *, name: str, platform: str, bundle: Any, traits: int) -> None:
        """Serves `XLA_FFI_Handler_Register`, slot 3."""
        unserved("XLA_FFI_Handler_Register")

    def stream_get(self, *, ctx: Any) -> int | None:
        """Serves `XLA_FFI_Stream_Get`, slot 4."""
        unserved("XLA_FFI_Stream_Get")

    def type_register(self, *, name: str, type_id: Any, type_info: Any) -> Any:
        """Serves `XLA_FFI_Type_Register`, slot 5."""
        unserved("XLA_FFI_Type_Register")

    def invoke_context_get(self, *, ctx: Any, type_id: Any) -> int | None:
        """Serves `XLA_FFI_InvokeContext_Get`, slot 6."""
        unserved("XLA_FFI_InvokeContext_Get")

    def state_set(self, *, ctx: Any, stage: XLA_FFI_ExecutionStage, type_id: Any, state: int | None) -> None:
        """Serves `XLA_FFI_State_Set`, slot 7."""
        unserved("XLA_FFI_State_Set")

    def state_get(self, *, ctx: Any, stage: XLA_FFI_ExecutionStage, type_id: Any) -> int | None:
        """Serves `XLA_FFI_State_Get`, slot 8."""
        unserved("XLA_FFI_State_Get")

    def device_memory_allocate(self, *, ctx: Any, size: int, alignment: int) -> int | None:
        """Serves `XLA_FFI_DeviceMemory_Allocate`, slot 9."""
        unserved("XLA_FFI_DeviceMemory_Allocate")

    def device_memory_free(self, *, ctx: Any, size: int, data: int | None) -> None:
        """Serves `XLA_FFI_DeviceMemory_Free`, slot 10."""
        unserved("XLA_FFI_DeviceMemory_Free")

    def thread_pool_schedule(self, *, ctx: Any, task: Any, data: int | None) -> None:
        """Serves `XLA_FFI_ThreadPool_Schedule`, slot 11."""
        unserved("XLA_FFI_ThreadPool_Schedule")

    def thread_pool_num_threads(self, *, ctx: Any) -> int:
        """Serves `XLA_FFI_ThreadPool_NumThreads`, slot 12."""
        unserved("XLA_FFI_ThreadPool_NumThreads")

    def future_create(self) -> Any:
        """Serves `XLA_FFI_Future_Create`, slot 13."""
        unserved("XLA_FFI_Future_Create")

    def future_set_available(self, *, future: Any) -> None:
        """Serves `XLA_FFI_Future_SetAvailable`, slot 14."""
        unserved("XLA_FFI_Future_SetAvailable")

    def future_set_error(self, *, future: Any, error: Any) -> None:
        """Serves `XLA_FFI_Future_SetError`, slot 15."""
        unserved("XLA_FFI_Future_SetError")

    def run_id_get(self, *, ctx: Any) -> int:
        """Serves `XLA_FFI_RunId_Get`, slot 16."""
        unserved("XLA_FFI_RunId_Get")

    def device_ordinal_get(self, *, ctx: Any) -> int:
        """Serves `XLA_FFI_DeviceOrdinal_Get`, slot 17."""
        unserved("XLA_FFI_DeviceOrdinal_Get")

    def invoke_context_find_extension(self, *, ctx: Any, extension_type: int) -> Any:
        """Serves `XLA_FFI_InvokeContext_FindExtension`, slot 18."""
        unserved("XLA_FFI_InvokeContext_FindExtension")
