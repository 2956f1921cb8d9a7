"""The key-value store that a client was given, as the reference plugin uses it."""

from __future__ import annotations

from ctypes import addressof
from typing import Any

from pjrt.testing import callback_errors
from pjrt_abi.structs import (
    PJRT_KeyValueGetCallback_Args,
    PJRT_KeyValueGetCallback_ValueDeleter,
    PJRT_KeyValuePutCallback_Args,
    PJRT_KeyValueTryGetCallback_Args,
)
from pjrt_abi.support import bytes_in, bytes_out


class Store:
    """A client's store; each method raises what the client's callback failed with. C: PJRT_KeyValuePutCallback etc."""

    def __init__(self, callbacks: dict[str, Any]) -> None:
        self._callbacks = callbacks

    @property
    def is_given(self) -> bool:
        """Whether the client has one."""
        return self._callbacks.get("kv_put_callback") is not None

    @property
    def can_try(self) -> bool:
        """Whether it can tell what is there without waiting, which older clients cannot."""
        return self._callbacks.get("kv_try_get_callback") is not None

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
        a.struct_size = type(a).STRUCT_SIZE
        kept, a.key, a.key_size = bytes_in(key)
        a.callback_error = callback_errors.MAKE
        a.user_arg = self._callbacks[f"kv_{name}_user_arg"]
        returned = self._callbacks[f"kv_{name}_callback"](addressof(a))
        del kept
        callback_errors.check(returned)
