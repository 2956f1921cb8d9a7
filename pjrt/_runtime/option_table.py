"""What plugins take when a client or a topology is made: facts that were tried on the plugins, by platform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Place = Literal["client", "topology"]
"""What an option is for: `Client(plugin, options=…)` or `Topology(plugin, name, options=…)`."""


@dataclass(frozen=True, slots=True)
class PluginOption:
    """An option that a plugin takes. Rows of `Plugin.options()`.

    place: "client" or "topology", what it is for; type: "bool", "int", "float", "str" or "list of int"; default: what
    holds where it is not given, None where the plugin decides or where that is not known; least, most: the range of an
    int or float, of each in a list; length: of a list; choices: all that a str may be, where the plugin tells;
    meaning: what it does, and its unit; verified: how this row is known; since: the first API version known to heed
    it, where an older plugin is known to ignore it.
    """

    name: str
    place: Place
    type: Literal["bool", "int", "float", "str", "list of int"]
    meaning: str
    verified: str
    default: str | int | bool | float | tuple[int, ...] | None = None
    least: float | None = None
    most: float | None = None
    length: int | None = None
    choices: tuple[str, ...] = ()
    since: tuple[int, int] | None = None


_EFFECT: Final = "its effect was seen"
_TYPE: Final = (
    "the plugin takes it, and names its type when it refuses another; what it does is read off its name, as seeing it "
    "needs the hardware"
)
_VALUES: Final = (
    "the plugin takes it, and says what it expects when it refuses a value; seeing what it does needs the hardware"
)

MOST_DEVICES: Final = 1 << 20
"""Of a topology. No machine has nearly as many; a million take two seconds and two gigabytes."""

_CPU = (
    PluginOption(
        "cpu_device_count", "client", "int", "how many devices the client has, each with threads of its own", _EFFECT,
        default=4, least=1, most=1024,
    ),
    PluginOption(
        "asynchronous", "client", "bool", "whether a run returns before its results are ready", _EFFECT, default=True,
        since=(0, 115),
    ),
    PluginOption(
        "process_id", "client", "int",
        "the number of this process among those of a distributed client; ids of its devices begin at 2,048 times it",
        _EFFECT, default=0, least=0, most=2**20 - 1, since=(0, 115),
    ),
)  # fmt: skip

_ALLOCATORS = ("default", "platform", "bfc", "cuda_async", "vmm", "address")

_CUDA = (
    PluginOption("platform_name", "client", "str", 'the platform that the client is made for, "CUDA"', _VALUES),
    PluginOption("visible_devices", "client", "list of int", "the numbers of the GPUs to use", _TYPE, least=0),
    PluginOption(
        "allocator", "client", "str", "what gives device memory out", _VALUES, choices=_ALLOCATORS, default="default"
    ),
    PluginOption("memory_fraction", "client", "float", "the part of a GPU's memory for the allocator", _TYPE, least=0),
    PluginOption(
        "memory_fraction_policy", "client", "str",
        'the part of a GPU\'s memory, as START, START+ or START-CAP: "0.75", "0.75+" or "0.75-0.85"', _VALUES,
    ),
    PluginOption("preallocate", "client", "bool", "whether the allocator takes its memory at the start", _TYPE),
    PluginOption("collective_memory_size", "client", "int", "memory for collectives, bytes", _TYPE, least=0),
    PluginOption("node_id", "client", "int", "the number of this process among those of the client", _TYPE, least=0),
    PluginOption("num_nodes", "client", "int", "how many processes the client has", _TYPE, least=1),
    PluginOption("partition_index", "client", "int", "the number of the partition that this host is in", _TYPE),
    PluginOption("max_inflight_computations", "client", "int", "how many runs may be under way", _TYPE, least=1),
    PluginOption(
        "should_stage_host_to_device_transfers", "client", "bool", "whether data for a GPU goes over pinned memory",
        _TYPE,
    ),
    PluginOption(
        "abort_collectives_on_failure", "client", "bool", "whether collectives end when a process fails", _TYPE
    ),
    PluginOption(
        "abort_collectives_timeout", "client", "str", 'how long a collective may take, a duration as "30s"', _VALUES
    ),
    PluginOption("enable_mock_nccl", "client", "bool", "whether collectives between processes are pretended", _TYPE),
    PluginOption("mock_gpu_topology", "client", "str", "the shape of the machines that are pretended", _TYPE),
    PluginOption("use_tfrt_gpu_client", "client", "bool", "which of two clients of the plugin is made", _TYPE),
    PluginOption(
        "topology", "topology", "str",
        'the shape: partitions, hosts of each, devices of each host, as "1x2x8"', _EFFECT,
    ),
    PluginOption(
        "target_config", "topology", "str",
        "the GPU: a stream_executor.GpuTargetConfigProto as protobuf text; pjrt.topologies.cuda makes it", _EFFECT,
    ),
    PluginOption(
        "host_target_machine_options", "topology", "str",
        "the CPU of the hosts, as protobuf text with triple and cpu; this machine's if left out",
        "the plugin shows it among a topology's attributes, and refuses other texts",
    ),
)  # fmt: skip

_TPU = (
    PluginOption(
        "premapped_buffer_size", "client", "int", "host memory that is mapped for transfers at the start, bytes", _TYPE,
        least=0,
    ),
    PluginOption(
        "maximum_premapped_buffer_size_for_transfers_in_bytes", "client", "int",
        "the largest transfer that goes over premapped memory, bytes", _TYPE, least=0,
    ),
    PluginOption("num_premapped_partitions", "client", "int", "into how many parts that memory is cut", _TYPE, least=0),
    PluginOption("max_inflight_computations", "client", "int", "how many runs may be under way", _TYPE, least=1),
    PluginOption("use_global_tpu_system", "client", "bool", "whether all hosts of the slice are one system", _TYPE),
    PluginOption("tpu_allow_async_allocations", "client", "bool", "whether memory is given out ahead of time", _TYPE),
    PluginOption(
        "executable_compatibility_check_on_deserialization", "client", "bool",
        "whether a program is refused that another version of the plugin compiled", _TYPE,
    ),
    PluginOption(
        "throttle_low_priority_host_transfers", "client", "bool", "whether urgent transfers go before others", _TYPE
    ),
    PluginOption("pinned_host_allocation_mode", "client", "str", "how pinned host memory is given out", _TYPE),
    PluginOption("skip_megascale_pjrt_client", "client", "bool", "whether a client of one slice only is made", _TYPE),
    PluginOption("use_tf_pjrt_client", "client", "int", "which of the plugin's clients is made", _TYPE),
    PluginOption("ml_framework_name", "client", "str", "what uses the plugin, for its metrics", _TYPE),
    PluginOption("ml_framework_version", "client", "str", "the version of what uses it, for its metrics", _TYPE),
    PluginOption(
        "wrap", "topology", "list of int", "1 for each dimension whose ends are linked, else 0", _EFFECT,
        default=(0, 0, 0), least=0, most=1, length=3,
    ),
    PluginOption(
        "chips_per_host_bounds", "topology", "list of int", "the chips of each host: how many along each dimension",
        _EFFECT, least=1, most=MOST_DEVICES, length=3,
    ),
    PluginOption(
        "num_slices", "topology", "int", "how many such slices there are", _EFFECT, default=1, least=1, most=10_000
    ),
    PluginOption(
        "chip_config_name", "topology", "str",
        'how a chip is used, such as "default", or "megacore" for both cores of a v4 chip as one device', _EFFECT,
    ),
    PluginOption(
        "enhanced_barrier_enabled", "topology", "bool", "whether programs use the enhanced barrier", _EFFECT,
        default=True,
    ),
)  # fmt: skip

OPTIONS: Final[dict[str, tuple[PluginOption, ...]]] = {"cpu": _CPU, "cuda": _CUDA, "tpu": _TPU}
"""By platform. For others nothing is known: their plugins answer for themselves."""
