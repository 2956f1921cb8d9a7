"""Programs on several devices: what a run costs in calls, what it takes and gives, and that nothing stays claimed."""

from __future__ import annotations

import pytest

from tests.pjrt.hot.conftest import Hot
from tests.pjrt.hot.test_counts import C_CALLS

pytestmark = pytest.mark.download

FOUR = """
client = pjrt.Client(P if "P" in globals() else sys.argv[1], options={"cpu_device_count": 4})
options = pjrt.CompileOptions(num_replicas=4)
exe, donating = client.compile(ADD, options), client.compile(DONATING, options)
def rows(*values):
    return [[client.put(value, device) for value in values] for device in client.devices]
def values(results):
    return [[y.to_numpy().tolist() for y in row] for row in results]
def users(rows):
    return sorted({value._users for row in rows for value in row if isinstance(value, pjrt.Buffer)})
DOUBLE = [[(2 * X).tolist()]] * 4
held = rows(X, X)
exe.execute(held), donating.execute(rows(X, X))
"""


def test_calls_of_c(hot: Hot, mode: str, plugin: str) -> None:
    """Results that are arguments are known to be there once they were asked."""
    report = hot(
        C_CALLS
        + FOUR
        + """
results = exe.execute(held)
[y.block_until_ready() for row in results for y in row]
again = [[y, y] for (y,) in results]
client._state.launches.bounded = False  # what a host's devices need besides is another subject
exe.execute(held)
for name, given in (("buffers", held), ("results", again), ("results again", again)):
    made.clear()
    out = exe.execute(given)
    report[name] = dict(made)
    del out
""",
        plugin,
    )
    report = {name: {call: n for call, n in calls.items() if "Destroy" not in call} for name, calls in report.items()}
    run = {"LoadedExecutable_Execute": 1}
    if mode == "1":
        looked = {"Buffer_ReadyEvent": 4, "Event_IsReady": 4, "Event_Error": 4}
        assert report == {"buffers": run, "results": {**run, **looked}, "results again": run}
    else:
        deleted = [calls.pop("Buffer_IsDeleted") for calls in report.values()]
        assert max(deleted) <= 3 * 8
        assert report["buffers"] == report["results again"] == run


def test_calls_of_python(hot: Hot, mode: str, plugin: str) -> None:
    report = hot(
        FOUR
        + """
seen = {"call": 0, "c_call": 0}
def profile(frame, event, argument):
    if event in seen:
        seen[event] += 1
client._state.launches.bounded = False
exe.execute(held)
sys.setprofile(profile)
exe.execute(held)
sys.setprofile(None)
report.update(seen)
""",
        plugin,
    )
    most = {"1": (3, 6), "0": (375, 190)}[mode]
    assert report["call"] <= most[0], report
    assert report["c_call"] <= most[1], report


def test_what_goes_in_and_comes_out(hot: Hot, plugin: str) -> None:
    report = hot(
        FOUR
        + """
mixed = [[X, b] if place % 2 else (a, X.tolist()) for place, (a, b) in enumerate(held)]
for name, given in {"buffers": held, "arrays": [[X, X]] * 4, "tuples": tuple(map(tuple, held)), "mixed": mixed}.items():
    results = exe.execute(given)
    report[name] = values(results) == DOUBLE and users(held) == [0]
    assert [[y.device for y in row] for row in results] == [[device] for device in client.devices]
    assert type(results) is list and {type(row) for row in results} == {tuple}
given = held
for _ in range(5):
    given = [[y, y] for (y,) in exe.execute(given)]
report["chain"] = values(given)[0][0] == (32 * X).tolist()
nothing = client.compile("module @m { func.func public @main(%a: tensor<4xf32>) { return } }", options)
one = [row[:1] for row in held]
report["no results"] = [nothing.execute(one) for _ in range(3)][2] == [()] * 4
none = client.compile("module @m { func.func public @main() -> tensor<f32> {"
                      " %0 = stablehlo.constant dense<3.0> : tensor<f32> return %0 : tensor<f32> } }", options)
report["no arguments"] = values([none.execute([[]] * 4) for _ in range(3)][2]) == [[3.0]] * 4
""",
        plugin,
    )
    assert set(report.values()) == {True}, report
    assert len(report) == 7


def test_donation(hot: Hot, plugin: str) -> None:
    report = hot(
        FOUR
        + """
given = rows(X, X)
results = donating.execute(given)
report["consumed"] = [[value.is_deleted for value in row] for row in given] == [[True, False]] * 4
report["values"] = values(results) == DOUBLE
report["users"] = users(given)
given = rows(X, X)
twice = [[a, a] if place == 1 else [a, b] for place, (a, b) in enumerate(given)]
report["twice"] = attempt(lambda: donating.execute(twice))
report["kept"] = values(given) == [[X.tolist()] * 2] * 4 and users(given) == [0]
given[2][0].delete()
report["gone"] = attempt(lambda: donating.execute(given))
report["free"] = users(given) == [0] and values(donating.execute([[X, b] for _, b in given])) == DOUBLE
""",
        plugin,
    )
    assert report == {
        "consumed": True,
        "values": True,
        "users": [0],
        "twice": ["ValueError", "device 1, argument 1: a donated buffer is given twice"],
        "kept": True,
        "gone": ["ClosedError", "device 2, argument 0: this buffer, float32[4], was deleted or donated"],
        "free": True,
    }


