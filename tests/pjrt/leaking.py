"""Makes, uses and drops every kind of object, again and again, and prints what that left behind; run by test_leaks.py.

A kind is a function of one cycle with `@kind("its name")` above it. It gets what may be shared: a plugin, a client with
four devices, executables, buffers. `cycles`: fewer than 10,000 for what is slow. `needs`: C functions without which the
plugin cannot do it. `given`: handles that a callback gets in a cycle, which no call returned.
"""

from __future__ import annotations

import ctypes
import gc
import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import numpy as np

import pjrt
from pjrt._runtime import callbacks

X = np.arange(4, dtype=np.float32)
PAGE = np.arange(1024, dtype=np.float32)
T = "tensor<1024xf32>"
ADD = f"""module @add {{ func.func public @main(%a: {T}, %b: {T}) -> {T} {{
  %0 = stablehlo.add %a, %b : {T} return %0 : {T} }} }}"""
DONATING = ADD.replace(f"%a: {T}", f"%a: {T} {{tf.aliasing_output = 0 : i32}}")
BAD = "module { func.func public @main( }"
NOISE = b"\x01\xff" * 20


@dataclass(frozen=True)
class Kind:
    """What one cycle does, and how many there are."""

    name: str
    cycle: Callable[[Any], object]
    cycles: int
    needs: tuple[str, ...] = ()
    given: dict[str, int] = field(default_factory=dict)


KINDS: dict[str, Kind] = {}


def kind(name: str, cycles: int = 10_000, **more: Any) -> Callable[[Callable[[Any], object]], Callable[[Any], object]]:
    """Registers a kind."""

    def register(cycle: Callable[[Any], object]) -> Callable[[Any], object]:
        assert name not in KINDS, name
        KINDS[name] = Kind(name, cycle, cycles, **more)
        return cycle

    return register


class Shared:
    """What the cycles share."""

    def __init__(self, name: str) -> None:
        self.plugin = pjrt.load(name)
        self.client = pjrt.Client(self.plugin, options={"cpu_device_count": 4})
        self.add = self.client.compile(ADD)
        self.donating = self.client.compile(DONATING)
        self.page = self.client.put(PAGE)
        self.gone = self.client.put(PAGE)
        self.gone.delete()

    @cached_property
    def blob(self) -> bytes:
        return self.add.serialize()

    @cached_property
    def topology_blob(self) -> bytes:
        return self.client.topology.serialize()


def fails(call: Callable[[], object], *kinds: type[Exception]) -> None:
    """Calls what has to raise one of these."""
    try:
        call()
    except kinds:
        return
    raise AssertionError(f"{kinds} expected")


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


@kind("buffer, copied to the host", cycles=5_000)
def _(s: Any) -> None:
    s.client.put(PAGE.astype(pjrt.dtypes.from_name("S4"))).to_numpy()


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


SETTABLE = ("PJRT_Event_Create", "PJRT_Event_Set")


@kind("event of the caller, set", needs=SETTABLE)
def _(s: Any) -> None:
    event = s.client.create_event()
    event.set()
    event.result()


@kind("event of the caller, failed", needs=SETTABLE)
def _(s: Any) -> None:
    event = s.client.create_event()
    event.set(pjrt.InternalError("no"))
    fails(event.result, pjrt.InternalError)


@kind("event of the caller, failed with a callback", needs=SETTABLE, given={"PJRT_Error": 1})
def _(s: Any) -> None:
    event = s.client.create_event()
    event.add_done_callback(lambda event: None)
    event.set(pjrt.InternalError("no"))


# -------------------------------------------------------------------- programs


@kind("program, compiled", cycles=200)
def _(s: Any) -> None:
    s.client.compile(ADD)


@kind("program, compiled and deleted", cycles=50)
def _(s: Any) -> None:
    s.client.compile(ADD).delete()


@kind("program, deserialized", cycles=200)
def _(s: Any) -> None:
    s.client.deserialize(s.blob)


@kind("program, serialized", cycles=2_000)
def _(s: Any) -> None:
    s.add.serialize()


@kind("program, its memory and code", cycles=5_000)
def _(s: Any) -> None:
    s.add.memory_stats()
    s.add.optimized_program()


@kind("program, its options", cycles=5_000, needs=("PJRT_Executable_GetCompileOptions",))
def _(s: Any) -> None:
    _ = s.add.compile_options


