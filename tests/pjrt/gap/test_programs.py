"""The programs whose needs are known, the public names that need a function, and the priorities that follow."""

from __future__ import annotations

import json

import pytest

import pjrt
from pjrt.gap import programs
from pjrt.gap.names import Names
from pjrt.gap.priority import MEANING, priority
from pjrt_abi.enums import PJRT_Buffer_Type
from pjrt_abi.extensions import EXTENSIONS
from tests.pjrt.gap.programs import FILES, PROGRAMS, record

QUICK = ("1_quickstart", "4_ahead_of_time")
EXECUTE = "PJRT_LoadedExecutable_Execute"


@pytest.mark.download
@pytest.mark.parametrize("name", QUICK)
def test_it_needs_the_same_today(name: str) -> None:
    stored = json.loads((FILES / f"{name}.json").read_text())
    assert record(name) == stored, "a program needs something else: python -m tests.pjrt.gap.programs records it"


def test_each_program_is_stored() -> None:
    """JAX takes too long to be recorded here; that the file is of this version of it is known."""
    stored = {file.stem: json.loads(file.read_text()) for file in FILES.glob("*.json")}
    assert {name: (data["program"], data["command"].split()) for name, data in stored.items()} == PROGRAMS
    assert [program.label for program in programs.known()] == [label for label, _ in PROGRAMS.values()]
    assert [program.runs for program in programs.known()] == [EXECUTE in stored[n]["functions"] for n in PROGRAMS]
    assert [program.runs for program in programs.known()] == [True, True, True, False]


def test_what_they_need_are_names_of_the_interface() -> None:
    names = Names.load().all
    for program in programs.known():
        assert program.names <= names.keys()
        assert len(program.names) == len(set(program.names))
    for extension in EXTENSIONS:
        assert names[programs.extension_type(extension.name)].field == extension.name
    assert {programs.element_type(one.name) for one in PJRT_Buffer_Type} <= names.keys()


def test_priorities_follow_from_what_they_need() -> None:
    running = [program.names for program in programs.known() if program.runs]
    for name in Names.load().all.values():
        if name.kind in ("function", "extension"):
            needed = [name.name in program.names for program in programs.known()]
            wanted = 1 if all(name.name in names for names in running) else 2 if any(needed) else 4 if name.mark else 3
            assert priority(name.key, name.mark) == wanted, name
    assert set(MEANING) == {1, 2, 3, 4}


def test_priorities_of_what_belongs_to_functions() -> None:
    assert priority(EXECUTE) == priority(f"{EXECUTE}_Args") == priority("PJRT_LoadedExecutable") == 1
    assert priority("PJRT_Event_OnReadyCallback") == priority("PJRT_Event_OnReady") == 2
    assert priority("PJRT_Buffer_Type_F32") == priority("PJRT_Buffer_Type") == 1
    assert priority(f"{EXECUTE}_Args.options") == 3
    # Not because of PJRT_Memory_Kind_Id: only handles and enums are judged by what starts with their name.
    assert priority("PJRT_Buffer_CopyRaw") == 3
    assert priority("PJRT_No_Such") == 3
    assert priority("PJRT_No_Such", "deprecated") == 4


def test_who_stands_on_a_name() -> None:
    said = programs.dependents(EXECUTE)
    labels = [label for label, _ in PROGRAMS.values()]
    assert said.startswith(f"needed by {labels[0]}, {labels[1]} and {labels[2]}")
    assert programs.dependents("PJRT_No_Such") == ""
    behind = [name for name in programs.facades().get(EXECUTE, ()) if name.startswith("pjrt.")]
    assert behind, "generated/pjrt_abi/facades.json tells no public name that executes"
    assert any(hasattr(pjrt, name.split(".")[1]) for name in behind)
    assert "; behind pjrt." in said
