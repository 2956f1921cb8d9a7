"""What the headers say in comments: directions, NULL, array lengths, experimental and deprecated marks.

pycparser drops comments, so the raw text is read again by (header, line). Only facts leave this module;
no wording of a comment does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from .model import Direction, Loc
from .preprocess import blank_comments

_LINE = re.compile(r'"(?:\\.|[^"\\\n])*"|//(?P<line>[^\n]*)|/\*(?P<block>.*?)\*/', re.DOTALL)
_SPELLINGS = (
    (Direction.INOUT, re.compile(r"(in\s?[/-]?\s?out)\b", re.IGNORECASE)),
    (Direction.INOUT, re.compile(r"pointer to array in; values written as out\b", re.IGNORECASE)),
    (Direction.OUT, re.compile(r"out(put)?\b(?!\s*-)", re.IGNORECASE)),
    (Direction.OUT, re.compile(r"backs\b")),
    (Direction.IN, re.compile(r"in(put)?\b(?!\s*-)(?=\s*(:|\.|$))", re.IGNORECASE)),
)
_LIKE_A_DIRECTION = re.compile(r"(in|out|inout|input|output)\b", re.IGNORECASE)
_NULLABLE = re.compile(r"\b(null|nullptr|optional|optionally)\b|\bor empty\b", re.IGNORECASE)
_NULL_IN_TEXT = re.compile(r"null-terminated", re.IGNORECASE)
_COUNTS = (
    re.compile(r"(?:has|is) (?:length|size) `?(\w+)`?", re.IGNORECASE),
    re.compile(r"array of size `?(\w+)`?", re.IGNORECASE),
    re.compile(r"\blength `(\w+)`", re.IGNORECASE),
    re.compile(r"contains `(\w+)` elements", re.IGNORECASE),
)
_GRID = re.compile(r"of size \[`?(\w+)`?, `?(\w+)`?\]", re.IGNORECASE)
_RAGGED = re.compile(r"sum of all elements in the list `(\w+)`", re.IGNORECASE)
_BORROWED = re.compile(r"\bowned by\b(?! the caller)|\blifetime (?:of|as)\b|\bas long as\b", re.IGNORECASE)
_BINARY = re.compile(r"\bserialized\b", re.IGNORECASE)
_EXPERIMENTAL = re.compile(r"\bexperimental\b|\bunder development\b", re.IGNORECASE)
_DEPRECATED = re.compile(r"\bdeprecated\b", re.IGNORECASE)


@dataclass(frozen=True)
class Facts:
    """What the comments on one declaration say."""

    direction: Direction | None = None
    nullable: bool = False
    borrowed: bool = False
    binary: bool = False
    count: tuple[str, ...] = ()
    experimental: bool = False
    deprecated: bool = False
    unknown_spelling: str = ""


@dataclass(frozen=True)
class _Comment:
    """One line of comment: its text, the column it starts at, whether code stands before it on the line."""

    text: str
    column: int
    trailing: bool


@dataclass
class _Source:
    comments: dict[int, _Comment] = field(default_factory=dict)
    code: list[str] = field(default_factory=list)


class Comments:
    """The comments of a set of raw headers, by upstream path."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = {path: _scan(text) for path, text in sources.items()}

    def facts(self, loc: Loc) -> Facts:
        """The facts that the comments around the declaration at `loc` state."""
        source = self._sources.get(loc.header)
        if source is None:
            return Facts()
        end = _declaration_end(source, loc.line)
        leading = _leading(source, loc.line)
        trailing = _trailing(source, end)
        direction = _direction(trailing) or _direction(leading) or _group_direction(source, loc.line)
        text = f"{leading} {trailing}"
        unknown = trailing if direction is None and _LIKE_A_DIRECTION.match(trailing) else ""
        return Facts(
            direction=direction,
            nullable=bool(_NULLABLE.search(_NULL_IN_TEXT.sub("", text))),
            borrowed=bool(_BORROWED.search(text)),
            binary=bool(_BINARY.search(text)),
            count=_count(text),
            experimental=bool(_EXPERIMENTAL.search(text)),
            deprecated=bool(_DEPRECATED.search(text)),
            unknown_spelling=unknown,
        )

    def header_says_experimental(self, header: str) -> bool:
        """Whether a comment that stands alone calls the whole header or its extension experimental."""
        source = self._sources.get(header)
        if source is None:
            return False
        blocks, last = [""], 0
        for line, comment in sorted(source.comments.items()):
            if line != last + 1 or comment.trailing:
                blocks.append("")
            blocks[-1] += f" {comment.text}"
            last = line
        return any(_EXPERIMENTAL.search(b) and re.search(r"\b(extension|API)\b", b) for b in blocks)


