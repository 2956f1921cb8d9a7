"""What FFI handlers raised, by a mark in the message that C passes on: the cause of the error that a user gets."""

from __future__ import annotations

import re
from collections import OrderedDict
from itertools import count
from typing import Final

_MARK: Final = re.compile(r"\[failure (\d+) of the FFI handler ")
_KEPT: Final = 64
"""How many are remembered; the oldest go first."""

_raised: OrderedDict[int, BaseException] = OrderedDict()
_numbers = count(1)


def remember(raised: BaseException, handler: str) -> str:
    """The mark that the message is to end with."""
    number = next(_numbers)
    _raised[number] = raised
    while len(_raised) > _KEPT:
        try:
            _raised.popitem(last=False)
        except KeyError:  # another thread was faster
            break
    return f"[failure {number} of the FFI handler {handler!r}]"


def cause(message: str) -> BaseException | None:
    """What a handler raised that the message speaks of; None if it speaks of none, or of one long ago."""
    found = _MARK.search(message)
    return _raised.get(int(found[1])) if found else None
