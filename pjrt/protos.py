"""XLA's protobuf messages, from the schemas that a plugin embeds (codegen/descriptors.py). Built when first used."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory


@cache
def _pool() -> descriptor_pool.DescriptorPool:
    schemas = descriptor_pb2.FileDescriptorSet.FromString(files("pjrt_abi").joinpath("protos.binpb").read_bytes())
    pool = descriptor_pool.DescriptorPool()  # of our own: the default one may hold another XLA's schemas
    for schema in schemas.file:
        pool.Add(schema)
    return pool


@cache
def message(name: str) -> Any:
    """The class of a message by its full name, such as "xla.CompileOptionsProto"."""
    return message_factory.GetMessageClass(_pool().FindMessageTypeByName(name))
