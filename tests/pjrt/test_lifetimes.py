"""What lives how long: every order of dropping, failures half way, fork, and the end of the process."""

from __future__ import annotations

import itertools
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pjrt

pytestmark = pytest.mark.download
Child = Callable[..., dict[str, Any]]
Run = Callable[..., "subprocess.CompletedProcess[str]"]

START = """
client = pjrt.Client(sys.argv[1])
exe, a = client.compile(ADD), client.put(X)
(y,) = exe(a, X)
print("end", flush=True)
"""

COUNTING = """
import collections
P = pjrt.load(sys.argv[1])
calls, errors = collections.Counter(), collections.Counter()
NAMES = ["Client_Create", "Client_Destroy", "Client_BufferFromHostBuffer", "Buffer_Destroy", "Client_Compile",
    "LoadedExecutable_Destroy", "LoadedExecutable_GetExecutable", "Executable_Destroy", "LoadedExecutable_Execute",
    "Buffer_ReadyEvent", "Buffer_ToHostBuffer", "Event_Destroy", "Event_IsReady", "Event_Error",
    "Error_Destroy",
    "Buffer_IncreaseExternalReferenceCount", "Buffer_DecreaseExternalReferenceCount",
    "Buffer_OpaqueDeviceMemoryDataPointer", "Executable_OptimizedProgram"]
fail_next = set()
def wrap(name):
    real = getattr(P.abi, "PJRT_" + name)
    def call(args):
        if name in fail_next:
            fail_next.discard(name)
            # A real error of the plugin: a platform name of a struct that claims no size.
            from pjrt_abi.structs import PJRT_Plugin_Attributes_Args
            from ctypes import addressof
            broken = PJRT_Plugin_Attributes_Args()
            error = P.abi.PJRT_Plugin_Attributes(addressof(broken))
            assert error
        else:
            error = real(args)
            calls[name] += not error
        if error and name != "Error_Destroy":
            errors[name] += 1
        return error
    setattr(P.abi, "PJRT_" + name, call)
for name in NAMES:
    wrap(name)
def balance(outputs=0):
    gc.collect()
    made = calls["Client_BufferFromHostBuffer"]
    return {
        "clients": calls["Client_Create"] - calls["Client_Destroy"],
        "buffers": made + outputs - calls["Buffer_Destroy"],
        "executables": calls["Client_Compile"] - calls["LoadedExecutable_Destroy"],
        "programs": calls["LoadedExecutable_GetExecutable"] - calls["Executable_Destroy"],
        "events": made + calls["Buffer_ReadyEvent"] + calls["Buffer_ToHostBuffer"] - calls["Event_Destroy"],
        "references": calls["Buffer_IncreaseExternalReferenceCount"] - calls["Buffer_DecreaseExternalReferenceCount"],
        "errors": sum(errors.values()) - calls["Error_Destroy"],
    }
"""
NOTHING = dict.fromkeys(("clients", "buffers", "executables", "programs", "events", "references", "errors"), 0)


def test_cycles_of_use(plugin: str, in_child: Child) -> None:
    report = in_child(
        COUNTING
        + """
client = pjrt.Client(P)
exe = client.compile(ADD)
pairs = client.compile(ADD.replace("-> tensor<4xf32>", "-> (tensor<4xf32>, tensor<4xf32>)")
                          .replace("return %0 : tensor<4xf32>", "return %0, %a : tensor<4xf32>, tensor<4xf32>"))
for i in range(2000):
    a = client.put(X)
    (y,) = exe(a, X)
    view = y.to_numpy()
    assert view[3] == 6
    if i % 2:
        a.delete()
        y.delete()
    if i % 3 == 0:
        pairs(a if not i % 2 else X, X)[1].block_until_ready()
    if i % 5 == 0:
        client.put(np.ones(3, "int8").astype(pjrt.dtypes.from_name("S4"))).to_numpy()
    if i % 100 == 0:
        pjrt.Client(P).put(1.0)
        with pjrt.Client(P) as other:
            other.compile(ADD)
outputs = calls["LoadedExecutable_Execute"] + 667
report["alive"] = balance(outputs)
del client, exe, pairs, a, y, view, other
report["dead"] = balance(outputs)
report["executed"] = calls["LoadedExecutable_Execute"]
""",
        plugin,
    )
    assert report["executed"] == 2667
    assert report["alive"] == {**NOTHING, "clients": 2, "buffers": 2, "executables": 2, "programs": 2, "references": 1}
    assert report["dead"] == NOTHING


