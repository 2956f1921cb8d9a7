"""`python -m benchmarks` as a user runs it, on a plugin. What it takes is not looked at: times are not for tests."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.command import main
from benchmarks.document import from_json, to_json
from benchmarks.programs import ROOT

pytestmark = pytest.mark.download


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "benchmarks", *map(str, arguments)]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What a quick run printed, and its folder."""
    folder = tmp_path_factory.mktemp("run")
    rows = ("execute-drop", "put", "curve-arguments")
    files = ("--json", folder / "run.json", "--plot", folder / "run.svg", "--plot", folder / "run.png")
    done = command("--quick", "--only", *rows, *files)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout, folder


def test_every_contender_is_measured(written: tuple[str, Path]) -> None:
    document: dict[str, Any] = json.loads((written[1] / "run.json").read_text())
    assert document["absent"] == {}
    rows = {row["name"]: row for row in document["rows"]}
    assert list(rows) == ["execute-drop", "put"]
    everyone = {"c", "frames", "pjrt", "jax", "jax_cpu", "pypjrt"}
    assert set(rows["execute-drop"]["contenders"]) == everyone
    assert set(rows["put"]["contenders"]) == everyone
    for row in rows.values():
        assert set(row["ratios"]) == set(row["contenders"]) - {"pjrt"}
        assert all(math.isfinite(ratio) and ratio > 0 for ratio in row["ratios"].values())
        for sample in row["contenders"].values():
            assert len(sample["rounds"]) == 3
            assert min(sample["rounds"]) > 0
            assert sample["count"] > 0
        assert row["bars"]
        assert {bar["state"] for bar in row["bars"]} <= {"met", "missed"}
    (curve,) = document["curves"]
    assert [point["x"] for point in curve["series"]["pjrt"]] == [1, 2]


def test_what_is_printed(written: tuple[str, Path]) -> None:
    text = written[0]
    assert "a quick run: the figures say that it works, not what it costs" in text
    for words in ("C program", "prepared ctypes", "JAX, same plugin", "JAX, own CPU client", "pypjrt"):
        assert words in text
    assert "<= 0.8 x JAX, same plugin" in text
    assert "\x1b" not in text


def test_the_files_are_read_again(written: tuple[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder = written[1]
    text = (folder / "run.json").read_text()
    assert to_json(from_json(text)) == text
    assert (folder / "run.svg").read_text().startswith("<svg ")
    assert (folder / "run.png").read_bytes().startswith(b"\x89PNG")
    assert main(["--compare", str(folder / "run.json"), str(folder / "run.json")]) == 0
    assert "no row got slower" in capsys.readouterr().out


def test_a_run_with_fewer_contenders_says_so(tmp_path: Path) -> None:
    done = command("--quick", "--peers", "pjrt", "--only", "put", "--json", tmp_path / "run.json")
    assert done.returncode == 0, done.stderr[-3000:]
    (row,) = json.loads((tmp_path / "run.json").read_text())["rows"]
    assert set(row["contenders"]) == {"pjrt"}
    assert [bar["state"] for bar in row["bars"]] == ["absent"]
    assert "contender absent" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--only", "nothing"), "there is no 'nothing'; there are execute-drop"),
        (("--plugin", "README.md"), "README.md"),
        (("--plot", "run.jpg"), "expected a name that ends in .svg or .png"),
        (("--compare", "missing.json"), "missing.json"),
        (("--compare", "pyproject.toml"), "this is not JSON"),
        (("--compare", "generated/abi.json"), "expected what `python -m benchmarks --json` writes"),
        (("--tolerance", "-1"), "--tolerance: expected a part"),
    ],
)
def test_what_cannot_be_done(
    arguments: tuple[str, ...], words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(list(arguments)) == 2
    assert words in capsys.readouterr().err
