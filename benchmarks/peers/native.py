"""The C program as a contender: the limit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.measure import Contender
from benchmarks.native import Child
from benchmarks.peers.peer import Peer
from benchmarks.programs import Array, Program, add

_HOLDER = "holder of "


class Timed:
    """A command of the C program."""

    def __init__(self, name: str, child: Child, mode: str, program: str, threads: int = 1) -> None:
        self.name = name
        self._child = child
        self._command = ("time", mode, program)
        self._threads = threads

    def run(self, count: int) -> int:
        return self._child.ask(*self._command, count, self._threads)


class Copied:
    """memcpy of so many bytes, in the C program; `fresh`: to new memory each time."""

    def __init__(self, name: str, child: Child, size: int, *, fresh: bool) -> None:
        self.name = name
        self._child = child
        self._size = size
        self._fresh = fresh

    def run(self, count: int) -> int:
        return self._child.ask("memcpy", self._size, count, int(self._fresh))


class Native(Peer):
    """C. `numpy` is the memory seen where it is, as a view is; `copy` is PJRT_Buffer_ToHostBuffer."""

    key = "c"
    title = "C program"

    def __init__(self, plugin: Path) -> None:
        self.child = Child(plugin)

    def values(self, program: Program) -> list[Array]:
        assert program.expected is not None
        return [np.frombuffer(self.child.value(program), program.expected.dtype).reshape(program.expected.shape)]

    def drop(self, program: Program) -> Contender:
        return Timed(self.key, self.child, "drop", self.child.has(program))

    def numpy(self, program: Program) -> Contender:
        return Timed(self.key, self.child, "view", self.child.has(program))

    def copy(self, program: Program) -> Contender:
        """The first result copied to the host."""
        return Timed("c_copy", self.child, "copy", self.child.has(program))

    def host(self, program: Program) -> Contender:
        return Timed(self.key, self.child, "host", self.child.has(program))

    def wait(self, program: Program, threads: int) -> Contender:
        return Timed(self.key, self.child, "wait", self.child.has(program), threads)

    def step(self, program: Program) -> Contender:
        return Timed(self.key, self.child, "step", self.child.has(program))

    def put(self, array: Array) -> Contender:
        return Timed(self.key, self.child, "put", self._holder(array))

    def put_immutable(self, array: Array) -> Contender:
        return Timed(self.key, self.child, "put-immutable", self._holder(array))

    def fetch(self, array: Array) -> Contender:
        return Timed(self.key, self.child, "fetch", self._holder(array))

    def copies(self, name: str, size: int, *, fresh: bool) -> Contender:
        """memcpy."""
        return Copied(name, self.child, size, fresh=fresh)

    def _holder(self, array: Array) -> str:
        """A program whose first argument is the array; it never runs."""
        return self.child.has(replace(add(), name=f"{_HOLDER}{array.dtype}{list(array.shape)}", arguments=(array,)))

    def tidy(self) -> None:
        self.child.forget(_HOLDER)

    def close(self) -> None:
        self.child.close()
