"""What an import of the library brings along, and that every generated module imports."""

from __future__ import annotations

import ast
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


BESIDES = "import sys, numpy, ml_dtypes; before = set(sys.modules); "
"""What numpy and ml_dtypes bring along is theirs."""

FIRST = """
client = pjrt.Client("lammps_jax_pjrt_cpu")
assert client.plugin.api_version == pjrt_abi.API_VERSION, client.plugin.api_version
value = client.put(numpy.arange(4, dtype=numpy.float32))
"""


def besides(run: Run, code: str) -> set[str]:
    """What an import brings along besides numpy and ml_dtypes."""
    done = run(f"{BESIDES}{code}\nprint(*(set(sys.modules) - before))")
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def at_or_below(modules: set[str], *names: str) -> list[str]:
    """Those that are one of these, or in one."""
    return sorted(m for m in modules if any(m == name or m.startswith(f"{name}.") for name in names))


NEVER_AT_FIRST = ("pjrt_abi.history", "pjrt_abi.older", "pjrt_abi.extensions", "pjrt_abi.views", "pjrt_abi.server")
"""What a plugin of the headers' own version has no use for, before somebody asks for it by name."""

FOR_LATER = (
    "pjrt.annotation",
    "pjrt.chrome_trace",
    "pjrt.cli",
    "pjrt.debug",
    "pjrt.dma",
    "pjrt.experimental",
    "pjrt.extensions",
    "pjrt.ffi",
    "pjrt.gap",
    "pjrt.kv_store",
    "pjrt.mlir_text",
    "pjrt.process_info",
    "pjrt.profiling",
    "pjrt.server",
    "pjrt.testing",
    "pjrt.topologies",
    "pjrt.topology",
    "pjrt.trace",
    "pjrt.transfer_manager",
    "pjrt.xspace",
)
"""What is imported when its names are first used."""

COSTLY = (
    "argparse",
    "asyncio",
    "concurrent",
    "email",
    "hashlib",
    "http",
    "importlib.metadata",
    "importlib.resources",
    "jax",
    "json",
    "logging",
    "multiprocessing",
    "random",
    "rich",
    "shutil",
    "socket",
    "subprocess",
    "tempfile",
    "urllib",
    "zipfile",
)
"""What takes milliseconds to import, or seconds."""


def test_import_is_light(subprocess_run: Run) -> None:
    modules = besides(subprocess_run, "import pjrt")
    assert "pjrt.client" in modules
    assert at_or_below(modules, *NEVER_AT_FIRST, *FOR_LATER, *COSTLY, "google", "pjrt.protos") == []


def test_import_makes_no_more_than_it_did(subprocess_run: Run) -> None:
    """Bounds in place of a clock: each stood a few above what there was when `import pjrt` took 30 ms.

    A module takes 0.2 ms to find and run, a dataclass 0.5 ms to make, a named tuple or an enum 0.15 ms. Who needs more
    of them for what not every program does imports that when it is used.
    """
    done = subprocess_run(
        """
import ctypes, enum, json, sys
import pjrt
ours = [m for name, m in sys.modules.items() if name.partition(".")[0] in ("pjrt", "pjrt_abi")]
made = {c for m in ours for c in vars(m).values() if isinstance(c, type) and c.__module__ in sys.modules}
made = {c for c in made if c.__module__.partition(".")[0] in ("pjrt", "pjrt_abi")}
print(json.dumps({
    "modules": len(ours),
    "dataclasses": sum("__dataclass_fields__" in vars(c) for c in made),
    "named tuples": sum(issubclass(c, tuple) and "_fields" in vars(c) for c in made),
    "enums": sum(issubclass(c, enum.Enum) for c in made),
    "structs": sorted({c.__module__ for c in made if issubclass(c, (ctypes.Structure, ctypes.Union))}),
}))
"""
    )
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert counts.pop("structs") == ["pjrt._runtime.dlpack", "pjrt_abi.structs"]
    most = {"modules": 74, "dataclasses": 8, "named tuples": 24, "enums": 9}
    assert {what: count for what, count in counts.items() if count > most[what]} == {}


@pytest.mark.download
def test_first_client_is_light(subprocess_run: Run) -> None:
    modules = besides(subprocess_run, f"import pjrt, pjrt_abi\n{FIRST}")
    assert "pjrt._runtime.discovery" in modules
    assert at_or_below(modules, *NEVER_AT_FIRST, *FOR_LATER, *COSTLY, "google", "pjrt.protos") == []


@pytest.mark.download
def test_first_result_is_light(subprocess_run: Run) -> None:
    program = "func.func @main(%a: tensor<4xf32>) -> tensor<4xf32> { return %a : tensor<4xf32> }"
    code = f"{FIRST}\nclient.compile({program!r})(value)[0].to_numpy()"
    modules = besides(subprocess_run, f"import pjrt, pjrt_abi\n{code}")
    assert "google.protobuf" in modules
    assert at_or_below(modules, *NEVER_AT_FIRST, *FOR_LATER, *COSTLY, "google.protobuf.descriptor_pb2") == []


@pytest.mark.download
def test_history_comes_with_an_older_plugin(subprocess_run: Run) -> None:
    modules = besides(subprocess_run, "import pjrt; pjrt.load('xla_cpu_pjrt')")
    assert {"pjrt_abi.history", "pjrt_abi.older"} <= modules
    assert at_or_below(modules, "pjrt_abi.extensions") == []


def test_lazy_names_are_those_that_type_checkers_see() -> None:
    tree = ast.parse(files("pjrt").joinpath("__init__.py").read_text())
    checked = next(n for n in tree.body if isinstance(n, ast.If) and ast.unparse(n.test) == "TYPE_CHECKING")
    seen = {one.name: n.module for n in checked.body if isinstance(n, ast.ImportFrom) for one in n.names}
    assert seen == {**pjrt._FROM, **dict.fromkeys(pjrt._LATER, "pjrt")}


def test_lazy_names(subprocess_run: Run) -> None:
    done = subprocess_run(
        """
import importlib, pjrt
lazy = {**pjrt._FROM, **{name: f"pjrt.{name}" for name in pjrt._LATER}}
assert not lazy.keys() & vars(pjrt).keys()
assert {*pjrt.__all__} <= {*dir(pjrt)}
for name, module in lazy.items():
    found = getattr(pjrt, name)
    module = importlib.import_module(module)
    assert found is (module if name in pjrt._LATER else getattr(module, name)), name
    assert vars(pjrt)[name] is found, name  # the next time it costs nothing
"""
    )
    assert done.returncode == 0, done.stderr


def test_modules_of_lazy_names_are_there(subprocess_run: Run) -> None:
    done = subprocess_run("import pjrt; print(pjrt.topology.Topology.__name__, pjrt.process_info.__name__)")
    assert (done.returncode, done.stdout) == (0, "Topology pjrt.process_info\n"), done.stderr


def test_unknown_name() -> None:
    with pytest.raises(AttributeError, match="module 'pjrt' has no attribute 'Klient'"):
        pjrt.Klient  # type: ignore[attr-defined]  # noqa: B018


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
