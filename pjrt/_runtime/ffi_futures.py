"""FFI handlers that go on after they returned: the futures that C waits for, and the loop that awaits."""

from __future__ import annotations

import asyncio
import os
import threading
import weakref
from collections.abc import Awaitable
from concurrent.futures import Future
from time import sleep
from typing import Any, Final

from pjrt._runtime import ffi_calls
from pjrt._runtime.ffi_api import FfiApi
from pjrt._runtime.ffi_errors import without_locals
from pjrt._runtime.ffi_views import Loan

_PATIENCE: Final = 20
"""How many milliseconds a thread gets to let go of what it worked on, before that is copied."""


def checked(outcome: object) -> Future[Any] | Awaitable[Any]:
    """What a handler returned that is to be waited for. Raises TypeError for anything else."""
    if isinstance(outcome, Future | Awaitable):
        return outcome
    raise TypeError(
        f"expected None, an awaitable or a concurrent.futures.Future to be returned, got {type(outcome).__name__}"
    )


def waiting(api: FfiApi, outcome: Future[Any] | Awaitable[Any], handler: str, loan: Loan) -> int:
    """The XLA_FFI_Future that C is to wait for. The loan ends with it."""
    if not isinstance(outcome, Future):
        outcome = asyncio.run_coroutine_threadsafe(_awaited(outcome), _running_loop())
    future = api.table.future_create()
    pending = _Pending(api, future, handler, loan)
    # Nobody else may hold it: a future that is dropped is never done.
    lost = weakref.finalize(outcome, pending.end, RuntimeError("the future that the handler returned was dropped"))
    lost.atexit = False
    outcome.add_done_callback(pending.done)
    return future


class _Raised:
    """What was raised where something was awaited: as an exception, some would end the loop."""

    __slots__ = ("raised",)

    def __init__(self, raised: BaseException) -> None:
        self.raised = raised


async def _awaited(outcome: Awaitable[Any]) -> _Raised | None:
    try:
        await outcome
    except BaseException as raised:
        return _Raised(raised)
    return None


class _Pending:
    """An XLA_FFI_Future that is open."""

    __slots__ = ("_api", "_future", "_handler", "_loan", "_lock", "_open")

    def __init__(self, api: FfiApi, future: int, handler: str, loan: Loan) -> None:
        self._api, self._future, self._handler, self._loan = api, future, handler, loan
        self._lock = threading.Lock()
        self._open = True

    def done(self, future: Future[Any]) -> None:
        try:
            result = future.result()
            raised = result.raised if isinstance(result, _Raised) else None
        except BaseException as failed:
            raised = failed
        self.end(raised)

    def end(self, raised: BaseException | None) -> None:
        with self._lock:
            if not self._open:
                return
            self._open = False
        if raised is not None:
            without_locals(raised)
        if self._loan.is_held:  # most likely by the very thread that calls this
            threading.Thread(target=self._end_soon, args=(raised,), name="pjrt: FFI handler").start()
        else:
            self._settle(raised)

    def _end_soon(self, raised: BaseException | None) -> None:
        for _ in range(_PATIENCE):
            if not self._loan.is_held:
                break
            sleep(0.001)
        self._settle(raised)

    def _settle(self, raised: BaseException | None) -> None:
        error = None
        try:
            self._loan.give_back()
        except BaseException as failed:
            raised = raised or failed
        if raised is not None:
            error = ffi_calls.error_of(self._api, raised, self._handler)
        self._api.settle(self._future, error)


# ------------------------------------------------------------------ the loop

_loop: asyncio.AbstractEventLoop | None = None
_lock = threading.Lock()


def _running_loop() -> asyncio.AbstractEventLoop:
    """The loop of all handlers that are awaited, on a thread of its own."""
    global _loop
    with _lock:
        if _loop is None:
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_loop.run_forever, name="pjrt: FFI handlers", daemon=True).start()
        return _loop


def _forked() -> None:
    global _loop, _lock
    _loop, _lock = None, threading.Lock()  # the thread did not come along


os.register_at_fork(after_in_child=_forked)
