"""The reference plugin's collectives: ranks of this process, by numpy."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np

from pjrt import dtypes
from pjrt.errors import FailedPreconditionError, InvalidArgumentError, PjrtError
from pjrt.server import Event
from pjrt_abi.enums import PJRT_Buffer_Type
from pjrt_abi.extensions.collectives import PJRT_Collectives_ReductionKind
from pjrt_abi.server.collectives import CollectivesServer

_REDUCE = {"SUM": np.add, "PRODUCT": np.multiply, "MIN": np.minimum, "MAX": np.maximum}


class Clique:
    """Communicators that work together: an operation is done when all ranks have called it with the same key."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._calls: dict[Any, dict[int, tuple[Any, Callable[[list[Any]], object], Event]]] = {}
        self._lock = threading.Lock()

    def join(self, rank: int, key: Any, sent: Any, finish: Callable[[list[Any]], object]) -> Event:
        """Adds a rank's part. finish: takes what all sent, by rank, once all have; what it raises is this rank's."""
        event = Event(done=False)
        with self._lock:
            call = self._calls.setdefault(key, {})
            if rank in call:
                raise InvalidArgumentError(f"rank {rank} is in this operation already")
            call[rank] = sent, finish, event
            if len(call) < self.size:
                return event
            del self._calls[key]
        values = [call[r][0] for r in range(self.size)]
        for _, end, done in call.values():
            try:
                end(values)
            except PjrtError as error:
                done.set(error)
            else:
                done.set()
        return event


class Group:
    """Makes communicators. C: PJRT_Collectives. is_ready: whether its network is."""

    def __init__(self, is_ready: Callable[[], bool]) -> None:
        self.is_ready = is_ready


class Communicator:
    """One rank of a clique. C: PJRT_Collectives_Communicator."""

    def __init__(self, clique: Clique, rank: int) -> None:
        self.clique = clique
        self.rank = rank


class Collectives(CollectivesServer):
    """Collectives between communicators of one process. cliques: by their devices and ids."""

    def __init__(self) -> None:
        self.cliques: dict[Any, Clique] = {}

    def create_communicators(
        self, *, collectives: Group, device_ids: Sequence[int], clique_ids: list[bytes], rank_ids: Sequence[int]
    ) -> list[Communicator]:
        if not collectives.is_ready():
            raise FailedPreconditionError("Initialize() comes before communicators")
        clique = self.cliques.setdefault((tuple(device_ids), tuple(clique_ids)), Clique(len(device_ids)))
        return [Communicator(clique, rank) for rank in rank_ids]

    def communicator_to_string(self, *, communicator: Communicator) -> str:
        return f"rank {communicator.rank} of {communicator.clique.size}"

    def communicator_all_reduce(self, *, communicator: Communicator, reduction_kind: int, **given: Any) -> Event:
        call = _Call(communicator, **given)
        combine = _combine(reduction_kind)
        return call.join(call.sent(1), lambda values: call.write(reduce(combine, values)))

    def communicator_reduce_scatter(self, *, communicator: Communicator, reduction_kind: int, **given: Any) -> Event:
        call = _Call(communicator, **given)
        combine = _combine(reduction_kind)
        start = communicator.rank * call.count
        sent = call.sent(communicator.clique.size)
        return call.join(sent, lambda values: call.write(reduce(combine, values)[start : start + call.count]))

    def communicator_all_gather(self, *, communicator: Communicator, **given: Any) -> Event:
        call = _Call(communicator, **given)
        return call.join(call.sent(1), lambda values: call.write(np.concatenate(values)))

    def communicator_collective_permute(
        self, *, communicator: Communicator, source_rank: int | None, target_ranks: Sequence[int], **given: Any
    ) -> Event:
        call = _Call(communicator, **given)
        elements = call.sent(1)

        def finish(values: list[Any]) -> None:
            targets = [targets for _, targets in values]
            expected = [rank for rank, to in enumerate(targets) if communicator.rank in to]
            if expected != ([] if source_rank is None else [source_rank]):
                raise InvalidArgumentError(f"rank {communicator.rank} wants {source_rank}, and {expected} send to it")
            call.write(np.zeros_like(elements) if source_rank is None else values[source_rank][0])

        return call.join((elements, list(target_ranks)), finish)

    def communicator_all_to_all(
        self,
        *,
        communicator: Communicator,
        send_buffers_ptrs: Sequence[int],
        send_buffers_sizes: Sequence[int],
        recv_buffers_ptrs: Sequence[int],
        recv_buffers_sizes: Sequence[int],
        primitive_type: int,
        count: int,
        cpu_executor: Any,
    ) -> Event:
        pieces = [
            _Call(communicator, sent, sent_size, got, got_size, primitive_type, count, cpu_executor)
            for sent, sent_size, got, got_size in zip(
                send_buffers_ptrs, send_buffers_sizes, recv_buffers_ptrs, recv_buffers_sizes, strict=True
            )
        ]

        def finish(values: list[Any]) -> None:
            for source, piece in enumerate(pieces):
                piece.write(values[source][communicator.rank])

        return pieces[0].join([piece.sent(1) for piece in pieces], finish)


class _Call:
    """What a rank gives to an operation."""

    def __init__(
        self,
        communicator: Communicator,
        send_buffer_ptr: int | None,
        send_buffer_size: int,
        recv_buffer_ptr: int | None,
        recv_buffer_size: int,
        primitive_type: int,
        count: int,
        cpu_executor: Any,
    ) -> None:
        if cpu_executor is None:
            raise InvalidArgumentError("cpu_executor: it is required")
        self._communicator = communicator
        self._send, self._send_size = send_buffer_ptr, send_buffer_size
        self._recv, self._recv_size = recv_buffer_ptr, recv_buffer_size
        self._dtype = dtypes.from_c(PJRT_Buffer_Type(primitive_type))
        self._key = cpu_executor.run_id, cpu_executor.op_id
        self.count = count

    def sent(self, times: int) -> Any:
        """A copy of the elements that are sent: the operation's count, so many times."""
        size = self.count * times * self._dtype.itemsize
        if size != self._send_size:
            raise InvalidArgumentError(f"send_buffer_size: expected {size}, got {self._send_size}")
        return np.frombuffer(ctypes.string_at(self._send or 0, size) if size else b"", self._dtype)

    def write(self, values: Any) -> None:
        """Fills what receives."""
        if values.nbytes != self._recv_size:
            raise InvalidArgumentError(f"recv_buffer_size: expected {values.nbytes}, got {self._recv_size}")
        ctypes.memmove(self._recv or 0, np.ascontiguousarray(values).tobytes(), values.nbytes)

    def join(self, sent: Any, finish: Callable[[list[Any]], object]) -> Event:
        """Meets the others."""
        return self._communicator.clique.join(self._communicator.rank, self._key, sent, finish)


def _combine(kind: int) -> Any:
    return _REDUCE[PJRT_Collectives_ReductionKind(kind).name]
