"""How languages write comments, strings and blocks: data for one scanner, not a grammar."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Quote:
    """A string. opens: a pattern; closes: the end, with \\1 for what the opening's group matched.

    escapes: whether a backslash takes the next character along. doubled: whether the end stands for itself when it is
    written twice. lines: whether it may hold line breaks; one that may not, and is not closed on its line, is no
    string. whole: opens is all of it, as of a character. code: it is a name in quotes, not a string.
    """

    opens: str
    closes: str = '"'
    escapes: bool = True
    doubled: bool = False
    lines: bool = False
    whole: bool = False
    code: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    """What the scanner has to know of a language.

    line: what comments to the end of the line start with; block: start, end and whether they nest, patterns all.
    braces: whether blocks stand in braces, rather than being told by indentation. names: whether symbols are
    looked up by strings, so that a string can be a use. terse: whether a call takes its arguments without brackets.
    functional: whether definitions are equations.
    preprocessor: whether lines that start with # are directives. calls: what functions take a symbol's name as a
    string, where `names` is false.
    """

    name: str
    line: tuple[str, ...] = ()
    block: tuple[tuple[str, str, bool], ...] = ()
    strings: tuple[Quote, ...] = ()
    braces: bool = True
    names: bool = False
    terse: bool = False
    functional: bool = False
    preprocessor: bool = False
    calls: str = ""
    suffixes: tuple[str, ...] = field(default=(), compare=False)


_DOUBLE = Quote('"')
_SINGLE = Quote("'", "'")
_PLAIN_DOUBLE = Quote('"', escapes=False, doubled=True)
_PLAIN_SINGLE = Quote("'", "'", escapes=False, doubled=True)
_TRIPLES = (Quote('"""', '"""', lines=True), Quote("'''", "'''", lines=True))
_CHAR = Quote(r"(?<![\w'])'(?:\\[^\n]{1,10}?|[^'\\\n])'", whole=True)
_TICKS = Quote("`", "`", lines=True)
_C_BLOCK = (r"/\*", r"\*/", False)
_C_NESTED = (r"/\*", r"\*/", True)
_ML_BLOCK = (r"\(\*", r"\*\)", True)
_ML_STRINGS = (Quote('"', lines=True), Quote(r"\{([a-z_]*)\|", r"|\1}", escapes=False, lines=True), _CHAR)
_LOADS = r"\b(?:dlsym|GetProcAddress|getsymbol|get_symbol|load_symbol|symbol|lookup\w*|find\w*|Get\w*Export)$"

_C = Language(
    "C",
    line=("//",),
    block=(_C_BLOCK,),
    strings=(Quote(r'(?:u8|[uUL])?R"([^()\\\s]{0,16})\(', r')\1"', escapes=False, lines=True), _DOUBLE, _CHAR),
    preprocessor=True,
    calls=_LOADS,
    suffixes=("c", "h"),
)


def _like_c(name: str, *suffixes: str) -> Language:
    return Language(name, _C.line, _C.block, _C.strings, preprocessor=True, calls=_LOADS, suffixes=suffixes)


LANGUAGES = (
    _C,
    _like_c("C++", "cc", "cpp", "cxx", "c++", "hh", "hpp", "hxx", "h++", "inc", "inl", "ipp", "cu", "cuh", "hip"),
    _like_c("Objective-C", "m", "mm"),
    Language(
        "Rust",
        line=("//",),
        block=(_C_NESTED,),
        strings=(
            Quote(r'\b[bc]?r(#*)"', r'"\1', escapes=False, lines=True),
            Quote('"', lines=True),
            _CHAR,
        ),
        calls=r"\b(?:get|symbol|find|lookup|dlsym)(?:::<.*>)?$",
        suffixes=("rs",),
    ),
    Language(
        "Go",
        line=("//",),
        block=(_C_BLOCK,),
        strings=(Quote("`", "`", escapes=False, lines=True), _DOUBLE, _CHAR),
        calls=r"\b(?:Lookup|Dlsym|GetSymbol|RegisterLibFunc|FindProc|NewProc)$",
        suffixes=("go",),
    ),
    Language(
        "Zig",
        line=("//",),
        strings=(Quote(r"\\\\[^\n]*", whole=True), Quote(r'@"[^"\n]*"', whole=True, code=True), _DOUBLE, _CHAR),
        names=True,
        suffixes=("zig",),
    ),
    Language(
        "Python",
        line=("#",),
        strings=(*_TRIPLES, _DOUBLE, _SINGLE),
        braces=False,
        names=True,
        suffixes=("py", "pyi", "pyx", "pxd", "pxi", "mojo"),
    ),
    Language(
        "Julia",
        line=("#(?!=)",),
        block=(("#=", "=#", True),),
        strings=(_TRIPLES[0], Quote('"', lines=True), _CHAR, _TICKS),
        braces=False,
        names=True,
        terse=True,
        suffixes=("jl",),
    ),
    Language(
        "R",
        line=("#",),
        strings=(Quote(r'\b[rR]"(-*)\(', r')\1"', escapes=False, lines=True), Quote('"', lines=True), _SINGLE, _TICKS),
        names=True,
        suffixes=("r",),
    ),
    Language(
        "OCaml",
        block=(_ML_BLOCK,),
        strings=_ML_STRINGS,
        braces=False,
        names=True,
        terse=True,
        functional=True,
        suffixes=("ml", "mli"),
    ),
    Language(
        "F#",
        line=("//",),
        block=(_ML_BLOCK,),
        strings=(_TRIPLES[0], Quote('"', lines=True), _CHAR),
        braces=False,
        names=True,
        terse=True,
        functional=True,
        suffixes=("fs", "fsi", "fsx"),
    ),
    Language(
        "Haskell",
        line=(r"--+(?![!#$%&*+./<=>?@\\^|~:\-])",),
        block=(("{-", "-}", True),),
        strings=(_DOUBLE, _CHAR),
        braces=False,
        names=True,
        terse=True,
        functional=True,
        suffixes=("hs", "hsc", "chs", "lhs", "idr", "purs", "agda"),
    ),
    Language(
        "Nim",
        line=(r"##?(?!\[)",),
        block=((r"#\[", r"\]#", True),),
        strings=(_TRIPLES[0], Quote(r'\b[rR]"', escapes=False), _DOUBLE, _CHAR),
        braces=False,
        names=True,
        terse=True,
        suffixes=("nim", "nims"),
    ),
    Language(
        "D",
        line=("//",),
        block=((r"/\+", r"\+/", True), _C_BLOCK),
        strings=(Quote(r'\br"', escapes=False, lines=True), Quote("`", "`", escapes=False, lines=True), _DOUBLE, _CHAR),
        calls=_LOADS,
        suffixes=("d", "di"),
    ),
    Language(
        "C#",
        line=("//",),
        block=(_C_BLOCK,),
        strings=(
            Quote('("{3,})', r"\1", escapes=False, lines=True),
            Quote('@"', escapes=False, doubled=True, lines=True),
            _DOUBLE,
            _CHAR,
        ),
        calls=r"\b(?:GetExport|TryGetExport|GetSymbol|LoadFunction|GetDelegate\w*)$",
        suffixes=("cs",),
    ),
    Language(
        "Java",
        line=("//",),
        block=(_C_BLOCK,),
        strings=(_TRIPLES[0], _DOUBLE, _CHAR),
        calls=r"\b(?:find\w*|groupElement|downcall\w*|lookup\w*|getFunction)$",
        suffixes=("java",),
    ),
    Language(
        "Kotlin",
        line=("//",),
        block=(_C_NESTED,),
        strings=(_TRIPLES[0], _DOUBLE, _CHAR),
        calls=r"\b(?:find\w*|groupElement|downcall\w*|lookup\w*|getFunction)$",
        suffixes=("kt", "kts", "scala", "sc"),
    ),
    Language(
        "Swift",
        line=("//",),
        block=(_C_NESTED,),
        strings=(
            Quote('(#+)"', r'"\1', escapes=False, lines=True),
            _TRIPLES[0],
            _DOUBLE,
        ),
        calls=_LOADS,
        suffixes=("swift",),
    ),
    Language(
        "JavaScript",
        line=("//",),
        block=(_C_BLOCK,),
        strings=(_TICKS, _DOUBLE, _SINGLE),
        names=True,
        suffixes=("js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx", "dart"),
    ),
    Language(
        "Odin", line=("//",), block=(_C_NESTED,), strings=(_TICKS, _DOUBLE, _CHAR), suffixes=("odin", "v", "hare")
    ),
    Language(
        "Ruby",
        line=("#(?!\\{)",),
        block=(("^=begin", "^=end", False),),
        strings=(Quote('"', lines=True), Quote("'", "'", lines=True)),
        braces=False,
        names=True,
        terse=True,
        suffixes=("rb", "cr"),
    ),
    Language(
        "Elixir",
        line=("#(?!\\{)",),
        strings=(*_TRIPLES, _DOUBLE, _SINGLE),
        braces=False,
        names=True,
        terse=True,
        suffixes=("ex", "exs"),
    ),
    Language("Erlang", line=("%",), strings=(_DOUBLE, _SINGLE), braces=False, names=True, suffixes=("erl", "hrl")),
    Language(
        "Lua",
        line=(r"--(?!\[=*\[)",),
        block=((r"--\[(=*)\[", r"\]\1\]", False),),
        strings=(Quote(r"\[(=*)\[", r"]\1]", escapes=False, lines=True), _DOUBLE, _SINGLE),
        braces=False,
        names=True,
        terse=True,
        suffixes=("lua",),
    ),
    Language(
        "Lisp",
        line=(";",),
        block=((r"#\|", r"\|#", True),),
        strings=(Quote('"', lines=True),),
        braces=False,
        names=True,
        terse=True,
        suffixes=("lisp", "cl", "el", "scm", "rkt", "clj", "cljc", "ss", "fnl"),
    ),
    Language(
        "Fortran",
        line=("!",),
        strings=(_PLAIN_DOUBLE, _PLAIN_SINGLE),
        braces=False,
        suffixes=("f90", "f95", "f03", "f08", "f"),
    ),
    Language("Ada", line=("--",), strings=(_PLAIN_DOUBLE, _CHAR), braces=False, suffixes=("adb", "ads")),
    Language(
        "Pascal",
        line=("//",),
        block=((r"\(\*", r"\*\)", False), (r"\{", r"\}", False)),
        strings=(_PLAIN_SINGLE,),
        braces=False,
        calls=_LOADS,
        suffixes=("pas", "pp", "lpr"),
    ),
    Language("Perl", line=(r"(?<!\$)#",), strings=(_DOUBLE, _SINGLE), names=True, suffixes=("pl", "pm")),
    Language("PHP", line=("//", "#"), block=(_C_BLOCK,), strings=(_DOUBLE, _SINGLE), names=True, suffixes=("php",)),
    Language(
        "shell", line=(r"(?<![\w${])#",), strings=(_DOUBLE, _SINGLE), braces=False, suffixes=("sh", "bash", "zsh")
    ),
)

_BY_SUFFIX = {suffix: language for language in LANGUAGES for suffix in language.suffixes}
_TEMPLATES = frozenset({"in", "jinja", "jinja2", "j2", "tmpl", "tpl", "template", "mako", "em"})

_NO_CODE = """
    md markdown rst txt adoc asciidoc org html htm xml xhtml tex bib csv tsv json jsonl json5 yaml yml toml ini cfg conf
    lock css scss svg log diff patch ipynb qmd rmd rd po pot proto textproto pbtxt mlir hlo ll td exp map sum mod gradle
    properties plist bazel bzl bazelrc cmake mk ninja gn gni nix dockerfile gitignore gitattributes editorconfig opam
    cabal gemspec sln csproj vcxproj pbxproj modulemap mdx typ
