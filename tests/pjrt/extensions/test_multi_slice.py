"""Slice configurations: what they say, and programs compiled for several slices of TPUs that are not here."""

from __future__ import annotations

import copy

import pytest

import pjrt
from pjrt.extensions import Megascale, MultiSlice
from pjrt.extensions.multi_slice import SliceConfig
from pjrt.server import Served
from tests.pjrt.programs import Child, add

SUM = """module @sum attributes {mhlo.num_replicas = 8 : i32} {
func.func public @main(%a: tensor<4xf32>) -> tensor<4xf32> {
  %0 = "stablehlo.all_reduce"(%a) <{replica_groups = dense<[[0,1,2,3,4,5,6,7]]> : tensor<1x8xi64>}> ({
  ^bb0(%x: tensor<f32>, %y: tensor<f32>):
    %s = stablehlo.add %x, %y : tensor<f32>
    stablehlo.return %s : tensor<f32>
  }) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32> } }"""


@pytest.fixture(scope="module")
def config(libtpu: pjrt.Plugin) -> SliceConfig:
    """Two slices of four TPUs."""
    return libtpu.extension(Megascale).aot_config(pjrt.Topology(libtpu, "v5e:2x2"), 2)


def test_what_it_says(config: SliceConfig) -> None:
    assert (config.num_slices, config.slice_id, config.devices_per_slice) == (2, 0, {0: 4, 1: 4})
    assert list(config.device_ids) == [0, 1]
    assert len({number for ids in config.device_ids.values() for number in ids}) == 8
    assert config.serialize()
    assert repr(config).startswith("<SliceConfig: slice 0 of 2, each <Topology of 4 devices")
    with pytest.raises(TypeError, match="cannot be copied"):
        copy.copy(config)


def test_compile(config: SliceConfig) -> None:
    """One sum over the devices of both slices; a topology of one slice takes no such program."""
    ids = [[number] for part in config.device_ids.values() for number in part]
    options = pjrt.CompileOptions(num_replicas=8, device_assignment=ids)
    program = config.compile(SUM, options)
    assert program.serialize()
    assert program.name == "sum"
    with pytest.raises(ValueError, match="need 8 devices; this topology has 4"):
        config.topology.compile(SUM, pjrt.CompileOptions(num_replicas=8))
    with pytest.raises(ValueError, match="need 16 devices; this configuration has 8"):
        config.compile(SUM, pjrt.CompileOptions(num_replicas=16))
    with pytest.raises(ValueError, match="names device 0; this configuration has"):
        config.compile(SUM, pjrt.CompileOptions(num_replicas=8, device_assignment=[[i] for i in range(8)]))
    with pytest.raises(pjrt.InvalidArgumentError, match="divisible by the number of slices"):
        config.compile(add())


def test_options(config: SliceConfig) -> None:
    """The configuration goes where XLA has a place for it; a topology that may be another is refused."""
    options = config.options(pjrt.CompileOptions(num_replicas=2))
    assert options.num_replicas == 2
    assert options.message.serialized_multi_slice_config == config.serialize()
    with pytest.raises(ValueError, match="they have slices in them"):
        config.topology.compile(add(), options)
    with pytest.raises(TypeError, match="options: expected CompileOptions"):
        config.options(5)  # type: ignore[arg-type]


def test_refused_before_it_aborts(in_child: Child) -> None:
    """libtpu aborts on slices of another topology than the one that is compiled for."""
    report = in_child(
        """
from tests.pjrt.programs import add
plugin = pjrt.load("libtpu")
config = plugin.extension(pjrt.extensions.Megascale).aot_config(pjrt.Topology(plugin, "v5e:2x2"), 2)
try:
    pjrt.Topology(plugin, "v6e:2x2").compile(add(), config.options(pjrt.CompileOptions(num_replicas=2)))
except ValueError as error:
    report["error"] = str(error)
"""
    )
    assert report["error"].startswith("options: ")


def test_reference(reference: pjrt.Client, served: Served) -> None:
    """The whole life of one; it outlives what it was made by, and is destroyed."""
    config = reference.plugin.extension(Megascale).aot_config(reference.topology, 3)
    assert (config.num_slices, config.slice_id, config.devices_per_slice) == (3, 0, {0: 4, 1: 4, 2: 4})
    assert b"slices" in config.serialize()
    assert config.compile(add(), pjrt.CompileOptions(num_replicas=3)).serialize()
    assert served.live["PJRT_MultiSlice_Config"] == 1
    del config
    assert "PJRT_MultiSlice_Config" not in served.live


def test_who_makes_them(reference: pjrt.Client) -> None:
    assert MultiSlice.supported(reference.plugin)
    assert all(not why for why in reference.plugin.extension(MultiSlice).functions.values())
