"""Generated from `xla/pjrt/extensions/executable_metadata/executable_metadata_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from ctypes import Structure, addressof, c_size_t, c_void_p, sizeof
from typing import Any, ClassVar

from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import CALL, CALL_VOID, FunctionTable, pointer_out
from pjrt_abi.typed import ExecutablePtr


PJRT_API_EXECUTABLE_METADATA_EXTENSION_VERSION = 1


class PJRT_ExecutableMetadata(Structure):
    """`struct PJRT_ExecutableMetadata`; 16 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    serialized_metadata: int | None
    serialized_metadata_size: int
    _fields_ = (
        ("serialized_metadata", c_void_p),  # const char*
        ("serialized_metadata_size", c_size_t),  # size_t
    )


PJRT_ExecutableMetadata.STRUCT_SIZE = sizeof(PJRT_ExecutableMetadata)


class PJRT_ExecutableMetadata_GetExecutableMetadata_Args(Structure):
    """Arguments of `PJRT_ExecutableMetadata_GetExecutableMetadata`; 16 bytes."""

    STRUCT_SIZE: ClassVar[int]
    executable: int | None
    metadata: int | None
    _fields_ = (
        ("executable", c_void_p),  # PJRT_Executable*
        ("metadata", c_void_p),  # out, PJRT_ExecutableMetadata*
    )


PJRT_ExecutableMetadata_GetExecutableMetadata_Args.STRUCT_SIZE = size_through(PJRT_ExecutableMetadata_GetExecutableMetadata_Args, "metadata")


class PJRT_ExecutableMetadata_DestroySerializedMetadata_Args(Structure):
    """Arguments of `PJRT_ExecutableMetadata_DestroySerializedMetadata`; 8 bytes."""

    STRUCT_SIZE: ClassVar[int]
    metadata: int | None
    _fields_ = (
        ("metadata", c_void_p),  # PJRT_ExecutableMetadata*
    )


PJRT_ExecutableMetadata_DestroySerializedMetadata_Args.STRUCT_SIZE = size_through(PJRT_ExecutableMetadata_DestroySerializedMetadata_Args, "metadata")


class PJRT_ExecutableMetadata_Extension(Structure):
    """`struct PJRT_ExecutableMetadata_Extension`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    get_executable_metadata: int | None
    destroy_serialized_metadata: int | None
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("get_executable_metadata", c_void_p),  # PJRT_ExecutableMetadata_GetExecutableMetadata*
        ("destroy_serialized_metadata", c_void_p),  # PJRT_ExecutableMetadata_DestroySerializedMetadata*
    )


PJRT_ExecutableMetadata_Extension.STRUCT_SIZE = size_through(PJRT_ExecutableMetadata_Extension, "destroy_serialized_metadata")


class ExecutableMetadata(FunctionTable):
    """The extension `PJRT_ExecutableMetadata_Extension`, with a method for each of its 2 functions."""

    TABLE = PJRT_ExecutableMetadata_Extension
    NAME = "ExecutableMetadata"
    TYPE = 13
    VERSION = 1
    MARK = ""
    SLOTS = (
        ("PJRT_ExecutableMetadata_GetExecutableMetadata", "get_executable_metadata", CALL),
        ("PJRT_ExecutableMetadata_DestroySerializedMetadata", "destroy_serialized_metadata", CALL_VOID),
    )
    PJRT_ExecutableMetadata_GetExecutableMetadata: Any
    PJRT_ExecutableMetadata_DestroySerializedMetadata: Any

    def get_executable_metadata(self, executable: ExecutablePtr) -> PJRT_ExecutableMetadata:
        """`PJRT_ExecutableMetadata_GetExecutableMetadata`, slot 0. The caller owns: metadata."""
        a = PJRT_ExecutableMetadata_GetExecutableMetadata_Args()
        a.executable = executable
        error = self.PJRT_ExecutableMetadata_GetExecutableMetadata(addressof(a))
        if error:
            self._fail("PJRT_ExecutableMetadata_GetExecutableMetadata", error)
        return PJRT_ExecutableMetadata.from_address(pointer_out(a.metadata, "PJRT_ExecutableMetadata_GetExecutableMetadata.metadata"))

    def destroy_serialized_metadata(self, metadata: PJRT_ExecutableMetadata) -> None:
        """`PJRT_ExecutableMetadata_DestroySerializedMetadata`, slot 1."""
        a = PJRT_ExecutableMetadata_DestroySerializedMetadata_Args()
        a.metadata = addressof(metadata)
        self.PJRT_ExecutableMetadata_DestroySerializedMetadata(addressof(a))
