"""The hot calls where plugins lack functions or fail, where threads and signals come in between, and after fork()."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import pytest

from tests.pjrt.conftest import PRELUDE
from tests.pjrt.hot.conftest import Hot, Run

pytestmark = pytest.mark.download
Child = Callable[[str], dict[str, Any]]


@pytest.fixture(params=["accelerated", "python"])
def child(request: pytest.FixtureRequest, subprocess_run: Run) -> Child:
    """Runs code after PRELUDE in both modes, with plugins in Python."""

    def run(code: str) -> dict[str, Any]:
        env = {**os.environ, "PJRT_ACCELERATOR": "1" if request.param == "accelerated" else "0"}
        done = subprocess_run(f"{PRELUDE}\n{REFERENCE}\n{code}\nprint(json.dumps(report))", env=env)
        assert done.returncode == 0, f"exit code {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
        report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return report

    return run


REFERENCE = """
import collections, signal
from pjrt.testing import reference
"""


def test_each_function_that_a_plugin_may_lack(child: Child) -> None:
    """The error names it, and what does not need it works."""
    report = child(
        """
from pjrt_abi import _accelerator
def use(missing):
    exe = attempt(lambda: made.append(client.compile(ADD)))
    if not made:
        return [exe]
    exe = made.pop()
    told = [attempt(lambda: client.put(X)) for _ in range(2)]
    told += [attempt(lambda: exe.bind(X, X)())]
    told += [attempt(lambda: exe(X, X)[0].to_numpy().tolist()) for _ in range(2)]
    donating = client.compile(DONATING)
    told += [attempt(lambda: donating.bind(X, X)())]
    told += [attempt(lambda: donating(client.put(X), X)[0].block_until_ready()) for _ in range(2)]
    gc.collect()
    return told
made = []
for name in _accelerator.FUNCTIONS:
    client = pjrt.Client(reference(omit=[name]))
    report[name] = [told for told in use(name) if isinstance(told, list)]
client = pjrt.Client(reference())
report["none"] = [told for told in use("") if isinstance(told, list)]
"""
    )
    assert report.pop("none") == []
    for name, told in report.items():
        assert {kind for kind, _ in told} <= {"UnsupportedError", "UnimplementedError"}, (name, told)
        assert all(name in text for _, text in told), (name, told)
    assert len(report) > 15
    needed = {"PJRT_Client_BufferFromHostBuffer", "PJRT_LoadedExecutable_Execute"}
    assert needed <= {name for name, told in report.items() if told}


class TestPace:
    """On devices that are not the host, one array in 64 is waited for, a round later."""

    PUTS = """
def count_of(served):
    counts = collections.Counter()
    served.add_hook(lambda view: counts.update([view.name]))
    return counts
ROUND = 64
"""

    def test_how_often(self, child: Child) -> None:
        report = child(
            self.PUTS
            + """
served = reference()
client = pjrt.Client(served)
a = client.put(X)
places = {"put": lambda: client.put(X), "immutable": lambda: client.put(X, immutable=True),
          "copy": lambda: a.copy_to(client.devices[1])}
for name, place in places.items():
    place()
    counts = count_of(served)
    for _ in range(10 * ROUND):
        place()
    report[name] = counts["PJRT_Buffer_ReadyEvent"]
events = served.live["PJRT_Event"]
del place, places, a
client.close()
del client
gc.collect()
report["left"] = dict(served.live), len(served.misuse)
"""
        )
        assert report == {"put": 10, "immutable": 10, "copy": 10, "left": [{}, 0]}

    def test_not_for_ever(self, child: Child) -> None:
        """What an array waits for may be this thread's to do."""
        report = child(
            self.PUTS
            + """
served = reference(pace="held")
client = pjrt.Client(served)
held = [client.put(X) for _ in range(2 * ROUND + 1)]
served.plugin.clock.release()
report["values"] = all(buffer.to_numpy().tolist() == X.tolist() for buffer in held)
"""
        )
        assert report == {"values": True}

    def test_ctrl_c(self, child: Child) -> None:
        report = child(
            self.PUTS
            + """
served = reference(pace="held")
client = pjrt.Client(served)
held = []
threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
try:
    while True:
        held.append(client.put(X))
        if len(held) == 2 * ROUND:
            time.sleep(5)
except KeyboardInterrupt:
    report["buffers"] = served.live["PJRT_Buffer"] - len(held)
served.plugin.clock.release()
report["values"] = all(buffer.to_numpy().tolist() == X.tolist() for buffer in held)
"""
        )
        assert report == {"buffers": 0, "values": True}

    def test_an_array_that_fails(self, child: Child) -> None:
        """Is whoever looks at it told, not who puts the next."""
        report = child(
            self.PUTS
            + """
served = reference(faults=["PJRT_Event_OnReady:1=INTERNAL", "PJRT_Buffer_ReadyEvent:2=INTERNAL"])
client = pjrt.Client(served)
report["put"] = len([client.put(X) for _ in range(5 * ROUND)])
"""
        )
        assert report == {"put": 320}


