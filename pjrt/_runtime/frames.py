"""C structs that go into calls, built from Python values."""

from __future__ import annotations

from pjrt_abi.structs import PJRT_ExecuteOptions, PJRT_Program
from pjrt_abi.support import bytes_in


def program(code: bytes, format: str) -> PJRT_Program:
    """A PJRT_Program. It keeps the bytes alive that it points to."""
    made = PJRT_Program()
    made.struct_size = PJRT_Program.STRUCT_SIZE
    keep_code, made.code, made.code_size = bytes_in(code)
    keep_format, made.format, made.format_size = bytes_in(format)
    made._keep = (keep_code, keep_format)
    return made


def execute_options() -> PJRT_ExecuteOptions:
    """Execute options that ask for nothing special."""
    made = PJRT_ExecuteOptions()
    made.struct_size = PJRT_ExecuteOptions.STRUCT_SIZE
    return made
