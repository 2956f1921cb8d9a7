"""Every element type that JAX takes: arithmetic, conversions, bits."""

from __future__ import annotations

from tests.differential.define import Group, Input, bits, booleans, given, integers, jnp, lax, normal, special

group = Group("dtypes")

NIBBLES = {"int2": (-2, 2), "uint2": (0, 4), "int4": (-8, 8), "uint4": (0, 16)}
INTEGERS = ("int8", "int16", "uint16", "int32", "uint64", "int4", "uint4")
FLOATS = ("float16", "bfloat16", "float32", "float64")
FLOAT8 = (
    "float8_e3m4",
    "float8_e4m3",
    "float8_e4m3b11fnuz",
    "float8_e4m3fn",
    "float8_e4m3fnuz",
    "float8_e5m2",
    "float8_e5m2fnuz",
)
COMPLEX = ("complex64", "complex128")
VALUES = [-3.75, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 1.75, 3.0, 6.0]


def _any(dtype: str) -> Input:
    """All values of an integer type."""
    return integers(*NIBBLES[dtype], 4, 7, dtype=dtype) if dtype in NIBBLES else bits(4, 7, dtype=dtype)


for _dtype in INTEGERS:
    group(
        f"arithmetic[{_dtype}]",
        lambda x, y: [x + y * x, x < y],
        _any(_dtype),
        _any(_dtype),
    )
for _dtype in (*FLOATS, *COMPLEX):
    group(
        f"arithmetic[{_dtype}]",
        lambda x, y: [x + y * x, x / y],
        normal(4, 7, dtype=_dtype),
        normal(4, 7, dtype=_dtype),
    )
for _dtype in FLOAT8:
    group(
        f"arithmetic[{_dtype}]",
        lambda x, y, z: [x + y * x, x > y, x.astype(jnp.float32), z.astype(x.dtype)],
        given(VALUES, _dtype),
        given(VALUES[::-1], _dtype),
        special(),
    )
for _dtype in ("float8_e8m0fnu", "float4_e2m1fn"):
    group(
        f"convert[{_dtype}]",
        lambda x, y: [x.astype(jnp.float32), y.astype(x.dtype)],
        given([0.5, 1.0, 2.0, 4.0], _dtype),
        given([0.5, 0.7, 1.0, 3.0, 4.0]),
    )
for _dtype in NIBBLES:
    group(
        f"convert[{_dtype}]",
        lambda x, y: [x.astype(jnp.float32), y.astype(x.dtype)],
        _any(_dtype),
        integers(-9, 9, 5),
    )
for _dtype in ("bool", "int8", "uint32", "int64", "float16", "bfloat16"):
    group(
        f"convert[{_dtype}]",
        lambda x, y, dtype=_dtype: [x.astype(dtype), y.astype(dtype)],
        given([-3.9, -1.0, -0.2, 0.0, 0.2, 1.0, 2.5, 3.5, 100.7]),
        bits(11, dtype="int64"),
    )
group("convert_out_of_range", lambda x: [x.astype(jnp.int32), x.astype(jnp.uint8)], special())
group("narrow", lambda x: [x.astype(jnp.float16), x.astype(jnp.bfloat16)], special("float64"))
for _from, _to in (("float32", "uint32"), ("int64", "float64"), ("bfloat16", "int16"), ("uint8", "float8_e5m2")):
    group(f"bitcast[{_from},{_to}]", lambda x, to=_to: lax.bitcast_convert_type(x, to), bits(6, dtype=_from))
group("bitcast_to_larger", lambda x: lax.bitcast_convert_type(x, jnp.int64), bits(3, 2, dtype="uint32"))
group("nan_payloads", lambda x: [x, x[::-1], jnp.where(x == x, x, x)], bits(64, dtype="float32"))
group(
    "logic",
    lambda x, y: [x & y, ~x, x.sum()],
    booleans(3, 5),
    booleans(3, 5),
)
group("complex_parts", lambda z: [z.imag, jnp.conj(z)], normal(3, 4, dtype="complex128"))
group("complex_polar", lambda z: [jnp.abs(z), jnp.angle(z)], normal(3, 4, dtype="complex64"))
group("complex_functions", lambda z: [jnp.exp(z), jnp.tanh(z)], normal(3, 4, dtype="complex64"))
group("complex_from_parts", lambda x, y: lax.complex(x, y), special(), special())
group("mixed", lambda a, b, c, d: a + b * c - d, *(normal(3, dtype=name) for name in FLOATS))