# ------------------------------------------------------- clients and topologies


@kind("client", cycles=200)
def _(s: Any) -> None:
    pjrt.Client(s.plugin)


@kind("client, closed with things of it left", cycles=200)
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


@kind("eight threads that put, run, look and delete", cycles=300)
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
    fails(lambda: s.donating(s.page, s.page), pjrt.InvalidArgumentError)


@kind("device not found")
def _(s: Any) -> None:
    fails(lambda: s.client.device(99), pjrt.InvalidArgumentError)


@kind("program refused", cycles=2_000)
def _(s: Any) -> None:
    fails(lambda: s.client.compile(BAD), pjrt.UnknownError)


@kind("serialized program refused", cycles=2_000)
def _(s: Any) -> None:
    fails(lambda: s.client.deserialize(NOISE), pjrt.PjrtError)


@kind("topology refused")
def _(s: Any) -> None:
    fails(lambda: pjrt.Topology(s.plugin), pjrt.UnimplementedError)
    fails(lambda: pjrt.Topology.deserialize(s.plugin, NOISE), pjrt.InvalidArgumentError)


@kind("topology, serialized and back")
def _(s: Any) -> None:
    try:
        again = pjrt.Topology.deserialize(s.plugin, s.topology_blob)
    except pjrt.NotFoundError:  # of older plugins
        assert s.plugin.api_version < (0, 115)
    else:
        assert len(again.devices) == 4


@kind("program compiled for a topology", cycles=50)
def _(s: Any) -> None:
    try:
        s.client.topology.compile(ADD).serialize()
    except pjrt.NotFoundError:  # of older plugins
        assert s.plugin.api_version < (0, 115)


# -------------------------------------------------------------------- measuring


def settle() -> None:
    """Waits until C holds no callback any more, and lets go of all garbage and free memory."""
    deadline = time.monotonic() + 30
    while callbacks.pending() and time.monotonic() < deadline:
        time.sleep(0.001)
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)


def now() -> SimpleNamespace:
    """What there is: handles made and destroyed, resident memory, Python's memory blocks, callbacks that C holds."""
    import recorder  # loaded in every process of a test run, and found in none

    settle()
    with open("/proc/self/statm") as file:
        pages = int(file.read().split()[1])
    return SimpleNamespace(
        made=dict(recorder.made),
        destroyed=dict(recorder.destroyed),
        kib=pages * 4,
        blocks=sys.getallocatedblocks(),
        pending=len(callbacks.pending()),
    )


def difference(after: dict[str, int], before: dict[str, int]) -> dict[str, int]:
    """What was counted in between, by kind of handle."""
    return {name: count - before.get(name, 0) for name, count in after.items() if count != before.get(name, 0)}


def run(what: Kind, cycles: int, shared: Shared) -> None:
    """So many cycles."""
    import recorder

    for _ in range(cycles):
        what.cycle(shared)
    for name, count in what.given.items():
        recorder.made[name] = recorder.made.get(name, 0) + count * cycles


def measure(what: Kind, shared: Shared) -> dict[str, Any]:
    """Runs the cycles, after some to warm up."""
    run(what, max(20, what.cycles // 10), shared)
    before, start = now(), time.monotonic()
    run(what, what.cycles, shared)
    seconds, after = time.monotonic() - start, now()
    return {
        "cycles": what.cycles,
        "made": difference(after.made, before.made),
        "destroyed": difference(after.destroyed, before.destroyed),
        "kib": after.kib - before.kib,
        "blocks": after.blocks - before.blocks,
        "pending": after.pending,
        "seconds": round(seconds, 2),
    }


def main(name: str) -> None:
    """Prints the report of all kinds as JSON."""
    shared = Shared(name)
    abi = shared.plugin.abi
    report: dict[str, Any] = {"version": list(shared.plugin.api_version), "kinds": {}}
    for what in KINDS.values():
        lacking = [function for function in what.needs if not abi.has(function)]
        report["kinds"][what.name] = {"lacking": lacking} if lacking else measure(what, shared)
    del shared
    left = now()
    report["left"] = {k: left.made[k] - left.destroyed.get(k, 0) for k in left.made}
    print(json.dumps(report))


if __name__ == "__main__":
    main(sys.argv[1])
