"""Where a plugin cannot do what the others can, program by program, with the reason."""

from __future__ import annotations

from dataclasses import dataclass

NEW, MIDDLE, OLD = "lammps_jax_pjrt_cpu", "fastatomstruct_xla_cpu", "xla_cpu_pjrt"
PLUGINS = (NEW, MIDDLE, OLD)
"""API 0.115, 0.106 and 0.81. JAX lowers on the first."""


@dataclass(frozen=True)
class Known:
    """jax, ours: what each side ends with: the type of an error and a pattern of its text; None for a result."""

    reason: str
    jax: tuple[str, str] | None = None
    ours: tuple[str, str] | None = None


_COLUMNS = "JAX lays the array out by a program of its own; from the host, the plugin takes int4 in its own layout only"
_LAYOUT = "JAX does not see that its layout for int4, which says 4 bits, is this old plugin's, which says nothing"
_TRANSPOSE = "XLA of that time aborts when it compiles a transpose of int4 that moves elements, whoever asks"

KNOWN: dict[tuple[str, str], Known] = {
    ("layouts/types[int4]", NEW): Known(_COLUMNS, ours=("UnimplementedError", "Unsupported layout")),
    ("layouts/types[int4]", MIDDLE): Known(_COLUMNS, ours=("UnimplementedError", "only support default layout")),
    ("layouts/types[int4]", OLD): Known(_TRANSPOSE, jax=("Crash", "SIGABRT")),
    ("sharding/types[int4]", MIDDLE): Known(_LAYOUT, jax=("ValueError", "compiled for input layouts that disagree")),
    ("sharding/types[int4]", OLD): Known(_LAYOUT, jax=("ValueError", "compiled for input layouts that disagree")),
    ("shapes/nibbles_transposed", OLD): Known(_TRANSPOSE, jax=("Crash", "SIGABRT"), ours=("Crash", "SIGABRT")),
}
"""By program and plugin. Where only JAX fails, our result is that of JAX on the newest plugin, bit for bit."""

NANS = ("elementwise/maximum", "reductions/max_special")
"""Where the plugins' own options give other bits than those that JAX sends: by default they let a maximum and a minimum
pass over NaN, as `xla_cpu_enable_fast_min_max` allows; JAX sends False for it."""

BY_DEFAULT = (
    *NANS,
    "control_flow/scan",
    "convolution/1d",
    "elementwise/exp",
    "elementwise/nextafter",
    "fft/fft[45]",
    "indexing/take",
    "linear/matmul",
    "random/uniform",
    "sorting/sort_special",
    "special/erf_inv",
)
"""What is compiled a second time with the plugin's own options, rather than with those that JAX sends."""
