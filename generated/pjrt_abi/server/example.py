"""Generated from `xla/pjrt/extensions/example/example_extension.h`: what serves its functions."""

from __future__ import annotations

from typing import Any

from pjrt_abi.extensions.example import (
    Example,
    PJRT_ExampleExtension_CreateExampleExtensionCpp_Args,
    PJRT_ExampleExtension_ExampleMethod_Args,
)
from pjrt_abi.views import FunctionView, HandleIn, HandleInout, ScalarIn, TableServer, unserved


class ExampleServer(TableServer):
    """What serves `PJRT_Example_Extension`."""

    CLIENT = Example
    TYPE = 10
    VIEWS = (
        FunctionView(
            "PJRT_Example_Extension_example_method",
            "example_method",
            PJRT_ExampleExtension_ExampleMethod_Args,
            HandleIn("extension_cpp", "extension_cpp", kind="PJRT_ExampleExtensionCpp", nullable=False),
            ScalarIn("value", "value"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Example_Extension_create",
            "create",
            PJRT_ExampleExtension_CreateExampleExtensionCpp_Args,
            HandleInout("extension_cpp", "extension_cpp", kind="PJRT_ExampleExtensionCpp"),
            error="PJRT_Error",
        ),
        FunctionView(
            "PJRT_Example_Extension_destroy",
            "destroy",
            PJRT_ExampleExtension_CreateExampleExtensionCpp_Args,
            HandleInout("extension_cpp", "extension_cpp", kind="PJRT_ExampleExtensionCpp"),
            error="PJRT_Error",
        ),
    )

    def example_method(self, *, extension_cpp: Any, value: int) -> None:
        """Serves `PJRT_Example_Extension_example_method`, slot 0."""
        unserved("PJRT_Example_Extension_example_method")

    def create(self, *, extension_cpp: Any) -> Any:
        """Serves `PJRT_Example_Extension_create`, slot 1."""
        unserved("PJRT_Example_Extension_create")

    def destroy(self, *, extension_cpp: Any) -> Any:
        """Serves `PJRT_Example_Extension_destroy`, slot 2."""
        unserved("PJRT_Example_Extension_destroy")
