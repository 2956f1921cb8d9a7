"""Options of clients and topologies: what is known of them is what the plugins say, and is checked first."""

from __future__ import annotations

import json
import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pjrt
from pjrt import testing
from pjrt._runtime import options as known
from pjrt._runtime.discovery import platform_of
from pjrt._runtime.option_table import OPTIONS, PluginOption
from pjrt.cli.main import main
from pjrt.errors import UnknownOptionWarning
from pjrt_abi.enums import PJRT_NamedValue_Type
from tests.pjrt.programs import add

pytestmark = pytest.mark.download
NEW, OLD = "lammps_jax_pjrt_cpu", "xla_cpu_pjrt"
WRONG: dict[str, Any] = {"bool": 1, "int": "x", "float": "x", "str": 1, "list of int": "x"}
TYPES = {
    "bool": PJRT_NamedValue_Type.BOOL,
    "int": PJRT_NamedValue_Type.INT64,
    "float": PJRT_NamedValue_Type.FLOAT,
    "str": PJRT_NamedValue_Type.STRING,
    "list of int": PJRT_NamedValue_Type.INT64_LIST,
}


def rows(place: str, *platforms: str) -> list[Any]:
    return [
        pytest.param(platform, row, id=f"{platform}-{row.name}")
        for platform in platforms
        for row in OPTIONS[platform]
        if row.place == place
    ]


PLUGINS = {"cpu": NEW, "cuda": "xla_cuda13", "tpu": "libtpu"}


@pytest.mark.parametrize(("platform", "row"), rows("client", *PLUGINS))
def test_the_plugin_takes_it_and_tells_its_type(platform: str, row: PluginOption) -> None:
    """Called raw: these plugins look at names and types before they look for hardware."""
    abi = pjrt.load(PLUGINS[platform]).abi
    with pytest.raises(pjrt.InvalidArgumentError) as raised:
        abi.client_create(create_options={row.name: WRONG[row.type]})
    told = re.fullmatch(r".*with name (\w+) has type index \d+ but expected type index is (\d+)", raised.value.message)
    assert told is not None, raised.value.message
    assert (told[1], int(told[2])) == (row.name, TYPES[row.type])


def test_names_that_the_plugins_do_not_take() -> None:
    """So the test above means something."""
    for plugin in PLUGINS.values():
        with pytest.raises(
            pjrt.InvalidArgumentError, match="Unexpected option name passed to PJRT_Client_Create: nope"
        ):
            pjrt.load(plugin).abi.client_create(create_options={"nope": 1})


def test_allocators_of_cuda() -> None:
    row = next(row for row in OPTIONS["cuda"] if row.name == "allocator")
    abi = pjrt.load("xla_cuda13").abi
    with pytest.raises(pjrt.UnimplementedError) as raised:
        abi.client_create(create_options={"allocator": "nope"})
    assert set(re.findall(r"'(\w+)'", raised.value.message)) == set(row.choices)
    for choice in row.choices:
        with pytest.raises(pjrt.FailedPreconditionError, match="No visible GPU devices"):
            abi.client_create(create_options={"allocator": choice})


CUDA: dict[str, Any] = {
    "memory_fraction": 1,
    "visible_devices": (0, 1),
    "abort_collectives_timeout": "30s",
    "memory_fraction_policy": "0.75-0.85",
    "preallocate": False,
    "num_nodes": 2,
}


def test_a_client_of_cuda_gets_as_far_as_the_hardware() -> None:
    with pytest.raises(pjrt.FailedPreconditionError, match="No visible GPU devices"):
        pjrt.Client("xla_cuda13", options=CUDA)
    with pytest.raises(ValueError, match=r"'allocator': 'bfcc' is none of its values; did you mean bfc\?"):
        pjrt.Client("xla_cuda13", options={"allocator": "bfcc"})


def test_options_of_cpu(plugin: str) -> None:
    names = [row.name for row in pjrt.load(plugin).options()]
    assert names == ["cpu_device_count", "asynchronous", "process_id"][: 3 if plugin == NEW else 1]
    default = pjrt.load(plugin).options()[0].default
    assert len(pjrt.Client(plugin).devices) == default
    if plugin == NEW:
        with pjrt.Client(plugin, options={"process_id": 3, "cpu_device_count": 2}) as client:
            assert [(d.id, d.process_index) for d in client.devices] == [(3 * 2048, 3), (3 * 2048 + 1, 3)]
        with pjrt.Client(plugin, options={"asynchronous": False}) as client:
            (y,) = client.compile(add())(np.ones(4, np.float32), np.ones(4, np.float32))
            assert y.ready.done()
    else:
        with pytest.warns(UnknownOptionWarning, match="no option 'process_id' of a client is known for this plugin"):
            ignoring = pjrt.Client(plugin, options={"process_id": 3})
        assert {d.process_index for d in ignoring.devices} == {0}


def test_unknown_options_pass_with_a_warning() -> None:
    with (
        pytest.warns(
            UnknownOptionWarning, match=r"'asynchronus' .*; did you mean asynchronous\?; .*options\(\)"
        ) as caught,
        pytest.raises(pjrt.InvalidArgumentError, match="Unexpected option name"),
    ):
        pjrt.Client(NEW, options={"asynchronus": True})
    assert caught[0].filename == __file__
    with (
        pytest.warns(UnknownOptionWarning, match="no option 'nope' of a topology is known") as caught,
        pytest.raises(pjrt.InvalidArgumentError, match="Unexpected arguments: nope"),
    ):
        pjrt.Topology("libtpu", "v5e:2x2", options={"nope": 1})
    assert caught[0].filename == __file__


