"""The hot calls: in C where that was built, else in Python (`pjrt._runtime.hot`). Both do the same."""

from __future__ import annotations

import importlib
import os
from ctypes import addressof, c_void_p, cast
from typing import TYPE_CHECKING, Any, Final

import numpy as np

import pjrt_abi.structs
from pjrt._runtime import callbacks, host_memory, hot, reaper
from pjrt_abi._accelerator_made_of import MADE_OF
from pjrt_abi.support import CALL, pointer_out

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from pjrt._runtime.array_types import ArrayType
    from pjrt._runtime.client_state import ClientState
    from pjrt_abi.functions import Api
    from pjrt_abi.structs import PJRT_ExecuteOptions
    from pjrt_abi.typed import BufferPtr, ClientPtr, DevicePtr, LoadedExecutablePtr

VARIABLE: Final = "PJRT_ACCELERATOR"
"""The environment variable that says "0" to do without C, "1" to fail where it is missing."""


def _load() -> Any:
    """The module in C, None to do without."""
    wish = os.environ.get(VARIABLE, "")
    if wish not in ("", "0", "1"):
        raise ValueError(f"{VARIABLE}: expected 0 or 1, got {wish!r}")
    if wish == "0":
        return None
    try:
        found = importlib.import_module("pjrt_abi._accelerator")
        if getattr(found, "MADE_OF", None) != MADE_OF:
            raise ImportError("it was built of other sources; build it anew: pip install --editable .")
    except ImportError as error:
        if wish:
            raise ImportError(f"{VARIABLE}=1, and the accelerator cannot be imported: {error}") from error
        return None
    return found


_native = _load()

IN_C: Final = _native is not None
"""Whether the hot calls are made in C."""

if TYPE_CHECKING or _native is None:
    Bound = hot.Bound
    BufferHandle = hot.BufferHandle
    Calls = hot.Calls
    Puts = hot.Puts
else:
    Bound = _native.Bound
    BufferHandle = _native.BufferHandle
    Calls = _native.Calls
    Puts = _native.Puts

    def _give_locks() -> None:
        locks = host_memory.locks()
        _native.setup(np.ndarray, tuple(lock.acquire for lock in locks), tuple(lock.release for lock in locks))

    _give_locks()
    os.register_at_fork(after_in_child=_give_locks)  # after host_memory's, which makes new ones


def calls(abi: Api, client: ClientPtr) -> Calls:
    """What the hot calls of a client share."""
    if _native is None:
        return hot.Calls(abi, client)
    kept: list[Any] = []
    found = {name: _place(abi, name, struct, kept) for name, struct in _native.FUNCTIONS.items()}

    def linger(state: ClientState, ptr: BufferPtr) -> None:
        reaper.destroy(state, state.abi.buffer_destroy, ptr)

    made: Calls = _native.Calls(client, found, abi.read_error, pointer_out, linger, kept)
    return made


def program(
    state: ClientState,
    make: type[hot.BufferHandle],
    ptr: LoadedExecutablePtr,
    devices: Sequence[DevicePtr],
    options: PJRT_ExecuteOptions,
    parameters: Sequence[ArrayType],
    results: Sequence[ArrayType],
    donated: Collection[int],
    *,
    shares: bool,
) -> hot.Program | None:
    """What runs a program on its devices; None for one that always needs care.

    shares: whether a buffer that a run uses is to be claimed, too, not only one that it consumes.
    """
    kinds = tuple(parameters), tuple(results)
    if _native is not None:
        made: hot.Program = _native.Program(
            state, make, ptr, tuple(devices), options, addressof(options), *kinds, frozenset(donated), shares
        )
        return made
    several = len(devices) > 1
    return None if donated or shares or several else hot.Program(state, make, ptr, devices[0], options, *kinds)


def _no_view(_: hot.BufferHandle) -> None:
    return None


view: Callable[[hot.BufferHandle], np.ndarray[Any, Any] | None] = _no_view if _native is None else _native.view
"""A read-only numpy view of a buffer that lies on the host, with its data there; None for what needs care."""


def _no_wait(_: hot.BufferHandle) -> bool:
    return False


await_data: Callable[[hot.BufferHandle], bool] = _no_wait if _native is None else _native.await_data
"""Waits until a buffer's data is there, open to signals; raises what it failed with. False for what needs care."""


def calls_in_flight() -> int:
    """How many threads are inside a plugin by a call that C made."""
    return 0 if _native is None else int(_native.calls_in_flight())


def _place(abi: Api, name: str, struct: str, kept: list[Any]) -> tuple[int, int]:
    """The address of a plugin's function and the size of its argument struct as the plugin's version knew it.

    The address is 0 for a function that the plugin lacks.
    """
    if name in abi.missing:
        return 0, 0
    args = getattr(pjrt_abi.structs, struct)()
    args.struct_size = type(args).STRUCT_SIZE
    abi.fit(args, name)
    return _address(getattr(abi, name), kept), args.struct_size


def _never_raising(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What C may call in place of a function in Python, as tests put into a table: it gives no error, and no result."""

    def call(args: Any) -> Any:
        try:
            return function(args)
        except BaseException as error:
            callbacks.report(error, f"in {function!r}, which stands in for a C function")
            return None

    return call


def _address(function: Any, kept: list[Any]) -> int:
    """Where a function is that stands in a table. kept: what has to live as long as it is called."""
    function = getattr(function, "_as_parameter_", function)
    if not hasattr(function, "argtypes"):
        function = CALL(_never_raising(function))
    kept.append(function)
    return cast(function, c_void_p).value or 0
