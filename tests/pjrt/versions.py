"""The API versions that tests go through."""

from __future__ import annotations

from pjrt_abi.history import OLDEST_COMPATIBLE, VERSIONS

SPOKEN = tuple(version for version in VERSIONS if version >= OLDEST_COMPATIBLE)
"""Those whose headers are known and that these bindings speak, oldest first."""


def spelled(version: tuple[int, int]) -> str:
    """`0.90`, as ids of tests and messages name a version."""
    return f"{version[0]}.{version[1]}"
