"""The reference plugin's extensions about programs: layouts, shardings, phases, versions, handlers, transforms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from ctypes import addressof, c_char
from typing import Any

from google.protobuf.message import DecodeError

from pjrt.errors import FailedPreconditionError, InvalidArgumentError, NotFoundError
from pjrt.protos import message
from pjrt.testing import program as program_format
from pjrt.testing.client import Machine, Topology
from pjrt.testing.machine import Stored
from pjrt.testing.programs import Compiled
from pjrt_abi.extensions.executable_metadata import PJRT_ExecutableMetadata
from pjrt_abi.server.abi_version import AbiVersionServer
from pjrt_abi.server.custom_partitioner import CustomPartitionerServer
from pjrt_abi.server.executable_metadata import ExecutableMetadataServer
from pjrt_abi.server.ffi import FfiServer
from pjrt_abi.server.gpu import GpuCustomCallServer
from pjrt_abi.server.layouts import LayoutsServer
from pjrt_abi.server.phase_compile import PhaseCompileServer
from pjrt_abi.server.shardings import ShardingsServer
from pjrt_abi.server.tpu_executable import TpuExecutableServer
from pjrt_abi.server.triton import TritonServer
from pjrt_abi.server.xla_transform import XlaTransformServer

Order = tuple[int, ...]


def _rows(dims: Sequence[int]) -> Order:
    return tuple(range(len(dims)))[::-1]


class Layouts(LayoutsServer):
    """Layouts are orders of dimensions, spelled as XLA does: `{1,0}`."""

    def memory_layout_serialize(self, *, layout: Order) -> bytes:
        return f"{{{','.join(map(str, layout))}}}".encode()

    def client_get_default_layout(self, *, client: Machine, type: int, dims: Sequence[int]) -> Order:
        return _rows(dims)

    def topology_get_default_layout(self, *, topology_description: Topology, type: int, dims: Sequence[int]) -> Order:
        return _rows(dims)

    def buffer_memory_layout(self, *, buffer: Stored) -> Order:
        return buffer.order

    def executable_get_output_layouts(self, *, executable: Compiled) -> list[Order]:
        return [_rows(spec.shape) for spec in executable.program.signature.results]

    def executable_get_parameter_layouts(self, *, executable: Compiled) -> list[Order]:
        return [_rows(spec.shape) for spec in executable.program.signature.parameters]


class Shardings(ShardingsServer):
    """Programs have replicas and no partitions, so nothing is sharded."""

    def executable_parameter_shardings(self, *, executable: Compiled) -> None:
        return None

    def executable_output_shardings(self, *, executable: Compiled) -> None:
        return None


class PhaseCompile(PhaseCompileServer):
    """Two phases: `parse` checks a program, `name` gives its name. Each takes one, made for it if by a phase."""

    def get_compiler(self) -> object:
        return object()

    def get_phase_names(self, *, phase_compiler: object) -> list[str]:
        return ["parse", "name"]

    def run_phase(
        self,
        *,
        phase_compiler: object,
        input_programs: list[bytes],
        phases_to_run: list[str],
        compile_options: bytes,
        topology: Topology,
    ) -> list[bytes]:
        parts = [message("xla.PjRtPartialProgramProto").FromString(serialized) for serialized in input_programs]
        for phase in phases_to_run:
            if phase not in ("parse", "name"):
                raise NotFoundError(f"there is no phase {phase!r}")
            if [phase in part.consumer_phases for part in parts] != [True]:
                raise InvalidArgumentError(f"the phase {phase!r} takes one program that was made for it")
            code, then = parts[0].program, ["name"] if phase == "parse" else []
            name = program_format.parse(code.decode()).name
            parts[0].Clear()
            parts[0].program = code if then else name.encode()
            parts[0].program_name, parts[0].producer_phase = name, phase
            parts[0].consumer_phases.extend(then)
        return [part.SerializeToString() for part in parts]

    def c_buffers_destroy(
        self, *, char_buffers: int | None, char_buffer_sizes: int | None, num_char_buffers: int
    ) -> None:
        """The memory goes with the compiler."""


class ExecutableMetadata(ExecutableMetadataServer):
    """What is known of a program: the size of its code, and its name as the platform's own. alive: how many are."""

    def __init__(self) -> None:
        self.alive = 0

    def get_executable_metadata(self, *, executable: Compiled) -> PJRT_ExecutableMetadata:
        told = message("xla.PjRtExecutableMetadata")()
        told.compiled_memory_stats.generated_code_size_in_bytes = len(executable.code)
        told.platform_specific_metadata.type_url = "reference/name"
        told.platform_specific_metadata.value = executable.program.name.encode()
        serialized = told.SerializeToString()
        content = (c_char * len(serialized)).from_buffer_copy(serialized)
        made = PJRT_ExecutableMetadata()
        made.serialized_metadata, made.serialized_metadata_size = addressof(content), len(serialized)
        made.content = content  # as long as the struct
        self.alive += 1
        return made

    def destroy_serialized_metadata(self, *, metadata: Any) -> None:
        """The memory goes with the executable."""
        self.alive -= 1


