"""Static types of what goes in and out: a pointer to a PJRT_Buffer is not a pointer to a PJRT_Client."""

from __future__ import annotations

from typing import Any, NewType, TypeAlias

NamedValue: TypeAlias = str | int | float | bool | list[int]
"""The value of a PJRT_NamedValue."""

FunctionPointer: TypeAlias = Any
"""A ctypes function object, its address, or None for NULL."""

ErrorPtr = NewType("ErrorPtr", int)
"""A `PJRT_Error*`; `PJRT_Error_Destroy` frees it."""

EventPtr = NewType("EventPtr", int)
"""A `PJRT_Event*`; `PJRT_Event_Destroy` frees it."""

ClientPtr = NewType("ClientPtr", int)
"""A `PJRT_Client*`; `PJRT_Client_Destroy` frees it."""

DevicePtr = NewType("DevicePtr", int)
"""A `PJRT_Device*`."""

MemoryPtr = NewType("MemoryPtr", int)
"""A `PJRT_Memory*`."""

DeviceDescriptionPtr = NewType("DeviceDescriptionPtr", int)
"""A `PJRT_DeviceDescription*`."""

TopologyDescriptionPtr = NewType("TopologyDescriptionPtr", int)
"""A `PJRT_TopologyDescription*`; `PJRT_TopologyDescription_Destroy` frees it."""

ExecutablePtr = NewType("ExecutablePtr", int)
"""A `PJRT_Executable*`; `PJRT_Executable_Destroy` frees it."""

LoadedExecutablePtr = NewType("LoadedExecutablePtr", int)
"""A `PJRT_LoadedExecutable*`; `PJRT_LoadedExecutable_Destroy` frees it."""

BufferPtr = NewType("BufferPtr", int)
"""A `PJRT_Buffer*`; `PJRT_Buffer_Destroy` frees it."""

FulfillAliasBufferCallbackPtr = NewType("FulfillAliasBufferCallbackPtr", int)
"""A `PJRT_FulfillAliasBufferCallback*`."""

AsyncHostToDeviceTransferManagerPtr = NewType("AsyncHostToDeviceTransferManagerPtr", int)
"""A `PJRT_AsyncHostToDeviceTransferManager*`; `PJRT_AsyncHostToDeviceTransferManager_Destroy` frees it."""

PhaseCompilerPtr = NewType("PhaseCompilerPtr", int)
"""A `PJRT_PhaseCompiler*`; `PJRT_PhaseCompile_Destroy_Compiler` frees it."""

DeviceAttributesPtr = NewType("DeviceAttributesPtr", int)
"""A `PJRT_Device_Attributes*`."""

AsyncTrackingEventPtr = NewType("AsyncTrackingEventPtr", int)
"""A `PJRT_AsyncTrackingEvent*`; `PJRT_AsyncTrackingEvent_Destroy` frees it."""

ExecuteContextPtr = NewType("ExecuteContextPtr", int)
"""A `PJRT_ExecuteContext*`; `PJRT_ExecuteContext_Destroy` frees it."""

DeviceAssignmentSerializedPtr = NewType("DeviceAssignmentSerializedPtr", int)
"""A `PJRT_DeviceAssignmentSerialized*`."""

CopyToDeviceStreamPtr = NewType("CopyToDeviceStreamPtr", int)
"""A `PJRT_CopyToDeviceStream*`; `PJRT_CopyToDeviceStream_Destroy` frees it."""

MultiSliceConfigPtr = NewType("MultiSliceConfigPtr", int)
"""A `PJRT_MultiSlice_Config*`; `PJRT_MultiSlice_Config_Destroy` frees it."""

SerializedExecutablePtr = NewType("SerializedExecutablePtr", int)
"""A `PJRT_SerializedExecutable*`."""

SerializedCompileOptionsPtr = NewType("SerializedCompileOptionsPtr", int)
"""A `PJRT_SerializedCompileOptions*`."""

SerializedTopologyPtr = NewType("SerializedTopologyPtr", int)
"""A `PJRT_SerializedTopology*`."""

DeviceEventPromisePtr = NewType("DeviceEventPromisePtr", int)
"""A `PJRT_DeviceEventPromise*`."""

RuntimeAbiVersionPtr = NewType("RuntimeAbiVersionPtr", int)
"""A `PJRT_RuntimeAbiVersion*`; `PJRT_RuntimeAbiVersion_Destroy` frees it."""

ExecutableAbiVersionPtr = NewType("ExecutableAbiVersionPtr", int)
"""A `PJRT_ExecutableAbiVersion*`; `PJRT_ExecutableAbiVersion_Destroy` frees it."""

SerializedProtoPtr = NewType("SerializedProtoPtr", int)
"""A `PJRT_SerializedProto*`."""

LayoutsMemoryLayoutPtr = NewType("LayoutsMemoryLayoutPtr", int)
"""A `PJRT_Layouts_MemoryLayout*`; `PJRT_Layouts_MemoryLayout_Destroy` frees it."""

LayoutsSerializedLayoutPtr = NewType("LayoutsSerializedLayoutPtr", int)
"""A `PJRT_Layouts_SerializedLayout*`."""

MemoryDescriptionPtr = NewType("MemoryDescriptionPtr", int)
"""A `PJRT_MemoryDescription*`."""

MultiSliceNumDevicesPerSlicePtr = NewType("MultiSliceNumDevicesPerSlicePtr", int)
"""A `PJRT_MultiSlice_NumDevicesPerSlice*`."""

