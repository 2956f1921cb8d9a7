"""Events of a plugin that is written in Python."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Event:
    """Something that a plugin does, which is done now or later, in success or not. C: PJRT_Event.

    Any thread may use it. A plugin hands it out where the API wants a PJRT_Event; `pjrt.server.Plugin` serves the
    PJRT_Event functions with it.
    """

    def __init__(self, *, done: bool = True, error: BaseException | None = None) -> None:
        """done: at once; else when `set` is called. error: what it ended with, if that is known already."""
        self._error = error
        self._done = threading.Event()
        self._lock = threading.RLock()
        self._waiting: list[Callable[[BaseException | None], object]] = []
        if done or error is not None:
            self._done.set()

    def __repr__(self) -> str:
        state = "waits" if not self.is_set else "is done" if self._error is None else f"failed: {self._error!r}"
        return f"<Event {state}>"

    @property
    def is_set(self) -> bool:
        """Whether it is done."""
        return self._done.is_set()

    @property
    def error(self) -> BaseException | None:
        """What it failed with; None where it has not."""
        return self._error

    def set(self, error: BaseException | None = None) -> None:
        """Ends it: whoever waits goes on, and callbacks are called in this thread.

        Raises RuntimeError if it is ended already.
        """
        with self._lock:
            if self._done.is_set():
                raise RuntimeError("this event is set already")
            self._error = error
            waiting, self._waiting = self._waiting, []
            self._done.set()
        for function in waiting:
            function(error)

    def wait(self, timeout: float | None = None) -> bool:
        """Whether it is done, at the latest after so many seconds."""
        return self._done.wait(timeout)

    def when_done(self, function: Callable[[BaseException | None], object]) -> None:
        """Has the function called with the error or None: now if it is done, else in the thread that sets it."""
        with self._lock:
            if not self._done.is_set():
                self._waiting.append(function)
                return
        function(self._error)
