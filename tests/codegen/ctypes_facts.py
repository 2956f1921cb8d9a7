"""What ctypes makes of a generated package, as JSON on stdout. Run in a process of its own: `ctypes_facts.py ROOT`."""

from __future__ import annotations

import ctypes
import importlib
import json
import pkgutil
import sys
from enum import IntEnum


def facts(package: str) -> dict[str, list[tuple[str, str, int]]]:
    """structs: (kind of fact, name, number), STRUCT_SIZE for each struct; enums: ("value", E.PYTHON, number)."""
    top = importlib.import_module(package)
    found: dict[str, list[tuple[str, str, int]]] = {"structs": [], "enums": []}
    seen: set[type] = set()
    for info in pkgutil.walk_packages(top.__path__, f"{package}."):
        module = importlib.import_module(info.name)
        for name, thing in vars(module).items():
            if not isinstance(thing, type) or thing in seen or thing.__module__ != info.name:
                continue
            seen.add(thing)
            if issubclass(thing, ctypes.Structure | ctypes.Union):
                found["structs"] += struct_facts(name, thing)
            elif issubclass(thing, IntEnum):
                found["enums"] += [("value", f"{name}.{key}", int(v)) for key, v in thing.__members__.items()]
    return found


def struct_facts(name: str, struct: type[ctypes.Structure | ctypes.Union]) -> list[tuple[str, str, int]]:
    found = [("sizeof", name, ctypes.sizeof(struct)), ("alignof", name, ctypes.alignment(struct))]
    found.append(("STRUCT_SIZE", name, struct.STRUCT_SIZE))  # type: ignore[union-attr]
    for field, *_ in struct._fields_:
        descriptor = getattr(struct, field)
        found.append(("offsetof", f"{name}.{field}", descriptor.offset))
        found.append(("sizeof", f"{name}.{field}", descriptor.size))
    return found


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    json.dump(facts("pjrt_abi"), sys.stdout)
