"""Generated from `xla/pjrt/c/pjrt_c_api.h`: what serves its functions."""

from __future__ import annotations

from collections.abc import Mapping
from ctypes import c_int, c_int32, c_int64, c_size_t, c_void_p
from typing import Any, ClassVar

from pjrt_abi.enums import (
    PJRT_Buffer_MemoryLayout_Type,
    PJRT_Buffer_Type,
    PJRT_Error_Code,
    PJRT_HostBufferSemantics,
    PJRT_ProcessState,
)
from pjrt_abi.functions import Api, ErrorFunctionTable, MemoryFunctionTable
from pjrt_abi.structs import (
    PJRT_AsyncHostToDeviceTransferManager_AddMetadata_Args,
    PJRT_AsyncHostToDeviceTransferManager_BufferCount_Args,
    PJRT_AsyncHostToDeviceTransferManager_BufferSize_Args,
    PJRT_AsyncHostToDeviceTransferManager_Destroy_Args,
    PJRT_AsyncHostToDeviceTransferManager_Device_Args,
    PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer_Args,
    PJRT_AsyncHostToDeviceTransferManager_SetBufferError_Args,
    PJRT_AsyncHostToDeviceTransferManager_TransferData_Args,
    PJRT_AsyncHostToDeviceTransferManager_TransferLiteral_Args,
    PJRT_AsyncTrackingEvent_Destroy_Args,
    PJRT_Buffer_Bitcast_Args,
    PJRT_Buffer_CopyRawToHostFuture_Args,
    PJRT_Buffer_CopyRawToHostFuture_Args_future_ready_callback,
    PJRT_Buffer_CopyRawToHost_Args,
    PJRT_Buffer_CopyToDevice_Args,
    PJRT_Buffer_CopyToMemory_Args,
    PJRT_Buffer_DecreaseExternalReferenceCount_Args,
    PJRT_Buffer_Delete_Args,
    PJRT_Buffer_Destroy_Args,
    PJRT_Buffer_Device_Args,
    PJRT_Buffer_Dimensions_Args,
    PJRT_Buffer_DonateWithControlDependency_Args,
    PJRT_Buffer_DonateWithControlDependency_Args_dependency_ready_callback,
    PJRT_Buffer_DynamicDimensionIndices_Args,
    PJRT_Buffer_ElementType_Args,
    PJRT_Buffer_GetMemoryLayout_Args,
    PJRT_Buffer_IncreaseExternalReferenceCount_Args,
    PJRT_Buffer_IsDeleted_Args,
    PJRT_Buffer_IsOnCpu_Args,
    PJRT_Buffer_MemoryLayout,
    PJRT_Buffer_MemoryLayout_Strides,
    PJRT_Buffer_MemoryLayout_Tiled,
    PJRT_Buffer_Memory_Args,
    PJRT_Buffer_OnDeviceSizeInBytes_Args,
    PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args,
    PJRT_Buffer_ReadyEvent_Args,
    PJRT_Buffer_ToHostBuffer_Args,
    PJRT_Buffer_UnpaddedDimensions_Args,
    PJRT_Buffer_UnsafePointer_Args,
    PJRT_Chunk,
    PJRT_Chunk_deleter,
    PJRT_Client_AddressableDevices_Args,
    PJRT_Client_AddressableMemories_Args,
    PJRT_Client_BufferFromHostBuffer_Args,
    PJRT_Client_Compile_Args,
    PJRT_Client_CreateAliasBuffer_Args,
    PJRT_Client_CreateBuffersForAsyncHostToDevice_Args,
    PJRT_Client_CreateErrorBuffer_Args,
    PJRT_Client_CreateUninitializedBuffer_Args,
    PJRT_Client_CreateViewOfDeviceBuffer_Args,
    PJRT_Client_CreateViewOfDeviceBuffer_Args_on_delete_callback,
    PJRT_Client_Create_Args,
    PJRT_Client_DefaultDeviceAssignment_Args,
    PJRT_Client_Destroy_Args,
    PJRT_Client_Devices_Args,
    PJRT_Client_DmaMap_Args,
    PJRT_Client_DmaUnmap_Args,
    PJRT_Client_FulfillAliasBuffer_Args,
    PJRT_Client_Load_Args,
    PJRT_Client_LookupAddressableDevice_Args,
    PJRT_Client_LookupDevice_Args,
    PJRT_Client_PlatformName_Args,
    PJRT_Client_PlatformVersion_Args,
    PJRT_Client_ProcessIndex_Args,
    PJRT_Client_TopologyDescription_Args,
    PJRT_Client_UpdateGlobalProcessInfo_Args,
    PJRT_Compile_Args,
    PJRT_CopyToDeviceStream_AddChunk_Args,
    PJRT_CopyToDeviceStream_CurrentBytes_Args,
    PJRT_CopyToDeviceStream_Destroy_Args,
    PJRT_CopyToDeviceStream_GranuleSize_Args,
    PJRT_CopyToDeviceStream_TotalBytes_Args,
    PJRT_DeviceDescription_Attributes_Args,
    PJRT_DeviceDescription_DebugString_Args,
    PJRT_DeviceDescription_Id_Args,
    PJRT_DeviceDescription_Kind_Args,
    PJRT_DeviceDescription_ProcessIndex_Args,
    PJRT_DeviceDescription_ToString_Args,
    PJRT_Device_AddressableMemories_Args,
    PJRT_Device_ClearMemoryStats_Args,
    PJRT_Device_CreateAsyncTrackingEvent_Args,
    PJRT_Device_DefaultMemory_Args,
    PJRT_Device_GetAttributes_Args,
    PJRT_Device_GetAttributes_Args_attributes_deleter,
    PJRT_Device_GetDescription_Args,
    PJRT_Device_IsAddressable_Args,
    PJRT_Device_LocalHardwareId_Args,
    PJRT_Device_MemoryStats_Args,
    PJRT_Device_PoisonExecution_Args,
    PJRT_Error_Destroy_Args,
    PJRT_Error_ForEachPayload_Args,
    PJRT_Error_GetCode_Args,
    PJRT_Error_Message_Args,
    PJRT_Error_PayloadVisitor,
    PJRT_Event_Await_Args,
    PJRT_Event_Create_Args,
    PJRT_Event_Destroy_Args,
    PJRT_Event_Error_Args,
    PJRT_Event_IsReady_Args,
    PJRT_Event_OnReadyCallback,
    PJRT_Event_OnReady_Args,
    PJRT_Event_Set_Args,
    PJRT_Executable_DeserializeAndLoad_Args,
    PJRT_Executable_Destroy_Args,
    PJRT_Executable_Fingerprint_Args,
    PJRT_Executable_GetCompileOptions_Args,
    PJRT_Executable_GetCompileOptions_Args_serialized_compile_options_deleter,
    PJRT_Executable_GetCompiledMemoryStats_Args,
    PJRT_Executable_GetCostAnalysis_Args,
    PJRT_Executable_Name_Args,
    PJRT_Executable_NumOutputs_Args,
    PJRT_Executable_NumPartitions_Args,
    PJRT_Executable_NumReplicas_Args,
    PJRT_Executable_OptimizedProgram_Args,
    PJRT_Executable_OutputDimensions_Args,
    PJRT_Executable_OutputElementTypes_Args,
    PJRT_Executable_OutputMemoryKinds_Args,
    PJRT_Executable_ParameterMemoryKinds_Args,
    PJRT_Executable_Serialize_Args,
    PJRT_Executable_Serialize_Args_serialized_executable_deleter,
    PJRT_Executable_SizeOfGeneratedCodeInBytes_Args,
    PJRT_ExecuteContext_Create_Args,
    PJRT_ExecuteContext_Destroy_Args,
    PJRT_ExecuteOptions,
    PJRT_HloOutputCallback,
    PJRT_HloOutputCallbackInfo,
    PJRT_KeyValueGetCallback,
    PJRT_KeyValuePutCallback,
    PJRT_KeyValueTryGetCallback,
    PJRT_LoadOptions,
    PJRT_LoadedExecutable_AddressableDeviceLogicalIds_Args,
    PJRT_LoadedExecutable_AddressableDevices_Args,
    PJRT_LoadedExecutable_Delete_Args,
    PJRT_LoadedExecutable_Destroy_Args,
    PJRT_LoadedExecutable_Execute_Args,
    PJRT_LoadedExecutable_Fingerprint_Args,
    PJRT_LoadedExecutable_GetDeviceAssignment_Args,
    PJRT_LoadedExecutable_GetDeviceAssignment_Args_serialized_device_assignment_deleter,
    PJRT_LoadedExecutable_GetExecutable_Args,
    PJRT_LoadedExecutable_IsDeleted_Args,
    PJRT_LogicalDeviceIds,
    PJRT_Memory_AddressableByDevices_Args,
    PJRT_Memory_DebugString_Args,
    PJRT_Memory_Id_Args,
    PJRT_Memory_Kind_Args,
    PJRT_Memory_Kind_Id_Args,
    PJRT_Memory_ToString_Args,
    PJRT_Plugin_Attributes_Args,
    PJRT_Plugin_Initialize_Args,
    PJRT_ProcessInfo,
    PJRT_Program,
    PJRT_ShapeSpec,
    PJRT_TopologyDescription_Attributes_Args,
    PJRT_TopologyDescription_Create_Args,
    PJRT_TopologyDescription_Deserialize_Args,
    PJRT_TopologyDescription_Destroy_Args,
    PJRT_TopologyDescription_Fingerprint_Args,
    PJRT_TopologyDescription_GetDeviceDescriptions_Args,
    PJRT_TopologyDescription_GetMemorySpaceKindIds_Args,
    PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace_Args,
    PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace_Args_serialized_shape_deleter,
    PJRT_TopologyDescription_PlatformName_Args,
    PJRT_TopologyDescription_PlatformVersion_Args,
    PJRT_TopologyDescription_Serialize_Args,
    PJRT_TopologyDescription_Serialize_Args_serialized_topology_deleter,
)
from pjrt_abi.views import (
    CallbackIn,
    CallerOut,
    CstringIn,
    Deleter,
    Fill,
    FunctionView,
    GridIn,
    GridOut,
    HandleIn,
    HandleOut,
    ListIn,
    ListOut,
    NamedValuesIn,
    NamedValuesOut,
    OptionalOut,
    Param,
    RaggedIn,
    RaggedOut,
    ScalarIn,
    ScalarInout,
    ScalarOut,
    StructPointerIn,
    StructValueOut,
    TableServer,
    Tagged,
    TextIn,
    TextOut,
    TextsOut,
    TwoPassStruct,
    describe,
    unserved,
)


describe(
    PJRT_ProcessInfo,
    ScalarIn("task_id", "task_id"),
    ScalarIn("incarnation_id", "incarnation_id"),
    ScalarIn("state", "state", enum=PJRT_ProcessState),
    ScalarIn("error_code", "error_code"),
    TextIn("error_message", "error_message", "error_message_size", text=str, nullable=True),
)


describe(
    PJRT_Program,
    TextIn("code", "code", "code_size", text=bytes, nullable=True),
    TextIn("format", "format", "format_size", text=str, nullable=True),
)


describe(
    PJRT_Buffer_MemoryLayout_Tiled,
    ListIn("minor_to_major", "minor_to_major", "minor_to_major_size", ctype=c_int64),
    RaggedIn("tile_dims", "tile_dims", "tile_dim_sizes", "num_tiles", ctype=c_int64),
)


describe(
    PJRT_Buffer_MemoryLayout_Strides,
    ListIn("byte_strides", "byte_strides", "num_byte_strides", ctype=c_int64),
)


describe(
    PJRT_Buffer_MemoryLayout,
    Tagged("value", "type", enum=PJRT_Buffer_MemoryLayout_Type, names=("tiled", "strides")),
)


describe(
    PJRT_ShapeSpec,
    ListIn("dims", "dims", "num_dims", ctype=c_int64),
    ScalarIn("element_type", "element_type", enum=PJRT_Buffer_Type),
)


describe(PJRT_LogicalDeviceIds, ScalarIn("replica", "replica"), ScalarIn("partition", "partition"))


