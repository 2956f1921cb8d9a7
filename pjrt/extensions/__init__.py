"""Extensions: what plugins offer beyond the core API, a façade for each type.

`plugin.extension(pjrt.extensions.Layouts)` binds one; `pjrt.extensions.Layouts.supported(plugin)` asks first. Each is
imported when it is first named. An extension that the headers have and that nobody wrote a façade for has one all the
same, with nothing but its `table`. A vendor's own comes from its package, by `register` or an entry point of the group
`pjrt.extensions`.
"""

from __future__ import annotations

import threading
from importlib import import_module, util
from typing import TYPE_CHECKING, Any, TypeVar

from pjrt._runtime import extension_types
from pjrt_abi.extensions import EXTENSIONS

if TYPE_CHECKING:
    from pjrt.extensions.example import Example as Example
    from pjrt.extensions.facade import Extension as Extension
    from pjrt.extensions.unknown import Unknown as Unknown
    from pjrt_abi.extensions import Extension as Row

_R = TypeVar("_R", bound=type[Any])
_ROWS = {row.name: row for row in EXTENSIONS}
_made: dict[Any, type[Extension]] = {}
"""Façades that nobody wrote, by their table."""
_lock = threading.Lock()


def __getattr__(name: str) -> Any:
    if name == "Extension":
        from pjrt.extensions.facade import Extension

        return Extension
    if (row := _ROWS.get(name)) is not None:
        return _built_in(row)
    for kind in extension_types.added().values() if not name.startswith("_") else ():
        if kind.name == name:
            return _facade_of(kind.added)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=__name__)


def __dir__() -> list[str]:
    return [*_ROWS, "Extension", "by_type", "register", "unregister"]


def by_type(number: int) -> type[Extension]:
    """The façade of a type number, such as `ExtensionLink.type`; `Unknown` for one that nobody knows."""
    kind = extension_types.of(number)
    found: type[Extension] = __getattr__("Unknown" if kind is None else kind.name)
    return found


def register(thing: _R) -> _R:
    """Makes a vendor's extension known under its number; also a decorator. Returns what it got.

    thing: a subclass of `Extension`, or a table that `python -m codegen generate --extra` made, which gets a façade
    with nothing but its `table`. A package may name either in an entry point of the group `pjrt.extensions` instead.
    Raises TypeError for anything else, ValueError for a type without a number and for a number that is taken.
    """
    extension_types.add(thing)
    return thing


def unregister(thing: type[Any]) -> None:
    """Takes back `register`."""
    extension_types.remove(thing)


def _built_in(row: Row) -> type[Extension]:
    module = f"{__name__}.{row.module.rpartition('.')[2] or row.name.lower()}"
    if util.find_spec(module) is None:
        return _facade_of(row.load())
    found: type[Extension] = getattr(import_module(module), row.name)
    return found


def _facade_of(thing: Any) -> type[Extension]:
    from pjrt.extensions.facade import Extension

    if issubclass(thing, Extension):
        written: type[Extension] = thing
        return written
    with _lock:
        if thing not in _made:
            made = {"TABLE": thing, "__doc__": thing.__doc__, "__module__": thing.__module__}
            _made[thing] = type(thing.NAME, (Extension,), made)
        return _made[thing]
