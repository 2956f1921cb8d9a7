"""Signals where C calls Python: a handler waits until that is through, as it would while a plugin in C runs.

Python runs a handler between two steps of the main thread's. Under a plugin in Python, or the interposer, those steps
are in the middle of a C call: what the handler raises there, as Ctrl-C does, would be lost, and the results of the call
with it. Standard library only: a traced process loads this by its path, before anything else.
"""

from __future__ import annotations

import _thread
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

_RETRY_SECONDS = 0.0002
_CLOSURES = {
    ("pjrt.server.runtime", "serve"),
    ("pjrt.server.runtime", "_release"),
    ("pjrt.trace.interposer", "serve"),
}
"""The functions that C calls."""
_PASSES_ON = ("pjrt.server.signals", "pass_on")


def pass_on(function: Callable[..., Any], /, *values: Any, **named: Any) -> Any:
    """Calls what is not ours: a method of a plugin, a plugin behind the interposer. Handlers run as ever below this."""
    return function(*values, **named)


def shield() -> None:
    """Has all signal handlers of this process wait while code of `pjrt.server` and `pjrt.trace` runs in a C call.

    Those that are set already, and those to come. To be called in the main thread, before the program looks up
    `signal.signal`; `pjrt trace` does it by itself. The methods of a plugin are not shielded: Ctrl-C ends them.
    """
    set_handler, get_handler = signal.signal, signal.getsignal
    originals: dict[Any, Any] = {}

    def shielded(handler: Callable[..., Any]) -> Callable[..., Any]:
        def wait_or_handle(number: int, frame: FrameType | None) -> Any:
            if is_in_closure(frame):
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


def is_in_closure(frame: FrameType | None) -> bool:
    """Whether a function of ours that C called runs there, and nothing that it passed the call on to."""
    innermost = frame
    while frame is not None:
        place = (frame.f_globals.get("__name__"), frame.f_code.co_name)
        if place in _CLOSURES:
            return True
        if place == _PASSES_ON:
            if frame is not innermost:
                return False
        elif frame.f_globals is globals():  # a handler of ours was interrupted, which ran in the frame before
            innermost = frame.f_back
        frame = frame.f_back
    return False
