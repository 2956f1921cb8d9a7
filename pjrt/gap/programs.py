"""The programs whose needs are known, and what of a plugin, and of this library, stands on a name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pjrt.gap.names import Names
from pjrt.trace import needs

_EXTENSION, _TYPE = "PJRT_Extension_Type_", "PJRT_Buffer_Type_"
_FACADES = "facades.json"


@dataclass(frozen=True, slots=True)
class Program:
    """A program that was recorded with `pjrt trace --needs`.

    names: the C names that it needs: functions, extension types, and the element types of its arrays.
    """

    label: str
    names: frozenset[str]

    @property
    def runs(self) -> bool:
        """Whether it runs something on a device; else it only compiles."""
        return "PJRT_LoadedExecutable_Execute" in self.names


@cache
def names() -> Names:
    """All names of the interface, read once."""
    return Names.load()


@cache
def known() -> tuple[Program, ...]:
    """The recorded programs, the simplest first."""
    folder = files(__package__) / "needs"
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".json")), key=lambda file: file.name)
    read = [needs.read(file.read_text(encoding="utf-8"), file.name) for file in found]
    return tuple(Program(data["program"], frozenset(names_of(data))) for data in read)


def names_of(data: dict[str, Any]) -> Iterator[str]:
    """The C names in a file of needs."""
    yield from data["functions"]
    for extension, functions in data["extensions"].items():
        yield extension_type(extension)
        yield from functions
    yield from map(element_type, data["element_types"])


def extension_type(name: str) -> str:
    """An extension's type by its C name: "Ffi" is PJRT_Extension_Type_FFI."""
    return _extension_types().get(name, _EXTENSION + name)


@cache
def _extension_types() -> dict[str, str]:
    return {row.field: row.name for row in names().all.values() if row.kind == "extension"}


def element_type(name: str) -> str:
    """An element type by its C name: "F32" is PJRT_Buffer_Type_F32."""
    return _TYPE + name


@cache
def facades() -> dict[str, list[str]]:
    """By C name the public names of this library that need it."""
    file = files("pjrt_abi") / _FACADES
    found: dict[str, list[str]] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return found


_SHOWN = 3


def dependents(*names: str) -> str:
    """Who stands on any of these C names, in words: known programs and public names of this library; "" for nobody."""
    programs = [program.label for program in known() if program.names.intersection(names)]
    public = sorted({facade for name in names for facade in facades().get(name, ())})
    if len(public) > _SHOWN + 1:
        public = [*public[:_SHOWN], f"{len(public) - _SHOWN} more names"]
    said = [f"needed by {_listed(programs)}"] if programs else []
    return "; ".join([*said, f"behind {_listed(public)}"] if public else said)


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
