"""What a struct's size is to the C API."""

from __future__ import annotations

from ctypes import Structure, Union


def size_through(struct: type[Structure | Union], last: str) -> int:
    """The size up to and including the last field: what goes into struct_size. The sizeof may be larger."""
    field = getattr(struct, last)
    return int(field.offset + field.size)
