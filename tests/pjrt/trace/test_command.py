"""`pjrt trace`: programs of this library and of JAX, what it writes, and what it refuses before anything runs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.download
ROOT = Path(__file__).parents[3]
NEWEST = "lammps_jax_pjrt_cpu"
Trace = Callable[..., "subprocess.CompletedProcess[str]"]

OURS = """
import numpy as np
import pjrt

def main():
    client = pjrt.Client("lammps_jax_pjrt_cpu")
    exe = client.compile("examples/add.mlir")
    for _ in range(3):
        (y,) = exe(np.ones(4, np.float32), np.ones(4, np.float32))
    print(y.to_numpy().tolist())

main()
"""
JAX = Path(__file__).with_name("digits_jax.py")


@pytest.fixture
def traced(tmp_path: Path) -> Trace:
    """Runs `pjrt trace` with these words; the last one is a script's text where it has several lines."""

    def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        script = tmp_path / "script.py"
        given = list(words)
        if given and "\n" in given[-1]:
            script.write_text(given[-1])
            given[-1:] = ["--", sys.executable, str(script)]
        return subprocess.run(
            [sys.executable, "-m", "pjrt.cli", "trace", *given],
            cwd=ROOT,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    return run


def test_a_program_of_ours(traced: Trace, tmp_path: Path) -> None:
    out, log, needs = (tmp_path / name for name in ("trace.json", "calls.log", "needs.json"))
    done = traced("--out", str(out), "--log", str(log), "--needs", str(needs), "--json", OURS)
    assert done.returncode == 0, done.stderr
    first, _, rest = done.stdout.partition("\n")
    assert first == "[2.0, 2.0, 2.0, 2.0]"
    figures = json.loads(rest)
    rows = {row["function"]: row for row in figures["functions"]}
    assert rows["PJRT_LoadedExecutable_Execute"]["calls"] == 3
    assert rows["PJRT_Client_Compile"]["p50_us"] <= rows["PJRT_Client_Compile"]["total_us"]
    assert figures["made"] == figures["destroyed"]
    assert figures["left"] == figures["misuse"] == []
    check_chrome_trace(json.loads(out.read_text()), rows)
    assert "PJRT_LoadedExecutable_Execute(" in log.read_text()
    assert len(log.read_text().splitlines()) == sum(row["calls"] for row in rows.values())
    wanted = json.loads(needs.read_text())
    assert set(wanted["functions"]) == {name for name in rows if name.startswith("PJRT_")}
    assert wanted["element_types"] == ["F32"]
    assert wanted["program_formats"] == ["mlir"]


def check_chrome_trace(trace: dict[str, Any], rows: dict[str, Any]) -> None:
    """The JSON object format: complete events with times in microseconds, and one that names the process."""
    assert trace.keys() == {"displayTimeUnit", "traceEvents"}
    head, *events = trace["traceEvents"]
    assert (head["ph"], head["name"]) == ("M", "process_name")
    for event in events:
        assert event.keys() == {"name", "cat", "ph", "ts", "dur", "pid", "tid", "args"}
        assert event["ph"] == "X"
        assert event["dur"] > 0
        assert all(isinstance(event[number], int | float) for number in ("ts", "dur", "pid", "tid"))
        assert isinstance(event["args"]["arguments"], dict)
    assert {e["name"] for e in events} == set(rows)
    assert len(events) == sum(row["calls"] for row in rows.values())


def test_a_program_of_jax(traced: Trace, tmp_path: Path) -> None:
    out, needs = tmp_path / "trace.json", tmp_path / "needs.json"
    done = traced(
        "--plugin", NEWEST, "--out", str(out), "--needs", str(needs), "--json", "--", sys.executable, str(JAX)
    )
    assert done.returncode == 0, done.stderr
    first, _, rest = done.stdout.partition("\n")
    right = re.fullmatch(r"loss [\d.]+, ([\d.]+) % right, on \w+", first)
    assert right is not None, first
    assert float(right[1]) > 95
    figures = json.loads(rest)
    rows = {row["function"]: row for row in figures["functions"]}
    assert rows["PJRT_LoadedExecutable_Execute"]["calls"] > 3 * 56
    check_chrome_trace(json.loads(out.read_text()), rows)
    assert figures["misuse"] == []
    assert figures["made"] == figures["destroyed"], figures["left"]
    # What JAX needs, and who could not run it.
    against = traced("--needs", str(needs), "--against", NEWEST, "--json")
    assert against.returncode == 0
    assert json.loads(against.stdout)["lacks"] == {"functions": {}, "extensions": {}, "element_types": {}}
    old = traced("--needs", str(needs), "--against", "xla_cpu_pjrt")
    assert old.returncode == 1
    assert "Shardings" in old.stdout


def test_a_fault(traced: Trace) -> None:
    done = traced("--inject", "PJRT_Client_Compile=RESOURCE_EXHAUSTED:no room", OURS)
    assert done.returncode == 1
    assert "ResourceExhaustedError: PJRT_Client_Compile: RESOURCE_EXHAUSTED: no room" in done.stderr
    assert "PJRT_Client_Compile" in done.stdout


def test_an_older_version(traced: Trace) -> None:
    done = traced("--as-version", "0.81", OURS.replace("main()\n", "print(pjrt.load('lammps_jax_pjrt_cpu'))\nmain()\n"))
    assert done.returncode == 0, done.stderr
    assert "API 0.81" in done.stdout


def test_the_program_ends_as_it_would(traced: Trace) -> None:
    done = traced("import sys\nsys.exit(7)\n")
    assert done.returncode == 7
    assert "the program loaded no plugin" in done.stderr


def test_processes_of_the_program(traced: Trace, tmp_path: Path) -> None:
    """Each that loads a plugin writes a file of its own."""
    out = tmp_path / "trace.json"
    script = OURS + "\nimport subprocess, sys\nif len(sys.argv) < 2: subprocess.run([sys.executable, __file__, 'x'])\n"
    done = traced("--out", str(out), script)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("[2.0, 2.0, 2.0, 2.0]") == 2
    found = sorted(tmp_path.glob("trace.json*"))
    assert len(found) == 2
    for file in found:
        assert len(json.loads(file.read_text())["traceEvents"]) > 20


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "no program is given; write it after --"),
        (("--",), "no program is given"),
        (("--", "no-such-program"), "no-such-program: no such program"),
        (("--", sys.executable, "no_such_script.py"), "no_such_script.py: no such script"),
        (
            ("--inject", "PJRT_Nothing=INTERNAL", "--", sys.executable, "-c", "1"),
            "no function is called 'PJRT_Nothing'",
        ),
        (("--inject", "PJRT_Client_Compile=NO", "--", sys.executable, "-c", "1"), "no error code is called 'NO'"),
        (("--out", "/no/such/folder/x.json", "--", sys.executable, "-c", "1"), "/no/such/folder: no such folder"),
        (("--out", "/", "--", sys.executable, "-c", "1"), "cannot be written to, for --out"),
        (("--as-version", "9", "--", sys.executable, "-c", "1"), "--as-version: expected such as 0.90, got '9'"),
        (
            ("--as-version", "0.1", "--", sys.executable, "-c", "1"),
            "expected 0.34 to 0.115, which these bindings speak, got 0.1",
        ),
        (("--plugin", "no_such_plugin", "--", sys.executable, "-c", "1"), "no PJRT plugin is called 'no_such_plugin'"),
        (("--against", "cpu"), "--against goes with --needs FILE"),
        (("--needs", "/no/such.json", "--against", "cpu"), "/no/such.json"),
        (("--needs", "pyproject.toml", "--against", "cpu"), "pyproject.toml: not JSON"),
        (("--needs", "generated/abi.json", "--against", "cpu"), "generated/abi.json: not a file of needs"),
    ],
)
def test_what_cannot_be_is_said_before_anything_runs(traced: Trace, words: tuple[str, ...], message: str) -> None:
    done = traced(*words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
