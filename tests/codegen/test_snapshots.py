"""Snapshots: a model as a tree, the patches from one to the next, and the files that they are kept in."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen import snapshots
from codegen.diff import compare
from codegen.emit import emit
from codegen.errors import CodegenError
from codegen.model import to_data
from codegen.snapshots import Snapshot, apply, carried, data_of, digest, load, numbered, patch, text_of, tree_of

from .header_sets import TINY_PATH, core, headers, names, snapshot
from .test_commands import TINY

LEAVES = st.booleans() | st.integers() | st.text(max_size=3)
KEYS = st.sampled_from("abcde")
NODES = st.recursive(
    LEAVES | st.lists(LEAVES, max_size=3),
    lambda inner: st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=25,
)
TREES = st.dictionaries(KEYS, NODES, max_size=4)


class TestPatches:
    @settings(deadline=None)
    @given(TREES, TREES)
    def test_what_is_patched_is_the_new_tree(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        before = json.dumps(old)
        assert apply(old, patch(old, new)) == new
        assert json.dumps(old) == before

    @settings(deadline=None)
    @given(TREES)
    def test_nothing_changed_is_an_empty_patch(self, tree: dict[str, Any]) -> None:
        assert patch(tree, json.loads(json.dumps(tree))) == {}
        assert apply(tree, {}) == tree

    @settings(max_examples=30, deadline=None)
    @given(st.lists(TREES, max_size=4))
    def test_a_chain_of_patches_survives_json(self, trees: list[dict[str, Any]]) -> None:
        stored = [json.dumps(patch(old, new)) for old, new in pairwise([{}, *trees])]
        tree: dict[str, Any] = {}
        for text, expected in zip(stored, trees, strict=True):
            tree = apply(tree, json.loads(text))
            assert tree == expected

    def test_a_patch_says_what_changed_and_no_more(self) -> None:
        old = {"a": {"x": 1, "y": 2}, "b": {"z": 3}, "c": [1, 2]}
        assert patch(old, {"a": {"x": 1, "y": 5}, "c": [1]}) == {"a": {"y": 5}, "b": None, "c": [1]}


# ------------------------------------------------------------------- a model


def agree(one: dict[str, Any], other: dict[str, Any]) -> bool:
    found = compare(one, other)
    return not found.changes and not found.uncompared


class TestTrees:
    def test_a_model_is_the_same_behind_a_tree(self) -> None:
        abi, _ = headers(core(9, "PJRT_Client_Count")).model()
        data = data_of(json.loads(json.dumps(tree_of(abi))))
        assert agree(to_data(abi), data)
        assert agree(data, to_data(abi))
        for kind in ("structs", "enums", "tables", "handles", "callbacks", "constants", "extensions"):
            assert len(data[kind]) == len(to_data(abi)[kind]), kind

    def test_a_tree_holds_no_null(self) -> None:
        """A merge patch could not say it."""

        def nulls(node: Any) -> bool:
            inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
            return node is None or any(map(nulls, inner))

        without = headers(core(9), tiny=None).model()[0]
        assert not nulls(tree_of(without))
        (extension,) = data_of(tree_of(without))["extensions"]
        assert (extension["type_name"], extension["version"]) == ("PJRT_Extension_Type_Tiny", None)

    def test_fields_and_slots_keep_their_order(self) -> None:
        tree = snapshot(9, "PJRT_Zebra_Last", "PJRT_Apple_Later").tree
        table = next(t for t in data_of(tree)["tables"] if t["struct"] == "PJRT_Api")
        assert [f["name"] for f in table["functions"]][-2:] == ["PJRT_Zebra_Last", "PJRT_Apple_Later"]
        value = next(s for s in data_of(tree)["structs"] if s["name"] == "PJRT_NamedValue")
        assert [f["name"] for f in value["fields"]][:3] == ["struct_size", "extension_start", "name"]
        offsets = [f.get("offset", 0) for f in value["fields"]]
        assert offsets == sorted(offsets)

    def test_what_only_the_wrappers_need_is_left_out(self) -> None:
        text = json.dumps(snapshot(9).tree)
        assert '"folds"' not in text
        assert '"results"' not in text


# -------------------------------------------------------------------- carried


class TestCarried:
    def test_a_set_without_the_header_has_what_the_last_one_said(self) -> None:
        before, tree = snapshot(9).tree, snapshot(10, "PJRT_Client_Count", tiny=None).tree
        made = carried(before, tree)
        assert "PJRT_Tiny_Poke_Args" not in tree["structs"]
        assert made["structs"]["PJRT_Tiny_Poke_Args"] == before["structs"]["PJRT_Tiny_Poke_Args"]
        assert made["tables"].keys() == before["tables"].keys()
        assert made["headers"].keys() == {"", "tiny"}
        assert made["extensions"] == before["extensions"]
        assert made["version"] == [0, 10]
        assert "PJRT_Client_Count_Args" in made["structs"]
        assert not compare(data_of(before), data_of(made)).uncompared

    def test_what_a_header_dropped_is_gone(self) -> None:
        before = snapshot(9, "PJRT_Client_Count").tree
        assert "PJRT_Client_Count_Args" not in carried(before, snapshot(9).tree)["structs"]

    def test_a_set_that_has_all_headers_stays_as_it_is(self) -> None:
        tree = snapshot(10).tree
        assert carried(snapshot(9).tree, tree) == tree

    def test_neither_tree_is_changed(self) -> None:
        before, tree = snapshot(9).tree, snapshot(10, tiny=None).tree
        texts = json.dumps(before), json.dumps(tree)
        carried(before, tree)
        assert (json.dumps(before), json.dumps(tree)) == texts

    def test_arrays_are_carried_with_their_structs(self) -> None:
        before, tree = snapshot(9).tree, snapshot(10, tiny=None).tree
        before = before | {"arrays": ["PJRT_Nobody", "PJRT_Tiny_Poke_Args"]}
        assert carried(before, tree)["arrays"] == sorted(["PJRT_Tiny_Poke_Args", *tree["arrays"]])


# ---------------------------------------------------------------------- names


def test_names_tell_sets_of_the_same_version_apart() -> None:
    made = numbered([snapshot(10), snapshot(9), snapshot(10, "PJRT_A_B"), snapshot(10, "PJRT_A_C")])
    assert names(made) == ["0.9", "0.10", "0.10-2", "0.10-3"]


def test_the_order_of_files_is_that_of_numbers(tmp_path: Path) -> None:
    functions = [f"PJRT_Client_F{n}" for n in range(12)]
    chain = numbered([snapshot(9), *(snapshot(10, name) for name in functions), snapshot(100)])
    emit(list(snapshots.files(chain)), tmp_path, [snapshots.FOLDER])
    assert names(load(tmp_path)) == ["0.9", "0.10", *(f"0.10-{n}" for n in range(2, 13)), "0.100"]
    assert load(tmp_path) == chain


def test_a_digest_is_of_paths_and_texts_in_any_order() -> None:
    assert digest([("a", "1"), ("b", "2")]) == digest([("b", "2"), ("a", "1")])
    assert len({digest([("a", "1")]), digest([("a", "2")]), digest([("b", "1")]), digest([])}) == 4


def test_versions_as_text() -> None:
    assert (text_of((0, 9)), text_of((1, 110))) == ("0.9", "1.110")


# ---------------------------------------------------------------------- files


@pytest.fixture
def chain() -> list[Snapshot]:
    made = [snapshot(9), snapshot(9, "PJRT_Client_Count"), snapshot(10, "PJRT_Client_Count", "PJRT_Client_Sum")]
    return numbered(replace(one, source=f"made {n}") for n, one in enumerate(made))


@pytest.fixture
def folder(chain: list[Snapshot], tmp_path: Path) -> Path:
    emit(list(snapshots.files(chain)), tmp_path, [snapshots.FOLDER])
    return tmp_path / snapshots.FOLDER


def test_what_is_stored_comes_back(chain: list[Snapshot], folder: Path) -> None:
    assert load(folder.parent) == chain
    assert sorted(p.name for p in folder.iterdir()) == ["0.10.json", "0.9-2.json", "0.9.json"]


def test_a_file_says_what_its_version_changed(chain: list[Snapshot], folder: Path) -> None:
    stored = json.loads((folder / "0.9-2.json").read_text())
    assert stored["changes"]["structs"].keys() == {"PJRT_Api", "PJRT_Client_Count_Args"}
    assert stored["changes"].keys() == {"structs", "tables"}
    assert (stored["source"], stored["after"], stored["headers"]) == ("made 1", "made 0", chain[1].digest)
    assert len((folder / "0.9-2.json").read_text()) < len((folder / "0.9.json").read_text()) / 4


def test_files_are_the_same_each_time(chain: list[Snapshot], folder: Path) -> None:
    again = {f.path: f.text for f in snapshots.files(load(folder.parent))}
    assert again == {f.path: f.text for f in snapshots.files(chain)}


def test_nothing_is_stored_yet(tmp_path: Path) -> None:
    assert load(tmp_path) == []


def edited(**changes: Any) -> Callable[[Path], object]:
    """Changes keys of a stored file."""
    return lambda path: path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def without(key: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(json.dumps({k: v for k, v in json.loads(path.read_text()).items() if k != key}))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda p: p.write_text("{"), "JSONDecodeError"),
        (lambda p: p.write_text("[]"), "TypeError"),
        (lambda p: p.write_text("null"), "TypeError"),
        (lambda p: p.write_bytes(b"\xff\xfe\x00"), "UnicodeDecodeError"),
        (lambda p: p.write_text('{"a":' * 100_000), "RecursionError"),
        (without("source"), "KeyError('source')"),
        (without("after"), "KeyError('after')"),
        (without("changes"), "KeyError('changes')"),
        (edited(after="something else"), "made to follow 'something else', and follows 'made 0'"),
        (edited(changes=3), "TypeError"),
        (edited(changes={"version": [0, 7]}), "its version is 0.7, its name says 0.9"),
        (edited(changes={"version": "new"}), "ValueError"),
        (edited(changes={"structs": None}), "no 'structs'"),
        (edited(changes={"structs": []}), "AttributeError"),
        (edited(changes={"structs": {"PJRT_Api": {"fields": [1]}}}), "AttributeError"),
        (edited(changes={"structs": {"PJRT_Api": {"module": None}}}), "KeyError('module')"),
        (edited(changes={"tables": {"PJRT_Api": 7}}), "TypeError"),
        (edited(changes={"enums": {"PJRT_Error_Code": {"module": 7}}}), "its module is 7"),
    ],
)
def test_a_damaged_file(folder: Path, damage: Callable[[Path], object], said: str) -> None:
    path = folder / "0.9-2.json"
    damage(path)
    with pytest.raises(CodegenError) as caught:
        load(folder.parent)
    text = str(caught.value)
    assert text.startswith(f"{path}: not what `history` writes: ")
    assert said in text
    assert "restore snapshots/ from version control, or make all of them again" in text


@pytest.mark.parametrize("gone", ["0.9.json", "0.9-2.json"])
def test_a_file_that_is_gone_is_missed_by_the_next(folder: Path, gone: str) -> None:
    (folder / gone).unlink()
    with pytest.raises(CodegenError, match=r"not what `history` writes: .*made to follow 'made"):
        load(folder.parent)


@pytest.mark.parametrize("name", ["notes.json", "0.json", "0.9-x.json", "0.9.1.json"])
def test_a_name_that_is_none(folder: Path, name: str) -> None:
    (folder / name).write_text("{}")
    with pytest.raises(CodegenError, match=rf"{name}: not a snapshot's name, such as 0\.110\.json"):
        load(folder.parent)


def test_a_header_that_only_warns_differently_is_the_same_set() -> None:
    """Comments are in no tree: two releases may differ in nothing but their hashes."""
    one, other = snapshot(9), snapshot(9, tiny=f"// Another comment.\n{TINY}")
    assert one.digest != other.digest
    assert one.tree == other.tree
    assert TINY_PATH in one.tree["headers"]["tiny"]["path"]
