"""Generated from `xla/pjrt/c/pjrt_c_api_device_event.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from ctypes import CFUNCTYPE, Structure, c_int, c_size_t, c_ssize_t, c_void_p, sizeof
from typing import Any, ClassVar

from pjrt_abi.enums import AbiEnum
from pjrt_abi.layout import size_through
from pjrt_abi.support import CALL_VOID, FunctionTable
from pjrt_abi.typed import DeviceEventPromisePtr, ErrorPtr


class PJRT_DeviceEvent_State(AbiEnum):
    """`PJRT_DeviceEvent_State`, carried as `int`."""

    UNAVAILABLE = 0
    READY = 1
    ERROR = 2


class PJRT_DeviceEvent_FunctionTable(Structure):
    """`struct PJRT_DeviceEvent_FunctionTable`; 72 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    extension_start: int | None
    inc_ref: int | None
    dec_ref: int | None
    and_then: int | None
    get_error_if_present: int | None
    parent: int | None
    get_state: int | None
    get_definition_stream: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("inc_ref", c_void_p),  # void (*)(void*)
        ("dec_ref", c_void_p),  # void (*)(void*)
        ("and_then", c_void_p),  # void (*)(void*, PJRT_DeviceEvent_AndThen*, void*)
        ("get_error_if_present", c_void_p),  # int (*)(void*, PJRT_Error_Code*, const char**, size_t*)
        ("parent", c_void_p),  # const PJRT_DeviceEvent_FunctionTable*, may be NULL
        ("get_state", c_void_p),  # PJRT_DeviceEvent_State (*)(void*)
        ("get_definition_stream", c_void_p),  # intptr_t (*)(void*, uint64_t*)
    )


PJRT_DeviceEvent_FunctionTable.STRUCT_SIZE = size_through(PJRT_DeviceEvent_FunctionTable, "get_definition_stream")


class PJRT_DeviceEvent(Structure):
    """`struct PJRT_DeviceEvent`; 16 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    vtable: int | None
    device_event: int | None
    _fields_ = (
        ("vtable", c_void_p),  # const PJRT_DeviceEvent_FunctionTable*
        ("device_event", c_void_p),  # void*
    )


PJRT_DeviceEvent.STRUCT_SIZE = sizeof(PJRT_DeviceEvent)


class PJRT_DeviceEventVector(Structure):
    """`struct PJRT_DeviceEventVector`; 32 bytes (no traits macro: its sizeof)."""

    STRUCT_SIZE: ClassVar[int]
    data: int | None
    size: int
    capacity: int
    destroy: int | None
    _fields_ = (
        ("data", c_void_p),  # PJRT_DeviceEvent*
        ("size", c_size_t),  # size_t
        ("capacity", c_size_t),  # size_t
        ("destroy", c_void_p),  # void (*)(PJRT_DeviceEvent*)
    )


PJRT_DeviceEventVector.STRUCT_SIZE = sizeof(PJRT_DeviceEventVector)


class PJRT_DeviceEventPromise_FunctionTable(Structure):
    """`struct PJRT_DeviceEventPromise_FunctionTable`; 72 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    instance_size: int
    extension_start: int | None
    inc_ref: int | None
    dec_ref: int | None
    event: int | None
    set: int | None
    set_error: int | None
    set_ready: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("instance_size", c_size_t),  # size_t
        ("extension_start", c_void_p),  # PJRT_Extension_Base*
        ("inc_ref", c_void_p),  # void (*)(PJRT_DeviceEventPromise*)
        ("dec_ref", c_void_p),  # void (*)(PJRT_DeviceEventPromise*)
        ("event", c_void_p),  # PJRT_DeviceEvent (*)(PJRT_DeviceEventPromise*)
        ("set", c_void_p),  # void (*)(PJRT_DeviceEventPromise*, PJRT_DeviceEvent)
        ("set_error", c_void_p),  # void (*)(PJRT_DeviceEventPromise*, PJRT_Error*)
        ("set_ready", c_void_p),  # void (*)(PJRT_DeviceEventPromise*)
    )


PJRT_DeviceEventPromise_FunctionTable.STRUCT_SIZE = size_through(PJRT_DeviceEventPromise_FunctionTable, "set_ready")


class PJRT_DeviceEventPromise(Structure):
    """`struct PJRT_DeviceEventPromise`; 8 bytes."""

    STRUCT_SIZE: ClassVar[int]
    vtable: int | None
    _fields_ = (
        ("vtable", c_void_p),  # const PJRT_DeviceEventPromise_FunctionTable*
    )


PJRT_DeviceEventPromise.STRUCT_SIZE = size_through(PJRT_DeviceEventPromise, "vtable")


PJRT_DeviceEvent_AndThen = CFUNCTYPE(None, c_void_p)
"""`void(void*)`"""


PJRT_DeviceEventVector_destroy = CFUNCTYPE(None, c_void_p)
"""`void(PJRT_DeviceEvent*)`"""


