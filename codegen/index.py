"""What the package index holds, and single files out of its archives without the whole of them.

pip says where the index is, with whatever settings and mirrors it has; the index lists a project's files (PEP 691);
an archive's server is asked for the bytes that are wanted. All of it only saves work: where any of it cannot be had,
the caller downloads the whole archive with pip.
"""

from __future__ import annotations

import io
import json
import re
import ssl
import struct
import subprocess
import sys
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urljoin

from .pins import Distribution

_TIMEOUT = 60
_PAGE = "application/vnd.pypi.simple.v1+json"
_LOCATION = re.compile(r"^\* (https?://\S+)", re.MULTILINE)
_BLOCK = 1 << 17
"""Bytes to ask for at least: headers that stand together come with one request."""
_TAIL = 1 << 19
"""Bytes at the end that are read at once: the folder of a wheel with thousands of files."""
_LARGEST = 64 << 20
_PARTIAL, _NOT_FOUND = 206, 404
_PARTS = 5
"""Of a wheel's name: project, version, maybe a build, python, abi, platform."""
_GARBAGE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What comes of a page that is not what PEP 691 says."""


_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, KeyError, NotImplementedError, RuntimeError)
"""What zipfile raises for an archive that is none, or one that it cannot unpack."""


class Unavailable(Exception):
    """It cannot be had this way; says why."""


@dataclass(frozen=True)
class IndexFile:
    """A file of a project. tags: python, abi and platform tag of a wheel; none for others."""

    name: str
    url: str
    version: str
    tags: tuple[str, str, str] | None


@cache
def project_files(project: str) -> tuple[IndexFile, ...]:
    """All files that an index lists for a project, asked once a process. Raises Unavailable."""
    why = "pip names no index that lists files as JSON"
    for url in _locations(project):
        try:
            with closing(_open(url, Accept=_PAGE)) as response:
                if response.headers.get_content_type() == _PAGE:
                    listed = json.loads(_all(response))["files"]
                    return tuple(file for one in listed if (file := _file(one, url)) is not None)
        except HTTPError as error:
            why = "the index has no such project" if error.code == _NOT_FOUND else f"the index refuses: {error}"
        except (OSError, HTTPException, *_GARBAGE) as error:
            why = f"the index's page cannot be read: {error!r}"
    raise Unavailable(f"{project}: {why}")


def _locations(project: str) -> list[str]:
    command = [sys.executable, "-m", "pip", "-vv", "index", "versions", "--pre", "--disable-pip-version-check", project]
    said = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, errors="replace"
    )
    return _LOCATION.findall(said.stdout + said.stderr)


def _file(one: Any, url: str) -> IndexFile | None:
    """None for what is neither a wheel nor a source distribution."""
    name: str = one["filename"]
    full = urljoin(url, one["url"])
    if name.endswith(".whl"):
        parts = name.removesuffix(".whl").split("-")
        if len(parts) < _PARTS:
            return None
        return IndexFile(name, full, parts[1], (parts[-3], parts[-2], parts[-1]))
    if not name.endswith((".tar.gz", ".zip")):
        return None
    version = name.removesuffix(".tar.gz").removesuffix(".zip").rpartition("-")[2]
    return IndexFile(name, full, version, None)


def wheel_of(distribution: Distribution) -> IndexFile:
    """The wheel that the pin selects. Raises Unavailable."""
    wanted = f"cp{(distribution.python or '').replace('.', '')}"
    for file in project_files(distribution.name):
        if file.version == distribution.version and file.tags is not None:
            python, _, platform = file.tags
            if python in (wanted, "py3", "py2.py3") and (
                platform == "any" or (distribution.platform or "") in platform
            ):
                return file
    raise Unavailable(f"{distribution}: the index lists no such wheel")


def read_wheel(
    distribution: Distribution, choose: Callable[[Iterable[str]], Iterable[str]], progress: Callable[[str], None]
) -> dict[str, bytes] | None:
    """The files that `choose` picks of the names in a wheel, without the rest; None where that cannot be had."""
    if distribution.kind != "wheel":
        return None
    try:
        return read_members(wheel_of(distribution).url, choose)
    except Unavailable as why:
        progress(f"{why}: the whole archive is needed")
        return None


def read_members(url: str, choose: Callable[[Iterable[str]], Iterable[str]]) -> dict[str, bytes]:
    """The content of the files that `choose` picks of the names in a wheel. Raises Unavailable."""
    try:
        with zipfile.ZipFile(_Ranges(url)) as wheel:
            infos = [wheel.getinfo(name) for name in choose(wheel.namelist())]
            if any(info.file_size > _LARGEST for info in infos):
                raise Unavailable(f"{url}: a file in it is too large for a header")
            infos.sort(key=lambda info: info.header_offset)
            return {info.filename: wheel.read(info) for info in infos}
    except (OSError, HTTPException, *_DAMAGED) as error:
        raise Unavailable(f"{url}: cannot be read in parts: {error!r}") from error


class _Ranges(io.RawIOBase):
    """A file behind a URL, read in ranges."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._at = 0
        with closing(_open(url, Range=f"bytes=-{_TAIL}")) as response:
            stated = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", response.headers.get("Content-Range", ""))
            if response.status != _PARTIAL or stated is None:
                raise Unavailable(f"{url}: its server gives whole files only")
            self._tail_at, self._size = int(stated[1]), int(stated[2])
            self._tail = _exactly(response, self._size - self._tail_at)
        self._block_at, self._block = 0, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = base + offset
        return self._at

    def read(self, size: int = -1) -> bytes:
        end = self._size if size < 0 else min(self._at + size, self._size)
        found = self._between(self._at, end) if end > self._at else b""
        self._at += len(found)
        return found

    def _between(self, start: int, end: int) -> bytes:
        if start >= self._tail_at:
            return self._tail[start - self._tail_at : end - self._tail_at]
        if not (self._block_at <= start and end <= self._block_at + len(self._block)):
            last = min(max(end, start + _BLOCK), self._size) - 1
            with closing(_open(self._url, Range=f"bytes={start}-{last}")) as response:
                if response.status != _PARTIAL:
                    raise Unavailable(f"{self._url}: its server gives whole files only")
                self._block_at, self._block = start, _exactly(response, last + 1 - start)
        return self._block[start - self._block_at : end - self._block_at]


def _open(url: str, **headers: str) -> Any:
    """A request that goes where urllib's settings say: proxies and certificates of the environment hold."""
    if not url.startswith(("https://", "http://")):
        raise Unavailable(f"{url}: not a web address")
    request = urllib.request.Request(url, headers={"Accept-Encoding": "identity", **headers})
    try:
        return urllib.request.urlopen(request, timeout=_TIMEOUT, context=ssl.create_default_context())
    except HTTPError as error:
        error.close()
        raise


def _all(response: Any) -> bytes:
    content: bytes = response.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise Unavailable(f"{response.url}: the answer is too large")
    return content


def _exactly(response: Any, size: int) -> bytes:
    """The answer, of which so many bytes were asked for."""
    content = _all(response)
    if len(content) != size:
        raise Unavailable(f"{response.url}: its server gave {len(content)} bytes of {size}")
    return content
