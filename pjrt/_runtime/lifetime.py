"""When C handles may be touched: not after the interpreter began to go down, and not in a fork's child."""

from __future__ import annotations

import atexit
import os
from typing import NoReturn


class _Process:
    """Where the process is in its life.

    ending: the interpreter is going down, nothing new may be made; over: C may not be called any more, not even to
    destroy; generation: grows by one in each child that fork() makes.
    """

    __slots__ = ("ending", "generation", "over")

    def __init__(self) -> None:
        self.ending = False
        self.over = False
        self.generation = 0


PROCESS = _Process()


def _going_down() -> None:
    PROCESS.over = True


def _forked() -> None:
    PROCESS.generation += 1


atexit.register(_going_down)
os.register_at_fork(after_in_child=_forked)


class Pinned:
    """An object that stands for something in C: it can be neither copied nor pickled."""

    __slots__ = ()

    def __copy__(self) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} stands for an object in its plugin and cannot be copied")

    def __deepcopy__(self, memo: object) -> NoReturn:
        self.__copy__()

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} stands for an object in its plugin and cannot be pickled")
