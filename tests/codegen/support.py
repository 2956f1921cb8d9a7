"""What several tests of the generator need."""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
from pathlib import Path

from codegen.emit import emit
from codegen.model import Abi, Array
from codegen.pytypes import CTYPES
from codegen.render import render

GOLDENS = Path(__file__).with_name("goldens")
FACTS = Path(__file__).with_name("ctypes_facts.py")

Facts = dict[tuple[str, str], int]


def ctypes_facts(abi: Abi, root: Path) -> Facts:
    """Generates the package below root, imports it in a process of its own and asks ctypes what the oracle is asked.

    The names of enum values are the C ones. A struct without traits has to send its sizeof, and a flexible array
    takes no room; both are checked here, because the oracle has no such facts.
    """
    emit(render(abi), root, ["pjrt_abi"])
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", str(FACTS), str(root)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    facts: Facts = {(kind, name): value for kind, name, value in found["structs"]}
    for struct in abi.structs:
        if not struct.last_field:
            assert facts.pop(("STRUCT_SIZE", struct.name)) == facts["sizeof", struct.name]
        for field in struct.fields:
            if isinstance(field.type, Array) and not field.type.length:
                assert facts.pop(("sizeof", f"{struct.name}.{field.name}")) == 0
    python = {name: value for _, name, value in found["enums"]}
    for enum in abi.enums:
        facts["sizeof", enum.name] = ctypes.sizeof(getattr(ctypes, CTYPES[enum.underlying]))
        for value in enum.values:
            facts["value", f"{enum.name}.{value.name}"] = python.pop(f"{enum.name}.{value.python}")
    assert not python, f"the package has enum values that the model does not have: {python}"
    return facts