"""
DOCUMENTS = frozenset(_NO_CODE.split())
"""Suffixes of what is read as no code: documents, data and build files."""

_FALLBACKS = {"//": _BY_SUFFIX["c"], "#": _BY_SUFFIX["py"], "--": _BY_SUFFIX["lua"], ";": _BY_SUFFIX["lisp"]}
_GUESS = re.compile(r"^[ \t]*(//|/\*|#(?!include|define|if|endif|pragma)|--|;)", re.MULTILINE)


def of(path: str, text: str) -> Language | None:
    """The language of a file: by its name, else guessed by how its comments start; None for what is no code."""
    suffixes = [suffix[1:].lower() for suffix in PurePosixPath(path).suffixes]
    while suffixes and suffixes[-1] in _TEMPLATES:
        suffixes.pop()
    suffix = suffixes[-1] if suffixes else ""
    if suffix in DOCUMENTS or (not suffix and _is_document(PurePosixPath(path).name)):
        return None
    if (known := _BY_SUFFIX.get(suffix)) is not None:
        return known
    counts: dict[str, int] = {}
    for match in _GUESS.finditer(text):
        start = "//" if match[1] == "/*" else match[1]
        counts[start] = counts.get(start, 0) + 1
    return _FALLBACKS[max(counts, key=lambda start: counts[start])] if counts else _BY_SUFFIX["c"]


def _is_document(name: str) -> bool:
    """Of files without a suffix those that everyone knows."""
    return name.isupper() or name.lower() in ("dockerfile", "makefile", "gnumakefile", "build", "workspace", "dune")
