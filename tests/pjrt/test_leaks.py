"""No leak: what C makes it also destroys, and memory stays flat, for every kind of object that leaking.py has."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.pjrt import leaking
from tests.pjrt.conftest import CPU_PLUGINS
from tests.recording import recorder

pytestmark = [pytest.mark.download, pytest.mark.slow]

KIB = 4096
"""Growth of the resident set that is none, of thousands of cycles: allocators keep a page here and there."""
BLOCKS = 500
"""Growth of Python's memory blocks that is none: caches of the interpreter."""


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """By plugin: what leaking.py tells, of a process for each plugin, all at once."""
    folder = tmp_path_factory.mktemp("leaks")
    environment = {**os.environ, recorder.COUNT_HANDLES: "1"}
    started = {}
    for name in CPU_PLUGINS:
        with (folder / f"{name}.out").open("w") as out, (folder / f"{name}.err").open("w") as err:
            command = [sys.executable, leaking.__file__, name]
            started[name] = subprocess.Popen(command, stdout=out, stderr=err, env=environment)
    try:
        codes = {name: process.wait(timeout=300) for name, process in started.items()}
    finally:
        for process in started.values():
            process.kill()
    for name, code in codes.items():
        assert code == 0, f"{name}: exit code {code}\n{(folder / f'{name}.err').read_text()[-3000:]}"
    return {name: json.loads((folder / f"{name}.out").read_text().splitlines()[-1]) for name in CPU_PLUGINS}


@pytest.mark.parametrize("kind", leaking.KINDS)
def test_nothing_is_left(
    plugin: str, kind: str, reports: dict[str, dict[str, Any]], measured: Callable[..., None]
) -> None:
    report = reports[plugin]
    found = report["kinds"][kind]
    version = ".".join(map(str, report["version"]))
    if "lacking" in found:
        assert found["lacking"]
        assert report["version"] < [0, 106], "newer plugins lack nothing that is asked here"
        return
    measured("leaks", kind=kind, plugin=f"cpu {version}", **found)
    assert found["made"] == found["destroyed"]
    assert found["pending"] == 0
    assert found["kib"] < KIB
    assert found["blocks"] < min(BLOCKS, max(100, found["cycles"] // 2))


def test_nothing_is_left_at_the_end(plugin: str, reports: dict[str, dict[str, Any]]) -> None:
    left = reports[plugin]["left"]
    assert {"PJRT_Buffer", "PJRT_Client", "PJRT_Error", "PJRT_Event", "PJRT_Executable"} < set(left)
    assert set(left.values()) == {0}


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
