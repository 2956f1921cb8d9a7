"""JAX's side: lowers programs, runs them on one plugin and writes down what came.

`python -m tests.differential.jax_worker`, the order as JSON on standard input: see `workers.Order`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import jax
import numpy as np
from jax._src import compiler, xla_bridge
from jax._src.interpreters import mlir
from jaxlib import _jax
from jaxlib.mlir import ir

from tests.differential import records
from tests.differential.catalogue import CATALOGUE
from tests.differential.define import Program

sent: list[bytes] = []
"""The options of each compilation."""


def main() -> None:
    order = json.load(sys.stdin)
    folder = Path(order["folder"])
    xla_bridge.discover_pjrt_plugins = lambda: None  # no other plugin is to be loaded beside this one
    xla_bridge.register_plugin("differential", library_path=order["library"], options={"cpu_device_count": 4})
    jax.config.update("jax_platforms", "differential")
    jax.config.update("jax_enable_x64", True)
    _record_options()
    jax.devices()
    print(records.READY, flush=True)
    for name in order["names"]:
        program = CATALOGUE[name]
        jax.config.update("jax_use_shardy_partitioner", not program.gspmd)
        try:
            record = _run(program) if program.replicas == 1 else _run_replicas(program)
            module = record.pop("module")
            if order["artifacts"]:
                (folder / f"{program.file_name}.mlir").write_text(str(module))
                # Changes the module, so it comes last.
                record["code"] = _jax.mlir.serialize_portable_artifact(module, order["stablehlo"], True)
        except Exception as error:
            record = {"error": (type(error).__name__, str(error))}
        records.write(folder / f"{program.file_name}.{order['label']}", record)


def _record_options() -> None:
    compile = compiler.backend_compile_and_load

    def recording(backend: Any, module: Any, devices: Any, options: Any, *rest: Any) -> Any:
        sent.append(options.SerializeAsString())
        return compile(backend, module, devices, options, *rest)

    compiler.backend_compile_and_load = recording


def _run(program: Program) -> dict[str, Any]:
    arrays = program.arguments()
    jit = {"donate_argnums": program.donate, "keep_unused": True}
    if program.stage:
        jitted, arguments = program.stage(*arrays, **jit)
    else:
        jitted, arguments = jax.jit(program.function, **jit), tuple(map(jax.device_put, arrays))
    lowered = jitted.lower(*arguments)
    compiled = lowered.compile()
    options = sent[-1]
    if program.stage:  # what was left to the compiler is put as it chose
        arguments = tuple(
            jax.device_put(array, form) if isinstance(given, jax.ShapeDtypeStruct) else given
            for array, given, form in zip(arrays, arguments, compiled.input_formats[0], strict=True)
        )
    rows, orders = _rows(arguments), list(map(_order, arguments))
    results = jax.tree.leaves(compiled(*arguments))
    return {
        "module": lowered.compiler_ir("stablehlo"),
        "options": options,
        "arguments": rows,
        "argument_orders": orders,
        "results": _rows(results, len(rows)),
        "result_orders": list(map(_order, results)),
        "deleted": [argument.is_deleted() for argument in arguments],
    }


def _rows(arrays: Any, count: int = 1) -> list[list[np.ndarray[Any, Any]]]:
    """A list for each device of its parts of the arrays."""
    parts = [[shard.data for shard in sorted(a.addressable_shards, key=lambda s: s.device.id)] for a in arrays]
    return [[np.asarray(part[place]).copy() for part in parts] for place in range(len(parts[0]) if parts else count)]


def _order(array: Any) -> tuple[int, ...]:
    """The dimensions as they lie in memory, the slowest first."""
    return tuple(array.format.layout.major_to_minor)


def _run_replicas(program: Program) -> dict[str, Any]:
    devices = jax.devices()[: program.replicas]
    assignment = np.arange(program.replicas).reshape(-1, 1)
    options = compiler.get_compile_options(program.replicas, 1, assignment, backend=devices[0].client)
    (array,) = program.arguments()
    with mlir.make_ir_context():
        module = ir.Module.parse(program.function)
        loaded = compiler.backend_compile_and_load(
            devices[0].client, module, _jax.DeviceList(tuple(devices)), options, ()
        )
        module = ir.Module.parse(program.function)
    mesh = jax.sharding.Mesh(np.array(devices), ("i",))
    flat = array.reshape(-1, *array.shape[2:])
    given = jax.device_put(flat, jax.NamedSharding(mesh, jax.P("i")))
    made = loaded.execute_sharded([given]).disassemble_into_single_device_arrays()
    return {
        "module": module,
        "options": sent[-1],
        "arguments": [[part] for part in array],
        "argument_orders": [_order(given)],
        "results": [[np.asarray(parts[place]) for parts in made] for place in range(program.replicas)],
        "result_orders": [tuple(parts[0].format.layout.major_to_minor) for parts in made],
        "deleted": [False],
    }


main()
