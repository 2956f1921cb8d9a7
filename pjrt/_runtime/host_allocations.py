"""Host memory that a plugin allocated: what may be asked for, arrays on it, and when it is freed."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, SupportsIndex

import numpy as np

from pjrt._runtime import host_memory, shapes
from pjrt._runtime.owned import Owned
from pjrt.errors import ResourceExhaustedError
from pjrt_abi.extensions.host_memory_allocator import PJRT_HostMemoryAllocator_Allocate_Args_deleter

if TYPE_CHECKING:
    from pjrt._runtime.client_state import ClientState
    from pjrt.dtypes import DType


class Wanted(NamedTuple):
    """An array that is to lie in memory of a plugin."""

    shape: tuple[int, ...]
    dtype: DType

    @property
    def nbytes(self) -> int:
        """Its size."""
        return math.prod(self.shape) * self.dtype.itemsize


def wanted(shape: Any, dtype: Any) -> Wanted:
    """What a caller asks for. shape: a tuple of sizes, or one number.

    Raises TypeError for what is no shape and for a dtype whose elements are not plain bytes, ValueError for a negative
    size and for more bytes than there can be.
    """
    try:
        element = np.dtype(dtype)
    except TypeError as error:
        raise TypeError(f"dtype: {dtype!r:.80} is none: {error}") from None
    if element.hasobject or not element.itemsize or element.subdtype:
        raise TypeError(f"dtype: expected elements of a fixed number of bytes and no objects, got {element!r:.80}")
    sizes = (shape,) if isinstance(shape, SupportsIndex) else shape
    return Wanted(shapes.checked(sizes, element), element)


def array(
    state: ClientState, asked: Wanted, address: int | None, free: Callable[[int], object], function: str
) -> np.ndarray[Any, Any]:
    """An array on memory that the C function gave, whose content is whatever lies there.

    The memory is freed once: when the last view of it goes, in whatever thread that is; never in a fork's child, nor
    after the interpreter began to go down. The client lives until then.
    Raises ResourceExhaustedError where there is no memory, though the plugin returned no error.
    """
    if not address:
        raise ResourceExhaustedError(f"no error, and no memory either; {asked.nbytes} bytes wanted", function=function)
    owner = Owned(state, address, free)
    return host_memory.array(owner, address, asked.shape, asked.dtype, read_only=False)


def deleter(function: int | None, argument: int | None) -> Callable[[int], None]:
    """What frees memory by the deleter that came with it; nothing does where none came."""

    def free(address: int) -> None:
        if function:
            PJRT_HostMemoryAllocator_Allocate_Args_deleter(function)(address, argument)

    return free
