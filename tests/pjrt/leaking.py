"""Makes, uses and drops every kind of object, again and again, and tells what that left behind.

The kinds are in leak_kinds.py, which test_leaks.py runs in a process of its own for each plugin.
"""

from __future__ import annotations

import ctypes
import gc
import json
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

import pjrt
from pjrt._runtime import callbacks

REFUSALS = (pjrt.UnsupportedError, pjrt.UnimplementedError, pjrt.NotFoundError)
"""What a plugin that cannot do it raises; that is to leave nothing behind either."""

X = np.arange(4, dtype=np.float32)
PAGE = np.arange(1024, dtype=np.float32)
T = "tensor<1024xf32>"
ADD = f"""module @add {{ func.func public @main(%a: {T}, %b: {T}) -> {T} {{
  %0 = stablehlo.add %a, %b : {T} return %0 : {T} }} }}"""
DONATING = ADD.replace(f"%a: {T}", f"%a: {T} {{tf.aliasing_output = 0 : i32}}")


CYCLES = 10_000
"""How often each kind is made, used and dropped."""


@dataclass(frozen=True)
class Kind:
    """What one cycle does, and how many there are in CI, where the slow kinds have fewer than CYCLES."""

    name: str
    cycle: Callable[[Any], object]
    in_ci: int


KINDS: dict[str, Kind] = {}


def kind(name: str, in_ci: int = CYCLES) -> Callable[[Callable[[Any], object]], Callable[[Any], object]]:
    """Makes a kind of the function below it, which gets a Shared and does one cycle."""

    def register(cycle: Callable[[Any], object]) -> Callable[[Any], object]:
        assert name not in KINDS, name
        KINDS[name] = Kind(name, cycle, in_ci)
        return cycle

    return register


def fails(call: Callable[[], object], *kinds: type[Exception]) -> None:
    """Calls what has to raise one of these."""
    try:
        call()
    except kinds:
        return
    raise AssertionError(f"{kinds} expected")


class Shared:
    """What the cycles may share: a plugin, a client with four devices, programs, buffers."""

    def __init__(self, name: str) -> None:
        self.plugin = pjrt.load(name)
        self.client = pjrt.Client(self.plugin, options={"cpu_device_count": 4})
        self.add = self.client.compile(ADD)
        self.donating = self.client.compile(DONATING)
        self.everywhere = self.client.compile(ADD, pjrt.CompileOptions(4))
        self.page = self.client.put(PAGE)
        self.gone = self.client.put(PAGE)
        self.gone.delete()

    @cached_property
    def blob(self) -> bytes:
        """A serialized program."""
        return self.add.serialize()

    @cached_property
    def topology_blob(self) -> bytes:
        """A serialized topology."""
        return self.client.topology.serialize()


class State(NamedTuple):
    """What there is at one time: handles by kind, KiB of resident memory, Python's memory blocks, callbacks C holds."""

    made: dict[str, int]
    destroyed: dict[str, int]
    kib: int
    blocks: int
    pending: int


def live() -> dict[str, int]:
    """How many handles of each kind there are."""
    import recorder  # loaded in every process of a test run

    return {kind: count - recorder.destroyed.get(kind, 0) for kind, count in dict(recorder.made).items()}


def settle(expected: dict[str, int]) -> None:
    """Waits until all threads are through with callbacks, and as many handles are left as there should be.

    Without a number to wait for, until it has been the same for a while.
    """
    gc.collect()
    deadline, since, last = time.monotonic() + 10, time.monotonic(), live()
    while time.monotonic() < deadline:
        if callbacks.pending() or live() != last or any(last.get(kind, 0) != count for kind, count in expected.items()):
            since, last = time.monotonic(), live()
        elif expected or time.monotonic() - since > 0.05:
            return
        time.sleep(0.001)


def now() -> State:
    """What there is when garbage and free memory are gone."""
    import recorder

    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    with open("/proc/self/statm") as file:
        pages = int(file.read().split()[1])
    made, destroyed = dict(recorder.made), dict(recorder.destroyed)
    return State(made, destroyed, pages * 4, sys.getallocatedblocks(), len(callbacks.pending()))


def difference(after: dict[str, int], before: dict[str, int]) -> dict[str, int]:
    """What was counted in between, by kind of handle."""
    return {name: count - before.get(name, 0) for name, count in after.items() if count != before.get(name, 0)}


def run(what: Kind, cycles: int, shared: Shared) -> int:
    """So many cycles; how many of them the plugin refused."""
    refused = 0
    for _ in range(cycles):
        try:
            what.cycle(shared)
        except REFUSALS:
            refused += 1
    return refused


def measure(what: Kind, cycles: int, shared: Shared) -> dict[str, Any]:
    """Runs the cycles, after some to warm up."""
    run(what, 1, shared)  # what is shared is made on demand
    settle({})
    there = live()
    run(what, max(20, cycles // 10), shared)
    settle(there)
    before, start = now(), time.process_time()
    refused = run(what, cycles, shared)
    seconds = time.process_time() - start
    settle(there)
    after = now()
    return {
        "cycles": cycles,
        "refused": refused,
        "made": difference(after.made, before.made),
        "destroyed": difference(after.destroyed, before.destroyed),
        "kib": after.kib - before.kib,
        "blocks": after.blocks - before.blocks,
        "pending": after.pending,
        "cpu_seconds": round(seconds, 2),
    }


def main(name: str, whole: bool = False) -> None:
    """Prints a line of JSON for each kind, [its name, what was found], and one for what is left at the end.

    whole: CYCLES of the slow kinds too.
    """
    shared = Shared(name)
    gc.freeze()  # garbage is collected several times for each kind
    for what in KINDS.values():
        try:
            found = measure(what, CYCLES if whole else what.in_ci, shared)
        except Exception:
            found = {"error": traceback.format_exc()}
        print(json.dumps([what.name, found]), flush=True)
    del shared
    settle(dict.fromkeys(live(), 0))
    print(json.dumps(["", live()]))
