"""Launches: their events, and that no program waits for another for ever."""

from __future__ import annotations

import threading

import pytest

import pjrt
from pjrt._runtime import callbacks
from pjrt._runtime.launches import Launches
from pjrt._runtime.rooms import PLACES
from pjrt_abi.structs import PJRT_Event_OnReadyCallback
from tests.pjrt.programs import (
    F32,
    FOUR,
    SUM,
    Child,
    Compiled,
    X,
    add,
    same,
    values,
)

pytestmark = [pytest.mark.download, pytest.mark.usefixtures("nothing_left")]


class TestLaunch:
    def test_events(self, client: pjrt.Client, compiled: Compiled) -> None:
        run = compiled(SUM, FOUR).launch([[X]] * 4)
        assert len(run.done) == 4
        for done in run.done:
            done.result(timeout=30)
            assert (done.done(), done.exception()) == (True, None)
        assert values(run.results) == [[(4 * X).tolist()]] * 4

    def test_one_device(self, compiled: Compiled) -> None:
        run = compiled(add()).launch([[X, X]])
        assert (len(run.results), len(run.done)) == (1, 1)
        run.done[0].result(timeout=30)
        assert same(run.results[0][0], 2 * X)

    def test_no_events(self, client: pjrt.Client, compiled: Compiled) -> None:
        assert compiled(SUM, FOUR).launch([[X]] * 4, events=False).done == ()
        options = pjrt.ExecuteOptions(context=client.create_execute_context(), senders={1: print})
        assert compiled(SUM, FOUR).launch([[X]] * 4, options=options, events=False).done == ()
        assert len(compiled(SUM, FOUR).launch([[X]] * 4, options=options).done) == 4

    def test_a_program_that_waits(self, client: pjrt.Client, compiled: Compiled) -> None:
        promised = [client.alias((4,), F32, device) for device in client.devices]
        run = compiled(add(), FOUR).launch([[later, X] for later, _ in promised])
        assert not any(done.done() for done in run.done)
        with pytest.raises(TimeoutError):
            run.done[0].result(timeout=0.01)
        for (_, promise), device in zip(promised, client.devices, strict=True):
            promise.fulfill(client.put(X, device))
        for done in run.done:
            done.result(timeout=30)
        assert values(run.results) == [[(2 * X).tolist()]] * 4

    def test_a_device_that_fails(self, client: pjrt.Client, compiled: Compiled) -> None:
        """The others go on, in a program without collectives."""
        later, promise = client.alias((4,), F32, client.devices[1])
        run = compiled(add(), FOUR).launch([[X, X], [later, X], [X, X], [X, X]])
        promise.fail(pjrt.InternalError("the promise is broken"))
        with pytest.raises(pjrt.PjrtError, match="the promise is broken"):
            run.done[1].result(timeout=30)
        with pytest.raises(pjrt.PjrtError, match="the promise is broken"):
            run.results[1][0].block_until_ready()
        for place in (0, 2, 3):
            run.done[place].result(timeout=30)
            assert same(run.results[place][0], 2 * X)
        with pytest.raises(pjrt.PjrtError, match="the promise is broken"):
            compiled(add(), FOUR).execute([[X, X], [run.results[1][0], X], [X, X], [X, X]])

    def test_all_dropped_at_once(self, compiled: Compiled) -> None:
        for _ in range(100):
            compiled(SUM, FOUR).launch([[X]] * 4)
        assert values(compiled(SUM, FOUR).execute([[X]] * 4)) == [[(4 * X).tolist()]] * 4

    def test_nothing_is_kept(self, plugin: str, in_child: Child) -> None:
        """A thousand launches with events, results and failures, and C has as many ends as beginnings."""
        report = in_child(
            """
import collections
from ctypes import c_void_p
P = pjrt.load(sys.argv[1])
calls = collections.Counter()
def wrap(name, value=lambda args: 1):
    real = getattr(P.abi, "PJRT_" + name)
    def call(args):
        error = real(args)
        if not error:
            calls[name] += value(args)
        return error
    setattr(P.abi, "PJRT_" + name, call)
for name in ("Client_BufferFromHostBuffer", "Buffer_Destroy", "Event_Destroy", "Buffer_ReadyEvent", "Client_Destroy",
             "ExecuteContext_Create", "ExecuteContext_Destroy", "LoadedExecutable_Execute"):
    wrap(name)
client = pjrt.Client(P, options={"cpu_device_count": 4})
four, one = client.compile(ADD, pjrt.CompileOptions(num_replicas=4)), client.compile(ADD)
options = pjrt.ExecuteOptions(context=client.create_execute_context(), senders={1: print}, receivers={2: print})
rows = [[client.put(X, d), X] for d in client.devices]
events = 0
for i in range(250):
    four.execute(rows)
    one(rows[0][0], X)
    run = four.launch(rows)
    events += 4 + 4
    one.launch([rows[0]], options=options, events=False)
    events += 1
    four.launch(rows, options=options)
    for wrong in ([rows[0]] * 4, rows[:3], [[X]] * 4):
        try:
            four.execute(wrong)
        except (ValueError, TypeError):
            pass
values = [r[0].to_numpy().tolist() for r in run.results]
del run
outputs = 250 * (4 + 1 + 4 + 1 + 4)
del client, four, one, options, rows
gc.collect()
end = time.monotonic() + 10
from pjrt._runtime import callbacks
while (callbacks.pending() or not calls["Client_Destroy"]) and time.monotonic() < end:
    time.sleep(0.01)
report["values"] = values
report["executed"] = calls["LoadedExecutable_Execute"]
report["pending"] = len(callbacks.pending())
report["clients"] = calls["Client_Destroy"]
report["contexts"] = calls["ExecuteContext_Create"] - calls["ExecuteContext_Destroy"]
report["buffers"] = calls["Client_BufferFromHostBuffer"] + outputs - calls["Buffer_Destroy"]
report["events"] = calls["Client_BufferFromHostBuffer"] + calls["Buffer_ReadyEvent"] + events - calls["Event_Destroy"]
""",
            plugin,
        )
        assert report.pop("values") == [(2 * X).tolist()] * 4
        nothing = dict.fromkeys(("pending", "contexts", "buffers", "events"), 0)
        assert report == {"executed": 1250, "clients": 1, **nothing}


