"""What libtpu tells of programs compiled ahead of time for TPUs that are not here, and its compiler's settings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import pjrt
from pjrt._runtime import embedded_schemas
from pjrt.errors import InvalidArgumentError, UnimplementedError, UnsupportedError
from pjrt.extensions import TpuExecutable
from tests.pjrt.programs import Child

pytestmark = pytest.mark.download
LIMIT = "xla_tpu_scoped_vmem_limit_kib"


@pytest.fixture(scope="module")
def executables(libtpu: pjrt.Plugin) -> TpuExecutable:
    return libtpu.extension(TpuExecutable)


def test_the_program(executables: TpuExecutable, tpu_program: pjrt.Executable) -> None:
    module = executables.hlo_module(tpu_program)
    assert module.hlo_module.name == tpu_program.name == "m"
    assert [list(p.dimensions) for p in module.config.entry_computation_layout.parameters] == [[4], [4]]
    optimized = tpu_program.optimized_program()
    assert optimized.format == "hlo_with_config"
    assert type(module).FromString(optimized.code).hlo_module.name == "m"


def test_memory(executables: TpuExecutable, tpu_program: pjrt.Executable) -> None:
    stats, told = executables.memory_stats(tpu_program), tpu_program.memory_stats()
    for name, value in told._asdict().items():
        assert getattr(stats, name) == value, name
    assert stats.serialized_buffer_assignment


def test_the_target(executables: TpuExecutable, tpu: pjrt.Topology, tpu_program: pjrt.Executable) -> None:
    target = executables.target_arguments(tpu_program)
    bounds = target.tpu_topology_args.chips_per_host_bounds
    slice = tpu._state.plugin.extension(pjrt.extensions.TpuTopology).of(tpu)
    assert (bounds.x, bounds.y, bounds.z) == slice.chips_per_process_bounds
    assert target.replica_count == 1


def test_costs(executables: TpuExecutable, tpu_program: pjrt.Executable) -> None:
    estimated = executables.cost_analysis(tpu_program)
    assert estimated == tpu_program.cost_analysis()
    assert estimated["flops"] == 4
    module = executables.hlo_module(tpu_program)
    assert executables.cost_analysis(tpu_program, [module]) == estimated
    with pytest.raises(UnimplementedError, match="multiple program multiple data"):
        executables.cost_analysis(tpu_program, [module, module])
    with pytest.raises(TypeError, match=r"^modules\[1\]: expected a xla\.HloModuleProtoWithConfig, got b'x'$"):
        executables.cost_analysis(tpu_program, [module, b"x"])
    module.hlo_module.ClearField("computations")
    with pytest.raises(pjrt.InternalError):
        executables.cost_analysis(tpu_program, [module])


def test_settings(executables: TpuExecutable) -> None:
    every = executables.settings()
    assert len(every.DESCRIPTOR.fields) > 1000
    default = executables.environment_field(LIMIT)
    assert default == str(getattr(every, LIMIT))
    environments = executables.compilation_environments(
        settings={LIMIT: 2048, "xla_enable_cross_program_prefetch": False}
    )
    assert executables.environment_field(LIMIT, environments) == "2048"
    assert executables.environment_field("xla_enable_cross_program_prefetch", environments) == "false"
    assert getattr(executables.settings(environments), LIMIT) == 2048
    assert executables.compilation_environments(environments) == environments, "what is set stays"
    assert executables.environment_field(LIMIT) == default
    again = executables.compilation_environments(environments, {LIMIT: 4096})
    assert executables.environment_field(LIMIT, again) == "4096"
    assert executables.environment_field(LIMIT, environments) == "2048", "what was given is not changed"


def test_wrong_settings(executables: TpuExecutable) -> None:
    with pytest.raises(ValueError, match=rf"no such field; did you mean {LIMIT}"):
        executables.compilation_environments(settings={LIMIT[:-1]: 1})
    with pytest.raises(TypeError, match=rf"settings\['{LIMIT}'\]: expected an int, got 'x'"):
        executables.compilation_environments(settings={LIMIT: "x"})
    with pytest.raises(InvalidArgumentError, match="Field nope not found in TpuCompilationEnv"):
        executables.environment_field("nope")
    with pytest.raises(TypeError, match=r"^name: expected a str, got 5$"):
        executables.environment_field(5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"^environments: expected a xla\.CompilationEnvironmentsProto, got b''$"):
        executables.compilation_environments(b"")
    bad = executables.compilation_environments()
    bad.environments[0].value = b"\xff\xff"
    with pytest.raises(pjrt.DataLossError):
        executables.compilation_environments(bad)


def test_errors(executables: TpuExecutable) -> None:
    for error in (
        pjrt.InternalError("broken"),
        pjrt.PjrtError("no code, and a lone \udc80", payloads={"type.googleapis.com/x": b"\xff"}),
    ):
        assert executables.is_predetermined_error(error) is False
    with pytest.raises(TypeError, match=r"^error: expected a PjrtError, got ValueError\('x'\)$"):
        executables.is_predetermined_error(ValueError("x"))  # type: ignore[arg-type]


def test_executables_of_others(executables: TpuExecutable, reference: pjrt.Client) -> None:
    with pytest.raises(TypeError, match=r"^executable: expected a Executable, got b'x'$"):
        executables.hlo_module(b"x")  # type: ignore[arg-type]
    from tests.pjrt.programs import add

    with pytest.raises(ValueError, match="is not of the plugin 'libtpu'"):
        executables.target_arguments(reference.compile(add()))


def test_a_module_that_libtpu_aborts_on(in_child: Child) -> None:
    report = in_child(
        """
executables = pjrt.load("libtpu").extension(pjrt.extensions.TpuExecutable)
program = pjrt.Topology("libtpu", "v5e:2x2").compile(ADD)
module = executables.hlo_module(program)
module.ClearField("config")
report["bare"] = attempt(lambda: executables.cost_analysis(program, [module]))
"""
    )
    assert report["bare"] == ["ValueError", "modules[0]: its config has no entry_computation_layout"]


def test_a_library_without_schemas(
    tmp_path: Path, executables: TpuExecutable, tpu_program: pjrt.Executable, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = tmp_path / "small.so"
    library.write_bytes(b"\x0a\x07a.proto nothing of the kind")
    missing = ("a.proto", "x.Y")
    assert embedded_schemas.message(library, *missing) is None
    assert embedded_schemas.message(tmp_path / "none.so", *missing) is None
    assert embedded_schemas.message(None, *missing) is None
    monkeypatch.setattr(embedded_schemas, "message", lambda *_: None)
    assert isinstance(executables.target_arguments(tpu_program), bytes)
    with pytest.raises(
        UnsupportedError, match=re.escape("embeds no schema of xla.jellyfish.TpuCompilationEnvironment")
    ):
        executables.settings()
