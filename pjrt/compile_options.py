"""How a program is compiled."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CompileOptions:
    """Options of a compilation. C: the serialized xla.CompileOptionsProto of PJRT_Client_Compile.

    num_replicas, num_partitions: how many devices run the program, by data and by sharding; at least 1 each.
    Raises ValueError for less: plugins abort the process on it.
    """

    num_replicas: int = 1
    num_partitions: int = 1

    def __post_init__(self) -> None:
        for name in ("num_replicas", "num_partitions"):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool):
                raise TypeError(f"{name}: expected an int, got {value!r}")
            if value < 1:
                raise ValueError(f"{name}: expected 1 or more, got {value}")

    def serialize(self) -> bytes:
        """The message that plugins read."""
        from pjrt.protos import message

        options = message("xla.CompileOptionsProto")()
        build = options.executable_build_options
        build.device_ordinal = -1  # the plugin's choice
        build.num_replicas = self.num_replicas
        build.num_partitions = self.num_partitions
        return bytes(options.SerializeToString(deterministic=True))
