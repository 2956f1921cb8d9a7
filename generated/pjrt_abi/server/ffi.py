"""Generated from `xla/pjrt/c/pjrt_c_api_ffi_extension.h`: what serves its functions."""

from __future__ import annotations

from typing import Any

from pjrt_abi.extensions.ffi import (
    Ffi,
    PJRT_FFI_Handler_TraitsBits,
    PJRT_FFI_Register_Handler_Args,
    PJRT_FFI_Type_Info,
    PJRT_FFI_Type_Info_deleter,
    PJRT_FFI_Type_Info_deserialize,
    PJRT_FFI_Type_Info_serialize,
    PJRT_FFI_Type_Register_Args,
    PJRT_FFI_UserData,
    PJRT_FFI_UserData_Add_Args,
)
from pjrt_abi.views import (
    CallbackIn,
    FunctionView,
    HandleIn,
    ScalarIn,
    ScalarInout,
    StructPointerIn,
    StructValueIn,
    TableServer,
    TextIn,
    describe,
    unserved,
)


describe(
    PJRT_FFI_Type_Info,
    CallbackIn("deleter", "deleter", callback=PJRT_FFI_Type_Info_deleter),
    CallbackIn("serialize", "serialize", callback=PJRT_FFI_Type_Info_serialize),
    CallbackIn("deserialize", "deserialize", callback=PJRT_FFI_Type_Info_deserialize),
)


describe(PJRT_FFI_UserData, ScalarIn("type_id", "type_id"), ScalarIn("data", "data"))


class FfiServer(TableServer):
    """What serves `PJRT_FFI_Extension`."""

    CLIENT = Ffi
    TYPE = 5
    VIEWS = (
        FunctionView(
            "PJRT_FFI_Type_Register",
            "type_register",
            PJRT_FFI_Type_Register_Args,
            TextIn("type_name", "type_name", "type_name_size", text=str),
            ScalarInout("type_id", "type_id"),
            StructPointerIn("type_info", "type_info", struct=PJRT_FFI_Type_Info),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_FFI_UserData_Add",
            "user_data_add",
            PJRT_FFI_UserData_Add_Args,
            HandleIn("context", "context", kind="PJRT_ExecuteContext", nullable=False),
            StructValueIn("user_data", "user_data", struct=PJRT_FFI_UserData),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_FFI_Register_Handler",
            "register_handler",
            PJRT_FFI_Register_Handler_Args,
            TextIn("target_name", "target_name", "target_name_size", text=str),
            ScalarIn("handler", "handler"),
            TextIn("platform_name", "platform_name", "platform_name_size", text=str),
            ScalarIn("traits", "traits", enum=PJRT_FFI_Handler_TraitsBits),
            error="PJRT_Error",
        ),
    )

    def type_register(self, *, type_name: str, type_id: int, type_info: Any) -> int:
        """Serves `PJRT_FFI_Type_Register`, slot 0."""
        unserved("PJRT_FFI_Type_Register")

    def user_data_add(self, *, context: Any, user_data: Any) -> None:
        """Serves `PJRT_FFI_UserData_Add`, slot 1."""
        unserved("PJRT_FFI_UserData_Add")

    def register_handler(self, *, target_name: str, handler: int | None, platform_name: str, traits: PJRT_FFI_Handler_TraitsBits) -> None:
        """Serves `PJRT_FFI_Register_Handler`, slot 2."""
        unserved("PJRT_FFI_Register_Handler")
