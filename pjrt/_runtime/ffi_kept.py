"""What handlers keep of the arrays that they were lent, and what becomes of it: copies, or an error."""

from __future__ import annotations

import gc
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from ctypes import Structure
from inspect import getattr_static
from time import sleep
from types import FrameType, FunctionType, ModuleType
from typing import Any, Final

import numpy as np

Array = np.ndarray[Any, Any]

_PATIENCE: Final = 20
"""How many milliseconds other threads get to let go of what was not found."""


def detach(lent: list[Array]) -> None:
    """Gives arrays that are held memory of their own, and all that was made from them without a copy. Empties the list.

    lent: each a view of a root of its own; what is made of it holds one of the two. So their references tell whether
    all holders were found. If not, `gc.freeze` is undone, which hides objects from a search, and it is searched again.
    Raises BufferError for what cannot be given memory: iterators, ctypes objects, and views that were not found. What
    other libraries made of the array itself, such as a DLPack capsule, goes unnoticed.
    """
    left = _detached(lent)
    lent.clear()
    if left:
        raise BufferError(
            f"the handler kept {', '.join(sorted(left))} that shows memory lent for its call; keep copies, as x.copy()"
        )


def _detached(arrays: list[Array]) -> set[str]:
    """Does it, and tells what is left."""
    roots: list[Any] = [array.base for array in arrays]
    left: set[str] = set()
    if not _only_in_containers(arrays, roots):
        gc.collect()
        kept = _Kept(arrays, roots)
        if not kept.is_all and gc.get_freeze_count():
            gc.unfreeze()
            kept = _Kept(arrays, roots)
        left = kept.copied()
    for array in arrays:
        _own(array, left)
    for root in roots:
        if sys.getrefcount(root) > _LISTED:
            _own(root, left)
    return left


def _own(array: Array, left: set[str]) -> None:
    """Gives the array a copy of what it shows, in place; nothing to show where there is no room."""
    shape = array.shape
    try:
        content = array.tobytes()
    except MemoryError:  # of windows of an array, each has its own elements in the copy
        shape, content = (0,), b""
        left.add(f"{_spelled(array)} too large to copy")
    state: Any = (1, shape, array.dtype, False, content)
    np.ndarray.__setstate__(array, state)


# ------------------------------------------------------------------ how many hold it

_LISTED: Final = next(sys.getrefcount(array) for array in [np.zeros(())])
"""How many references there are to an array that only a list holds, counted in a loop."""

_VIEW: Final = 1
"""How often an array that is lent holds its root."""

_NEW_LIST: Final = 1
"""The list that things were found for."""

_EXPORT: Final = type(gc.get_referents(memoryview(b""))[0]).__name__
"""What stands between a memoryview and the object that it shows."""


def _are_accounted(things: list[Any], holders: Mapping[int, int], others: int = 0) -> bool:
    """Whether each of a list has no more holders than it is known to have, by its id, and so many others."""
    return all(sys.getrefcount(thing) - holders[id(thing)] < _LISTED + others for thing in things)


def _counted(things: list[Any], holders: Iterable[Any]) -> Counter[int]:
    """How often the holders hold each of the things, by its id; not counted is the list of them."""
    wanted = set(map(id, things))
    held = (gc.get_referents(holder) for holder in holders if holder is not things)
    return Counter(id(thing) for each in held for thing in each if id(thing) in wanted)


def _only_in_containers(arrays: list[Array], roots: list[Array]) -> bool:
    """Whether nothing was made from the arrays, and they are held only by containers that the collector knows."""
    holders = gc.get_referrers(*arrays, *roots)
    if _exporters(holders):
        return False
    known = _counted([*arrays, *roots], holders)
    return _are_accounted(arrays, known) and _are_accounted(roots, known, _VIEW)


def _exporters(holders: list[Any]) -> list[Any]:
    """Those that may show others the memory of an array that they hold."""
    dicts = [holder for holder in holders if type(holder) is dict]
    owners = [owner for owner in gc.get_referrers(*dicts) if owner is not dicts and owner is not holders]
    return [thing for thing in (*holders, *owners) if type(thing).__name__ == _EXPORT or _has_interface(thing)]


def _has_interface(thing: Any) -> bool:
    names = ("__array_interface__", "__array_struct__")
    return not isinstance(thing, np.ndarray) and any(getattr_static(thing, name, None) is not None for name in names)


# ------------------------------------------------------------------ what shows memory


