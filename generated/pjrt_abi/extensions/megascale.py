"""Generated from `xla/pjrt/c/pjrt_c_api_megascale_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import CFUNCTYPE, Structure, addressof, c_bool, c_int32, c_int64, c_size_t, c_void_p, sizeof
from typing import Any, ClassVar, NamedTuple

from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import (
    CALL,
    FunctionTable,
    all_bytes_out,
    bytes_in,
    bytes_out,
    function_address,
    pointer_out,
    release,
    texts_in,
)
from pjrt_abi.typed import (
    ClientPtr,
    CollectivesPtr,
    FunctionPointer,
    MegascaleClientContextPtr,
    MegascaleErrorAggregatorPtr,
    MegascaleErrorDigestPtr,
    MultiSliceConfigPtr,
    TopologyDescriptionPtr,
)


PJRT_API_MEGASCALE_EXTENSION_VERSION = 1


class PJRT_Megascale_CreateClientContextFromPjRtClient_Args(Structure):
    """Arguments of `PJRT_Megascale_CreateClientContextFromPjRtClient`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    client: int | None
    client_context: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("client", c_void_p),  # PJRT_Client*
        ("client_context", c_void_p),  # out, PJRT_Megascale_ClientContext*
    )


PJRT_Megascale_CreateClientContextFromPjRtClient_Args.STRUCT_SIZE = size_through(PJRT_Megascale_CreateClientContextFromPjRtClient_Args, "client_context")


class PJRT_Megascale_CreateDefaultClientContext_Args(Structure):
    """Arguments of `PJRT_Megascale_CreateDefaultClientContext`; 16 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    client_context: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("client_context", c_void_p),  # out, PJRT_Megascale_ClientContext*
    )


PJRT_Megascale_CreateDefaultClientContext_Args.STRUCT_SIZE = size_through(PJRT_Megascale_CreateDefaultClientContext_Args, "client_context")


class PJRT_Megascale_DeleteClientContext_Args(Structure):
    """Arguments of `PJRT_Megascale_DeleteClientContext`; 16 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    client_context: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("client_context", c_void_p),  # PJRT_Megascale_ClientContext*
    )


PJRT_Megascale_DeleteClientContext_Args.STRUCT_SIZE = size_through(PJRT_Megascale_DeleteClientContext_Args, "client_context")


class PJRT_Megascale_CreateAoTConfig_Args(Structure):
    """Arguments of `PJRT_Megascale_CreateAoTConfig`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    num_slices: int
    multi_slice_config: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("num_slices", c_int32),  # int32_t
        ("multi_slice_config", c_void_p),  # out, PJRT_MultiSlice_Config*
    )


PJRT_Megascale_CreateAoTConfig_Args.STRUCT_SIZE = size_through(PJRT_Megascale_CreateAoTConfig_Args, "multi_slice_config")


class PJRT_Megascale_CreateMultiSliceConfig_Args(Structure):
    """Arguments of `PJRT_Megascale_CreateMultiSliceConfig`; 80 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    topology: int | None
    num_slices: int
    local_slice_id: int
    local_host_id: int
    endpoint_addresses: int | None
    endpoint_addresses_size: int
    dcn_topology: int | None
    dcn_topology_size: int
    client_context: int | None
    multi_slice_config: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("topology", c_void_p),  # const PJRT_TopologyDescription*
        ("num_slices", c_int32),  # int32_t
        ("local_slice_id", c_int32),  # int32_t
        ("local_host_id", c_int32),  # int32_t
        ("endpoint_addresses", c_void_p),  # const char*
        ("endpoint_addresses_size", c_int32),  # int32_t
        ("dcn_topology", c_void_p),  # const char*
        ("dcn_topology_size", c_int32),  # int32_t
        ("client_context", c_void_p),  # PJRT_Megascale_ClientContext*
        ("multi_slice_config", c_void_p),  # out, PJRT_MultiSlice_Config*
    )


PJRT_Megascale_CreateMultiSliceConfig_Args.STRUCT_SIZE = size_through(PJRT_Megascale_CreateMultiSliceConfig_Args, "multi_slice_config")


class PJRT_Megascale_ClientContext_Initialize_Args(Structure):
    """Arguments of `PJRT_Megascale_ClientContext_Initialize`; 16 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    client_context: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("client_context", c_void_p),  # PJRT_Megascale_ClientContext*
    )


PJRT_Megascale_ClientContext_Initialize_Args.STRUCT_SIZE = size_through(PJRT_Megascale_ClientContext_Initialize_Args, "client_context")


class PJRT_Megascale_ClientContext_UnblockPendingWork_Args(Structure):
    """Arguments of `PJRT_Megascale_ClientContext_UnblockPendingWork`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    client_context: int | None
    launch_id: int
    expire_after_ms: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("client_context", c_void_p),  # PJRT_Megascale_ClientContext*
        ("launch_id", c_int32),  # int32_t
        ("expire_after_ms", c_int64),  # int64_t
    )


PJRT_Megascale_ClientContext_UnblockPendingWork_Args.STRUCT_SIZE = size_through(PJRT_Megascale_ClientContext_UnblockPendingWork_Args, "expire_after_ms")


