"""This library's own sources, whose façades call generated wrappers in snake case."""

from __future__ import annotations

from pathlib import Path

from pjrt.gap import source
from pjrt.gap.document import Status
from pjrt.gap.names import Names, text_of
from tests.pjrt.gap.source.conftest import places, why

ROOT = Path(__file__).parents[4]


def test_own_tree(names: Names) -> None:
    """One test, as looking takes seconds."""
    document = source.look(ROOT, names)
    assert document.facts["API version"] == text_of(names.newest)

    core = {n.name for n in names.all.values() if n.owner == "PJRT_Api" and n.kind == "function" and not n.gone}
    unused = {item.name for item in document.items if item.name in core and item.status is not Status.USED}
    assert len(unused) <= len(core) // 50, sorted(unused)

    found = places(document, "PJRT_Client_PlatformVersion")
    assert any(place.startswith("pjrt/client.py:") for place in found)
    assert why(document, "PJRT_Client_PlatformVersion").startswith(
        "through client_platform_version of generated/pjrt_abi/"
    )

    used = (item for item in document.items if item.status is Status.USED and item.kind == "function")
    files = {place.file for item in used for place in item.places}
    assert not any(file.startswith(("generated/", "include/")) for file in files)
