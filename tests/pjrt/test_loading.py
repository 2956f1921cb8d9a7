"""Loading: what can be loaded and how, what is refused and in which words, and what six real plugins say."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Callable
from ctypes import addressof, c_void_p
from pathlib import Path
from typing import Any

import pytest

import pjrt
from pjrt._runtime import loader
from pjrt_abi import structs
from pjrt_abi.extensions import BY_TYPE
from pjrt_abi.functions import Api
from pjrt_abi.structs import PJRT_Api, PJRT_Extension_Base
from pjrt_abi.support import CALL

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Child = Callable[..., dict[str, Any]]

SITE = Path(sys.prefix) / f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
ADVICE = "give the path of a PJRT plugin for this machine, or a name that `pjrt info` lists"

# name -> library, API version, extension types in the order of the chain, functions of the headers that it lacks
PLUGINS: dict[str, tuple[str, tuple[int, int], list[int], int]] = {
    "fastatomstruct_xla_cpu": ("fastatomstruct_xla_cpu/libpjrt_cpu.so", (0, 106), [19, 9, 5, 6, 4], 2),
    "lammps_jax_pjrt_cpu": ("lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so", (0, 115), [24, 19, 9, 5, 6, 4], 0),
    "xla_cpu_pjrt": ("xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so", (0, 81), [9, 5, 6, 4], 20),
    "xla_cuda13": ("jax_plugins/xla_cuda13/xla_cuda_plugin.so", (0, 116), [20, 24, 19, 12, 6, 5, 4, 0, 3, 2, 1], 0),
    "libtpu": (
        "libtpu/libtpu.so",
        (0, 117),
        [5, 24, 23, 22, 21, 20, 19, 18, 17, 16, 14, 9, 12, 13, 6, 4, 8, 1],
        0,
    ),
    "libtt": ("jax_plugins/libtt/libtt.so", (0, 114), [1, 23], 1),
}


def offset(struct: str, field: str) -> int:
    return int(getattr(getattr(structs, struct), field).offset)


# A plugin in C that knows the layout from the bindings. What it does in GetPjrtApi and in initialising is filled in.
SOURCE = f"""
#include <stddef.h>
#include <stdint.h>
#include <string.h>
static unsigned char table[{PJRT_Api.STRUCT_SIZE}];
static int destroyed;
#define AT(type, base, offset) (*(type*)((unsigned char*)(base) + (offset)))
static void error_destroy(void* a) {{ destroyed++; }}
static void error_message(void* a) {{
  AT(const char*, a, {offset("PJRT_Error_Message_Args", "message")}) = "the device is on fire";
  AT(size_t, a, {offset("PJRT_Error_Message_Args", "message_size")}) = 21;
}}
static void* error_code(void* a) {{ AT(int, a, {offset("PJRT_Error_GetCode_Args", "code")}) = 14; return 0; }}
static int calls;
static void* initialize(void* a) {{ calls++; return INITIALIZE; }}
int plugin_counts(void) {{ return calls * 100 + destroyed; }}
void* GetPjrtApi(void) {{
  AT(size_t, table, 0) = SIZE;
  AT(int, table, {PJRT_Api.pjrt_api_version.offset + 16}) = MAJOR;
  AT(int, table, {PJRT_Api.pjrt_api_version.offset + 20}) = MINOR;
  AT(void*, table, {offset("PJRT_Api", "PJRT_Error_Destroy")}) = (void*)error_destroy;
  AT(void*, table, {offset("PJRT_Api", "PJRT_Error_Message")}) = (void*)error_message;
  AT(void*, table, {offset("PJRT_Api", "PJRT_Error_GetCode")}) = (void*)error_code;
  AT(void*, table, {offset("PJRT_Api", "PJRT_Plugin_Initialize")}) = (void*)initialize;
  return RESULT;
}}
"""


def compiled(path: Path, source: str, **defines: object) -> Path:
    flags = [f"-D{name}={value}" for name, value in defines.items()]
    done = subprocess.run(
        ["cc", "-shared", "-fPIC", *flags, "-x", "c", "-", "-o", path], input=source, text=True, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    return path


def made(path: Path, **other: object) -> Path:
    what = {"SIZE": PJRT_Api.STRUCT_SIZE, "MAJOR": 0, "MINOR": 115, "RESULT": "table", "INITIALIZE": "0", **other}
    return compiled(path, SOURCE, **what)


def refused(run: Run, path: Path | str) -> str:
    """The text of the PluginLoadError, raised in a process of its own, twice alike."""
    code = """
