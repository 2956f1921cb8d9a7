"""Plugins in Python under the library's façades: what works, what is refused, what a client does wrong."""

from __future__ import annotations

import ctypes
import gc
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pjrt
from pjrt import server
from pjrt_abi import API_VERSION
from pjrt_abi.enums import PJRT_Buffer_Type, PJRT_Error_Code, PJRT_Extension_Type, PJRT_HostBufferSemantics
from pjrt_abi.functions import Api
from pjrt_abi.history import OLDEST_COMPATIBLE, VERSIONS, size_at
from pjrt_abi.server.layouts import LayoutsServer
from pjrt_abi.server.shardings import ShardingsServer
from pjrt_abi.structs import PJRT_Api, PJRT_Buffer_Dimensions_Args, PJRT_Client_Create_Args, PJRT_Client_Destroy_Args
from tests.pjrt.server.doubling import PROGRAM, Doubling
from tests.pjrt.versions import SPOKEN, spelled

X = np.arange(4, dtype=np.float32)


@pytest.fixture
def served() -> server.Served:
    return server.serve(Doubling())


@pytest.fixture
def client(served: server.Served) -> Iterator[pjrt.Client]:
    with pjrt.Client(served) as made:
        yield made


def raising(error: BaseException) -> Callable[..., Any]:
    def method(self: Any, **_: Any) -> Any:
        raise error

    return method


def with_methods(**methods: Any) -> server.Served:
    return server.serve(type("Mine", (Doubling,), methods)())


class TestRun:
    def test_a_program_runs(self, served: server.Served, client: pjrt.Client) -> None:
        (y,) = client.compile(PROGRAM)(client.put(X))
        assert y.to_numpy().tolist() == (2 * X).tolist()
        assert repr(client) == "<Client 'doubling' with 1 devices, plugin 'Doubling'>"

    def test_nothing_is_left(self) -> None:
        served = server.serve(Doubling())
        with pjrt.Client(served) as client:
            exe = client.compile(PROGRAM)
            for _ in range(20):
                exe(client.put(X))[0].to_numpy()
                with pytest.raises(pjrt.UnimplementedError):
                    client.devices[0].memory_stats()
            del exe
        del client
        gc.collect()
        assert served.live == {}
        assert served.misuse == []
        assert served.plugin.destroyed == "client"  # type: ignore[attr-defined]

    def test_what_is_not_implemented_says_so(self, client: pjrt.Client) -> None:
        with pytest.raises(pjrt.UnimplementedError, match="does not implement PJRT_Device_MemoryStats") as raised:
            client.devices[0].memory_stats()
        assert raised.value.function == "PJRT_Device_MemoryStats"

    def test_options_arrive(self, served: server.Served) -> None:
        with pjrt.Client(served, options={"a": 1, "b": "ü", "c": [1, 2]}):
            assert served.plugin.options["create_options"] == {"a": 1, "b": "ü", "c": [1, 2]}  # type: ignore[attr-defined]

    def test_the_same_object_is_the_same_device(self, client: pjrt.Client) -> None:
        assert client.devices == client.addressable_devices
        assert client.put(X).device == client.devices[0]

    def test_loading_twice_is_one_plugin(self, served: server.Served) -> None:
        one, two = pjrt.load(served), pjrt.load(served)
        assert one.abi is two.abi
        assert one.path is None
        assert repr(one) == f"<Plugin 'Doubling', API {'.'.join(map(str, API_VERSION))}, in this process>"


