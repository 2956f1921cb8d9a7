"""Which fields of the C API's structs a text sets or reads: of variables that are plainly of such a struct.

A variable is one where its declaration, what it is bound to, or the size that it is given, says so; it is one to the
end of the block, or until it is bound anew. What it cannot see: a struct that comes out of a container or of a
function of the tree's own, and fields that are set through a pointer of another type.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import accumulate

from pjrt.gap.names import Name
from pjrt.gap.source.mentions import Kind, Mention, Reading

_NO_VARIABLE = """
    const return new struct sizeof static auto let var mut val if else in of as for case typename final public private
    union enum class where ref out local global do end begin not and or unsafe move await yield delete throw try
"""
_KEYWORDS = frozenset(_NO_VARIABLE.split())
_DECLARED_AFTER = re.compile(r"[\s*&]*(?:const\s+)?[\s*&]*\b([A-Za-z_]\w*)\s*(?=[;={,)\[:(]|$)")
_BOUND = re.compile(
    r"(?:^|[\s({;,])((?:[A-Za-z_]\w*(?:\.|->))*[A-Za-z_]\w*)\s*(?:::?[^=;(]*|,[\s\w,]*)?(?::=|<-|(?<![=!<>+\-*/|&])=(?![=>]))"
)
_TYPED_BEFORE = re.compile(r"\b([A-Za-z_]\w*)\s*(?<!:):(?!:)\s*[^=,;(){]*$")
_JULIA_TYPED = re.compile(r"\b([A-Za-z_]\w*)\s*::\s*[\w.{]*$")
_GO_TYPED = re.compile(r"\b([A-Za-z_]\w*)\s+[*\[\]]*(?:\w+\.)?$")
_TYPED = {"Go": _GO_TYPED, "Julia": _JULIA_TYPED}
_SIZED = re.compile(r"((?:[A-Za-z_]\w*(?:\.|->))*[A-Za-z_]\w*)\s*(?:\.|->)\s*(?:struct_size|structSize)\s*=[^=;\n]*$")
_OPENS = re.compile(r"(?:\s*\)|\s+\w+|\s*\w*\s*=(?!=)\s*(?:\([\w\s]*\)\s*)?)?\s*([({])")
_BOUND_BLOCK = re.compile(r"=\s*(?:unsafe|try|do|await)?\s*$")
_COMPOUND = re.compile(r"(?<![\w\s])\s*\(\s*(?:const\s+|struct\s+)*$")
_LISTED = re.compile(r"\s*(\{)")
_RESULT = re.compile(r"[)\s?!]*(?:\.|->)\s*([A-Za-z_]\w*)")
_KEY = re.compile(r"(?:^|[,{(;])\s*\.?@?[\"'`]?([A-Za-z_]\w*)[\"'`]?\s*(?:=(?![=>])|:(?![:=]))")
_SHORT = re.compile(r"(?:^|[,{])\s*([a-z_]\w*)\s*(?=[,}]|$)")
_WRAPPERS = frozenset({"contents", "value", "pointee", "get", "as_mut", "as_ref", "unwrap"})
_CHAIN = re.compile(
    r"(?<![\w>])(?<![^.]\.)([A-Za-z_]\w*)((?:(?:\s*(?:\.\*|\[\w*\]|\?|!|\)|\(\)))*\s*(?:\.|->|\$|\|->|@\.)\s*@?[\"`]?[A-Za-z_]\w*)+)"
)
_PART = re.compile(r"[A-Za-z_]\w*")
_BY_NAME = re.compile(
    r"\b(?:getattr|setattr|getproperty|setproperty!?|getfield|setfield!?|field)\s*\(?\s*([A-Za-z_]\w*)\s*,?\s*"
    r"(?:(?P<string>\")|:(?P<symbol>\w+))"
)
_STORED = re.compile(r"\(\s*([A-Za-z_]\w*)\s*,[^;\n]*?Val\{:(?P<symbol>\w+)\}")


@dataclass(frozen=True, slots=True)
class Touched:
    """A field of a struct that is set or read. described: only by a description of the struct, as of OCaml's ctypes."""

    field: Name
    kind: Kind
    start: int
    end: int
    test: bool
    described: bool = False


@dataclass(frozen=True, slots=True)
class _Variable:
    path: str
    struct: str
    start: int
    end: int
    test: bool
    described: bool
    by_size: bool


