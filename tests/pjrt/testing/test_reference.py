"""The reference plugin: every function of the core is served by Python and reached by a façade; and its knobs."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import pjrt
from pjrt import server, testing
from pjrt_abi.functions import Api
from pjrt_abi.history import size_at
from pjrt_abi.structs import PJRT_Api
from tests.pjrt.programs import T, X, add, module, same
from tests.pjrt.testing.tour import TOUR
from tests.pjrt.versions import SPOKEN, spelled

Part = Callable[[pjrt.Client], None]


def called(served: server.Served) -> set[str]:
    """The functions that are called from now on."""
    names: set[str] = set()
    served.add_hook(lambda view: names.add(view.name))
    return names


@pytest.fixture
def served() -> server.Served:
    return testing.reference(devices=4)


@pytest.fixture
def client(served: server.Served) -> Iterator[pjrt.Client]:
    with pjrt.Client(served) as made:
        yield made


@pytest.mark.parametrize("part", TOUR, ids=lambda part: part.__name__)
def test_façade(part: Part, client: pjrt.Client, served: server.Served) -> None:
    part(client)
    assert served.misuse == []


def visit(served: server.Served) -> None:
    with pjrt.Client(served) as client:
        for part in TOUR:
            part(client)
        with pytest.raises(pjrt.InvalidArgumentError):
            client.compile("module { nothing }")


def test_every_function_is_served_and_called(eventually: Callable[[Callable[[], bool]], bool]) -> None:
    served = testing.reference(devices=4)
    # What the library asks only where a plugin has nothing better.
    older = testing.reference(devices=4, faults=["PJRT_Executable_Fingerprint=UNIMPLEMENTED"])
    names, more = called(served), called(older)
    visit(served)
    with pjrt.Client(older) as client:
        exe = client.compile(add())
        with pytest.raises(pjrt.UnimplementedError):
            _ = exe.fingerprint
        with pjrt.experimental.enable("PJRT_LoadedExecutable_Fingerprint"):
            assert len(pjrt.experimental.loaded_fingerprint(exe)) == 32
    assert eventually(lambda: served.live == {}), served.live
    assert {name for name, *_ in Api.SLOTS} - names - more == set()
    assert served.misuse == []


@pytest.mark.parametrize("version", SPOKEN, ids=spelled)
def test_at_each_version(version: tuple[int, int]) -> None:
    """What an older plugin lacks is an UnsupportedError; nothing else goes wrong, also where sizes have to be equal."""
    served = testing.reference(devices=4, version=version, strict=True)
    lacking = 0
    with pjrt.Client(served) as client:
        for part in TOUR:
            try:
                part(client)
            except pjrt.UnsupportedError:
                lacking += 1
    assert served.misuse == []
    assert (lacking == 0) == (size_at("PJRT_Api", version) == PJRT_Api.STRUCT_SIZE)


class TestPace:
    def test_held(self) -> None:
        served = testing.reference(pace="held")
        with pjrt.Client(served) as client:
            buffer = client.put(X)
            assert not buffer.ready.done()
            with pytest.raises(TimeoutError):
                buffer.ready.result(timeout=0.01)
            clock = served.plugin.clock  # type: ignore[attr-defined]
            assert clock.release() == 1
            assert same(buffer, X)
            (y,) = client.compile(add())(buffer, buffer)
            assert not y.ready.done()
            assert clock.release() == 1
            assert same(y, 2 * X)

    def test_on_another_thread(self) -> None:
        with pjrt.Client(testing.reference(pace="thread")) as client:
            (y,) = client.compile(add())(client.put(X), client.put(X))
            assert same(y, 2 * X)

    def test_an_error_that_comes_later(self) -> None:
        served = testing.reference(pace="held")
        with pjrt.Client(served) as client:
            exe = client.compile(module(f"%a: {T}", T, f"%0 = stablehlo.cbrt %a : {T} return %0 : {T}"))
            x = client.put(X)
            served.plugin.clock.release()  # type: ignore[attr-defined]
            (y,) = exe(x)
            served.plugin.clock.release()  # type: ignore[attr-defined]
            with pytest.raises(pjrt.UnimplementedError, match=r"does not run stablehlo\.cbrt"):
                y.to_numpy()


class TestMemory:
    def test_out_of_memory(self) -> None:
        with pjrt.Client(testing.reference(limit=1024)) as client:
            kept = client.put(np.zeros(200, np.float32))
            with pytest.raises(
                pjrt.ResourceExhaustedError, match="800 bytes are wanted, 224 of 1024 are free"
            ) as raised:
                client.put(np.zeros(200, np.float32))
            assert raised.value.memory_stats is not None
            assert raised.value.memory_stats[0].bytes_in_use == 800
            kept.delete()
            assert same(client.put(np.ones(200, np.float32)), np.ones(200, np.float32))

    def test_it_is_given_back(self) -> None:
        served = testing.reference()
        with pjrt.Client(served) as client:
            exe = client.compile(add())
            for _ in range(50):
                exe(client.put(X), client.put(X))[0].to_numpy()
            gc.collect()
            assert client.devices[0].memory_stats().bytes_in_use == 0


class TestFaults:
    def test_the_nth_call(self) -> None:
        with pjrt.Client(testing.reference(faults=["PJRT_Client_Compile:2=RESOURCE_EXHAUSTED:full up"])) as client:
            client.compile(add())
            with pytest.raises(pjrt.ResourceExhaustedError, match="full up"):
                client.compile(add())
            client.compile(add())

    def test_from_the_nth_on(self) -> None:
        with pjrt.Client(testing.reference(faults=["PJRT_Client_Compile:2+=ABORTED"])) as client:
            client.compile(add())
            for _ in range(3):
                with pytest.raises(pjrt.AbortedError, match="a fault was injected"):
                    client.compile(add())

    def test_without_a_message(self) -> None:
        with pjrt.Client(testing.reference(faults=["PJRT_Client_Compile=INTERNAL:"])) as client:
            with pytest.raises(pjrt.InternalError) as raised:
                client.compile(add())
            assert str(raised.value) == "PJRT_Client_Compile: INTERNAL: (no message)"

    @pytest.mark.parametrize("function", sorted(name for name, *_ in Api.SLOTS if "Error_" not in name))
    @pytest.mark.parametrize("code", ["INTERNAL", "UNIMPLEMENTED"])
    def test_any_function(self, function: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whatever fails, and however often: an exception of the library at worst; nothing is misused."""
        served = testing.reference(devices=4, faults=[f"{function}={code}"])
        unraisable: list[Any] = []
        monkeypatch.setattr("sys.unraisablehook", unraisable.append)
        raised = []
        client = None
        try:
            with pjrt.Client(served) as client:
                for part in TOUR:
                    try:
                        part(client)
                    except (pjrt.PjrtError, AssertionError, pytest.fail.Exception) as error:
                        raised.append(error)
        except pjrt.PjrtError as error:
            raised.append(error)
        del client
        for thread in threading.enumerate():
            if thread.name.startswith(("pjrt.testing", "pjrt: callback")):  # what it tells is told in this test
                thread.join(10)
        assert all(isinstance(told.exc_value, pjrt.PjrtError) for told in unraisable)
        assert served.misuse == []

    @pytest.mark.parametrize(
        ("rule", "message"),
        [
            ("", "expected FUNCTION"),
            (
                "PJRT_Client_Compil=INTERNAL",
                "no function is called 'PJRT_Client_Compil'; did you mean PJRT_Client_Compile",
            ),
            ("PJRT_Client_Compile", "it says neither an error code nor a delay"),
            ("PJRT_Client_Compile=OK", "no error code is called 'OK'"),
            ("PJRT_Client_Compile=INTERNL", "did you mean INTERNAL"),
            ("PJRT_Client_Compile:0=INTERNAL", "counted from 1"),
            ("PJRT_Client_Compile@1.2.3", "'1.2.3' is no number of seconds"),
            ("PJRT_Client_Compile:x=INTERNAL", "expected FUNCTION"),
        ],
    )
    def test_rules_that_are_none(self, rule: str, message: str) -> None:
        with pytest.raises(ValueError, match=message):
            testing.reference(faults=[rule])

    def test_a_delay(self) -> None:
        with pjrt.Client(testing.reference(faults=["PJRT_Client_Compile:1@0.05"])) as client:
            assert client.compile(add()).name == "m"


def test_it_uses_the_store() -> None:
    """Which no real plugin here does: put, get and try-get, called by C."""
    store = pjrt.MemoryStore()
    with pjrt.Client(testing.reference(devices=3), kv_store=store) as client:
        assert len(client.devices) == 3
    assert store.try_get("reference/devices") == b"3"


def test_a_store_that_fails() -> None:
    class Failing(pjrt.MemoryStore):
        def get(self, key: str, timeout: float = 0) -> bytes:
            raise PermissionError("not yours")

    with pytest.raises(pjrt.PermissionDeniedError) as raised:
        pjrt.Client(testing.reference(), kv_store=Failing())
    assert "not yours" in raised.value.message
    assert isinstance(raised.value.__cause__, PermissionError)


def test_bad_options() -> None:
    with pytest.raises(pjrt.InvalidArgumentError, match="unknown option 'x'; there is device_count"):
        pjrt.Client(testing.reference(), options={"x": 1})
    assert len(pjrt.Client(testing.reference(), options={"device_count": 3}).devices) == 3
