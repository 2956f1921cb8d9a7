"""Files in memory -> files on disk, or the difference between the two. The only module that writes."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from . import interrupts
from .files import File

KEPT = ("*.binpb", "*.so", "facades.json", "exercised.json")
"""Names of generated files that another command writes, a build, or the test run."""


@dataclass(frozen=True)
class Changes:
    """What emitting did, or would do: paths below the root."""

    written: tuple[str, ...]
    deleted: tuple[str, ...]
    unchanged: int

    def __bool__(self) -> bool:
        return bool(self.written or self.deleted)


def emit(files: Sequence[File], root: Path, owned: Sequence[str]) -> Changes:
    """Writes what changed, each file at once, and deletes what the owned folders hold besides; Ctrl-C waits for that.

    owned: folders below root that hold nothing but these files.
    """
    changes = compare(files, root, owned)
    texts = {f.path: f.text for f in files}
    with interrupts.held():
        for path in changes.written:
            write(root / path, texts[path].encode())
        for path in changes.deleted:
            (root / path).unlink()
    return changes


def compare(files: Sequence[File], root: Path, owned: Sequence[str]) -> Changes:
    """What `emit` would do."""
    written = [f.path for f in files if _read(root / f.path) != f.text]
    orphans = _present(root, owned) - {f.path for f in files}
    return Changes(tuple(sorted(written)), tuple(sorted(orphans)), len(files) - len(written))


def diff(files: Sequence[File], root: Path, owned: Sequence[str]) -> str:
    """A unified diff from what is on disk to the files; "" if they agree."""
    changes = compare(files, root, owned)
    texts = {f.path: f.text for f in files}
    parts: list[str] = []
    for path in sorted((*changes.written, *changes.deleted)):
        old = (_read(root / path) or "").splitlines(keepends=True)
        new = texts.get(path, "").splitlines(keepends=True)
        parts += difflib.unified_diff(old, new, f"on disk: {path}", f"generated: {path}")
        if not old and not new:
            parts.append(f"on disk: {path} {'is an orphan' if path in changes.deleted else 'is missing'}\n")
    return "".join(parts)


def _present(root: Path, owned: Sequence[str]) -> set[str]:
    return {
        str(path.relative_to(root))
        for folder in owned
        for path in (root / folder).rglob("*")
        if path.is_file() and not any(map(path.match, KEPT)) and "__pycache__" not in path.parts
    }


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return None


def write(path: Path, content: bytes) -> None:
    """Replaces the file in one step, so that a crash leaves the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
