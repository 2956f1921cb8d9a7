"""What callables raised while C ran a call: the cause of the error that the call ends with, where the user waits."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from pjrt._runtime import callbacks
from pjrt._runtime.failures import describe
from pjrt.errors import PjrtError


class Call:
    """A call into C that calls back. partitions: how many a program is compiled for.

    raised: by callables on the call's own thread; elsewhere: on threads of the plugin's, for whichever call it was.
    put_off: by token, what callables raised from which C takes no error; told by what it calls next, if anything.
    """

    __slots__ = ("elsewhere", "partitions", "put_off", "raised")

    def __init__(self, partitions: int) -> None:
        self.partitions = partitions
        self.raised: list[BaseException] = []
        self.elsewhere: list[BaseException] = []
        self.put_off: dict[int, BaseException] = {}

    def cause(self, error: PjrtError) -> BaseException | None:
        """What the call failed for, None if it was nothing that Python raised."""
        if self.raised:
            return self.raised[-1]
        return next((raised for raised in reversed(self.elsewhere) if describe(raised) in str(error)), None)


class _Thread(threading.local):
    call: Call | None = None


_thread = _Thread()
_running: set[Call] = set()


def current() -> Call | None:
    """The call that this thread is in; None on a thread of the plugin's, and where nobody asked."""
    return _thread.call


def note(raised: BaseException) -> None:
    """To be called with what a callable raised and C was told of as an error."""
    call = _thread.call
    if call is not None:
        call.raised.append(raised)
        return
    for other in list(_running):
        other.elsewhere.append(raised)


@contextmanager
def told(partitions: int = 1) -> Iterator[None]:
    """Gives the PjrtError of the call inside what a callable raised meanwhile as its cause.

    An interrupt comes through as it is. What C took no error for, and no later callable told, goes to the unraisable
    hook.
    """
    outer, call = _thread.call, Call(partitions)
    _thread.call = call
    _running.add(call)
    try:
        yield
    except PjrtError as error:
        cause = call.cause(error)
        if cause is None:
            raise
        call.put_off.clear()
        if not isinstance(cause, Exception):
            raise cause from error
        raise error from cause
    finally:
        _thread.call = outer
        _running.discard(call)
        for raised in call.put_off.values():
            callbacks.report(raised, "in a callback of a compilation, which went on without it")
