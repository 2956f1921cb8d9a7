"""Checks of arguments that many calls share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, TypeVar

_E = TypeVar("_E", bound=Enum)


def integer(name: str, value: object, bits: int, *, signed: bool = True) -> None:
    """Raises TypeError or ValueError, naming the argument, unless it is an int that so many bits of C hold."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name}: expected an int, got {value!r}")
    least, end = (-(1 << bits - 1), 1 << bits - 1) if signed else (0, 1 << bits)
    if not least <= value < end:
        raise ValueError(f"{name}: {value} does not fit {bits} bits{'' if signed else ', unsigned'}")


def text(name: str, value: object) -> str:
    """The str, which is not to be empty. Raises TypeError or ValueError, naming the argument."""
    if not isinstance(value, str):
        raise TypeError(f"{name}: expected a str, got {value!r:.80}")
    if not value:
        raise ValueError(f"{name}: expected a text, got ''")
    return value


def function(name: str, value: Any) -> Callable[..., Any]:
    """The value, which is to be callable. Raises TypeError, naming the argument."""
    if not callable(value):
        raise TypeError(f"{name}: expected a function, got {value!r:.80}")
    called: Callable[..., Any] = value
    return called


def choice(name: str, value: object, kind: type[_E]) -> _E:
    """The member of an enum, given as such or by its name in small letters. Raises TypeError or ValueError."""
    if isinstance(value, kind) and value in set(kind):
        return value
    names = {member.name.lower(): member for member in kind}
    if not isinstance(value, str | kind):
        raise TypeError(f"{name}: expected one of {', '.join(names)}, got {value!r:.80}")
    if value not in names:
        raise ValueError(f"{name}: expected one of {', '.join(names)}, got {value!r:.80}")
    return names[str(value)]


def nearest(name: str, names: Iterable[str], count: int = 3) -> str:
    """What a message about a wrong name ends with: "; did you mean …?", or nothing where no name is near."""
    from difflib import get_close_matches

    close = get_close_matches(name, sorted(names), n=count)
    return f"; did you mean {' or '.join(close)}?" if close else ""
