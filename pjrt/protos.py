"""XLA's protobuf messages, from the schemas that a plugin embeds (codegen/descriptors.py). Built when first used."""

from __future__ import annotations

from functools import cache
from pkgutil import get_data
from typing import TYPE_CHECKING, Any

from google.protobuf import descriptor_pool, message_factory

if TYPE_CHECKING:
    from collections.abc import Iterator


@cache
def _pool() -> descriptor_pool.DescriptorPool:
    pool = descriptor_pool.DescriptorPool()  # of our own: the default one may hold another XLA's schemas
    for schema in _schemas(get_data("pjrt_abi", "protos.binpb") or b""):
        pool.AddSerializedFile(schema)
    return pool


def _schemas(data: bytes) -> Iterator[bytes]:
    """The files of a FileDescriptorSet, each after those that it imports.

    Each is a field 1 with its size before it. protobuf's own class for the set takes longer to import than all of this.
    """
    at = 0
    while at < len(data):
        assert data[at] == 0x0A, f"protos.binpb: no file of a set begins at byte {at}; write it anew with codegen"
        size = shift = 0
        more = True
        while more:
            at += 1
            size |= (data[at] & 0x7F) << shift
            shift, more = shift + 7, data[at] >= 0x80
        yield data[at + 1 : at + 1 + size]
        at += 1 + size


@cache
def message(name: str) -> Any:
    """The class of a message by its full name, such as "xla.CompileOptionsProto"."""
    descriptor = _pool().FindMessageTypeByName(name)
    _keep(descriptor)
    return message_factory.GetMessageClass(descriptor)


_classes: dict[str, Any] = {}


def _keep(descriptor: Any) -> None:
    """Keeps the classes of a message and of those in it.

    protobuf holds them weakly: one that is collected while another thread parses may take the interpreter down.
    """
    if descriptor.full_name not in _classes:
        _classes[descriptor.full_name] = message_factory.GetMessageClass(descriptor)
        for field in descriptor.fields:
            if field.message_type is not None:
                _keep(field.message_type)
