"""Eight threads on one client, each with data of its own; and no lock of ours is held while C runs."""

from __future__ import annotations

import functools
import importlib
import pkgutil
import threading
from collections.abc import Callable
from typing import Any

import pytest

import pjrt
from pjrt._runtime.lazy import cached_property

pytestmark = pytest.mark.download
Child = Callable[..., dict[str, Any]]


def test_eight_threads_with_data_of_their_own(plugin: str, in_child: Child) -> None:
    report = in_child(
        """
T = "tensor<1000xf32>"
MUL = ("module @mul { func.func public @main(%a: {T}, %b: {T}) -> ({T}, {T}) { %0 = stablehlo.multiply %a, %b : {T}"
       " %1 = stablehlo.subtract %a, %b : {T} return %0, %1 : {T}, {T} } }").replace("{T}", T)
client = pjrt.Client(sys.argv[1], options={"cpu_device_count": 4})
exe, wrong, done = client.compile(MUL), [], []
start = threading.Barrier(8)
def work(seed):
    random = np.random.default_rng(seed)
    device, memory = client.devices[seed % 4], client.memories[seed]
    start.wait()
    for i in range(100):
        a, b = random.random((2, 1000), np.float32)
        x = client.put(a)
        product, difference = exe(x, b)
        moved, placed = product.copy_to(device), difference.copy_to(memory)
        seen = x.to_numpy(), product.to_numpy(), difference.to_numpy(), moved.to_numpy(), placed.to_numpy()
        for buffer in (x, product, difference, moved, placed):
            buffer.delete()
        good = (a, a * b, a - b, a * b, a - b)
        if not all(np.array_equal(s, g) for s, g in zip(seen, good)):
            wrong.append((seed, i))
    done.append(seed)
threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
[t.start() for t in threads], [t.join() for t in threads]
report.update(wrong=wrong, done=sorted(done))
""",
        plugin,
    )
    assert report == {"wrong": [], "done": list(range(8))}


def test_eight_threads_compile(plugin: str, in_child: Child) -> None:
    report = in_child(
        """
client = pjrt.Client(sys.argv[1])
right = []
def work(seed):
    exe = client.compile(ADD.replace("stablehlo.add %a, %b", f"stablehlo.{['add', 'multiply'][seed % 2]} %a, %b"))
    again = client.deserialize(exe.serialize())
    (y,), (z,) = exe(X, X + seed), again(X, X + seed)
    expected = X * (X + seed) if seed % 2 else X + X + seed
    right.append(bool((y.to_numpy() == expected).all() and (z.to_numpy() == expected).all()))
threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
[t.start() for t in threads], [t.join() for t in threads]
report["right"] = right
""",
        plugin,
    )
    assert report == {"right": [True] * 8}


def test_no_property_holds_a_lock_while_it_computes() -> None:
    """functools.cached_property does, in Python 3.11: one for all objects of a class."""
    modules = [
        importlib.import_module(m.name) for m in pkgutil.walk_packages(pjrt.__path__, "pjrt.") if "__" not in m.name
    ]
    classes = [thing for module in modules for thing in vars(module).values() if isinstance(thing, type)]
    assert pjrt.Client in classes
    locked = [
        f"{c.__name__}.{n}" for c in classes for n, kind in vars(c).items() if type(kind) is functools.cached_property
    ]
    assert locked == []
    assert isinstance(pjrt.Client.devices, cached_property)
    assert "PJRT_Client_Devices" in (pjrt.Client.devices.__doc__ or "")


