"""Generated from `xla/pjrt/c/pjrt_c_api_megascale_extension.h`: what serves its functions."""

from __future__ import annotations

from ctypes import c_int32
from typing import Any

from pjrt_abi.extensions.megascale import (
    Megascale,
    PJRT_Megascale_ClientContext_Initialize_Args,
    PJRT_Megascale_ClientContext_MegascalePort_Args,
    PJRT_Megascale_ClientContext_UnblockPendingWork_Args,
    PJRT_Megascale_CreateAoTConfig_Args,
    PJRT_Megascale_CreateClientContextFromPjRtClient_Args,
    PJRT_Megascale_CreateDefaultClientContext_Args,
    PJRT_Megascale_CreateMegascaleCollectives_Args,
    PJRT_Megascale_CreateMultiSliceConfig_Args,
    PJRT_Megascale_DeleteClientContext_Args,
    PJRT_Megascale_DeviceId_To_MegascaleId_Args,
    PJRT_Megascale_ErrorAggregator_Active_Args,
    PJRT_Megascale_ErrorAggregator_AddError_Args,
    PJRT_Megascale_ErrorAggregator_Create_Args,
    PJRT_Megascale_ErrorAggregator_Delete_Args,
    PJRT_Megascale_ErrorAggregator_LogErrorDigest_Args,
    PJRT_Megascale_ErrorAggregator_ProcessAndShutdown_Args,
    PJRT_Megascale_ErrorAggregator_Size_Args,
    PJRT_Megascale_ErrorDigest_Delete_Args,
    PJRT_Megascale_ErrorHandler,
    PJRT_Megascale_GetInterfaceAddressesHelper_Args,
    PJRT_Megascale_GetInterfaceAddressesHelper_Args_addresses_deleter,
    PJRT_Megascale_GetOrCreateRuntimeError_Args,
    PJRT_Megascale_GetOrCreateRuntimeError_Args_error_deleter,
    PJRT_Megascale_MegascaleId_To_DeviceId_Args,
    PJRT_Megascale_ProcessesInfo,
    PJRT_Megascale_RegisterErrorHandler_Args,
    PJRT_Megascale_UnregisterErrorHandler_Args,
)
from pjrt_abi.views import (
    CallbackIn,
    Deleter,
    FunctionView,
    HandleIn,
    HandleOut,
    ListIn,
    OptionalIn,
    ScalarIn,
    ScalarOut,
    StructPointerIn,
    TableServer,
    TextIn,
    TextOut,
    TextsIn,
    TextsOut,
    describe,
    unserved,
)


describe(
    PJRT_Megascale_ProcessesInfo,
    TextsIn("addresses", "addresses", "address_sizes", "num_addresses", text=str, nullable=True),
    ListIn("slice_indexes", "slice_indexes", "num_slice_indexes", ctype=c_int32),
    ListIn("per_slice_indexes", "per_slice_indexes", "num_per_slice_indexes", ctype=c_int32),
    ScalarIn("num_devices_per_process", "num_devices_per_process"),
)


