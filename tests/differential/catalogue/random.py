"""Random numbers: JAX's counters are arithmetic on integers, and whole distributions are built on them."""

from __future__ import annotations

from tests.differential.define import Group, given, jax, jnp, key, lax, normal, uniform

group = Group("random")


def _with(draw):
    """A program that takes a raw key."""
    return lambda raw, *rest: draw(jax.random.wrap_key_data(raw), *rest)


for _dtype in ("uint8", "uint64"):
    group(f"bits[{_dtype}]", _with(lambda k, d=_dtype: jax.random.bits(k, (3, 5), d)), key())
for _dtype in ("bfloat16", "float32"):
    group(f"normal[{_dtype}]", _with(lambda k, d=_dtype: jax.random.normal(k, (7,), d)), key())
group("fold_in", lambda raw, n: jax.random.key_data(jax.random.fold_in(jax.random.wrap_key_data(raw), n)), key(), given(9, "int32"))
group("randint", _with(lambda k: jax.random.randint(k, (9,), -5, 100)), key())
group("permutation", _with(lambda k: jax.random.permutation(k, 17)), key())
for _name in ("gumbel",):
    group(_name, _with(lambda k, n=_name: getattr(jax.random, n)(k, (9,))), key())
group("generator", lambda state: lax.rng_bit_generator(state, (11,), "uint32"), given([1, 2], "uint64"))
