"""Calls of FFI handlers leave nothing behind. Not for a traced process, whose tracer remembers what it saw."""

from __future__ import annotations

import gc
import sys
from typing import Any

import numpy as np
import pytest

import pjrt
from pjrt import ffi
from tests.pjrt.extensions.ffi_programs import X, calling

pytestmark = pytest.mark.download


def test_calls_leave_no_memory_behind(client: pjrt.Client) -> None:
    async def awaited(x: Any, y: Any) -> None:
        y[...] = x

    def fail(x: Any, y: Any, *, n: int) -> None:
        raise ValueError(n)

    ffi.handler("v.plain", client)(lambda x, y, *, n: np.multiply(x, n, out=y))
    ffi.handler("v.failing", client)(fail)
    ffi.handler("v.awaited", client)(awaited)
    programs = [
        client.compile(calling(f"v.{name}", config=config))
        for name, config in (("plain", "n = 3 : i32"), ("failing", "n = 3 : i32"), ("awaited", ""))
    ]
    given = client.put(X)

    def cycle() -> None:
        for program in programs:
            try:
                program(given)[0].to_numpy()
            except pjrt.InvalidArgumentError:
                continue

    def blocks(cycles: int) -> int:
        for _ in range(cycles):
            cycle()
        gc.collect()
        return sys.getallocatedblocks()

    blocks(100)
    before = blocks(50)
    after = min(blocks(200), blocks(200))
    assert after - before < 200, f"{after - before} blocks of 1200 calls"