def test_failures_leave_nothing(plugin: str, in_child: Child) -> None:
    report = in_child(
        COUNTING
        + """
client = pjrt.Client(P)
exe, donating = client.compile(ADD), client.compile(DONATING)
a, odd = client.put(X), client.put(X[:3])
gone = client.put(X); gone.delete()
kinds = set()
def fails(call, kind):
    try:
        call()
    except kind as error:
        kinds.add(type(error).__name__)
    else:
        raise AssertionError(call)
def failing(name, call):
    fail_next.add(name)
    fails(call, pjrt.PjrtError)
    assert not fail_next, fail_next
before = calls["LoadedExecutable_Execute"]
for _ in range(200):
    fails(lambda: client.compile("module { func.func public @main( }"), pjrt.PjrtError)
    fails(lambda: client.compile(b"\\x00\\x01", format="hlo"), pjrt.InvalidArgumentError)
    fails(lambda: donating(a, a), ValueError)
    fails(
        lambda: client.plugin.abi.loaded_executable_execute(exe._ptr, exe._options, [[a._ptr]], 1),
        pjrt.InvalidArgumentError,
    )
    fails(lambda: exe(a, odd), ValueError)
    fails(lambda: exe(X, X[:3]), ValueError)
    fails(lambda: exe(X, gone), pjrt.ClosedError)
    fails(lambda: client.put(np.zeros(2, object)), TypeError)
    fails(lambda: client.plugin.abi.buffer_opaque_device_memory_data_pointer(gone._ptr), pjrt.InvalidArgumentError)
for _ in range(20):
    failing("Client_BufferFromHostBuffer", lambda: client.put(X))
    failing("LoadedExecutable_Execute", lambda: exe(X, a))
    failing("Buffer_ReadyEvent", a.to_numpy)
    failing("Event_IsReady", a.block_until_ready)
    failing("Event_Error", a.block_until_ready)
    failing("Buffer_IncreaseExternalReferenceCount", a.to_numpy)
    failing("Buffer_OpaqueDeviceMemoryDataPointer", a.to_numpy)
    failing("Client_Compile", lambda: client.compile(ADD))
    failing("LoadedExecutable_GetExecutable", lambda: client.compile(ADD))
    failing("Client_Create", lambda: pjrt.Client(P))
    small = client.put(np.ones(3, "int8").astype(pjrt.dtypes.from_name("S4")))
    failing("Buffer_ToHostBuffer", small.to_numpy)
    fresh = client.compile(ADD)
    failing("Executable_OptimizedProgram", lambda: fresh(X, X))
assert (a.to_numpy() == X).all() and (exe(a, a)[0].to_numpy() == 2 * X).all()
outputs = calls["LoadedExecutable_Execute"] - before
del client, exe, donating, a, odd, gone, small, fresh
report["dead"] = balance(outputs)
report["errors"] = sum(errors.values())
report["kinds"] = sorted(kinds)
""",
        plugin,
    )
    assert report["dead"] == NOTHING
    assert report["errors"] >= 800
    assert {"ClosedError", "InvalidArgumentError", "TypeError", "UnknownError", "ValueError"} <= set(report["kinds"])


@pytest.mark.slow
def test_memory_stays_flat(plugin: str, in_child: Child) -> None:
    report = in_child(
        """
def rss():
    gc.collect()
    return int(open("/proc/self/statm").read().split()[1]) * 4 // 1024
client = pjrt.Client(sys.argv[1])
big = np.ones(250_000, np.float32)
exe = client.compile(ADD)
def cycle(n):
    for _ in range(n):
        client.put(big).to_numpy()
        exe(X, X)[0].to_numpy()
        try:
            client.plugin.abi.client_lookup_device(client._state.ptr, 99)
        except pjrt.PjrtError:
            pass
    for _ in range(n // 100):
        pjrt.Client(sys.argv[1]).put(big)
        try:
            client.compile("module { func.func public @main( }")
        except pjrt.PjrtError:
            pass
cycle(300)
before = rss()
cycle(3000)
report["mib"] = [before, rss()]
""",
        plugin,
        timeout=100,
    )
    before, after = report["mib"]
    assert after - before < 40, report  # 3,000 buffers of 1 MB went through


