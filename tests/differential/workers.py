"""Runs JAX and this library in processes of their own, two at a time, and gathers what they write."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pjrt
from tests.differential.define import CATALOGUE

ROOT = Path(__file__).parents[2]
TIME_LIMIT = 400


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
        report = _start(side, {**asdict(order), "names": left})
        done = [name for name in left if order.record(name).exists()]
        left = [name for name in left if name not in done]
        # A worker that does not come as far as one program will not do so next time either.
        for name in left[:1] if done else left:
            order.record(name).write_bytes(pickle.dumps({"error": ("Crash", report)}))
        left = left[1:] if done else []


def _start(side: str, order: dict[str, Any]) -> str:
    """Runs a worker once, and tells how it ended."""
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
        return f"still running after {error.timeout} s"
    code = done.returncode
    ended = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return f"{ended}\n{done.stderr[-3000:]}"