class TestErrors:
    @pytest.mark.parametrize(
        ("error", "kind", "message"),
        [
            (pjrt.DataLossError("gone"), pjrt.DataLossError, "gone"),
            (TimeoutError("late"), pjrt.DeadlineExceededError, "PJRT_Client_Compile: TimeoutError: late"),
            (KeyError("x"), pjrt.NotFoundError, "PJRT_Client_Compile: KeyError: 'x'"),
            (ZeroDivisionError("0"), pjrt.InternalError, "PJRT_Client_Compile: ZeroDivisionError: 0"),
            (KeyboardInterrupt(), pjrt.CancelledError, "PJRT_Client_Compile: KeyboardInterrupt: "),
            (SystemExit(3), pjrt.InternalError, "PJRT_Client_Compile: SystemExit: 3"),
            (MemoryError(), pjrt.ResourceExhaustedError, "PJRT_Client_Compile: MemoryError: "),
            (ValueError("a\0b \ud800 ü"), pjrt.InternalError, "PJRT_Client_Compile: ValueError: a\0b \\ud800 ü"),
            (pjrt.PjrtError(""), pjrt.InternalError, ""),
        ],
    )
    def test_what_a_method_raises(self, error: BaseException, kind: type[pjrt.PjrtError], message: str) -> None:
        with pjrt.Client(with_methods(client_compile=raising(error))) as client:
            with pytest.raises(kind) as raised:
                client.compile(PROGRAM)
            assert type(raised.value) is kind
            assert raised.value.message == message
            assert raised.value.function == "PJRT_Client_Compile"

    def test_payloads(self) -> None:
        error = pjrt.AbortedError("no", payloads={"a": b"\0\xff", "ü": b""})
        with pjrt.Client(with_methods(client_compile=raising(error))) as client:
            with pytest.raises(pjrt.AbortedError) as raised:
                client.compile(PROGRAM)
            assert raised.value.payloads == {"a": b"\0\xff", "ü": b""}

    @pytest.mark.parametrize("result", [None, 3, ("a",), ("a", "b", "c"), {"no": 1}])
    def test_a_result_that_is_none(self, result: object) -> None:
        served = with_methods(client_buffer_from_host_buffer=lambda self, **_: result)
        with pjrt.Client(served) as client, pytest.raises(pjrt.InternalError, match="BufferFromHostBuffer: TypeError"):
            client.put(X)

    @pytest.mark.parametrize("rows", [[[X, X]], [[]], [], [[X], [X]], "ab", None])
    def test_results_that_do_not_fit_the_program(self, rows: object) -> None:
        """The client has room for as many as the program says; more would be written behind it."""
        served = with_methods(loaded_executable_execute=lambda self, **_: (rows, []))
        with pjrt.Client(served) as client:
            exe, x = client.compile(PROGRAM), client.put(X)
            with pytest.raises(pjrt.InternalError, match="PJRT_LoadedExecutable_Execute"):
                exe(x)

    def test_an_integer_that_does_not_fit(self) -> None:
        served = with_methods(client_process_index=lambda self, client: 2**40)
        said = r"OverflowError: process_index: 1099511627776 does not fit"
        with pjrt.Client(served) as client, pytest.raises(pjrt.InternalError, match=said):
            _ = client.process_index

    def test_a_failing_initialisation(self) -> None:
        served = with_methods(plugin_initialize=raising(pjrt.UnavailableError("no chip")))
        with pytest.raises(pjrt.PluginLoadError, match="could not initialise itself: no chip"):
            pjrt.load(served)

    def test_a_destroy_that_raises_destroys(self, caplog: pytest.LogCaptureFixture) -> None:
        served = with_methods(buffer_destroy=raising(ZeroDivisionError()))
        with pjrt.Client(served) as client, caplog.at_level(logging.ERROR, "pjrt.server"):
            buffer = client.put(X)
            del buffer
            gc.collect()
            assert served.live.get("PJRT_Buffer", 0) == 0


class TestEvents:
    def later(self, event: server.Event) -> server.Served:
        return with_methods(buffer_ready_event=lambda self, buffer: event)

    def test_one_that_is_set_on_another_thread(self) -> None:
        event = server.Event(done=False)
        with pjrt.Client(self.later(event)) as client:
            ready = client.put(X).ready
            assert not ready.done()
            with pytest.raises(TimeoutError):
                ready.result(timeout=0.01)
            heard: list[Any] = []
            ready.add_done_callback(lambda done: heard.append(done.exception()))
            thread = threading.Thread(target=event.set)
            thread.start()
            ready.result(timeout=10)
            thread.join()
            assert heard == [None]

    def test_one_that_fails(self) -> None:
        event = server.Event(done=False)
        with pjrt.Client(self.later(event)) as client:
            buffer = client.put(X)
            ready = buffer.ready
            event.set(pjrt.DataLossError("gone", payloads={"k": b"v"}))
            with pytest.raises(pjrt.DataLossError, match="gone") as raised:
                ready.result()
            assert raised.value.payloads == {"k": b"v"}

    def test_set_twice(self) -> None:
        event = server.Event(done=False)
        event.set()
        with pytest.raises(RuntimeError, match="set already"):
            event.set()
        assert repr(event) == "<Event is done>"

    def test_one_of_the_client(self, client: pjrt.Client) -> None:
        event = client.create_event()
        event.set()
        event.result()


