"""The gap document: what was looked at, and for each name of the interface whether it is there, with the evidence."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

FORMAT = "pjrt gap 1"
"""What the JSON says that it is."""

PLACES = 5
"""How many places an item keeps; it counts the others."""

LINE = 160
"""How many characters of a line a place keeps."""


class Status(StrEnum):
    """What there is of a name."""

    HAS = "has"
    """A plugin has it."""
    USED = "used"
    """A source tree uses it."""
    DECLARED = "declared only"
    """A source tree only declares it, such as in a vendored header or in generated raw bindings."""
    LACKING = "lacking"
    """It is not there."""


HAVING = frozenset({Status.HAS, Status.USED})
"""What counts as having a name."""


@dataclass(frozen=True, slots=True)
class Place:
    """Evidence. file: relative to what was looked at; line: from 1 on; text: the line itself, trimmed."""

    file: str
    line: int
    text: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Item:
    """A name of the interface, and what there is of it.

    kind: "function", "struct", "field", "enum", "enum value", "extension", "callback", "handle". area: such as
    "Client". since: the first API version known to have it, such as "0.98". mark: "", "experimental", "deprecated".
    priority: as pjrt.gap.priority counts, 1 to 4. why: why it is lacking, or what depends on it. places: at most
    PLACES; more: how many others there are.
    """

    kind: str
    name: str
    area: str
    status: Status
    since: str
    mark: str = ""
    priority: int = 3
    why: str = ""
    places: tuple[Place, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """What was found about a subject. facts: such as "API version" -> "0.90"; notes: what a reader has to know."""

    subject: str
    facts: dict[str, str]
    items: tuple[Item, ...]
    notes: tuple[str, ...] = ()

    def share(self, kind: str | None = None) -> tuple[int, int]:
        """How many items are there or are used, and how many there are; of a kind, or of all."""
        of = [item for item in self.items if kind in (None, item.kind)]
        return sum(item.status in HAVING for item in of), len(of)

    def data(self) -> dict[str, Any]:
        """As JSON has it; from_data makes the same document of it."""
        return {
            "is": FORMAT,
            "subject": self.subject,
            "facts": dict(self.facts),
            "notes": list(self.notes),
            "items": [_plain(item) for item in self.items],
        }

    @classmethod
    def from_data(cls, data: Any, where: str = "the document") -> Document:
        """A document of what data() gave. where: what messages call it. Raises ValueError for anything else."""
        if not isinstance(data, dict) or data.get("is") != FORMAT:
            raise ValueError(f"{where}: not a gap document; `pjrt gap … --json` writes such a one")
        try:
            return cls(
                _text(data["subject"]),
                {_text(name): _text(value) for name, value in data["facts"].items()},
                tuple(_item(one) for one in data["items"]),
                tuple(_text(note) for note in data["notes"]),
            )
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ValueError(f"{where}: a gap document that is damaged: {type(error).__name__}: {error}") from None


def _plain(item: Item) -> dict[str, Any]:
    """Without what is empty, as most of it is."""
    plain = {name: value for name, value in asdict(item).items() if value not in ("", 0, ())}
    if item.places:
        plain["places"] = [
            {"file": place.file, "line": place.line} | ({"text": place.text} if place.text else {})
            for place in item.places
        ]
    return plain


def _item(data: dict[str, Any]) -> Item:
    return Item(
        kind=_text(data["kind"]),
        name=_text(data["name"]),
        area=_text(data["area"]),
        status=Status(data["status"]),
        since=_text(data.get("since", "")),
        mark=_text(data.get("mark", "")),
        priority=_number(data["priority"]),
        why=_text(data.get("why", "")),
        places=tuple(
            Place(_text(one["file"]), _number(one["line"]), _text(one.get("text", "")))
            for one in data.get("places", ())
        ),
        more=_number(data.get("more", 0)),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected text, got {value!r}")
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"expected a whole number, got {value!r}")
    return value
