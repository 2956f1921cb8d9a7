"""Calls of a program whose arguments stay, for loops in which nothing else is to cost time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from pjrt import checks
from pjrt._runtime.accelerator import Bound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pjrt._runtime.hot import Program
    from pjrt.buffer import Buffer


class _Bindable(Protocol):
    """What a bound call needs of an executable."""

    def __call__(self, *arguments: Any) -> tuple[Buffer, ...]:
        """Runs it."""

    def _bound_argument(self, index: int, value: Any) -> Buffer:
        """What stands for an argument from now on."""


class BoundCall(Bound):
    """A program with its arguments, ready to run: `step()`. Made by `LoadedExecutable.bind`.

    Calling it runs the program and returns at once; the results may not be there yet. What is raised: as by the
    executable. An argument for a donated parameter is consumed: carry a result to its place, or give another buffer.

    The arguments are buffers on the program's device. `step[1] = batch` gives another one for the next runs; `step[1]`
    is the buffer. Where results are carried, each run puts them in the place of arguments: then one thread at a time
    may run it; else any may, and many at once. C: PJRT_LoadedExecutable_Execute.
    """

    __slots__ = ("_carried", "_executable")

    def __init__(
        self,
        executable: _Bindable,
        program: Program | None,
        arguments: tuple[Buffer, ...],
        carried: tuple[tuple[int, int], ...],
    ) -> None:
        self._executable = executable
        self._program = program
        self._arguments = arguments
        self._carried = carried
        self._plain = not carried

    def __repr__(self) -> str:
        return f"<BoundCall of {self._executable!r} with {len(self)} arguments>"

    if TYPE_CHECKING:

        def __call__(self) -> tuple[Buffer, ...]:
            """Runs the program; returns at once. C: PJRT_LoadedExecutable_Execute."""

    def _long_way(self) -> tuple[Buffer, ...]:
        """What a call does that has results to carry, or something that needs care."""
        made = None if self._program is None else self._program.run(self._arguments)
        if made is None:
            made = self._executable(*self._arguments)
        if self._carried:
            arguments = list(self._arguments)
            for result, parameter in self._carried:
                arguments[parameter] = made[result]
            self._arguments = tuple(arguments)
        return made

    def __len__(self) -> int:
        return len(self._arguments)

    def __getitem__(self, index: int) -> Buffer:
        found: Buffer = self._arguments[self._checked(index)]
        return found

    def __setitem__(self, index: int, value: Any) -> None:
        """Gives another argument, as to the executable: a Buffer, or an array, which is put on the device now.

        Raises IndexError for a parameter that the program has not, and what the executable raises.
        """
        index = self._checked(index)
        made = self._executable._bound_argument(index, value)
        self._arguments = (*self._arguments[:index], made, *self._arguments[index + 1 :])

    def _checked(self, index: int) -> int:
        checks.integer("index", index, 64)
        if not -len(self) <= index < len(self):
            raise IndexError(f"index: the program has {len(self)} parameters, got {index}")
        return index % len(self)


def pairs_of(carry: Mapping[int, int] | None, num_results: int, num_parameters: int) -> tuple[tuple[int, int], ...]:
    """The pairs of a result and the parameter that it becomes. Raises TypeError or ValueError for what is none."""
    pairs = tuple((carry or {}).items())
    for result, parameter in pairs:
        for what, number, count in (("result", result, num_results), ("parameter", parameter, num_parameters)):
            checks.integer(f"carry, a {what}", number, 64)
            if not 0 <= number < count:
                raise ValueError(f"carry: the program has {count} {what}s, numbered from 0; got {what} {number}")
    if len({parameter for _, parameter in pairs}) < len(pairs):
        raise ValueError(f"carry: two results become the same parameter in {dict(pairs)}")
    return pairs
