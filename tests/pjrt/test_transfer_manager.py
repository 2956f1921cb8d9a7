"""Asynchronous transfers: whole arrays and chunks, errors, closing, threads, and what plugins would die of."""

from __future__ import annotations

import copy
import json
import pickle
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import pjrt

GUIDE = Path(__file__).parents[2] / "docs" / "transfers.md"
pytestmark = pytest.mark.download
Child = Callable[..., dict[str, Any]]

X = np.arange(6, dtype=np.float32).reshape(2, 3)
SIX = ((2, 3), "float32")
ADD = (
    "module @add { func.func public @main(%a: tensor<2x3xf32>, %b: tensor<2x3xf32>) -> tensor<2x3xf32> {"
    " %0 = stablehlo.add %a, %b : tensor<2x3xf32> return %0 : tensor<2x3xf32> } }"
)
LITERAL = "PJRT_AsyncHostToDeviceTransferManager_TransferLiteral"
WAIT = 20  # seconds, for what takes milliseconds


def has_literal(client: pjrt.Client) -> bool:
    return client.plugin.abi.has(LITERAL)


def same(buffer: pjrt.Buffer, array: np.ndarray) -> None:
    buffer.ready.result(WAIT)
    got = buffer.to_numpy()
    assert (got.dtype, got.shape) == (array.dtype, array.shape)
    assert got.tobytes() == array.tobytes()


@pytest.fixture
def six(client: pjrt.Client) -> Iterator[pjrt.TransferManager]:
    """A manager of one float32[2,3]."""
    with client.async_transfer([SIX]) as made:
        yield made


ARRAYS = [
    X,
    X[:, ::-1],
    np.asfortranarray(X),
    np.arange(5, dtype=np.int16)[::2],
    np.array(2.5),
    np.zeros((0, 3), np.float32),
    np.array([True, False]),
    np.array([1 + 2j], np.complex64),
    np.array([1.5, -2], ml_dtypes.bfloat16),
    np.array([1.5, -2], ml_dtypes.float8_e4m3fn),
    np.frombuffer(bytes(range(8)), np.uint64),
]


def test_whole_arrays(client: pjrt.Client) -> None:
    with client.async_transfer([pjrt.Spec(a.shape, a.dtype) for a in ARRAYS]) as manager:
        buffers = [manager.buffer(i) for i in range(len(ARRAYS))]
        events = [manager.transfer(i, a) for i, a in enumerate(ARRAYS)]
        for event, buffer, array in zip(events, buffers, ARRAYS, strict=True):
            event.result(WAIT)
            same(buffer, array)
    for buffer, array in zip(buffers, ARRAYS, strict=True):
        same(buffer, array)


def test_numbers_become_arrays(client: pjrt.Client) -> None:
    with client.async_transfer([((2,), np.int8), ((), "bfloat16")]) as manager:
        manager.transfer(np.int64(0), [3, -4])
        manager.transfer(1, 1.5)
        same(manager.buffer(0), np.array([3, -4], np.int8))
        same(manager.buffer(1), np.array(1.5, ml_dtypes.bfloat16))


def test_sub_byte_arrays(client: pjrt.Client) -> None:
    array = np.arange(-4, 4).astype(ml_dtypes.int4)
    packed = np.array([0xDC, 0xFE, 0x10, 0x32], np.uint8)
    with client.async_transfer([array, array]) as manager:
        assert manager.buffer_size(0) == 4
        manager.transfer_chunk(0, packed, 0, last=True)
        same(manager.buffer(0), array)
        if has_literal(client):
            manager.transfer(1, array)
            same(manager.buffer(1), array)
        else:
            with pytest.raises(pjrt.UnsupportedError, match=r"TransferLiteral: needs API 0\.83, this plugin has"):
                manager.transfer(1, array)
            manager.transfer_chunk(1, packed, 0, last=True)  # the attempt left nothing behind
            same(manager.buffer(1), array)


