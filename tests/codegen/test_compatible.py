"""Since when things are laid out as they are now, and what is made of that: of small header sets of several ages."""

from __future__ import annotations

import re

import pytest

from codegen import history, since
from codegen.compatible import Compatibility
from codegen.history import History
from codegen.model import Abi
from codegen.render import render
from codegen.snapshots import Snapshot, numbered

from .header_sets import core, headers
from .test_commands import TINY

COUNT = "PJRT_Client_Count"
MORE = ("int64_t value;);\nPJRT_DEFINE_STRUCT_TRAITS(PJRT_Client_Count_Args, value)",
        "int64_t value; const char* words; size_t words_size; int64_t total; PJRT_Client* next;);\n"
        "PJRT_DEFINE_STRUCT_TRAITS(PJRT_Client_Count_Args, next)")  # fmt: skip

Edit = tuple[str, str]


def text(minor: int, *edits: Edit) -> str:
    made = core(minor, COUNT)
    for old, new in edits:
        assert old in made, old
        made = made.replace(old, new)
    return made


def of(*texts: str) -> History:
    return history.of(numbered(headers(one).snapshot() for one in texts))


def model(core_text: str) -> Abi:
    return headers(core_text).model()[0]


def made(*texts: str) -> Compatibility:
    """Of sets that differ in their core, the last of which is the current one."""
    return Compatibility(of(*texts), model(texts[-1]))


# ------------------------------------------------------------------- layouts


class TestOldest:
    def test_nothing_broke(self) -> None:
        found = made(text(9), text(10), text(12, MORE))
        assert (found.oldest, found.broken, found.layouts) == ((0, 9), {}, {})

    def test_one_set(self) -> None:
        assert made(text(9)).oldest == (0, 9)

    @pytest.mark.parametrize(
        "edit",
        [
            ("PJRT_Client* client; int64_t value;", "int64_t value; PJRT_Client* client;"),
            (
                "const PJRT_Error* error; PJRT_Error_Code out_code;",
                "PJRT_Error_Code out_code; const PJRT_Error* error;",
            ),
            (
                "  PJRT_NamedValue_kFloat,\n  PJRT_NamedValue_kBool",
                "  PJRT_NamedValue_kBool,\n  PJRT_NamedValue_kFloat",
            ),
            (
                "  PJRT_Error_Destroy* PJRT_Error_Destroy;\n  PJRT_Error_Message* PJRT_Error_Message;",
                "  PJRT_Error_Message* PJRT_Error_Message;\n  PJRT_Error_Destroy* PJRT_Error_Destroy;",
            ),
            ("size_t value_size;\n} PJRT_NamedValue", "uint32_t value_size;\n} PJRT_NamedValue"),
        ],
        ids=["fields", "fields of errors", "numbers", "slots", "type"],
    )
    def test_the_core_broke(self, edit: Edit) -> None:
        found = made(text(9, edit), text(10, edit), text(12), text(13))
        assert found.oldest == (0, 12)

    def test_what_broke_within_a_version_is_as_its_last_set_has_it(self) -> None:
        other = ("PJRT_Client* client; int64_t value;", "int64_t value; PJRT_Client* client;")
        assert made(text(9, other), text(9), text(10)).oldest == (0, 9)
        assert made(text(8), text(9, other), text(9), text(10)).oldest == (0, 9)

    def test_what_was_new_when_it_broke(self) -> None:
        """An older plugin has no such thing to misread."""
        other = ("PJRT_Client* client; int64_t value;", "int64_t value; PJRT_Client* client;")
        assert made(core(8), text(9, other), text(9), text(10)).oldest == (0, 8)

    @pytest.mark.parametrize(
        "edit",
        [
            ("#define PJRT_API_MAJOR 0\n", "#define PJRT_API_MAJOR 0\n#define PJRT_MOST 3\n"),
            ("typedef struct PJRT_Client PJRT_Client;", "typedef struct PJRT_Client PJRT_Client;\n"
             "typedef struct PJRT_Gone { int64_t a; } PJRT_Gone;"),
            ("PJRT_Client* client; int64_t value;", "void* priv; int64_t value;"),
            ("ARGS(PJRT_Client_Name, PJRT_Client* client; const char* out_name; size_t out_name_size;);",
             "ARGS(PJRT_Client_Name, PJRT_Client* client; const char* out_name; size_t out_name_size;);\n"
             "PJRT_DEFINE_STRUCT_TRAITS(PJRT_Client_Name_Args, out_name);"),
        ],
        ids=["constant", "struct", "pointer to nothing", "last field"],
    )  # fmt: skip
    def test_what_is_no_other_layout(self, edit: Edit) -> None:
        assert made(text(9, edit), text(10)).oldest == (0, 9)

    def test_types_by_another_name(self) -> None:
        named = (("PJRT_Client_Count", "PJRT_Client_Number"),)
        swapped = ("PJRT_Client* client; int64_t value;", "int64_t value; PJRT_Client* client;")
        found = made(text(8, swapped, *named), text(9, *named), text(10))
        assert found.broken == {"PJRT_Client_Count_Args": (0, 9)}
        assert found.oldest == (0, 9)


