"""Every size, offset and value of the pinned headers, compared with what a C++ compiler makes of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from codegen import pins
from codegen.errors import CodegenError
from codegen.model import Abi
from codegen.oracle import Oracle, compile_and_run, differences, field_name, model_facts, oracle_source
from codegen.pipeline import INCLUDE, build_set
from codegen.preprocess import blank_comments

from .support import Facts, ctypes_facts

SETS = ("0.67", "0.81", "0.90", "0.115")
TRAITS = re.compile(r"(?<!define )\b\w+_DEFINE_STRUCT_TRAITS\(\s*(\w+)\s*,|\benum\s*\{\s*(\w+)_STRUCT_SIZE\s*=")

pytestmark = pytest.mark.download


@cache
def model(name: str) -> Abi:
    return build_set(name)[0]


def dirs(name: str) -> list[Path]:
    return pins.include_dirs(pins.load(INCLUDE / "headers.toml").set(name), INCLUDE)


@pytest.fixture(scope="module")
def oracles(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Oracle]:
    return {name: compile_and_run(model(name), dirs(name), tmp_path_factory.mktemp("oracle")) for name in SETS}


def test_all_pinned_sets_are_covered() -> None:
    assert {s.name for s in pins.load(INCLUDE / "headers.toml").sets} == set(SETS)


@pytest.mark.parametrize("name", SETS)
def test_ctypes_agrees_with_the_compiler(name: str, oracles: Mapping[str, Oracle], tmp_path: Path) -> None:
    facts = ctypes_facts(model(name), tmp_path)
    print(f"{name}: {len(facts)} facts of ctypes compared")
    assert len(facts) > 2000
    assert differences(oracles[name], facts) == []


@pytest.mark.parametrize("name", SETS)
def test_the_model_agrees_with_the_compiler(name: str, oracles: Mapping[str, Oracle]) -> None:
    facts = model_facts(model(name))
    print(f"{name}: {len(facts)} facts of the model compared")
    assert len(facts) > 2000
    assert differences(oracles[name], facts) == []


@pytest.mark.parametrize("name", SETS)
def test_every_struct_field_and_enum_value_is_asked_for(name: str, oracles: Mapping[str, Oracle]) -> None:
    abi, said = model(name), oracles[name].facts
    wanted: set[tuple[str, str]] = set()
    for struct in abi.structs:
        wanted |= {("sizeof", struct.name), ("alignof", struct.name)}
        for number, field in enumerate(struct.fields):
            member = f"{struct.name}.{field_name(field, number)}"
            wanted |= {("offsetof", member), ("sizeof", member)}
    for enum in abi.enums:
        wanted |= {("sizeof", enum.name)} | {("value", f"{enum.name}.{v.name}") for v in enum.values}
    assert {fact for fact in said if fact[0] != "STRUCT_SIZE"} == wanted


@pytest.mark.parametrize("name", SETS)
def test_every_struct_size_of_the_headers_is_asked_for(name: str, oracles: Mapping[str, Oracle]) -> None:
    in_headers: set[str] = set()
    for header in model(name).headers:
        path = next(d / header.path for d in dirs(name) if (d / header.path).is_file())
        in_headers |= {one or other for one, other in TRAITS.findall(blank_comments(path.read_text()))}
    in_headers.discard("sname")
    assert len(in_headers) > 100
    assert {struct for kind, struct in oracles[name].facts if kind == "STRUCT_SIZE"} == in_headers


def test_structs_that_send_less_than_their_sizeof(oracles: Mapping[str, Oracle]) -> None:
    said: Facts = dict(oracles["0.115"].facts)
    shorter = [s for kind, s in said if kind == "STRUCT_SIZE" and said[kind, s] < said["sizeof", s]]
    assert len(shorter) > 20


@pytest.mark.parametrize(
    "fact",
    [
        ("offsetof", "PJRT_Buffer_Destroy_Args.buffer"),
        ("sizeof", "PJRT_NamedValue._anonymous5"),
        ("alignof", "PJRT_NamedValue_anonymous5"),
        ("STRUCT_SIZE", "PJRT_NamedValue"),
        ("value", "PJRT_Error_Code.PJRT_Error_Code_CANCELLED"),
    ],
)
def test_one_wrong_number_is_reported(fact: tuple[str, str], oracles: Mapping[str, Oracle]) -> None:
    said = dict(oracles["0.115"].facts)
    right = said[fact]
    said[fact] = right + 8
    found = differences(Oracle(said), model_facts(model("0.115")))
    assert found == [f"{fact[0]} {fact[1]}: the compiler says {right + 8}, not {right}"]


def test_a_fact_that_one_side_lacks_is_reported(oracles: Mapping[str, Oracle]) -> None:
    facts = model_facts(model("0.81"))
    value = facts.pop(("sizeof", "PJRT_Api"))
    assert differences(oracles["0.81"], facts) == [f"sizeof PJRT_Api: the compiler says {value}, not None"]
    facts["sizeof", "PJRT_Api"], facts["sizeof", "Nothing"] = value, 4
    assert differences(oracles["0.81"], facts) == ["sizeof Nothing: the compiler says None, not 4"]


def test_the_headers_own_assertions_run(tmp_path: Path) -> None:
    """A traits macro that names another field than the last stops the compiler, and its words are passed on."""
    root = dirs("0.81")[0] / "xla/pjrt/c/pjrt_c_api.h"
    copy = tmp_path / "include/xla/pjrt/c/pjrt_c_api.h"
    copy.parent.mkdir(parents=True)
    right = "PJRT_DEFINE_STRUCT_TRAITS(PJRT_Buffer_Destroy_Args, buffer)"
    assert right in root.read_text()
    copy.write_text(root.read_text().replace(right, right.replace("buffer)", "struct_size)")))
    (tmp_path / "work").mkdir()
    with pytest.raises(CodegenError, match=r"do not compile as C\+\+:[\s\S]*Failed to update last_field"):
        compile_and_run(model("0.81"), [tmp_path / "include"], tmp_path / "work")


def test_a_field_that_the_headers_lack_does_not_compile(tmp_path: Path) -> None:
    abi = model("0.81")
    struct = abi.structs[0]
    changed = replace(struct, fields=(*struct.fields, replace(struct.fields[0], name="never_there")))
    with pytest.raises(CodegenError, match="never_there"):
        compile_and_run(replace(abi, structs=(changed, *abi.structs[1:])), dirs("0.81"), tmp_path)


def test_a_compiler_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CodegenError, match="no-such-c\\+\\+: no such compiler"):
        compile_and_run(model("0.81"), dirs("0.81"), tmp_path, compiler="no-such-c++")


def test_the_program_is_deterministic() -> None:
    assert oracle_source(model("0.81")) == oracle_source(build_set("0.81")[0])