@pytest.mark.slow
def test_every_order_of_dropping(plugin: str, in_child: Child) -> None:
    orders = [list(order) for order in itertools.permutations(["client", "exe", "a", "y", "view"])]
    report = in_child(
        f"ORDERS = {orders!r}\n"
        + COUNTING
        + """
for order in ORDERS:
    client = pjrt.Client(P)
    exe, a = client.compile(ADD), client.put(X)
    (y,) = exe(a, X)
    things = dict(client=client, exe=exe, a=a, y=y, view=y.to_numpy())
    del client, exe, a, y
    for name in order:
        if "view" in things:
            assert things["view"].tolist() == [0, 2, 4, 6]
        if "a" in things and "exe" in things:
            things["exe"](things["a"], X)[0].to_numpy()
        del things[name]
report["rounds"] = len(ORDERS)
report["dead"] = balance(calls["LoadedExecutable_Execute"])
""",
        plugin,
    )
    assert report == {"rounds": 120, "dead": NOTHING}


def test_cycles_of_garbage(plugin: str, in_child: Child) -> None:
    """Python calls destructors in a cycle of garbage in no certain order, and they may use what is in it."""
    report = in_child(
        COUNTING
        + """
gc.disable()
seen = set()
class Holder:
    def __del__(self):
        for use in (lambda: self.y.to_numpy(), lambda: self.y.device, lambda: self.y.memory, lambda: repr(self.y),
                    lambda: self.exe(self.y, X), lambda: self.client.devices, lambda: self.y.delete(),
                    lambda: self.client.put(X), lambda: repr(self.exe), lambda: self.y.is_deleted):
            try:
                use()
            except pjrt.ClosedError as error:
                seen.add(str(error))
for i in range(30):
    holder = Holder()
    things = [lambda: setattr(holder, "client", client), lambda: setattr(holder, "exe", exe),
              lambda: setattr(holder, "y", y), lambda: setattr(holder, "me", holder)]
    client = pjrt.Client(P)
    exe = client.compile(ADD)
    (y,) = exe(X, X)
    for step in range(4):
        things[(step + i) % 4]()
    holder.view = y.to_numpy() if i % 2 else None
    del things, holder, client, exe, y
    gc.collect()
report["dead"] = balance(calls["LoadedExecutable_Execute"])
report["seen"] = sorted(seen)
""",
        plugin,
    )
    assert report["dead"] == NOTHING
    assert set(report["seen"]) <= {
        "this buffer is being destroyed",
        "this buffer, float32[4], was deleted or donated",
        "this executable was deleted",
    }


