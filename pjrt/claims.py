"""Claims: buffers that have to stay as they are during a call."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from pjrt._runtime import host_memory
from pjrt.errors import ClosedError, PjrtError

if TYPE_CHECKING:
    from pjrt.buffer import Buffer
    from pjrt_abi.functions import Api
    from pjrt_abi.typed import BufferPtr

ALONE = -1
"""In place of a number of users: one, who is about to donate the buffer."""


class Claims:
    """Buffers that nobody deletes, or donates elsewhere, during a call: plugins crash on some of that.

    A context manager, at whose end a buffer is deleted that somebody wanted to delete meanwhile.
    """

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held: list[Buffer] = []

    def add(self, buffer: Buffer, alone: bool) -> None:
        """Claims a buffer. alone: as it is to be donated. Raises ClosedError if it cannot be had."""
        with host_memory.lock_of(buffer._handle()):
            # Also where it is shared: a program that fails on one of its devices may leave the others waiting for ever.
            buffer._require_data()
            buffer._require_no_donation()
            if alone and buffer._users:
                raise ClosedError(buffer._in_use())
            buffer._users = ALONE if alone else buffer._users + 1
            self._held.append(buffer)  # Ctrl-C comes before both or after both

    def __enter__(self) -> Claims:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def release(self) -> None:
        """Gives all of them back."""
        while self._held:
            self._release(self._held[-1])

    def __del__(self) -> None:
        try:
            self.release()  # Ctrl-C came before it, or in the middle
        except Exception:  # a destructor has nobody to tell, and __init__ may have failed half way
            return

    def _release(self, buffer: Buffer) -> None:
        ptr, abi = buffer._ptr, buffer._state.abi
        if ptr is None or not buffer._state.usable:
            self._held.pop()
            return
        if buffer._users == ALONE:
            buffer._given_away()
            if _is_deleted(abi, ptr):  # the plugin took it, and is not asked again
                buffer._deleted = True
        with host_memory.lock_of(ptr):
            left = 0 if buffer._users == ALONE else buffer._users - 1
            if buffer._deleted and not left and not _is_deleted(abi, ptr):
                with suppress(PjrtError):
                    abi.buffer_delete(ptr)
            buffer._users = left
            self._held.pop()


def _is_deleted(abi: Api, ptr: BufferPtr) -> bool:
    """As far as the plugin tells: the call is over, and what it gave is not to be lost."""
    try:
        return abi.buffer_is_deleted(ptr)
    except PjrtError:
        return False
