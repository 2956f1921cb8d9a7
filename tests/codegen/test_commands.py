"""The commands, on a small header tree of the tests' own and, where marked, on the pinned headers."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from codegen.commands import generate as command_generate
from codegen.commands import main
from codegen.errors import CodegenError
from codegen.idioms import RULES
from codegen.terminal import Terminal

ROOT = Path(__file__).parents[2]

HEADERS_TOML = """\
current = "0.9"

[distributions.none]
name = "nothing"
version = "1"
kind = "sdist"
api = "0.9"

[sets."0.9".headers]
"xla/pjrt/c/pjrt_c_api.h" = { own = true }
"xla/pjrt/c/pjrt_c_api_tiny_extension.h" = { own = true }
"xla/pjrt/c/helpers.h" = { from = "none", skip = "C++ only" }
"""

CORE = """\
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#define PJRT_API_MAJOR 0
#define PJRT_API_MINOR 9
#define PJRT_DEFINE_STRUCT_TRAITS(s, last) enum { s##_STRUCT_SIZE = offsetof(s, last) + sizeof(((s*)0)->last) }

typedef enum { PJRT_Extension_Type_Tiny = 0 } PJRT_Extension_Type;
typedef enum { PJRT_Error_Code_OK = 0, PJRT_Error_Code_INTERNAL = 13 } PJRT_Error_Code;
typedef enum {
  PJRT_NamedValue_kString = 0,
  PJRT_NamedValue_kInt64,
  PJRT_NamedValue_kInt64List,
  PJRT_NamedValue_kFloat,
  PJRT_NamedValue_kBool
} PJRT_NamedValue_Type;

typedef struct PJRT_Extension_Base {
  size_t struct_size;
  PJRT_Extension_Type type;
  struct PJRT_Extension_Base* next;
} PJRT_Extension_Base;

typedef struct PJRT_NamedValue {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  const char* name;
  size_t name_size;
  PJRT_NamedValue_Type type;
  union {
    const char* string_value;
    int64_t int64_value;
    const int64_t* int64_array_value;
    float float_value;
    bool bool_value;
  };
  size_t value_size;
} PJRT_NamedValue;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_NamedValue, value_size);

typedef struct PJRT_Error PJRT_Error;
typedef struct PJRT_Client PJRT_Client;

#define ARGS(f, ...) typedef struct f##_Args { size_t struct_size; __VA_ARGS__ } f##_Args
ARGS(PJRT_Error_Destroy, PJRT_Error* error;);
typedef void PJRT_Error_Destroy(PJRT_Error_Destroy_Args* args);
ARGS(PJRT_Error_Message, const PJRT_Error* error; const char* out_message; size_t out_message_size;);
typedef void PJRT_Error_Message(PJRT_Error_Message_Args* args);
ARGS(PJRT_Error_GetCode, const PJRT_Error* error; PJRT_Error_Code out_code;);
typedef PJRT_Error* PJRT_Error_GetCode(PJRT_Error_GetCode_Args* args);
ARGS(PJRT_Client_Name, PJRT_Client* client; const char* out_name; size_t out_name_size;);
typedef PJRT_Error* PJRT_Client_Name(PJRT_Client_Name_Args* args);

typedef struct PJRT_Api {
  size_t struct_size;
  PJRT_Error_Destroy* PJRT_Error_Destroy;
  PJRT_Error_Message* PJRT_Error_Message;
  PJRT_Error_GetCode* PJRT_Error_GetCode;
  PJRT_Client_Name* PJRT_Client_Name;
} PJRT_Api;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Api, PJRT_Client_Name);
"""

TINY = """\
#pragma once
#include "xla/pjrt/c/pjrt_c_api.h"
#define PJRT_API_TINY_EXTENSION_VERSION 1

typedef struct PJRT_Tiny_Poke_Args {
  size_t struct_size;
  PJRT_Client* client;
  int64_t depth;
} PJRT_Tiny_Poke_Args;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Tiny_Poke_Args, depth);
typedef PJRT_Error* PJRT_Tiny_Poke(PJRT_Tiny_Poke_Args* args);

