"""Generated from `xla/pjrt/c/pjrt_c_api_collectives_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import (
    CFUNCTYPE,
    Structure,
    addressof,
    c_bool,
    c_int,
    c_int32,
    c_int64,
    c_size_t,
    c_void_p,
    sizeof,
)
from typing import Any, ClassVar

from pjrt_abi.enums import AbiEnum, PJRT_Buffer_Type
from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import (
    CALL,
    FunctionTable,
    array_in,
    equal_lengths,
    pointer_out,
    pointers_out,
    release,
    text_out,
    texts_in,
)
from pjrt_abi.typed import CollectivesCommunicatorPtr, CollectivesPtr, EventPtr


PJRT_API_COLLECTIVES_EXTENSION_VERSION = 1


class PJRT_Collectives_ReductionKind(AbiEnum):
    """`PJRT_Collectives_ReductionKind`, carried as `int32_t`."""

    SUM = 0
    PRODUCT = 1
    MIN = 2
    MAX = 3


class PJRT_Collectives_CollectiveOpKind(AbiEnum):
    """`PJRT_Collectives_CollectiveOpKind`, carried as `int32_t`."""

    CROSS_MODULE = 0
    CROSS_REPLICA = 1


class PJRT_Collectives_Destroy_Args(Structure):
    """Arguments of `PJRT_Collectives_Destroy`; 16 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    collectives: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("collectives", c_void_p),  # PJRT_Collectives*
    )


PJRT_Collectives_Destroy_Args.STRUCT_SIZE = size_through(PJRT_Collectives_Destroy_Args, "collectives")


class PJRT_Collectives_CreateCommunicators_Args(Structure):
    """Arguments of `PJRT_Collectives_CreateCommunicators`; 104 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    collectives: int | None
    device_ids: int | None
    num_device_ids: int
    clique_ids: int | None
    clique_id_sizes: int | None
    num_clique_ids: int
    rank_ids: int | None
    num_device_ranks: int
    communicators: int | None
    num_communicators: int
    communicators_holder: int | None
    communicators_holder_deleter: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("collectives", c_void_p),  # PJRT_Collectives*
        ("device_ids", c_void_p),  # const int64_t*
        ("num_device_ids", c_size_t),  # size_t
        ("clique_ids", c_void_p),  # const char**, may be NULL
        ("clique_id_sizes", c_void_p),  # const size_t*
        ("num_clique_ids", c_size_t),  # size_t
        ("rank_ids", c_void_p),  # int64_t*
        ("num_device_ranks", c_size_t),  # size_t
        ("communicators", c_void_p),  # out, PJRT_Collectives_Communicator**
        ("num_communicators", c_size_t),  # out, size_t
        ("communicators_holder", c_void_p),  # out, PJRT_Collectives_Communicators*
        ("communicators_holder_deleter", c_void_p),  # out, void (*)(PJRT_Collectives_Communicators*)
    )


PJRT_Collectives_CreateCommunicators_Args.STRUCT_SIZE = size_through(PJRT_Collectives_CreateCommunicators_Args, "communicators_holder_deleter")


class PJRT_Collectives_Communicator_Destroy_Args(Structure):
    """Arguments of `PJRT_Collectives_Communicator_Destroy`; 16 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    communicator: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("communicator", c_void_p),  # PJRT_Collectives_Communicator*
    )


PJRT_Collectives_Communicator_Destroy_Args.STRUCT_SIZE = size_through(PJRT_Collectives_Communicator_Destroy_Args, "communicator")