class DeviceEventFunctionTable(FunctionTable):
    """The vtable `PJRT_DeviceEvent_FunctionTable`, with a method for each of its 6 functions."""

    TABLE = PJRT_DeviceEvent_FunctionTable
    SLOTS = (
        ("PJRT_DeviceEvent_FunctionTable_inc_ref", "inc_ref", CALL_VOID),
        ("PJRT_DeviceEvent_FunctionTable_dec_ref", "dec_ref", CALL_VOID),
        ("PJRT_DeviceEvent_FunctionTable_and_then", "and_then", CFUNCTYPE(None, c_void_p, c_void_p, c_void_p)),
        ("PJRT_DeviceEvent_FunctionTable_get_error_if_present", "get_error_if_present", CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_void_p)),
        ("PJRT_DeviceEvent_FunctionTable_get_state", "get_state", CFUNCTYPE(c_int, c_void_p)),
        ("PJRT_DeviceEvent_FunctionTable_get_definition_stream", "get_definition_stream", CFUNCTYPE(c_ssize_t, c_void_p, c_void_p)),
    )
    PJRT_DeviceEvent_FunctionTable_inc_ref: Any
    PJRT_DeviceEvent_FunctionTable_dec_ref: Any
    PJRT_DeviceEvent_FunctionTable_and_then: Any
    PJRT_DeviceEvent_FunctionTable_get_error_if_present: Any
    PJRT_DeviceEvent_FunctionTable_get_state: Any
    PJRT_DeviceEvent_FunctionTable_get_definition_stream: Any

    def inc_ref(self, device_event: int | None) -> None:
        """`PJRT_DeviceEvent_FunctionTable_inc_ref`, slot 0."""
        self.PJRT_DeviceEvent_FunctionTable_inc_ref(device_event)

    def dec_ref(self, device_event: int | None) -> None:
        """`PJRT_DeviceEvent_FunctionTable_dec_ref`, slot 1."""
        self.PJRT_DeviceEvent_FunctionTable_dec_ref(device_event)

    def and_then(self, device_event: int | None, callback: int | None, user_arg: int | None) -> None:
        """`PJRT_DeviceEvent_FunctionTable_and_then`, slot 2."""
        self.PJRT_DeviceEvent_FunctionTable_and_then(device_event, callback, user_arg)

    def get_error_if_present(
        self,
        device_event: int | None,
        code: int | None,
        message: int | None,
        message_size: int | None,
    ) -> int:
        """`PJRT_DeviceEvent_FunctionTable_get_error_if_present`, slot 3."""
        result: Any = self.PJRT_DeviceEvent_FunctionTable_get_error_if_present(device_event, code, message, message_size)
        return result or 0

    def get_state(self, device_event: int | None) -> PJRT_DeviceEvent_State:
        """`PJRT_DeviceEvent_FunctionTable_get_state`, slot 4."""
        result: Any = self.PJRT_DeviceEvent_FunctionTable_get_state(device_event)
        return PJRT_DeviceEvent_State(result)

    def get_definition_stream(self, device_event: int | None, sequence_number: int | None) -> int:
        """`PJRT_DeviceEvent_FunctionTable_get_definition_stream`, slot 5."""
        result: Any = self.PJRT_DeviceEvent_FunctionTable_get_definition_stream(device_event, sequence_number)
        return result or 0


class DeviceEventPromiseFunctionTable(FunctionTable):
    """The vtable `PJRT_DeviceEventPromise_FunctionTable`, with a method for each of its 6 functions."""

    TABLE = PJRT_DeviceEventPromise_FunctionTable
    SLOTS = (
        ("PJRT_DeviceEventPromise_FunctionTable_inc_ref", "inc_ref", CALL_VOID),
        ("PJRT_DeviceEventPromise_FunctionTable_dec_ref", "dec_ref", CALL_VOID),
        ("PJRT_DeviceEventPromise_FunctionTable_event", "event", CFUNCTYPE(PJRT_DeviceEvent, c_void_p)),
        ("PJRT_DeviceEventPromise_FunctionTable_set", "set", CFUNCTYPE(None, c_void_p, PJRT_DeviceEvent)),
        ("PJRT_DeviceEventPromise_FunctionTable_set_error", "set_error", CFUNCTYPE(None, c_void_p, c_void_p)),
        ("PJRT_DeviceEventPromise_FunctionTable_set_ready", "set_ready", CALL_VOID),
    )
    PJRT_DeviceEventPromise_FunctionTable_inc_ref: Any
    PJRT_DeviceEventPromise_FunctionTable_dec_ref: Any
    PJRT_DeviceEventPromise_FunctionTable_event: Any
    PJRT_DeviceEventPromise_FunctionTable_set: Any
    PJRT_DeviceEventPromise_FunctionTable_set_error: Any
    PJRT_DeviceEventPromise_FunctionTable_set_ready: Any

    def inc_ref(self, promise: DeviceEventPromisePtr) -> None:
        """`PJRT_DeviceEventPromise_FunctionTable_inc_ref`, slot 0."""
        self.PJRT_DeviceEventPromise_FunctionTable_inc_ref(promise)

    def dec_ref(self, promise: DeviceEventPromisePtr) -> None:
        """`PJRT_DeviceEventPromise_FunctionTable_dec_ref`, slot 1."""
        self.PJRT_DeviceEventPromise_FunctionTable_dec_ref(promise)

    def event(self, promise: DeviceEventPromisePtr) -> PJRT_DeviceEvent:
        """`PJRT_DeviceEventPromise_FunctionTable_event`, slot 2."""
        result: PJRT_DeviceEvent = self.PJRT_DeviceEventPromise_FunctionTable_event(promise)
        return result

    def set(self, promise: DeviceEventPromisePtr, event: PJRT_DeviceEvent) -> None:
        """`PJRT_DeviceEventPromise_FunctionTable_set`, slot 3."""
        self.PJRT_DeviceEventPromise_FunctionTable_set(promise, event)

    def set_error(self, promise: DeviceEventPromisePtr, error: ErrorPtr) -> None:
        """`PJRT_DeviceEventPromise_FunctionTable_set_error`, slot 4."""
        self.PJRT_DeviceEventPromise_FunctionTable_set_error(promise, error)

    def set_ready(self, promise: DeviceEventPromisePtr) -> None:
        """`PJRT_DeviceEventPromise_FunctionTable_set_ready`, slot 5."""
        self.PJRT_DeviceEventPromise_FunctionTable_set_ready(promise)
