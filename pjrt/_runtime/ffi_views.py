"""Arrays that show memory which is lent for the time of a call, and what becomes of those that outlive it."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import FrameType
from typing import Any, Final

import numpy as np

from pjrt._runtime import ffi_packing
from pjrt._runtime.ffi_frames import Kind, Place

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
        self.operands = tuple([self._shown(kind, address, _READ) for kind, address in operands])
        self.results = tuple([self._shown(kind, address, _WRITE) for kind, address in results])

    def _shown(self, kind: Kind, address: int, access: int) -> Array | None:
        dtype, shape, nbytes, packed = kind
        if nbytes:
            made: Array = np.ndarray(shape, dtype, _memory(address, nbytes, access))
            self._lent.append(made)
            return made
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
        """Whether somebody else holds one of its arrays, or one that was made from it without a copy."""
        return any(sys.getrefcount(array) > _QUIET for array in self._lent)

    def give_back(self) -> None:
        """Ends the loan. Arrays that somebody still holds become copies, memoryviews of them are released."""
        for made, address in self._packed:
            ffi_packing.pack(made, address)
        self._packed.clear()
        for array in self._lent:
            if sys.getrefcount(array) > _QUIET:
                _detach(self._lent)
                break
        self._lent.clear()


def _quiet() -> int:
    """How many references there are to an array that only a list holds, counted as loans count."""
    lent = [np.zeros(())]
    return next(sys.getrefcount(array) for array in lent)


_QUIET: Final = _quiet()


def _detach(lent: Iterable[Array]) -> None:
    """Gives arrays that are held memory of their own, and all that was made from them without a copy.

    What other libraries made of them, such as a DLPack capsule, cannot be found.
    """
    held = [array for array in lent if sys.getrefcount(array) > _QUIET]
    if max(map(_unseen, held), default=0) > _SELF:
        gc.collect()
        held.clear()
        held += [array for array in lent if sys.getrefcount(array) > _QUIET]
        if held:
            held = [*_made_from(held), *held]
            for array in held:
                _release_memoryviews(array)
    for array in held:
        _own(array)


def _own(array: Array) -> None:
    """Gives the array a copy of what it shows, in place."""
    state: Any = (1, array.shape, array.dtype, False, array.tobytes())
    np.ndarray.__setstate__(array, state)


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
    """All other arrays that show their memory."""
    known = {id(array) for array in bases}
    found = {id(array): array for array in _arrays() if id(array) not in known and _shows(array, known)}
    return list(found.values())


def _shows(array: Array, known: set[int]) -> bool:
    """Whether the array shows memory of one of these, by their ids."""
    base = array.base
    while isinstance(base, np.ndarray | memoryview) and id(base) not in known:
        try:
            base = base.base if isinstance(base, np.ndarray) else base.obj
        except ValueError:  # a memoryview that was released
            return False
    return id(base) in known


def _arrays() -> list[Array]:
    """What arrays the objects hold that the collector knows, and those tuples and dicts that it does not look into."""
    level = gc.get_referents(*gc.get_objects(), *_variables())
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


def _variables() -> Iterator[Mapping[str, Any]]:
    """The variables of all functions that are being called, in any thread: the collector does not see them."""
    for frame in sys._current_frames().values():
        walked: FrameType | None = frame
        while walked is not None:
            if walked.f_globals is not globals():
                yield dict(walked.f_locals)
            walked = walked.f_back
