"""Headers -> one preprocessed translation unit: includes, macros, and the little C++ that the headers hold."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pcpp

from .errors import CodegenError

FAKES = Path(__file__).parent / "fakes"

_NAMESPACE = re.compile(r"^[ \t]*(?:inline[ \t]+)?namespace\b[^;{}]*\{", re.MULTILINE)
_QUALIFIED = re.compile(r"\b[A-Za-z_]\w*(?:::[A-Za-z_]\w*)+")
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*["<]([^">\n]+)[">]', re.MULTILINE)
_INCOMPLETE = re.compile(
    r"""^[ \t]*\#[ \t]*(?: (if|ifdef|ifndef|elif|define|undef)[ \t]*$ | (include)[ \t]*(?: "[^"\n]* | <[^>\n]* )?$ )""",
    re.MULTILINE | re.VERBOSE,
)
_COMMENT = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)
_TAGGED = re.compile(r"\b(struct|union|enum)\s+([A-Za-z_]\w*)\s*(?::\s*\w+\s*)?\{")
_INTEGER = re.compile(r"\(?\s*(-?\s*(?:0[xX][0-9a-fA-F]+|\d+))[uUlL]*\s*\)?")


@dataclass(frozen=True)
class Unit:
    """A preprocessed translation unit.

    text: C with #line markers that name upstream paths; sources: the raw text by upstream path;
    macros: integer macros by name, with the value and the header that defined each;
    missing: includes that were not to be had, by the header that asks for them.
    """

    text: str
    sources: Mapping[str, str]
    macros: Mapping[str, tuple[int, str, int]]
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def c_identifier(qualified: str) -> str:
    """`xla::GlobalDeviceId` -> `xla__GlobalDeviceId`, which C can name."""
    return qualified.replace("::", "__")


def blank_comments(text: str) -> str:
    """The text with comments turned into spaces; newlines stay, so that line numbers do."""
    return _COMMENT.sub(lambda m: m[0] if m[0][0] == '"' else _blank(m[0]), text)


def _blank(text: str) -> str:
    return "\n".join(" " * len(line) for line in text.split("\n"))


def clean_cpp(text: str, path: str) -> str:
    """The text with namespaces blanked and qualified names made C identifiers; the lines stay where they are."""
    code = blank_comments(text)
    if (start := _COMMENT.sub(lambda m: " " * len(m[0]), code).find("/*")) >= 0:
        raise CodegenError(f"{path}:{code.count(chr(10), 0, start) + 1}: a comment is not closed; add its `*/`")
    while match := _NAMESPACE.search(code):
        depth, end = 1, match.end()
        while depth and end < len(code):
            depth += {"{": 1, "}": -1}.get(code[end], 0)
            end += 1
        if depth:
            line = code.count("\n", 0, match.start()) + 1
            raise CodegenError(f"{path}:{line}: namespace is not closed: {match[0].strip()!r}; add its closing brace")
        code = code[: match.start()] + _blank(code[match.start() : end]) + code[end:]
    return _QUALIFIED.sub(lambda m: c_identifier(m[0]), code)


def preprocess(
    headers: Iterable[str], include_dirs: Iterable[Path], cpp_types: Mapping[str, str] | None = None
) -> Unit:
    """Runs the headers (upstream paths, in order) through the preprocessor as one translation unit.

    cpp_types says which C type stands for a qualified C++ name, such as `{"xla::GlobalDeviceId": "int32_t"}`.
    Raises CodegenError for a header that is not there, an include cycle, an #error or a bad directive.
    """
    dirs = [d.resolve() for d in include_dirs]
    wanted = list(headers)
    fine: set[str] = set()
    for header in wanted:
        _check_cycles(header, dirs, (), fine)
    cpp = _Preprocessor(dirs)
    lines = ["#include <stddef.h>", "#include <stdint.h>"]
    lines += [f"typedef {c} {c_identifier(name)};" for name, c in sorted((cpp_types or {}).items())]
    lines += [f'#include "{header}"' for header in wanted]
    out = io.StringIO()
    try:
        cpp.parse("\n".join(lines) + "\n", "<generator>")
        cpp.write(out)
    except CodegenError:
        raise
    except Exception as error:  # pcpp is not prepared for all that a directive can be
        raise CodegenError(f"{cpp.place()}: a preprocessor directive is malformed; correct it ({error!r})") from error
    if cpp.problems:
        raise CodegenError("\n".join(cpp.problems))
    text = out.getvalue()
    return Unit(_prelude(text) + text, cpp.sources, cpp.integer_macros(), cpp.missing)


