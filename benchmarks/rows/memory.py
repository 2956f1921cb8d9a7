"""What buffers hold of the host's memory, and whether it comes back."""

from __future__ import annotations

import gc
import tracemalloc

from benchmarks import cycles
from benchmarks.bars import Bar
from benchmarks.measure import Sample
from benchmarks.peers.native import Native
from benchmarks.peers.peer import Peer
from benchmarks.programs import add
from benchmarks.rows.row import Samples, row
from benchmarks.session import Session

_HELD = 20_000
_CYCLES = 1_000_000


@row("memory-buffer", "memory of Python's for a live result", Bar("<= 400 bytes", "pjrt", None, 400), unit="bytes")
def per_buffer(session: Session) -> Samples:
    """By tracemalloc: what Python's allocator gave. What the plugin allocates is not in it."""
    found = {}
    for peer in session.here(("pjrt", "jax", "jax_cpu", "pypjrt")):
        count = _HELD // 20 if session.plan.quick else _HELD
        found[peer.key] = Sample(tuple(traced(peer, count) for _ in range(3)), count)
    return found


def traced(peer: Peer, count: int) -> float:
    """Bytes of Python's for each of so many live results."""
    program = add()
    peer.hold(program, 10)
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        held = peer.hold(program, count)
        gc.collect()
        of_list = held.__sizeof__()
        return (tracemalloc.get_traced_memory()[0] - before - of_list) / count
    finally:
        tracemalloc.stop()


@row(
    "memory-cycles",
    f"growth of the process in {_CYCLES:,} cycles of put, execute, drop; the first tenth warms up",
    Bar("<= 1 MiB", "pjrt", None, 1 << 20),
    unit="bytes",
)
def per_cycle(session: Session) -> Samples:
    """RSS of a process that does nothing else."""
    count = _CYCLES // 100 if session.plan.quick else _CYCLES
    found = {}
    for peer in session.here(["c"]):
        if isinstance(peer, Native):
            found["c"] = Sample((float(cycles.of_c(session.path, count)),), count)
    found["pjrt"] = Sample((float(cycles.of_pjrt(session.path, count)),), count)
    return found


ROWS = (per_buffer, per_cycle)
