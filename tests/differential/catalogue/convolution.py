"""Convolutions in one to three dimensions: strides, padding, dilation of both sides, groups, gradients."""

from __future__ import annotations

from tests.differential.define import Group, integers, jax, jnp, lax, normal

group = Group("convolution")

NCHW = ("NCHW", "OIHW", "NCHW")
NHWC = ("NHWC", "HWIO", "NHWC")


def _conv(x, w, strides=(1, 1), padding="SAME", **more):
    return lax.conv_general_dilated(x, w, strides, padding, **more)


_IMAGE, _FILTER = normal(2, 3, 9, 8), normal(4, 3, 3, 3)
for _padding in ("SAME", ((-1, 0), (1, -2))):
    group(f"padding[{_padding}]".replace(" ", ""), lambda x, w, p=_padding: _conv(x, w, padding=p), _IMAGE, _FILTER)
group(
    "odd_order",
    lambda x, w: _conv(x, w, dimension_numbers=("HNCW", "WHIO", "NWHC")),
    normal(9, 2, 3, 8),
    normal(3, 3, 3, 4),
)
group(
    "depthwise_nhwc",
    lambda x, w: _conv(x, w, dimension_numbers=NHWC, feature_group_count=4),
    normal(1, 8, 8, 4),
    normal(3, 3, 1, 8),
)
for _dtype in ("bfloat16", "complex64"):
    _make = (
        (lambda *s, d=_dtype: integers(-5, 5, *s, dtype=d))
        if _dtype == "int32"
        else (lambda *s, d=_dtype: normal(*s, dtype=d))
    )
    group(f"image[{_dtype}]", lambda x, w: _conv(x, w), _make(1, 2, 6, 5), _make(3, 2, 3, 3))
group(
    "widening[int8]",
    lambda x, w: _conv(x, w, preferred_element_type=jnp.int32),
    integers(-128, 128, 1, 2, 6, 5, dtype="int8"),
    integers(-128, 128, 3, 2, 3, 3, dtype="int8"),
)
group("1d", lambda x, w: _conv(x, w, (1,)), normal(2, 3, 17), normal(5, 3, 4))
group("3d", lambda x, w: _conv(x, w, (1, 2, 1)), normal(1, 2, 5, 6, 4), normal(3, 2, 2, 3, 2))
group("0d", lambda x, w: _conv(x, w, (), ()), normal(4, 3), normal(5, 3))
group("strides", lambda x, w: _conv(x, w, (2, 3)), _IMAGE, _FILTER)
group(
    "groups_dilated",
    lambda x, w: _conv(x, w, rhs_dilation=(2, 1), feature_group_count=3),
    normal(2, 6, 7, 7),
    normal(9, 2, 3, 3),
)
group("batch_groups", lambda x, w: _conv(x, w, batch_group_count=2), normal(4, 3, 7, 7), normal(6, 3, 3, 3))
group("transposed", lambda x, w: lax.conv_transpose(x, w, (2, 2), "SAME"), normal(1, 5, 4, 3), normal(3, 3, 3, 2))
group(
    "gradients",
    lambda x, w: jax.grad(lambda x, w: (_conv(x, w) ** 2).sum(), (0, 1))(x, w),
    normal(1, 2, 6, 6),
    normal(3, 2, 3, 3),
)
group(
    "numpy_convolve",
    lambda x, w: [jnp.convolve(x, w, mode=m) for m in ("full", "same", "valid")],
    normal(19),
    normal(5),
)