class TestMisuse:
    def arguments(self, kind: Any, **fields: int) -> Any:
        made = kind()
        made.struct_size = kind.STRUCT_SIZE
        for name, value in fields.items():
            setattr(made, name, value)
        return made

    def test_a_handle_that_never_was(self, served: server.Served) -> None:
        api = pjrt.load(served).abi
        with pytest.raises(pjrt.InvalidArgumentError, match="no PJRT_Client at 0x1230 was ever given out"):
            api.client_platform_name(0x1230)  # type: ignore[arg-type]
        assert served.misuse == ["PJRT_Client_PlatformName: no PJRT_Client at 0x1230 was ever given out"]

    def test_one_of_another_kind(self, served: server.Served) -> None:
        api = pjrt.load(served).abi
        made: Any = api.client_create()
        with pytest.raises(pjrt.InvalidArgumentError, match=r"a PJRT_Buffer is expected, and 0x.* is a PJRT_Client"):
            api.buffer_dimensions(made)
        api.client_destroy(made)

    def test_destroyed_twice(self, served: server.Served) -> None:
        api = pjrt.load(served).abi
        made = api.client_create()
        api.client_destroy(made)
        with pytest.raises(pjrt.InvalidArgumentError, match=r"the PJRT_Client at 0x.* was destroyed before"):
            api.client_destroy(made)
        assert len(served.misuse) == 1

    def test_used_after_its_end(self, served: server.Served) -> None:
        """What was borrowed ends with what it was borrowed from."""
        api = pjrt.load(served).abi
        made = api.client_create()
        (device,) = api.client_devices(made)
        assert api.device_is_addressable(device)
        api.client_destroy(made)
        with pytest.raises(pjrt.InvalidArgumentError, match=r"the PJRT_Device at 0x.* was destroyed before"):
            api.device_is_addressable(device)

    def test_null(self, served: server.Served) -> None:
        api = pjrt.load(served).abi
        with pytest.raises(pjrt.InvalidArgumentError, match="client is NULL; a PJRT_Client is expected"):
            api.client_platform_name(0)  # type: ignore[arg-type]

    def test_an_error_that_is_none(self, served: server.Served) -> None:
        api = pjrt.load(served).abi
        api.error_destroy(0x70)  # type: ignore[arg-type]
        assert served.misuse == ["PJRT_Error_Destroy: no PJRT_Error at 0x70 was ever given out"]

    @pytest.mark.parametrize("size", [0, 8])
    def test_a_struct_size_that_cannot_be(self, served: server.Served, size: int) -> None:
        api = pjrt.load(served).abi
        made = self.arguments(PJRT_Client_Destroy_Args)
        made.struct_size = size
        error = api.PJRT_Client_Destroy(ctypes.addressof(made))
        assert f"struct_size says {size}" in api.read_error("", error).message

    def test_text_that_was_told_stays(self, served: server.Served) -> None:
        """As long as the handle that was asked, however much is asked meanwhile."""
        api = pjrt.load(served).abi
        buffers = [api.client_create() for _ in range(3)]
        made = self.arguments(PJRT_Buffer_Dimensions_Args)
        assert made.dims is None
        names = {api.client_platform_name(b) for b in buffers for _ in range(100)}
        assert names == {"doubling"}
        for b in buffers:
            api.client_destroy(b)


