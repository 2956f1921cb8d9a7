"""The reference plugin's extension about the shape of a pod."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pjrt.errors import InvalidArgumentError, NotFoundError
from pjrt.testing.client import Topology
from pjrt.testing.machine import Core
from pjrt_abi.extensions.tpu_topology import PJRT_TpuTopology_SliceConfig
from pjrt_abi.server.tpu_topology import TpuTopologyServer


class TpuTopology(TpuTopologyServer):
    """A pod whose chips stand in a line, of one core each, all in one process."""

    def _chips(self, topology: Topology) -> list[Core]:
        return topology.machine.cores

    def _chip(self, topology: Topology, number: int) -> int:
        if not 0 <= number < len(self._chips(topology)):
            raise NotFoundError(f"there is no chip {number}")
        return number

    def subslice(
        self, *, topology: Topology, chips_per_host_bounds: Sequence[int], host_bounds: Sequence[int]
    ) -> Topology:
        wanted = int(np.prod(chips_per_host_bounds)) * int(np.prod(host_bounds))
        if not 0 < wanted <= len(self._chips(topology)):
            raise InvalidArgumentError(f"{wanted} chips are no part of {len(self._chips(topology))}")
        made = Topology(wanted)
        made.is_subslice = True
        return made

    def is_subslice_topology(self, *, topology: Topology) -> bool:
        return topology.is_subslice

    def subslice_device_id_from_full_device_id(
        self,
        *,
        client_topology: Topology,
        subslice_topology: Topology,
        subslice_origin: Sequence[int],
        full_device_id: int,
    ) -> int:
        return self._chip(subslice_topology, full_device_id - subslice_origin[0])

    def replace_host_bounds(self, *, topology: Topology, host_bounds: Sequence[int]) -> Topology:
        return Topology(int(np.prod(host_bounds)))

    def is_enhanced_barrier_enabled(self, *, topology: Topology) -> bool:
        return False

    def has_limited_ici_connectivity(self, *, topology: Topology) -> bool:
        return True

    def is_reachable_over_limited_ici(self, *, topology: Topology, source_chip_id: int, dest_chip_id: int) -> bool:
        return abs(self._chip(topology, source_chip_id) - self._chip(topology, dest_chip_id)) <= 1

    def process_count(self, *, topology: Topology) -> int:
        return 1

    def chips_per_process(self, *, topology: Topology) -> int:
        return len(self._chips(topology))

    def core_count_per_chip(self, *, topology: Topology) -> int:
        return 1

    def chip_count(self, *, topology: Topology) -> int:
        return len(self._chips(topology))

    def core_count(self, *, topology: Topology) -> int:
        return len(self._chips(topology))

    def logi_device_count_per_process(self, *, topology: Topology) -> int:
        return len(self._chips(topology))

    def logi_device_count(self, *, topology: Topology) -> int:
        return len(self._chips(topology))

    def logi_device_count_per_chip(self, *, topology: Topology) -> int:
        return 1

    def core_count_per_process(self, *, topology: Topology) -> int:
        return len(self._chips(topology))

    def process_ids(self, *, topology: Topology) -> list[int]:
        return [0]

    def logi_device_ids_on_process(self, *, topology: Topology, process_id: int) -> list[int]:
        return [core.id for core in self._chips(topology)] if process_id == 0 else []

    def proc_id_and_idx_on_proc_for_chip(self, *, topology: Topology, chip_id: int) -> tuple[int, int]:
        return 0, self._chip(topology, chip_id)

    def proc_id_and_idx_on_proc_for_logi_device(self, *, topology: Topology, device_id: int) -> tuple[int, int]:
        return 0, self._chip(topology, device_id)

    def process_coord_from_id(self, *, topology: Topology, process_id: int) -> list[int]:
        return [process_id, 0, 0]

    def chip_id_from_coord(self, *, topology: Topology, coords: Sequence[int]) -> int:
        return self._chip(topology, coords[0])

    def logi_device_id_from_chip_coord_and_idx(
        self, *, topology: Topology, chip_coords: Sequence[int], logical_device_index_on_chip: int
    ) -> int:
        return self._chip(topology, chip_coords[0])

    def chip_coord_and_idx_for_logi_device(self, *, topology: Topology, device_id: int) -> tuple[list[int], int]:
        return [self._chip(topology, device_id), 0, 0], 0

    def chips_per_process_bounds(self, *, topology: Topology) -> list[int]:
        return self.chip_bounds(topology=topology)

    def chip_bounds(self, *, topology: Topology) -> list[int]:
        return [len(self._chips(topology)), 1, 1]

    def process_bounds(self, *, topology: Topology) -> list[int]:
        return [1, 1, 1]

    def get_routing_strategy(self, *, topology: Topology) -> str:
        return "line"

    def get_slice_config(self, *, platform_type_name: str, slice_name: str, slice_config: Any) -> Any:
        if not slice_name.isdecimal():
            raise NotFoundError(f"there is no slice {slice_name!r}")
        return _config(int(slice_name))

    def get_slice_configs(self, *, platform_type_name: str) -> list[Any]:
        return [_config(2), _config(4)]

    def get_default_platform_config(self, *, platform_type_name: str) -> tuple[int, int]:
        return 4, 1


def _config(chips: int) -> Any:
    made = PJRT_TpuTopology_SliceConfig()
    made.dim_size = 1
    made.dimensions[0] = chips
    return made
