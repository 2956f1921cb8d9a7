"""TPU topologies: chips, where they lie and how they are linked, the processes that drive them, and parts of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pjrt._runtime.capacities import grown
from pjrt.extensions.facade import Extension
from pjrt.extensions.tpu_slice import PlatformConfig, SliceConfig, TpuSlice
from pjrt_abi.extensions import tpu_topology as raw

if TYPE_CHECKING:
    from pjrt.topology import Topology


class TpuTopology(Extension):
    """What topologies of TPUs are made of. Nothing here needs a TPU. C: PJRT_TpuTopology_Extension."""

    TABLE = raw.TpuTopology
    table: raw.TpuTopology

    def of(self, topology: Topology) -> TpuSlice:
        """What a topology is made of. topology: of this plugin, such as `pjrt.Topology("libtpu", "v5e:4x4")`.

        Raises TypeError or ValueError for something else, UnimplementedError for a topology of more slices than one.
        """
        return TpuSlice(self, topology)

    def default_platform_config(self, platform: str) -> PlatformConfig:
        """How many chips a host has, and in how many trays.

        platform: the plugin's name for a kind of TPU, such as "tpuv5e"; InvalidArgumentError for another.
        C: PJRT_TpuTopology_GetDefaultPlatformConfig.
        """
        found = self.table.get_default_platform_config(self._text(platform, "platform"))
        return PlatformConfig(found.num_chips_per_tray, found.num_trays)

    def slice_config(self, platform: str, name: str) -> SliceConfig:
        """The slice of that name, such as "4x4", "4x4x8" or "4x4x8_untwisted", as machines have it.

        platform: as in `default_platform_config`. Raises InvalidArgumentError for a slice that the kind has not.
        C: PJRT_TpuTopology_GetSliceConfig.
        """
        return _read(self.table.get_slice_config(self._text(platform, "platform"), self._text(name, "name")))

    def slice_configs(self, platform: str) -> tuple[SliceConfig, ...]:
        """Every slice that a kind of TPU comes in, each once. C: PJRT_TpuTopology_GetSliceConfigs."""
        self.default_platform_config(platform)  # refuses a platform that there is none of
        found = grown(lambda count: self.table.get_slice_configs(platform, count), 1024)
        return tuple(dict.fromkeys(map(_read, found)))

    def _text(self, value: str, where: str) -> str:
        if not isinstance(value, str):
            raise TypeError(f"{where}: expected a str, got {value!r:.80}")
        self._state.require_open()
        return value


def _read(config: raw.PJRT_TpuTopology_SliceConfig) -> SliceConfig:
    size = config.dim_size
    return SliceConfig(tuple(config.dimensions[:size]), tuple(config.wrap[:size]), config.twist)
