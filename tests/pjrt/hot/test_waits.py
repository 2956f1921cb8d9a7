"""Waiting for what is not there yet, with the accelerator and without: values, errors, signals, and what is left."""

from __future__ import annotations

import os

import pytest

from tests.pjrt.conftest import PRELUDE
from tests.pjrt.hot.conftest import Hot, Run
from tests.pjrt.hot.test_counts import C_CALLS

pytestmark = pytest.mark.download

PENDING = """
import signal
client = pjrt.Client(sys.argv[1])
exe, zeros = client.compile(ADD), client.put(0 * X)
exe(zeros, zeros)
class Pending:
    "A result whose data comes when what it is made of is sent."
    def __init__(self):
        self.manager = client.async_transfer([((4,), "float32")])
        self.source = self.manager.buffer(0)
        (self.buffer,) = exe(self.source, zeros)
    def later(self, function, seconds=0.05):
        thread = threading.Timer(seconds, function)
        thread.start()
        return thread
    def send(self):
        self.manager.transfer(0, X)
    def fail(self):
        self.manager.set_error(0, pjrt.InternalError("it was not to be"))
WAYS = {
    "to_numpy": lambda buffer: buffer.to_numpy().tolist(),
    "asarray": lambda buffer: np.asarray(buffer).tolist(),
    "from_dlpack": lambda buffer: np.from_dlpack(buffer).tolist(),
    "block_until_ready": lambda buffer: buffer.block_until_ready().to_numpy().tolist(),
    "result": lambda buffer: (buffer.ready.result(), buffer.to_numpy().tolist())[1],
}
def on_a_thread(call):
    found = []
    thread = threading.Thread(target=lambda: found.append(attempt(call)))
    thread.start()
    thread.join()
    return found[0]
"""


def test_data_that_comes_later(hot: Hot, plugin: str) -> None:
    report = hot(
        PENDING
        + """
for name, way in WAYS.items():
    for where in (attempt, on_a_thread):
        pending = Pending()
        pending.later(pending.send)
        report[f"{name}, {where.__name__}"] = where(lambda: way(pending.buffer))
""",
        plugin,
    )
    assert set(report.values()) == {"[0.0, 1.0, 2.0, 3.0]"}, report
    assert len(report) == 10


def test_calls_of_c(hot: Hot, mode: str, plugin: str) -> None:
    """A wait is one more call than a look at data that is there."""
    report = hot(
        C_CALLS.replace("        made[", "        if threading.current_thread() is threading.main_thread(): made[")
        + PENDING.replace("Client(sys.argv[1])", "Client(P)")
        + """
pending = Pending()
timer = pending.later(pending.send)
before = collections.Counter(made)
pending.buffer.to_numpy()
timer.join()
report.update(made - before)
""",
        plugin,
    )
    assert report.pop("Buffer_IsDeleted", 0) <= (0 if mode == "1" else 5)
    assert report == {
        "Buffer_IsOnCpu": 1,
        "Buffer_ReadyEvent": 1 if mode == "1" else 2,
        "Event_IsReady": 1 if mode == "1" else 2,
        "Event_OnReady": 1,
        "Event_Destroy": 1 if mode == "1" else 2,
        "Buffer_IncreaseExternalReferenceCount": 1,
        "Buffer_OpaqueDeviceMemoryDataPointer": 1,
        "Buffer_DecreaseExternalReferenceCount": 1,
    }


def test_data_that_fails_later(hot: Hot, plugin: str) -> None:
    report = hot(
        PENDING
        + """
for name, way in WAYS.items():
    for where in (attempt, on_a_thread):
        pending = Pending()
        pending.later(pending.fail)
        report[f"{name}, {where.__name__}"] = where(lambda: way(pending.buffer))
report["and again"] = attempt(pending.buffer.to_numpy)
""",
        plugin,
    )
    assert {kind for kind, _ in report.values()} == {"InternalError"}, report
    assert all("it was not to be" in text for _, text in report.values()), report


def test_ctrl_c(hot: Hot, plugin: str) -> None:
    """It ends the wait, not what is waited for."""
    report = hot(
        PENDING
        + """
for name, way in WAYS.items():
    pending = Pending()
    pending.later(lambda: os.kill(os.getpid(), signal.SIGINT))
    try:
        report[name] = way(pending.buffer)
    except KeyboardInterrupt:
        pending.later(pending.send)
        report[name] = way(pending.buffer)
""",
        plugin,
    )
    assert len(report) == 5
    assert all(found == [0, 1, 2, 3] for found in report.values()), report


def test_signals_that_come_as_the_data_does(hot: Hot, mode: str, plugin: str) -> None:
    """Whichever is first, nothing is lost: neither the signal, nor the data, nor memory.

    In C. In Python a handler that raises at that moment may end the callback, which is in Python, too.
    """
    if mode == "0":
        return
    report = hot(
        PENDING
        + """
class Rang(BaseException):
    pass
lost = []
sys.unraisablehook = lambda told: lost.append(told.exc_type)
def ring(*_):
    raise Rang
signal.signal(signal.SIGUSR1, ring)
waiting = threading.main_thread().ident
rang = 0
before = pjrt.debug.callbacks()
for number in range(200):
    pending = Pending()
    both = [pending.send, lambda: signal.pthread_kill(waiting, signal.SIGUSR1)]
    if number % 2:
        both.reverse()
    def race():
        time.sleep(0.0005)
        for one in both:
            one()
    thread = threading.Thread(target=race)
    try:
        thread.start()
        pending.buffer.to_numpy()
        thread.join()
    except Rang:
        rang += 1
    thread.join()
    try:
        time.sleep(0)
    except Rang:
        rang += 1
    assert pending.buffer.to_numpy().tolist() == [0, 1, 2, 3]
deadline = time.monotonic() + 20  # a callback may be on its way in the plugin's thread
while len(pjrt.debug.callbacks()) > len(before) and time.monotonic() < deadline:
    time.sleep(0.01)
report["rang"], report["pending"] = rang + lost.count(Rang), len(pjrt.debug.callbacks()) - len(before)
""",
        plugin,
    )
    assert report == {"rang": 200, "pending": 0}


