"""Triton's compiler, on the reference plugin: no real one here chains it."""

from __future__ import annotations

from typing import Any

import pytest

import pjrt
from pjrt.extensions import Triton


def test_a_kernel(reference: pjrt.Client) -> None:
    triton = reference.plugin.extension(Triton)
    kernel = triton.compile("module {}", "9.0", num_warps=8)
    assert kernel == (b"; 9.0: 9 characters", 256, "/9.0.cubin")
    assert (kernel.asm, kernel.shared_nbytes, kernel.path) == tuple(kernel)
    assert triton.compile(bytearray(b"module {}"), "9.0").shared_nbytes == 128


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"module": 5}, TypeError, "^module: expected str or bytes, got 5"),
        ({"module": b""}, ValueError, "^module: it is empty"),
        ({"arch": 90}, TypeError, "^arch: expected a str, got 90"),
        ({"arch": ""}, ValueError, "^arch: "),
        ({"num_warps": 0}, ValueError, "^num_warps: expected 1 or more, got 0"),
        ({"num_ctas": 1.0}, TypeError, "^num_ctas: expected an int, got 1.0"),
        ({"num_stages": 2**31}, ValueError, "^num_stages: 2147483648 does not fit 32 bits"),
    ],
)
def test_wrong_arguments(reference: pjrt.Client, change: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        reference.plugin.extension(Triton).compile(**{"module": "module {}", "arch": "9.0", **change})


def test_it_is_deprecated(reference: pjrt.Client) -> None:
    assert pjrt.experimental.marks()["Triton"] == "deprecated"
    assert "Deprecated: needs" in (Triton.compile.__doc__ or "")