class PJRT_Megascale_ClientContext_MegascalePort_Args(Structure):
    """Arguments of `PJRT_Megascale_ClientContext_MegascalePort`; 20 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    client_context: int | None
    port: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("client_context", c_void_p),  # PJRT_Megascale_ClientContext*
        ("port", c_int32),  # out, int32_t
    )


PJRT_Megascale_ClientContext_MegascalePort_Args.STRUCT_SIZE = size_through(PJRT_Megascale_ClientContext_MegascalePort_Args, "port")


class PJRT_Megascale_ProcessesInfo(Structure):
    """`struct PJRT_Megascale_ProcessesInfo`; 64 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    addresses: int | None
    address_sizes: int | None
    num_addresses: int
    slice_indexes: int | None
    num_slice_indexes: int
    per_slice_indexes: int | None
    num_per_slice_indexes: int
    num_devices_per_process: int
    _fields_ = (
        ("addresses", c_void_p),  # const char**
        ("address_sizes", c_void_p),  # size_t*
        ("num_addresses", c_size_t),  # size_t
        ("slice_indexes", c_void_p),  # int32_t*, may be NULL
        ("num_slice_indexes", c_size_t),  # size_t
        ("per_slice_indexes", c_void_p),  # int32_t*, may be NULL
        ("num_per_slice_indexes", c_size_t),  # size_t
        ("num_devices_per_process", c_int32),  # int32_t
    )


PJRT_Megascale_ProcessesInfo.STRUCT_SIZE = sizeof(PJRT_Megascale_ProcessesInfo)


class PJRT_Megascale_CreateMegascaleCollectives_Args(Structure):
    """Arguments of `PJRT_Megascale_CreateMegascaleCollectives`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    client_context: int | None
    processes_info: int | None
    dcn_topology: int | None
    dcn_topology_size: int
    collectives: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("client_context", c_void_p),  # PJRT_Megascale_ClientContext*
        ("processes_info", c_void_p),  # PJRT_Megascale_ProcessesInfo*
        ("dcn_topology", c_void_p),  # const char*, may be NULL
        ("dcn_topology_size", c_size_t),  # size_t
        ("collectives", c_void_p),  # out, PJRT_Collectives*
    )


PJRT_Megascale_CreateMegascaleCollectives_Args.STRUCT_SIZE = size_through(PJRT_Megascale_CreateMegascaleCollectives_Args, "collectives")


class PJRT_Megascale_DeviceId_To_MegascaleId_Args(Structure):
    """Arguments of `PJRT_Megascale_DeviceId_To_MegascaleId`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    slice_id: int
    per_slice_device_id: int
    megascale_id: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("slice_id", c_int32),  # int32_t
        ("per_slice_device_id", c_int32),  # int32_t
        ("megascale_id", c_int64),  # out, int64_t
    )


PJRT_Megascale_DeviceId_To_MegascaleId_Args.STRUCT_SIZE = size_through(PJRT_Megascale_DeviceId_To_MegascaleId_Args, "megascale_id")


class PJRT_Megascale_MegascaleId_To_DeviceId_Args(Structure):
    """Arguments of `PJRT_Megascale_MegascaleId_To_DeviceId`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    megascale_id: int
    slice_id: int
    per_slice_device_id: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("megascale_id", c_int64),  # int64_t
        ("slice_id", c_int32),  # out, int32_t
        ("per_slice_device_id", c_int32),  # out, int32_t
    )


PJRT_Megascale_MegascaleId_To_DeviceId_Args.STRUCT_SIZE = size_through(PJRT_Megascale_MegascaleId_To_DeviceId_Args, "per_slice_device_id")


class PJRT_Megascale_RegisterErrorHandler_Args(Structure):
    """Arguments of `PJRT_Megascale_RegisterErrorHandler`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    handler_name: int | None
    handler_name_size: int
    handler: int | None
    user_data: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("handler_name", c_void_p),  # const char*
        ("handler_name_size", c_size_t),  # size_t
        ("handler", c_void_p),  # PJRT_Megascale_ErrorHandler*
        ("user_data", c_void_p),  # void*
    )


PJRT_Megascale_RegisterErrorHandler_Args.STRUCT_SIZE = size_through(PJRT_Megascale_RegisterErrorHandler_Args, "user_data")


class PJRT_Megascale_UnregisterErrorHandler_Args(Structure):
    """Arguments of `PJRT_Megascale_UnregisterErrorHandler`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    handler_name: int | None
    handler_name_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("handler_name", c_void_p),  # const char*
        ("handler_name_size", c_size_t),  # size_t
    )


PJRT_Megascale_UnregisterErrorHandler_Args.STRUCT_SIZE = size_through(PJRT_Megascale_UnregisterErrorHandler_Args, "handler_name_size")


class PJRT_Megascale_ErrorAggregator_Create_Args(Structure):
    """Arguments of `PJRT_Megascale_ErrorAggregator_Create`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    app_type: int | None
    app_type_size: int
    aggregator: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("app_type", c_void_p),  # const char*
        ("app_type_size", c_size_t),  # size_t
        ("aggregator", c_void_p),  # out, PJRT_Megascale_ErrorAggregator*
    )


PJRT_Megascale_ErrorAggregator_Create_Args.STRUCT_SIZE = size_through(PJRT_Megascale_ErrorAggregator_Create_Args, "aggregator")


class PJRT_Megascale_ErrorAggregator_Delete_Args(Structure):
    """Arguments of `PJRT_Megascale_ErrorAggregator_Delete`; 16 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    aggregator: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("aggregator", c_void_p),  # PJRT_Megascale_ErrorAggregator*
    )


PJRT_Megascale_ErrorAggregator_Delete_Args.STRUCT_SIZE = size_through(PJRT_Megascale_ErrorAggregator_Delete_Args, "aggregator")


class PJRT_Megascale_ErrorDigest_Delete_Args(Structure):
    """Arguments of `PJRT_Megascale_ErrorDigest_Delete`; 16 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    digest: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("digest", c_void_p),  # PJRT_Megascale_ErrorDigest*
    )


PJRT_Megascale_ErrorDigest_Delete_Args.STRUCT_SIZE = size_through(PJRT_Megascale_ErrorDigest_Delete_Args, "digest")


