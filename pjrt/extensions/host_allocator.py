"""Host memory that the platform's own allocator gives, aligned as it wants it: what came before HostMemoryAllocator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pjrt import checks
from pjrt._runtime import host_allocations
from pjrt.client import Client
from pjrt.errors import UnsupportedError
from pjrt.extensions.facade import Extension
from pjrt_abi.extensions import host_allocator as raw

if TYPE_CHECKING:
    from collections.abc import Sequence


class HostAllocator(Extension):
    """Allocates host memory that a client's devices transfer fast, and frees it. C: PJRT_HostAllocator_Extension."""

    TABLE = raw.HostAllocator
    table: raw.HostAllocator

    def preferred_alignment(self, client: Client) -> int:
        """The alignment that the allocator does best with, bytes. C: PJRT_HostAllocator_GetPreferredAlignment."""
        return self.table.get_preferred_alignment(self._client(client))

    def allocate(
        self, client: Client, shape: int | Sequence[int], dtype: Any = np.uint8, *, alignment: int | None = None
    ) -> np.ndarray[Any, Any]:
        """A numpy array in memory of the client's allocator; its elements are whatever lies there.

        shape: sizes, or one number; alignment: of its first byte, a power of two; the preferred one without it.
        The memory is freed when the last view of the array goes, in any thread; the client lives until then. An array
        of no elements needs none.
        Raises TypeError or ValueError for what is no shape, dtype or alignment, and for more bytes than there can be,
        ResourceExhaustedError where the plugin has no memory, UnsupportedError where it could not free it.
        C: PJRT_HostAllocator_Allocate, PJRT_HostAllocator_Free.
        """
        handle = self._client(client)
        asked = host_allocations.wanted(shape, dtype)
        if alignment is None:
            alignment = self.table.get_preferred_alignment(handle)
        _check_alignment(alignment, asked.nbytes)
        if why := self.functions[_FREE]:
            raise UnsupportedError(f"this plugin could not free the memory: {why}", function=_FREE)
        if not asked.nbytes:
            return np.empty(asked.shape, asked.dtype)
        table = self.table
        address = table.allocate(handle, asked.nbytes, alignment)
        return host_allocations.array(
            client._state, asked, address, lambda ptr: table.free(handle, ptr), "PJRT_HostAllocator_Allocate"
        )


_FREE = "PJRT_HostAllocator_Free"


def _check_alignment(alignment: int, nbytes: int) -> None:
    checks.integer("alignment", alignment, 64)
    if alignment < 1 or alignment & (alignment - 1):
        raise ValueError(f"alignment: expected a power of two, got {alignment}")
    checks.integer("alignment", alignment + nbytes, 64)  # what an allocator may have to find room for
