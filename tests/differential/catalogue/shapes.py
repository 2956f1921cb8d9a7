"""Where elements go: from scalars to five dimensions, none, one and many; and how many arrays come and go."""

from __future__ import annotations

from itertools import pairwise

from tests.differential.define import Group, booleans, integers, jnp, lax, normal

group = Group("shapes")

group("scalar", lambda x: x * 2 + 1, normal())
group("scalars_of_all_kinds", lambda a, b, c: [a + b, c, b], normal(), integers(0, 9), booleans())
group("empty", lambda x: [x + 1, x.sum(), x.T, jnp.concatenate([x, x])], normal(0, 3))
group("empty_in_the_middle", lambda x: [x.reshape(0), x.max(axis=0), x.sum(axis=1)], normal(2, 0, 3))
group("empty_and_not", lambda x, y: jnp.concatenate([x, y]), normal(0, 3), normal(2, 3))
group("identity", lambda x: x, normal(3, 5))
group("identity_twice", lambda x: (x, x), normal(3, 5))
group("constant_only", lambda: jnp.arange(7))
group("no_results", lambda x: (), normal(3))
group("nothing_at_all", lambda: ())
group("unused_arguments", lambda x, y, z: y + 1, normal(3), normal(4), normal(5))
group("many_arguments", lambda *xs: sum(xs), *(normal(3, 2) for _ in range(64)))
group("many_results", lambda x: [x[::-1]] * 3 + [x] * 40, normal(3, 2))
group(
    "many_of_both",
    lambda *xs: [x * y for x, y in pairwise(xs)],
    *(normal(i % 5) for i in range(0, 60, 5)),
)
group(
    "many_shapes",
    lambda *xs: [x[::-1] if x.ndim else x for x in xs],
    *(normal(*shape) for shape in [(), (1,), (1, 1), (7,), (3, 5), (1, 9, 1), (2, 3, 4, 5), (1, 2, 3, 2, 3)]),
)
group("tree", lambda x, y: {"a": [x, (y,)], "b": {"c": x + y}}, normal(2), normal(2))
group("reshape", lambda x: [x.reshape(20, 6), x.reshape(-1), x.reshape(2, 3, 4, 5)], normal(6, 20))
group("transpose", lambda x: [x.T, jnp.swapaxes(x, 0, 1)], normal(3, 5, 7))
group("transpose_5d", lambda x: jnp.transpose(x, (4, 2, 0, 3, 1)), normal(2, 3, 4, 3, 2))
group("broadcast_in_dim", lambda x: lax.broadcast_in_dim(x, (2, 3, 4), (0, 2)), normal(2, 4))
group(
    "concatenate", lambda x, y: [jnp.concatenate([x, y, x], 1), jnp.vstack([x[:, :2], y])], normal(3, 5), normal(3, 2)
)
group("pad", lambda x: jnp.pad(x, ((1, 2), (0, 3)), constant_values=7), normal(3, 4))
group("pad_inside_and_crop", lambda x: lax.pad(x, jnp.float32(0.5), [(-1, 2, 1), (2, -3, 2)]), normal(4, 5))
for _mode in ("reflect", "wrap"):
    group(f"pad[{_mode}]", lambda x, mode=_mode: jnp.pad(x, 2, mode=mode), normal(4, 5))
group("slice", lambda x: [x[1:3], x[:, ::2], x[::-1, 1:-1], x[..., None, -1]], normal(5, 7))
group("slice_strided", lambda x: lax.slice(x, (0, 1, 0), (5, 6, 1), (2, 3, 1)), normal(5, 7, 2))
group("flip", lambda x: [jnp.flip(x), jnp.rot90(x)], normal(4, 5))
group("iota", lambda x: [lax.iota("int32", 5), lax.broadcasted_iota("float32", (3, 4), 1) + x], normal())
group(
    "dynamic_slice", lambda x, i, j: lax.dynamic_slice(x, (i, j), (2, 3)), normal(5, 7), integers(0, 9), integers(0, 9)
)
group(
    "dynamic_slice_clamps",
    lambda x, i: [lax.dynamic_slice(x, (i,), (3,)), lax.dynamic_slice(x, (-i,), (3,))],
    normal(7),
    integers(50, 60),
)
group(
    "dynamic_update_slice",
    lambda x, y, i: lax.dynamic_update_slice(x, y, (i, jnp.int32(2))),
    normal(5, 7),
    normal(2, 3),
    integers(0, 5),
)
group("nibbles_transposed", lambda x: [x.T, x], integers(-8, 8, 3, 5, dtype="int4"))
group("nibbles", lambda x: [x[::-1], jnp.concatenate([x, x])], integers(-8, 8, 3, 5, dtype="int4"))
group("barrier", lambda x, y: lax.optimization_barrier((x * 2, y + x)), normal(4), normal(4))
