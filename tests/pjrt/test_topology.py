"""Topologies: a client's, and those of hardware that is not here; compiling ahead of time."""

from __future__ import annotations

import copy
import gc
import weakref
from collections.abc import Callable, Sequence
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import pjrt
from pjrt import dtypes
from pjrt.errors import ClosedError, NotFoundError, PjrtError, UnimplementedError, UnsupportedError

pytestmark = pytest.mark.download

KIND = "tensor<4xf32>"
ADD = f"""module @add {{ func.func public @main(%a: {KIND}, %b: {KIND}) -> {KIND} {{
  %0 = stablehlo.add %a, %b : {KIND} return %0 : {KIND} }} }}"""
NEW, OLD = "lammps_jax_pjrt_cpu", "xla_cpu_pjrt"


def test_topology_of_a_client(client: pjrt.Client, plugin: str) -> None:
    topology = client.topology
    assert topology.platform_name == client.platform_name
    assert topology.platform_version == client.platform_version
    assert [d.id for d in topology.devices] == [d.id for d in client.devices]
    assert [d.to_string for d in topology.devices] == [d.to_string for d in client.devices]
    assert {d.kind for d in topology.devices} == {"cpu"}
    assert {d.process_index for d in topology.devices} == {0}
    assert topology.attributes == topology.devices[0].attributes == {}
    assert all(d.debug_string for d in topology.devices)
    assert repr(topology) == "<Topology of 4 devices, platform 'cpu'>"
    assert repr(topology.devices[1]) == "<DeviceDescription CpuDevice(id=1)>"
    assert len(topology.serialize()) > 0
    if plugin == OLD:
        with pytest.raises(UnsupportedError, match="PJRT_TopologyDescription_Fingerprint"):
            _ = topology.fingerprint
    else:
        assert topology.fingerprint == pjrt.Client(plugin, options={"cpu_device_count": 4}).topology.fingerprint


def test_compile_for_a_client_topology(client: pjrt.Client, plugin: str) -> None:
    if plugin != NEW:
        with pytest.raises(NotFoundError, match=r"PJRT_Compile: NOT_FOUND: No compiler"):
            client.topology.compile(ADD)
        return
    executable = client.topology.compile(ADD)
    assert repr(executable) == "<Executable 'add'>"
    assert str(executable.signature) == "(float32[4], float32[4]) -> (float32[4])"
    assert executable.memory_stats().output_size_in_bytes == 16
    loaded = client.deserialize(executable.serialize())
    (y,) = loaded(np.ones(4, np.float32), [1, 2, 3, 4])
    assert y.to_numpy().tolist() == [2, 3, 4, 5]


def test_serialize_and_back() -> None:
    topology = pjrt.Client(NEW, options={"cpu_device_count": 3}).topology
    again = pjrt.Topology.deserialize(NEW, topology.serialize())
    assert len(again.devices) == 3
    assert again.fingerprint == topology.fingerprint
    assert again.compile(ADD).name == "add"
    with pytest.raises(PjrtError):
        pjrt.Topology.deserialize(NEW, b"\x01\xff" * 20)
    with pytest.raises(TypeError, match="serialized: expected bytes, got str"):
        pjrt.Topology.deserialize(NEW, "text")  # type: ignore[arg-type]


def test_cpu_plugins_make_no_topologies_by_name(plugin: str) -> None:
    with pytest.raises(UnimplementedError, match="PJRT_TopologyDescription_Create: UNIMPLEMENTED"):
        pjrt.Topology(plugin)


def test_wrong_arguments(client: pjrt.Client) -> None:
    with pytest.raises(TypeError, match="name: expected a str, got 5"):
        pjrt.Topology(NEW, 5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="options: expected CompileOptions, got 1"):
        client.topology.compile(ADD, 1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="replicas times partitions need 5 devices; this topology has 4"):
        client.topology.compile(ADD, pjrt.CompileOptions(5))
    with pytest.raises(ValueError, match=r"device_assignment names device 4; this topology has \[0, 1, 2, 3\]"):
        client.topology.compile(ADD, pjrt.CompileOptions(device_assignment=[[4]]))
    with pytest.raises(ValueError, match="the program is empty"):
        client.topology.compile(b"")
    with pytest.raises(TypeError, match="a Topology stands for an object in its plugin and cannot be copied"):
        copy.copy(client.topology)


def test_closed_client(plugin: str) -> None:
    client = pjrt.Client(plugin)
    topology = client.topology
    device = topology.devices[0]
    client.close()
    for use in (topology.serialize, lambda: topology.platform_name, lambda: device.id, lambda: topology.compile(ADD)):
        with pytest.raises(ClosedError, match="this client was closed"):
            use()
    assert repr(topology) == "<Topology of a closed client>"


