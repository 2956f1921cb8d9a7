"""Generated from `xla/pjrt/c/pjrt_c_api_abi_version_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from ctypes import CFUNCTYPE, Structure, addressof, c_size_t, c_uint64, c_void_p
from typing import Any, ClassVar

from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import CALL, FunctionTable, bytes_in, bytes_out, pointer_out, release
from pjrt_abi.typed import ClientPtr, ExecutableAbiVersionPtr, ExecutablePtr, RuntimeAbiVersionPtr


PJRT_API_ABI_VERSION_EXTENSION_VERSION = 1


class PJRT_Client_RuntimeAbiVersion_Args(Structure):
    """Arguments of `PJRT_Client_RuntimeAbiVersion`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    client: int | None
    abi_version: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("client", c_void_p),  # PJRT_Client*
        ("abi_version", c_void_p),  # out, PJRT_RuntimeAbiVersion*
    )


PJRT_Client_RuntimeAbiVersion_Args.STRUCT_SIZE = size_through(PJRT_Client_RuntimeAbiVersion_Args, "abi_version")


class PJRT_Executable_GetAbiVersion_Args(Structure):
    """Arguments of `PJRT_Executable_GetAbiVersion`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    executable: int | None
    abi_version: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("executable", c_void_p),  # PJRT_Executable*
        ("abi_version", c_void_p),  # out, PJRT_ExecutableAbiVersion*
    )


PJRT_Executable_GetAbiVersion_Args.STRUCT_SIZE = size_through(PJRT_Executable_GetAbiVersion_Args, "abi_version")


class PJRT_RuntimeAbiVersion_Destroy_Args(Structure):
    """Arguments of `PJRT_RuntimeAbiVersion_Destroy`; 16 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    abi_version: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("abi_version", c_void_p),  # PJRT_RuntimeAbiVersion*
    )


PJRT_RuntimeAbiVersion_Destroy_Args.STRUCT_SIZE = size_through(PJRT_RuntimeAbiVersion_Destroy_Args, "abi_version")


class PJRT_RuntimeAbiVersion_IsCompatibleWithRuntime_Args(Structure):
    """Arguments of `PJRT_RuntimeAbiVersion_IsCompatibleWithRuntime`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    abi_version: int | None
    other_abi_version: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("abi_version", c_void_p),  # const PJRT_RuntimeAbiVersion*
        ("other_abi_version", c_void_p),  # const PJRT_RuntimeAbiVersion*
    )


PJRT_RuntimeAbiVersion_IsCompatibleWithRuntime_Args.STRUCT_SIZE = size_through(PJRT_RuntimeAbiVersion_IsCompatibleWithRuntime_Args, "other_abi_version")


class PJRT_RuntimeAbiVersion_IsCompatibleWithExecutable_Args(Structure):
    """Arguments of `PJRT_RuntimeAbiVersion_IsCompatibleWithExecutable`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    abi_version: int | None
    executable_abi_version: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("abi_version", c_void_p),  # const PJRT_RuntimeAbiVersion*
        ("executable_abi_version", c_void_p),  # const PJRT_ExecutableAbiVersion*
    )


PJRT_RuntimeAbiVersion_IsCompatibleWithExecutable_Args.STRUCT_SIZE = size_through(PJRT_RuntimeAbiVersion_IsCompatibleWithExecutable_Args, "executable_abi_version")


class PJRT_RuntimeAbiVersion_ToProto_Args(Structure):
    """Arguments of `PJRT_RuntimeAbiVersion_ToProto`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    abi_version: int | None
    serialized_proto: int | None
    serialized_proto_size: int
    serialized_proto_holder: int | None
    serialized_proto_deleter: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("abi_version", c_void_p),  # const PJRT_RuntimeAbiVersion*
        ("serialized_proto", c_void_p),  # out, const char*
        ("serialized_proto_size", c_size_t),  # out, size_t
        ("serialized_proto_holder", c_void_p),  # out, PJRT_SerializedProto*
        ("serialized_proto_deleter", c_void_p),  # out, void (*)(PJRT_SerializedProto*)
    )


PJRT_RuntimeAbiVersion_ToProto_Args.STRUCT_SIZE = size_through(PJRT_RuntimeAbiVersion_ToProto_Args, "serialized_proto_deleter")


class PJRT_RuntimeAbiVersion_PlatformId_Args(Structure):
    """Arguments of `PJRT_RuntimeAbiVersion_PlatformId`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    abi_version: int | None
    platform_id: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("abi_version", c_void_p),  # const PJRT_RuntimeAbiVersion*
        ("platform_id", c_uint64),  # out, uint64_t
    )


