"""The workers: whatever becomes of one, each program has a record, and a crash is one with its message."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from tests.differential import workers

NAMES = ["shapes/scalar", "shapes/identity"]


def _order(folder: Path) -> workers.Order:
    return workers.Order("/nowhere/plugin.so", str(folder), "pjrt-none", NAMES, "jax-none", False, "1.0.0")


def test_a_worker_that_cannot_start(tmp_path: Path) -> None:
    order = _order(tmp_path)
    workers.work("pjrt", order)
    for name in NAMES:
        kind, text = pickle.loads(order.record(name).read_bytes())["error"]
        assert kind == "Crash"
        assert "exit code 1" in text
        assert "PluginLoadError" in text


def test_a_worker_that_dies_at_a_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program that it died at is told, the next ones run in another worker."""
    order = _order(tmp_path)
    started: list[list[str]] = []

    def start(side: str, told: dict) -> str:
        started.append(told["names"])
        for name in told["names"]:
            if name == NAMES[1]:
                return "SIGABRT\nwhy"
            order.record(name).write_bytes(pickle.dumps({"results": []}))
        return "exit code 0\n"

    monkeypatch.setattr(workers, "_start", start)
    workers.work("pjrt", workers.Order(**{**vars(order), "names": [*NAMES, "shapes/empty"]}))
    assert started == [[*NAMES, "shapes/empty"], ["shapes/empty"]]
    assert pickle.loads(order.record(NAMES[1]).read_bytes()) == {"error": ("Crash", "SIGABRT\nwhy")}
    assert pickle.loads(order.record("shapes/empty").read_bytes()) == {"results": []}


def test_a_worker_that_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "TIME_LIMIT", 0.01)
    order = _order(tmp_path)
    workers.work("pjrt", order)
    assert pickle.loads(order.record(NAMES[0]).read_bytes()) == {"error": ("Crash", "still running after 0.01 s")}
