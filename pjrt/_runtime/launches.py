"""How programs are handed to several devices, so that none waits for another for ever."""

from __future__ import annotations

from collections.abc import Sequence
from threading import RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pjrt._runtime.hot import Calls
    from pjrt_abi.functions import Api
    from pjrt_abi.typed import ClientPtr, DevicePtr, EventPtr


class Launches:
    """What a client's devices are given to run.

    order: to be held while a program is handed to several devices. Plugins hand the parts of two programs to devices in
    any order; then each program may have some devices, and wait for those that the other one has.
    bounded: whether places are counted, from the first program on several devices on. XLA:CPU has as many threads as
    devices, or cores, and has the thread wait that brings a device its 33rd program. It may be the last thread, and a
    program on several devices need it to end. calls: what counts them.
    """

    __slots__ = ("_abi", "bounded", "calls", "order")

    def __init__(self, abi: Api, calls: Calls) -> None:
        self._abi = abi
        self.calls = calls
        self.order = RLock()
        self.bounded = False

    def bound(self, client: ClientPtr) -> None:
        """To be called when the client gets a program on several devices."""
        self.bounded = self._abi.client_platform_name(client) == "cpu"


class Places:
    """A place for a program on each of some devices, while it is handed to them. A context manager.

    started: to be filled with an event for each of the devices, done when it has run the program; None without one.
    """

    __slots__ = ("_calls", "_taken", "started")

    def __init__(self, launches: Launches, devices: Sequence[DevicePtr]) -> None:
        self._calls = launches.calls
        self._taken: list[DevicePtr] = []
        self.started: list[EventPtr | None] = []
        for device in devices:
            self._calls.enter(device, self._taken)

    def __enter__(self) -> Places:
        return self

    def __exit__(self, *_: object) -> None:
        self._calls.leave(self._taken, self.started)

    def __del__(self) -> None:
        try:
            self.__exit__()  # Ctrl-C came before it, or in the middle
        except Exception:  # a destructor has nobody to tell, and __init__ may have failed half way
            return
