"""Host arrays on their way to a device."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pjrt_abi.enums import PJRT_HostBufferSemantics

from pjrt import dtypes

if TYPE_CHECKING:
    from pjrt_abi.typed import BufferPtr, DevicePtr, MemoryPtr

    from pjrt._runtime.client_state import ClientState
    from pjrt.dtypes import DType


def as_array(value: Any, dtype: DType | None, where: str) -> np.ndarray[Any, Any]:
    """The value as a numpy array in native byte order.

    A Python number, or nested lists of them, takes the dtype; what has a dtype keeps it.
    Raises TypeError, naming `where`, for what is no array, is big-endian, or holds no numbers.
    """
    plain = isinstance(value, int | float | complex | list | tuple)
    try:
        array = np.asarray(value, dtype) if plain else np.asarray(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise TypeError(f"{where}: {value!r:.80} is not an array: {error}") from None
    if not array.dtype.isnative:
        raise TypeError(
            f"{where}: {array.dtype.str} is not in this machine's byte order; "
            "pass array.astype(array.dtype.newbyteorder('='))"
        )
    return array


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
    kind = dtypes.to_c(dense.dtype)
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
