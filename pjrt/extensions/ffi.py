"""FFI: handlers of custom calls, the types of their states and user data. In Python: `pjrt.ffi`, on top of this."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, NamedTuple

from pjrt import checks
from pjrt._runtime import c_functions, ffi_api, ffi_contexts, ffi_user_data
from pjrt.execute_options import ExecuteContext
from pjrt.extensions import ffi_platforms
from pjrt.extensions.facade import Extension
from pjrt_abi.extensions import ffi as raw

if TYPE_CHECKING:
    from pjrt.plugin import Plugin

_PROBE = "pjrt.ffi"
"""The name under which the handler is registered that finds out what the plugin's FFI is."""


class UserType(NamedTuple):
    """A type that the plugin knows by name and number. Made by `Ffi.register_type`."""

    name: str
    id: int


class Ffi(Extension):
    """Registers handlers of custom calls, and what they share. C: PJRT_FFI_Extension.

    For handlers written in Python use `pjrt.ffi.handler`; this takes those that are compiled.
    """

    TABLE = raw.Ffi
    table: raw.Ffi

    def __init__(self, plugin: Plugin) -> None:
        super().__init__(plugin)
        self._types: dict[str, UserType] = {}
        self._registered: dict[tuple[str, str], tuple[int, int]] = {}
        self._found: ffi_api.FfiApi | None = None
        self._lock = threading.Lock()

    @property
    def version(self) -> tuple[int, int]:
        """The version of XLA's FFI that the plugin states, such as (0, 4): of its XLA_FFI_Api.

        Asked first, it registers a handler of the name "pjrt.ffi", to which the plugin shows it.
        Raises UnsupportedError if the plugin registers none.
        """
        return self._api().version

    def register_type(self, name: str, id: int = 0) -> UserType:
        """The type of that name, registered when it is first asked for; lives as long as the process.

        id: 0 has the plugin number it; that of a type which other code has registered under the name gives that one.
        Raises ValueError for an empty name, PjrtError where the plugin has another number for it.
        C: PJRT_FFI_Type_Register.
        """
        _check_name("name", name)
        checks.integer("id", id, 64)
        self._state.require_open()
        with self._lock:  # held across a call into C, which calls nothing back: a type can be registered once only
            known = self._types.get(name)
            if known is None or id not in (0, known.id):
                knows = self.table.knows(raw.PJRT_FFI_Type_Register_Args, "type_info")
                info = raw.PJRT_FFI_Type_Info() if knows else None
                known = UserType(name, self.table.type_register(name, id, info))
                self._types[name] = known
            return known

    def add_user_data(self, context: ExecuteContext, type: UserType, value: Any) -> None:
        """Puts a Python object into a context, which keeps it; handlers of runs in it get it by its type.

        See `pjrt.ffi.Call.user_data`. A handler in C gets a number that means nothing to it.
        Raises TypeError or ValueError for what is no context of this plugin's, or no type that `register_type` gave,
        PjrtError for a second object of one type. C: PJRT_FFI_UserData_Add.
        """
        handle = self._context(context)
        if not isinstance(type, UserType):
            raise TypeError(f"type: expected a UserType, got {type!r:.80}")
        if self._types.get(type.name) != type:
            raise ValueError(f"type: {type!r} was not registered with {self.plugin.name!r}")
        held = ffi_user_data.Held(value)
        self.table.user_data_add(handle, ffi_user_data.struct(type.id, held))
        context._kept.append(held)

    def register_handler(
        self, name: str, function: Any, *, platform: str | None = None, command_buffer_compatible: bool = False
    ) -> None:
        """Registers a compiled handler, an `XLA_FFI_Handler`, for custom calls of that name on a platform.

        function: a ctypes function, or a PyCapsule with one; kept for ever. platform: such as "Host", "CUDA", "TPU";
        the plugin's own without. command_buffer_compatible: whether it launches the same device work each time, so that
        its calls may be recorded.
        The same again is no error. Raises TypeError or ValueError for a wrong argument, and ValueError for a name that
        has another function: plugins keep the first, and do not say so. C: PJRT_FFI_Register_Handler.
        """
        _check_name("name", name)
        address = c_functions.address(function, "function")
        where = ffi_platforms.canonical(platform, self.plugin)
        if not isinstance(command_buffer_compatible, bool):
            raise TypeError(f"command_buffer_compatible: expected a bool, got {command_buffer_compatible!r}")
        traits = raw.PJRT_FFI_Handler_TraitsBits.COMMAND_BUFFER_COMPATIBLE if command_buffer_compatible else 0
        self._state.require_open()
        wanted, known = (address, int(traits)), self._registered.get((name, where))
        if known == wanted:
            return
        if known is not None:
            raise ValueError(f"name: {name!r} is registered on {where} with another function, or other traits")
        self.table.register_handler(name, address, where, raw.PJRT_FFI_Handler_TraitsBits(traits))
        self._registered[name, where] = wanted
        c_functions.keep("XLA_FFI_Handler", f"the FFI handler {name!r}", function)

    def _api(self) -> ffi_api.FfiApi:
        """XLA's own table. Runs that are loaded from now on have a context, which handlers may ask."""
        self._state.require_open()
        if self._found is None:
            where = ffi_platforms.canonical(None, self.plugin, otherwise="Host")
            found = ffi_api.probe(
                lambda address: self.table.register_handler(_PROBE, address, where, raw.PJRT_FFI_Handler_TraitsBits(0))
            )
            ffi_contexts.want(self.plugin.abi)
            self._found = found
        return self._found


def _check_name(where: str, name: object) -> None:
    if not isinstance(name, str):
        raise TypeError(f"{where}: expected a str, got {name!r:.80}")
    if not name or "\0" in name:
        raise ValueError(f"{where}: expected a name, got {name!r}")
