"""Served plugins with raw buffers, which leave nothing behind."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

import pjrt
from pjrt import testing
from pjrt._runtime import callbacks
from pjrt.extensions.raw_buffer import RawBuffer, RawBufferObject
from pjrt.testing.extensions import raw_buffers as serving
from pjrt_abi.extensions import raw_buffer as raw

VTABLE = raw.PJRT_RawBuffer_FunctionTable.__name__
X = np.arange(8, dtype=np.float32)


def eventually(is_so: Callable[[], bool]) -> bool:
    """Waits for threads that called back to end."""
    until = time.monotonic() + 20
    while not is_so() and time.monotonic() < until:
        gc.collect()
    return is_so()


def copying() -> list[str]:
    """What C is told to call when a raw copy is over."""
    return sorted(entry.owner for entry in callbacks.pending() if entry.owner.startswith("a raw copy"))


class Plugin:
    """A served plugin with raw buffers, a client of it, the façade, and a buffer: float32[8]."""

    def __init__(self, server: serving.RawBuffer, **options: Any) -> None:
        self.server = server
        self.served = testing.reference(extensions=[server], **options)
        self.client = pjrt.Client(self.served)
        self.extension = self.client.plugin.extension(RawBuffer)
        self.buffer = self.client.put(X)

    def alias(self) -> RawBufferObject:
        return self.extension.alias(self.buffer)

    def end(self) -> None:
        """Nothing is left, and nothing was done wrong."""
        self.server.clock.release()
        del self.client, self.extension, self.buffer
        eventually(lambda: not self.served.live and not self.server.events.live)
        assert (self.served.live, self.served.misuse, self.server.events.live) == ({}, [], {})


Make = Callable[..., Plugin]


@contextmanager
def making() -> Iterator[Make]:
    """Makes plugins, whose clients have to be gone at the end but for what the Plugin itself holds."""
    made: list[Plugin] = []

    def make(server: serving.RawBuffer | None = None, **options: Any) -> Plugin:
        made.append(Plugin(server or serving.RawBuffer(), **options))
        return made[-1]

    before = set(callbacks.pending())
    yield make
    for plugin in made:
        plugin.end()
    assert eventually(lambda: set(callbacks.pending()) <= before)
