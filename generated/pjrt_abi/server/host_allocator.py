"""Generated from `xla/pjrt/extensions/host_allocator/host_allocator_extension.h`: what serves its functions."""

from __future__ import annotations

from typing import Any

from pjrt_abi.extensions.host_allocator import (
    HostAllocator,
    PJRT_HostAllocator_Allocate_Args,
    PJRT_HostAllocator_Free_Args,
    PJRT_HostAllocator_GetPreferredAlignment_Args,
)
from pjrt_abi.views import FunctionView, HandleIn, ScalarIn, ScalarOut, TableServer, unserved


class HostAllocatorServer(TableServer):
    """What serves `PJRT_HostAllocator_Extension`."""

    CLIENT = HostAllocator
    TYPE = 15
    VIEWS = (
        FunctionView(
            "PJRT_HostAllocator_GetPreferredAlignment",
            "get_preferred_alignment",
            PJRT_HostAllocator_GetPreferredAlignment_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            ScalarOut("preferred_alignment", "preferred_alignment"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_HostAllocator_Allocate",
            "allocate",
            PJRT_HostAllocator_Allocate_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            ScalarIn("size", "size"),
            ScalarIn("alignment", "alignment"),
            ScalarOut("ptr", "ptr", kind=None),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_HostAllocator_Free",
            "free",
            PJRT_HostAllocator_Free_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            ScalarIn("ptr", "ptr"),
            error="PJRT_Error",
        ),
    )

    def get_preferred_alignment(self, *, client: Any) -> int:
        """Serves `PJRT_HostAllocator_GetPreferredAlignment`, slot 0."""
        unserved("PJRT_HostAllocator_GetPreferredAlignment")

    def allocate(self, *, client: Any, size: int, alignment: int) -> int | None:
        """Serves `PJRT_HostAllocator_Allocate`, slot 1."""
        unserved("PJRT_HostAllocator_Allocate")

    def free(self, *, client: Any, ptr: int | None) -> None:
        """Serves `PJRT_HostAllocator_Free`, slot 2."""
        unserved("PJRT_HostAllocator_Free")
