"""Custom calls of GPU plugins: a compiled handler, with a function for each stage."""

from __future__ import annotations

from typing import Any

from pjrt._runtime import c_functions
from pjrt.extensions.facade import Extension
from pjrt_abi.extensions import gpu as raw

_UNTYPED, _TYPED = 0, 1


class GpuCustomCall(Extension):
    """Registers compiled custom calls on a GPU plugin's platform. C: PJRT_Gpu_Custom_Call."""

    TABLE = raw.GpuCustomCall
    table: raw.GpuCustomCall

    def register(
        self,
        name: str,
        execute: Any,
        *,
        instantiate: Any = None,
        prepare: Any = None,
        initialize: Any = None,
        typed: bool = True,
    ) -> None:
        """Registers the functions of a custom call by its name; any of the stages but `execute` may be left out.

        execute, instantiate, prepare, initialize: ctypes functions, or PyCapsules with one, kept for ever. With `typed`
        (API version 1) each is an `XLA_FFI_Handler`; without (version 0) there is `execute` alone, of the older kind
        that gets a stream and an opaque string.
        Raises TypeError or ValueError for a wrong argument, PjrtError for a name that has other functions: a name is
        registered once. C: PJRT_Gpu_Register_Custom_Call.
        """
        if not isinstance(name, str):
            raise TypeError(f"name: expected a str, got {name!r:.80}")
        if not name or "\0" in name:
            raise ValueError(f"name: expected a name, got {name!r}")
        if not isinstance(typed, bool):
            raise TypeError(f"typed: expected a bool, got {typed!r}")
        stages = {"instantiate": instantiate, "prepare": prepare, "initialize": initialize}
        given = {stage: function for stage, function in stages.items() if function is not None}
        if given and not typed:
            raise ValueError(f"{next(iter(given))}: an untyped custom call has no stages but execute")
        found = {stage: c_functions.address(function, stage) for stage, function in given.items()}
        address = c_functions.address(execute, "execute")
        self._state.require_open()
        self.table.gpu_register_custom_call(
            name,
            _TYPED if typed else _UNTYPED,
            found.get("instantiate"),
            found.get("prepare"),
            found.get("initialize"),
            address,
        )
        for stage, function in {**given, "execute": execute}.items():
            c_functions.keep("XLA_FFI_Handler", f"the GPU custom call {name!r}, {stage}", function)
