"""What a program needs of a plugin: functions, extensions, options and element types; and what a plugin lacks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from pjrt_abi.enums import PJRT_Buffer_Type
from pjrt_abi.extensions import EXTENSIONS
from pjrt_abi.functions import Api
from pjrt_abi.history import value_since
from pjrt_abi.older import needs_api

if TYPE_CHECKING:
    from pjrt.plugin import Plugin
    from pjrt.trace.calls import Call

FORMAT = "pjrt needs 1"
"""What the file says that it is."""


@cache
def _extension_of() -> dict[str, str]:
    """By a function's name the extension that has it."""
    found: dict[str, str] = {}
    for extension in EXTENSIONS:
        if (table := extension.load()) is not None:
            found |= {name: extension.name for name, *_ in table.SLOTS}
    return found


class Needs:
    """What calls used. add: takes one."""

    def __init__(self) -> None:
        self.functions: set[str] = set()
        self.extensions: dict[str, set[str]] = {}
        self.options: dict[str, str] = {}
        self.topology_options: dict[str, str] = {}
        self.formats: set[str] = set()
        self.types: set[str] = set()

    def add(self, call: Call) -> None:
        """Notes what a call used."""
        core = call.name in _core()
        if core:
            self.functions.add(call.name)
        elif (extension := _extension_of().get(call.name)) is not None:
            self.extensions.setdefault(extension, set()).add(call.name)
        self._values(call.arguments)
        self._values(call.results)
        options = call.arguments.get("create_options")
        if isinstance(options, dict):
            kept = self.options if call.name == "PJRT_Client_Create" else self.topology_options
            kept |= {name: type(value).__name__ for name, value in options.items()}
        program = call.arguments.get("program")
        if isinstance(program, dict) and program.get("format"):
            self.formats.add(str(program["format"]))

    def _values(self, value: Any) -> None:
        if isinstance(value, PJRT_Buffer_Type):
            self.types.add(value.name)
        elif isinstance(value, dict):
            for one in value.values():
                self._values(one)
        elif isinstance(value, list):
            for one in value:
                self._values(one)

    @classmethod
    def union(cls, all: Iterable[Needs]) -> Needs:
        """What several need together."""
        made = cls()
        for one in all:
            made.functions |= one.functions
            for name, functions in one.extensions.items():
                made.extensions.setdefault(name, set()).update(functions)
            made.options |= one.options
            made.topology_options |= one.topology_options
            made.formats |= one.formats
            made.types |= one.types
        return made

    def data(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "is": FORMAT,
            "functions": sorted(self.functions),
            "extensions": {name: sorted(functions) for name, functions in sorted(self.extensions.items())},
            "client_options": dict(sorted(self.options.items())),
            "topology_options": dict(sorted(self.topology_options.items())),
            "program_formats": sorted(self.formats),
            "element_types": sorted(self.types),
        }


@cache
def _core() -> frozenset[str]:
    return frozenset(name for name, *_ in Api.SLOTS)


def functions() -> frozenset[str]:
    """All functions of the core and of the extensions, which faults can be injected into."""
    return _core() | _extension_of().keys()


def read(text: str, where: str) -> dict[str, Any]:
    """The needs in a file. Raises ValueError for what is none. where: what messages call it."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise ValueError(
            f"{where}: not JSON: {error}; `pjrt trace --needs FILE -- COMMAND` writes such a file"
        ) from None
    if not isinstance(data, dict) or data.get("is") != FORMAT:
        raise ValueError(f"{where}: not a file of needs; `pjrt trace --needs FILE -- COMMAND` writes such a file")
    for key, empty in Needs().data().items():
        if not _is_alike(data.get(key), empty):
            said = f"{key!r} is {data.get(key)!r:.40}"
            raise ValueError(f"{where}: a file of needs that is damaged: {said}; record it anew")
    return data


def _is_alike(value: Any, empty: Any) -> bool:
    """Whether it is of the type, and holds nothing but strings and lists of them."""
    held = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    strings = [one for many in held for one in (many if isinstance(many, list) else [many])]
    return isinstance(value, type(empty)) and all(isinstance(one, str) for one in strings)


def lacking(needs: dict[str, Any], plugin: Plugin) -> dict[str, Any]:
    """What a plugin lacks of that: by function and extension the reason, and element types that are newer than it."""
    missing = plugin.missing_functions
    known = set(_core())
    functions = {
        name: missing.get(name, "these bindings do not know the function")
        for name in needs["functions"]
        if name in missing or name not in known
    }
    extensions = {
        name: reason for name, wanted in needs["extensions"].items() if (reason := _extension(plugin, name, wanted))
    }
    types = {
        name: needs_api(since, plugin.api_version)
        for name in needs["element_types"]
        if (since := value_since("PJRT_Buffer_Type", name)) > plugin.api_version
    }
    return {"functions": functions, "extensions": extensions, "element_types": types}


def _extension(plugin: Plugin, name: str, wanted: list[str]) -> str:
    """Why a plugin cannot serve an extension's functions; "" if it can."""
    link = next((one for one in plugin.extensions if one.name == name), None)
    if link is None:
        return "the plugin does not chain it"
    kind = next(e for e in EXTENSIONS if e.name == name).load()
    table = kind(link.address, plugin.abi)
    gone = [f"{function}: {table.missing[function]}" for function in wanted if function in table.missing]
    return "; ".join(gone)
