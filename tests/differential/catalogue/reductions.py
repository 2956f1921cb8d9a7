"""Many elements to one: sums and their kin, windows, running totals."""

from __future__ import annotations

from tests.differential.define import Group, Input, bits, integers, jax, jnp, lax, normal, special, uniform

group = Group("reductions")

for _name in ("sum", "prod", "max", "mean", "std"):
    group(
        _name,
        lambda x, name=_name: [getattr(jnp, name)(x, axis=axis) for axis in (None, (0, 2))],
        uniform(0.5, 1.5, 3, 5, 4),
    )


def _some(dtype: str) -> Input:
    return bits(6, 9, dtype=dtype) if "int" in dtype else normal(6, 9, dtype=dtype)


for _dtype in ("int8", "uint32", "bfloat16"):
    group(f"all[{_dtype}]", lambda x: [x.sum(), x.max(1)], _some(_dtype))
group("all[complex64]", lambda x: [x.sum(), x.prod(0)], normal(4, 5, dtype="complex64"))
group("max_special", lambda x: [x.max(), x.min(), jnp.nanmax(x)], special())
group(
    "bits",
    lambda x: [lax.reduce_and(x, (0,)), lax.reduce_or(x, (1,)), lax.reduce_xor(x, (0, 1))],
    bits(4, 5, dtype="uint32"),
)
group("empty", lambda x: [x.sum(), x.prod(0), x.sum(1), x.any(0), x.all(1)], normal(0, 3))
group("long_sum", lambda x: [x.sum(), x.mean()], normal(10007))
group("long_sum[bfloat16]", lambda x: x.sum(), normal(3001, dtype="bfloat16"))
group("custom", lambda x: lax.reduce(x, jnp.float32(1), lambda a, b: a * b + a, (1,)), uniform(0.1, 0.2, 3, 4))
group(
    "several_operands",
    lambda x, i: lax.reduce(
        (x, i),
        (jnp.float32(-jnp.inf), jnp.int64(0)),
        lambda a, b: (jnp.maximum(a[0], b[0]), jnp.where(a[0] > b[0], a[1], b[1])),
        (1,),
    ),
    normal(3, 8),
    integers(0, 99, 3, 8, dtype="int64"),
)

for _name in ("cumsum", "cumprod", "cummax", "cummin", "cumlogsumexp"):
    group(
        _name, lambda x, name=_name: getattr(lax, name)(x, axis=1, reverse=name == "cumprod"), uniform(0.5, 1.5, 5, 9)
    )
group("cumsum_empty", lambda x: jnp.cumsum(x, axis=1), normal(3, 0))
group("diff", lambda x: jnp.diff(x, n=2, axis=0), normal(5, 6))

_POOL = {"window_dimensions": (1, 2, 2, 1), "window_strides": (1, 2, 2, 1)}
for _padding in ("VALID", "SAME"):
    group(
        f"max_pool[{_padding}]",
        lambda x, p=_padding: lax.reduce_window(x, -jnp.inf, lax.max, padding=p, **_POOL),
        normal(2, 7, 5, 3),
    )
    group(
        f"sum_pool[{_padding}]",
        lambda x, p=_padding: lax.reduce_window(x, 0.0, lax.add, padding=p, **_POOL),
        normal(2, 7, 5, 3),
    )
group(
    "window_dilated",
    lambda x: lax.reduce_window(x, 0.0, lax.add, (2, 3), (1, 1), "VALID", (2, 1), (1, 2)),
    normal(6, 8),
)
group("window_3d", lambda x: lax.reduce_window(x, 0.0, lax.add, (2, 2, 2), (1, 2, 1), "VALID"), normal(4, 5, 3))
group("window_integers", lambda x: lax.reduce_window(x, jnp.int32(0), lax.add, (3,), (2,), "SAME"), integers(-9, 9, 11))
group("max_gradient", lambda x: jax.grad(lambda x: x.max(axis=0).sum())(x), normal(5, 4))
