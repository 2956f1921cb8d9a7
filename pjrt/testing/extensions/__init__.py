"""Every extension that the headers know, as the reference plugin has it."""

from __future__ import annotations

from pjrt.server.tables import has_extension
from pjrt.testing.extensions.collectives import Collectives
from pjrt.testing.extensions.cross_host_transfers import CrossHostTransfers
from pjrt.testing.extensions.distributed import TpuTopology
from pjrt.testing.extensions.memory import (
    HostAllocator,
    HostMemoryAllocator,
    MemoryDescriptions,
    Stream,
)
from pjrt.testing.extensions.profiler import Profiler
from pjrt.testing.extensions.programs import (
    AbiVersion,
    CustomPartitioner,
    ExecutableMetadata,
    Ffi,
    GpuCustomCall,
    Layouts,
    PhaseCompile,
    Shardings,
    TpuExecutable,
    Triton,
    XlaTransform,
)
from pjrt.testing.extensions.raw_buffers import RawBuffer
from pjrt.testing.extensions.slices import Megascale, MultiSlice
from pjrt.testing.extensions.tools import Callback, Example
from pjrt_abi.views import TableServer

ALL = (
    GpuCustomCall,
    Profiler,
    CustomPartitioner,
    Stream,
    Layouts,
    Ffi,
    MemoryDescriptions,
    Triton,
    RawBuffer,
    PhaseCompile,
    Example,
    CrossHostTransfers,
    ExecutableMetadata,
    Callback,
    HostAllocator,
    TpuTopology,
    TpuExecutable,
    Megascale,
    Shardings,
    AbiVersion,
    Collectives,
    MultiSlice,
    HostMemoryAllocator,
    XlaTransform,
)
"""By type number. `Unknown` has no struct: `pjrt.server.Link` is one."""


def at(version: tuple[int, int]) -> list[TableServer]:
    """One of each that an API version has."""
    return [kind() for kind in ALL if has_extension(kind.TYPE or 0, version)]
