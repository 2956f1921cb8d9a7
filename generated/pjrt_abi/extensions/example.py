"""Generated from `xla/pjrt/extensions/example/example_extension.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from ctypes import Structure, addressof, c_int64, c_void_p
from typing import Any, ClassVar

from pjrt_abi.layout import size_through
from pjrt_abi.structs import PJRT_Extension_Base
from pjrt_abi.support import CALL, FunctionTable
from pjrt_abi.typed import ExampleExtensionCppPtr


PJRT_API_EXAMPLE_EXTENSION_VERSION = 1


class PJRT_ExampleExtension_ExampleMethod_Args(Structure):
    """`struct PJRT_ExampleExtension_ExampleMethod_Args`; 16 bytes."""

    STRUCT_SIZE: ClassVar[int]
    extension_cpp: int | None
    value: int
    _fields_ = (
        ("extension_cpp", c_void_p),  # PJRT_ExampleExtensionCpp*
        ("value", c_int64),  # int64_t
    )


PJRT_ExampleExtension_ExampleMethod_Args.STRUCT_SIZE = size_through(PJRT_ExampleExtension_ExampleMethod_Args, "value")


class PJRT_ExampleExtension_CreateExampleExtensionCpp_Args(Structure):
    """`struct PJRT_ExampleExtension_CreateExampleExtensionCpp_Args`; 8 bytes."""

    STRUCT_SIZE: ClassVar[int]
    extension_cpp: int | None
    _fields_ = (
        ("extension_cpp", c_void_p),  # inout, PJRT_ExampleExtensionCpp*
    )


PJRT_ExampleExtension_CreateExampleExtensionCpp_Args.STRUCT_SIZE = size_through(PJRT_ExampleExtension_CreateExampleExtensionCpp_Args, "extension_cpp")


class PJRT_Example_Extension(Structure):
    """`struct PJRT_Example_Extension`; 48 bytes."""

    STRUCT_SIZE: ClassVar[int]
    base: PJRT_Extension_Base
    example_method: int | None
    create: int | None
    destroy: int | None
    _fields_ = (
        ("base", PJRT_Extension_Base),  # PJRT_Extension_Base
        ("example_method", c_void_p),  # PJRT_Error* (*)(PJRT_ExampleExtension_ExampleMethod_Args*)
        ("create", c_void_p),  # PJRT_Error* (*)(PJRT_ExampleExtension_CreateExampleExtensionCpp_Args*)
        ("destroy", c_void_p),  # PJRT_Error* (*)(PJRT_ExampleExtension_CreateExampleExtensionCpp_Args*)
    )


PJRT_Example_Extension.STRUCT_SIZE = size_through(PJRT_Example_Extension, "destroy")


class Example(FunctionTable):
    """The extension `PJRT_Example_Extension`, with a method for each of its 3 functions."""

    TABLE = PJRT_Example_Extension
    NAME = "Example"
    TYPE = 10
    VERSION = 1
    MARK = ""
    SLOTS = (
        ("PJRT_Example_Extension_example_method", "example_method", CALL),
        ("PJRT_Example_Extension_create", "create", CALL),
        ("PJRT_Example_Extension_destroy", "destroy", CALL),
    )
    PJRT_Example_Extension_example_method: Any
    PJRT_Example_Extension_create: Any
    PJRT_Example_Extension_destroy: Any

    def example_method(self, extension_cpp: ExampleExtensionCppPtr, value: int) -> None:
        """`PJRT_Example_Extension_example_method`, slot 0."""
        a = PJRT_ExampleExtension_ExampleMethod_Args()
        a.extension_cpp = extension_cpp
        a.value = value
        error = self.PJRT_Example_Extension_example_method(addressof(a))
        if error:
            self._fail("PJRT_Example_Extension_example_method", error)

    def create(self, *, extension_cpp: ExampleExtensionCppPtr | None = None) -> ExampleExtensionCppPtr:
        """`PJRT_Example_Extension_create`, slot 1. Borrowed: extension_cpp."""
        a = PJRT_ExampleExtension_CreateExampleExtensionCpp_Args()
        a.extension_cpp = extension_cpp
        error = self.PJRT_Example_Extension_create(addressof(a))
        if error:
            self._fail("PJRT_Example_Extension_create", error)
        return ExampleExtensionCppPtr(a.extension_cpp or 0)

    def destroy(self, *, extension_cpp: ExampleExtensionCppPtr | None = None) -> ExampleExtensionCppPtr:
        """`PJRT_Example_Extension_destroy`, slot 2. Borrowed: extension_cpp."""
        a = PJRT_ExampleExtension_CreateExampleExtensionCpp_Args()
        a.extension_cpp = extension_cpp
        error = self.PJRT_Example_Extension_destroy(addressof(a))
        if error:
            self._fail("PJRT_Example_Extension_destroy", error)
        return ExampleExtensionCppPtr(a.extension_cpp or 0)
