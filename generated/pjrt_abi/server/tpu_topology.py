"""Generated from `xla/pjrt/c/pjrt_c_api_tpu_topology_extension.h`: what serves its functions."""

from __future__ import annotations

from ctypes import c_int32
from typing import Any

from pjrt_abi.extensions.tpu_topology import (
    PJRT_TpuTopology_ChipBounds_Args,
    PJRT_TpuTopology_ChipCoordAndIdxForLogiDevice_Args,
    PJRT_TpuTopology_ChipCount_Args,
    PJRT_TpuTopology_ChipIdFromCoord_Args,
    PJRT_TpuTopology_ChipsPerProcessBounds_Args,
    PJRT_TpuTopology_ChipsPerProcess_Args,
    PJRT_TpuTopology_CoreCountPerChip_Args,
    PJRT_TpuTopology_CoreCountPerProcess_Args,
    PJRT_TpuTopology_CoreCount_Args,
    PJRT_TpuTopology_GetDefaultPlatformConfig_Args,
    PJRT_TpuTopology_GetRoutingStrategy_Args,
    PJRT_TpuTopology_GetSliceConfig_Args,
    PJRT_TpuTopology_GetSliceConfigs_Args,
    PJRT_TpuTopology_HasLimitedIciConnectivity_Args,
    PJRT_TpuTopology_IsEnhancedBarrierEnabled_Args,
    PJRT_TpuTopology_IsReachableOverLimitedIci_Args,
    PJRT_TpuTopology_IsSubsliceTopology_Args,
    PJRT_TpuTopology_LogiDeviceCountPerChip_Args,
    PJRT_TpuTopology_LogiDeviceCountPerProcess_Args,
    PJRT_TpuTopology_LogiDeviceCount_Args,
    PJRT_TpuTopology_LogiDeviceIdFromChipCoordAndIdx_Args,
    PJRT_TpuTopology_LogiDeviceIdsOnProcess_Args,
    PJRT_TpuTopology_ProcIdAndIdxOnProcForChip_Args,
    PJRT_TpuTopology_ProcIdAndIdxOnProcForLogiDevice_Args,
    PJRT_TpuTopology_ProcessBounds_Args,
    PJRT_TpuTopology_ProcessCoordFromId_Args,
    PJRT_TpuTopology_ProcessCount_Args,
    PJRT_TpuTopology_ProcessIds_Args,
    PJRT_TpuTopology_ReplaceHostBounds_Args,
    PJRT_TpuTopology_SliceConfig,
    PJRT_TpuTopology_SubsliceDeviceIdFromFullDeviceId_Args,
    PJRT_TpuTopology_Subslice_Args,
    TpuTopology,
)
from pjrt_abi.views import (
    Fill,
    FillText,
    FunctionView,
    HandleIn,
    HandleOut,
    ListIn,
    ScalarIn,
    ScalarOut,
    StructPointerInout,
    TableServer,
    TextIn,
    describe,
    unserved,
)


describe(PJRT_TpuTopology_SliceConfig, ScalarIn("dim_size", "dim_size"), ScalarIn("twist", "twist"))


