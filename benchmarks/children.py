"""Contenders that are processes of their own: what can be had once a process, such as an import or a set of devices."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.programs import ROOT


def _environment() -> dict[str, str]:
    """This process's, but that modules are compiled once: where nothing is written, each import compiles its source."""
    mine = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**mine, "TF_CPP_MIN_LOG_LEVEL": "2", "PYTHONPYCACHEPREFIX": str(ROOT / "build" / "benchmarks" / "bytecode")}


class Process:
    """Runs Python code in a new process; the code prints the nanoseconds that its work took as its last line.

    An import or a first client can be had once a process, so each time is a process.
    """

    def __init__(self, name: str, code: str, arguments: Sequence[object] = (), folder: Path | None = None) -> None:
        self.name = name
        self._command = [sys.executable, "-c", code, *map(str, arguments)]
        self._folder = folder

    def run(self, count: int) -> int:
        return sum(int(self.output().splitlines()[-1]) for _ in range(count))

    def output(self) -> str:
        """What one run of it prints. Raises RuntimeError if it fails."""
        done = subprocess.run(
            self._command,
            capture_output=True,
            text=True,
            cwd=self._folder,
            env=_environment(),
        )
        if done.returncode:
            raise RuntimeError(f"{self.name}: status {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout


class Server:
    """A process that does its work as often as it is told to, and tells how long that took.

    code: defines `run`, which takes a number and gives nanoseconds.
    """

    def __init__(self, name: str, code: str, arguments: Sequence[object] = ()) -> None:
        self.name = name
        served = f"{code}\nimport sys\nfor line in sys.stdin:\n    print(run(int(line)), flush=True)\n"
        self._process = subprocess.Popen(
            [sys.executable, "-c", served, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=_environment(),
        )

    def run(self, count: int) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(f"{count}\n")
            self._process.stdin.flush()
        except BrokenPipeError:  # it says itself why it ended
            pass
        said = self._process.stdout.readline()
        if not said:
            raise RuntimeError(f"{self.name}: ended with status {self._process.wait()}")
        return int(said)

    def close(self) -> None:
        """Ends the process."""
        self._process.communicate(timeout=60)
