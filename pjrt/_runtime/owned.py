"""C objects that belong to one Python object and end with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pjrt._runtime.lifetime import Pinned
from pjrt.errors import ClosedError

if TYPE_CHECKING:
    from pjrt._runtime.plugin_state import PluginState


class Owned(Pinned):
    """A C object that is destroyed when the last reference to this one goes, in whatever thread that is.

    state: of the plugin or client that it needs, which stays until then. destroy: the raw wrapper that ends it.
    """

    __slots__ = ("__weakref__", "_destroy", "_ptr", "_state")

    def __init__(self, state: PluginState, ptr: int, destroy: Callable[[Any], object]) -> None:
        self._state = state
        self._destroy = destroy
        self._ptr: int | None = ptr

    def _handle(self) -> Any:
        """The C object. Raises ClosedError after the end of its client, in a fork's child, and after `_end`."""
        self._state.require_open()
        ptr = self._ptr
        if ptr is None:
            raise ClosedError(f"this {type(self).__name__} was closed")
        return ptr

    def _end(self) -> None:
        """Destroys it now. Twice is no error; of two threads, one does it."""
        ptr, self._ptr = self._ptr, None
        if ptr is not None and self._state.usable:
            self._destroy(ptr)

    def __del__(self) -> None:
        try:
            self._end()
        except Exception:  # a destructor has nobody to tell, and __init__ may have failed half way
            return
