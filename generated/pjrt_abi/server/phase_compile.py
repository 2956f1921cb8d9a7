"""Generated from `xla/pjrt/c/pjrt_c_api_phase_compile_extension.h`: what serves its functions."""

from __future__ import annotations

from typing import Any

from pjrt_abi.extensions.phase_compile import (
    PJRT_PhaseCompile_C_Buffers_Destroy_Args,
    PJRT_PhaseCompile_Destroy_Compiler_Args,
    PJRT_PhaseCompile_Get_Compiler_Args,
    PJRT_PhaseCompile_Get_PhaseNames_Args,
    PJRT_PhaseCompile_Run_Phase_Args,
    PhaseCompile,
)
from pjrt_abi.views import (
    FunctionView,
    HandleIn,
    HandleOut,
    ScalarIn,
    TableServer,
    TextIn,
    TextsIn,
    TextsOut,
    unserved,
)


class PhaseCompileServer(TableServer):
    """What serves `PJRT_PhaseCompile_Extension`."""

    CLIENT = PhaseCompile
    TYPE = 9
    VIEWS = (
        FunctionView(
            "PJRT_PhaseCompile_Get_Compiler",
            "get_compiler",
            PJRT_PhaseCompile_Get_Compiler_Args,
            HandleOut("phase_compiler", "phase_compiler", kind="PJRT_PhaseCompiler", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_PhaseCompile_Destroy_Compiler",
            "destroy_compiler",
            PJRT_PhaseCompile_Destroy_Compiler_Args,
            HandleIn("phase_compiler", "phase_compiler", kind="PJRT_PhaseCompiler", nullable=False),
            destroys="PJRT_PhaseCompiler",
        ),
        FunctionView(
            "PJRT_PhaseCompile_Run_Phase",
            "run_phase",
            PJRT_PhaseCompile_Run_Phase_Args,
            HandleIn("phase_compiler", "phase_compiler", kind="PJRT_PhaseCompiler", nullable=False),
            TextsIn("input_programs", "input_programs", "input_programs_sizes", "num_input_programs", text=bytes),
            TextsIn("phases_to_run", "phases_to_run", "phases_to_run_sizes", "num_phases_to_run", text=str),
            TextIn("compile_options", "compile_options", "compile_options_size", text=bytes),
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            TextsOut("output_programs", "output_programs", "output_programs_sizes", "num_output_programs", text=bytes),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_PhaseCompile_Get_PhaseNames",
            "get_phase_names",
            PJRT_PhaseCompile_Get_PhaseNames_Args,
            HandleIn("phase_compiler", "phase_compiler", kind="PJRT_PhaseCompiler", nullable=False),
            TextsOut("phase_names", "phase_names", "phase_names_sizes", "num_phase_names", text=str),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_PhaseCompile_C_Buffers_Destroy",
            "c_buffers_destroy",
            PJRT_PhaseCompile_C_Buffers_Destroy_Args,
            ScalarIn("char_buffers", "char_buffers"),
            ScalarIn("char_buffer_sizes", "char_buffer_sizes"),
            ScalarIn("num_char_buffers", "num_char_buffers"),
        ),
    )

    def get_compiler(self) -> Any:
        """Serves `PJRT_PhaseCompile_Get_Compiler`, slot 0."""
        unserved("PJRT_PhaseCompile_Get_Compiler")

    def destroy_compiler(self, *, phase_compiler: Any) -> None:
        """Serves `PJRT_PhaseCompile_Destroy_Compiler`, slot 1."""
        unserved("PJRT_PhaseCompile_Destroy_Compiler")

    def run_phase(self, *, phase_compiler: Any, input_programs: list[bytes], phases_to_run: list[str], compile_options: bytes, topology: Any) -> list[bytes]:
        """Serves `PJRT_PhaseCompile_Run_Phase`, slot 2."""
        unserved("PJRT_PhaseCompile_Run_Phase")

    def get_phase_names(self, *, phase_compiler: Any) -> list[str]:
        """Serves `PJRT_PhaseCompile_Get_PhaseNames`, slot 3."""
        unserved("PJRT_PhaseCompile_Get_PhaseNames")

    def c_buffers_destroy(self, *, char_buffers: int | None, char_buffer_sizes: int | None, num_char_buffers: int) -> None:
        """Serves `PJRT_PhaseCompile_C_Buffers_Destroy`, slot 4."""
        unserved("PJRT_PhaseCompile_C_Buffers_Destroy")
