"""How a plugin tells about its errors: the functions of PJRT_Error, and of the profiler's and the FFI's."""

from __future__ import annotations

from collections.abc import Mapping
from ctypes import c_size_t, c_void_p
from typing import Any

from pjrt.server.handles import Handles
from pjrt.server.runtime import Failure
from pjrt_abi.server.functions import ErrorFunctionTableServer, MemoryFunctionTableServer
from pjrt_abi.structs import PJRT_Error_PayloadVisitor
from pjrt_abi.support import CALL_VOID, bytes_in


def visit(payloads: Mapping[str, bytes], visitor: Any, user_arg: int | None) -> None:
    """Calls the visitor with each payload, a key and its bytes."""
    for key, value in payloads.items():
        kept_key, key_address, key_size = bytes_in(key)
        kept_value, value_address, value_size = bytes_in(value)
        visitor(key_address, key_size, value_address, value_size, user_arg)
        del kept_key, kept_value


class ErrorVtable(ErrorFunctionTableServer):
    """What an error handle itself points to, at API versions that have it so. C: PJRT_Error_FunctionTable."""

    def __init__(self, handles: Handles) -> None:
        self._handles = handles

    def destroy(self, *, error: Failure) -> None:
        """Ends the handle."""
        self._handles.drop(self._handles.find("PJRT_Error", error.handle))

    def message(self, *, error: Failure, message: int, message_size: int) -> None:
        """Points the caller to the message, which is the error's."""
        c_void_p.from_address(message).value, c_size_t.from_address(message_size).value = error.text

    def get_code(self, *, error: Failure) -> int:
        """The code."""
        return error.code

    def for_each_payload(self, *, error: Failure, visitor: int, user_arg: int) -> None:
        """Calls the visitor with each payload."""
        visit(error.payloads, PJRT_Error_PayloadVisitor(visitor), user_arg)


class MemoryVtable(MemoryFunctionTableServer):
    """What a memory handle itself points to: what others attach to it. C: PJRT_Memory_FunctionTable."""

    def __init__(self) -> None:
        self._attached: dict[tuple[int, int], tuple[Any, int, int]] = {}

    def get_user_data(self, *, memory: Any, key: int) -> int:
        """The address that was attached under a key; 0 for none."""
        return self._attached.get((id(memory), key), (None, 0, 0))[1]

    def set_user_data(self, *, memory: Any, key: int, data: int, dtor: int) -> None:
        """Attaches an address. What was attached under the key before is destroyed."""
        _, old, destroy = self._attached.pop((id(memory), key), (None, 0, 0))
        if old and destroy:
            CALL_VOID(destroy)(old)
        self._attached[id(memory), key] = memory, data or 0, dtor or 0
