"""Checks of arguments that many calls share."""

from __future__ import annotations

from collections.abc import Iterable


def integer(name: str, value: object, bits: int, *, signed: bool = True) -> None:
    """Raises TypeError or ValueError, naming the argument, unless it is an int that so many bits of C hold."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name}: expected an int, got {value!r}")
    least, end = (-(1 << bits - 1), 1 << bits - 1) if signed else (0, 1 << bits)
    if not least <= value < end:
        raise ValueError(f"{name}: {value} does not fit {bits} bits{'' if signed else ', unsigned'}")


def nearest(name: str, names: Iterable[str], count: int = 3) -> str:
    """What a message about a wrong name ends with: "; did you mean …?", or nothing where no name is near."""
    from difflib import get_close_matches

    close = get_close_matches(name, sorted(names), n=count)
    return f"; did you mean {' or '.join(close)}?" if close else ""
