"""Fetching: sources in order, hashes, what an error leaves behind. Archives and pip are made up here."""

from __future__ import annotations

import hashlib
import importlib.util
import io
import os
import stat
import subprocess
import sys
import tarfile
import threading
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from codegen import fetch as fetch_module
from codegen.errors import CodegenError
from codegen.fetch import FetchReport, default_cache, fetch, pip_download, read_members
from codegen.pins import Distribution, Pins, load

ROOT = Path(__file__).parents[2]

CORE = "xla/pjrt/c/pjrt_c_api.h"
STREAM = "xla/pjrt/c/pjrt_c_api_stream_extension.h"
GPU = "xla/pjrt/c/pjrt_c_api_gpu_extension.h"
OWN = "xla/pjrt/extensions/example/example_extension.h"

NEW = {CORE: b"core 9\n", STREAM: b"stream 9\n"}
OLD = {CORE: b"core 8\n"}
REST = {GPU: b"gpu 9\n"}

WHEEL = Distribution("w", "some-wheel", "1.0", "wheel", "0.9", "3.12", "linux", "top/include")
SDIST = Distribution("s", "some-sdist", "2", "sdist", "0.9")


def sha256(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def zip_bytes(members: dict[str, bytes], mode: int = stat.S_IFREG | 0o644) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in members.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            archive.writestr(info, text)
    return stream.getvalue()


def tar_bytes(members: dict[str, bytes], kind: bytes = tarfile.REGTYPE) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, text in members.items():
            info = tarfile.TarInfo(name)
            info.type = kind
            info.size = len(text) if kind == tarfile.REGTYPE else 0
            info.linkname = "/etc/passwd" if kind == tarfile.SYMTYPE else ""
            archive.addfile(info, io.BytesIO(text))
    return stream.getvalue()


@dataclass
class Index:
    """A package index in memory, with a count of what was asked of it."""

    archives: dict[str, tuple[str, bytes]]
    asked: list[str] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    before: Callable[[], None] = lambda: None

    def download(self, distribution: Distribution, folder: Path) -> Path:
        self.before()
        self.asked.append(distribution.key)
        self.folders.append(folder)
        if distribution.key not in self.archives:
            raise CodegenError(f"{distribution}: pip could not download it")
        name, content = self.archives[distribution.key]
        (folder / name).write_bytes(content)
        return folder / name


@dataclass
class Place:
    """A folder include/ with its pins, a cache and an index."""

    root: Path
    index: Index
    lines: list[str] = field(default_factory=list)

    @property
    def include(self) -> Path:
        return self.root / "include"

    @property
    def cached(self) -> Path:
        return self.root / "cache" / "headers"

    def pins(self) -> Pins:
        return load(self.include / "headers.toml")

    def fetch(self, *sets: str, xla: Path | None = None) -> FetchReport:
        return fetch(
            self.pins(),
            self.include,
            xla=xla,
            cache=self.root / "cache",
            sets=list(sets) or None,
            progress=self.lines.append,
            download=self.index.download,
        )

    def error(self, *sets: str, xla: Path | None = None) -> str:
        with pytest.raises(CodegenError) as caught:
            self.fetch(*sets, xla=xla)
        return str(caught.value)

    def texts(self, name: str) -> dict[str, bytes]:
        folder = self.include / name
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def edit(self, old: str, new: str) -> None:
        path = self.include / "headers.toml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def checkout(self, texts: dict[str, bytes], below: str = ".") -> Path:
        top = self.root / "checkout"
        for path, text in texts.items():
            (top / below / path).parent.mkdir(parents=True, exist_ok=True)
            (top / below / path).write_bytes(text)
        return top

    def no_leftovers(self) -> bool:
        return not any(path.name.startswith(".") for path in self.include.iterdir())


@pytest.fixture
def place(tmp_path: Path) -> Place:
    def line(path: str, key: str, text: bytes) -> str:
        return f'"{path}" = {{ from = "{key}", sha256 = "{sha256(text)}" }}'

    toml = [
        'current = "0.9"',
        '[distributions.w]\nname = "some-wheel"\nversion = "1.0"\nkind = "wheel"\napi = "0.9"',
        'python = "3.12"\nplatform = "linux"\nroot = "top/include"',
        '[distributions.s]\nname = "some-sdist"\nversion = "2"\nkind = "sdist"\napi = "0.9"\nroot = "s-2"',
        '[distributions.o]\nname = "old-wheel"\nversion = "0.1"\nkind = "wheel"\napi = "0.8"',
        'python = "3.12"\nplatform = "linux"',
        '[sets."0.9".headers]',
        *(line(path, "w", text) for path, text in NEW.items()),
        *(line(path, "s", text) for path, text in REST.items()),
        f'"{OWN}" = {{ own = true }}',
        '"xla/skipped.h" = { from = "w", skip = "not there at all" }',
        '[sets."0.8".headers]',
        *(line(path, "o", text) for path, text in OLD.items()),
    ]
    own = tmp_path / "include" / "own" / OWN
    own.parent.mkdir(parents=True)
    own.write_text("ours")
    (tmp_path / "include" / "headers.toml").write_text("\n".join(toml) + "\n")
    index = Index(
        {
            "w": ("some_wheel-1.0.whl", zip_bytes({f"top/include/{p}": t for p, t in NEW.items()})),
            "s": ("some-sdist-2.tar.gz", tar_bytes({f"s-2/{p}": t for p, t in REST.items()})),
            "o": ("old_wheel-0.1.whl", zip_bytes(OLD)),
        }
    )
    return Place(tmp_path, index)


# ---- Sources ----


def test_everything_is_downloaded_into_an_empty_place(place: Place) -> None:
    report = place.fetch()
    assert place.texts("0.9") == NEW | REST
    assert place.texts("0.8") == OLD
    assert place.index.asked == ["w", "s", "o"]
    assert report.counts == {"distribution": 4, "own": 1}
    assert report.written == ("0.9", "0.8")
    assert [header.pin.path for header in report.headers] == [CORE, STREAM, GPU, OWN, CORE]
    assert {path.name for path in place.cached.iterdir()} == {
        sha256(text) for text in (*NEW.values(), *REST.values(), *OLD.values())
    }
    assert not any(folder.exists() for folder in place.index.folders)
    assert place.no_leftovers()
    assert place.lines[0] == "downloading some-wheel 1.0 for 2 headers"


def test_a_right_place_is_left_alone(place: Place) -> None:
    place.fetch()
    before = {path: path.stat().st_mtime_ns for path in place.include.rglob("*")}
    place.lines.clear()
    report = place.fetch()
    assert report.counts == {"in place": 4, "own": 1}
    assert report.written == report.removed == ()
    assert {path: path.stat().st_mtime_ns for path in place.include.rglob("*")} == before
    assert place.lines == []


def test_the_cache_comes_before_the_checkout_and_the_index(place: Place) -> None:
    place.fetch()
    for name in ("0.9", "0.8"):
        (place.include / name).rename(place.root / name)
    place.index.asked.clear()
    report = place.fetch(xla=place.root / "no such checkout")
    assert report.counts == {"cache": 4, "own": 1}
    assert place.index.asked == []
    assert place.texts("0.9") == NEW | REST


def test_the_checkout_comes_before_the_index(place: Place) -> None:
    report = place.fetch("0.9", xla=place.checkout(NEW))
    assert report.counts == {"xla": 2, "distribution": 1, "own": 1}
    assert place.index.asked == ["s"]
    assert f"{place.root / 'checkout'} lacks {GPU}" in place.lines
    assert (place.cached / sha256(NEW[CORE])).read_bytes() == NEW[CORE]


def test_a_tensorflow_checkout_has_xla_further_down(place: Place) -> None:
    report = place.fetch("0.9", xla=place.checkout(NEW | REST, "third_party/xla"))
    assert report.counts == {"xla": 3, "own": 1}
    assert place.index.asked == []


def test_only_the_named_sets_are_fetched(place: Place) -> None:
    report = place.fetch("0.8", "0.8")
    assert place.index.asked == ["o"]
    assert [header.pin.set for header in report.headers] == ["0.8"]
    assert not (place.include / "0.9").exists()
    assert "the sets are 0.9, 0.8" in place.error("0.7")


def test_only_what_changed_is_fetched_again(place: Place) -> None:
    place.fetch()
    (place.include / "0.9" / GPU).write_bytes(b"edited by hand")
    (place.cached / sha256(REST[GPU])).unlink()
    place.index.asked.clear()
    report = place.fetch()
    assert place.index.asked == ["s"]
    assert report.counts == {"in place": 3, "distribution": 1, "own": 1}
    assert report.written == ("0.9",)
    assert place.texts("0.9") == NEW | REST


def test_a_file_that_no_pin_names_goes(place: Place) -> None:
    place.fetch()
    (place.include / "0.9" / "xla" / "stray.h").write_text("from an earlier pin")
    report = place.fetch()
    assert report.removed == ("0.9/xla/stray.h",)
    assert report.written == ("0.9",)
    assert place.texts("0.9") == NEW | REST


def test_a_header_of_ours_must_be_there(place: Place) -> None:
    (place.include / "own" / OWN).unlink()
    said = place.error()
    assert str(place.include / "own" / OWN) in said
    assert "restore it from version control" in said
    assert place.index.asked == []


# ---- The cache ----


def test_a_damaged_cache_entry_is_discarded_and_fetched_again(place: Place) -> None:
    place.cached.mkdir(parents=True)
    entry = place.cached / sha256(OLD[CORE])
    entry.write_bytes(b"cut of")
    report = place.fetch("0.8")
    assert report.counts == {"distribution": 1}
    assert place.lines[0] == f"{entry}: the content is not what the name says: discarded"
    assert entry.read_bytes() == OLD[CORE]


def test_a_cache_that_cannot_be_written_is_done_without(place: Place) -> None:
    (place.root / "cache").write_text("not a folder")
    assert place.fetch("0.8").counts == {"distribution": 1}
    assert place.texts("0.8") == OLD
    assert any("is not kept" in line for line in place.lines)


@pytest.mark.parametrize(
    ("variables", "folder"),
    [
        ({"PJRT_CACHE_DIR": "/a", "XDG_CACHE_HOME": "/b"}, "/a"),
        ({"PJRT_CACHE_DIR": "", "XDG_CACHE_HOME": "/b"}, "/b/pjrt"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/h"}, "/h/.cache/pjrt"),
        ({"HOME": "/h"}, "/h/.cache/pjrt"),
    ],
)
def test_default_cache(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], folder: str) -> None:
    for name in ("PJRT_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert default_cache() == Path(folder)


# ---- Errors ----


def test_a_wrong_hash_names_the_file_both_hashes_and_the_pin(place: Place) -> None:
    place.index.archives["o"] = ("old_wheel-0.1.whl", zip_bytes({CORE: b"another"}))
    said = place.error("0.8")
    assert f"old-wheel 0.1: {CORE}: sha256 is {sha256(b'another')}, the pin says {sha256(OLD[CORE])}" in said
    assert f"{CORE} of set 0.8 (old-wheel 0.1, {CORE})" in said
    assert not (place.include / "0.8").exists()
    assert not place.cached.exists()


def test_all_wrong_hashes_of_a_distribution_are_named_at_once(place: Place) -> None:
    wrong = {f"top/include/{path}": b"another" for path in NEW}
    place.index.archives["w"] = ("some_wheel-1.0.whl", zip_bytes(wrong))
    said = place.error()
    assert CORE in said
    assert STREAM in said


def test_a_checkout_of_another_version(place: Place) -> None:
    xla = place.checkout(NEW | {CORE: b"newer"})
    said = place.error("0.9", xla=xla)
    assert f"{xla / CORE}: sha256 is {sha256(b'newer')}, the pin says {sha256(NEW[CORE])}" in said
    assert "of another version than the pins" in said
    assert STREAM not in said
    assert place.index.asked == []


def test_not_a_checkout(place: Place) -> None:
    assert "not an XLA checkout" in place.error(xla=place.root)


def test_a_header_that_neither_the_checkout_nor_the_index_has(place: Place) -> None:
    place.index.archives.clear()
    said = place.error("0.9", xla=place.checkout(NEW))
    assert said.startswith("some-sdist 2: pip could not download it\n")
    assert f"({place.root / 'checkout'} lacks {GPU})" in said


def test_a_failed_download_says_what_to_do(place: Place) -> None:
    place.index.archives.clear()
    said = place.error()
    assert "--xla DIR" in said
    assert "proxy" in said
    assert str(place.cached) in said


def test_a_header_that_is_not_inside(place: Place) -> None:
    place.edit('root = "top/include"', 'root = "bottom"')
    said = place.error("0.9")
    assert f"some-wheel 1.0: no file bottom/{CORE} inside; there is top/include/{CORE}" in said
    assert f"no file bottom/{STREAM} inside" in said


def test_an_error_leaves_the_old_headers_and_the_next_fetch_goes_on(place: Place) -> None:
    place.fetch()
    stray = place.include / "0.9" / "stray.h"
    stray.write_text("so that 0.9 differs")
    (place.include / "0.8" / CORE).write_bytes(b"edited by hand")
    (place.cached / sha256(OLD[CORE])).unlink()
    archive = place.index.archives.pop("o")
    place.error()
    assert stray.exists()
    assert place.texts("0.8") == {CORE: b"edited by hand"}
    assert place.no_leftovers()
    place.index.archives["o"] = archive
    assert place.fetch().written == ("0.9", "0.8")
    assert place.texts("0.8") == OLD


def test_what_was_verified_before_an_error_is_kept_in_the_cache(place: Place) -> None:
    archive = place.index.archives.pop("s")
    place.error("0.9")
    assert not (place.include / "0.9").exists()
    place.index.archives["s"] = archive
    assert place.fetch("0.9").counts == {"cache": 2, "distribution": 1, "own": 1}


def test_a_folder_that_cannot_be_replaced(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.fetch()
    (place.include / "0.8" / CORE).write_bytes(b"edited by hand")
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == ".0.8.new":
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    assert f"{place.include / '0.8'}: cannot be replaced" in place.error()
    assert place.texts("0.8") == {CORE: b"edited by hand"}
    monkeypatch.undo()
    place.fetch()
    assert place.texts("0.8") == OLD
    assert place.no_leftovers()


# ---- Killed and concurrent fetches ----


def test_a_fetch_killed_while_it_filled_the_new_folder(place: Place) -> None:
    place.fetch()
    (place.include / ".0.9.new" / "xla").mkdir(parents=True)
    assert place.fetch().written == ()
    assert place.no_leftovers()


def test_a_fetch_killed_between_the_two_renames(place: Place) -> None:
    place.fetch()
    (place.include / "0.9").rename(place.include / ".0.9.old")
    (place.include / ".0.9.new").mkdir()
    place.index.asked.clear()
    report = place.fetch()
    assert report.counts == {"in place": 4, "own": 1}
    assert place.texts("0.9") == NEW | REST
    assert place.no_leftovers()


def test_a_fetch_killed_before_the_old_folder_went(place: Place) -> None:
    place.fetch()
    (place.include / ".0.9.old" / "xla").mkdir(parents=True)
    assert place.fetch().written == ()
    assert place.no_leftovers()


def test_fetches_at_once_do_the_work_once_each_and_agree(place: Place) -> None:
    count = 6
    barrier = threading.Barrier(count)

    def wait() -> None:
        barrier.wait(timeout=60)

    place.index.before = wait  # all of them find the place empty
    reports: list[FetchReport] = []
    threads = [threading.Thread(target=lambda: reports.append(place.fetch("0.8"))) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(reports) == count
    assert sorted(report.written for report in reports) == [()] * (count - 1) + [("0.8",)]
    assert place.texts("0.8") == OLD
    assert place.no_leftovers()
    assert [path.name for path in place.cached.iterdir()] == [sha256(OLD[CORE])]


def test_fetches_at_once_that_find_something_to_do_again_and_again(place: Place) -> None:
    place.fetch()
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(40):
                with suppress(OSError):
                    (place.include / "0.9" / "stray.h").write_text("")
                place.fetch("0.9")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    place.fetch()
    assert place.texts("0.9") == NEW | REST
    assert place.no_leftovers()


def test_a_set_whose_folder_is_a_link_is_replaced_by_a_folder(place: Place) -> None:
    elsewhere = place.root / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept.h").write_text("not ours to remove")
    (place.include / "0.8").symlink_to(elsewhere)
    place.fetch("0.8")
    assert not (place.include / "0.8").is_symlink()
    assert place.texts("0.8") == OLD
    assert (elsewhere / "kept.h").exists()


# ---- Archives ----


def archive(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", ["a.whl", "a.zip", "a.tar.gz"])
def test_members(tmp_path: Path, name: str) -> None:
    members = {"a/b.h": b"b", "../c.h": b"not asked for", "d.h": b"d"}
    content = tar_bytes(members) if name.endswith("gz") else zip_bytes(members)
    path = archive(tmp_path, name, content)
    assert read_members(path, ["a/b.h", "d.h"], "it") == {"a/b.h": b"b", "d.h": b"d"}
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("member", ["../a.h", "/a.h", "a//b.h", "a/./b.h", "a\\b.h", "a\n.h", "", "a/"])
@pytest.mark.parametrize("name", ["a.whl", "a.tar.gz"])
def test_odd_member_names_are_refused(tmp_path: Path, name: str, member: str) -> None:
    path = archive(tmp_path, name, tar_bytes({member: b""}) if name.endswith("gz") else b"")
    with pytest.raises(CodegenError, match="not the path of a file inside an archive"):
        read_members(path, [member], "it")


def test_links_and_devices_are_refused(tmp_path: Path) -> None:
    link = archive(tmp_path, "a.whl", zip_bytes({"a.h": b"/etc/passwd"}, stat.S_IFLNK | 0o777))
    with pytest.raises(CodegenError, match=r"a\.h is not a regular file"):
        read_members(link, ["a.h"], "it")
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE):
        path = archive(tmp_path, "a.tar.gz", tar_bytes({"a.h": b""}, kind))
        with pytest.raises(CodegenError, match=r"a\.h is not a regular file"):
            read_members(path, ["a.h"], "it")


def test_a_member_too_large_for_a_header_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch_module, "_LARGEST_HEADER", 3)
    for name, content in (("a.whl", zip_bytes({"a.h": b"four"})), ("a.tar.gz", tar_bytes({"a.h": b"four"}))):
        with pytest.raises(CodegenError, match="has 4 bytes: too large for a header"):
            read_members(archive(tmp_path, name, content), ["a.h"], "it")


@pytest.mark.parametrize("name", ["a.whl", "a.tar.gz"])
def test_a_damaged_archive(tmp_path: Path, name: str) -> None:
    whole = tar_bytes({"a.h": os.urandom(4096)}) if name.endswith("gz") else zip_bytes({"a.h": b"text"})
    for content in (b"", b"<html>", whole[: len(whole) // 2], whole.replace(b"text", b"tent")):
        if content == whole:  # a tar archive has no checksum of a member; the pin has
            continue
        with pytest.raises(CodegenError, match="is not a readable archive"):
            read_members(archive(tmp_path, name, content), ["a.h"], "it")


# ---- pip ----


@dataclass
class Pip:
    """Stands in for subprocess.run."""

    leaves: tuple[str, ...] = ("archive.whl",)
    returncode: int = 0
    stderr: str = ""
    command: list[str] = field(default_factory=list)

    def run(self, command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        self.command = command
        (target,) = (word.removeprefix("--dest=") for word in command if word.startswith("--dest="))
        for name in self.leaves:
            (Path(target) / name).write_bytes(b"")
        return subprocess.CompletedProcess(command, self.returncode, "", self.stderr)


def pip(monkeypatch: pytest.MonkeyPatch, stand_in: Pip) -> Pip:
    monkeypatch.setattr(subprocess, "run", stand_in.run)
    return stand_in


def test_pip_is_asked_for_the_pinned_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called = pip(monkeypatch, Pip())
    assert pip_download(WHEEL, tmp_path) == tmp_path / "archive.whl"
    assert called.command[:4] == [sys.executable, "-m", "pip", "download"]
    assert called.command[-1] == "some-wheel==1.0"
    assert {"--no-deps", "--only-binary=:all:", "--python-version=3.12", "--platform=linux"} <= set(called.command)


def test_pip_is_asked_for_the_pinned_sdist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called = pip(monkeypatch, Pip())
    pip_download(SDIST, tmp_path)
    assert called.command[-2:] == ["--no-binary=some-sdist", "some-sdist==2"]
    assert not any("only-binary" in word or "platform" in word for word in called.command)


def test_the_last_lines_of_a_failed_pip_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noise = "".join(f"line {number}\n\n" for number in range(20))
    pip(monkeypatch, Pip((), 1, noise + "ERROR: No matching distribution found\n"))
    with pytest.raises(CodegenError) as caught:
        pip_download(WHEEL, tmp_path)
    lines = str(caught.value).split("\n")
    assert lines[0] == "some-wheel 1.0: pip could not download it; its last lines:"
    assert lines[-1] == "    ERROR: No matching distribution found"
    assert len(lines) == 7


def test_pip_left_something_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pip(monkeypatch, Pip(()))
    with pytest.raises(CodegenError, match="left nothing"):
        pip_download(WHEEL, tmp_path)
    pip(monkeypatch, Pip(("b.whl", "a.whl")))
    with pytest.raises(CodegenError, match=r"left a\.whl, b\.whl"):
        pip_download(WHEEL, tmp_path)


def test_no_pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(CodegenError, match="has no pip: install it"):
        pip_download(WHEEL, tmp_path)


def test_no_text_of_ours_names_a_package_host() -> None:
    for path in ("include/headers.toml", "include/README.md", "codegen/pins.py", "codegen/fetch.py"):
        assert "://" not in (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.download
def test_the_pinned_headers_can_be_fetched(tmp_path: Path) -> None:
    pins = load(ROOT / "include" / "headers.toml")
    (tmp_path / "own").symlink_to(ROOT / "include" / "own")
    report = fetch(pins, tmp_path, cache=default_cache())
    assert report.written == tuple(group.name for group in pins.sets)
    for group in pins.sets:
        core = (tmp_path / group.name / CORE).read_text(encoding="utf-8")
        assert f"#define PJRT_API_MINOR {group.name.partition('.')[2]}\n" in core
    assert set(fetch(pins, tmp_path, cache=default_cache()).counts) == {"in place", "own"}