def test_client_that_cannot_be_made(plugin: str, in_child: Child) -> None:
    report = in_child(
        COUNTING
        + """
wrong = [{"cpu_device_count": v} for v in ("4", 4.0, [4], True, None, -1, 0, 1025, 2**40)]
wrong += [{5: 1}, {None: 1}, [("a", 1)], "abc", 7, {"a": None}, {"a": object()}, {"a": [1, "b"]}, {"a": 2**63},
          {"a": b"x"}, {"a": {}}, {"a": [2**64]}, {"a": "\\ud800"}]
report["wrong"] = [attempt(lambda: pjrt.Client(P, options=o)) for o in wrong]
report["dead"] = balance()
right = [None, {}, {"cpu_device_count": 1}, {"cpu_device_count": 7}, {"asynchronous": True}, {"asynchronous": False}]
report["right"] = [attempt(lambda: len(pjrt.Client(P, options=o).devices)) for o in right]
unknown = {"x": [1, 2], "y": "text", "z": 1.5, "b": True}
report["unknown"] = attempt(lambda: len(pjrt.Client(P, options=unknown).devices))
report["after"] = balance()
""",
        plugin,
    )
    count = "options: 'cpu_device_count': expected"
    value = "expected str, int, float, bool or a list of int, got"
    assert report["wrong"] == [
        ["TypeError", f"{count} an int, got '4'"],
        ["TypeError", f"{count} an int, got 4.0"],
        ["TypeError", f"{count} an int, got [4]"],
        ["TypeError", f"{count} an int, got True"],
        ["TypeError", f"{count} an int, got None"],
        ["ValueError", f"{count} 1 to 1024, got -1"],
        ["ValueError", f"{count} 1 to 1024, got 0"],
        ["ValueError", f"{count} 1 to 1024, got 1025"],
        ["ValueError", f"{count} 1 to 1024, got {2**40}"],
        ["TypeError", "options: expected names as str, got 5"],
        ["TypeError", "options: expected names as str, got None"],
        ["TypeError", "options: expected a dict of names and values, got [('a', 1)]"],
        ["TypeError", "options: expected a dict of names and values, got 'abc'"],
        ["TypeError", "options: expected a dict of names and values, got 7"],
        ["TypeError", f"'a': {value} None"],
        ["TypeError", report["wrong"][15][1]],
        ["TypeError", f"'a': {value} [1, 'b']"],
        ["ValueError", f"'a': {2**63} does not fit 64 bits"],
        ["TypeError", f"'a': {value} b'x'"],
        ["TypeError", f"'a': {value} {{}}"],
        ["ValueError", f"'a': {2**64} does not fit 64 bits"],
        ["UnicodeEncodeError", report["wrong"][21][1]],
    ]
    assert report["dead"] == report["after"] == NOTHING
    assert report["right"] == ["4", "4", "1", "7", "4", "4"]
    if plugin == "lammps_jax_pjrt_cpu":
        kind, text = report["unknown"]
        assert kind == "InvalidArgumentError"
        assert text.startswith(
            "PJRT_Client_Create: INVALID_ARGUMENT: Unexpected option name passed to PJRT_Client_Create: "
        )
    else:
        assert report["unknown"] == "4"  # older ones look at what they know only