def _scan(text: str) -> _Source:
    source = _Source(code=blank_comments(text).split("\n"))
    starts = [0]
    for piece in text.split("\n"):
        starts.append(starts[-1] + len(piece) + 1)
    line = 0
    for match in _LINE.finditer(text):
        if match["line"] is None and match["block"] is None:
            continue
        while starts[line + 1] <= match.start():
            line += 1
        column = match.start() - starts[line]
        body = match["line"] if match["line"] is not None else match["block"]
        for offset, piece in enumerate(body.split("\n")):
            trailing = offset == 0 and bool(text[starts[line] : match.start()].strip())
            source.comments[line + 1 + offset] = _Comment(piece.strip(" *"), column, trailing)
    return source


def _declaration_end(source: _Source, line: int) -> int:
    """The line of the `;` or `,` or `}` that ends the declaration which names something on `line`."""
    depth = 0
    for number in range(line, min(line + 40, len(source.code)) + 1):
        for char in source.code[number - 1]:
            depth += {"(": 1, ")": -1}.get(char, 0)
            if depth <= 0 and char in ";,}":
                return number
    return line


def _trailing(source: _Source, line: int) -> str:
    """The comment after the code on a line, with the lines that continue it below."""
    first = source.comments.get(line)
    if first is None or not first.trailing:
        return ""
    parts = [first.text]
    number = line + 1
    while (more := source.comments.get(number)) and not more.trailing and more.column >= first.column - 1:
        parts.append(more.text)
        number += 1
    return " ".join(parts)


def _first_line(source: _Source, line: int) -> int:
    """The first line of the declaration that names something on `line`: below the last `;`, `{`, `}` or blank."""
    number = line
    while number > 1:
        above = source.code[number - 2].strip()
        if not above or above[-1] in ";{},":
            break
        number -= 1
    return number


def _leading(source: _Source, line: int) -> str:
    """The comment block that stands right above a declaration."""
    number = _first_line(source, line) - 1
    parts: list[str] = []
    while (comment := source.comments.get(number)) and not comment.trailing:
        above = source.comments.get(number - 1)
        if above and above.trailing and comment.column >= above.column - 1:
            break  # it continues the comment of the declaration above
        parts.append(comment.text)
        number -= 1
    return " ".join(reversed(parts))


def _direction(comment: str) -> Direction | None:
    return next((d for d, spelling in _SPELLINGS if spelling.match(comment)), None)


def _continues(source: _Source, line: int) -> bool:
    """Whether the comment on a line goes on with the one after the code on a line above."""
    column, number = source.comments[line].column, line
    while (comment := source.comments.get(number)) and not comment.trailing:
        number -= 1
    return bool(comment and column >= comment.column - 1)


def _group_direction(source: _Source, line: int) -> Direction | None:
    """A comment that is nothing but "out" holds for all fields below it, down to the next blank line."""
    number = line - 1
    while number >= 1 and (source.code[number - 1].strip() or number in source.comments):
        comment = source.comments.get(number)
        if comment and not comment.trailing and not _continues(source, number):
            return Direction.OUT if re.fullmatch(r"out[.:]?", comment.text, re.IGNORECASE) else None
        number -= 1
    return None


def _count(text: str) -> tuple[str, ...]:
    if match := _GRID.search(text):
        return match[1], match[2]
    if match := _RAGGED.search(text):
        return (f"+{match[1]}",)
    return next(((m[1],) for pattern in _COUNTS if (m := pattern.search(text))), ())
