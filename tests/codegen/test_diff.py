"""What a difference between two snapshots is called, and whether it breaks."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest

from codegen.changes import AbiDiff, Change, Verdict
from codegen.diff import compare
from codegen.diff_text import summary, text
from codegen.model import Header, to_data
from codegen.pipeline import build, build_set

from .test_commands import CORE

APPEND, COMPATIBLE, INFO, BREAKING = Verdict.APPEND, Verdict.COMPATIBLE, Verdict.INFO, Verdict.BREAKING

Data = dict[str, Any]
Found = set[tuple[str, str, Verdict]]

BASE = """\
#pragma once
#include "xla/pjrt/c/pjrt_c_api.h"
#define PJRT_API_X_EXTENSION_VERSION 1
#define X_LIMIT 4
typedef enum { X_Mode_kSlow = 0, X_Mode_kFast = 1, X_Mode_kLast = 5 } X_Mode;
typedef struct X_Thing X_Thing;
typedef struct X_Spare X_Spare;
typedef void (*X_Hook)(int64_t what, void* arg);
typedef struct X_Plain { int32_t a; int64_t b; } X_Plain;
typedef struct X_Item { size_t struct_size; int64_t v; } X_Item;
typedef struct X_Choice { size_t struct_size; union { int64_t number; const char* text; }; } X_Choice;
typedef struct X_Do_Args {
  size_t struct_size;
  X_Thing* thing;
  int64_t depth;
  X_Plain plain;
  X_Mode mode;
  X_Hook hook;
  bool done;  // out
} X_Do_Args;
PJRT_DEFINE_STRUCT_TRAITS(X_Do_Args, done);
typedef PJRT_Error* X_Do(X_Do_Args* args);
typedef struct X_Many_Args { size_t struct_size; const X_Item* items; size_t num_items; } X_Many_Args;
PJRT_DEFINE_STRUCT_TRAITS(X_Many_Args, num_items);
typedef PJRT_Error* X_Many(X_Many_Args* args);
typedef PJRT_Error* X_More(X_Many_Args* args);
typedef struct PJRT_X_Extension {
  PJRT_Extension_Base base;
  X_Do* run;
  X_Many* many;
} PJRT_X_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_X_Extension, many);
"""


class Headers:
    """Builds snapshots of the core of the small tree and one more header."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def data(self, header: str | None = BASE, core: str = CORE) -> Data:
        files = {"xla/pjrt/c/pjrt_c_api.h": core}
        if header is not None:
            files["xla/pjrt/c/x_extension.h"] = header
        for path, content in files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_text(content)
        headers = [Header(p, "x" if "x_ext" in p else "") for p in files]
        # Through JSON, as an abi.json comes.
        found: Data = json.loads(json.dumps(to_data(build(headers, [self.folder])[0])))
        return found

    def diff(self, *edits: tuple[str, str], old: str = BASE) -> AbiDiff:
        new = old
        for before, after in edits:
            assert before in new, before
            new = new.replace(before, after)
        return compare(self.data(old), self.data(new))


@pytest.fixture
def headers(tmp_path: Path) -> Headers:
    return Headers(tmp_path)


def found(diff: AbiDiff) -> Found:
    return {(c.kind, c.subject, c.verdict) for c in diff.changes}


def one(diff: AbiDiff, kind: str) -> Change:
    (change,) = (c for c in diff.changes if c.kind == kind)
    return change


def test_nothing_changed(headers: Headers) -> None:
    diff = headers.diff()
    assert diff == AbiDiff("0.9", "0.9", (), ())
    assert text(diff) == "API 0.9 -> 0.9: no difference\n"


def test_lines_and_comments_are_no_difference(headers: Headers) -> None:
    assert headers.diff(("#pragma once\n", "#pragma once\n// more\n\n")).changes == ()


