"""Generated from `xla/pjrt/c/pjrt_c_api_tpu_executable_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import CFUNCTYPE, Structure, addressof, c_bool, c_size_t, c_void_p
from typing import Any, ClassVar

from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import (
    CALL,
    FunctionTable,
    bytes_in,
    bytes_out,
    named_values_out,
    release,
    text_out,
    texts_in,
)
from pjrt_abi.typed import NamedValue


PJRT_API_TPU_EXECUTABLE_EXTENSION_VERSION = 1


class PJRT_TpuExecutable_GetTargetArguments_Args(Structure):
    """Arguments of `PJRT_TpuExecutable_GetTargetArguments`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    serialized_executable: int | None
    serialized_executable_size: int
    target_arguments: int | None
    target_arguments_size: int
    target_arguments_ptr: int | None
    target_arguments_deleter: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("serialized_executable", c_void_p),  # const char*
        ("serialized_executable_size", c_size_t),  # size_t
        ("target_arguments", c_void_p),  # out, const char*
        ("target_arguments_size", c_size_t),  # out, size_t
        ("target_arguments_ptr", c_void_p),  # out, PJRT_TpuExecutable_TargetArguments*
        ("target_arguments_deleter", c_void_p),  # out, void (*)(PJRT_TpuExecutable_TargetArguments*)
    )


PJRT_TpuExecutable_GetTargetArguments_Args.STRUCT_SIZE = size_through(PJRT_TpuExecutable_GetTargetArguments_Args, "target_arguments_deleter")


class PJRT_TpuExecutable_GetHloModuleWithConfig_Args(Structure):
    """Arguments of `PJRT_TpuExecutable_GetHloModuleWithConfig`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    serialized_executable: int | None
    serialized_executable_size: int
    hlo_module_with_config: int | None
    hlo_module_with_config_size: int
    hlo_module_with_config_ptr: int | None
    hlo_module_with_config_deleter: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("serialized_executable", c_void_p),  # const char*
        ("serialized_executable_size", c_size_t),  # size_t
        ("hlo_module_with_config", c_void_p),  # out, const char*
        ("hlo_module_with_config_size", c_size_t),  # out, size_t
        ("hlo_module_with_config_ptr", c_void_p),  # out, PJRT_TpuExecutable_HloModuleWithConfig*
        ("hlo_module_with_config_deleter", c_void_p),  # out, void (*)(PJRT_TpuExecutable_HloModuleWithConfig*)
    )


PJRT_TpuExecutable_GetHloModuleWithConfig_Args.STRUCT_SIZE = size_through(PJRT_TpuExecutable_GetHloModuleWithConfig_Args, "hlo_module_with_config_deleter")


class PJRT_TpuExecutable_RunHloCostAnalysis_Args(Structure):
    """Arguments of `PJRT_TpuExecutable_RunHloCostAnalysis`; 80 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    target_arguments: int | None
    target_arguments_size: int
    hlo_module: int | None
    hlo_module_size: int | None
    num_hlo_modules: int
    analysis_results: int | None
    num_analysis_results: int
    analysis_results_ptr: int | None
    analysis_results_deleter: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("target_arguments", c_void_p),  # const char*
        ("target_arguments_size", c_size_t),  # size_t
        ("hlo_module", c_void_p),  # const char**
        ("hlo_module_size", c_void_p),  # size_t*
        ("num_hlo_modules", c_size_t),  # size_t
        ("analysis_results", c_void_p),  # out, const PJRT_NamedValue*
        ("num_analysis_results", c_size_t),  # out, size_t
        ("analysis_results_ptr", c_void_p),  # out, PJRT_TpuExecutable_CostAnalysisResult*
        ("analysis_results_deleter", c_void_p),  # out, void (*)(PJRT_TpuExecutable_CostAnalysisResult*)
    )


PJRT_TpuExecutable_RunHloCostAnalysis_Args.STRUCT_SIZE = size_through(PJRT_TpuExecutable_RunHloCostAnalysis_Args, "analysis_results_deleter")