class PJRT_Collectives_CpuExecutor(Structure):
    """`struct PJRT_Collectives_CpuExecutor`; 48 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    run_id: int
    global_device_ids: int | None
    num_global_device_ids: int
    num_local_participants: int
    collective_op_kind: int
    op_id: int
    timeout_in_ns: int
    _fields_ = (
        ("run_id", c_int64),  # int64_t
        ("global_device_ids", c_void_p),  # int64_t*
        ("num_global_device_ids", c_size_t),  # size_t
        ("num_local_participants", c_int32),  # int32_t
        ("collective_op_kind", c_int32),  # PJRT_Collectives_CollectiveOpKind
        ("op_id", c_int64),  # int64_t
        ("timeout_in_ns", c_int64),  # int64_t
    )


PJRT_Collectives_CpuExecutor.STRUCT_SIZE = sizeof(PJRT_Collectives_CpuExecutor)


class PJRT_Collectives_Communicator_AllReduce_Args(Structure):
    """Arguments of `PJRT_Collectives_Communicator_AllReduce`; 88 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    communicator: int | None
    send_buffer_ptr: int | None
    send_buffer_size: int
    recv_buffer_ptr: int | None
    recv_buffer_size: int
    primitive_type: int
    count: int
    reduction_kind: int
    cpu_executor: int | None
    event: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("communicator", c_void_p),  # PJRT_Collectives_Communicator*
        ("send_buffer_ptr", c_void_p),  # void*
        ("send_buffer_size", c_size_t),  # size_t
        ("recv_buffer_ptr", c_void_p),  # void*
        ("recv_buffer_size", c_size_t),  # size_t
        ("primitive_type", c_int),  # PJRT_Buffer_Type
        ("count", c_size_t),  # size_t
        ("reduction_kind", c_int32),  # PJRT_Collectives_ReductionKind
        ("cpu_executor", c_void_p),  # PJRT_Collectives_CpuExecutor*, may be NULL
        ("event", c_void_p),  # out, PJRT_Event*
    )


PJRT_Collectives_Communicator_AllReduce_Args.STRUCT_SIZE = size_through(PJRT_Collectives_Communicator_AllReduce_Args, "event")


class PJRT_Collectives_Communicator_ReduceScatter_Args(Structure):
    """Arguments of `PJRT_Collectives_Communicator_ReduceScatter`; 88 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    communicator: int | None
    send_buffer_ptr: int | None
    send_buffer_size: int
    recv_buffer_ptr: int | None
    recv_buffer_size: int
    primitive_type: int
    count: int
    reduction_kind: int
    cpu_executor: int | None
    event: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("communicator", c_void_p),  # PJRT_Collectives_Communicator*
        ("send_buffer_ptr", c_void_p),  # void*
        ("send_buffer_size", c_size_t),  # size_t
        ("recv_buffer_ptr", c_void_p),  # void*
        ("recv_buffer_size", c_size_t),  # size_t
        ("primitive_type", c_int),  # PJRT_Buffer_Type
        ("count", c_size_t),  # size_t
        ("reduction_kind", c_int32),  # PJRT_Collectives_ReductionKind
        ("cpu_executor", c_void_p),  # PJRT_Collectives_CpuExecutor*, may be NULL
        ("event", c_void_p),  # out, PJRT_Event*
    )


PJRT_Collectives_Communicator_ReduceScatter_Args.STRUCT_SIZE = size_through(PJRT_Collectives_Communicator_ReduceScatter_Args, "event")


class PJRT_Collectives_Communicator_AllGather_Args(Structure):
    """Arguments of `PJRT_Collectives_Communicator_AllGather`; 80 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    communicator: int | None
    send_buffer_ptr: int | None
    send_buffer_size: int
    recv_buffer_ptr: int | None
    recv_buffer_size: int
    primitive_type: int
    count: int
    cpu_executor: int | None
    event: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("communicator", c_void_p),  # PJRT_Collectives_Communicator*
        ("send_buffer_ptr", c_void_p),  # void*
        ("send_buffer_size", c_size_t),  # size_t
        ("recv_buffer_ptr", c_void_p),  # void*
        ("recv_buffer_size", c_size_t),  # size_t
        ("primitive_type", c_int),  # PJRT_Buffer_Type
        ("count", c_size_t),  # size_t
        ("cpu_executor", c_void_p),  # PJRT_Collectives_CpuExecutor*, may be NULL
        ("event", c_void_p),  # out, PJRT_Event*
    )


PJRT_Collectives_Communicator_AllGather_Args.STRUCT_SIZE = size_through(PJRT_Collectives_Communicator_AllGather_Args, "event")


