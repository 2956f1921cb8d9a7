"""C structs that go into calls, built from Python values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ctypes import c_int, c_int32, c_int64
from typing import TYPE_CHECKING

from pjrt._runtime import statuses
from pjrt._runtime.texts import encoded
from pjrt_abi.structs import (
    PJRT_ExecuteOptions,
    PJRT_LoadOptions,
    PJRT_ProcessInfo,
    PJRT_Program,
    PJRT_ShapeSpec,
)
from pjrt_abi.support import array_in, bytes_in, cstring_in

if TYPE_CHECKING:
    from pjrt._runtime.host_transfers import HostTransfers
    from pjrt.process_info import ProcessInfo
    from pjrt_abi.enums import PJRT_Buffer_Type
    from pjrt_abi.functions import Api
    from pjrt_abi.typed import ExecuteContextPtr


def program(code: bytes, format: str) -> PJRT_Program:
    """A PJRT_Program. It keeps the bytes alive that it points to."""
    made = PJRT_Program()
    made.struct_size = PJRT_Program.STRUCT_SIZE
    keep_code, made.code, made.code_size = bytes_in(code)
    keep_format, made.format, made.format_size = bytes_in(format)
    made._keep = (keep_code, keep_format)
    return made


def execute_options(
    abi: Api | None = None,
    *,
    launch_id: int = 0,
    non_donatable: Sequence[int] = (),
    context: ExecuteContextPtr | None = None,
    call_location: str = "",
    incarnations: Mapping[int, int] | None = None,
    transfers: HostTransfers | None = None,
    major_to_minor: bool = False,
) -> PJRT_ExecuteOptions:
    """Execute options; without arguments, such that ask for nothing special. It keeps alive what it points to.

    abi: the plugin that is to get them; UnsupportedError if it is too old to know what is asked.
    """
    made = PJRT_ExecuteOptions()
    made.struct_size = PJRT_ExecuteOptions.STRUCT_SIZE
    made.launch_id = launch_id
    keep_indices, made.non_donatable_input_indices, made.num_non_donatable_input_indices = array_in(
        c_int64, non_donatable
    )
    made.context = context
    keep_location, made.call_location = cstring_in(encoded(call_location) or None)
    keep_tasks, made.task_ids, made.num_tasks = array_in(c_int, list(incarnations or ()))
    keep_incarnations, made.incarnation_ids, _ = array_in(c_int64, list((incarnations or {}).values()))
    if transfers is not None:
        made.send_callbacks, made.num_send_ops, _ = transfers.sends
        made.recv_callbacks, made.num_recv_ops, _ = transfers.receives
        made.hlo_output_callbacks, made.num_hlo_output_callbacks, _ = transfers.outputs
    made.use_major_to_minor_data_layout_for_callbacks = major_to_minor
    made._keep = (keep_indices, keep_location, keep_tasks, keep_incarnations, transfers)
    if abi is not None:
        abi.fit(made, "PJRT_LoadedExecutable_Execute")
    return made


def process_info(info: ProcessInfo) -> PJRT_ProcessInfo:
    """A PJRT_ProcessInfo. It keeps the message alive that it points to."""
    made = PJRT_ProcessInfo()
    made.struct_size = PJRT_ProcessInfo.STRUCT_SIZE
    made.task_id = info.task_id
    made.incarnation_id = info.incarnation_id
    made.state = info.state
    if info.error is not None:
        made.error_code, message = statuses.of(info.error)
        made._keep, made.error_message, made.error_message_size = bytes_in(message)
    return made


def shape_spec(shape: Sequence[int], kind: PJRT_Buffer_Type) -> PJRT_ShapeSpec:
    """A PJRT_ShapeSpec. It keeps the sizes alive that it points to; a copy of it, as in a C array, does not."""
    made = PJRT_ShapeSpec()
    made.struct_size = PJRT_ShapeSpec.STRUCT_SIZE
    made._keep, made.dims, made.num_dims = array_in(c_int64, shape)
    made.element_type = kind
    return made


def load_options(computation_origin: Sequence[int]) -> PJRT_LoadOptions:
    """A PJRT_LoadOptions. It keeps the numbers alive that it points to."""
    made = PJRT_LoadOptions()
    made.struct_size = PJRT_LoadOptions.STRUCT_SIZE
    made._keep, made.computation_origin, made.computation_origin_size = array_in(c_int32, computation_origin)
    return made
