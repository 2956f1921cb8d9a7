"""The reference plugin's extensions about many devices: collectives, slices, the shape of a pod."""

from __future__ import annotations

import ctypes
import json
import threading
from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np

from pjrt import dtypes
from pjrt.errors import InvalidArgumentError, NotFoundError
from pjrt.server import Event
from pjrt.testing.client import Machine, Topology
from pjrt.testing.machine import Core
from pjrt_abi.enums import PJRT_Buffer_Type
from pjrt_abi.extensions.collectives import PJRT_Collectives_ReductionKind
from pjrt_abi.extensions.tpu_topology import PJRT_TpuTopology_SliceConfig
from pjrt_abi.server.collectives import CollectivesServer
from pjrt_abi.server.megascale import MegascaleServer
from pjrt_abi.server.multi_slice import MultiSliceServer
from pjrt_abi.server.tpu_topology import TpuTopologyServer

_REDUCE = {"SUM": np.add, "PRODUCT": np.multiply, "MIN": np.minimum, "MAX": np.maximum}


class Clique:
    """Communicators that work together: an operation is done when all of them have called it."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._calls: list[dict[int, tuple[Any, Any, Event]]] = []
        self._counts: dict[int, int] = {}
        self._lock = threading.Lock()

    def join(self, rank: int, sent: Any, finish: Any) -> Event:
        """Adds a rank's part. finish: takes what all sent, by rank, once all have."""
        event = Event(done=False)
        with self._lock:
            number = self._counts[rank] = self._counts.get(rank, -1) + 1
            while len(self._calls) <= number:
                self._calls.append({})
            call = self._calls[number]
            call[rank] = sent, finish, event
            whole = dict(call) if len(call) == self.size else {}
        if whole:
            values = [whole[r][0] for r in sorted(whole)]
            for _, end, done in whole.values():
                end(values)
                done.set()
        return event


class Communicator:
    """One rank of a clique. C: PJRT_Collectives_Communicator."""

    def __init__(self, clique: Clique, rank: int) -> None:
        self.clique = clique
        self.rank = rank


class Collectives(CollectivesServer):
    """Collectives between communicators of one process, by numpy."""

    def create_communicators(
        self, *, collectives: object, device_ids: Sequence[int], clique_ids: list[bytes], rank_ids: Sequence[int]
    ) -> list[Communicator]:
        clique = Clique(len(rank_ids))
        return [Communicator(clique, rank) for rank in rank_ids]

    def communicator_to_string(self, *, communicator: Communicator) -> str:
        return f"rank {communicator.rank} of {communicator.clique.size}"

    def communicator_all_reduce(
        self,
        *,
        communicator: Communicator,
        send_buffer_ptr: int | None,
        recv_buffer_ptr: int | None,
        primitive_type: int,
        count: int,
        reduction_kind: int,
        **_: Any,
    ) -> Event:
        sent = _array(send_buffer_ptr, primitive_type, count)
        combine = _combine(reduction_kind)
        return communicator.clique.join(
            communicator.rank, sent, lambda values: _write(recv_buffer_ptr, reduce(combine, values))
        )

    def communicator_reduce_scatter(
        self,
        *,
        communicator: Communicator,
        send_buffer_ptr: int | None,
        recv_buffer_ptr: int | None,
        primitive_type: int,
        count: int,
        reduction_kind: int,
        **_: Any,
    ) -> Event:
        size, rank = communicator.clique.size, communicator.rank
        sent = _array(send_buffer_ptr, primitive_type, count * size)
        combine = _combine(reduction_kind)

        def finish(values: list[Any]) -> None:
            _write(recv_buffer_ptr, reduce(combine, values)[rank * count : (rank + 1) * count])

        return communicator.clique.join(rank, sent, finish)

    def communicator_all_gather(
        self,
        *,
        communicator: Communicator,
        send_buffer_ptr: int | None,
        recv_buffer_ptr: int | None,
        primitive_type: int,
        count: int,
        **_: Any,
    ) -> Event:
        sent = _array(send_buffer_ptr, primitive_type, count)
        return communicator.clique.join(
            communicator.rank, sent, lambda values: _write(recv_buffer_ptr, np.concatenate(values))
        )

    def communicator_collective_permute(
        self,
        *,
        communicator: Communicator,
        send_buffer_ptr: int | None,
        recv_buffer_ptr: int | None,
        primitive_type: int,
        count: int,
        source_rank: int | None,
        target_ranks: Sequence[int],
        **_: Any,
    ) -> Event:
        sent = _array(send_buffer_ptr, primitive_type, count)

        def finish(values: list[Any]) -> None:
            _write(recv_buffer_ptr, np.zeros_like(sent) if source_rank is None else values[source_rank])

        return communicator.clique.join(communicator.rank, sent, finish)

    def communicator_all_to_all(
        self,
        *,
        communicator: Communicator,
        send_buffers_ptrs: Sequence[int],
        recv_buffers_ptrs: Sequence[int],
        primitive_type: int,
        count: int,
        **_: Any,
    ) -> Event:
        sent = [_array(pointer, primitive_type, count) for pointer in send_buffers_ptrs]

        def finish(values: list[Any]) -> None:
            for source, pointer in enumerate(recv_buffers_ptrs):
                _write(pointer, values[source][communicator.rank])

        return communicator.clique.join(communicator.rank, sent, finish)


