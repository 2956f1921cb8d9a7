"""Comments and strings come out of a text, and nothing else moves."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pjrt.gap.source.languages import LANGUAGES, Language, of
from pjrt.gap.source.lexer import blank, strip

# What opens, closes and escapes comments and strings anywhere, in any order, and a little else.
_PIECES = """
    /* */ // # #= =# #[ ]# (* *) {- -} -- --[[ ]] [==[ ]==] [[ ; #| |# " ' \'\'\' \"\"\" ` \\ r" R"x( )x" r#" "# @"
    {| |} 'a' b"c" =begin =end % ! a1 PJRT_Client_Create ( ) { } import"C" #if~0 #endif #else <- é \t
"""
PIECES = [piece.replace("~", " ") for piece in _PIECES.split()]
TEXTS = st.lists(st.sampled_from([*PIECES, "\n", " "]), max_size=40).map("".join)
ANY = st.sampled_from(LANGUAGES)


@given(TEXTS | st.text(max_size=60), ANY)
@settings(max_examples=600, deadline=None)
def test_nothing_moves(text: str, language: Language) -> None:
    found = strip(text, language)
    assert len(found.code) == len(text)
    assert [i for i, c in enumerate(text) if c == "\n"] == [i for i, c in enumerate(found.code) if c == "\n"]
    kept = (a == b or b in ' "' for a, b in zip(text, found.code, strict=True))
    assert all(kept) or language.name == "Go"  # there the comments before import "C" are code


@given(TEXTS, ANY)
@settings(max_examples=300, deadline=None)
def test_strings_lie_in_the_text(text: str, language: Language) -> None:
    end = 0
    for string in strip(text, language).strings:
        assert end <= string.start < string.end <= len(text)
        assert string.value in text or language.name == "Go"
        end = string.end


@given(TEXTS, ANY)
@settings(max_examples=200, deadline=None)
def test_once_is_enough(text: str, language: Language) -> None:
    """Stripping what is stripped changes nothing but strings, of which the quotes remain."""
    code = strip(text, language).code
    if '"' not in code and "'" not in code and "`" not in code:
        assert strip(code, language).code == code


SAMPLES = [
    ("a.c", 'x /* " */ y "z // w" /* a', 'x         y "      "     ', ["z // w"]),
    ("a.c", "a // b \\\n c\nd", "a       \n  \nd", []),
    ("a.cc", 'R"x(a)"b)x" c', '"         " c', ['a)"b']),
    ("a.cc", "n = 1'000'000; c = '\"';", "n = 1'000'000; c = \" \";", ["'\"'"]),
    ("a.cc", "#if 0\nPJRT\n#if 1\n#endif\n#else\nb\n#endif", "     \n    \n     \n      \n#else\nb\n#endif", []),
    ("a.rs", "a /* b /* c */ d */ e", "a                   e", []),
    ("a.rs", "fn f<'a>(x: &'a str) { 'c' }", "fn f<'a>(x: &'a str) { \" \" }", ["'c'"]),
    ("a.rs", 'r#"a"b"# c', '"      " c', ['a"b']),
    ("a.go", 'a `b\n"c` d', 'a " \n  " d', ['b\n"c']),
    ("a.go", '/*\nint f(); // x\n*/\nimport "C"', '  \nint f();     \n  \nimport " "', ["C"]),
    ("a.go", '// int f();\nimport "C"', '   int f();\nimport " "', ["C"]),
    ("a.zig", 'a = \\\\ b " c\n.@"error" = "d"', 'a = "      "\n.@"error" = " "', ['\\\\ b " c', "d"]),
    ("a.py", 'a = """b\n"c" """ # d', 'a = "   \n      "    ', ['b\n"c" ']),
    ("a.py", "a = 'it\\'s' + \"b", 'a = "     " + "b', ["it\\'s"]),
    ("a.jl", "a #= b #= c =# d =# e' # f", "a                   e'    ", []),
    ("a.ml", "a (* b (* c *) \"d\" *) e' {x|f|}|x} 'g'", 'a                     e\' "       " " "', ["f|}", "'g'"]),
    ("a.hs", "a {- b {- c -} d -} --> e -- f", "a                   --> e     ", []),
    ("a.R", 'r"(a"b)" \'c\' # d', '"      " " "    ', ['a"b', "c"]),
    ("a.cs", '@"a""b" + """c"d"""', '"     " + "       "', ['a""b', 'c"d']),
    ("a.lua", "--[==[ a ]] ]==] b [[c]] -- d", '                 b "   "     ', ["c"]),
    ("a.swift", '#"a"b"# + "c"', '"     " + " "', ['a"b', "c"]),
    ("a.f90", "a = 'it''s' ! b", 'a = "     "    ', ["it''s"]),
    ("a.sh", "a ${#b} # c", "a ${#b}    ", []),
]


@pytest.mark.parametrize(("path", "text", "code", "strings"), SAMPLES)
def test_samples(path: str, text: str, code: str, strings: list[str]) -> None:
    language = of(path, text)
    assert language is not None
    found = strip(text, language)
    assert found.code == code
    assert [string.value for string in found.strings] == strings


def test_blank_keeps_line_breaks() -> None:
    assert blank("ab\n\tc") == "  \n  "
