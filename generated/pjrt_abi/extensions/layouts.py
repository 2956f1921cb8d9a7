"""Generated from `xla/pjrt/c/pjrt_c_api_layouts_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import CFUNCTYPE, Structure, addressof, c_int, c_int64, c_size_t, c_void_p
from typing import Any, ClassVar

from pjrt_abi.enums import PJRT_Buffer_Type
from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import CALL, FunctionTable, array_in, bytes_out, pointer_out, pointers_out, release
from pjrt_abi.typed import BufferPtr, ClientPtr, ExecutablePtr, LayoutsMemoryLayoutPtr, TopologyDescriptionPtr


PJRT_API_LAYOUTS_EXTENSION_VERSION = 4


class PJRT_Layouts_MemoryLayout_Destroy_Args(Structure):
    """Arguments of `PJRT_Layouts_MemoryLayout_Destroy`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    layout: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("layout", c_void_p),  # PJRT_Layouts_MemoryLayout*
    )


PJRT_Layouts_MemoryLayout_Destroy_Args.STRUCT_SIZE = size_through(PJRT_Layouts_MemoryLayout_Destroy_Args, "layout")


class PJRT_Layouts_MemoryLayout_Serialize_Args(Structure):
    """Arguments of `PJRT_Layouts_MemoryLayout_Serialize`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    layout: int | None
    serialized_bytes: int | None
    serialized_bytes_size: int
    serialized_layout: int | None
    serialized_layout_deleter: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("layout", c_void_p),  # PJRT_Layouts_MemoryLayout*
        ("serialized_bytes", c_void_p),  # out, const char*
        ("serialized_bytes_size", c_size_t),  # out, size_t
        ("serialized_layout", c_void_p),  # out, PJRT_Layouts_SerializedLayout*
        ("serialized_layout_deleter", c_void_p),  # out, void (*)(PJRT_Layouts_SerializedLayout*)
    )


PJRT_Layouts_MemoryLayout_Serialize_Args.STRUCT_SIZE = size_through(PJRT_Layouts_MemoryLayout_Serialize_Args, "serialized_layout_deleter")


class PJRT_Layouts_PJRT_Buffer_MemoryLayout_Args(Structure):
    """Arguments of `PJRT_Layouts_PJRT_Buffer_MemoryLayout`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    layout: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
        ("layout", c_void_p),  # out, PJRT_Layouts_MemoryLayout*
    )


PJRT_Layouts_PJRT_Buffer_MemoryLayout_Args.STRUCT_SIZE = size_through(PJRT_Layouts_PJRT_Buffer_MemoryLayout_Args, "layout")


class PJRT_Layouts_PJRT_Client_GetDefaultLayout_Args(Structure):
    """Arguments of `PJRT_Layouts_PJRT_Client_GetDefaultLayout`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    type: int
    dims: int | None
    num_dims: int
    layout: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("type", c_int),  # PJRT_Buffer_Type
        ("dims", c_void_p),  # const int64_t*
        ("num_dims", c_size_t),  # size_t
        ("layout", c_void_p),  # out, PJRT_Layouts_MemoryLayout*
    )


PJRT_Layouts_PJRT_Client_GetDefaultLayout_Args.STRUCT_SIZE = size_through(PJRT_Layouts_PJRT_Client_GetDefaultLayout_Args, "layout")


class PJRT_Layouts_PJRT_Topology_GetDefaultLayout_Args(Structure):
    """Arguments of `PJRT_Layouts_PJRT_Topology_GetDefaultLayout`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    topology_description: int | None
    type: int
    dims: int | None
    num_dims: int
    layout: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("topology_description", c_void_p),  # PJRT_TopologyDescription*
        ("type", c_int),  # PJRT_Buffer_Type
        ("dims", c_void_p),  # const int64_t*
        ("num_dims", c_size_t),  # size_t
        ("layout", c_void_p),  # out, PJRT_Layouts_MemoryLayout*
    )


