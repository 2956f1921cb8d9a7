"""Collectives: all of them on the reference plugin; on libtpu what there is without a network between TPUs."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import pjrt
from pjrt import testing
from pjrt.extensions import Collectives, Megascale
from pjrt.extensions.collectives import CollectiveBackend, Communicator, Reduction, Rendezvous
from pjrt.extensions.megascale import Processes
from pjrt.server import Served

HERE = Processes(["127.0.0.1:8476"], devices_per_process=3, slice_ids=[0], ids_in_slice=[0])
SIZE = 3


@pytest.fixture
def backend(reference: pjrt.Client) -> CollectiveBackend:
    context = reference.plugin.extension(Megascale).context(reference)
    context.initialize()
    return context.collectives(HERE)


@pytest.fixture
def ranks(backend: CollectiveBackend) -> tuple[Communicator, ...]:
    """Three ranks of this process."""
    return backend.communicators([0, 1, 2])


def run(ranks: tuple[Communicator, ...], call: Callable[[Communicator], pjrt.Event]) -> None:
    """Has each rank call, and waits for all."""
    events = [call(rank) for rank in ranks]
    for event in events:
        event.result(timeout=30)


class TestOperations:
    @pytest.mark.parametrize("reduction", ["sum", "product", "min", "max"])
    @pytest.mark.parametrize("dtype", [np.float32, np.int64, ml_dtypes.bfloat16, np.complex64])
    def test_all_reduce(self, ranks: tuple[Communicator, ...], reduction: str, dtype: Any) -> None:
        combine = {"sum": np.add, "product": np.multiply, "min": np.minimum, "max": np.maximum}[reduction]
        sent = [np.arange(4).astype(dtype) * (rank + 1) for rank in range(SIZE)]
        got = [np.zeros(4, dtype) for _ in range(SIZE)]
        run(ranks, lambda one: one.all_reduce(sent[one.rank], got[one.rank], reduction))
        for array in got:
            np.testing.assert_array_equal(array, combine(combine(sent[0], sent[1]), sent[2]))

    def test_in_place(self, ranks: tuple[Communicator, ...]) -> None:
        arrays = [np.full((2, 2), rank, np.float32) for rank in range(SIZE)]
        run(ranks, lambda one: one.all_reduce(arrays[one.rank], arrays[one.rank], Reduction.MAX))
        assert all((array == 2).all() for array in arrays)

    def test_reduce_scatter(self, ranks: tuple[Communicator, ...]) -> None:
        sent = [np.arange(6, dtype=np.int32) + rank for rank in range(SIZE)]
        got = [np.zeros(2, np.int32) for _ in range(SIZE)]
        run(ranks, lambda one: one.reduce_scatter(sent[one.rank], got[one.rank]))
        np.testing.assert_array_equal(np.concatenate(got), sum(sent))

    def test_all_gather(self, ranks: tuple[Communicator, ...]) -> None:
        got = [np.zeros((SIZE, 2), np.float64) for _ in range(SIZE)]
        run(ranks, lambda one: one.all_gather(np.full(2, one.rank, np.float64), got[one.rank]))
        for array in got:
            np.testing.assert_array_equal(array, [[0, 0], [1, 1], [2, 2]])

    def test_collective_permute(self, ranks: tuple[Communicator, ...]) -> None:
        """Rank 0 sends to 1, which sends to 2; nobody sends to 0."""
        got = [np.ones(2, np.uint8) for _ in range(SIZE)]
        run(
            ranks,
            lambda one: one.collective_permute(
                np.full(2, one.rank + 5, np.uint8),
                got[one.rank],
                source=one.rank - 1 if one.rank else None,
                targets=[one.rank + 1] if one.rank < SIZE - 1 else [],
            ),
        )
        assert [list(array) for array in got] == [[0, 0], [5, 5], [6, 6]]

    def test_all_to_all(self, ranks: tuple[Communicator, ...]) -> None:
        got = [[np.zeros(1, np.float32) for _ in range(SIZE)] for _ in range(SIZE)]
        run(
            ranks,
            lambda one: one.all_to_all(
                [np.full(1, 10 * one.rank + to, np.float32) for to in range(SIZE)], got[one.rank]
            ),
        )
        assert [[float(piece[0]) for piece in row] for row in got] == [[0, 10, 20], [1, 11, 21], [2, 12, 22]]

    def test_nothing(self, ranks: tuple[Communicator, ...]) -> None:
        run(ranks, lambda one: one.all_reduce(np.zeros(0, np.float32), np.zeros(0, np.float32)))

    def test_ranks_that_disagree(self, ranks: tuple[Communicator, ...]) -> None:
        """What the plugin finds wrong is in the event."""
        events = [
            one.collective_permute(np.zeros(1), np.zeros(1), source=1 if one.rank == 0 else None, targets=[])
            for one in ranks
        ]
        with pytest.raises(pjrt.InvalidArgumentError, match="rank 0 wants 1"):
            events[0].result()
        events[1].result()

    def test_rendezvous(self, ranks: tuple[Communicator, ...]) -> None:
        """Operations with different keys do not meet, in whatever order they are called."""
        keys = [Rendezvous(run_id=5, op_id=number, local_participants=SIZE, timeout=1) for number in (1, 2)]
        got = np.zeros((SIZE, 2, 1), np.float32)
        events = [
            one.all_reduce(
                np.full(1, number + 1, np.float32), got[one.rank, number : number + 1], rendezvous=keys[number]
            )
            for one in ranks
            for number in ((0, 1) if one.rank else (1, 0))
        ]
        for event in events:
            event.result()
        np.testing.assert_array_equal(got, [[[3], [6]]] * SIZE)


class TestBuffers:
    def test_both_ways(self, ranks: tuple[Communicator, ...], reference: pjrt.Client) -> None:
        sent = [reference.put(np.full(3, rank, np.float32)) for rank in range(SIZE)]
        got = [reference.put(np.zeros(3, np.float32)) for _ in range(SIZE)]
        run(ranks, lambda one: one.all_reduce(sent[one.rank], got[one.rank]))
        assert [list(buffer.to_numpy()) for buffer in got] == [[3, 3, 3]] * SIZE

    def test_in_use_until_done(self, ranks: tuple[Communicator, ...], reference: pjrt.Client) -> None:
        """What receives is nobody else's until then, and nothing goes before, whoever lets go of it."""
        buffer, array = reference.put(np.zeros(2, np.float32)), np.ones(2, np.float32)
        waits = ranks[0].all_reduce(array, buffer)
        with pytest.raises(pjrt.ClosedError, match="in use by another call"):
            buffer.to_numpy()
        buffer.delete()
        gone = weakref.ref(array)
        del array
        gc.collect()
        assert gone() is not None
        assert not waits.done()
        others = [one.all_reduce(np.ones(2, np.float32), np.zeros(2, np.float32)) for one in ranks[1:]]
        for event in (waits, *others):
            event.result()
        del waits, others, event
        gc.collect()
        assert gone() is None
        with pytest.raises(pjrt.ClosedError):
            buffer.to_numpy()

    def test_somebody_looks(self, ranks: tuple[Communicator, ...], reference: pjrt.Client) -> None:
        buffer = reference.put(np.zeros(2, np.float32))
        view = buffer.to_numpy()
        with pytest.raises(ValueError, match=r"^recv: somebody looks"):
            ranks[0].all_reduce(np.ones(2, np.float32), buffer)
        assert (view == 0).all()

    def test_of_another_plugin(self, ranks: tuple[Communicator, ...]) -> None:
        other = pjrt.Client(testing.reference()).put(np.zeros(2, np.float32))
        with pytest.raises(ValueError, match=r"^send: .* is of another plugin"):
            ranks[0].all_reduce(other, np.zeros(2, np.float32))

    def test_turned(self, ranks: tuple[Communicator, ...], reference: pjrt.Client) -> None:
        turned = reference.put(np.zeros((2, 3), np.float32), layout=pjrt.Layout((0, 1)))
        with pytest.raises(ValueError, match=r"^send: expected elements in host memory, in row-major order"):
            ranks[0].all_reduce(turned, np.zeros(6, np.float32))


