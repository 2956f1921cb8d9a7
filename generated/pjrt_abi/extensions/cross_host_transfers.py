"""Generated from `xla/pjrt/extensions/cross_host_transfers/pjrt_c_api_cross_host_transfers_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import CFUNCTYPE, Structure, addressof, c_bool, c_int, c_int32, c_int64, c_size_t, c_void_p
from typing import Any, ClassVar, NamedTuple

from pjrt_abi.enums import PJRT_Buffer_Type
from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Buffer_MemoryLayout, PJRT_Extension_Base
from pjrt_abi.support import (
    CALL,
    CALL_VOID,
    FunctionTable,
    array_in,
    equal_lengths,
    function_address,
    rows_in,
    structs_in,
)
from pjrt_abi.typed import BufferPtr, ClientPtr, DevicePtr, EventPtr, FunctionPointer


PJRT_API_CROSS_HOST_TRANSFERS_EXTENSION_VERSION = 6


class PJRT_Transfers_PJRT_Client_CrossHostSendBuffers_Args(Structure):
    """Arguments of `PJRT_Transfers_PJRT_Client_CrossHostSendBuffers`; 64 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    num_buffers: int
    buffers: int | None
    dst_global_device_ids: int | None
    transfer_keys: int | None
    send_events: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("num_buffers", c_size_t),  # size_t
        ("buffers", c_void_p),  # PJRT_Buffer**
        ("dst_global_device_ids", c_void_p),  # const int32_t*
        ("transfer_keys", c_void_p),  # const int64_t*
        ("send_events", c_void_p),  # out, PJRT_Event**
    )


PJRT_Transfers_PJRT_Client_CrossHostSendBuffers_Args.STRUCT_SIZE = size_through(PJRT_Transfers_PJRT_Client_CrossHostSendBuffers_Args, "send_events")


class PJRT_Transfers_PJRT_Client_CrossHostReceiveBuffers_Args(Structure):
    """Arguments of `PJRT_Transfers_PJRT_Client_CrossHostReceiveBuffers`; 96 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    num_shapes: int
    shape_num_dims: int | None
    num_dims: int | None
    element_types: int | None
    layouts: int | None
    device: int | None
    src_global_device_ids: int | None
    transfer_keys: int | None
    buffers: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("num_shapes", c_size_t),  # size_t
        ("shape_num_dims", c_void_p),  # size_t*
        ("num_dims", c_void_p),  # const int64_t**
        ("element_types", c_void_p),  # PJRT_Buffer_Type*
        ("layouts", c_void_p),  # PJRT_Buffer_MemoryLayout**
        ("device", c_void_p),  # PJRT_Device*
        ("src_global_device_ids", c_void_p),  # const int32_t*
        ("transfer_keys", c_void_p),  # const int64_t*
        ("buffers", c_void_p),  # out, PJRT_Buffer**
    )


PJRT_Transfers_PJRT_Client_CrossHostReceiveBuffers_Args.STRUCT_SIZE = size_through(PJRT_Transfers_PJRT_Client_CrossHostReceiveBuffers_Args, "buffers")


class PJRT_Transfers_CrossHostRecvNotifierInfo(Structure):
    """`struct PJRT_Transfers_CrossHostRecvNotifierInfo`; 16 bytes."""

    STRUCT_SIZE: ClassVar[int]
    user_arg: int | None
    notifier: int | None
    _fields_ = (
        ("user_arg", c_void_p),  # void*
        ("notifier", c_void_p),  # PJRT_Transfers_CrossHostRecvNotifier*
    )


PJRT_Transfers_CrossHostRecvNotifierInfo.STRUCT_SIZE = size_through(PJRT_Transfers_CrossHostRecvNotifierInfo, "notifier")


class PJRT_Transfers_PJRT_Client_MakeCrossHostReceiveBuffers_Args(Structure):
    """Arguments of `PJRT_Transfers_PJRT_Client_MakeCrossHostReceiveBuffers`; 104 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    client: int | None
    num_shapes: int
    shape_num_dims: int | None
    num_dims: int | None
    element_types: int | None
    layouts: int | None
    device: int | None
    notifier: PJRT_Transfers_CrossHostRecvNotifierInfo
    buffers: int | None
    num_buffers: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("client", c_void_p),  # PJRT_Client*
        ("num_shapes", c_size_t),  # size_t
        ("shape_num_dims", c_void_p),  # size_t*
        ("num_dims", c_void_p),  # const int64_t**
        ("element_types", c_void_p),  # PJRT_Buffer_Type*
        ("layouts", c_void_p),  # PJRT_Buffer_MemoryLayout**
        ("device", c_void_p),  # PJRT_Device*
        ("notifier", PJRT_Transfers_CrossHostRecvNotifierInfo),  # PJRT_Transfers_CrossHostRecvNotifierInfo
        ("buffers", c_void_p),  # out, PJRT_Buffer**
        ("num_buffers", c_size_t),  # out, size_t
    )


