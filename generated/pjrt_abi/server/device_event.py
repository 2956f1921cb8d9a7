"""Generated from `xla/pjrt/c/pjrt_c_api_device_event.h`: what serves its functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pjrt_abi.extensions.device_event import (
    DeviceEventFunctionTable,
    DeviceEventPromiseFunctionTable,
    PJRT_DeviceEvent,
)
from pjrt_abi.views import FunctionView, Param, TableServer, unserved


class DeviceEventFunctionTableServer(TableServer):
    """What serves `PJRT_DeviceEvent_FunctionTable`."""

    CLIENT = DeviceEventFunctionTable
    VIEWS = (
        FunctionView("PJRT_DeviceEvent_FunctionTable_inc_ref", "inc_ref", None, Param("device_event")),
        FunctionView("PJRT_DeviceEvent_FunctionTable_dec_ref", "dec_ref", None, Param("device_event")),
        FunctionView(
            "PJRT_DeviceEvent_FunctionTable_and_then",
            "and_then",
            None,
            Param("device_event"),
            Param("callback"),
            Param("user_arg"),
        ),
        FunctionView(
            "PJRT_DeviceEvent_FunctionTable_get_error_if_present",
            "get_error_if_present",
            None,
            Param("device_event"),
            Param("code"),
            Param("message"),
            Param("message_size"),
        ),
        FunctionView("PJRT_DeviceEvent_FunctionTable_get_state", "get_state", None, Param("device_event")),
        FunctionView(
            "PJRT_DeviceEvent_FunctionTable_get_definition_stream",
            "get_definition_stream",
            None,
            Param("device_event"),
            Param("sequence_number"),
        ),
    )
    TABLES: ClassVar[Mapping[str, tuple[str, str]]] = {
        "parent": ("device_event", "DeviceEventFunctionTableServer"),
    }

    def inc_ref(self, *, device_event: int) -> None:
        """Serves `PJRT_DeviceEvent_FunctionTable_inc_ref`, slot 0."""
        unserved("PJRT_DeviceEvent_FunctionTable_inc_ref")

    def dec_ref(self, *, device_event: int) -> None:
        """Serves `PJRT_DeviceEvent_FunctionTable_dec_ref`, slot 1."""
        unserved("PJRT_DeviceEvent_FunctionTable_dec_ref")

    def and_then(self, *, device_event: int, callback: int, user_arg: int) -> None:
        """Serves `PJRT_DeviceEvent_FunctionTable_and_then`, slot 2."""
        unserved("PJRT_DeviceEvent_FunctionTable_and_then")

    def get_error_if_present(self, *, device_event: int, code: int, message: int, message_size: int) -> Any:
        """Serves `PJRT_DeviceEvent_FunctionTable_get_error_if_present`, slot 3."""
        unserved("PJRT_DeviceEvent_FunctionTable_get_error_if_present")

    def get_state(self, *, device_event: int) -> Any:
        """Serves `PJRT_DeviceEvent_FunctionTable_get_state`, slot 4."""
        unserved("PJRT_DeviceEvent_FunctionTable_get_state")

    def get_definition_stream(self, *, device_event: int, sequence_number: int) -> Any:
        """Serves `PJRT_DeviceEvent_FunctionTable_get_definition_stream`, slot 5."""
        unserved("PJRT_DeviceEvent_FunctionTable_get_definition_stream")


class DeviceEventPromiseFunctionTableServer(TableServer):
    """What serves `PJRT_DeviceEventPromise_FunctionTable`."""

    CLIENT = DeviceEventPromiseFunctionTable
    VIEWS = (
        FunctionView(
            "PJRT_DeviceEventPromise_FunctionTable_inc_ref",
            "inc_ref",
            None,
            Param("promise", kind="PJRT_DeviceEventPromise"),
        ),
        FunctionView(
            "PJRT_DeviceEventPromise_FunctionTable_dec_ref",
            "dec_ref",
            None,
            Param("promise", kind="PJRT_DeviceEventPromise"),
        ),
        FunctionView(
            "PJRT_DeviceEventPromise_FunctionTable_event",
            "event",
            None,
            Param("promise", kind="PJRT_DeviceEventPromise"),
        ),
        FunctionView(
            "PJRT_DeviceEventPromise_FunctionTable_set",
            "set",
            None,
            Param("promise", kind="PJRT_DeviceEventPromise"),
            Param("event"),
        ),
        FunctionView(
            "PJRT_DeviceEventPromise_FunctionTable_set_error",
            "set_error",
            None,
            Param("promise", kind="PJRT_DeviceEventPromise"),
            Param("error", kind="PJRT_Error"),
        ),
        FunctionView(
            "PJRT_DeviceEventPromise_FunctionTable_set_ready",
            "set_ready",
            None,
            Param("promise", kind="PJRT_DeviceEventPromise"),
        ),
    )

    def inc_ref(self, *, promise: Any) -> None:
        """Serves `PJRT_DeviceEventPromise_FunctionTable_inc_ref`, slot 0."""
        unserved("PJRT_DeviceEventPromise_FunctionTable_inc_ref")

    def dec_ref(self, *, promise: Any) -> None:
        """Serves `PJRT_DeviceEventPromise_FunctionTable_dec_ref`, slot 1."""
        unserved("PJRT_DeviceEventPromise_FunctionTable_dec_ref")

    def event(self, *, promise: Any) -> Any:
        """Serves `PJRT_DeviceEventPromise_FunctionTable_event`, slot 2."""
        unserved("PJRT_DeviceEventPromise_FunctionTable_event")

    def set(self, *, promise: Any, event: PJRT_DeviceEvent) -> None:
        """Serves `PJRT_DeviceEventPromise_FunctionTable_set`, slot 3."""
        unserved("PJRT_DeviceEventPromise_FunctionTable_set")

    def set_error(self, *, promise: Any, error: Any) -> None:
        """Serves `PJRT_DeviceEventPromise_FunctionTable_set_error`, slot 4."""
        unserved("PJRT_DeviceEventPromise_FunctionTable_set_error")

    def set_ready(self, *, promise: Any) -> None:
        """Serves `PJRT_DeviceEventPromise_FunctionTable_set_ready`, slot 5."""
        unserved("PJRT_DeviceEventPromise_FunctionTable_set_ready")
