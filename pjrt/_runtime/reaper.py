"""Handles whose destruction waits in C for something else, destroyed by a thread of our own.

The oldest plugin destroys a donated buffer only when the program that took it has run. That may be for ever, if the
thread that drops the buffer is the one to give the program what it waits for.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from pjrt._runtime.lifetime import PROCESS

if TYPE_CHECKING:
    from pjrt._runtime.plugin_state import PluginState

_Entry = tuple["PluginState", Callable[[Any], None], int]
_queue: SimpleQueue[_Entry | None] = SimpleQueue()
_started_in = -1


def start() -> None:
    """Makes sure that the thread runs. Not for destructors, in which no thread can be started."""
    global _started_in
    if _started_in != PROCESS.generation:
        _started_in = PROCESS.generation
        # While it waits no function of ours is on its stack, as if a call were under way that the process has to await.
        endless = map(_destroy, iter(_queue.get, None))
        threading.Thread(target=deque, args=(endless, 0), name="pjrt: reaper", daemon=True).start()


def destroy(state: PluginState, function: Callable[[Any], None], handle: int) -> None:
    """Has the thread destroy the handle; the state stays until then. For destructors, too."""
    _queue.put((state, function, handle))


def _destroy(entry: _Entry) -> None:
    state, function, handle = entry
    try:
        if state.usable:
            function(handle)
    except Exception:  # nobody is left to tell
        return
