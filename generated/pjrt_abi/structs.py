"""Generated from `xla/pjrt/c/pjrt_c_api.h`: structs and callbacks."""

from __future__ import annotations

from ctypes import (
    CFUNCTYPE,
    Structure,
    Union,
    c_bool,
    c_float,
    c_int,
    c_int32,
    c_int64,
    c_size_t,
    c_ssize_t,
    c_uint64,
    c_void_p,
    sizeof,
)
from typing import ClassVar

from pjrt_abi.layout import size_through


class PJRT_Extension_Base(Structure):
    """`struct PJRT_Extension_Base`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    type: int
    next: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("type", c_int),  # PJRT_Extension_Type
        ("next", c_void_p),  # PJRT_Extension_Base*
    )


PJRT_Extension_Base.STRUCT_SIZE = size_through(PJRT_Extension_Base, "next")


class PJRT_Api_Version(Structure):
    """`struct PJRT_Api_Version`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    major_version: int
    minor_version: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("major_version", c_int),  # out, int
        ("minor_version", c_int),  # out, int
    )


PJRT_Api_Version.STRUCT_SIZE = size_through(PJRT_Api_Version, "minor_version")


class PJRT_Error_Destroy_Args(Structure):
    """Arguments of `PJRT_Error_Destroy`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    error: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("error", c_void_p),  # PJRT_Error*
    )


PJRT_Error_Destroy_Args.STRUCT_SIZE = size_through(PJRT_Error_Destroy_Args, "error")


class PJRT_Error_Message_Args(Structure):
    """Arguments of `PJRT_Error_Message`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    error: int | None
    message: int | None
    message_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("error", c_void_p),  # const PJRT_Error*
        ("message", c_void_p),  # out, const char*
        ("message_size", c_size_t),  # out, size_t
    )


PJRT_Error_Message_Args.STRUCT_SIZE = size_through(PJRT_Error_Message_Args, "message_size")


class PJRT_Error_FunctionTable(Structure):
    """`struct PJRT_Error_FunctionTable`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    instance_size: int
    extension_start: int | None
    destroy: int | None
    message: int | None
    get_code: int | None
    for_each_payload: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("instance_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("destroy", c_void_p),  # void (*)(PJRT_Error*)
        ("message", c_void_p),  # void (*)(const PJRT_Error*, const char**, size_t*)
        ("get_code", c_void_p),  # PJRT_Error_Code (*)(const PJRT_Error*)
        ("for_each_payload", c_void_p),  # void (*)(const PJRT_Error*, PJRT_Error_PayloadVisitor*, void*)
    )


PJRT_Error_FunctionTable.STRUCT_SIZE = size_through(PJRT_Error_FunctionTable, "for_each_payload")


class PJRT_Error(Structure):
    """`struct PJRT_Error`; 8 bytes."""

    STRUCT_SIZE: ClassVar[int]
    vtable: int | None
    _fields_ = (
        ("vtable", c_void_p),  # const PJRT_Error_FunctionTable*
    )


PJRT_Error.STRUCT_SIZE = size_through(PJRT_Error, "vtable")


class PJRT_Error_GetCode_Args(Structure):
    """Arguments of `PJRT_Error_GetCode`; 28 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    error: int | None
    code: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("error", c_void_p),  # const PJRT_Error*
        ("code", c_int),  # out, PJRT_Error_Code
    )


PJRT_Error_GetCode_Args.STRUCT_SIZE = size_through(PJRT_Error_GetCode_Args, "code")


class PJRT_Error_ForEachPayload_Args(Structure):
    """Arguments of `PJRT_Error_ForEachPayload`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    error: int | None
    visitor: int | None
    user_arg: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("error", c_void_p),  # const PJRT_Error*
        ("visitor", c_void_p),  # PJRT_Error_PayloadVisitor*
        ("user_arg", c_void_p),  # void*
    )


PJRT_Error_ForEachPayload_Args.STRUCT_SIZE = size_through(PJRT_Error_ForEachPayload_Args, "user_arg")


class PJRT_NamedValue_anonymous5(Union):
    """`union PJRT_NamedValue_anonymous5`; 8 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    string_value: int | None
    int64_value: int
    int64_array_value: int | None
    float_value: float
    bool_value: bool
    _fields_ = (
        ("string_value", c_void_p),  # const char*
        ("int64_value", c_int64),  # int64_t
        ("int64_array_value", c_void_p),  # const int64_t*
        ("float_value", c_float),  # float
        ("bool_value", c_bool),  # bool
    )


PJRT_NamedValue_anonymous5.STRUCT_SIZE = sizeof(PJRT_NamedValue_anonymous5)


class PJRT_NamedValue(Structure):
    """`struct PJRT_NamedValue`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    name: int | None
    name_size: int
    type: int
    value_size: int
    string_value: int | None
    int64_value: int
    int64_array_value: int | None
    float_value: float
    bool_value: bool
    _anonymous_ = ("_anonymous5",)
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("name", c_void_p),  # const char*
        ("name_size", c_size_t),  # size_t
        ("type", c_int),  # PJRT_NamedValue_Type
        ("_anonymous5", PJRT_NamedValue_anonymous5),  # PJRT_NamedValue_anonymous5
        ("value_size", c_size_t),  # size_t
    )


PJRT_NamedValue.STRUCT_SIZE = size_through(PJRT_NamedValue, "value_size")


class PJRT_Plugin_Initialize_Args(Structure):
    """Arguments of `PJRT_Plugin_Initialize`; 16 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
    )


PJRT_Plugin_Initialize_Args.STRUCT_SIZE = size_through(PJRT_Plugin_Initialize_Args, "extension_start")


class PJRT_Plugin_Attributes_Args(Structure):
    """Arguments of `PJRT_Plugin_Attributes`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    attributes: int | None
    num_attributes: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("attributes", c_void_p),  # out, const PJRT_NamedValue*
        ("num_attributes", c_size_t),  # out, size_t
    )


PJRT_Plugin_Attributes_Args.STRUCT_SIZE = size_through(PJRT_Plugin_Attributes_Args, "num_attributes")


class PJRT_Event_Destroy_Args(Structure):
    """Arguments of `PJRT_Event_Destroy`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    event: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("event", c_void_p),  # PJRT_Event*
    )


PJRT_Event_Destroy_Args.STRUCT_SIZE = size_through(PJRT_Event_Destroy_Args, "event")


class PJRT_Event_IsReady_Args(Structure):
    """Arguments of `PJRT_Event_IsReady`; 25 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    event: int | None
    is_ready: bool
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("event", c_void_p),  # PJRT_Event*
        ("is_ready", c_bool),  # out, bool
    )


PJRT_Event_IsReady_Args.STRUCT_SIZE = size_through(PJRT_Event_IsReady_Args, "is_ready")


class PJRT_Event_Error_Args(Structure):
    """Arguments of `PJRT_Event_Error`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    event: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("event", c_void_p),  # PJRT_Event*
    )


PJRT_Event_Error_Args.STRUCT_SIZE = size_through(PJRT_Event_Error_Args, "event")


class PJRT_Event_Await_Args(Structure):
    """Arguments of `PJRT_Event_Await`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    event: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("event", c_void_p),  # PJRT_Event*
    )


PJRT_Event_Await_Args.STRUCT_SIZE = size_through(PJRT_Event_Await_Args, "event")


class PJRT_Event_OnReady_Args(Structure):
    """Arguments of `PJRT_Event_OnReady`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    event: int | None
    callback: int | None
    user_arg: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("event", c_void_p),  # PJRT_Event*
        ("callback", c_void_p),  # PJRT_Event_OnReadyCallback*
        ("user_arg", c_void_p),  # void*
    )


PJRT_Event_OnReady_Args.STRUCT_SIZE = size_through(PJRT_Event_OnReady_Args, "user_arg")


class PJRT_Event_Create_Args(Structure):
    """Arguments of `PJRT_Event_Create`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    event: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("event", c_void_p),  # out, PJRT_Event*
    )


PJRT_Event_Create_Args.STRUCT_SIZE = size_through(PJRT_Event_Create_Args, "event")


class PJRT_Event_Set_Args(Structure):
    """Arguments of `PJRT_Event_Set`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    event: int | None
    error_code: int
    error_message: int | None
    error_message_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("event", c_void_p),  # PJRT_Event*
        ("error_code", c_int),  # PJRT_Error_Code
        ("error_message", c_void_p),  # const char*
        ("error_message_size", c_size_t),  # size_t
    )


PJRT_Event_Set_Args.STRUCT_SIZE = size_through(PJRT_Event_Set_Args, "error_message_size")


class PJRT_Memory_FunctionTable(Structure):
    """`struct PJRT_Memory_FunctionTable`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    instance_struct_size: int
    get_user_data: int | None
    set_user_data: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("instance_struct_size", c_size_t),  # size_t
        ("get_user_data", c_void_p),  # void* (*)(PJRT_Memory*, const void*)
        ("set_user_data", c_void_p),  # void (*)(PJRT_Memory*, const void*, void*, void (*)(void*))
    )


PJRT_Memory_FunctionTable.STRUCT_SIZE = size_through(PJRT_Memory_FunctionTable, "set_user_data")


class PJRT_Memory(Structure):
    """`struct PJRT_Memory`; 8 bytes."""

    STRUCT_SIZE: ClassVar[int]
    vtable: int | None
    _fields_ = (
        ("vtable", c_void_p),  # const PJRT_Memory_FunctionTable*
    )


PJRT_Memory.STRUCT_SIZE = size_through(PJRT_Memory, "vtable")


class PJRT_KeyValueGetCallback_Args(Structure):
    """Arguments of `PJRT_KeyValueGetCallback`; 80 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    key: int | None
    key_size: int
    timeout_in_ms: int
    callback_error: int | None
    user_arg: int | None
    value: int | None
    value_size: int
    value_deleter_callback: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("key", c_void_p),  # const char*
        ("key_size", c_size_t),  # size_t
        ("timeout_in_ms", c_int),  # int
        ("callback_error", c_void_p),  # PJRT_CallbackError**
        ("user_arg", c_void_p),  # void*
        ("value", c_void_p),  # out, char*
        ("value_size", c_size_t),  # out, size_t
        ("value_deleter_callback", c_void_p),  # out, PJRT_KeyValueGetCallback_ValueDeleter*
    )


PJRT_KeyValueGetCallback_Args.STRUCT_SIZE = size_through(PJRT_KeyValueGetCallback_Args, "value_deleter_callback")


class PJRT_KeyValueTryGetCallback_Args(Structure):
    """Arguments of `PJRT_KeyValueTryGetCallback`; 72 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    key: int | None
    key_size: int
    callback_error: int | None
    user_arg: int | None
    value: int | None
    value_size: int
    value_deleter_callback: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("key", c_void_p),  # const char*
        ("key_size", c_size_t),  # size_t
        ("callback_error", c_void_p),  # PJRT_CallbackError**
        ("user_arg", c_void_p),  # void*
        ("value", c_void_p),  # out, char*
        ("value_size", c_size_t),  # out, size_t
        ("value_deleter_callback", c_void_p),  # out, PJRT_KeyValueTryGetCallback_ValueDeleter*
    )


PJRT_KeyValueTryGetCallback_Args.STRUCT_SIZE = size_through(PJRT_KeyValueTryGetCallback_Args, "value_deleter_callback")


class PJRT_KeyValuePutCallback_Args(Structure):
    """Arguments of `PJRT_KeyValuePutCallback`; 64 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    key: int | None
    key_size: int
    value: int | None
    value_size: int
    callback_error: int | None
    user_arg: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("key", c_void_p),  # const char*
        ("key_size", c_size_t),  # size_t
        ("value", c_void_p),  # const char*
        ("value_size", c_size_t),  # size_t
        ("callback_error", c_void_p),  # PJRT_CallbackError**
        ("user_arg", c_void_p),  # void*
    )


PJRT_KeyValuePutCallback_Args.STRUCT_SIZE = size_through(PJRT_KeyValuePutCallback_Args, "user_arg")


class PJRT_Client_Create_Args(Structure):
    """Arguments of `PJRT_Client_Create`; 88 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    create_options: int | None
    num_options: int
    kv_get_callback: int | None
    kv_get_user_arg: int | None
    kv_put_callback: int | None
    kv_put_user_arg: int | None
    client: int | None
    kv_try_get_callback: int | None
    kv_try_get_user_arg: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("create_options", c_void_p),  # const PJRT_NamedValue*
        ("num_options", c_size_t),  # size_t
        ("kv_get_callback", c_void_p),  # PJRT_KeyValueGetCallback*, may be NULL
        ("kv_get_user_arg", c_void_p),  # void*
        ("kv_put_callback", c_void_p),  # PJRT_KeyValuePutCallback*, may be NULL
        ("kv_put_user_arg", c_void_p),  # void*
        ("client", c_void_p),  # out, PJRT_Client*
        ("kv_try_get_callback", c_void_p),  # PJRT_KeyValueTryGetCallback*, may be NULL
        ("kv_try_get_user_arg", c_void_p),  # void*
    )


PJRT_Client_Create_Args.STRUCT_SIZE = size_through(PJRT_Client_Create_Args, "kv_try_get_user_arg")


class PJRT_Client_Destroy_Args(Structure):
    """Arguments of `PJRT_Client_Destroy`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
    )


PJRT_Client_Destroy_Args.STRUCT_SIZE = size_through(PJRT_Client_Destroy_Args, "client")


class PJRT_Client_PlatformName_Args(Structure):
    """Arguments of `PJRT_Client_PlatformName`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    platform_name: int | None
    platform_name_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("platform_name", c_void_p),  # out, const char*
        ("platform_name_size", c_size_t),  # out, size_t
    )


PJRT_Client_PlatformName_Args.STRUCT_SIZE = size_through(PJRT_Client_PlatformName_Args, "platform_name_size")


class PJRT_Client_ProcessIndex_Args(Structure):
    """Arguments of `PJRT_Client_ProcessIndex`; 28 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    process_index: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("process_index", c_int),  # out, int
    )


PJRT_Client_ProcessIndex_Args.STRUCT_SIZE = size_through(PJRT_Client_ProcessIndex_Args, "process_index")


class PJRT_Client_PlatformVersion_Args(Structure):
    """Arguments of `PJRT_Client_PlatformVersion`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    platform_version: int | None
    platform_version_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("platform_version", c_void_p),  # out, const char*
        ("platform_version_size", c_size_t),  # out, size_t
    )


PJRT_Client_PlatformVersion_Args.STRUCT_SIZE = size_through(PJRT_Client_PlatformVersion_Args, "platform_version_size")


class PJRT_Client_TopologyDescription_Args(Structure):
    """Arguments of `PJRT_Client_TopologyDescription`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    topology: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("topology", c_void_p),  # out, PJRT_TopologyDescription*
    )


PJRT_Client_TopologyDescription_Args.STRUCT_SIZE = size_through(PJRT_Client_TopologyDescription_Args, "topology")


class PJRT_Client_Devices_Args(Structure):
    """Arguments of `PJRT_Client_Devices`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    devices: int | None
    num_devices: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("devices", c_void_p),  # out, PJRT_Device* const*
        ("num_devices", c_size_t),  # out, size_t
    )


PJRT_Client_Devices_Args.STRUCT_SIZE = size_through(PJRT_Client_Devices_Args, "num_devices")


class PJRT_Client_AddressableDevices_Args(Structure):
    """Arguments of `PJRT_Client_AddressableDevices`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    addressable_devices: int | None
    num_addressable_devices: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("addressable_devices", c_void_p),  # out, PJRT_Device* const*
        ("num_addressable_devices", c_size_t),  # out, size_t
    )


