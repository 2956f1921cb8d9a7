"""Reading folders and small files where being unable to is an answer."""

from __future__ import annotations

import os


def entries(folder: str | os.PathLike[str]) -> list[os.DirEntry[str]]:
    """The entries of a folder by name; none if it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except (OSError, ValueError):
        return []


def text_of(path: str) -> str:
    """The text of a file; empty if it cannot be read."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except (OSError, ValueError):
        return ""
