"""Handles that a plugin gave out: what each stands for, for as long as the client may use it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from ctypes import addressof, c_void_p
from threading import RLock
from typing import Any, TypeVar

from pjrt_abi.errors import InvalidArgumentError

_V = TypeVar("_V")


class Misuse(InvalidArgumentError):
    """A client used a handle that is not there."""


_REMEMBERED = 4096
"""Dead handles whose addresses are not given out again yet, so that a late use of one is told from a use of another."""


class Handle:
    """A handle and what it stands for.

    value: the plugin's object; root: the handle whose end is the end of what was borrowed from it, itself for one that
    came from nowhere; kept: memory that the client may read until the handle goes; references: how often it is to be
    dropped until it goes.
    """

    __slots__ = ("address", "block", "borrowed", "kept", "kind", "owned", "references", "root", "value")

    def __init__(self, kind: str, value: Any, block: Any, *, owned: bool, root: Handle | None) -> None:
        self.kind = kind
        self.value = value
        self.block = block
        self.address = addressof(block)
        self.owned = owned
        self.root: Handle = self if root is None else root
        self.borrowed: list[Handle] = []
        self.kept: dict[object, Any] = {}
        self.references = 1

    def keep(self, key: object, make: Callable[[], _V]) -> _V:
        """What `make` makes, once for a key, and each time for None."""
        if key is None:
            key = object()
        if key not in self.kept:
            self.kept[key] = make()
        made: _V = self.kept[key]
        return made


class Handles:
    """All handles of a plugin. Any thread may use it.

    An owned handle is new each time, and lives until the client destroys it. A borrowed one is the same for the same
    object, and lives as long as what it came from: a device as long as its client.
    """

    def __init__(self) -> None:
        self.vtables: dict[str, int] = {}
        """Addresses of vtables that handles of a kind begin with."""
        self.top = Handle("", None, (c_void_p * 1)(), owned=False, root=None)
        """What is kept for the plugin as a whole."""
        self._live: dict[int, Handle] = {}
        self._same: dict[tuple[int, str, int], Handle] = {}
        self._dead: dict[int, Handle] = {}
        self._order: deque[int] = deque()
        # Destructors of the client may come in between, in the same thread.
        self._lock = RLock()

    def give(self, kind: str, value: Any, *, owned: bool, root: Handle | None) -> Handle:
        """A handle for a value."""
        with self._lock:
            same = (0 if root is None else root.address, kind, id(value))
            if not owned and (found := self._same.get(same)):
                return found
            made = Handle(kind, value, (c_void_p * 2)(self.vtables.get(kind)), owned=owned, root=root)
            self._live[made.address] = made
            if not owned:
                self._same[same] = made
                (self.top if root is None else root).borrowed.append(made)
            return made

    def __contains__(self, address: int) -> bool:
        return address in self._live

    def find(self, kind: str, address: int) -> Handle:
        """The handle at an address. Raises Misuse for one that never was, is gone, or is of another kind."""
        found = self._live.get(address)
        if found is None or found.kind != kind:
            raise Misuse(self._wrong(kind, address, found))
        return found

    def _wrong(self, kind: str, address: int, found: Handle | None) -> str:
        if found is not None:
            return f"a {kind} is expected, and {address:#x} is a {found.kind}"
        if (dead := self._dead.get(address)) is not None:
            return f"the {dead.kind} at {address:#x} was destroyed before"
        return f"no {kind} at {address:#x} was ever given out"

    def owned(self, value: Any) -> Handle:
        """The handle that the client has to destroy and that stands for a value. Raises Misuse where there is none."""
        with self._lock:
            for handle in self._live.values():
                if handle.owned and handle.value is value:
                    return handle
        raise Misuse(f"no handle stands for {value!r:.80}")

    def keep(self, handle: Handle) -> None:
        """Has a handle last until it is dropped once more."""
        with self._lock:
            handle.references += 1

    def drop(self, handle: Handle) -> None:
        """Takes a reference from a handle. Forgets it at the last one, and all that was borrowed from it."""
        with self._lock:
            handle.references -= 1
            if handle.references > 0:
                return
            dropped = [handle]
            for gone in dropped:
                if self._live.pop(gone.address, None) is None:
                    continue
                if not gone.owned:
                    self._same.pop((0 if gone.root is gone else gone.root.address, gone.kind, id(gone.value)), None)
                dropped += gone.borrowed
                gone.value = None
                gone.borrowed, gone.kept = [], {}
                self._dead[gone.address] = gone
                self._order.append(gone.address)
            while len(self._order) > _REMEMBERED:
                self._dead.pop(self._order.popleft(), None)

    def live(self) -> Mapping[str, int]:
        """How many handles there are that the client has to destroy, by kind."""
        counts: dict[str, int] = {}
        with self._lock:
            for handle in self._live.values():
                if handle.owned:
                    counts[handle.kind] = counts.get(handle.kind, 0) + 1
        return counts
