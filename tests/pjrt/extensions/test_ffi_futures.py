"""FFI handlers that return before their work is done: futures, coroutines, tasks of the runtime's pool."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

import pjrt
from pjrt import ffi
from tests.pjrt.extensions.ffi_programs import T, X, calling, run


def test_futures(client: pjrt.Client) -> None:
    with ThreadPoolExecutor(1) as pool:
        ffi.handler("h.future", client)(lambda x, y: pool.submit(np.multiply, x, 5, y))
        assert run(client, calling("h.future"), X)[0].tolist() == (X * 5).tolist()

    @ffi.handler("h.await", client)
    async def slowly(x: Any, y: Any) -> None:
        await asyncio.sleep(0.001)
        y[...] = x * 6

    assert run(client, calling("h.await"), X)[0].tolist() == (X * 6).tolist()

    @ffi.handler("h.pool", client, pass_call=True)
    def pooled(call: ffi.Call) -> Future[Any]:
        return call.schedule(np.multiply, call.operands[0], 7, call.results[0])

    assert run(client, calling("h.pool"), X)[0].tolist() == (X * 7).tolist()
    packed = "tensor<3xi4>"
    pooled.replace(lambda call: call.schedule(np.copyto, call.results[0], call.operands[0]), pass_call=True)
    four = np.array([1, -2, 3]).astype(pjrt.dtypes.from_name("S4"))
    assert run(client, calling("h.pool", [packed], [packed]), four)[0].tolist() == four.tolist()


def test_a_program_goes_on_while_a_handler_is_awaited(client: pjrt.Client) -> None:
    open_ones: list[Future[Any]] = []

    @ffi.handler("h.open", client)
    def wait(x: Any, y: Any) -> Future[Any]:
        open_ones.append(Future())
        threading.Timer(0.01, lambda made=open_ones[-1]: (y.fill(8), made.set_result("ignored"))).start()
        return open_ones[-1]

    body = f"""module @m {{ func.func public @main(%a: {T}) -> ({T}, {T}) {{
        %0 = stablehlo.custom_call @h.open(%a) {{api_version = 4 : i32}} : ({T}) -> {T}
        %1 = stablehlo.custom_call @h.open(%0) {{api_version = 4 : i32}} : ({T}) -> {T}
        return %0, %1 : {T}, {T} }} }}"""
    assert [result.tolist() for result in run(client, body, X)] == [[8] * 4] * 2
    assert len(open_ones) == 2


def test_futures_that_fail(client: pjrt.Client) -> None:
    def outcome(make: Callable[[], object]) -> pjrt.PjrtError:
        ffi.handler("h.failing", client)(lambda x, y: make())
        with pytest.raises(pjrt.PjrtError) as raised:
            run(client, calling("h.failing"), X)
        return raised.value

    def failed() -> Future[Any]:
        made: Future[Any] = Future()
        made.set_exception(FileNotFoundError("nowhere"))
        return made

    def cancelled() -> Future[Any]:
        made: Future[Any] = Future()
        made.cancel()
        return made

    async def raising() -> None:
        raise IndexError("async")

    error = outcome(failed)
    assert isinstance(error, pjrt.NotFoundError)
    assert isinstance(error.__cause__, FileNotFoundError)
    assert isinstance(outcome(cancelled), pjrt.CancelledError)
    assert isinstance(outcome(raising), pjrt.OutOfRangeError)
    assert "the future that the handler returned was dropped" in str(outcome(Future))
