"""Gather and scatter: in range and out of it, with indices that repeat, by rows and by windows."""

from __future__ import annotations

from tests.differential.define import Group, booleans, given, integers, jax, jnp, lax, normal

group = Group("indexing")

INSIDE = integers(0, 5, 6)
AROUND = given([-7, -1, 0, 2, 4, 5, 99], "int32")

group("take", lambda x, i: jnp.take(x, i, axis=0), normal(5, 3), INSIDE)
for _mode in ("clip", "wrap", "fill"):
    group(f"take[{_mode}]", lambda x, i, mode=_mode: jnp.take(x, i, axis=0, mode=mode), normal(5, 3), AROUND)
group("take_nothing", lambda x, i: x[i], normal(5, 3), integers(0, 5, 0))
for _dtype in ("bool", "bfloat16", "complex128", "int4"):
    group(f"take[{_dtype}]", lambda x, i: x[i], integers(0, 2, 5, 3, dtype=_dtype), INSIDE)
group("pairs", lambda x, i, j: x[i, j], normal(5, 5), INSIDE, INSIDE)
group("mixed", lambda x, i: x[:, i, None], normal(5, 5, 5), INSIDE)
group("apart", lambda x, i: x[i, :, i], normal(5, 3, 5), INSIDE)
group("mask", lambda x, m: jnp.where(m, x, 0), normal(4, 5), booleans(4, 5))
group("batched", lambda x, i: jax.vmap(lambda x, i: x[i])(x, i), normal(4, 5), integers(0, 5, 4, 2))
group("dynamic_index", lambda x, i: lax.dynamic_index_in_dim(x, i, 1), normal(4, 5), integers(0, 9))
group("dynamic_slices_batched", lambda x, i: jax.vmap(lambda i: lax.dynamic_slice(x, (i,), (3,)))(i), normal(9), AROUND)
group(
    "gather_windows",
    lambda x, i: lax.gather(
        x,
        i,
        lax.GatherDimensionNumbers(offset_dims=(1, 2), collapsed_slice_dims=(), start_index_map=(0, 1)),
        slice_sizes=(2, 3),
        mode="clip",
    ),
    normal(6, 7),
    integers(0, 9, 4, 2),
)

for _name in ("set", "add", "divide"):
    group(
        f"at.{_name}",
        lambda x, i, u, name=_name: getattr(x.at[i], name)(u, unique_indices=True),
        normal(5, 3),
        given([3, 0, 4], "int32"),
        normal(3, 3),
    )
for _name in ("add", "multiply"):
    group(
        f"repeated.{_name}", lambda x, i, u, name=_name: getattr(x.at[i], name)(u), normal(5, 3), INSIDE, normal(6, 3)
    )
for _dtype in ("int8", "bfloat16", "complex64"):
    group(
        f"scatter[{_dtype}]",
        lambda x, i, u: [x.at[i].set(u), x.at[i].add(u)],
        integers(0, 2, 5, 3, dtype=_dtype),
        given([3, 0, 4], "int32"),
        integers(0, 2, 3, 3, dtype=_dtype),
    )
group("scatter_out_of_range", lambda x, i, u: x.at[i].add(u), normal(5), AROUND, normal(7))
for _mode in ("drop", "clip"):
    group(f"scatter[{_mode}]", lambda x, i, u, mode=_mode: x.at[i].add(u, mode=mode), normal(5), AROUND, normal(7))
group("scatter_nothing", lambda x, i, u: x.at[i].set(u), normal(5), integers(0, 5, 0), normal(0))
group("scatter_pairs", lambda x, i, j, u: x.at[i, j].add(u), normal(5, 5), INSIDE, INSIDE, normal(6))
group(
    "scatter_windows",
    lambda x, i, u: lax.scatter_add(
        x,
        i,
        u,
        lax.ScatterDimensionNumbers(
            update_window_dims=(1, 2), inserted_window_dims=(), scatter_dims_to_operand_dims=(0, 1)
        ),
        mode="drop",
    ),
    normal(6, 7),
    integers(0, 6, 4, 2),
    normal(4, 2, 3),
)
group("segment_sum", lambda x, i: jax.ops.segment_sum(x, i, num_segments=5), normal(9, 2), integers(0, 5, 9))
