"""Protobuf messages that a plugin embeds and that its own bytes are made of, such as libtpu's compiler settings."""

from __future__ import annotations

import mmap
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FIELDS = {field.number for field in descriptor_pb2.FileDescriptorProto.DESCRIPTOR.fields}
_VARINT, _BYTES = 0, 2


@cache
def message(library: Path | None, file: str, name: str) -> Any:
    """The class of a message, by its schema's file name and its full name; None where the library has no such thing.

    The first search of a library reads all of it, which takes some 0.1 s.
    """
    if library is None:
        return None
    pool = descriptor_pool.DescriptorPool()
    try:
        with library.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as image:
            _add(image, file, pool, set())
        return message_factory.GetMessageClass(pool.FindMessageTypeByName(name))
    except (OSError, KeyError, TypeError, ValueError):
        return None


def _add(image: mmap.mmap, file: str, pool: descriptor_pool.DescriptorPool, seen: set[str]) -> None:
    """Adds a schema after all that it imports. Raises KeyError for one that is not there."""
    if file in seen:
        return
    seen.add(file)
    schema = next(_candidates(image, file), None)
    if schema is None:
        raise KeyError(file)
    for needed in schema.dependency:
        _add(image, needed, pool, seen)
    pool.Add(schema)


def _candidates(image: mmap.mmap, file: str) -> Iterator[descriptor_pb2.FileDescriptorProto]:
    """Schemas that begin with this file name; where another schema imports it, none begins."""
    key = b"\x0a" + bytes([len(file)]) + file.encode()
    at = image.find(key)
    while at >= 0:
        with suppress(DecodeError):  # text that only looks like one
            schema = descriptor_pb2.FileDescriptorProto.FromString(image[at : _end(image, at)])
            if schema.message_type or schema.enum_type:
                yield schema
        at = image.find(key, at + 1)


def _end(image: mmap.mmap, at: int) -> int:
    """Where the schema that starts here ends: before the first thing that is no field of one."""
    while True:
        try:
            tag, after = _varint(image, at)
            size, after = _varint(image, after)
        except (IndexError, ValueError):
            return at
        wire = tag & 7
        after += size if wire == _BYTES else 0
        if tag >> 3 not in _FIELDS or wire not in (_VARINT, _BYTES) or after > len(image):
            return at
        at = after


def _varint(image: mmap.mmap, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 63, 7):
        byte = image[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise ValueError("no varint")
