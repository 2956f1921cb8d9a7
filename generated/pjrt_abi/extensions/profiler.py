"""Generated from `xla/pjrt/c/pjrt_c_api_profiler_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from ctypes import Structure, c_int64, c_void_p
from typing import ClassVar

from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import FunctionTable


PJRT_API_PROFILER_EXTENSION_VERSION = 1


class PJRT_Profiler_Extension(Structure):
    """`struct PJRT_Profiler_Extension`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    profiler_api: int | None
    traceme_context_id: int
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("profiler_api", c_void_p),  # PLUGIN_Profiler_Api*, may be NULL
        ("traceme_context_id", c_int64),  # int64_t
    )


PJRT_Profiler_Extension.STRUCT_SIZE = size_through(PJRT_Profiler_Extension, "traceme_context_id")


class Profiler(FunctionTable):
    """The extension `PJRT_Profiler_Extension`, with a method for each of its 0 functions."""

    TABLE = PJRT_Profiler_Extension
    NAME = "Profiler"
    TYPE = 1
    VERSION = 1
    MARK = ""
    SLOTS = (
    )
