"""What the façades of all extensions share: a plugin's table, bound and gated; arguments checked."""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from pjrt import checks
from pjrt import plugin as plugins
from pjrt._runtime import gate
from pjrt._runtime.lazy import cached_property
from pjrt._runtime.lifetime import Pinned
from pjrt._runtime.plugin_state import PluginState
from pjrt.buffer import Buffer
from pjrt.client import Client
from pjrt.device import Device, Memory
from pjrt.errors import UnsupportedError
from pjrt.executable import Executable
from pjrt.execute_options import ExecuteContext
from pjrt.topology import DeviceDescription, Topology
from pjrt_abi.enums import PJRT_Extension_Type
from pjrt_abi.history import value_since
from pjrt_abi.older import needs_api
from pjrt_abi.support import FunctionTable

if TYPE_CHECKING:
    from types import ModuleType

    from pjrt.plugin import Plugin, PluginLike
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
        table = getattr(cls, "TABLE", None)
        if not (isinstance(table, type) and issubclass(table, FunctionTable)):
            raise TypeError(f"{cls.__name__}: TABLE is to be the generated class of its extension, got {table!r:.80}")
        _warn_in_docs(cls, _warning(cls.TABLE))

    def __init__(self, plugin: Plugin) -> None:
        table = self.TABLE
        gate.require(table.NAME, table.MARK)
        found = _find(plugin, table)
        if found is None:
            raise UnsupportedError(_lacking(plugin, table))
        self.plugin = plugin
        self.table: Any = table(found, plugin.abi)
        self._state = PluginState(plugin.abi, plugin)

    def __repr__(self) -> str:
        lacking = f", lacking {', '.join(self._calls.missing)}" if self._calls.missing else ""
        return f"<{type(self).__name__} of {self.plugin.name!r}{lacking}>"

    @property
    def _calls(self) -> FunctionTable:
        """The table with the functions, where that is another one than the extension's own struct."""
        return self.table  # type: ignore[no-any-return]

    @classmethod
    def supported(cls, plugin: PluginLike | None = None) -> bool:
        """Whether the plugin has this extension; asking needs nothing enabled. Raises what `pjrt.load` raises."""
        return _find(plugins.load(plugin), cls.TABLE) is not None

    def has(self, function: str) -> bool:
        """Whether the plugin's struct, by its own size, has this C function.

        Raises TypeError for what is no str, ValueError for an unknown name.
        """
        checks.text("function", function)
        names = [name for name, *_ in self._calls.SLOTS]
        if function not in names:
            near = checks.nearest(function, names) or f"; there are {', '.join(names) or 'none'}"
            raise ValueError(f"function: {function!r} is no function of {self.TABLE.NAME}{near}")
        return self._calls.has(function)

    @property
    def functions(self) -> dict[str, str]:
        """Its C functions, with the reason for each that this plugin lacks; "" for those that it has."""
        return {name: self._calls.missing.get(name, "") for name, *_ in self._calls.SLOTS}

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


def _lacking(plugin: Plugin, table: type[FunctionTable]) -> str:
    """What the error says of an extension that the plugin does not chain."""
    name = "" if table.TYPE is None else PJRT_Extension_Type(table.TYPE).name
    if (brought := value_since(PJRT_Extension_Type.__name__, name)) > plugin.api_version:
        return f"the extension {table.NAME} {needs_api(brought, plugin.api_version)}"
    chained = ", ".join(link.name for link in plugin.extensions) or "none at all"
    version = ".".join(map(str, plugin.api_version))
    return f"{plugin.name} (API {version}) has no extension {table.NAME}; it has {chained}"


def warn_in_docs(facade: type[Extension], module: ModuleType) -> None:
    """Has what a module defines beside a façade say in its docs that its headers warn of all of it, if they do."""
    for name, thing in vars(module).items():
        if not name.startswith("_") and getattr(thing, "__module__", None) == module.__name__:
            _warn_in_docs(thing, _warning(facade.TABLE))


def _warning(table: type[FunctionTable]) -> str:
    return f'{table.MARK.capitalize()}: needs `pjrt.experimental.enable("{table.NAME}")`.' if table.MARK else ""


def _warn_in_docs(thing: Any, warning: str) -> None:
    """Adds the warning, unless it is empty or there, to a function's docstring, or a class's and its methods'."""
    if warning and thing.__doc__ and warning not in thing.__doc__:
        thing.__doc__ = f"{thing.__doc__.rstrip()}\n\n{' ' * (4 if isinstance(thing, type) else 8)}{warning}"
    for name, member in vars(thing).items() if isinstance(thing, type) else ():
        documented = member.__func__ if isinstance(member, classmethod | staticmethod) else member
        if not name.startswith("_") and isinstance(documented, FunctionType | property | cached_property):
            _warn_in_docs(documented, warning)
