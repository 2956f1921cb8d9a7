"""What snapshots tell together: since when names are known, how large structs were, what each step changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from codegen import history, pins, since, snapshots
from codegen.changes import Verdict
from codegen.history import History, Key, Known, counts, step_data
from codegen.pipeline import build_set
from codegen.render import render
from codegen.snapshots import Snapshot, numbered
from pjrt_abi.history import VERSIONS, field_since, size_at, value_since
from pjrt_abi.history import since as version_of

from .header_sets import core, headers, snapshot
from .test_commands import CORE, TINY, tiny_tree

COUNT, SUM = "PJRT_Client_Count", "PJRT_Client_Sum"
UNNUMBERED = ("typedef enum { PJRT_Extension_Type_Tiny = 0 }", "typedef enum { PJRT_Extension_Type_Other = 7 }")
"""The core before it numbers the tiny extension."""


def of(*made: Snapshot) -> History:
    return history.of(numbered(made))


def edited(minor: int, *edits: tuple[str, str], tiny: str | None = TINY) -> Snapshot:
    """A set whose texts differ from the usual ones."""
    text, other = core(minor), tiny
    for old, new in edits:
        assert old in text + (other or ""), old
        text, other = text.replace(old, new), other and other.replace(old, new)
    return headers(text, other).snapshot()


def known(past: History, name: str, kind: str = "function", owner: str = "") -> tuple[Any, ...]:
    return tuple(past.known[Key(kind, owner, name)])


# ----------------------------------------------------------------------- names


class TestKnown:
    def test_what_was_always_there(self) -> None:
        past = of(snapshot(9), snapshot(10))
        assert known(past, "PJRT_Client_Name") == ((0, 9), None, None)
        assert known(past, "name", "field", "PJRT_NamedValue") == ((0, 9), None, None)

    def test_what_came_later(self) -> None:
        past = of(snapshot(9), snapshot(10), snapshot(12, COUNT), snapshot(13, COUNT))
        assert known(past, COUNT) == ((0, 12), (0, 10), None)
        assert known(past, f"{COUNT}_Args", "struct") == ((0, 12), (0, 10), None)
        assert known(past, "value", "field", f"{COUNT}_Args") == ((0, 12), (0, 10), None)

    def test_what_went(self) -> None:
        past = of(snapshot(9, COUNT), snapshot(10, COUNT), snapshot(11), snapshot(12))
        assert known(past, COUNT) == ((0, 9), None, (0, 10))

    def test_what_came_and_went(self) -> None:
        past = of(snapshot(9), snapshot(10, COUNT), snapshot(11))
        assert known(past, COUNT) == ((0, 10), (0, 9), (0, 10))

    def test_what_went_and_came_back_is_there(self) -> None:
        past = of(snapshot(9), snapshot(10, COUNT), snapshot(11), snapshot(12, COUNT))
        assert known(past, COUNT) == ((0, 10), (0, 9), None)

    def test_what_came_between_two_sets_of_one_version(self) -> None:
        past = of(snapshot(9), snapshot(9, COUNT), snapshot(10, COUNT))
        assert known(past, COUNT) == ((0, 9), (0, 9), None)

    def test_an_enum_value_and_an_extension(self) -> None:
        values = ("PJRT_Error_Code_INTERNAL = 13", "PJRT_Error_Code_INTERNAL = 13, PJRT_Error_Code_BUSY = 14")
        past = of(edited(9, UNNUMBERED, tiny=None), edited(10, values))
        assert known(past, "PJRT_Error_Code_BUSY", "enum value", "PJRT_Error_Code") == ((0, 10), (0, 9), None)
        assert known(past, "PJRT_Error_Code_INTERNAL", "enum value", "PJRT_Error_Code") == ((0, 9), None, None)
        assert known(past, "PJRT_Extension_Type_Tiny", "extension") == ((0, 10), (0, 9), None)


class TestMissingHeaders:
    """A set speaks of the headers that it has, and of no other."""

    def test_a_set_without_the_header_is_no_set_without_the_name(self) -> None:
        past = of(snapshot(9, tiny=None), snapshot(10))
        assert known(past, "PJRT_Tiny_Poke") == ((0, 10), None, None)
        assert known(past, "PJRT_Tiny_Poke_Args", "struct") == ((0, 10), None, None)

    def test_nor_is_the_name_gone_with_the_header(self) -> None:
        past = of(snapshot(9), snapshot(10, tiny=None))
        assert known(past, "PJRT_Tiny_Poke") == ((0, 9), None, None)

    def test_but_a_core_that_does_not_number_the_extension_lacks_all_of_it(self) -> None:
        past = of(edited(9, UNNUMBERED, tiny=None), snapshot(10, tiny=None), snapshot(11))
        assert known(past, "PJRT_Tiny_Poke") == ((0, 11), (0, 9), None)
        assert known(past, "PJRT_Extension_Type_Tiny", "extension") == ((0, 10), (0, 9), None)

    def test_a_header_that_is_there_and_lacks_the_name(self) -> None:
        harder = TINY.replace("  PJRT_Tiny_Poke* poke;\n", "  PJRT_Tiny_Poke* poke;\n  void* harder;\n").replace(
            "(PJRT_Tiny_Extension, poke)", "(PJRT_Tiny_Extension, harder)"
        )
        past = of(snapshot(9), snapshot(10, tiny=None), headers(core(11), harder).snapshot())
        assert known(past, "harder", "field", "PJRT_Tiny_Extension") == ((0, 11), (0, 9), None)


def test_a_known_as_json_ends_with_what_it_knows() -> None:
    assert Known((0, 9)).data() == ["0.9"]
    assert Known((0, 9), (0, 8)).data() == ["0.9", "0.8"]
    assert Known((0, 9), None, (0, 10)).data() == ["0.9", None, "0.10"]


def test_the_newest_set_that_has_a_name_says_what_it_is() -> None:
    old = edited(9, ("PJRT_Client_Name* PJRT_Client_Name;", "PJRT_Client_Name* PJRT_Client_Name;\n  void* rest;"))
    past = of(old, snapshot(10, COUNT), snapshot(11, SUM, COUNT))
    place = past.names[Key("function", "", COUNT)]
    assert (place.module, place.extension, place.facts["slot"]) == ("", "", 5)
    place = past.names[Key("function", "", "PJRT_Tiny_Poke")]
    assert (place.module, place.extension) == ("tiny", "PJRT_Extension_Type_Tiny")
    assert place.facts == {
        "table": "PJRT_Tiny_Extension", "args": "PJRT_Tiny_Poke_Args", "slot": 0, "mark": "", "field": "poke",
    }  # fmt: skip


def test_names_as_data() -> None:
    past = of(snapshot(9, tiny=None), snapshot(10, COUNT), snapshot(11, COUNT, SUM))
    data = json.loads(json.dumps(past.names_data()))
    assert data["versions"] == ["0.9", "0.10", "0.11"]
    assert data["modules"] == {
        "": "xla/pjrt/c/pjrt_c_api.h",
        "tiny": "xla/pjrt/c/pjrt_c_api_tiny_extension.h",
    }
    assert data["functions"][SUM] == {
        "module": "", "table": "PJRT_Api", "extension": "", "args": f"{SUM}_Args", "slot": 5, "mark": "",
        "known": ["0.11", "0.10"],
    }  # fmt: skip
    assert data["functions"]["PJRT_Tiny_Poke"]["extension"] == "PJRT_Extension_Type_Tiny"
    assert data["structs"][f"{COUNT}_Args"]["fields"].keys() == {"struct_size", "client", "value"}
    assert data["structs"]["PJRT_NamedValue"]["fields"]["name_size"] == ["0.9"]
    assert data["enums"]["PJRT_Error_Code"] == {
        "module": "", "known": ["0.9"],
        "values": {"PJRT_Error_Code_OK": ["0.9"], "PJRT_Error_Code_INTERNAL": ["0.9"]},
    }  # fmt: skip
    assert data["extensions"]["PJRT_Extension_Type_Tiny"] == {
        "name": "Tiny", "struct": "PJRT_Tiny_Extension", "module": "tiny", "number": 0, "mark": "", "known": ["0.9"],
    }  # fmt: skip
    assert data["handles"]["PJRT_Client"] == {"module": "", "known": ["0.9"]}


def test_marks_are_what_the_newest_header_warns_of() -> None:
    warned = TINY.replace(
        "typedef PJRT_Error* PJRT_Tiny_Poke(", "// Deprecated: poke no more.\ntypedef PJRT_Error* PJRT_Tiny_Poke("
    )
    past = of(snapshot(9), headers(core(10), warned).snapshot())
    assert past.names_data()["functions"]["PJRT_Tiny_Poke"]["mark"] == "deprecated"
    assert [c.kind for c in past.steps[0].diff.changes if c.subject == "PJRT_Tiny_Poke"] == ["deprecated changed"]
    assert step_data(past.steps[0])["deprecated"] == ["PJRT_Tiny_Poke: deprecated"]


def test_renames_lead_to_the_name_of_today() -> None:
    def named(minor: int, name: str) -> Snapshot:
        return snapshot(minor, f"PJRT_Client_{name}")

    past = of(named(9, "Alpha"), named(10, "Beta"), named(11, "Gamma"))
    assert past.names_data()["renamed"] == {
        "PJRT_Client_Alpha": "PJRT_Client_Gamma",
        "PJRT_Client_Beta": "PJRT_Client_Gamma",
        "PJRT_Client_Alpha_Args": "PJRT_Client_Gamma_Args",
        "PJRT_Client_Beta_Args": "PJRT_Client_Gamma_Args",
    }
    back = of(named(9, "Alpha"), named(10, "Beta"), named(11, "Alpha"))
    assert back.names_data()["renamed"] == {
        "PJRT_Client_Beta": "PJRT_Client_Alpha", "PJRT_Client_Beta_Args": "PJRT_Client_Alpha_Args",
    }  # fmt: skip


# ----------------------------------------------------------------------- sizes


class TestSizes:
    def test_only_changes_are_kept(self) -> None:
        past = of(snapshot(9), snapshot(10), snapshot(12, COUNT))
        pointer = 8
        assert past.sizes["PJRT_Api"] == [((0, 9), 5 * pointer), ((0, 12), 6 * pointer)]
        assert past.sizes[f"{COUNT}_Args"] == [((0, 12), 3 * pointer)]

    def test_of_one_versions_sets_the_last_counts(self) -> None:
        past = of(snapshot(9), snapshot(9, COUNT), snapshot(10, COUNT))
        assert past.sizes["PJRT_Api"] == [((0, 9), 48)]
        assert past.ambiguous == {"PJRT_Api": {"0.9": [40, 48]}}

    def test_of_one_versions_sets_the_last_that_has_the_header_counts(self) -> None:
        grown = TINY.replace("int64_t depth;", "int64_t depth;\n  int64_t force;").replace(
            "Args, depth)", "Args, force)"
        )
        past = of(
            snapshot(8),
            replace(headers(core(9), grown).snapshot(), source="first"),
            snapshot(9, tiny=None, source="second"),
        )
        assert past.sizes["PJRT_Tiny_Poke_Args"] == [((0, 8), 24), ((0, 9), 32)]

    def test_versions_without_the_header_say_nothing(self) -> None:
        past = of(snapshot(8, tiny=None), snapshot(9, tiny=None), snapshot(10), snapshot(11, tiny=None))
        assert past.sizes["PJRT_Tiny_Poke_Args"] == [((0, 8), 24)]
        assert past.ambiguous == {}

    def test_a_struct_that_is_gone_has_none(self) -> None:
        assert f"{COUNT}_Args" not in of(snapshot(9, COUNT), snapshot(10)).sizes


# ----------------------------------------------------------------------- steps


def test_a_step_in_names() -> None:
    past = of(snapshot(9, tiny=None), snapshot(10, COUNT))
    (step,) = past.steps
    assert step_data(step) == {
        "from": "0.9", "to": "0.10", "functions": [COUNT], "headers": ["xla/pjrt/c/pjrt_c_api_tiny_extension.h"],
    }  # fmt: skip


def test_a_header_that_a_set_lacks_is_compared_with_the_last_one() -> None:
    shorter = TINY.replace("  int64_t depth;\n", "").replace("Args, depth)", "Args, client)")
    past = of(snapshot(9), snapshot(10, tiny=None), headers(core(11), shorter).snapshot())
    first, second = past.steps
    assert not first.diff.breaking
    assert [(c.kind, c.subject) for c in second.diff.breaking] == [("field removed", "depth")]
    assert step_data(second)["broke"] == ["PJRT_Tiny_Poke_Args: field removed: depth (int64_t at 16)"]


def test_what_breaks_is_in_the_step() -> None:
    messages = "  PJRT_Error_Destroy* PJRT_Error_Destroy;\n  PJRT_Error_Message* PJRT_Error_Message;\n"
    swapped = "\n".join(reversed(messages.splitlines())) + "\n"
    past = of(snapshot(9), edited(10, (messages, swapped)))
    assert {c.kind for c in past.steps[0].diff.changes if c.verdict is Verdict.BREAKING} == {"slots reordered"}
    data = step_data(past.steps[0])
    assert data["moved"] == ["PJRT_Api"]
    assert data["broke"] == ["slots reordered: PJRT_Api"]


def test_counts() -> None:
    abi, _ = headers(core(9, COUNT)).model()
    assert counts(snapshot(9, COUNT)) == {
        "functions": 5, "extension_functions": 1, "extensions": 1, "headers": 2, "structs": len(abi.structs),
        "fields": sum(len(s.fields) for s in abi.structs), "enum_values": sum(len(e.values) for e in abi.enums),
    }  # fmt: skip
    without = counts(snapshot(9, tiny=None))
    assert (without["extension_functions"], without["headers"]) == (0, 1)


def test_all_of_it_is_json() -> None:
    past = of(snapshot(9), snapshot(10, COUNT), snapshot(10, COUNT, SUM))
    data = json.loads(json.dumps(past.data()))
    assert [(one["name"], one["version"]) for one in data["sets"]] == [
        ("0.9", "0.9"),
        ("0.10", "0.10"),
        ("0.10-2", "0.10"),
    ]
    assert [(one["from"], one["to"]) for one in data["steps"]] == [("0.9", "0.10"), ("0.10", "0.10-2")]
    assert data["ambiguous"] == {"PJRT_Api": {"0.10": [48, 56]}}
    assert data["sizes"]["PJRT_Api"] == [["0.9", 40], ["0.10", 56]]
    assert data["functions"].keys() == past.names_data()["functions"].keys()


def test_of_one_set_alone() -> None:
    past = of(snapshot(9))
    assert past.steps == ()
    assert all(known == ((0, 9), None, None) for known in past.known.values())


# ------------------------------------------------------------- the current set


@pytest.fixture
def current(tmp_path: Path) -> tuple[Any, pins.Pins]:
    include = tiny_tree(tmp_path)
    return build_set(include=include)[0], pins.load(include / "headers.toml")


def with_current(kept: Sequence[Snapshot], current: tuple[Any, pins.Pins]) -> list[tuple[str, str]]:
    return [(one.name, one.source) for one in history.with_current(kept, *current).snapshots]


def test_the_current_set_is_the_last_of_its_version(current: tuple[Any, pins.Pins]) -> None:
    kept = numbered([snapshot(8, source="a 1"), snapshot(9, COUNT, source="a 2"), snapshot(10, source="a 3")])
    expected = [("0.8", "a 1"), ("0.9", "a 2"), ("0.9-2", "set 0.9"), ("0.10", "a 3")]
    assert with_current(kept, current) == expected
    assert with_current(history.with_current(kept, *current).snapshots, current) == expected


def test_it_takes_the_place_of_what_was_kept_of_it(current: tuple[Any, pins.Pins]) -> None:
    kept = numbered([snapshot(9, COUNT, SUM, source="set 0.9"), snapshot(8, source="a 1")])
    past = history.with_current(kept, *current)
    assert [one.source for one in past.snapshots] == ["a 1", "set 0.9"]
    assert "PJRT_Client_Sum" not in past.snapshots[-1].tree["tables"]["PJRT_Api"]["functions"]


def test_what_is_generated_names_the_versions(current: tuple[Any, pins.Pins]) -> None:
    abi, known_pins = current
    past = history.with_current(numbered([snapshot(7, tiny=None, source="a 1")]), abi, known_pins)
    files = {f.path: f.text for f in render(abi, past)}
    module: dict[str, Any] = {}
    exec(files["pjrt_abi/history.py"], module)
    assert module["VERSIONS"] == ((0, 7), (0, 9))
    assert module["size_at"]("PJRT_Api", (0, 8)) == 40
    assert json.loads(files["history.json"])["versions"] == ["0.7", "0.9"]
    assert json.loads(files["pjrt_abi/names.json"])["versions"] == ["0.7", "0.9"]
    assert [path for path in files if path.startswith(snapshots.FOLDER)] == ["snapshots/0.7.json", "snapshots/0.9.json"]


# -------------------------------------------------------------- pjrt_abi.history


class TestTables:
    """What is written into pjrt_abi.history: what came later than the oldest headers."""

    def tables(self, *made: Snapshot, text: str, tiny: str | None = TINY) -> dict[str, Any]:
        newest = headers(text, tiny)
        found = since.tables(of(*made, newest.snapshot()), newest.model()[0])
        return found | {"members": {name: dict(owners) for name, owners in found["members"]}}

    def test_what_came_later(self) -> None:
        found = self.tables(snapshot(9), text=core(10, COUNT))
        assert found["versions"] == ((0, 9), (0, 10))
        assert found["names"] == [(COUNT, (0, 10)), (f"{COUNT}_Args", (0, 10))]
        # As old as their struct: nothing to say of each.
        assert found["members"] == {"_LATER": {}, "_FIELDS": {"PJRT_Api": [(COUNT, (0, 10))]}, "_VALUES": {}}
        assert dict(found["sizes"])["PJRT_Api"] == [((0, 9), 40), ((0, 10), 48)]

    def test_what_nobody_knows_better_is_as_old_as_all(self) -> None:
        assert self.tables(snapshot(9, tiny=None), text=core(10))["names"] == []

    def test_what_is_gone_is_left_out(self) -> None:
        found = self.tables(snapshot(8), snapshot(9, COUNT), text=core(10))
        assert found["names"] == []
        assert f"{COUNT}_Args" not in dict(found["sizes"])

    def test_values_go_by_their_python_names(self) -> None:
        text = core(10).replace("PJRT_Error_Code_INTERNAL = 13", "PJRT_Error_Code_INTERNAL = 13, PJRT_Error_Code_BUSY")
        found = self.tables(snapshot(9), text=text)
        assert found["members"]["_VALUES"] == {"PJRT_Error_Code": [("BUSY", (0, 10))]}

    def test_the_first_set_ever(self) -> None:
        found = self.tables(text=core(10))
        assert (found["versions"], found["names"]) == (((0, 10),), [])


class TestAnswers:
    def test_a_table_grows(self) -> None:
        found = [size_at("PJRT_Api", version) or 0 for version in VERSIONS]
        assert found == sorted(found)
        assert found[0] < found[-1]

    def test_between_known_versions_the_one_before_counts(self) -> None:
        for older, newer in pairwise(VERSIONS):
            if newer[1] > older[1] + 1:
                assert size_at("PJRT_Api", (0, newer[1] - 1)) == size_at("PJRT_Api", older)
        newest = VERSIONS[-1]
        assert size_at("PJRT_Api", (newest[0], newest[1] + 9)) == size_at("PJRT_Api", newest)

    def test_before_the_oldest_nobody_knows(self) -> None:
        assert size_at("PJRT_Api", (VERSIONS[0][0], VERSIONS[0][1] - 1)) is None

    def test_a_struct_that_none_has(self) -> None:
        with pytest.raises(KeyError):
            size_at("Acme_Reading", VERSIONS[-1])

    def test_since(self) -> None:
        assert value_since("PJRT_Buffer_Type", "F32") == VERSIONS[0]
        assert value_since("PJRT_Extension_Type", "COLLECTIVES") > VERSIONS[0]
        assert version_of("PJRT_Client_Create") == VERSIONS[0]
        assert (
            VERSIONS[0]
            < version_of("PJRT_Extension_Type_Collectives")
            == value_since("PJRT_Extension_Type", "COLLECTIVES")
        )
        assert field_since("PJRT_Client_Create_Args", "struct_size") == VERSIONS[0]
        assert field_since("PJRT_Client_Create_Args", "kv_try_get_callback") > VERSIONS[0]
        assert field_since("Acme_Reading", "depth") == version_of("Acme_Reading") == VERSIONS[0]


def test_the_core_of_these_tests_is_as_they_think() -> None:
    assert CORE.count("PJRT_API_MINOR 9\n") == 1
    assert core(9) == CORE
    assert core(9, COUNT, SUM).count("PJRT_DEFINE_STRUCT_TRAITS(PJRT_Api, PJRT_Client_Sum)") == 1


def backwards(node: Any) -> Any:
    """A tree in another order."""
    if isinstance(node, dict):
        return {key: backwards(value) for key, value in reversed(node.items())}
    return node


def test_the_order_in_a_tree_is_nothing() -> None:
    """A tree that was just made has another one than the same tree out of its file."""
    made = [snapshot(9), snapshot(10, COUNT, SUM), snapshot(11, "PJRT_Client_Gamma", SUM, tiny=None)]
    turned = [replace(one, tree=backwards(one.tree)) for one in made]
    assert list(turned[0].tree) == list(reversed(made[0].tree))
    assert json.dumps(of(*turned).data()["steps"]) == json.dumps(of(*made).data()["steps"])
    assert of(*turned).names_data() == of(*made).names_data()
