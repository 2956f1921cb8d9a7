"""Generated from `xla/pjrt/c/pjrt_c_api_shardings_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from ctypes import Structure, addressof, c_size_t, c_void_p
from typing import Any, ClassVar

from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import CALL, FunctionTable, all_bytes_out
from pjrt_abi.typed import ExecutablePtr


PJRT_API_SHARDINGS_EXTENSION_VERSION = 1


class PJRT_Shardings_PJRT_Executable_ParameterShardings_Args(Structure):
    """Arguments of `PJRT_Shardings_PJRT_Executable_ParameterShardings`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    num_parameters: int
    shardings: int | None
    sharding_sizes: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_Executable*
        ("num_parameters", c_size_t),  # out, size_t
        ("shardings", c_void_p),  # out, const char* const*, may be NULL
        ("sharding_sizes", c_void_p),  # out, const size_t*, may be NULL
    )


PJRT_Shardings_PJRT_Executable_ParameterShardings_Args.STRUCT_SIZE = size_through(PJRT_Shardings_PJRT_Executable_ParameterShardings_Args, "sharding_sizes")


class PJRT_Shardings_PJRT_Executable_OutputShardings_Args(Structure):
    """Arguments of `PJRT_Shardings_PJRT_Executable_OutputShardings`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    executable: int | None
    num_outputs: int
    shardings: int | None
    sharding_sizes: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("executable", c_void_p),  # PJRT_Executable*
        ("num_outputs", c_size_t),  # out, size_t
        ("shardings", c_void_p),  # out, const char* const*, may be NULL
        ("sharding_sizes", c_void_p),  # out, const size_t*, may be NULL
    )


PJRT_Shardings_PJRT_Executable_OutputShardings_Args.STRUCT_SIZE = size_through(PJRT_Shardings_PJRT_Executable_OutputShardings_Args, "sharding_sizes")


class PJRT_Shardings_Extension(Structure):
    """`struct PJRT_Shardings_Extension`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    PJRT_Shardings_PJRT_Executable_ParameterShardings: int | None
    PJRT_Shardings_PJRT_Executable_OutputShardings: int | None
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("PJRT_Shardings_PJRT_Executable_ParameterShardings", c_void_p),  # PJRT_Shardings_PJRT_Executable_ParameterShardings*
        ("PJRT_Shardings_PJRT_Executable_OutputShardings", c_void_p),  # PJRT_Shardings_PJRT_Executable_OutputShardings*
    )


PJRT_Shardings_Extension.STRUCT_SIZE = size_through(PJRT_Shardings_Extension, "PJRT_Shardings_PJRT_Executable_OutputShardings")


class Shardings(FunctionTable):
    """The extension `PJRT_Shardings_Extension`, with a method for each of its 2 functions."""

    TABLE = PJRT_Shardings_Extension
    NAME = "Shardings"
    TYPE = 19
    VERSION = 1
    MARK = ""
    SLOTS = (
        ("PJRT_Shardings_PJRT_Executable_ParameterShardings", "PJRT_Shardings_PJRT_Executable_ParameterShardings", CALL),
        ("PJRT_Shardings_PJRT_Executable_OutputShardings", "PJRT_Shardings_PJRT_Executable_OutputShardings", CALL),
    )
    PJRT_Shardings_PJRT_Executable_ParameterShardings: Any
    PJRT_Shardings_PJRT_Executable_OutputShardings: Any

    def executable_parameter_shardings(self, executable: ExecutablePtr) -> list[bytes] | None:
        """`PJRT_Shardings_PJRT_Executable_ParameterShardings`, slot 0."""
        a = PJRT_Shardings_PJRT_Executable_ParameterShardings_Args()
        a.struct_size = PJRT_Shardings_PJRT_Executable_ParameterShardings_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_Shardings_PJRT_Executable_ParameterShardings(addressof(a))
        if error:
            self._fail("PJRT_Shardings_PJRT_Executable_ParameterShardings", error)
        return all_bytes_out(a.shardings, a.sharding_sizes, a.num_parameters) if a.shardings else None

    def executable_output_shardings(self, executable: ExecutablePtr) -> list[bytes] | None:
        """`PJRT_Shardings_PJRT_Executable_OutputShardings`, slot 1."""
        a = PJRT_Shardings_PJRT_Executable_OutputShardings_Args()
        a.struct_size = PJRT_Shardings_PJRT_Executable_OutputShardings_Args.STRUCT_SIZE
        a.executable = executable
        error = self.PJRT_Shardings_PJRT_Executable_OutputShardings(addressof(a))
        if error:
            self._fail("PJRT_Shardings_PJRT_Executable_OutputShardings", error)
        return all_bytes_out(a.shardings, a.sharding_sizes, a.num_outputs) if a.shardings else None
