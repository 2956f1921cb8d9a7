"""Generated from `xla/pjrt/c/pjrt_c_api_triton_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from ctypes import Structure, addressof, c_int, c_int64, c_size_t, c_void_p
from typing import Any, ClassVar, NamedTuple

from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import CALL, FunctionTable, bytes_in, bytes_out, text_out


PJRT_API_TRITON_EXTENSION_VERSION = 2


class PJRT_Triton_Compile_Args(Structure):
    """Arguments of `PJRT_Triton_Compile`; 96 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    module: int | None
    module_size: int
    arch_name: int | None
    arch_name_size: int
    num_warps: int
    num_ctas: int
    num_stages: int
    out_asm: int | None
    out_asm_size: int
    out_smem_bytes: int
    out_path: int | None
    out_path_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("module", c_void_p),  # const char*
        ("module_size", c_size_t),  # size_t
        ("arch_name", c_void_p),  # const char*
        ("arch_name_size", c_size_t),  # size_t
        ("num_warps", c_int),  # int
        ("num_ctas", c_int),  # int
        ("num_stages", c_int),  # int
        ("out_asm", c_void_p),  # out, const char*
        ("out_asm_size", c_size_t),  # out, size_t
        ("out_smem_bytes", c_int64),  # out, int64_t
        ("out_path", c_void_p),  # out, const char*
        ("out_path_size", c_size_t),  # out, size_t
    )


PJRT_Triton_Compile_Args.STRUCT_SIZE = size_through(PJRT_Triton_Compile_Args, "out_path_size")


class PJRT_Triton_Extension(Structure):
    """`struct PJRT_Triton_Extension`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    compile: int | None
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("compile", c_void_p),  # PJRT_Triton_Compile*
    )


PJRT_Triton_Extension.STRUCT_SIZE = size_through(PJRT_Triton_Extension, "compile")


class Compile(NamedTuple):
    """What `PJRT_Triton_Compile` tells."""

    out_asm: bytes
    out_smem_bytes: int
    out_path: str


class Triton(FunctionTable):
    """The extension `PJRT_Triton_Extension`, with a method for each of its 1 functions."""

    TABLE = PJRT_Triton_Extension
    NAME = "Triton"
    TYPE = 7
    VERSION = 2
    MARK = "deprecated"
    MARKS = {
        "PJRT_Triton_Compile": "deprecated",
    }
    SLOTS = (
        ("PJRT_Triton_Compile", "compile", CALL),
    )
    PJRT_Triton_Compile: Any

    def compile(
        self,
        module: str | bytes,
        arch_name: str | bytes,
        num_warps: int,
        num_ctas: int,
        num_stages: int,
    ) -> Compile:
        """`PJRT_Triton_Compile`, slot 0, deprecated."""
        a = PJRT_Triton_Compile_Args()
        a.struct_size = PJRT_Triton_Compile_Args.STRUCT_SIZE
        keep_module, a.module, a.module_size = bytes_in(module)
        keep_arch_name, a.arch_name, a.arch_name_size = bytes_in(arch_name)
        a.num_warps = num_warps
        a.num_ctas = num_ctas
        a.num_stages = num_stages
        error = self.PJRT_Triton_Compile(addressof(a))
        if error:
            self._fail("PJRT_Triton_Compile", error)
        return Compile(bytes_out(a.out_asm, a.out_asm_size), a.out_smem_bytes, text_out(a.out_path, a.out_path_size))
