"""The command `history`: what it takes in, what it writes, and what it makes of bad input."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codegen import emit, index, past_releases, snapshots, sources
from codegen.commands import history as command_history
from codegen.commands import main
from codegen.errors import CodegenError
from codegen.index import IndexFile, Unavailable
from codegen.pins import Distribution
from codegen.snapshots import text_of
from codegen.sources import Headers
from codegen.terminal import Terminal

from .header_sets import CORE_PATH, TINY_PATH, C, core, headers, write
from .repository import Repository
from .test_commands import TINY, Screen, Tiny, tiny_tree

COUNT, SUM = "PJRT_Client_Count", "PJRT_Client_Sum"
CURRENT = core(9, COUNT, SUM)


class Tree(Tiny):
    """A small tree with a history. Its current set, API 0.9, has all functions that older ones have here."""

    def __init__(self, folder: Path) -> None:
        self.include, self.generated = folder / "include", folder / "generated"
        if not self.include.exists():
            tiny_tree(folder)
            self.header("pjrt_c_api.h").write_text(CURRENT)

    def run(self, *arguments: str | Path) -> int:
        return main(["history", *self.roots, *map(str, arguments)])

    @property
    def sources(self) -> dict[str, str]:
        """By the name of each snapshot what it was made from."""
        return {one.name: one.source for one in snapshots.load(self.generated)}

    @property
    def releases(self) -> list[str]:
        return [release.source for release in past_releases.load(self.include)]

    def all_files(self) -> dict[str, tuple[int, bytes]]:
        """All that the command may write, with the time of the last change."""
        roots = (self.include, self.generated)
        files = (p for root in roots for p in sorted(root.rglob("*")) if p.is_file())
        return {str(p): (p.stat().st_mtime_ns, p.read_bytes()) for p in files}


@pytest.fixture(scope="module")
def model_tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    made = Tree(tmp_path_factory.mktemp("model"))
    assert made.run() == 0
    return made


@pytest.fixture
def tree(model_tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tree:
    """The tree with its current set in its history, for a test to change."""
    for folder in (model_tree.include, model_tree.generated):
        shutil.copytree(folder, tmp_path / "tree" / folder.name)
    capsys.readouterr()
    return Tree(tmp_path / "tree")


class Releases:
    """Releases of a project in place of the package index."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts: dict[str, Headers] = {}
        self.withdrawn: set[str] = set()
        self.read: list[str] = []
        monkeypatch.setattr(sources, "of_release", lambda name, version, progress: self._of(name, version))
        monkeypatch.setattr(sources, "of_distribution", lambda one, progress: self._of(one.name, one.version))
        monkeypatch.setattr(index, "project_files", self._files)

    def add(self, version: str, text: str, tiny: str | None = TINY) -> None:
        self.texts[version] = headers(text, tiny)

    def _of(self, name: str, version: str) -> Headers:
        if version in self.withdrawn or version not in self.texts:
            raise CodegenError(f"{name}=={version}: the package index has no such release")
        self.read.append(version)
        texts = self.texts[version].texts
        found = Headers(f"{name} {version}", texts)
        try:
            api = text_of(found.version)
        except CodegenError:
            api = "0.0"
        pin = Distribution(f"{name}-{version}", name, version, "wheel", api, "3.12", "manylinux_2_17_x86_64")
        return Headers(found.source, texts, pin)

    def _files(self, project: str) -> tuple[IndexFile, ...]:
        if project != "nightly":
            raise Unavailable(f"{project}: the index has no such project")
        files = [IndexFile(f"{kind}-{v}", "", v, None) for v in self.texts for kind in ("wheel", "sdist")]
        return tuple(one for one in files if one.version not in self.withdrawn)


@pytest.fixture
def releases(monkeypatch: pytest.MonkeyPatch) -> Releases:
    return Releases(monkeypatch)


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["history", "--help"])
    assert left.value.code == 0
    assert "example: python -m codegen history --add tensorflow-cpu==2.20.0\n" in capsys.readouterr().out


