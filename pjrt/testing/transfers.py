"""The reference plugin's asynchronous host-to-device transfers."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np

from pjrt.errors import InvalidArgumentError
from pjrt.server import Event
from pjrt.testing.client import Machine
from pjrt.testing.machine import Core, Space, Stored, arranged
from pjrt.testing.programs import Programs
from pjrt.testing.structs import order_of
from pjrt_abi.enums import PJRT_Buffer_Type
from pjrt_abi.errors import error_of


class Transfers:
    """Buffers that are filled piece by piece. C: PJRT_AsyncHostToDeviceTransferManager."""

    def __init__(self, space: Space, buffers: Sequence[Stored]) -> None:
        self.space = space
        self.buffers = list(buffers)
        self.bytes = [bytearray(buffer.size) for buffer in buffers]
        self.metadata: dict[str, Any] = {}

    def buffer(self, index: int) -> Stored:
        """One of them. Raises InvalidArgumentError for a number that none has."""
        if not 0 <= index < len(self.buffers):
            raise InvalidArgumentError(f"there is no buffer {index} of {len(self.buffers)}")
        return self.buffers[index]


class AsyncTransfers(Programs):
    """The functions of transfer managers."""

    def client_create_buffers_for_async_host_to_device(
        self, *, client: Machine, shape_specs: Sequence[Any], device_layouts: Sequence[Any], memory: Space
    ) -> Transfers:
        layouts = list(device_layouts) or [None] * len(shape_specs)
        made = [
            Stored(memory, PJRT_Buffer_Type(spec.element_type), spec.dims, order_of(layout, spec.dims))
            for spec, layout in zip(shape_specs, layouts, strict=True)
        ]
        return Transfers(memory, made)

    def async_host_to_device_transfer_manager_transfer_data(
        self,
        *,
        transfer_manager: Transfers,
        buffer_index: int,
        data: int | None,
        offset: int,
        transfer_size: int,
        is_last_transfer: bool,
    ) -> Event:
        buffer = transfer_manager.buffer(buffer_index)
        if buffer.ready.is_set or not 0 <= offset <= offset + transfer_size <= buffer.size:
            raise InvalidArgumentError(
                f"{transfer_size} bytes from {offset} on are not what buffer {buffer_index} lacks"
            )
        content = transfer_manager.bytes[buffer_index]
        content[offset : offset + transfer_size] = ctypes.string_at(data or 0, transfer_size) if transfer_size else b""
        if is_last_transfer:
            values = arranged(np.frombuffer(bytes(content), buffer.dtype), buffer.dims, buffer.order)
            self._settle(buffer, lambda: buffer.fill(values))
        return Event()

    def async_host_to_device_transfer_manager_transfer_literal(
        self,
        *,
        transfer_manager: Transfers,
        buffer_index: int,
        data: int | None,
        shape_dims: Sequence[int],
        shape_element_type: PJRT_Buffer_Type,
        shape_layout: Any,
    ) -> Event:
        buffer = transfer_manager.buffer(buffer_index)
        if buffer.ready.is_set or (tuple(shape_dims), shape_element_type) != (buffer.dims, buffer.kind):
            raise InvalidArgumentError(f"this literal is not what buffer {buffer_index} lacks")
        raw = ctypes.string_at(data or 0, buffer.size) if buffer.size else b""
        order = order_of(shape_layout, buffer.dims) or tuple(range(len(buffer.dims)))[::-1]
        values = arranged(np.frombuffer(raw, buffer.dtype), buffer.dims, order)
        self._settle(buffer, lambda: buffer.fill(values))
        return Event()

    def async_host_to_device_transfer_manager_retrieve_buffer(
        self, *, transfer_manager: Transfers, buffer_index: int
    ) -> Stored:
        return transfer_manager.buffer(buffer_index)

    def async_host_to_device_transfer_manager_device(self, *, transfer_manager: Transfers) -> Core:
        return transfer_manager.space.devices[0]

    def async_host_to_device_transfer_manager_buffer_count(self, *, transfer_manager: Transfers) -> int:
        return len(transfer_manager.buffers)

    def async_host_to_device_transfer_manager_buffer_size(
        self, *, transfer_manager: Transfers, buffer_index: int
    ) -> int:
        return transfer_manager.buffer(buffer_index).size

    def async_host_to_device_transfer_manager_set_buffer_error(
        self, *, transfer_manager: Transfers, buffer_index: int, error_code: int, error_message: str
    ) -> None:
        transfer_manager.buffer(buffer_index).ready.set(error_of(error_code, error_message, ""))

    def async_host_to_device_transfer_manager_add_metadata(
        self, *, transfer_manager: Transfers, transfer_metadata: dict[str, Any] | None
    ) -> None:
        transfer_manager.metadata |= transfer_metadata or {}
