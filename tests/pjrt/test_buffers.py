"""Buffers: every dtype and shape there and back, views and what they outlive, placement, and use after the end."""

from __future__ import annotations

import copy
import gc
import pickle
import threading
from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import pjrt
from pjrt import dtypes
from pjrt_abi.enums import PJRT_Buffer_Type

pytestmark = pytest.mark.download
Child = Callable[..., dict[str, Any]]

CODES = [c for c in PJRT_Buffer_Type if c.name not in ("INVALID", "TOKEN")]
PACKED = {"S1", "U1", "S2", "U2", "S4", "U4", "F4E2M1FN", "F6E2M3FN", "F6E3M2FN"}
# What each plugin is too old for: it would crash on it.
TOO_NEW = {
    "fastatomstruct_xla_cpu": {"F6E2M3FN": "0.114", "F6E3M2FN": "0.114"},
    "lammps_jax_pjrt_cpu": {},
    "xla_cpu_pjrt": {"S1": "0.94", "U1": "0.94", "F6E2M3FN": "0.114", "F6E3M2FN": "0.114"},
}
ARRAYS: dict[str, np.ndarray[Any, Any]] = {
    "0-d": np.array(3.5, np.float32),
    "empty": np.zeros((0,), np.float32),
    "zero size": np.zeros((2, 0, 3), np.int16),
    "1-d": np.arange(7.0),
    "one element": np.ones((1, 1, 1), np.int8),
    "2-d": np.arange(6, dtype=np.int32).reshape(2, 3),
    "3-d": np.arange(24, dtype=np.uint64).reshape(2, 3, 4),
    "4-d": np.arange(120, dtype=np.float32).reshape(2, 3, 4, 5),
    "5-d": np.arange(720, dtype=np.uint16).reshape(2, 3, 4, 5, 6),
    "strided": np.arange(40, dtype=np.int32)[::3],
    "sliced": np.arange(42, dtype=np.int32).reshape(6, 7)[1:5:2, 2:],
    "negative strides": np.arange(12.0).reshape(3, 4)[::-1, ::-1],
    "fortran": np.asfortranarray(np.arange(12.0).reshape(3, 4)),
    "transposed": np.arange(24, dtype=np.int64).reshape(2, 3, 4).transpose(2, 0, 1),
    "broadcast": np.broadcast_to(np.float32(2), (3, 4)),
    "unaligned": np.frombuffer(b"\0" + np.arange(5, dtype=np.float64).tobytes(), np.uint8)[1:].view(np.float64),
    "nan and inf": np.array([np.nan, np.inf, -np.inf, -0.0], np.float16),
}


