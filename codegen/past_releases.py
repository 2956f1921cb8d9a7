"""include/history.toml: the releases that snapshots were made from, and what their headers hash to.

Their headers are not kept: the snapshots are. `history --rebuild` makes them again, as long as the index has the
releases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import emit
from .pins import Distribution, read_distribution, toml
from .sources import Headers
from .toml_table import read_table

FILE = "history.toml"

_SHA256 = re.compile(r"[0-9a-f]{64}")
_HEAD = """\
# The releases that generated/snapshots/ was made from, oldest API first; `python -m codegen history` writes this file.
# headers: the hash of all their headers together. The releases are read again only by `history --rebuild`.
"""


@dataclass(frozen=True)
class Release:
    """A release that a snapshot was made from. headers: the hash of its header set."""

    distribution: Distribution
    headers: str

    @property
    def source(self) -> str:
        """What its snapshot says that it was made from."""
        return str(self.distribution)

    @classmethod
    def of(cls, headers: Headers) -> Release:
        """That of headers which were just read from a release."""
        assert headers.distribution is not None, headers.source
        return cls(headers.distribution, headers.digest)


def load(include: Path) -> list[Release]:
    """The releases. Raises CodegenError for a file that is damaged; there is none before the first was added."""
    path = include / FILE
    if not path.exists():
        return []
    document = read_table(path, "the releases that snapshots were made from")
    document.only("releases")
    tables = document.table("releases").tables()
    return [
        Release(read_distribution(key, table, "headers"), table.string("headers", _SHA256, "a sha256"))
        for key, table in tables.items()
    ]


def write(include: Path, releases: Sequence[Release]) -> None:
    """Writes the file if it says anything else, or deletes it where there are none."""
    path, content = include / FILE, text(releases)
    if not releases:
        path.unlink(missing_ok=True)
    elif not path.exists() or path.read_text(encoding="utf-8") != content:
        emit.write(path, content.encode())


def text(releases: Iterable[Release]) -> str:
    """The file's content."""
    tables = (f'{toml("releases", one.distribution)}headers = "{one.headers}"\n' for one in releases)
    return "\n".join([_HEAD, *tables])