class PJRT_TpuExecutable_GetCompiledMemoryStats_Args(Structure):
    """Arguments of `PJRT_TpuExecutable_GetCompiledMemoryStats`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    serialized_executable: int | None
    serialized_executable_size: int
    compiled_memory_stats: int | None
    compiled_memory_stats_size: int
    compiled_memory_stats_ptr: int | None
    compiled_memory_stats_deleter: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("serialized_executable", c_void_p),  # const char*
        ("serialized_executable_size", c_size_t),  # size_t
        ("compiled_memory_stats", c_void_p),  # out, const char*
        ("compiled_memory_stats_size", c_size_t),  # out, size_t
        ("compiled_memory_stats_ptr", c_void_p),  # out, PJRT_TpuExecutable_CompiledMemoryStats*
        ("compiled_memory_stats_deleter", c_void_p),  # out, void (*)(PJRT_TpuExecutable_CompiledMemoryStats*)
    )


PJRT_TpuExecutable_GetCompiledMemoryStats_Args.STRUCT_SIZE = size_through(PJRT_TpuExecutable_GetCompiledMemoryStats_Args, "compiled_memory_stats_deleter")


class PJRT_TpuExecutable_SetTpuCompilationEnv_Args(Structure):
    """Arguments of `PJRT_TpuExecutable_SetTpuCompilationEnv`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    serialized_compilation_environments: int | None
    serialized_compilation_environments_size: int
    result_compilation_environments: int | None
    result_compilation_environments_size: int
    result_compilation_environments_ptr: int | None
    result_compilation_environments_deleter: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("serialized_compilation_environments", c_void_p),  # const char*
        ("serialized_compilation_environments_size", c_size_t),  # size_t
        ("result_compilation_environments", c_void_p),  # out, const char*
        ("result_compilation_environments_size", c_size_t),  # out, size_t
        ("result_compilation_environments_ptr", c_void_p),  # out, PJRT_TpuExecutable_CompilationEnvironments*
        ("result_compilation_environments_deleter", c_void_p),  # out, void (*)(PJRT_TpuExecutable_CompilationEnvironments*)
    )


PJRT_TpuExecutable_SetTpuCompilationEnv_Args.STRUCT_SIZE = size_through(PJRT_TpuExecutable_SetTpuCompilationEnv_Args, "result_compilation_environments_deleter")


class PJRT_TpuExecutable_GetTpuCompilationEnvFieldAsString_Args(Structure):
    """Arguments of `PJRT_TpuExecutable_GetTpuCompilationEnvFieldAsString`; 72 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    serialized_compilation_environments: int | None
    serialized_compilation_environments_size: int
    field_name: int | None
    field_name_size: int
    field_value: int | None
    field_value_size: int
    field_value_ptr: int | None
    field_value_deleter: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("serialized_compilation_environments", c_void_p),  # const char*
        ("serialized_compilation_environments_size", c_size_t),  # size_t
        ("field_name", c_void_p),  # const char*
        ("field_name_size", c_size_t),  # size_t
        ("field_value", c_void_p),  # out, const char*
        ("field_value_size", c_size_t),  # out, size_t
        ("field_value_ptr", c_void_p),  # out, PJRT_TpuExecutable_FieldValue*
        ("field_value_deleter", c_void_p),  # out, void (*)(PJRT_TpuExecutable_FieldValue*)
    )


PJRT_TpuExecutable_GetTpuCompilationEnvFieldAsString_Args.STRUCT_SIZE = size_through(PJRT_TpuExecutable_GetTpuCompilationEnvFieldAsString_Args, "field_value_deleter")


class PJRT_TpuExecutable_IsTpuPredeterminedError_Args(Structure):
    """Arguments of `PJRT_TpuExecutable_IsTpuPredeterminedError`; 25 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    serialized_status: int | None
    serialized_status_size: int
    is_predetermined: bool
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("serialized_status", c_void_p),  # const char*
        ("serialized_status_size", c_size_t),  # size_t
        ("is_predetermined", c_bool),  # out, bool
    )


PJRT_TpuExecutable_IsTpuPredeterminedError_Args.STRUCT_SIZE = size_through(PJRT_TpuExecutable_IsTpuPredeterminedError_Args, "is_predetermined")


class PJRT_TpuExecutable_Extension(Structure):
    """`struct PJRT_TpuExecutable_Extension`; 88 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    get_target_arguments: int | None
    get_hlo_module_with_config: int | None
    get_core_program_abi_version: int | None
    get_compiled_memory_stats: int | None
    run_hlo_cost_analysis: int | None
    set_tpu_compilation_env: int | None
    get_tpu_compilation_env_field_as_string: int | None
    is_tpu_predetermined_error: int | None
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("get_target_arguments", c_void_p),  # PJRT_TpuExecutable_GetTargetArguments*
        ("get_hlo_module_with_config", c_void_p),  # PJRT_TpuExecutable_GetHloModuleWithConfig*
        ("get_core_program_abi_version", c_void_p),  # void*, deprecated
        ("get_compiled_memory_stats", c_void_p),  # PJRT_TpuExecutable_GetCompiledMemoryStats*
        ("run_hlo_cost_analysis", c_void_p),  # PJRT_TpuExecutable_RunHloCostAnalysis*
        ("set_tpu_compilation_env", c_void_p),  # PJRT_TpuExecutable_SetTpuCompilationEnv*
        ("get_tpu_compilation_env_field_as_string", c_void_p),  # PJRT_TpuExecutable_GetTpuCompilationEnvFieldAsString*
        ("is_tpu_predetermined_error", c_void_p),  # PJRT_TpuExecutable_IsTpuPredeterminedError*
    )


PJRT_TpuExecutable_Extension.STRUCT_SIZE = size_through(PJRT_TpuExecutable_Extension, "is_tpu_predetermined_error")


PJRT_TpuExecutable_GetTargetArguments_Args_target_arguments_deleter = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_TpuExecutable_TargetArguments*)`"""