def same(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> bool:
    """Equal to the bit."""
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == np.ascontiguousarray(b).tobytes()


def address(array: np.ndarray[Any, Any]) -> int:
    return int(array.__array_interface__["data"][0])


@pytest.fixture
def buffer(client: pjrt.Client) -> pjrt.Buffer:
    return client.put(np.arange(6, dtype=np.float32).reshape(2, 3))


@pytest.mark.parametrize("code", CODES, ids=lambda c: c.name)
def test_every_element_type(client: pjrt.Client, plugin: str, code: PJRT_Buffer_Type) -> None:
    dtype = dtypes.from_c(code)
    assert dtypes.to_c(dtype) is code
    array = np.array([[0, 1, 1], [1, 0, 1]]).astype(dtype)
    if code.name in TOO_NEW[plugin]:
        stated = f"{client.plugin.api_version[0]}.{client.plugin.api_version[1]}"
        with pytest.raises(pjrt.UnsupportedError) as caught:
            client.put(array)
        assert str(caught.value) == (
            f"element type {code.name} (dtype {dtype.name}) needs API {TOO_NEW[plugin][code.name]}, "
            f"this plugin has {stated}"
        )
        return
    made = client.put(array)
    assert (made.shape, made.dtype, made.ndim, made.size, made.nbytes) == ((2, 3), dtype, 2, 6, 6 * dtype.itemsize)
    assert client.plugin.abi.buffer_element_type(made._ptr) is code
    found = made.to_numpy()
    assert same(found, array)
    assert found.flags.writeable == (code.name in PACKED)  # a view, except where an element is less than a byte
    assert repr(made) == f"<Buffer {dtype.name}[2,3] on CpuDevice(id=0)>"


def test_every_value_of_small_types(client: pjrt.Client) -> None:
    for dtype, bits in ((ml_dtypes.int4, range(-8, 8)), (ml_dtypes.uint4, range(16)), (ml_dtypes.int2, range(-2, 2))):
        array = np.array(list(bits)).astype(dtype)
        assert same(client.put(array).to_numpy(), array)
    for small in (ml_dtypes.float8_e4m3fn, ml_dtypes.float8_e5m2, np.uint8, np.int8):
        array = np.arange(256, dtype=np.uint8).view(small)
        assert same(client.put(array).to_numpy(), array)


@pytest.mark.parametrize("name", ARRAYS)
def test_shapes_and_strides(client: pjrt.Client, name: str) -> None:
    array = ARRAYS[name]
    made = client.put(array)
    assert made.shape == array.shape
    assert same(made.to_numpy(), np.asarray(array))
    assert same(np.asarray(made), np.asarray(array))


def test_read_only_source(client: pjrt.Client) -> None:
    array = np.arange(4.0)
    array.flags.writeable = False
    assert same(client.put(array).to_numpy(), array)


@pytest.mark.parametrize(
    ("value", "dtype", "shape"),
    [
        (3, np.int64, ()),
        (2.5, np.float64, ()),
        (True, np.bool_, ()),
        (1 + 2j, np.complex128, ()),
        ([1, 2, 3], np.int64, (3,)),
        (((1.0, 2), (3, 4)), np.float64, (2, 2)),
        ([], np.float64, (0,)),
        (np.float32(1), np.float32, ()),
        (range(3), np.int64, (3,)),
        (bytearray(b"ab"), np.uint8, (2,)),
        (ml_dtypes.bfloat16(1), ml_dtypes.bfloat16, ()),
    ],
)
def test_numbers_and_lists(client: pjrt.Client, value: Any, dtype: Any, shape: tuple[int, ...]) -> None:
    made = client.put(value)
    assert (made.dtype, made.shape) == (np.dtype(dtype), shape)
    assert same(made.to_numpy(), np.asarray(value, dtype))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.arange(4, dtype=">f4"), r"array: >f4 is not in this machine's byte order; pass array\.astype\("),
        (np.array([object()]), "dtype object has no PJRT element type; there are bfloat16, bool, "),
        (np.array(["a"]), "dtype <U1 has no PJRT element type"),
        (np.array([b"a"]), r"dtype \|S1 has no PJRT element type"),
        (np.array(["2020-01-01"], "datetime64[D]"), r"dtype datetime64\[D\] has no PJRT element type"),
        (np.array([1], "timedelta64[s]"), r"dtype timedelta64\[s\] has no PJRT element type"),
        (np.zeros(2, "f4,i4"), "has no PJRT element type"),
        (np.zeros(2, np.longdouble), "has no PJRT element type"),
        ("text", "dtype <U4 has no PJRT element type"),
        (None, "dtype object has no PJRT element type"),
        ([[1], [1, 2]], r"array: \[\[1\], \[1, 2\]\] is not an array: "),
        (2**70, "dtype object has no PJRT element type"),
        ({}, "dtype object has no PJRT element type"),
    ],
)
def test_what_is_no_array(client: pjrt.Client, value: Any, text: str) -> None:
    with pytest.raises(TypeError, match=text):
        client.put(value)


def test_source_changed_right_after(client: pjrt.Client) -> None:
    for size in (1, 100, 1_000_000):
        array = np.arange(size, dtype=np.int32)
        made = client.put(array)
        array[:] = -1
        assert same(made.to_numpy(), np.arange(size, dtype=np.int32))


