"""Generated from `xla/pjrt/c/pjrt_c_api_xla_transform_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from ctypes import CFUNCTYPE, Structure, addressof, c_bool, c_int, c_int64, c_size_t, c_void_p, sizeof
from typing import Any, ClassVar

from pjrt_abi.enums import AbiEnum
from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import CALL, FunctionTable, bytes_in


PJRT_API_XLA_TRANSFORM_EXTENSION_VERSION = 1


class PJRT_XlaTransform_PipelineStage(AbiEnum):
    """`PJRT_XlaTransform_PipelineStage`, carried as `int`."""

    PRE_SCHEDULER = 0
    POST_SCHEDULER = 1


class PJRT_XlaTransform_string(Structure):
    """`struct PJRT_XlaTransform_string`; 16 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    data: int | None
    size: int
    _fields_ = (
        ("data", c_void_p),  # const char*
        ("size", c_size_t),  # size_t
    )


PJRT_XlaTransform_string.STRUCT_SIZE = sizeof(PJRT_XlaTransform_string)


class PJRT_XlaTransform_version_and_error(Structure):
    """`struct PJRT_XlaTransform_version_and_error`; 48 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    api_version: int
    data: int | None
    cleanup_fn: int | None
    has_error: bool
    code: int
    error_msg: PJRT_XlaTransform_string
    _fields_ = (
        ("api_version", c_int64),  # int64_t
        ("data", c_void_p),  # out, void*
        ("cleanup_fn", c_void_p),  # out, void (*)(void*)
        ("has_error", c_bool),  # out, bool
        ("code", c_int),  # out, PJRT_Error_Code
        ("error_msg", PJRT_XlaTransform_string),  # out, PJRT_XlaTransform_string
    )


PJRT_XlaTransform_version_and_error.STRUCT_SIZE = sizeof(PJRT_XlaTransform_version_and_error)


class PJRT_XlaTransform_Args(Structure):
    """`struct PJRT_XlaTransform_Args`; 89 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    header: PJRT_XlaTransform_version_and_error
    hlo_module: PJRT_XlaTransform_string
    transformed_hlo_module: PJRT_XlaTransform_string
    changed: bool
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("header", PJRT_XlaTransform_version_and_error),  # PJRT_XlaTransform_version_and_error
        ("hlo_module", PJRT_XlaTransform_string),  # PJRT_XlaTransform_string
        ("transformed_hlo_module", PJRT_XlaTransform_string),  # out, PJRT_XlaTransform_string
        ("changed", c_bool),  # out, bool
    )


PJRT_XlaTransform_Args.STRUCT_SIZE = size_through(PJRT_XlaTransform_Args, "changed")


class PJRT_XlaTransform_Callbacks(Structure):
    """`struct PJRT_XlaTransform_Callbacks`; 24 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    version: int
    dtor: int | None
    transform_hlo_module: int | None
    _fields_ = (
        ("version", c_int64),  # int64_t
        ("dtor", c_void_p),  # void (*)(PJRT_XlaTransform_Callbacks*)
        ("transform_hlo_module", c_void_p),  # void (*)(PJRT_XlaTransform_Callbacks*, PJRT_XlaTransform_Args*)
    )


PJRT_XlaTransform_Callbacks.STRUCT_SIZE = sizeof(PJRT_XlaTransform_Callbacks)


class PJRT_Register_Xla_Transform_Args(Structure):
    """`struct PJRT_Register_Xla_Transform_Args`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    name: int | None
    name_size: int
    stage: int
    callbacks: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("name", c_void_p),  # const char*
        ("name_size", c_size_t),  # size_t
        ("stage", c_int),  # PJRT_XlaTransform_PipelineStage
        ("callbacks", c_void_p),  # PJRT_XlaTransform_Callbacks*
    )


PJRT_Register_Xla_Transform_Args.STRUCT_SIZE = size_through(PJRT_Register_Xla_Transform_Args, "callbacks")


