"""Generated from `xla/pjrt/c/pjrt_c_api_phase_compile_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import Structure, addressof, c_size_t, c_void_p
from typing import Any, ClassVar

from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import (
    CALL,
    CALL_VOID,
    FunctionTable,
    all_bytes_out,
    bytes_in,
    pointer_out,
    texts_in,
    texts_out,
)
from pjrt_abi.typed import PhaseCompilerPtr, TopologyDescriptionPtr


PJRT_API_PHASE_COMPILE_EXTENSION_VERSION = 1


class PJRT_PhaseCompile_Get_Compiler_Args(Structure):
    """Arguments of `PJRT_PhaseCompile_Get_Compiler`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    phase_compiler: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("phase_compiler", c_void_p),  # out, const PJRT_PhaseCompiler*
    )


PJRT_PhaseCompile_Get_Compiler_Args.STRUCT_SIZE = size_through(PJRT_PhaseCompile_Get_Compiler_Args, "phase_compiler")


class PJRT_PhaseCompile_Destroy_Compiler_Args(Structure):
    """Arguments of `PJRT_PhaseCompile_Destroy_Compiler`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    phase_compiler: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("phase_compiler", c_void_p),  # const PJRT_PhaseCompiler*
    )


PJRT_PhaseCompile_Destroy_Compiler_Args.STRUCT_SIZE = size_through(PJRT_PhaseCompile_Destroy_Compiler_Args, "phase_compiler")


class PJRT_PhaseCompile_Run_Phase_Args(Structure):
    """Arguments of `PJRT_PhaseCompile_Run_Phase`; 120 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    phase_compiler: int | None
    input_programs: int | None
    input_programs_sizes: int | None
    num_input_programs: int
    phases_to_run: int | None
    phases_to_run_sizes: int | None
    num_phases_to_run: int
    compile_options: int | None
    compile_options_size: int
    topology: int | None
    output_programs: int | None
    output_programs_sizes: int | None
    num_output_programs: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("phase_compiler", c_void_p),  # const PJRT_PhaseCompiler*
        ("input_programs", c_void_p),  # const char**
        ("input_programs_sizes", c_void_p),  # const size_t*
        ("num_input_programs", c_size_t),  # size_t
        ("phases_to_run", c_void_p),  # const char**
        ("phases_to_run_sizes", c_void_p),  # const size_t*
        ("num_phases_to_run", c_size_t),  # size_t
        ("compile_options", c_void_p),  # const char*
        ("compile_options_size", c_size_t),  # size_t
        ("topology", c_void_p),  # PJRT_TopologyDescription*
        ("output_programs", c_void_p),  # out, const char**
        ("output_programs_sizes", c_void_p),  # out, const size_t*
        ("num_output_programs", c_size_t),  # out, size_t
    )


PJRT_PhaseCompile_Run_Phase_Args.STRUCT_SIZE = size_through(PJRT_PhaseCompile_Run_Phase_Args, "num_output_programs")


class PJRT_PhaseCompile_Get_PhaseNames_Args(Structure):
    """Arguments of `PJRT_PhaseCompile_Get_PhaseNames`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    phase_compiler: int | None
    phase_names: int | None
    phase_names_sizes: int | None
    num_phase_names: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("phase_compiler", c_void_p),  # const PJRT_PhaseCompiler*
        ("phase_names", c_void_p),  # out, const char**
        ("phase_names_sizes", c_void_p),  # out, const size_t*
        ("num_phase_names", c_size_t),  # out, size_t
    )


PJRT_PhaseCompile_Get_PhaseNames_Args.STRUCT_SIZE = size_through(PJRT_PhaseCompile_Get_PhaseNames_Args, "num_phase_names")


class PJRT_PhaseCompile_C_Buffers_Destroy_Args(Structure):
    """Arguments of `PJRT_PhaseCompile_C_Buffers_Destroy`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    char_buffers: int | None
    char_buffer_sizes: int | None
    num_char_buffers: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("char_buffers", c_void_p),  # const char**
        ("char_buffer_sizes", c_void_p),  # const size_t*
        ("num_char_buffers", c_size_t),  # size_t
    )


PJRT_PhaseCompile_C_Buffers_Destroy_Args.STRUCT_SIZE = size_through(PJRT_PhaseCompile_C_Buffers_Destroy_Args, "num_char_buffers")


