"""Running a small program: the cost of the call itself."""

from __future__ import annotations

from benchmarks.bars import Bar, at_most
from benchmarks.measure import measure
from benchmarks.peers.native import Native
from benchmarks.programs import add, neighbours, total
from benchmarks.rows.row import Samples, row
from benchmarks.session import Session

_JAX, _OWN = "JAX, same plugin", "JAX, own CPU client"
_MANY = 100


@row(
    "execute-drop",
    "add of two f32[8] on the device, result dropped",
    at_most(0.8, "jax", _JAX),
    at_most(1.0, "jax_cpu", _OWN),
    Bar("pypjrt >= 10 x pjrt", "pypjrt", "pjrt", 10, at_least=True),
)
def execute_drop(session: Session) -> Samples:
    """`exe(a, a)`."""
    program = add()
    return measure(session.contenders(lambda peer: peer.drop(program), program=program), session.plan)


@row(
    "execute-numpy",
    "the same, result as numpy",
    at_most(0.8, "jax", _JAX),
    at_most(1.0, "jax_cpu", _OWN),
    labels={"c_copy": "C, ToHostBuffer"},
)
def execute_numpy(session: Session) -> Samples:
    """`exe(a, a)[0].to_numpy()`."""
    program = add()
    contenders = session.contenders(lambda peer: peer.numpy(program), program=program)
    contenders += [peer.copy(program) for peer in session.here(["c"]) if isinstance(peer, Native)]
    return measure(contenders, session.plan)


@row("numpy-numpy", "numpy in, add, numpy out", at_most(0.8, "jax", _JAX), at_most(1.0, "jax_cpu", _OWN))
def numpy_numpy(session: Session) -> Samples:
    """`exe(x, x)[0].to_numpy()` of numpy arrays."""
    program = add()
    return measure(session.contenders(lambda peer: peer.host(program), program=program), session.plan)


@row("bind", "a prepared call of it, result dropped", at_most(1.3, "c", "C program", of="bind"))
def bind(session: Session) -> Samples:
    """`bound = exe.bind(a, a)`, then `bound()`."""
    program = add()
    contenders = session.contenders(lambda peer: peer.drop(program), ["c", "frames", "pjrt"], program)
    contenders += session.contenders(lambda peer: peer.bind(program), ["pjrt"])
    return measure(contenders, session.plan)


@row("args-100-1", f"{_MANY} arguments f32[8], 1 result", at_most(0.6, "jax", _JAX))
def many_to_one(session: Session) -> Samples:
    """`exe(*a)`."""
    program = total(_MANY)
    return measure(session.contenders(lambda peer: peer.drop(program), program=program), session.plan)


@row("args-100-100", f"{_MANY} arguments f32[8], {_MANY} results", at_most(0.8, "jax", _JAX))
def many_to_many(session: Session) -> Samples:
    """`exe(*a)`."""
    program = neighbours(_MANY)
    return measure(session.contenders(lambda peer: peer.drop(program), program=program), session.plan)


ROWS = (execute_drop, execute_numpy, numpy_numpy, bind, many_to_one, many_to_many)
