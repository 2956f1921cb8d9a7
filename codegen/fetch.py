"""Fill include/ with the pinned headers.

A header comes from the first of: its place in include/, the cache, an XLA checkout, the pinned distribution.
Whatever the source, its text must have the pinned hash. Nothing in include/ changes before every header is at
hand and verified; then the folder of each set that differs is replaced as a whole.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import stat
import subprocess
import sys
import tarfile
import tempfile
import uuid
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from codegen import index
from codegen.errors import CodegenError
from codegen.pins import Distribution, HeaderSet, Pin, Pins, header_path
from codegen.toml_table import is_plain_path

Source = Literal["own", "in place", "cache", "xla", "distribution"]
Progress = Callable[[str], None]
Download = Callable[[Distribution, Path], Path]
"""Puts the distribution's archive into a folder and returns its path; raises CodegenError if it cannot."""

# Far above any header; keeps a damaged archive from filling the memory.
_LARGEST_HEADER = 16 << 20
_LINES_OF_PIP = 6


@dataclass(frozen=True)
class Fetched:
    """One header and where it came from."""

    pin: Pin
    source: Source


@dataclass(frozen=True)
class FetchReport:
    """What a fetch did."""

    headers: tuple[Fetched, ...]
    written: tuple[str, ...]
    """The sets whose folder was replaced; empty if include/ was right already."""
    removed: tuple[str, ...]
    """Files that went because no pin names them, as <set>/<path>."""

    @property
    def counts(self) -> dict[Source, int]:
        """How many headers came from each source."""
        return dict(Counter(header.source for header in self.headers))


def default_cache() -> Path:
    """$PJRT_CACHE_DIR, else $XDG_CACHE_HOME/pjrt, else ~/.cache/pjrt."""
    if own := os.environ.get("PJRT_CACHE_DIR"):
        return Path(own)
    shared = os.environ.get("XDG_CACHE_HOME", "")
    # A relative XDG_CACHE_HOME is to be ignored, says the specification of base directories.
    return (Path(shared) if os.path.isabs(shared) else Path.home() / ".cache") / "pjrt"


def fetch(
    pins: Pins,
    include_root: Path,
    *,
    xla: Path | None = None,
    cache: Path,
    sets: list[str] | None = None,
    progress: Progress = lambda line: None,
    download: Download | None = None,
) -> FetchReport:
    """Make include/<set> hold exactly the pinned headers, for the named sets or all of them.

    `xla` is an XLA or TensorFlow checkout to take headers from before anything is downloaded; `cache` is the
    folder whose `headers/<sha256>` files are read and filled; `download` replaces pip_download.
    """
    chosen = tuple(pins.set(name) for name in dict.fromkeys(sets)) if sets is not None else pins.sets
    _check_own(chosen, include_root)
    _recover(chosen, include_root, progress)
    gathered = _Gathered(_Cache(cache / "headers", progress), progress)
    gathered.take_in_place(chosen, include_root)
    if gathered.missing:
        gathered.take_cached()
    if gathered.missing and xla is not None:
        gathered.take_from_checkout(xla)
    if gathered.missing:
        gathered.take_from_distributions(download or pip_download, xla, parts=download is None)
    written, removed = _place(chosen, include_root, gathered.texts, progress)
    headers = tuple(
        Fetched(pin, "own" if pin.own else gathered.sources[pin]) for group in chosen for pin in group.wanted
    )
    return FetchReport(headers, written, removed)


def _check_own(chosen: Iterable[HeaderSet], include_root: Path) -> None:
    for pin in (pin for group in chosen for pin in group.wanted if pin.own):
        path = header_path(pin, include_root)
        if not path.is_file():
            raise CodegenError(f"{path}: missing: {pin} is committed, so restore it from version control")


