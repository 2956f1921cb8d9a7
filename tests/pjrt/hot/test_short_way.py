"""That the short way does what the long one does, with the accelerator and without."""

from __future__ import annotations

import os

import pytest

from tests.pjrt.conftest import PRELUDE
from tests.pjrt.hot.conftest import Hot, Run

pytestmark = pytest.mark.download


def test_what_the_short_way_leaves_to_the_long_one(hot: Hot, plugin: str) -> None:
    """Each argument is given once the program has run, so that the short way sees it first."""
    report = hot(
        """
import ml_dtypes
client = pjrt.Client(sys.argv[1])
other = pjrt.Client(sys.argv[1])
exe, a, b = client.compile(ADD), client.put(X), other.put(X)
exe(a, X), exe(X, a)
gone = client.put(X)
gone.delete()
class Mine(np.ndarray):
    pass
matrix = "tensor<2x3xf32>"
turned = client.compile(ADD.replace("tensor<4xf32>", matrix))
rows = np.arange(6, dtype="f4").reshape(2, 3)
plain = client.put(rows)
columns = client.put(rows, layout=pjrt.Layout((0, 1)))
turned(plain, rows), turned(rows, plain)
tried = {
    "deleted": lambda: exe(a, gone),
    "of another client": lambda: exe(a, b),
    "too few": lambda: exe(a),
    "too many": lambda: exe(a, a, a),
    "shape": lambda: exe(a, client.put(X[:3])),
    "dtype": lambda: exe(a, client.put(X.astype("f8"))),
    "array's shape": lambda: exe(a, X[:3]),
    "array's dtype": lambda: exe(a, X.astype("f8")),
    "array's byte order": lambda: exe(a, X.astype(">f4")),
    "masked": lambda: exe(a, np.ma.masked_array(X, [0, 0, 0, 1])),
    "nothing": lambda: exe(a, None),
    "layout": lambda: turned(plain, columns),
    "no keyword": lambda: exe(a, a, foo=1),
    "no rows": lambda: exe.execute([]),
    "two rows": lambda: exe.execute([[a, a], [a, a]]),
    "no list of rows": lambda: exe.execute(a),
    "no list as a row": lambda: exe.execute([a]),
    "a row too short": lambda: exe.execute([[a]]),
}
report["refused"] = {name: attempt(call) for name, call in tried.items()}
taken = {
    "not in one piece": lambda: exe(a, np.arange(8, dtype="f4")[::2]),
    "a subclass": lambda: exe(a, X.view(Mine)),
    "read-only": lambda: exe(a, np.frombuffer(X.tobytes(), "f4")),
    "a list": lambda: exe(a, [0, 1, 2, 3]),
    "in Fortran's order": lambda: turned(plain, np.asfortranarray(rows)),
    "put in Fortran's order": lambda: turned(plain, client.put(np.asfortranarray(rows))),
    "a copy": lambda: exe(a, client.put(X).copy_to(client.devices[0])),
    "a result": lambda: exe(a, exe(a, X)[0]),
    "by execute": lambda: exe.execute([[a, X]])[0],
    "by execute, tuples": lambda: exe.execute(((a, a),))[0],
}
report["taken"] = {name: call()[0].to_numpy().tolist() for name, call in taken.items()}
""",
        plugin,
    )
    refused = {name: (kind, text) for name, (kind, text) in report["refused"].items()}
    assert {name: kind for name, (kind, _) in refused.items()} == {
        "deleted": "ClosedError",
        "of another client": "ValueError",
        "too few": "TypeError",
        "too many": "TypeError",
        "shape": "ValueError",
        "dtype": "TypeError",
        "array's shape": "ValueError",
        "array's dtype": "TypeError",
        "array's byte order": "TypeError",
        "masked": "TypeError",
        "nothing": "TypeError",
        "layout": "ValueError",
        "no keyword": "TypeError",
        "no rows": "ValueError",
        "two rows": "ValueError",
        "no list of rows": "TypeError",
        "no list as a row": "TypeError",
        "a row too short": "TypeError",
    }
    of_an_argument = {name for name in refused if not name.startswith(("too", "no ", "two", "a row"))}
    assert {name for name, (_, text) in refused.items() if text.startswith("argument 1: ")} == of_an_argument
    double = [0, 2, 4, 6]
    assert report["taken"] == {
        "not in one piece": [0, 3, 6, 9],
        "a subclass": double,
        "read-only": double,
        "a list": double,
        "in Fortran's order": [[0, 2, 4], [6, 8, 10]],
        "put in Fortran's order": [[0, 2, 4], [6, 8, 10]],
        "a copy": double,
        "a result": [0, 3, 6, 9],
        "by execute": double,
        "by execute, tuples": double,
    }


def test_every_dtype_and_shape(hot: Hot, plugin: str) -> None:
    """What is put, run and looked at for the third time is what it was for the first."""
    report = hot(
        """
from pjrt import dtypes
client = pjrt.Client(sys.argv[1])
report["wrong"], report["tried"] = [], 0
for name in ("PRED", "S8", "U16", "S64", "F16", "F64", "BF16", "C128", "S4", "F8E5M2"):
    dtype = dtypes.from_name(name)
    spelled = {"PRED": "i1", "C64": "complex<f32>", "C128": "complex<f64>", "F8E5M2": "f8E5M2"}.get(name)
    spelled = spelled or name.lower().replace("u", "ui").replace("s", "i")
    for shape in ((), (0,), (2, 3), (1, 4, 1)):
        t = f"tensor<{''.join(f'{size}x' for size in shape)}{spelled}>"
        exe = client.compile(f"module @m {{ func.func public @main(%a: {t}) -> {t} {{"
                             f" %0 = stablehlo.optimization_barrier %a : {t} return %0 : {t} }} }}")
        array = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)
        for given in (array, array, array, client.put(array), client.put(array), client.put(array)):
            (y,) = exe(given)
            seen = y.to_numpy()
            report["tried"] += 1
            if (seen.shape, seen.dtype) != (shape, dtype) or seen.tobytes() != array.tobytes():
                report["wrong"].append([name, shape, repr(seen)])
""",
        plugin,
    )
    assert report == {"wrong": [], "tried": 10 * 4 * 6}


