"""Special functions, which are long polynomials, continued fractions and loops."""

from __future__ import annotations

from tests.differential.define import Group, given, integers, jax, jnp, lax, normal, special, uniform

group = Group("special")

for _name in ("erf", "erfc", "erf_inv", "lgamma", "digamma", "bessel_i0e", "bessel_i1e"):
    group(_name, lambda x, name=_name: getattr(lax, name)(x), special())
for _dtype in ("bfloat16",):
    group(f"errors[{_dtype}]", lambda x: [lax.erf(x), lax.lgamma(x)], uniform(-0.99, 0.99, 12, dtype=_dtype))
for _name in ("log_ndtr", "entr", "i0"):
    group(f"scipy.{_name}", lambda x, name=_name: getattr(jax.scipy.special, name)(x), uniform(-3, 9, 16))
for _name in ("ndtri", "logit"):
    group(f"scipy.{_name}", lambda x, name=_name: getattr(jax.scipy.special, name)(x), uniform(0, 1, 16))
for _name in ("xlogy", "rel_entr"):
    group(f"scipy.{_name}", lambda x, y, name=_name: getattr(jax.scipy.special, name)(x, y), uniform(0, 3, 9), uniform(0, 3, 9))
for _name in ("gelu", "silu", "softplus", "celu", "relu6"):
    group(f"activation.{_name}", lambda x, name=_name: getattr(jax.nn, name)(x), special())
group("gradients", lambda x: [jax.vmap(jax.grad(f))(x) for f in (lax.erf, lax.lgamma)], uniform(0.2, 2, 6))
group("trapezoid", lambda y: [jnp.trapezoid(y), jnp.trapezoid(y, dx=0.1, axis=0)], normal(5, 7))
