"""This library, as a user has it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import pjrt
from benchmarks.measure import Contender, Statement, Threads
from benchmarks.options import client_options
from benchmarks.peers.peer import AbsentError, Peer, from_host
from benchmarks.programs import Array, Program
from pjrt import LoadedExecutable


class Facade(Peer):
    """`pjrt`."""

    key = "pjrt"
    title = "pjrt"

    def __init__(self, plugin: Path) -> None:
        self.client = pjrt.Client(plugin, options=client_options(plugin))
        self.compiled = cache(lambda code: self.client.compile(code))

    def values(self, program: Program) -> list[Array]:
        return [result.to_numpy() for result in self.compiled(program.code)(*program.arguments)]

    def _names(self, program: Program) -> tuple[str, dict[str, object]]:
        """The arguments as they are written in a call, and the names in it."""
        buffers = {f"a{i}": self.client.put(array) for i, array in enumerate(program.arguments)}
        return ", ".join(buffers), {**buffers, "exe": self.compiled(program.code)}

    def drop(self, program: Program) -> Contender:
        arguments, names = self._names(program)
        return Statement(self.key, f"exe({arguments})", names)

    def bind(self, program: Program) -> Contender:
        if not hasattr(LoadedExecutable, "bind"):
            raise AbsentError("this version of pjrt has no LoadedExecutable.bind")
        bound = self.compiled(program.code).bind(*map(self.client.put, program.arguments))
        return Statement("bind", "bound()", {"bound": bound})

    def numpy(self, program: Program) -> Contender:
        arguments, names = self._names(program)
        return Statement(self.key, f"exe({arguments})[0].to_numpy()", names)

    def host(self, program: Program) -> Contender:
        arrays = {f"a{i}": array for i, array in enumerate(program.arguments)}
        names = {**arrays, "exe": self.compiled(program.code)}
        return Statement(self.key, f"exe({', '.join(arrays)})[0].to_numpy()", names)

    def wait(self, program: Program, threads: int) -> Contender:
        arguments, names = self._names(program)
        return Threads(Statement(self.key, f"exe({arguments})[0].block_until_ready()", names), threads)

    def step(self, program: Program) -> Contender:
        names = {
            "exe": self.compiled(program.code),
            "state": [self.client.put(array) for array in program.arguments[: program.state]],
            "rest": from_host(program),
        }
        code = "global state\n*state, loss = exe(*state, *rest)"
        return Statement(self.key, code, names, finish="loss.block_until_ready()")

    def bound_step(self, program: Program) -> Contender:
        if not hasattr(LoadedExecutable, "bind"):
            raise AbsentError("this version of pjrt has no LoadedExecutable.bind")
        carried = {index: index for index in range(program.state)}
        rest = list(enumerate(from_host(program), program.state))
        names = {f"x{index}": value for index, value in rest}
        names["bound"] = self.compiled(program.code).bind(*program.arguments, carry=carried)
        code = "".join(f"bound[{index}] = x{index}\n" for index, _ in rest) + "*_, loss = bound()"
        return Statement("bind", code, names, finish="loss.block_until_ready()")

    def put(self, array: Array) -> Contender:
        return Statement(self.key, "put(array)", {"put": self.client.put, "array": array})

    def put_immutable(self, array: Array) -> Contender:
        return Statement(self.key, "put(array, immutable=True)", {"put": self.client.put, "array": array})

    def fetch(self, array: Array) -> Contender:
        buffer = self.client.put(array)
        if not np.shares_memory(buffer.to_numpy(), buffer.to_numpy()):
            raise AbsentError("a result is copied from the device, which takes longer for more")
        return Statement(self.key, "buffer.to_numpy()", {"buffer": buffer})

    def hold(self, program: Program, count: int) -> list[Any]:
        arguments, names = self._names(program)
        held = [None] * count
        exec(f"for i in range(len(held)):\n    held[i] = exe({arguments})[0]", {**names, "held": held})
        return held

    def close(self) -> None:
        self.client.close()
