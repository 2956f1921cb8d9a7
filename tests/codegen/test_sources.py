"""Where headers come from: folders, commits of a checkout, releases."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from codegen import index, sources
from codegen.errors import CodegenError
from codegen.header_files import NoCore, module_of, select
from codegen.index import IndexFile, Unavailable
from codegen.pins import Distribution
from codegen.sources import Headers, commits, head, is_shallow, of_commit, of_folder, of_release, requirement

from .header_sets import CORE_PATH, TINY_PATH, C, core, write
from .repository import Repository
from .test_commands import CORE, TINY

COUNT = "PJRT_Client_Count"
EXTENSION = "xla/pjrt/extensions/tiny/tiny_extension.h"
FLAT = TINY.replace('"xla/pjrt/c/pjrt_c_api.h"', '"pjrt_c_api.h"')


def structs(headers: Headers) -> set[str]:
    return set(headers.snapshot().tree["structs"])


# --------------------------------------------------------------------- choosing


class TestSelect:
    def test_upstream_paths_are_kept(self) -> None:
        found = select([TINY_PATH, CORE_PATH, "xla/service/service.h", EXTENSION], "here")
        assert found == {CORE_PATH: CORE_PATH, TINY_PATH: TINY_PATH, EXTENSION: EXTENSION}
        assert next(iter(found)) == CORE_PATH

    @pytest.mark.parametrize("root", ["third_party/xla", "tensorflow/compiler", "a/deep/vendor/place"])
    def test_whatever_they_are_below(self, root: str) -> None:
        found = select([f"{root}/{CORE_PATH}", f"{root}/{EXTENSION}"], "here")
        assert found == {CORE_PATH: f"{root}/{CORE_PATH}", EXTENSION: f"{root}/{EXTENSION}"}

    def test_headers_laid_flat_get_the_path_that_they_have_upstream(self) -> None:
        files = [
            "vendor/pjrt_c_api.h",
            "vendor/pjrt_c_api_tiny_extension.h",
            "vendor/more/other_extension.h",
            "x_extension.h",
        ]
        assert select(files, "here") == {
            CORE_PATH: "vendor/pjrt_c_api.h",
            TINY_PATH: "vendor/pjrt_c_api_tiny_extension.h",
            f"{C}/more/other_extension.h": "vendor/more/other_extension.h",
        }

    def test_of_several_places_the_one_with_the_most_headers(self) -> None:
        """As in TensorFlow's wheels, where some headers stand twice."""
        few, most = "tensorflow/include/external/local_xla", "tensorflow/include"
        files = [f"{few}/{CORE_PATH}", f"{most}/{CORE_PATH}", f"{most}/{TINY_PATH}"]
        assert list(select(files, "here").values()) == [f"{most}/{CORE_PATH}", f"{most}/{TINY_PATH}"]

    def test_of_equal_places_the_topmost(self) -> None:
        files = [f"a/copy/of/it/{CORE_PATH}", f"include/{CORE_PATH}"]
        assert list(select(files, "here").values()) == [f"include/{CORE_PATH}"]

    def test_what_is_for_plugins_is_not_wanted(self) -> None:
        unwanted = [
            "pjrt_c_api_internal_types.h",
            "pjrt_c_api_tiny_extension_impl.h",
            "pjrt_c_api_helpers.h",
            "a_test.h",
        ]
        files = [CORE_PATH, *(f"{C}/{name}" for name in unwanted), f"{C}/pjrt_c_api_tiny_extension.cc"]
        assert list(select(files, "here")) == [CORE_PATH]

    def test_the_headers_that_are_no_extensions(self) -> None:
        others = ["xla/ffi/api/c_api.h", "xla/ffi/api/record_c_api.h", "xla/backends/profiler/plugin/profiler_c_api.h"]
        assert list(select([CORE_PATH, *others, "xla/ffi/api/ffi.h"], "here")) == [CORE_PATH, *sorted(others)]

    def test_paths_that_leave_their_folder_are_none(self) -> None:
        files = [CORE_PATH, "xla/../../../etc/evil_extension.h", "/etc/evil_extension.h", "xla/pjrt/c/\x07_extension.h"]
        assert list(select(files, "here")) == [CORE_PATH]

    @pytest.mark.parametrize("files", [[], ["README.md"], [TINY_PATH], ["xla/pjrt_c_api.h/readme.txt"]])
    def test_without_the_core(self, files: list[str]) -> None:
        with pytest.raises(NoCore, match=r"here: no pjrt_c_api\.h below it; without the core header nothing can"):
            select(files, "here")


