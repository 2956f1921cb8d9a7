"""Generated from `xla/pjrt/c/pjrt_c_api_custom_partitioner_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from ctypes import CFUNCTYPE, Structure, addressof, c_bool, c_int, c_int64, c_size_t, c_void_p, sizeof
from typing import Any, ClassVar

from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import CALL, FunctionTable, bytes_in


PJRT_API_CUSTOM_PARTITIONER_EXTENSION_VERSION = 1


class JAX_CustomCallPartitioner_string(Structure):
    """`struct JAX_CustomCallPartitioner_string`; 16 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    data: int | None
    size: int
    _fields_ = (
        ("data", c_void_p),  # const char*
        ("size", c_size_t),  # size_t
    )


JAX_CustomCallPartitioner_string.STRUCT_SIZE = sizeof(JAX_CustomCallPartitioner_string)


class JAX_CustomCallPartitioner_aval(Structure):
    """`struct JAX_CustomCallPartitioner_aval`; 40 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    shape: JAX_CustomCallPartitioner_string
    has_sharding: bool
    sharding: JAX_CustomCallPartitioner_string
    _fields_ = (
        ("shape", JAX_CustomCallPartitioner_string),  # JAX_CustomCallPartitioner_string
        ("has_sharding", c_bool),  # bool
        ("sharding", JAX_CustomCallPartitioner_string),  # JAX_CustomCallPartitioner_string
    )


JAX_CustomCallPartitioner_aval.STRUCT_SIZE = sizeof(JAX_CustomCallPartitioner_aval)


class JAX_CustomCallPartitioner_version_and_error(Structure):
    """`struct JAX_CustomCallPartitioner_version_and_error`; 48 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    api_version: int
    data: int | None
    cleanup_fn: int | None
    has_error: bool
    code: int
    error_msg: JAX_CustomCallPartitioner_string
    _fields_ = (
        ("api_version", c_int64),  # int64_t
        ("data", c_void_p),  # out, void*
        ("cleanup_fn", c_void_p),  # out, void (*)(void*)
        ("has_error", c_bool),  # bool
        ("code", c_int),  # out, PJRT_Error_Code
        ("error_msg", JAX_CustomCallPartitioner_string),  # out, JAX_CustomCallPartitioner_string
    )


JAX_CustomCallPartitioner_version_and_error.STRUCT_SIZE = sizeof(JAX_CustomCallPartitioner_version_and_error)


class JAX_CustomCallPartitioner_Partition_Args(Structure):
    """`struct JAX_CustomCallPartitioner_Partition_Args`; 160 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    header: JAX_CustomCallPartitioner_version_and_error
    num_args: int
    op_args: int | None
    op_result: JAX_CustomCallPartitioner_aval
    backend_config: JAX_CustomCallPartitioner_string
    mlir_module: JAX_CustomCallPartitioner_string
    args_sharding: int | None
    result_sharding: JAX_CustomCallPartitioner_string
    _fields_ = (
        ("header", JAX_CustomCallPartitioner_version_and_error),  # JAX_CustomCallPartitioner_version_and_error
        ("num_args", c_size_t),  # size_t
        ("op_args", c_void_p),  # JAX_CustomCallPartitioner_aval*
        ("op_result", JAX_CustomCallPartitioner_aval),  # JAX_CustomCallPartitioner_aval
        ("backend_config", JAX_CustomCallPartitioner_string),  # JAX_CustomCallPartitioner_string
        ("mlir_module", JAX_CustomCallPartitioner_string),  # out, JAX_CustomCallPartitioner_string
        ("args_sharding", c_void_p),  # out, JAX_CustomCallPartitioner_string*
        ("result_sharding", JAX_CustomCallPartitioner_string),  # out, JAX_CustomCallPartitioner_string
    )


JAX_CustomCallPartitioner_Partition_Args.STRUCT_SIZE = sizeof(JAX_CustomCallPartitioner_Partition_Args)


class JAX_CustomCallPartitioner_InferShardingFromOperands_Args(Structure):
    """`struct JAX_CustomCallPartitioner_InferShardingFromOperands_Args`; 120 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    header: JAX_CustomCallPartitioner_version_and_error
    num_args: int
    op_args: int | None
    result_shape: JAX_CustomCallPartitioner_string
    backend_config: JAX_CustomCallPartitioner_string
    has_result_sharding: bool
    result_sharding: JAX_CustomCallPartitioner_string
    _fields_ = (
        ("header", JAX_CustomCallPartitioner_version_and_error),  # JAX_CustomCallPartitioner_version_and_error
        ("num_args", c_size_t),  # size_t
        ("op_args", c_void_p),  # JAX_CustomCallPartitioner_aval*
        ("result_shape", JAX_CustomCallPartitioner_string),  # JAX_CustomCallPartitioner_string
        ("backend_config", JAX_CustomCallPartitioner_string),  # JAX_CustomCallPartitioner_string
        ("has_result_sharding", c_bool),  # bool
        ("result_sharding", JAX_CustomCallPartitioner_string),  # JAX_CustomCallPartitioner_string
    )


