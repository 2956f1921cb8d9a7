"""Options of our own, and the record of what the tests call.

`pytest tests/codegen/test_goldens.py --bless` rewrites the goldens. `pytest --record FILE` runs everything, writes what
each plugin answered, for `python -m codegen report`, and fails where a function is neither called nor excused. `pytest
tests/pjrt/extensions --part-record FILE` writes the same of what these tests alone call, and tells what it lacks of
extensions without failing. `pytest tests/pjrt/test_leaks.py --whole-leaks FILE` runs as many cycles of what is slow as
of all the rest, and writes the figures.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from codegen.report import gaps
from tests.recording import recorder
from tests.report import leaks, record
from tests.report.facades import facades
from tests.report.model import Model
from tests.report.table import Table, read_reasons
from tests.report.write import figures, write_part, write_record
from tests.workers import Workers, is_worker

FIGURES = pytest.StashKey[dict[str, list[dict[str, Any]]]]()
PROBLEMS = pytest.StashKey[list[str]]()
CALLED = pytest.StashKey[list[str]]()
MODEL = Model.read()
# Here, because the other conftest.py files import the library. A run inside another one leaves the record to that.
FOLDER = None if recorder.RECORD in os.environ else record.start(MODEL)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="rewrite the goldens with what the generator makes now")
    parser.addoption("--whole-leaks", type=Path, metavar="FILE", help="run all leak cycles, and write the figures")
    parser.addoption("--record", type=Path, metavar="FILE", help="run all, and write what each plugin answers")
    parser.addoption("--part-record", type=Path, metavar="FILE", help="write what each plugin answers these tests")


def pytest_configure(config: pytest.Config) -> None:
    if config.option.record and not is_worker(config) and not _runs_all(config):
        raise pytest.UsageError("--record speaks of the whole run: leave out paths, -k, -m and the like")
    config.stash[FIGURES] = {"leaks": []}
    if config.pluginmanager.has_plugin("xdist"):
        config.pluginmanager.register(Workers(config.stash[FIGURES]))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Makes many objects that stay: tests collect garbage hundreds of times, and need not go through these."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long is started first."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def _runs_all(config: pytest.Config) -> bool:
    options = config.option
    narrowed = (options.keyword, options.markexpr, options.deselect, options.ignore, options.collectonly)
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not any(narrowed)


def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    if is_worker(config):
        recorder.write_counts()
        config.workeroutput["figures"] = config.stash[FIGURES]  # type: ignore[attr-defined]
        return
    if config.option.whole_leaks and config.stash[FIGURES]["leaks"]:
        config.option.whole_leaks.write_text(leaks.markdown(config.stash[FIGURES]["leaks"]))
    if FOLDER is not None:
        _write_records(session, FOLDER)


def _write_records(session: pytest.Session, folder: Path) -> None:
    options, stash = session.config.option, session.config.stash
    if not (options.record or options.part_record):
        return
    recorder.write_counts()
    left_out = tuple(name for gap in gaps.load() if "facade" in gap.columns for name in gap.names)
    called = record.callbacks(folder)
    table = Table(MODEL, record.read(folder), read_reasons(), facades(MODEL.extensions), called, left_out)
    stash[CALLED] = figures(table, stash[FIGURES]["leaks"])
    if options.part_record:
        stash[PROBLEMS] = write_part(table, options.part_record)
    if options.record:
        stash[PROBLEMS] = write_record(table, options.record)
        if stash[PROBLEMS] and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for key, title, red in (
        (CALLED, "what the tests called", False),
        (PROBLEMS, "functions that no façade reaches, and what else the record lacks", True),
    ):
        if lines := config.stash.get(key, []):
            terminalreporter.section(title, red=red)
        for line in lines:
            terminalreporter.line(line)


def pytest_unconfigure() -> None:
    if FOLDER is not None:
        record.end(FOLDER)


@pytest.fixture(scope="session")
def bless(request: pytest.FixtureRequest) -> bool:
    """Whether goldens are to be rewritten."""
    return bool(request.config.getoption("--bless"))


@pytest.fixture(scope="session")
def measured(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Keeps a figure for the summary: `measured("leaks", kind=…, plugin=…)`."""

    def keep(group: str, **figures: Any) -> None:
        request.config.stash[FIGURES][group].append(figures)

    return keep
