"""Callbacks of a client as C calls them: with a struct for each kind of news, until the client is destroyed."""

from __future__ import annotations

from collections.abc import Callable
from ctypes import addressof, c_size_t
from typing import TYPE_CHECKING, Any

from pjrt._runtime import callbacks, statuses
from pjrt.errors import InternalError, PjrtError
from pjrt_abi.enums import PJRT_Error_Code
from pjrt_abi.errors import error_of
from pjrt_abi.extensions.callback import (
    PJRT_Callback_Function,
    PJRT_Callback_PrefatalArgs,
    PJRT_Callback_Tpu_SliceBuilderArgs,
    PJRT_Callback_Tpu_SliceFailureType,
    PJRT_Callback_Type,
)
from pjrt_abi.support import bytes_in, text_out

if TYPE_CHECKING:
    from pjrt._runtime.client_state import ClientState
    from pjrt_abi.extensions.callback import Callback

Told = PJRT_Callback_Tpu_SliceFailureType | PjrtError


def register(
    table: Callback, state: ClientState, kind: PJRT_Callback_Type, owner: str, function: Callable[[Any], object]
) -> None:
    """Has C call the function until the client is destroyed. owner: what `pjrt.debug` is to call it."""
    token = callbacks.keep("PJRT_Callback_Function", owner, _Call(kind, function))
    state.tokens.append(token)  # from here on, whatever interrupts the call
    try:
        table.register_callback(state.ptr, kind, _CALL, user_arg=token)
    except PjrtError:
        state.tokens.remove(token)
        callbacks.drop(token)
        raise


def invoke(table: Callback, state: ClientState, kind: PJRT_Callback_Type, told: Told) -> None:
    """Has C call all callbacks of a kind, which are through when this returns."""
    made: Any
    if isinstance(told, PjrtError):
        made, (code, message) = PJRT_Callback_PrefatalArgs(), statuses.of(told)
        made.error_code = code
        keep, made.error_message, made.error_message_size = bytes_in(message)
    else:
        made, keep = PJRT_Callback_Tpu_SliceBuilderArgs(), None
        made.failure_type = told
    made.struct_size = made.STRUCT_SIZE
    table.invoke_callback(state.ptr, kind, addressof(made))
    del keep


class _Call:
    """A function as C calls it: with the address of a struct."""

    __slots__ = ("__qualname__", "_function", "_read")

    def __init__(self, kind: PJRT_Callback_Type, function: Callable[[Any], object]) -> None:
        self.__qualname__ = callbacks.name_of(function)
        self._function = function
        self._read = _READERS[kind]

    def __call__(self, args: int | None) -> None:
        self._function(self._read(args or 0))


def _struct(kind: Any, address: int) -> Any:
    """The struct at the address. Raises InternalError for one that is too short to be it."""
    size = c_size_t.from_address(address).value if address else 0
    if size < kind.STRUCT_SIZE:
        raise InternalError(f"a plugin gave {size} bytes, expected a {kind.__name__} of {kind.STRUCT_SIZE}")
    return kind.from_address(address)


def _slice_failure(address: int) -> PJRT_Callback_Tpu_SliceFailureType:
    return PJRT_Callback_Tpu_SliceFailureType(_struct(PJRT_Callback_Tpu_SliceBuilderArgs, address).failure_type)


def _prefatal(address: int) -> PjrtError:
    told = _struct(PJRT_Callback_PrefatalArgs, address)
    message = text_out(told.error_message, told.error_message_size)
    return error_of(PJRT_Error_Code(told.error_code), message, "")


_READERS: dict[PJRT_Callback_Type, Callable[[int], Told]] = {
    PJRT_Callback_Type.TPU_SLICE_BUILDER: _slice_failure,
    PJRT_Callback_Type.PREFATAL: _prefatal,
}
KINDS = tuple(_READERS)
"""The types of callbacks whose arguments the headers know."""


def _called(args: int | None, token: int | None) -> None:
    entry = callbacks.find(token)
    if entry is not None:
        callbacks.told(entry, args)


_CALL = callbacks.trampoline(PJRT_Callback_Function, _called)