PJRT_Layouts_PJRT_Topology_GetDefaultLayout_Args.STRUCT_SIZE = size_through(PJRT_Layouts_PJRT_Topology_GetDefaultLayout_Args, "layout")


class PJRT_Layouts_PJRT_Executable_GetOutputLayouts_Args(Structure):
    """Arguments of `PJRT_Layouts_PJRT_Executable_GetOutputLayouts`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    num_outputs: int
    layouts: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_Executable*
        ("num_outputs", c_size_t),  # out, size_t
        ("layouts", c_void_p),  # out, PJRT_Layouts_MemoryLayout**
    )


PJRT_Layouts_PJRT_Executable_GetOutputLayouts_Args.STRUCT_SIZE = size_through(PJRT_Layouts_PJRT_Executable_GetOutputLayouts_Args, "layouts")


class PJRT_Layouts_PJRT_Executable_GetParameterLayouts_Args(Structure):
    """Arguments of `PJRT_Layouts_PJRT_Executable_GetParameterLayouts`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    num_parameters: int
    layouts: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_Executable*
        ("num_parameters", c_size_t),  # out, size_t
        ("layouts", c_void_p),  # out, PJRT_Layouts_MemoryLayout**
    )


PJRT_Layouts_PJRT_Executable_GetParameterLayouts_Args.STRUCT_SIZE = size_through(PJRT_Layouts_PJRT_Executable_GetParameterLayouts_Args, "layouts")


class PJRT_Layouts_Extension(Structure):
    """`struct PJRT_Layouts_Extension`; 80 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    PJRT_Layouts_MemoryLayout_Destroy: int | None
    PJRT_Layouts_MemoryLayout_Serialize: int | None
    PJRT_Layouts_PJRT_Client_GetDefaultLayout: int | None
    PJRT_Layouts_PJRT_Buffer_MemoryLayout: int | None
    PJRT_Layouts_PJRT_Topology_GetDefaultLayout: int | None
    PJRT_Layouts_PJRT_Executable_GetOutputLayouts: int | None
    PJRT_Layouts_PJRT_Executable_GetParameterLayouts: int | None
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("PJRT_Layouts_MemoryLayout_Destroy", c_void_p),  # PJRT_Layouts_MemoryLayout_Destroy*
        ("PJRT_Layouts_MemoryLayout_Serialize", c_void_p),  # PJRT_Layouts_MemoryLayout_Serialize*
        ("PJRT_Layouts_PJRT_Client_GetDefaultLayout", c_void_p),  # PJRT_Layouts_PJRT_Client_GetDefaultLayout*
        ("PJRT_Layouts_PJRT_Buffer_MemoryLayout", c_void_p),  # PJRT_Layouts_PJRT_Buffer_MemoryLayout*
        ("PJRT_Layouts_PJRT_Topology_GetDefaultLayout", c_void_p),  # PJRT_Layouts_PJRT_Topology_GetDefaultLayout*
        ("PJRT_Layouts_PJRT_Executable_GetOutputLayouts", c_void_p),  # PJRT_Layouts_PJRT_Executable_GetOutputLayouts*
        ("PJRT_Layouts_PJRT_Executable_GetParameterLayouts", c_void_p),  # PJRT_Layouts_PJRT_Executable_GetParameterLayouts*
    )


PJRT_Layouts_Extension.STRUCT_SIZE = size_through(PJRT_Layouts_Extension, "PJRT_Layouts_PJRT_Executable_GetParameterLayouts")


PJRT_Layouts_MemoryLayout_Serialize_Args_serialized_layout_deleter = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_Layouts_SerializedLayout*)`"""


