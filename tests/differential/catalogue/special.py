"""Special functions, which are long polynomials, continued fractions and loops."""

from __future__ import annotations

from tests.differential.define import Group, jax, lax, special, uniform

group = Group("special")

for _name in ("erf", "erfc", "erf_inv", "lgamma", "digamma", "bessel_i0e", "bessel_i1e"):
    group(_name, lambda x, name=_name: getattr(lax, name)(x), special())
group("errors[bfloat16]", lambda x: [lax.erf(x), lax.lgamma(x)], uniform(-0.99, 0.99, 12, dtype="bfloat16"))
group("errors[float64]", lambda x: [lax.erfc(x), lax.erf_inv(x)], uniform(-0.99, 0.99, 12, dtype="float64"))
for _name in ("log_ndtr", "entr"):
    group(f"scipy.{_name}", lambda x, name=_name: getattr(jax.scipy.special, name)(x), uniform(-3, 9, 16))
group("scipy.ndtri", lambda x: jax.scipy.special.ndtri(x), uniform(0, 1, 16))
group("scipy.xlogy", lambda x, y: jax.scipy.special.xlogy(x, y), uniform(0, 3, 9), uniform(0, 3, 9))
for _name in ("gelu", "softplus", "relu6"):
    group(f"activation.{_name}", lambda x, name=_name: getattr(jax.nn, name)(x), special())
group("gradients", lambda x: [jax.vmap(jax.grad(f))(x) for f in (lax.erf, lax.lgamma)], uniform(0.2, 2, 6))
