"""Generated from `xla/pjrt/c/pjrt_c_api_xla_transform_extension.h`: what serves its functions."""

from __future__ import annotations

from typing import Any

from pjrt_abi.extensions.xla_transform import (
    PJRT_Clear_Xla_Transform_Args,
    PJRT_Register_Xla_Transform_Args,
    PJRT_XlaTransform_Callbacks,
    PJRT_XlaTransform_Callbacks_dtor,
    PJRT_XlaTransform_Callbacks_transform_hlo_module,
    PJRT_XlaTransform_PipelineStage,
    XlaTransform,
)
from pjrt_abi.views import (
    CallbackIn,
    FunctionView,
    ScalarIn,
    ScalarOut,
    StructPointerIn,
    TableServer,
    TextIn,
    describe,
    unserved,
)


describe(
    PJRT_XlaTransform_Callbacks,
    ScalarIn("version", "version"),
    CallbackIn("dtor", "dtor", callback=PJRT_XlaTransform_Callbacks_dtor),
    CallbackIn("transform_hlo_module", "transform_hlo_module", callback=PJRT_XlaTransform_Callbacks_transform_hlo_module),
)


class XlaTransformServer(TableServer):
    """What serves `PJRT_Xla_Transform_Extension`."""

    CLIENT = XlaTransform
    TYPE = 24
    VIEWS = (
        FunctionView(
            "PJRT_Register_Xla_Transform_Fn",
            "register_xla_transform_fn",
            PJRT_Register_Xla_Transform_Args,
            TextIn("name", "name", "name_size", text=str),
            ScalarIn("stage", "stage", enum=PJRT_XlaTransform_PipelineStage),
            StructPointerIn("callbacks", "callbacks", struct=PJRT_XlaTransform_Callbacks),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Clear_Xla_Transform_Fn",
            "clear_xla_transform_fn",
            PJRT_Clear_Xla_Transform_Args,
            ScalarIn("stage", "stage", enum=PJRT_XlaTransform_PipelineStage),
            TextIn("name", "name", "name_size", text=str),
            StructPointerIn("callbacks", "callbacks", struct=PJRT_XlaTransform_Callbacks),
            ScalarOut("cleared", "cleared", kind=bool),
            error="PJRT_Error",
        ),
    )

    def register_xla_transform_fn(self, *, name: str, stage: PJRT_XlaTransform_PipelineStage, callbacks: Any) -> None:
        """Serves `PJRT_Register_Xla_Transform_Fn`, slot 0."""
        unserved("PJRT_Register_Xla_Transform_Fn")

    def clear_xla_transform_fn(self, *, stage: PJRT_XlaTransform_PipelineStage, name: str, callbacks: Any) -> bool:
        """Serves `PJRT_Clear_Xla_Transform_Fn`, slot 1."""
        unserved("PJRT_Clear_Xla_Transform_Fn")
