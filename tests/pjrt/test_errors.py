"""Errors of plugins as exceptions: a class a code, all of it read, and the C side destroyed on every path."""

from __future__ import annotations

import copy
import ctypes
import pickle
from collections.abc import Callable, Iterator
from ctypes import addressof, c_char_p, c_size_t, c_void_p
from typing import Any

import pytest

import pjrt
from pjrt_abi.enums import PJRT_Error_Code
from pjrt_abi.errors import BY_CODE, error_of
from pjrt_abi.functions import Api, DeviceMemoryStats
from pjrt_abi.structs import (
    PJRT_Api,
    PJRT_Error_Destroy_Args,
    PJRT_Error_ForEachPayload_Args,
    PJRT_Error_GetCode_Args,
    PJRT_Error_Message_Args,
    PJRT_Error_PayloadVisitor,
)
from pjrt_abi.support import CALL, CALL_VOID
from pjrt_abi.typed import DevicePtr

NAMES = {
    1: "CancelledError",
    2: "UnknownError",
    3: "InvalidArgumentError",
    4: "DeadlineExceededError",
    5: "NotFoundError",
    6: "AlreadyExistsError",
    7: "PermissionDeniedError",
    8: "ResourceExhaustedError",
    9: "FailedPreconditionError",
    10: "AbortedError",
    11: "OutOfRangeError",
    12: "UnimplementedError",
    13: "InternalError",
    14: "UnavailableError",
    15: "DataLossError",
    16: "UnauthenticatedError",
}


class Fake:
    """A plugin's table of which every Plugin_Attributes call fails as told; it counts what is destroyed."""

    def __init__(self) -> None:
        self.code, self.message, self.payloads = 3, b"no good", {}  # type: int, bytes | None, dict[bytes, bytes]
        self.failing: set[str] = set()
        self.made, self.destroyed = 0, []  # type: int, list[int]
        self.table = PJRT_Api()
        self.table.struct_size = PJRT_Api.STRUCT_SIZE
        self.table.pjrt_api_version.minor_version = 115
        self.keep: list[Any] = []
        for name in ("PJRT_Error_Destroy", "PJRT_Error_Message"):
            self.set(name, CALL_VOID(getattr(self, name)))
        for name in ("PJRT_Error_GetCode", "PJRT_Error_ForEachPayload", "PJRT_Plugin_Attributes"):
            self.set(name, CALL(getattr(self, name)))

    def set(self, name: str, function: Any) -> None:
        self.keep.append(function)
        setattr(self.table, name, ctypes.cast(function, c_void_p).value if function else None)

    @property
    def api(self) -> Api:
        return Api(addressof(self.table))

    def error(self) -> int:
        self.made += 1
        return self.made  # an address that nobody may follow

    def fail(self, name: str) -> int:
        return self.error() if name in self.failing else 0

    def PJRT_Plugin_Attributes(self, _: int) -> int:
        return self.error()

    def PJRT_Error_Destroy(self, args: int) -> None:
        self.destroyed.append(PJRT_Error_Destroy_Args.from_address(args).error)

    def PJRT_Error_Message(self, args: int) -> None:
        a = PJRT_Error_Message_Args.from_address(args)
        if self.message is not None:
            self.text = c_char_p(self.message)
            a.message, a.message_size = ctypes.cast(self.text, c_void_p).value, len(self.message)

    def PJRT_Error_GetCode(self, args: int) -> int:
        PJRT_Error_GetCode_Args.from_address(args).code = self.code
        return self.fail("PJRT_Error_GetCode")

    def PJRT_Error_ForEachPayload(self, args: int) -> int:
        a = PJRT_Error_ForEachPayload_Args.from_address(args)
        visit = ctypes.cast(a.visitor, PJRT_Error_PayloadVisitor)
        for key, value in self.payloads.items():
            visit(key, len(key), value, len(value), a.user_arg)
        return self.fail("PJRT_Error_ForEachPayload")

    def raised(self) -> pjrt.PjrtError:
        with pytest.raises(pjrt.PjrtError) as caught:
            self.api.plugin_attributes()
        return caught.value


@pytest.fixture
def fake() -> Iterator[Fake]:
    made = Fake()
    yield made
    assert sorted(made.destroyed) == list(range(1, made.made + 1)), "each error is destroyed once"


def test_a_class_for_every_code() -> None:
    assert {code: kind.__name__ for code, kind in BY_CODE.items()} == NAMES
    assert {c.value for c in PJRT_Error_Code} == {0, *NAMES}


@pytest.mark.parametrize(("code", "name"), NAMES.items())
def test_each_code(fake: Fake, code: int, name: str) -> None:
    fake.code = code
    error = fake.raised()
    assert type(error) is getattr(pjrt, name)
    assert isinstance(error, pjrt.PjrtError)
    assert (error.code, error.message, error.function, error.payloads) == (
        code,
        "no good",
        "PJRT_Plugin_Attributes",
        {},
    )
    assert str(error) == f"PJRT_Plugin_Attributes: {PJRT_Error_Code(code).name}: no good"


