"""The C program of the benchmarks: it builds without a warning, computes, and says what is wrong."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import pjrt
from benchmarks import native
from benchmarks.native import Child
from benchmarks.peers.peer import AbsentError
from benchmarks.programs import ROOT, add, digits, loop, neighbours

pytestmark = pytest.mark.download

MODES = ("drop", "wait", "view", "copy", "host", "put", "put-immutable", "fetch")


@pytest.fixture(scope="module")
def plugin() -> Path:
    path = pjrt.load("lammps_jax_pjrt_cpu").path
    assert path is not None
    return path


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built anew; warnings are errors, so that this fails with them."""
    made = native.build(tmp_path_factory.mktemp("native"))
    assert native.build(made.parent) == made, "the same files are not built twice"
    return made


@pytest.fixture
def child(plugin: Path, program: Path) -> Iterator[Child]:
    with Child(plugin, program) as made:
        yield made


def test_it_computes(child: Child) -> None:
    one, many, long = add(), neighbours(100), loop(100)
    assert one.expected is not None
    assert child.value(one) == one.expected.tobytes()
    for result in (0, 57, 99):
        expected = many.arguments[result] + many.arguments[(result + 1) % 100]
        assert child.value(many, result) == expected.tobytes()
    assert np.allclose(np.frombuffer(child.value(long), np.float32), 1)


def test_each_mode_takes_time_alone_and_in_threads(child: Child) -> None:
    name = child.has(add())
    for mode in MODES:
        assert child.ask("time", mode, name, 5, 1) > 0, mode
        assert child.ask("time", mode, name, 5, 3) > 0, mode
    assert child.ask("memcpy", 1 << 16, 3, 0) > 0
    assert child.ask("memcpy", 1 << 16, 3, 1) > 0
    child.ask("hold", name, 100)


def test_a_step_goes_on_from_its_own_results(child: Child) -> None:
    name = child.has(digits())
    for _ in range(3):  # it would fail on arguments that the last round consumed
        assert child.ask("time", "step", name, 4, 1) > 0


def test_what_was_forgotten_is_gone(child: Child) -> None:
    kept, gone = replace(add(), name="kept"), replace(add(), name="gone")
    child.has(kept)
    child.has(gone)
    child.forget("gone")
    assert child.ask("time", "drop", "kept", 1, 1) > 0
    child.has(gone)  # once more
    assert child.ask("time", "drop", "gone", 1, 1) > 0


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("time", "sideways", "add", 1, 1), "there is no mode sideways"),
        (("time", "drop", "nobody", 1, 1), "no program nobody"),
        (("time", "drop", "add", "many", 1), "many is no number"),
        (("value", "add", 7, "out"), "add has 1 results"),
        (("compile", "bad", "{folder}/bad.mlir", "{folder}/none"), "PJRT_Client_Compile"),
        (("compile", "bad", "{folder}/missing", "{folder}/none"), "cannot be read"),
        (("dance",), "is no command"),
    ],
)
def test_errors_are_told(plugin: Path, program: Path, tmp_path: Path, command: tuple[object, ...], words: str) -> None:
    (tmp_path / "bad.mlir").write_text("this is no program")
    (tmp_path / "none").write_bytes(b"")
    fields = [str(field).format(folder=tmp_path) for field in command]
    with Child(plugin, program) as child:
        child.has(add())
        with pytest.raises(RuntimeError, match=words):
            child.ask(*fields)


@pytest.mark.parametrize(("name", "words"), [("missing.so", "missing.so"), ("README.md", "invalid ELF header")])
def test_what_is_no_plugin(program: Path, name: str, words: str) -> None:
    done = subprocess.run([program, ROOT / name, "1"], capture_output=True, text=True, timeout=30)
    assert done.returncode == 2
    assert done.stdout.startswith("error\t")
    assert words in done.stdout


def test_without_a_compiler_it_is_absent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CC", "no-such-compiler")
    with pytest.raises(AbsentError, match="needs a C compiler"):
        native.build(tmp_path)


def test_a_compiler_that_refuses_is_quoted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    compiler = tmp_path / "refusing"
    compiler.write_text(f"#!{shutil.which('sh')}\necho not today >&2\nexit 1\n")
    compiler.chmod(0o755)
    monkeypatch.setenv("CC", str(compiler))
    with pytest.raises(RuntimeError, match="not today"):
        native.build(tmp_path)
