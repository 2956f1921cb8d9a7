"""Generated from `xla/pjrt/extensions/host_memory_allocator/host_memory_allocator_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from ctypes import CFUNCTYPE, Structure, addressof, c_int, c_size_t, c_void_p
from typing import Any, ClassVar, NamedTuple

from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import CALL, FunctionTable
from pjrt_abi.typed import ClientPtr


PJRT_API_HOST_MEMORY_ALLOCATOR_EXTENSION_VERSION = 0


class PJRT_HostMemoryAllocator_Allocate_Args(Structure):
    """Arguments of `PJRT_HostMemoryAllocator_Allocate`; 64 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    size: int
    numa_node: int
    ptr: int | None
    deleter: int | None
    deleter_arg: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("size", c_size_t),  # size_t
        ("numa_node", c_int),  # int
        ("ptr", c_void_p),  # out, uint8_t*
        ("deleter", c_void_p),  # out, void (*)(void*, void*)
        ("deleter_arg", c_void_p),  # out, void*
    )


PJRT_HostMemoryAllocator_Allocate_Args.STRUCT_SIZE = size_through(PJRT_HostMemoryAllocator_Allocate_Args, "deleter_arg")


class PJRT_HostMemoryAllocator_Extension(Structure):
    """`struct PJRT_HostMemoryAllocator_Extension`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    allocate: int | None
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("allocate", c_void_p),  # PJRT_HostMemoryAllocator_Allocate*
    )


PJRT_HostMemoryAllocator_Extension.STRUCT_SIZE = size_through(PJRT_HostMemoryAllocator_Extension, "allocate")


PJRT_HostMemoryAllocator_Allocate_Args_deleter = CFUNCTYPE(None, c_void_p, c_void_p)
"""`void(void*, void*)`"""


class Allocate(NamedTuple):
    """What `PJRT_HostMemoryAllocator_Allocate` tells."""

    ptr: int | None
    deleter: int | None
    deleter_arg: int | None


class HostMemoryAllocator(FunctionTable):
    """The extension `PJRT_HostMemoryAllocator_Extension`, with a method for each of its 1 functions."""

    TABLE = PJRT_HostMemoryAllocator_Extension
    NAME = "HostMemoryAllocator"
    TYPE = 23
    VERSION = 0
    MARK = ""
    SLOTS = (
        ("PJRT_HostMemoryAllocator_Allocate", "allocate", CALL),
    )
    PJRT_HostMemoryAllocator_Allocate: Any

    def allocate(self, client: ClientPtr, size: int, numa_node: int) -> Allocate:
        """`PJRT_HostMemoryAllocator_Allocate`, slot 0."""
        a = PJRT_HostMemoryAllocator_Allocate_Args()
        a.struct_size = PJRT_HostMemoryAllocator_Allocate_Args.STRUCT_SIZE
        a.client = client
        a.size = size
        a.numa_node = numa_node
        error = self.PJRT_HostMemoryAllocator_Allocate(addressof(a))
        if error:
            self._fail("PJRT_HostMemoryAllocator_Allocate", error)
        return Allocate(a.ptr, a.deleter, a.deleter_arg)