class TestVersions:
    @pytest.mark.parametrize("version", SPOKEN, ids=spelled)
    def test_a_table_as_the_version_had_it(self, version: tuple[int, int]) -> None:
        served = server.serve(Doubling(), version=version)
        plugin = pjrt.load(served)
        assert plugin.api_version == version == served.api_version
        assert PJRT_Api.from_address(served.address).struct_size == size_at("PJRT_Api", version)
        missing = {n for n, f, _ in Api.SLOTS if getattr(PJRT_Api, f).offset + 8 > (size_at("PJRT_Api", version) or 0)}
        assert plugin.missing_functions.keys() == missing

    @pytest.mark.parametrize("version", SPOKEN, ids=spelled)
    def test_a_program_runs_on_each(self, version: tuple[int, int]) -> None:
        with pjrt.Client(server.serve(Doubling(), version=version)) as client:
            (y,) = client.compile(PROGRAM)(X)
            assert y.to_numpy().tolist() == (2 * X).tolist()

    def test_a_version_in_between(self) -> None:
        version = (API_VERSION[0], API_VERSION[1] - 1)
        assert pjrt.load(server.serve(Doubling(), version=version)).api_version == version

    @pytest.mark.parametrize("version", [(0, 1), VERSIONS[0], (1, 0), (API_VERSION[0], API_VERSION[1] + 1)])
    def test_one_that_is_not_known(self, version: tuple[int, int]) -> None:
        with pytest.raises(ValueError, match=r"version: .* is not between"):
            server.serve(Doubling(), version=version)

    @pytest.mark.parametrize("version", ["0.90", (0,), (0, "9"), None])
    def test_what_is_none(self, version: Any) -> None:
        with pytest.raises(TypeError, match="version: expected"):
            server.serve(Doubling(), version=version)

    def test_an_enum_value_that_it_does_not_know(self) -> None:
        api = pjrt.load(server.serve(Doubling(), version=OLDEST_COMPATIBLE)).abi
        client = api.client_create()
        kind, semantics = PJRT_Buffer_Type.S1, PJRT_HostBufferSemantics.IMMUTABLE_ONLY_DURING_CALL
        with pytest.raises(
            pjrt.InvalidArgumentError, match=f"type: {int(kind)} is no PJRT_Buffer_Type of this version"
        ):
            api.client_buffer_from_host_buffer(client, X.ctypes.data, kind, [4], semantics)
        api.client_destroy(client)


class TestShape:
    def test_strict_about_sizes(self) -> None:
        """As one vendor's plugin is: a client of another version has to send that version's structs."""
        served = server.serve(Doubling(), version=OLDEST_COMPATIBLE, strict=True)
        api = pjrt.load(served).abi
        made = PJRT_Client_Create_Args()
        for size in (PJRT_Client_Create_Args.STRUCT_SIZE - 8, PJRT_Client_Create_Args.STRUCT_SIZE + 8):
            made.struct_size = size
            error = api.PJRT_Client_Create(ctypes.addressof(made))
            said = api.read_error("", error).message
            assert said.endswith(f"_Args has 72 bytes at this version, and struct_size says {size}")
        made.struct_size = PJRT_Client_Create_Args.STRUCT_SIZE  # which is sent as the version had it
        assert not api.PJRT_Client_Create(ctypes.addressof(made))
        assert made.struct_size == 72
        api.client_destroy(made.client)

    def test_a_slot_that_is_null(self) -> None:
        plugin = pjrt.load(server.serve(Doubling(), omit=["PJRT_Device_MemoryStats"]))
        assert plugin.missing_functions.keys() == {"PJRT_Device_MemoryStats"}

    def test_a_shorter_table(self) -> None:
        size = PJRT_Api.PJRT_Event_Set.offset if hasattr(PJRT_Api, "PJRT_Event_Set") else PJRT_Api.STRUCT_SIZE - 8
        plugin = pjrt.load(server.serve(Doubling(), sizes={"PJRT_Api": size}))
        assert len(plugin.missing_functions) >= 1

    def test_a_longer_table(self) -> None:
        served = server.serve(Doubling(), sizes={"PJRT_Api": PJRT_Api.STRUCT_SIZE + 64})
        assert pjrt.load(served).missing_functions == {}

    def test_a_chain(self) -> None:
        served = server.serve(Doubling(), [LayoutsServer(), server.Link(4242, 100), ShardingsServer()])
        plugin = pjrt.load(served)
        assert [(x.name, x.type) for x in plugin.extensions] == [
            ("Layouts", PJRT_Extension_Type.LAYOUTS),
            ("unknown", 4242),
            ("Shardings", PJRT_Extension_Type.SHARDINGS),
        ]
        assert plugin.extensions[1].size == 100

    def test_an_extension_that_the_version_has_not(self) -> None:
        with pytest.raises(ValueError, match=r"SHARDINGS needs API 0\.91, this plugin has 0\.34; leave it out"):
            server.serve(Doubling(), [ShardingsServer()], version=OLDEST_COMPATIBLE)

    @pytest.mark.parametrize("extension", [Doubling(), "layouts", None, 3])
    def test_what_is_no_extension(self, extension: Any) -> None:
        with pytest.raises(TypeError, match="extensions: expected what serves extensions"):
            server.serve(Doubling(), [extension])

    def test_what_is_no_plugin(self) -> None:
        with pytest.raises(TypeError, match=r"plugin: expected a pjrt\.server\.Plugin, got"):
            server.serve("x")  # type: ignore[arg-type]

    def test_served_twice(self) -> None:
        plugin = Doubling()
        server.serve(plugin)
        with pytest.raises(ValueError, match="served already"):
            server.serve(plugin)

    def test_a_function_that_nobody_knows(self) -> None:
        with pytest.raises(ValueError, match="omit: no function 'PJRT_No_Such' is served"):
            server.serve(Doubling(), omit=["PJRT_No_Such"])