EDITS: list[tuple[str, list[tuple[str, str]], Found]] = [
    # ---- fields
    (
        "appended",
        [("bool done;  // out\n", "bool done;  // out\n  int64_t extra;\n"), ("_Args, done)", "_Args, extra)")],
        {("struct grown", "X_Do_Args", APPEND)},
    ),
    (
        "appended, size not moved",
        [("bool done;  // out\n", "bool done;  // out\n  int64_t extra;\n")],
        {("struct grown", "X_Do_Args", APPEND), ("last field not moved", "X_Do_Args", INFO)},
    ),
    (
        "inserted",
        [("  int64_t depth;", "  int64_t extra;\n  int64_t depth;")],
        {("field inserted", "extra", BREAKING), ("fields moved", "X_Do_Args", BREAKING)},
    ),
    (
        "inserted into padding",
        [("  X_Mode mode;", "  X_Mode mode;\n  int32_t extra;")],
        {("field inserted", "extra", BREAKING)},
    ),
    (
        "removed",
        [("  int64_t depth;\n", "")],
        {("field removed", "depth", BREAKING), ("fields moved", "X_Do_Args", BREAKING)},
    ),
    (
        "removed at the end",
        [("  bool done;  // out\n", ""), ("_Args, done)", "_Args, hook)")],
        {("field removed", "done", BREAKING)},
    ),
    (
        "reordered",
        [("  X_Thing* thing;\n  int64_t depth;", "  int64_t depth;\n  X_Thing* thing;")],
        {("fields reordered", "X_Do_Args", BREAKING)},
    ),
    ("renamed", [("int64_t depth;", "int64_t height;")], {("field renamed", "depth", COMPATIBLE)}),
    ("renamed last", [("bool done;", "bool ready;"), (", done)", ", ready)")], {("field renamed", "done", COMPATIBLE)}),
    ("retyped", [("int64_t depth;", "uint64_t depth;")], {("field retyped", "depth", BREAKING)}),
    ("typed", [("X_Thing* thing;", "void* thing;")], {("field retyped", "thing", COMPATIBLE)}),
    ("const", [("X_Thing* thing;", "const X_Thing* thing;")], {("const changed", "thing", COMPATIBLE)}),
    (
        "another name and another type",
        [("int64_t depth;", "double height;")],
        {("field removed", "depth", BREAKING), ("field inserted", "height", BREAKING)},
    ),
    (
        "another name and a type at last",
        [("X_Thing* thing;", "void* priv;")],
        {("field renamed", "thing", COMPATIBLE), ("field retyped", "priv", COMPATIBLE)},
    ),
    ("another name and no pointer", [("X_Thing* thing;", "uint64_t thing_id;")],
     {("field removed", "thing", BREAKING), ("field inserted", "thing_id", BREAKING)}),
    ("direction", [("bool done;  // out", "bool done;  // in")], {("direction changed", "done", INFO)}),
    ("nullable", [("X_Thing* thing;", "X_Thing* thing;  // may be NULL")], {("nullable changed", "thing", INFO)}),
    ("deprecated", [("int64_t depth;", "int64_t depth;  // deprecated")], {("deprecated changed", "depth", INFO)}),
    (
        "last field set right",
        [("num_items; } X_Many_Args;\nPJRT_DEFINE_STRUCT_TRAITS(X_Many_Args, num_items)",
          "num_items; } X_Many_Args;\nPJRT_DEFINE_STRUCT_TRAITS(X_Many_Args, items)")],
        {("last field changed", "X_Many_Args", BREAKING)},
    ),
    # ---- structs without a size, in arrays, embedded
    (
        "grown without a size, and embedded",
        [("int64_t b; } X_Plain", "int64_t b; int64_t c; } X_Plain")],
        {
            ("struct grown", "X_Plain", BREAKING),
            ("field inserted", "plain.c", BREAKING),
            ("fields moved", "X_Do_Args", BREAKING),
        },
    ),
    (
        "retyped inside what is embedded: said once",
        [("int64_t b; } X_Plain", "double b; } X_Plain")],
        {("field retyped", "b", BREAKING)},
    ),
    ("grown in an array", [("int64_t v; }", "int64_t v; int64_t w; }")], {("struct grown", "X_Item", BREAKING)}),
    (
        "union member",
        [("int64_t number;", "int64_t number; double real;")],
        {("union member added", "real", COMPATIBLE)},
    ),
    (
        "renamed in a union", [("const char* text;", "const char* words;")],
        {("field removed", "text", BREAKING), ("union member added", "words", COMPATIBLE)},
    ),
    (
        "union that grows",
        [("int64_t number;", "int64_t number; X_Plain plain;")],
        {("union member added", "plain.a", BREAKING), ("union member added", "plain.b", BREAKING)},
    ),
    (
        "grouped in place",
        [("int32_t a; int64_t b; } X_Plain;", "int32_t a; int64_t b; } X_Plain;\n"
          "typedef struct X_Head { size_t struct_size; int64_t v; } X_Head;"),
         ("X_Item { size_t struct_size; int64_t v; }", "X_Item { X_Head head; }")],
        {("fields regrouped", "X_Item", COMPATIBLE), ("struct added", "X_Head", APPEND)},
    ),
    ("struct added", [("typedef struct X_Plain", "typedef struct X_New { int a; } X_New;\ntypedef struct X_Plain")],
     {("struct added", "X_New", APPEND)}),
    ("struct removed", [("typedef struct X_Choice", "typedef struct X_Other")],
     {("struct removed", "X_Choice", BREAKING), ("struct added", "X_Other", APPEND)}),
    # ---- types by another name
    ("handle renamed", [("X_Thing", "X_Object")], {("type renamed", "X_Thing", COMPATIBLE)}),
    ("struct renamed", [("X_Plain", "X_Simple")], {("type renamed", "X_Plain", COMPATIBLE)}),
    ("enum renamed", [("} X_Mode;", "} X_Speed;"), ("X_Mode mode", "X_Speed mode")],
     {("type renamed", "X_Mode", COMPATIBLE)}),
    (
        "renamed, and not the same",
        [("X_Plain plain", "X_Simple plain"), ("int64_t b; } X_Plain", "double b; } X_Simple"),
         ("typedef struct X_Plain", "typedef struct X_Simple")],
        {
            ("struct removed", "X_Plain", BREAKING),
            ("struct added", "X_Simple", APPEND),
            ("field retyped", "plain.b", BREAKING),
        },
    ),
    # ---- enums
    ("value added", [("kLast = 5", "kLast = 5, X_Mode_kNew = 6")], {("value added", "X_Mode_kNew", APPEND)}),
    ("value added in a gap", [("X_Mode_kLast", "X_Mode_kNew = 3, X_Mode_kLast")],
     {("value added", "X_Mode_kNew", APPEND)}),
    ("value renumbered", [("X_Mode_kFast = 1", "X_Mode_kNew = 1, X_Mode_kFast = 2")],
     {("value renumbered", "X_Mode_kFast", BREAKING), ("value added", "X_Mode_kNew", BREAKING)}),
    ("value removed", [(", X_Mode_kLast = 5", "")], {("value removed", "X_Mode_kLast", BREAKING)}),
    ("value renamed", [("X_Mode_kLast", "X_Mode_kFinal")], {("value renamed", "X_Mode_kLast", COMPATIBLE)}),
    ("value by two names", [("kLast = 5", "kLast = 5, X_Mode_kEnd = 5")], {("value added", "X_Mode_kEnd", COMPATIBLE)}),
    ("underlying", [("typedef enum { X_Mode", "typedef enum X_Mode : uint8_t { X_Mode")],
     {("underlying type changed", "X_Mode", BREAKING)}),
    ("underlying of one size", [("typedef enum { X_Mode", "typedef enum X_Mode : int32_t { X_Mode")],
     {("underlying type changed", "X_Mode", COMPATIBLE)}),
    ("enum added",
     [("typedef enum { X_Mode", "typedef enum { X_Way_kUp = 1, X_Way_kDown } X_Way;\ntypedef enum { X_Mode")],
     {("enum added", "X_Way", APPEND)}),
    # ---- functions
    ("function added", [("X_Many* many;", "X_Many* many;\n  X_More* more;"), ("Extension, many)", "Extension, more)")],
     {("function added", "X_More", APPEND)}),
    ("function inserted", [("X_Many* many;", "X_More* more;\n  X_Many* many;")],
     {("function inserted", "X_More", BREAKING), ("slots moved", "PJRT_X_Extension", BREAKING)}),
    ("function removed", [("  X_Many* many;\n", ""), ("Extension, many)", "Extension, run)")],
     {("function removed", "X_Many", BREAKING)}),
    ("slots swapped", [("  X_Do* run;\n  X_Many* many;", "  X_Many* many;\n  X_Do* run;")],
     {("slots reordered", "PJRT_X_Extension", BREAKING)}),
    ("function renamed", [("X_Many(", "X_Several("), ("X_Many* many", "X_Several* many")],
     {("function renamed", "X_Many", COMPATIBLE)}),
    ("function replaced", [("X_Do* run", "X_More* run"), ("typedef PJRT_Error* X_Do(X_Do_Args* args);", "")],
     {("function replaced", "X_Do", BREAKING)}),
    ("retired", [("X_Many* many;", "void* many;  // deprecated")], {("function retired", "X_Many", COMPATIBLE)}),
    ("retired and renamed", [("X_Many* many;", "void* _many;"), ("n, many)", "n, _many)")],
     {("function retired", "X_Many", COMPATIBLE)}),
    ("signature", [("PJRT_Error* X_Many(X_Many_Args* args)", "PJRT_Error* X_Many(X_Do_Args* args)")],
     {("signature changed", "X_Many", BREAKING)}),
    ("deprecated function", [("typedef PJRT_Error* X_Many(", "// Deprecated.\ntypedef PJRT_Error* X_Many(")],
     {("deprecated changed", "X_Many", INFO)}),
    # ---- callbacks, handles, constants
    ("callback changed", [("X_Hook)(int64_t what", "X_Hook)(int32_t what")],
     {("callback changed", "X_Hook", BREAKING)}),
    ("callback const", [("X_Hook)(int64_t what, void*", "X_Hook)(int64_t what, const void*")],
     {("callback changed", "X_Hook", COMPATIBLE)}),
    ("callback added", [("typedef void (*X_Hook)", "typedef void (*X_New)(void* arg);\ntypedef void (*X_Hook)")],
     {("callback added", "X_New", APPEND)}),
    ("handle added", [("typedef struct X_Spare", "typedef struct X_New X_New;\ntypedef struct X_Spare")],
     {("handle added", "X_New", APPEND)}),
    ("handle removed", [("typedef struct X_Spare X_Spare;\n", "")], {("handle removed", "X_Spare", INFO)}),
    ("version", [("X_EXTENSION_VERSION 1", "X_EXTENSION_VERSION 2")],
     {("extension version", "PJRT_API_X_EXTENSION_VERSION", INFO)}),
    ("constant", [("X_LIMIT 4", "X_LIMIT 8")], {("constant changed", "X_LIMIT", BREAKING)}),
    ("constant gone", [("#define X_LIMIT 4\n", "#define X_BOUND 4\n")],
     {("constant removed", "X_LIMIT", BREAKING), ("constant added", "X_BOUND", APPEND)}),
]  # fmt: skip


