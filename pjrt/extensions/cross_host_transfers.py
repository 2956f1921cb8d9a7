"""Transfers between devices of different processes, without a copy on the host."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, NamedTuple

from pjrt import checks, dtypes, signature
from pjrt._runtime import callbacks, layouts, remote_transfers
from pjrt._runtime.array_types import array_type
from pjrt._runtime.remote_transfers import Canceller
from pjrt.buffer import Buffer
from pjrt.claims import Claims
from pjrt.device import Device
from pjrt.errors import CancelledError, PjrtError, UnsupportedError
from pjrt.event import Event
from pjrt.extensions.facade import Extension
from pjrt.layout import Layout
from pjrt_abi.extensions import cross_host_transfers as raw
from pjrt_abi.history import later_fields
from pjrt_abi.older import needs_api

if TYPE_CHECKING:
    from pjrt._runtime.client_state import ClientState
    from pjrt.signature import Spec
    from pjrt_abi.typed import BufferPtr

Notified = Callable[["Reception"], object]


class CrossHostTransfers(Extension):
    """Sends buffers to devices of other processes, and receives them. C: PJRT_CrossHostTransfers_Extension.

    There are two ways. By keys: `send` and `receive` name each other's device and a key that both chose. By
    descriptors: `make_receive_buffers` tells them, they reach the other process in whatever way, and it gives them to
    `copy_to_remote`.
    """

    TABLE = raw.CrossHostTransfers
    table: raw.CrossHostTransfers

    # ----------------------------------------------------------------- by keys

    def receive(
        self,
        device: Device,
        specs: Sequence[Any],
        sources: Sequence[int],
        keys: Sequence[int],
        *,
        layouts: Sequence[Layout | None] | None = None,
    ) -> tuple[Buffer, ...]:
        """Buffers on a device that get their data from others; returns at once, and they are ready when it came.

        specs: a Spec, or a pair of shape and dtype, for each. sources: the id of the device that sends each; keys: of
        64 bits, which the sender uses too, each once. layouts: the platform's without it.
        Raises TypeError or ValueError for what does not fit together, and for a device of another process.
        C: PJRT_Transfers_PJRT_Client_CrossHostReceiveBuffers.
        """
        wanted = self._wanted(device, specs, layouts)
        _check_ids(len(wanted.specs), sources=sources, keys=keys)
        made = self.table.client_cross_host_receive_buffers(
            wanted.state.ptr, wanted.dims, wanted.kinds, wanted.layouts, sources, keys, device._ptr
        )
        return wanted.buffers(made)

    def send(self, buffers: Sequence[Buffer], destinations: Sequence[int], keys: Sequence[int]) -> tuple[Event, ...]:
        """Sends buffers of one client to other devices; an event each, done when the buffer is sent.

        destinations: the id of the device that receives each; keys: as in `receive`. The buffers are kept until then,
        also through `delete()`.
        Raises TypeError or ValueError for what does not fit together, ClosedError for buffers that were deleted or are
        in use. C: PJRT_Transfers_PJRT_Client_CrossHostSendBuffers.
        """
        if isinstance(buffers, str | bytes) or not isinstance(buffers, Sequence):
            raise TypeError(f"buffers: expected a list of Buffers, got {buffers!r:.80}")
        handles = [self._buffer(buffer, f"buffers[{index}]") for index, buffer in enumerate(buffers)]
        _check_ids(len(handles), destinations=destinations, keys=keys)
        state = buffers[0]._state
        for index, buffer in enumerate(buffers):
            if buffer._state is not state:
                raise ValueError(f"buffers[{index}]: {buffer!r} is of another client than the first")
        held = [Claims() for _ in buffers]
        try:
            for claims, buffer in zip(held, buffers, strict=True):
                claims.add(buffer, alone=False)
            told = self.table.client_cross_host_send_buffers(state.ptr, handles, destinations, keys)
        except BaseException:
            for claims in held:
                claims.release()
            raise
        events = [Event(state, ptr) for ptr in told]
        for event, buffer, claims in zip(events, buffers, held, strict=True):
            event._keep((buffer, claims), "a buffer that is sent", claims.release)
        return tuple(events)

    # ---------------------------------------------------------- by descriptors

    def make_receive_buffers(
        self,
        device: Device,
        specs: Sequence[Any],
        notifier: Notified | None = None,
        *,
        layouts: Sequence[Layout | None] | None = None,
    ) -> Reception:
        """Buffers on a device that get their data from wherever their descriptors are sent to; returns at once.

        specs, layouts: as in `receive`. notifier: called once with the Reception, on any thread, when it has its
        descriptors or failed; what it raises goes to `sys.unraisablehook`.
        Raises what `receive` raises, and UnsupportedError for plugins so old that the callback was another one.
        C: PJRT_Transfers_PJRT_Client_MakeCrossHostReceiveBuffers.
        """
        if notifier is not None:
            checks.function("notifier", notifier)
        wanted = self._wanted(device, specs, layouts)
        self._require_new()
        made = Reception(wanted.state, notifier)
        wants = "a Reception" if notifier is None else f"a Reception, for {callbacks.name_of(notifier)}"
        told = remote_transfers.Notifier(wanted.state.abi, made._received, wants)
        try:
            found = self.table.client_make_cross_host_receive_buffers(
                wanted.state.ptr, wanted.dims, wanted.kinds, wanted.layouts, device._ptr, told.info
            )
        except BaseException:
            told.drop()
            raise
        made._made(wanted.buffers([ptr for ptr in found.buffers[: found.num_buffers] if ptr]))
        return made

    def copy_to_remote(self, buffer: Buffer, descriptor: bytes) -> Future[bool]:
        """Sends a buffer to where a descriptor says; returns at once.

        The future is done when the plugin says that it is over: with whether anything was sent, or with what it failed
        with. The buffer is kept until then, also through `delete()`; nothing is cancelled with the future.
        Raises TypeError for what is no buffer or no bytes, ClosedError for a buffer that was deleted or is in use,
        UnsupportedError for plugins so old that they would free the descriptor themselves.
        C: PJRT_Buffer_CopyToRemoteDevice.
        """
        handle = self._buffer(buffer)
        if not isinstance(descriptor, bytes | bytearray | memoryview):
            raise TypeError(f"descriptor: expected bytes, got {descriptor!r:.80}")
        self._require_new()
        if not self.has("PJRT_Buffer_CopyToRemoteDevice"):  # the function itself cannot say so
            raise UnsupportedError("this plugin lacks it", function="PJRT_Buffer_CopyToRemoteDevice")
        future: Future[bool] = Future()
        future.set_running_or_notify_cancel()
        claims = Claims()

        def sent(error: PjrtError | None, enqueued: bool) -> None:
            claims.release()
            if error is None:
                future.set_result(enqueued)
            else:
                future.set_exception(error)

        claims.add(buffer, alone=False)
        try:
            remote_transfers.copy(self.table, buffer._state.abi, handle, bytes(descriptor), sent, repr(buffer))
        except BaseException:
            claims.release()
            raise
        return future

    # -------------------------------------------------------------- inner life

    def _require_new(self) -> None:
        """Before the last field of its argument struct came, the callbacks were others, and who frees what."""
        version = self.plugin.api_version
        if later := later_fields(raw.PJRT_Transfers_PJRT_Buffer_CopyToRemoteDevice_Args.__name__, version):
            needs = needs_api(max(later.values()), version)
            raise UnsupportedError(f"the extension {self.TABLE.NAME} {needs}, with other callbacks")

    def _wanted(self, device: Device, specs: Any, given: Any) -> _Wanted:
        self._device(device)
        if not device.is_addressable:
            raise ValueError(f"device: {device!r} belongs to another process")
        if isinstance(specs, str | bytes) or not isinstance(specs, Sequence):
            raise TypeError(f"specs: expected a list with a Spec or a pair of shape and dtype each, got {specs!r:.80}")
        if not specs:
            raise ValueError("specs: expected one for each buffer, got none")
        checked = [signature.checked_spec(spec, f"specs[{index}]") for index, spec in enumerate(specs)]
        if given is None:
            given = [None] * len(checked)
        if isinstance(given, str | bytes) or not isinstance(given, Sequence):
            raise TypeError(f"layouts: expected a list with a Layout or None a buffer, got {given!r:.80}")
        if len(given) != len(checked):
            raise ValueError(f"layouts: expected one for each of {len(checked)} buffers, got {len(given)}")
        plain = [
            None if layout is None else layouts.plain(layout, len(spec.shape), _dtype(spec), f"layouts[{index}]")
            for index, (layout, spec) in enumerate(zip(given, checked, strict=True))
        ]
        return _Wanted(device._state, checked, plain)


class Reception:
    """Buffers that wait for data from a sender who has their descriptors. Any thread may use it.

    Made by `CrossHostTransfers.make_receive_buffers`. buffers: one for each descriptor, on the device; their `ready`
    events are done when the data came. A notifier that is called before that returns finds none yet.
    """

    def __init__(self, state: ClientState, notifier: Notified | None) -> None:
        self._state = state
        self._notifier = notifier
        self._canceller: Canceller | None = None
        self._descriptors: Future[tuple[bytes, ...]] = Future()
        self._descriptors.set_running_or_notify_cancel()
        self.buffers: tuple[Buffer, ...] = ()

    def __repr__(self) -> str:
        future = self._descriptors
        what = "pending" if not future.done() else "failed" if future.exception() else "has its descriptors"
        return f"<Reception of {len(self.buffers)} buffers, {what}>"

    def descriptors(self, timeout: float | None = None) -> tuple[bytes, ...]:
        """What the sender needs, for each buffer; waits until it is there.

        timeout: seconds. Raises TimeoutError when they are up, and what the plugin failed with.
        """
        return self._descriptors.result(timeout)

    def cancel(self, index: int, reason: PjrtError | None = None, *, timeout: float | None = None) -> Future[None]:
        """Tells the plugin that nothing will come for a buffer, which fails with the reason then.

        reason: CancelledError without it. timeout: seconds to wait for the descriptors. The future is done when the
        plugin gave it up, or fails as it does. Plugins may do nothing, and say that they are done.
        Raises IndexError for a buffer that it has not, UnsupportedError where the plugin gave no means to cancel, and
        what `descriptors` raises.
        C: PJRT_Transfers_CrossHostSendCancelNotifier, PJRT_Transfers_CrossHostOnCanceledCallback.
        """
        told = self.descriptors(timeout)
        checks.integer("index", index, 64)
        if not 0 <= index < len(told):
            raise IndexError(f"index: expected 0 to {len(told) - 1}, got {index}")
        if reason is not None and not isinstance(reason, PjrtError):
            raise TypeError(f"reason: expected a PjrtError, got {reason!r:.80}")
        self._state.require_open()
        if self._canceller is None:
            raise UnsupportedError("this plugin gave no means to cancel")
        future: Future[None] = Future()
        future.set_running_or_notify_cancel()

        def cancelled(error: PjrtError | None) -> None:
            if error is None:
                future.set_result(None)
            else:
                future.set_exception(error)

        why = CancelledError("the transfer was cancelled") if reason is None else reason
        self._canceller(told[index], why, cancelled)
        return future

    def _made(self, buffers: tuple[Buffer, ...]) -> None:
        self.buffers = buffers

    def _received(self, error: PjrtError | None, descriptors: list[bytes], canceller: Canceller | None) -> None:
        self._canceller = canceller
        if error is None:
            self._descriptors.set_result(tuple(descriptors))
        else:
            self._descriptors.set_exception(error)
        notifier, self._notifier = self._notifier, None
        if notifier is not None:
            notifier(self)


class _Wanted(NamedTuple):
    """Buffers to be made."""

    state: ClientState
    specs: list[Spec]
    given: list[Layout | None]

    @property
    def dims(self) -> list[tuple[int, ...]]:
        return [spec.shape for spec in self.specs]

    @property
    def kinds(self) -> list[Any]:
        return [dtypes.to_c(_dtype(spec), self.state.abi) for spec in self.specs]

    @property
    def layouts(self) -> list[Any]:
        return [None if layout is None else layouts.to_c(layout, self.state.abi) for layout in self.given]

    def buffers(self, made: Sequence[BufferPtr]) -> tuple[Buffer, ...]:
        """What was made. Raises PjrtError for another number than was asked for; none is lost."""
        found = [
            Buffer(self.state, ptr, array_type(spec.shape, _dtype(spec), layout))
            for ptr, spec, layout in zip(made, self.specs, self.given, strict=False)
        ]
        if len(made) != len(self.specs):
            raise PjrtError(f"{len(self.specs)} buffers were asked for, and {len(made)} came")
        return tuple(found)


def _dtype(spec: Spec) -> dtypes.DType:
    assert spec.dtype is not None
    return spec.dtype


def _check_ids(count: int, *, keys: Sequence[int], **devices: Sequence[int]) -> None:
    """Raises unless there are as many of each, of the right size, and no key twice."""
    if not count:
        raise ValueError("buffers: expected one or more, got none")
    for name, numbers, bits in [(*item, 32) for item in devices.items()] + [("keys", keys, 64)]:
        if isinstance(numbers, str | bytes) or not isinstance(numbers, Sequence):
            raise TypeError(f"{name}: expected a list of ints, got {numbers!r:.80}")
        if len(numbers) != count:
            raise ValueError(f"{name}: expected one for each of {count} buffers, got {len(numbers)}")
        for index, number in enumerate(numbers):
            checks.integer(f"{name}[{index}]", number, bits)
    if len(set(keys)) != count:
        raise ValueError(f"keys: expected none twice, got {list(keys)}")