def _sha256(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


# ---- Sources ----


@dataclass
class _Gathered:
    """The verified texts found so far, by hash, and the pins still without one."""

    cache: _Cache
    progress: Progress
    texts: dict[str, bytes] = field(default_factory=dict)
    sources: dict[Pin, Source] = field(default_factory=dict)
    missing: list[Pin] = field(default_factory=list)

    def take_in_place(self, chosen: Iterable[HeaderSet], include_root: Path) -> None:
        self.missing = [pin for group in chosen for pin in group.fetched]
        self._take("in place", lambda pin: _verified(_read(header_path(pin, include_root)), pin))

    def take_cached(self) -> None:
        self._take("cache", lambda pin: self.cache.get(_pinned_hash(pin)))

    def take_from_checkout(self, xla: Path) -> None:
        roots = _checkout_roots(xla)
        wrong: list[str] = []

        def look(pin: Pin) -> bytes | None:
            for path in (root / pin.path for root in roots):
                if (text := _read(path)) is not None:
                    return _checked(text, pin, str(path), wrong)
            return None

        self._take("xla", look)
        if wrong:
            raise CodegenError(
                f"{_joined(wrong)}\nThe checkout {xla} is of another version than the pins: check out the "
                "one that they name, name only the sets that it fits, or fetch without --xla"
            )
        if self.missing:
            self.progress(f"{xla} lacks {_some_paths(self.missing)}")

    def take_from_distributions(self, download: Download, xla: Path | None, *, parts: bool) -> None:
        """parts: whether a wheel may be asked for its headers alone."""
        groups: dict[Distribution, list[Pin]] = {}
        for pin in self.missing:
            groups.setdefault(_pinned_distribution(pin), []).append(pin)
        for distribution, group in groups.items():
            if distribution.kind == "checkout":
                raise CodegenError(f"{distribution}: lies on no index: {self._ways_out(group, xla)}")
            found = self._from_parts(distribution, group) if parts else None
            if found is None:
                self.progress(f"downloading {distribution} for {_count(group)}")
                found = _from_distribution(distribution, group, download, self._ways_out(group, xla))
            self._take("distribution", found.get)

    def _take(self, source: Source, look: Callable[[Pin], bytes | None]) -> None:
        """Look every missing header up; what is found is verified already."""
        still: list[Pin] = []
        for pin in self.missing:
            text = look(pin)
            if text is None:
                still.append(pin)
                continue
            self.sources[pin] = source
            self.texts[_pinned_hash(pin)] = text
            if source in ("xla", "distribution"):
                self.cache.put(_pinned_hash(pin), text)
        self.missing = still

    def _from_parts(self, distribution: Distribution, group: list[Pin]) -> dict[Pin, bytes] | None:
        """The texts of all headers of the group, verified; None unless the index gives all of them without the rest."""
        inside = {pin: pin.inside for pin in group if pin.inside is not None}
        members = index.read_wheel(distribution, lambda names: inside.values(), self.progress)
        if members is None:
            return None
        found = {pin: _verified(members[name], pin) for pin, name in inside.items()}
        verified = {pin: text for pin, text in found.items() if text is not None}
        return verified if len(verified) == len(group) else None

    def _ways_out(self, group: list[Pin], xla: Path | None) -> str:
        if xla is None:
            checkout = "give an XLA checkout with --xla DIR"
        else:
            checkout = f"give another checkout ({xla} lacks {_some_paths(group)})"
        return (
            f"Without a package index, {checkout}, tell pip of a proxy or a mirror in its own settings, "
            f"or copy {self.cache.folder} from a machine that has fetched"
        )


def _count(pins: Sequence[Pin]) -> str:
    return "1 header" if len(pins) == 1 else f"{len(pins)} headers"


def _some_paths(pins: Sequence[Pin]) -> str:
    shown = ", ".join(pin.path for pin in pins[:3])
    return f"{shown} and {len(pins) - 3} more" if len(pins) > 3 else shown


def _pinned_hash(pin: Pin) -> str:
    assert pin.sha256 is not None, pin
    return pin.sha256


def _pinned_distribution(pin: Pin) -> Distribution:
    assert pin.distribution is not None, pin
    return pin.distribution


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        raise CodegenError(f"{path}: cannot be read: {error.strerror}") from error


def _verified(text: bytes | None, pin: Pin) -> bytes | None:
    return text if text is not None and _sha256(text) == pin.sha256 else None


def _checked(text: bytes, pin: Pin, where: str, wrong: list[str]) -> bytes | None:
    """The text if it is the pinned one; else None, and a line for the error goes to `wrong`."""
    if (actual := _sha256(text)) == pin.sha256:
        return text
    wrong.append(f"{where}: sha256 is {actual}, the pin says {pin.sha256}: {pin}")
    return None


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines)


def keep(texts: Iterable[bytes], cache: Path) -> None:
    """Puts texts where `fetch` looks for them first."""
    kept = _Cache(cache / "headers", lambda line: None)
    for text in texts:
        kept.put(_sha256(text), text)


class _Cache:
    """Texts by hash. It only saves work: what cannot be read or written there is done without."""

    def __init__(self, folder: Path, progress: Progress) -> None:
        self.folder = folder
        self._progress = progress

    def get(self, sha256: str) -> bytes | None:
        path = self.folder / sha256
        try:
            text = path.read_bytes()
            if _sha256(text) == sha256:
                return text
            self._progress(f"{path}: the content is not what the name says: discarded")
            path.unlink(missing_ok=True)
        except FileNotFoundError:
            pass
        except OSError as error:
            self._progress(f"{path}: not used: {error.strerror}")
        return None

    def put(self, sha256: str, text: bytes) -> None:
        temporary = self.folder / f".{sha256}.{uuid.uuid4().hex}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                temporary.write_bytes(text)
                temporary.replace(self.folder / sha256)
            finally:
                temporary.unlink(missing_ok=True)
        except OSError as error:
            self._progress(f"{self.folder}: {sha256} is not kept: {error.strerror}")


