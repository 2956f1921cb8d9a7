"""Generated from `xla/pjrt/c/pjrt_c_api_multi_slice_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from ctypes import CFUNCTYPE, Structure, addressof, c_int32, c_size_t, c_void_p
from typing import Any, ClassVar, NamedTuple

from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import CALL, FunctionTable, array_out, bytes_out, release
from pjrt_abi.typed import MultiSliceConfigPtr


PJRT_API_MULTI_SLICE_EXTENSION_VERSION = 1


class PJRT_MultiSlice_Config_Destroy_Args(Structure):
    """Arguments of `PJRT_MultiSlice_Config_Destroy`; 16 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    config: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("config", c_void_p),  # PJRT_MultiSlice_Config*
    )


PJRT_MultiSlice_Config_Destroy_Args.STRUCT_SIZE = size_through(PJRT_MultiSlice_Config_Destroy_Args, "config")


class PJRT_MultiSlice_Config_NumSlices_Args(Structure):
    """Arguments of `PJRT_MultiSlice_Config_NumSlices`; 20 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    config: int | None
    num_slices: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("config", c_void_p),  # PJRT_MultiSlice_Config*
        ("num_slices", c_int32),  # out, int32_t
    )


PJRT_MultiSlice_Config_NumSlices_Args.STRUCT_SIZE = size_through(PJRT_MultiSlice_Config_NumSlices_Args, "num_slices")


class PJRT_MultiSlice_Config_SliceId_Args(Structure):
    """Arguments of `PJRT_MultiSlice_Config_SliceId`; 20 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    config: int | None
    slice_id: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("config", c_void_p),  # PJRT_MultiSlice_Config*
        ("slice_id", c_int32),  # out, int32_t
    )


PJRT_MultiSlice_Config_SliceId_Args.STRUCT_SIZE = size_through(PJRT_MultiSlice_Config_SliceId_Args, "slice_id")


class PJRT_MultiSlice_Config_NumDevicesPerSlice_Args(Structure):
    """Arguments of `PJRT_MultiSlice_Config_NumDevicesPerSlice`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    config: int | None
    num_devices_per_slice_map: int
    slice_ids: int | None
    num_devices: int | None
    devices_per_slice_map: int | None
    devices_per_slice_map_deleter: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("config", c_void_p),  # PJRT_MultiSlice_Config*
        ("num_devices_per_slice_map", c_size_t),  # out, size_t
        ("slice_ids", c_void_p),  # out, const int32_t*
        ("num_devices", c_void_p),  # out, const int32_t*
        ("devices_per_slice_map", c_void_p),  # out, PJRT_MultiSlice_NumDevicesPerSlice*
        ("devices_per_slice_map_deleter", c_void_p),  # out, void (*)(PJRT_MultiSlice_NumDevicesPerSlice*)
    )


PJRT_MultiSlice_Config_NumDevicesPerSlice_Args.STRUCT_SIZE = size_through(PJRT_MultiSlice_Config_NumDevicesPerSlice_Args, "devices_per_slice_map_deleter")


class PJRT_MultiSlice_Config_Serialize_Args(Structure):
    """Arguments of `PJRT_MultiSlice_Config_Serialize`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    config: int | None
    serialized: int | None
    size: int
    serialized_config: int | None
    serialized_config_deleter: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("config", c_void_p),  # PJRT_MultiSlice_Config*
        ("serialized", c_void_p),  # out, const char*
        ("size", c_size_t),  # out, size_t
        ("serialized_config", c_void_p),  # out, PJRT_MultiSlice_SerializedConfig*
        ("serialized_config_deleter", c_void_p),  # out, void (*)(PJRT_MultiSlice_SerializedConfig*)
    )


PJRT_MultiSlice_Config_Serialize_Args.STRUCT_SIZE = size_through(PJRT_MultiSlice_Config_Serialize_Args, "serialized_config_deleter")


class PJRT_MultiSlice_Extension(Structure):
    """`struct PJRT_MultiSlice_Extension`; 64 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    config_destroy: int | None
    config_num_slices: int | None
    config_slice_id: int | None
    config_num_devices_per_slice: int | None
    config_serialize: int | None
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("config_destroy", c_void_p),  # PJRT_MultiSlice_Config_Destroy*
        ("config_num_slices", c_void_p),  # PJRT_MultiSlice_Config_NumSlices*
        ("config_slice_id", c_void_p),  # PJRT_MultiSlice_Config_SliceId*
        ("config_num_devices_per_slice", c_void_p),  # PJRT_MultiSlice_Config_NumDevicesPerSlice*
        ("config_serialize", c_void_p),  # PJRT_MultiSlice_Config_Serialize*
    )


PJRT_MultiSlice_Extension.STRUCT_SIZE = size_through(PJRT_MultiSlice_Extension, "config_serialize")


PJRT_MultiSlice_Config_NumDevicesPerSlice_Args_devices_per_slice_map_deleter = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_MultiSlice_NumDevicesPerSlice*)`"""