@pytest.mark.parametrize(("edits", "expected"), [e[1:] for e in EDITS], ids=[e[0] for e in EDITS])
def test_a_change_has_its_name_and_verdict(headers: Headers, edits: list[tuple[str, str]], expected: Found) -> None:
    diff = headers.diff(*edits)
    extra = {c.kind for c in diff.changes} - {kind for kind, _, _ in expected}
    seen = {key for key in found(diff) if not _part(diff, key)}
    assert seen == expected, extra
    rendered = text(diff)
    assert all(subject in rendered for _, subject, _ in expected)
    assert ("BREAKING (" in rendered) is any(verdict is BREAKING for _, _, verdict in expected)


def _part(diff: AbiDiff, key: tuple[str, str, Verdict]) -> bool:
    return any(c.of for c in diff.changes if (c.kind, c.subject, c.verdict) == key)


def test_what_is_renamed_in_a_struct_of_a_union(headers: Headers) -> None:
    inner = "typedef struct X_Inner { int64_t v; void* priv; } X_Inner;\ntypedef struct X_Choice"
    old = BASE.replace("typedef struct X_Choice", inner).replace(
        "const char* text; }", "X_Inner inner; X_Inner same; }"
    )
    new = old.replace("void* priv", "X_Thing* next")
    assert found(compare(headers.data(old), headers.data(new))) == {
        ("field renamed", "priv", COMPATIBLE),
        ("field renamed", "inner.priv", COMPATIBLE),
        ("field renamed", "same.priv", COMPATIBLE),
        ("field retyped", "next", COMPATIBLE),
    }


