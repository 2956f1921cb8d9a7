"""ABI versions: whether a compiled program runs on a runtime, asked before it is loaded, and with no hardware."""

from __future__ import annotations

from typing import Any

from pjrt._runtime.owned import Owned
from pjrt._runtime.plugin_state import PluginState
from pjrt.client import Client
from pjrt.errors import FailedPreconditionError, InvalidArgumentError
from pjrt.executable import Executable
from pjrt.extensions.facade import Extension
from pjrt_abi.extensions import abi_version as raw
from pjrt_abi.typed import ExecutableAbiVersionPtr, RuntimeAbiVersionPtr


class AbiVersion(Extension):
    """The versions of a plugin's runtime and of its programs. C: PJRT_AbiVersion_Extension."""

    TABLE = raw.AbiVersion
    table: raw.AbiVersion

    def of_client(self, client: Client) -> RuntimeAbiVersion:
        """The version of the runtime that a client runs programs with. C: PJRT_Client_RuntimeAbiVersion."""
        return RuntimeAbiVersion(self._state, self.table, self.table.client_runtime_abi_version(self._client(client)))

    def of_executable(self, executable: Executable) -> ExecutableAbiVersion:
        """The version that a program was compiled for. C: PJRT_Executable_GetAbiVersion."""
        made = self.table.executable_get_abi_version(self._executable(executable))
        return ExecutableAbiVersion(self._state, self.table, made)

    def runtime(self, serialized: bytes) -> RuntimeAbiVersion:
        """What `RuntimeAbiVersion.serialize` gave. C: PJRT_RuntimeAbiVersion_FromProto.

        Raises PjrtError for what is none of this plugin's, with the code that the plugin has for it.
        """
        made = self.table.runtime_abi_version_from_proto(self._bytes(serialized))
        return RuntimeAbiVersion(self._state, self.table, made)

    def executable(self, serialized: bytes) -> ExecutableAbiVersion:
        """What `ExecutableAbiVersion.serialize` gave. C: PJRT_ExecutableAbiVersion_FromProto.

        Raises PjrtError for what is none, with the code that the plugin has for it; CUDA takes some of that.
        """
        made = self.table.executable_abi_version_from_proto(self._bytes(serialized))
        return ExecutableAbiVersion(self._state, self.table, made)

    def _bytes(self, serialized: bytes) -> bytes:
        self._state.require_open()
        if not isinstance(serialized, bytes | bytearray | memoryview):
            raise TypeError(f"serialized: expected bytes, got {serialized!r:.80}")
        return bytes(serialized)


class _Version(Owned):
    """What both kinds share. Equal are those of one kind that serialize alike."""

    __slots__ = ("_table",)
    _MESSAGE = ""

    def __eq__(self, other: object) -> bool:
        return self.serialize() == other.serialize() if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash((type(self), self.serialize()))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._state.plugin.name!r}>"

    def serialize(self) -> bytes:
        raise NotImplementedError

    @property
    def version(self) -> bytes:
        """The platform's own words for it, mostly a serialized message."""
        from pjrt.protos import message

        return bytes(message(self._MESSAGE).FromString(self.serialize()).version)


class ExecutableAbiVersion(_Version):
    """The version that a program was compiled for. Lives until the last reference goes.

    Any thread may use it. C: PJRT_ExecutableAbiVersion, PJRT_ExecutableAbiVersion_Destroy.
    """

    __slots__ = ()
    _MESSAGE = "xla.PjRtExecutableAbiVersionProto"

    def __init__(self, state: PluginState, table: raw.AbiVersion, made: ExecutableAbiVersionPtr) -> None:
        self._table = table
        super().__init__(state, made, table.executable_abi_version_destroy)

    def serialize(self) -> bytes:
        """For `AbiVersion.executable`; an xla.PjRtExecutableAbiVersionProto. C: PJRT_ExecutableAbiVersion_ToProto."""
        return self._table.executable_abi_version_to_proto(self._handle())

    @property
    def platform_id(self) -> int:
        """The platform's number, 64 bits. C: PJRT_ExecutableAbiVersion_PlatformId."""
        return self._table.executable_abi_version_platform_id(self._handle())


class RuntimeAbiVersion(_Version):
    """The version of a runtime. Lives until the last reference goes.

    Any thread may use it. C: PJRT_RuntimeAbiVersion, PJRT_RuntimeAbiVersion_Destroy.
    """

    __slots__ = ()
    _MESSAGE = "xla.PjRtRuntimeAbiVersionProto"

    def __init__(self, state: PluginState, table: raw.AbiVersion, made: RuntimeAbiVersionPtr) -> None:
        self._table = table
        super().__init__(state, made, table.runtime_abi_version_destroy)

    def serialize(self) -> bytes:
        """For `AbiVersion.runtime`; an xla.PjRtRuntimeAbiVersionProto. C: PJRT_RuntimeAbiVersion_ToProto."""
        return self._table.runtime_abi_version_to_proto(self._handle())

    @property
    def platform_id(self) -> int:
        """The platform's number, 64 bits. C: PJRT_RuntimeAbiVersion_PlatformId."""
        return self._table.runtime_abi_version_platform_id(self._handle())

    def is_compatible_with(self, other: RuntimeAbiVersion | ExecutableAbiVersion) -> bool:
        """Whether this runtime runs such programs, or does what the other runtime does.

        Raises what `require_compatible` raises, but for the plugin's "no".
        """
        try:
            self.require_compatible(other)
        except (FailedPreconditionError, InvalidArgumentError):
            return False
        return True

    def require_compatible(self, other: RuntimeAbiVersion | ExecutableAbiVersion) -> None:
        """Raises FailedPreconditionError or InvalidArgumentError, with the plugin's reason, unless they are compatible.

        Raises UnimplementedError where the platform cannot tell, as libtpu and CUDA of two runtimes; TypeError for what
        is no version, ValueError for one of another plugin. C: PJRT_RuntimeAbiVersion_IsCompatibleWithRuntime,
        PJRT_RuntimeAbiVersion_IsCompatibleWithExecutable.
        """
        if not isinstance(other, _Version):
            raise TypeError(f"other: expected a RuntimeAbiVersion or an ExecutableAbiVersion, got {other!r:.80}")
        if other._state.abi is not self._state.abi:
            raise ValueError(f"other: {other!r} is not of the plugin {self._state.plugin.name!r}")
        ask: Any = self._table.runtime_abi_version_is_compatible_with_executable
        if isinstance(other, RuntimeAbiVersion):
            ask = self._table.runtime_abi_version_is_compatible_with_runtime
        ask(self._handle(), other._handle())
