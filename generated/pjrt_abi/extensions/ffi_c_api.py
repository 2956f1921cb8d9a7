"""Generated from `xla/ffi/api/c_api.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from ctypes import (
    CFUNCTYPE,
    Structure,
    addressof,
    c_int,
    c_int32,
    c_int64,
    c_size_t,
    c_uint32,
    c_void_p,
    sizeof,
)
from typing import Any, ClassVar, NamedTuple

from pjrt_abi.enums import AbiEnum
from pjrt_abi.errors import PjrtError, error_of
from pjrt_abi.layout import size_through
from pjrt_abi.support import (
    CALL,
    CALL_VOID,
    FunctionTable,
    bytes_in,
    cstring_in,
    cstring_out,
    function_address,
    pointer_out,
)
from pjrt_abi.typed import FunctionPointer, XlaFfiErrorPtr, XlaFfiFuturePtr, XlaFfiInvokeContextPtr


XLA_FFI_API_MAJOR = 0


XLA_FFI_API_MINOR = 4


class XLA_FFI_InternalExtension_Type(AbiEnum):
    """`XLA_FFI_InternalExtension_Type`, carried as `int`."""

    EXTENSION_METADATA = 1


class XLA_FFI_Error_Code(AbiEnum):
    """`XLA_FFI_Error_Code`, carried as `int`."""

    OK = 0
    CANCELLED = 1
    UNKNOWN = 2
    INVALID_ARGUMENT = 3
    DEADLINE_EXCEEDED = 4
    NOT_FOUND = 5
    ALREADY_EXISTS = 6
    PERMISSION_DENIED = 7
    RESOURCE_EXHAUSTED = 8
    FAILED_PRECONDITION = 9
    ABORTED = 10
    OUT_OF_RANGE = 11
    UNIMPLEMENTED = 12
    INTERNAL = 13
    UNAVAILABLE = 14
    DATA_LOSS = 15
    UNAUTHENTICATED = 16


class XLA_FFI_DataType(AbiEnum):
    """`XLA_FFI_DataType`, carried as `int`."""

    INVALID = 0
    PRED = 1
    S1 = 30
    S2 = 26
    S4 = 21
    S8 = 2
    S16 = 3
    S32 = 4
    S64 = 5
    U1 = 31
    U2 = 27
    U4 = 22
    U8 = 6
    U16 = 7
    U32 = 8
    U64 = 9
    F16 = 10
    F32 = 11
    F64 = 12
    BF16 = 16
    C64 = 15
    C128 = 18
    TOKEN = 17
    F8E5M2 = 19
    F8E3M4 = 29
    F8E4M3 = 28
    F8E4M3FN = 20
    F8E4M3B11FNUZ = 23
    F8E5M2FNUZ = 24
    F8E4M3FNUZ = 25
    F4E2M1FN = 32
    F8E8M0FNU = 33


class XLA_FFI_ArgType(AbiEnum):
    """`XLA_FFI_ArgType`, carried as `int`."""

    BUFFER = 1


class XLA_FFI_RetType(AbiEnum):
    """`XLA_FFI_RetType`, carried as `int`."""

    BUFFER = 1


class XLA_FFI_AttrType(AbiEnum):
    """`XLA_FFI_AttrType`, carried as `int`."""

    ARRAY = 1
    DICTIONARY = 2
    SCALAR = 3
    STRING = 4


class XLA_FFI_ExecutionStage(AbiEnum):
    """`XLA_FFI_ExecutionStage`, carried as `int`."""

    INSTANTIATE = 0
    PREPARE = 1
    INITIALIZE = 2
    EXECUTE = 3
    RECORD = 4


class XLA_FFI_Handler_TraitsBits(AbiEnum):
    """`XLA_FFI_Handler_TraitsBits`, carried as `int`."""

    COMMAND_BUFFER_COMPATIBLE = 1


class XLA_FFI_InternalExtension(Structure):
    """`struct XLA_FFI_InternalExtension`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    type: int
    next: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("type", c_int),  # XLA_FFI_InternalExtension_Type
        ("next", c_void_p),  # XLA_FFI_InternalExtension*
    )


XLA_FFI_InternalExtension.STRUCT_SIZE = size_through(XLA_FFI_InternalExtension, "next")


class XLA_FFI_ExtensionId(Structure):
    """`struct XLA_FFI_ExtensionId`; 16 bytes."""

    STRUCT_SIZE: ClassVar[int]
    extension_type: int
    major_version: int
    minor_version: int
    _fields_ = (
        ("extension_type", c_int64),  # int64_t
        ("major_version", c_int32),  # int32_t
        ("minor_version", c_int32),  # int32_t
    )


XLA_FFI_ExtensionId.STRUCT_SIZE = size_through(XLA_FFI_ExtensionId, "minor_version")


class XLA_FFI_Extension(Structure):
    """`struct XLA_FFI_Extension`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    id: XLA_FFI_ExtensionId
    next: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("id", XLA_FFI_ExtensionId),  # XLA_FFI_ExtensionId
        ("next", c_void_p),  # const XLA_FFI_Extension*
    )


XLA_FFI_Extension.STRUCT_SIZE = size_through(XLA_FFI_Extension, "next")


class XLA_FFI_Api_Version(Structure):
    """`struct XLA_FFI_Api_Version`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    major_version: int
    minor_version: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("major_version", c_int),  # out, int
        ("minor_version", c_int),  # out, int
    )


