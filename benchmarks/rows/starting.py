"""Before the first call: imports, the first client, the generator."""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.bars import Bar
from benchmarks.children import Process
from benchmarks.measure import Contender, Sample, measure
from benchmarks.native import Child
from benchmarks.programs import ROOT, add
from benchmarks.rows.row import Samples, row
from benchmarks.session import Session

_ROUNDS = 11

_IMPORT = """
import time
import numpy, ml_dtypes
started = time.perf_counter_ns()
import {module}
print(time.perf_counter_ns() - started)
"""
_BARE_IMPORT = """
import time
started = time.perf_counter_ns()
import {module}
print(time.perf_counter_ns() - started)
"""

_CLIENTS = {
    "pjrt": """
import sys, time
import pjrt
started = time.perf_counter_ns()
client = pjrt.Client(sys.argv[1], options={"cpu_device_count": 1})
print(time.perf_counter_ns() - started)
""",
    "jax": """
import sys, time
import jax
from jax._src import xla_bridge
xla_bridge.discover_pjrt_plugins = lambda: None
started = time.perf_counter_ns()
xla_bridge.register_plugin("first", library_path=sys.argv[1], options={"cpu_device_count": 1})
jax.config.update("jax_platforms", "first")
jax.devices()
print(time.perf_counter_ns() - started)
""",
    "pypjrt": """
import sys, time
import pypjrt
started = time.perf_counter_ns()
client = pypjrt.Client.create(sys.argv[1], options={"cpu_device_count": 1})
print(time.perf_counter_ns() - started)
""",
}

_UNWANTED = """
import json, sys
LATE = ("google.protobuf", "pjrt.extensions.", "pjrt_abi.extensions.", "pjrt_abi.history", "pjrt_abi.older")
def late():
    return sorted(name for name in sys.modules if name.startswith(LATE))
import pjrt
found = [late()]
client = pjrt.Client(sys.argv[1], options={"cpu_device_count": 1})
found.append(late())
import numpy
x = numpy.zeros(8, numpy.float32)
client.compile(sys.argv[2])(x, client.put(x))[0].to_numpy()
found.append(late())
print(json.dumps(found))
"""

_GENERATE = """
import sys, time
started = time.perf_counter_ns()
import runpy
sys.argv[1:] = ["generate"]
try:
    runpy.run_module("codegen", run_name="__main__", alter_sys=True)
except SystemExit as done:
    assert not done.code, done.code
print(time.perf_counter_ns() - started)
"""


def _importing(module: str, code: str = _IMPORT, name: str | None = None) -> list[Contender]:
    """What imports a module, if it is installed."""
    if importlib.util.find_spec(module.partition(".")[0]) is None:
        return []
    return [Process(name or module, code.format(module=module))]


@row(
    "import",
    "import pjrt, after numpy and ml_dtypes",
    Bar("<= 60 ms", "pjrt", None, 60e6),
    labels={"numpy": "import numpy itself"},
)
def import_pjrt(session: Session) -> Samples:
    """`import pjrt`, in a new process each time. pypjrt and JAX likewise."""
    contenders = [*_importing("pjrt"), *_importing("jax"), *_importing("pypjrt"), *_importing("numpy", _BARE_IMPORT)]
    return measure(contenders, session.plan.of(_ROUNDS, 1))


@row(
    "import-lazy",
    "modules of extensions, protobuf and the history that are loaded",
    Bar("0 by import pjrt", "imported", None, 0),
    Bar("0 by the first client", "client", None, 0),
    unit="modules",
    labels={"imported": "import pjrt", "client": "and the first client", "called": "and compile, put, call, to_numpy"},
)
def import_lazy(session: Session) -> Samples:
    """What `sys.modules` holds of what is for later."""
    found = json.loads(Process("pjrt", _UNWANTED, [session.path, add().code]).output())
    if found[-1]:
        packages = Counter(".".join(name.split(".")[:2]) for name in found[-1])
        named = ", ".join(f"{name} ({count})" for name, count in packages.items())
        session.notes.append(f"loaded in the end: {named}")
    return {
        key: Sample((float(len(names)),)) for key, names in zip(("imported", "client", "called"), found, strict=True)
    }


@row("first-client", "the first client of a process, the plugin loaded with it")
def first_client(session: Session) -> Samples:
    """`pjrt.Client(path)`."""
    contenders: list[Contender] = [
        Process(name, code, [session.path])
        for name, code in _CLIENTS.items()
        if importlib.util.find_spec(name) is not None
    ]
    if session.here(["c"]):
        contenders.insert(0, _FirstOfC(session.path))
    return measure(contenders, session.plan.of(_ROUNDS, 1))


class _FirstOfC:
    name = "c"

    def __init__(self, plugin: Path) -> None:
        self._plugin = plugin

    def run(self, count: int) -> int:
        taken = 0
        for _ in range(count):
            with Child(self._plugin) as child:
                taken += child.opened_ns
        return taken


@row(
    "import-abi",
    "import pjrt_abi",
    Bar("<= 30 ms", "pjrt", None, 30e6),
    labels={"functions": "import pjrt_abi.functions", "numpy": "import numpy itself"},
)
def import_abi(session: Session) -> Samples:
    """`import pjrt_abi`, and the core's functions with all structs."""
    contenders = [
        *_importing("pjrt_abi", _BARE_IMPORT, "pjrt"),
        *_importing("pjrt_abi.functions", _BARE_IMPORT, "functions"),
        *_importing("numpy", _BARE_IMPORT),
    ]
    return measure(contenders, session.plan.of(_ROUNDS, 1))


@row(
    "generate",
    "python -m codegen generate from fetched headers",
    Bar("<= 3 s", "pjrt", None, 3e9),
    labels={"numpy": "import numpy itself"},
)
def generate(session: Session) -> Samples:
    """In a copy of what it reads and writes, from which the package was removed."""
    with TemporaryDirectory(prefix="pjrt-benchmarks-") as made:
        folder = Path(made)
        for name in ("codegen", "templates", "include", "generated"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        process = Process("pjrt", _GENERATE, folder=folder)
        contenders = [_Generating(process, folder), *_importing("numpy", _BARE_IMPORT)]
        return measure(contenders, session.plan.of(5, 1))


class _Generating:
    def __init__(self, process: Process, folder: Path) -> None:
        self.name = process.name
        self._process = process
        self._folder = folder

    def run(self, count: int) -> int:
        taken = 0
        for _ in range(count):
            shutil.rmtree(self._folder / "generated" / "pjrt_abi")
            taken += self._process.run(1)
        return taken


ROWS = (import_pjrt, import_lazy, first_client, import_abi, generate)
