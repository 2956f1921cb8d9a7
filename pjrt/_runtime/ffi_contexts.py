"""The context of runs that are given none: XLA crashes where an FFI handler asks such a run for user data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pjrt.errors import PjrtError

if TYPE_CHECKING:
    from pjrt_abi.functions import Api
    from pjrt_abi.typed import ExecuteContextPtr

_made: dict[int, ExecuteContextPtr] = {}
"""By the address of a plugin's table. They live as long as the process, as handlers do."""


def want(abi: Api) -> None:
    """From now on programs that are loaded run in an empty context, if in no other."""
    if abi.address not in _made:
        try:
            made = abi.execute_context_create()
        except PjrtError:  # the plugin has none, so its handlers get none either
            return
        if _made.setdefault(abi.address, made) != made:  # another thread was faster
            abi.execute_context_destroy(made)


def default(abi: Api) -> ExecuteContextPtr | None:
    """That empty context, once somebody wants one."""
    return _made.get(abi.address)
