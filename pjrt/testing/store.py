"""The key-value store that a client was given, as the reference plugin uses it."""

from __future__ import annotations

import ctypes
from ctypes import addressof, c_void_p
from itertools import count
from typing import Any

from pjrt_abi.errors import PjrtError, error_of
from pjrt_abi.structs import (
    PJRT_CallbackError,
    PJRT_KeyValueGetCallback_Args,
    PJRT_KeyValueGetCallback_ValueDeleter,
    PJRT_KeyValuePutCallback_Args,
    PJRT_KeyValueTryGetCallback_Args,
)
from pjrt_abi.support import bytes_in, bytes_out, text_out

_numbers = count(1)
_made: dict[int, PjrtError] = {}


def _make_error(code: int, message: int | None, size: int) -> int:
    """An error that a callback makes, by a number that it returns."""
    number = next(_numbers)
    _made[number] = error_of(code, text_out(message, size), "")
    return number


_MAKE_ERROR = PJRT_CallbackError(_make_error)


class Store:
    """A client's store; each method raises what the client's callback failed with. C: PJRT_KeyValuePutCallback etc."""

    def __init__(self, callbacks: dict[str, Any]) -> None:
        self._callbacks = callbacks

    @property
    def is_given(self) -> bool:
        """Whether the client has one."""
        return self._callbacks.get("kv_put_callback") is not None

    def put(self, key: str, value: bytes) -> None:
        """Leaves a value under a key."""
        a = PJRT_KeyValuePutCallback_Args()
        kept, a.value, a.value_size = bytes_in(value)
        self._call("put", a, key)
        del kept

    def get(self, key: str, milliseconds: int) -> bytes:
        """The value, which may take that long to come."""
        a = PJRT_KeyValueGetCallback_Args()
        a.timeout_in_ms = milliseconds
        return self._value("get", a, key)

    def try_get(self, key: str) -> bytes:
        """The value, which must be there."""
        return self._value("try_get", PJRT_KeyValueTryGetCallback_Args(), key)

    def _value(self, name: str, a: Any, key: str) -> bytes:
        self._call(name, a, key)
        value = bytes_out(a.value, a.value_size)
        if a.value_deleter_callback:
            PJRT_KeyValueGetCallback_ValueDeleter(a.value_deleter_callback)(a.value)
        return value

    def _call(self, name: str, a: Any, key: str) -> None:
        make = ctypes.cast(_MAKE_ERROR, c_void_p)
        a.struct_size = type(a).STRUCT_SIZE
        kept, a.key, a.key_size = bytes_in(key)
        a.callback_error = addressof(make)
        a.user_arg = self._callbacks[f"kv_{name}_user_arg"]
        error = self._callbacks[f"kv_{name}_callback"](addressof(a))
        del kept
        if error:
            raise _made.pop(error)
