"""The workers of pytest-xdist, for a run with `-n`: which tests one of them does, and what it hands over at its end."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

SHARING = ("differential",)
"""Folders whose files share fixtures that take minutes."""
ALONE = ("test_whole_suite.py",)
"""Files whose tests share nothing and take minutes each."""


class Workers:
    """A plugin of pytest's. figures: what tests measured, to which workers add theirs."""

    def __init__(self, figures: dict[str, list[dict[str, Any]]]) -> None:
        self._figures = figures

    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> LoadScopeScheduling:
        """Keeps in one worker what shares what is costly: the tests of a file, mostly."""
        return Scheduling(config, log)

    def pytest_testnodedown(self, node: Any) -> None:
        """Takes over the figures of a worker that is through."""
        for group, figures in getattr(node, "workeroutput", {}).get("figures", {}).items():
            self._figures[group] += figures


class Scheduling(LoadScopeScheduling):  # type: ignore[misc]
    """Gives a worker all tests of a scope."""

    def _split_scope(self, nodeid: str) -> str:
        file = PurePosixPath(nodeid.partition("::")[0])
        if file.name in ALONE:
            return nodeid
        return str(file.parent if file.parent.name in SHARING else file)


def is_worker(config: pytest.Config) -> bool:
    """Whether this process is one."""
    return hasattr(config, "workerinput")
