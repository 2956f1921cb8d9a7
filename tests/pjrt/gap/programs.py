"""Records what the programs that `pjrt gap` knows need of a plugin; `python -m tests.pjrt.gap.programs` all of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
FILES = ROOT / "pjrt" / "gap" / "needs"
PLUGIN = "lammps_jax_pjrt_cpu"
"""The one that JAX runs on."""

PROGRAMS = {
    "1_quickstart": ("the quick start", ["examples/quickstart.py"]),
    "2_digits": ("the digits demo", ["examples/digits/train.py", "--epochs", "2"]),
    "3_jax": (f"training in JAX {version('jax')}", ["tests/pjrt/trace/digits_jax.py"]),
    "4_ahead_of_time": ("compiling ahead of time", ["tests/pjrt/gap/ahead_of_time.py"]),
}
"""By the file's name what the reports call the program, and its command line. Reports name them in this order."""


def record(name: str) -> dict[str, Any]:
    """Runs a program under the tracer. Gives what its file holds."""
    label, words = PROGRAMS[name]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PJRT_", "JAX_"))}
    with tempfile.TemporaryDirectory() as folder:
        needs = Path(folder) / "needs.json"
        command = [sys.executable, "-m", "pjrt.cli", "trace", "--no-sites", "--plugin", PLUGIN, "--needs", str(needs)]
        done = subprocess.run(
            [*command, "--", sys.executable, *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        data: dict[str, Any] = json.loads(needs.read_text())
    return {"is": data.pop("is"), "program": label, "command": " ".join(words), **data}


def main() -> None:
    for name in PROGRAMS:
        (FILES / f"{name}.json").write_text(json.dumps(record(name), indent=1) + "\n")
        print(name)


if __name__ == "__main__":
    main()