class TestRefused:
    """Before C is called: it would write wherever it is told."""

    @pytest.mark.parametrize(
        ("send", "recv", "error", "where"),
        [
            (np.zeros(4), np.zeros(3), ValueError, "recv: expected 4 elements, got 3"),
            (np.zeros(4), np.zeros(4, np.float32), TypeError, "send: expected float32, as recv is, got float64"),
            (np.zeros(8)[::2], np.zeros(4), ValueError, "send: expected an array in one piece"),
            (np.zeros(4, ">f8"), np.zeros(4), TypeError, "send: dtype >f8 has no PJRT element type"),
            (np.zeros(4, ml_dtypes.int4), np.zeros(4, ml_dtypes.int4), TypeError, "recv: elements of int4"),
            (np.zeros(4), np.broadcast_to(np.zeros(4), 4), ValueError, "recv: this array is read-only"),
            ([0.0], np.zeros(1), TypeError, "send: expected a numpy array or a Buffer"),
            (np.zeros(1, object), np.zeros(1), TypeError, "send: dtype object"),
        ],
    )
    def test_memory(self, ranks: Any, send: Any, recv: Any, error: type[Exception], where: str) -> None:
        with pytest.raises(error, match=f"^{where}"):
            ranks[0].all_reduce(send, recv)

    def test_overlaps(self, ranks: tuple[Communicator, ...]) -> None:
        memory = np.zeros(9)
        with pytest.raises(ValueError, match=r"^send: it overlaps recv"):
            ranks[0].all_reduce(memory[:4], memory[3:7])
        with pytest.raises(ValueError, match=r"^send: it overlaps recv"):
            ranks[0].all_gather(memory[:3], memory)
        piece = memory[:1]
        with pytest.raises(ValueError, match=r"^recvs\[1\]: it overlaps recvs\[0\]"):
            ranks[0].all_to_all([np.zeros(1)] * 3, [piece, piece, memory[2:3]])

    def test_counts(self, ranks: tuple[Communicator, ...]) -> None:
        with pytest.raises(ValueError, match=r"^send: expected 6 elements, got 4"):
            ranks[0].reduce_scatter(np.zeros(4), np.zeros(2))
        with pytest.raises(ValueError, match=r"^recv: expected 12 elements, got 8"):
            ranks[0].all_gather(np.zeros(4), np.zeros(8))
        with pytest.raises(ValueError, match=r"^recvs: expected one for each of 3 ranks, got 2"):
            ranks[0].all_to_all([np.zeros(1)] * 3, [np.zeros(1)] * 2)
        with pytest.raises(ValueError, match=r"^recvs\[2\]: expected 1 elements, got 2"):
            ranks[0].all_to_all([np.zeros(1)] * 3, [np.zeros(1), np.zeros(1), np.zeros(2)])
        with pytest.raises(TypeError, match=r"^sends: "):
            ranks[0].all_to_all(np.zeros(3), [np.zeros(1)] * 3)  # type: ignore[arg-type]

    def test_ranks(self, ranks: tuple[Communicator, ...], backend: CollectiveBackend) -> None:
        a, b = np.zeros(1), np.zeros(1)
        for wrong in ({"source": 3, "targets": []}, {"source": -1, "targets": []}, {"source": 0, "targets": [3]}):
            with pytest.raises(ValueError, match=r"expected ranks of 0 to 2"):
                ranks[0].collective_permute(a, b, **wrong)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match=r"^targets: expected numbers, none twice"):
            ranks[0].collective_permute(a, b, source=0, targets=[1, 1])
        for devices, here, error in [([], None, ValueError), ([0, 0], None, ValueError), ([0], [1], ValueError)]:
            with pytest.raises(error):
                backend.communicators(devices, here)
        with pytest.raises(TypeError, match=r"^clique_ids: "):
            backend.communicators([0], clique_ids="one")
        with pytest.raises(TypeError, match=r"^device_ids: "):
            backend.communicators("0")  # type: ignore[arg-type]

    def test_words(self, ranks: tuple[Communicator, ...]) -> None:
        a, b = np.zeros(1), np.zeros(1)
        with pytest.raises(ValueError, match=r"^reduction: expected one of sum, product, min, max"):
            ranks[0].all_reduce(a, b, "mean")
        with pytest.raises(TypeError, match=r"^rendezvous: "):
            ranks[0].all_reduce(a, b, rendezvous=5)  # type: ignore[arg-type]
        for wrong in ({"timeout": 0}, {"timeout": 1e12}, {"local_participants": 0}, {"run_id": 2**63}):
            with pytest.raises(ValueError, match=f"^{next(iter(wrong))}: "):
                Rendezvous(**wrong)  # type: ignore[arg-type]

    def test_by_the_plugin(self, ranks: tuple[Communicator, ...], served: Served, reference: pjrt.Client) -> None:
        """Nothing stays in use then."""
        buffer = reference.put(np.zeros(1))
        served.add_hook(lambda view: _fail() if view.name.endswith("AllReduce") else None)
        with pytest.raises(pjrt.UnavailableError):
            ranks[0].all_reduce(np.zeros(1), buffer)
        assert buffer.to_numpy()[0] == 0


