"""Collectives on host memory: sums and exchanges between ranks, which may be in several processes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from pjrt import checks, dtypes
from pjrt._runtime import collectives as runtime
from pjrt._runtime.collectives import Region
from pjrt._runtime.owned import Owned
from pjrt.errors import PjrtError
from pjrt.event import Event
from pjrt.extensions.collective_memory import Operand, OperationMemory
from pjrt.extensions.facade import Extension
from pjrt_abi.extensions import collectives as raw

if TYPE_CHECKING:
    from pjrt._runtime.plugin_state import PluginState
    from pjrt_abi.typed import CollectivesCommunicatorPtr, CollectivesPtr, EventPtr

Reduction = raw.PJRT_Collectives_ReductionKind
"""What becomes of the elements that meet: SUM, PRODUCT, MIN or MAX. A str such as "sum" does as well."""


class Collectives(Extension):
    """What collectives and their communicators do; `ClientContext.collectives` makes them.

    C: PJRT_Collectives_Extension.
    """

    TABLE = raw.Collectives
    table: raw.Collectives


class CollectiveBackend(Owned):
    """Makes communicators. Made by `ClientContext.collectives`; any thread may use it.

    C: PJRT_Collectives, PJRT_Collectives_Destroy.
    """

    __slots__ = ("_extension", "_needed")

    def __init__(self, extension: Collectives, state: PluginState, ptr: CollectivesPtr, needed: object) -> None:
        self._extension = extension
        self._needed = needed
        super().__init__(state, ptr, extension.table.destroy)

    def __repr__(self) -> str:
        return f"<CollectiveBackend of {self._extension.plugin.name!r}>"

    def communicators(
        self,
        device_ids: Sequence[int],
        ranks: Sequence[int] | None = None,
        *,
        clique_ids: Sequence[str | bytes] = (),
    ) -> tuple[Communicator, ...]:
        """A communicator for each rank of a clique that is in this process.

        device_ids: the clique, a device for each rank in turn. ranks: those that are here, all without it.
        clique_ids: what tells the clique from others of the same devices, as the platform wants it.
        Raises ValueError for ranks that the clique has not and for what is named twice.
        C: PJRT_Collectives_CreateCommunicators.
        """
        devices = _numbers("device_ids", device_ids)
        here = list(range(len(devices))) if ranks is None else _numbers("ranks", ranks)
        for rank in here:
            _check_rank("ranks", rank, len(devices))
        if isinstance(clique_ids, str | bytes) or not all(isinstance(one, str | bytes) for one in clique_ids):
            raise TypeError(f"clique_ids: expected a list of texts or bytes, got {clique_ids!r:.80}")
        table, handle = self._extension.table, self._handle()
        made = table.create_communicators(handle, devices, here, clique_ids=list(clique_ids))
        if len(made) != len(here):
            for ptr in made:
                table.communicator_destroy(ptr)
            raise PjrtError(f"{len(here)} communicators were asked for, and {len(made)} came")
        return tuple(Communicator(self, ptr, devices, rank, len(here)) for rank, ptr in zip(here, made, strict=True))


@dataclass(frozen=True, slots=True)
class Rendezvous:
    """The key by which the parts of one operation meet: all ranks of it give equal ones.

    run_id, op_id: of the program's run, and of the operation in it. local_participants: how many ranks are in this
    process. cross_module: whether partitions meet, not replicas. timeout: seconds to wait for the others.
    """

    run_id: int = 0
    op_id: int = 0
    local_participants: int = 1
    cross_module: bool = False
    timeout: float = 60.0

    def __post_init__(self) -> None:
        checks.integer("run_id", self.run_id, 64)
        checks.integer("op_id", self.op_id, 64)
        checks.integer("local_participants", self.local_participants, 32)
        if self.local_participants < 1:
            raise ValueError(f"local_participants: expected 1 or more, got {self.local_participants}")
        if not isinstance(self.timeout, int | float) or isinstance(self.timeout, bool):
            raise TypeError(f"timeout: expected seconds, got {self.timeout!r:.80}")
        if not 0 < self.timeout < _LONGEST:
            raise ValueError(f"timeout: expected more than 0 and less than {_LONGEST:.0f} seconds, got {self.timeout}")


_LONGEST = 1e9
"""Seconds: far below what 64 bits hold as nanoseconds."""


class Communicator(Owned):
    """One rank of a clique. Each operation is called by all ranks, in the same order.

    Made by `CollectiveBackend.communicators`. Operations return at once, with an Event that is done when the results
    are there; until then they keep the memory alive, whether or not anybody keeps the Event. It may not change
    meanwhile. Threads may share one, if they agree on the order.

    What is sent and received are numpy arrays in C's order, or Buffers of this plugin that lie so in host memory; of a
    Buffer that receives, nobody may have a numpy view, and it is in use until the Event is done. send and recv
    may not overlap, but `all_reduce` works in place too.

    rendezvous: the key of the operation; without it, its number on this communicator.
    Operations raise TypeError for another dtype, ValueError for another number of elements, before C is called, and
    ClosedError for Buffers that were deleted or are in use.
    C: PJRT_Collectives_Communicator, PJRT_Collectives_Communicator_Destroy.
    """

    __slots__ = ("_backend", "_here", "_number", "_table", "device_ids", "rank")

    def __init__(
        self,
        backend: CollectiveBackend,
        ptr: CollectivesCommunicatorPtr,
        device_ids: Sequence[int],
        rank: int,
        here: int,
    ) -> None:
        self._backend = backend
        self._table = backend._extension.table
        self._here = here
        self._number = count(1)
        self.device_ids = tuple(device_ids)
        self.rank = rank
        super().__init__(backend._state, ptr, self._table.communicator_destroy)

    def __repr__(self) -> str:
        """The plugin's words for it. C: PJRT_Collectives_Communicator_ToString."""
        if not self._state.is_open:
            return "<Communicator of a closed client>"
        return f"<Communicator {self._table.communicator_to_string(self._handle())}>"

    @property
    def size(self) -> int:
        """The number of ranks."""
        return len(self.device_ids)

    def all_reduce(
        self,
        send: Operand,
        recv: Operand,
        reduction: Reduction | str = Reduction.SUM,
        *,
        rendezvous: Rendezvous | None = None,
    ) -> Event:
        """Combines what all ranks send, element by element; each receives it all.

        recv: as many elements as send; the same array to work in place.
        C: PJRT_Collectives_Communicator_AllReduce.
        """
        kind = checks.choice("reduction", reduction, Reduction)
        with OperationMemory(self._state) as memory:
            source, target = memory.pair(send, recv, in_place=True)
            _check_count("recv", target, source.elements)
            call: Any = self._table.communicator_all_reduce
            return self._start(
                memory,
                rendezvous,
                lambda key: call(*_all(self, source, target, source.elements), kind, cpu_executor=key),
            )

    def reduce_scatter(
        self,
        send: Operand,
        recv: Operand,
        reduction: Reduction | str = Reduction.SUM,
        *,
        rendezvous: Rendezvous | None = None,
    ) -> Event:
        """Combines what all ranks send, element by element; each receives its part, that of rank 0 first.

        recv: as many elements as send has for each rank. C: PJRT_Collectives_Communicator_ReduceScatter.
        """
        kind = checks.choice("reduction", reduction, Reduction)
        with OperationMemory(self._state) as memory:
            source, target = memory.pair(send, recv)
            _check_count("send", source, target.elements * self.size)
            call: Any = self._table.communicator_reduce_scatter
            return self._start(
                memory,
                rendezvous,
                lambda key: call(*_all(self, source, target, target.elements), kind, cpu_executor=key),
            )

    def all_gather(self, send: Operand, recv: Operand, *, rendezvous: Rendezvous | None = None) -> Event:
        """Each rank receives what all send, that of rank 0 first.

        recv: as many elements as send for each rank. C: PJRT_Collectives_Communicator_AllGather.
        """
        with OperationMemory(self._state) as memory:
            source, target = memory.pair(send, recv)
            _check_count("recv", target, source.elements * self.size)
            call: Any = self._table.communicator_all_gather
            return self._start(
                memory, rendezvous, lambda key: call(*_all(self, source, target, source.elements), cpu_executor=key)
            )

    def collective_permute(
        self,
        send: Operand,
        recv: Operand,
        *,
        source: int | None,
        targets: Sequence[int],
        rendezvous: Rendezvous | None = None,
    ) -> Event:
        """Sends to some ranks and receives from one.

        source: the rank to receive from, None for zeros from nobody; targets: the ranks to send to. Ranks have to
        agree: whom one receives from is to have it among its targets. recv: as many elements as send.
        C: PJRT_Collectives_Communicator_CollectivePermute.
        """
        if source is not None:
            checks.integer("source", source, 64)
            _check_rank("source", source, self.size)
        wanted = _numbers("targets", targets, empty=True)
        for rank in wanted:
            _check_rank("targets", rank, self.size)
        with OperationMemory(self._state) as memory:
            sent, target = memory.pair(send, recv)
            _check_count("recv", target, sent.elements)
            call: Any = self._table.communicator_collective_permute
            return self._start(
                memory,
                rendezvous,
                lambda key: call(
                    *_all(self, sent, target, sent.elements), wanted, source_rank=source, cpu_executor=key
                ),
            )

    def all_to_all(
        self, sends: Sequence[Operand], recvs: Sequence[Operand], *, rendezvous: Rendezvous | None = None
    ) -> Event:
        """Sends one piece to each rank and receives one from each, in the order of ranks.

        sends, recvs: `size` each, all of one dtype and number of elements.
        C: PJRT_Collectives_Communicator_AllToAll.
        """
        for name, given in (("sends", sends), ("recvs", recvs)):
            if not isinstance(given, list | tuple):
                raise TypeError(f"{name}: expected a list with an array for each rank, got {given!r:.80}")
            if len(given) != self.size:
                raise ValueError(f"{name}: expected one for each of {self.size} ranks, got {len(given)}")
        with OperationMemory(self._state) as memory:
            targets = [memory.add(f"recvs[{rank}]", one, written=True) for rank, one in enumerate(recvs)]
            sources = [memory.add(f"sends[{rank}]", one) for rank, one in enumerate(sends)]
            for name, regions in (("recvs", targets), ("sends", sources)):
                for rank, region in enumerate(regions):
                    _check_count(f"{name}[{rank}]", region, sources[0].elements)
            dtype = dtypes.to_c(sources[0].dtype, self._state.abi)
            return self._start(
                memory,
                rendezvous,
                lambda key: self._table.communicator_all_to_all(
                    self._handle(),
                    [region.address for region in sources],
                    [region.nbytes for region in sources],
                    [region.address for region in targets],
                    [region.nbytes for region in targets],
                    dtype,
                    sources[0].elements,
                    cpu_executor=key,
                ),
            )

    def _start(
        self,
        memory: OperationMemory,
        rendezvous: Rendezvous | None,
        call: Callable[[raw.PJRT_Collectives_CpuExecutor], EventPtr],
    ) -> Event:
        """Starts an operation, and keeps the memory until it is done."""
        if rendezvous is None:
            key = Rendezvous(op_id=next(self._number), local_participants=self._here)
        elif isinstance(rendezvous, Rendezvous):
            key = rendezvous
        else:
            raise TypeError(f"rendezvous: expected a Rendezvous, got {rendezvous!r:.80}")
        timeout = round(key.timeout * 1e9)
        told = runtime.executor(
            key.run_id, self.device_ids, key.local_participants, key.cross_module, key.op_id, timeout
        )
        event = Event(self._state, call(told))
        kept = memory.taken()
        event._keep((self, told, kept), "memory of a collective", kept.release)
        return event


