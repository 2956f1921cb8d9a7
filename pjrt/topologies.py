"""Topologies of hardware that need not be here, by the names people know: `tpu("v5e", 2, 2)`, `cuda("H100", 8)`.

What is known of each kind is in `TPUS` and `GPUS`. libtpu tells which slices there are and how their chips are linked;
CUDA's compiler is told all that it needs of a GPU.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from pjrt import checks, messages
from pjrt import plugin as plugins
from pjrt._runtime import gpu_targets
from pjrt._runtime.option_table import MOST_DEVICES
from pjrt.errors import InvalidArgumentError
from pjrt.extensions.tpu_topology import TpuTopology
from pjrt.topology import Topology

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pjrt.plugin import PluginLike
    from pjrt_abi.typed import NamedValue


@dataclass(frozen=True, slots=True)
class Tpu:
    """A generation of TPUs.

    name: as topologies have it; platform: as slices have it in libtpu; kind: what its devices say that they are;
    dimensions: of a slice; aliases: other names in use.
    """

    name: str
    platform: str
    kind: str
    dimensions: int
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gpu:
    """A GPU of NVIDIA's. bytes and hertz throughout; memory_bandwidth: bytes a second.

    cores: multiprocessors; lanes: float32 units of each; threads: that each holds at most; shared_memory: of each;
    shared_memory_per_block: that a block may ask for; capability: compute capability.
    """

    name: str
    capability: tuple[int, int]
    cores: int
    lanes: int
    threads: int
    shared_memory: int
    shared_memory_per_block: int
    cache: int
    memory: int
    memory_bandwidth: int
    clock: int
    aliases: tuple[str, ...] = ()

    def target_config(self) -> Any:
        """What CUDA's compiler is told of it: a new stream_executor.GpuTargetConfigProto."""
        major, minor = self.capability
        features = "ACCELERATED_FEATURES" if self.capability >= (9, 0) else "NONE"
        device = {
            "cuda_compute_capability": {"major": major, "minor": minor, "feature_extension": features},
            "core_count": self.cores,
            "fpus_per_core": self.lanes,
            "threads_per_core_limit": self.threads,
            "shared_memory_per_core": self.shared_memory,
            "shared_memory_per_block_optin": self.shared_memory_per_block,
            "l2_cache_size": self.cache,
            "device_memory_size": self.memory,
            "memory_bandwidth": self.memory_bandwidth,
            "clock_rate_ghz": self.clock / 10**9,
            **_EVERY_GPU,
        }
        target = gpu_targets.message()
        fields = {"gpu_device_info": device, "platform_name": "CUDA", "device_description_str": self.name}
        messages.set_all(target, fields, self.name)
        return target


_EVERY_GPU: Final = {
    "threads_per_warp": 32,
    "threads_per_block_limit": 1024,
    "shared_memory_per_block": 48 << 10,
    "registers_per_core_limit": 1 << 16,
    "registers_per_block_limit": 1 << 16,
    "block_dim_limit_x": (1 << 31) - 1,
    "block_dim_limit_y": (1 << 16) - 1,
    "block_dim_limit_z": (1 << 16) - 1,
}
"""What all of them have in common."""

_KB, _MB, _GB, _MHZ = 1 << 10, 1 << 20, 1 << 30, 10**6

TPUS: Final[Mapping[str, Tpu]] = MappingProxyType(
    {
        row.name: row
        for row in (
            Tpu("v2", "tpuv2", "TPU v2", 2),
            Tpu("v3", "tpuv3", "TPU v3", 2),
            Tpu("v4", "tpuv4", "TPU v4", 3),
            Tpu("v5e", "tpuv5e", "TPU v5 lite", 2, ("v5 lite", "v5litepod")),
            Tpu("v5p", "tpuv5", "TPU v5", 3, ("v5",)),
            Tpu("v6e", "tpuv6e", "TPU v6 lite", 2, ("v6 lite", "trillium")),
            Tpu("tpu7x", "tpu7x", "TPU7x", 3, ("7x", "v7x", "ironwood")),
        )
    }
)
"""By name."""