def _checkout_roots(xla: Path) -> list[Path]:
    """The folders that upstream paths are relative to: XLA's repository, and TensorFlow's copy of it."""
    roots = [root for root in (xla, xla / "third_party" / "xla") if (root / "xla" / "pjrt" / "c").is_dir()]
    if not roots:
        raise CodegenError(
            f"{xla}: not an XLA checkout: it has neither xla/pjrt/c nor third_party/xla/xla/pjrt/c: "
            "give the top folder of the repository"
        )
    return roots


# ---- Distributions ----


def _from_distribution(
    distribution: Distribution, group: list[Pin], download: Download, ways_out: str
) -> dict[Pin, bytes]:
    """The texts of all headers of the group, verified. The archive is gone afterwards."""
    inside = {pin: pin.inside for pin in group if pin.inside is not None}
    with tempfile.TemporaryDirectory(prefix="pjrt-fetch-") as folder:
        try:
            archive = download(distribution, Path(folder))
        except CodegenError as error:
            raise CodegenError(f"{error}\n{ways_out}") from error
        members = read_members(archive, set(inside.values()), str(distribution))
    wrong: list[str] = []
    checked = {pin: _checked(members[name], pin, f"{distribution}: {name}", wrong) for pin, name in inside.items()}
    if wrong:
        raise CodegenError(
            f"{_joined(wrong)}\nEither the pin is wrong, or the distribution is not the one that was pinned"
        )
    return {pin: text for pin, text in checked.items() if text is not None}


def pip_download(distribution: Distribution, folder: Path) -> Path:
    """Download the distribution into the folder with the running interpreter's pip."""
    if importlib.util.find_spec("pip") is None:
        raise CodegenError(
            f"{distribution}: cannot be downloaded: {sys.executable} has no pip: install it, "
            f"for example with `{sys.executable} -m ensurepip`"
        )
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-input", "--progress-bar=off"]
    # The headers are cached; pip's cache would keep some 300 MB more for each of them.
    command += ["--no-cache-dir", "--disable-pip-version-check", f"--dest={folder}"]
    command += [*_selection(distribution), f"{distribution.name}=={distribution.version}"]
    result = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False
    )
    if result.returncode != 0:
        lines = [line for line in (result.stdout + result.stderr).splitlines() if line.strip()]
        tail = _joined(f"    {line.strip()}" for line in lines[-_LINES_OF_PIP:])
        raise CodegenError(f"{distribution}: pip could not download it; its last lines:\n{tail}")
    archives = [path for path in folder.iterdir() if path.is_file()]
    if len(archives) != 1:
        names = ", ".join(sorted(path.name for path in archives)) or "nothing"
        raise CodegenError(f"{distribution}: pip was to download one archive, and left {names}")
    return archives[0]


def _selection(distribution: Distribution) -> list[str]:
    """What makes pip choose the pinned archive, whatever machine it runs on."""
    if distribution.kind == "sdist":
        # Not :all:, which would build the build backend from source as well.
        return [f"--no-binary={distribution.name}"]
    tags = [f"--python-version={distribution.python}", f"--platform={distribution.platform}"]
    return ["--only-binary=:all:", "--implementation=cp", *tags]


def read_members(archive: Path, names: Iterable[str], what: str) -> dict[str, bytes]:
    """The content of the named regular files in a wheel, zip or tar archive; nothing is unpacked to disk."""
    wanted = sorted(names)
    for name in wanted:
        if not is_plain_path(name):
            raise CodegenError(f"{what}: {name!r}: not the path of a file inside an archive")
    reader = _read_zip if archive.suffix in (".whl", ".zip") else _read_tar
    try:
        return reader(archive, wanted, what)
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError) as error:
        raise CodegenError(f"{what}: {archive.name} is not a readable archive: {error}") from error
    except (NotImplementedError, RuntimeError) as error:  # zipfile's: an unknown compression, an encryption
        raise CodegenError(f"{what}: {archive.name} cannot be unpacked: {error}") from error


def _read_zip(archive: Path, wanted: list[str], what: str) -> dict[str, bytes]:
    texts: dict[str, bytes] = {}
    with zipfile.ZipFile(archive) as opened:
        _require(wanted, opened.namelist(), what)
        for name in wanted:
            info = opened.getinfo(name)
            _check_member(name, not stat.S_ISLNK(info.external_attr >> 16), info.file_size, what)
            texts[name] = opened.read(info)
    return texts


