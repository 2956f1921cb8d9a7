"""The committed package: in sync with the headers, typed, importable module by module."""

from __future__ import annotations

import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import pjrt_abi.extensions
from codegen.commands import main
from pjrt_abi.enums import PJRT_Extension_Type
from pjrt_abi.extensions import EXTENSIONS

ROOT = Path(__file__).parents[1]
MODULES = [m.name for m in pkgutil.walk_packages(pjrt_abi.__path__, "pjrt_abi.") if m.name != "pjrt_abi._accelerator"]


@pytest.mark.download
def test_generated_is_what_the_headers_and_templates_make(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["check"])
    assert code == 0, capsys.readouterr().out[-4000:]


def test_every_module_imports_alone() -> None:
    """Each in an interpreter's fresh import state, so that none leans on what another one imported."""
    code = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    for old in [m for m in sys.modules if m.partition('.')[0] == 'pjrt_abi']: del sys.modules[old]\n"
        "    importlib.import_module(name)\n"
        "assert 'numpy' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code, *MODULES], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(MODULES) > 30


@pytest.mark.slow
def test_every_module_passes_mypy_strict() -> None:
    environment = {**os.environ, "MYPYPATH": str(ROOT / "generated")}
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "-p", "pjrt_abi"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(MODULES) + 1} source files" in done.stdout, done.stdout


def test_every_extension_type_has_a_class() -> None:
    """All types of the enum are there, and all but Unknown, which no header describes, bind their functions."""
    assert {e.type for e in EXTENSIONS} == {int(member) for member in PJRT_Extension_Type}
    assert [e.name for e in EXTENSIONS if not e.python] == ["Unknown"]
    for extension in EXTENSIONS:
        if extension.python:
            made = extension.load()
            assert made.TABLE.__name__ == extension.struct
            assert made.__name__ == extension.python
