"""What is asked of a contender, and what there is to say about one that is not here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.measure import Contender
from benchmarks.programs import Array, Program


class AbsentError(Exception):
    """A contender cannot be had here, and why."""


class Peer:
    """One contender. What it has no way to do, or nobody would do with it, it leaves out: AbsentError."""

    key: str
    title: str

    def values(self, program: Program) -> Sequence[Array]:
        """What the program gives, once."""
        raise self._no("values")

    def bind(self, program: Program) -> Contender:
        """The same as `drop`, by a call that was prepared for these very arguments."""
        raise self._no("bind")

    def drop(self, program: Program) -> Contender:
        """Runs the program on arguments that are on the device; drops the results."""
        raise self._no("drop")

    def numpy(self, program: Program) -> Contender:
        """The same, and the first result as a numpy array."""
        raise self._no("numpy")

    def host(self, program: Program) -> Contender:
        """Numpy arrays in, the first result as a numpy array out."""
        raise self._no("host")

    def wait(self, program: Program, threads: int) -> Contender:
        """Runs the program in so many threads at once; each waits for its result before the next run."""
        raise self._no("wait")

    def step(self, program: Program) -> Contender:
        """Runs a program again and again on its own results; the other arguments come from the host."""
        raise self._no("step")

    def bound_step(self, program: Program) -> Contender:
        """The same as `step`, by a prepared call."""
        raise self._no("bound_step")

    def put(self, array: Array) -> Contender:
        """Puts an array on the device, as it does that unasked."""
        raise self._no("put")

    def put_copied(self, array: Array) -> Contender:
        """Puts an array that has to be copied on the device, and waits until that is done."""
        return self.put(array)

    def put_immutable(self, array: Array) -> Contender:
        """Makes a buffer of an array that nobody will change: no copy where the device can do without."""
        raise self._no("put_immutable")

    def fetch(self, array: Array) -> Contender:
        """An array on the device as a numpy array."""
        raise self._no("fetch")

    def hold(self, program: Program, count: int) -> list[Any]:
        """The results of so many runs, all alive."""
        raise self._no("hold")

    def tidy(self) -> None:
        """Lets go of arrays that only one row needed."""

    def close(self) -> None:
        """Gives back what it holds."""

    def _no(self, work: str) -> AbsentError:
        return AbsentError(f"{self.title} has nothing for {work!r}")


def from_host(program: Program) -> list[Any]:
    """The arguments of a step that come from the host each time: arrays, and numbers as a user writes them."""
    return [array if array.ndim else array.item() for array in program.arguments[program.state :]]


def require_right(peer: Peer, program: Program) -> None:
    """Raises RuntimeError for a contender that computes something else, and so would be fast or slow for no reason."""
    if program.expected is None:
        return
    got = np.asarray(peer.values(program)[0])
    if not np.allclose(got, program.expected, rtol=1e-5):
        raise RuntimeError(f"{peer.title} computes something else: {program.name} gave {got!r:.200}")
