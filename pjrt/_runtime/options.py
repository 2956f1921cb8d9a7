"""Options of new clients and topologies, checked against what is known of the platform (`option_table`)."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pjrt import checks
from pjrt._runtime.discovery import platform_of
from pjrt._runtime.option_table import MOST_DEVICES, OPTIONS
from pjrt.errors import UnknownOptionWarning

if TYPE_CHECKING:
    from pathlib import Path

    from pjrt._runtime.option_table import Place, PluginOption
    from pjrt_abi.typed import NamedValue

_KINDS: Final[dict[str, Any]] = {"bool": bool, "int": int, "float": (int, float), "str": str}
_STACKLEVEL: Final = 4
"""The line that makes the Client or the Topology."""

# What the CPU plugins abort on, whoever serves them: checked for plugins of unknown platforms too. A process whose ids
# do not fit 32 bits, or are negative, has programs that crash.
_ALWAYS: Final = ("cpu_device_count", "process_id")


def known(path: Path | None, version: tuple[int, int] | None) -> tuple[PluginOption, ...]:
    """What a plugin takes, as far as that is known; nothing for a platform that nobody tried.

    path: of its library; version: of its API.
    """
    platform = platform_of(path) if path else None
    rows = OPTIONS.get(platform, ()) if platform else ()
    return tuple(row for row in rows if row.since is None or version is None or version >= row.since)


def checked(
    place: Place, options: Mapping[str, NamedValue] | None, path: Path | None, version: tuple[int, int] | None
) -> Mapping[str, NamedValue] | None:
    """The options as the plugin takes them: an int is a float where it wants one.

    Raises TypeError or ValueError naming the one that cannot be. Warns of those that the plugin is not known to take.
    """
    if options is None:
        return None
    if not isinstance(options, Mapping):
        raise TypeError(f"options: expected a dict of names and values, got {options!r:.80}")
    for name in options:
        if not isinstance(name, str):
            raise TypeError(f"options: expected names as str, got {name!r:.80}")
    rows = {row.name: row for row in known(path, version) if row.place == place}
    for row in OPTIONS["cpu"]:
        if row.name in _ALWAYS and row.place == place and row.name in options:
            _check(row, options[row.name])
    taken: dict[str, NamedValue] = {}
    for name, value in options.items():
        if (found := rows.get(name)) is None:
            taken[name] = value
            if rows and isinstance(value, str | bool | int | float | list | tuple):
                _warn(place, name, list(rows))
        else:
            taken[name] = _check(found, value)
    for name, check in _TEXTS.items():
        if name in rows and name in taken:
            check(taken[name])
    return taken


def check_name(name: str, options: Mapping[str, NamedValue] | None, path: Path | None) -> None:
    """Raises ValueError for a topology's name that takes a plugin down: libtpu's, with a size of 0 or too large.

    options: as `checked` gave them.
    """
    if path is None or platform_of(path) != "tpu" or not (parts := _TPU_NAME.fullmatch(name)):
        return
    sizes = [int(size) for size in parts[1].split("x") if 0 < len(size) <= 10]
    if 0 in sizes:
        raise ValueError(f"name: {name!r} has no chips along one dimension; expected 1 or more")
    slices = (options or {}).get("num_slices", 1)
    _check_size("name", name, [*sizes, slices if isinstance(slices, int) else 1])


_TPU_NAME: Final = re.compile("[a-zA-Z0-9_ ]+[=_:]([0-9x]+)(?:_twisted|_untwisted)?")
"""As libtpu reads them."""


def _check(row: PluginOption, value: Any) -> Any:
    where = f"options: {row.name!r}"
    if row.type == "list of int":
        return _check_list(row, value, where)
    if not isinstance(value, _KINDS[row.type]) or (isinstance(value, bool) and row.type != "bool"):
        article = "an" if row.type == "int" else "a"
        raise TypeError(f"{where}: expected {article} {row.type}, got {value!r:.80}")
    if row.choices and value not in row.choices:
        near = checks.nearest(value, row.choices) or f"; there are {', '.join(row.choices)}"
        raise ValueError(f"{where}: {value!r} is none of its values{near}")
    if row.type == "float":
        return _check_float(row, value, where)
    if row.type == "int":
        _check_range(row, value, where)
    return value


def _check_float(row: PluginOption, value: float, where: str) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(f"{where}: expected a finite number, got {value!r:.80}")
    _check_range(row, number, where)
    return number


def _check_list(row: PluginOption, value: Any, where: str) -> list[int]:
    if isinstance(value, str | bytes) or not isinstance(value, list | tuple):
        raise TypeError(f"{where}: expected a list of int, got {value!r:.80}")
    for entry in value:
        if not isinstance(entry, int) or isinstance(entry, bool):
            raise TypeError(f"{where}: expected a list of int, got {value!r:.80}")
        _check_range(row, entry, where)
    if row.length is not None and len(value) != row.length:
        raise ValueError(f"{where}: expected {row.length} numbers, got {value!r:.80}")
    return list(value)


def _check_range(row: PluginOption, value: float, where: str) -> None:
    if row.least is not None and row.most is not None and not row.least <= value <= row.most:
        raise ValueError(f"{where}: expected {row.least} to {row.most}, got {value}")
    if row.least is not None and value < row.least:
        raise ValueError(f"{where}: expected {row.least} or more, got {value}")
    if row.type != "float" and not -(1 << 63) <= value < 1 << 63:
        raise ValueError(f"{where}: {value} does not fit 64 bits")


def _check_gpu_shape(text: Any) -> None:
    """CUDA's topology: the plugin aborts on a negative number, and takes all memory for a large one."""
    where = "options: 'topology'"
    sizes = [int(part) for part in re.findall("[0-9]+", text) if len(part) <= 10]
    if "-" in text or 0 in sizes:
        raise ValueError(f"{where}: expected 1 or more partitions, hosts of each and devices of each, got {text!r:.80}")
    _check_size(where, text, sizes)


def _check_size(where: str, text: str, sizes: list[int]) -> None:
    if math.prod(sizes) > MOST_DEVICES:
        raise ValueError(f"{where}: {text!r} is of {math.prod(sizes):,} devices; expected {MOST_DEVICES:,} at most")


def _check_gpu(text: Any) -> None:
    from pjrt._runtime import gpu_targets

    gpu_targets.check(text, "options: 'target_config'")


_TEXTS: Final = {"topology": _check_gpu_shape, "target_config": _check_gpu}
"""Checks of what a str says."""


def _warn(place: Place, name: str, names: list[str]) -> None:
    warnings.warn(
        f"options: no option {name!r} of a {place} is known for this plugin{checks.nearest(name, names)}; "
        f"it was told all the same. Plugin.options() lists those that are known",
        UnknownOptionWarning,
        stacklevel=_STACKLEVEL,
    )
