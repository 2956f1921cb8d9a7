"""Promises: what the caller has yet to give to a plugin, which goes on without it meanwhile."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from pjrt._runtime import host_memory, promises
from pjrt._runtime.lifetime import Pinned
from pjrt.errors import CancelledError, ClosedError, PjrtError

if TYPE_CHECKING:
    from pjrt._runtime.client_state import ClientState
    from pjrt.buffer import Buffer
    from pjrt.event import Event
    from pjrt_abi.functions import BufferCopyRawToHostFuture, BufferDonateWithControlDependency
    from pjrt_abi.typed import FulfillAliasBufferCallbackPtr


class Promise(Pinned):
    """Something that is owed to a plugin; kept or broken once, by any thread. One that is dropped is broken.

    Whoever waits for what depends on a broken promise gets its error.
    """

    __slots__ = ("__weakref__", "_lock", "_state", "_taken")

    def __init__(self, state: ClientState) -> None:
        self._state = state
        self._lock = threading.Lock()
        self._taken = False

    def __repr__(self) -> str:
        return f"<{type(self).__name__}, {'settled' if self._taken else 'open'}>"

    @property
    def is_settled(self) -> bool:
        """Whether it was kept or broken."""
        return self._taken

    def fail(self, error: PjrtError) -> None:
        """Breaks the promise with the error's code and message.

        Raises ClosedError if it was settled already, on which plugins crash.
        """
        if not isinstance(error, PjrtError):
            raise TypeError(f"error: expected a PjrtError, got {error!r}")
        self._take()
        self._break(error)

    def _break(self, error: PjrtError) -> None:
        raise NotImplementedError

    def _take(self) -> None:
        """Makes sure that it is settled by this call alone."""
        self._state.require_open()
        with self._lock:
            if self._taken:
                raise ClosedError(f"this {type(self).__name__} was settled already")
            self._taken = True

    def __del__(self) -> None:
        try:
            if not self._taken and self._state.usable:
                self._taken = True
                self._break(CancelledError("the promise was dropped and never kept"))
        except Exception:  # a destructor has nobody to tell
            return


class AliasPromise(Promise):
    """Owes an alias buffer the buffer that it stands for. Made by `Client.alias`."""

    __slots__ = ("_alias", "_callback")

    def __init__(self, state: ClientState, alias: Buffer, callback: FulfillAliasBufferCallbackPtr) -> None:
        super().__init__(state)
        self._alias = alias.shape, alias.dtype
        self._callback = callback

    def fulfill(self, buffer: Buffer) -> None:
        """Makes the alias that buffer, which is consumed.

        Raises ValueError for a buffer of another client, shape or dtype, ClosedError for a deleted one.
        C: PJRT_Client_FulfillAliasBuffer.
        """
        if buffer._state is not self._state:
            raise ValueError(f"buffer: {buffer!r} is of another client")
        if (buffer.shape, buffer.dtype) != self._alias:
            raise ValueError(f"buffer: expected {self._alias[1].name}{list(self._alias[0])}, got {buffer!r}")
        buffer._require_data()
        self._take()
        self._answer(buffer, None)

    def _break(self, error: PjrtError) -> None:
        try:
            self._answer(None, error)
        except PjrtError as returned:  # plugins give it back
            if returned.code != promises.status(error)[0]:
                raise

    def _answer(self, buffer: Buffer | None, error: PjrtError | None) -> None:
        code, message = promises.status(error)
        handle: Any = None if buffer is None else buffer._handle()
        self._state.abi.client_fulfill_alias_buffer(self._state.ptr, handle, code, message, self._callback)


class DonationPromise(Promise):
    """Owes a donated buffer's new owner the word that it may go on. Made by `Buffer.donate`."""

    __slots__ = ("_told",)

    def __init__(self, state: ClientState, told: BufferDonateWithControlDependency) -> None:
        super().__init__(state)
        self._told = told

    def fulfill(self) -> None:
        """Lets what waits for the buffer go on. C: the dependency_ready_callback."""
        self._take()
        promises.dependency_ready(self._told.dependency_ready_callback, self._told.callback_data, None)

    def _break(self, error: PjrtError) -> None:
        promises.dependency_ready(self._told.dependency_ready_callback, self._told.callback_data, error)


class RawCopyPromise(Promise):
    """Owes a raw copy its destination. Made by `Buffer.copy_raw_later`.

    nbytes: how many bytes it copies; done: the copy is over.
    """

    __slots__ = ("_told", "done", "nbytes")

    def __init__(self, state: ClientState, told: BufferCopyRawToHostFuture, nbytes: int, done: Event) -> None:
        super().__init__(state)
        self._told = told
        self.nbytes = nbytes
        self.done = done

    def fulfill(self, destination: Any) -> Event:
        """Copies to writable memory with the buffer protocol, of just the right size; it lives until `done`.

        Raises TypeError for what is read-only or not in one piece, ValueError for another size.
        C: the future_ready_callback.
        """
        memory = host_memory.writable(destination, "destination")
        if memory.nbytes != self.nbytes:
            raise ValueError(f"destination: expected {self.nbytes} bytes, got {memory.nbytes}")
        self._take()
        self.done._keep(memory)
        address = memory.ctypes.data
        promises.destination_ready(self._told.future_ready_callback, self._told.callback_data, None, address)
        return self.done

    def _break(self, error: PjrtError) -> None:
        promises.destination_ready(self._told.future_ready_callback, self._told.callback_data, error, None)
