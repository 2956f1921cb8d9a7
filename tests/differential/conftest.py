"""Differential tests: JAX and this library run the same programs on the same plugins, and must give the same bits.

catalogue/ holds the programs; define.py is the language that they are written in, devices.py the part of it that is
about several devices. JAX lowers each program once, to StableHLO that the oldest plugin reads. Then jax_worker.py and
pjrt_worker.py run it, in processes of their own, so that neither can take the other or the test run down; workers.py
starts them, once a session and with the programs that the session wants, and the tests read what they wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.differential import records, workers
from tests.differential.catalogue import CATALOGUE
from tests.differential.define import Program
from tests.differential.known import NEW, PLUGINS
from tests.differential.records import Record


@dataclass(frozen=True)
class Runs:
    """What both sides wrote down."""

    folder: Path

    def of(self, side: str, plugin: str, program: Program) -> Record:
        """What one side wrote of a program on a plugin."""
        return records.read(self.folder / f"{program.file_name}.{side}-{plugin}")

    def lowered(self, program: Program) -> Record:
        """The record of the JAX that lowered."""
        return self.of("jax", NEW, program)

    def text(self, program: Program) -> Path:
        """The lowered program as text."""
        return self.folder / f"{program.file_name}.mlir"


@pytest.fixture(scope="session")
def runs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Runs the programs of the tests that were selected, all of them where a test names none."""
    chosen: set[str] = set()
    for item in request.session.items:
        if isinstance(item, pytest.Function) and "runs" in item.fixturenames:
            chosen |= {item.callspec.params["name"]} if hasattr(item, "callspec") else set(CATALOGUE)
    folder = tmp_path_factory.mktemp("differential")
    workers.run_all(PLUGINS, [name for name in CATALOGUE if name in chosen], folder)
    return Runs(folder)