JAX_CustomCallPartitioner_InferShardingFromOperands_Args.STRUCT_SIZE = sizeof(JAX_CustomCallPartitioner_InferShardingFromOperands_Args)


class JAX_CustomCallPartitioner_PropagateUserSharding_Args(Structure):
    """`struct JAX_CustomCallPartitioner_PropagateUserSharding_Args`; 96 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    header: JAX_CustomCallPartitioner_version_and_error
    backend_config: JAX_CustomCallPartitioner_string
    result_shape: JAX_CustomCallPartitioner_string
    result_sharding: JAX_CustomCallPartitioner_string
    _fields_ = (
        ("header", JAX_CustomCallPartitioner_version_and_error),  # JAX_CustomCallPartitioner_version_and_error
        ("backend_config", JAX_CustomCallPartitioner_string),  # JAX_CustomCallPartitioner_string
        ("result_shape", JAX_CustomCallPartitioner_string),  # JAX_CustomCallPartitioner_string
        ("result_sharding", JAX_CustomCallPartitioner_string),  # inout, JAX_CustomCallPartitioner_string
    )


JAX_CustomCallPartitioner_PropagateUserSharding_Args.STRUCT_SIZE = sizeof(JAX_CustomCallPartitioner_PropagateUserSharding_Args)


class JAX_CustomCallPartitioner_Callbacks(Structure):
    """`struct JAX_CustomCallPartitioner_Callbacks`; 56 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    version: int
    private_data: int | None
    dtor: int | None
    partition: int | None
    infer_sharding: int | None
    propagate_user_sharding: int | None
    can_side_effecting_have_replicated_sharding: bool
    _fields_ = (
        ("version", c_int64),  # int64_t
        ("private_data", c_void_p),  # void*
        ("dtor", c_void_p),  # void (*)(JAX_CustomCallPartitioner_Callbacks*)
        ("partition", c_void_p),  # void (*)(JAX_CustomCallPartitioner_Callbacks*, JAX_CustomCallPartitioner_Partition_Args*)
        ("infer_sharding", c_void_p),  # void (*)(JAX_CustomCallPartitioner_Callbacks*, JAX_CustomCallPartitioner_InferShardingFromOperands_Args*)
        ("propagate_user_sharding", c_void_p),  # void (*)(JAX_CustomCallPartitioner_Callbacks*, JAX_CustomCallPartitioner_PropagateUserSharding_Args*)
        ("can_side_effecting_have_replicated_sharding", c_bool),  # bool
    )


JAX_CustomCallPartitioner_Callbacks.STRUCT_SIZE = sizeof(JAX_CustomCallPartitioner_Callbacks)


class PJRT_Register_Custom_Partitioner_Args(Structure):
    """Arguments of `PJRT_Register_Custom_Partitioner`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    name: int | None
    name_size: int
    callbacks: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("name", c_void_p),  # const char*
        ("name_size", c_size_t),  # size_t
        ("callbacks", c_void_p),  # JAX_CustomCallPartitioner_Callbacks*
    )


PJRT_Register_Custom_Partitioner_Args.STRUCT_SIZE = size_through(PJRT_Register_Custom_Partitioner_Args, "callbacks")


class PJRT_Register_Batch_Partitionable_Args(Structure):
    """Arguments of `PJRT_Register_Batch_Partitionable`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    name: int | None
    name_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("name", c_void_p),  # const char*
        ("name_size", c_size_t),  # size_t
    )


