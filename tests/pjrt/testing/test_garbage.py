"""Cycles of garbage: destructors come in any order then, and none may touch what another one has destroyed."""

from __future__ import annotations

import gc
from collections.abc import Callable
from itertools import permutations
from typing import Any

import numpy as np
import pytest

import pjrt
from pjrt import testing
from pjrt.execute_options import ExecuteOptions
from tests.pjrt.programs import FOUR, SUM, X, add
from tests.pjrt.testing.tour import TOUR

Make = Callable[[pjrt.Client], tuple[Any, ...]]
Eventually = Callable[[Callable[[], bool]], bool]


def seen(client: pjrt.Client) -> tuple[Any, ...]:
    buffer = client.put(X)
    return buffer, buffer.to_numpy(), buffer.external_reference()


def exported(client: pjrt.Client) -> tuple[Any, ...]:
    buffer = client.put(X)
    return buffer, np.from_dlpack(buffer), buffer.__dlpack__()


def promised(client: pjrt.Client) -> tuple[Any, ...]:
    return client.alias((4,), np.float32)


def donated(client: pjrt.Client) -> tuple[Any, ...]:
    return (client.put(X), *client.put(X).donate())


def transferred(client: pjrt.Client) -> tuple[Any, ...]:
    manager = client.async_transfer([X, X])
    return manager, manager.buffer(0), manager.transfer(0, X)


def run(client: pjrt.Client) -> tuple[Any, ...]:
    exe, context = client.compile(add()), client.create_execute_context()
    results, done = exe.launch([[X, X]], options=ExecuteOptions(context=context))
    return exe, results, done


def run_on_four(client: pjrt.Client) -> tuple[Any, ...]:
    exe = client.compile(SUM, FOUR)
    return exe, exe.execute([[X]] * 4), client.create_event()


def described(client: pjrt.Client) -> tuple[Any, ...]:
    return client.topology, client.topology.devices[0], client.devices[0].async_tracking_event("x")


@pytest.mark.parametrize("make", [seen, exported, promised, donated, transferred, run, run_on_four, described])
def test_in_any_order(make: Make, eventually: Eventually) -> None:
    served = testing.reference(devices=4)

    class Node:
        """In a cycle with itself, so that only the collector frees it, and what it holds with it."""

        def __init__(self, held: object) -> None:
            self.held, self.itself = held, self

    def fill() -> None:
        client = pjrt.Client(served)
        for order in permutations(range(3)):
            made = (*make(client), client)
            nodes = [Node(made[number % len(made)]) for number in order]
            nodes[0].itself, nodes[1].itself, nodes[2].itself = nodes[1], nodes[2], nodes[0]
        Node(client)

    gc.collect()
    gc.disable()
    try:
        fill()
    finally:
        gc.enable()
    assert eventually(lambda: served.live == {}), served.live
    assert served.misuse == []


@pytest.mark.parametrize("part", TOUR, ids=lambda part: part.__name__)
def test_in_an_exception_that_is_kept(part: Callable[[pjrt.Client], None], eventually: Eventually) -> None:
    """Its traceback holds the frames with all that was made in them."""
    served = testing.reference(devices=4)

    def fail() -> None:
        kept: list[BaseException] = []
        with pjrt.Client(served) as client:
            try:
                part(client)
                client.device(99)
            except pjrt.PjrtError as error:
                kept.append(error)
        kept.append(ValueError(kept))

    fail()
    assert eventually(lambda: served.live == {}), served.live
    assert served.misuse == []
