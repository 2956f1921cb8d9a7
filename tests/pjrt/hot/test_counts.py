"""What a call that is made most costs, counted: calls of C, of Python, and bytes; with the accelerator and without."""

from __future__ import annotations

import pytest

from tests.pjrt.hot.conftest import OLDEST, Hot

pytestmark = pytest.mark.download

OPERATIONS = """
client = pjrt.Client(sys.argv[1])
exe, a = client.compile(ADD), client.put(X)
many = 100
T = "tensor<4xf32>"
parameters = ", ".join(f"%a{i}: {T}" for i in range(many))
wide = client.compile(f"module @wide {{ func.func public @main({parameters}) -> ({T}) {{ return %a0 : {T} }} }}")
row, donated = [a] * many, client.compile(DONATING)
bound = exe.bind(a, a)
def view():
    y.to_numpy()
def donate():
    donated(client.put(X), a)
CALLS = {
    "run": lambda: exe(a, a),
    "bound": bound,
    "run, 100 arguments": lambda: wide(*row),
    "run, numpy in": lambda: exe(X, X),
    "view": view,
    "put": lambda: client.put(X),
    "put and donate": donate,
}
if sys.argv[1] == "xla_cpu_pjrt":  # it gets its donations the long way
    del CALLS["put and donate"]
(y,) = exe(a, a)
y.block_until_ready()
for call in CALLS.values():
    for _ in range(3):
        call()
"""


def test_which(hot: Hot, mode: str) -> None:
    """The accelerator is there where the tests run: they need a compiler anyway."""
    assert hot("report['in C'] = pjrt.debug.accelerated()") == {"in C": mode == "1"}


C_CALLS = """
import collections
P = pjrt.load(sys.argv[1])
made = collections.Counter()
def wrap(name):
    real = getattr(P.abi, name)
    def call(args):
        made[name.removeprefix("PJRT_")] += 1
        return real(args)
    setattr(P.abi, name, call)
for name, *_ in P.abi.SLOTS:
    if name not in P.abi.missing and not name.startswith("PJRT_Error"):
        wrap(name)
"""


def test_calls_of_c(hot: Hot, mode: str, plugin: str) -> None:
    """Each operation calls C so often and no more, its results' destruction counted."""
    report = hot(
        C_CALLS
        + OPERATIONS.replace("Client(sys.argv[1])", "Client(P)")
        + """
for name, call in CALLS.items():
    gc.collect()
    made.clear()
    call()
    report[name] = dict(made)
""",
        plugin,
    )
    seen = {
        "Buffer_ReadyEvent": 1,
        "Event_IsReady": 1,
        "Event_Error": 1,
        "Event_Destroy": 1,
        "Buffer_IsOnCpu": 1,
        "Buffer_IncreaseExternalReferenceCount": 1,
        "Buffer_OpaqueDeviceMemoryDataPointer": 1,
        "Buffer_DecreaseExternalReferenceCount": 1,
    }
    asked = {name: counts.pop("Buffer_IsDeleted", 0) for name, counts in report.items()}
    assert {name for name, count in asked.items() if count} <= (
        {"put and donate"} if mode == "1" else {"view", "put and donate"}
    )
    assert max(asked.values()) <= (1 if mode == "1" else 5)
    run = {"LoadedExecutable_Execute": 1, "Buffer_Destroy": 1}
    put = {"Client_BufferFromHostBuffer": 1, "Event_Destroy": 1, "Buffer_Destroy": 1}
    assert report == {
        "run": run,
        "bound": run,
        "run, 100 arguments": run,
        "run, numpy in": {**run, "Client_BufferFromHostBuffer": 2, "Event_Destroy": 2, "Buffer_Destroy": 3},
        "view": seen,
        "put": put,
        **({} if plugin == OLDEST else {"put and donate": {**put, "LoadedExecutable_Execute": 1, "Buffer_Destroy": 2}}),
    }


PYTHON_CALLS = {
    "1": {
        "run": (1, 1),
        "bound": (0, 1),
        "run, 100 arguments": (1, 1),
        "run, numpy in": (1, 1),
        "view": (1, 1),
        "put": (1, 1),
        "put and donate": (2, 2),
    },
    "0": {
        "run": (10, 11),
        "bound": (9, 11),
        "run, 100 arguments": (10, 11),
        "run, numpy in": (36, 29),
        "view": (60, 19),
        "put": (13, 9),
        "put and donate": (115, 54),
    },
}
"""By mode and operation: how many functions in Python and in C are called at most, beside the operation's own."""


def test_calls_of_python(hot: Hot, mode: str, plugin: str) -> None:
    report = hot(
        OPERATIONS
        + """
def count(call):
    seen = {"call": 0, "c_call": 0}
    def profile(frame, event, argument):
        if event in seen:
            seen[event] += 1
    gc.collect()
    gc.disable()
    sys.setprofile(profile)
    result = call()
    del result
    sys.setprofile(None)
    gc.enable()
    return seen["call"] - 1, seen["c_call"] - 1
for name, call in CALLS.items():
    report[name] = min(count(call) for _ in range(3))
""",
        plugin,
    )
    most = PYTHON_CALLS[mode]
    over = [name for name, (python, c) in report.items() if python > most[name][0] or c > most[name][1]]
    assert not over, f"more calls than there may be for {over}: {report}, where {most} are expected"


MEMORY = """
import tracemalloc
def peak(call):
    gc.collect()
    gc.disable()
    tracemalloc.start()
    call()
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    call()
    found = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    gc.enable()
    return found
for name, call in CALLS.items():
    report[name] = peak(call)
gc.collect()
tracemalloc.start()
held = [None] * 2000
before = tracemalloc.get_traced_memory()[0]
for number in range(2000):
    held[number] = client.put(X)
report["a live buffer"] = (tracemalloc.get_traced_memory()[0] - before) / 2000
"""

PEAKS = {
    "1": {
        "run": 400,
        "bound": 300,
        "run, 100 arguments": 3600,
        "run, numpy in": 600,
        "view": 600,
        "put": 400,
        "put and donate": 700,
        "a live buffer": 200,
    },
    "0": {
        "run": 1000,
        "bound": 1000,
        "run, 100 arguments": 4100,
        "run, numpy in": 2000,
        "view": 4000,
        "put": 1500,
        "put and donate": 6000,
        "a live buffer": 250,
    },
}
"""By mode and operation: how many bytes of Python's are in use at a time at most."""


def test_memory(hot: Hot, mode: str, plugin: str) -> None:
    report = hot(OPERATIONS + MEMORY, plugin)
    over = {name: found for name, found in report.items() if found > PEAKS[mode][name]}
    assert not over, f"more bytes than there may be: {over}; all: {report}"


def test_nothing_stays(hot: Hot, plugin: str) -> None:
    """The process grows by nothing while buffers come and go; the benchmarks do it a million times."""
    report = hot(
        OPERATIONS
        + """
import resource
def size():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()
def work(count):
    for _ in range(count):
        client.put(X)
        exe(a, a)[0].to_numpy()
work(5_000)
gc.collect()
before, blocks = size(), sys.getallocatedblocks()
work(15_000)
gc.collect()
report["bytes"], report["blocks"] = size() - before, sys.getallocatedblocks() - blocks
""",
        plugin,
    )
    assert report["blocks"] < 300
    assert report["bytes"] < 4 << 20
