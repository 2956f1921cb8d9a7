"""The raw layer's helpers: what they refuse before C sees it."""

from __future__ import annotations

from ctypes import c_int64

import pytest

from pjrt_abi import support


@pytest.mark.parametrize("value", [5, 1.5, ["x"], object()])
def test_text_is_str_or_bytes(value: object) -> None:
    with pytest.raises(TypeError, match="expected str or bytes, got"):
        support.bytes_in(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(("value", "size"), [("ü", 2), (b"\0a", 2), (bytearray(b"abc"), 3), ("", 0), (None, 0)])
def test_text_goes_in_whole(value: str | bytes | None, size: int) -> None:
    keep, address, count = support.bytes_in(value)
    assert count == size
    if value:
        expected = value.encode() if isinstance(value, str) else bytes(value)
        assert support.bytes_out(address, count) == expected
        assert keep is not None


def test_a_nul_does_not_fit_a_nul_terminated_string() -> None:
    with pytest.raises(ValueError, match="cannot hold a NUL"):
        support.cstring_in("a\0b")
    assert support.cstring_in("")[1] is not None


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"a": None}, TypeError, "'a': expected str, int, float, bool or a list of int, got None"),
        ({"a": [1, "x"]}, TypeError, "'a': expected str, int"),
        ({"a": 2**63}, ValueError, "'a': 9223372036854775808 does not fit 64 bits"),
        ({"a": [0, -(2**63) - 1]}, ValueError, "'a': -9223372036854775809 does not fit 64 bits"),
    ],
)
def test_named_values_refuse(options: dict[str, object], error: type[Exception], text: str) -> None:
    with pytest.raises(error) as caught:
        support.named_values_in(options)  # type: ignore[arg-type]
    assert str(caught.value).startswith(text)


def test_named_values_come_back_as_they_went() -> None:
    values = {"s": "tëxt\0", "e": "", "i": -5, "b": True, "f": 1.5, "l": [1, -2, 3], "n": []}
    keep, address, count = support.named_values_in(values)
    assert support.named_values_out(address, count) == values
    assert [type(v) for v in support.named_values_out(address, count).values()] == [type(v) for v in values.values()]
    assert keep is not None


def test_ragged_rows_and_grids() -> None:
    keep, address, lengths, count = support.rows_in(c_int64, [[1, 2], [], [3]])
    rows = support.pointers_out(address, count)
    sizes = support.array_out(support.c_size_t, lengths, count)
    assert [support.array_out(c_int64, row, size) for row, size in zip(rows, sizes, strict=True)] == [[1, 2], [], [3]]
    assert keep is not None
    with pytest.raises(ValueError, match=r"rows of one length are expected; theirs are \[1, 2\]"):
        support.grid_in([[1], [1, 2]])
    with pytest.raises(ValueError, match="lists of one length are expected: a has 1, b has 2"):
        support.equal_lengths(a=[1], b=[1, 2])