@pytest.mark.parametrize(
    ("code", "label"), [(0, ""), (17, "UNKNOWN_17: "), (999, "UNKNOWN_999: "), (-1, "UNKNOWN_-1: ")]
)
def test_unknown_codes(fake: Fake, code: int, label: str) -> None:
    fake.code = code
    error = fake.raised()
    assert type(error) is pjrt.PjrtError
    assert error.code == (code or None)
    assert str(error) == f"PJRT_Plugin_Attributes: {label}no good"


@pytest.mark.parametrize("message", [None, b""])
def test_no_message(fake: Fake, message: bytes | None) -> None:
    fake.message = message
    assert str(fake.raised()) == "PJRT_Plugin_Attributes: INVALID_ARGUMENT: (no message)"


def test_message_that_is_no_utf8(fake: Fake) -> None:
    fake.message = b"caf\xe9 \xff and \0 within"
    error = fake.raised()
    assert error.message == "caf\udce9 \udcff and \0 within"
    assert error.message.encode(errors="surrogateescape") == fake.message
    assert pickle.loads(pickle.dumps(error)).message == error.message


def test_payloads(fake: Fake) -> None:
    fake.payloads = {b"type.googleapis.com/x": b"\0\xff\0", b"empty": b"", b"\xff": b"y"}
    assert fake.raised().payloads == {"type.googleapis.com/x": b"\0\xff\0", "empty": b"", "\udcff": b"y"}


def test_payloads_of_an_older_plugin(fake: Fake) -> None:
    fake.payloads = {b"a": b"b"}
    fake.table.struct_size = PJRT_Api.PJRT_Error_ForEachPayload.offset
    assert fake.raised().payloads == {}


def test_error_while_reading_an_error(fake: Fake) -> None:
    fake.failing = {"PJRT_Error_GetCode", "PJRT_Error_ForEachPayload"}
    fake.payloads = {b"a": b"b"}
    error = fake.raised()
    assert fake.made == 3
    assert (error.message, error.payloads) == ("no good", {"a": b"b"})


@pytest.mark.parametrize("slot", ["PJRT_Error_Message", "PJRT_Error_GetCode"])
def test_plugin_that_cannot_tell(fake: Fake, slot: str) -> None:
    fake.set(slot, None)
    error = fake.raised()
    assert type(error) is pjrt.UnsupportedError
    assert str(error) == f"{slot}: this plugin (API 0.115) lacks it: this slot of its PJRT_Api is NULL"


def test_plugin_that_cannot_destroy() -> None:
    fake = Fake()
    fake.set("PJRT_Error_Destroy", None)
    assert "PJRT_Error_Destroy" in str(fake.raised())


@pytest.mark.parametrize("kind", [*BY_CODE.values(), pjrt.PjrtError, pjrt.UnsupportedError, pjrt.ClosedError])
def test_exceptions_travel(kind: type[pjrt.PjrtError]) -> None:
    error = kind("text", function="PJRT_F", payloads={"a": b"\0"})
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(other) is kind
        assert str(other) == str(error)
        for name in ("code", "message", "function", "payloads"):
            assert getattr(other, name) == getattr(error, name)


def test_unknown_code_travels() -> None:
    error = pickle.loads(pickle.dumps(error_of(999, "m", "f", {})))
    assert (error.code, str(error)) == (999, "f: UNKNOWN_999: m")


def test_payloads_are_the_exceptions_own() -> None:
    given = {"a": b"b"}
    error = pjrt.PjrtError("m", payloads=given)
    given.clear()
    assert error.payloads == {"a": b"b"}


def test_roots() -> None:
    assert issubclass(pjrt.PluginNotFoundError, pjrt.PluginLoadError)
    for kind in (pjrt.PluginLoadError, pjrt.ClosedError, pjrt.UnsupportedError):
        assert kind.__mro__[1] is pjrt.PjrtError
    assert not issubclass(pjrt.PjrtError, TypeError | ValueError | OSError)


def test_null_without_an_error(fake: Fake) -> None:
    fake.set("PJRT_Client_Create", CALL(lambda _: 0))
    with pytest.raises(
        pjrt.PjrtError, match=r"no error was returned, but PJRT_Client_Create\.client is NULL"
    ) as caught:
        fake.api.client_create()
    assert caught.value.function == "PJRT_Client_Create"


def test_size_of_nothing_is_not_followed(fake: Fake) -> None:
    def platform_name(args: int) -> int:
        c_size_t.from_address(args + 32).value = 1 << 40
        return 0

    fake.set("PJRT_Client_PlatformName", CALL(platform_name))
    assert fake.api.client_platform_name(1) == ""  # type: ignore[arg-type]


EMPTY = DeviceMemoryStats(0, *[None] * (len(DeviceMemoryStats._fields) - 1))
HUGE = "tensor<1073741824x262144xf32>"
"""2^50 bytes: more than an address space has."""

