"""What an ABI diff consists of: changes, each with a verdict."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """What a change means to two sides that were built from different snapshots."""

    APPEND = "append-only"
    """The newer side has more, and the older one can tell that it lacks it."""
    COMPATIBLE = "compatible"
    """The same bytes under another name or type."""
    INFO = "informational"
    """Something that is said of the interface, not its layout."""
    BREAKING = "breaking"


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    kind: what happened, such as "function added" or "field inserted"; subject: to what; owner: the struct, table or
    enum that it is in; old and new: what it was and is; details: arguments or fields; reason: why the verdict is what
    it is; of: the change's subject that this one is only a part of, such as the function of an argument struct.
    """

    kind: str
    subject: str
    verdict: Verdict
    owner: str = ""
    old: str = ""
    new: str = ""
    details: tuple[str, ...] = ()
    reason: str = ""
    header: str = ""
    experimental: bool = False
    of: str = ""


@dataclass(frozen=True, slots=True)
class Uncompared:
    """A header that only one of the two snapshots has: what it declares was not compared."""

    header: str
    only_in: str
    structs: int
    functions: int


@dataclass(frozen=True, slots=True)
class AbiDiff:
    """All changes from one snapshot to another. old and new: their API versions."""

    old: str
    new: str
    changes: tuple[Change, ...]
    uncompared: tuple[Uncompared, ...]

    @property
    def breaking(self) -> tuple[Change, ...]:
        """The changes that break."""
        return tuple(c for c in self.changes if c.verdict is Verdict.BREAKING)

    def count(self, verdict: Verdict) -> int:
        """How many changes have this verdict; parts of another change do not count."""
        return sum(c.verdict is verdict and not c.of for c in self.changes)

    def data(self) -> dict[str, Any]:
        """The same, JSON-ready; what is empty is left out."""
        return {
            "old": self.old,
            "new": self.new,
            "counts": {v.value: self.count(v) for v in Verdict},
            "changes": [_plain(c) for c in self.changes],
            "uncompared": [asdict(u) for u in self.uncompared],
        }


def _plain(change: Change) -> dict[str, Any]:
    found = {key: value for key, value in asdict(change).items() if value}
    return {
        key: list(v) if isinstance(v, tuple) else v for key, v in (found | {"verdict": change.verdict.value}).items()
    }
