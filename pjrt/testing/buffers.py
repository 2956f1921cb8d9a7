"""The reference plugin's buffers: transfers, copies, views, promises."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

import numpy as np

from pjrt import dtypes
from pjrt.errors import InvalidArgumentError
from pjrt.server import Event
from pjrt.testing.client import Clients, Machine
from pjrt.testing.machine import Core, Space, Stored, after, arranged
from pjrt.testing.structs import error_from, layout_of, order_of, strided
from pjrt_abi.enums import PJRT_Buffer_Type, PJRT_HostBufferSemantics
from pjrt_abi.errors import error_of
from pjrt_abi.structs import (
    PJRT_Buffer_CopyRawToHostFuture_Args_future_ready_callback,
    PJRT_Buffer_CopyRawToHostFuture_Callback_Args,
    PJRT_Buffer_DonateWithControlDependency_Args_dependency_ready_callback,
    PJRT_Buffer_DonateWithControlDependency_Callback_Args,
    PJRT_Buffer_MemoryLayout,
)


class Alias:
    """What fulfils an alias buffer. C: PJRT_FulfillAliasBufferCallback."""

    def __init__(self, buffer: Stored) -> None:
        self.buffer = buffer


class Buffers(Clients):
    """The functions of buffers."""

    def _place(self, client: Machine | None, device: Core | None, memory: Space | None) -> tuple[Space, Core | None]:
        if memory is not None:
            return memory, device
        if device is not None:
            return device.spaces[0], device
        if client is None:
            raise InvalidArgumentError("neither a device nor a memory is given")
        return client.cores[0].spaces[0], client.cores[0]

    def _settle(self, buffer: Stored, fill: Callable[[], object]) -> None:
        """Fills a buffer at the pace of the plugin."""

        def work() -> None:
            try:
                fill()
            except Exception as error:
                buffer.ready.set(error)
            else:
                buffer.ready.set()

        self.clock.do(work)

    # ---------------------------------------------------------------- creation

    def client_buffer_from_host_buffer(
        self,
        *,
        client: Machine,
        data: int | None,
        type: PJRT_Buffer_Type,
        dims: Sequence[int],
        byte_strides: Sequence[int],
        host_buffer_semantics: PJRT_HostBufferSemantics,
        device: Core | None,
        memory: Space | None,
        device_layout: Any,
    ) -> tuple[Event, Stored]:
        space, core = self._place(client, device, memory)
        buffer = Stored(space, type, dims, order_of(device_layout, dims), core=core)
        strides = strided(byte_strides, dims, buffer.dtype.itemsize)
        values = _at(data, buffer.dtype, buffer.dims, strides)
        done = Event(done=False)
        semantics = PJRT_HostBufferSemantics(host_buffer_semantics)
        if semantics in (
            PJRT_HostBufferSemantics.IMMUTABLE_ZERO_COPY,
            PJRT_HostBufferSemantics.MUTABLE_ZERO_COPY,
        ) and (strides == strided((), dims, buffer.dtype.itemsize) and device_layout is None):
            buffer.data = values
            buffer.foreign = done.set
            buffer.ready.set()
            return done, buffer
        if semantics is PJRT_HostBufferSemantics.IMMUTABLE_ONLY_DURING_CALL:
            values = values.copy()
            self._settle(buffer, lambda: buffer.fill(values))
            done.set()
        else:
            self._settle(buffer, lambda: buffer.fill(values))
            buffer.ready.when_done(lambda _: done.set())
        return done, buffer

    def client_create_uninitialized_buffer(
        self,
        *,
        client: Machine,
        shape_dims: Sequence[int],
        shape_element_type: PJRT_Buffer_Type,
        shape_layout: Any,
        device: Core | None,
        memory: Space | None,
    ) -> Stored:
        space, core = self._place(client, device, memory)
        buffer = Stored(space, shape_element_type, shape_dims, order_of(shape_layout, shape_dims), core=core)
        buffer.fill(np.zeros(shape_dims))
        buffer.ready.set()
        return buffer

    def client_create_error_buffer(
        self,
        *,
        client: Machine,
        error_code: int,
        error_message: str,
        shape_dims: Sequence[int],
        shape_element_type: PJRT_Buffer_Type,
        shape_layout: Any,
        memory: Space,
        payload: dict[str, Any] | None = None,
    ) -> Stored:
        payloads = {key: str(value).encode() for key, value in (payload or {}).items()}
        failed = Event(error=error_of(error_code, error_message, "", payloads))
        return Stored(memory, shape_element_type, shape_dims, order_of(shape_layout, shape_dims), failed)

    def client_create_view_of_device_buffer(
        self,
        *,
        client: Machine,
        device_buffer_ptr: int | None,
        dims: Sequence[int],
        element_type: PJRT_Buffer_Type,
        layout: Any,
        device: Core | None,
        on_delete_callback: Any,
        on_delete_callback_arg: int | None,
        stream: int,
        memory: Space | None,
    ) -> Stored:
        space, core = self._place(client, device, memory)
        buffer = Stored(space, element_type, dims, order_of(layout, dims), core=core)
        if buffer.size:
            buffer.view(device_buffer_ptr or 0)
        else:
            buffer.fill(np.zeros(dims))
        if on_delete_callback is not None:
            buffer.foreign = lambda: on_delete_callback(device_buffer_ptr, on_delete_callback_arg)
        buffer.ready.set()
        return buffer

    def client_create_alias_buffer(
        self,
        *,
        client: Machine,
        memory: Space,
        shape_dims: Sequence[int],
        shape_element_type: PJRT_Buffer_Type,
        shape_layout: Any,
    ) -> tuple[Stored, Alias]:
        buffer = Stored(memory, shape_element_type, shape_dims, order_of(shape_layout, shape_dims))
        return buffer, Alias(buffer)

    def client_fulfill_alias_buffer(
        self,
        *,
        client: Machine,
        buffer: Stored | None,
        status_code: int,
        error_message: str,
        fulfill_alias_buffer_cb: Alias,
    ) -> None:
        alias = fulfill_alias_buffer_cb.buffer
        if status_code:
            alias.ready.set(error_of(status_code, error_message, ""))
        elif buffer is None:
            raise InvalidArgumentError("an alias needs a buffer or an error")
        else:
            given = buffer

            def settle(error: BaseException | None) -> None:
                if error is None:
                    alias.fill(given.elements())
                alias.ready.set(error)

            given.ready.when_done(settle)

    # ------------------------------------------------------------------- facts

    def buffer_destroy(self, *, buffer: Stored) -> None:
        buffer.delete()

    def buffer_element_type(self, *, buffer: Stored) -> PJRT_Buffer_Type:
        return buffer.kind

    def buffer_dimensions(self, *, buffer: Stored) -> tuple[int, ...]:  # type: ignore[override]
        return buffer.dims

    def buffer_unpadded_dimensions(self, *, buffer: Stored) -> tuple[int, ...]:  # type: ignore[override]
        return buffer.dims

    def buffer_dynamic_dimension_indices(self, *, buffer: Stored) -> list[int]:
        return []

    def buffer_get_memory_layout(self, *, buffer: Stored) -> PJRT_Buffer_MemoryLayout:
        return layout_of(buffer.order)

    def buffer_on_device_size_in_bytes(self, *, buffer: Stored) -> int:
        return buffer.size

    def buffer_device(self, *, buffer: Stored) -> Core:
        return buffer.core

    def buffer_memory(self, *, buffer: Stored) -> Space:
        return buffer.space

    def buffer_delete(self, *, buffer: Stored) -> None:
        buffer.delete()

    def buffer_is_deleted(self, *, buffer: Stored) -> bool:
        return buffer.deleted

    def buffer_is_on_cpu(self, *, buffer: Stored) -> bool:
        return True

    def buffer_ready_event(self, *, buffer: Stored) -> Event:
        return buffer.ready

    def buffer_unsafe_pointer(self, *, buffer: Stored) -> int:
        return self._address(buffer)

    def buffer_opaque_device_memory_data_pointer(self, *, buffer: Stored) -> int:
        return self._address(buffer)

    def _address(self, buffer: Stored) -> int:
        buffer.require()
        buffer.ready.wait()
        return int(buffer.memory.ctypes.data)

    def buffer_increase_external_reference_count(self, *, buffer: Stored) -> None:
        buffer.require()
        buffer.references += 1

    def buffer_decrease_external_reference_count(self, *, buffer: Stored) -> None:
        buffer.release()

    # ------------------------------------------------------------------ copies

    def buffer_to_host_buffer(
        self, *, src: Stored, host_layout: Any, dst: int | None, dst_size: int
    ) -> tuple[int, Event]:
        src.require()
        if dst is None:
            return src.size, Event()
        if dst_size < src.size:
            raise InvalidArgumentError(f"dst_size: {dst_size} bytes do not hold {src.size}")
        order = order_of(host_layout, src.dims) or src.order
        event = Event(done=False)

        def copy(error: BaseException | None) -> None:
            if error is None:
                ctypes.memmove(dst, src.elements().transpose(list(reversed(order))).tobytes(), src.size)
            event.set(error)

        src.ready.when_done(copy)
        return src.size, event

    def buffer_copy_to_device(self, *, buffer: Stored, dst_device: Core) -> Stored:
        return self.buffer_copy_to_memory(buffer=buffer, dst_memory=dst_device.spaces[0])

    def buffer_copy_to_memory(self, *, buffer: Stored, dst_memory: Space) -> Stored:
        buffer.require()
        made = Stored(dst_memory, buffer.kind, buffer.dims, buffer.order)

        def copy(error: BaseException | None) -> None:
            if error is None:
                made.fill(buffer.elements())
            made.ready.set(error)

        buffer.ready.when_done(copy)
        return made

    def buffer_bitcast(
        self, *, buffer: Stored, element_type: PJRT_Buffer_Type, dims: Sequence[int], device_layout: Any
    ) -> Stored:
        made = Stored(buffer.space, element_type, dims, order_of(device_layout, dims), core=buffer.core)
        if made.size != buffer.size:
            made.delete()
            raise InvalidArgumentError(f"{buffer.size} bytes cannot be seen as {made.size}")
        made.fill(arranged(np.frombuffer(buffer.memory.tobytes(), made.dtype), made.dims, made.order))
        made.ready.set()
        return made

    def _raw(self, buffer: Stored, offset: int, size: int) -> None:
        buffer.require()
        if not 0 <= offset <= offset + size <= buffer.size:
            raise InvalidArgumentError(f"{size} bytes from {offset} on are not within the buffer's {buffer.size}")

    def buffer_copy_raw_to_host(self, *, buffer: Stored, dst: int | None, offset: int, transfer_size: int) -> Event:
        self._raw(buffer, offset, transfer_size)
        event = Event(done=False)

        def copy(error: BaseException | None) -> None:
            if error is None and dst:
                ctypes.memmove(dst, buffer.memory.tobytes()[offset : offset + transfer_size], transfer_size)
            event.set(error)

        buffer.ready.when_done(copy)
        return event

    def buffer_copy_raw_to_host_future(
        self, *, buffer: Stored, offset: int, transfer_size: int
    ) -> tuple[Event, int, Any]:
        self._raw(buffer, offset, transfer_size)
        event = Event(done=False)

        def told(a: Any) -> None:
            error, target = error_from(a.error_code, a.error_message, a.error_message_size), a.dst

            def copy(failed: BaseException | None) -> None:
                if failed is None and error is None:
                    ctypes.memmove(target, buffer.memory.tobytes()[offset : offset + transfer_size], transfer_size)
                event.set(error or failed)

            buffer.ready.when_done(copy)

        return event, _promised(told), _RAW_READY

    def buffer_donate_with_control_dependency(self, *, buffer: Stored) -> tuple[int, Any, Stored]:
        buffer.require()
        made = Stored(buffer.space, buffer.kind, buffer.dims, buffer.order, core=buffer.core)
        depends = Event(done=False)
        values = buffer.data

        def told(a: Any) -> None:
            depends.set(error_from(a.error_code, a.error_message, a.error_message_size))

        def settle(error: BaseException | None) -> None:
            if error is None:
                made.fill(values)
            made.ready.set(error)

        after([buffer.ready, depends], settle)
        buffer.delete()
        return _promised(told), _DEPENDENCY_READY, made


_promises: dict[int, Callable[[Any], None]] = {}
_tokens = count(1)


def _promised(told: Callable[[Any], None]) -> int:
    """The callback_data of a promise. The client calls one of the functions below with it, once."""
    token = next(_tokens)
    _promises[token] = told
    return token


def _raw_ready(address: int | None) -> None:
    a = PJRT_Buffer_CopyRawToHostFuture_Callback_Args.from_address(address or 0)
    _promises.pop(a.callback_data or 0)(a)


_RAW_READY = PJRT_Buffer_CopyRawToHostFuture_Args_future_ready_callback(_raw_ready)


def _dependency_ready(address: int | None) -> None:
    a = PJRT_Buffer_DonateWithControlDependency_Callback_Args.from_address(address or 0)
    _promises.pop(a.callback_data or 0)(a)


_DEPENDENCY_READY = PJRT_Buffer_DonateWithControlDependency_Args_dependency_ready_callback(_dependency_ready)


def _at(data: int | None, dtype: dtypes.DType, dims: Sequence[int], strides: Sequence[int]) -> Any:
    """The array that lies at an address, of the caller's memory."""
    if 0 in dims:
        return np.zeros(dims, dtype)
    if not data:
        raise InvalidArgumentError("data is NULL")
    lowest = sum(min(0, (size - 1) * step) for size, step in zip(dims, strides, strict=True))
    highest = sum(max(0, (size - 1) * step) for size, step in zip(dims, strides, strict=True)) + dtype.itemsize
    memory = (ctypes.c_char * (highest - lowest)).from_address(data + lowest)
    return np.ndarray(tuple(dims), dtype, memoryview(memory), -lowest, tuple(strides))