def _read_tar(archive: Path, wanted: list[str], what: str) -> dict[str, bytes]:
    texts: dict[str, bytes] = {}
    with tarfile.open(archive) as opened:
        _require(wanted, opened.getnames(), what)
        for name in wanted:
            member = opened.getmember(name)
            _check_member(name, member.isreg(), member.size, what)
            stream = opened.extractfile(member)
            assert stream is not None, name  # a regular file has one
            texts[name] = stream.read()
    return texts


def _require(wanted: list[str], held: list[str], what: str) -> None:
    lacking = [name for name in wanted if name not in set(held)]
    if not lacking:
        return
    lines = []
    for name in lacking:
        alike = [other for other in held if other.rpartition("/")[2] == name.rpartition("/")[2]]
        lines.append(f"{what}: no file {name} inside" + (f"; there is {', '.join(alike)}" if alike else ""))
    raise CodegenError(f"{_joined(lines)}\nCorrect `inside` of the pin, or `root` of the distribution")


def _check_member(name: str, regular: bool, size: int, what: str) -> None:
    if not regular:
        raise CodegenError(f"{what}: {name} is not a regular file")
    if size > _LARGEST_HEADER:
        raise CodegenError(f"{what}: {name} has {size} bytes: too large for a header")


# ---- Folders ----


def _place(
    chosen: Iterable[HeaderSet], include_root: Path, texts: dict[str, bytes], progress: Progress
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Replace the folders that differ. Returns their names and the files that went."""
    groups = [group for group in chosen if not _is_right(group, include_root)]
    if not groups:
        return (), ()
    removed: list[str] = []
    written: list[str] = []
    with _locked(include_root, progress):
        for group in groups:
            _recover_one(group, include_root)
            if _is_right(group, include_root):  # another process was faster
                continue
            removed += [f"{group.name}/{path}" for path in _orphans(group, include_root)]
            _replace(group, include_root, texts)
            written.append(group.name)
            progress(f"{include_root / group.name}: {_count(group.fetched)}")
    return tuple(written), tuple(removed)


def _is_right(group: HeaderSet, include_root: Path) -> bool:
    """Whether the set's folder holds the pinned headers and nothing else."""
    if _orphans(group, include_root):
        return False
    return all(_verified(_read(header_path(pin, include_root)), pin) is not None for pin in group.fetched)


def _orphans(group: HeaderSet, include_root: Path) -> list[str]:
    folder = include_root / group.name
    # os.walk, since it does not mind a folder that another fetch moves away meanwhile.
    files = {
        Path(parent, name).relative_to(folder).as_posix() for parent, _, names in os.walk(folder) for name in names
    }
    return sorted(files - {pin.path for pin in group.fetched})


def _staging(group: HeaderSet, include_root: Path) -> tuple[Path, Path, Path]:
    """The set's folder, the one being filled, and the one being replaced."""
    name = group.name
    return include_root / name, include_root / f".{name}.new", include_root / f".{name}.old"


def _replace(group: HeaderSet, include_root: Path, texts: dict[str, bytes]) -> None:
    folder, new, old = _staging(group, include_root)
    with _as_codegen_error(folder):
        new.mkdir()
        for pin in group.fetched:
            path = new / pin.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(texts[_pinned_hash(pin)])
        if os.path.lexists(folder):
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            with suppress(FileNotFoundError):
                old.rename(folder)
            raise
    with suppress(OSError):  # what somebody still writes into goes with the next fetch
        _remove(old)


def _recover(chosen: Iterable[HeaderSet], include_root: Path, progress: Progress) -> None:
    """Clean up after a fetch that was killed."""
    if any(path.exists() for group in chosen for path in _staging(group, include_root)[1:]):
        with _locked(include_root, progress):
            for group in chosen:
                _recover_one(group, include_root)


def _recover_one(group: HeaderSet, include_root: Path) -> None:
    """Remove what a killed fetch left of the set; the lock is held, so no running fetch owns it."""
    folder, new, old = _staging(group, include_root)
    with _as_codegen_error(folder):
        if os.path.lexists(old) and not os.path.lexists(folder):
            old.rename(folder)
        _remove(old)
        _remove(new)


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)


@contextmanager
def _as_codegen_error(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CodegenError(f"{folder}: cannot be replaced: {error}") from error


@contextmanager
def _locked(include_root: Path, progress: Progress) -> Iterator[None]:
    """Keep other fetches out of include/. The lock goes when the process does, however it ends."""
    with _as_codegen_error(include_root):
        include_root.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(include_root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with _as_codegen_error(include_root):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                progress(f"waiting for another fetch into {include_root}")
                fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
