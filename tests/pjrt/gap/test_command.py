"""The command `pjrt gap`, as a user runs it: what it prints and writes, what it refuses, its exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pjrt
from pjrt.cli import main
from pjrt.gap.document import Document, Status
from pjrt.gap.names import Names, text_of
from pjrt.gap.outline import is_core
from tests.pjrt.gap.programs import FILES

ROOT = Path(__file__).parents[3]
NAMES = Names.load()
OLD, NEW = "xla_cpu_pjrt", "lammps_jax_pjrt_cpu"
JAX = str(FILES / "3_jax.json")
Gap = Callable[..., tuple[int, str, str]]
pytestmark = pytest.mark.download


@pytest.fixture
def gap(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Gap:
    """Runs the command in this process: its exit code, what it printed, and what it complained of."""
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)

    def run(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["gap", *map(str, words)])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return code, said.out, said.err

    return run


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A client in C++ that uses two functions, and a header that declares a third."""
    folder = tmp_path / "client"
    folder.mkdir()
    (folder / "client.cc").write_text(
        '#include "pjrt_c_api.h"\n'
        "PJRT_Error* make(const PJRT_Api* api, PJRT_Client_Create_Args* args) {\n"
        "  return api->PJRT_Client_Create(args);\n}\n"
        "void drop(const PJRT_Api* api, PJRT_Client_Destroy_Args* args) { api->PJRT_Client_Destroy(args); }\n"
    )
    return folder


class TestPlugin:
    def test_text(self, gap: Gap) -> None:
        code, out, err = gap("--plugin", OLD)
        assert (code, err) == (0, "")
        assert out.startswith(f"Gap report: plugin {OLD}\n")
        for name in pjrt.load(OLD).missing_functions:
            assert name in out
        assert all(len(line) <= 100 for line in out.splitlines())
        for heading in ("Summary", "Known programs", "Extensions", "Callbacks", "Experimental and deprecated"):
            assert f"\n{heading}\n" in out
        assert "\033" not in out
        assert "/" + str(ROOT).strip("/") not in out

    def test_json(self, gap: Gap) -> None:
        code, out, _ = gap("--plugin", OLD, "--json")
        data = json.loads(out)
        document = Document.from_data(data)
        lacking = [item.name for item in document.items if is_core(item) and item.status is Status.LACKING]
        assert code == 0
        assert set(lacking) == pjrt.load(OLD).missing_functions.keys()
        core = data["totals"]["functions of the core"]
        assert core == {"having": core["all"] - len(lacking), "declared only": 0, "all": core["all"]}

    def test_it_says_the_same_each_time(self, gap: Gap) -> None:
        assert gap("--plugin", OLD, "--json") == gap("--plugin", OLD, "--json")

    def test_at_a_version(self, gap: Gap) -> None:
        version = text_of(pjrt.load(OLD).api_version)
        code, out, _ = gap("--plugin", OLD, "--at", version, "--fail-under", 100)
        assert code == 0
        assert f"counted against  {version}\n" in out
        assert gap("--plugin", OLD, "--fail-under", 100)[0] == 1

    def test_fail_under(self, gap: Gap) -> None:
        count = len([name for name in NAMES.all.values() if name.owner == "PJRT_Api" and name.kind == "function"])
        count -= len([n for n in NAMES.all.values() if n.owner == "PJRT_Api" and n.kind == "function" and n.gone])
        there = count - len(pjrt.load(OLD).missing_functions)
        share = 100 * there / count
        assert gap("--plugin", OLD, "--fail-under", share - 0.01)[0] == 0
        code, _, err = gap("--plugin", OLD, "--fail-under", share + 0.01)
        assert code == 1
        assert f"pjrt gap: {there} of {count} functions of the core are {share:.1f} %, under" in err
        assert gap("--plugin", NEW, "--fail-under", 100)[0] == 0

    def test_fail_under_of_what_only_leaves(self, gap: Gap) -> None:
        assert gap("--plugin", NEW, "--only", "extension", "--fail-under", 100)[0] == 1
        assert gap("--plugin", NEW, "--only", "Extension Layouts", "--fail-under", 100)[0] == 0
        assert gap("--plugin", OLD, "--only", "function", "--only", "Plugin", "--fail-under", 100)[0] == 0
        assert gap("--plugin", OLD, "--only", "function, device", "--fail-under", 100)[0] == 1

    def test_only(self, gap: Gap) -> None:
        _, out, _ = gap("--plugin", OLD, "--only", "function,Device", "--json")
        document = Document.from_data(json.loads(out))
        assert {(item.kind, item.area) for item in document.items} == {("function", "Device")}


