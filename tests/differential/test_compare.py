"""The comparison itself: it tells any two different bits apart, and says where they are."""

from __future__ import annotations

import re

import ml_dtypes
import numpy as np
import pytest

from tests.differential.compare import difference


def _floats(*patterns: int) -> np.ndarray:
    return np.array(patterns, np.uint32).view(np.float32)


@pytest.mark.parametrize(
    "values",
    [
        np.float32(1.5),
        _floats(0x7FC00001, 0xFFC00000, 0x80000000),
        np.zeros((0, 3)),
        np.array([[True, False]]),
        np.arange(-8, 8).astype(ml_dtypes.int4),
        np.arange(12).reshape(3, 4).T,
    ],
    ids=str,
)
def test_same(values: np.ndarray) -> None:
    assert difference([[np.asarray(values)]], [[np.asarray(values).copy()]]) == ""


@pytest.mark.parametrize(
    ("expected", "got", "told"),
    [
        (
            _floats(0, 0),
            _floats(0, 0x80000000),
            r"1 of 2 .* \(1,\): expected 0.0 \(0x00000000\), got -0.0 \(0x80000000\)",
        ),
        (_floats(0x7FC00000), _floats(0x7FC00001), r"\(0,\): expected nan \(0x7fc00000\), got nan \(0x7fc00001\)"),
        (np.eye(3), np.eye(3) + np.eye(3, k=1), r"2 of 9 elements differ, the first at \(0, 1\)"),
        (np.float64(1), np.float64(2), r"the first at \(\): expected 1.0 \(0x3ff0000000000000\)"),
        (np.zeros(3), np.zeros(3, np.float32), r"expected float64\[3\], got float32\[3\]"),
        (np.zeros((3, 0)), np.zeros((0, 3)), r"expected float64\[3, 0\], got float64\[0, 3\]"),
        (np.array([1, 2], ml_dtypes.int4), np.array([1, -2], ml_dtypes.int4), r"\(1,\): expected 2 .*, got -2"),
    ],
)
def test_different(expected: np.ndarray, got: np.ndarray, told: str) -> None:
    found = difference([[np.asarray(expected)]], [[np.asarray(got)]])
    assert re.search(told, found), found
    assert found.startswith("result 0: ")


def test_different_counts_and_devices() -> None:
    one = np.ones(2)
    assert difference([[one, one]], [[one]]) == "expected 2 results, got 1"
    assert difference([[one], [one]], [[one]]) == "expected results of 2 devices, got 1"
    assert difference([[one], [one]], [[one], [one + 1]]).startswith("device 1, result 0: 2 of 2 elements differ")