describe(
    PJRT_Chunk,
    ScalarIn("data", "data"),
    ScalarIn("size", "size"),
    CallbackIn("deleter", "deleter", callback=PJRT_Chunk_deleter),
    ScalarIn("deleter_arg", "deleter_arg"),
)


describe(
    PJRT_HloOutputCallbackInfo,
    ScalarIn("user_arg", "user_arg"),
    CallbackIn("callback", "callback", callback=PJRT_HloOutputCallback),
    ScalarIn("callback_id", "callback_id"),
    ScalarIn("num_operands", "num_operands"),
)


describe(
    PJRT_ExecuteOptions,
    ScalarIn("send_callbacks", "send_callbacks"),
    ScalarIn("recv_callbacks", "recv_callbacks"),
    ScalarIn("num_send_ops", "num_send_ops"),
    ScalarIn("num_recv_ops", "num_recv_ops"),
    ScalarIn("launch_id", "launch_id"),
    ListIn("non_donatable_input_indices", "non_donatable_input_indices", "num_non_donatable_input_indices", ctype=c_int64),
    HandleIn("context", "context", kind="PJRT_ExecuteContext", nullable=True),
    CstringIn("call_location", "call_location", text=str, nullable=True),
    ListIn("task_ids", "task_ids", "num_tasks", ctype=c_int),
    ListIn("incarnation_ids", "incarnation_ids", "num_tasks", ctype=c_int64),
    HandleIn("multi_slice_config", "multi_slice_config", kind="PJRT_MultiSlice_Config", nullable=True),
    ScalarIn("use_major_to_minor_data_layout_for_callbacks", "use_major_to_minor_data_layout_for_callbacks"),
    ListIn("hlo_output_callbacks", "hlo_output_callbacks", "num_hlo_output_callbacks", struct=PJRT_HloOutputCallbackInfo, ctype=PJRT_HloOutputCallbackInfo),
)


describe(
    PJRT_LoadOptions,
    ListIn("computation_origin", "computation_origin", "computation_origin_size", ctype=c_int32),
    HandleIn("multi_slice_config", "multi_slice_config", kind="PJRT_MultiSlice_Config", nullable=True),
)


class ErrorFunctionTableServer(TableServer):
    """What serves `PJRT_Error_FunctionTable`."""

    CLIENT = ErrorFunctionTable
    VIEWS = (
        FunctionView("PJRT_Error_FunctionTable_destroy", "destroy", None, Param("error", kind="PJRT_Error")),
        FunctionView(
            "PJRT_Error_FunctionTable_message",
            "message",
            None,
            Param("error", kind="PJRT_Error"),
            Param("message"),
            Param("message_size"),
        ),
        FunctionView("PJRT_Error_FunctionTable_get_code", "get_code", None, Param("error", kind="PJRT_Error")),
        FunctionView(
            "PJRT_Error_FunctionTable_for_each_payload",
            "for_each_payload",
            None,
            Param("error", kind="PJRT_Error"),
            Param("visitor"),
            Param("user_arg"),
        ),
    )

    def destroy(self, *, error: Any) -> None:
        """Serves `PJRT_Error_FunctionTable_destroy`, slot 0."""
        unserved("PJRT_Error_FunctionTable_destroy")

    def message(self, *, error: Any, message: int, message_size: int) -> None:
        """Serves `PJRT_Error_FunctionTable_message`, slot 1."""
        unserved("PJRT_Error_FunctionTable_message")

    def get_code(self, *, error: Any) -> Any:
        """Serves `PJRT_Error_FunctionTable_get_code`, slot 2."""
        unserved("PJRT_Error_FunctionTable_get_code")

    def for_each_payload(self, *, error: Any, visitor: int, user_arg: int) -> None:
        """Serves `PJRT_Error_FunctionTable_for_each_payload`, slot 3."""
        unserved("PJRT_Error_FunctionTable_for_each_payload")


class MemoryFunctionTableServer(TableServer):
    """What serves `PJRT_Memory_FunctionTable`."""

    CLIENT = MemoryFunctionTable
    VIEWS = (
        FunctionView(
            "PJRT_Memory_FunctionTable_get_user_data",
            "get_user_data",
            None,
            Param("memory", kind="PJRT_Memory"),
            Param("key"),
        ),
        FunctionView(
            "PJRT_Memory_FunctionTable_set_user_data",
            "set_user_data",
            None,
            Param("memory", kind="PJRT_Memory"),
            Param("key"),
            Param("data"),
            Param("dtor"),
        ),
    )

    def get_user_data(self, *, memory: Any, key: int) -> Any:
        """Serves `PJRT_Memory_FunctionTable_get_user_data`, slot 0."""
        unserved("PJRT_Memory_FunctionTable_get_user_data")

    def set_user_data(self, *, memory: Any, key: int, data: int, dtor: int) -> None:
        """Serves `PJRT_Memory_FunctionTable_set_user_data`, slot 1."""
        unserved("PJRT_Memory_FunctionTable_set_user_data")


