"""The workers: whatever becomes of one, each program has a record, and a crash is one with its message."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tests.differential import records, workers

NAMES = ["shapes/scalar", "shapes/identity"]


def _order(folder: Path) -> workers.Order:
    return workers.Order("/nowhere/plugin.so", str(folder), "pjrt-none", NAMES, "jax-none", False, "1.0.0")


def test_a_worker_that_cannot_start(tmp_path: Path) -> None:
    order = _order(tmp_path)
    workers.work("pjrt", order)
    for name in NAMES:
        kind, text = records.read(order.record(name))["error"]
        assert kind == "Crash"
        assert "exit code 1" in text
        assert "PluginLoadError" in text


def test_a_worker_that_dies_at_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that it died at are told, the others run in another worker."""
    order = _order(tmp_path)
    names = ["shapes/empty", *NAMES, "shapes/tree"]
    started: list[list[str]] = []

    def start(side: str, told: dict) -> tuple[bool, str]:
        started.append(told["names"])
        for name in told["names"]:
            if name in NAMES:
                return True, f"SIGABRT at {name}"
            records.write(order.record(name), {"results": []})
        return True, "exit code 0"

    monkeypatch.setattr(workers, "_start", start)
    workers.work("pjrt", dataclasses.replace(order, names=names))
    assert started == [names, names[2:], names[3:]]
    for name in names:
        wanted = {"error": ("Crash", f"SIGABRT at {name}")} if name in NAMES else {"results": []}
        assert records.read(order.record(name)) == wanted


def test_a_worker_that_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "TIME_LIMIT", 0.01)
    order = _order(tmp_path)
    workers.work("pjrt", order)
    for name in NAMES:
        assert records.read(order.record(name)) == {"error": ("Crash", "still running after 0.01 s")}
