"""Discovery: each source alone and together, precedence, malformed input; and the ELF reader under it."""

from __future__ import annotations

import os
import random
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pjrt._runtime import elf
from pjrt._runtime.discovery import Candidate, Discovery, SourceKind, discover
from pjrt._runtime.hardware import environment_defaults, visible_hardware
from pjrt._runtime.selection import resolve
from pjrt.errors import PluginNotFoundError

MACHINES = {"x86_64": 62, "aarch64": 183}
SYMBOL = "GetPjrtApi"


def library_bytes(symbol: str = SYMBOL, *, machine: int | None = None, kind: int = 3, info: int = 0x12) -> bytes:
    """The smallest shared library that the reader looks into: one symbol, a SysV hash table, no sections."""
    strings = b"\0" + symbol.encode() + b"\0"
    symbols = bytes(24) + struct.pack("<IBBHQQ", 1, info, 0, 1, 0, 0)
    table = struct.pack("<5I", 1, 2, 1, 0, 0)
    start = 64 + 2 * 56
    addresses = [start, start + len(table), start + len(table) + len(symbols)]
    dynamic_at = addresses[2] + len(strings)
    dynamic = b"".join(struct.pack("<qQ", *pair) for pair in zip((4, 6, 5), addresses, strict=True)) + bytes(16)
    size = dynamic_at + len(dynamic)
    header = struct.pack(
        "<16sHHIQQQIHHHHHH",
        b"\x7fELF\x02\x01\x01",
        kind,
        MACHINES[os.uname().machine] if machine is None else machine,
        *(1, 0, 64, 0, 0, 64, 56, 2, 0, 0, 0),
    )
    segments = struct.pack("<IIQQQQQQ", 1, 5, 0, 0, 0, size, size, 4096)
    segments += struct.pack("<IIQQQQQQ", 2, 6, dynamic_at, dynamic_at, dynamic_at, len(dynamic), len(dynamic), 8)
    return header + segments + table + symbols + strings + dynamic