# ------------------------------------------------------------------- the core


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("PJRT_API_MINOR 9", "PJRT_API_MINOR 10", ("constant changed", "PJRT_API_MINOR", INFO)),
        ("PJRT_API_MAJOR 0", "PJRT_API_MAJOR 1", ("constant changed", "PJRT_API_MAJOR", BREAKING)),
        (
            "Type_Tiny = 0",
            "Type_Tiny = 0, PJRT_Extension_Type_New = 1",
            ("extension type added", "PJRT_Extension_Type_New", APPEND),
        ),
        ("Type_Tiny = 0", "Type_Tiny = 3", ("extension type renumbered", "PJRT_Extension_Type_Tiny", BREAKING)),
    ],
)
def test_changes_of_the_core(headers: Headers, before: str, after: str, expected: tuple[str, str, Verdict]) -> None:
    diff = compare(headers.data(None), headers.data(None, CORE.replace(before, after)))
    assert found(diff) == {expected}


def test_versions_come_from_the_snapshots(headers: Headers) -> None:
    newer = headers.data(None, CORE.replace("PJRT_API_MINOR 9", "PJRT_API_MINOR 10"))
    diff = compare(headers.data(None), newer)
    assert (diff.old, diff.new) == ("0.9", "0.10")
    assert summary(diff) == "API 0.9 -> 0.10: 1 informational"


