"""Arrays in a device's memory, which Python cannot read itself."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from pjrt import dtypes
from pjrt.dtypes import DType
from pjrt.errors import ClosedError


class DeviceArray:
    """An operand, a result or scratch memory of a handler on an accelerator, for the time of the call.

    Other libraries take it through `__cuda_array_interface__`, without a copy: `cupy.asarray(x)`. Their work belongs on
    the call's `stream`, and what they made of it must not be used when the call is over.
    shape: dense, in row-major order.
    """

    __slots__ = ("_address", "_over", "_stream", "dtype", "readonly", "shape")

    def __init__(
        self,
        dtype: DType,
        shape: tuple[int, ...],
        address: int,
        *,
        readonly: bool,
        over: Callable[[], bool],
        stream: Callable[[], int],
    ) -> None:
        self.dtype = dtype
        self.shape = shape
        self.readonly = readonly
        self._address = address
        self._over = over
        self._stream = stream

    def __repr__(self) -> str:
        return f"<DeviceArray {dtypes.spell(self.dtype, self.shape)}>"

    @property
    def address(self) -> int:
        """Where it begins in the device's memory. Raises ClosedError when the call is over."""
        if self._over():
            raise ClosedError("this array was lent for the time of a call, which is over")
        return self._address

    @property
    def nbytes(self) -> int:
        """How many bytes it takes; types of less than a byte may be packed."""
        return math.prod(self.shape) * self.dtype.itemsize

    @property
    def __cuda_array_interface__(self) -> dict[str, Any]:
        """Version 3 of the protocol. Raises ClosedError when the call is over."""
        return {
            "version": 3,
            "shape": self.shape,
            "typestr": self.dtype.str,
            "data": (self.address, self.readonly),
            "strides": None,
            "stream": self._stream() or 1,  # the protocol spells the default stream 1
        }
