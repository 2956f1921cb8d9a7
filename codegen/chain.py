"""The chain of snapshots: where a new one goes, and what is odd about the chain."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from .snapshots import Snapshot, Tree, carried, numbered, patch, text_of

_LOSS = 2
"""How much more what is lost counts."""
_DATE = re.compile(r"(?:\.dev|of )(\d{4})-?(\d{2})-?(\d{2})$")


def insert(chain: Sequence[Snapshot], new: Snapshot) -> tuple[list[Snapshot], Snapshot | None]:
    """The chain with a snapshot in its place, and the one of the same version that says the same; that one stays.

    Of one version's snapshots those that have a date are in its order. One without goes where it makes the chain as
    little longer as can be: a release is cut from some state in between, and headers seldom lose what they have.
    """
    if (same := _same(chain, new)) is not None:
        return list(chain), same
    start = sum(one.version < new.version for one in chain)
    end = sum(one.version <= new.version for one in chain)
    places = [at for at in range(start, end + 1) if _in_order(chain[start:at], new, chain[at:end])]
    best = min(places or [end], key=lambda at: _cost(chain[at - 1 : at] if at else [], new, chain[at : at + 1]))
    return numbered([*chain[:best], new, *chain[best:]]), None


def put_back(
    chain: Sequence[Snapshot], new: Snapshot, earlier: Collection[str]
) -> tuple[list[Snapshot], Snapshot | None]:
    """The same for one whose place is known: behind those of its version that were made from earlier sources."""
    if (same := _same(chain, new)) is not None:
        return list(chain), same
    before = [i for i, one in enumerate(chain) if one.version == new.version and one.source in earlier]
    at = before[-1] + 1 if before else sum(one.version < new.version for one in chain)
    return numbered([*chain[:at], new, *chain[at:]]), None


def _same(chain: Sequence[Snapshot], new: Snapshot) -> Snapshot | None:
    return next((one for one in chain if one.version == new.version and one.tree == new.tree), None)


def date_of(snapshot: Snapshot) -> str:
    """The day that the source's name tells, such as "20260213"; "" for a release, which tells none."""
    found = _DATE.search(snapshot.source)
    return "".join(found.groups()) if found else ""


def _in_order(before: Sequence[Snapshot], new: Snapshot, after: Sequence[Snapshot]) -> bool:
    date = date_of(new)
    return not date or (
        all(date_of(one) <= date for one in before) and all(not date_of(one) or date_of(one) > date for one in after)
    )


def _cost(before: Sequence[Snapshot], new: Snapshot, after: Sequence[Snapshot]) -> int:
    """How much longer a chain is with a snapshot between two, or at an end."""
    return _length([*before, new, *after]) - _length([*before, *after])


def _length(chain: Sequence[Snapshot]) -> int:
    return sum(_distance(one.tree, other.tree) for one, other in pairwise(chain))


def _distance(old: Tree, new: Tree) -> int:
    """How much two trees differ in what both speak of. What the new one lacks counts more than what it adds."""
    there, here = carried(new, old), carried(old, new)
    return len(json.dumps(patch(there, here))) + _LOSS * len(json.dumps(patch(here, there)))


def oddities(chain: Sequence[Snapshot]) -> Iterator[str]:
    """What a reader of the history has to know: one version with several contents, versions that went backwards."""
    for version in dict.fromkeys(one.version for one in chain):
        same = [one for one in chain if one.version == version]
        if len(same) > 1:
            yield f"{text_of(version)}: {len(same)} sets of this version differ: {', '.join(s.source for s in same)}"
    dated = sorted((one for one in chain if date_of(one)), key=date_of)
    for one, other in pairwise(dated):
        if other.version < one.version:
            yield (
                f"backwards: {one.source} says {text_of(one.version)}, "
                f"and after it {other.source} says {text_of(other.version)}"
            )