class PJRT_PhaseCompile_Extension(Structure):
    """`struct PJRT_PhaseCompile_Extension`; 64 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    phase_compile_get_compiler: int | None
    phase_compile_destroy_compiler: int | None
    phase_compile_run_phases: int | None
    phase_compile_get_phase_names: int | None
    phase_compile_c_buffers_destroy: int | None
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("phase_compile_get_compiler", c_void_p),  # PJRT_PhaseCompile_Get_Compiler*
        ("phase_compile_destroy_compiler", c_void_p),  # PJRT_PhaseCompile_Destroy_Compiler*
        ("phase_compile_run_phases", c_void_p),  # PJRT_PhaseCompile_Run_Phase*
        ("phase_compile_get_phase_names", c_void_p),  # PJRT_PhaseCompile_Get_PhaseNames*
        ("phase_compile_c_buffers_destroy", c_void_p),  # PJRT_PhaseCompile_C_Buffers_Destroy*
    )


PJRT_PhaseCompile_Extension.STRUCT_SIZE = size_through(PJRT_PhaseCompile_Extension, "phase_compile_c_buffers_destroy")


class PhaseCompile(FunctionTable):
    """The extension `PJRT_PhaseCompile_Extension`, with a method for each of its 5 functions."""

    TABLE = PJRT_PhaseCompile_Extension
    NAME = "PhaseCompile"
    TYPE = 9
    VERSION = 1
    MARK = "experimental"
    MARKS = {
        "PJRT_PhaseCompile_Get_Compiler": "experimental",
        "PJRT_PhaseCompile_Destroy_Compiler": "experimental",
        "PJRT_PhaseCompile_Run_Phase": "experimental",
        "PJRT_PhaseCompile_Get_PhaseNames": "experimental",
        "PJRT_PhaseCompile_C_Buffers_Destroy": "experimental",
    }
    SLOTS = (
        ("PJRT_PhaseCompile_Get_Compiler", "phase_compile_get_compiler", CALL),
        ("PJRT_PhaseCompile_Destroy_Compiler", "phase_compile_destroy_compiler", CALL_VOID),
        ("PJRT_PhaseCompile_Run_Phase", "phase_compile_run_phases", CALL),
        ("PJRT_PhaseCompile_Get_PhaseNames", "phase_compile_get_phase_names", CALL),
        ("PJRT_PhaseCompile_C_Buffers_Destroy", "phase_compile_c_buffers_destroy", CALL_VOID),
    )
    PJRT_PhaseCompile_Get_Compiler: Any
    PJRT_PhaseCompile_Destroy_Compiler: Any
    PJRT_PhaseCompile_Run_Phase: Any
    PJRT_PhaseCompile_Get_PhaseNames: Any
    PJRT_PhaseCompile_C_Buffers_Destroy: Any

    def get_compiler(self) -> PhaseCompilerPtr:
        """`PJRT_PhaseCompile_Get_Compiler`, slot 0, experimental. The caller owns: phase_compiler."""
        a = PJRT_PhaseCompile_Get_Compiler_Args()
        a.struct_size = PJRT_PhaseCompile_Get_Compiler_Args.STRUCT_SIZE
        error = self.PJRT_PhaseCompile_Get_Compiler(addressof(a))
        if error:
            self._fail("PJRT_PhaseCompile_Get_Compiler", error)
        return PhaseCompilerPtr(pointer_out(a.phase_compiler, "PJRT_PhaseCompile_Get_Compiler.phase_compiler"))

    def destroy_compiler(self, phase_compiler: PhaseCompilerPtr) -> None:
        """`PJRT_PhaseCompile_Destroy_Compiler`, slot 1, experimental."""
        a = PJRT_PhaseCompile_Destroy_Compiler_Args()
        a.struct_size = PJRT_PhaseCompile_Destroy_Compiler_Args.STRUCT_SIZE
        a.phase_compiler = phase_compiler
        self.PJRT_PhaseCompile_Destroy_Compiler(addressof(a))

    def run_phase(
        self,
        phase_compiler: PhaseCompilerPtr,
        input_programs: Sequence[str | bytes],
        phases_to_run: Sequence[str | bytes],
        compile_options: str | bytes,
        topology: TopologyDescriptionPtr,
    ) -> list[bytes]:
        """`PJRT_PhaseCompile_Run_Phase`, slot 2, experimental."""
        a = PJRT_PhaseCompile_Run_Phase_Args()
        a.struct_size = PJRT_PhaseCompile_Run_Phase_Args.STRUCT_SIZE
        a.phase_compiler = phase_compiler
        keep_input_programs, a.input_programs, a.input_programs_sizes, a.num_input_programs = texts_in(input_programs)
        keep_phases_to_run, a.phases_to_run, a.phases_to_run_sizes, a.num_phases_to_run = texts_in(phases_to_run)
        keep_compile_options, a.compile_options, a.compile_options_size = bytes_in(compile_options)
        a.topology = topology
        error = self.PJRT_PhaseCompile_Run_Phase(addressof(a))
        if error:
            self._fail("PJRT_PhaseCompile_Run_Phase", error)
        try:
            return all_bytes_out(a.output_programs, a.output_programs_sizes, a.num_output_programs)
        finally:
            self.c_buffers_destroy(char_buffers=a.output_programs, char_buffer_sizes=a.output_programs_sizes, num_char_buffers=a.num_output_programs)

    def get_phase_names(self, phase_compiler: PhaseCompilerPtr) -> list[str]:
        """`PJRT_PhaseCompile_Get_PhaseNames`, slot 3, experimental."""
        a = PJRT_PhaseCompile_Get_PhaseNames_Args()
        a.struct_size = PJRT_PhaseCompile_Get_PhaseNames_Args.STRUCT_SIZE
        a.phase_compiler = phase_compiler
        error = self.PJRT_PhaseCompile_Get_PhaseNames(addressof(a))
        if error:
            self._fail("PJRT_PhaseCompile_Get_PhaseNames", error)
        try:
            return texts_out(a.phase_names, a.phase_names_sizes, a.num_phase_names)
        finally:
            self.c_buffers_destroy(char_buffers=a.phase_names, char_buffer_sizes=a.phase_names_sizes, num_char_buffers=a.num_phase_names)

    def c_buffers_destroy(
        self,
        char_buffers: int | None,
        char_buffer_sizes: int | None,
        num_char_buffers: int,
    ) -> None:
        """`PJRT_PhaseCompile_C_Buffers_Destroy`, slot 4, experimental."""
        a = PJRT_PhaseCompile_C_Buffers_Destroy_Args()
        a.struct_size = PJRT_PhaseCompile_C_Buffers_Destroy_Args.STRUCT_SIZE
        a.char_buffers = char_buffers
        a.char_buffer_sizes = char_buffer_sizes
        a.num_char_buffers = num_char_buffers
        self.PJRT_PhaseCompile_C_Buffers_Destroy(addressof(a))
