"""Programs on their way to a plugin: text, bytecode or a file."""

from __future__ import annotations

import math
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

ProgramLike: TypeAlias = "str | bytes | os.PathLike[str]"

BYTECODE = b"ML\xefR"
"""What MLIR bytecode begins with."""
FORMATS = ("mlir", "hlo", "hlo_with_config")
"""What PJRT_Program.format may say."""


@dataclass(frozen=True, slots=True, repr=False)
class Program:
    """Code and its format, as the C API takes them; `origin` names it in messages."""

    code: bytes
    format: str
    origin: str

    def __repr__(self) -> str:
        return f"<Program, {self.origin}: {len(self.code)} bytes of {self.format}>"

    @property
    def text(self) -> str:
        """The program to be read: MLIR as it is; HLO as the protobuf text of its xla.HloModuleProto, all of it.

        XLA's own tools take that as `pbtxt`. Raises ValueError for MLIR bytecode, which only MLIR's tools can turn into
        text, and for code that is not what its format says.
        """
        from google.protobuf import text_format
        from google.protobuf.message import DecodeError

        from pjrt.protos import message

        if self.format == "mlir":
            if not _is_text(self.code):
                raise ValueError(f"{self.origin} is MLIR bytecode; `mlir-opt` or `stablehlo-opt` turns it into text")
            return self.code.decode()
        try:
            if self.format == "hlo_with_config":
                module = message("xla.HloModuleProtoWithConfig").FromString(self.code).hlo_module
            else:
                module = message("xla.HloModuleProto").FromString(self.code)
        except DecodeError as error:
            raise ValueError(f"{self.origin} is no serialized HLO module: {error}") from None
        return str(text_format.MessageToString(module))


def read(program: ProgramLike, format: str | None = None) -> Program:
    """The program to compile.

    program: MLIR text; MLIR bytecode or a serialized HLO module as bytes; or the path of a file with one of them
    (an os.PathLike, or a str without a brace, which no module lacks).
    format: one of FORMATS; without it, bytes that are neither MLIR bytecode nor text are "hlo".

    Raises TypeError or ValueError for anything else, OSError for a file that cannot be read.
    """
    if isinstance(program, str) and "{" in program:
        code, origin = program.encode(), "the program"
    elif isinstance(program, bytes | bytearray | memoryview):
        code, origin = bytes(program), "the program"
    elif isinstance(program, str | os.PathLike):
        path = Path(program)
        if isinstance(program, str) and ("\n" in program or not path.is_file()):
            raise ValueError(
                f"program: {_short(program)} is neither an MLIR module (it has no braces) nor the path of a file"
            )
        code, origin = path.read_bytes(), str(path)
    else:
        raise TypeError(f"program: expected MLIR text, bytes or a path, got {type(program).__name__}")
    if not code.strip():
        raise ValueError(f"program: {origin} is empty")
    if format is None:
        format = "mlir" if code.startswith(BYTECODE) or _is_text(code) else "hlo"
    if format not in FORMATS:
        raise ValueError(f"format: expected one of {', '.join(FORMATS)}, got {format!r}")
    if format == "mlir" and not code.startswith(BYTECODE):
        _check_sizes(code, origin)
        _check_attributes(code, origin)
    return Program(code, format, origin)


_TENSOR = re.compile(rb"tensor<((?:\d+x)+)(complex<)?(?:bf|f|ui|si|i)?(\d*)")


def _check_sizes(code: bytes, origin: str) -> None:
    """Raises ValueError for a tensor whose bytes do not fit 64 bits: plugins abort on it. Bytecode cannot be looked at.

    XLA counts a byte for what takes less, and all dimensions even if one is 0.
    """
    for found in _TENSOR.finditer(code):
        sizes, complex_, bits = found.groups()
        if len(sizes) < _SHORT:
            continue
        width = max(1, int(bits or 8) // 8) * (2 if complex_ else 1)
        if math.prod(int(size) for size in sizes.split(b"x")[:-1]) * width >= 2**63:
            raise ValueError(f"program: {origin} has a {found.group().decode()}…, of more bytes than 64 bits can count")


_CONFIG = re.compile(rb"\bbackend_config\s*=\s*(?=\{)")
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}]|:\s*index\b')


def _check_attributes(code: bytes, origin: str) -> None:
    """Raises ValueError for an attribute of a custom call that is of the type index: plugins crash on it."""
    if b"index" not in code:
        return
    for found in _CONFIG.finditer(code):
        depth = 0
        for token in _TOKEN.finditer(code, found.end()):
            text = token.group()
            depth += (text == b"{") - (text == b"}")
            if text.startswith(b":"):
                raise ValueError(
                    f"program: {origin} has an attribute of the type index in a backend_config; make it i64"
                )
            if not depth:
                break


_SHORT = 16
"""Sizes that take fewer characters than this are small enough for any element type."""


def _is_text(code: bytes) -> bool:
    try:
        return b"\0" not in code and bool(code.decode())
    except UnicodeDecodeError:
        return False


def _short(text: str) -> str:
    line = text.strip().partition("\n")[0]
    return repr(line if len(line) <= 60 else f"{line[:60]}…")
