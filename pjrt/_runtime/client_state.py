"""The C client and what keeps it alive: every façade object of a client holds its state, and only the state."""

from __future__ import annotations

from typing import Any

from pjrt_abi.functions import Api
from pjrt_abi.typed import ClientPtr

from pjrt._runtime.lifetime import PROCESS
from pjrt.errors import ClosedError


class ClientState:
    """Owns a PJRT_Client. Destroyed when the last object that holds it goes, in whatever thread that is.

    plugin: whatever the client needs to outlive it. closed: why the client may not be used any more, else "".
    """

    __slots__ = ("__weakref__", "abi", "closed", "generation", "plugin", "ptr")

    def __init__(self, abi: Api, ptr: ClientPtr, plugin: Any) -> None:
        self.abi = abi
        self.ptr = ptr
        self.plugin = plugin
        self.closed = ""
        self.generation = PROCESS.generation

    @property
    def usable(self) -> bool:
        """Whether C may still be called for this client's objects, if only to destroy them."""
        return not PROCESS.over and self.generation == PROCESS.generation

    def require_open(self) -> None:
        """Raises ClosedError if the client was closed or came here through fork()."""
        if self.generation != PROCESS.generation:
            raise ClosedError(
                "this client was made before fork(), and a child process cannot use it; "
                "make a new client in the child, or start children with multiprocessing's 'spawn'"
            )
        if self.closed:
            raise ClosedError(self.closed)

    def __del__(self) -> None:
        try:
            if self.usable:
                self.abi.client_destroy(self.ptr)
        except Exception:  # a destructor has nobody to tell
            return
