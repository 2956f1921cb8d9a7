"""Python callables that C holds: kept alive by a token until C can no longer call them.

One C trampoline per callback type lives as long as the module; what C hands back is a token. A trampoline lets no
exception out: callables that may raise deal with that themselves, and what still escapes goes to the unraisable hook.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from ctypes import c_void_p
from itertools import count
from typing import Any, NamedTuple

from pjrt._runtime.failures import code_of, describe
from pjrt._runtime.lifetime import PROCESS
from pjrt._runtime.texts import encoded
from pjrt_abi.structs import PJRT_CallbackError, PJRT_Event_OnReadyCallback
from pjrt_abi.support import bytes_in


class Pending(NamedTuple):
    """A callable that C may still call. since: time.monotonic() when it was handed over.

    Each is equal to itself only: callables of users may have no hash, and compare as they like.
    """

    kind: str
    owner: str
    since: float
    function: Callable[..., Any]

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


class _Thread(threading.local):
    """What is known of a thread. inside: whether it is in a callback."""

    inside = False


_pending: dict[int, Pending] = {}
_tokens = count(1)
_thread = _Thread()


def keep(kind: str, owner: str, function: Callable[..., Any]) -> int:
    """The token to hand to C as user_arg."""
    token = next(_tokens)
    _pending[token] = Pending(kind, owner, time.monotonic(), function)
    return token


def drop(token: int) -> None:
    """Forgets a callable that C did not take after all, or cannot call any more."""
    _pending.pop(token, None)


def name_of(function: object) -> str:
    """What a list of callables calls one."""
    return str(getattr(function, "__qualname__", None) or type(function).__qualname__)


def pending() -> tuple[Pending, ...]:
    """All that C may still call, oldest first."""
    return tuple(_pending.values())


# What sys.unraisablehook takes, which Python gives no name to. The hook that comes with Python refuses all else.
_UNRAISABLE: Any = next(kind for kind in tuple.__subclasses__() if kind.__name__ == "UnraisableHookArgs")


def report(error: BaseException, what: str) -> None:
    """Tells of an exception that has nobody to be raised to. Raises nothing itself."""
    try:
        sys.unraisablehook(_UNRAISABLE((type(error), error, error.__traceback__, what, None)))
    except BaseException:  # the hook is the user's
        return


def inside() -> bool:
    """Whether this thread is in a callback: it may be one of the plugin's own then, which must not wait for itself."""
    return _thread.inside


def aside(function: Callable[[], object], *, daemon: bool = True) -> None:
    """Calls it at once, or on a thread of its own if this one is in a callback.

    A plugin waits for its own threads to run programs and to end, so none of those may wait for the plugin.
    """
    if not inside():
        function()
        return
    try:
        threading.Thread(target=function, name="pjrt: callback", daemon=daemon).start()
    except RuntimeError:  # the interpreter is going down and makes no more threads
        if not PROCESS.ending:
            raise


def trampoline(prototype: Any, function: Callable[..., Any], failed: int | None = None) -> Any:
    """A C function that calls a Python one, and returns `failed` where that raises. To be kept for ever."""

    def call(*arguments: Any) -> Any:
        before, _thread.inside = _thread.inside, True
        try:
            return function(*arguments)
        except BaseException as raised:  # C cannot take it
            report(raised, "in a callback")
            return failed
        finally:
            _thread.inside = before

    return prototype(call)


def _once(error: int | None, token: int | None) -> None:
    entry = take(token)
    if entry is not None:
        told(entry, error)


def told(entry: Pending, *arguments: Any) -> None:
    """Calls a callable from which C takes no error; what it raises goes to the unraisable hook."""
    try:
        entry.function(*arguments)
    except BaseException as raised:
        report(raised, f"in a {entry.kind} of {entry.owner}")


def find(token: int | None) -> Pending | None:
    """What a token stands for; it stays C's."""
    return _pending.get(token or 0)


def take(token: int | None) -> Pending | None:
    """What a token stands for, for the last time."""
    return _pending.pop(token or 0, None)


def c_error(make: int | None, raised: BaseException) -> int | None:
    """What a callable raised, as the error that C takes from a callback; None where C gave no means to make one.

    make: the address of a PJRT_CallbackError, which is the address of the function.
    """
    function = c_void_p.from_address(make).value if make else None
    if not function:
        return None
    _text, address, size = bytes_in(encoded(describe(raised)))
    made: int | None = PJRT_CallbackError(function)(code_of(raised), address, size)
    return made


ON_READY = trampoline(PJRT_Event_OnReadyCallback, _once)
"""The trampoline of PJRT_Event_OnReady: its callable gets the error's address or None, and is called once."""
