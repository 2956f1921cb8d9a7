"""The reference plugin's raw buffers: by the extension's functions, and by the vtables of raw buffers and events."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from ctypes import c_int, c_size_t, c_uint64, c_void_p
from itertools import count
from threading import RLock
from typing import Any

import numpy as np

from pjrt.errors import InvalidArgumentError
from pjrt.server import Event
from pjrt.server.handles import Misuse
from pjrt.server.runtime import Failure, Runtime, failure_of
from pjrt.testing.machine import Clock, Pace, Space, Stored, after
from pjrt_abi.extensions.device_event import (
    PJRT_DeviceEvent,
    PJRT_DeviceEvent_AndThen,
    PJRT_DeviceEvent_State,
    PJRT_DeviceEventVector,
    PJRT_DeviceEventVector_destroy,
)
from pjrt_abi.server.device_event import DeviceEventFunctionTableServer
from pjrt_abi.server.raw_buffer import RawBufferFunctionTableServer, RawBufferServer


class Raw:
    """Bytes of a buffer. C: PJRT_RawBuffer."""

    def __init__(self, space: Space, data: Any) -> None:
        self.space = space
        self.bytes = data

    def part(self, offset: int, size: int) -> Any:
        """Some of the bytes. Raises InvalidArgumentError for bytes that are not there."""
        if not 0 <= offset <= offset + size <= self.bytes.nbytes:
            raise InvalidArgumentError(f"{size} bytes from {offset} on are not within {self.bytes.nbytes}")
        return self.bytes[offset : offset + size]


class Counted:
    """A device event that somebody refers to. failure: what it failed with, as text that lives as long."""

    def __init__(self, event: Event, number: int) -> None:
        self.event = event
        self.number = number
        self.references = 1
        self.failure: Failure | None = None


class DeviceEvents(DeviceEventFunctionTableServer):
    """Events by number, all on one stream."""

    STREAM = 7

    def __init__(self) -> None:
        self.live: dict[int, Counted] = {}
        """Those that somebody refers to."""
        self._tokens = count(1)
        self._lock = RLock()

    def give(self, event: Event) -> int:
        """What stands for the event, with one reference."""
        token = next(self._tokens)
        self.live[token] = Counted(event, token)
        return token

    def find(self, token: int) -> Counted:
        """What a number stands for. Raises Misuse for one that is gone."""
        try:
            return self.live[token]
        except KeyError:
            raise Misuse(f"there is no device event {token}") from None

    def inc_ref(self, *, device_event: int) -> None:
        with self._lock:
            self.find(device_event).references += 1

    def dec_ref(self, *, device_event: int) -> None:
        with self._lock:
            found = self.find(device_event)
            found.references -= 1
            if not found.references:
                del self.live[device_event]

    def and_then(self, *, device_event: int, callback: int, user_arg: int) -> None:
        self.find(device_event).event.when_done(lambda _: PJRT_DeviceEvent_AndThen(callback)(user_arg))

    def get_error_if_present(self, *, device_event: int, code: int, message: int, message_size: int) -> int:
        found = self.find(device_event)
        if found.event.error is None:
            return 0
        if found.failure is None:
            found.failure = failure_of(found.event.error)
        c_int.from_address(code).value = found.failure.code
        c_void_p.from_address(message).value, c_size_t.from_address(message_size).value = found.failure.text
        return 1

    def get_state(self, *, device_event: int) -> int:
        event = self.find(device_event).event
        if not event.is_set:
            return PJRT_DeviceEvent_State.UNAVAILABLE
        return PJRT_DeviceEvent_State.READY if event.error is None else PJRT_DeviceEvent_State.ERROR

    def get_definition_stream(self, *, device_event: int, sequence_number: int) -> int:
        c_uint64.from_address(sequence_number).value = self.find(device_event).number
        return self.STREAM


class Own:
    """A device event that a raw buffer refers to as long as it lives."""

    def __init__(self, events: DeviceEvents) -> None:
        self.token = events.give(Event())
        self._events = events

    def __del__(self) -> None:
        self._events.dec_ref(device_event=self.token)


class RawBuffer(RawBufferServer):
    """Buffers as bytes.

    pace: when copies are done, "held" ones by `clock.release()`; visible: whether the host sees the memory; mutable:
    whether it says that it may be written to; vtable: whether raw buffers have one, as those of API 0.114 and later.
    """

    runtime: Runtime

    def __init__(self, *, pace: Pace = "now", visible: bool = True, mutable: bool = True, vtable: bool = True) -> None:
        self.clock = Clock(pace)
        self.visible = visible
        self.events = DeviceEvents()
        made = {"PJRT_RawBuffer": RawVtable(self, mutable), "PJRT_DeviceEvent": self.events}
        self.vtables = made if vtable else {}

    def create_raw_alias_of_buffer(self, *, buffer: Stored) -> Raw:
        buffer.require()
        buffer.ready.wait()
        return Raw(buffer.space, buffer.memory.reshape(-1).view(np.uint8))

    def get_on_device_size_in_bytes(self, *, buffer: Raw) -> int:
        return int(buffer.bytes.nbytes)

    def get_memory_space(self, *, buffer: Raw) -> Space:
        return buffer.space

    def get_host_pointer(self, *, buffer: Raw) -> int | None:
        return int(buffer.bytes.ctypes.data) if self.visible else None

    def copy_raw_host_to_device(self, *, buffer: Raw, src: int | None, offset: int, transfer_size: int) -> Event:
        part = buffer.part(offset, transfer_size)
        return self.copy([], lambda: ctypes.memmove(part.ctypes.data, src or 0, transfer_size))

    def copy_raw_device_to_host(self, *, buffer: Raw, dst: int | None, offset: int, transfer_size: int) -> Event:
        part = buffer.part(offset, transfer_size)
        return self.copy([], lambda: ctypes.memmove(dst or 0, part.ctypes.data, transfer_size))

    def copy(self, dependencies: list[Event], work: Callable[[], object]) -> Event:
        """Does the work at the pace of the plugin, once the dependencies are over; it fails as they do."""
        event = Event(done=False)

        def go(error: BaseException | None) -> None:
            if error is None:
                work()  # on memory that was checked
            event.set(error)

        after(dependencies, lambda error: self.clock.do(lambda: go(error)))
        return event


class RawVtable(RawBufferFunctionTableServer):
    """The same and more, as raw buffers tell it themselves."""

    def __init__(self, raw: RawBuffer, mutable: bool) -> None:
        self._raw = raw
        self._mutable = mutable

    def inc_ref(self, *, raw_buffer: Raw) -> None:
        handles = self._raw.runtime.handles
        handles.keep(handles.owned(raw_buffer))

    def dec_ref(self, *, raw_buffer: Raw) -> None:
        handles = self._raw.runtime.handles
        handles.drop(handles.owned(raw_buffer))

    def get_on_device_size_in_bytes(self, *, raw_buffer: Raw) -> int:
        return int(raw_buffer.bytes.nbytes)

    def get_memory_space(self, *, raw_buffer: Raw) -> Space:
        return raw_buffer.space

    def get_host_pointer(self, *, raw_buffer: Raw) -> int | None:
        return self._raw.get_host_pointer(buffer=raw_buffer)

    def opaque_device_memory_data_pointer(self, *, raw_buffer: Raw) -> int:
        return int(raw_buffer.bytes.ctypes.data)

    def is_mutable(self, *, raw_buffer: Raw) -> bool:
        return self._mutable

    def slice(self, *, raw_buffer: Raw, offset: int, slice_size: int, sliced_buffer: int) -> None:
        handles = self._raw.runtime.handles
        made = Raw(raw_buffer.space, raw_buffer.part(offset, slice_size))
        root = handles.owned(raw_buffer).root
        handle = handles.give("PJRT_RawBuffer", made, owned=True, root=root)
        c_void_p.from_address(sliced_buffer).value = handle.address

    def copy_raw_host_to_device_and_return_event(
        self, *, raw_buffer: Raw, src: int, offset: int, transfer_size: int, dependencies: int, event: int
    ) -> None:
        after_these = self._taken(dependencies)
        part = raw_buffer.part(offset, transfer_size)
        self._tell(event, self._raw.copy(after_these, lambda: ctypes.memmove(part.ctypes.data, src, transfer_size)))

    def copy_raw_device_to_host_and_return_event(
        self, *, raw_buffer: Raw, dst: int, offset: int, transfer_size: int, dependencies: int, event: int
    ) -> None:
        after_these = self._taken(dependencies)
        part = raw_buffer.part(offset, transfer_size)
        self._tell(event, self._raw.copy(after_these, lambda: ctypes.memmove(dst, part.ctypes.data, transfer_size)))

    def make_allocation_ready_event(self, *, raw_buffer: Raw, event: int) -> None:
        self._tell(event, Event())

    def get_raw_buffer_async_value(self, *, raw_buffer: Raw, event: int) -> None:
        handle = self._raw.runtime.handles.owned(raw_buffer)
        own = handle.keep("async value", lambda: Own(self._raw.events))
        self._write(event, own.token)

    def _tell(self, address: int, event: Event) -> None:
        self._write(address, self._raw.events.give(event))

    def _write(self, address: int, token: int) -> None:
        told = PJRT_DeviceEvent.from_address(address)
        told.vtable, told.device_event = self._raw.runtime.handles.vtables["PJRT_DeviceEvent"], token

    def _taken(self, address: int | None) -> list[Event]:
        """The events of a vector, which is empty after that, and its array destroyed."""
        if not address:
            return []
        vector = PJRT_DeviceEventVector.from_address(address)
        array = (PJRT_DeviceEvent * vector.size).from_address(vector.data or 0)
        tokens = [item.device_event or 0 for item in array]
        found = [self._raw.events.find(token).event for token in tokens]
        for token in tokens:
            self._raw.events.dec_ref(device_event=token)
        PJRT_DeviceEventVector_destroy(vector.destroy or 0)(vector.data)
        vector.data, vector.size, vector.capacity, vector.destroy = None, 0, 0, None
        return found
