"""The functions that a fault can be injected into."""

from __future__ import annotations

from functools import cache

from pjrt_abi.extensions import EXTENSIONS
from pjrt_abi.functions import Api


@cache
def functions() -> frozenset[str]:
    """All functions of the core and of the extensions that fail by returning an error."""
    tables = [Api, *(table for extension in EXTENSIONS if (table := extension.load()) is not None)]
    return frozenset(name for table in tables for name, *_ in table.SLOTS)
