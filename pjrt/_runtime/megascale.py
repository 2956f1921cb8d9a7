"""What Megascale takes from Python: functions for errors, and who takes part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ctypes import c_int32
from typing import TYPE_CHECKING

from pjrt._runtime import callbacks
from pjrt_abi.extensions.megascale import PJRT_Megascale_ErrorHandler, PJRT_Megascale_ProcessesInfo
from pjrt_abi.support import array_in, bytes_out, texts_in

if TYPE_CHECKING:
    from pjrt_abi.extensions.megascale import Megascale

_KIND = "PJRT_Megascale_ErrorHandler"
_taken: dict[tuple[int, str], int] = {}
"""By a plugin's table and a handler's name: the token of the function. Plugins take two of a name, and keep one."""


class Registered:
    """A function that the plugin calls with errors, under a name, until `end`. Raises ValueError for a name in use."""

    def __init__(self, table: Megascale, name: str, function: Callable[[bytes], object]) -> None:
        self._table = table
        self._key = table.address, name
        token = callbacks.keep(_KIND, f"{name!r}, for {callbacks.name_of(function)}", function)
        if _taken.setdefault(self._key, token) != token:
            callbacks.drop(token)
            raise ValueError(f"name: there is a handler {name!r} already; unregister it first")
        self._token = token
        try:
            table.register_error_handler(name, _ON_ERROR, token)
        except BaseException:
            self._forget()
            raise

    @property
    def active(self) -> bool:
        return _taken.get(self._key) == self._token

    def end(self) -> None:
        """Has the plugin forget it; of two calls, one does it."""
        if self.active and callbacks.take(self._token) is not None:
            try:
                self._table.unregister_error_handler(self._key[1])
            finally:
                self._forget()

    def _forget(self) -> None:
        callbacks.drop(self._token)
        _taken.pop(self._key, None)


def _on_error(error: int | None, size: int, token: int | None) -> None:
    entry = callbacks.find(token)
    if entry is not None:  # else it was unregistered in between
        callbacks.told(entry, bytes_out(error, size))


_ON_ERROR = callbacks.trampoline(PJRT_Megascale_ErrorHandler, _on_error)


def processes_info(
    addresses: Sequence[str],
    devices_per_process: int,
    slice_ids: Sequence[int] | None,
    ids_in_slice: Sequence[int] | None,
) -> PJRT_Megascale_ProcessesInfo:
    """Who takes part. It keeps the memory alive that it points to."""
    made = PJRT_Megascale_ProcessesInfo()
    texts, made.addresses, made.address_sizes, made.num_addresses = texts_in(addresses)
    slices, made.slice_indexes, made.num_slice_indexes = array_in(c_int32, slice_ids or ())
    places, made.per_slice_indexes, made.num_per_slice_indexes = array_in(c_int32, ids_in_slice or ())
    made.num_devices_per_process = devices_per_process
    made._keep = texts, slices, places
    return made