typedef struct PJRT_Tiny_Extension {
  PJRT_Extension_Base base;
  PJRT_Tiny_Poke* poke;
} PJRT_Tiny_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Tiny_Extension, poke);
"""


def tiny_tree(folder: Path) -> Path:
    """An include/ with a core header and one extension, none of which has to be fetched."""
    include = folder / "include"
    headers = include / "own" / "xla" / "pjrt" / "c"
    headers.mkdir(parents=True)
    (include / "headers.toml").write_text(HEADERS_TOML)
    (headers / "pjrt_c_api.h").write_text(CORE)
    (headers / "pjrt_c_api_tiny_extension.h").write_text(TINY)
    return include


class Tiny:
    """The small tree and the folder that is generated from it."""

    def __init__(self, folder: Path) -> None:
        self.include = tiny_tree(folder)
        self.generated = folder / "generated"

    @property
    def roots(self) -> list[str]:
        return ["--include", str(self.include), "--generated", str(self.generated)]

    def header(self, name: str) -> Path:
        return self.include / "own" / "xla" / "pjrt" / "c" / name

    def files(self) -> dict[str, bytes]:
        found = (p for p in self.generated.rglob("*") if p.is_file())
        return {p.relative_to(self.generated).as_posix(): p.read_bytes() for p in found}


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return Tiny(tmp_path)


@pytest.fixture
def generated(tiny: Tiny, capsys: pytest.CaptureFixture[str]) -> Tiny:
    assert main(["generate", *tiny.roots]) == 0
    capsys.readouterr()
    return tiny


def run(*argv: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "codegen", *map(str, argv)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


# ------------------------------------------------------------------ generate


def test_generate_writes_the_package_and_says_what_it_did(tiny: Tiny, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", *tiny.roots]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    files = tiny.files()
    assert {"abi.json", "pjrt_abi/__init__.py", "pjrt_abi/functions.py", "pjrt_abi/extensions/tiny.py"} <= set(files)
    lines = out.splitlines()
    assert re.fullmatch(rf"{re.escape(str(tiny.generated))}: {len(files)} files from 2 headers, \d+\.\d s", lines[0])
    counts = "5 functions: 5 folded by the idiom rules, 0 called as they are (no argument struct), 0 raw"
    assert counts in lines[2]
    assert "  skipped: xla/pjrt/c/helpers.h: C++ only" in lines
    assert {line.removeprefix("  wrote ") for line in lines if line.startswith("  wrote ")} == set(files)
    assert lines[-1] == f"  {len(files)} written, 0 deleted, 0 unchanged"


def test_generate_tells_of_raw_and_direct_functions_and_unknown_comments(
    tiny: Tiny, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tiny.header("pjrt_c_api_tiny_extension.h")
    text = path.read_text().replace(
        "int64_t depth;", "int64_t depth;  // in and some more\n  PJRT_Extension_Base odd;  // inout"
    )
    text = text.replace("(PJRT_Tiny_Poke_Args, depth)", "(PJRT_Tiny_Poke_Args, odd)")
    text = text.replace("PJRT_Tiny_Poke* poke;", "PJRT_Tiny_Poke* poke;\n  int64_t (*add)(int64_t a, int64_t b);")
    text = text.replace("(PJRT_Tiny_Extension, poke)", "(PJRT_Tiny_Extension, add)")
    path.write_text(text)
    assert main(["generate", *tiny.roots]) == 0
    out = capsys.readouterr().out
    assert "6 functions: 4 folded by the idiom rules, 1 called as they are (no argument struct), 1 raw\n" in out
    assert "  raw: PJRT_Tiny_Poke: no rule folds PJRT_Tiny_Poke_Args.odd\n" in out
    assert "unknown spelling in a comment: xla/pjrt/c/pjrt_c_api_tiny_extension.h:8: PJRT_Tiny_Poke_Args.depth" in out


def test_a_second_run_writes_nothing(generated: Tiny, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.stat().st_mtime_ns for path in generated.generated.rglob("*")}
    assert main(["generate", *generated.roots]) == 0
    assert capsys.readouterr().out.endswith(f"  0 written, 0 deleted, {len(generated.files())} unchanged\n")
    assert {path: path.stat().st_mtime_ns for path in generated.generated.rglob("*")} == before


def test_generate_repairs_what_differs_and_deletes_orphans(generated: Tiny, capsys: pytest.CaptureFixture[str]) -> None:
    right = generated.files()
    (generated.generated / "pjrt_abi/enums.py").write_text("edited\n")
    (generated.generated / "pjrt_abi/typed.py").unlink()
    (generated.generated / "pjrt_abi/extensions/gone.py").write_text("")
    (generated.generated / "pjrt_abi/types.binpb").write_bytes(b"another command's")
    assert main(["generate", *generated.roots]) == 0
    out = capsys.readouterr().out
    assert "  wrote pjrt_abi/enums.py\n  wrote pjrt_abi/typed.py\n  deleted pjrt_abi/extensions/gone.py\n" in out
    assert generated.files() == right | {"pjrt_abi/types.binpb": b"another command's"}


def test_the_output_is_the_same_in_another_place_with_other_hashes(tmp_path: Path) -> None:
    trees = []
    for seed in ("1", "2"):
        tree = Tiny(tmp_path / seed)
        done = run("generate", *tree.roots, PYTHONHASHSEED=seed)
        assert done.returncode == 0, done.stderr
        trees.append(tree.files())
    assert trees[0] == trees[1]
    assert len(trees[0]) > 10
    for name, text in trees[0].items():
        assert str(tmp_path).encode() not in text, name
        assert not re.search(rb"\b20\d\d-\d\d|\bJan|\bDec ", text), name


# --------------------------------------------------------------------- check


def test_check_is_content_with_what_generate_wrote(generated: Tiny, capsys: pytest.CaptureFixture[str]) -> None:
    count = len(generated.files())
    assert main(["check", *generated.roots]) == 0
    assert capsys.readouterr().out == f"{generated.generated}: up to date, {count} files\n"


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda p: p.write_text(p.read_text() + "# edited\n"), "-# edited\n"),
        (lambda p: p.unlink(), "+++ generated: pjrt_abi/enums.py\n"),
        (lambda p: p.with_name("orphan.py").write_text("x = 1\n"), "--- on disk: pjrt_abi/orphan.py\n"),
        (lambda p: p.with_name("empty.py").touch(), "on disk: pjrt_abi/empty.py is an orphan\n"),
        (lambda p: p.with_name("py.typed").unlink(), "on disk: pjrt_abi/py.typed is missing\n"),
    ],
    ids=["edited", "missing", "orphan", "empty orphan", "empty missing"],
)
def test_check_shows_drift_and_changes_nothing(
    generated: Tiny, capsys: pytest.CaptureFixture[str], damage: object, said: str
) -> None:
    assert callable(damage)
    damage(generated.generated / "pjrt_abi" / "enums.py")
    before = generated.files()
    assert main(["check", *generated.roots]) == 1
    out = capsys.readouterr().out
    assert said in out
    assert out.endswith(f"{generated.generated}: 1 file out of date; run `python -m codegen generate`\n")
    assert generated.files() == before


def test_check_notices_a_changed_header(generated: Tiny, capsys: pytest.CaptureFixture[str]) -> None:
    path = generated.header("pjrt_c_api_tiny_extension.h")
    path.write_text(path.read_text().replace("depth", "height"))
    assert main(["check", *generated.roots]) == 1
    out = capsys.readouterr().out
    assert "-    def poke(self, client: ClientPtr, depth: int) -> None:\n" in out
    assert "+    def poke(self, client: ClientPtr, height: int) -> None:\n" in out


@pytest.mark.download
def test_what_is_committed_is_what_the_pinned_headers_give() -> None:
    done = run("check")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout[-3000:]


@pytest.mark.download
def test_check_on_the_real_headers_sees_one_edited_line(tmp_path: Path) -> None:
    copy = tmp_path / "generated"
    shutil.copytree(ROOT / "generated", copy)
    path = copy / "pjrt_abi" / "extensions" / "layouts.py"
    path.write_text(path.read_text().replace("EXTENSION_VERSION = ", "EXTENSION_VERSION = 9", 1))
    done = run("check", "--generated", copy)
    assert done.returncode == 1
    assert "-PJRT_API_LAYOUTS_EXTENSION_VERSION = 94\n+PJRT_API_LAYOUTS_EXTENSION_VERSION = 4\n" in done.stdout


# ---------------------------------------------------------------------- diff


@pytest.fixture
def newer(generated: Tiny, tmp_path: Path) -> Path:
    """An abi.json of the small tree with a function more."""
    include = tiny_tree(tmp_path / "newer")
    path = include / "own/xla/pjrt/c/pjrt_c_api_tiny_extension.h"
    text = path.read_text().replace("PJRT_Tiny_Poke* poke;", "PJRT_Tiny_Poke* poke;\n  PJRT_Tiny_Poke* poke_hard;")
    path.write_text(text.replace("(PJRT_Tiny_Extension, poke)", "(PJRT_Tiny_Extension, poke_hard)"))
    out = tmp_path / "newer" / "generated"
    # Both slots are of one function type, so one has to be given another name.
    path.write_text(
        path.read_text()
        .replace("PJRT_Tiny_Poke* poke_hard", "PJRT_Tiny_PokeHard* poke_hard")
        .replace(
            "typedef struct PJRT_Tiny_Ext",
            "typedef PJRT_Error* PJRT_Tiny_PokeHard(PJRT_Tiny_Poke_Args* args);\ntypedef struct PJRT_Tiny_Ext",
        )
    )
    assert main(["generate", "--include", str(include), "--generated", str(out)]) == 0
    return out / "abi.json"


def test_diff_of_snapshots(generated: Tiny, newer: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    older = str(generated.generated / "abi.json")
    assert main(["diff", older, str(newer)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("API 0.9 -> 0.9: 1 append-only\n")
    assert "    PJRT_Tiny_PokeHard(PJRT_Client* client, int64_t depth) [slot 1]\n" in out
    assert main(["diff", older, older]) == 0
    assert capsys.readouterr().out == "API 0.9 -> 0.9: no difference\n"


def test_diff_exits_1_for_what_breaks_unless_allowed(
    generated: Tiny, newer: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older = str(generated.generated / "abi.json")
    assert main(["diff", str(newer), older]) == 1
    assert main(["diff", str(newer), older, "--allow-breaking"]) == 0
    out = capsys.readouterr().out
    assert "BREAKING (1)\n" in out
    assert "function removed: PJRT_Tiny_Extension: PJRT_Tiny_PokeHard(" in out


def test_diff_as_json(generated: Tiny, newer: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["diff", "--json", str(generated.generated / "abi.json"), str(newer)]) == 0
    found = json.loads(capsys.readouterr().out)
    (change,) = found["changes"]
    assert (change["kind"], change["subject"], change["verdict"], change["owner"]) == (
        "function added",
        "PJRT_Tiny_PokeHard",
        "append-only",
        "PJRT_Tiny_Extension",
    )
    assert change["header"] == "xla/pjrt/c/pjrt_c_api_tiny_extension.h"
    assert found["counts"]["breaking"] == 0


def test_diff_takes_the_name_of_a_set_and_a_folder_of_headers(
    generated: Tiny, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(generated.include / "own")
    snapshot = str(generated.generated / "abi.json")
    for old, new in (("0.9", folder), (folder, snapshot), (snapshot, "0.9")):
        assert main(["diff", "--include", str(generated.include), old, new]) == 0
        assert capsys.readouterr().out == "API 0.9 -> 0.9: no difference\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON: "),
        ("[]", "not an abi.json: it has no 'version'"),
        ('{"version": [0, 1]}', "not an abi.json: it has no 'headers'"),
    ],
)
def test_diff_of_a_file_that_is_no_snapshot(
    generated: Tiny, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    path = tmp_path / "other.json"
    path.write_text(text)
    assert main(["diff", str(path), str(generated.generated / "abi.json")]) == 2
    assert capsys.readouterr().err.startswith(f"error: {path}: {said}")


def test_diff_of_a_snapshot_with_holes(generated: Tiny, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = generated.generated / "abi.json"
    data = json.loads(whole.read_text())
    del data["structs"][0]["name"]
    path = tmp_path / "holes.json"
    path.write_text(json.dumps(data))
    assert main(["diff", str(path), str(whole)]) == 2
    assert "one is not what `generate` writes: KeyError('name')" in capsys.readouterr().err


def test_diff_of_something_unknown(tiny: Tiny, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["diff", "--include", str(tiny.include), "--generated", str(tmp_path), "0.9", "0.10"]) == 2
    said = "neither a file, nor a folder, nor a pinned set, nor a snapshot; the sets are 0.9, the snapshots none"
    assert capsys.readouterr().err == f"error: 0.10: {said}\n"
    assert main(["diff", str(tmp_path / "empty"), str(tmp_path / "empty")]) == 2
    assert "no pjrt_c_api.h below it" in capsys.readouterr().err


# --------------------------------------------------------------------- fetch


def test_fetch_says_where_headers_came_from(tiny: Tiny, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stray = tiny.include / "0.9" / "old.h"
    stray.parent.mkdir()
    stray.write_text("// no pin names this\n")
    cache = str(tmp_path / "cache")
    assert main(["fetch", "--include", str(tiny.include), "--cache", cache, "--set", "0.9"]) == 0
    assert capsys.readouterr() == (
        "removed 0.9/old.h: no pin names it\n2 headers: 2 of our own; written: 0.9\n",
        "",
    )
    assert not stray.exists()
    assert main(["fetch", "--include", str(tiny.include), "--cache", cache]) == 0
    assert capsys.readouterr().out == "2 headers: 2 of our own\n"


def test_fetch_of_an_unknown_set(tiny: Tiny, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fetch", "--include", str(tiny.include), "--set", "1.0"]) == 2
    assert "no header set '1.0': the sets are 0.9" in capsys.readouterr().err


@pytest.mark.download
def test_fetch_has_nothing_to_do_where_all_is_in_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fetch", "--set", "0.115", "0.90"]) == 0
    assert re.fullmatch(r"\d+ headers: \d+ in place, 1 of our own\n", capsys.readouterr().out)


# ------------------------------------------------------------- all of them


@pytest.mark.parametrize("command", ["fetch", "generate", "check", "diff"])
def test_help_has_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
    out = capsys.readouterr().out
    assert f"example: python -m codegen {command}" in out
    assert "--include" not in out


def test_without_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([])
    assert left.value.code == 2
    assert "COMMAND" in capsys.readouterr().err


def test_an_error_is_one_message_without_a_traceback(tiny: Tiny) -> None:
    path = tiny.header("pjrt_c_api_tiny_extension.h")
    path.write_text(path.read_text().replace("int64_t depth;", "int64_t depth : 3;"))
    done = run("generate", *tiny.roots)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: xla/pjrt/c/pjrt_c_api_tiny_extension.h:8: ")
    assert "bit-field" in done.stderr
    assert "Traceback" not in done.stderr
    assert not tiny.generated.exists()


def test_a_folder_that_cannot_be_written_is_an_error_too(tiny: Tiny, capsys: pytest.CaptureFixture[str]) -> None:
    tiny.generated.write_text("a file where the folder should be\n")
    assert main(["generate", *tiny.roots]) == 2
    err = capsys.readouterr().err
    assert err.startswith("error: ")
    assert str(tiny.generated) in err


@pytest.mark.parametrize(
    ("raised", "code"),
    [(KeyboardInterrupt(), 130), (CodegenError("here: this: do that"), 2)],
)
def test_exit_codes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], raised: BaseException, code: int
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr(command_generate, "build_set", fail)
    assert main(["check"]) == code
    assert capsys.readouterr() == ("", "error: here: this: do that\n" if code == 2 else "")


def test_a_broken_pipe_is_quiet(generated: Tiny) -> None:
    (generated.generated / "pjrt_abi" / "structs.py").unlink()
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "codegen", "check", *generated.roots],
            cwd=ROOT,
            stdout=writer,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


def test_the_manual_lists_every_rule_in_order() -> None:
    text = (ROOT / "docs" / "codegen.md").read_text()
    listed = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    assert listed == [rule.__name__ for rule in RULES]
    assert (ROOT / "docs" / "img" / "pipeline.svg").is_file()


class Screen(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_colour_and_progress_are_for_a_terminal() -> None:
    screen, pipe = Screen(), StringIO()
    Terminal(pipe, pipe).progress("halfway")
    Terminal(pipe, pipe).show("--- a\n+[b]")
    assert pipe.getvalue() == "--- a\n+[b]\n"
    Terminal(screen, screen).progress("halfway")
    Terminal(screen, screen).show("--- a\n+[b]")
    assert re.sub(r"\x1b\[[\d;]*m", "", screen.getvalue()) == "halfway\n--- a\n+[b]\n"
