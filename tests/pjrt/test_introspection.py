"""What executables, devices, memories and buffers tell of themselves; serialising; copies between places."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pjrt
from pjrt._runtime.hardware import require_hardware
from pjrt.errors import (
    ClosedError,
    InternalError,
    InvalidArgumentError,
    PjrtError,
    UnimplementedError,
    UnsupportedError,
)
from pjrt_abi.enums import PJRT_Error_Code

pytestmark = pytest.mark.download

KIND = "tensor<4xf32>"
ADD = f"""module @add {{ func.func public @main(%a: {KIND}, %b: {KIND}) -> {KIND} {{
  %0 = stablehlo.add %a, %b : {KIND} return %0 : {KIND} }} }}"""
X = np.arange(4, dtype=np.float32)
OLD = "xla_cpu_pjrt"
NEW = "lammps_jax_pjrt_cpu"


def test_counts_and_fingerprint(client: pjrt.Client) -> None:
    exe = client.compile(ADD)
    assert (exe.num_replicas, exe.num_partitions) == (1, 1)
    assert exe.generated_code_size >= -1
    assert exe.fingerprint == client.compile(ADD).fingerprint != b""
    assert exe.fingerprint != client.compile(ADD.replace("add %a", "multiply %a")).fingerprint


def test_memory_stats_of_a_program(client: pjrt.Client) -> None:
    stats = client.compile(ADD).memory_stats()
    assert stats.argument_size_in_bytes == 2 * X.nbytes
    assert stats.output_size_in_bytes == X.nbytes


def test_cost_analysis(client: pjrt.Client, plugin: str) -> None:
    exe = client.compile(ADD)
    if plugin == OLD:
        costs = exe.cost_analysis()
        assert costs["flops"] == 4.0
        assert costs["bytes accessed"] == 48.0
    else:
        with pytest.raises(UnimplementedError, match="PJRT_Executable_GetCostAnalysis: UNIMPLEMENTED"):
            exe.cost_analysis()


def test_memory_kinds(client: pjrt.Client, plugin: str) -> None:
    exe = client.compile(ADD)
    if plugin == NEW:
        assert exe.output_memory_kinds == ("device",)
        assert exe.input_memory_kinds == ("device", "device")
        return
    with pytest.raises(UnimplementedError):
        _ = exe.output_memory_kinds
    with pytest.raises(UnsupportedError if plugin == OLD else UnimplementedError):
        _ = exe.input_memory_kinds


def test_compile_options_come_back(client: pjrt.Client, plugin: str) -> None:
    exe = client.compile(ADD, pjrt.CompileOptions(2, device_assignment=[[1], [3]]))
    if plugin == OLD:
        with pytest.raises(UnsupportedError, match=r"GetCompileOptions: needs API 0\.87, this plugin has"):
            _ = exe.compile_options
        return
    assert exe.compile_options.num_replicas == 2


def test_optimized_program(client: pjrt.Client) -> None:
    program = client.compile(ADD).optimized_program()
    assert program.format == "hlo_with_config"
    assert b"add" in program.code


def test_serialize_and_back(client: pjrt.Client) -> None:
    exe = client.compile(ADD)
    again = client.deserialize(exe.serialize())
    assert again.signature == exe.signature
    assert again.name == exe.name
    (y,) = again(X, client.put(X))
    assert np.array_equal(y.to_numpy(), 2 * X)
    exe.delete()
    with pytest.raises(ClosedError, match="this executable was deleted"):
        exe.serialize()


def test_deserialize_on_another_device(client: pjrt.Client, plugin: str) -> None:
    blob = client.compile(ADD).serialize()
    exe = client.deserialize(blob, pjrt.CompileOptions(device_assignment=[[2]]))
    assert [d.id for d in exe.devices] in ([2], [0]), "a plugin may keep to the device that it compiled for"
    (y,) = exe(X, X)
    assert np.array_equal(y.to_numpy(), 2 * X)


@pytest.mark.parametrize("value", ["text", 5, None, [1]])
def test_deserialize_takes_bytes(client: pjrt.Client, value: object) -> None:
    with pytest.raises(TypeError, match="serialized: expected bytes, got"):
        client.deserialize(value)  # type: ignore[arg-type]


def test_bytes_that_are_no_executable(plugin: str, in_child: Callable[..., dict[str, Any]]) -> None:
    report = in_child(
        """
