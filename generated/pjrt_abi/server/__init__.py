"""The side of the API that plugins implement: for each table a class with a method for each of its functions.

`functions.ApiServer` serves PJRT_Api; there is a module for each extension. `pjrt.server` makes tables of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_BY_TYPE = {
    0: ("gpu", "GpuCustomCallServer"),
    1: ("profiler", "ProfilerServer"),
    2: ("custom_partitioner", "CustomPartitionerServer"),
    3: ("stream", "StreamServer"),
    4: ("layouts", "LayoutsServer"),
    5: ("ffi", "FfiServer"),
    6: ("memory_descriptions", "MemoryDescriptionsServer"),
    7: ("triton", "TritonServer"),
    8: ("raw_buffer", "RawBufferServer"),
    9: ("phase_compile", "PhaseCompileServer"),
    10: ("example", "ExampleServer"),
    12: ("cross_host_transfers", "CrossHostTransfersServer"),
    13: ("executable_metadata", "ExecutableMetadataServer"),
    14: ("callback", "CallbackServer"),
    15: ("host_allocator", "HostAllocatorServer"),
    16: ("tpu_topology", "TpuTopologyServer"),
    17: ("tpu_executable", "TpuExecutableServer"),
    18: ("megascale", "MegascaleServer"),
    19: ("shardings", "ShardingsServer"),
    20: ("abi_version", "AbiVersionServer"),
    21: ("collectives", "CollectivesServer"),
    22: ("multi_slice", "MultiSliceServer"),
    23: ("host_memory_allocator", "HostMemoryAllocatorServer"),
    24: ("xla_transform", "XlaTransformServer"),
}

FROM_CALLBACKS = frozenset(
    {
        "PJRT_Collectives_Communicators",
        "PJRT_Collectives_ToString_Holder",
        "PJRT_CopyToDeviceStream",
        "PJRT_DeviceAssignmentSerialized",
        "PJRT_Device_Attributes",
        "PJRT_Error",
        "PJRT_Layouts_SerializedLayout",
        "PJRT_Megascale_SerializedAddresses",
        "PJRT_Megascale_SerializedError",
        "PJRT_MultiSlice_NumDevicesPerSlice",
        "PJRT_MultiSlice_SerializedConfig",
        "PJRT_SerializedCompileOptions",
        "PJRT_SerializedExecutable",
        "PJRT_SerializedProto",
        "PJRT_SerializedTopology",
        "PJRT_TpuExecutable_CompilationEnvironments",
        "PJRT_TpuExecutable_CompiledMemoryStats",
        "PJRT_TpuExecutable_CostAnalysisResult",
        "PJRT_TpuExecutable_FieldValue",
        "PJRT_TpuExecutable_HloModuleWithConfig",
        "PJRT_TpuExecutable_TargetArguments",
    }
)
"""Handles that a plugin gives to callbacks too, and not only as results of functions."""


def of_type(number: int) -> Any:
    """The class that serves an extension of this type; None if the headers know none."""
    module, name = _BY_TYPE.get(number, ("", ""))
    return getattr(import_module(f"{__name__}.{module}"), name) if module else None