def test_no_cycle_keeps_a_client(plugin: str) -> None:
    gc.disable()
    try:
        client = pjrt.Client(plugin)
        state = weakref.ref(client._state)
        for part in (client.topology.devices, client.devices[0].memories, client.memories[0].devices):
            assert part
        _ = client.topology.devices[0].attributes
        del client, part, _
        assert state() is None, "the client goes when the last name of it does, with no help of the collector"
    finally:
        gc.enable()


def test_what_came_from_a_topology_outlives_it() -> None:
    topology = pjrt.Topology.deserialize(NEW, pjrt.Client(NEW).topology.serialize())
    device, executable = topology.devices[0], topology.compile(ADD)
    del topology
    assert device.id == 0
    assert executable.name == "add"


def test_memory_kinds(client: pjrt.Client, plugin: str) -> None:
    if plugin != NEW:
        with pytest.raises(UnsupportedError, match="PJRT_TopologyDescription_GetMemorySpaceKindIds"):
            _ = client.topology.memory_kind_ids
        with pytest.raises(UnsupportedError, match="PJRT_TopologyDescription_"):
            client.topology.canonical_shape(0, (2, 3), np.float32)
        return
    assert set(client.topology.memory_kind_ids) == {memory.kind_id for memory in client.memories}


@pytest.fixture(scope="module")
def topology() -> pjrt.Topology:
    """Of a plugin that tells canonical shapes."""
    return pjrt.Client(NEW).topology


@pytest.mark.parametrize("shape", [(), (0,), (5,), [2, 3], (2**30, 0), (np.int64(4), 1), (1,) * 64, (2**58,)])
@pytest.mark.parametrize("dtype", ["float32", "bool", "complex128"])
def test_canonical_shape(topology: pjrt.Topology, shape: Sequence[int], dtype: str) -> None:
    for kind in topology.memory_kind_ids:
        assert topology.canonical_shape(kind, shape, dtype) == pjrt.Spec(tuple(shape), np.dtype(dtype))


def test_canonical_shape_of_every_dtype(topology: pjrt.Topology) -> None:
    kind = topology.memory_kind_ids[0]
    for dtype in dtypes._BY_NAME.values():
        assert topology.canonical_shape(kind, (3,), dtype).dtype == dtype


def test_canonical_shape_keeps_to_a_layout(topology: pjrt.Topology) -> None:
    kind = topology.memory_kind_ids[0]
    for layout in (pjrt.Layout((0, 2, 1)), pjrt.Layout((0, 1, 2))):
        spec = topology.canonical_shape(kind, (2, 3, 4), ml_dtypes.bfloat16, layout)
        assert spec == pjrt.Spec((2, 3, 4), np.dtype(ml_dtypes.bfloat16), layout)
    assert topology.canonical_shape(kind, (2, 3), "int8", pjrt.Layout((1, 0))).layout is None
    with pytest.raises(UnimplementedError, match="Unsupported layout used for PjRt CPU buffers"):
        topology.canonical_shape(kind, (2, 3), "int8", pjrt.Layout((1, 0), ((8, 128),)))


@pytest.mark.parametrize(
    ("shape", "kind", "message"),
    [
        ((-1,), ValueError, r"^shape: \(-1,\) has a negative size$"),
        ((2**61,), ValueError, "^shape: .* of float32 needs more bytes than 64 bits can count$"),
        ((2**60, 2**60), ValueError, "^shape: .* of float32 needs more bytes than 64 bits can count$"),
        ((2**60, 2**60, 0), ValueError, "^shape: .* of float32 needs more bytes than 64 bits can count$"),
        ((1,) * 65, ValueError, "^shape: expected 64 dimensions at most, got 65$"),
        ((2.0,), TypeError, r"^shape: expected a tuple of ints, got \(2\.0,\)$"),
        ("12", TypeError, "^shape: expected a tuple of ints, got '12'$"),
        (5, TypeError, "^shape: expected a tuple of ints, got 5$"),
    ],
)
def test_shapes_that_abort_plugins(topology: pjrt.Topology, shape: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        topology.canonical_shape(topology.memory_kind_ids[0], shape, np.float32)


def test_canonical_shape_refuses(topology: pjrt.Topology) -> None:
    kind = topology.memory_kind_ids[0]
    for wrong in (kind + 1, None, "device", 2**40):
        with pytest.raises(ValueError, match=r"memory_kind_id: expected one of .*, got"):
            topology.canonical_shape(wrong, (2,), np.float32)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="has no PJRT element type"):
        topology.canonical_shape(kind, (2,), "datetime64[s]")
    with pytest.raises(ValueError, match=r"layout: \{0\} is of 1 dimensions; the array has 2"):
        topology.canonical_shape(kind, (2, 3), np.float32, pjrt.Layout((0,)))
    with pytest.raises(TypeError, match="layout: expected a Layout, got 'row'"):
        topology.canonical_shape(kind, (2, 3), np.float32, "row")  # type: ignore[arg-type]


