"""What is public of a package, and the command `api`: on packages and repositories that the tests make, and on ours."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from codegen.api import snapshot as public_api
from codegen.api.breaks import breaks
from codegen.api.names import read_package
from codegen.api.snapshot import Entry, PublicApi
from codegen.commands import main
from codegen.errors import CodegenError

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).with_name("api") / "golden.json"

LIBRARY = {
    "p/__init__.py": """\
from typing import TYPE_CHECKING
from p.errors import *
from p.errors import __all__ as _errors
from p.shapes import Shape, area
if TYPE_CHECKING:
    from p import later as later
__version__ = "1"
_LATER = ("later",)
_ALSO = {"draw": "p.drawing"}
__all__ = ["Shape", "area", "__version__", *_errors, *_LATER]
def hidden(): ...
""",
    "p/errors.py": """\
from raw.errors import *
from raw.errors import KINDS, Failure
class Odd(Failure): ...
__all__ = ["Odd", "Failure", *(kind.__name__ for kind in KINDS)]
""",
    "p/shapes.py": """\
from __future__ import annotations
import os
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, ClassVar, Final, NamedTuple, TypeAlias, overload
from p._engine import Engine, Owned
from p.units import Unit, UnitLike
class Point(NamedTuple):
    x: float
    y: float = 0.0
    KINDS: ClassVar[int] = 1
    @property
    def length(self) -> float: ...
@dataclass(frozen=True)
class Style:
    colour: str
    width: float = 1.0
    COUNT: ClassVar[int] = 0
    tags: tuple[str, ...] = field(default=())
class Shape(Owned, ABC):
    '''A shape.'''
    SIDES: Final = 4
    def __init__(self, style: Style, *points: Point, unit: "UnitLike" = 'm', **more: Any) -> None:
        self.style = style
        self._points = points
    @abstractmethod
    def scale(self, by: float, /) -> Shape: ...
    @property
    def size(self) -> int: return 1
    @cached_property
    def box(self) -> tuple[Point, Point]: ...
    @property
    def name(self) -> str: ...
    @name.setter
    def name(self, name: str) -> None: ...
    @classmethod
    def parse(cls, text: str | os.PathLike[str]) -> Shape: ...
    @staticmethod
    def count() -> Annotated[int, 'at least 0']: ...
    async def drawn(self) -> None: ...
    @contextmanager
    def moved(self) -> Iterator[Shape]: yield self
    @overload
    def __getitem__(self, at: int) -> Point: ...
    @overload
    def __getitem__(self, at: slice) -> list[Point]: ...
    def __getitem__(self, at): ...
    def __repr__(self): ...
    def _private(self): ...
def area(shape: Shape) -> float: ...
""",
    "p/_engine.py": """\
from p._lazy import cached_property
class Engine: ...
class Owned:
    def close(self) -> None: ...
    @cached_property
    def age(self) -> int: ...
    def _free(self): ...
""",
    "p/_lazy.py": """\
class cached_property:
    '''A property of our own making.'''
    def __init__(self, compute): ...
    def __get__(self, thing, owner=None): ...
""",
    "p/units.py": """\
from __future__ import annotations
from enum import Enum
from typing import TypeAlias
from p._engine import Engine
from raw import Kind
Grade = Kind
class Unit(Enum):
    METRE = 1
    INCH = 'an inch'
    def si(self) -> Rate: ...
class Rate:
    def __init__(self, engine: Engine) -> None: ...
    value: float
    grade: Grade
UnitLike: TypeAlias = "Unit | str"
class Nobodys: ...
""",
    "p/later.py": """\
from p.drawing import draw as draw
from p.drawing import helper
def now() -> int: ...
""",
    "p/drawing.py": """\
from p.shapes import Shape
def draw(shape: Shape, *, on: str = "paper") -> None: ...
def helper(): ...
class Canvas: ...
""",
    "p/server/__init__.py": """\
from p.server.serve import serve
__all__ = ["serve"]
""",
    "p/server/serve.py": """\
import raw.server
def serve(plugin: Plugin) -> int: ...
class Plugin(raw.server.Base):
    def asked(self): ...
    def own(self): ...
""",
    "p/hooks/site.py": "def not_in_a_package(): ...\n",
    "raw/__init__.py": "class Kind: ...\n",
    "raw/errors.py": """\
class Failure(Exception):
    code = 0
    def __init__(self, message: str) -> None: ...
