"""The history of sizes and enum values: what it is made of, and what it says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from codegen import history
from codegen.errors import CodegenError
from codegen.history import State, gather, later_values, sizes
from codegen.model import Abi, Enum, EnumValue, Header, Loc, Struct
from codegen.pipeline import GENERATED, INCLUDE, build_set
from pjrt_abi.history import VERSIONS, size_at, value_since

LOC = Loc("x.h", 1)


def model(*structs: Struct, enums: tuple[Enum, ...] = ()) -> Abi:
    headers = (Header("core.h", ""), Header("extra.h", "extra"))
    return Abi((0, 3), headers, (), (), enums, structs, (), (), (), ())


def struct(name: str, module: str = "") -> Struct:
    return Struct(name, (), LOC, module)


def at(minor: int, modules: tuple[str, ...] = ("", "extra"), **of: int) -> State:
    return State((0, minor), "", modules, of, {})


class TestSizes:
    def test_only_changes_are_kept(self) -> None:
        states = [at(1, A=8), at(2, A=8), at(3, A=16)]
        assert dict(sizes(states, model(struct("A")))) == {"A": [((0, 1), 8), ((0, 3), 16)]}

    def test_a_struct_that_came_later(self) -> None:
        assert dict(sizes([at(1), at(2, A=8)], model(struct("A")))) == {"A": [((0, 2), 8)]}

    def test_a_set_without_the_header_says_nothing(self) -> None:
        states = [at(1, modules=("",)), at(2, A=8)]
        assert dict(sizes(states, model(struct("A", "extra")))) == {"A": [((0, 1), 8)]}

    def test_a_struct_that_no_set_has(self) -> None:
        assert dict(sizes([at(1)], model(struct("A")))) == {}


def test_values_that_came_later() -> None:
    values = tuple(EnumValue(f"E_{n}", n, f"V{n}") for n in range(3))
    enum = Enum("E", "int", values, LOC, "")
    states = [
        replace(at(1), enums={"E": ("E_0",)}),
        replace(at(2), enums={"E": ("E_0", "E_2")}),
        replace(at(3), enums={"E": ("E_0", "E_1", "E_2")}),
    ]
    assert dict(later_values(states, model(enums=(enum,)))) == {"E": {"V1": (0, 3), "V2": (0, 2)}}


@pytest.mark.download
class TestGather:
    def test_what_is_stored_is_what_the_headers_say(self, tmp_path: Path) -> None:
        """Nothing of it is read back: each set is parsed again."""
        made = gather(INCLUDE, tmp_path / "none.json", build_set()[0])
        stored = json.loads((GENERATED / history.FILE).read_text())
        assert json.loads(json.dumps(history.to_data(made))) == stored
        assert tuple(s.version for s in made) == VERSIONS

    def test_a_set_whose_pins_are_others_is_parsed_again(self, tmp_path: Path) -> None:
        data = json.loads((GENERATED / history.FILE).read_text())
        oldest = next(iter(data))
        data[oldest] = {**data[oldest], "pins": "another", "sizes": {}}
        (tmp_path / history.FILE).write_text(json.dumps(data))
        made = gather(INCLUDE, tmp_path / history.FILE, build_set()[0])
        assert made[0].sizes

    @pytest.mark.parametrize("text", ["{", "[]", '{"0.1": {}}', '{"0.1": {"version": 3}}'])
    def test_a_file_that_is_none(self, tmp_path: Path, text: str) -> None:
        (tmp_path / history.FILE).write_text(text)
        with pytest.raises(CodegenError, match=r"history\.json: not what `generate` writes"):
            gather(INCLUDE, tmp_path / history.FILE, build_set()[0])


class TestAnswers:
    def test_a_table_grows(self) -> None:
        found = [size_at("PJRT_Api", version) or 0 for version in VERSIONS]
        assert found == sorted(found)
        assert found[0] < found[-1]

    def test_between_known_versions_the_one_before_counts(self) -> None:
        oldest, newest = VERSIONS[0], VERSIONS[-1]
        assert size_at("PJRT_Api", (newest[0], newest[1] - 1)) == size_at("PJRT_Api", VERSIONS[-2])
        assert size_at("PJRT_Api", (oldest[0], oldest[1] - 1)) is None

    def test_a_struct_that_none_has(self) -> None:
        with pytest.raises(KeyError):
            size_at("Acme_Reading", VERSIONS[-1])

    def test_values(self) -> None:
        assert value_since("PJRT_Buffer_Type", "F32") == VERSIONS[0]
        assert value_since("PJRT_Extension_Type", "COLLECTIVES") > VERSIONS[0]