GPUS: Final[Mapping[str, Gpu]] = MappingProxyType(
    {
        row.name: row
        for row in (
            Gpu("T4", (7, 5), 40, 64, 1024, 64 * _KB, 64 * _KB, 4 * _MB, 16 * _GB, 320 * 10**9, 1590 * _MHZ),
            Gpu(
                "A100-40GB", (8, 0), 108, 64, 2048, 164 * _KB, 163 * _KB, 40 * _MB, 42_331_013_120, 1_555_200 * 10**6,
                1410 * _MHZ, ("A100-SXM4-40GB",),
            ),
            Gpu(
                "A100", (8, 0), 108, 64, 2048, 164 * _KB, 163 * _KB, 40 * _MB, 85_100_068_864, 2_039_040 * 10**6,
                1410 * _MHZ, ("A100-80GB", "A100-SXM4-80GB"),
            ),
            Gpu(
                "A6000", (8, 6), 84, 128, 1536, 100 * _KB, 99 * _KB, 6 * _MB, 51_041_271_808, 768_096 * 10**6,
                1800 * _MHZ, ("RTX A6000",),
            ),
            Gpu("L4", (8, 9), 58, 128, 1536, 100 * _KB, 99 * _KB, 48 * _MB, 24 * _GB, 300 * 10**9, 2040 * _MHZ),
            Gpu(
                "RTX 4090", (8, 9), 128, 128, 1536, 100 * _KB, 99 * _KB, 72 * _MB, 24 * _GB, 1008 * 10**9, 2520 * _MHZ,
                ("4090", "GeForce RTX 4090"),
            ),
            Gpu(
                "H100", (9, 0), 132, 128, 2048, 228 * _KB, 227 * _KB, 50 * _MB, 84_942_979_072, 3_352_320 * 10**6,
                1980 * _MHZ, ("H100-SXM", "H100-80GB"),
            ),
            Gpu(
                "H100-PCIe", (9, 0), 114, 128, 2048, 228 * _KB, 227 * _KB, 50 * _MB, 84_942_979_072, 2_039_040 * 10**6,
                1755 * _MHZ,
            ),
            Gpu(
                "H200", (9, 0), 132, 128, 2048, 228 * _KB, 227 * _KB, 50 * _MB, 151_397_597_184, 4_800_000 * 10**6,
                1980 * _MHZ,
            ),
            Gpu(
                "B200", (10, 0), 148, 128, 2048, 228 * _KB, 227 * _KB, 132_644_864, 191_514_411_008, 7_672_320 * 10**6,
                1965 * _MHZ,
            ),
        )
    }
)  # fmt: skip
"""By name."""


def tpu(
    generation: str,
    *dimensions: int,
    twisted: bool | None = None,
    slices: int = 1,
    chip_config: str | None = None,
    plugin: PluginLike = "tpu",
) -> Topology:
    """A slice of TPUs, or several alike, linked as machines have it.

    generation: a name in `TPUS`, such as "v5e"; dimensions: chips along each, as a slice of that generation comes:
    (2, 2), or (2, 2, 1) for one of three dimensions; twisted: whether ends are linked crosswise, as most machines have
    it where that is left out; slices: how many; chip_config: how chips are used, such as "megacore", by which both
    cores of a v4 chip are one device.

    Raises ValueError for a generation or a slice that there is none of, with near ones, TypeError for what are no such
    values, PluginNotFoundError where libtpu is missing, and what `pjrt.Topology` raises.
    """
    row = _named(TPUS, generation, "generation")
    loaded = plugins.load(plugin)
    for size in dimensions:
        checks.integer("dimensions", size, 32)
    if twisted is not None and not isinstance(twisted, bool):
        raise TypeError(f"twisted: expected a bool or None, got {twisted!r}")
    checks.integer("slices", slices, 32)
    if slices < 1:
        raise ValueError(f"slices: expected 1 or more, got {slices}")
    suffix = {None: "", True: "_twisted", False: "_untwisted"}[twisted] if row.dimensions == 3 else ""
    if twisted and not suffix:
        raise ValueError(f"twisted: slices of {row.name} are not, as they have two dimensions")
    shape = "x".join(map(str, dimensions))
    found = _slice(loaded.extension(TpuTopology), row, shape, suffix)
    options: dict[str, NamedValue] = {}
    if any(found.wrap):
        options["wrap"] = [*map(int, found.wrap), *[0] * (3 - len(found.wrap))]
    if slices != 1:
        options["num_slices"] = slices
    if chip_config is not None:
        options["chip_config_name"] = chip_config
    return Topology(loaded, f"{row.name}:{shape}{'_twisted' if found.twist else ''}", options=options or None)


