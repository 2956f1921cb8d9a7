"""Generated from `xla/pjrt/extensions/executable_metadata/executable_metadata_extension.h`: what serves its functions."""

from __future__ import annotations

from typing import Any

from pjrt_abi.extensions.executable_metadata import (
    ExecutableMetadata,
    PJRT_ExecutableMetadata,
    PJRT_ExecutableMetadata_DestroySerializedMetadata_Args,
    PJRT_ExecutableMetadata_GetExecutableMetadata_Args,
)
from pjrt_abi.views import (
    FunctionView,
    HandleIn,
    StructPointerIn,
    StructPointerOut,
    TableServer,
    TextIn,
    describe,
    unserved,
)


describe(
    PJRT_ExecutableMetadata,
    TextIn("serialized_metadata", "serialized_metadata", "serialized_metadata_size", text=bytes, nullable=True),
)


class ExecutableMetadataServer(TableServer):
    """What serves `PJRT_ExecutableMetadata_Extension`."""

    CLIENT = ExecutableMetadata
    TYPE = 13
    VIEWS = (
        FunctionView(
            "PJRT_ExecutableMetadata_GetExecutableMetadata",
            "get_executable_metadata",
            PJRT_ExecutableMetadata_GetExecutableMetadata_Args,
            HandleIn("executable", "executable", kind="PJRT_Executable", nullable=False),
            StructPointerOut("metadata", "metadata", struct=PJRT_ExecutableMetadata, owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_ExecutableMetadata_DestroySerializedMetadata",
            "destroy_serialized_metadata",
            PJRT_ExecutableMetadata_DestroySerializedMetadata_Args,
            StructPointerIn("metadata", "metadata", struct=PJRT_ExecutableMetadata),
        ),
    )

    def get_executable_metadata(self, *, executable: Any) -> Any:
        """Serves `PJRT_ExecutableMetadata_GetExecutableMetadata`, slot 0."""
        unserved("PJRT_ExecutableMetadata_GetExecutableMetadata")

    def destroy_serialized_metadata(self, *, metadata: Any) -> None:
        """Serves `PJRT_ExecutableMetadata_DestroySerializedMetadata`, slot 1."""
        unserved("PJRT_ExecutableMetadata_DestroySerializedMetadata")
