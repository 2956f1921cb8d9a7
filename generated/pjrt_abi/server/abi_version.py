"""Generated from `xla/pjrt/c/pjrt_c_api_abi_version_extension.h`: what serves its functions."""

from __future__ import annotations

from typing import Any

from pjrt_abi.extensions.abi_version import (
    AbiVersion,
    PJRT_Client_RuntimeAbiVersion_Args,
    PJRT_ExecutableAbiVersion_Destroy_Args,
    PJRT_ExecutableAbiVersion_FromProto_Args,
    PJRT_ExecutableAbiVersion_PlatformId_Args,
    PJRT_ExecutableAbiVersion_ToProto_Args,
    PJRT_ExecutableAbiVersion_ToProto_Args_serialized_proto_deleter,
    PJRT_Executable_GetAbiVersion_Args,
    PJRT_RuntimeAbiVersion_Destroy_Args,
    PJRT_RuntimeAbiVersion_FromProto_Args,
    PJRT_RuntimeAbiVersion_IsCompatibleWithExecutable_Args,
    PJRT_RuntimeAbiVersion_IsCompatibleWithRuntime_Args,
    PJRT_RuntimeAbiVersion_PlatformId_Args,
    PJRT_RuntimeAbiVersion_ToProto_Args,
    PJRT_RuntimeAbiVersion_ToProto_Args_serialized_proto_deleter,
)
from pjrt_abi.views import (
    Deleter,
    FunctionView,
    HandleIn,
    HandleOut,
    ScalarOut,
    TableServer,
    TextIn,
    TextOut,
    unserved,
)


