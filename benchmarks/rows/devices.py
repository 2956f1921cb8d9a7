"""Programs on several devices at once."""

from __future__ import annotations

from contextlib import ExitStack

import numpy as np

import pjrt
from benchmarks.bars import at_most
from benchmarks.children import Server
from benchmarks.measure import Contender, Statement, measure
from benchmarks.native import Child
from benchmarks.options import client_options
from benchmarks.peers.native import Timed
from benchmarks.programs import total
from benchmarks.rows.row import Samples, row
from benchmarks.session import Session

_DEVICES = 4
_ARGUMENTS = 10

_JAX = f"""
import os, sys
os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count={_DEVICES}"
from pathlib import Path
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec
from benchmarks.measure import Statement
from benchmarks.peers.jax_peer import Jax
from benchmarks.programs import total
peer = Jax(Path(sys.argv[1]), own=sys.argv[2] == "own", devices={_DEVICES})
jax, program = peer.jax, total({_ARGUMENTS})
devices = jax.devices(peer.device.platform)[:{_DEVICES}]
assert len(devices) == {_DEVICES}
sharding = NamedSharding(Mesh(np.array(devices), ("d",)), PartitionSpec("d"))
arrays = [jax.device_put(np.tile(array, {_DEVICES}), sharding) for array in program.arguments]
function = jax.jit(program.for_jax(), in_shardings=[sharding] * {_ARGUMENTS}, out_shardings=sharding)
assert np.allclose(function(*arrays), np.tile(program.expected, {_DEVICES}))
run = Statement("jax", "y = f(*arrays)", {{"f": function, "arrays": arrays}}, finish="y.block_until_ready()").run
"""


@row(
    "devices-4",
    f"{_ARGUMENTS} arguments f32[8] on each of {_DEVICES} devices, 1 result on each",
    at_most(1.0, "jax", "JAX, same plugin"),
)
def devices(session: Session) -> Samples:
    """`exe.execute(rows)`, the last results waited for; for JAX a jitted function of sharded arrays."""
    program, options = total(_ARGUMENTS), client_options(session.path, _DEVICES)
    if "cpu_device_count" not in options:
        session.notes.append(f"devices-{_DEVICES}: it needs a plugin whose client can have that many devices")
        return {}
    expected = np.asarray(program.expected)
    with ExitStack() as ends:
        contenders: list[Contender] = []
        keys = [peer.key for peer in session.here(("c", "pjrt", "jax", "jax_cpu"))]
        if "c" in keys:
            child = ends.enter_context(Child(session.path, devices=_DEVICES))
            contenders.append(Timed("c", child, "all", child.has(program)))
        if "pjrt" in keys:
            client = ends.enter_context(pjrt.Client(session.path, options=options))
            exe = client.compile(program.code, pjrt.CompileOptions(num_replicas=_DEVICES))
            rows = [[client.put(array, device) for array in program.arguments] for device in exe.devices]
            if any(not np.allclose(result, expected) for (result,) in exe.execute(rows)):
                raise RuntimeError("pjrt computes something else on several devices")
            names = {"execute": exe.execute, "rows": rows}
            finish = "for (y,) in made:\n    y.block_until_ready()"
            contenders.append(Statement("pjrt", "made = execute(rows)", names, finish))
        for key, kind in (("jax", "same"), ("jax_cpu", "own")):
            if key in keys:
                server = Server(key, _JAX, (session.path, kind))
                ends.callback(server.close)
                contenders.append(server)
        return measure(contenders, session.plan.of(31, 40_000_000))  # threads of four devices take a while to wake up


ROWS = (devices,)