def _combine(kind: int) -> Any:
    name = PJRT_Collectives_ReductionKind(kind).name
    if name not in _REDUCE:
        raise InvalidArgumentError(f"there is no reduction {name}")
    return _REDUCE[name]


def _array(address: int | None, kind: int, count: int) -> Any:
    """A copy of the elements at an address."""
    dtype = dtypes.from_c(PJRT_Buffer_Type(kind))
    return np.frombuffer(ctypes.string_at(address or 0, count * dtype.itemsize), dtype)


def _write(address: int | None, values: Any) -> None:
    ctypes.memmove(address or 0, np.ascontiguousarray(values).tobytes(), values.nbytes)


class SliceConfig:
    """Slices of a pod. C: PJRT_MultiSlice_Config."""

    def __init__(self, slices: int, slice_id: int, devices: int) -> None:
        self.slices = slices
        self.slice_id = slice_id
        self.devices = devices


class MultiSlice(MultiSliceServer):
    """What a SliceConfig says."""

    def config_num_slices(self, *, config: SliceConfig) -> int:
        return config.slices

    def config_slice_id(self, *, config: SliceConfig) -> int:
        return config.slice_id

    def config_num_devices_per_slice(self, *, config: SliceConfig) -> tuple[list[int], list[int]]:
        return list(range(config.slices)), [config.devices] * config.slices

    def config_serialize(self, *, config: SliceConfig) -> bytes:
        return json.dumps(vars(config)).encode()


class Context:
    """C: PJRT_Megascale_ClientContext."""

    def __init__(self) -> None:
        self.initialized = False
        self.unblocked: list[int] = []


class Aggregator:
    """C: PJRT_Megascale_ErrorAggregator."""

    def __init__(self, app: str) -> None:
        self.app = app
        self.errors: dict[str, list[bytes]] = {}
        self.active = True


_PER_SLICE = 1 << 16


class Megascale(MegascaleServer):
    """Slices of one process. handlers: of errors, by name."""

    def __init__(self) -> None:
        self.handlers: dict[str, tuple[Any, int | None]] = {}
        self._errors: dict[tuple[int, int], bytes] = {}

    def create_client_context_from_pj_rt_client(self, *, client: Machine) -> Context:
        return Context()

    def create_default_client_context(self) -> Context:
        return Context()

    def create_ao_t_config(self, *, topology: Topology, num_slices: int) -> SliceConfig:
        return SliceConfig(num_slices, 0, len(topology.machine.cores))

    def create_multi_slice_config(
        self, *, topology: Topology, num_slices: int, local_slice_id: int, client_context: Context, **_: Any
    ) -> SliceConfig:
        if not 0 <= local_slice_id < num_slices:
            raise InvalidArgumentError(f"local_slice_id: there is no slice {local_slice_id} of {num_slices}")
        return SliceConfig(num_slices, local_slice_id, len(topology.machine.cores))

    def client_context_initialize(self, *, client_context: Context) -> None:
        client_context.initialized = True

    def client_context_unblock_pending_work(
        self, *, client_context: Context, launch_id: int, expire_after_ms: int
    ) -> None:
        client_context.unblocked.append(launch_id)

    def client_context_megascale_port(self, *, client_context: Context) -> int:
        return 8080

    def create_megascale_collectives(
        self, *, client_context: Context, processes_info: Any, dcn_topology: bytes | None
    ) -> object:
        return object()

    def device_id_to_megascale_id(self, *, slice_id: int, per_slice_device_id: int) -> int:
        return slice_id * _PER_SLICE + per_slice_device_id

    def megascale_id_to_device_id(self, *, megascale_id: int) -> tuple[int, int]:
        return divmod(megascale_id, _PER_SLICE)

    def register_error_handler(self, *, handler_name: str, handler: Any, user_data: int | None) -> None:
        self.handlers[handler_name] = handler, user_data

    def unregister_error_handler(self, *, handler_name: str) -> None:
        if self.handlers.pop(handler_name, None) is None:
            raise NotFoundError(f"there is no handler {handler_name!r}")

    def error_aggregator_create(self, *, app_type: str) -> Aggregator:
        return Aggregator(app_type)

    def error_aggregator_add_error(self, *, aggregator: Aggregator, worker_id: str, serialized_error: bytes) -> None:
        aggregator.errors.setdefault(worker_id, []).append(serialized_error)

    def error_aggregator_process_and_shutdown(self, *, aggregator: Aggregator) -> dict[str, list[bytes]]:
        aggregator.active = False
        return aggregator.errors

    def error_aggregator_log_error_digest(self, *, aggregator: Aggregator, digest: Any) -> None:
        """There is no log."""

    def error_aggregator_size(self, *, aggregator: Aggregator) -> int:
        return sum(map(len, aggregator.errors.values()))

    def error_aggregator_active(self, *, aggregator: Aggregator) -> bool:
        return aggregator.active

    def get_interface_addresses_helper(
        self, *, megascale_port_name: bytes, megascale_port: int, **_: Any
    ) -> list[bytes]:
        return [b"127.0.0.1:%d" % megascale_port]

    def get_or_create_runtime_error(
        self, *, error_type: int, status_message: bytes, launch_id: int, **_: Any
    ) -> tuple[bytes, bool]:
        new = (error_type, launch_id) not in self._errors
        return self._errors.setdefault((error_type, launch_id), status_message), new


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
