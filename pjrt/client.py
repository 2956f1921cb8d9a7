"""Clients: a plugin's runtime, with its devices, ready to compile and run."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pjrt import checks, compile_options
from pjrt import plugin as plugins
from pjrt import program as programs
from pjrt._runtime import frames, key_value
from pjrt._runtime.client_options import checked
from pjrt._runtime.client_state import ClientState, require_no_fork
from pjrt._runtime.hardware import require_hardware
from pjrt.buffer_source import BufferSource
from pjrt.compile_options import CompileOptions
from pjrt.device import Device, Memory
from pjrt.event import UserEvent
from pjrt.execute_options import ExecuteContext
from pjrt.loaded_executable import LoadedExecutable
from pjrt.process_info import ProcessInfo
from pjrt.topology import Topology

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType

    from pjrt.kv_store import KeyValueStore
    from pjrt.plugin import Plugin, PluginLike
    from pjrt.program import ProgramLike
    from pjrt_abi.typed import NamedValue


class Client(BufferSource):
    """A runtime of a plugin. Any thread may use it, and many at once. C: PJRT_Client.

    plugin: a Plugin, a name or a path; nothing for the best one found. options: what the platform takes, such as
    `{"cpu_device_count": 4}`; the plugin refuses what it does not know, so none are sent unasked. kv_store: where the
    processes of a distributed client leave word for each other, such as a DirectoryStore; kept until the client is
    destroyed.

    Raises what `pjrt.load` raises, TypeError or ValueError for an option that is no str, bool, int, float or list of
    int, TypeError for what is no store, and PjrtError for what the plugin reports, with what the store raised as its
    cause. Also a context manager, which closes it.

    A client left open when the interpreter goes down is destroyed then, after what still runs; daemon threads that
    use it get ClosedError.
    C: PJRT_Client_Create.
    """

    def __init__(
        self,
        plugin: PluginLike | None = None,
        *,
        options: Mapping[str, NamedValue] | None = None,
        kv_store: KeyValueStore | None = None,
    ) -> None:
        key_value.check(kv_store)
        self.plugin: Plugin = plugins.load(plugin)
        abi = self.plugin.abi
        created = checked(options)
        require_hardware(self.plugin.path)
        require_no_fork(abi)
        ptr, token = key_value.create_client(abi, created, kv_store)
        self._state = ClientState(abi, ptr, self.plugin, token)

    def __repr__(self) -> str:
        if not self._state.is_open:
            return "<Client, closed>"
        return f"<Client {self.platform_name!r} with {len(self.devices)} devices, plugin {self.plugin.name!r}>"

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the use of the client and of all that came from it; what is used afterwards raises ClosedError.

        The C client is destroyed when the last buffer, executable, device and numpy view of it has gone.
        """
        self._state.closed = self._state.closed or "this client was closed"

    @property
    def is_closed(self) -> bool:
        """Whether `close()` was called."""
        return bool(self._state.closed)

    @cached_property
    def platform_name(self) -> str:
        """The platform, such as "cpu", "cuda" or "tpu". C: PJRT_Client_PlatformName."""
        self._state.require_open()
        return self._state.abi.client_platform_name(self._state.ptr)

    @cached_property
    def platform_version(self) -> str:
        """The plugin's words about its version. C: PJRT_Client_PlatformVersion."""
        self._state.require_open()
        return self._state.abi.client_platform_version(self._state.ptr)

    @cached_property
    def process_index(self) -> int:
        """The number of this process among those of a distributed client. C: PJRT_Client_ProcessIndex."""
        self._state.require_open()
        return self._state.abi.client_process_index(self._state.ptr)

    @cached_property
    def devices(self) -> tuple[Device, ...]:
        """All devices of all processes. C: PJRT_Client_Devices."""
        self._state.require_open()
        return tuple(Device(self._state, p) for p in self._state.abi.client_devices(self._state.ptr))

    @cached_property
    def memories(self) -> tuple[Memory, ...]:
        """The memory spaces that this process can use. C: PJRT_Client_AddressableMemories."""
        self._state.require_open()
        return tuple(Memory(self._state, p) for p in self._state.abi.client_addressable_memories(self._state.ptr))

    @cached_property
    def topology(self) -> Topology:
        """The devices and how they are connected, as something to compile for. C: PJRT_Client_TopologyDescription."""
        self._state.require_open()
        return Topology._of_client(self._state)

    def device(self, id: int) -> Device:
        """The device with that id. Raises InvalidArgumentError if there is none. C: PJRT_Client_LookupDevice."""
        self._state.require_open()
        checks.integer("id", id, 32)
        return Device(self._state, self._state.abi.client_lookup_device(self._state.ptr, id))

    def addressable_device(self, local_hardware_id: int) -> Device:
        """The device of this process with that hardware id; InvalidArgumentError if there is none.

        C: PJRT_Client_LookupAddressableDevice.
        """
        self._state.require_open()
        checks.integer("local_hardware_id", local_hardware_id, 32)
        found = self._state.abi.client_lookup_addressable_device(self._state.ptr, local_hardware_id)
        return Device(self._state, found)

    def default_device_assignment(self, num_replicas: int, num_partitions: int = 1) -> tuple[tuple[int, ...], ...]:
        """The device ids that the plugin would choose, a row for each replica, a column for each partition.

        Raises ValueError for less than one of either, or more than there are devices. C:
        PJRT_Client_DefaultDeviceAssignment.
        """
        self._state.require_open()
        CompileOptions(num_replicas, num_partitions)  # plugins abort on less than one
        count = num_replicas * num_partitions
        if count > len(self.devices):
            raise ValueError(f"{count} devices are needed; this client has {len(self.devices)}")
        ids = self._state.abi.client_default_device_assignment(self._state.ptr, num_replicas, num_partitions, count)
        return tuple(tuple(ids[row * num_partitions : (row + 1) * num_partitions]) for row in range(num_replicas))

    def update_process_info(self, infos: Iterable[ProcessInfo]) -> None:
        """Tells the client of a distributed program how all its processes are, this one too.

        So collectives stop waiting for one that failed, where the platform heeds it; XLA:CPU does not.
        Raises TypeError for what is no ProcessInfo. C: PJRT_Client_UpdateGlobalProcessInfo.
        """
        self._state.require_open()
        told = list(infos)
        for info in told:
            if not isinstance(info, ProcessInfo):
                raise TypeError(f"infos: expected ProcessInfo, got {info!r}")
        made = [frames.process_info(info) for info in told]
        self._state.abi.client_update_global_process_info(self._state.ptr, made)

    def create_event(self) -> UserEvent:
        """A pending event for plugins to wait for, which the caller sets.

        Raises UnsupportedError where the plugin has none. C: PJRT_Event_Create.
        """
        self._state.require_open()
        return UserEvent(self._state, self._state.abi.event_create())

    def create_execute_context(self) -> ExecuteContext:
        """A context for runs, to be given in `ExecuteOptions`. C: PJRT_ExecuteContext_Create."""
        self._state.require_open()
        return ExecuteContext(self._state, self._state.abi.execute_context_create())

    def compile(
        self, program: ProgramLike, options: CompileOptions | None = None, *, format: str | None = None
    ) -> LoadedExecutable:
        """Compiles a program for this client's devices.

        program: StableHLO as MLIR text, as MLIR bytecode, or the path of a file with either; serialized HLO too.
        format: "mlir", "hlo" or "hlo_with_config" where the bytes do not tell.
        Raises TypeError or ValueError for what is no program, for more replicas and partitions than devices and for an
        assigned device that the client lacks, OSError for a file that cannot be read, and PjrtError, with the plugin's
        message and its code (UnknownError, from XLA), for a program that does not parse or verify.
        C: PJRT_Client_Compile.
        """
        self._state.require_open()
        options = compile_options.checked_for(options, self.devices, "this client")
        code = programs.read(program, format)
        ptr = self._state.abi.client_compile(
            self._state.ptr, frames.program(code.code, code.format), options.serialize()
        )
        return LoadedExecutable(self._state, ptr)

    def deserialize(self, serialized: bytes, options: CompileOptions | None = None) -> LoadedExecutable:
        """Loads what `Executable.serialize` gave, from the same platform and plugin version.

        options: in place of those that it was compiled with. The bytes are trusted: they hold machine code.
        Raises TypeError for what is no bytes, PjrtError for bytes that the plugin refuses.
        C: PJRT_Executable_DeserializeAndLoad.
        """
        self._state.require_open()
        if not isinstance(serialized, bytes | bytearray | memoryview):
            raise TypeError(f"serialized: expected bytes, got {type(serialized).__name__}")
        told = None if options is None else compile_options.checked(options).serialize()
        ptr = self._state.abi.executable_deserialize_and_load(
            self._state.ptr, bytes(serialized), overridden_serialized_compile_options=told
        )
        return LoadedExecutable(self._state, ptr)
