"""Devices and memory spaces: where programs run and where buffers live. Both live as long as their client."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from pjrt import checks
from pjrt._runtime import statuses
from pjrt._runtime.lazy import cached_property
from pjrt._runtime.lifetime import Pinned
from pjrt._runtime.texts import encoded
from pjrt.errors import PjrtError, UnimplementedError, UnsupportedError

if TYPE_CHECKING:
    from types import TracebackType

    from pjrt._runtime.client_state import ClientState
    from pjrt_abi.functions import Api, DeviceMemoryStats
    from pjrt_abi.typed import AsyncTrackingEventPtr, DeviceDescriptionPtr, DevicePtr, MemoryPtr, NamedValue


class Described(Pinned, ABC):
    """What devices tell of themselves, whether they are here or only part of a topology."""

    @abstractmethod
    def _description(self) -> tuple[Api, DeviceDescriptionPtr]:
        """The C object, while it may be used."""

    @cached_property
    def id(self) -> int:
        """The device's number, unique among all processes' devices of its kind. C: PJRT_DeviceDescription_Id."""
        abi, ptr = self._description()
        return abi.device_description_id(ptr)

    @cached_property
    def kind(self) -> str:
        """The vendor's name for this kind of device, such as "TPU v5 lite". C: PJRT_DeviceDescription_Kind."""
        abi, ptr = self._description()
        return abi.device_description_kind(ptr)

    @cached_property
    def process_index(self) -> int:
        """The process that the device belongs to. C: PJRT_DeviceDescription_ProcessIndex."""
        abi, ptr = self._description()
        return abi.device_description_process_index(ptr)

    @cached_property
    def to_string(self) -> str:
        """The plugin's short text for the device. C: PJRT_DeviceDescription_ToString."""
        abi, ptr = self._description()
        return abi.device_description_to_string(ptr)

    @cached_property
    def debug_string(self) -> str:
        """The plugin's long text for the device. C: PJRT_DeviceDescription_DebugString."""
        abi, ptr = self._description()
        return abi.device_description_debug_string(ptr)

    @property
    def attributes(self) -> dict[str, NamedValue]:
        """What the plugin says of it, such as a TPU's coordinates. C: PJRT_DeviceDescription_Attributes."""
        abi, ptr = self._description()
        return abi.device_description_attributes(ptr)


class _Borrowed(Pinned):
    """Something that the client owns: equal to whatever stands for the same C object."""

    def __init__(self, state: ClientState, ptr: int) -> None:
        self._state = state
        self._ptr = ptr

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and (self._state, self._ptr) == (other._state, other._ptr)

    def __hash__(self) -> int:
        return hash((id(self._state), self._ptr))


def short_text(place: Described | Memory) -> str:
    """What the plugin calls it, for a repr: made of kind and number where the plugin has no text for it."""
    try:
        return place.to_string
    except (UnsupportedError, UnimplementedError):
        return f"{place.kind} {place.id}"


class Device(_Borrowed, Described):
    """A device of a client. C: PJRT_Device."""

    _ptr: DevicePtr

    def __repr__(self) -> str:
        return f"<Device {short_text(self)}>" if self._state.is_open else "<Device of a closed client>"

    def _description(self) -> tuple[Api, DeviceDescriptionPtr]:
        self._state.require_open()
        return self._state.abi, self._state.abi.device_get_description(self._ptr)

    @property
    def attributes(self) -> dict[str, NamedValue]:
        """What the plugin says of the device and, where it tells, how the device is now.

        C: PJRT_DeviceDescription_Attributes, PJRT_Device_GetAttributes.
        """
        described = super().attributes
        try:
            return described | self._state.abi.device_get_attributes(self._ptr)
        except (UnsupportedError, UnimplementedError):
            return described

    @cached_property
    def is_addressable(self) -> bool:
        """Whether this process can use the device. C: PJRT_Device_IsAddressable."""
        self._state.require_open()
        return self._state.abi.device_is_addressable(self._ptr)

    @cached_property
    def local_hardware_id(self) -> int:
        """The number of the hardware, such as CUDA's; -1 where there is none. C: PJRT_Device_LocalHardwareId."""
        self._state.require_open()
        return self._state.abi.device_local_hardware_id(self._ptr)

    def memory_stats(self) -> DeviceMemoryStats:
        """What the device's allocator counts, bytes and numbers; None for what the platform does not count.

        Raises UnimplementedError where it counts nothing, as XLA:CPU. C: PJRT_Device_MemoryStats.
        """
        self._state.require_open()
        return self._state.abi.device_memory_stats(self._ptr)

    def clear_memory_stats(self) -> None:
        """Starts the peaks anew. C: PJRT_Device_ClearMemoryStats."""
        self._state.require_open()
        self._state.abi.device_clear_memory_stats(self._ptr)

    @cached_property
    def memories(self) -> tuple[Memory, ...]:
        """Memory spaces that the device can address. C: PJRT_Device_AddressableMemories."""
        self._state.require_open()
        return tuple(Memory(self._state, p) for p in self._state.abi.device_addressable_memories(self._ptr))

    @cached_property
    def default_memory(self) -> Memory:
        """Where this device's data lives unless said otherwise. C: PJRT_Device_DefaultMemory."""
        self._state.require_open()
        return Memory(self._state, self._state.abi.device_default_memory(self._ptr))

    def poison_execution(self, launch_id: int, error: PjrtError) -> bool:
        """Fails the earliest run with that launch id that is not over: its results fail with the error.

        Gives whether there was one. The error's code, message and payloads go along.
        Raises TypeError or ValueError for what is no launch id or no PjrtError. C: PJRT_Device_PoisonExecution.
        """
        self._state.require_open()
        checks.integer("launch_id", launch_id, 32)
        if not isinstance(error, PjrtError):
            raise TypeError(f"error: expected a PjrtError, got {error!r}")
        return self._state.abi.device_poison_execution(
            self._ptr, launch_id, *statuses.of(error), payload=statuses.payloads_of(error)
        )

    def async_tracking_event(self, description: str) -> AsyncTrackingEvent:
        """Tells the runtime of work of the caller's own that waits for the device, until it is closed.

        `with device.async_tracking_event("copying weights"): ...`; what it is for is the platform's affair, such as
        showing what holds up a device. Raises UnsupportedError where the plugin is too old.
        C: PJRT_Device_CreateAsyncTrackingEvent.
        """
        self._state.require_open()
        if not isinstance(description, str):
            raise TypeError(f"description: expected a str, got {description!r}")
        made = self._state.abi.device_create_async_tracking_event(self._ptr, encoded(description))
        return AsyncTrackingEvent(self._state, made, description)


