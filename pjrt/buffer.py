"""Buffers: arrays on a device."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from pjrt import checks, dlpack, dtypes
from pjrt._runtime import copies, host_memory, layout_probes, layouts, reaper, shapes, transfer
from pjrt._runtime.accelerator import BufferHandle, await_data, view
from pjrt._runtime.array_types import array_type
from pjrt._runtime.host_memory import ExternalReference
from pjrt._runtime.lifetime import Pinned
from pjrt.claims import ALONE, Claims
from pjrt.device import Device, Memory, require_place, short_text
from pjrt.errors import ClosedError, InvalidArgumentError, UnimplementedError, UnsupportedError
from pjrt.event import Event
from pjrt.layout import Layout, Strides
from pjrt.promise import DonationPromise, RawCopyPromise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pjrt._runtime.client_state import ClientState
    from pjrt.dtypes import DType
    from pjrt.errors import PjrtError
    from pjrt_abi.typed import BufferPtr

_LACKING = (UnimplementedError, UnsupportedError, InvalidArgumentError)
"""How plugins say that they cannot tell an address, a layout or the like."""

OLDEST_LACKS = "PJRT_Buffer_CopyRawToHostFuture"
"""A function that plugins lack which are as old as the oldest that was tried, and have its faults."""


class Buffer(BufferHandle, Pinned):
    """An array on a device. Made by `Client.put` and by calling executables. C: PJRT_Buffer.

    The C object lives until the last reference to this one goes, and to every numpy view of it; `delete()` frees
    the device memory sooner. Any thread may use a buffer; a call in one thread and `delete()` in another end in an
    exception at worst.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        what = dtypes.spell(self.dtype, self.shape)
        if not self._state.is_open:
            return f"<Buffer {what} of a closed client>"
        return f"<Buffer {what}, deleted>" if self.is_deleted else f"<Buffer {what} on {short_text(self.device)}>"

    @property
    def shape(self) -> tuple[int, ...]:
        """The size of each dimension."""
        return self._type.shape

    @property
    def dtype(self) -> DType:
        """The element type, of numpy or ml_dtypes."""
        return self._type.dtype

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return len(self._type.shape)

    @property
    def size(self) -> int:
        """The number of elements."""
        return math.prod(self._type.shape)

    @property
    def nbytes(self) -> int:
        """The size as a numpy array, bytes. On the device it may differ: by tiles, and by packed sub-byte types."""
        return self._type.nbytes

    @property
    def device(self) -> Device:
        """The device that the buffer is on. C: PJRT_Buffer_Device."""
        return Device(self._state, self._state.abi.buffer_device(self._handle()))

    @property
    def memory(self) -> Memory:
        """The memory space that the buffer is in. C: PJRT_Buffer_Memory."""
        return Memory(self._state, self._state.abi.buffer_memory(self._handle()))

    @property
    def layout(self) -> Layout | Strides:
        """The order in which the elements lie on the device. C: PJRT_Buffer_GetMemoryLayout.

        Raises UnimplementedError or UnsupportedError where the plugin cannot tell.
        """
        self._require_data()
        return self._type.layout or self._learn_layout()

    @property
    def is_deleted(self) -> bool:
        """Whether `delete()` was called, or a program that the buffer was donated to. C: PJRT_Buffer_IsDeleted."""
        if not self._deleted:
            self._state.require_open()
            if self._state.abi.buffer_is_deleted(self._handle()):  # while another thread may set it, too
                self._deleted = True
        return self._deleted

    def delete(self) -> None:
        """Frees the device memory once no running program and no numpy view needs it. Twice is no error.

        C: PJRT_Buffer_Delete.
        """
        if not self.is_deleted:
            self._deleted = True
            ptr = self._handle()
            with host_memory.lock_of(ptr):
                if not self._users:  # else the last of them does it
                    self._state.abi.buffer_delete(ptr)

    @property
    def ready(self) -> Event:
        """Done when the data is there, or failed as the program that makes it. C: PJRT_Buffer_ReadyEvent."""
        self._require_data()
        return Event(self._state, self._state.abi.buffer_ready_event(self._handle()))

    def block_until_ready(self) -> Buffer:
        """Waits until the data is there; the buffer itself. Raises what the program that makes it failed with.

        C: PJRT_Buffer_ReadyEvent.
        """
        self._await_data()
        return self

    def to_numpy(self) -> np.ndarray[Any, Any]:
        """The data as a numpy array in row-major order; waits until it is there.

        Where the buffer lies in host memory, dense and row-major, the array is a read-only view of it: no copy, and
        the memory stays while the array does, also after `delete()`. Elsewhere it is a copy of the caller's own.

        Of a dynamic dimension it has the elements that there are.

        Raises ClosedError for a deleted buffer, and what the program that makes the data failed with.
        C: PJRT_Buffer_OpaqueDeviceMemoryDataPointer under an external reference, else PJRT_Buffer_ToHostBuffer.
        """
        seen = view(self)
        if seen is not None:
            return seen
        self._require_data()
        near = self._is_near()
        if near is not False:  # else the copy waits by itself
            self._await_what_is_coming()
        shape, dtype = self._true_shape(), self._type.dtype
        if 0 in shape:
            return np.empty(shape, dtype)
        layout = self._known_layout()
        if near and isinstance(layout, Layout) and layout.is_row_major and self._can_be_seen():
            reference = self._reference()
            return host_memory.array(reference, reference.address, shape, dtype)
        return self._copy(layout, shape)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        """numpy's protocol: `np.asarray(buffer)`, `np.array(buffer)`."""
        array = self.to_numpy()
        if dtype is not None and np.dtype(dtype) != array.dtype:
            if copy is False:
                raise ValueError(f"a {array.dtype} buffer cannot be seen as {np.dtype(dtype)} without a copy")
            return array.astype(dtype)
        if copy is False and array.flags.writeable and array.size:
            raise ValueError("this buffer is not in host memory as numpy has it; it cannot be seen without a copy")
        return array.copy() if copy and not array.flags.writeable else array

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("a buffer with no dimensions has no length")
        return self.shape[0]

    @property
    def is_on_cpu(self) -> bool:
        """Whether the data lies in host memory. C: PJRT_Buffer_IsOnCpu."""
        self._require_data()
        return self._state.abi.buffer_is_on_cpu(self._handle())

    @property
    def on_device_nbytes(self) -> int:
        """The size on the device, bytes, tiles and packing counted. C: PJRT_Buffer_OnDeviceSizeInBytes."""
        self._require_data()
        return self._state.abi.buffer_on_device_size_in_bytes(self._handle())

    def copy_to(self, device_or_memory: Device | Memory) -> Buffer:
        """A copy on another device or in another memory space of the same client; returns at once.

        A plugin that would mix up the elements, as old ones do for an order that is not row-major, gets them from a
        copy on the host; that waits for the data.

        Raises ValueError for a place of another client. C: PJRT_Buffer_CopyToDevice, PJRT_Buffer_CopyToMemory.
        """
        self._require_data()
        require_place(device_or_memory, self._state)
        device = device_or_memory._ptr if isinstance(device_or_memory, Device) else None
        memory = device_or_memory._ptr if isinstance(device_or_memory, Memory) else None
        layout = self._known_layout()
        turned = isinstance(layout, Layout) and not layout.is_row_major and not layout.tiles
        if turned and layout_probes.mixes_up_copies(self._state, device, memory):
            sent = transfer.put(self._state, self.to_numpy(), device, memory)
            made = Buffer(self._state, sent.buffer, array_type(self.shape, self.dtype))
            self._state.abi.event_destroy(sent.released)
            return made
        ptr = copies.copy(self._state, self._handle(), device, memory)
        made = Buffer(self._state, ptr, array_type(self.shape, self.dtype))
        made._dynamic = self._dynamic
        self._state.calls.pace(ptr)
        return made

    # ------------------------------------------------------------------ memory

    @property
    def unpadded_shape(self) -> tuple[int, ...]:
        """The size of each dimension without what a dynamic dimension is padded by, for which it waits.

        C: PJRT_Buffer_UnpaddedDimensions.
        """
        self._require_data()
        if self._dynamic:
            self.block_until_ready()
        return tuple(self._state.abi.buffer_unpadded_dimensions(self._handle()))

    @property
    def dynamic_dimensions(self) -> tuple[int, ...]:
        """The dimensions whose size is only known when a program ran. C: PJRT_Buffer_DynamicDimensionIndices."""
        self._require_data()
        return tuple(self._state.abi.buffer_dynamic_dimension_indices(self._handle()))

    @property
    def unsafe_pointer(self) -> int:
        """The plugin's number for the memory, an address on most; nothing keeps it. Waits for the data.

        Raises ClosedError while a call is donating the buffer. C: PJRT_Buffer_UnsafePointer.
        """
        self.block_until_ready()  # plugins wait for it in C, or abort if it failed
        ptr = self._handle()
        with host_memory.lock_of(ptr):  # plugins take a reference meanwhile, on which fulfilling an alias aborts
            self._require_memory()
            return self._state.abi.buffer_unsafe_pointer(ptr)

    def external_reference(self) -> ExternalReference:
        """Keeps the memory where it is, also through `delete()`, until it is released; waits for the data.

        A context manager; its `address` is that of the memory on the device.
        C: PJRT_Buffer_IncreaseExternalReferenceCount, PJRT_Buffer_OpaqueDeviceMemoryDataPointer.
        """
        self.block_until_ready()
        return self._reference()

    def copy_raw_to_host(self, destination: Any, offset: int = 0) -> Event:
        """Copies bytes of the device's memory as they are; returns at once.

        With a plugin that is too old for `copy_raw_later`, it waits for the data first.

        destination: writable memory with the buffer protocol, in one piece; its size says how many bytes, and it
        lives until the event is done. offset: of the first byte on the device.
        Raises TypeError for a destination that cannot be written to, ValueError for bytes that the buffer lacks.
        C: PJRT_Buffer_CopyRawToHost.
        """
        self._require_data()
        memory = host_memory.writable(destination, "destination")
        self._check_range(offset, memory.nbytes)
        abi = self._state.abi
        if OLDEST_LACKS in abi.missing:  # it crashes on data that is not there yet
            self.block_until_ready()
        event = Event(
            self._state, abi.buffer_copy_raw_to_host(self._handle(), memory.ctypes.data, offset, memory.nbytes)
        )
        event._keep((self, memory), "a raw copy to the host")
        return event

    def copy_raw_later(self, offset: int = 0, nbytes: int | None = None) -> RawCopyPromise:
        """As `copy_raw_to_host`, with the destination to be given later. nbytes: all from the offset without it.

        C: PJRT_Buffer_CopyRawToHostFuture.
        """
        self._require_data()
        count = self._check_range(offset, nbytes)
        claims = Claims()
        claims.add(self, alone=False)  # donating it would wait in C for the promise to be kept
        try:
            told = self._state.abi.buffer_copy_raw_to_host_future(self._handle(), offset, count)
        except BaseException:
            claims.release()
            raise
        return RawCopyPromise(self._state, told, count, Event(self._state, told.event), claims)

    def raw_bytes(self, offset: int = 0, nbytes: int | None = None) -> bytes:
        """A copy of the bytes on the device, all from the offset without `nbytes`; waits for them.

        C: PJRT_Buffer_CopyRawToHost.
        """
        self._require_data()
        into = bytearray(self._check_range(offset, nbytes))
        self.copy_raw_to_host(into, offset).result()
        return bytes(into)

    def bitcast(self, dtype: Any, shape: Sequence[int] | None = None, *, layout: Layout | None = None) -> Buffer:
        """The same bytes as another array, with no copy; this buffer is consumed.

        shape: this buffer's without it. The size on the device is to be the same.
        Raises InvalidArgumentError for a shape of another size, UnsupportedError where the plugin has none, ClosedError
        for a buffer that another call or an open RawCopyPromise uses. C: PJRT_Buffer_Bitcast.
        """
        self._require_data()
        wanted = dtypes.parse(dtype)
        code = dtypes.to_c(wanted, self._state.abi)
        sizes = shapes.checked(self.shape if shape is None else shape, wanted)
        if layout is not None:
            layout = layouts.plain(layout, len(sizes), wanted, "layout")
        told = None if layout is None else layouts.to_c(layout, self._state.abi)
        with Claims() as claims:
            claims.add(self, alone=True)
            made = self._state.abi.buffer_bitcast(self._handle(), code, sizes, device_layout=told)
        return Buffer(self._state, made, array_type(sizes, wanted, layout))

    def donate(self) -> tuple[Buffer, DonationPromise]:
        """Gives the memory to a new buffer, whose use waits until the promise is kept; this one is consumed.

        Raises UnimplementedError or UnsupportedError where the plugin cannot, InvalidArgumentError while somebody looks
        at the memory, ClosedError for a buffer that another call or an open RawCopyPromise uses.
        C: PJRT_Buffer_DonateWithControlDependency.
        """
        self._require_data()
        with Claims() as claims:
            claims.add(self, alone=True)
            told = self._state.abi.buffer_donate_with_control_dependency(self._handle())
        made = Buffer(self._state, told.out_buffer, self._type)
        made._dynamic = self._dynamic
        return made, DonationPromise(self._state, told)

    def __dlpack_device__(self) -> tuple[int, int]:
        """DLPack's type and number of the device. Raises BufferError for a platform that DLPack has no type for."""
        self._require_data()
        return dlpack.device_of(self)

    def __dlpack__(
        self,
        *,
        stream: Any = None,
        max_version: tuple[int, int] | None = None,
        dl_device: tuple[int, int] | None = None,
        copy: bool | None = None,
    ) -> Any:
        """DLPack's protocol, for `np.from_dlpack(buffer)` and the like; waits for the data.

        A consumer that knows version 1 gets a read-only view, which keeps the memory; another cannot be told that it is
        read-only, and gets a copy on the host. copy: True for a copy of the consumer's own, False for none ever.
        dl_device: the buffer's own, or the host's. stream: None on the host; elsewhere any, as the data is there.
        Raises BufferError for what cannot be had so, ClosedError for a deleted buffer.
        """
        return dlpack.capsule_of(self, stream, max_version, dl_device, copy)

    # -------------------------------------------------------------- inner life

    @classmethod
    def _adopt(cls, state: ClientState, ptr: BufferPtr) -> Buffer:
        """A buffer of which only the handle is known. C: PJRT_Buffer_Dimensions, PJRT_Buffer_ElementType."""
        try:
            dtype = dtypes.from_c(state.abi.buffer_element_type(ptr))
            made = cls(state, ptr, array_type(tuple(state.abi.buffer_dimensions(ptr)), dtype))
        except BaseException:
            state.abi.buffer_destroy(ptr)
            raise
        try:
            made._dynamic = bool(made.dynamic_dimensions)
        except _LACKING:
            made._dynamic = False
        return made

    def _check_range(self, offset: Any, nbytes: Any) -> int:
        """The number of bytes, None being all. Raises TypeError or ValueError unless the buffer has them."""
        size = self.on_device_nbytes
        checks.integer("offset", offset, 64)
        count = max(0, size - offset) if nbytes is None else nbytes
        checks.integer("nbytes", count, 64)
        if offset < 0 or count < 0 or offset + count > size:
            raise ValueError(f"offset: {count} bytes from {offset} on are not within the buffer's {size} bytes")
        return int(count)

    def _failure(self) -> PjrtError | None:
        """What the data is known by now to have failed with; does not wait."""
        if self._good:
            return None
        ready = self.ready
        if not ready.done():
            return None
        failure = ready.exception()
        self._good = failure is None
        return failure

    def _is_on(self, device: Device) -> bool:
        """Whether it is on the device, which is asked for once."""
        if self._device is None:
            self._device = self._state.abi.buffer_device(self._handle())
        return self._device == device._ptr

    def _handle(self) -> BufferPtr:
        self._state.require_open()
        if self._ptr is None:
            raise ClosedError("this buffer is being destroyed")
        return self._ptr

    def _spelled(self) -> str:
        return f"this buffer, {dtypes.spell(self.dtype, self.shape)}"

    def _require_data(self) -> None:
        self._state.require_open()
        if self.is_deleted:
            raise ClosedError(f"{self._spelled()}, was deleted or donated")

    def _require_no_donation(self) -> None:
        if self._users == ALONE:
            raise ClosedError(self._in_use())

    def _in_use(self) -> str:
        return f"{self._spelled()}, is in use by another call"

    def _reference(self) -> ExternalReference:
        """Keeps the memory where it is. Raises ClosedError while a call is donating the buffer."""
        ptr = self._handle()
        with host_memory.lock_of(ptr):
            self._require_memory()
            return ExternalReference(self._state, ptr, self)

    def _require_memory(self) -> None:
        """Raises ClosedError where C is not to be asked for a reference; to be called under the buffer's lock."""
        self._require_no_donation()
        if OLDEST_LACKS in self._state.abi.missing:  # it would wait in C for the program that took a donated buffer
            self._require_data()

    def _given_away(self) -> None:
        """To be called when a call has donated the buffer, or tried to."""
        if OLDEST_LACKS in self._state.abi.missing:
            self._lingers = True
            reaper.start()

    def _is_on_host(self) -> bool:
        return bool(self._can_be_seen() and self._is_near())

    def _can_be_seen(self) -> bool:
        """Whether numpy can look at the memory, if it is on the host."""
        missing = self._state.abi.missing
        return dtypes.is_whole_bytes(self.dtype) and not any(name in missing for name in host_memory.NEEDED)

    def _is_near(self) -> bool | None:
        """Whether it is in host memory; None where the plugin cannot tell."""
        try:
            return self._state.abi.buffer_is_on_cpu(self._handle())
        except (UnimplementedError, UnsupportedError):
            return None

    def _known_layout(self) -> Layout | Strides | None:
        """The layout, None where the plugin cannot tell."""
        try:
            return self._type.layout or self._learn_layout()
        except _LACKING:
            return Layout.row_major(self.ndim) if self.ndim < 2 else None

    def _learn_layout(self) -> Layout | Strides:
        """Asks C for the layout."""
        layout = layouts.from_c(self._state.abi.buffer_get_memory_layout(self._handle()))
        self._type = array_type(self.shape, self.dtype, layout)
        return layout

    def _await_data(self) -> None:
        """As `block_until_ready`, with no event made where the data is there already."""
        if not await_data(self):
            self._require_data()
            self._await_what_is_coming()

    def _await_what_is_coming(self) -> None:
        """The same of a buffer that was not deleted."""
        abi = self._state.abi
        ready = abi.buffer_ready_event(self._handle())
        try:
            there = abi.event_is_ready(ready)
            if there:
                abi.event_error(ready)
        finally:
            abi.event_destroy(ready)
        if not there:
            self.ready.result()

    def _true_shape(self) -> tuple[int, ...]:
        """The size of each dimension as it turned out, if it is dynamic; so the elements lie, close together."""
        return self.unpadded_shape if self._dynamic else self.shape

    def _copy(self, layout: Layout | Strides | None, shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
        if isinstance(layout, Layout) and layout.tiles and layout_probes.reads_as_is(self._state, self.device._ptr):
            raise UnimplementedError(f"this plugin does not undo the tiles of the layout {layout}")
        dense = isinstance(layout, Layout) and not layout.tiles
        order = layout.major_to_minor if isinstance(layout, Layout) and dense else tuple(range(self.ndim))
        plain = order == tuple(range(self.ndim))
        raw = np.empty([self.shape[dimension] for dimension in order], self.dtype)
        told = None if dense and plain else Layout(order[::-1])
        copied = Event(self._state, copies.start_to_host(self._state, self._handle(), raw, told))
        try:
            copied.result()
        except BaseException:
            if not copied.done():  # a signal's handler raised, and the plugin goes on
                copied._keep(raw, "a copy to the host")
            raise
        if shape != self.shape:
            raw = raw.ravel()[: math.prod(shape)].reshape([shape[dimension] for dimension in order])
        return raw if plain else np.ascontiguousarray(raw.transpose(np.argsort(order)))
