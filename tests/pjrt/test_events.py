"""Events: waiting, time-outs, callbacks, await, futures, failures, Ctrl-C."""

from __future__ import annotations

import asyncio
import concurrent.futures
import copy
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import pjrt
from pjrt._runtime import callbacks
from pjrt.errors import ClosedError, InternalError, UnsupportedError

pytestmark = pytest.mark.download

N = 600
SLOW = f"""
module @slow {{ func.func public @main(%a: tensor<{N}x{N}xf32>) -> tensor<{N}x{N}xf32> {{
  %0 = stablehlo.dot_general %a, %a, contracting_dims = [1] x [0]
      : (tensor<{N}x{N}xf32>, tensor<{N}x{N}xf32>) -> tensor<{N}x{N}xf32>
  %1 = stablehlo.dot_general %0, %a, contracting_dims = [1] x [0]
      : (tensor<{N}x{N}xf32>, tensor<{N}x{N}xf32>) -> tensor<{N}x{N}xf32>
  return %1 : tensor<{N}x{N}xf32> }} }}
"""


@pytest.fixture(scope="module", params=["fastatomstruct_xla_cpu", "lammps_jax_pjrt_cpu"])
def maker(request: pytest.FixtureRequest) -> Iterator[pjrt.Client]:
    """A client whose plugin makes events for the caller; API 0.81 has no such function."""
    with pjrt.Client(request.param) as made:
        yield made


def test_an_old_plugin_has_no_events_for_the_caller() -> None:
    with pytest.raises(UnsupportedError, match=r"PJRT_Event_Create: needs API 0\.89, this plugin has 0\.81"):
        pjrt.Client("xla_cpu_pjrt").create_event()


def test_ready_buffer(client: pjrt.Client) -> None:
    event = client.put(np.arange(3.0)).ready
    event.result()
    assert event.done()
    assert event.exception() is None
    assert event.exception(timeout=0) is None
    assert repr(event) == "<Event, done>"


def test_result_of_a_running_program(client: pjrt.Client) -> None:
    (out,) = client.compile(SLOW)(np.eye(N, dtype=np.float32))
    out.ready.result(timeout=60)
    assert np.array_equal(out.to_numpy(), np.eye(N, dtype=np.float32))


def test_timeout_leaves_the_event_going(maker: pjrt.Client) -> None:
    event = maker.create_event()
    start = time.monotonic()
    with pytest.raises(TimeoutError, match=r"not done after 0\.05 s"):
        event.result(timeout=0.05)
    assert 0.04 < time.monotonic() - start < 5
    assert not event.done()
    event.set()
    event.result(timeout=10)
    assert event.done()


