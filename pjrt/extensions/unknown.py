"""Extensions that nobody knows: newer than the headers, or a vendor's own. They can be seen, and read as words."""

from __future__ import annotations

from ctypes import c_size_t, sizeof
from typing import TYPE_CHECKING

from pjrt import plugin as plugins
from pjrt._runtime.plugin_state import PluginState
from pjrt.errors import UnsupportedError
from pjrt.extensions.facade import Extension
from pjrt_abi.extensions import BY_TYPE
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import FunctionTable, array_out

if TYPE_CHECKING:
    from pjrt.plugin import ExtensionLink, Plugin, PluginLike


class _Base(FunctionTable):
    """What is known of any link: its base."""

    TABLE = PJRT_Extension_Base
    NAME = "Unknown"
    SLOTS = ()


class Unknown(Extension):
    """The links of a plugin's chain whose type no header and no installed package knows. C: PJRT_Extension_Base."""

    TABLE = _Base

    def __init__(self, plugin: Plugin) -> None:
        self.plugin = plugin
        self.links = _unknown(plugin)
        if not self.links:
            raise UnsupportedError(f"every extension of {plugin.name} is known")
        self.table = _Base(self.links[0].address, plugin.abi)
        self._state = PluginState(plugin.abi, plugin)

    @classmethod
    def supported(cls, plugin: PluginLike | None = None) -> bool:
        """Whether the plugin chains anything that is not known."""
        return bool(_unknown(plugins.load(plugin)))

    def words(self, link: ExtensionLink) -> list[int]:
        """What lies in the link's struct behind its base, as far as it says that it reaches: pointers mostly.

        Raises ValueError for a link that is not one of `links`.
        """
        self._state.require_open()
        if link not in self.links:
            raise ValueError(f"link: expected one of {self.plugin.name}'s unknown extensions, got {link!r}")
        start = sizeof(PJRT_Extension_Base)
        return array_out(c_size_t, link.address + start, max(0, link.size - start) // sizeof(c_size_t))


def _unknown(plugin: Plugin) -> tuple[ExtensionLink, ...]:
    return tuple(link for link in plugin.extensions if _is_unknown(link))


def _is_unknown(link: ExtensionLink) -> bool:
    row = BY_TYPE.get(link.type)
    return link.name == "unknown" or (row is not None and not row.struct)