def test_an_opaque_type_that_gets_a_vtable(headers: Headers) -> None:
    table = (
        "typedef struct PJRT_Client PJRT_Client;\n"
        "typedef struct PJRT_Client_FunctionTable {\n"
        "  size_t struct_size;\n  int (*f)(void* x);\n} PJRT_Client_FunctionTable;\n"
        "struct PJRT_Client { const PJRT_Client_FunctionTable* vtable; };"
    )
    core = CORE.replace("typedef struct PJRT_Client PJRT_Client;", table)
    diff = compare(headers.data(None), headers.data(None, core))
    assert found(diff) == {
        ("handle got a vtable", "PJRT_Client", APPEND),
        ("struct added", "PJRT_Client_FunctionTable", APPEND),
        ("function added", "PJRT_Client_FunctionTable_f", APPEND),
    }


# -------------------------------------------------------------------- headers


def test_a_header_in_one_set_only_is_not_compared(headers: Headers) -> None:
    without, whole = headers.data(None), headers.data(BASE)
    for old, new, only in ((without, whole, "0.9"), (whole, without, "0.9")):
        diff = compare(old, new)
        assert diff.changes == ()
        (alone,) = diff.uncompared
        assert (alone.header, alone.only_in) == ("xla/pjrt/c/x_extension.h", only)
        assert (alone.structs, alone.functions) == (6, 2)
        assert "1 headers in one set only" in summary(diff)


