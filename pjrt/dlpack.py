"""Buffers as DLPack capsules, for other libraries to look at."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import numpy as np

from pjrt import dtypes
from pjrt._runtime.dlpack import CPU, DEVICE_TYPES, VERSION, Memory, capsule, dense_strides
from pjrt.layout import Layout

if TYPE_CHECKING:
    from pjrt.buffer import Buffer


def device_of(buffer: Buffer) -> tuple[int, int]:
    """DLPack's type and number of a buffer's device. Raises BufferError for a platform that it has no type for."""
    if buffer.is_on_cpu:
        return CPU
    state = buffer._state
    platform = state.abi.client_platform_name(state.ptr)
    if platform not in DEVICE_TYPES:
        raise BufferError(f"DLPack has no device type for the platform {platform!r}; use to_numpy()")
    return DEVICE_TYPES[platform], buffer.device.local_hardware_id


def capsule_of(buffer: Buffer, stream: Any, max_version: Any, dl_device: Any, copy: Any) -> Any:
    """What `Buffer.__dlpack__` gives."""
    versioned = (_pair("max_version", max_version) or (0, 0))[0] >= VERSION[0]
    wanted = _pair("dl_device", dl_device)
    if copy is not None and not isinstance(copy, bool):
        raise TypeError(f"copy: expected a bool or None, got {copy!r}")
    own = device_of(buffer)
    if own == CPU and stream not in (None, -1):
        raise BufferError(f"stream: the buffer is in host memory and has none, got {stream!r}")
    if wanted not in (None, own, CPU):
        raise BufferError(f"dl_device: expected {own}, the buffer's, or {CPU}, the host, got {wanted}")
    to_host = wanted == CPU != own
    if copy is False and to_host:
        raise BufferError("copy: the host cannot see the device's memory without a copy")
    if copy is False and not versioned:
        raise BufferError("copy: a consumer without max_version cannot be told that the memory is read-only")
    if copy or to_host or (own == CPU and not versioned):
        if own != CPU and not to_host:
            raise BufferError("copy: a copy on the device is not made here; use copy_to(), or dl_device for the host")
        return _copied(buffer, versioned)
    return _shared(buffer, own, versioned)


def _shared(buffer: Buffer, device: tuple[int, int], versioned: bool) -> Any:
    if not dtypes.is_whole_bytes(buffer.dtype):
        raise BufferError(f"DLPack has no type for {buffer.dtype.name} as devices pack it; copy it as numpy")
    layout = buffer._known_layout()
    if not isinstance(layout, Layout) or layout.tiles:
        raise BufferError(f"DLPack cannot tell the layout {layout}; use to_numpy()")
    reference = buffer.external_reference()
    shape = buffer._true_shape()
    strides = dense_strides(shape, layout.major_to_minor)
    memory = Memory(reference.address, shape, strides, buffer.dtype, device, reference)
    return capsule(memory, versioned=versioned, read_only=True)


def _copied(buffer: Buffer, versioned: bool) -> Any:
    array = np.array(buffer)
    strides = dense_strides(array.shape)
    memory = Memory(array.ctypes.data, array.shape, strides, array.dtype, CPU, array)
    return capsule(memory, versioned=versioned, read_only=False)


def _pair(name: str, value: Any) -> tuple[int, int] | None:
    """Two ints, or None. Raises TypeError for anything else."""
    if value is None:
        return None
    try:
        first, second = value
        return operator.index(first), operator.index(second)
    except (TypeError, ValueError):
        raise TypeError(f"{name}: expected two ints, got {value!r}") from None
