"""Arrays that a handler keeps when its call is over: they become copies, and nothing dangles."""

from __future__ import annotations

import gc
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

import pjrt
from pjrt import ffi
from pjrt._runtime.ffi_frames import Place, kind_of
from pjrt._runtime.ffi_views import Loan
from tests.pjrt.extensions.ffi_programs import X, calling

F32 = np.dtype(np.float32)


@pytest.fixture
def lend() -> Callable[..., list[Any]]:
    """Calls a function with a view of [0, …, 11] and one to fill, gives what it kept, and overwrites the memory."""

    def call(function: Callable[..., object]) -> list[Any]:
        memory, result = np.arange(12, dtype=F32), np.zeros(12, F32)
        places = [Place(kind_of(F32, shape), array.ctypes.data) for shape, array in (((3, 4), memory), ((12,), result))]
        loan = Loan(places[:1], places[1:])
        kept: list[Any] = []
        function(kept, *loan.operands, *loan.results)
        loan.returned()
        loan.give_back()
        memory[...], result[...] = -1, -2
        assert not loan.is_held
        return kept

    return call


class Sub(np.ndarray[Any, Any]):
    """A subclass, which numpy keeps apart from its base."""


KEEP: dict[str, Callable[[list[Any], Any, Any], object]] = {
    "the array": lambda kept, x, y: kept.append(x),
    "twice": lambda kept, x, y: kept.extend([x, x]),
    "a slice": lambda kept, x, y: kept.append(x[1:]),
    "a slice of a slice": lambda kept, x, y: kept.append(x[1:].T[::2][1:]),
    "in a tuple": lambda kept, x, y: kept.append((x[0],)),
    "in an untracked dict": lambda kept, x, y: kept.append({"a": (x[0], 1)}),
    "a subclass": lambda kept, x, y: kept.append(x.view(Sub)[1:].view(np.matrix)[1:]),
    "a masked array": lambda kept, x, y: kept.append(np.ma.masked_less(x, 2, copy=False)),
    "another dtype": lambda kept, x, y: kept.append(x.view(np.int32)),
    "an iterator": lambda kept, x, y: kept.append(iter(x)),
    "from a memoryview": lambda kept, x, y: kept.append(np.asarray(memoryview(x))[1:]),
    "a closure": lambda kept, x, y: kept.append(lambda: x[1]),
    "a generator": lambda kept, x, y: kept.append(row for row in x),
}


def _content(thing: Any) -> Any:
    if isinstance(thing, np.ndarray):
        return thing.tolist()
    if isinstance(thing, dict):
        return {key: _content(value) for key, value in thing.items()}
    if isinstance(thing, tuple):
        return [_content(value) for value in thing]
    if callable(thing):
        return _content(thing())
    return [_content(value) for value in thing] if hasattr(thing, "__iter__") else thing


@pytest.mark.parametrize("keep", KEEP.values(), ids=KEEP)
def test_what_is_kept_becomes_a_copy(lend: Callable[..., list[Any]], keep: Callable[..., object]) -> None:
    whole = np.arange(12, dtype=F32).reshape(3, 4)
    expected: list[Any] = []
    keep(expected, whole, None)
    assert [_content(thing) for thing in lend(keep)] == [_content(thing) for thing in expected]


def test_memoryviews_are_released(lend: Callable[..., list[Any]]) -> None:
    one, two, _array = lend(lambda kept, x, y: kept.extend([memoryview(x), memoryview(y)[2:], x]))
    for view in (one, two):
        with pytest.raises(ValueError, match="released memoryview"):
            view.tolist()


def test_results_and_cycles(lend: Callable[..., list[Any]]) -> None:
    def cycle(kept: list[Any], x: Any, y: Any) -> None:
        y[...] = np.arange(12)
        kept.append(y[3:])
        loop: list[Any] = [x]
        loop.append(loop)

    (tail,) = lend(cycle)
    assert tail.tolist() == list(range(3, 12))
    assert tail.flags.owndata


def test_a_thread_that_goes_on_has_a_copy(lend: Callable[..., list[Any]]) -> None:
    go: Future[None] = Future()

    def later(x: Any) -> Any:
        row = x[2]
        go.result(30)
        return row.tolist()

    with ThreadPoolExecutor(1) as pool:

        def start(kept: list[Any], x: Any, y: Any) -> None:
            kept.append(pool.submit(later, x))

        (result,) = lend(start)
        go.set_result(None)
        assert result.result(30) == [8, 9, 10, 11]


def test_views_of_a_program(client: pjrt.Client) -> None:
    kept: list[Any] = []

    @ffi.handler("v.keep", client)
    def keep(x: Any, y: Any) -> None:
        np.multiply(x, 2, out=y)
        kept.extend([x, y[1:]])
        raise_after = len(kept) > 2
        if raise_after:
            raise ValueError(x)

    program = client.compile(calling("v.keep"))
    program(client.put(X))[0].to_numpy()
    with pytest.raises(pjrt.InvalidArgumentError) as caught:
        program(client.put(X + 5))[0].to_numpy()
    kept.append(caught.value.__cause__.args[0])  # type: ignore[union-attr]
    for number in range(50):
        client.put(np.full(4, number, F32))
    assert [array.tolist() for array in kept] == [
        X.tolist(),
        (X * 2)[1:].tolist(),
        (X + 5).tolist(),
        ((X + 5) * 2)[1:].tolist(),
        (X + 5).tolist(),
    ]
    assert all(array.flags.owndata for array in kept)


def test_nothing_stays_of_a_call(client: pjrt.Client) -> None:
    ffi.handler("v.quiet", client)(lambda x, y: np.copyto(y, x))
    before = len(pjrt.debug.callbacks())
    program = client.compile(calling("v.quiet"))
    for _ in range(10):
        program(X)[0].to_numpy()
    gc.collect()
    assert len(pjrt.debug.callbacks()) == before