import pjrt, sys
for _ in range(2):
    try:
        pjrt.load(sys.argv[1])
    except pjrt.PluginLoadError as error:
        print(str(error))
    else:
        sys.exit(3)
"""
    done = run(code, str(path))
    assert (done.returncode, done.stderr) == (0, "")
    half = len(done.stdout) // 2
    assert done.stdout[:half] == done.stdout[half:]
    return done.stdout[:half].removesuffix("\n")


class TestRefused:
    def test_missing(self, tmp_path: Path, subprocess_run: Run) -> None:
        path = tmp_path / "none.so"
        assert refused(subprocess_run, path) == f"{path}: no such file; {ADVICE}"

    def test_directory(self, tmp_path: Path, subprocess_run: Run) -> None:
        assert refused(subprocess_run, tmp_path) == f"{tmp_path}: a directory; {ADVICE}"

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            (b"", "an empty file"),
            (b"# not a library\n", "a text file (starts with '# not a library')"),
            (b"\x7fELF", "a damaged or truncated ELF file (4 bytes)"),
            (b"PK\x03\x04", "a zip archive or wheel"),
        ],
    )
    def test_no_library(self, tmp_path: Path, subprocess_run: Run, content: bytes, expected: str) -> None:
        path = tmp_path / "x.so"
        path.write_bytes(content)
        assert refused(subprocess_run, path) == f"{path}: {expected}; {ADVICE}"

    def test_other_machine(self, tmp_path: Path, subprocess_run: Run) -> None:
        path = made(tmp_path / "x.so")
        data = bytearray(path.read_bytes())
        data[18:20] = (243).to_bytes(2, "little")
        path.write_bytes(data)
        machine = os.uname().machine
        expected = f"{path}: an ELF file for riscv64; this machine is {machine}; {ADVICE}"
        assert refused(subprocess_run, path) == expected

    @pytest.mark.parametrize("part", [0.05, 0.3, 0.6])
    def test_truncated(self, tmp_path: Path, subprocess_run: Run, part: float) -> None:
        path = made(tmp_path / "x.so")
        size = path.stat().st_size
        os.truncate(path, int(size * part))
        text = refused(subprocess_run, path)
        assert text.startswith(f"{path}: ")
        assert "truncated ELF" in text or "does not export" in text
        assert text.endswith(ADVICE)

    def test_no_entry_point(self, tmp_path: Path, subprocess_run: Run) -> None:
        path = compiled(tmp_path / "x.so", "int other(void) { return 0; }")
        expected = f"an ELF shared library for {os.uname().machine}, but it does not export GetPjrtApi"
        assert refused(subprocess_run, path) == f"{path}: {expected}; {ADVICE}"

    def test_entry_point_that_is_data(self, tmp_path: Path, subprocess_run: Run) -> None:
        path = compiled(tmp_path / "x.so", "int GetPjrtApi = 7;")
        assert "does not export GetPjrtApi" in refused(subprocess_run, path)

    def test_missing_dependency(self, tmp_path: Path, subprocess_run: Run) -> None:
        path = compiled(
            tmp_path / "x.so", "extern int nowhere(void); void* GetPjrtApi(void) { return (void*)&nowhere; }"
        )
        text = refused(subprocess_run, path)
        assert text.startswith(f"{path}: the dynamic linker refuses it: ")
        assert "undefined symbol: nowhere" in text
        assert text.endswith(f"install what is missing, or {ADVICE}")

    def test_null(self, tmp_path: Path, subprocess_run: Run) -> None:
        path = made(tmp_path / "x.so", RESULT="0")
        expected = f"{path}: GetPjrtApi returned NULL: the plugin gave up, maybe with a message above; {ADVICE}"
        assert refused(subprocess_run, path) == expected

    def test_other_major_version(self, tmp_path: Path, subprocess_run: Run) -> None:
        path = made(tmp_path / "x.so", MAJOR=1, MINOR=3)
        assert refused(subprocess_run, path) == (
            f"{path}: it speaks PJRT API 1.3; this library speaks major version 0 (made for 0.115); use a plugin or a "
            "release of this library of the same major version"
        )

    @pytest.mark.parametrize("size", [0, 8, PJRT_Api.pjrt_api_version.offset])
    def test_table_too_small(self, tmp_path: Path, subprocess_run: Run, size: int) -> None:
        path = made(tmp_path / "x.so", SIZE=size)
        expected = f"{path}: its PJRT_Api claims {size} bytes, too few to state a version; {ADVICE}"
        assert refused(subprocess_run, path) == expected

    def test_initialisation_fails(self, tmp_path: Path, in_child: Child) -> None:
        path = made(tmp_path / "x.so", INITIALIZE="(void*)8")
        report = in_child(
            """