class MegascaleServer(TableServer):
    """What serves `PJRT_Megascale_Extension`."""

    CLIENT = Megascale
    TYPE = 18
    VIEWS = (
        FunctionView(
            "PJRT_Megascale_CreateClientContextFromPjRtClient",
            "create_client_context_from_pj_rt_client",
            PJRT_Megascale_CreateClientContextFromPjRtClient_Args,
            HandleIn("client", "client", kind="PJRT_Client", nullable=False),
            HandleOut("client_context", "client_context", kind="PJRT_Megascale_ClientContext", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Megascale_CreateDefaultClientContext",
            "create_default_client_context",
            PJRT_Megascale_CreateDefaultClientContext_Args,
            HandleOut("client_context", "client_context", kind="PJRT_Megascale_ClientContext", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Megascale_DeleteClientContext",
            "delete_client_context",
            PJRT_Megascale_DeleteClientContext_Args,
            HandleIn("client_context", "client_context", kind="PJRT_Megascale_ClientContext", nullable=False),
            error="PJRT_Error",
            destroys="PJRT_Megascale_ClientContext",
        ),
        FunctionView(
            "PJRT_Megascale_CreateAoTConfig",
            "create_ao_t_config",
            PJRT_Megascale_CreateAoTConfig_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ScalarIn("num_slices", "num_slices"),
            HandleOut("multi_slice_config", "multi_slice_config", kind="PJRT_MultiSlice_Config", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Megascale_CreateMultiSliceConfig",
            "create_multi_slice_config",
            PJRT_Megascale_CreateMultiSliceConfig_Args,
            HandleIn("topology", "topology", kind="PJRT_TopologyDescription", nullable=False),
            ScalarIn("num_slices", "num_slices"),
            ScalarIn("local_slice_id", "local_slice_id"),
            ScalarIn("local_host_id", "local_host_id"),
            TextIn("endpoint_addresses", "endpoint_addresses", "endpoint_addresses_size", text=bytes),
            TextIn("dcn_topology", "dcn_topology", "dcn_topology_size", text=bytes),
            HandleIn("client_context", "client_context", kind="PJRT_Megascale_ClientContext", nullable=False),
            HandleOut("multi_slice_config", "multi_slice_config", kind="PJRT_MultiSlice_Config", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Megascale_ClientContext_Initialize",
            "client_context_initialize",
            PJRT_Megascale_ClientContext_Initialize_Args,
            HandleIn("client_context", "client_context", kind="PJRT_Megascale_ClientContext", nullable=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Megascale_ClientContext_UnblockPendingWork",
            "client_context_unblock_pending_work",
            PJRT_Megascale_ClientContext_UnblockPendingWork_Args,
            HandleIn("client_context", "client_context", kind="PJRT_Megascale_ClientContext", nullable=False),
            ScalarIn("launch_id", "launch_id"),
            ScalarIn("expire_after_ms", "expire_after_ms"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Megascale_ClientContext_MegascalePort",
            "client_context_megascale_port",
            PJRT_Megascale_ClientContext_MegascalePort_Args,
            HandleIn("client_context", "client_context", kind="PJRT_Megascale_ClientContext", nullable=False),
            ScalarOut("port", "port"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Megascale_CreateMegascaleCollectives",
            "create_megascale_collectives",
            PJRT_Megascale_CreateMegascaleCollectives_Args,
            HandleIn("client_context", "client_context", kind="PJRT_Megascale_ClientContext", nullable=False),
            StructPointerIn("processes_info", "processes_info", struct=PJRT_Megascale_ProcessesInfo),
            TextIn("dcn_topology", "dcn_topology", "dcn_topology_size", text=bytes, nullable=True),
            HandleOut("collectives", "collectives", kind="PJRT_Collectives", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Megascale_DeviceId_To_MegascaleId",
            "device_id_to_megascale_id",
            PJRT_Megascale_DeviceId_To_MegascaleId_Args,
            ScalarIn("slice_id", "slice_id"),
            ScalarIn("per_slice_device_id", "per_slice_device_id"),
            ScalarOut("megascale_id", "megascale_id"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Megascale_MegascaleId_To_DeviceId",
            "megascale_id_to_device_id",
            PJRT_Megascale_MegascaleId_To_DeviceId_Args,
            ScalarIn("megascale_id", "megascale_id"),
            ScalarOut("slice_id", "slice_id"),
            ScalarOut("per_slice_device_id", "per_slice_device_id"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Megascale_RegisterErrorHandler",
            "register_error_handler",
            PJRT_Megascale_RegisterErrorHandler_Args,
            TextIn("handler_name", "handler_name", "handler_name_size", text=str),
            CallbackIn("handler", "handler", callback=PJRT_Megascale_ErrorHandler),
            ScalarIn("user_data", "user_data"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Megascale_UnregisterErrorHandler",
            "unregister_error_handler",
            PJRT_Megascale_UnregisterErrorHandler_Args,
            TextIn("handler_name", "handler_name", "handler_name_size", text=str),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Megascale_ErrorAggregator_Create",
            "error_aggregator_create",
            PJRT_Megascale_ErrorAggregator_Create_Args,
            TextIn("app_type", "app_type", "app_type_size", text=str),
            HandleOut("aggregator", "aggregator", kind="PJRT_Megascale_ErrorAggregator", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Megascale_ErrorAggregator_Delete",
            "error_aggregator_delete",
            PJRT_Megascale_ErrorAggregator_Delete_Args,
            HandleIn("aggregator", "aggregator", kind="PJRT_Megascale_ErrorAggregator", nullable=False),
            error="PJRT_Error",
            destroys="PJRT_Megascale_ErrorAggregator",
        ),
        FunctionView(
            "PJRT_Megascale_ErrorDigest_Delete",
            "error_digest_delete",
            PJRT_Megascale_ErrorDigest_Delete_Args,
            HandleIn("digest", "digest", kind="PJRT_Megascale_ErrorDigest", nullable=False),
            error="PJRT_Error",
            destroys="PJRT_Megascale_ErrorDigest",
        ),
        FunctionView(
            "PJRT_Megascale_ErrorAggregator_AddError",
            "error_aggregator_add_error",
            PJRT_Megascale_ErrorAggregator_AddError_Args,
            HandleIn("aggregator", "aggregator", kind="PJRT_Megascale_ErrorAggregator", nullable=False),
            TextIn("worker_id", "worker_id", "worker_id_size", text=str),
            TextIn("serialized_error", "serialized_error", "serialized_error_size", text=bytes),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Megascale_ErrorAggregator_ProcessAndShutdown",
            "error_aggregator_process_and_shutdown",
            PJRT_Megascale_ErrorAggregator_ProcessAndShutdown_Args,
            HandleIn("aggregator", "aggregator", kind="PJRT_Megascale_ErrorAggregator", nullable=False),
            HandleOut("digest", "digest", kind="PJRT_Megascale_ErrorDigest", owned=True),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Megascale_ErrorAggregator_LogErrorDigest",
            "error_aggregator_log_error_digest",
            PJRT_Megascale_ErrorAggregator_LogErrorDigest_Args,
            HandleIn("aggregator", "aggregator", kind="PJRT_Megascale_ErrorAggregator", nullable=False),
            HandleIn("digest", "digest", kind="PJRT_Megascale_ErrorDigest", nullable=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Megascale_ErrorAggregator_Size",
            "error_aggregator_size",
            PJRT_Megascale_ErrorAggregator_Size_Args,
            HandleIn("aggregator", "aggregator", kind="PJRT_Megascale_ErrorAggregator", nullable=False),
            ScalarOut("size", "size"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Megascale_ErrorAggregator_Active",
            "error_aggregator_active",
            PJRT_Megascale_ErrorAggregator_Active_Args,
            HandleIn("aggregator", "aggregator", kind="PJRT_Megascale_ErrorAggregator", nullable=False),
            ScalarOut("active", "active", kind=bool),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Megascale_GetInterfaceAddressesHelper",
            "get_interface_addresses_helper",
            PJRT_Megascale_GetInterfaceAddressesHelper_Args,
            TextIn("megascale_port_name", "megascale_port_name", "megascale_port_name_size", text=bytes),
            ScalarIn("megascale_port", "megascale_port"),
            TextsIn("interface_prefixes", "interface_prefixes", "interface_prefixes_sizes", "num_interface_prefixes", text=bytes),
            ScalarIn("use_all_interfaces", "use_all_interfaces"),
            ScalarIn("limit_to_process_numa_local_interfaces", "limit_to_process_numa_local_interfaces"),
            TextsOut("serialized_addresses", "serialized_addresses", "serialized_addresses_sizes", "num_addresses", text=bytes),
            Deleter("addresses_deleter", "addresses_deleter", holder="addresses", callback=PJRT_Megascale_GetInterfaceAddressesHelper_Args_addresses_deleter, data=False),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Megascale_GetOrCreateRuntimeError",
            "get_or_create_runtime_error",
            PJRT_Megascale_GetOrCreateRuntimeError_Args,
            ScalarIn("error_type", "error_type"),
            ScalarIn("start_time_nanos", "start_time_nanos"),
            ScalarIn("status_code", "status_code"),
            TextIn("status_message", "status_message", "status_message_size", text=bytes),
            ScalarIn("launch_id", "launch_id"),
            OptionalIn("unrecoverable_error_type", "unrecoverable_error_type", "has_unrecoverable_error_type"),
            TextOut("serialized_error", "serialized_error", "serialized_error_size", text=bytes),
            ScalarOut("is_new_error", "is_new_error", kind=bool),
            Deleter("error_deleter", "error_deleter", holder="error", callback=PJRT_Megascale_GetOrCreateRuntimeError_Args_error_deleter, data=False),
            error="PJRT_Error",
        ),
    )

    def create_client_context_from_pj_rt_client(self, *, client: Any) -> Any:
        """Serves `PJRT_Megascale_CreateClientContextFromPjRtClient`, slot 0."""
        unserved("PJRT_Megascale_CreateClientContextFromPjRtClient")

    def create_default_client_context(self) -> Any:
        """Serves `PJRT_Megascale_CreateDefaultClientContext`, slot 1."""
        unserved("PJRT_Megascale_CreateDefaultClientContext")

    def delete_client_context(self, *, client_context: Any) -> None:
        """Serves `PJRT_Megascale_DeleteClientContext`, slot 2."""
        unserved("PJRT_Megascale_DeleteClientContext")

    def create_ao_t_config(self, *, topology: Any, num_slices: int) -> Any:
        """Serves `PJRT_Megascale_CreateAoTConfig`, slot 3."""
        unserved("PJRT_Megascale_CreateAoTConfig")

    def create_multi_slice_config(self, *, topology: Any, num_slices: int, local_slice_id: int, local_host_id: int, endpoint_addresses: bytes, dcn_topology: bytes, client_context: Any) -> Any:
        """Serves `PJRT_Megascale_CreateMultiSliceConfig`, slot 4."""
        unserved("PJRT_Megascale_CreateMultiSliceConfig")

    def client_context_initialize(self, *, client_context: Any) -> None:
        """Serves `PJRT_Megascale_ClientContext_Initialize`, slot 10."""
        unserved("PJRT_Megascale_ClientContext_Initialize")

    def client_context_unblock_pending_work(self, *, client_context: Any, launch_id: int, expire_after_ms: int) -> None:
        """Serves `PJRT_Megascale_ClientContext_UnblockPendingWork`, slot 11."""
        unserved("PJRT_Megascale_ClientContext_UnblockPendingWork")

    def client_context_megascale_port(self, *, client_context: Any) -> int:
        """Serves `PJRT_Megascale_ClientContext_MegascalePort`, slot 12."""
        unserved("PJRT_Megascale_ClientContext_MegascalePort")

    def create_megascale_collectives(self, *, client_context: Any, processes_info: Any, dcn_topology: bytes | None) -> Any:
        """Serves `PJRT_Megascale_CreateMegascaleCollectives`, slot 13."""
        unserved("PJRT_Megascale_CreateMegascaleCollectives")

    def device_id_to_megascale_id(self, *, slice_id: int, per_slice_device_id: int) -> int:
        """Serves `PJRT_Megascale_DeviceId_To_MegascaleId`, slot 14."""
        unserved("PJRT_Megascale_DeviceId_To_MegascaleId")

    def megascale_id_to_device_id(self, *, megascale_id: int) -> Any:
        """Serves `PJRT_Megascale_MegascaleId_To_DeviceId`, slot 15. Tells slice_id, per_slice_device_id."""
        unserved("PJRT_Megascale_MegascaleId_To_DeviceId")

    def register_error_handler(self, *, handler_name: str, handler: Any, user_data: int | None) -> None:
        """Serves `PJRT_Megascale_RegisterErrorHandler`, slot 16."""
        unserved("PJRT_Megascale_RegisterErrorHandler")

    def unregister_error_handler(self, *, handler_name: str) -> None:
        """Serves `PJRT_Megascale_UnregisterErrorHandler`, slot 17."""
        unserved("PJRT_Megascale_UnregisterErrorHandler")

    def error_aggregator_create(self, *, app_type: str) -> Any:
        """Serves `PJRT_Megascale_ErrorAggregator_Create`, slot 18."""
        unserved("PJRT_Megascale_ErrorAggregator_Create")

    def error_aggregator_delete(self, *, aggregator: Any) -> None:
        """Serves `PJRT_Megascale_ErrorAggregator_Delete`, slot 19."""
        unserved("PJRT_Megascale_ErrorAggregator_Delete")

    def error_digest_delete(self, *, digest: Any) -> None:
        """Serves `PJRT_Megascale_ErrorDigest_Delete`, slot 20."""
        unserved("PJRT_Megascale_ErrorDigest_Delete")

    def error_aggregator_add_error(self, *, aggregator: Any, worker_id: str, serialized_error: bytes) -> None:
        """Serves `PJRT_Megascale_ErrorAggregator_AddError`, slot 21."""
        unserved("PJRT_Megascale_ErrorAggregator_AddError")

    def error_aggregator_process_and_shutdown(self, *, aggregator: Any) -> Any:
        """Serves `PJRT_Megascale_ErrorAggregator_ProcessAndShutdown`, slot 22."""
        unserved("PJRT_Megascale_ErrorAggregator_ProcessAndShutdown")

    def error_aggregator_log_error_digest(self, *, aggregator: Any, digest: Any) -> None:
        """Serves `PJRT_Megascale_ErrorAggregator_LogErrorDigest`, slot 23."""
        unserved("PJRT_Megascale_ErrorAggregator_LogErrorDigest")

    def error_aggregator_size(self, *, aggregator: Any) -> int:
        """Serves `PJRT_Megascale_ErrorAggregator_Size`, slot 24."""
        unserved("PJRT_Megascale_ErrorAggregator_Size")

    def error_aggregator_active(self, *, aggregator: Any) -> bool:
        """Serves `PJRT_Megascale_ErrorAggregator_Active`, slot 25."""
        unserved("PJRT_Megascale_ErrorAggregator_Active")

    def get_interface_addresses_helper(self, *, megascale_port_name: bytes, megascale_port: int, interface_prefixes: list[bytes], use_all_interfaces: bool, limit_to_process_numa_local_interfaces: bool) -> list[bytes]:
        """Serves `PJRT_Megascale_GetInterfaceAddressesHelper`, slot 26."""
        unserved("PJRT_Megascale_GetInterfaceAddressesHelper")

    def get_or_create_runtime_error(self, *, error_type: int, start_time_nanos: int, status_code: int, status_message: bytes, launch_id: int, unrecoverable_error_type: int | None) -> Any:
        """Serves `PJRT_Megascale_GetOrCreateRuntimeError`, slot 27. Tells serialized_error, is_new_error."""
        unserved("PJRT_Megascale_GetOrCreateRuntimeError")
