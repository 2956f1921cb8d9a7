"""Python callables that C holds: kept alive by a token until C can no longer call them.

One C trampoline per callback type lives as long as the module; what C hands back is a token. A trampoline lets no
exception out: callables that may raise deal with that themselves, and what still escapes goes to the unraisable hook.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from itertools import count
from types import SimpleNamespace
from typing import Any, NamedTuple

from pjrt_abi.structs import PJRT_Event_OnReadyCallback


class Pending(NamedTuple):
    """A callable that C may still call. since: time.monotonic() when it was handed over."""

    kind: str
    owner: str
    since: float
    function: Callable[..., None]


_pending: dict[int, Pending] = {}
_tokens = count(1)


def keep(kind: str, owner: str, function: Callable[..., None]) -> int:
    """The token to hand to C as user_arg."""
    token = next(_tokens)
    _pending[token] = Pending(kind, owner, time.monotonic(), function)
    return token


def drop(token: int) -> None:
    """Forgets a callable that C did not take after all."""
    _pending.pop(token, None)


def pending() -> tuple[Pending, ...]:
    """All that C may still call, oldest first."""
    return tuple(_pending.values())


def report(error: BaseException, what: str) -> None:
    """Tells of an exception that has nobody to be raised to."""
    sys.unraisablehook(
        SimpleNamespace(
            exc_type=type(error), exc_value=error, exc_traceback=error.__traceback__, err_msg=what, object=None
        )
    )


def _once(error: Any, token: int | None) -> None:
    entry = _pending.pop(token or 0, None)
    if entry is None:
        return
    try:
        entry.function(error)
    except BaseException as raised:  # C cannot take it
        report(raised, f"in a callback of {entry.owner}")


ON_READY = PJRT_Event_OnReadyCallback(_once)
"""The trampoline of PJRT_Event_OnReady: its callable gets the error's address or None, and is called once."""
