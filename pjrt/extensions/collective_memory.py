"""Memory that a collective uses: checked before, and kept until it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from pjrt import dtypes
from pjrt._runtime import host_memory
from pjrt._runtime.collectives import Region
from pjrt.buffer import Buffer
from pjrt.claims import Claims
from pjrt.layout import Layout

if TYPE_CHECKING:
    from pjrt._runtime.plugin_state import PluginState

Operand: TypeAlias = "np.ndarray[Any, Any] | Buffer"


class Held:
    """What an operation uses, until it is released."""

    def __init__(self) -> None:
        self.claims = Claims()
        self.regions: list[Region] = []

    def release(self) -> None:
        self.regions.clear()
        self.claims.release()


class OperationMemory:
    """The memory of one operation, checked. A context manager, which lets go of it at its end unless it was `taken`."""

    def __init__(self, state: PluginState) -> None:
        self._state = state
        self._held: Held | None = Held()
        self._regions: list[tuple[str, Region, bool]] = []

    def __enter__(self) -> OperationMemory:
        return self

    def __exit__(self, *_: object) -> None:
        if self._held is not None:
            self._held.release()

    def taken(self) -> Held:
        held, self._held = self._held, None
        assert held is not None
        return held

    def pair(self, send: Operand, recv: Operand, *, in_place: bool = False) -> tuple[Region, Region]:
        """What is sent, and what is received into."""
        target = self.add("recv", recv, written=True)
        if send is recv and in_place:
            return target, target
        return self.add("send", send), target

    def add(self, where: str, value: Operand, *, written: bool = False) -> Region:
        """Memory to read or to write."""
        assert self._held is not None
        region = (
            self._of_buffer(where, value, written) if isinstance(value, Buffer) else _of_array(where, value, written)
        )
        self._held.regions.append(region)
        for name, other, changes in self._regions:
            if (written or changes) and region.overlaps(other):
                raise ValueError(f"{where}: it overlaps {name}")
            if region.dtype != other.dtype:
                raise TypeError(f"{where}: expected {other.dtype}, as {name} is, got {region.dtype}")
        self._regions.append((where, region, written))
        return region

    def _of_buffer(self, where: str, buffer: Buffer, written: bool) -> Region:
        state = buffer._state
        if state.abi is not self._state.abi:
            raise ValueError(f"{where}: {buffer!r} is of another plugin")
        buffer.block_until_ready()
        layout = buffer._known_layout()
        lies = isinstance(layout, Layout) and layout.is_row_major and buffer.on_device_nbytes == buffer.nbytes
        if not buffer._is_on_host() or not lies:
            raise ValueError(f"{where}: expected elements in host memory, in row-major order, got {buffer!r}")
        if written and host_memory.is_referenced(buffer):
            raise ValueError(f"{where}: somebody looks at the memory of {buffer!r}")
        reference = buffer._reference()
        assert self._held is not None
        self._held.claims.add(buffer, alone=written)
        return Region(reference.address, buffer.nbytes, buffer.size, buffer.dtype, reference)


def _of_array(where: str, array: Any, written: bool) -> Region:
    if not isinstance(array, np.ndarray):
        raise TypeError(f"{where}: expected a numpy array or a Buffer, got {array!r:.80}")
    try:
        dtypes.to_c(array.dtype)
    except TypeError as error:
        raise TypeError(f"{where}: {error}") from None
    if not dtypes.is_whole_bytes(array.dtype):
        raise TypeError(f"{where}: elements of {array.dtype}, which may be packed, cannot be sent")
    if not array.flags.c_contiguous or not array.flags.aligned:
        raise ValueError(f"{where}: expected an array in one piece; pass numpy.ascontiguousarray(array)")
    if written and not array.flags.writeable:
        raise ValueError(f"{where}: this array is read-only")
    return Region(array.ctypes.data, array.nbytes, array.size, array.dtype, array)
