"""The command `update`: on small headers of the tests' own, and from 0.90 to 0.114 to 0.115 with real ones."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from codegen import history, pins, snapshots
from codegen.commands import main
from codegen.fetch import keep
from codegen.repin import line_of
from codegen.report.document import Places, make
from codegen.report.gaps import PATH
from codegen.sources import sha256

from .test_commands import CORE, ROOT, TINY

C = "xla/pjrt/c"
TAIL = "PJRT_DEFINE_STRUCT_TRAITS(PJRT_Api, PJRT_Client_Name);"
SLOT = "  PJRT_Client_Name* PJRT_Client_Name;\n"
GROWN = (
    CORE.replace("MINOR 9", "MINOR 10")
    .replace(
        "typedef struct PJRT_Api {",
        "ARGS(PJRT_Client_Count, PJRT_Client* client; int64_t count;);\n"
        "typedef PJRT_Error* PJRT_Client_Count(PJRT_Client_Count_Args* args);\n\ntypedef struct PJRT_Api {",
    )
    .replace(SLOT, SLOT + "  PJRT_Client_Count* PJRT_Client_Count;\n")
    .replace(TAIL, "PJRT_DEFINE_STRUCT_TRAITS(PJRT_Api, PJRT_Client_Count);")
)
"""A version later, with one function more."""
BROKEN = CORE.replace("MINOR 9", "MINOR 10").replace(
    "  PJRT_Error_Destroy* PJRT_Error_Destroy;\n  PJRT_Error_Message* PJRT_Error_Message;\n",
    "  PJRT_Error_Message* PJRT_Error_Message;\n  PJRT_Error_Destroy* PJRT_Error_Destroy;\n",
)
"""A version later, with two slots that changed places."""


def source(folder: Path, core: str, tiny: str | None = TINY, *, place: str = C) -> Path:
    """A folder of headers as XLA has them."""
    (folder / C).mkdir(parents=True)
    (folder / C / "pjrt_c_api.h").write_text(core)
    if tiny is not None:
        (folder / place).mkdir(parents=True, exist_ok=True)
        (folder / place / "pjrt_c_api_tiny_extension.h").write_text(tiny)
    return folder


@dataclass
class Tree:
    """An include/ and a generated/ of a test's own, at API 0.9."""

    folder: Path

    @property
    def include(self) -> Path:
        return self.folder / "include"

    @property
    def generated(self) -> Path:
        return self.folder / "generated"

    def run(self, command: str, *arguments: str | Path) -> int:
        places: list[str | Path] = ["--include", self.include, "--generated", self.generated]
        if command in ("update", "fetch"):
            places = [*places, "--cache", self.folder / "cache"]
        return main([command, *map(str, places), *map(str, arguments)])

    def pins(self) -> pins.Pins:
        return pins.load(self.include / "headers.toml")

    def names(self) -> list[str]:
        return [one.name for one in snapshots.load(self.generated)]

    def files(self) -> dict[str, bytes]:
        """All that an update may write, by path."""
        roots = (self.include, self.generated)
        return {str(p): p.read_bytes() for root in roots for p in sorted(root.rglob("*")) if p.is_file()}


@pytest.fixture
def tree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tree:
    made = Tree(tmp_path)
    made.include.mkdir()
    keep([CORE.encode(), TINY.encode()], tmp_path / "cache")
    (made.include / "headers.toml").write_text(f"""\
# A comment that stays.
current = "0.9"  # and another

[distributions."xla-old"]
name = "xla"
version = "old"
kind = "checkout"
api = "0.9"

# The current set.
[sets."0.9".headers]
"{C}/pjrt_c_api.h" = {{ from = "xla-old", sha256 = "{sha256(CORE.encode())}" }}
"{C}/pjrt_c_api_tiny_extension.h" = {{ from = "xla-old", sha256 = "{sha256(TINY.encode())}" }}
"{C}/pjrt_c_api_helpers.h" = {{ from = "xla-old", skip = "C++ only, says \\"nobody\\"" }}
""")
    assert made.run("fetch") == 0
    assert made.run("generate") == 0
    capsys.readouterr()
    return made