PJRT_Client_AddressableDevices_Args.STRUCT_SIZE = size_through(PJRT_Client_AddressableDevices_Args, "num_addressable_devices")


class PJRT_Client_LookupDevice_Args(Structure):
    """Arguments of `PJRT_Client_LookupDevice`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    id: int
    device: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("id", c_int),  # int
        ("device", c_void_p),  # out, PJRT_Device*
    )


PJRT_Client_LookupDevice_Args.STRUCT_SIZE = size_through(PJRT_Client_LookupDevice_Args, "device")


class PJRT_Client_LookupAddressableDevice_Args(Structure):
    """Arguments of `PJRT_Client_LookupAddressableDevice`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    local_hardware_id: int
    addressable_device: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("local_hardware_id", c_int),  # int
        ("addressable_device", c_void_p),  # out, PJRT_Device*
    )


PJRT_Client_LookupAddressableDevice_Args.STRUCT_SIZE = size_through(PJRT_Client_LookupAddressableDevice_Args, "addressable_device")


class PJRT_ProcessInfo(Structure):
    """`struct PJRT_ProcessInfo`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    task_id: int
    incarnation_id: int
    state: int
    error_code: int
    error_message: int | None
    error_message_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("task_id", c_int),  # int
        ("incarnation_id", c_uint64),  # uint64_t
        ("state", c_int),  # PJRT_ProcessState
        ("error_code", c_int),  # int
        ("error_message", c_void_p),  # const char*
        ("error_message_size", c_size_t),  # size_t
    )


PJRT_ProcessInfo.STRUCT_SIZE = size_through(PJRT_ProcessInfo, "error_message_size")


class PJRT_Client_UpdateGlobalProcessInfo_Args(Structure):
    """Arguments of `PJRT_Client_UpdateGlobalProcessInfo`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    process_infos: int | None
    num_process_infos: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("process_infos", c_void_p),  # PJRT_ProcessInfo*
        ("num_process_infos", c_size_t),  # size_t
    )


PJRT_Client_UpdateGlobalProcessInfo_Args.STRUCT_SIZE = size_through(PJRT_Client_UpdateGlobalProcessInfo_Args, "num_process_infos")


class PJRT_Client_AddressableMemories_Args(Structure):
    """Arguments of `PJRT_Client_AddressableMemories`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    addressable_memories: int | None
    num_addressable_memories: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("addressable_memories", c_void_p),  # out, PJRT_Memory* const*
        ("num_addressable_memories", c_size_t),  # out, size_t
    )


PJRT_Client_AddressableMemories_Args.STRUCT_SIZE = size_through(PJRT_Client_AddressableMemories_Args, "num_addressable_memories")


class PJRT_Program(Structure):
    """`struct PJRT_Program`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    code: int | None
    code_size: int
    format: int | None
    format_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("code", c_void_p),  # inout, char*
        ("code_size", c_size_t),  # size_t
        ("format", c_void_p),  # const char*
        ("format_size", c_size_t),  # size_t
    )


PJRT_Program.STRUCT_SIZE = size_through(PJRT_Program, "format_size")


class PJRT_Client_Compile_Args(Structure):
    """Arguments of `PJRT_Client_Compile`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    program: int | None
    compile_options: int | None
    compile_options_size: int
    executable: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("program", c_void_p),  # const PJRT_Program*
        ("compile_options", c_void_p),  # const char*
        ("compile_options_size", c_size_t),  # size_t
        ("executable", c_void_p),  # out, PJRT_LoadedExecutable*
    )


PJRT_Client_Compile_Args.STRUCT_SIZE = size_through(PJRT_Client_Compile_Args, "executable")


class PJRT_Client_Load_Args(Structure):
    """Arguments of `PJRT_Client_Load`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    executable: int | None
    compile_options: int | None
    compile_options_size: int
    loaded_executable: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("executable", c_void_p),  # PJRT_Executable*
        ("compile_options", c_void_p),  # const char*
        ("compile_options_size", c_size_t),  # size_t
        ("loaded_executable", c_void_p),  # out, PJRT_LoadedExecutable*
    )


PJRT_Client_Load_Args.STRUCT_SIZE = size_through(PJRT_Client_Load_Args, "loaded_executable")


class PJRT_Client_DefaultDeviceAssignment_Args(Structure):
    """Arguments of `PJRT_Client_DefaultDeviceAssignment`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    num_replicas: int
    num_partitions: int
    default_assignment_size: int
    default_assignment: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("num_replicas", c_int),  # int
        ("num_partitions", c_int),  # int
        ("default_assignment_size", c_size_t),  # size_t
        ("default_assignment", c_void_p),  # inout, int*
    )


PJRT_Client_DefaultDeviceAssignment_Args.STRUCT_SIZE = size_through(PJRT_Client_DefaultDeviceAssignment_Args, "default_assignment")


class PJRT_Client_DmaMap_Args(Structure):
    """Arguments of `PJRT_Client_DmaMap`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    data: int | None
    size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("data", c_void_p),  # void*
        ("size", c_size_t),  # size_t
    )


PJRT_Client_DmaMap_Args.STRUCT_SIZE = size_through(PJRT_Client_DmaMap_Args, "size")


class PJRT_Client_DmaUnmap_Args(Structure):
    """Arguments of `PJRT_Client_DmaUnmap`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    data: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("data", c_void_p),  # void*
    )


PJRT_Client_DmaUnmap_Args.STRUCT_SIZE = size_through(PJRT_Client_DmaUnmap_Args, "data")


class PJRT_AsyncHostToDeviceTransferManager_Destroy_Args(Structure):
    """Arguments of `PJRT_AsyncHostToDeviceTransferManager_Destroy`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    transfer_manager: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("transfer_manager", c_void_p),  # PJRT_AsyncHostToDeviceTransferManager*
    )


PJRT_AsyncHostToDeviceTransferManager_Destroy_Args.STRUCT_SIZE = size_through(PJRT_AsyncHostToDeviceTransferManager_Destroy_Args, "transfer_manager")


