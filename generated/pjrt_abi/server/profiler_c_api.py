"""Generated from `xla/backends/profiler/plugin/profiler_c_api.h`: what serves its functions."""

from __future__ import annotations

from typing import Any

from pjrt_abi.extensions.profiler_c_api import (
    PLUGIN_Profiler_CollectData_Args,
    PLUGIN_Profiler_ConsumeResult_Destroy_Args,
    PLUGIN_Profiler_Consume_Args,
    PLUGIN_Profiler_Create_Args,
    PLUGIN_Profiler_Destroy_Args,
    PLUGIN_Profiler_Error_Destroy_Args,
    PLUGIN_Profiler_Error_GetCode_Args,
    PLUGIN_Profiler_Error_Message_Args,
    PLUGIN_Profiler_Serialize_Args,
    PLUGIN_Profiler_Start_Args,
    PLUGIN_Profiler_Stop_Args,
    ProfilerApi,
)
from pjrt_abi.views import (
    FunctionView,
    HandleIn,
    HandleOut,
    ScalarOut,
    TableServer,
    TextIn,
    TextOut,
    TwoPass,
    unserved,
)


class ProfilerApiServer(TableServer):
    """What serves `PLUGIN_Profiler_Api`."""

    CLIENT = ProfilerApi
    VIEWS = (
        FunctionView(
            "PLUGIN_Profiler_Error_Destroy",
            "profiler_error_destroy",
            PLUGIN_Profiler_Error_Destroy_Args,
            HandleIn("error", "error", kind="PLUGIN_Profiler_Error", nullable=False),
            destroys="PLUGIN_Profiler_Error",
            reads_error=True,
        ),
        FunctionView(
            "PLUGIN_Profiler_Error_Message",
            "profiler_error_message",
            PLUGIN_Profiler_Error_Message_Args,
            HandleIn("error", "error", kind="PLUGIN_Profiler_Error", nullable=False),
            TextOut("message", "message", "message_size", text=str),
            reads_error=True,
        ),
        FunctionView(
            "PLUGIN_Profiler_Error_GetCode",
            "profiler_error_get_code",
            PLUGIN_Profiler_Error_GetCode_Args,
            HandleIn("error", "error", kind="PLUGIN_Profiler_Error", nullable=False),
            ScalarOut("code", "code"),
            error="PLUGIN_Profiler_Error",
            reads_error=True,
        ),
        FunctionView(
            "PLUGIN_Profiler_Create",
            "profiler_create",
            PLUGIN_Profiler_Create_Args,
            TextIn("options", "options", "options_size", text=str),
            HandleOut("profiler", "profiler", kind="PLUGIN_Profiler", owned=True),
            error="PLUGIN_Profiler_Error",
        ),
        FunctionView(
            "PLUGIN_Profiler_Destroy",
            "profiler_destroy",
            PLUGIN_Profiler_Destroy_Args,
            HandleIn("profiler", "profiler", kind="PLUGIN_Profiler", nullable=False),
            error="PLUGIN_Profiler_Error",
            destroys="PLUGIN_Profiler",
        ),
        FunctionView(
            "PLUGIN_Profiler_Start",
            "profiler_start",
            PLUGIN_Profiler_Start_Args,
            HandleIn("profiler", "profiler", kind="PLUGIN_Profiler", nullable=False),
            error="PLUGIN_Profiler_Error",
        ),
        FunctionView(
            "PLUGIN_Profiler_Stop",
            "profiler_stop",
            PLUGIN_Profiler_Stop_Args,
            HandleIn("profiler", "profiler", kind="PLUGIN_Profiler", nullable=False),
            error="PLUGIN_Profiler_Error",
        ),
        FunctionView(
            "PLUGIN_Profiler_CollectData",
            "profiler_collect_data",
            PLUGIN_Profiler_CollectData_Args,
            HandleIn("profiler", "profiler", kind="PLUGIN_Profiler", nullable=False),
            TwoPass("buffer", "buffer", "buffer_size_in_bytes"),
            error="PLUGIN_Profiler_Error",
        ),
        FunctionView(
            "PLUGIN_Profiler_Consume",
            "profiler_consume",
            PLUGIN_Profiler_Consume_Args,
            HandleIn("profiler", "profiler", kind="PLUGIN_Profiler", nullable=False),
            HandleOut("result", "result", kind="PLUGIN_Profiler_ConsumeResult", owned=True),
            error="PLUGIN_Profiler_Error",
        ),
        FunctionView(
            "PLUGIN_Profiler_ConsumeResult_Destroy",
            "profiler_consume_result_destroy",
            PLUGIN_Profiler_ConsumeResult_Destroy_Args,
            HandleIn("consume_result", "consume_result", kind="PLUGIN_Profiler_ConsumeResult", nullable=False),
            destroys="PLUGIN_Profiler_ConsumeResult",
        ),
        FunctionView(
            "PLUGIN_Profiler_Serialize",
            "profiler_serialize",
            PLUGIN_Profiler_Serialize_Args,
            HandleIn("profiler", "profiler", kind="PLUGIN_Profiler", nullable=False),
            HandleIn("consume_result", "consume_result", kind="PLUGIN_Profiler_ConsumeResult", nullable=False),
            TextOut("serialized_bytes", "serialized_bytes", "serialized_size", text=bytes),
            error="PLUGIN_Profiler_Error",
        ),
    )

    def profiler_error_destroy(self, *, error: Any) -> None:
        """Serves `PLUGIN_Profiler_Error_Destroy`, slot 0."""
        unserved("PLUGIN_Profiler_Error_Destroy")

    def profiler_error_message(self, *, error: Any) -> str:
        """Serves `PLUGIN_Profiler_Error_Message`, slot 1."""
        unserved("PLUGIN_Profiler_Error_Message")

    def profiler_error_get_code(self, *, error: Any) -> int:
        """Serves `PLUGIN_Profiler_Error_GetCode`, slot 2."""
        unserved("PLUGIN_Profiler_Error_GetCode")

    def profiler_create(self, *, options: str) -> Any:
        """Serves `PLUGIN_Profiler_Create`, slot 3."""
        unserved("PLUGIN_Profiler_Create")

    def profiler_destroy(self, *, profiler: Any) -> None:
        """Serves `PLUGIN_Profiler_Destroy`, slot 4."""
        unserved("PLUGIN_Profiler_Destroy")

    def profiler_start(self, *, profiler: Any) -> None:
        """Serves `PLUGIN_Profiler_Start`, slot 5."""
        unserved("PLUGIN_Profiler_Start")

    def profiler_stop(self, *, profiler: Any) -> None:
        """Serves `PLUGIN_Profiler_Stop`, slot 6."""
        unserved("PLUGIN_Profiler_Stop")

    def profiler_collect_data(self, *, profiler: Any) -> bytes:
        """Serves `PLUGIN_Profiler_CollectData`, slot 7."""
        unserved("PLUGIN_Profiler_CollectData")

    def profiler_consume(self, *, profiler: Any) -> Any:
        """Serves `PLUGIN_Profiler_Consume`, slot 8."""
        unserved("PLUGIN_Profiler_Consume")

    def profiler_consume_result_destroy(self, *, consume_result: Any) -> None:
        """Serves `PLUGIN_Profiler_ConsumeResult_Destroy`, slot 9."""
        unserved("PLUGIN_Profiler_ConsumeResult_Destroy")

    def profiler_serialize(self, *, profiler: Any, consume_result: Any) -> bytes:
        """Serves `PLUGIN_Profiler_Serialize`, slot 10."""
        unserved("PLUGIN_Profiler_Serialize")
