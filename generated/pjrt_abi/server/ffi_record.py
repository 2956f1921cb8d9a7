"""Generated from `xla/ffi/api/record_c_api.h`: what serves its functions."""

from __future__ import annotations

from typing import Any

from pjrt_abi.extensions.ffi_record import Record, RecordApi, XLA_FFI_LaunchDims, XLA_FFI_SourceFormat
from pjrt_abi.views import FunctionView, Param, TableServer, unserved


class RecordApiServer(TableServer):
    """What serves `XLA_FFI_RecordApi`."""

    CLIENT = RecordApi
    VIEWS = (
        FunctionView(
            "XLA_FFI_RecordApi_create_launch",
            "create_launch",
            None,
            Param("ctx", kind="XLA_FFI_RecordContext"),
            Param("kernel_name"),
            Param("kernel_data"),
            Param("kernel_size"),
            Param("format", enum=XLA_FFI_SourceFormat),
            Param("launch_dims"),
            Param("shared_mem_bytes"),
            Param("uses_pdl"),
            Param("args"),
            Param("dependencies"),
            Param("num_dependencies"),
            Param("out_command"),
            error="XLA_FFI_Error",
        ),
        FunctionView(
            "XLA_FFI_RecordApi_update_launch",
            "update_launch",
            None,
            Param("ctx", kind="XLA_FFI_RecordContext"),
            Param("command", kind="XLA_FFI_Command"),
            Param("args"),
            error="XLA_FFI_Error",
        ),
        FunctionView(
            "XLA_FFI_RecordApi_create_memcpy_d2d",
            "create_memcpy_d2d",
            None,
            Param("ctx", kind="XLA_FFI_RecordContext"),
            Param("dst"),
            Param("src"),
            Param("size"),
            Param("dependencies"),
            Param("num_dependencies"),
            Param("out_command"),
            error="XLA_FFI_Error",
        ),
        FunctionView(
            "XLA_FFI_RecordApi_update_memcpy_d2d",
            "update_memcpy_d2d",
            None,
            Param("ctx", kind="XLA_FFI_RecordContext"),
            Param("command", kind="XLA_FFI_Command"),
            Param("dst"),
            Param("src"),
            Param("size"),
            error="XLA_FFI_Error",
        ),
        FunctionView(
            "XLA_FFI_RecordApi_request_stream_capture",
            "request_stream_capture",
            None,
            Param("ctx", kind="XLA_FFI_RecordContext"),
            error="XLA_FFI_Error",
        ),
        FunctionView(
            "XLA_FFI_RecordApi_create_empty_command",
            "create_empty_command",
            None,
            Param("ctx", kind="XLA_FFI_RecordContext"),
            Param("dependencies"),
            Param("num_dependencies"),
            Param("out_command"),
            error="XLA_FFI_Error",
        ),
    )

    def create_launch(self, *, ctx: Any, kernel_name: int, kernel_data: int, kernel_size: int, format: XLA_FFI_SourceFormat, launch_dims: XLA_FFI_LaunchDims, shared_mem_bytes: int, uses_pdl: int, args: int, dependencies: int, num_dependencies: int, out_command: int) -> None:
        """Serves `XLA_FFI_RecordApi_create_launch`, slot 0."""
        unserved("XLA_FFI_RecordApi_create_launch")

    def update_launch(self, *, ctx: Any, command: Any, args: int) -> None:
        """Serves `XLA_FFI_RecordApi_update_launch`, slot 1."""
        unserved("XLA_FFI_RecordApi_update_launch")

    def create_memcpy_d2d(self, *, ctx: Any, dst: int, src: int, size: int, dependencies: int, num_dependencies: int, out_command: int) -> None:
        """Serves `XLA_FFI_RecordApi_create_memcpy_d2d`, slot 2."""
        unserved("XLA_FFI_RecordApi_create_memcpy_d2d")

    def update_memcpy_d2d(self, *, ctx: Any, command: Any, dst: int, src: int, size: int) -> None:
        """Serves `XLA_FFI_RecordApi_update_memcpy_d2d`, slot 3."""
        unserved("XLA_FFI_RecordApi_update_memcpy_d2d")

    def request_stream_capture(self, *, ctx: Any) -> None:
        """Serves `XLA_FFI_RecordApi_request_stream_capture`, slot 4."""
        unserved("XLA_FFI_RecordApi_request_stream_capture")

    def create_empty_command(self, *, ctx: Any, dependencies: int, num_dependencies: int, out_command: int) -> None:
        """Serves `XLA_FFI_RecordApi_create_empty_command`, slot 5."""
        unserved("XLA_FFI_RecordApi_create_empty_command")


class RecordServer(TableServer):
    """What serves `XLA_FFI_Record_Extension`."""

    CLIENT = Record
    VIEWS = (
    )
