"""How programs are handed to several devices, so that none waits for another for ever."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
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
    bounded: whether places are counted, from the first program on several devices on. XLA:CPU has as many threads as
    devices, or cores, and has the thread wait that brings a device its 33rd program. It may be the last thread, and a
    program on several devices need it to end.
    """

    __slots__ = ("_abi", "_coming", "_generation", "_lock", "_running", "bounded", "order")

    def __init__(self, abi: Api) -> None:
        self._abi = abi
        self._generation = PROCESS.generation
        self._lock = Lock()
        self._coming: dict[DevicePtr, int] = {}
        self._running: dict[DevicePtr, deque[EventPtr]] = {}
        self.order = RLock()
        self.bounded = False

    def bound(self, client: ClientPtr) -> None:
        """To be called when the client gets a program on several devices."""
        self.bounded = self._abi.client_platform_name(client) == "cpu"

    def _enter(self, device: DevicePtr, places: Places) -> None:
        """Waits until the device has room for a program."""
        while True:
            with self._lock:
                running = self._running.setdefault(device, deque())
                coming = self._coming.get(device, 0)
                if len(running) + coming < _ROOM or not running:
                    self._coming[device] = coming + 1
                    places._devices.append(device)  # Ctrl-C comes before both or after both
                    return
                oldest = running.popleft()
            try:
                self._abi.event_await(oldest)
            except PjrtError:  # whoever waits for the results gets it
                pass
            finally:
                self._abi.event_destroy(oldest)

    def _leave(self, places: Places) -> None:
        with self._lock:
            while places._devices:
                device = places._devices[-1]
                if places.started:
                    self._running[device].append(places.started.pop())
                self._coming[device] -= 1
                places._devices.pop()  # Ctrl-C comes before both or after both

    def __del__(self) -> None:
        try:
            if PROCESS.over or self._generation != PROCESS.generation:
                return
            for events in self._running.values():
                for event in events:
                    self._abi.event_destroy(event)
        except Exception:  # a destructor has nobody to tell
            return


class Places:
    """A place for a program on each of some devices, while it is handed to them. A context manager.

    started: to be filled with an event for each of the devices, done when it has run the program.
    """

    __slots__ = ("_devices", "_launches", "started")

    def __init__(self, launches: Launches, devices: Sequence[DevicePtr]) -> None:
        self._launches = launches
        self._devices: list[DevicePtr] = []
        self.started: list[EventPtr] = []
        for device in devices:
            launches._enter(device, self)

    def __enter__(self) -> Places:
        return self

    def __exit__(self, *_: object) -> None:
        self._launches._leave(self)

    def __del__(self) -> None:
        try:
            self.__exit__()  # Ctrl-C came before it, or in the middle
        except Exception:  # a destructor has nobody to tell, and __init__ may have failed half way
            return
