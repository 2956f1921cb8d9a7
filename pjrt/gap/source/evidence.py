"""What was found of each name, and where: the book that verdicts are taken from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from pjrt.gap.document import Place
from pjrt.gap.names import Name
from pjrt.gap.source.fields import Touched
from pjrt.gap.source.index import Index, folded
from pjrt.gap.source.mentions import Kind, Mention, Reading
from pjrt.gap.source.roles import Role

_WORD = re.compile(r"[A-Za-z_]\w*")
_OPENS_TYPE = re.compile(
    r"\s*(?:\([\w.,\s]*\))?\s*(?:=\s*)?(?:(?:extern|packed|struct|union)\s+)*(?:struct|union)?\s*(?:\([^()]*\))?\s*\{"
)
_ENDS_TYPE = re.compile(r"\}\s*$")


class Evidence(NamedTuple):
    """A place that has a name. through: the tree's own name for it that stands there, and where that is from."""

    kind: Kind
    role: Role
    place: Place
    through: str = ""

    @property
    def is_use(self) -> bool:
        return self.kind.is_use and not self.role.declares


class Ledger:
    """All evidence by key. pending: fields that a declaration sets; they count once its function is used."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.entries: dict[str, list[Evidence]] = defaultdict(list)
        self.pending: dict[str, list[Evidence]] = defaultdict(list)
        self.unknown: dict[str, Place] = {}

    def enter(self, path: str, reading: Reading, role: Role, mention: Mention, through: str = "") -> None:
        """Takes in a mention. An import says nothing but that there is such a name."""
        role = Role.TEST if mention.test and role is Role.OWN else role
        place = _place(path, reading, mention.start)
        self.entries[mention.found.name.key].append(Evidence(mention.kind, role, place, through))

    def touch(self, path: str, reading: Reading, role: Role, touched: Touched) -> None:
        """Takes in a field that is set or read, or a function that is called through a table's field."""
        role = Role.TEST if touched.test and role is Role.OWN else role
        evidence = Evidence(touched.kind, role, _place(path, reading, touched.start))
        waits = role.declares or touched.described
        (self.pending if waits else self.entries)[touched.field.key].append(evidence)

    def note_unknown(self, path: str, reading: Reading) -> None:
        """Takes in names that look like the C API's and are in no known header."""
        for word, offset in reading.unknown:
            self.unknown.setdefault(word, _place(path, reading, offset))

    def declare_members(self, path: str, reading: Reading, role: Role) -> None:
        """Takes in the fields of structs, and the values of enums, that a file defines."""
        for mention in reading.mentions:
            name = mention.found.name
            if name.kind not in ("struct", "enum") or mention.found.sized or mention.kind is Kind.IMPORTED:
                continue
            body = _body(reading, mention)
            if body is not None:
                for member, offset in _described(reading, self.index.members(name), *body):
                    self.entries[member.key].append(Evidence(Kind.DECLARED, role, _place(path, reading, offset)))


def _place(path: str, reading: Reading, offset: int) -> Place:
    number = reading.structure.line(offset)
    return Place(path, number, reading.line_text(number))


def _body(reading: Reading, mention: Mention) -> tuple[int, int] | None:
    """Where a struct's fields or an enum's values are, if a mention is where it is defined."""
    structure, code = reading.structure, reading.code
    before = code[max(0, mention.start - 60) : mention.start]
    if not reading.language.braces:
        number = structure.line(mention.start)
        title = code[structure.line_starts[number - 1] : mention.start]
        if mention.kind is Kind.DECLARED and re.search(r"\b(?:class|struct|type|object|enum)\s+$", title):
            return structure.lines_under(number)
        return None
    opens = _OPENS_TYPE.match(code, mention.end)
    if opens is not None and re.search(r"\b(?:struct|union|enum|class|type|const|record|interface)\s+$", before):
        group = structure.groups[structure.around(opens.end())]
        return group.start, group.end
    if (ends := _ENDS_TYPE.search(before)) is not None:
        at = mention.start - len(before) + ends.start()
        group = structure.groups[structure.around(at)]
        return group.start, group.end
    return None


def _described(reading: Reading, members: dict[str, Name], start: int, end: int) -> Iterator[tuple[Name, int]]:
    """Each of these that stands between two places, once."""
    seen: set[str] = set()
    words = [(match[0], match.start()) for match in _WORD.finditer(reading.code, start, end)]
    words += [(one.value, one.start) for one in reading.strings_between(start, end)]
    for word, offset in words:
        member = members.get(folded(word))
        if member is not None and member.name not in seen:
            seen.add(member.name)
            yield member, offset
