"""Callbacks of a client, on the reference plugin: libtpu, which chains the extension, gives no client without a TPU."""

from __future__ import annotations

import gc
import threading
from ctypes import addressof
from typing import Any

import pytest

import pjrt
from pjrt import testing
from pjrt.extensions import Callback
from pjrt.extensions.callback import Kind, SliceFailure
from pjrt.server import Served
from pjrt_abi.extensions.callback import PJRT_Callback_PrefatalArgs, PJRT_Callback_Tpu_SliceBuilderArgs


def listed() -> list[str]:
    return [one.owner for one in pjrt.debug.callbacks() if one.kind == "PJRT_Callback_Function"]


def test_what_they_are_told(reference: pjrt.Client) -> None:
    callbacks = reference.plugin.extension(Callback)
    seen: list[Any] = []

    @callbacks.register(reference, "tpu_slice_builder")
    def slice_failed(failure: SliceFailure) -> None:
        seen.append((failure, threading.get_ident()))

    assert callbacks.register(reference, Kind.PREFATAL, seen.append) == seen.append
    thread = threading.Thread(
        target=callbacks.invoke, args=(reference, "tpu_slice_builder", SliceFailure.CHIP_DRIVER_ERROR)
    )
    thread.start()
    thread.join()
    assert seen == [(SliceFailure.CHIP_DRIVER_ERROR, thread.ident)]
    callbacks.invoke(reference, "prefatal", pjrt.UnavailableError("the link is “down”"))
    assert type(seen[1]) is pjrt.UnavailableError
    assert seen[1].message == "the link is “down”"
    callbacks.invoke(reference, "tpu_slice_builder", SliceFailure(77))  # newer than the headers
    assert seen[2][0].name == "UNKNOWN_77"


def test_an_end(served: Served) -> None:
    """They go when the client is destroyed, not when it is closed."""
    before = listed()
    with pjrt.Client(served) as client:
        callbacks = client.plugin.extension(Callback)
        callbacks.register(client, "prefatal", print)
        device = client.devices[0]
        assert listed() == [*before, "a client of Reference, for print: prefatal"]
    del client
    gc.collect()
    assert len(listed()) == len(before) + 1
    del device
    gc.collect()
    assert listed() == before
    assert served.live.get("PJRT_Client", 0) == 0


def test_what_they_raise(reference: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    monkeypatch.setattr("sys.unraisablehook", told.append)
    callbacks = reference.plugin.extension(Callback)
    callbacks.register(reference, "prefatal", lambda error: 1 / 0)
    seen: list[Any] = []
    callbacks.register(reference, "prefatal", seen.append)
    callbacks.invoke(reference, "prefatal", pjrt.InternalError("x"))
    assert [type(one.exc_value) for one in told] == [ZeroDivisionError]
    assert "of a client of Reference, for test_what_they_raise.<locals>.<lambda>: prefatal" in told[0].err_msg
    assert len(seen) == 1


@pytest.mark.parametrize("kind", ["prefatal", "tpu_slice_builder"])
def test_a_struct_that_is_too_short(reference: pjrt.Client, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    told: list[Any] = []
    monkeypatch.setattr("sys.unraisablehook", told.append)
    callbacks = reference.plugin.extension(Callback)
    seen: list[Any] = []
    callbacks.register(reference, kind, seen.append)
    given = {"prefatal": PJRT_Callback_PrefatalArgs, "tpu_slice_builder": PJRT_Callback_Tpu_SliceBuilderArgs}[kind]()
    given.struct_size = given.STRUCT_SIZE - 1
    for args in (None, addressof(given)):
        callbacks.table.invoke_callback(reference._state.ptr, Kind[kind.upper()], args)
    assert [type(one.exc_value) for one in told] == [pjrt.InternalError] * 2
    assert seen == []


def test_a_plugin_that_refuses(served: Served, reference: pjrt.Client) -> None:
    def refuse(view: Any) -> None:
        if view.name == "PJRT_Register_Callback":
            raise pjrt.UnimplementedError("no")

    served.add_hook(refuse)
    before = listed()
    with pytest.raises(pjrt.UnimplementedError):
        reference.plugin.extension(Callback).register(reference, "prefatal", print)
    assert listed() == before


def test_wrong_arguments(reference: pjrt.Client) -> None:
    callbacks: Any = reference.plugin.extension(Callback)
    with pytest.raises(ValueError, match=r"^kind: expected one of unknown, tpu_slice_builder, prefatal, got 'x'"):
        callbacks.register(reference, "x", print)
    with pytest.raises(ValueError, match=r"^kind: expected one of tpu_slice_builder, prefatal, got unknown"):
        callbacks.register(reference, "unknown", print)
    with pytest.raises(TypeError, match=r"^kind: "):
        callbacks.invoke(reference, 2, pjrt.InternalError("x"))
    with pytest.raises(TypeError, match=r"^function: expected a function, got 5"):
        callbacks.register(reference, "prefatal", 5)
    with pytest.raises(TypeError, match=r"^client: expected a Client, got 5"):
        callbacks.register(5, "prefatal", print)
    with pytest.raises(TypeError, match=r"^told: expected a PjrtError for prefatal, got "):
        callbacks.invoke(reference, "prefatal", SliceFailure.UNKNOWN)
    with pytest.raises(TypeError, match=r"^told: expected a PJRT_Callback_Tpu_SliceFailureType for tpu_slice_builder"):
        callbacks.invoke(reference, "tpu_slice_builder", 1)
    other = pjrt.Client(testing.reference())
    with pytest.raises(ValueError, match=r"^client: .* is not of the plugin"):
        callbacks.register(other, "prefatal", print)
    reference.close()
    with pytest.raises(pjrt.ClosedError):
        callbacks.register(reference, "prefatal", print)
    with pytest.raises(pjrt.ClosedError):
        callbacks.invoke(reference, "prefatal", pjrt.InternalError("x"))
