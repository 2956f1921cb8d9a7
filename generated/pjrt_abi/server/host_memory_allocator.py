"""Generated from `xla/pjrt/extensions/host_memory_allocator/host_memory_allocator_extension.h`: what serves its functions."""

from __future__ import annotations

from typing import Any

from pjrt_abi.extensions.host_memory_allocator import (
    HostMemoryAllocator,
    PJRT_HostMemoryAllocator_Allocate_Args,
    PJRT_HostMemoryAllocator_Allocate_Args_deleter,
)
from pjrt_abi.views import FunctionView, HandleIn, ScalarIn, ScalarOut, TableServer, unserved


class HostMemoryAllocatorServer(TableServer):
    """What serves `PJRT_HostMemoryAllocator_Extension`."""

    CLIENT = HostMemoryAllocator
    TYPE = 23
    VIEWS = (
        FunctionView(
            "PJRT_HostMemoryAllocator_Allocate",
            "allocate",
            PJRT_HostMemoryAllocator_Allocate_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            ScalarIn("size", "size"),
            ScalarIn("numa_node", "numa_node"),
            ScalarOut("ptr", "ptr", kind=None),
            ScalarOut("deleter", "deleter", callback=PJRT_HostMemoryAllocator_Allocate_Args_deleter, kind=None),
            ScalarOut("deleter_arg", "deleter_arg", kind=None),
            error="PJRT_Error",
        ),
    )

    def allocate(self, *, client: Any, size: int, numa_node: int) -> Any:
        """Serves `PJRT_HostMemoryAllocator_Allocate`, slot 0. Tells ptr, deleter, deleter_arg."""
        unserved("PJRT_HostMemoryAllocator_Allocate")
