"""Generated from `xla/pjrt/c/pjrt_c_api_profiler_extension.h`: what serves its functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pjrt_abi.extensions.profiler import Profiler
from pjrt_abi.views import TableServer


class ProfilerServer(TableServer):
    """What serves `PJRT_Profiler_Extension`."""

    CLIENT = Profiler
    TYPE = 1
    VIEWS = (
    )
    TABLES: ClassVar[Mapping[str, tuple[str, str]]] = {
        "profiler_api": ("profiler_c_api", "ProfilerApiServer"),
    }
