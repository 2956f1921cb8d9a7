"""Generated from `xla/ffi/api/collectives_c_api.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from ctypes import CFUNCTYPE, Structure, c_int, c_int64, c_size_t, c_void_p, sizeof
from typing import Any, ClassVar

from pjrt_abi.enums import AbiEnum
from pjrt_abi.extensions.ffi_c_api import XLA_FFI_Extension
from pjrt_abi.layout import size_through
from pjrt_abi.support import FunctionTable


XLA_FFI_Extension_Collectives = 129


XLA_FFI_Extension_Collectives_MajorVersion = 0


XLA_FFI_Extension_Collectives_MinorVersion = 1


class XLA_FFI_CollectiveGroupMode(AbiEnum):
    """`XLA_FFI_CollectiveGroupMode`, carried as `int`."""

    CROSS_REPLICA = 0
    CROSS_PARTITION = 1
    CROSS_REPLICA_AND_PARTITION = 2
    FLATTENED_ID = 3


class XLA_FFI_ReplicaGroup(Structure):
    """`struct XLA_FFI_ReplicaGroup`; 16 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    ids: int | None
    size: int
    _fields_ = (
        ("ids", c_void_p),  # const int64_t*
        ("size", c_size_t),  # size_t
    )


XLA_FFI_ReplicaGroup.STRUCT_SIZE = sizeof(XLA_FFI_ReplicaGroup)


class XLA_FFI_Communicator_Request_Args(Structure):
    """Arguments of `XLA_FFI_Communicator_Request`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    group_mode: int
    groups: int | None
    num_groups: int
    communication_id: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("group_mode", c_int),  # XLA_FFI_CollectiveGroupMode
        ("groups", c_void_p),  # const XLA_FFI_ReplicaGroup*
        ("num_groups", c_size_t),  # size_t
        ("communication_id", c_int64),  # int64_t
    )


XLA_FFI_Communicator_Request_Args.STRUCT_SIZE = size_through(XLA_FFI_Communicator_Request_Args, "communication_id")


class XLA_FFI_Communicator_Get_Args(Structure):
    """Arguments of `XLA_FFI_Communicator_Get`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    group_mode: int
    groups: int | None
    num_groups: int
    communication_id: int
    communicator: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # XLA_FFI_InternalExtension*
        ("group_mode", c_int),  # XLA_FFI_CollectiveGroupMode
        ("groups", c_void_p),  # const XLA_FFI_ReplicaGroup*
        ("num_groups", c_size_t),  # size_t
        ("communication_id", c_int64),  # int64_t
        ("communicator", c_void_p),  # out, XLA_FFI_Communicator*
    )


XLA_FFI_Communicator_Get_Args.STRUCT_SIZE = size_through(XLA_FFI_Communicator_Get_Args, "communicator")


class XLA_FFI_Collectives_Extension(Structure):
    """`struct XLA_FFI_Collectives_Extension`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    extension_base: XLA_FFI_Extension
    state: int | None
    request_communicator: int | None
    get_communicator: int | None
    _fields_ = (
        ("extension_base", XLA_FFI_Extension),  # XLA_FFI_Extension
        ("state", c_void_p),  # XLA_FFI_CollectivesState*
        ("request_communicator", c_void_p),  # XLA_FFI_Communicator_Request*
        ("get_communicator", c_void_p),  # XLA_FFI_Communicator_Get*
    )


XLA_FFI_Collectives_Extension.STRUCT_SIZE = size_through(XLA_FFI_Collectives_Extension, "get_communicator")


class Collectives(FunctionTable):
    """The extension `XLA_FFI_Collectives_Extension`, with a method for each of its 2 functions."""

    TABLE = XLA_FFI_Collectives_Extension
    FOLLOWS_API = False
    SLOTS = (
        ("XLA_FFI_Communicator_Request", "request_communicator", CFUNCTYPE(c_void_p, c_void_p, c_void_p)),
        ("XLA_FFI_Communicator_Get", "get_communicator", CFUNCTYPE(c_void_p, c_void_p, c_void_p)),
    )
    XLA_FFI_Communicator_Request: Any
    XLA_FFI_Communicator_Get: Any

    def communicator_request(self, self_: int | None, args: int | None) -> None:
        """`XLA_FFI_Communicator_Request`, slot 0."""
        error = self.XLA_FFI_Communicator_Request(self_, args)
        if error:
            self._fail("XLA_FFI_Communicator_Request", error)

    def communicator_get(self, self_: int | None, args: int | None) -> None:
        """`XLA_FFI_Communicator_Get`, slot 1."""
        error = self.XLA_FFI_Communicator_Get(self_, args)
        if error:
            self._fail("XLA_FFI_Communicator_Get", error)
