"""Key-value stores: each kind of them, and what C gets when it calls one."""

from __future__ import annotations

import gc
import math
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pjrt
from pjrt._runtime import callbacks

Child = Callable[..., dict[str, Any]]
NEW = "lammps_jax_pjrt_cpu"

KEYS = [
    "k",
    "",
    "a/b",
    "/etc/passwd",
    ".",
    "..",
    "A",
    "a",
    "x" * 5000,
    "ü",
    "n\0l",
    "\udcff",
    "\ud800",
    "a b\n",
    ".tmp",
]


class Server:
    """Stands for a connection to a server, such as redis.Redis."""

    def __init__(self) -> None:
        self.data: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self.data.get(key)

    def set(self, key: str, value: bytes) -> bool:
        self.data[key] = value
        return True


@pytest.fixture(params=["memory", "directory", "connection"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> pjrt.KeyValueStore:
    made: dict[str, Callable[[], pjrt.KeyValueStore]] = {
        "memory": pjrt.MemoryStore,
        "directory": lambda: pjrt.DirectoryStore(tmp_path / "new" / "store"),
        "connection": lambda: pjrt.ConnectionStore(Server(), "run1/"),
    }
    return made[request.param]()


class TestStores:
    def test_any_key_and_value(self, store: pjrt.KeyValueStore) -> None:
        values = {key: bytes([number]) * number * 1000 for number, key in enumerate(KEYS)}
        for key, value in values.items():
            assert store.try_get(key) is None
            store.put(key, value)
        for key, value in values.items():
            assert store.try_get(key) == store.get(key, 0) == store.get(key, math.inf) == value

    def test_put_replaces_and_copies(self, store: pjrt.KeyValueStore) -> None:
        value = bytearray(b"one")
        store.put("k", value)
        value[:] = b"two"
        assert store.get("k", 0) == b"one"
        store.put("k", b"\0\xff")
        got = store.get("k", 0)
        assert (got, type(got)) == (b"\0\xff", bytes)

    @pytest.mark.parametrize("timeout", [0, -1, 0.01])
    def test_time_is_up(self, store: pjrt.KeyValueStore, timeout: float) -> None:
        with pytest.raises(TimeoutError, match=f"^no value for the key 'none' within {timeout:g} s$"):
            store.get("none", timeout)

    @pytest.mark.parametrize("timeout", [60, math.inf])
    def test_waits(self, store: pjrt.KeyValueStore, timeout: float) -> None:
        got: list[bytes] = []
        waiting = [threading.Thread(target=lambda: got.append(store.get("k", timeout))) for _ in range(3)]
        for thread in waiting:
            thread.start()
        store.put("other", b"")
        assert not got
        store.put("k", b"v")
        for thread in waiting:
            thread.join()
        assert got == [b"v"] * 3

    def test_many_threads(self, store: pjrt.KeyValueStore) -> None:
        wrong: list[object] = []

        def work(rank: int) -> None:
            for step in range(20):
                store.put(f"{step}/{rank}", bytes([rank]))
                others = [store.get(f"{step}/{other}", 60) for other in range(6)]
                if others != [bytes([other]) for other in range(6)]:
                    wrong.append(others)

        threads = [threading.Thread(target=work, args=(rank,)) for rank in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not wrong

    def test_repr(self, store: pjrt.KeyValueStore) -> None:
        store.put("k", b"")
        assert "Store" in repr(store)
        assert {"MemoryStore": "1 keys", "DirectoryStore": "store'", "ConnectionStore": "'run1/'"}[
            type(store).__name__
        ] in repr(store)


class TestDirectoryStore:
    WRITER = """
import sys, pjrt
store = pjrt.DirectoryStore(sys.argv[1])
assert store.get("go", 60) == b"1"
for step in range(100):
    store.put("k", bytes([step]) * 100_000)
store.put("end", b"1")
"""

    def test_processes_see_whole_values(self, tmp_path: Path) -> None:
        store = pjrt.DirectoryStore(tmp_path)
        with subprocess.Popen([sys.executable, "-c", self.WRITER, str(tmp_path)]) as writer:
            store.put("go", b"1")
            seen = set()
            while store.try_get("end") is None:
                if value := store.try_get("k"):
                    seen.add((len(value), len(set(value))))
            assert writer.wait(60) == 0
        assert seen <= {(100_000, 1)}
        assert store.get("k", 0) == bytes([99]) * 100_000
        assert len(list(tmp_path.iterdir())) == 3, "no drafts are left"

    def test_failed_put_leaves_nothing(self, tmp_path: Path) -> None:
        store = pjrt.DirectoryStore(tmp_path)
        with pytest.raises(TypeError, match="bytes-like"):
            store.put("k", "text")  # type: ignore[arg-type]
        assert list(tmp_path.iterdir()) == []
        assert store.try_get("k") is None

    def test_directory_that_went(self, tmp_path: Path) -> None:
        store = pjrt.DirectoryStore(str(tmp_path / "d"))
        (tmp_path / "d").rmdir()
        assert store.try_get("k") is None
        with pytest.raises(FileNotFoundError):
            store.put("k", b"")

    def test_no_directory(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(b"")
        with pytest.raises(FileExistsError):
            pjrt.DirectoryStore(tmp_path / "file")


class TestConnectionStore:
    def test_prefix(self) -> None:
        server = Server()
        one, two = pjrt.ConnectionStore(server, "1:"), pjrt.ConnectionStore(server, "2:")
        one.put("k", b"1")
        two.put("k", b"2")
        pjrt.ConnectionStore(server).put("k", b"3")
        assert server.data == {"1:k": b"1", "2:k": b"2", "k": b"3"}
        assert (one.get("k", 0), two.get("k", 0)) == (b"1", b"2")

    @pytest.mark.parametrize(
        ("connection", "message"),
        [
            (None, r"^connection: expected an object with the methods get, set; a NoneType lacks get, set$"),
            ({}, r"^connection: expected an object with the methods get, set; a dict lacks set$"),
            (Server, r"^connection: expected an object, got the class Server$"),
        ],
    )
    def test_no_connection(self, connection: object, message: str) -> None:
        with pytest.raises(TypeError, match=message):
            pjrt.ConnectionStore(connection)

    def test_no_prefix(self) -> None:
        with pytest.raises(TypeError, match="prefix: expected a str, got 5"):
            pjrt.ConnectionStore(Server(), 5)  # type: ignore[arg-type]

    def test_connection_that_decodes(self) -> None:
        server: Any = Server()
        server.data["k"] = "text"
        with pytest.raises(TypeError, match="the connection's get gave a str, expected bytes or None; make a connect"):
            pjrt.ConnectionStore(server).try_get("k")


# C's side: a plugin that notes what PJRT_Client_Create was given, and calls it as XLA's key-value store does. It leaves
# in the structs whatever was there before, the size too, and takes a NULL error for success.
AS_C = """
from ctypes import (POINTER, addressof, byref, c_char, c_void_p, cast, create_string_buffer, memset, sizeof, string_at)
from pjrt._runtime import callbacks, key_value
from pjrt_abi.enums import PJRT_Error_Code
from pjrt_abi.structs import *

P = pjrt.load(sys.argv[1])
given, errors, unraisable = {}, [], []
sys.unraisablehook = lambda told: unraisable.append([told.exc_type.__name__, told.err_msg])
create = P.abi.PJRT_Client_Create
def note(args):
    a = PJRT_Client_Create_Args.from_address(args)
    given.update({name: getattr(a, name) for name, _ in a._fields_})
    return create(args)
P.abi.PJRT_Client_Create = note

@PJRT_CallbackError
def make_error(code, message, size):
    errors.append([code, string_at(message, size).decode("latin-1")])
    return len(errors)
callback_error = c_void_p(cast(make_error, c_void_p).value)
nothing = c_void_p(None)

def fill(kind, which, key, make):
    args = kind()
    memset(addressof(args), 0xAA, sizeof(args))
    args.keep = create_string_buffer(key, len(key)) if key is not None else None
    args.key, args.key_size = (addressof(args.keep), len(key)) if key is not None else (None, 0)
    args.callback_error, args.user_arg = None if make is None else addressof(make), given[f"kv_{which}_user_arg"]
    return args
def take(args, deleter):
    assert args.value and args.value_deleter_callback
    value = string_at(args.value, args.value_size)
    deleter(args.value_deleter_callback)(args.value)
    return value.decode("latin-1")
def get(key, timeout=0, make=callback_error):
    args = fill(PJRT_KeyValueGetCallback_Args, "get", key, make)
    args.timeout_in_ms = timeout
    error = PJRT_KeyValueGetCallback(given["kv_get_callback"])(addressof(args))
    return errors[error - 1] if error else take(args, PJRT_KeyValueGetCallback_ValueDeleter)
def try_get(key, make=callback_error):
    args = fill(PJRT_KeyValueTryGetCallback_Args, "try_get", key, make)
    error = PJRT_KeyValueTryGetCallback(given["kv_try_get_callback"])(addressof(args))
    return errors[error - 1] if error else take(args, PJRT_KeyValueTryGetCallback_ValueDeleter)
def put(key, value, make=callback_error):
    args = fill(PJRT_KeyValuePutCallback_Args, "put", key, make)
    args.content = create_string_buffer(value, len(value))
    args.value, args.value_size = addressof(args.content), len(value)
    error = PJRT_KeyValuePutCallback(given["kv_put_callback"])(addressof(args))
    return errors[error - 1] if error else None

class Noting:
    def __init__(self): self.calls = []
    def get(self, key, timeout): self.calls.append(["get", key, repr(timeout)]); return b"v"
    def try_get(self, key): self.calls.append(["try_get", key]); return b"v"
    def put(self, key, value): self.calls.append(["put", key, value.decode("latin-1")])
class Doing:
    def __init__(self, do): self.do = do
    def get(self, key, timeout): return self.do()
    def try_get(self, key): return self.do()
    def put(self, key, value): return self.do()
"""


@pytest.mark.download
class TestFromC:
    def test_values(self, in_child: Child) -> None:
        report = in_child(
            AS_C
            + """
client = pjrt.Client(P, kv_store=pjrt.MemoryStore())
big = bytes(range(256)) * 4000
report["late"], report["none"] = get(b"k", 1), try_get(b"k")
report["put"] = [put(b"k", b"v\\0\\xff"), put(b"empty", b""), put(b"big", big)]
report["got"] = [get(b"k"), try_get(b"k"), get(b"empty"), try_get(b"empty")]
report["big"] = [get(b"big") == big.decode("latin-1"), try_get(b"big") == big.decode("latin-1")]
report["left"], report["unraisable"] = len(key_value._values), unraisable
""",
            NEW,
        )
        assert report["late"] == [4, "TimeoutError: no value for the key 'k' within 0.001 s"]
        assert report["none"] == [5, "NOT_FOUND: no such key in the key-value store"]
        assert report["put"] == [None] * 3
        assert report["got"] == ["v\0\xff"] * 2 + [""] * 2
        assert report["big"] == [True, True]
        assert (report["left"], report["unraisable"]) == (0, [])

    def test_keys_and_timeouts(self, in_child: Child) -> None:
        report = in_child(
            AS_C
            + """
store = Noting()
client = pjrt.Client(P, kv_store=store)
for key in (b"k", b"", None, b"n\\0l", "ü".encode(), b"\\xff", b"x" * 10_000):
    get(key); try_get(key); put(key, b"1\\0")
report["keys"] = [call[1].encode("utf-8", "surrogateescape").decode("latin-1") for call in store.calls]
store.calls.clear()
for timeout in (0, 1, 1500, 2**31 - 1, -1, -(2**31)):
    get(b"k", timeout)
report["timeouts"] = [call[2] for call in store.calls]
""",
            NEW,
        )
        keys = ["k", "", "", "n\0l", "\xc3\xbc", "\xff", "x" * 10_000]
        assert report["keys"] == [key for key in keys for _ in range(3)]
        assert report["timeouts"] == ["0.0", "0.001", "1.5", "2147483.647", "inf", "inf"]

    def test_values_live_until_deleted(self, in_child: Child) -> None:
        report = in_child(
            AS_C
            + """
client = pjrt.Client(P, kv_store=Doing(lambda: os.urandom(1000)))
held = []
for _ in range(50):
    args = fill(PJRT_KeyValueGetCallback_Args, "get", b"k", callback_error)
    assert not PJRT_KeyValueGetCallback(given["kv_get_callback"])(addressof(args))
    held.append((args, string_at(args.value, args.value_size)))
gc.collect()
report["same"] = all(string_at(args.value, args.value_size) == value for args, value in held)
report["held"] = len(key_value._values)
del client  # C may delete later still
gc.collect()
for args, _ in held:
    PJRT_KeyValueGetCallback_ValueDeleter(args.value_deleter_callback)(args.value)
    PJRT_KeyValueGetCallback_ValueDeleter(args.value_deleter_callback)(args.value)
report["left"] = len(key_value._values)
""",
            NEW,
        )
        assert report == {"same": True, "held": 50, "left": 0}

    def test_exceptions_become_errors(self, in_child: Child) -> None:
        report = in_child(
            AS_C
            + """
class Mute(Exception):
    def __str__(self): raise KeyboardInterrupt
def raising(error):
    def do(): raise error
    return Doing(do)
for name, error in {
    "text": ValueError("NUL \\0, ü, lone \\udcff and \\ud800"), "interrupt": KeyboardInterrupt(), "exit": SystemExit(3),
    "generator": GeneratorExit(), "base": BaseException("b"), "key": KeyError("k"), "late": TimeoutError("t"),
    "net": ConnectionResetError("c"), "memory": MemoryError(), "todo": NotImplementedError(),
    "denied": PermissionError(13, "no"), "mute": Mute(), "code": pjrt.AbortedError("gone", payloads={"a": b"b"}),
    "plain": pjrt.PjrtError("p"), "ok": pjrt.PjrtError("o", code=PJRT_Error_Code.OK),
    "new": pjrt.PjrtError("n", code=PJRT_Error_Code(999)),
}.items():
    client = pjrt.Client(P, kv_store=raising(error))
    report[name] = [get(b"k"), try_get(b"k"), put(b"k", b"v")]
report["unraisable"], report["left"] = unraisable, len(key_value._values)
""",
            NEW,
        )
        expected = {
            "text": [2, "ValueError: NUL \0, \xc3\xbc, lone \\udcff and \\ud800"],
            "interrupt": [1, "KeyboardInterrupt: "],
            "exit": [2, "SystemExit: 3"],
            "generator": [2, "GeneratorExit: "],
            "base": [2, "BaseException: b"],
            "key": [5, "KeyError: 'k'"],
            "late": [4, "TimeoutError: t"],
            "net": [14, "ConnectionResetError: c"],
            "memory": [8, "MemoryError: "],
            "todo": [12, "NotImplementedError: "],
            "denied": [7, "PermissionError: [Errno 13] no"],
            "mute": [2, "Mute, whose text cannot be had"],
            "code": [10, "ABORTED: gone"],
            "plain": [2, "p"],
        }
        for name, error in expected.items():
            assert report[name] == [error] * 3
        assert [made[0] for made in report["ok"]] == [2] * 3, "an error with the code OK would abort the plugin"
        assert [made[0] for made in report["new"]] == [999] * 3
        assert (report["unraisable"], report["left"]) == ([], 0)

    def test_wrong_types(self, in_child: Child) -> None:
        report = in_child(
            AS_C
            + """
view = memoryview(bytearray(b"abcdef"))
values = {"str": "v", "int": 5, "None": None, "list": [1], "array": bytearray(b"v"), "view": view[::2]}
for name, value in values.items():
    client = pjrt.Client(P, kv_store=Doing(lambda: value))
    report[name] = [get(b"k"), try_get(b"k"), put(b"k", b"v")]
report["unraisable"] = unraisable
""",
            NEW,
        )
        for name in ("str", "int", "list"):
            error = [13, f"INTERNAL: a key-value store gave a {name}, expected bytes"]
            assert report[name] == [error, error, None]
        assert report["None"][:2] == [[5, "NOT_FOUND: no such key in the key-value store"]] * 2
        assert (report["array"], report["view"]) == (["v", "v", None], ["ace", "ace", None])
        assert report["unraisable"] == []

    @pytest.mark.parametrize("make", ["None", "nothing"])
    def test_no_means_to_make_an_error(self, make: str, in_child: Child) -> None:
        report = in_child(
            AS_C
            + f"""
def do(): raise ValueError("v")
client = pjrt.Client(P, kv_store=Doing(do))
report["empty"] = [get(b"k", 0, {make}), try_get(b"k", {make}), put(b"k", b"v", {make})]
report["unraisable"] = unraisable
""",
            NEW,
        )
        assert report["empty"] == ["", "", None], "something to read and to delete, as C does"
        assert report["unraisable"] == [["ValueError", "in a key-value store, from which C takes no error"]] * 3

    def test_threads_of_c(self, in_child: Child) -> None:
        report = in_child(
            AS_C
            + """
client = pjrt.Client(P, kv_store=pjrt.MemoryStore())
wrong = []
def work(rank):
    for step in range(20):
        put(b"%d/%d" % (step, rank), b"%d" % rank)
        got = [get(b"%d/%d" % (step, other), 60_000) for other in range(6)]
        if got != [str(other) for other in range(6)]:
            wrong.append(got)
threads = [threading.Thread(target=work, args=(rank,)) for rank in range(6)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
report["wrong"], report["left"], report["errors"] = wrong, len(key_value._values), errors
""",
            NEW,
        )
        assert report == {"wrong": [], "left": 0, "errors": []}

    def test_store_lives_as_long_as_the_client(self, plugin: str, in_child: Child) -> None:
        report = in_child(
            AS_C
            + """
import weakref
store = pjrt.MemoryStore()
alive = weakref.ref(store)
client = pjrt.Client(P, kv_store=store)
buffer = client.put(X)
del store
gc.collect()
client.close()
report["closed"] = [alive() is not None, put(b"k", b"v"), get(b"k"), len(callbacks.pending())]
del client
gc.collect()
report["held"] = [alive() is not None, get(b"k")]
del buffer
gc.collect()
report["gone"] = [alive() is not None, get(b"k"), try_get(b"k"), put(b"k", b"v"), len(callbacks.pending())]
report["unraisable"] = unraisable
""",
            plugin,
        )
        gone = [2, "the client of this key-value store was destroyed"]
        assert report["closed"] == [True, None, "v", 1]
        assert report["held"] == [True, "v"]
        assert report["gone"] == [False, gone, gone, gone, 0]
        assert report["unraisable"] == []


# A plugin that needs a value to make a client, and hands on the error that it gets.
NEEDY = (
    AS_C
    + """
from pjrt_abi.structs import PJRT_Plugin_Attributes_Args
@PJRT_CallbackError
def real_error(code, message, size):
    broken = PJRT_Plugin_Attributes_Args()  # claims no size: a real error of the plugin
    return P.abi.PJRT_Plugin_Attributes(addressof(broken))
callback_error = c_void_p(cast(real_error, c_void_p).value)
def needy(args):
    a = PJRT_Client_Create_Args.from_address(args)
    given.update({name: getattr(a, name) for name, _ in a._fields_})
    asked = fill(PJRT_KeyValueGetCallback_Args, "get", b"k", callback_error)
    asked.timeout_in_ms = -1
    error = PJRT_KeyValueGetCallback(a.kv_get_callback)(addressof(asked))
    if not error:
        take(asked, PJRT_KeyValueGetCallback_ValueDeleter)
    return error or create(args)
P.abi.PJRT_Client_Create = needy
def fails(store):
    try:
        pjrt.Client(P, kv_store=store)
    except BaseException as error:
        return [type(error).__name__, repr(error.__cause__), len(callbacks.pending())]
"""
)


@pytest.mark.download
class TestClient:
    @pytest.mark.parametrize(
        ("store", "message"),
        [
            (5, r"^kv_store: expected an object with the methods get, try_get, put; a int lacks get, try_get, put$"),
            (
                Server(),
                r"^kv_store: expected an object with the methods get, try_get, put; a Server lacks try_get, put$",
            ),
            (pjrt.MemoryStore, "^kv_store: expected an object, got the class MemoryStore$"),
        ],
    )
    def test_no_store(self, store: Any, message: str) -> None:
        with pytest.raises(TypeError, match=message):
            pjrt.Client("xla_cpu_pjrt", kv_store=store)

    def test_plugin_that_fails_for_itself(self) -> None:
        store = pjrt.MemoryStore()
        with (
            pytest.warns(pjrt.UnknownOptionWarning, match="'bogus'"),
            pytest.raises(pjrt.InvalidArgumentError, match="bogus") as caught,
        ):
            pjrt.Client(NEW, options={"bogus": 1}, kv_store=store)
        assert caught.value.__cause__ is None
        alive = weakref.ref(store)
        del store, caught
        gc.collect()
        assert alive() is None
        assert not any(entry.kind == "key-value store" for entry in callbacks.pending())

    def test_options_are_still_checked(self) -> None:
        with pytest.raises(ValueError, match="'cpu_device_count': expected 1 to 1024, got 0"):
            pjrt.Client("xla_cpu_pjrt", options={"cpu_device_count": 0}, kv_store=pjrt.MemoryStore())
        with pytest.raises(TypeError, match="'a': expected str, int, float, bool or a list of int"):
            pjrt.Client("xla_cpu_pjrt", options={"a": {}}, kv_store=pjrt.MemoryStore())  # type: ignore[dict-item]
        assert not any(entry.kind == "key-value store" for entry in callbacks.pending())

    def test_failures_while_a_client_is_made(self, plugin: str, in_child: Child) -> None:
        report = in_child(
            NEEDY
            + """
def boom(): raise ConnectionError("boom")
def stop(): raise SystemExit(3)
report["error"], report["exit"] = fails(Doing(boom)), fails(Doing(stop))
report["type"] = fails(Doing(lambda: "text"))
client = pjrt.Client(P, kv_store=Doing(lambda: b"v"))
report["made"] = len(client.devices)
report["unraisable"] = unraisable
""",
            plugin,
        )
        assert report["error"] == ["InvalidArgumentError", "ConnectionError('boom')", 0]
        assert report["exit"][0] == "SystemExit"
        assert report["exit"][2] == 0
        assert report["type"] == ["InvalidArgumentError", "None", 0]
        assert report["made"] > 0
        assert report["unraisable"] == []

    def test_interrupted_wait(self, in_child: Child) -> None:
        report = in_child(
            NEEDY
            + """
import signal
class Waiting(pjrt.MemoryStore):
    def get(self, key, timeout):
        threading.Thread(target=os.kill, args=(os.getpid(), signal.SIGINT)).start()
        return super().get(key, timeout)
report["interrupted"] = fails(Waiting())
store = pjrt.MemoryStore()
store.put("k", b"v")
report["again"] = len(pjrt.Client(P, options={"cpu_device_count": 3}, kv_store=store).devices)
""",
            NEW,
        )
        assert report["interrupted"][0] == "KeyboardInterrupt"
        assert report["interrupted"][2] == 0
        assert report["again"] == 3

    def test_exit_with_everything_alive(self, plugin: str, in_child: Child) -> None:
        report = in_child(
            AS_C + "client = pjrt.Client(P, kv_store=pjrt.MemoryStore())\nreport['x'] = get(b'k')[0]", plugin
        )
        assert report == {"x": 4}

    def test_made_and_dropped_often(self, plugin: str, in_child: Child) -> None:
        report = in_child(
            AS_C
            + """
for _ in range(100):
    with pjrt.Client(P, options={"cpu_device_count": 1}, kv_store=pjrt.MemoryStore()):
        assert put(b"k", b"v") is None and get(b"k") == "v"
gc.collect()
report["pending"], report["values"] = len(callbacks.pending()), len(key_value._values)
""",
            plugin,
        )
        assert report == {"pending": 0, "values": 0}


@pytest.mark.download
def test_script_of_the_guide(tmp_path: Path) -> None:
    text = Path(__file__, "../../../docs/distributed.md").resolve().read_text()
    code = text.split("```py\n")[1].split("```")[0]
    (tmp_path / "run.py").write_text(code)
    done = subprocess.run([sys.executable, "run.py"], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert sorted(done.stdout.splitlines()) == ["process 0 hears: hello from 1", "process 1 hears: hello from 0"]
