"""Compiled programs: what they are, and how they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pjrt import dtypes, signature
from pjrt._runtime.lazy import cached_property
from pjrt._runtime.lifetime import Pinned
from pjrt.compile_options import CompileOptions
from pjrt.errors import UnimplementedError, UnsupportedError
from pjrt.program import Program
from pjrt_abi.enums import PJRT_Buffer_Type

if TYPE_CHECKING:
    from pjrt._runtime.plugin_state import PluginState
    from pjrt.dtypes import DType
    from pjrt.signature import Signature
    from pjrt_abi.functions import ExecutableGetCompiledMemoryStats
    from pjrt_abi.typed import ExecutablePtr, NamedValue

_LACKING = (UnimplementedError, UnsupportedError)


class Executable(Pinned):
    """A compiled program, for a device that need not be here. Made by `Topology.compile`. C: PJRT_Executable.

    Any thread may use it. The C object lives until the last reference goes.
    """

    def __init__(self, state: PluginState, program: ExecutablePtr | None) -> None:
        self._state = state
        self._program = program

    def __repr__(self) -> str:
        return f"<Executable {self.name!r}>" if self._state.is_open else "<Executable of a closed client>"

    @cached_property
    def name(self) -> str:
        """The program's name, usually its module's. C: PJRT_Executable_Name."""
        self._require()
        return self._state.abi.executable_name(self._unloaded)

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

    @cached_property
    def num_outputs(self) -> int:
        """The number of results. C: PJRT_Executable_NumOutputs."""
        self._require()
        return self._state.abi.executable_num_outputs(self._unloaded)

    @cached_property
    def output_shapes(self) -> tuple[tuple[int, ...], ...]:
        """The shape of each result, on one device of several; the largest where it is dynamic.

        C: PJRT_Executable_OutputDimensions; the signature where the plugin has it not.
        """
        self._require()
        try:
            return tuple(self._state.abi.executable_output_dimensions(self._unloaded))
        except _LACKING:
            return tuple(spec.shape for spec in self.signature.results)

    @cached_property
    def output_dtypes(self) -> tuple[DType | None, ...]:
        """The dtype of each result; None for a token.

        C: PJRT_Executable_OutputElementTypes; the signature where the plugin has it not.
        """
        self._require()
        try:
            kinds = self._state.abi.executable_output_element_types(self._unloaded)
        except _LACKING:
            return tuple(spec.dtype for spec in self.signature.results)
        return tuple(None if kind == PJRT_Buffer_Type.TOKEN else dtypes.from_c(kind) for kind in kinds)

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
        """The program as the compiler left it, and its format: MLIR or a serialized HLO module. `text` has it as text.

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

    @property
    def _unloaded(self) -> ExecutablePtr:
        assert self._program is not None
        return self._program

    def _require(self) -> None:
        self._state.require_open()

    def __del__(self) -> None:
        try:
            ptr, self._program = self._program, None
            if ptr is not None and self._state.usable:
                self._state.abi.executable_destroy(ptr)
        except Exception:  # a destructor has nobody to tell
            return
