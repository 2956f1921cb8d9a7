"""The command `pjrt`, run as a user runs it: what it prints, what it refuses, its exit codes, and no traceback ever."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import pjrt

PJRT = Path(sys.executable).parent / "pjrt"
Pjrt = Callable[..., "subprocess.CompletedProcess[str]"]

T = "tensor<4xf32>"
ADD = f"""module @add {{ func.func public @main(%a: {T}, %b: {T}) -> {T} {{
  %0 = stablehlo.add %a, %b : {T} return %0 : {T} }} }}"""
EVERY = """module @every { func.func public @main(
    %a: tensor<2xbf16>, %b: tensor<2xi4>, %c: tensor<i1>,
    %d: tensor<complex<f32>>, %e: tensor<0xi32>, %f: tensor<2x2xui8>)
  -> (tensor<2xbf16>, tensor<2xi4>, tensor<i1>, tensor<complex<f32>>, tensor<0xi32>, tensor<2x2xui8>) {
  return %a, %b, %c, %d, %e, %f :
    tensor<2xbf16>, tensor<2xi4>, tensor<i1>, tensor<complex<f32>>, tensor<0xi32>, tensor<2x2xui8> } }"""
EVERY_ARGUMENTS = ("[1.5, -2]", "[-8, 7]", "true", "1+2j", "[]", "[[1, 2], [3, 255]]")


@pytest.fixture
def run(tmp_path: Path) -> Pjrt:
    (tmp_path / "add.mlir").write_text(ADD)
    (tmp_path / "every.mlir").write_text(EVERY)
    (tmp_path / "bad.mlir").write_text("module { func.func public @main( }")
    (tmp_path / "donating.mlir").write_text(ADD.replace(f"%a: {T}", f"%a: {T} {{tf.aliasing_output = 0 : i32}}"))

    def call(*arguments: object, code: int = 0, **options: Any) -> subprocess.CompletedProcess[str]:
        settings: dict[str, Any] = {"capture_output": True, "cwd": tmp_path, "timeout": 60, "text": True}
        done = subprocess.run([PJRT, *map(str, arguments)], **{**settings, **options})
        assert "Traceback" not in (done.stderr or "")
        assert done.returncode == code, f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    return call


def refused(run: Pjrt, *arguments: object, code: int = 2) -> str:
    done = run(*arguments, code=code)
    assert done.stdout == ""
    return done.stderr.rstrip("\n").rpartition("\npjrt: ")[2].removeprefix("pjrt: ")


class TestUse:
    @pytest.mark.parametrize(
        ("command", "example"),
        [("run", "pjrt run add.mlir '[1, 2, 3, 4]' '[10, 20, 30, 40]'"), ("info", "pjrt info cpu --json | jq")],
    )
    def test_help(self, run: Pjrt, command: str, example: str) -> None:
        text = run(command, "--help").stdout
        assert "\nexamples:\n" in text
        assert example in text
        assert f"  {command} " in run("--help").stdout

    def test_version(self, run: Pjrt) -> None:
        assert run("--version").stdout == f"pjrt {pjrt.__version__}\n"

    @pytest.mark.parametrize(
        ("arguments", "text"),
        [
            ((), "the following arguments are required: COMMAND"),
            (("fly",), "invalid choice: 'fly'"),
            (("run",), "the following arguments are required: PROGRAM.mlir"),
            (("run", "add.mlir", "--nope"), "unrecognized arguments: --nope"),
            (("info", "cpu", "cuda"), "unrecognized arguments: cuda"),
            (("info", "--devices", "--no-devices"), "not allowed with argument"),
        ],
    )
    def test_wrong_use(self, run: Pjrt, arguments: tuple[str, ...], text: str) -> None:
        assert text in run(*arguments, code=2).stderr

    def test_as_a_module(self, run: Pjrt, tmp_path: Path) -> None:
        done = subprocess.run([sys.executable, "-m", "pjrt.cli", "--version"], capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (0, f"pjrt {pjrt.__version__}\n")

    def test_narrow_encoding(self, run: Pjrt) -> None:
        environ = {**os.environ, "PYTHONIOENCODING": "ascii"}
        assert "out1, \\u2026" in run("run", "--help", env=environ).stdout


@pytest.mark.download
class TestInfo:
    def test_all(self, run: Pjrt) -> None:
        text = run("info").stdout
        for name in ("fastatomstruct_xla_cpu", "lammps_jax_pjrt_cpu", "xla_cpu_pjrt", "libtpu", "libtt", "xla_cuda13"):
            assert f"\n  {name} " in text
        assert "\nWhere plugins are looked for\n" in text
        assert "\nPlugin fastatomstruct_xla_cpu\n" in text or "\nPlugin xla_cpu_pjrt\n" in text
        assert "\nDevices\n" in text

    def test_one(self, run: Pjrt, plugin: str) -> None:
        text = run("info", plugin).stdout
        assert text.startswith(f"Plugin {plugin}\n")
        minor = pjrt.load(plugin).api_version[1]
        assert re.search(rf"\n  API version +0\.{minor} \(this library knows 0\.115\)\n", text)
        assert "CpuDevice(id=0)" in text
        assert "\nExtensions\n" in text
        assert "Layouts" in text
        lacking = "Functions missing: none" if minor == 115 else "\nFunctions missing\n"
        assert lacking in text

    def test_json(self, run: Pjrt, plugin: str) -> None:
        found = json.loads(run("info", plugin, "--json").stdout)
        loaded = pjrt.load(plugin)
        assert found["name"] == plugin
        assert found["api_version"] == list(loaded.api_version)
        assert found["attributes"] == loaded.attributes
        assert [e["type"] for e in found["extensions"]] == [e.type for e in loaded.extensions]
        assert found["missing_functions"] == loaded.missing_functions
        assert found["client"]["platform_name"] == "cpu"
        assert found["client"]["devices"][0]["memories"][0] == "device"
        assert found["client_error"] is None

    def test_json_of_all(self, run: Pjrt) -> None:
        found = json.loads(run("info", "--json", "--no-devices").stdout)
        assert {p["name"] for p in found["plugins"]} >= {"xla_cpu_pjrt", "libtpu", "libtt"}
        assert found["client"] is None

    def test_without_devices(self, run: Pjrt, plugin: str) -> None:
        text = run("info", plugin, "--no-devices").stdout
        assert "Devices: no client: not made: no such hardware is seen here; --devices makes it anyway" in text

    def test_by_path(self, run: Pjrt, plugin: str) -> None:
        path = pjrt.load(plugin).path
        assert run("info", path).stdout.startswith(f"Plugin {path.stem}\n")

    def test_unknown(self, run: Pjrt) -> None:
        text = refused(run, "info", "cudda")
        assert text.startswith("no PJRT plugin is called 'cudda'; did you mean 'cuda'?\nfound: ")

    def test_no_library(self, run: Pjrt) -> None:
        text = refused(run, "info", "./add.mlir")
        assert "/add.mlir: a text file (starts with 'module @add {" in text
        assert text.endswith("or a name that `pjrt info` lists")
        assert "none.so: no such file" in refused(run, "info", "none.so")

    def test_nothing_installed(self, tmp_path: Path) -> None:
        code = "import sys; sys.path = [p for p in sys.path if 'site-packages' not in p]; sys.exit(main(sys.argv[1:]))"
        for flags in ([], ["--json"]):
            done = subprocess.run(
                [sys.executable, "-c", f"import numpy, ml_dtypes\nfrom pjrt.cli import main\n{code}", "info", *flags],
                capture_output=True,
                text=True,
                cwd=tmp_path,
            )
            assert (done.returncode, done.stderr) == (1, "")
            assert json.loads(done.stdout)["plugins"] == [] if flags else "Plugins: none\n" in done.stdout
            assert flags or "next: pip install 'pjrt[cpu]'" in done.stdout


@pytest.mark.download
class TestRun:
    def test_literals(self, run: Pjrt, plugin: str) -> None:
        done = run("run", "add.mlir", "[1, 2, 3, 4]", "[10, 20, 30.5, -40]", "--plugin", plugin)
        assert done.stdout == "result 0: float32[4]\n[ 11.   22.   33.5 -36. ]\n"

    def test_options_before_and_among_arguments(self, run: Pjrt) -> None:
        a = "[1, 2, 3, 4]"
        expected = "result 0: float32[4]\n[2. 4. 6. 8.]\n"
        for order in (
            ("add.mlir", "--plugin", "cpu", a, a),
            ("--plugin", "cpu", "add.mlir", a, a),
            ("add.mlir", a, "--plugin", "cpu", a),
        ):
            assert run("run", *order).stdout == expected

    def test_every_dtype(self, run: Pjrt, plugin: str, tmp_path: Path) -> None:
        done = run("run", "every.mlir", *EVERY_ARGUMENTS, "--plugin", plugin, "--json", "-o", "out.npz")
        rows = json.loads(done.stdout)["results"]
        assert [r["dtype"] for r in rows] == ["bfloat16", "int4", "bool", "complex64", "int32", "uint8"]
        assert [r["shape"] for r in rows] == [[2], [2], [], [], [0], [2, 2]]
        assert [r["values"] for r in rows] == [[1.5, -2], [-8, 7], True, [1, 2], [], [[1, 2], [3, 255]]]
        with np.load(tmp_path / "out.npz") as out:
            assert out["dtypes"].tolist() == [r["dtype"] for r in rows]
            assert out["out0"].view(ml_dtypes.bfloat16).tolist() == [1.5, -2]
            assert out["out1"].view(ml_dtypes.int4).tolist() == [-8, 7]
            assert out["out3"].dtype == np.complex64
            assert out["out5"].tolist() == [[1, 2], [3, 255]]
            np.save(tmp_path / "bf16.npy", out["out0"])
        text = run("run", "every.mlir", "bf16.npy", *EVERY_ARGUMENTS[1:], "--plugin", plugin).stdout
        assert text.startswith("result 0: bfloat16[2]\n[1.5 -2]\nresult 1: int4[2]\n[-8 7]\nresult 2: bool[]\nTrue\n")

    def test_files(self, run: Pjrt, plugin: str, tmp_path: Path) -> None:
        np.save(tmp_path / "a.npy", np.arange(4, dtype=np.float32))
        np.save(tmp_path / "f.npy", np.asfortranarray(np.arange(8, dtype=np.float32).reshape(4, 2))[:, 0])
        done = run("run", "add.mlir", "a.npy", tmp_path / "f.npy", "--plugin", plugin)
        assert done.stdout.endswith("\n[0. 3. 6. 9.]\n")

    def test_signature(self, run: Pjrt, plugin: str) -> None:
        done = run("run", "donating.mlir", "--signature", "--plugin", plugin)
        assert done.stdout == "argument 0: float32[4] (donated)\nargument 1: float32[4]\nresult 0: float32[4]\n"
        done = run("run", "every.mlir", "--signature", "--json", "--plugin", plugin)
        assert json.loads(done.stdout)["parameters"][:3] == ["bfloat16[2]", "int4[2]", "bool[]"]

    def test_program_that_does_not_parse(self, run: Pjrt, plugin: str) -> None:
        text = refused(run, "run", "bad.mlir", "--plugin", plugin, code=1)
        assert text.startswith("PJRT_Client_Compile: UNKNOWN: -:1:33: error: expected non-function type")

    def test_negative_numbers(self, run: Pjrt, tmp_path: Path) -> None:
        (tmp_path / "one.mlir").write_text(ADD.replace("4xf32", "f32"))
        for a, b, text in (("-1", "2.5", "1.5"), ("-1e3", "-.5", "-1000.5"), ("2", "-1e-1", "1.9")):
            assert run("run", "one.mlir", a, b).stdout == f"result 0: float32[]\n{text}\n"

    def test_truth(self, run: Pjrt, tmp_path: Path) -> None:
        t = "tensor<2xi1>"
        program = (
            f"module {{ func.func public @main(%a: {t}) -> {t} {{ %0 = stablehlo.not %a : {t} return %0 : {t} }} }}"
        )
        (tmp_path / "not.mlir").write_text(program)
        for text in ("[true, false]", "[True, False]", "[1, 0]"):
            assert run("run", "not.mlir", text).stdout == "result 0: bool[2]\n[False  True]\n"
        assert "neither an .npy file nor a literal" in refused(run, "run", "not.mlir", "[2, 0]")

    def test_large_results_are_cut(self, run: Pjrt, tmp_path: Path) -> None:
        t = "tensor<1000000xf32>"
        (tmp_path / "big.mlir").write_text(
            f"module {{ func.func public @main() -> {t} {{ %0 = stablehlo.iota dim = 0 : {t} return %0 : {t} }} }}"
        )
        assert len(run("run", "big.mlir").stdout) < 300

    @pytest.mark.parametrize(
        ("arguments", "text"),
        [
            ((), "the program takes 2 arguments, got 0; its signature is (float32[4], float32[4]) -> (float32[4])"),
            (("1", "2", "3"), "the program takes 2 arguments, got 3; its signature is"),
            (("[1, 2, 3]", "[1, 2, 3, 4]"), "argument 0: expected float32[4], got float32[3]: the shape differs"),
            (("[1, 2, 3, 4]", "1"), "argument 1: expected float32[4], got float32[]: the shape differs"),
            (("f8.npy", "[1, 2, 3, 4]"), "argument 0: expected float32[4], got float64[4]: the dtype differs"),
            (("be.npy", "1"), "argument 0: expected float32[4], got >f4: it is not in this machine's byte order"),
            (("shape.npy", "1"), "argument 0: expected float32[4], got float32[2,2]: the shape differs"),
            *(
                ((wrong, "1"), f"argument 0: {wrong!r} is neither an .npy file nor a literal such as 3.5 or ")
                for wrong in ("x", "[1, 2", "__import__('os')", "'text'", "{}", "None", "[[1], [2, 3]]", "1j", "[nan]")
            ),
            (("[1, 2, 3, 4]", "(" * 500), "argument 1: '" + "(" * 80),
            (("none.npy", "1"), "argument 0: none.npy: cannot be read as an .npy file: [Errno 2] No such file or"),
            (("empty.npy", "1"), "argument 0: empty.npy: cannot be read as an .npy file: No data left in file"),
            (("text.npy", "1"), "argument 0: text.npy: cannot be read as an .npy file: "),
            (("objects.npy", "1"), "argument 0: objects.npy: cannot be read as an .npy file: Object arrays cannot be"),
            (("zip.npy", "1"), "argument 0: zip.npy: an archive, not an .npy file; the program expects float32[4]"),
            (("cut.npy", "1"), "argument 0: cut.npy: cannot be read as an .npy file: "),
            (("huge.npy", "1"), "argument 0: huge.npy: cannot be read as an .npy file: "),
            (("folder.npy", "1"), "argument 0: folder.npy: cannot be read as an .npy file: [Errno 21] Is a directory"),
        ],
    )  # fmt: skip
    def test_wrong_arguments(self, run: Pjrt, tmp_path: Path, arguments: tuple[str, ...], text: str) -> None:
        x = np.arange(4, dtype=np.float32)
        for name, array in (("f8", x.astype("f8")), ("be", x.astype(">f4")), ("shape", x.reshape(2, 2)), ("cut", x)):
            np.save(tmp_path / f"{name}.npy", array)
        np.save(tmp_path / "objects.npy", np.array([object()]), allow_pickle=True)
        np.savez(tmp_path / "zip.npz", x)
        (tmp_path / "zip.npz").rename(tmp_path / "zip.npy")
        (tmp_path / "empty.npy").touch()
        (tmp_path / "text.npy").write_text("1 2 3")
        (tmp_path / "folder.npy").mkdir()
        os.truncate(tmp_path / "cut.npy", 130)
        header = (tmp_path / "f8.npy").read_bytes()
        (tmp_path / "huge.npy").write_bytes(header[:128].replace(b"(4,)", b"(9999999999999,)"[:4]))
        found = refused(run, "run", "add.mlir", *arguments)
        assert found.startswith(text)
        if "neither" in text or ".npy:" in text:
            assert found.endswith("; the program expects float32[4]")

    @pytest.mark.parametrize(
        ("arguments", "text"),
        [
            (("none.mlir",), "program: "),
            ((".",), "[Errno 21] Is a directory: '.'"),
            (("empty.mlir",), "program: empty.mlir is empty"),
            (("add.mlir", "--plugin", "nosuch"), "no PJRT plugin is called 'nosuch'"),
            (("add.mlir", "--plugin", "./add.mlir"), "/"),
            (("add.mlir", "-o", "no/such/out.npz"), "no/such: no such folder, for --output"),
            (("add.mlir", "[1, 2, 3, 4]", "[1, 2, 3, 4]", "-o", "."), "[Errno 21] Is a directory: '.'"),
            (("add.mlir", "[1, 2, 3, 4]", "[1, 2, 3, 4]", "-o", "/dev/full"), "[Errno 28] No space left on device"),
        ],
    )
    def test_files_that_are_not_there(self, run: Pjrt, tmp_path: Path, arguments: tuple[str, ...], text: str) -> None:
        (tmp_path / "empty.mlir").touch()
        done = run("run", *arguments, code=2)
        assert done.stderr.splitlines()[0].startswith(("pjrt: " + text, "pjrt: [Errno 2] No such file or directory"))

    def test_out_of_memory(self, run: Pjrt, tmp_path: Path) -> None:
        t = "tensor<100000x100000x1000xf32>"
        (tmp_path / "x.mlir").write_text(
            f"module {{ func.func public @main() -> {t} {{ %0 = stablehlo.iota dim = 0 : {t} return %0 : {t} }} }}"
        )
        assert "RESOURCE_EXHAUSTED: Out of memory" in refused(run, "run", "x.mlir", code=1)


@pytest.mark.download
class TestStreams:
    def test_nobody_reads(self, tmp_path: Path, run: Pjrt) -> None:
        for arguments in ("info", "info cpu --json", "run --help", "run add.mlir --signature"):
            code = f"{PJRT} {arguments} | true; exit ${{PIPESTATUS[0]}}"
            done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, cwd=tmp_path, timeout=60)
            assert (done.returncode, done.stderr) == (0, "")

    def test_closed_output(self, tmp_path: Path, run: Pjrt) -> None:
        for redirection, code in ((">&-", 0), (">&- 2>&-", 0), ("> /dev/full", 2)):
            shell = f"{PJRT} info --no-devices {redirection}"
            done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, cwd=tmp_path, timeout=60)
            assert done.returncode == code
            assert done.stderr == ("pjrt: [Errno 28] No space left on device\n" if code else "")

    def test_error_into_a_pipe_that_nobody_reads(self, tmp_path: Path, run: Pjrt) -> None:
        code = f"{PJRT} run add.mlir 1 2 | true; exit ${{PIPESTATUS[0]}}"
        done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, cwd=tmp_path, timeout=60)
        assert (done.returncode, done.stderr) == (
            2,
            "pjrt: argument 0: expected float32[4], got float32[]: the shape differs\n",
        )

    @pytest.mark.parametrize("plugin", ["fastatomstruct_xla_cpu"])
    def test_interrupted(self, tmp_path: Path, plugin: str) -> None:
        """Ctrl-C while a program runs that takes about 2 s: it ends with that, with 130 and no traceback."""
        t = "tensor<1500x1500xf32>"
        steps = "".join(
            f"%{i + 1} = stablehlo.dot_general %{i}, %{i}, contracting_dims = [1] x [0] : ({t}, {t}) -> {t}\n"
            for i in range(40)
        )
        body = f"%0 = stablehlo.iota dim = 0 : {t}\n{steps} return %40 : {t}"
        program = f"module {{ func.func public @main() -> {t} {{ {body} }} }}"
        (tmp_path / "long.mlir").write_text(program)
        process = subprocess.Popen(
            [PJRT, "run", "long.mlir", "--plugin", plugin],
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        deadline = time.monotonic() + 30
        while "libpjrt_cpu" not in Path(f"/proc/{process.pid}/maps").read_text() and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out) == (130, "")
        assert "Traceback" not in err


@pytest.mark.download
def test_json_has_no_nan(run: Pjrt, tmp_path: Path) -> None:
    (tmp_path / "divide.mlir").write_text(ADD.replace("stablehlo.add", "stablehlo.divide"))
    done = run("run", "divide.mlir", "[0, 1, -1, 3]", "[0, 0, 0, 2]", "--json", "--plugin", "cpu")

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    (result,) = json.loads(done.stdout, parse_constant=refuse)["results"]
    assert result["values"] == ["nan", "inf", "-inf", 1.5]
