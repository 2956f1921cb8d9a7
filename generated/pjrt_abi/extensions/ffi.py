"""Generated from `xla/pjrt/c/pjrt_c_api_ffi_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from ctypes import CFUNCTYPE, Structure, addressof, c_int, c_int64, c_size_t, c_void_p, sizeof
from typing import Any, ClassVar

from pjrt_abi.enums import AbiEnum
from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import CALL, FunctionTable, bytes_in
from pjrt_abi.typed import ExecuteContextPtr


PJRT_API_FFI_EXTENSION_VERSION = 3


class PJRT_FFI_Handler_TraitsBits(AbiEnum):
    """`PJRT_FFI_Handler_TraitsBits`, carried as `int`."""

    COMMAND_BUFFER_COMPATIBLE = 1


class PJRT_FFI_Type_Info(Structure):
    """`struct PJRT_FFI_Type_Info`; 24 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    deleter: int | None
    serialize: int | None
    deserialize: int | None
    _fields_ = (
        ("deleter", c_void_p),  # void (*)(void*)
        ("serialize", c_void_p),  # void (*)()
        ("deserialize", c_void_p),  # void (*)()
    )


PJRT_FFI_Type_Info.STRUCT_SIZE = sizeof(PJRT_FFI_Type_Info)


class PJRT_FFI_Type_Register_Args(Structure):
    """Arguments of `PJRT_FFI_Type_Register`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    type_name: int | None
    type_name_size: int
    type_id: int
    type_info: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("type_name", c_void_p),  # const char*
        ("type_name_size", c_size_t),  # size_t
        ("type_id", c_int64),  # inout, int64_t
        ("type_info", c_void_p),  # PJRT_FFI_Type_Info*
    )


PJRT_FFI_Type_Register_Args.STRUCT_SIZE = size_through(PJRT_FFI_Type_Register_Args, "type_info")


class PJRT_FFI_UserData(Structure):
    """`struct PJRT_FFI_UserData`; 16 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    type_id: int
    data: int | None
    _fields_ = (
        ("type_id", c_int64),  # int64_t
        ("data", c_void_p),  # void*
    )


PJRT_FFI_UserData.STRUCT_SIZE = sizeof(PJRT_FFI_UserData)


class PJRT_FFI_UserData_Add_Args(Structure):
    """Arguments of `PJRT_FFI_UserData_Add`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    context: int | None
    user_data: PJRT_FFI_UserData
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("context", c_void_p),  # PJRT_ExecuteContext*
        ("user_data", PJRT_FFI_UserData),  # PJRT_FFI_UserData
    )


PJRT_FFI_UserData_Add_Args.STRUCT_SIZE = size_through(PJRT_FFI_UserData_Add_Args, "user_data")


class PJRT_FFI_Register_Handler_Args(Structure):
    """Arguments of `PJRT_FFI_Register_Handler`; 52 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    target_name: int | None
    target_name_size: int
    handler: int | None
    platform_name: int | None
    platform_name_size: int
    traits: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("target_name", c_void_p),  # const char*
        ("target_name_size", c_size_t),  # size_t
        ("handler", c_void_p),  # void*
        ("platform_name", c_void_p),  # const char*
        ("platform_name_size", c_size_t),  # size_t
        ("traits", c_int),  # PJRT_FFI_Handler_TraitsBits
    )


PJRT_FFI_Register_Handler_Args.STRUCT_SIZE = size_through(PJRT_FFI_Register_Handler_Args, "traits")


class PJRT_FFI_Extension(Structure):
    """`struct PJRT_FFI_Extension`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    type_register: int | None
    user_data_add: int | None
    register_handler: int | None
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("type_register", c_void_p),  # PJRT_FFI_Type_Register*
        ("user_data_add", c_void_p),  # PJRT_FFI_UserData_Add*
        ("register_handler", c_void_p),  # PJRT_FFI_Register_Handler*
    )


PJRT_FFI_Extension.STRUCT_SIZE = size_through(PJRT_FFI_Extension, "register_handler")


PJRT_FFI_Type_Info_deleter = CFUNCTYPE(None, c_void_p)
"""`void(void*)`"""


PJRT_FFI_Type_Info_serialize = CFUNCTYPE(None)
"""`void()`"""


PJRT_FFI_Type_Info_deserialize = CFUNCTYPE(None)
"""`void()`"""


class Ffi(FunctionTable):
    """The extension `PJRT_FFI_Extension`, with a method for each of its 3 functions."""

    TABLE = PJRT_FFI_Extension
    NAME = "Ffi"
    TYPE = 5
    VERSION = 3
    MARK = ""
    GROWN = {
        "PJRT_FFI_Type_Register": PJRT_FFI_Type_Register_Args,
        "PJRT_FFI_UserData_Add": PJRT_FFI_UserData_Add_Args,
    }
    SLOTS = (
        ("PJRT_FFI_Type_Register", "type_register", CALL),
        ("PJRT_FFI_UserData_Add", "user_data_add", CALL),
        ("PJRT_FFI_Register_Handler", "register_handler", CALL),
    )
    PJRT_FFI_Type_Register: Any
    PJRT_FFI_UserData_Add: Any
    PJRT_FFI_Register_Handler: Any

    def type_register(
        self,
        type_name: str | bytes,
        type_id: int,
        type_info: PJRT_FFI_Type_Info | None,
    ) -> int:
        """`PJRT_FFI_Type_Register`, slot 0."""
        a = PJRT_FFI_Type_Register_Args()
        a.struct_size = PJRT_FFI_Type_Register_Args.STRUCT_SIZE
        keep_type_name, a.type_name, a.type_name_size = bytes_in(type_name)
        a.type_id = type_id
        a.type_info = None if type_info is None else addressof(type_info)
        error = self.PJRT_FFI_Type_Register(addressof(a))
        if error:
            self._fail("PJRT_FFI_Type_Register", error)
        return a.type_id

    def user_data_add(self, context: ExecuteContextPtr, user_data: PJRT_FFI_UserData) -> None:
        """`PJRT_FFI_UserData_Add`, slot 1."""
        a = PJRT_FFI_UserData_Add_Args()
        a.struct_size = PJRT_FFI_UserData_Add_Args.STRUCT_SIZE
        a.context = context
        a.user_data = user_data
        error = self.PJRT_FFI_UserData_Add(addressof(a))
        if error:
            self._fail("PJRT_FFI_UserData_Add", error)

    def register_handler(
        self,
        target_name: str | bytes,
        handler: int | None,
        platform_name: str | bytes,
        traits: PJRT_FFI_Handler_TraitsBits,
    ) -> None:
        """`PJRT_FFI_Register_Handler`, slot 2."""
        a = PJRT_FFI_Register_Handler_Args()
        a.struct_size = PJRT_FFI_Register_Handler_Args.STRUCT_SIZE
        keep_target_name, a.target_name, a.target_name_size = bytes_in(target_name)
        a.handler = handler
        keep_platform_name, a.platform_name, a.platform_name_size = bytes_in(platform_name)
        a.traits = traits
        error = self.PJRT_FFI_Register_Handler(addressof(a))
        if error:
            self._fail("PJRT_FFI_Register_Handler", error)