class Version:
    """A version of the plugin's own ABI. C: PJRT_RuntimeAbiVersion, PJRT_ExecutableAbiVersion."""

    def __init__(self, number: int) -> None:
        self.number = number

    def require(self, other: Version) -> None:
        """Raises FailedPreconditionError unless the other is the same."""
        if other.number != self.number:
            raise FailedPreconditionError(f"version {other.number} is not compatible with version {self.number}")

    @classmethod
    def read(cls, serialized: bytes) -> Version:
        """From what `serialized` gives. Raises InvalidArgumentError for anything else."""
        try:
            told = message("xla.PjRtRuntimeAbiVersionProto").FromString(serialized)
        except DecodeError:
            raise InvalidArgumentError("this is no serialized ABI version") from None
        if told.platform != _PLATFORM_ID or not told.version.isdigit():
            raise InvalidArgumentError("this is no serialized ABI version of the reference plugin")
        return cls(int(told.version))

    @property
    def serialized(self) -> bytes:
        """The version as bytes; the messages of runtimes and of executables are alike."""
        told = message("xla.PjRtRuntimeAbiVersionProto")(platform=_PLATFORM_ID, version=b"%d" % self.number)
        serialized: bytes = told.SerializeToString()
        return serialized


_PLATFORM_ID = 0x5EF
_CURRENT = 1


class AbiVersion(AbiVersionServer):
    """Everything is of version 1, and compatible with that alone."""

    def client_runtime_abi_version(self, *, client: Machine) -> Version:
        return Version(_CURRENT)

    def executable_get_abi_version(self, *, executable: Compiled) -> Version:
        return Version(_CURRENT)

    def runtime_abi_version_is_compatible_with_runtime(
        self, *, abi_version: Version, other_abi_version: Version
    ) -> None:
        abi_version.require(other_abi_version)

    def runtime_abi_version_is_compatible_with_executable(
        self, *, abi_version: Version, executable_abi_version: Version
    ) -> None:
        abi_version.require(executable_abi_version)

    def runtime_abi_version_to_proto(self, *, abi_version: Version) -> bytes:
        return abi_version.serialized

    def runtime_abi_version_platform_id(self, *, abi_version: Version) -> int:
        return _PLATFORM_ID

    def executable_abi_version_to_proto(self, *, abi_version: Version) -> bytes:
        return abi_version.serialized

    def executable_abi_version_platform_id(self, *, abi_version: Version) -> int:
        return _PLATFORM_ID

    def runtime_abi_version_from_proto(self, *, serialized_proto: bytes) -> Version:
        return Version.read(serialized_proto)

    def executable_abi_version_from_proto(self, *, serialized_proto: bytes) -> Version:
        return Version.read(serialized_proto)