class PJRT_Megascale_ErrorAggregator_AddError_Args(Structure):
    """Arguments of `PJRT_Megascale_ErrorAggregator_AddError`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    aggregator: int | None
    worker_id: int | None
    worker_id_size: int
    serialized_error: int | None
    serialized_error_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("aggregator", c_void_p),  # PJRT_Megascale_ErrorAggregator*
        ("worker_id", c_void_p),  # const char*
        ("worker_id_size", c_size_t),  # size_t
        ("serialized_error", c_void_p),  # const char*
        ("serialized_error_size", c_size_t),  # size_t
    )


PJRT_Megascale_ErrorAggregator_AddError_Args.STRUCT_SIZE = size_through(PJRT_Megascale_ErrorAggregator_AddError_Args, "serialized_error_size")


class PJRT_Megascale_ErrorAggregator_ProcessAndShutdown_Args(Structure):
    """Arguments of `PJRT_Megascale_ErrorAggregator_ProcessAndShutdown`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    aggregator: int | None
    digest: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("aggregator", c_void_p),  # PJRT_Megascale_ErrorAggregator*
        ("digest", c_void_p),  # out, PJRT_Megascale_ErrorDigest*
    )


PJRT_Megascale_ErrorAggregator_ProcessAndShutdown_Args.STRUCT_SIZE = size_through(PJRT_Megascale_ErrorAggregator_ProcessAndShutdown_Args, "digest")


class PJRT_Megascale_ErrorAggregator_LogErrorDigest_Args(Structure):
    """Arguments of `PJRT_Megascale_ErrorAggregator_LogErrorDigest`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    aggregator: int | None
    digest: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("aggregator", c_void_p),  # PJRT_Megascale_ErrorAggregator*
        ("digest", c_void_p),  # PJRT_Megascale_ErrorDigest*
    )


PJRT_Megascale_ErrorAggregator_LogErrorDigest_Args.STRUCT_SIZE = size_through(PJRT_Megascale_ErrorAggregator_LogErrorDigest_Args, "digest")


class PJRT_Megascale_ErrorAggregator_Size_Args(Structure):
    """Arguments of `PJRT_Megascale_ErrorAggregator_Size`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    aggregator: int | None
    size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("aggregator", c_void_p),  # PJRT_Megascale_ErrorAggregator*
        ("size", c_size_t),  # out, size_t
    )


PJRT_Megascale_ErrorAggregator_Size_Args.STRUCT_SIZE = size_through(PJRT_Megascale_ErrorAggregator_Size_Args, "size")


class PJRT_Megascale_ErrorAggregator_Active_Args(Structure):
    """Arguments of `PJRT_Megascale_ErrorAggregator_Active`; 17 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    aggregator: int | None
    active: bool
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("aggregator", c_void_p),  # PJRT_Megascale_ErrorAggregator*
        ("active", c_bool),  # out, bool
    )


PJRT_Megascale_ErrorAggregator_Active_Args.STRUCT_SIZE = size_through(PJRT_Megascale_ErrorAggregator_Active_Args, "active")


class PJRT_Megascale_GetInterfaceAddressesHelper_Args(Structure):
    """Arguments of `PJRT_Megascale_GetInterfaceAddressesHelper`; 104 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    megascale_port_name: int | None
    megascale_port_name_size: int
    megascale_port: int
    interface_prefixes: int | None
    interface_prefixes_sizes: int | None
    num_interface_prefixes: int
    use_all_interfaces: bool
    limit_to_process_numa_local_interfaces: bool
    serialized_addresses: int | None
    serialized_addresses_sizes: int | None
    num_addresses: int
    addresses: int | None
    addresses_deleter: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("megascale_port_name", c_void_p),  # const char*
        ("megascale_port_name_size", c_size_t),  # size_t
        ("megascale_port", c_int32),  # int32_t
        ("interface_prefixes", c_void_p),  # const char**
        ("interface_prefixes_sizes", c_void_p),  # const size_t*
        ("num_interface_prefixes", c_size_t),  # size_t
        ("use_all_interfaces", c_bool),  # bool
        ("limit_to_process_numa_local_interfaces", c_bool),  # bool
        ("serialized_addresses", c_void_p),  # out, const char**
        ("serialized_addresses_sizes", c_void_p),  # out, size_t*
        ("num_addresses", c_size_t),  # out, size_t
        ("addresses", c_void_p),  # out, PJRT_Megascale_SerializedAddresses*
        ("addresses_deleter", c_void_p),  # out, void (*)(PJRT_Megascale_SerializedAddresses*)
    )


PJRT_Megascale_GetInterfaceAddressesHelper_Args.STRUCT_SIZE = size_through(PJRT_Megascale_GetInterfaceAddressesHelper_Args, "addresses_deleter")


