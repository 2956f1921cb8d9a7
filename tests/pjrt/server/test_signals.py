"""Signals under plugins in Python and the interposer: handlers run where they run without, and lose nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.download
ROOT = Path(__file__).parents[3]

STORM = """
import faulthandler, json, signal, sys, time
faulthandler.enable()
import numpy as np
import pjrt

class Alarm(Exception):
    pass

raised, wrong, armed = 0, [], False

def ring(number, frame):
    global armed
    if armed:  # one that had to wait may come when nobody catches it any more
        armed = False
        raise Alarm

def run():
    (y,) = exe(client.put(X), X)
    if y.to_numpy().tolist() != [0, 2, 4, 6]:
        wrong.append(y.to_numpy().tolist())

X = np.arange(4, dtype=np.float32)
client = pjrt.Client(sys.argv[1])
exe = client.compile("examples/add.mlir")
run()  # what is imported on demand would never be through
signal.signal(signal.SIGALRM, ring)
end = time.monotonic() + 60
while raised < 200 and time.monotonic() < end:
    try:
        armed = True
        signal.setitimer(signal.ITIMER_REAL, 0.0004 + raised % 37 * 0.0001)
        for _ in range(100):
            run()
        armed = False
    except Alarm:
        raised += 1
signal.signal(signal.SIGALRM, signal.SIG_IGN)
print(json.dumps({"raised": raised, "wrong": wrong}))
"""
ON_THE_REFERENCE = (
    STORM.replace(
        "pjrt.Client(sys.argv[1])",
        "pjrt.Client(served := testing.reference(devices=1))\nserver.shield()",
    )
    .replace(
        "import pjrt\n",
        "import pjrt\nfrom pjrt import server, testing\n",
    )
    .replace(
        "    except Alarm:",
        """    except pjrt.InternalError as error:  # it came in a method of the plugin's
        assert error.message.endswith("Alarm: "), error
        raised += 1
    except Alarm:""",
    )
    .replace('"wrong": wrong', '"wrong": wrong, "misuse": served.misuse')
)
HANDLERS = """
import _thread, signal, time
seen = []
assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
def handler(number, frame): seen.append(number)
assert signal.signal(signal.SIGINT, handler) is signal.default_int_handler
assert signal.getsignal(signal.SIGINT) is handler
signal.raise_signal(signal.SIGINT)
_thread.interrupt_main()
assert seen == [signal.SIGINT] * 2, seen
assert signal.signal(signal.SIGINT, signal.SIG_IGN) is handler
assert signal.signal(signal.SIGINT, signal.default_int_handler) is signal.SIG_IGN
try:
    signal.raise_signal(signal.SIGINT)
    time.sleep(5)
except KeyboardInterrupt:
    print("through")
for given in (5, None, "x"):
    try:
        signal.signal(signal.SIGINT, given)
    except TypeError:
        continue
    raise AssertionError(given)
try:
    signal.signal(999, handler)
except ValueError:
    print("refused")
"""
ASYNC = """
import asyncio, os, signal
async def wait():
    os.kill(os.getpid(), signal.SIGINT)
    await asyncio.sleep(20)
try:
    asyncio.run(wait())
except KeyboardInterrupt:
    print("interrupted")
"""


def traced(code: str, *words: str, sites: bool = False) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pjrt.cli", "trace", "--json", *["--no-sites"] * (not sites)]
    return subprocess.run(
        [*command, "--", sys.executable, "-c", code, *words],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("sites", [False, True], ids=["no sites", "sites"])
def test_a_storm_of_alarms(plugin: str, sites: bool) -> None:
    """Hundreds of exceptions from a handler, each at another moment: none is raised in the interposer."""
    done = traced(STORM, plugin, sites=sites)
    assert done.returncode == 0, done.stderr[-3000:]
    first, _, rest = done.stdout.partition("\n")
    told: dict[str, Any] = json.loads(first)
    assert told["wrong"] == []
    assert told["raised"] == 200
    assert "Exception ignored on calling ctypes" not in done.stderr
    figures = json.loads(rest)
    assert figures["misuse"] == []
    assert figures["made"]["PJRT_Buffer"] > told["raised"]
    assert figures["destroyed"]["PJRT_Client"] == 1


@pytest.mark.slow
def test_a_storm_of_alarms_on_a_plugin_in_python() -> None:
    """The same where the plugin is Python: what is raised in its methods is an error of the call."""
    command = [sys.executable, "-c", ON_THE_REFERENCE]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout) == {"raised": 200, "wrong": [], "misuse": []}
    assert "Exception ignored on calling ctypes" not in done.stderr


def test_handlers_look_as_they_do_without_it() -> None:
    done = traced(HANDLERS)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:2] == ["through", "refused"]


def test_asyncio_takes_ctrl_c() -> None:
    done = traced(ASYNC)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("interrupted\n")
