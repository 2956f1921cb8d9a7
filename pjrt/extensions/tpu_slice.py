"""What a TPU topology is made of, as values: chips, devices, processes and links. Made by `TpuTopology.of`."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pjrt import checks
from pjrt._runtime.capacities import grown
from pjrt._runtime.lazy import cached_property
from pjrt._runtime.lifetime import Pinned
from pjrt._runtime.option_table import MOST_DEVICES
from pjrt.errors import UnsupportedError
from pjrt.topology import Topology

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pjrt.extensions.tpu_topology import TpuTopology
    from pjrt_abi.typed import TopologyDescriptionPtr

Coordinates: TypeAlias = tuple[int, ...]
"""Where a chip or a process lies: a number for each dimension, of which there are three."""

_DIMS = 4
"""As many as any TPU has, and more than most."""


class PlatformConfig(NamedTuple):
    """How many chips a tray has, and how many trays a host."""

    chips_per_tray: int
    trays: int


@dataclass(frozen=True, slots=True)
class SliceConfig:
    """A slice that machines are cut into. wrap: for each dimension whether its ends are linked; twist: crosswise."""

    dimensions: tuple[int, ...]
    wrap: tuple[bool, ...]
    twist: bool

    @property
    def name(self) -> str:
        """Its dimensions as text, such as "4x4"."""
        return "x".join(map(str, self.dimensions))


class Counts(NamedTuple):
    """How many there are. cores: of the kind that runs programs; devices: as programs see them."""

    chips: int
    cores: int
    devices: int


@dataclass(frozen=True, slots=True)
class Chip:
    """A chip. process, index_on_process: what drives it, and which of that one's chips it is; devices: their ids."""

    id: int
    coordinates: Coordinates
    process: int
    index_on_process: int
    devices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LogicalDevice:
    """A device, as programs see it: a core, or all cores of a chip. chip: the coordinates of the one it is on."""

    id: int
    chip: Coordinates
    index_on_chip: int
    process: int
    index_on_process: int


@dataclass(frozen=True, slots=True)
class TpuProcess:
    """A process of those that drive the chips. devices: the ids of its devices."""

    id: int
    coordinates: Coordinates
    devices: tuple[int, ...]


