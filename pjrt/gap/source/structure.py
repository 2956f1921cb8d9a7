"""Where in a text something stands: in a function's body, in a type's, in brackets of what; light, and no grammar."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import NamedTuple

from pjrt._runtime.lazy import cached_property
from pjrt.gap.source.languages import Language

_BRACKET = re.compile(r"[()\[\]{}]")
_PAIRS = {")": "(", "]": "[", "}": "{"}
_DIRECTIVE = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
_IMPORT = re.compile(
    r"\s*(?:pub(?:\([\w\s:]*\))?\s+)?(?:use|import|from|using|export|open|include|require|public import)\b"
)
_TYPE = re.compile(r"\b(?:struct|union|enum|class|interface|trait|protocol|record)\b")
_SPACE = re.compile(r"\b(?:namespace|mod|module|impl|package|object|extension|companion|extern)\b[^()]*$")
_BODY = re.compile(
    r"^\W*(?:[\w.]+\s*(?:=|:=)\s*)?(?:\w+:\s*)?(?:return\s+|try\s+|await\s+|catch\s+)*"
    r"(?:if|else|for|while|match|switch|loop|unsafe|do|try|catch|finally|defer|errdefer|select|case|when|with|async"
    r"|guard|comptime|test|synchronized|autoreleasepool|init|deinit|get|set|unittest)\b"
)
_AFTER_PARAMETERS = re.compile(r"\)[\w\s.*&!?<>\[\],:'|@\-\"]*$")
_ARROW = re.compile(r"(?:=>|->|\|[\w\s,:&*]*\|)\s*(?:move\s*)?$")
_TEST = re.compile(r"cfg\(test\)|^\W*test\b|^\W*unittest\b")
_DEFINITION = re.compile(
    r"^\s*(?:@\w+\s+|(?:pub|public|private|static|inline|export|async|local|cdef|cpdef|unsafe|rec|and)\s+)*"
    r"(?:def|defp|defmacro|function|macro|func|fn|fun|proc|method|template|iterator|converter|sub|let|lambda|do)\b"
)
_ONE_LINE = re.compile(r"^\s*[\w.!]+\([^()]*\)[^=]*=(?!=)|->|=>|\blambda\b")
_EQUATION = re.compile(r"^\s*(?:let\s+|and\s+|val\s+)?[a-z_][\w']*(?:\s+[\w'()~?:{}]+)*\s*=(?!=)")
_BLOCK_TYPE = re.compile(
    r"^\s*(?:@\w+\s+|(?:pub|public|private|export|mutable|abstract|cdef|and)\s+)*"
    r"(?:struct|class|type|union|enum|record|data|newtype|object|extern)\b|^\s*cdef\s+extern\b"
)
_TO_BODY = re.compile(r"[^;{}=]*\{")
_TO_BODY_ON_LINE = re.compile(r"[^;{}=\n]*\{")
_CALLEE_BACKWARDS = re.compile(r"[\w.:!?>@\-#$]*")
_NO_CALLEES = frozenset({"in", "if", "for", "while", "return", "and", "or", "not", "else", "is", "yield", "await", "="})
_GENERIC = re.compile(r"<[\w:<>,\s*&]*>\Z")


class Group(NamedTuple):
    """A pair of brackets: where they stand, which they are, and the index of the pair around them, -1 for none."""

    start: int
    end: int
    char: str
    parent: int


@dataclass(frozen=True, slots=True)
class Context:
    """Where something stands.

    inner: "type", "code", "space" (a namespace or alike) or "top", whichever is nearest. in_code: whether anything
    around is a function's body. brackets: the nearest pair around, None for none. test: whether it is test code.
    """

    inner: str
    in_code: bool
    brackets: Group | None
    test: bool


class Structure:
    """A text's brackets and indentation. code: without comments and strings."""

    def __init__(self, code: str, language: Language) -> None:
        self.code = code
        self.language = language
        self.groups = _groups(code)
        self._starts = [group.start for group in self.groups]
        # What is told of a pair of brackets, by its index: a text has many more names than pairs.
        self._kinds: dict[int, str] = {}
        self._contexts = {-1: Context("top", False, None, False)}
        self._imported: dict[int, bool] = {}
        self._callees: dict[int, str] = {}
        self._homes: dict[int, tuple[int, int]] = {}
        self._around = (-1, -1)
        self._statement = (-1, (0, 0))

    @cached_property
    def line_starts(self) -> list[int]:
        starts = [0]
        starts += [match.end() for match in re.finditer("\n", self.code)]
        return starts

    def line(self, offset: int) -> int:
        """A place's line, from 1 on."""
        return bisect_right(self.line_starts, offset)

    def line_text(self, number: int) -> str:
        start = self.line_starts[number - 1]
        end = self.line_starts[number] - 1 if number < len(self.line_starts) else len(self.code)
        return self.code[start:end]

    def around(self, offset: int) -> int:
        """The index of the nearest pair of brackets around a place, -1 for none."""
        last, index = self._around
        if offset != last:
            groups = self.groups
            index = bisect_right(self._starts, offset) - 1
            while index >= 0 and not groups[index].start < offset <= groups[index].end:
                index = groups[index].parent
            self._around = offset, index
        return index

    def inside(self, offset: int) -> tuple[int, int]:
        """The nearest pair of brackets around a place: from after the first to before the second."""
        group = self.groups[self.around(offset)]
        return group.start + 1, group.end

    def first_after(self, offset: int) -> int:
        """The index of the first pair of brackets that opens at a place or after it."""
        return bisect_left(self._starts, offset)

    def context(self, offset: int) -> Context:
        """Where a place is."""
        index = self.around(offset)
        if not self.language.braces:
            inner, in_code = self._indented(offset)
            return Context(inner, in_code, self.groups[index] if index >= 0 else None, False)
        if index not in self._contexts:
            self._learn_contexts(index)
        return self._contexts[index]

    def _learn_contexts(self, index: int) -> None:
        """Finds, as braces tell, where the inside of a pair is, and those of the pairs around it."""
        new = []
        while index not in self._contexts:
            new.append(index)
            index = self.groups[index].parent
        around = self._contexts[index]
        for index in reversed(new):
            brackets, kind = self.groups[index], self.kind(index)
            if kind in ("type", "code", "space"):
                test = around.test or _TEST.search(self.header(index)) is not None
                around = Context(kind, around.in_code or kind == "code", brackets, test)
            else:
                around = Context(around.inner, around.in_code, brackets, around.test)
            self._contexts[index] = around

    def kind(self, index: int) -> str:
        """What a pair is: "type", "code", "space", "import", or "" for what belongs to what is around it."""
        if index not in self._kinds:
            self._kinds[index] = self._kind(index)
        return self._kinds[index]

    def _kind(self, index: int) -> str:
        group = self.groups[index]
        if group.char != "{":
            return ""
        header = self.header(index)
        header = (_DIRECTIVE.sub("", header) if self.language.preprocessor else header).strip()
        if _IMPORT.match(header) and not header.endswith(")"):
            return "import"
        if (word := _TYPE.search(header)) is not None and not header[word.end() :].rstrip().endswith(")"):
            return "type"
        if re.search(r"\b(?:enum|union|struct)\s*\([^()]*\)$", header):
            return "type"
        if _SPACE.search(header):
            return "space"
        if _BODY.match(header) or _ARROW.search(header):
            return "code"
        if (end := header.rfind(")")) >= 0 and "=" not in header[end:] and _AFTER_PARAMETERS.search(header):
            return "code"
        if not header and group.parent < 0 and self.code[: group.start].rstrip().endswith("}"):
            return "code"
        return ""

    def header(self, index: int) -> str:
        """What stands before a brace, from the end of what was before."""
        group = self.groups[index]
        low = self.groups[group.parent].start + 1 if group.parent >= 0 else 0
        low = max(low, group.start - 600)
        text = self.code[low : group.start]
        cut = max(text.rfind(";"), text.rfind("{"), text.rfind("}"))
        return text[cut + 1 :]

    def callee(self, group: Group) -> str:
        """What stands before a bracket, such as the function that is called; "[" for an index."""
        if group.start not in self._callees:
            self._callees[group.start] = self._callee(group)
        return self._callees[group.start]

    def _callee(self, group: Group) -> str:
        if group.char == "[":
            return "[" if re.search(r"[\w)\]]\s*$", self.code[max(0, group.start - 40) : group.start]) else ""
        before = self.code[max(0, group.start - 80) : group.start].rstrip()
        if before.endswith(">") and (generic := _GENERIC.search(before)) is not None:
            before = before[: generic.start()].rstrip()
        match = _CALLEE_BACKWARDS.match(before[:-61:-1])
        callee = match[0][::-1] if match else ""
        return "" if callee in _NO_CALLEES else callee

    def statement(self, offset: int) -> tuple[int, int]:
        """Where a statement starts, outside of the brackets that hold a place, and where the place's brackets start."""
        last, found = self._statement
        if offset != last:
            found = self._find_statement(offset)
            self._statement = offset, found
        return found

    def _find_statement(self, offset: int) -> tuple[int, int]:
        index = self.around(offset)
        if index not in self._homes:
            self._homes[index] = self._home(index)
        outer, start = self._homes[index]
        end = offset if outer < 0 else outer
        for mark in ";{}":
            start = self.code.rfind(mark, start, end) + 1 or start
        if not self._continues_lines:
            start = max(start, self._line_start(end))
        return start, end

    def _home(self, index: int) -> tuple[int, int]:
        """Where the outermost pair starts that holds a pair in its block, -1 for a block; where that block starts."""
        outer = -1
        while index >= 0 and (self.groups[index].char != "{" or not self.language.braces):
            outer = self.groups[index].start
            index = self.groups[index].parent
        return outer, self.groups[index].start + 1 if index >= 0 else 0

    @cached_property
    def _continues_lines(self) -> bool:
        return self.language.name not in ("Go", "Swift", "Kotlin", "R") and self.language.braces

    def _line_start(self, offset: int) -> int:
        return self.code.rfind("\n", 0, offset) + 1

    def is_import(self, offset: int) -> bool:
        """Whether a place belongs to an import or an export."""
        index = self.around(offset)
        if index not in self._imported:
            self._imported[index] = self._in_import(index)
        return self._imported[index] or _IMPORT.match(self.code, self.statement(offset)[0]) is not None

    def _in_import(self, index: int) -> bool:
        """Whether a pair is in the braces of an import."""
        while index >= 0:
            if kind := self.kind(index):
                return kind == "import"
            index = self.groups[index].parent
        return False

    # What indentation tells.

    @cached_property
    def _indents(self) -> list[int]:
        """By line number, from 1 on, how far a line is indented; -1 for one that is blank or only closes a bracket."""
        found = [-1]
        for line in self.code.split("\n"):
            words = line.lstrip()
            found.append(-1 if not words or words[0] in ")]}" else _indent(line))
        return found

    @cached_property
    def _parents(self) -> list[int]:
        """By line number the line that it is indented under, 0 for none."""
        found = [0]
        stack: list[tuple[int, int]] = []
        for number, indent in enumerate(self._indents[1:], 1):
            own = indent if indent >= 0 else _indent(self.line_text(number))
            while stack and stack[-1][0] >= own and (indent >= 0 or self.line_text(number).strip()):
                stack.pop()
            found.append(stack[-1][1] if stack else 0)
            if indent >= 0:
                stack.append((indent, number))
        return found

    @cached_property
    def _ends(self) -> tuple[list[int], list[int]]:
        """By line number the next line that is indented less, and the next that is not indented more."""
        last = len(self._indents)
        less, no_more = [last] * last, [last] * last
        waiting: list[int] = []
        for number, indent in enumerate(self._indents):
            if indent < 0:
                continue
            while waiting and self._indents[waiting[-1]] > indent:
                less[waiting.pop()] = number
            for open_ in reversed(waiting):
                if self._indents[open_] < indent or no_more[open_] < last:
                    break
                no_more[open_] = number
            waiting.append(number)
        return less, [min(pair) for pair in zip(less, no_more, strict=True)]

    def ancestors(self, number: int) -> list[int]:
        """The lines that a line is indented under, the nearest first; one that closes a bracket has none under it."""
        found = []
        while (number := self._parents[number]) > 0:
            found.append(number)
        return found

    def defines(self, number: int) -> bool:
        """Whether a line starts a function's definition, where indentation tells blocks."""
        return _DEFINITION.match(self.line_text(number)) is not None

    def _indented(self, offset: int) -> tuple[str, bool]:
        number = self.line(offset)
        before = self.code[self._line_start(offset) : offset]
        in_code = _DEFINITION.match(before) is not None or _ONE_LINE.search(before) is not None
        in_code |= self.language.functional and _EQUATION.match(before) is not None
        inner = "code" if in_code else ""
        for above in self.ancestors(number):
            text = self.line_text(above)
            if _DEFINITION.match(text) or (self.language.functional and _EQUATION.match(text)):
                inner, in_code = inner or "code", True
            elif _BLOCK_TYPE.match(text):
                inner = inner or "type"
        return inner or "top", in_code

    def block(self, offset: int) -> tuple[int, int]:
        """Where a name that is bound at a place holds: of a parameter its function's body, else the block around."""
        if not self.language.braces:
            return self._indented_block(offset)
        body = self.body_of(offset)
        if body is not None:
            return body
        index = self.around(offset)
        while index >= 0 and self.groups[index].char != "{":
            index = self.groups[index].parent
        return (self.groups[index].start, self.groups[index].end) if index >= 0 else (0, len(self.code))

    def body_of(self, offset: int) -> tuple[int, int] | None:
        """Of a place among parameters the braces of the body that follows them."""
        index = self.around(offset)
        if index < 0 or self.groups[index].char == "{":
            return None
        while self.groups[index].parent >= 0 and self.groups[self.groups[index].parent].char != "{":
            index = self.groups[index].parent
        between = _TO_BODY if self._continues_lines else _TO_BODY_ON_LINE
        match = between.match(self.code, self.groups[index].end + 1)
        if match is None:
            return None
        group = self.groups[bisect_right(self._starts, match.end() - 1) - 1]
        return group.start, group.end

    def _indented_block(self, offset: int) -> tuple[int, int]:
        index = self.around(offset)
        while index >= 0 and self.groups[index].parent >= 0:
            index = self.groups[index].parent
        number = self.line(self.groups[index].start if index >= 0 else offset)
        text = self.line_text(number)
        is_header = _DEFINITION.match(text) is not None and index >= 0 and not _bound_before(text)
        return self.lines_under(number) if is_header else self._lines_along(number)

    def lines_under(self, number: int) -> tuple[int, int]:
        """A line and those that are indented under it."""
        return self._span(number, self._ends[1][number])

    def _lines_along(self, number: int) -> tuple[int, int]:
        """A line and those after it until one is indented less."""
        return self._span(number, self._ends[0][number])

    def _span(self, number: int, after: int) -> tuple[int, int]:
        end = self.line_starts[after - 1] if after <= len(self.line_starts) else len(self.code)
        return self.line_starts[number - 1], end


def _bound_before(text: str) -> bool:
    """Whether a line binds a value rather than defining a function: `let x = f(…)`."""
    return re.match(r"\s*let\s+(?:rec\s+)?[\w']+\s*(?::[^=]*)?=", text) is not None


def _indent(text: str) -> int:
    expanded = text.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())


def _groups(code: str) -> list[Group]:
    """All pairs of brackets. One that nothing closes goes to the end; one that closes nothing is passed over."""
    open_: list[int] = []
    found: list[list[int]] = []
    for match in _BRACKET.finditer(code):
        char = match[0]
        if char not in _PAIRS:
            found.append([match.start(), len(code), open_[-1] if open_ else -1])
            open_.append(len(found) - 1)
            continue
        for depth in range(len(open_) - 1, max(-1, len(open_) - 4), -1):
            if code[found[open_[depth]][0]] == _PAIRS[char]:
                found[open_[depth]][1] = match.start()
                del open_[depth:]
                break
    return [Group(start, end, code[start], parent) for start, end, parent in found]
