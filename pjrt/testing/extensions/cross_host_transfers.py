"""The reference plugin's transfers between clients: all of this process, by keys and by descriptors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ctypes import c_size_t, c_void_p, string_at
from itertools import count
from typing import Any

from pjrt.errors import InvalidArgumentError, NotFoundError
from pjrt.server import Event
from pjrt.server.runtime import Runtime
from pjrt.testing.client import Machine
from pjrt.testing.machine import Core, Stored
from pjrt.testing.structs import order_of
from pjrt_abi.enums import PJRT_Buffer_Type
from pjrt_abi.errors import error_of
from pjrt_abi.extensions.cross_host_transfers import (
    PJRT_Transfers_CrossHostOnCanceledCallback,
    PJRT_Transfers_CrossHostSendCancelNotifier,
)
from pjrt_abi.server.cross_host_transfers import CrossHostTransfersServer
from pjrt_abi.support import function_address, text_out, texts_in


class CrossHostTransfers(CrossHostTransfersServer):
    """Transfers between clients of one process: what is sent waits until it is received, or the reverse.

    wanted: by descriptor, the buffers that wait for who has it; no_cancel: give no means to cancel.
    """

    runtime: Runtime

    def __init__(self, *, no_cancel: bool = False) -> None:
        self.no_cancel = no_cancel
        self.wanted: dict[bytes, Stored] = {}
        self._sent: dict[Any, tuple[Stored, Event]] = {}
        self._received: dict[Any, Stored] = {}
        self._numbers = count(1)
        self._cancel = PJRT_Transfers_CrossHostSendCancelNotifier(self._canceled)

    # ----------------------------------------------------------------- by keys

    def client_cross_host_receive_buffers(
        self,
        *,
        client: Machine,
        num_dims: Sequence[Sequence[int]],
        element_types: Sequence[int],
        layouts: Sequence[Any],
        src_global_device_ids: Sequence[int],
        transfer_keys: Sequence[int],
        device: Core,
    ) -> list[Stored]:
        made = _make(num_dims, element_types, layouts, device)
        for source, key, buffer in zip(src_global_device_ids, transfer_keys, made, strict=True):
            self._received[source, device.id, key] = buffer
            self._meet((source, device.id, key))
        return made

    def client_cross_host_send_buffers(
        self,
        *,
        client: Machine,
        buffers: list[Stored],
        dst_global_device_ids: Sequence[int],
        transfer_keys: Sequence[int],
    ) -> list[Event]:
        for buffer in buffers:
            buffer.require()
        events = [Event(done=False) for _ in buffers]
        for target, key, buffer, event in zip(dst_global_device_ids, transfer_keys, buffers, events, strict=True):
            self._sent[buffer.core.id, target, key] = buffer, event
            self._meet((buffer.core.id, target, key))
        return events

    def _meet(self, key: Any) -> None:
        if key in self._sent and key in self._received:
            source, event = self._sent.pop(key)
            _fill(self._received.pop(key), source, event.set)

    # ---------------------------------------------------------- by descriptors

    def client_make_cross_host_receive_buffers(
        self,
        *,
        client: Machine,
        num_dims: Sequence[Sequence[int]],
        element_types: Sequence[int],
        layouts: Sequence[Any],
        device: Core,
        notifier: Any,
    ) -> tuple[list[Stored], int]:
        made = _make(num_dims, element_types, layouts, device)
        told = [b"buffer %d" % next(self._numbers) for _ in made]
        self.wanted |= dict(zip(told, made, strict=True))
        kept, texts, sizes, number = texts_in(told)
        cancel = None if self.no_cancel else function_address(self._cancel)
        notifier.notifier(None, texts, sizes, number, notifier.user_arg, cancel, None)
        del kept
        return made, len(made)

    def tell_error(self, notifier: Any, error: BaseException) -> None:
        """Has a notifier told that there will be no descriptors."""
        with_error(
            self.runtime,
            error,
            lambda told: notifier.notifier(told, None, None, 0, notifier.user_arg, None, None),
        )

    def _canceled(
        self,
        descriptor: int | None,
        size: int,
        reason: int,
        message: int | None,
        message_size: int,
        on_canceled: int,
        on_canceled_arg: int | None,
        _: int | None,
    ) -> None:
        """C: PJRT_Transfers_CrossHostSendCancelNotifier."""
        name = string_at(descriptor or 0, size)
        buffer = self.wanted.pop(name, None)
        if buffer is not None:
            buffer.ready.set(error_of(reason, text_out(message, message_size), ""))
        error = None if buffer is not None else NotFoundError(f"nobody waits for {name.decode()!r}")
        with_error(self.runtime, error, lambda told: _ON_CANCELED(on_canceled)(told, on_canceled_arg))

    def buffer_copy_to_remote_device(
        self,
        *,
        buffer: Stored,
        event: Event,
        serialized_descriptor: int | None,
        serialized_descriptor_size: int | None,
        on_done: Any,
        descriptor_destructor: Any,
    ) -> None:
        handle = self.runtime.handles.owned(event)

        def go(error: BaseException | None) -> None:
            size = c_size_t.from_address(serialized_descriptor_size or 0).value
            name = string_at(c_void_p.from_address(serialized_descriptor or 0).value or 0, size)
            self.runtime.handles.drop(handle)
            descriptor_destructor(serialized_descriptor, serialized_descriptor_size)
            target = None if error else self.wanted.pop(name, None)
            if target is None:
                done(error or NotFoundError(f"nobody waits for {name.decode(errors='replace')!r}"))
            else:
                _fill(target, buffer, done)

        def done(error: BaseException | None) -> None:
            with_error(self.runtime, error, lambda told: on_done.on_done(told, error is None, on_done.user_arg))

        event.when_done(go)


_ON_CANCELED = PJRT_Transfers_CrossHostOnCanceledCallback


def with_error(runtime: Runtime, error: BaseException | None, call: Callable[[int | None], object]) -> None:
    """Calls with a handle of an error, which lasts for the call, or with None."""
    if error is None:
        call(None)
        return
    address = runtime.failed("PJRT_Error", error, "a transfer")
    try:
        call(address)
    finally:
        runtime.handles.drop(runtime.handles.find("PJRT_Error", address))


def _make(dims: Sequence[Sequence[int]], types: Sequence[int], layouts: Sequence[Any], device: Core) -> list[Stored]:
    return [
        Stored(device.spaces[0], PJRT_Buffer_Type(kind), shape, order_of(layout, shape), core=device)
        for shape, kind, layout in zip(dims, types, layouts, strict=True)
    ]


def _fill(target: Stored, source: Stored, then: Callable[[BaseException | None], object]) -> None:
    """Fills a buffer once the other is ready, and fails as that does."""

    def copy(error: BaseException | None) -> None:
        if error is None and (target.dims, target.kind) != (source.dims, source.kind):
            error = InvalidArgumentError(
                f"{source.dims} of {source.dtype} was sent for {target.dims} of {target.dtype}"
            )
        if error is None:
            target.fill(source.elements())
        target.ready.set(error)
        then(error)

    source.ready.when_done(copy)
