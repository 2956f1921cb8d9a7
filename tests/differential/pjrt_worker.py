"""This library's side: compiles what JAX lowered on one plugin, runs it and writes down what came.

`python -m tests.differential.pjrt_worker`, the order as JSON on standard input: see `workers.Order`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

import pjrt
from tests.differential import records
from tests.differential.catalogue import CATALOGUE
from tests.differential.define import Program
from tests.differential.known import BY_DEFAULT, NANS


def main() -> None:
    order = json.load(sys.stdin)
    folder = Path(order["folder"])
    with pjrt.Client(order["library"], options={"cpu_device_count": 4}) as client:
        print(records.READY, flush=True)
        for name in order["names"]:
            program = CATALOGUE[name]
            lowered = records.read(folder / f"{program.file_name}.{order['lowered']}")
            record = _attempt(client, program, lowered, None)
            if name in BY_DEFAULT:
                record["by_default"] = _attempt(client, program, lowered, pjrt.CompileOptions())
            if name in NANS:
                careful = pjrt.CompileOptions(overrides={"xla_cpu_enable_fast_min_max": False})
                record["careful"] = _attempt(client, program, lowered, careful)
            records.write(folder / f"{program.file_name}.{order['label']}", record)


def _options(program: Program, lowered: dict[str, Any]) -> pjrt.CompileOptions:
    """JAX's own message for one device; for several, what this library's user would write."""
    count = len(lowered["arguments"])
    if count == 1:
        return pjrt.CompileOptions.parse(lowered["options"])
    if program.replicas > 1:
        return pjrt.CompileOptions(num_replicas=count)
    return pjrt.CompileOptions(
        num_partitions=count, use_spmd_partitioning=True, use_shardy_partitioner=not program.gspmd
    )


def _attempt(
    client: pjrt.Client, program: Program, lowered: dict[str, Any], options: pjrt.CompileOptions | None
) -> dict[str, Any]:
    if "error" in lowered:
        return {"error": ("NotLowered", f"{lowered['error']}")}
    try:
        return _run(client.compile(lowered["code"], options or _options(program, lowered)), client, program, lowered)
    except Exception as error:
        return {"error": (type(error).__name__, str(error))}


def _run(
    executable: pjrt.LoadedExecutable, client: pjrt.Client, program: Program, lowered: dict[str, Any]
) -> dict[str, Any]:
    rows: list[list[Any]] = lowered["arguments"]
    if program.donate or program.group == "layouts":
        rows = [
            [
                client.put(array, device, layout=_layout(order))
                for array, order in zip(row, lowered["argument_orders"], strict=True)
            ]
            for device, row in zip(executable.devices, rows, strict=True)
        ]
    made = [executable(*rows[0])] if len(rows) == 1 else executable.execute(rows)
    return {
        "results": [[np.array(buffer.to_numpy(), order="C") for buffer in row] for row in made],
        "result_orders": [buffer.layout.minor_to_major[::-1] for buffer in made[0]],
        "deleted": [isinstance(given, pjrt.Buffer) and given.is_deleted for given in rows[0]],
    }


def _layout(order: tuple[int, ...]) -> pjrt.Layout | None:
    layout = pjrt.Layout(order[::-1])
    return None if layout.is_row_major else layout


if __name__ == "__main__":
    main()
