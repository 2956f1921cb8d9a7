"""Megascale: programs on several TPU slices, which reach each other through the hosts' network."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from pjrt import checks
from pjrt._runtime import megascale, statuses
from pjrt._runtime.owned import Owned
from pjrt.client import Client
from pjrt.errors import PjrtError
from pjrt.extensions.collectives import CollectiveBackend, Collectives
from pjrt.extensions.facade import Extension
from pjrt.extensions.megascale_errors import ErrorAggregator, ErrorHandler, RuntimeFault
from pjrt.extensions.multi_slice import MultiSlice, SliceConfig
from pjrt.topology import Topology
from pjrt_abi.extensions import megascale as raw

if TYPE_CHECKING:
    from pjrt._runtime.plugin_state import PluginState
    from pjrt_abi.typed import MegascaleClientContextPtr


class SliceDevice(NamedTuple):
    """A device by its slice and its id there."""

    slice_id: int
    device_id: int


@dataclass(frozen=True, slots=True)
class Processes:
    """The processes that take part in collectives, the one of each rank in turn.

    addresses: "host:port" of each. slice_ids, ids_in_slice: the slice of each, and its number there, if they are to be
    told. devices_per_process: how many ranks each has.
    """

    addresses: Sequence[str]
    devices_per_process: int = 1
    slice_ids: Sequence[int] | None = None
    ids_in_slice: Sequence[int] | None = None

    def __post_init__(self) -> None:
        if isinstance(self.addresses, str | bytes) or not isinstance(self.addresses, Sequence):
            raise TypeError(f"addresses: expected a list of texts, got {self.addresses!r:.80}")
        if not self.addresses:
            raise ValueError("addresses: expected one for each process, got none")
        for index, address in enumerate(self.addresses):
            checks.text(f"addresses[{index}]", address)
        checks.integer("devices_per_process", self.devices_per_process, 32)
        if self.devices_per_process < 1:
            raise ValueError(f"devices_per_process: expected 1 or more, got {self.devices_per_process}")
        for name in ("slice_ids", "ids_in_slice"):
            _check_numbers(name, getattr(self, name), len(self.addresses))


def _check_numbers(name: str, numbers: Any, count: int) -> None:
    if numbers is None:
        return
    if isinstance(numbers, str | bytes) or not isinstance(numbers, Sequence):
        raise TypeError(f"{name}: expected a list of ints, got {numbers!r:.80}")
    if len(numbers) != count:
        raise ValueError(f"{name}: expected one for each of {count} addresses, got {len(numbers)}")
    for index, number in enumerate(numbers):
        checks.integer(f"{name}[{index}]", number, 32)


class Megascale(Extension):
    """Configurations, networking and errors of programs on several slices. C: PJRT_Megascale_Extension."""

    TABLE = raw.Megascale
    table: raw.Megascale

    # ---------------------------------------------------------- configurations

    def context(self, client: Client | None = None) -> ClientContext:
        """The networking of a client, or one with default options and no client.

        C: PJRT_Megascale_CreateClientContextFromPjRtClient, PJRT_Megascale_CreateDefaultClientContext.
        """
        self._state.require_open()
        if client is None:
            return ClientContext(self, self._state, self.table.create_default_client_context())
        made = self.table.create_client_context_from_pj_rt_client(self._client(client))
        return ClientContext(self, client._state, made)

    def aot_config(self, topology: Topology, num_slices: int) -> SliceConfig:
        """A number of slices, each of that topology, to compile for ahead of time: see `SliceConfig.compile`.

        Raises ValueError for less than one, and for so many that their devices' ids do not fit 32 bits.
        C: PJRT_Megascale_CreateAoTConfig.
        """
        slices, ptr = self._slices(topology, num_slices)
        return slices._own(self.table.create_ao_t_config(ptr, num_slices), topology, self.megascale_id)

    def multi_slice_config(
        self,
        topology: Topology,
        num_slices: int,
        *,
        context: ClientContext,
        slice_id: int = 0,
        host_id: int = 0,
        endpoint_addresses: Any = b"",
        dcn_topology: Any = b"",
    ) -> SliceConfig:
        """A number of slices, each of that topology, as a process takes part in them.

        slice_id, host_id: of this process. endpoint_addresses: how hosts are reached, a message
        xla.megascale.runtime.EndpointAddresses or its bytes; dcn_topology: how the network between slices is built, a
        message xla.megascale.runtime.DCNTopology or its bytes.
        Raises ValueError for slices and hosts that cannot be. C: PJRT_Megascale_CreateMultiSliceConfig.
        """
        slices, ptr = self._slices(topology, num_slices)
        for name, value in (("slice_id", slice_id), ("host_id", host_id)):
            checks.integer(name, value, 32)
            if value < 0:
                raise ValueError(f"{name}: expected 0 or more, got {value}")
        if slice_id >= num_slices:
            raise ValueError(f"slice_id: expected 0 to {num_slices - 1}, got {slice_id}")
        made = self.table.create_multi_slice_config(
            ptr,
            num_slices,
            slice_id,
            host_id,
            _serialized("endpoint_addresses", endpoint_addresses),
            _serialized("dcn_topology", dcn_topology),
            self._own_context(context),
        )
        return slices._own(made, topology, self.megascale_id, context)

    def _slices(self, topology: Topology, num_slices: int) -> tuple[MultiSlice, Any]:
        """What the new configuration will need, and the topology's handle. Raises for what cannot be."""
        ptr = self._topology(topology)
        checks.integer("num_slices", num_slices, 32)
        if num_slices < 1:
            raise ValueError(f"num_slices: expected 1 or more, got {num_slices}")
        last = self.megascale_id(num_slices - 1, max(device.id for device in topology.devices))
        checks.integer("num_slices: the id of the last device", last, 32)  # a plugin's memory would not do either
        return self.plugin.extension(MultiSlice), ptr

    def _own_context(self, context: ClientContext) -> MegascaleClientContextPtr:
        if not isinstance(context, ClientContext):
            raise TypeError(f"context: expected a ClientContext, got {context!r:.80}")
        if context._state.abi is not self._state.abi:
            raise ValueError(f"context: {context!r} is not of the plugin {self.plugin.name!r}")
        ptr: MegascaleClientContextPtr = context._handle()
        return ptr

    def megascale_id(self, slice_id: int, device_id: int) -> int:
        """The id of a slice's device among the devices of all slices. C: PJRT_Megascale_DeviceId_To_MegascaleId."""
        checks.integer("slice_id", slice_id, 32)
        checks.integer("device_id", device_id, 32)
        self._state.require_open()
        return self.table.device_id_to_megascale_id(slice_id, device_id)

    def slice_device(self, megascale_id: int) -> SliceDevice:
        """The reverse of `megascale_id`. C: PJRT_Megascale_MegascaleId_To_DeviceId."""
        checks.integer("megascale_id", megascale_id, 64)
        self._state.require_open()
        return SliceDevice(*self.table.megascale_id_to_device_id(megascale_id))

    def interface_addresses(
        self,
        port: int,
        *,
        port_name: str = "",
        prefixes: Sequence[str] = (),
        all_interfaces: bool = False,
        numa_local: bool = False,
    ) -> list[bytes]:
        """The addresses of this host at which others reach a port, each a serialized
        xla.megascale.runtime.HostNetworkAddress. Looks at the host's network interfaces, and contacts nobody.

        prefixes: what the names of interfaces are to begin with, any without them. all_interfaces: not the best one
        only. numa_local: only those of the process's NUMA node.
        Raises NotFoundError where there is none, as of the loopback interface.
        C: PJRT_Megascale_GetInterfaceAddressesHelper.
        """
        checks.integer("port", port, 16, signed=False)
        if not isinstance(port_name, str):
            raise TypeError(f"port_name: expected a str, got {port_name!r:.80}")
        if isinstance(prefixes, str | bytes) or not isinstance(prefixes, Sequence):
            raise TypeError(f"prefixes: expected a list of texts, got {prefixes!r:.80}")
        names = [checks.text(f"prefixes[{index}]", name) for index, name in enumerate(prefixes)]
        self._state.require_open()
        return self.table.get_interface_addresses_helper(port_name, port, names, bool(all_interfaces), bool(numa_local))

    # ------------------------------------------------------------------ errors

    def runtime_error(
        self,
        launch_id: int,
        error: PjrtError,
        *,
        error_type: int = 0,
        unrecoverable_type: int | None = None,
        start_time_ns: int | None = None,
    ) -> RuntimeFault:
        """What the runtime is to say of a failed launch of a program: what it said first, if it has failed before.

        error: its code and message. error_type, unrecoverable_type: the runtime's numbers for what happened, of
        MegaScaleRuntimeError.ErrorType and .UnrecoverableErrorType, which no header names. start_time_ns: of the epoch,
        now without it. C: PJRT_Megascale_GetOrCreateRuntimeError.
        """
        checks.integer("launch_id", launch_id, 32)
        if not isinstance(error, PjrtError):
            raise TypeError(f"error: expected a PjrtError, got {error!r:.80}")
        checks.integer("error_type", error_type, 32)
        if unrecoverable_type is not None:
            checks.integer("unrecoverable_type", unrecoverable_type, 32)
        started = time.time_ns() if start_time_ns is None else start_time_ns
        checks.integer("start_time_ns", started, 64)
        code, message = statuses.of(error)
        self._state.require_open()
        told = self.table.get_or_create_runtime_error(
            error_type, started, code, message, launch_id, unrecoverable_error_type=unrecoverable_type
        )
        return RuntimeFault(told.serialized_error, bool(told.is_new_error))

    def register_error_handler(self, name: str, function: Callable[[bytes], object]) -> ErrorHandler:
        """Has a function called with each error that the runtime reports, until it is unregistered.

        function: gets a serialized xla.megascale.runtime.MegaScaleRuntimeError, on any thread; what it raises goes to
        `sys.unraisablehook`. name: one that no other handler of this plugin has.
        Raises ValueError for a name that is taken. C: PJRT_Megascale_RegisterErrorHandler.
        """
        checks.text("name", name)
        checks.function("function", function)
        self._state.require_open()
        return ErrorHandler(self, name, function)

    def error_aggregator(self, app_type: str = "") -> ErrorAggregator:
        """Collects the errors of many workers. app_type: what kind of program it is. Also a context manager.

        C: PJRT_Megascale_ErrorAggregator_Create.
        """
        if not isinstance(app_type, str):
            raise TypeError(f"app_type: expected a str, got {app_type!r:.80}")
        self._state.require_open()
        return ErrorAggregator(self, self.table.error_aggregator_create(app_type))