PJRT_MultiSlice_Config_Serialize_Args_serialized_config_deleter = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_MultiSlice_SerializedConfig*)`"""


class ConfigNumDevicesPerSlice(NamedTuple):
    """What `PJRT_MultiSlice_Config_NumDevicesPerSlice` tells."""

    slice_ids: list[int]
    num_devices: list[int]


class MultiSlice(FunctionTable):
    """The extension `PJRT_MultiSlice_Extension`, with a method for each of its 5 functions."""

    TABLE = PJRT_MultiSlice_Extension
    NAME = "MultiSlice"
    TYPE = 22
    VERSION = 1
    MARK = ""
    SLOTS = (
        ("PJRT_MultiSlice_Config_Destroy", "config_destroy", CALL),
        ("PJRT_MultiSlice_Config_NumSlices", "config_num_slices", CALL),
        ("PJRT_MultiSlice_Config_SliceId", "config_slice_id", CALL),
        ("PJRT_MultiSlice_Config_NumDevicesPerSlice", "config_num_devices_per_slice", CALL),
        ("PJRT_MultiSlice_Config_Serialize", "config_serialize", CALL),
    )
    PJRT_MultiSlice_Config_Destroy: Any
    PJRT_MultiSlice_Config_NumSlices: Any
    PJRT_MultiSlice_Config_SliceId: Any
    PJRT_MultiSlice_Config_NumDevicesPerSlice: Any
    PJRT_MultiSlice_Config_Serialize: Any

    def config_destroy(self, config: MultiSliceConfigPtr) -> None:
        """`PJRT_MultiSlice_Config_Destroy`, slot 0."""
        a = PJRT_MultiSlice_Config_Destroy_Args()
        a.struct_size = PJRT_MultiSlice_Config_Destroy_Args.STRUCT_SIZE
        a.config = config
        error = self.PJRT_MultiSlice_Config_Destroy(addressof(a))
        if error:
            self._fail("PJRT_MultiSlice_Config_Destroy", error)

    def config_num_slices(self, config: MultiSliceConfigPtr) -> int:
        """`PJRT_MultiSlice_Config_NumSlices`, slot 1."""
        a = PJRT_MultiSlice_Config_NumSlices_Args()
        a.struct_size = PJRT_MultiSlice_Config_NumSlices_Args.STRUCT_SIZE
        a.config = config
        error = self.PJRT_MultiSlice_Config_NumSlices(addressof(a))
        if error:
            self._fail("PJRT_MultiSlice_Config_NumSlices", error)
        return a.num_slices

    def config_slice_id(self, config: MultiSliceConfigPtr) -> int:
        """`PJRT_MultiSlice_Config_SliceId`, slot 2."""
        a = PJRT_MultiSlice_Config_SliceId_Args()
        a.struct_size = PJRT_MultiSlice_Config_SliceId_Args.STRUCT_SIZE
        a.config = config
        error = self.PJRT_MultiSlice_Config_SliceId(addressof(a))
        if error:
            self._fail("PJRT_MultiSlice_Config_SliceId", error)
        return a.slice_id

    def config_num_devices_per_slice(self, config: MultiSliceConfigPtr) -> ConfigNumDevicesPerSlice:
        """`PJRT_MultiSlice_Config_NumDevicesPerSlice`, slot 3."""
        a = PJRT_MultiSlice_Config_NumDevicesPerSlice_Args()
        a.struct_size = PJRT_MultiSlice_Config_NumDevicesPerSlice_Args.STRUCT_SIZE
        a.config = config
        error = self.PJRT_MultiSlice_Config_NumDevicesPerSlice(addressof(a))
        if error:
            self._fail("PJRT_MultiSlice_Config_NumDevicesPerSlice", error)
        try:
            return ConfigNumDevicesPerSlice(array_out(c_int32, a.slice_ids, a.num_devices_per_slice_map), array_out(c_int32, a.num_devices, a.num_devices_per_slice_map))
        finally:
            release(a.devices_per_slice_map_deleter, a.devices_per_slice_map)

    def config_serialize(self, config: MultiSliceConfigPtr) -> bytes:
        """`PJRT_MultiSlice_Config_Serialize`, slot 4."""
        a = PJRT_MultiSlice_Config_Serialize_Args()
        a.struct_size = PJRT_MultiSlice_Config_Serialize_Args.STRUCT_SIZE
        a.config = config
        error = self.PJRT_MultiSlice_Config_Serialize(addressof(a))
        if error:
            self._fail("PJRT_MultiSlice_Config_Serialize", error)
        try:
            return bytes_out(a.serialized, a.size)
        finally:
            release(a.serialized_config_deleter, a.serialized_config)