def test_signals_whose_handlers_raise_nothing(hot: Hot, plugin: str) -> None:
    report = hot(
        PENDING
        + """
seen = []
signal.signal(signal.SIGUSR1, lambda *_: seen.append(1))
waiting, pending = threading.main_thread().ident, Pending()
def ring():
    for _ in range(5):
        time.sleep(0.02)
        signal.pthread_kill(waiting, signal.SIGUSR1)
    time.sleep(0.02)
    pending.send()
pending.later(ring, 0)
report["data"], report["signals"] = pending.buffer.to_numpy().tolist(), len(seen)
""",
        plugin,
    )
    assert report == {"data": [0, 1, 2, 3], "signals": 5}


def test_a_handler_that_raises_an_error_of_ours(hot: Hot, plugin: str) -> None:
    """It is not taken for what the event failed with."""
    report = hot(
        PENDING
        + """
def ring(*_):
    raise pjrt.InternalError("of the handler")
signal.signal(signal.SIGUSR1, ring)
waiting, pending = threading.main_thread().ident, Pending()
ready = pending.buffer.ready
pending.later(lambda: signal.pthread_kill(waiting, signal.SIGUSR1))
report["interrupted"] = attempt(ready.result)
pending.send()
report["after"] = attempt(lambda: ready.result(20))
""",
        plugin,
    )
    assert report == {"interrupted": ["InternalError", "INTERNAL: of the handler"], "after": "None"}


@pytest.mark.parametrize(
    ("end", "code"), [("sys.exit(3)", 3), ("raise KeyError", 1), ("os.kill(os.getpid(), signal.SIGTERM)", -15)]
)
def test_the_process_ends_while_threads_wait(subprocess_run: Run, mode: str, plugin: str, end: str, code: int) -> None:
    """Nobody ever sends the data, and the main thread has left a wait of its own."""
    done = subprocess_run(
        f"""{PRELUDE}{PENDING}
pending = Pending()
for way in (pending.buffer.to_numpy, pending.buffer.block_until_ready, pending.buffer.ready.result):
    threading.Thread(target=way, daemon=True).start()
pending.later(lambda: os.kill(os.getpid(), signal.SIGINT), 0.2)
try:
    pending.buffer.to_numpy()
except KeyboardInterrupt:
    print("left", flush=True)
{end}
""",
        plugin,
        env={**os.environ, "PJRT_ACCELERATOR": mode},
    )
    assert (done.returncode, done.stdout) == (code, "left\n"), done.stderr


def test_an_error_and_a_callback_all_the_same(hot: Hot, plugin: str) -> None:
    """As from a plugin in Python that a signal interrupts: it has taken the callback, and says that it failed."""
    report = hot(
        """
from ctypes import addressof
from pjrt_abi.structs import PJRT_Client_LookupDevice_Args
P = pjrt.load(sys.argv[1])
real = P.abi.PJRT_Event_OnReady
def call(args):
    taken = real(args)
    if taken or threading.current_thread() is not threading.main_thread() or not broken:
        return taken
    lookup = PJRT_Client_LookupDevice_Args()
    lookup.struct_size, lookup.client, lookup.id = lookup.STRUCT_SIZE, client._state.ptr, 12345
    return P.abi.PJRT_Client_LookupDevice(addressof(lookup))
P.abi.PJRT_Event_OnReady = call
broken = False
"""
        + PENDING.replace("Client(sys.argv[1])", "Client(P)")
        + """
told = []
for number in range(60):
    pending, broken = Pending(), True
    told.append(attempt(pending.buffer.to_numpy)[0])
    broken = False
    pending.fail() if number % 3 == 0 else pending.send()
    value = attempt(lambda: pending.buffer.to_numpy().tolist())
    assert value == "[0.0, 1.0, 2.0, 3.0]" if number % 3 else value[0] == "InternalError", value
report["told"] = sorted(set(told))
""",
        plugin,
    )
    assert len(report["told"]) == 1
    assert report["told"][0].endswith("Error")


def test_a_plugin_that_cannot_tell_when(hot: Hot, mode: str, plugin: str) -> None:
    """Without PJRT_Event_OnReady a wait is one inside the plugin; an error of it is raised, and the event destroyed."""
    report = hot(
        """
from pjrt.testing import reference
def tried(**options):
    served = reference(pace="held", **options)
    client = pjrt.Client(served)
    buffer = client.put(X)
    threading.Timer(0.1, served.plugin.clock.release).start()
    told = on_a_thread(lambda: buffer.to_numpy().tolist())
    return told, on_a_thread(lambda: buffer.to_numpy().tolist())
"""
        + PENDING[PENDING.index("def on_a_thread") :]
        + """
report["omitted"] = tried(omit=["PJRT_Event_OnReady"])
report["failing"] = tried(faults=["PJRT_Event_OnReady:1=INTERNAL"])
report["fine"] = tried()
""",
        plugin,
    )
    good = "[0.0, 1.0, 2.0, 3.0]"
    assert report["omitted"] == report["fine"] == [good, good]
    if mode == "1":
        assert report["failing"][0][0] == "InternalError"
    assert report["failing"][1] == good
