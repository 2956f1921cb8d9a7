"""Generated from `xla/pjrt/c/pjrt_c_api_multi_slice_extension.h`: what serves its functions."""

from __future__ import annotations

from ctypes import c_int32
from typing import Any

from pjrt_abi.extensions.multi_slice import (
    MultiSlice,
    PJRT_MultiSlice_Config_Destroy_Args,
    PJRT_MultiSlice_Config_NumDevicesPerSlice_Args,
    PJRT_MultiSlice_Config_NumDevicesPerSlice_Args_devices_per_slice_map_deleter,
    PJRT_MultiSlice_Config_NumSlices_Args,
    PJRT_MultiSlice_Config_Serialize_Args,
    PJRT_MultiSlice_Config_Serialize_Args_serialized_config_deleter,
    PJRT_MultiSlice_Config_SliceId_Args,
)
from pjrt_abi.views import Deleter, FunctionView, HandleIn, ListOut, ScalarOut, TableServer, TextOut, unserved


class MultiSliceServer(TableServer):
    """What serves `PJRT_MultiSlice_Extension`."""

    CLIENT = MultiSlice
    TYPE = 22
    VIEWS = (
        FunctionView(
            "PJRT_MultiSlice_Config_Destroy",
            "config_destroy",
            PJRT_MultiSlice_Config_Destroy_Args,
            HandleIn("config", "config", kind="PJRT_MultiSlice_Config", nullable=False),
            error="PJRT_Error",
            destroys="PJRT_MultiSlice_Config",
        ),
        FunctionView(
            "PJRT_MultiSlice_Config_NumSlices",
            "config_num_slices",
            PJRT_MultiSlice_Config_NumSlices_Args,
            HandleIn("config", "config", kind="PJRT_MultiSlice_Config", nullable=False),
            ScalarOut("num_slices", "num_slices"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_MultiSlice_Config_SliceId",
            "config_slice_id",
            PJRT_MultiSlice_Config_SliceId_Args,
            HandleIn("config", "config", kind="PJRT_MultiSlice_Config", nullable=False),
            ScalarOut("slice_id", "slice_id"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_MultiSlice_Config_NumDevicesPerSlice",
            "config_num_devices_per_slice",
            PJRT_MultiSlice_Config_NumDevicesPerSlice_Args,
            HandleIn("config", "config", kind="PJRT_MultiSlice_Config", nullable=False),
            ListOut("slice_ids", "slice_ids", "num_devices_per_slice_map", ctype=c_int32),
            ListOut("num_devices", "num_devices", "num_devices_per_slice_map", ctype=c_int32),
            Deleter("devices_per_slice_map_deleter", "devices_per_slice_map_deleter", holder="devices_per_slice_map", callback=PJRT_MultiSlice_Config_NumDevicesPerSlice_Args_devices_per_slice_map_deleter, data=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_MultiSlice_Config_Serialize",
            "config_serialize",
            PJRT_MultiSlice_Config_Serialize_Args,
            HandleIn("config", "config", kind="PJRT_MultiSlice_Config", nullable=False),
            TextOut("serialized", "serialized", "size", text=bytes),
            Deleter("serialized_config_deleter", "serialized_config_deleter", holder="serialized_config", callback=PJRT_MultiSlice_Config_Serialize_Args_serialized_config_deleter, data=False),
            error="PJRT_Error",
        ),
    )

    def config_destroy(self, *, config: Any) -> None:
        """Serves `PJRT_MultiSlice_Config_Destroy`, slot 0."""
        unserved("PJRT_MultiSlice_Config_Destroy")

    def config_num_slices(self, *, config: Any) -> int:
        """Serves `PJRT_MultiSlice_Config_NumSlices`, slot 1."""
        unserved("PJRT_MultiSlice_Config_NumSlices")

    def config_slice_id(self, *, config: Any) -> int:
        """Serves `PJRT_MultiSlice_Config_SliceId`, slot 2."""
        unserved("PJRT_MultiSlice_Config_SliceId")

    def config_num_devices_per_slice(self, *, config: Any) -> Any:
        """Serves `PJRT_MultiSlice_Config_NumDevicesPerSlice`, slot 3. Tells slice_ids, num_devices."""
        unserved("PJRT_MultiSlice_Config_NumDevicesPerSlice")

    def config_serialize(self, *, config: Any) -> bytes:
        """Serves `PJRT_MultiSlice_Config_Serialize`, slot 4."""
        unserved("PJRT_MultiSlice_Config_Serialize")