class AbiVersionServer(TableServer):
    """What serves `PJRT_AbiVersion_Extension`."""

    CLIENT = AbiVersion
    TYPE = 20
    VIEWS = (
        FunctionView(
            "PJRT_Client_RuntimeAbiVersion",
            "client_runtime_abi_version",
            PJRT_Client_RuntimeAbiVersion_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            HandleOut("abi_version", "abi_version", kind="PJRT_RuntimeAbiVersion", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Executable_GetAbiVersion",
            "executable_get_abi_version",
            PJRT_Executable_GetAbiVersion_Args,
            HandleIn("executable", "executable", kind="PJRT_Executable", nullable=False),
            HandleOut("abi_version", "abi_version", kind="PJRT_ExecutableAbiVersion", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_RuntimeAbiVersion_Destroy",
            "runtime_abi_version_destroy",
            PJRT_RuntimeAbiVersion_Destroy_Args,
            HandleIn("abi_version", "abi_version", kind="PJRT_RuntimeAbiVersion", nullable=False),
            error="PJRT_Error",
            destroys="PJRT_RuntimeAbiVersion",
        ),
        FunctionView(
            "PJRT_RuntimeAbiVersion_IsCompatibleWithRuntime",
            "runtime_abi_version_is_compatible_with_runtime",
            PJRT_RuntimeAbiVersion_IsCompatibleWithRuntime_Args,
            HandleIn("abi_version", "abi_version", kind="PJRT_RuntimeAbiVersion", nullable=False),
            HandleIn("other_abi_version", "other_abi_version", kind="PJRT_RuntimeAbiVersion", nullable=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_RuntimeAbiVersion_IsCompatibleWithExecutable",
            "runtime_abi_version_is_compatible_with_executable",
            PJRT_RuntimeAbiVersion_IsCompatibleWithExecutable_Args,
            HandleIn("abi_version", "abi_version", kind="PJRT_RuntimeAbiVersion", nullable=False),
            HandleIn("executable_abi_version", "executable_abi_version", kind="PJRT_ExecutableAbiVersion", nullable=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_RuntimeAbiVersion_ToProto",
            "runtime_abi_version_to_proto",
            PJRT_RuntimeAbiVersion_ToProto_Args,
            HandleIn("abi_version", "abi_version", kind="PJRT_RuntimeAbiVersion", nullable=False),
            TextOut("serialized_proto", "serialized_proto", "serialized_proto_size", text=bytes),
            Deleter("serialized_proto_deleter", "serialized_proto_deleter", holder="serialized_proto_holder", callback=PJRT_RuntimeAbiVersion_ToProto_Args_serialized_proto_deleter, data=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_RuntimeAbiVersion_PlatformId",
            "runtime_abi_version_platform_id",
            PJRT_RuntimeAbiVersion_PlatformId_Args,
            HandleIn("abi_version", "abi_version", kind="PJRT_RuntimeAbiVersion", nullable=False),
            ScalarOut("platform_id", "platform_id"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_ExecutableAbiVersion_Destroy",
            "executable_abi_version_destroy",
            PJRT_ExecutableAbiVersion_Destroy_Args,
            HandleIn("abi_version", "abi_version", kind="PJRT_ExecutableAbiVersion", nullable=False),
            error="PJRT_Error",
            destroys="PJRT_ExecutableAbiVersion",
        ),
        FunctionView(
            "PJRT_ExecutableAbiVersion_ToProto",
            "executable_abi_version_to_proto",
            PJRT_ExecutableAbiVersion_ToProto_Args,
            HandleIn("abi_version", "abi_version", kind="PJRT_ExecutableAbiVersion", nullable=False),
            TextOut("serialized_proto", "serialized_proto", "serialized_proto_size", text=bytes),
            Deleter("serialized_proto_deleter", "serialized_proto_deleter", holder="serialized_proto_holder", callback=PJRT_ExecutableAbiVersion_ToProto_Args_serialized_proto_deleter, data=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_ExecutableAbiVersion_PlatformId",
            "executable_abi_version_platform_id",
            PJRT_ExecutableAbiVersion_PlatformId_Args,
            HandleIn("abi_version", "abi_version", kind="PJRT_ExecutableAbiVersion", nullable=False),
            ScalarOut("platform_id", "platform_id"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_RuntimeAbiVersion_FromProto",
            "runtime_abi_version_from_proto",
            PJRT_RuntimeAbiVersion_FromProto_Args,
            TextIn("serialized_proto", "serialized_proto", "serialized_proto_size", text=bytes),
            HandleOut("abi_version", "abi_version", kind="PJRT_RuntimeAbiVersion", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_ExecutableAbiVersion_FromProto",
            "executable_abi_version_from_proto",
            PJRT_ExecutableAbiVersion_FromProto_Args,
            TextIn("serialized_proto", "serialized_proto", "serialized_proto_size", text=bytes),
            HandleOut("abi_version", "abi_version", kind="PJRT_ExecutableAbiVersion", owned=True),
            error="PJRT_Error",
        ),
    )

    def client_runtime_abi_version(self, *, client: Any) -> Any:
        """Serves `PJRT_Client_RuntimeAbiVersion`, slot 0."""
        unserved("PJRT_Client_RuntimeAbiVersion")

    def executable_get_abi_version(self, *, executable: Any) -> Any:
        """Serves `PJRT_Executable_GetAbiVersion`, slot 1."""
        unserved("PJRT_Executable_GetAbiVersion")

    def runtime_abi_version_destroy(self, *, abi_version: Any) -> None:
        """Serves `PJRT_RuntimeAbiVersion_Destroy`, slot 2."""
        unserved("PJRT_RuntimeAbiVersion_Destroy")

    def runtime_abi_version_is_compatible_with_runtime(self, *, abi_version: Any, other_abi_version: Any) -> None:
        """Serves `PJRT_RuntimeAbiVersion_IsCompatibleWithRuntime`, slot 3."""
        unserved("PJRT_RuntimeAbiVersion_IsCompatibleWithRuntime")

    def runtime_abi_version_is_compatible_with_executable(self, *, abi_version: Any, executable_abi_version: Any) -> None:
        """Serves `PJRT_RuntimeAbiVersion_IsCompatibleWithExecutable`, slot 4."""
        unserved("PJRT_RuntimeAbiVersion_IsCompatibleWithExecutable")

    def runtime_abi_version_to_proto(self, *, abi_version: Any) -> bytes:
        """Serves `PJRT_RuntimeAbiVersion_ToProto`, slot 5."""
        unserved("PJRT_RuntimeAbiVersion_ToProto")

    def runtime_abi_version_platform_id(self, *, abi_version: Any) -> int:
        """Serves `PJRT_RuntimeAbiVersion_PlatformId`, slot 6."""
        unserved("PJRT_RuntimeAbiVersion_PlatformId")

    def executable_abi_version_destroy(self, *, abi_version: Any) -> None:
        """Serves `PJRT_ExecutableAbiVersion_Destroy`, slot 7."""
        unserved("PJRT_ExecutableAbiVersion_Destroy")

    def executable_abi_version_to_proto(self, *, abi_version: Any) -> bytes:
        """Serves `PJRT_ExecutableAbiVersion_ToProto`, slot 8."""
        unserved("PJRT_ExecutableAbiVersion_ToProto")

    def executable_abi_version_platform_id(self, *, abi_version: Any) -> int:
        """Serves `PJRT_ExecutableAbiVersion_PlatformId`, slot 9."""
        unserved("PJRT_ExecutableAbiVersion_PlatformId")

    def runtime_abi_version_from_proto(self, *, serialized_proto: bytes) -> Any:
        """Serves `PJRT_RuntimeAbiVersion_FromProto`, slot 10."""
        unserved("PJRT_RuntimeAbiVersion_FromProto")

    def executable_abi_version_from_proto(self, *, serialized_proto: bytes) -> Any:
        """Serves `PJRT_ExecutableAbiVersion_FromProto`, slot 11."""
        unserved("PJRT_ExecutableAbiVersion_FromProto")