class TpuTopologyServer(TableServer):
    """What serves `PJRT_TpuTopology_Extension`."""

    CLIENT = TpuTopology
    TYPE = 16
    VIEWS = (
        FunctionView(
            "PJRT_TpuTopology_Subslice",
            "subslice",
            PJRT_TpuTopology_Subslice_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ListIn("chips_per_host_bounds", "chips_per_host_bounds", "chips_per_host_bounds_num_dims", ctype=c_int32),
            ListIn("host_bounds", "host_bounds", "host_bounds_num_dims", ctype=c_int32),
            HandleOut("subslice_topology", "subslice_topology", kind="PJRT_TopologyDescription", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_IsSubsliceTopology",
            "is_subslice_topology",
            PJRT_TpuTopology_IsSubsliceTopology_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ScalarOut("is_subslice_topology", "is_subslice_topology", kind=bool),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_SubsliceDeviceIdFromFullDeviceId",
            "subslice_device_id_from_full_device_id",
            PJRT_TpuTopology_SubsliceDeviceIdFromFullDeviceId_Args,
            HandleIn("client_topology", "client_topology", kind="PJRT_TopologyDescription", nullable=False),
            HandleIn("subslice_topology", "subslice_topology", kind="PJRT_TopologyDescription", nullable=False),
            ListIn("subslice_origin", "subslice_origin", "subslice_origin_dim_num", ctype=c_int32),
            ScalarIn("full_device_id", "full_device_id"),
            ScalarOut("subslice_device_id", "subslice_device_id"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_ReplaceHostBounds",
            "replace_host_bounds",
            PJRT_TpuTopology_ReplaceHostBounds_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ListIn("host_bounds", "host_bounds", "host_bounds_dim_num", ctype=c_int32),
            HandleOut("new_topology", "new_topology", kind="PJRT_TopologyDescription", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_IsEnhancedBarrierEnabled",
            "is_enhanced_barrier_enabled",
            PJRT_TpuTopology_IsEnhancedBarrierEnabled_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ScalarOut("is_enhanced_barrier_enabled", "is_enhanced_barrier_enabled", kind=bool),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_HasLimitedIciConnectivity",
            "has_limited_ici_connectivity",
            PJRT_TpuTopology_HasLimitedIciConnectivity_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ScalarOut("has_limited_ici_connectivity", "has_limited_ici_connectivity", kind=bool),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_IsReachableOverLimitedIci",
            "is_reachable_over_limited_ici",
            PJRT_TpuTopology_IsReachableOverLimitedIci_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ScalarIn("source_chip_id", "source_chip_id"),
            ScalarIn("dest_chip_id", "dest_chip_id"),
            ScalarOut("is_reachable_over_limited_ici", "is_reachable_over_limited_ici", kind=bool),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_ProcessCount",
            "process_count",
            PJRT_TpuTopology_ProcessCount_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ScalarOut("process_count", "process_count"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_ChipsPerProcess",
            "chips_per_process",
            PJRT_TpuTopology_ChipsPerProcess_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ScalarOut("chips_per_process", "chips_per_process"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_CoreCountPerChip",
            "core_count_per_chip",
            PJRT_TpuTopology_CoreCountPerChip_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ScalarOut("core_count_of_default_type_per_chip", "core_count_of_default_type_per_chip"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_ChipCount",
            "chip_count",
            PJRT_TpuTopology_ChipCount_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ScalarOut("chip_count", "chip_count"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_CoreCount",
            "core_count",
            PJRT_TpuTopology_CoreCount_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ScalarOut("core_count_of_default_type", "core_count_of_default_type"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_LogiDeviceCountPerProcess",
            "logi_device_count_per_process",
            PJRT_TpuTopology_LogiDeviceCountPerProcess_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ScalarOut("logical_device_count_of_default_type_per_process", "logical_device_count_of_default_type_per_process"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_LogiDeviceCount",
            "logi_device_count",
            PJRT_TpuTopology_LogiDeviceCount_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ScalarOut("logical_device_count_of_default_type", "logical_device_count_of_default_type"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_LogiDeviceCountPerChip",
            "logi_device_count_per_chip",
            PJRT_TpuTopology_LogiDeviceCountPerChip_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ScalarOut("logical_device_count_of_default_type_per_chip", "logical_device_count_of_default_type_per_chip"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_CoreCountPerProcess",
            "core_count_per_process",
            PJRT_TpuTopology_CoreCountPerProcess_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ScalarOut("core_count_of_default_type_per_process", "core_count_of_default_type_per_process"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_ProcessIds",
            "process_ids",
            PJRT_TpuTopology_ProcessIds_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            Fill("process_ids", "process_ids", "max_process_ids", ctype=c_int32, used="num_process_ids"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_LogiDeviceIdsOnProcess",
            "logi_device_ids_on_process",
            PJRT_TpuTopology_LogiDeviceIdsOnProcess_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ScalarIn("process_id", "process_id"),
            Fill("logical_device_of_default_type_ids", "logical_device_of_default_type_ids", "max_logical_device_ids", ctype=c_int32, used="num_logical_device_ids"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_ProcIdAndIdxOnProcForChip",
            "proc_id_and_idx_on_proc_for_chip",
            PJRT_TpuTopology_ProcIdAndIdxOnProcForChip_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ScalarIn("chip_id", "chip_id"),
            ScalarOut("process_id", "process_id"),
            ScalarOut("index_on_process", "index_on_process"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_ProcIdAndIdxOnProcForLogiDevice",
            "proc_id_and_idx_on_proc_for_logi_device",
            PJRT_TpuTopology_ProcIdAndIdxOnProcForLogiDevice_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ScalarIn("device_id", "device_id"),
            ScalarOut("process_id", "process_id"),
            ScalarOut("index_on_process", "index_on_process"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_ProcessCoordFromId",
            "process_coord_from_id",
            PJRT_TpuTopology_ProcessCoordFromId_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ScalarIn("process_id", "process_id"),
            Fill("coords", "coords", "coords_max_dims", ctype=c_int32, used="coords_num_dims"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_ChipIdFromCoord",
            "chip_id_from_coord",
            PJRT_TpuTopology_ChipIdFromCoord_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ListIn("coords", "coords", "coords_num_dims", ctype=c_int32),
            ScalarOut("chip_id", "chip_id"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_LogiDeviceIdFromChipCoordAndIdx",
            "logi_device_id_from_chip_coord_and_idx",
            PJRT_TpuTopology_LogiDeviceIdFromChipCoordAndIdx_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ListIn("chip_coords", "chip_coords", "chip_coords_num_dims", ctype=c_int32),
            ScalarIn("logical_device_index_on_chip", "logical_device_index_on_chip"),
            ScalarOut("logical_device_of_default_type_id", "logical_device_of_default_type_id"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_ChipCoordAndIdxForLogiDevice",
            "chip_coord_and_idx_for_logi_device",
            PJRT_TpuTopology_ChipCoordAndIdxForLogiDevice_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ScalarIn("device_id", "device_id"),
            Fill("chip_coords", "chip_coords", "chip_coords_max_dims", ctype=c_int32, used="chip_coords_num_dims"),
            ScalarOut("device_index_on_chip", "device_index_on_chip"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_ChipsPerProcessBounds",
            "chips_per_process_bounds",
            PJRT_TpuTopology_ChipsPerProcessBounds_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            Fill("chip_per_process_bounds", "chip_per_process_bounds", "chip_per_process_bounds_max_dims", ctype=c_int32, used="chip_per_process_bounds_num_dims"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_ChipBounds",
            "chip_bounds",
            PJRT_TpuTopology_ChipBounds_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            Fill("chip_bounds", "chip_bounds", "chip_bounds_max_dims", ctype=c_int32, used="chip_bounds_num_dims"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_ProcessBounds",
            "process_bounds",
            PJRT_TpuTopology_ProcessBounds_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            Fill("process_bounds", "process_bounds", "process_bounds_max_dims", ctype=c_int32, used="process_bounds_num_dims"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_GetRoutingStrategy",
            "get_routing_strategy",
            PJRT_TpuTopology_GetRoutingStrategy_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            FillText("routing_strategy", "routing_strategy", "routing_strategy_len"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_GetSliceConfig",
            "get_slice_config",
            PJRT_TpuTopology_GetSliceConfig_Args,
            TextIn("platform_type_name", "platform_type_name", "platform_type_name_len", text=str),
            TextIn("slice_name", "slice_name", "slice_name_len", text=str),
            StructPointerInout("slice_config", "slice_config", struct=PJRT_TpuTopology_SliceConfig),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_GetSliceConfigs",
            "get_slice_configs",
            PJRT_TpuTopology_GetSliceConfigs_Args,
            TextIn("platform_type_name", "platform_type_name", "platform_type_name_len", text=str),
            Fill("slice_configs", "slice_configs", "max_slice_configs", struct=PJRT_TpuTopology_SliceConfig, ctype=PJRT_TpuTopology_SliceConfig, used="num_slice_configs"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuTopology_GetDefaultPlatformConfig",
            "get_default_platform_config",
            PJRT_TpuTopology_GetDefaultPlatformConfig_Args,
            TextIn("platform_type_name", "platform_type_name", "platform_type_name_len", text=str),
            ScalarOut("num_chips_per_tray", "num_chips_per_tray"),
            ScalarOut("num_trays", "num_trays"),
            error="PJRT_Error",
        ),
    )

    def subslice(self, *, topology: Any, chips_per_host_bounds: Any, host_bounds: Any) -> Any:
        """Serves `PJRT_TpuTopology_Subslice`, slot 0."""
        unserved("PJRT_TpuTopology_Subslice")

    def is_subslice_topology(self, *, topology: Any) -> bool:
        """Serves `PJRT_TpuTopology_IsSubsliceTopology`, slot 1."""
        unserved("PJRT_TpuTopology_IsSubsliceTopology")

    def subslice_device_id_from_full_device_id(self, *, client_topology: Any, subslice_topology: Any, subslice_origin: Any, full_device_id: int) -> int:
        """Serves `PJRT_TpuTopology_SubsliceDeviceIdFromFullDeviceId`, slot 2."""
        unserved("PJRT_TpuTopology_SubsliceDeviceIdFromFullDeviceId")

    def replace_host_bounds(self, *, topology: Any, host_bounds: Any) -> Any:
        """Serves `PJRT_TpuTopology_ReplaceHostBounds`, slot 3."""
        unserved("PJRT_TpuTopology_ReplaceHostBounds")

    def is_enhanced_barrier_enabled(self, *, topology: Any) -> bool:
        """Serves `PJRT_TpuTopology_IsEnhancedBarrierEnabled`, slot 4."""
        unserved("PJRT_TpuTopology_IsEnhancedBarrierEnabled")

    def has_limited_ici_connectivity(self, *, topology: Any) -> bool:
        """Serves `PJRT_TpuTopology_HasLimitedIciConnectivity`, slot 5."""
        unserved("PJRT_TpuTopology_HasLimitedIciConnectivity")

    def is_reachable_over_limited_ici(self, *, topology: Any, source_chip_id: int, dest_chip_id: int) -> bool:
        """Serves `PJRT_TpuTopology_IsReachableOverLimitedIci`, slot 6."""
        unserved("PJRT_TpuTopology_IsReachableOverLimitedIci")

    def process_count(self, *, topology: Any) -> int:
        """Serves `PJRT_TpuTopology_ProcessCount`, slot 7."""
        unserved("PJRT_TpuTopology_ProcessCount")

    def chips_per_process(self, *, topology: Any) -> int:
        """Serves `PJRT_TpuTopology_ChipsPerProcess`, slot 8."""
        unserved("PJRT_TpuTopology_ChipsPerProcess")

    def core_count_per_chip(self, *, topology: Any) -> int:
        """Serves `PJRT_TpuTopology_CoreCountPerChip`, slot 9."""
        unserved("PJRT_TpuTopology_CoreCountPerChip")

    def chip_count(self, *, topology: Any) -> int:
        """Serves `PJRT_TpuTopology_ChipCount`, slot 10."""
        unserved("PJRT_TpuTopology_ChipCount")

    def core_count(self, *, topology: Any) -> int:
        """Serves `PJRT_TpuTopology_CoreCount`, slot 11."""
        unserved("PJRT_TpuTopology_CoreCount")

    def logi_device_count_per_process(self, *, topology: Any) -> int:
        """Serves `PJRT_TpuTopology_LogiDeviceCountPerProcess`, slot 12."""
        unserved("PJRT_TpuTopology_LogiDeviceCountPerProcess")

    def logi_device_count(self, *, topology: Any) -> int:
        """Serves `PJRT_TpuTopology_LogiDeviceCount`, slot 13."""
        unserved("PJRT_TpuTopology_LogiDeviceCount")

    def logi_device_count_per_chip(self, *, topology: Any) -> int:
        """Serves `PJRT_TpuTopology_LogiDeviceCountPerChip`, slot 14."""
        unserved("PJRT_TpuTopology_LogiDeviceCountPerChip")

    def core_count_per_process(self, *, topology: Any) -> int:
        """Serves `PJRT_TpuTopology_CoreCountPerProcess`, slot 15."""
        unserved("PJRT_TpuTopology_CoreCountPerProcess")

    def process_ids(self, *, topology: Any) -> list[int]:
        """Serves `PJRT_TpuTopology_ProcessIds`, slot 16."""
        unserved("PJRT_TpuTopology_ProcessIds")

    def logi_device_ids_on_process(self, *, topology: Any, process_id: int) -> list[int]:
        """Serves `PJRT_TpuTopology_LogiDeviceIdsOnProcess`, slot 17."""
        unserved("PJRT_TpuTopology_LogiDeviceIdsOnProcess")

    def proc_id_and_idx_on_proc_for_chip(self, *, topology: Any, chip_id: int) -> Any:
        """Serves `PJRT_TpuTopology_ProcIdAndIdxOnProcForChip`, slot 18. Tells process_id, index_on_process."""
        unserved("PJRT_TpuTopology_ProcIdAndIdxOnProcForChip")

    def proc_id_and_idx_on_proc_for_logi_device(self, *, topology: Any, device_id: int) -> Any:
        """Serves `PJRT_TpuTopology_ProcIdAndIdxOnProcForLogiDevice`, slot 19. Tells process_id, index_on_process."""
        unserved("PJRT_TpuTopology_ProcIdAndIdxOnProcForLogiDevice")

    def process_coord_from_id(self, *, topology: Any, process_id: int) -> list[int]:
        """Serves `PJRT_TpuTopology_ProcessCoordFromId`, slot 20."""
        unserved("PJRT_TpuTopology_ProcessCoordFromId")

    def chip_id_from_coord(self, *, topology: Any, coords: Any) -> int:
        """Serves `PJRT_TpuTopology_ChipIdFromCoord`, slot 21."""
        unserved("PJRT_TpuTopology_ChipIdFromCoord")

    def logi_device_id_from_chip_coord_and_idx(self, *, topology: Any, chip_coords: Any, logical_device_index_on_chip: int) -> int:
        """Serves `PJRT_TpuTopology_LogiDeviceIdFromChipCoordAndIdx`, slot 22."""
        unserved("PJRT_TpuTopology_LogiDeviceIdFromChipCoordAndIdx")

    def chip_coord_and_idx_for_logi_device(self, *, topology: Any, device_id: int) -> Any:
        """Serves `PJRT_TpuTopology_ChipCoordAndIdxForLogiDevice`, slot 23. Tells chip_coords, device_index_on_chip."""
        unserved("PJRT_TpuTopology_ChipCoordAndIdxForLogiDevice")

    def chips_per_process_bounds(self, *, topology: Any) -> list[int]:
        """Serves `PJRT_TpuTopology_ChipsPerProcessBounds`, slot 24."""
        unserved("PJRT_TpuTopology_ChipsPerProcessBounds")

    def chip_bounds(self, *, topology: Any) -> list[int]:
        """Serves `PJRT_TpuTopology_ChipBounds`, slot 25."""
        unserved("PJRT_TpuTopology_ChipBounds")

    def process_bounds(self, *, topology: Any) -> list[int]:
        """Serves `PJRT_TpuTopology_ProcessBounds`, slot 26."""
        unserved("PJRT_TpuTopology_ProcessBounds")

    def get_routing_strategy(self, *, topology: Any) -> str:
        """Serves `PJRT_TpuTopology_GetRoutingStrategy`, slot 27."""
        unserved("PJRT_TpuTopology_GetRoutingStrategy")

    def get_slice_config(self, *, platform_type_name: str, slice_name: str, slice_config: Any) -> Any:
        """Serves `PJRT_TpuTopology_GetSliceConfig`, slot 28."""
        unserved("PJRT_TpuTopology_GetSliceConfig")

    def get_slice_configs(self, *, platform_type_name: str) -> list[PJRT_TpuTopology_SliceConfig]:
        """Serves `PJRT_TpuTopology_GetSliceConfigs`, slot 29."""
        unserved("PJRT_TpuTopology_GetSliceConfigs")

    def get_default_platform_config(self, *, platform_type_name: str) -> Any:
        """Serves `PJRT_TpuTopology_GetDefaultPlatformConfig`, slot 30. Tells num_chips_per_tray, num_trays."""
        unserved("PJRT_TpuTopology_GetDefaultPlatformConfig")
