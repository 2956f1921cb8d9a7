"""JAX: through the same plugin, and with the CPU client that is in jaxlib."""

from __future__ import annotations

import logging
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import Contender, Statement, Threads
from benchmarks.options import client_options
from benchmarks.peers.peer import AbsentError, Peer, from_host
from benchmarks.programs import Array, Program

_PLATFORM = "pjrt_benchmarks"
_OWN = "cpu"


@cache
def _backends(plugin: Path, devices: int) -> Any:
    """The module jax, with the plugin registered beside its own CPU client. Raises AbsentError without JAX."""
    try:
        jax: Any = import_module("jax")
        xla_bridge: Any = import_module("jax._src.xla_bridge")
    except ImportError:
        raise AbsentError("JAX is not installed; pip install '.[dev]'") from None
    logging.getLogger("jax._src.xla_bridge").setLevel(logging.ERROR)  # it warns of plugins that it does not know
    xla_bridge.discover_pjrt_plugins = lambda: None  # no other plugin is to be loaded beside this one
    xla_bridge.register_plugin(_PLATFORM, library_path=str(plugin), options=client_options(plugin, devices))
    jax.config.update("jax_platforms", f"{_PLATFORM},{_OWN}")
    return jax


class Jax(Peer):
    """JAX, called as it is fastest: a jitted function whose arguments are committed to the device."""

    def __init__(self, plugin: Path, *, own: bool = False, devices: int = 1) -> None:
        self.jax = _backends(plugin, devices)
        self.key = "jax_cpu" if own else "jax"
        self.title = "JAX, own CPU client" if own else "JAX, same plugin"
        self.device = self.jax.devices(_OWN if own else _PLATFORM)[0]

    def values(self, program: Program) -> list[Array]:
        made = self._compiled(program)(*self._put(program.arguments))
        return [np.asarray(array) for array in self.jax.tree.leaves(made)]

    def _compiled(self, program: Program) -> Any:
        # Committed arguments choose the device. `jit(device=...)` would put the arguments there again at each call.
        return self.jax.jit(program.for_jax(), donate_argnums=tuple(range(program.state)))

    def _put(self, arrays: tuple[Array, ...]) -> list[Any]:
        return [self.jax.device_put(array, self.device) for array in arrays]

    def _names(self, program: Program) -> tuple[str, dict[str, Any]]:
        arrays = {f"a{i}": array for i, array in enumerate(self._put(program.arguments))}
        return ", ".join(arrays), {**arrays, "f": self._compiled(program), "asarray": np.asarray}

    def drop(self, program: Program) -> Contender:
        arguments, names = self._names(program)
        return Statement(self.key, f"f({arguments})", names)

    def numpy(self, program: Program) -> Contender:
        arguments, names = self._names(program)
        first = "[0]" if program.results > 1 else ""
        return Statement(self.key, f"asarray(f({arguments}){first})", names)

    def host(self, program: Program) -> Contender:
        arrays: dict[str, Any] = {f"a{i}": array for i, array in enumerate(program.arguments)}
        names = {**arrays, "f": self._compiled(program), "asarray": np.asarray}
        first = "[0]" if program.results > 1 else ""
        return _OnDevice(self, Statement(self.key, f"asarray(f({', '.join(arrays)}){first})", names))

    def wait(self, program: Program, threads: int) -> Contender:
        arguments, names = self._names(program)
        return Threads(Statement(self.key, f"f({arguments}).block_until_ready()", names), threads)

    def step(self, program: Program) -> Contender:
        names = {
            "f": self._compiled(program),
            "state": self._put(program.arguments[: program.state]),
            "rest": from_host(program),
        }
        return Statement(
            self.key, "global state\n*state, loss = f(*state, *rest)", names, finish="loss.block_until_ready()"
        )

    def put(self, array: Array) -> Contender:
        names = {"put": self.jax.device_put, "array": array, "device": self.device}
        return Statement(self.key, "put(array, device)", names)

    def put_copied(self, array: Array) -> Contender:
        names = {"put": self.jax.device_put, "array": array, "device": self.device}
        return Statement(self.key, "put(array, device).block_until_ready()", names)

    def put_immutable(self, array: Array) -> Contender:
        names = {"put": self.jax.device_put, "array": array, "device": self.device}
        return Statement(self.key, "put(array, device, may_alias=True)", names)

    def fetch(self, array: Array) -> Contender:
        # np.asarray keeps what it made with the array; this is what it calls the first time.
        names = {"array": self.jax.device_put(array, self.device)}
        return Statement(self.key, "array._single_device_array_to_np_array_did_copy()", names)

    def hold(self, program: Program, count: int) -> list[Any]:
        arguments, names = self._names(program)
        held = [None] * count
        exec(f"for i in range(len(held)):\n    held[i] = f({arguments})", {**names, "held": held})
        return held


class _OnDevice:
    """A contender for which a device is the default while it runs: numpy arguments choose none."""

    def __init__(self, peer: Jax, inner: Contender) -> None:
        self.name = inner.name
        self._peer = peer
        self._inner = inner

    def run(self, count: int) -> int:
        with self._peer.jax.default_device(self._peer.device):
            return self._inner.run(count)
