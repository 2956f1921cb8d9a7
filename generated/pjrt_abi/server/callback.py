"""Generated from `xla/pjrt/c/pjrt_c_api_callback_extension.h`: what serves its functions."""

from __future__ import annotations

from typing import Any

from pjrt_abi.extensions.callback import (
    Callback,
    PJRT_Callback_Function,
    PJRT_Callback_InvokeCallback_Args,
    PJRT_Callback_RegisterCallback_Args,
    PJRT_Callback_Type,
)
from pjrt_abi.views import CallbackIn, FunctionView, HandleIn, ScalarIn, TableServer, unserved


class CallbackServer(TableServer):
    """What serves `PJRT_Callback_Extension`."""

    CLIENT = Callback
    TYPE = 14
    VIEWS = (
        FunctionView(
            "PJRT_Register_Callback",
            "register_callback",
            PJRT_Callback_RegisterCallback_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            ScalarIn("type", "type", enum=PJRT_Callback_Type),
            CallbackIn("callback", "callback", callback=PJRT_Callback_Function),
            ScalarIn("user_arg", "user_arg"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Callback_InvokeCallback",
            "invoke_callback",
            PJRT_Callback_InvokeCallback_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            ScalarIn("type", "type", enum=PJRT_Callback_Type),
            ScalarIn("args", "args"),
            error="PJRT_Error",
        ),
    )

    def register_callback(self, *, client: Any, type: PJRT_Callback_Type, callback: Any, user_arg: int | None) -> None:
        """Serves `PJRT_Register_Callback`, slot 0."""
        unserved("PJRT_Register_Callback")

    def invoke_callback(self, *, client: Any, type: PJRT_Callback_Type, args: int | None) -> None:
        """Serves `PJRT_Callback_InvokeCallback`, slot 1."""
        unserved("PJRT_Callback_InvokeCallback")
