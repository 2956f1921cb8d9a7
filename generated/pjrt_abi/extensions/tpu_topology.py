"""Generated from `xla/pjrt/c/pjrt_c_api_tpu_topology_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import (
    Array,
    Structure,
    addressof,
    c_bool,
    c_int32,
    c_int64,
    c_size_t,
    c_void_p,
    create_string_buffer,
)
from typing import Any, ClassVar, NamedTuple

from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import CALL, FunctionTable, array_in, bytes_in, pointer_out
from pjrt_abi.typed import TopologyDescriptionPtr


PJRT_API_TPU_TOPOLOGY_EXTENSION_VERSION = 1


class PJRT_TpuTopology_Subslice_Args(Structure):
    """Arguments of `PJRT_TpuTopology_Subslice`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    chips_per_host_bounds: int | None
    chips_per_host_bounds_num_dims: int
    host_bounds: int | None
    host_bounds_num_dims: int
    subslice_topology: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("chips_per_host_bounds", c_void_p),  # const int32_t*
        ("chips_per_host_bounds_num_dims", c_size_t),  # size_t
        ("host_bounds", c_void_p),  # const int32_t*
        ("host_bounds_num_dims", c_size_t),  # size_t
        ("subslice_topology", c_void_p),  # out, PJRT_TopologyDescription*
    )


PJRT_TpuTopology_Subslice_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_Subslice_Args, "subslice_topology")


class PJRT_TpuTopology_IsSubsliceTopology_Args(Structure):
    """Arguments of `PJRT_TpuTopology_IsSubsliceTopology`; 17 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    is_subslice_topology: bool
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("is_subslice_topology", c_bool),  # out, bool
    )


PJRT_TpuTopology_IsSubsliceTopology_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_IsSubsliceTopology_Args, "is_subslice_topology")


class PJRT_TpuTopology_SubsliceDeviceIdFromFullDeviceId_Args(Structure):
    """Arguments of `PJRT_TpuTopology_SubsliceDeviceIdFromFullDeviceId`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    client_topology: int | None
    subslice_topology: int | None
    subslice_origin: int | None
    subslice_origin_dim_num: int
    full_device_id: int
    subslice_device_id: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("client_topology", c_void_p),  # const PJRT_TopologyDescription*
        ("subslice_topology", c_void_p),  # const PJRT_TopologyDescription*
        ("subslice_origin", c_void_p),  # const int32_t*
        ("subslice_origin_dim_num", c_size_t),  # size_t
        ("full_device_id", c_int32),  # int32_t
        ("subslice_device_id", c_int32),  # out, int32_t
    )


PJRT_TpuTopology_SubsliceDeviceIdFromFullDeviceId_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_SubsliceDeviceIdFromFullDeviceId_Args, "subslice_device_id")


class PJRT_TpuTopology_ReplaceHostBounds_Args(Structure):
    """Arguments of `PJRT_TpuTopology_ReplaceHostBounds`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    host_bounds: int | None
    host_bounds_dim_num: int
    new_topology: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("host_bounds", c_void_p),  # const int32_t*
        ("host_bounds_dim_num", c_size_t),  # size_t
        ("new_topology", c_void_p),  # out, PJRT_TopologyDescription*
    )


PJRT_TpuTopology_ReplaceHostBounds_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_ReplaceHostBounds_Args, "new_topology")


class PJRT_TpuTopology_IsEnhancedBarrierEnabled_Args(Structure):
    """Arguments of `PJRT_TpuTopology_IsEnhancedBarrierEnabled`; 17 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    is_enhanced_barrier_enabled: bool
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("is_enhanced_barrier_enabled", c_bool),  # out, bool
    )


PJRT_TpuTopology_IsEnhancedBarrierEnabled_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_IsEnhancedBarrierEnabled_Args, "is_enhanced_barrier_enabled")


class PJRT_TpuTopology_HasLimitedIciConnectivity_Args(Structure):
    """Arguments of `PJRT_TpuTopology_HasLimitedIciConnectivity`; 17 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    has_limited_ici_connectivity: bool
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("has_limited_ici_connectivity", c_bool),  # out, bool
    )


PJRT_TpuTopology_HasLimitedIciConnectivity_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_HasLimitedIciConnectivity_Args, "has_limited_ici_connectivity")


class PJRT_TpuTopology_IsReachableOverLimitedIci_Args(Structure):
    """Arguments of `PJRT_TpuTopology_IsReachableOverLimitedIci`; 25 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    source_chip_id: int
    dest_chip_id: int
    is_reachable_over_limited_ici: bool
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("source_chip_id", c_int32),  # int32_t
        ("dest_chip_id", c_int32),  # int32_t
        ("is_reachable_over_limited_ici", c_bool),  # out, bool
    )


PJRT_TpuTopology_IsReachableOverLimitedIci_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_IsReachableOverLimitedIci_Args, "is_reachable_over_limited_ici")


class PJRT_TpuTopology_ProcessCount_Args(Structure):
    """Arguments of `PJRT_TpuTopology_ProcessCount`; 20 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    process_count: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("process_count", c_int32),  # out, int32_t
    )


PJRT_TpuTopology_ProcessCount_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_ProcessCount_Args, "process_count")


class PJRT_TpuTopology_ChipsPerProcess_Args(Structure):
    """Arguments of `PJRT_TpuTopology_ChipsPerProcess`; 20 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    chips_per_process: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("chips_per_process", c_int32),  # out, int32_t
    )


PJRT_TpuTopology_ChipsPerProcess_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_ChipsPerProcess_Args, "chips_per_process")


class PJRT_TpuTopology_CoreCountPerChip_Args(Structure):
    """Arguments of `PJRT_TpuTopology_CoreCountPerChip`; 20 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    core_count_of_default_type_per_chip: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("core_count_of_default_type_per_chip", c_int32),  # out, int32_t
    )


PJRT_TpuTopology_CoreCountPerChip_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_CoreCountPerChip_Args, "core_count_of_default_type_per_chip")


class PJRT_TpuTopology_ChipCount_Args(Structure):
    """Arguments of `PJRT_TpuTopology_ChipCount`; 20 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    chip_count: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("chip_count", c_int32),  # out, int32_t
    )


PJRT_TpuTopology_ChipCount_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_ChipCount_Args, "chip_count")


class PJRT_TpuTopology_CoreCount_Args(Structure):
    """Arguments of `PJRT_TpuTopology_CoreCount`; 20 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    core_count_of_default_type: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("core_count_of_default_type", c_int32),  # out, int32_t
    )


PJRT_TpuTopology_CoreCount_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_CoreCount_Args, "core_count_of_default_type")


class PJRT_TpuTopology_LogiDeviceCount_Args(Structure):
    """Arguments of `PJRT_TpuTopology_LogiDeviceCount`; 20 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    logical_device_count_of_default_type: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("logical_device_count_of_default_type", c_int32),  # out, int32_t
    )


