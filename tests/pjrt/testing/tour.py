"""The library's façades, all of them, on the reference plugin: what each part calls, and that its results are right."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import pjrt
from pjrt.execute_options import ExecuteOptions
from pjrt.process_info import ProcessInfo
from pjrt_abi.enums import PJRT_Buffer_Type, PJRT_HostBufferSemantics
from tests.pjrt.programs import DONATED, FOUR, PERMUTE, SUM, T, X, add, module, same, values

TOKEN = "!stablehlo.token"
CHANNEL = "{channel_handle = #stablehlo.channel_handle<handle = %d, type = %d>, is_host_transfer = true}"
TO_HOST, FROM_HOST = CHANNEL % (1, 2), CHANNEL % (2, 3)
TALKING = module(
    f"%a: {T}",
    T,
    f"""%0 = stablehlo.create_token : {TOKEN}
    %1 = "stablehlo.send"(%a, %0) {TO_HOST} : ({T}, {TOKEN}) -> {TOKEN}
    %2, %3 = "stablehlo.recv"(%1) {FROM_HOST} : ({TOKEN}) -> ({T}, {TOKEN})
    return %2 : {T}""",
)


def clients(client: pjrt.Client) -> None:
    assert (client.platform_name, client.platform_version, client.process_index) == ("reference", "1", 0)
    assert client.devices == client.addressable_devices
    assert len(client.devices) == 4
    assert client.device(3) == client.addressable_device(3) == client.devices[3]
    assert client.default_device_assignment(2) == ((0,), (1,))
    client.update_process_info([ProcessInfo(0, 7, pjrt.process_info.ProcessState.CONNECTED)])
    assert client.plugin.attributes["reference"] is True
    host = np.zeros(4096, np.uint8)
    with client.dma_map(host) as mapping:
        assert mapping.is_mapped


def devices(client: pjrt.Client) -> None:
    device = client.devices[1]
    assert (device.id, device.kind, device.process_index, device.local_hardware_id) == (1, "numpy", 0, 1)
    assert device.is_addressable
    assert device.to_string == "Reference(1)"
    assert device.debug_string == "reference device 1, which is numpy"
    assert device.attributes["coords"] == [1, 0]
    assert device.attributes.get("launches", 0) >= 0
    held = client.put(X, device)
    assert device.memory_stats().bytes_in_use >= X.nbytes
    assert device.memory_stats().bytes_reserved is None
    device.clear_memory_stats()
    assert device.memory_stats().num_allocs == 0
    assert [m.kind for m in device.memories] == ["device", "pinned_host"]
    assert device.default_memory == device.memories[0]
    memory = device.memories[1]
    assert (memory.id, memory.kind_id, memory.devices) == (3, 1, (device,))
    assert memory.to_string == "pinned_host(3)"
    assert "of kind pinned_host" in memory.debug_string
    assert device.poison_execution(77, pjrt.AbortedError("poisoned"))
    with device.async_tracking_event("some work") as event:
        assert event.is_tracked
    del held


def topologies(client: pjrt.Client) -> None:
    topology = client.topology
    assert (topology.platform_name, topology.platform_version) == ("reference", "1")
    assert topology.attributes == {"devices": 4}
    assert topology.fingerprint == 4
    assert [d.id for d in topology.devices] == [0, 1, 2, 3]
    assert topology.memory_kind_ids == (0, 1)
    again = pjrt.Topology.deserialize(client.plugin, topology.serialize())
    assert len(again.devices) == 4
    named = pjrt.Topology(client.plugin, "3")
    assert len(named.devices) == 3
    assert named.canonical_shape(0, (2, 3), np.float32).shape == (2, 3)
    compiled = named.compile(add())
    assert compiled.name == "m"
    (y,) = client.load(compiled)(X, X)
    assert same(y, 2 * X)


def buffers(client: pjrt.Client) -> None:
    rows = np.arange(6, dtype=np.float32).reshape(2, 3)
    buffer = client.put(rows, layout=pjrt.Layout((0, 1)))
    assert str(buffer.layout) == "{0,1}"
    assert same(buffer, rows)
    assert (buffer.shape, buffer.dtype, buffer.on_device_nbytes, buffer.is_on_cpu) == ((2, 3), rows.dtype, 24, True)
    assert (buffer.unpadded_shape, buffer.dynamic_dimensions) == ((2, 3), ())
    assert buffer.memory == client.devices[0].default_memory
    assert same(buffer.copy_to(client.devices[2]), rows)
    assert same(buffer.copy_to(client.memories[1]), rows)
    assert buffer.raw_bytes(4, 8) == rows.T.tobytes()[4:12]
    assert client.put(X).bitcast(np.int32).to_numpy().tolist() == X.view(np.int32).tolist()
    plain = client.put(rows)
    assert plain.unsafe_pointer
    view = plain.to_numpy()
    plain.delete()
    assert plain.is_deleted
    assert view.tolist() == rows.tolist()
    assert same(client.put(rows[::-1, ::2]), rows[::-1, ::2])
    assert client.empty((2, 2), np.int8).shape == (2, 2)
    assert buffer.device == client.devices[0]
    handle, _ = client.plugin.abi.client_buffer_from_host_buffer(  # as who calls C by himself
        client._state.ptr,
        X.ctypes.data,
        PJRT_Buffer_Type.F32,
        [4],
        PJRT_HostBufferSemantics.IMMUTABLE_ONLY_DURING_CALL,
        device=client.devices[0]._ptr,
    )[::-1]
    assert same(client.adopt(handle), X)
    client.plugin.abi.event_destroy(_)
    foreign = np.arange(16, dtype=np.float32)
    gone: list[int] = []
    seen = client.view(foreign.ctypes.data, (16,), np.float32, on_delete=lambda: gone.append(1))
    assert same(seen, foreign)
    seen.delete()
    del seen


def promises(client: pjrt.Client) -> None:
    into = bytearray(8)
    later = client.put(X).copy_raw_later(4, 8)
    later.fulfill(into).result(timeout=10)
    assert bytes(into) == X.tobytes()[4:12]
    alias, promise = client.alias((4,), np.float32)
    promise.fulfill(client.put(X))
    assert same(alias, X)
    failed = client.error_buffer(pjrt.DataLossError("lost"), (4,), np.float32)
    with pytest.raises(pjrt.DataLossError, match="lost"):
        failed.block_until_ready()
    donated, depends = client.put(X).donate()
    depends.fulfill()
    assert same(donated, X)
    event = client.create_event()
    assert not event.done()
    event.set()
    event.result(timeout=10)


def transfers(client: pjrt.Client) -> None:
    rows = np.arange(6, dtype=np.float32).reshape(2, 3)
    with client.async_transfer([((4,), np.float32), rows, ((4,), np.float32)]) as manager:
        assert manager.buffer_count == 3
        assert manager.device == client.devices[0]
        assert manager.buffer_size(1) == 24
        manager.add_metadata({"step": "1"})
        made = [manager.buffer(n) for n in range(3)]
        manager.transfer_chunk(0, X[2:], 8, last=False).result(timeout=10)
        manager.transfer_chunk(0, X[:2], 0, last=True).result(timeout=10)
        manager.transfer(1, rows).result(timeout=10)
        manager.set_error(2, pjrt.DataLossError("lost"))
    assert same(made[0], X)
    assert same(made[1], rows)
    assert isinstance(made[2].ready.exception(timeout=10), pjrt.DataLossError)


def programs(client: pjrt.Client) -> None:
    exe = client.compile(add(DONATED))
    x = client.put(X)
    assert same(exe(x, X)[0], 2 * X)
    assert x.is_deleted
    assert (exe.name, exe.num_outputs, exe.num_replicas, exe.num_partitions) == ("m", 1, 1, 1)
    assert exe.output_shapes == ((4,),)
    assert exe.output_dtypes == (np.dtype(np.float32),)
    assert exe.output_memory_kinds == exe.input_memory_kinds[:1] == ("device",)
    assert exe.cost_analysis() == {"flops": 1.0}
    assert exe.memory_stats().argument_size_in_bytes == 32
    assert exe.generated_code_size > 0
    assert exe.optimized_program().format == "mlir"
    assert exe.compile_options.num_replicas == 1
    assert len(exe.fingerprint) == 32
    assert exe.logical_ids == ((0, 0),)
    assert exe.device_assignment == ((0,),)
    again = client.deserialize(exe.serialize())
    assert not again.is_deleted
    assert again.fingerprint == exe.fingerprint
    again.delete()
    assert again.is_deleted
    rows = [[X + n] for n in range(4)]
    assert values(client.compile(SUM, FOUR).execute(rows)) == [[(4 * X + 6).tolist()]] * 4
    assert client.compile(PERMUTE, FOUR).execute(rows)[1][0].to_numpy().tolist() == X.tolist()


def run_options(client: pjrt.Client) -> None:
    exe = client.compile(add(DONATED))
    x, context = client.put(X), client.create_execute_context()
    options = ExecuteOptions(launch_id=5, non_donatable=[0], context=context, call_location="here")
    made = exe.launch([[x, X]], options=options)
    for event in made.done:
        event.result(timeout=10)
    assert not x.is_deleted
    client.devices[0].poison_execution(9, pjrt.AbortedError("poisoned"))
    (y,) = exe(X, X, options=ExecuteOptions(launch_id=9))
    with pytest.raises(pjrt.AbortedError, match="poisoned"):
        y.block_until_ready()
    del context


def host_callbacks(client: pjrt.Client) -> None:
    sent: list[Any] = []

    def receive(stream: Any) -> None:
        assert (stream.total_nbytes, stream.granule_nbytes, stream.current_nbytes) == (16, 1, 0)
        stream.add_chunk((3 * X)[:2])
        stream.add_chunk((3 * X)[2:])
        stream.close()

    options = ExecuteOptions(senders={1: sent.append}, receivers={2: receive})
    (y,) = client.compile(TALKING)(X, options=options)
    assert same(y, 3 * X)
    assert [np.frombuffer(chunk.data, np.float32).tolist() for chunk in sent] == [X.tolist()]


TOUR = (clients, devices, topologies, buffers, promises, transfers, programs, run_options, host_callbacks)
