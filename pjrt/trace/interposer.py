"""A table in front of a plugin's: each function tells what it was called with, and calls the plugin's."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from ctypes import addressof, c_void_p, cast, memmove, sizeof
from importlib import import_module
from typing import Any

from pjrt.errors import PjrtError
from pjrt.server.faults import Faults
from pjrt.server.plugin import Plugin, capsule_of
from pjrt.server.runtime import Runtime
from pjrt.server.signals import pass_on
from pjrt.server.tables import has_extension
from pjrt.trace.calls import Call, Objects, Reader, call_site
from pjrt.trace.mask import Mask
from pjrt_abi import API_VERSION
from pjrt_abi import server as servers
from pjrt_abi.enums import PJRT_Extension_Type
from pjrt_abi.functions import Api
from pjrt_abi.history import OLDEST_COMPATIBLE
from pjrt_abi.server.functions import ApiServer
from pjrt_abi.structs import PJRT_Api, PJRT_Extension_Base
from pjrt_abi.views import FunctionView

Listener = Callable[[Call], object]

_POINTER = 8
_kept: list[Any] = []
"""All tables and closures that were ever made: a client may call them until the process ends."""


class Interposed:
    """A plugin's PJRT_Api with an interposer in front of it. Made by `interpose`; lives until the process ends.

    address: of the table to give to a client; objects: what the plugin gave out; extensions: the types of the chain.
    """

    def __init__(
        self, address: int, listener: Listener, faults: Faults | None, version: tuple[int, int] | None, *, sites: bool
    ) -> None:
        self.objects = Objects()
        self.extensions: list[int] = []
        self._listener = listener
        self._faults = faults
        self._version = version
        self._sites = sites
        self._real = Api(address)
        self._outputs: dict[int, int] = {}
        stated = version or self._real.version
        # Errors that are injected are ours: their handles are none that the plugin knows.
        self._ours = Runtime(min(max(stated, OLDEST_COMPATIBLE), API_VERSION))
        self._mask = None if version is None else Mask(self._ours, Runtime(self._real.version))
        self._plugin = Plugin()
        self._plugin.runtime = self._ours
        table = self._table(address, ApiServer)
        base = PJRT_Api.from_address(addressof(table))
        if version is not None:
            base.pjrt_api_version.major_version, base.pjrt_api_version.minor_version = version
        base.extension_start = self._chain(base.extension_start)
        self.address = addressof(table)

    def __pjrt_api__(self) -> int:
        """The address of the table: what `pjrt.load` asks for."""
        return self.address

    @property
    def capsule(self) -> Any:
        """A capsule named "pjrt_c_api" with the address, as other frameworks take one."""
        return capsule_of(self.address)

    # ------------------------------------------------------------------ tables

    def _size(self, struct: Any, real: int) -> int:
        """The bytes that a struct of the plugin is to have."""
        return real if self._version is None else min(real, self._ours.size(struct))

    def _table(self, address: int, server: Any) -> Any:
        """A copy of a table, of the plugin's size or smaller, with our functions in place of the plugin's."""
        client = server.CLIENT
        whole = PJRT_Extension_Base.from_address(address).struct_size if client.SIZED else sizeof(client.TABLE)
        size = self._size(client.TABLE, whole)
        memory = (c_void_p * (max(size, sizeof(client.TABLE)) // _POINTER + 1))()
        memmove(addressof(memory), address, size)
        table = client.TABLE.from_buffer(memory)
        _kept.extend((memory, table))
        if client.SIZED:
            PJRT_Extension_Base.from_buffer(memory).struct_size = size
        for (_, field, prototype), view in zip(client.SLOTS, server.VIEWS, strict=True):
            pointer = getattr(table, field)
            if pointer and getattr(client.TABLE, field).offset + _POINTER <= size:
                closure = prototype(self._function(prototype(pointer), view))
                _kept.append(closure)
                setattr(table, field, cast(closure, c_void_p).value)
        for field, (module, name) in server.TABLES.items():
            if inner := getattr(table, field):
                kind = getattr(import_module(f"pjrt_abi.server.{module}"), name)
                setattr(table, field, addressof(self._table(inner, kind)))
        return table

    def _chain(self, address: int | None) -> int | None:
        """Our copy of the extension chain: of links that nobody knows, as they are."""
        first = previous = None
        for link in _links(address):
            if self._version is not None and not self._has(link.type):
                continue
            self.extensions.append(link.type)
            server = servers.of_type(link.type)
            if server is None:
                copy = self._bytes(addressof(link), link.struct_size)
            else:
                copy = PJRT_Extension_Base.from_address(addressof(self._table(addressof(link), server)))
            copy.next = None
            if previous is None:
                first = addressof(copy)
            else:
                previous.next = addressof(copy)
            previous = copy
        return first

    def _has(self, number: int) -> bool:
        member = PJRT_Extension_Type(number)
        known = PJRT_Extension_Type.__members__.get(member.name) is member
        return known and has_extension(number, self._version or API_VERSION)

    def _bytes(self, address: int, size: int) -> PJRT_Extension_Base:
        memory = (c_void_p * (max(size, sizeof(PJRT_Extension_Base)) // _POINTER + 1))()
        memmove(addressof(memory), address, size)
        _kept.append(memory)
        return PJRT_Extension_Base.from_buffer(memory)

    # --------------------------------------------------------------- functions

    def _function(self, real: Any, view: FunctionView) -> Callable[..., Any]:
        """What stands in a slot."""
        if view.args is None:
            return self._plain(real, view)
        if view.reads_error:
            return self._of_errors(real, view)
        return self._packed(real, view)

    def _packed(self, real: Any, view: FunctionView) -> Callable[[int], int | None]:
        kind, error_kind = view.args, view.error
        destroyed = view.given[0] if view.destroys else None

        def serve(address: int) -> int | None:
            a = kind.from_address(address)
            site = call_site() if self._sites else None
            reader = Reader(self.objects, view, site, self._columns, self._ours.reach)
            arguments = self._read(reader.arguments, a)
            if destroyed is not None and (handle := getattr(a, destroyed.fields[0])):
                self.objects.destroy(view.destroys, handle, view.name, site)
                self._outputs.pop(handle, None)
            start = time.perf_counter_ns()
            try:
                if self._faults is not None:
                    self._faults.meet(view.name)
                returned: int | None = self._call(real, view, a, address)
            except PjrtError as fault:
                end = time.perf_counter_ns()
                self._tell(view, start, end, arguments, {}, _said(fault), site)
                if view.destroys and (refused := self._call(real, view, a, address)):  # it is gone all the same
                    return refused
                return self._ours.failed(error_kind, fault, view.name) if error_kind else None
            end = time.perf_counter_ns()
            said = self._error(error_kind, returned, view, site) if returned and error_kind else None
            results = {} if returned and error_kind else self._read(reader.results, a)
            self._tell(view, start, end, arguments, results, said, site)
            return returned

        return serve

    def _call(self, real: Any, view: FunctionView, a: Any, address: int) -> int | None:
        """Calls the plugin."""
        if self._mask is None or not view.sized:
            returned: int | None = pass_on(real, address)
            return returned
        given = self._mask.given(view, a)
        returned = pass_on(real, addressof(given))
        self._mask.told(view, given, a)
        return returned

    def _plain(self, real: Any, view: FunctionView) -> Callable[..., Any]:
        def serve(*values: Any) -> Any:
            site = call_site() if self._sites else None
            start = time.perf_counter_ns()
            returned = pass_on(real, *values)
            end = time.perf_counter_ns()
            arguments = {
                p.name: self.objects.ref(p.kind, v) if p.kind and v else v
                for p, v in zip(view.views, values, strict=True)
            }
            self._tell(view, start, end, arguments, {}, None, site)
            return 0 if returned is None else returned

        return serve

    def _of_errors(self, real: Any, view: FunctionView) -> Callable[[int], int | None]:
        """A function that tells about an error: of one that was injected, what we say."""
        own = self._ours.function(self._plugin, view) if hasattr(self._plugin, view.python) else None
        watched = self._packed(real, view)
        field = view.given[0].fields[0]

        def serve(address: int) -> int | None:
            handle = getattr(view.args.from_address(address), field)
            if own is not None and handle in self._ours.handles:
                returned: int | None = own(address)
                return returned
            return watched(address)

        return serve

    # -------------------------------------------------------------------- facts

    def _read(self, read: Callable[[Any], dict[str, Any]], a: Any) -> dict[str, Any]:
        """What a struct says. A client that passes garbage is the plugin's to refuse."""
        try:
            return read(a)
        except Exception as error:
            return {"unreadable": f"{type(error).__name__}: {error}"}

    def _error(self, kind: str, handle: int, view: FunctionView, site: Any) -> tuple[str, str]:
        """What an error says, which stays the client's."""
        self.objects.make(kind, handle, view.name, site)
        if kind != "PJRT_Error":
            return "ERROR", kind
        real: Any = self._real
        code = real.error_get_code(handle)
        return getattr(code, "name", str(code)), real.error_message(handle)

    def _columns(self, executable: int) -> int:
        if executable not in self._outputs:
            real: Any = self._real
            program = real.loaded_executable_get_executable(executable)
            self._outputs[executable] = real.executable_num_outputs(program)
            real.executable_destroy(program)
        return self._outputs[executable]

    def _tell(
        self,
        view: FunctionView,
        start: int,
        end: int,
        arguments: dict[str, Any],
        results: dict[str, Any],
        error: tuple[str, str] | None,
        site: Any,
    ) -> None:
        try:
            thread = threading.get_native_id()
            self._listener(Call(view.name, start, end - start, thread, arguments, results, error, site))
        except Exception:  # the program is not to suffer from who watches it
            return


