"""How programs are handed to several devices, so that none waits for another for ever."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock, RLock
from typing import TYPE_CHECKING, Final

from pjrt._runtime.lifetime import PROCESS
from pjrt_abi.errors import PjrtError

if TYPE_CHECKING:
    from pjrt_abi.functions import Api
    from pjrt_abi.typed import ClientPtr, DevicePtr, EventPtr

_ROOM: Final = 24
"""How many programs a device may have at a time. XLA:CPU takes 32; some are left for threads that come at once."""


class Launches:
    """What a client's devices were given to run.

    order: to be held while a program is handed to several devices. Plugins hand the parts of two programs to devices in
    any order; then each program may have some devices, and wait for those that the other one has.
    bounded: whether `room` keeps count, from the first program on several devices on. XLA:CPU has as many threads as
    devices, or cores, and has the thread wait that brings a device its 33rd program. It may be the last thread, and a
    program on several devices need it to end.
    """

    __slots__ = ("_abi", "_coming", "_generation", "_lock", "_running", "bounded", "order")

    def __init__(self, abi: Api) -> None:
        self._abi = abi
        self._generation = PROCESS.generation
        self._lock = Lock()
        self._coming: Counter[DevicePtr] = Counter()
        self._running: defaultdict[DevicePtr, deque[EventPtr]] = defaultdict(deque)
        self.order = RLock()
        self.bounded = False

    def bound(self, client: ClientPtr) -> None:
        """To be called when the client gets a program on several devices."""
        self.bounded = self._abi.client_platform_name(client) == "cpu"

    @contextmanager
    def room(self, devices: Sequence[DevicePtr]) -> Iterator[list[EventPtr]]:
        """Waits until each of the devices can take a program.

        Gives a list that is to get an event for each device, done when it has run the program.
        """
        started: list[EventPtr] = []
        for device in devices:
            self._make_room(device)
        try:
            yield started
        finally:
            with self._lock:
                self._coming.subtract(devices)
                for device, event in zip(devices, started, strict=False):
                    self._running[device].append(event)

    def _make_room(self, device: DevicePtr) -> None:
        while True:
            with self._lock:
                running = self._running[device]
                if len(running) + self._coming[device] < _ROOM or not running:
                    self._coming[device] += 1
                    return
                oldest = running.popleft()
            try:
                self._abi.event_await(oldest)
            except PjrtError:  # whoever waits for the results gets it
                pass
            finally:
                self._abi.event_destroy(oldest)

    def __del__(self) -> None:
        try:
            if PROCESS.over or self._generation != PROCESS.generation:
                return
            for events in self._running.values():
                for event in events:
                    self._abi.event_destroy(event)
        except Exception:  # a destructor has nobody to tell
            return
