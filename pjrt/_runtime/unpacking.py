"""Libraries that unpack files into a shared folder when they are loaded: one process at a time may do that."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, for which there is no such library
    fcntl = None  # type: ignore[assignment]

_UNPACKING = ("libtt.",)
"""How their names begin. Two processes that load libtt at once write over each other's files, and one aborts."""


@contextmanager
def alone(library: Path) -> Iterator[None]:
    """While such a library is loaded, other processes of this user that want to load it wait."""
    if fcntl is None or not library.name.startswith(_UNPACKING):
        yield
        return
    import tempfile

    lock = os.path.join(tempfile.gettempdir(), f"pjrt-{os.getuid()}-{library.name}.lock")
    try:
        file = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError:  # nowhere to write: then it cannot unpack there either
        yield
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)