def test_a_header_that_moved(headers: Headers) -> None:
    data = headers.data()
    moved = copy.deepcopy(data)
    moved["headers"][1]["path"] = "elsewhere/x_extension.h"
    change = one(compare(data, moved), "header moved")
    assert (change.old, change.new) == ("xla/pjrt/c/x_extension.h", "elsewhere/x_extension.h")
    assert change.verdict is INFO


def test_a_declaration_that_moved_to_another_header_is_the_same(headers: Headers) -> None:
    data = headers.data()
    moved = copy.deepcopy(data)
    for struct in moved["structs"]:
        if struct["name"] == "X_Plain":
            struct["module"] = ""
    assert compare(data, moved).changes == ()


# -------------------------------------------------------------------- details


def test_a_grown_struct_tells_what_came_and_both_sizes(headers: Headers) -> None:
    diff = headers.diff(
        ("bool done;  // out\n", "bool done;  // out\n  X_Mode extra;  // out\n"), ("s, done)", "s, extra)")
    )
    change = one(diff, "struct grown")
    assert (change.old, change.new, change.details) == ("57 bytes", "64 bytes", ("out X_Mode extra",))
    assert change.header == "xla/pjrt/c/x_extension.h"
    assert "Grown structs\n  X_Do_Args: 57 bytes -> 64 bytes\n      out X_Mode extra\n" in text(diff)


def test_a_new_function_takes_its_argument_struct_along(headers: Headers) -> None:
    args = "typedef struct X_New_Args { size_t struct_size; X_Thing* thing;\nbool ok;  // out\n} X_New_Args;\n"
    new = f"{args}typedef PJRT_Error* X_New(X_New_Args* args);\ntypedef struct PJRT_X_Ext"
    diff = headers.diff(("typedef struct PJRT_X_Ext", new), ("X_Many* many;", "X_Many* many;\n  X_New* fresh;"))
    added = one(diff, "function added")
    assert (added.owner, added.new) == ("PJRT_X_Extension", "slot 2")
    assert added.details == ("X_Thing* thing", "out bool ok")
    assert one(diff, "struct added").of == "X_New"
    assert diff.count(APPEND) == 1
    rendered = text(diff)
    assert "New functions\n  PJRT_X_Extension\n    X_New(X_Thing* thing, out bool ok) [slot 2]\n" in rendered
    assert "X_New_Args" not in rendered


def test_moved_fields_are_one_change_with_their_places(headers: Headers) -> None:
    change = one(headers.diff(("  int64_t depth;", "  int64_t extra;\n  int64_t depth;")), "fields moved")
    assert change.details[0] == "depth: 16 -> 24"
    assert len(change.details) == 6


def test_what_breaks_comes_last_under_its_header(headers: Headers) -> None:
    rendered = text(headers.diff(("int64_t depth;", "double depth;"), ("X_Thing* thing;", "const X_Thing* thing;")))
    assert rendered.endswith(
        "\n\nBREAKING (1)\n  xla/pjrt/c/x_extension.h\n    field retyped: X_Do_Args.depth: int64_t -> double\n"
    )
    assert rendered.startswith("API 0.9 -> 0.9: 1 compatible, 1 breaking\n")


def test_an_experimental_extension_is_marked(headers: Headers) -> None:
    old = BASE.replace("#pragma once", "// This extension is experimental.\n\n#pragma once")
    diff = headers.diff(("int64_t depth;", "double depth;"), old=old)
    assert one(diff, "field retyped").experimental
    assert "  xla/pjrt/c/x_extension.h (experimental)\n" in text(diff)


