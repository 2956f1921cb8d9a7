"""What a plugin keeps of a program apart from its code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pjrt import messages
from pjrt.errors import PjrtError
from pjrt.executable import Executable
from pjrt.extensions.facade import Extension
from pjrt_abi.extensions import executable_metadata as raw
from pjrt_abi.support import bytes_out


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a program.

    serialized: the plugin's bytes, an xla.PjRtExecutableMetadata. memory_stats: the memory that a run takes, as
    xla.CompiledMemoryStatsProto names it, bytes by purpose; what is 0 is left out. buffer_assignment: where in it each
    array lies, a serialized xla.BufferAssignmentProto, or nothing. platform_type: the full name of the platform's own
    message, such as libtpu's "xla.tools.CompiledExecutableMetadata", "" where there is none; platform_specific: that
    message, serialized.
    """

    serialized: bytes
    memory_stats: dict[str, int]
    buffer_assignment: bytes
    platform_type: str
    platform_specific: bytes

    @classmethod
    def parse(cls, serialized: bytes) -> Metadata:
        """From the plugin's bytes. Raises TypeError for no bytes, ValueError for what is no such message."""
        from google.protobuf.message import DecodeError

        if not isinstance(serialized, bytes | bytearray | memoryview):
            raise TypeError(f"serialized: expected bytes, got {serialized!r:.80}")
        told = messages.new("xla.PjRtExecutableMetadata")
        try:
            told.ParseFromString(bytes(serialized))
        except DecodeError as error:
            raise ValueError(f"serialized: not an xla.PjRtExecutableMetadata: {error}") from None
        own = told.platform_specific_metadata
        kind = own.type_url.rpartition("/")[2]
        stats: dict[str, Any] = messages.read(told.compiled_memory_stats)
        assignment = stats.pop("serialized_buffer_assignment", b"")
        return cls(bytes(serialized), stats, assignment, kind, bytes(own.value))


class ExecutableMetadata(Extension):
    """What a plugin keeps of a program apart from its code. C: PJRT_ExecutableMetadata_Extension."""

    TABLE = raw.ExecutableMetadata
    table: raw.ExecutableMetadata

    def of(self, executable: Executable) -> Metadata:
        """What it keeps of this one. Raises PjrtError for bytes that are no such message.

        C: PJRT_ExecutableMetadata_GetExecutableMetadata, PJRT_ExecutableMetadata_DestroySerializedMetadata.
        """
        serialized = self.serialized(executable)
        try:
            return Metadata.parse(serialized)
        except ValueError as error:
            raise PjrtError(str(error), function="PJRT_ExecutableMetadata_GetExecutableMetadata") from None

    def serialized(self, executable: Executable) -> bytes:
        """The same as the plugin's bytes, whatever they are."""
        made = self.table.get_executable_metadata(self._executable(executable))
        try:
            return bytes_out(made.serialized_metadata, made.serialized_metadata_size)
        finally:
            self.table.destroy_serialized_metadata(made)
