"""Generated from `xla/pjrt/c/pjrt_c_api.h`: functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ctypes import CFUNCTYPE, addressof, c_int, c_int64, c_size_t, c_void_p, create_string_buffer
from typing import Any, NamedTuple

from pjrt_abi.enums import PJRT_Buffer_Type, PJRT_Error_Code, PJRT_HostBufferSemantics
from pjrt_abi.errors import PjrtError, error_of
from pjrt_abi.structs import (
    PJRT_Api,
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
    PJRT_Buffer_CopyRawToHost_Args,
    PJRT_Buffer_CopyToDevice_Args,
    PJRT_Buffer_CopyToMemory_Args,
    PJRT_Buffer_DecreaseExternalReferenceCount_Args,
    PJRT_Buffer_Delete_Args,
    PJRT_Buffer_Destroy_Args,
    PJRT_Buffer_Device_Args,
    PJRT_Buffer_Dimensions_Args,
    PJRT_Buffer_DonateWithControlDependency_Args,
    PJRT_Buffer_DynamicDimensionIndices_Args,
    PJRT_Buffer_ElementType_Args,
    PJRT_Buffer_GetMemoryLayout_Args,
    PJRT_Buffer_IncreaseExternalReferenceCount_Args,
    PJRT_Buffer_IsDeleted_Args,
    PJRT_Buffer_IsOnCpu_Args,
    PJRT_Buffer_MemoryLayout,
    PJRT_Buffer_Memory_Args,
    PJRT_Buffer_OnDeviceSizeInBytes_Args,
    PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args,
    PJRT_Buffer_ReadyEvent_Args,
    PJRT_Buffer_ToHostBuffer_Args,
    PJRT_Buffer_UnpaddedDimensions_Args,
    PJRT_Buffer_UnsafePointer_Args,
    PJRT_Chunk,
    PJRT_Client_AddressableDevices_Args,
    PJRT_Client_AddressableMemories_Args,
    PJRT_Client_BufferFromHostBuffer_Args,
    PJRT_Client_Compile_Args,
    PJRT_Client_CreateAliasBuffer_Args,
    PJRT_Client_CreateBuffersForAsyncHostToDevice_Args,
    PJRT_Client_CreateErrorBuffer_Args,
    PJRT_Client_CreateUninitializedBuffer_Args,
    PJRT_Client_CreateViewOfDeviceBuffer_Args,
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
    PJRT_Device_GetDescription_Args,
    PJRT_Device_IsAddressable_Args,
    PJRT_Device_LocalHardwareId_Args,
    PJRT_Device_MemoryStats_Args,
    PJRT_Device_PoisonExecution_Args,
    PJRT_Error_Destroy_Args,
    PJRT_Error_ForEachPayload_Args,
    PJRT_Error_FunctionTable,
    PJRT_Error_GetCode_Args,
    PJRT_Error_Message_Args,
    PJRT_Event_Await_Args,
    PJRT_Event_Create_Args,
    PJRT_Event_Destroy_Args,
    PJRT_Event_Error_Args,
    PJRT_Event_IsReady_Args,
    PJRT_Event_OnReady_Args,
    PJRT_Event_Set_Args,
    PJRT_Executable_DeserializeAndLoad_Args,
    PJRT_Executable_Destroy_Args,
    PJRT_Executable_Fingerprint_Args,
    PJRT_Executable_GetCompileOptions_Args,
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
    PJRT_Executable_SizeOfGeneratedCodeInBytes_Args,
    PJRT_ExecuteContext_Create_Args,
    PJRT_ExecuteContext_Destroy_Args,
    PJRT_ExecuteOptions,
    PJRT_LoadOptions,
    PJRT_LoadedExecutable_AddressableDeviceLogicalIds_Args,
    PJRT_LoadedExecutable_AddressableDevices_Args,
    PJRT_LoadedExecutable_Delete_Args,
    PJRT_LoadedExecutable_Destroy_Args,
    PJRT_LoadedExecutable_Execute_Args,
    PJRT_LoadedExecutable_Fingerprint_Args,
    PJRT_LoadedExecutable_GetDeviceAssignment_Args,
    PJRT_LoadedExecutable_GetExecutable_Args,
    PJRT_LoadedExecutable_IsDeleted_Args,
    PJRT_LogicalDeviceIds,
    PJRT_Memory_AddressableByDevices_Args,
    PJRT_Memory_DebugString_Args,
    PJRT_Memory_FunctionTable,
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
    PJRT_TopologyDescription_PlatformName_Args,
    PJRT_TopologyDescription_PlatformVersion_Args,
    PJRT_TopologyDescription_Serialize_Args,
)
from pjrt_abi.support import (
    CALL,
    CALL_VOID,
    FunctionTable,
    array_in,
    array_out,
    bytes_in,
    bytes_out,
    function_address,
    grid_in,
    named_values_in,
    named_values_out,
    payload_visitor,
    pointer_out,
    pointers_out,
    ragged_out,
    release,
    structs_in,
    structs_out,
    text_out,
    texts_out,
)
from pjrt_abi.typed import (
    AsyncHostToDeviceTransferManagerPtr,
    AsyncTrackingEventPtr,
    BufferPtr,
    ClientPtr,
    CopyToDeviceStreamPtr,
    DeviceDescriptionPtr,
    DevicePtr,
    ErrorPtr,
    EventPtr,
    ExecutablePtr,
    ExecuteContextPtr,
    FulfillAliasBufferCallbackPtr,
    FunctionPointer,
    LoadedExecutablePtr,
    MemoryPtr,
    NamedValue,
    TopologyDescriptionPtr,
)


class ErrorFunctionTable(FunctionTable):
    """The vtable `PJRT_Error_FunctionTable`, with a method for each of its 4 functions."""

    TABLE = PJRT_Error_FunctionTable
    SLOTS = (
        ("PJRT_Error_FunctionTable_destroy", "destroy", CALL_VOID),
        ("PJRT_Error_FunctionTable_message", "message", CFUNCTYPE(None, c_void_p, c_void_p, c_void_p)),
        ("PJRT_Error_FunctionTable_get_code", "get_code", CFUNCTYPE(c_int, c_void_p)),
        ("PJRT_Error_FunctionTable_for_each_payload", "for_each_payload", CFUNCTYPE(None, c_void_p, c_void_p, c_void_p)),
    )
    PJRT_Error_FunctionTable_destroy: Any
    PJRT_Error_FunctionTable_message: Any
    PJRT_Error_FunctionTable_get_code: Any
    PJRT_Error_FunctionTable_for_each_payload: Any

    def destroy(self, error: ErrorPtr) -> None:
        """`PJRT_Error_FunctionTable_destroy`, slot 0."""
        self.PJRT_Error_FunctionTable_destroy(error)

    def message(self, error: ErrorPtr, message: int | None, message_size: int | None) -> None:
        """`PJRT_Error_FunctionTable_message`, slot 1."""
        self.PJRT_Error_FunctionTable_message(error, message, message_size)

    def get_code(self, error: ErrorPtr) -> PJRT_Error_Code:
        """`PJRT_Error_FunctionTable_get_code`, slot 2."""
        result: Any = self.PJRT_Error_FunctionTable_get_code(error)
        return PJRT_Error_Code(result)

    def for_each_payload(self, error: ErrorPtr, visitor: int | None, user_arg: int | None) -> None:
        """`PJRT_Error_FunctionTable_for_each_payload`, slot 3."""
        self.PJRT_Error_FunctionTable_for_each_payload(error, visitor, user_arg)


class MemoryFunctionTable(FunctionTable):
    """The vtable `PJRT_Memory_FunctionTable`, with a method for each of its 2 functions."""

    TABLE = PJRT_Memory_FunctionTable
    SLOTS = (
        ("PJRT_Memory_FunctionTable_get_user_data", "get_user_data", CFUNCTYPE(c_void_p, c_void_p, c_void_p)),
        ("PJRT_Memory_FunctionTable_set_user_data", "set_user_data", CFUNCTYPE(None, c_void_p, c_void_p, c_void_p, c_void_p)),
    )
    PJRT_Memory_FunctionTable_get_user_data: Any
    PJRT_Memory_FunctionTable_set_user_data: Any

    def get_user_data(self, memory: MemoryPtr, key: int | None) -> int:
        """`PJRT_Memory_FunctionTable_get_user_data`, slot 0."""
        result: Any = self.PJRT_Memory_FunctionTable_get_user_data(memory, key)
        return result or 0

    def set_user_data(self, memory: MemoryPtr, key: int | None, data: int | None, dtor: int | None) -> None:
        """`PJRT_Memory_FunctionTable_set_user_data`, slot 1."""
        self.PJRT_Memory_FunctionTable_set_user_data(memory, key, data, dtor)


class ClientBufferFromHostBuffer(NamedTuple):
    """What `PJRT_Client_BufferFromHostBuffer` tells."""

    done_with_host_buffer: EventPtr
    buffer: BufferPtr


class DeviceMemoryStats(NamedTuple):
    """What `PJRT_Device_MemoryStats` tells."""

    bytes_in_use: int
    peak_bytes_in_use: int | None
    num_allocs: int | None
    largest_alloc_size: int | None
    bytes_limit: int | None
    bytes_reserved: int | None
    peak_bytes_reserved: int | None
    bytes_reservable_limit: int | None
    largest_free_block_bytes: int | None
    pool_bytes: int | None
    peak_pool_bytes: int | None
    peak_allocated_bytes: int | None


class LoadedExecutableExecute(NamedTuple):
    """What `PJRT_LoadedExecutable_Execute` tells."""

    output_lists: list[list[BufferPtr]]
    device_complete_events: list[EventPtr]


class BufferToHostBuffer(NamedTuple):
    """What `PJRT_Buffer_ToHostBuffer` tells."""

    dst_size: int
    event: EventPtr


class ExecutableGetCompiledMemoryStats(NamedTuple):
    """What `PJRT_Executable_GetCompiledMemoryStats` tells."""

    generated_code_size_in_bytes: int
    argument_size_in_bytes: int
    output_size_in_bytes: int
    alias_size_in_bytes: int
    temp_size_in_bytes: int
    host_generated_code_size_in_bytes: int | None
    host_argument_size_in_bytes: int | None
    host_output_size_in_bytes: int | None
    host_alias_size_in_bytes: int | None
    host_temp_size_in_bytes: int | None
    peak_memory_in_bytes: int | None
    total_size_in_bytes: int | None
    total_allocation_bytes: int | None
    indefinite_allocations: int | None
    peak_unpadded_heap_bytes: int | None


class ClientCreateAliasBuffer(NamedTuple):
    """What `PJRT_Client_CreateAliasBuffer` tells."""

    alias_buffer: BufferPtr
    fulfill_alias_buffer_cb: FulfillAliasBufferCallbackPtr


class BufferCopyRawToHostFuture(NamedTuple):
    """What `PJRT_Buffer_CopyRawToHostFuture` tells."""

    event: EventPtr
    callback_data: int | None
    future_ready_callback: int | None


class BufferDonateWithControlDependency(NamedTuple):
    """What `PJRT_Buffer_DonateWithControlDependency` tells."""

    callback_data: int | None
    dependency_ready_callback: int | None
    out_buffer: BufferPtr


class Api(FunctionTable):
    """The function table `PJRT_Api`, with a method for each of its 138 functions."""

    TABLE = PJRT_Api
    MARKS = {
        "PJRT_LoadedExecutable_Fingerprint": "deprecated",
        "PJRT_Buffer_GetMemoryLayout": "deprecated",
    }
    GROWN = {
        "PJRT_Error_GetCode": PJRT_Error_GetCode_Args,
        "PJRT_Plugin_Attributes": PJRT_Plugin_Attributes_Args,
        "PJRT_Event_IsReady": PJRT_Event_IsReady_Args,
        "PJRT_Client_Create": PJRT_Client_Create_Args,
        "PJRT_Client_ProcessIndex": PJRT_Client_ProcessIndex_Args,
        "PJRT_DeviceDescription_Id": PJRT_DeviceDescription_Id_Args,
        "PJRT_DeviceDescription_ProcessIndex": PJRT_DeviceDescription_ProcessIndex_Args,
        "PJRT_Device_IsAddressable": PJRT_Device_IsAddressable_Args,
        "PJRT_Device_LocalHardwareId": PJRT_Device_LocalHardwareId_Args,
        "PJRT_Device_AddressableMemories": PJRT_Device_AddressableMemories_Args,
        "PJRT_Device_MemoryStats": PJRT_Device_MemoryStats_Args,
        "PJRT_Memory_Id": PJRT_Memory_Id_Args,
        "PJRT_LoadedExecutable_IsDeleted": PJRT_LoadedExecutable_IsDeleted_Args,
        "PJRT_Executable_DeserializeAndLoad": PJRT_Executable_DeserializeAndLoad_Args,
        "PJRT_Buffer_ElementType": PJRT_Buffer_ElementType_Args,
        "PJRT_Buffer_IsDeleted": PJRT_Buffer_IsDeleted_Args,
        "PJRT_Buffer_IsOnCpu": PJRT_Buffer_IsOnCpu_Args,
        "PJRT_Client_CreateViewOfDeviceBuffer": PJRT_Client_CreateViewOfDeviceBuffer_Args,
        "PJRT_Executable_GetCompiledMemoryStats": PJRT_Executable_GetCompiledMemoryStats_Args,
        "PJRT_Client_CreateErrorBuffer": PJRT_Client_CreateErrorBuffer_Args,
        "PJRT_Device_PoisonExecution": PJRT_Device_PoisonExecution_Args,
    }
    SLOTS = (
        ("PJRT_Error_Destroy", "PJRT_Error_Destroy", CALL_VOID),
        ("PJRT_Error_Message", "PJRT_Error_Message", CALL_VOID),
        ("PJRT_Error_GetCode", "PJRT_Error_GetCode", CALL),
        ("PJRT_Plugin_Initialize", "PJRT_Plugin_Initialize", CALL),
        ("PJRT_Plugin_Attributes", "PJRT_Plugin_Attributes", CALL),
        ("PJRT_Event_Destroy", "PJRT_Event_Destroy", CALL),
        ("PJRT_Event_IsReady", "PJRT_Event_IsReady", CALL),
        ("PJRT_Event_Error", "PJRT_Event_Error", CALL),
        ("PJRT_Event_Await", "PJRT_Event_Await", CALL),
        ("PJRT_Event_OnReady", "PJRT_Event_OnReady", CALL),
        ("PJRT_Client_Create", "PJRT_Client_Create", CALL),
        ("PJRT_Client_Destroy", "PJRT_Client_Destroy", CALL),
        ("PJRT_Client_PlatformName", "PJRT_Client_PlatformName", CALL),
        ("PJRT_Client_ProcessIndex", "PJRT_Client_ProcessIndex", CALL),
        ("PJRT_Client_PlatformVersion", "PJRT_Client_PlatformVersion", CALL),
        ("PJRT_Client_Devices", "PJRT_Client_Devices", CALL),
        ("PJRT_Client_AddressableDevices", "PJRT_Client_AddressableDevices", CALL),
        ("PJRT_Client_LookupDevice", "PJRT_Client_LookupDevice", CALL),
        ("PJRT_Client_LookupAddressableDevice", "PJRT_Client_LookupAddressableDevice", CALL),
        ("PJRT_Client_AddressableMemories", "PJRT_Client_AddressableMemories", CALL),
        ("PJRT_Client_Compile", "PJRT_Client_Compile", CALL),
        ("PJRT_Client_DefaultDeviceAssignment", "PJRT_Client_DefaultDeviceAssignment", CALL),
        ("PJRT_Client_BufferFromHostBuffer", "PJRT_Client_BufferFromHostBuffer", CALL),
        ("PJRT_DeviceDescription_Id", "PJRT_DeviceDescription_Id", CALL),
        ("PJRT_DeviceDescription_ProcessIndex", "PJRT_DeviceDescription_ProcessIndex", CALL),
        ("PJRT_DeviceDescription_Attributes", "PJRT_DeviceDescription_Attributes", CALL),
        ("PJRT_DeviceDescription_Kind", "PJRT_DeviceDescription_Kind", CALL),
        ("PJRT_DeviceDescription_DebugString", "PJRT_DeviceDescription_DebugString", CALL),
        ("PJRT_DeviceDescription_ToString", "PJRT_DeviceDescription_ToString", CALL),
        ("PJRT_Device_GetDescription", "PJRT_Device_GetDescription", CALL),
        ("PJRT_Device_IsAddressable", "PJRT_Device_IsAddressable", CALL),
        ("PJRT_Device_LocalHardwareId", "PJRT_Device_LocalHardwareId", CALL),
        ("PJRT_Device_AddressableMemories", "PJRT_Device_AddressableMemories", CALL),
        ("PJRT_Device_DefaultMemory", "PJRT_Device_DefaultMemory", CALL),
        ("PJRT_Device_MemoryStats", "PJRT_Device_MemoryStats", CALL),
        ("PJRT_Memory_Id", "PJRT_Memory_Id", CALL),
        ("PJRT_Memory_Kind", "PJRT_Memory_Kind", CALL),
        ("PJRT_Memory_DebugString", "PJRT_Memory_DebugString", CALL),
        ("PJRT_Memory_ToString", "PJRT_Memory_ToString", CALL),
        ("PJRT_Memory_AddressableByDevices", "PJRT_Memory_AddressableByDevices", CALL),
        ("PJRT_Executable_Destroy", "PJRT_Executable_Destroy", CALL),
        ("PJRT_Executable_Name", "PJRT_Executable_Name", CALL),
        ("PJRT_Executable_NumReplicas", "PJRT_Executable_NumReplicas", CALL),
        ("PJRT_Executable_NumPartitions", "PJRT_Executable_NumPartitions", CALL),
        ("PJRT_Executable_NumOutputs", "PJRT_Executable_NumOutputs", CALL),
        ("PJRT_Executable_SizeOfGeneratedCodeInBytes", "PJRT_Executable_SizeOfGeneratedCodeInBytes", CALL),
        ("PJRT_Executable_GetCostAnalysis", "PJRT_Executable_GetCostAnalysis", CALL),
        ("PJRT_Executable_OutputMemoryKinds", "PJRT_Executable_OutputMemoryKinds", CALL),
        ("PJRT_Executable_OptimizedProgram", "PJRT_Executable_OptimizedProgram", CALL),
        ("PJRT_Executable_Serialize", "PJRT_Executable_Serialize", CALL),
        ("PJRT_LoadedExecutable_Destroy", "PJRT_LoadedExecutable_Destroy", CALL),
        ("PJRT_LoadedExecutable_GetExecutable", "PJRT_LoadedExecutable_GetExecutable", CALL),
        ("PJRT_LoadedExecutable_AddressableDevices", "PJRT_LoadedExecutable_AddressableDevices", CALL),
        ("PJRT_LoadedExecutable_Delete", "PJRT_LoadedExecutable_Delete", CALL),
        ("PJRT_LoadedExecutable_IsDeleted", "PJRT_LoadedExecutable_IsDeleted", CALL),
        ("PJRT_LoadedExecutable_Execute", "PJRT_LoadedExecutable_Execute", CALL),
        ("PJRT_Executable_DeserializeAndLoad", "PJRT_Executable_DeserializeAndLoad", CALL),
        ("PJRT_LoadedExecutable_Fingerprint", "PJRT_LoadedExecutable_Fingerprint", CALL),
        ("PJRT_Buffer_Destroy", "PJRT_Buffer_Destroy", CALL),
        ("PJRT_Buffer_ElementType", "PJRT_Buffer_ElementType", CALL),
        ("PJRT_Buffer_Dimensions", "PJRT_Buffer_Dimensions", CALL),
        ("PJRT_Buffer_UnpaddedDimensions", "PJRT_Buffer_UnpaddedDimensions", CALL),
        ("PJRT_Buffer_DynamicDimensionIndices", "PJRT_Buffer_DynamicDimensionIndices", CALL),
        ("PJRT_Buffer_GetMemoryLayout", "PJRT_Buffer_GetMemoryLayout", CALL),
        ("PJRT_Buffer_OnDeviceSizeInBytes", "PJRT_Buffer_OnDeviceSizeInBytes", CALL),
        ("PJRT_Buffer_Device", "PJRT_Buffer_Device", CALL),
        ("PJRT_Buffer_Memory", "PJRT_Buffer_Memory", CALL),
        ("PJRT_Buffer_Delete", "PJRT_Buffer_Delete", CALL),
        ("PJRT_Buffer_IsDeleted", "PJRT_Buffer_IsDeleted", CALL),
        ("PJRT_Buffer_CopyToDevice", "PJRT_Buffer_CopyToDevice", CALL),
        ("PJRT_Buffer_ToHostBuffer", "PJRT_Buffer_ToHostBuffer", CALL),
        ("PJRT_Buffer_IsOnCpu", "PJRT_Buffer_IsOnCpu", CALL),
        ("PJRT_Buffer_ReadyEvent", "PJRT_Buffer_ReadyEvent", CALL),
        ("PJRT_Buffer_UnsafePointer", "PJRT_Buffer_UnsafePointer", CALL),
        ("PJRT_Buffer_IncreaseExternalReferenceCount", "PJRT_Buffer_IncreaseExternalReferenceCount", CALL),
        ("PJRT_Buffer_DecreaseExternalReferenceCount", "PJRT_Buffer_DecreaseExternalReferenceCount", CALL),
        ("PJRT_Buffer_OpaqueDeviceMemoryDataPointer", "PJRT_Buffer_OpaqueDeviceMemoryDataPointer", CALL),
        ("PJRT_CopyToDeviceStream_Destroy", "PJRT_CopyToDeviceStream_Destroy", CALL),
        ("PJRT_CopyToDeviceStream_AddChunk", "PJRT_CopyToDeviceStream_AddChunk", CALL),
        ("PJRT_CopyToDeviceStream_TotalBytes", "PJRT_CopyToDeviceStream_TotalBytes", CALL),
        ("PJRT_CopyToDeviceStream_GranuleSize", "PJRT_CopyToDeviceStream_GranuleSize", CALL),
        ("PJRT_CopyToDeviceStream_CurrentBytes", "PJRT_CopyToDeviceStream_CurrentBytes", CALL),
        ("PJRT_TopologyDescription_Create", "PJRT_TopologyDescription_Create", CALL),
        ("PJRT_TopologyDescription_Destroy", "PJRT_TopologyDescription_Destroy", CALL),
        ("PJRT_TopologyDescription_PlatformName", "PJRT_TopologyDescription_PlatformName", CALL),
        ("PJRT_TopologyDescription_PlatformVersion", "PJRT_TopologyDescription_PlatformVersion", CALL),
        ("PJRT_TopologyDescription_GetDeviceDescriptions", "PJRT_TopologyDescription_GetDeviceDescriptions", CALL),
        ("PJRT_TopologyDescription_Serialize", "PJRT_TopologyDescription_Serialize", CALL),
        ("PJRT_TopologyDescription_Attributes", "PJRT_TopologyDescription_Attributes", CALL),
        ("PJRT_Compile", "PJRT_Compile", CALL),
        ("PJRT_Executable_OutputElementTypes", "PJRT_Executable_OutputElementTypes", CALL),
        ("PJRT_Executable_OutputDimensions", "PJRT_Executable_OutputDimensions", CALL),
        ("PJRT_Buffer_CopyToMemory", "PJRT_Buffer_CopyToMemory", CALL),
        ("PJRT_Client_CreateViewOfDeviceBuffer", "PJRT_Client_CreateViewOfDeviceBuffer", CALL),
        ("PJRT_Executable_Fingerprint", "PJRT_Executable_Fingerprint", CALL),
        ("PJRT_Client_TopologyDescription", "PJRT_Client_TopologyDescription", CALL),
        ("PJRT_Executable_GetCompiledMemoryStats", "PJRT_Executable_GetCompiledMemoryStats", CALL),
        ("PJRT_Memory_Kind_Id", "PJRT_Memory_Kind_Id", CALL),
        ("PJRT_ExecuteContext_Create", "PJRT_ExecuteContext_Create", CALL),
        ("PJRT_ExecuteContext_Destroy", "PJRT_ExecuteContext_Destroy", CALL),
        ("PJRT_Buffer_CopyRawToHost", "PJRT_Buffer_CopyRawToHost", CALL),
        ("PJRT_AsyncHostToDeviceTransferManager_Destroy", "PJRT_AsyncHostToDeviceTransferManager_Destroy", CALL),
        ("PJRT_AsyncHostToDeviceTransferManager_TransferData", "PJRT_AsyncHostToDeviceTransferManager_TransferData", CALL),
        ("PJRT_Client_CreateBuffersForAsyncHostToDevice", "PJRT_Client_CreateBuffersForAsyncHostToDevice", CALL),
        ("PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer", "PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer", CALL),
        ("PJRT_AsyncHostToDeviceTransferManager_Device", "PJRT_AsyncHostToDeviceTransferManager_Device", CALL),
        ("PJRT_AsyncHostToDeviceTransferManager_BufferCount", "PJRT_AsyncHostToDeviceTransferManager_BufferCount", CALL),
        ("PJRT_AsyncHostToDeviceTransferManager_BufferSize", "PJRT_AsyncHostToDeviceTransferManager_BufferSize", CALL),
        ("PJRT_AsyncHostToDeviceTransferManager_SetBufferError", "PJRT_AsyncHostToDeviceTransferManager_SetBufferError", CALL),
        ("PJRT_AsyncHostToDeviceTransferManager_AddMetadata", "PJRT_AsyncHostToDeviceTransferManager_AddMetadata", CALL),
        ("PJRT_Client_DmaMap", "PJRT_Client_DmaMap", CALL),
        ("PJRT_Client_DmaUnmap", "PJRT_Client_DmaUnmap", CALL),
        ("PJRT_Client_CreateUninitializedBuffer", "PJRT_Client_CreateUninitializedBuffer", CALL),
        ("PJRT_Client_UpdateGlobalProcessInfo", "PJRT_Client_UpdateGlobalProcessInfo", CALL),
        ("PJRT_TopologyDescription_Deserialize", "PJRT_TopologyDescription_Deserialize", CALL),
        ("PJRT_Client_CreateAliasBuffer", "PJRT_Client_CreateAliasBuffer", CALL),
        ("PJRT_Client_FulfillAliasBuffer", "PJRT_Client_FulfillAliasBuffer", CALL),
        ("PJRT_LoadedExecutable_GetDeviceAssignment", "PJRT_LoadedExecutable_GetDeviceAssignment", CALL),
        ("PJRT_Client_CreateErrorBuffer", "PJRT_Client_CreateErrorBuffer", CALL),
        ("PJRT_AsyncHostToDeviceTransferManager_TransferLiteral", "PJRT_AsyncHostToDeviceTransferManager_TransferLiteral", CALL),
        ("PJRT_Buffer_CopyRawToHostFuture", "PJRT_Buffer_CopyRawToHostFuture", CALL),
        ("PJRT_Device_PoisonExecution", "PJRT_Device_PoisonExecution", CALL),
        ("PJRT_Device_CreateAsyncTrackingEvent", "PJRT_Device_CreateAsyncTrackingEvent", CALL),
        ("PJRT_AsyncTrackingEvent_Destroy", "PJRT_AsyncTrackingEvent_Destroy", CALL),
        ("PJRT_Executable_GetCompileOptions", "PJRT_Executable_GetCompileOptions", CALL),
        ("PJRT_Buffer_DonateWithControlDependency", "PJRT_Buffer_DonateWithControlDependency", CALL),
        ("PJRT_Event_Create", "PJRT_Event_Create", CALL),
        ("PJRT_Event_Set", "PJRT_Event_Set", CALL),
        ("PJRT_Device_GetAttributes", "PJRT_Device_GetAttributes", CALL),
        ("PJRT_Client_Load", "PJRT_Client_Load", CALL),
        ("PJRT_LoadedExecutable_AddressableDeviceLogicalIds", "PJRT_LoadedExecutable_AddressableDeviceLogicalIds", CALL),
        ("PJRT_Buffer_Bitcast", "PJRT_Buffer_Bitcast", CALL),
        ("PJRT_Error_ForEachPayload", "PJRT_Error_ForEachPayload", CALL),
        ("PJRT_TopologyDescription_Fingerprint", "PJRT_TopologyDescription_Fingerprint", CALL),
        ("PJRT_Executable_ParameterMemoryKinds", "PJRT_Executable_ParameterMemoryKinds", CALL),
        ("PJRT_Device_ClearMemoryStats", "PJRT_Device_ClearMemoryStats", CALL),
        ("PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace", "PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace", CALL),
        ("PJRT_TopologyDescription_GetMemorySpaceKindIds", "PJRT_TopologyDescription_GetMemorySpaceKindIds", CALL),
    )
    PJRT_Error_Destroy: Any
    PJRT_Error_Message: Any
    PJRT_Error_GetCode: Any
    PJRT_Plugin_Initialize: Any
    PJRT_Plugin_Attributes: Any
    PJRT_Event_Destroy: Any
    PJRT_Event_IsReady: Any
    PJRT_Event_Error: Any
    PJRT_Event_Await: Any
    PJRT_Event_OnReady: Any
    PJRT_Client_Create: Any
    PJRT_Client_Destroy: Any
    PJRT_Client_PlatformName: Any
    PJRT_Client_ProcessIndex: Any
    PJRT_Client_PlatformVersion: Any
    PJRT_Client_Devices: Any
    PJRT_Client_AddressableDevices: Any
    PJRT_Client_LookupDevice: Any
    PJRT_Client_LookupAddressableDevice: Any
    PJRT_Client_AddressableMemories: Any
    PJRT_Client_Compile: Any
    PJRT_Client_DefaultDeviceAssignment: Any
    PJRT_Client_BufferFromHostBuffer: Any
    PJRT_DeviceDescription_Id: Any
    PJRT_DeviceDescription_ProcessIndex: Any
    PJRT_DeviceDescription_Attributes: Any
    PJRT_DeviceDescription_Kind: Any
    PJRT_DeviceDescription_DebugString: Any
    PJRT_DeviceDescription_ToString: Any
    PJRT_Device_GetDescription: Any
    PJRT_Device_IsAddressable: Any
    PJRT_Device_LocalHardwareId: Any
    PJRT_Device_AddressableMemories: Any
    PJRT_Device_DefaultMemory: Any
    PJRT_Device_MemoryStats: Any
    PJRT_Memory_Id: Any
    PJRT_Memory_Kind: Any
    PJRT_Memory_DebugString: Any
    PJRT_Memory_ToString: Any
    PJRT_Memory_AddressableByDevices: Any
    PJRT_Executable_Destroy: Any
    PJRT_Executable_Name: Any
    PJRT_Executable_NumReplicas: Any
    PJRT_Executable_NumPartitions: Any
    PJRT_Executable_NumOutputs: Any
    PJRT_Executable_SizeOfGeneratedCodeInBytes: Any
    PJRT_Executable_GetCostAnalysis: Any
    PJRT_Executable_OutputMemoryKinds: Any
    PJRT_Executable_OptimizedProgram: Any
    PJRT_Executable_Serialize: Any
    PJRT_LoadedExecutable_Destroy: Any
    PJRT_LoadedExecutable_GetExecutable: Any
    PJRT_LoadedExecutable_AddressableDevices: Any
    PJRT_LoadedExecutable_Delete: Any
    PJRT_LoadedExecutable_IsDeleted: Any
    PJRT_LoadedExecutable_Execute: Any
    PJRT_Executable_DeserializeAndLoad: Any
    PJRT_LoadedExecutable_Fingerprint: Any
    PJRT_Buffer_Destroy: Any
    PJRT_Buffer_ElementType: Any
    PJRT_Buffer_Dimensions: Any
    PJRT_Buffer_UnpaddedDimensions: Any
    PJRT_Buffer_DynamicDimensionIndices: Any
    PJRT_Buffer_GetMemoryLayout: Any
    PJRT_Buffer_OnDeviceSizeInBytes: Any
    PJRT_Buffer_Device: Any
    PJRT_Buffer_Memory: Any
    PJRT_Buffer_Delete: Any
    PJRT_Buffer_IsDeleted: Any
    PJRT_Buffer_CopyToDevice: Any
    PJRT_Buffer_ToHostBuffer: Any
    PJRT_Buffer_IsOnCpu: Any
    PJRT_Buffer_ReadyEvent: Any
    PJRT_Buffer_UnsafePointer: Any
    PJRT_Buffer_IncreaseExternalReferenceCount: Any
    PJRT_Buffer_DecreaseExternalReferenceCount: Any
    PJRT_Buffer_OpaqueDeviceMemoryDataPointer: Any
    PJRT_CopyToDeviceStream_Destroy: Any
    PJRT_CopyToDeviceStream_AddChunk: Any
    PJRT_CopyToDeviceStream_TotalBytes: Any
    PJRT_CopyToDeviceStream_GranuleSize: Any
    PJRT_CopyToDeviceStream_CurrentBytes: Any
    PJRT_TopologyDescription_Create: Any
    PJRT_TopologyDescription_Destroy: Any
    PJRT_TopologyDescription_PlatformName: Any
    PJRT_TopologyDescription_PlatformVersion: Any
    PJRT_TopologyDescription_GetDeviceDescriptions: Any
    PJRT_TopologyDescription_Serialize: Any
    PJRT_TopologyDescription_Attributes: Any
    PJRT_Compile: Any
    PJRT_Executable_OutputElementTypes: Any
    PJRT_Executable_OutputDimensions: Any
    PJRT_Buffer_CopyToMemory: Any
    PJRT_Client_CreateViewOfDeviceBuffer: Any
    PJRT_Executable_Fingerprint: Any
    PJRT_Client_TopologyDescription: Any
    PJRT_Executable_GetCompiledMemoryStats: Any
    PJRT_Memory_Kind_Id: Any
    PJRT_ExecuteContext_Create: Any
    PJRT_ExecuteContext_Destroy: Any
    PJRT_Buffer_CopyRawToHost: Any
    PJRT_AsyncHostToDeviceTransferManager_Destroy: Any
    PJRT_AsyncHostToDeviceTransferManager_TransferData: Any
    PJRT_Client_CreateBuffersForAsyncHostToDevice: Any
    PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer: Any
    PJRT_AsyncHostToDeviceTransferManager_Device: Any
    PJRT_AsyncHostToDeviceTransferManager_BufferCount: Any
    PJRT_AsyncHostToDeviceTransferManager_BufferSize: Any
    PJRT_AsyncHostToDeviceTransferManager_SetBufferError: Any
    PJRT_AsyncHostToDeviceTransferManager_AddMetadata: Any
    PJRT_Client_DmaMap: Any
    PJRT_Client_DmaUnmap: Any
    PJRT_Client_CreateUninitializedBuffer: Any
    PJRT_Client_UpdateGlobalProcessInfo: Any
    PJRT_TopologyDescription_Deserialize: Any
    PJRT_Client_CreateAliasBuffer: Any
    PJRT_Client_FulfillAliasBuffer: Any
    PJRT_LoadedExecutable_GetDeviceAssignment: Any
    PJRT_Client_CreateErrorBuffer: Any
    PJRT_AsyncHostToDeviceTransferManager_TransferLiteral: Any
    PJRT_Buffer_CopyRawToHostFuture: Any
    PJRT_Device_PoisonExecution: Any
    PJRT_Device_CreateAsyncTrackingEvent: Any
    PJRT_AsyncTrackingEvent_Destroy: Any
    PJRT_Executable_GetCompileOptions: Any
    PJRT_Buffer_DonateWithControlDependency: Any
    PJRT_Event_Create: Any
    PJRT_Event_Set: Any
    PJRT_Device_GetAttributes: Any
    PJRT_Client_Load: Any
    PJRT_LoadedExecutable_AddressableDeviceLogicalIds: Any
    PJRT_Buffer_Bitcast: Any
    PJRT_Error_ForEachPayload: Any
    PJRT_TopologyDescription_Fingerprint: Any
    PJRT_Executable_ParameterMemoryKinds: Any
    PJRT_Device_ClearMemoryStats: Any
    PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace: Any
    PJRT_TopologyDescription_GetMemorySpaceKindIds: Any

    @property
    def version(self) -> tuple[int, int]:
        """The API version that the plugin states: (major, minor)."""
        stated = PJRT_Api.from_address(self.address).pjrt_api_version
        return stated.major_version, stated.minor_version

    def read_error(self, function: str, error: int) -> PjrtError:
        """What a failed call returned, as an exception; the error itself is destroyed."""
        try:
            message = self.error_message(ErrorPtr(error))
            code = self.error_get_code(ErrorPtr(error))
            payloads: dict[str, bytes] = {}
            if self.has("PJRT_Error_ForEachPayload"):
                with payload_visitor(payloads) as (visitor, token):
                    self.error_for_each_payload(ErrorPtr(error), visitor, user_arg=token)
            return error_of(code, message, function, payloads)
        finally:
            self.error_destroy(ErrorPtr(error))

    def _discard(self, error: int) -> None:
        """Destroys an error that came up while another one was read."""
        self.error_destroy(ErrorPtr(error))

    def error_destroy(self, error: ErrorPtr) -> None:
        """`PJRT_Error_Destroy`, slot 0."""
        a = PJRT_Error_Destroy_Args()
        a.struct_size = PJRT_Error_Destroy_Args.STRUCT_SIZE
        a.error = error
        self.PJRT_Error_Destroy(addressof(a))

    def error_message(self, error: ErrorPtr) -> str:
        """`PJRT_Error_Message`, slot 1."""
        a = PJRT_Error_Message_Args()
        a.struct_size = PJRT_Error_Message_Args.STRUCT_SIZE
        a.error = error
        self.PJRT_Error_Message(addressof(a))
        return text_out(a.message, a.message_size)

    def error_get_code(self, error: ErrorPtr) -> PJRT_Error_Code:
        """`PJRT_Error_GetCode`, slot 2."""
        a = PJRT_Error_GetCode_Args()
        a.struct_size = PJRT_Error_GetCode_Args.STRUCT_SIZE
        a.error = error
        error = self.PJRT_Error_GetCode(addressof(a))
        if error:
            self._discard(error)
        return PJRT_Error_Code(a.code)

    def plugin_initialize(self) -> None:
        """`PJRT_Plugin_Initialize`, slot 3."""
        a = PJRT_Plugin_Initialize_Args()
        a.struct_size = PJRT_Plugin_Initialize_Args.STRUCT_SIZE
        error = self.PJRT_Plugin_Initialize(addressof(a))
        if error:
            self._fail("PJRT_Plugin_Initialize", error)

    def plugin_attributes(self) -> dict[str, NamedValue]:
        """`PJRT_Plugin_Attributes`, slot 4."""
        a = PJRT_Plugin_Attributes_Args()
        a.struct_size = PJRT_Plugin_Attributes_Args.STRUCT_SIZE
        error = self.PJRT_Plugin_Attributes(addressof(a))
        if error:
            self._fail("PJRT_Plugin_Attributes", error)
        return named_values_out(a.attributes, a.num_attributes)

    def event_destroy(self, event: EventPtr) -> None:
        """`PJRT_Event_Destroy`, slot 5."""
        a = PJRT_Event_Destroy_Args()
        a.struct_size = PJRT_Event_Destroy_Args.STRUCT_SIZE
        a.event = event
        error = self.PJRT_Event_Destroy(addressof(a))
        if error:
            self._fail("PJRT_Event_Destroy", error)

    def event_is_ready(self, event: EventPtr) -> bool:
        """`PJRT_Event_IsReady`, slot 6."""
        a = PJRT_Event_IsReady_Args()
        a.struct_size = PJRT_Event_IsReady_Args.STRUCT_SIZE
        a.event = event
        error = self.PJRT_Event_IsReady(addressof(a))
        if error:
            self._fail("PJRT_Event_IsReady", error)
        return a.is_ready

    def event_error(self, event: EventPtr) -> None:
        """`PJRT_Event_Error`, slot 7."""
        a = PJRT_Event_Error_Args()
        a.struct_size = PJRT_Event_Error_Args.STRUCT_SIZE
        a.event = event
        error = self.PJRT_Event_Error(addressof(a))
        if error:
            self._fail("PJRT_Event_Error", error)

    def event_await(self, event: EventPtr) -> None:
        """`PJRT_Event_Await`, slot 8."""
        a = PJRT_Event_Await_Args()
        a.struct_size = PJRT_Event_Await_Args.STRUCT_SIZE
        a.event = event
        error = self.PJRT_Event_Await(addressof(a))
        if error:
            self._fail("PJRT_Event_Await", error)

    def event_on_ready(
        self,
        event: EventPtr,
        callback: FunctionPointer,
        *,
        user_arg: int | None = None,
    ) -> None:
        """`PJRT_Event_OnReady`, slot 9."""
        a = PJRT_Event_OnReady_Args()
        a.struct_size = PJRT_Event_OnReady_Args.STRUCT_SIZE
        a.event = event
        a.callback = function_address(callback)
        a.user_arg = user_arg
        error = self.PJRT_Event_OnReady(addressof(a))
        if error:
            self._fail("PJRT_Event_OnReady", error)

    def client_create(
        self,
        *,
        create_options: Mapping[str, NamedValue] | None = None,
        kv_get_callback: FunctionPointer = None,
        kv_get_user_arg: int | None = None,
        kv_put_callback: FunctionPointer = None,
        kv_put_user_arg: int | None = None,
        kv_try_get_callback: FunctionPointer = None,
        kv_try_get_user_arg: int | None = None,
    ) -> ClientPtr:
        """`PJRT_Client_Create`, slot 10. The caller owns: client."""
        a = PJRT_Client_Create_Args()
        a.struct_size = PJRT_Client_Create_Args.STRUCT_SIZE
        keep_create_options, a.create_options, a.num_options = named_values_in(create_options)
        a.kv_get_callback = function_address(kv_get_callback)
        a.kv_get_user_arg = kv_get_user_arg
        a.kv_put_callback = function_address(kv_put_callback)
        a.kv_put_user_arg = kv_put_user_arg
        a.kv_try_get_callback = function_address(kv_try_get_callback)
        a.kv_try_get_user_arg = kv_try_get_user_arg
        error = self.PJRT_Client_Create(addressof(a))
        if error:
            self._fail("PJRT_Client_Create", error)
        return ClientPtr(pointer_out(a.client, "PJRT_Client_Create.client"))

    def client_destroy(self, client: ClientPtr) -> None:
        """`PJRT_Client_Destroy`, slot 11."""
        a = PJRT_Client_Destroy_Args()
        a.struct_size = PJRT_Client_Destroy_Args.STRUCT_SIZE
        a.client = client
        error = self.PJRT_Client_Destroy(addressof(a))
        if error:
            self._fail("PJRT_Client_Destroy", error)

    def client_platform_name(self, client: ClientPtr) -> str:
        """`PJRT_Client_PlatformName`, slot 12."""
        a = PJRT_Client_PlatformName_Args()
        a.struct_size = PJRT_Client_PlatformName_Args.STRUCT_SIZE
        a.client = client
        error = self.PJRT_Client_PlatformName(addressof(a))
        if error:
            self._fail("PJRT_Client_PlatformName", error)
        return text_out(a.platform_name, a.platform_name_size)

    def client_process_index(self, client: ClientPtr) -> int:
        """`PJRT_Client_ProcessIndex`, slot 13."""
        a = PJRT_Client_ProcessIndex_Args()
        a.struct_size = PJRT_Client_ProcessIndex_Args.STRUCT_SIZE
        a.client = client
        error = self.PJRT_Client_ProcessIndex(addressof(a))
        if error:
            self._fail("PJRT_Client_ProcessIndex", error)
        return a.process_index

    def client_platform_version(self, client: ClientPtr) -> str:
        """`PJRT_Client_PlatformVersion`, slot 14."""
        a = PJRT_Client_PlatformVersion_Args()
        a.struct_size = PJRT_Client_PlatformVersion_Args.STRUCT_SIZE
        a.client = client
        error = self.PJRT_Client_PlatformVersion(addressof(a))
        if error:
            self._fail("PJRT_Client_PlatformVersion", error)
        return text_out(a.platform_version, a.platform_version_size)

    def client_devices(self, client: ClientPtr) -> list[DevicePtr]:
        """`PJRT_Client_Devices`, slot 15. Borrowed: devices."""
        a = PJRT_Client_Devices_Args()
        a.struct_size = PJRT_Client_Devices_Args.STRUCT_SIZE
        a.client = client
        error = self.PJRT_Client_Devices(addressof(a))
        if error:
            self._fail("PJRT_Client_Devices", error)
        return [DevicePtr(p) for p in pointers_out(a.devices, a.num_devices)]

    def client_addressable_devices(self, client: ClientPtr) -> list[DevicePtr]:
        """`PJRT_Client_AddressableDevices`, slot 16. Borrowed: addressable_devices."""
        a = PJRT_Client_AddressableDevices_Args()
        a.struct_size = PJRT_Client_AddressableDevices_Args.STRUCT_SIZE
        a.client = client
        error = self.PJRT_Client_AddressableDevices(addressof(a))
        if error:
            self._fail("PJRT_Client_AddressableDevices", error)
        return [DevicePtr(p) for p in pointers_out(a.addressable_devices, a.num_addressable_devices)]

    def client_lookup_device(self, client: ClientPtr, id: int) -> DevicePtr:
        """`PJRT_Client_LookupDevice`, slot 17. Borrowed: device."""
        a = PJRT_Client_LookupDevice_Args()
        a.struct_size = PJRT_Client_LookupDevice_Args.STRUCT_SIZE
        a.client = client
        a.id = id
        error = self.PJRT_Client_LookupDevice(addressof(a))
        if error:
            self._fail("PJRT_Client_LookupDevice", error)
        return DevicePtr(pointer_out(a.device, "PJRT_Client_LookupDevice.device"))

    def client_lookup_addressable_device(self, client: ClientPtr, local_hardware_id: int) -> DevicePtr:
        """`PJRT_Client_LookupAddressableDevice`, slot 18. Borrowed: addressable_device."""
        a = PJRT_Client_LookupAddressableDevice_Args()
        a.struct_size = PJRT_Client_LookupAddressableDevice_Args.STRUCT_SIZE
        a.client = client
        a.local_hardware_id = local_hardware_id
        error = self.PJRT_Client_LookupAddressableDevice(addressof(a))
        if error:
            self._fail("PJRT_Client_LookupAddressableDevice", error)
        return DevicePtr(pointer_out(a.addressable_device, "PJRT_Client_LookupAddressableDevice.addressable_device"))

    def client_addressable_memories(self, client: ClientPtr) -> list[MemoryPtr]:
        """`PJRT_Client_AddressableMemories`, slot 19. Borrowed: addressable_memories."""
        a = PJRT_Client_AddressableMemories_Args()
        a.struct_size = PJRT_Client_AddressableMemories_Args.STRUCT_SIZE
        a.client = client
        error = self.PJRT_Client_AddressableMemories(addressof(a))
        if error:
            self._fail("PJRT_Client_AddressableMemories", error)
        return [MemoryPtr(p) for p in pointers_out(a.addressable_memories, a.num_addressable_memories)]

    def client_compile(
        self,
        client: ClientPtr,
        program: PJRT_Program,
        compile_options: str | bytes,
    ) -> LoadedExecutablePtr:
        """`PJRT_Client_Compile`, slot 20. The caller owns: executable."""
        a = PJRT_Client_Compile_Args()
        a.struct_size = PJRT_Client_Compile_Args.STRUCT_SIZE
        a.client = client
        a.program = addressof(program)
        keep_compile_options, a.compile_options, a.compile_options_size = bytes_in(compile_options)
        error = self.PJRT_Client_Compile(addressof(a))
        if error:
            self._fail("PJRT_Client_Compile", error)
        return LoadedExecutablePtr(pointer_out(a.executable, "PJRT_Client_Compile.executable"))

    def client_default_device_assignment(
        self,
        client: ClientPtr,
        num_replicas: int,
        num_partitions: int,
        default_assignment_size: int,
    ) -> list[int]:
        """`PJRT_Client_DefaultDeviceAssignment`, slot 21."""
        a = PJRT_Client_DefaultDeviceAssignment_Args()
        a.struct_size = PJRT_Client_DefaultDeviceAssignment_Args.STRUCT_SIZE
        a.client = client
        a.num_replicas = num_replicas
        a.num_partitions = num_partitions
        default_assignment = (c_int * default_assignment_size)()
        a.default_assignment = addressof(default_assignment)
        a.default_assignment_size = default_assignment_size
        error = self.PJRT_Client_DefaultDeviceAssignment(addressof(a))
        if error:
            self._fail("PJRT_Client_DefaultDeviceAssignment", error)
        return list(default_assignment)

    def client_buffer_from_host_buffer(
        self,
        client: ClientPtr,
        data: int | None,
        type: PJRT_Buffer_Type,
        dims: Sequence[int],
        host_buffer_semantics: PJRT_HostBufferSemantics,
        *,
        byte_strides: Sequence[int] = (),
        device: DevicePtr | None = None,
        memory: MemoryPtr | None = None,
        device_layout: PJRT_Buffer_MemoryLayout | None = None,
    ) -> ClientBufferFromHostBuffer:
        """`PJRT_Client_BufferFromHostBuffer`, slot 22. The caller owns: done_with_host_buffer, buffer."""
        a = PJRT_Client_BufferFromHostBuffer_Args()
        a.struct_size = PJRT_Client_BufferFromHostBuffer_Args.STRUCT_SIZE
        a.client = client
        a.data = data
        a.type = type
        keep_dims, a.dims, a.num_dims = array_in(c_int64, dims)
        keep_byte_strides, a.byte_strides, a.num_byte_strides = array_in(c_int64, byte_strides)
        a.host_buffer_semantics = host_buffer_semantics
        a.device = device
        a.memory = memory
        a.device_layout = None if device_layout is None else addressof(device_layout)
        error = self.PJRT_Client_BufferFromHostBuffer(addressof(a))
        if error:
            self._fail("PJRT_Client_BufferFromHostBuffer", error)
        return ClientBufferFromHostBuffer(EventPtr(pointer_out(a.done_with_host_buffer, "PJRT_Client_BufferFromHostBuffer.done_with_host_buffer")), BufferPtr(pointer_out(a.buffer, "PJRT_Client_BufferFromHostBuffer.buffer")))

    def device_description_id(self, device_description: DeviceDescriptionPtr) -> int:
        """`PJRT_DeviceDescription_Id`, slot 23."""
        a = PJRT_DeviceDescription_Id_Args()
        a.struct_size = PJRT_DeviceDescription_Id_Args.STRUCT_SIZE
        a.device_description = device_description
        error = self.PJRT_DeviceDescription_Id(addressof(a))
        if error:
            self._fail("PJRT_DeviceDescription_Id", error)
        return a.id

    def device_description_process_index(self, device_description: DeviceDescriptionPtr) -> int:
        """`PJRT_DeviceDescription_ProcessIndex`, slot 24."""
        a = PJRT_DeviceDescription_ProcessIndex_Args()
        a.struct_size = PJRT_DeviceDescription_ProcessIndex_Args.STRUCT_SIZE
        a.device_description = device_description
        error = self.PJRT_DeviceDescription_ProcessIndex(addressof(a))
        if error:
            self._fail("PJRT_DeviceDescription_ProcessIndex", error)
        return a.process_index

    def device_description_attributes(
        self,
        device_description: DeviceDescriptionPtr,
    ) -> dict[str, NamedValue]:
        """`PJRT_DeviceDescription_Attributes`, slot 25."""
        a = PJRT_DeviceDescription_Attributes_Args()
        a.struct_size = PJRT_DeviceDescription_Attributes_Args.STRUCT_SIZE
        a.device_description = device_description
        error = self.PJRT_DeviceDescription_Attributes(addressof(a))
        if error:
            self._fail("PJRT_DeviceDescription_Attributes", error)
        return named_values_out(a.attributes, a.num_attributes)

    def device_description_kind(self, device_description: DeviceDescriptionPtr) -> str:
        """`PJRT_DeviceDescription_Kind`, slot 26."""
        a = PJRT_DeviceDescription_Kind_Args()
        a.struct_size = PJRT_DeviceDescription_Kind_Args.STRUCT_SIZE
        a.device_description = device_description
        error = self.PJRT_DeviceDescription_Kind(addressof(a))
        if error:
            self._fail("PJRT_DeviceDescription_Kind", error)
        return text_out(a.device_kind, a.device_kind_size)

    def device_description_debug_string(self, device_description: DeviceDescriptionPtr) -> str:
        """`PJRT_DeviceDescription_DebugString`, slot 27."""
        a = PJRT_DeviceDescription_DebugString_Args()
        a.struct_size = PJRT_DeviceDescription_DebugString_Args.STRUCT_SIZE
        a.device_description = device_description
        error = self.PJRT_DeviceDescription_DebugString(addressof(a))
        if error:
            self._fail("PJRT_DeviceDescription_DebugString", error)
        return text_out(a.debug_string, a.debug_string_size)

    def device_description_to_string(self, device_description: DeviceDescriptionPtr) -> str:
        """`PJRT_DeviceDescription_ToString`, slot 28."""
        a = PJRT_DeviceDescription_ToString_Args()
        a.struct_size = PJRT_DeviceDescription_ToString_Args.STRUCT_SIZE
        a.device_description = device_description
        error = self.PJRT_DeviceDescription_ToString(addressof(a))
        if error:
            self._fail("PJRT_DeviceDescription_ToString", error)
        return text_out(a.to_string, a.to_string_size)

    def device_get_description(self, device: DevicePtr) -> DeviceDescriptionPtr:
        """`PJRT_Device_GetDescription`, slot 29. Borrowed: device_description."""
        a = PJRT_Device_GetDescription_Args()
        a.struct_size = PJRT_Device_GetDescription_Args.STRUCT_SIZE
        a.device = device
        error = self.PJRT_Device_GetDescription(addressof(a))
        if error:
            self._fail("PJRT_Device_GetDescription", error)
        return DeviceDescriptionPtr(pointer_out(a.device_description, "PJRT_Device_GetDescription.device_description"))

    def device_is_addressable(self, device: DevicePtr) -> bool:
        """`PJRT_Device_IsAddressable`, slot 30."""
        a = PJRT_Device_IsAddressable_Args()
        a.struct_size = PJRT_Device_IsAddressable_Args.STRUCT_SIZE
        a.device = device
        error = self.PJRT_Device_IsAddressable(addressof(a))
        if error:
            self._fail("PJRT_Device_IsAddressable", error)
        return a.is_addressable

    def device_local_hardware_id(self, device: DevicePtr) -> int:
        """`PJRT_Device_LocalHardwareId`, slot 31."""
        a = PJRT_Device_LocalHardwareId_Args()
        a.struct_size = PJRT_Device_LocalHardwareId_Args.STRUCT_SIZE
        a.device = device
        error = self.PJRT_Device_LocalHardwareId(addressof(a))
        if error:
            self._fail("PJRT_Device_LocalHardwareId", error)
        return a.local_hardware_id

    def device_addressable_memories(self, device: DevicePtr) -> list[MemoryPtr]:
        """`PJRT_Device_AddressableMemories`, slot 32. Borrowed: memories."""
        a = PJRT_Device_AddressableMemories_Args()
        a.struct_size = PJRT_Device_AddressableMemories_Args.STRUCT_SIZE
        a.device = device
        error = self.PJRT_Device_AddressableMemories(addressof(a))
        if error:
            self._fail("PJRT_Device_AddressableMemories", error)
        return [MemoryPtr(p) for p in pointers_out(a.memories, a.num_memories)]

    def device_default_memory(self, device: DevicePtr) -> MemoryPtr:
        """`PJRT_Device_DefaultMemory`, slot 33. Borrowed: memory."""
        a = PJRT_Device_DefaultMemory_Args()
        a.struct_size = PJRT_Device_DefaultMemory_Args.STRUCT_SIZE
        a.device = device
        error = self.PJRT_Device_DefaultMemory(addressof(a))
        if error:
            self._fail("PJRT_Device_DefaultMemory", error)
        return MemoryPtr(pointer_out(a.memory, "PJRT_Device_DefaultMemory.memory"))

    def device_memory_stats(self, device: DevicePtr) -> DeviceMemoryStats:
        """`PJRT_Device_MemoryStats`, slot 34."""
        a = PJRT_Device_MemoryStats_Args()
        a.struct_size = PJRT_Device_MemoryStats_Args.STRUCT_SIZE
        a.device = device
        error = self.PJRT_Device_MemoryStats(addressof(a))
        if error:
            self._fail("PJRT_Device_MemoryStats", error)
        return DeviceMemoryStats(a.bytes_in_use, a.peak_bytes_in_use if a.peak_bytes_in_use_is_set else None, a.num_allocs if a.num_allocs_is_set else None, a.largest_alloc_size if a.largest_alloc_size_is_set else None, a.bytes_limit if a.bytes_limit_is_set else None, a.bytes_reserved if a.bytes_reserved_is_set else None, a.peak_bytes_reserved if a.peak_bytes_reserved_is_set else None, a.bytes_reservable_limit if a.bytes_reservable_limit_is_set else None, a.largest_free_block_bytes if a.largest_free_block_bytes_is_set else None, a.pool_bytes if a.pool_bytes_is_set else None, a.peak_pool_bytes if a.peak_pool_bytes_is_set else None, a.peak_allocated_bytes if a.peak_allocated_bytes_is_set else None)

    def memory_id(self, memory: MemoryPtr) -> int:
        """`PJRT_Memory_Id`, slot 35."""
        a = PJRT_Memory_Id_Args()
        a.struct_size = PJRT_Memory_Id_Args.STRUCT_SIZE
        a.memory = memory
        error = self.PJRT_Memory_Id(addressof(a))
        if error:
            self._fail("PJRT_Memory_Id", error)
        return a.id

    def memory_kind(self, memory: MemoryPtr) -> str:
        """`PJRT_Memory_Kind`, slot 36."""
        a = PJRT_Memory_Kind_Args()
        a.struct_size = PJRT_Memory_Kind_Args.STRUCT_SIZE
        a.memory = memory
        error = self.PJRT_Memory_Kind(addressof(a))
        if error:
            self._fail("PJRT_Memory_Kind", error)
        return text_out(a.kind, a.kind_size)

    def memory_debug_string(self, memory: MemoryPtr) -> str:
        """`PJRT_Memory_DebugString`, slot 37."""
        a = PJRT_Memory_DebugString_Args()
        a.struct_size = PJRT_Memory_DebugString_Args.STRUCT_SIZE
        a.memory = memory
        error = self.PJRT_Memory_DebugString(addressof(a))
        if error:
            self._fail("PJRT_Memory_DebugString", error)
        return text_out(a.debug_string, a.debug_string_size)

    def memory_to_string(self, memory: MemoryPtr) -> str:
        """`PJRT_Memory_ToString`, slot 38."""
        a = PJRT_Memory_ToString_Args()
        a.struct_size = PJRT_Memory_ToString_Args.STRUCT_SIZE
        a.memory = memory
        error = self.PJRT_Memory_ToString(addressof(a))
        if error:
            self._fail("PJRT_Memory_ToString", error)
        return text_out(a.to_string, a.to_string_size)

    def memory_addressable_by_devices(self, memory: MemoryPtr) -> list[DevicePtr]:
        """`PJRT_Memory_AddressableByDevices`, slot 39. Borrowed: devices."""
        a = PJRT_Memory_AddressableByDevices_Args()
        a.struct_size = PJRT_Memory_AddressableByDevices_Args.STRUCT_SIZE
        a.memory = memory
        error = self.PJRT_Memory_AddressableByDevices(addressof(a))
        if error:
            self._fail("PJRT_Memory_AddressableByDevices", error)
        return [DevicePtr(p) for p in pointers_out(a.devices, a.num_devices)]

    def executable_destroy(self, executable: ExecutablePtr) -> None:
        """`PJRT_Executable_Destroy`, slot 40."""
        a = PJRT_Executable_Destroy_Args()
        a.struct_size = PJRT_Executable_Destroy_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_Executable_Destroy(addressof(a))
        if error:
            self._fail("PJRT_Executable_Destroy", error)

    def executable_name(self, executable: ExecutablePtr) -> str:
        """`PJRT_Executable_Name`, slot 41."""
        a = PJRT_Executable_Name_Args()
        a.struct_size = PJRT_Executable_Name_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_Executable_Name(addressof(a))
        if error:
            self._fail("PJRT_Executable_Name", error)
        return text_out(a.executable_name, a.executable_name_size)

    def executable_num_replicas(self, executable: ExecutablePtr) -> int:
        """`PJRT_Executable_NumReplicas`, slot 42."""
        a = PJRT_Executable_NumReplicas_Args()
        a.struct_size = PJRT_Executable_NumReplicas_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_Executable_NumReplicas(addressof(a))
        if error:
            self._fail("PJRT_Executable_NumReplicas", error)
        return a.num_replicas

    def executable_num_partitions(self, executable: ExecutablePtr) -> int:
        """`PJRT_Executable_NumPartitions`, slot 43."""
        a = PJRT_Executable_NumPartitions_Args()
        a.struct_size = PJRT_Executable_NumPartitions_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_Executable_NumPartitions(addressof(a))
        if error:
            self._fail("PJRT_Executable_NumPartitions", error)
        return a.num_partitions

    def executable_num_outputs(self, executable: ExecutablePtr) -> int:
        """`PJRT_Executable_NumOutputs`, slot 44."""
        a = PJRT_Executable_NumOutputs_Args()
        a.struct_size = PJRT_Executable_NumOutputs_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_Executable_NumOutputs(addressof(a))
        if error:
            self._fail("PJRT_Executable_NumOutputs", error)
        return a.num_outputs

    def executable_size_of_generated_code_in_bytes(self, executable: ExecutablePtr) -> int:
        """`PJRT_Executable_SizeOfGeneratedCodeInBytes`, slot 45."""
        a = PJRT_Executable_SizeOfGeneratedCodeInBytes_Args()
        a.struct_size = PJRT_Executable_SizeOfGeneratedCodeInBytes_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_Executable_SizeOfGeneratedCodeInBytes(addressof(a))
        if error:
            self._fail("PJRT_Executable_SizeOfGeneratedCodeInBytes", error)
        return a.size_in_bytes

    def executable_get_cost_analysis(self, executable: ExecutablePtr) -> dict[str, NamedValue]:
        """`PJRT_Executable_GetCostAnalysis`, slot 46."""
        a = PJRT_Executable_GetCostAnalysis_Args()
        a.struct_size = PJRT_Executable_GetCostAnalysis_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_Executable_GetCostAnalysis(addressof(a))
        if error:
            self._fail("PJRT_Executable_GetCostAnalysis", error)
        return named_values_out(a.properties, a.num_properties)

    def executable_output_memory_kinds(self, executable: ExecutablePtr) -> list[str]:
        """`PJRT_Executable_OutputMemoryKinds`, slot 47."""
        a = PJRT_Executable_OutputMemoryKinds_Args()
        a.struct_size = PJRT_Executable_OutputMemoryKinds_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_Executable_OutputMemoryKinds(addressof(a))
        if error:
            self._fail("PJRT_Executable_OutputMemoryKinds", error)
        return texts_out(a.memory_kinds, a.memory_kind_sizes, a.num_outputs)

    def executable_optimized_program(self, executable: ExecutablePtr, format: str) -> tuple[bytes, str]:
        """`PJRT_Executable_OptimizedProgram`, slot 48."""
        a = PJRT_Executable_OptimizedProgram_Args()
        a.struct_size = PJRT_Executable_OptimizedProgram_Args.STRUCT_SIZE
        a.executable = executable
        program = PJRT_Program()
        program.struct_size = PJRT_Program.STRUCT_SIZE
        keep_format, program.format, program.format_size = bytes_in(format)
        a.program = addressof(program)
        error = self.PJRT_Executable_OptimizedProgram(addressof(a))
        if error:
            self._fail("PJRT_Executable_OptimizedProgram", error)
        code = create_string_buffer(program.code_size)
        program.code = addressof(code)
        error = self.PJRT_Executable_OptimizedProgram(addressof(a))
        if error:
            self._fail("PJRT_Executable_OptimizedProgram", error)
        return (code.raw[: program.code_size], text_out(program.format, program.format_size))

    def executable_serialize(self, executable: ExecutablePtr) -> bytes:
        """`PJRT_Executable_Serialize`, slot 49."""
        a = PJRT_Executable_Serialize_Args()
        a.struct_size = PJRT_Executable_Serialize_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_Executable_Serialize(addressof(a))
        if error:
            self._fail("PJRT_Executable_Serialize", error)
        try:
            return bytes_out(a.serialized_bytes, a.serialized_bytes_size)
        finally:
            release(a.serialized_executable_deleter, a.serialized_executable)

    def loaded_executable_destroy(self, executable: LoadedExecutablePtr) -> None:
        """`PJRT_LoadedExecutable_Destroy`, slot 50."""
        a = PJRT_LoadedExecutable_Destroy_Args()
        a.struct_size = PJRT_LoadedExecutable_Destroy_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_LoadedExecutable_Destroy(addressof(a))
        if error:
            self._fail("PJRT_LoadedExecutable_Destroy", error)

    def loaded_executable_get_executable(self, loaded_executable: LoadedExecutablePtr) -> ExecutablePtr:
        """`PJRT_LoadedExecutable_GetExecutable`, slot 51. The caller owns: executable."""
        a = PJRT_LoadedExecutable_GetExecutable_Args()
        a.struct_size = PJRT_LoadedExecutable_GetExecutable_Args.STRUCT_SIZE
        a.loaded_executable = loaded_executable
        error = self.PJRT_LoadedExecutable_GetExecutable(addressof(a))
        if error:
            self._fail("PJRT_LoadedExecutable_GetExecutable", error)
        return ExecutablePtr(pointer_out(a.executable, "PJRT_LoadedExecutable_GetExecutable.executable"))

    def loaded_executable_addressable_devices(self, executable: LoadedExecutablePtr) -> list[DevicePtr]:
        """`PJRT_LoadedExecutable_AddressableDevices`, slot 52. Borrowed: addressable_devices."""
        a = PJRT_LoadedExecutable_AddressableDevices_Args()
        a.struct_size = PJRT_LoadedExecutable_AddressableDevices_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_LoadedExecutable_AddressableDevices(addressof(a))
        if error:
            self._fail("PJRT_LoadedExecutable_AddressableDevices", error)
        return [DevicePtr(p) for p in pointers_out(a.addressable_devices, a.num_addressable_devices)]

    def loaded_executable_delete(self, executable: LoadedExecutablePtr) -> None:
        """`PJRT_LoadedExecutable_Delete`, slot 53."""
        a = PJRT_LoadedExecutable_Delete_Args()
        a.struct_size = PJRT_LoadedExecutable_Delete_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_LoadedExecutable_Delete(addressof(a))
        if error:
            self._fail("PJRT_LoadedExecutable_Delete", error)

    def loaded_executable_is_deleted(self, executable: LoadedExecutablePtr) -> bool:
        """`PJRT_LoadedExecutable_IsDeleted`, slot 54."""
        a = PJRT_LoadedExecutable_IsDeleted_Args()
        a.struct_size = PJRT_LoadedExecutable_IsDeleted_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_LoadedExecutable_IsDeleted(addressof(a))
        if error:
            self._fail("PJRT_LoadedExecutable_IsDeleted", error)
        return a.is_deleted

    def loaded_executable_execute(
        self,
        executable: LoadedExecutablePtr,
        options: PJRT_ExecuteOptions,
        argument_lists: Sequence[Sequence[BufferPtr]],
        num_outputs: int,
        *,
        want_device_complete_events: bool = False,
        execute_device: DevicePtr | None = None,
    ) -> LoadedExecutableExecute:
        """`PJRT_LoadedExecutable_Execute`, slot 55. The caller owns: output_lists, device_complete_events."""
        a = PJRT_LoadedExecutable_Execute_Args()
        a.struct_size = PJRT_LoadedExecutable_Execute_Args.STRUCT_SIZE
        a.executable = executable
        a.options = addressof(options)
        keep_argument_lists, a.argument_lists, a.num_devices, a.num_args = grid_in(argument_lists)
        a.execute_device = execute_device
        output_lists = [(c_void_p * num_outputs)() for _ in range(a.num_devices)]
        keep_output_lists, a.output_lists, _ = array_in(c_void_p, [addressof(row) for row in output_lists])
        device_complete_events = (c_void_p * (a.num_devices if want_device_complete_events else 0))()
        a.device_complete_events = addressof(device_complete_events) if want_device_complete_events else None
        error = self.PJRT_LoadedExecutable_Execute(addressof(a))
        if error:
            self._fail("PJRT_LoadedExecutable_Execute", error)
        return LoadedExecutableExecute([[BufferPtr(p or 0) for p in row] for row in output_lists], [EventPtr(p or 0) for p in device_complete_events])

    def executable_deserialize_and_load(
        self,
        client: ClientPtr,
        serialized_executable: str | bytes,
        *,
        overridden_serialized_compile_options: str | bytes | None = None,
        load_options: PJRT_LoadOptions | None = None,
    ) -> LoadedExecutablePtr:
        """`PJRT_Executable_DeserializeAndLoad`, slot 56. The caller owns: loaded_executable."""
        a = PJRT_Executable_DeserializeAndLoad_Args()
        a.struct_size = PJRT_Executable_DeserializeAndLoad_Args.STRUCT_SIZE
        a.client = client
        keep_serialized_executable, a.serialized_executable, a.serialized_executable_size = bytes_in(serialized_executable)
        keep_overridden_serialized_compile_options, a.overridden_serialized_compile_options, a.overridden_serialized_compile_options_size = bytes_in(overridden_serialized_compile_options)
        a.load_options = None if load_options is None else addressof(load_options)
        error = self.PJRT_Executable_DeserializeAndLoad(addressof(a))
        if error:
            self._fail("PJRT_Executable_DeserializeAndLoad", error)
        return LoadedExecutablePtr(pointer_out(a.loaded_executable, "PJRT_Executable_DeserializeAndLoad.loaded_executable"))

    def loaded_executable_fingerprint(self, executable: LoadedExecutablePtr) -> bytes:
        """`PJRT_LoadedExecutable_Fingerprint`, slot 57, deprecated."""
        a = PJRT_LoadedExecutable_Fingerprint_Args()
        a.struct_size = PJRT_LoadedExecutable_Fingerprint_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_LoadedExecutable_Fingerprint(addressof(a))
        if error:
            self._fail("PJRT_LoadedExecutable_Fingerprint", error)
        return bytes_out(a.executable_fingerprint, a.executable_fingerprint_size)

    def buffer_destroy(self, buffer: BufferPtr) -> None:
        """`PJRT_Buffer_Destroy`, slot 58."""
        a = PJRT_Buffer_Destroy_Args()
        a.struct_size = PJRT_Buffer_Destroy_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_Buffer_Destroy(addressof(a))
        if error:
            self._fail("PJRT_Buffer_Destroy", error)

    def buffer_element_type(self, buffer: BufferPtr) -> PJRT_Buffer_Type:
        """`PJRT_Buffer_ElementType`, slot 59."""
        a = PJRT_Buffer_ElementType_Args()
        a.struct_size = PJRT_Buffer_ElementType_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_Buffer_ElementType(addressof(a))
        if error:
            self._fail("PJRT_Buffer_ElementType", error)
        return PJRT_Buffer_Type(a.type)

    def buffer_dimensions(self, buffer: BufferPtr) -> list[int]:
        """`PJRT_Buffer_Dimensions`, slot 60."""
        a = PJRT_Buffer_Dimensions_Args()
        a.struct_size = PJRT_Buffer_Dimensions_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_Buffer_Dimensions(addressof(a))
        if error:
            self._fail("PJRT_Buffer_Dimensions", error)
        return array_out(c_int64, a.dims, a.num_dims)

    def buffer_unpadded_dimensions(self, buffer: BufferPtr) -> list[int]:
        """`PJRT_Buffer_UnpaddedDimensions`, slot 61."""
        a = PJRT_Buffer_UnpaddedDimensions_Args()
        a.struct_size = PJRT_Buffer_UnpaddedDimensions_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_Buffer_UnpaddedDimensions(addressof(a))
        if error:
            self._fail("PJRT_Buffer_UnpaddedDimensions", error)
        return array_out(c_int64, a.unpadded_dims, a.num_dims)

    def buffer_dynamic_dimension_indices(self, buffer: BufferPtr) -> list[int]:
        """`PJRT_Buffer_DynamicDimensionIndices`, slot 62."""
        a = PJRT_Buffer_DynamicDimensionIndices_Args()
        a.struct_size = PJRT_Buffer_DynamicDimensionIndices_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_Buffer_DynamicDimensionIndices(addressof(a))
        if error:
            self._fail("PJRT_Buffer_DynamicDimensionIndices", error)
        return array_out(c_size_t, a.dynamic_dim_indices, a.num_dynamic_dims)

    def buffer_get_memory_layout(self, buffer: BufferPtr) -> PJRT_Buffer_MemoryLayout:
        """`PJRT_Buffer_GetMemoryLayout`, slot 63, deprecated."""
        a = PJRT_Buffer_GetMemoryLayout_Args()
        a.struct_size = PJRT_Buffer_GetMemoryLayout_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_Buffer_GetMemoryLayout(addressof(a))
        if error:
            self._fail("PJRT_Buffer_GetMemoryLayout", error)
        return a.layout

    def buffer_on_device_size_in_bytes(self, buffer: BufferPtr) -> int:
        """`PJRT_Buffer_OnDeviceSizeInBytes`, slot 64."""
        a = PJRT_Buffer_OnDeviceSizeInBytes_Args()
        a.struct_size = PJRT_Buffer_OnDeviceSizeInBytes_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_Buffer_OnDeviceSizeInBytes(addressof(a))
        if error:
            self._fail("PJRT_Buffer_OnDeviceSizeInBytes", error)
        return a.on_device_size_in_bytes

    def buffer_device(self, buffer: BufferPtr) -> DevicePtr:
        """`PJRT_Buffer_Device`, slot 65. Borrowed: device."""
        a = PJRT_Buffer_Device_Args()
        a.struct_size = PJRT_Buffer_Device_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_Buffer_Device(addressof(a))
        if error:
            self._fail("PJRT_Buffer_Device", error)
        return DevicePtr(pointer_out(a.device, "PJRT_Buffer_Device.device"))

    def buffer_memory(self, buffer: BufferPtr) -> MemoryPtr:
        """`PJRT_Buffer_Memory`, slot 66. Borrowed: memory."""
        a = PJRT_Buffer_Memory_Args()
        a.struct_size = PJRT_Buffer_Memory_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_Buffer_Memory(addressof(a))
        if error:
            self._fail("PJRT_Buffer_Memory", error)
        return MemoryPtr(pointer_out(a.memory, "PJRT_Buffer_Memory.memory"))

    def buffer_delete(self, buffer: BufferPtr) -> None:
        """`PJRT_Buffer_Delete`, slot 67."""
        a = PJRT_Buffer_Delete_Args()
        a.struct_size = PJRT_Buffer_Delete_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_Buffer_Delete(addressof(a))
        if error:
            self._fail("PJRT_Buffer_Delete", error)

    def buffer_is_deleted(self, buffer: BufferPtr) -> bool:
        """`PJRT_Buffer_IsDeleted`, slot 68."""
        a = PJRT_Buffer_IsDeleted_Args()
        a.struct_size = PJRT_Buffer_IsDeleted_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_Buffer_IsDeleted(addressof(a))
        if error:
            self._fail("PJRT_Buffer_IsDeleted", error)
        return a.is_deleted

    def buffer_copy_to_device(self, buffer: BufferPtr, dst_device: DevicePtr) -> BufferPtr:
        """`PJRT_Buffer_CopyToDevice`, slot 69. The caller owns: dst_buffer."""
        a = PJRT_Buffer_CopyToDevice_Args()
        a.struct_size = PJRT_Buffer_CopyToDevice_Args.STRUCT_SIZE
        a.buffer = buffer
        a.dst_device = dst_device
        error = self.PJRT_Buffer_CopyToDevice(addressof(a))
        if error:
            self._fail("PJRT_Buffer_CopyToDevice", error)
        return BufferPtr(pointer_out(a.dst_buffer, "PJRT_Buffer_CopyToDevice.dst_buffer"))

    def buffer_to_host_buffer(
        self,
        src: BufferPtr,
        dst_size: int,
        *,
        host_layout: PJRT_Buffer_MemoryLayout | None = None,
        dst: int | None = None,
    ) -> BufferToHostBuffer:
        """`PJRT_Buffer_ToHostBuffer`, slot 70. The caller owns: event."""
        a = PJRT_Buffer_ToHostBuffer_Args()
        a.struct_size = PJRT_Buffer_ToHostBuffer_Args.STRUCT_SIZE
        a.src = src
        a.host_layout = None if host_layout is None else addressof(host_layout)
        a.dst = dst
        a.dst_size = dst_size
        error = self.PJRT_Buffer_ToHostBuffer(addressof(a))
        if error:
            self._fail("PJRT_Buffer_ToHostBuffer", error)
        return BufferToHostBuffer(a.dst_size, EventPtr(pointer_out(a.event, "PJRT_Buffer_ToHostBuffer.event")))

    def buffer_is_on_cpu(self, buffer: BufferPtr) -> bool:
        """`PJRT_Buffer_IsOnCpu`, slot 71."""
        a = PJRT_Buffer_IsOnCpu_Args()
        a.struct_size = PJRT_Buffer_IsOnCpu_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_Buffer_IsOnCpu(addressof(a))
        if error:
            self._fail("PJRT_Buffer_IsOnCpu", error)
        return a.is_on_cpu

    def buffer_ready_event(self, buffer: BufferPtr) -> EventPtr:
        """`PJRT_Buffer_ReadyEvent`, slot 72. The caller owns: event."""
        a = PJRT_Buffer_ReadyEvent_Args()
        a.struct_size = PJRT_Buffer_ReadyEvent_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_Buffer_ReadyEvent(addressof(a))
        if error:
            self._fail("PJRT_Buffer_ReadyEvent", error)
        return EventPtr(pointer_out(a.event, "PJRT_Buffer_ReadyEvent.event"))

    def buffer_unsafe_pointer(self, buffer: BufferPtr) -> int:
        """`PJRT_Buffer_UnsafePointer`, slot 73."""
        a = PJRT_Buffer_UnsafePointer_Args()
        a.struct_size = PJRT_Buffer_UnsafePointer_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_Buffer_UnsafePointer(addressof(a))
        if error:
            self._fail("PJRT_Buffer_UnsafePointer", error)
        return a.buffer_pointer

    def buffer_increase_external_reference_count(self, buffer: BufferPtr) -> None:
        """`PJRT_Buffer_IncreaseExternalReferenceCount`, slot 74."""
        a = PJRT_Buffer_IncreaseExternalReferenceCount_Args()
        a.struct_size = PJRT_Buffer_IncreaseExternalReferenceCount_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_Buffer_IncreaseExternalReferenceCount(addressof(a))
        if error:
            self._fail("PJRT_Buffer_IncreaseExternalReferenceCount", error)

    def buffer_decrease_external_reference_count(self, buffer: BufferPtr) -> None:
        """`PJRT_Buffer_DecreaseExternalReferenceCount`, slot 75."""
        a = PJRT_Buffer_DecreaseExternalReferenceCount_Args()
        a.struct_size = PJRT_Buffer_DecreaseExternalReferenceCount_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_Buffer_DecreaseExternalReferenceCount(addressof(a))
        if error:
            self._fail("PJRT_Buffer_DecreaseExternalReferenceCount", error)

    def buffer_opaque_device_memory_data_pointer(self, buffer: BufferPtr) -> int | None:
        """`PJRT_Buffer_OpaqueDeviceMemoryDataPointer`, slot 76."""
        a = PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args()
        a.struct_size = PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_Buffer_OpaqueDeviceMemoryDataPointer(addressof(a))
        if error:
            self._fail("PJRT_Buffer_OpaqueDeviceMemoryDataPointer", error)
        return a.device_memory_ptr

    def copy_to_device_stream_destroy(self, stream: CopyToDeviceStreamPtr) -> None:
        """`PJRT_CopyToDeviceStream_Destroy`, slot 77."""
        a = PJRT_CopyToDeviceStream_Destroy_Args()
        a.struct_size = PJRT_CopyToDeviceStream_Destroy_Args.STRUCT_SIZE
        a.stream = stream
        error = self.PJRT_CopyToDeviceStream_Destroy(addressof(a))
        if error:
            self._fail("PJRT_CopyToDeviceStream_Destroy", error)

    def copy_to_device_stream_add_chunk(self, stream: CopyToDeviceStreamPtr, chunk: PJRT_Chunk) -> EventPtr:
        """`PJRT_CopyToDeviceStream_AddChunk`, slot 78. The caller owns: transfer_complete."""
        a = PJRT_CopyToDeviceStream_AddChunk_Args()
        a.struct_size = PJRT_CopyToDeviceStream_AddChunk_Args.STRUCT_SIZE
        a.stream = stream
        a.chunk = addressof(chunk)
        error = self.PJRT_CopyToDeviceStream_AddChunk(addressof(a))
        if error:
            self._fail("PJRT_CopyToDeviceStream_AddChunk", error)
        return EventPtr(pointer_out(a.transfer_complete, "PJRT_CopyToDeviceStream_AddChunk.transfer_complete"))

    def copy_to_device_stream_total_bytes(self, stream: CopyToDeviceStreamPtr) -> int:
        """`PJRT_CopyToDeviceStream_TotalBytes`, slot 79."""
        a = PJRT_CopyToDeviceStream_TotalBytes_Args()
        a.struct_size = PJRT_CopyToDeviceStream_TotalBytes_Args.STRUCT_SIZE
        a.stream = stream
        error = self.PJRT_CopyToDeviceStream_TotalBytes(addressof(a))
        if error:
            self._fail("PJRT_CopyToDeviceStream_TotalBytes", error)
        return a.total_bytes

    def copy_to_device_stream_granule_size(self, stream: CopyToDeviceStreamPtr) -> int:
        """`PJRT_CopyToDeviceStream_GranuleSize`, slot 80."""
        a = PJRT_CopyToDeviceStream_GranuleSize_Args()
        a.struct_size = PJRT_CopyToDeviceStream_GranuleSize_Args.STRUCT_SIZE
        a.stream = stream
        error = self.PJRT_CopyToDeviceStream_GranuleSize(addressof(a))
        if error:
            self._fail("PJRT_CopyToDeviceStream_GranuleSize", error)
        return a.granule_size_in_bytes

    def copy_to_device_stream_current_bytes(self, stream: CopyToDeviceStreamPtr) -> int:
        """`PJRT_CopyToDeviceStream_CurrentBytes`, slot 81."""
        a = PJRT_CopyToDeviceStream_CurrentBytes_Args()
        a.struct_size = PJRT_CopyToDeviceStream_CurrentBytes_Args.STRUCT_SIZE
        a.stream = stream
        error = self.PJRT_CopyToDeviceStream_CurrentBytes(addressof(a))
        if error:
            self._fail("PJRT_CopyToDeviceStream_CurrentBytes", error)
        return a.current_bytes

    def topology_description_create(
        self,
        topology_name: str | bytes,
        *,
        create_options: Mapping[str, NamedValue] | None = None,
    ) -> TopologyDescriptionPtr:
        """`PJRT_TopologyDescription_Create`, slot 82. The caller owns: topology."""
        a = PJRT_TopologyDescription_Create_Args()
        a.struct_size = PJRT_TopologyDescription_Create_Args.STRUCT_SIZE
        keep_topology_name, a.topology_name, a.topology_name_size = bytes_in(topology_name)
        keep_create_options, a.create_options, a.num_options = named_values_in(create_options)
        error = self.PJRT_TopologyDescription_Create(addressof(a))
        if error:
            self._fail("PJRT_TopologyDescription_Create", error)
        return TopologyDescriptionPtr(pointer_out(a.topology, "PJRT_TopologyDescription_Create.topology"))

    def topology_description_destroy(self, topology: TopologyDescriptionPtr) -> None:
        """`PJRT_TopologyDescription_Destroy`, slot 83."""
        a = PJRT_TopologyDescription_Destroy_Args()
        a.struct_size = PJRT_TopologyDescription_Destroy_Args.STRUCT_SIZE
        a.topology = topology
        error = self.PJRT_TopologyDescription_Destroy(addressof(a))
        if error:
            self._fail("PJRT_TopologyDescription_Destroy", error)

    def topology_description_platform_name(self, topology: TopologyDescriptionPtr) -> str:
        """`PJRT_TopologyDescription_PlatformName`, slot 84."""
        a = PJRT_TopologyDescription_PlatformName_Args()
        a.struct_size = PJRT_TopologyDescription_PlatformName_Args.STRUCT_SIZE
        a.topology = topology
        error = self.PJRT_TopologyDescription_PlatformName(addressof(a))
        if error:
            self._fail("PJRT_TopologyDescription_PlatformName", error)
        return text_out(a.platform_name, a.platform_name_size)

    def topology_description_platform_version(self, topology: TopologyDescriptionPtr) -> str:
        """`PJRT_TopologyDescription_PlatformVersion`, slot 85."""
        a = PJRT_TopologyDescription_PlatformVersion_Args()
        a.struct_size = PJRT_TopologyDescription_PlatformVersion_Args.STRUCT_SIZE
        a.topology = topology
        error = self.PJRT_TopologyDescription_PlatformVersion(addressof(a))
        if error:
            self._fail("PJRT_TopologyDescription_PlatformVersion", error)
        return text_out(a.platform_version, a.platform_version_size)

    def topology_description_get_device_descriptions(
        self,
        topology: TopologyDescriptionPtr,
    ) -> list[DeviceDescriptionPtr]:
        """`PJRT_TopologyDescription_GetDeviceDescriptions`, slot 86. Borrowed: descriptions."""
        a = PJRT_TopologyDescription_GetDeviceDescriptions_Args()
        a.struct_size = PJRT_TopologyDescription_GetDeviceDescriptions_Args.STRUCT_SIZE
        a.topology = topology
        error = self.PJRT_TopologyDescription_GetDeviceDescriptions(addressof(a))
        if error:
            self._fail("PJRT_TopologyDescription_GetDeviceDescriptions", error)
        return [DeviceDescriptionPtr(p) for p in pointers_out(a.descriptions, a.num_descriptions)]

    def topology_description_serialize(self, topology: TopologyDescriptionPtr) -> bytes:
        """`PJRT_TopologyDescription_Serialize`, slot 87."""
        a = PJRT_TopologyDescription_Serialize_Args()
        a.struct_size = PJRT_TopologyDescription_Serialize_Args.STRUCT_SIZE
        a.topology = topology
        error = self.PJRT_TopologyDescription_Serialize(addressof(a))
        if error:
            self._fail("PJRT_TopologyDescription_Serialize", error)
        try:
            return bytes_out(a.serialized_bytes, a.serialized_bytes_size)
        finally:
            release(a.serialized_topology_deleter, a.serialized_topology)

    def topology_description_attributes(self, topology: TopologyDescriptionPtr) -> dict[str, NamedValue]:
        """`PJRT_TopologyDescription_Attributes`, slot 88."""
        a = PJRT_TopologyDescription_Attributes_Args()
        a.struct_size = PJRT_TopologyDescription_Attributes_Args.STRUCT_SIZE
        a.topology = topology
        error = self.PJRT_TopologyDescription_Attributes(addressof(a))
        if error:
            self._fail("PJRT_TopologyDescription_Attributes", error)
        return named_values_out(a.attributes, a.num_attributes)

    def compile(
        self,
        topology: TopologyDescriptionPtr,
        program: PJRT_Program,
        compile_options: str | bytes,
        *,
        client: ClientPtr | None = None,
    ) -> ExecutablePtr:
        """`PJRT_Compile`, slot 89. The caller owns: executable."""
        a = PJRT_Compile_Args()
        a.struct_size = PJRT_Compile_Args.STRUCT_SIZE
        a.topology = topology
        a.program = addressof(program)
        keep_compile_options, a.compile_options, a.compile_options_size = bytes_in(compile_options)
        a.client = client
        error = self.PJRT_Compile(addressof(a))
        if error:
            self._fail("PJRT_Compile", error)
        return ExecutablePtr(pointer_out(a.executable, "PJRT_Compile.executable"))

    def executable_output_element_types(self, executable: ExecutablePtr) -> list[PJRT_Buffer_Type]:
        """`PJRT_Executable_OutputElementTypes`, slot 90."""
        a = PJRT_Executable_OutputElementTypes_Args()
        a.struct_size = PJRT_Executable_OutputElementTypes_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_Executable_OutputElementTypes(addressof(a))
        if error:
            self._fail("PJRT_Executable_OutputElementTypes", error)
        return [PJRT_Buffer_Type(v) for v in array_out(c_int, a.output_types, a.num_output_types)]

    def executable_output_dimensions(self, executable: ExecutablePtr) -> list[tuple[int, ...]]:
        """`PJRT_Executable_OutputDimensions`, slot 91."""
        a = PJRT_Executable_OutputDimensions_Args()
        a.struct_size = PJRT_Executable_OutputDimensions_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_Executable_OutputDimensions(addressof(a))
        if error:
            self._fail("PJRT_Executable_OutputDimensions", error)
        return ragged_out(c_int64, a.dims, a.dim_sizes, a.num_outputs)

    def buffer_copy_to_memory(self, buffer: BufferPtr, dst_memory: MemoryPtr) -> BufferPtr:
        """`PJRT_Buffer_CopyToMemory`, slot 92. The caller owns: dst_buffer."""
        a = PJRT_Buffer_CopyToMemory_Args()
        a.struct_size = PJRT_Buffer_CopyToMemory_Args.STRUCT_SIZE
        a.buffer = buffer
        a.dst_memory = dst_memory
        error = self.PJRT_Buffer_CopyToMemory(addressof(a))
        if error:
            self._fail("PJRT_Buffer_CopyToMemory", error)
        return BufferPtr(pointer_out(a.dst_buffer, "PJRT_Buffer_CopyToMemory.dst_buffer"))

    def client_create_view_of_device_buffer(
        self,
        client: ClientPtr,
        device_buffer_ptr: int | None,
        dims: Sequence[int],
        element_type: PJRT_Buffer_Type,
        on_delete_callback_arg: int | None,
        stream: int,
        *,
        layout: PJRT_Buffer_MemoryLayout | None = None,
        device: DevicePtr | None = None,
        on_delete_callback: FunctionPointer = None,
        memory: MemoryPtr | None = None,
    ) -> BufferPtr:
        """`PJRT_Client_CreateViewOfDeviceBuffer`, slot 93. The caller owns: buffer."""
        a = PJRT_Client_CreateViewOfDeviceBuffer_Args()
        a.struct_size = PJRT_Client_CreateViewOfDeviceBuffer_Args.STRUCT_SIZE
        a.client = client
        a.device_buffer_ptr = device_buffer_ptr
        keep_dims, a.dims, a.num_dims = array_in(c_int64, dims)
        a.element_type = element_type
        a.layout = None if layout is None else addressof(layout)
        a.device = device
        a.on_delete_callback = function_address(on_delete_callback)
        a.on_delete_callback_arg = on_delete_callback_arg
        a.stream = stream
        a.memory = memory
        error = self.PJRT_Client_CreateViewOfDeviceBuffer(addressof(a))
        if error:
            self._fail("PJRT_Client_CreateViewOfDeviceBuffer", error)
        return BufferPtr(pointer_out(a.buffer, "PJRT_Client_CreateViewOfDeviceBuffer.buffer"))

    def executable_fingerprint(self, executable: ExecutablePtr) -> bytes:
        """`PJRT_Executable_Fingerprint`, slot 94."""
        a = PJRT_Executable_Fingerprint_Args()
        a.struct_size = PJRT_Executable_Fingerprint_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_Executable_Fingerprint(addressof(a))
        if error:
            self._fail("PJRT_Executable_Fingerprint", error)
        return bytes_out(a.executable_fingerprint, a.executable_fingerprint_size)

    def client_topology_description(self, client: ClientPtr) -> TopologyDescriptionPtr:
        """`PJRT_Client_TopologyDescription`, slot 95. Borrowed: topology."""
        a = PJRT_Client_TopologyDescription_Args()
        a.struct_size = PJRT_Client_TopologyDescription_Args.STRUCT_SIZE
        a.client = client
        error = self.PJRT_Client_TopologyDescription(addressof(a))
        if error:
            self._fail("PJRT_Client_TopologyDescription", error)
        return TopologyDescriptionPtr(pointer_out(a.topology, "PJRT_Client_TopologyDescription.topology"))

    def executable_get_compiled_memory_stats(
        self,
        executable: ExecutablePtr,
    ) -> ExecutableGetCompiledMemoryStats:
        """`PJRT_Executable_GetCompiledMemoryStats`, slot 96."""
        a = PJRT_Executable_GetCompiledMemoryStats_Args()
        a.struct_size = PJRT_Executable_GetCompiledMemoryStats_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_Executable_GetCompiledMemoryStats(addressof(a))
        if error:
            self._fail("PJRT_Executable_GetCompiledMemoryStats", error)
        return ExecutableGetCompiledMemoryStats(a.generated_code_size_in_bytes, a.argument_size_in_bytes, a.output_size_in_bytes, a.alias_size_in_bytes, a.temp_size_in_bytes, a.host_generated_code_size_in_bytes if self._told((0, 54)) else None, a.host_argument_size_in_bytes if self._told((0, 54)) else None, a.host_output_size_in_bytes if self._told((0, 54)) else None, a.host_alias_size_in_bytes if self._told((0, 54)) else None, a.host_temp_size_in_bytes if self._told((0, 54)) else None, a.peak_memory_in_bytes if self._told((0, 72)) else None, a.total_size_in_bytes if self._told((0, 90)) else None, a.total_allocation_bytes if self._told((0, 104)) else None, a.indefinite_allocations if self._told((0, 104)) else None, a.peak_unpadded_heap_bytes if self._told((0, 104)) else None)

    def memory_kind_id(self, memory: MemoryPtr) -> int:
        """`PJRT_Memory_Kind_Id`, slot 97."""
        a = PJRT_Memory_Kind_Id_Args()
        a.struct_size = PJRT_Memory_Kind_Id_Args.STRUCT_SIZE
        a.memory = memory
        error = self.PJRT_Memory_Kind_Id(addressof(a))
        if error:
            self._fail("PJRT_Memory_Kind_Id", error)
        return a.kind_id

    def execute_context_create(self) -> ExecuteContextPtr:
        """`PJRT_ExecuteContext_Create`, slot 98. The caller owns: context."""
        a = PJRT_ExecuteContext_Create_Args()
        a.struct_size = PJRT_ExecuteContext_Create_Args.STRUCT_SIZE
        error = self.PJRT_ExecuteContext_Create(addressof(a))
        if error:
            self._fail("PJRT_ExecuteContext_Create", error)
        return ExecuteContextPtr(pointer_out(a.context, "PJRT_ExecuteContext_Create.context"))

    def execute_context_destroy(self, context: ExecuteContextPtr) -> None:
        """`PJRT_ExecuteContext_Destroy`, slot 99."""
        a = PJRT_ExecuteContext_Destroy_Args()
        a.struct_size = PJRT_ExecuteContext_Destroy_Args.STRUCT_SIZE
        a.context = context
        error = self.PJRT_ExecuteContext_Destroy(addressof(a))
        if error:
            self._fail("PJRT_ExecuteContext_Destroy", error)

    def buffer_copy_raw_to_host(
        self,
        buffer: BufferPtr,
        dst: int | None,
        offset: int,
        transfer_size: int,
    ) -> EventPtr:
        """`PJRT_Buffer_CopyRawToHost`, slot 100. The caller owns: event."""
        a = PJRT_Buffer_CopyRawToHost_Args()
        a.struct_size = PJRT_Buffer_CopyRawToHost_Args.STRUCT_SIZE
        a.buffer = buffer
        a.dst = dst
        a.offset = offset
        a.transfer_size = transfer_size
        error = self.PJRT_Buffer_CopyRawToHost(addressof(a))
        if error:
            self._fail("PJRT_Buffer_CopyRawToHost", error)
        return EventPtr(pointer_out(a.event, "PJRT_Buffer_CopyRawToHost.event"))

    def async_host_to_device_transfer_manager_destroy(
        self,
        transfer_manager: AsyncHostToDeviceTransferManagerPtr,
    ) -> None:
        """`PJRT_AsyncHostToDeviceTransferManager_Destroy`, slot 101."""
        a = PJRT_AsyncHostToDeviceTransferManager_Destroy_Args()
        a.struct_size = PJRT_AsyncHostToDeviceTransferManager_Destroy_Args.STRUCT_SIZE
        a.transfer_manager = transfer_manager
        error = self.PJRT_AsyncHostToDeviceTransferManager_Destroy(addressof(a))
        if error:
            self._fail("PJRT_AsyncHostToDeviceTransferManager_Destroy", error)

    def async_host_to_device_transfer_manager_transfer_data(
        self,
        transfer_manager: AsyncHostToDeviceTransferManagerPtr,
        buffer_index: int,
        data: int | None,
        offset: int,
        transfer_size: int,
        is_last_transfer: bool,
    ) -> EventPtr:
        """`PJRT_AsyncHostToDeviceTransferManager_TransferData`, slot 102. The caller owns: done_with_h2d_transfer."""
        a = PJRT_AsyncHostToDeviceTransferManager_TransferData_Args()
        a.struct_size = PJRT_AsyncHostToDeviceTransferManager_TransferData_Args.STRUCT_SIZE
        a.transfer_manager = transfer_manager
        a.buffer_index = buffer_index
        a.data = data
        a.offset = offset
        a.transfer_size = transfer_size
        a.is_last_transfer = is_last_transfer
        error = self.PJRT_AsyncHostToDeviceTransferManager_TransferData(addressof(a))
        if error:
            self._fail("PJRT_AsyncHostToDeviceTransferManager_TransferData", error)
        return EventPtr(pointer_out(a.done_with_h2d_transfer, "PJRT_AsyncHostToDeviceTransferManager_TransferData.done_with_h2d_transfer"))

    def client_create_buffers_for_async_host_to_device(
        self,
        client: ClientPtr,
        shape_specs: Sequence[PJRT_ShapeSpec],
        memory: MemoryPtr,
        *,
        device_layouts: Sequence[PJRT_Buffer_MemoryLayout | None] = (),
    ) -> AsyncHostToDeviceTransferManagerPtr:
        """`PJRT_Client_CreateBuffersForAsyncHostToDevice`, slot 103. The caller owns: transfer_manager."""
        a = PJRT_Client_CreateBuffersForAsyncHostToDevice_Args()
        a.struct_size = PJRT_Client_CreateBuffersForAsyncHostToDevice_Args.STRUCT_SIZE
        a.client = client
        keep_shape_specs, a.shape_specs, a.num_shape_specs = array_in(PJRT_ShapeSpec, shape_specs)
        keep_device_layouts, a.device_layouts, a.num_device_layouts = structs_in(device_layouts)
        a.memory = memory
        error = self.PJRT_Client_CreateBuffersForAsyncHostToDevice(addressof(a))
        if error:
            self._fail("PJRT_Client_CreateBuffersForAsyncHostToDevice", error)
        return AsyncHostToDeviceTransferManagerPtr(pointer_out(a.transfer_manager, "PJRT_Client_CreateBuffersForAsyncHostToDevice.transfer_manager"))

    def async_host_to_device_transfer_manager_retrieve_buffer(
        self,
        transfer_manager: AsyncHostToDeviceTransferManagerPtr,
        buffer_index: int,
    ) -> BufferPtr:
        """`PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer`, slot 104. The caller owns: buffer_out."""
        a = PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer_Args()
        a.struct_size = PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer_Args.STRUCT_SIZE
        a.transfer_manager = transfer_manager
        a.buffer_index = buffer_index
        error = self.PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer(addressof(a))
        if error:
            self._fail("PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer", error)
        return BufferPtr(pointer_out(a.buffer_out, "PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer.buffer_out"))

    def async_host_to_device_transfer_manager_device(
        self,
        transfer_manager: AsyncHostToDeviceTransferManagerPtr,
    ) -> DevicePtr:
        """`PJRT_AsyncHostToDeviceTransferManager_Device`, slot 105. Borrowed: device_out."""
        a = PJRT_AsyncHostToDeviceTransferManager_Device_Args()
        a.struct_size = PJRT_AsyncHostToDeviceTransferManager_Device_Args.STRUCT_SIZE
        a.transfer_manager = transfer_manager
        error = self.PJRT_AsyncHostToDeviceTransferManager_Device(addressof(a))
        if error:
            self._fail("PJRT_AsyncHostToDeviceTransferManager_Device", error)
        return DevicePtr(pointer_out(a.device_out, "PJRT_AsyncHostToDeviceTransferManager_Device.device_out"))

    def async_host_to_device_transfer_manager_buffer_count(
        self,
        transfer_manager: AsyncHostToDeviceTransferManagerPtr,
    ) -> int:
        """`PJRT_AsyncHostToDeviceTransferManager_BufferCount`, slot 106."""
        a = PJRT_AsyncHostToDeviceTransferManager_BufferCount_Args()
        a.struct_size = PJRT_AsyncHostToDeviceTransferManager_BufferCount_Args.STRUCT_SIZE
        a.transfer_manager = transfer_manager
        error = self.PJRT_AsyncHostToDeviceTransferManager_BufferCount(addressof(a))
        if error:
            self._fail("PJRT_AsyncHostToDeviceTransferManager_BufferCount", error)
        return a.buffer_count

    def async_host_to_device_transfer_manager_buffer_size(
        self,
        transfer_manager: AsyncHostToDeviceTransferManagerPtr,
        buffer_index: int,
    ) -> int:
        """`PJRT_AsyncHostToDeviceTransferManager_BufferSize`, slot 107."""
        a = PJRT_AsyncHostToDeviceTransferManager_BufferSize_Args()
        a.struct_size = PJRT_AsyncHostToDeviceTransferManager_BufferSize_Args.STRUCT_SIZE
        a.transfer_manager = transfer_manager
        a.buffer_index = buffer_index
        error = self.PJRT_AsyncHostToDeviceTransferManager_BufferSize(addressof(a))
        if error:
            self._fail("PJRT_AsyncHostToDeviceTransferManager_BufferSize", error)
        return a.buffer_size

    def async_host_to_device_transfer_manager_set_buffer_error(
        self,
        transfer_manager: AsyncHostToDeviceTransferManagerPtr,
        buffer_index: int,
        error_code: PJRT_Error_Code,
        error_message: str | bytes,
    ) -> None:
        """`PJRT_AsyncHostToDeviceTransferManager_SetBufferError`, slot 108."""
        a = PJRT_AsyncHostToDeviceTransferManager_SetBufferError_Args()
        a.struct_size = PJRT_AsyncHostToDeviceTransferManager_SetBufferError_Args.STRUCT_SIZE
        a.transfer_manager = transfer_manager
        a.buffer_index = buffer_index
        a.error_code = error_code
        keep_error_message, a.error_message, a.error_message_size = bytes_in(error_message)
        error = self.PJRT_AsyncHostToDeviceTransferManager_SetBufferError(addressof(a))
        if error:
            self._fail("PJRT_AsyncHostToDeviceTransferManager_SetBufferError", error)

    def async_host_to_device_transfer_manager_add_metadata(
        self,
        transfer_manager: AsyncHostToDeviceTransferManagerPtr,
        *,
        transfer_metadata: Mapping[str, NamedValue] | None = None,
    ) -> None:
        """`PJRT_AsyncHostToDeviceTransferManager_AddMetadata`, slot 109."""
        a = PJRT_AsyncHostToDeviceTransferManager_AddMetadata_Args()
        a.struct_size = PJRT_AsyncHostToDeviceTransferManager_AddMetadata_Args.STRUCT_SIZE
        a.transfer_manager = transfer_manager
        keep_transfer_metadata, a.transfer_metadata, a.num_metadata = named_values_in(transfer_metadata)
        error = self.PJRT_AsyncHostToDeviceTransferManager_AddMetadata(addressof(a))
        if error:
            self._fail("PJRT_AsyncHostToDeviceTransferManager_AddMetadata", error)

    def client_dma_map(self, client: ClientPtr, data: int | None, size: int) -> None:
        """`PJRT_Client_DmaMap`, slot 110."""
        a = PJRT_Client_DmaMap_Args()
        a.struct_size = PJRT_Client_DmaMap_Args.STRUCT_SIZE
        a.client = client
        a.data = data
        a.size = size
        error = self.PJRT_Client_DmaMap(addressof(a))
        if error:
            self._fail("PJRT_Client_DmaMap", error)

    def client_dma_unmap(self, client: ClientPtr, data: int | None) -> None:
        """`PJRT_Client_DmaUnmap`, slot 111."""
        a = PJRT_Client_DmaUnmap_Args()
        a.struct_size = PJRT_Client_DmaUnmap_Args.STRUCT_SIZE
        a.client = client
        a.data = data
        error = self.PJRT_Client_DmaUnmap(addressof(a))
        if error:
            self._fail("PJRT_Client_DmaUnmap", error)

    def client_create_uninitialized_buffer(
        self,
        client: ClientPtr,
        shape_dims: Sequence[int],
        shape_element_type: PJRT_Buffer_Type,
        *,
        shape_layout: PJRT_Buffer_MemoryLayout | None = None,
        device: DevicePtr | None = None,
        memory: MemoryPtr | None = None,
    ) -> BufferPtr:
        """`PJRT_Client_CreateUninitializedBuffer`, slot 112. The caller owns: buffer."""
        a = PJRT_Client_CreateUninitializedBuffer_Args()
        a.struct_size = PJRT_Client_CreateUninitializedBuffer_Args.STRUCT_SIZE
        a.client = client
        keep_shape_dims, a.shape_dims, a.shape_num_dims = array_in(c_int64, shape_dims)
        a.shape_element_type = shape_element_type
        a.shape_layout = None if shape_layout is None else addressof(shape_layout)
        a.device = device
        a.memory = memory
        error = self.PJRT_Client_CreateUninitializedBuffer(addressof(a))
        if error:
            self._fail("PJRT_Client_CreateUninitializedBuffer", error)
        return BufferPtr(pointer_out(a.buffer, "PJRT_Client_CreateUninitializedBuffer.buffer"))

    def client_update_global_process_info(
        self,
        client: ClientPtr,
        process_infos: Sequence[PJRT_ProcessInfo],
    ) -> None:
        """`PJRT_Client_UpdateGlobalProcessInfo`, slot 113."""
        a = PJRT_Client_UpdateGlobalProcessInfo_Args()
        a.struct_size = PJRT_Client_UpdateGlobalProcessInfo_Args.STRUCT_SIZE
        a.client = client
        keep_process_infos, a.process_infos, a.num_process_infos = array_in(PJRT_ProcessInfo, process_infos)
        error = self.PJRT_Client_UpdateGlobalProcessInfo(addressof(a))
        if error:
            self._fail("PJRT_Client_UpdateGlobalProcessInfo", error)

    def topology_description_deserialize(self, serialized_topology: str | bytes) -> TopologyDescriptionPtr:
        """`PJRT_TopologyDescription_Deserialize`, slot 114. The caller owns: topology."""
        a = PJRT_TopologyDescription_Deserialize_Args()
        a.struct_size = PJRT_TopologyDescription_Deserialize_Args.STRUCT_SIZE
        keep_serialized_topology, a.serialized_topology, a.serialized_topology_size = bytes_in(serialized_topology)
        error = self.PJRT_TopologyDescription_Deserialize(addressof(a))
        if error:
            self._fail("PJRT_TopologyDescription_Deserialize", error)
        return TopologyDescriptionPtr(pointer_out(a.topology, "PJRT_TopologyDescription_Deserialize.topology"))

    def client_create_alias_buffer(
        self,
        client: ClientPtr,
        memory: MemoryPtr,
        shape_dims: Sequence[int],
        shape_element_type: PJRT_Buffer_Type,
        *,
        shape_layout: PJRT_Buffer_MemoryLayout | None = None,
    ) -> ClientCreateAliasBuffer:
        """`PJRT_Client_CreateAliasBuffer`, slot 115. The caller owns: alias_buffer. Borrowed: fulfill_alias_buffer_cb."""
        a = PJRT_Client_CreateAliasBuffer_Args()
        a.struct_size = PJRT_Client_CreateAliasBuffer_Args.STRUCT_SIZE
        a.client = client
        a.memory = memory
        keep_shape_dims, a.shape_dims, a.shape_num_dims = array_in(c_int64, shape_dims)
        a.shape_element_type = shape_element_type
        a.shape_layout = None if shape_layout is None else addressof(shape_layout)
        error = self.PJRT_Client_CreateAliasBuffer(addressof(a))
        if error:
            self._fail("PJRT_Client_CreateAliasBuffer", error)
        return ClientCreateAliasBuffer(BufferPtr(pointer_out(a.alias_buffer, "PJRT_Client_CreateAliasBuffer.alias_buffer")), FulfillAliasBufferCallbackPtr(pointer_out(a.fulfill_alias_buffer_cb, "PJRT_Client_CreateAliasBuffer.fulfill_alias_buffer_cb")))

    def client_fulfill_alias_buffer(
        self,
        client: ClientPtr,
        buffer: BufferPtr,
        status_code: PJRT_Error_Code,
        error_message: str | bytes,
        fulfill_alias_buffer_cb: FulfillAliasBufferCallbackPtr,
    ) -> None:
        """`PJRT_Client_FulfillAliasBuffer`, slot 116."""
        a = PJRT_Client_FulfillAliasBuffer_Args()
        a.struct_size = PJRT_Client_FulfillAliasBuffer_Args.STRUCT_SIZE
        a.client = client
        a.buffer = buffer
        a.status_code = status_code
        keep_error_message, a.error_message, a.error_message_size = bytes_in(error_message)
        a.fulfill_alias_buffer_cb = fulfill_alias_buffer_cb
        error = self.PJRT_Client_FulfillAliasBuffer(addressof(a))
        if error:
            self._fail("PJRT_Client_FulfillAliasBuffer", error)

    def loaded_executable_get_device_assignment(self, executable: LoadedExecutablePtr) -> bytes:
        """`PJRT_LoadedExecutable_GetDeviceAssignment`, slot 117."""
        a = PJRT_LoadedExecutable_GetDeviceAssignment_Args()
        a.struct_size = PJRT_LoadedExecutable_GetDeviceAssignment_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_LoadedExecutable_GetDeviceAssignment(addressof(a))
        if error:
            self._fail("PJRT_LoadedExecutable_GetDeviceAssignment", error)
        try:
            return bytes_out(a.serialized_bytes, a.serialized_bytes_size)
        finally:
            release(a.serialized_device_assignment_deleter, a.serialized_device_assignment)

    def client_create_error_buffer(
        self,
        client: ClientPtr,
        error_code: PJRT_Error_Code,
        error_message: str | bytes,
        shape_dims: Sequence[int],
        shape_element_type: PJRT_Buffer_Type,
        memory: MemoryPtr,
        *,
        shape_layout: PJRT_Buffer_MemoryLayout | None = None,
        payload: Mapping[str, NamedValue] | None = None,
    ) -> BufferPtr:
        """`PJRT_Client_CreateErrorBuffer`, slot 118. The caller owns: buffer."""
        a = PJRT_Client_CreateErrorBuffer_Args()
        a.struct_size = PJRT_Client_CreateErrorBuffer_Args.STRUCT_SIZE
        a.client = client
        a.error_code = error_code
        keep_error_message, a.error_message, a.error_message_size = bytes_in(error_message)
        keep_shape_dims, a.shape_dims, a.shape_num_dims = array_in(c_int64, shape_dims)
        a.shape_element_type = shape_element_type
        a.shape_layout = None if shape_layout is None else addressof(shape_layout)
        a.memory = memory
        keep_payload, a.payload, a.num_payload = named_values_in(payload)
        error = self.PJRT_Client_CreateErrorBuffer(addressof(a))
        if error:
            self._fail("PJRT_Client_CreateErrorBuffer", error)
        return BufferPtr(pointer_out(a.buffer, "PJRT_Client_CreateErrorBuffer.buffer"))

    def async_host_to_device_transfer_manager_transfer_literal(
        self,
        transfer_manager: AsyncHostToDeviceTransferManagerPtr,
        buffer_index: int,
        data: int | None,
        shape_dims: Sequence[int],
        shape_element_type: PJRT_Buffer_Type,
        *,
        shape_layout: PJRT_Buffer_MemoryLayout | None = None,
    ) -> EventPtr:
        """`PJRT_AsyncHostToDeviceTransferManager_TransferLiteral`, slot 119. The caller owns: done_with_h2d_transfer."""
        a = PJRT_AsyncHostToDeviceTransferManager_TransferLiteral_Args()
        a.struct_size = PJRT_AsyncHostToDeviceTransferManager_TransferLiteral_Args.STRUCT_SIZE
        a.transfer_manager = transfer_manager
        a.buffer_index = buffer_index
        a.data = data
        keep_shape_dims, a.shape_dims, a.shape_num_dims = array_in(c_int64, shape_dims)
        a.shape_element_type = shape_element_type
        a.shape_layout = None if shape_layout is None else addressof(shape_layout)
        error = self.PJRT_AsyncHostToDeviceTransferManager_TransferLiteral(addressof(a))
        if error:
            self._fail("PJRT_AsyncHostToDeviceTransferManager_TransferLiteral", error)
        return EventPtr(pointer_out(a.done_with_h2d_transfer, "PJRT_AsyncHostToDeviceTransferManager_TransferLiteral.done_with_h2d_transfer"))

    def buffer_copy_raw_to_host_future(
        self,
        buffer: BufferPtr,
        offset: int,
        transfer_size: int,
    ) -> BufferCopyRawToHostFuture:
        """`PJRT_Buffer_CopyRawToHostFuture`, slot 120. The caller owns: event."""
        a = PJRT_Buffer_CopyRawToHostFuture_Args()
        a.struct_size = PJRT_Buffer_CopyRawToHostFuture_Args.STRUCT_SIZE
        a.buffer = buffer
        a.offset = offset
        a.transfer_size = transfer_size
        error = self.PJRT_Buffer_CopyRawToHostFuture(addressof(a))
        if error:
            self._fail("PJRT_Buffer_CopyRawToHostFuture", error)
        return BufferCopyRawToHostFuture(EventPtr(pointer_out(a.event, "PJRT_Buffer_CopyRawToHostFuture.event")), a.callback_data, a.future_ready_callback)

    def device_poison_execution(
        self,
        device: DevicePtr,
        launch_id: int,
        error_code: PJRT_Error_Code,
        error_message: str | bytes,
        *,
        payload: Mapping[str, NamedValue] | None = None,
    ) -> bool:
        """`PJRT_Device_PoisonExecution`, slot 121."""
        a = PJRT_Device_PoisonExecution_Args()
        a.struct_size = PJRT_Device_PoisonExecution_Args.STRUCT_SIZE
        a.device = device
        a.launch_id = launch_id
        a.error_code = error_code
        keep_error_message, a.error_message, a.error_message_size = bytes_in(error_message)
        keep_payload, a.payload, a.num_payload = named_values_in(payload)
        error = self.PJRT_Device_PoisonExecution(addressof(a))
        if error:
            self._fail("PJRT_Device_PoisonExecution", error)
        return a.poisoned

    def device_create_async_tracking_event(
        self,
        device: DevicePtr,
        description: str | bytes,
    ) -> AsyncTrackingEventPtr | None:
        """`PJRT_Device_CreateAsyncTrackingEvent`, slot 122. The caller owns: event."""
        a = PJRT_Device_CreateAsyncTrackingEvent_Args()
        a.struct_size = PJRT_Device_CreateAsyncTrackingEvent_Args.STRUCT_SIZE
        a.device = device
        keep_description, a.description, a.description_size = bytes_in(description)
        error = self.PJRT_Device_CreateAsyncTrackingEvent(addressof(a))
        if error:
            self._fail("PJRT_Device_CreateAsyncTrackingEvent", error)
        return AsyncTrackingEventPtr(a.event) if a.event else None

    def async_tracking_event_destroy(self, event: AsyncTrackingEventPtr) -> None:
        """`PJRT_AsyncTrackingEvent_Destroy`, slot 123."""
        a = PJRT_AsyncTrackingEvent_Destroy_Args()
        a.struct_size = PJRT_AsyncTrackingEvent_Destroy_Args.STRUCT_SIZE
        a.event = event
        error = self.PJRT_AsyncTrackingEvent_Destroy(addressof(a))
        if error:
            self._fail("PJRT_AsyncTrackingEvent_Destroy", error)

    def executable_get_compile_options(self, executable: ExecutablePtr) -> bytes:
        """`PJRT_Executable_GetCompileOptions`, slot 124."""
        a = PJRT_Executable_GetCompileOptions_Args()
        a.struct_size = PJRT_Executable_GetCompileOptions_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_Executable_GetCompileOptions(addressof(a))
        if error:
            self._fail("PJRT_Executable_GetCompileOptions", error)
        try:
            return bytes_out(a.serialized_bytes, a.serialized_bytes_size)
        finally:
            release(a.serialized_compile_options_deleter, a.serialized_compile_options)

    def buffer_donate_with_control_dependency(self, buffer: BufferPtr) -> BufferDonateWithControlDependency:
        """`PJRT_Buffer_DonateWithControlDependency`, slot 125. The caller owns: out_buffer."""
        a = PJRT_Buffer_DonateWithControlDependency_Args()
        a.struct_size = PJRT_Buffer_DonateWithControlDependency_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_Buffer_DonateWithControlDependency(addressof(a))
        if error:
            self._fail("PJRT_Buffer_DonateWithControlDependency", error)
        return BufferDonateWithControlDependency(a.callback_data, a.dependency_ready_callback, BufferPtr(pointer_out(a.out_buffer, "PJRT_Buffer_DonateWithControlDependency.out_buffer")))

    def event_create(self) -> EventPtr:
        """`PJRT_Event_Create`, slot 126. The caller owns: event."""
        a = PJRT_Event_Create_Args()
        a.struct_size = PJRT_Event_Create_Args.STRUCT_SIZE
        error = self.PJRT_Event_Create(addressof(a))
        if error:
            self._fail("PJRT_Event_Create", error)
        return EventPtr(pointer_out(a.event, "PJRT_Event_Create.event"))

    def event_set(self, event: EventPtr, error_code: PJRT_Error_Code, error_message: str | bytes) -> None:
        """`PJRT_Event_Set`, slot 127."""
        a = PJRT_Event_Set_Args()
        a.struct_size = PJRT_Event_Set_Args.STRUCT_SIZE
        a.event = event
        a.error_code = error_code
        keep_error_message, a.error_message, a.error_message_size = bytes_in(error_message)
        error = self.PJRT_Event_Set(addressof(a))
        if error:
            self._fail("PJRT_Event_Set", error)

    def device_get_attributes(self, device: DevicePtr) -> dict[str, NamedValue]:
        """`PJRT_Device_GetAttributes`, slot 128."""
        a = PJRT_Device_GetAttributes_Args()
        a.struct_size = PJRT_Device_GetAttributes_Args.STRUCT_SIZE
        a.device = device
        error = self.PJRT_Device_GetAttributes(addressof(a))
        if error:
            self._fail("PJRT_Device_GetAttributes", error)
        try:
            return named_values_out(a.attributes, a.num_attributes)
        finally:
            release(a.attributes_deleter, a.device_attributes)

    def client_load(
        self,
        client: ClientPtr,
        executable: ExecutablePtr,
        compile_options: str | bytes,
    ) -> LoadedExecutablePtr:
        """`PJRT_Client_Load`, slot 129. The caller owns: loaded_executable."""
        a = PJRT_Client_Load_Args()
        a.struct_size = PJRT_Client_Load_Args.STRUCT_SIZE
        a.client = client
        a.executable = executable
        keep_compile_options, a.compile_options, a.compile_options_size = bytes_in(compile_options)
        error = self.PJRT_Client_Load(addressof(a))
        if error:
            self._fail("PJRT_Client_Load", error)
        return LoadedExecutablePtr(pointer_out(a.loaded_executable, "PJRT_Client_Load.loaded_executable"))

    def loaded_executable_addressable_device_logical_ids(
        self,
        executable: LoadedExecutablePtr,
    ) -> list[PJRT_LogicalDeviceIds]:
        """`PJRT_LoadedExecutable_AddressableDeviceLogicalIds`, slot 130."""
        a = PJRT_LoadedExecutable_AddressableDeviceLogicalIds_Args()
        a.struct_size = PJRT_LoadedExecutable_AddressableDeviceLogicalIds_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_LoadedExecutable_AddressableDeviceLogicalIds(addressof(a))
        if error:
            self._fail("PJRT_LoadedExecutable_AddressableDeviceLogicalIds", error)
        return structs_out(PJRT_LogicalDeviceIds, a.addressable_device_logical_ids, a.num_addressable_device_logical_ids)

    def buffer_bitcast(
        self,
        buffer: BufferPtr,
        element_type: PJRT_Buffer_Type,
        dims: Sequence[int],
        *,
        device_layout: PJRT_Buffer_MemoryLayout | None = None,
    ) -> BufferPtr:
        """`PJRT_Buffer_Bitcast`, slot 131. The caller owns: out_buffer."""
        a = PJRT_Buffer_Bitcast_Args()
        a.struct_size = PJRT_Buffer_Bitcast_Args.STRUCT_SIZE
        a.buffer = buffer
        a.element_type = element_type
        keep_dims, a.dims, a.num_dims = array_in(c_int64, dims)
        a.device_layout = None if device_layout is None else addressof(device_layout)
        error = self.PJRT_Buffer_Bitcast(addressof(a))
        if error:
            self._fail("PJRT_Buffer_Bitcast", error)
        return BufferPtr(pointer_out(a.out_buffer, "PJRT_Buffer_Bitcast.out_buffer"))

    def error_for_each_payload(
        self,
        error: ErrorPtr,
        visitor: FunctionPointer,
        *,
        user_arg: int | None = None,
    ) -> None:
        """`PJRT_Error_ForEachPayload`, slot 132."""
        a = PJRT_Error_ForEachPayload_Args()
        a.struct_size = PJRT_Error_ForEachPayload_Args.STRUCT_SIZE
        a.error = error
        a.visitor = function_address(visitor)
        a.user_arg = user_arg
        error = self.PJRT_Error_ForEachPayload(addressof(a))
        if error:
            self._discard(error)

    def topology_description_fingerprint(self, topology: TopologyDescriptionPtr) -> int:
        """`PJRT_TopologyDescription_Fingerprint`, slot 133."""
        a = PJRT_TopologyDescription_Fingerprint_Args()
        a.struct_size = PJRT_TopologyDescription_Fingerprint_Args.STRUCT_SIZE
        a.topology = topology
        error = self.PJRT_TopologyDescription_Fingerprint(addressof(a))
        if error:
            self._fail("PJRT_TopologyDescription_Fingerprint", error)
        return a.fingerprint

    def executable_parameter_memory_kinds(self, executable: ExecutablePtr) -> list[str]:
        """`PJRT_Executable_ParameterMemoryKinds`, slot 134."""
        a = PJRT_Executable_ParameterMemoryKinds_Args()
        a.struct_size = PJRT_Executable_ParameterMemoryKinds_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_Executable_ParameterMemoryKinds(addressof(a))
        if error:
            self._fail("PJRT_Executable_ParameterMemoryKinds", error)
        return texts_out(a.memory_kinds, a.memory_kind_sizes, a.num_parameters)

    def device_clear_memory_stats(self, device: DevicePtr) -> None:
        """`PJRT_Device_ClearMemoryStats`, slot 135."""
        a = PJRT_Device_ClearMemoryStats_Args()
        a.struct_size = PJRT_Device_ClearMemoryStats_Args.STRUCT_SIZE
        a.device = device
        error = self.PJRT_Device_ClearMemoryStats(addressof(a))
        if error:
            self._fail("PJRT_Device_ClearMemoryStats", error)

    def topology_description_make_canonical_shape_for_memory_space(
        self,
        topology: TopologyDescriptionPtr,
        memory_space_kind_id: int,
        dims: Sequence[int],
        element_type: PJRT_Buffer_Type,
        *,
        layout: PJRT_Buffer_MemoryLayout | None = None,
    ) -> bytes:
        """`PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace`, slot 136."""
        a = PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace_Args()
        a.struct_size = PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace_Args.STRUCT_SIZE
        a.topology = topology
        a.memory_space_kind_id = memory_space_kind_id
        keep_dims, a.dims, a.num_dims = array_in(c_int64, dims)
        a.element_type = element_type
        a.layout = None if layout is None else addressof(layout)
        error = self.PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace(addressof(a))
        if error:
            self._fail("PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace", error)
        try:
            return bytes_out(a.serialized_shape, a.serialized_shape_size)
        finally:
            release(a.serialized_shape_deleter, a.serialized_shape)

    def topology_description_get_memory_space_kind_ids(self, topology: TopologyDescriptionPtr) -> list[int]:
        """`PJRT_TopologyDescription_GetMemorySpaceKindIds`, slot 137."""
        a = PJRT_TopologyDescription_GetMemorySpaceKindIds_Args()
        a.struct_size = PJRT_TopologyDescription_GetMemorySpaceKindIds_Args.STRUCT_SIZE
        a.topology = topology
        error = self.PJRT_TopologyDescription_GetMemorySpaceKindIds(addressof(a))
        if error:
            self._fail("PJRT_TopologyDescription_GetMemorySpaceKindIds", error)
        return array_out(c_int, a.memory_space_kind_ids, a.num_memory_space_kind_ids)