def test_what_it_tells(client: pjrt.Client) -> None:
    manager = client.async_transfer([SIX, pjrt.Spec((4,), np.dtype(np.int16)), X[0]])
    assert len(manager) == manager.buffer_count == 3
    assert [manager.buffer_size(i) for i in range(3)] == [24, 8, 12]
    assert manager.device == client.devices[0]
    assert [str(spec) for spec in manager.specs] == ["float32[2,3]", "int16[4]", "float32[3]"]
    assert repr(manager) == "<TransferManager of 3 buffers: float32[2,3], int16[4], float32[3]>"
    assert not manager.is_closed
    for use in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="TransferManager stands for an object in its plugin"):
            use(manager)
    manager.close()
    assert manager.is_closed
    assert repr(manager) == "<TransferManager, closed>"


def test_no_buffers(client: pjrt.Client) -> None:
    with client.async_transfer([]) as manager:
        assert len(manager) == manager.buffer_count == 0
        with pytest.raises(IndexError, match="index: expected 0 to -1, got 0"):
            manager.buffer(0)


def test_places(client: pjrt.Client) -> None:
    for memory in client.memories:
        with client.async_transfer([SIX], memory) as manager:
            manager.transfer(0, X)
            buffer = manager.buffer(0)
            assert buffer.memory == memory
            assert manager.device in memory.devices
            same(buffer, X)
    with client.async_transfer([SIX], client.devices[2]) as manager:
        assert manager.device == manager.buffer(0).device == client.devices[2]


def test_places_that_are_none(client: pjrt.Client, plugin: str) -> None:
    with pytest.raises(TypeError, match="memory: expected a Device or a Memory, got 'cpu'"):
        client.async_transfer([SIX], "cpu")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"memory: <Device .*> is of another client"):
        client.async_transfer([SIX], pjrt.Client(plugin).devices[0])


def test_layouts(client: pjrt.Client) -> None:
    column = pjrt.Layout.column_major(2)
    with client.async_transfer([SIX, SIX], layouts=[None, pjrt.Layout.row_major(2)]) as manager:
        manager.transfer(0, X)
        manager.transfer(1, X)
        same(manager.buffer(0), X)
        same(manager.buffer(1), X)
    if not has_literal(client):
        with pytest.raises(pjrt.UnsupportedError, match=r"layouts\[0\]: this plugin lacks PJRT_Async.*\{0,1\}"):
            client.async_transfer([SIX], layouts=[column])
        return
    with client.async_transfer([SIX, SIX], layouts=[column, column]) as manager:
        manager.transfer(0, X)
        manager.transfer_chunk(1, np.asfortranarray(X).T, 0, last=True)
        same(manager.buffer(0), X)
        same(manager.buffer(1), X)


@pytest.mark.parametrize(
    ("layouts", "error", "match"),
    [
        (pjrt.Layout.row_major(2), TypeError, "layouts: expected a list with a Layout or None a buffer, got Layout"),
        ([], ValueError, "layouts: expected one for each of 1 buffers, got 0"),
        ([None, None], ValueError, "layouts: expected one for each of 1 buffers, got 2"),
        ([pjrt.Layout.row_major(3)], ValueError, r"layouts\[0\]: {2,1,0} is of 3 dimensions; the array has 2"),
        ([pjrt.Strides((12, 4))], TypeError, r"layouts\[0\]: expected a Layout, got Strides"),
    ],
)
def test_layouts_that_are_none(client: pjrt.Client, layouts: Any, error: type[Exception], match: str) -> None:
    with pytest.raises(error, match=match):
        client.async_transfer([SIX], layouts=layouts)


def test_tiles_are_the_plugins_to_refuse(client: pjrt.Client) -> None:
    with pytest.raises((pjrt.UnimplementedError, pjrt.UnsupportedError)):
        client.async_transfer([SIX], layouts=[pjrt.Layout((1, 0), ((2, 2),))])


