"""A vendor's private header: its package builds on pjrt_abi, is typed, binds and calls."""

from __future__ import annotations

import ctypes
import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codegen.commands import main

from .test_commands import tiny_tree

ROOT = Path(__file__).parents[2]

ACME = """\
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "xla/pjrt/c/pjrt_c_api.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACME_EXTENSION_VERSION 3
#define PJRT_Extension_Type_Acme 1000

typedef struct PJRT_Acme_Probe PJRT_Acme_Probe;

typedef enum {
  PJRT_Acme_Level_kQuiet = 0,
  PJRT_Acme_Level_kLoud = 7,
} PJRT_Acme_Level;

typedef void (*PJRT_Acme_Listener)(int64_t reading, void* user_arg);

typedef struct PJRT_Acme_Reading {
  PJRT_LogicalDeviceIds where;
  double celsius;
} PJRT_Acme_Reading;

typedef struct PJRT_Acme_Probe_Create_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  PJRT_Client* client;
  const char* name;
  size_t name_size;
  PJRT_Acme_Level level;
  PJRT_Acme_Listener listener;
  void* user_arg;
  PJRT_Acme_Probe* probe;  // out
} PJRT_Acme_Probe_Create_Args;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Acme_Probe_Create_Args, probe);
typedef PJRT_Error* PJRT_Acme_Probe_Create(PJRT_Acme_Probe_Create_Args* args);

typedef struct PJRT_Acme_Probe_Read_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  PJRT_Acme_Probe* probe;
  PJRT_Acme_Reading reading;  // out
  PJRT_Acme_Level level;      // out
} PJRT_Acme_Probe_Read_Args;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Acme_Probe_Read_Args, level);
typedef PJRT_Error* PJRT_Acme_Probe_Read(PJRT_Acme_Probe_Read_Args* args);

typedef struct PJRT_Acme_Extension {
  PJRT_Extension_Base base;
  PJRT_Acme_Probe_Create* probe_create;
  PJRT_Acme_Probe_Read* probe_read;
} PJRT_Acme_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Acme_Extension, probe_read);

#ifdef __cplusplus
}
#endif
"""

# Its type number is in an enum, and it uses what the other private header declares.
GAUGE = """\
#pragma once
#include "acme_extension.h"

typedef enum { GAUGE_EXTENSION_TYPE = 1001 } Gauge_Numbers;

typedef struct PJRT_Gauge_Show_Args {
  size_t struct_size;
  PJRT_Acme_Probe* probe;
  PJRT_Acme_Reading reading;
  PJRT_Acme_Level level;
} PJRT_Gauge_Show_Args;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Gauge_Show_Args, level);
typedef PJRT_Error* PJRT_Gauge_Show(PJRT_Gauge_Show_Args* args);

typedef struct PJRT_Gauge_Extension {
  PJRT_Extension_Base base;
  PJRT_Gauge_Show* show;
} PJRT_Gauge_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Gauge_Extension, show);
"""

PROGRAM = """\
from acme_abi.acme import Acme, PJRT_Acme_Level
from acme_abi.typed import AcmeProbePtr
from pjrt_abi.typed import ClientPtr


def read(acme: Acme, client: ClientPtr) -> float:
    probe: AcmeProbePtr = acme.probe_create(client, "outside", PJRT_Acme_Level.LOUD, None)
    reading, level = acme.probe_read(probe)
    return reading.celsius + reading.where.replica + level


def wrong(acme: Acme, client: ClientPtr) -> None:
    acme.probe_read(client)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the package acme_abi, generated from both headers."""
    folder = tmp_path_factory.mktemp("private")
    headers = {"acme_extension.h": ACME, "gauge_extension.h": GAUGE}
    for name, text in headers.items():
        (folder / name).write_text(text)
    extra = [str(folder / name) for name in headers]
    assert main(["generate", "--extra", *extra, "--package", "acme_abi", "--out", str(folder / "src")]) == 0
    return folder / "src"