class TpuSlice(Pinned):
    """A TPU topology, in terms of hardware. Lives as long as the topology, which it holds; any thread may use it."""

    def __init__(self, extension: TpuTopology, topology: Topology) -> None:
        self._extension = extension
        self._table = extension.table
        self.topology = topology
        ptr = self._ptr()
        self.chip_bounds: Coordinates = tuple(grown(lambda n: self._table.chip_bounds(ptr, n), _DIMS))
        """How many chips there are along each dimension. C: PJRT_TpuTopology_ChipBounds."""
        table = self._table
        self.total = Counts(table.chip_count(ptr), table.core_count(ptr), table.logi_device_count(ptr))
        """All of them. C: PJRT_TpuTopology_ChipCount, CoreCount, LogiDeviceCount."""

    def __repr__(self) -> str:
        bounds = "x".join(map(str, self.chip_bounds))
        return f"<TpuSlice {bounds}, {self.total.chips} chips, {self.total.devices} devices>"

    def _ptr(self) -> TopologyDescriptionPtr:
        return self._extension._topology(self.topology)

    # ------------------------------------------------------------------ counts

    @cached_property
    def per_chip(self) -> Counts:
        """What a chip has. C: PJRT_TpuTopology_CoreCountPerChip, LogiDeviceCountPerChip."""
        ptr = self._ptr()
        return Counts(1, self._table.core_count_per_chip(ptr), self._table.logi_device_count_per_chip(ptr))

    @cached_property
    def per_process(self) -> Counts:
        """What a process has. C: PJRT_TpuTopology_ChipsPerProcess, CoreCountPerProcess, LogiDeviceCountPerProcess."""
        table, ptr = self._table, self._ptr()
        return Counts(
            table.chips_per_process(ptr), table.core_count_per_process(ptr), table.logi_device_count_per_process(ptr)
        )

    @cached_property
    def process_count(self) -> int:
        """How many processes drive the chips. C: PJRT_TpuTopology_ProcessCount."""
        return self._table.process_count(self._ptr())

    @cached_property
    def chips_per_process_bounds(self) -> Coordinates:
        """How many chips a process has along each dimension. C: PJRT_TpuTopology_ChipsPerProcessBounds."""
        ptr = self._ptr()
        return tuple(grown(lambda n: self._table.chips_per_process_bounds(ptr, n), _DIMS))

    @cached_property
    def process_bounds(self) -> Coordinates:
        """How many processes there are along each dimension. C: PJRT_TpuTopology_ProcessBounds."""
        ptr = self._ptr()
        return tuple(grown(lambda n: self._table.process_bounds(ptr, n), _DIMS))

    # ------------------------------------------------------------------- parts

    @cached_property
    def chips(self) -> tuple[Chip, ...]:
        """All chips, by id."""
        every = itertools.product(*map(range, self.chip_bounds))
        return tuple(sorted((self.chip(coordinates) for coordinates in every), key=lambda chip: chip.id))

    def chip(self, coordinates: Sequence[int]) -> Chip:
        """The chip that lies there. Raises TypeError or ValueError for coordinates outside `chip_bounds`.

        C: PJRT_TpuTopology_ChipIdFromCoord, ProcIdAndIdxOnProcForChip, LogiDeviceIdFromChipCoordAndIdx.
        """
        table, ptr, place = self._table, self._ptr(), self._coordinates(coordinates)
        id = table.chip_id_from_coord(ptr, place)
        process, index = table.proc_id_and_idx_on_proc_for_chip(ptr, self._number("chip", id, self.total.chips))
        devices = [
            table.logi_device_id_from_chip_coord_and_idx(ptr, place, index) for index in range(self.per_chip.devices)
        ]
        return Chip(id, place, process, index, tuple(devices))

    @cached_property
    def devices(self) -> tuple[LogicalDevice, ...]:
        """All devices, by id, as `topology.devices` has them in another order."""
        return tuple(map(self.device, range(self.total.devices)))

    def device(self, id: int) -> LogicalDevice:
        """The device of that id. Raises TypeError or ValueError for an id that there is none of.

        C: PJRT_TpuTopology_ChipCoordAndIdxForLogiDevice, ProcIdAndIdxOnProcForLogiDevice.
        """
        table, ptr = self._table, self._ptr()
        self._number("id", id, self.total.devices)
        chip, index = grown(lambda n: table.chip_coord_and_idx_for_logi_device(ptr, id, n), _DIMS)
        return LogicalDevice(id, tuple(chip), index, *table.proc_id_and_idx_on_proc_for_logi_device(ptr, id))

    @cached_property
    def processes(self) -> tuple[TpuProcess, ...]:
        """All processes. C: PJRT_TpuTopology_ProcessIds, ProcessCoordFromId, LogiDeviceIdsOnProcess."""
        return tuple(map(self._process, self._table.process_ids(self._ptr(), self.process_count)))

    def _process(self, id: int) -> TpuProcess:
        table, ptr = self._table, self._ptr()
        coordinates = grown(lambda n: table.process_coord_from_id(ptr, id, n), _DIMS)
        return TpuProcess(id, tuple(coordinates), tuple(table.logi_device_ids_on_process(ptr, id, self.total.devices)))

    # ------------------------------------------------------------------- links

    @cached_property
    def wrap(self) -> tuple[bool, ...]:
        """For each dimension whether its ends are linked."""
        told = self.topology.attributes.get("wrap", ())
        ends = [bool(end) for end in told] if isinstance(told, list | tuple) else []
        return tuple(ends + [False] * (len(self.chip_bounds) - len(ends)))

    @cached_property
    def is_twisted(self) -> bool:
        """Whether the ends of a dimension are linked crosswise, which shortens the ways in an oblong torus."""
        return bool(self.topology.attributes.get("twist", 0))

    def neighbors(self, coordinates: Sequence[int]) -> tuple[Coordinates, ...]:
        """Where the chips lie that one is linked to: the next along each dimension, over the ends where they `wrap`.

        Raises TypeError or ValueError for coordinates outside `chip_bounds`, UnsupportedError for a twisted torus,
        whose links the plugin does not tell.
        """
        place = self._coordinates(coordinates)
        if self.is_twisted:
            raise UnsupportedError("the links of a twisted torus are not known")
        found: dict[Coordinates, None] = {}
        for dimension, (size, wraps) in enumerate(zip(self.chip_bounds, self.wrap, strict=True)):
            for step in (-1, 1):
                there = place[dimension] + step
                if wraps or 0 <= there < size:
                    found[(*place[:dimension], there % size, *place[dimension + 1 :])] = None
        found.pop(place, None)  # a dimension of one chip
        return tuple(found)

    @property
    def links(self) -> frozenset[frozenset[Coordinates]]:
        """All links, each as the coordinates of its two chips. Raises as `neighbors`."""
        every = itertools.product(*map(range, self.chip_bounds))
        return frozenset(frozenset((chip, other)) for chip in every for other in self.neighbors(chip))

    @cached_property
    def routing_strategy(self) -> str:
        """The plugin's word for the ways between chips, such as "mesh". C: PJRT_TpuTopology_GetRoutingStrategy."""
        ptr = self._ptr()
        return grown(lambda n: self._table.get_routing_strategy(ptr, n), 64)

    @cached_property
    def has_limited_connectivity(self) -> bool:
        """Whether some chips cannot send to some others directly. C: PJRT_TpuTopology_HasLimitedIciConnectivity."""
        return self._table.has_limited_ici_connectivity(self._ptr())

    def is_reachable(self, source: int, destination: int) -> bool:
        """Whether one chip reaches another directly if connectivity is limited, be it or not. Both are ids of chips.

        Raises TypeError or ValueError for ids that there are none of, InvalidArgumentError for chips in three
        dimensions. C: PJRT_TpuTopology_IsReachableOverLimitedIci.
        """
        self._number("source", source, self.total.chips)
        self._number("destination", destination, self.total.chips)
        return self._table.is_reachable_over_limited_ici(self._ptr(), source, destination)

    @cached_property
    def has_enhanced_barrier(self) -> bool:
        """Whether programs use the enhanced barrier. C: PJRT_TpuTopology_IsEnhancedBarrierEnabled."""
        return self._table.is_enhanced_barrier_enabled(self._ptr())

    # --------------------------------------------------------------- subslices

    @cached_property
    def is_subslice(self) -> bool:
        """Whether it is what `subslice` gave. C: PJRT_TpuTopology_IsSubsliceTopology."""
        return self._table.is_subslice_topology(self._ptr())

    def subslice(self, chips_per_host: Sequence[int], hosts: Sequence[int]) -> Topology:
        """A part of it, as a topology to compile for.

        chips_per_host, hosts: how many along each dimension, as `chips_per_process_bounds` and `process_bounds` are.
        Raises TypeError or ValueError for what are no such numbers, InvalidArgumentError for a part that the plugin
        does not make, as one that is larger than the whole. C: PJRT_TpuTopology_Subslice.
        """
        ptr = self._ptr()
        made = self._table.subslice(ptr, self._sizes("chips_per_host", chips_per_host), self._sizes("hosts", hosts))
        return Topology._owning(self._extension.plugin, made)

    def replace_host_bounds(self, hosts: Sequence[int]) -> Topology:
        """One like it with another number of hosts along each dimension, more or fewer.

        Raises TypeError or ValueError for what are no such numbers or more chips than any machine has,
        InvalidArgumentError for what the plugin does not make. C: PJRT_TpuTopology_ReplaceHostBounds.
        """
        ptr, sizes = self._ptr(), self._sizes("hosts", hosts)
        if math.prod(sizes) * self.per_process.devices > MOST_DEVICES:
            raise ValueError(f"hosts: {sizes} has more than {MOST_DEVICES:,} devices")
        made = self._table.replace_host_bounds(ptr, sizes)
        return Topology._owning(self._extension.plugin, made)

    def subslice_device_id(self, subslice: Topology, origin: Sequence[int], device_id: int) -> int:
        """The id that a device of this topology has in a subslice of it.

        subslice: what `subslice` gave; origin: the coordinates here of its first chip. Raises TypeError or ValueError
        for a subslice that does not lie in this topology there, and for a device that is not in it.
        C: PJRT_TpuTopology_SubsliceDeviceIdFromFullDeviceId.
        """
        part, start = self._extension.of(subslice), self._coordinates(origin, "origin")
        place = self.device(device_id).chip
        if (part.per_chip, subslice.devices[0].kind) != (self.per_chip, self.topology.devices[0].kind):
            raise ValueError(f"subslice: {part} is of another kind of chips than {self}")
        ends = [first + size for first, size in zip(start, part.chip_bounds, strict=True)]
        if any(end > bound for end, bound in zip(ends, self.chip_bounds, strict=True)):
            raise ValueError(f"subslice: {part} from {start} does not lie in {self}")
        if not all(first <= here < end for first, here, end in zip(start, place, ends, strict=True)):
            raise ValueError(f"device_id: {device_id}, on the chip {place}, is not in {part} from {start}")
        return self._table.subslice_device_id_from_full_device_id(
            self._ptr(), self._extension._topology(subslice), start, device_id
        )

    # --------------------------------------------------------------- arguments

    def _number(self, where: str, value: int, count: int) -> int:
        checks.integer(where, value, 32)
        if not 0 <= value < count:  # the plugin aborts on some
            raise ValueError(f"{where}: expected 0 to {count - 1}, got {value}")
        return value

    def _coordinates(self, given: Sequence[int], where: str = "coordinates") -> Coordinates:
        place = self._per_dimension(where, given)
        for here, size in zip(place, self.chip_bounds, strict=True):
            if not 0 <= here < size:
                raise ValueError(f"{where}: {place} is outside {self.chip_bounds}")
        return place

    def _sizes(self, where: str, given: Sequence[int]) -> Coordinates:
        sizes = self._per_dimension(where, given)
        if min(sizes) < 1:
            raise ValueError(f"{where}: expected 1 or more along each dimension, got {sizes}")
        return sizes

    def _per_dimension(self, where: str, given: Sequence[int]) -> Coordinates:
        """As many ints as there are dimensions: the plugin aborts on one more."""
        if isinstance(given, str | bytes) or not hasattr(given, "__iter__"):
            raise TypeError(f"{where}: expected a tuple of ints, got {given!r:.80}")
        numbers = tuple(given)
        for number in numbers:
            checks.integer(where, number, 32)
        if len(numbers) != len(self.chip_bounds):
            raise ValueError(f"{where}: expected {len(self.chip_bounds)} numbers, got {numbers}")
        return numbers
