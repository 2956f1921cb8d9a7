"""The reference plugin's clients, devices, memories and topologies."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pjrt.errors import InternalError, InvalidArgumentError, NotFoundError
from pjrt.server import Plugin
from pjrt.testing.machine import Clock, Core, Space
from pjrt.testing.store import Store
from pjrt_abi.errors import error_of
from pjrt_abi.structs import PJRT_ProcessInfo

KINDS = ("device", "pinned_host")
"""The kinds of memory that each device has."""
PLATFORM, VERSION = "reference", "1"


class Machine:
    """A client, or what a topology describes. C: PJRT_Client, PJRT_TopologyDescription."""

    def __init__(self, devices: int, limit: int) -> None:
        self.spaces = [
            Space(device * len(KINDS) + kind, name, kind, limit)
            for device in range(devices)
            for kind, name in enumerate(KINDS)
        ]
        count = len(KINDS)
        self.cores = [Core(n, self.spaces[n * count : (n + 1) * count]) for n in range(devices)]
        self.mapped: dict[int, int] = {}
        self.processes: list[Any] = []
        self.topology: Topology | None = None
        self.store = Store({})


class Topology:
    """A number of devices that need not be here. is_subslice: whether it is a part of another one."""

    def __init__(self, devices: int) -> None:
        self.machine = Machine(devices, 0)
        self.is_subslice = False


class Clients(Plugin):
    """The functions of clients, devices, memories and topologies.

    devices, limit: how many devices a client has, and how many bytes each of their memories.
    """

    devices = 2
    limit = 2**40
    clock: Clock

    def plugin_attributes(self) -> dict[str, Any]:
        return {
            "stablehlo_current_version": [1, 0, 0],
            "stablehlo_minimum_version": [1, 0, 0],
            "xla_version": 0,
            "reference": True,
            "scale": 1.5,
            "name": PLATFORM,
        }

    # ----------------------------------------------------------------- clients

    def client_create(self, *, create_options: dict[str, Any] | None, **store: Any) -> Machine:
        options = dict(create_options or {})
        devices = options.pop("device_count", self.devices)
        if not isinstance(devices, int) or not 0 < devices <= 1024:
            raise InvalidArgumentError(f"device_count: expected 1 to 1024, got {devices!r}")
        if options:
            raise InvalidArgumentError(f"unknown option {min(options)!r}; there is device_count")
        made = Machine(devices, self.limit)
        made.store = Store(store)
        if made.store.is_given:  # as a plugin of several processes tells the others what it has
            made.store.put("reference/devices", str(devices).encode())
            value = made.store.get("reference/devices", 1000)
            if made.store.can_try and made.store.try_get("reference/devices") != value:
                raise InternalError("the store gives another value each time")
        return made

    def client_platform_name(self, *, client: Machine) -> str:
        return PLATFORM

    def client_platform_version(self, *, client: Machine) -> str:
        return VERSION

    def client_process_index(self, *, client: Machine) -> int:
        return 0

    def client_devices(self, *, client: Machine) -> list[Core]:
        return client.cores

    def client_addressable_devices(self, *, client: Machine) -> list[Core]:
        return client.cores

    def client_lookup_device(self, *, client: Machine, id: int) -> Core:
        if not 0 <= id < len(client.cores):
            raise NotFoundError(f"there is no device {id}")
        return client.cores[id]

    def client_lookup_addressable_device(self, *, client: Machine, local_hardware_id: int) -> Core:
        return self.client_lookup_device(client=client, id=local_hardware_id)

    def client_addressable_memories(self, *, client: Machine) -> list[Space]:
        return client.spaces

    def client_default_device_assignment(self, *, client: Machine, num_replicas: int, num_partitions: int) -> list[int]:
        wanted = num_replicas * num_partitions
        if not 0 < wanted <= len(client.cores):
            raise InvalidArgumentError(f"{num_replicas} x {num_partitions} devices are wanted, of {len(client.cores)}")
        return list(range(wanted))

    def client_topology_description(self, *, client: Machine) -> Topology:
        if client.topology is None:
            client.topology = Topology(len(client.cores))
        return client.topology

    def client_update_global_process_info(self, *, client: Machine, process_infos: Sequence[Any]) -> None:
        assert all(isinstance(info.c, PJRT_ProcessInfo) for info in process_infos)
        client.processes = list(process_infos)

    def client_dma_map(self, *, client: Machine, data: int | None, size: int) -> None:
        if not data or data in client.mapped:
            raise InvalidArgumentError(f"{data or 0:#x} cannot be mapped, or is already")
        client.mapped[data] = size

    def client_dma_unmap(self, *, client: Machine, data: int | None) -> None:
        if client.mapped.pop(data or 0, None) is None:
            raise InvalidArgumentError(f"{data or 0:#x} is not mapped")

    # ----------------------------------------------------------------- devices

    def device_get_description(self, *, device: Core) -> Core:
        return device

    def device_is_addressable(self, *, device: Core) -> bool:
        return True

    def device_local_hardware_id(self, *, device: Core) -> int:
        return device.id

    def device_addressable_memories(self, *, device: Core) -> list[Space]:
        return device.spaces

    def device_default_memory(self, *, device: Core) -> Space:
        return device.spaces[0]

    def device_memory_stats(self, *, device: Core) -> dict[str, Any]:
        space = device.spaces[0]
        return {
            "bytes_in_use": space.used,
            "peak_bytes_in_use": space.peak,
            "num_allocs": space.allocations,
            "bytes_limit": space.limit,
        }

    def device_clear_memory_stats(self, *, device: Core) -> None:
        space = device.spaces[0]
        space.peak, space.allocations = space.used, 0

    def device_get_attributes(self, *, device: Core) -> dict[str, Any]:
        return {"launches": len(device.launched)}

    def device_poison_execution(
        self, *, device: Core, launch_id: int, error_code: Any, error_message: str, payload: dict[str, Any] | None
    ) -> bool:
        if launch_id in device.launched:
            return False
        payloads = {key: str(value).encode() for key, value in (payload or {}).items()}
        device.poisoned[launch_id] = error_of(error_code, error_message, "", payloads)
        return True

    def device_create_async_tracking_event(self, *, device: Core, description: str) -> tuple[Core, str]:
        return (device, description)

    def device_description_id(self, *, device_description: Core) -> int:
        return device_description.id

    def device_description_process_index(self, *, device_description: Core) -> int:
        return 0

    def device_description_attributes(self, *, device_description: Core) -> dict[str, Any]:
        return {"coords": [device_description.id, 0], "core": device_description.id, "cooled": True, "speed": 0.5}

    def device_description_kind(self, *, device_description: Core) -> str:
        return "numpy"

    def device_description_debug_string(self, *, device_description: Core) -> str:
        return f"reference device {device_description.id}, which is numpy"

    def device_description_to_string(self, *, device_description: Core) -> str:
        return f"Reference({device_description.id})"

    # ---------------------------------------------------------------- memories

    def memory_id(self, *, memory: Space) -> int:
        return memory.id

    def memory_kind(self, *, memory: Space) -> str:
        return memory.kind

    def memory_kind_id(self, *, memory: Space) -> int:
        return memory.kind_id

    def memory_debug_string(self, *, memory: Space) -> str:
        return f"reference memory {memory.id} of kind {memory.kind}: {memory.used} of {memory.limit} bytes in use"

    def memory_to_string(self, *, memory: Space) -> str:
        return f"{memory.kind}({memory.id})"

    def memory_addressable_by_devices(self, *, memory: Space) -> list[Core]:
        return memory.devices

    # -------------------------------------------------------------- topologies

    def topology_description_create(self, *, topology_name: str, create_options: dict[str, Any] | None) -> Topology:
        name = topology_name or str(self.devices)
        if not name.isdecimal() or not 0 < int(name) <= 1024:
            raise InvalidArgumentError(f"topology {name!r}: expected a number of devices, such as '4'")
        return Topology(int(name))

    def topology_description_platform_name(self, *, topology: Topology) -> str:
        return PLATFORM

    def topology_description_platform_version(self, *, topology: Topology) -> str:
        return VERSION

    def topology_description_get_device_descriptions(self, *, topology: Topology) -> list[Core]:
        return topology.machine.cores

    def topology_description_attributes(self, *, topology: Topology) -> dict[str, Any]:
        return {"devices": len(topology.machine.cores)}

    def topology_description_serialize(self, *, topology: Topology) -> bytes:
        return json.dumps({"devices": len(topology.machine.cores)}).encode()

    def topology_description_deserialize(self, *, serialized_topology: bytes) -> Topology:
        try:
            return Topology(json.loads(serialized_topology)["devices"])
        except (ValueError, KeyError, TypeError):
            raise InvalidArgumentError("this is no serialized topology of the reference plugin") from None

    def topology_description_fingerprint(self, *, topology: Topology) -> int:
        return len(topology.machine.cores)

    def topology_description_get_memory_space_kind_ids(self, *, topology: Topology) -> list[int]:
        return list(range(len(KINDS)))

    def topology_description_make_canonical_shape_for_memory_space(
        self, *, topology: Topology, memory_space_kind_id: int, dims: Sequence[int], element_type: Any, layout: Any
    ) -> bytes:
        from pjrt.protos import message
        from pjrt.testing.structs import order_of

        if memory_space_kind_id not in range(len(KINDS)):
            raise InvalidArgumentError(f"there is no kind of memory {memory_space_kind_id}")
        shape = message("xla.ShapeProto")()
        kinds = shape.DESCRIPTOR.fields_by_name["element_type"].enum_type.values_by_name
        shape.element_type = kinds[element_type.name].number
        shape.dimensions.extend(dims)
        shape.is_dynamic_dimension.extend([False] * len(dims))
        order = order_of(layout, dims)
        shape.layout.minor_to_major.extend(range(len(dims))[::-1] if order is None else order)
        serialized: bytes = shape.SerializeToString()
        return serialized
