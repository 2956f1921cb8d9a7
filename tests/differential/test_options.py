"""JAX's compile options are read and written by this library's class, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import pjrt
from tests.differential.catalogue import CATALOGUE

if TYPE_CHECKING:
    from tests.differential.conftest import Runs

pytestmark = pytest.mark.download


def _sent(runs: Runs, name: str) -> bytes:
    options: bytes = runs.lowered(CATALOGUE[name])["options"]
    return options


def _with_what_has_no_name(options: pjrt.CompileOptions, theirs: pjrt.CompileOptions) -> pjrt.CompileOptions:
    """What JAX sets and no property names: whether shardings spread, effort, the number of processes."""

    def edit(message: Any) -> None:
        build, given = message.executable_build_options, theirs.message.executable_build_options
        for field in (
            "allow_spmd_sharding_propagation_to_output",
            "allow_spmd_sharding_propagation_to_parameters",
            "process_count",
            "memory_fitting_level",
        ):
            if isinstance(getattr(given, field), int):
                setattr(build, field, getattr(given, field))
            else:
                getattr(build, field).extend(getattr(given, field))
        message.profile_version = theirs.message.profile_version

    return options.with_message(edit)


@pytest.mark.parametrize(
    ("name", "replicas", "partitions"),
    [("elementwise/exp", 1, 1), ("sharding/elementwise", 1, 4), ("collectives/psum", 1, 4), ("replicas/apart", 4, 1)],
)
def test_jax_options(name: str, replicas: int, partitions: int, runs: Runs) -> None:
    theirs = pjrt.CompileOptions.parse(_sent(runs, name))
    assignment = [[replica * partitions + part for part in range(partitions)] for replica in range(replicas)]
    ours = pjrt.CompileOptions(
        replicas,
        partitions,
        device_assignment=assignment,
        use_spmd_partitioning=True,
        use_shardy_partitioner=True,
        debug_options=theirs.debug_options,
    )
    assert theirs.num_replicas == replicas
    assert theirs.num_partitions == partitions
    assert theirs.device_assignment == ours.device_assignment
    assert len(theirs.debug_options) > 100
    assert theirs.debug_options["xla_cpu_enable_fast_min_max"] is False
    assert theirs != ours
    known = theirs.message
    known.DiscardUnknownFields()  # JAX's schema has debug options that the pinned plugin's lacks
    assert known == _with_what_has_no_name(ours, theirs).message


@pytest.mark.parametrize("name", ["sharding/elementwise"])
def test_jax_options_survive(name: str, runs: Runs) -> None:
    """What is read is written, the fields that no schema of ours knows included."""
    sent = _sent(runs, name)
    parsed = pjrt.CompileOptions.parse(sent)
    assert pjrt.CompileOptions.parse(parsed.serialize()) == parsed
    assert len(parsed.serialize()) == len(sent)
    known = parsed.message
    known.DiscardUnknownFields()
    assert len(known.SerializeToString()) < len(sent)