class Layouts(FunctionTable):
    """The extension `PJRT_Layouts_Extension`, with a method for each of its 7 functions."""

    TABLE = PJRT_Layouts_Extension
    NAME = "Layouts"
    TYPE = 4
    VERSION = 4
    MARK = "experimental"
    MARKS = {
        "PJRT_Layouts_MemoryLayout_Destroy": "experimental",
        "PJRT_Layouts_MemoryLayout_Serialize": "experimental",
        "PJRT_Layouts_PJRT_Client_GetDefaultLayout": "experimental",
        "PJRT_Layouts_PJRT_Buffer_MemoryLayout": "experimental",
        "PJRT_Layouts_PJRT_Topology_GetDefaultLayout": "experimental",
        "PJRT_Layouts_PJRT_Executable_GetOutputLayouts": "experimental",
        "PJRT_Layouts_PJRT_Executable_GetParameterLayouts": "experimental",
    }
    SLOTS = (
        ("PJRT_Layouts_MemoryLayout_Destroy", "PJRT_Layouts_MemoryLayout_Destroy", CALL),
        ("PJRT_Layouts_MemoryLayout_Serialize", "PJRT_Layouts_MemoryLayout_Serialize", CALL),
        ("PJRT_Layouts_PJRT_Client_GetDefaultLayout", "PJRT_Layouts_PJRT_Client_GetDefaultLayout", CALL),
        ("PJRT_Layouts_PJRT_Buffer_MemoryLayout", "PJRT_Layouts_PJRT_Buffer_MemoryLayout", CALL),
        ("PJRT_Layouts_PJRT_Topology_GetDefaultLayout", "PJRT_Layouts_PJRT_Topology_GetDefaultLayout", CALL),
        ("PJRT_Layouts_PJRT_Executable_GetOutputLayouts", "PJRT_Layouts_PJRT_Executable_GetOutputLayouts", CALL),
        ("PJRT_Layouts_PJRT_Executable_GetParameterLayouts", "PJRT_Layouts_PJRT_Executable_GetParameterLayouts", CALL),
    )
    PJRT_Layouts_MemoryLayout_Destroy: Any
    PJRT_Layouts_MemoryLayout_Serialize: Any
    PJRT_Layouts_PJRT_Client_GetDefaultLayout: Any
    PJRT_Layouts_PJRT_Buffer_MemoryLayout: Any
    PJRT_Layouts_PJRT_Topology_GetDefaultLayout: Any
    PJRT_Layouts_PJRT_Executable_GetOutputLayouts: Any
    PJRT_Layouts_PJRT_Executable_GetParameterLayouts: Any

    def memory_layout_destroy(self, layout: LayoutsMemoryLayoutPtr) -> None:
        """`PJRT_Layouts_MemoryLayout_Destroy`, slot 0, experimental."""
        a = PJRT_Layouts_MemoryLayout_Destroy_Args()
        a.struct_size = PJRT_Layouts_MemoryLayout_Destroy_Args.STRUCT_SIZE
        a.layout = layout
        error = self.PJRT_Layouts_MemoryLayout_Destroy(addressof(a))
        if error:
            self._fail("PJRT_Layouts_MemoryLayout_Destroy", error)

    def memory_layout_serialize(self, layout: LayoutsMemoryLayoutPtr) -> bytes:
        """`PJRT_Layouts_MemoryLayout_Serialize`, slot 1, experimental."""
        a = PJRT_Layouts_MemoryLayout_Serialize_Args()
        a.struct_size = PJRT_Layouts_MemoryLayout_Serialize_Args.STRUCT_SIZE
        a.layout = layout
        error = self.PJRT_Layouts_MemoryLayout_Serialize(addressof(a))
        if error:
            self._fail("PJRT_Layouts_MemoryLayout_Serialize", error)
        try:
            return bytes_out(a.serialized_bytes, a.serialized_bytes_size)
        finally:
            release(a.serialized_layout_deleter, a.serialized_layout)

    def client_get_default_layout(
        self,
        client: ClientPtr,
        type: PJRT_Buffer_Type,
        dims: Sequence[int],
    ) -> LayoutsMemoryLayoutPtr:
        """`PJRT_Layouts_PJRT_Client_GetDefaultLayout`, slot 2, experimental. The caller owns: layout."""
        a = PJRT_Layouts_PJRT_Client_GetDefaultLayout_Args()
        a.struct_size = PJRT_Layouts_PJRT_Client_GetDefaultLayout_Args.STRUCT_SIZE
        a.client = client
        a.type = type
        keep_dims, a.dims, a.num_dims = array_in(c_int64, dims)
        error = self.PJRT_Layouts_PJRT_Client_GetDefaultLayout(addressof(a))
        if error:
            self._fail("PJRT_Layouts_PJRT_Client_GetDefaultLayout", error)
        return LayoutsMemoryLayoutPtr(pointer_out(a.layout, "PJRT_Layouts_PJRT_Client_GetDefaultLayout.layout"))

    def buffer_memory_layout(self, buffer: BufferPtr) -> LayoutsMemoryLayoutPtr:
        """`PJRT_Layouts_PJRT_Buffer_MemoryLayout`, slot 3, experimental. The caller owns: layout."""
        a = PJRT_Layouts_PJRT_Buffer_MemoryLayout_Args()
        a.struct_size = PJRT_Layouts_PJRT_Buffer_MemoryLayout_Args.STRUCT_SIZE
        a.buffer = buffer
        error = self.PJRT_Layouts_PJRT_Buffer_MemoryLayout(addressof(a))
        if error:
            self._fail("PJRT_Layouts_PJRT_Buffer_MemoryLayout", error)
        return LayoutsMemoryLayoutPtr(pointer_out(a.layout, "PJRT_Layouts_PJRT_Buffer_MemoryLayout.layout"))

    def topology_get_default_layout(
        self,
        topology_description: TopologyDescriptionPtr,
        type: PJRT_Buffer_Type,
        dims: Sequence[int],
    ) -> LayoutsMemoryLayoutPtr:
        """`PJRT_Layouts_PJRT_Topology_GetDefaultLayout`, slot 4, experimental. The caller owns: layout."""
        a = PJRT_Layouts_PJRT_Topology_GetDefaultLayout_Args()
        a.struct_size = PJRT_Layouts_PJRT_Topology_GetDefaultLayout_Args.STRUCT_SIZE
        a.topology_description = topology_description
        a.type = type
        keep_dims, a.dims, a.num_dims = array_in(c_int64, dims)
        error = self.PJRT_Layouts_PJRT_Topology_GetDefaultLayout(addressof(a))
        if error:
            self._fail("PJRT_Layouts_PJRT_Topology_GetDefaultLayout", error)
        return LayoutsMemoryLayoutPtr(pointer_out(a.layout, "PJRT_Layouts_PJRT_Topology_GetDefaultLayout.layout"))

    def executable_get_output_layouts(self, executable: ExecutablePtr) -> list[LayoutsMemoryLayoutPtr]:
        """`PJRT_Layouts_PJRT_Executable_GetOutputLayouts`, slot 5, experimental. Borrowed: layouts."""
        a = PJRT_Layouts_PJRT_Executable_GetOutputLayouts_Args()
        a.struct_size = PJRT_Layouts_PJRT_Executable_GetOutputLayouts_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_Layouts_PJRT_Executable_GetOutputLayouts(addressof(a))
        if error:
            self._fail("PJRT_Layouts_PJRT_Executable_GetOutputLayouts", error)
        return [LayoutsMemoryLayoutPtr(p) for p in pointers_out(a.layouts, a.num_outputs)]

    def executable_get_parameter_layouts(self, executable: ExecutablePtr) -> list[LayoutsMemoryLayoutPtr]:
        """`PJRT_Layouts_PJRT_Executable_GetParameterLayouts`, slot 6, experimental. Borrowed: layouts."""
        a = PJRT_Layouts_PJRT_Executable_GetParameterLayouts_Args()
        a.struct_size = PJRT_Layouts_PJRT_Executable_GetParameterLayouts_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_Layouts_PJRT_Executable_GetParameterLayouts(addressof(a))
        if error:
            self._fail("PJRT_Layouts_PJRT_Executable_GetParameterLayouts", error)
        return [LayoutsMemoryLayoutPtr(p) for p in pointers_out(a.layouts, a.num_parameters)]
