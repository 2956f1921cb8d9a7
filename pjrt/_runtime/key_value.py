"""Key-value stores as C calls them: what PJRT_Client_Create takes besides its options."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from ctypes import addressof, create_string_buffer
from typing import TYPE_CHECKING, Any, TypeVar

from pjrt._runtime import callbacks
from pjrt.errors import ClosedError, InternalError, NotFoundError, PjrtError
from pjrt_abi.structs import (
    PJRT_Client_Create_Args,
    PJRT_KeyValueGetCallback,
    PJRT_KeyValueGetCallback_Args,
    PJRT_KeyValueGetCallback_ValueDeleter,
    PJRT_KeyValuePutCallback,
    PJRT_KeyValuePutCallback_Args,
    PJRT_KeyValueTryGetCallback,
    PJRT_KeyValueTryGetCallback_Args,
    PJRT_KeyValueTryGetCallback_ValueDeleter,
)
from pjrt_abi.support import bytes_out, function_address, text_out

if TYPE_CHECKING:
    from pjrt.kv_store import KeyValueStore
    from pjrt_abi.functions import Api
    from pjrt_abi.typed import ClientPtr, NamedValue

_T = TypeVar("_T")


def check(store: object) -> None:
    """Raises TypeError unless the argument `kv_store` is a store or None."""
    if store is not None:
        from pjrt.kv_store import require_methods

        require_methods("kv_store", store, ("get", "try_get", "put"))


class _Served:
    """A store that C calls. failure: what it raised last while the client was made."""

    __slots__ = ("failure", "making", "store")

    def __init__(self, store: KeyValueStore) -> None:
        self.store = store
        self.making = True
        self.failure: BaseException | None = None

    def __call__(self, use: Callable[[KeyValueStore], _T]) -> _T:
        try:
            return use(self.store)
        except BaseException as raised:
            self.failure = raised if self.making else None
            raise


def create_client(
    abi: Api, options: Mapping[str, NamedValue] | None, store: KeyValueStore | None
) -> tuple[ClientPtr, int]:
    """A client, and the token of its store, 0 for none; dropped when the client is destroyed. C: PJRT_Client_Create.

    What the store raised is the cause of the plugin's error; an interrupt comes through as it is.
    """
    if store is None:
        return abi.client_create(create_options=options), 0
    served = _Served(store)
    token = callbacks.keep("key-value store", f"a client, for a {type(store).__name__}", served)
    tries = abi.knows(PJRT_Client_Create_Args, "kv_try_get_callback")
    try:
        made = abi.client_create(
            create_options=options,
            kv_get_callback=_GET,
            kv_get_user_arg=token,
            kv_try_get_callback=_TRY_GET if tries else None,
            kv_try_get_user_arg=token if tries else None,
            kv_put_callback=_PUT,
            kv_put_user_arg=token,
        )
    except PjrtError as error:
        callbacks.drop(token)
        if served.failure is not None and not isinstance(served.failure, Exception):
            raise served.failure from error
        raise error from served.failure
    except BaseException:
        callbacks.drop(token)
        raise
    served.making, served.failure = False, None
    return made, token


# ------------------------------------------------------------ what C calls

_values: dict[int, int] = {}
"""The tokens of values that C has not deleted yet, by their addresses."""

_NOTHING = create_string_buffer(1)


def _call(args: Any, use: Callable[[KeyValueStore, str], _T]) -> _T:
    """Has the store do something with the key that C gave."""
    served = callbacks.find(args.user_arg)
    if served is None:
        raise ClosedError("the client of this key-value store was destroyed")
    key = text_out(args.key, args.key_size)
    result: _T = served.function(lambda store: use(store, key))
    return result


def _failed(args: Any, raised: BaseException) -> int | None:
    """The exception as the error that C gets."""
    error = callbacks.c_error(args.callback_error, raised)
    if error is None:
        callbacks.report(raised, "in a key-value store, from which C takes no error")
    return error


def _give(args: Any, deleter: Any, use: Callable[[KeyValueStore, str], bytes | None]) -> int | None:
    """Hands a value to C, which is to copy and delete it."""
    # C does so wherever no error comes back, so there has to be something from the start.
    args.value, args.value_size, args.value_deleter_callback = addressof(_NOTHING), 0, function_address(deleter)
    try:
        value = _call(args, use)
        if value is None:
            raise NotFoundError("no such key in the key-value store")
        if not isinstance(value, bytes | bytearray | memoryview):
            raise InternalError(f"a key-value store gave a {type(value).__name__}, expected bytes")
        if data := bytes(value):
            memory = create_string_buffer(data, len(data))
            owner = f"a value of {len(data)} bytes of a key-value store"
            _values[addressof(memory)] = callbacks.keep("value_deleter_callback", owner, lambda: memory)
            args.value, args.value_size = addressof(memory), len(data)
    except BaseException as raised:
        return _failed(args, raised)
    return None


def _delete(value: int | None) -> None:
    callbacks.drop(_values.pop(value or 0, 0))


_DELETE_GOT = callbacks.trampoline(PJRT_KeyValueGetCallback_ValueDeleter, _delete)
_DELETE_TRIED = callbacks.trampoline(PJRT_KeyValueTryGetCallback_ValueDeleter, _delete)


def _get(address: int) -> int | None:
    args = PJRT_KeyValueGetCallback_Args.from_address(address)
    # XLA's infinite time comes as -1.
    timeout = args.timeout_in_ms / 1000 if args.timeout_in_ms >= 0 else math.inf
    return _give(args, _DELETE_GOT, lambda store, key: store.get(key, timeout))


def _try_get(address: int) -> int | None:
    args = PJRT_KeyValueTryGetCallback_Args.from_address(address)
    return _give(args, _DELETE_TRIED, lambda store, key: store.try_get(key))


def _put(address: int) -> int | None:
    args = PJRT_KeyValuePutCallback_Args.from_address(address)
    try:
        _call(args, lambda store, key: store.put(key, bytes_out(args.value, args.value_size)))
    except BaseException as raised:
        return _failed(args, raised)
    return None


_GET = callbacks.trampoline(PJRT_KeyValueGetCallback, _get)
_TRY_GET = callbacks.trampoline(PJRT_KeyValueTryGetCallback, _try_get)
_PUT = callbacks.trampoline(PJRT_KeyValuePutCallback, _put)
