"""Loops and branches, nested and differentiated."""

from __future__ import annotations

from tests.differential.define import Group, booleans, given, jax, jnp, lax, normal, uniform

group = Group("control_flow")


def _collatz(n):
    def step(state):
        n, steps = state
        return jnp.where(n % 2 == 0, n // 2, 3 * n + 1), steps + 1

    return lax.while_loop(lambda state: state[0] != 1, step, (n, jnp.int32(0)))


def _gcd(a, b):
    return lax.while_loop(lambda s: s[1] != 0, lambda s: (s[1], s[0] % s[1]), (a, b))[0]


def _bubble_sort(x):
    def inner(j, x):
        a, b = x[j], x[j + 1]
        return x.at[j].set(jnp.minimum(a, b)).at[j + 1].set(jnp.maximum(a, b))

    return lax.fori_loop(0, x.size, lambda i, x: lax.fori_loop(0, x.size - 1, inner, x), x)


def _branches(i, x):
    return lax.switch(i, [jnp.sin, jnp.cos, lambda x: x * 2, lambda x: jnp.cumsum(x)], x)


group("while", lambda x: lax.while_loop(lambda x: jnp.sum(x) < 100, lambda x: x * 1.5, x), uniform(1, 2, 4))
group("while_never", lambda x: lax.while_loop(lambda x: False, lambda x: x * 2, x), normal(3))
group("while_tuple", _collatz, given(27, "int64"))
group("while_pairs", _gcd, given(1071, "int32"), given(462, "int32"))
group("while_batched", lambda n: jax.vmap(_collatz)(n), given([1, 6, 7, 27], "int32"))
group("fori", lambda x: lax.fori_loop(0, 7, lambda i, x: x * 1.1 + i, x), normal(3))
group("fori_bounds", lambda n, x: lax.fori_loop(0, n, lambda i, x: x + i, x), given(9, "int32"), normal(2))
group("fori_nested", _bubble_sort, normal(7))
group("scan", lambda x: lax.scan(lambda c, x: (c + x, c * x), 0.0, x), normal(9, dtype="float64"))
group("scan_reverse", lambda x: lax.scan(lambda c, x: (c * 0.5 + x, c), jnp.zeros(3), x, reverse=True), normal(6, 3))
group("scan_empty", lambda x: lax.scan(lambda c, x: (c + x, c), jnp.float32(1), x), normal(0))
group(
    "scan_tree",
    lambda x, y: lax.scan(
        lambda c, v: ({"s": c["s"] + v[0], "n": c["n"] + 1}, v[1] * c["s"]), {"s": 0.0, "n": 0}, (x, y)
    ),
    normal(5, dtype="float64"),
    normal(5, dtype="float64"),
)
group(
    "scan_in_scan",
    lambda x: lax.scan(lambda c, row: lax.scan(lambda c, v: (c + v, c * v), c, row), jnp.float32(0), x),
    normal(4, 5),
)
group(
    "scan_of_cond",
    lambda x: lax.scan(lambda c, v: (lax.cond(v > 0, lambda c: c + v, lambda c: c * 0.5, c), c), jnp.float32(1), x),
    normal(12),
)
group(
    "scan_gradient",
    lambda x: jax.grad(lambda x: lax.scan(lambda c, v: (jnp.sin(c + v), c), 0.0, x)[0])(x),
    normal(8, dtype="float64"),
)
group("cond", lambda p, x: lax.cond(p, jnp.sin, jnp.cos, x), given(True, "bool"), normal(4))
group(
    "cond_batched", lambda p, x: jax.vmap(lambda p, x: lax.cond(p, jnp.sin, jnp.cos, x))(p, x), booleans(6), normal(6)
)
group(
    "cond_nested",
    lambda x: lax.cond(x > 0, lambda x: lax.cond(x > 1, lambda x: x * 3, lambda x: x * 2, x), lambda x: -x, x),
    given(0.5),
)
for _index in (-1, 1):
    group(f"switch[{_index}]", _branches, given(_index, "int32"), normal(5))
group("switch_in_while", lambda x: lax.fori_loop(0, 8, lambda i, x: _branches(i % 4, x), x), normal(5))
group("associative_scan", lambda x: lax.associative_scan(jnp.add, x), normal(13))
group("remat", lambda x: jax.grad(lambda x: jax.checkpoint(lambda x: jnp.sin(jnp.sin(x)).sum())(x))(x), normal(6))
group(
    "while_forward_derivative",
    lambda x: jax.jvp(lambda x: lax.while_loop(lambda x: x < 50, lambda x: x * x + 1, x), (x,), (jnp.ones_like(x),)),
    given(1.5),
)