class _Kept:
    """All that was made from arrays that are lent, as far as it is found.

    is_all: whether all is found, by the references to what it was made from.
    """

    __slots__ = ("_arrays", "_between", "_found", "_holders", "_iterators", "_roots", "is_all")

    def __init__(self, arrays: list[Array], roots: list[Array]) -> None:
        self._arrays, self._roots = arrays, roots
        self._holders: Counter[int] = Counter()
        self._found: list[Array] = []
        self._iterators: list[Any] = []
        self._find()
        exporters = _exporters(gc.get_referrers(*arrays, *roots, *self._found))
        self._between = [*exporters, *_memoryviews(exporters)]
        bases = Counter(id(source) for thing in (*self._found, *self._iterators) for source in _sources(thing))
        known = self._holders + bases
        between = _counted(self._between, gc.get_referrers(*self._between)) + bases
        self.is_all = (
            _are_accounted(arrays, known)
            and _are_accounted(roots, known, _VIEW)
            and _are_accounted(self._found, known, _NEW_LIST)
            and _are_accounted(self._between, between, _NEW_LIST)
        )

    def _find(self) -> None:
        waiting = _contents(gc.get_referents(*gc.get_objects()))
        self._holders.update(map(id, waiting))
        waiting += _contents(gc.get_referents(*_variables()))
        wanted = {id(array) for array in (*self._arrays, *self._roots)}
        seen = set(wanted)
        while waiting:
            thing = waiting.pop()
            if id(thing) not in seen:
                seen.add(id(thing))
                if _shows(thing, wanted):
                    (self._found if isinstance(thing, np.ndarray) else self._iterators).append(thing)
                    waiting += [source for source in _sources(thing) if isinstance(source, _SHOWING)]

    def copied(self) -> set[str]:
        """Gives arrays memory of their own and releases memoryviews; tells what cannot be had so."""
        left = {_spelled(iterator) for iterator in self._iterators}
        views = [view for view in self._between if isinstance(view, memoryview)]
        for holder in gc.get_referrers(*views):
            owners = gc.get_referrers(holder) if type(holder) is dict else [holder]
            left |= {_spelled(owner) for owner in owners if isinstance(owner, _CDATA)}
        for view in views:
            try:
                view.release()
            except BufferError:  # another object has its memory from this one
                left.add(_spelled(view))
        for array in self._found:
            _own(array, left)
        for _ in range(_PATIENCE):
            if _are_accounted(self._roots, self._holders, _VIEW):
                break
            sleep(0.001)
        else:
            left.add("an array that was not found, or that another thread was using")
        return left


_CDATA: Final = Structure.__base__ or Structure
"""The class of all ctypes objects."""


def _spelled(thing: object) -> str:
    return f"a {type(thing).__name__}"


def _memoryviews(exporters: list[Any]) -> list[memoryview]:
    exports = [thing for thing in exporters if type(thing).__name__ == _EXPORT]
    return [thing for thing in gc.get_referrers(*exports) if isinstance(thing, memoryview)]


_STEPS: Final = 64
"""How many objects are looked at for where an array has its memory from."""

_LEADING_ASTRAY: Final = (type, ModuleType, FunctionType)
"""What holds no memory for an array, and leads to everything."""


def _shows(thing: Any, wanted: set[int]) -> bool:
    """Whether an array or an iterator has its memory from one of these, by their ids."""
    waiting = _sources(thing)
    for _ in range(_STEPS):
        if not waiting:
            break
        source = waiting.pop()
        if id(source) in wanted:
            return True
        if not isinstance(source, _LEADING_ASTRAY):
            waiting += _sources(source)
    return False


def _sources(thing: Any) -> list[Any]:
    """What something that shows memory may have it from."""
    try:
        match thing:
            case np.ndarray() | np.flatiter():
                return [] if thing.base is None else [thing.base]
            case memoryview():
                return [thing.obj]
            case np.nditer():
                return list(thing.operands)
            case np.broadcast():
                return list(thing.iters)
    except ValueError:  # released, or closed
        return []
    return gc.get_referents(thing)


# ------------------------------------------------------------------ where it is looked for

_SHOWING: Final = (np.ndarray, np.flatiter, np.nditer, np.broadcast)


def _contents(level: list[Any]) -> list[Any]:
    """The arrays, and iterators of arrays, among objects and in what these hold that the collector does not know."""
    found: list[Any] = []
    seen: set[int] = set()
    while level:
        kinds = {kind for kind in set(map(type, level)) if issubclass(kind, _SHOWING)}
        shown = [thing for thing in level if type(thing) in kinds]
        found += shown
        hidden = {
            id(thing): thing
            for thing in level
            if (type(thing) is tuple or type(thing) is dict) and not gc.is_tracked(thing)
        }
        unseen = hidden.keys() - seen
        seen |= unseen
        level = gc.get_referents(*[hidden[key] for key in unseen]) if unseen else []
        for thing in shown:
            if isinstance(thing, np.ndarray) and thing.dtype.hasobject and id(thing) not in seen:
                seen.add(id(thing))
                level += np.ndarray.tolist(np.ndarray.ravel(thing))
    return found


def _variables() -> Iterator[Mapping[str, Any]]:
    """The variables of all functions that are being called, in any thread: the collector does not see them."""
    for frame in sys._current_frames().values():
        walked: FrameType | None = frame
        while walked is not None:
            if walked.f_globals is not globals():
                yield dict(walked.f_locals)
            walked = walked.f_back
