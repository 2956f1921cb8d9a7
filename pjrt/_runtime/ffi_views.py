"""Arrays that show memory which is lent for the time of a call, and what becomes of those that outlive it."""

from __future__ import annotations

import ctypes
import gc
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from types import FrameType
from typing import Any, Final

import numpy as np

from pjrt._runtime import ffi_packing
from pjrt._runtime.ffi_frames import Place
from pjrt.dtypes import is_whole_bytes

Array = np.ndarray[Any, Any]

_memory = ctypes.pythonapi.PyMemoryView_FromMemory
_memory.argtypes = (ctypes.c_void_p, ctypes.c_ssize_t, ctypes.c_int)
_memory.restype = ctypes.py_object
_READ, _WRITE = 0x100, 0x200  # PyBUF_READ and PyBUF_WRITE, which Python's headers define and nothing in Python names


class Loan:
    """The arrays of one call: read-only views of its operands, views of its results; None for tokens.

    What is packed is unpacked to a copy, and `give_back` packs the results.
    """

    __slots__ = ("_lent", "_packed", "operands", "results")

    def __init__(self, operands: Sequence[Place], results: Sequence[Place]) -> None:
        self._lent: list[Array] = []
        self._packed: list[tuple[Array, int]] = []
        self.operands = tuple([self._operand(*place) for place in operands])
        self.results = tuple([self._result(*place) for place in results])

    def _operand(self, dtype: np.dtype[Any] | None, shape: tuple[int, ...], address: int) -> Array | None:
        if dtype is None:
            return None
        if not is_whole_bytes(dtype):
            return ffi_packing.unpack(address, shape, dtype)
        return self._view(dtype, shape, address, _READ)

    def _result(self, dtype: np.dtype[Any] | None, shape: tuple[int, ...], address: int) -> Array | None:
        if dtype is None:
            return None
        if is_whole_bytes(dtype):
            return self._view(dtype, shape, address, _WRITE)
        made = np.zeros(shape, dtype)
        self._packed.append((made, address))
        return made

    def _view(self, dtype: np.dtype[Any], shape: tuple[int, ...], address: int, access: int) -> Array:
        size = math.prod(shape) * dtype.itemsize
        if not size:
            made: Array = np.empty(shape, dtype)
            made.flags.writeable = access == _WRITE
            return made
        made = np.ndarray(shape, dtype, _memory(address, size, access))
        self._lent.append(made)
        return made

    def returned(self) -> None:
        """The handler has returned: from now on only others hold the arrays."""
        self.operands = self.results = ()

    @property
    def is_held(self) -> bool:
        """Whether somebody else holds one of its arrays, or one that was made from it without a copy."""
        return any(map(_is_held, self._lent))

    def give_back(self) -> None:
        """Ends the loan. Arrays that somebody still holds become copies, memoryviews of them are released."""
        for made, address in self._packed:
            ffi_packing.pack(made, address)
        self._packed.clear()
        if self.is_held:
            _detach(self._lent)
        self._lent.clear()


def _references(array: Array) -> int:
    return sys.getrefcount(array)


_QUIET: Final = next(map(_references, [np.zeros(())]))
"""How many references there are to an array that only a list holds, counted as `_is_held` counts."""


def _is_held(array: Array) -> bool:
    return sys.getrefcount(array) > _QUIET


def _detach(lent: Iterable[Array]) -> None:
    """Gives arrays that are held memory of their own, and all that was made from them without a copy.

    What other libraries made of them, such as a DLPack capsule, cannot be found.
    """
    held = [array for array in lent if _is_held(array)]
    if max(map(_unseen, held), default=0) > _SELF:
        gc.collect()
        held = [array for array in lent if _is_held(array)]
        if held:
            held = [*_made_from(held), *held]
            for array in held:
                _release_memoryviews(array)
    for array in held:
        _own(array)


def _own(array: Array) -> None:
    """Gives the array a copy of what it shows, in place."""
    np.ndarray.__setstate__(array, (1, array.shape, array.dtype, False, array.tobytes()))


_BUFFER: Final = type(gc.get_referents(memoryview(b""))[0]).__name__
"""What stands between a memoryview and the object that it shows."""


def _unseen(array: Array) -> int:
    """How many references there are to it that are not those of containers that the collector knows."""
    number = sys.getrefcount(array)
    for holder in gc.get_referrers(array):
        if isinstance(holder, FrameType) and holder.f_globals is globals():
            continue
        if type(holder).__name__ == _BUFFER:
            return sys.maxsize
        number -= sum(thing is array for thing in gc.get_referents(holder))
    return number


_SELF: Final = next(map(_unseen, [np.zeros(())]))
"""How many of those the count itself makes."""


def _release_memoryviews(array: Array) -> None:
    for holder in gc.get_referrers(array):
        if type(holder).__name__ == _BUFFER:
            for view in gc.get_referrers(holder):
                if isinstance(view, memoryview):
                    try:
                        view.release()
                    except BufferError:  # another object has its memory from this one
                        continue


def _made_from(bases: Sequence[Array]) -> list[Array]:
    """All arrays that show memory of these, and theirs."""
    known = {id(array) for array in bases}
    arrays = _arrays()
    found: list[Array] = []
    while True:
        more = {id(array): array for array in arrays if id(_shown(array)) in known and id(array) not in known}
        if not more:
            return found
        known.update(more)
        found.extend(more.values())


def _shown(array: Array) -> object:
    """Whose memory the array shows."""
    base = array.base
    try:
        return base.obj if isinstance(base, memoryview) else base
    except ValueError:  # that view was released
        return None


def _arrays() -> list[Array]:
    """What arrays the objects hold that the collector knows, and those tuples and dicts that it does not look into."""
    level = gc.get_referents(*gc.get_objects(), *_frames())
    found: list[Array] = []
    seen: set[int] = set()
    while level:
        found += [thing for thing in level if isinstance(thing, np.ndarray)]
        hidden = {
            id(thing): thing
            for thing in level
            if (type(thing) is tuple or type(thing) is dict) and not gc.is_tracked(thing)
        }
        unseen = hidden.keys() - seen
        seen |= unseen
        level = gc.get_referents(*[hidden[key] for key in unseen]) if unseen else []
    return found


def _frames() -> Iterator[Any]:
    """The frames of all threads: their variables are seen only through them."""
    for frame in sys._current_frames().values():
        walked: FrameType | None = frame
        while walked is not None:
            yield walked
            walked = walked.f_back

