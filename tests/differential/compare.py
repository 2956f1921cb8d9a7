"""Whether two sides gave the same bits, and where they first differ."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tests.differential.define import Array


def difference(expected: Sequence[Sequence[Array]], got: Sequence[Sequence[Array]]) -> str:
    """Empty if each device has the same results, bit for bit; else the first that differs, as text."""
    if len(expected) != len(got):
        return f"expected results of {len(expected)} devices, got {len(got)}"
    for place, (wanted, given) in enumerate(zip(expected, got, strict=True)):
        where = f"device {place}, " if len(expected) > 1 else ""
        if len(wanted) != len(given):
            return f"{where}expected {len(wanted)} results, got {len(given)}"
        for index, (one, other) in enumerate(zip(wanted, given, strict=True)):
            found = _of_arrays(one, other)
            if found:
                return f"{where}result {index}: {found}"
    return ""


def _of_arrays(expected: Array, got: Array) -> str:
    if (expected.dtype, expected.shape) != (got.dtype, got.shape):
        return f"expected {expected.dtype}{list(expected.shape)}, got {got.dtype}{list(got.shape)}"
    one, other = _bytes(expected), _bytes(got)
    differs = (one != other).any(axis=1)
    if not differs.any():
        return ""
    flat = int(differs.argmax())
    index = tuple(map(int, np.unravel_index(flat, expected.shape)))
    return (
        f"{int(differs.sum())} of {expected.size} elements differ, the first at {index}: expected "
        f"{expected[index]} (0x{_hexadecimal(one[flat])}), got {got[index]} (0x{_hexadecimal(other[flat])})"
    )


def _bytes(array: Array) -> Array:
    """A row of bytes for each element."""
    return np.frombuffer(array.tobytes(), np.uint8).reshape(array.size, array.dtype.itemsize)


def _hexadecimal(row: Array) -> str:
    return row[::-1].tobytes().hex()