@pytest.mark.parametrize(
    ("specs", "error", "match"),
    [
        (SIX, TypeError, r"specs\[0\]: expected a dtype, got 3"),
        ("ab", TypeError, "specs: expected a list with a Spec"),
        (pjrt.Spec((2,), np.dtype("f4")), TypeError, "specs: expected a list with a Spec"),
        ([SIX, (2, 3, 4)], TypeError, r"specs\[1\]: expected a Spec or a pair of shape and dtype, got \(2, 3, 4\)"),
        ([pjrt.Spec((), None)], TypeError, r"specs\[0\]: a token has no data"),
        ([((2,), "no such")], TypeError, r"specs\[0\]: expected a dtype, got 'no such'"),
        ([((2,), object)], TypeError, "has no PJRT element type"),
        ([((2,), ">f4")], TypeError, "has no PJRT element type"),
        ([((2, 1.5), "f4")], TypeError, r"specs\[0\]: expected a tuple of ints, got \(2, 1.5\)"),
        ([((2, True), "f4")], TypeError, r"specs\[0\]: expected a tuple of ints"),
        ([("23", "f4")], TypeError, r"specs\[0\]: expected a tuple of ints, got '23'"),
    ],
)
def test_specs_that_are_none(client: pjrt.Client, specs: Any, error: type[Exception], match: str) -> None:
    with pytest.raises(error, match=match):
        client.async_transfer(specs)


def test_out_of_memory(client: pjrt.Client) -> None:
    with pytest.raises(pjrt.ResourceExhaustedError, match="Out of memory allocating 4611686018427387904 bytes"):
        client.async_transfer([((2**60,), "f4")])


def test_types_that_an_older_plugin_lacks(client: pjrt.Client) -> None:
    if client.plugin.api_version >= (0, 114):
        same(_sent(client, np.array([1, 0], ml_dtypes.float6_e2m3fn)), np.array([1, 0], ml_dtypes.float6_e2m3fn))
    else:
        with pytest.raises(pjrt.UnsupportedError, match=r"element type F6E2M3FN .* needs API 0\.114"):
            client.async_transfer([((2,), ml_dtypes.float6_e2m3fn)])


def _sent(client: pjrt.Client, array: np.ndarray) -> pjrt.Buffer:
    with client.async_transfer([array]) as manager:
        manager.transfer(0, array)
        return manager.buffer(0)


@pytest.mark.parametrize(
    ("array", "error", "match"),
    [
        (X.T, ValueError, r"array: expected float32\[2,3\], got float32\[3,2\]: the shape differs"),
        (X[0], ValueError, "the shape differs"),
        (X.astype("i4"), TypeError, r"array: expected float32\[2,3\], got int32\[2,3\]: the dtype differs"),
        (X.astype(">f4"), TypeError, "array: >f4 is not in this machine's byte order"),
        ("text", TypeError, "array: expected float32"),
        ([[1, 2, 3], [4]], TypeError, "array: .* is not an array"),
    ],
)
def test_arrays_that_do_not_fit(six: pjrt.TransferManager, array: Any, error: type[Exception], match: str) -> None:
    with pytest.raises(error, match=match):
        six.transfer(0, array)
    six.transfer(0, X)
    same(six.buffer(0), X)


def test_chunks(client: pjrt.Client) -> None:
    data = X.tobytes()
    sources = [data[4:8], bytearray(data[:4]), memoryview(data)[16:], X.reshape(-1)[2:4], memoryview(b"")]
    with client.async_transfer([SIX]) as manager:
        buffer = manager.buffer(0)
        for source, offset in zip(sources, (4, 0, 16, 8, 3), strict=True):
            assert not buffer.ready.done()
            manager.transfer_chunk(0, source, offset, last=False).result(WAIT)
        with pytest.raises(TimeoutError):
            buffer.ready.result(0.01)
        manager.transfer_chunk(0, b"", np.int32(24), last=True)
        same(buffer, X)


def test_chunks_whose_bytes_lie_apart(client: pjrt.Client) -> None:
    with client.async_transfer([SIX, SIX]) as manager:
        manager.transfer_chunk(0, np.repeat(X, 2, axis=1)[:, ::2], 0, last=True)
        manager.transfer_chunk(1, memoryview(bytes(48))[::2], 0, last=True)
        same(manager.buffer(0), X)
        same(manager.buffer(1), np.zeros_like(X))


