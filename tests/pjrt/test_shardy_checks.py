"""Shardings that Shardy cannot read: newer plugins abort on them, with no Python between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import pjrt
from pjrt import shardy_checks
from pjrt.program import Program
from pjrt.protos import message
from tests.pjrt.programs import module

OLD = (0, 106)
NEW = (0, 115)
SPLIT = "{devices=[2,1]0,1}"
T = "tensor<8x4xf32>"
MARK = f'{{mhlo.sharding = "{SPLIT}"}}'
SHARDY = pjrt.CompileOptions(1, 2, use_spmd_partitioning=True, use_shardy_partitioner=True)
SPLITS = "xla_cpu_parallel_codegen_split_count"
FLAG = "xla_enable_hlo_sharding_v3"


def program(sharding: str) -> str:
    mark = f'{{mhlo.sharding = "{sharding}"}}' if sharding else ""
    return module(f"%a: {T} {mark}", T, f"%0 = stablehlo.add %a, %a : {T} return %0 : {T}")


def options(**more: Any) -> pjrt.CompileOptions:
    return pjrt.CompileOptions(1, 2, use_spmd_partitioning=True, use_shardy_partitioner=True, **more)


def check(code: str | bytes, told: pjrt.CompileOptions = SHARDY, version: tuple[int, int] = NEW) -> None:
    data = code.encode() if isinstance(code, str) else code
    shardy_checks.check(Program(data, "mlir", "the program"), told, version)


@pytest.mark.parametrize("sharding", [SPLIT, "{manual}", "{maximal device=0}", "{devices=[2,1]<=[2]}"])
def test_refused(sharding: str) -> None:
    for code in (program(sharding), b"ML\xefR\0mhlo.sharding\0" + sharding.encode() + b"\0"):
        with pytest.raises(ValueError, match="plugins of this version abort on when Shardy partitions it; use"):
            check(code)


@pytest.mark.parametrize("sharding", ["", "{replicated}", "{{replicated}, {replicated}}", "no sharding"])
def test_what_it_reads(sharding: str) -> None:
    check(program(sharding))
    check(b"ML\xefR\0mhlo.sharding\0" + sharding.encode() + b"\0")


def test_what_is_converted_first() -> None:
    """Plugins read a module's shardings otherwise where a result has one, or a custom call that says one."""
    add = f"%0 = stablehlo.add %a, %a : {T} return %0 : {T}"
    check(module(f"%a: {T} {MARK}", f"{T} {MARK}", add))
    call = f"%1 = stablehlo.custom_call @Sharding(%a) {MARK} : ({T}) -> {T}"
    check(module(f"%a: {T} {MARK}", T, f"{call} {add}"))
    with pytest.raises(ValueError, match="has the sharding"):
        check(module(f"%a: {T}", T, f"%0 = stablehlo.add %a, %a {MARK} : {T} return %0 : {T}"))
    check(f"module {{ func.func public @main(%a: {T} {MARK}")  # the plugin says what is wrong


def test_with_another_partitioner_or_flag_or_version() -> None:
    split = program(SPLIT)
    check(split, pjrt.CompileOptions(1, 2, use_spmd_partitioning=True))
    check(split, options(overrides={FLAG: False}))
    check(split, options(debug_options={"xla_backend_optimization_level": 1}))
    check(split, version=OLD)
    for told in (options(overrides={FLAG: True}), options(debug_options={FLAG: True})):
        with pytest.raises(ValueError, match="has the sharding"):
            check(split, told)


@pytest.mark.parametrize("format", ["hlo", "hlo_with_config"])
def test_hlo(format: str) -> None:
    whole = message("xla.HloModuleProtoWithConfig")()
    instruction = whole.hlo_module.computations.add().instructions.add(name="p")
    types = instruction.sharding.DESCRIPTOR.enum_types_by_name["Type"].values_by_name

    def ask(kind: str) -> None:
        instruction.sharding.type = types[kind].number
        made = whole if format == "hlo_with_config" else whole.hlo_module
        shardy_checks.check(Program(made.SerializeToString(), format, "the program"), SHARDY, NEW)

    ask("REPLICATED")
    with pytest.raises(ValueError, match="has the sharding of 'p'"):
        ask("OTHER")
    instruction.sharding.named_sharding.SetInParent()
    ask("OTHER")
    shardy_checks.check(Program(b"\xff\xff", format, "noise"), SHARDY, NEW)


@pytest.mark.download
def test_plugins(plugin: str, in_child: Callable[..., dict[str, Any]]) -> None:
    """It is refused where the plugin would abort, and compiled where it would not; so is what the message advises."""
    report = in_child(
        f"""
T, MARK = {T!r}, {MARK!r}
client = pjrt.Client(sys.argv[1], options={{"cpu_device_count": 2}})
def made(**more):
    return pjrt.CompileOptions(1, 2, use_spmd_partitioning=True, **more)
marked = {program(SPLIT)!r}.replace(f"-> ({{T}})", f"-> ({{T}} {{MARK}})")
report["result"] = attempt(lambda: client.compile(marked, made(use_shardy_partitioner=True)).num_partitions)
for name, told in (("shardy", made(use_shardy_partitioner=True)), ("gspmd", made()),
                   ("debug", made(use_shardy_partitioner=True, debug_options={{{SPLITS!r}: 1}})),
                   ("flag", made(use_shardy_partitioner=True, overrides={{{FLAG!r}: False}}))):
    report[name] = attempt(lambda: client.compile({program(SPLIT)!r}, told).num_partitions)
report["version"] = client.plugin.api_version
""",
        plugin,
    )
    assert (report["gspmd"], report["debug"], report["result"]) == ("2", "2", "2")
    if tuple(report["version"]) <= OLD:
        assert report["shardy"] == "2"
    else:
        assert report["shardy"][0] == "ValueError"
        assert report["flag"] == "2"
