"""CUDA, libtpu and Tenstorrent on a machine with none of their hardware: what they answer, and how they refuse.

Every property, and every method that needs no argument, of the objects that can be had is asked; so a new one is too.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.pjrt.sweeping import SWEEP, refused

pytestmark = pytest.mark.download
Child = Callable[..., dict[str, Any]]

ASK = (
    SWEEP
    + """
def everything(make):
    topology = make()
    executable = topology.compile(ADD)
    again = pjrt.Topology.deserialize(topology._state.plugin, topology.serialize())
    assert again.serialize() == topology.serialize()
    report["topology"], report["device"] = sweep(make), sweep(lambda: topology.devices[-1])
    report["executable"] = sweep(lambda: executable)
    report["bad program"] = refusal(lambda: topology.compile("module { func.func public @main( }"))[0]
    report["bad options"] = refusal(lambda: topology.compile(ADD, pjrt.CompileOptions(overrides={"xla_no": 1})))[0]
    report["noise"] = refusal(lambda: pjrt.Topology.deserialize(topology._state.plugin, b"\\x01\\xff" * 20))[0]
"""
)

H100 = """
gpu_device_info {
  threads_per_block_limit: 1024 threads_per_warp: 32 threads_per_core_limit: 2048
  shared_memory_per_block: 49152 shared_memory_per_core: 233472 shared_memory_per_block_optin: 232448
  core_count: 132 fpus_per_core: 128
  block_dim_limit_x: 2147483647 block_dim_limit_y: 65535 block_dim_limit_z: 65535
  memory_bandwidth: 3352320000000 l2_cache_size: 52428800 clock_rate_ghz: 1.98 device_memory_size: 84942979072
  registers_per_core_limit: 65536 registers_per_block_limit: 65536
  cuda_compute_capability { major: 9 minor: 0 }
}
platform_name: "CUDA"
"""


def test_cuda(in_child: Child) -> None:
    report = in_child(
        ASK
        + f"H100 = {H100!r}\n"
        + """
def topology(**options):
    return pjrt.Topology("xla_cuda13", options=options)
everything(lambda: topology(topology="1x1x1", target_config=H100))
report["client"] = refusal(lambda: pjrt.Client("xla_cuda13"))
report["no options"] = refusal(topology)
report["shape"] = refusal(lambda: topology(topology="1x1", target_config=H100))
report["config"] = refusal(lambda: topology(topology="1x1x1", target_config="nonsense {}"))
""",
    )
    assert report["topology"]["platform_name"] == "'cuda'"
    assert report["executable"]["name"] == "'add'"
    assert "compute_capability': '9.0'" in report["device"]["attributes"]
    assert refused(report["topology"]) == refused(report["device"]) == {}
    assert refused(report["executable"]) == {"cost_analysis": "UnimplementedError"}
    assert report["bad program"] == "UnknownError"
    assert report["bad options"] == report["noise"] == "InvalidArgumentError"
    create = "PJRT_TopologyDescription_Create"
    assert report["client"] == [
        "FailedPreconditionError",
        "PJRT_Client_Create: FAILED_PRECONDITION: No visible GPU devices.",
    ]
    assert report["no options"] == [
        "FailedPreconditionError",
        f"{create}: FAILED_PRECONDITION: No visible GPU devices.",
    ]
    assert report["shape"][0] == "InternalError"
    assert report["shape"][1].startswith(f"{create}: INTERNAL: topology must be of shape ")
    assert report["config"][0] == "FailedPreconditionError"
    assert report["config"][1].startswith(f"{create}: FAILED_PRECONDITION: Failed to parse GpuTargetConfigProto ")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "kind"), [("v4:2x2x1", "TPU v4"), ("v5e:2x2", "TPU v5 lite"), ("v6e:2x2", "TPU v6 lite")]
)
def test_libtpu(in_child: Child, name: str, kind: str) -> None:
    report = in_child(
        ASK
        + """
everything(lambda: pjrt.Topology("libtpu", sys.argv[1]))
report["client"] = refusal(lambda: pjrt.Client("libtpu"))
report["unknown"] = refusal(lambda: pjrt.Topology("libtpu", "nonsense:9x9"))
report["options"] = refusal(lambda: pjrt.Topology("libtpu", options={"nope": 1}))
""",
        name,
        timeout=180,
    )
    assert report["device"]["kind"] == repr(kind)
    assert report["executable"]["name"] == "'add'"
    assert refused(report["topology"]) == refused(report["device"]) == refused(report["executable"]) == {}
    assert report["bad program"] == "UnknownError"
    assert report["bad options"] == report["noise"] == "InvalidArgumentError"
    assert report["client"][0] == "NotFoundError"
    assert report["client"][1].startswith("PJRT_Client_Create: NOT_FOUND: TPU initialization failed: ")
    create = "PJRT_TopologyDescription_Create: INVALID_ARGUMENT: "
    assert report["unknown"] == ["InvalidArgumentError", f"{create}Invalid TPU external name: TPU nonsense"]
    assert report["options"][0] == "InvalidArgumentError"
    assert report["options"][1].startswith(f"{create}TPU PJRT_TopologyDescription_Create does not support extra ")


def test_tenstorrent(in_child: Child) -> None:
    """Its table has all functions but one, and most of them say that they are not implemented."""
    report = in_child(
        ASK
        + """
report["attributes"] = pjrt.load("libtt").attributes
report["client"] = refusal(lambda: pjrt.Client("libtt"))
report["topology"] = refusal(lambda: pjrt.Topology("libtt", "n150"))
report["noise"] = refusal(lambda: pjrt.Topology.deserialize("libtt", b"x"))
""",
    )
    assert sorted(report["attributes"]) == ["stablehlo_current_version", "stablehlo_minimum_version"]
    assert report["client"][0] == "PjrtError"
    assert report["client"][1].endswith("there is no Tenstorrent device here (no /dev/tenstorrent), and it needs one")
    for name, function in (("topology", "Create"), ("noise", "Deserialize")):
        text = f"PJRT_TopologyDescription_{function}: UNIMPLEMENTED: Error code: 12"
        assert report[name] == ["UnimplementedError", text]


def test_tenstorrent_in_many_processes_at_once() -> None:
    """It unpacks files into one folder when it is loaded; two processes that did so at once were aborted."""
    code = "import pjrt; print(pjrt.load('libtt').api_version)"
    started = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for process in started:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err[-2000:]
        assert out.startswith("(0, ")