PJRT_RuntimeAbiVersion_PlatformId_Args.STRUCT_SIZE = size_through(PJRT_RuntimeAbiVersion_PlatformId_Args, "platform_id")


class PJRT_ExecutableAbiVersion_Destroy_Args(Structure):
    """Arguments of `PJRT_ExecutableAbiVersion_Destroy`; 16 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    abi_version: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("abi_version", c_void_p),  # PJRT_ExecutableAbiVersion*
    )


PJRT_ExecutableAbiVersion_Destroy_Args.STRUCT_SIZE = size_through(PJRT_ExecutableAbiVersion_Destroy_Args, "abi_version")


class PJRT_ExecutableAbiVersion_ToProto_Args(Structure):
    """Arguments of `PJRT_ExecutableAbiVersion_ToProto`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    abi_version: int | None
    serialized_proto: int | None
    serialized_proto_size: int
    serialized_proto_holder: int | None
    serialized_proto_deleter: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("abi_version", c_void_p),  # const PJRT_ExecutableAbiVersion*
        ("serialized_proto", c_void_p),  # out, const char*
        ("serialized_proto_size", c_size_t),  # out, size_t
        ("serialized_proto_holder", c_void_p),  # out, PJRT_SerializedProto*
        ("serialized_proto_deleter", c_void_p),  # out, void (*)(PJRT_SerializedProto*)
    )


PJRT_ExecutableAbiVersion_ToProto_Args.STRUCT_SIZE = size_through(PJRT_ExecutableAbiVersion_ToProto_Args, "serialized_proto_deleter")


class PJRT_ExecutableAbiVersion_PlatformId_Args(Structure):
    """Arguments of `PJRT_ExecutableAbiVersion_PlatformId`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    abi_version: int | None
    platform_id: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("abi_version", c_void_p),  # const PJRT_ExecutableAbiVersion*
        ("platform_id", c_uint64),  # out, uint64_t
    )


PJRT_ExecutableAbiVersion_PlatformId_Args.STRUCT_SIZE = size_through(PJRT_ExecutableAbiVersion_PlatformId_Args, "platform_id")


class PJRT_RuntimeAbiVersion_FromProto_Args(Structure):
    """Arguments of `PJRT_RuntimeAbiVersion_FromProto`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    serialized_proto: int | None
    serialized_proto_size: int
    abi_version: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("serialized_proto", c_void_p),  # const char*
        ("serialized_proto_size", c_size_t),  # size_t
        ("abi_version", c_void_p),  # out, PJRT_RuntimeAbiVersion*
    )


PJRT_RuntimeAbiVersion_FromProto_Args.STRUCT_SIZE = size_through(PJRT_RuntimeAbiVersion_FromProto_Args, "abi_version")


