"""XLA's own FFI table, which a plugin hands to its handlers: bound once, and spoken to at the version that it has."""

from __future__ import annotations

import threading
from collections.abc import Callable
from ctypes import Structure, addressof, c_void_p, cast
from itertools import count
from typing import Any, Final

from pjrt._runtime import callbacks
from pjrt._runtime.failures import describe
from pjrt._runtime.texts import encoded
from pjrt.errors import PjrtError, UnsupportedError
from pjrt_abi.extensions import ffi_c_api as raw
from pjrt_abi.extensions import ffi_collectives, ffi_record
from pjrt_abi.layout import size_through
from pjrt_abi.support import bytes_in, cstring_in
from pjrt_abi.typed import XlaFfiErrorPtr, XlaFfiFuturePtr, XlaFfiInvokeContextPtr

_OURS: Final = (raw.XLA_FFI_API_MAJOR, raw.XLA_FFI_API_MINOR)
_STATE: Final = (0, 2)
"""The oldest version whose handlers have a state of a registered type; none older lets PJRT register handlers."""
_STAGED: Final = (0, 4)
"""The version that knows of which stage a state is, and of a stage that records."""
_STATE_TYPE: Final = "pjrt.ffi.state"

EXTENSIONS: Final = {
    "collectives": ffi_collectives.XLA_FFI_Extension_Collectives,
    "record": ffi_record.XLA_FFI_Extension_Record,
}
"""What a runtime may offer to a call beside its table, by name."""


def _older(struct: type[Structure], last: str, drop: tuple[str, ...] = (), **changed: Any) -> Any:
    """The struct as it was before it got some of its fields, or before those of its structs did."""
    fields = [(name, changed.get(name, kind)) for name, kind, *_ in struct._fields_ if name not in drop]
    made = type(f"Older{struct.__name__}", (Structure,), {"_fields_": fields})
    made.STRUCT_SIZE = size_through(made, last)  # type: ignore[attr-defined]
    return made


OLD_STATE_SET: Final = _older(raw.XLA_FFI_State_Set_Args, "state", ("stage",))
OLD_STATE_GET: Final = _older(raw.XLA_FFI_State_Get_Args, "state", ("stage",))
OLD_BUNDLE: Final = _older(raw.XLA_FFI_Handler_Bundle, "execute", ("record",))
OLD_REGISTER: Final = _older(raw.XLA_FFI_Handler_Register_Args, "traits", bundle=OLD_BUNDLE)


class FfiApi:
    """An XLA_FFI_Api. Any thread may use it; it lives as long as the process.

    table: its functions, raw. version: what the plugin states.
    """

    def __init__(self, address: int) -> None:
        self.table = raw.Api(address)
        self.version = self.table.version
        self.address = address
        self._state_type: raw.XLA_FFI_TypeId | None = None
        self._state_get = raw.XLA_FFI_State_Get_Args if self.version >= _STAGED else OLD_STATE_GET
        self._lock = threading.Lock()

    def require_state(self) -> None:
        """Raises UnsupportedError for a version that is too old for what this library asks."""
        if self.version < _STATE:
            raise UnsupportedError(
                f"this plugin's FFI is of version {_spell(self.version)}; {_spell(_STATE)} is needed"
            )

    @property
    def spoken(self) -> tuple[int, int]:
        """The version that handlers are to state: the plugin's, or that of our headers if that is older."""
        return min(self.version, _OURS)

    @property
    def state_type(self) -> raw.XLA_FFI_TypeId:
        """The type of what `set_state` keeps, registered when it is first wanted."""
        with self._lock:  # held across a call into C, which calls nothing back: a type can be registered once only
            if self._state_type is None:
                info = raw.XLA_FFI_TypeInfo()
                info.struct_size = raw.XLA_FFI_TypeInfo.STRUCT_SIZE
                info.deleter = cast(_FORGET, c_void_p).value
                self._state_type = self.table.type_register(_STATE_TYPE, info)
            return self._state_type

    def register(self, name: str, platform: str, stages: dict[str, int], traits: int) -> None:
        """Registers a handler's C functions by stage. C: XLA_FFI_Handler_Register."""
        if self.version >= _STAGED:
            bundle = raw.XLA_FFI_Handler_Bundle(**stages)
            self.table.handler_register(name, platform, bundle, traits)
            return
        if "record" in stages:
            raise UnsupportedError(f"this plugin's FFI is of version {_spell(self.version)}, which records nothing")
        a = OLD_REGISTER()
        a.struct_size = OLD_REGISTER.STRUCT_SIZE
        _name, a.name.ptr, a.name.len = bytes_in(name)
        _platform, a.platform.ptr, a.platform.len = bytes_in(platform)
        a.bundle = OLD_BUNDLE(**stages)
        a.traits = traits
        self._check("XLA_FFI_Handler_Register", a)

    def set_state(self, context: int, token: int) -> None:
        """Gives a handler's instance its state: a token, which its end forgets. C: XLA_FFI_State_Set."""
        kind = self.state_type
        if self.version >= _STAGED:
            stage = raw.XLA_FFI_ExecutionStage.INSTANTIATE
            self.table.state_set(XlaFfiInvokeContextPtr(context), stage, kind, token)
            return
        a = OLD_STATE_SET()
        a.struct_size, a.ctx, a.type_id, a.state = OLD_STATE_SET.STRUCT_SIZE, context, addressof(kind), token
        self._check("XLA_FFI_State_Set", a)

    def get_state(self, context: int) -> int | None:
        """The token of this instance. C: XLA_FFI_State_Get."""
        a = self._state_get()
        a.struct_size, a.ctx, a.type_id = a.STRUCT_SIZE, context, addressof(self._state_type or self.state_type)
        error = self.table.XLA_FFI_State_Get(addressof(a))
        if error:
            raise self.table.read_error("XLA_FFI_State_Get", error)
        token: int | None = a.state
        return token

    def _check(self, function: str, arguments: Any) -> None:
        error = getattr(self.table, function)(addressof(arguments))
        if error:
            raise self.table.read_error(function, error)

    def extension(self, context: int, name: str) -> tuple[int, int] | None:
        """The version of one of EXTENSIONS that the runtime offers to a call; None if it does not.

        C: XLA_FFI_InvokeContext_FindExtension.
        """
        found = self.table.invoke_context_find_extension(XlaFfiInvokeContextPtr(context), EXTENSIONS[name])
        return None if found is None else (found.id.major_version, found.id.minor_version)

    def error(self, code: int, message: str) -> int:
        """An XLA_FFI_Error, for C to take and destroy."""
        text = encoded(message).replace(b"\0", b"?")
        a = raw.XLA_FFI_Error_Create_Args()
        a.struct_size, a.errc = raw.XLA_FFI_Error_Create_Args.STRUCT_SIZE, code
        _keep, a.message = cstring_in(text)
        made: int = self.table.XLA_FFI_Error_Create(addressof(a))
        return made

    def settle(self, future: int, error: int | None) -> None:
        """Ends a future; the error, if there is one, becomes C's. C: XLA_FFI_Future_SetAvailable, …_SetError."""
        try:
            if error:
                self.table.future_set_error(XlaFfiFuturePtr(future), XlaFfiErrorPtr(error))
            else:
                self.table.future_set_available(XlaFfiFuturePtr(future))
        except PjrtError as failed:  # whoever waits for the future has nobody else to tell it
            callbacks.report(failed, f"when an FFI handler's future was settled: {describe(failed)}")