for _ in range(2):
    try:
        pjrt.load(sys.argv[1])
    except pjrt.PluginLoadError as e:
        report["error"] = [str(e), e.code.name, e.function, type(e.__cause__).__name__]
import ctypes
report["counts"] = ctypes.CDLL(sys.argv[1]).plugin_counts()
""",
            str(path),
        )
        assert report["error"] == [
            f"PJRT_Plugin_Initialize: UNAVAILABLE: {path}: the plugin could not initialise itself: "
            "the device is on fire; check its hardware and settings",
            *("UNAVAILABLE", "PJRT_Plugin_Initialize", "UnavailableError"),
        ]
        assert report["counts"] == 202  # initialised twice, both errors destroyed

    def test_unknown_name(self, subprocess_run: Run) -> None:
        text = refused(subprocess_run, "no_such_plugin")
        assert text.startswith("no PJRT plugin is called 'no_such_plugin'\nfound: ")
        assert "\nnext: " in text

    @pytest.mark.parametrize("wrong", [1, 1.5, b"cpu", ["cpu"], object()])
    def test_wrong_type(self, wrong: Any) -> None:
        with pytest.raises(TypeError, match="plugin: expected a name, a path or a Plugin, got"):
            pjrt.load(wrong)


def test_small_plugin_of_ours(tmp_path: Path, in_child: Child) -> None:
    path = made(tmp_path / "small.so")
    report = in_child(
        """
import ctypes
p = pjrt.load(sys.argv[1])
report["repr"] = repr(p)
report["same"] = pjrt.load(os.path.relpath(sys.argv[1])).abi is p.abi and pjrt.load(p) is p
report["calls"] = ctypes.CDLL(sys.argv[1]).plugin_counts()
report["extensions"] = p.extensions
report["missing"] = len(p.missing_functions)
report["client"] = attempt(lambda: pjrt.Client(p))
report["attributes"] = attempt(lambda: p.attributes)
report["copy"] = [attempt(lambda: f(p)) for f in (copy.copy, copy.deepcopy, pickle.dumps)]
""",
        str(path),
    )
    null = "this plugin (API 0.115) lacks it: this slot of its PJRT_Api is NULL"
    assert report == {
        "repr": f"<Plugin 'small', API 0.115, {path}>",
        "same": True,
        "calls": 100,
        "extensions": [],
        "missing": len(Api.SLOTS) - 4,
        "client": ["UnsupportedError", f"PJRT_Client_Create: {null}"],
        "attributes": ["UnsupportedError", f"PJRT_Plugin_Attributes: {null}"],
        "copy": [
            ["TypeError", "a Plugin stands for an object in its plugin and cannot be copied"],
            ["TypeError", "a Plugin stands for an object in its plugin and cannot be copied"],
            ["TypeError", "a Plugin stands for an object in its plugin and cannot be pickled"],
        ],
    }


class Table:
    """A table in Python's memory."""

    def __init__(self, size: int = PJRT_Api.STRUCT_SIZE, minor: int = 115) -> None:
        self.struct = PJRT_Api()
        self.struct.struct_size = size
        self.struct.pjrt_api_version.minor_version = minor
        self.function = CALL(lambda _: 0)
        for _, field, _ in Api.SLOTS:
            setattr(self.struct, field, ctypes.cast(self.function, c_void_p).value)
        self.links: list[PJRT_Extension_Base] = []

    def chain(self, *types: int) -> None:
        self.links = [PJRT_Extension_Base(struct_size=24 + i, type=t) for i, t in enumerate(types)]
        for link, following in zip(self.links, self.links[1:], strict=False):
            link.next = addressof(following)
        self.struct.extension_start = addressof(self.links[0])

    @property
    def plugin(self) -> pjrt.Plugin:
        made = pjrt.Plugin(loader.check(addressof(self.struct), "here"), Path("/here.so"), "here")
        made.abi.keep = self  # type: ignore[attr-defined]
        return made


