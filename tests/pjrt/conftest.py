"""What the tests of the library share: the CPU plugins, and Python code run in a process of its own."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pjrt
from pjrt._runtime import callbacks

ALL_PLUGINS = ("fastatomstruct_xla_cpu", "lammps_jax_pjrt_cpu", "xla_cpu_pjrt")
CPU_PLUGINS = tuple(os.environ.get("PJRT_TEST_PLUGINS", ",".join(ALL_PLUGINS)).split(","))
"""All that there are; one of them where the suite runs once more, through the interposer."""

Run = Callable[..., "subprocess.CompletedProcess[str]"]

PRELUDE = """
import copy, gc, json, os, pickle, sys, threading, time
import numpy as np
import pjrt

X = np.arange(4, dtype=np.float32)
ADD = ("module @add { func.func public @main(%a: tensor<4xf32>, %b: tensor<4xf32>) -> tensor<4xf32> {"
       " %0 = stablehlo.add %a, %b : tensor<4xf32> return %0 : tensor<4xf32> } }")
DONATING = ADD.replace("%a: tensor<4xf32>", "%a: tensor<4xf32> {tf.aliasing_output = 0 : i32}")
M = "tensor<500x500xf32>"
SLOW = (f"module @slow {{ func.func public @main(%a: {M}) -> {M} {{"
        f" %0 = stablehlo.dot_general %a, %a, contracting_dims = [1] x [0] : ({M}, {M}) -> {M}"
        f" %1 = stablehlo.tanh %0 : {M}"
        f" %2 = stablehlo.dot_general %1, %a, contracting_dims = [1] x [0] : ({M}, {M}) -> {M} return %2 : {M} }} }}")
EYE = np.eye(500, dtype=np.float32)
report = {}

def attempt(call):
    "What the call gives, or the type and text of what it raises."
    try:
        return repr(call())
    except Exception as error:
        return [type(error).__name__, str(error)]
"""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where the suite runs once more for a plugin, what is the same for each runs with the first, if it is not slow."""
    if len(CPU_PLUGINS) > 1:
        return
    here = Path(__file__).parent
    first = ALL_PLUGINS[0] in CPU_PLUGINS
    same = [
        item
        for item in items
        if item.path.is_relative_to(here)
        and "plugin" not in getattr(item, "fixturenames", ("plugin",))
        and not (first and item.get_closest_marker("slow") is None)
    ]
    config.hook.pytest_deselected(items=same)
    left_out = set(same)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session", params=CPU_PLUGINS)
def plugin(request: pytest.FixtureRequest) -> str:
    """The name of a CPU plugin; a test that takes it runs on each."""
    return str(request.param)


@pytest.fixture(scope="session")
def client(plugin: str) -> Iterator[pjrt.Client]:
    """A client with four devices, for all tests on its plugin."""
    with pjrt.Client(plugin, options={"cpu_device_count": 4}) as made:
        yield made


@pytest.fixture(scope="module")
def compiled(client: pjrt.Client) -> Callable[..., pjrt.LoadedExecutable]:
    """Compiles each program once."""
    made: dict[Any, pjrt.LoadedExecutable] = {}

    def get(program: str, options: pjrt.CompileOptions | None = None) -> pjrt.LoadedExecutable:
        if (program, options) not in made:
            made[program, options] = client.compile(program, options)
        return made[program, options]

    return get


@pytest.fixture
def nothing_left() -> Iterator[None]:
    """Makes sure that a test leaves no callable that C may still call."""
    before = len(callbacks.pending())
    yield
    gc.collect()
    for _ in range(500):
        if len(callbacks.pending()) <= before:
            return
        threading.Event().wait(0.01)
    raise AssertionError(callbacks.pending())


@pytest.fixture(scope="session")
def prelude() -> str:
    """What `in_child` puts before the code."""
    return PRELUDE


@pytest.fixture(scope="session")
def subprocess_run() -> Run:
    """Runs Python code in a process of its own; `argv` is its sys.argv[1:]."""

    def run(code: str, *argv: str, timeout: float = 60, **options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code, *argv], capture_output=True, text=True, timeout=timeout, **options
        )

    return run


@pytest.fixture(scope="session")
def in_child(subprocess_run: Run) -> Callable[..., dict[str, Any]]:
    """Runs code after PRELUDE, which must end well, and gives the dict `report` that it filled."""

    def run(code: str, *argv: str, timeout: float = 60) -> dict[str, Any]:
        done = subprocess_run(f"{PRELUDE}\n{code}\nprint(json.dumps(report))", *argv, timeout=timeout)
        assert done.returncode == 0, f"exit code {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
        report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return report

    return run


@pytest.fixture(scope="session")
def aligned() -> Callable[..., np.ndarray[Any, Any]]:
    """Copies an array to memory that starts at a multiple of 64 bytes, as XLA:CPU wants it, or so many bytes after."""

    def copy(array: np.ndarray[Any, Any], after: int = 0) -> np.ndarray[Any, Any]:
        raw = np.zeros(array.nbytes + 192, np.uint8)
        start = -raw.ctypes.data % 64 + after
        made = raw[start : start + array.nbytes].view(array.dtype).reshape(array.shape)
        made[...] = array
        return made

    return copy


@pytest.fixture
def eventually() -> Iterator[Callable[[Callable[[], bool]], bool]]:
    """Waits until something is so, which a plugin's threads bring about. In the end C holds no new callable of ours."""

    def wait(is_so: Callable[[], bool]) -> bool:
        until = time.monotonic() + 20
        while not is_so() and time.monotonic() < until:
            gc.collect()
            time.sleep(0.001)
        return is_so()

    gc.collect()
    before = set(callbacks.pending())
    yield wait
    assert wait(lambda: set(callbacks.pending()) <= before), callbacks.pending()
