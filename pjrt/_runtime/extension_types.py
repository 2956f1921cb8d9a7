"""Extension types by number: those of the headers, and those that packages add."""

from __future__ import annotations

import threading
import warnings
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pjrt_abi.extensions import BY_TYPE
from pjrt_abi.support import FunctionTable

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

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


_added: dict[int, Kind] = {}
_lock = threading.RLock()
_looked = False


def add(thing: Any) -> Kind:
    """Adds the type of a façade, or of a generated table.

    Raises TypeError for what is neither, ValueError for a type without a number, and for a number that the headers give
    to something else, or that is another package's.
    """
    table = getattr(thing, "TABLE", None)
    table = thing if isinstance(thing, type) and issubclass(thing, FunctionTable) else table
    if not (isinstance(table, type) and issubclass(table, FunctionTable)):
        raise TypeError(f"expected a façade or a generated table of an extension, got {thing!r}")
    name, number = table.NAME or table.__name__, table.TYPE
    if number is None:
        raise ValueError(f"{name}: its header says no type number; define {name.upper()}_EXTENSION_TYPE there")
    if (known := BY_TYPE.get(number)) is not None:
        raise ValueError(f"{name}: the headers give the number {number} to {known.name}; take another one")
    with _lock:
        other = _added.get(number)
        if other is not None and other.added is not thing:
            raise ValueError(f"{name}: the number {number} is that of {other.added!r}, which is registered already")
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
    global _looked
    with _lock:
        if not _looked:
            from importlib.metadata import entry_points

            _looked = True
            for entry in entry_points(group=GROUP):
                _load(entry)
        return dict(_added)


def _load(entry: EntryPoint) -> None:
    try:
        add(entry.load())
    except Exception as error:  # somebody else's package must not keep a plugin from being read
        warnings.warn(
            f"the entry point {entry.name!r} of the group {GROUP} cannot be used: {error}", RuntimeWarning, stacklevel=2
        )