client = pjrt.Client(sys.argv[1])
blob = client.compile(ADD).serialize()
for name, bad in {"empty": b"", "noise": b"\\x01\\xff" * 50, "half": blob[: len(blob) // 2], "text": b"hello"}.items():
    try:
        client.deserialize(bad)
    except pjrt.PjrtError as error:
        report[name] = error.function
    else:
        report[name] = "loaded"
""",
        plugin,
    )
    assert set(report.values()) == {"PJRT_Executable_DeserializeAndLoad"}, report


def test_look_ups(client: pjrt.Client) -> None:
    for device in client.devices:
        assert client.device(device.id) == device
        assert client.addressable_device(device.local_hardware_id) == device
    for look_up in (client.device, client.addressable_device):
        with pytest.raises(InvalidArgumentError):
            look_up(99)
        with pytest.raises(ValueError, match=r"id: 4294967296 does not fit 32 bits"):
            look_up(2**32)
        for wrong in (True, 1.0, "0", None):
            with pytest.raises(TypeError, match="id: expected an int, got"):
                look_up(wrong)  # type: ignore[arg-type]


def test_default_device_assignment(client: pjrt.Client) -> None:
    assert client.default_device_assignment(1) == ((0,),)
    assignment = client.default_device_assignment(2, 2)
    assert sorted(i for row in assignment for i in row) == [0, 1, 2, 3]
    assert [len(row) for row in assignment] == [2, 2]
    with pytest.raises(ValueError, match="num_replicas"):
        client.default_device_assignment(0)
    with pytest.raises(ValueError, match="5 devices are needed; this client has 4"):
        client.default_device_assignment(5)
    with pytest.raises(TypeError, match="num_partitions"):
        client.default_device_assignment(1, 1.5)  # type: ignore[arg-type]


def test_devices_and_memories_say_who_they_are(client: pjrt.Client) -> None:
    for device in client.devices:
        assert str(device.id) in device.debug_string
        assert device.local_hardware_id == device.id
        for memory in device.memories:
            assert memory.debug_string
            assert isinstance(memory.kind_id, int)
            assert device in memory.devices
    kinds = {memory.kind: memory.kind_id for memory in client.memories}
    assert len(set(kinds.values())) == len(kinds) == 3


def test_memory_stats_of_a_device(client: pjrt.Client, plugin: str) -> None:
    with pytest.raises(UnimplementedError, match="PJRT_Device_MemoryStats: UNIMPLEMENTED"):
        client.devices[0].memory_stats()
    with pytest.raises(UnsupportedError if plugin == OLD else UnimplementedError):
        client.devices[0].clear_memory_stats()


def test_copies_to_devices_and_memories(client: pjrt.Client) -> None:
    buffer = client.put(X)
    for place in (*client.devices, *client.memories):
        copied = buffer.copy_to(place)
        assert copied.device in client.devices
        assert (copied.device if isinstance(place, pjrt.Device) else copied.memory) == place
        assert np.array_equal(copied.to_numpy(), X)
        copied.delete()
    assert np.array_equal(buffer.to_numpy(), X)


def test_copies_are_refused(client: pjrt.Client, plugin: str) -> None:
    buffer = client.put(X)
    with pytest.raises(TypeError, match="device_or_memory: expected a Device or a Memory, got 1"):
        buffer.copy_to(1)  # type: ignore[arg-type]
    with pjrt.Client(plugin) as other, pytest.raises(ValueError, match="is of another client"):
        buffer.copy_to(other.devices[0])
    buffer.delete()
    for use in (lambda: buffer.copy_to(client.devices[1]), lambda: buffer.is_on_cpu, lambda: buffer.on_device_nbytes):
        with pytest.raises(ClosedError, match="deleted or donated"):
            use()


def test_where_and_how_large(client: pjrt.Client) -> None:
    buffer = client.put(X)
    assert buffer.is_on_cpu
    assert buffer.on_device_nbytes == X.nbytes


def test_closed_client(plugin: str) -> None:
    client = pjrt.Client(plugin)
    exe, buffer, device = client.compile(ADD), client.put(X), client.devices[0]
    client.close()
    uses: list[Callable[[], object]] = [
        exe.serialize,
        exe.memory_stats,
        exe.cost_analysis,
        exe.optimized_program,
        lambda: exe.fingerprint,
        lambda: client.deserialize(b"x"),
        lambda: client.device(0),
        lambda: client.default_device_assignment(1),
        lambda: buffer.copy_to(device),
        device.memory_stats,
        lambda: device.local_hardware_id,
        lambda: device.attributes,
        lambda: device.kind,
        lambda: device.poison_execution(0, InternalError("x")),
        lambda: device.async_tracking_event("x"),
    ]
    for use in uses:
        with pytest.raises(ClosedError, match="this client was closed"):
            use()
    assert issubclass(ClosedError, PjrtError)


def test_attributes_of_a_device(client: pjrt.Client, plugin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    device = client.devices[0]
    assert device.attributes == {}
    abi = client.plugin.abi
    monkeypatch.setattr(abi, "device_description_attributes", lambda _: {"a": 1, "b": [1, 2]})
    if plugin == OLD:
        assert device.attributes == {"a": 1, "b": [1, 2]}
    monkeypatch.setattr(abi, "device_get_attributes", lambda _: {"b": "now", "c": True})
    assert device.attributes == {"a": 1, "b": "now", "c": True}

    def unimplemented(_: int) -> None:
        raise UnimplementedError("not here")

    monkeypatch.setattr(abi, "device_get_attributes", unimplemented)
    assert device.attributes == {"a": 1, "b": [1, 2]}


POISON = pjrt.InternalError("poisoned: ü \0", payloads={"text": b"v", "raw": b"\0\xff", "\udcff": b""})


def _slow(client: pjrt.Client) -> Callable[[int], pjrt.Buffer]:
    """Starts a run with that launch id that takes a while."""
    kind = "tensor<400x400xf32>"
    step = f"stablehlo.dot_general {{}}, %a, contracting_dims = [1] x [0] : ({kind}, {kind}) -> {kind}"
    lines = [f"%{n} = " + step.format(f"%{n - 1}" if n else "%a") for n in range(30)]
    exe = client.compile(
        f"module @slow {{ func.func public @main(%a: {kind}) -> {kind} {{\n"
        + "\n".join(lines)
        + f"\nreturn %29 : {kind} }} }}"
    )
    eye = client.put(np.eye(400, dtype=np.float32))

    def run(launch_id: int) -> pjrt.Buffer:
        (y,) = exe(eye, options=pjrt.ExecuteOptions(launch_id=launch_id))
        return y

    return run


def test_poisoned_run(client: pjrt.Client, plugin: str) -> None:
    device, other = client.devices[:2]
    if plugin == OLD:
        with pytest.raises(UnsupportedError, match="PJRT_Device_PoisonExecution"):
            device.poison_execution(7, POISON)
        return
    run = _slow(client)
    for _ in range(20):  # one may be over too soon
        y = run(-7)
        assert not other.poison_execution(-7, POISON)
        assert not device.poison_execution(8, POISON)
        if device.poison_execution(-7, POISON):
            break
    assert not device.poison_execution(-7, POISON), "once only"
    with pytest.raises(InternalError, match="poisoned: ü \0") as caught:
        y.to_numpy()
    assert caught.value.payloads == {"text": b"v", "raw": b"\0\xff", "\udcff": b""}
    z = run(-7)
    assert np.array_equal(z.to_numpy(), np.eye(400, dtype=np.float32)), "later runs go well"


@pytest.mark.parametrize("error", [pjrt.PjrtError("p"), pjrt.PjrtError("o", code=PJRT_Error_Code.OK)])
def test_poison_without_a_code(client: pjrt.Client, error: PjrtError, monkeypatch: Any) -> None:
    told: list[object] = []
    monkeypatch.setattr(client.plugin.abi, "device_poison_execution", lambda *given, **_: bool(told.append(given[2])))
    assert client.devices[0].poison_execution(0, error) is False
    assert told == [PJRT_Error_Code.UNKNOWN], "plugins poison nothing with the code OK, and say that they did"


@pytest.mark.parametrize(
    ("launch_id", "error", "kind", "message"),
    [
        ("7", POISON, TypeError, "^launch_id: expected an int, got '7'$"),
        (2**31, POISON, ValueError, "^launch_id: 2147483648 does not fit 32 bits$"),
        (7, OSError("x"), TypeError, r"^error: expected a PjrtError, got OSError\('x'\)$"),
        (7, None, TypeError, "^error: expected a PjrtError, got None$"),
    ],
)
def test_poison_refuses(client: pjrt.Client, launch_id: Any, error: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        client.devices[0].poison_execution(launch_id, error)


def test_tracking_event(client: pjrt.Client, plugin: str) -> None:
    device = client.devices[0]
    if plugin == OLD:
        with pytest.raises(UnsupportedError, match="PJRT_Device_CreateAsyncTrackingEvent"):
            device.async_tracking_event("work")
        return
    with device.async_tracking_event("work: ü, \0, \udcff, \ud800") as event:
        assert not event.is_tracked, "XLA:CPU tracks nothing"
    assert repr(event) == "<AsyncTrackingEvent 'work: ü, \\x00, \\udcff, \\ud800', not tracked>"
    with pytest.raises(TypeError, match="description: expected a str, got b'work'"):
        device.async_tracking_event(b"work")  # type: ignore[arg-type]
    with pytest.raises(
        TypeError, match="a AsyncTrackingEvent stands for an object in its plugin and cannot be pickled"
    ):
        pickle.dumps(event)


def test_tracking_event_of_a_platform_that_tracks(client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    made, gone = iter([10, 20, 30]), []
    monkeypatch.setattr(client.plugin.abi, "device_create_async_tracking_event", lambda *_: next(made))
    monkeypatch.setattr(client.plugin.abi, "async_tracking_event_destroy", gone.append)
    device = client.devices[0]
    with device.async_tracking_event("work") as event:
        assert (event.is_tracked, event.description, gone) == (True, "work", [])
        assert repr(event) == "<AsyncTrackingEvent 'work'>"
    assert gone == [10]
    event.close()
    del event
    assert gone == [10]
    dropped = device.async_tracking_event("work")
    del dropped
    assert gone == [10, 20]
    with pytest.raises(RuntimeError, match="boom"), device.async_tracking_event("work"):
        raise RuntimeError("boom")
    assert gone == [10, 20, 30]


def test_client_where_its_hardware_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("TT_METAL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TT_METAL_RUNTIME_ROOT", "/what/the/library/itself/sets")
    with pytest.raises(
        PjrtError, match=r"there is no Tenstorrent device here \(no /dev/tenstorrent\), and it needs one"
    ):
        require_hardware("/lib/libtt.so", tmp_path)
    require_hardware("/lib/libother.so", tmp_path)
    (tmp_path / "dev" / "tenstorrent").mkdir(parents=True)
    require_hardware("/lib/libtt.so", tmp_path)
    (tmp_path / "dev" / "tenstorrent").rmdir()
    monkeypatch.setenv("TT_METAL_SIMULATOR", "/sim")
    require_hardware("/lib/libtt.so", tmp_path)


@pytest.mark.slow
def test_tenstorrent_without_a_chip(in_child: Callable[..., dict[str, Any]]) -> None:
    report = in_child("report['made'] = attempt(lambda: pjrt.Client('libtt'))")
    assert report["made"][0] == "PjrtError"
    assert "no Tenstorrent device" in report["made"][1]