def test_a_difference_is_plain_frozen_data(headers: Headers) -> None:
    diff = headers.diff(("int64_t depth;", "double depth;"))
    data = diff.data()
    assert json.loads(json.dumps(data)) == data
    assert data["changes"] == [
        {
            "kind": "field retyped",
            "subject": "depth",
            "verdict": "breaking",
            "owner": "X_Do_Args",
            "old": "int64_t",
            "new": "double",
            "header": "xla/pjrt/c/x_extension.h",
        }
    ]
    with pytest.raises(FrozenInstanceError):
        diff.changes[0].kind = "other"  # type: ignore[misc]


def test_comparing_changes_neither_side(headers: Headers) -> None:
    old, new = headers.data(), headers.data(BASE.replace("X_Plain", "X_Simple"))
    kept = copy.deepcopy((old, new))
    compare(old, new)
    assert (old, new) == kept


# ------------------------------------------------------------ the real headers


@pytest.fixture(scope="module")
def real() -> Callable[[str, str], AbiDiff]:
    made: dict[str, Data] = {}

    def diff(old: str, new: str) -> AbiDiff:
        for name in (old, new):
            made.setdefault(name, to_data(build_set(name)[0]))
        return compare(made[old], made[new])

    return diff


@pytest.mark.download
@pytest.mark.parametrize(("old", "new"), [("0.67", "0.81"), ("0.81", "0.90")])
def test_the_core_has_only_grown(real: Callable[[str, str], AbiDiff], old: str, new: str) -> None:
    diff = real(old, new)
    assert diff.breaking == ()
    assert diff.count(APPEND) > 10
    assert all(u.header != "xla/pjrt/c/pjrt_c_api.h" for u in diff.uncompared)


@pytest.mark.download
def test_what_really_broke_up_to_0_115(real: Callable[[str, str], AbiDiff]) -> None:
    diff = real("0.90", "0.115")
    assert {(c.kind, c.owner) for c in diff.breaking} == {
        ("struct grown", "XLA_FFI_Handler_Bundle"),
        ("field inserted", "XLA_FFI_Handler_Register_Args"),
        ("fields moved", "XLA_FFI_Handler_Register_Args"),
        ("field inserted", "XLA_FFI_State_Set_Args"),
        ("fields moved", "XLA_FFI_State_Set_Args"),
        ("field inserted", "XLA_FFI_State_Get_Args"),
        ("fields moved", "XLA_FFI_State_Get_Args"),
    }
    added = {c.subject for c in diff.changes if c.kind == "function added" and c.owner == "PJRT_Api"}
    assert {"PJRT_Client_Load", "PJRT_Error_ForEachPayload", "PJRT_Buffer_Bitcast"} <= added
    assert len(added) == 10


@pytest.mark.download
def test_embedded_bases_and_renamed_types_are_no_breaks(real: Callable[[str, str], AbiDiff]) -> None:
    diff = real("0.67", "0.115")
    regrouped = {c.owner for c in diff.changes if c.kind == "fields regrouped"}
    assert {"PJRT_FFI_Extension", "PJRT_Layouts_Extension", "PJRT_Stream_Extension"} <= regrouped
    renamed = {c.old: c.new for c in diff.changes if c.kind == "type renamed"}
    assert renamed["XLA_FFI_ExecutionContext"] == "XLA_FFI_InvokeContext"
    beyond = {c.owner for c in diff.changes if c.kind == "last field not moved"}
    assert beyond == {"XLA_FFI_Type_Register_Args", "XLA_FFI_Metadata"}
    assert {c.header.rpartition("/")[2] for c in diff.breaking} == {"c_api.h", "pjrt_c_api_ffi_extension.h"}


@pytest.mark.download
def test_reading_the_real_difference_backwards_breaks_where_it_grew(real: Callable[[str, str], AbiDiff]) -> None:
    removed = {c.subject for c in real("0.90", "0.81").breaking if c.kind == "function removed"}
    assert removed == {c.subject for c in real("0.81", "0.90").changes if c.kind == "function added"}