def _prelude(text: str) -> str:
    """Typedefs for every tag: some headers name a struct or an enum without its tag, as C++ may."""
    tags = {name: kind for kind, name in _TAGGED.findall(text)}
    typedefs = "".join(f"typedef {kind} {name} {name};\n" for name, kind in tags.items())
    return f'#line 1 "<prelude>"\n{typedefs}'


def _find(header: str, dirs: list[Path]) -> Path | None:
    try:
        return next((d / header for d in dirs if (d / header).is_file()), None)
    except OSError:  # such as a name that is too long to be one
        return None


def _check_cycles(header: str, dirs: list[Path], above: tuple[str, ...], fine: set[str]) -> None:
    """Raises CodegenError for a header that includes itself in the end. fine: those that are known not to."""
    if header in fine:
        return
    if header in above:
        raise CodegenError(
            f"{above[-1]}: include cycle: {' -> '.join((*above[above.index(header) :], header))}; "
            "break it by moving what both need into a third header"
        )
    path = _find(header, dirs)
    if path is None:
        if not above:
            searched = ", ".join(map(str, dirs))
            raise CodegenError(f"{header}: no such header in {searched}; run `python -m codegen fetch` first")
        return
    for included in _INCLUDE.findall(blank_comments(_read(path, header))):
        _check_cycles(included, dirs, (*above, header), fine)
    fine.add(header)


def _read(path: Path, header: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CodegenError(f"{header}: cannot be read as UTF-8 text: {error}; convert it") from error


class _Preprocessor(pcpp.Preprocessor):  # type: ignore[misc]
    """pcpp, told where the headers are and what to do with what is missing."""

    def __init__(self, dirs: list[Path]) -> None:
        super().__init__()
        self.line_directive = "#line"
        self.sources: dict[str, str] = {}
        self.missing: dict[str, tuple[str, ...]] = {}
        self.problems: list[str] = []
        self._dirs = dirs
        self.rewrite_paths = [[f"{re.escape(str(d))}/(.*)", r"\1"] for d in (*dirs, FAKES)]
        for d in dirs:
            self.add_path(str(d))
        self.add_path(str(FAKES))

    def _upstream(self, path: str) -> str:
        for d in (*self._dirs, FAKES):
            if path.startswith(f"{d}/"):
                return path[len(str(d)) + 1 :]
        return path

    def on_file_open(self, is_system_include: bool, includepath: str) -> io.StringIO:
        path = Path(includepath)
        if not path.is_file():
            raise OSError(includepath)
        name = self._upstream(str(path.resolve()))
        text = _read(path, name)
        if path.parent != FAKES:
            self.sources[name] = text
            text = clean_cpp(text, name)
            if found := _INCOMPLETE.search(text):
                line = text.count("\n", 0, found.start()) + 1
                raise CodegenError(f"{name}:{line}: #{found[1] or found[2]} is not complete; complete or remove it")
        return io.StringIO(text)

    def place(self) -> str:
        """The header that is being read, and the line of the last directive that was taken up in it."""
        last = self.lastdirective
        line = f":{last.lineno}" if last is not None and last.source == self.source else ""
        return f"{self._upstream(str(self.source or '<generator>'))}{line}"

    def on_include_not_found(self, is_malformed: bool, is_system_include: bool, curdir: str, includepath: str) -> None:
        source = self._upstream(str(self.source or ""))
        self.missing[source] = (*self.missing.get(source, ()), includepath)
        raise pcpp.OutputDirective(pcpp.Action.IgnoreAndRemove)

    def on_directive_unknown(self, directive: Any, toks: list[Any], ifpassthru: bool, precedingtoks: list[Any]) -> Any:
        text = "".join(token.value for token in toks).strip()
        if directive.value == "error":
            what = f"#error: {text!r}; these headers are not for this platform"
            self.on_error(directive.source, directive.lineno, what)
        elif directive.value != "warning":
            return None
        return True

    def on_error(self, file: str, line: int, msg: str) -> None:
        self.problems.append(f"{self._upstream(file)}:{line}: {msg.strip()}")

    def integer_macros(self) -> dict[str, tuple[int, str, int]]:
        """Object-like macros that are one integer: name -> (value, header, line)."""
        found: dict[str, tuple[int, str, int]] = {}
        for name, macro in self.macros.items():
            text = "".join(token.value for token in macro.value).strip()
            if macro.arglist is None and macro.source and (match := _INTEGER.fullmatch(text)):
                value = int(match[1].replace(" ", ""), 0)
                found[name] = (value, self._upstream(macro.source), macro.lineno)
        return found
