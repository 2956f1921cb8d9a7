"""Generated from `xla/pjrt/c/pjrt_c_api_gpu_extension.h`: what serves its functions."""

from __future__ import annotations

from pjrt_abi.extensions.gpu import GpuCustomCall, PJRT_Gpu_Register_Custom_Call_Args
from pjrt_abi.views import FunctionView, ScalarIn, TableServer, TextIn, unserved


class GpuCustomCallServer(TableServer):
    """What serves `PJRT_Gpu_Custom_Call`."""

    CLIENT = GpuCustomCall
    TYPE = 0
    VIEWS = (
        FunctionView(
            "PJRT_Gpu_Register_Custom_Call",
            "gpu_register_custom_call",
            PJRT_Gpu_Register_Custom_Call_Args,
            TextIn("function_name", "function_name", "function_name_size", text=str),
            ScalarIn("api_version", "api_version"),
            ScalarIn("handler_instantiate", "handler_instantiate"),
            ScalarIn("handler_prepare", "handler_prepare"),
            ScalarIn("handler_initialize", "handler_initialize"),
            ScalarIn("handler_execute", "handler_execute"),
            error="PJRT_Error",
        ),
    )

    def gpu_register_custom_call(self, *, function_name: str, api_version: int, handler_instantiate: int | None, handler_prepare: int | None, handler_initialize: int | None, handler_execute: int | None) -> None:
        """Serves `PJRT_Gpu_Register_Custom_Call`, slot 0."""
        unserved("PJRT_Gpu_Register_Custom_Call")