class TestNeeds:
    def test_of_a_plugin_that_serves_it(self, gap: Gap) -> None:
        code, out, _ = gap("--plugin", NEW, "--needs", JAX)
        assert code == 0
        assert "\nLacking (0)\n  none\n" in out

    def test_of_one_that_does_not(self, gap: Gap) -> None:
        code, out, _ = gap("--plugin", OLD, "--needs", JAX)
        assert code == 1
        assert "PJRT_Extension_Type_Shardings" in out
        assert "Priority" not in out

    def test_that_the_tracer_wrote(self, gap: Gap, tmp_path: Path) -> None:
        file = tmp_path / "needs.json"
        script = "import pjrt; pjrt.Client('cpu').close()"
        command = [sys.executable, "-m", "pjrt.cli", "trace", "--needs", file, "--", sys.executable, "-c", script]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        code, out, _ = gap("--plugin", OLD, "--needs", file, "--json")
        assert code == 0
        names = {item["name"] for item in json.loads(out)["items"]}
        assert {"PJRT_Client_Create", "PJRT_Client_Destroy"} <= names == set(json.loads(file.read_text())["functions"])


class TestSource:
    def test_text(self, gap: Gap, tree: Path) -> None:
        code, out, _ = gap("--source", tree)
        assert code == 0
        assert "client.cc:3" in out
        assert str(tree) not in out

    def test_json_and_the_next_run(self, gap: Gap, tree: Path, tmp_path: Path) -> None:
        code, out, _ = gap("--source", tree, "--json")
        document = Document.from_data(json.loads(out))
        used = {item.name for item in document.items if item.kind == "function" and item.status is Status.USED}
        assert code == 0
        assert used == {"PJRT_Client_Create", "PJRT_Client_Destroy"}
        before = tmp_path / "gap.json"
        before.write_text(out)
        assert gap("--diff", before, tree)[0] == 0
        text = (tree / "client.cc").read_text()
        (tree / "client.cc").write_text(text.partition("void drop")[0])
        code, out, _ = gap("--diff", before, tree)
        assert code == 1
        assert "PJRT_Client_Destroy" in out
        assert gap("--diff", tree, before)[0] == 0

    def test_against_a_version(self, gap: Gap, tree: Path) -> None:
        _, out, _ = gap("--source", tree, "--at", "0.90", "--json")
        document = Document.from_data(json.loads(out))
        assert document.facts["counted against"] == "0.90"
        assert all(NAMES.all[item.name].at((0, 90)) for item in document.items if item.name in NAMES.all)
        assert len([item for item in document.items if is_core(item)]) == len(
            [n for n in NAMES.all.values() if n.owner == "PJRT_Api" and n.kind == "function" and n.at((0, 90))]
        )

    def test_against_a_plugin(self, gap: Gap, tree: Path) -> None:
        code, out, _ = gap("--diff", tree, NEW)
        assert code == 0
        assert "PJRT_Client_Compile" in out

    def test_fail_under(self, gap: Gap, tree: Path) -> None:
        assert gap("--source", tree, "--fail-under", 1)[0] == 0
        code, _, err = gap("--source", tree, "--fail-under", 50)
        assert code == 1
        assert "pjrt gap: 2 of " in err


class TestDiff:
    def test_versions(self, gap: Gap) -> None:
        code, out, _ = gap("--diff", "0.97", "0.98")
        assert code == 0
        assert out.startswith("Gap difference: API 0.97 to API 0.98\n")
        came = [
            n.name for n in NAMES.all.values() if n.kind == "function" and (n.since, n.without) == ((0, 98), (0, 97))
        ]
        assert came
        assert all(name in out for name in came)
        assert gap("--diff", "0.98", "0.97")[0] == 1

    def test_plugins_as_json(self, gap: Gap) -> None:
        code, out, _ = gap("--diff", NEW, OLD, "--json")
        assert code == 1
        lost = {one["name"] for one in json.loads(out)["lost"]}
        assert pjrt.load(OLD).missing_functions.keys() <= lost

    def test_only(self, gap: Gap) -> None:
        _, out, _ = gap("--diff", OLD, NEW, "--only", "extension", "--json")
        assert {one["kind"] for one in json.loads(out)["gained"]} == {"extension"}