# ------------------------------------------------------------------ what it writes


def test_the_first_run_is_of_the_current_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree = Tree(tmp_path)
    assert tree.run() == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "set  functions  of extensions  structs  fields  values  types  breaks  source",
        "0.9          6              1       12      46       8      1          set 0.9",
    ]
    assert err == ""
    assert tree.sources == {"0.9": "set 0.9"}
    assert tree.releases == []
    assert {"history.json", "pjrt_abi/history.py", "pjrt_abi/names.json", "abi.json"} <= tree.files().keys()


def test_a_second_run_writes_nothing(tree: Tree, tmp_path: Path, releases: Releases) -> None:
    releases.add("1.0", core(7))
    old = write(tmp_path / "old", {CORE_PATH: core(8)})
    assert tree.run("--add", "nightly==1.0", old) == 0
    before = tree.all_files()
    assert tree.run() == 0
    assert tree.run("--add", "nightly==1.0", old) == 0
    assert tree.run("--rebuild") == 0
    assert tree.run("--check") == 0
    assert main(["check", *tree.roots]) == 0
    assert tree.all_files() == before


def test_a_folder_is_taken_in(tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = write(tmp_path / "old", {CORE_PATH: core(8)})
    assert tree.run("--add", old) == 0
    out, err = capsys.readouterr()
    assert err == "folder old: API 0.8, new: 0.8\n"
    assert [line.split()[0] for line in out.splitlines()] == ["set", "0.8", "0.9"]
    assert tree.sources == {"0.8": "folder old", "0.9": "set 0.9"}
    module: dict[str, Any] = {}
    exec((tree.generated / "pjrt_abi" / "history.py").read_text(), module)
    assert module["VERSIONS"] == ((0, 8), (0, 9))
    assert tree.releases == []


def test_a_release_is_taken_in_and_pinned(tree: Tree, releases: Releases, capsys: pytest.CaptureFixture[str]) -> None:
    releases.add("1.0", core(8))
    releases.add("1.1", core(8, COUNT))
    assert tree.run("--add", "nightly==1.1", "nightly==1.0") == 0
    assert capsys.readouterr().err == "nightly 1.1: API 0.8, new: 0.8\nnightly 1.0: API 0.8, new: 0.8\n"
    assert tree.sources == {"0.8": "nightly 1.0", "0.8-2": "nightly 1.1", "0.9": "set 0.9"}
    first, second = past_releases.load(tree.include)
    assert (first.source, second.source) == ("nightly 1.0", "nightly 1.1")
    assert second.headers == releases.texts["1.1"].digest
    assert second.distribution.api == "0.8"


def test_what_says_the_same_is_not_kept_twice(
    tree: Tree, releases: Releases, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    releases.add("1.0", core(8), f"// Other words.\n{TINY}")
    again = write(tmp_path / "again", {CORE_PATH: core(8), TINY_PATH: TINY})
    current = write(tmp_path / "current", {CORE_PATH: CURRENT, TINY_PATH: TINY})
    assert tree.run("--add", again, "nightly==1.0", current) == 0
    assert capsys.readouterr().err == (
        "folder again: API 0.8, new: 0.8\n"
        "nightly 1.0: API 0.8, the same as folder again\n"
        "folder current: API 0.9, the same as set 0.9\n"
    )
    assert tree.sources == {"0.8": "folder again", "0.9": "set 0.9"}
    assert tree.releases == []


def test_two_sets_of_one_version_are_told_apart(tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = [write(tmp_path / name / "xla", {CORE_PATH: core(8, *f)}) for name, f in [("a", ()), ("b", (COUNT,))]]
    assert tree.run("--add", *folders) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == "0.8: 2 sets of this version differ: folder xla, folder xla"
    assert err == "folder xla: API 0.8, new: 0.8\nfolder xla: API 0.8, new: 0.8-2\n"
    assert list(tree.sources) == ["0.8", "0.8-2", "0.9"]


def test_as_json(tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tree.run("--json", "--add", write(tmp_path / "old", {CORE_PATH: core(8)})) == 0
    out = capsys.readouterr().out
    assert json.loads(out) == json.loads((tree.generated / "history.json").read_text())
    assert [one["name"] for one in json.loads(out)["sets"]] == ["0.8", "0.9"]


# --------------------------------------------------------------------- checkouts


@pytest.fixture(scope="module")
def xla(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    made = Repository(tmp_path_factory.mktemp("xla"))
    made.commit("2026-01-01", {f"{C}/pjrt_c_api_helpers.h": "// C++\n"})
    made.commit("2026-01-02", {CORE_PATH: core(7), TINY_PATH: TINY})
    made.commit("2026-01-03", {CORE_PATH: core(8)})
    made.commit("2026-01-04", {CORE_PATH: f"// Other words.\n{core(8)}"})
    made.commit("2026-01-05", {CORE_PATH: core(8, COUNT)})
    made.commit("2026-01-06", {TINY_PATH: TINY.replace("depth;", "depth")})
    made.commit("2026-01-07", {CORE_PATH: core(7, COUNT), TINY_PATH: TINY})
    made.commit("2026-01-08", {"README.md": "Nothing of PJRT's.\n"})
    return made


def test_commits_are_taken_in(tree: Tree, xla: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert tree.run("--git", xla.folder) == 0
    out, err = capsys.readouterr()
    commits = {one.date[-2:]: str(one) for one in sources.commits(xla.folder)}
    assert tree.sources == {
        "0.7": commits["02"], "0.7-2": commits["07"], "0.8": commits["03"], "0.8-2": commits["05"], "0.9": "set 0.9",
    }  # fmt: skip
    said = err.splitlines()
    assert said[0].startswith(f"{commits['01']}: passed over: {commits['01']}: no pjrt_c_api.h below it")
    assert said[1:4] == [
        f"{commits['02']}: API 0.7, new: 0.7",
        f"{commits['03']}: API 0.8, new: 0.8",
        f"{commits['05']}: API 0.8, new: 0.8-2",
    ]
    assert said[4].startswith(f"{commits['06']}: passed over: {commits['06']}: {TINY_PATH}:")
    assert said[5:] == [
        f"{commits['07']}: API 0.7, new: 0.7-2",
        f"{xla.folder}: 7 commits read: 2 passed over, 4 new, 1 the same as another",
    ]
    assert out.splitlines()[-1] == f"backwards: {commits['05']} says 0.8, and after it {commits['07']} says 0.7"
    assert tree.releases == []
    before = tree.all_files()
    assert tree.run("--git", xla.folder) == 0
    assert tree.all_files() == before
    assert "7 commits read: 2 passed over, 5 the same as another" in capsys.readouterr().err


def test_a_shallow_clone_says_so(
    tree: Tree, xla: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    xla.git("clone", "--quiet", "--depth=2", f"file://{xla.folder}", str(tmp_path / "shallow"))
    assert tree.run("--git", tmp_path / "shallow") == 0
    assert "a shallow clone; `git fetch --unshallow` gives it the commits before these" in capsys.readouterr().err
    assert list(tree.sources) == ["0.7", "0.9"]


def test_a_folder_of_a_checkout_is_known_as_its_commit(tree: Tree, xla: Repository) -> None:
    assert tree.run("--add", xla.folder) == 0
    assert tree.sources["0.7"] == str(sources.commits(xla.folder)[-1])


def test_a_checkout_whose_commits_never_touched_pjrt(
    tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Repository(tmp_path / "other")
    other.commit("2026-01-01", {"README.md": "Something else.\n"})
    before = tree.all_files()
    assert tree.run("--git", other.folder) == 2
    said = f"--git {other.folder}: no commit of it touched a header of PJRT; give a checkout of XLA"
    assert capsys.readouterr().err == f"error: {said}\n"
    assert tree.all_files() == before


# ------------------------------------------------------------------------ discover


@pytest.fixture
def nightly(releases: Releases) -> Releases:
    releases.add("1.0.dev20260101", core(5))
    releases.add("1.0.dev20260102", core(6))
    releases.add("1.0.dev20260103", core(6), f"// Other words.\n{TINY}")
    releases.add("1.0.dev20260104", core(7), TINY.replace("depth;", "depth"))
    releases.add("1.0.dev20260105", core(7, COUNT))
    releases.add("1.0.dev20260106", core(8).replace("PJRT_API_MINOR", "PJRT_MINOR"))
    releases.add("1.0.dev20260107", core(8, COUNT, SUM))
    releases.add("1.0.dev20260108", core(5, COUNT, SUM))
    return releases


def test_every_release_of_a_project(tree: Tree, nightly: Releases, capsys: pytest.CaptureFixture[str]) -> None:
    nightly.withdrawn = {"1.0.dev20260101"}
    assert tree.run("--discover", "nightly") == 0
    out, err = capsys.readouterr()
    kept = {"0.5": "08", "0.6": "02", "0.7": "05", "0.8": "07"}
    assert tree.sources == {v: f"nightly 1.0.dev202601{day}" for v, day in kept.items()} | {"0.9": "set 0.9"}
    assert tree.releases == [f"nightly 1.0.dev202601{day}" for day in kept.values()]
    said = err.splitlines()
    assert said[1].startswith(f"nightly 1.0.dev20260104: passed over: nightly 1.0.dev20260104: {TINY_PATH}:")
    assert said[3].startswith("nightly 1.0.dev20260106: passed over: nightly 1.0.dev20260106: its pjrt_c_api.h defines")
    assert said[-1] == "nightly: 7 releases read: 4 new, 1 the same as another, 2 passed over"
    assert "backwards: nightly 1.0.dev20260107 says 0.8, and after it nightly 1.0.dev20260108 says 0.5" in out


def test_of_some_versions_only(tree: Tree, nightly: Releases, capsys: pytest.CaptureFixture[str]) -> None:
    assert tree.run("--discover", "nightly", "--from", "0.6", "--to", "0.7") == 0
    assert list(tree.sources) == ["0.6", "0.7", "0.9"]
    assert capsys.readouterr().err.splitlines()[-1] == (
        "nightly: 8 releases read: 3 of APIs that were not asked for, 2 new, 1 the same as another, 2 passed over"
    )


def test_what_is_known_is_not_read_again(tree: Tree, nightly: Releases, capsys: pytest.CaptureFixture[str]) -> None:
    nightly.texts = {v: h for v, h in nightly.texts.items() if v.endswith(("02", "05"))}
    assert tree.run("--discover", "nightly") == 0
    nightly.read.clear()
    before = tree.all_files()
    assert tree.run("--discover", "nightly") == 0
    assert nightly.read == []
    assert capsys.readouterr().err.splitlines()[-1] == "nightly: 0 releases read, all others are known"
    assert tree.all_files() == before


def test_a_project_that_does_not_exist(tree: Tree, releases: Releases, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree.all_files()
    assert tree.run("--discover", "nothing") == 2
    said = "--discover nothing: the index has no such project; it takes the name of a project on the package index"
    assert capsys.readouterr().err == f"error: {said}\n"
    assert tree.all_files() == before


# --------------------------------------------------------------------------- check


def test_check_is_content_and_writes_nothing(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree.all_files()
    assert tree.run("--check") == 0
    assert capsys.readouterr() == ("", "")
    assert tree.all_files() == before


def test_check_names_what_is_out_of_date(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    (tree.generated / "history.json").write_text("{}\n")
    (tree.generated / "pjrt_abi" / "names.json").unlink()
    assert tree.run("--check") == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{tree.generated / path}: out of date; run `python -m codegen generate`"
        for path in ("history.json", "pjrt_abi/names.json")
    ]


def test_check_compares_releases_and_snapshots(
    tree: Tree, releases: Releases, capsys: pytest.CaptureFixture[str]
) -> None:
    releases.add("1.0", core(8))
    assert tree.run("--add", "nightly==1.0") == 0
    toml = tree.include / past_releases.FILE
    text = toml.read_text()
    toml.write_text(text.replace(releases.texts["1.0"].digest, "0" * 64))
    capsys.readouterr()
    assert tree.run("--check") == 2
    assert "history.toml: nightly 1.0 has a snapshot of other headers; run" in capsys.readouterr().err
    toml.write_text(text.replace('version = "1.0"', 'version = "1.1"'))
    assert tree.run("--check") == 2
    assert "history.toml: nightly 1.1 has no snapshot; run `python -m codegen history`" in capsys.readouterr().err


# ------------------------------------------------------------------ again and away


class TestRebuild:
    @pytest.fixture(autouse=True)
    def start(self, tree: Tree, releases: Releases, capsys: pytest.CaptureFixture[str]) -> None:
        releases.add("1.0", core(7))
        releases.add("1.1", core(8, COUNT))
        assert tree.run("--add", "nightly==1.0", "nightly==1.1") == 0
        releases.read.clear()
        capsys.readouterr()

    def test_all_releases_are_read_again(self, tree: Tree, releases: Releases) -> None:
        path = tree.generated / "snapshots" / "0.7.json"
        right = tree.files()
        stored = json.loads(path.read_text())
        del stored["changes"]["structs"]["PJRT_Client_Name_Args"]
        path.write_text(json.dumps(stored))
        assert tree.run("--rebuild") == 0
        assert sorted(releases.read) == ["1.0", "1.1"]
        assert tree.files() == right

    def test_one_that_was_withdrawn_keeps_its_snapshot(
        self, tree: Tree, releases: Releases, capsys: pytest.CaptureFixture[str]
    ) -> None:
        before = tree.all_files()
        releases.withdrawn = {"1.0"}
        assert tree.run("--rebuild") == 0
        said = (
            "nightly 1.0: cannot be read again, its snapshot stays: nightly==1.0: the package index has no such release"
        )
        assert capsys.readouterr().err == f"{said}\n"
        assert tree.all_files() == before

    def test_one_that_is_another_now(self, tree: Tree, releases: Releases, capsys: pytest.CaptureFixture[str]) -> None:
        before = tree.all_files()
        digests = [releases.texts["1.1"].digest]
        releases.add("1.1", core(8, SUM))
        digests.append(releases.texts["1.1"].digest)
        assert tree.run("--rebuild") == 2
        assert capsys.readouterr().err == (
            f"error: nightly 1.1: its headers hash to {digests[1]}, history.toml says {digests[0]}: "
            "the release is not the one that was pinned\n"
        )
        assert tree.all_files() == before

    def test_snapshots_that_are_damaged_are_made_again(self, tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
        right = tree.files()
        (tree.generated / "snapshots" / "0.7.json").write_text("{")
        assert tree.run() == 2
        assert "0.7.json: not what `history` writes: " in capsys.readouterr().err
        assert tree.run("--rebuild") == 0
        assert "all are made again; what came from folders and commits has to be added again" in capsys.readouterr().err
        assert tree.files() == right

    def test_unless_a_release_was_withdrawn(
        self, tree: Tree, releases: Releases, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tree.generated / "snapshots" / "0.7.json").write_text("{")
        before = tree.all_files()
        releases.withdrawn = {"1.1"}
        assert tree.run("--rebuild") == 2
        assert capsys.readouterr().err.endswith("error: nightly==1.1: the package index has no such release\n")
        assert tree.all_files() == before

    def test_a_snapshot_that_is_lacking_is_made(self, tree: Tree, releases: Releases) -> None:
        right = tree.files()
        for path in (tree.generated / "snapshots").iterdir():
            path.unlink()
        assert tree.run() == 0
        assert sorted(releases.read) == ["1.0", "1.1"]
        assert tree.files() == right

    def test_in_the_order_that_the_releases_are_listed_in(self, tree: Tree, releases: Releases) -> None:
        releases.add("0.1", core(8))
        releases.add("0.2", core(8, COUNT, SUM))
        assert tree.run("--add", "nightly==0.1", "nightly==0.2") == 0
        toml = tree.include / past_releases.FILE
        head, *tables = toml.read_text().split("\n[")
        assert len(tables) == 4
        toml.write_text("\n[".join([head, *reversed(tables)]).replace("]\n\n", "]\n").rstrip("\n") + "\n")
        for path in (tree.generated / "snapshots").iterdir():
            path.unlink()
        assert tree.run() == 0
        assert list(tree.sources.values()) == ["nightly 1.0", "nightly 0.2", "nightly 1.1", "nightly 0.1", "set 0.9"]
        assert tree.releases == ["nightly 1.0", "nightly 0.2", "nightly 1.1", "nightly 0.1"]

    def test_a_release_that_says_the_same_as_another(
        self, tree: Tree, releases: Releases, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """As where somebody wrote it into the list."""
        releases.add("1.2", core(8, COUNT))
        toml = tree.include / past_releases.FILE
        tables = toml.read_text().split("\n[")
        toml.write_text("\n[".join([*tables, tables[-1].replace("1.1", "1.2")]))
        assert tree.run() == 0
        said = "nightly 1.2: the same as nightly 1.1, so history.toml loses it"
        assert capsys.readouterr().err == f"{said}\n"
        assert tree.releases == ["nightly 1.0", "nightly 1.1"]
        assert tree.run("--check") == 0

    def test_a_snapshot_can_be_dropped(self, tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
        assert tree.run("--drop", "0.7") == 0
        assert capsys.readouterr().err == "nightly 1.0: 0.7 is dropped\n"
        assert tree.sources == {"0.8": "nightly 1.1", "0.9": "set 0.9"}
        assert tree.releases == ["nightly 1.1"]
        assert tree.run("--check") == 0
        assert tree.run("--drop", "0.8") == 0
        assert tree.releases == []
        assert not (tree.include / past_releases.FILE).exists()

    def test_names_are_those_of_before(self, tree: Tree, releases: Releases) -> None:
        releases.add("1.2", core(8, COUNT, SUM))
        assert tree.run("--add", "nightly==1.2") == 0
        assert tree.sources == {"0.7": "nightly 1.0", "0.8": "nightly 1.1", "0.8-2": "nightly 1.2", "0.9": "set 0.9"}
        assert tree.run("--drop", "0.8", "0.7") == 0
        assert tree.sources == {"0.8": "nightly 1.2", "0.9": "set 0.9"}

    def test_one_that_is_not_there(self, tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
        before = tree.all_files()
        assert tree.run("--drop", "0.7", "0.1") == 2
        assert capsys.readouterr().err == "error: --drop 0.1: no such snapshot; there are 0.7, 0.8, 0.9\n"
        assert tree.all_files() == before


# ----------------------------------------------------------------------- bad input


def folder(texts: dict[str, str | bytes]) -> Callable[[Path], Path]:
    return lambda place: write(place / "given", texts)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (folder({TINY_PATH: TINY}), "no pjrt_c_api.h below it; without the core header nothing can be made"),
        (folder({"README.md": ""}), "no pjrt_c_api.h below it"),
        (folder({CORE_PATH: ""}), "its pjrt_c_api.h defines no PJRT_API_MAJOR and PJRT_API_MINOR"),
        (folder({CORE_PATH: core(8), TINY_PATH: "struct {"}), f"folder given: {TINY_PATH}:"),
        (folder({CORE_PATH: core(8), TINY_PATH: b"\xff\xfe"}), f"folder given: {TINY_PATH}: cannot be read as UTF-8"),
        (lambda place: place / "nothing", "neither a folder nor a release such as"),
        (lambda place: "tensorflow-cpu", "neither a folder nor a release such as"),
        (lambda place: "tensorflow-cpu>=2.0", "neither a folder nor a release such as"),
        (lambda place: "nightly==9.9", "nightly==9.9: the package index has no such release"),
    ],
)
def test_what_cannot_be_taken_in(
    tree: Tree,
    releases: Releases,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    given: Callable[[Path], str | Path],
    said: str,
) -> None:
    """One of several is bad: nothing is written, not even of the others."""
    fine = write(tmp_path / "fine", {CORE_PATH: core(8)})
    releases.add("1.0", core(7))
    before = tree.all_files()
    assert tree.run("--add", "nightly==1.0", fine, given(tmp_path)) == 2
    out, err = capsys.readouterr()
    assert err.startswith("error: ")
    assert said in err
    assert out == ""
    assert tree.all_files() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--check", "--add", "x"], "--check writes nothing: it goes with none of --add, --discover, --git, --drop,"),
        (["--check", "--rebuild"], "--check writes nothing"),
        (["--check", "--drop", "0.9"], "--check writes nothing"),
        (["--from", "0.9"], "--from and --to go with --discover PROJECT"),
        (["--to", "0.9"], "--from and --to go with --discover PROJECT"),
        (["--discover", "x", "--from", "nine"], "expected an API version such as 0.90, got 'nine'"),
        (["--discover", "x", "--to", "0."], "expected an API version such as 0.90, got '0.'"),
        (["--discover", "x", "--from", "0.90", "--to", "0.9"], "--from 0.90 --to 0.9: no API is that; give the older"),
    ],
)
def test_options_that_make_no_sense(
    tree: Tree, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert tree.run(*arguments) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[releases", "[releases", ""),
        ("headers = ", "header = ", 'releases."nightly-1.0"'),
        ('kind = "wheel"', 'kind = "zip"', "kind"),
        ('name = "nightly"', "", 'releases."nightly-1.0".name: missing'),
        ('name = "nightly"', 'name = "--option"', "name"),
        ("[releases", "[other", "unknown key: the keys here are releases"),
        ("[releases", "[[releases", "history.toml"),
        ('headers = "', 'headers = "x', "a sha256"),
    ],
)
def test_a_damaged_list_of_releases(
    tree: Tree, releases: Releases, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    releases.add("1.0", core(8))
    assert tree.run("--add", "nightly==1.0") == 0
    path = tree.include / past_releases.FILE
    path.write_text(path.read_text().replace(old, new))
    before = tree.all_files()
    capsys.readouterr()
    code = tree.run()
    err = capsys.readouterr().err
    assert code == (2 if said else 0)
    assert said in err
    assert err.startswith(f"error: {path}: ") or not said
    assert tree.all_files() == before


def test_a_folder_that_cannot_be_written(
    tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever was written of it: the next run finds out, or makes it whole."""
    real = emit.write

    def full(path: Path, content: bytes) -> None:
        if path.name == "0.9.json":
            raise OSError(28, "No space left on device", str(path))
        real(path, content)

    monkeypatch.setattr(emit, "write", full)
    old = write(tmp_path / "old", {CORE_PATH: core(8)})
    assert tree.run("--add", old) == 2
    assert "No space left on device" in capsys.readouterr().err
    monkeypatch.setattr(emit, "write", real)
    assert tree.run() == 2
    assert "made to follow '', and follows 'folder old'" in capsys.readouterr().err
    assert tree.run("--rebuild", "--add", old) == 0
    assert list(tree.sources) == ["0.8", "0.9"]


# ---------------------------------------------------------------------- interrupted


def test_ctrl_c_while_it_reads(tree: Tree, nightly: Releases, xla: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree.all_files()
    real, calls = Headers.snapshot, []

    def interrupted(self: Headers) -> snapshots.Snapshot:
        calls.append(self.source)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(self)

    monkeypatch.setattr(Headers, "snapshot", interrupted)
    assert tree.run("--discover", "nightly") == 130
    calls.clear()
    assert tree.run("--git", xla.folder) == 130
    assert len(calls) == 3
    assert tree.all_files() == before


@pytest.mark.parametrize("at", [1, 2, 5])
def test_ctrl_c_while_it_writes(
    tree: Tree, releases: Releases, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], at: int
) -> None:
    """What belongs together is written together; the command ends behind that."""
    releases.add("1.0", core(7))
    releases.add("1.1", core(8, COUNT))
    real, written = emit.write, []

    def interrupted(path: Path, content: bytes) -> None:
        real(path, content)
        written.append(path.name)
        if len(written) == at:
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(emit, "write", interrupted)
    handler = signal.getsignal(signal.SIGINT)
    assert tree.run("--add", "nightly==1.0", "nightly==1.1") == 130
    assert signal.getsignal(signal.SIGINT) is handler
    assert len(written) > at
    assert written[0] == past_releases.FILE
    monkeypatch.setattr(emit, "write", real)
    assert list(tree.sources) == ["0.7", "0.8", "0.9"]
    assert tree.run("--check") == 0


# ------------------------------------------------------------------------- progress


def test_a_person_sees_how_far_it_is(
    tree: Tree, nightly: Releases, xla: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    assert tree.run("--discover", "nightly") == 0
    shown = screen.getvalue().splitlines()
    assert [line for line in shown if line.endswith(" of 8 releases read")] == [
        f"{number} of 8 releases read" for number in range(1, 9)
    ]
    assert tree.run("--git", xla.folder) == 0
    steps = [line for line in screen.getvalue().splitlines() if line.endswith(" of 7)")]
    assert [line.rpartition(" (")[2] for line in steps] == [f"{number} of 7)" for number in range(1, 8)]


def test_releases_come_in_their_order_though_they_are_read_at_once() -> None:
    terminal = Terminal(Screen(), Screen())
    reads = [lambda n=n: headers(core(n), source=str(n)) for n in range(20)]
    found = list(command_history._at_once(reads, terminal))
    assert [one.source for one in found if isinstance(one, Headers)] == [str(n) for n in range(20)]


# ---------------------------------------------------------------- snapshots in diff


class TestDiff:
    @pytest.fixture(autouse=True)
    def start(self, tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        sets = [core(7), core(8), core(8, COUNT)]
        assert tree.run("--add", *(write(tmp_path / f"s{n}", {CORE_PATH: text}) for n, text in enumerate(sets))) == 0
        capsys.readouterr()

    def test_of_two_snapshots(self, tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["diff", *tree.roots, "0.8", "0.8-2"]) == 0
        out = capsys.readouterr().out
        assert out.startswith("API 0.8 -> 0.8: 1 append-only\n")
        assert "    PJRT_Client_Count(PJRT_Client* client, int64_t value) [slot 4]\n" in out

    def test_of_a_snapshot_and_a_set_or_a_folder(
        self, tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["diff", *tree.roots, "0.9", "0.8-2"]) == 1
        assert "function removed: PJRT_Api: PJRT_Client_Sum(" in capsys.readouterr().out
        assert main(["diff", *tree.roots, "0.8", str(tmp_path / "s1")]) == 0
        assert capsys.readouterr().out == "API 0.8 -> 0.8: no difference\n"

    def test_of_one_that_is_not_known(self, tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["diff", *tree.roots, "0.8", "0.10"]) == 2
        assert capsys.readouterr().err == (
            "error: 0.10: neither a file, nor a folder, nor a pinned set, nor a snapshot; the sets are 0.9, "
            "the snapshots 0.7, 0.8, 0.8-2, 0.9\n"
        )

    def test_of_damaged_ones(self, tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
        (tree.generated / "snapshots" / "0.7.json").write_text("{")
        assert main(["diff", *tree.roots, "0.7", "0.8"]) == 2
        assert "0.7.json: not what `history` writes" in capsys.readouterr().err


def test_the_committed_snapshots_can_be_compared(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "--json", "0.97", "0.98"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["old"], found["new"]) == ("0.97", "0.98")
    assert {change["kind"] for change in found["changes"]} >= {"function added", "struct added"}