def test_modules() -> None:
    assert module_of("pjrt_c_api.h") == ""
    assert module_of("pjrt_c_api_tiny_extension.h") == module_of("tiny_extension.h") == "tiny"
    assert module_of("c_api.h") == "ffi_c_api"
    assert module_of("record_c_api.h") == "ffi_record"


# ---------------------------------------------------------------------- headers


class TestHeaders:
    def test_the_version_is_what_the_core_states(self) -> None:
        assert Headers("here", {CORE_PATH: core(42).encode()}).version == (0, 42)
        indented = core(42).replace("#define PJRT_API_MINOR 42", "#  define   PJRT_API_MINOR\t7  // was 42")
        assert Headers("here", {CORE_PATH: indented.encode()}).version == (0, 7)

    @pytest.mark.parametrize("text", [b"", CORE.replace("PJRT_API_MINOR", "MINOR").encode(), CORE.encode("utf-16")])
    def test_a_core_that_states_none(self, text: bytes) -> None:
        with pytest.raises(
            CodegenError, match=r"^here: its pjrt_c_api\.h defines no PJRT_API_MAJOR and PJRT_API_MINOR"
        ):
            _ = Headers("here", {CORE_PATH: text}).version

    def test_the_digest_is_of_all_of_it(self) -> None:
        one, other = {CORE_PATH: b"a", TINY_PATH: b"b"}, {TINY_PATH: b"b", CORE_PATH: b"a"}
        assert Headers("x", one).digest == Headers("y", other).digest
        assert Headers("x", one | {TINY_PATH: b"c"}).digest != Headers("x", one).digest

    def test_what_does_not_parse_names_the_source_and_the_place(self) -> None:
        broken = Headers("commit 0123", {CORE_PATH: CORE.encode(), TINY_PATH: TINY.replace("depth;", "depth").encode()})
        with pytest.raises(CodegenError, match=rf"^commit 0123: {TINY_PATH}:\d+: not valid C"):
            broken.snapshot()

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (TINY.encode() + b"// caf\xe9\n", "cannot be read as UTF-8 text"),
            (TINY.encode("utf-16"), "cannot be read as UTF-8 text"),
            (TINY.encode() + b"\0", "not valid C"),
            (b"\x7fELF\x02\x01\x01\0\0\0", "not valid C"),
            (b'#include "xla/pjrt/c/pjrt_c_api_tiny_extension.h"\n', "include cycle"),
        ],
    )
    def test_other_encodings_and_binaries(self, text: bytes, said: str) -> None:
        headers = Headers("here", {CORE_PATH: CORE.encode(), TINY_PATH: text})
        with pytest.raises(CodegenError, match=rf"here: {TINY_PATH}.*{said}"):
            headers.snapshot()

    def test_a_mark_of_the_byte_order_and_other_line_ends_are_fine(self) -> None:
        plain = Headers("here", {CORE_PATH: CORE.encode(), TINY_PATH: TINY.encode()}).snapshot()
        marked = {CORE_PATH: CORE.encode("utf-8-sig"), TINY_PATH: TINY.replace("\n", "\r\n").encode()}
        assert Headers("here", marked).snapshot().tree == plain.tree

    def test_one_name_in_two_headers(self) -> None:
        """As while a header moves upstream."""
        texts = {CORE_PATH: CORE.encode(), TINY_PATH: TINY.encode(), EXTENSION: TINY.encode()}
        with pytest.raises(CodegenError, match=r"here: .*PJRT_Tiny_Poke_Args is defined twice"):
            Headers("here", texts).snapshot()
        moved = texts | {TINY_PATH: f'#include "{EXTENSION}"\n'.encode()}
        assert "PJRT_Tiny_Poke_Args" in structs(Headers("here", moved))