def test_threads(hot: Hot, plugin: str) -> None:
    """Threads run, donate, look at and delete the same buffers at once: values are right, or the error is typed."""
    report = hot(
        """
import collections, faulthandler
faulthandler.enable()
client = pjrt.Client(sys.argv[1])
exe, donating = client.compile(ADD), client.compile(DONATING)
exe(X, X), donating(X, X)
shared = [client.put(X) for _ in range(4)]
told, wrong = collections.Counter(), []
end = time.monotonic() + 1.5
def work(number):
    mine = client.put(X)
    while time.monotonic() < end:
        number = (number * 1103515245 + 12345) % 2**31
        place, what = number // 7 % 4, number // 31 % 6
        buffer = shared[place]
        try:
            if what == 0:
                found = exe(buffer, mine)[0].to_numpy()
            elif what == 1:
                found = donating(buffer, mine)[0].to_numpy()
                shared[place] = client.put(X)
            elif what == 2:
                found = buffer.to_numpy() * 2
            elif what == 3:
                buffer.delete()
                shared[place] = client.put(X)
                continue
            elif what == 4:
                found = exe(X, buffer)[0].to_numpy()
            else:
                found = np.from_dlpack(buffer) * 2
            if found.tolist() != [0, 2, 4, 6]:
                wrong.append([what, found.tolist()])
            told["fine"] += 1
        except pjrt.PjrtError as error:
            told[type(error).__name__] += 1
        except BaseException as error:
            wrong.append(repr(error))
threads = [threading.Thread(target=work, args=(seed,)) for seed in range(1, 7)]
for thread in threads: thread.start()
for thread in threads: thread.join()
report["wrong"], report["told"] = wrong[:5], dict(told)
report["users"] = [buffer._users for buffer in shared]
""",
        plugin,
    )
    assert (report["wrong"], report["users"]) == ([], [0] * 4)
    assert report["told"]["fine"] > 100
    assert set(report["told"]) <= {"fine", "ClosedError", "InvalidArgumentError"}


def test_the_end_of_a_client(hot: Hot, plugin: str) -> None:
    report = hot(
        """
client = pjrt.Client(sys.argv[1])
exe, a = client.compile(ADD), client.put(X)
(y,) = exe(a, X)
seen = y.to_numpy()
step = exe.bind(a, a)
step()
child = os.fork()
if not child:
    uses = [lambda: exe(a, a), step, y.to_numpy, lambda: client.put(X), a.delete]
    told = {attempt(use)[0] for use in uses}
    del a, y, exe, step
    os._exit(0 if told == {"ClosedError"} and seen.tolist() == [0, 2, 4, 6] else 1)
report["child"] = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
report["after fork"] = step()[0].to_numpy().tolist()
client.close()
report["closed"] = [attempt(use)[0] for use in (lambda: exe(a, a), step, y.to_numpy, lambda: client.put(X))]
del client, exe, a, y, step
gc.collect()
report["seen"] = seen.tolist()
""",
        plugin,
    )
    assert report == {"child": 0, "after fork": [0, 2, 4, 6], "closed": ["ClosedError"] * 4, "seen": [0, 2, 4, 6]}


@pytest.mark.parametrize("end", ["sys.exit(0)", "sys.exit(3)", "raise KeyError"])
def test_the_end_of_the_process(subprocess_run: Run, mode: str, plugin: str, end: str) -> None:
    """Daemon threads are in the middle of calls when it comes."""
    done = subprocess_run(
        f"""{PRELUDE}
client = pjrt.Client(sys.argv[1])
exe, a = client.compile(ADD), client.put(X)
exe(a, a)
def work():
    while True:
        exe(a, X)[0].to_numpy()
for _ in range(4):
    threading.Thread(target=work, daemon=True).start()
time.sleep(0.2)
{end}
""",
        plugin,
        env={**os.environ, "PJRT_ACCELERATOR": mode},
    )
    assert done.returncode == {"sys.exit(0)": 0, "sys.exit(3)": 3, "raise KeyError": 1}[end], done.stderr


def test_ctrl_c(hot: Hot, plugin: str) -> None:
    """It comes at any moment of a loop, and what was claimed is free again."""
    report = hot(
        """
import _thread
client = pjrt.Client(sys.argv[1])
exe, donating, a = client.compile(ADD), client.compile(DONATING), client.put(X)
exe(a, X), donating(X, a)
caught = 0
for number in range(40):
    try:
        threading.Timer(0.0005 + number * 0.0001, _thread.interrupt_main).start()
        for _ in range(3000):
            (y,) = donating(exe(a, X)[0], a)
            y.to_numpy()
    except KeyboardInterrupt:
        caught += 1
report["caught"], report["users"] = caught, a._users
report["after"] = exe(a, X)[0].to_numpy().tolist()
""",
        plugin,
    )
    assert report.pop("caught") > 20  # one that comes in a destructor in Python is lost
    assert report == {"users": 0, "after": [0, 2, 4, 6]}
