"""Host memory that the platform's own allocator gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pjrt import checks
from pjrt._runtime import host_allocations
from pjrt.client import Client
from pjrt.extensions.facade import Extension
from pjrt_abi.extensions import host_memory_allocator as raw

if TYPE_CHECKING:
    from collections.abc import Sequence

ANY_NODE: Final = -1
"""The NUMA node of memory that may lie on any."""


class HostMemoryAllocator(Extension):
    """Allocates host memory that a client's devices transfer fast. C: PJRT_HostMemoryAllocator_Extension."""

    TABLE = raw.HostMemoryAllocator
    table: raw.HostMemoryAllocator

    def allocate(
        self, client: Client, shape: int | Sequence[int], dtype: Any = np.uint8, *, numa_node: int = ANY_NODE
    ) -> np.ndarray[Any, Any]:
        """A numpy array in memory of the client's allocator; its elements are whatever lies there.

        shape: sizes, or one number; numa_node: where the memory is to lie, ANY_NODE for wherever.
        The deleter that came with the memory frees it when the last view of the array goes, in any thread; the client
        lives until then. An array of no elements needs none.
        Raises TypeError or ValueError for what is no shape, dtype or node, and for more bytes than there can be,
        ResourceExhaustedError where the plugin has no memory, UnimplementedError where the client has no allocator.
        C: PJRT_HostMemoryAllocator_Allocate and the deleter that it gives.
        """
        handle = self._client(client)
        asked = host_allocations.wanted(shape, dtype)
        checks.integer("numa_node", numa_node, 32)
        if numa_node < ANY_NODE:
            raise ValueError(f"numa_node: expected the number of a node, or {ANY_NODE} for any, got {numa_node}")
        if not asked.nbytes:
            return np.empty(asked.shape, asked.dtype)
        made = self.table.allocate(handle, asked.nbytes, numa_node)
        free = host_allocations.deleter(made.deleter, made.deleter_arg)
        return host_allocations.array(client._state, asked, made.ptr, free, "PJRT_HostMemoryAllocator_Allocate")
