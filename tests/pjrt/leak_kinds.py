"""Kinds of objects whose cycles of life leave nothing behind: a function of one cycle each, see leaking.py."""

from __future__ import annotations

import sys
import threading
from typing import Any

import ml_dtypes
import numpy as np

import pjrt
from tests.pjrt.leaking import ADD, PAGE, X, fails, kind, main

BAD = "module { func.func public @main( }"
NOISE = b"\x01\xff" * 20
ALIGNED = np.zeros(PAGE.nbytes + 64, np.uint8)
ALIGNED = ALIGNED[-ALIGNED.ctypes.data % 64 :][: PAGE.nbytes].view(np.float32)
"""Memory that XLA:CPU takes as it is."""
FAILED = pjrt.InternalError("no")


# -------------------------------------------------------------------- buffers


@kind("buffer, put")
def _(s: Any) -> None:
    s.client.put(PAGE)


@kind("buffer, put and deleted")
def _(s: Any) -> None:
    s.client.put(PAGE).delete()


@kind("buffer, put in a memory")
def _(s: Any) -> None:
    s.client.put(PAGE, s.client.memories[1])


@kind("buffer, seen by numpy")
def _(s: Any) -> None:
    view = s.client.put(PAGE).to_numpy()
    assert view[3] == 3


@kind("buffer, deleted and still seen")
def _(s: Any) -> None:
    buffer = s.client.put(PAGE)
    view = buffer.to_numpy()
    buffer.delete()
    assert view[3] == 3


@kind("buffer, copied to the host")
def _(s: Any) -> None:
    s.client.put(PAGE.astype(ml_dtypes.int4)).to_numpy()


@kind("buffer, copied to a device")
def _(s: Any) -> None:
    s.page.copy_to(s.client.devices[1])


@kind("buffer, copied to a memory")
def _(s: Any) -> None:
    s.page.copy_to(s.client.memories[2])


@kind("buffer, its properties")
def _(s: Any) -> None:
    _ = s.page.device, s.page.memory, s.page.is_deleted, s.page.is_on_cpu, s.page.on_device_nbytes, repr(s.page)


# ------------------------------------------------------------------ execution


@kind("result of a run")
def _(s: Any) -> None:
    s.add(s.page, s.page)


@kind("result of a run, as numpy")
def _(s: Any) -> None:
    assert s.add(PAGE, s.page)[0].to_numpy()[3] == 6


@kind("donation")
def _(s: Any) -> None:
    s.donating(s.client.put(PAGE), s.page)


# ------------------------------------------------------- memory of other owners


@kind("buffer, empty")
def _(s: Any) -> None:
    s.client.empty((64,), np.float32)


@kind("buffer, of an immutable array")
def _(s: Any) -> None:
    s.client.put(ALIGNED, immutable=True)


@kind("buffer, a view of memory")
def _(s: Any) -> None:
    s.client.view(ALIGNED.ctypes.data, ALIGNED.shape, ALIGNED.dtype, on_delete=int)


@kind("buffer, a view of memory, refused")
def _(s: Any) -> None:
    fails(lambda: s.client.view(ALIGNED.ctypes.data + 4, (64,), np.float32, on_delete=int), pjrt.InvalidArgumentError)


@kind("buffer, through DLPack")
def _(s: Any) -> None:
    assert np.from_dlpack(s.client.from_dlpack(ALIGNED)).shape == ALIGNED.shape


@kind("buffer, through DLPack, never taken")
def _(s: Any) -> None:
    s.page.__dlpack__(max_version=(1, 0))
    s.page.__dlpack__()


@kind("external reference")
def _(s: Any) -> None:
    with s.page.external_reference() as reference:
        assert reference.address


@kind("raw copy")
def _(s: Any) -> None:
    assert s.page.raw_bytes(4, 4) == PAGE[1:2].tobytes()


@kind("raw copy, promised")
def _(s: Any) -> None:
    into = bytearray(8)
    s.page.copy_raw_later(0, 8).fulfill(into).result()


@kind("raw copy, promised and dropped")
def _(s: Any) -> None:
    s.page.copy_raw_later(0, 8)


@kind("bitcast")
def _(s: Any) -> None:
    s.client.put(PAGE).bitcast(np.int32)


@kind("alias, fulfilled")
def _(s: Any) -> None:
    alias, promise = s.client.alias(PAGE.shape, PAGE.dtype)
    promise.fulfill(s.client.put(PAGE))
    assert alias.to_numpy()[3] == 3


@kind("alias, failed")
def _(s: Any) -> None:
    alias, promise = s.client.alias(PAGE.shape, PAGE.dtype)
    promise.fail(FAILED)
    fails(alias.to_numpy, pjrt.InternalError)


