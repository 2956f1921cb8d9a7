"""Topologies: a client's, and those of hardware that is not here; compiling ahead of time."""

from __future__ import annotations

import copy
import gc
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import pjrt
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
