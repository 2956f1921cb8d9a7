"""What plugins keep of programs: libtpu's, and the reference plugin's."""

from __future__ import annotations

from typing import Any

import pytest

import pjrt
from pjrt import testing
from pjrt.extensions import ExecutableMetadata
from pjrt.extensions.executable_metadata import Metadata
from pjrt.protos import message
from pjrt.testing import extensions
from tests.pjrt.programs import add


def test_tpu(libtpu: pjrt.Plugin, tpu_program: pjrt.Executable) -> None:
    kept = libtpu.extension(ExecutableMetadata)
    told = kept.of(tpu_program)
    assert told == Metadata.parse(kept.serialized(tpu_program))
    stats = tpu_program.memory_stats()
    for name in ("argument_size_in_bytes", "output_size_in_bytes", "generated_code_size_in_bytes"):
        assert told.memory_stats[name] == getattr(stats, name) > 0
    assignment = message("xla.BufferAssignmentProto").FromString(told.buffer_assignment)
    assert [found.size for found in assignment.logical_buffers][:2]
    assert told.platform_type == "xla.tools.CompiledExecutableMetadata"
    assert len(told.platform_specific) > 100


def test_reference() -> None:
    """The memory that C allocates is given back, whatever is in it."""

    class Odd(extensions.ExecutableMetadata):
        def get_executable_metadata(self, *, executable: Any) -> Any:
            made = super().get_executable_metadata(executable=executable)
            made.serialized_metadata_size -= self.short
            return made

        short = 0

    odd = Odd()
    served = testing.reference(extensions=[odd])
    with pjrt.Client(served) as client:
        kept, program = client.plugin.extension(ExecutableMetadata), client.compile(add())
        told = kept.of(program)
        assert (told.platform_type, told.platform_specific) == ("name", b"m")
        assert told.memory_stats == {"generated_code_size_in_bytes": len(add())}
        odd.short = 1
        with pytest.raises(pjrt.PjrtError, match=r"not an xla\.PjRtExecutableMetadata"):
            kept.of(program)
        assert kept.serialized(program) == told.serialized[:-1]
        assert odd.alive == 0
        with pytest.raises(TypeError, match=r"^executable: expected "):
            kept.of(client)  # type: ignore[arg-type]
    assert served.misuse == []
    with pytest.raises(TypeError, match=r"^serialized: expected bytes"):
        Metadata.parse("x")  # type: ignore[arg-type]
