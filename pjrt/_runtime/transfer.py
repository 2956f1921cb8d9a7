"""Host arrays on their way to a device."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pjrt import dtypes
from pjrt_abi.enums import PJRT_HostBufferSemantics

if TYPE_CHECKING:
    from pjrt._runtime.client_state import ClientState
    from pjrt.dtypes import DType
    from pjrt_abi.typed import BufferPtr, DevicePtr, MemoryPtr


def as_array(value: Any, dtype: DType | None, where: str) -> np.ndarray[Any, Any]:
    """The value as a numpy array in native byte order.

    A Python number, or nested lists of them, takes the dtype; what has a dtype keeps it.
    Raises TypeError, naming `where`, for what is no array, is big-endian, or has a number that the dtype cannot hold.
    """
    # numpy's float64 is a Python float as well.
    plain = isinstance(value, int | float | complex | list | tuple) and not isinstance(value, np.generic)
    try:
        array = np.asarray(value, dtype) if plain else np.asarray(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise TypeError(f"{where}: {value!r:.80} is not an array: {error}") from None
    if plain and dtype is not None and not _keeps(value, array):
        raise TypeError(f"{where}: {value!r:.80} holds what {dtype.name} cannot; round it first")
    if not array.dtype.isnative:
        raise TypeError(
            f"{where}: {array.dtype.str} is not in this machine's byte order; "
            "pass array.astype(array.dtype.newbyteorder('='))"
        )
    return array


def _keeps(value: Any, array: np.ndarray[Any, Any]) -> bool:
    """Whether an integer or bool array holds the very numbers; floats may round."""
    if dtypes.is_float(array.dtype):
        return True
    exact = np.asarray(value)
    return exact.dtype.kind not in "fiu" or bool(np.array_equal(array.astype(exact.dtype), exact))


def array_dtype(dtype: DType | None) -> DType:
    """The dtype of a result. Raises TypeError for a token, which has none."""
    if dtype is None:
        raise TypeError("a program that returns a token cannot be called from here")
    return dtype


def put(
    state: ClientState, array: np.ndarray[Any, Any], device: DevicePtr | None, memory: MemoryPtr | None = None
) -> BufferPtr:
    """Copies the array to the device or memory; the array is read during this call only.

    C: PJRT_Client_BufferFromHostBuffer.
    """
    dense = np.ascontiguousarray(array)
    kind = dtypes.to_c(dense.dtype, state.abi)
    made = state.abi.client_buffer_from_host_buffer(
        state.ptr,
        dense.ctypes.data,
        kind,
        array.shape,
        PJRT_HostBufferSemantics.IMMUTABLE_ONLY_DURING_CALL,
        device=device,
        memory=memory,
    )
    state.abi.event_destroy(made.done_with_host_buffer)
    return made.buffer
