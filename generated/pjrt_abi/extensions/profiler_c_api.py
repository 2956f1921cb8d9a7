"""Generated from `xla/backends/profiler/plugin/profiler_c_api.h`: enums, structs, callbacks and functions."""

from __future__ import annotations

from ctypes import Structure, addressof, c_int, c_size_t, c_void_p, create_string_buffer
from typing import Any, ClassVar

from pjrt_abi.errors import PjrtError, error_of
from pjrt_abi.layout import size_through
from pjrt_abi.support import CALL, CALL_VOID, FunctionTable, bytes_in, bytes_out, pointer_out, text_out
from pjrt_abi.typed import ProfilerConsumeResultPtr, ProfilerErrorPtr, ProfilerPtr


PLUGIN_PROFILER_VERSION = 1


class PLUGIN_Profiler_Error_Destroy_Args(Structure):
    """Arguments of `PLUGIN_Profiler_Error_Destroy`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    priv: int | None
    error: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("priv", c_void_p),  # void*
        ("error", c_void_p),  # PLUGIN_Profiler_Error*
    )


PLUGIN_Profiler_Error_Destroy_Args.STRUCT_SIZE = size_through(PLUGIN_Profiler_Error_Destroy_Args, "error")


class PLUGIN_Profiler_Error_Message_Args(Structure):
    """Arguments of `PLUGIN_Profiler_Error_Message`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    priv: int | None
    error: int | None
    message: int | None
    message_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("priv", c_void_p),  # void*
        ("error", c_void_p),  # const PLUGIN_Profiler_Error*
        ("message", c_void_p),  # out, const char*
        ("message_size", c_size_t),  # out, size_t
    )


PLUGIN_Profiler_Error_Message_Args.STRUCT_SIZE = size_through(PLUGIN_Profiler_Error_Message_Args, "message_size")


class PLUGIN_Profiler_Error_GetCode_Args(Structure):
    """Arguments of `PLUGIN_Profiler_Error_GetCode`; 28 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    priv: int | None
    error: int | None
    code: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("priv", c_void_p),  # void*
        ("error", c_void_p),  # const PLUGIN_Profiler_Error*
        ("code", c_int),  # out, int
    )


PLUGIN_Profiler_Error_GetCode_Args.STRUCT_SIZE = size_through(PLUGIN_Profiler_Error_GetCode_Args, "code")


class PLUGIN_Profiler_Create_Args(Structure):
    """Arguments of `PLUGIN_Profiler_Create`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    options: int | None
    options_size: int
    profiler: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("options", c_void_p),  # const char*
        ("options_size", c_size_t),  # size_t
        ("profiler", c_void_p),  # out, PLUGIN_Profiler*
    )


PLUGIN_Profiler_Create_Args.STRUCT_SIZE = size_through(PLUGIN_Profiler_Create_Args, "profiler")


class PLUGIN_Profiler_Destroy_Args(Structure):
    """Arguments of `PLUGIN_Profiler_Destroy`; 16 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    profiler: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("profiler", c_void_p),  # PLUGIN_Profiler*
    )


PLUGIN_Profiler_Destroy_Args.STRUCT_SIZE = size_through(PLUGIN_Profiler_Destroy_Args, "profiler")


class PLUGIN_Profiler_Start_Args(Structure):
    """Arguments of `PLUGIN_Profiler_Start`; 16 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    profiler: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("profiler", c_void_p),  # PLUGIN_Profiler*
    )


PLUGIN_Profiler_Start_Args.STRUCT_SIZE = size_through(PLUGIN_Profiler_Start_Args, "profiler")


class PLUGIN_Profiler_Stop_Args(Structure):
    """Arguments of `PLUGIN_Profiler_Stop`; 16 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    profiler: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("profiler", c_void_p),  # PLUGIN_Profiler*
    )


PLUGIN_Profiler_Stop_Args.STRUCT_SIZE = size_through(PLUGIN_Profiler_Stop_Args, "profiler")


class PLUGIN_Profiler_CollectData_Args(Structure):
    """Arguments of `PLUGIN_Profiler_CollectData`; 32 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    profiler: int | None
    buffer: int | None
    buffer_size_in_bytes: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("profiler", c_void_p),  # PLUGIN_Profiler*
        ("buffer", c_void_p),  # inout, uint8_t*
        ("buffer_size_in_bytes", c_size_t),  # out, size_t
    )


