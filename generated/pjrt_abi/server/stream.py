"""Generated from `xla/pjrt/c/pjrt_c_api_stream_extension.h`: what serves its functions."""

from __future__ import annotations

from typing import Any

from pjrt_abi.extensions.stream import (
    PJRT_Get_Stream_For_External_Ready_Events_Args,
    PJRT_Wait_Until_Buffer_Ready_On_Stream_Args,
    Stream,
)
from pjrt_abi.views import FunctionView, HandleIn, ScalarIn, ScalarOut, TableServer, unserved


class StreamServer(TableServer):
    """What serves `PJRT_Stream_Extension`."""

    CLIENT = Stream
    TYPE = 3
    VIEWS = (
        FunctionView(
            "PJRT_Get_Stream_For_External_Ready_Events",
            "get_stream_for_external_ready_events",
            PJRT_Get_Stream_For_External_Ready_Events_Args,
            HandleIn("device", "device", kind="PJRT_Device", nullable=False),
            ScalarOut("stream", "stream"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Wait_Until_Buffer_Ready_On_Stream",
            "wait_until_buffer_ready_on_stream",
            PJRT_Wait_Until_Buffer_Ready_On_Stream_Args,
            ScalarIn("stream", "stream"),
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            error="PJRT_Error",
        ),
    )

    def get_stream_for_external_ready_events(self, *, device: Any) -> int:
        """Serves `PJRT_Get_Stream_For_External_Ready_Events`, slot 0."""
        unserved("PJRT_Get_Stream_For_External_Ready_Events")

    def wait_until_buffer_ready_on_stream(self, *, stream: int, buffer: Any) -> None:
        """Serves `PJRT_Wait_Until_Buffer_Ready_On_Stream`, slot 1."""
        unserved("PJRT_Wait_Until_Buffer_Ready_On_Stream")
