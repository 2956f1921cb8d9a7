"""A plugin of one device that doubles float32 arrays: what the tests of the server serve."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np

from pjrt import server
from pjrt_abi.enums import PJRT_Buffer_Type

PROGRAM = "module @double { func.func public @main(%a: tensor<4xf32>) -> tensor<4xf32> { return %a : tensor<4xf32> } }"


class Doubling(server.Plugin):
    """Handles are strings, arrays and pairs: anything will do."""

    def client_create(self, **options: Any) -> str:
        self.options = options
        return "client"

    def client_destroy(self, client: str) -> None:
        self.destroyed = client

    def client_platform_name(self, client: str) -> str:
        return "doubling"

    def client_platform_version(self, client: str) -> str:
        return "1"

    def client_process_index(self, client: str) -> int:
        return 0

    def client_devices(self, client: str) -> list[str]:
        return ["device"]

    def client_addressable_devices(self, client: str) -> list[str]:
        return ["device"]

    def client_addressable_memories(self, client: str) -> list[str]:
        return ["memory"]

    def device_get_description(self, device: str) -> str:
        return "description"

    def device_description_id(self, device_description: str) -> int:
        return 0

    def device_description_kind(self, device_description: str) -> str:
        return "numpy"

    def device_is_addressable(self, device: str) -> bool:
        return True

    def device_default_memory(self, device: str) -> str:
        return "memory"

    def memory_id(self, memory: str) -> int:
        return 0

    def memory_kind(self, memory: str) -> str:
        return "device"

    def client_buffer_from_host_buffer(self, data: int, dims: list[int], **_: Any) -> tuple[server.Event, Any]:
        floats = ctypes.cast(data, ctypes.POINTER(ctypes.c_float))
        return server.Event(), np.ctypeslib.as_array(floats, tuple(dims)).copy()

    def buffer_element_type(self, buffer: Any) -> PJRT_Buffer_Type:
        return PJRT_Buffer_Type.F32

    def buffer_dimensions(self, buffer: Any) -> tuple[int, ...]:
        return tuple(buffer.shape)

    def buffer_device(self, buffer: Any) -> str:
        return "device"

    def buffer_is_deleted(self, buffer: Any) -> bool:
        return False

    def buffer_ready_event(self, buffer: Any) -> server.Event:
        return server.Event()

    def buffer_to_host_buffer(self, src: Any, dst: int | None, **_: Any) -> tuple[int, server.Event]:
        if dst is not None:
            ctypes.memmove(dst, src.ctypes.data, src.nbytes)
        return src.nbytes, server.Event()

    def client_compile(self, program: Any, **_: Any) -> bytes:
        code: bytes = program.code
        return code

    def loaded_executable_get_executable(self, loaded_executable: bytes) -> bytes:
        return loaded_executable

    def loaded_executable_addressable_devices(self, executable: bytes) -> list[str]:
        return ["device"]

    def executable_optimized_program(self, executable: bytes) -> tuple[bytes, str]:
        return executable, "mlir"

    def executable_name(self, executable: bytes) -> str:
        return "double"

    def executable_num_outputs(self, executable: bytes) -> int:
        return 1

    def loaded_executable_execute(self, argument_lists: Any, **_: Any) -> Any:
        return [[2 * array] for (array,) in argument_lists], [server.Event() for _ in argument_lists]


def made() -> server.Served:
    """One that an exported library names."""
    return server.serve(Doubling())