def test_a_buffer_of_nothing(client: pjrt.Client) -> None:
    nothing = np.zeros((3, 0), np.float32)
    with client.async_transfer([nothing, nothing]) as manager:
        manager.transfer_chunk(0, nothing, 0, last=True)
        same(manager.buffer(0), nothing)
        with pytest.raises(pjrt.ClosedError, match="buffer 0 got its last transfer already"):
            manager.transfer(0, nothing)
        with pytest.raises(ValueError, match="bytes 0 to 1 are not within buffer 1, of 0 bytes"):
            manager.transfer_chunk(1, b"1", 0, last=False)


@pytest.mark.parametrize(
    ("data", "offset", "last", "error", "match"),
    [
        (bytes(25), 0, True, ValueError, "offset: bytes 0 to 25 are not within buffer 0, of 24 bytes"),
        (bytes(8), 20, False, ValueError, "offset: bytes 20 to 28 are not within"),
        (bytes(8), -4, False, ValueError, "offset: bytes -4 to 4 are not within"),
        (b"", 25, False, ValueError, "offset: bytes 25 to 25 are not within"),
        (bytes(8), 2**64, False, ValueError, "are not within"),
        (bytes(8), 1.0, False, TypeError, "offset: expected an int, got 1.0"),
        (bytes(8), True, False, TypeError, "offset: expected an int, got True"),
        (bytes(24), 0, 1, TypeError, "last: expected a bool, got 1"),
        ("text", 0, False, TypeError, "data: expected a numpy array or an object with the buffer protocol, got str"),
        ([1, 2], 0, False, TypeError, "data: .* got list"),
        (np.array([X], object), 0, False, TypeError, "data: an array of dtype object holds Python objects"),
        (bytes(4), 8, True, ValueError, "last: bytes 0 to 8 of buffer 0 have not been sent"),
        (bytes(20), 0, True, ValueError, "last: bytes 20 to 24 of buffer 0 have not been sent"),
        (b"", 0, True, ValueError, "last: bytes 0 to 24 of buffer 0 have not been sent"),
    ],
)
def test_chunks_that_do_not_fit(
    six: pjrt.TransferManager, data: Any, offset: Any, last: Any, error: type[Exception], match: str
) -> None:
    with pytest.raises(error, match=match):
        six.transfer_chunk(0, data, offset, last=last)
    six.transfer(0, X)
    same(six.buffer(0), X)


def test_nothing_is_sent_twice_or_left_out(six: pjrt.TransferManager) -> None:
    data = X.tobytes()
    six.transfer_chunk(0, data[4:8], 4, last=False)
    six.transfer_chunk(0, data[12:16], 12, last=False)
    for start, end, first, past in ((4, 8, 4, 8), (0, 5, 4, 5), (7, 9, 7, 8), (0, 24, 4, 8), (13, 14, 13, 14)):
        with pytest.raises(ValueError, match=f"offset: bytes {first} to {past} of buffer 0 were sent already"):
            six.transfer_chunk(0, data[start:end], start, last=False)
    with pytest.raises(ValueError, match="offset: bytes 4 to 8 of buffer 0 were sent already"):
        six.transfer(0, X)
    with pytest.raises(ValueError, match="last: bytes 8 to 12 of buffer 0 have not been sent"):
        six.transfer_chunk(0, data[:4], 0, last=True)
    six.transfer_chunk(0, data[:4], 0, last=False)
    six.transfer_chunk(0, data[16:], 16, last=False)
    six.transfer_chunk(0, data[8:12], 8, last=True)
    same(six.buffer(0), X)


def _uses(manager: pjrt.TransferManager, index: int) -> list[Callable[[], object]]:
    return [
        lambda: manager.buffer(index),
        lambda: manager.buffer_size(index),
        lambda: manager.transfer(index, X),
        lambda: manager.transfer_chunk(index, b"", 0, last=False),
        lambda: manager.set_error(index, pjrt.InternalError("no")),
    ]


