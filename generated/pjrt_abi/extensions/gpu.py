"""Generated from `xla/pjrt/c/pjrt_c_api_gpu_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from ctypes import Structure, addressof, c_int, c_size_t, c_void_p
from typing import Any, ClassVar

from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import CALL, FunctionTable, bytes_in


PJRT_API_GPU_EXTENSION_VERSION = 2


class PJRT_Gpu_Register_Custom_Call_Args(Structure):
    """Arguments of `PJRT_Gpu_Register_Custom_Call`; 64 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    function_name: int | None
    function_name_size: int
    api_version: int
    handler_instantiate: int | None
    handler_prepare: int | None
    handler_initialize: int | None
    handler_execute: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("function_name", c_void_p),  # const char*
        ("function_name_size", c_size_t),  # size_t
        ("api_version", c_int),  # int
        ("handler_instantiate", c_void_p),  # void*
        ("handler_prepare", c_void_p),  # void*
        ("handler_initialize", c_void_p),  # void*
        ("handler_execute", c_void_p),  # void*
    )


PJRT_Gpu_Register_Custom_Call_Args.STRUCT_SIZE = size_through(PJRT_Gpu_Register_Custom_Call_Args, "handler_execute")


class PJRT_Gpu_Custom_Call(Structure):
    """`struct PJRT_Gpu_Custom_Call`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    custom_call: int | None
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("custom_call", c_void_p),  # PJRT_Gpu_Register_Custom_Call*
    )


PJRT_Gpu_Custom_Call.STRUCT_SIZE = size_through(PJRT_Gpu_Custom_Call, "custom_call")


class GpuCustomCall(FunctionTable):
    """The extension `PJRT_Gpu_Custom_Call`, with a method for each of its 1 functions."""

    TABLE = PJRT_Gpu_Custom_Call
    NAME = "GpuCustomCall"
    TYPE = 0
    VERSION = 2
    MARK = ""
    SLOTS = (
        ("PJRT_Gpu_Register_Custom_Call", "custom_call", CALL),
    )
    PJRT_Gpu_Register_Custom_Call: Any

    def gpu_register_custom_call(
        self,
        function_name: str | bytes,
        api_version: int,
        handler_instantiate: int | None,
        handler_prepare: int | None,
        handler_initialize: int | None,
        handler_execute: int | None,
    ) -> None:
        """`PJRT_Gpu_Register_Custom_Call`, slot 0."""
        a = PJRT_Gpu_Register_Custom_Call_Args()
        a.struct_size = PJRT_Gpu_Register_Custom_Call_Args.STRUCT_SIZE
        keep_function_name, a.function_name, a.function_name_size = bytes_in(function_name)
        a.api_version = api_version
        a.handler_instantiate = handler_instantiate
        a.handler_prepare = handler_prepare
        a.handler_initialize = handler_initialize
        a.handler_execute = handler_execute
        error = self.PJRT_Gpu_Register_Custom_Call(addressof(a))
        if error:
            self._fail("PJRT_Gpu_Register_Custom_Call", error)
