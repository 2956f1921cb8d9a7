"""Extension types by number: those of the headers, and those that packages add."""

from __future__ import annotations

import threading
import warnings
from typing import Any, Final, NamedTuple

from pjrt_abi.extensions import BY_TYPE, EXTENSIONS
from pjrt_abi.support import FunctionTable

GROUP: Final = "pjrt.extensions"
"""The entry points in which a package names its façades, or its generated tables."""


class Kind(NamedTuple):
    """A type of the chain.

    mark: what its header says of it, such as "experimental"; added: the façade or the table that a package registered.
    """

    name: str
    type: int
    mark: str = ""
    added: Any = None


class _Looking(threading.local):
    """Whether this thread loads entry points: a package that is being loaded may ask for what there is."""

    now = False


_NAMES: Final = frozenset(row.name for row in EXTENSIONS)
_added: dict[int, Kind] = {}
# Not held while packages are imported: another thread may hold the import lock of one that registers itself.
_lock = threading.Lock()
_looking = _Looking()
_looked = False


def add(thing: Any) -> Kind:
    """Adds the type of a façade, or of a generated table.

    Raises TypeError for what is neither, ValueError for a type without a number, and for a number or a name that the
    headers give to something else, or that is another package's.
    """
    table = getattr(thing, "TABLE", None)
    table = thing if isinstance(thing, type) and issubclass(thing, FunctionTable) else table
    if not (isinstance(thing, type) and isinstance(table, type) and issubclass(table, FunctionTable)):
        raise TypeError(f"expected a façade or a generated table of an extension, got {thing!r:.80}")
    name, number = table.NAME or table.__name__, table.TYPE
    if number is None:
        raise ValueError(f"{name}: its header says no type number; define {name.upper()}_EXTENSION_TYPE there")
    if (known := BY_TYPE.get(number)) is not None:
        raise ValueError(f"{name}: the headers give the number {number} to {known.name}; take another one")
    if name in _NAMES:
        raise ValueError(f"{name}: the headers have an extension of this name; take another one")
    with _lock:
        for other in _added.values():
            if other.added is not thing and (number == other.type or name == other.name):
                taken = f"number {number}" if number == other.type else "name"
                raise ValueError(f"{name}: the {taken} is that of {other.added!r}, which is registered already")
        _added[number] = made = Kind(name, number, table.MARK, thing)
    return made


def remove(thing: Any) -> None:
    """Takes back what `add` added."""
    with _lock:
        for number in [number for number, kind in _added.items() if kind.added is thing]:
            del _added[number]


def of(number: int) -> Kind | None:
    """The type of that number; None if nobody knows it. Looks at installed packages for what the headers lack."""
    row = BY_TYPE.get(number)
    return added().get(number) if row is None else Kind(row.name, number, row.mark)


def added() -> dict[int, Kind]:
    """The types that packages added, by number."""
    if not _looked and not _looking.now:
        _look()
    with _lock:
        return dict(_added)


def _look() -> None:
    """Loads what packages name. Threads that come at once all do, which is no harm: the second time changes nothing."""
    global _looked
    from importlib.metadata import entry_points

    failures = []
    _looking.now = True
    try:
        for entry in entry_points(group=GROUP):
            try:
                add(entry.load())
            except Exception as error:  # somebody else's package must not keep a plugin from being read
                failures.append(f"the entry point {entry.name!r} of the group {GROUP} cannot be used: {error}")
    finally:
        _looking.now = False
    _looked = True
    for failure in failures:
        warnings.warn(failure, RuntimeWarning, stacklevel=2)