class PJRT_ExecutableAbiVersion_FromProto_Args(Structure):
    """Arguments of `PJRT_ExecutableAbiVersion_FromProto`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    serialized_proto: int | None
    serialized_proto_size: int
    abi_version: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("serialized_proto", c_void_p),  # const char*
        ("serialized_proto_size", c_size_t),  # size_t
        ("abi_version", c_void_p),  # out, PJRT_ExecutableAbiVersion*
    )


PJRT_ExecutableAbiVersion_FromProto_Args.STRUCT_SIZE = size_through(PJRT_ExecutableAbiVersion_FromProto_Args, "abi_version")


class PJRT_AbiVersion_Extension(Structure):
    """`struct PJRT_AbiVersion_Extension`; 120 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    client_runtime_abi_version: int | None
    executable_get_abi_version: int | None
    runtime_abi_version_destroy: int | None
    runtime_abi_version_is_compatible_with_runtime: int | None
    runtime_abi_version_is_compatible_with_executable: int | None
    runtime_abi_version_to_proto: int | None
    runtime_abi_version_platform_id: int | None
    executable_abi_version_destroy: int | None
    executable_abi_version_to_proto: int | None
    executable_abi_version_platform_id: int | None
    runtime_abi_version_from_proto: int | None
    executable_abi_version_from_proto: int | None
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("client_runtime_abi_version", c_void_p),  # PJRT_Client_RuntimeAbiVersion*
        ("executable_get_abi_version", c_void_p),  # PJRT_Executable_GetAbiVersion*
        ("runtime_abi_version_destroy", c_void_p),  # PJRT_RuntimeAbiVersion_Destroy*
        ("runtime_abi_version_is_compatible_with_runtime", c_void_p),  # PJRT_RuntimeAbiVersion_IsCompatibleWithRuntime*
        ("runtime_abi_version_is_compatible_with_executable", c_void_p),  # PJRT_RuntimeAbiVersion_IsCompatibleWithExecutable*
        ("runtime_abi_version_to_proto", c_void_p),  # PJRT_RuntimeAbiVersion_ToProto*
        ("runtime_abi_version_platform_id", c_void_p),  # PJRT_RuntimeAbiVersion_PlatformId*
        ("executable_abi_version_destroy", c_void_p),  # PJRT_ExecutableAbiVersion_Destroy*
        ("executable_abi_version_to_proto", c_void_p),  # PJRT_ExecutableAbiVersion_ToProto*
        ("executable_abi_version_platform_id", c_void_p),  # PJRT_ExecutableAbiVersion_PlatformId*
        ("runtime_abi_version_from_proto", c_void_p),  # PJRT_RuntimeAbiVersion_FromProto*
        ("executable_abi_version_from_proto", c_void_p),  # PJRT_ExecutableAbiVersion_FromProto*
    )


PJRT_AbiVersion_Extension.STRUCT_SIZE = size_through(PJRT_AbiVersion_Extension, "executable_abi_version_from_proto")


