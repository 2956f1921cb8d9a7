"""Functions that fill what the caller made, and refuse what is too small without telling how much they need."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pjrt.errors import InvalidArgumentError

_T = TypeVar("_T")


def grown(call: Callable[[int], _T], start: int, most: int = 1 << 16) -> _T:
    """What the call gives with the first capacity that is enough: `start`, and four times as much each time.

    Raises the last InvalidArgumentError where `most` is not enough either, as where it was about something else.
    """
    capacity = start
    while True:
        try:
            return call(capacity)
        except InvalidArgumentError:
            if capacity >= most:
                raise
            capacity *= 4
