"""Generated from `xla/ffi/api/collectives_c_api.h`: what serves its functions."""

from __future__ import annotations

from pjrt_abi.extensions.ffi_collectives import Collectives
from pjrt_abi.views import FunctionView, Param, TableServer, unserved


class CollectivesServer(TableServer):
    """What serves `XLA_FFI_Collectives_Extension`."""

    CLIENT = Collectives
    VIEWS = (
        FunctionView(
            "XLA_FFI_Communicator_Request",
            "communicator_request",
            None,
            Param("self_"),
            Param("args"),
            error="XLA_FFI_Error",
        ),
        FunctionView(
            "XLA_FFI_Communicator_Get",
            "communicator_get",
            None,
            Param("self_"),
            Param("args"),
            error="XLA_FFI_Error",
        ),
    )

    def communicator_request(self, *, self_: int, args: int) -> None:
        """Serves `XLA_FFI_Communicator_Request`, slot 0."""
        unserved("XLA_FFI_Communicator_Request")

    def communicator_get(self, *, self_: int, args: int) -> None:
        """Serves `XLA_FFI_Communicator_Get`, slot 1."""
        unserved("XLA_FFI_Communicator_Get")
