"""Every property, and every method that needs no argument, of every kind of object: none fails but as stated here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.pjrt.sweeping import SWEEP, refused

pytestmark = pytest.mark.download
OLD, MIDDLE, NEW = "xla_cpu_pjrt", "fastatomstruct_xla_cpu", "lammps_jax_pjrt_cpu"

UNSUPPORTED, UNIMPLEMENTED = "UnsupportedError", "UnimplementedError"
CANCELLED = "CancelledError"
BROKEN = dict.fromkeys(
    ("block_until_ready", "external_reference", "raw_bytes", "to_numpy", "unsafe_pointer"), CANCELLED
)
"""Of an alias buffer whose promise was dropped."""

REFUSED: dict[str, dict[str, dict[str, str]]] = {
    OLD: {
        "alias": {**BROKEN, "copy_raw_later": UNSUPPORTED, "donate": UNSUPPORTED},
        "client": {"create_event": UNSUPPORTED},
        "device": {"clear_memory_stats": UNSUPPORTED, "memory_stats": UNIMPLEMENTED},
        "topology": {"fingerprint": UNSUPPORTED, "memory_kind_ids": UNSUPPORTED},
        "buffer": {"copy_raw_later": UNSUPPORTED, "donate": UNSUPPORTED},
        "result": {"copy_raw_later": UNSUPPORTED, "donate": UNSUPPORTED},
        "executable": {
            "compile_options": UNSUPPORTED,
            "input_memory_kinds": UNSUPPORTED,
            "logical_ids": UNSUPPORTED,
            "output_memory_kinds": UNIMPLEMENTED,
        },
    },
    MIDDLE: {
        "alias": {**BROKEN, "donate": UNIMPLEMENTED},
        "topology": {"memory_kind_ids": UNSUPPORTED},
        "buffer": {"donate": UNIMPLEMENTED},
        "result": {"donate": UNIMPLEMENTED},
        "device": {"clear_memory_stats": UNIMPLEMENTED, "memory_stats": UNIMPLEMENTED},
        "executable": {
            "cost_analysis": UNIMPLEMENTED,
            "input_memory_kinds": UNIMPLEMENTED,
            "output_memory_kinds": UNIMPLEMENTED,
        },
    },
    NEW: {
        "alias": BROKEN,
        "device": {"clear_memory_stats": UNIMPLEMENTED, "memory_stats": UNIMPLEMENTED},
        "executable": {"cost_analysis": UNIMPLEMENTED},
    },
}
"""By plugin, object and name: what it raises."""


def test_everything_is_asked(plugin: str, in_child: Callable[..., dict[str, Any]]) -> None:
    report = in_child(
        SWEEP
        + """
plugin = pjrt.load(sys.argv[1])
client = pjrt.Client(plugin)
executable = client.compile(ADD)
report["plugin"] = sweep(lambda: plugin)
report["client"] = sweep(lambda: pjrt.Client(plugin))
report["device"] = sweep(lambda: client.devices[-1])
report["memory"] = sweep(lambda: client.memories[-1])
report["topology"] = sweep(lambda: client.topology)
report["description"] = sweep(lambda: client.topology.devices[-1])
report["buffer"] = sweep(lambda: client.put(X))
report["result"] = sweep(lambda: executable(X, X)[0])
report["event"] = sweep(lambda: client.put(X).ready)
report["executable"] = sweep(lambda: client.compile(ADD))
report["context"] = sweep(client.create_execute_context)
report["transfers"] = sweep(lambda: client.async_transfer([X]))
report["alias"] = sweep(lambda: client.alias((4,), X.dtype)[0])
report["promise"] = sweep(lambda: client.alias((4,), X.dtype)[1])
report["reference"] = sweep(lambda: client.put(X).external_reference())
report["own"] = refusal(lambda: pjrt.Topology.deserialize(plugin, client.topology.serialize()))
report["noise"] = refusal(lambda: pjrt.Topology.deserialize(plugin, b"\\x01\\xff" * 20))
""",
        plugin,
    )
    own, noise = report.pop("own"), report.pop("noise")
    assert noise[0] == "InvalidArgumentError"
    if plugin == NEW:
        assert own == "<Topology of 4 devices, platform 'cpu'>"
    else:
        assert own[0] == "NotFoundError"
    assert {thing: raised for thing, answers in report.items() if (raised := refused(answers))} == REFUSED[plugin]
    assert report["client"]["process_index"] == "0"
    assert report["client"]["close"] == report["buffer"]["delete"] == report["executable"]["delete"] == "None"


@pytest.mark.parametrize("end", ["promise.fulfill(client.put(X))", "promise.fail(pjrt.InternalError('no'))"])
def test_bytes_of_a_buffer_that_is_still_to_come(
    plugin: str, in_child: Callable[..., dict[str, Any]], end: str
) -> None:
    report = in_child(
        f"""
client = pjrt.Client(sys.argv[1])
alias, promise = client.alias(X.shape, X.dtype)
def later():
    time.sleep(0.2)
    {end}
threading.Thread(target=later).start()
report["pointer"] = attempt(lambda: alias.unsafe_pointer and "given")
alias, promise = client.alias(X.shape, X.dtype)
threading.Thread(target=later).start()
report["bytes"] = attempt(lambda: alias.raw_bytes() == X.tobytes())
""",
        plugin,
    )
    if "fulfill" in end:
        assert report == {"pointer": "'given'", "bytes": "True"}
    else:
        assert [told[0] for told in report.values()] == ["InternalError"] * 2
