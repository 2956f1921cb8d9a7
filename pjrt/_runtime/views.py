"""Views of memory that is somebody else's: who is told when they end."""

from __future__ import annotations

from collections.abc import Callable

from pjrt._runtime import callbacks
from pjrt_abi.structs import PJRT_Client_CreateViewOfDeviceBuffer_Args_on_delete_callback


class Ending:
    """Calls a function once when a view has ended, if it came to be: a plugin tells of one that it refuses, too.

    token: what to give to C beside ON_DELETE. made: to be set when there is a view, before anybody gets it.
    """

    __slots__ = ("_function", "made", "token")

    def __init__(self, function: Callable[[], object] | None) -> None:
        self._function = function
        self.made = False
        owner = "a view of foreign memory" + (f", for {callbacks.name_of(function)}" if function else "")
        self.token = callbacks.keep("on_delete_callback", owner, self._ended)

    def drop(self) -> None:
        """There is no view; C may have told of it, or may not."""
        callbacks.drop(self.token)

    def _ended(self) -> None:
        if self.made and self._function is not None:
            self._function()


def _on_delete(address: int | None, token: int | None) -> None:
    entry = callbacks.take(token)
    if entry is not None:
        callbacks.told(entry)


ON_DELETE = callbacks.trampoline(PJRT_Client_CreateViewOfDeviceBuffer_Args_on_delete_callback, _on_delete)
"""What plugins call; they abort on NULL."""
