"""The report of this repository: it is what its sources make, and what it says of the library is so."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import reduce
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import pjrt
from codegen import emit
from codegen.api import snapshot as public_api
from codegen.commands.report import FACADES, OWNED, render
from codegen.report import exercised
from codegen.report.document import Places, Report, make
from codegen.report.exercised import NOTED
from codegen.report.facades import TOOLS, Facades
from codegen.report.raw import Raw, Symbol
from codegen.report.rows import CORE, FUNCTION
from codegen.report.tables import HANDED as HANDED_OVER
from codegen.report.tables import LINK, POINTED, VTABLE
from tests.report import exercised as written
from tests.report import table
from tests.report.chain import OWN
from tests.report.model import Model
from tests.report.record import HOOK
from tests.report.table import COLUMNS

ROOT = Path(__file__).parent.parent
GENERATED = ROOT / "generated"
LAZY = ("debug", "experimental", "extensions", "ffi", "topologies")

HANDED = frozenset(
    f"pjrt.{name}"
    for name in [
        "_runtime.ffi_api.FfiApi._check",
        "_runtime.out_of_memory.TellingApi.read_error",
        "_runtime.owned.Owned._end",
        "_runtime.reaper._destroy",
        "event._raised",
    ]
)
"""What calls a C function that it was handed: the analysis finds who hands it over."""

PROGRAM = Path(__file__).parent / "report" / "calls.py"


@pytest.fixture(scope="module")
def facades() -> Facades:
    return Facades.read(ROOT / "pjrt", Raw(json.loads((GENERATED / "abi.json").read_text())))


@pytest.fixture(scope="module")
def report() -> Report:
    return make(Places(ROOT, GENERATED, ROOT / "pjrt"))


def test_it_is_what_its_sources_make(report: Report) -> None:
    """If not: run `python -m codegen report`, and commit what it writes."""
    assert emit.diff(render(report), GENERATED, OWNED) == ""


def test_nothing_is_missing_unsaid(report: Report) -> None:
    assert report.problems == []


def test_all_of_the_model_has_a_row(report: Report) -> None:
    model = json.loads((GENERATED / "abi.json").read_text())
    assert len(report.of_kind(FUNCTION)) == sum(len(table["functions"]) for table in model["tables"])
    assert len({(row.kind, row.owner, row.name) for row in report.rows}) == len(report.rows)
    assert all(row.since for row in report.rows)


def test_what_is_said_of_the_raw_layer(report: Report) -> None:
    for row in report.rows:
        found, rest = _imported(row.raw)
        assert reduce(getattr, rest, found) is not None, row.raw
        assert row.raw.rpartition(".")[2] == row.name or row.kind in (FUNCTION, "extension", "enum value")


def test_what_is_said_of_facades(report: Report) -> None:
    """Each is a name that a user can write."""
    names = {name for row in report.rows for name in row.facade}
    assert len(names) > 200
    for name in names:
        found, rest = _imported(name)
        thing = reduce(getattr, rest, found)
        assert callable(thing) or hasattr(thing, "__get__"), name


def test_facades_are_of_the_public_api(report: Report) -> None:
    """Of which generated/public_api.json keeps what callers may rely on."""
    api = public_api.read((GENERATED / public_api.FILE).read_text(), public_api.FILE)
    for name in {name for row in report.rows for name in row.facade}:
        owner, _, last = name.rpartition(".")
        assert api.find(owner if last.startswith("__") else name), name


def _imported(dotted: str) -> tuple[Any, list[str]]:
    """The module that a dotted name begins with, and what is left."""
    parts = dotted.split(".")
    for end in range(len(parts), 0, -1):
        try:
            return import_module(".".join(parts[:end])), parts[end:]
        except ModuleNotFoundError:
            continue
    raise AssertionError(f"{dotted}: no such module")


def test_the_record_and_the_analysis_agree(report: Report) -> None:
    """What the test run saw called has a façade, and what has one was called, or is noted not to be."""
    for row in report.of_kind(FUNCTION):
        if row.is_exercised:
            assert row.facade, f"{row.name} was called, and the analysis of the source does not find by whom"
        elif row.facade:
            assert any(cell.cell == NOTED for cell in row.exercised.values()), f"{row.name} has {row.facade}"


def test_the_words_of_the_record() -> None:
    """What the test run writes is what the report reads."""
    assert (table.ANSWERED, table.LACKING, table.NOT_CALLED, table.RAW_ONLY) == (
        exercised.ANSWERED, exercised.LACKING, exercised.NOT_CALLED, exercised.RAW_ONLY,
    )  # fmt: skip
    assert written.NOTED == NOTED


def test_tables_of_functions(report: Report) -> None:
    """They are those of the model, and lie where the recorder looks for them."""
    model = Model.read()
    found = {table.struct: (table.extension, table.how, table.all) for table in report.tables if table.extension}
    assert found == {
        table.struct: (extension.name, table.how.replace(OWN, LINK), len(table.functions))
        for extension in model.extensions
        for table in extension.tables
    }
    assert {how for _, how, _ in found.values()} == {LINK, POINTED, HANDED_OVER, VTABLE}
    (core,) = [table for table in report.tables if table.struct == CORE]
    assert core.all == len(model.names)
    assert {plugin: sum(tally.values()) for plugin, tally in core.plugins.items()} == dict.fromkeys(COLUMNS, core.all)


def test_facades_by_function(report: Report) -> None:
    facades = json.loads((GENERATED / FACADES).read_text())
    assert facades == {row.name: list(row.facade) for row in report.of_kind(FUNCTION)}


@pytest.mark.download
def test_the_calls_of_a_program_are_found_in_the_source(facades: Facades) -> None:
    """Who calls a C function when a program runs is who the analysis says may call it."""
    environment = {k: v for k, v in os.environ.items() if k != "PJRT_TEST_RECORD"}
    environment["PYTHONPATH"] = os.pathsep.join(
        path for path in environment.get("PYTHONPATH", "").split(os.pathsep) if path and Path(path) != HOOK
    )
    done = subprocess.run([sys.executable, PROGRAM], capture_output=True, text=True, env=environment, timeout=120)
    assert done.returncode == 0, done.stderr
    calls = json.loads(done.stdout)
    assert len(calls) > 80
    for function, callers in calls.items():
        found = {caller.name for caller in facades.graph.callers.get(Symbol("function", function), ())}
        assert set(callers) - HANDED <= found, f"{function}: called by {callers}, found: {found}"


def test_what_the_analysis_cannot_tell(facades: Facades) -> None:
    """Attributes of unknown objects that have a wrapper's name are fields, but for one call at the process's end."""
    told = {re.sub(r":\d+", "", line) for line in facades.graph.unresolved}
    assert {line.split(": ")[1].rpartition(".")[2] for line in told} <= {
        "error_message", "message", "event", "set", "client_destroy",
    }  # fmt: skip


def test_the_tools_are_there() -> None:
    """Packages that the analysis leaves out have to be renamed there, too."""
    for tool in TOOLS:
        assert (ROOT / "pjrt" / tool).is_dir(), tool
    assert set(LAZY) <= set(pjrt.__all__)
