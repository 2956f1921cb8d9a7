"""What a source text says of the C API's names: each place that has one, and what it does with it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pjrt._runtime.lazy import cached_property
from pjrt.gap.document import LINE
from pjrt.gap.source.index import SIZE, Found, Index
from pjrt.gap.source.languages import Language
from pjrt.gap.source.lexer import String, Stripped, strip
from pjrt.gap.source.structure import Context, Structure


class Kind(StrEnum):
    """What a place does with a name."""

    CALLED = "called"
    TAKEN = "taken"
    NAMED = "looked up by name"
    IMPLEMENTED = "implemented"
    FILLED = "filled in or read"
    DECLARED = "declared"
    LISTED = "listed"
    CHECKED = "checked for"
    STUBBED = "answered by a stub"
    EMPTY = "left empty"
    IMPORTED = "imported"
    UNTOLD = "not told apart"

    @property
    def is_use(self) -> bool:
        return self in _USES


_USES = frozenset({Kind.CALLED, Kind.TAKEN, Kind.NAMED, Kind.IMPLEMENTED, Kind.FILLED})


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that has a name. identifier: as it is written there; from start to end. test: in a test's code."""

    found: Found
    kind: Kind
    identifier: str
    start: int
    end: int
    test: bool = False


_HEAD = re.compile(r"\w*")
_LONGEST = 80
_IMPORTS = re.compile(
    r"^[ \t]*(?:pub[ \t]+)?(?:use|import|from|using|open|include|require)\b(?:[^\n({]*[({][^)}]*[)}])?[^\n]*",
    re.MULTILINE,
)
_LIKE_ONE = re.compile(r"PJRT_[A-Z]+[a-z][A-Za-z]*_[A-Z][A-Za-z]*[a-z]\w*")
_START = re.compile(r"(?:PJRT|XLA_FFI|PLUGIN_Profiler|JAX_CustomCallPartitioner|SLICE_FAILURE)_|[Pp]jrt(?=[A-Z_])")
_MEMBER = re.compile(r"(?:(?<!\.)\.|->|\?\.|!\.|::|\$|%)\s*$")
_PATH = re.compile(r"::\s*$")
_CALL = re.compile(r"(?:\.(?:unwrap|expect|ok_or|get|invoke|call)\w*\b[^;{}\n]*|[\s)\]?!.*]*)\(")
_DEFINES = re.compile(r"\b(?:def|fn|func|fun|function|proc|sub|macro)\s+(?:\([^()]*\)\s*)?(?:[\w.]+\.)?$")
_NAMES_TYPE = re.compile(r"\b(?:type|typedef|using|alias|newtype|typealias|struct|union|enum|class|interface|data)\s+$")
_BINDS = re.compile(r"\b(?:const|var|val|let|static|final|global|constexpr|static_assert)\s+(?:mut\s+)?$")
_TYPEDEF = re.compile(r"\s*(?:pub\s+)?(?:typedef|type|using)\b")
_ASSIGNED = re.compile(r"\s*\]?\s*=(?![=>~])")
_KEYED = re.compile(r"\s*(?::(?![:=])|=>)")
_PROTOTYPE = re.compile(r"\s*\.(?:argtypes|restype|errcheck)\b")
_NOTHING = re.compile(r"\s*(?:\([\w\s*]*\)\s*)?(?:NULL|nullptr|nil|null|None|C_NULL|undefined|0)\b")
_STUB = re.compile(r"unimpl|not_?impl|not_?supported|stub", re.IGNORECASE)
_FUNCTION_HERE = re.compile(r"[^;,{}]*\{")
_PARAMETERS = re.compile(r"\s*(?:<[^<>]*>)?\s*\(")
_TO_BODY = re.compile(r"[^;{}]*\{")
_SAYS_NONE = re.compile(r"unimpl|not_?impl|not_?supported|unsupported|\btodo!|\bTODO\(", re.IGNORECASE)
_SHORT = 400
_COMPARED = re.compile(
    r"[\s)?]*(?:(?:==|!=|===|!==|<>)|is\s+(?:not\s+)?(?:None|nil|null)\b|\.is_(?:some|none|null)\b|\.isNil\b|\bof_null\b)"
)
_TESTED = re.compile(
    r"(?:\bif|\bassert|\bunless|\bnot|&&|\|\||!|\band|\bor)\s*\(?\s*!?\s*[\w.>()*\-\[\]&]*?(?:\.|->|::)\s*$"
)
_AFTER_TEST = re.compile(
    r"\s*(?:\)\s*(?:\{|return|throw|continue|then|;|\n|&&|\|\|)|then\b|&&|\|\||:\s*$|\{)", re.MULTILINE
)
_MEASURES = re.compile(
    r"(?:^|[.:!@])(?:offsetof|offset_of|sizeof|sizeOf|size_of|size_of_val|alignof|alignOf|align_of|static_assert"
    r"|STRUCT_SIZE|\w*_STRUCT_SIZE|stringify|typeof|decltype|nameof|hasField|fieldoffset)!?$"
)
_PROBES = re.compile(
    r"[Pp]robe|PROBE|[Rr]equire|REQUIRE|[Ee]xists|EXISTS|[Ss]upport|SUPPORT|\bhas_|[hH]as[A-Z]|HAS_|[Vv]alidate|VALIDATE"
)
_SAYING = r"""
    \w?log echo show display h?putstr\w* prerr\w* eprint\w* print\w* puts panic warn\w* debug info trace fatal fail\w*
    error err \w*error \w*exception exception handle_?err\w* raise throw invalid_arg unsupported\w* missing\w* skip\w*
    assert\w* expect\w* ensure\w* check\w* message format annotate\w* mark match isinstance startswith endswith
    contains count index replace split
"""
_SAYS = re.compile(rf"(?:{'|'.join(_SAYING.split())})!?", re.IGNORECASE)
_ASKS = re.compile(
    r"(?:has\w*|supports?\w*|is_?\w*|can_?\w*|isdefined|respond_to\??|in|available\w*|require\w*)$", re.IGNORECASE
)
_LAST_WORD = re.compile(r"([\w?!]+)$")
_DESCRIBED = re.compile(r"\b(?:field\s+\w+|structure|union|typedef)\s*$")
_EQUALS = re.compile(r"(?:[=!]=|\bis|\bin|\bnot|\bcase|\bwhen)\s*[\[(]?\s*[bruf]*$")
_BOUND = re.compile(r"(?:^|[\s({])[\w.@]+\s*(?::\s*[\w\[\]. |]+)?\s*(?<![=!<>])=\s*[bru]*$")
_APPLIED = re.compile(r"\b(?!if\b|in\b|then\b|else\b|and\b|or\b|return\b)([A-Za-z_][\w.']*!?)\s+(?:@@\s*)?$")
_TITLE = re.compile(
    r"\b(?:def|fn|func|fun|function|proc|sub|macro|let|val|method)\s+(?:rec\s+)?(?:\([^()]*\)\s*)?(?:\w+\.)?([A-Za-z_]\w*)"
)
_SHORT_TITLE = re.compile(r"^\s*([A-Za-z_]\w*!?)\s*\([^()]*\)\s*=(?!=)")
_C_TITLE = re.compile(r"([A-Za-z_]\w*)\s*\(")
_CHOSEN = re.compile(r"(?:\belse|\breturn|\bor|\?|:)\s*$")
_CHOICE = re.compile(r"\s*(?:if\b|\?)")
_LOOP = re.compile(r"\s*for\b")
_MEMBER_AFTER = re.compile(r"\s*(?:\.|::)\s*(\w+)")