class TestTable:
    def test_whole(self) -> None:
        plugin = Table().plugin
        assert (plugin.missing_functions, plugin.extensions, plugin.is_newer) == ({}, (), False)

    def test_null_slot(self) -> None:
        table = Table(minor=90)
        table.struct.PJRT_Client_Compile = None
        assert table.plugin.missing_functions == {"PJRT_Client_Compile": "this slot of its PJRT_Api is NULL"}
        with pytest.raises(pjrt.UnsupportedError) as caught:
            table.plugin.abi.PJRT_Client_Compile(0)
        assert str(caught.value) == (
            "PJRT_Client_Compile: this plugin (API 0.90) lacks it: this slot of its PJRT_Api is NULL"
        )
        assert caught.value.function == "PJRT_Client_Compile"

    def test_every_shorter_table(self) -> None:
        fields = [(name, offset("PJRT_Api", field)) for name, field, _ in Api.SLOTS]
        for count, (_, end) in enumerate(fields):
            abi = Table(size=end).plugin.abi
            assert list(abi.missing) == [name for name, _ in fields[count:]]
            # A slot that is there in part is not there.
            assert list(Table(size=end + 7).plugin.abi.missing) == list(abi.missing)
        name = fields[-1][0]
        with pytest.raises(pjrt.UnsupportedError, match=rf"{name}: .* its PJRT_Api has {end} bytes and ends before"):
            getattr(abi, name)(0)

    def test_longer_table(self) -> None:
        table = Table(size=PJRT_Api.STRUCT_SIZE + 800, minor=999)
        assert table.plugin.missing_functions == {}
        assert table.plugin.is_newer

    def test_names_that_nobody_knows(self) -> None:
        abi = Table().plugin.abi
        assert abi.has("PJRT_Client_Create")
        with pytest.raises(AttributeError):
            abi.has("PJRT_Client_Fly")

    def test_unknown_links_are_kept(self) -> None:
        table = Table()
        table.chain(4, 11, 99, -1, 2**31 - 1)
        links = table.plugin.extensions
        assert [(x.name, x.type, x.size) for x in links] == [
            ("Layouts", 4, 24),
            ("Unknown", 11, 25),
            ("unknown", 99, 26),
            ("unknown", -1, 27),
            ("unknown", 2**31 - 1, 28),
        ]
        assert [x.address for x in links] == [addressof(link) for link in table.links]
        assert (links[0].experimental, links[2].experimental) == (True, False)

    @pytest.mark.parametrize("back_to", [0, 1, 2])
    def test_chain_that_loops(self, back_to: int) -> None:
        table = Table()
        table.chain(1, 2, 3)
        table.links[-1].next = addressof(table.links[back_to])
        assert [x.type for x in table.plugin.extensions] == [1, 2, 3]

    def test_endless_chain(self) -> None:
        table = Table()
        table.chain(*range(1000))
        assert len(table.plugin.extensions) == 256


