"""pypjrt 0.1.1: another PJRT binding in Python, with the same plugin."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import Contender, Statement, Threads
from benchmarks.options import client_options
from benchmarks.peers.peer import AbsentError, Peer
from benchmarks.programs import Array, Program
from pjrt_abi.enums import PJRT_Buffer_Type

_TYPES = {"float32": PJRT_Buffer_Type.F32, "int32": PJRT_Buffer_Type.S32}


class Pypjrt(Peer):
    """pypjrt. Its way to a numpy array is a copy into one."""

    key = "pypjrt"
    title = "pypjrt"

    def __init__(self, plugin: Path) -> None:
        try:
            pypjrt: Any = import_module("pypjrt")
        except ImportError:
            raise AbsentError("pypjrt is not installed; pip install '.[bench]'") from None
        self.client = pypjrt.Client.create(str(plugin), options=client_options(plugin))
        self._borrowed = self.client.device(0)
        self.device = self._borrowed.__enter__()
        self.compiled: Any = cache(lambda code: self.client.compile(code))

    def _put(self, array: Array) -> Any:
        return self.client.buffer_from_host(array, _TYPES[array.dtype.name], list(array.shape), self.device)

    def _names(self, program: Program) -> tuple[str, dict[str, Any]]:
        buffers = {f"a{i}": self._put(array) for i, array in enumerate(program.arguments)}
        names = {**buffers, "exe": self.compiled(program.code), "empty": np.empty, "like": program.expected}
        return ", ".join(buffers), names

    def values(self, program: Program) -> list[Array]:
        arguments, names = self._names(program)
        assert program.expected is not None
        results = eval(f"exe({arguments})", names)
        return [np.frombuffer(results[0].to_host(), program.expected.dtype).reshape(program.expected.shape)]

    def drop(self, program: Program) -> Contender:
        arguments, names = self._names(program)
        return Statement(self.key, f"exe({arguments})", names)

    def numpy(self, program: Program) -> Contender:
        arguments, names = self._names(program)
        return Statement(self.key, f"exe({arguments})[0].to_host(empty(like.shape, like.dtype))", names)

    def host(self, program: Program) -> Contender:
        puts, names = [], self._names(program)[1]
        for i, array in enumerate(program.arguments):
            names |= {f"a{i}": array, f"t{i}": int(_TYPES[array.dtype.name]), f"s{i}": list(array.shape)}
            puts.append(f"put(a{i}, t{i}, s{i}, device)")
        names |= {"put": self.client.buffer_from_host, "device": self.device}
        return Statement(self.key, f"exe({', '.join(puts)})[0].to_host(empty(like.shape, like.dtype))", names)

    def wait(self, program: Program, threads: int) -> Contender:
        arguments, names = self._names(program)
        return Threads(Statement(self.key, f"exe({arguments})[0].to_host()", names), threads)

    def put(self, array: Array) -> Contender:
        kind, shape = int(_TYPES[array.dtype.name]), list(array.shape)
        names = {"put": self.client.buffer_from_host, "array": array, "device": self.device, "t": kind, "s": shape}
        return Statement(self.key, "put(array, t, s, device)", names)

    def fetch(self, array: Array) -> Contender:
        names = {"buffer": self._put(array), "empty": np.empty, "like": array}
        return Statement(self.key, "buffer.to_host(empty(like.shape, like.dtype))", names)

    def hold(self, program: Program, count: int) -> list[Any]:
        arguments, names = self._names(program)
        held = [None] * count
        exec(f"for i in range(len(held)):\n    held[i] = exe({arguments})[0]", {**names, "held": held})
        return held

    def close(self) -> None:
        self._borrowed.__exit__(None, None, None)
        self.client.close()
