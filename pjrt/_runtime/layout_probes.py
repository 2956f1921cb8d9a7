"""What a plugin makes of layouts that are not row-major, found out with an array of four; the older ones only claim."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from pjrt import dtypes
from pjrt._runtime import copies, layouts
from pjrt.errors import PjrtError
from pjrt.layout import Layout
from pjrt_abi.enums import PJRT_HostBufferSemantics

if TYPE_CHECKING:
    from pjrt._runtime.client_state import ClientState
    from pjrt_abi.typed import BufferPtr, DevicePtr, MemoryPtr

_ARRAY = np.arange(4, dtype=np.uint8).reshape(2, 2)
_TURNED = np.ascontiguousarray(_ARRAY.T)
_COLUMNS = Layout((0, 1))

_answers: dict[tuple[int, str], bool] = {}
"""By a plugin's table and the question."""


def puts_as_is(state: ClientState, device: DevicePtr | None, memory: MemoryPtr | None) -> bool:
    """Whether an array's bytes are put as they are, and only said to have the layout asked for."""

    def ask() -> bool:
        buffer = _put(state, _ARRAY, device, memory)
        try:
            return _bytes(state, buffer, _COLUMNS) == _ARRAY.tobytes()
        finally:
            state.abi.buffer_destroy(buffer)

    return _answer(state, "put", ask)


def mixes_up_copies(state: ClientState, device: DevicePtr | None, memory: MemoryPtr | None) -> bool:
    """Whether a copy's elements lie as its source's do, although the plugin says that they lie in another order."""

    def ask() -> bool:
        source = _put(state, _TURNED if puts_as_is(state, device, memory) else _ARRAY, device, memory)
        try:
            made = copies.copy(state, source, device, memory)
        finally:
            state.abi.buffer_destroy(source)
        try:
            said = layouts.from_c(state.abi.buffer_get_memory_layout(made))
            told = said if isinstance(said, Layout) else Layout.row_major(2)
            return told != _COLUMNS and _bytes(state, made, told) == _TURNED.tobytes()
        finally:
            state.abi.buffer_destroy(made)

    return _answer(state, "copy", ask)


def reads_as_is(state: ClientState, device: DevicePtr) -> bool:
    """Whether bytes are read as they are, whatever the layout asked for."""

    def ask() -> bool:
        buffer = _put(state, _TURNED if puts_as_is(state, device, None) else _ARRAY, device, None)
        try:
            return _bytes(state, buffer, Layout.row_major(2)) == _TURNED.tobytes()
        finally:
            state.abi.buffer_destroy(buffer)

    return _answer(state, "read", ask)


def _answer(state: ClientState, question: str, ask: Callable[[], bool]) -> bool:
    key = state.abi.address, question
    if key not in _answers:
        try:
            _answers[key] = ask()
        except PjrtError:  # a plugin that takes no other order has none to mix up
            return False
    return _answers[key]


def _put(
    state: ClientState, array: np.ndarray[Any, Any], device: DevicePtr | None, memory: MemoryPtr | None
) -> BufferPtr:
    made = state.abi.client_buffer_from_host_buffer(
        state.ptr,
        array.ctypes.data,
        dtypes.to_c(array.dtype),
        array.shape,
        PJRT_HostBufferSemantics.IMMUTABLE_ONLY_DURING_CALL,
        device=device,
        memory=memory,
        device_layout=layouts.to_c(_COLUMNS, state.abi),
    )
    state.abi.event_destroy(made.done_with_host_buffer)
    return made.buffer


def _bytes(state: ClientState, buffer: BufferPtr, layout: Layout) -> bytes:
    """The elements in the order asked for."""
    into = np.empty(4, np.uint8)
    copies.to_host(state, buffer, into, layout)
    return into.tobytes()