def touched(reading: Reading, more: Iterable[Mention] = ()) -> Iterator[Touched]:
    """The fields that a text sets or reads; a function where it is a table's field that is."""
    variables: list[_Variable] = []
    for mention in (*reading.mentions, *more):
        struct = _struct(mention)
        described = mention.kind is Kind.DECLARED and reading.language.terse
        if struct is None or (mention.kind in (Kind.IMPORTED, Kind.DECLARED, Kind.LISTED) and not described):
            continue
        if not mention.found.sized and not described:
            yield from _initialised(reading, mention, struct)
        variables += _variables(reading, mention, struct)
    yield from _accessed(reading, variables)


def _struct(mention: Mention) -> str | None:
    """The struct that a mention is of; of a function's its arguments'."""
    name = mention.found.name
    if name.kind == "struct":
        return name.name
    if name.kind == "function" and mention.kind.is_use and name.args:
        return name.args
    return None


def _name(reading: Reading, struct: str, spelling: str) -> Name | None:
    """The field, or the function that a table has under another name than its own, which is found without a table."""
    index = reading.index
    slot = index.slot(struct, spelling)
    return slot if slot is not None and slot.field else index.field(struct, spelling)


def _kind(reading: Reading, name: Name, start: int, end: int) -> Kind:
    """What is done with a field; with a function's that may be to give it one, or to ask whether there is one."""
    return reading.member(start, end) if name.kind == "function" else Kind.TAKEN


# Initialisers.


def _initialised(reading: Reading, mention: Mention, struct: str) -> Iterator[Touched]:
    """Fields that are given where a struct is made: `S{…}`, `S x = {…}`, `call("S", field=…)`, `call(.N, .{…})`."""
    structure, code = reading.structure, reading.code
    is_function = mention.found.name.kind == "function"
    opens = (_LISTED if is_function else _OPENS).match(code, mention.end)
    if opens is not None:
        group = structure.groups[structure.around(opens.end())]
        literal = is_function or _COMPOUND.search(code, max(0, mention.start - 40), mention.start) is not None
        if literal or opens[1] == "(" or structure.kind(structure.around(opens.end())) not in ("code", "type"):
            yield from _keys(reading, mention, struct, group.start, group.end)
    around = structure.around(mention.start)
    if around >= 0 and structure.groups[around].char == "(":
        end = structure.groups[around].end
        yield from _keys(reading, mention, struct, mention.end, end, nested=True)
        after = _RESULT.match(code, end) if is_function else None
        name = _name(reading, struct, after[1]) if after is not None else None
        if after is not None and name is not None:
            yield Touched(name, Kind.TAKEN, after.start(1), after.end(1), mention.test)


def _keys(
    reading: Reading, mention: Mention, struct: str, start: int, end: int, nested: bool = False
) -> Iterator[Touched]:
    """The keys between two places, on the first level, and with nested also in the brackets right there."""
    structure, code = reading.structure, reading.code
    home = structure.around(start + 1) if not nested else structure.around(start)
    allowed = {home}
    if nested:
        allowed |= {n for n in _children(reading, home, start, end) if structure.groups[n].char == "{"}
    shorthand = reading.language.name in ("Rust", "JavaScript") and not nested
    for pattern in (_KEY, _SHORT) if shorthand else (_KEY,):
        for match in pattern.finditer(code, start, end):
            name = _name(reading, struct, match[1])
            if name is not None and structure.around(match.start(1)) in allowed:
                kind = _kind(reading, name, match.start(1), match.end(1))
                yield Touched(name, kind, match.start(1), match.end(1), mention.test)


def _children(reading: Reading, home: int, start: int, end: int) -> Iterator[int]:
    """The pairs of brackets right inside of another, between two places."""
    structure = reading.structure
    number = structure.first_after(start)
    while number < len(structure.groups) and structure.groups[number].start < end:
        if structure.groups[number].parent == home:
            yield number
        number += 1


# Variables.


@dataclass(frozen=True, slots=True)
class _Binding:
    """What a struct is bound to. home: a place in the block that this holds in; by_size: only a size tells of it."""

    path: str
    home: int
    by_size: bool = False


def _variables(reading: Reading, mention: Mention, struct: str) -> Iterator[_Variable]:
    binding = _binding(reading, mention)
    if binding is not None and binding.path.rpartition(".")[2] not in _KEYWORDS:
        start, end = reading.structure.block(binding.home)
        described = mention.kind is Kind.DECLARED
        path = binding.path.replace("->", ".")
        yield _Variable(path, struct, max(start, mention.end), end, mention.test, described, binding.by_size)


