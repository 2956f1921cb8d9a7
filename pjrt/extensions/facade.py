"""What the façades of all extensions share: a plugin's table, bound and gated; arguments checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from pjrt import checks
from pjrt import plugin as plugins
from pjrt._runtime import gate
from pjrt._runtime.lifetime import Pinned
from pjrt._runtime.plugin_state import PluginState
from pjrt.buffer import Buffer
from pjrt.client import Client
from pjrt.device import Device, Memory
from pjrt.errors import UnsupportedError
from pjrt.executable import Executable
from pjrt.execute_options import ExecuteContext
from pjrt.topology import DeviceDescription, Topology

if TYPE_CHECKING:
    from pjrt.plugin import Plugin, PluginLike
    from pjrt_abi.support import FunctionTable
    from pjrt_abi.typed import (
        BufferPtr,
        ClientPtr,
        DeviceDescriptionPtr,
        DevicePtr,
        ExecutablePtr,
        ExecuteContextPtr,
        MemoryPtr,
        TopologyDescriptionPtr,
    )

_T = TypeVar("_T", Buffer, Client, Device, DeviceDescription, Executable, ExecuteContext, Memory, Topology)


class Extension(Pinned):
    """An extension of a plugin, bound. Made by `Plugin.extension`; any thread may use it.

    TABLE: the generated class that binds its functions; table: the functions themselves, for calls that the façade
    lacks. A façade for another extension is a subclass that sets TABLE, see `pjrt.extensions.register`.
    """

    TABLE: ClassVar[type[FunctionTable]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if mark := cls.TABLE.MARK:
            _warn_in_docs(cls, f'{mark.capitalize()}: needs `pjrt.experimental.enable("{cls.TABLE.NAME}")`.')

    def __init__(self, plugin: Plugin) -> None:
        table = self.TABLE
        gate.require(table.NAME, table.MARK)
        found = _find(plugin, table)
        if found is None:
            chained = ", ".join(link.name for link in plugin.extensions) or "none at all"
            version = ".".join(map(str, plugin.api_version))
            raise UnsupportedError(f"{plugin.name} (API {version}) has no extension {table.NAME}; it has {chained}")
        self.plugin = plugin
        self.table: Any = table(found, plugin.abi)
        self._state = PluginState(plugin.abi, plugin)

    def __repr__(self) -> str:
        lacking = f", lacking {', '.join(self.table.missing)}" if self.table.missing else ""
        return f"<{type(self).__name__} of {self.plugin.name!r}{lacking}>"

    @classmethod
    def supported(cls, plugin: PluginLike | None = None) -> bool:
        """Whether the plugin has this extension; asking needs nothing enabled. Raises what `pjrt.load` raises."""
        return _find(plugins.load(plugin), cls.TABLE) is not None

    def has(self, function: str) -> bool:
        """Whether the plugin's struct, by its own size, has this C function. Raises ValueError for an unknown name."""
        names = [name for name, *_ in self.TABLE.SLOTS]
        if function not in names:
            near = checks.nearest(function, names) or f"; there are {', '.join(names)}"
            raise ValueError(f"function: {function!r} is no function of {self.TABLE.NAME}{near}")
        return self.table.has(function)  # type: ignore[no-any-return]

    @property
    def functions(self) -> dict[str, str]:
        """Its C functions, with the reason for each that this plugin lacks; "" for those that it has."""
        return {name: self.table.missing.get(name, "") for name, *_ in self.TABLE.SLOTS}

    # --------------------------------------------------------------- arguments

    def _checked(self, value: Any, kind: type[_T], where: str) -> _T:
        """The argument. Raises TypeError for another type, ValueError for an object of another plugin.

        Plugins take what is not theirs for theirs, and crash.
        """
        if not isinstance(value, kind):
            raise TypeError(f"{where}: expected a {kind.__name__}, got {value!r:.80}")
        state = value._topology._state if isinstance(value, DeviceDescription) else value._state
        if state.abi is not self._state.abi:
            raise ValueError(f"{where}: {value!r} is not of the plugin {self.plugin.name!r}")
        self._state.require_open()
        state.require_open()
        return value

    def _client(self, value: Client, where: str = "client") -> ClientPtr:
        return self._checked(value, Client, where)._state.ptr

    def _topology(self, value: Topology, where: str = "topology") -> TopologyDescriptionPtr:
        return self._checked(value, Topology, where)._handle()

    def _executable(self, value: Executable, where: str = "executable") -> ExecutablePtr:
        return self._checked(value, Executable, where)._unloaded

    def _buffer(self, value: Buffer, where: str = "buffer") -> BufferPtr:
        self._checked(value, Buffer, where)._require_data()
        return value._handle()

    def _device(self, value: Device, where: str = "device") -> DevicePtr:
        return self._checked(value, Device, where)._ptr

    def _memory(self, value: Memory, where: str = "memory") -> MemoryPtr:
        return self._checked(value, Memory, where)._ptr

    def _context(self, value: ExecuteContext, where: str = "context") -> ExecuteContextPtr:
        return self._checked(value, ExecuteContext, where)._handle()

    def _description(self, value: Device | DeviceDescription, where: str = "device") -> DeviceDescriptionPtr:
        if isinstance(value, Device):
            return self._checked(value, Device, where)._description()[1]
        return self._checked(value, DeviceDescription, where)._description()[1]


def _find(plugin: Plugin, table: type[FunctionTable]) -> int | None:
    """The address of the struct, None if the plugin chains none."""
    return next((link.address for link in plugin.extensions if link.type == table.TYPE), None)


def _warn_in_docs(cls: type[Extension], warning: str) -> None:
    """Adds the warning to the docstring of the façade and of each of its public methods and properties."""
    cls.__doc__ = f"{cls.__doc__}\n\n    {warning}"
    for name, member in vars(cls).items():
        documented = member.__func__ if isinstance(member, classmethod | staticmethod) else member
        if not name.startswith("_") and getattr(documented, "__doc__", None) and name != "TABLE":
            documented.__doc__ = f"{documented.__doc__}\n\n        {warning}"