def test_set_from_another_thread_wakes_all(maker: pjrt.Client) -> None:
    event, woken = maker.create_event(), []
    threads = [threading.Thread(target=lambda: (event.result(), woken.append(1))) for _ in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(0.05)
    assert woken == []
    event.set()
    for thread in threads:
        thread.join(10)
    assert len(woken) == 8


def test_failure_reaches_whoever_waits(maker: pjrt.Client) -> None:
    event = maker.create_event()
    event.set(InternalError("it broke: ü", function="f"))
    with pytest.raises(InternalError, match="it broke: ü"):
        event.result(timeout=10)
    assert isinstance(event.exception(), InternalError)
    assert "failed: " in repr(event)
    with pytest.raises(InternalError, match="it broke"):
        event.future().result(timeout=10)


def test_set_twice_is_an_exception(maker: pjrt.Client) -> None:
    event = maker.create_event()
    event.set()
    with pytest.raises(ClosedError, match="set already"):
        event.set()


def test_set_takes_a_plugins_error_only(maker: pjrt.Client) -> None:
    event = maker.create_event()
    with pytest.raises(TypeError, match="error: expected a PjrtError or None, got ValueError"):
        event.set(ValueError("x"))  # type: ignore[arg-type]
    event.set()


def test_any_text_is_set(maker: pjrt.Client) -> None:
    for text, told in (("raw \udcff, NUL \0, ü", "raw \udcff, NUL \0, ü"), ("lone \ud800", "lone \\ud800")):
        event = maker.create_event()
        event.set(pjrt.AbortedError(text))
        error = event.exception(60)
        assert isinstance(error, pjrt.AbortedError)
        assert error.message.endswith(told)


def test_callbacks_are_called_once_each_also_late(maker: pjrt.Client) -> None:
    event, seen = maker.create_event(), []
    for number in range(3):
        event.add_done_callback(lambda e, n=number: seen.append((n, e.done())))
    assert seen == []
    event.set()
    event.result(timeout=10)
    deadline = time.monotonic() + 10
    while len(seen) < 3 and time.monotonic() < deadline:
        time.sleep(0.001)
    event.add_done_callback(lambda e: seen.append((3, e.done())))
    assert seen == [(0, True), (1, True), (2, True), (3, True)]


@pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_exceptions_in_callbacks_are_reported(
    maker: pjrt.Client, kind: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)
    event, after = maker.create_event(), threading.Event()

    def broken(_: pjrt.Event) -> None:
        raise kind("NUL \0, lone \udcff, ü")

    event.add_done_callback(broken)
    event.add_done_callback(lambda _: after.set())
    event.set()
    event.result(timeout=10)
    assert after.wait(10), "a callback that raises does not keep the next from being called"
    assert [type(t.exc_value) for t in told] == [kind]
    assert "called when an event was done" in told[0].err_msg


def test_a_callback_may_use_the_library(client: pjrt.Client) -> None:
    exe = client.compile(SLOW)
    results: list[np.ndarray[Any, Any]] = []
    done = threading.Event()

    def again(_: pjrt.Event) -> None:
        try:
            (out,) = exe(np.eye(N, dtype=np.float32))
            results.append(out.to_numpy())
        finally:
            done.set()

    (first,) = exe(np.eye(N, dtype=np.float32))
    first.ready.add_done_callback(again)
    assert done.wait(60)
    assert np.array_equal(results[0], np.eye(N, dtype=np.float32))


def test_await(maker: pjrt.Client, client: pjrt.Client) -> None:
    async def wait() -> str:
        event = maker.create_event()
        asyncio.get_running_loop().call_later(0.02, event.set)
        await event
        (out,) = client.compile(SLOW)(np.eye(N, dtype=np.float32))
        await asyncio.gather(out.ready, client.put(np.zeros(3)).ready)
        failing = maker.create_event()
        failing.set(InternalError("no"))
        with pytest.raises(InternalError, match="no"):
            await failing
        pending = maker.create_event()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(_as_coroutine(pending), 0.05)
        pending.set()
        await pending
        return "done"

    assert asyncio.run(wait()) == "done"


async def _as_coroutine(event: pjrt.Event) -> None:
    await event


def test_concurrent_futures(maker: pjrt.Client) -> None:
    events = [maker.create_event() for _ in range(4)]
    futures = [event.future() for event in events]
    events[2].set()
    finished, _ = concurrent.futures.wait(futures, timeout=10, return_when=concurrent.futures.FIRST_COMPLETED)
    assert futures[2] in finished
    for number in (0, 1, 3):
        events[number].set()
    assert not concurrent.futures.wait(futures, timeout=10).not_done
    assert not futures[0].cancel()


def test_an_event_keeps_what_it_needs(plugin: str) -> None:
    client = pjrt.Client(plugin)
    (out,) = client.compile(SLOW)(np.eye(N, dtype=np.float32))
    event = out.ready
    del client, out
    event.result(timeout=60)


@pytest.mark.parametrize("name", ["fastatomstruct_xla_cpu", "lammps_jax_pjrt_cpu"])
def test_closed_client(name: str) -> None:
    client = pjrt.Client(name)
    event, pending = client.put(np.zeros(3)).ready, client.create_event()
    event.result()
    client.close()
    assert event.done(), "what is known stays known"
    for use in (pending.result, pending.done, client.create_event):
        with pytest.raises(ClosedError, match="this client was closed"):
            use()
    assert repr(pending) == "<Event of a closed client>"


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_no_copies(client: pjrt.Client, copied: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError, match=r"an? Event stands for an object in its plugin"):
        copied(client.put(np.zeros(3)).ready)


def test_nothing_is_left_pending(maker: pjrt.Client) -> None:
    before = len(callbacks.pending())
    events = [maker.create_event() for _ in range(50)]
    for event in events:
        event.add_done_callback(lambda _: None)
    for event in events:
        event.set()
    for event in events:
        event.result(timeout=10)
    deadline = time.monotonic() + 10
    while len(callbacks.pending()) > before and time.monotonic() < deadline:
        time.sleep(0.001)
    assert len(callbacks.pending()) == before


def test_ctrl_c_while_waiting(subprocess_run: Callable[..., Any]) -> None:
    code = (
        "import os, signal, threading, pjrt\n"
        "client = pjrt.Client('lammps_jax_pjrt_cpu')\n"
        "event = client.create_event()\n"
        "threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT)).start()\n"
        "try:\n    event.result()\n"
        "except KeyboardInterrupt:\n    print('interrupted', event.done())\n"
        "event.set()\n"
    )
    done = subprocess_run(code, timeout=30)
    assert (done.returncode, done.stdout) == (0, "interrupted False\n"), done.stderr


def test_exit_with_an_event_pending(subprocess_run: Callable[..., Any]) -> None:
    code = (
        "import pjrt\n"
        "client = pjrt.Client('lammps_jax_pjrt_cpu')\n"
        "event = client.create_event()\n"
        "event.add_done_callback(print)\n"
        "print('end')\n"
    )
    done = subprocess_run(code, timeout=30)
    assert (done.returncode, done.stdout) == (0, "end\n"), done.stderr


def test_a_callback_that_raises_under_pythons_own_hook(prelude: str, subprocess_run: Callable[..., Any]) -> None:
    """pytest has a hook of its own, which takes more than Python's does."""
    done = subprocess_run(
        f"{prelude}\n"
        "event = pjrt.Client('lammps_jax_pjrt_cpu').create_event()\n"
        "event.add_done_callback(lambda _: 1 / 0)\n"
        "event.set()\n"
        "event.result(10)\n"
        "time.sleep(0.5)\n"
    )
    assert done.returncode == 0, done.stderr
    assert "called when an event was done" in done.stderr
    assert "ZeroDivisionError: division by zero" in done.stderr
    assert "unraisablehook" not in done.stderr
