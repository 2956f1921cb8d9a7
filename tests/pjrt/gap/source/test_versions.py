"""The API version that a tree is made for, in whatever spelling."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pjrt.gap.document import Document, Status
from tests.pjrt.gap.source.conftest import of, why

Tree = Callable[..., Document]
CALL = {"src/call.c": "void f(PJRT_Api* api) { api->PJRT_Client_Create(&args); }\n"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.h", "#define PJRT_API_MAJOR 0\n#define PJRT_API_MINOR 90\n"),
        ("a.rs", "pub const PJRT_API_MAJOR: u32 = 0;\npub const PJRT_API_MINOR: u32 = 90;\n"),
        ("b.rs", "pub const PJRT_API_MINOR: ::std::os::raw::c_int = 90;\n"),
        ("a.go", "package a\n\nconst PJRT_API_MINOR = 90\n"),
        ("b.go", "package a\n\nvar pjrtAPIMinor int32 = 90\n"),
        ("a.zig", "pub const PJRT_API_MINOR = @as(c_int, 90);\n"),
        ("a.py", "PJRT_API_MINOR = 90\n"),
        ("b.py", "PJRT_API_VERSION = (0, 90)\n"),
        ("c.py", 'PJRT_API_VERSION: str = "0.90"\n'),
        ("a.jl", "const PJRT_API_MINOR = 90\n"),
        ("a.ml", "let pjrt_api_minor = 90\n"),
        ("a.swift", "let pjrtApiMinorVersion = 90\n"),
        ("a.cs", "public const int PJRT_API_MINOR = 90;\n"),
        ("a.java", "static final int PJRT_API_MINOR = 90;\n"),
        ("a.hs", "pjrtApiMinor = 90\n"),
        ("a.R", "PJRT_API_MINOR <- 90L\n"),
        ("a.h", f"#define PJRT_API_MINOR /* {'long ' * 2000} */ 90\n"),
        ("c.rs", f"pub const PJRT_API_MINOR: /* {'long ' * 2000} */ u32 /* {'long ' * 2000} */ = 90;\n"),
        ("a.cc", "constexpr int kX = 1;\nconstexpr int PJRT_API_MINOR_VERSION = 90;\n"),
    ],
)
def test_spellings(tree: Tree, path: str, text: str) -> None:
    facts = tree({**CALL, path: text}).facts
    assert facts["API version"] == "0.90"
    assert facts["API version from"].startswith(f"{path}:")


@pytest.mark.parametrize(
    "text",
    [
        "// #define PJRT_API_MINOR 90\n",
        "/* PJRT_API_MINOR = 90 */\n",
        "if (api->pjrt_api_version.minor_version < PJRT_API_MINOR) { fail(90); }\n",
        'log("PJRT_API_MINOR = 90");\n',
        "int OTHER_API_MINOR = 90;\n",
        f"ok(major, PJRT_API_MINOR);\n/* {'long ' * 2000}*/\nfail(90);\n",
        f"for (auto x : PJRT_API_MINOR ? y : PJRT_API_VERSION = {'/* long */ ' * 500} y) fail(90);\n",
    ],
)
def test_what_states_no_version(tree: Tree, text: str) -> None:
    document = tree({**CALL, "b.c": text})
    assert document.facts["API version"] == "unknown"
    assert "API version from" not in document.facts
    assert document.notes[0].startswith("Nothing in the tree says which API version it is made for")


def test_an_unknown_version_is_at_least_that_of_its_newest_name(tree: Tree) -> None:
    document = tree({"a.c": "void f(PJRT_Api* api) { api->PJRT_Device_PoisonExecution(&args); }\n"})
    since = next(item.since for item in document.items if item.name == "PJRT_Device_PoisonExecution")
    assert document.notes[0].endswith(f"by the names that it uses it is at least {since}.")


def test_a_header_counts_before_what_others_say(tree: Tree) -> None:
    header = "#define PJRT_API_MAJOR 0\n#define PJRT_API_MINOR 81\n"
    document = tree({**CALL, "include/pjrt_c_api.h": header, "version.py": "PJRT_API_MINOR = 90\n"})
    assert document.facts["API version"] == "0.81"
    assert "0.81 counts, not 0.90 (version.py:1)" in "".join(document.notes)


def headers(**extra: str) -> dict[str, str]:
    text = "#define PJRT_API_MAJOR 0\n#define PJRT_API_MINOR {}\n"
    return {**CALL, **{f"include/0.{v}/pjrt_c_api.h": text.format(v) for v in (81, 90, 100)}, **extra}


def test_the_newest_of_several_headers(tree: Tree) -> None:
    """By number, not by letter."""
    document = tree(headers())
    assert document.facts["API version"] == "0.100"
    assert "0.100 counts, not 0.90 (include/0.90/pjrt_c_api.h:2), 0.81" in "".join(document.notes)


@pytest.mark.parametrize(
    ("build", "text"),
    [
        ("CMakeLists.txt", "include_directories(${CMAKE_SOURCE_DIR}/include/0.90)"),
        ("build.rs", 'bindgen::Builder::default().header("include/0.90/pjrt_c_api.h")'),
        ("sub/Makefile", "CFLAGS += -I../include/0.90"),
        ("setup.py", 'include_dirs=["include/0.90"]'),
    ],
)
def test_the_header_that_the_build_names(tree: Tree, build: str, text: str) -> None:
    assert tree({**headers(), build: text}).facts["API version"] == "0.90"


def test_a_build_that_names_no_version_does_not_choose(tree: Tree) -> None:
    assert tree({**headers(), "Makefile": "CFLAGS += -Iinclude"}).facts["API version"] == "0.100"


def test_headers_of_tests_do_not_count(tree: Tree) -> None:
    text = "#define PJRT_API_MINOR 99\n"
    document = tree({**CALL, "tests/data/pjrt_c_api.h": text, "version.py": "PJRT_API_MINOR = 90\n"})
    assert document.facts["API version"] == "0.90"


def test_a_version_newer_than_all_known(tree: Tree) -> None:
    document = tree({**CALL, "a.h": "#define PJRT_API_MINOR 9999\n"})
    assert document.facts["API version"] == "0.9999"
    assert "is the newest that is known here" in document.notes[0]


def test_what_came_after_the_trees_version(tree: Tree) -> None:
    document = tree({**CALL, "a.h": "#define PJRT_API_MINOR 81\n"})
    assert why(document, "PJRT_Client_Devices") == "the tree's own version, 0.81, has it"
    assert why(document, "PJRT_Client_Load") == "newer than the tree's own version, 0.81"


def test_names_that_went_away(tree: Tree) -> None:
    """They are told of where they are used, with their new name."""
    document = tree({"a.c": "void f(PJRT_Api* a) { PJRT_FFI_TypeID_Register_Args args; ext(a)->use(&args); }\n"})
    assert "FFI_TypeID_Register" in of(document, Status.USED)
    assert why(document, "PJRT_FFI_TypeID_Register").startswith("gone since 0.")
    assert "now PJRT_FFI_Type_Register" in why(document, "PJRT_FFI_TypeID_Register")
    assert "FFI_TypeID_Register" not in {n for s in Status for n in of(tree({**CALL, "a.c": ""}), s)}
