"""The C client and what keeps it alive: every façade object of a client holds its state, and only the state."""

from __future__ import annotations

import atexit
import os
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakValueDictionary

import numpy as np

from pjrt._runtime import accelerator, callbacks
from pjrt._runtime.launches import Launches
from pjrt._runtime.lifetime import PROCESS
from pjrt._runtime.plugin_state import PluginState
from pjrt.errors import ClosedError, PjrtError

if TYPE_CHECKING:
    from types import FrameType

    from pjrt._runtime.hot import Calls
    from pjrt_abi.functions import Api
    from pjrt_abi.typed import ClientPtr


class _ClientHandle:
    """Destroys a PJRT_Client at its end. tokens: of the callables that C may call until then."""

    __slots__ = ("_abi", "_calls", "_generation", "_ptr", "_tokens")

    def __init__(self, abi: Api, ptr: ClientPtr, generation: int, calls: Calls, tokens: list[int]) -> None:
        self._abi, self._ptr, self._generation, self._calls, self._tokens = abi, ptr, generation, calls, tokens

    def __del__(self) -> None:
        try:
            if PROCESS.over or self._generation != PROCESS.generation:
                return
            abi, ptr, calls, tokens = self._abi, self._ptr, self._calls, self._tokens
            callbacks.aside(lambda: _destroy(abi, ptr, calls, tokens), daemon=False)
        except Exception:  # a destructor has nobody to tell
            return


def _hidden(thing: object) -> np.ndarray[Any, Any]:
    """Something that holds the thing, unseen by the garbage collector, which does not look into arrays.

    Of objects in a cycle the collector calls all destructors first, in no certain order, so that of a client might come
    before those of its buffers. What it does not see goes when the objects that hold it are taken apart, after that.
    """
    holder = np.empty((), object)
    holder[()] = thing
    return holder


def _destroy(abi: Api, ptr: ClientPtr, calls: Calls, tokens: list[int]) -> None:
    try:
        calls.rest()
        abi.client_destroy(ptr)
    except PjrtError:  # a destructor has nobody to tell
        return
    finally:
        for token in tokens:
            callbacks.drop(token)


class ClientState(PluginState):
    """Owns a PJRT_Client. Destroyed when the last object that holds it goes, in whatever thread that is.

    tokens: of the callables that C may call until the client is destroyed, such as its key-value store; they are
    forgotten then. launches: what the client's devices run. calls: what its hot calls share.
    """

    __slots__ = ("_handle", "calls", "launches", "ptr", "tokens")

    FORKED = (
        "this client was made before fork(), and a child process cannot use it; "
        "start children with multiprocessing's 'spawn', or fork before the first client"
    )

    def __init__(self, abi: Api, ptr: ClientPtr, plugin: Any, *tokens: int) -> None:
        super().__init__(abi, plugin)
        self.ptr = ptr
        self.tokens = list(tokens)
        self.calls = accelerator.calls(abi, ptr)
        self._handle = _hidden(_ClientHandle(abi, ptr, self.generation, self.calls, self.tokens))
        self.launches = Launches(abi, self.calls)
        _live[ptr] = self

    def close(self, why: str) -> None:
        """As its root's; no hot call is made any more, either."""
        super().close(why)
        self.calls.open = False


_live: WeakValueDictionary[int, ClientState] = WeakValueDictionary()
_first_generation: dict[int, int] = {}
"""By a plugin's table: the generation of the process that made its first client."""

_PATIENCE: Final = 5.0
"""How long the end of the process waits for daemon threads that are inside a call, seconds."""


def alive(abi: Api) -> list[ClientState]:
    """The plugin's clients, closed ones too, that C may still be called for."""
    states = [made() for made in _live.valuerefs()]
    return [state for state in states if state and state.abi is abi and state.usable]


def require_no_fork(abi: Api) -> None:
    """To be called before a client is made: raises ClosedError in a child process whose parent has made one.

    A plugin's threads do not come along through fork(), and their locks do: plugins abort or hang.
    """
    if PROCESS.ending:
        raise ClosedError("the interpreter is going down")
    if _first_generation.setdefault(abi.address, PROCESS.generation) != PROCESS.generation:
        raise ClosedError(
            "this plugin made a client before fork(), and a child process cannot use the plugin any more; "
            "start children with multiprocessing's 'spawn', or fork before the first client"
        )


def _shut_down() -> None:
    """Destroys the clients that are left, once no thread is inside a call.

    Else a plugin's own threads would run on while the process takes the library's data apart: the oldest crash then.
    """
    PROCESS.ending = True
    states = [made() for made in _live.valuerefs()]
    left = [state for state in states if state and state.generation == PROCESS.generation]
    for state in left:
        state.close("the interpreter is going down")
    deadline = time.monotonic() + _PATIENCE
    while (busy := left and _others_are_inside()) and time.monotonic() < deadline:
        time.sleep(0.001)
    PROCESS.over = True
    for state in left:
        state.calls.usable = False
    for state in [] if busy else left:
        try:
            state.calls.rest()
            state.abi.client_destroy(state.ptr)
        except Exception:  # nobody is left to tell
            continue


def _others_are_inside() -> bool:
    own = threading.get_ident()
    frames = sys._current_frames().items()
    return accelerator.calls_in_flight() > 0 or any(_is_inside(frame) for thread, frame in frames if thread != own)


def _is_inside(frame: FrameType | None) -> bool:
    while frame is not None:
        if str(frame.f_globals.get("__name__")).partition(".")[0] in ("pjrt", "pjrt_abi"):
            return True
        frame = frame.f_back
    return False


def _forked() -> None:
    for made in _live.valuerefs():
        state = made()
        if state is not None:
            state.calls.open = state.calls.usable = False


atexit.register(_shut_down)
os.register_at_fork(after_in_child=_forked)
