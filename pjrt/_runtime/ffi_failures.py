"""What FFI handlers raised, by a mark in the message that C passes on: the cause of the error that a user gets."""

from __future__ import annotations

import re
from collections import OrderedDict
from itertools import count
from typing import TYPE_CHECKING, Final
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from pjrt.errors import PjrtError

_MARK: Final = "[failure "
_NUMBERED: Final = r"\[failure (\d+) of the FFI handler "
_KEPT: Final = 64
"""How many are remembered; the oldest go first."""

_raised: OrderedDict[int, BaseException] = OrderedDict()
_once: set[int] = set()
"""Those that the first error takes with it."""
_first: WeakValueDictionary[int, PjrtError] = WeakValueDictionary()
_numbers = count(1)


def remember(raised: BaseException, handler: str, *, once: bool) -> str:
    """The mark that the message is to end with.

    once: whether only one error is to have it, and those made while that lives. The frames of a traceback hold those
    that called them with all their variables: buffers and programs, if the handler ran on a thread of the user's.
    """
    number = next(_numbers)
    _raised[number] = raised
    if once:
        _once.add(number)
    while len(_raised) > _KEPT:
        try:
            dropped, _ = _raised.popitem(last=False)
        except KeyError:  # another thread was faster
            break
        _once.discard(dropped)
    return f"[failure {number} of the FFI handler {handler!r}]"


def attach(error: PjrtError) -> None:
    """Makes what a handler raised the error's cause, if it speaks of it; not what it raised long ago."""
    found = re.search(_NUMBERED, error.message) if _MARK in error.message else None
    if found is None:
        return
    number = int(found[1])
    cause = _raised.get(number)
    if cause is None:
        first = _first.get(number)
        cause = None if first is None else first.__cause__
    elif number in _once:
        _first[number] = error
        _once.discard(number)
        _raised.pop(number, None)
    if cause is not None:
        error.__cause__ = cause
