"""What the interposer says of one call, and which of its objects are which."""

from __future__ import annotations

import sys
import threading
from collections import defaultdict
from collections.abc import Callable
from ctypes import sizeof
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple

from pjrt_abi.server import FROM_CALLBACKS
from pjrt_abi.views import CallerOut, FunctionView, GridOut, HandleOut, ListOut


class Ref(NamedTuple):
    """An object by its C type and a number that no other object of the run has: `PJRT_Buffer#7`."""

    kind: str
    number: int

    def __repr__(self) -> str:
        return f"{self.kind}#{self.number}"


class Site(NamedTuple):
    """A place in a Python program."""

    file: str
    line: int
    function: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} in {self.function}"


@dataclass(slots=True)
class Call:
    """One call of a function.

    start, duration: nanoseconds, on the clock of time.perf_counter_ns; thread: of the operating system; error: code and
    message, None where it succeeded; site: where the program called from.
    """

    name: str
    start: int
    duration: int
    thread: int
    arguments: dict[str, Any]
    results: dict[str, Any]
    error: tuple[str, str] | None
    site: Site | None


@dataclass(slots=True)
class Thing:
    """An object that a plugin gave out, while it lives and after. made, ended: the functions, and where."""

    ref: Ref
    made: str
    site: Site | None
    ended: str = ""
    ended_at: Site | None = None


class Objects:
    """Which object an address is, as they come and go. Any thread may use it."""

    def __init__(self) -> None:
        self._lock = threading.RLock()  # a collection of garbage in here calls destructors, which are traced too
        self._numbers = count(1)
        self._now: dict[tuple[str, int], Thing] = {}
        self.owned: dict[Ref, Thing] = {}
        """What the client has to destroy yet."""
        self.made: dict[str, int] = defaultdict(int)
        self.destroyed: dict[str, int] = defaultdict(int)
        self.misuse: list[str] = []

    def ref(self, kind: str, address: int) -> Ref:
        """What an address means; an object that was never seen made is one that the plugin keeps."""
        thing = self._now.get((kind, address))
        if thing is None:
            thing = self._now.setdefault((kind, address), Thing(Ref(kind, next(self._numbers)), "", None))
        return thing.ref

    def use(self, kind: str, address: int, where: str, site: Site | None) -> Ref:
        """The same for what goes into a call, which must not have ended."""
        with self._lock:
            thing = self._known(kind, address)
        if thing.ended:
            self.misuse.append(f"{where}: {thing.ref} was destroyed before, at {thing.ended_at}; used at {site}")
        return thing.ref

    def _known(self, kind: str, address: int) -> Thing:
        """The object at an address: a new one where a callback may have got it since the last one ended."""
        if kind in FROM_CALLBACKS:
            self.given(kind, address)
        self.ref(kind, address)
        return self._now[kind, address]

    def given(self, kind: str, address: int) -> Ref:
        """What the plugin gives out and keeps: a new object where the one that was there before has ended."""
        with self._lock:
            thing = self._now.get((kind, address))
            if thing is not None and thing.ended:
                del self._now[kind, address]
            return self.ref(kind, address)

    def make(self, kind: str, address: int, where: str, site: Site | None) -> Ref:
        """A new object, which the client owns."""
        with self._lock:
            thing = self._now[kind, address] = Thing(Ref(kind, next(self._numbers)), where, site)
            self.owned[thing.ref] = thing
            self.made[kind] += 1
        return thing.ref

    def destroy(self, kind: str, address: int, where: str, site: Site | None) -> None:
        """The end of an object, told before the plugin is: another thread may get the address as soon as it knows.

        It is one whatever the plugin answers: no client asks again.
        """
        with self._lock:
            thing = self._known(kind, address)
            if thing.ended:
                self.misuse.append(f"{where}: {thing.ref} was destroyed before, at {thing.ended_at}; again at {site}")
                return
            thing.ended, thing.ended_at = where, site
            if not thing.made:  # a callback got it, which nobody sees
                self.made[kind] += 1
            self.destroyed[kind] += 1
            self.owned.pop(thing.ref, None)


_OURS = ("pjrt", "pjrt_abi", "ctypes", "jax", "jaxlib", "contextlib", "threading", "functools")


def call_site() -> Site | None:
    """Where the program is, this library and the frameworks on top of it left out; None on a thread of a plugin's."""
    try:
        frame = sys._getframe(2)
    except ValueError:
        return None
    last = None
    while frame is not None:
        last = frame
        if str(frame.f_globals.get("__name__")).partition(".")[0] not in _OURS:
            break
        frame = frame.f_back  # type: ignore[assignment]
    code = None if last is None else last.f_code
    return None if code is None or last is None else Site(code.co_filename, last.f_lineno, code.co_name)


class Reader:
    """Reads the argument struct of one call, before and after it: the scope of its views."""

    def __init__(
        self,
        objects: Objects,
        view: FunctionView,
        site: Site | None,
        columns: Callable[[int], int],
        reach: Callable[[Any], int],
    ) -> None:
        self._objects = objects
        self.reach = reach
        self._view = view
        self._site = site
        self._columns = columns
        self._executable = 0
        self._making = False
        self._entering = True

    def arguments(self, a: Any) -> dict[str, Any]:
        """What goes in."""
        reach = self._reach(a)
        if hasattr(type(a), "executable"):
            self._executable = a.executable or 0
        found = {v.name: short(v.read(a, self)) for v in self._view.given if v.end <= reach}
        self._entering = False
        return found

    def results(self, a: Any) -> dict[str, Any]:
        """What comes out of a call that succeeded."""
        found = {}
        reach = self._reach(a)
        for view in self._view.told:
            if view.end <= reach:
                self._making = isinstance(view, HandleOut | ListOut | GridOut | CallerOut) and view.owned
                found[view.name] = short(view.read(a, self))
                self._making = False
        return found

    def _reach(self, a: Any) -> int:
        return self.reach(a) if self._view.sized else sizeof(a)

    def meaning(self, kind: str, address: int) -> Ref:
        """The object that an address is."""
        if self._making:
            return self._objects.make(kind, address, self._view.name, self._site)
        if not self._entering:
            return self._objects.given(kind, address)
        if self._view.destroys == kind:
            return self._objects.ref(kind, address)
        return self._objects.use(kind, address, self._view.name, self._site)

    def columns(self) -> int:
        """How many results a run of the program of this call gives on each device."""
        return self._columns(self._executable)

    def handle(self, kind: str, value: Any, *, owned: bool) -> int:
        raise NotImplementedError

    def keep(self, key: object, make: Callable[[], Any]) -> Any:
        raise NotImplementedError

    def hold(self, prototype: Any, address: int | None) -> tuple[int, int]:
        raise NotImplementedError


@dataclass(slots=True)
class Bytes:
    """Binary data, of which a trace keeps the size only."""

    size: int = field(default=0)

    def __repr__(self) -> str:
        return f"<{self.size} bytes>"


_SHORT = 200


def short(value: Any) -> Any:
    """A value as a trace keeps it: long text cut, bytes by their number, structs by their fields."""
    if isinstance(value, bytes):
        return Bytes(len(value))
    if isinstance(value, str):
        return value if len(value) <= _SHORT else f"{value[:_SHORT]}… ({len(value)} characters)"
    if isinstance(value, list | tuple) and not isinstance(value, Ref):
        return [short(v) for v in value]
    if isinstance(value, dict):
        return {k: short(v) for k, v in value.items()}
    if hasattr(value, "c"):
        return {k: short(v) for k, v in vars(value).items() if k != "c"}
    return value if isinstance(value, int | float | Ref | None) else "a function"