class PJRT_Clear_Xla_Transform_Args(Structure):
    """`struct PJRT_Clear_Xla_Transform_Args`; 41 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    stage: int
    name: int | None
    name_size: int
    callbacks: int | None
    cleared: bool
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("stage", c_int),  # PJRT_XlaTransform_PipelineStage
        ("name", c_void_p),  # const char*
        ("name_size", c_size_t),  # size_t
        ("callbacks", c_void_p),  # PJRT_XlaTransform_Callbacks*
        ("cleared", c_bool),  # out, bool
    )


PJRT_Clear_Xla_Transform_Args.STRUCT_SIZE = size_through(PJRT_Clear_Xla_Transform_Args, "cleared")


class PJRT_Xla_Transform_Extension(Structure):
    """`struct PJRT_Xla_Transform_Extension`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    register_xla_transform: int | None
    clear_xla_transform: int | None
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("register_xla_transform", c_void_p),  # PJRT_Register_Xla_Transform_Fn*
        ("clear_xla_transform", c_void_p),  # PJRT_Clear_Xla_Transform_Fn*
    )


PJRT_Xla_Transform_Extension.STRUCT_SIZE = size_through(PJRT_Xla_Transform_Extension, "clear_xla_transform")


PJRT_XlaTransform_version_and_error_cleanup_fn = CFUNCTYPE(None, c_void_p)
"""`void(void*)`"""


PJRT_XlaTransform_Callbacks_dtor = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_XlaTransform_Callbacks*)`"""


PJRT_XlaTransform_Callbacks_transform_hlo_module = CFUNCTYPE(None, c_void_p, c_void_p)
"""`void(PJRT_XlaTransform_Callbacks*, PJRT_XlaTransform_Args*)`"""


class XlaTransform(FunctionTable):
    """The extension `PJRT_Xla_Transform_Extension`, with a method for each of its 2 functions."""

    TABLE = PJRT_Xla_Transform_Extension
    NAME = "XlaTransform"
    TYPE = 24
    VERSION = 1
    MARK = ""
    SLOTS = (
        ("PJRT_Register_Xla_Transform_Fn", "register_xla_transform", CALL),
        ("PJRT_Clear_Xla_Transform_Fn", "clear_xla_transform", CALL),
    )
    PJRT_Register_Xla_Transform_Fn: Any
    PJRT_Clear_Xla_Transform_Fn: Any

    def register_xla_transform_fn(
        self,
        name: str | bytes,
        stage: PJRT_XlaTransform_PipelineStage,
        callbacks: PJRT_XlaTransform_Callbacks,
    ) -> None:
        """`PJRT_Register_Xla_Transform_Fn`, slot 0."""
        a = PJRT_Register_Xla_Transform_Args()
        a.struct_size = PJRT_Register_Xla_Transform_Args.STRUCT_SIZE
        keep_name, a.name, a.name_size = bytes_in(name)
        a.stage = stage
        a.callbacks = addressof(callbacks)
        error = self.PJRT_Register_Xla_Transform_Fn(addressof(a))
        if error:
            self._fail("PJRT_Register_Xla_Transform_Fn", error)

    def clear_xla_transform_fn(
        self,
        stage: PJRT_XlaTransform_PipelineStage,
        name: str | bytes,
        callbacks: PJRT_XlaTransform_Callbacks,
    ) -> bool:
        """`PJRT_Clear_Xla_Transform_Fn`, slot 1."""
        a = PJRT_Clear_Xla_Transform_Args()
        a.struct_size = PJRT_Clear_Xla_Transform_Args.STRUCT_SIZE
        a.stage = stage
        keep_name, a.name, a.name_size = bytes_in(name)
        a.callbacks = addressof(callbacks)
        error = self.PJRT_Clear_Xla_Transform_Fn(addressof(a))
        if error:
            self._fail("PJRT_Clear_Xla_Transform_Fn", error)
        return a.cleared
