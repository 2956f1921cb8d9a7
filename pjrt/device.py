"""Devices and memory spaces: where programs run and where buffers live. Both live as long as their client."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pjrt._runtime.lifetime import Pinned

if TYPE_CHECKING:
    from pjrt._runtime.client_state import ClientState
    from pjrt_abi.functions import DeviceMemoryStats
    from pjrt_abi.typed import DeviceDescriptionPtr, DevicePtr, MemoryPtr, NamedValue


class _Borrowed(Pinned):
    """Something that the client owns: equal to whatever stands for the same C object."""

    def __init__(self, state: ClientState, ptr: int) -> None:
        self._state = state
        self._ptr = ptr

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and (self._state, self._ptr) == (other._state, other._ptr)

    def __hash__(self) -> int:
        return hash((id(self._state), self._ptr))


class Device(_Borrowed):
    """A device of a client. C: PJRT_Device."""

    _ptr: DevicePtr

    def __repr__(self) -> str:
        return f"<Device {self.to_string}>" if self._state.is_open else "<Device of a closed client>"

    @property
    def _description(self) -> DeviceDescriptionPtr:
        self._state.require_open()
        return self._state.abi.device_get_description(self._ptr)

    @cached_property
    def id(self) -> int:
        """The device's number, unique among all processes' devices of its kind. C: PJRT_DeviceDescription_Id."""
        return self._state.abi.device_description_id(self._description)

    @cached_property
    def kind(self) -> str:
        """The vendor's name for this kind of device, such as "cpu". C: PJRT_DeviceDescription_Kind."""
        return self._state.abi.device_description_kind(self._description)

    @cached_property
    def to_string(self) -> str:
        """The plugin's short text for the device. C: PJRT_DeviceDescription_ToString."""
        return self._state.abi.device_description_to_string(self._description)

    @cached_property
    def process_index(self) -> int:
        """The process that the device belongs to. C: PJRT_DeviceDescription_ProcessIndex."""
        return self._state.abi.device_description_process_index(self._description)

    @cached_property
    def attributes(self) -> dict[str, NamedValue]:
        """What the plugin says of the device. C: PJRT_DeviceDescription_Attributes."""
        return self._state.abi.device_description_attributes(self._description)

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

    @cached_property
    def debug_string(self) -> str:
        """The plugin's long text for the device. C: PJRT_DeviceDescription_DebugString."""
        return self._state.abi.device_description_debug_string(self._description)

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


class Memory(_Borrowed):
    """A memory space of one or more devices. C: PJRT_Memory."""

    _ptr: MemoryPtr

    def __repr__(self) -> str:
        return f"<Memory {self.to_string}>" if self._state.is_open else "<Memory of a closed client>"

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


def require_place(place: object, state: ClientState, name: str = "device_or_memory") -> None:
    """Raises TypeError unless the argument of that name is one, ValueError if it is of another client."""
    if not isinstance(place, Device | Memory):
        raise TypeError(f"{name}: expected a Device or a Memory, got {place!r}")
    if place._state is not state:
        raise ValueError(f"{name}: {place!r} is of another client")