def test_plugins_of_which_nothing_is_known() -> None:
    served = pjrt.load(testing.reference())
    assert served.options() == ()
    assert known.known(Path("libtt.so"), (0, 114)) == ()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert known.checked("client", {"any": 1}, None, (0, 115)) == {"any": 1}
    with pytest.raises(ValueError, match="'cpu_device_count': expected 1 to 1024, got 0"):
        known.checked("client", {"cpu_device_count": 0}, None, None)


@pytest.mark.parametrize(("platform", "row"), [*rows("client", *PLUGINS), *rows("topology", "cuda", "tpu")])
def test_each_is_checked_before_the_call(platform: str, row: PluginOption) -> None:
    path, where = Path(f"libpjrt_{platform}.so"), rf"^options: '{row.name}': "
    assert row.meaning
    assert row.verified
    if row.default is not None:
        value = list(row.default) if isinstance(row.default, tuple) else row.default
        assert known.checked(row.place, {row.name: value}, path, None) == {row.name: value}
    for value in (WRONG[row.type], None, {}, object()):
        with pytest.raises(TypeError, match=f"{where}expected an? {row.type}, got "):
            known.checked(row.place, {row.name: value}, path, None)
    wrap = (lambda number: [number] * (row.length or 1)) if row.type == "list of int" else lambda number: number
    if row.least is not None:
        with pytest.raises(ValueError, match=f"{where}expected {row.least} "):
            known.checked(row.place, {row.name: wrap(row.least - 1)}, path, None)
    if row.type in ("int", "list of int"):
        with pytest.raises(ValueError, match=where):
            known.checked(row.place, {row.name: wrap(1 << 63)}, path, None)
    if row.length is not None:
        with pytest.raises(ValueError, match=f"{where}expected {row.length} numbers"):
            known.checked(row.place, {row.name: [1]}, path, None)
    if row.type == "float":
        assert known.checked(row.place, {row.name: 1}, path, None) == {row.name: 1.0}
        for value in (float("nan"), float("inf"), 10**400):
            with pytest.raises(ValueError, match=f"{where}expected a finite number"):
                known.checked(row.place, {row.name: value}, path, None)


@pytest.mark.parametrize(
    ("name", "options", "told"),
    [
        ("v5e:4x4", {"wrap": [1, 0, 0]}, {"wrap": [1, 0, 0]}),
        ("v5e:2x2", {"num_slices": 2}, {"devices": 8}),
        ("v4:2x2x1", {"chip_config_name": "megacore"}, {"devices": 4}),
        ("v5e:4x4", {"chips_per_host_bounds": (4, 2, 1)}, {"processes": 2}),
        ("v5e:2x2", {"enhanced_barrier_enabled": False}, {"barrier": False}),
    ],
)
def test_topology_options_of_tpu(name: str, options: dict[str, Any], told: dict[str, Any]) -> None:
    topology = pjrt.Topology("libtpu", name, options=options)
    view = topology._state.plugin.extension(pjrt.extensions.TpuTopology)
    seen = {
        "wrap": topology.attributes["wrap"],
        "devices": len(topology.devices),
        "processes": len({device.process_index for device in topology.devices}),
        "barrier": "num_slices" in options or view.of(topology).has_enhanced_barrier,
    }
    assert seen | told == seen
    replicas = options.get("num_slices", 1)
    assert topology.compile(add(), pjrt.CompileOptions(num_replicas=replicas)).name == "m"


def test_topology_options_of_cuda() -> None:
    host = 'triple: "x86_64-unknown-linux-gnu" cpu: "haswell"'
    config = str(pjrt.topologies.GPUS["H100"].target_config())
    options = {"topology": "1x2x1", "target_config": config, "host_target_machine_options": host}
    topology = pjrt.Topology("xla_cuda13", options=options)
    assert len(topology.devices) == 2
    assert "haswell" in str(topology.attributes["host_target_machine_options"])
    with pytest.raises(pjrt.FailedPreconditionError, match="TargetMachineOptions"):
        pjrt.Topology("xla_cuda13", options=options | {"host_target_machine_options": "zz"})
    with pytest.raises(pjrt.FailedPreconditionError, match="GpuTargetConfigProto"):
        pjrt.Topology("xla_cuda13", options=options | {"target_config": "nonsense {}"})


@pytest.mark.parametrize(
    ("file", "platform"),
    [
        ("libtpu.so", "tpu"),
        ("xla_cuda_plugin.so", "cuda"),
        ("pjrt_c_api_cpu_plugin.so", "cpu"),
        ("libtt.so", "tt"),
        ("pjrt_plugin_xpu.so", "xpu"),
        ("mine.so", None),
    ],
)
def test_platforms_by_file(file: str, platform: str | None) -> None:
    assert platform_of(Path("/some/where", file)) == platform


def test_the_command_line_shows_them(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["info", NEW, "--options", "--no-devices", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["options"]
    assert [(row["name"], row["type"], row["default"]) for row in told] == [
        ("cpu_device_count", "int", 4),
        ("asynchronous", "bool", True),
        ("process_id", "int", 0),
    ]
    assert main(["info", "xla_cuda13", "--options", "--no-devices"]) == 0
    text = capsys.readouterr().out
    assert "memory_fraction_policy" in text
    assert "cuda_async" in text
    monkeypatch.setattr(pjrt.Plugin, "options", lambda self: ())
    assert main(["info", NEW, "--options", "--no-devices"]) == 0
    assert "Options: none are known for this platform" in capsys.readouterr().out
