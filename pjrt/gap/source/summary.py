"""What is said of a tree as a whole: facts, and what a reader has to know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pjrt.gap.document import Place
from pjrt.gap.names import Names, text_of
from pjrt.gap.source.evidence import Ledger
from pjrt.gap.source.roles import Role
from pjrt.gap.source.verdicts import Verdicts
from pjrt.gap.source.versions import Stated
from pjrt.gap.source.walk import VENDORED, Tree

_SOME = 8
_ROLES = {
    Role.HEADER: "headers",
    Role.GENERATED: "generated or mere wrappers",
    Role.VENDORED: "other people's",
    Role.OWN: "its own",
    Role.TEST: "tests",
    Role.EXAMPLE: "examples",
}
_PASSED_OVER = {
    "binary": "binary files",
    "link": "links, not followed",
    "unreadable": "files and folders that cannot be read",
    "huge": "files over 4 MB without PJRT",
}
_FIELDS = (
    "Fields count as used where code sets or reads them of a variable that is plainly of their struct; what goes "
    "through containers, casts, or functions of the tree's own is not seen."
)


def facts(
    tree: Tree, version: Stated | None, verdicts: Verdicts, languages: Counter[str], files: Counter[Role]
) -> dict[str, str]:
    """languages: how many files with names of the C API there are in each; files: how many of each role."""
    said = {"API version": text_of(version.version) if version else "unknown"}
    if version:
        said["API version from"] = str(version.place)
    said["language"] = ", ".join(f"{name} ({count})" for name, count in languages.most_common() if count)
    said |= verdicts.shares()
    said["files read"] = str(tree.counts["read"])
    said["files with names of the C API"] = ", ".join(f"{_ROLES[role]} {files[role]}" for role in Role if files[role])
    said |= {label: str(tree.counts[key]) for key, label in _PASSED_OVER.items() if tree.counts[key]}
    if tree.skipped:
        said["folders passed over"] = ", ".join(sorted(tree.skipped))
    return said


def notes(
    names: Names,
    version: Stated | None,
    stated: Sequence[Stated],
    ledger: Ledger,
    verdicts: Verdicts,
    computed: Sequence[Place],
    alike: Sequence[str],
    has_vendored: bool,
) -> Iterator[str]:
    """computed: where names are put together of parts that nobody told of; alike: what may be functions' names."""
    yield from _version(names, version, stated, verdicts)
    if ledger.unknown:
        some = [f"{word} ({place})" for word, place in sorted(ledger.unknown.items())]
        yield f"Names that look like the C API's and are in no known header: {_listed(some)}."
    if computed:
        yield f"Names are put together in {_listed(list(map(str, computed)))}: what that reaches is not seen."
    if alike:
        yield (
            f"Names like those of functions without PJRT_, such as {_listed(list(alike))}, are not told apart: nothing "
            "in the tree shows that they stand for functions of the C API."
        )
    yield _FIELDS
    if has_vendored:
        yield f"What is in folders called {', '.join(sorted(VENDORED))} counts as declared, not as used."


def _version(names: Names, version: Stated | None, stated: Sequence[Stated], verdicts: Verdicts) -> Iterator[str]:
    if version is None:
        seen = verdicts.at_least()
        least = f"; by the names that it uses it is at least {text_of(seen)}" if seen else ""
        yield f"Nothing in the tree says which API version it is made for{least}."
        return
    if version.version > names.newest:
        newest = text_of(names.newest)
        yield f"The tree is made for {text_of(version.version)}; {newest} is the newest that is known here."
    others = {one.version: one.place for one in stated if one.version != version.version}
    if others:
        listed = _listed([f"{text_of(other)} ({place})" for other, place in sorted(others.items(), reverse=True)])
        yield f"The tree states several API versions; {text_of(version.version)} counts, not {listed}."


def _listed(words: list[str]) -> str:
    more = len(words) - _SOME
    return ", ".join(words[:_SOME]) + (f", and {more} more" if more > 0 else "")
