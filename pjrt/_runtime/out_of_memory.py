"""A plugin's functions, whose errors tell more: how much memory there was, what a handler raised."""

from __future__ import annotations

from typing import Final

from pjrt._runtime import client_state, ffi_failures
from pjrt.errors import PjrtError, ResourceExhaustedError
from pjrt_abi.functions import Api, DeviceMemoryStats

_ASKED: Final = "PJRT_Device_MemoryStats"


class TellingApi(Api):
    """A function table as the library uses it: a ResourceExhaustedError carries the devices' memory stats, and what an
    FFI handler raised is the cause of the error that its program ends with.

    This is where every error passes, also one that an event brings later; success costs nothing.
    """

    def read_error(self, function: str, error: int) -> PjrtError:
        """What a failed call returned, as an exception; the error itself is destroyed."""
        made = super().read_error(function, error)
        ffi_failures.attach(made)
        if isinstance(made, ResourceExhaustedError) and function != _ASKED:
            made.memory_stats = _stats(self)
            for device, stats in (made.memory_stats or {}).items():
                made.add_note(f"device {device}: {_spell(stats)}")
        return made


def _stats(abi: Api) -> dict[int, DeviceMemoryStats] | None:
    """Of each device of the plugin's clients, by its id; None where nothing is counted.

    Of several clients on one device, the numbers of the one that uses most.
    """
    found: dict[int, DeviceMemoryStats] = {}
    try:
        for state in client_state.alive(abi):
            for device in abi.client_addressable_devices(state.ptr):
                stats = abi.device_memory_stats(device)
                id = abi.device_description_id(abi.device_get_description(device))
                if id not in found or found[id].bytes_in_use < stats.bytes_in_use:
                    found[id] = stats
    except PjrtError:  # the platform counts nothing, as XLA:CPU; or it is in no state to answer
        pass
    return found or None


def _spell(stats: DeviceMemoryStats) -> str:
    words = [f"{stats.bytes_in_use} bytes in use"]
    if stats.bytes_limit is not None:
        words.append(f"of {stats.bytes_limit}")
    if stats.largest_free_block_bytes is not None:
        words.append(f"with {stats.largest_free_block_bytes} free in one piece")
    return " ".join(words)
