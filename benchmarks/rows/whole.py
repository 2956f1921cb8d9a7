"""Programs that take a while: in several threads at once, and as the steps of a training."""

from __future__ import annotations

import numpy as np

from benchmarks.bars import Bar, at_most
from benchmarks.measure import measure
from benchmarks.programs import digits, loop
from benchmarks.rows.row import Samples, row
from benchmarks.session import Session

_THREADS = 8
_STEPS = 15_000
"""Of the program that takes about a millisecond."""


@row(
    "threads-8",
    f"{_THREADS} threads, programs of about 1 ms; time for one run in each",
    Bar("throughput >= 0.9 x C program", "c", "pjrt", 0.9, at_least=True),
)
def threads(session: Session) -> Samples:
    """`exe(a)[0].block_until_ready()` in each thread."""
    program = loop(_STEPS)
    contenders = session.contenders(lambda peer: peer.wait(program, _THREADS), program=program)
    return measure(contenders, session.plan.of(11, 100_000_000))


@row(
    "training-step", "a training step of examples/digits, state on the device", at_most(1.0, "jax", "JAX, same plugin")
)
def training(session: Session) -> Samples:
    """`*state, loss = step(*state, images, labels, rate)`."""
    program = digits()
    ours, jax = session.here(["pjrt"]), session.here(["jax"])
    for mine, theirs in zip(ours, jax, strict=False):
        for place, (left, right) in enumerate(zip(mine.values(program), theirs.values(program), strict=True)):
            if not np.allclose(left, right, rtol=1e-3, atol=1e-5):
                raise RuntimeError(f"the step under JAX is another one: result {place} differs")
    contenders = session.contenders(lambda peer: peer.step(program))
    contenders += session.contenders(lambda peer: peer.bound_step(program), ["pjrt"])
    return measure(contenders, session.plan)


@row("wait-numpy", "a program of about 0.1 ms, result as numpy", at_most(1.0, "jax", "JAX, same plugin"))
def waiting(session: Session) -> Samples:
    """`exe(a)[0].to_numpy()`, where the result is not there yet when the call returns."""
    program = loop(_STEPS // 10)
    return measure(session.contenders(lambda peer: peer.numpy(program), program=program), session.plan)


ROWS = (threads, waiting, training)
