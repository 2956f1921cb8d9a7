"""Random numbers: JAX's counters are arithmetic on integers, and distributions are built on them."""

from __future__ import annotations

from tests.differential.define import Group, given, jax, jnp, key, lax

group = Group("random")


def _with(draw):
    """A program that takes a raw key."""
    return lambda raw, *rest: draw(jax.random.wrap_key_data(raw), *rest)


group("bits", _with(lambda k: jax.random.bits(k, (3, 5), jnp.uint8)), key())
group("uniform", _with(lambda k: jax.random.uniform(k, (7,), jnp.float64)), key())
group("normal", _with(lambda k: jax.random.normal(k, (7,), jnp.bfloat16)), key())
group("gumbel", _with(lambda k: jax.random.gumbel(k, (9,))), key())
group("permutation", _with(lambda k: jax.random.permutation(k, 17)), key())
group("split", _with(lambda k: jax.random.key_data(jax.random.split(k, 5))), key())
group("fold_in", _with(lambda k, n: jax.random.key_data(jax.random.fold_in(k, n))), key(), given(9, "int32"))
group("generator", lambda state: lax.rng_bit_generator(state, (11,), "uint32"), given([1, 2], "uint64"))
