"""Views of memory that is somebody else's: who is told when they end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pjrt._runtime import callbacks
from pjrt_abi.structs import PJRT_Client_CreateViewOfDeviceBuffer_Args_on_delete_callback


def keep(on_delete: Callable[[], object] | None) -> tuple[int | None, Any]:
    """The token and the C function for PJRT_Client_CreateViewOfDeviceBuffer. Plugins abort on a NULL function."""
    if on_delete is None:
        return None, _ON_DELETE
    return callbacks.keep("on_delete_callback", "a view of foreign memory", on_delete), _ON_DELETE


def drop(token: int | None) -> None:
    """Forgets a callable that C did not take after all."""
    callbacks.drop(token or 0)


def _on_delete(address: int | None, token: int | None) -> None:
    entry = callbacks.take(token)
    if entry is not None:
        entry.function()


_ON_DELETE = callbacks.trampoline(PJRT_Client_CreateViewOfDeviceBuffer_Args_on_delete_callback, _on_delete)
