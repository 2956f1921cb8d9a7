"""How many programs each device was given to run, and waiting until there is room for one more. In C, too."""

from __future__ import annotations

from collections import deque
from threading import Lock
from typing import TYPE_CHECKING, Final

from pjrt_abi.errors import PjrtError

if TYPE_CHECKING:
    from pjrt_abi.functions import Api
    from pjrt_abi.typed import DevicePtr, EventPtr

PLACES: Final = 24
"""How many programs a device may have at a time. XLA:CPU takes 32; some are left for threads that come at once."""


class Rooms:
    """Of the devices of a client."""

    __slots__ = ("_abi", "_coming", "_lock", "_running")

    def __init__(self, abi: Api) -> None:
        self._abi = abi
        self._lock = Lock()
        self._coming: dict[DevicePtr, int] = {}
        self._running: dict[DevicePtr, deque[EventPtr]] = {}

    @property
    def coming(self) -> int:
        """How many programs have taken room and not been started."""
        return sum(self._coming.values())

    def running(self, device: DevicePtr) -> int:
        """How many programs a device runs, as far as is counted."""
        return len(self._running.get(device, ()))

    def enter(self, device: DevicePtr, taken: list[DevicePtr]) -> None:
        """Waits until the device has room for a program; adds it to the list then. C: PJRT_Event_Await."""
        while True:
            with self._lock:
                running = self._running.setdefault(device, deque())
                coming = self._coming.get(device, 0)
                if len(running) + coming < PLACES or not running:
                    self._coming[device] = coming + 1
                    taken.append(device)  # Ctrl-C comes before both or after both
                    return
                oldest = running.popleft()
            try:
                self._abi.event_await(oldest)
            except PjrtError:  # whoever waits for the results gets it
                pass
            finally:
                self._abi.event_destroy(oldest)

    def leave(self, taken: list[DevicePtr], started: list[EventPtr | None]) -> None:
        """Empties the lists of the devices, and of events that they have run the program, if it was started."""
        with self._lock:
            while taken:
                device = taken[-1]
                event = started.pop() if started else None
                if event is not None:
                    self._running[device].append(event)
                self._coming[device] -= 1
                taken.pop()  # Ctrl-C comes before both or after both

    def rest(self) -> None:
        """To be called before the client goes. C: PJRT_Event_Destroy."""
        for events in self._running.values():
            while events:
                self._abi.event_destroy(events.pop())
