"""Generated from `xla/pjrt/c/pjrt_c_api_shardings_extension.h`: what serves its functions."""

from __future__ import annotations

from typing import Any

from pjrt_abi.extensions.shardings import (
    PJRT_Shardings_PJRT_Executable_OutputShardings_Args,
    PJRT_Shardings_PJRT_Executable_ParameterShardings_Args,
    Shardings,
)
from pjrt_abi.views import FunctionView, HandleIn, TableServer, TextsOut, unserved


class ShardingsServer(TableServer):
    """What serves `PJRT_Shardings_Extension`."""

    CLIENT = Shardings
    TYPE = 19
    VIEWS = (
        FunctionView(
            "PJRT_Shardings_PJRT_Executable_ParameterShardings",
            "executable_parameter_shardings",
            PJRT_Shardings_PJRT_Executable_ParameterShardings_Args,
            HandleIn("executable", "executable", kind="PJRT_Executable", nullable=False),
            TextsOut("shardings", "shardings", "sharding_sizes", "num_parameters", text=bytes, nullable=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Shardings_PJRT_Executable_OutputShardings",
            "executable_output_shardings",
            PJRT_Shardings_PJRT_Executable_OutputShardings_Args,
            HandleIn("executable", "executable", kind="PJRT_Executable", nullable=False),
            TextsOut("shardings", "shardings", "sharding_sizes", "num_outputs", text=bytes, nullable=True),
            error="PJRT_Error",
        ),
    )

    def executable_parameter_shardings(self, *, executable: Any) -> list[bytes] | None:
        """Serves `PJRT_Shardings_PJRT_Executable_ParameterShardings`, slot 0."""
        unserved("PJRT_Shardings_PJRT_Executable_ParameterShardings")

    def executable_output_shardings(self, *, executable: Any) -> list[bytes] | None:
        """Serves `PJRT_Shardings_PJRT_Executable_OutputShardings`, slot 1."""
        unserved("PJRT_Shardings_PJRT_Executable_OutputShardings")