class PJRT_Collectives_Communicator_CollectivePermute_Args(Structure):
    """Arguments of `PJRT_Collectives_Communicator_CollectivePermute`; 112 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    communicator: int | None
    send_buffer_ptr: int | None
    send_buffer_size: int
    recv_buffer_ptr: int | None
    recv_buffer_size: int
    primitive_type: int
    count: int
    has_source_rank: bool
    source_rank: int
    target_ranks: int | None
    num_target_ranks: int
    cpu_executor: int | None
    event: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("communicator", c_void_p),  # PJRT_Collectives_Communicator*
        ("send_buffer_ptr", c_void_p),  # void*
        ("send_buffer_size", c_size_t),  # size_t
        ("recv_buffer_ptr", c_void_p),  # void*
        ("recv_buffer_size", c_size_t),  # size_t
        ("primitive_type", c_int),  # PJRT_Buffer_Type
        ("count", c_size_t),  # size_t
        ("has_source_rank", c_bool),  # bool
        ("source_rank", c_int64),  # int64_t
        ("target_ranks", c_void_p),  # int64_t*
        ("num_target_ranks", c_size_t),  # size_t
        ("cpu_executor", c_void_p),  # PJRT_Collectives_CpuExecutor*, may be NULL
        ("event", c_void_p),  # out, PJRT_Event*
    )


PJRT_Collectives_Communicator_CollectivePermute_Args.STRUCT_SIZE = size_through(PJRT_Collectives_Communicator_CollectivePermute_Args, "event")


class PJRT_Collectives_Communicator_AllToAll_Args(Structure):
    """Arguments of `PJRT_Collectives_Communicator_AllToAll`; 96 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    communicator: int | None
    send_buffers_ptrs: int | None
    send_buffers_sizes: int | None
    num_send_buffers: int
    recv_buffers_ptrs: int | None
    recv_buffers_sizes: int | None
    num_recv_buffers: int
    primitive_type: int
    count: int
    cpu_executor: int | None
    event: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("communicator", c_void_p),  # PJRT_Collectives_Communicator*
        ("send_buffers_ptrs", c_void_p),  # void**
        ("send_buffers_sizes", c_void_p),  # const size_t*
        ("num_send_buffers", c_size_t),  # size_t
        ("recv_buffers_ptrs", c_void_p),  # void**
        ("recv_buffers_sizes", c_void_p),  # const size_t*
        ("num_recv_buffers", c_size_t),  # size_t
        ("primitive_type", c_int),  # PJRT_Buffer_Type
        ("count", c_size_t),  # size_t
        ("cpu_executor", c_void_p),  # PJRT_Collectives_CpuExecutor*, may be NULL
        ("event", c_void_p),  # out, PJRT_Event*
    )


PJRT_Collectives_Communicator_AllToAll_Args.STRUCT_SIZE = size_through(PJRT_Collectives_Communicator_AllToAll_Args, "event")


class PJRT_Collectives_Communicator_ToString_Args(Structure):
    """Arguments of `PJRT_Collectives_Communicator_ToString`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    communicator: int | None
    str: int | None
    str_size: int
    str_holder: int | None
    str_holder_deleter: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("communicator", c_void_p),  # PJRT_Collectives_Communicator*
        ("str", c_void_p),  # out, const char*
        ("str_size", c_size_t),  # out, size_t
        ("str_holder", c_void_p),  # out, PJRT_Collectives_ToString_Holder*
        ("str_holder_deleter", c_void_p),  # out, void (*)(PJRT_Collectives_ToString_Holder*)
    )


PJRT_Collectives_Communicator_ToString_Args.STRUCT_SIZE = size_through(PJRT_Collectives_Communicator_ToString_Args, "str_holder_deleter")


class PJRT_Collectives_Extension(Structure):
    """`struct PJRT_Collectives_Extension`; 96 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    collectives_destroy: int | None
    collectives_create_communicators: int | None
    communicator_destroy: int | None
    communicator_all_reduce: int | None
    communicator_reduce_scatter: int | None
    communicator_all_gather: int | None
    communicator_collective_permute: int | None
    communicator_all_to_all: int | None
    communicator_to_string: int | None
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("collectives_destroy", c_void_p),  # PJRT_Collectives_Destroy*
        ("collectives_create_communicators", c_void_p),  # PJRT_Collectives_CreateCommunicators*
        ("communicator_destroy", c_void_p),  # PJRT_Collectives_Communicator_Destroy*
        ("communicator_all_reduce", c_void_p),  # PJRT_Collectives_Communicator_AllReduce*
        ("communicator_reduce_scatter", c_void_p),  # PJRT_Collectives_Communicator_ReduceScatter*
        ("communicator_all_gather", c_void_p),  # PJRT_Collectives_Communicator_AllGather*
        ("communicator_collective_permute", c_void_p),  # PJRT_Collectives_Communicator_CollectivePermute*
        ("communicator_all_to_all", c_void_p),  # PJRT_Collectives_Communicator_AllToAll*
        ("communicator_to_string", c_void_p),  # PJRT_Collectives_Communicator_ToString*
    )


