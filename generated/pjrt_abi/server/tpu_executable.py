"""Generated from `xla/pjrt/c/pjrt_c_api_tpu_executable_extension.h`: what serves its functions."""

from __future__ import annotations

from typing import Any

from pjrt_abi.extensions.tpu_executable import (
    PJRT_TpuExecutable_GetCompiledMemoryStats_Args,
    PJRT_TpuExecutable_GetCompiledMemoryStats_Args_compiled_memory_stats_deleter,
    PJRT_TpuExecutable_GetHloModuleWithConfig_Args,
    PJRT_TpuExecutable_GetHloModuleWithConfig_Args_hlo_module_with_config_deleter,
    PJRT_TpuExecutable_GetTargetArguments_Args,
    PJRT_TpuExecutable_GetTargetArguments_Args_target_arguments_deleter,
    PJRT_TpuExecutable_GetTpuCompilationEnvFieldAsString_Args,
    PJRT_TpuExecutable_GetTpuCompilationEnvFieldAsString_Args_field_value_deleter,
    PJRT_TpuExecutable_IsTpuPredeterminedError_Args,
    PJRT_TpuExecutable_RunHloCostAnalysis_Args,
    PJRT_TpuExecutable_RunHloCostAnalysis_Args_analysis_results_deleter,
    PJRT_TpuExecutable_SetTpuCompilationEnv_Args,
    PJRT_TpuExecutable_SetTpuCompilationEnv_Args_result_compilation_environments_deleter,
    TpuExecutable,
)
from pjrt_abi.views import (
    Deleter,
    FunctionView,
    NamedValuesOut,
    ScalarOut,
    TableServer,
    TextIn,
    TextOut,
    TextsIn,
    unserved,
)


