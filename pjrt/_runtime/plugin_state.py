"""What façade objects hold: the plugin, and when C may be called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pjrt._runtime.lifetime import PROCESS
from pjrt.errors import ClosedError

if TYPE_CHECKING:
    from pjrt_abi.functions import Api


class PluginState:
    """What objects without a client hold, and the root of what those of a client do.

    plugin: whatever has to outlive it. closed: why it may not be used any more, else "".
    """

    __slots__ = ("__weakref__", "abi", "closed", "generation", "plugin")

    FORKED: ClassVar = "this object was made before fork(), and a child process cannot use it; make a new one"

    def __init__(self, abi: Api, plugin: Any) -> None:
        self.abi = abi
        self.plugin = plugin
        self.generation = PROCESS.generation
        self.closed = ""

    @property
    def usable(self) -> bool:
        """Whether C may still be called, if only to destroy."""
        return not PROCESS.over and self.generation == PROCESS.generation

    @property
    def is_open(self) -> bool:
        """Whether `require_open` would pass."""
        return not self.closed and self.generation == PROCESS.generation

    def close(self, why: str) -> None:
        """Has everything that uses it raise ClosedError from now on. why: the message; the first one stays."""
        self.closed = self.closed or why

    def require_open(self) -> None:
        """Raises ClosedError in a child process that came by fork(), and for what was closed."""
        if self.generation != PROCESS.generation:
            raise ClosedError(self.FORKED)
        if self.closed:
            raise ClosedError(self.closed)
