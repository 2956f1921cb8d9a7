"""The C program: built from the files here against the fetched header, run as a child that is told what to time."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

import pjrt
from benchmarks.options import client_options
from benchmarks.peers.peer import AbsentError
from benchmarks.programs import ROOT, Array, Program
from pjrt import dtypes

_HERE = Path(__file__).resolve().parent
_FLAGS = ("-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-pthread")


def include() -> Path:
    """The folder of the current header set. Raises AbsentError if it was not fetched."""
    pins = tomllib.loads((ROOT / "include" / "headers.toml").read_text(encoding="utf-8"))
    folder: Path = ROOT / "include" / pins["current"]
    if not (folder / "xla/pjrt/c/pjrt_c_api.h").is_file():
        raise AbsentError("the C program needs the headers: run `python -m codegen fetch`")
    return folder


def build(folder: Path | None = None) -> Path:
    """Builds the program if that was not done of these very files; where it is.

    Raises AbsentError without a compiler or headers, RuntimeError with the compiler's words if it refuses.
    """
    compiler = shutil.which(os.environ.get("CC", "cc"))
    if compiler is None:
        raise AbsentError("the C program needs a C compiler: `cc`, or what the environment variable CC names")
    headers = include()
    sources = sorted(_HERE.glob("*.c"))
    read = [*sources, *sorted(_HERE.glob("*.h")), headers / "xla/pjrt/c/pjrt_c_api.h"]
    digest = hashlib.sha256(b"\0".join([" ".join(_FLAGS).encode(), *(file.read_bytes() for file in read)]))
    made = (folder or ROOT / "build" / "benchmarks") / f"pjrt_bench-{digest.hexdigest()[:16]}"
    if made.is_file():
        return made
    made.parent.mkdir(parents=True, exist_ok=True)
    partial = made.with_name(f"{made.name}.{os.getpid()}")
    command = [compiler, *_FLAGS, f"-I{headers}", "-o", str(partial), *map(str, sources), "-ldl"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the C program does not build: {' '.join(command)}\n{done.stderr}")
    partial.replace(made)
    return made


class Child:
    """The running program with a client of one device, or of several. Commands and answers are lines, see main.c."""

    def __init__(self, plugin: Path, program: Path | None = None, devices: int = 1) -> None:
        self._folder = TemporaryDirectory(prefix="pjrt-benchmarks-")
        self._process = subprocess.Popen(
            [program or build(), plugin, str(client_options(plugin, devices).get("cpu_device_count", 0))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2"},
        )
        self._devices = devices
        self.opened_ns = int(self._answer()[1])
        """What it took to load the plugin and to make a client."""
        self._known: dict[str, Program] = {}

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def ask(self, *fields: object) -> int:
        """Sends a command; the answer. Raises RuntimeError for an error, in the program's words."""
        assert self._process.stdin is not None
        self._process.stdin.write("\t".join(map(str, fields)) + "\n")
        self._process.stdin.flush()
        return int(self._answer()[0])

    def _answer(self) -> list[str]:
        assert self._process.stdout is not None
        fields = self._process.stdout.readline().rstrip("\n").split("\t")
        if fields[0] == "error":
            self._end()
            raise RuntimeError(f"the C program: {' '.join(fields[1:])}")
        if fields == [""]:
            raise RuntimeError(f"the C program ended with status {self._end()}")
        return fields

    def has(self, program: Program) -> str:
        """Compiles a program unless that was done, puts its arguments; its name there."""
        if program.name not in self._known:
            folder = Path(self._folder.name)
            code, options = folder / f"{program.name}.mlir", folder / "options.binpb"
            code.write_text(program.code, encoding="utf-8")
            options.write_bytes(pjrt.CompileOptions(num_replicas=self._devices).serialize())
            self.ask("compile", program.name, code, options)
            for array in program.arguments:
                self.argument(program.name, array)
            if program.state:
                self.ask("state", program.name, program.state)
            if self._devices > 1:
                self.ask("spread", program.name)
            self._known[program.name] = program
        return program.name

    def forget(self, prefix: str) -> None:
        """Frees the programs whose names begin so, with their arguments."""
        for name in [name for name in self._known if name.startswith(prefix)]:
            self.ask("forget", name)
            del self._known[name]

    def argument(self, name: str, array: Array) -> None:
        """Adds an argument to a program."""
        data = Path(self._folder.name) / "argument"
        array.tofile(data)
        self.ask("argument", name, int(dtypes.to_c(array.dtype)), data, *array.shape)
        data.unlink()

    def value(self, program: Program, result: int = 0) -> bytes:
        """The bytes of a result."""
        data = Path(self._folder.name) / "value"
        self.ask("value", self.has(program), result, data)
        return data.read_bytes()

    def close(self) -> None:
        """Ends the program, if it has not ended. Raises RuntimeError if it does not end well."""
        if self._process.poll() is None:
            assert self._process.stdin is not None
            self._process.stdin.write("quit\n")
            status = self._end()
            if status:
                raise RuntimeError(f"the C program ended with status {status}")

    def _end(self) -> int:
        """Waits for the end, closes what leads to the process, removes its files; the exit status."""
        self._process.communicate(timeout=60)
        self._folder.cleanup()
        return self._process.returncode

    def __enter__(self) -> Child:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._process.kill()
            self._end()
        else:
            self.close()
