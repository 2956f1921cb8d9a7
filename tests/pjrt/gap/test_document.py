"""The gap document: as JSON and back, and what is none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pjrt.gap.document import Document, Item, Place, Status
from tests.pjrt.gap.made_up import BINDING


def test_as_json_and_back() -> None:
    assert Document.from_data(json.loads(json.dumps(BINDING.data()))) == BINDING
    empty = Document("nothing", {}, ())
    assert Document.from_data(empty.data()) == empty
    assert empty.share() == (0, 0)


def test_what_is_empty_is_not_written() -> None:
    item = Item("function", "PJRT_A_B", "A", Status.HAS, "0.13")
    (written,) = Document("x", {}, (item,)).data()["items"]
    assert written == {
        "kind": "function",
        "name": "PJRT_A_B",
        "area": "A",
        "status": "has",
        "since": "0.13",
        "priority": 3,
    }


def test_shares() -> None:
    functions = [item for item in BINDING.items if item.kind == "function"]
    used = [item for item in functions if item.status is Status.USED]
    assert BINDING.share("function") == (len(used), len(functions))
    assert BINDING.share()[1] == len(BINDING.items)
    assert 0 < len(used) < len(functions)


def damaged(**changes: Any) -> dict[str, Any]:
    return {**BINDING.data(), **changes}


ITEM = BINDING.data()["items"][0]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "not a gap document; `pjrt gap … --json` writes such a one"),
        ([], "not a gap document"),
        ({}, "not a gap document"),
        ({"is": "pjrt needs 1"}, "not a gap document"),
        ({"is": "pjrt gap 1"}, "damaged: KeyError: 'subject'"),
        (damaged(subject=3), "damaged: TypeError: expected text, got 3"),
        (damaged(facts=[]), "damaged: AttributeError"),
        (damaged(facts={"a": 1}), "damaged: TypeError: expected text, got 1"),
        (damaged(items=[1]), "damaged: TypeError"),
        (damaged(items=[{**ITEM, "status": "maybe"}]), "damaged: ValueError: 'maybe' is not a valid Status"),
        (damaged(items=[{**ITEM, "priority": "high"}]), "damaged: TypeError: expected a whole number, got 'high'"),
        (damaged(items=[{**ITEM, "priority": True}]), "damaged: TypeError: expected a whole number, got True"),
        (damaged(items=[{**ITEM, "places": [{"file": "a"}]}]), "damaged: KeyError: 'line'"),
        (damaged(notes=3), "damaged: TypeError"),
    ],
)
def test_what_is_none(data: Any, message: str) -> None:
    with pytest.raises(ValueError) as error:
        Document.from_data(data, "gap.json")
    assert str(error.value).startswith("gap.json: ")
    assert message in str(error.value)


def test_a_place_is_named_as_tools_do() -> None:
    assert str(Place("src/a.rs", 7, "call(x)")) == "src/a.rs:7"
