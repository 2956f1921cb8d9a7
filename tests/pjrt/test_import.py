"""What an import of the library brings along, and that every generated module imports."""

from __future__ import annotations

import importlib
import json
import pkgutil
import subprocess
from collections.abc import Callable
from importlib.resources import files

import pytest

import pjrt
import pjrt_abi
import pjrt_abi.extensions

Run = Callable[..., "subprocess.CompletedProcess[str]"]

MODULES = sorted(m.name for m in pkgutil.walk_packages(pjrt_abi.__path__, "pjrt_abi."))
OURS = sorted(m.name for m in pkgutil.walk_packages(pjrt.__path__, "pjrt.") if not m.name.endswith("__main__"))


def imported(run: Run, code: str) -> set[str]:
    done = run(f"{code}\nimport json, sys; print(json.dumps(sorted(sys.modules)))")
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def test_import_is_light(subprocess_run: Run) -> None:
    modules = imported(subprocess_run, "import pjrt")
    assert "pjrt.client" in modules
    heavy = {"google.protobuf", "jax", "jaxlib", "importlib.metadata", "rich", "argparse", "asyncio"}
    assert modules & heavy == set()
    assert [m for m in modules if m.startswith("pjrt_abi.extensions.")] == []


def test_raw_layer_needs_the_standard_library_only(subprocess_run: Run) -> None:
    modules = imported(subprocess_run, "import pjrt_abi.functions, pjrt_abi.structs, pjrt_abi.extensions.ffi")
    assert {m.partition(".")[0] for m in modules} & {"numpy", "ml_dtypes", "google", "pjrt", "rich"} == set()


def test_there_are_generated_modules() -> None:
    assert len(MODULES) > 25


@pytest.mark.parametrize("name", [*MODULES, *OURS])
def test_every_module_imports(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__name__ == name
    assert module.__doc__


@pytest.mark.parametrize("extension", pjrt_abi.extensions.EXTENSIONS, ids=lambda e: e.name)
def test_every_extension_has_its_class(extension: pjrt_abi.extensions.Extension) -> None:
    made = extension.load()
    assert (made is None) == (extension.name == "Unknown")
    if made is not None:
        assert made.TABLE.__name__ == extension.struct


@pytest.mark.parametrize("package", ["pjrt", "pjrt_abi"])
def test_typed(package: str) -> None:
    assert files(package).joinpath("py.typed").is_file()


def test_public_names() -> None:
    assert sorted(set(pjrt.__all__)) == sorted(pjrt.__all__)
    assert [name for name in pjrt.__all__ if not hasattr(pjrt, name)] == []
    for name in ("Buffer", "Client", "CompileOptions", "Executable", "InvalidArgumentError", "PjrtError", "load"):
        assert name in pjrt.__all__
