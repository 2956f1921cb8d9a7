"""`pjrt gap --diff`: API versions, plugins, trees and earlier runs, and what its sides can be."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import pjrt
from pjrt import testing
from pjrt.gap.compare import at, between, compare, known, read, side
from pjrt.gap.document import HAVING, Item, Status
from pjrt.gap.names import Names, Version, text_of
from pjrt.gap.plugin import look
from tests.pjrt.gap.made_up import BINDING

NAMES = Names.load()
NEWEST = text_of(NAMES.newest)


def names(changes: object) -> set[str]:
    return {change.item.name for change in changes}  # type: ignore[attr-defined]


class TestVersions:
    def differs(self, old: Version, new: Version) -> None:
        made = compare(at(old, NAMES), at(new, NAMES), NAMES)
        for name in NAMES.all.values():
            if name.kind not in ("function", "extension", "enum value", "struct"):
                continue
            surely_new = old < name.since <= new and name.without is not None and name.without >= old
            if surely_new and not name.gone and name.key not in NAMES.renamed.values():
                assert name.key in names(made.gained), name
            if name.since > new or (name.without is None and not name.gone):
                assert name.key not in names(made.gained), name
            if name.until is not None and old <= name.until < new and name.since <= old:
                assert (name.key in names(made.lost)) == (name.key not in dict(made.renamed)), name
        assert not made.new
        assert not made.changed

    @pytest.mark.parametrize(("old", "new"), [((0, 13), (0, 34)), ((0, 54), (0, 81)), ((0, 90), (0, 115))])
    def test_what_came_and_went(self, old: Version, new: Version) -> None:
        self.differs(old, new)

    def test_renamed_things_neither_come_nor_go(self) -> None:
        made = compare(at((0, 67), NAMES), at((0, 115), NAMES), NAMES)
        renamed = dict(made.renamed)
        assert renamed
        assert renamed.items() <= dict(NAMES.renamed).items()
        for old, new in renamed.items():
            assert not {old, new} & (names(made.lost) | names(made.gained))
        fields = {name for name in names(made.lost) if name.partition(".")[0] in renamed}
        assert all(f"{renamed[name.partition('.')[0]]}.{name.partition('.')[2]}" not in NAMES.all for name in fields)

    def test_the_same(self) -> None:
        made = compare(at((0, 90), NAMES), at((0, 90), NAMES), NAMES)
        assert not any((made.gained, made.lost, made.changed, made.new, made.renamed))

    def test_backwards(self) -> None:
        there = compare(at((0, 90), NAMES), at((0, 98), NAMES), NAMES)
        back = compare(at((0, 98), NAMES), at((0, 90), NAMES), NAMES)
        assert names(there.gained) == names(back.lost)
        assert names(there.lost) == names(back.gained)

    def test_what_nobody_knows_is_left_out(self) -> None:
        """A header that is known of a later version only may have been there before, or not."""
        name = next(
            n for n in NAMES.all.values() if n.without and n.without[1] + 1 < n.since[1] and n.kind == "function"
        )
        assert name.without is not None
        doubtful = (0, name.since[1] - 1)
        made = compare(at(doubtful, NAMES), at(NAMES.newest, NAMES), NAMES)
        assert name.key not in names(made.gained)
        sure = compare(at(name.without, NAMES), at(NAMES.newest, NAMES), NAMES)
        assert name.key in names(sure.gained) or name.gone

    def test_a_version_between(self) -> None:
        missing = next((0, n) for n in range(14, NAMES.newest[1]) if (0, n) not in NAMES.versions)
        assert "No headers of API" in between(missing, NAMES)
        assert at(missing, NAMES).notes[0] == between(missing, NAMES)
        assert between(NAMES.newest, NAMES) == ""


class TestRuns:
    """Of one thing at two times."""

    def test_new_gaps(self) -> None:
        status = {"PJRT_Client_Create": Status.LACKING, "PJRT_Client_Load": Status.USED}
        items = [replace(item, status=status.get(item.name, item.status)) for item in BINDING.items]
        newer = Item("function", "PJRT_Nova", "Nova", Status.LACKING, "0.130")
        made = compare(BINDING, replace(BINDING, items=(*items, newer)), NAMES)
        assert names(made.lost) == {"PJRT_Client_Create"}
        assert names(made.gained) == {"PJRT_Client_Load"}
        assert names(made.new) == {"PJRT_Nova"}
        assert names(made.gaps) == {"PJRT_Client_Create", "PJRT_Nova"}
        assert [(c.before, c.after) for c in made.lost] == [("used", "lacking")]

    def test_declared_and_then_not(self) -> None:
        items = tuple(replace(i, status=Status.LACKING) if i.status is Status.DECLARED else i for i in BINDING.items)
        made = compare(BINDING, replace(BINDING, items=items), NAMES)
        assert [(c.item.name, c.before, c.after) for c in made.changed] == [
            ("PJRT_Client_Devices", "declared only", "lacking")
        ]
        assert made.gaps == ()

    def test_from_json(self, tmp_path: Path) -> None:
        file = tmp_path / "gap.json"
        file.write_text(json.dumps(BINDING.data()))
        assert side(str(file), NAMES) == read(file) == BINDING
        other = tmp_path / "without-suffix"
        other.write_text("\n " + json.dumps(BINDING.data()))
        assert side(str(other), NAMES) == BINDING

    def test_as_json(self) -> None:
        items = tuple(replace(item, status=Status.LACKING) for item in BINDING.items)
        data = json.loads(json.dumps(compare(BINDING, replace(BINDING, items=items), NAMES).data()))
        assert data["is"] == "pjrt gap diff 1"
        assert data["before"] == data["after"] == BINDING.subject
        lost = {one["name"]: one for one in data["lost"]}
        assert lost.keys() == {item.name for item in BINDING.items if item.status in HAVING}
        assert lost["PJRT_Client_Create"]["before"] == "used"
        assert lost["PJRT_Client_Create"]["after"] == "lacking"
        assert data["gained"] == data["new"] == data["renamed"] == []


class TestKinds:
    """Things of two kinds are compared in what both tell of."""

    def test_a_plugin_and_a_version(self) -> None:
        plugin = pjrt.load(testing.reference(version=(0, 90)))
        document = look(plugin, NAMES)
        made = compare(document, at(NAMES.newest, NAMES), NAMES)
        lacking = {item.name for item in document.items if item.status is Status.LACKING}
        assert names(made.gained) == lacking
        assert not made.lost
        assert not made.new

    def test_a_binding_and_a_plugin(self) -> None:
        plugin = look(pjrt.load(testing.reference(omit=["PJRT_Client_Create"])), NAMES)
        made = compare(BINDING, plugin, NAMES)
        assert names(made.lost) == {"PJRT_Client_Create"}
        told = {item.name for item in BINDING.items} & {item.name for item in plugin.items}
        assert names(made.gained) <= told
        assert "PJRT_CopyToDeviceStream" not in names(made.gained)  # a handle, of which plugins tell nothing

    @pytest.mark.download
    def test_two_plugins(self) -> None:
        old, new = side("xla_cpu_pjrt", NAMES), side("lammps_jax_pjrt_cpu", NAMES)
        made = compare(old, new, NAMES)
        lacking = pjrt.load("xla_cpu_pjrt").missing_functions.keys()
        assert lacking - pjrt.load("lammps_jax_pjrt_cpu").missing_functions.keys() <= names(made.gained)
        assert "PJRT_Extension_Type_Shardings" in names(made.gained)
        assert not made.lost


class TestSides:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("0.91x", "--diff: expected an API version such as 0.98, got '0.91x'"),
            ("0", "--diff: expected an API version such as 0.98, got '0'"),
            ("0.9.1", "--diff: expected an API version such as 0.98, got '0.9.1'"),
            ("0.12", f"--diff: no headers of API 0.12 are known; known are {text_of(NAMES.versions[0])}, "),
            ("9.1", f"{NEWEST}"),
        ],
    )
    def test_versions_that_are_none(self, text: str, message: str) -> None:
        with pytest.raises(ValueError) as error:
            side(text, NAMES)
        assert message in str(error.value)

    def test_versions_that_are(self) -> None:
        assert side(NEWEST, NAMES).subject == f"API {NEWEST}"
        assert known(NEWEST, NAMES, "--at") == NAMES.newest

    def test_json_that_is_none(self, tmp_path: Path) -> None:
        for name, content, message in (
            ("a.json", "{", "not JSON"),
            ("b.json", "[]", "not a gap document"),
            ("c.json", '{"is": "pjrt needs 1"}', "not a gap document"),
            ("d.json", "\udcff", "not JSON"),
        ):
            file = tmp_path / name
            file.write_bytes(content.encode(errors="surrogateescape"))
            with pytest.raises(ValueError, match=message):
                side(str(file), NAMES)
        with pytest.raises(FileNotFoundError):
            side(str(tmp_path / "none.json"), NAMES)

    def test_plugins_that_are_none(self, tmp_path: Path) -> None:
        (tmp_path / "text.so").write_text("hello")
        for text in (str(tmp_path / "none.so"), str(tmp_path / "text.so"), "no_such_plugin"):
            with pytest.raises(pjrt.PluginLoadError):
                side(text, NAMES)


def test_what_a_first_document_did_not_look_for_is_no_new_gap() -> None:
    """Such as fields of a struct that was not used then; only what came to the interface later is new."""
    some = replace(BINDING, items=tuple(item for item in BINDING.items if item.status in HAVING))
    assert compare(some, BINDING, NAMES).new == ()
    earlier = replace(some, facts={**some.facts, "counted against": "0.95"})
    made = compare(earlier, BINDING, NAMES)
    assert names(made.new) >= {"PJRT_Client_Load"}
    assert all(int(change.item.since.removeprefix("0.")) > 95 for change in made.new)
    assert compare(at((0, 90), NAMES), BINDING, NAMES).new == ()