PJRT_TpuTopology_LogiDeviceCount_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_LogiDeviceCount_Args, "logical_device_count_of_default_type")


class PJRT_TpuTopology_LogiDeviceCountPerProcess_Args(Structure):
    """Arguments of `PJRT_TpuTopology_LogiDeviceCountPerProcess`; 20 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    logical_device_count_of_default_type_per_process: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("logical_device_count_of_default_type_per_process", c_int32),  # out, int32_t
    )


PJRT_TpuTopology_LogiDeviceCountPerProcess_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_LogiDeviceCountPerProcess_Args, "logical_device_count_of_default_type_per_process")


class PJRT_TpuTopology_LogiDeviceCountPerChip_Args(Structure):
    """Arguments of `PJRT_TpuTopology_LogiDeviceCountPerChip`; 20 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    logical_device_count_of_default_type_per_chip: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("logical_device_count_of_default_type_per_chip", c_int32),  # out, int32_t
    )


PJRT_TpuTopology_LogiDeviceCountPerChip_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_LogiDeviceCountPerChip_Args, "logical_device_count_of_default_type_per_chip")


class PJRT_TpuTopology_CoreCountPerProcess_Args(Structure):
    """Arguments of `PJRT_TpuTopology_CoreCountPerProcess`; 20 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    core_count_of_default_type_per_process: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("core_count_of_default_type_per_process", c_int32),  # out, int32_t
    )


PJRT_TpuTopology_CoreCountPerProcess_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_CoreCountPerProcess_Args, "core_count_of_default_type_per_process")


class PJRT_TpuTopology_ProcessIds_Args(Structure):
    """Arguments of `PJRT_TpuTopology_ProcessIds`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    max_process_ids: int
    process_ids: int | None
    num_process_ids: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("max_process_ids", c_int32),  # int32_t
        ("process_ids", c_void_p),  # int32_t*
        ("num_process_ids", c_size_t),  # out, size_t
    )


PJRT_TpuTopology_ProcessIds_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_ProcessIds_Args, "num_process_ids")


class PJRT_TpuTopology_LogiDeviceIdsOnProcess_Args(Structure):
    """Arguments of `PJRT_TpuTopology_LogiDeviceIdsOnProcess`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    process_id: int
    max_logical_device_ids: int
    logical_device_of_default_type_ids: int | None
    num_logical_device_ids: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("process_id", c_int32),  # int32_t
        ("max_logical_device_ids", c_int32),  # int32_t
        ("logical_device_of_default_type_ids", c_void_p),  # int32_t*
        ("num_logical_device_ids", c_size_t),  # out, size_t
    )


PJRT_TpuTopology_LogiDeviceIdsOnProcess_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_LogiDeviceIdsOnProcess_Args, "num_logical_device_ids")


class PJRT_TpuTopology_ProcIdAndIdxOnProcForChip_Args(Structure):
    """Arguments of `PJRT_TpuTopology_ProcIdAndIdxOnProcForChip`; 28 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    chip_id: int
    process_id: int
    index_on_process: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("chip_id", c_int32),  # int32_t
        ("process_id", c_int32),  # out, int32_t
        ("index_on_process", c_int32),  # out, int32_t
    )


PJRT_TpuTopology_ProcIdAndIdxOnProcForChip_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_ProcIdAndIdxOnProcForChip_Args, "index_on_process")


class PJRT_TpuTopology_ProcIdAndIdxOnProcForLogiDevice_Args(Structure):
    """Arguments of `PJRT_TpuTopology_ProcIdAndIdxOnProcForLogiDevice`; 28 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    device_id: int
    process_id: int
    index_on_process: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("device_id", c_int32),  # int32_t
        ("process_id", c_int32),  # out, int32_t
        ("index_on_process", c_int32),  # out, int32_t
    )


PJRT_TpuTopology_ProcIdAndIdxOnProcForLogiDevice_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_ProcIdAndIdxOnProcForLogiDevice_Args, "index_on_process")


class PJRT_TpuTopology_ProcessCoordFromId_Args(Structure):
    """Arguments of `PJRT_TpuTopology_ProcessCoordFromId`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    process_id: int
    coords_max_dims: int
    coords: int | None
    coords_num_dims: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("process_id", c_int32),  # int32_t
        ("coords_max_dims", c_size_t),  # size_t
        ("coords", c_void_p),  # int32_t*
        ("coords_num_dims", c_size_t),  # out, size_t
    )


PJRT_TpuTopology_ProcessCoordFromId_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_ProcessCoordFromId_Args, "coords_num_dims")


class PJRT_TpuTopology_ChipIdFromCoord_Args(Structure):
    """Arguments of `PJRT_TpuTopology_ChipIdFromCoord`; 36 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    coords: int | None
    coords_num_dims: int
    chip_id: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("coords", c_void_p),  # const int32_t*
        ("coords_num_dims", c_size_t),  # size_t
        ("chip_id", c_int32),  # out, int32_t
    )


PJRT_TpuTopology_ChipIdFromCoord_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_ChipIdFromCoord_Args, "chip_id")


class PJRT_TpuTopology_LogiDeviceIdFromChipCoordAndIdx_Args(Structure):
    """Arguments of `PJRT_TpuTopology_LogiDeviceIdFromChipCoordAndIdx`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    chip_coords: int | None
    chip_coords_num_dims: int
    logical_device_index_on_chip: int
    logical_device_of_default_type_id: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("chip_coords", c_void_p),  # const int32_t*
        ("chip_coords_num_dims", c_size_t),  # size_t
        ("logical_device_index_on_chip", c_int32),  # int32_t
        ("logical_device_of_default_type_id", c_int32),  # out, int32_t
    )


PJRT_TpuTopology_LogiDeviceIdFromChipCoordAndIdx_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_LogiDeviceIdFromChipCoordAndIdx_Args, "logical_device_of_default_type_id")