class TestFunctions:
    def test_of_an_extension(self) -> None:
        """What an extension broke is its functions' own."""
        old = TINY.replace("size_t struct_size;", "size_t struct_size; int64_t more;")
        assert old != TINY
        sets: list[Snapshot] = [headers(text(9), old).snapshot(), headers(text(10), TINY).snapshot()]
        found = Compatibility(history.of(numbered(sets)), model(text(10)))
        assert found.oldest == (0, 9)
        assert found.layouts
        assert set(found.layouts.values()) == {(0, 10)}
        assert all(name.startswith("PJRT_Tiny") or "Tiny" in name for name in found.layouts)


# -------------------------------------------------------------------- growth


class TestGrowth:
    def test_fields(self) -> None:
        found = made(text(9), text(10, MORE))
        grown = {"words": (0, 10), "words_size": (0, 10), "total": (0, 10), "next": (0, 10)}
        assert found.later(found.structs["PJRT_Client_Count_Args"]) == grown
        (api,) = [t for t in found.abi.tables if t.struct == "PJRT_Api"]
        assert found.grown(api) == {"PJRT_Client_Count": "PJRT_Client_Count_Args"}

    def test_a_field_by_another_name_is_not_new(self) -> None:
        renamed = ("int64_t value;);\nPJRT_DEFINE_STRUCT_TRAITS(PJRT_Client_Count_Args, value)",
                   "int64_t number;);\nPJRT_DEFINE_STRUCT_TRAITS(PJRT_Client_Count_Args, number)")  # fmt: skip
        found = made(text(9, renamed), text(10))
        assert found.later(found.structs["PJRT_Client_Count_Args"]) == {}
        assert not found.grown(found.abi.tables[0])

    def test_a_struct_by_another_name(self) -> None:
        found = made(text(9, ("PJRT_Client_Count", "PJRT_Client_Number")), text(10), text(11, MORE))
        assert found.later(found.structs["PJRT_Client_Count_Args"]).keys() == {"words", "words_size", "total", "next"}
        assert found.past.sizes["PJRT_Client_Count_Args"] == [((0, 9), 24), ((0, 11), 56)]

    def test_a_size_that_was_said_wrong(self) -> None:
        """The field was there all the same: what is sent is what the version wants to hear."""
        wrong = ("PJRT_Client_Count_Args, value)", "PJRT_Client_Count_Args, client)")
        found = made(text(9, wrong), text(10))
        assert found.later(found.structs["PJRT_Client_Count_Args"]) == {}
        assert found.grown(found.abi.tables[0]) == {"PJRT_Client_Count": "PJRT_Client_Count_Args"}
        assert found.past.sizes["PJRT_Client_Count_Args"] == [((0, 9), 16), ((0, 10), 24)]


# --------------------------------------------------------------- what is written


def test_wrappers_of_what_grew() -> None:
    spelled = text(10, MORE)
    # The macro takes its fields on one line: written out, each can say its direction.
    for pattern, replaced in (
        (r"ARGS\((PJRT_Client_Count), (.*?)\);\n", r"typedef struct \1_Args {\n size_t struct_size;\n \2} \1_Args;\n"),
        (r"(words|words_size|total|next);", r"\1;  // out\n"),
    ):
        spelled = re.sub(pattern, replaced, spelled, flags=re.DOTALL)
    past, abi = of(text(9), spelled), model(spelled)
    files = {file.path: file.text for file in render(abi, past)}
    functions = files["pjrt_abi/functions.py"]
    assert '"PJRT_Client_Count": PJRT_Client_Count_Args,' in functions
    body = functions[functions.index("def client_count") :]
    assert "text_out(a.words, a.words_size) if self._told((0, 10)) else None" in body
    assert "a.total if self._told((0, 10)) else None" in body
    lost = 'self._lost("PJRT_Client_Count", "next", (0, 10))'
    assert f'ClientPtr(pointer_out(a.next, "PJRT_Client_Count.next")) if self._told((0, 10)) else {lost}' in body
    assert re.search(r"    words: str \| None\n    total: int \| None\n    next: ClientPtr\n", functions)
    assert "OLDEST_COMPATIBLE = (0, 9)" in files["pjrt_abi/history.py"]


def test_tables_of_the_history() -> None:
    texts = text(9), text(10, MORE)
    found = since.tables(of(*texts), model(texts[-1]))
    assert (found["oldest"], found["layouts"]) == ((0, 9), [])
    fields = [(name, (0, 10)) for name in ("words", "words_size", "total", "next")]
    assert dict(found["members"])["_LATER"] == [("PJRT_Client_Count_Args", fields)]


def test_without_a_past() -> None:
    files = {file.path: file.text for file in render(model(text(9)))}
    assert "GROWN" not in files["pjrt_abi/functions.py"]
    assert "OLDEST_COMPATIBLE = (0, 9)" in files["pjrt_abi/history.py"]