def test_threads_that_compute_a_property_at_once_get_one_value() -> None:
    start, values = threading.Barrier(8), []

    class Thing:
        @cached_property
        def value(self) -> object:
            start.wait()
            return object()

    thing = Thing()
    threads = [threading.Thread(target=lambda: values.append(thing.value)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(values) == 8
    assert len(set(map(id, values))) == 1
    assert thing.value is values[0]


BLOCKED = """
import inspect
abi = pjrt.load(sys.argv[1]).abi
client = pjrt.Client(sys.argv[1], options={"cpu_device_count": 4})
exe, donating = client.compile(ADD), client.compile(DONATING)
PAGES = np.zeros(2048, np.uint8)
PAGES = PAGES[-PAGES.ctypes.data % 64 :][:1024].view(np.float32)
SMALL = np.ones(3, "int8").astype(pjrt.dtypes.from_name("S4"))

def everything():
    "Calls most of what the library has, on the shared client, and drops what it made."
    a = client.put(X)
    (y,) = exe(a, X)
    assert (y.to_numpy() == 2 * X).all() and (donating(client.put(X), a)[0].to_numpy() == 2 * X).all()
    client.put(SMALL).to_numpy()
    y.ready.add_done_callback(lambda event: None)
    y.ready.result(timeout=60)
    slow = y.copy_to(client.devices[1]).ready
    slow.result(), slow.done(), y.copy_to(client.memories[1]).delete(), repr(y), repr(a)
    exe.memory_stats(), exe.optimized_program(), client.device(1), client.default_device_assignment(2)
    client.topology.devices[0].attributes, client.topology.serialize(), client.devices[2].memories
    with client.async_transfer([X, X]) as transfers:
        sent = transfers.buffer(0)
        transfers.transfer(0, X)
        assert sent.to_numpy()[3] == 3
    alias, promise = client.alias(X.shape, X.dtype)
    promise.fulfill(client.put(X))
    y.raw_bytes(), alias.unpadded_shape, alias.dynamic_dimensions, alias.unsafe_pointer, client.empty((4,), X.dtype)
    client.put(PAGES, immutable=True), client.view(PAGES.ctypes.data, (64,), X.dtype, on_delete=int)
    exe(a, X, options=pjrt.ExecuteOptions(context=client.create_execute_context()))
    exe.launch([[a, X]], events=True)
    for may_be_lacking in (
        lambda: client.dma_map(PAGES), lambda: client.update_process_info([]), lambda: client.put(X).bitcast(np.int32),
        lambda: y.copy_raw_later().fulfill(bytearray(16)).result(), lambda: client.put(X).donate()[1].fulfill(),
        lambda: client.error_buffer(pjrt.InternalError("no"), (4,), X.dtype),
    ):
        attempt(may_be_lacking)
    # What is asked once an object, of objects of its own.
    fresh = pjrt.Client(sys.argv[1])
    fresh.put(X)
    program = fresh.compile(ADD)
    client.deserialize(program.serialize()).delete()
    for thing in (fresh, fresh.topology, fresh.topology.devices[0], fresh.devices[0], fresh.memories[0], program):
        for name, kind in inspect.getmembers_static(type(thing)):
            if not name.startswith("_") and not callable(kind):
                attempt(lambda: getattr(thing, name))
    if abi.has("PJRT_Event_Create"):
        event = client.create_event()
        event.set()
        event.result()
    for wrong in (lambda: client.device(99), lambda: client.compile("module {")):
        try:
            wrong()
        except pjrt.PjrtError:
            pass
    a.delete()
    del a, y, slow

names = [name for name, *_ in abi.SLOTS if abi.has(name)]
called = set()

def replaced(name, call):
    real = getattr(abi, name)
    setattr(abi, name, lambda *arguments: call(real, *arguments))
    return lambda: setattr(abi, name, real)

def noted(name):
    def call(real, *arguments):
        called.add(name)
        return real(*arguments)
    return call

undo = [replaced(name, noted(name)) for name in names]
everything()
gc.collect()
[back() for back in undo]
# Of one buffer, the counting of references, which an address takes one of, and the deletion keep each other out, and
# few buffers share a lock.
guarded = {"PJRT_Buffer_IncreaseExternalReferenceCount", "PJRT_Buffer_DecreaseExternalReferenceCount",
           "PJRT_Buffer_OpaqueDeviceMemoryDataPointer", "PJRT_Buffer_UnsafePointer", "PJRT_Buffer_Delete"}
class Enough(BaseException):
    "The thread has waited, and need not do the rest."
sys.unraisablehook = lambda told: None  # a destructor may be what has waited
stuck = []
for name in sorted(called - guarded):
    inside, gate, ended = threading.Event(), threading.Event(), []
    def work():
        try:
            everything()
        except Enough:
            return
        ended.append(True)
    first, second = threading.Thread(target=work, daemon=True), threading.Thread(target=work, daemon=True)
    def blocking(real, *arguments):
        "The first call in the first thread does not come back before the gate opens."
        if threading.current_thread() is first and not inside.is_set():
            inside.set()
            gate.wait()
            raise Enough
        return real(*arguments)
    back = replaced(name, blocking)
    first.start()
    if not inside.wait(30):
        stuck.append(f"{name} was not called")
        break
    second.start()
    second.join(30)
    if second.is_alive() or ended != [True]:
        stuck.append(f"{name} stops others")
        break
    gate.set()
    first.join(30)
    if first.is_alive():
        stuck.append(f"{name} did not end")
        break
    back()
report.update(called=len(called), stuck=stuck)
if stuck:
    print(json.dumps(report), flush=True)
    os._exit(0)  # the threads will not end
"""


@pytest.mark.slow
@pytest.mark.parametrize("plugin", ["lammps_jax_pjrt_cpu"])  # the locks are ours; this one has all functions
def test_a_call_that_does_not_come_back_stops_nobody_else(plugin: str, in_child: Child) -> None:
    """Each C function in turn hangs in one thread; another one does everything meanwhile."""
    report = in_child(BLOCKED, plugin, timeout=120)
    assert report["stuck"] == []
    assert report["called"] > 50


def test_a_callback_that_does_not_come_back_stops_nobody_else(plugin: str, in_child: Child) -> None:
    report = in_child(
        """
client = pjrt.Client(sys.argv[1])
exe = client.compile(ADD)
inside, gate, seen = threading.Event(), threading.Event(), []
def block(event):
    inside.set()
    gate.wait()
    seen.append(exe(X, X)[0].to_numpy().tolist())
buffer = client.put(X)
waiting = threading.Thread(target=lambda: buffer.ready.add_done_callback(block))
waiting.start()
assert inside.wait(30)
report["meanwhile"] = exe(buffer, X)[0].to_numpy().tolist()
buffer.delete()
client.compile(ADD)
report["before"] = list(seen)
gate.set()
waiting.join(30)
while not seen:
    time.sleep(0.001)
report["seen"] = seen
""",
        plugin,
    )
    assert report == {"meanwhile": [0, 2, 4, 6], "before": [], "seen": [[0, 2, 4, 6]]}
