"""What a file is, and whether it is a shared library that exports a symbol, read without loading it.

Only 64-bit little-endian ELF is looked into. A symbol is looked up as the dynamic linker does it, through the
hash table that the dynamic segment names: a few small reads suffice whatever the size of the library, and one
without section headers is read as well.
"""

from __future__ import annotations

import errno
import os
import stat
import struct
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

ENTRY_SYMBOL: Final = "GetPjrtApi"
"""What a plugin exports."""

_Path: TypeAlias = str | os.PathLike[str]

_MAGIC: Final = b"\x7fELF"
_CLASS_64: Final = 2
_LITTLE_ENDIAN: Final = 1
_KINDS: Final = {1: "object file", 2: "executable", 3: "shared library", 4: "core dump"}
_SHARED_LIBRARY: Final = 3
_MACHINES: Final = {
    3: "i386", 8: "mips", 20: "ppc", 21: "ppc64le", 22: "s390x", 40: "arm", 62: "x86_64", 183: "aarch64",
    243: "riscv64", 258: "loongarch64",
}  # fmt: skip
_OTHER_FORMATS: Final = (
    (b"\xcf\xfa\xed\xfe", "a Mach-O library (macOS)"),
    (b"\xca\xfe\xba\xbe", "a Mach-O universal library (macOS)"),
    (b"MZ", "a Windows library"),
    (b"!<arch>\n", "a static archive"),
    (b"PK\x03\x04", "a zip archive or wheel"),
    (b"\x1f\x8b", "a gzip archive"),
)

_PT_LOAD, _PT_DYNAMIC = 1, 2
_DT_NULL, _DT_HASH, _DT_STRTAB, _DT_SYMTAB, _DT_GNU_HASH = 0, 4, 5, 6, 0x6FFFFEF5
_GLOBAL_BINDINGS: Final = (1, 2, 10)  # global, weak, GNU unique
_DATA: Final = (1, 3, 4, 6)  # object, section, file, thread-local: to call one crashes
_VISIBLE: Final = (0, 3)  # default, protected

_LONGEST_READ: Final = 1 << 20
_LONGEST_CHAIN: Final = 4096


class _MalformedError(Exception):
    """The bytes contradict each other or the size of the file."""


class _Segment(NamedTuple):
    type: int
    flags: int
    offset: int
    address: int
    physical_address: int
    file_size: int
    memory_size: int
    alignment: int


class _Header(NamedTuple):
    ident: bytes
    kind: int
    machine: int
    version: int
    entry: int
    segments_offset: int
    sections_offset: int
    flags: int
    size: int
    segment_size: int
    segment_count: int


class _File:
    """Reads within the bounds of one open regular file."""

    def __init__(self, descriptor: int, size: int) -> None:
        self._descriptor = descriptor
        self.size = size

    def read(self, offset: int, size: int) -> bytes:
        if offset < 0 or not 0 <= size <= _LONGEST_READ or offset + size > self.size:
            raise _MalformedError
        data = os.pread(self._descriptor, size, offset)
        if len(data) != size:
            raise _MalformedError
        return data

    def start(self, size: int) -> bytes:
        return self.read(0, min(size, self.size))


class _Elf:
    """The parts of an ELF file that the dynamic linker uses."""

    def __init__(self, file: _File) -> None:
        self._file = file
        self.header = _Header(*struct.unpack("<16sHHIQQQIHHH", file.read(0, 58)))
        self.segments = list(self._read_segments())

    def _read_segments(self) -> Iterator[_Segment]:
        header = self.header
        if header.segment_size != 56:
            raise _MalformedError
        table = self._file.read(header.segments_offset, header.segment_size * header.segment_count)
        return (_Segment(*fields) for fields in struct.iter_unpack("<IIQQQQQQ", table))

    def least_size(self) -> int:
        """The size below which the file is cut off: mapping it would fault on first use."""
        return max((s.offset + s.file_size for s in self.segments if s.type == _PT_LOAD), default=0)

    def exports(self, symbol: bytes) -> bool:
        tables = self._dynamic()
        indices = self._gnu_chain(tables, symbol) if _DT_GNU_HASH in tables else self._sysv_chain(tables, symbol)
        return any(self._is(tables, index, symbol) for index in indices)

    def _dynamic(self) -> dict[int, int]:
        tables: dict[int, int] = {}
        for segment in self.segments:
            if segment.type == _PT_DYNAMIC:
                size = min(segment.file_size, _LONGEST_READ) // 16 * 16
                for tag, value in struct.iter_unpack("<qQ", self._file.read(segment.offset, size)):
                    if tag == _DT_NULL:
                        break
                    tables[tag] = value
        return tables

    def _at(self, address: int, size: int) -> bytes:
        for segment in self.segments:
            within = address - segment.address
            if segment.type == _PT_LOAD and 0 <= within < segment.file_size:
                return self._file.read(segment.offset + within, size)
        raise _MalformedError

    def _word(self, address: int) -> int:
        return int.from_bytes(self._at(address, 4), "little")

    def _is(self, tables: dict[int, int], index: int, symbol: bytes) -> bool:
        entry = self._at(tables[_DT_SYMTAB] + 24 * index, 24)
        name, info, other, section = struct.unpack_from("<IBBH", entry)
        if section == 0 or info >> 4 not in _GLOBAL_BINDINGS or info & 0xF in _DATA or other & 3 not in _VISIBLE:
            return False
        return self._at(tables[_DT_STRTAB] + name, len(symbol) + 1) == symbol + b"\0"

    def _gnu_chain(self, tables: dict[int, int], symbol: bytes) -> Iterator[int]:
        wanted = 5381
        for byte in symbol:
            wanted = (wanted * 33 + byte) & 0xFFFFFFFF
        base = tables[_DT_GNU_HASH]
        bucket_count, first, bloom_words, _ = struct.unpack("<4I", self._at(base, 16))
        if bucket_count == 0:
            return
        buckets = base + 16 + 8 * bloom_words
        index = self._word(buckets + 4 * (wanted % bucket_count))
        if index < first:
            return
        for step in range(index, index + _LONGEST_CHAIN):
            found = self._word(buckets + 4 * bucket_count + 4 * (step - first))
            if found | 1 == wanted | 1:
                yield step
            if found & 1:
                return

    def _sysv_chain(self, tables: dict[int, int], symbol: bytes) -> Iterator[int]:
        wanted = 0
        for byte in symbol:
            wanted = (wanted << 4) + byte
            wanted = (wanted ^ (wanted >> 24 & 0xF0)) & 0x0FFFFFFF
        base = tables[_DT_HASH]
        bucket_count, _ = struct.unpack("<2I", self._at(base, 8))
        if bucket_count == 0:
            return
        index = self._word(base + 8 + 4 * (wanted % bucket_count))
        for _ in range(_LONGEST_CHAIN):
            if index == 0:
                return
            yield index
            index = self._word(base + 8 + 4 * (bucket_count + index))


