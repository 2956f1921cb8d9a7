"""Programs whose arguments stay: what runs, what may be exchanged, what is carried, what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import pjrt
from tests.pjrt.programs import DONATED, FOUR, SUM, Compiled, T, X, add, module, same

pytestmark = [pytest.mark.download, pytest.mark.usefixtures("nothing_left")]

TWO = module(
    f"%s: {T} {DONATED}, %x: {T}",
    f"{T}, tensor<4xf64>",
    f"%0 = stablehlo.add %s, %x : {T} %1 = stablehlo.convert %0 : ({T}) -> tensor<4xf64> "
    f"return %0, %1 : {T}, tensor<4xf64>",
)


def test_runs_again_and_again(client: pjrt.Client, compiled: Compiled) -> None:
    a = client.put(X)
    step = compiled(add()).bind(a, X + 1)
    for _ in range(5):
        (y,) = step()
        assert same(y, 2 * X + 1)
    assert (len(step), step[0] is a, step[-2] is a, same(step[1], X + 1)) == (2, True, True, True)
    assert repr(step).startswith("<BoundCall of <LoadedExecutable 'm' on ")


def test_arrays_are_put_when_they_are_given(compiled: Compiled) -> None:
    mine = X.copy()
    step = compiled(add()).bind(mine, [1, 2, 3, 4])
    mine[:] = 100
    assert same(step()[0], X + np.float32([1, 2, 3, 4]))


def test_another_argument(client: pjrt.Client, compiled: Compiled) -> None:
    step = compiled(add()).bind(X, X)
    for batch in (client.put(10 * X), 10 * X, (10 * X).tolist()):
        step[1] = batch
        assert same(step()[0], 11 * X)
    step[-1] = X
    assert same(step()[0], 2 * X)


@pytest.mark.parametrize(
    ("index", "value", "error", "message"),
    [
        (2, X, IndexError, "index: the program has 2 parameters, got 2"),
        (-3, X, IndexError, "index: the program has 2 parameters, got -3"),
        ("a", X, TypeError, "index: expected an int, got 'a'"),
        (True, X, TypeError, "index: expected an int, got True"),
        (1, X[:3], ValueError, r"argument 1: expected float32\[4\], got float32\[3\]: the shape differs"),
        (0, X.astype("f8"), TypeError, r"argument 0: expected float32\[4\], got float64\[4\]: the dtype differs"),
        (0, X.astype(">f4"), TypeError, "argument 0: >f4 is not in this machine's byte order"),
        (0, None, TypeError, "argument 0: "),
    ],
)
def test_what_is_no_argument(compiled: Compiled, index: Any, value: Any, error: type[Exception], message: str) -> None:
    """What was bound before stays."""
    step = compiled(add()).bind(X, X)
    with pytest.raises(error, match=message):
        step[index] = value
    assert same(step()[0], 2 * X)
    if error is not IndexError and isinstance(index, int) and index is not True:
        with pytest.raises(error, match=message):
            compiled(add()).bind(*(value if place == index else X for place in range(2)))


def test_wrong_count(compiled: Compiled) -> None:
    with pytest.raises(TypeError, match="the program takes 2 arguments, got 1"):
        compiled(add()).bind(X)


def test_another_clients_buffer(client: pjrt.Client, compiled: Compiled) -> None:
    with pjrt.Client(client.plugin) as other, pytest.raises(ValueError, match=r"argument 0: .* is of another client"):
        compiled(add()).bind(other.put(X), X)


class TestCarry:
    def test_a_loop(self, compiled: Compiled) -> None:
        step = compiled(add()).bind(X, X, carry={0: 0})
        for count in range(2, 30):
            (y,) = step()
            assert same(y, count * X)
            assert step[0] is y

    def test_a_loop_in_the_memory_that_it_began_with(self, client: pjrt.Client, compiled: Compiled) -> None:
        """The state is donated: what one run made is gone after the next."""
        state = client.put(X)
        where = {state.unsafe_pointer}
        step = compiled(TWO).bind(state, X, carry={0: 0})
        last = state
        for count in range(2, 10):
            state, wide = step()
            assert last.is_deleted
            assert same(wide, (count * X).astype("f8"))
            where.add(state.unsafe_pointer)
            last = state
        assert same(state, 9 * X)
        assert len(where) == 1

    def test_a_donated_argument_that_nothing_replaces(self, compiled: Compiled) -> None:
        step = compiled(TWO).bind(X, X)
        assert same(step()[0], 2 * X)
        with pytest.raises(pjrt.ClosedError, match=r"argument 0: .*, was deleted or donated"):
            step()
        step[0] = X
        assert same(step()[0], 2 * X)

    @pytest.mark.parametrize(
        ("carry", "error", "message"),
        [
            ({2: 0}, ValueError, "carry: the program has 2 results, numbered from 0; got result 2"),
            ({0: 2}, ValueError, "carry: the program has 2 parameters, numbered from 0; got parameter 2"),
            ({-1: 0}, ValueError, "carry: the program has 2 results, numbered from 0; got result -1"),
            ({"a": 0}, TypeError, "carry, a result: expected an int, got 'a'"),
            ({0: None}, TypeError, "carry, a parameter: expected an int, got None"),
            ({0: 0, 1: 0}, ValueError, "carry: two results become the same parameter in {0: 0, 1: 0}"),
            ({1: 1}, TypeError, r"carry, result 1: expected float32\[4\], got float64\[4\]: the dtype differs"),
        ],
    )
    def test_what_cannot_be(self, compiled: Compiled, carry: Any, error: type[Exception], message: str) -> None:
        with pytest.raises(error, match=message):
            compiled(TWO).bind(X, X, carry=carry)


def test_programs_on_several_devices_or_on_none(compiled: Compiled) -> None:
    with pytest.raises(ValueError, match=r"compiled for 4 devices; a bound call runs on one: use execute\(\)"):
        compiled(SUM, FOUR).bind(X)
    portable = compiled(add(), pjrt.CompileOptions(portable=True))
    if not portable.devices:
        with pytest.raises(ValueError, match="compiled for no device in particular"):
            portable.bind(X, X)


def test_after_the_end(client: pjrt.Client) -> None:
    exe = client.compile(add())
    step = exe.bind(X, X)
    step()
    step[0].delete()
    with pytest.raises(pjrt.ClosedError, match=r"argument 0: .*, was deleted or donated"):
        step()
    step[0] = X
    exe.delete()
    with pytest.raises(pjrt.ClosedError, match="this executable was deleted"):
        step()
    with pytest.raises(pjrt.ClosedError, match="this executable was deleted"):
        step[0] = X


def test_it_keeps_the_program(client: pjrt.Client) -> None:
    step = client.compile(add()).bind(X, X)
    assert same(step()[0], 2 * X)


def test_a_closed_client(plugin: str) -> None:
    with pjrt.Client(plugin) as client:
        step = client.compile(add()).bind(X, X)
        step()
    with pytest.raises(pjrt.ClosedError, match="this client was closed"):
        step()
