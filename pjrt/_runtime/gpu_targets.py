"""What describes a GPU to CUDA's compiler: read, and checked for what the compiler crashes on."""

from __future__ import annotations

from typing import Any, Final

_NEEDED: Final = (
    "threads_per_block_limit",
    "threads_per_warp",
    "threads_per_core_limit",
    "core_count",
    "fpus_per_core",
    "block_dim_limit_x",
    "block_dim_limit_y",
    "block_dim_limit_z",
)
"""The compiler divides by some of these, and without the others makes programs for no GPU there is."""


def message() -> Any:
    """A new stream_executor.GpuTargetConfigProto."""
    from pjrt.protos import message

    return message("stream_executor.GpuTargetConfigProto")()


def check(text: str, where: str) -> None:
    """Raises ValueError for a GPU that the compiler crashes on. What cannot be read is the plugin's to refuse."""
    from google.protobuf import text_format

    target = message()
    try:
        text_format.Parse(text, target, allow_unknown_field=True)  # a newer plugin's may have more
    except text_format.ParseError:
        return
    if not target.ListFields() and text.strip():
        return
    check_message(target, where)


def check_message(target: Any, where: str) -> None:
    """The same for the message itself."""
    device = target.gpu_device_info
    for name in _NEEDED:
        if getattr(device, name) < 1:
            raise ValueError(f"{where}: gpu_device_info.{name}: expected 1 or more, got {getattr(device, name)}")
    if not device.HasField("cuda_compute_capability"):
        raise ValueError(f"{where}: gpu_device_info: expected a cuda_compute_capability")
    if device.cuda_compute_capability.major < 1 or device.cuda_compute_capability.minor < 0:
        capability = f"{device.cuda_compute_capability.major}.{device.cuda_compute_capability.minor}"
        raise ValueError(f"{where}: cuda_compute_capability: there is no {capability}")
