"""Generated from `xla/pjrt/c/pjrt_c_api_callback_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from ctypes import CFUNCTYPE, Structure, addressof, c_int, c_int32, c_size_t, c_void_p
from typing import Any, ClassVar

from pjrt_abi.enums import AbiEnum
from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import CALL, FunctionTable, function_address
from pjrt_abi.typed import ClientPtr, FunctionPointer


PJRT_API_CALLBACK_EXTENSION_VERSION = 1


class PJRT_Callback_Type(AbiEnum):
    """`PJRT_Callback_Type`, carried as `int`."""

    UNKNOWN = 0
    TPU_SLICE_BUILDER = 1
    PREFATAL = 2


class PJRT_Callback_Tpu_SliceFailureType(AbiEnum):
    """`PJRT_Callback_Tpu_SliceFailureType`, carried as `int32_t`."""

    UNKNOWN = 0
    INIT_ERROR = 1
    WORKER_UNAVAILABLE = 2
    FLAPPING_TASK_ERROR = 3
    SW_INJECT_ERROR = 4
    CHIP_DRIVER_ERROR = 5


class PJRT_Callback_Tpu_SliceBuilderArgs(Structure):
    """`struct PJRT_Callback_Tpu_SliceBuilderArgs`; 12 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    failure_type: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("failure_type", c_int32),  # PJRT_Callback_Tpu_SliceFailureType
    )


PJRT_Callback_Tpu_SliceBuilderArgs.STRUCT_SIZE = size_through(PJRT_Callback_Tpu_SliceBuilderArgs, "failure_type")


class PJRT_Callback_PrefatalArgs(Structure):
    """`struct PJRT_Callback_PrefatalArgs`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    error_code: int
    error_message: int | None
    error_message_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("error_code", c_int),  # PJRT_Error_Code
        ("error_message", c_void_p),  # const char*
        ("error_message_size", c_size_t),  # size_t
    )


PJRT_Callback_PrefatalArgs.STRUCT_SIZE = size_through(PJRT_Callback_PrefatalArgs, "error_message_size")


class PJRT_Callback_RegisterCallback_Args(Structure):
    """`struct PJRT_Callback_RegisterCallback_Args`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    client: int | None
    type: int
    callback: int | None
    user_arg: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("client", c_void_p),  # PJRT_Client*
        ("type", c_int),  # PJRT_Callback_Type
        ("callback", c_void_p),  # PJRT_Callback_Function*
        ("user_arg", c_void_p),  # void*
    )


PJRT_Callback_RegisterCallback_Args.STRUCT_SIZE = size_through(PJRT_Callback_RegisterCallback_Args, "user_arg")


class PJRT_Callback_InvokeCallback_Args(Structure):
    """Arguments of `PJRT_Callback_InvokeCallback`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    client: int | None
    type: int
    args: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("client", c_void_p),  # PJRT_Client*
        ("type", c_int),  # PJRT_Callback_Type
        ("args", c_void_p),  # void*
    )


PJRT_Callback_InvokeCallback_Args.STRUCT_SIZE = size_through(PJRT_Callback_InvokeCallback_Args, "args")


class PJRT_Callback_Extension(Structure):
    """`struct PJRT_Callback_Extension`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    register_callback: int | None
    invoke_callback: int | None
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("register_callback", c_void_p),  # PJRT_Register_Callback*
        ("invoke_callback", c_void_p),  # PJRT_Callback_InvokeCallback*
    )


PJRT_Callback_Extension.STRUCT_SIZE = size_through(PJRT_Callback_Extension, "invoke_callback")


PJRT_Callback_Function = CFUNCTYPE(None, c_void_p, c_void_p)
"""`void(void*, void*)`"""


class Callback(FunctionTable):
    """The extension `PJRT_Callback_Extension`, with a method for each of its 2 functions."""

    TABLE = PJRT_Callback_Extension
    NAME = "Callback"
    TYPE = 14
    VERSION = 1
    MARK = ""
    SLOTS = (
        ("PJRT_Register_Callback", "register_callback", CALL),
        ("PJRT_Callback_InvokeCallback", "invoke_callback", CALL),
    )
    PJRT_Register_Callback: Any
    PJRT_Callback_InvokeCallback: Any

    def register_callback(
        self,
        client: ClientPtr,
        type: PJRT_Callback_Type,
        callback: FunctionPointer,
        *,
        user_arg: int | None = None,
    ) -> None:
        """`PJRT_Register_Callback`, slot 0."""
        a = PJRT_Callback_RegisterCallback_Args()
        a.struct_size = PJRT_Callback_RegisterCallback_Args.STRUCT_SIZE
        a.client = client
        a.type = type
        a.callback = function_address(callback)
        a.user_arg = user_arg
        error = self.PJRT_Register_Callback(addressof(a))
        if error:
            self._fail("PJRT_Register_Callback", error)

    def invoke_callback(self, client: ClientPtr, type: PJRT_Callback_Type, args: int | None) -> None:
        """`PJRT_Callback_InvokeCallback`, slot 1."""
        a = PJRT_Callback_InvokeCallback_Args()
        a.struct_size = PJRT_Callback_InvokeCallback_Args.STRUCT_SIZE
        a.client = client
        a.type = type
        a.args = args
        error = self.PJRT_Callback_InvokeCallback(addressof(a))
        if error:
            self._fail("PJRT_Callback_InvokeCallback", error)
