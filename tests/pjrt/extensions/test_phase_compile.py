"""Compiling phase by phase: libtpu from source to executable, what the others say, and what is refused."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pjrt
from pjrt.extensions import PhaseCompile
from pjrt.extensions.phase_compile import PartialProgram, PartialPrograms
from pjrt.server import Served
from tests.pjrt.programs import FOUR, NO_RESULTS, add, module

_T = "tensor<64x64xf32>"
TWO_KERNELS = module(
    f"%a: {_T}, %b: tensor<64x64xbf16>",
    f"{_T}, tensor<64xf32>",
    f"""%0 = stablehlo.dot_general %a, %a, contracting_dims = [1] x [0] : ({_T}, {_T}) -> {_T}
    %1 = stablehlo.convert %b : (tensor<64x64xbf16>) -> {_T}
    %2 = stablehlo.add %0, %1 : {_T}
    %z = stablehlo.constant dense<0.0> : tensor<f32>
    %3 = stablehlo.reduce(%2 init: %z) applies stablehlo.add across dimensions = [1]
         : ({_T}, tensor<f32>) -> tensor<64xf32>
    return %2, %3 : {_T}, tensor<64xf32>""",
)
PHASES = ("phase1_hlo_opts", "phase2a_tlp_lowering", "phase2b_deduped_lowering", "phase3_linking")


@pytest.mark.parametrize("source", [add(), TWO_KERNELS, NO_RESULTS], ids=["one kernel", "kernels", "none"])
def test_tpu(libtpu: pjrt.Plugin, tpu: pjrt.Topology, source: str) -> None:
    """From source to executable, kept as bytes after the first phase; a phase that takes kernels runs for each."""
    compiler = libtpu.extension(PhaseCompile).compiler()
    assert compiler.phases[:4] == PHASES
    first = compiler.run(PHASES[0], source, tpu)
    assert (first.phases, first.results) == (PHASES[:1], ())
    again = PartialPrograms.parse(first.serialize())
    assert (again, hash(again)) == (first, hash(first))
    done = compiler.run(PHASES[1:], again, tpu)
    assert done.phases == PHASES
    assert [part.name for part in done.results] == ["pjrt_executable", "executable_metadata"]
    kernels = sum(part.format == "dedup_hlo" for part in first)
    assert sum(part.producer == PHASES[2] for part in done) == 3 * kernels
    assert done["pjrt_executable"].producer == PHASES[3]
    assert len(done["pjrt_executable"].code) > 1000


def test_what_would_abort_libtpu(libtpu: pjrt.Plugin) -> None:
    """Halves that do not belong together: libtpu ends the process on each of these."""
    compiler = libtpu.extension(PhaseCompile).compiler()
    tpu = pjrt.Topology(libtpu, "v5e:2x2")
    first = compiler.run(PHASES[0], add(), tpu)
    calls: list[tuple[Callable[[], object], str]] = [
        (lambda: compiler.run(PHASES[1], add(), tpu), "'phase1_hlo_opts' comes before 'phase2a_tlp_lowering'"),
        (lambda: compiler.run(PHASES[3], first, tpu), "'phase2a_tlp_lowering' comes before 'phase3_linking'"),
        (lambda: compiler.run([PHASES[1], PHASES[1]], first, tpu), "'phase2a_tlp_lowering' ran before"),
        (lambda: compiler.run(PHASES[1], first, tpu, FOUR), "made for another topology, with other options"),
        (lambda: compiler.run(PHASES[1], first, pjrt.Topology(libtpu, "v6e:2x2")), "made for another topology"),
        (lambda: compiler.run(PHASES[1], first[0], tpu), "is a phase's; pass all that `run` gave"),
        (lambda: compiler.run("phase4", first, tpu), "phases: expected some of phase1_hlo_opts, "),
        (lambda: compiler.run(PHASES[0], add(), tpu, pjrt.CompileOptions(8)), "replicas times partitions need 8"),
    ]
    for call, text in calls:
        with pytest.raises(ValueError, match=text):
            call()
    with pytest.raises(pjrt.InvalidArgumentError, match="Failed to parse"):
        compiler.run(PHASES[0], PartialProgram(b"\x01\xff"), tpu)
    for edit in (lambda kept: kept[:-1], lambda kept: kept.replace(b"opt_hlo", b"opt_hl0"), lambda kept: b""):
        with pytest.raises(ValueError, match=r"^serialized: expected what PartialPrograms\.serialize gave, unchanged"):
            PartialPrograms.parse(edit(first.serialize()))


def test_xla_on_the_host(client: pjrt.Client) -> None:
    """The struct is there, and no compiler."""
    phases = client.plugin.extension(PhaseCompile)
    assert not phases.has("PJRT_PhaseCompile_Get_Compiler")
    with pytest.raises(pjrt.UnsupportedError, match=r"this slot of its PJRT_PhaseCompile_Extension is NULL"):
        phases.compiler()


# ----------------------------------------------------------------------- reference


def test_reference(reference: pjrt.Client, served: Served) -> None:
    """What C allocates is given back, and the compiler ends with the last reference."""
    seen: list[str] = []
    served.add_hook(lambda view: seen.append(view.name))
    compiler = reference.plugin.extension(PhaseCompile).compiler()
    assert compiler.phases == ("parse", "name")
    done = compiler.run(compiler.phases, add(), reference.topology)
    assert [(part.code, part.name, part.producer) for part in done.results] == [(b"m", "m", "name")]
    assert (len(done), done[-1], done[:1], list(done)) == (2, done["m"], (done[0],), [done[0], done[1]])
    assert repr(done) == "<PartialPrograms: 2 after parse, name>"
    assert repr(done["m"]) == "<PartialProgram 'm': 1 bytes by name>"
    with pytest.raises(KeyError):
        done["x"]
    with pytest.raises(pjrt.InvalidArgumentError):
        compiler.run("parse", "module { nonsense }", reference.topology)
    allocated = sum(name in ("PJRT_PhaseCompile_Run_Phase", "PJRT_PhaseCompile_Get_PhaseNames") for name in seen)
    assert seen.count("PJRT_PhaseCompile_C_Buffers_Destroy") == allocated - 1  # what fails allocates nothing
    assert "<PhaseCompiler of " in repr(compiler)
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(compiler)
    del compiler
    gc.collect()
    assert seen[-1] == "PJRT_PhaseCompile_Destroy_Compiler"


@pytest.mark.parametrize(
    ("phases", "program", "error", "text"),
    [
        (5, add(), TypeError, "phases: expected the name of a phase"),
        ([5], add(), TypeError, "phases: expected the name of a phase"),
        ([], add(), ValueError, "phases: expected one at least"),
        ("parse", 5, TypeError, "program: expected MLIR text"),
        ("parse", "", ValueError, "program: "),
    ],
)
def test_wrong_arguments(reference: pjrt.Client, phases: Any, program: Any, error: type[Exception], text: str) -> None:
    compiler = reference.plugin.extension(PhaseCompile).compiler()
    with pytest.raises(error, match=text):
        compiler.run(phases, program, reference.topology)
    with pytest.raises(TypeError, match="topology: expected a Topology"):
        compiler.run("parse", add(), reference)  # type: ignore[arg-type]


# -------------------------------------------------------------------------- values

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)


@given(st.builds(PartialProgram, st.binary(), _TEXT, _TEXT, st.lists(_TEXT).map(tuple), _TEXT, _TEXT))
def test_messages(part: PartialProgram) -> None:
    assert PartialProgram.parse(part.serialize()) == part


def test_what_is_none() -> None:
    for fields in ({"code": "x"}, {"code": b"", "name": 5}, {"code": b"", "consumers": (5,)}):
        with pytest.raises(TypeError, match=r"^(code|name|consumers): expected "):
            PartialProgram(**fields)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"^name"):
        PartialProgram(b"", name="\ud800").serialize()
    with pytest.raises(ValueError, match="PjRtPartialProgramProto"):
        PartialProgram.parse(b"\x01\xff")
    for kind in (PartialProgram, PartialPrograms):
        with pytest.raises(TypeError, match=r"^serialized: expected bytes"):
            kind.parse("x")  # type: ignore[attr-defined]
    with pytest.raises(TypeError, match=r"come from PhaseCompiler\.run"):
        PartialPrograms()
