"""Python functions on the threads of a plugin's pool."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from ctypes import c_void_p, cast
from typing import Any

from pjrt._runtime import callbacks
from pjrt._runtime.ffi_api import FfiApi
from pjrt_abi.extensions.ffi_c_api import XLA_FFI_Task
from pjrt_abi.typed import XlaFfiInvokeContextPtr


def schedule(
    api: FfiApi,
    context: XlaFfiInvokeContextPtr,
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    handler: str,
) -> Future[Any]:
    """Has a thread of the pool call the function; what it gives or raises is the future's."""
    future: Future[Any] = Future()
    future.set_running_or_notify_cancel()
    held = [arguments]

    def run() -> None:
        try:
            result = function(*held.pop())
        except BaseException as raised:
            future.set_exception(raised)
        else:
            future.set_result(result)

    token = callbacks.keep("XLA_FFI_Task", f"the FFI handler {handler!r}", run)
    try:
        api.table.thread_pool_schedule(context, cast(_TASK, c_void_p).value, token)
    except BaseException:
        callbacks.drop(token)
        raise
    return future


def _run(token: int | None) -> None:
    entry = callbacks.take(token)
    if entry is not None:
        entry.function()


_TASK = callbacks.trampoline(XLA_FFI_Task, _run)