def _binding(reading: Reading, mention: Mention) -> _Binding | None:
    """The variable that a mention is of, or that what it is in is bound to."""
    code, home = reading.code, mention.start
    begin, outer = reading.structure.statement(home)
    if mention.found.name.kind == "struct":
        has_size = "struct_size" in code[begin:home] or "structSize" in code[begin:home]
        if has_size and (sized := _SIZED.search(code, begin, home)) is not None:
            return _Binding(sized[1], home, by_size=True)
        if mention.found.sized:
            return None
        after = _DECLARED_AFTER.match(code, mention.end) if reading.language.preprocessor else None
        typed = after or _TYPED.get(reading.language.name, _TYPED_BEFORE).search(code[begin:home])
        if typed is not None:
            return _Binding(typed[1], home)
    elif "PJRT_Error" in code[begin:outer]:
        return None
    bound = _BOUND.search(code, begin, home)
    return _Binding(bound[1], home) if bound is not None else _bound_outside(reading, mention)


def _bound_outside(reading: Reading, mention: Mention) -> _Binding | None:
    """What a block is bound to that a function is called in: `let args = unsafe { api.PJRT_X(args)? };`."""
    structure = reading.structure
    index = structure.around(mention.start)
    while index >= 0 and structure.groups[index].char != "{":
        index = structure.groups[index].parent
    if index < 0 or mention.found.name.kind != "function" or not reading.language.braces:
        return None
    header = structure.header(index)
    bound = _BOUND.search(header) if _BOUND_BLOCK.search(header) else None
    return None if bound is None else _Binding(bound[1], structure.groups[index].start)


def _accessed(reading: Reading, variables: list[_Variable]) -> Iterator[Touched]:
    """Where the variables' fields are, each until its block ends or another struct is bound to its name."""
    by_path: dict[str, list[_Variable]] = {}
    for variable in variables:
        by_path.setdefault(variable.path, []).append(variable)
    called = {path: _Namesakes(all) for path, all in by_path.items()}
    heads = {path.partition(".")[0] for path in called}
    for span in _merged(variables):
        for path, spelling, start, end in _accesses(reading, heads, *span):
            owner = called[path].at(start) if path in called else None
            name = None if owner is None else _name(reading, owner.struct, spelling)
            if owner is not None and name is not None:
                kind = _kind(reading, name, start, end)
                yield Touched(name, kind, start, end, owner.test, owner.described)


def _accesses(reading: Reading, heads: Set[str], start: int, end: int) -> Iterator[tuple[str, str, int, int]]:
    """Each path that begins with one of these, the member of it that is accessed, and where that is written."""
    code = reading.code
    for match in _CHAIN.finditer(code, start, end):
        if (path := match[1]) not in heads:
            continue
        for part in _PART.finditer(code, match.start(2), match.end(2)):
            yield path, part[0], part.start(), part.end()
            if part[0] not in _WRAPPERS:
                path = f"{path}.{part[0]}"
    if not reading.language.names:
        return
    for match in _BY_NAME.finditer(code, start, end):
        spelling = match["symbol"] or reading.string_at(match.end("string") - 1)
        yield match[1], spelling, match.start(1), match.end()
    for match in _STORED.finditer(code, start, end) if reading.language.name == "Julia" else ():
        yield match[1], match["symbol"], match.start(1), match.end()


def _merged(variables: list[_Variable]) -> Iterator[tuple[int, int]]:
    """The parts of the text where any of these is one, in order and without overlaps."""
    end = -1
    for one in sorted(variables, key=lambda one: one.start):
        if one.end > end:
            yield max(one.start, end), one.end
            end = one.end


class _Namesakes:
    """The variables that have one name."""

    def __init__(self, variables: list[_Variable]) -> None:
        self._all = sorted(variables, key=lambda one: one.start)
        self._starts = [one.start for one in self._all]
        self._last_ends = list(accumulate((one.end for one in self._all), max))

    def at(self, offset: int) -> _Variable | None:
        """The variable that the name is at a place: the one that was bound last before it, in a block that holds it.

        The size that it is given tells nothing where it was declared: people copy such lines.
        """
        number = bisect_right(self._starts, offset)
        holding = []
        while number > 0 and self._last_ends[number - 1] > offset:
            number -= 1
            if self._all[number].end > offset:
                holding.append(self._all[number])
        holding.reverse()
        declared = {one.end for one in holding if not one.by_size}
        holding = [one for one in holding if not (one.by_size and one.end in declared)]
        return max(holding, key=lambda one: one.start, default=None)