XLA_FFI_Api_Version.STRUCT_SIZE = size_through(XLA_FFI_Api_Version, "minor_version")


class XLA_FFI_Error_Create_Args(Structure):
    """Arguments of `XLA_FFI_Error_Create`; 28 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    message: int | None
    errc: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("message", c_void_p),  # const char*
        ("errc", c_int),  # XLA_FFI_Error_Code
    )


XLA_FFI_Error_Create_Args.STRUCT_SIZE = size_through(XLA_FFI_Error_Create_Args, "errc")


class XLA_FFI_Error_GetDetails_Args(Structure):
    """Arguments of `XLA_FFI_Error_GetDetails`; 36 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    error: int | None
    message: int | None
    errc: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("error", c_void_p),  # XLA_FFI_Error*
        ("message", c_void_p),  # out, const char*
        ("errc", c_int),  # out, XLA_FFI_Error_Code
    )


XLA_FFI_Error_GetDetails_Args.STRUCT_SIZE = size_through(XLA_FFI_Error_GetDetails_Args, "errc")


class XLA_FFI_Error_Destroy_Args(Structure):
    """Arguments of `XLA_FFI_Error_Destroy`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    error: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("error", c_void_p),  # XLA_FFI_Error*
    )


XLA_FFI_Error_Destroy_Args.STRUCT_SIZE = size_through(XLA_FFI_Error_Destroy_Args, "error")


class XLA_FFI_Buffer(Structure):
    """`struct XLA_FFI_Buffer`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    dtype: int
    data: int | None
    rank: int
    dims: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("dtype", c_int),  # XLA_FFI_DataType
        ("data", c_void_p),  # void*
        ("rank", c_int64),  # int64_t
        ("dims", c_void_p),  # int64_t*
    )


XLA_FFI_Buffer.STRUCT_SIZE = size_through(XLA_FFI_Buffer, "dims")


class XLA_FFI_ByteSpan(Structure):
    """`struct XLA_FFI_ByteSpan`; 16 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    ptr: int | None
    len: int
    _fields_ = (
        ("ptr", c_void_p),  # const char*
        ("len", c_size_t),  # size_t
    )


XLA_FFI_ByteSpan.STRUCT_SIZE = sizeof(XLA_FFI_ByteSpan)


class XLA_FFI_Scalar(Structure):
    """`struct XLA_FFI_Scalar`; 16 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    dtype: int
    value: int | None
    _fields_ = (
        ("dtype", c_int),  # XLA_FFI_DataType
        ("value", c_void_p),  # void*
    )


XLA_FFI_Scalar.STRUCT_SIZE = sizeof(XLA_FFI_Scalar)


class XLA_FFI_Array(Structure):
    """`struct XLA_FFI_Array`; 24 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    dtype: int
    size: int
    data: int | None
    _fields_ = (
        ("dtype", c_int),  # XLA_FFI_DataType
        ("size", c_size_t),  # size_t
        ("data", c_void_p),  # void*
    )


XLA_FFI_Array.STRUCT_SIZE = sizeof(XLA_FFI_Array)


class XLA_FFI_TypeId(Structure):
    """`struct XLA_FFI_TypeId`; 8 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    type_id: int
    _fields_ = (
        ("type_id", c_int64),  # int64_t
    )


XLA_FFI_TypeId.STRUCT_SIZE = sizeof(XLA_FFI_TypeId)


class XLA_FFI_TypeInfo(Structure):
    """`struct XLA_FFI_TypeInfo`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    deleter: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("deleter", c_void_p),  # void (*)(void*)
    )


XLA_FFI_TypeInfo.STRUCT_SIZE = size_through(XLA_FFI_TypeInfo, "deleter")


class XLA_FFI_Future_Create_Args(Structure):
    """Arguments of `XLA_FFI_Future_Create`; 16 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    future: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("future", c_void_p),  # out, XLA_FFI_Future*
    )


XLA_FFI_Future_Create_Args.STRUCT_SIZE = size_through(XLA_FFI_Future_Create_Args, "extension_start")


class XLA_FFI_Future_SetAvailable_Args(Structure):
    """Arguments of `XLA_FFI_Future_SetAvailable`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    future: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("future", c_void_p),  # XLA_FFI_Future*
    )


XLA_FFI_Future_SetAvailable_Args.STRUCT_SIZE = size_through(XLA_FFI_Future_SetAvailable_Args, "future")


class XLA_FFI_Future_SetError_Args(Structure):
    """Arguments of `XLA_FFI_Future_SetError`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    future: int | None
    error: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("future", c_void_p),  # XLA_FFI_Future*
        ("error", c_void_p),  # XLA_FFI_Error*
    )


XLA_FFI_Future_SetError_Args.STRUCT_SIZE = size_through(XLA_FFI_Future_SetError_Args, "error")


