"""One operation on each element, over the values where floats are hard."""

from __future__ import annotations

from tests.differential.define import Group, bits, given, integers, jnp, lax, normal, special, uniform

group = Group("elementwise")

UNARY = ("exp", "expm1", "log", "log1p", "sin", "tanh", "arctanh", "cbrt", "floor", "sign", "abs")
BINARY = ("divide", "maximum", "power", "arctan2", "nextafter")
ROUNDING = (-2.5, -1.5, -0.5, -0.0, 0.5, 1.5, 2.5, 3.4999, 8388609.0, float("inf"), float("nan"))


for _name in UNARY:
    group(_name, lambda x, name=_name: getattr(jnp, name)(x), special())
for _name in BINARY:
    group(_name, lambda x, y, name=_name: getattr(jnp, name)(x[:, None], y), special(), special())

for _dtype in ("float64", "bfloat16"):
    group(f"unary[{_dtype}]", lambda x: [jnp.exp(x), jnp.log(x), jnp.tanh(x)], uniform(0.01, 0.9, 3, 7, dtype=_dtype))
    group(f"edges[{_dtype}]", lambda x: [jnp.ceil(x), jnp.isnan(x)], special(_dtype))
    group(
        f"binary[{_dtype}]",
        lambda x, y: [x / y, jnp.minimum(x, y)],
        normal(5, 3, dtype=_dtype),
        normal(5, 3, dtype=_dtype),
    )

group("comparisons", lambda x, y: [x[:, None] != y, x[:, None] < y], special(), special())
for _dtype in ("int8", "uint32"):
    group(
        f"whole[{_dtype}]",
        lambda x, y: [x[:, None] // y, x[:, None] % y],
        bits(13, dtype=_dtype),
        given([0, 1, 2, 3, 7, 100], _dtype),
    )
group(
    "divide_by_zero", lambda x, y: [lax.div(x, y), lax.rem(x, y)], given([7, -7, 0], "int32"), given([0] * 3, "int32")
)
group(
    "smallest_by_minus_one",
    lambda x, y: [lax.div(x, y), lax.rem(x, y), -x, jnp.abs(x)],
    given([-(2**31), 5], "int32"),
    given([-1, -1], "int32"),
)
group(
    "shifts_too_far", lambda x: [lax.shift_left(x, x), lax.shift_right_logical(x, x)], given([0, 31, 32, 40], "int32")
)
group("count_bits", lambda x: [lax.population_count(x), lax.clz(x)], bits(17, dtype="int8"))
group("round", lambda x: [lax.round(x, way) for way in lax.RoundingMethod], given(ROUNDING))
group("logistic", lambda x: lax.logistic(x), special())
group("clamp", lambda x: lax.clamp(jnp.float32(-1), x, jnp.float32(1)), special())
group("integer_pow", lambda x: [x**3, x**-1], special())
group("ldexp", lambda x, e: jnp.ldexp(x, e), normal(9), integers(-150, 150, 9))
group("reduce_precision", lambda x: lax.reduce_precision(x, 5, 10), special())
