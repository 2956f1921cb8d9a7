"""Callbacks of a client: word of what befalls its devices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar, overload

from pjrt import checks
from pjrt._runtime import client_callbacks
from pjrt._runtime.callbacks import name_of
from pjrt.client import Client
from pjrt.errors import PjrtError
from pjrt.extensions.facade import Extension
from pjrt_abi.extensions import callback as raw

Kind = raw.PJRT_Callback_Type
"""What a callback is told of: TPU_SLICE_BUILDER, a failure of the slice; PREFATAL, an error that ends the process."""

SliceFailure = raw.PJRT_Callback_Tpu_SliceFailureType
"""Why a slice of TPUs failed."""

Function: TypeAlias = "Callable[[Any], object]"
"""Gets a SliceFailure where the kind is TPU_SLICE_BUILDER, a PjrtError with code and message where it is PREFATAL."""

_F = TypeVar("_F", bound=Function)
_TOLD = {Kind.TPU_SLICE_BUILDER: SliceFailure, Kind.PREFATAL: PjrtError}


class Callback(Extension):
    """Functions that the plugin calls when something befalls a client's devices. C: PJRT_Callback_Extension.

    They come on any thread of the plugin's; a prefatal one comes right before the plugin ends the process. What they
    raise goes to `sys.unraisablehook`.
    """

    TABLE = raw.Callback
    table: raw.Callback

    @overload
    def register(self, client: Client, kind: Kind | str, function: None = None) -> Callable[[_F], _F]: ...

    @overload
    def register(self, client: Client, kind: Kind | str, function: _F) -> _F: ...

    def register(self, client: Client, kind: Kind | str, function: Any = None) -> Any:
        """Has the function called until the client is destroyed; there is no way back. A decorator without it.

        kind: a Kind, or its name in small letters. A function that holds the client keeps it alive: let it hold a
        weakref, or nothing. Returns the function. Raises TypeError or ValueError for what is no function, no kind, or a
        client of another plugin, and PjrtError for a kind that the platform does not know. C: PJRT_Register_Callback.
        """
        self._client(client)
        wanted = self._kind(kind)

        def register(function: _F) -> _F:
            called = checks.function("function", function)
            owner = f"a client of {self.plugin.name}, for {name_of(called)}: {wanted.name.lower()}"
            self._client(client)
            client_callbacks.register(self.table, client._state, wanted, owner, called)
            return function

        return register if function is None else register(function)

    def invoke(self, client: Client, kind: Kind | str, told: SliceFailure | PjrtError) -> None:
        """Calls all callbacks of that kind on this thread, as the plugin would; they are through when this returns.

        told: a SliceFailure or a PjrtError, as the kind has it. Raises TypeError or ValueError for another one.
        C: PJRT_Callback_InvokeCallback.
        """
        self._client(client)
        wanted = self._kind(kind)
        expected = _TOLD[wanted]
        if not isinstance(told, expected):
            raise TypeError(f"told: expected a {expected.__name__} for {wanted.name.lower()}, got {told!r:.80}")
        client_callbacks.invoke(self.table, client._state, wanted, told)

    def _kind(self, kind: Kind | str) -> Kind:
        wanted = checks.choice("kind", kind, Kind)
        if wanted not in client_callbacks.KINDS:
            names = ", ".join(one.name.lower() for one in client_callbacks.KINDS)
            raise ValueError(f"kind: expected one of {names}, got {wanted.name.lower()}")
        return wanted
