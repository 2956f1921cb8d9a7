"""One program over four devices, written for one of them, with collectives by name."""

from __future__ import annotations

from tests.differential.define import Group, Input, integers, jax, jnp, lax, normal
from tests.differential.devices import Spec, each

group = Group("collectives")

PART: Spec = ("i",)
WHOLE: Spec = ()
RING = [(0, 1), (1, 2), (2, 3), (3, 0)]


def _program(name: str, function, given: list[Spec], back, *inputs: Input, **more) -> None:
    group(name, function, *inputs, stage=each(function, given, back, **more))


def _halo(x):
    left = lax.ppermute(x[-1:], "i", RING[:-1])
    right = lax.ppermute(x[:1], "i", [(b, a) for a, b in RING[:-1]])
    padded = jnp.concatenate([left, x, right])
    return padded[:-2] + padded[1:-1] + padded[2:]


def _ring_matmul(a, b):
    def step(k, state):
        total, part = state
        place = (lax.axis_index("i") - k) % 4
        total = total + lax.dynamic_slice_in_dim(a, place * part.shape[0], part.shape[0], 1) @ part
        return total, lax.ppermute(part, "i", RING)

    return lax.fori_loop(0, 4, step, (jnp.zeros((a.shape[0], b.shape[1])), b))[0]


def _prefix(x):
    for distance in (1, 2):
        moved = lax.ppermute(x, "i", [(a, a + distance) for a in range(4 - distance)])
        x = x + moved
    return x


def _until_large(x):
    return lax.while_loop(lambda x: lax.psum(x.sum(), "i") < 100, lambda x: x * 2 + 1, x)


_program("psum", lambda x: lax.psum(x, "i"), [PART], WHOLE, normal(8, 3))
_program("psum_tree", lambda x, y: lax.psum([x, y], "i"), [PART, PART], [WHOLE, WHOLE], normal(4), normal(4, 2))
_program("pmean", lambda x: lax.pmean(x, "i"), [PART], WHOLE, normal(8, 3))
_program("extremes", lambda x: [lax.pmax(x, "i"), lax.pmin(x, "i")], [PART], [WHOLE, WHOLE], normal(8, 3))
for _dtype in ("int8", "bfloat16", "complex64"):
    _program(f"psum[{_dtype}]", lambda x: lax.psum(x, "i"), [PART], WHOLE, integers(0, 20, 8, 3, dtype=_dtype))
_program("all_gather", lambda x: lax.all_gather(x, "i"), [PART], WHOLE, normal(8, 3))
_program("all_gather_tiled", lambda x: lax.all_gather(x, "i", axis=1, tiled=True), [PART], WHOLE, normal(4, 2))
for _dtype in ("bool", "bfloat16"):
    _program(f"all_gather[{_dtype}]", lambda x: lax.all_gather(x, "i"), [PART], WHOLE, integers(0, 2, 8, dtype=_dtype))
_program("psum_scatter", lambda x: lax.psum_scatter(x, "i", tiled=True), [WHOLE], PART, normal(8, 3))
_program("all_to_all", lambda x: lax.all_to_all(x, "i", 1, 0, tiled=True), [PART], PART, normal(8, 4))
_program("all_to_all_new_axis", lambda x: lax.all_to_all(x, "i", 0, 1), [PART], PART, normal(16, 3))
_program("ring", lambda x: lax.ppermute(x, "i", RING), [PART], PART, normal(8, 3))
_program("to_some", lambda x: lax.ppermute(x, "i", [(0, 2), (1, 3)]), [PART], PART, normal(8, 3))
_program("index", lambda x: x + lax.axis_index("i"), [PART], PART, normal(8))
_program("without_any", lambda x: jnp.sort(x), [PART], PART, normal(16))
_program("halo", _halo, [PART], PART, normal(12, 3))
_program("ring_matmul", _ring_matmul, [PART, PART], PART, normal(8, 8), normal(8, 3))
_program("prefix", _prefix, [PART], PART, normal(4, 3))
_program("while_psum", _until_large, [PART], PART, normal(8))
_program(
    "branch_by_index",
    lambda x: lax.switch(lax.axis_index("i"), [jnp.sin, jnp.cos, jnp.exp, lambda x: x * 2], x),
    [PART],
    PART,
    normal(8),
)
_program(
    "gather_and_matmul",
    lambda x, w: lax.all_gather(x, "i", tiled=True) @ w,
    [PART, (None, "i")],
    (None, "i"),
    normal(8, 5),
    normal(5, 8),
)
_program(
    "gradient",
    lambda w, x: lax.pmean(jax.grad(lambda w: jnp.sum(jnp.tanh(x @ w)))(w), "i"),
    [WHOLE, PART],
    WHOLE,
    normal(5, 3),
    normal(8, 5),
)
_program("grid_rows", lambda x: lax.psum(x, "i"), [("i", "j")], (None, "j"), normal(4, 6), mesh=(2, 2))
_program(
    "grid_mixed",
    lambda x: lax.psum(lax.all_gather(x, "j", axis=1, tiled=True), "i"),
    [("i", "j")],
    WHOLE,
    normal(4, 6),
    mesh=(2, 2),
)
_program("scalar", lambda x: lax.psum(x, "i"), [WHOLE], WHOLE, normal())
_program("empty", lambda x: lax.psum(x, "i"), [PART], WHOLE, normal(0, 3))