PJRT_RuntimeAbiVersion_ToProto_Args_serialized_proto_deleter = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_SerializedProto*)`"""


PJRT_ExecutableAbiVersion_ToProto_Args_serialized_proto_deleter = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_SerializedProto*)`"""


class AbiVersion(FunctionTable):
    """The extension `PJRT_AbiVersion_Extension`, with a method for each of its 12 functions."""

    TABLE = PJRT_AbiVersion_Extension
    NAME = "AbiVersion"
    TYPE = 20
    VERSION = 1
    MARK = ""
    SLOTS = (
        ("PJRT_Client_RuntimeAbiVersion", "client_runtime_abi_version", CALL),
        ("PJRT_Executable_GetAbiVersion", "executable_get_abi_version", CALL),
        ("PJRT_RuntimeAbiVersion_Destroy", "runtime_abi_version_destroy", CALL),
        ("PJRT_RuntimeAbiVersion_IsCompatibleWithRuntime", "runtime_abi_version_is_compatible_with_runtime", CALL),
        ("PJRT_RuntimeAbiVersion_IsCompatibleWithExecutable", "runtime_abi_version_is_compatible_with_executable", CALL),
        ("PJRT_RuntimeAbiVersion_ToProto", "runtime_abi_version_to_proto", CALL),
        ("PJRT_RuntimeAbiVersion_PlatformId", "runtime_abi_version_platform_id", CALL),
        ("PJRT_ExecutableAbiVersion_Destroy", "executable_abi_version_destroy", CALL),
        ("PJRT_ExecutableAbiVersion_ToProto", "executable_abi_version_to_proto", CALL),
        ("PJRT_ExecutableAbiVersion_PlatformId", "executable_abi_version_platform_id", CALL),
        ("PJRT_RuntimeAbiVersion_FromProto", "runtime_abi_version_from_proto", CALL),
        ("PJRT_ExecutableAbiVersion_FromProto", "executable_abi_version_from_proto", CALL),
    )
    PJRT_Client_RuntimeAbiVersion: Any
    PJRT_Executable_GetAbiVersion: Any
    PJRT_RuntimeAbiVersion_Destroy: Any
    PJRT_RuntimeAbiVersion_IsCompatibleWithRuntime: Any
    PJRT_RuntimeAbiVersion_IsCompatibleWithExecutable: Any
    PJRT_RuntimeAbiVersion_ToProto: Any
    PJRT_RuntimeAbiVersion_PlatformId: Any
    PJRT_ExecutableAbiVersion_Destroy: Any
    PJRT_ExecutableAbiVersion_ToProto: Any
    PJRT_ExecutableAbiVersion_PlatformId: Any
    PJRT_RuntimeAbiVersion_FromProto: Any
    PJRT_ExecutableAbiVersion_FromProto: Any

    def client_runtime_abi_version(self, client: ClientPtr) -> RuntimeAbiVersionPtr:
        """`PJRT_Client_RuntimeAbiVersion`, slot 0. The caller owns: abi_version."""
        a = PJRT_Client_RuntimeAbiVersion_Args()
        a.struct_size = PJRT_Client_RuntimeAbiVersion_Args.STRUCT_SIZE
        a.client = client
        error = self.PJRT_Client_RuntimeAbiVersion(addressof(a))
        if error:
            self._fail("PJRT_Client_RuntimeAbiVersion", error)
        return RuntimeAbiVersionPtr(pointer_out(a.abi_version, "PJRT_Client_RuntimeAbiVersion.abi_version"))

    def executable_get_abi_version(self, executable: ExecutablePtr) -> ExecutableAbiVersionPtr:
        """`PJRT_Executable_GetAbiVersion`, slot 1. The caller owns: abi_version."""
        a = PJRT_Executable_GetAbiVersion_Args()
        a.struct_size = PJRT_Executable_GetAbiVersion_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_Executable_GetAbiVersion(addressof(a))
        if error:
            self._fail("PJRT_Executable_GetAbiVersion", error)
        return ExecutableAbiVersionPtr(pointer_out(a.abi_version, "PJRT_Executable_GetAbiVersion.abi_version"))

    def runtime_abi_version_destroy(self, abi_version: RuntimeAbiVersionPtr) -> None:
        """`PJRT_RuntimeAbiVersion_Destroy`, slot 2."""
        a = PJRT_RuntimeAbiVersion_Destroy_Args()
        a.struct_size = PJRT_RuntimeAbiVersion_Destroy_Args.STRUCT_SIZE
        a.abi_version = abi_version
        error = self.PJRT_RuntimeAbiVersion_Destroy(addressof(a))
        if error:
            self._fail("PJRT_RuntimeAbiVersion_Destroy", error)

    def runtime_abi_version_is_compatible_with_runtime(
        self,
        abi_version: RuntimeAbiVersionPtr,
        other_abi_version: RuntimeAbiVersionPtr,
    ) -> None:
        """`PJRT_RuntimeAbiVersion_IsCompatibleWithRuntime`, slot 3."""
        a = PJRT_RuntimeAbiVersion_IsCompatibleWithRuntime_Args()
        a.struct_size = PJRT_RuntimeAbiVersion_IsCompatibleWithRuntime_Args.STRUCT_SIZE
        a.abi_version = abi_version
        a.other_abi_version = other_abi_version
        error = self.PJRT_RuntimeAbiVersion_IsCompatibleWithRuntime(addressof(a))
        if error:
            self._fail("PJRT_RuntimeAbiVersion_IsCompatibleWithRuntime", error)

    def runtime_abi_version_is_compatible_with_executable(
        self,
        abi_version: RuntimeAbiVersionPtr,
        executable_abi_version: ExecutableAbiVersionPtr,
    ) -> None:
        """`PJRT_RuntimeAbiVersion_IsCompatibleWithExecutable`, slot 4."""
        a = PJRT_RuntimeAbiVersion_IsCompatibleWithExecutable_Args()
        a.struct_size = PJRT_RuntimeAbiVersion_IsCompatibleWithExecutable_Args.STRUCT_SIZE
        a.abi_version = abi_version
        a.executable_abi_version = executable_abi_version
        error = self.PJRT_RuntimeAbiVersion_IsCompatibleWithExecutable(addressof(a))
        if error:
            self._fail("PJRT_RuntimeAbiVersion_IsCompatibleWithExecutable", error)

    def runtime_abi_version_to_proto(self, abi_version: RuntimeAbiVersionPtr) -> bytes:
        """`PJRT_RuntimeAbiVersion_ToProto`, slot 5."""
        a = PJRT_RuntimeAbiVersion_ToProto_Args()
        a.struct_size = PJRT_RuntimeAbiVersion_ToProto_Args.STRUCT_SIZE
        a.abi_version = abi_version
        error = self.PJRT_RuntimeAbiVersion_ToProto(addressof(a))
        if error:
            self._fail("PJRT_RuntimeAbiVersion_ToProto", error)
        try:
            return bytes_out(a.serialized_proto, a.serialized_proto_size)
        finally:
            release(a.serialized_proto_deleter, a.serialized_proto_holder)

    def runtime_abi_version_platform_id(self, abi_version: RuntimeAbiVersionPtr) -> int:
        """`PJRT_RuntimeAbiVersion_PlatformId`, slot 6."""
        a = PJRT_RuntimeAbiVersion_PlatformId_Args()
        a.struct_size = PJRT_RuntimeAbiVersion_PlatformId_Args.STRUCT_SIZE
        a.abi_version = abi_version
        error = self.PJRT_RuntimeAbiVersion_PlatformId(addressof(a))
        if error:
            self._fail("PJRT_RuntimeAbiVersion_PlatformId", error)
        return a.platform_id

    def executable_abi_version_destroy(self, abi_version: ExecutableAbiVersionPtr) -> None:
        """`PJRT_ExecutableAbiVersion_Destroy`, slot 7."""
        a = PJRT_ExecutableAbiVersion_Destroy_Args()
        a.struct_size = PJRT_ExecutableAbiVersion_Destroy_Args.STRUCT_SIZE
        a.abi_version = abi_version
        error = self.PJRT_ExecutableAbiVersion_Destroy(addressof(a))
        if error:
            self._fail("PJRT_ExecutableAbiVersion_Destroy", error)

    def executable_abi_version_to_proto(self, abi_version: ExecutableAbiVersionPtr) -> bytes:
        """`PJRT_ExecutableAbiVersion_ToProto`, slot 8."""
        a = PJRT_ExecutableAbiVersion_ToProto_Args()
        a.struct_size = PJRT_ExecutableAbiVersion_ToProto_Args.STRUCT_SIZE
        a.abi_version = abi_version
        error = self.PJRT_ExecutableAbiVersion_ToProto(addressof(a))
        if error:
            self._fail("PJRT_ExecutableAbiVersion_ToProto", error)
        try:
            return bytes_out(a.serialized_proto, a.serialized_proto_size)
        finally:
            release(a.serialized_proto_deleter, a.serialized_proto_holder)

    def executable_abi_version_platform_id(self, abi_version: ExecutableAbiVersionPtr) -> int:
        """`PJRT_ExecutableAbiVersion_PlatformId`, slot 9."""
        a = PJRT_ExecutableAbiVersion_PlatformId_Args()
        a.struct_size = PJRT_ExecutableAbiVersion_PlatformId_Args.STRUCT_SIZE
        a.abi_version = abi_version
        error = self.PJRT_ExecutableAbiVersion_PlatformId(addressof(a))
        if error:
            self._fail("PJRT_ExecutableAbiVersion_PlatformId", error)
        return a.platform_id

    def runtime_abi_version_from_proto(self, serialized_proto: str | bytes) -> RuntimeAbiVersionPtr:
        """`PJRT_RuntimeAbiVersion_FromProto`, slot 10. The caller owns: abi_version."""
        a = PJRT_RuntimeAbiVersion_FromProto_Args()
        a.struct_size = PJRT_RuntimeAbiVersion_FromProto_Args.STRUCT_SIZE
        keep_serialized_proto, a.serialized_proto, a.serialized_proto_size = bytes_in(serialized_proto)
        error = self.PJRT_RuntimeAbiVersion_FromProto(addressof(a))
        if error:
            self._fail("PJRT_RuntimeAbiVersion_FromProto", error)
        return RuntimeAbiVersionPtr(pointer_out(a.abi_version, "PJRT_RuntimeAbiVersion_FromProto.abi_version"))

    def executable_abi_version_from_proto(self, serialized_proto: str | bytes) -> ExecutableAbiVersionPtr:
        """`PJRT_ExecutableAbiVersion_FromProto`, slot 11. The caller owns: abi_version."""
        a = PJRT_ExecutableAbiVersion_FromProto_Args()
        a.struct_size = PJRT_ExecutableAbiVersion_FromProto_Args.STRUCT_SIZE
        keep_serialized_proto, a.serialized_proto, a.serialized_proto_size = bytes_in(serialized_proto)
        error = self.PJRT_ExecutableAbiVersion_FromProto(addressof(a))
        if error:
            self._fail("PJRT_ExecutableAbiVersion_FromProto", error)
        return ExecutableAbiVersionPtr(pointer_out(a.abi_version, "PJRT_ExecutableAbiVersion_FromProto.abi_version"))
