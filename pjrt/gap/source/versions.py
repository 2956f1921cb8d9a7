"""The API version that a source tree is made for: of its header, or as its bindings say."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from pjrt.gap.document import Place
from pjrt.gap.names import Version

# Nothing is given back that was matched: a comment is a thousand spaces, and there are many ways to share those out.
_PART = (
    r"(?<![A-Za-z])_?PJRT_?API_?PLACE(?:_?VERSION)?\b\s*+\)?\s*+"
    r"(?::\s*+[\w.:<>\[\] ]{1,80}?)?\s*+(?:(?:\w+\s*+)?(?::=|=|<-)\s*+|(?<=\s))"
    r"(?:@as\(\s*+\w+\s*+,\s*+)?\(?\s*+(\d+)L?\b"
)
_MAJOR = re.compile(_PART.replace("PLACE", "MAJOR"), re.IGNORECASE)
_MINOR = re.compile(_PART.replace("PLACE", "MINOR"), re.IGNORECASE)
_API = re.compile(r"PJRT_?API", re.IGNORECASE)
_BOTH = re.compile(
    r"PJRT_?API_?VERSION\b[^\n=]*?(?::=|=|<-)\s*+[A-Za-z_]*+\s*+[\[({\"'v]*+\s*+(\d+)\s*+[.,]\s*+(\d+)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A version that a file states. is_header: whether it is a header of the C API that does."""

    version: Version
    place: Place
    is_header: bool


def stated(path: str, text: str, code: str, is_header: bool) -> Stated | None:
    """The version that a file states, if it does. code: the text without comments and strings; both are as long."""
    if _API.search(code) is None:
        return None
    minor = _MINOR.search(code)
    if minor is not None:
        major = _MAJOR.search(code)
        version = int(major[1]) if major else 0, int(minor[1])
        return Stated(version, _place(path, text, minor.start(1)), is_header)
    for both in _BOTH.finditer(text):
        if code[both.start()] == text[both.start()]:
            return Stated((int(both[1]), int(both[2])), _place(path, text, both.start()), is_header)
    return None


def _place(path: str, text: str, offset: int) -> Place:
    number = text.count("\n", 0, offset) + 1
    return Place(path, number, text.split("\n", number)[number - 1].strip()[:160])


def chosen(all: list[Stated], builds: dict[str, str]) -> Stated | None:
    """The one that counts: a header's before others, one that a build file names before others, the newest of those.

    builds: the texts of the tree's build files by path.
    """
    candidates = [one for one in all if one.is_header] or all
    named = [one for one in candidates if _named(one.place.file, builds)]
    return max(named or candidates, key=lambda one: (one.version, one.place.file), default=None)


def _named(path: str, builds: dict[str, str]) -> bool:
    """Whether a build file has the header's path, as seen from there, or a folder of it that tells versions apart."""
    for build, text in builds.items():
        parts = PurePosixPath(posixpath.relpath(path, posixpath.dirname(build) or ".")).parts
        for stop in range(len(parts), 0, -1):
            if (stop == len(parts) or _tells(parts[stop - 1])) and _has(text, "/".join(parts[:stop])):
                return True
    return False


def _has(text: str, path: str) -> bool:
    return re.search(rf"(?:(?<![\w.\-])|(?<=-I)){re.escape(path)}(?![\w])", text) is not None


def _tells(folder: str) -> bool:
    """Whether a folder's name has a number in it, as of versions side by side."""
    return re.search(r"\d", folder) is not None