class TestHooks:
    def test_each_function_passes_by(self, served: server.Served) -> None:
        seen: list[str] = []
        served.add_hook(lambda view: seen.append(view.name))
        with pjrt.Client(served) as client:
            assert client.platform_name == "doubling"
        assert seen[:2] == ["PJRT_Plugin_Initialize", "PJRT_Client_Create"]
        assert "PJRT_Client_PlatformName" in seen

    def test_one_may_fail_it(self, served: server.Served) -> None:
        def refuse(view: Any) -> None:
            if view.name == "PJRT_Client_Compile":
                raise pjrt.ResourceExhaustedError("full")

        served.add_hook(refuse)
        with pjrt.Client(served) as client, pytest.raises(pjrt.ResourceExhaustedError, match="full"):
            client.compile(PROGRAM)


def test_a_vtable_of_errors(served: server.Served) -> None:
    """An error handle itself leads to functions that read and destroy it."""
    from pjrt_abi.functions import ErrorFunctionTable

    pjrt.load(served)
    runtime = served._runtime
    error = runtime.failed("PJRT_Error", pjrt.AbortedError("why", payloads={"k": b"v"}), "")
    vtable = ErrorFunctionTable(ctypes.c_void_p.from_address(error).value or 0)
    text, size = ctypes.c_void_p(), ctypes.c_size_t()
    vtable.message(error, ctypes.addressof(text), ctypes.addressof(size))  # type: ignore[arg-type]
    assert ctypes.string_at(text.value or 0, size.value) == b"why"
    assert vtable.get_code(error) == PJRT_Error_Code.ABORTED  # type: ignore[arg-type]
    vtable.destroy(error)  # type: ignore[arg-type]
    assert served.live == {}


def test_many_threads(served: server.Served) -> None:
    with pjrt.Client(served) as client:
        wrong: list[float] = []

        def work(exe: pjrt.LoadedExecutable) -> None:
            for n in range(50):
                (y,) = exe(np.full(4, n, np.float32))
                wrong.extend(y.to_numpy()[y.to_numpy() != 2 * n])

        threads = [threading.Thread(target=work, args=(client.compile(PROGRAM),)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []
    gc.collect()
    assert served.misuse == []


HANGING = """
import os, signal, sys, threading
sys.path.insert(0, {root!r})
import pjrt
from pjrt import server
from tests.pjrt.server.doubling import PROGRAM, Doubling
from tests.pjrt.versions import SPOKEN, spelled

class Hanging(Doubling):
    def client_compile(self, **_):
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
        threading.Event().wait(60)

client = pjrt.Client(server.serve(Hanging()))
try:
    client.compile(PROGRAM)
except pjrt.CancelledError as error:
    print(error)
print(client.platform_name)
"""


def test_a_method_that_hangs_until_it_is_cancelled() -> None:
    """Ctrl-C ends it, and the client goes on."""
    code = HANGING.format(root=str(Path(__file__).parents[3]))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "PJRT_Client_Compile: CANCELLED: PJRT_Client_Compile: KeyboardInterrupt: ",
        "doubling",
    ]


def test_an_event_that_never_comes_takes_no_thread_with_it() -> None:
    never = server.Event(done=False)
    with pjrt.Client(with_methods(buffer_ready_event=lambda self, buffer: never)) as client:
        ready = client.put(X).ready
        with pytest.raises(TimeoutError):
            ready.result(timeout=0.05)
        never.set(pjrt.CancelledError("given up"))
        with pytest.raises(pjrt.CancelledError, match="given up"):
            ready.result(timeout=5)
