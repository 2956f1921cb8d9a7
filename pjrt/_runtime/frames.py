"""C structs that go into calls, built from Python values."""

from __future__ import annotations

from ctypes import c_int32, c_int64
from typing import TYPE_CHECKING

from pjrt_abi.structs import PJRT_ExecuteOptions, PJRT_LoadOptions, PJRT_Program, PJRT_ShapeSpec
from pjrt_abi.support import array_in, bytes_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pjrt_abi.enums import PJRT_Buffer_Type


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


def shape_spec(shape: Sequence[int], kind: PJRT_Buffer_Type) -> PJRT_ShapeSpec:
    """A PJRT_ShapeSpec. It keeps the sizes alive that it points to; a copy of it, as in a C array, does not."""
    made = PJRT_ShapeSpec()
    made.struct_size = PJRT_ShapeSpec.STRUCT_SIZE
    made._keep, made.dims, made.num_dims = array_in(c_int64, shape)
    made.element_type = kind
    return made


def load_options(computation_origin: Sequence[int]) -> PJRT_LoadOptions:
    """A PJRT_LoadOptions. It keeps the numbers alive that it points to."""
    made = PJRT_LoadOptions()
    made.struct_size = PJRT_LoadOptions.STRUCT_SIZE
    made._keep, made.computation_origin, made.computation_origin_size = array_in(c_int32, computation_origin)
    return made
