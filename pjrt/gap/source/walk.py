"""The files of a source tree: which are read, and what is passed over and why."""

from __future__ import annotations

import codecs
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

SKIPPED = frozenset(
    {
        "node_modules",
        "target",
        "build",
        "_build",
        "dist",
        "dist-newstyle",
        "site-packages",
        "__pycache__",
        "zig-cache",
        "zig-out",
        "DerivedData",
        "Pods",
        "CMakeFiles",
    }
)
"""Folders of build outputs and installed packages, passed over by name; so is each whose name starts with a dot."""

VENDORED = frozenset(
    {"third_party", "thirdparty", "third-party", "3rdparty", "vendor", "vendored", "external", "extern"}
)
"""Folders of other people's sources: what they have is declared, and used by nobody here."""

HUGE = 4 << 20
_HEAD = 1 << 20
_MARK = b"PJRT"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(slots=True)
class Tree:
    """A folder's files, one by one; what was passed over is counted on the way.

    skipped: the folders by name; counts: "read", "binary", "link", "unreadable", "huge".
    """

    folder: Path
    skipped: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Relative path and content of each file that may hold text, in order."""
        for path in self._paths(self.folder):
            content = self._content(path)
            if content is not None:
                self.counts["read"] += 1
                yield path.relative_to(self.folder).as_posix(), content

    def _paths(self, folder: Path) -> Iterator[Path]:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            self.counts["unreadable"] += 1
            return
        for entry in entries:
            if entry.is_symlink():
                self.counts["link"] += 1
            elif entry.is_dir(follow_symlinks=False):
                if is_skipped(Path(entry.path)):
                    self.skipped[entry.name] += 1
                else:
                    yield from self._paths(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path)

    def _content(self, path: Path) -> bytes | None:
        try:
            with path.open("rb") as file:
                head = file.read(_HEAD)
                size = os.fstat(file.fileno()).st_size
                if is_binary(head):
                    self.counts["binary"] += 1
                    return None
                if size > HUGE and _MARK not in head:
                    self.counts["huge"] += 1
                    return None
                return head + file.read()
        except OSError:
            self.counts["unreadable"] += 1
            return None


def is_skipped(folder: Path) -> bool:
    """Whether a folder is passed over: by its name, or as an environment that Python packages are installed in."""
    name = folder.name
    if name.startswith((".", "bazel-")) or name.endswith(".egg-info") or name in SKIPPED:
        return True
    return (folder / "pyvenv.cfg").exists()


def is_vendored(path: str) -> bool:
    """Whether a file is another project's, by the folders that it is in."""
    return not VENDORED.isdisjoint(PurePosixPath(path).parts[:-1])


def is_binary(head: bytes) -> bool:
    """Whether it is no text: it has a NUL, and does not say that it is UTF-16 or UTF-32."""
    return b"\0" in head[:8192] and not any(head.startswith(bom) for bom, _ in _BOMS)


def is_wide(content: bytes) -> bool:
    """Whether it is UTF-16 or UTF-32, in which no name is found as bytes."""
    return any(content.startswith(bom) for bom, _ in _BOMS[1:])


def decoded(content: bytes) -> str:
    """The text of a file: by its mark, else as UTF-8, else as Latin-1, which reads anything. Line breaks are \\n."""
    encoding = next((name for bom, name in _BOMS if content.startswith(bom)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")
