"""Plugins: the shared libraries that hold a PJRT implementation."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias, TypeVar, runtime_checkable

from pjrt._runtime import loader
from pjrt._runtime.lazy import cached_property
from pjrt._runtime.lifetime import Pinned
from pjrt_abi import API_VERSION
from pjrt_abi.support import FunctionTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from pjrt._runtime.discovery import Discovery
    from pjrt._runtime.option_table import PluginOption
    from pjrt_abi.functions import Api
    from pjrt_abi.typed import NamedValue


@runtime_checkable
class HoldsApi(Protocol):
    """What has a PJRT_Api in this process, such as what `pjrt.server.serve` returns."""

    def __pjrt_api__(self) -> int:
        """The address of the PJRT_Api, which has to live until the process ends."""


_E = TypeVar("_E")

PluginLike: TypeAlias = "Plugin | HoldsApi | str | os.PathLike[str]"


class ExtensionLink(NamedTuple):
    """A link of a plugin's extension chain.

    name: the headers' name for the type, or that of the package that registered it, "unknown" if there is none; size:
    of the struct in the plugin, bytes; address: of that struct; experimental, deprecated: what its header says of it.
    """

    name: str
    type: int
    size: int
    address: int
    experimental: bool
    deprecated: bool


class Plugin(Pinned):
    """A loaded plugin. Made by `pjrt.load`; stays loaded until the process ends. Any thread may use it.

    path: of its library; None for a plugin that was in the process already.
    """

    def __init__(self, abi: Api, path: Path | None, name: str) -> None:
        self._abi = abi
        self.path = path
        self.name = name
        self._bound: dict[Any, Any] = {}

    def __repr__(self) -> str:
        major, minor = self.api_version
        return f"<Plugin {self.name!r}, API {major}.{minor}, {self.path or 'in this process'}>"

    @property
    def abi(self) -> Api:
        """The plugin's function table, bound: what the library does not wrap can be called there."""
        return self._abi

    @cached_property
    def api_version(self) -> tuple[int, int]:
        """The PJRT API version that the plugin was built for: (major, minor)."""
        version = self._abi.version
        assert version is not None
        return version

    @cached_property
    def attributes(self) -> dict[str, NamedValue]:
        """What the plugin says of itself, such as its StableHLO versions. C: PJRT_Plugin_Attributes."""
        return self._abi.plugin_attributes()

    @property
    def extensions(self) -> tuple[ExtensionLink, ...]:
        """Every link of the extension chain in its order, unknown ones too; a package's once it is registered."""
        return tuple(map(_link, self._chain))

    @cached_property
    def _chain(self) -> tuple[loader.Link, ...]:
        return loader.chain(self._abi)

    def extension(self, facade: Callable[[Plugin], _E]) -> _E:
        """The façade of an extension, bound to this plugin; the same object each time.

        facade: a class such as `pjrt.extensions.Layouts`; its `supported(plugin)` asks first.
        Raises UnsupportedError if the plugin does not chain it, ExperimentalError if the headers call it experimental
        or deprecated and nobody has enabled it, see `pjrt.experimental`, TypeError for what is no façade.
        """
        table = getattr(facade, "TABLE", None)
        if not (isinstance(facade, type) and isinstance(table, type) and issubclass(table, FunctionTable)):
            raise TypeError(f"facade: expected a class of pjrt.extensions, got {facade!r:.80}")
        bound: _E | None = self._bound.get(facade)
        return self._bound.setdefault(facade, facade(self)) if bound is None else bound

    def options(self) -> tuple[PluginOption, ...]:
        """What it takes in `Client(…, options=…)` and `Topology(…, options=…)`, as far as that is known.

        Empty for a platform that nobody tried, whose plugins take what they take all the same. The rows are checked
        before the plugin is called; what they do not name passes, with an UnknownOptionWarning.
        """
        from pjrt._runtime import options

        return options.known(self.path, self.api_version)

    @cached_property
    def missing_functions(self) -> dict[str, str]:
        """C functions that the headers have and this plugin lacks, with the reason."""
        return dict(self._abi.missing)

    @property
    def is_newer(self) -> bool:
        """Whether the plugin's API is newer than the headers that this library was made from."""
        return self.api_version > API_VERSION


def _link(link: loader.Link) -> ExtensionLink:
    from pjrt._runtime import extension_types

    known = extension_types.of(link.type)
    mark = known.mark if known else ""
    return ExtensionLink(
        name=known.name if known else "unknown",
        type=link.type,
        size=link.size,
        address=link.address,
        experimental="experimental" in mark,
        deprecated="deprecated" in mark,
    )


def plugins() -> Discovery:
    """Every plugin that can be found here, nothing loaded; and what each place where plugins are looked for gave."""
    from pjrt._runtime.discovery import discover

    return discover()


def load(plugin: PluginLike | None = None) -> Plugin:
    """Loads a plugin and initialises it.

    plugin: a name that `pjrt.plugins()` lists or a platform such as "cpu"; the path of a library; what
    `pjrt.server.serve` made; nothing for the best one found. A loaded Plugin is returned as it is. Loading twice gives
    the same underlying library.

    Raises PluginNotFoundError if no plugin has that name, PluginLoadError if the library is missing, is no plugin, or
    speaks another major version of the API or one that is too old. C: GetPjrtApi, PJRT_Plugin_Initialize.
    """
    if isinstance(plugin, Plugin):
        return plugin
    made = _load(plugin)
    _loaded.setdefault(made.abi, made)
    return made


def loaded() -> tuple[Plugin, ...]:
    """Every plugin that this process has loaded so far, in that order."""
    return tuple(_loaded.values())


_loaded: dict[Api, Plugin] = {}
"""The first Plugin of each library; they stay, as the libraries do."""


def _load(plugin: HoldsApi | str | os.PathLike[str] | None) -> Plugin:
    if isinstance(plugin, HoldsApi):
        return Plugin(loader.adopt(plugin.__pjrt_api__(), repr(plugin)), None, _name_of(plugin))
    if plugin is not None and not isinstance(plugin, str | os.PathLike):
        raise TypeError(f"plugin: expected a name, a path or a Plugin, got {plugin!r}")
    if plugin is not None and _is_path(plugin):
        path = Path(plugin).absolute()
        return Plugin(loader.load(path), path, path.stem)
    from pjrt._runtime.selection import resolve

    candidate = resolve(plugins(), None if plugin is None else str(plugin))
    return Plugin(loader.load(candidate.path), candidate.path, candidate.name)


def _name_of(held: HoldsApi) -> str:
    """The name of the class that serves it."""
    return type(getattr(held, "plugin", held)).__name__


def _is_path(plugin: str | os.PathLike[str]) -> bool:
    if not isinstance(plugin, str):
        return True
    return os.sep in plugin or plugin.endswith((".so", ".dylib", ".dll"))