@pytest.fixture
def acme(made: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The module acme_abi.acme, imported against the committed pjrt_abi."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(ROOT / "generated"))
    monkeypatch.syspath_prepend(str(made))
    yield importlib.import_module("acme_abi.acme")
    for name in set(sys.modules) - before:
        if name.startswith("acme_abi"):
            del sys.modules[name]


@pytest.mark.download
def test_the_package_holds_the_private_modules_only(made: Path) -> None:
    files = {p.relative_to(made).as_posix(): p.read_text() for p in made.rglob("*") if p.is_file()}
    modules = ("__init__.py", "acme.py", "gauge.py")
    expected = {*modules, "typed.py", "py.typed", *(f"server/{name}" for name in modules)}
    assert set(files) == {f"acme_abi/{name}" for name in expected}
    assert all(str(made.parent) not in text for text in files.values())


@pytest.mark.download
@pytest.mark.slow
def test_mypy_strict_accepts_the_package_and_tells_handles_apart(made: Path, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    mypy = [sys.executable, "-m", "mypy"]
    done = subprocess.run(
        [*mypy, "--strict", "--config-file=", f"--cache-dir={tmp_path / 'cache'}", "-p", "acme_abi", "-m", "program"],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": os.pathsep.join(map(str, (ROOT / "generated", made, tmp_path)))},
        capture_output=True,
        text=True,
        check=False,
    )
    wrong = 'Argument 1 to "probe_read" of "Acme" has incompatible type "ClientPtr"; expected "AcmeProbePtr"'
    lines = done.stdout.splitlines()
    assert len(lines) == 2, done.stdout + done.stderr
    assert wrong in lines[0]
    assert lines[1].startswith("Found 1 error in 1 file")


@pytest.mark.download
def test_the_registry_lists_what_the_headers_define(made: Path, acme: Any) -> None:
    registry = importlib.import_module("acme_abi").EXTENSIONS
    assert [(e.name, e.type, e.version) for e in registry] == [("Acme", 1000, 3), ("Gauge", 1001, None)]
    assert registry[0].load() is acme.Acme
    gauge = registry[1].load()
    assert gauge is importlib.import_module("acme_abi.gauge").Gauge
    assert gauge.show.__annotations__["probe"] == "AcmeProbePtr"


@pytest.mark.download
def test_layouts_of_what_embeds_a_core_struct(acme: Any) -> None:
    from pjrt_abi.structs import PJRT_LogicalDeviceIds

    assert dict(acme.PJRT_Acme_Reading._fields_)["where"] is PJRT_LogicalDeviceIds
    assert (ctypes.sizeof(acme.PJRT_Acme_Reading), acme.PJRT_Acme_Reading.celsius.offset) == (16, 8)
    assert acme.PJRT_Acme_Probe_Read_Args.level.offset == 40
    assert acme.PJRT_Acme_Probe_Read_Args.STRUCT_SIZE == 44
    assert acme.PJRT_Acme_Extension.STRUCT_SIZE == 40
    assert list(acme.PJRT_Acme_Level) == [acme.PJRT_Acme_Level.QUIET, acme.PJRT_Acme_Level.LOUD]


class Vendor:
    """The vendor's side of the extension: a struct filled with functions written in Python."""

    def __init__(self, acme: Any, size: int | None = None) -> None:
        self.acme = acme
        self.heard: list[tuple[Any, ...]] = []
        self.table = acme.PJRT_Acme_Extension()
        self.table.base.struct_size = acme.PJRT_Acme_Extension.STRUCT_SIZE if size is None else size
        self.table.base.type = 1000
        call = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)
        self.functions = {"probe_create": call(self.create), "probe_read": call(self.read)}
        for name, function in self.functions.items():
            setattr(self.table, name, ctypes.cast(function, ctypes.c_void_p).value)

    def create(self, address: int) -> int | None:
        args = self.acme.PJRT_Acme_Probe_Create_Args.from_address(address)
        name = ctypes.string_at(args.name, args.name_size)
        self.heard.append((args.struct_size, args.client, name, args.level, args.user_arg))
        if args.listener:
            self.acme.PJRT_Acme_Listener(args.listener)(-4, args.user_arg)
        args.probe = 0xBEEF
        return None

    def read(self, address: int) -> int | None:
        args = self.acme.PJRT_Acme_Probe_Read_Args.from_address(address)
        if args.probe != 0xBEEF:
            return 0xE0
        args.reading.where.replica = 2
        args.reading.celsius = 21.5
        args.level = 7
        return None

    def bound(self, api: object = None) -> Any:
        return self.acme.Acme(ctypes.addressof(self.table), api)


@pytest.mark.download
def test_calls_go_through_and_come_back(acme: Any) -> None:
    vendor = Vendor(acme)
    heard: list[tuple[int, int | None]] = []
    listener = acme.PJRT_Acme_Listener(lambda reading, user_arg: heard.append((reading, user_arg)))
    bound = vendor.bound()
    probe = bound.probe_create(0xC11, "öut", acme.PJRT_Acme_Level.LOUD, listener, user_arg=17)
    size = acme.PJRT_Acme_Probe_Create_Args.STRUCT_SIZE
    assert vendor.heard == [(size, 0xC11, "öut".encode(), 7, 17)]
    assert heard == [(-4, 17)]
    reading, level = bound.probe_read(probe)
    assert (reading.celsius, reading.where.replica, level) == (21.5, 2, acme.PJRT_Acme_Level.LOUD)


@pytest.mark.download
def test_a_plugin_in_python_serves_it(acme: Any) -> None:
    """The other side of the private extension, in the chain of a plugin."""
    from pjrt import load, server

    served = importlib.import_module("acme_abi.server.acme").AcmeServer

    class Mine(served):  # type: ignore[misc]
        def probe_create(self, *, client: object, name: str, level: int, **_: object) -> tuple[str, str, int]:
            return ("probe", name, level)

        def probe_read(self, *, probe: tuple[str, str, int]) -> tuple[Any, int]:
            reading = acme.PJRT_Acme_Reading()
            reading.celsius = float(len(probe[1]))
            return reading, probe[2]

    made = server.serve(server.Plugin(), [server.Link(999), Mine()])
    plugin = load(made)
    assert [(link.name, link.type) for link in plugin.extensions] == [("unknown", 999), ("unknown", 1000)]
    bound = acme.Acme(plugin.extensions[1].address, plugin.abi)
    client = made._runtime.handles.give("PJRT_Client", "a client", owned=True, root=None).address
    reading, level = bound.probe_read(bound.probe_create(client, "öut", acme.PJRT_Acme_Level.LOUD, None))
    assert (reading.celsius, level) == (3.0, acme.PJRT_Acme_Level.LOUD)


class Core:
    """A core table that reads errors."""

    version = (0, 1)

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def read_error(self, function: str, error: int) -> Exception:
        self.asked.append((function, error))
        return RuntimeError("no such probe")


@pytest.mark.download
def test_errors_are_read_through_the_core_table(acme: Any) -> None:
    core = Core()
    with pytest.raises(RuntimeError, match="no such probe"):
        Vendor(acme).bound(core).probe_read(1)
    assert core.asked == [("PJRT_Acme_Probe_Read", 0xE0)]


@pytest.mark.download
def test_slots_that_are_missing_raise_when_they_are_called(acme: Any) -> None:
    from pjrt_abi.errors import UnsupportedError

    short = Vendor(acme, size=acme.PJRT_Acme_Extension.probe_read.offset).bound(Core())
    assert (short.has("PJRT_Acme_Probe_Create"), short.has("PJRT_Acme_Probe_Read")) == (True, False)
    with pytest.raises(UnsupportedError, match=r"API 0\.1.* has 32 bytes and ends before this slot"):
        short.probe_read(0xBEEF)
    vendor = Vendor(acme)
    vendor.table.probe_create = None
    with pytest.raises(UnsupportedError, match="this slot of its PJRT_Acme_Extension is NULL"):
        vendor.bound(Core()).probe_create(1, "", acme.PJRT_Acme_Level.QUIET, None)


# -------------------------------------------------- on a small tree, no download


class Private:
    """A small public tree, and private headers beside it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.include = tiny_tree(folder)
        self.out = folder / "src"
        self.capsys = capsys

    def header(self, name: str, text: str = "") -> str:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text or OWN)
        return str(path)

    def run(self, *headers: str, command: str = "generate", package: str = "own_abi") -> int:
        where = ["--include", str(self.include), "--generated", str(self.folder / "generated")]
        return main([command, *where, "--extra", *headers, "--package", package, "--out", str(self.out)])

    def error(self, *headers: str, package: str = "own_abi") -> str:
        assert self.run(*headers, package=package) == 2
        assert not (self.out / package).exists()
        out, err = self.capsys.readouterr()
        assert out == ""
        assert err.startswith("error: ")
        return err.removeprefix("error: ").rstrip("\n")


OWN = """\
#pragma once
#include "xla/pjrt/c/pjrt_c_api.h"
#define PJRT_Extension_Type_Own 1000
typedef struct PJRT_Own_Go_Args {
  size_t struct_size;
  int64_t speed;
} PJRT_Own_Go_Args;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Own_Go_Args, speed);
typedef PJRT_Error* PJRT_Own_Go(PJRT_Own_Go_Args* args);
typedef struct PJRT_Own_Extension {
  PJRT_Extension_Base base;
  PJRT_Own_Go* go;
} PJRT_Own_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Own_Extension, go);
"""


@pytest.fixture
def private(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Private:
    return Private(tmp_path, capsys)


def test_generate_and_check_touch_the_package_only(private: Private) -> None:
    header = private.header("own_extension.h")
    assert private.run(header) == 0
    assert "1 functions: 1 folded" in private.capsys.readouterr().out
    assert not (private.folder / "generated").exists()
    assert private.run(header, command="check") == 0
    private.capsys.readouterr()
    path = private.out / "own_abi" / "own.py"
    path.write_text(path.read_text().replace("1000", "1001"))
    assert private.run(header, command="check") == 1
    assert "-PJRT_Extension_Type_Own = 1001\n+PJRT_Extension_Type_Own = 1000\n" in private.capsys.readouterr().out
    assert private.run(header) == 0
    assert private.capsys.readouterr().out.endswith("  wrote own_abi/own.py\n  1 written, 0 deleted, 5 unchanged\n")


def test_the_name_of_a_public_module_is_taken(private: Private) -> None:
    header = private.header("tiny_extension.h")
    error = private.error(header)
    assert error == f"{header}: its module would be 'tiny', which a public header has; rename it"


def test_a_declaration_that_is_public_already(private: Private) -> None:
    text = OWN.replace("PJRT_Own_Go_Args", "PJRT_Tiny_Poke_Args")
    error = private.error(private.header("own_extension.h", text))
    assert error.startswith("own_extension.h:4: ")
    assert "PJRT_Tiny_Poke_Args is defined twice" in error


def test_a_header_that_is_not_there(private: Private) -> None:
    missing = str(private.folder / "gone_extension.h")
    assert private.error(missing) == f"{missing}: no such header; --extra takes the path of a header file"


def test_a_type_that_no_header_defines(private: Private) -> None:
    text = OWN.replace("int64_t speed;", "struct Fathoms speed;")
    error = private.error(private.header("own_extension.h", text))
    assert error.startswith("own_extension.h:6: PJRT_Own_Go_Args.speed: unknown type 'Fathoms'")


def test_an_extension_without_a_type_number(private: Private) -> None:
    text = OWN.replace("#define PJRT_Extension_Type_Own 1000\n", "")
    error = private.error(private.header("own_extension.h", text))
    assert "PJRT_Own_Extension: no constant says its type number" in error
    assert "`#define PJRT_Extension_Type_Own 1000`" in error


def test_a_type_number_that_is_taken(private: Private) -> None:
    text = OWN.replace("Type_Own 1000", "Type_Own 0")
    error = private.error(private.header("own_extension.h", text))
    assert error.endswith("PJRT_Own_Extension: its type number 0 is that of PJRT_Tiny_Extension, too")


def test_a_header_may_lie_below_the_public_ones(private: Private) -> None:
    assert private.run(private.header("include/own/own_extension.h")) == 0
    assert (private.out / "own_abi" / "own.py").is_file()


def test_two_headers_of_one_module(private: Private) -> None:
    headers = private.header("a/own_extension.h"), private.header("b/own.h")
    assert private.error(*headers) == "--extra: 2 headers would be the module 'own'; rename one"


@pytest.mark.parametrize("name", ["class_extension.h", "my-own.h", "typed.h"])
def test_a_header_that_makes_no_module(private: Private, name: str) -> None:
    assert "which cannot be; rename the header" in private.error(private.header(name))


@pytest.mark.parametrize(
    ("package", "said"),
    [
        ("../up", "no name that Python can import"),
        ("for", "no name that Python can import"),
        ("pjrt_abi", "there is a package of this name already"),
        ("json", "there is a package of this name already"),
    ],
)
def test_names_that_a_package_cannot_have(private: Private, package: str, said: str) -> None:
    header = private.header("own_extension.h")
    assert private.run(header, package=package) == 2
    assert private.capsys.readouterr().err.startswith(f"error: --package {package}: {said}")
    assert not private.out.exists()


def test_a_folder_with_something_else_in_it_is_left_alone(private: Private) -> None:
    precious = private.out / "own_abi" / "precious.py"
    precious.parent.mkdir(parents=True)
    precious.write_text("x = 1\n")
    assert private.run(private.header("own_extension.h")) == 2
    assert "holds what `generate` did not write" in private.capsys.readouterr().err
    assert [p.name for p in precious.parent.iterdir()] == ["precious.py"]


@pytest.mark.parametrize("given", [["--package", "own_abi"], ["--out", "x"], ["--package", "own_abi", "--out", "x"]])
def test_the_options_go_together(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *given]) == 2
    assert capsys.readouterr().err.startswith("error: --extra, --package and --out go together")
