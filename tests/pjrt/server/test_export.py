"""A plugin in Python as a shared library: in this process, in a program without Python, and what cannot be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import pjrt
from pjrt import server
from tests.pjrt.server.doubling import PROGRAM

ROOT = Path(__file__).parents[3]
HOST = r"""
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include "xla/pjrt/c/pjrt_c_api.h"

int main(int count, char **words) {
  void *library = dlopen(words[1], RTLD_NOW | RTLD_LOCAL);
  if (!library) return fprintf(stderr, "%s\n", dlerror()), 2;
  const PJRT_Api *(*get)(void) = (const PJRT_Api *(*)(void))dlsym(library, "GetPjrtApi");
  const PJRT_Api *api = get();
  if (!api) return 3;
  PJRT_Client_Create_Args made = {.struct_size = PJRT_Client_Create_Args_STRUCT_SIZE};
  if (api->PJRT_Client_Create(&made)) return 4;
  PJRT_Client_PlatformName_Args name = {.struct_size = PJRT_Client_PlatformName_Args_STRUCT_SIZE};
  name.client = made.client;
  if (api->PJRT_Client_PlatformName(&name)) return 5;
  printf("%d.%d %.*s\n", api->pjrt_api_version.major_version, api->pjrt_api_version.minor_version,
         (int)name.platform_name_size, name.platform_name);
  PJRT_Client_Destroy_Args end = {.struct_size = PJRT_Client_Destroy_Args_STRUCT_SIZE, .client = made.client};
  if (api->PJRT_Client_Destroy(&end)) return 6;
  PJRT_Error *again = api->PJRT_Client_Destroy(&end);
  if (!again) return 7;
  PJRT_Error_Message_Args why = {.struct_size = PJRT_Error_Message_Args_STRUCT_SIZE, .error = again};
  api->PJRT_Error_Message(&why);
  printf("%.*s\n", (int)why.message_size, why.message);
  return 0;
}
"""
SPEC = "tests.pjrt.server.doubling:Doubling"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "libdoubling.so"
    return server.export(SPEC, path, search=[*sys.path, str(ROOT)])


def test_in_this_process(library: Path) -> None:
    with pjrt.Client(library) as client:
        (y,) = client.compile(PROGRAM)([0.0, 1.0, 2.0, 3.0])
        assert y.to_numpy().tolist() == [0, 2, 4, 6]
    assert pjrt.load(library).path == library


def test_in_another_process_of_python(library: Path) -> None:
    code = f"import pjrt; print(pjrt.Client({str(library)!r}).platform_name)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "doubling\n"


@pytest.mark.download
def test_in_a_program_without_python(library: Path, tmp_path: Path) -> None:
    """It starts an interpreter, which finds this one's packages."""
    (tmp_path / "host.c").write_text(HOST)
    include = ROOT / "include" / ".".join(map(str, pjrt.load(library).api_version))
    build = ["cc", "-std=gnu11", f"-I{include}", str(tmp_path / "host.c"), "-o", str(tmp_path / "host"), "-ldl"]
    subprocess.run(build, check=True)
    done = subprocess.run([tmp_path / "host", library], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    version, misuse = done.stdout.splitlines()
    assert version == f"{'.'.join(map(str, pjrt.load(library).api_version))} doubling"
    assert misuse.endswith("was destroyed before")


def test_it_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    one = server.export(SPEC)
    assert one.is_relative_to(tmp_path)
    monkeypatch.setenv("CC", "no-such-compiler")
    assert server.export(SPEC) == one


def test_without_a_compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "no-such-compiler")
    with pytest.raises(RuntimeError, match="a C compiler is needed, and there is no 'no-such-compiler'"):
        server.export(SPEC, tmp_path / "x.so")


def test_a_compiler_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "false")
    with pytest.raises(RuntimeError, match="the C compiler failed"):
        server.export(SPEC, tmp_path / "x.so")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("spec", "kind", "message"),
    [
        ("tests.pjrt.server.doubling", ValueError, "expected 'module:name'"),
        (":made", ValueError, "expected 'module:name'"),
        ("no_such_module:x", ImportError, "no_such_module"),
        ("tests.pjrt.server.doubling:none", AttributeError, "none"),
        ("tests.pjrt.server.doubling:PROGRAM", TypeError, "expected what pjrt.server.serve returns"),
        ("tests.pjrt.server.doubling:np.array", TypeError, "object"),
    ],
)
def test_a_plugin_that_cannot_be_had(spec: str, kind: type[Exception], message: str, tmp_path: Path) -> None:
    with pytest.raises(kind, match=message):
        server.export(spec, tmp_path / "x.so")
    assert list(tmp_path.iterdir()) == []


def test_a_plugin_that_is_gone_when_it_is_loaded(tmp_path: Path) -> None:
    """The library loads, and says why it has no table; the client gets an error, not a crash."""
    (tmp_path / "passing.py").write_text("from tests.pjrt.server.doubling import Doubling as It\n")
    code = f"""
import os, sys
sys.path[:0] = [{str(tmp_path)!r}, {str(ROOT)!r}]
import pjrt
from pjrt import server
path = server.export("passing:It", {str(tmp_path / "x.so")!r})
del sys.modules["passing"]
os.remove({str(tmp_path / "passing.py")!r})
try:
    pjrt.load(path)
except pjrt.PluginLoadError as error:
    print(error)
"""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "GetPjrtApi returned NULL" in done.stdout
    assert "ModuleNotFoundError: No module named 'passing'" in done.stderr


def test_a_name_with_all_that_c_might_trip_over(tmp_path: Path) -> None:
    folder = tmp_path / 'a "folder" with \\ and ü and ?? and %s'
    folder.mkdir()
    (folder / "odd.py").write_text("from tests.pjrt.server.doubling import Doubling as It\n")
    sys.path.append(str(folder))
    try:
        path = server.export("odd:It", tmp_path / "x.so", search=[*sys.path, str(ROOT)])
    finally:
        sys.path.remove(str(folder))
    code = f"import pjrt; print(pjrt.Client({str(path)!r}).platform_name)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "doubling\n", done.stderr
