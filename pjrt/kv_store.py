"""Key-value stores: where the processes of a distributed client leave word for each other."""

from __future__ import annotations

import contextlib
import hashlib
import math
import os
import tempfile
import time
from abc import ABC, abstractmethod
from pathlib import Path
from threading import TIMEOUT_MAX, Condition
from typing import Any, Final, Protocol

_FIRST_PAUSE: Final = 0.001
_LONGEST_PAUSE: Final = 0.05
"""Between two looks at a store that cannot tell of news, seconds."""


class KeyValueStore(Protocol):
    """What `pjrt.Client(..., kv_store=...)` takes: any object with these methods.

    The plugin calls them while it makes the client and later, in any thread, several at once. What they raise becomes
    an error of the call that needed the value.
    """

    def get(self, key: str, timeout: float) -> bytes:
        """The value of the key; waits until there is one. timeout: seconds, `math.inf` for ever; then TimeoutError."""

    def try_get(self, key: str) -> bytes | None:
        """The value of the key, None if there is none yet."""

    def put(self, key: str, value: bytes) -> None:
        """Sets the value of the key."""


class MemoryStore:
    """For the threads of one process. Waiting takes no time of the processor."""

    def __init__(self) -> None:
        self._values: dict[str, bytes] = {}
        self._changed = Condition()

    def __repr__(self) -> str:
        return f"<MemoryStore with {len(self._values)} keys>"

    def get(self, key: str, timeout: float = math.inf) -> bytes:
        """As in KeyValueStore."""
        with self._changed:
            if not self._changed.wait_for(lambda: key in self._values, min(timeout, TIMEOUT_MAX)):
                raise _late(key, timeout)
            return self._values[key]

    def try_get(self, key: str) -> bytes | None:
        """As in KeyValueStore."""
        with self._changed:
            return self._values.get(key)

    def put(self, key: str, value: bytes) -> None:
        """As in KeyValueStore."""
        with self._changed:
            self._values[key] = bytes(value)
            self._changed.notify_all()


class _Looking(ABC):
    """A store that has to look again and again."""

    def get(self, key: str, timeout: float = math.inf) -> bytes:
        """As in KeyValueStore. Looks every millisecond at first, then less often."""
        end, pause = time.monotonic() + timeout, _FIRST_PAUSE
        while (value := self.try_get(key)) is None:
            left = end - time.monotonic()
            if left <= 0:
                raise _late(key, timeout)
            time.sleep(min(pause, left))
            pause = min(2 * pause, _LONGEST_PAUSE)
        return value

    @abstractmethod
    def try_get(self, key: str) -> bytes | None:
        """As in KeyValueStore."""


class DirectoryStore(_Looking):
    """For processes that share a directory: a file for each key, written at once or not at all.

    path: of the directory, made if it is not there. Take a new one for each run: what an earlier run left is read.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.path.mkdir(parents=True, exist_ok=True)

    def __repr__(self) -> str:
        return f"<DirectoryStore {str(self.path)!r}>"

    def try_get(self, key: str) -> bytes | None:
        """As in KeyValueStore."""
        try:
            return self._file(key).read_bytes()
        except FileNotFoundError:
            return None

    def put(self, key: str, value: bytes) -> None:
        """As in KeyValueStore."""
        descriptor, draft = tempfile.mkstemp(dir=self.path, prefix=".")
        try:
            with open(descriptor, "wb") as file:
                file.write(value)
            os.replace(draft, self._file(key))
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(draft)
            raise

    def _file(self, key: str) -> Path:
        # Keys hold what file names cannot, and are longer than those may be.
        return self.path / hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()


class ConnectionStore(_Looking):
    """For processes on many machines: over a connection to a server that the caller has, such as a `redis.Redis`.

    connection: an object with `get(key)`, which gives bytes or None, and `set(key, value)`; any thread may call it.
    prefix: what every key begins with on the server, one of its own for each run.

    Raises TypeError for an object without them.
    """

    def __init__(self, connection: Any, prefix: str = "") -> None:
        require_methods("connection", connection, ("get", "set"))
        if not isinstance(prefix, str):
            raise TypeError(f"prefix: expected a str, got {prefix!r}")
        self.connection = connection
        self.prefix = prefix

    def __repr__(self) -> str:
        return f"<ConnectionStore over {self.connection!r}, prefix {self.prefix!r}>"

    def try_get(self, key: str) -> bytes | None:
        """As in KeyValueStore."""
        value = self.connection.get(self.prefix + key)
        if value is None or isinstance(value, bytes):
            return value
        raise TypeError(
            f"the connection's get gave a {type(value).__name__}, expected bytes or None; "
            "make a connection that does not decode what it gets"
        )

    def put(self, key: str, value: bytes) -> None:
        """As in KeyValueStore."""
        self.connection.set(self.prefix + key, bytes(value))


def require_methods(name: str, value: object, methods: tuple[str, ...]) -> None:
    """Raises TypeError, naming the argument, unless the value is an object that has the methods."""
    if isinstance(value, type):
        raise TypeError(f"{name}: expected an object, got the class {value.__name__}")
    missing = [method for method in methods if not callable(getattr(value, method, None))]
    if missing:
        wanted = ", ".join(methods)
        raise TypeError(
            f"{name}: expected an object with the methods {wanted}; a {type(value).__name__} lacks {', '.join(missing)}"
        )


def _late(key: str, timeout: float) -> TimeoutError:
    return TimeoutError(f"no value for the key {key!r} within {timeout:g} s")
