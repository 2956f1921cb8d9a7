"""Host memory that plugins read or map, as flat bytes."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

Bytes: TypeAlias = "np.ndarray[Any, np.dtype[np.uint8]]"


def flat(data: Any, where: str, *, in_place: bool = False) -> Bytes:
    """The bytes of a numpy array, or of anything with the buffer protocol, in row-major order; it keeps them alive.

    A copy only where they do not lie together so; `in_place`: never a copy.
    Raises TypeError, naming `where`, for what has no bytes, and ValueError where only a copy would do.
    """
    array = np.asarray(data) if isinstance(data, np.ndarray) else _exported(data, where)
    if array.dtype.hasobject:
        raise TypeError(f"{where}: an array of dtype {array.dtype} holds Python objects, no bytes to copy")
    if in_place and not array.flags.forc:
        raise ValueError(f"{where}: the memory of an array with strides {array.strides} does not lie together")
    if in_place and not array.flags.c_contiguous:
        array = array.T
    if not array.nbytes:
        return np.empty(0, np.uint8)
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8)


def _exported(data: Any, where: str) -> np.ndarray[Any, Any]:
    try:
        view = memoryview(data)
        if not view.c_contiguous:
            return np.asarray(view)
        return np.frombuffer(view, np.uint8) if view.nbytes else np.empty(0, np.uint8)
    except (TypeError, ValueError):
        raise TypeError(
            f"{where}: expected a numpy array or an object with the buffer protocol, got {type(data).__name__}"
        ) from None