class Reading:
    """A source text, read. index: the names to look for."""

    def __init__(self, text: str, language: Language, index: Index) -> None:
        self.text = text
        self.language = language
        self.index = index
        self.stripped: Stripped = strip(text, language)
        self.code = self.stripped.code
        self.structure = Structure(self.code, language)

    @cached_property
    def mentions(self) -> list[Mention]:
        """All places that have a name, in order."""
        found = [*self._in_code(), *self._in_strings()]
        return sorted(found, key=lambda mention: (mention.start, mention.found.name.key))

    @cached_property
    def unknown(self) -> list[tuple[str, int]]:
        """What looks like a function or a struct of the C API in the code, and is in no known header."""
        return [
            (word.removesuffix(SIZE), start)
            for word, start, _ in self._words
            if self.index.find(word) is None and _LIKE_ONE.fullmatch(word)
        ]

    @cached_property
    def imports(self) -> frozenset[str]:
        """The words of all imports."""
        lines = _IMPORTS.findall(self.code)
        return frozenset(word for line in lines for word in re.findall(r"\w+", line))

    @cached_property
    def _words(self) -> list[tuple[str, int, int]]:
        """The identifiers that may have a name, and from where to where each stands."""
        code = self.code
        found = []
        done = 0
        for match in _START.finditer(code):
            start = match.start()
            if start >= done:
                low = max(done, start - _LONGEST)
                while start > low and (code[start - 1].isalnum() or code[start - 1] == "_"):
                    start -= 1
                done = _HEAD.match(code, match.end()).end()  # type: ignore[union-attr]
                found.append((code[start:done], start, done))
        return found

    def _in_code(self) -> Iterator[Mention]:
        for word, start, end in self._words:
            found = self.index.find(word)
            if found is None:
                continue
            context = self.structure.context(start)
            kind = self._kind(found, start, end, context)
            yield Mention(found, kind, word, start, end, context.test)
            if found.name.kind == "enum" and (after := _MEMBER_AFTER.match(self.code, end)) is not None:
                value = self.index.value(found.name.name, after[1])
                if value is not None:
                    yield Mention(Found(value, plain=False), Kind.TAKEN, after[1], start, after.end(), context.test)

    def _kind(self, found: Found, start: int, end: int, context: Context) -> Kind:
        if self.structure.is_import(start):
            return Kind.IMPORTED
        before = self.code[max(0, start - 100) : start]
        if self.language.preprocessor and self._in_directive(start):
            if found.name.kind == "function":
                return Kind.TAKEN if _MEMBER.search(before) else Kind.LISTED
            return Kind.DECLARED
        if found.name.kind == "function":
            return self._function(before, end, context, start)
        if found.name.kind in ("enum value", "extension"):
            return self._value(before, end, context)
        return self._type(found, before, start, context)

    def _in_directive(self, offset: int) -> bool:
        """Whether a line, or the one that it continues, is for the preprocessor."""
        start = self.code.rfind("\n", 0, offset) + 1
        while start > 1 and self.code[start - 2] == "\\":
            start = self.code.rfind("\n", 0, start - 1) + 1
        return self.code[start:offset].lstrip().startswith("#")

    def _function(self, before: str, end: int, context: Context, start: int) -> Kind:
        after = self.code[end : end + 240]
        member = _MEMBER.search(before)
        if member is not None and not (self.language.name == "Julia" and member[0].startswith("::")):
            return self._member(before, end, context)
        if (
            _NAMES_TYPE.search(before)
            or _BINDS.search(before)
            or _TYPEDEF.match(self.code, self.structure.statement(start)[0])
        ):
            return Kind.DECLARED
        if _DEFINES.search(before):
            return self._defined(end, context)
        if after.lstrip().startswith("::"):
            return Kind.DECLARED
        if context.inner == "type" and not context.in_code:
            return Kind.DECLARED
        inside = context.brackets is not None and self._initialises(context)
        if (equals := _ASSIGNED.match(after)) is not None:
            return self._assigned(end + equals.end()) if inside else Kind.DECLARED
        if (colon := _KEYED.match(after)) is not None and context.brackets is not None:
            return self._assigned(end + colon.end()) if inside else Kind.DECLARED
        if re.match(r"\s*\(", after):
            if context.in_code or (context.inner == "top" and not self.language.braces):
                return Kind.CALLED
            return self._defined(end, context)
        return self._bare(before, after, context)

    def member(self, start: int, end: int) -> Kind:
        """What is done with a function's slot, that stands between two places under a name of its table's."""
        context = self.structure.context(start)
        after = self.code[end : end + 240]
        keyed = _KEYED.match(after)
        if keyed is not None and context.brackets is not None:
            return self._assigned(end + keyed.end())
        return self._member(self.code[max(0, start - 100) : start], end, context)

    def _member(self, before: str, end: int, context: Context) -> Kind:
        after = self.code[end : end + 240]
        if _PROTOTYPE.match(after):
            return Kind.DECLARED
        if (equals := _ASSIGNED.match(after)) is not None:
            return self._assigned(end + equals.end())
        if _COMPARED.match(after) or (_AFTER_TEST.match(after) and _TESTED.search(before)):
            return Kind.CHECKED
        callee = self.structure.callee(context.brackets) if context.brackets is not None else ""
        if _MEASURES.search(callee):
            return Kind.CHECKED
        if _CALL.match(after):
            return Kind.CALLED
        if _PROBES.search(callee):
            return Kind.CHECKED
        if _PATH.search(before):
            if context.inner == "type" and not context.in_code:
                return Kind.DECLARED
            return Kind.IMPLEMENTED if self.language.preprocessor else Kind.TAKEN
        return Kind.TAKEN

    def _bare(self, before: str, after: str, context: Context) -> Kind:
        brackets = context.brackets
        if brackets is not None and brackets.char == "(":
            callee = self.structure.callee(brackets)
            if _MEASURES.search(callee) or (_PROBES.search(callee) and after.lstrip().startswith(")")):
                return Kind.CHECKED
            return Kind.TAKEN if context.in_code else Kind.LISTED
        if brackets is not None and brackets.char == "{" and self._initialises(context):
            return Kind.TAKEN if context.in_code else Kind.IMPLEMENTED
        if brackets is not None and brackets.char == "[":
            return Kind.TAKEN if context.in_code else Kind.LISTED
        if context.in_code and (self.language.braces or self.language.terse or re.search(r"[=(,&*\s]\s*$", before)):
            return Kind.TAKEN
        return Kind.DECLARED

    def _initialises(self, context: Context) -> bool:
        """Whether the nearest brackets hold a value's fields or a call's arguments, and no statements."""
        assert context.brackets is not None
        if context.brackets.char == "{":
            index = self.structure.around(context.brackets.end)
            return self.structure.kind(index) == "" and self.language.braces
        return context.brackets.char == "("

    def _assigned(self, at: int) -> Kind:
        """What a slot is given at a place: a function, or nothing, or what only says that there is none."""
        value = self.code[at : at + 240]
        if _NOTHING.match(value):
            return Kind.EMPTY
        cut = re.split(r"[;,{\n]", value.lstrip(), maxsplit=1)[0]
        if _STUB.search(cut):
            return Kind.STUBBED
        opens = _FUNCTION_HERE.match(self.code, at)
        is_stub = opens is not None and self._is_stub(*self.structure.inside(opens.end()))
        return Kind.STUBBED if is_stub else Kind.IMPLEMENTED

    def _is_stub(self, start: int, end: int) -> bool:
        """Whether a function's body does nothing but say that there is none."""
        body = self.code[start:end]
        return len(body) < _SHORT and _SAYS_NONE.search(body) is not None and body.count("return") < 2

    def _defined(self, end: int, context: Context) -> Kind:
        """A definition that is called like a function: it may have no body, or one that does nothing."""
        if not self.language.braces:
            return Kind.DECLARED if context.inner == "type" else Kind.IMPLEMENTED
        match = _PARAMETERS.match(self.code, end)
        if match is None:
            return Kind.DECLARED
        index = self.structure.around(match.end())
        opens = _TO_BODY.match(self.code, self.structure.groups[index].end + 1)
        if opens is None:
            return Kind.DECLARED
        return Kind.STUBBED if self._is_stub(*self.structure.inside(opens.end())) else Kind.IMPLEMENTED

    def _value(self, before: str, end: int, context: Context) -> Kind:
        """An enum's value: declared where it gets its number, else taken."""
        after = self.code[end : end + 80]
        member = _MEMBER.search(before) is not None
        if not member and (_BINDS.search(before) or _NAMES_TYPE.search(before)):
            return Kind.DECLARED
        if not member and (_ASSIGNED.match(after) or re.match(r"\s*:\s*[\w.]+\s*=", after)):
            called = context.brackets is not None and context.brackets.char == "("
            return Kind.TAKEN if called and context.in_code else Kind.DECLARED
        if not member and context.inner == "type" and not context.in_code and re.match(r"\s*[,}\n]", after):
            opens = re.search(r"[{,\n]\s*$", before)
            return Kind.DECLARED if opens else Kind.TAKEN
        return Kind.TAKEN

    def _type(self, found: Found, before: str, start: int, context: Context) -> Kind:
        """A struct or a callback's type: filled in or read in a function, as a variable or as its parameter."""
        if _NAMES_TYPE.search(before) and not context.in_code:
            return Kind.DECLARED
        if context.brackets is not None and _MEASURES.search(self.structure.callee(context.brackets)):
            return Kind.CHECKED
        if context.in_code:
            body = self.structure.body_of(start) if self.language.braces else None
            if body is not None and self._is_stub(*body):
                return Kind.STUBBED
            if _STUB.search(before.rpartition("\n")[2]):
                return Kind.STUBBED
            return Kind.CHECKED if found.sized else Kind.FILLED
        if self.language.braces:
            body = self.structure.body_of(start)
            if body is None:
                return self._outside(context)
            return Kind.STUBBED if self._is_stub(*body) else Kind.FILLED
        if context.inner == "top" and self._is_made(before, context):
            return Kind.FILLED
        return Kind.LISTED if context.brackets is not None else Kind.DECLARED

    def _is_made(self, before: str, context: Context) -> bool:
        """Whether a struct is made at the top of a script: as a call's argument, or as what a variable is bound to."""
        if context.brackets is None:
            return _BOUND.search(before) is not None
        return context.brackets.char == "(" and bool(self.structure.callee(context.brackets))

    def _outside(self, context: Context) -> Kind:
        return Kind.LISTED if context.brackets is not None and context.inner == "top" else Kind.DECLARED

    # What is around.

    def titles(self, offset: int) -> list[str]:
        """What stands before the blocks around a place, the nearest first."""
        structure = self.structure
        if not self.language.braces:
            return [structure.line_text(number) for number in structure.ancestors(structure.line(offset))]
        found = []
        index = structure.around(offset)
        while index >= 0:
            if structure.kind(index) in ("code", "space", "type"):
                found.append(structure.header(index))
            index = structure.groups[index].parent
        return found

    def title(self, offset: int) -> set[str]:
        """The name of the function or the macro that a place is in, if it has one."""
        line = self.structure.line_text(self.structure.line(offset))
        titles = self.titles(offset)
        for title in (line, *titles):
            if (match := _TITLE.search(title) or _SHORT_TITLE.search(title)) is not None:
                return {match[1]}
        return {match[1] for title in titles[:1] if (match := _C_TITLE.search(title)) is not None}

    def line_text(self, number: int) -> str:
        """A line of the text, trimmed and cut for evidence."""
        starts = self.structure.line_starts
        end = starts[number] - 1 if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].strip()[:LINE]

    def enclosing(self, offset: int) -> tuple[str, int] | None:
        """The title of the function around a place, and how many lines its body has; None outside of functions."""
        structure = self.structure
        if not self.language.braces:
            lines = [n for n in structure.ancestors(structure.line(offset)) if structure.defines(n)]
            if not lines:
                return None
            start, end = structure.block(structure.line_starts[lines[0] - 1])
            return structure.line_text(lines[0]), _lines(self.code[start:end]) - 1
        index = structure.around(offset)
        while index >= 0 and not (structure.kind(index) == "code" and ")" in structure.header(index)):
            index = structure.groups[index].parent
        if index < 0:
            return None
        group = structure.groups[index]
        return structure.header(index), _lines(self.code[group.start + 1 : group.end])

    # Strings.

    def strings_between(self, start: int, end: int) -> list[String]:
        """The strings that start between two places."""
        first = bisect_left(self.stripped.strings, start, key=lambda one: one.start)
        last = bisect_left(self.stripped.strings, end, key=lambda one: one.start)
        return list(self.stripped.strings[first:last])

    def string_at(self, offset: int) -> str:
        """What the string says that is around a place."""
        found = self.strings_between(0, offset + 1)
        return found[-1].value if found and offset < found[-1].end else ""

    def _in_strings(self) -> Iterator[Mention]:
        for string in self.stripped.strings:
            found = self.index.find(string.value)
            if found is None or not found.plain:
                continue
            kind = self._string(string, found)
            if kind is not None:
                yield Mention(
                    found, kind, string.value, string.start, string.end, self.structure.context(string.start).test
                )

    def _string(self, string: String, found: Found) -> Kind | None:
        """What a string that is a name does; None for what only says it to somebody."""
        code, structure = self.code, self.structure
        before = code[max(0, string.start - 120) : string.start]
        context = structure.context(string.start)
        brackets = context.brackets
        if _DESCRIBED.search(before):
            return Kind.DECLARED
        callee = structure.callee(brackets) if brackets is not None and brackets.char in "([" else ""
        if self.language.terse and (applied := _APPLIED.search(before)) is not None:
            callee = applied[1]
        word = _LAST_WORD.search(callee)
        last = callee if callee == "[" else word[1] if word else ""
        if not self.language.names:
            is_lookup = bool(self.language.calls) and re.search(self.language.calls, callee) is not None
            return self._used_string(found) if is_lookup else None
        if _EQUALS.search(before) and not self._is_looped(string.start):
            return Kind.CHECKED
        if last and last != "[":
            if _SAYS.fullmatch(last):
                return None
            return Kind.CHECKED if _ASKS.fullmatch(last) else self._used_string(found)
        if last == "[":
            return self._used_string(found)
        if _BOUND.search(before):
            return self._used_string(found)
        chosen = _CHOSEN.search(before) or _CHOICE.match(code, string.end)
        if context.in_code and (chosen or self._is_looped(string.start)):
            return self._used_string(found)
        return Kind.LISTED if brackets is not None else None

    def _is_looped(self, offset: int) -> bool:
        """Whether a place is in what a loop goes through."""
        start, _ = self.structure.statement(offset)
        return _LOOP.match(self.code, start) is not None

    def _used_string(self, found: Found) -> Kind:
        if found.name.kind == "function":
            return Kind.NAMED
        return Kind.FILLED if found.name.kind in ("struct", "callback") else Kind.TAKEN


def _lines(text: str) -> int:
    """How many lines of a text are not blank."""
    return sum(bool(line.strip()) for line in text.split("\n"))
