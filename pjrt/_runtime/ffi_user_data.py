"""Python objects in execute contexts: the tokens that C hands to FFI handlers for them."""

from __future__ import annotations

from itertools import count
from typing import Any
from weakref import WeakValueDictionary

from pjrt._runtime.ffi_api import FfiApi
from pjrt_abi.extensions.ffi import PJRT_FFI_UserData
from pjrt_abi.extensions.ffi_c_api import XLA_FFI_TypeId
from pjrt_abi.typed import XlaFfiInvokeContextPtr


class Held:
    """An object in a context, whose Python object is to hold this: C owns none of its user data. token: C's."""

    __slots__ = ("__weakref__", "token", "value")

    def __init__(self, value: Any) -> None:
        self.value = value
        self.token = next(_tokens)
        _held[self.token] = self


_tokens = count(1)
_held: WeakValueDictionary[int, Held] = WeakValueDictionary()


def struct(type_id: int, held: Held) -> PJRT_FFI_UserData:
    """What a context gets."""
    return PJRT_FFI_UserData(type_id=type_id, data=held.token)


def get(api: FfiApi, context: int, type_id: int) -> Any:
    """The object of that type in the context of a call; the address, if what is there is no Python object.

    Raises PjrtError if there is none. C: XLA_FFI_InvokeContext_Get.
    """
    data = api.table.invoke_context_get(XlaFfiInvokeContextPtr(context), XLA_FFI_TypeId(type_id))
    held = _held.get(data or 0)
    return data if held is None else held.value