CUDA = """
CONFIG = (
    "gpu_device_info { threads_per_block_limit: 1024 threads_per_warp: 32 shared_memory_per_block: 49152"
    " shared_memory_per_core: 233472 threads_per_core_limit: 2048 core_count: 132 fpus_per_core: 128"
    " block_dim_limit_x: 2147483647 block_dim_limit_y: 65535 block_dim_limit_z: 65535 l2_cache_size: 52428800"
    " device_memory_size: 84978434048 shared_memory_per_block_optin: 232448 clock_rate_ghz: 1.98"
    " cuda_compute_capability { major: 9 minor: 0 } registers_per_core_limit: 65536 registers_per_block_limit: 65536 }"
    ' platform_name: "CUDA"'
)
topology = pjrt.Topology("xla_cuda13", "", options={"topology": "1x1x2", "target_config": CONFIG})
report["ids"] = topology.memory_kind_ids
report["specs"] = [str(topology.canonical_shape(kind, (3, 5), "float32")) for kind in topology.memory_kind_ids]
"""


def test_memory_of_gpus_that_are_not_here(in_child: Callable[..., dict[str, Any]]) -> None:
    report = in_child(CUDA)
    assert len(set(report["ids"])) == len(report["ids"]) == 2
    assert report["specs"] == ["float32[3,5]"] * 2


TPU_MEMORY = """
topology = pjrt.Topology("libtpu", "v5e:2x2")
device, *_, host = topology.memory_kind_ids
def spell(kind, shape, dtype, layout=None):
    return str(topology.canonical_shape(kind, shape, dtype, layout))
report["count"] = len(topology.memory_kind_ids)
report["device"] = [
    spell(device, (1024, 512), "float32"), spell(device, (1024, 512), "bfloat16"), spell(device, (), "int32"),
    spell(device, (2, 3), "float32", pjrt.Layout((0, 1)))]
report["host"] = spell(host, (1024, 512), "float32")
report["refused"] = [
    attempt(lambda: spell(device, shape, "float32"))[0] for shape in [(-1,), (2**61,), (2**60, 2**60, 0), (1,) * 65]]
report["kind"] = attempt(lambda: spell(device + 1, (2,), "float32"))[0]
"""


@pytest.mark.slow
def test_memory_of_tpus_that_are_not_here(in_child: Callable[..., dict[str, Any]]) -> None:
    report = in_child(TPU_MEMORY, timeout=180)
    assert report["count"] == 3
    assert report["device"] == [
        "float32[1024,512]{1,0:T(8,128)}",
        "bfloat16[1024,512]{1,0:T(8,128)(2,1)}",
        "int32[]{:T(128)}",
        "float32[2,3]{0,1:T(4,128)}",
    ]
    assert report["host"] == "float32[1024,512]"
    assert report["refused"] == ["ValueError"] * 4
    assert report["kind"] == "ValueError"


TPU = """
import collections
kinds = {}
for name, count in (("v5e:2x2", 4), ("v4:2x2x1", 8), ("v6e:2x2", 4)):
    topology = pjrt.Topology("libtpu", name)
    assert len(topology.devices) == count, topology
    executable = topology.compile(ADD)
    blob = executable.serialize()
    again = pjrt.Topology.deserialize("libtpu", topology.serialize())
    assert again.fingerprint == topology.fingerprint
    kinds[name] = [topology.devices[0].kind, str(executable.signature), len(blob) > 1000,
        executable.cost_analysis()["flops"], topology.devices[3].attributes["coords"]]
report["kinds"] = kinds
# v4 has two cores a chip here, each a device.
report["platform"] = topology.platform_name
report["wrong"] = attempt(lambda: pjrt.Topology("libtpu", "v99:2x2"))[0]
report["bad"] = attempt(lambda: topology.compile("module { func.func public @main( }"))[0]
"""


@pytest.mark.slow
def test_tpu_programs_with_no_tpu(in_child: Callable[..., dict[str, Any]]) -> None:
    report = in_child(TPU, timeout=180)
    assert report["platform"] == "tpu"
    assert {name: row[0] for name, row in report["kinds"].items()} == {
        "v5e:2x2": "TPU v5 lite",
        "v4:2x2x1": "TPU v4",
        "v6e:2x2": "TPU v6 lite",
    }
    for row in report["kinds"].values():
        tiled = "float32[4]{0:T(128)}"
        assert row[1:4] == [f"({tiled}, {tiled}) -> ({tiled})", True, 4.0]
        assert len(row[4]) == 3
    assert report["wrong"] in pjrt.__all__, "an error of the plugin, typed"
    assert report["bad"] in pjrt.__all__