def test_the_buffer_may_come_last(six: pjrt.TransferManager) -> None:
    six.transfer(0, X)
    same(six.buffer(0), X)


def test_a_program_runs_when_the_data_is_there(client: pjrt.Client) -> None:
    exe = client.compile(ADD)
    with client.async_transfer([SIX, SIX]) as manager:
        (sum_,) = exe(manager.buffer(0), manager.buffer(1))
        manager.transfer(0, X)
        with pytest.raises(TimeoutError):
            sum_.ready.result(0.01)
        manager.transfer(1, X)
        same(sum_, X + X)


def test_buffers_may_go_before_their_data(client: pjrt.Client) -> None:
    exe = client.compile(ADD)
    with client.async_transfer([SIX, SIX, SIX]) as manager:
        deleted, held = manager.buffer(0), manager.buffer(1)
        (sum_,) = exe(held, X)
        deleted.delete()
        held.delete()
        manager.buffer(2)
        for i in range(3):
            manager.transfer(i, X).result(WAIT)
        same(sum_, X + X)
        with pytest.raises(pjrt.ClosedError, match="was deleted"):
            deleted.to_numpy()


def test_errors_in_place_of_data(client: pjrt.Client) -> None:
    exe = client.compile(ADD)
    errors = [pjrt.DataLossError("lost"), pjrt.PjrtError("NUL \0 é \ud800 end"), pjrt.CancelledError("")]
    errors.append(pjrt.InternalError("not OK", code=pjrt.InternalError.code.__class__(0)))
    with client.async_transfer([SIX] * 4) as manager:
        buffers = [manager.buffer(i) for i in range(4)]
        (sum_,) = exe(buffers[0], X)
        manager.transfer_chunk(0, bytes(4), 4, last=False)
        for i, error in enumerate(errors):
            manager.set_error(i, error)
        with pytest.raises(pjrt.DataLossError, match="lost"):
            buffers[0].ready.result(WAIT)
        with pytest.raises(pjrt.DataLossError, match="lost"):
            buffers[0].to_numpy()
        with pytest.raises(pjrt.UnknownError) as raised:
            buffers[1].ready.result(WAIT)
        assert raised.value.message.endswith("é ? end")
        with pytest.raises(pjrt.CancelledError):
            buffers[2].ready.result(WAIT)
        with pytest.raises(pjrt.UnknownError, match="not OK"):
            buffers[3].ready.result(WAIT)
        with pytest.raises(pjrt.PjrtError, match="lost"):
            sum_.ready.result(WAIT)
    with pytest.raises(pjrt.DataLossError):
        buffers[0].ready.result(WAIT)


def test_an_error_before_the_buffer_is_retrieved(six: pjrt.TransferManager) -> None:
    six.set_error(0, pjrt.DataLossError("lost"))
    with pytest.raises(pjrt.DataLossError, match="lost"):
        six.buffer(0).ready.result(WAIT)


def test_errors_that_are_none(six: pjrt.TransferManager) -> None:
    for error in (None, "text", ValueError("no"), pjrt.InternalError):
        with pytest.raises(TypeError, match="error: expected a PjrtError, got"):
            six.set_error(0, error)  # type: ignore[arg-type]
    six.transfer(0, X)


def test_metadata(six: pjrt.TransferManager) -> None:
    six.add_metadata({})
    six.add_metadata({"name": "weights é", "": "\0"})
    six.add_metadata({"name": "again"})
    for metadata in (None, [("a", "b")], "text"):
        with pytest.raises(TypeError, match="metadata: expected a dict of names and texts, got"):
            six.add_metadata(metadata)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"metadata: '\\ud800' cannot be encoded as UTF-8"):
        six.add_metadata({"a": "\ud800"})