class PJRT_TpuTopology_ChipCoordAndIdxForLogiDevice_Args(Structure):
    """Arguments of `PJRT_TpuTopology_ChipCoordAndIdxForLogiDevice`; 52 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    device_id: int
    chip_coords_max_dims: int
    chip_coords: int | None
    chip_coords_num_dims: int
    device_index_on_chip: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("device_id", c_int32),  # int32_t
        ("chip_coords_max_dims", c_size_t),  # size_t
        ("chip_coords", c_void_p),  # int32_t*
        ("chip_coords_num_dims", c_size_t),  # out, size_t
        ("device_index_on_chip", c_int32),  # out, int32_t
    )


PJRT_TpuTopology_ChipCoordAndIdxForLogiDevice_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_ChipCoordAndIdxForLogiDevice_Args, "device_index_on_chip")


class PJRT_TpuTopology_ChipsPerProcessBounds_Args(Structure):
    """Arguments of `PJRT_TpuTopology_ChipsPerProcessBounds`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    chip_per_process_bounds_max_dims: int
    chip_per_process_bounds: int | None
    chip_per_process_bounds_num_dims: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("chip_per_process_bounds_max_dims", c_size_t),  # size_t
        ("chip_per_process_bounds", c_void_p),  # int32_t*
        ("chip_per_process_bounds_num_dims", c_size_t),  # out, size_t
    )


PJRT_TpuTopology_ChipsPerProcessBounds_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_ChipsPerProcessBounds_Args, "chip_per_process_bounds_num_dims")


class PJRT_TpuTopology_ChipBounds_Args(Structure):
    """Arguments of `PJRT_TpuTopology_ChipBounds`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    chip_bounds_max_dims: int
    chip_bounds: int | None
    chip_bounds_num_dims: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("chip_bounds_max_dims", c_size_t),  # size_t
        ("chip_bounds", c_void_p),  # int32_t*
        ("chip_bounds_num_dims", c_size_t),  # out, size_t
    )


PJRT_TpuTopology_ChipBounds_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_ChipBounds_Args, "chip_bounds_num_dims")


class PJRT_TpuTopology_ProcessBounds_Args(Structure):
    """Arguments of `PJRT_TpuTopology_ProcessBounds`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    process_bounds_max_dims: int
    process_bounds: int | None
    process_bounds_num_dims: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("process_bounds_max_dims", c_size_t),  # size_t
        ("process_bounds", c_void_p),  # int32_t*
        ("process_bounds_num_dims", c_size_t),  # out, size_t
    )


PJRT_TpuTopology_ProcessBounds_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_ProcessBounds_Args, "process_bounds_num_dims")


class PJRT_TpuTopology_GetRoutingStrategy_Args(Structure):
    """Arguments of `PJRT_TpuTopology_GetRoutingStrategy`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    routing_strategy: int | None
    routing_strategy_len: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("routing_strategy", c_void_p),  # char*
        ("routing_strategy_len", c_size_t),  # size_t
    )


PJRT_TpuTopology_GetRoutingStrategy_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_GetRoutingStrategy_Args, "routing_strategy_len")


class PJRT_TpuTopology_SliceConfig(Structure):
    """`struct PJRT_TpuTopology_SliceConfig`; 29 bytes."""

    STRUCT_SIZE: ClassVar[int]
    dim_size: int
    dimensions: Array[c_int32]
    wrap: Array[c_bool]
    twist: bool
    _fields_ = (
        ("dim_size", c_size_t),  # size_t
        ("dimensions", c_int32 * 4),  # int32_t[4]
        ("wrap", c_bool * 4),  # bool[4]
        ("twist", c_bool),  # bool
    )


PJRT_TpuTopology_SliceConfig.STRUCT_SIZE = size_through(PJRT_TpuTopology_SliceConfig, "twist")


class PJRT_TpuTopology_GetSliceConfig_Args(Structure):
    """Arguments of `PJRT_TpuTopology_GetSliceConfig`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    platform_type_name: int | None
    platform_type_name_len: int
    slice_name: int | None
    slice_name_len: int
    slice_config: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("platform_type_name", c_void_p),  # const char*
        ("platform_type_name_len", c_size_t),  # size_t
        ("slice_name", c_void_p),  # const char*
        ("slice_name_len", c_size_t),  # size_t
        ("slice_config", c_void_p),  # inout, PJRT_TpuTopology_SliceConfig*
    )


PJRT_TpuTopology_GetSliceConfig_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_GetSliceConfig_Args, "slice_config")


class PJRT_TpuTopology_GetSliceConfigs_Args(Structure):
    """Arguments of `PJRT_TpuTopology_GetSliceConfigs`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    platform_type_name: int | None
    platform_type_name_len: int
    slice_configs: int | None
    max_slice_configs: int
    num_slice_configs: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("platform_type_name", c_void_p),  # const char*
        ("platform_type_name_len", c_size_t),  # size_t
        ("slice_configs", c_void_p),  # PJRT_TpuTopology_SliceConfig*
        ("max_slice_configs", c_size_t),  # size_t
        ("num_slice_configs", c_size_t),  # out, size_t
    )


PJRT_TpuTopology_GetSliceConfigs_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_GetSliceConfigs_Args, "num_slice_configs")


class PJRT_TpuTopology_GetDefaultPlatformConfig_Args(Structure):
    """Arguments of `PJRT_TpuTopology_GetDefaultPlatformConfig`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    platform_type_name: int | None
    platform_type_name_len: int
    num_chips_per_tray: int
    num_trays: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("platform_type_name", c_void_p),  # const char*
        ("platform_type_name_len", c_size_t),  # size_t
        ("num_chips_per_tray", c_int64),  # out, int64_t
        ("num_trays", c_int64),  # out, int64_t
    )


PJRT_TpuTopology_GetDefaultPlatformConfig_Args.STRUCT_SIZE = size_through(PJRT_TpuTopology_GetDefaultPlatformConfig_Args, "num_trays")


