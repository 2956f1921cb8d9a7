"""Options of a new client, checked as far as plugins take the process down on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pjrt_abi.typed import NamedValue

_MOST_CPU_DEVICES: Final = 1024
"""Each has threads of its own."""


def checked(options: Mapping[str, NamedValue] | None) -> Mapping[str, NamedValue] | None:
    """The options. Raises TypeError or ValueError naming the one that cannot be."""
    if options is None:
        return None
    if not isinstance(options, Mapping):
        raise TypeError(f"options: expected a dict of names and values, got {options!r:.80}")
    for name in options:
        if not isinstance(name, str):
            raise TypeError(f"options: expected names as str, got {name!r:.80}")
    _check_count(options.get("cpu_device_count", 1))
    return options


def _check_count(count: object) -> None:
    # XLA's CPU plugins abort on another type, on a negative number and on one that is too large.
    if not isinstance(count, int) or isinstance(count, bool):
        raise TypeError(f"options: 'cpu_device_count': expected an int, got {count!r:.80}")
    if not 1 <= count <= _MOST_CPU_DEVICES:
        raise ValueError(f"options: 'cpu_device_count': expected 1 to {_MOST_CPU_DEVICES}, got {count}")
