"""The reference plugin's slices: configurations, networking and errors of programs on several topologies."""

from __future__ import annotations

import json
from typing import Any

from pjrt.errors import FailedPreconditionError, InvalidArgumentError, NotFoundError
from pjrt.testing.client import Machine, Topology
from pjrt.testing.extensions.collectives import Group
from pjrt_abi.server.megascale import MegascaleServer
from pjrt_abi.server.multi_slice import MultiSliceServer
from pjrt_abi.support import bytes_in


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

    def require(self, what: str) -> None:
        """Raises FailedPreconditionError before it is initialized."""
        if not self.initialized:
            raise FailedPreconditionError(f"Initialize() comes before {what}")


class Aggregator:
    """C: PJRT_Megascale_ErrorAggregator."""

    def __init__(self, app: str) -> None:
        self.app = app
        self.errors: dict[str, list[bytes]] = {}
        self.active = True


_PER_SLICE = 1 << 16


class Megascale(MegascaleServer):
    """Slices of one process. handlers: of errors, by name; errors: by launch; logged: digests."""

    def __init__(self) -> None:
        self.handlers: dict[str, tuple[Any, int | None]] = {}
        self.errors: dict[int, bytes] = {}
        self.logged: list[Any] = []

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
        client_context.require("UnblockPendingWork()")
        client_context.unblocked.append(launch_id)
        for handler, user_data in list(self.handlers.values()):
            kept, address, size = bytes_in(self.errors.get(launch_id, b"launch %d was unblocked" % launch_id))
            handler(address, size, user_data)
            del kept

    def client_context_megascale_port(self, *, client_context: Context) -> int:
        client_context.require("MegascalePort()")
        return 8080

    def create_megascale_collectives(
        self, *, client_context: Context, processes_info: Any, dcn_topology: bytes | None
    ) -> Group:
        return Group(lambda: client_context.initialized)

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
        if aggregator.active:
            aggregator.errors.setdefault(worker_id, []).append(serialized_error)

    def error_aggregator_process_and_shutdown(self, *, aggregator: Aggregator) -> dict[str, list[bytes]]:
        aggregator.active = False
        digest, aggregator.errors = aggregator.errors, {}
        return digest

    def error_aggregator_log_error_digest(self, *, aggregator: Aggregator, digest: Any) -> None:
        self.logged.append(digest)

    def error_aggregator_size(self, *, aggregator: Aggregator) -> int:
        return sum(map(len, aggregator.errors.values()))

    def error_aggregator_active(self, *, aggregator: Aggregator) -> bool:
        return aggregator.active

    def get_interface_addresses_helper(
        self, *, megascale_port_name: bytes, megascale_port: int, **_: Any
    ) -> list[bytes]:
        return [b"127.0.0.1:%d" % megascale_port]

    def get_or_create_runtime_error(self, *, status_message: bytes, launch_id: int, **_: Any) -> tuple[bytes, bool]:
        new = launch_id not in self.errors
        return self.errors.setdefault(launch_id, status_message), new