DEADLY = {
    "refused('(2, -1)')": "ValueError: specs[0]: (2, -1) has a negative size",
    "refused('(-(2**63),)')": "ValueError: specs[0]: (-9223372036854775808,) has a negative size",
    "refused('(2**62,)')": "needs more bytes than 64 bits can count",
    "refused('(2**40, 2**40, 0)')": "needs more bytes than 64 bits can count",
    "client.async_transfer([pjrt.Spec((), None)])": "TypeError: specs[0]: a token has no data",
    "client.async_transfer([((2,), 'O')])": "has no PJRT element type",
    "client.async_transfer([SIX], layouts=[pjrt.Layout.row_major(3)])": "is of 3 dimensions; the array has 2",
    "client.async_transfer([SIX], other.devices[0])": "is of another client",
    **{
        use.format(index): f"IndexError: index: expected 0 to 0, got {index}"
        for index in (1, -1, 2**31, 2**64)
        for use in (
            "new().buffer({})",
            "new().buffer_size({})",
            "new().transfer({}, X)",
            "new().transfer_chunk({}, X, 0, last=True)",
            "new().set_error({}, pjrt.InternalError('no'))",
        )
    },
    **{
        use.format(index): f"TypeError: index: expected an int, got {index}"
        for index in ("'0'", "0.0", "None", "True")
        for use in ("new().buffer({})", "new().set_error({}, pjrt.InternalError('no'))")
    },
    "retrieved().buffer(0)": "ClosedError: buffer 0 was retrieved already",
    "sent().transfer(0, X)": "ClosedError: buffer 0 got its last transfer already",
    "sent().transfer_chunk(0, X, 0, last=True)": "ClosedError: buffer 0 got its last transfer already",
    "sent().transfer_chunk(0, b'', 0, last=False)": "ClosedError: buffer 0 got its last transfer already",
    "sent().set_error(0, pjrt.InternalError('late'))": "ClosedError: buffer 0 got its last transfer already",
    "failed().transfer(0, X)": "ClosedError: buffer 0 was given an error",
    "failed().transfer_chunk(0, X, 0, last=True)": "ClosedError: buffer 0 was given an error",
    "failed().transfer_chunk(0, b'', 0, last=False)": "ClosedError: buffer 0 was given an error",
    "failed().set_error(0, pjrt.InternalError('again'))": "ClosedError: buffer 0 was given an error",
    "new().transfer(0, X.T)": "the shape differs",
    "new().transfer(0, X[:1])": "the shape differs",
    "new().transfer(0, X.astype('i4'))": "the dtype differs",
    "new().transfer_chunk(0, bytes(28), 0, last=True)": "bytes 0 to 28 are not within buffer 0, of 24 bytes",
    "new().transfer_chunk(0, bytes(8), -4, last=True)": "bytes -4 to 4 are not within buffer 0, of 24 bytes",
    "new().transfer_chunk(0, bytes(8), 2**63, last=True)": "are not within buffer 0, of 24 bytes",
    "new().transfer_chunk(0, bytes(8), 4, last=True)": "bytes 0 to 4 of buffer 0 have not been sent",
    **{
        f"new().add_metadata({metadata})": "TypeError: metadata: expected names and texts as str"
        for metadata in ("{'a': 1}", "{'a': 1.5}", "{'a': True}", "{'a': [1]}", "{'a': b'b'}", "{1: 'a'}")
    },
}
"""What plugins abort or crash on, or read memory that is not theirs, and what it raises here."""


def test_what_plugins_die_of(plugin: str, in_child: Child) -> None:
    report = in_child(
        """
X = np.arange(6, dtype=np.float32).reshape(2, 3)
SIX = ((2, 3), "float32")
client, other = (pjrt.Client(sys.argv[1]) for _ in range(2))
def refused(shape):
    client.async_transfer([(eval(shape), "float32")])
def new():
    return client.async_transfer([SIX])
def retrieved():
    made = new()
    buffers.append(made.buffer(0))
    return made
def sent():
    made = retrieved()
    made.transfer(0, X)
    return made
def failed():
    made = retrieved()
    made.set_error(0, pjrt.DataLossError("lost"))
    return made
buffers = []
for code in json.loads(sys.argv[2]):
    found = attempt(lambda: eval(code))
    report[code] = found if isinstance(found, str) else ": ".join(found)
for buffer in buffers:
    buffer.ready.exception(20)
""",
        plugin,
        json.dumps(list(DEADLY)),
    )
    assert report.keys() == DEADLY.keys()
    assert {code: got for code, got in report.items() if DEADLY[code] not in got} == {}


