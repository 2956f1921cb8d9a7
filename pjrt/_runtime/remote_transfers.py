"""Callbacks of transfers between hosts: each is called once and dropped then; the errors they get are the plugin's."""

from __future__ import annotations

from collections.abc import Callable
from ctypes import addressof, c_size_t, c_void_p, cast, create_string_buffer
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pjrt._runtime import callbacks, statuses
from pjrt_abi.errors import PjrtError, error_of
from pjrt_abi.extensions.cross_host_transfers import (
    PJRT_Transfers_CrossHostOnCanceledCallback,
    PJRT_Transfers_CrossHostRecvNotifier,
    PJRT_Transfers_CrossHostRecvNotifierInfo,
    PJRT_Transfers_CrossHostRemoteSendCallback,
    PJRT_Transfers_CrossHostRemoteSendCallbackInfo,
    PJRT_Transfers_CrossHostSendCancelNotifier,
    PJRT_Transfers_DescriptorDestructor,
)
from pjrt_abi.support import all_bytes_out, bytes_in, payload_visitor
from pjrt_abi.typed import ErrorPtr

if TYPE_CHECKING:
    from pjrt_abi.extensions.cross_host_transfers import CrossHostTransfers
    from pjrt_abi.functions import Api
    from pjrt_abi.typed import BufferPtr

Cancelled: TypeAlias = "Callable[[PjrtError | None], object]"
Sent: TypeAlias = "Callable[[PjrtError | None, bool], object]"


class Canceller(NamedTuple):
    """What cancels a send. notifier: the plugin's function; argument: what to give to it."""

    api: Api
    notifier: int
    argument: int | None

    def __call__(self, descriptor: bytes, reason: PjrtError, cancelled: Cancelled) -> None:
        """Has the plugin give up what a descriptor stands for. cancelled: called once, with an error or None."""

        def told(error: int | None) -> None:
            cancelled(_read(self.api, error))

        token = callbacks.keep("PJRT_Transfers_CrossHostOnCanceledCallback", callbacks.name_of(cancelled), told)
        code, text = statuses.of(reason)
        kept_descriptor, address, size = bytes_in(descriptor)
        kept_text, text_address, text_size = bytes_in(text)
        PJRT_Transfers_CrossHostSendCancelNotifier(self.notifier)(
            address, size, code, text_address, text_size, _address(_ON_CANCELED), token, self.argument
        )
        del kept_descriptor, kept_text


Received: TypeAlias = "Callable[[PjrtError | None, list[bytes], Canceller | None], object]"


class Notifier:
    """A PJRT_Transfers_CrossHostRecvNotifier for one call. received: called once with an error, or what came."""

    def __init__(self, api: Api, received: Received, owner: str) -> None:
        def told(
            error: int | None, texts: int | None, sizes: int | None, number: int, cancel: int | None, arg: int | None
        ) -> None:
            if error:
                received(_read(api, error), [], None)
            else:
                canceller = Canceller(api, cancel, arg) if cancel else None
                received(None, all_bytes_out(texts, sizes, number), canceller)

        self.token = callbacks.keep("PJRT_Transfers_CrossHostRecvNotifier", owner, told)
        self.info = PJRT_Transfers_CrossHostRecvNotifierInfo()
        self.info.notifier, self.info.user_arg = _address(_ON_RECEIVED), self.token

    def drop(self) -> None:
        """C refused the call."""
        callbacks.drop(self.token)


def copy(table: CrossHostTransfers, api: Api, buffer: BufferPtr, descriptor: bytes, sent: Sent, owner: str) -> None:
    """Sends a buffer to where a descriptor says. sent: called once, with an error or None and whether it was sent.

    C: PJRT_Event_Create, PJRT_Event_Set, PJRT_Buffer_CopyToRemoteDevice.
    """

    def told(error: int | None, enqueued: bool) -> None:
        sent(_read(api, error), enqueued)

    event = api.event_create()
    try:
        api.event_set(event, *statuses.OK)  # that the descriptor is there; a failed one would abort some plugins
    except BaseException:
        api.event_destroy(event)  # which the plugin does, once it has it
        raise
    info = PJRT_Transfers_CrossHostRemoteSendCallbackInfo()
    info.on_done = _address(_ON_SENT)
    info.user_arg = callbacks.keep("PJRT_Transfers_CrossHostRemoteSendCallback", owner, told)
    text, size = create_string_buffer(descriptor, len(descriptor) or 1), c_size_t(len(descriptor))
    pointer = c_void_p(addressof(text))
    kept = text, size, pointer
    _descriptors[addressof(pointer)] = callbacks.keep(
        "PJRT_Transfers_DescriptorDestructor", owner, lambda: kept and None
    )
    table.buffer_copy_to_remote_device(buffer, event, addressof(pointer), addressof(size), info, _DESTROY)


_descriptors: dict[int, int] = {}
"""By the address that C got of a descriptor: the token of what keeps its memory."""


def _destroy(text: int | None, size: int | None) -> None:
    callbacks.drop(_descriptors.pop(text or 0, 0))


def _on_canceled(error: int | None, token: int | None) -> None:
    entry = callbacks.take(token)
    if entry is not None:
        callbacks.told(entry, error)


def _on_received(
    error: int | None,
    texts: int | None,
    sizes: int | None,
    number: int,
    token: int | None,
    cancel: int | None,
    cancel_arg: int | None,
) -> None:
    entry = callbacks.take(token)
    if entry is not None:
        callbacks.told(entry, error, texts, sizes, number, cancel, cancel_arg)


def _on_sent(error: int | None, enqueued: bool, token: int | None) -> None:
    entry = callbacks.take(token)
    if entry is not None:
        callbacks.told(entry, error, bool(enqueued))


def _address(function: object) -> int:
    address = cast(function, c_void_p).value  # type: ignore[arg-type]
    assert address is not None
    return address


def _read(api: Api, error: int | None) -> PjrtError | None:
    """An error that stays the plugin's, as an exception."""
    if not error:
        return None
    ptr = ErrorPtr(error)
    payloads: dict[str, bytes] = {}
    if api.has("PJRT_Error_ForEachPayload"):
        with payload_visitor(payloads) as (visitor, token):
            api.error_for_each_payload(ptr, visitor, user_arg=token)
    return error_of(api.error_get_code(ptr), api.error_message(ptr), "", payloads)


_ON_CANCELED = callbacks.trampoline(PJRT_Transfers_CrossHostOnCanceledCallback, _on_canceled)
_ON_RECEIVED = callbacks.trampoline(PJRT_Transfers_CrossHostRecvNotifier, _on_received)
_ON_SENT = callbacks.trampoline(PJRT_Transfers_CrossHostRemoteSendCallback, _on_sent)
_DESTROY = callbacks.trampoline(PJRT_Transfers_DescriptorDestructor, _destroy)
