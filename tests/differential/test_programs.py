"""Each program gives what JAX gives, bit for bit, on each plugin."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.differential.catalogue import CATALOGUE
from tests.differential.compare import difference
from tests.differential.known import BY_DEFAULT, KNOWN, NANS, NEW, PLUGINS, Known

if TYPE_CHECKING:
    from tests.differential.conftest import Runs


@pytest.mark.download
@pytest.mark.parametrize("plugin", PLUGINS)
@pytest.mark.parametrize("name", CATALOGUE)
def test_same_bits(name: str, plugin: str, runs: Runs) -> None:
    program = CATALOGUE[name]
    known = KNOWN.get((name, plugin), Known(""))
    expected, got = runs.of("jax", plugin, program), runs.of("pjrt", plugin, program)
    where = f"{name} on {plugin}, {runs.text(program)}"
    assert_outcome(expected, known.jax, f"JAX: {where}")
    assert_outcome(got, known.ours, where)
    if known.ours:
        return
    if known.jax:
        expected = runs.of("jax", NEW, program)
    found = difference(expected["results"], got["results"])
    assert not found, f"{where}: {found}"
    assert got["result_orders"] == expected["result_orders"], f"{where}: the layouts of the results differ"
    assert got["deleted"] == expected["deleted"], f"{where}: the deletions after donation differ"


def assert_outcome(record: dict[str, Any], known: tuple[str, str] | None, where: str) -> None:
    """The record is an error of the known type and text, or no error."""
    kind, text = record.get("error", ("", ""))
    if known is None:
        assert not kind, f"{where}: {kind}: {text}"
    else:
        assert kind == known[0], f"{where}: expected {known[0]}, got {kind or 'a result'}: {text}"
        assert re.search(known[1], text), f"{where}: expected {known[1]!r} in {text!r}"


@pytest.mark.download
@pytest.mark.parametrize("plugin", PLUGINS)
@pytest.mark.parametrize("name", BY_DEFAULT)
def test_by_default(name: str, plugin: str, runs: Runs) -> None:
    """The plugin's own options give the same bits too, but for NaN in a maximum, and that is one option's doing."""
    program = CATALOGUE[name]
    expected, got = runs.of("jax", plugin, program), runs.of("pjrt", plugin, program)
    where = f"{name} on {plugin}, {runs.text(program)}"
    for options in ("by_default", "careful") if name in NANS else ("by_default",):
        assert_outcome(got[options], None, f"{where}, {options}")
    found = difference(expected["results"], got["by_default"]["results"])
    if name in NANS:
        assert "expected nan" in found
        found = difference(expected["results"], got["careful"]["results"])
    assert not found, f"{where}: {found}"


@pytest.mark.download
def test_partitioners(runs: Runs) -> None:
    """Programs are lowered for the partitioner that they say."""
    for name, program in CATALOGUE.items():
        text = runs.text(program).read_text()
        assert ("mhlo.sharding" in text) == program.gspmd, name
        if program.gspmd or program.group in ("sharding", "collectives"):
            assert ("sdy." in text) != program.gspmd, name


@pytest.mark.download
def test_no_program_needs_a_custom_call(runs: Runs) -> None:
    """What it would call is JAX's, and not in the plugins."""
    calling = [name for name, program in CATALOGUE.items() if "custom_call" in runs.text(program).read_text()]
    assert calling == []


def test_catalogue() -> None:
    """No name is there twice (`Group` sees to that), and what is said of programs is of programs that there are."""
    groups = Counter(program.group for program in CATALOGUE.values())
    assert len(CATALOGUE) >= 250
    assert min(groups.values()) >= 5, groups
    assert {name for name, _ in KNOWN} <= set(CATALOGUE)
    assert set(BY_DEFAULT) <= set(CATALOGUE)
    assert {plugin for _, plugin in KNOWN} <= set(PLUGINS)
    assert len({program.file_name for program in CATALOGUE.values()}) == len(CATALOGUE)


def test_arguments_are_the_same_each_time() -> None:
    for program in CATALOGUE.values():
        once, again = program.arguments(), program.arguments()
        assert difference([once], [again]) == ""
