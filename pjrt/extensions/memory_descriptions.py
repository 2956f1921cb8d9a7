"""Kinds of memory that devices have, whether the devices are here or only part of a topology."""

from __future__ import annotations

from typing import NamedTuple

from pjrt.device import Device
from pjrt.extensions.facade import Extension
from pjrt.topology import DeviceDescription
from pjrt_abi.extensions import memory_descriptions as raw
from pjrt_abi.support import pointer_out
from pjrt_abi.typed import MemoryDescriptionPtr


class MemoryDescription(NamedTuple):
    """A kind of memory that a device has. A value: it needs neither the device nor the plugin any more.

    kind: the platform's name, such as "device" or "pinned_host"; kind_id: its number, as `Memory.kind_id`; is_default:
    whether data lives there unless said otherwise.
    """

    kind: str
    kind_id: int
    is_default: bool


class MemoryDescriptions(Extension):
    """Tells what kinds of memory a device has, also to compile for hardware that is not here.

    C: PJRT_MemoryDescriptions_Extension.
    """

    TABLE = raw.MemoryDescriptions
    table: raw.MemoryDescriptions

    def of(self, device: Device | DeviceDescription) -> tuple[MemoryDescription, ...]:
        """The kinds of memory of a client's or a topology's device, in the plugin's order.

        None at all where the platform describes none, as XLA:CPU and CUDA. Raises TypeError for what is no device,
        ValueError for one of another plugin.
        C: PJRT_DeviceDescription_MemoryDescriptions, PJRT_MemoryDescription_Kind.
        """
        found = self.table.device_description_memory_descriptions(self._description(device))
        return tuple(
            MemoryDescription(*self._kind(ptr), number == found.default_memory_index)
            for number, ptr in enumerate(found.memory_descriptions)
        )

    def default(self, device: Device | DeviceDescription) -> MemoryDescription | None:
        """The kind where the device's data lives unless said otherwise; None where the platform names none.

        Raises what `of` raises. C: PJRT_DeviceDescription_MemoryDescriptions, PJRT_MemoryDescription_Kind.
        """
        return next((kind for kind in self.of(device) if kind.is_default), None)

    def _kind(self, ptr: MemoryDescriptionPtr) -> raw.MemoryDescriptionKind:
        pointer_out(ptr, "PJRT_DeviceDescription_MemoryDescriptions.memory_descriptions")
        return self.table.memory_description_kind(ptr)
