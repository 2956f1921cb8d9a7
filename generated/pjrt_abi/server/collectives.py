"""Generated from `xla/pjrt/c/pjrt_c_api_collectives_extension.h`: what serves its functions."""

from __future__ import annotations

from ctypes import c_int64, c_size_t, c_void_p
from typing import Any

from pjrt_abi.enums import PJRT_Buffer_Type
from pjrt_abi.extensions.collectives import (
    Collectives,
    PJRT_Collectives_CollectiveOpKind,
    PJRT_Collectives_Communicator_AllGather_Args,
    PJRT_Collectives_Communicator_AllReduce_Args,
    PJRT_Collectives_Communicator_AllToAll_Args,
    PJRT_Collectives_Communicator_CollectivePermute_Args,
    PJRT_Collectives_Communicator_Destroy_Args,
    PJRT_Collectives_Communicator_ReduceScatter_Args,
    PJRT_Collectives_Communicator_ToString_Args,
    PJRT_Collectives_Communicator_ToString_Args_str_holder_deleter,
    PJRT_Collectives_CpuExecutor,
    PJRT_Collectives_CreateCommunicators_Args,
    PJRT_Collectives_CreateCommunicators_Args_communicators_holder_deleter,
    PJRT_Collectives_Destroy_Args,
    PJRT_Collectives_ReductionKind,
)
from pjrt_abi.views import (
    Deleter,
    FunctionView,
    HandleIn,
    HandleOut,
    ListIn,
    ListOut,
    OptionalIn,
    ScalarIn,
    StructPointerIn,
    TableServer,
    TextOut,
    TextsIn,
    describe,
    unserved,
)


describe(
    PJRT_Collectives_CpuExecutor,
    ScalarIn("run_id", "run_id"),
    ListIn("global_device_ids", "global_device_ids", "num_global_device_ids", ctype=c_int64),
    ScalarIn("num_local_participants", "num_local_participants"),
    ScalarIn("collective_op_kind", "collective_op_kind", enum=PJRT_Collectives_CollectiveOpKind),
    ScalarIn("op_id", "op_id"),
    ScalarIn("timeout_in_ns", "timeout_in_ns"),
)