MultiSliceSerializedConfigPtr = NewType("MultiSliceSerializedConfigPtr", int)
"""A `PJRT_MultiSlice_SerializedConfig*`."""

RawBufferPtr = NewType("RawBufferPtr", int)
"""A `PJRT_RawBuffer*`; `PJRT_RawBuffer_Destroy` frees it."""

ProfilerPtr = NewType("ProfilerPtr", int)
"""A `PLUGIN_Profiler*`; `PLUGIN_Profiler_Destroy` frees it."""

ProfilerErrorPtr = NewType("ProfilerErrorPtr", int)
"""A `PLUGIN_Profiler_Error*`; `PLUGIN_Profiler_Error_Destroy` frees it."""

ProfilerConsumeResultPtr = NewType("ProfilerConsumeResultPtr", int)
"""A `PLUGIN_Profiler_ConsumeResult*`; `PLUGIN_Profiler_ConsumeResult_Destroy` frees it."""

XlaFfiInternalApiPtr = NewType("XlaFfiInternalApiPtr", int)
"""A `XLA_FFI_InternalApi*`."""

XlaFfiErrorPtr = NewType("XlaFfiErrorPtr", int)
"""A `XLA_FFI_Error*`; `XLA_FFI_Error_Destroy` frees it."""

XlaFfiInvokeContextPtr = NewType("XlaFfiInvokeContextPtr", int)
"""A `XLA_FFI_InvokeContext*`."""

XlaFfiFuturePtr = NewType("XlaFfiFuturePtr", int)
"""A `XLA_FFI_Future*`."""

XlaFfiCollectivesStatePtr = NewType("XlaFfiCollectivesStatePtr", int)
"""A `XLA_FFI_CollectivesState*`."""

XlaFfiCommunicatorPtr = NewType("XlaFfiCommunicatorPtr", int)
"""A `XLA_FFI_Communicator*`."""

XlaFfiRecordContextPtr = NewType("XlaFfiRecordContextPtr", int)
"""A `XLA_FFI_RecordContext*`."""

XlaFfiCommandPtr = NewType("XlaFfiCommandPtr", int)
"""A `XLA_FFI_Command*`."""

CollectivesPtr = NewType("CollectivesPtr", int)
"""A `PJRT_Collectives*`; `PJRT_Collectives_Destroy` frees it."""

CollectivesCommunicatorPtr = NewType("CollectivesCommunicatorPtr", int)
"""A `PJRT_Collectives_Communicator*`; `PJRT_Collectives_Communicator_Destroy` frees it."""

CollectivesCommunicatorsPtr = NewType("CollectivesCommunicatorsPtr", int)
"""A `PJRT_Collectives_Communicators*`."""

CollectivesToStringHolderPtr = NewType("CollectivesToStringHolderPtr", int)
"""A `PJRT_Collectives_ToString_Holder*`."""

MegascaleClientContextPtr = NewType("MegascaleClientContextPtr", int)
"""A `PJRT_Megascale_ClientContext*`; `PJRT_Megascale_DeleteClientContext` frees it."""

MegascaleNumDevicesPerSlicePtr = NewType("MegascaleNumDevicesPerSlicePtr", int)
"""A `PJRT_Megascale_NumDevicesPerSlice*`."""

MegascaleSerializedConfigPtr = NewType("MegascaleSerializedConfigPtr", int)
"""A `PJRT_Megascale_SerializedConfig*`."""

MegascaleErrorAggregatorPtr = NewType("MegascaleErrorAggregatorPtr", int)
"""A `PJRT_Megascale_ErrorAggregator*`; `PJRT_Megascale_ErrorAggregator_Delete` frees it."""

MegascaleErrorDigestPtr = NewType("MegascaleErrorDigestPtr", int)
"""A `PJRT_Megascale_ErrorDigest*`; `PJRT_Megascale_ErrorDigest_Delete` frees it."""

MegascaleSerializedAddressesPtr = NewType("MegascaleSerializedAddressesPtr", int)
"""A `PJRT_Megascale_SerializedAddresses*`."""

MegascaleSerializedErrorPtr = NewType("MegascaleSerializedErrorPtr", int)
"""A `PJRT_Megascale_SerializedError*`."""

TpuExecutableTargetArgumentsPtr = NewType("TpuExecutableTargetArgumentsPtr", int)
"""A `PJRT_TpuExecutable_TargetArguments*`."""

TpuExecutableCompiledMemoryStatsPtr = NewType("TpuExecutableCompiledMemoryStatsPtr", int)
"""A `PJRT_TpuExecutable_CompiledMemoryStats*`."""

TpuExecutableCompilationEnvironmentsPtr = NewType("TpuExecutableCompilationEnvironmentsPtr", int)
"""A `PJRT_TpuExecutable_CompilationEnvironments*`."""

TpuExecutableCostAnalysisResultPtr = NewType("TpuExecutableCostAnalysisResultPtr", int)
"""A `PJRT_TpuExecutable_CostAnalysisResult*`."""

TpuExecutableHloModuleWithConfigPtr = NewType("TpuExecutableHloModuleWithConfigPtr", int)
"""A `PJRT_TpuExecutable_HloModuleWithConfig*`."""

TpuExecutableFieldValuePtr = NewType("TpuExecutableFieldValuePtr", int)
"""A `PJRT_TpuExecutable_FieldValue*`."""

ExampleExtensionCppPtr = NewType("ExampleExtensionCppPtr", int)
"""A `PJRT_ExampleExtensionCpp*`."""