class TpuExecutableServer(TableServer):
    """What serves `PJRT_TpuExecutable_Extension`."""

    CLIENT = TpuExecutable
    TYPE = 17
    VIEWS = (
        FunctionView(
            "PJRT_TpuExecutable_GetTargetArguments",
            "get_target_arguments",
            PJRT_TpuExecutable_GetTargetArguments_Args,
            TextIn("serialized_executable", "serialized_executable", "serialized_executable_size", text=bytes),
            TextOut("target_arguments", "target_arguments", "target_arguments_size", text=bytes),
            Deleter("target_arguments_deleter", "target_arguments_deleter", holder="target_arguments_ptr", callback=PJRT_TpuExecutable_GetTargetArguments_Args_target_arguments_deleter, data=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuExecutable_GetHloModuleWithConfig",
            "get_hlo_module_with_config",
            PJRT_TpuExecutable_GetHloModuleWithConfig_Args,
            TextIn("serialized_executable", "serialized_executable", "serialized_executable_size", text=bytes),
            TextOut("hlo_module_with_config", "hlo_module_with_config", "hlo_module_with_config_size", text=bytes),
            Deleter("hlo_module_with_config_deleter", "hlo_module_with_config_deleter", holder="hlo_module_with_config_ptr", callback=PJRT_TpuExecutable_GetHloModuleWithConfig_Args_hlo_module_with_config_deleter, data=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuExecutable_GetCompiledMemoryStats",
            "get_compiled_memory_stats",
            PJRT_TpuExecutable_GetCompiledMemoryStats_Args,
            TextIn("serialized_executable", "serialized_executable", "serialized_executable_size", text=bytes),
            TextOut("compiled_memory_stats", "compiled_memory_stats", "compiled_memory_stats_size", text=bytes),
            Deleter("compiled_memory_stats_deleter", "compiled_memory_stats_deleter", holder="compiled_memory_stats_ptr", callback=PJRT_TpuExecutable_GetCompiledMemoryStats_Args_compiled_memory_stats_deleter, data=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuExecutable_RunHloCostAnalysis",
            "run_hlo_cost_analysis",
            PJRT_TpuExecutable_RunHloCostAnalysis_Args,
            TextIn("target_arguments", "target_arguments", "target_arguments_size", text=bytes),
            TextsIn("hlo_module", "hlo_module", "hlo_module_size", "num_hlo_modules", text=bytes),
            NamedValuesOut("analysis_results", "analysis_results", "num_analysis_results"),
            Deleter("analysis_results_deleter", "analysis_results_deleter", holder="analysis_results_ptr", callback=PJRT_TpuExecutable_RunHloCostAnalysis_Args_analysis_results_deleter, data=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuExecutable_SetTpuCompilationEnv",
            "set_tpu_compilation_env",
            PJRT_TpuExecutable_SetTpuCompilationEnv_Args,
            TextIn("serialized_compilation_environments", "serialized_compilation_environments", "serialized_compilation_environments_size", text=bytes),
            TextOut("result_compilation_environments", "result_compilation_environments", "result_compilation_environments_size", text=bytes),
            Deleter("result_compilation_environments_deleter", "result_compilation_environments_deleter", holder="result_compilation_environments_ptr", callback=PJRT_TpuExecutable_SetTpuCompilationEnv_Args_result_compilation_environments_deleter, data=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuExecutable_GetTpuCompilationEnvFieldAsString",
            "get_tpu_compilation_env_field_as_string",
            PJRT_TpuExecutable_GetTpuCompilationEnvFieldAsString_Args,
            TextIn("serialized_compilation_environments", "serialized_compilation_environments", "serialized_compilation_environments_size", text=bytes),
            TextIn("field_name", "field_name", "field_name_size", text=bytes),
            TextOut("field_value", "field_value", "field_value_size", text=str),
            Deleter("field_value_deleter", "field_value_deleter", holder="field_value_ptr", callback=PJRT_TpuExecutable_GetTpuCompilationEnvFieldAsString_Args_field_value_deleter, data=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_TpuExecutable_IsTpuPredeterminedError",
            "is_tpu_predetermined_error",
            PJRT_TpuExecutable_IsTpuPredeterminedError_Args,
            TextIn("serialized_status", "serialized_status", "serialized_status_size", text=bytes),
            ScalarOut("is_predetermined", "is_predetermined", kind=bool),
            error="PJRT_Error",
        ),
    )

    def get_target_arguments(self, *, serialized_executable: bytes) -> bytes:
        """Serves `PJRT_TpuExecutable_GetTargetArguments`, slot 0."""
        unserved("PJRT_TpuExecutable_GetTargetArguments")

    def get_hlo_module_with_config(self, *, serialized_executable: bytes) -> bytes:
        """Serves `PJRT_TpuExecutable_GetHloModuleWithConfig`, slot 1."""
        unserved("PJRT_TpuExecutable_GetHloModuleWithConfig")

    def get_compiled_memory_stats(self, *, serialized_executable: bytes) -> bytes:
        """Serves `PJRT_TpuExecutable_GetCompiledMemoryStats`, slot 3."""
        unserved("PJRT_TpuExecutable_GetCompiledMemoryStats")

    def run_hlo_cost_analysis(self, *, target_arguments: bytes, hlo_module: list[bytes]) -> dict[str, Any]:
        """Serves `PJRT_TpuExecutable_RunHloCostAnalysis`, slot 4."""
        unserved("PJRT_TpuExecutable_RunHloCostAnalysis")

    def set_tpu_compilation_env(self, *, serialized_compilation_environments: bytes) -> bytes:
        """Serves `PJRT_TpuExecutable_SetTpuCompilationEnv`, slot 5."""
        unserved("PJRT_TpuExecutable_SetTpuCompilationEnv")

    def get_tpu_compilation_env_field_as_string(self, *, serialized_compilation_environments: bytes, field_name: bytes) -> str:
        """Serves `PJRT_TpuExecutable_GetTpuCompilationEnvFieldAsString`, slot 6."""
        unserved("PJRT_TpuExecutable_GetTpuCompilationEnvFieldAsString")

    def is_tpu_predetermined_error(self, *, serialized_status: bytes) -> bool:
        """Serves `PJRT_TpuExecutable_IsTpuPredeterminedError`, slot 7."""
        unserved("PJRT_TpuExecutable_IsTpuPredeterminedError")
