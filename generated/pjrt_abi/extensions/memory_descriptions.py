"""Generated from `xla/pjrt/c/pjrt_c_api_memory_descriptions_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from ctypes import Structure, addressof, c_int, c_size_t, c_void_p
from typing import Any, ClassVar, NamedTuple

from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import CALL, FunctionTable, pointers_out, text_out
from pjrt_abi.typed import DeviceDescriptionPtr, MemoryDescriptionPtr


PJRT_API_MEMORY_DESCRIPTIONS_EXTENSION_VERSION = 1


class PJRT_DeviceDescription_MemoryDescriptions_Args(Structure):
    """Arguments of `PJRT_DeviceDescription_MemoryDescriptions`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    device_description: int | None
    memory_descriptions: int | None
    num_memory_descriptions: int
    default_memory_index: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("device_description", c_void_p),  # PJRT_DeviceDescription*
        ("memory_descriptions", c_void_p),  # out, const PJRT_MemoryDescription* const*
        ("num_memory_descriptions", c_size_t),  # out, size_t
        ("default_memory_index", c_size_t),  # out, size_t
    )


PJRT_DeviceDescription_MemoryDescriptions_Args.STRUCT_SIZE = size_through(PJRT_DeviceDescription_MemoryDescriptions_Args, "default_memory_index")


class PJRT_MemoryDescription_Kind_Args(Structure):
    """Arguments of `PJRT_MemoryDescription_Kind`; 44 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    memory_description: int | None
    kind: int | None
    kind_size: int
    kind_id: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("memory_description", c_void_p),  # const PJRT_MemoryDescription*
        ("kind", c_void_p),  # out, const char*
        ("kind_size", c_size_t),  # out, size_t
        ("kind_id", c_int),  # out, int
    )


PJRT_MemoryDescription_Kind_Args.STRUCT_SIZE = size_through(PJRT_MemoryDescription_Kind_Args, "kind_id")


class PJRT_MemoryDescriptions_Extension(Structure):
    """`struct PJRT_MemoryDescriptions_Extension`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    PJRT_DeviceDescription_MemoryDescriptions: int | None
    PJRT_MemoryDescription_Kind: int | None
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("PJRT_DeviceDescription_MemoryDescriptions", c_void_p),  # PJRT_DeviceDescription_MemoryDescriptions*
        ("PJRT_MemoryDescription_Kind", c_void_p),  # PJRT_MemoryDescription_Kind*
    )


PJRT_MemoryDescriptions_Extension.STRUCT_SIZE = size_through(PJRT_MemoryDescriptions_Extension, "PJRT_MemoryDescription_Kind")


class DeviceDescriptionMemoryDescriptions(NamedTuple):
    """What `PJRT_DeviceDescription_MemoryDescriptions` tells."""

    memory_descriptions: list[MemoryDescriptionPtr]
    default_memory_index: int


class MemoryDescriptionKind(NamedTuple):
    """What `PJRT_MemoryDescription_Kind` tells."""

    kind: str
    kind_id: int


class MemoryDescriptions(FunctionTable):
    """The extension `PJRT_MemoryDescriptions_Extension`, with a method for each of its 2 functions."""

    TABLE = PJRT_MemoryDescriptions_Extension
    NAME = "MemoryDescriptions"
    TYPE = 6
    VERSION = 1
    MARK = "experimental"
    MARKS = {
        "PJRT_DeviceDescription_MemoryDescriptions": "experimental",
        "PJRT_MemoryDescription_Kind": "experimental",
    }
    SLOTS = (
        ("PJRT_DeviceDescription_MemoryDescriptions", "PJRT_DeviceDescription_MemoryDescriptions", CALL),
        ("PJRT_MemoryDescription_Kind", "PJRT_MemoryDescription_Kind", CALL),
    )
    PJRT_DeviceDescription_MemoryDescriptions: Any
    PJRT_MemoryDescription_Kind: Any

    def device_description_memory_descriptions(
        self,
        device_description: DeviceDescriptionPtr,
    ) -> DeviceDescriptionMemoryDescriptions:
        """`PJRT_DeviceDescription_MemoryDescriptions`, slot 0, experimental. Borrowed: memory_descriptions."""
        a = PJRT_DeviceDescription_MemoryDescriptions_Args()
        a.struct_size = PJRT_DeviceDescription_MemoryDescriptions_Args.STRUCT_SIZE
        a.device_description = device_description
        error = self.PJRT_DeviceDescription_MemoryDescriptions(addressof(a))
        if error:
            self._fail("PJRT_DeviceDescription_MemoryDescriptions", error)
        return DeviceDescriptionMemoryDescriptions([MemoryDescriptionPtr(p) for p in pointers_out(a.memory_descriptions, a.num_memory_descriptions)], a.default_memory_index)

    def memory_description_kind(self, memory_description: MemoryDescriptionPtr) -> MemoryDescriptionKind:
        """`PJRT_MemoryDescription_Kind`, slot 1, experimental."""
        a = PJRT_MemoryDescription_Kind_Args()
        a.struct_size = PJRT_MemoryDescription_Kind_Args.STRUCT_SIZE
        a.memory_description = memory_description
        error = self.PJRT_MemoryDescription_Kind(addressof(a))
        if error:
            self._fail("PJRT_MemoryDescription_Kind", error)
        return MemoryDescriptionKind(text_out(a.kind, a.kind_size), a.kind_id)
