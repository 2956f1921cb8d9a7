"""Answers to a plugin that waits for the caller: C functions that came with a buffer."""

from __future__ import annotations

from ctypes import addressof
from typing import TYPE_CHECKING, Any

from pjrt_abi.enums import PJRT_Error_Code
from pjrt_abi.structs import (
    PJRT_Buffer_CopyRawToHostFuture_Args_future_ready_callback,
    PJRT_Buffer_CopyRawToHostFuture_Callback_Args,
    PJRT_Buffer_DonateWithControlDependency_Args_dependency_ready_callback,
    PJRT_Buffer_DonateWithControlDependency_Callback_Args,
)
from pjrt_abi.support import bytes_in, pointer_out

if TYPE_CHECKING:
    from pjrt_abi.errors import PjrtError


def status(error: PjrtError | None) -> tuple[PJRT_Error_Code, str]:
    """The code and message of an error, or of none. Plugins abort on an error that says OK."""
    return (PJRT_Error_Code.OK, "") if error is None else (error.code or PJRT_Error_Code.UNKNOWN, error.message)


def _call(
    struct: Any, prototype: Any, function: int | None, data: int | None, error: PjrtError | None, **fields: Any
) -> None:
    code, message = status(error)
    told = struct()
    told.struct_size = struct.STRUCT_SIZE
    told.callback_data, told.error_code = data, code
    keep, told.error_message, told.error_message_size = bytes_in(message.encode(errors="backslashreplace"))
    for name, value in fields.items():
        setattr(told, name, value)
    prototype(pointer_out(function, struct.__name__))(addressof(told))
    del keep


def dependency_ready(function: int | None, data: int | None, error: PjrtError | None) -> None:
    """C: the dependency_ready_callback of PJRT_Buffer_DonateWithControlDependency."""
    struct = PJRT_Buffer_DonateWithControlDependency_Callback_Args
    _call(struct, PJRT_Buffer_DonateWithControlDependency_Args_dependency_ready_callback, function, data, error)


def destination_ready(function: int | None, data: int | None, error: PjrtError | None, destination: int | None) -> None:
    """C: the future_ready_callback of PJRT_Buffer_CopyRawToHostFuture."""
    struct = PJRT_Buffer_CopyRawToHostFuture_Callback_Args
    called = PJRT_Buffer_CopyRawToHostFuture_Args_future_ready_callback
    _call(struct, called, function, data, error, dst=destination)