def _spell(version: tuple[int, int]) -> str:
    return ".".join(map(str, version))


_objects: dict[int, Any] = {}
_tokens = count(1)


def keep(thing: Any) -> int:
    """A token that stands for an object in C, which keeps it until `forget`."""
    token = next(_tokens)
    _objects[token] = thing
    return token


def find(token: int | None) -> Any:
    """What a token stands for. Raises KeyError if it is none of ours."""
    return _objects[token or 0]


def forget(token: int | None) -> None:
    """Ends a token."""
    _objects.pop(token or 0, None)


_FORGET = callbacks.trampoline(raw.XLA_FFI_TypeInfo_deleter, forget)

_apis: dict[int, FfiApi] = {}


def at(address: int) -> FfiApi:
    """The table at an address."""
    found = _apis.get(address)
    return _apis.setdefault(address, FfiApi(address)) if found is None else found


def metadata(address: int, api: FfiApi, traits: int, *, stateful: bool) -> None:
    """Answers a call that only asks what a handler is: which version it speaks, which state it has.

    address: of the call frame's extension.
    """
    extension = raw.XLA_FFI_Metadata_Extension.from_address(address)
    if extension.extension_base.type != raw.XLA_FFI_InternalExtension_Type.EXTENSION_METADATA:
        return
    told = raw.XLA_FFI_Metadata.from_address(extension.metadata or 0)
    told.api_version.major_version, told.api_version.minor_version = api.spoken
    told.traits = traits
    if stateful and api.version >= _STATE:
        told.state_type_id = api.state_type


def probe(register: Callable[[int], None]) -> FfiApi:
    """The table of a plugin, as it shows it to a handler that is being registered.

    register: registers the C function at an address under a name that nobody uses. Raises UnsupportedError if the
    plugin does not call it.
    """
    seen: list[FfiApi] = []

    def asked(address: int) -> int | None:
        frame = raw.XLA_FFI_CallFrame.from_address(address)
        api = at(frame.api or 0)
        seen.append(api)
        if frame.extension_start:
            metadata(frame.extension_start, api, 0, stateful=False)
            return None
        return api.error(raw.XLA_FFI_Error_Code.UNIMPLEMENTED, "this handler is there to be registered only")

    function = callbacks.trampoline(raw.XLA_FFI_Handler, asked)
    _probes.append(function)
    register(address_of(function))
    if not seen:
        raise UnsupportedError("this plugin shows handlers no XLA_FFI_Api when they are registered")
    return seen[0]


_probes: list[Any] = []
"""C functions that plugins keep for ever."""


def address_of(function: Any) -> int:
    """The address of a ctypes function."""
    return cast(function, c_void_p).value or 0