class TestNoneWaitsForEver:
    """XLA:CPU aborts the process when a device waits for 40 s for the others."""

    def test_many_threads_and_nobody_waits(self, plugin: str, in_child: Child) -> None:
        """All of four devices, two of them, each alone; far more programs than a device takes at a time."""
        report = in_child(
            f"SUM = {SUM!r}"
            + """
PAIR = SUM.replace("[[0, 1, 2, 3]]", "[[0, 1]]").replace("1x4xi64", "1x2xi64")
client = pjrt.Client(sys.argv[1], options={"cpu_device_count": 4})
four = client.compile(SUM, pjrt.CompileOptions(num_replicas=4))
pairs = [client.compile(PAIR, pjrt.CompileOptions(num_replicas=2, device_assignment=a))
         for a in ([[0], [1]], [[3], [2]], [[1], [3]], [[3], [0]])]
small = SLOW.replace("500x500", "60x60")
alone = client.compile(small, pjrt.CompileOptions(portable=True))
end, counts, wrong = time.monotonic() + 1.5, [0] * 9, []
def on_four(k):
    results = four.execute([[X + k]] * 4)
    if counts[k] % 7 == 0:
        wrong.extend(k for (y,) in results if (y.to_numpy() != 4 * (X + k)).any())
def on_two(k):
    results = pairs[counts[k] % 4].execute([[X + k]] * 2)
    if counts[k] % 9 == 0:
        wrong.extend(k for (y,) in results if (y.to_numpy() != 2 * (X + k)).any())
def on_one(k):
    (y,) = alone(np.eye(60, dtype=np.float32), device=client.devices[counts[k] % 4])
    alone(y)
def work(function, k):
    try:
        while time.monotonic() < end or counts[k] < 3:
            function(k)
            counts[k] += 1
    except BaseException as error:
        wrong.append(repr(error))
threads = [threading.Thread(target=work, args=(f, k)) for k, f in enumerate([on_four, on_two, on_one] * 3)]
[t.start() for t in threads], [t.join() for t in threads]
report.update(least=min(counts), wrong=wrong, coming=client._state.calls.coming)
""",
            plugin,
        )
        assert report["wrong"] == []
        assert report["coming"] == 0
        assert report["least"] >= 3

    def test_in_a_callback(self, plugin: str, in_child: Child) -> None:
        """Callbacks of events come on threads of their own, so they may run programs and wait, many at a time."""
        report = in_child(
            f"SUM = {SUM!r}"
            + """
client = pjrt.Client(sys.argv[1], options={"cpu_device_count": 4})
four = client.compile(SUM, pjrt.CompileOptions(num_replicas=4))
slow, got, done = client.compile(SLOW), [], threading.Event()
def again(event):
    got.append([y.to_numpy().tolist() for (y,) in four.execute([[X]] * 4)] + [float(slow(EYE)[0].to_numpy()[1, 1])])
    if len(got) == 16:
        done.set()
results = [slow(EYE)[0] for _ in range(16)]
for y in results:
    y.ready.add_done_callback(again)
report["done"], report["same"] = done.wait(50), all(g == [(4 * X).tolist()] * 4 + [got[0][4]] for g in got)
""",
            plugin,
        )
        assert report == {"done": True, "same": True}

    def test_on_a_thread_of_the_plugin(self, client: pjrt.Client, compiled: Compiled) -> None:
        inside = callbacks.trampoline(PJRT_Event_OnReadyCallback, lambda _, token: raised.append(attempt()))
        exe, raised = compiled(SUM, FOUR), []

        def attempt() -> BaseException | None:
            try:
                exe.execute([[X]] * 4)
            except pjrt.PjrtError as error:
                return error
            return None

        inside(None, None)
        assert str(raised[0]).startswith(
            "a program on several devices cannot be run in a callback: it may be on the very"
        )
        (y,) = compiled(add())(X, X)
        assert same(y, 2 * X)

    def test_room(self, client: pjrt.Client, compiled: Compiled) -> None:
        """A call waits where a device has its fill, here of programs that wait for a buffer."""
        compiled(SUM, FOUR)  # from the first such program on, places are counted
        exe, launches = compiled(add()), client._state.launches
        assert launches.bounded
        (later, promise), results = client.alias((4,), F32), []

        def run() -> None:
            results.extend(exe(later, X) for _ in range(2 * PLACES))

        thread = threading.Thread(target=run)
        thread.start()
        for _ in range(1000):
            if len(results) == PLACES:
                break
            thread.join(0.01)
        thread.join(0.05)
        assert len(results) == PLACES
        promise.fulfill(client.put(X))
        thread.join(30)
        assert not thread.is_alive()
        assert all(same(y, 2 * X) for (y,) in results)
        assert client._state.calls.running(client.devices[0]._ptr) <= PLACES

    def test_other_platforms_count_no_places(self, client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
        launches = Launches(client.plugin.abi, client._state.calls)
        monkeypatch.setattr(client.plugin.abi, "client_platform_name", lambda _: "cuda")
        launches.bound(client._state.ptr)
        assert not launches.bounded
