"""What the reference plugin consists of: devices, memories, arrays in them, and when things get done."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np

from pjrt import dtypes
from pjrt.errors import InvalidArgumentError, ResourceExhaustedError
from pjrt.server import Event
from pjrt_abi.enums import PJRT_Buffer_Type

Pace: TypeAlias = Literal["now", "thread", "held"]
"""When work is done: before the call returns; soon, on another thread; or when `Clock.release` is called."""


class Clock:
    """Does work at the pace that was chosen. Any thread may use it."""

    def __init__(self, pace: Pace = "now") -> None:
        self.pace: Pace = pace
        self._held: list[Callable[[], None]] = []
        self._lock = threading.Lock()

    def do(self, work: Callable[[], None]) -> None:
        """Has work done."""
        if self.pace == "held":
            with self._lock:
                self._held.append(work)
        elif self.pace == "thread":
            threading.Thread(target=work, name="pjrt.testing").start()
        else:
            work()

    def release(self) -> int:
        """Does what was held back, and returns how much it was."""
        with self._lock:
            held, self._held = self._held, []
        for work in held:
            work()
        return len(held)


class Space:
    """A memory space. limit: how many bytes it has."""

    def __init__(self, id: int, kind: str, kind_id: int, limit: int) -> None:
        self.id = id
        self.kind = kind
        self.kind_id = kind_id
        self.limit = limit
        self.devices: list[Core] = []
        self.used = 0
        self.peak = 0
        self.allocations = 0
        self._lock = threading.Lock()

    def take(self, size: int) -> None:
        """Takes memory. Raises ResourceExhaustedError where there is not enough."""
        with self._lock:
            if self.used + size > self.limit:
                raise ResourceExhaustedError(
                    f"out of memory: {size} bytes are wanted, {self.limit - self.used} of {self.limit} are free"
                )
            self.used += size
            self.peak = max(self.peak, self.used)
            self.allocations += 1

    def give_back(self, size: int) -> None:
        """Gives memory back."""
        with self._lock:
            self.used -= size


class Core:
    """A device. poisoned: what runs of a launch id are to fail with."""

    def __init__(self, id: int, spaces: Sequence[Space]) -> None:
        self.id = id
        self.spaces = list(spaces)
        self.poisoned: dict[int, BaseException] = {}
        self.launched: set[int] = set()
        for space in spaces:
            space.devices.append(self)


class Stored:
    """An array in a memory, which is there once `ready` is done. C: PJRT_Buffer.

    order: the dimensions from the one whose elements lie next to each other to the one whose lie farthest apart.
    data: the elements; None before they are there, and after the end.
    """

    def __init__(
        self,
        space: Space,
        kind: PJRT_Buffer_Type,
        dims: Sequence[int],
        order: Sequence[int] | None = None,
        ready: Event | None = None,
        core: Core | None = None,
    ) -> None:
        self.space = space
        self.core = core or space.devices[0]
        self.kind = kind
        self.dims = tuple(dims)
        self.order = tuple(order) if order is not None else tuple(reversed(range(len(self.dims))))
        self.ready = ready or Event(done=False)
        self.data: np.ndarray[Any, Any] | None = None
        self.deleted = False
        self.references = 0
        self.dtype = dtypes.from_c(kind)
        self.size = math.prod(self.dims) * self.dtype.itemsize
        self.foreign: Callable[[], object] | None = None
        """What is to be called when foreign memory is not needed any more."""
        self._freed = False
        space.take(self.size)

    def fill(self, values: Any) -> None:
        """Puts the elements into memory, in the array's order."""
        view = arranged(np.empty(math.prod(self.dims), self.dtype), self.dims, self.order)
        view[...] = np.asarray(values).astype(self.dtype, copy=False).reshape(self.dims)
        self.data = view

    def view(self, address: int) -> None:
        """Has the elements lie in foreign memory."""
        import ctypes

        memory = np.ctypeslib.as_array(ctypes.cast(address, ctypes.POINTER(ctypes.c_uint8)), (self.size,))
        self.data = arranged(memory.view(self.dtype), self.dims, self.order)

    @property
    def memory(self) -> np.ndarray[Any, Any]:
        """The elements as they lie in memory: contiguous, row by row."""
        return self.elements().transpose(list(reversed(self.order)))

    def elements(self) -> np.ndarray[Any, Any]:
        """The elements. Raises what the array failed with, and InvalidArgumentError for one that is gone."""
        if self.ready.error is not None:
            raise self.ready.error
        if self.data is None:
            raise InvalidArgumentError("this buffer was deleted or donated")
        return self.data

    def require(self) -> None:
        """Raises InvalidArgumentError for one that was deleted or donated."""
        if self.deleted:
            raise InvalidArgumentError("this buffer was deleted or donated")

    def delete(self) -> None:
        """Ends it; its memory lasts as long as somebody refers to it."""
        self.deleted = True
        self._free()

    def release(self) -> None:
        """Takes one reference from it."""
        if not self.references:
            raise InvalidArgumentError("this buffer has no external reference to take away")
        self.references -= 1
        self._free()

    def _free(self) -> None:
        if self.deleted and not self.references and not self._freed:
            self._freed = True
            self.data = None
            self.space.give_back(self.size)
            if self.foreign is not None:
                self.foreign()


def arranged(memory: Any, dims: Sequence[int], order: Sequence[int]) -> np.ndarray[Any, Any]:
    """Elements that lie one after the other, as an array. order: the dimension that varies fastest comes first."""
    farthest = list(reversed(order))
    rows: np.ndarray[Any, Any] = memory.reshape([dims[d] for d in farthest])
    return rows.transpose([farthest.index(d) for d in range(len(dims))])


def after(events: Iterable[Event], work: Callable[[BaseException | None], None]) -> None:
    """Calls with the first error of the events, or None, once all are done: now, or in the thread of the last."""
    waiting = list(events)
    lock = threading.Lock()
    left = [len(waiting)]

    def one_done(_: BaseException | None) -> None:
        with lock:
            left[0] -= 1
            last = not left[0]
        if last:
            work(next((event.error for event in waiting if event.error is not None), None))

    if not waiting:
        work(None)
    for event in waiting:
        event.when_done(one_done)