# ------------------------------------------------------------------ closing


def test_closing_fails_what_is_not_complete(client: pjrt.Client) -> None:
    manager = client.async_transfer([SIX] * 4)
    buffers = [manager.buffer(i) for i in range(3)]
    manager.transfer(0, X)
    manager.transfer_chunk(1, bytes(4), 0, last=False)
    manager.close()
    manager.close()
    same(buffers[0], X)
    for i in (1, 2):
        with pytest.raises(
            pjrt.CancelledError, match=f"the transfer manager was closed before buffer {i} was complete"
        ):
            buffers[i].ready.result(WAIT)
    uses: list[Callable[[], object]] = [
        *_uses(manager, 3),
        lambda: manager.device,
        lambda: manager.buffer_count,
        lambda: manager.add_metadata({}),
    ]
    for use in uses:
        with pytest.raises(pjrt.ClosedError, match="this transfer manager was closed"):
            use()


def test_dropping_closes(client: pjrt.Client) -> None:
    buffer = client.async_transfer([SIX]).buffer(0)
    with pytest.raises(pjrt.CancelledError, match="closed before buffer 0 was complete"):
        buffer.ready.result(WAIT)


def test_an_exception_closes(client: pjrt.Client) -> None:
    buffers = []

    def run() -> None:
        with client.async_transfer([SIX]) as manager:
            buffers.append(manager.buffer(0))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run()
    with pytest.raises(pjrt.CancelledError):
        buffers[0].ready.result(WAIT)


def test_closing_wakes_who_waits(client: pjrt.Client) -> None:
    manager = client.async_transfer([SIX])
    buffer, found = manager.buffer(0), []
    threads = [threading.Thread(target=lambda: found.append(buffer.ready.exception())) for _ in range(3)]
    for thread in threads:
        thread.start()
    manager.close()
    for thread in threads:
        thread.join(WAIT)
    assert [type(error) for error in found] == [pjrt.CancelledError] * 3


def test_use_after_the_client_was_closed(plugin: str) -> None:
    client = pjrt.Client(plugin)
    manager = client.async_transfer([SIX, SIX])
    buffer = manager.buffer(0)
    client.close()
    for use in (*_uses(manager, 1), lambda: client.async_transfer([SIX])):
        with pytest.raises(pjrt.ClosedError, match="this client was closed"):
            use()
    assert repr(manager) == "<TransferManager, closed>"
    manager.close()
    with pytest.raises(pjrt.ClosedError, match="this client was closed"):
        buffer.to_numpy()


def test_the_guide_runs(plugin: str) -> None:
    blocks = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert len(blocks) == 3
    names: dict[str, Any] = {}
    for block in blocks:
        exec(compile(block.replace('Client("cpu")', f'Client("{plugin}")'), str(GUIDE), "exec"), names)
    assert names["client"].plugin.name == plugin


def test_the_guide_names_every_method() -> None:
    table = re.findall(r"^\| `(\w+)\(", GUIDE.read_text(), re.MULTILINE)
    methods = {name for name in vars(pjrt.TransferManager) if not name.startswith("_")}
    assert set(table) == methods - {"buffer_count", "device", "is_closed", "specs"}


def test_an_error_with_a_code_that_c_has_not(plugin: str, in_child: Child) -> None:
    """Cut to 32 bits it is OK, on which plugins abort."""
    report = in_child(
        """
client = pjrt.Client(sys.argv[1])
with client.async_transfer([((4,), np.float32)]) as manager:
    buffer = manager.buffer(0)
    manager.set_error(0, pjrt.PjrtError("lost", code=2**40))
    failed = buffer.ready.exception(10)
report.update(kind=type(failed).__name__, message=failed.message)
""",
        plugin,
    )
    assert report["kind"] == "UnknownError"
    assert report["message"].endswith("lost")