class PJRT_AsyncHostToDeviceTransferManager_TransferData_Args(Structure):
    """Arguments of `PJRT_AsyncHostToDeviceTransferManager_TransferData`; 72 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    transfer_manager: int | None
    buffer_index: int
    data: int | None
    offset: int
    transfer_size: int
    is_last_transfer: bool
    done_with_h2d_transfer: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("transfer_manager", c_void_p),  # PJRT_AsyncHostToDeviceTransferManager*
        ("buffer_index", c_int),  # int
        ("data", c_void_p),  # const void*
        ("offset", c_int64),  # int64_t
        ("transfer_size", c_int64),  # int64_t
        ("is_last_transfer", c_bool),  # bool
        ("done_with_h2d_transfer", c_void_p),  # out, PJRT_Event*
    )


PJRT_AsyncHostToDeviceTransferManager_TransferData_Args.STRUCT_SIZE = size_through(PJRT_AsyncHostToDeviceTransferManager_TransferData_Args, "done_with_h2d_transfer")


class PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer_Args(Structure):
    """Arguments of `PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    transfer_manager: int | None
    buffer_index: int
    buffer_out: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("transfer_manager", c_void_p),  # PJRT_AsyncHostToDeviceTransferManager*
        ("buffer_index", c_int),  # int
        ("buffer_out", c_void_p),  # out, PJRT_Buffer*
    )


PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer_Args.STRUCT_SIZE = size_through(PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer_Args, "buffer_out")


class PJRT_AsyncHostToDeviceTransferManager_Device_Args(Structure):
    """Arguments of `PJRT_AsyncHostToDeviceTransferManager_Device`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    transfer_manager: int | None
    device_out: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("transfer_manager", c_void_p),  # PJRT_AsyncHostToDeviceTransferManager*
        ("device_out", c_void_p),  # out, PJRT_Device*
    )


PJRT_AsyncHostToDeviceTransferManager_Device_Args.STRUCT_SIZE = size_through(PJRT_AsyncHostToDeviceTransferManager_Device_Args, "device_out")


class PJRT_AsyncHostToDeviceTransferManager_BufferCount_Args(Structure):
    """Arguments of `PJRT_AsyncHostToDeviceTransferManager_BufferCount`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    transfer_manager: int | None
    buffer_count: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("transfer_manager", c_void_p),  # PJRT_AsyncHostToDeviceTransferManager*
        ("buffer_count", c_size_t),  # out, size_t
    )


PJRT_AsyncHostToDeviceTransferManager_BufferCount_Args.STRUCT_SIZE = size_through(PJRT_AsyncHostToDeviceTransferManager_BufferCount_Args, "buffer_count")


class PJRT_AsyncHostToDeviceTransferManager_BufferSize_Args(Structure):
    """Arguments of `PJRT_AsyncHostToDeviceTransferManager_BufferSize`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    transfer_manager: int | None
    buffer_index: int
    buffer_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("transfer_manager", c_void_p),  # PJRT_AsyncHostToDeviceTransferManager*
        ("buffer_index", c_int),  # int
        ("buffer_size", c_size_t),  # out, size_t
    )


PJRT_AsyncHostToDeviceTransferManager_BufferSize_Args.STRUCT_SIZE = size_through(PJRT_AsyncHostToDeviceTransferManager_BufferSize_Args, "buffer_size")


class PJRT_AsyncHostToDeviceTransferManager_SetBufferError_Args(Structure):
    """Arguments of `PJRT_AsyncHostToDeviceTransferManager_SetBufferError`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    transfer_manager: int | None
    buffer_index: int
    error_code: int
    error_message: int | None
    error_message_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("transfer_manager", c_void_p),  # PJRT_AsyncHostToDeviceTransferManager*
        ("buffer_index", c_int),  # int
        ("error_code", c_int),  # PJRT_Error_Code
        ("error_message", c_void_p),  # const char*
        ("error_message_size", c_size_t),  # size_t
    )


PJRT_AsyncHostToDeviceTransferManager_SetBufferError_Args.STRUCT_SIZE = size_through(PJRT_AsyncHostToDeviceTransferManager_SetBufferError_Args, "error_message_size")


class PJRT_AsyncHostToDeviceTransferManager_AddMetadata_Args(Structure):
    """Arguments of `PJRT_AsyncHostToDeviceTransferManager_AddMetadata`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    transfer_manager: int | None
    transfer_metadata: int | None
    num_metadata: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("transfer_manager", c_void_p),  # PJRT_AsyncHostToDeviceTransferManager*
        ("transfer_metadata", c_void_p),  # const PJRT_NamedValue*
        ("num_metadata", c_size_t),  # size_t
    )


PJRT_AsyncHostToDeviceTransferManager_AddMetadata_Args.STRUCT_SIZE = size_through(PJRT_AsyncHostToDeviceTransferManager_AddMetadata_Args, "num_metadata")


class PJRT_Buffer_MemoryLayout_Tiled(Structure):
    """`struct PJRT_Buffer_MemoryLayout_Tiled`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    minor_to_major: int | None
    minor_to_major_size: int
    tile_dims: int | None
    tile_dim_sizes: int | None
    num_tiles: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("minor_to_major", c_void_p),  # const int64_t*
        ("minor_to_major_size", c_size_t),  # size_t
        ("tile_dims", c_void_p),  # const int64_t*
        ("tile_dim_sizes", c_void_p),  # const size_t*
        ("num_tiles", c_size_t),  # size_t
    )


PJRT_Buffer_MemoryLayout_Tiled.STRUCT_SIZE = size_through(PJRT_Buffer_MemoryLayout_Tiled, "num_tiles")


class PJRT_Buffer_MemoryLayout_Strides(Structure):
    """`struct PJRT_Buffer_MemoryLayout_Strides`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    byte_strides: int | None
    num_byte_strides: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("byte_strides", c_void_p),  # const int64_t*
        ("num_byte_strides", c_size_t),  # size_t
    )


PJRT_Buffer_MemoryLayout_Strides.STRUCT_SIZE = size_through(PJRT_Buffer_MemoryLayout_Strides, "num_byte_strides")


class PJRT_Buffer_MemoryLayout_anonymous2(Union):
    """`union PJRT_Buffer_MemoryLayout_anonymous2`; 56 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    tiled: PJRT_Buffer_MemoryLayout_Tiled
    strides: PJRT_Buffer_MemoryLayout_Strides
    _fields_ = (
        ("tiled", PJRT_Buffer_MemoryLayout_Tiled),  # PJRT_Buffer_MemoryLayout_Tiled
        ("strides", PJRT_Buffer_MemoryLayout_Strides),  # PJRT_Buffer_MemoryLayout_Strides
    )


PJRT_Buffer_MemoryLayout_anonymous2.STRUCT_SIZE = sizeof(PJRT_Buffer_MemoryLayout_anonymous2)


class PJRT_Buffer_MemoryLayout(Structure):
    """`struct PJRT_Buffer_MemoryLayout`; 76 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    type: int
    tiled: PJRT_Buffer_MemoryLayout_Tiled
    strides: PJRT_Buffer_MemoryLayout_Strides
    _anonymous_ = ("_anonymous2",)
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("_anonymous2", PJRT_Buffer_MemoryLayout_anonymous2),  # PJRT_Buffer_MemoryLayout_anonymous2
        ("type", c_int),  # PJRT_Buffer_MemoryLayout_Type
    )


PJRT_Buffer_MemoryLayout.STRUCT_SIZE = size_through(PJRT_Buffer_MemoryLayout, "type")


class PJRT_AsyncHostToDeviceTransferManager_TransferLiteral_Args(Structure):
    """Arguments of `PJRT_AsyncHostToDeviceTransferManager_TransferLiteral`; 80 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    transfer_manager: int | None
    buffer_index: int
    data: int | None
    shape_dims: int | None
    shape_num_dims: int
    shape_element_type: int
    shape_layout: int | None
    done_with_h2d_transfer: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("transfer_manager", c_void_p),  # PJRT_AsyncHostToDeviceTransferManager*
        ("buffer_index", c_int),  # int
        ("data", c_void_p),  # const void*
        ("shape_dims", c_void_p),  # const int64_t*
        ("shape_num_dims", c_size_t),  # size_t
        ("shape_element_type", c_int),  # PJRT_Buffer_Type
        ("shape_layout", c_void_p),  # PJRT_Buffer_MemoryLayout*, may be NULL
        ("done_with_h2d_transfer", c_void_p),  # out, PJRT_Event*
    )


PJRT_AsyncHostToDeviceTransferManager_TransferLiteral_Args.STRUCT_SIZE = size_through(PJRT_AsyncHostToDeviceTransferManager_TransferLiteral_Args, "done_with_h2d_transfer")


class PJRT_Client_CreateUninitializedBuffer_Args(Structure):
    """Arguments of `PJRT_Client_CreateUninitializedBuffer`; 80 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    shape_dims: int | None
    shape_num_dims: int
    shape_element_type: int
    shape_layout: int | None
    device: int | None
    memory: int | None
    buffer: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("shape_dims", c_void_p),  # const int64_t*
        ("shape_num_dims", c_size_t),  # size_t
        ("shape_element_type", c_int),  # PJRT_Buffer_Type
        ("shape_layout", c_void_p),  # PJRT_Buffer_MemoryLayout*, may be NULL
        ("device", c_void_p),  # PJRT_Device*, may be NULL
        ("memory", c_void_p),  # PJRT_Memory*, may be NULL
        ("buffer", c_void_p),  # out, PJRT_Buffer*
    )


PJRT_Client_CreateUninitializedBuffer_Args.STRUCT_SIZE = size_through(PJRT_Client_CreateUninitializedBuffer_Args, "buffer")


class PJRT_Client_CreateErrorBuffer_Args(Structure):
    """Arguments of `PJRT_Client_CreateErrorBuffer`; 112 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    error_code: int
    error_message: int | None
    error_message_size: int
    shape_dims: int | None
    shape_num_dims: int
    shape_element_type: int
    shape_layout: int | None
    memory: int | None
    buffer: int | None
    payload: int | None
    num_payload: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("error_code", c_int),  # PJRT_Error_Code
        ("error_message", c_void_p),  # const char*
        ("error_message_size", c_size_t),  # size_t
        ("shape_dims", c_void_p),  # const int64_t*
        ("shape_num_dims", c_size_t),  # size_t
        ("shape_element_type", c_int),  # PJRT_Buffer_Type
        ("shape_layout", c_void_p),  # PJRT_Buffer_MemoryLayout*, may be NULL
        ("memory", c_void_p),  # PJRT_Memory*
        ("buffer", c_void_p),  # out, PJRT_Buffer*
        ("payload", c_void_p),  # const PJRT_NamedValue*
        ("num_payload", c_size_t),  # size_t
    )


PJRT_Client_CreateErrorBuffer_Args.STRUCT_SIZE = size_through(PJRT_Client_CreateErrorBuffer_Args, "num_payload")


class PJRT_Client_CreateAliasBuffer_Args(Structure):
    """Arguments of `PJRT_Client_CreateAliasBuffer`; 80 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    memory: int | None
    shape_dims: int | None
    shape_num_dims: int
    shape_element_type: int
    shape_layout: int | None
    alias_buffer: int | None
    fulfill_alias_buffer_cb: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("memory", c_void_p),  # PJRT_Memory*
        ("shape_dims", c_void_p),  # const int64_t*
        ("shape_num_dims", c_size_t),  # size_t
        ("shape_element_type", c_int),  # PJRT_Buffer_Type
        ("shape_layout", c_void_p),  # PJRT_Buffer_MemoryLayout*, may be NULL
        ("alias_buffer", c_void_p),  # out, PJRT_Buffer*
        ("fulfill_alias_buffer_cb", c_void_p),  # out, PJRT_FulfillAliasBufferCallback*
    )


PJRT_Client_CreateAliasBuffer_Args.STRUCT_SIZE = size_through(PJRT_Client_CreateAliasBuffer_Args, "fulfill_alias_buffer_cb")


class PJRT_Client_FulfillAliasBuffer_Args(Structure):
    """Arguments of `PJRT_Client_FulfillAliasBuffer`; 64 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    buffer: int | None
    status_code: int
    error_message: int | None
    error_message_size: int
    fulfill_alias_buffer_cb: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("buffer", c_void_p),  # PJRT_Buffer*
        ("status_code", c_int),  # PJRT_Error_Code
        ("error_message", c_void_p),  # const char*
        ("error_message_size", c_size_t),  # size_t
        ("fulfill_alias_buffer_cb", c_void_p),  # PJRT_FulfillAliasBufferCallback*
    )


PJRT_Client_FulfillAliasBuffer_Args.STRUCT_SIZE = size_through(PJRT_Client_FulfillAliasBuffer_Args, "fulfill_alias_buffer_cb")


class PJRT_Client_BufferFromHostBuffer_Args(Structure):
    """Arguments of `PJRT_Client_BufferFromHostBuffer`; 120 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    data: int | None
    type: int
    dims: int | None
    num_dims: int
    byte_strides: int | None
    num_byte_strides: int
    host_buffer_semantics: int
    device: int | None
    memory: int | None
    device_layout: int | None
    done_with_host_buffer: int | None
    buffer: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("data", c_void_p),  # const void*
        ("type", c_int),  # PJRT_Buffer_Type
        ("dims", c_void_p),  # const int64_t*
        ("num_dims", c_size_t),  # size_t
        ("byte_strides", c_void_p),  # const int64_t*, may be NULL
        ("num_byte_strides", c_size_t),  # size_t
        ("host_buffer_semantics", c_int),  # PJRT_HostBufferSemantics
        ("device", c_void_p),  # PJRT_Device*, may be NULL
        ("memory", c_void_p),  # PJRT_Memory*, may be NULL
        ("device_layout", c_void_p),  # PJRT_Buffer_MemoryLayout*, may be NULL
        ("done_with_host_buffer", c_void_p),  # out, PJRT_Event*
        ("buffer", c_void_p),  # out, PJRT_Buffer*
    )


PJRT_Client_BufferFromHostBuffer_Args.STRUCT_SIZE = size_through(PJRT_Client_BufferFromHostBuffer_Args, "buffer")


class PJRT_Client_CreateViewOfDeviceBuffer_Args(Structure):
    """Arguments of `PJRT_Client_CreateViewOfDeviceBuffer`; 112 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    device_buffer_ptr: int | None
    dims: int | None
    num_dims: int
    element_type: int
    layout: int | None
    device: int | None
    on_delete_callback: int | None
    on_delete_callback_arg: int | None
    stream: int
    buffer: int | None
    memory: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("device_buffer_ptr", c_void_p),  # void*
        ("dims", c_void_p),  # const int64_t*
        ("num_dims", c_size_t),  # size_t
        ("element_type", c_int),  # PJRT_Buffer_Type
        ("layout", c_void_p),  # PJRT_Buffer_MemoryLayout*, may be NULL
        ("device", c_void_p),  # PJRT_Device*, may be NULL, deprecated
        ("on_delete_callback", c_void_p),  # void (*)(void*, void*), may be NULL
        ("on_delete_callback_arg", c_void_p),  # void*
        ("stream", c_ssize_t),  # intptr_t, may be NULL
        ("buffer", c_void_p),  # out, PJRT_Buffer*
        ("memory", c_void_p),  # PJRT_Memory*, may be NULL
    )


PJRT_Client_CreateViewOfDeviceBuffer_Args.STRUCT_SIZE = size_through(PJRT_Client_CreateViewOfDeviceBuffer_Args, "memory")


class PJRT_ShapeSpec(Structure):
    """`struct PJRT_ShapeSpec`; 36 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    dims: int | None
    num_dims: int
    element_type: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("dims", c_void_p),  # const int64_t*
        ("num_dims", c_size_t),  # size_t
        ("element_type", c_int),  # PJRT_Buffer_Type
    )


PJRT_ShapeSpec.STRUCT_SIZE = size_through(PJRT_ShapeSpec, "element_type")


class PJRT_Client_CreateBuffersForAsyncHostToDevice_Args(Structure):
    """Arguments of `PJRT_Client_CreateBuffersForAsyncHostToDevice`; 72 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    shape_specs: int | None
    num_shape_specs: int
    device_layouts: int | None
    num_device_layouts: int
    memory: int | None
    transfer_manager: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("shape_specs", c_void_p),  # PJRT_ShapeSpec*
        ("num_shape_specs", c_size_t),  # size_t
        ("device_layouts", c_void_p),  # PJRT_Buffer_MemoryLayout**, may be NULL
        ("num_device_layouts", c_size_t),  # size_t
        ("memory", c_void_p),  # PJRT_Memory*
        ("transfer_manager", c_void_p),  # out, PJRT_AsyncHostToDeviceTransferManager*
    )


PJRT_Client_CreateBuffersForAsyncHostToDevice_Args.STRUCT_SIZE = size_through(PJRT_Client_CreateBuffersForAsyncHostToDevice_Args, "transfer_manager")


class PJRT_DeviceDescription_Id_Args(Structure):
    """Arguments of `PJRT_DeviceDescription_Id`; 28 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    device_description: int | None
    id: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("device_description", c_void_p),  # PJRT_DeviceDescription*
        ("id", c_int),  # out, int
    )


PJRT_DeviceDescription_Id_Args.STRUCT_SIZE = size_through(PJRT_DeviceDescription_Id_Args, "id")


class PJRT_DeviceDescription_ProcessIndex_Args(Structure):
    """Arguments of `PJRT_DeviceDescription_ProcessIndex`; 28 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    device_description: int | None
    process_index: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("device_description", c_void_p),  # PJRT_DeviceDescription*
        ("process_index", c_int),  # out, int
    )


PJRT_DeviceDescription_ProcessIndex_Args.STRUCT_SIZE = size_through(PJRT_DeviceDescription_ProcessIndex_Args, "process_index")


class PJRT_DeviceDescription_Attributes_Args(Structure):
    """Arguments of `PJRT_DeviceDescription_Attributes`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    device_description: int | None
    num_attributes: int
    attributes: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("device_description", c_void_p),  # PJRT_DeviceDescription*
        ("num_attributes", c_size_t),  # out, size_t
        ("attributes", c_void_p),  # out, const PJRT_NamedValue*
    )


PJRT_DeviceDescription_Attributes_Args.STRUCT_SIZE = size_through(PJRT_DeviceDescription_Attributes_Args, "attributes")


class PJRT_DeviceDescription_Kind_Args(Structure):
    """Arguments of `PJRT_DeviceDescription_Kind`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    device_description: int | None
    device_kind: int | None
    device_kind_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("device_description", c_void_p),  # PJRT_DeviceDescription*
        ("device_kind", c_void_p),  # out, const char*
        ("device_kind_size", c_size_t),  # out, size_t
    )


PJRT_DeviceDescription_Kind_Args.STRUCT_SIZE = size_through(PJRT_DeviceDescription_Kind_Args, "device_kind_size")


class PJRT_DeviceDescription_DebugString_Args(Structure):
    """Arguments of `PJRT_DeviceDescription_DebugString`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    device_description: int | None
    debug_string: int | None
    debug_string_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("device_description", c_void_p),  # PJRT_DeviceDescription*
        ("debug_string", c_void_p),  # out, const char*
        ("debug_string_size", c_size_t),  # out, size_t
    )


PJRT_DeviceDescription_DebugString_Args.STRUCT_SIZE = size_through(PJRT_DeviceDescription_DebugString_Args, "debug_string_size")


class PJRT_DeviceDescription_ToString_Args(Structure):
    """Arguments of `PJRT_DeviceDescription_ToString`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    device_description: int | None
    to_string: int | None
    to_string_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("device_description", c_void_p),  # PJRT_DeviceDescription*
        ("to_string", c_void_p),  # out, const char*
        ("to_string_size", c_size_t),  # out, size_t
    )


PJRT_DeviceDescription_ToString_Args.STRUCT_SIZE = size_through(PJRT_DeviceDescription_ToString_Args, "to_string_size")


class PJRT_Device_GetDescription_Args(Structure):
    """Arguments of `PJRT_Device_GetDescription`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    device: int | None
    device_description: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("device", c_void_p),  # PJRT_Device*
        ("device_description", c_void_p),  # out, PJRT_DeviceDescription*
    )


PJRT_Device_GetDescription_Args.STRUCT_SIZE = size_through(PJRT_Device_GetDescription_Args, "device_description")


class PJRT_Device_IsAddressable_Args(Structure):
    """Arguments of `PJRT_Device_IsAddressable`; 25 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    device: int | None
    is_addressable: bool
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("device", c_void_p),  # PJRT_Device*
        ("is_addressable", c_bool),  # out, bool
    )


PJRT_Device_IsAddressable_Args.STRUCT_SIZE = size_through(PJRT_Device_IsAddressable_Args, "is_addressable")


class PJRT_Device_LocalHardwareId_Args(Structure):
    """Arguments of `PJRT_Device_LocalHardwareId`; 28 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    device: int | None
    local_hardware_id: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("device", c_void_p),  # PJRT_Device*
        ("local_hardware_id", c_int),  # out, int
    )


PJRT_Device_LocalHardwareId_Args.STRUCT_SIZE = size_through(PJRT_Device_LocalHardwareId_Args, "local_hardware_id")


class PJRT_Device_AddressableMemories_Args(Structure):
    """Arguments of `PJRT_Device_AddressableMemories`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    device: int | None
    memories: int | None
    num_memories: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("device", c_void_p),  # PJRT_Device*
        ("memories", c_void_p),  # out, PJRT_Memory* const*
        ("num_memories", c_size_t),  # out, size_t
    )


PJRT_Device_AddressableMemories_Args.STRUCT_SIZE = size_through(PJRT_Device_AddressableMemories_Args, "num_memories")


class PJRT_Device_DefaultMemory_Args(Structure):
    """Arguments of `PJRT_Device_DefaultMemory`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    device: int | None
    memory: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("device", c_void_p),  # PJRT_Device*
        ("memory", c_void_p),  # out, PJRT_Memory*
    )


PJRT_Device_DefaultMemory_Args.STRUCT_SIZE = size_through(PJRT_Device_DefaultMemory_Args, "memory")


class PJRT_Device_MemoryStats_Args(Structure):
    """Arguments of `PJRT_Device_MemoryStats`; 201 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    device: int | None
    bytes_in_use: int
    peak_bytes_in_use: int
    peak_bytes_in_use_is_set: bool
    num_allocs: int
    num_allocs_is_set: bool
    largest_alloc_size: int
    largest_alloc_size_is_set: bool
    bytes_limit: int
    bytes_limit_is_set: bool
    bytes_reserved: int
    bytes_reserved_is_set: bool
    peak_bytes_reserved: int
    peak_bytes_reserved_is_set: bool
    bytes_reservable_limit: int
    bytes_reservable_limit_is_set: bool
    largest_free_block_bytes: int
    largest_free_block_bytes_is_set: bool
    pool_bytes: int
    pool_bytes_is_set: bool
    peak_pool_bytes: int
    peak_pool_bytes_is_set: bool
    peak_allocated_bytes: int
    peak_allocated_bytes_is_set: bool
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("device", c_void_p),  # PJRT_Device*
        ("bytes_in_use", c_int64),  # out, int64_t
        ("peak_bytes_in_use", c_int64),  # out, int64_t
        ("peak_bytes_in_use_is_set", c_bool),  # out, bool
        ("num_allocs", c_int64),  # out, int64_t
        ("num_allocs_is_set", c_bool),  # out, bool
        ("largest_alloc_size", c_int64),  # out, int64_t
        ("largest_alloc_size_is_set", c_bool),  # out, bool
        ("bytes_limit", c_int64),  # out, int64_t
        ("bytes_limit_is_set", c_bool),  # out, bool
        ("bytes_reserved", c_int64),  # out, int64_t
        ("bytes_reserved_is_set", c_bool),  # out, bool
        ("peak_bytes_reserved", c_int64),  # out, int64_t
        ("peak_bytes_reserved_is_set", c_bool),  # out, bool
        ("bytes_reservable_limit", c_int64),  # out, int64_t
        ("bytes_reservable_limit_is_set", c_bool),  # out, bool
        ("largest_free_block_bytes", c_int64),  # out, int64_t
        ("largest_free_block_bytes_is_set", c_bool),  # out, bool
        ("pool_bytes", c_int64),  # out, int64_t
        ("pool_bytes_is_set", c_bool),  # out, bool
        ("peak_pool_bytes", c_int64),  # out, int64_t
        ("peak_pool_bytes_is_set", c_bool),  # out, bool
        ("peak_allocated_bytes", c_int64),  # out, int64_t
        ("peak_allocated_bytes_is_set", c_bool),  # out, bool
    )


PJRT_Device_MemoryStats_Args.STRUCT_SIZE = size_through(PJRT_Device_MemoryStats_Args, "peak_allocated_bytes_is_set")


class PJRT_Device_ClearMemoryStats_Args(Structure):
    """Arguments of `PJRT_Device_ClearMemoryStats`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    device: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("device", c_void_p),  # PJRT_Device*
    )


PJRT_Device_ClearMemoryStats_Args.STRUCT_SIZE = size_through(PJRT_Device_ClearMemoryStats_Args, "device")


class PJRT_Device_PoisonExecution_Args(Structure):
    """Arguments of `PJRT_Device_PoisonExecution`; 72 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    device: int | None
    launch_id: int
    error_code: int
    error_message: int | None
    error_message_size: int
    poisoned: bool
    payload: int | None
    num_payload: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("device", c_void_p),  # PJRT_Device*
        ("launch_id", c_int32),  # int32_t
        ("error_code", c_int),  # PJRT_Error_Code
        ("error_message", c_void_p),  # const char*
        ("error_message_size", c_size_t),  # size_t
        ("poisoned", c_bool),  # out, bool
        ("payload", c_void_p),  # const PJRT_NamedValue*
        ("num_payload", c_size_t),  # size_t
    )


PJRT_Device_PoisonExecution_Args.STRUCT_SIZE = size_through(PJRT_Device_PoisonExecution_Args, "num_payload")


class PJRT_Device_GetAttributes_Args(Structure):
    """Arguments of `PJRT_Device_GetAttributes`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    device: int | None
    attributes: int | None
    num_attributes: int
    device_attributes: int | None
    attributes_deleter: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("device", c_void_p),  # PJRT_Device*
        ("attributes", c_void_p),  # out, const PJRT_NamedValue*
        ("num_attributes", c_size_t),  # out, size_t
        ("device_attributes", c_void_p),  # out, PJRT_Device_Attributes*
        ("attributes_deleter", c_void_p),  # out, void (*)(PJRT_Device_Attributes*)
    )


PJRT_Device_GetAttributes_Args.STRUCT_SIZE = size_through(PJRT_Device_GetAttributes_Args, "attributes_deleter")


class PJRT_Device_CreateAsyncTrackingEvent_Args(Structure):
    """Arguments of `PJRT_Device_CreateAsyncTrackingEvent`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    device: int | None
    description: int | None
    description_size: int
    event: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("device", c_void_p),  # PJRT_Device*
        ("description", c_void_p),  # const char*
        ("description_size", c_size_t),  # size_t
        ("event", c_void_p),  # out, PJRT_AsyncTrackingEvent*, may be NULL
    )


PJRT_Device_CreateAsyncTrackingEvent_Args.STRUCT_SIZE = size_through(PJRT_Device_CreateAsyncTrackingEvent_Args, "event")


class PJRT_AsyncTrackingEvent_Destroy_Args(Structure):
    """Arguments of `PJRT_AsyncTrackingEvent_Destroy`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    event: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("event", c_void_p),  # PJRT_AsyncTrackingEvent*
    )


PJRT_AsyncTrackingEvent_Destroy_Args.STRUCT_SIZE = size_through(PJRT_AsyncTrackingEvent_Destroy_Args, "event")


class PJRT_Memory_Id_Args(Structure):
    """Arguments of `PJRT_Memory_Id`; 28 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    memory: int | None
    id: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("memory", c_void_p),  # PJRT_Memory*
        ("id", c_int),  # out, int
    )


PJRT_Memory_Id_Args.STRUCT_SIZE = size_through(PJRT_Memory_Id_Args, "id")


class PJRT_Memory_Kind_Args(Structure):
    """Arguments of `PJRT_Memory_Kind`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    memory: int | None
    kind: int | None
    kind_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("memory", c_void_p),  # PJRT_Memory*
        ("kind", c_void_p),  # out, const char*
        ("kind_size", c_size_t),  # out, size_t
    )


PJRT_Memory_Kind_Args.STRUCT_SIZE = size_through(PJRT_Memory_Kind_Args, "kind_size")


class PJRT_Memory_Kind_Id_Args(Structure):
    """Arguments of `PJRT_Memory_Kind_Id`; 28 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    memory: int | None
    kind_id: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("memory", c_void_p),  # PJRT_Memory*
        ("kind_id", c_int),  # out, int
    )


PJRT_Memory_Kind_Id_Args.STRUCT_SIZE = size_through(PJRT_Memory_Kind_Id_Args, "kind_id")


class PJRT_Memory_DebugString_Args(Structure):
    """Arguments of `PJRT_Memory_DebugString`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    memory: int | None
    debug_string: int | None
    debug_string_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("memory", c_void_p),  # PJRT_Memory*
        ("debug_string", c_void_p),  # out, const char*
        ("debug_string_size", c_size_t),  # out, size_t
    )


PJRT_Memory_DebugString_Args.STRUCT_SIZE = size_through(PJRT_Memory_DebugString_Args, "debug_string_size")


class PJRT_Memory_ToString_Args(Structure):
    """Arguments of `PJRT_Memory_ToString`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    memory: int | None
    to_string: int | None
    to_string_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("memory", c_void_p),  # PJRT_Memory*
        ("to_string", c_void_p),  # out, const char*
        ("to_string_size", c_size_t),  # out, size_t
    )


PJRT_Memory_ToString_Args.STRUCT_SIZE = size_through(PJRT_Memory_ToString_Args, "to_string_size")


class PJRT_Memory_AddressableByDevices_Args(Structure):
    """Arguments of `PJRT_Memory_AddressableByDevices`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    memory: int | None
    devices: int | None
    num_devices: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("memory", c_void_p),  # PJRT_Memory*
        ("devices", c_void_p),  # out, PJRT_Device* const*
        ("num_devices", c_size_t),  # out, size_t
    )


PJRT_Memory_AddressableByDevices_Args.STRUCT_SIZE = size_through(PJRT_Memory_AddressableByDevices_Args, "num_devices")


class PJRT_ExecuteContext_Create_Args(Structure):
    """Arguments of `PJRT_ExecuteContext_Create`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    context: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("context", c_void_p),  # out, PJRT_ExecuteContext*
    )


PJRT_ExecuteContext_Create_Args.STRUCT_SIZE = size_through(PJRT_ExecuteContext_Create_Args, "context")


class PJRT_ExecuteContext_Destroy_Args(Structure):
    """Arguments of `PJRT_ExecuteContext_Destroy`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    context: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("context", c_void_p),  # PJRT_ExecuteContext*
    )


PJRT_ExecuteContext_Destroy_Args.STRUCT_SIZE = size_through(PJRT_ExecuteContext_Destroy_Args, "context")


class PJRT_Executable_Destroy_Args(Structure):
    """Arguments of `PJRT_Executable_Destroy`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_Executable*
    )


PJRT_Executable_Destroy_Args.STRUCT_SIZE = size_through(PJRT_Executable_Destroy_Args, "executable")


class PJRT_LoadedExecutable_Destroy_Args(Structure):
    """Arguments of `PJRT_LoadedExecutable_Destroy`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_LoadedExecutable*
    )


PJRT_LoadedExecutable_Destroy_Args.STRUCT_SIZE = size_through(PJRT_LoadedExecutable_Destroy_Args, "executable")


class PJRT_LoadedExecutable_GetExecutable_Args(Structure):
    """Arguments of `PJRT_LoadedExecutable_GetExecutable`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    loaded_executable: int | None
    executable: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("loaded_executable", c_void_p),  # PJRT_LoadedExecutable*
        ("executable", c_void_p),  # out, PJRT_Executable*
    )


PJRT_LoadedExecutable_GetExecutable_Args.STRUCT_SIZE = size_through(PJRT_LoadedExecutable_GetExecutable_Args, "executable")


class PJRT_LoadedExecutable_GetDeviceAssignment_Args(Structure):
    """Arguments of `PJRT_LoadedExecutable_GetDeviceAssignment`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    serialized_bytes: int | None
    serialized_bytes_size: int
    serialized_device_assignment: int | None
    serialized_device_assignment_deleter: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_LoadedExecutable*
        ("serialized_bytes", c_void_p),  # out, const char*
        ("serialized_bytes_size", c_size_t),  # out, size_t
        ("serialized_device_assignment", c_void_p),  # out, PJRT_DeviceAssignmentSerialized*
        ("serialized_device_assignment_deleter", c_void_p),  # out, void (*)(PJRT_DeviceAssignmentSerialized*)
    )


PJRT_LoadedExecutable_GetDeviceAssignment_Args.STRUCT_SIZE = size_through(PJRT_LoadedExecutable_GetDeviceAssignment_Args, "serialized_device_assignment_deleter")


class PJRT_Executable_Name_Args(Structure):
    """Arguments of `PJRT_Executable_Name`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    executable_name: int | None
    executable_name_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_Executable*
        ("executable_name", c_void_p),  # out, const char*
        ("executable_name_size", c_size_t),  # out, size_t
    )


PJRT_Executable_Name_Args.STRUCT_SIZE = size_through(PJRT_Executable_Name_Args, "executable_name_size")


class PJRT_Executable_NumReplicas_Args(Structure):
    """Arguments of `PJRT_Executable_NumReplicas`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    num_replicas: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_Executable*
        ("num_replicas", c_size_t),  # out, size_t
    )


PJRT_Executable_NumReplicas_Args.STRUCT_SIZE = size_through(PJRT_Executable_NumReplicas_Args, "num_replicas")


class PJRT_Executable_NumPartitions_Args(Structure):
    """Arguments of `PJRT_Executable_NumPartitions`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    num_partitions: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_Executable*
        ("num_partitions", c_size_t),  # out, size_t
    )


PJRT_Executable_NumPartitions_Args.STRUCT_SIZE = size_through(PJRT_Executable_NumPartitions_Args, "num_partitions")


class PJRT_LogicalDeviceIds(Structure):
    """`struct PJRT_LogicalDeviceIds`; 8 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    replica: int
    partition: int
    _fields_ = (
        ("replica", c_int),  # int
        ("partition", c_int),  # int
    )


PJRT_LogicalDeviceIds.STRUCT_SIZE = sizeof(PJRT_LogicalDeviceIds)


class PJRT_LoadedExecutable_AddressableDevices_Args(Structure):
    """Arguments of `PJRT_LoadedExecutable_AddressableDevices`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    addressable_devices: int | None
    num_addressable_devices: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_LoadedExecutable*
        ("addressable_devices", c_void_p),  # out, PJRT_Device* const*
        ("num_addressable_devices", c_size_t),  # out, size_t
    )


PJRT_LoadedExecutable_AddressableDevices_Args.STRUCT_SIZE = size_through(PJRT_LoadedExecutable_AddressableDevices_Args, "num_addressable_devices")


class PJRT_LoadedExecutable_AddressableDeviceLogicalIds_Args(Structure):
    """Arguments of `PJRT_LoadedExecutable_AddressableDeviceLogicalIds`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    addressable_device_logical_ids: int | None
    num_addressable_device_logical_ids: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_LoadedExecutable*
        ("addressable_device_logical_ids", c_void_p),  # out, PJRT_LogicalDeviceIds*
        ("num_addressable_device_logical_ids", c_size_t),  # out, size_t
    )


PJRT_LoadedExecutable_AddressableDeviceLogicalIds_Args.STRUCT_SIZE = size_through(PJRT_LoadedExecutable_AddressableDeviceLogicalIds_Args, "num_addressable_device_logical_ids")


class PJRT_Executable_OptimizedProgram_Args(Structure):
    """Arguments of `PJRT_Executable_OptimizedProgram`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    program: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_Executable*
        ("program", c_void_p),  # out, PJRT_Program*
    )


PJRT_Executable_OptimizedProgram_Args.STRUCT_SIZE = size_through(PJRT_Executable_OptimizedProgram_Args, "program")


class PJRT_LoadedExecutable_Delete_Args(Structure):
    """Arguments of `PJRT_LoadedExecutable_Delete`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_LoadedExecutable*
    )


PJRT_LoadedExecutable_Delete_Args.STRUCT_SIZE = size_through(PJRT_LoadedExecutable_Delete_Args, "executable")


class PJRT_LoadedExecutable_IsDeleted_Args(Structure):
    """Arguments of `PJRT_LoadedExecutable_IsDeleted`; 25 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    is_deleted: bool
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_LoadedExecutable*
        ("is_deleted", c_bool),  # out, bool
    )


PJRT_LoadedExecutable_IsDeleted_Args.STRUCT_SIZE = size_through(PJRT_LoadedExecutable_IsDeleted_Args, "is_deleted")


class PJRT_Chunk(Structure):
    """`struct PJRT_Chunk`; 32 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    data: int | None
    size: int
    deleter: int | None
    deleter_arg: int | None
    _fields_ = (
        ("data", c_void_p),  # void*
        ("size", c_size_t),  # size_t
        ("deleter", c_void_p),  # void (*)(void*, void*)
        ("deleter_arg", c_void_p),  # void*
    )


PJRT_Chunk.STRUCT_SIZE = sizeof(PJRT_Chunk)


class PJRT_SendCallbackInfo(Structure):
    """`struct PJRT_SendCallbackInfo`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    channel_id: int
    user_arg: int | None
    send_callback: int | None
    _fields_ = (
        ("channel_id", c_int64),  # int64_t
        ("user_arg", c_void_p),  # void*
        ("send_callback", c_void_p),  # PJRT_SendCallback*
    )


PJRT_SendCallbackInfo.STRUCT_SIZE = size_through(PJRT_SendCallbackInfo, "send_callback")


class PJRT_RecvCallbackInfo(Structure):
    """`struct PJRT_RecvCallbackInfo`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    channel_id: int
    user_arg: int | None
    recv_callback: int | None
    _fields_ = (
        ("channel_id", c_int64),  # int64_t
        ("user_arg", c_void_p),  # void*
        ("recv_callback", c_void_p),  # PJRT_RecvCallback*
    )


PJRT_RecvCallbackInfo.STRUCT_SIZE = size_through(PJRT_RecvCallbackInfo, "recv_callback")


class PJRT_HloOutputCallbackInfo(Structure):
    """`struct PJRT_HloOutputCallbackInfo`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    user_arg: int | None
    callback: int | None
    callback_id: int
    num_operands: int
    _fields_ = (
        ("user_arg", c_void_p),  # void*
        ("callback", c_void_p),  # PJRT_HloOutputCallback*
        ("callback_id", c_int64),  # int64_t
        ("num_operands", c_size_t),  # size_t
    )


PJRT_HloOutputCallbackInfo.STRUCT_SIZE = size_through(PJRT_HloOutputCallbackInfo, "num_operands")


class PJRT_ExecuteOptions(Structure):
    """`struct PJRT_ExecuteOptions`; 144 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    send_callbacks: int | None
    recv_callbacks: int | None
    num_send_ops: int
    num_recv_ops: int
    launch_id: int
    non_donatable_input_indices: int | None
    num_non_donatable_input_indices: int
    context: int | None
    call_location: int | None
    num_tasks: int
    task_ids: int | None
    incarnation_ids: int | None
    multi_slice_config: int | None
    use_major_to_minor_data_layout_for_callbacks: bool
    hlo_output_callbacks: int | None
    num_hlo_output_callbacks: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("send_callbacks", c_void_p),  # PJRT_SendCallbackInfo**
        ("recv_callbacks", c_void_p),  # PJRT_RecvCallbackInfo**
        ("num_send_ops", c_size_t),  # size_t
        ("num_recv_ops", c_size_t),  # size_t
        ("launch_id", c_int),  # int
        ("non_donatable_input_indices", c_void_p),  # const int64_t*
        ("num_non_donatable_input_indices", c_size_t),  # size_t
        ("context", c_void_p),  # PJRT_ExecuteContext*
        ("call_location", c_void_p),  # const char*
        ("num_tasks", c_size_t),  # size_t
        ("task_ids", c_void_p),  # int*
        ("incarnation_ids", c_void_p),  # int64_t*
        ("multi_slice_config", c_void_p),  # PJRT_MultiSlice_Config*
        ("use_major_to_minor_data_layout_for_callbacks", c_bool),  # bool
        ("hlo_output_callbacks", c_void_p),  # PJRT_HloOutputCallbackInfo*
        ("num_hlo_output_callbacks", c_size_t),  # size_t
    )


PJRT_ExecuteOptions.STRUCT_SIZE = size_through(PJRT_ExecuteOptions, "num_hlo_output_callbacks")


class PJRT_LoadedExecutable_Execute_Args(Structure):
    """Arguments of `PJRT_LoadedExecutable_Execute`; 80 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    options: int | None
    argument_lists: int | None
    num_devices: int
    num_args: int
    output_lists: int | None
    device_complete_events: int | None
    execute_device: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_LoadedExecutable*
        ("options", c_void_p),  # PJRT_ExecuteOptions*
        ("argument_lists", c_void_p),  # PJRT_Buffer* const* const*
        ("num_devices", c_size_t),  # size_t
        ("num_args", c_size_t),  # size_t
        ("output_lists", c_void_p),  # inout, PJRT_Buffer** const*
        ("device_complete_events", c_void_p),  # inout, PJRT_Event**, may be NULL
        ("execute_device", c_void_p),  # PJRT_Device*, may be NULL
    )


PJRT_LoadedExecutable_Execute_Args.STRUCT_SIZE = size_through(PJRT_LoadedExecutable_Execute_Args, "execute_device")


class PJRT_Executable_NumOutputs_Args(Structure):
    """Arguments of `PJRT_Executable_NumOutputs`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    num_outputs: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_Executable*
        ("num_outputs", c_size_t),  # out, size_t
    )


PJRT_Executable_NumOutputs_Args.STRUCT_SIZE = size_through(PJRT_Executable_NumOutputs_Args, "num_outputs")


class PJRT_Executable_SizeOfGeneratedCodeInBytes_Args(Structure):
    """Arguments of `PJRT_Executable_SizeOfGeneratedCodeInBytes`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    size_in_bytes: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_Executable*
        ("size_in_bytes", c_int64),  # out, int64_t
    )


PJRT_Executable_SizeOfGeneratedCodeInBytes_Args.STRUCT_SIZE = size_through(PJRT_Executable_SizeOfGeneratedCodeInBytes_Args, "size_in_bytes")


class PJRT_Executable_Fingerprint_Args(Structure):
    """Arguments of `PJRT_Executable_Fingerprint`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    executable_fingerprint: int | None
    executable_fingerprint_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_Executable*
        ("executable_fingerprint", c_void_p),  # out, const char*
        ("executable_fingerprint_size", c_size_t),  # out, size_t
    )


PJRT_Executable_Fingerprint_Args.STRUCT_SIZE = size_through(PJRT_Executable_Fingerprint_Args, "executable_fingerprint_size")


class PJRT_Executable_GetCostAnalysis_Args(Structure):
    """Arguments of `PJRT_Executable_GetCostAnalysis`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    num_properties: int
    properties: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_Executable*
        ("num_properties", c_size_t),  # out, size_t
        ("properties", c_void_p),  # out, const PJRT_NamedValue*
    )


PJRT_Executable_GetCostAnalysis_Args.STRUCT_SIZE = size_through(PJRT_Executable_GetCostAnalysis_Args, "properties")


class PJRT_Executable_GetCompiledMemoryStats_Args(Structure):
    """Arguments of `PJRT_Executable_GetCompiledMemoryStats`; 144 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    generated_code_size_in_bytes: int
    argument_size_in_bytes: int
    output_size_in_bytes: int
    alias_size_in_bytes: int
    temp_size_in_bytes: int
    host_generated_code_size_in_bytes: int
    host_argument_size_in_bytes: int
    host_output_size_in_bytes: int
    host_alias_size_in_bytes: int
    host_temp_size_in_bytes: int
    peak_memory_in_bytes: int
    total_size_in_bytes: int
    total_allocation_bytes: int
    indefinite_allocations: int
    peak_unpadded_heap_bytes: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_Executable*
        ("generated_code_size_in_bytes", c_int64),  # out, int64_t
        ("argument_size_in_bytes", c_int64),  # out, int64_t
        ("output_size_in_bytes", c_int64),  # out, int64_t
        ("alias_size_in_bytes", c_int64),  # out, int64_t
        ("temp_size_in_bytes", c_int64),  # out, int64_t
        ("host_generated_code_size_in_bytes", c_int64),  # out, int64_t
        ("host_argument_size_in_bytes", c_int64),  # out, int64_t
        ("host_output_size_in_bytes", c_int64),  # out, int64_t
        ("host_alias_size_in_bytes", c_int64),  # out, int64_t
        ("host_temp_size_in_bytes", c_int64),  # out, int64_t
        ("peak_memory_in_bytes", c_int64),  # out, int64_t
        ("total_size_in_bytes", c_int64),  # out, int64_t
        ("total_allocation_bytes", c_int64),  # out, int64_t
        ("indefinite_allocations", c_int64),  # out, int64_t
        ("peak_unpadded_heap_bytes", c_int64),  # out, int64_t
    )


PJRT_Executable_GetCompiledMemoryStats_Args.STRUCT_SIZE = size_through(PJRT_Executable_GetCompiledMemoryStats_Args, "peak_unpadded_heap_bytes")


class PJRT_Executable_OutputElementTypes_Args(Structure):
    """Arguments of `PJRT_Executable_OutputElementTypes`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    output_types: int | None
    num_output_types: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_Executable*
        ("output_types", c_void_p),  # out, PJRT_Buffer_Type*
        ("num_output_types", c_size_t),  # out, size_t
    )


PJRT_Executable_OutputElementTypes_Args.STRUCT_SIZE = size_through(PJRT_Executable_OutputElementTypes_Args, "num_output_types")


class PJRT_Executable_OutputDimensions_Args(Structure):
    """Arguments of `PJRT_Executable_OutputDimensions`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    num_outputs: int
    dims: int | None
    dim_sizes: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_Executable*
        ("num_outputs", c_size_t),  # size_t
        ("dims", c_void_p),  # out, const int64_t*
        ("dim_sizes", c_void_p),  # out, const size_t*
    )


PJRT_Executable_OutputDimensions_Args.STRUCT_SIZE = size_through(PJRT_Executable_OutputDimensions_Args, "dim_sizes")


class PJRT_Executable_ParameterMemoryKinds_Args(Structure):
    """Arguments of `PJRT_Executable_ParameterMemoryKinds`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    num_parameters: int
    memory_kinds: int | None
    memory_kind_sizes: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_Executable*
        ("num_parameters", c_size_t),  # size_t
        ("memory_kinds", c_void_p),  # out, const char* const*
        ("memory_kind_sizes", c_void_p),  # out, const size_t*
    )


PJRT_Executable_ParameterMemoryKinds_Args.STRUCT_SIZE = size_through(PJRT_Executable_ParameterMemoryKinds_Args, "memory_kind_sizes")


class PJRT_Executable_OutputMemoryKinds_Args(Structure):
    """Arguments of `PJRT_Executable_OutputMemoryKinds`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    num_outputs: int
    memory_kinds: int | None
    memory_kind_sizes: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_Executable*
        ("num_outputs", c_size_t),  # size_t
        ("memory_kinds", c_void_p),  # out, const char* const*
        ("memory_kind_sizes", c_void_p),  # out, const size_t*
    )


PJRT_Executable_OutputMemoryKinds_Args.STRUCT_SIZE = size_through(PJRT_Executable_OutputMemoryKinds_Args, "memory_kind_sizes")


class PJRT_Executable_Serialize_Args(Structure):
    """Arguments of `PJRT_Executable_Serialize`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    serialized_bytes: int | None
    serialized_bytes_size: int
    serialized_executable: int | None
    serialized_executable_deleter: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # const PJRT_Executable*
        ("serialized_bytes", c_void_p),  # out, const char*
        ("serialized_bytes_size", c_size_t),  # out, size_t
        ("serialized_executable", c_void_p),  # out, PJRT_SerializedExecutable*
        ("serialized_executable_deleter", c_void_p),  # out, void (*)(PJRT_SerializedExecutable*)
    )


PJRT_Executable_Serialize_Args.STRUCT_SIZE = size_through(PJRT_Executable_Serialize_Args, "serialized_executable_deleter")


class PJRT_Executable_GetCompileOptions_Args(Structure):
    """Arguments of `PJRT_Executable_GetCompileOptions`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    serialized_bytes: int | None
    serialized_bytes_size: int
    serialized_compile_options: int | None
    serialized_compile_options_deleter: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_Executable*
        ("serialized_bytes", c_void_p),  # out, const char*
        ("serialized_bytes_size", c_size_t),  # out, size_t
        ("serialized_compile_options", c_void_p),  # out, PJRT_SerializedCompileOptions*
        ("serialized_compile_options_deleter", c_void_p),  # out, void (*)(PJRT_SerializedCompileOptions*)
    )


PJRT_Executable_GetCompileOptions_Args.STRUCT_SIZE = size_through(PJRT_Executable_GetCompileOptions_Args, "serialized_compile_options_deleter")


class PJRT_LoadOptions(Structure):
    """`struct PJRT_LoadOptions`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    computation_origin: int | None
    computation_origin_size: int
    multi_slice_config: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("computation_origin", c_void_p),  # const int32_t*
        ("computation_origin_size", c_size_t),  # size_t
        ("multi_slice_config", c_void_p),  # PJRT_MultiSlice_Config*
    )


PJRT_LoadOptions.STRUCT_SIZE = size_through(PJRT_LoadOptions, "multi_slice_config")


class PJRT_Executable_DeserializeAndLoad_Args(Structure):
    """Arguments of `PJRT_Executable_DeserializeAndLoad`; 72 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    serialized_executable: int | None
    serialized_executable_size: int
    loaded_executable: int | None
    overridden_serialized_compile_options: int | None
    overridden_serialized_compile_options_size: int
    load_options: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("serialized_executable", c_void_p),  # const char*
        ("serialized_executable_size", c_size_t),  # size_t
        ("loaded_executable", c_void_p),  # out, PJRT_LoadedExecutable*
        ("overridden_serialized_compile_options", c_void_p),  # const char*, may be NULL
        ("overridden_serialized_compile_options_size", c_size_t),  # size_t
        ("load_options", c_void_p),  # PJRT_LoadOptions*, may be NULL
    )


PJRT_Executable_DeserializeAndLoad_Args.STRUCT_SIZE = size_through(PJRT_Executable_DeserializeAndLoad_Args, "load_options")


class PJRT_LoadedExecutable_Fingerprint_Args(Structure):
    """Arguments of `PJRT_LoadedExecutable_Fingerprint`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    executable_fingerprint: int | None
    executable_fingerprint_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_LoadedExecutable*
        ("executable_fingerprint", c_void_p),  # out, const char*
        ("executable_fingerprint_size", c_size_t),  # out, size_t
    )


PJRT_LoadedExecutable_Fingerprint_Args.STRUCT_SIZE = size_through(PJRT_LoadedExecutable_Fingerprint_Args, "executable_fingerprint_size")


class PJRT_Buffer_Destroy_Args(Structure):
    """Arguments of `PJRT_Buffer_Destroy`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
    )


PJRT_Buffer_Destroy_Args.STRUCT_SIZE = size_through(PJRT_Buffer_Destroy_Args, "buffer")


class PJRT_Buffer_ElementType_Args(Structure):
    """Arguments of `PJRT_Buffer_ElementType`; 28 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    type: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
        ("type", c_int),  # out, PJRT_Buffer_Type
    )


PJRT_Buffer_ElementType_Args.STRUCT_SIZE = size_through(PJRT_Buffer_ElementType_Args, "type")


class PJRT_Buffer_Dimensions_Args(Structure):
    """Arguments of `PJRT_Buffer_Dimensions`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    dims: int | None
    num_dims: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
        ("dims", c_void_p),  # out, const int64_t*
        ("num_dims", c_size_t),  # out, size_t
    )


PJRT_Buffer_Dimensions_Args.STRUCT_SIZE = size_through(PJRT_Buffer_Dimensions_Args, "num_dims")


class PJRT_Buffer_UnpaddedDimensions_Args(Structure):
    """Arguments of `PJRT_Buffer_UnpaddedDimensions`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    unpadded_dims: int | None
    num_dims: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
        ("unpadded_dims", c_void_p),  # out, const int64_t*
        ("num_dims", c_size_t),  # out, size_t
    )


PJRT_Buffer_UnpaddedDimensions_Args.STRUCT_SIZE = size_through(PJRT_Buffer_UnpaddedDimensions_Args, "num_dims")


class PJRT_Buffer_DynamicDimensionIndices_Args(Structure):
    """Arguments of `PJRT_Buffer_DynamicDimensionIndices`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    dynamic_dim_indices: int | None
    num_dynamic_dims: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
        ("dynamic_dim_indices", c_void_p),  # out, const size_t*
        ("num_dynamic_dims", c_size_t),  # out, size_t
    )


PJRT_Buffer_DynamicDimensionIndices_Args.STRUCT_SIZE = size_through(PJRT_Buffer_DynamicDimensionIndices_Args, "num_dynamic_dims")


class PJRT_Buffer_GetMemoryLayout_Args(Structure):
    """Arguments of `PJRT_Buffer_GetMemoryLayout`; 104 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    layout: PJRT_Buffer_MemoryLayout
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
        ("layout", PJRT_Buffer_MemoryLayout),  # out, PJRT_Buffer_MemoryLayout
    )


PJRT_Buffer_GetMemoryLayout_Args.STRUCT_SIZE = size_through(PJRT_Buffer_GetMemoryLayout_Args, "layout")


class PJRT_Buffer_ToHostBuffer_Args(Structure):
    """Arguments of `PJRT_Buffer_ToHostBuffer`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    src: int | None
    host_layout: int | None
    dst: int | None
    dst_size: int
    event: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("src", c_void_p),  # PJRT_Buffer*
        ("host_layout", c_void_p),  # PJRT_Buffer_MemoryLayout*, may be NULL
        ("dst", c_void_p),  # inout, void*, may be NULL
        ("dst_size", c_size_t),  # inout, size_t, may be NULL
        ("event", c_void_p),  # out, PJRT_Event*
    )


PJRT_Buffer_ToHostBuffer_Args.STRUCT_SIZE = size_through(PJRT_Buffer_ToHostBuffer_Args, "event")


class PJRT_Buffer_OnDeviceSizeInBytes_Args(Structure):
    """Arguments of `PJRT_Buffer_OnDeviceSizeInBytes`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    on_device_size_in_bytes: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
        ("on_device_size_in_bytes", c_size_t),  # out, size_t
    )


PJRT_Buffer_OnDeviceSizeInBytes_Args.STRUCT_SIZE = size_through(PJRT_Buffer_OnDeviceSizeInBytes_Args, "on_device_size_in_bytes")


class PJRT_Buffer_Delete_Args(Structure):
    """Arguments of `PJRT_Buffer_Delete`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
    )


PJRT_Buffer_Delete_Args.STRUCT_SIZE = size_through(PJRT_Buffer_Delete_Args, "buffer")


class PJRT_Buffer_IsDeleted_Args(Structure):
    """Arguments of `PJRT_Buffer_IsDeleted`; 25 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    is_deleted: bool
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
        ("is_deleted", c_bool),  # out, bool
    )


PJRT_Buffer_IsDeleted_Args.STRUCT_SIZE = size_through(PJRT_Buffer_IsDeleted_Args, "is_deleted")


class PJRT_Buffer_CopyRawToHost_Args(Structure):
    """Arguments of `PJRT_Buffer_CopyRawToHost`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    dst: int | None
    offset: int
    transfer_size: int
    event: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
        ("dst", c_void_p),  # void*
        ("offset", c_int64),  # int64_t
        ("transfer_size", c_int64),  # int64_t
        ("event", c_void_p),  # out, PJRT_Event*
    )


PJRT_Buffer_CopyRawToHost_Args.STRUCT_SIZE = size_through(PJRT_Buffer_CopyRawToHost_Args, "event")


class PJRT_Buffer_CopyRawToHostFuture_Callback_Args(Structure):
    """`struct PJRT_Buffer_CopyRawToHostFuture_Callback_Args`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    callback_data: int | None
    error_code: int
    error_message: int | None
    error_message_size: int
    dst: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("callback_data", c_void_p),  # void*
        ("error_code", c_int),  # PJRT_Error_Code
        ("error_message", c_void_p),  # const char*
        ("error_message_size", c_size_t),  # size_t
        ("dst", c_void_p),  # void*
    )


PJRT_Buffer_CopyRawToHostFuture_Callback_Args.STRUCT_SIZE = size_through(PJRT_Buffer_CopyRawToHostFuture_Callback_Args, "dst")


class PJRT_Buffer_CopyRawToHostFuture_Args(Structure):
    """Arguments of `PJRT_Buffer_CopyRawToHostFuture`; 64 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    offset: int
    transfer_size: int
    event: int | None
    callback_data: int | None
    future_ready_callback: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
        ("offset", c_int64),  # int64_t
        ("transfer_size", c_int64),  # int64_t
        ("event", c_void_p),  # out, PJRT_Event*
        ("callback_data", c_void_p),  # out, void*
        ("future_ready_callback", c_void_p),  # out, void (*)(PJRT_Buffer_CopyRawToHostFuture_Callback_Args*)
    )


PJRT_Buffer_CopyRawToHostFuture_Args.STRUCT_SIZE = size_through(PJRT_Buffer_CopyRawToHostFuture_Args, "future_ready_callback")


class PJRT_Buffer_CopyToDevice_Args(Structure):
    """Arguments of `PJRT_Buffer_CopyToDevice`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    dst_device: int | None
    dst_buffer: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
        ("dst_device", c_void_p),  # PJRT_Device*
        ("dst_buffer", c_void_p),  # out, PJRT_Buffer*
    )


PJRT_Buffer_CopyToDevice_Args.STRUCT_SIZE = size_through(PJRT_Buffer_CopyToDevice_Args, "dst_buffer")


class PJRT_Buffer_CopyToMemory_Args(Structure):
    """Arguments of `PJRT_Buffer_CopyToMemory`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    dst_memory: int | None
    dst_buffer: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
        ("dst_memory", c_void_p),  # PJRT_Memory*
        ("dst_buffer", c_void_p),  # out, PJRT_Buffer*
    )


PJRT_Buffer_CopyToMemory_Args.STRUCT_SIZE = size_through(PJRT_Buffer_CopyToMemory_Args, "dst_buffer")


class PJRT_Buffer_Bitcast_Args(Structure):
    """Arguments of `PJRT_Buffer_Bitcast`; 64 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    element_type: int
    dims: int | None
    num_dims: int
    device_layout: int | None
    out_buffer: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
        ("element_type", c_int),  # PJRT_Buffer_Type
        ("dims", c_void_p),  # const int64_t*
        ("num_dims", c_size_t),  # size_t
        ("device_layout", c_void_p),  # PJRT_Buffer_MemoryLayout*, may be NULL
        ("out_buffer", c_void_p),  # out, PJRT_Buffer*
    )


PJRT_Buffer_Bitcast_Args.STRUCT_SIZE = size_through(PJRT_Buffer_Bitcast_Args, "out_buffer")


class PJRT_Buffer_IsOnCpu_Args(Structure):
    """Arguments of `PJRT_Buffer_IsOnCpu`; 25 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    is_on_cpu: bool
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
        ("is_on_cpu", c_bool),  # out, bool
    )


PJRT_Buffer_IsOnCpu_Args.STRUCT_SIZE = size_through(PJRT_Buffer_IsOnCpu_Args, "is_on_cpu")


class PJRT_Buffer_Device_Args(Structure):
    """Arguments of `PJRT_Buffer_Device`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    device: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
        ("device", c_void_p),  # out, PJRT_Device*
    )


PJRT_Buffer_Device_Args.STRUCT_SIZE = size_through(PJRT_Buffer_Device_Args, "device")


class PJRT_Buffer_Memory_Args(Structure):
    """Arguments of `PJRT_Buffer_Memory`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    memory: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
        ("memory", c_void_p),  # out, PJRT_Memory*
    )


PJRT_Buffer_Memory_Args.STRUCT_SIZE = size_through(PJRT_Buffer_Memory_Args, "memory")


class PJRT_Buffer_ReadyEvent_Args(Structure):
    """Arguments of `PJRT_Buffer_ReadyEvent`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    event: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
        ("event", c_void_p),  # out, PJRT_Event*
    )


PJRT_Buffer_ReadyEvent_Args.STRUCT_SIZE = size_through(PJRT_Buffer_ReadyEvent_Args, "event")


class PJRT_Buffer_UnsafePointer_Args(Structure):
    """Arguments of `PJRT_Buffer_UnsafePointer`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    buffer_pointer: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
        ("buffer_pointer", c_size_t),  # out, uintptr_t
    )


PJRT_Buffer_UnsafePointer_Args.STRUCT_SIZE = size_through(PJRT_Buffer_UnsafePointer_Args, "buffer_pointer")


class PJRT_Buffer_IncreaseExternalReferenceCount_Args(Structure):
    """Arguments of `PJRT_Buffer_IncreaseExternalReferenceCount`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
    )


PJRT_Buffer_IncreaseExternalReferenceCount_Args.STRUCT_SIZE = size_through(PJRT_Buffer_IncreaseExternalReferenceCount_Args, "buffer")


class PJRT_Buffer_DecreaseExternalReferenceCount_Args(Structure):
    """Arguments of `PJRT_Buffer_DecreaseExternalReferenceCount`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
    )


PJRT_Buffer_DecreaseExternalReferenceCount_Args.STRUCT_SIZE = size_through(PJRT_Buffer_DecreaseExternalReferenceCount_Args, "buffer")


class PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args(Structure):
    """Arguments of `PJRT_Buffer_OpaqueDeviceMemoryDataPointer`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    device_memory_ptr: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
        ("device_memory_ptr", c_void_p),  # out, void*
    )


PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args.STRUCT_SIZE = size_through(PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args, "device_memory_ptr")


class PJRT_Buffer_DonateWithControlDependency_Callback_Args(Structure):
    """`struct PJRT_Buffer_DonateWithControlDependency_Callback_Args`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    callback_data: int | None
    error_code: int
    error_message: int | None
    error_message_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("callback_data", c_void_p),  # void*
        ("error_code", c_int),  # PJRT_Error_Code
        ("error_message", c_void_p),  # const char*
        ("error_message_size", c_size_t),  # size_t
    )


PJRT_Buffer_DonateWithControlDependency_Callback_Args.STRUCT_SIZE = size_through(PJRT_Buffer_DonateWithControlDependency_Callback_Args, "error_message_size")


class PJRT_Buffer_DonateWithControlDependency_Args(Structure):
    """Arguments of `PJRT_Buffer_DonateWithControlDependency`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    callback_data: int | None
    dependency_ready_callback: int | None
    out_buffer: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
        ("callback_data", c_void_p),  # out, void*
        ("dependency_ready_callback", c_void_p),  # out, void (*)(PJRT_Buffer_DonateWithControlDependency_Callback_Args*)
        ("out_buffer", c_void_p),  # out, PJRT_Buffer*
    )


PJRT_Buffer_DonateWithControlDependency_Args.STRUCT_SIZE = size_through(PJRT_Buffer_DonateWithControlDependency_Args, "out_buffer")


class PJRT_CopyToDeviceStream_Destroy_Args(Structure):
    """Arguments of `PJRT_CopyToDeviceStream_Destroy`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    stream: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("stream", c_void_p),  # PJRT_CopyToDeviceStream*
    )


PJRT_CopyToDeviceStream_Destroy_Args.STRUCT_SIZE = size_through(PJRT_CopyToDeviceStream_Destroy_Args, "stream")


class PJRT_CopyToDeviceStream_AddChunk_Args(Structure):
    """Arguments of `PJRT_CopyToDeviceStream_AddChunk`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    stream: int | None
    chunk: int | None
    transfer_complete: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("stream", c_void_p),  # PJRT_CopyToDeviceStream*
        ("chunk", c_void_p),  # PJRT_Chunk*
        ("transfer_complete", c_void_p),  # out, PJRT_Event*
    )


PJRT_CopyToDeviceStream_AddChunk_Args.STRUCT_SIZE = size_through(PJRT_CopyToDeviceStream_AddChunk_Args, "transfer_complete")


class PJRT_CopyToDeviceStream_TotalBytes_Args(Structure):
    """Arguments of `PJRT_CopyToDeviceStream_TotalBytes`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    stream: int | None
    total_bytes: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("stream", c_void_p),  # PJRT_CopyToDeviceStream*
        ("total_bytes", c_int64),  # out, int64_t
    )


PJRT_CopyToDeviceStream_TotalBytes_Args.STRUCT_SIZE = size_through(PJRT_CopyToDeviceStream_TotalBytes_Args, "total_bytes")


class PJRT_CopyToDeviceStream_GranuleSize_Args(Structure):
    """Arguments of `PJRT_CopyToDeviceStream_GranuleSize`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    stream: int | None
    granule_size_in_bytes: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("stream", c_void_p),  # PJRT_CopyToDeviceStream*
        ("granule_size_in_bytes", c_int64),  # out, int64_t
    )


PJRT_CopyToDeviceStream_GranuleSize_Args.STRUCT_SIZE = size_through(PJRT_CopyToDeviceStream_GranuleSize_Args, "granule_size_in_bytes")


class PJRT_CopyToDeviceStream_CurrentBytes_Args(Structure):
    """Arguments of `PJRT_CopyToDeviceStream_CurrentBytes`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    stream: int | None
    current_bytes: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("stream", c_void_p),  # PJRT_CopyToDeviceStream*
        ("current_bytes", c_int64),  # out, int64_t
    )


PJRT_CopyToDeviceStream_CurrentBytes_Args.STRUCT_SIZE = size_through(PJRT_CopyToDeviceStream_CurrentBytes_Args, "current_bytes")


class PJRT_TopologyDescription_Create_Args(Structure):
    """Arguments of `PJRT_TopologyDescription_Create`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    topology_name: int | None
    topology_name_size: int
    create_options: int | None
    num_options: int
    topology: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("topology_name", c_void_p),  # const char*
        ("topology_name_size", c_size_t),  # size_t
        ("create_options", c_void_p),  # const PJRT_NamedValue*
        ("num_options", c_size_t),  # size_t
        ("topology", c_void_p),  # out, PJRT_TopologyDescription*
    )


PJRT_TopologyDescription_Create_Args.STRUCT_SIZE = size_through(PJRT_TopologyDescription_Create_Args, "topology")


class PJRT_TopologyDescription_Destroy_Args(Structure):
    """Arguments of `PJRT_TopologyDescription_Destroy`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    topology: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("topology", c_void_p),  # PJRT_TopologyDescription*
    )


PJRT_TopologyDescription_Destroy_Args.STRUCT_SIZE = size_through(PJRT_TopologyDescription_Destroy_Args, "topology")


class PJRT_TopologyDescription_PlatformVersion_Args(Structure):
    """Arguments of `PJRT_TopologyDescription_PlatformVersion`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    topology: int | None
    platform_version: int | None
    platform_version_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("topology", c_void_p),  # PJRT_TopologyDescription*
        ("platform_version", c_void_p),  # out, const char*
        ("platform_version_size", c_size_t),  # out, size_t
    )


PJRT_TopologyDescription_PlatformVersion_Args.STRUCT_SIZE = size_through(PJRT_TopologyDescription_PlatformVersion_Args, "platform_version_size")


class PJRT_TopologyDescription_PlatformName_Args(Structure):
    """Arguments of `PJRT_TopologyDescription_PlatformName`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    topology: int | None
    platform_name: int | None
    platform_name_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("platform_name", c_void_p),  # out, const char*
        ("platform_name_size", c_size_t),  # out, size_t
    )


PJRT_TopologyDescription_PlatformName_Args.STRUCT_SIZE = size_through(PJRT_TopologyDescription_PlatformName_Args, "platform_name_size")


class PJRT_TopologyDescription_GetDeviceDescriptions_Args(Structure):
    """Arguments of `PJRT_TopologyDescription_GetDeviceDescriptions`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    topology: int | None
    descriptions: int | None
    num_descriptions: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("descriptions", c_void_p),  # out, PJRT_DeviceDescription* const*
        ("num_descriptions", c_size_t),  # out, size_t
    )


PJRT_TopologyDescription_GetDeviceDescriptions_Args.STRUCT_SIZE = size_through(PJRT_TopologyDescription_GetDeviceDescriptions_Args, "num_descriptions")


class PJRT_TopologyDescription_Serialize_Args(Structure):
    """Arguments of `PJRT_TopologyDescription_Serialize`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    topology: int | None
    serialized_bytes: int | None
    serialized_bytes_size: int
    serialized_topology: int | None
    serialized_topology_deleter: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("topology", c_void_p),  # PJRT_TopologyDescription*
        ("serialized_bytes", c_void_p),  # out, const char*
        ("serialized_bytes_size", c_size_t),  # out, size_t
        ("serialized_topology", c_void_p),  # out, PJRT_SerializedTopology*
        ("serialized_topology_deleter", c_void_p),  # out, void (*)(PJRT_SerializedTopology*)
    )


PJRT_TopologyDescription_Serialize_Args.STRUCT_SIZE = size_through(PJRT_TopologyDescription_Serialize_Args, "serialized_topology_deleter")


class PJRT_TopologyDescription_Deserialize_Args(Structure):
    """Arguments of `PJRT_TopologyDescription_Deserialize`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    serialized_topology: int | None
    serialized_topology_size: int
    topology: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("serialized_topology", c_void_p),  # const char*
        ("serialized_topology_size", c_size_t),  # size_t
        ("topology", c_void_p),  # out, PJRT_TopologyDescription*
    )


PJRT_TopologyDescription_Deserialize_Args.STRUCT_SIZE = size_through(PJRT_TopologyDescription_Deserialize_Args, "topology")


class PJRT_TopologyDescription_Attributes_Args(Structure):
    """Arguments of `PJRT_TopologyDescription_Attributes`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    topology: int | None
    attributes: int | None
    num_attributes: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("topology", c_void_p),  # PJRT_TopologyDescription*
        ("attributes", c_void_p),  # out, const PJRT_NamedValue*
        ("num_attributes", c_size_t),  # out, size_t
    )


PJRT_TopologyDescription_Attributes_Args.STRUCT_SIZE = size_through(PJRT_TopologyDescription_Attributes_Args, "num_attributes")


class PJRT_TopologyDescription_Fingerprint_Args(Structure):
    """Arguments of `PJRT_TopologyDescription_Fingerprint`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    topology: int | None
    fingerprint: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("fingerprint", c_uint64),  # out, uint64_t
    )


PJRT_TopologyDescription_Fingerprint_Args.STRUCT_SIZE = size_through(PJRT_TopologyDescription_Fingerprint_Args, "fingerprint")


class PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace_Args(Structure):
    """Arguments of `PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace`; 88 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    topology: int | None
    memory_space_kind_id: int
    dims: int | None
    num_dims: int
    element_type: int
    layout: int | None
    serialized_shape: int | None
    serialized_shape_size: int
    serialized_shape_deleter: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("memory_space_kind_id", c_int),  # int
        ("dims", c_void_p),  # const int64_t*
        ("num_dims", c_size_t),  # size_t
        ("element_type", c_int),  # PJRT_Buffer_Type
        ("layout", c_void_p),  # const PJRT_Buffer_MemoryLayout*, may be NULL
        ("serialized_shape", c_void_p),  # out, const char*
        ("serialized_shape_size", c_size_t),  # out, size_t
        ("serialized_shape_deleter", c_void_p),  # out, void (*)(const char*)
    )


PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace_Args.STRUCT_SIZE = size_through(PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace_Args, "serialized_shape_deleter")


class PJRT_TopologyDescription_GetMemorySpaceKindIds_Args(Structure):
    """Arguments of `PJRT_TopologyDescription_GetMemorySpaceKindIds`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    topology: int | None
    memory_space_kind_ids: int | None
    num_memory_space_kind_ids: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("memory_space_kind_ids", c_void_p),  # out, const int*
        ("num_memory_space_kind_ids", c_size_t),  # out, size_t
    )


PJRT_TopologyDescription_GetMemorySpaceKindIds_Args.STRUCT_SIZE = size_through(PJRT_TopologyDescription_GetMemorySpaceKindIds_Args, "num_memory_space_kind_ids")


class PJRT_Compile_Args(Structure):
    """Arguments of `PJRT_Compile`; 64 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    topology: int | None
    program: int | None
    compile_options: int | None
    compile_options_size: int
    client: int | None
    executable: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("program", c_void_p),  # const PJRT_Program*
        ("compile_options", c_void_p),  # const char*
        ("compile_options_size", c_size_t),  # size_t
        ("client", c_void_p),  # PJRT_Client*, may be NULL
        ("executable", c_void_p),  # out, PJRT_Executable*
    )


PJRT_Compile_Args.STRUCT_SIZE = size_through(PJRT_Compile_Args, "executable")


class PJRT_Api(Structure):
    """`struct PJRT_Api`; 1144 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    pjrt_api_version: PJRT_Api_Version
    PJRT_Error_Destroy: int | None
    PJRT_Error_Message: int | None
    PJRT_Error_GetCode: int | None
    PJRT_Plugin_Initialize: int | None
    PJRT_Plugin_Attributes: int | None
    PJRT_Event_Destroy: int | None
    PJRT_Event_IsReady: int | None
    PJRT_Event_Error: int | None
    PJRT_Event_Await: int | None
    PJRT_Event_OnReady: int | None
    PJRT_Client_Create: int | None
    PJRT_Client_Destroy: int | None
    PJRT_Client_PlatformName: int | None
    PJRT_Client_ProcessIndex: int | None
    PJRT_Client_PlatformVersion: int | None
    PJRT_Client_Devices: int | None
    PJRT_Client_AddressableDevices: int | None
    PJRT_Client_LookupDevice: int | None
    PJRT_Client_LookupAddressableDevice: int | None
    PJRT_Client_AddressableMemories: int | None
    PJRT_Client_Compile: int | None
    PJRT_Client_DefaultDeviceAssignment: int | None
    PJRT_Client_BufferFromHostBuffer: int | None
    PJRT_DeviceDescription_Id: int | None
    PJRT_DeviceDescription_ProcessIndex: int | None
    PJRT_DeviceDescription_Attributes: int | None
    PJRT_DeviceDescription_Kind: int | None
    PJRT_DeviceDescription_DebugString: int | None
    PJRT_DeviceDescription_ToString: int | None
    PJRT_Device_GetDescription: int | None
    PJRT_Device_IsAddressable: int | None
    PJRT_Device_LocalHardwareId: int | None
    PJRT_Device_AddressableMemories: int | None
    PJRT_Device_DefaultMemory: int | None
    PJRT_Device_MemoryStats: int | None
    PJRT_Memory_Id: int | None
    PJRT_Memory_Kind: int | None
    PJRT_Memory_DebugString: int | None
    PJRT_Memory_ToString: int | None
    PJRT_Memory_AddressableByDevices: int | None
    PJRT_Executable_Destroy: int | None
    PJRT_Executable_Name: int | None
    PJRT_Executable_NumReplicas: int | None
    PJRT_Executable_NumPartitions: int | None
    PJRT_Executable_NumOutputs: int | None
    PJRT_Executable_SizeOfGeneratedCodeInBytes: int | None
    PJRT_Executable_GetCostAnalysis: int | None
    PJRT_Executable_OutputMemoryKinds: int | None
    PJRT_Executable_OptimizedProgram: int | None
    PJRT_Executable_Serialize: int | None
    PJRT_LoadedExecutable_Destroy: int | None
    PJRT_LoadedExecutable_GetExecutable: int | None
    PJRT_LoadedExecutable_AddressableDevices: int | None
    PJRT_LoadedExecutable_Delete: int | None
    PJRT_LoadedExecutable_IsDeleted: int | None
    PJRT_LoadedExecutable_Execute: int | None
    PJRT_Executable_DeserializeAndLoad: int | None
    PJRT_LoadedExecutable_Fingerprint: int | None
    PJRT_Buffer_Destroy: int | None
    PJRT_Buffer_ElementType: int | None
    PJRT_Buffer_Dimensions: int | None
    PJRT_Buffer_UnpaddedDimensions: int | None
    PJRT_Buffer_DynamicDimensionIndices: int | None
    PJRT_Buffer_GetMemoryLayout: int | None
    PJRT_Buffer_OnDeviceSizeInBytes: int | None
    PJRT_Buffer_Device: int | None
    PJRT_Buffer_Memory: int | None
    PJRT_Buffer_Delete: int | None
    PJRT_Buffer_IsDeleted: int | None
    PJRT_Buffer_CopyToDevice: int | None
    PJRT_Buffer_ToHostBuffer: int | None
    PJRT_Buffer_IsOnCpu: int | None
    PJRT_Buffer_ReadyEvent: int | None
    PJRT_Buffer_UnsafePointer: int | None
    PJRT_Buffer_IncreaseExternalReferenceCount: int | None
    PJRT_Buffer_DecreaseExternalReferenceCount: int | None
    PJRT_Buffer_OpaqueDeviceMemoryDataPointer: int | None
    PJRT_CopyToDeviceStream_Destroy: int | None
    PJRT_CopyToDeviceStream_AddChunk: int | None
    PJRT_CopyToDeviceStream_TotalBytes: int | None
    PJRT_CopyToDeviceStream_GranuleSize: int | None
    PJRT_CopyToDeviceStream_CurrentBytes: int | None
    PJRT_TopologyDescription_Create: int | None
    PJRT_TopologyDescription_Destroy: int | None
    PJRT_TopologyDescription_PlatformName: int | None
    PJRT_TopologyDescription_PlatformVersion: int | None
    PJRT_TopologyDescription_GetDeviceDescriptions: int | None
    PJRT_TopologyDescription_Serialize: int | None
    PJRT_TopologyDescription_Attributes: int | None
    PJRT_Compile: int | None
    PJRT_Executable_OutputElementTypes: int | None
    PJRT_Executable_OutputDimensions: int | None
    PJRT_Buffer_CopyToMemory: int | None
    PJRT_Client_CreateViewOfDeviceBuffer: int | None
    PJRT_Executable_Fingerprint: int | None
    PJRT_Client_TopologyDescription: int | None
    PJRT_Executable_GetCompiledMemoryStats: int | None
    PJRT_Memory_Kind_Id: int | None
    PJRT_ExecuteContext_Create: int | None
    PJRT_ExecuteContext_Destroy: int | None
    PJRT_Buffer_CopyRawToHost: int | None
    PJRT_AsyncHostToDeviceTransferManager_Destroy: int | None
    PJRT_AsyncHostToDeviceTransferManager_TransferData: int | None
    PJRT_Client_CreateBuffersForAsyncHostToDevice: int | None
    PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer: int | None
    PJRT_AsyncHostToDeviceTransferManager_Device: int | None
    PJRT_AsyncHostToDeviceTransferManager_BufferCount: int | None
    PJRT_AsyncHostToDeviceTransferManager_BufferSize: int | None
    PJRT_AsyncHostToDeviceTransferManager_SetBufferError: int | None
    PJRT_AsyncHostToDeviceTransferManager_AddMetadata: int | None
    PJRT_Client_DmaMap: int | None
    PJRT_Client_DmaUnmap: int | None
    PJRT_Client_CreateUninitializedBuffer: int | None
    PJRT_Client_UpdateGlobalProcessInfo: int | None
    PJRT_TopologyDescription_Deserialize: int | None
    PJRT_Client_CreateAliasBuffer: int | None
    PJRT_Client_FulfillAliasBuffer: int | None
    PJRT_LoadedExecutable_GetDeviceAssignment: int | None
    PJRT_Client_CreateErrorBuffer: int | None
    PJRT_AsyncHostToDeviceTransferManager_TransferLiteral: int | None
    PJRT_Buffer_CopyRawToHostFuture: int | None
    PJRT_Device_PoisonExecution: int | None
    PJRT_Device_CreateAsyncTrackingEvent: int | None
    PJRT_AsyncTrackingEvent_Destroy: int | None
    PJRT_Executable_GetCompileOptions: int | None
    PJRT_Buffer_DonateWithControlDependency: int | None
    PJRT_Event_Create: int | None
    PJRT_Event_Set: int | None
    PJRT_Device_GetAttributes: int | None
    PJRT_Client_Load: int | None
    PJRT_LoadedExecutable_AddressableDeviceLogicalIds: int | None
    PJRT_Buffer_Bitcast: int | None
    PJRT_Error_ForEachPayload: int | None
    PJRT_TopologyDescription_Fingerprint: int | None
    PJRT_Executable_ParameterMemoryKinds: int | None
    PJRT_Device_ClearMemoryStats: int | None
    PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace: int | None
    PJRT_TopologyDescription_GetMemorySpaceKindIds: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("pjrt_api_version", PJRT_Api_Version),  # PJRT_Api_Version
        ("PJRT_Error_Destroy", c_void_p),  # PJRT_Error_Destroy*
        ("PJRT_Error_Message", c_void_p),  # PJRT_Error_Message*
        ("PJRT_Error_GetCode", c_void_p),  # PJRT_Error_GetCode*
        ("PJRT_Plugin_Initialize", c_void_p),  # PJRT_Plugin_Initialize*
        ("PJRT_Plugin_Attributes", c_void_p),  # PJRT_Plugin_Attributes*
        ("PJRT_Event_Destroy", c_void_p),  # PJRT_Event_Destroy*
        ("PJRT_Event_IsReady", c_void_p),  # PJRT_Event_IsReady*
        ("PJRT_Event_Error", c_void_p),  # PJRT_Event_Error*
        ("PJRT_Event_Await", c_void_p),  # PJRT_Event_Await*
        ("PJRT_Event_OnReady", c_void_p),  # PJRT_Event_OnReady*
        ("PJRT_Client_Create", c_void_p),  # PJRT_Client_Create*
        ("PJRT_Client_Destroy", c_void_p),  # PJRT_Client_Destroy*
        ("PJRT_Client_PlatformName", c_void_p),  # PJRT_Client_PlatformName*
        ("PJRT_Client_ProcessIndex", c_void_p),  # PJRT_Client_ProcessIndex*
        ("PJRT_Client_PlatformVersion", c_void_p),  # PJRT_Client_PlatformVersion*
        ("PJRT_Client_Devices", c_void_p),  # PJRT_Client_Devices*
        ("PJRT_Client_AddressableDevices", c_void_p),  # PJRT_Client_AddressableDevices*
        ("PJRT_Client_LookupDevice", c_void_p),  # PJRT_Client_LookupDevice*
        ("PJRT_Client_LookupAddressableDevice", c_void_p),  # PJRT_Client_LookupAddressableDevice*
        ("PJRT_Client_AddressableMemories", c_void_p),  # PJRT_Client_AddressableMemories*
        ("PJRT_Client_Compile", c_void_p),  # PJRT_Client_Compile*
        ("PJRT_Client_DefaultDeviceAssignment", c_void_p),  # PJRT_Client_DefaultDeviceAssignment*
        ("PJRT_Client_BufferFromHostBuffer", c_void_p),  # PJRT_Client_BufferFromHostBuffer*
        ("PJRT_DeviceDescription_Id", c_void_p),  # PJRT_DeviceDescription_Id*
        ("PJRT_DeviceDescription_ProcessIndex", c_void_p),  # PJRT_DeviceDescription_ProcessIndex*
        ("PJRT_DeviceDescription_Attributes", c_void_p),  # PJRT_DeviceDescription_Attributes*
        ("PJRT_DeviceDescription_Kind", c_void_p),  # PJRT_DeviceDescription_Kind*
        ("PJRT_DeviceDescription_DebugString", c_void_p),  # PJRT_DeviceDescription_DebugString*
        ("PJRT_DeviceDescription_ToString", c_void_p),  # PJRT_DeviceDescription_ToString*
        ("PJRT_Device_GetDescription", c_void_p),  # PJRT_Device_GetDescription*
        ("PJRT_Device_IsAddressable", c_void_p),  # PJRT_Device_IsAddressable*
        ("PJRT_Device_LocalHardwareId", c_void_p),  # PJRT_Device_LocalHardwareId*
        ("PJRT_Device_AddressableMemories", c_void_p),  # PJRT_Device_AddressableMemories*
        ("PJRT_Device_DefaultMemory", c_void_p),  # PJRT_Device_DefaultMemory*
        ("PJRT_Device_MemoryStats", c_void_p),  # PJRT_Device_MemoryStats*
        ("PJRT_Memory_Id", c_void_p),  # PJRT_Memory_Id*
        ("PJRT_Memory_Kind", c_void_p),  # PJRT_Memory_Kind*
        ("PJRT_Memory_DebugString", c_void_p),  # PJRT_Memory_DebugString*
        ("PJRT_Memory_ToString", c_void_p),  # PJRT_Memory_ToString*
        ("PJRT_Memory_AddressableByDevices", c_void_p),  # PJRT_Memory_AddressableByDevices*
        ("PJRT_Executable_Destroy", c_void_p),  # PJRT_Executable_Destroy*
        ("PJRT_Executable_Name", c_void_p),  # PJRT_Executable_Name*
        ("PJRT_Executable_NumReplicas", c_void_p),  # PJRT_Executable_NumReplicas*
        ("PJRT_Executable_NumPartitions", c_void_p),  # PJRT_Executable_NumPartitions*
        ("PJRT_Executable_NumOutputs", c_void_p),  # PJRT_Executable_NumOutputs*
        ("PJRT_Executable_SizeOfGeneratedCodeInBytes", c_void_p),  # PJRT_Executable_SizeOfGeneratedCodeInBytes*
        ("PJRT_Executable_GetCostAnalysis", c_void_p),  # PJRT_Executable_GetCostAnalysis*
        ("PJRT_Executable_OutputMemoryKinds", c_void_p),  # PJRT_Executable_OutputMemoryKinds*
        ("PJRT_Executable_OptimizedProgram", c_void_p),  # PJRT_Executable_OptimizedProgram*
        ("PJRT_Executable_Serialize", c_void_p),  # PJRT_Executable_Serialize*
        ("PJRT_LoadedExecutable_Destroy", c_void_p),  # PJRT_LoadedExecutable_Destroy*
        ("PJRT_LoadedExecutable_GetExecutable", c_void_p),  # PJRT_LoadedExecutable_GetExecutable*
        ("PJRT_LoadedExecutable_AddressableDevices", c_void_p),  # PJRT_LoadedExecutable_AddressableDevices*
        ("PJRT_LoadedExecutable_Delete", c_void_p),  # PJRT_LoadedExecutable_Delete*
        ("PJRT_LoadedExecutable_IsDeleted", c_void_p),  # PJRT_LoadedExecutable_IsDeleted*
        ("PJRT_LoadedExecutable_Execute", c_void_p),  # PJRT_LoadedExecutable_Execute*
        ("PJRT_Executable_DeserializeAndLoad", c_void_p),  # PJRT_Executable_DeserializeAndLoad*
        ("PJRT_LoadedExecutable_Fingerprint", c_void_p),  # PJRT_LoadedExecutable_Fingerprint*
        ("PJRT_Buffer_Destroy", c_void_p),  # PJRT_Buffer_Destroy*
        ("PJRT_Buffer_ElementType", c_void_p),  # PJRT_Buffer_ElementType*
        ("PJRT_Buffer_Dimensions", c_void_p),  # PJRT_Buffer_Dimensions*
        ("PJRT_Buffer_UnpaddedDimensions", c_void_p),  # PJRT_Buffer_UnpaddedDimensions*
        ("PJRT_Buffer_DynamicDimensionIndices", c_void_p),  # PJRT_Buffer_DynamicDimensionIndices*
        ("PJRT_Buffer_GetMemoryLayout", c_void_p),  # PJRT_Buffer_GetMemoryLayout*
        ("PJRT_Buffer_OnDeviceSizeInBytes", c_void_p),  # PJRT_Buffer_OnDeviceSizeInBytes*
        ("PJRT_Buffer_Device", c_void_p),  # PJRT_Buffer_Device*
        ("PJRT_Buffer_Memory", c_void_p),  # PJRT_Buffer_Memory*
        ("PJRT_Buffer_Delete", c_void_p),  # PJRT_Buffer_Delete*
        ("PJRT_Buffer_IsDeleted", c_void_p),  # PJRT_Buffer_IsDeleted*
        ("PJRT_Buffer_CopyToDevice", c_void_p),  # PJRT_Buffer_CopyToDevice*
        ("PJRT_Buffer_ToHostBuffer", c_void_p),  # PJRT_Buffer_ToHostBuffer*
        ("PJRT_Buffer_IsOnCpu", c_void_p),  # PJRT_Buffer_IsOnCpu*
        ("PJRT_Buffer_ReadyEvent", c_void_p),  # PJRT_Buffer_ReadyEvent*
        ("PJRT_Buffer_UnsafePointer", c_void_p),  # PJRT_Buffer_UnsafePointer*
        ("PJRT_Buffer_IncreaseExternalReferenceCount", c_void_p),  # PJRT_Buffer_IncreaseExternalReferenceCount*
        ("PJRT_Buffer_DecreaseExternalReferenceCount", c_void_p),  # PJRT_Buffer_DecreaseExternalReferenceCount*
        ("PJRT_Buffer_OpaqueDeviceMemoryDataPointer", c_void_p),  # PJRT_Buffer_OpaqueDeviceMemoryDataPointer*
        ("PJRT_CopyToDeviceStream_Destroy", c_void_p),  # PJRT_CopyToDeviceStream_Destroy*
        ("PJRT_CopyToDeviceStream_AddChunk", c_void_p),  # PJRT_CopyToDeviceStream_AddChunk*
        ("PJRT_CopyToDeviceStream_TotalBytes", c_void_p),  # PJRT_CopyToDeviceStream_TotalBytes*
        ("PJRT_CopyToDeviceStream_GranuleSize", c_void_p),  # PJRT_CopyToDeviceStream_GranuleSize*
        ("PJRT_CopyToDeviceStream_CurrentBytes", c_void_p),  # PJRT_CopyToDeviceStream_CurrentBytes*
        ("PJRT_TopologyDescription_Create", c_void_p),  # PJRT_TopologyDescription_Create*
        ("PJRT_TopologyDescription_Destroy", c_void_p),  # PJRT_TopologyDescription_Destroy*
        ("PJRT_TopologyDescription_PlatformName", c_void_p),  # PJRT_TopologyDescription_PlatformName*
        ("PJRT_TopologyDescription_PlatformVersion", c_void_p),  # PJRT_TopologyDescription_PlatformVersion*
        ("PJRT_TopologyDescription_GetDeviceDescriptions", c_void_p),  # PJRT_TopologyDescription_GetDeviceDescriptions*
        ("PJRT_TopologyDescription_Serialize", c_void_p),  # PJRT_TopologyDescription_Serialize*
        ("PJRT_TopologyDescription_Attributes", c_void_p),  # PJRT_TopologyDescription_Attributes*
        ("PJRT_Compile", c_void_p),  # PJRT_Compile*
        ("PJRT_Executable_OutputElementTypes", c_void_p),  # PJRT_Executable_OutputElementTypes*
        ("PJRT_Executable_OutputDimensions", c_void_p),  # PJRT_Executable_OutputDimensions*
        ("PJRT_Buffer_CopyToMemory", c_void_p),  # PJRT_Buffer_CopyToMemory*
        ("PJRT_Client_CreateViewOfDeviceBuffer", c_void_p),  # PJRT_Client_CreateViewOfDeviceBuffer*
        ("PJRT_Executable_Fingerprint", c_void_p),  # PJRT_Executable_Fingerprint*
        ("PJRT_Client_TopologyDescription", c_void_p),  # PJRT_Client_TopologyDescription*
        ("PJRT_Executable_GetCompiledMemoryStats", c_void_p),  # PJRT_Executable_GetCompiledMemoryStats*
        ("PJRT_Memory_Kind_Id", c_void_p),  # PJRT_Memory_Kind_Id*
        ("PJRT_ExecuteContext_Create", c_void_p),  # PJRT_ExecuteContext_Create*
        ("PJRT_ExecuteContext_Destroy", c_void_p),  # PJRT_ExecuteContext_Destroy*
        ("PJRT_Buffer_CopyRawToHost", c_void_p),  # PJRT_Buffer_CopyRawToHost*
        ("PJRT_AsyncHostToDeviceTransferManager_Destroy", c_void_p),  # PJRT_AsyncHostToDeviceTransferManager_Destroy*
        ("PJRT_AsyncHostToDeviceTransferManager_TransferData", c_void_p),  # PJRT_AsyncHostToDeviceTransferManager_TransferData*
        ("PJRT_Client_CreateBuffersForAsyncHostToDevice", c_void_p),  # PJRT_Client_CreateBuffersForAsyncHostToDevice*
        ("PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer", c_void_p),  # PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer*
        ("PJRT_AsyncHostToDeviceTransferManager_Device", c_void_p),  # PJRT_AsyncHostToDeviceTransferManager_Device*
        ("PJRT_AsyncHostToDeviceTransferManager_BufferCount", c_void_p),  # PJRT_AsyncHostToDeviceTransferManager_BufferCount*
        ("PJRT_AsyncHostToDeviceTransferManager_BufferSize", c_void_p),  # PJRT_AsyncHostToDeviceTransferManager_BufferSize*
        ("PJRT_AsyncHostToDeviceTransferManager_SetBufferError", c_void_p),  # PJRT_AsyncHostToDeviceTransferManager_SetBufferError*
        ("PJRT_AsyncHostToDeviceTransferManager_AddMetadata", c_void_p),  # PJRT_AsyncHostToDeviceTransferManager_AddMetadata*
        ("PJRT_Client_DmaMap", c_void_p),  # PJRT_Client_DmaMap*
        ("PJRT_Client_DmaUnmap", c_void_p),  # PJRT_Client_DmaUnmap*
        ("PJRT_Client_CreateUninitializedBuffer", c_void_p),  # PJRT_Client_CreateUninitializedBuffer*
        ("PJRT_Client_UpdateGlobalProcessInfo", c_void_p),  # PJRT_Client_UpdateGlobalProcessInfo*
        ("PJRT_TopologyDescription_Deserialize", c_void_p),  # PJRT_TopologyDescription_Deserialize*
        ("PJRT_Client_CreateAliasBuffer", c_void_p),  # PJRT_Client_CreateAliasBuffer*
        ("PJRT_Client_FulfillAliasBuffer", c_void_p),  # PJRT_Client_FulfillAliasBuffer*
        ("PJRT_LoadedExecutable_GetDeviceAssignment", c_void_p),  # PJRT_LoadedExecutable_GetDeviceAssignment*
        ("PJRT_Client_CreateErrorBuffer", c_void_p),  # PJRT_Client_CreateErrorBuffer*
        ("PJRT_AsyncHostToDeviceTransferManager_TransferLiteral", c_void_p),  # PJRT_AsyncHostToDeviceTransferManager_TransferLiteral*
        ("PJRT_Buffer_CopyRawToHostFuture", c_void_p),  # PJRT_Buffer_CopyRawToHostFuture*
        ("PJRT_Device_PoisonExecution", c_void_p),  # PJRT_Device_PoisonExecution*
        ("PJRT_Device_CreateAsyncTrackingEvent", c_void_p),  # PJRT_Device_CreateAsyncTrackingEvent*
        ("PJRT_AsyncTrackingEvent_Destroy", c_void_p),  # PJRT_AsyncTrackingEvent_Destroy*
        ("PJRT_Executable_GetCompileOptions", c_void_p),  # PJRT_Executable_GetCompileOptions*
        ("PJRT_Buffer_DonateWithControlDependency", c_void_p),  # PJRT_Buffer_DonateWithControlDependency*
        ("PJRT_Event_Create", c_void_p),  # PJRT_Event_Create*
        ("PJRT_Event_Set", c_void_p),  # PJRT_Event_Set*
        ("PJRT_Device_GetAttributes", c_void_p),  # PJRT_Device_GetAttributes*
        ("PJRT_Client_Load", c_void_p),  # PJRT_Client_Load*
        ("PJRT_LoadedExecutable_AddressableDeviceLogicalIds", c_void_p),  # PJRT_LoadedExecutable_AddressableDeviceLogicalIds*
        ("PJRT_Buffer_Bitcast", c_void_p),  # PJRT_Buffer_Bitcast*
        ("PJRT_Error_ForEachPayload", c_void_p),  # PJRT_Error_ForEachPayload*
        ("PJRT_TopologyDescription_Fingerprint", c_void_p),  # PJRT_TopologyDescription_Fingerprint*
        ("PJRT_Executable_ParameterMemoryKinds", c_void_p),  # PJRT_Executable_ParameterMemoryKinds*
        ("PJRT_Device_ClearMemoryStats", c_void_p),  # PJRT_Device_ClearMemoryStats*
        ("PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace", c_void_p),  # PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace*
        ("PJRT_TopologyDescription_GetMemorySpaceKindIds", c_void_p),  # PJRT_TopologyDescription_GetMemorySpaceKindIds*
    )


PJRT_Api.STRUCT_SIZE = size_through(PJRT_Api, "PJRT_TopologyDescription_GetMemorySpaceKindIds")


PJRT_Error_PayloadVisitor = CFUNCTYPE(None, c_void_p, c_size_t, c_void_p, c_size_t, c_void_p)
"""`void(const char*, size_t, const char*, size_t, void*)`"""


PJRT_CallbackError = CFUNCTYPE(c_void_p, c_int, c_void_p, c_size_t)
"""`PJRT_Error*(PJRT_Error_Code, const char*, size_t)`"""


PJRT_Event_OnReadyCallback = CFUNCTYPE(None, c_void_p, c_void_p)
"""`void(PJRT_Error*, void*)`"""


PJRT_KeyValueGetCallback_ValueDeleter = CFUNCTYPE(None, c_void_p)
"""`void(char*)`"""


PJRT_KeyValueGetCallback = CFUNCTYPE(c_void_p, c_void_p)
"""`PJRT_Error*(PJRT_KeyValueGetCallback_Args*)`"""


PJRT_KeyValueTryGetCallback_ValueDeleter = CFUNCTYPE(None, c_void_p)
"""`void(char*)`"""


PJRT_KeyValueTryGetCallback = CFUNCTYPE(c_void_p, c_void_p)
"""`PJRT_Error*(PJRT_KeyValueTryGetCallback_Args*)`"""


PJRT_KeyValuePutCallback = CFUNCTYPE(c_void_p, c_void_p)
"""`PJRT_Error*(PJRT_KeyValuePutCallback_Args*)`"""


PJRT_SendCallback = CFUNCTYPE(c_void_p, c_void_p, c_void_p, c_size_t, c_bool, c_void_p)
"""`PJRT_Error*(PJRT_Chunk*, PJRT_CallbackError**, size_t, bool, void*)`"""


PJRT_RecvCallback = CFUNCTYPE(None, c_void_p, c_void_p)
"""`void(PJRT_CopyToDeviceStream*, void*)`"""


PJRT_HloOutputCallback = CFUNCTYPE(None, c_int64, c_int64, c_void_p, c_void_p, c_size_t, c_int, c_int64, c_void_p)
"""`void(int64_t, int64_t, const void*, const int64_t*, size_t, PJRT_Buffer_Type, int64_t, void*)`"""


PJRT_Client_CreateViewOfDeviceBuffer_Args_on_delete_callback = CFUNCTYPE(None, c_void_p, c_void_p)
"""`void(void*, void*)`"""


PJRT_Device_GetAttributes_Args_attributes_deleter = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_Device_Attributes*)`"""


PJRT_LoadedExecutable_GetDeviceAssignment_Args_serialized_device_assignment_deleter = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_DeviceAssignmentSerialized*)`"""


PJRT_Chunk_deleter = CFUNCTYPE(None, c_void_p, c_void_p)
"""`void(void*, void*)`"""


PJRT_Executable_Serialize_Args_serialized_executable_deleter = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_SerializedExecutable*)`"""


PJRT_Executable_GetCompileOptions_Args_serialized_compile_options_deleter = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_SerializedCompileOptions*)`"""


PJRT_Buffer_CopyRawToHostFuture_Args_future_ready_callback = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_Buffer_CopyRawToHostFuture_Callback_Args*)`"""


PJRT_Buffer_DonateWithControlDependency_Args_dependency_ready_callback = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_Buffer_DonateWithControlDependency_Callback_Args*)`"""


PJRT_TopologyDescription_Serialize_Args_serialized_topology_deleter = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_SerializedTopology*)`"""


PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace_Args_serialized_shape_deleter = CFUNCTYPE(None, c_void_p)
"""`void(const char*)`"""
