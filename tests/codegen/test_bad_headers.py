"""What is wrong with a header is said with its place, what was found, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from codegen import overrides
from codegen.errors import CodegenError
from codegen.model import Header
from codegen.pipeline import build
from codegen.preprocess import preprocess

GOLDENS = Path(__file__).with_name("goldens")
BASE = '#include "base.h"\n'
HEADERS = (Header("base.h", ""), Header("bad.h", "bad"))
UNKNOWN = "no header that was given defines it; add the header that does, or map the C++ type in codegen/overrides.toml"
CORRECT = "correct it, or skip the header in include/headers.toml with a reason"


def error(
    folder: Path, text: str | bytes, others: Mapping[str, str] | None = None, headers: tuple[Header, ...] = HEADERS
) -> str:
    """The message that comes of a bad.h with this text, and of the other headers beside it."""
    (folder / "bad.h").write_bytes(text if isinstance(text, bytes) else text.encode())
    for name, content in (others or {}).items():
        (folder / name).write_text(content)
    with pytest.raises(CodegenError) as caught:
        build(headers, [folder, GOLDENS])
    return str(caught.value)


def test_a_good_header_passes(tmp_path: Path) -> None:
    (tmp_path / "bad.h").write_text(BASE + "struct A {\n  int x;\n};\n")
    assert [s.name for s in build(HEADERS, [tmp_path, GOLDENS])[0].structs if s.module == "bad"] == ["A"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # ------------------------------------------------------------ syntax
        ("struct A {\n  int x\n};\n", f"bad.h:4: not valid C: before: }}: '}};'; {CORRECT}"),
        ("struct A {\n  int 5x;\n};\n", f"bad.h:3: not valid C: before: 5: 'int 5x;'; {CORRECT}"),
        (
            "struct A {\n  int x;\n",
            f"bad.h:3: not valid C: the text ends within a declaration: 'int x;'; {CORRECT}",
        ),
        (
            "\nclass A { int x; };\n",
            "bad.h:3: not valid C: Invalid function definition: 'class A { int x; };'; correct",
        ),
        ("int f(void) { return 1; }\n", "bad.h:2: expected a declaration: 'int f(void) { return 1; }'"),
        ("struct A { int x; };\n/* never closed\n", "bad.h:3: a comment is not closed; add its `*/`"),
        ('const char* a = "/*";\n/* never closed\n', "bad.h:3: a comment is not closed; add its `*/`"),
        (
            "\nnamespace a {\nstruct X { int y; };\n",
            "bad.h:3: namespace is not closed: 'namespace a {'; add its closing",
        ),
        # ------------------------------------------------------ preprocessing
        (
            "#error not on this machine\n",
            "bad.h:2: #error: 'not on this machine'; these headers are not for this platform",
        ),
        ("#if 1\nstruct A { int x; };\n", "bad.h:2: Unterminated #if 1"),
        ("#endif\n", "bad.h:2: Misplaced #endif"),
        ("struct A { int x; };\n#if // x\n#endif\n", "bad.h:3: #if is not complete; complete or remove it"),
        (
            f'#include "{"x" * 300}.h"\nint 5x;\n',
            "bad.h:3: not valid C: Invalid declaration: 'int 5x;'; note: it includes xxx",
        ),
        ('#include "base.h\nstruct A { int x; };\n', "bad.h:2: #include is not complete; complete or remove it"),
        ("#include <base.h\n", "bad.h:2: #include is not complete; complete or remove it"),
        ("#define\n", "bad.h:2: #define is not complete; complete or remove it"),
        ("#if 1 +\n#endif\n", "bad.h:2: Could not evaluate expression"),
        (
            "PJRT_DEFINE_STRUCT_TRAITS(A)\n",
            "bad.h:2: Macro PJRT_DEFINE_STRUCT_TRAITS requires 2 arguments but was passed 1",
        ),
        # -------------------------------------------------------------- types
        ("struct A {\n  int x;\n  Nobody n;\n};\n", f"bad.h:4: unknown type 'Nobody': 'Nobody n;': {UNKNOWN}"),
        ("struct A {\n  Nobody* n;\n};\n", f"bad.h:3: unknown type 'Nobody': 'Nobody* n;': {UNKNOWN}"),
        ("struct A {\n  no::body n;\n};\n", f"bad.h:3: unknown type 'no__body': 'no::body n;': {UNKNOWN}"),
        ("typedef void F(Nobody);\n", f"bad.h:2: unknown type 'Nobody': 'typedef void F(Nobody);': {UNKNOWN}"),
        ("struct A {\n  PJRT_Client c;\n};\n", f"bad.h:3: A.c: unknown type 'PJRT_Client': {UNKNOWN}"),
        ("struct A {\n  enum Later l;\n};\n", f"bad.h:3: A.l: unknown type 'Later': {UNKNOWN}"),
        ("struct A {\n  long double d;\n};\n", f"bad.h:3: unknown type 'long double': 'long double d;': {UNKNOWN}"),
        ("struct A {\n  void v;\n};\n", "bad.h:3: A.v: a value of type void has no size; use a pointer"),
        (
            "struct A { struct B b; };\nstruct B { struct C { struct A a; } c; };\n",
            "bad.h:2: a struct contains itself by value: A -> B -> C -> A; use a pointer",
        ),
        ("struct A { struct A a; };\n", "bad.h:2: a struct contains itself by value: A -> A; use a pointer"),
        (
            "struct A {\n  int x : 3;\n};\n",
            "bad.h:3: A.x: bit-fields have no fixed place in the ABI; use a whole integer: 'int x : 3;'",
        ),
        ("struct A {\n  int x;\n  int : 0;\n};\n", "bad.h:4: A.: bit-fields have no fixed place in the ABI; use"),
        (
            "typedef void F(const char* f, ...);\n",
            "bad.h:2: a variadic function type has no fixed parameters to call it with: 'typedef void F(const char*",
        ),
        (
            "typedef struct { int x; }* P;\n",
            "bad.h:2: a struct or union with neither a tag nor a typedef; give it a tag",
        ),
        ("struct A {\n  int;\n};\n", "bad.h:3: A: a field without a name: 'int;'"),
        ("struct A { int x[-1]; };\n", "bad.h:2: an array of -1 elements: 'struct A { int x[-1]; };'"),
        ("struct A { int x[sizeof(int)]; };\n", "bad.h:2: not an integer constant expression that the generator can"),
        ("enum A { A_X = 'AB' };\n", "bad.h:2: not an integer constant expression that the generator can evaluate"),
        ("enum A { A_X = 1 << 99999999 };\n", "bad.h:2: not an integer constant expression that the generator can"),
        ("enum A : float { A_X };\n", "bad.h:2: enum A: the underlying type is not an integer: 'enum A : float"),
        # -------------------------------------------------------------- names
        (
            "enum E {\n  E_kOne,\n  E_ONE\n};\n",
            "bad.h:4: enum E: E_ONE and E_kOne are both 'ONE' in Python; rename one, or extend the naming rule in "
            "codegen/names.py",
        ),
        (
            "typedef struct PJRT_FooBar PJRT_FooBar;\ntypedef struct PJRT_Foo_Bar PJRT_Foo_Bar;\n",
            "handle name 'FooBarPtr' is made of both PJRT_FooBar (bad.h:2) and PJRT_Foo_Bar (bad.h:3); rename one",
        ),
        (
            "typedef PJRT_Error* PJRT_Sample_DoIt(void* a);\ntypedef PJRT_Error* PJRT_Sample_Do_It(void* a);\n"
            "typedef struct PJRT_Sample_Extension {\n  PJRT_Extension_Base base;\n  PJRT_Sample_DoIt* one;\n"
            "  PJRT_Sample_Do_It* two;\n} PJRT_Sample_Extension;\n",
            "bad.h:4: PJRT_Sample_Extension: function name 'do_it' is made of both PJRT_Sample_DoIt and "
            "PJRT_Sample_Do_It; rename one",
        ),
        ("struct A {\n  int x;\n  int x;\n};\n", "bad.h:2: A: field name 'x' is made of both x and x; rename one"),
        ("struct A {\n  int from;\n};\n", "bad.h:3: A.from: a keyword of Python cannot name a field; rename it"),
        ("struct A { int x; };\nstruct A { int y; };\n", "bad.h:3: A is defined twice, first at bad.h:2; remove one"),
        ("enum A { X };\nenum A { Y };\n", "bad.h:3: enum A is defined twice, first at bad.h:2; remove one"),
        ("typedef void F(int);\ntypedef void F(char);\n", "bad.h:3: F is declared twice, with another type at bad.h:2"),
        # ------------------------------------------------------------- traits
        (
            "struct A { int x; char z; };\nPJRT_DEFINE_STRUCT_TRAITS(A, y);\n",
            "bad.h:3: the struct traits of A name the last field 'y', which is not there; its fields are x, z; name",
        ),
        (
            "PJRT_DEFINE_STRUCT_TRAITS(Zed, y);\n",
            "bad.h:2: struct traits of Zed, which is not a struct above them; move them",
        ),
    ],
)
def test_message(text: str, expected: str, tmp_path: Path) -> None:
    assert error(tmp_path, BASE + text).startswith(expected)


def test_an_include_that_is_not_there_is_a_hint(tmp_path: Path) -> None:
    text = f'{BASE}#include "no/such.h"\nstruct A {{ int 5x; }};\n'
    assert "; note: it includes no/such.h, which is not among the headers; correct it" in error(tmp_path, text)


def test_include_cycle(tmp_path: Path) -> None:
    message = error(tmp_path, '#include "other.h"\n', {"other.h": '#include "bad.h"\n'})
    assert message == (
        "other.h: include cycle: bad.h -> other.h -> bad.h; break it by moving what both need into a third header"
    )


def test_missing_header(tmp_path: Path) -> None:
    message = error(tmp_path, "", headers=(*HEADERS, Header("nowhere.h", "nowhere")))
    assert message == f"nowhere.h: no such header in {tmp_path}, {GOLDENS}; run `python -m codegen fetch` first"


def test_not_utf8(tmp_path: Path) -> None:
    message = error(tmp_path, b"// \xff\xfe\n")
    assert message.startswith("bad.h: cannot be read as UTF-8 text: 'utf-8' codec can't decode byte 0xff in position 3")
    assert message.endswith("; convert it")


@pytest.mark.parametrize(
    "text", ["struct Extra { int x; };", "enum Extra { Extra_kA };", "typedef void Extra(int);"], ids=lambda t: t[:4]
)
def test_included_but_not_pinned(text: str, tmp_path: Path) -> None:
    message = error(tmp_path, f'{BASE}#include "extra.h"\n', {"extra.h": f"\n{text}\n"})
    assert message == "extra.h:2: the header extra.h is included but not pinned; pin it in include/headers.toml"


def test_no_version(tmp_path: Path) -> None:
    message = error(tmp_path, "struct A { int x; };\n", headers=(Header("bad.h", ""),))
    assert message == ("no header defines PJRT_API_MAJOR and PJRT_API_MINOR: pjrt_c_api.h is not among them; add it")


def test_a_warning_is_no_error_and_stays_quiet(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.h").write_text(BASE + "#warning soon gone\nstruct A { int x; };\n")
    assert "struct A" in preprocess(["bad.h"], [tmp_path, GOLDENS]).text
    assert capfd.readouterr() == ("", "")


# ------------------------------------------------------------------ overrides


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[fields]\n"A.b" = { nullable = true }\n', "'A.b': an override needs a reason"),
        ('[fields]\n"A.b" = { nullable = true, reason = " " }\n', "'A.b': an override needs a reason"),
        ('[cpp_types]\n"a::b" = { c = "int" }\n', "'a::b': an override needs a reason"),
        ('[fields]\n"A.b" = { nulable = true, reason = "r" }\n', "'A.b': unknown key 'nulable'; known: ['count'"),
        ('[fields]\n"A.b" = { text = "utf8", reason = "r" }\n', "'A.b': text is 'utf8'; expected 'str' or 'bytes'"),
        ('[fields]\n"A.b" = { direction = "up", reason = "r" }\n', "'A.b': direction is 'up'; expected one of ['in',"),
        ('[fields]\n"A.b" = "in"\n', "[fields] 'A.b': expected a table such as"),
        ('[cpp_types]\n"a::b" = { reason = "r" }\n', "'a::b': expected { c ="),
        ('[field]\n"A.b" = { reason = "r" }\n', "unknown table [field]; there are [fields] and [cpp_types]"),
        ("[fields\n", "Expected ']' at the end of a table declaration"),
    ],
)
def test_overrides(text: str, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "overrides.toml"
    path.write_text(text)
    with pytest.raises(CodegenError) as caught:
        overrides.load(path)
    assert str(caught.value).startswith(f"{path}: {expected}")


@pytest.mark.parametrize("field", ["A.y", "B.x"])
def test_stale_override(field: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bad.h").write_text(BASE + "struct A { int x; };\n")
    said = overrides.Overrides({field: overrides.FieldOverride("r")})
    monkeypatch.setattr(overrides, "load", lambda: said)
    with pytest.raises(CodegenError) as caught:
        build(HEADERS, [tmp_path, GOLDENS], stale_overrides=True)
    assert str(caught.value) == (f"codegen/overrides.toml: {field!r}: no header has this field; remove the override")
    assert build(HEADERS, [tmp_path, GOLDENS])[0].structs[-1].name == "A"
