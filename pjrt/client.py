"""Clients: a plugin's runtime, with its devices, ready to compile and run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pjrt import checks, compile_options, shardy_checks
from pjrt import plugin as plugins
from pjrt import program as programs
from pjrt._runtime import causes, frames, key_value, program_checks
from pjrt._runtime.client_state import ClientState, require_no_fork
from pjrt._runtime.hardware import require_hardware
from pjrt._runtime.lazy import cached_property
from pjrt.buffer_source import BufferSource
from pjrt.compile_options import CompileOptions
from pjrt.device import Device, Memory
from pjrt.errors import UnimplementedError, UnsupportedError
from pjrt.event import UserEvent
from pjrt.executable import Executable
from pjrt.execute_options import ExecuteContext
from pjrt.loaded_executable import LoadedExecutable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType

    from pjrt.dma import DmaMapping
    from pjrt.kv_store import KeyValueStore
    from pjrt.layout import Layout
    from pjrt.plugin import Plugin, PluginLike
    from pjrt.process_info import ProcessInfo
    from pjrt.program import ProgramLike
    from pjrt.topology import Topology
    from pjrt.transfer_manager import TransferManager
    from pjrt_abi.typed import NamedValue


class Client(BufferSource):
    """A runtime of a plugin. Any thread may use it, and many at once. C: PJRT_Client.

    plugin: a Plugin, a name or a path; nothing for the best one found. options: what the platform takes, such as
    `{"cpu_device_count": 4}`, see `Plugin.options`; none are sent unasked. kv_store: where the processes of a
    distributed client leave word for each other, such as a DirectoryStore; kept until the client is destroyed.

    Raises what `pjrt.load` raises, TypeError or ValueError for an option of another type or out of its range, TypeError
    for what is no store, and PjrtError for what the plugin reports, with what the store raised as its cause. Warns of
    an option that the plugin is not known to take. Also a context manager, which closes it.

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
        if options is not None:
            from pjrt._runtime.options import checked

            options = checked("client", options, self.plugin.path, abi.version)
        if self.plugin.path is not None:
            require_hardware(self.plugin.path)
        require_no_fork(abi)
        ptr, token = key_value.create_client(abi, options, kv_store)
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
        self._state.close("this client was closed")

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
        from pjrt.topology import Topology

        self._state.require_open()
        return Topology._of_client(self._state)

    def async_transfer(
        self,
        specs: Sequence[Any],
        memory: Memory | Device | None = None,
        *,
        layouts: Sequence[Layout | None] | None = None,
    ) -> TransferManager:
        """Buffers on a device that exist at once, and whose data is sent afterwards, whole or in chunks.

        specs: for each buffer a Spec, a pair of shape and dtype, or something that has both, such as an array. memory:
        where they are to be, a device's default memory for a Device; the first device's unless said otherwise.
        layouts: one for each buffer, the layout on the device; None leaves it to the plugin.
        Raises TypeError or ValueError for what is no such thing, for sizes below 0 or too large and for a place of
        another client, UnsupportedError for layouts on a plugin that would ignore them, and PjrtError for what the
        plugin refuses. C: PJRT_Client_CreateBuffersForAsyncHostToDevice.
        """
        from pjrt.transfer_manager import TransferManager

        self._state.require_open()
        return TransferManager(self._state, specs, self._first_device() if memory is None else memory, layouts)

    def dma_map(self, memory: Any) -> DmaMapping:
        """Maps host memory for direct access by the devices, until the mapping is unmapped or dropped.

        memory: a numpy array, or anything with the buffer protocol; not copied, so it has to lie together.
        Raises TypeError for what has no memory, ValueError for none, for some that does not lie together and for some
        that is mapped already, and UnimplementedError where the platform has no such thing, as XLA:CPU.
        C: PJRT_Client_DmaMap.
        """
        from pjrt.dma import DmaMapping

        self._state.require_open()
        return DmaMapping(self._state, memory)

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
        from pjrt.process_info import ProcessInfo

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
        Raises TypeError or ValueError for what is no program, for more replicas and partitions than devices, for an
        assigned device that the client lacks and for shardings that Shardy aborts on, OSError for a file that cannot be
        read, and PjrtError, with the plugin's message and its code (UnknownError, from XLA), for a program that does
        not parse or verify.
        C: PJRT_Client_Compile.
        """
        self._state.require_open()
        options = compile_options.checked_for(options, self.devices, "this client", self._state.abi.version)
        code = programs.read(program, format)
        shardy_checks.check(code, options, self._state.abi.version)
        program_checks.check(self._state.abi.address, code.code, code.format)
        with causes.told(options.num_partitions):
            ptr = self._state.abi.client_compile(
                self._state.ptr, frames.program(code.code, code.format), options.serialize()
            )
        return LoadedExecutable(self._state, ptr)

    def load(self, executable: Executable, options: CompileOptions | None = None) -> LoadedExecutable:
        """Loads what `Topology.compile` gave onto this client's devices; the Executable stays as it is.

        options: for plugins that load a program otherwise than it was compiled; else those that it was compiled with.
        Where a plugin lacks this, `deserialize(executable.serialize(), options)` comes to the same.
        Raises TypeError for what is no Executable or is loaded already, ValueError for one of another plugin and for
        options that need devices the client lacks, UnsupportedError where the plugin lacks this, or ignores the
        options' devices, and PjrtError for what it refuses. C: PJRT_Client_Load.
        """
        self._state.require_open()
        if not isinstance(executable, Executable) or isinstance(executable, LoadedExecutable):
            raise TypeError(f"executable: expected an Executable of Topology.compile, got {executable!r}")
        executable._require()
        if executable._state.abi is not self._state.abi:
            raise ValueError(f"executable: {executable!r} was compiled by another plugin than {self.plugin.name!r}")
        if options is None:
            told = _options_of(executable)
        else:
            told = compile_options.checked_for(options, self.devices, "this client", self.plugin.api_version)
        ptr = self._state.abi.client_load(self._state.ptr, executable._unloaded, told.serialize())
        loaded = LoadedExecutable(self._state, ptr)
        if options is not None and not _runs_as(loaded, options):
            raise UnsupportedError(
                f"this plugin loads the program for {loaded.num_replicas} x {loaded.num_partitions} devices, "
                f"{loaded.device_assignment}, as it was compiled, and not as {options}",
                function="PJRT_Client_Load",
            )
        return loaded

    def deserialize(
        self,
        serialized: bytes,
        options: CompileOptions | None = None,
        *,
        computation_origin: Sequence[int] | None = None,
    ) -> LoadedExecutable:
        """Loads what `Executable.serialize` gave, from the same platform and plugin version.

        options: in place of those that it was compiled with. The bytes are trusted: they hold machine code.
        computation_origin: the coordinates of the first device to run on, where devices have some, as TPUs; other
        platforms ignore it.
        Raises TypeError for what is no bytes, PjrtError for bytes that the plugin refuses, UnsupportedError for options
        or an origin on a plugin that is too old to know them. C: PJRT_Executable_DeserializeAndLoad.
        """
        self._state.require_open()
        if not isinstance(serialized, bytes | bytearray | memoryview):
            raise TypeError(f"serialized: expected bytes, got {type(serialized).__name__}")
        told = None if options is None else compile_options.checked(options).serialize()
        load_options = None
        if computation_origin is not None:
            load_options = frames.load_options(_checked_origin(computation_origin))
        ptr = self._state.abi.executable_deserialize_and_load(
            self._state.ptr, bytes(serialized), overridden_serialized_compile_options=told, load_options=load_options
        )
        return LoadedExecutable(self._state, ptr)


def _options_of(executable: Executable) -> CompileOptions:
    """Those that it was compiled with, as far as the plugin tells."""
    try:
        return executable.compile_options
    except (UnimplementedError, UnsupportedError):
        return CompileOptions()


def _runs_as(loaded: LoadedExecutable, options: CompileOptions) -> bool:
    """Whether it is loaded for the devices that the options want."""
    if (loaded.num_replicas, loaded.num_partitions) != (options.num_replicas, options.num_partitions):
        return False
    return options.device_assignment in (None, loaded.device_assignment)


def _checked_origin(origin: Sequence[int]) -> tuple[int, ...]:
    if isinstance(origin, str | bytes) or not isinstance(origin, Sequence):
        raise TypeError(f"computation_origin: expected ints, got {origin!r}")
    for number in origin:
        checks.integer("computation_origin", number, 32)
    return tuple(origin)
