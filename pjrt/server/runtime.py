"""A call from C to a method of a plugin and back: arguments read, results written, exceptions made errors."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from ctypes import addressof, c_void_p, cast, sizeof
from enum import IntEnum
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from pjrt._runtime.failures import code_of, describe
from pjrt._runtime.texts import encoded
from pjrt.server.handles import Handle, Handles, Misuse
from pjrt.server.signals import pass_on
from pjrt_abi.enums import PJRT_Error_Code
from pjrt_abi.errors import InvalidArgumentError, PjrtError
from pjrt_abi.history import later_fields, size_at, value_since
from pjrt_abi.structs import PJRT_Plugin_Initialize_Args
from pjrt_abi.support import bytes_in
from pjrt_abi.views import ArgumentError, FunctionView, NotServedError, TableServer

_V = TypeVar("_V")
Hook = Callable[[FunctionView], None]

log = logging.getLogger("pjrt.server")


class Failure:
    """What an error handle stands for. handle: its address; text: the address and size of the message."""

    __slots__ = ("_kept", "code", "handle", "message", "payloads", "text")

    def __init__(self, code: int, message: str, payloads: Mapping[str, bytes]) -> None:
        self.code = code
        self.message = message
        self.payloads = dict(payloads)
        self.handle = 0
        self._kept, address, size = bytes_in(encoded(message))
        self.text = address, size


class Runtime:
    """What the functions of one plugin share.

    version: the API version that it presents; strict: whether argument structs must have just the size that they have
    at that version; before: what is called ahead of each function, and fails it by raising.
    """

    def __init__(self, version: tuple[int, int], *, strict: bool = False) -> None:
        self.version = version
        self.strict = strict
        self.handles = Handles()
        self.before: list[Hook] = []
        self.misuse: list[str] = []
        """What a client did that it must not, a line each: uses and destroys of handles that are not there."""
        self.columns: Callable[[Mapping[str, Any]], int] = _unknown_columns
        self._sizes: dict[Any, int] = {}
        self._ends: dict[Any, int] = {}
        self._deleters: dict[Any, Any] = {}
        self._held: dict[int, tuple[Any, ...]] = {}

    def size(self, struct: Any) -> int:
        """The STRUCT_SIZE of a struct at this version; 0 if that has no such struct. A vendor's own has one size."""
        if struct not in self._sizes:
            try:
                known = size_at(struct.__name__, self.version) or 0
            except KeyError:
                known = struct.STRUCT_SIZE
            self._sizes[struct] = min(known, sizeof(struct))  # some once said sizeof where the last field is shorter
        return self._sizes[struct]

    def reach(self, struct: Any, least: int = 0) -> int:
        """How many bytes of a caller's struct are there, of those that this version knows.

        least: the size that it must have; strict about sizes, it has to be the version's. Raises InvalidArgumentError.
        """
        kind, stated = type(struct), int(struct.struct_size)
        known = self.size(kind) or kind.STRUCT_SIZE
        if (stated != known and self.strict) or stated < min(least, known):
            raise InvalidArgumentError(
                f"{kind.__name__} has {known} bytes at this version, and struct_size says {stated}"
            )
        return self._whole(kind) if stated >= known else stated

    def _whole(self, struct: Any) -> int:
        """Where a struct ends at this version: some headers forget fields in what they say is the size."""
        if struct not in self._ends:
            later = later_fields(struct.__name__, self.version)
            self._ends[struct] = min((getattr(struct, name).offset for name in later), default=sizeof(struct))
        return self._ends[struct]

    def knows(self, value: IntEnum) -> bool:
        """Whether an enum has a value at this version; of bits, a combination."""
        if type(value).__name__.endswith("Bits"):
            return int(value) & ~reduce(or_, type(value), 0) == 0
        known = type(value).__members__.get(value.name) is value
        return known and value_since(type(value).__name__, value.name) <= self.version

    def failed(self, kind: str, raised: BaseException, where: str) -> int:
        """A handle of an error for what was raised. kind: of error; where: what failed."""
        if not isinstance(raised, PjrtError):
            log.debug("%s raised", where, exc_info=raised)
        failure = failure_of(raised, where)
        raised.__traceback__ = None  # an event keeps its error, and this would keep the callers' frames
        failure.handle = self.handles.give(kind, failure, owned=True, root=None).address
        return failure.handle

    def note(self, misuse: str) -> None:
        """Keeps a line about what a client did wrong."""
        self.misuse.append(misuse)
        log.warning("%s", misuse)

    # --------------------------------------------------------------- deleters

    def hold(self, prototype: Any, address: int | None, kept: tuple[Any, ...]) -> tuple[int, int]:
        """A deleter of that type and the holder to call it with: that frees what is kept."""
        if prototype not in self._deleters:
            self._deleters[prototype] = prototype(self._release)
        block = (c_void_p * 1)()
        holder = addressof(block) if address is None else address
        self._held[holder] = (*kept, block)
        function = cast(self._deleters[prototype], c_void_p).value
        assert function is not None
        return function, holder

    def _release(self, holder: int | None) -> None:
        if self._held.pop(holder or 0, None) is None:
            self.note(f"data at {holder or 0:#x} was freed, and was never given out or is freed already")

    @property
    def held(self) -> int:
        """How many pieces of data wait for their deleter."""
        return len(self._held)

    # ------------------------------------------------------------------ calls

    def function(self, server: TableServer, view: FunctionView) -> Callable[..., Any]:
        """What a slot calls."""
        method = getattr(server, view.python)
        written = getattr(type(server), view.python) is not _generated(server, view)
        if view.args is None:
            return self._plain(view, method)
        if view.destroys:
            return self._destroyer(view, method if written else None)
        return self._packed(view, method)

    def _packed(self, view: FunctionView, method: Callable[..., Any]) -> Callable[[int], int | None]:
        def serve(address: int) -> int | None:
            call = Call(self, view)
            try:
                call.run(view.args.from_address(address), method)
            except BaseException as raised:  # C cannot take it
                call.undo()
                return self._end(view, raised)
            return None

        return serve

    def _destroyer(self, view: FunctionView, method: Callable[..., Any] | None) -> Callable[[int], int | None]:
        (only,) = view.given

        def serve(address: int) -> int | None:
            call = Call(self, view)
            try:
                a = view.args.from_address(address)
                call.check(a)
                if not (handle := getattr(a, only.fields[0])):
                    return None
                found = self.handles.find(view.destroys, handle)
                try:
                    for hook in self.before:
                        pass_on(hook, view)
                finally:  # whatever it returns, the client will not ask again
                    try:
                        if method is not None:
                            pass_on(method, **{only.name: found.value})
                    finally:
                        self.handles.drop(found)
            except BaseException as raised:
                return self._end(view, raised)
            return None

        return serve

    def _end(self, view: FunctionView, raised: BaseException) -> int | None:
        """What a function returns that failed."""
        if isinstance(raised, Misuse):
            self.note(f"{view.name}: {raised.message}")
        if view.error and not (view.reads_error and view.destroys):
            return self.failed(view.error, raised, view.name)
        if not isinstance(raised, Misuse):
            log.error("%s cannot fail, and did", view.name, exc_info=raised)
        return None

    def _plain(self, view: FunctionView, method: Callable[..., Any]) -> Callable[..., Any]:
        """A function whose parameters are plain: of a vtable, or of the FFI."""

        def serve(*values: Any) -> Any:
            try:
                for hook in self.before:
                    pass_on(hook, view)
                given = {p.name: self._plain_value(p, v) for p, v in zip(view.views, values, strict=True)}
                result = pass_on(method, **given)
                if view.destroys and values[0]:
                    self.handles.drop(self.handles.find(view.destroys, values[0]))
                if view.returns and result is not None:
                    root = self._root(view, values)
                    return self.handles.give(view.returns, result, owned=root is None, root=root).address
            except BaseException as raised:
                return self._end(view, raised) or 0
            return 0 if view.error or result is None else result

        return serve

    def _root(self, view: FunctionView, values: Sequence[Any]) -> Handle | None:
        """What a handle that a function returns is borrowed from; None for one of the caller's own, made of none."""
        asked = [self.handles.find(p.kind, v) for p, v in zip(view.views, values, strict=True) if p.kind and v]
        return asked[0].root if asked else None

    def _plain_value(self, param: Any, value: Any) -> Any:
        if param.kind and value:
            return self.handles.find(param.kind, value).value
        return value if param.enum is None else param.enum(value)


