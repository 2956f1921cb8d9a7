"""Transfers into buffers that are being filled: which may start, and what has to live until they are over."""

from __future__ import annotations

from bisect import bisect_left, insort
from contextlib import contextmanager, suppress
from functools import partial
from threading import Condition
from typing import TYPE_CHECKING, Any, Final

from pjrt._runtime import callbacks
from pjrt.errors import ClosedError, PjrtError
from pjrt_abi.enums import PJRT_Error_Code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pjrt._runtime.client_state import ClientState
    from pjrt_abi.typed import AsyncHostToDeviceTransferManagerPtr, BufferPtr, EventPtr

_CLOSED: Final = "this transfer manager was closed"


class _Progress:
    """How far one buffer has come.

    sent: where each transfer began and ended, in order; no two overlap. calls: transfers whose C call has not returned.
    over: why no more may be sent, else "". retrieved: whether somebody may wait for the buffer.
    """

    __slots__ = ("calls", "index", "over", "retrieved", "sent", "size")

    def __init__(self, index: int) -> None:
        self.index = index
        self.size: int | None = None
        self.sent: list[tuple[int, int]] = []
        self.calls = 0
        self.over = ""
        self.retrieved = False

    def require_more(self) -> None:
        if self.over:
            raise ClosedError(f"buffer {self.index} {self.over}")

    def reserve(self, start: int, end: int, size: int, *, last: bool) -> None:
        """Notes a transfer. Raises ValueError for what was sent already, and for a last one that leaves a gap."""
        at = bisect_left(self.sent, (start, end))
        for begun, ended in self.sent[max(0, at - 1) : at + 1]:
            if max(start, begun) < min(end, ended):
                raise ValueError(
                    f"offset: bytes {max(start, begun)} to {min(end, ended)} of buffer {self.index} were sent already"
                )
        if last and (gap := self._gap(start, end, size)):
            raise ValueError(f"last: {gap} of buffer {self.index} have not been sent")
        if start < end:
            insort(self.sent, (start, end))
        if last:
            self.over = "got its last transfer already"
        self.calls += 1

    def _gap(self, start: int, end: int, size: int) -> str:
        reached = 0
        for begun, ended in sorted([*self.sent, (start, end), (size, size)]):
            if begun > reached:
                return f"bytes {reached} to {begun}"
            reached = max(reached, ended)
        return ""

    def undo(self, start: int, end: int, *, last: bool) -> None:
        """Forgets a transfer that the plugin refused."""
        if start < end:
            self.sent.remove((start, end))
        if last:
            self.over = ""


