"""What the tests of `pjrt.gap.source` share. The trees beside them are read by the tests, and not run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pjrt.gap import source
from pjrt.gap.document import Document, Status
from pjrt.gap.names import Names

collect_ignore = ["trees"]


@pytest.fixture(scope="session")
def names() -> Names:
    return Names.load()


@pytest.fixture
def tree(tmp_path: Path, names: Names) -> Callable[..., Document]:
    """Writes files, given as path=text or in a dict, and looks at them."""

    def look(files: dict[str, str | bytes]) -> Document:
        for path, content in files.items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return source.look(tmp_path, names)

    return look


def of(document: Document, status: Status, kind: str = "function") -> set[str]:
    """The names of a kind with a status, without PJRT_."""
    return {item.name.removeprefix("PJRT_") for item in document.items if (item.status, item.kind) == (status, kind)}


def why(document: Document, name: str) -> str:
    """What is said of a name."""
    return next(item.why for item in document.items if item.name == name)


def places(document: Document, name: str) -> list[str]:
    """Where a name was found."""
    return [str(place) for item in document.items if item.name == name for place in item.places]
