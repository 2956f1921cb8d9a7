"""Answers to a plugin that waits for the caller: C functions that came with a buffer."""

from __future__ import annotations

from ctypes import addressof
from typing import TYPE_CHECKING, Any

from pjrt_abi.structs import (
    PJRT_Buffer_CopyRawToHostFuture_Args_future_ready_callback,
    PJRT_Buffer_CopyRawToHostFuture_Callback_Args,
    PJRT_Buffer_DonateWithControlDependency_Args_dependency_ready_callback,
    PJRT_Buffer_DonateWithControlDependency_Callback_Args,
)
from pjrt_abi.support import bytes_in, pointer_out

if TYPE_CHECKING:
    from pjrt._runtime.statuses import Status


def _call(struct: Any, prototype: Any, function: int | None, data: int | None, said: Status, **fields: Any) -> None:
    told = struct()
    told.struct_size = struct.STRUCT_SIZE
    told.callback_data, told.error_code = data, said[0]
    keep, told.error_message, told.error_message_size = bytes_in(said[1])
    for name, value in fields.items():
        setattr(told, name, value)
    prototype(pointer_out(function, struct.__name__))(addressof(told))
    del keep


def dependency_ready(function: int | None, data: int | None, said: Status) -> None:
    """C: the dependency_ready_callback of PJRT_Buffer_DonateWithControlDependency."""
    struct = PJRT_Buffer_DonateWithControlDependency_Callback_Args
    _call(struct, PJRT_Buffer_DonateWithControlDependency_Args_dependency_ready_callback, function, data, said)


def destination_ready(function: int | None, data: int | None, said: Status, destination: int | None = None) -> None:
    """C: the future_ready_callback of PJRT_Buffer_CopyRawToHostFuture."""
    struct = PJRT_Buffer_CopyRawToHostFuture_Callback_Args
    called = PJRT_Buffer_CopyRawToHostFuture_Args_future_ready_callback
    _call(struct, called, function, data, said, dst=destination)
