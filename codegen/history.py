"""What structs and enums were at earlier API versions, as far as pinned header sets tell.

`generated/history.json` keeps what each set says, so that only a set whose pins changed is parsed again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import pins
from .errors import CodegenError
from .model import Abi
from .pipeline import build_set

FILE = "history.json"
Version = tuple[int, int]


@dataclass(frozen=True)
class State:
    """What one header set says.

    pins: a digest of what it was made from; modules: the headers it has; sizes: by struct, in bytes; enums: the names
    of each one's values.
    """

    version: Version
    pins: str
    modules: tuple[str, ...]
    sizes: Mapping[str, int]
    enums: Mapping[str, tuple[str, ...]]


def gather(include: Path, file: Path, current: Abi) -> list[State]:
    """The states of all pinned sets, oldest first: those that the file has of the same pins, the others made anew."""
    known = pins.load(include / "headers.toml")
    stored = _stored(file)
    states = []
    for header_set in known.sets:
        digest = _digest(header_set)
        if header_set is known.current:
            states.append(state(current, digest))
        elif header_set.name in stored and stored[header_set.name].pins == digest:
            states.append(stored[header_set.name])
        else:
            states.append(state(build_set(header_set.name, include=include)[0], digest))
    return sorted(states, key=lambda s: s.version)


def state(abi: Abi, digest: str = "") -> State:
    """What a model says."""
    return State(
        version=abi.version,
        pins=digest,
        modules=tuple(sorted({h.module for h in abi.headers})),
        sizes={s.name: s.struct_size for s in abi.structs if not s.is_union and s.struct_size},
        enums={e.name: tuple(v.name for v in e.values) for e in abi.enums},
    )


def _digest(header_set: pins.HeaderSet) -> str:
    made_of = [f"{pin.path} {pins.module_name(pin)} {pin.api} {pin.sha256}" for pin in header_set.wanted]
    return hashlib.sha256("\n".join(sorted(made_of)).encode()).hexdigest()


def _stored(file: Path) -> dict[str, State]:
    if not file.is_file():
        return {}
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        return {name: _state(entry) for name, entry in data.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CodegenError(f"{file}: not what `generate` writes: {error!r}; delete it, and generate") from error


def _state(entry: Mapping[str, Any]) -> State:
    major, minor = entry["version"]
    enums = {name: tuple(values) for name, values in entry["enums"].items()}
    return State((major, minor), entry["pins"], tuple(entry["modules"]), entry["sizes"], enums)


def to_data(states: list[State]) -> dict[str, Any]:
    """The states as JSON-ready data, by version."""
    return {
        ".".join(map(str, s.version)): {
            "version": list(s.version),
            "pins": s.pins,
            "modules": list(s.modules),
            "sizes": dict(s.sizes),
            "enums": {name: list(values) for name, values in s.enums.items()},
        }
        for s in states
    }


def sizes(states: list[State], current: Abi) -> Iterator[tuple[str, list[tuple[Version, int]]]]:
    """For each struct of the model the versions at which its size changed, and to what.

    A set that lacks the struct's header says nothing of it: what the next one says holds for it, too.
    """
    for struct in current.structs:
        changes: list[tuple[Version, int]] = []
        unknown: Version | None = None
        for one in states:
            size = one.sizes.get(struct.name)
            if struct.module not in one.modules:
                unknown = unknown or one.version
            elif size is not None and (not changes or changes[-1][1] != size):
                changes.append((one.version if changes or unknown is None else unknown, size))
        if changes:
            yield struct.name, changes


def later_values(states: list[State], current: Abi) -> Iterator[tuple[str, dict[str, Version]]]:
    """For each enum of the model the values that the oldest set has not, and the first version known to have each."""
    for enum in current.enums:
        having = [s for s in states if enum.name in s.enums]
        since = {
            value.python: next(s.version for s in having if value.name in s.enums[enum.name])
            for value in enum.values
            if having and value.name not in having[0].enums[enum.name]
        }
        if since:
            yield enum.name, since
