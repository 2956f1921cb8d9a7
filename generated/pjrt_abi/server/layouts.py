"""Generated from `xla/pjrt/c/pjrt_c_api_layouts_extension.h`: what serves its functions."""

from __future__ import annotations

from ctypes import c_int64, c_void_p
from typing import Any

from pjrt_abi.enums import PJRT_Buffer_Type
from pjrt_abi.extensions.layouts import (
    Layouts,
    PJRT_Layouts_MemoryLayout_Destroy_Args,
    PJRT_Layouts_MemoryLayout_Serialize_Args,
    PJRT_Layouts_MemoryLayout_Serialize_Args_serialized_layout_deleter,
    PJRT_Layouts_PJRT_Buffer_MemoryLayout_Args,
    PJRT_Layouts_PJRT_Client_GetDefaultLayout_Args,
    PJRT_Layouts_PJRT_Executable_GetOutputLayouts_Args,
    PJRT_Layouts_PJRT_Executable_GetParameterLayouts_Args,
    PJRT_Layouts_PJRT_Topology_GetDefaultLayout_Args,
)
from pjrt_abi.views import (
    Deleter,
    FunctionView,
    HandleIn,
    HandleOut,
    ListIn,
    ListOut,
    ScalarIn,
    TableServer,
    TextOut,
    unserved,
)


class LayoutsServer(TableServer):
    """What serves `PJRT_Layouts_Extension`."""

    CLIENT = Layouts
    TYPE = 4
    VIEWS = (
        FunctionView(
            "PJRT_Layouts_MemoryLayout_Destroy",
            "memory_layout_destroy",
            PJRT_Layouts_MemoryLayout_Destroy_Args,
            HandleIn("layout", "layout", kind="PJRT_Layouts_MemoryLayout", nullable=False),
            error="PJRT_Error",
            destroys="PJRT_Layouts_MemoryLayout",
        ),
        FunctionView(
            "PJRT_Layouts_MemoryLayout_Serialize",
            "memory_layout_serialize",
            PJRT_Layouts_MemoryLayout_Serialize_Args,
            HandleIn("layout", "layout", kind="PJRT_Layouts_MemoryLayout", nullable=False),
            TextOut("serialized_bytes", "serialized_bytes", "serialized_bytes_size", text=bytes),
            Deleter("serialized_layout_deleter", "serialized_layout_deleter", holder="serialized_layout", callback=PJRT_Layouts_MemoryLayout_Serialize_Args_serialized_layout_deleter, data=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Layouts_PJRT_Client_GetDefaultLayout",
            "client_get_default_layout",
            PJRT_Layouts_PJRT_Client_GetDefaultLayout_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            ScalarIn("type", "type", enum=PJRT_Buffer_Type),
            ListIn("dims", "dims", "num_dims", ctype=c_int64),
            HandleOut("layout", "layout", kind="PJRT_Layouts_MemoryLayout", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Layouts_PJRT_Buffer_MemoryLayout",
            "buffer_memory_layout",
            PJRT_Layouts_PJRT_Buffer_MemoryLayout_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            HandleOut("layout", "layout", kind="PJRT_Layouts_MemoryLayout", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Layouts_PJRT_Topology_GetDefaultLayout",
            "topology_get_default_layout",
            PJRT_Layouts_PJRT_Topology_GetDefaultLayout_Args,
            HandleIn("topology_description", "topology_description", kind="PJRT_TopologyDescription", nullable=False),
            ScalarIn("type", "type", enum=PJRT_Buffer_Type),
            ListIn("dims", "dims", "num_dims", ctype=c_int64),
            HandleOut("layout", "layout", kind="PJRT_Layouts_MemoryLayout", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Layouts_PJRT_Executable_GetOutputLayouts",
            "executable_get_output_layouts",
            PJRT_Layouts_PJRT_Executable_GetOutputLayouts_Args,
            HandleIn("executable", "executable", kind="PJRT_Executable", nullable=False),
            ListOut("layouts", "layouts", "num_outputs", ctype=c_void_p, kind="PJRT_Layouts_MemoryLayout"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Layouts_PJRT_Executable_GetParameterLayouts",
            "executable_get_parameter_layouts",
            PJRT_Layouts_PJRT_Executable_GetParameterLayouts_Args,
            HandleIn("executable", "executable", kind="PJRT_Executable", nullable=False),
            ListOut("layouts", "layouts", "num_parameters", ctype=c_void_p, kind="PJRT_Layouts_MemoryLayout"),
            error="PJRT_Error",
        ),
    )

    def memory_layout_destroy(self, *, layout: Any) -> None:
        """Serves `PJRT_Layouts_MemoryLayout_Destroy`, slot 0."""
        unserved("PJRT_Layouts_MemoryLayout_Destroy")

    def memory_layout_serialize(self, *, layout: Any) -> bytes:
        """Serves `PJRT_Layouts_MemoryLayout_Serialize`, slot 1."""
        unserved("PJRT_Layouts_MemoryLayout_Serialize")

    def client_get_default_layout(self, *, client: Any, type: PJRT_Buffer_Type, dims: Any) -> Any:
        """Serves `PJRT_Layouts_PJRT_Client_GetDefaultLayout`, slot 2."""
        unserved("PJRT_Layouts_PJRT_Client_GetDefaultLayout")

    def buffer_memory_layout(self, *, buffer: Any) -> Any:
        """Serves `PJRT_Layouts_PJRT_Buffer_MemoryLayout`, slot 3."""
        unserved("PJRT_Layouts_PJRT_Buffer_MemoryLayout")

    def topology_get_default_layout(self, *, topology_description: Any, type: PJRT_Buffer_Type, dims: Any) -> Any:
        """Serves `PJRT_Layouts_PJRT_Topology_GetDefaultLayout`, slot 4."""
        unserved("PJRT_Layouts_PJRT_Topology_GetDefaultLayout")

    def executable_get_output_layouts(self, *, executable: Any) -> Any:
        """Serves `PJRT_Layouts_PJRT_Executable_GetOutputLayouts`, slot 5."""
        unserved("PJRT_Layouts_PJRT_Executable_GetOutputLayouts")

    def executable_get_parameter_layouts(self, *, executable: Any) -> Any:
        """Serves `PJRT_Layouts_PJRT_Executable_GetParameterLayouts`, slot 6."""
        unserved("PJRT_Layouts_PJRT_Executable_GetParameterLayouts")
