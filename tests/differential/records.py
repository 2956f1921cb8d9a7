"""What a worker writes down of a program: a file each, whole or not there."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

READY = "ready"
"""What a worker says when it is about to begin with the first program."""

Record = dict[str, Any]
"""It has "error", the type and the text of what went wrong, or the results; see the workers."""


def write(path: Path, record: Record) -> None:
    """Other workers write other records of the same program at the same time."""
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(pickle.dumps(record))
    part.rename(path)


def read(path: Path) -> Record:
    record: Record = pickle.loads(path.read_bytes())
    return record
