"""One program over four devices: arrays are spread over a mesh, and the partitioner adds what must be moved."""

from __future__ import annotations

from tests.differential.define import Group, Input, integers, jax, jnp, lax, normal
from tests.differential.devices import Spec, spread

group = Group("sharding")

ROWS: Spec = ("i",)
COLUMNS: Spec = (None, "i")
WHOLE: Spec = ()
GRID: Spec = ("i", "j")


def _program(name: str, function, given: list[Spec], back, *inputs: Input, **more) -> None:
    group(name, function, *inputs, stage=spread(function, given, back, **more))


def _loss(w, x, y):
    return jnp.mean((jnp.tanh(x @ w) - y) ** 2)


def _power(a):
    return lax.fori_loop(0, 5, lambda _, v: (a @ v) / jnp.linalg.norm(a @ v), jnp.ones(8))


def _grow(x):
    return lax.while_loop(lambda x: jnp.sum(x) < 100, lambda x: x * 1.5 + 1, x)


_program("elementwise", lambda x: jnp.sin(x) * 2, [ROWS], ROWS, normal(8, 3))
_program("replicated", lambda x: jnp.sin(x), [WHOLE], WHOLE, normal(5, 3))
_program("scatter_whole", lambda x: x + 1, [WHOLE], ROWS, normal(8, 3))
_program("gather_parts", lambda x: x + 1, [ROWS], WHOLE, normal(8, 3))
_program("rows_to_columns", lambda x: x * 2, [ROWS], COLUMNS, normal(8, 4))
_program("transpose", lambda x: x.T, [GRID], GRID, normal(4, 6), mesh=(2, 2))
_program("two_axes_on_one", lambda x: x * 2, [(("i", "j"),)], GRID, normal(4, 6), mesh=(2, 2))
_program("scalar_and_array", lambda a, x: a * x, [WHOLE, ROWS], ROWS, normal(), normal(8))
_program("results_apart", lambda x: [x + 1, x.sum(), x.T], [ROWS], [ROWS, WHOLE, COLUMNS], normal(8, 4))
_program("unused_argument", lambda x, y: y * 2, [ROWS, COLUMNS], COLUMNS, normal(4, 4), normal(4, 8))
_program("no_results", lambda x: [], [ROWS], [], normal(4))
_program("empty", lambda x: x + 1, [COLUMNS], COLUMNS, normal(0, 4))
_program("matmul_rows", lambda a, b: a @ b, [ROWS, WHOLE], ROWS, normal(8, 5), normal(5, 3))
_program("matmul_inner", lambda a, b: a @ b, [COLUMNS, ROWS], WHOLE, normal(6, 8), normal(8, 3))
_program("matmul_grid", lambda a, b: a @ b, [GRID, ("j",)], ("i",), normal(4, 6), normal(6, 3), mesh=(2, 2))
_program("sums", lambda x: [x.sum(0), x.sum(1), x.max()], [ROWS], [WHOLE, ROWS, WHOLE], normal(8, 5))
_program("softmax", lambda x: jax.nn.softmax(x), [COLUMNS], COLUMNS, normal(3, 8))
_program("cumsum", lambda x: jnp.cumsum(x, 0), [ROWS], ROWS, normal(8, 3))
_program("sort", lambda x: jnp.sort(x), [ROWS], ROWS, normal(16))
_program("argmax", lambda x: jnp.argmax(x, 0), [ROWS], WHOLE, normal(8, 4))
_program("take", lambda x, i: x[i], [ROWS, WHOLE], WHOLE, normal(8, 3), integers(0, 8, 5))
_program(
    "scatter", lambda x, i, u: x.at[i].add(u), [ROWS, WHOLE, WHOLE], ROWS, normal(8, 3), integers(0, 8, 5), normal(5, 3)
)
_program("roll", lambda x: jnp.roll(x, 3), [ROWS], ROWS, normal(16))
_program("slice_across", lambda x: x[1:-1], [ROWS], WHOLE, normal(8, 3))
_program("concatenate", lambda x, y: jnp.concatenate([x, y]), [ROWS, ROWS], ROWS, normal(4, 3), normal(8, 3))
_program(
    "convolution_space",
    lambda x, w: lax.conv(x, w, (1, 1), "SAME"),
    [(None, None, "i"), WHOLE],
    (None, None, "i"),
    normal(1, 2, 8, 5),
    normal(3, 2, 3, 3),
)
_program("fft_rows", lambda x: jnp.fft.fft(x), [ROWS], ROWS, normal(4, 8, dtype="complex64"))
_program("power_iteration", _power, [ROWS], WHOLE, normal(8, 8, dtype="float64"))
_program("while_sum", _grow, [ROWS], ROWS, normal(8))
_program(
    "gradient",
    lambda w, x, y: jax.grad(_loss)(w, x, y),
    [WHOLE, ROWS, ROWS],
    WHOLE,
    normal(5, 3),
    normal(8, 5),
    normal(8, 3),
)
_program(
    "pinned", lambda pin: lambda x: pin(pin(x * 2, "i") + 1, None, "i").sum(0), [WHOLE], ROWS, normal(8, 4), pinned=True
)
for _dtype in ("bool", "bfloat16", "int4"):
    _program(f"types[{_dtype}]", lambda x: x[::-1], [ROWS], ROWS, integers(0, 2, 8, 4, dtype=_dtype))