class Broken(Failure):
    code = 1
KINDS = (Broken,)
""",
    "raw/server.py": "class Base:\n    def asked(self): ...\n",
}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def read(folder: Path, **more: Path) -> PublicApi:
    return read_package("p", [folder], folder, besides=["raw"], documents=list(more.values()))


# --------------------------------------------------------------- what is public


def test_each_public_name_is_a_line_of_the_snapshot(tmp_path: Path, bless: bool) -> None:
    text = read(write(tmp_path, LIBRARY)).text()
    if bless:
        GOLDEN.write_text(text)
    assert text == GOLDEN.read_text()
    names = json.loads(text)["names"]
    assert all(text.count(f'\n"{name}": {{"kind"') == 1 for name in names)
    assert str(tmp_path) not in text


def test_a_snapshot_is_read_as_it_was_written(tmp_path: Path) -> None:
    api = read(write(tmp_path, LIBRARY))
    broken = {"p.Shape.size": ("type int -> str",), "p.area": ("function removed", "x")}
    again = public_api.read(PublicApi(api.names, broken).text(), "here")
    assert (again.names, again.broken) == (api.names, broken)
    assert breaks(again, api) == breaks(api, again) == []


def test_places_are_lines(tmp_path: Path) -> None:
    api = read(write(tmp_path, LIBRARY))
    assert api.place("p.Shape.size") == "p/shapes.py:32"
    assert api.place("p.Shape.gone") == "p/shapes.py:23"
    assert api.place("p.Failure") == "raw/errors.py:1"
    assert api.place("q") == ""


def test_what_documents_import_is_public(tmp_path: Path) -> None:
    write(tmp_path, LIBRARY)
    page = tmp_path / "page.md"
    before = read(tmp_path).names
    page.write_text("```python\nfrom p.drawing import Canvas\n```\n\n```python\nhalf a (program\n```\n")
    assert {*read(tmp_path, page=page).names} - {*before} == {"p.drawing.Canvas"}
    for line in ("from p import drawing", "import p.drawing, os"):
        page.write_text(f"```python\n{line}\n```\n")
        added = {"p.drawing", "p.drawing.Canvas", "p.drawing.draw", "p.drawing.helper"}
        assert {*read(tmp_path, page=page).names} - {*before} == added
    page.write_text("```python\nfrom p.shapes import Shape\nfrom p._engine import Engine\nimport os\n```\n")
    assert {*read(tmp_path, page=page).names} - {*before} == {"p.shapes.Shape"}
    assert read(tmp_path, page=page).names["p.shapes.Shape"] == Entry("alias", of="p.Shape")
    page.write_text("```python\nfrom p.drawing import Gone\n```\n")
    with pytest.raises(CodegenError, match=r"page\.md: imports p\.drawing\.Gone, which nothing defines"):
        read(tmp_path, page=page)


def test_a_name_that_moves_to_a_better_place_is_no_break(tmp_path: Path) -> None:
    old = read(write(tmp_path / "old", LIBRARY))
    start = LIBRARY["p/__init__.py"].replace('"area", ', '"area", "Unit", "Unit2", ')
    start = f"from p.units import Unit\nfrom p.units import Unit as Unit2\n{start}"
    new = read(write(tmp_path / "new", LIBRARY | {"p/__init__.py": start}))
    assert "p.units.Unit" in old.names
    assert "p.units.Unit" not in new.names
    assert new.names["p.Unit2"] == Entry("alias", of="p.Unit")
    assert breaks(old, new) == []
    back = {(one.name, one.what) for one in breaks(new, old)}
    assert back == {("p.Unit", "class removed"), ("p.Unit2", "alias removed")}


def test_a_module_that_goes_is_named_once_with_what_it_offers(tmp_path: Path) -> None:
    old = read(write(tmp_path / "old", LIBRARY))
    less = {name: text for name, text in LIBRARY.items() if not name.startswith("p/server")}
    found = breaks(old, read(write(tmp_path / "new", less)))
    told = [f"{one.place}: {one.name}: {one.what}" for one in found]
    assert told == ["p/__init__.py:1: p.server: module removed"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"p/bad.py": "def (:\n"}, r"p/bad\.py: no Python: .*line 1.*mend it first"),
        ({"p/bad.py": "x = '\0'\n"}, r"p/bad\.py: no Python: .*null bytes"),
        (
            {"p/__init__.py": "__all__ = ['gone']\n"},
            r"p/__init__\.py:1: p\.__all__ names 'gone', which nothing defines",
        ),
        ({"p/__init__.py": "__all__ = names()\n"}, r"p\.__all__: names\(\): write it as a list"),
        ({"p/__init__.py": "__all__ = [*names()]\n"}, r"p\.__all__: \*names\(\) cannot be read; write the names out"),
        ({"p/__init__.py": "x = f()\n__all__ = [*x]\n"}, r"p\.__all__: \*x cannot be read; write the names out"),
        ({"p/__init__.py": "__all__ = ['a', 1]\na = 1\n"}, r"p\.__all__: 1 cannot be read"),
    ],
    ids=["syntax", "NUL", "nothing of the name", "a call", "a starred call", "no constant", "a number"],
)
def test_a_package_that_cannot_be_read_is_an_error(tmp_path: Path, files: dict[str, str], message: str) -> None:
    write(tmp_path, {"p/__init__.py": "", **files})
    with pytest.raises(CodegenError, match=message):
        read_package("p", [tmp_path], tmp_path)


def test_a_package_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CodegenError, match=rf"p: no such package in {re.escape(str(tmp_path))}"):
        read_package("p", [tmp_path], tmp_path)


SNAPSHOT = '{"format": 1, "broken": {}, "names": {}}'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON"),
        ("[1]", 'expected "format", "broken" and "names"'),
        ('{"names": {}}', 'expected "format", "broken" and "names"'),
        (SNAPSHOT.replace("1", "7"), "of format 7, this is 1"),
        (SNAPSHOT.replace('"names": {}', '"names": []'), '"names" and "broken" are to be objects'),
        (SNAPSHOT.replace('"broken": {}', '"broken": {"p.f": "x"}'), "broken: p.f: expected a list of texts"),
        (SNAPSHOT.replace('"names": {}', '"names": {"p": 3}'), "p: expected a kind, one of alias, .*, got 3"),
        (SNAPSHOT.replace('"names": {}', '"names": {"p": {"kind": "thing"}}'), "got 'thing'"),
        (SNAPSHOT.replace('"names": {}', '"names": {"p": {"kind": "type", "of": 1}}'), "p: of: 1 is not what"),
        (SNAPSHOT.replace('"names": {}', '"names": {"p": {"kind": "type", "x": ""}}'), "p: x: '' is not what"),
        (SNAPSHOT.replace('"names": {}', '"names": {"p": {"kind": "function", "signature": "(a"}}'), "is no signature"),
    ],
)
def test_a_snapshot_that_is_none_is_an_error(text: str, message: str) -> None:
    with pytest.raises(CodegenError, match=rf"^here: .*{message}") as raised:
        public_api.read(text, "here")
    assert str(raised.value).endswith("; restore it from version control")


# ------------------------------------------------------------------ the command

Run = Callable[..., tuple[int, str]]


class Project:
    """A folder with a package named as ours, and what the command reads besides."""

    def __init__(self, root: Path, run: Run) -> None:
        self.root, self._run = root, run
        self.write("def f(a, b=1): ...\nclass C:\n    def m(self) -> int: ...\n")
        (root / "pyproject.toml").write_text('[project]\nversion = "0.2.0"\n')
        self.changelog("")

    def write(self, source: str) -> None:
        write(self.root, {"pjrt/__init__.py": source})

    def changelog(self, text: str) -> None:
        before = "# Changelog\n\n## 0.2.0 (unreleased)\n\n"
        (self.root / "CHANGELOG.md").write_text(f"{before}{text}\n\n## 0.1.0\n\n- Everything, `C.m` and `f` too.\n")

    def allow(self, **reasons: str) -> None:
        lines = [f'"pjrt.{name}" = {{ version = "0.2.0", reason = "{reason}" }}' for name, reason in reasons.items()]
        write(self.root, {"codegen/api_changes.toml": "\n".join(["[changes]", *lines, ""])})

    def api(self, *arguments: str) -> tuple[int, str]:
        return self._run("api", "--root", str(self.root), *arguments)

    @property
    def snapshot(self) -> Path:
        return self.root / "generated" / "public_api.json"

    def git(self, *arguments: str) -> str:
        who = ["-c", "user.name=n", "-c", "user.email=e@e", "-c", "commit.gpgsign=false"]
        command = ["git", *who, "-C", str(self.root), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", "x")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> tuple[int, str]:
        code = main(list(arguments))
        out, err = capsys.readouterr()
        return code, out + err

    return run


@pytest.fixture
def project(tmp_path: Path, run: Run) -> Project:
    made = Project(tmp_path, run)
    assert made.api()[0] == 0
    return made


@pytest.fixture
def repository(project: Project) -> Project:
    project.git("init", "--quiet", "--initial-branch=main")
    project.commit()
    return project


def test_a_first_snapshot(tmp_path: Path, run: Run) -> None:
    project = Project(tmp_path, run)
    code, said = project.api("--check")
    assert (code, said) == (
        1,
        "+ pjrt\n+ pjrt.C\n+ pjrt.C.m\n+ pjrt.f\ngenerated/public_api.json: out of date; run `python -m codegen api`\n",
    )
    assert not project.snapshot.exists()
    assert project.api()[0] == 0
    code, said = project.api("--check")
    assert (code, said) == (
        0,
        "generated/public_api.json: up to date, 4 public names; "
        "compared with the snapshot alone (no git history here)\n",
    )
    before = project.snapshot.read_bytes()
    assert project.api()[0] == 0
    assert project.snapshot.read_bytes() == before


def test_what_was_added_has_to_be_in_the_snapshot(project: Project) -> None:
    project.write("def f(a, b=1, c=2): ...\nclass C:\n    def m(self) -> int: ...\n    n = 1\n")
    code, said = project.api("--check")
    assert code == 1
    assert said.startswith("+ pjrt.C.n\n~ pjrt.f\n")
    assert said.endswith("out of date; run `python -m codegen api`\n")
    assert project.api()[0] == 0
    assert project.api("--check")[0] == 0


def test_a_snapshot_in_other_words_is_out_of_date(project: Project) -> None:
    project.snapshot.write_text(json.dumps(json.loads(project.snapshot.read_text())))
    code, said = project.api("--check")
    assert (code, said.splitlines()[0]) == (1, "~ generated/public_api.json")


def test_a_break_is_refused_with_its_line_and_the_next_step(project: Project) -> None:
    before = project.snapshot.read_bytes()
    project.write("\ndef f(a): ...\nclass C: ...\n")
    expected = (
        "pjrt/__init__.py:3: pjrt.C.m: method removed\n"
        "pjrt/__init__.py:2: pjrt.f: parameter b: removed\n"
        "2 of pjrt's public API broken, compared with the snapshot alone (no git history here).\n"
    )
    for arguments in (["--check"], []):
        code, said = project.api(*arguments)
        assert code == 1
        assert said.startswith(expected)
        assert "codegen/api_changes.toml" in said
        assert '"pjrt.C.m" = { version = "0.2.0", reason = "…" }\n"pjrt.f" = { version =' in said
    assert project.snapshot.read_bytes() == before


def test_a_break_that_is_meant_goes_in_with_an_entry_and_a_line_for_users(project: Project) -> None:
    project.write("def f(a): ...\nclass C: ...\n")
    project.allow(f="b did nothing")
    assert project.api()[0] == 1  # C.m is not named
    project.allow(f="b did nothing", **{"C.m": "nobody called it"})
    code, said = project.api("--check")
    assert code == 1
    assert "CHANGELOG.md: pjrt.C.m: nothing under 0.2.0 names `C.m`: tell users of the break\n" in said
    assert "CHANGELOG.md: pjrt.f: nothing under 0.2.0 names `f`: tell users of the break\n" in said
    project.changelog("- Removed: `C.m`, and `b` of `f`.")
    assert "out of date" in project.api("--check")[1]
    assert project.api()[0] == 0
    assert json.loads(project.snapshot.read_text())["broken"] == {
        "pjrt.C.m": ["method removed"],
        "pjrt.f": ["parameter b: removed"],
    }
    code, said = project.api("--check")
    assert (code, said) == (
        0,
        "generated/public_api.json: up to date, 3 public names, 2 broken on purpose; "
        "compared with the snapshot alone (no git history here)\n",
    )


def test_an_entry_goes_when_nothing_needs_it(project: Project) -> None:
    project.allow(f="b did nothing")
    code, said = project.api("--check")
    assert (code, said) == (1, "codegen/api_changes.toml: pjrt.f: nothing of it is broken: take the entry out\n")


def test_an_entry_goes_when_its_version_is_out(project: Project) -> None:
    project.write("def f(a): ...\nclass C:\n    def m(self) -> int: ...\n")
    project.allow(f="b did nothing")
    project.changelog("- `b` of `f` is gone.")
    assert project.api()[0] == 0
    assert project.api("--check")[0] == 0
    (project.root / "pyproject.toml").write_text('[project]\nversion = "0.3.0"\n')
    code, said = project.api("--check")
    assert code == 1
    assert said == (
        "codegen/api_changes.toml: pjrt.f: of version 0.2.0, and 0.3.0 is in the making: "
        "take the entry out, or correct it\n"
    )
    (project.root / "codegen" / "api_changes.toml").unlink()
    assert project.api("--check")[1].startswith("~ pjrt.f\n")
    assert project.api()[0] == 0
    assert json.loads(project.snapshot.read_text())["broken"] == {}
    assert project.api("--check")[0] == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[changes", "api_changes.toml: Expected"),
        ("[other]\n", "api_changes.toml: other: unknown key"),
        ("[changes]\n", "api_changes.toml: changes: empty"),
        ('[changes]\n"pjrt.f" = "x"\n', 'changes."pjrt.f": not a table'),
        ('[changes]\n"pjrt.f" = { version = "0.2.0" }\n', 'changes."pjrt.f".reason: missing'),
        ('[changes]\n"pjrt.f" = { version = "1", reason = " " }\n', 'changes."pjrt.f".reason: not a string with text'),
        ('[changes]\n"pjrt.f" = { version = "1", reason = "r", why = "w" }\n', 'changes."pjrt.f".why: unknown key'),
    ],
)
def test_entries_that_are_none_are_an_error(project: Project, text: str, message: str) -> None:
    write(project.root, {"codegen/api_changes.toml": text})
    code, said = project.api("--check")
    assert code == 2
    assert message in said


def test_a_project_without_a_version_is_an_error(project: Project) -> None:
    (project.root / "pyproject.toml").write_text("[project]\n")
    code, said = project.api("--check")
    assert code == 2
    assert "pyproject.toml: no [project] version can be read there" in said


def test_a_snapshot_that_is_garbage(repository: Project) -> None:
    right = repository.snapshot.read_bytes()
    repository.snapshot.write_bytes(b"\xff garbage")
    code, said = repository.api("--check")
    assert code == 2
    assert "public_api.json: cannot be read" in said
    assert said.endswith("; restore it from version control\n")
    # The last commit says what it is to be compared with, so it can be made again.
    assert repository.api()[0] == 0
    assert repository.snapshot.read_bytes() == right


def test_as_json(project: Project) -> None:
    project.write("def f(a, b=1): ...\ndef g(): ...\n")
    project.allow(C="gone", f="is not broken")
    code, said = project.api("--check", "--json")
    found = json.loads(said)
    assert code == 1
    assert found["breaks"] == []
    assert found["allowed"] == [{"name": "pjrt.C", "what": "class removed", "place": "pjrt/__init__.py:1"}]
    assert found["drift"] == ["~ pjrt.C", "- pjrt.C.m", "+ pjrt.g"]
    assert [problem.split(": ")[1] for problem in found["problems"]] == ["pjrt.C", "pjrt.f"]
    assert found["names"] == 3


# ------------------------------------------------------------------------ git


def test_what_is_not_committed_yet_may_change(repository: Project) -> None:
    source = (repository.root / "pjrt" / "__init__.py").read_text()
    repository.write(f"{source}def new(a): ...\n")
    assert repository.api()[0] == 0
    repository.write(f"{source}def newer(b): ...\n")
    assert repository.api()[0] == 0
    code, said = repository.api("--check")
    assert (code, said.rpartition("; ")[2]) == (0, "compared with the last commit\n")
    repository.commit()
    repository.write(source)
    assert repository.api()[0] == 1


def test_a_snapshot_rewritten_in_the_same_commit_hides_nothing(repository: Project) -> None:
    repository.write("def f(a): ...\n")
    repository.snapshot.unlink()
    repository.git("rm", "--quiet", "--cached", "generated/public_api.json")
    repository.git("commit", "--quiet", "-m", "without")
    assert repository.api()[0] == 0  # nothing to compare with
    repository.commit()
    code, said = repository.api("--check")
    assert code == 0
    code, said = repository.api("--check", "--against", "HEAD~2")
    assert code == 1
    assert said.startswith(
        "pjrt/__init__.py:1: pjrt.C: class removed\npjrt/__init__.py:1: pjrt.f: parameter b: removed\n"
    )
    assert "compared with the last commit and HEAD~2.\n" in said
    code, said = repository.api("--check", "--against")
    assert code == 1
    assert "compared with the last commit and the first commit that has a snapshot, " in said
    repository.allow(C="it was empty", f="b did nothing")
    repository.changelog("- `C` is gone, and `b` of `f`.")
    assert repository.api("--check", "--against")[0] == 0


def test_the_last_release_is_the_measure(repository: Project) -> None:
    repository.git("tag", "v0.1.0")
    repository.git("tag", "nightly")
    repository.write("def f(a): ...\nclass C:\n    def m(self) -> int: ...\n")
    repository.allow(f="b did nothing")
    repository.changelog("- `b` of `f` is gone.")
    assert repository.api()[0] == 0
    repository.commit()
    repository.git("tag", "v0.2.0")
    # At the commit of a release, the release before it.
    assert repository.api("--check", "--against")[1].endswith("compared with the last commit and v0.1.0\n")
    (repository.root / "codegen" / "api_changes.toml").unlink()
    assert "parameter b: removed" in repository.api("--check", "--against")[1]
    (repository.root / "pyproject.toml").write_text('[project]\nversion = "0.3.0"\n')
    assert repository.api()[0] == 0
    repository.commit()
    code, said = repository.api("--check", "--against")
    assert code == 0, said
    assert said.endswith("compared with the last commit and v0.2.0\n")


def test_a_clone_without_its_past_says_so(
    repository: Project, tmp_path_factory: pytest.TempPathFactory, run: Run
) -> None:
    repository.commit()
    clone = tmp_path_factory.mktemp("clone") / "shallow"
    subprocess.run(["git", "clone", "--quiet", "--depth=1", repository.root.as_uri(), str(clone)], check=True)
    code, said = run("api", "--root", str(clone), "--check", "--against")
    assert code == 0
    assert "compared with the last commit and the oldest commit of this shallow clone, " in said


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        ("nowhere", "error: --against nowhere: no commit of this name here; fetch it, or name another\n"),
        ("--output=x", "error: --against --output=x: no commit of this name here"),
        ("HEAD", "error: --against HEAD: it has no generated/public_api.json; name a later commit\n"),
    ],
)
def test_a_commit_that_cannot_be_compared_with(repository: Project, ref: str, message: str) -> None:
    repository.git("rm", "--quiet", "--cached", "generated/public_api.json")
    repository.git("commit", "--quiet", "-m", "without")
    code, said = repository.api("--check", f"--against={ref}")
    assert code == 2
    assert said.startswith(message)


def test_no_git_history(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    code, said = project.api("--check", "--against")
    assert (code, said.rpartition("; ")[2]) == (0, "compared with the snapshot alone (no git history here)\n")
    code, said = project.api("--check", "--against", "v0.1.0")
    assert (code, said) == (
        2,
        "error: --against v0.1.0: no git history here; leave it out to compare with generated/public_api.json alone\n",
    )
    monkeypatch.setenv("PATH", str(project.root))
    code, said = project.api("--check", "--against")
    assert (code, said.rpartition("; ")[2]) == (0, "compared with the snapshot alone (git is not installed)\n")


def test_another_ones_repository_is_not_asked(tmp_path: Path, run: Run) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    inner = Project(tmp_path / "vendor", run)
    inner.git("add", "--all")
    inner.git("commit", "--quiet", "-m", "x")
    assert inner.api()[0] == 0
    code, said = inner.api("--check", "--against")
    assert code == 0
    assert said.endswith("(the repository here is another one's: this folder is its vendor/)\n")


# ------------------------------------------------------------------------ ours


def test_our_own_public_api_is_in_its_snapshot(run: Run) -> None:
    code, said = run("api", "--check", "--against")
    assert code == 0, said


def test_our_snapshot_has_what_users_know() -> None:
    api = public_api.read((ROOT / "generated" / "public_api.json").read_text(), "ours")
    for name in ("pjrt.Client.compile", "pjrt.Buffer.__dlpack__", "pjrt.NotFoundError", "pjrt.extensions.Layouts.of"):
        assert name in api.names
    assert api.names["pjrt.Client.devices"].kind == "property"
    assert api.find("pjrt.errors.NotFoundError") == api.names["pjrt.NotFoundError"]
    assert not [name for name in api.names if re.search(r"\._[a-z]", name)]