class XLA_FFI_Args(Structure):
    """`struct XLA_FFI_Args`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    size: int
    types: int | None
    args: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("size", c_int64),  # int64_t
        ("types", c_void_p),  # XLA_FFI_ArgType*
        ("args", c_void_p),  # void**
    )


XLA_FFI_Args.STRUCT_SIZE = size_through(XLA_FFI_Args, "args")


class XLA_FFI_Rets(Structure):
    """`struct XLA_FFI_Rets`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    size: int
    types: int | None
    rets: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("size", c_int64),  # int64_t
        ("types", c_void_p),  # XLA_FFI_RetType*
        ("rets", c_void_p),  # void**
    )


XLA_FFI_Rets.STRUCT_SIZE = size_through(XLA_FFI_Rets, "rets")


class XLA_FFI_Attrs(Structure):
    """`struct XLA_FFI_Attrs`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    size: int
    types: int | None
    names: int | None
    attrs: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("size", c_int64),  # int64_t
        ("types", c_void_p),  # XLA_FFI_AttrType*
        ("names", c_void_p),  # XLA_FFI_ByteSpan**
        ("attrs", c_void_p),  # void**
    )


XLA_FFI_Attrs.STRUCT_SIZE = size_through(XLA_FFI_Attrs, "attrs")


class XLA_FFI_CallFrame(Structure):
    """`struct XLA_FFI_CallFrame`; 168 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    api: int | None
    ctx: int | None
    stage: int
    args: XLA_FFI_Args
    rets: XLA_FFI_Rets
    attrs: XLA_FFI_Attrs
    future: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("api", c_void_p),  # const XLA_FFI_Api*
        ("ctx", c_void_p),  # XLA_FFI_InvokeContext*
        ("stage", c_int),  # XLA_FFI_ExecutionStage
        ("args", XLA_FFI_Args),  # XLA_FFI_Args
        ("rets", XLA_FFI_Rets),  # XLA_FFI_Rets
        ("attrs", XLA_FFI_Attrs),  # XLA_FFI_Attrs
        ("future", c_void_p),  # out, XLA_FFI_Future*
    )


XLA_FFI_CallFrame.STRUCT_SIZE = size_through(XLA_FFI_CallFrame, "attrs")


class XLA_FFI_Handler_Bundle(Structure):
    """`struct XLA_FFI_Handler_Bundle`; 40 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    instantiate: int | None
    prepare: int | None
    initialize: int | None
    execute: int | None
    record: int | None
    _fields_ = (
        ("instantiate", c_void_p),  # XLA_FFI_Handler*, may be NULL
        ("prepare", c_void_p),  # XLA_FFI_Handler*, may be NULL
        ("initialize", c_void_p),  # XLA_FFI_Handler*, may be NULL
        ("execute", c_void_p),  # XLA_FFI_Handler*
        ("record", c_void_p),  # XLA_FFI_Handler*, may be NULL
    )


XLA_FFI_Handler_Bundle.STRUCT_SIZE = sizeof(XLA_FFI_Handler_Bundle)


class XLA_FFI_Handler_Register_Args(Structure):
    """Arguments of `XLA_FFI_Handler_Register`; 92 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    name: XLA_FFI_ByteSpan
    platform: XLA_FFI_ByteSpan
    bundle: XLA_FFI_Handler_Bundle
    traits: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("name", XLA_FFI_ByteSpan),  # XLA_FFI_ByteSpan
        ("platform", XLA_FFI_ByteSpan),  # XLA_FFI_ByteSpan
        ("bundle", XLA_FFI_Handler_Bundle),  # XLA_FFI_Handler_Bundle
        ("traits", c_uint32),  # uint32_t
    )


XLA_FFI_Handler_Register_Args.STRUCT_SIZE = size_through(XLA_FFI_Handler_Register_Args, "traits")


class XLA_FFI_Type_Register_Args(Structure):
    """Arguments of `XLA_FFI_Type_Register`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    name: XLA_FFI_ByteSpan
    type_id: int | None
    type_info: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("name", XLA_FFI_ByteSpan),  # XLA_FFI_ByteSpan
        ("type_id", c_void_p),  # inout, XLA_FFI_TypeId*
        ("type_info", c_void_p),  # const XLA_FFI_TypeInfo*
    )


XLA_FFI_Type_Register_Args.STRUCT_SIZE = size_through(XLA_FFI_Type_Register_Args, "type_id")


class XLA_FFI_InvokeContext_FindExtension_Args(Structure):
    """Arguments of `XLA_FFI_InvokeContext_FindExtension`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    ctx: int | None
    extension_type: int
    extension: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("ctx", c_void_p),  # XLA_FFI_InvokeContext*
        ("extension_type", c_int64),  # int64_t
        ("extension", c_void_p),  # out, const XLA_FFI_Extension*, may be NULL
    )


XLA_FFI_InvokeContext_FindExtension_Args.STRUCT_SIZE = size_through(XLA_FFI_InvokeContext_FindExtension_Args, "extension")


