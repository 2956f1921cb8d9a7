"""Takes comments and the insides of strings out of a text, leaving every other character where it was."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from pjrt.gap.source.languages import LANGUAGES, Language, Quote

_CGO = re.compile(r'\s*import\s+"C"')
_DEAD = re.compile(r"^[ \t]*#[ \t]*if[ \t]+(?:0|false)\b.*$", re.MULTILINE)
_DIRECTIVE = re.compile(r"^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|else|endif)\b", re.MULTILINE)


class String(NamedTuple):
    """A string: from and to where it goes with its quotes, and what it says."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Stripped:
    """code: as long as the text and with its line breaks, comments and strings blank; of a string its quotes remain."""

    code: str
    strings: tuple[String, ...]
    comments: tuple[tuple[int, int], ...]


def strip(text: str, language: Language) -> Stripped:
    """A text's code and its strings. Never raises: what is not closed goes on to the end."""
    code, strings, comments = _scan(text, language)
    if language.name == "Go":
        code, more = _with_preambles(text, code, comments)
        strings += more
    if language.preprocessor:
        code = _without_dead(code)
        strings = [string for string in strings if code[string.start] != " "]
    return Stripped(code, tuple(sorted(strings)), tuple(comments))


def blank(text: str) -> str:
    """Spaces instead of all but the line breaks."""
    return "\n".join([" " * len(line) for line in text.split("\n")])


def _scan(text: str, language: Language) -> tuple[str, list[String], list[tuple[int, int]]]:
    opening, tokens = _opening(language)
    parts: list[str] = []
    strings: list[String] = []
    comments: list[tuple[int, int]] = []
    done = at = 0
    while (match := opening.search(text, at)) is not None:
        token = tokens[match.lastgroup or ""]
        start, end = match.span()
        if isinstance(token, Quote):
            ends = _string_end(text, match, token)
            if ends is None or token.code:
                at = end if token.code else start + 1
                continue
            stop = ends[1]
            strings.append(String(start, stop, text[start if token.whole else end : ends[0]]))
            shown = _quoted(text[start:stop])
        else:
            stop = _comment_end(text, match, token, language.preprocessor)
            comments.append((start, stop))
            shown = blank(text[start:stop])
        parts += text[done:start], shown
        done = at = stop
    return "".join([*parts, text[done:]]), strings, comments


_Token = Quote | str | tuple[str, str, bool]


@cache
def _opening(language: Language) -> tuple[re.Pattern[str], dict[str, _Token]]:
    """One pattern for all that can open something, and what each of its groups stands for. Groups inside shift \\1."""
    all: tuple[_Token, ...] = (*language.block, *language.line, *language.strings)
    tokens: dict[str, _Token] = {}
    patterns: list[str] = []
    for number, token in enumerate(all):
        tokens[f"t{number}"] = token
        pattern = token.opens if isinstance(token, Quote) else token if isinstance(token, str) else token[0]
        patterns.append(f"(?P<t{number}>{pattern})")
    return re.compile("|".join(patterns) or r"(?!)", re.MULTILINE), tokens


def _filled(closes: str, match: re.Match[str]) -> str:
    r"""The end that belongs to an opening: \1 is what the first group inside of the opening's own matched."""
    if r"\1" not in closes:
        return closes
    own = match.lastgroup or ""
    position = match.re.groupindex[own] + 1
    return closes.replace(r"\1", match.group(position) or "")


@cache
def _closing(closes: str, escapes: bool, doubled: bool) -> re.Pattern[str]:
    """Finds the end, as its first group, or what is to be passed over."""
    end = re.escape(closes)
    passed = [r"\\."] * escapes + [end * 2] * doubled
    return re.compile("|".join([*passed, f"({end})"]), re.DOTALL)


def _string_end(text: str, match: re.Match[str], quote: Quote) -> tuple[int, int] | None:
    """Where a string's inside and where it itself ends; None for one that is not closed on its line."""
    if quote.whole:
        return match.end(), match.end()
    closing = _closing(_filled(quote.closes, match), quote.escapes, quote.doubled)
    limit = len(text) if quote.lines else _line_end(text, match.end(), quote.escapes)
    at = match.end()
    while (found := closing.search(text, at, limit)) is not None:
        if found[1] is not None:
            return found.span()
        at = found.end()
    return (limit, limit) if quote.lines else None


def _line_end(text: str, at: int, escapes: bool) -> int:
    """Where the line ends that a string stands on; a backslash before the break goes on to the next."""
    while (end := text.find("\n", at)) > 0 and escapes and text[end - 1] == "\\":
        at = end + 1
    return len(text) if end < 0 else end


def _comment_end(text: str, match: re.Match[str], token: str | tuple[str, str, bool], continued: bool) -> int:
    if isinstance(token, str):
        return _line_end(text, match.end(), continued)
    opens, closes, nests = token
    closes = _filled(closes, match)
    pattern = re.compile(f"({opens})|({closes})" if nests else f"(?!)()|({closes})", re.MULTILINE)
    depth, at = 1, match.end()
    while (found := pattern.search(text, at)) is not None:
        depth += 1 if found[1] else -1
        at = max(found.end(), at + 1)
        if depth == 0:
            return found.end()
    return len(text)


def _quoted(text: str) -> str:
    """Blank but for its quotes, which tell that a string stands there."""
    inner = blank(text)
    if len(text) < 2 or "\n" in (text[0], text[-1]):
        return inner
    return f'"{inner[1:-1]}"'


def _with_preambles(text: str, code: str, comments: list[tuple[int, int]]) -> tuple[str, list[String]]:
    """The C of cgo, which stands in comments before import "C"."""
    strings: list[String] = []
    first = 0
    while first < len(comments):
        last = first
        while last + 1 < len(comments) and not text[comments[last][1] : comments[last + 1][0]].strip():
            last += 1
        start, stop = comments[first][0], comments[last][1]
        if _CGO.match(text, stop):
            inner, found, _ = _scan(_uncommented(text[start:stop]), LANGUAGES[0])
            code = code[:start] + inner + code[stop:]
            strings += [String(start + one.start, start + one.end, one.value) for one in found]
        first = last + 1
    return code, strings


def _uncommented(text: str) -> str:
    """What comments say, with spaces for what makes comments of it."""
    if text.startswith("/*"):
        return text.replace("/*", "  ", 1).replace("*/", "  ")
    return re.sub(r"^([ \t]*)//", r"\1  ", text, flags=re.MULTILINE)


def _without_dead(code: str) -> str:
    """What stands between #if 0 and its #else or #endif."""
    at = 0
    while (dead := _DEAD.search(code, at)) is not None:
        depth, stop = 1, len(code)
        for found in _DIRECTIVE.finditer(code, dead.end()):
            depth += found[1].startswith("if")
            depth -= found[1] == "endif"
            if depth == 0 or (depth == 1 and found[1] in ("else", "elif")):
                stop = found.start()
                break
        code = code[: dead.start()] + blank(code[dead.start() : stop]) + code[stop:]
        at = stop
    return code
