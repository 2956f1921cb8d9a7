"""Host memory that devices reach by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pjrt._runtime import dma, host_bytes
from pjrt._runtime.lifetime import Pinned

if TYPE_CHECKING:
    from types import TracebackType

    from pjrt._runtime.client_state import ClientState


class DmaMapping(Pinned):
    """Host memory mapped for direct access by devices, so that copies from and to it need no copy of their own.

    Made by `Client.dma_map`. The memory stays alive, and is unmapped once: at the end of a `with` block, by `unmap()`,
    or when this object is dropped. Copies from and to it are to be over by then. Any thread may use it.
    C: PJRT_Client_DmaMap, PJRT_Client_DmaUnmap.
    """

    def __init__(self, state: ClientState, memory: Any) -> None:
        self._state = state
        flat = host_bytes.flat(memory, "memory", in_place=True)
        if not flat.size:
            raise ValueError("memory: expected some, got 0 bytes")
        self._mapping = dma.MappedMemory(state, flat)

    def __repr__(self) -> str:
        return f"<DmaMapping of {self.nbytes} bytes{'' if self.is_mapped else ', unmapped'}>"

    def __enter__(self) -> DmaMapping:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.unmap()

    @property
    def nbytes(self) -> int:
        """The size of the memory, bytes."""
        return self._mapping.nbytes

    @property
    def is_mapped(self) -> bool:
        """Whether the memory is still mapped."""
        return self._mapping.is_mapped

    def unmap(self) -> None:
        """Unmaps the memory, also after the client was closed. Twice is no error. C: PJRT_Client_DmaUnmap."""
        self._mapping.unmap()

    def __del__(self) -> None:
        try:
            self._mapping.unmap()
        except Exception:  # a destructor has nobody to tell, and __init__ may have failed half way
            return