class XLA_FFI_InvokeContext_Get_Args(Structure):
    """Arguments of `XLA_FFI_InvokeContext_Get`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    ctx: int | None
    type_id: int | None
    data: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("ctx", c_void_p),  # XLA_FFI_InvokeContext*
        ("type_id", c_void_p),  # XLA_FFI_TypeId*
        ("data", c_void_p),  # out, void*
    )


XLA_FFI_InvokeContext_Get_Args.STRUCT_SIZE = size_through(XLA_FFI_InvokeContext_Get_Args, "data")


class XLA_FFI_State_Set_Args(Structure):
    """Arguments of `XLA_FFI_State_Set`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    ctx: int | None
    stage: int
    type_id: int | None
    state: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("ctx", c_void_p),  # XLA_FFI_InvokeContext*
        ("stage", c_int),  # XLA_FFI_ExecutionStage
        ("type_id", c_void_p),  # XLA_FFI_TypeId*
        ("state", c_void_p),  # void*
    )


XLA_FFI_State_Set_Args.STRUCT_SIZE = size_through(XLA_FFI_State_Set_Args, "state")


class XLA_FFI_State_Get_Args(Structure):
    """Arguments of `XLA_FFI_State_Get`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    ctx: int | None
    stage: int
    type_id: int | None
    state: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("ctx", c_void_p),  # XLA_FFI_InvokeContext*
        ("stage", c_int),  # XLA_FFI_ExecutionStage
        ("type_id", c_void_p),  # XLA_FFI_TypeId*
        ("state", c_void_p),  # out, void*
    )


XLA_FFI_State_Get_Args.STRUCT_SIZE = size_through(XLA_FFI_State_Get_Args, "state")


class XLA_FFI_Stream_Get_Args(Structure):
    """Arguments of `XLA_FFI_Stream_Get`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    ctx: int | None
    stream: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("ctx", c_void_p),  # XLA_FFI_InvokeContext*
        ("stream", c_void_p),  # out, void*
    )


XLA_FFI_Stream_Get_Args.STRUCT_SIZE = size_through(XLA_FFI_Stream_Get_Args, "stream")


class XLA_FFI_DeviceMemory_Allocate_Args(Structure):
    """Arguments of `XLA_FFI_DeviceMemory_Allocate`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    ctx: int | None
    size: int
    alignment: int
    data: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("ctx", c_void_p),  # XLA_FFI_InvokeContext*
        ("size", c_size_t),  # size_t
        ("alignment", c_size_t),  # size_t
        ("data", c_void_p),  # out, void*
    )


XLA_FFI_DeviceMemory_Allocate_Args.STRUCT_SIZE = size_through(XLA_FFI_DeviceMemory_Allocate_Args, "data")


class XLA_FFI_DeviceMemory_Free_Args(Structure):
    """Arguments of `XLA_FFI_DeviceMemory_Free`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    ctx: int | None
    size: int
    data: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("ctx", c_void_p),  # XLA_FFI_InvokeContext*
        ("size", c_size_t),  # size_t
        ("data", c_void_p),  # void*
    )


XLA_FFI_DeviceMemory_Free_Args.STRUCT_SIZE = size_through(XLA_FFI_DeviceMemory_Free_Args, "data")


class XLA_FFI_ThreadPool_Schedule_Args(Structure):
    """Arguments of `XLA_FFI_ThreadPool_Schedule`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    ctx: int | None
    task: int | None
    data: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("ctx", c_void_p),  # XLA_FFI_InvokeContext*
        ("task", c_void_p),  # XLA_FFI_Task*
        ("data", c_void_p),  # void*
    )


XLA_FFI_ThreadPool_Schedule_Args.STRUCT_SIZE = size_through(XLA_FFI_ThreadPool_Schedule_Args, "data")


class XLA_FFI_ThreadPool_NumThreads_Args(Structure):
    """Arguments of `XLA_FFI_ThreadPool_NumThreads`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    ctx: int | None
    num_threads: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("ctx", c_void_p),  # XLA_FFI_InvokeContext*
        ("num_threads", c_void_p),  # out, int64_t*
    )


XLA_FFI_ThreadPool_NumThreads_Args.STRUCT_SIZE = size_through(XLA_FFI_ThreadPool_NumThreads_Args, "num_threads")


class XLA_FFI_RunId_Get_Args(Structure):
    """Arguments of `XLA_FFI_RunId_Get`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    ctx: int | None
    run_id: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("ctx", c_void_p),  # XLA_FFI_InvokeContext*
        ("run_id", c_int64),  # out, int64_t
    )


XLA_FFI_RunId_Get_Args.STRUCT_SIZE = size_through(XLA_FFI_RunId_Get_Args, "run_id")


class XLA_FFI_DeviceOrdinal_Get_Args(Structure):
    """Arguments of `XLA_FFI_DeviceOrdinal_Get`; 28 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    ctx: int | None
    device_ordinal: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("ctx", c_void_p),  # XLA_FFI_InvokeContext*
        ("device_ordinal", c_int32),  # out, int32_t
    )


XLA_FFI_DeviceOrdinal_Get_Args.STRUCT_SIZE = size_through(XLA_FFI_DeviceOrdinal_Get_Args, "device_ordinal")