class TestViews:
    def test_no_copy(self, buffer: pjrt.Buffer) -> None:
        a, b, c = buffer.to_numpy(), buffer.to_numpy(), np.asarray(buffer)
        assert address(a) == address(b) == address(c) != 0
        assert np.shares_memory(a, b)
        assert not a.flags.owndata
        assert a.flags.c_contiguous

    def test_read_only(self, buffer: pjrt.Buffer) -> None:
        view = buffer.to_numpy()
        with pytest.raises(ValueError, match="read-only"):
            view[0, 0] = 1
        with pytest.raises(ValueError, match="WRITEABLE"):
            view.flags.writeable = True
        for derived in (view.T, view.reshape(-1), view.view(np.int32), view[1:]):
            assert not derived.flags.writeable

    def test_outlives_the_buffer_and_its_delete(self, client: pjrt.Client) -> None:
        array = np.arange(1000, dtype=np.int32)
        views = []
        for end in ("del", "delete", "both"):
            made = client.put(array)
            views.append(made.to_numpy()[10:])
            if end != "del":
                made.delete()
                assert made.is_deleted
            if end != "delete":
                del made
        gc.collect()
        others = [client.put(np.full(1000, -1, np.int32)) for _ in range(50)]
        assert all(same(view, array[10:]) for view in views)
        assert len({address(v) for v in views} & {address(o.to_numpy()) for o in others}) == 0

    def test_outlives_the_client(self, plugin: str) -> None:
        client = pjrt.Client(plugin)
        made = client.put(np.arange(1000))
        view = made.to_numpy()
        client.close()
        assert same(view, np.arange(1000))
        del client, made
        gc.collect()
        assert same(view, np.arange(1000))

    def test_asarray(self, buffer: pjrt.Buffer) -> None:
        assert np.asarray(buffer, np.float64).dtype == np.float64
        assert np.asarray(buffer, np.int8).tolist() == [[0, 1, 2], [3, 4, 5]]
        assert np.asarray(buffer, ">f4").dtype == np.dtype(">f4")
        assert not np.asarray(buffer).flags.writeable
        copied = np.array(buffer)
        assert copied.flags.writeable
        assert not np.shares_memory(copied, buffer.to_numpy())
        assert np.shares_memory(np.asarray(buffer, copy=False), buffer.to_numpy())
        with pytest.raises(ValueError, match="a float32 buffer cannot be seen as float64 without a copy"):
            np.asarray(buffer, np.float64, copy=False)
        assert np.add(buffer, 1).tolist() == [[1, 2, 3], [4, 5, 6]]

    def test_packed_elements_cannot_be_seen(self, client: pjrt.Client) -> None:
        made = client.put(np.array([1, 2], ml_dtypes.int4))
        with pytest.raises(ValueError, match="cannot be seen without a copy"):
            np.asarray(made, copy=False)
        assert np.array(made).flags.writeable
        assert not np.shares_memory(made.to_numpy(), made.to_numpy())

    def test_empty(self, client: pjrt.Client) -> None:
        assert np.asarray(client.put(np.zeros((0, 2))), copy=False).shape == (0, 2)

    def test_plugin_without_addresses(self, client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(client.plugin.abi.missing, "PJRT_Buffer_IncreaseExternalReferenceCount", "for this test")
        found = pjrt.Client(client.plugin).put(np.arange(12.0).reshape(3, 4)).to_numpy()
        assert found.flags.owndata
        assert same(found, np.arange(12.0).reshape(3, 4))

    def test_plugin_without_layouts(self, client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def unsupported(_: int) -> int:
            raise pjrt.UnsupportedError("for this test")

        monkeypatch.setattr(client.plugin.abi, "PJRT_Buffer_GetMemoryLayout", unsupported)
        made = pjrt.Client(client.plugin).put(np.arange(12.0).reshape(3, 4))
        assert same(made.to_numpy(), np.arange(12.0).reshape(3, 4))
        assert made.to_numpy().flags.owndata


class TestTheEnd:
    @pytest.mark.parametrize("use", ["to_numpy", "block_until_ready", "__array__"])
    def test_deleted(self, buffer: pjrt.Buffer, use: str) -> None:
        assert not buffer.is_deleted
        buffer.delete()
        buffer.delete()
        assert buffer.is_deleted
        with pytest.raises(pjrt.ClosedError) as caught:
            getattr(buffer, use)()
        assert str(caught.value) == "this buffer, float32[2,3], was deleted or donated"
        assert repr(buffer) == "<Buffer float32[2,3], deleted>"
        assert (buffer.shape, buffer.nbytes, len(buffer)) == ((2, 3), 24, 2)

    def test_closed_client(self, plugin: str) -> None:
        with pjrt.Client(plugin) as client:
            made, deleted = client.put(1.0), client.put(1.0)
            deleted.delete()
            device, memory = client.devices[0], client.memories[0]
        uses: list[Callable[[], object]] = [
            *(made.to_numpy, made.block_until_ready, made.delete),
            *(lambda: made.is_deleted, lambda: made.device, lambda: made.memory),
            *(lambda: device.kind, lambda: device.id, lambda: device.memories, lambda: device.default_memory),
            *(lambda: memory.kind, lambda: memory.id, lambda: memory.devices, lambda: device.attributes),
            *(lambda: client.put(1.0), lambda: client.platform_version, lambda: client.process_index),
        ]
        for use in uses:
            with pytest.raises(pjrt.ClosedError) as caught:
                use()
            assert str(caught.value) == "this client was closed"
        assert client.is_closed
        assert deleted.is_deleted
        assert [repr(x) for x in (client, made, deleted, device, memory)] == [
            "<Client, closed>",
            *["<Buffer float64[] of a closed client>"] * 2,
            "<Device of a closed client>",
            "<Memory of a closed client>",
        ]
        client.close()

    def test_neither_copied_nor_pickled(self, client: pjrt.Client, buffer: pjrt.Buffer) -> None:
        for thing in (buffer, client, client.devices[0], client.memories[0]):
            name = type(thing).__name__
            for call, word in ((copy.copy, "copied"), (copy.deepcopy, "copied"), (pickle.dumps, "pickled")):
                with pytest.raises(TypeError) as caught:
                    call(thing)
                assert str(caught.value) == f"a {name} stands for an object in its plugin and cannot be {word}"

    def test_length(self, client: pjrt.Client) -> None:
        with pytest.raises(TypeError, match="a buffer with no dimensions has no length"):
            len(client.put(1.0))
        assert len(client.put([1, 2, 3])) == 3

    @pytest.mark.parametrize("end", ["old.delete()", "donating(old, X)"])
    def test_reading_while_it_ends(self, plugin: str, in_child: Child, end: str) -> None:
        report = in_child(
            """
client = pjrt.Client(sys.argv[1])
donating = client.compile(DONATING)
current, end, wrong, kinds = [client.put(X)], time.monotonic() + 1, [], set()
def read():
    while time.monotonic() < end:
        try:
            wrong.extend(() if (current[0].to_numpy() == X).all() else (1,))
        except pjrt.PjrtError as error:
            kinds.add(type(error).__name__)
def replace():
    while time.monotonic() < end:
        old, current[0] = current[0], client.put(X)
        try:
            END
        except pjrt.InvalidArgumentError:
            pass
threads = [threading.Thread(target=f) for f in (read, read, read, replace)]
[t.start() for t in threads], [t.join() for t in threads]
report.update(wrong=wrong, kinds=sorted(kinds))
""".replace("END", end),
            plugin,
        )
        assert report["wrong"] == []
        assert set(report["kinds"]) <= {"ClosedError", "InvalidArgumentError"}


class TestPlaces:
    def test_devices(self, client: pjrt.Client) -> None:
        assert [d.id for d in client.devices] == [0, 1, 2, 3]
        assert client.devices == client.addressable_devices
        for device in client.devices:
            made = client.put(np.arange(3.0), device)
            assert made.device == device
            assert made.memory == device.default_memory
            assert same(made.to_numpy(), np.arange(3.0))
            assert (device.kind, device.is_addressable, device.process_index) == ("cpu", True, 0)
            assert repr(device) == f"<Device {device.to_string}>" == f"<Device CpuDevice(id={device.id})>"
            assert isinstance(device.attributes, dict)

    def test_memories(self, client: pjrt.Client) -> None:
        assert [m.kind for d in client.devices for m in d.memories] == [m.kind for m in client.memories]
        assert {m.kind for m in client.memories} >= {"device", "unpinned_host"}
        for memory in client.memories:
            made = client.put([[1, 2], [3, 4]], memory)
            assert made.memory == memory
            assert made.device in memory.devices
            assert made.to_numpy().tolist() == [[1, 2], [3, 4]]

    def test_default(self, client: pjrt.Client, buffer: pjrt.Buffer) -> None:
        assert buffer.device == client.addressable_devices[0]

    def test_equality(self, client: pjrt.Client, plugin: str) -> None:
        device, memory = client.devices[1], client.memories[1]
        again = client.put(1.0, device).device
        assert again is not device
        assert again == device
        assert hash(again) == hash(device)
        assert {again: 1}[device] == 1
        assert device != client.devices[0]
        assert device != memory
        assert device != 1
        assert memory in client.devices[0].memories
        with pjrt.Client(plugin) as other:
            assert other.devices[1] != device

    def test_another_clients(self, client: pjrt.Client, plugin: str) -> None:
        with pjrt.Client(plugin) as other:
            for place in (other.devices[0], other.memories[0]):
                with pytest.raises(ValueError) as caught:
                    client.put(1.0, place)
                assert str(caught.value) == f"device_or_memory: {place!r} is of another client"

    @pytest.mark.parametrize("place", [0, "cpu", "cpu:0", object()])
    def test_what_is_no_place(self, client: pjrt.Client, place: Any) -> None:
        with pytest.raises(TypeError, match="device_or_memory: expected a Device or a Memory, got"):
            client.put(1.0, place)


def test_many_threads(client: pjrt.Client) -> None:
    wrong: list[object] = []

    def work(seed: int) -> None:
        rng = np.random.default_rng(seed)
        for _ in range(100):
            array = rng.random(rng.integers(1, 2000))
            if not same(client.put(array, client.devices[seed % 4]).to_numpy(), array):
                wrong.append(seed)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
