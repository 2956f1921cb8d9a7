"""Generated from `xla/pjrt/c/pjrt_c_api_custom_partitioner_extension.h`: what serves its functions."""

from __future__ import annotations

from typing import Any

from pjrt_abi.extensions.custom_partitioner import (
    CustomPartitioner,
    JAX_CustomCallPartitioner_Callbacks,
    JAX_CustomCallPartitioner_Callbacks_dtor,
    JAX_CustomCallPartitioner_Callbacks_infer_sharding,
    JAX_CustomCallPartitioner_Callbacks_partition,
    JAX_CustomCallPartitioner_Callbacks_propagate_user_sharding,
    PJRT_Register_Batch_Partitionable_Args,
    PJRT_Register_Custom_Partitioner_Args,
)
from pjrt_abi.views import (
    CallbackIn,
    FunctionView,
    ScalarIn,
    StructPointerIn,
    TableServer,
    TextIn,
    describe,
    unserved,
)


describe(
    JAX_CustomCallPartitioner_Callbacks,
    ScalarIn("version", "version"),
    ScalarIn("private_data", "private_data"),
    CallbackIn("dtor", "dtor", callback=JAX_CustomCallPartitioner_Callbacks_dtor),
    CallbackIn("partition", "partition", callback=JAX_CustomCallPartitioner_Callbacks_partition),
    CallbackIn("infer_sharding", "infer_sharding", callback=JAX_CustomCallPartitioner_Callbacks_infer_sharding),
    CallbackIn("propagate_user_sharding", "propagate_user_sharding", callback=JAX_CustomCallPartitioner_Callbacks_propagate_user_sharding),
    ScalarIn("can_side_effecting_have_replicated_sharding", "can_side_effecting_have_replicated_sharding"),
)


class CustomPartitionerServer(TableServer):
    """What serves `PJRT_Custom_Partitioner_Extension`."""

    CLIENT = CustomPartitioner
    TYPE = 2
    VIEWS = (
        FunctionView(
            "PJRT_Register_Custom_Partitioner",
            "register_custom_partitioner",
            PJRT_Register_Custom_Partitioner_Args,
            TextIn("name", "name", "name_size", text=str),
            StructPointerIn("callbacks", "callbacks", struct=JAX_CustomCallPartitioner_Callbacks),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Register_Batch_Partitionable",
            "register_batch_partitionable",
            PJRT_Register_Batch_Partitionable_Args,
            TextIn("name", "name", "name_size", text=str),
            error="PJRT_Error",
        ),
    )

    def register_custom_partitioner(self, *, name: str, callbacks: Any) -> None:
        """Serves `PJRT_Register_Custom_Partitioner`, slot 0."""
        unserved("PJRT_Register_Custom_Partitioner")

    def register_batch_partitionable(self, *, name: str) -> None:
        """Serves `PJRT_Register_Batch_Partitionable`, slot 1."""
        unserved("PJRT_Register_Batch_Partitionable")
