"""How buffers come to be: from arrays on the host."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from pjrt._runtime import layouts, transfer
from pjrt._runtime.lifetime import Pinned
from pjrt.buffer import Buffer
from pjrt.device import Device, Memory, require_place
from pjrt.errors import PjrtError
from pjrt.event import Event
from pjrt_abi.enums import PJRT_HostBufferSemantics

if TYPE_CHECKING:
    from pjrt._runtime.client_state import ClientState
    from pjrt.layout import Layout
    from pjrt_abi.typed import DevicePtr, MemoryPtr

Place: TypeAlias = "Device | Memory"
Semantics = PJRT_HostBufferSemantics
"""What a plugin may do with a host array: the members of the C enum PJRT_HostBufferSemantics."""


class BufferSource(Pinned):
    """The part of a client that makes buffers."""

    _state: ClientState

    @cached_property
    def addressable_devices(self) -> tuple[Device, ...]:
        """The devices that this process can use. C: PJRT_Client_AddressableDevices."""
        self._state.require_open()
        return tuple(Device(self._state, p) for p in self._state.abi.client_addressable_devices(self._state.ptr))

    def put(
        self,
        array: Any,
        device_or_memory: Place | None = None,
        *,
        dtype: Any = None,
        layout: Layout | None = None,
        immutable: bool = False,
        semantics: Semantics | None = None,
    ) -> Buffer:
        """Puts an array on a device; the first addressable one unless said otherwise.

        array: a numpy array, or what numpy makes one of: anything with the buffer protocol or an array interface, a
        number, nested lists; read during this call only, unless `immutable` or `semantics` say otherwise.
        dtype: of the numbers, for a Python number or list; an array keeps its own.
        layout: the order of the elements on the device; the platform's own unless said otherwise.
        immutable: the caller promises not to change the array while the buffer lives. The plugin then uses its memory
        in place where it can (XLA:CPU wants it aligned to 64 bytes and dense), and the array stays alive until then.
        semantics: exactly what the plugin may do, in place of `immutable`. The array stays alive as long as it has to.

        Raises TypeError for what holds no numbers, is big-endian, or has a dtype that PJRT lacks, ValueError for a
        device of another client or a layout of other dimensions, UnsupportedError for a dtype that the plugin is too
        old for, UnimplementedError for a layout that it does not know. C: PJRT_Client_BufferFromHostBuffer.
        """
        self._state.require_open()
        host = transfer.as_array(array, None if dtype is None else np.dtype(dtype), "array")
        if dtype is not None and host.dtype != np.dtype(dtype):
            raise TypeError(f"dtype: expected {host.dtype}, the array's own, got {np.dtype(dtype)}; convert it first")
        device, memory = self._place(device_or_memory)
        if layout is not None:
            layouts.check(layout, host.ndim, "layout")
        if semantics is None:
            semantics = Semantics.IMMUTABLE_ZERO_COPY if immutable else Semantics.IMMUTABLE_ONLY_DURING_CALL
        elif not isinstance(semantics, Semantics) or semantics not in set(Semantics):
            raise TypeError(f"semantics: expected a pjrt.Semantics, got {semantics!r}")
        elif semantics == Semantics.MUTABLE_ZERO_COPY and not host.flags.writeable:
            raise ValueError("semantics: MUTABLE_ZERO_COPY lets programs write to the array, which is read-only")
        sent = transfer.put(self._state, host, device, memory, layout, semantics)
        if semantics == Semantics.IMMUTABLE_ONLY_DURING_CALL:
            self._state.abi.event_destroy(sent.released)
        else:
            Event(self._state, sent.released)._keep(sent.array)
        return Buffer(self._state, sent.buffer, host.shape, host.dtype, layout)

    def _place(self, given: Place | None) -> tuple[DevicePtr | None, MemoryPtr | None]:
        """The device or the memory, checked."""
        place = self._first_device() if given is None else given
        require_place(place, self._state)
        return place._ptr if isinstance(place, Device) else None, place._ptr if isinstance(place, Memory) else None

    def _first_device(self) -> Device:
        if not self.addressable_devices:
            raise PjrtError("this client has no device that this process can use")
        return self.addressable_devices[0]