PJRT_Transfers_PJRT_Client_MakeCrossHostReceiveBuffers_Args.STRUCT_SIZE = size_through(PJRT_Transfers_PJRT_Client_MakeCrossHostReceiveBuffers_Args, "num_buffers")


class PJRT_Transfers_CrossHostRemoteSendCallbackInfo(Structure):
    """`struct PJRT_Transfers_CrossHostRemoteSendCallbackInfo`; 16 bytes."""

    STRUCT_SIZE: ClassVar[int]
    user_arg: int | None
    on_done: int | None
    _fields_ = (
        ("user_arg", c_void_p),  # void*
        ("on_done", c_void_p),  # PJRT_Transfers_CrossHostRemoteSendCallback*
    )


PJRT_Transfers_CrossHostRemoteSendCallbackInfo.STRUCT_SIZE = size_through(PJRT_Transfers_CrossHostRemoteSendCallbackInfo, "on_done")


class PJRT_Transfers_PJRT_Buffer_CopyToRemoteDevice_Args(Structure):
    """`struct PJRT_Transfers_PJRT_Buffer_CopyToRemoteDevice_Args`; 72 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    buffer: int | None
    event: int | None
    serialized_descriptor: int | None
    serialized_descriptor_size: int | None
    on_done: PJRT_Transfers_CrossHostRemoteSendCallbackInfo
    descriptor_destructor: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("buffer", c_void_p),  # PJRT_Buffer*
        ("event", c_void_p),  # PJRT_Event*
        ("serialized_descriptor", c_void_p),  # char**
        ("serialized_descriptor_size", c_void_p),  # size_t*
        ("on_done", PJRT_Transfers_CrossHostRemoteSendCallbackInfo),  # PJRT_Transfers_CrossHostRemoteSendCallbackInfo
        ("descriptor_destructor", c_void_p),  # PJRT_Transfers_DescriptorDestructor*
    )


PJRT_Transfers_PJRT_Buffer_CopyToRemoteDevice_Args.STRUCT_SIZE = size_through(PJRT_Transfers_PJRT_Buffer_CopyToRemoteDevice_Args, "descriptor_destructor")


class PJRT_CrossHostTransfers_Extension(Structure):
    """`struct PJRT_CrossHostTransfers_Extension`; 56 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    PJRT_Transfers_PJRT_Client_MakeCrossHostReceiveBuffers: int | None
    PJRT_Transfers_PJRT_Buffer_CopyToRemoteDevice: int | None
    PJRT_Transfers_PJRT_Client_CrossHostReceiveBuffers: int | None
    PJRT_Transfers_PJRT_Client_CrossHostSendBuffers: int | None
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("PJRT_Transfers_PJRT_Client_MakeCrossHostReceiveBuffers", c_void_p),  # PJRT_Transfers_PJRT_Client_MakeCrossHostReceiveBuffers*
        ("PJRT_Transfers_PJRT_Buffer_CopyToRemoteDevice", c_void_p),  # PJRT_Buffer_CopyToRemoteDevice*
        ("PJRT_Transfers_PJRT_Client_CrossHostReceiveBuffers", c_void_p),  # PJRT_Transfers_PJRT_Client_CrossHostReceiveBuffers*
        ("PJRT_Transfers_PJRT_Client_CrossHostSendBuffers", c_void_p),  # PJRT_Transfers_PJRT_Client_CrossHostSendBuffers*
    )


PJRT_CrossHostTransfers_Extension.STRUCT_SIZE = size_through(PJRT_CrossHostTransfers_Extension, "PJRT_Transfers_PJRT_Client_CrossHostSendBuffers")


PJRT_Transfers_CrossHostOnCanceledCallback = CFUNCTYPE(None, c_void_p, c_void_p)
"""`void(PJRT_Error*, void*)`"""