@contextmanager
def _opened(path: _Path) -> Iterator[_File | None]:
    """The file, or None if it is a directory, a pipe or a device."""
    # Without O_NONBLOCK, opening a pipe that nobody writes to would wait.
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except ValueError as error:
        raise OSError(errno.EINVAL, f"not a path: {error}") from None
    try:
        status = os.fstat(descriptor)
        yield _File(descriptor, status.st_size) if stat.S_ISREG(status.st_mode) else None
    finally:
        os.close(descriptor)


def _is_supported(start: bytes) -> bool:
    return start.startswith(_MAGIC) and start[4:6] == bytes((_CLASS_64, _LITTLE_ENDIAN))


def exports(path: _Path, symbol: str) -> bool:
    """Whether `path` is a 64-bit little-endian ELF file whose dynamic symbol table defines the function `symbol`.

    False for whatever cannot be read as one. Raises OSError if the file cannot be opened or read.
    """
    with _opened(path) as file:
        try:
            return file is not None and _is_supported(file.start(16)) and _Elf(file).exports(symbol.encode())
        except (_MalformedError, KeyError):
            return False


def describe(path: _Path) -> str:
    """What the file is, for an error message. Raises OSError if it cannot be opened or read."""
    with _opened(path) as file:
        if file is None:
            return "a directory" if os.path.isdir(path) else "not a regular file"
        try:
            return _describe(file)
        except _MalformedError:
            return f"a damaged or truncated ELF file ({file.size} bytes)"


def _describe(file: _File) -> str:
    start = file.start(512)
    if not start:
        return "an empty file"
    if not start.startswith(_MAGIC):
        return _describe_other(start)
    if not _is_supported(file.read(0, 16)):
        return f"an ELF file, {64 if start[4] == _CLASS_64 else 32}-bit, " + (
            "little-endian" if start[5] == _LITTLE_ENDIAN else "big-endian"
        )
    elf = _Elf(file)
    machine, ours = _MACHINES.get(elf.header.machine, f"machine {elf.header.machine}"), os.uname().machine
    if machine != ours:
        return f"an ELF file for {machine}; this machine is {ours}"
    if elf.header.kind != _SHARED_LIBRARY:
        return f"an ELF {_KINDS.get(elf.header.kind, 'file of an unknown kind')}, not a shared library"
    if file.size < (least := elf.least_size()):
        return f"a truncated ELF shared library: {file.size} bytes of at least {least}"
    return f"an ELF shared library for {machine}"


def _describe_other(start: bytes) -> str:
    for magic, name in _OTHER_FORMATS:
        if start.startswith(magic):
            return name
    # A read may end inside a character.
    text = start.decode("utf-8", errors="ignore")
    if b"\0" not in start and len(text.encode()) > len(start) - 4:
        return f"a text file (starts with {text.split(chr(10))[0][:40].strip()!r})"
    return f"not an ELF file (starts with {start[:8].hex(' ')})"


def problem(path: _Path, symbol: str) -> str | None:
    """Why `path` cannot be a library for this machine that exports `symbol`, or None. Never raises."""
    try:
        found = describe(path)
        if not found.startswith("an ELF shared library"):
            return found
        return None if exports(path, symbol) else f"{found}, but it does not export {symbol}"
    except OSError as error:
        return "no such file" if isinstance(error, FileNotFoundError) else f"cannot be read: {error.strerror}"
