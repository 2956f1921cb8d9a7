"""No leak: what C makes it also destroys, and memory stays flat, for every kind of object that leak_kinds.py has."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import pjrt
from tests.pjrt import leak_kinds, leaking
from tests.pjrt.conftest import CPU_PLUGINS
from tests.recording import recorder

pytestmark = [pytest.mark.download, pytest.mark.slow, pytest.mark.long]

ROOT = Path(__file__).parents[2]
KIB = 4096
"""Growth of the resident set that is none, of thousands of cycles: allocators keep a page here and there."""
BLOCKS = 300
"""Growth of Python's memory blocks that is none: caches and free lists of the interpreter."""
HOURS = 12
"""The most that all cycles of what is slow may take."""


class Report(NamedTuple):
    """What leak_kinds.py told of a plugin: by kind; its exit code; the end of what it said besides."""

    kinds: dict[str, dict[str, Any]]
    code: int
    log: str


@pytest.fixture(scope="session")
def reports(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """By plugin: the report of a process of its own, all at once."""
    whole = bool(pytestconfig.option.whole_leaks)
    folder = tmp_path_factory.mktemp("leaks")
    environment = {**os.environ, recorder.COUNT_HANDLES: "1"}
    started = {}
    for name in CPU_PLUGINS:
        with (folder / f"{name}.out").open("w") as out, (folder / f"{name}.err").open("w") as err:
            command = [sys.executable, "-m", leak_kinds.__name__, name, *["--whole"] * whole]
            started[name] = subprocess.Popen(command, stdout=out, stderr=err, env=environment, cwd=ROOT)
    deadline = time.monotonic() + (HOURS * 3600 if whole else 900)
    while any(process.poll() is None for process in started.values()) and time.monotonic() < deadline:
        time.sleep(0.5)
        told = sum((folder / f"{name}.out").read_text().count("\n") for name in started)
        _progress(pytestconfig, f"\r{told} of {len(started) * (len(leaking.KINDS) + 1)} reports ")
    reports = {}
    for name, process in started.items():
        process.kill()
        lines = (folder / f"{name}.out").read_text().splitlines()
        log = (folder / f"{name}.err").read_text()[-3000:]
        reports[name] = Report(dict(json.loads(line) for line in lines), process.wait(), log)
    return reports


def _progress(config: pytest.Config, text: str) -> None:
    """Shows the text on a terminal."""
    terminal, capture = (config.pluginmanager.get_plugin(name) for name in ("terminalreporter", "capturemanager"))
    if terminal is not None and capture is not None and terminal.isatty:
        with capture.global_and_fixture_disabled():
            terminal.write(text, flush=True)


@pytest.mark.parametrize("kind", leaking.KINDS)
def test_nothing_is_left(plugin: str, kind: str, reports: dict[str, Report], measured: Callable[..., None]) -> None:
    report = reports[plugin]
    assert kind in report.kinds, f"exit code {report.code}\n{report.log}"
    found = report.kinds[kind]
    assert "error" not in found, found["error"]
    version = ".".join(map(str, pjrt.load(plugin).api_version))
    measured("leaks", kind=kind, plugin=f"cpu {version}", **found)
    assert found["refused"] in (0, found["cycles"])
    assert found["made"] == found["destroyed"]
    assert found["pending"] == 0
    assert found["kib"] < KIB
    assert found["blocks"] < BLOCKS


def test_nothing_is_left_at_the_end(plugin: str, reports: dict[str, Report]) -> None:
    report = reports[plugin]
    assert report.code == 0, report.log
    left = report.kinds[""]
    assert {"PJRT_Buffer", "PJRT_Client", "PJRT_Error", "PJRT_Event", "PJRT_Executable"} < set(left)
    assert set(left.values()) == {0}


@pytest.mark.parametrize("plugin", ["lammps_jax_pjrt_cpu"])
def test_the_newest_plugin_refuses_what_is_no_business_of_a_cpu(plugin: str, reports: dict[str, Report]) -> None:
    """What an older one lacks, it may refuse; the newest one does all that XLA:CPU can."""
    assert [kind for kind, found in reports[plugin].kinds.items() if found.get("refused")] == ["DMA mapping"]


def test_leaks_are_seen(in_child: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch, plugin: str) -> None:
    """What counts them counts: a buffer, an event and an error that nobody destroys are missed."""
    monkeypatch.setenv(recorder.COUNT_HANDLES, "1")
    report = in_child(
        """
import recorder
client = pjrt.Client(sys.argv[1])
exe, abi = client.compile(ADD), client.plugin.abi
(y,) = exe(X, X)
abi.buffer_copy_to_device(y._ptr, client.devices[1]._ptr)
abi.buffer_ready_event(y._ptr)
from pjrt_abi.structs import PJRT_Client_LookupDevice_Args
from ctypes import addressof
a = PJRT_Client_LookupDevice_Args()
a.struct_size, a.client, a.id = a.STRUCT_SIZE, client._state.ptr, 99
assert abi.PJRT_Client_LookupDevice(addressof(a))
exe.serialize()
del y, exe
gc.collect()
report["left"] = {k: n - recorder.destroyed.get(k, 0) for k, n in recorder.made.items()}
""",
        plugin,
    )
    left = {kind: count for kind, count in report["left"].items() if count}
    assert left == {"PJRT_Client": 1, "PJRT_Buffer": 1, "PJRT_Event": 1, "PJRT_Error": 1}
