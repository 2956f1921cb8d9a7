"""Topologies by the names people know: each in the tables is made, and a program is compiled for it."""

from __future__ import annotations

import mmap
import re
from typing import Any

import pytest
from google.protobuf import text_format

import pjrt
from pjrt import topologies
from pjrt._runtime import gpu_targets
from pjrt.errors import PluginNotFoundError
from pjrt.extensions import TpuTopology
from pjrt.topologies import GPUS, TPUS, cuda, tpu
from tests.pjrt.programs import Child, add

pytestmark = pytest.mark.download


@pytest.mark.parametrize("name", TPUS)
def test_each_tpu(name: str) -> None:
    row = TPUS[name]
    topology = tpu(name, *(2, 2, 1)[: row.dimensions])
    assert {device.kind for device in topology.devices} == {row.kind}
    assert topology.attributes["wrap"] == [0, 0, 0]
    assert topology.compile(add()).name == "m"
    slices = topology._state.plugin.extension(TpuTopology).slice_configs(row.platform)
    assert {len(config.dimensions) for config in slices} == {row.dimensions}
    for alias in row.aliases:
        assert tpu(alias.upper(), *(2, 2, 1)[: row.dimensions]).fingerprint == topology.fingerprint


@pytest.mark.parametrize("name", GPUS)
def test_each_gpu(name: str) -> None:
    row = GPUS[name]
    topology = cuda(name)
    (device,) = topology.devices
    assert device.kind == name
    assert device.attributes["compute_capability"] == ".".join(map(str, row.capability))
    assert device.attributes["core_count"] == row.cores
    assert device.attributes["device_memory_bytes_limit"] == row.memory
    assert device.attributes["shared_memory_per_block_optin"] == row.shared_memory_per_block
    assert topology.compile(add()).name == "m"
    for alias in row.aliases:
        assert cuda(f"nvidia {alias.lower()}").fingerprint == topology.fingerprint


EMBEDDED = {
    "A100-40GB": (108, 42_331_013_120),
    "A100": (108, 85_100_068_864),
    "A6000": (84, 51_041_271_808),
    "H100": (132, 84_942_979_072),
    "H100-PCIe": (114, 84_942_979_072),
    "H200": (132, 151_397_597_184),
    "B200": (148, 191_514_411_008),
}
"""GPUs that CUDA's plugin describes to itself, by what tells them apart: cores and memory."""


@pytest.fixture(scope="module")
def embedded() -> dict[Any, Any]:
    """Those descriptions."""
    path = pjrt.load("xla_cuda13").path
    assert path is not None
    found = {}
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as image:
        for match in re.finditer(rb"gpu_device_info:? ?\{[^\0]*", image):
            target = gpu_targets.message()
            text_format.Parse(match[0].decode(), target, allow_unknown_field=True)
            device = target.gpu_device_info
            found.setdefault((device.core_count, device.device_memory_size), device)
    return found


@pytest.mark.parametrize("name", EMBEDDED)
def test_the_plugin_knows_the_same_of_it(name: str, embedded: dict[Any, Any]) -> None:
    theirs, ours = embedded[EMBEDDED[name]], GPUS[name].target_config().gpu_device_info
    for field, value in ours.ListFields():
        if field.name == "cuda_compute_capability":
            assert (value.major, value.minor) == (
                theirs.cuda_compute_capability.major,
                theirs.cuda_compute_capability.minor,
            )
        elif field.name == "clock_rate_ghz":
            assert value == pytest.approx(theirs.clock_rate_ghz)
        else:
            assert value == getattr(theirs, field.name), field.name


def test_slices_are_linked_as_machines_have_them() -> None:
    assert tpu("v5e", 16, 16).attributes["wrap"] == [1, 1, 0]
    for twisted, twist in ((None, 1), (True, 1), (False, 0)):
        assert tpu("v4", 4, 4, 8, twisted=twisted).attributes == {
            **tpu("v4", 4, 4, 8).attributes, "wrap": [1, 1, 1], "twist": twist
        }  # fmt: skip
    assert len(tpu("v4", 2, 2, 1).devices) == 8
    assert len(tpu("v4", 2, 2, 1, chip_config="megacore").devices) == 4
    assert len(tpu("v5e", 2, 2, slices=3).devices) == 12