class AsyncTrackingEvent(Pinned):
    """Work that waits for a device, as the runtime knows it. Made by `Device.async_tracking_event`; a context manager.

    C: PJRT_AsyncTrackingEvent.
    """

    def __init__(self, state: ClientState, ptr: AsyncTrackingEventPtr | None, description: str) -> None:
        self._state = state
        self._ptr = ptr
        self.description = description

    def __repr__(self) -> str:
        return f"<AsyncTrackingEvent {self.description!r}{'' if self.is_tracked else ', not tracked'}>"

    @property
    def is_tracked(self) -> bool:
        """Whether the runtime knows of it; not after `close()`, and nowhere on platforms like XLA:CPU."""
        return self._ptr is not None

    def close(self) -> None:
        """The work is over. Twice is no error. C: PJRT_AsyncTrackingEvent_Destroy."""
        ptr, self._ptr = self._ptr, None
        if ptr is not None and self._state.usable:
            self._state.abi.async_tracking_event_destroy(ptr)

    def __enter__(self) -> AsyncTrackingEvent:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        try:
            self.close()
        except Exception:  # a destructor has nobody to tell, and __init__ may have failed half way
            return


class Memory(_Borrowed):
    """A memory space of one or more devices. C: PJRT_Memory."""

    _ptr: MemoryPtr

    def __repr__(self) -> str:
        return f"<Memory {short_text(self)}>" if self._state.is_open else "<Memory of a closed client>"

    @cached_property
    def id(self) -> int:
        """The memory's number, unique among memories of its kind. C: PJRT_Memory_Id."""
        self._state.require_open()
        return self._state.abi.memory_id(self._ptr)

    @cached_property
    def kind(self) -> str:
        """The platform's name for this kind of memory, such as "device" or "pinned_host". C: PJRT_Memory_Kind."""
        self._state.require_open()
        return self._state.abi.memory_kind(self._ptr)

    @cached_property
    def kind_id(self) -> int:
        """The platform's number for this kind of memory. C: PJRT_Memory_Kind_Id."""
        self._state.require_open()
        return self._state.abi.memory_kind_id(self._ptr)

    @cached_property
    def debug_string(self) -> str:
        """The plugin's long text for the memory. C: PJRT_Memory_DebugString."""
        self._state.require_open()
        return self._state.abi.memory_debug_string(self._ptr)

    @cached_property
    def to_string(self) -> str:
        """The plugin's short text for the memory. C: PJRT_Memory_ToString."""
        self._state.require_open()
        return self._state.abi.memory_to_string(self._ptr)

    @cached_property
    def devices(self) -> tuple[Device, ...]:
        """Devices that can address this memory. C: PJRT_Memory_AddressableByDevices."""
        self._state.require_open()
        return tuple(Device(self._state, p) for p in self._state.abi.memory_addressable_by_devices(self._ptr))


def require_place(
    place: object, state: ClientState, name: str = "device_or_memory", kind: type[Device] | type[Memory] | None = None
) -> None:
    """Raises TypeError unless the argument of that name is a place, ValueError if it is of another client.

    kind: the only kind of place that will do.
    """
    if not isinstance(place, kind or (Device, Memory)):
        wanted = f"a {kind.__name__}" if kind else "a Device or a Memory"
        raise TypeError(f"{name}: expected {wanted}, got {place!r}")
    if place._state is not state:
        raise ValueError(f"{name}: {place!r} is of another client")
