"""Arrays that show memory which is lent for the time of a call."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from pjrt._runtime import ffi_kept, ffi_packing
from pjrt._runtime.ffi_frames import Kind, Place

Array = np.ndarray[Any, Any]

_memory = ctypes.pythonapi.PyMemoryView_FromMemory
_memory.argtypes = (ctypes.c_void_p, ctypes.c_ssize_t, ctypes.c_int)
_memory.restype = ctypes.py_object
_ndarray: Any = np.ndarray
_READ, _WRITE = 0x100, 0x200  # PyBUF_READ and PyBUF_WRITE, which Python's headers define and nothing in Python names


class Loan:
    """The arrays of one call: read-only views of its operands, views of its results; None for tokens.

    What is packed is unpacked to a copy, and `give_back` packs the results.
    """

    __slots__ = ("_lent", "_packed", "operands", "results")

    def __init__(self, operands: Sequence[Place], results: Sequence[Place]) -> None:
        self._lent: list[Array] = []
        self._packed: list[tuple[Array, int]] = []
        self.operands = self._shown(operands, _READ)
        self.results = self._shown(results, _WRITE)

    def _shown(self, places: Sequence[Place], access: int) -> tuple[Array | None, ...]:
        lent = self._lent
        shown: list[Array | None] = []
        for kind, address in places:
            dtype, shape, nbytes, _packed = kind
            if nbytes:
                # A view of a root: numpy has what is made of it hold the root, whose references tell of that.
                made: Array = _ndarray(shape, dtype, _memory(address, nbytes, access))[...]
                lent.append(made)
                shown.append(made)
            else:
                shown.append(self._unlent(kind, address, access))
        return tuple(shown)

    def _unlent(self, kind: Kind, address: int, access: int) -> Array | None:
        """None for a token, an array of its own memory for what is packed or empty."""
        dtype, shape, _nbytes, packed = kind
        if dtype is None:
            return None
        if packed and access == _READ:
            return ffi_packing.unpack(address, shape, dtype)
        made = np.zeros(shape, dtype)
        if packed:
            self._packed.append((made, address))
        made.flags.writeable = access == _WRITE
        return made

    def returned(self) -> None:
        """The handler has returned: from now on only others hold the arrays."""
        self.operands = self.results = ()

    @property
    def is_held(self) -> bool:
        """Whether somebody else holds one of its arrays, or what was made from it without a copy."""
        return bool(_held(self._lent))

    def give_back(self) -> None:
        """Ends the loan. Arrays that somebody still holds become copies, memoryviews of them are released.

        Raises BufferError where something else still shows the memory.
        """
        if self._packed:
            for made, address in self._packed:
                ffi_packing.pack(made, address)
            self._packed.clear()
        held = _held(self._lent)
        self._lent.clear()
        if held:
            ffi_kept.detach(held)


_references = sys.getrefcount


def _held(lent: list[Array]) -> list[Array]:
    """Those that somebody else holds, too, or what was made from them without a copy."""
    return [array for array in lent if _references(array) + _references(array.base) > _QUIET]


def _quiet() -> int:
    """How many references there are to an array that only a loan holds and to its root, counted as loans count."""
    lent = [np.zeros(())[...]]
    return [_references(array) + _references(array.base) for array in lent][0]  # noqa: RUF015


_QUIET: Final = _quiet()
