"""Host arrays on their way to a device."""

from __future__ import annotations

import sys
from numbers import Number
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pjrt import dtypes
from pjrt._runtime import layout_probes, layouts
from pjrt._runtime.dlpack import Imported
from pjrt.layout import Layout
from pjrt_abi.enums import PJRT_HostBufferSemantics

if TYPE_CHECKING:
    from pjrt._runtime.client_state import ClientState
    from pjrt.dtypes import DType
    from pjrt_abi.typed import BufferPtr, DevicePtr, EventPtr, MemoryPtr


def as_array(value: Any, dtype: DType | None, where: str) -> np.ndarray[Any, Any]:
    """The value as a numpy array in native byte order.

    A Python number, or nested lists of them, takes the dtype; what has a dtype keeps it.
    Raises TypeError, naming `where`, for what is no array, is big-endian, or has a number that the dtype cannot hold.
    """
    # numpy's float64 is a Python float as well.
    plain = isinstance(value, int | float | complex | list | tuple) and not isinstance(value, np.generic)
    try:
        array = np.asarray(value, dtype) if plain else _from_object(value)
        if dtype is not None and isinstance(value, list | tuple):
            _require_numbers(np.asarray(value))
    except (TypeError, ValueError, OverflowError, BufferError) as error:
        raise TypeError(f"{where}: {value!r:.80} is not an array: {error}") from None
    if plain and dtype is not None and not _keeps(value, array):
        raise TypeError(f"{where}: {value!r:.80} holds what {dtype.name} cannot; round it first")
    if not array.dtype.isnative:
        raise TypeError(
            f"{where}: {array.dtype.str} is not in this machine's byte order; "
            "pass array.astype(array.dtype.newbyteorder('='))"
        )
    return array


def _from_object(value: Any) -> np.ndarray[Any, Any]:
    """What numpy makes of it; what only DLPack can tell, such as another library's bfloat16, comes by that."""
    masked = sys.modules.get("numpy.ma")  # importing it takes longer than the first put
    if masked is not None and isinstance(value, masked.MaskedArray):
        raise TypeError("its mask would be lost; pass array.filled()")
    by_dlpack = hasattr(value, "__dlpack__") and not isinstance(value, np.ndarray)
    if by_dlpack and not hasattr(value, "__array__"):
        return Imported(value, copy=None).array()
    try:
        return np.asarray(value)
    except TypeError:
        if not by_dlpack:
            raise
        return Imported(value, copy=None).array()


def _require_numbers(array: np.ndarray[Any, Any]) -> None:
    """Raises TypeError for text, dates and other objects, which numpy makes numbers of, and for None, of which NaN."""
    kind = array.dtype.kind
    if kind in "SUMm" or (kind == "O" and not all(isinstance(element, Number) for element in array.flat)):
        raise TypeError("it holds something that is no number")


def _keeps(value: Any, array: np.ndarray[Any, Any]) -> bool:
    """Whether an integer or bool array holds the very numbers; floats may round."""
    if dtypes.is_float(array.dtype):
        return True
    exact = np.asarray(value)
    return exact.dtype.kind not in "fiuO" or bool(np.array_equal(array.astype(exact.dtype), exact))


def array_dtype(dtype: DType | None) -> DType:
    """The dtype of a result. Raises TypeError for a token, which has none."""
    if dtype is None:
        raise TypeError("a program that returns a token cannot be called from here")
    return dtype


class Sent(NamedTuple):
    """A new buffer, an event that is done when the plugin needs the host's memory no more, and who owns that memory."""

    buffer: BufferPtr
    released: EventPtr
    array: np.ndarray[Any, Any]


def put(
    state: ClientState,
    array: np.ndarray[Any, Any],
    device: DevicePtr | None,
    memory: MemoryPtr | None = None,
    layout: Layout | None = None,
    semantics: PJRT_HostBufferSemantics = PJRT_HostBufferSemantics.IMMUTABLE_ONLY_DURING_CALL,
) -> Sent:
    """Has the plugin put the array on the device or in the memory space.

    With the default semantics the array is read during this call only; else it is to live until the event is done.
    C: PJRT_Client_BufferFromHostBuffer.
    """
    kind = dtypes.to_c(array.dtype, state.abi)
    ordered = layout is None or layout.is_row_major or layout.tiles
    if layout is not None and not ordered and layout_probes.puts_as_is(state, device, memory):
        array = np.ascontiguousarray(array.transpose(layout.major_to_minor)).reshape(array.shape)
    dense = array.flags.c_contiguous or not array.size
    if not dense and not (array.flags.aligned and all(step % array.itemsize == 0 for step in array.strides)):
        array, dense = np.ascontiguousarray(array), True
    made = state.abi.client_buffer_from_host_buffer(
        state.ptr,
        array.ctypes.data,
        kind,
        array.shape,
        semantics,
        byte_strides=() if dense else array.strides,
        device=device,
        memory=memory,
        device_layout=None if layout is None else layouts.to_c(layout, state.abi),
    )
    return Sent(made.buffer, made.done_with_host_buffer, array)


def require_tiles(
    state: ClientState, layout: Layout, dtype: DType, device: DevicePtr | None, memory: MemoryPtr | None
) -> None:
    """Raises UnimplementedError for tiles that the plugin does not know; a buffer that is not put may have them else.

    Its elements would be read as if there were no tiles. An array of one, put with the layout, tells.
    """
    sent = put(state, np.zeros((1,) * layout.ndim, dtype), device, memory, layout)
    state.abi.event_destroy(sent.released)
    state.abi.buffer_destroy(sent.buffer)