class PJRT_TpuTopology_Extension(Structure):
    """`struct PJRT_TpuTopology_Extension`; 272 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    subslice: int | None
    is_subslice_topology: int | None
    subslice_device_id_from_full_device_id: int | None
    replace_host_bounds: int | None
    is_enhanced_barrier_enabled: int | None
    has_limited_ici_connectivity: int | None
    is_reachable_over_limited_ici: int | None
    process_count: int | None
    chips_per_process: int | None
    core_count_per_chip: int | None
    chip_count: int | None
    core_count: int | None
    logical_device_count_per_process: int | None
    logical_device_count: int | None
    logical_device_count_per_chip: int | None
    core_count_per_process: int | None
    process_ids: int | None
    logical_device_ids_on_process: int | None
    proc_id_and_idx_on_proc_for_chip: int | None
    proc_id_and_idx_on_proc_for_logi_device: int | None
    process_coord_from_id: int | None
    chip_id_from_coord: int | None
    logical_device_id_from_chip_coord_and_idx: int | None
    chip_coord_and_idx_for_logi_device: int | None
    chips_per_process_bounds: int | None
    chip_bounds: int | None
    process_bounds: int | None
    get_routing_strategy: int | None
    get_slice_config: int | None
    get_slice_configs: int | None
    get_default_platform_config: int | None
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("subslice", c_void_p),  # PJRT_TpuTopology_Subslice*
        ("is_subslice_topology", c_void_p),  # PJRT_TpuTopology_IsSubsliceTopology*
        ("subslice_device_id_from_full_device_id", c_void_p),  # PJRT_TpuTopology_SubsliceDeviceIdFromFullDeviceId*
        ("replace_host_bounds", c_void_p),  # PJRT_TpuTopology_ReplaceHostBounds*
        ("is_enhanced_barrier_enabled", c_void_p),  # PJRT_TpuTopology_IsEnhancedBarrierEnabled*
        ("has_limited_ici_connectivity", c_void_p),  # PJRT_TpuTopology_HasLimitedIciConnectivity*
        ("is_reachable_over_limited_ici", c_void_p),  # PJRT_TpuTopology_IsReachableOverLimitedIci*
        ("process_count", c_void_p),  # PJRT_TpuTopology_ProcessCount*
        ("chips_per_process", c_void_p),  # PJRT_TpuTopology_ChipsPerProcess*
        ("core_count_per_chip", c_void_p),  # PJRT_TpuTopology_CoreCountPerChip*
        ("chip_count", c_void_p),  # PJRT_TpuTopology_ChipCount*
        ("core_count", c_void_p),  # PJRT_TpuTopology_CoreCount*
        ("logical_device_count_per_process", c_void_p),  # PJRT_TpuTopology_LogiDeviceCountPerProcess*
        ("logical_device_count", c_void_p),  # PJRT_TpuTopology_LogiDeviceCount*
        ("logical_device_count_per_chip", c_void_p),  # PJRT_TpuTopology_LogiDeviceCountPerChip*
        ("core_count_per_process", c_void_p),  # PJRT_TpuTopology_CoreCountPerProcess*
        ("process_ids", c_void_p),  # PJRT_TpuTopology_ProcessIds*
        ("logical_device_ids_on_process", c_void_p),  # PJRT_TpuTopology_LogiDeviceIdsOnProcess*
        ("proc_id_and_idx_on_proc_for_chip", c_void_p),  # PJRT_TpuTopology_ProcIdAndIdxOnProcForChip*
        ("proc_id_and_idx_on_proc_for_logi_device", c_void_p),  # PJRT_TpuTopology_ProcIdAndIdxOnProcForLogiDevice*
        ("process_coord_from_id", c_void_p),  # PJRT_TpuTopology_ProcessCoordFromId*
        ("chip_id_from_coord", c_void_p),  # PJRT_TpuTopology_ChipIdFromCoord*
        ("logical_device_id_from_chip_coord_and_idx", c_void_p),  # PJRT_TpuTopology_LogiDeviceIdFromChipCoordAndIdx*
        ("chip_coord_and_idx_for_logi_device", c_void_p),  # PJRT_TpuTopology_ChipCoordAndIdxForLogiDevice*
        ("chips_per_process_bounds", c_void_p),  # PJRT_TpuTopology_ChipsPerProcessBounds*
        ("chip_bounds", c_void_p),  # PJRT_TpuTopology_ChipBounds*
        ("process_bounds", c_void_p),  # PJRT_TpuTopology_ProcessBounds*
        ("get_routing_strategy", c_void_p),  # PJRT_TpuTopology_GetRoutingStrategy*
        ("get_slice_config", c_void_p),  # PJRT_TpuTopology_GetSliceConfig*
        ("get_slice_configs", c_void_p),  # PJRT_TpuTopology_GetSliceConfigs*
        ("get_default_platform_config", c_void_p),  # PJRT_TpuTopology_GetDefaultPlatformConfig*
    )


PJRT_TpuTopology_Extension.STRUCT_SIZE = size_through(PJRT_TpuTopology_Extension, "get_default_platform_config")


class ProcIdAndIdxOnProcForChip(NamedTuple):
    """What `PJRT_TpuTopology_ProcIdAndIdxOnProcForChip` tells."""

    process_id: int
    index_on_process: int


class ProcIdAndIdxOnProcForLogiDevice(NamedTuple):
    """What `PJRT_TpuTopology_ProcIdAndIdxOnProcForLogiDevice` tells."""

    process_id: int
    index_on_process: int


class ChipCoordAndIdxForLogiDevice(NamedTuple):
    """What `PJRT_TpuTopology_ChipCoordAndIdxForLogiDevice` tells."""

    chip_coords: list[int]
    device_index_on_chip: int


class GetDefaultPlatformConfig(NamedTuple):
    """What `PJRT_TpuTopology_GetDefaultPlatformConfig` tells."""

    num_chips_per_tray: int
    num_trays: int


class TpuTopology(FunctionTable):
    """The extension `PJRT_TpuTopology_Extension`, with a method for each of its 31 functions."""

    TABLE = PJRT_TpuTopology_Extension
    NAME = "TpuTopology"
    TYPE = 16
    VERSION = 1
    MARK = ""
    SLOTS = (
        ("PJRT_TpuTopology_Subslice", "subslice", CALL),
        ("PJRT_TpuTopology_IsSubsliceTopology", "is_subslice_topology", CALL),
        ("PJRT_TpuTopology_SubsliceDeviceIdFromFullDeviceId", "subslice_device_id_from_full_device_id", CALL),
        ("PJRT_TpuTopology_ReplaceHostBounds", "replace_host_bounds", CALL),
        ("PJRT_TpuTopology_IsEnhancedBarrierEnabled", "is_enhanced_barrier_enabled", CALL),
        ("PJRT_TpuTopology_HasLimitedIciConnectivity", "has_limited_ici_connectivity", CALL),
        ("PJRT_TpuTopology_IsReachableOverLimitedIci", "is_reachable_over_limited_ici", CALL),
        ("PJRT_TpuTopology_ProcessCount", "process_count", CALL),
        ("PJRT_TpuTopology_ChipsPerProcess", "chips_per_process", CALL),
        ("PJRT_TpuTopology_CoreCountPerChip", "core_count_per_chip", CALL),
        ("PJRT_TpuTopology_ChipCount", "chip_count", CALL),
        ("PJRT_TpuTopology_CoreCount", "core_count", CALL),
        ("PJRT_TpuTopology_LogiDeviceCountPerProcess", "logical_device_count_per_process", CALL),
        ("PJRT_TpuTopology_LogiDeviceCount", "logical_device_count", CALL),
        ("PJRT_TpuTopology_LogiDeviceCountPerChip", "logical_device_count_per_chip", CALL),
        ("PJRT_TpuTopology_CoreCountPerProcess", "core_count_per_process", CALL),
        ("PJRT_TpuTopology_ProcessIds", "process_ids", CALL),
        ("PJRT_TpuTopology_LogiDeviceIdsOnProcess", "logical_device_ids_on_process", CALL),
        ("PJRT_TpuTopology_ProcIdAndIdxOnProcForChip", "proc_id_and_idx_on_proc_for_chip", CALL),
        ("PJRT_TpuTopology_ProcIdAndIdxOnProcForLogiDevice", "proc_id_and_idx_on_proc_for_logi_device", CALL),
        ("PJRT_TpuTopology_ProcessCoordFromId", "process_coord_from_id", CALL),
        ("PJRT_TpuTopology_ChipIdFromCoord", "chip_id_from_coord", CALL),
        ("PJRT_TpuTopology_LogiDeviceIdFromChipCoordAndIdx", "logical_device_id_from_chip_coord_and_idx", CALL),
        ("PJRT_TpuTopology_ChipCoordAndIdxForLogiDevice", "chip_coord_and_idx_for_logi_device", CALL),
        ("PJRT_TpuTopology_ChipsPerProcessBounds", "chips_per_process_bounds", CALL),
        ("PJRT_TpuTopology_ChipBounds", "chip_bounds", CALL),
        ("PJRT_TpuTopology_ProcessBounds", "process_bounds", CALL),
        ("PJRT_TpuTopology_GetRoutingStrategy", "get_routing_strategy", CALL),
        ("PJRT_TpuTopology_GetSliceConfig", "get_slice_config", CALL),
        ("PJRT_TpuTopology_GetSliceConfigs", "get_slice_configs", CALL),
        ("PJRT_TpuTopology_GetDefaultPlatformConfig", "get_default_platform_config", CALL),
    )
    PJRT_TpuTopology_Subslice: Any
    PJRT_TpuTopology_IsSubsliceTopology: Any
    PJRT_TpuTopology_SubsliceDeviceIdFromFullDeviceId: Any
    PJRT_TpuTopology_ReplaceHostBounds: Any
    PJRT_TpuTopology_IsEnhancedBarrierEnabled: Any
    PJRT_TpuTopology_HasLimitedIciConnectivity: Any
    PJRT_TpuTopology_IsReachableOverLimitedIci: Any
    PJRT_TpuTopology_ProcessCount: Any
    PJRT_TpuTopology_ChipsPerProcess: Any
    PJRT_TpuTopology_CoreCountPerChip: Any
    PJRT_TpuTopology_ChipCount: Any
    PJRT_TpuTopology_CoreCount: Any
    PJRT_TpuTopology_LogiDeviceCountPerProcess: Any
    PJRT_TpuTopology_LogiDeviceCount: Any
    PJRT_TpuTopology_LogiDeviceCountPerChip: Any
    PJRT_TpuTopology_CoreCountPerProcess: Any
    PJRT_TpuTopology_ProcessIds: Any
    PJRT_TpuTopology_LogiDeviceIdsOnProcess: Any
    PJRT_TpuTopology_ProcIdAndIdxOnProcForChip: Any
    PJRT_TpuTopology_ProcIdAndIdxOnProcForLogiDevice: Any
    PJRT_TpuTopology_ProcessCoordFromId: Any
    PJRT_TpuTopology_ChipIdFromCoord: Any
    PJRT_TpuTopology_LogiDeviceIdFromChipCoordAndIdx: Any
    PJRT_TpuTopology_ChipCoordAndIdxForLogiDevice: Any
    PJRT_TpuTopology_ChipsPerProcessBounds: Any
    PJRT_TpuTopology_ChipBounds: Any
    PJRT_TpuTopology_ProcessBounds: Any
    PJRT_TpuTopology_GetRoutingStrategy: Any
    PJRT_TpuTopology_GetSliceConfig: Any
    PJRT_TpuTopology_GetSliceConfigs: Any
    PJRT_TpuTopology_GetDefaultPlatformConfig: Any

    def subslice(
        self,
        topology: TopologyDescriptionPtr,
        chips_per_host_bounds: Sequence[int],
        host_bounds: Sequence[int],
    ) -> TopologyDescriptionPtr:
        """`PJRT_TpuTopology_Subslice`, slot 0. The caller owns: subslice_topology."""
        a = PJRT_TpuTopology_Subslice_Args()
        a.struct_size = PJRT_TpuTopology_Subslice_Args.STRUCT_SIZE
        a.topology = topology
        keep_chips_per_host_bounds, a.chips_per_host_bounds, a.chips_per_host_bounds_num_dims = array_in(c_int32, chips_per_host_bounds)
        keep_host_bounds, a.host_bounds, a.host_bounds_num_dims = array_in(c_int32, host_bounds)
        error = self.PJRT_TpuTopology_Subslice(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_Subslice", error)
        return TopologyDescriptionPtr(pointer_out(a.subslice_topology, "PJRT_TpuTopology_Subslice.subslice_topology"))

    def is_subslice_topology(self, topology: TopologyDescriptionPtr) -> bool:
        """`PJRT_TpuTopology_IsSubsliceTopology`, slot 1."""
        a = PJRT_TpuTopology_IsSubsliceTopology_Args()
        a.struct_size = PJRT_TpuTopology_IsSubsliceTopology_Args.STRUCT_SIZE
        a.topology = topology
        error = self.PJRT_TpuTopology_IsSubsliceTopology(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_IsSubsliceTopology", error)
        return a.is_subslice_topology

    def subslice_device_id_from_full_device_id(
        self,
        client_topology: TopologyDescriptionPtr,
        subslice_topology: TopologyDescriptionPtr,
        subslice_origin: Sequence[int],
        full_device_id: int,
    ) -> int:
        """`PJRT_TpuTopology_SubsliceDeviceIdFromFullDeviceId`, slot 2."""
        a = PJRT_TpuTopology_SubsliceDeviceIdFromFullDeviceId_Args()
        a.struct_size = PJRT_TpuTopology_SubsliceDeviceIdFromFullDeviceId_Args.STRUCT_SIZE
        a.client_topology = client_topology
        a.subslice_topology = subslice_topology
        keep_subslice_origin, a.subslice_origin, a.subslice_origin_dim_num = array_in(c_int32, subslice_origin)
        a.full_device_id = full_device_id
        error = self.PJRT_TpuTopology_SubsliceDeviceIdFromFullDeviceId(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_SubsliceDeviceIdFromFullDeviceId", error)
        return a.subslice_device_id

    def replace_host_bounds(
        self,
        topology: TopologyDescriptionPtr,
        host_bounds: Sequence[int],
    ) -> TopologyDescriptionPtr:
        """`PJRT_TpuTopology_ReplaceHostBounds`, slot 3. The caller owns: new_topology."""
        a = PJRT_TpuTopology_ReplaceHostBounds_Args()
        a.struct_size = PJRT_TpuTopology_ReplaceHostBounds_Args.STRUCT_SIZE
        a.topology = topology
        keep_host_bounds, a.host_bounds, a.host_bounds_dim_num = array_in(c_int32, host_bounds)
        error = self.PJRT_TpuTopology_ReplaceHostBounds(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_ReplaceHostBounds", error)
        return TopologyDescriptionPtr(pointer_out(a.new_topology, "PJRT_TpuTopology_ReplaceHostBounds.new_topology"))

    def is_enhanced_barrier_enabled(self, topology: TopologyDescriptionPtr) -> bool:
        """`PJRT_TpuTopology_IsEnhancedBarrierEnabled`, slot 4."""
        a = PJRT_TpuTopology_IsEnhancedBarrierEnabled_Args()
        a.struct_size = PJRT_TpuTopology_IsEnhancedBarrierEnabled_Args.STRUCT_SIZE
        a.topology = topology
        error = self.PJRT_TpuTopology_IsEnhancedBarrierEnabled(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_IsEnhancedBarrierEnabled", error)
        return a.is_enhanced_barrier_enabled

    def has_limited_ici_connectivity(self, topology: TopologyDescriptionPtr) -> bool:
        """`PJRT_TpuTopology_HasLimitedIciConnectivity`, slot 5."""
        a = PJRT_TpuTopology_HasLimitedIciConnectivity_Args()
        a.struct_size = PJRT_TpuTopology_HasLimitedIciConnectivity_Args.STRUCT_SIZE
        a.topology = topology
        error = self.PJRT_TpuTopology_HasLimitedIciConnectivity(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_HasLimitedIciConnectivity", error)
        return a.has_limited_ici_connectivity

    def is_reachable_over_limited_ici(
        self,
        topology: TopologyDescriptionPtr,
        source_chip_id: int,
        dest_chip_id: int,
    ) -> bool:
        """`PJRT_TpuTopology_IsReachableOverLimitedIci`, slot 6."""
        a = PJRT_TpuTopology_IsReachableOverLimitedIci_Args()
        a.struct_size = PJRT_TpuTopology_IsReachableOverLimitedIci_Args.STRUCT_SIZE
        a.topology = topology
        a.source_chip_id = source_chip_id
        a.dest_chip_id = dest_chip_id
        error = self.PJRT_TpuTopology_IsReachableOverLimitedIci(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_IsReachableOverLimitedIci", error)
        return a.is_reachable_over_limited_ici

    def process_count(self, topology: TopologyDescriptionPtr) -> int:
        """`PJRT_TpuTopology_ProcessCount`, slot 7."""
        a = PJRT_TpuTopology_ProcessCount_Args()
        a.struct_size = PJRT_TpuTopology_ProcessCount_Args.STRUCT_SIZE
        a.topology = topology
        error = self.PJRT_TpuTopology_ProcessCount(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_ProcessCount", error)
        return a.process_count

    def chips_per_process(self, topology: TopologyDescriptionPtr) -> int:
        """`PJRT_TpuTopology_ChipsPerProcess`, slot 8."""
        a = PJRT_TpuTopology_ChipsPerProcess_Args()
        a.struct_size = PJRT_TpuTopology_ChipsPerProcess_Args.STRUCT_SIZE
        a.topology = topology
        error = self.PJRT_TpuTopology_ChipsPerProcess(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_ChipsPerProcess", error)
        return a.chips_per_process

    def core_count_per_chip(self, topology: TopologyDescriptionPtr) -> int:
        """`PJRT_TpuTopology_CoreCountPerChip`, slot 9."""
        a = PJRT_TpuTopology_CoreCountPerChip_Args()
        a.struct_size = PJRT_TpuTopology_CoreCountPerChip_Args.STRUCT_SIZE
        a.topology = topology
        error = self.PJRT_TpuTopology_CoreCountPerChip(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_CoreCountPerChip", error)
        return a.core_count_of_default_type_per_chip

    def chip_count(self, topology: TopologyDescriptionPtr) -> int:
        """`PJRT_TpuTopology_ChipCount`, slot 10."""
        a = PJRT_TpuTopology_ChipCount_Args()
        a.struct_size = PJRT_TpuTopology_ChipCount_Args.STRUCT_SIZE
        a.topology = topology
        error = self.PJRT_TpuTopology_ChipCount(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_ChipCount", error)
        return a.chip_count

    def core_count(self, topology: TopologyDescriptionPtr) -> int:
        """`PJRT_TpuTopology_CoreCount`, slot 11."""
        a = PJRT_TpuTopology_CoreCount_Args()
        a.struct_size = PJRT_TpuTopology_CoreCount_Args.STRUCT_SIZE
        a.topology = topology
        error = self.PJRT_TpuTopology_CoreCount(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_CoreCount", error)
        return a.core_count_of_default_type

    def logi_device_count_per_process(self, topology: TopologyDescriptionPtr) -> int:
        """`PJRT_TpuTopology_LogiDeviceCountPerProcess`, slot 12."""
        a = PJRT_TpuTopology_LogiDeviceCountPerProcess_Args()
        a.struct_size = PJRT_TpuTopology_LogiDeviceCountPerProcess_Args.STRUCT_SIZE
        a.topology = topology
        error = self.PJRT_TpuTopology_LogiDeviceCountPerProcess(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_LogiDeviceCountPerProcess", error)
        return a.logical_device_count_of_default_type_per_process

    def logi_device_count(self, topology: TopologyDescriptionPtr) -> int:
        """`PJRT_TpuTopology_LogiDeviceCount`, slot 13."""
        a = PJRT_TpuTopology_LogiDeviceCount_Args()
        a.struct_size = PJRT_TpuTopology_LogiDeviceCount_Args.STRUCT_SIZE
        a.topology = topology
        error = self.PJRT_TpuTopology_LogiDeviceCount(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_LogiDeviceCount", error)
        return a.logical_device_count_of_default_type

    def logi_device_count_per_chip(self, topology: TopologyDescriptionPtr) -> int:
        """`PJRT_TpuTopology_LogiDeviceCountPerChip`, slot 14."""
        a = PJRT_TpuTopology_LogiDeviceCountPerChip_Args()
        a.struct_size = PJRT_TpuTopology_LogiDeviceCountPerChip_Args.STRUCT_SIZE
        a.topology = topology
        error = self.PJRT_TpuTopology_LogiDeviceCountPerChip(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_LogiDeviceCountPerChip", error)
        return a.logical_device_count_of_default_type_per_chip

    def core_count_per_process(self, topology: TopologyDescriptionPtr) -> int:
        """`PJRT_TpuTopology_CoreCountPerProcess`, slot 15."""
        a = PJRT_TpuTopology_CoreCountPerProcess_Args()
        a.struct_size = PJRT_TpuTopology_CoreCountPerProcess_Args.STRUCT_SIZE
        a.topology = topology
        error = self.PJRT_TpuTopology_CoreCountPerProcess(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_CoreCountPerProcess", error)
        return a.core_count_of_default_type_per_process

    def process_ids(self, topology: TopologyDescriptionPtr, max_process_ids: int) -> list[int]:
        """`PJRT_TpuTopology_ProcessIds`, slot 16."""
        a = PJRT_TpuTopology_ProcessIds_Args()
        a.struct_size = PJRT_TpuTopology_ProcessIds_Args.STRUCT_SIZE
        a.topology = topology
        process_ids = (c_int32 * max_process_ids)()
        a.process_ids = addressof(process_ids)
        a.max_process_ids = max_process_ids
        error = self.PJRT_TpuTopology_ProcessIds(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_ProcessIds", error)
        return list(process_ids[: a.num_process_ids])

    def logi_device_ids_on_process(
        self,
        topology: TopologyDescriptionPtr,
        process_id: int,
        max_logical_device_ids: int,
    ) -> list[int]:
        """`PJRT_TpuTopology_LogiDeviceIdsOnProcess`, slot 17."""
        a = PJRT_TpuTopology_LogiDeviceIdsOnProcess_Args()
        a.struct_size = PJRT_TpuTopology_LogiDeviceIdsOnProcess_Args.STRUCT_SIZE
        a.topology = topology
        a.process_id = process_id
        logical_device_of_default_type_ids = (c_int32 * max_logical_device_ids)()
        a.logical_device_of_default_type_ids = addressof(logical_device_of_default_type_ids)
        a.max_logical_device_ids = max_logical_device_ids
        error = self.PJRT_TpuTopology_LogiDeviceIdsOnProcess(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_LogiDeviceIdsOnProcess", error)
        return list(logical_device_of_default_type_ids[: a.num_logical_device_ids])

    def proc_id_and_idx_on_proc_for_chip(
        self,
        topology: TopologyDescriptionPtr,
        chip_id: int,
    ) -> ProcIdAndIdxOnProcForChip:
        """`PJRT_TpuTopology_ProcIdAndIdxOnProcForChip`, slot 18."""
        a = PJRT_TpuTopology_ProcIdAndIdxOnProcForChip_Args()
        a.struct_size = PJRT_TpuTopology_ProcIdAndIdxOnProcForChip_Args.STRUCT_SIZE
        a.topology = topology
        a.chip_id = chip_id
        error = self.PJRT_TpuTopology_ProcIdAndIdxOnProcForChip(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_ProcIdAndIdxOnProcForChip", error)
        return ProcIdAndIdxOnProcForChip(a.process_id, a.index_on_process)

    def proc_id_and_idx_on_proc_for_logi_device(
        self,
        topology: TopologyDescriptionPtr,
        device_id: int,
    ) -> ProcIdAndIdxOnProcForLogiDevice:
        """`PJRT_TpuTopology_ProcIdAndIdxOnProcForLogiDevice`, slot 19."""
        a = PJRT_TpuTopology_ProcIdAndIdxOnProcForLogiDevice_Args()
        a.struct_size = PJRT_TpuTopology_ProcIdAndIdxOnProcForLogiDevice_Args.STRUCT_SIZE
        a.topology = topology
        a.device_id = device_id
        error = self.PJRT_TpuTopology_ProcIdAndIdxOnProcForLogiDevice(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_ProcIdAndIdxOnProcForLogiDevice", error)
        return ProcIdAndIdxOnProcForLogiDevice(a.process_id, a.index_on_process)

    def process_coord_from_id(
        self,
        topology: TopologyDescriptionPtr,
        process_id: int,
        coords_max_dims: int,
    ) -> list[int]:
        """`PJRT_TpuTopology_ProcessCoordFromId`, slot 20."""
        a = PJRT_TpuTopology_ProcessCoordFromId_Args()
        a.struct_size = PJRT_TpuTopology_ProcessCoordFromId_Args.STRUCT_SIZE
        a.topology = topology
        a.process_id = process_id
        coords = (c_int32 * coords_max_dims)()
        a.coords = addressof(coords)
        a.coords_max_dims = coords_max_dims
        error = self.PJRT_TpuTopology_ProcessCoordFromId(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_ProcessCoordFromId", error)
        return list(coords[: a.coords_num_dims])

    def chip_id_from_coord(self, topology: TopologyDescriptionPtr, coords: Sequence[int]) -> int:
        """`PJRT_TpuTopology_ChipIdFromCoord`, slot 21."""
        a = PJRT_TpuTopology_ChipIdFromCoord_Args()
        a.struct_size = PJRT_TpuTopology_ChipIdFromCoord_Args.STRUCT_SIZE
        a.topology = topology
        keep_coords, a.coords, a.coords_num_dims = array_in(c_int32, coords)
        error = self.PJRT_TpuTopology_ChipIdFromCoord(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_ChipIdFromCoord", error)
        return a.chip_id

    def logi_device_id_from_chip_coord_and_idx(
        self,
        topology: TopologyDescriptionPtr,
        chip_coords: Sequence[int],
        logical_device_index_on_chip: int,
    ) -> int:
        """`PJRT_TpuTopology_LogiDeviceIdFromChipCoordAndIdx`, slot 22."""
        a = PJRT_TpuTopology_LogiDeviceIdFromChipCoordAndIdx_Args()
        a.struct_size = PJRT_TpuTopology_LogiDeviceIdFromChipCoordAndIdx_Args.STRUCT_SIZE
        a.topology = topology
        keep_chip_coords, a.chip_coords, a.chip_coords_num_dims = array_in(c_int32, chip_coords)
        a.logical_device_index_on_chip = logical_device_index_on_chip
        error = self.PJRT_TpuTopology_LogiDeviceIdFromChipCoordAndIdx(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_LogiDeviceIdFromChipCoordAndIdx", error)
        return a.logical_device_of_default_type_id

    def chip_coord_and_idx_for_logi_device(
        self,
        topology: TopologyDescriptionPtr,
        device_id: int,
        chip_coords_max_dims: int,
    ) -> ChipCoordAndIdxForLogiDevice:
        """`PJRT_TpuTopology_ChipCoordAndIdxForLogiDevice`, slot 23."""
        a = PJRT_TpuTopology_ChipCoordAndIdxForLogiDevice_Args()
        a.struct_size = PJRT_TpuTopology_ChipCoordAndIdxForLogiDevice_Args.STRUCT_SIZE
        a.topology = topology
        a.device_id = device_id
        chip_coords = (c_int32 * chip_coords_max_dims)()
        a.chip_coords = addressof(chip_coords)
        a.chip_coords_max_dims = chip_coords_max_dims
        error = self.PJRT_TpuTopology_ChipCoordAndIdxForLogiDevice(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_ChipCoordAndIdxForLogiDevice", error)
        return ChipCoordAndIdxForLogiDevice(list(chip_coords[: a.chip_coords_num_dims]), a.device_index_on_chip)

    def chips_per_process_bounds(
        self,
        topology: TopologyDescriptionPtr,
        chip_per_process_bounds_max_dims: int,
    ) -> list[int]:
        """`PJRT_TpuTopology_ChipsPerProcessBounds`, slot 24."""
        a = PJRT_TpuTopology_ChipsPerProcessBounds_Args()
        a.struct_size = PJRT_TpuTopology_ChipsPerProcessBounds_Args.STRUCT_SIZE
        a.topology = topology
        chip_per_process_bounds = (c_int32 * chip_per_process_bounds_max_dims)()
        a.chip_per_process_bounds = addressof(chip_per_process_bounds)
        a.chip_per_process_bounds_max_dims = chip_per_process_bounds_max_dims
        error = self.PJRT_TpuTopology_ChipsPerProcessBounds(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_ChipsPerProcessBounds", error)
        return list(chip_per_process_bounds[: a.chip_per_process_bounds_num_dims])

    def chip_bounds(self, topology: TopologyDescriptionPtr, chip_bounds_max_dims: int) -> list[int]:
        """`PJRT_TpuTopology_ChipBounds`, slot 25."""
        a = PJRT_TpuTopology_ChipBounds_Args()
        a.struct_size = PJRT_TpuTopology_ChipBounds_Args.STRUCT_SIZE
        a.topology = topology
        chip_bounds = (c_int32 * chip_bounds_max_dims)()
        a.chip_bounds = addressof(chip_bounds)
        a.chip_bounds_max_dims = chip_bounds_max_dims
        error = self.PJRT_TpuTopology_ChipBounds(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_ChipBounds", error)
        return list(chip_bounds[: a.chip_bounds_num_dims])

    def process_bounds(self, topology: TopologyDescriptionPtr, process_bounds_max_dims: int) -> list[int]:
        """`PJRT_TpuTopology_ProcessBounds`, slot 26."""
        a = PJRT_TpuTopology_ProcessBounds_Args()
        a.struct_size = PJRT_TpuTopology_ProcessBounds_Args.STRUCT_SIZE
        a.topology = topology
        process_bounds = (c_int32 * process_bounds_max_dims)()
        a.process_bounds = addressof(process_bounds)
        a.process_bounds_max_dims = process_bounds_max_dims
        error = self.PJRT_TpuTopology_ProcessBounds(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_ProcessBounds", error)
        return list(process_bounds[: a.process_bounds_num_dims])

    def get_routing_strategy(self, topology: TopologyDescriptionPtr, routing_strategy_len: int) -> str:
        """`PJRT_TpuTopology_GetRoutingStrategy`, slot 27."""
        a = PJRT_TpuTopology_GetRoutingStrategy_Args()
        a.struct_size = PJRT_TpuTopology_GetRoutingStrategy_Args.STRUCT_SIZE
        a.topology = topology
        routing_strategy = create_string_buffer(routing_strategy_len)
        a.routing_strategy = addressof(routing_strategy)
        a.routing_strategy_len = routing_strategy_len
        error = self.PJRT_TpuTopology_GetRoutingStrategy(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_GetRoutingStrategy", error)
        return routing_strategy.value.decode(errors="surrogateescape")

    def get_slice_config(
        self,
        platform_type_name: str | bytes,
        slice_name: str | bytes,
        *,
        slice_config: PJRT_TpuTopology_SliceConfig | None = None,
    ) -> PJRT_TpuTopology_SliceConfig:
        """`PJRT_TpuTopology_GetSliceConfig`, slot 28."""
        a = PJRT_TpuTopology_GetSliceConfig_Args()
        a.struct_size = PJRT_TpuTopology_GetSliceConfig_Args.STRUCT_SIZE
        keep_platform_type_name, a.platform_type_name, a.platform_type_name_len = bytes_in(platform_type_name)
        keep_slice_name, a.slice_name, a.slice_name_len = bytes_in(slice_name)
        slice_config = PJRT_TpuTopology_SliceConfig() if slice_config is None else slice_config
        a.slice_config = addressof(slice_config)
        error = self.PJRT_TpuTopology_GetSliceConfig(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_GetSliceConfig", error)
        return slice_config

    def get_slice_configs(
        self,
        platform_type_name: str | bytes,
        max_slice_configs: int,
    ) -> list[PJRT_TpuTopology_SliceConfig]:
        """`PJRT_TpuTopology_GetSliceConfigs`, slot 29."""
        a = PJRT_TpuTopology_GetSliceConfigs_Args()
        a.struct_size = PJRT_TpuTopology_GetSliceConfigs_Args.STRUCT_SIZE
        keep_platform_type_name, a.platform_type_name, a.platform_type_name_len = bytes_in(platform_type_name)
        slice_configs = (PJRT_TpuTopology_SliceConfig * max_slice_configs)()
        a.slice_configs = addressof(slice_configs)
        a.max_slice_configs = max_slice_configs
        error = self.PJRT_TpuTopology_GetSliceConfigs(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_GetSliceConfigs", error)
        return list(slice_configs[: a.num_slice_configs])

    def get_default_platform_config(self, platform_type_name: str | bytes) -> GetDefaultPlatformConfig:
        """`PJRT_TpuTopology_GetDefaultPlatformConfig`, slot 30."""
        a = PJRT_TpuTopology_GetDefaultPlatformConfig_Args()
        a.struct_size = PJRT_TpuTopology_GetDefaultPlatformConfig_Args.STRUCT_SIZE
        keep_platform_type_name, a.platform_type_name, a.platform_type_name_len = bytes_in(platform_type_name)
        error = self.PJRT_TpuTopology_GetDefaultPlatformConfig(addressof(a))
        if error:
            self._fail("PJRT_TpuTopology_GetDefaultPlatformConfig", error)
        return GetDefaultPlatformConfig(a.num_chips_per_tray, a.num_trays)
