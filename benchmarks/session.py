"""One run: the contenders that are here, each made when it is first wanted, and why the others are not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pjrt
from benchmarks.measure import Contender, Plan
from benchmarks.peers.facade import Facade
from benchmarks.peers.frames import Frames
from benchmarks.peers.jax_peer import Jax
from benchmarks.peers.native import Native
from benchmarks.peers.peer import AbsentError, Peer, require_right
from benchmarks.peers.pypjrt_peer import Pypjrt
from benchmarks.programs import Program

MAKERS: dict[str, Callable[[Path], Peer]] = {
    "c": Native,
    "frames": Frames,
    "pjrt": Facade,
    "jax": Jax,
    "jax_cpu": lambda plugin: Jax(plugin, own=True),
    "pypjrt": Pypjrt,
}
"""By key, in the order of the table."""

TITLES = {
    "c": "C program",
    "c_copy": "C, ToHostBuffer",
    "frames": "prepared ctypes",
    "pjrt": "pjrt",
    "bind": "pjrt, bind",
    "jax": "JAX, same plugin",
    "jax_cpu": "JAX, own CPU client",
    "pypjrt": "pypjrt",
}

Work = Callable[[Peer], Contender]


class Session:
    """What the rows of a table share."""

    def __init__(self, plugin: str, plan: Plan, only: Iterable[str] | None = None) -> None:
        self.plugin = pjrt.load(plugin)
        assert self.plugin.path is not None
        self.path = self.plugin.path.resolve()
        self.plan = plan
        self._wanted = set(MAKERS if only is None else only)
        self._made: dict[str, Peer] = {}
        self.absent: dict[str, str] = {}
        """Why a contender is not here, by key."""
        self.notes: list[str] = []
        """What rows have to say besides."""

    def peer(self, key: str) -> Peer:
        """A contender. Raises AbsentError for one that is not here."""
        if key not in self._wanted:
            raise AbsentError("it was left out by --peers")
        if key in self.absent:
            raise AbsentError(self.absent[key])
        if key not in self._made:
            try:
                self._made[key] = MAKERS[key](self.path)
            except AbsentError as error:
                self.absent[key] = str(error)
                raise
        return self._made[key]

    def here(self, keys: Iterable[str] = MAKERS) -> list[Peer]:
        """Those of the contenders that are here."""
        found = []
        for key in keys:
            try:
                found.append(self.peer(key))
            except AbsentError:
                continue
        return found

    def contenders(self, work: Work, keys: Iterable[str] = MAKERS, program: Program | None = None) -> list[Contender]:
        """Each contender that can do the work. program: what is run, which all are to compute alike."""
        found = []
        for peer in self.here(keys):
            try:
                made = work(peer)
            except AbsentError:
                continue
            if program is not None:
                require_right(peer, program)
            found.append(made)
        return found

    def tidy(self) -> None:
        """Lets go of what only one row needed."""
        for peer in self._made.values():
            peer.tidy()

    def close(self) -> None:
        """Ends all contenders."""
        while self._made:
            self._made.popitem()[1].close()