def test_client_without_devices(plugin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pjrt.Client(plugin) as client:
        monkeypatch.setattr(client.plugin.abi, "client_addressable_devices", lambda _: [])
        with pytest.raises(pjrt.PjrtError, match="this client has no device that this process can use"):
            client.put(1.0)


END = {
    "everything alive": "keep = [client, exe, a, y, y.to_numpy(), client.devices, client.memories, exe.signature]",
    "everything dropped": "del client, exe, a, y",
    "a view only": "y = y.to_numpy()\ndel client, exe, a",
    "work under way": "slow = client.compile(SLOW)\nz, = slow(EYE)\nfor _ in range(4): z, = slow(z)",
    "work under way, nobody waiting": "slow = client.compile(SLOW)\nfor _ in range(4): slow(EYE)",
    "work under way, client dropped": "slow = client.compile(SLOW)\nslow(EYE)\ndel client, exe, a, y, slow",
    "closed": "client.close()",
    "deleted": "a.delete()\nexe.delete()",
    "an exception": "raise SystemExit(0)",
    "a cycle": "class A: pass\nh = A()\nh.me, h.all = h, [client, exe, a, y, y.to_numpy()]\ndel h, client, exe, a, y",
    "used in atexit": "import atexit\natexit.register(lambda: print(exe(a, X)[0].to_numpy()))",
    "a destructor that uses it": """
class A:
    def __del__(self):
        try:
            a.to_numpy()
        except pjrt.ClosedError:
            pass
keep = A()""",
    "many clients": "keep = [pjrt.Client(sys.argv[1]) for _ in range(5)]\nkeep = [(k, k.put(X)) for k in keep]",
    "threads that are waited for": """
def work():
    for _ in range(300):
        exe(a, X)[0].to_numpy()
for _ in range(3):
    threading.Thread(target=work).start()""",
}


@pytest.mark.parametrize("way", END)
def test_the_end_of_the_process(plugin: str, prelude: str, subprocess_run: Run, way: str) -> None:
    done = subprocess_run(f"{prelude}\n{START}\n{END[way]}", plugin)
    assert done.returncode == 0, f"{done.returncode}: {done.stderr[-2000:]}"
    assert done.stdout == "end\n" + ("[0. 2. 4. 6.]\n" if way == "used in atexit" else "")
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize(
    "loop",
    [
        "while True: exe(a, X)[0].to_numpy()",
        "while True: slow(EYE)[0].to_numpy()",
        "while True: slow(EYE)",
        "while True: client.put(X)",
        "while True: client.compile(ADD)",
        "while True: pjrt.Client(sys.argv[1])",
        "time.sleep(1000)",
    ],
)
def test_the_end_with_daemon_threads(plugin: str, prelude: str, subprocess_run: Run, loop: str) -> None:
    """They find the clients closed, and what they are in ends before the clients do."""
    code = f"""
slow = client.compile(SLOW)
def work():
    try:
        {loop}
    except pjrt.ClosedError as error:
        ended.append(str(error))
ended = []
for _ in range(3):
    threading.Thread(target=work, daemon=True).start()
time.sleep(0.2)
"""
    done = subprocess_run(f"{prelude}\n{START}\n{code}", plugin)
    assert done.returncode == 0, f"{done.returncode}: {done.stderr[-2000:]}"
    assert done.stdout == "end\n"
    assert "Traceback" not in done.stderr


FORKED = "was made before fork(), and a child process cannot use it"


def test_fork(plugin: str, in_child: Child) -> None:
    report = in_child(
        """
client = pjrt.Client(sys.argv[1])
exe, a, gone = client.compile(ADD), client.put(X), client.put(X)
gone.delete()
view, device, memory = a.to_numpy(), client.devices[0], client.memories[0]
read, write = os.pipe()
pid = os.fork()
if pid == 0:
    child = {name: attempt(use) for name, use in {
        "call": lambda: exe(a, X), "to_numpy": a.to_numpy, "put": lambda: client.put(X), "delete": a.delete,
        "compile": lambda: client.compile(ADD), "device": lambda: a.device, "is_deleted": lambda: a.is_deleted,
        "exe.delete": exe.delete, "memories": lambda: device.memories, "kind": lambda: memory.kind,
        "id": lambda: device.id}.items()}
    reprs = [repr(x) for x in (client, a, gone, exe, device, memory)]
    new = attempt(lambda: pjrt.Client(sys.argv[1]))
    values = view.tolist()
    client.close()
    del client, exe, a, gone, view, device, memory
    gc.collect()
    os.write(write, json.dumps([child, reprs, new, values]).encode())
    sys.exit(0)
os.close(write)
report["code"] = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
report["child"], report["reprs"], report["new"], report["view"] = json.loads(os.fdopen(read).read())
report["parent"] = [exe(a, X)[0].to_numpy().tolist(), repr(a), pjrt.Client(sys.argv[1]).put(X).to_numpy().tolist()]
""",
        plugin,
    )
    assert report["code"] == 0
    assert len(report["child"]) == 11
    for kind, text in report["child"].values():
        assert kind == "ClosedError"
        assert FORKED in text
        assert "multiprocessing's 'spawn'" in text
    assert report["reprs"] == [
        "<Client, closed>",
        *["<Buffer float32[4] of a closed client>"] * 2,
        "<LoadedExecutable of a closed client>",
        "<Device of a closed client>",
        "<Memory of a closed client>",
    ]
    assert report["new"][0] == "ClosedError"
    assert "this plugin made a client before fork(), and a child process cannot use the plugin" in report["new"][1]
    assert report["view"] == [0, 1, 2, 3]
    assert report["parent"] == [[0, 2, 4, 6], "<Buffer float32[4] on CpuDevice(id=0)>", [0, 1, 2, 3]]


def test_fork_before_the_first_client(plugin: str, in_child: Child) -> None:
    report = in_child(
        """
pjrt.load(sys.argv[1])
pid = os.fork()
if pid == 0:
    client = pjrt.Client(sys.argv[1])
    (y,), (z,) = client.compile(ADD)(X, X), client.compile(SLOW)(EYE)
    sys.exit(0 if y.to_numpy().tolist() == [0, 2, 4, 6] and z.to_numpy()[0, 0] > 0 else 1)
report["code"] = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
report["parent"] = pjrt.Client(sys.argv[1]).compile(ADD)(X, X)[0].to_numpy().tolist()
""",
        plugin,
    )
    assert report == {"code": 0, "parent": [0, 2, 4, 6]}


def test_spawned_processes(plugin: str, tmp_path: Path, subprocess_run: Run) -> None:
    script = tmp_path / "spawning.py"
    script.write_text(f"""
import multiprocessing, numpy as np, pjrt
def work(n):
    client = pjrt.Client({plugin!r})
    return client.put(np.arange(n)).to_numpy().sum()
if __name__ == "__main__":
    work(1)
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        print(*pool.map(work, [3, 4, 5]))
""")
    done = subprocess_run(f"import runpy; runpy.run_path({str(script)!r}, run_name='__main__')")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "3 6 10\n"


def test_libraries_of_two_plugins_at_once(in_child: Child) -> None:
    report = in_child(
        f"""
clients = [pjrt.Client(name) for name in {["fastatomstruct_xla_cpu", "lammps_jax_pjrt_cpu", "xla_cpu_pjrt"]!r}]
buffers = [c.put(X) for c in clients]
report["sums"] = [c.compile(ADD)(b, X)[0].to_numpy().tolist() for c, b in zip(clients, buffers)]
report["mixed"] = [attempt(lambda: c.compile(ADD)(b, X))[0] for c, b in zip(clients, buffers[1:])]
"""
    )
    assert report == {"sums": [[0, 2, 4, 6]] * 3, "mixed": ["ValueError"] * 2}


@pytest.mark.parametrize("way", ["a callback of an event", "what a run keeps", "a view of foreign memory"])
def test_a_client_that_goes_on_a_thread_of_its_plugin(plugin: str, in_child: Child, way: str) -> None:
    """The plugin waits there for its threads to end, so the client is destroyed on another."""
    report = in_child(
        COUNTING
        + f"WAY = {way!r}"
        + """
from pjrt._runtime import callbacks
where, real = [], P.abi.client_destroy
def destroy(ptr):
    inside = callbacks.inside()
    real(ptr)
    where.append(inside)  # when it is over, as that is waited for
P.abi.client_destroy = destroy
for _ in range(5):
    client, before = pjrt.Client(P), len(where)
    if WAY == "a callback of an event":
        (y,) = client.compile(SLOW)(EYE)
        y.ready.add_done_callback(lambda event, kept=[client]: kept.clear())
        del y
    elif WAY == "what a run keeps":
        client.compile(SLOW)(EYE, options=pjrt.ExecuteOptions(context=client.create_execute_context()))
    else:
        array = np.zeros(64 + 64, np.float32)
        start = -array.ctypes.data // 4 % 16
        given = array[start : start + 64]
        (y,) = client.compile(ADD.replace("4x", "64x"))(
            client.view(given.ctypes.data, (64,), np.float32, on_delete=lambda kept=[client]: kept.clear()), given)
        del y
    del client
    end = time.monotonic() + 30
    while len(where) == before and time.monotonic() < end:
        time.sleep(0.005)
report["where"], report["clients"] = where, balance(0)["clients"]
report["pending"] = len(callbacks.pending())
""",
        plugin,
    )
    assert report == {"where": [False] * 5, "clients": 0, "pending": 0}


def test_callbacks_at_the_end_of_the_process(plugin: str, prelude: str, subprocess_run: Run) -> None:
    """Their threads keep nobody from going."""
    code = """
slow = client.compile(SLOW)
for _ in range(6):
    slow(EYE)[0].ready.add_done_callback(lambda event: time.sleep(0.01))
slow(EYE, options=pjrt.ExecuteOptions(context=client.create_execute_context(), senders={1: print}))
four = client.compile(ADD, pjrt.CompileOptions(num_replicas=4))
keep = [four.launch([[X, X]] * 4) for _ in range(10)]
"""
    done = subprocess_run(f"{prelude}\n{START}\n{code}", plugin)
    assert done.returncode == 0, f"{done.returncode}: {done.stderr[-2000:]}"
    assert done.stdout == "end\n"
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