class PJRT_Megascale_GetOrCreateRuntimeError_Args(Structure):
    """Arguments of `PJRT_Megascale_GetOrCreateRuntimeError`; 104 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    error_type: int
    start_time_nanos: int
    status_code: int
    status_message: int | None
    status_message_size: int
    launch_id: int
    has_unrecoverable_error_type: bool
    unrecoverable_error_type: int
    serialized_error: int | None
    serialized_error_size: int
    is_new_error: bool
    error: int | None
    error_deleter: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("error_type", c_int32),  # int32_t
        ("start_time_nanos", c_int64),  # int64_t
        ("status_code", c_int32),  # int32_t
        ("status_message", c_void_p),  # const char*
        ("status_message_size", c_size_t),  # size_t
        ("launch_id", c_int32),  # int32_t
        ("has_unrecoverable_error_type", c_bool),  # bool
        ("unrecoverable_error_type", c_int32),  # int32_t
        ("serialized_error", c_void_p),  # out, const char*
        ("serialized_error_size", c_size_t),  # out, size_t
        ("is_new_error", c_bool),  # out, bool
        ("error", c_void_p),  # out, PJRT_Megascale_SerializedError*
        ("error_deleter", c_void_p),  # out, void (*)(PJRT_Megascale_SerializedError*)
    )


PJRT_Megascale_GetOrCreateRuntimeError_Args.STRUCT_SIZE = size_through(PJRT_Megascale_GetOrCreateRuntimeError_Args, "error_deleter")


class PJRT_Megascale_Extension(Structure):
    """`struct PJRT_Megascale_Extension`; 248 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    create_client_context_from_pjrt_client: int | None
    create_default_client_context: int | None
    delete_client_context: int | None
    create_aot_config: int | None
    create_multi_slice_config: int | None
    delete_multi_slice_config: int | None
    multi_slice_config_num_slices: int | None
    multi_slice_config_slice_id: int | None
    multi_slice_config_get_num_devices_per_slice: int | None
    multi_slice_config_serialize: int | None
    client_context_initialize: int | None
    client_context_unblock_pending_work: int | None
    client_context_megascale_port: int | None
    create_megascale_collectives: int | None
    device_id_to_megascale_id: int | None
    megascale_id_to_device_id: int | None
    register_megascale_error_handler: int | None
    unregister_megascale_error_handler: int | None
    error_aggregator_create: int | None
    error_aggregator_delete: int | None
    error_digest_delete: int | None
    error_aggregator_add_error: int | None
    error_aggregator_process_and_shutdown: int | None
    error_aggregator_log_error_digest: int | None
    error_aggregator_size: int | None
    error_aggregator_active: int | None
    get_interface_addresses_helper: int | None
    get_or_create_runtime_error: int | None
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("create_client_context_from_pjrt_client", c_void_p),  # PJRT_Megascale_CreateClientContextFromPjRtClient*
        ("create_default_client_context", c_void_p),  # PJRT_Megascale_CreateDefaultClientContext*
        ("delete_client_context", c_void_p),  # PJRT_Megascale_DeleteClientContext*
        ("create_aot_config", c_void_p),  # PJRT_Megascale_CreateAoTConfig*
        ("create_multi_slice_config", c_void_p),  # PJRT_Megascale_CreateMultiSliceConfig*
        ("delete_multi_slice_config", c_void_p),  # void*, deprecated
        ("multi_slice_config_num_slices", c_void_p),  # void*, deprecated
        ("multi_slice_config_slice_id", c_void_p),  # void*, deprecated
        ("multi_slice_config_get_num_devices_per_slice", c_void_p),  # void*, deprecated
        ("multi_slice_config_serialize", c_void_p),  # void*, deprecated
        ("client_context_initialize", c_void_p),  # PJRT_Megascale_ClientContext_Initialize*
        ("client_context_unblock_pending_work", c_void_p),  # PJRT_Megascale_ClientContext_UnblockPendingWork*
        ("client_context_megascale_port", c_void_p),  # PJRT_Megascale_ClientContext_MegascalePort*
        ("create_megascale_collectives", c_void_p),  # PJRT_Megascale_CreateMegascaleCollectives*
        ("device_id_to_megascale_id", c_void_p),  # PJRT_Megascale_DeviceId_To_MegascaleId*
        ("megascale_id_to_device_id", c_void_p),  # PJRT_Megascale_MegascaleId_To_DeviceId*
        ("register_megascale_error_handler", c_void_p),  # PJRT_Megascale_RegisterErrorHandler*
        ("unregister_megascale_error_handler", c_void_p),  # PJRT_Megascale_UnregisterErrorHandler*
        ("error_aggregator_create", c_void_p),  # PJRT_Megascale_ErrorAggregator_Create*
        ("error_aggregator_delete", c_void_p),  # PJRT_Megascale_ErrorAggregator_Delete*
        ("error_digest_delete", c_void_p),  # PJRT_Megascale_ErrorDigest_Delete*
        ("error_aggregator_add_error", c_void_p),  # PJRT_Megascale_ErrorAggregator_AddError*
        ("error_aggregator_process_and_shutdown", c_void_p),  # PJRT_Megascale_ErrorAggregator_ProcessAndShutdown*
        ("error_aggregator_log_error_digest", c_void_p),  # PJRT_Megascale_ErrorAggregator_LogErrorDigest*
        ("error_aggregator_size", c_void_p),  # PJRT_Megascale_ErrorAggregator_Size*
        ("error_aggregator_active", c_void_p),  # PJRT_Megascale_ErrorAggregator_Active*
        ("get_interface_addresses_helper", c_void_p),  # PJRT_Megascale_GetInterfaceAddressesHelper*
        ("get_or_create_runtime_error", c_void_p),  # PJRT_Megascale_GetOrCreateRuntimeError*
    )


PJRT_Megascale_Extension.STRUCT_SIZE = size_through(PJRT_Megascale_Extension, "get_or_create_runtime_error")


PJRT_Megascale_ErrorHandler = CFUNCTYPE(None, c_void_p, c_size_t, c_void_p)
"""`void(const char*, size_t, void*)`"""