class ClientContext(Owned):
    """A process's part in the network between slices. Made by `Megascale.context`; any thread may use it.

    C: PJRT_Megascale_ClientContext, PJRT_Megascale_DeleteClientContext.
    """

    __slots__ = ("_extension",)

    def __init__(self, extension: Megascale, state: PluginState, ptr: MegascaleClientContextPtr) -> None:
        self._extension = extension
        super().__init__(state, ptr, extension.table.delete_client_context)

    def __repr__(self) -> str:
        return f"<ClientContext of {self._extension.plugin.name!r}>"

    def initialize(self) -> None:
        """Opens the port at which other slices reach this process. C: PJRT_Megascale_ClientContext_Initialize."""
        self._extension.table.client_context_initialize(self._handle())

    @property
    def port(self) -> int:
        """The port that was opened; FailedPreconditionError before. C: PJRT_Megascale_ClientContext_MegascalePort."""
        return self._extension.table.client_context_megascale_port(self._handle())

    def unblock_pending_work(self, launch_id: int, expire_after: float = 0.0) -> None:
        """Ends what waits for others in a launch of a program, as when some of them are gone.

        expire_after: seconds for which the launch stays so marked, to the millisecond.
        Raises FailedPreconditionError before `initialize`. C: PJRT_Megascale_ClientContext_UnblockPendingWork.
        """
        checks.integer("launch_id", launch_id, 32)
        self._extension.table.client_context_unblock_pending_work(
            self._handle(), launch_id, _milliseconds("expire_after", expire_after)
        )

    def collectives(self, processes: Processes, *, dcn_topology: Any = None) -> CollectiveBackend:
        """Collectives between processes, over this network. dcn_topology: as in `Megascale.multi_slice_config`.

        Raises UnsupportedError where the plugin has no extension Collectives.
        C: PJRT_Megascale_CreateMegascaleCollectives.
        """
        if not isinstance(processes, Processes):
            raise TypeError(f"processes: expected Processes, got {processes!r:.80}")
        told = None if dcn_topology is None else _serialized("dcn_topology", dcn_topology)
        handle = self._handle()
        extension = self._extension.plugin.extension(Collectives)
        info = megascale.processes_info(
            processes.addresses, processes.devices_per_process, processes.slice_ids, processes.ids_in_slice
        )
        made = self._extension.table.create_megascale_collectives(handle, info, dcn_topology=told)
        return CollectiveBackend(extension, self._state, made, self)


def _serialized(name: str, value: Any) -> bytes:
    """The bytes of a message, given as such or as the message."""
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    if callable(write := getattr(value, "SerializeToString", None)):
        return bytes(write())
    raise TypeError(f"{name}: expected a protobuf message or its bytes, got {value!r:.80}")


def _milliseconds(name: str, seconds: float) -> int:
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        raise TypeError(f"{name}: expected seconds, got {seconds!r:.80}")
    if not 0 <= seconds < _LONGEST:
        raise ValueError(f"{name}: expected 0 to {_LONGEST:.0f} seconds, got {seconds}")
    return round(seconds * 1000)


_LONGEST = 1e9
"""Seconds: far below what 64 bits hold as nanoseconds."""
