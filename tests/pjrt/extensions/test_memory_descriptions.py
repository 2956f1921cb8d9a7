"""Kinds of memory: of TPUs that are not here, of clients' devices, and of platforms that describe none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import pjrt
from pjrt import testing
from pjrt.extensions import MemoryDescriptions
from pjrt.testing.extensions import memory
from pjrt_abi.extensions import memory_descriptions as raw
from pjrt_abi.typed import MemoryDescriptionPtr


def test_of_tpus(tpu: pjrt.Topology, libtpu: pjrt.Plugin) -> None:
    descriptions = libtpu.extension(MemoryDescriptions)
    found = [descriptions.of(device) for device in tpu.devices]
    assert len(set(found)) == 1
    assert [(kind.kind, kind.is_default) for kind in found[0]] == [
        ("device", True),
        ("pinned_host", False),
        ("unpinned_host", False),
    ]
    assert len({kind.kind_id for kind in found[0]}) == 3
    default = descriptions.default(tpu.devices[-1])
    assert default == found[0][0]
    assert default.kind_id in tpu.memory_kind_ids


def test_xla_cpu_describes_none(client: pjrt.Client) -> None:
    descriptions = client.plugin.extension(MemoryDescriptions)
    for device in (*client.devices, *client.topology.devices):
        assert descriptions.of(device) == ()
        assert descriptions.default(device) is None


def test_cuda_describes_none(h100: Callable[[str], pjrt.Topology], cuda: pjrt.Plugin) -> None:
    descriptions = cuda.extension(MemoryDescriptions)
    (first, second) = h100("1x1x2").devices
    assert descriptions.of(first) == descriptions.of(second) == ()
    assert descriptions.default(second) is None


def test_of_a_client_and_of_its_topology(reference: pjrt.Client) -> None:
    descriptions = reference.plugin.extension(MemoryDescriptions)
    device = reference.devices[1]
    found = descriptions.of(device)
    assert [(kind.kind, kind.kind_id) for kind in found] == [(m.kind, m.kind_id) for m in device.memories]
    assert [kind.is_default for kind in found] == [memory == device.default_memory for memory in device.memories]
    assert descriptions.of(reference.topology.devices[0]) == found


class Odd(memory.MemoryDescriptions):
    """Says what no plugin here says."""

    def __init__(self, default: int) -> None:
        self.default = default

    def device_description_memory_descriptions(self, *, device_description: Any) -> Any:
        return device_description.spaces, self.default


@pytest.mark.parametrize(("default", "kind"), [(1, "pinned_host"), (2, None), (2**64 - 1, None)])
def test_the_default(default: int, kind: str | None) -> None:
    with pjrt.Client(testing.reference(extensions=[Odd(default)])) as client:
        found = client.plugin.extension(MemoryDescriptions).default(client.devices[0])
        assert (found and found.kind) == kind


def test_a_description_that_is_null(reference: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    descriptions = reference.plugin.extension(MemoryDescriptions)
    told = raw.DeviceDescriptionMemoryDescriptions([MemoryDescriptionPtr(0)], 0)
    monkeypatch.setattr(descriptions.table, "device_description_memory_descriptions", lambda ptr: told)
    with pytest.raises(pjrt.PjrtError, match=r"memory_descriptions is NULL"):
        descriptions.of(reference.devices[0])


def test_wrong_devices(reference: pjrt.Client, client: pjrt.Client) -> None:
    descriptions = reference.plugin.extension(MemoryDescriptions)
    with pytest.raises(TypeError, match=r"^device: expected a DeviceDescription, got 5"):
        descriptions.of(5)  # type: ignore[arg-type]
    for device in (client.devices[0], client.topology.devices[0]):
        with pytest.raises(ValueError, match=r"^device: .* is not of the plugin"):
            descriptions.of(device)


def test_the_gate(reference: pjrt.Client) -> None:
    pjrt.experimental.disable()
    try:
        with pytest.raises(pjrt.ExperimentalError, match="MemoryDescriptions"):
            reference.plugin.extension(MemoryDescriptions)
        assert MemoryDescriptions.supported(reference.plugin)
    finally:
        pjrt.experimental.enable()
