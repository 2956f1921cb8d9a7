"""What a plugin in Python is made of: a class to write, and the function that makes a PJRT_Api of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from ctypes import c_char_p, c_void_p, py_object, pythonapi
from typing import Any

from pjrt.server.errors import visit
from pjrt.server.event import Event
from pjrt.server.runtime import Failure, Hook, Runtime
from pjrt.server.tables import Link, Shape, Tables, check_extensions
from pjrt_abi import API_VERSION
from pjrt_abi.enums import PJRT_Error_Code
from pjrt_abi.history import OLDEST_COMPATIBLE
from pjrt_abi.server.functions import ApiServer
from pjrt_abi.views import TableServer

_served: list[Served] = []
"""All that was ever served: a client may call the closures until the process ends."""


class Plugin(ApiServer):
    """A plugin. A subclass has a method for each function of PJRT_Api that it implements, named as in `ApiServer`.

    A method is called with keywords: numbers, text, lists, and the objects that it or others returned where C has
    handles. It returns what the function tells. What it does not implement answers UNIMPLEMENTED. It may be called on
    any thread. A PjrtError that it raises reaches the client with its code, message and payloads; any other exception
    as INTERNAL, or as the code that fits it (TimeoutError is DEADLINE_EXCEEDED).

    Errors are told of here, and so are events that are `Event`s; the rest is the subclass's.
    """

    runtime: Runtime
    """What the plugin is served with, once it is."""

    def plugin_initialize(self) -> None:
        """Nothing is to be done. C: PJRT_Plugin_Initialize."""

    def plugin_attributes(self) -> dict[str, Any]:
        """No attributes. C: PJRT_Plugin_Attributes."""
        return {}

    # ------------------------------------------------------------------ errors

    def error_message(self, *, error: Failure) -> str:
        """The message. C: PJRT_Error_Message."""
        return error.message

    def error_get_code(self, *, error: Failure) -> PJRT_Error_Code:
        """The code. C: PJRT_Error_GetCode."""
        return PJRT_Error_Code(error.code)

    def error_for_each_payload(self, *, error: Failure, visitor: Any, user_arg: int | None) -> None:
        """Calls the visitor with each payload. C: PJRT_Error_ForEachPayload."""
        visit(error.payloads, visitor, user_arg)

    # ------------------------------------------------------------------ events

    def event_is_ready(self, *, event: Event) -> bool:
        """Whether it is done. C: PJRT_Event_IsReady."""
        return event.is_set

    def event_await(self, *, event: Event) -> None:
        """Waits for it, and raises what it failed with. C: PJRT_Event_Await."""
        event.wait()
        self.event_error(event=event)

    def event_error(self, *, event: Event) -> None:
        """Raises what it failed with. C: PJRT_Event_Error."""
        if event.error is not None:
            raise event.error

    def event_on_ready(self, *, event: Event, callback: Any, user_arg: int | None) -> None:
        """Has the client called when it is done. C: PJRT_Event_OnReady."""

        def call(error: BaseException | None) -> None:
            callback(None if error is None else self.runtime.failed("PJRT_Error", error, "an event"), user_arg)

        event.when_done(call)

    def event_create(self) -> Event:
        """An event that the client sets. C: PJRT_Event_Create."""
        return Event(done=False)

    def event_set(self, *, event: Event, error_code: PJRT_Error_Code, error_message: str) -> None:
        """Sets it, in error if the code is one. C: PJRT_Event_Set."""
        from pjrt_abi.errors import FailedPreconditionError, error_of

        if event.is_set:
            raise FailedPreconditionError("this event is set already")
        event.set(error_of(error_code, error_message, "") if error_code else None)


class Served:
    """A plugin that a client can be given. Lives until the process ends. Made by `serve`.

    plugin: what serves it; address: of its PJRT_Api.
    """

    def __init__(self, plugin: Plugin, runtime: Runtime, tables: Tables) -> None:
        self.plugin = plugin
        self._runtime = runtime
        self._tables = tables
        self.address = tables.api

    def __repr__(self) -> str:
        major, minor = self.api_version
        return f"<Served {type(self.plugin).__name__}, API {major}.{minor}>"

    def __pjrt_api__(self) -> int:
        """The address of its PJRT_Api: what `pjrt.load` asks for."""
        return self.address

    @property
    def api_version(self) -> tuple[int, int]:
        """The API version that it presents: (major, minor)."""
        return self._runtime.version

    @property
    def capsule(self) -> Any:
        """A capsule named "pjrt_c_api" with the address of the PJRT_Api, as other frameworks take one."""
        return capsule_of(self.address)

    @property
    def live(self) -> Mapping[str, int]:
        """How many handles of each kind the client has to destroy yet."""
        return self._runtime.handles.live()

    @property
    def misuse(self) -> list[str]:
        """What clients did wrong so far, a line each: uses and destroys of handles that are not there."""
        return self._runtime.misuse

    def add_hook(self, hook: Hook) -> None:
        """Has a callable called ahead of each function, with its `FunctionView`; the function fails if it raises."""
        self._runtime.before.append(hook)


_CAPSULE = b"pjrt_c_api"


def capsule_of(address: int) -> Any:
    """A capsule with the address of a PJRT_Api, as JAX takes it."""
    make = pythonapi.PyCapsule_New
    make.restype, make.argtypes = py_object, (c_void_p, c_char_p, c_void_p)
    return make(address, _CAPSULE, None)


def serve(
    plugin: Plugin,
    extensions: Iterable[TableServer | Link] = (),
    *,
    version: tuple[int, int] = API_VERSION,
    strict: bool = False,
    omit: Collection[str] = (),
    sizes: Mapping[str, int] | None = None,
) -> Served:
    """Makes a PJRT_Api of a plugin, which `pjrt.load` and other clients take.

    extensions: what serves extensions, each an instance of a class of `pjrt_abi.server`, or a Link that nobody knows,
    in the order of the chain; an attribute `vtables` of one has what serves the vtables that its handles begin with, by
    kind of handle; version: the API version to present, with its table, structs and enum values; strict:
    whether an argument struct of another size than that version's is refused; omit: C functions whose slot is to be
    NULL; sizes: bytes of tables, by struct, where they are to differ from the version's.

    A version whose headers are not known is served as the latest known one before it. Raises TypeError or ValueError
    for what cannot be.
    """
    if not isinstance(plugin, Plugin):
        raise TypeError(f"plugin: expected a pjrt.server.Plugin, got {plugin!r:.80}")
    if hasattr(plugin, "runtime"):
        raise ValueError("plugin: it is served already; make another one")
    version = _version(version)
    chain = tuple(extensions)
    check_extensions(chain, version)
    runtime = Runtime(version, strict=strict)
    behind = [server for extension in chain for server in getattr(extension, "vtables", {}).values()]
    tables = Tables(runtime, plugin, chain, Shape(dict(sizes or {}), _names(omit, (plugin, *chain, *behind))))
    plugin.runtime = runtime
    for extension in chain:
        if isinstance(extension, TableServer) and not hasattr(extension, "runtime"):
            extension.runtime = runtime  # type: ignore[attr-defined]
    runtime.columns = _columns(plugin)
    served = Served(plugin, runtime, tables)
    _served.append(served)
    return served


def _version(version: object) -> tuple[int, int]:
    if not (isinstance(version, tuple) and len(version) == 2 and all(isinstance(v, int) for v in version)):
        raise TypeError(f"version: expected (major, minor), got {version!r:.80}")
    if not OLDEST_COMPATIBLE <= version <= API_VERSION:
        raise ValueError(
            f"version: {version} is not between {OLDEST_COMPATIBLE} and {API_VERSION}, which these bindings speak"
        )
    return version


def _names(names: Collection[str], servers: Iterable[TableServer | Link]) -> frozenset[str]:
    known = {view.name for s in servers if isinstance(s, TableServer) for view in s.VIEWS}
    if unknown := set(names) - known:
        raise ValueError(f"omit: no function {min(unknown)!r} is served")
    return frozenset(names)


def _columns(plugin: Plugin) -> Any:
    """How many results a program gives: what the plugin itself says of it."""

    def columns(given: Mapping[str, Any]) -> int:
        program = plugin.loaded_executable_get_executable(loaded_executable=given["executable"])
        return plugin.executable_num_outputs(executable=program)

    return columns
