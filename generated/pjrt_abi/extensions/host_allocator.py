"""Generated from `xla/pjrt/extensions/host_allocator/host_allocator_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from ctypes import Structure, addressof, c_size_t, c_void_p
from typing import Any, ClassVar

from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import CALL, FunctionTable
from pjrt_abi.typed import ClientPtr


PJRT_API_HOST_ALLOCATOR_EXTENSION_VERSION = 0


class PJRT_HostAllocator_GetPreferredAlignment_Args(Structure):
    """Arguments of `PJRT_HostAllocator_GetPreferredAlignment`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    preferred_alignment: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("preferred_alignment", c_size_t),  # out, size_t
    )


PJRT_HostAllocator_GetPreferredAlignment_Args.STRUCT_SIZE = size_through(PJRT_HostAllocator_GetPreferredAlignment_Args, "preferred_alignment")


class PJRT_HostAllocator_Allocate_Args(Structure):
    """Arguments of `PJRT_HostAllocator_Allocate`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    size: int
    alignment: int
    ptr: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("size", c_size_t),  # size_t
        ("alignment", c_size_t),  # size_t
        ("ptr", c_void_p),  # out, void*
    )


PJRT_HostAllocator_Allocate_Args.STRUCT_SIZE = size_through(PJRT_HostAllocator_Allocate_Args, "ptr")


class PJRT_HostAllocator_Free_Args(Structure):
    """Arguments of `PJRT_HostAllocator_Free`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    ptr: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("ptr", c_void_p),  # void*
    )


PJRT_HostAllocator_Free_Args.STRUCT_SIZE = size_through(PJRT_HostAllocator_Free_Args, "ptr")


class PJRT_HostAllocator_Extension(Structure):
    """`struct PJRT_HostAllocator_Extension`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    get_preferred_alignment: int | None
    allocate: int | None
    free: int | None
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("get_preferred_alignment", c_void_p),  # PJRT_HostAllocator_GetPreferredAlignment*
        ("allocate", c_void_p),  # PJRT_HostAllocator_Allocate*
        ("free", c_void_p),  # PJRT_HostAllocator_Free*
    )


PJRT_HostAllocator_Extension.STRUCT_SIZE = size_through(PJRT_HostAllocator_Extension, "free")


class HostAllocator(FunctionTable):
    """The extension `PJRT_HostAllocator_Extension`, with a method for each of its 3 functions."""

    TABLE = PJRT_HostAllocator_Extension
    NAME = "HostAllocator"
    TYPE = 15
    VERSION = 0
    MARK = "deprecated"
    MARKS = {
        "PJRT_HostAllocator_GetPreferredAlignment": "deprecated",
        "PJRT_HostAllocator_Allocate": "deprecated",
        "PJRT_HostAllocator_Free": "deprecated",
    }
    SLOTS = (
        ("PJRT_HostAllocator_GetPreferredAlignment", "get_preferred_alignment", CALL),
        ("PJRT_HostAllocator_Allocate", "allocate", CALL),
        ("PJRT_HostAllocator_Free", "free", CALL),
    )
    PJRT_HostAllocator_GetPreferredAlignment: Any
    PJRT_HostAllocator_Allocate: Any
    PJRT_HostAllocator_Free: Any

    def get_preferred_alignment(self, client: ClientPtr) -> int:
        """`PJRT_HostAllocator_GetPreferredAlignment`, slot 0, deprecated."""
        a = PJRT_HostAllocator_GetPreferredAlignment_Args()
        a.struct_size = PJRT_HostAllocator_GetPreferredAlignment_Args.STRUCT_SIZE
        a.client = client
        error = self.PJRT_HostAllocator_GetPreferredAlignment(addressof(a))
        if error:
            self._fail("PJRT_HostAllocator_GetPreferredAlignment", error)
        return a.preferred_alignment

    def allocate(self, client: ClientPtr, size: int, alignment: int) -> int | None:
        """`PJRT_HostAllocator_Allocate`, slot 1, deprecated."""
        a = PJRT_HostAllocator_Allocate_Args()
        a.struct_size = PJRT_HostAllocator_Allocate_Args.STRUCT_SIZE
        a.client = client
        a.size = size
        a.alignment = alignment
        error = self.PJRT_HostAllocator_Allocate(addressof(a))
        if error:
            self._fail("PJRT_HostAllocator_Allocate", error)
        return a.ptr

    def free(self, client: ClientPtr, ptr: int | None) -> None:
        """`PJRT_HostAllocator_Free`, slot 2, deprecated."""
        a = PJRT_HostAllocator_Free_Args()
        a.struct_size = PJRT_HostAllocator_Free_Args.STRUCT_SIZE
        a.client = client
        a.ptr = ptr
        error = self.PJRT_HostAllocator_Free(addressof(a))
        if error:
            self._fail("PJRT_HostAllocator_Free", error)
