"""Options of a new client, checked as far as plugins take the process down on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pjrt_abi.typed import NamedValue

_MOST_CPU_DEVICES: Final = 1024
"""Each has threads of its own."""

_LAST_CPU_PROCESS: Final = 2**20 - 1
"""The ids of a process's devices begin at 2,048 times its own."""


def checked(options: Mapping[str, NamedValue] | None) -> Mapping[str, NamedValue] | None:
    """The options. Raises TypeError or ValueError naming the one that cannot be."""
    if options is None:
        return None
    if not isinstance(options, Mapping):
        raise TypeError(f"options: expected a dict of names and values, got {options!r:.80}")
    for name in options:
        if not isinstance(name, str):
            raise TypeError(f"options: expected names as str, got {name!r:.80}")
    # XLA's CPU plugins abort on another type, on a negative number of devices and on one that is too large. With a
    # process id whose devices' ids do not fit 32 bits, or are negative, programs crash.
    _check_int("cpu_device_count", options.get("cpu_device_count", 1), 1, _MOST_CPU_DEVICES)
    _check_int("process_id", options.get("process_id", 0), 0, _LAST_CPU_PROCESS)
    return options


def _check_int(name: str, value: object, least: int, most: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"options: {name!r}: expected an int, got {value!r:.80}")
    if not least <= value <= most:
        raise ValueError(f"options: {name!r}: expected {least} to {most}, got {value}")