@kind("alias, dropped")
def _(s: Any) -> None:
    s.client.alias(PAGE.shape, PAGE.dtype)


@kind("error buffer")
def _(s: Any) -> None:
    fails(s.client.error_buffer(FAILED, PAGE.shape, PAGE.dtype).to_numpy, pjrt.InternalError)


@kind("run with an error buffer")
def _(s: Any) -> None:
    (y,) = s.add(s.client.error_buffer(FAILED, PAGE.shape, PAGE.dtype), PAGE)
    fails(y.block_until_ready, pjrt.InternalError)


@kind("donation with a promise")
def _(s: Any) -> None:
    buffer, promise = s.client.put(PAGE).donate()
    promise.fulfill()
    buffer.block_until_ready()


# ------------------------------------------------------- transfers and mappings


@kind("transfers, complete")
def _(s: Any) -> None:
    with s.client.async_transfer([PAGE]) as transfers:
        buffer = transfers.buffer(0)
        transfers.transfer(0, PAGE)
        assert buffer.to_numpy()[3] == 3


@kind("transfers, in chunks")
def _(s: Any) -> None:
    with s.client.async_transfer([PAGE]) as transfers:
        transfers.transfer_chunk(0, PAGE[:512], 0, last=False)
        transfers.transfer_chunk(0, PAGE[512:], 2048, last=True)
        transfers.buffer(0).block_until_ready()


@kind("transfers, failed")
def _(s: Any) -> None:
    transfers = s.client.async_transfer([PAGE])
    buffer = transfers.buffer(0)
    transfers.set_error(0, FAILED)
    fails(buffer.block_until_ready, pjrt.InternalError)


@kind("transfers, dropped")
def _(s: Any) -> None:
    buffer = s.client.async_transfer([PAGE, PAGE]).buffer(1)
    fails(buffer.block_until_ready, pjrt.CancelledError)


@kind("transfers, refused")
def _(s: Any) -> None:
    with s.client.async_transfer([PAGE]) as transfers:
        fails(lambda: transfers.transfer(0, X), ValueError)
        fails(lambda: transfers.transfer(1, PAGE), IndexError)


@kind("DMA mapping")
def _(s: Any) -> None:
    with s.client.dma_map(ALIGNED):
        pass


@kind("async tracking event")
def _(s: Any) -> None:
    with s.client.devices[0].async_tracking_event("a test"):
        pass


@kind("processes told of")
def _(s: Any) -> None:
    s.client.update_process_info([pjrt.ProcessInfo(0, 1, pjrt.ProcessState.CONNECTED)])


# ------------------------------------------------------------ ways of running


@kind("execute context")
def _(s: Any) -> None:
    context = s.client.create_execute_context()
    s.add(s.page, s.page, options=pjrt.ExecuteOptions(context=context))


@kind("run with an event of its end")
def _(s: Any) -> None:
    s.add.launch([[s.page, s.page]], events=True)


@kind("run on four devices")
def _(s: Any) -> None:
    s.everywhere.execute([[PAGE, PAGE]] * 4)


# --------------------------------------------------------------------- events


@kind("event, waited for")
def _(s: Any) -> None:
    s.page.ready.result()


@kind("event, dropped")
def _(s: Any) -> None:
    _ = s.client.put(PAGE).ready


@kind("event, with a callback")
def _(s: Any) -> None:
    s.add(s.page, s.page)[0].ready.add_done_callback(lambda event: None)


@kind("event, with a time limit")
def _(s: Any) -> None:
    s.add(s.page, s.page)[0].ready.result(timeout=60)


@kind("event, as a future")
def _(s: Any) -> None:
    s.add(s.page, s.page)[0].ready.future().result()


@kind("event of the caller, set")
def _(s: Any) -> None:
    event = s.client.create_event()
    event.set()
    event.result()


@kind("event of the caller, failed")
def _(s: Any) -> None:
    event = s.client.create_event()
    event.set(FAILED)
    fails(event.result, pjrt.InternalError)


@kind("event of the caller, failed with a callback")
def _(s: Any) -> None:
    event = s.client.create_event()
    event.add_done_callback(lambda event: None)
    event.set(FAILED)


# -------------------------------------------------------------------- programs


@kind("program, compiled", in_ci=200)
def _(s: Any) -> None:
    s.client.compile(ADD)


@kind("program, compiled and deleted", in_ci=20)
def _(s: Any) -> None:
    s.client.compile(ADD).delete()


@kind("program, deserialized")
def _(s: Any) -> None:
    s.client.deserialize(s.blob)


@kind("program, serialized")
def _(s: Any) -> None:
    s.add.serialize()


@kind("program, its memory and code")
def _(s: Any) -> None:
    s.add.memory_stats()
    s.add.optimized_program()