def test_gpus_on_several_hosts() -> None:
    topology = cuda("H100", devices=2, hosts=3, partitions=2)
    assert [device.process_index for device in topology.devices] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    program = topology.compile(add(), pjrt.CompileOptions(num_replicas=12))
    assert program.num_replicas == 12


def test_overrides() -> None:
    small = cuda("H100", overrides={"core_count": 16, "l2_cache_size": 1 << 20})
    assert small.devices[0].attributes["core_count"] == 16
    assert small.compile(add()).name == "m"
    other = cuda("H100", overrides={"cuda_compute_capability": {"minor": 0, "major": 8}})
    assert other.devices[0].attributes["compute_capability"] == "8.0"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("v5x", 2, 2), ValueError, r"^generation: 'v5x' is not known; did you mean v5 or "),
        (("gpu", 2, 2), ValueError, r"^generation: 'gpu' is not known; there are v2, v3, v4, v5e, v5p, v6e, tpu7x$"),
        ((5,), TypeError, r"^generation: expected a str, got 5$"),
        (("v5e", 3, 3), ValueError, r"^dimensions: v5e has no slice 3x3; there are 1x1, 2x2, 2x4, "),
        (("v5e", 4, 2), ValueError, r"^dimensions: v5e has no slice 4x2; did you mean 2x4\?$"),
        (("v5e",), ValueError, r"^dimensions: v5e has no slice without any; there are "),
        (("v4", 2, 2), ValueError, r"^dimensions: v4 has no slice 2x2; did you mean 2x2x"),
        (("v4", 0, 2, 2), ValueError, "^dimensions: v4 has no slice 0x2x2"),
        (("v4", -2, 2, 2), ValueError, "^dimensions: v4 has no slice -2x2x2"),
        (("v4", 2.0, 2, 2), TypeError, r"^dimensions: expected an int, got 2\.0$"),
    ],
)
def test_wrong_tpus(arguments: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        tpu(*arguments)


def test_other_wrong_arguments() -> None:
    for error, message, call in (
        (ValueError, r"^twisted: v4 has no slice 2x2x1_twisted$", lambda: tpu("v4", 2, 2, 1, twisted=True)),
        (ValueError, "^twisted: slices of v5e are not", lambda: tpu("v5e", 2, 2, twisted=True)),
        (TypeError, "^twisted: expected a bool or None, got 1$", lambda: tpu("v4", 2, 2, 1, twisted=1)),  # type: ignore[arg-type]
        (ValueError, "^slices: expected 1 or more, got 0$", lambda: tpu("v5e", 2, 2, slices=0)),
        (ValueError, "1 to 10000, got 10001$", lambda: tpu("v5e", 2, 2, slices=10_001)),
        (pjrt.NotFoundError, 'Failed to obtain chip config "no"', lambda: tpu("v5e", 2, 2, chip_config="no")),
        (ValueError, r"^gpu: 'H10' is not known; did you mean h100", lambda: cuda("H10")),
        (ValueError, "^gpu: 'zz' is not known; there are T4, A100", lambda: cuda("zz")),
        (TypeError, "^gpu: expected a str, got None$", lambda: cuda(None)),  # type: ignore[arg-type]
        (ValueError, "^devices: expected 1 or more, got 0$", lambda: cuda("H100", 0)),
        (TypeError, "^hosts: expected an int, got '2'$", lambda: cuda("H100", 1, "2")),  # type: ignore[arg-type]
        (ValueError, "^devices: 2,097,152 in all", lambda: cuda("H100", 1 << 11, 1 << 10)),
        (ValueError, r"no such field; did you mean core_count\?$", lambda: cuda("H100", overrides={"core_cout": 1})),
        (TypeError, "expected an int, got 'x'$", lambda: cuda("H100", overrides={"core_count": "x"})),
        (ValueError, "threads_per_warp: expected 1 or more", lambda: cuda("T4", overrides={"threads_per_warp": 0})),
        (ValueError, "expected a cuda_compute", lambda: cuda("T4", overrides={"rocm_compute_capability": {}})),
        (ValueError, r"there is no 0\.5$", lambda: cuda("T4", overrides={"cuda_compute_capability": {"major": 0}})),
    ):  # fmt: skip
        with pytest.raises(error, match=message):
            call()


def test_missing_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    for call in (lambda: tpu("v5e", 2, 2, plugin="none_here"), lambda: cuda("H100", plugin="none_here")):
        with pytest.raises(PluginNotFoundError, match="none_here"):
            call()
    with pytest.raises(pjrt.UnsupportedError, match="has no extension TpuTopology"):
        tpu("v5e", 2, 2, plugin="xla_cuda13")


def test_it_is_imported_when_it_is_named(in_child: Child) -> None:
    report = in_child(
        """
report["before"] = "pjrt.topologies" in sys.modules
report["names"] = sorted(pjrt.topologies.TPUS)
"""
    )
    assert report == {"before": False, "names": sorted(topologies.TPUS)}


SHAPES = """
from tests.pjrt.test_no_hardware import H100
def made(shape="1x1x1", config=H100, **more):
    return attempt(lambda: pjrt.Topology("xla_cuda13", options={"topology": shape, "target_config": config, **more}))
report["shapes"] = [made(shape) for shape in ("-1x1x1", "0x1x1", "1x1x99999999", "1x9999x9999")]
report["types"] = [made(5), made(config=b"x"), made(host_target_machine_options=5)]
report["warp"] = made(config=H100.replace("threads_per_warp: 32", "threads_per_warp: 0"))
report["grid"] = made(config=H100.replace("block_dim_limit_x: 2147483647", ""))
report["empty"] = made(config="")
report["rocm"] = made(config=H100.replace("cuda_compute", "rocm_compute").replace("major: 9 minor: 0", ""))
report["names"] = [attempt(lambda: pjrt.Topology("libtpu", name)) for name in (
    "v5e:0x2", "v5e:2x00", "v4=0x0x0", "v4_2x0x1", "v5e:1000x2000", "v4:128x128x128_untwisted")]
report["slices"] = attempt(lambda: pjrt.Topology("libtpu", "v5e:16x16", options={"num_slices": 9000}))
report["many"] = attempt(lambda: pjrt.Topology("libtpu", "v5e:2x2", options={"num_slices": 2**40}))
"""


def test_what_takes_a_plugin_down_is_refused(in_child: Child) -> None:
    report = in_child(SHAPES)
    assert [row[0] for row in report["shapes"]] == ["ValueError"] * 4
    assert "1 or more partitions" in report["shapes"][0][1]
    assert "99,999,999 devices" in report["shapes"][2][1]
    assert [row[0] for row in report["types"]] == ["TypeError"] * 3
    assert report["types"][2][1] == "options: 'host_target_machine_options': expected a str, got 5"
    field = "options: 'target_config': gpu_device_info"
    assert report["warp"] == ["ValueError", f"{field}.threads_per_warp: expected 1 or more, got 0"]
    assert report["grid"] == ["ValueError", f"{field}.block_dim_limit_x: expected 1 or more, got 0"]
    assert report["empty"][0] == "ValueError"
    assert report["rocm"] == ["ValueError", f"{field}: expected a cuda_compute_capability"]
    assert [row[0] for row in report["names"]] == ["ValueError"] * 6
    assert report["names"][0][1] == "name: 'v5e:0x2' has no chips along one dimension; expected 1 or more"
    assert report["names"][4][1] == "name: 'v5e:1000x2000' is of 2,000,000 devices; expected 1,048,576 at most"
    assert "2,304,000 devices" in report["slices"][1]
    assert report["many"][0] == "ValueError"
