"""Moving arrays between host and device."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.bars import Bar, at_most
from benchmarks.measure import Contender, Renamed, measure
from benchmarks.peers.native import Native
from benchmarks.peers.peer import Peer
from benchmarks.programs import Array, add, aligned
from benchmarks.rows.row import Samples, row
from benchmarks.session import Session

_LARGE = 256 << 20
_SMALL = 4 << 10
_ROUNDS = 9
"""A round of a large copy is one of it, and long."""

_PEERS = ("c", "pjrt", "jax", "jax_cpu")
"""pypjrt copies always."""


def large(session: Session) -> int:
    """Bytes of a large array; less of them where nothing is to be learned about time."""
    return _LARGE >> 6 if session.plan.quick else _LARGE


@row("put", "f32[8] to the device", at_most(0.25, "jax", "jax.device_put"))
def put(session: Session) -> Samples:
    """`client.put(x)`."""
    array = add().arguments[0]
    return measure(session.contenders(lambda peer: peer.put(array)), session.plan)


@row(
    "put-256mb",
    "256 MB to the device, copied",
    at_most(1.2, "memcpy_fresh", "memcpy to new memory"),
    labels={"memcpy": "memcpy, again to one place", "memcpy_fresh": "memcpy to new memory"},
)
def put_large(session: Session) -> Samples:
    """`client.put(x)`. A new buffer is new memory, whose pages the system has to give; so it is compared to such."""
    array = aligned(large(session), after=16)
    contenders = session.contenders(lambda peer: peer.put_copied(array))
    for peer in session.here(["c"]):
        if isinstance(peer, Native):
            contenders.append(peer.copies("memcpy_fresh", array.nbytes, fresh=True))
            contenders.append(peer.copies("memcpy", array.nbytes, fresh=False))
    return measure(contenders, session.plan.of(_ROUNDS))


@row(
    "put-256mb-immutable",
    "256 MB to the device, in place",
    Bar("<= 1.5 x 4 kB", "pjrt", "pjrt_small", 1.5),
    labels={"pjrt_small": "pjrt, 4 kB"},
)
def put_large_in_place(session: Session) -> Samples:
    """`client.put(x, immutable=True)`."""
    return _large_and_small(session, lambda peer, array: peer.put_immutable(array))


@row(
    "fetch-256mb",
    "256 MB on the device as numpy",
    Bar("<= 1.5 x 4 kB", "pjrt", "pjrt_small", 1.5),
    labels={"pjrt_small": "pjrt, 4 kB"},
)
def fetch_large(session: Session) -> Samples:
    """`buffer.to_numpy()`."""
    return _large_and_small(session, lambda peer, array: peer.fetch(array))


def _large_and_small(session: Session, work: Callable[[Peer, Array], Contender]) -> Samples:
    """Contenders on a large array, and this library on a small one besides."""
    array, small = aligned(large(session)), aligned(_SMALL)
    contenders = session.contenders(lambda peer: work(peer, array), _PEERS)
    contenders += [Renamed("pjrt_small", work(peer, small)) for peer in session.here(["pjrt"])]
    return measure(contenders, session.plan)


ROWS = (put, put_large, put_large_in_place, fetch_large)
