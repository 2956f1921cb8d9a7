"""The committed history: snapshots, releases, history.json, names.json and pjrt_abi.history tell one story."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from codegen import history, past_releases, pins, snapshots
from codegen.commands import history as command_history
from codegen.diff import compare, steps
from codegen.history import History, Key
from codegen.model import to_data
from codegen.pipeline import GENERATED, INCLUDE, build_set
from codegen.snapshots import Snapshot, Tree, Version, data_of, text_of, tree_of
from codegen.terminal import Terminal
from pjrt_abi.history import VERSIONS, field_since, since, size_at, value_since

WANTED = ("0.34", "0.40", "0.54", "0.67", "0.72", "0.81", "0.90", "0.114", "0.115")
KINDS = ("constants", "enums", "structs", "callbacks", "handles", "tables", "extensions")

Json = dict[str, Any]


@pytest.fixture(scope="module")
def past() -> History:
    return history.of(snapshots.load(GENERATED))


@pytest.fixture(scope="module")
def names() -> Json:
    found: Json = json.loads((GENERATED / "pjrt_abi" / history.NAMES).read_text())
    return found


@pytest.fixture(scope="module")
def model() -> Json:
    found: Json = json.loads((GENERATED / "abi.json").read_text())
    return found


def version_of(text: str) -> Version:
    major, minor = text.split(".")
    return int(major), int(minor)


# -------------------------------------------------------------------- sources


def test_all_versions_that_matter_are_known(past: History) -> None:
    known = [text_of(v) for v in past.versions]
    assert not set(WANTED) - set(known)
    assert sum((0, 90) <= version <= (0, 115) for version in past.versions) > 20
    assert VERSIONS == past.versions == tuple(sorted(VERSIONS))


def test_releases_and_snapshots_are_those_of_each_other(past: History) -> None:
    releases = past_releases.load(INCLUDE)
    digests = {one.source: one.digest for one in past.snapshots}
    assert {release.source: release.headers for release in releases}.items() <= digests.items()
    assert len(digests) == len(past.snapshots)
    order = [one.source for one in past.snapshots]
    assert [release.source for release in releases] == [s for s in order if s in {r.source for r in releases}]
    for source in digests.keys() - {release.source for release in releases}:
        assert source.startswith(("set ", "commit ", "folder ")), source
    assert history.source_of(pins.load(INCLUDE / "headers.toml").current) in digests
    for release in releases:
        stated = next(one.version for one in past.snapshots if one.source == release.source)
        assert release.distribution.api == text_of(stated)


def test_snapshots_hold_no_prose_of_the_headers() -> None:
    for path in (GENERATED / snapshots.FOLDER).iterdir():
        text = path.read_text()
        assert "//" not in text, path
        assert "Copyright" not in text, path


# -------------------------------------------------- the files that are made of it


def test_the_files_say_what_the_snapshots_say(past: History, names: Json) -> None:
    assert json.loads((GENERATED / history.FILE).read_text()) == json.loads(json.dumps(past.data()))
    assert names == json.loads(json.dumps(past.names_data()))


def turned(node: Any) -> Any:
    return {key: turned(value) for key, value in reversed(node.items())} if isinstance(node, dict) else node


def test_the_order_of_a_tree_does_not_show(past: History) -> None:
    """A tree that was just made of headers has another one than the same tree out of its file."""
    some = past.snapshots[::12]
    other = [replace(one, tree=turned(one.tree)) for one in some]
    assert json.dumps(history.of(other).data()["steps"]) == json.dumps(history.of(some).data()["steps"])


def test_names_are_as_their_readers_expect_them(names: Json) -> None:
    versions = names["versions"]
    groups = {group: names[group] for group in ("functions", "structs", "enums", "extensions", "callbacks", "handles")}
    parts = [
        *(entry["known"] for group in groups.values() for entry in group.values()),
        *(known for struct in names["structs"].values() for known in struct["fields"].values()),
        *(known for enum in names["enums"].values() for known in enum["values"].values()),
    ]
    assert len(parts) > 3000
    for known in parts:
        assert 1 <= len(known) <= 3
        assert known[0] in versions
        assert all(one is None or one in versions for one in known)
        at = [versions.index(one) for one in known if one is not None]
        if len(known) > 1 and known[1] is not None:
            assert versions.index(known[1]) <= versions.index(known[0]), known
        if len(known) == 3:
            assert versions.index(known[2]) == max(at), known
    for group in groups.values():
        assert all(entry["module"] in names["modules"] for entry in group.values())
    for name, function in names["functions"].items():
        assert function["table"] in names["structs"], name
        assert not function["args"] or function["args"] in names["structs"], name
        assert function["extension"] == "" or function["extension"] in names["extensions"], name
        assert function["table"] != "PJRT_Api" or function["module"] == "", name
    assert not names["renamed"].keys() & set(names["renamed"].values())


def test_all_that_the_model_has_is_known_and_still_there(names: Json, model: Json) -> None:
    for kind, key in (("structs", "name"), ("enums", "name"), ("handles", "name"), ("extensions", "type_name")):
        for entry in model[kind]:
            assert len(names[kind][entry[key]]["known"]) < 3, entry[key]
    for table in model["tables"]:
        for function in table["functions"]:
            known = names["functions"][function["name"]]
            assert len(known["known"]) < 3
            assert (known["slot"], known["args"]) == (function["slot"], function["args_struct"])


def later(known: list[str | None]) -> Version:
    """The version that brought a name, as far as the run time can tell."""
    return version_of(str(known[0])) if len(known) > 1 and known[1] is not None else VERSIONS[0]


def test_the_run_time_says_the_same(names: Json, model: Json) -> None:
    sizes = json.loads((GENERATED / history.FILE).read_text())["sizes"]
    for table in model["tables"]:
        for function in table["functions"]:
            assert since(function["name"]) == later(names["functions"][function["name"]]["known"])
    for extension in model["extensions"]:
        assert since(extension["type_name"]) == later(names["extensions"][extension["type_name"]]["known"])
    for struct in model["structs"]:
        name, known = struct["name"], names["structs"][struct["name"]]
        assert since(name) == later(known["known"])
        for field in struct["fields"]:
            if field["name"]:
                expected = max(later(known["fields"][field["name"]]), since(name))
                assert field_since(name, field["name"]) == expected, (name, field["name"])
        for version, size in sizes.get(name, ()):
            assert size_at(name, version_of(version)) == size
    for enum in model["enums"]:
        for value in enum["values"]:
            known = names["enums"][enum["name"]]["values"][value["name"]]
            assert value_since(enum["name"], value["python"]) == later(known), value["name"]
    assert sum(since(f["name"]) > VERSIONS[0] for t in model["tables"] for f in t["functions"]) > 100


def test_the_newest_size_is_the_models(model: Json) -> None:
    for struct in model["structs"]:
        if struct.get("struct_size") and not struct.get("is_union"):
            assert size_at(struct["name"], VERSIONS[-1]) == struct["struct_size"], struct["name"]


def test_the_core_table_only_ever_grew(past: History) -> None:
    """What clients and plugins of different ages rely on: a slot keeps its function."""
    stable = [one for one in past.snapshots if one.version >= version_of(WANTED[0])]
    tables = [{f["slot"]: name for name, f in one.tree["tables"]["PJRT_Api"]["functions"].items()} for one in stable]
    for before, after in pairwise(tables):
        assert before.items() <= after.items()


def test_a_step_leads_from_each_set_to_the_next(past: History) -> None:
    assert [(step.old, step.new) for step in past.steps] == list(pairwise(past.snapshots))
    counts = [history.counts(one) for one in past.snapshots]
    for step, (before, after) in zip(past.steps, pairwise(counts), strict=True):
        kinds = Counter(c.kind for c in step.diff.changes if c.owner == "PJRT_Api")
        come, gone = kinds["function added"] + kinds["function inserted"], kinds["function removed"]
        assert after["functions"] - before["functions"] == come - gone, step.new.name


# ---------------------------------------------------------------- pinned headers


@pytest.fixture(scope="module")
def pinned(model: Json) -> list[tuple[Tree, Json]]:
    """The pinned sets, oldest first: each as a tree and as data. That of the current one is committed."""
    known = pins.load(INCLUDE / "headers.toml")
    built = [build_set(one.name)[0] for one in known.sets if one is not known.current]
    data = sorted(map(to_data, built), key=lambda one: tuple(one["version"]))
    trees = sorted(map(tree_of, built), key=lambda one: tuple(one["version"]))
    current = next(s for s in snapshots.load(GENERATED) if s.source == history.source_of(known.current))
    return [*zip(json.loads(json.dumps(trees)), data, strict=True), (current.tree, model)]


def part(tree: Tree, modules: frozenset[str]) -> Tree:
    """What a tree says of some headers."""
    return {kind: {name: e for name, e in tree[kind].items() if e["module"] in modules} for kind in KINDS}


def twins(tree: Tree, past: History) -> Iterator[Snapshot]:
    """The snapshots that say the same as a tree of all headers that it has."""
    modules = frozenset(tree["headers"])
    for one in past.snapshots:
        speaks = one.tree["version"] == tree["version"] and modules <= one.tree["headers"].keys()
        if speaks and part(one.tree, modules) == part(tree, modules):
            yield one


@pytest.mark.download
class TestPinnedHeaders:
    def test_the_snapshots_say_what_the_headers_say(self, past: History, pinned: list[tuple[Tree, Json]]) -> None:
        """Struct sizes, offsets, slots and enum values of a version: all of it is in one of its snapshots."""
        for tree, _ in pinned:
            assert list(twins(tree, past)), tree["version"]

    def test_a_name_was_there_when_it_is_said_to_have_been(
        self, past: History, pinned: list[tuple[Tree, Json]]
    ) -> None:
        there = [(tuple(tree["version"]), tree, frozenset(_names(tree))) for tree, _ in pinned]
        seen = 0
        for key, known in past.known.items():
            module = past.names[key].module
            for version, tree, names in there:
                if key in names:
                    assert known.since <= version <= (known.until or version), key
                    seen += 1
                elif module in tree["headers"]:
                    assert known.since >= version or (known.until or version) <= version, key
        assert seen > 5000

    def test_sizes_are_those_of_the_headers(self, past: History, pinned: list[tuple[Tree, Json]]) -> None:
        checked = 0
        for tree, _ in pinned:
            version = tuple(tree["version"])
            for name, struct in tree["structs"].items():
                if text_of(version) in past.ambiguous.get(name, {}):
                    assert struct["struct_size"] in past.ambiguous[name][text_of(version)]
                elif name in past.sizes:
                    assert size_at(name, version) == struct["struct_size"], (name, version)
                    checked += 1
        assert checked > 500

    def test_sets_differ_as_much_behind_their_trees(self, pinned: list[tuple[Tree, Json]]) -> None:
        for tree, data in pinned:
            found = compare(data, data_of(tree))
            assert not found.changes, tree["version"]
            assert not found.uncompared
        for (before, old), (after, new) in pairwise(pinned):
            behind, plain = compare(data_of(before), data_of(after)), compare(old, new)
            assert sorted(map(repr, behind.changes)) == sorted(map(repr, plain.changes))
            assert set(behind.uncompared) == set(plain.uncompared)
            assert len(plain.changes) > 20

    def test_steps_are_comparisons_of_neighbours(self, pinned: list[tuple[Tree, Json]]) -> None:
        data = [one for _, one in pinned]
        assert list(steps(data)) == [compare(old, new) for old, new in pairwise(data)]


def _names(tree: Tree) -> Iterator[Key]:
    found = history.of([Snapshot("", "", "", tree)]).names
    yield from found


def test_the_manual_shows_what_the_command_prints(past: History, capsys: pytest.CaptureFixture[str]) -> None:
    command_history.show(past, Terminal.standard(), as_json=False)
    printed = capsys.readouterr().out.splitlines()
    text = (GENERATED.parent / "docs" / "history.md").read_text()
    shown = re.search(r"^```\n(set .*?)^```", text, re.DOTALL | re.MULTILINE)
    assert shown is not None
    lines = [line for line in shown[1].splitlines() if line != "…"]
    assert len(lines) > 5
    assert not set(lines) - set(printed)
