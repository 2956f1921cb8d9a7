"""Generated from `xla/pjrt/c/pjrt_c_api_memory_descriptions_extension.h`: what serves its functions."""

from __future__ import annotations

from ctypes import c_void_p
from typing import Any

from pjrt_abi.extensions.memory_descriptions import (
    MemoryDescriptions,
    PJRT_DeviceDescription_MemoryDescriptions_Args,
    PJRT_MemoryDescription_Kind_Args,
)
from pjrt_abi.views import FunctionView, HandleIn, ListOut, ScalarOut, TableServer, TextOut, unserved


class MemoryDescriptionsServer(TableServer):
    """What serves `PJRT_MemoryDescriptions_Extension`."""

    CLIENT = MemoryDescriptions
    TYPE = 6
    VIEWS = (
        FunctionView(
            "PJRT_DeviceDescription_MemoryDescriptions",
            "device_description_memory_descriptions",
            PJRT_DeviceDescription_MemoryDescriptions_Args,
            HandleIn("device_description", "device_description", kind="PJRT_DeviceDescription", nullable=False),
            ListOut("memory_descriptions", "memory_descriptions", "num_memory_descriptions", ctype=c_void_p, kind="PJRT_MemoryDescription"),
            ScalarOut("default_memory_index", "default_memory_index"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_MemoryDescription_Kind",
            "memory_description_kind",
            PJRT_MemoryDescription_Kind_Args,
            HandleIn("memory_description", "memory_description", kind="PJRT_MemoryDescription", nullable=False),
            TextOut("kind", "kind", "kind_size", text=str),
            ScalarOut("kind_id", "kind_id"),
            error="PJRT_Error",
        ),
    )

    def device_description_memory_descriptions(self, *, device_description: Any) -> Any:
        """Serves `PJRT_DeviceDescription_MemoryDescriptions`, slot 0. Tells memory_descriptions, default_memory_index."""
        unserved("PJRT_DeviceDescription_MemoryDescriptions")

    def memory_description_kind(self, *, memory_description: Any) -> Any:
        """Serves `PJRT_MemoryDescription_Kind`, slot 1. Tells kind, kind_id."""
        unserved("PJRT_MemoryDescription_Kind")
