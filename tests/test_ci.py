"""docs/ci: the workflow for other projects is one, and each `pjrt` line in it runs as it stands."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import pjrt.server
from pjrt.gap.names import Names

ROOT = Path(__file__).resolve().parent.parent
WORKFLOW = ROOT / "docs" / "ci" / "pjrt-gap.yml"
JOBS: dict[str, Any] = yaml.safe_load(WORKFLOW.read_text())["jobs"]

TRAIN = """\
import numpy as np, pjrt
client = pjrt.Client("cpu")
(y,) = client.compile("add.mlir")(np.arange(4, dtype=np.float32), [10, 20, 30, 40])
print(y.to_numpy())
"""


def lines(job: str) -> list[str]:
    """The commands of ours in a job, in order."""
    script = "\n".join(step.get("run", "") for step in JOBS[job]["steps"])
    return [line for line in script.splitlines() if line.startswith("pjrt ")]


class Runner:
    """A folder like a runner's: with `pjrt` and `python` on the PATH, and a file for the summary."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.summary = folder, folder / "summary.md"

    def __call__(self, line: str) -> subprocess.CompletedProcess[str]:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("GITHUB_")}
        path = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
        environment |= {"PATH": path, "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(self.summary)}
        command = ["bash", "-euo", "pipefail", "-c", line]
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    def passes(self, line: str) -> None:
        done = self(line)
        assert done.returncode == 0, f"{line}\nexit code {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def test_the_workflow_is_one() -> None:
    data = yaml.safe_load(WORKFLOW.read_text())
    # YAML 1.1 reads the key `on` as true.
    assert set(data) == {"name", True, "permissions", "jobs"}
    assert list(JOBS) == ["binding", "plugin", "client"]
    for name, job in JOBS.items():
        assert set(job) == {"runs-on", "steps"}, name
        for step in job["steps"]:
            assert ("run" in step) != ("uses" in step), step
            assert set(step) <= {"name", "run", "uses", "with", "if"}, step
            if "uses" in step:
                assert re.fullmatch(r"actions/[a-z-]+(/[a-z]+)?@v\d+", step["uses"])
        uploads = [step for step in job["steps"] if "upload-artifact" in step.get("uses", "")]
        assert [step["if"] for step in uploads] == ["always()"], "a report is wanted most where the job failed"


def test_the_page_says_what_the_workflow_runs() -> None:
    page = (ROOT / "docs" / "ci.md").read_text()
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    said = [line for block in blocks for line in block.splitlines() if line.startswith("pjrt ")]
    assert said == [line for job in JOBS for line in lines(job)]
    assert "(ci/pjrt-gap.yml)" in page


def test_a_binding(runner: Runner) -> None:
    used = [name for name, one in Names.load().all.items() if one.kind == "function" and not one.extension]
    calls = "\n".join(f"  api->{name}(&args);" for name in used[: len(used) // 2])
    source = runner.folder / "src" / "binding.cc"
    source.parent.mkdir()
    source.write_text(f'#include "xla/pjrt/c/pjrt_c_api.h"\n\nvoid all(const PJRT_Api* api) {{\n{calls}\n}}\n')
    report, difference = lines("binding")
    runner.passes(report)
    found = json.loads((runner.folder / "gap.json").read_text())
    places = [place for item in found["items"] if item["name"] == used[0] for place in item["places"]]
    assert places[0]["file"] == "src/binding.cc"
    assert "<html" in (runner.folder / "gap.html").read_text()
    assert used[0] in runner.summary.read_text() or "%" in runner.summary.read_text()
    # The next run: the same, then with a function less.
    (runner.folder / "last").mkdir()
    (runner.folder / "gap.json").rename(runner.folder / "last" / "gap.json")
    runner.passes(report)
    runner.passes(difference)
    source.write_text(source.read_text().replace(f"  api->{used[0]}(&args);\n", ""))
    runner.passes(report)
    assert runner(difference).returncode == 1
    # Too little.
    source.write_text(f"void f(const PJRT_Api* api) {{ api->{used[1]}(&args); }}\n")
    done = runner(report)
    assert done.returncode == 1
    assert "40" in done.stderr


def test_a_plugin(runner: Runner) -> None:
    library = runner.folder / shlex.split(lines("plugin")[0])[3]
    library.parent.mkdir()
    pjrt.server.export("pjrt.testing:reference", library)
    needs = ROOT / "pjrt" / "gap" / "needs" / "1_quickstart.json"
    (runner.folder / "needs.json").write_text(needs.read_text())
    for line in lines("plugin"):
        runner.passes(line)
    assert json.loads((runner.folder / "gap.json").read_text())["totals"]
    assert runner.summary.stat().st_size


@pytest.mark.download
def test_a_client(runner: Runner) -> None:
    (runner.folder / "train.py").write_text(TRAIN)
    (runner.folder / "add.mlir").write_text((ROOT / "examples" / "add.mlir").read_text())
    for line in lines("client"):
        runner.passes(line)
    assert "PJRT_Client_Compile" in (runner.folder / "needs.json").read_text()
    assert runner.summary.stat().st_size


def test_our_own_ci_runs_what_the_page_says() -> None:
    page = (ROOT / "docs" / "ci.md").read_text()
    makefile = (ROOT / "Makefile").read_text()
    told = re.findall(r"^\| [^|]+ \| `python -m (codegen [^`]+)` \|", page, re.MULTILINE)
    run = re.findall(r"^\t\$\(DEV\)/bin/python -m (codegen .+)$", makefile.partition("\ncheck:")[2], re.MULTILINE)
    assert told[0] == "codegen fetch"  # what `headers` does
    assert run[: len(told) - 1] == told[1:]
    assert re.findall(r"^make (\w+)$", (ROOT / ".ci" / "run").read_text(), re.MULTILINE) == ["check", "test", "lint"]
