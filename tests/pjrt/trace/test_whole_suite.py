"""The tests of the façades once more, on each CPU plugin, with the interposer in front of it and no accelerator.

What is the same for each plugin runs with the first of them only, and not at all if it is slow.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pjrt.conftest import CPU_PLUGINS

pytestmark = [pytest.mark.download, pytest.mark.slow, pytest.mark.long]
ROOT = Path(__file__).parents[3]
TESTS = ROOT / "tests" / "pjrt"
LEFT_OUT = (
    "gap",
    "hot",
    "server",
    "testing",
    "trace",
    "test_accelerator.py",
    "test_history.py",
    "test_import.py",
    "test_leaks.py",
    "test_xspace.py",
    "extensions/test_ffi_memory.py",
    "extensions/test_gate.py",
    "extensions/test_registry.py",
)
"""What is about plugins in Python or calls none, and what counts calls or memory."""


@pytest.mark.parametrize("plugin", CPU_PLUGINS)
def test_the_façades_pass_through_the_interposer(plugin: str) -> None:
    ignored = [f"--ignore={TESTS / name}" for name in LEFT_OUT]
    inner = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(TESTS), *ignored]
    command = [sys.executable, "-m", "pjrt.cli", "trace", "--no-sites", "--json", "--", *inner]
    environment = {**os.environ, "PJRT_TEST_PLUGINS": plugin, "PJRT_ACCELERATOR": "0"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900, check=False)
    told, _, figures = done.stdout.partition("\n{\n")
    assert done.returncode == 0, told[-4000:]
    passed = re.search(r"(\d+) passed", told)
    assert passed is not None, told[-4000:]
    assert int(passed[1]) > (1500 if plugin == CPU_PLUGINS[0] else 900)
    seen = json.loads("{\n" + figures)
    assert len(seen["functions"]) > 100
    assert seen["misuse"] == []