@kind("program, its options")
def _(s: Any) -> None:
    _ = s.add.compile_options


# ------------------------------------------------------- clients and topologies


@kind("client", in_ci=2_000)
def _(s: Any) -> None:
    pjrt.Client(s.plugin)


@kind("client with a store", in_ci=2_000)
def _(s: Any) -> None:
    pjrt.Client(s.plugin, kv_store=pjrt.MemoryStore())


@kind("client, closed with things of it left", in_ci=200)
def _(s: Any) -> None:
    with pjrt.Client(s.plugin) as client:
        buffer = client.put(X)
        things = [client.devices, client.memories, client.topology.devices, buffer, buffer.to_numpy()]
    assert things


@kind("look-ups")
def _(s: Any) -> None:
    s.client.device(1)
    s.client.addressable_device(1)
    s.client.default_device_assignment(2, 2)


@kind("eight threads that put, run, look and delete", in_ci=200)
def _(s: Any) -> None:
    def work() -> None:
        buffer = s.client.put(PAGE)
        assert s.add(buffer, PAGE)[0].to_numpy()[3] == 6
        buffer.delete()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@kind("topology of a client")
def _(s: Any) -> None:
    topology = s.client.topology
    _ = topology.serialize(), topology.devices[0].attributes


@kind("memory descriptions")
def _(s: Any) -> None:
    with pjrt.experimental.enable("MemoryDescriptions"):
        descriptions = s.plugin.extension(pjrt.extensions.MemoryDescriptions)
    descriptions.of(s.client.devices[1])
    fails(lambda: descriptions.of(5), TypeError)


# ------------------------------------------------------------------ extensions


@kind("transform, registered and cleared", in_ci=2_000)
def _(s: Any) -> None:
    with s.plugin.extension(pjrt.extensions.XlaTransform).applied(lambda module: None):
        assert pjrt.debug.callbacks()[-1].kind == "transform_hlo_module"


@kind("transform, of a program", in_ci=20)
def _(s: Any) -> None:
    transforms = s.plugin.extension(pjrt.extensions.XlaTransform)
    with transforms.applied(lambda module: module.SerializeToString() + b"\x0a\x01x"):  # its name, once more
        assert s.client.compile(ADD).name
    with transforms.applied(lambda module: {}[0]):
        fails(lambda: s.client.compile(ADD), pjrt.InternalError)


@kind("layouts told by the extension", in_ci=2_000)
def _(s: Any) -> None:
    with pjrt.experimental.enable("Layouts"):
        layouts = s.client.plugin.extension(pjrt.extensions.Layouts)
    assert layouts.of(s.page) == layouts.default(s.client, PAGE.shape, PAGE.dtype) == layouts.outputs(s.add)[0]
    layouts.default(s.client.topology, (2, 3), np.int8)


# ------------------------------------------------------------ what goes wrong


@kind("put refused")
def _(s: Any) -> None:
    fails(lambda: s.client.put(np.zeros(2, object)), TypeError)
    fails(lambda: s.client.put(PAGE, 5), TypeError)


@kind("arguments refused")
def _(s: Any) -> None:
    fails(lambda: s.add(PAGE), TypeError)
    fails(lambda: s.add(PAGE, X), ValueError)
    fails(lambda: s.add(PAGE, s.gone), pjrt.ClosedError)


@kind("run refused")
def _(s: Any) -> None:
    fails(lambda: s.donating(s.page, s.page), ValueError)
    fails(lambda: s.add(s.page, s.page, device=s.client.devices[1]), ValueError, pjrt.PjrtError)


@kind("device not found")
def _(s: Any) -> None:
    fails(lambda: s.client.device(99), pjrt.InvalidArgumentError)


@kind("program refused")
def _(s: Any) -> None:
    fails(lambda: s.client.compile(BAD), pjrt.UnknownError)


@kind("serialized program refused")
def _(s: Any) -> None:
    fails(lambda: s.client.deserialize(NOISE), pjrt.PjrtError)


@kind("topology refused")
def _(s: Any) -> None:
    fails(lambda: pjrt.Topology(s.plugin), pjrt.UnimplementedError)
    fails(lambda: pjrt.Topology.deserialize(s.plugin, NOISE), pjrt.InvalidArgumentError)


@kind("topology, serialized and back")
def _(s: Any) -> None:
    assert len(pjrt.Topology.deserialize(s.plugin, s.topology_blob).devices) == 4


@kind("program compiled for a topology", in_ci=20)
def _(s: Any) -> None:
    s.client.topology.compile(ADD).serialize()


if __name__ == "__main__":
    main(sys.argv[1], whole="--whole" in sys.argv)
