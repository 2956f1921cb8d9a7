"""The tests of the façades once more, on the newest plugin, with the interposer in front of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.download, pytest.mark.slow]
ROOT = Path(__file__).parents[3]
TESTS = ROOT / "tests" / "pjrt"
LEFT_OUT = (
    *("server", "testing", "trace", "test_leaks.py"),
    *("test_claims.py", "test_cli.py", "test_lifetimes.py", "test_threads.py"),
)
"""What is about other plugins; what counts memory for minutes; and races, forks and signals.

The interposer is Python: what a signal's handler raises in the middle of it is lost, and the call with it.
"""
INTERRUPTED = "not ctrl_c and not interrupt and not test_the_end"


def test_the_façades_pass_through_the_interposer() -> None:
    ignored = [f"--ignore={TESTS / name}" for name in LEFT_OUT]
    inner = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(TESTS), *ignored, "-k", INTERRUPTED]
    command = [sys.executable, "-m", "pjrt.cli", "trace", "--no-sites", "--json", "--", *inner]
    environment = {**os.environ, "PJRT_TEST_PLUGINS": "lammps_jax_pjrt_cpu"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900, check=False)
    told, _, figures = done.stdout.partition("\n{\n")
    assert done.returncode == 0, told[-4000:]
    passed = re.search(r"(\d+) passed", told)
    assert passed is not None, told[-4000:]
    assert int(passed[1]) > 1500
    seen = json.loads("{\n" + figures)
    assert len(seen["functions"]) > 100
    assert seen["misuse"] == []
