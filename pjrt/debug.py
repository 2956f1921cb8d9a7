"""Looking into the library while a program runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple

from pjrt._runtime import accelerator
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

    def __repr__(self) -> str:
        return f"<{self.kind} of {self.owner}, {self.age:.1f} s old, {registry.name_of(self.function)}>"


class Callbacks(list[Callback]):
    """What `callbacks` found. Printed, it is a table: how many, and a line for each."""

    def __repr__(self) -> str:
        number = f"{len(self)} callable{'s' * (len(self) != 1)} that C may still call"
        if not self:
            return number
        kind, owner = (max(len(text) for text in column) for column in list(zip(*self, strict=True))[:2])
        rows = [f"{one.age:9.1f} s  {one.kind:{kind}}  {one.owner:{owner}}  {_where(one.function)}" for one in self]
        return "\n".join([f"{number}, the oldest for {max(one.age for one in self):.1f} s", *rows])


def callbacks() -> Callbacks:
    """Every Python callable that C may still call, the oldest first.

    Those of one call, such as an event's, go when they were called; those that are registered for good, such as an FFI
    handler's, stay. A list that grows says what is never called back.
    """
    now = time.monotonic()
    return Callbacks(
        Callback(entry.kind, entry.owner, now - entry.since, entry.function) for entry in registry.pending()
    )


def accelerated() -> bool:
    """Whether the hot calls are made in C, by the part of the package that is built where a compiler is.

    Without it they are made in Python, and do the same. The environment variable PJRT_ACCELERATOR says "0" to do
    without it, and "1" to fail at import where it is missing.
    """
    return accelerator.IN_C


def _where(function: object) -> str:
    """The name of a callable, and the line where it begins if it is a function of the user's."""
    code = getattr(function, "__code__", None)
    if code is None or str(getattr(function, "__module__", "")).partition(".")[0] == __name__.partition(".")[0]:
        return registry.name_of(function)
    return f"{registry.name_of(function)} ({code.co_filename}:{code.co_firstlineno})"