def put(path: Path, content: bytes | str | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    data = library_bytes() if content is None else content
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def package(site: Path, name: str, library: str | None) -> Path:
    put(site / name / "__init__.py", "raise RuntimeError('a plugin package was imported')")
    return put(site / name / library) if library else site / name


def entry_point(site: Path, distribution: str, text: str) -> None:
    put(site / f"{distribution}-1.0.dist-info" / "entry_points.txt", text)


def find(site: Path | list[Path], environ: dict[str, str] | None = None, root: Path | None = None) -> Discovery:
    path = [str(folder) for folder in ([site] if isinstance(site, Path) else site)]
    return discover(environ or {}, path=path, root=root or Path("/nonexistent"))


def names(discovery: Discovery) -> list[str]:
    return [candidate.name for candidate in discovery.candidates]


def notes(discovery: Discovery, kind: SourceKind) -> str:
    return "\n".join(note.text for note in discovery.notes if note.source is kind)


def kinds(candidate: Candidate) -> list[SourceKind]:
    return [source.kind for source in candidate.sources]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    return folder


class TestNamesAndLibraryPaths:
    def test_pairs(self, tmp_path: Path, site: Path) -> None:
        a, b = put(tmp_path / "a.so"), put(tmp_path / "b.so")
        found = find(site, {"PJRT_NAMES_AND_LIBRARY_PATHS": f" mine:{a}, iree_cpu : {b} ,"})
        assert [(c.name, c.path, c.platform, c.problem) for c in found.candidates] == [
            ("mine", a, None, None),
            ("iree_cpu", b, "cpu", None),
        ]
        assert found.notes == ()
        assert found.candidates[0].sources[0].detail == f"mine:{a}"

    def test_malformed(self, site: Path) -> None:
        found = find(site, {"PJRT_NAMES_AND_LIBRARY_PATHS": "nocolon,:/x.so,x:"})
        assert found.candidates == ()
        assert notes(found, SourceKind.NAMES).count("is not name:path") == 3

    def test_missing_file(self, site: Path) -> None:
        (candidate,) = find(site, {"PJRT_NAMES_AND_LIBRARY_PATHS": "cpu:/no/such.so"}).candidates
        assert candidate.problem == "no such file"

    def test_problem_of_text(self, tmp_path: Path, site: Path) -> None:
        text = put(tmp_path / "a.so", "INPUT(libreal.so)\n")
        (candidate,) = find(site, {"PJRT_NAMES_AND_LIBRARY_PATHS": f"a:{text}"}).candidates
        assert candidate.problem == "a text file (starts with 'INPUT(libreal.so)')"

    def test_same_name_twice(self, tmp_path: Path, site: Path) -> None:
        a, b = put(tmp_path / "a.so"), put(tmp_path / "b.so")
        found = find(site, {"PJRT_NAMES_AND_LIBRARY_PATHS": f"x:{a},x:{b}"})
        assert names(found) == ["x", "x-2"]
        assert "'x' is named twice" in notes(found, SourceKind.NAMES)

    @pytest.mark.parametrize("options", ["", ', "create_options": {"a": 1}'])
    def test_json(self, tmp_path: Path, site: Path, options: str) -> None:
        library = put(tmp_path / "a.so")
        config = put(tmp_path / "a.json", f'{{"library_path": "{library}"{options}}}')
        found = find(site, {"PJRT_NAMES_AND_LIBRARY_PATHS": f"a:{config}"})
        assert found.candidates[0].path == library
        assert ("create_options" in notes(found, SourceKind.NAMES)) == bool(options)

    @pytest.mark.parametrize("content", ["[", "[1]", '{"library_path": 1}', "[" * 100_000])
    def test_bad_json(self, tmp_path: Path, site: Path, content: str) -> None:
        config = put(tmp_path / "a.json", content)
        (candidate,) = find(site, {"PJRT_NAMES_AND_LIBRARY_PATHS": f"a:{config}"}).candidates
        assert candidate.path == config
        assert candidate.problem is not None
        assert candidate.problem.startswith("a text file")


class TestPluginPath:
    def test_all_forms(self, tmp_path: Path, site: Path) -> None:
        one, named = put(tmp_path / "one.so"), put(tmp_path / "two.so")
        folder = put(tmp_path / "dir" / "pjrt_c_api_gpu_plugin.so").parent
        for name in ("libtpu.so", "libpjrt_x.so", "my_pjrt.so", "foo_plugin.so"):
            put(folder / name)
        put(folder / "unrelated.so")
        put(folder / "other_plugin.so", library_bytes("Other"))
        value = os.pathsep.join((str(one), f"zwei={named}", str(folder), ""))
        found = find(site, {"PJRT_PLUGIN_PATH": value})
        assert names(found) == [
            *("one", "zwei", "foo_plugin", "libpjrt_x", "libtpu", "my_pjrt", "pjrt_c_api_gpu_plugin")
        ]
        assert resolve(found, "tpu").name == "libtpu"
        assert resolve(found, "gpu").name == "pjrt_c_api_gpu_plugin"
        assert found.notes == ()

    def test_folder_without_plugins(self, tmp_path: Path, site: Path) -> None:
        found = find(site, {"PJRT_PLUGIN_PATH": str(tmp_path)})
        assert notes(found, SourceKind.PLUGIN_PATH) == f"no plugin in the folder {tmp_path}"

    def test_missing(self, tmp_path: Path, site: Path) -> None:
        found = find(site, {"PJRT_PLUGIN_PATH": f"{tmp_path}/none.so:x={tmp_path}/no.so:=:y="})
        assert [(c.name, c.problem) for c in found.candidates] == [
            ("none", "no such file"),
            ("x", "no such file"),
        ]
        assert notes(found, SourceKind.PLUGIN_PATH).count("not a path") == 2

    def test_path_with_equals_sign(self, tmp_path: Path, site: Path) -> None:
        library = put(tmp_path / "a=b.so")
        assert find(site, {"PJRT_PLUGIN_PATH": str(library)}).candidates[0].path == library

    def test_named_folder(self, tmp_path: Path, site: Path) -> None:
        put(tmp_path / "d" / "pjrt_a.so")
        assert names(find(site, {"PJRT_PLUGIN_PATH": f"x={tmp_path}/d"})) == ["x"]
        put(tmp_path / "d" / "pjrt_b.so")
        found = find(site, {"PJRT_PLUGIN_PATH": f"x={tmp_path}/d"})
        assert names(found) == ["pjrt_a", "pjrt_b"]
        assert "names a folder of 2 plugins" in notes(found, SourceKind.PLUGIN_PATH)

    def test_relative_path_becomes_absolute(self, tmp_path: Path, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        library = put(tmp_path / "a.so")
        monkeypatch.chdir(tmp_path)
        assert find(site, {"PJRT_PLUGIN_PATH": "./a.so"}).candidates[0].path == library


def test_tpu_library_path(tmp_path: Path, site: Path) -> None:
    package(site, "libtpu", "libtpu.so")
    mine = put(tmp_path / "mine" / "libtpu.so")
    found = find(site, {"TPU_LIBRARY_PATH": str(mine)})
    assert names(found) == ["libtpu", "libtpu-2"]
    assert resolve(found, "tpu").path == mine
    assert kinds(found.candidates[0]) == [SourceKind.TPU_LIBRARY_PATH]
    assert "'\\x00' is not a path" in notes(find(site, {"TPU_LIBRARY_PATH": "\0"}), SourceKind.TPU_LIBRARY_PATH)


class TestPackages:
    @pytest.mark.parametrize(
        ("folder", "library", "name", "platform"),
        [
            ("fastatomstruct_xla_cpu", "libpjrt_cpu.so", "fastatomstruct_xla_cpu", "cpu"),
            ("lammps_jax_pjrt_cpu", "pjrt_c_api_cpu_plugin.so", "lammps_jax_pjrt_cpu", "cpu"),
            ("xla_plugins/xla_cpu_pjrt", "xla_cpu_pjrt.so", "xla_cpu_pjrt", "cpu"),
            ("jax_plugins/xla_cuda13", "xla_cuda_plugin.so", "xla_cuda13", "cuda"),
            ("jax_plugins/xla_cuda14", "xla_cuda_plugin.so", "xla_cuda14", "cuda"),
            ("jax_plugins/xla_rocm60", "xla_rocm_plugin.so", "xla_rocm60", "rocm"),
            ("libtpu", "libtpu.so", "libtpu", "tpu"),
            ("jax_plugins/libtt", "libtt.so", "libtt", "tt"),
            ("jax_plugins/xla_newthing", "any.so", "xla_newthing", None),
            ("jax_plugins/xla_cuda13", "pjrt_c_api_gpu_plugin.so", "xla_cuda13", "cuda"),
        ],
    )
    def test_each(self, site: Path, folder: str, library: str, name: str, platform: str | None) -> None:
        path = package(site, folder, library)
        (candidate,) = find(site).candidates
        assert (candidate.name, candidate.path, candidate.platform) == (name, path, platform)
        assert kinds(candidate) == [SourceKind.PACKAGES]

    def test_namespace_package_in_two_folders(self, tmp_path: Path) -> None:
        a, b = tmp_path / "a", tmp_path / "b"
        package(a, "jax_plugins/xla_cuda12", "xla_cuda_plugin.so")
        package(b, "jax_plugins/libtt", "libtt.so")
        package(b, "jax_plugins/xla_cuda13", "xla_cuda_plugin.so")
        found = find([a, b])
        assert names(found) == ["xla_cuda13", "xla_cuda12", "libtt"]
        assert resolve(found, "cuda").name == "xla_cuda13"

    def test_first_folder_with_the_library_wins(self, tmp_path: Path) -> None:
        empty, a, b = tmp_path / "0", tmp_path / "a", tmp_path / "b"
        (empty / "libtpu").mkdir(parents=True)
        first = package(a, "libtpu", "libtpu.so")
        package(b, "libtpu", "libtpu.so")
        assert [c.path for c in find([empty, a, b]).candidates] == [first]

    def test_package_without_its_library(self, site: Path) -> None:
        package(site, "libtpu", None)
        found = find(site)
        assert found.candidates == ()
        assert "has no libtpu.so" in notes(found, SourceKind.PACKAGES)

    def test_bad_path_entries(self, site: Path) -> None:
        package(site, "libtpu", "libtpu.so")
        assert names(discover({}, path=["/no/such", "/etc/passwd", "\0", str(site)], root="/nonexistent")) == ["libtpu"]


class TestEntryPoints:
    def test_known_package_is_one_candidate(self, site: Path) -> None:
        package(site, "jax_plugins/xla_cuda13", "xla_cuda_plugin.so")
        entry_point(site, "jax_cuda13_pjrt", "[jax_plugins]\nxla_cuda13 = jax_plugins.xla_cuda13\n")
        (candidate,) = find(site).candidates
        assert kinds(candidate) == [SourceKind.PACKAGES, SourceKind.ENTRY_POINTS]
        for name in ("xla_cuda13", "jax_plugins.xla_cuda13", "jax-cuda13-pjrt", "CUDA"):
            assert resolve(find(site), name) == candidate

    def test_scan(self, site: Path) -> None:
        folder = package(site, "my_device", None)
        library = put(folder / "lib" / "libruntime.so.1")
        put(folder / "native.so", library_bytes("Other"))
        put(folder / "setup.so", "text")
        entry_point(
            site,
            "my_device",
            "# jax_plugins\n[console_scripts]\nx = y:z\n[xla_plugins]\n; no\n it=my_device.register:go [e]\n",
        )
        put(folder / "register.py", "raise RuntimeError")
        (candidate,) = find(site).candidates
        assert (candidate.path, candidate.platform) == (library, None)
        assert resolve(find(site), "it") == resolve(find(site), "my_device") == candidate
        assert candidate.sources[0].detail == "xla_plugins: it = my_device.register"

    def test_a_regular_package_hides_a_namespace(self, tmp_path: Path) -> None:
        a, b = tmp_path / "a", tmp_path / "b"
        put(a / "mine" / "wrong.so")
        right = package(b, "mine", "right.so")
        entry_point(b, "mine", "[jax_plugins]\nmine = mine\n")
        assert [c.path for c in find([a, b]).candidates] == [right]

    def test_several_libraries(self, site: Path) -> None:
        folder = package(site, "two", "a_cpu.so").parent
        put(folder / "b_cuda.so")
        entry_point(site, "two", "[jax_plugins]\ntwo = two\n")
        assert [(c.name, c.platform) for c in find(site).candidates] == [("a_cpu", "cpu"), ("b_cuda", "cuda")]

    def test_not_installed_and_empty(self, site: Path) -> None:
        package(site, "hollow", None)
        entry_point(site, "gone", "[jax_plugins]\na = gone.away\nb = hollow\nc =\nd\n= e\n")
        found = find(site)
        text = notes(found, SourceKind.ENTRY_POINTS)
        assert found.candidates == ()
        assert "a = gone.away: the module is not installed" in text
        assert "b = hollow: no plugin library in" in text

    def test_first_distribution_hides_the_others(self, tmp_path: Path) -> None:
        a, b = tmp_path / "a", tmp_path / "b"
        package(a, "mine", "x.so")
        for folder, name in ((a, "mine"), (b, "old")):
            entry_point(folder, "Dist", f"[jax_plugins]\n{name} = {name}\n")
        found = find([a, b])
        assert names(found) == ["mine"]
        assert found.notes == ()

    def test_binary_metadata(self, site: Path) -> None:
        put(site / "x-1.dist-info" / "entry_points.txt", b"\xff[jax_plugins]\n\xfe=\xff\n")
        (site / "y-1.dist-info" / "entry_points.txt").mkdir(parents=True)
        assert find(site).candidates == ()

    def test_editable_install(self, site: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        source = package(tmp_path / "src", "edited", "x.so").parent
        entry_point(site, "edited", "[jax_plugins]\nedited = edited\n")

        class Spec:
            submodule_search_locations = (str(source),)
            origin = None

        class Finder:
            __module__ = "__editable___edited_1_0_finder"

            @staticmethod
            def find_spec(name: str, path: object = None, target: object = None) -> object:
                return Spec() if name == "edited" else None

        monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder])
        monkeypatch.setattr(sys, "path", [str(site)])
        assert names(discover({}, root="/nonexistent")) == ["edited"]


def test_same_file_through_all_sources(site: Path, tmp_path: Path) -> None:
    library = package(site, "libtpu", "libtpu.so")
    entry_point(site, "libtpu", "[jax_plugins]\ntpu = libtpu\n")
    link = tmp_path / "link.so"
    link.symlink_to(library)
    environ = {
        "PJRT_NAMES_AND_LIBRARY_PATHS": f"mine:{link}",
        "PJRT_PLUGIN_PATH": str(library.parent),
        "TPU_LIBRARY_PATH": str(library),
    }
    found = find(site, environ)
    (candidate,) = found.candidates
    assert kinds(candidate) == list(SourceKind)
    assert (candidate.name, candidate.path, candidate.platform) == ("mine", link, "tpu")
    for name in ("mine", "libtpu", "tpu"):
        assert resolve(found, name) is candidate
    assert [note.text for note in found.outcomes] == [*["1 plugin"] * 3, *["1 plugin on 1 path entry"] * 2]


class TestResolve:
    @pytest.fixture
    def everything(self, site: Path) -> Path:
        package(site, "fastatomstruct_xla_cpu", "libpjrt_cpu.so")
        package(site, "lammps_jax_pjrt_cpu", "pjrt_c_api_cpu_plugin.so")
        package(site, "xla_plugins/xla_cpu_pjrt", "xla_cpu_pjrt.so")
        package(site, "jax_plugins/xla_cuda13", "xla_cuda_plugin.so")
        package(site, "libtpu", "libtpu.so")
        package(site, "third_party", "thing_cpu.so")
        entry_point(site, "third_party", "[jax_plugins]\ncpu = third_party\n")
        return site

    def test_platform_prefers_the_embedded_default(self, everything: Path) -> None:
        found = find(everything)
        assert resolve(found, "cpu", machine="x86_64").name == "fastatomstruct_xla_cpu"
        assert resolve(found, "cpu", machine="aarch64").name == "xla_cpu_pjrt"
        assert resolve(found, machine="x86_64").name == "fastatomstruct_xla_cpu"

    def test_packages_before_entry_points(self, everything: Path) -> None:
        shutil.rmtree(everything / "fastatomstruct_xla_cpu")
        shutil.rmtree(everything / "xla_plugins")
        assert resolve(find(everything), "cpu").name == "lammps_jax_pjrt_cpu"
        shutil.rmtree(everything / "lammps_jax_pjrt_cpu")
        assert resolve(find(everything), "cpu").name == "third_party"

    def test_environment_first(self, everything: Path, tmp_path: Path) -> None:
        mine = put(tmp_path / "pjrt_cpu.so")
        assert resolve(find(everything, {"PJRT_PLUGIN_PATH": str(mine)}), "cpu").path == mine
        named = find(everything, {"PJRT_NAMES_AND_LIBRARY_PATHS": f"cpu:{mine}"})
        assert resolve(named, "cpu").path == mine
        assert resolve(named, "lammps-jax-pjrt-cpu").name == "lammps_jax_pjrt_cpu"

    def test_a_wrong_setting_is_not_passed_over(self, everything: Path) -> None:
        for variable, value in (
            ("PJRT_NAMES_AND_LIBRARY_PATHS", "cpu:/no.so"),
            ("PJRT_PLUGIN_PATH", "/my_cpu.so"),
        ):
            found = find(everything, {variable: value})
            assert resolve(found, "cpu").problem == "no such file"
            assert resolve(found).problem == "no such file"

    def test_a_broken_package_is_passed_over(self, everything: Path) -> None:
        put(everything / "fastatomstruct_xla_cpu/libpjrt_cpu.so", "")
        found = find(everything)
        assert resolve(found, "cpu", machine="x86_64").name == "xla_cpu_pjrt"
        assert resolve(found, "fastatomstruct_xla_cpu").problem == "an empty file"

    def test_only_broken_ones(self, site: Path) -> None:
        put(package(site, "libtpu", "libtpu.so"), "")
        assert resolve(find(site), "tpu").problem == "an empty file"

    def test_best_uses_visible_hardware(self, everything: Path, tmp_path: Path) -> None:
        put(tmp_path / "dev/nvidia0")
        assert resolve(find(everything, root=tmp_path)).name == "xla_cuda13"
        put(tmp_path / "dev/accel0")
        assert resolve(find(everything, root=tmp_path)).name == "libtpu"

    def test_best_prefers_the_only_named_one(self, everything: Path, tmp_path: Path) -> None:
        put(tmp_path / "dev/nvidia0")
        a, b = put(tmp_path / "a.so"), put(tmp_path / "b.so")
        one = {"PJRT_NAMES_AND_LIBRARY_PATHS": f"x:{a}"}
        two = {"PJRT_NAMES_AND_LIBRARY_PATHS": f"x:{a},y:{b}"}
        assert resolve(find(everything, one, tmp_path)).name == "x"
        assert resolve(find(everything, two, tmp_path)).name == "xla_cuda13"
        assert resolve(find(tmp_path / "none", two, tmp_path)).name == "x"

    def test_tpu_library_path_chooses_no_tpu(self, everything: Path) -> None:
        environ = {"TPU_LIBRARY_PATH": str(everything / "libtpu/libtpu.so")}
        assert resolve(find(everything, environ), machine="x86_64").platform == "cpu"

    def test_unknown_name(self, everything: Path) -> None:
        found = find(everything, {"PJRT_NAMES_AND_LIBRARY_PATHS": "bad"})
        with pytest.raises(PluginNotFoundError) as error:
            resolve(found, "cudda")
        text = str(error.value)
        assert text.startswith("no PJRT plugin is called 'cudda'; did you mean 'cuda'?\nfound: ")
        assert "xla_cuda13 (cuda)" in text
        assert "PJRT_PLUGIN_PATH: not set" in text
        assert "PJRT_NAMES_AND_LIBRARY_PATHS: 'bad' is not name:path" in text
        assert "known packages: 5 plugins on 1 path entry" in text
        assert "next: give one of the names found" in text

    @pytest.mark.parametrize(
        ("wanted", "advice"),
        [
            ("cpu", "pjrt[cpu]"),
            (None, "pjrt[cpu]"),
            ("", "pjrt[cpu]"),
            ("tpu", "libtpu"),
            ("tt", "jax-tt-plugin"),
        ],
    )
    def test_nothing_installed(self, site: Path, wanted: str | None, advice: str) -> None:
        with pytest.raises(PluginNotFoundError, match="found: nothing") as error:
            resolve(find(site), wanted)
        last = str(error.value).splitlines()[-1]
        assert last.startswith("next: pip install")
        assert advice in last

    def test_accelerator_without_its_hardware_is_not_the_best(self, site: Path) -> None:
        package(site, "libtpu", "libtpu.so")
        with pytest.raises(PluginNotFoundError, match=r"pjrt\[cpu\]' \(or load one"):
            resolve(find(site))


class TestHardware:
    @pytest.mark.parametrize(
        ("files", "platforms"),
        [
            ([], set()),
            (["dev/nvidia0"], {"cuda"}),
            (["dev/nvidiactl"], {"cuda"}),
            (["proc/driver/nvidia/version", "dev/nvidia-caps"], set()),
            (["dev/dxg"], set()),
            (["dev/dxg", "usr/lib/wsl/lib/libcuda.so.1"], {"cuda"}),
            (["dev/kfd"], {"rocm"}),
            (["dev/tenstorrent/0"], {"tt"}),
            (["dev/accel0"], {"tpu"}),
            (["dev/accel/accel0"], set()),
            (["dev/vfio/0"], set()),
            (["dev/kfd", "dev/nvidia1"], {"rocm", "cuda"}),
        ],
    )
    def test_device_files(self, tmp_path: Path, files: list[str], platforms: set[str]) -> None:
        for name in files:
            put(tmp_path / name)
        assert visible_hardware(tmp_path) == platforms

    @pytest.mark.parametrize(("device", "is_tpu"), [("0x0063\n", True), ("0x0042\n", False)])
    def test_vfio_needs_a_tpu_on_pci(self, tmp_path: Path, device: str, is_tpu: bool) -> None:
        put(tmp_path / "dev/vfio/0")
        put(tmp_path / "sys/bus/pci/devices/0000:00:04.0/vendor", "0x1ae0\n")
        put(tmp_path / "sys/bus/pci/devices/0000:00:04.0/device", device)
        assert ("tpu" in visible_hardware(tmp_path)) == is_tpu

    def test_environment_defaults(self, tmp_path: Path) -> None:
        expected = {"TPU_SKIP_MDS_QUERY": "1", "ALLOW_MULTIPLE_LIBTPU_LOAD": "1"}
        assert environment_defaults("/x/libtpu.so", tmp_path) == expected
        assert environment_defaults(Path("/x/libtpu_nightly.so"), tmp_path) == expected
        assert environment_defaults(Path("/x/libpjrt_cpu.so"), tmp_path) == {}
        assert environment_defaults("/libtpu/other.so", tmp_path) == {}
        put(tmp_path / "dev/vfio/vfio")
        assert environment_defaults("/x/libtpu.so", tmp_path) == expected

    @pytest.mark.parametrize("device", ["dev/accel0", "dev/vfio/0"])
    def test_no_defaults_where_a_tpu_may_be(self, tmp_path: Path, device: str) -> None:
        put(tmp_path / device)
        assert environment_defaults("/x/libtpu.so", tmp_path) == {}


@given(names=st.text(), path=st.text(), tpu=st.text())
def test_variables_never_raise(names: str, path: str, tpu: str) -> None:
    environ = {"PJRT_NAMES_AND_LIBRARY_PATHS": names, "PJRT_PLUGIN_PATH": path, "TPU_LIBRARY_PATH": tpu}
    found = discover(environ, path=[], root="/nonexistent")
    assert len({c.name for c in found.candidates}) == len(found.candidates)


PIECES = st.sampled_from(["a", "cpu", "A-2", "a_2", ":", ",", "=", "/", "~", "..", "\0", "\ud800", ".json", " "])


@given(st.lists(PIECES).map("".join))
def test_likely_mistakes_never_raise(text: str) -> None:
    environ = dict.fromkeys(("PJRT_NAMES_AND_LIBRARY_PATHS", "PJRT_PLUGIN_PATH", "TPU_LIBRARY_PATH"), text)
    found = discover(environ, path=[text], root="/nonexistent")
    assert len({c.name for c in found.candidates}) == len(found.candidates)


class TestElf:
    def test_crafted(self, tmp_path: Path) -> None:
        library = put(tmp_path / "a.so")
        assert elf.exports(library, SYMBOL)
        assert not elf.exports(library, "GetPjrtAp")
        assert not elf.exports(library, "")
        assert elf.problem(library, SYMBOL) is None
        assert elf.describe(library) == f"an ELF shared library for {os.uname().machine}"
        assert str(elf.problem(library, "Other")).endswith("but it does not export Other")

    @pytest.mark.parametrize("style", ["sysv", "gnu", "both"])
    def test_linked(self, tmp_path: Path, style: str) -> None:
        functions = "".join(f"int exported_{i}(void) {{ return {i}; }}\n" for i in range(300))
        hidden = '__attribute__((visibility("hidden"))) int hidden(void) { return 0; }\n'
        undefined = "extern int undefined(void); int uses(void) { return undefined(); }\n"
        source = put(tmp_path / "a.c", f"int GetPjrtApi(void) {{ return 0; }}\n{functions}{hidden}{undefined}")
        library = tmp_path / "a.so"
        subprocess.run(
            ["cc", "-shared", "-fPIC", "-nostdlib", f"-Wl,--hash-style={style}", "-o", library, source],
            check=True,
        )
        data = library.read_bytes()
        # Without the offset and number of the section headers: a library may be stripped of them.
        stripped = put(tmp_path / "b.so", data[:40] + bytes(8) + data[48:60] + bytes(4) + data[64:])
        for path in (library, stripped):
            assert elf.problem(path, SYMBOL) is None
            assert all(elf.exports(path, f"exported_{i}") for i in range(300))
            assert not any(elf.exports(path, name) for name in ("hidden", "undefined", "exported_300", "xported_1"))

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            (b"", "an empty file"),
            (b"hello\nworld", "a text file (starts with 'hello')"),
            ("é".encode() * 300, f"a text file (starts with {'é' * 40!r})"),
            (b"\0\1\2\3\xff\xfe", "not an ELF file (starts with 00 01 02 03 ff fe)"),
            (b"\x80" * 9, "not an ELF file (starts with 80 80 80 80 80 80 80 80)"),
            (b"\x7fELF", "a damaged or truncated ELF file (4 bytes)"),
            (b"\x7fELF\x01\x01" + bytes(60), "an ELF file, 32-bit, little-endian"),
            (b"\x7fELF\x02\x02" + bytes(60), "an ELF file, 64-bit, big-endian"),
            (b"MZ\x90\0", "a Windows library"),
            (b"PK\x03\x04abc", "a zip archive or wheel"),
            (b"\xcf\xfa\xed\xfe\0", "a Mach-O library (macOS)"),
            (library_bytes(machine=243), f"an ELF file for riscv64; this machine is {os.uname().machine}"),
            (
                library_bytes(machine=999),
                f"an ELF file for machine 999; this machine is {os.uname().machine}",
            ),
            (library_bytes(kind=1), "an ELF object file, not a shared library"),
            (library_bytes(kind=77), "an ELF file of an unknown kind, not a shared library"),
            (
                library_bytes()[:-1],
                f"a truncated ELF shared library: {len(library_bytes()) - 1} bytes of at least ",
            ),
        ],
    )
    def test_describe(self, tmp_path: Path, content: bytes, expected: str) -> None:
        path = put(tmp_path / "x.so", content)
        assert elf.describe(path).startswith(expected)
        assert str(elf.problem(path, SYMBOL)).startswith(expected)

    def test_not_regular(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        for path, text in ((tmp_path, "a directory"), (tmp_path / "pipe", "not a regular file")):
            assert elf.describe(path) == elf.problem(path, SYMBOL) == text
            assert not elf.exports(path, SYMBOL)

    def test_only_oserror(self, tmp_path: Path) -> None:
        for path in (tmp_path / "none", "a\0b", "\ud800"):
            for call in (elf.describe, lambda path: elf.exports(path, SYMBOL)):
                with pytest.raises(OSError):
                    call(path)
        assert elf.problem(tmp_path / "none", SYMBOL) == "no such file"
        assert str(elf.problem("a\0b", SYMBOL)).startswith("cannot be read: not a path")

    def test_symbols_that_do_not_count(self, tmp_path: Path) -> None:
        data = library_bytes()
        undefined, hidden = bytearray(data), bytearray(data)
        symbol = 64 + 2 * 56 + 20 + 24
        hidden[symbol + 5] = 2
        undefined[symbol + 6] = 0
        for content in (library_bytes(info=0x02), library_bytes(info=0x11), bytes(hidden), bytes(undefined)):
            assert not elf.exports(put(tmp_path / "x.so", content), SYMBOL)

    def test_circular_chain(self, tmp_path: Path) -> None:
        data = bytearray(library_bytes())
        data[64 + 2 * 56 + 16] = 1
        assert not elf.exports(put(tmp_path / "x.so", bytes(data)), "Other")

    def test_every_truncation(self, tmp_path: Path) -> None:
        data, path = library_bytes(), tmp_path / "x.so"
        for size in range(len(data)):
            put(path, data[:size])
            assert isinstance(elf.exports(path, SYMBOL), bool)
            assert elf.problem(path, SYMBOL) is not None

    def test_corruption(self, tmp_path: Path) -> None:
        data, path, rng = library_bytes(), tmp_path / "x.so", random.Random(1)
        for _ in range(2000):
            changed = bytearray(data)
            for _ in range(rng.randint(1, 4)):
                at = rng.randrange(6, len(data) - 8)
                value = rng.choice((0, 1, 0xFF, 1 << 31, 1 << 63, (1 << 64) - 1, rng.getrandbits(64)))
                changed[at : at + 8] = value.to_bytes(8, "little")
            put(path, bytes(changed))
            assert isinstance(elf.exports(path, SYMBOL), bool)
            assert isinstance(elf.describe(path), str)

    def test_huge(self, tmp_path: Path) -> None:
        path = put(tmp_path / "x.so")
        os.truncate(path, 1 << 38)
        assert elf.problem(path, SYMBOL) is None
        header = bytearray(library_bytes())
        header[56:58] = b"\xff\xff"
        put(path, bytes(header))
        os.truncate(path, 1 << 38)
        assert not elf.exports(path, SYMBOL)


@pytest.mark.download
def test_installed_plugins() -> None:
    imported = set(sys.modules)
    found = discover({}, root="/nonexistent")
    assert set(sys.modules) == imported
    platforms = {c.name: c.platform for c in found.candidates}
    assert (
        platforms.items()
        >= {
            "fastatomstruct_xla_cpu": "cpu",
            "lammps_jax_pjrt_cpu": "cpu",
            "xla_cpu_pjrt": "cpu",
            "xla_cuda13": "cuda",
            "libtpu": "tpu",
            "libtt": "tt",
        }.items()
    )
    assert [c for c in found.candidates if c.problem] == []


@pytest.mark.download
def test_symbols_of_an_installed_plugin() -> None:
    path = resolve(discover({}, root="/nonexistent"), "tt").path
    assert elf.exports(path, "GetPjrtApiVersion")
    assert not elf.exports(path, "malloc")