def test_a_host_does_not_pace(hot: Hot, plugin: str) -> None:
    report = hot(
        """
P = pjrt.load(sys.argv[1])
asked = []
for name in ("PJRT_Client_PlatformName", "PJRT_Buffer_ReadyEvent"):
    def call(args, name=name, real=getattr(P.abi, name)):
        asked.append(name)
        return real(args)
    setattr(P.abi, name, call)
client = pjrt.Client(P)
for _ in range(200):
    client.put(X)
report["asked"] = asked
""",
        plugin,
    )
    assert report == {"asked": ["PJRT_Client_PlatformName"]}


def test_threads_that_bind_at_once(hot: Hot, plugin: str) -> None:
    """One short way is made, and goes with the program."""
    report = hot(
        """
import collections
from pjrt import loaded_executable
gate, made = threading.Barrier(2), loaded_executable.LoadedExecutable._prepare
def prepare(self):
    gate.wait()
    made(self)
loaded_executable.LoadedExecutable._prepare = prepare
client = pjrt.Client(sys.argv[1])
exe, a, bound = client.compile(ADD), client.put(X), []
exe.signature
threads = [threading.Thread(target=lambda: bound.append(exe.bind(a, a))) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
report["ways"] = len({id(call._program) for call in bound})
report["before"] = [call()[0].to_numpy().tolist() for call in bound]
exe.delete()
report["after"] = [attempt(call)[0] for call in bound]
""",
        plugin,
    )
    assert report == {"ways": 1, "before": [[0, 2, 4, 6]] * 2, "after": ["ClosedError"] * 2}


def test_scalars_of_classes_of_ones_own(hot: Hot, plugin: str) -> None:
    """One that says another dtype than its memory has is not believed."""
    report = hot(
        """
client = pjrt.Client(sys.argv[1])
T = "tensor<complex<f64>>"
exe = client.compile(f"module @m {{ func.func public @main(%a: {T}) -> {T} {{ return %a : {T} }} }}")
class Liar(np.float32):
    dtype = property(lambda self: np.dtype("c16"))
class Broken(np.complex128):
    @property
    def dtype(self):
        raise ZeroDivisionError("of the class")
exe(1j)
for value in (Liar(1), Liar(1), Broken(1), np.complex128(1)):
    told = attempt(lambda: complex(exe(value)[0].to_numpy()))
    report.setdefault(type(value).__name__, []).append(told)
""",
        plugin,
    )
    wrong = ["TypeError", "argument 0: expected complex128[], got float32[]: the dtype differs"]
    assert report == {"Liar": [wrong, wrong], "Broken": ["(1+0j)"], "complex128": ["(1+0j)"]}


def test_fork_while_a_thread_is_inside(hot: Hot, plugin: str) -> None:
    """In the child nobody is."""
    report = hot(
        """
from pjrt._runtime import accelerator
client = pjrt.Client(sys.argv[1])
exe, stop = client.compile(SLOW), []
exe(EYE)
def work():
    while not stop:
        exe(EYE)
thread = threading.Thread(target=work)
thread.start()
while pjrt.debug.accelerated() and not accelerator.calls_in_flight():
    pass
child = os.fork()
if not child:
    os._exit(accelerator.calls_in_flight())
stop.append(1)
thread.join()
report["child"] = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
""",
        plugin,
    )
    assert report == {"child": 0}


