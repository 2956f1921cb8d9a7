"""What objects without a client hold instead of a client's state: the plugin, and when C may be called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pjrt._runtime.lifetime import PROCESS
from pjrt.errors import ClosedError

if TYPE_CHECKING:
    from pjrt_abi.functions import Api


class PluginState:
    """As ClientState, for what needs no client. plugin: whatever has to outlive it."""

    __slots__ = ("abi", "generation", "plugin")

    def __init__(self, abi: Api, plugin: Any) -> None:
        self.abi = abi
        self.plugin = plugin
        self.generation = PROCESS.generation

    @property
    def usable(self) -> bool:
        """Whether C may still be called, if only to destroy."""
        return not PROCESS.over and self.generation == PROCESS.generation

    @property
    def is_open(self) -> bool:
        """Whether `require_open` would pass."""
        return self.generation == PROCESS.generation

    def require_open(self) -> None:
        """Raises ClosedError in a child process that came by fork()."""
        if self.generation != PROCESS.generation:
            raise ClosedError("this object was made before fork(), and a child process cannot use it; make a new one")