class Ffi(FfiServer):
    """Keeps what is registered. user_data: by context and type id; handlers: by name and platform."""

    def __init__(self) -> None:
        self.types: dict[str, int] = {}
        self.user_data: dict[tuple[int, int], int | None] = {}
        self.handlers: dict[tuple[str, str], tuple[int | None, int]] = {}

    def type_register(self, *, type_name: str, type_id: int, type_info: Any) -> int:
        return self.types.setdefault(type_name, type_id or len(self.types) + 1)

    def user_data_add(self, *, context: object, user_data: Any) -> None:
        if user_data.type_id not in self.types.values():
            raise InvalidArgumentError(f"no type {user_data.type_id} is registered")
        self.user_data[id(context), user_data.type_id] = user_data.data

    def register_handler(self, *, target_name: str, handler: int | None, platform_name: str, traits: int) -> None:
        self.handlers[target_name, platform_name] = handler, traits


class GpuCustomCall(GpuCustomCallServer):
    """Keeps what is registered, by name."""

    def __init__(self) -> None:
        self.calls: dict[str, dict[str, int | None]] = {}

    def gpu_register_custom_call(self, *, function_name: str, api_version: int, **handlers: int | None) -> None:
        self.calls[function_name] = {"api_version": api_version, **handlers}


class CustomPartitioner(CustomPartitionerServer):
    """Keeps what is registered, by name; None for a batch partitionable one."""

    def __init__(self) -> None:
        self.partitioners: dict[str, Any] = {}

    def register_custom_partitioner(self, *, name: str, callbacks: Any) -> None:
        self.partitioners[name] = callbacks

    def register_batch_partitionable(self, *, name: str) -> None:
        self.partitioners[name] = None


class Triton(TritonServer):
    """Compiles a kernel to a comment."""

    def compile(
        self, *, module: str, arch_name: str, num_warps: int, num_ctas: int, num_stages: int
    ) -> tuple[bytes, int, str]:
        if not module:
            raise InvalidArgumentError("module: there is nothing to compile")
        return f"; {arch_name}: {len(module)} characters".encode(), 32 * num_warps, f"/{arch_name}.cubin"


class XlaTransform(XlaTransformServer):
    """Keeps what is registered, by stage and name."""

    def __init__(self) -> None:
        self.transforms: dict[tuple[int, str], Any] = {}

    def register_xla_transform_fn(self, *, name: str, stage: int, callbacks: Any) -> None:
        self.transforms[stage, name] = callbacks

    def clear_xla_transform_fn(self, *, stage: int, name: str, callbacks: Any) -> bool:
        return self.transforms.pop((stage, name), None) is not None


class TpuExecutable(TpuExecutableServer):
    """What can be told of a serialized program without a client."""

    def _read(self, serialized: bytes) -> dict[str, Any]:
        try:
            data: dict[str, Any] = json.loads(serialized)
            return {"code": data["code"], **data}
        except (ValueError, KeyError, TypeError):
            raise InvalidArgumentError("this is no serialized program of the reference plugin") from None

    def get_target_arguments(self, *, serialized_executable: bytes) -> bytes:
        return bytes.fromhex(self._read(serialized_executable)["options"])

    def get_hlo_module_with_config(self, *, serialized_executable: bytes) -> bytes:
        code: str = self._read(serialized_executable)["code"]
        return code.encode()

    def get_compiled_memory_stats(self, *, serialized_executable: bytes) -> bytes:
        return json.dumps({"code": len(self._read(serialized_executable)["code"])}).encode()

    def run_hlo_cost_analysis(self, *, target_arguments: bytes, hlo_module: list[bytes]) -> dict[str, Any]:
        return {"flops": float(sum(len(program_format.parse(m.decode()).steps) for m in hlo_module))}

    def set_tpu_compilation_env(self, *, serialized_compilation_environments: bytes) -> bytes:
        return serialized_compilation_environments or b"reference_flag=1"

    def get_tpu_compilation_env_field_as_string(
        self, *, serialized_compilation_environments: bytes, field_name: bytes
    ) -> str:
        fields = dict(part.partition(b"=")[::2] for part in serialized_compilation_environments.split(b";"))
        if field_name not in fields:
            raise NotFoundError(f"there is no field {field_name.decode()!r}")
        return fields[field_name].decode()

    def is_tpu_predetermined_error(self, *, serialized_status: bytes) -> bool:
        return serialized_status.startswith(b"predetermined")