class ApiServer(TableServer):
    """What serves `PJRT_Api`."""

    CLIENT = Api
    VIEWS = (
        FunctionView(
            "PJRT_Error_Destroy",
            "error_destroy",
            PJRT_Error_Destroy_Args,
            HandleIn("error", "error", kind="PJRT_Error", nullable=False),
            destroys="PJRT_Error",
            reads_error=True,
        ),
        FunctionView(
            "PJRT_Error_Message",
            "error_message",
            PJRT_Error_Message_Args,
            HandleIn("error", "error", kind="PJRT_Error", nullable=False),
            TextOut("message", "message", "message_size", text=str),
            reads_error=True,
        ),
        FunctionView(
            "PJRT_Error_GetCode",
            "error_get_code",
            PJRT_Error_GetCode_Args,
            HandleIn("error", "error", kind="PJRT_Error", nullable=False),
            ScalarOut("code", "code", enum=PJRT_Error_Code),
            error="PJRT_Error",
            reads_error=True,
        ),
        FunctionView(
            "PJRT_Plugin_Initialize",
            "plugin_initialize",
            PJRT_Plugin_Initialize_Args,
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Plugin_Attributes",
            "plugin_attributes",
            PJRT_Plugin_Attributes_Args,
            NamedValuesOut("attributes", "attributes", "num_attributes"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Event_Destroy",
            "event_destroy",
            PJRT_Event_Destroy_Args,
            HandleIn("event", "event", kind="PJRT_Event", nullable=False),
            error="PJRT_Error",
            destroys="PJRT_Event",
        ),
        FunctionView(
            "PJRT_Event_IsReady",
            "event_is_ready",
            PJRT_Event_IsReady_Args,
            HandleIn("event", "event", kind="PJRT_Event", nullable=False),
            ScalarOut("is_ready", "is_ready", kind=bool),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Event_Error",
            "event_error",
            PJRT_Event_Error_Args,
            HandleIn("event", "event", kind="PJRT_Event", nullable=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Event_Await",
            "event_await",
            PJRT_Event_Await_Args,
            HandleIn("event", "event", kind="PJRT_Event", nullable=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Event_OnReady",
            "event_on_ready",
            PJRT_Event_OnReady_Args,
            HandleIn("event", "event", kind="PJRT_Event", nullable=False),
            CallbackIn("callback", "callback", callback=PJRT_Event_OnReadyCallback),
            ScalarIn("user_arg", "user_arg"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Client_Create",
            "client_create",
            PJRT_Client_Create_Args,
            NamedValuesIn("create_options", "create_options", "num_options"),
            CallbackIn("kv_get_callback", "kv_get_callback", callback=PJRT_KeyValueGetCallback),
            ScalarIn("kv_get_user_arg", "kv_get_user_arg"),
            CallbackIn("kv_put_callback", "kv_put_callback", callback=PJRT_KeyValuePutCallback),
            ScalarIn("kv_put_user_arg", "kv_put_user_arg"),
            HandleOut("client", "client", kind="PJRT_Client", owned=True),
            CallbackIn("kv_try_get_callback", "kv_try_get_callback", callback=PJRT_KeyValueTryGetCallback),
            ScalarIn("kv_try_get_user_arg", "kv_try_get_user_arg"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Client_Destroy",
            "client_destroy",
            PJRT_Client_Destroy_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            error="PJRT_Error",
            destroys="PJRT_Client",
        ),
        FunctionView(
            "PJRT_Client_PlatformName",
            "client_platform_name",
            PJRT_Client_PlatformName_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            TextOut("platform_name", "platform_name", "platform_name_size", text=str),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Client_ProcessIndex",
            "client_process_index",
            PJRT_Client_ProcessIndex_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            ScalarOut("process_index", "process_index"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Client_PlatformVersion",
            "client_platform_version",
            PJRT_Client_PlatformVersion_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            TextOut("platform_version", "platform_version", "platform_version_size", text=str),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Client_Devices",
            "client_devices",
            PJRT_Client_Devices_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            ListOut("devices", "devices", "num_devices", ctype=c_void_p, kind="PJRT_Device"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Client_AddressableDevices",
            "client_addressable_devices",
            PJRT_Client_AddressableDevices_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            ListOut("addressable_devices", "addressable_devices", "num_addressable_devices", ctype=c_void_p, kind="PJRT_Device"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Client_LookupDevice",
            "client_lookup_device",
            PJRT_Client_LookupDevice_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            ScalarIn("id", "id"),
            HandleOut("device", "device", kind="PJRT_Device"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Client_LookupAddressableDevice",
            "client_lookup_addressable_device",
            PJRT_Client_LookupAddressableDevice_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            ScalarIn("local_hardware_id", "local_hardware_id"),
            HandleOut("addressable_device", "addressable_device", kind="PJRT_Device"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Client_AddressableMemories",
            "client_addressable_memories",
            PJRT_Client_AddressableMemories_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            ListOut("addressable_memories", "addressable_memories", "num_addressable_memories", ctype=c_void_p, kind="PJRT_Memory"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Client_Compile",
            "client_compile",
            PJRT_Client_Compile_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            StructPointerIn("program", "program", struct=PJRT_Program),
            TextIn("compile_options", "compile_options", "compile_options_size", text=bytes),
            HandleOut("executable", "executable", kind="PJRT_LoadedExecutable", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Client_DefaultDeviceAssignment",
            "client_default_device_assignment",
            PJRT_Client_DefaultDeviceAssignment_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            ScalarIn("num_replicas", "num_replicas"),
            ScalarIn("num_partitions", "num_partitions"),
            Fill("default_assignment", "default_assignment", "default_assignment_size", ctype=c_int),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Client_BufferFromHostBuffer",
            "client_buffer_from_host_buffer",
            PJRT_Client_BufferFromHostBuffer_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            ScalarIn("data", "data"),
            ScalarIn("type", "type", enum=PJRT_Buffer_Type),
            ListIn("dims", "dims", "num_dims", ctype=c_int64),
            ListIn("byte_strides", "byte_strides", "num_byte_strides", ctype=c_int64),
            ScalarIn("host_buffer_semantics", "host_buffer_semantics", enum=PJRT_HostBufferSemantics),
            HandleIn("device", "device", kind="PJRT_Device", nullable=True),
            HandleIn("memory", "memory", kind="PJRT_Memory", nullable=True),
            StructPointerIn("device_layout", "device_layout", struct=PJRT_Buffer_MemoryLayout, nullable=True),
            HandleOut("done_with_host_buffer", "done_with_host_buffer", kind="PJRT_Event", owned=True),
            HandleOut("buffer", "buffer", kind="PJRT_Buffer", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_DeviceDescription_Id",
            "device_description_id",
            PJRT_DeviceDescription_Id_Args,
            HandleIn("device_description", "device_description", kind="PJRT_DeviceDescription", nullable=False),
            ScalarOut("id", "id"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_DeviceDescription_ProcessIndex",
            "device_description_process_index",
            PJRT_DeviceDescription_ProcessIndex_Args,
            HandleIn("device_description", "device_description", kind="PJRT_DeviceDescription", nullable=False),
            ScalarOut("process_index", "process_index"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_DeviceDescription_Attributes",
            "device_description_attributes",
            PJRT_DeviceDescription_Attributes_Args,
            HandleIn("device_description", "device_description", kind="PJRT_DeviceDescription", nullable=False),
            NamedValuesOut("attributes", "attributes", "num_attributes"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_DeviceDescription_Kind",
            "device_description_kind",
            PJRT_DeviceDescription_Kind_Args,
            HandleIn("device_description", "device_description", kind="PJRT_DeviceDescription", nullable=False),
            TextOut("device_kind", "device_kind", "device_kind_size", text=str),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_DeviceDescription_DebugString",
            "device_description_debug_string",
            PJRT_DeviceDescription_DebugString_Args,
            HandleIn("device_description", "device_description", kind="PJRT_DeviceDescription", nullable=False),
            TextOut("debug_string", "debug_string", "debug_string_size", text=str),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_DeviceDescription_ToString",
            "device_description_to_string",
            PJRT_DeviceDescription_ToString_Args,
            HandleIn("device_description", "device_description", kind="PJRT_DeviceDescription", nullable=False),
            TextOut("to_string", "to_string", "to_string_size", text=str),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Device_GetDescription",
            "device_get_description",
            PJRT_Device_GetDescription_Args,
            HandleIn("device", "device", kind="PJRT_Device", nullable=False),
            HandleOut("device_description", "device_description", kind="PJRT_DeviceDescription"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Device_IsAddressable",
            "device_is_addressable",
            PJRT_Device_IsAddressable_Args,
            HandleIn("device", "device", kind="PJRT_Device", nullable=False),
            ScalarOut("is_addressable", "is_addressable", kind=bool),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Device_LocalHardwareId",
            "device_local_hardware_id",
            PJRT_Device_LocalHardwareId_Args,
            HandleIn("device", "device", kind="PJRT_Device", nullable=False),
            ScalarOut("local_hardware_id", "local_hardware_id"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Device_AddressableMemories",
            "device_addressable_memories",
            PJRT_Device_AddressableMemories_Args,
            HandleIn("device", "device", kind="PJRT_Device", nullable=False),
            ListOut("memories", "memories", "num_memories", ctype=c_void_p, kind="PJRT_Memory"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Device_DefaultMemory",
            "device_default_memory",
            PJRT_Device_DefaultMemory_Args,
            HandleIn("device", "device", kind="PJRT_Device", nullable=False),
            HandleOut("memory", "memory", kind="PJRT_Memory"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Device_MemoryStats",
            "device_memory_stats",
            PJRT_Device_MemoryStats_Args,
            HandleIn("device", "device", kind="PJRT_Device", nullable=False),
            ScalarOut("bytes_in_use", "bytes_in_use"),
            OptionalOut("peak_bytes_in_use", "peak_bytes_in_use", "peak_bytes_in_use_is_set"),
            OptionalOut("num_allocs", "num_allocs", "num_allocs_is_set"),
            OptionalOut("largest_alloc_size", "largest_alloc_size", "largest_alloc_size_is_set"),
            OptionalOut("bytes_limit", "bytes_limit", "bytes_limit_is_set"),
            OptionalOut("bytes_reserved", "bytes_reserved", "bytes_reserved_is_set"),
            OptionalOut("peak_bytes_reserved", "peak_bytes_reserved", "peak_bytes_reserved_is_set"),
            OptionalOut("bytes_reservable_limit", "bytes_reservable_limit", "bytes_reservable_limit_is_set"),
            OptionalOut("largest_free_block_bytes", "largest_free_block_bytes", "largest_free_block_bytes_is_set"),
            OptionalOut("pool_bytes", "pool_bytes", "pool_bytes_is_set"),
            OptionalOut("peak_pool_bytes", "peak_pool_bytes", "peak_pool_bytes_is_set"),
            OptionalOut("peak_allocated_bytes", "peak_allocated_bytes", "peak_allocated_bytes_is_set"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Memory_Id",
            "memory_id",
            PJRT_Memory_Id_Args,
            HandleIn("memory", "memory", kind="PJRT_Memory", nullable=False),
            ScalarOut("id", "id"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Memory_Kind",
            "memory_kind",
            PJRT_Memory_Kind_Args,
            HandleIn("memory", "memory", kind="PJRT_Memory", nullable=False),
            TextOut("kind", "kind", "kind_size", text=str),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Memory_DebugString",
            "memory_debug_string",
            PJRT_Memory_DebugString_Args,
            HandleIn("memory", "memory", kind="PJRT_Memory", nullable=False),
            TextOut("debug_string", "debug_string", "debug_string_size", text=str),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Memory_ToString",
            "memory_to_string",
            PJRT_Memory_ToString_Args,
            HandleIn("memory", "memory", kind="PJRT_Memory", nullable=False),
            TextOut("to_string", "to_string", "to_string_size", text=str),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Memory_AddressableByDevices",
            "memory_addressable_by_devices",
            PJRT_Memory_AddressableByDevices_Args,
            HandleIn("memory", "memory", kind="PJRT_Memory", nullable=False),
            ListOut("devices", "devices", "num_devices", ctype=c_void_p, kind="PJRT_Device"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Executable_Destroy",
            "executable_destroy",
            PJRT_Executable_Destroy_Args,
            HandleIn("executable", "executable", kind="PJRT_Executable", nullable=False),
            error="PJRT_Error",
            destroys="PJRT_Executable",
        ),
        FunctionView(
            "PJRT_Executable_Name",
            "executable_name",
            PJRT_Executable_Name_Args,
            HandleIn("executable", "executable", kind="PJRT_Executable", nullable=False),
            TextOut("executable_name", "executable_name", "executable_name_size", text=str),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Executable_NumReplicas",
            "executable_num_replicas",
            PJRT_Executable_NumReplicas_Args,
            HandleIn("executable", "executable", kind="PJRT_Executable", nullable=False),
            ScalarOut("num_replicas", "num_replicas"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Executable_NumPartitions",
            "executable_num_partitions",
            PJRT_Executable_NumPartitions_Args,
            HandleIn("executable", "executable", kind="PJRT_Executable", nullable=False),
            ScalarOut("num_partitions", "num_partitions"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Executable_NumOutputs",
            "executable_num_outputs",
            PJRT_Executable_NumOutputs_Args,
            HandleIn("executable", "executable", kind="PJRT_Executable", nullable=False),
            ScalarOut("num_outputs", "num_outputs"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Executable_SizeOfGeneratedCodeInBytes",
            "executable_size_of_generated_code_in_bytes",
            PJRT_Executable_SizeOfGeneratedCodeInBytes_Args,
            HandleIn("executable", "executable", kind="PJRT_Executable", nullable=False),
            ScalarOut("size_in_bytes", "size_in_bytes"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Executable_GetCostAnalysis",
            "executable_get_cost_analysis",
            PJRT_Executable_GetCostAnalysis_Args,
            HandleIn("executable", "executable", kind="PJRT_Executable", nullable=False),
            NamedValuesOut("properties", "properties", "num_properties"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Executable_OutputMemoryKinds",
            "executable_output_memory_kinds",
            PJRT_Executable_OutputMemoryKinds_Args,
            HandleIn("executable", "executable", kind="PJRT_Executable", nullable=False),
            TextsOut("memory_kinds", "memory_kinds", "memory_kind_sizes", "num_outputs", text=str),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Executable_OptimizedProgram",
            "executable_optimized_program",
            PJRT_Executable_OptimizedProgram_Args,
            HandleIn("executable", "executable", kind="PJRT_Executable", nullable=False),
            TwoPassStruct("program", "program", struct=PJRT_Program, data="code", size="code_size", text="format", text_size="format_size"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Executable_Serialize",
            "executable_serialize",
            PJRT_Executable_Serialize_Args,
            HandleIn("executable", "executable", kind="PJRT_Executable", nullable=False),
            TextOut("serialized_bytes", "serialized_bytes", "serialized_bytes_size", text=bytes),
            Deleter("serialized_executable_deleter", "serialized_executable_deleter", holder="serialized_executable", callback=PJRT_Executable_Serialize_Args_serialized_executable_deleter, data=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_LoadedExecutable_Destroy",
            "loaded_executable_destroy",
            PJRT_LoadedExecutable_Destroy_Args,
            HandleIn("executable", "executable", kind="PJRT_LoadedExecutable", nullable=False),
            error="PJRT_Error",
            destroys="PJRT_LoadedExecutable",
        ),
        FunctionView(
            "PJRT_LoadedExecutable_GetExecutable",
            "loaded_executable_get_executable",
            PJRT_LoadedExecutable_GetExecutable_Args,
            HandleIn("loaded_executable", "loaded_executable", kind="PJRT_LoadedExecutable", nullable=False),
            HandleOut("executable", "executable", kind="PJRT_Executable", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_LoadedExecutable_AddressableDevices",
            "loaded_executable_addressable_devices",
            PJRT_LoadedExecutable_AddressableDevices_Args,
            HandleIn("executable", "executable", kind="PJRT_LoadedExecutable", nullable=False),
            ListOut("addressable_devices", "addressable_devices", "num_addressable_devices", ctype=c_void_p, kind="PJRT_Device"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_LoadedExecutable_Delete",
            "loaded_executable_delete",
            PJRT_LoadedExecutable_Delete_Args,
            HandleIn("executable", "executable", kind="PJRT_LoadedExecutable", nullable=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_LoadedExecutable_IsDeleted",
            "loaded_executable_is_deleted",
            PJRT_LoadedExecutable_IsDeleted_Args,
            HandleIn("executable", "executable", kind="PJRT_LoadedExecutable", nullable=False),
            ScalarOut("is_deleted", "is_deleted", kind=bool),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_LoadedExecutable_Execute",
            "loaded_executable_execute",
            PJRT_LoadedExecutable_Execute_Args,
            HandleIn("executable", "executable", kind="PJRT_LoadedExecutable", nullable=False),
            StructPointerIn("options", "options", struct=PJRT_ExecuteOptions),
            GridIn("argument_lists", "argument_lists", "num_devices", columns="num_args", kind="PJRT_Buffer"),
            GridOut("output_lists", "output_lists", "num_devices", kind="PJRT_Buffer", owned=True),
            CallerOut("device_complete_events", "device_complete_events", "num_devices", ctype=c_void_p, kind="PJRT_Event", owned=True),
            HandleIn("execute_device", "execute_device", kind="PJRT_Device", nullable=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Executable_DeserializeAndLoad",
            "executable_deserialize_and_load",
            PJRT_Executable_DeserializeAndLoad_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            TextIn("serialized_executable", "serialized_executable", "serialized_executable_size", text=bytes),
            HandleOut("loaded_executable", "loaded_executable", kind="PJRT_LoadedExecutable", owned=True),
            TextIn("overridden_serialized_compile_options", "overridden_serialized_compile_options", "overridden_serialized_compile_options_size", text=bytes, nullable=True),
            StructPointerIn("load_options", "load_options", struct=PJRT_LoadOptions, nullable=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_LoadedExecutable_Fingerprint",
            "loaded_executable_fingerprint",
            PJRT_LoadedExecutable_Fingerprint_Args,
            HandleIn("executable", "executable", kind="PJRT_LoadedExecutable", nullable=False),
            TextOut("executable_fingerprint", "executable_fingerprint", "executable_fingerprint_size", text=bytes),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Buffer_Destroy",
            "buffer_destroy",
            PJRT_Buffer_Destroy_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            error="PJRT_Error",
            destroys="PJRT_Buffer",
        ),
        FunctionView(
            "PJRT_Buffer_ElementType",
            "buffer_element_type",
            PJRT_Buffer_ElementType_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            ScalarOut("type", "type", enum=PJRT_Buffer_Type),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Buffer_Dimensions",
            "buffer_dimensions",
            PJRT_Buffer_Dimensions_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            ListOut("dims", "dims", "num_dims", ctype=c_int64),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Buffer_UnpaddedDimensions",
            "buffer_unpadded_dimensions",
            PJRT_Buffer_UnpaddedDimensions_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            ListOut("unpadded_dims", "unpadded_dims", "num_dims", ctype=c_int64),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Buffer_DynamicDimensionIndices",
            "buffer_dynamic_dimension_indices",
            PJRT_Buffer_DynamicDimensionIndices_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            ListOut("dynamic_dim_indices", "dynamic_dim_indices", "num_dynamic_dims", ctype=c_size_t),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Buffer_GetMemoryLayout",
            "buffer_get_memory_layout",
            PJRT_Buffer_GetMemoryLayout_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            StructValueOut("layout", "layout", struct=PJRT_Buffer_MemoryLayout),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Buffer_OnDeviceSizeInBytes",
            "buffer_on_device_size_in_bytes",
            PJRT_Buffer_OnDeviceSizeInBytes_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            ScalarOut("on_device_size_in_bytes", "on_device_size_in_bytes"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Buffer_Device",
            "buffer_device",
            PJRT_Buffer_Device_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            HandleOut("device", "device", kind="PJRT_Device"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Buffer_Memory",
            "buffer_memory",
            PJRT_Buffer_Memory_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            HandleOut("memory", "memory", kind="PJRT_Memory"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Buffer_Delete",
            "buffer_delete",
            PJRT_Buffer_Delete_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Buffer_IsDeleted",
            "buffer_is_deleted",
            PJRT_Buffer_IsDeleted_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            ScalarOut("is_deleted", "is_deleted", kind=bool),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Buffer_CopyToDevice",
            "buffer_copy_to_device",
            PJRT_Buffer_CopyToDevice_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            HandleIn("dst_device", "dst_device", kind="PJRT_Device", nullable=False),
            HandleOut("dst_buffer", "dst_buffer", kind="PJRT_Buffer", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Buffer_ToHostBuffer",
            "buffer_to_host_buffer",
            PJRT_Buffer_ToHostBuffer_Args,
            HandleIn("src", "src", kind="PJRT_Buffer", nullable=False),
            StructPointerIn("host_layout", "host_layout", struct=PJRT_Buffer_MemoryLayout, nullable=True),
            ScalarIn("dst", "dst"),
            ScalarInout("dst_size", "dst_size"),
            HandleOut("event", "event", kind="PJRT_Event", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Buffer_IsOnCpu",
            "buffer_is_on_cpu",
            PJRT_Buffer_IsOnCpu_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            ScalarOut("is_on_cpu", "is_on_cpu", kind=bool),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Buffer_ReadyEvent",
            "buffer_ready_event",
            PJRT_Buffer_ReadyEvent_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            HandleOut("event", "event", kind="PJRT_Event", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Buffer_UnsafePointer",
            "buffer_unsafe_pointer",
            PJRT_Buffer_UnsafePointer_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            ScalarOut("buffer_pointer", "buffer_pointer"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Buffer_IncreaseExternalReferenceCount",
            "buffer_increase_external_reference_count",
            PJRT_Buffer_IncreaseExternalReferenceCount_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Buffer_DecreaseExternalReferenceCount",
            "buffer_decrease_external_reference_count",
            PJRT_Buffer_DecreaseExternalReferenceCount_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Buffer_OpaqueDeviceMemoryDataPointer",
            "buffer_opaque_device_memory_data_pointer",
            PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            ScalarOut("device_memory_ptr", "device_memory_ptr", kind=None),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_CopyToDeviceStream_Destroy",
            "copy_to_device_stream_destroy",
            PJRT_CopyToDeviceStream_Destroy_Args,
            HandleIn("stream", "stream", kind="PJRT_CopyToDeviceStream", nullable=False),
            error="PJRT_Error",
            destroys="PJRT_CopyToDeviceStream",
        ),
        FunctionView(
            "PJRT_CopyToDeviceStream_AddChunk",
            "copy_to_device_stream_add_chunk",
            PJRT_CopyToDeviceStream_AddChunk_Args,
            HandleIn("stream", "stream", kind="PJRT_CopyToDeviceStream", nullable=False),
            StructPointerIn("chunk", "chunk", struct=PJRT_Chunk),
            HandleOut("transfer_complete", "transfer_complete", kind="PJRT_Event", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_CopyToDeviceStream_TotalBytes",
            "copy_to_device_stream_total_bytes",
            PJRT_CopyToDeviceStream_TotalBytes_Args,
            HandleIn("stream", "stream", kind="PJRT_CopyToDeviceStream", nullable=False),
            ScalarOut("total_bytes", "total_bytes"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_CopyToDeviceStream_GranuleSize",
            "copy_to_device_stream_granule_size",
            PJRT_CopyToDeviceStream_GranuleSize_Args,
            HandleIn("stream", "stream", kind="PJRT_CopyToDeviceStream", nullable=False),
            ScalarOut("granule_size_in_bytes", "granule_size_in_bytes"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_CopyToDeviceStream_CurrentBytes",
            "copy_to_device_stream_current_bytes",
            PJRT_CopyToDeviceStream_CurrentBytes_Args,
            HandleIn("stream", "stream", kind="PJRT_CopyToDeviceStream", nullable=False),
            ScalarOut("current_bytes", "current_bytes"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TopologyDescription_Create",
            "topology_description_create",
            PJRT_TopologyDescription_Create_Args,
            TextIn("topology_name", "topology_name", "topology_name_size", text=str),
            NamedValuesIn("create_options", "create_options", "num_options"),
            HandleOut("topology", "topology", kind="PJRT_TopologyDescription", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TopologyDescription_Destroy",
            "topology_description_destroy",
            PJRT_TopologyDescription_Destroy_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            error="PJRT_Error",
            destroys="PJRT_TopologyDescription",
        ),
        FunctionView(
            "PJRT_TopologyDescription_PlatformName",
            "topology_description_platform_name",
            PJRT_TopologyDescription_PlatformName_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            TextOut("platform_name", "platform_name", "platform_name_size", text=str),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TopologyDescription_PlatformVersion",
            "topology_description_platform_version",
            PJRT_TopologyDescription_PlatformVersion_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            TextOut("platform_version", "platform_version", "platform_version_size", text=str),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TopologyDescription_GetDeviceDescriptions",
            "topology_description_get_device_descriptions",
            PJRT_TopologyDescription_GetDeviceDescriptions_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ListOut("descriptions", "descriptions", "num_descriptions", ctype=c_void_p, kind="PJRT_DeviceDescription"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TopologyDescription_Serialize",
            "topology_description_serialize",
            PJRT_TopologyDescription_Serialize_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            TextOut("serialized_bytes", "serialized_bytes", "serialized_bytes_size", text=bytes),
            Deleter("serialized_topology_deleter", "serialized_topology_deleter", holder="serialized_topology", callback=PJRT_TopologyDescription_Serialize_Args_serialized_topology_deleter, data=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TopologyDescription_Attributes",
            "topology_description_attributes",
            PJRT_TopologyDescription_Attributes_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            NamedValuesOut("attributes", "attributes", "num_attributes"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Compile",
            "compile",
            PJRT_Compile_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            StructPointerIn("program", "program", struct=PJRT_Program),
            TextIn("compile_options", "compile_options", "compile_options_size", text=bytes),
            HandleIn("client", "client", kind="PJRT_Client", nullable=True),
            HandleOut("executable", "executable", kind="PJRT_Executable", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Executable_OutputElementTypes",
            "executable_output_element_types",
            PJRT_Executable_OutputElementTypes_Args,
            HandleIn("executable", "executable", kind="PJRT_Executable", nullable=False),
            ListOut("output_types", "output_types", "num_output_types", enum=PJRT_Buffer_Type, ctype=c_int),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Executable_OutputDimensions",
            "executable_output_dimensions",
            PJRT_Executable_OutputDimensions_Args,
            HandleIn("executable", "executable", kind="PJRT_Executable", nullable=False),
            RaggedOut("dims", "dims", "dim_sizes", "num_outputs", ctype=c_int64),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Buffer_CopyToMemory",
            "buffer_copy_to_memory",
            PJRT_Buffer_CopyToMemory_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            HandleIn("dst_memory", "dst_memory", kind="PJRT_Memory", nullable=False),
            HandleOut("dst_buffer", "dst_buffer", kind="PJRT_Buffer", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Client_CreateViewOfDeviceBuffer",
            "client_create_view_of_device_buffer",
            PJRT_Client_CreateViewOfDeviceBuffer_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            ScalarIn("device_buffer_ptr", "device_buffer_ptr"),
            ListIn("dims", "dims", "num_dims", ctype=c_int64),
            ScalarIn("element_type", "element_type", enum=PJRT_Buffer_Type),
            StructPointerIn("layout", "layout", struct=PJRT_Buffer_MemoryLayout, nullable=True),
            HandleIn("device", "device", kind="PJRT_Device", nullable=True),
            CallbackIn("on_delete_callback", "on_delete_callback", callback=PJRT_Client_CreateViewOfDeviceBuffer_Args_on_delete_callback),
            ScalarIn("on_delete_callback_arg", "on_delete_callback_arg"),
            ScalarIn("stream", "stream"),
            HandleOut("buffer", "buffer", kind="PJRT_Buffer", owned=True),
            HandleIn("memory", "memory", kind="PJRT_Memory", nullable=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Executable_Fingerprint",
            "executable_fingerprint",
            PJRT_Executable_Fingerprint_Args,
            HandleIn("executable", "executable", kind="PJRT_Executable", nullable=False),
            TextOut("executable_fingerprint", "executable_fingerprint", "executable_fingerprint_size", text=bytes),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Client_TopologyDescription",
            "client_topology_description",
            PJRT_Client_TopologyDescription_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            HandleOut("topology", "topology", kind="PJRT_TopologyDescription"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Executable_GetCompiledMemoryStats",
            "executable_get_compiled_memory_stats",
            PJRT_Executable_GetCompiledMemoryStats_Args,
            HandleIn("executable", "executable", kind="PJRT_Executable", nullable=False),
            ScalarOut("generated_code_size_in_bytes", "generated_code_size_in_bytes"),
            ScalarOut("argument_size_in_bytes", "argument_size_in_bytes"),
            ScalarOut("output_size_in_bytes", "output_size_in_bytes"),
            ScalarOut("alias_size_in_bytes", "alias_size_in_bytes"),
            ScalarOut("temp_size_in_bytes", "temp_size_in_bytes"),
            ScalarOut("host_generated_code_size_in_bytes", "host_generated_code_size_in_bytes"),
            ScalarOut("host_argument_size_in_bytes", "host_argument_size_in_bytes"),
            ScalarOut("host_output_size_in_bytes", "host_output_size_in_bytes"),
            ScalarOut("host_alias_size_in_bytes", "host_alias_size_in_bytes"),
            ScalarOut("host_temp_size_in_bytes", "host_temp_size_in_bytes"),
            ScalarOut("peak_memory_in_bytes", "peak_memory_in_bytes"),
            ScalarOut("total_size_in_bytes", "total_size_in_bytes"),
            ScalarOut("total_allocation_bytes", "total_allocation_bytes"),
            ScalarOut("indefinite_allocations", "indefinite_allocations"),
            ScalarOut("peak_unpadded_heap_bytes", "peak_unpadded_heap_bytes"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Memory_Kind_Id",
            "memory_kind_id",
            PJRT_Memory_Kind_Id_Args,
            HandleIn("memory", "memory", kind="PJRT_Memory", nullable=False),
            ScalarOut("kind_id", "kind_id"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_ExecuteContext_Create",
            "execute_context_create",
            PJRT_ExecuteContext_Create_Args,
            HandleOut("context", "context", kind="PJRT_ExecuteContext", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_ExecuteContext_Destroy",
            "execute_context_destroy",
            PJRT_ExecuteContext_Destroy_Args,
            HandleIn("context", "context", kind="PJRT_ExecuteContext", nullable=False),
            error="PJRT_Error",
            destroys="PJRT_ExecuteContext",
        ),
        FunctionView(
            "PJRT_Buffer_CopyRawToHost",
            "buffer_copy_raw_to_host",
            PJRT_Buffer_CopyRawToHost_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            ScalarIn("dst", "dst"),
            ScalarIn("offset", "offset"),
            ScalarIn("transfer_size", "transfer_size"),
            HandleOut("event", "event", kind="PJRT_Event", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_AsyncHostToDeviceTransferManager_Destroy",
            "async_host_to_device_transfer_manager_destroy",
            PJRT_AsyncHostToDeviceTransferManager_Destroy_Args,
            HandleIn("transfer_manager", "transfer_manager", kind="PJRT_AsyncHostToDeviceTransferManager", nullable=False),
            error="PJRT_Error",
            destroys="PJRT_AsyncHostToDeviceTransferManager",
        ),
        FunctionView(
            "PJRT_AsyncHostToDeviceTransferManager_TransferData",
            "async_host_to_device_transfer_manager_transfer_data",
            PJRT_AsyncHostToDeviceTransferManager_TransferData_Args,
            HandleIn("transfer_manager", "transfer_manager", kind="PJRT_AsyncHostToDeviceTransferManager", nullable=False),
            ScalarIn("buffer_index", "buffer_index"),
            ScalarIn("data", "data"),
            ScalarIn("offset", "offset"),
            ScalarIn("transfer_size", "transfer_size"),
            ScalarIn("is_last_transfer", "is_last_transfer"),
            HandleOut("done_with_h2d_transfer", "done_with_h2d_transfer", kind="PJRT_Event", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Client_CreateBuffersForAsyncHostToDevice",
            "client_create_buffers_for_async_host_to_device",
            PJRT_Client_CreateBuffersForAsyncHostToDevice_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            ListIn("shape_specs", "shape_specs", "num_shape_specs", struct=PJRT_ShapeSpec, ctype=PJRT_ShapeSpec),
            ListIn("device_layouts", "device_layouts", "num_device_layouts", pointers=True, struct=PJRT_Buffer_MemoryLayout, ctype=c_void_p),
            HandleIn("memory", "memory", kind="PJRT_Memory", nullable=False),
            HandleOut("transfer_manager", "transfer_manager", kind="PJRT_AsyncHostToDeviceTransferManager", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer",
            "async_host_to_device_transfer_manager_retrieve_buffer",
            PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer_Args,
            HandleIn("transfer_manager", "transfer_manager", kind="PJRT_AsyncHostToDeviceTransferManager", nullable=False),
            ScalarIn("buffer_index", "buffer_index"),
            HandleOut("buffer_out", "buffer_out", kind="PJRT_Buffer", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_AsyncHostToDeviceTransferManager_Device",
            "async_host_to_device_transfer_manager_device",
            PJRT_AsyncHostToDeviceTransferManager_Device_Args,
            HandleIn("transfer_manager", "transfer_manager", kind="PJRT_AsyncHostToDeviceTransferManager", nullable=False),
            HandleOut("device_out", "device_out", kind="PJRT_Device"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_AsyncHostToDeviceTransferManager_BufferCount",
            "async_host_to_device_transfer_manager_buffer_count",
            PJRT_AsyncHostToDeviceTransferManager_BufferCount_Args,
            HandleIn("transfer_manager", "transfer_manager", kind="PJRT_AsyncHostToDeviceTransferManager", nullable=False),
            ScalarOut("buffer_count", "buffer_count"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_AsyncHostToDeviceTransferManager_BufferSize",
            "async_host_to_device_transfer_manager_buffer_size",
            PJRT_AsyncHostToDeviceTransferManager_BufferSize_Args,
            HandleIn("transfer_manager", "transfer_manager", kind="PJRT_AsyncHostToDeviceTransferManager", nullable=False),
            ScalarIn("buffer_index", "buffer_index"),
            ScalarOut("buffer_size", "buffer_size"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_AsyncHostToDeviceTransferManager_SetBufferError",
            "async_host_to_device_transfer_manager_set_buffer_error",
            PJRT_AsyncHostToDeviceTransferManager_SetBufferError_Args,
            HandleIn("transfer_manager", "transfer_manager", kind="PJRT_AsyncHostToDeviceTransferManager", nullable=False),
            ScalarIn("buffer_index", "buffer_index"),
            ScalarIn("error_code", "error_code", enum=PJRT_Error_Code),
            TextIn("error_message", "error_message", "error_message_size", text=str),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_AsyncHostToDeviceTransferManager_AddMetadata",
            "async_host_to_device_transfer_manager_add_metadata",
            PJRT_AsyncHostToDeviceTransferManager_AddMetadata_Args,
            HandleIn("transfer_manager", "transfer_manager", kind="PJRT_AsyncHostToDeviceTransferManager", nullable=False),
            NamedValuesIn("transfer_metadata", "transfer_metadata", "num_metadata"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Client_DmaMap",
            "client_dma_map",
            PJRT_Client_DmaMap_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            ScalarIn("data", "data"),
            ScalarIn("size", "size"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Client_DmaUnmap",
            "client_dma_unmap",
            PJRT_Client_DmaUnmap_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            ScalarIn("data", "data"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Client_CreateUninitializedBuffer",
            "client_create_uninitialized_buffer",
            PJRT_Client_CreateUninitializedBuffer_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            ListIn("shape_dims", "shape_dims", "shape_num_dims", ctype=c_int64),
            ScalarIn("shape_element_type", "shape_element_type", enum=PJRT_Buffer_Type),
            StructPointerIn("shape_layout", "shape_layout", struct=PJRT_Buffer_MemoryLayout, nullable=True),
            HandleIn("device", "device", kind="PJRT_Device", nullable=True),
            HandleIn("memory", "memory", kind="PJRT_Memory", nullable=True),
            HandleOut("buffer", "buffer", kind="PJRT_Buffer", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Client_UpdateGlobalProcessInfo",
            "client_update_global_process_info",
            PJRT_Client_UpdateGlobalProcessInfo_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            ListIn("process_infos", "process_infos", "num_process_infos", struct=PJRT_ProcessInfo, ctype=PJRT_ProcessInfo),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TopologyDescription_Deserialize",
            "topology_description_deserialize",
            PJRT_TopologyDescription_Deserialize_Args,
            TextIn("serialized_topology", "serialized_topology", "serialized_topology_size", text=bytes),
            HandleOut("topology", "topology", kind="PJRT_TopologyDescription", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Client_CreateAliasBuffer",
            "client_create_alias_buffer",
            PJRT_Client_CreateAliasBuffer_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            HandleIn("memory", "memory", kind="PJRT_Memory", nullable=False),
            ListIn("shape_dims", "shape_dims", "shape_num_dims", ctype=c_int64),
            ScalarIn("shape_element_type", "shape_element_type", enum=PJRT_Buffer_Type),
            StructPointerIn("shape_layout", "shape_layout", struct=PJRT_Buffer_MemoryLayout, nullable=True),
            HandleOut("alias_buffer", "alias_buffer", kind="PJRT_Buffer", owned=True),
            HandleOut("fulfill_alias_buffer_cb", "fulfill_alias_buffer_cb", kind="PJRT_FulfillAliasBufferCallback"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Client_FulfillAliasBuffer",
            "client_fulfill_alias_buffer",
            PJRT_Client_FulfillAliasBuffer_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            ScalarIn("status_code", "status_code", enum=PJRT_Error_Code),
            TextIn("error_message", "error_message", "error_message_size", text=str),
            HandleIn("fulfill_alias_buffer_cb", "fulfill_alias_buffer_cb", kind="PJRT_FulfillAliasBufferCallback", nullable=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_LoadedExecutable_GetDeviceAssignment",
            "loaded_executable_get_device_assignment",
            PJRT_LoadedExecutable_GetDeviceAssignment_Args,
            HandleIn("executable", "executable", kind="PJRT_LoadedExecutable", nullable=False),
            TextOut("serialized_bytes", "serialized_bytes", "serialized_bytes_size", text=bytes),
            Deleter("serialized_device_assignment_deleter", "serialized_device_assignment_deleter", holder="serialized_device_assignment", callback=PJRT_LoadedExecutable_GetDeviceAssignment_Args_serialized_device_assignment_deleter, data=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Client_CreateErrorBuffer",
            "client_create_error_buffer",
            PJRT_Client_CreateErrorBuffer_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            ScalarIn("error_code", "error_code", enum=PJRT_Error_Code),
            TextIn("error_message", "error_message", "error_message_size", text=str),
            ListIn("shape_dims", "shape_dims", "shape_num_dims", ctype=c_int64),
            ScalarIn("shape_element_type", "shape_element_type", enum=PJRT_Buffer_Type),
            StructPointerIn("shape_layout", "shape_layout", struct=PJRT_Buffer_MemoryLayout, nullable=True),
            HandleIn("memory", "memory", kind="PJRT_Memory", nullable=False),
            HandleOut("buffer", "buffer", kind="PJRT_Buffer", owned=True),
            NamedValuesIn("payload", "payload", "num_payload"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_AsyncHostToDeviceTransferManager_TransferLiteral",
            "async_host_to_device_transfer_manager_transfer_literal",
            PJRT_AsyncHostToDeviceTransferManager_TransferLiteral_Args,
            HandleIn("transfer_manager", "transfer_manager", kind="PJRT_AsyncHostToDeviceTransferManager", nullable=False),
            ScalarIn("buffer_index", "buffer_index"),
            ScalarIn("data", "data"),
            ListIn("shape_dims", "shape_dims", "shape_num_dims", ctype=c_int64),
            ScalarIn("shape_element_type", "shape_element_type", enum=PJRT_Buffer_Type),
            StructPointerIn("shape_layout", "shape_layout", struct=PJRT_Buffer_MemoryLayout, nullable=True),
            HandleOut("done_with_h2d_transfer", "done_with_h2d_transfer", kind="PJRT_Event", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Buffer_CopyRawToHostFuture",
            "buffer_copy_raw_to_host_future",
            PJRT_Buffer_CopyRawToHostFuture_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            ScalarIn("offset", "offset"),
            ScalarIn("transfer_size", "transfer_size"),
            HandleOut("event", "event", kind="PJRT_Event", owned=True),
            ScalarOut("callback_data", "callback_data", kind=None),
            ScalarOut("future_ready_callback", "future_ready_callback", callback=PJRT_Buffer_CopyRawToHostFuture_Args_future_ready_callback, kind=None),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Device_PoisonExecution",
            "device_poison_execution",
            PJRT_Device_PoisonExecution_Args,
            HandleIn("device", "device", kind="PJRT_Device", nullable=False),
            ScalarIn("launch_id", "launch_id"),
            ScalarIn("error_code", "error_code", enum=PJRT_Error_Code),
            TextIn("error_message", "error_message", "error_message_size", text=str),
            ScalarOut("poisoned", "poisoned", kind=bool),
            NamedValuesIn("payload", "payload", "num_payload"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Device_CreateAsyncTrackingEvent",
            "device_create_async_tracking_event",
            PJRT_Device_CreateAsyncTrackingEvent_Args,
            HandleIn("device", "device", kind="PJRT_Device", nullable=False),
            TextIn("description", "description", "description_size", text=str),
            HandleOut("event", "event", kind="PJRT_AsyncTrackingEvent", nullable=True, owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_AsyncTrackingEvent_Destroy",
            "async_tracking_event_destroy",
            PJRT_AsyncTrackingEvent_Destroy_Args,
            HandleIn("event", "event", kind="PJRT_AsyncTrackingEvent", nullable=False),
            error="PJRT_Error",
            destroys="PJRT_AsyncTrackingEvent",
        ),
        FunctionView(
            "PJRT_Executable_GetCompileOptions",
            "executable_get_compile_options",
            PJRT_Executable_GetCompileOptions_Args,
            HandleIn("executable", "executable", kind="PJRT_Executable", nullable=False),
            TextOut("serialized_bytes", "serialized_bytes", "serialized_bytes_size", text=bytes),
            Deleter("serialized_compile_options_deleter", "serialized_compile_options_deleter", holder="serialized_compile_options", callback=PJRT_Executable_GetCompileOptions_Args_serialized_compile_options_deleter, data=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Buffer_DonateWithControlDependency",
            "buffer_donate_with_control_dependency",
            PJRT_Buffer_DonateWithControlDependency_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            ScalarOut("callback_data", "callback_data", kind=None),
            ScalarOut("dependency_ready_callback", "dependency_ready_callback", callback=PJRT_Buffer_DonateWithControlDependency_Args_dependency_ready_callback, kind=None),
            HandleOut("out_buffer", "out_buffer", kind="PJRT_Buffer", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Event_Create",
            "event_create",
            PJRT_Event_Create_Args,
            HandleOut("event", "event", kind="PJRT_Event", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Event_Set",
            "event_set",
            PJRT_Event_Set_Args,
            HandleIn("event", "event", kind="PJRT_Event", nullable=False),
            ScalarIn("error_code", "error_code", enum=PJRT_Error_Code),
            TextIn("error_message", "error_message", "error_message_size", text=str),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Device_GetAttributes",
            "device_get_attributes",
            PJRT_Device_GetAttributes_Args,
            HandleIn("device", "device", kind="PJRT_Device", nullable=False),
            NamedValuesOut("attributes", "attributes", "num_attributes"),
            Deleter("attributes_deleter", "attributes_deleter", holder="device_attributes", callback=PJRT_Device_GetAttributes_Args_attributes_deleter, data=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Client_Load",
            "client_load",
            PJRT_Client_Load_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            HandleIn("executable", "executable", kind="PJRT_Executable", nullable=False),
            TextIn("compile_options", "compile_options", "compile_options_size", text=bytes),
            HandleOut("loaded_executable", "loaded_executable", kind="PJRT_LoadedExecutable", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_LoadedExecutable_AddressableDeviceLogicalIds",
            "loaded_executable_addressable_device_logical_ids",
            PJRT_LoadedExecutable_AddressableDeviceLogicalIds_Args,
            HandleIn("executable", "executable", kind="PJRT_LoadedExecutable", nullable=False),
            ListOut("addressable_device_logical_ids", "addressable_device_logical_ids", "num_addressable_device_logical_ids", struct=PJRT_LogicalDeviceIds, ctype=PJRT_LogicalDeviceIds),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Buffer_Bitcast",
            "buffer_bitcast",
            PJRT_Buffer_Bitcast_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            ScalarIn("element_type", "element_type", enum=PJRT_Buffer_Type),
            ListIn("dims", "dims", "num_dims", ctype=c_int64),
            StructPointerIn("device_layout", "device_layout", struct=PJRT_Buffer_MemoryLayout, nullable=True),
            HandleOut("out_buffer", "out_buffer", kind="PJRT_Buffer", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Error_ForEachPayload",
            "error_for_each_payload",
            PJRT_Error_ForEachPayload_Args,
            HandleIn("error", "error", kind="PJRT_Error", nullable=False),
            CallbackIn("visitor", "visitor", callback=PJRT_Error_PayloadVisitor),
            ScalarIn("user_arg", "user_arg"),
            error="PJRT_Error",
            reads_error=True,
        ),
        FunctionView(
            "PJRT_TopologyDescription_Fingerprint",
            "topology_description_fingerprint",
            PJRT_TopologyDescription_Fingerprint_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ScalarOut("fingerprint", "fingerprint"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Executable_ParameterMemoryKinds",
            "executable_parameter_memory_kinds",
            PJRT_Executable_ParameterMemoryKinds_Args,
            HandleIn("executable", "executable", kind="PJRT_Executable", nullable=False),
            TextsOut("memory_kinds", "memory_kinds", "memory_kind_sizes", "num_parameters", text=str),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Device_ClearMemoryStats",
            "device_clear_memory_stats",
            PJRT_Device_ClearMemoryStats_Args,
            HandleIn("device", "device", kind="PJRT_Device", nullable=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace",
            "topology_description_make_canonical_shape_for_memory_space",
            PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ScalarIn("memory_space_kind_id", "memory_space_kind_id"),
            ListIn("dims", "dims", "num_dims", ctype=c_int64),
            ScalarIn("element_type", "element_type", enum=PJRT_Buffer_Type),
            StructPointerIn("layout", "layout", struct=PJRT_Buffer_MemoryLayout, nullable=True),
            TextOut("serialized_shape", "serialized_shape", "serialized_shape_size", text=bytes),
            Deleter("serialized_shape_deleter", "serialized_shape_deleter", holder="serialized_shape", callback=PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace_Args_serialized_shape_deleter, data=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TopologyDescription_GetMemorySpaceKindIds",
            "topology_description_get_memory_space_kind_ids",
            PJRT_TopologyDescription_GetMemorySpaceKindIds_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ListOut("memory_space_kind_ids", "memory_space_kind_ids", "num_memory_space_kind_ids", ctype=c_int),
            error="PJRT_Error",
        ),
    )
    VTABLES: ClassVar[Mapping[str, str]] = {
        "PJRT_Error": "PJRT_Error_FunctionTable",
        "PJRT_Memory": "PJRT_Memory_FunctionTable",
    }

    def error_destroy(self, *, error: Any) -> None:
        """Serves `PJRT_Error_Destroy`, slot 0."""
        unserved("PJRT_Error_Destroy")

    def error_message(self, *, error: Any) -> str:
        """Serves `PJRT_Error_Message`, slot 1."""
        unserved("PJRT_Error_Message")

    def error_get_code(self, *, error: Any) -> PJRT_Error_Code:
        """Serves `PJRT_Error_GetCode`, slot 2."""
        unserved("PJRT_Error_GetCode")

    def plugin_initialize(self) -> None:
        """Serves `PJRT_Plugin_Initialize`, slot 3."""
        unserved("PJRT_Plugin_Initialize")

    def plugin_attributes(self) -> dict[str, Any]:
        """Serves `PJRT_Plugin_Attributes`, slot 4."""
        unserved("PJRT_Plugin_Attributes")

    def event_destroy(self, *, event: Any) -> None:
        """Serves `PJRT_Event_Destroy`, slot 5."""
        unserved("PJRT_Event_Destroy")

    def event_is_ready(self, *, event: Any) -> bool:
        """Serves `PJRT_Event_IsReady`, slot 6."""
        unserved("PJRT_Event_IsReady")

    def event_error(self, *, event: Any) -> None:
        """Serves `PJRT_Event_Error`, slot 7."""
        unserved("PJRT_Event_Error")

    def event_await(self, *, event: Any) -> None:
        """Serves `PJRT_Event_Await`, slot 8."""
        unserved("PJRT_Event_Await")

    def event_on_ready(self, *, event: Any, callback: Any, user_arg: int | None) -> None:
        """Serves `PJRT_Event_OnReady`, slot 9."""
        unserved("PJRT_Event_OnReady")

    def client_create(self, *, create_options: dict[str, Any] | None, kv_get_callback: Any, kv_get_user_arg: int | None, kv_put_callback: Any, kv_put_user_arg: int | None, kv_try_get_callback: Any, kv_try_get_user_arg: int | None) -> Any:
        """Serves `PJRT_Client_Create`, slot 10."""
        unserved("PJRT_Client_Create")

    def client_destroy(self, *, client: Any) -> None:
        """Serves `PJRT_Client_Destroy`, slot 11."""
        unserved("PJRT_Client_Destroy")

    def client_platform_name(self, *, client: Any) -> str:
        """Serves `PJRT_Client_PlatformName`, slot 12."""
        unserved("PJRT_Client_PlatformName")

    def client_process_index(self, *, client: Any) -> int:
        """Serves `PJRT_Client_ProcessIndex`, slot 13."""
        unserved("PJRT_Client_ProcessIndex")

    def client_platform_version(self, *, client: Any) -> str:
        """Serves `PJRT_Client_PlatformVersion`, slot 14."""
        unserved("PJRT_Client_PlatformVersion")

    def client_devices(self, *, client: Any) -> Any:
        """Serves `PJRT_Client_Devices`, slot 15."""
        unserved("PJRT_Client_Devices")

    def client_addressable_devices(self, *, client: Any) -> Any:
        """Serves `PJRT_Client_AddressableDevices`, slot 16."""
        unserved("PJRT_Client_AddressableDevices")

    def client_lookup_device(self, *, client: Any, id: int) -> Any:
        """Serves `PJRT_Client_LookupDevice`, slot 17."""
        unserved("PJRT_Client_LookupDevice")

    def client_lookup_addressable_device(self, *, client: Any, local_hardware_id: int) -> Any:
        """Serves `PJRT_Client_LookupAddressableDevice`, slot 18."""
        unserved("PJRT_Client_LookupAddressableDevice")

    def client_addressable_memories(self, *, client: Any) -> Any:
        """Serves `PJRT_Client_AddressableMemories`, slot 19."""
        unserved("PJRT_Client_AddressableMemories")

    def client_compile(self, *, client: Any, program: Any, compile_options: bytes) -> Any:
        """Serves `PJRT_Client_Compile`, slot 20."""
        unserved("PJRT_Client_Compile")

    def client_default_device_assignment(self, *, client: Any, num_replicas: int, num_partitions: int) -> list[int]:
        """Serves `PJRT_Client_DefaultDeviceAssignment`, slot 21."""
        unserved("PJRT_Client_DefaultDeviceAssignment")

    def client_buffer_from_host_buffer(self, *, client: Any, data: int | None, type: PJRT_Buffer_Type, dims: Any, byte_strides: Any, host_buffer_semantics: PJRT_HostBufferSemantics, device: Any, memory: Any, device_layout: Any) -> Any:
        """Serves `PJRT_Client_BufferFromHostBuffer`, slot 22. Tells done_with_host_buffer, buffer."""
        unserved("PJRT_Client_BufferFromHostBuffer")

    def device_description_id(self, *, device_description: Any) -> int:
        """Serves `PJRT_DeviceDescription_Id`, slot 23."""
        unserved("PJRT_DeviceDescription_Id")

    def device_description_process_index(self, *, device_description: Any) -> int:
        """Serves `PJRT_DeviceDescription_ProcessIndex`, slot 24."""
        unserved("PJRT_DeviceDescription_ProcessIndex")

    def device_description_attributes(self, *, device_description: Any) -> dict[str, Any]:
        """Serves `PJRT_DeviceDescription_Attributes`, slot 25."""
        unserved("PJRT_DeviceDescription_Attributes")

    def device_description_kind(self, *, device_description: Any) -> str:
        """Serves `PJRT_DeviceDescription_Kind`, slot 26."""
        unserved("PJRT_DeviceDescription_Kind")

    def device_description_debug_string(self, *, device_description: Any) -> str:
        """Serves `PJRT_DeviceDescription_DebugString`, slot 27."""
        unserved("PJRT_DeviceDescription_DebugString")

    def device_description_to_string(self, *, device_description: Any) -> str:
        """Serves `PJRT_DeviceDescription_ToString`, slot 28."""
        unserved("PJRT_DeviceDescription_ToString")

    def device_get_description(self, *, device: Any) -> Any:
        """Serves `PJRT_Device_GetDescription`, slot 29."""
        unserved("PJRT_Device_GetDescription")

    def device_is_addressable(self, *, device: Any) -> bool:
        """Serves `PJRT_Device_IsAddressable`, slot 30."""
        unserved("PJRT_Device_IsAddressable")

    def device_local_hardware_id(self, *, device: Any) -> int:
        """Serves `PJRT_Device_LocalHardwareId`, slot 31."""
        unserved("PJRT_Device_LocalHardwareId")

    def device_addressable_memories(self, *, device: Any) -> Any:
        """Serves `PJRT_Device_AddressableMemories`, slot 32."""
        unserved("PJRT_Device_AddressableMemories")

    def device_default_memory(self, *, device: Any) -> Any:
        """Serves `PJRT_Device_DefaultMemory`, slot 33."""
        unserved("PJRT_Device_DefaultMemory")

    def device_memory_stats(self, *, device: Any) -> Any:
        """Serves `PJRT_Device_MemoryStats`, slot 34. Tells bytes_in_use, peak_bytes_in_use, num_allocs, largest_alloc_size, bytes_limit, bytes_reserved, peak_bytes_reserved, bytes_reservable_limit, largest_free_block_bytes, pool_bytes, peak_pool_bytes, peak_allocated_bytes."""
        unserved("PJRT_Device_MemoryStats")

    def memory_id(self, *, memory: Any) -> int:
        """Serves `PJRT_Memory_Id`, slot 35."""
        unserved("PJRT_Memory_Id")

    def memory_kind(self, *, memory: Any) -> str:
        """Serves `PJRT_Memory_Kind`, slot 36."""
        unserved("PJRT_Memory_Kind")

    def memory_debug_string(self, *, memory: Any) -> str:
        """Serves `PJRT_Memory_DebugString`, slot 37."""
        unserved("PJRT_Memory_DebugString")

    def memory_to_string(self, *, memory: Any) -> str:
        """Serves `PJRT_Memory_ToString`, slot 38."""
        unserved("PJRT_Memory_ToString")

    def memory_addressable_by_devices(self, *, memory: Any) -> Any:
        """Serves `PJRT_Memory_AddressableByDevices`, slot 39."""
        unserved("PJRT_Memory_AddressableByDevices")

    def executable_destroy(self, *, executable: Any) -> None:
        """Serves `PJRT_Executable_Destroy`, slot 40."""
        unserved("PJRT_Executable_Destroy")

    def executable_name(self, *, executable: Any) -> str:
        """Serves `PJRT_Executable_Name`, slot 41."""
        unserved("PJRT_Executable_Name")

    def executable_num_replicas(self, *, executable: Any) -> int:
        """Serves `PJRT_Executable_NumReplicas`, slot 42."""
        unserved("PJRT_Executable_NumReplicas")

    def executable_num_partitions(self, *, executable: Any) -> int:
        """Serves `PJRT_Executable_NumPartitions`, slot 43."""
        unserved("PJRT_Executable_NumPartitions")

    def executable_num_outputs(self, *, executable: Any) -> int:
        """Serves `PJRT_Executable_NumOutputs`, slot 44."""
        unserved("PJRT_Executable_NumOutputs")

    def executable_size_of_generated_code_in_bytes(self, *, executable: Any) -> int:
        """Serves `PJRT_Executable_SizeOfGeneratedCodeInBytes`, slot 45."""
        unserved("PJRT_Executable_SizeOfGeneratedCodeInBytes")

    def executable_get_cost_analysis(self, *, executable: Any) -> dict[str, Any]:
        """Serves `PJRT_Executable_GetCostAnalysis`, slot 46."""
        unserved("PJRT_Executable_GetCostAnalysis")

    def executable_output_memory_kinds(self, *, executable: Any) -> list[str]:
        """Serves `PJRT_Executable_OutputMemoryKinds`, slot 47."""
        unserved("PJRT_Executable_OutputMemoryKinds")

    def executable_optimized_program(self, *, executable: Any) -> Any:
        """Serves `PJRT_Executable_OptimizedProgram`, slot 48."""
        unserved("PJRT_Executable_OptimizedProgram")

    def executable_serialize(self, *, executable: Any) -> bytes:
        """Serves `PJRT_Executable_Serialize`, slot 49."""
        unserved("PJRT_Executable_Serialize")

    def loaded_executable_destroy(self, *, executable: Any) -> None:
        """Serves `PJRT_LoadedExecutable_Destroy`, slot 50."""
        unserved("PJRT_LoadedExecutable_Destroy")

    def loaded_executable_get_executable(self, *, loaded_executable: Any) -> Any:
        """Serves `PJRT_LoadedExecutable_GetExecutable`, slot 51."""
        unserved("PJRT_LoadedExecutable_GetExecutable")

    def loaded_executable_addressable_devices(self, *, executable: Any) -> Any:
        """Serves `PJRT_LoadedExecutable_AddressableDevices`, slot 52."""
        unserved("PJRT_LoadedExecutable_AddressableDevices")

    def loaded_executable_delete(self, *, executable: Any) -> None:
        """Serves `PJRT_LoadedExecutable_Delete`, slot 53."""
        unserved("PJRT_LoadedExecutable_Delete")

    def loaded_executable_is_deleted(self, *, executable: Any) -> bool:
        """Serves `PJRT_LoadedExecutable_IsDeleted`, slot 54."""
        unserved("PJRT_LoadedExecutable_IsDeleted")

    def loaded_executable_execute(self, *, executable: Any, options: Any, argument_lists: Any, execute_device: Any) -> Any:
        """Serves `PJRT_LoadedExecutable_Execute`, slot 55. Tells output_lists, device_complete_events."""
        unserved("PJRT_LoadedExecutable_Execute")

    def executable_deserialize_and_load(self, *, client: Any, serialized_executable: bytes, overridden_serialized_compile_options: bytes | None, load_options: Any) -> Any:
        """Serves `PJRT_Executable_DeserializeAndLoad`, slot 56."""
        unserved("PJRT_Executable_DeserializeAndLoad")

    def loaded_executable_fingerprint(self, *, executable: Any) -> bytes:
        """Serves `PJRT_LoadedExecutable_Fingerprint`, slot 57."""
        unserved("PJRT_LoadedExecutable_Fingerprint")

    def buffer_destroy(self, *, buffer: Any) -> None:
        """Serves `PJRT_Buffer_Destroy`, slot 58."""
        unserved("PJRT_Buffer_Destroy")

    def buffer_element_type(self, *, buffer: Any) -> PJRT_Buffer_Type:
        """Serves `PJRT_Buffer_ElementType`, slot 59."""
        unserved("PJRT_Buffer_ElementType")

    def buffer_dimensions(self, *, buffer: Any) -> list[int]:
        """Serves `PJRT_Buffer_Dimensions`, slot 60."""
        unserved("PJRT_Buffer_Dimensions")

    def buffer_unpadded_dimensions(self, *, buffer: Any) -> list[int]:
        """Serves `PJRT_Buffer_UnpaddedDimensions`, slot 61."""
        unserved("PJRT_Buffer_UnpaddedDimensions")

    def buffer_dynamic_dimension_indices(self, *, buffer: Any) -> list[int]:
        """Serves `PJRT_Buffer_DynamicDimensionIndices`, slot 62."""
        unserved("PJRT_Buffer_DynamicDimensionIndices")

    def buffer_get_memory_layout(self, *, buffer: Any) -> Any:
        """Serves `PJRT_Buffer_GetMemoryLayout`, slot 63."""
        unserved("PJRT_Buffer_GetMemoryLayout")

    def buffer_on_device_size_in_bytes(self, *, buffer: Any) -> int:
        """Serves `PJRT_Buffer_OnDeviceSizeInBytes`, slot 64."""
        unserved("PJRT_Buffer_OnDeviceSizeInBytes")

    def buffer_device(self, *, buffer: Any) -> Any:
        """Serves `PJRT_Buffer_Device`, slot 65."""
        unserved("PJRT_Buffer_Device")

    def buffer_memory(self, *, buffer: Any) -> Any:
        """Serves `PJRT_Buffer_Memory`, slot 66."""
        unserved("PJRT_Buffer_Memory")

    def buffer_delete(self, *, buffer: Any) -> None:
        """Serves `PJRT_Buffer_Delete`, slot 67."""
        unserved("PJRT_Buffer_Delete")

    def buffer_is_deleted(self, *, buffer: Any) -> bool:
        """Serves `PJRT_Buffer_IsDeleted`, slot 68."""
        unserved("PJRT_Buffer_IsDeleted")

    def buffer_copy_to_device(self, *, buffer: Any, dst_device: Any) -> Any:
        """Serves `PJRT_Buffer_CopyToDevice`, slot 69."""
        unserved("PJRT_Buffer_CopyToDevice")

    def buffer_to_host_buffer(self, *, src: Any, host_layout: Any, dst: int | None, dst_size: int) -> Any:
        """Serves `PJRT_Buffer_ToHostBuffer`, slot 70. Tells dst_size, event."""
        unserved("PJRT_Buffer_ToHostBuffer")

    def buffer_is_on_cpu(self, *, buffer: Any) -> bool:
        """Serves `PJRT_Buffer_IsOnCpu`, slot 71."""
        unserved("PJRT_Buffer_IsOnCpu")

    def buffer_ready_event(self, *, buffer: Any) -> Any:
        """Serves `PJRT_Buffer_ReadyEvent`, slot 72."""
        unserved("PJRT_Buffer_ReadyEvent")

    def buffer_unsafe_pointer(self, *, buffer: Any) -> int:
        """Serves `PJRT_Buffer_UnsafePointer`, slot 73."""
        unserved("PJRT_Buffer_UnsafePointer")

    def buffer_increase_external_reference_count(self, *, buffer: Any) -> None:
        """Serves `PJRT_Buffer_IncreaseExternalReferenceCount`, slot 74."""
        unserved("PJRT_Buffer_IncreaseExternalReferenceCount")

    def buffer_decrease_external_reference_count(self, *, buffer: Any) -> None:
        """Serves `PJRT_Buffer_DecreaseExternalReferenceCount`, slot 75."""
        unserved("PJRT_Buffer_DecreaseExternalReferenceCount")

    def buffer_opaque_device_memory_data_pointer(self, *, buffer: Any) -> int | None:
        """Serves `PJRT_Buffer_OpaqueDeviceMemoryDataPointer`, slot 76."""
        unserved("PJRT_Buffer_OpaqueDeviceMemoryDataPointer")

    def copy_to_device_stream_destroy(self, *, stream: Any) -> None:
        """Serves `PJRT_CopyToDeviceStream_Destroy`, slot 77."""
        unserved("PJRT_CopyToDeviceStream_Destroy")

    def copy_to_device_stream_add_chunk(self, *, stream: Any, chunk: Any) -> Any:
        """Serves `PJRT_CopyToDeviceStream_AddChunk`, slot 78."""
        unserved("PJRT_CopyToDeviceStream_AddChunk")

    def copy_to_device_stream_total_bytes(self, *, stream: Any) -> int:
        """Serves `PJRT_CopyToDeviceStream_TotalBytes`, slot 79."""
        unserved("PJRT_CopyToDeviceStream_TotalBytes")

    def copy_to_device_stream_granule_size(self, *, stream: Any) -> int:
        """Serves `PJRT_CopyToDeviceStream_GranuleSize`, slot 80."""
        unserved("PJRT_CopyToDeviceStream_GranuleSize")

    def copy_to_device_stream_current_bytes(self, *, stream: Any) -> int:
        """Serves `PJRT_CopyToDeviceStream_CurrentBytes`, slot 81."""
        unserved("PJRT_CopyToDeviceStream_CurrentBytes")

    def topology_description_create(self, *, topology_name: str, create_options: dict[str, Any] | None) -> Any:
        """Serves `PJRT_TopologyDescription_Create`, slot 82."""
        unserved("PJRT_TopologyDescription_Create")

    def topology_description_destroy(self, *, topology: Any) -> None:
        """Serves `PJRT_TopologyDescription_Destroy`, slot 83."""
        unserved("PJRT_TopologyDescription_Destroy")

    def topology_description_platform_name(self, *, topology: Any) -> str:
        """Serves `PJRT_TopologyDescription_PlatformName`, slot 84."""
        unserved("PJRT_TopologyDescription_PlatformName")

    def topology_description_platform_version(self, *, topology: Any) -> str:
        """Serves `PJRT_TopologyDescription_PlatformVersion`, slot 85."""
        unserved("PJRT_TopologyDescription_PlatformVersion")

    def topology_description_get_device_descriptions(self, *, topology: Any) -> Any:
        """Serves `PJRT_TopologyDescription_GetDeviceDescriptions`, slot 86."""
        unserved("PJRT_TopologyDescription_GetDeviceDescriptions")

    def topology_description_serialize(self, *, topology: Any) -> bytes:
        """Serves `PJRT_TopologyDescription_Serialize`, slot 87."""
        unserved("PJRT_TopologyDescription_Serialize")

    def topology_description_attributes(self, *, topology: Any) -> dict[str, Any]:
        """Serves `PJRT_TopologyDescription_Attributes`, slot 88."""
        unserved("PJRT_TopologyDescription_Attributes")

    def compile(self, *, topology: Any, program: Any, compile_options: bytes, client: Any) -> Any:
        """Serves `PJRT_Compile`, slot 89."""
        unserved("PJRT_Compile")

    def executable_output_element_types(self, *, executable: Any) -> list[PJRT_Buffer_Type]:
        """Serves `PJRT_Executable_OutputElementTypes`, slot 90."""
        unserved("PJRT_Executable_OutputElementTypes")

    def executable_output_dimensions(self, *, executable: Any) -> list[tuple[int, ...]]:
        """Serves `PJRT_Executable_OutputDimensions`, slot 91."""
        unserved("PJRT_Executable_OutputDimensions")

    def buffer_copy_to_memory(self, *, buffer: Any, dst_memory: Any) -> Any:
        """Serves `PJRT_Buffer_CopyToMemory`, slot 92."""
        unserved("PJRT_Buffer_CopyToMemory")

    def client_create_view_of_device_buffer(self, *, client: Any, device_buffer_ptr: int | None, dims: Any, element_type: PJRT_Buffer_Type, layout: Any, device: Any, on_delete_callback: Any, on_delete_callback_arg: int | None, stream: int, memory: Any) -> Any:
        """Serves `PJRT_Client_CreateViewOfDeviceBuffer`, slot 93."""
        unserved("PJRT_Client_CreateViewOfDeviceBuffer")

    def executable_fingerprint(self, *, executable: Any) -> bytes:
        """Serves `PJRT_Executable_Fingerprint`, slot 94."""
        unserved("PJRT_Executable_Fingerprint")

    def client_topology_description(self, *, client: Any) -> Any:
        """Serves `PJRT_Client_TopologyDescription`, slot 95."""
        unserved("PJRT_Client_TopologyDescription")

    def executable_get_compiled_memory_stats(self, *, executable: Any) -> Any:
        """Serves `PJRT_Executable_GetCompiledMemoryStats`, slot 96. Tells generated_code_size_in_bytes, argument_size_in_bytes, output_size_in_bytes, alias_size_in_bytes, temp_size_in_bytes, host_generated_code_size_in_bytes, host_argument_size_in_bytes, host_output_size_in_bytes, host_alias_size_in_bytes, host_temp_size_in_bytes, peak_memory_in_bytes, total_size_in_bytes, total_allocation_bytes, indefinite_allocations, peak_unpadded_heap_bytes."""
        unserved("PJRT_Executable_GetCompiledMemoryStats")

    def memory_kind_id(self, *, memory: Any) -> int:
        """Serves `PJRT_Memory_Kind_Id`, slot 97."""
        unserved("PJRT_Memory_Kind_Id")

    def execute_context_create(self) -> Any:
        """Serves `PJRT_ExecuteContext_Create`, slot 98."""
        unserved("PJRT_ExecuteContext_Create")

    def execute_context_destroy(self, *, context: Any) -> None:
        """Serves `PJRT_ExecuteContext_Destroy`, slot 99."""
        unserved("PJRT_ExecuteContext_Destroy")

    def buffer_copy_raw_to_host(self, *, buffer: Any, dst: int | None, offset: int, transfer_size: int) -> Any:
        """Serves `PJRT_Buffer_CopyRawToHost`, slot 100."""
        unserved("PJRT_Buffer_CopyRawToHost")

    def async_host_to_device_transfer_manager_destroy(self, *, transfer_manager: Any) -> None:
        """Serves `PJRT_AsyncHostToDeviceTransferManager_Destroy`, slot 101."""
        unserved("PJRT_AsyncHostToDeviceTransferManager_Destroy")

    def async_host_to_device_transfer_manager_transfer_data(self, *, transfer_manager: Any, buffer_index: int, data: int | None, offset: int, transfer_size: int, is_last_transfer: bool) -> Any:
        """Serves `PJRT_AsyncHostToDeviceTransferManager_TransferData`, slot 102."""
        unserved("PJRT_AsyncHostToDeviceTransferManager_TransferData")

    def client_create_buffers_for_async_host_to_device(self, *, client: Any, shape_specs: Any, device_layouts: Any, memory: Any) -> Any:
        """Serves `PJRT_Client_CreateBuffersForAsyncHostToDevice`, slot 103."""
        unserved("PJRT_Client_CreateBuffersForAsyncHostToDevice")

    def async_host_to_device_transfer_manager_retrieve_buffer(self, *, transfer_manager: Any, buffer_index: int) -> Any:
        """Serves `PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer`, slot 104."""
        unserved("PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer")

    def async_host_to_device_transfer_manager_device(self, *, transfer_manager: Any) -> Any:
        """Serves `PJRT_AsyncHostToDeviceTransferManager_Device`, slot 105."""
        unserved("PJRT_AsyncHostToDeviceTransferManager_Device")

    def async_host_to_device_transfer_manager_buffer_count(self, *, transfer_manager: Any) -> int:
        """Serves `PJRT_AsyncHostToDeviceTransferManager_BufferCount`, slot 106."""
        unserved("PJRT_AsyncHostToDeviceTransferManager_BufferCount")

    def async_host_to_device_transfer_manager_buffer_size(self, *, transfer_manager: Any, buffer_index: int) -> int:
        """Serves `PJRT_AsyncHostToDeviceTransferManager_BufferSize`, slot 107."""
        unserved("PJRT_AsyncHostToDeviceTransferManager_BufferSize")

    def async_host_to_device_transfer_manager_set_buffer_error(self, *, transfer_manager: Any, buffer_index: int, error_code: PJRT_Error_Code, error_message: str) -> None:
        """Serves `PJRT_AsyncHostToDeviceTransferManager_SetBufferError`, slot 108."""
        unserved("PJRT_AsyncHostToDeviceTransferManager_SetBufferError")

    def async_host_to_device_transfer_manager_add_metadata(self, *, transfer_manager: Any, transfer_metadata: dict[str, Any] | None) -> None:
        """Serves `PJRT_AsyncHostToDeviceTransferManager_AddMetadata`, slot 109."""
        unserved("PJRT_AsyncHostToDeviceTransferManager_AddMetadata")

    def client_dma_map(self, *, client: Any, data: int | None, size: int) -> None:
        """Serves `PJRT_Client_DmaMap`, slot 110."""
        unserved("PJRT_Client_DmaMap")

    def client_dma_unmap(self, *, client: Any, data: int | None) -> None:
        """Serves `PJRT_Client_DmaUnmap`, slot 111."""
        unserved("PJRT_Client_DmaUnmap")

    def client_create_uninitialized_buffer(self, *, client: Any, shape_dims: Any, shape_element_type: PJRT_Buffer_Type, shape_layout: Any, device: Any, memory: Any) -> Any:
        """Serves `PJRT_Client_CreateUninitializedBuffer`, slot 112."""
        unserved("PJRT_Client_CreateUninitializedBuffer")

    def client_update_global_process_info(self, *, client: Any, process_infos: Any) -> None:
        """Serves `PJRT_Client_UpdateGlobalProcessInfo`, slot 113."""
        unserved("PJRT_Client_UpdateGlobalProcessInfo")

    def topology_description_deserialize(self, *, serialized_topology: bytes) -> Any:
        """Serves `PJRT_TopologyDescription_Deserialize`, slot 114."""
        unserved("PJRT_TopologyDescription_Deserialize")

    def client_create_alias_buffer(self, *, client: Any, memory: Any, shape_dims: Any, shape_element_type: PJRT_Buffer_Type, shape_layout: Any) -> Any:
        """Serves `PJRT_Client_CreateAliasBuffer`, slot 115. Tells alias_buffer, fulfill_alias_buffer_cb."""
        unserved("PJRT_Client_CreateAliasBuffer")

    def client_fulfill_alias_buffer(self, *, client: Any, buffer: Any, status_code: PJRT_Error_Code, error_message: str, fulfill_alias_buffer_cb: Any) -> None:
        """Serves `PJRT_Client_FulfillAliasBuffer`, slot 116."""
        unserved("PJRT_Client_FulfillAliasBuffer")

    def loaded_executable_get_device_assignment(self, *, executable: Any) -> bytes:
        """Serves `PJRT_LoadedExecutable_GetDeviceAssignment`, slot 117."""
        unserved("PJRT_LoadedExecutable_GetDeviceAssignment")

    def client_create_error_buffer(self, *, client: Any, error_code: PJRT_Error_Code, error_message: str, shape_dims: Any, shape_element_type: PJRT_Buffer_Type, shape_layout: Any, memory: Any, payload: dict[str, Any] | None) -> Any:
        """Serves `PJRT_Client_CreateErrorBuffer`, slot 118."""
        unserved("PJRT_Client_CreateErrorBuffer")

    def async_host_to_device_transfer_manager_transfer_literal(self, *, transfer_manager: Any, buffer_index: int, data: int | None, shape_dims: Any, shape_element_type: PJRT_Buffer_Type, shape_layout: Any) -> Any:
        """Serves `PJRT_AsyncHostToDeviceTransferManager_TransferLiteral`, slot 119."""
        unserved("PJRT_AsyncHostToDeviceTransferManager_TransferLiteral")

    def buffer_copy_raw_to_host_future(self, *, buffer: Any, offset: int, transfer_size: int) -> Any:
        """Serves `PJRT_Buffer_CopyRawToHostFuture`, slot 120. Tells event, callback_data, future_ready_callback."""
        unserved("PJRT_Buffer_CopyRawToHostFuture")

    def device_poison_execution(self, *, device: Any, launch_id: int, error_code: PJRT_Error_Code, error_message: str, payload: dict[str, Any] | None) -> bool:
        """Serves `PJRT_Device_PoisonExecution`, slot 121."""
        unserved("PJRT_Device_PoisonExecution")

    def device_create_async_tracking_event(self, *, device: Any, description: str) -> Any:
        """Serves `PJRT_Device_CreateAsyncTrackingEvent`, slot 122."""
        unserved("PJRT_Device_CreateAsyncTrackingEvent")

    def async_tracking_event_destroy(self, *, event: Any) -> None:
        """Serves `PJRT_AsyncTrackingEvent_Destroy`, slot 123."""
        unserved("PJRT_AsyncTrackingEvent_Destroy")

    def executable_get_compile_options(self, *, executable: Any) -> bytes:
        """Serves `PJRT_Executable_GetCompileOptions`, slot 124."""
        unserved("PJRT_Executable_GetCompileOptions")

    def buffer_donate_with_control_dependency(self, *, buffer: Any) -> Any:
        """Serves `PJRT_Buffer_DonateWithControlDependency`, slot 125. Tells callback_data, dependency_ready_callback, out_buffer."""
        unserved("PJRT_Buffer_DonateWithControlDependency")

    def event_create(self) -> Any:
        """Serves `PJRT_Event_Create`, slot 126."""
        unserved("PJRT_Event_Create")

    def event_set(self, *, event: Any, error_code: PJRT_Error_Code, error_message: str) -> None:
        """Serves `PJRT_Event_Set`, slot 127."""
        unserved("PJRT_Event_Set")

    def device_get_attributes(self, *, device: Any) -> dict[str, Any]:
        """Serves `PJRT_Device_GetAttributes`, slot 128."""
        unserved("PJRT_Device_GetAttributes")

    def client_load(self, *, client: Any, executable: Any, compile_options: bytes) -> Any:
        """Serves `PJRT_Client_Load`, slot 129."""
        unserved("PJRT_Client_Load")

    def loaded_executable_addressable_device_logical_ids(self, *, executable: Any) -> list[PJRT_LogicalDeviceIds]:
        """Serves `PJRT_LoadedExecutable_AddressableDeviceLogicalIds`, slot 130."""
        unserved("PJRT_LoadedExecutable_AddressableDeviceLogicalIds")

    def buffer_bitcast(self, *, buffer: Any, element_type: PJRT_Buffer_Type, dims: Any, device_layout: Any) -> Any:
        """Serves `PJRT_Buffer_Bitcast`, slot 131."""
        unserved("PJRT_Buffer_Bitcast")

    def error_for_each_payload(self, *, error: Any, visitor: Any, user_arg: int | None) -> None:
        """Serves `PJRT_Error_ForEachPayload`, slot 132."""
        unserved("PJRT_Error_ForEachPayload")

    def topology_description_fingerprint(self, *, topology: Any) -> int:
        """Serves `PJRT_TopologyDescription_Fingerprint`, slot 133."""
        unserved("PJRT_TopologyDescription_Fingerprint")

    def executable_parameter_memory_kinds(self, *, executable: Any) -> list[str]:
        """Serves `PJRT_Executable_ParameterMemoryKinds`, slot 134."""
        unserved("PJRT_Executable_ParameterMemoryKinds")

    def device_clear_memory_stats(self, *, device: Any) -> None:
        """Serves `PJRT_Device_ClearMemoryStats`, slot 135."""
        unserved("PJRT_Device_ClearMemoryStats")

    def topology_description_make_canonical_shape_for_memory_space(self, *, topology: Any, memory_space_kind_id: int, dims: Any, element_type: PJRT_Buffer_Type, layout: Any) -> bytes:
        """Serves `PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace`, slot 136."""
        unserved("PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace")

    def topology_description_get_memory_space_kind_ids(self, *, topology: Any) -> list[int]:
        """Serves `PJRT_TopologyDescription_GetMemorySpaceKindIds`, slot 137."""
        unserved("PJRT_TopologyDescription_GetMemorySpaceKindIds")
