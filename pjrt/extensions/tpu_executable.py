"""TPU executables: what a compiled program keeps of its source and its target, read with no TPU and no client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pjrt import messages, protos
from pjrt._runtime import embedded_schemas, statuses
from pjrt.errors import PjrtError, UnsupportedError
from pjrt.extensions.facade import Extension
from pjrt_abi.extensions import tpu_executable as raw

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pjrt.executable import Executable
    from pjrt_abi.typed import NamedValue

_MODULE = "xla.HloModuleProtoWithConfig"
_ENVIRONMENTS = "xla.CompilationEnvironmentsProto"

# Messages of libtpu's own: the file of the schema, and the name.
_TARGET = ("platforms/xla/service/jellyfish/target_arguments.proto", "xla.TargetArgumentsProto")
_SETTINGS = (
    "platforms/xla/service/jellyfish/tpu_compilation_environment.proto",
    "xla.jellyfish.TpuCompilationEnvironment",
)
_STATUS = ("third_party/tensorflow/compiler/xla/tsl/protobuf/status.proto", "tensorflow.StatusProto")


class TpuExecutable(Extension):
    """What programs compiled for TPUs tell of themselves. C: PJRT_TpuExecutable_Extension.

    executable: one that this plugin compiled, ahead of time or for a client; TypeError or ValueError for another.
    """

    TABLE = raw.TpuExecutable
    table: raw.TpuExecutable

    def hlo_module(self, executable: Executable) -> Any:
        """The program as the compiler left it, with its configuration: an xla.HloModuleProtoWithConfig.

        C: PJRT_TpuExecutable_GetHloModuleWithConfig.
        """
        return protos.message(_MODULE).FromString(self.table.get_hlo_module_with_config(self._serialized(executable)))

    def target_arguments(self, executable: Executable) -> Any:
        """What it was compiled for: the plugin's own xla.TargetArgumentsProto; bytes where its library has no schema.

        C: PJRT_TpuExecutable_GetTargetArguments.
        """
        arguments = self.table.get_target_arguments(self._serialized(executable))
        kind = embedded_schemas.message(self.plugin.path, *_TARGET)
        return arguments if kind is None else kind.FromString(arguments)

    def memory_stats(self, executable: Executable) -> Any:
        """The memory that a run takes, bytes, and where its buffers lie: an xla.CompiledMemoryStatsProto.

        C: PJRT_TpuExecutable_GetCompiledMemoryStats.
        """
        stats = self.table.get_compiled_memory_stats(self._serialized(executable))
        return protos.message("xla.CompiledMemoryStatsProto").FromString(stats)

    def cost_analysis(self, executable: Executable, modules: Iterable[Any] | None = None) -> dict[str, NamedValue]:
        """Estimates such as "flops", for the TPU that the executable was compiled for.

        modules: what to estimate, as `hlo_module` gives them; the executable's own if left out. Plugins estimate one.
        Raises TypeError or ValueError for what is no such message and for one without a layout of its parameters,
        UnimplementedError for several. C: PJRT_TpuExecutable_RunHloCostAnalysis.
        """
        target = self.table.get_target_arguments(self._serialized(executable))
        chosen = [self.hlo_module(executable)] if modules is None else list(modules)
        for number, module in enumerate(chosen):
            where = f"modules[{number}]"
            _require(module, _MODULE, where)
            if not module.config.HasField("entry_computation_layout"):  # the plugin aborts
                raise ValueError(f"{where}: its config has no entry_computation_layout")
        return self.table.run_hlo_cost_analysis(target, [module.SerializeToString() for module in chosen])

    def compilation_environments(self, environments: Any = None, settings: Mapping[str, Any] | None = None) -> Any:
        """The environments with that of the TPU compiler among them, at its defaults where it is not set.

        environments: an xla.CompilationEnvironmentsProto; an empty one if left out, and not changed. settings: of the
        TPU compiler, by name, to set besides; some 1,200, such as {"xla_tpu_scoped_vmem_limit_kib": 2048}.
        Raises TypeError or ValueError for a setting that there is none of, with near names, or of another type,
        UnsupportedError for settings where the plugin's library has no schema of them.
        C: PJRT_TpuExecutable_SetTpuCompilationEnv.
        """
        made = protos.message(_ENVIRONMENTS).FromString(
            self.table.set_tpu_compilation_env(self._environments(environments))
        )
        if settings is not None:
            held, of_tpu = self._settings(made)
            messages.set_all(of_tpu, settings, "settings")
            held.value = of_tpu.SerializeToString(deterministic=True)
        return made

    def settings(self, environments: Any = None) -> Any:
        """All settings of the TPU compiler: the plugin's own xla.jellyfish.TpuCompilationEnvironment, to read.

        environments: as above. Raises UnsupportedError where the plugin's library has no schema of them.
        """
        return self._settings(self.compilation_environments(environments))[1]

    def environment_field(self, name: str, environments: Any = None) -> str:
        """A setting of the TPU compiler as text, such as "xla_tpu_scoped_vmem_limit_kib".

        environments: as above; the compiler's default if left out. Raises InvalidArgumentError for a name that there
        is none of. C: PJRT_TpuExecutable_GetTpuCompilationEnvFieldAsString.
        """
        if not isinstance(name, str):
            raise TypeError(f"name: expected a str, got {name!r:.80}")
        return self.table.get_tpu_compilation_env_field_as_string(self._environments(environments), name)

    def is_predetermined_error(self, error: PjrtError) -> bool:
        """Whether a run failed with it before it began, as an input had failed already. The payloads tell.

        Raises UnsupportedError where the plugin's library has no schema of errors.
        C: PJRT_TpuExecutable_IsTpuPredeterminedError.
        """
        self._state.require_open()
        if not isinstance(error, PjrtError):
            raise TypeError(f"error: expected a PjrtError, got {error!r:.80}")
        code, text = statuses.of(error)
        status = self._own(_STATUS)(code=code, message=text.decode(errors="replace"))
        for name, payload in error.payloads.items():
            status.payload[name] = payload
        return self.table.is_tpu_predetermined_error(status.SerializeToString())

    def _settings(self, environments: Any) -> tuple[Any, Any]:
        """The entry of the TPU compiler, and what it holds."""
        of_tpu = self._own(_SETTINGS)()
        held = next(entry for entry in environments.environments if entry.Is(of_tpu.DESCRIPTOR))
        held.Unpack(of_tpu)
        return held, of_tpu

    def _own(self, schema: tuple[str, str]) -> Any:
        """The class of a message of the plugin's own."""
        found = embedded_schemas.message(self.plugin.path, *schema)
        if found is None:
            raise UnsupportedError(f"the library of {self.plugin.name!r} embeds no schema of {schema[1]}")
        return found

    def _serialized(self, executable: Executable) -> bytes:
        self._executable(executable)
        return executable.serialize()

    def _environments(self, given: Any) -> bytes:
        self._state.require_open()
        if given is None:
            return b""
        _require(given, _ENVIRONMENTS, "environments")
        made: bytes = given.SerializeToString()
        return made


def _require(value: Any, name: str, where: str) -> None:
    if getattr(getattr(value, "DESCRIPTOR", None), "full_name", "") != name or not hasattr(value, "SerializeToString"):
        raise TypeError(f"{where}: expected a {name}, got {value!r:.80}")