def _all(of: Communicator, source: Region, target: Region, number: int) -> tuple[Any, ...]:
    dtype = dtypes.to_c(source.dtype, of._state.abi)
    return of._handle(), source.address, source.nbytes, target.address, target.nbytes, dtype, number


def _check_count(where: str, region: Region, wanted: int) -> None:
    if region.elements != wanted:
        raise ValueError(f"{where}: expected {wanted} elements, got {region.elements}")


def _numbers(name: str, numbers: Any, *, empty: bool = False) -> list[int]:
    """The list, if it is one of different ints. Raises TypeError or ValueError."""
    if isinstance(numbers, str | bytes) or not isinstance(numbers, Sequence):
        raise TypeError(f"{name}: expected a list of ints, got {numbers!r:.80}")
    for index, number in enumerate(numbers):
        checks.integer(f"{name}[{index}]", number, 64)
    if len(set(numbers)) != len(numbers) or not (numbers or empty):
        raise ValueError(f"{name}: expected {'' if empty else 'one or more '}numbers, none twice, got {numbers!r:.80}")
    return list(numbers)


def _check_rank(name: str, rank: int, size: int) -> None:
    if not 0 <= rank < size:
        raise ValueError(f"{name}: expected ranks of 0 to {size - 1}, got {rank}")