def test_what_only_adds_is_written(tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = source(tmp_path / "new", GROWN)
    assert tree.run("update", "--to", new) == 0
    said = capsys.readouterr().out
    assert "PJRT_Client_Count(PJRT_Client* client, int64_t count) [slot 4]" in said
    assert "New gaps: no façade reaches these 2 yet\n  PJRT_Client_Count\n  PJRT_Client_Count_Args\n" in said
    assert "BREAKING" not in said
    known = tree.pins()
    assert known.current.name == "0.10"
    assert [s.name for s in known.sets] == ["0.10"]
    assert [d.kind for d in known.distributions] == ["checkout"]
    assert known.distributions[0].version.startswith("folder-")
    assert [pin.skip for pin in known.current.skipped] == ['C++ only, says "nobody"']
    text = (tree.include / "headers.toml").read_text()
    assert text.startswith('# A comment that stays.\ncurrent = "0.10"  # and another\n')
    assert "# The current set.\n" in text
    assert (tree.include / "0.10" / C / "pjrt_c_api.h").read_text() == GROWN
    assert "client_count" in (tree.generated / "pjrt_abi" / "functions.py").read_text()
    assert tree.names() == ["0.9", "0.10"]
    assert tree.run("check") == 0
    past = history.of(snapshots.load(tree.generated))
    assert past.known[history.Key("function", "", "PJRT_Client_Count")] == ((0, 10), (0, 9), None)


def test_what_breaks_is_not_written(tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = source(tmp_path / "new", BROKEN)
    before = tree.files()
    assert tree.run("update", "--to", new) == 1
    said = capsys.readouterr().out
    assert "BREAKING" in said
    assert "slots reordered: PJRT_Api" in said
    assert said.endswith("nothing was written: not append-only; --allow-breaking takes it as it is\n")
    assert tree.files() == before
    assert tree.run("update", "--to", new, "--allow-breaking") == 0
    assert tree.pins().current.name == "0.10"
    assert tree.run("check") == 0


def test_a_dry_run_writes_nothing(tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree.files()
    assert tree.run("update", "--to", source(tmp_path / "new", GROWN), "--dry-run") == 0
    assert capsys.readouterr().out.endswith("nothing was written (--dry-run)\n")
    assert tree.files() == before


def test_json(tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tree.run("update", "--to", source(tmp_path / "new", GROWN), "--dry-run", "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert data["api"] == "0.10"
    assert (data["written"], data["append_only"], data["gaps"]) == (
        False,
        True,
        ["PJRT_Client_Count", "PJRT_Client_Count_Args"],
    )
    assert data["diff"]["counts"]["breaking"] == 0


def test_a_checkout_is_pinned_by_its_commit(tree: Tree, tmp_path: Path) -> None:
    new = source(tmp_path / "xla", GROWN)
    for line in ("init -q", "add .", "-c user.name=n -c user.email=e commit -qm m"):
        subprocess.run(["git", *line.split()], cwd=new, check=True)
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=new, check=True, capture_output=True, text=True).stdout
    assert tree.run("update", "--to", new) == 0
    (release,) = tree.pins().distributions
    assert (release.name, release.version, release.kind) == ("xla", commit[:12], "checkout")
    # Another machine has the pins only: it takes the headers from a checkout of its own.
    shutil.rmtree(tree.include / "0.10")
    shutil.rmtree(tree.folder / "cache")
    assert tree.run("fetch") == 2
    assert tree.run("fetch", "--xla", new) == 0


def test_without_a_checkout_the_error_says_how(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(tree.include / "0.9")
    shutil.rmtree(tree.folder / "cache")
    assert tree.run("fetch") == 2
    assert "xla old: lies on no index: Without a package index, give an XLA checkout with --xla DIR" in (
        capsys.readouterr().err
    )


def test_a_header_that_the_source_lacks_stays_pinned(
    tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tree.run("update", "--to", source(tmp_path / "new", GROWN, tiny=None)) == 0
    path = f"{C}/pjrt_c_api_tiny_extension.h"
    assert f"not in it, stays as pinned: {path} (xla old, API 0.9)" in capsys.readouterr().out
    known = tree.pins()
    assert {pin.path: str(pin.distribution) for pin in known.current.wanted}[path] == "xla old"
    assert len(known.distributions) == 2
    assert tree.run("check") == 0


def test_a_header_that_moved(tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = "xla/pjrt/extensions/tiny"
    assert tree.run("update", "--to", source(tmp_path / "new", GROWN, place=place)) == 0
    said = capsys.readouterr().out
    assert f"moved: {C}/pjrt_c_api_tiny_extension.h -> {place}/pjrt_c_api_tiny_extension.h" in said
    assert [pin.path for pin in tree.pins().current.wanted] == [
        f"{C}/pjrt_c_api.h",
        f"{place}/pjrt_c_api_tiny_extension.h",
    ]


def test_a_header_of_ours_stays(tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = f"{C}/pjrt_c_api_tiny_extension.h"
    own = tree.include / "own" / path
    own.parent.mkdir(parents=True)
    own.write_text(TINY)
    text = (tree.include / "headers.toml").read_text()
    line = next(line for line in text.split("\n") if line.startswith(f'"{path}"'))
    (tree.include / "headers.toml").write_text(text.replace(line, f'"{path}" = {{ own = true }}'))
    theirs = TINY.replace("int64_t depth", "int64_t depth; int64_t more").replace("Args, depth", "Args, more")
    assert tree.run("update", "--to", source(tmp_path / "new", GROWN, theirs)) == 0
    assert f"ours stays: {path}" in capsys.readouterr().out
    assert next(pin for pin in tree.pins().current.wanted if pin.path == path).own


def test_the_same_version_with_another_content(tree: Tree, tmp_path: Path) -> None:
    """It happens upstream; both are kept."""
    assert tree.run("update", "--to", source(tmp_path / "new", GROWN.replace("MINOR 10", "MINOR 9"))) == 0
    assert tree.names() == ["0.9", "0.9-2"]
    old, new = snapshots.load(tree.generated)
    assert old.source.startswith("set 0.9, ")
    assert new.source == "set 0.9"
    assert tree.run("check") == 0
    assert tree.run("update", "--to", source(tmp_path / "newer", GROWN)) == 0
    assert tree.names() == ["0.9", "0.9-2", "0.10"]


def test_a_version_that_goes_backwards(tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree.files()
    assert tree.run("update", "--to", source(tmp_path / "new", CORE.replace("MINOR 9", "MINOR 8"))) == 1
    assert "BREAKING: the API version goes backwards, from 0.9 to 0.8" in capsys.readouterr().out
    assert tree.files() == before


def test_the_same_headers_again(tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tree.run("update", "--to", source(tmp_path / "new", CORE)) == 0
    assert "API 0.9 -> 0.9: no difference" in capsys.readouterr().out
    assert tree.run("check") == 0


def test_a_version_that_is_pinned_beside(tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tree.include / "headers.toml"
    text = path.read_text()
    start = text.index('[sets."0.9".headers]')
    path.write_text(f"{text}\n{text[start:].replace('0.9', '0.10')}")
    before = tree.files()
    assert tree.run("update", "--to", source(tmp_path / "new", GROWN)) == 2
    assert 'a set 0.10 is pinned already, beside the current 0.9: to go back to it say `current = "0.10"`' in (
        capsys.readouterr().err
    )
    assert tree.files() == before


@pytest.mark.parametrize(
    ("core", "said"),
    [
        (None, "no pjrt_c_api.h below it; without the core header nothing can be made of the others"),
        (CORE.replace("#define PJRT_API_MINOR 9\n", ""), "defines no PJRT_API_MAJOR and PJRT_API_MINOR"),
        (GROWN.replace("typedef struct PJRT_Api {", "typedef struct PJRT_Api"), "pjrt_c_api.h:"),
    ],
)
def test_headers_that_are_none(
    tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str], core: str | None, said: str
) -> None:
    new = source(tmp_path / "new", core or "")
    if core is None:
        (new / C / "pjrt_c_api.h").unlink()
    before = tree.files()
    assert tree.run("update", "--to", new) == 2
    assert said in capsys.readouterr().err
    assert tree.files() == before


def test_a_source_that_is_none(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    assert tree.run("update", "--to", "nowhere") == 2
    assert "--to nowhere: neither a folder nor a release; give such as" in capsys.readouterr().err


@pytest.mark.download
def test_what_an_update_opens_is_listed_as_gaps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The real headers with a function more: no edit, and the report has nothing to complain of."""
    tree = Tree(tmp_path)
    shutil.copytree(ROOT / "include", tree.include, ignore=shutil.ignore_patterns("0.67", "0.81", "0.90"))
    shutil.copytree(ROOT / "generated", tree.generated, ignore=shutil.ignore_patterns("__pycache__"))
    gaps = tmp_path / "gaps.toml"
    shutil.copy(PATH, gaps)
    known = tree.pins().current
    new = tmp_path / "new"
    for pin in known.fetched:
        place = new / pin.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(pins.header_path(pin, tree.include).read_bytes())
    core = new / C / "pjrt_c_api.h"
    minor = int(known.name.partition(".")[2])
    core.write_text(_with_a_function_more(core.read_text(), minor))
    keep(
        [
            pins.header_path(p, ROOT / "include").read_bytes()
            for s in pins.load(ROOT / "include" / "headers.toml").sets
            for p in s.fetched
        ],
        tmp_path / "cache",
    )
    assert tree.run("update", "--to", new, "--gaps", gaps) == 0
    said = capsys.readouterr().out
    assert "PJRT_Client_Ponder(PJRT_Client* client" in said
    assert "New gaps: no façade reaches these 2 yet\n  PJRT_Client_Ponder\n  PJRT_Client_Ponder_Args\n" in said
    added = gaps.read_text().removeprefix(PATH.read_text().rstrip("\n"))
    assert '"PJRT_Client_Ponder"' in added
    assert f"New in API 0.{minor + 1}: still to be done." in added
    report = make(Places(ROOT, tree.generated, ROOT / "pjrt", gaps), outdated=True)
    assert report.problems == []
    row = next(row for row in report.rows if row.name == "PJRT_Client_Ponder")
    assert (row.since, row.facade, row.slot) == (f"0.{minor + 1}", (), 138)
    # The record is of the old version: only a whole test run makes the report again.
    assert tree.run("report", "--gaps", gaps, "--check") == 2
    assert "run `make report`" in capsys.readouterr().err


def _with_a_function_more(core: str, minor: int) -> str:
    """The core header of the next version, with PJRT_Client_Ponder at the end of PJRT_Api."""
    declared = (
        "struct PJRT_Client_Ponder_Args {\n  size_t struct_size;\n  PJRT_Extension_Base* extension_start;\n"
        "  PJRT_Client* client;\n};\nPJRT_DEFINE_STRUCT_TRAITS(PJRT_Client_Ponder_Args, client);\n"
        "typedef PJRT_Error* PJRT_Client_Ponder(PJRT_Client_Ponder_Args* args);\n\n"
    )
    core = core.replace(f"PJRT_API_MINOR {minor}", f"PJRT_API_MINOR {minor + 1}")
    end = core.index("} PJRT_Api;")
    core = f"{core[:end]}  PJRT_Client_Ponder* PJRT_Client_Ponder;\n{core[end:]}"
    start = core.index("#define _PJRT_API_STRUCT_FIELD")
    core = core[:start] + declared + core[start:]
    core, count = re.subn(r"(PJRT_STRUCT_SIZE\(PJRT_Api,\s*)\w+", r"\1PJRT_Client_Ponder", core)
    assert count == 1
    return core


@pytest.mark.download
def test_from_0_90_to_0_114_to_0_115(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Real headers, each time one command and no edit. Upstream broke XLA FFI both times, which has to be allowed."""
    known = pins.load(ROOT / "include" / "headers.toml")
    tree = Tree(tmp_path)
    shutil.copytree(ROOT / "include" / "own", tree.include / "own")
    old = known.set("0.90")
    own = [pin for pin in known.current.wanted if pin.own]
    lines = [line_of(pin) for pin in (*old.wanted, *own)]
    releases = [pins.toml("distributions", d) for d in {pin.distribution for pin in old.wanted} if d]
    (tree.include / "headers.toml").write_text(
        "\n".join(['current = "0.90"\n', *releases, '[sets."0.90".headers]', *lines, ""])
    )
    # The headers that are pinned here are at hand; what the next versions add is fetched.
    shutil.copytree(ROOT / "include" / "0.90", tree.include / "0.90")
    assert tree.run("generate") == 0
    capsys.readouterr()
    for to, api, core in (("pypjrt==0.1.1", "0.114", 10), ("tensorflow-cpu==2.22.0rc0", "0.115", 0)):
        assert tree.run("update", "--to", to, "--allow-breaking", "--json") == 0
        data = json.loads(capsys.readouterr().out)
        assert (data["written"], data["append_only"]) == (True, False)
        assert data["api"] == tree.pins().current.name == api
        added = [c for c in data["diff"]["changes"] if c["kind"] == "function added" and c["owner"] == "PJRT_Api"]
        assert len(added) == core
        broken = {c["header"] for c in data["diff"]["changes"] if c["verdict"] == "breaking"}
        assert broken == {"xla/ffi/api/c_api.h"}
    assert tree.run("check") == 0
    assert tree.names() == ["0.90", "0.114", "0.115"]
    made = {pin.path: pin.sha256 for pin in tree.pins().current.wanted}
    assert made == {pin.path: pin.sha256 for pin in known.current.wanted}
    # The same headers, so the same declarations; wrappers tell besides what came later than a struct did.
    for name in ("structs.py", "enums.py"):
        assert (tree.generated / "pjrt_abi" / name).read_text() == (ROOT / "generated/pjrt_abi" / name).read_text()
