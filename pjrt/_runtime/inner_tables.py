"""Function tables that an extension's struct points to, as the profiler's does."""

from __future__ import annotations

from ctypes import c_void_p
from typing import Any, TypeVar

from pjrt_abi.support import FunctionTable

_T = TypeVar("_T", bound=FunctionTable)


def inner_table(table: FunctionTable, field: str, kind: type[_T], api: Any) -> _T | None:
    """The table behind a pointer of the struct, bound; None if that is NULL or the struct ends before it."""
    place = getattr(table.TABLE, field)
    if place.offset + place.size > table.struct_size:
        return None
    address = c_void_p.from_address(table.address + place.offset).value
    return kind(address, api) if address else None
