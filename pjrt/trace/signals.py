"""Signals in a traced process: a handler waits while the interposer runs, as it would while a plugin's own code does.

Python runs a handler between two steps of the main thread's. Where the interposer stands in, those steps are in the
middle of a C call: what the handler raises there, as Ctrl-C does, would be lost, and the results of the call with it.
Standard library only: loaded by its path, before anything else.
"""

from __future__ import annotations

import _thread
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

_RETRY_SECONDS = 0.0002
_INTERPOSER = "pjrt.trace."
_PASSES_ON = "pass_on"
"""The only function of it that calls the plugin: what runs below that are callbacks, and plugins in Python."""


def shield() -> None:
    """Has all signal handlers of this process wait while the interposer runs, those set already and those to come.

    To be called in the main thread, before the program looks up `signal.signal`. `pjrt trace` does it by itself.
    """
    set_handler, get_handler = signal.signal, signal.getsignal
    originals: dict[Any, Any] = {}

    def shielded(handler: Callable[..., Any]) -> Callable[..., Any]:
        def wait_or_handle(number: int, frame: FrameType | None) -> Any:
            if is_in_interposer(frame):
                return _thread.start_new_thread(again, (number, _thread.get_ident()))
            return handler(number, frame)

        originals[wait_or_handle] = handler
        return wait_or_handle

    def again(number: int, main: int) -> None:
        time.sleep(_RETRY_SECONDS)
        signal.pthread_kill(main, number)  # a real one: it ends what the main thread may wait in by then

    def original(handler: Any) -> Any:
        return originals.pop(handler, handler) if callable(handler) else handler

    def signal_(signalnum: Any, handler: Any) -> Any:
        """As signal.signal."""
        return original(set_handler(signalnum, shielded(handler) if callable(handler) else handler))

    def getsignal(signalnum: Any) -> Any:
        """As signal.getsignal."""
        found = get_handler(signalnum)
        return originals.get(found, found) if callable(found) else found

    signal.signal = signal_
    signal.getsignal = getsignal
    for number in signal.valid_signals():
        handler = get_handler(number)
        if callable(handler):
            set_handler(number, shielded(handler))


def is_in_interposer(frame: FrameType | None) -> bool:
    """Whether the interposer's code runs there, and no plugin or callback that it called."""
    child = None
    while frame is not None:
        if str(frame.f_globals.get("__name__")).startswith(_INTERPOSER):
            return child is None or frame.f_code.co_name != _PASSES_ON
        child, frame = frame, frame.f_back
    return False
