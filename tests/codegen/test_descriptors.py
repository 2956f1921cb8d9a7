"""The schemas that are read out of a plugin: those committed are those of the pinned plugin."""

from __future__ import annotations

from pathlib import Path

import pytest
from google.protobuf import descriptor_pb2

from codegen.commands import main
from codegen.descriptors import ROOTS, extract
from codegen.errors import CodegenError

COMMITTED = Path(__file__).parents[2] / "generated" / "pjrt_abi" / "protos.binpb"


def test_committed_schemas_hold_what_the_library_needs() -> None:
    schemas = descriptor_pb2.FileDescriptorSet.FromString(COMMITTED.read_bytes())
    names = [schema.name for schema in schemas.file]
    assert set(ROOTS) <= set(names)
    for schema in schemas.file:
        assert set(schema.dependency) <= set(names[: names.index(schema.name)]), "importees come first"


def test_no_wording_of_the_schemas_is_committed() -> None:
    schemas = descriptor_pb2.FileDescriptorSet.FromString(COMMITTED.read_bytes())
    assert not any(schema.HasField("source_code_info") for schema in schemas.file)


@pytest.mark.download
def test_committed_schemas_are_the_newest_cpu_plugins() -> None:
    from pjrt._runtime.discovery import discover
    from pjrt._runtime.selection import resolve

    library = resolve(discover(), "lammps_jax_pjrt_cpu").path
    assert extract(library) == COMMITTED.read_bytes(), "run `python -m codegen descriptors LIBRARY`"


def test_a_library_without_schemas_is_refused(tmp_path: Path) -> None:
    library = tmp_path / "plugin.so"
    library.write_bytes(b"\x7fELF" + b"\0" * 100 + ROOTS[0].encode() + b"\0" * 100)
    with pytest.raises(CodegenError, match=r"plugin\.so: embeds no schema 'xla/pjrt/proto/compile_options\.proto'"):
        extract(library)


def test_a_truncated_schema_is_refused(tmp_path: Path) -> None:
    library = tmp_path / "plugin.so"
    key = b"\x0a" + bytes([len(ROOTS[0])]) + ROOTS[0].encode()
    library.write_bytes(key + b"\x22\xff\xff\xff\xff\x7f")
    with pytest.raises(CodegenError, match="embeds no schema"):
        extract(library)


@pytest.mark.download
def test_the_command_writes_what_is_committed(tmp_path: Path) -> None:
    from pjrt._runtime.discovery import discover
    from pjrt._runtime.selection import resolve

    library = resolve(discover(), "lammps_jax_pjrt_cpu").path
    assert main(["descriptors", str(library), "--generated", str(tmp_path)]) == 0
    assert (tmp_path / "pjrt_abi" / "protos.binpb").read_bytes() == COMMITTED.read_bytes()


@pytest.mark.parametrize("content", [None, b""], ids=["missing", "empty"])
def test_a_library_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    library = tmp_path / "plugin.so"
    if content is not None:
        library.write_bytes(content)
    with pytest.raises(CodegenError, match=r"plugin\.so: cannot be read"):
        extract(library)