PJRT_Register_Batch_Partitionable_Args.STRUCT_SIZE = size_through(PJRT_Register_Batch_Partitionable_Args, "name_size")


class PJRT_Custom_Partitioner_Extension(Structure):
    """`struct PJRT_Custom_Partitioner_Extension`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    register_custom_partitioner: int | None
    register_batch_partitionable: int | None
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("register_custom_partitioner", c_void_p),  # PJRT_Register_Custom_Partitioner*
        ("register_batch_partitionable", c_void_p),  # PJRT_Register_Batch_Partitionable*
    )


PJRT_Custom_Partitioner_Extension.STRUCT_SIZE = size_through(PJRT_Custom_Partitioner_Extension, "register_batch_partitionable")


JAX_CustomCallPartitioner_version_and_error_cleanup_fn = CFUNCTYPE(None, c_void_p)
"""`void(void*)`"""


JAX_CustomCallPartitioner_Callbacks_dtor = CFUNCTYPE(None, c_void_p)
"""`void(JAX_CustomCallPartitioner_Callbacks*)`"""


JAX_CustomCallPartitioner_Callbacks_partition = CFUNCTYPE(None, c_void_p, c_void_p)
"""`void(JAX_CustomCallPartitioner_Callbacks*, JAX_CustomCallPartitioner_Partition_Args*)`"""


JAX_CustomCallPartitioner_Callbacks_infer_sharding = CFUNCTYPE(None, c_void_p, c_void_p)
"""`void(JAX_CustomCallPartitioner_Callbacks*, JAX_CustomCallPartitioner_InferShardingFromOperands_Args*)`"""


JAX_CustomCallPartitioner_Callbacks_propagate_user_sharding = CFUNCTYPE(None, c_void_p, c_void_p)
"""`void(JAX_CustomCallPartitioner_Callbacks*, JAX_CustomCallPartitioner_PropagateUserSharding_Args*)`"""


class CustomPartitioner(FunctionTable):
    """The extension `PJRT_Custom_Partitioner_Extension`, with a method for each of its 2 functions."""

    TABLE = PJRT_Custom_Partitioner_Extension
    NAME = "CustomPartitioner"
    TYPE = 2
    VERSION = 1
    MARK = ""
    SLOTS = (
        ("PJRT_Register_Custom_Partitioner", "register_custom_partitioner", CALL),
        ("PJRT_Register_Batch_Partitionable", "register_batch_partitionable", CALL),
    )
    PJRT_Register_Custom_Partitioner: Any
    PJRT_Register_Batch_Partitionable: Any

    def register_custom_partitioner(
        self,
        name: str | bytes,
        callbacks: JAX_CustomCallPartitioner_Callbacks,
    ) -> None:
        """`PJRT_Register_Custom_Partitioner`, slot 0."""
        a = PJRT_Register_Custom_Partitioner_Args()
        a.struct_size = PJRT_Register_Custom_Partitioner_Args.STRUCT_SIZE
        keep_name, a.name, a.name_size = bytes_in(name)
        a.callbacks = addressof(callbacks)
        error = self.PJRT_Register_Custom_Partitioner(addressof(a))
        if error:
            self._fail("PJRT_Register_Custom_Partitioner", error)

    def register_batch_partitionable(self, name: str | bytes) -> None:
        """`PJRT_Register_Batch_Partitionable`, slot 1."""
        a = PJRT_Register_Batch_Partitionable_Args()
        a.struct_size = PJRT_Register_Batch_Partitionable_Args.STRUCT_SIZE
        keep_name, a.name, a.name_size = bytes_in(name)
        error = self.PJRT_Register_Batch_Partitionable(addressof(a))
        if error:
            self._fail("PJRT_Register_Batch_Partitionable", error)