def _said(fault: PjrtError) -> tuple[str, str]:
    return getattr(fault.code, "name", "UNKNOWN"), fault.message


def _links(address: int | None) -> Iterator[PJRT_Extension_Base]:
    seen: set[int] = set()
    while address and address not in seen:
        seen.add(address)
        link = PJRT_Extension_Base.from_address(address)
        yield link
        address = link.next


def interpose(
    address: int,
    listener: Listener,
    *,
    faults: Faults | None = None,
    version: tuple[int, int] | None = None,
    sites: bool = True,
) -> Interposed:
    """Stands in front of a plugin.

    address: of its PJRT_Api; listener: gets each `Call` when it is over, in the thread that made it; faults: what calls
    are to fail or wait; version: an older API version to present the plugin as: with that version's table, structs and
    extensions; sites: whether to note where in the Python program calls come from.

    Raises ValueError for a version that is too old for these bindings, or newer than the plugin's.
    """
    stated = Api(address).version
    if version is not None and not OLDEST_COMPATIBLE <= version <= min(stated, API_VERSION):
        newest = min(stated, API_VERSION)
        raise ValueError(
            f"version: {version} is not between {OLDEST_COMPATIBLE} and {newest}, what the plugin can be shown as"
        )
    made = Interposed(address, listener, faults, version, sites=sites)
    _kept.append(made)
    return made
