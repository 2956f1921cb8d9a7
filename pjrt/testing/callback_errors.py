"""Errors that a client's callbacks make for the reference plugin, by a number that stands for each."""

from __future__ import annotations

import ctypes
from itertools import count

from pjrt_abi.errors import PjrtError, error_of
from pjrt_abi.structs import PJRT_CallbackError
from pjrt_abi.support import text_out

_numbers = count(1)
_made: dict[int, PjrtError] = {}


def _make(code: int, message: int | None, size: int) -> int:
    number = next(_numbers)
    _made[number] = error_of(code, text_out(message, size), "")
    return number


_MAKE = PJRT_CallbackError(_make)
_POINTER = ctypes.c_void_p(ctypes.cast(_MAKE, ctypes.c_void_p).value)
MAKE = ctypes.addressof(_POINTER)
"""What a callback is given to make an error with: the address of the function's address. C: PJRT_CallbackError*."""


def check(number: int | None) -> None:
    """Raises the error that a callback returned, if it did."""
    if number:
        raise _made.pop(number)