PJRT_Megascale_GetInterfaceAddressesHelper_Args_addresses_deleter = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_Megascale_SerializedAddresses*)`"""


PJRT_Megascale_GetOrCreateRuntimeError_Args_error_deleter = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_Megascale_SerializedError*)`"""


class MegascaleIdToDeviceId(NamedTuple):
    """What `PJRT_Megascale_MegascaleId_To_DeviceId` tells."""

    slice_id: int
    per_slice_device_id: int


class GetOrCreateRuntimeError(NamedTuple):
    """What `PJRT_Megascale_GetOrCreateRuntimeError` tells."""

    serialized_error: bytes
    is_new_error: bool


class Megascale(FunctionTable):
    """The extension `PJRT_Megascale_Extension`, with a method for each of its 23 functions."""

    TABLE = PJRT_Megascale_Extension
    NAME = "Megascale"
    TYPE = 18
    VERSION = 1
    MARK = ""
    SLOTS = (
        ("PJRT_Megascale_CreateClientContextFromPjRtClient", "create_client_context_from_pjrt_client", CALL),
        ("PJRT_Megascale_CreateDefaultClientContext", "create_default_client_context", CALL),
        ("PJRT_Megascale_DeleteClientContext", "delete_client_context", CALL),
        ("PJRT_Megascale_CreateAoTConfig", "create_aot_config", CALL),
        ("PJRT_Megascale_CreateMultiSliceConfig", "create_multi_slice_config", CALL),
        ("PJRT_Megascale_ClientContext_Initialize", "client_context_initialize", CALL),
        ("PJRT_Megascale_ClientContext_UnblockPendingWork", "client_context_unblock_pending_work", CALL),
        ("PJRT_Megascale_ClientContext_MegascalePort", "client_context_megascale_port", CALL),
        ("PJRT_Megascale_CreateMegascaleCollectives", "create_megascale_collectives", CALL),
        ("PJRT_Megascale_DeviceId_To_MegascaleId", "device_id_to_megascale_id", CALL),
        ("PJRT_Megascale_MegascaleId_To_DeviceId", "megascale_id_to_device_id", CALL),
        ("PJRT_Megascale_RegisterErrorHandler", "register_megascale_error_handler", CALL),
        ("PJRT_Megascale_UnregisterErrorHandler", "unregister_megascale_error_handler", CALL),
        ("PJRT_Megascale_ErrorAggregator_Create", "error_aggregator_create", CALL),
        ("PJRT_Megascale_ErrorAggregator_Delete", "error_aggregator_delete", CALL),
        ("PJRT_Megascale_ErrorDigest_Delete", "error_digest_delete", CALL),
        ("PJRT_Megascale_ErrorAggregator_AddError", "error_aggregator_add_error", CALL),
        ("PJRT_Megascale_ErrorAggregator_ProcessAndShutdown", "error_aggregator_process_and_shutdown", CALL),
        ("PJRT_Megascale_ErrorAggregator_LogErrorDigest", "error_aggregator_log_error_digest", CALL),
        ("PJRT_Megascale_ErrorAggregator_Size", "error_aggregator_size", CALL),
        ("PJRT_Megascale_ErrorAggregator_Active", "error_aggregator_active", CALL),
        ("PJRT_Megascale_GetInterfaceAddressesHelper", "get_interface_addresses_helper", CALL),
        ("PJRT_Megascale_GetOrCreateRuntimeError", "get_or_create_runtime_error", CALL),
    )
    PJRT_Megascale_CreateClientContextFromPjRtClient: Any
    PJRT_Megascale_CreateDefaultClientContext: Any
    PJRT_Megascale_DeleteClientContext: Any
    PJRT_Megascale_CreateAoTConfig: Any
    PJRT_Megascale_CreateMultiSliceConfig: Any
    PJRT_Megascale_ClientContext_Initialize: Any
    PJRT_Megascale_ClientContext_UnblockPendingWork: Any
    PJRT_Megascale_ClientContext_MegascalePort: Any
    PJRT_Megascale_CreateMegascaleCollectives: Any
    PJRT_Megascale_DeviceId_To_MegascaleId: Any
    PJRT_Megascale_MegascaleId_To_DeviceId: Any
    PJRT_Megascale_RegisterErrorHandler: Any
    PJRT_Megascale_UnregisterErrorHandler: Any
    PJRT_Megascale_ErrorAggregator_Create: Any
    PJRT_Megascale_ErrorAggregator_Delete: Any
    PJRT_Megascale_ErrorDigest_Delete: Any
    PJRT_Megascale_ErrorAggregator_AddError: Any
    PJRT_Megascale_ErrorAggregator_ProcessAndShutdown: Any
    PJRT_Megascale_ErrorAggregator_LogErrorDigest: Any
    PJRT_Megascale_ErrorAggregator_Size: Any
    PJRT_Megascale_ErrorAggregator_Active: Any
    PJRT_Megascale_GetInterfaceAddressesHelper: Any
    PJRT_Megascale_GetOrCreateRuntimeError: Any

    def create_client_context_from_pj_rt_client(self, client: ClientPtr) -> MegascaleClientContextPtr:
        """`PJRT_Megascale_CreateClientContextFromPjRtClient`, slot 0. The caller owns: client_context."""
        a = PJRT_Megascale_CreateClientContextFromPjRtClient_Args()
        a.struct_size = PJRT_Megascale_CreateClientContextFromPjRtClient_Args.STRUCT_SIZE
        a.client = client
        error = self.PJRT_Megascale_CreateClientContextFromPjRtClient(addressof(a))
        if error:
            self._fail("PJRT_Megascale_CreateClientContextFromPjRtClient", error)
        return MegascaleClientContextPtr(pointer_out(a.client_context, "PJRT_Megascale_CreateClientContextFromPjRtClient.client_context"))

    def create_default_client_context(self) -> MegascaleClientContextPtr:
        """`PJRT_Megascale_CreateDefaultClientContext`, slot 1. The caller owns: client_context."""
        a = PJRT_Megascale_CreateDefaultClientContext_Args()
        a.struct_size = PJRT_Megascale_CreateDefaultClientContext_Args.STRUCT_SIZE
        error = self.PJRT_Megascale_CreateDefaultClientContext(addressof(a))
        if error:
            self._fail("PJRT_Megascale_CreateDefaultClientContext", error)
        return MegascaleClientContextPtr(pointer_out(a.client_context, "PJRT_Megascale_CreateDefaultClientContext.client_context"))

    def delete_client_context(self, client_context: MegascaleClientContextPtr) -> None:
        """`PJRT_Megascale_DeleteClientContext`, slot 2."""
        a = PJRT_Megascale_DeleteClientContext_Args()
        a.struct_size = PJRT_Megascale_DeleteClientContext_Args.STRUCT_SIZE
        a.client_context = client_context
        error = self.PJRT_Megascale_DeleteClientContext(addressof(a))
        if error:
            self._fail("PJRT_Megascale_DeleteClientContext", error)

    def create_ao_t_config(self, topology: TopologyDescriptionPtr, num_slices: int) -> MultiSliceConfigPtr:
        """`PJRT_Megascale_CreateAoTConfig`, slot 3. The caller owns: multi_slice_config."""
        a = PJRT_Megascale_CreateAoTConfig_Args()
        a.struct_size = PJRT_Megascale_CreateAoTConfig_Args.STRUCT_SIZE
        a.topology = topology
        a.num_slices = num_slices
        error = self.PJRT_Megascale_CreateAoTConfig(addressof(a))
        if error:
            self._fail("PJRT_Megascale_CreateAoTConfig", error)
        return MultiSliceConfigPtr(pointer_out(a.multi_slice_config, "PJRT_Megascale_CreateAoTConfig.multi_slice_config"))

    def create_multi_slice_config(
        self,
        topology: TopologyDescriptionPtr,
        num_slices: int,
        local_slice_id: int,
        local_host_id: int,
        endpoint_addresses: str | bytes,
        dcn_topology: str | bytes,
        client_context: MegascaleClientContextPtr,
    ) -> MultiSliceConfigPtr:
        """`PJRT_Megascale_CreateMultiSliceConfig`, slot 4. The caller owns: multi_slice_config."""
        a = PJRT_Megascale_CreateMultiSliceConfig_Args()
        a.struct_size = PJRT_Megascale_CreateMultiSliceConfig_Args.STRUCT_SIZE
        a.topology = topology
        a.num_slices = num_slices
        a.local_slice_id = local_slice_id
        a.local_host_id = local_host_id
        keep_endpoint_addresses, a.endpoint_addresses, a.endpoint_addresses_size = bytes_in(endpoint_addresses)
        keep_dcn_topology, a.dcn_topology, a.dcn_topology_size = bytes_in(dcn_topology)
        a.client_context = client_context
        error = self.PJRT_Megascale_CreateMultiSliceConfig(addressof(a))
        if error:
            self._fail("PJRT_Megascale_CreateMultiSliceConfig", error)
        return MultiSliceConfigPtr(pointer_out(a.multi_slice_config, "PJRT_Megascale_CreateMultiSliceConfig.multi_slice_config"))

    def client_context_initialize(self, client_context: MegascaleClientContextPtr) -> None:
        """`PJRT_Megascale_ClientContext_Initialize`, slot 10."""
        a = PJRT_Megascale_ClientContext_Initialize_Args()
        a.struct_size = PJRT_Megascale_ClientContext_Initialize_Args.STRUCT_SIZE
        a.client_context = client_context
        error = self.PJRT_Megascale_ClientContext_Initialize(addressof(a))
        if error:
            self._fail("PJRT_Megascale_ClientContext_Initialize", error)

    def client_context_unblock_pending_work(
        self,
        client_context: MegascaleClientContextPtr,
        launch_id: int,
        expire_after_ms: int,
    ) -> None:
        """`PJRT_Megascale_ClientContext_UnblockPendingWork`, slot 11."""
        a = PJRT_Megascale_ClientContext_UnblockPendingWork_Args()
        a.struct_size = PJRT_Megascale_ClientContext_UnblockPendingWork_Args.STRUCT_SIZE
        a.client_context = client_context
        a.launch_id = launch_id
        a.expire_after_ms = expire_after_ms
        error = self.PJRT_Megascale_ClientContext_UnblockPendingWork(addressof(a))
        if error:
            self._fail("PJRT_Megascale_ClientContext_UnblockPendingWork", error)

    def client_context_megascale_port(self, client_context: MegascaleClientContextPtr) -> int:
        """`PJRT_Megascale_ClientContext_MegascalePort`, slot 12."""
        a = PJRT_Megascale_ClientContext_MegascalePort_Args()
        a.struct_size = PJRT_Megascale_ClientContext_MegascalePort_Args.STRUCT_SIZE
        a.client_context = client_context
        error = self.PJRT_Megascale_ClientContext_MegascalePort(addressof(a))
        if error:
            self._fail("PJRT_Megascale_ClientContext_MegascalePort", error)
        return a.port

    def create_megascale_collectives(
        self,
        client_context: MegascaleClientContextPtr,
        processes_info: PJRT_Megascale_ProcessesInfo,
        *,
        dcn_topology: str | bytes | None = None,
    ) -> CollectivesPtr:
        """`PJRT_Megascale_CreateMegascaleCollectives`, slot 13. The caller owns: collectives."""
        a = PJRT_Megascale_CreateMegascaleCollectives_Args()
        a.struct_size = PJRT_Megascale_CreateMegascaleCollectives_Args.STRUCT_SIZE
        a.client_context = client_context
        a.processes_info = addressof(processes_info)
        keep_dcn_topology, a.dcn_topology, a.dcn_topology_size = bytes_in(dcn_topology)
        error = self.PJRT_Megascale_CreateMegascaleCollectives(addressof(a))
        if error:
            self._fail("PJRT_Megascale_CreateMegascaleCollectives", error)
        return CollectivesPtr(pointer_out(a.collectives, "PJRT_Megascale_CreateMegascaleCollectives.collectives"))

    def device_id_to_megascale_id(self, slice_id: int, per_slice_device_id: int) -> int:
        """`PJRT_Megascale_DeviceId_To_MegascaleId`, slot 14."""
        a = PJRT_Megascale_DeviceId_To_MegascaleId_Args()
        a.struct_size = PJRT_Megascale_DeviceId_To_MegascaleId_Args.STRUCT_SIZE
        a.slice_id = slice_id
        a.per_slice_device_id = per_slice_device_id
        error = self.PJRT_Megascale_DeviceId_To_MegascaleId(addressof(a))
        if error:
            self._fail("PJRT_Megascale_DeviceId_To_MegascaleId", error)
        return a.megascale_id

    def megascale_id_to_device_id(self, megascale_id: int) -> MegascaleIdToDeviceId:
        """`PJRT_Megascale_MegascaleId_To_DeviceId`, slot 15."""
        a = PJRT_Megascale_MegascaleId_To_DeviceId_Args()
        a.struct_size = PJRT_Megascale_MegascaleId_To_DeviceId_Args.STRUCT_SIZE
        a.megascale_id = megascale_id
        error = self.PJRT_Megascale_MegascaleId_To_DeviceId(addressof(a))
        if error:
            self._fail("PJRT_Megascale_MegascaleId_To_DeviceId", error)
        return MegascaleIdToDeviceId(a.slice_id, a.per_slice_device_id)

    def register_error_handler(
        self,
        handler_name: str | bytes,
        handler: FunctionPointer,
        user_data: int | None,
    ) -> None:
        """`PJRT_Megascale_RegisterErrorHandler`, slot 16."""
        a = PJRT_Megascale_RegisterErrorHandler_Args()
        a.struct_size = PJRT_Megascale_RegisterErrorHandler_Args.STRUCT_SIZE
        keep_handler_name, a.handler_name, a.handler_name_size = bytes_in(handler_name)
        a.handler = function_address(handler)
        a.user_data = user_data
        error = self.PJRT_Megascale_RegisterErrorHandler(addressof(a))
        if error:
            self._fail("PJRT_Megascale_RegisterErrorHandler", error)

    def unregister_error_handler(self, handler_name: str | bytes) -> None:
        """`PJRT_Megascale_UnregisterErrorHandler`, slot 17."""
        a = PJRT_Megascale_UnregisterErrorHandler_Args()
        a.struct_size = PJRT_Megascale_UnregisterErrorHandler_Args.STRUCT_SIZE
        keep_handler_name, a.handler_name, a.handler_name_size = bytes_in(handler_name)
        error = self.PJRT_Megascale_UnregisterErrorHandler(addressof(a))
        if error:
            self._fail("PJRT_Megascale_UnregisterErrorHandler", error)

    def error_aggregator_create(self, app_type: str | bytes) -> MegascaleErrorAggregatorPtr:
        """`PJRT_Megascale_ErrorAggregator_Create`, slot 18. The caller owns: aggregator."""
        a = PJRT_Megascale_ErrorAggregator_Create_Args()
        a.struct_size = PJRT_Megascale_ErrorAggregator_Create_Args.STRUCT_SIZE
        keep_app_type, a.app_type, a.app_type_size = bytes_in(app_type)
        error = self.PJRT_Megascale_ErrorAggregator_Create(addressof(a))
        if error:
            self._fail("PJRT_Megascale_ErrorAggregator_Create", error)
        return MegascaleErrorAggregatorPtr(pointer_out(a.aggregator, "PJRT_Megascale_ErrorAggregator_Create.aggregator"))

    def error_aggregator_delete(self, aggregator: MegascaleErrorAggregatorPtr) -> None:
        """`PJRT_Megascale_ErrorAggregator_Delete`, slot 19."""
        a = PJRT_Megascale_ErrorAggregator_Delete_Args()
        a.struct_size = PJRT_Megascale_ErrorAggregator_Delete_Args.STRUCT_SIZE
        a.aggregator = aggregator
        error = self.PJRT_Megascale_ErrorAggregator_Delete(addressof(a))
        if error:
            self._fail("PJRT_Megascale_ErrorAggregator_Delete", error)

    def error_digest_delete(self, digest: MegascaleErrorDigestPtr) -> None:
        """`PJRT_Megascale_ErrorDigest_Delete`, slot 20."""
        a = PJRT_Megascale_ErrorDigest_Delete_Args()
        a.struct_size = PJRT_Megascale_ErrorDigest_Delete_Args.STRUCT_SIZE
        a.digest = digest
        error = self.PJRT_Megascale_ErrorDigest_Delete(addressof(a))
        if error:
            self._fail("PJRT_Megascale_ErrorDigest_Delete", error)

    def error_aggregator_add_error(
        self,
        aggregator: MegascaleErrorAggregatorPtr,
        worker_id: str | bytes,
        serialized_error: str | bytes,
    ) -> None:
        """`PJRT_Megascale_ErrorAggregator_AddError`, slot 21."""
        a = PJRT_Megascale_ErrorAggregator_AddError_Args()
        a.struct_size = PJRT_Megascale_ErrorAggregator_AddError_Args.STRUCT_SIZE
        a.aggregator = aggregator
        keep_worker_id, a.worker_id, a.worker_id_size = bytes_in(worker_id)
        keep_serialized_error, a.serialized_error, a.serialized_error_size = bytes_in(serialized_error)
        error = self.PJRT_Megascale_ErrorAggregator_AddError(addressof(a))
        if error:
            self._fail("PJRT_Megascale_ErrorAggregator_AddError", error)

    def error_aggregator_process_and_shutdown(
        self,
        aggregator: MegascaleErrorAggregatorPtr,
    ) -> MegascaleErrorDigestPtr:
        """`PJRT_Megascale_ErrorAggregator_ProcessAndShutdown`, slot 22. The caller owns: digest."""
        a = PJRT_Megascale_ErrorAggregator_ProcessAndShutdown_Args()
        a.struct_size = PJRT_Megascale_ErrorAggregator_ProcessAndShutdown_Args.STRUCT_SIZE
        a.aggregator = aggregator
        error = self.PJRT_Megascale_ErrorAggregator_ProcessAndShutdown(addressof(a))
        if error:
            self._fail("PJRT_Megascale_ErrorAggregator_ProcessAndShutdown", error)
        return MegascaleErrorDigestPtr(pointer_out(a.digest, "PJRT_Megascale_ErrorAggregator_ProcessAndShutdown.digest"))

    def error_aggregator_log_error_digest(
        self,
        aggregator: MegascaleErrorAggregatorPtr,
        digest: MegascaleErrorDigestPtr,
    ) -> None:
        """`PJRT_Megascale_ErrorAggregator_LogErrorDigest`, slot 23."""
        a = PJRT_Megascale_ErrorAggregator_LogErrorDigest_Args()
        a.struct_size = PJRT_Megascale_ErrorAggregator_LogErrorDigest_Args.STRUCT_SIZE
        a.aggregator = aggregator
        a.digest = digest
        error = self.PJRT_Megascale_ErrorAggregator_LogErrorDigest(addressof(a))
        if error:
            self._fail("PJRT_Megascale_ErrorAggregator_LogErrorDigest", error)

    def error_aggregator_size(self, aggregator: MegascaleErrorAggregatorPtr) -> int:
        """`PJRT_Megascale_ErrorAggregator_Size`, slot 24."""
        a = PJRT_Megascale_ErrorAggregator_Size_Args()
        a.struct_size = PJRT_Megascale_ErrorAggregator_Size_Args.STRUCT_SIZE
        a.aggregator = aggregator
        error = self.PJRT_Megascale_ErrorAggregator_Size(addressof(a))
        if error:
            self._fail("PJRT_Megascale_ErrorAggregator_Size", error)
        return a.size

    def error_aggregator_active(self, aggregator: MegascaleErrorAggregatorPtr) -> bool:
        """`PJRT_Megascale_ErrorAggregator_Active`, slot 25."""
        a = PJRT_Megascale_ErrorAggregator_Active_Args()
        a.struct_size = PJRT_Megascale_ErrorAggregator_Active_Args.STRUCT_SIZE
        a.aggregator = aggregator
        error = self.PJRT_Megascale_ErrorAggregator_Active(addressof(a))
        if error:
            self._fail("PJRT_Megascale_ErrorAggregator_Active", error)
        return a.active

    def get_interface_addresses_helper(
        self,
        megascale_port_name: str | bytes,
        megascale_port: int,
        interface_prefixes: Sequence[str | bytes],
        use_all_interfaces: bool,
        limit_to_process_numa_local_interfaces: bool,
    ) -> list[bytes]:
        """`PJRT_Megascale_GetInterfaceAddressesHelper`, slot 26."""
        a = PJRT_Megascale_GetInterfaceAddressesHelper_Args()
        a.struct_size = PJRT_Megascale_GetInterfaceAddressesHelper_Args.STRUCT_SIZE
        keep_megascale_port_name, a.megascale_port_name, a.megascale_port_name_size = bytes_in(megascale_port_name)
        a.megascale_port = megascale_port
        keep_interface_prefixes, a.interface_prefixes, a.interface_prefixes_sizes, a.num_interface_prefixes = texts_in(interface_prefixes)
        a.use_all_interfaces = use_all_interfaces
        a.limit_to_process_numa_local_interfaces = limit_to_process_numa_local_interfaces
        error = self.PJRT_Megascale_GetInterfaceAddressesHelper(addressof(a))
        if error:
            self._fail("PJRT_Megascale_GetInterfaceAddressesHelper", error)
        try:
            return all_bytes_out(a.serialized_addresses, a.serialized_addresses_sizes, a.num_addresses)
        finally:
            release(a.addresses_deleter, a.addresses)

    def get_or_create_runtime_error(
        self,
        error_type: int,
        start_time_nanos: int,
        status_code: int,
        status_message: str | bytes,
        launch_id: int,
        *,
        unrecoverable_error_type: int | None = None,
    ) -> GetOrCreateRuntimeError:
        """`PJRT_Megascale_GetOrCreateRuntimeError`, slot 27."""
        a = PJRT_Megascale_GetOrCreateRuntimeError_Args()
        a.struct_size = PJRT_Megascale_GetOrCreateRuntimeError_Args.STRUCT_SIZE
        a.error_type = error_type
        a.start_time_nanos = start_time_nanos
        a.status_code = status_code
        keep_status_message, a.status_message, a.status_message_size = bytes_in(status_message)
        a.launch_id = launch_id
        a.has_unrecoverable_error_type = unrecoverable_error_type is not None
        a.unrecoverable_error_type = unrecoverable_error_type or 0
        error = self.PJRT_Megascale_GetOrCreateRuntimeError(addressof(a))
        if error:
            self._fail("PJRT_Megascale_GetOrCreateRuntimeError", error)
        try:
            return GetOrCreateRuntimeError(bytes_out(a.serialized_error, a.serialized_error_size), a.is_new_error)
        finally:
            release(a.error_deleter, a.error)
