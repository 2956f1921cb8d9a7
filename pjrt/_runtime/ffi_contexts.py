"""The context of runs that are given none: XLA crashes where an FFI handler asks such a run for user data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pjrt.errors import PjrtError
from pjrt_abi.structs import PJRT_ExecuteOptions

if TYPE_CHECKING:
    from pjrt_abi.functions import Api
    from pjrt_abi.typed import ExecuteContextPtr

_made: dict[int, ExecuteContextPtr | None] = {}
"""By the address of a plugin's table; None until a program is loaded. They live as long as the process."""


def want(abi: Api) -> None:
    """From now on programs that are loaded run in an empty context, if in no other."""
    _made.setdefault(abi.address, None)


def default(abi: Api) -> ExecuteContextPtr | None:
    """That empty context, if somebody wants one."""
    found = _made.get(abi.address)
    if found is not None or abi.address not in _made or not abi.knows(PJRT_ExecuteOptions, "context"):
        return found
    try:
        made = abi.execute_context_create()
    except PjrtError:  # the plugin has none, so its handlers get none either
        return None
    _made[abi.address] = made  # another thread may have been faster: then there are two
    return made
