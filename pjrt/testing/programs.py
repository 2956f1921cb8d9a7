"""The reference plugin's executables: compiling, running on several devices, callbacks of the host."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from pjrt import dtypes
from pjrt.errors import InvalidArgumentError, UnimplementedError
from pjrt.protos import message
from pjrt.server import Event
from pjrt.testing import program as programs
from pjrt.testing.buffers import Buffers
from pjrt.testing.client import Machine, Topology
from pjrt.testing.host_calls import HostCalls, Stream
from pjrt.testing.machine import Core, Stored, after
from pjrt_abi.enums import PJRT_Buffer_Type
from pjrt_abi.structs import PJRT_LogicalDeviceIds

_MAGIC = "program of pjrt.testing"


class Compiled:
    """A program with the options that it was compiled with. C: PJRT_Executable."""

    def __init__(self, code: bytes, options: bytes) -> None:
        self.code = code
        self.options = message("xla.CompileOptionsProto").FromString(options)
        self.program = programs.parse(code.decode(errors="replace"))
        build = self.options.executable_build_options
        self.replicas = max(1, build.num_replicas)
        self.partitions = max(1, build.num_partitions)
        if self.partitions > 1:
            raise UnimplementedError("the reference plugin runs replicas, and no partitions")

    @property
    def fingerprint(self) -> bytes:
        """The same for the same program and options."""
        return hashlib.sha256(self.code + bytes(self.options.SerializeToString(deterministic=True))).digest()


class Loaded:
    """A program on its devices; none if it is portable. C: PJRT_LoadedExecutable."""

    def __init__(self, compiled: Compiled, client: Machine) -> None:
        self.compiled = compiled
        self.client = client
        self.deleted = False
        self.cores = [] if compiled.options.compile_portable_executable else self._cores()

    def _cores(self) -> list[Core]:
        build = self.compiled.options.executable_build_options
        ids = [i for c in build.device_assignment.computation_devices for i in c.replica_device_ids]
        wanted = ids or list(range(self.compiled.replicas))
        if len(wanted) != self.compiled.replicas or not set(wanted) <= set(range(len(self.client.cores))):
            raise InvalidArgumentError(f"the program cannot run on the devices {wanted}")
        return [self.client.cores[i] for i in wanted]


class Programs(Buffers):
    """The functions of executables."""

    # --------------------------------------------------------------- compiling

    def client_compile(self, *, client: Machine, program: Any, compile_options: bytes) -> Loaded:
        return Loaded(self._compiled(program, compile_options), client)

    def compile(self, *, topology: Topology, program: Any, compile_options: bytes, client: Machine | None) -> Compiled:
        return self._compiled(program, compile_options)

    def _compiled(self, program: Any, options: bytes) -> Compiled:
        if program.format != "mlir":
            raise UnimplementedError(f"the reference plugin takes programs as MLIR text, not {program.format!r}")
        return Compiled(program.code or b"", options)

    def client_load(self, *, client: Machine, executable: Compiled, compile_options: bytes) -> Loaded:
        return Loaded(executable, client)

    def executable_serialize(self, *, executable: Compiled) -> bytes:
        options = executable.options.SerializeToString().hex()
        return json.dumps({"is": _MAGIC, "code": executable.code.decode(), "options": options}).encode()

    def executable_deserialize_and_load(
        self,
        *,
        client: Machine,
        serialized_executable: bytes,
        overridden_serialized_compile_options: bytes | None,
        load_options: Any,
    ) -> Loaded:
        try:
            data = json.loads(serialized_executable)
            code, options = data["code"].encode(), bytes.fromhex(data["options"])
        except (ValueError, KeyError, TypeError, AttributeError):
            raise InvalidArgumentError("this is no serialized program of the reference plugin") from None
        return Loaded(Compiled(code, overridden_serialized_compile_options or options), client)

    # ------------------------------------------------------------------- facts

    def executable_name(self, *, executable: Compiled) -> str:
        return executable.program.name

    def executable_num_replicas(self, *, executable: Compiled) -> int:
        return int(executable.replicas)

    def executable_num_partitions(self, *, executable: Compiled) -> int:
        return int(executable.partitions)

    def executable_num_outputs(self, *, executable: Compiled) -> int:
        return len(executable.program.signature.results)

    def executable_size_of_generated_code_in_bytes(self, *, executable: Compiled) -> int:
        return len(executable.code)

    def executable_get_cost_analysis(self, *, executable: Compiled) -> dict[str, Any]:
        return {"flops": float(len(executable.program.steps))}

    def executable_get_compiled_memory_stats(self, *, executable: Compiled) -> dict[str, int]:
        signature = executable.program.signature
        given, told = (
            sum(int(np.prod(s.shape)) * s.dtype.itemsize for s in specs if s.dtype is not None)
            for specs in (signature.parameters, signature.results)
        )
        return {
            "generated_code_size_in_bytes": len(executable.code),
            "argument_size_in_bytes": given,
            "output_size_in_bytes": told,
        }

    def executable_output_memory_kinds(self, *, executable: Compiled) -> list[str]:
        return ["device"] * len(executable.program.signature.results)

    def executable_parameter_memory_kinds(self, *, executable: Compiled) -> list[str]:
        return ["device"] * len(executable.program.signature.parameters)

    def executable_output_element_types(self, *, executable: Compiled) -> list[PJRT_Buffer_Type]:
        return [_type(spec) for spec in executable.program.signature.results]

    def executable_output_dimensions(self, *, executable: Compiled) -> list[tuple[int, ...]]:
        return [spec.shape for spec in executable.program.signature.results]

    def executable_optimized_program(self, *, executable: Compiled) -> tuple[bytes, str]:
        return executable.code, "mlir"

    def executable_fingerprint(self, *, executable: Compiled) -> bytes:
        return executable.fingerprint

    def executable_get_compile_options(self, *, executable: Compiled) -> bytes:
        serialized: bytes = executable.options.SerializeToString()
        return serialized

    def loaded_executable_get_executable(self, *, loaded_executable: Loaded) -> Compiled:
        return loaded_executable.compiled

    def loaded_executable_addressable_devices(self, *, executable: Loaded) -> list[Core]:
        return executable.cores

    def loaded_executable_addressable_device_logical_ids(self, *, executable: Loaded) -> list[PJRT_LogicalDeviceIds]:
        return [PJRT_LogicalDeviceIds(replica=n, partition=0) for n in range(len(executable.cores))]

    def loaded_executable_get_device_assignment(self, *, executable: Loaded) -> bytes:
        made = message("xla.DeviceAssignmentProto")()
        if executable.cores:
            made.replica_count, made.computation_count = len(executable.cores), 1
            made.computation_devices.add().replica_device_ids.extend(core.id for core in executable.cores)
        serialized: bytes = made.SerializeToString()
        return serialized

    def loaded_executable_fingerprint(self, *, executable: Loaded) -> bytes:
        return executable.compiled.fingerprint

    def loaded_executable_delete(self, *, executable: Loaded) -> None:
        executable.deleted = True

    def loaded_executable_is_deleted(self, *, executable: Loaded) -> bool:
        return executable.deleted

    # ----------------------------------------------------------------- running

    def copy_to_device_stream_destroy(self, *, stream: Stream) -> None:
        stream.end()

    def execute_context_create(self) -> object:
        return object()

    def loaded_executable_execute(
        self, *, executable: Loaded, options: Any, argument_lists: list[list[Stored]], execute_device: Core | None
    ) -> tuple[list[list[Stored]], list[Event]]:
        if executable.deleted:
            raise InvalidArgumentError("this executable was deleted")
        compiled = executable.compiled
        cores = [execute_device] if execute_device is not None else executable.cores
        if len(cores) != len(argument_lists) or None in cores:
            raise InvalidArgumentError(f"arguments for {len(cores)} devices are wanted, got {len(argument_lists)} rows")
        for number, row in enumerate(argument_lists):
            _check(compiled, row, number)
        kept = set(options.non_donatable_input_indices)
        given = [[buffer.data for buffer in row] for row in argument_lists]
        waits = [buffer.ready for row in argument_lists for buffer in row]
        for row in argument_lists:
            for index in compiled.program.signature.donated - kept:
                row[index].delete()
        results = [
            [Stored(core.spaces[0], _type(spec), spec.shape, core=core) for spec in compiled.program.signature.results]
            for core in cores
        ]
        done = [Event(done=False) for _ in cores]
        poison = [core.poisoned.pop(options.launch_id, None) for core in cores]
        for core in cores:
            core.launched.add(options.launch_id)
        host = HostCalls.of(self, options, len(cores))

        def run(error: BaseException | None) -> None:
            error = error or next((p for p in poison if p is not None), None)
            rows: programs.Rows = []
            if error is None:
                try:
                    values = [
                        [b.data if b.data is not None else g for b, g in zip(row, kept_values, strict=True)]
                        for row, kept_values in zip(argument_lists, given, strict=True)
                    ]
                    rows = compiled.program.run(values, host)  # type: ignore[arg-type]
                except Exception as raised:
                    error = raised
            self.clock.do(lambda: _finish(results, rows, done, error))

        if host.needed:
            host.apart(lambda: after(waits, run))
        else:
            after(waits, run)
        return results, done

    # ---------------------------------------------------- host-to-device streams

    def copy_to_device_stream_add_chunk(self, *, stream: Stream, chunk: Any) -> Event:
        stream.add(chunk)
        return Event()

    def copy_to_device_stream_total_bytes(self, *, stream: Stream) -> int:
        return stream.total

    def copy_to_device_stream_granule_size(self, *, stream: Stream) -> int:
        return 1

    def copy_to_device_stream_current_bytes(self, *, stream: Stream) -> int:
        return stream.current


def _finish(results: list[list[Stored]], rows: programs.Rows, done: list[Event], error: BaseException | None) -> None:
    for number, row in enumerate(results):
        for index, buffer in enumerate(row):
            if error is None and not buffer.deleted:
                buffer.fill(rows[number][index])
            buffer.ready.set(error)
        done[number].set(error)


def _check(compiled: Compiled, row: Sequence[Stored], number: int) -> None:
    specs = compiled.program.signature.parameters
    if len(row) != len(specs):
        raise InvalidArgumentError(f"device {number}: {len(specs)} arguments are wanted, got {len(row)}")
    for index, (spec, buffer) in enumerate(zip(specs, row, strict=True)):
        buffer.require()
        if spec.dtype is not None and (buffer.dims, buffer.dtype) != (spec.shape, spec.dtype):
            found = dtypes.spell(buffer.dtype, buffer.dims)
            raise InvalidArgumentError(f"device {number}, argument {index}: {spec} is wanted, got {found}")


def _type(spec: Any) -> PJRT_Buffer_Type:
    return PJRT_Buffer_Type.TOKEN if spec.dtype is None else dtypes.to_c(spec.dtype)
