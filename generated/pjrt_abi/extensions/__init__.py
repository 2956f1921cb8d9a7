"""Every extension type that the headers know. The modules are imported when their class is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple


class Extension(NamedTuple):
    """A type of the extension chain.

    version: of the extension's own interface, None where no header says; module and python: where its class is,
    "" for a type that no header describes.
    """

    name: str
    type: int | None
    version: int | None
    struct: str
    module: str
    python: str
    experimental: bool
    deprecated: bool

    @property
    def mark(self) -> str:
        """What the headers warn of: "experimental", "deprecated", both, or nothing."""
        return ", ".join(["deprecated"] * self.deprecated + ["experimental"] * self.experimental)

    def load(self) -> Any:
        """The class that binds this extension's functions; None if there is none."""
        return getattr(import_module(self.module), self.python) if self.python else None


EXTENSIONS = (
    Extension("GpuCustomCall", 0, 2, "PJRT_Gpu_Custom_Call", "pjrt_abi.extensions.gpu", "GpuCustomCall", False, False),
    Extension("Profiler", 1, 1, "PJRT_Profiler_Extension", "pjrt_abi.extensions.profiler", "Profiler", False, False),
    Extension("CustomPartitioner", 2, 1, "PJRT_Custom_Partitioner_Extension", "pjrt_abi.extensions.custom_partitioner", "CustomPartitioner", False, False),
    Extension("Stream", 3, 0, "PJRT_Stream_Extension", "pjrt_abi.extensions.stream", "Stream", False, False),
    Extension("Layouts", 4, 4, "PJRT_Layouts_Extension", "pjrt_abi.extensions.layouts", "Layouts", True, False),
    Extension("Ffi", 5, 3, "PJRT_FFI_Extension", "pjrt_abi.extensions.ffi", "Ffi", False, False),
    Extension("MemoryDescriptions", 6, 1, "PJRT_MemoryDescriptions_Extension", "pjrt_abi.extensions.memory_descriptions", "MemoryDescriptions", True, False),
    Extension("Triton", 7, 2, "PJRT_Triton_Extension", "pjrt_abi.extensions.triton", "Triton", False, True),
    Extension("RawBuffer", 8, 2, "PJRT_RawBuffer_Extension", "pjrt_abi.extensions.raw_buffer", "RawBuffer", True, False),
    Extension("PhaseCompile", 9, 1, "PJRT_PhaseCompile_Extension", "pjrt_abi.extensions.phase_compile", "PhaseCompile", True, False),
    Extension("Example", 10, 1, "PJRT_Example_Extension", "pjrt_abi.extensions.example", "Example", False, False),
    Extension("Unknown", 11, None, "", "", "", False, False),
    Extension("CrossHostTransfers", 12, 6, "PJRT_CrossHostTransfers_Extension", "pjrt_abi.extensions.cross_host_transfers", "CrossHostTransfers", False, False),
    Extension("ExecutableMetadata", 13, 1, "PJRT_ExecutableMetadata_Extension", "pjrt_abi.extensions.executable_metadata", "ExecutableMetadata", False, False),
    Extension("Callback", 14, 1, "PJRT_Callback_Extension", "pjrt_abi.extensions.callback", "Callback", False, False),
    Extension("HostAllocator", 15, 0, "PJRT_HostAllocator_Extension", "pjrt_abi.extensions.host_allocator", "HostAllocator", False, True),
    Extension("TpuTopology", 16, 1, "PJRT_TpuTopology_Extension", "pjrt_abi.extensions.tpu_topology", "TpuTopology", False, False),
    Extension("TpuExecutable", 17, 1, "PJRT_TpuExecutable_Extension", "pjrt_abi.extensions.tpu_executable", "TpuExecutable", False, False),
    Extension("Megascale", 18, 1, "PJRT_Megascale_Extension", "pjrt_abi.extensions.megascale", "Megascale", False, False),
    Extension("Shardings", 19, 1, "PJRT_Shardings_Extension", "pjrt_abi.extensions.shardings", "Shardings", False, False),
    Extension("AbiVersion", 20, 1, "PJRT_AbiVersion_Extension", "pjrt_abi.extensions.abi_version", "AbiVersion", False, False),
    Extension("Collectives", 21, 1, "PJRT_Collectives_Extension", "pjrt_abi.extensions.collectives", "Collectives", False, False),
    Extension("MultiSlice", 22, 1, "PJRT_MultiSlice_Extension", "pjrt_abi.extensions.multi_slice", "MultiSlice", False, False),
    Extension("HostMemoryAllocator", 23, 0, "PJRT_HostMemoryAllocator_Extension", "pjrt_abi.extensions.host_memory_allocator", "HostMemoryAllocator", False, False),
    Extension("XlaTransform", 24, 1, "PJRT_Xla_Transform_Extension", "pjrt_abi.extensions.xla_transform", "XlaTransform", False, False),
)

BY_TYPE = {e.type: e for e in EXTENSIONS}
"""The same by type number."""