PJRT_Transfers_CrossHostSendCancelNotifier = CFUNCTYPE(None, c_void_p, c_size_t, c_int, c_void_p, c_size_t, c_void_p, c_void_p, c_void_p)
"""`void(const char*, size_t, PJRT_Error_Code, const char*, size_t, PJRT_Transfers_CrossHostOnCanceledCallback*, void*, void*)`"""


PJRT_Transfers_CrossHostRecvNotifier = CFUNCTYPE(None, c_void_p, c_void_p, c_void_p, c_size_t, c_void_p, c_void_p, c_void_p)
"""`void(PJRT_Error*, const char**, size_t*, size_t, void*, PJRT_Transfers_CrossHostSendCancelNotifier*, void*)`"""


PJRT_Transfers_CrossHostRemoteSendCallback = CFUNCTYPE(None, c_void_p, c_bool, c_void_p)
"""`void(PJRT_Error*, bool, void*)`"""


PJRT_Transfers_DescriptorDestructor = CFUNCTYPE(None, c_void_p, c_void_p)
"""`void(char**, size_t*)`"""


class ClientMakeCrossHostReceiveBuffers(NamedTuple):
    """What `PJRT_Transfers_PJRT_Client_MakeCrossHostReceiveBuffers` tells."""

    buffers: list[BufferPtr]
    num_buffers: int