class CollectivesServer(TableServer):
    """What serves `PJRT_Collectives_Extension`."""

    CLIENT = Collectives
    TYPE = 21
    VIEWS = (
        FunctionView(
            "PJRT_Collectives_Destroy",
            "destroy",
            PJRT_Collectives_Destroy_Args,
            HandleIn("collectives", "collectives", kind="PJRT_Collectives", nullable=False),
            error="PJRT_Error",
            destroys="PJRT_Collectives",
        ),
        FunctionView(
            "PJRT_Collectives_CreateCommunicators",
            "create_communicators",
            PJRT_Collectives_CreateCommunicators_Args,
            HandleIn("collectives", "collectives", kind="PJRT_Collectives", nullable=False),
            ListIn("device_ids", "device_ids", "num_device_ids", ctype=c_int64),
            TextsIn("clique_ids", "clique_ids", "clique_id_sizes", "num_clique_ids", text=bytes),
            ListIn("rank_ids", "rank_ids", "num_device_ranks", ctype=c_int64),
            ListOut("communicators", "communicators", "num_communicators", ctype=c_void_p, kind="PJRT_Collectives_Communicator", owned=True),
            Deleter("communicators_holder_deleter", "communicators_holder_deleter", holder="communicators_holder", callback=PJRT_Collectives_CreateCommunicators_Args_communicators_holder_deleter, data=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Collectives_Communicator_Destroy",
            "communicator_destroy",
            PJRT_Collectives_Communicator_Destroy_Args,
            HandleIn("communicator", "communicator", kind="PJRT_Collectives_Communicator", nullable=False),
            error="PJRT_Error",
            destroys="PJRT_Collectives_Communicator",
        ),
        FunctionView(
            "PJRT_Collectives_Communicator_AllReduce",
            "communicator_all_reduce",
            PJRT_Collectives_Communicator_AllReduce_Args,
            HandleIn("communicator", "communicator", kind="PJRT_Collectives_Communicator", nullable=False),
            ScalarIn("send_buffer_ptr", "send_buffer_ptr"),
            ScalarIn("send_buffer_size", "send_buffer_size"),
            ScalarIn("recv_buffer_ptr", "recv_buffer_ptr"),
            ScalarIn("recv_buffer_size", "recv_buffer_size"),
            ScalarIn("primitive_type", "primitive_type", enum=PJRT_Buffer_Type),
            ScalarIn("count", "count"),
            ScalarIn("reduction_kind", "reduction_kind", enum=PJRT_Collectives_ReductionKind),
            StructPointerIn("cpu_executor", "cpu_executor", struct=PJRT_Collectives_CpuExecutor, nullable=True),
            HandleOut("event", "event", kind="PJRT_Event", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Collectives_Communicator_ReduceScatter",
            "communicator_reduce_scatter",
            PJRT_Collectives_Communicator_ReduceScatter_Args,
            HandleIn("communicator", "communicator", kind="PJRT_Collectives_Communicator", nullable=False),
            ScalarIn("send_buffer_ptr", "send_buffer_ptr"),
            ScalarIn("send_buffer_size", "send_buffer_size"),
            ScalarIn("recv_buffer_ptr", "recv_buffer_ptr"),
            ScalarIn("recv_buffer_size", "recv_buffer_size"),
            ScalarIn("primitive_type", "primitive_type", enum=PJRT_Buffer_Type),
            ScalarIn("count", "count"),
            ScalarIn("reduction_kind", "reduction_kind", enum=PJRT_Collectives_ReductionKind),
            StructPointerIn("cpu_executor", "cpu_executor", struct=PJRT_Collectives_CpuExecutor, nullable=True),
            HandleOut("event", "event", kind="PJRT_Event", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Collectives_Communicator_AllGather",
            "communicator_all_gather",
            PJRT_Collectives_Communicator_AllGather_Args,
            HandleIn("communicator", "communicator", kind="PJRT_Collectives_Communicator", nullable=False),
            ScalarIn("send_buffer_ptr", "send_buffer_ptr"),
            ScalarIn("send_buffer_size", "send_buffer_size"),
            ScalarIn("recv_buffer_ptr", "recv_buffer_ptr"),
            ScalarIn("recv_buffer_size", "recv_buffer_size"),
            ScalarIn("primitive_type", "primitive_type", enum=PJRT_Buffer_Type),
            ScalarIn("count", "count"),
            StructPointerIn("cpu_executor", "cpu_executor", struct=PJRT_Collectives_CpuExecutor, nullable=True),
            HandleOut("event", "event", kind="PJRT_Event", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Collectives_Communicator_CollectivePermute",
            "communicator_collective_permute",
            PJRT_Collectives_Communicator_CollectivePermute_Args,
            HandleIn("communicator", "communicator", kind="PJRT_Collectives_Communicator", nullable=False),
            ScalarIn("send_buffer_ptr", "send_buffer_ptr"),
            ScalarIn("send_buffer_size", "send_buffer_size"),
            ScalarIn("recv_buffer_ptr", "recv_buffer_ptr"),
            ScalarIn("recv_buffer_size", "recv_buffer_size"),
            ScalarIn("primitive_type", "primitive_type", enum=PJRT_Buffer_Type),
            ScalarIn("count", "count"),
            OptionalIn("source_rank", "source_rank", "has_source_rank"),
            ListIn("target_ranks", "target_ranks", "num_target_ranks", ctype=c_int64),
            StructPointerIn("cpu_executor", "cpu_executor", struct=PJRT_Collectives_CpuExecutor, nullable=True),
            HandleOut("event", "event", kind="PJRT_Event", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Collectives_Communicator_AllToAll",
            "communicator_all_to_all",
            PJRT_Collectives_Communicator_AllToAll_Args,
            HandleIn("communicator", "communicator", kind="PJRT_Collectives_Communicator", nullable=False),
            ListIn("send_buffers_ptrs", "send_buffers_ptrs", "num_send_buffers", ctype=c_void_p),
            ListIn("send_buffers_sizes", "send_buffers_sizes", "num_send_buffers", ctype=c_size_t),
            ListIn("recv_buffers_ptrs", "recv_buffers_ptrs", "num_recv_buffers", ctype=c_void_p),
            ListIn("recv_buffers_sizes", "recv_buffers_sizes", "num_recv_buffers", ctype=c_size_t),
            ScalarIn("primitive_type", "primitive_type", enum=PJRT_Buffer_Type),
            ScalarIn("count", "count"),
            StructPointerIn("cpu_executor", "cpu_executor", struct=PJRT_Collectives_CpuExecutor, nullable=True),
            HandleOut("event", "event", kind="PJRT_Event", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Collectives_Communicator_ToString",
            "communicator_to_string",
            PJRT_Collectives_Communicator_ToString_Args,
            HandleIn("communicator", "communicator", kind="PJRT_Collectives_Communicator", nullable=False),
            TextOut("str", "str", "str_size", text=str),
            Deleter("str_holder_deleter", "str_holder_deleter", holder="str_holder", callback=PJRT_Collectives_Communicator_ToString_Args_str_holder_deleter, data=False),
            error="PJRT_Error",
        ),
    )

    def destroy(self, *, collectives: Any) -> None:
        """Serves `PJRT_Collectives_Destroy`, slot 0."""
        unserved("PJRT_Collectives_Destroy")

    def create_communicators(self, *, collectives: Any, device_ids: Any, clique_ids: list[bytes], rank_ids: Any) -> Any:
        """Serves `PJRT_Collectives_CreateCommunicators`, slot 1."""
        unserved("PJRT_Collectives_CreateCommunicators")

    def communicator_destroy(self, *, communicator: Any) -> None:
        """Serves `PJRT_Collectives_Communicator_Destroy`, slot 2."""
        unserved("PJRT_Collectives_Communicator_Destroy")

    def communicator_all_reduce(self, *, communicator: Any, send_buffer_ptr: int | None, send_buffer_size: int, recv_buffer_ptr: int | None, recv_buffer_size: int, primitive_type: PJRT_Buffer_Type, count: int, reduction_kind: PJRT_Collectives_ReductionKind, cpu_executor: Any) -> Any:
        """Serves `PJRT_Collectives_Communicator_AllReduce`, slot 3."""
        unserved("PJRT_Collectives_Communicator_AllReduce")

    def communicator_reduce_scatter(self, *, communicator: Any, send_buffer_ptr: int | None, send_buffer_size: int, recv_buffer_ptr: int | None, recv_buffer_size: int, primitive_type: PJRT_Buffer_Type, count: int, reduction_kind: PJRT_Collectives_ReductionKind, cpu_executor: Any) -> Any:
        """Serves `PJRT_Collectives_Communicator_ReduceScatter`, slot 4."""
        unserved("PJRT_Collectives_Communicator_ReduceScatter")

    def communicator_all_gather(self, *, communicator: Any, send_buffer_ptr: int | None, send_buffer_size: int, recv_buffer_ptr: int | None, recv_buffer_size: int, primitive_type: PJRT_Buffer_Type, count: int, cpu_executor: Any) -> Any:
        """Serves `PJRT_Collectives_Communicator_AllGather`, slot 5."""
        unserved("PJRT_Collectives_Communicator_AllGather")

    def communicator_collective_permute(self, *, communicator: Any, send_buffer_ptr: int | None, send_buffer_size: int, recv_buffer_ptr: int | None, recv_buffer_size: int, primitive_type: PJRT_Buffer_Type, count: int, source_rank: int | None, target_ranks: Any, cpu_executor: Any) -> Any:
        """Serves `PJRT_Collectives_Communicator_CollectivePermute`, slot 6."""
        unserved("PJRT_Collectives_Communicator_CollectivePermute")

    def communicator_all_to_all(self, *, communicator: Any, send_buffers_ptrs: Any, send_buffers_sizes: Any, recv_buffers_ptrs: Any, recv_buffers_sizes: Any, primitive_type: PJRT_Buffer_Type, count: int, cpu_executor: Any) -> Any:
        """Serves `PJRT_Collectives_Communicator_AllToAll`, slot 7."""
        unserved("PJRT_Collectives_Communicator_AllToAll")

    def communicator_to_string(self, *, communicator: Any) -> str:
        """Serves `PJRT_Collectives_Communicator_ToString`, slot 8."""
        unserved("PJRT_Collectives_Communicator_ToString")
