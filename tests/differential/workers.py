"""Runs JAX and this library in processes of their own, two at a time, and gathers what they write."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pjrt
from tests.differential import records
from tests.differential.define import CATALOGUE
from tests.differential.records import READY

ROOT = Path(__file__).parents[2]
TIME_LIMIT = 400
"""Seconds that a worker may take."""


@dataclass(frozen=True)
class Order:
    """What a worker is to do.

    library: the plugin's path. folder, label: where each record goes, `FOLDER/PROGRAM.LABEL`. names: of the programs.
    lowered: the label of the records with the lowered programs. artifacts: whether JAX writes those, for the StableHLO
    version `stablehlo`.
    """

    library: str
    folder: str
    label: str
    names: Sequence[str]
    lowered: str
    artifacts: bool
    stablehlo: str

    def record(self, name: str) -> Path:
        return Path(self.folder) / f"{CATALOGUE[name].file_name}.{self.label}"


def run_all(plugins: Sequence[str], names: Sequence[str], folder: Path) -> None:
    """Has all programs run by both on all plugins; the first plugin's JAX lowers them, for the oldest plugin.

    A record of each is in the folder afterwards, whatever happens: a crash is one too.
    """
    loaded = {name: pjrt.load(name) for name in plugins}
    versions = [plugin.attributes["stablehlo_current_version"] for plugin in loaded.values()]
    oldest = ".".join(map(str, min(version for version in versions if isinstance(version, list))))

    def order(side: str, plugin: str) -> Order:
        return Order(
            library=str(loaded[plugin].path),
            folder=str(folder),
            label=f"{side}-{plugin}",
            names=names,
            lowered=f"jax-{plugins[0]}",
            artifacts=side == "jax" and plugin == plugins[0],
            stablehlo=oldest,
        )

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(work, "jax", order("jax", plugins[0]))
        rest: list[Future[None]] = [pool.submit(work, "jax", order("jax", plugin)) for plugin in plugins[1:2]]
        first.result()
        rest += [pool.submit(work, "pjrt", order("pjrt", plugin)) for plugin in plugins]
        rest += [pool.submit(work, "jax", order("jax", plugin)) for plugin in plugins[2:]]
        for future in rest:
            future.result()


def work(side: str, order: Order) -> None:
    """Runs a worker until each program has a record; whoever crashes it gets one that says so."""
    left = list(order.names)
    while left:
        ready, report = _start(side, {**asdict(order), "names": left})
        left = [name for name in left if not order.record(name).exists()]
        blamed = left[:1] if ready else left
        for name in blamed:
            records.write(order.record(name), {"error": ("Crash", report)})
        left = left[len(blamed) :]


def _start(side: str, order: dict[str, Any]) -> tuple[bool, str]:
    """Runs a worker once; tells whether it came as far as the first program, and how it ended."""
    paths = [str(ROOT), str(ROOT / "generated"), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JAX_", "XLA_"))}
    try:
        done = subprocess.run(
            [sys.executable, "-X", "faulthandler", "-m", f"tests.differential.{side}_worker"],
            cwd=ROOT,
            env={**environment, "PYTHONPATH": os.pathsep.join(paths)},
            input=json.dumps(order),
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT,
        )
    except subprocess.TimeoutExpired as error:
        return READY in str(error.stdout), f"still running after {error.timeout} s"
    code = done.returncode
    ended = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return done.stdout.startswith(READY), f"{ended}\n{done.stderr[-3000:]}"
