"""Compiled programs that can run."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from pjrt import signature
from pjrt._runtime import frames, transfer
from pjrt._runtime.lifetime import Pinned
from pjrt.buffer import Buffer
from pjrt.compile_options import CompileOptions
from pjrt.device import Device
from pjrt.errors import ClosedError, PjrtError
from pjrt.program import Program

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pjrt._runtime.client_state import ClientState
    from pjrt.dtypes import DType
    from pjrt.signature import Signature
    from pjrt_abi.functions import ExecutableGetCompiledMemoryStats
    from pjrt_abi.typed import BufferPtr, ExecutablePtr, LoadedExecutablePtr, NamedValue


class Executable(Pinned):
    """A program compiled and loaded on a client's devices. Made by `Client.compile`. C: PJRT_LoadedExecutable.

    Call it with the program's arguments: `y, = exe(x, 3.0)`. Any thread may; calls run in parallel.
    The C object lives until the last reference goes; `delete()` frees the compiled code sooner.
    """

    def __init__(self, state: ClientState, ptr: LoadedExecutablePtr) -> None:
        self._state = state
        self._ptr = ptr
        self._deleted = False
        self._program: ExecutablePtr | None = None
        self._options = frames.execute_options()
        self._program = state.abi.loaded_executable_get_executable(ptr)

    def __repr__(self) -> str:
        if self._deleted:
            return "<Executable, deleted>"
        if not self._state.is_open:
            return "<Executable of a closed client>"
        return f"<Executable {self.name!r} on {', '.join(d.to_string for d in self.devices)}>"

    @cached_property
    def name(self) -> str:
        """The program's name, usually its module's. C: PJRT_Executable_Name."""
        self._require()
        return self._state.abi.executable_name(self._unloaded)

    @cached_property
    def devices(self) -> tuple[Device, ...]:
        """The devices of this process that run it. C: PJRT_LoadedExecutable_AddressableDevices."""
        self._require()
        pointers = self._state.abi.loaded_executable_addressable_devices(self._ptr)
        return tuple(Device(self._state, p) for p in pointers)

    @cached_property
    def signature(self) -> Signature:
        """Shapes and dtypes of parameters and results, and which parameters are donated.

        C: PJRT_Executable_OptimizedProgram.
        """
        self._require()
        return signature.of_executable(self._state.abi, self._unloaded)

    @property
    def input_shapes(self) -> tuple[tuple[int, ...], ...]:
        """The shape of each parameter."""
        return tuple(spec.shape for spec in self.signature.parameters)

    @property
    def input_dtypes(self) -> tuple[DType | None, ...]:
        """The dtype of each parameter; None for a token."""
        return tuple(spec.dtype for spec in self.signature.parameters)

    @property
    def output_shapes(self) -> tuple[tuple[int, ...], ...]:
        """The shape of each result."""
        return tuple(spec.shape for spec in self.signature.results)

    @property
    def output_dtypes(self) -> tuple[DType | None, ...]:
        """The dtype of each result; None for a token."""
        return tuple(spec.dtype for spec in self.signature.results)

    @cached_property
    def num_replicas(self) -> int:
        """How many devices run it on data of their own. C: PJRT_Executable_NumReplicas."""
        self._require()
        return self._state.abi.executable_num_replicas(self._unloaded)

    @cached_property
    def num_partitions(self) -> int:
        """How many devices share one replica's work. C: PJRT_Executable_NumPartitions."""
        self._require()
        return self._state.abi.executable_num_partitions(self._unloaded)

    @cached_property
    def fingerprint(self) -> bytes:
        """The same for the same program, options and compiler, as a cache's key. C: PJRT_Executable_Fingerprint.

        Raises UnimplementedError where the platform has none.
        """
        self._require()
        return self._state.abi.executable_fingerprint(self._unloaded)

    @cached_property
    def generated_code_size(self) -> int:
        """The size of the machine code, bytes; 0 or -1 where the platform does not tell.

        C: PJRT_Executable_SizeOfGeneratedCodeInBytes.
        """
        self._require()
        return self._state.abi.executable_size_of_generated_code_in_bytes(self._unloaded)

    @cached_property
    def output_memory_kinds(self) -> tuple[str, ...]:
        """The kind of memory of each result, such as "device". C: PJRT_Executable_OutputMemoryKinds."""
        self._require()
        return tuple(self._state.abi.executable_output_memory_kinds(self._unloaded))

    @cached_property
    def input_memory_kinds(self) -> tuple[str, ...]:
        """The kind of memory of each parameter. C: PJRT_Executable_ParameterMemoryKinds."""
        self._require()
        return tuple(self._state.abi.executable_parameter_memory_kinds(self._unloaded))

    @property
    def compile_options(self) -> CompileOptions:
        """The options that it was compiled with, as the plugin keeps them. C: PJRT_Executable_GetCompileOptions."""
        self._require()
        return CompileOptions.parse(self._state.abi.executable_get_compile_options(self._unloaded))

    def cost_analysis(self) -> dict[str, NamedValue]:
        """The compiler's estimates, such as "flops" and "bytes accessed". C: PJRT_Executable_GetCostAnalysis."""
        self._require()
        return self._state.abi.executable_get_cost_analysis(self._unloaded)

    def memory_stats(self) -> ExecutableGetCompiledMemoryStats:
        """The memory that a run takes, bytes by purpose. C: PJRT_Executable_GetCompiledMemoryStats."""
        self._require()
        return self._state.abi.executable_get_compiled_memory_stats(self._unloaded)

    def optimized_program(self) -> Program:
        """The program as the compiler left it, and its format: MLIR or a serialized HLO module.

        C: PJRT_Executable_OptimizedProgram.
        """
        self._require()
        code, format = self._state.abi.executable_optimized_program(self._unloaded, "hlo_with_config")
        return Program(code, format, "the optimized program")

    def serialize(self) -> bytes:
        """The compiled program for `Client.deserialize`, of the same platform and plugin version.

        C: PJRT_Executable_Serialize.
        """
        self._require()
        return self._state.abi.executable_serialize(self._unloaded)

    def __call__(self, *arguments: Any) -> tuple[Buffer, ...]:
        """Runs the program on its device; returns at once, the results may not be there yet.

        A portable program runs where its first Buffer argument is, or on the client's first device.

        arguments: one a parameter: a Buffer of this client, used without a copy; or a numpy array, or a Python number
        or nested list that becomes one of the parameter's dtype. Their shape and dtype are the program's.
        A Buffer given for a donated parameter is consumed: its `is_deleted` is True afterwards. A plugin may spare a
        buffer that a numpy view shows, and work on a copy; the view's values stay in either case.

        Raises TypeError for a wrong count or dtype or byte order, ValueError for a wrong shape or for a buffer of
        another client, ClosedError for a deleted buffer or executable, and PjrtError for what the plugin reports.
        C: PJRT_LoadedExecutable_Execute.
        """
        self._require()
        if len(self.devices) > 1:
            raise ValueError(f"the program was compiled for {len(self.devices)} devices; this call runs on one")
        expected = self.signature
        expected.check_count(len(arguments))
        results = [(spec.shape, transfer.array_dtype(spec.dtype)) for spec in expected.results]
        home = self.devices[0] if self.devices else self._where(arguments)
        buffers = [self._argument(index, value, home) for index, value in enumerate(arguments)]
        pointers: list[BufferPtr] = [buffer._handle() for buffer in buffers]
        # A portable program was compiled for no device in particular, and has to be told.
        told = None if self.devices else home._ptr
        made, _ = self._state.abi.loaded_executable_execute(
            self._ptr, self._options, [pointers], len(results), execute_device=told
        )
        return tuple(
            Buffer(self._state, ptr, shape, dtype) for ptr, (shape, dtype) in zip(made[0], results, strict=True)
        )

    def _argument(self, index: int, value: Any, home: Device) -> Buffer:
        if isinstance(value, Buffer):
            if value._state is not self._state:
                raise ValueError(f"argument {index}: {value!r} is of another client; copy it over with put()")
            self.signature.check(index, value.shape, value.dtype)
            value._require_data()
            return value
        array = transfer.as_array(value, self.signature.parameters[index].dtype, f"argument {index}")
        self.signature.check(index, array.shape, array.dtype)
        ptr = transfer.put(self._state, array, home._ptr)
        return Buffer(self._state, ptr, array.shape, array.dtype)

    def _where(self, arguments: Sequence[Any]) -> Device:
        """The device for a portable program: where its first buffer is, else the client's first."""
        for value in arguments:
            if isinstance(value, Buffer) and value._state is self._state:
                return value.device
        found = self._state.abi.client_addressable_devices(self._state.ptr)
        if not found:
            raise PjrtError("this client has no device that this process can use")
        return Device(self._state, found[0])

    @property
    def is_deleted(self) -> bool:
        """Whether `delete()` was called."""
        return self._deleted

    def delete(self) -> None:
        """Frees the compiled program once its running calls are done. Twice is no error.

        C: PJRT_LoadedExecutable_Delete.
        """
        if not self._deleted:
            self._state.require_open()
            self._deleted = True
            self._state.abi.loaded_executable_delete(self._ptr)

    @property
    def _unloaded(self) -> ExecutablePtr:
        assert self._program is not None
        return self._program

    def _require(self) -> None:
        self._state.require_open()
        if self._deleted:
            raise ClosedError("this executable was deleted")

    def __del__(self) -> None:
        try:
            self._deleted = True  # in a cycle of garbage, another object's destructor may still come and use this one
            if self._state.usable:
                try:
                    if self._program is not None:
                        self._state.abi.executable_destroy(self._program)
                finally:
                    self._state.abi.loaded_executable_destroy(self._ptr)
        except Exception:  # a destructor has nobody to tell
            return
