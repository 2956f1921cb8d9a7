"""Orders: sorts with one key and several, stable ones, selections, searches."""

from __future__ import annotations

from tests.differential.define import Group, bits, booleans, integers, jnp, lax, normal, special

group = Group("sorting")

group("sort", lambda x: jnp.sort(x), normal(31))
group("sort_special", lambda x: jnp.sort(x), special())
group("sort_nan_payloads", lambda x: lax.sort(x), bits(200, dtype="float32"))
group("sort_columns", lambda x: [jnp.sort(x, 0), jnp.sort(x, 1), jnp.sort(x, None)], normal(7, 5))
group("sort_empty", lambda x: [jnp.sort(x, axis=1), jnp.argsort(x, axis=1)], normal(3, 0))
group("sort_long", lambda x: jnp.sort(x), normal(4099))
for _dtype in ("bool", "int8", "uint64"):
    group(f"sort[{_dtype}]", lambda x: jnp.sort(x), booleans(19) if _dtype == "bool" else bits(19, dtype=_dtype))
for _dtype in ("bfloat16", "complex64"):
    group(f"sort[{_dtype}]", lambda x: [jnp.sort(x), jnp.argsort(x)], normal(19, dtype=_dtype))
group("argsort", lambda x: [jnp.argsort(x), jnp.argsort(x, axis=0)], normal(6, 7))
group("argsort_stable", lambda x: jnp.argsort(x, stable=True), integers(0, 4, 40))
group("sort_by_key", lambda k, v: lax.sort((k, v), num_keys=1), integers(0, 5, 23), normal(23))
group(
    "sort_three_operands",
    lambda a, b, c: lax.sort((a, b, c), num_keys=2, is_stable=True),
    integers(0, 3, 29),
    integers(0, 3, 29, dtype="int8"),
    normal(29, dtype="float64"),
)
group("sort_operands_columns", lambda a, b: lax.sort((a, b), dimension=0, num_keys=1), normal(9, 3), normal(9, 3))
group("top_k", lambda x: lax.top_k(x, 3), normal(4, 9))
group("argmax", lambda x: [jnp.argmax(x), jnp.argmin(x, 1)], normal(5, 7))
group("argmax_special", lambda x: jnp.argmax(x), special())
group("partition", lambda x: jnp.partition(x, 4), normal(12))