def _generated(server: TableServer, view: FunctionView) -> Any:
    """The method that does nothing, of the generated class."""
    base = next(kind for kind in type(server).__mro__ if "VIEWS" in vars(kind))
    return vars(base)[view.python]


def _unknown_columns(given: Mapping[str, Any]) -> int:
    raise NotImplementedError("this plugin does not say how many results its programs give")


def failure_of(raised: BaseException, where: str = "") -> Failure:
    """An exception as an error's code, message and payloads."""
    code = code_of(raised, PJRT_Error_Code.INTERNAL)
    if isinstance(raised, ArgumentError):
        return Failure(PJRT_Error_Code.INVALID_ARGUMENT, str(raised), {})
    if isinstance(raised, NotServedError):
        return Failure(code, str(raised), {})
    if isinstance(raised, PjrtError):
        payloads = {str(k): bytes(v) for k, v in raised.payloads.items()}
        return Failure(code, str(raised.message), payloads)
    return Failure(code, f"{where}: {describe(raised)}" if where else describe(raised), {})


class Call:
    """One call: handles mean objects, and what is handed out is kept for as long as the client may read it."""

    def __init__(self, runtime: Runtime, view: FunctionView) -> None:
        self.runtime = runtime
        self.view = view
        self.given: dict[str, Any] = {}
        self._first: Handle | None = None
        self._made: list[Handle] = []
        self._kept: list[Any] = []

    def reach(self, struct: Any) -> int:
        """How many bytes of a caller's struct are there, of those that the version knows."""
        return self.runtime.reach(struct)

    def check(self, a: Any) -> int:
        """How far the argument struct reaches. Raises InvalidArgumentError for a size that cannot be."""
        return self.runtime.reach(a, _SMALLEST) if self.view.sized else sizeof(a)

    def run(self, a: Any, method: Callable[..., Any]) -> None:
        """Reads the arguments, calls the method and writes the results."""
        reach = self.check(a)
        for hook in self.runtime.before:
            pass_on(hook, self.view)
        for view in self.view.given:
            value = view.read(a, self) if view.end <= reach else view.ABSENT
            if isinstance(value, IntEnum) and not self.runtime.knows(value):
                raise InvalidArgumentError(f"{view.name}: {int(value)} is no {type(value).__name__} of this version")
            self.given[view.name] = value
        result = pass_on(method, **self.given)
        for view, value in self._told(result):
            if view.end <= reach:
                view.write(a, value, self)
        if self.view.deleter is not None:
            self.view.deleter.write(a, None, self)

    def _told(self, result: Any) -> list[tuple[Any, Any]]:
        told = self.view.told
        if not told:
            if result is not None:
                raise TypeError(f"nothing is to be returned, got {result!r:.80}")
            return []
        if len(told) == 1:
            return [(told[0], result)]
        if isinstance(result, Mapping):
            names = [v.name for v in told]
            if unknown := result.keys() - set(names):
                raise TypeError(f"{min(unknown)!r} is none of what is to be returned: {', '.join(names)}")
            return [(v, result.get(v.name, 0 if getattr(v, "kind", None) is int else None)) for v in told]
        if isinstance(result, tuple) and len(result) == len(told):
            return list(zip(told, result, strict=True))
        raise TypeError(f"expected a tuple of {', '.join(v.name for v in told)}, got {result!r:.80}")

    def undo(self) -> None:
        """Takes back what the client will not get."""
        for handle in self._made:
            self.runtime.handles.drop(handle)

    # ------------------------------------------------------------------- scope

    def meaning(self, kind: str, address: int) -> Any:
        """The object that a handle stands for."""
        found = self.runtime.handles.find(kind, address)
        if self._first is None:
            self._first = found
        return found.value

    def handle(self, kind: str, value: Any, *, owned: bool) -> int:
        """A handle for an object."""
        root = None if self._first is None else self._first.root
        made = self.runtime.handles.give(kind, value, owned=owned, root=root)
        if owned:
            self._made.append(made)
        return made.address

    def keep(self, key: object, make: Callable[[], _V]) -> _V:
        """Memory that lasts until its deleter is called, or else as long as the handle that was asked."""
        if self.view.deleter is not None:
            made = make()
            self._kept.append(made)
            return made
        return (self._first or self.runtime.handles.top).keep(key, make)

    def hold(self, prototype: Any, address: int | None) -> tuple[int, int]:
        """The deleter of what was kept in this call, and its holder."""
        return self.runtime.hold(prototype, address, tuple(self._kept))

    def columns(self) -> int:
        """How many results a run gives on each device."""
        return self.runtime.columns(self.given)


_SMALLEST = PJRT_Plugin_Initialize_Args.STRUCT_SIZE
"""A sized argument struct with nothing in it but its size and the start of its extensions."""
