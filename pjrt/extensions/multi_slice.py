"""Configurations of several slices: TPU pods that work on one program, joined by a network."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pjrt import compile_options
from pjrt._runtime.lazy import cached_property
from pjrt._runtime.owned import Owned
from pjrt.compile_options import CompileOptions
from pjrt.executable import Executable
from pjrt.extensions.facade import Extension
from pjrt.topology import Topology
from pjrt_abi.extensions import multi_slice as raw

if TYPE_CHECKING:
    from pjrt.program import ProgramLike
    from pjrt_abi.typed import MultiSliceConfigPtr


class MultiSlice(Extension):
    """What a configuration of slices says; `Megascale` makes them. C: PJRT_MultiSlice_Extension."""

    TABLE = raw.MultiSlice
    table: raw.MultiSlice

    def _own(
        self, ptr: MultiSliceConfigPtr, topology: Topology, device_id: Callable[[int, int], int], *needed: object
    ) -> SliceConfig:
        return SliceConfig(self, ptr, topology, device_id, needed)


class SliceConfig(Owned):
    """Slices of one topology, and which of them is this process's. Made by `Megascale`; any thread may use it.

    topology: of each slice. C: PJRT_MultiSlice_Config, PJRT_MultiSlice_Config_Destroy.
    """

    def __init__(
        self,
        extension: MultiSlice,
        ptr: MultiSliceConfigPtr,
        topology: Topology,
        device_id: Callable[[int, int], int],
        needed: tuple[object, ...],
    ) -> None:
        self._table = extension.table
        self.topology = topology
        self._device_id = device_id
        self._needed = needed
        super().__init__(extension._state, ptr, extension.table.config_destroy)

    def __repr__(self) -> str:
        if not self._state.is_open:
            return "<SliceConfig of a closed client>"
        return f"<SliceConfig: slice {self.slice_id} of {self.num_slices}, each {self.topology!r}>"

    @cached_property
    def num_slices(self) -> int:
        """How many slices there are. C: PJRT_MultiSlice_Config_NumSlices."""
        return self._table.config_num_slices(self._handle())

    @cached_property
    def slice_id(self) -> int:
        """The slice that this process is of, from 0. C: PJRT_MultiSlice_Config_SliceId."""
        return self._table.config_slice_id(self._handle())

    @cached_property
    def devices_per_slice(self) -> dict[int, int]:
        """How many devices each slice has, by its id, in that order. C: PJRT_MultiSlice_Config_NumDevicesPerSlice."""
        told = self._table.config_num_devices_per_slice(self._handle())
        return dict(sorted(zip(told.slice_ids, told.num_devices, strict=True)))

    @cached_property
    def device_ids(self) -> dict[int, tuple[int, ...]]:
        """The ids of each slice's devices among those of all slices, for `CompileOptions(device_assignment=…)`.

        In the order of `topology.devices`. C: PJRT_Megascale_DeviceId_To_MegascaleId.
        """
        here = [device.id for device in self.topology.devices]
        return {part: tuple(self._device_id(part, device) for device in here) for part in self.devices_per_slice}

    def serialize(self) -> bytes:
        """It as compile options carry it. C: PJRT_MultiSlice_Config_Serialize."""
        return self._table.config_serialize(self._handle())

    def options(self, options: CompileOptions | None = None) -> CompileOptions:
        """Compile options with this configuration in them, the others as given: for `Client.compile`.

        Only for a client with devices of all these slices: libtpu aborts the process where slices are of another kind
        than what it compiles for. Proto: serialized_multi_slice_config.
        """
        serialized = self.serialize()
        given = compile_options.checked(options)
        return given.with_message(lambda message: setattr(message, "serialized_multi_slice_config", serialized))

    def compile(
        self, program: ProgramLike, options: CompileOptions | None = None, *, format: str | None = None
    ) -> Executable:
        """Compiles a program for the devices of all slices, with no client and no hardware.

        options: as for `Topology.compile`, but that replicas and partitions may be as many as there are devices in all;
        libtpu wants as many replicas on each slice. device_assignment names devices by `device_ids`.
        Raises ValueError for more replicas or other devices than there are, and what `Topology.compile` raises.
        C: PJRT_Compile.
        """
        devices = [_Device(number) for ids in self.device_ids.values() for number in ids]
        abi = self._state.abi
        checked = compile_options.checked_for(options, devices, "this configuration", abi.version)
        return self.topology._compile(program, self.options(checked), format)


class _Device:
    """A device of any slice, as far as compile options name it."""

    def __init__(self, number: int) -> None:
        self.id = number