class TestOutput:
    def test_a_page(self, gap: Gap, tmp_path: Path) -> None:
        page = tmp_path / "gap.html"
        code, out, _ = gap("--plugin", OLD, "--html", page)
        assert code == 0
        assert out.startswith("Gap report")
        written = page.read_text()
        assert written.startswith("<!doctype html>")
        assert all(name in written for name in pjrt.load(OLD).missing_functions)

    def test_markdown_goes_to_the_job_summary(self, gap: Gap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        code, out, _ = gap("--plugin", OLD, "--github")
        assert code == 0
        assert out.startswith("## Gap report: plugin")
        summary = tmp_path / "summary.md"
        summary.write_text("before\n")
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
        _, text, _ = gap("--plugin", OLD, "--github")
        assert text.startswith("Gap report: plugin")
        assert summary.read_text() == "before\n" + out
        _, data, _ = gap("--plugin", OLD, "--github", "--json")
        assert json.loads(data)["is"] == "pjrt gap 1"

    def test_all_at_once(self, gap: Gap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
        code, out, _ = gap("--diff", OLD, NEW, "--json", "--github", "--html", tmp_path / "diff.html")
        assert code == 0
        assert json.loads(out)["is"] == "pjrt gap diff 1"
        assert (tmp_path / "summary.md").read_text().startswith("## Gap difference")
        assert "Gap difference" in (tmp_path / "diff.html").read_text()


BAD: list[tuple[tuple[str, ...], str]] = [
    (("--plugin", "no_such_plugin"), "no PJRT plugin is called 'no_such_plugin'"),
    (("--plugin", "./pyproject.toml"), "pyproject.toml: "),
    (("--plugin", "./none.so"), "none.so: "),
    (("--plugin", OLD, "--needs", "none.json"), "none.json"),
    (("--plugin", OLD, "--needs", "pyproject.toml"), "pyproject.toml: not JSON"),
    (("--plugin", OLD, "--needs", "generated/abi.json"), "generated/abi.json: not a file of needs"),
    (("--plugin", OLD, "--needs", JAX, "--at", "0.90"), "--at does not go with --needs"),
    (("--plugin", OLD, "--needs", JAX, "--fail-under", "9"), "--fail-under does not go with --needs"),
    (("--source", ".", "--needs", JAX), "--needs goes with --plugin"),
    (("--diff", "0.90", "0.98", "--at", "0.90"), "--at does not go with --diff"),
    (("--diff", "0.90", "0.98", "--fail-under", "9"), "--fail-under does not go with --diff"),
    (("--diff", "0.91x", OLD), "--diff: expected an API version such as 0.98, got '0.91x'"),
    (("--diff", OLD, "9.99"), "--diff: no headers of API 9.99 are known; known are "),
    (("--diff", "generated/abi.json", OLD), "generated/abi.json: not a gap document"),
    (("--diff", OLD), "expected 2 arguments"),
    (("--plugin", OLD, "--at", "x"), "--at: expected an API version such as 0.98, got 'x'"),
    (("--plugin", OLD, "--at", "0.1"), "--at: no headers of API 0.1 are known"),
    (("--plugin", OLD, "--fail-under", "120"), "--fail-under: expected a percentage from 0 to 100, got '120'"),
    (("--plugin", OLD, "--fail-under", "-1"), "--fail-under: expected a percentage from 0 to 100, got '-1'"),
    (("--plugin", OLD, "--fail-under", "nan"), "--fail-under: expected a percentage from 0 to 100, got 'nan'"),
    (("--plugin", OLD, "--fail-under", "most"), "--fail-under: expected a percentage from 0 to 100, got 'most'"),
    (("--plugin", OLD, "--only", "colour"), "--only: nothing is called 'colour'; there are function, "),
    (("--plugin", OLD, "--only", "callback", "--only", "Plugin", "--fail-under", "9"), "nothing to take a share of"),
    (("--plugin", OLD, "--html", "/no/such/folder/x.html"), "x.html: cannot be written to, for --html"),
    (("--plugin", OLD, "--html", "."), ".: cannot be written to, for --html"),
    (("--plugin", OLD, "--json", "--github"), "--json and --github would both print"),
    (("--plugin", OLD, "--source", "."), "not allowed with argument --plugin"),
    (("--source", "/no/such/folder"), "/no/such/folder"),
    (("--source", "./pyproject.toml"), "pyproject.toml"),
    ((), "one of the arguments --plugin --source --diff is required"),
]


@pytest.mark.parametrize(("words", "message"), BAD, ids=[" ".join(words)[:60] for words, _ in BAD])
def test_what_cannot_be(gap: Gap, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], message: str) -> None:
    monkeypatch.chdir(ROOT)
    code, out, err = gap(*words)
    assert code == 2
    assert out == ""
    assert message in err


def test_a_tree_with_nothing_in_it(gap: Gap, tmp_path: Path) -> None:
    code, out, err = gap("--source", tmp_path)
    assert code == 2
    assert out == ""
    assert tmp_path.name in err


def test_needs_that_are_damaged(gap: Gap, tmp_path: Path) -> None:
    good: dict[str, Any] = json.loads(Path(JAX).read_text())
    file = tmp_path / "needs.json"
    for key, value in (("functions", None), ("extensions", []), ("element_types", [3]), ("functions", {"a": "b"})):
        file.write_text(json.dumps({**good, key: value}))
        code, _, err = gap("--plugin", OLD, "--needs", file)
        assert code == 2
        assert f"a file of needs that is damaged: '{key}' is " in err
    file.write_bytes(b"\xff\xfe")
    assert gap("--plugin", OLD, "--needs", file)[0] == 2


def test_help_has_examples(gap: Gap) -> None:
    code, out, _ = gap("--help")
    assert code == 0
    for option in ("--plugin", "--source", "--diff", "--needs", "--at", "--only", "--fail-under", "--json", "--html"):
        assert option in out
    assert "examples:\n  pjrt gap --plugin" in out
    assert "exit codes: 0 fine; 1 " in out