PJRT_TpuExecutable_GetHloModuleWithConfig_Args_hlo_module_with_config_deleter = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_TpuExecutable_HloModuleWithConfig*)`"""


PJRT_TpuExecutable_RunHloCostAnalysis_Args_analysis_results_deleter = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_TpuExecutable_CostAnalysisResult*)`"""


PJRT_TpuExecutable_GetCompiledMemoryStats_Args_compiled_memory_stats_deleter = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_TpuExecutable_CompiledMemoryStats*)`"""


PJRT_TpuExecutable_SetTpuCompilationEnv_Args_result_compilation_environments_deleter = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_TpuExecutable_CompilationEnvironments*)`"""


PJRT_TpuExecutable_GetTpuCompilationEnvFieldAsString_Args_field_value_deleter = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_TpuExecutable_FieldValue*)`"""


class TpuExecutable(FunctionTable):
    """The extension `PJRT_TpuExecutable_Extension`, with a method for each of its 7 functions."""

    TABLE = PJRT_TpuExecutable_Extension
    NAME = "TpuExecutable"
    TYPE = 17
    VERSION = 1
    MARK = ""
    SLOTS = (
        ("PJRT_TpuExecutable_GetTargetArguments", "get_target_arguments", CALL),
        ("PJRT_TpuExecutable_GetHloModuleWithConfig", "get_hlo_module_with_config", CALL),
        ("PJRT_TpuExecutable_GetCompiledMemoryStats", "get_compiled_memory_stats", CALL),
        ("PJRT_TpuExecutable_RunHloCostAnalysis", "run_hlo_cost_analysis", CALL),
        ("PJRT_TpuExecutable_SetTpuCompilationEnv", "set_tpu_compilation_env", CALL),
        ("PJRT_TpuExecutable_GetTpuCompilationEnvFieldAsString", "get_tpu_compilation_env_field_as_string", CALL),
        ("PJRT_TpuExecutable_IsTpuPredeterminedError", "is_tpu_predetermined_error", CALL),
    )
    PJRT_TpuExecutable_GetTargetArguments: Any
    PJRT_TpuExecutable_GetHloModuleWithConfig: Any
    PJRT_TpuExecutable_GetCompiledMemoryStats: Any
    PJRT_TpuExecutable_RunHloCostAnalysis: Any
    PJRT_TpuExecutable_SetTpuCompilationEnv: Any
    PJRT_TpuExecutable_GetTpuCompilationEnvFieldAsString: Any
    PJRT_TpuExecutable_IsTpuPredeterminedError: Any

    def get_target_arguments(self, serialized_executable: str | bytes) -> bytes:
        """`PJRT_TpuExecutable_GetTargetArguments`, slot 0."""
        a = PJRT_TpuExecutable_GetTargetArguments_Args()
        a.struct_size = PJRT_TpuExecutable_GetTargetArguments_Args.STRUCT_SIZE
        keep_serialized_executable, a.serialized_executable, a.serialized_executable_size = bytes_in(serialized_executable)
        error = self.PJRT_TpuExecutable_GetTargetArguments(addressof(a))
        if error:
            self._fail("PJRT_TpuExecutable_GetTargetArguments", error)
        try:
            return bytes_out(a.target_arguments, a.target_arguments_size)
        finally:
            release(a.target_arguments_deleter, a.target_arguments_ptr)

    def get_hlo_module_with_config(self, serialized_executable: str | bytes) -> bytes:
        """`PJRT_TpuExecutable_GetHloModuleWithConfig`, slot 1."""
        a = PJRT_TpuExecutable_GetHloModuleWithConfig_Args()
        a.struct_size = PJRT_TpuExecutable_GetHloModuleWithConfig_Args.STRUCT_SIZE
        keep_serialized_executable, a.serialized_executable, a.serialized_executable_size = bytes_in(serialized_executable)
        error = self.PJRT_TpuExecutable_GetHloModuleWithConfig(addressof(a))
        if error:
            self._fail("PJRT_TpuExecutable_GetHloModuleWithConfig", error)
        try:
            return bytes_out(a.hlo_module_with_config, a.hlo_module_with_config_size)
        finally:
            release(a.hlo_module_with_config_deleter, a.hlo_module_with_config_ptr)

    def get_compiled_memory_stats(self, serialized_executable: str | bytes) -> bytes:
        """`PJRT_TpuExecutable_GetCompiledMemoryStats`, slot 3."""
        a = PJRT_TpuExecutable_GetCompiledMemoryStats_Args()
        a.struct_size = PJRT_TpuExecutable_GetCompiledMemoryStats_Args.STRUCT_SIZE
        keep_serialized_executable, a.serialized_executable, a.serialized_executable_size = bytes_in(serialized_executable)
        error = self.PJRT_TpuExecutable_GetCompiledMemoryStats(addressof(a))
        if error:
            self._fail("PJRT_TpuExecutable_GetCompiledMemoryStats", error)
        try:
            return bytes_out(a.compiled_memory_stats, a.compiled_memory_stats_size)
        finally:
            release(a.compiled_memory_stats_deleter, a.compiled_memory_stats_ptr)

    def run_hlo_cost_analysis(
        self,
        target_arguments: str | bytes,
        hlo_module: Sequence[str | bytes],
    ) -> dict[str, NamedValue]:
        """`PJRT_TpuExecutable_RunHloCostAnalysis`, slot 4."""
        a = PJRT_TpuExecutable_RunHloCostAnalysis_Args()
        a.struct_size = PJRT_TpuExecutable_RunHloCostAnalysis_Args.STRUCT_SIZE
        keep_target_arguments, a.target_arguments, a.target_arguments_size = bytes_in(target_arguments)
        keep_hlo_module, a.hlo_module, a.hlo_module_size, a.num_hlo_modules = texts_in(hlo_module)
        error = self.PJRT_TpuExecutable_RunHloCostAnalysis(addressof(a))
        if error:
            self._fail("PJRT_TpuExecutable_RunHloCostAnalysis", error)
        try:
            return named_values_out(a.analysis_results, a.num_analysis_results)
        finally:
            release(a.analysis_results_deleter, a.analysis_results_ptr)

    def set_tpu_compilation_env(self, serialized_compilation_environments: str | bytes) -> bytes:
        """`PJRT_TpuExecutable_SetTpuCompilationEnv`, slot 5."""
        a = PJRT_TpuExecutable_SetTpuCompilationEnv_Args()
        a.struct_size = PJRT_TpuExecutable_SetTpuCompilationEnv_Args.STRUCT_SIZE
        keep_serialized_compilation_environments, a.serialized_compilation_environments, a.serialized_compilation_environments_size = bytes_in(serialized_compilation_environments)
        error = self.PJRT_TpuExecutable_SetTpuCompilationEnv(addressof(a))
        if error:
            self._fail("PJRT_TpuExecutable_SetTpuCompilationEnv", error)
        try:
            return bytes_out(a.result_compilation_environments, a.result_compilation_environments_size)
        finally:
            release(a.result_compilation_environments_deleter, a.result_compilation_environments_ptr)

    def get_tpu_compilation_env_field_as_string(
        self,
        serialized_compilation_environments: str | bytes,
        field_name: str | bytes,
    ) -> str:
        """`PJRT_TpuExecutable_GetTpuCompilationEnvFieldAsString`, slot 6."""
        a = PJRT_TpuExecutable_GetTpuCompilationEnvFieldAsString_Args()
        a.struct_size = PJRT_TpuExecutable_GetTpuCompilationEnvFieldAsString_Args.STRUCT_SIZE
        keep_serialized_compilation_environments, a.serialized_compilation_environments, a.serialized_compilation_environments_size = bytes_in(serialized_compilation_environments)
        keep_field_name, a.field_name, a.field_name_size = bytes_in(field_name)
        error = self.PJRT_TpuExecutable_GetTpuCompilationEnvFieldAsString(addressof(a))
        if error:
            self._fail("PJRT_TpuExecutable_GetTpuCompilationEnvFieldAsString", error)
        try:
            return text_out(a.field_value, a.field_value_size)
        finally:
            release(a.field_value_deleter, a.field_value_ptr)

    def is_tpu_predetermined_error(self, serialized_status: str | bytes) -> bool:
        """`PJRT_TpuExecutable_IsTpuPredeterminedError`, slot 7."""
        a = PJRT_TpuExecutable_IsTpuPredeterminedError_Args()
        a.struct_size = PJRT_TpuExecutable_IsTpuPredeterminedError_Args.STRUCT_SIZE
        keep_serialized_status, a.serialized_status, a.serialized_status_size = bytes_in(serialized_status)
        error = self.PJRT_TpuExecutable_IsTpuPredeterminedError(addressof(a))
        if error:
            self._fail("PJRT_TpuExecutable_IsTpuPredeterminedError", error)
        return a.is_predetermined
