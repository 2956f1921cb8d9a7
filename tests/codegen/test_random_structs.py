"""Random C declarations through the whole pipeline, against a C++ compiler; and random damage to headers."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from codegen import names
from codegen.errors import CodegenError
from codegen.model import Abi, Header, to_data
from codegen.oracle import compile_and_run, differences, model_facts
from codegen.pipeline import build

from .support import GOLDENS, ctypes_facts

NUMBERS = (
    "char", "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned", "long", "unsigned long",
    "long long", "float", "double", "bool", "int8_t", "uint8_t", "int16_t", "uint16_t", "int32_t", "uint32_t",
    "int64_t", "uint64_t", "size_t", "ptrdiff_t", "intptr_t", "uintptr_t",
)  # fmt: skip
CARRIERS = {"int8_t": 7, "uint8_t": 8, "int16_t": 15, "uint16_t": 16, "int32_t": 31, "uint32_t": 32, "int64_t": 63}
POINTERS = ("void*", "const char*", "const char* const*", "int64_t**", "PJRT_Client*", "PJRT_Device* const*")
HEADERS = (Header("base.h", ""), Header("random.h", "random"))


def relaxed(examples: int, *, shrink: bool = True) -> settings:
    unhealthy = [HealthCheck.too_slow, HealthCheck.data_too_large]
    phases = [phase for phase in Phase if shrink or phase not in (Phase.shrink, Phase.explain)]
    return settings(max_examples=examples, deadline=None, suppress_health_check=unhealthy, phases=phases)


class Declarations:
    """A header in the making. Every name is new, so that nothing collides."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.lines: list[str] = ['#include "base.h"', ""]
        self.types: list[str] = []
        self.functions: list[str] = []
        self.count = 0

    def name(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def chance(self, percent: int) -> bool:
        return self.draw(st.integers(0, 99)) < percent

    def pick(self, options: Sequence[str]) -> str:
        return self.draw(st.sampled_from(list(options)))

    def number(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def enum(self) -> None:
        name = self.name("Enum")
        carrier = self.pick(["", *CARRIERS])
        bits = CARRIERS.get(carrier, 33)
        low = 0 if carrier.startswith("u") else -(2 ** min(bits, 62))
        values = "".join(f"  {name}_kV{at} = {self.number(low, 2**bits - 1)},\n" for at in range(self.number(1, 4)))
        self.lines.append(f"enum {name}{f' : {carrier}' if carrier else ''} {{\n{values}}};")
        self.types.append(name)

    def function(self) -> None:
        name = self.name("Function")
        if self.chance(50):
            self.lines.append(f"typedef void {name}(int x, void* user_arg);")
            self.functions.append(f"{name}*")
        else:
            self.lines.append(f"typedef int32_t (*{name})(const char* text, size_t size);")
            self.functions.append(name)

    def field(self, depth: int, indent: str) -> str:
        name = self.name("f")
        dims = "".join(f"[{self.number(1, 5)}]" for _ in range(self.number(0, 2))) if self.chance(30) else ""
        kinds = ["number"] * 4 + ["pointer", "pointer", "function"]
        kinds += ["type"] * 3 * bool(self.types) + ["typedef"] * bool(self.functions)
        kinds += ["nested", "tagged"] * (depth < 3) + ["anonymous"] * (depth < 3)
        match self.pick(kinds):
            case "number":
                return f"{indent}{self.pick(NUMBERS)} {name}{dims};\n"
            case "pointer":
                return f"{indent}{self.pick([*POINTERS, *(f'{t}*' for t in self.types)])} {name}{dims};\n"
            case "function":
                return f"{indent}void (*{name})(void* data, size_t size);\n"
            case "type":
                return f"{indent}{self.pick(self.types)} {name}{dims};\n"
            case "typedef":
                return f"{indent}{self.pick(self.functions)} {name};\n"
            case "anonymous":
                return f"{indent}{self.keyword()} {{\n{self.fields(depth + 1, indent + '  ')}{indent}}};\n"
            case kind:
                tag = f" {self.name('Tag')}" if kind == "tagged" else ""
                body = self.fields(depth + 1, indent + "  ")
                return f"{indent}{self.keyword()}{tag} {{\n{body}{indent}}} {name}{dims};\n"

    def keyword(self) -> str:
        return self.pick(["struct", "union"])

    def fields(self, depth: int, indent: str) -> str:
        return "".join(self.field(depth, indent) for _ in range(self.number(1, 7 - 2 * depth)))

    def struct(self) -> None:
        name, keyword = self.name("Struct"), "union" if self.chance(15) else "struct"
        body = self.fields(0, "  ")
        self.lines.append(f"{keyword} {name} {{\n{body}}};")
        direct = re.findall(r"^  (?! |struct|union|\}).*?\b(f\d+)\b", body, re.MULTILINE)
        if keyword == "struct" and direct and self.chance(60):
            self.lines.append(f"PJRT_DEFINE_STRUCT_TRAITS({name}, {self.pick(direct)});")
        self.types.append(name)


@st.composite
def headers(draw: st.DrawFn) -> str:
    made = Declarations(draw)
    for _ in range(draw(st.integers(12, 25))):
        getattr(made, made.pick(["struct"] * 4 + ["enum", "function"]))()
    made.struct()
    return "\n".join(made.lines) + "\n"


def built(text: str, folder: Path) -> Abi:
    (folder / "random.h").write_text(text)
    return build(HEADERS, [folder, GOLDENS])[0]


@pytest.mark.slow
@relaxed(15, shrink=False)
@given(headers())
def test_random_layouts(text: str) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "include").mkdir()
        (folder / "work").mkdir()
        abi = built(text, folder / "include")
        oracle = compile_and_run(abi, [folder / "include", GOLDENS], folder / "work")
        assert differences(oracle, model_facts(abi)) == []
        assert differences(oracle, ctypes_facts(abi, folder / "out")) == []
        event(f"{len(oracle.facts) // 100 * 100} facts or more")


# ----------------------------------------------------------------------- names

IDENTIFIERS = st.from_regex(r"\A[A-Za-z_][A-Za-z0-9_]{0,12}\Z")


@relaxed(60)
@given(IDENTIFIERS)
def test_snake_is_lower_case_and_stable(name: str) -> None:
    made = names.snake(name)
    assert made == made.lower()
    assert names.snake(made) == made
    assert re.sub("_", "", made) == re.sub("_", "", name).lower()


@relaxed(60)
@given(IDENTIFIERS, st.lists(IDENTIFIERS, min_size=1, max_size=6, unique=True), st.sampled_from(["", "E_", "E_k"]))
def test_enum_values_are_distinct_names_or_an_error(enum: str, values: list[str], prefix: str) -> None:
    values = [prefix + value for value in values]
    assert len(names.enum_values(enum, values)) == len(values)
    text = f'#include "base.h"\nenum Checked {{ {", ".join(values)} }};\n'
    with tempfile.TemporaryDirectory() as folder:
        try:
            abi = built(text, Path(folder))
        except CodegenError as error:
            refused = str(error)
        else:
            refused = ""
    event("refused" if refused else "accepted")
    if refused:
        assert "random.h:2: " in refused
        return
    members = next(e for e in abi.enums if e.name == "Checked").values
    assert [m.name for m in members] == values
    assert len({m.python for m in members}) == len(values)
    assert all(m.python.isidentifier() for m in members)


# ---------------------------------------------------------------------- damage

VALID = sorted(path for path in GOLDENS.glob("*.h") if path.stem != "base")
TOKENS = (
    "{ } ( ) ; * , # // /* */ \" :: << 0 - [ ] [0] ... : = ' struct union enum typedef const enum{ namespace~n{ "
    "PJRT_DEFINE_STRUCT_TRAITS( \n \\\n \n#if~ \n#define~X~ \n#include~ \n#error \xff \0"
)
PIECES = st.sampled_from([token.replace("~", " ").encode("latin-1") for token in re.split(" ", TOKENS)]) | st.binary(
    min_size=1, max_size=3
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    data = draw(st.sampled_from(VALID)).read_bytes()
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from([0, 0, 1, 1, 2, 5, 20])))
        middle = draw(st.just(b"") | PIECES | st.just(data[start:end] * 2))
        data = data[:start] + middle + data[end:]
    return data


@relaxed(150)
@given(damaged())
def test_a_damaged_header_is_accepted_or_refused(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "random.h").write_bytes(data)
        try:
            abi, _ = build(HEADERS, [folder, GOLDENS])
        except CodegenError as error:
            outcome = str(error)
        else:
            outcome = json.dumps(to_data(abi))
    event("accepted" if outcome.startswith("{") else "refused")
    assert outcome.strip()
