"""Generated from `xla/pjrt/extensions/cross_host_transfers/pjrt_c_api_cross_host_transfers_extension.h`: what serves its functions."""

from __future__ import annotations

from ctypes import c_int, c_int32, c_int64, c_void_p
from typing import Any

from pjrt_abi.enums import PJRT_Buffer_Type
from pjrt_abi.extensions.cross_host_transfers import (
    CrossHostTransfers,
    PJRT_Transfers_CrossHostRecvNotifier,
    PJRT_Transfers_CrossHostRecvNotifierInfo,
    PJRT_Transfers_CrossHostRemoteSendCallback,
    PJRT_Transfers_CrossHostRemoteSendCallbackInfo,
    PJRT_Transfers_DescriptorDestructor,
    PJRT_Transfers_PJRT_Buffer_CopyToRemoteDevice_Args,
    PJRT_Transfers_PJRT_Client_CrossHostReceiveBuffers_Args,
    PJRT_Transfers_PJRT_Client_CrossHostSendBuffers_Args,
    PJRT_Transfers_PJRT_Client_MakeCrossHostReceiveBuffers_Args,
)
from pjrt_abi.structs import PJRT_Buffer_MemoryLayout
from pjrt_abi.views import (
    CallbackIn,
    CallerOut,
    FunctionView,
    HandleIn,
    ListIn,
    RowsIn,
    ScalarIn,
    ScalarOut,
    StructValueIn,
    TableServer,
    describe,
    unserved,
)


describe(
    PJRT_Transfers_CrossHostRecvNotifierInfo,
    ScalarIn("user_arg", "user_arg"),
    CallbackIn("notifier", "notifier", callback=PJRT_Transfers_CrossHostRecvNotifier),
)


describe(
    PJRT_Transfers_CrossHostRemoteSendCallbackInfo,
    ScalarIn("user_arg", "user_arg"),
    CallbackIn("on_done", "on_done", callback=PJRT_Transfers_CrossHostRemoteSendCallback),
)


class CrossHostTransfersServer(TableServer):
    """What serves `PJRT_CrossHostTransfers_Extension`."""

    CLIENT = CrossHostTransfers
    TYPE = 12
    VIEWS = (
        FunctionView(
            "PJRT_Transfers_PJRT_Client_MakeCrossHostReceiveBuffers",
            "client_make_cross_host_receive_buffers",
            PJRT_Transfers_PJRT_Client_MakeCrossHostReceiveBuffers_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            RowsIn("num_dims", "num_dims", "shape_num_dims", "num_shapes", ctype=c_int64),
            ListIn("element_types", "element_types", "num_shapes", enum=PJRT_Buffer_Type, ctype=c_int),
            ListIn("layouts", "layouts", "num_shapes", pointers=True, struct=PJRT_Buffer_MemoryLayout, ctype=c_void_p),
            CallerOut("buffers", "buffers", "num_shapes", ctype=c_void_p, kind="PJRT_Buffer", owned=True),
            HandleIn("device", "device", kind="PJRT_Device", nullable=False),
            StructValueIn("notifier", "notifier", struct=PJRT_Transfers_CrossHostRecvNotifierInfo),
            ScalarOut("num_buffers", "num_buffers"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Buffer_CopyToRemoteDevice",
            "buffer_copy_to_remote_device",
            PJRT_Transfers_PJRT_Buffer_CopyToRemoteDevice_Args,
            HandleIn("buffer", "buffer", kind="PJRT_Buffer", nullable=False),
            HandleIn("event", "event", kind="PJRT_Event", nullable=False),
            ScalarIn("serialized_descriptor", "serialized_descriptor"),
            ScalarIn("serialized_descriptor_size", "serialized_descriptor_size"),
            StructValueIn("on_done", "on_done", struct=PJRT_Transfers_CrossHostRemoteSendCallbackInfo),
            CallbackIn("descriptor_destructor", "descriptor_destructor", callback=PJRT_Transfers_DescriptorDestructor),
        ),
        FunctionView(
            "PJRT_Transfers_PJRT_Client_CrossHostReceiveBuffers",
            "client_cross_host_receive_buffers",
            PJRT_Transfers_PJRT_Client_CrossHostReceiveBuffers_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            RowsIn("num_dims", "num_dims", "shape_num_dims", "num_shapes", ctype=c_int64),
            ListIn("element_types", "element_types", "num_shapes", enum=PJRT_Buffer_Type, ctype=c_int),
            ListIn("layouts", "layouts", "num_shapes", pointers=True, struct=PJRT_Buffer_MemoryLayout, ctype=c_void_p),
            ListIn("src_global_device_ids", "src_global_device_ids", "num_shapes", ctype=c_int32),
            ListIn("transfer_keys", "transfer_keys", "num_shapes", ctype=c_int64),
            CallerOut("buffers", "buffers", "num_shapes", ctype=c_void_p, kind="PJRT_Buffer", owned=True),
            HandleIn("device", "device", kind="PJRT_Device", nullable=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Transfers_PJRT_Client_CrossHostSendBuffers",
            "client_cross_host_send_buffers",
            PJRT_Transfers_PJRT_Client_CrossHostSendBuffers_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            ListIn("buffers", "buffers", "num_buffers", ctype=c_void_p, kind="PJRT_Buffer"),
            ListIn("dst_global_device_ids", "dst_global_device_ids", "num_buffers", ctype=c_int32),
            ListIn("transfer_keys", "transfer_keys", "num_buffers", ctype=c_int64),
            CallerOut("send_events", "send_events", "num_buffers", ctype=c_void_p, kind="PJRT_Event", owned=True),
            error="PJRT_Error",
        ),
    )

    def client_make_cross_host_receive_buffers(self, *, client: Any, num_dims: Any, element_types: Any, layouts: Any, device: Any, notifier: Any) -> Any:
        """Serves `PJRT_Transfers_PJRT_Client_MakeCrossHostReceiveBuffers`, slot 0. Tells buffers, num_buffers."""
        unserved("PJRT_Transfers_PJRT_Client_MakeCrossHostReceiveBuffers")

    def buffer_copy_to_remote_device(self, *, buffer: Any, event: Any, serialized_descriptor: int | None, serialized_descriptor_size: int | None, on_done: Any, descriptor_destructor: Any) -> None:
        """Serves `PJRT_Buffer_CopyToRemoteDevice`, slot 1."""
        unserved("PJRT_Buffer_CopyToRemoteDevice")

    def client_cross_host_receive_buffers(self, *, client: Any, num_dims: Any, element_types: Any, layouts: Any, src_global_device_ids: Any, transfer_keys: Any, device: Any) -> Any:
        """Serves `PJRT_Transfers_PJRT_Client_CrossHostReceiveBuffers`, slot 2."""
        unserved("PJRT_Transfers_PJRT_Client_CrossHostReceiveBuffers")

    def client_cross_host_send_buffers(self, *, client: Any, buffers: Any, dst_global_device_ids: Any, transfer_keys: Any) -> Any:
        """Serves `PJRT_Transfers_PJRT_Client_CrossHostSendBuffers`, slot 3."""
        unserved("PJRT_Transfers_PJRT_Client_CrossHostSendBuffers")