FILL = f"""module @fill {{ func.func public @main(%a: tensor<f32>) -> {HUGE} {{
  %0 = stablehlo.broadcast_in_dim %a, dims = [] : (tensor<f32>) -> {HUGE} return %0 : {HUGE} }} }}"""


def _exhausted(client: pjrt.Client) -> pjrt.ResourceExhaustedError:
    with pytest.raises(pjrt.ResourceExhaustedError, match="Out of memory allocating 1125899906842624 bytes") as caught:
        client.compile(FILL)(1.0)
    return caught.value


@pytest.mark.download
class TestOutOfMemory:
    """On platforms that count, with a plugin that does as such a one."""

    @staticmethod
    def counting(client: pjrt.Client, in_use: dict[int, int]) -> Callable[[int], DeviceMemoryStats]:
        """A `device_memory_stats` by which so many bytes are in use on this client's devices, none on others."""
        asked = {client.device(id)._ptr: used for id, used in in_use.items()}

        def memory_stats(device: int) -> DeviceMemoryStats:
            used = asked.get(DevicePtr(device), 0)
            more = {"bytes_limit": 1000, "largest_free_block_bytes": 5} if used > 10 else {}
            return EMPTY._replace(bytes_in_use=used, **more)

        return memory_stats

    def test_platform_that_does_not_count(self, client: pjrt.Client) -> None:
        error = _exhausted(client)
        assert error.memory_stats is None
        assert not hasattr(error, "__notes__")

    def test_platform_that_counts(self, client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
        told = self.counting(client, {0: 990, 1: 7, 2: 0, 3: 0})
        monkeypatch.setattr(client.plugin.abi, "device_memory_stats", told)
        error = _exhausted(client)
        assert error.memory_stats is not None
        assert [error.memory_stats[id].bytes_in_use for id in range(4)] == [990, 7, 0, 0]
        assert "device 0: 990 bytes in use of 1000 with 5 free in one piece" in error.__notes__
        assert "device 1: 7 bytes in use" in error.__notes__
        for other in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error)):
            assert (other.memory_stats, other.__notes__) == (error.memory_stats, error.__notes__)

    def test_other_errors_ask_nothing(self, client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def asked(_: int) -> None:
            raise AssertionError

        monkeypatch.setattr(client.plugin.abi, "device_memory_stats", asked)
        with pytest.raises(pjrt.InvalidArgumentError) as caught:
            client.device(99)
        assert caught.value.memory_stats is None

    def test_errors_that_come_later(self, client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
        told = self.counting(client, {0: 990, 1: 7, 2: 0, 3: 0})
        monkeypatch.setattr(client.plugin.abi, "device_memory_stats", told)
        if not client.plugin.abi.has("PJRT_Event_Create"):
            return
        event = client.create_event()
        event.set(pjrt.ResourceExhaustedError("full"))
        error = event.exception()
        assert error is not None
        assert error.memory_stats is not None
        assert error.memory_stats[0].bytes_in_use == 990

    def test_several_clients(self, plugin: str, client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
        with pjrt.Client(plugin, options={"cpu_device_count": 1}) as other:
            ours, theirs = self.counting(client, dict.fromkeys(range(4), 10)), self.counting(other, {0: 500})
            monkeypatch.setattr(client.plugin.abi, "device_memory_stats", lambda d: max(ours(d), theirs(d)))
            error = _exhausted(client)
        assert error.memory_stats is not None
        assert [error.memory_stats[id].bytes_in_use for id in range(4)] == [500, 10, 10, 10]

    def test_stats_that_fail_for_want_of_memory(self, plugin: str, in_child: Callable[..., dict[str, Any]]) -> None:
        report = in_child(
            """
from ctypes import addressof
from pjrt_abi.structs import PJRT_LoadedExecutable_Execute_Args
from pjrt_abi.support import grid_in
client = pjrt.Client(sys.argv[1])
big, x, asked = client.compile(sys.argv[2]), client.put(np.float32(1)), []
def stats(_):
    "Gives the error of a run that is out of memory."
    asked.append(1)
    a = PJRT_LoadedExecutable_Execute_Args()
    a.struct_size = PJRT_LoadedExecutable_Execute_Args.STRUCT_SIZE
    a.executable, a.options = big._ptr, addressof(big._options)
    arguments, a.argument_lists, a.num_devices, a.num_args = grid_in([[x._ptr]])
    outputs, a.output_lists, _, _ = grid_in([[0]])
    return client.plugin.abi.PJRT_LoadedExecutable_Execute(addressof(a))
client.plugin.abi.PJRT_Device_MemoryStats = stats
try:
    big(x)
except pjrt.ResourceExhaustedError as error:
    report["error"], report["stats"], report["asked"] = str(error), error.memory_stats, len(asked)
""",
            plugin,
            FILL,
        )
        assert "Out of memory allocating" in report["error"]
        assert (report["stats"], report["asked"]) == (None, 1)
