"""Device events of a plugin: what an object with a vtable gives where the core API gives a PJRT_Event."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from ctypes import addressof, c_int, c_size_t, c_uint64, c_void_p, cast
from typing import TYPE_CHECKING, Any

from pjrt._runtime import callbacks
from pjrt._runtime.owned import Owned
from pjrt_abi.errors import error_of
from pjrt_abi.extensions.device_event import (
    DeviceEventFunctionTable,
    PJRT_DeviceEvent,
    PJRT_DeviceEvent_AndThen,
    PJRT_DeviceEvent_State,
    PJRT_DeviceEventVector,
    PJRT_DeviceEventVector_destroy,
)
from pjrt_abi.support import text_out

if TYPE_CHECKING:
    from pjrt._runtime.client_state import ClientState
    from pjrt.errors import PjrtError

_GET_ERROR = "PJRT_DeviceEvent_FunctionTable_get_error_if_present"
_tables: dict[int, DeviceEventFunctionTable] = {}
"""By address: vtables live as long as their plugin, which is for ever."""


class EventRef(Owned):
    """A reference to a device event, given back at the end of this object."""

    __slots__ = ("_table",)

    def __init__(self, state: ClientState, event: PJRT_DeviceEvent) -> None:
        address = event.vtable or 0
        if address not in _tables:
            _tables[address] = DeviceEventFunctionTable(address, state.abi)
        self._table = _tables[address]
        super().__init__(state, event.device_event or 0, self._table.dec_ref)

    def is_over(self) -> bool:
        """Whether it is over, well or badly."""
        return self._table.get_state(self._handle()) != PJRT_DeviceEvent_State.UNAVAILABLE

    def error(self) -> PjrtError | None:
        """What it failed with. Also after the client was closed, as long as it is not destroyed."""
        code, message, size = c_int(), c_void_p(), c_size_t()
        if not self._table.get_error_if_present(self._ptr, addressof(code), addressof(message), addressof(size)):
            return None
        return error_of(code.value, text_out(message.value, size.value), _GET_ERROR)

    def and_then(self, function: Callable[[], object], owner: str) -> None:
        """Has a function called once it is over: now, or on a thread of the plugin. It keeps this alive until then.

        With a plugin that cannot tell, both stay for ever: what the function keeps alive may be in use all that time.
        """
        kept = self, function

        def call() -> None:
            kept[1]()

        token = callbacks.keep("PJRT_DeviceEvent_AndThen", owner, call)
        self._table.and_then(self._ptr, cast(_AND_THEN, c_void_p).value, token)

    def stream(self) -> tuple[int, int] | None:
        """The platform's handle of the stream that it is on, and its number there; None where there is none."""
        number = c_uint64()
        found = self._table.get_definition_stream(self._handle(), addressof(number))
        return (found, number.value) if found else None

    def another(self, into: PJRT_DeviceEvent) -> None:
        """Writes a reference of its own for C."""
        ptr = self._handle()
        self._table.inc_ref(ptr)
        into.vtable, into.device_event = self._table.address, ptr

    def drop(self) -> None:
        """Gives a reference back that `another` wrote and C did not take."""
        self._table.dec_ref(self._ptr)


def owned(state: ClientState, event: PJRT_DeviceEvent) -> EventRef | None:
    """The event, whose reference the caller got with it; None for one that is over from the start, which NULL is."""
    return EventRef(state, event) if event.vtable and event.device_event else None


def borrowed(state: ClientState, event: PJRT_DeviceEvent) -> EventRef | None:
    """The same for one that came without a reference: takes one."""
    made = owned(state, event)
    if made is not None:
        try:
            made._table.inc_ref(made._handle())
        except BaseException:
            made._ptr = None
            raise
    return made


def _called(token: int | None) -> None:
    entry = callbacks.take(token)
    if entry is not None:
        callbacks.told(entry)


_AND_THEN = callbacks.trampoline(PJRT_DeviceEvent_AndThen, _called)

_arrays: dict[int, Any] = {}
"""Arrays of events that C has, by address."""


def _destroy(array: int | None) -> None:
    _arrays.pop(array or 0, None)


_DESTROY = callbacks.trampoline(PJRT_DeviceEventVector_destroy, _destroy)


@contextmanager
def vector(events: Sequence[EventRef]) -> Iterator[int | None]:
    """The address of the events as C takes them over, NULL for none. What C has not taken at the end is given back."""
    if not events:
        yield None
        return
    array = (PJRT_DeviceEvent * len(events))()
    made = PJRT_DeviceEventVector(addressof(array), 0, len(events), cast(_DESTROY, c_void_p).value)
    _arrays[addressof(array)] = array
    try:
        for event, item in zip(events, array, strict=True):
            event.another(item)
            made.size += 1
        yield addressof(made)
    finally:
        # Who took it has set the vector to nothing, or destroyed the array.
        if made.data and _arrays.pop(made.data, None) is not None:
            for event in events[: made.size]:
                event.drop()