# ---------------------------------------------------------------------- folders


class TestFolders:
    @pytest.mark.parametrize("root", ["", "third_party/xla", "tensorflow/include"])
    def test_as_upstream(self, tmp_path: Path, root: str) -> None:
        write(tmp_path / root, {CORE_PATH: CORE, TINY_PATH: TINY, f"{C}/README.md": "no header"})
        found = of_folder(tmp_path)
        assert list(found.texts) == [CORE_PATH, TINY_PATH]
        assert found.version == (0, 9)
        assert "PJRT_Tiny_Poke_Args" in structs(found)

    def test_laid_flat(self, tmp_path: Path) -> None:
        found = of_folder(write(tmp_path, {"pjrt_c_api.h": CORE, "pjrt_c_api_tiny_extension.h": TINY}))
        assert "PJRT_Tiny_Poke_Args" in structs(found)

    def test_it_is_named_after_itself_and_its_content(self, tmp_path: Path) -> None:
        one = of_folder(write(tmp_path / "mine", {CORE_PATH: CORE}))
        assert one.source == "folder mine"
        assert one.distribution is not None
        assert one.distribution.api == "0.9"
        assert str(tmp_path) not in f"{one.source} {one.distribution}"

    def test_folders_are_no_headers(self, tmp_path: Path) -> None:
        write(tmp_path, {CORE_PATH: CORE, f"{C}/odd_extension.h/inside.txt": "", "other/pjrt_c_api.h/x": ""})
        assert list(of_folder(tmp_path).texts) == [CORE_PATH]

    def test_links(self, tmp_path: Path) -> None:
        """A header may be a link; a loop of folders is not followed."""
        kept = write(tmp_path / "kept", {"tiny.h": TINY})
        tree = write(tmp_path / "tree", {CORE_PATH: CORE})
        (tree / TINY_PATH).symlink_to(kept / "tiny.h")
        (tree / "xla" / "loop").symlink_to(tree)
        assert list(of_folder(tree).texts) == [CORE_PATH, TINY_PATH]
        (tree / C / "lost_extension.h").symlink_to(tmp_path / "nothing")
        with pytest.raises(CodegenError, match=r"lost_extension\.h: cannot be read: No such file or directory"):
            of_folder(tree)

    def test_a_tree_without_pjrt(self, tmp_path: Path) -> None:
        write(tmp_path, {"src/main.c": "int main() {}", "include/thing.h": ""})
        with pytest.raises(NoCore, match=rf"{tmp_path}: no pjrt_c_api\.h below it"):
            of_folder(tmp_path)


# ---------------------------------------------------------------------- commits


