"""Where headers come from that nobody pinned yet: a release on the package index, a folder, a commit of a checkout."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from . import index
from .errors import CodegenError
from .fetch import pip_download, read_members
from .header_files import CORE, NoCore, module_of, select
from .model import Abi, Header
from .pins import Distribution, is_requirement
from .pipeline import INCLUDE, build
from .resolve import Warnings
from .snapshots import Snapshot, Version, digest, text_of, tree_of

Progress = Callable[[str], None]

_VERSION = re.compile(rb"^[ \t]*#[ \t]*define[ \t]+PJRT_API_(MAJOR|MINOR)[ \t]+(\d+)", re.MULTILINE)
_PYTHONS = ("3.12", "3.11", "3.10", "3.13", "3.9")
"""Which wheels are as good as others for headers, the best first."""
_PLATFORM = "manylinux_2_27_x86_64"
_CHECKOUT = "xla"
_DATED = ("--date=short-local", "--format=%H %cd")
_NO_TEXT = ("120000", "160000")
"""How git lists links and submodules."""
UNKNOWN = "0.0"
"""The API version of a distribution that nobody has read yet."""


@dataclass(frozen=True)
class Headers:
    """The headers of one source.

    source: what it is, in words that stay: "tensorflow-cpu 2.22.0rc0", "commit 0123456789ab". texts: by upstream path,
    the core first. distribution: the release that has them, None for others; inside: the path of each there.
    """

    source: str
    texts: Mapping[str, bytes]
    distribution: Distribution | None = None
    inside: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def version(self) -> Version:
        """The API version that the core header states. Raises CodegenError where it states none."""
        core = next(text for path, text in self.texts.items() if PurePosixPath(path).name == CORE)
        stated = dict(_VERSION.findall(core))
        if len(stated) < 2:
            raise CodegenError(f"{self.source}: its {CORE} defines no PJRT_API_MAJOR and PJRT_API_MINOR")
        return int(stated[b"MAJOR"]), int(stated[b"MINOR"])

    @cached_property
    def digest(self) -> str:
        """The hash of the set."""
        return digest((path, sha256(text)) for path, text in self.texts.items())

    def model(self) -> tuple[Abi, Warnings]:
        """The model of them. Raises CodegenError."""
        headers = [Header(path, module_of(PurePosixPath(path).name)) for path in self.texts]
        with tempfile.TemporaryDirectory(prefix="pjrt-headers-") as folder:
            for path, text in self.texts.items():
                place = Path(folder, path)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(text)
            return build(headers, [Path(folder), INCLUDE / "own"])

    def snapshot(self) -> Snapshot:
        """The snapshot of them, with no name yet. Raises CodegenError that names the source."""
        try:
            return Snapshot("", self.source, self.digest, tree_of(self.model()[0]))
        except CodegenError as error:
            raise CodegenError(f"{self.source}: {error}") from error


def sha256(text: bytes) -> str:
    """The hash of a text, as pins have it."""
    return hashlib.sha256(text).hexdigest()


# -------------------------------------------------------------------- folders


def of_folder(folder: Path) -> Headers:
    """The headers below a folder, such as a checkout. Raises CodegenError if the core is not among them."""
    chosen = _below(folder)
    found = Headers(str(folder), _read(folder, chosen))
    commit = head(folder, chosen.values())
    source = str(commit) if commit else f"folder {folder.resolve().name}"
    version = commit.hash[:12] if commit else f"folder-{found.digest[:12]}"
    distribution = Distribution(f"{_CHECKOUT}-{version}", _CHECKOUT, version, "checkout", text_of(found.version))
    return Headers(source, found.texts, distribution)


def _below(folder: Path) -> dict[str, str]:
    files = (p.relative_to(folder).as_posix() for p in folder.rglob("*.h") if not p.is_dir())
    return select(files, str(folder))


def _read(folder: Path, chosen: Mapping[str, str]) -> dict[str, bytes]:
    try:
        return {upstream: (folder / path).read_bytes() for upstream, path in chosen.items()}
    except OSError as error:
        raise CodegenError(f"{error.filename}: cannot be read: {error.strerror}") from error


def build_folder(folder: Path) -> tuple[Abi, Warnings]:
    """The model of all PJRT headers below a folder, such as a checkout or include/0.90."""
    return Headers(str(folder), _read(folder, _below(folder))).model()


# -------------------------------------------------------------------- commits


@dataclass(frozen=True)
class Commit:
    """A commit of a checkout. date: when it was committed, such as "2026-02-13", in UTC."""

    hash: str
    date: str

    def __str__(self) -> str:
        return f"commit {self.hash[:12]} of {self.date}"


def commits(checkout: Path) -> list[Commit]:
    """The commits of a checkout that touched headers, oldest first, along its first parents. Raises CodegenError."""
    patterns = ["pjrt/c/*.h", "pjrt/extensions/**/*.h", "ffi/api/*c_api.h", "**/profiler_c_api.h"]
    paths = [f":(glob)**/{pattern}".replace("**/**/", "**/") for pattern in patterns]
    lines = _git(checkout, "log", "--first-parent", "--reverse", *_DATED, "--", *paths).decode().split("\n")
    return [Commit(*line.split(" ")) for line in lines if line]


def of_commit(checkout: Path, commit: Commit) -> Headers:
    """The headers of a commit. Raises CodegenError if the core is not among them."""
    blobs = {}
    for line in _git(checkout, "ls-tree", "-r", "-z", commit.hash).decode("utf-8", "replace").split("\0"):
        entry, _, name = line.partition("\t")
        if name.endswith(".h") and not entry.startswith(_NO_TEXT):
            blobs[name] = entry.split(" ")[2]
    chosen = select(blobs, str(commit))
    texts = _blobs(checkout, [blobs[name] for name in chosen.values()])
    return Headers(str(commit), dict(zip(chosen, texts, strict=True)))


def _blobs(checkout: Path, hashes: Sequence[str]) -> Iterator[bytes]:
    """The contents, in one go."""
    rest = _git(checkout, "cat-file", "--batch", given="\n".join(hashes).encode())
    for _ in hashes:
        stated, _, rest = rest.partition(b"\n")
        size = int(stated.split()[2])
        yield rest[:size]
        rest = rest[size + 1 :]


def is_shallow(checkout: Path) -> bool:
    """Whether a checkout lacks older commits. Raises CodegenError."""
    return _git(checkout, "rev-parse", "--is-shallow-repository").strip() == b"true"


def head(checkout: Path, files: Iterable[str]) -> Commit | None:
    """The commit that made files below a folder what they are; None if they are not what some commit has."""
    try:
        _git(checkout, "ls-files", "--error-unmatch", "--", *files)
        if _git(checkout, "status", "--porcelain", "--", *files).strip():
            return None
        found = _git(checkout, "log", "-1", "--first-parent", *_DATED, "--", *files)
        return Commit(*found.decode().split())
    except CodegenError:
        return None


def _git(checkout: Path, *arguments: str, given: bytes = b"") -> bytes:
    command, environment = ["git", "-C", str(checkout), *arguments], {**os.environ, "TZ": "UTC"}
    try:
        done = subprocess.run(command, env=environment, input=given, capture_output=True, check=False)
    except FileNotFoundError:
        raise CodegenError("git is not installed, and a checkout is read with it") from None
    if done.returncode != 0:
        lines = done.stderr.decode("utf-8", "replace").strip().split("\n")
        said = next((line for line in lines if line.startswith("fatal: ")), lines[-1])
        raise CodegenError(f"{checkout}: git {arguments[0]} failed: {said}; give the folder of a git checkout")
    return done.stdout


# -------------------------------------------------------------- distributions


def requirement(text: str) -> tuple[str, str] | None:
    """The name and version in "name==version"; None for what is no such pin."""
    name, equals, version = text.partition("==")
    return (name, version) if equals and is_requirement(name) and is_requirement(version) else None


def of_release(name: str, version: str, progress: Progress) -> Headers:
    """The headers of a release: of a wheel for Linux on x86-64 if one has them, else of the source distribution.

    Raises CodegenError if the index has no such release: nightly builds are withdrawn after a while.
    """
    candidates = find(name, version)
    if not candidates:
        raise CodegenError(
            f"{name}=={version}: the package index has no such release for Linux on x86-64 (any more: nightly builds "
            "are withdrawn); give another version, or a folder of headers"
        )
    for distribution in candidates[:-1]:
        try:
            return of_distribution(distribution, progress)
        except NoCore as why:
            progress(f"{why}: the next one is tried")
    return of_distribution(candidates[-1], progress)


def find(name: str, version: str) -> list[Distribution]:
    """The archives of a release that may have headers, the best first."""
    try:
        files = [f for f in index.project_files(name) if f.version == version]
    except index.Unavailable:
        # No list of files: pip will tell whether there is such a wheel.
        return [_wheel(name, version, _PYTHONS[0], _PLATFORM)]
    wheels = [tags for f in files if (tags := f.tags) is not None and _fits(tags[2])]
    found = [
        _wheel(name, version, python, _PLATFORM if platform == "any" else platform.partition(".")[0])
        for python in _PYTHONS
        for tag, _, platform in wheels
        if tag == f"cp{python.replace('.', '')}" or tag.startswith("py")
    ][:1]
    if any(f.tags is None for f in files):
        found.append(Distribution(f"{name}-{version}", name, version, "sdist", UNKNOWN))
    return found


def _wheel(name: str, version: str, python: str, platform: str) -> Distribution:
    return Distribution(f"{name}-{version}", name, version, "wheel", UNKNOWN, python, platform)


def _fits(platform: str) -> bool:
    return platform == "any" or ("linux" in platform and platform.endswith("x86_64"))


def of_distribution(distribution: Distribution, progress: Progress) -> Headers:
    """The headers of a release; only they are downloaded where the index gives parts of files. Raises CodegenError."""
    inside: dict[str, str] = {}

    def choose(names: Iterable[str]) -> list[str]:
        inside.update(select(names, str(distribution)))
        return list(inside.values())

    progress(f"reading the headers of {distribution}")
    members = index.read_wheel(distribution, choose, progress)
    if members is None:
        progress(f"downloading {distribution}")
        with tempfile.TemporaryDirectory(prefix="pjrt-source-") as folder:
            archive = pip_download(distribution, Path(folder))
            members = read_members(archive, choose(_listing(archive, distribution)), str(distribution))
    texts = {path: members[name] for path, name in inside.items()}
    found = Headers(str(distribution), texts, None, dict(inside))
    return Headers(found.source, texts, _complete(distribution, found), found.inside)


def _listing(archive: Path, distribution: Distribution) -> list[str]:
    try:
        if archive.suffix in (".whl", ".zip"):
            with zipfile.ZipFile(archive) as opened:
                return opened.namelist()
        with tarfile.open(archive) as opened_tar:
            return opened_tar.getnames()
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, OSError) as error:
        raise CodegenError(f"{distribution}: {archive.name} is not a readable archive: {error}") from error


def _complete(distribution: Distribution, headers: Headers) -> Distribution:
    """The pin with what its headers say: the API version, and the folder that upstream paths are relative to."""
    version = ".".join(map(str, headers.version))
    path, name = next(iter(headers.inside.items()))
    root = name.removesuffix(path).rstrip("/") if name.endswith(path) else ""
    return Distribution(
        distribution.key,
        distribution.name,
        distribution.version,
        distribution.kind,
        version,
        distribution.python,
        distribution.platform,
        root or None,
    )