def _slice(extension: TpuTopology, row: Tpu, shape: str, suffix: str) -> Any:
    """The slice as machines have it. Raises ValueError, with others, where there is none."""
    try:
        return extension.slice_config(row.platform, shape + suffix)
    except InvalidArgumentError:
        names = list(dict.fromkeys(config.name for config in extension.slice_configs(row.platform)))
    if suffix and shape in names:
        raise ValueError(f"twisted: {row.name} has no slice {shape}{suffix}")
    turned = [name for name in names if sorted(name.split("x")) == sorted(shape.split("x"))]
    near = f"; did you mean {turned[0]}?" if turned else checks.nearest(shape, names)
    near = near or f"; there are {', '.join(names[:12])}{', …' * (len(names) > 12)}"
    raise ValueError(f"dimensions: {row.name} has no slice {shape or 'without any'}{near}")


def cuda(
    gpu: str,
    devices: int = 1,
    hosts: int = 1,
    partitions: int = 1,
    *,
    overrides: Mapping[str, Any] | None = None,
    plugin: PluginLike = "cuda",
) -> Topology:
    """GPUs of one kind, on hosts with as many each.

    gpu: a name in `GPUS`, such as "H100"; devices: of each host; hosts: of each partition, whose GPUs are linked;
    overrides: fields of GpuDeviceInfoProto that differ, such as {"core_count": 114} or {"cuda_compute_capability":
    {"major": 9, "minor": 0}}.

    Raises ValueError for a GPU that is not known, with near ones, for an override that there is no field of and for
    one that CUDA's compiler crashes on; TypeError for what are no such values, PluginNotFoundError where CUDA's plugin
    is missing, and what `pjrt.Topology` raises.
    """
    from google.protobuf import text_format

    row = _named(GPUS, gpu, "gpu")
    for name, count in (("devices", devices), ("hosts", hosts), ("partitions", partitions)):
        checks.integer(name, count, 32)
        if count < 1:
            raise ValueError(f"{name}: expected 1 or more, got {count}")
    if devices * hosts * partitions > MOST_DEVICES:
        raise ValueError(f"devices: {devices * hosts * partitions:,} in all; expected {MOST_DEVICES:,} at most")
    target = row.target_config()
    if overrides is not None:
        messages.set_all(target.gpu_device_info, overrides, "overrides")
        gpu_targets.check_message(target, "overrides")
    config = text_format.MessageToString(target)
    options = {"topology": f"{partitions}x{hosts}x{devices}", "target_config": config}
    return Topology(plugins.load(plugin), options=options)


def _named(rows: Mapping[str, Any], name: str, where: str) -> Any:
    """The row of that name, or of that alias; how it is written does not matter."""
    if not isinstance(name, str):
        raise TypeError(f"{where}: expected a str, got {name!r:.80}")
    known = {alias: row for row in rows.values() for alias in (row.name, *row.aliases)}
    found = next((row for alias, row in known.items() if _plain(alias) == _plain(name)), None)
    if found is None:
        near = checks.nearest(_plain(name), {_plain(alias) for alias in known})
        every = "; there are " + ", ".join(rows)
        raise ValueError(f"{where}: {name!r} is not known{near or every}")
    return found


def _plain(name: str) -> str:
    text = re.sub("[^a-z0-9]+", "", name.lower())
    return text.removeprefix("nvidia").removeprefix("tpu") or text