@pytest.mark.download
class TestRealPlugins:
    def test_by_name_platform_path_and_plugin(self, plugin: str) -> None:
        by_name = pjrt.load(plugin)
        assert by_name.name == plugin
        assert by_name.path == SITE / PLUGINS[plugin][0]
        assert by_name.abi is pjrt.load(by_name.path).abi
        assert by_name.abi is pjrt.load(str(by_name.path)).abi
        assert by_name.abi is pjrt.load(plugin.upper().replace("_", "-")).abi
        assert pjrt.load(by_name) is by_name
        assert repr(by_name) == f"<Plugin {plugin!r}, API 0.{by_name.api_version[1]}, {by_name.path}>"

    def test_through_a_link(self, plugin: str, tmp_path: Path) -> None:
        (tmp_path / "link.so").symlink_to(SITE / PLUGINS[plugin][0])
        through = pjrt.load(tmp_path / "link.so")
        assert through.abi is pjrt.load(plugin).abi
        assert (through.name, through.path) == ("link", tmp_path / "link.so")

    def test_platform_and_nothing(self) -> None:
        names = {"x86_64": "fastatomstruct_xla_cpu", "aarch64": "xla_cpu_pjrt"}
        assert pjrt.load("cpu").name == names[os.uname().machine]
        assert pjrt.load().abi is pjrt.load("cpu").abi

    def test_relative_path(self, plugin: str, monkeypatch: pytest.MonkeyPatch) -> None:
        path = SITE / PLUGINS[plugin][0]
        monkeypatch.chdir(path.parent)
        assert pjrt.load(path.name).path == path
        assert pjrt.load(Path(path.name)).abi is pjrt.load(plugin).abi

    def test_from_many_threads(self, in_child: Child, plugin: str) -> None:
        report = in_child(
            """
found = []
threads = [threading.Thread(target=lambda: found.append(id(pjrt.load(sys.argv[1]).abi))) for _ in range(8)]
[t.start() for t in threads], [t.join() for t in threads]
report["tables"] = [len(found), len(set(found))]
""",
            plugin,
        )
        assert report == {"tables": [8, 1]}

    @pytest.mark.parametrize("name", PLUGINS)
    def test_what_it_says(self, name: str, subprocess_run: Run) -> None:
        library, version, types, missing = PLUGINS[name]
        environ = {k: v for k, v in os.environ.items() if not k.startswith(("TPU_", "ALLOW_MULTIPLE"))}
        code = """
import json, os, pjrt, sys
p = pjrt.load(sys.argv[1])
print(json.dumps([str(p.path), p.api_version, p.attributes, p.extensions, p.missing_functions, p.is_newer]))
"""
        done = subprocess_run(code, name, timeout=100, env=environ)
        assert done.returncode == 0, done.stderr
        path, stated, attributes, extensions, lacking, newer = json.loads(done.stdout.splitlines()[-1])
        assert Path(path) == SITE / library
        assert tuple(stated) == version
        assert newer == (version > (0, 115))
        assert [link[1] for link in extensions] == types
        assert [link[0] for link in extensions] == [BY_TYPE[t].name for t in types]
        assert all(link[2] >= 24 and link[3] for link in extensions)
        assert len(lacking) == missing
        assert isinstance(attributes, dict)
        if name != "libtt":
            assert attributes["stablehlo_current_version"][0] == 1
            assert all(isinstance(v, int) for v in attributes["stablehlo_minimum_version"])

    def test_libtt_lacks_one(self, subprocess_run: Run) -> None:
        done = subprocess_run("import pjrt; print(pjrt.load('libtt').missing_functions)", timeout=100)
        assert done.returncode == 0, done.stderr
        missing = Api.SLOTS[130][0]
        assert done.stdout.splitlines()[-1] == str({missing: "this slot of its PJRT_Api is NULL"})
