"""What the tests of the hot calls share: a process with the accelerator or without it, on each plugin."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from tests.pjrt.conftest import CPU_PLUGINS, PRELUDE

Run = Callable[..., Any]
Hot = Callable[..., dict[str, Any]]

NEWEST, OLDEST = "lammps_jax_pjrt_cpu", "xla_cpu_pjrt"
CASES = [*(("accelerated", plugin) for plugin in CPU_PLUGINS), ("python", NEWEST)]


@pytest.fixture(scope="module", params=CASES, ids="-".join)
def case(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Whether the accelerator is used, and the plugin. The suite behind the interposer does without it on each."""
    mode, plugin = request.param
    return mode, plugin


@pytest.fixture(scope="module")
def mode(case: tuple[str, str]) -> str:
    """ "1" with the accelerator, "0" without: what PJRT_ACCELERATOR says."""
    return {"accelerated": "1", "python": "0"}[case[0]]


@pytest.fixture(scope="module")
def plugin(case: tuple[str, str]) -> str:
    return case[1]


@pytest.fixture(scope="module")
def hot(subprocess_run: Run, mode: str) -> Hot:
    """Runs code after PRELUDE, with the accelerator or without, and gives the dict `report` that it filled."""

    def run(code: str, *argv: str, timeout: float = 60) -> dict[str, Any]:
        import json

        done = subprocess_run(
            f"{PRELUDE}\n{code}\nprint(json.dumps(report))",
            *argv,
            timeout=timeout,
            env={**os.environ, "PJRT_ACCELERATOR": mode},
        )
        assert done.returncode == 0, f"exit code {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
        report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return report

    return run
