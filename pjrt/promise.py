"""Promises: what the caller has yet to give to a plugin, which goes on without it meanwhile."""

from __future__ import annotations

import threading
import weakref
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Final

from pjrt._runtime import host_memory, promises, statuses
from pjrt._runtime.lifetime import Pinned
from pjrt.claims import Claims
from pjrt.errors import CancelledError, ClosedError, PjrtError

if TYPE_CHECKING:
    from pjrt._runtime.client_state import ClientState
    from pjrt._runtime.statuses import Status
    from pjrt.buffer import Buffer
    from pjrt.device import Memory
    from pjrt.event import Event
    from pjrt.layout import Layout
    from pjrt_abi.functions import BufferCopyRawToHostFuture, BufferDonateWithControlDependency
    from pjrt_abi.typed import FulfillAliasBufferCallbackPtr

_DROPPED: Final = statuses.of(CancelledError("the promise was dropped and never kept"))


class Promise(Pinned, ABC):
    """Something that is owed to a plugin; kept or broken once, by any thread. One that is dropped is broken.

    Whoever waits for what depends on a broken promise gets its error. A client that is closed takes neither any more.
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
        said = statuses.of(error)
        self._take()
        self._settle(said)

    @abstractmethod
    def _settle(self, said: Status) -> None:
        """Tells the plugin that the promise is kept or broken."""

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
                self._settle(_DROPPED)
        except Exception:  # a destructor has nobody to tell
            return


class AliasPromise(Promise):
    """Owes an alias buffer the buffer that it stands for. Made by `Client.alias`."""

    __slots__ = ("_alias", "_callback", "_dtype", "_layout", "_memory", "_shape")

    def __init__(
        self,
        state: ClientState,
        alias: Buffer,
        memory: Memory,
        layout: Layout,
        callback: FulfillAliasBufferCallbackPtr,
    ) -> None:
        super().__init__(state)
        self._alias = weakref.ref(alias)
        self._shape, self._dtype, self._memory, self._layout = alias.shape, alias.dtype, memory, layout
        self._callback = callback

    def fulfill(self, buffer: Buffer) -> None:
        """Makes the alias that buffer, which is consumed; its data may still be on the way.

        Raises TypeError for what is no Buffer, ValueError for one of another client, shape, dtype, layout or memory
        space, for the alias itself, and for one whose memory a numpy view, a DLPack tensor or an external reference
        shows; ClosedError for one that is deleted or in use by another call, and for a promise that was settled.
        C: PJRT_Client_FulfillAliasBuffer.
        """
        self._state.require_open()
        self._check(buffer)
        with Claims() as claims:
            claims.add(buffer, alone=True)
            if host_memory.is_referenced(buffer):
                raise ValueError(f"buffer: somebody looks at the memory of {buffer!r}; drop its views, or put a copy")
            self._take()
            self._settle(statuses.OK, buffer)

    def _check(self, buffer: Buffer) -> None:
        """Raises unless it may take the alias's place: plugins abort, hang, or give the alias an error."""
        from pjrt.buffer import Buffer

        if not isinstance(buffer, Buffer):
            raise TypeError(f"buffer: expected a Buffer, got {buffer!r:.80}")
        if buffer._state is not self._state:
            raise ValueError(f"buffer: {buffer!r} is of another client")
        if buffer is self._alias():
            raise ValueError("buffer: an alias cannot stand for itself")
        if (buffer.shape, buffer.dtype) != (self._shape, self._dtype):
            raise ValueError(f"buffer: expected {self._dtype.name}{list(self._shape)}, got {buffer!r}")
        buffer._require_data()
        if buffer.memory != self._memory:
            raise ValueError(f"buffer: expected one in {self._memory!r}, got one in {buffer.memory!r}")
        if buffer._known_layout() not in (self._layout, None):
            raise ValueError(f"buffer: expected the layout {self._layout}, got {buffer.layout}")

    def _settle(self, said: Status, buffer: Buffer | None = None) -> None:
        handle: Any = None if buffer is None else buffer._handle()
        try:
            self._state.abi.client_fulfill_alias_buffer(self._state.ptr, handle, *said, self._callback)
        except PjrtError as returned:
            if buffer is not None or returned.code != said[0]:  # else a plugin gives back the error that it was given
                raise


class DonationPromise(Promise):
    """Owes a donated buffer's new owner the word that it may go on. Made by `Buffer.donate`."""

    __slots__ = ("_told",)

    def __init__(self, state: ClientState, told: BufferDonateWithControlDependency) -> None:
        super().__init__(state)
        self._told = told

    def fulfill(self) -> None:
        """Lets what waits for the buffer go on. C: the dependency_ready_callback."""
        self._take()
        self._settle(statuses.OK)

    def _settle(self, said: Status) -> None:
        promises.dependency_ready(self._told.dependency_ready_callback, self._told.callback_data, said)


class RawCopyPromise(Promise):
    """Owes a raw copy its destination. Made by `Buffer.copy_raw_later`.

    nbytes: how many bytes it copies; done: the copy is over.
    While it is open, the buffer cannot be donated, and frees its memory only later when it is deleted.
    """

    __slots__ = ("_claims", "_told", "done", "nbytes")

    def __init__(
        self,
        state: ClientState,
        told: BufferCopyRawToHostFuture,
        nbytes: int,
        done: Event,
        claims: Claims,
    ) -> None:
        super().__init__(state)
        self._told = told
        self._claims = claims
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
        self._settle(statuses.OK, memory.ctypes.data)
        self.done._keep(memory, "a raw copy to the host, promised")
        return self.done

    def _settle(self, said: Status, address: int | None = None) -> None:
        try:
            promises.destination_ready(self._told.future_ready_callback, self._told.callback_data, said, address)
        finally:
            self._claims.release()