class XLA_FFI_Metadata(Structure):
    """`struct XLA_FFI_Metadata`; 36 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    api_version: XLA_FFI_Api_Version
    traits: int
    state_type_id: XLA_FFI_TypeId
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("api_version", XLA_FFI_Api_Version),  # XLA_FFI_Api_Version
        ("traits", c_uint32),  # uint32_t
        ("state_type_id", XLA_FFI_TypeId),  # XLA_FFI_TypeId
    )


XLA_FFI_Metadata.STRUCT_SIZE = size_through(XLA_FFI_Metadata, "traits")


class XLA_FFI_Metadata_Extension(Structure):
    """`struct XLA_FFI_Metadata_Extension`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    extension_base: XLA_FFI_InternalExtension
    metadata: int | None
    _fields_ = (
        ("extension_base", XLA_FFI_InternalExtension),  # XLA_FFI_InternalExtension
        ("metadata", c_void_p),  # XLA_FFI_Metadata*
    )


XLA_FFI_Metadata_Extension.STRUCT_SIZE = size_through(XLA_FFI_Metadata_Extension, "metadata")


class XLA_FFI_Api(Structure):
    """`struct XLA_FFI_Api`; 200 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    api_version: XLA_FFI_Api_Version
    internal_api: int | None
    XLA_FFI_Error_Create: int | None
    XLA_FFI_Error_GetDetails: int | None
    XLA_FFI_Error_Destroy: int | None
    XLA_FFI_Handler_Register: int | None
    XLA_FFI_Stream_Get: int | None
    XLA_FFI_Type_Register: int | None
    XLA_FFI_InvokeContext_Get: int | None
    XLA_FFI_State_Set: int | None
    XLA_FFI_State_Get: int | None
    XLA_FFI_DeviceMemory_Allocate: int | None
    XLA_FFI_DeviceMemory_Free: int | None
    XLA_FFI_ThreadPool_Schedule: int | None
    XLA_FFI_ThreadPool_NumThreads: int | None
    XLA_FFI_Future_Create: int | None
    XLA_FFI_Future_SetAvailable: int | None
    XLA_FFI_Future_SetError: int | None
    XLA_FFI_RunId_Get: int | None
    XLA_FFI_DeviceOrdinal_Get: int | None
    XLA_FFI_InvokeContext_FindExtension: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("api_version", XLA_FFI_Api_Version),  # XLA_FFI_Api_Version
        ("internal_api", c_void_p),  # const XLA_FFI_InternalApi*
        ("XLA_FFI_Error_Create", c_void_p),  # XLA_FFI_Error_Create*
        ("XLA_FFI_Error_GetDetails", c_void_p),  # XLA_FFI_Error_GetDetails*
        ("XLA_FFI_Error_Destroy", c_void_p),  # XLA_FFI_Error_Destroy*
        ("XLA_FFI_Handler_Register", c_void_p),  # XLA_FFI_Handler_Register*
        ("XLA_FFI_Stream_Get", c_void_p),  # XLA_FFI_Stream_Get*
        ("XLA_FFI_Type_Register", c_void_p),  # XLA_FFI_Type_Register*
        ("XLA_FFI_InvokeContext_Get", c_void_p),  # XLA_FFI_InvokeContext_Get*
        ("XLA_FFI_State_Set", c_void_p),  # XLA_FFI_State_Set*
        ("XLA_FFI_State_Get", c_void_p),  # XLA_FFI_State_Get*
        ("XLA_FFI_DeviceMemory_Allocate", c_void_p),  # XLA_FFI_DeviceMemory_Allocate*
        ("XLA_FFI_DeviceMemory_Free", c_void_p),  # XLA_FFI_DeviceMemory_Free*
        ("XLA_FFI_ThreadPool_Schedule", c_void_p),  # XLA_FFI_ThreadPool_Schedule*
        ("XLA_FFI_ThreadPool_NumThreads", c_void_p),  # XLA_FFI_ThreadPool_NumThreads*
        ("XLA_FFI_Future_Create", c_void_p),  # XLA_FFI_Future_Create*
        ("XLA_FFI_Future_SetAvailable", c_void_p),  # XLA_FFI_Future_SetAvailable*
        ("XLA_FFI_Future_SetError", c_void_p),  # XLA_FFI_Future_SetError*
        ("XLA_FFI_RunId_Get", c_void_p),  # XLA_FFI_RunId_Get*
        ("XLA_FFI_DeviceOrdinal_Get", c_void_p),  # XLA_FFI_DeviceOrdinal_Get*
        ("XLA_FFI_InvokeContext_FindExtension", c_void_p),  # XLA_FFI_InvokeContext_FindExtension*
    )


XLA_FFI_Api.STRUCT_SIZE = size_through(XLA_FFI_Api, "XLA_FFI_InvokeContext_FindExtension")


XLA_FFI_Handler = CFUNCTYPE(c_void_p, c_void_p)
"""`XLA_FFI_Error*(XLA_FFI_CallFrame*)`"""


XLA_FFI_Task = CFUNCTYPE(None, c_void_p)
"""`void(void*)`"""


XLA_FFI_TypeInfo_deleter = CFUNCTYPE(None, c_void_p)
"""`void(void*)`"""


class Metadata(FunctionTable):
    """The extension `XLA_FFI_Metadata_Extension`, with a method for each of its 0 functions."""

    TABLE = XLA_FFI_Metadata_Extension
    SLOTS = (
    )


class ErrorGetDetails(NamedTuple):
    """What `XLA_FFI_Error_GetDetails` tells."""

    message: str
    errc: XLA_FFI_Error_Code


class Api(FunctionTable):
    """The function table `XLA_FFI_Api`, with a method for each of its 19 functions."""

    TABLE = XLA_FFI_Api
    FOLLOWS_API = False
    SLOTS = (
        ("XLA_FFI_Error_Create", "XLA_FFI_Error_Create", CALL),
        ("XLA_FFI_Error_GetDetails", "XLA_FFI_Error_GetDetails", CALL_VOID),
        ("XLA_FFI_Error_Destroy", "XLA_FFI_Error_Destroy", CALL_VOID),
        ("XLA_FFI_Handler_Register", "XLA_FFI_Handler_Register", CALL),
        ("XLA_FFI_Stream_Get", "XLA_FFI_Stream_Get", CALL),
        ("XLA_FFI_Type_Register", "XLA_FFI_Type_Register", CALL),
        ("XLA_FFI_InvokeContext_Get", "XLA_FFI_InvokeContext_Get", CALL),
        ("XLA_FFI_State_Set", "XLA_FFI_State_Set", CALL),
        ("XLA_FFI_State_Get", "XLA_FFI_State_Get", CALL),
        ("XLA_FFI_DeviceMemory_Allocate", "XLA_FFI_DeviceMemory_Allocate", CALL),
        ("XLA_FFI_DeviceMemory_Free", "XLA_FFI_DeviceMemory_Free", CALL),
        ("XLA_FFI_ThreadPool_Schedule", "XLA_FFI_ThreadPool_Schedule", CALL),
        ("XLA_FFI_ThreadPool_NumThreads", "XLA_FFI_ThreadPool_NumThreads", CALL),
        ("XLA_FFI_Future_Create", "XLA_FFI_Future_Create", CALL),
        ("XLA_FFI_Future_SetAvailable", "XLA_FFI_Future_SetAvailable", CALL),
        ("XLA_FFI_Future_SetError", "XLA_FFI_Future_SetError", CALL),
        ("XLA_FFI_RunId_Get", "XLA_FFI_RunId_Get", CALL),
        ("XLA_FFI_DeviceOrdinal_Get", "XLA_FFI_DeviceOrdinal_Get", CALL),
        ("XLA_FFI_InvokeContext_FindExtension", "XLA_FFI_InvokeContext_FindExtension", CALL),
    )
    XLA_FFI_Error_Create: Any
    XLA_FFI_Error_GetDetails: Any
    XLA_FFI_Error_Destroy: Any
    XLA_FFI_Handler_Register: Any
    XLA_FFI_Stream_Get: Any
    XLA_FFI_Type_Register: Any
    XLA_FFI_InvokeContext_Get: Any
    XLA_FFI_State_Set: Any
    XLA_FFI_State_Get: Any
    XLA_FFI_DeviceMemory_Allocate: Any
    XLA_FFI_DeviceMemory_Free: Any
    XLA_FFI_ThreadPool_Schedule: Any
    XLA_FFI_ThreadPool_NumThreads: Any
    XLA_FFI_Future_Create: Any
    XLA_FFI_Future_SetAvailable: Any
    XLA_FFI_Future_SetError: Any
    XLA_FFI_RunId_Get: Any
    XLA_FFI_DeviceOrdinal_Get: Any
    XLA_FFI_InvokeContext_FindExtension: Any

    @property
    def version(self) -> tuple[int, int]:
        """The API version that the plugin states: (major, minor)."""
        stated = XLA_FFI_Api.from_address(self.address).api_version
        return stated.major_version, stated.minor_version

    def read_error(self, function: str, error: int) -> PjrtError:
        """What a failed call returned, as an exception; the error itself is destroyed."""
        try:
            details = self.error_get_details(XlaFfiErrorPtr(error))
            code, message = details.errc, details.message
            return error_of(code, message, function)
        finally:
            self.error_destroy(XlaFfiErrorPtr(error))

    def _discard(self, error: int) -> None:
        """Destroys an error that came up while another one was read."""
        self.error_destroy(XlaFfiErrorPtr(error))

    def error_create(self, message: str | bytes, errc: XLA_FFI_Error_Code) -> XlaFfiErrorPtr:
        """`XLA_FFI_Error_Create`, slot 0."""
        a = XLA_FFI_Error_Create_Args()
        a.struct_size = XLA_FFI_Error_Create_Args.STRUCT_SIZE
        keep_message, a.message = cstring_in(message)
        a.errc = errc
        result: Any = self.XLA_FFI_Error_Create(addressof(a))
        return XlaFfiErrorPtr(result or 0)

    def error_get_details(self, error: XlaFfiErrorPtr) -> ErrorGetDetails:
        """`XLA_FFI_Error_GetDetails`, slot 1."""
        a = XLA_FFI_Error_GetDetails_Args()
        a.struct_size = XLA_FFI_Error_GetDetails_Args.STRUCT_SIZE
        a.error = error
        self.XLA_FFI_Error_GetDetails(addressof(a))
        return ErrorGetDetails(cstring_out(a.message), XLA_FFI_Error_Code(a.errc))

    def error_destroy(self, error: XlaFfiErrorPtr) -> None:
        """`XLA_FFI_Error_Destroy`, slot 2."""
        a = XLA_FFI_Error_Destroy_Args()
        a.struct_size = XLA_FFI_Error_Destroy_Args.STRUCT_SIZE
        a.error = error
        self.XLA_FFI_Error_Destroy(addressof(a))

    def handler_register(
        self,
        name: str | bytes,
        platform: str | bytes,
        bundle: XLA_FFI_Handler_Bundle,
        traits: int,
    ) -> None:
        """`XLA_FFI_Handler_Register`, slot 3."""
        a = XLA_FFI_Handler_Register_Args()
        a.struct_size = XLA_FFI_Handler_Register_Args.STRUCT_SIZE
        keep_name, a.name.ptr, a.name.len = bytes_in(name)
        keep_platform, a.platform.ptr, a.platform.len = bytes_in(platform)
        a.bundle = bundle
        a.traits = traits
        error = self.XLA_FFI_Handler_Register(addressof(a))
        if error:
            self._fail("XLA_FFI_Handler_Register", error)

    def stream_get(self, ctx: XlaFfiInvokeContextPtr) -> int | None:
        """`XLA_FFI_Stream_Get`, slot 4."""
        a = XLA_FFI_Stream_Get_Args()
        a.struct_size = XLA_FFI_Stream_Get_Args.STRUCT_SIZE
        a.ctx = ctx
        error = self.XLA_FFI_Stream_Get(addressof(a))
        if error:
            self._fail("XLA_FFI_Stream_Get", error)
        return a.stream

    def type_register(
        self,
        name: str | bytes,
        type_info: XLA_FFI_TypeInfo,
        *,
        type_id: XLA_FFI_TypeId | None = None,
    ) -> XLA_FFI_TypeId:
        """`XLA_FFI_Type_Register`, slot 5."""
        a = XLA_FFI_Type_Register_Args()
        a.struct_size = XLA_FFI_Type_Register_Args.STRUCT_SIZE
        keep_name, a.name.ptr, a.name.len = bytes_in(name)
        type_id = XLA_FFI_TypeId() if type_id is None else type_id
        a.type_id = addressof(type_id)
        a.type_info = addressof(type_info)
        error = self.XLA_FFI_Type_Register(addressof(a))
        if error:
            self._fail("XLA_FFI_Type_Register", error)
        return type_id

    def invoke_context_get(self, ctx: XlaFfiInvokeContextPtr, type_id: XLA_FFI_TypeId) -> int | None:
        """`XLA_FFI_InvokeContext_Get`, slot 6."""
        a = XLA_FFI_InvokeContext_Get_Args()
        a.struct_size = XLA_FFI_InvokeContext_Get_Args.STRUCT_SIZE
        a.ctx = ctx
        a.type_id = addressof(type_id)
        error = self.XLA_FFI_InvokeContext_Get(addressof(a))
        if error:
            self._fail("XLA_FFI_InvokeContext_Get", error)
        return a.data

    def state_set(
        self,
        ctx: XlaFfiInvokeContextPtr,
        stage: XLA_FFI_ExecutionStage,
        type_id: XLA_FFI_TypeId,
        state: int | None,
    ) -> None:
        """`XLA_FFI_State_Set`, slot 7."""
        a = XLA_FFI_State_Set_Args()
        a.struct_size = XLA_FFI_State_Set_Args.STRUCT_SIZE
        a.ctx = ctx
        a.stage = stage
        a.type_id = addressof(type_id)
        a.state = state
        error = self.XLA_FFI_State_Set(addressof(a))
        if error:
            self._fail("XLA_FFI_State_Set", error)

    def state_get(
        self,
        ctx: XlaFfiInvokeContextPtr,
        stage: XLA_FFI_ExecutionStage,
        type_id: XLA_FFI_TypeId,
    ) -> int | None:
        """`XLA_FFI_State_Get`, slot 8."""
        a = XLA_FFI_State_Get_Args()
        a.struct_size = XLA_FFI_State_Get_Args.STRUCT_SIZE
        a.ctx = ctx
        a.stage = stage
        a.type_id = addressof(type_id)
        error = self.XLA_FFI_State_Get(addressof(a))
        if error:
            self._fail("XLA_FFI_State_Get", error)
        return a.state

    def device_memory_allocate(self, ctx: XlaFfiInvokeContextPtr, size: int, alignment: int) -> int | None:
        """`XLA_FFI_DeviceMemory_Allocate`, slot 9."""
        a = XLA_FFI_DeviceMemory_Allocate_Args()
        a.struct_size = XLA_FFI_DeviceMemory_Allocate_Args.STRUCT_SIZE
        a.ctx = ctx
        a.size = size
        a.alignment = alignment
        error = self.XLA_FFI_DeviceMemory_Allocate(addressof(a))
        if error:
            self._fail("XLA_FFI_DeviceMemory_Allocate", error)
        return a.data

    def device_memory_free(self, ctx: XlaFfiInvokeContextPtr, size: int, data: int | None) -> None:
        """`XLA_FFI_DeviceMemory_Free`, slot 10."""
        a = XLA_FFI_DeviceMemory_Free_Args()
        a.struct_size = XLA_FFI_DeviceMemory_Free_Args.STRUCT_SIZE
        a.ctx = ctx
        a.size = size
        a.data = data
        error = self.XLA_FFI_DeviceMemory_Free(addressof(a))
        if error:
            self._fail("XLA_FFI_DeviceMemory_Free", error)

    def thread_pool_schedule(
        self,
        ctx: XlaFfiInvokeContextPtr,
        task: FunctionPointer,
        data: int | None,
    ) -> None:
        """`XLA_FFI_ThreadPool_Schedule`, slot 11."""
        a = XLA_FFI_ThreadPool_Schedule_Args()
        a.struct_size = XLA_FFI_ThreadPool_Schedule_Args.STRUCT_SIZE
        a.ctx = ctx
        a.task = function_address(task)
        a.data = data
        error = self.XLA_FFI_ThreadPool_Schedule(addressof(a))
        if error:
            self._fail("XLA_FFI_ThreadPool_Schedule", error)

    def thread_pool_num_threads(self, ctx: XlaFfiInvokeContextPtr) -> int:
        """`XLA_FFI_ThreadPool_NumThreads`, slot 12."""
        a = XLA_FFI_ThreadPool_NumThreads_Args()
        a.struct_size = XLA_FFI_ThreadPool_NumThreads_Args.STRUCT_SIZE
        a.ctx = ctx
        num_threads = c_int64()
        a.num_threads = addressof(num_threads)
        error = self.XLA_FFI_ThreadPool_NumThreads(addressof(a))
        if error:
            self._fail("XLA_FFI_ThreadPool_NumThreads", error)
        return num_threads.value

    def future_create(self) -> XlaFfiFuturePtr:
        """`XLA_FFI_Future_Create`, slot 13. Borrowed: future."""
        a = XLA_FFI_Future_Create_Args()
        a.struct_size = XLA_FFI_Future_Create_Args.STRUCT_SIZE
        error = self.XLA_FFI_Future_Create(addressof(a))
        if error:
            self._fail("XLA_FFI_Future_Create", error)
        return XlaFfiFuturePtr(pointer_out(a.future, "XLA_FFI_Future_Create.future"))

    def future_set_available(self, future: XlaFfiFuturePtr) -> None:
        """`XLA_FFI_Future_SetAvailable`, slot 14."""
        a = XLA_FFI_Future_SetAvailable_Args()
        a.struct_size = XLA_FFI_Future_SetAvailable_Args.STRUCT_SIZE
        a.future = future
        error = self.XLA_FFI_Future_SetAvailable(addressof(a))
        if error:
            self._fail("XLA_FFI_Future_SetAvailable", error)

    def future_set_error(self, future: XlaFfiFuturePtr, error: XlaFfiErrorPtr) -> None:
        """`XLA_FFI_Future_SetError`, slot 15."""
        a = XLA_FFI_Future_SetError_Args()
        a.struct_size = XLA_FFI_Future_SetError_Args.STRUCT_SIZE
        a.future = future
        a.error = error
        error = self.XLA_FFI_Future_SetError(addressof(a))
        if error:
            self._fail("XLA_FFI_Future_SetError", error)

    def run_id_get(self, ctx: XlaFfiInvokeContextPtr) -> int:
        """`XLA_FFI_RunId_Get`, slot 16."""
        a = XLA_FFI_RunId_Get_Args()
        a.struct_size = XLA_FFI_RunId_Get_Args.STRUCT_SIZE
        a.ctx = ctx
        error = self.XLA_FFI_RunId_Get(addressof(a))
        if error:
            self._fail("XLA_FFI_RunId_Get", error)
        return a.run_id

    def device_ordinal_get(self, ctx: XlaFfiInvokeContextPtr) -> int:
        """`XLA_FFI_DeviceOrdinal_Get`, slot 17."""
        a = XLA_FFI_DeviceOrdinal_Get_Args()
        a.struct_size = XLA_FFI_DeviceOrdinal_Get_Args.STRUCT_SIZE
        a.ctx = ctx
        error = self.XLA_FFI_DeviceOrdinal_Get(addressof(a))
        if error:
            self._fail("XLA_FFI_DeviceOrdinal_Get", error)
        return a.device_ordinal

    def invoke_context_find_extension(
        self,
        ctx: XlaFfiInvokeContextPtr,
        extension_type: int,
    ) -> XLA_FFI_Extension | None:
        """`XLA_FFI_InvokeContext_FindExtension`, slot 18. Borrowed: extension."""
        a = XLA_FFI_InvokeContext_FindExtension_Args()
        a.struct_size = XLA_FFI_InvokeContext_FindExtension_Args.STRUCT_SIZE
        a.ctx = ctx
        a.extension_type = extension_type
        error = self.XLA_FFI_InvokeContext_FindExtension(addressof(a))
        if error:
            self._fail("XLA_FFI_InvokeContext_FindExtension", error)
        return XLA_FFI_Extension.from_address(a.extension) if a.extension else None