def test_a_buffer_that_failed(hot: Hot, plugin: str) -> None:
    """It is not handed to the devices: the others would wait for this one."""
    report = hot(
        FOUR
        + """
manager = client.async_transfer([((4,), "float32")], client.devices[3])
late = manager.buffer(0)
manager.set_error(0, pjrt.InternalError("it was not to be"))
held[3][1] = late
report["refused"] = attempt(lambda: exe.execute(held))
report["users"] = users(held)
held[3][1] = X
report["after"] = values(exe.execute(held)) == DOUBLE
""",
        plugin,
    )
    kind, text = report.pop("refused")
    assert kind == "InternalError"
    assert "it was not to be" in text
    assert report == {"users": [0], "after": True}


def test_threads(hot: Hot, plugin: str) -> None:
    """Some run, donate, delete and look at the same buffers: right values, or typed errors."""
    report = hot(
        FOUR
        + """
import collections, faulthandler
faulthandler.enable()
sys.setswitchinterval(1e-4)
told, wrong = collections.Counter(), []
shared = rows(X, X)
end = time.monotonic() + 1.5
def work(number):
    while time.monotonic() < end:
        number = (number * 1103515245 + 12345) % 2**31
        place, what = number // 7 % 4, number // 31 % 5
        try:
            if what == 0:
                found = values(exe.execute([list(row) for row in shared]))
            elif what == 1:
                found = values(donating.execute([[X, b] for _, b in shared]))
            elif what == 2:
                shared[place][0].delete()
                shared[place][0] = client.put(X, client.devices[place])
                continue
            elif what == 3:
                found = [[(2 * shared[place][1].to_numpy()).tolist()]] * 4
            else:
                given = [list(row) for row in shared]
                found = values(donating.execute([[a, X] for a, _ in given]))
                for place, device in enumerate(client.devices):
                    shared[place][0] = client.put(X, device)
            if found != DOUBLE:
                wrong.append([what, found])
            told["fine"] += 1
        except pjrt.PjrtError as error:
            told[type(error).__name__] += 1
        except BaseException as error:
            wrong.append(repr(error))
threads = [threading.Thread(target=work, args=(seed,)) for seed in range(1, 5)]
for thread in threads: thread.start()
for thread in threads: thread.join()
report.update(wrong=wrong[:3], kinds=sorted(told), fine=told["fine"] > 20, users=users(shared))
report["coming"] = client._state.calls.coming
""",
        plugin,
    )
    assert set(report.pop("kinds")) <= {"fine", "ClosedError", "InvalidArgumentError"}
    assert report == {"wrong": [], "fine": True, "users": [0], "coming": 0}


def test_ctrl_c(hot: Hot, plugin: str) -> None:
    report = hot(
        FOUR
        + """
import _thread
caught = 0
for number in range(40):
    try:
        threading.Timer(0.001 + number * 0.0001, _thread.interrupt_main).start()
        for _ in range(3000):
            exe.execute(held)
    except KeyboardInterrupt:
        caught += 1
report.update(caught=caught > 20, users=users(held), after=values(exe.execute(held)) == DOUBLE)
report["coming"] = client._state.calls.coming
""",
        plugin,
    )
    assert report == {"caught": True, "users": [0], "after": True, "coming": 0}


def test_launches_by_hand(hot: Hot, mode: str, plugin: str) -> None:
    """Nobody but the library makes them; they do not take the interpreter down all the same."""
    report = hot(
        FOUR
        + """
way = exe._short_way
report["way"] = way is not None
if way is not None:
    report["refused"] = [way.take(bad) for bad in (None, 3, [], [[]] * 4, [3] * 4, [[None, X]] * 4, iter(held))]
    launch = way.take(held)
    report["claimed"] = users(held)
    launch.release(), launch.release()
    report["let go"] = users(held), attempt(launch.start)
    launch = way.take(held)
    launch.start()
    report["again"] = attempt(launch.start)
    report["new"] = attempt(type(launch))
    way.take(held)  # and dropped
    report["free"] = users(held)
    exe.delete()
    report["deleted"] = way.take(held)
""",
        plugin,
    )
    if mode == "0":
        assert report == {"way": False}
        return
    assert report.pop("new")[0] == "TypeError"
    over = ["TypeError", "start: it was started, or let go"]
    assert report == {
        "way": True,
        "refused": [None] * 7,
        "claimed": [1],
        "let go": [[0], over],
        "again": over,
        "free": [0],
        "deleted": None,
    }