@pytest.fixture(scope="module")
def xla(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A checkout as XLA's, with the history of a month."""
    made = Repository(tmp_path_factory.mktemp("xla"))
    made.commit("2026-01-01", {"README.md": "Nothing yet.\n"})
    made.commit("2026-01-02", {f"{C}/pjrt_c_api_helpers.h": "// C++\n"})
    made.commit("2026-01-03", {CORE_PATH: core(9)})
    made.commit("2026-01-04", {TINY_PATH: TINY, "xla/service/service.h": "// none of ours\n"})
    made.commit("2026-01-05", {"xla/service/service.h": "// still none\n", "README.md": "More.\n"})
    made.git("checkout", "--quiet", "-b", "side")
    made.commit("2026-01-06", {CORE_PATH: core(10)})
    made.commit("2026-01-07", {CORE_PATH: core(10, COUNT)})
    made.git("checkout", "--quiet", "main")
    made.merge("2026-01-08", "side")
    made.commit("2026-01-09", {TINY_PATH: TINY.replace("depth;", "depth")})
    made.commit("2026-01-10", {TINY_PATH: f"// Repaired.\n{TINY}"})
    made.commit("2026-01-11", {CORE_PATH: core(9, COUNT)})
    return made


class TestCommits:
    def test_those_that_touched_headers_along_the_first_parents(self, xla: Repository) -> None:
        found = commits(xla.folder)
        days = ["02", "03", "04", "08", "09", "10", "11"]
        assert [one.date for one in found] == [f"2026-01-{day}" for day in days]
        assert str(found[-1]) == f"commit {xla.git('rev-parse', 'HEAD')[:12]} of 2026-01-11"

    def test_what_each_has(self, xla: Repository) -> None:
        found = {one.date[-2:]: of_commit(xla.folder, one) for one in commits(xla.folder) if one.date[-2:] != "02"}
        assert {day: (one.version, len(one.texts)) for day, one in found.items()} == {
            "03": ((0, 9), 1), "04": ((0, 9), 2), "08": ((0, 10), 2), "09": ((0, 10), 2), "10": ((0, 10), 2),
            "11": ((0, 9), 2),
        }  # fmt: skip
        assert found["08"].texts == {CORE_PATH: core(10, COUNT).encode(), TINY_PATH: TINY.encode()}
        assert f"{COUNT}_Args" in structs(found["08"])
        with pytest.raises(CodegenError, match=r"^commit [0-9a-f]{12} of 2026-01-09: xla/pjrt/c/.*: not valid C"):
            found["09"].snapshot()

    def test_one_before_there_was_a_core(self, xla: Repository) -> None:
        with pytest.raises(NoCore, match=r"^commit [0-9a-f]{12} of 2026-01-02: no pjrt_c_api\.h below it"):
            of_commit(xla.folder, commits(xla.folder)[0])

    @pytest.mark.parametrize("root", ["third_party/xla", "tensorflow/compiler"])
    def test_tensorflows_checkout_and_a_folder_in_it(self, tmp_path: Path, root: str) -> None:
        made = Repository(tmp_path / "tensorflow")
        made.commit("2026-01-01", {f"{root}/{CORE_PATH}": core(9), "tensorflow/core/kernels.h": ""})
        made.commit("2026-01-02", {f"{root}/{EXTENSION}": TINY})
        for folder in (made.folder, made.folder / root):
            found = [of_commit(folder, one) for one in commits(folder)]
            assert [list(one.texts) for one in found] == [[CORE_PATH], [CORE_PATH, EXTENSION]]
            assert "PJRT_Tiny_Poke_Args" in structs(found[-1])

    def test_all_kinds_of_headers_are_looked_for(self, tmp_path: Path) -> None:
        paths = [
            TINY_PATH, EXTENSION, "xla/ffi/api/c_api.h", "xla/backends/profiler/plugin/profiler_c_api.h",
            "xla/pjrt/extensions/a/b/deep_extension.h",
        ]  # fmt: skip
        made = Repository(tmp_path)
        for day, path in enumerate(paths, 1):
            made.commit(f"2026-02-{day:02}", {path: "// new\n"})
        assert len(commits(tmp_path)) == len(paths)

    def test_links_and_submodules_are_passed_over(self, tmp_path: Path) -> None:
        made = Repository(tmp_path)
        write(tmp_path, {CORE_PATH: CORE})
        (tmp_path / TINY_PATH).symlink_to("elsewhere.h")
        made.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},{C}/sub_extension.h")
        made.git("add", C)
        made.git("commit", "--quiet", "--message=Links")
        assert list(of_commit(tmp_path, commits(tmp_path)[0]).texts) == [CORE_PATH]

    def test_the_day_is_that_of_utc(self, tmp_path: Path) -> None:
        made = Repository(tmp_path)
        write(tmp_path, {CORE_PATH: CORE})
        made.git("add", "--all")
        made.git("commit", "--quiet", "--message=Late", GIT_COMMITTER_DATE="2026-01-31T23:30:00-0800")
        assert [one.date for one in commits(tmp_path)] == ["2026-02-01"]

    def test_a_checkout_without_pjrt(self, tmp_path: Path) -> None:
        made = Repository(tmp_path)
        made.commit("2026-01-01", {"src/lib.h": "", "README.md": "Something else.\n"})
        assert commits(tmp_path) == []

    def test_a_bare_one(self, xla: Repository, tmp_path: Path) -> None:
        bare = tmp_path / "bare.git"
        xla.git("clone", "--quiet", "--bare", str(xla.folder), str(bare))
        assert commits(bare) == commits(xla.folder)
        assert of_commit(bare, commits(bare)[-1]).texts == of_commit(xla.folder, commits(bare)[-1]).texts

    def test_a_shallow_one(self, xla: Repository, tmp_path: Path) -> None:
        shallow = tmp_path / "shallow"
        xla.git("clone", "--quiet", "--depth=2", f"file://{xla.folder}", str(shallow))
        assert (is_shallow(shallow), is_shallow(xla.folder)) == (True, False)
        assert commits(shallow)[-1] == commits(xla.folder)[-1]
        assert len(commits(shallow)) == 2

    def test_a_folder_that_is_no_checkout(self, tmp_path: Path) -> None:
        with pytest.raises(CodegenError) as caught:
            commits(tmp_path)
        assert str(caught.value).startswith(f"{tmp_path}: git log failed: fatal: not a git repository")
        assert str(caught.value).endswith("; give the folder of a git checkout")
        with pytest.raises(CodegenError, match="git log failed: fatal: cannot change to"):
            commits(tmp_path / "nothing")

    def test_a_checkout_without_commits(self, tmp_path: Path) -> None:
        Repository(tmp_path)
        with pytest.raises(CodegenError, match=r"git log failed: .*does not have any commits"):
            commits(tmp_path)

    def test_without_git(self, xla: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(CodegenError, match="git is not installed, and a checkout is read with it"):
            commits(xla.folder)


class TestHead:
    def test_a_folder_at_a_commit_is_that_commit(self, xla: Repository) -> None:
        found = of_folder(xla.folder)
        assert found.source == str(commits(xla.folder)[-1])
        assert found.texts == of_commit(xla.folder, commits(xla.folder)[-1]).texts

    def test_unless_its_headers_were_edited(self, tmp_path: Path) -> None:
        made = Repository(tmp_path / "edited")
        made.commit("2026-01-01", {CORE_PATH: CORE, "README.md": "a"})
        write(made.folder, {"README.md": "b", "new.txt": ""})
        assert of_folder(made.folder).source.startswith("commit ")
        write(made.folder, {CORE_PATH: core(10)})
        assert of_folder(made.folder).source == "folder edited"

    def test_headers_that_git_ignores_are_no_commits(self, tmp_path: Path) -> None:
        """As those below include/ of this repository."""
        made = Repository(tmp_path)
        made.commit("2026-01-01", {".gitignore": "/fetched/\n"})
        write(tmp_path / "fetched", {CORE_PATH: CORE})
        assert head(tmp_path / "fetched", [CORE_PATH]) is None
        assert of_folder(tmp_path / "fetched").source == "folder fetched"

    def test_no_checkout_at_all(self, tmp_path: Path) -> None:
        assert head(write(tmp_path, {CORE_PATH: CORE}), [CORE_PATH]) is None


# --------------------------------------------------------------------- releases


@pytest.mark.parametrize(
    ("text", "pin"),
    [
        ("tensorflow-cpu==2.20.0", ("tensorflow-cpu", "2.20.0")),
        ("a==1.0.dev20260101", ("a", "1.0.dev20260101")),
        ("tensorflow-cpu", None),
        ("tensorflow-cpu>=2", None),
        ("../xla", None),
        ("==1", None),
        ("a==", None),
        ("--option==1", None),
    ],
)
def test_requirements(text: str, pin: tuple[str, str] | None) -> None:
    assert requirement(text) == pin


def wheel(python: str = "cp312", platform: str = "manylinux_2_17_x86_64", version: str = "1.0") -> IndexFile:
    name = f"headers-{version}-{python}-{python}-{platform}.whl"
    return IndexFile(name, f"https://files.example/{name}", version, (python, python, platform))


SDIST = IndexFile("headers-1.0.tar.gz", "https://files.example/headers-1.0.tar.gz", "1.0", None)


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Says what the index lists."""

    def say(*files: IndexFile) -> None:
        monkeypatch.setattr(index, "project_files", lambda project: files)

    return say


class TestFind:
    def found(self) -> list[tuple[str, str | None, str | None]]:
        return [(one.kind, one.python, one.platform) for one in sources.find("headers", "1.0")]

    def test_the_best_wheel_and_the_source(self, listed: Callable[..., None]) -> None:
        listed(wheel("cp39"), wheel("cp311"), wheel("cp312"), wheel("cp313"), SDIST, wheel("cp312", version="2.0"))
        assert self.found() == [("wheel", "3.12", "manylinux_2_17_x86_64"), ("sdist", None, None)]

    @pytest.mark.parametrize("platform", ["win_amd64", "macosx_11_0_arm64", "manylinux_2_17_aarch64"])
    def test_wheels_for_other_machines_are_none(self, listed: Callable[..., None], platform: str) -> None:
        listed(wheel(platform=platform))
        assert self.found() == []

    def test_a_wheel_for_any_python_and_any_machine(self, listed: Callable[..., None]) -> None:
        listed(wheel("py3", "any"))
        assert self.found() == [("wheel", "3.12", "manylinux_2_27_x86_64")]

    def test_of_several_platform_tags_the_first(self, listed: Callable[..., None]) -> None:
        listed(wheel(platform="manylinux_2_17_x86_64.manylinux2014_x86_64"))
        assert self.found() == [("wheel", "3.12", "manylinux_2_17_x86_64")]

    def test_without_a_list_pip_has_to_tell(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(_: str) -> None:
            raise Unavailable("no index")

        monkeypatch.setattr(index, "project_files", fail)
        assert self.found() == [("wheel", "3.12", "manylinux_2_27_x86_64")]


class Archives:
    """Archives in place of the package index: what pip would download, and what can be had in parts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.downloads: dict[str, tuple[str, bytes]] = {}
        self.parts: dict[str, bytes] = {}
        self.downloaded: list[str] = []
        monkeypatch.setattr(sources, "pip_download", self._download)
        monkeypatch.setattr(index, "read_members", self._read)

    def _download(self, distribution: Distribution, folder: Path) -> Path:
        name, content = self.downloads[distribution.kind]
        self.downloaded.append(distribution.kind)
        (folder / name).write_bytes(content)
        return folder / name

    def _read(self, url: str, choose: Callable[[Iterable[str]], Iterable[str]]) -> dict[str, bytes]:
        if url not in self.parts:
            raise Unavailable(f"{url}: whole files only")
        with zipfile.ZipFile(io.BytesIO(self.parts[url])) as opened:
            return {name: opened.read(name) for name in choose(opened.namelist())}


@pytest.fixture
def archives(monkeypatch: pytest.MonkeyPatch) -> Archives:
    return Archives(monkeypatch)


def zipped(texts: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in texts.items():
            made.writestr(name, text)
    return out.getvalue()


def tarred(texts: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as made:
        for name, text in texts.items():
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            made.addfile(info, io.BytesIO(text.encode()))
    return out.getvalue()


IN_WHEEL = {f"headers/include/{CORE_PATH}": CORE, f"headers/include/{TINY_PATH}": TINY, "headers/lib.so": "x" * 1000}


class TestReleases:
    def test_only_the_headers_of_a_wheel(self, listed: Callable[..., None], archives: Archives) -> None:
        listed(wheel())
        archives.parts[wheel().url] = zipped(IN_WHEEL)
        found = of_release("headers", "1.0", lambda line: None)
        assert found.source == "headers 1.0"
        assert found.texts == {CORE_PATH: CORE.encode(), TINY_PATH: TINY.encode()}
        assert archives.downloaded == []
        assert found.inside[TINY_PATH] == f"headers/include/{TINY_PATH}"
        assert found.distribution == Distribution(
            "headers-1.0", "headers", "1.0", "wheel", "0.9", "3.12", "manylinux_2_17_x86_64", "headers/include"
        )

    def test_or_all_of_it_where_parts_cannot_be_had(self, listed: Callable[..., None], archives: Archives) -> None:
        listed(wheel())
        archives.downloads["wheel"] = "headers.whl", zipped(IN_WHEEL)
        said: list[str] = []
        found = of_release("headers", "1.0", said.append)
        assert found.texts == {CORE_PATH: CORE.encode(), TINY_PATH: TINY.encode()}
        assert archives.downloaded == ["wheel"]
        assert said[0] == "reading the headers of headers 1.0"
        assert said[1].endswith("whole files only: the whole archive is needed")
        assert said[2] == "downloading headers 1.0"

    def test_a_source_distribution(self, listed: Callable[..., None], archives: Archives) -> None:
        listed(SDIST)
        archives.downloads["sdist"] = "headers-1.0.tar.gz", tarred({f"headers-1.0/{CORE_PATH}": core(12)})
        found = of_release("headers", "1.0", lambda line: None)
        assert found.version == (0, 12)
        assert found.distribution == Distribution("headers-1.0", "headers", "1.0", "sdist", "0.12", root="headers-1.0")

    def test_a_wheel_without_headers_beside_sources_with_them(
        self, listed: Callable[..., None], archives: Archives
    ) -> None:
        listed(wheel(), SDIST)
        archives.parts[wheel().url] = zipped({"headers/lib.so": "x"})
        archives.downloads["sdist"] = "headers-1.0.tar.gz", tarred({"headers-1.0/vendor/pjrt_c_api.h": CORE})
        said: list[str] = []
        found = of_release("headers", "1.0", said.append)
        assert any("no pjrt_c_api.h below it" in line and line.endswith("the next one is tried") for line in said)
        assert found.distribution is not None
        assert (found.distribution.kind, found.distribution.root) == ("sdist", None)
        assert found.inside == {CORE_PATH: "headers-1.0/vendor/pjrt_c_api.h"}

    def test_no_headers_at_all(self, listed: Callable[..., None], archives: Archives) -> None:
        listed(wheel())
        archives.parts[wheel().url] = zipped({"headers/lib.so": "x"})
        with pytest.raises(NoCore, match=r"headers 1\.0: no pjrt_c_api\.h below it"):
            of_release("headers", "1.0", lambda line: None)

    def test_one_that_was_withdrawn(self, listed: Callable[..., None]) -> None:
        listed(wheel(version="2.0"))
        with pytest.raises(CodegenError) as caught:
            of_release("headers", "1.0", lambda line: None)
        assert str(caught.value) == (
            "headers==1.0: the package index has no such release for Linux on x86-64 (any more: nightly builds are "
            "withdrawn); give another version, or a folder of headers"
        )

    @pytest.mark.parametrize(("kind", "name"), [("wheel", "headers.whl"), ("sdist", "headers-1.0.tar.gz")])
    def test_an_archive_that_is_none(
        self, listed: Callable[..., None], archives: Archives, kind: str, name: str
    ) -> None:
        listed(wheel() if kind == "wheel" else SDIST)
        archives.downloads[kind] = name, b"<html>Not found</html>"
        with pytest.raises(CodegenError, match=rf"headers 1\.0: {name} is not a readable archive"):
            of_release("headers", "1.0", lambda line: None)

    def test_paths_that_lead_out_of_the_archive(self, listed: Callable[..., None], archives: Archives) -> None:
        listed(SDIST)
        texts = {f"headers-1.0/{CORE_PATH}": CORE, "headers-1.0/xla/pjrt/../../../../evil_extension.h": TINY}
        archives.downloads["sdist"] = "headers-1.0.tar.gz", tarred(texts)
        assert list(of_release("headers", "1.0", lambda line: None).texts) == [CORE_PATH]


def test_flat_headers_may_include_each_other_flatly(tmp_path: Path) -> None:
    write(tmp_path, {"pjrt_c_api.h": CORE, "pjrt_c_api_tiny_extension.h": FLAT})
    assert "PJRT_Tiny_Poke_Args" in structs(of_folder(tmp_path))
