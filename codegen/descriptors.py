"""Protobuf schemas out of a plugin's binary: XLA embeds the serialized descriptors of its own messages."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from pathlib import Path

from google.protobuf import descriptor_pb2
from google.protobuf.message import DecodeError

from .errors import CodegenError

ROOTS = (
    "xla/pjrt/proto/compile_options.proto",
    "xla/service/hlo.proto",
    "tsl/profiler/protobuf/profiler_options.proto",
    "tsl/profiler/protobuf/xplane.proto",
    "xla/pjrt/proto/executable_metadata.proto",
    "xla/pjrt/proto/pjrt_abi_version.proto",
    "xla/pjrt/proto/pjrt_partial_program.proto",
)
"""The schemas that the library needs.

Compile options; programs as HLO; what a profile is asked for and what it is; what extensions tell of a program, of
ABI versions and of half compiled programs.
"""

OUTPUT = "pjrt_abi/protos.binpb"
"""Where they go, below generated/."""

_LAST_FIELD = 14
_BYTES, _VARINT = 2, 0


def extract(library: Path, roots: tuple[str, ...] = ROOTS) -> bytes:
    """A serialized FileDescriptorSet of the root schemas and all they import, importees first.

    Raises CodegenError if the library cannot be read or embeds no such schema.
    """
    try:
        with library.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as image:
            found: dict[str, descriptor_pb2.FileDescriptorProto] = {}
            for root in roots:
                _collect(image, root, library, found)
    except (OSError, ValueError) as error:
        raise CodegenError(f"{library}: cannot be read: {error}") from error
    whole = descriptor_pb2.FileDescriptorSet(file=list(found.values()))
    return bytes(whole.SerializeToString(deterministic=True))


def _collect(image: mmap.mmap, name: str, library: Path, found: dict[str, descriptor_pb2.FileDescriptorProto]) -> None:
    if name in found:
        return
    schema = next((s for s in _candidates(image, name)), None)
    if schema is None:
        raise CodegenError(
            f"{library}: embeds no schema {name!r}; give an XLA plugin that does, such as an XLA:CPU one"
        )
    for dependency in schema.dependency:
        _collect(image, dependency, library, found)
    found[name] = schema


def _candidates(image: mmap.mmap, name: str) -> Iterator[descriptor_pb2.FileDescriptorProto]:
    """Schemas whose first field is that file name; a mention of the name elsewhere does not parse as one."""
    key = b"\x0a" + bytes([len(name)]) + name.encode()
    at = image.find(key)
    while at >= 0:
        try:
            schema = descriptor_pb2.FileDescriptorProto.FromString(image[at : _end(image, at)])
        except DecodeError:
            schema = None
        if schema and (schema.message_type or schema.enum_type):
            yield schema
        at = image.find(key, at + 1)


def _end(image: mmap.mmap, at: int) -> int:
    """Where the message that starts here ends: before the first thing that is no field of a FileDescriptorProto."""
    while at < len(image):
        try:
            tag, after = _varint(image, at)
            number, wire = tag >> 3, tag & 7
            if not 1 <= number <= _LAST_FIELD or wire not in (_VARINT, _BYTES):
                break
            value, after = _varint(image, after)
        except ValueError:
            break
        end = after + (value if wire == _BYTES else 0)
        if end > len(image):
            break
        at = end
    return at


def _varint(image: mmap.mmap, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(image):
            break
        byte = image[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise ValueError("not a varint")