def _fail() -> None:
    raise pjrt.UnavailableError("not now")


def test_two_processes(backend: CollectiveBackend) -> None:
    """A clique whose ranks are made apart, as in several processes."""
    (first,) = backend.communicators([5, 6], [0], clique_ids=["mine"])
    (second,) = backend.communicators([5, 6], [1], clique_ids=[b"mine"])
    assert (first.size, second.rank, second.device_ids) == (2, 1, (5, 6))
    key = Rendezvous(op_id=1)
    got = np.zeros(2)
    waits = first.all_gather(np.zeros(1), got, rendezvous=key)
    second.all_gather(np.ones(1), np.zeros(2), rendezvous=key).result()
    waits.result()
    np.testing.assert_array_equal(got, [0, 1])


def test_life(backend: CollectiveBackend, served: Served) -> None:
    ranks = backend.communicators([0, 1])
    assert [repr(one) for one in ranks] == ["<Communicator rank 0 of 2>", "<Communicator rank 1 of 2>"]
    assert served.live["PJRT_Collectives_Communicator"] == 2
    del ranks
    gc.collect()
    assert "PJRT_Collectives_Communicator" not in served.live
    assert served.live["PJRT_Collectives"] == 1


def test_libtpu(libtpu: pjrt.Plugin) -> None:
    """Collectives are made, and communicators want a network, which this build opens to no known header."""
    assert repr(libtpu.extension(Collectives)) == "<Collectives of 'libtpu'>"
    made = libtpu.extension(Megascale).context().collectives(HERE, dcn_topology=b"")
    assert repr(made) == "<CollectiveBackend of 'libtpu'>"
    with pytest.raises(pjrt.InternalError, match="Cannot create Communicator without a communication backend"):
        made.communicators([0])
