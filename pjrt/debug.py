"""Looking into the library while a program runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple

from pjrt._runtime import callbacks as registry


class Callback(NamedTuple):
    """A Python callable that C may still call.

    kind: the C callback's type; owner: what it belongs to; age: seconds since C got it; function: the callable itself,
    the library's own where it wraps the user's.
    """

    kind: str
    owner: str
    age: float
    function: Callable[..., Any]


def callbacks() -> list[Callback]:
    """Every Python callable that C may still call, the oldest first.

    Those of one call, such as an event's, go when they were called; those that are registered for good, such as an FFI
    handler's, stay. A list that grows says what is never called back.
    """
    now = time.monotonic()
    return [Callback(entry.kind, entry.owner, now - entry.since, entry.function) for entry in registry.pending()]