PJRT_Collectives_Extension.STRUCT_SIZE = size_through(PJRT_Collectives_Extension, "communicator_to_string")


PJRT_Collectives_CreateCommunicators_Args_communicators_holder_deleter = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_Collectives_Communicators*)`"""


PJRT_Collectives_Communicator_ToString_Args_str_holder_deleter = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_Collectives_ToString_Holder*)`"""


class Collectives(FunctionTable):
    """The extension `PJRT_Collectives_Extension`, with a method for each of its 9 functions."""

    TABLE = PJRT_Collectives_Extension
    NAME = "Collectives"
    TYPE = 21
    VERSION = 1
    MARK = ""
    SLOTS = (
        ("PJRT_Collectives_Destroy", "collectives_destroy", CALL),
        ("PJRT_Collectives_CreateCommunicators", "collectives_create_communicators", CALL),
        ("PJRT_Collectives_Communicator_Destroy", "communicator_destroy", CALL),
        ("PJRT_Collectives_Communicator_AllReduce", "communicator_all_reduce", CALL),
        ("PJRT_Collectives_Communicator_ReduceScatter", "communicator_reduce_scatter", CALL),
        ("PJRT_Collectives_Communicator_AllGather", "communicator_all_gather", CALL),
        ("PJRT_Collectives_Communicator_CollectivePermute", "communicator_collective_permute", CALL),
        ("PJRT_Collectives_Communicator_AllToAll", "communicator_all_to_all", CALL),
        ("PJRT_Collectives_Communicator_ToString", "communicator_to_string", CALL),
    )
    PJRT_Collectives_Destroy: Any
    PJRT_Collectives_CreateCommunicators: Any
    PJRT_Collectives_Communicator_Destroy: Any
    PJRT_Collectives_Communicator_AllReduce: Any
    PJRT_Collectives_Communicator_ReduceScatter: Any
    PJRT_Collectives_Communicator_AllGather: Any
    PJRT_Collectives_Communicator_CollectivePermute: Any
    PJRT_Collectives_Communicator_AllToAll: Any
    PJRT_Collectives_Communicator_ToString: Any

    def destroy(self, collectives: CollectivesPtr) -> None:
        """`PJRT_Collectives_Destroy`, slot 0."""
        a = PJRT_Collectives_Destroy_Args()
        a.struct_size = PJRT_Collectives_Destroy_Args.STRUCT_SIZE
        a.collectives = collectives
        error = self.PJRT_Collectives_Destroy(addressof(a))
        if error:
            self._fail("PJRT_Collectives_Destroy", error)

    def create_communicators(
        self,
        collectives: CollectivesPtr,
        device_ids: Sequence[int],
        rank_ids: Sequence[int],
        *,
        clique_ids: Sequence[str | bytes] = (),
    ) -> list[CollectivesCommunicatorPtr]:
        """`PJRT_Collectives_CreateCommunicators`, slot 1. The caller owns: communicators."""
        a = PJRT_Collectives_CreateCommunicators_Args()
        a.struct_size = PJRT_Collectives_CreateCommunicators_Args.STRUCT_SIZE
        a.collectives = collectives
        keep_device_ids, a.device_ids, a.num_device_ids = array_in(c_int64, device_ids)
        keep_clique_ids, a.clique_ids, a.clique_id_sizes, a.num_clique_ids = texts_in(clique_ids)
        keep_rank_ids, a.rank_ids, a.num_device_ranks = array_in(c_int64, rank_ids)
        error = self.PJRT_Collectives_CreateCommunicators(addressof(a))
        if error:
            self._fail("PJRT_Collectives_CreateCommunicators", error)
        try:
            return [CollectivesCommunicatorPtr(p) for p in pointers_out(a.communicators, a.num_communicators)]
        finally:
            release(a.communicators_holder_deleter, a.communicators_holder)

    def communicator_destroy(self, communicator: CollectivesCommunicatorPtr) -> None:
        """`PJRT_Collectives_Communicator_Destroy`, slot 2."""
        a = PJRT_Collectives_Communicator_Destroy_Args()
        a.struct_size = PJRT_Collectives_Communicator_Destroy_Args.STRUCT_SIZE
        a.communicator = communicator
        error = self.PJRT_Collectives_Communicator_Destroy(addressof(a))
        if error:
            self._fail("PJRT_Collectives_Communicator_Destroy", error)

    def communicator_all_reduce(
        self,
        communicator: CollectivesCommunicatorPtr,
        send_buffer_ptr: int | None,
        send_buffer_size: int,
        recv_buffer_ptr: int | None,
        recv_buffer_size: int,
        primitive_type: PJRT_Buffer_Type,
        count: int,
        reduction_kind: PJRT_Collectives_ReductionKind,
        *,
        cpu_executor: PJRT_Collectives_CpuExecutor | None = None,
    ) -> EventPtr:
        """`PJRT_Collectives_Communicator_AllReduce`, slot 3. The caller owns: event."""
        a = PJRT_Collectives_Communicator_AllReduce_Args()
        a.struct_size = PJRT_Collectives_Communicator_AllReduce_Args.STRUCT_SIZE
        a.communicator = communicator
        a.send_buffer_ptr = send_buffer_ptr
        a.send_buffer_size = send_buffer_size
        a.recv_buffer_ptr = recv_buffer_ptr
        a.recv_buffer_size = recv_buffer_size
        a.primitive_type = primitive_type
        a.count = count
        a.reduction_kind = reduction_kind
        a.cpu_executor = None if cpu_executor is None else addressof(cpu_executor)
        error = self.PJRT_Collectives_Communicator_AllReduce(addressof(a))
        if error:
            self._fail("PJRT_Collectives_Communicator_AllReduce", error)
        return EventPtr(pointer_out(a.event, "PJRT_Collectives_Communicator_AllReduce.event"))

    def communicator_reduce_scatter(
        self,
        communicator: CollectivesCommunicatorPtr,
        send_buffer_ptr: int | None,
        send_buffer_size: int,
        recv_buffer_ptr: int | None,
        recv_buffer_size: int,
        primitive_type: PJRT_Buffer_Type,
        count: int,
        reduction_kind: PJRT_Collectives_ReductionKind,
        *,
        cpu_executor: PJRT_Collectives_CpuExecutor | None = None,
    ) -> EventPtr:
        """`PJRT_Collectives_Communicator_ReduceScatter`, slot 4. The caller owns: event."""
        a = PJRT_Collectives_Communicator_ReduceScatter_Args()
        a.struct_size = PJRT_Collectives_Communicator_ReduceScatter_Args.STRUCT_SIZE
        a.communicator = communicator
        a.send_buffer_ptr = send_buffer_ptr
        a.send_buffer_size = send_buffer_size
        a.recv_buffer_ptr = recv_buffer_ptr
        a.recv_buffer_size = recv_buffer_size
        a.primitive_type = primitive_type
        a.count = count
        a.reduction_kind = reduction_kind
        a.cpu_executor = None if cpu_executor is None else addressof(cpu_executor)
        error = self.PJRT_Collectives_Communicator_ReduceScatter(addressof(a))
        if error:
            self._fail("PJRT_Collectives_Communicator_ReduceScatter", error)
        return EventPtr(pointer_out(a.event, "PJRT_Collectives_Communicator_ReduceScatter.event"))

    def communicator_all_gather(
        self,
        communicator: CollectivesCommunicatorPtr,
        send_buffer_ptr: int | None,
        send_buffer_size: int,
        recv_buffer_ptr: int | None,
        recv_buffer_size: int,
        primitive_type: PJRT_Buffer_Type,
        count: int,
        *,
        cpu_executor: PJRT_Collectives_CpuExecutor | None = None,
    ) -> EventPtr:
        """`PJRT_Collectives_Communicator_AllGather`, slot 5. The caller owns: event."""
        a = PJRT_Collectives_Communicator_AllGather_Args()
        a.struct_size = PJRT_Collectives_Communicator_AllGather_Args.STRUCT_SIZE
        a.communicator = communicator
        a.send_buffer_ptr = send_buffer_ptr
        a.send_buffer_size = send_buffer_size
        a.recv_buffer_ptr = recv_buffer_ptr
        a.recv_buffer_size = recv_buffer_size
        a.primitive_type = primitive_type
        a.count = count
        a.cpu_executor = None if cpu_executor is None else addressof(cpu_executor)
        error = self.PJRT_Collectives_Communicator_AllGather(addressof(a))
        if error:
            self._fail("PJRT_Collectives_Communicator_AllGather", error)
        return EventPtr(pointer_out(a.event, "PJRT_Collectives_Communicator_AllGather.event"))

    def communicator_collective_permute(
        self,
        communicator: CollectivesCommunicatorPtr,
        send_buffer_ptr: int | None,
        send_buffer_size: int,
        recv_buffer_ptr: int | None,
        recv_buffer_size: int,
        primitive_type: PJRT_Buffer_Type,
        count: int,
        target_ranks: Sequence[int],
        *,
        source_rank: int | None = None,
        cpu_executor: PJRT_Collectives_CpuExecutor | None = None,
    ) -> EventPtr:
        """`PJRT_Collectives_Communicator_CollectivePermute`, slot 6. The caller owns: event."""
        a = PJRT_Collectives_Communicator_CollectivePermute_Args()
        a.struct_size = PJRT_Collectives_Communicator_CollectivePermute_Args.STRUCT_SIZE
        a.communicator = communicator
        a.send_buffer_ptr = send_buffer_ptr
        a.send_buffer_size = send_buffer_size
        a.recv_buffer_ptr = recv_buffer_ptr
        a.recv_buffer_size = recv_buffer_size
        a.primitive_type = primitive_type
        a.count = count
        a.has_source_rank = source_rank is not None
        a.source_rank = source_rank or 0
        keep_target_ranks, a.target_ranks, a.num_target_ranks = array_in(c_int64, target_ranks)
        a.cpu_executor = None if cpu_executor is None else addressof(cpu_executor)
        error = self.PJRT_Collectives_Communicator_CollectivePermute(addressof(a))
        if error:
            self._fail("PJRT_Collectives_Communicator_CollectivePermute", error)
        return EventPtr(pointer_out(a.event, "PJRT_Collectives_Communicator_CollectivePermute.event"))

    def communicator_all_to_all(
        self,
        communicator: CollectivesCommunicatorPtr,
        send_buffers_ptrs: Sequence[int],
        send_buffers_sizes: Sequence[int],
        recv_buffers_ptrs: Sequence[int],
        recv_buffers_sizes: Sequence[int],
        primitive_type: PJRT_Buffer_Type,
        count: int,
        *,
        cpu_executor: PJRT_Collectives_CpuExecutor | None = None,
    ) -> EventPtr:
        """`PJRT_Collectives_Communicator_AllToAll`, slot 7. The caller owns: event."""
        a = PJRT_Collectives_Communicator_AllToAll_Args()
        a.struct_size = PJRT_Collectives_Communicator_AllToAll_Args.STRUCT_SIZE
        equal_lengths(send_buffers_ptrs=send_buffers_ptrs, send_buffers_sizes=send_buffers_sizes)
        equal_lengths(recv_buffers_ptrs=recv_buffers_ptrs, recv_buffers_sizes=recv_buffers_sizes)
        a.communicator = communicator
        keep_send_buffers_ptrs, a.send_buffers_ptrs, a.num_send_buffers = array_in(c_void_p, send_buffers_ptrs)
        keep_send_buffers_sizes, a.send_buffers_sizes, a.num_send_buffers = array_in(c_size_t, send_buffers_sizes)
        keep_recv_buffers_ptrs, a.recv_buffers_ptrs, a.num_recv_buffers = array_in(c_void_p, recv_buffers_ptrs)
        keep_recv_buffers_sizes, a.recv_buffers_sizes, a.num_recv_buffers = array_in(c_size_t, recv_buffers_sizes)
        a.primitive_type = primitive_type
        a.count = count
        a.cpu_executor = None if cpu_executor is None else addressof(cpu_executor)
        error = self.PJRT_Collectives_Communicator_AllToAll(addressof(a))
        if error:
            self._fail("PJRT_Collectives_Communicator_AllToAll", error)
        return EventPtr(pointer_out(a.event, "PJRT_Collectives_Communicator_AllToAll.event"))

    def communicator_to_string(self, communicator: CollectivesCommunicatorPtr) -> str:
        """`PJRT_Collectives_Communicator_ToString`, slot 8."""
        a = PJRT_Collectives_Communicator_ToString_Args()
        a.struct_size = PJRT_Collectives_Communicator_ToString_Args.STRUCT_SIZE
        a.communicator = communicator
        error = self.PJRT_Collectives_Communicator_ToString(addressof(a))
        if error:
            self._fail("PJRT_Collectives_Communicator_ToString", error)
        try:
            return text_out(a.str, a.str_size)
        finally:
            release(a.str_holder_deleter, a.str_holder)
