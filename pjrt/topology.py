"""Topologies: devices to compile for, which need not be here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pjrt import compile_options, dtypes, shardy_checks, signature
from pjrt import plugin as plugins
from pjrt import program as programs
from pjrt._runtime import causes, frames, layouts, program_checks, shapes
from pjrt._runtime.lazy import cached_property
from pjrt._runtime.lifetime import Pinned
from pjrt._runtime.options import check_name, checked
from pjrt._runtime.plugin_state import PluginState
from pjrt.device import Described, short_text
from pjrt.executable import Executable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pjrt._runtime.client_state import ClientState
    from pjrt.compile_options import CompileOptions
    from pjrt.layout import Layout
    from pjrt.plugin import Plugin, PluginLike
    from pjrt.program import ProgramLike
    from pjrt.signature import Spec
    from pjrt_abi.functions import Api
    from pjrt_abi.typed import DeviceDescriptionPtr, NamedValue, TopologyDescriptionPtr


class Topology(Pinned):
    """Devices and how they are connected, to compile for without having them. C: PJRT_TopologyDescription.

    plugin: a Plugin, a name or a path. name: the platform's name for it, such as libtpu's "v5e:2x2"; options: what
    the platform takes besides, such as CUDA's `target_config`, see `Plugin.options`; `pjrt.topologies` makes both.
    `Client.topology` is that of a client's devices. Any thread may use it.
    Raises what `pjrt.load` raises, TypeError or ValueError for an option of another type or out of its range and for a
    size that the plugin cannot take, and PjrtError for a topology that it does not know.
    C: PJRT_TopologyDescription_Create.
    """

    def __init__(
        self,
        plugin: PluginLike | None = None,
        name: str = "",
        *,
        options: Mapping[str, NamedValue] | None = None,
    ) -> None:
        if not isinstance(name, str):
            raise TypeError(f"name: expected a str, got {name!r}")
        loaded = plugins.load(plugin)
        created = checked("topology", options, loaded.path, loaded.abi.version)
        check_name(name, created, loaded.path)
        made = loaded.abi.topology_description_create(name, create_options=created)
        self._own(PluginState(loaded.abi, loaded), made, owned=True)

    def _own(self, state: PluginState, ptr: TopologyDescriptionPtr, *, owned: bool) -> None:
        self._state = state
        self._owned = owned
        self._ptr: TopologyDescriptionPtr | None = ptr

    @classmethod
    def _of_client(cls, state: ClientState) -> Topology:
        made = cls.__new__(cls)
        made._own(state, state.abi.client_topology_description(state.ptr), owned=False)
        return made

    @classmethod
    def deserialize(cls, plugin: PluginLike, serialized: bytes) -> Topology:
        """The topology that `serialize` gave, for the same platform. C: PJRT_TopologyDescription_Deserialize."""
        if not isinstance(serialized, bytes | bytearray | memoryview):
            raise TypeError(f"serialized: expected bytes, got {type(serialized).__name__}")
        loaded = plugins.load(plugin)
        return cls._owning(loaded, loaded.abi.topology_description_deserialize(bytes(serialized)))

    @classmethod
    def _owning(cls, plugin: Plugin, ptr: TopologyDescriptionPtr) -> Topology:
        """That of a C object that the caller owns."""
        made = cls.__new__(cls)
        made._own(PluginState(plugin.abi, plugin), ptr, owned=True)
        return made

    def __repr__(self) -> str:
        if not self._state.is_open:
            return "<Topology of a closed client>"
        return f"<Topology of {len(self.devices)} devices, platform {self.platform_name!r}>"

    @cached_property
    def platform_name(self) -> str:
        """The platform, such as "cpu", "cuda" or "tpu". C: PJRT_TopologyDescription_PlatformName."""
        return self._state.abi.topology_description_platform_name(self._handle())

    @cached_property
    def platform_version(self) -> str:
        """The plugin's words about its version. C: PJRT_TopologyDescription_PlatformVersion."""
        return self._state.abi.topology_description_platform_version(self._handle())

    @cached_property
    def attributes(self) -> dict[str, NamedValue]:
        """What the plugin says of it. C: PJRT_TopologyDescription_Attributes."""
        return self._state.abi.topology_description_attributes(self._handle())

    @property
    def devices(self) -> tuple[DeviceDescription, ...]:
        """The devices of it. C: PJRT_TopologyDescription_GetDeviceDescriptions."""
        found = self._state.abi.topology_description_get_device_descriptions(self._handle())
        return tuple(DeviceDescription(self, ptr) for ptr in found)

    @cached_property
    def fingerprint(self) -> int:
        """The same for equal topologies, 64 bits. C: PJRT_TopologyDescription_Fingerprint."""
        return self._state.abi.topology_description_fingerprint(self._handle())

    def serialize(self) -> bytes:
        """It as bytes, for `Topology.deserialize` and as a cache's key. C: PJRT_TopologyDescription_Serialize."""
        return self._state.abi.topology_description_serialize(self._handle())

    @cached_property
    def memory_kind_ids(self) -> tuple[int, ...]:
        """The platform's number for each kind of memory that its devices have, as `Memory.kind_id`.

        C: PJRT_TopologyDescription_GetMemorySpaceKindIds.
        """
        return tuple(self._state.abi.topology_description_get_memory_space_kind_ids(self._handle()))

    def canonical_shape(
        self, memory_kind_id: int, shape: Sequence[int], dtype: Any, layout: Layout | None = None
    ) -> Spec:
        """How an array lies in a kind of memory, tiles and all; in a Spec without a layout, in row-major order.

        memory_kind_id: one of `memory_kind_ids`; layout: the order of dimensions to keep to, if any.
        Raises ValueError for a kind of memory that there is none of and for a shape that no memory holds, TypeError for
        a dtype that PJRT lacks, UnimplementedError for a layout that the platform does not know.
        C: PJRT_TopologyDescription_MakeCanonicalShapeForMemorySpace.
        """
        abi, ptr, element = self._state.abi, self._handle(), np.dtype(dtype)
        kind = dtypes.to_c(element, abi)
        dims = shapes.checked(shape, element)
        if layout is not None:
            layout = layouts.plain(layout, len(dims), element, "layout")
        if memory_kind_id not in self.memory_kind_ids:
            raise ValueError(f"memory_kind_id: expected one of {self.memory_kind_ids}, got {memory_kind_id!r}")
        made = abi.topology_description_make_canonical_shape_for_memory_space(
            ptr, memory_kind_id, dims, kind, layout=None if layout is None else layouts.to_c(layout, abi)
        )
        return signature.of_shape(made)

    def compile(
        self, program: ProgramLike, options: CompileOptions | None = None, *, format: str | None = None
    ) -> Executable:
        """Compiles a program for these devices, with no client and no hardware; `serialize` keeps the result.

        program, format, and what is raised: as in `Client.compile`. C: PJRT_Compile.
        """
        options = compile_options.checked_for(options, self.devices, "this topology", self._state.abi.version)
        if options.message.serialized_multi_slice_config:  # libtpu aborts on slices of another topology
            raise ValueError("options: they have slices in them, and SliceConfig.compile knows of what topology")
        return self._compile(program, options, format)

    def _compile(self, program: ProgramLike, options: CompileOptions, format: str | None) -> Executable:
        code = programs.read(program, format)
        shardy_checks.check(code, options, self._state.abi.version)
        program_checks.check(self._state.abi.address, code.code, code.format)
        with causes.told(options.num_partitions):
            made = self._state.abi.compile(self._handle(), frames.program(code.code, code.format), options.serialize())
        return Executable(self._state, made)

    def _handle(self) -> TopologyDescriptionPtr:
        self._state.require_open()
        assert self._ptr is not None
        return self._ptr

    def __del__(self) -> None:
        try:
            ptr, self._ptr = self._ptr, None
            if self._owned and ptr is not None and self._state.usable:
                self._state.abi.topology_description_destroy(ptr)
        except Exception:  # a destructor has nobody to tell, and __init__ may have failed half way
            return


class DeviceDescription(Described):
    """A device of a topology, which need not be here. Lives as long as the topology. C: PJRT_DeviceDescription."""

    def __init__(self, topology: Topology, ptr: DeviceDescriptionPtr) -> None:
        self._topology = topology
        self._ptr = ptr

    def __repr__(self) -> str:
        return f"<DeviceDescription {short_text(self)}>"

    def _description(self) -> tuple[Api, DeviceDescriptionPtr]:
        self._topology._handle()
        return self._topology._state.abi, self._ptr