class CrossHostTransfers(FunctionTable):
    """The extension `PJRT_CrossHostTransfers_Extension`, with a method for each of its 4 functions."""

    TABLE = PJRT_CrossHostTransfers_Extension
    NAME = "CrossHostTransfers"
    TYPE = 12
    VERSION = 6
    MARK = ""
    GROWN = {
        "PJRT_Buffer_CopyToRemoteDevice": PJRT_Transfers_PJRT_Buffer_CopyToRemoteDevice_Args,
    }
    SLOTS = (
        ("PJRT_Transfers_PJRT_Client_MakeCrossHostReceiveBuffers", "PJRT_Transfers_PJRT_Client_MakeCrossHostReceiveBuffers", CALL),
        ("PJRT_Buffer_CopyToRemoteDevice", "PJRT_Transfers_PJRT_Buffer_CopyToRemoteDevice", CALL_VOID),
        ("PJRT_Transfers_PJRT_Client_CrossHostReceiveBuffers", "PJRT_Transfers_PJRT_Client_CrossHostReceiveBuffers", CALL),
        ("PJRT_Transfers_PJRT_Client_CrossHostSendBuffers", "PJRT_Transfers_PJRT_Client_CrossHostSendBuffers", CALL),
    )
    PJRT_Transfers_PJRT_Client_MakeCrossHostReceiveBuffers: Any
    PJRT_Buffer_CopyToRemoteDevice: Any
    PJRT_Transfers_PJRT_Client_CrossHostReceiveBuffers: Any
    PJRT_Transfers_PJRT_Client_CrossHostSendBuffers: Any

    def client_make_cross_host_receive_buffers(
        self,
        client: ClientPtr,
        num_dims: Sequence[Sequence[int]],
        element_types: Sequence[PJRT_Buffer_Type],
        layouts: Sequence[PJRT_Buffer_MemoryLayout | None],
        device: DevicePtr,
        notifier: PJRT_Transfers_CrossHostRecvNotifierInfo,
    ) -> ClientMakeCrossHostReceiveBuffers:
        """`PJRT_Transfers_PJRT_Client_MakeCrossHostReceiveBuffers`, slot 0. The caller owns: buffers."""
        a = PJRT_Transfers_PJRT_Client_MakeCrossHostReceiveBuffers_Args()
        a.struct_size = PJRT_Transfers_PJRT_Client_MakeCrossHostReceiveBuffers_Args.STRUCT_SIZE
        equal_lengths(num_dims=num_dims, element_types=element_types, layouts=layouts)
        a.client = client
        keep_num_dims, a.num_dims, a.shape_num_dims, a.num_shapes = rows_in(c_int64, num_dims)
        keep_element_types, a.element_types, a.num_shapes = array_in(c_int, element_types)
        keep_layouts, a.layouts, a.num_shapes = structs_in(layouts)
        a.device = device
        a.notifier = notifier
        buffers = (c_void_p * a.num_shapes)()
        a.buffers = addressof(buffers)
        error = self.PJRT_Transfers_PJRT_Client_MakeCrossHostReceiveBuffers(addressof(a))
        if error:
            self._fail("PJRT_Transfers_PJRT_Client_MakeCrossHostReceiveBuffers", error)
        return ClientMakeCrossHostReceiveBuffers([BufferPtr(p or 0) for p in buffers], a.num_buffers)

    def buffer_copy_to_remote_device(
        self,
        buffer: BufferPtr,
        event: EventPtr,
        serialized_descriptor: int | None,
        serialized_descriptor_size: int | None,
        on_done: PJRT_Transfers_CrossHostRemoteSendCallbackInfo,
        descriptor_destructor: FunctionPointer,
    ) -> None:
        """`PJRT_Buffer_CopyToRemoteDevice`, slot 1."""
        a = PJRT_Transfers_PJRT_Buffer_CopyToRemoteDevice_Args()
        a.struct_size = PJRT_Transfers_PJRT_Buffer_CopyToRemoteDevice_Args.STRUCT_SIZE
        a.buffer = buffer
        a.event = event
        a.serialized_descriptor = serialized_descriptor
        a.serialized_descriptor_size = serialized_descriptor_size
        a.on_done = on_done
        a.descriptor_destructor = function_address(descriptor_destructor)
        self.PJRT_Buffer_CopyToRemoteDevice(addressof(a))

    def client_cross_host_receive_buffers(
        self,
        client: ClientPtr,
        num_dims: Sequence[Sequence[int]],
        element_types: Sequence[PJRT_Buffer_Type],
        layouts: Sequence[PJRT_Buffer_MemoryLayout | None],
        src_global_device_ids: Sequence[int],
        transfer_keys: Sequence[int],
        device: DevicePtr,
    ) -> list[BufferPtr]:
        """`PJRT_Transfers_PJRT_Client_CrossHostReceiveBuffers`, slot 2. The caller owns: buffers."""
        a = PJRT_Transfers_PJRT_Client_CrossHostReceiveBuffers_Args()
        a.struct_size = PJRT_Transfers_PJRT_Client_CrossHostReceiveBuffers_Args.STRUCT_SIZE
        equal_lengths(num_dims=num_dims, element_types=element_types, layouts=layouts, src_global_device_ids=src_global_device_ids, transfer_keys=transfer_keys)
        a.client = client
        keep_num_dims, a.num_dims, a.shape_num_dims, a.num_shapes = rows_in(c_int64, num_dims)
        keep_element_types, a.element_types, a.num_shapes = array_in(c_int, element_types)
        keep_layouts, a.layouts, a.num_shapes = structs_in(layouts)
        keep_src_global_device_ids, a.src_global_device_ids, a.num_shapes = array_in(c_int32, src_global_device_ids)
        keep_transfer_keys, a.transfer_keys, a.num_shapes = array_in(c_int64, transfer_keys)
        a.device = device
        buffers = (c_void_p * a.num_shapes)()
        a.buffers = addressof(buffers)
        error = self.PJRT_Transfers_PJRT_Client_CrossHostReceiveBuffers(addressof(a))
        if error:
            self._fail("PJRT_Transfers_PJRT_Client_CrossHostReceiveBuffers", error)
        return [BufferPtr(p or 0) for p in buffers]

    def client_cross_host_send_buffers(
        self,
        client: ClientPtr,
        buffers: Sequence[BufferPtr],
        dst_global_device_ids: Sequence[int],
        transfer_keys: Sequence[int],
    ) -> list[EventPtr]:
        """`PJRT_Transfers_PJRT_Client_CrossHostSendBuffers`, slot 3. The caller owns: send_events."""
        a = PJRT_Transfers_PJRT_Client_CrossHostSendBuffers_Args()
        a.struct_size = PJRT_Transfers_PJRT_Client_CrossHostSendBuffers_Args.STRUCT_SIZE
        equal_lengths(buffers=buffers, dst_global_device_ids=dst_global_device_ids, transfer_keys=transfer_keys)
        a.client = client
        keep_buffers, a.buffers, a.num_buffers = array_in(c_void_p, buffers)
        keep_dst_global_device_ids, a.dst_global_device_ids, a.num_buffers = array_in(c_int32, dst_global_device_ids)
        keep_transfer_keys, a.transfer_keys, a.num_buffers = array_in(c_int64, transfer_keys)
        send_events = (c_void_p * a.num_buffers)()
        a.send_events = addressof(send_events)
        error = self.PJRT_Transfers_PJRT_Client_CrossHostSendBuffers(addressof(a))
        if error:
            self._fail("PJRT_Transfers_PJRT_Client_CrossHostSendBuffers", error)
        return [EventPtr(p or 0) for p in send_events]
