"""What is read of a folder, what is passed over, and what cannot be looked at."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pjrt.gap import source
from pjrt.gap.document import Document, Status
from pjrt.gap.names import Names
from pjrt.gap.source import walk
from tests.pjrt.gap.source.conftest import of, places

Tree = Callable[..., Document]
CALL = "void f(PJRT_Api* api) { api->PJRT_Client_Create(&args); }\n"
OTHER = "void g(PJRT_Api* api) { api->PJRT_Event_Await(&args); }\n"


def test_a_folder_that_is_not_there(tmp_path: Path, names: Names) -> None:
    with pytest.raises(OSError, match=r"nowhere: no such folder; --source takes the folder of a source tree"):
        source.look(tmp_path / "nowhere", names)


def test_a_file(tmp_path: Path, names: Names) -> None:
    file = tmp_path / "a.c"
    file.write_text(CALL)
    with pytest.raises(OSError, match=r"a\.c: not a folder but a file; --source takes the folder"):
        source.look(file, names)


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"a.c": "int main() { return 0; }\n"},
        {"README.md": CALL},
        {"a.c": "// api->PJRT_Client_Create(&args)\n"},
        {"a.py": '"""PJRT_Client_Create"""\n'},
        {"data.bin": b"\0\1PJRT_Client_Create\0"},
        {"node_modules/pkg/a.c": CALL},
    ],
)
def test_no_pjrt_in_it(tree: Tree, files: dict[str, str | bytes]) -> None:
    with pytest.raises(
        ValueError, match=r"no PJRT in it: \d+ files were read, .* give the folder that has the binding"
    ):
        tree(files)


@pytest.mark.parametrize("folder", [".git", "node_modules", "target", "build", ".venv", "bazel-out", "x.egg-info"])
def test_folders_passed_over(tree: Tree, folder: str) -> None:
    document = tree({"a.c": CALL, f"{folder}/b.c": OTHER, f"sub/{folder}/c.c": OTHER})
    assert of(document, Status.USED) == {"Client_Create"}
    assert document.facts["folders passed over"] == folder
    assert document.facts["files read"] == "1"


def test_an_environment_of_any_name(tree: Tree) -> None:
    document = tree({"a.c": CALL, "mine/pyvenv.cfg": "", "mine/lib/b.c": OTHER, "env/c.c": OTHER})
    assert of(document, Status.USED) == {"Client_Create", "Event_Await"}
    assert places(document, "PJRT_Event_Await") == ["env/c.c:1"]


@pytest.mark.parametrize("folder", ["third_party/xla", "vendor", "external/other"])
def test_other_peoples_sources_declare(tree: Tree, folder: str) -> None:
    document = tree({"a.c": CALL, f"{folder}/b.c": OTHER})
    assert of(document, Status.USED) == {"Client_Create"}
    assert of(document, Status.DECLARED) == {"Event_Await"}
    assert any("counts as declared, not as used" in note for note in document.notes)


def test_binaries_are_counted(tree: Tree) -> None:
    document = tree({"a.c": CALL, "b.so": b"\x7fELF\0\0PJRT_Event_Await\0", "c.o": b"\0" * 10})
    assert document.facts["binary files"] == "2"
    assert of(document, Status.USED) == {"Client_Create"}


def test_links_are_not_followed(tmp_path: Path, tree: Tree) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    (outside / "b.c").write_text(OTHER)
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "out").symlink_to(outside)
    (tmp_path / "b.c").symlink_to(outside / "b.c")
    document = tree({"a.c": CALL})
    assert document.facts["links, not followed"] == "3"
    assert of(document, Status.USED) == {"Client_Create"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1"])
def test_encodings(tree: Tree, encoding: str) -> None:
    bom = b"\xff\xfe" if encoding == "utf-16-le" else b""
    document = tree({"a.c": bom + f"// é\r\n{CALL}".encode(encoding)})
    assert places(document, "PJRT_Client_Create") == ["a.c:2"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(tree: Tree, end: str) -> None:
    assert places(tree({"a.c": end * 3 + CALL}), "PJRT_Client_Create") == ["a.c:4"]


def test_huge_files(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of more than 4 MB, of 400 bytes here, is read if it starts like a source of PJRT."""
    assert walk.HUGE == 4 << 20
    monkeypatch.setattr(walk, "HUGE", 400)
    monkeypatch.setattr(walk, "_HEAD", 200)
    filler = "int x;\n" * 100
    document = tree({"a.c": CALL + filler, "b.c": filler + OTHER})
    assert of(document, Status.USED) == {"Client_Create"}
    assert document.facts["files over 4 MB without PJRT"] == "1"


def test_unreadable_files_are_counted(tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """As root reads everything, the reading itself is made to fail."""
    (tmp_path / "b.c").write_text(OTHER)
    really = Path.open

    def refuse(path: Path, *more: object, **named: object) -> object:
        if path.name == "b.c":
            raise PermissionError(13, "Permission denied", str(path))
        return really(path, *more, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    document = tree({"a.c": CALL})
    assert document.facts["files and folders that cannot be read"] == "1"
    assert of(document, Status.USED) == {"Client_Create"}


def test_what_is_no_file_is_left_alone(tmp_path: Path, tree: Tree) -> None:
    os.mkfifo(tmp_path / "pipe.c")
    assert tree({"a.c": CALL}).facts["files read"] == "1"


def test_tests_and_examples_are_told_apart(tree: Tree) -> None:
    document = tree(
        {
            "src/a.c": CALL,
            "tests/b.c": OTHER,
            "examples/c.c": OTHER.replace("Event_Await", "Event_Error"),
            "src/d_test.cc": OTHER.replace("Event_Await", "Event_IsReady"),
        }
    )
    said = {item.name: item.why for item in document.items if item.status is Status.USED and item.kind == "function"}
    assert said == {
        "PJRT_Client_Create": "",
        "PJRT_Event_Await": "only in tests",
        "PJRT_Event_Error": "only in examples",
        "PJRT_Event_IsReady": "only in tests",
    }


def test_the_same_twice(tmp_path: Path, tree: Tree, names: Names) -> None:
    document = tree({f"{letter}.c": CALL for letter in "zyxwvutsrq"})
    assert document == source.look(tmp_path, names)
    assert places(document, "PJRT_Client_Create") == ["q.c:1", "r.c:1", "s.c:1", "t.c:1", "u.c:1"]
    assert next(item.more for item in document.items if item.name == "PJRT_Client_Create") == 5