def test_ctrl_c_while_a_view_ends(hot: Hot, mode: str, plugin: str) -> None:
    """The view's reference is given back all the same, and in C the signal is not lost."""
    report = hot(
        """
import signal
from pjrt._runtime import host_memory
client = pjrt.Client(sys.argv[1])
buffer = client.put(X)
view = buffer.to_numpy()
held, go = threading.Event(), threading.Event()
def hold():
    with host_memory.lock_of(buffer._ptr):
        held.set()
        go.wait()
threading.Thread(target=hold).start()
held.wait()
main = threading.main_thread().ident
threading.Timer(0.2, lambda: signal.pthread_kill(main, signal.SIGINT)).start()
threading.Timer(0.6, go.set).start()
try:
    del view
    time.sleep(2)
    report["signal"] = False
except KeyboardInterrupt:
    report["signal"] = True
report["views"] = buffer._views + len(host_memory._references)
""",
        plugin,
    )
    assert report == {"signal": mode == "1", "views": 0}


def test_claims_that_cannot_be_asked_about(child: Child) -> None:
    """The results of the run are there all the same, and nothing is left."""
    report = child(
        """
asked = []
def hook(view):
    if view.name == "PJRT_Buffer_IsDeleted":
        asked.append(1)
        if len(asked) % 2:
            raise pjrt.InternalError("not to be asked")
served = reference()
served.add_hook(hook)
client = pjrt.Client(served)
donating = client.compile(DONATING)
told = collections.Counter()
for _ in range(20):
    try:
        told[str(donating(client.put(X), X)[0].to_numpy().tolist())] += 1
    except pjrt.InternalError:
        told["refused before"] += 1
gc.collect()
report["told"], report["left"] = dict(told), dict(served.live).get("PJRT_Buffer", 0)
"""
    )
    assert report["left"] == 0
    assert set(report["told"]) <= {"[0.0, 2.0, 4.0, 6.0]", "refused before"}


@pytest.mark.parametrize("bounded", [False, True])
def test_calls_that_fail_at_random(child: Child, bounded: bool) -> None:
    """On one device and on four, donated or not: values are right or errors typed, nothing stays claimed or alive."""
    report = child(
        f"bounded = {bounded}"
        + """
import random
rng, rate = random.Random(7), 0.0
def hook(view):
    if not view.destroys and not view.reads_error and "Decrease" not in view.name and rng.random() < rate:
        raise pjrt.InternalError("injected")
served = reference(devices=4)
served.add_hook(hook)
client = pjrt.Client(served)
four = pjrt.CompileOptions(num_replicas=4)
adding, donating, alone = client.compile(ADD, four), client.compile(DONATING, four), client.compile(DONATING)
adding.execute([[X, X]] * 4), donating.execute([[X, X]] * 4), alone(X, X)
client._state.launches.bounded = client._state.calls.bounded = bounded
told, rate = collections.Counter(), 0.02
for number in range(500):
    rows, results = [], None
    try:
        for device in client.devices:
            rows.append([X if rng.random() < 0.4 else client.put(X, device) for _ in range(2)])
        if number % 19 == 0:
            rows[1][0] = rows[1][1]
        if number % 23 == 0:
            rows[2][1] = X[:3]
        results = [alone(*rows[0])] if number % 3 == 0 else (adding, donating)[number % 2].execute(rows)
        assert all(y.to_numpy().tolist() == (2 * X).tolist() for row in results for y in row)
        told["fine"] += 1
    except (pjrt.PjrtError, ValueError) as error:
        told[type(error).__name__] += 1
    assert all(not value._users for row in rows for value in row if isinstance(value, pjrt.Buffer)), number
rate, rows, results = 0.0, None, None
report["kinds"], report["coming"] = sorted(told), client._state.calls.coming
del adding, donating, alone, device
client.close()
del client
gc.collect()
report["left"] = dict(served.live), len(served.misuse)
"""
    )
    assert report == {"kinds": ["InternalError", "ValueError", "fine"], "coming": 0, "left": [{}, 0]}


def test_an_accelerator_of_other_sources(subprocess_run: Run) -> None:
    """Is left out, and missed by whoever asks for it."""
    code = """
import pjrt_abi._accelerator_made_of as it
it.MADE_OF = "another"
import pjrt
print(pjrt.debug.accelerated())
"""
    env = {name: value for name, value in os.environ.items() if name != "PJRT_ACCELERATOR"}
    done = subprocess_run(code, env=env)
    assert (done.returncode, done.stdout) == (0, "False\n"), done.stderr
    done = subprocess_run(code, env={**env, "PJRT_ACCELERATOR": "1"})
    assert done.returncode == 1
    assert "it was built of other sources; build it anew: pip install --editable ." in done.stderr