class Transfers:
    """Owns a PJRT_AsyncHostToDeviceTransferManager: destroyed once it is closed, and no call and no transfer uses it.

    Plugins abort, read memory that is gone or leave a hole in the data where the order of calls is wrong, so what may
    come next is decided here, under a lock that no call into the plugin is made under. Closing fails the buffers that
    are not complete; else whoever waits for one would wait for ever.
    """

    def __init__(self, state: ClientState, ptr: AsyncHostToDeviceTransferManagerPtr, count: int) -> None:
        self._state = state
        self._ptr = ptr
        self._buffers = [_Progress(index) for index in range(count)]
        self._changed = Condition()
        self._uses = 0  # calls that are running, and transfers that are not over
        self._destroyed = False
        self.closed = False

    @contextmanager
    def using(self) -> Iterator[AsyncHostToDeviceTransferManagerPtr]:
        """The C object, which stays while the block runs. Raises ClosedError once it is closed."""
        self._state.require_open()
        with self._changed:
            self._require_open()
            self._uses += 1
        try:
            yield self._ptr
        finally:
            self._settle(released=1)

    def size(self, index: int) -> int:
        """The bytes that a buffer takes on the device."""
        progress = self._buffers[index]
        with self.using() as manager:
            if progress.size is None:
                progress.size = self._state.abi.async_host_to_device_transfer_manager_buffer_size(manager, index)
        return progress.size

    def retrieve(self, index: int) -> BufferPtr:
        """The buffer, which is the caller's from then on. Raises ClosedError the second time: plugins crash on it."""
        progress = self._buffers[index]
        with self.using() as manager:
            with self._changed:
                self._require_open()
                if progress.retrieved:
                    raise ClosedError(f"buffer {index} was retrieved already")
                progress.retrieved = True
            try:
                return self._state.abi.async_host_to_device_transfer_manager_retrieve_buffer(manager, index)
            except PjrtError:
                progress.retrieved = False
                raise

    def send(
        self,
        index: int,
        source: Any,
        start: int,
        end: int,
        call: Callable[[AsyncHostToDeviceTransferManagerPtr], EventPtr],
        *,
        last: bool,
    ) -> EventPtr:
        """Starts a transfer of the bytes from start to end, and keeps the source alive until it is over.

        call: starts it in C. Raises ClosedError for a buffer that takes no more, ValueError for bytes that were sent
        already, or that a last transfer leaves out.
        """
        size = self.size(index)
        progress = self._buffers[index]
        with self._changed:
            self._wait_for_turn(progress, alone=last)
            progress.reserve(start, end, size, last=last)
            self._uses += 1
        refused = False
        try:
            # Kept before the call: whatever interrupts it from here on, the plugin may be reading.
            token = callbacks.keep(
                "PJRT_Event_OnReadyCallback", f"a transfer to buffer {index}", partial(self._arrived, source)
            )
            event = call(self._ptr)
        except PjrtError:
            refused = True
            callbacks.drop(token)
            raise
        finally:
            with self._changed:
                progress.calls -= 1
                if refused:
                    progress.undo(start, end, last=last)
                self._changed.notify_all()
            self._settle(released=int(refused))
        self._state.abi.event_on_ready(event, callbacks.ON_READY, user_arg=token)
        return event

    def fail(self, index: int, code: PJRT_Error_Code, message: bytes) -> None:
        """Gives a buffer an error in place of its data. Raises ClosedError for one that takes no more."""
        progress = self._buffers[index]
        with self.using() as manager:
            with self._changed:
                self._wait_for_turn(progress, alone=True)
                progress.over = "was given an error"
            try:
                self._state.abi.async_host_to_device_transfer_manager_set_buffer_error(manager, index, code, message)
            except PjrtError:
                progress.over = ""
                raise

    def close(self) -> None:
        """Lets nothing new begin, and fails the buffers that are not complete. What is on its way arrives."""
        if self._state.usable:
            with self._changed:
                self.closed = True
                self._changed.notify_all()
            self._settle()

    def _require_open(self) -> None:
        if self.closed:
            raise ClosedError(_CLOSED)

    def _wait_for_turn(self, progress: _Progress, *, alone: bool) -> None:
        """Raises ClosedError where no more may come. alone: for what plugins must not see before other transfers."""
        self._require_open()
        progress.require_more()
        while alone and progress.calls:
            self._changed.wait()
            self._require_open()
            progress.require_more()

    def _arrived(self, source: Any, error: int | None) -> None:
        """Called once the plugin has read the source, which is let go of with this call's own arguments."""
        if self._state.usable:
            if error:
                self._state.abi.read_error("PJRT_Event_OnReady", error)
            self._settle(released=1)

    def _settle(self, *, released: int = 0) -> None:
        """Gives up uses. Once closed, fails what stays incomplete, and destroys the C object after its last use.

        Not earlier: destroying waits for the transfers, for ever if that is on the thread that they need.
        """
        abi = self._state.abi
        with self._changed:
            self._uses -= released
            if not self.closed:
                return
            stuck = [progress for progress in self._buffers if not (progress.over or progress.calls)]
            for progress in stuck:
                progress.over = "was not complete when its transfer manager was closed"
            self._uses += 1
        for progress in stuck:
            if progress.retrieved:
                message = f"the transfer manager was closed before buffer {progress.index} was complete"
                with suppress(PjrtError):  # the plugin may do so itself when the manager is destroyed
                    abi.async_host_to_device_transfer_manager_set_buffer_error(
                        self._ptr, progress.index, PJRT_Error_Code.CANCELLED, message
                    )
        with self._changed:
            self._uses -= 1
            last = not self._uses and not self._destroyed
            self._destroyed = self._destroyed or last
        if last:
            abi.async_host_to_device_transfer_manager_destroy(self._ptr)
