"""How buffers come to be: from arrays on the host, from memory that is there, and from promises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from pjrt import checks, dtypes
from pjrt._runtime import layouts, shapes, statuses, transfer, views
from pjrt._runtime.accelerator import Puts
from pjrt._runtime.array_types import array_type
from pjrt._runtime.dlpack import CPU, DEVICE_TYPES, Imported, dense_strides
from pjrt._runtime.lazy import cached_property
from pjrt._runtime.lifetime import Pinned
from pjrt.buffer import Buffer
from pjrt.device import Device, Memory, require_place
from pjrt.errors import PjrtError, UnimplementedError
from pjrt.event import Event
from pjrt.layout import Layout
from pjrt.promise import AliasPromise
from pjrt_abi.enums import PJRT_HostBufferSemantics
from pjrt_abi.typed import BufferPtr

if TYPE_CHECKING:
    from collections.abc import Callable

    from pjrt._runtime import dlpack
    from pjrt._runtime.client_state import ClientState
    from pjrt.dtypes import DType
    from pjrt_abi.enums import PJRT_Buffer_Type
    from pjrt_abi.structs import PJRT_Buffer_MemoryLayout
    from pjrt_abi.typed import DevicePtr, MemoryPtr

Place: TypeAlias = "Device | Memory"
Semantics = PJRT_HostBufferSemantics
"""What a plugin may do with a host array: the members of the C enum PJRT_HostBufferSemantics."""


class BufferSource(Pinned):
    """The part of a client that makes buffers."""

    _state: ClientState
    _puts: Puts | None = None
    """Puts on the first device; None before the first one."""

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

        Raises TypeError for what holds no numbers, is big-endian or masked, or has a dtype that PJRT lacks, ValueError
        for a device of another client or a layout of other dimensions, UnsupportedError for a dtype that the plugin is
        too old for, UnimplementedError for a layout that it does not know. C: PJRT_Client_BufferFromHostBuffer.
        """
        plain = device_or_memory is None and dtype is None and layout is None and not immutable and semantics is None
        if plain and self._puts is not None:
            put: Buffer | None = self._puts.put(array)
            if put is not None:
                return put
        self._state.require_open()
        wanted = None if dtype is None else dtypes.parse(dtype)
        host = transfer.as_array(array, wanted, "array")
        if wanted is not None and host.dtype != wanted:
            raise TypeError(f"dtype: expected {host.dtype}, the array's own, got {wanted}; convert it first")
        device, memory = self._place(device_or_memory)
        if layout is not None:
            dtypes.to_c(host.dtype, self._state.abi)
            layout = layouts.plain(layout, host.ndim, host.dtype, "layout")
        if semantics is None:
            semantics = Semantics.IMMUTABLE_ZERO_COPY if immutable else Semantics.IMMUTABLE_ONLY_DURING_CALL
        elif not isinstance(semantics, Semantics) or semantics not in set(Semantics):
            raise TypeError(f"semantics: expected a pjrt.Semantics, got {semantics!r}")
        elif semantics == Semantics.MUTABLE_ZERO_COPY and not host.flags.writeable:
            raise ValueError("semantics: MUTABLE_ZERO_COPY lets programs write to the array, which is read-only")
        sent = transfer.put(self._state, host, device, memory, layout, semantics)
        made = Buffer(self._state, sent.buffer, array_type(host.shape, host.dtype, layout))
        if semantics == Semantics.IMMUTABLE_ONLY_DURING_CALL:
            self._state.abi.event_destroy(sent.released)
            if plain:
                self._learn(made)
        else:
            Event(self._state, sent.released)._keep(sent.array, "an array on the host that a buffer is made of")
        self._state.calls.pace(sent.buffer)
        return made

    def from_dlpack(self, array: Any, *, copy: bool | None = None) -> Buffer:
        """A buffer on the memory of an array that another library exports by DLPack.

        copy: True for a copy on the first device; False for none ever; without it, a copy where there has to be one:
        for host memory that is not dense, that this client does not reach, or that its plugin wants aligned otherwise.
        The array lives as long as the buffer; who changes its elements changes the buffer's.

        Raises TypeError for an object without the protocol, BufferError for what cannot be had without a copy, and for
        a dtype that DLPack or PJRT lacks. C: PJRT_Client_CreateViewOfDeviceBuffer, PJRT_Client_BufferFromHostBuffer.
        """
        self._state.require_open()
        if copy is not None and not isinstance(copy, bool):
            raise TypeError(f"copy: expected a bool or None, got {copy!r}")
        if not hasattr(array, "__dlpack__"):
            raise TypeError(f"array: expected an object with __dlpack__, got {type(array).__name__}")
        given = Imported(array, copy=False if copy is False else None)
        memory = given.memory
        if copy:
            return self.put(given.array())
        if 0 in memory.shape:  # there is nothing to share or to copy
            return self.empty(memory.shape, memory.dtype)
        device = self._device_of(memory.device)
        layout = _layout_of(memory)
        if device is None or layout is None:
            reason = "its elements do not lie close together" if device else "this client does not reach its memory"
            if copy is False:
                raise BufferError(f"array: {reason}; pass copy=True")
            return self.put(given.array())
        try:
            return self.view(
                memory.address, memory.shape, memory.dtype, device, layout=layout, on_delete=_Held(given).release
            )
        except (PjrtError, ValueError) as error:
            if copy is False:
                raise BufferError(f"array: no view of it can be had: {error}") from error
            return self.put(given.array())

    def view(
        self,
        address: int,
        shape: Sequence[int],
        dtype: Any,
        device_or_memory: Place | None = None,
        *,
        layout: Layout | None = None,
        on_delete: Callable[[], object] | None = None,
        stream: int = 0,
    ) -> Buffer:
        """A buffer on memory of a device that is somebody else's; nothing is copied.

        address: of the first element; the caller answers for the memory: that it is on the device, large enough, and
        there until `on_delete`. XLA:CPU wants it aligned to 64 bytes.
        on_delete: called once, on any thread, when no program and no buffer needs the memory any more; not if no buffer
        came of it, nor if the process ends first. What it raises goes to `sys.unraisablehook`.
        stream: the platform's handle of a stream that the data comes by; 0 for none.

        Raises TypeError or ValueError for a shape or address that is none, and what the plugin reports, such as
        InvalidArgumentError for memory that is not aligned. C: PJRT_Client_CreateViewOfDeviceBuffer.
        """
        checks.integer("address", address, 64, signed=False)
        checks.integer("stream", stream, 64)
        if on_delete is not None and not callable(on_delete):
            raise TypeError(f"on_delete: expected a function, got {on_delete!r}")
        device, memory = self._place(device_or_memory)
        wanted, sizes, code, layout, told = self._described(shape, dtype, layout, device, memory)
        if not address and 0 not in sizes:
            raise ValueError("address: expected that of some memory, got 0")
        ending = views.Ending(on_delete)
        try:
            ptr = self._state.abi.client_create_view_of_device_buffer(
                self._state.ptr,
                address,
                sizes,
                code,
                ending.token,
                stream,
                layout=told,
                device=device,
                memory=memory,
                on_delete_callback=views.ON_DELETE,
            )
        except BaseException:
            ending.drop()
            raise
        ending.made = True
        return Buffer(self._state, ptr, array_type(sizes, wanted, layout))

    def empty(
        self,
        shape: Sequence[int],
        dtype: Any,
        device_or_memory: Place | None = None,
        *,
        layout: Layout | None = None,
    ) -> Buffer:
        """A buffer with whatever its memory holds, to be written to by others, such as a raw transfer.

        Raises TypeError or ValueError for a shape that is none, ResourceExhaustedError where memory is short.
        C: PJRT_Client_CreateUninitializedBuffer.
        """
        device, memory = self._place(device_or_memory)
        wanted, sizes, code, layout, told = self._described(shape, dtype, layout, device, memory)
        ptr = self._state.abi.client_create_uninitialized_buffer(
            self._state.ptr, sizes, code, shape_layout=told, device=device, memory=memory
        )
        return Buffer(self._state, ptr, array_type(sizes, wanted, layout))

    def error_buffer(
        self,
        error: PjrtError,
        shape: Sequence[int],
        dtype: Any,
        device_or_memory: Place | None = None,
        *,
        layout: Layout | None = None,
    ) -> Buffer:
        """A buffer that failed with the error: so does what is computed from it. Payloads go along.

        C: PJRT_Client_CreateErrorBuffer.
        """
        place = self._memory(device_or_memory)
        # Where there is no layout, some plugins abort when they are asked for it.
        order = layout or self._row_major(shape)
        wanted, sizes, code, _, told = self._described(shape, dtype, order, None, place._ptr)
        if not isinstance(error, PjrtError):
            raise TypeError(f"error: expected a PjrtError, got {error!r}")
        number, message = statuses.of(error)
        ptr = self._state.abi.client_create_error_buffer(
            self._state.ptr,
            number,
            message,
            sizes,
            code,
            place._ptr,
            shape_layout=told,
            payload=statuses.payloads_of(error),
        )
        return Buffer(self._state, ptr, array_type(sizes, wanted))

    def alias(
        self,
        shape: Sequence[int],
        dtype: Any,
        device_or_memory: Place | None = None,
        *,
        layout: Layout | None = None,
    ) -> tuple[Buffer, AliasPromise]:
        """A buffer that stands for one that is to come, and the promise of that.

        Programs take it at once, and run when the promise is kept; other uses wait for that as well.
        layout: of the buffer that is to come; row-major without it.

        Raises TypeError or ValueError for a shape that is none, UnimplementedError for a dtype of less than a byte: no
        layout in C says how such elements are packed, and plugins take no buffer for the alias. C:
        PJRT_Client_CreateAliasBuffer.
        """
        place = self._memory(device_or_memory)
        order = layout or self._row_major(shape)
        wanted, sizes, code, plain, told = self._described(shape, dtype, order, None, place._ptr)
        assert plain is not None
        if not dtypes.is_whole_bytes(wanted):
            raise UnimplementedError(f"an alias of {wanted.name}, elements of less than a byte, could not be fulfilled")
        made = self._state.abi.client_create_alias_buffer(self._state.ptr, place._ptr, sizes, code, shape_layout=told)
        buffer = Buffer(self._state, made.alias_buffer, array_type(sizes, wanted, plain))
        return buffer, AliasPromise(self._state, buffer, place, plain, made.fulfill_alias_buffer_cb)

    def adopt(self, handle: int) -> Buffer:
        """A buffer of this client that was made by the raw layer; it is this object's to destroy from now on.

        handle: a PJRT_Buffer*, which nothing can check. C: PJRT_Buffer_Dimensions, PJRT_Buffer_ElementType.
        """
        self._state.require_open()
        if not isinstance(handle, int) or isinstance(handle, bool) or not handle:
            raise TypeError(f"handle: expected the address of a PJRT_Buffer, got {handle!r}")
        return Buffer._adopt(self._state, BufferPtr(handle))

    # -------------------------------------------------------------- inner life

    def _learn(self, made: Buffer) -> None:
        """Remembers what arrays of this shape and dtype become on the first device: its layout is the same for all."""
        if self._puts is None:
            self._puts = Puts(self._state, Buffer, self._first_device()._ptr)
        made._known_layout()
        self._puts.learn(made._type)

    def _described(
        self, shape: Any, dtype: Any, layout: Layout | None, device: DevicePtr | None, memory: MemoryPtr | None
    ) -> tuple[DType, tuple[int, ...], PJRT_Buffer_Type, Layout | None, PJRT_Buffer_MemoryLayout | None]:
        """A shape, dtype and layout, checked, and as C has them."""
        wanted = dtypes.parse(dtype)
        code = dtypes.to_c(wanted, self._state.abi)
        sizes = shapes.checked(shape, wanted)
        if layout is None:
            return wanted, sizes, code, None, None
        layout = layouts.plain(layout, len(sizes), wanted, "layout")
        if layout.tiles:
            transfer.require_tiles(self._state, layout, wanted, device, memory)
        return wanted, sizes, code, layout, layouts.to_c(layout, self._state.abi)

    def _row_major(self, shape: Any) -> Layout:
        return Layout.row_major(len(shape) if isinstance(shape, Sequence) else 0)

    def _memory(self, given: Place | None) -> Memory:
        self._state.require_open()
        place = self._first_device() if given is None else given
        require_place(place, self._state)
        return place if isinstance(place, Memory) else place.default_memory

    def _device_of(self, device: tuple[int, int]) -> Device | None:
        """The device of this process that DLPack calls so."""
        platform = self._state.abi.client_platform_name(self._state.ptr)
        if DEVICE_TYPES.get(platform) != device[0] or not self.addressable_devices:
            return None
        if device[0] == CPU[0]:
            return self.addressable_devices[0]
        return next((d for d in self.addressable_devices if d.local_hardware_id == device[1]), None)

    def _place(self, given: Place | None) -> tuple[DevicePtr | None, MemoryPtr | None]:
        """The device or the memory, checked."""
        self._state.require_open()
        place = self._first_device() if given is None else given
        require_place(place, self._state)
        return place._ptr if isinstance(place, Device) else None, place._ptr if isinstance(place, Memory) else None

    def _first_device(self) -> Device:
        if not self.addressable_devices:
            raise PjrtError("this client has no device that this process can use")
        return self.addressable_devices[0]


class _Held:
    """Holds an import until it is released."""

    def __init__(self, given: Imported) -> None:
        self._given: Imported | None = given

    def release(self) -> None:
        self._given = None


def _layout_of(memory: dlpack.Memory) -> Layout | None:
    """The layout that the strides make, None for elements that are not dense."""
    order = tuple(sorted(range(len(memory.shape)), key=lambda d: (-memory.strides[d], d)))
    wanted = dense_strides(memory.shape, order)
    matters = [d for d, size in enumerate(memory.shape) if size != 1]
    if any(memory.strides[d] != wanted[d] for d in matters):
        return None
    return Layout(order[::-1])