PLUGIN_Profiler_CollectData_Args.STRUCT_SIZE = size_through(PLUGIN_Profiler_CollectData_Args, "buffer_size_in_bytes")


class PLUGIN_Profiler_Consume_Args(Structure):
    """Arguments of `PLUGIN_Profiler_Consume`; 24 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    profiler: int | None
    result: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("profiler", c_void_p),  # PLUGIN_Profiler*
        ("result", c_void_p),  # out, PLUGIN_Profiler_ConsumeResult*
    )


PLUGIN_Profiler_Consume_Args.STRUCT_SIZE = size_through(PLUGIN_Profiler_Consume_Args, "result")


class PLUGIN_Profiler_ConsumeResult_Destroy_Args(Structure):
    """Arguments of `PLUGIN_Profiler_ConsumeResult_Destroy`; 16 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    consume_result: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("consume_result", c_void_p),  # PLUGIN_Profiler_ConsumeResult*
    )


PLUGIN_Profiler_ConsumeResult_Destroy_Args.STRUCT_SIZE = size_through(PLUGIN_Profiler_ConsumeResult_Destroy_Args, "consume_result")


class PLUGIN_Profiler_Serialize_Args(Structure):
    """Arguments of `PLUGIN_Profiler_Serialize`; 40 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    profiler: int | None
    consume_result: int | None
    serialized_bytes: int | None
    serialized_size: int
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("profiler", c_void_p),  # PLUGIN_Profiler*
        ("consume_result", c_void_p),  # PLUGIN_Profiler_ConsumeResult*
        ("serialized_bytes", c_void_p),  # out, const uint8_t*
        ("serialized_size", c_size_t),  # out, size_t
    )


PLUGIN_Profiler_Serialize_Args.STRUCT_SIZE = size_through(PLUGIN_Profiler_Serialize_Args, "serialized_size")


class PLUGIN_Profiler_Api(Structure):
    """`struct PLUGIN_Profiler_Api`; 104 bytes."""

    STRUCT_SIZE: ClassVar[int]
    struct_size: int
    priv: int | None
    error_destroy: int | None
    error_message: int | None
    error_get_code: int | None
    create: int | None
    destroy: int | None
    start: int | None
    stop: int | None
    collect_data: int | None
    consume: int | None
    consume_result_destroy: int | None
    serialize: int | None
    _fields_ = (
        ("struct_size", c_size_t),  # size_t
        ("priv", c_void_p),  # void*
        ("error_destroy", c_void_p),  # PLUGIN_Profiler_Error_Destroy*
        ("error_message", c_void_p),  # PLUGIN_Profiler_Error_Message*
        ("error_get_code", c_void_p),  # PLUGIN_Profiler_Error_GetCode*
        ("create", c_void_p),  # PLUGIN_Profiler_Create*
        ("destroy", c_void_p),  # PLUGIN_Profiler_Destroy*
        ("start", c_void_p),  # PLUGIN_Profiler_Start*
        ("stop", c_void_p),  # PLUGIN_Profiler_Stop*
        ("collect_data", c_void_p),  # PLUGIN_Profiler_CollectData*
        ("consume", c_void_p),  # PLUGIN_Profiler_Consume*
        ("consume_result_destroy", c_void_p),  # PLUGIN_Profiler_ConsumeResult_Destroy*
        ("serialize", c_void_p),  # PLUGIN_Profiler_Serialize*
    )


PLUGIN_Profiler_Api.STRUCT_SIZE = size_through(PLUGIN_Profiler_Api, "serialize")


class ProfilerApi(FunctionTable):
    """The function table `PLUGIN_Profiler_Api`, with a method for each of its 11 functions."""

    TABLE = PLUGIN_Profiler_Api
    FOLLOWS_API = False
    SLOTS = (
        ("PLUGIN_Profiler_Error_Destroy", "error_destroy", CALL_VOID),
        ("PLUGIN_Profiler_Error_Message", "error_message", CALL_VOID),
        ("PLUGIN_Profiler_Error_GetCode", "error_get_code", CALL),
        ("PLUGIN_Profiler_Create", "create", CALL),
        ("PLUGIN_Profiler_Destroy", "destroy", CALL),
        ("PLUGIN_Profiler_Start", "start", CALL),
        ("PLUGIN_Profiler_Stop", "stop", CALL),
        ("PLUGIN_Profiler_CollectData", "collect_data", CALL),
        ("PLUGIN_Profiler_Consume", "consume", CALL),
        ("PLUGIN_Profiler_ConsumeResult_Destroy", "consume_result_destroy", CALL_VOID),
        ("PLUGIN_Profiler_Serialize", "serialize", CALL),
    )
    PLUGIN_Profiler_Error_Destroy: Any
    PLUGIN_Profiler_Error_Message: Any
    PLUGIN_Profiler_Error_GetCode: Any
    PLUGIN_Profiler_Create: Any
    PLUGIN_Profiler_Destroy: Any
    PLUGIN_Profiler_Start: Any
    PLUGIN_Profiler_Stop: Any
    PLUGIN_Profiler_CollectData: Any
    PLUGIN_Profiler_Consume: Any
    PLUGIN_Profiler_ConsumeResult_Destroy: Any
    PLUGIN_Profiler_Serialize: Any

    def read_error(self, function: str, error: int) -> PjrtError:
        """What a failed call returned, as an exception; the error itself is destroyed."""
        try:
            message = self.profiler_error_message(ProfilerErrorPtr(error))
            code = self.profiler_error_get_code(ProfilerErrorPtr(error))
            return error_of(code, message, function)
        finally:
            self.profiler_error_destroy(ProfilerErrorPtr(error))

    def _discard(self, error: int) -> None:
        """Destroys an error that came up while another one was read."""
        self.profiler_error_destroy(ProfilerErrorPtr(error))

    def profiler_error_destroy(self, error: ProfilerErrorPtr) -> None:
        """`PLUGIN_Profiler_Error_Destroy`, slot 0."""
        a = PLUGIN_Profiler_Error_Destroy_Args()
        a.struct_size = PLUGIN_Profiler_Error_Destroy_Args.STRUCT_SIZE
        a.error = error
        self.PLUGIN_Profiler_Error_Destroy(addressof(a))

    def profiler_error_message(self, error: ProfilerErrorPtr) -> str:
        """`PLUGIN_Profiler_Error_Message`, slot 1."""
        a = PLUGIN_Profiler_Error_Message_Args()
        a.struct_size = PLUGIN_Profiler_Error_Message_Args.STRUCT_SIZE
        a.error = error
        self.PLUGIN_Profiler_Error_Message(addressof(a))
        return text_out(a.message, a.message_size)

    def profiler_error_get_code(self, error: ProfilerErrorPtr) -> int:
        """`PLUGIN_Profiler_Error_GetCode`, slot 2."""
        a = PLUGIN_Profiler_Error_GetCode_Args()
        a.struct_size = PLUGIN_Profiler_Error_GetCode_Args.STRUCT_SIZE
        a.error = error
        error = self.PLUGIN_Profiler_Error_GetCode(addressof(a))
        if error:
            self._discard(error)
        return a.code

    def profiler_create(self, options: str | bytes) -> ProfilerPtr:
        """`PLUGIN_Profiler_Create`, slot 3. The caller owns: profiler."""
        a = PLUGIN_Profiler_Create_Args()
        a.struct_size = PLUGIN_Profiler_Create_Args.STRUCT_SIZE
        keep_options, a.options, a.options_size = bytes_in(options)
        error = self.PLUGIN_Profiler_Create(addressof(a))
        if error:
            self._fail("PLUGIN_Profiler_Create", error)
        return ProfilerPtr(pointer_out(a.profiler, "PLUGIN_Profiler_Create.profiler"))

    def profiler_destroy(self, profiler: ProfilerPtr) -> None:
        """`PLUGIN_Profiler_Destroy`, slot 4."""
        a = PLUGIN_Profiler_Destroy_Args()
        a.struct_size = PLUGIN_Profiler_Destroy_Args.STRUCT_SIZE
        a.profiler = profiler
        error = self.PLUGIN_Profiler_Destroy(addressof(a))
        if error:
            self._fail("PLUGIN_Profiler_Destroy", error)

    def profiler_start(self, profiler: ProfilerPtr) -> None:
        """`PLUGIN_Profiler_Start`, slot 5."""
        a = PLUGIN_Profiler_Start_Args()
        a.struct_size = PLUGIN_Profiler_Start_Args.STRUCT_SIZE
        a.profiler = profiler
        error = self.PLUGIN_Profiler_Start(addressof(a))
        if error:
            self._fail("PLUGIN_Profiler_Start", error)

    def profiler_stop(self, profiler: ProfilerPtr) -> None:
        """`PLUGIN_Profiler_Stop`, slot 6."""
        a = PLUGIN_Profiler_Stop_Args()
        a.struct_size = PLUGIN_Profiler_Stop_Args.STRUCT_SIZE
        a.profiler = profiler
        error = self.PLUGIN_Profiler_Stop(addressof(a))
        if error:
            self._fail("PLUGIN_Profiler_Stop", error)

    def profiler_collect_data(self, profiler: ProfilerPtr) -> bytes:
        """`PLUGIN_Profiler_CollectData`, slot 7."""
        a = PLUGIN_Profiler_CollectData_Args()
        a.struct_size = PLUGIN_Profiler_CollectData_Args.STRUCT_SIZE
        a.profiler = profiler
        error = self.PLUGIN_Profiler_CollectData(addressof(a))
        if error:
            self._fail("PLUGIN_Profiler_CollectData", error)
        if not (own_buffer := a.buffer):
            buffer = create_string_buffer(a.buffer_size_in_bytes)
            a.buffer = addressof(buffer)
            error = self.PLUGIN_Profiler_CollectData(addressof(a))
            if error:
                self._fail("PLUGIN_Profiler_CollectData", error)
        return bytes_out(own_buffer, a.buffer_size_in_bytes) if own_buffer else buffer.raw[: a.buffer_size_in_bytes]

    def profiler_consume(self, profiler: ProfilerPtr) -> ProfilerConsumeResultPtr:
        """`PLUGIN_Profiler_Consume`, slot 8. The caller owns: result."""
        a = PLUGIN_Profiler_Consume_Args()
        a.struct_size = PLUGIN_Profiler_Consume_Args.STRUCT_SIZE
        a.profiler = profiler
        error = self.PLUGIN_Profiler_Consume(addressof(a))
        if error:
            self._fail("PLUGIN_Profiler_Consume", error)
        return ProfilerConsumeResultPtr(pointer_out(a.result, "PLUGIN_Profiler_Consume.result"))

    def profiler_consume_result_destroy(self, consume_result: ProfilerConsumeResultPtr) -> None:
        """`PLUGIN_Profiler_ConsumeResult_Destroy`, slot 9."""
        a = PLUGIN_Profiler_ConsumeResult_Destroy_Args()
        a.struct_size = PLUGIN_Profiler_ConsumeResult_Destroy_Args.STRUCT_SIZE
        a.consume_result = consume_result
        self.PLUGIN_Profiler_ConsumeResult_Destroy(addressof(a))

    def profiler_serialize(self, profiler: ProfilerPtr, consume_result: ProfilerConsumeResultPtr) -> bytes:
        """`PLUGIN_Profiler_Serialize`, slot 10."""
        a = PLUGIN_Profiler_Serialize_Args()
        a.struct_size = PLUGIN_Profiler_Serialize_Args.STRUCT_SIZE
        a.profiler = profiler
        a.consume_result = consume_result
        error = self.PLUGIN_Profiler_Serialize(addressof(a))
        if error:
            self._fail("PLUGIN_Profiler_Serialize", error)
        return bytes_out(a.serialized_bytes, a.serialized_size)
