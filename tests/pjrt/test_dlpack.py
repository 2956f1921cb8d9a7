"""DLPack both ways: with numpy, and with a producer and a consumer made of ctypes, which do what numpy never would."""

from __future__ import annotations

import ctypes
import gc
import threading
from collections.abc import Callable, Sequence
from ctypes import CFUNCTYPE, POINTER, PYFUNCTYPE, addressof, c_char_p, c_int, c_int64, c_void_p, cast, py_object
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import pjrt
from pjrt import Layout, dtypes
from pjrt._runtime import dlpack

pytestmark = pytest.mark.download
Child = Callable[..., dict[str, Any]]
Array = np.ndarray[Any, Any]
Aligned = Callable[..., Array]
Eventually = Callable[..., bool]

X = np.arange(6, dtype=np.float32).reshape(2, 3)
DELETER = CFUNCTYPE(None, c_void_p)
_NEW = PYFUNCTYPE(py_object, c_void_p, c_char_p, c_void_p)(("PyCapsule_New", ctypes.pythonapi))
_POINTER = PYFUNCTYPE(c_void_p, py_object, c_char_p)(("PyCapsule_GetPointer", ctypes.pythonapi))
_NAME = PYFUNCTYPE(c_char_p, py_object)(("PyCapsule_GetName", ctypes.pythonapi))
_RENAME = PYFUNCTYPE(c_int, py_object, c_char_p)(("PyCapsule_SetName", ctypes.pythonapi))
_USED = {name: b"used_" + name for name in (b"dltensor", b"dltensor_versioned")}  # a capsule copies no name
CODES = {
    **dict.fromkeys(("int8", "int16", "int32", "int64"), 0),
    **dict.fromkeys(("uint8", "uint16", "uint32", "uint64"), 1),
    **dict.fromkeys(("float16", "float32", "float64"), 2),
    **dict.fromkeys(("complex64", "complex128"), 5),
    "bfloat16": 4,
    "bool": 6,
    "float8_e3m4": 7,
    "float8_e4m3": 8,
    "float8_e4m3b11fnuz": 9,
    "float8_e4m3fn": 10,
    "float8_e4m3fnuz": 11,
    "float8_e5m2": 12,
    "float8_e5m2fnuz": 13,
    "float8_e8m0fnu": 14,
}
"""DLPack's numbers, from its header."""


class Producer:
    """Gives a tensor on an array, with whatever is wrong with it. deleted: the addresses that its deleter got."""

    def __init__(
        self,
        array: Array,
        *,
        versioned: bool = True,
        name: bytes | None = None,
        shape: Sequence[int] | None = None,
        strides: Sequence[int] | bool | None = True,
        offset: int = 0,
        deleter: bool = True,
        **fields: Any,
    ) -> None:
        self.array, self.deleted, self.asked = array, list[int](), list[dict[str, Any]]()
        self.versioned = versioned
        self.name = name or (b"dltensor_versioned" if versioned else b"dltensor")
        sizes = array.shape if shape is None else shape
        steps = [step // array.itemsize for step in array.strides] if strides is True else strides
        self.managed = (dlpack._ManagedVersioned if versioned else dlpack._Managed)()
        tensor = self.managed.tensor
        tensor.data, tensor.byte_offset = fields.pop("data", array.ctypes.data - offset), offset
        tensor.device.type, tensor.device.id = fields.pop("device", (1, 0))
        tensor.ndim = fields.pop("ndim", len(sizes))
        tensor.dtype.code = fields.pop("code", CODES[array.dtype.name])
        tensor.dtype.bits, tensor.dtype.lanes = fields.pop("bits", array.itemsize * 8), fields.pop("lanes", 1)
        self.kept = [DELETER(self.deleted.append)]
        if deleter:
            self.managed.deleter = cast(self.kept[0], c_void_p).value
        for field, values in (("shape", sizes), ("strides", steps)):
            if values is not None:
                self.kept.append((c_int64 * max(1, len(values)))(*values))
                setattr(tensor, field, cast(self.kept[-1], POINTER(c_int64)))
        if versioned:
            self.managed.version.major, self.managed.version.minor = fields.pop("version", (1, 0))
            self.managed.flags = fields.pop("flags", 0)
        assert not fields

    def __dlpack__(self, **asked: Any) -> Any:
        self.asked.append(asked)
        return _NEW(addressof(self.managed), self.name, None)


class Consumer:
    """Takes a tensor out of a capsule, and gives it back when it is told to."""

    def __init__(self, capsule: Any) -> None:
        self.name: bytes = _NAME(capsule)
        self.versioned = self.name == b"dltensor_versioned"
        kind = dlpack._ManagedVersioned if self.versioned else dlpack._Managed
        self.managed = kind.from_address(_POINTER(capsule, self.name))
        _RENAME(capsule, _USED[self.name])
        tensor = self.managed.tensor
        self.flags = self.managed.flags if self.versioned else None
        self.device = (tensor.device.type, tensor.device.id)
        self.dtype = (tensor.dtype.code, tensor.dtype.bits, tensor.dtype.lanes)
        self.shape = tuple(tensor.shape[: tensor.ndim]) if tensor.ndim else ()
        self.address = tensor.data + tensor.byte_offset

    def bytes(self, count: int) -> bytes:
        return ctypes.string_at(self.address, count)

    def drop(self) -> None:
        DELETER(self.managed.deleter)(addressof(self.managed))


@pytest.fixture
def buffer(client: pjrt.Client) -> pjrt.Buffer:
    return client.put(X)


class TestExport:
    def test_numpy(self, buffer: pjrt.Buffer) -> None:
        seen = np.from_dlpack(buffer)
        assert seen.tolist() == X.tolist()
        assert seen.ctypes.data == buffer.unsafe_pointer
        assert not seen.flags.writeable
        copied = np.from_dlpack(buffer, copy=True)
        assert copied.flags.writeable
        assert not np.shares_memory(copied, seen)
        assert np.from_dlpack(buffer, device="cpu", copy=False).ctypes.data == buffer.unsafe_pointer

    @pytest.mark.parametrize("dtype", dtypes.whole_bytes(), ids=lambda dtype: dtype.name)
    def test_every_type_of_whole_bytes(self, client: pjrt.Client, dtype: np.dtype[Any]) -> None:
        made = client.put(np.ones((2, 3), dtype))
        for copy in (None, True):
            consumer = Consumer(made.__dlpack__(max_version=(1, 0), copy=copy))
            assert consumer.dtype == (CODES[dtype.name], dtype.itemsize * 8, 1)
            assert consumer.shape == (2, 3)
            assert consumer.bytes(made.nbytes) == np.ones((2, 3), dtype).tobytes()
            consumer.drop()
        again = client.from_dlpack(made, copy=False)
        assert (again.dtype, again.unsafe_pointer) == (dtype, made.unsafe_pointer)

    @pytest.mark.parametrize("name", ["S2", "U2", "S4", "U4", "F4E2M1FN"])
    def test_less_than_a_byte(self, client: pjrt.Client, name: str) -> None:
        dtype = dtypes.from_name(name)
        made = client.put(np.ones(3, dtype))
        for copy in (None, True, False):
            with pytest.raises(BufferError, match=f"DLPack has no type for {dtype.name}"):
                made.__dlpack__(max_version=(1, 0), copy=copy)
        with pytest.raises(BufferError, match=f"DLPack has no type for {dtype.name}"):
            client.from_dlpack(made)

    @pytest.mark.parametrize(
        ("max_version", "name"),
        [
            (None, b"dltensor"),
            ((0, 8), b"dltensor"),
            ((-1, 0), b"dltensor"),
            ((1, 0), b"dltensor_versioned"),
            ((1, 9), b"dltensor_versioned"),
            ((2, 0), b"dltensor_versioned"),
            ([1, np.int64(0)], b"dltensor_versioned"),
        ],
    )
    def test_versions(self, buffer: pjrt.Buffer, max_version: Any, name: bytes) -> None:
        """Who knows no version cannot be told that the memory is read-only, and gets a copy."""
        for copy in (None, True):
            consumer = Consumer(buffer.__dlpack__(max_version=max_version, copy=copy))
            assert consumer.name == name
            in_place = name == b"dltensor_versioned" and not copy
            assert (consumer.address == buffer.unsafe_pointer) == in_place
            assert consumer.flags == (None if not consumer.versioned else 2 if copy else 1)
            assert consumer.bytes(24) == X.tobytes()
            consumer.drop()

    @pytest.mark.parametrize(
        ("arguments", "kind", "text"),
        [
            ({"max_version": (1,)}, TypeError, r"max_version: expected two ints, got \(1,\)"),
            ({"max_version": 5}, TypeError, "max_version: expected two ints, got 5"),
            ({"max_version": ("1", "0")}, TypeError, "max_version: expected two ints"),
            ({"max_version": (1.0, 0)}, TypeError, "max_version: expected two ints"),
            ({"dl_device": "cpu"}, TypeError, "dl_device: expected two ints, got 'cpu'"),
            ({"dl_device": (2, 0)}, BufferError, r"dl_device: expected \(1, 0\), the buffer's, or .* got \(2, 0\)"),
            ({"dl_device": (1, 1)}, BufferError, "dl_device: expected"),
            ({"copy": 1}, TypeError, "copy: expected a bool or None, got 1"),
            ({"copy": "x"}, TypeError, "copy: expected a bool or None, got 'x'"),
            ({"copy": False}, BufferError, "a consumer without max_version cannot be told that the memory is read-on"),
            ({"copy": False, "max_version": (0, 8)}, BufferError, "cannot be told that the memory is read-only"),
            ({"stream": 0}, BufferError, "stream: the buffer is in host memory and has none, got 0"),
            ({"stream": "x"}, BufferError, "stream: the buffer is in host memory and has none, got 'x'"),
        ],
    )
    def test_what_is_refused(
        self, buffer: pjrt.Buffer, arguments: dict[str, Any], kind: type[Exception], text: str
    ) -> None:
        with pytest.raises(kind, match=text):
            buffer.__dlpack__(**arguments)

    def test_what_is_accepted(self, buffer: pjrt.Buffer) -> None:
        assert buffer.__dlpack_device__() == (1, 0)
        for arguments in ({"stream": None}, {"stream": -1}, {"dl_device": (1, 0)}, {"copy": False}):
            consumer = Consumer(buffer.__dlpack__(max_version=(1, 1), **arguments))
            assert (consumer.device, consumer.address) == ((1, 0), buffer.unsafe_pointer)
            consumer.drop()

    @pytest.mark.parametrize("shape", [(), (0,), (0, 3), (2, 0, 4), (1, 1, 1), (1,) * 64])
    def test_shapes(self, client: pjrt.Client, shape: tuple[int, ...]) -> None:
        made = client.put(np.full(shape, 7, np.int16))
        for seen in (np.from_dlpack(made), client.from_dlpack(made).to_numpy(), client.from_dlpack(made, copy=False)):
            assert np.array_equal(seen, np.full(shape, 7, np.int16))

    def test_every_memory(self, client: pjrt.Client) -> None:
        for place in (client.devices[2], *client.memories[:3]):
            assert client.put(X, place).__dlpack_device__() == (1, 0)
            assert np.from_dlpack(client.put(X, place)).tolist() == X.tolist()

    def test_what_lasts(self, client: pjrt.Client, plugin: str) -> None:
        other = pjrt.Client(plugin)
        made = other.put(X)
        seen, consumer, never_taken = np.from_dlpack(made), Consumer(made.__dlpack__(max_version=(1, 0))), []
        never_taken += [made.__dlpack__(max_version=(1, 0)), made.__dlpack__()]
        made.delete()
        with pytest.raises(pjrt.ClosedError, match="was deleted or donated"):
            np.from_dlpack(made)
        with pytest.raises(pjrt.ClosedError, match="was deleted or donated"):
            made.__dlpack_device__()
        other.close()
        del made, other
        gc.collect()
        garbage = [client.put(np.full((2, 3), -1, np.float32)) for _ in range(50)]
        assert seen.tolist() == X.tolist()
        assert consumer.bytes(24) == X.tobytes()
        thread = threading.Thread(target=lambda: (never_taken.clear(), consumer.drop()))
        thread.start()
        thread.join()
        del garbage

    def test_a_capsule_is_taken_once(self, client: pjrt.Client, buffer: pjrt.Buffer) -> None:
        capsule = buffer.__dlpack__(max_version=(1, 0))

        class Twice:
            def __dlpack__(self, **_: Any) -> Any:
                return capsule

        first = client.from_dlpack(Twice())
        with pytest.raises(BufferError, match="a DLPack capsule that nobody took yet, got b'used_dltensor_versioned'"):
            client.from_dlpack(Twice())
        assert first.to_numpy().tolist() == X.tolist()

    def test_an_exception_on_its_way(self, client: pjrt.Client) -> None:
        """The capsule goes while numpy's error propagates, and must not disturb it."""
        made = client.put(np.ones(3, ml_dtypes.bfloat16))
        for _ in range(20):
            with pytest.raises(RuntimeError) as caught:
                np.from_dlpack(made)
            assert str(caught.value) == "Unsupported dtype in DLTensor."
            assert caught.value.__context__ is None

    def test_another_platform(self, client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
        """As if the buffer were on a GPU: numpy does not look at the memory that it makes a capsule of."""
        abi, platform = client.plugin.abi, ["cuda"]
        made = client.put(X)
        bf16 = client.put(np.ones(3, ml_dtypes.bfloat16))
        monkeypatch.setattr(abi, "buffer_is_on_cpu", lambda _: False)
        monkeypatch.setattr(abi, "client_platform_name", lambda _: platform[0])
        monkeypatch.setattr(abi, "device_local_hardware_id", lambda _: 5)
        assert made.__dlpack_device__() == (2, 5)
        for stream in (None, 1, 2, 77):
            consumer = Consumer(made.__dlpack__(max_version=(1, 0), stream=stream))
            assert (consumer.device, consumer.flags, consumer.address) == ((2, 5), 1, made.unsafe_pointer)
            consumer.drop()
        consumer = Consumer(bf16.__dlpack__(max_version=(1, 0)))
        assert (consumer.device, consumer.dtype) == ((2, 5), (4, 16, 1))
        consumer.drop()
        consumer = Consumer(made.__dlpack__(max_version=(1, 0), dl_device=(1, 0)))
        assert (consumer.device, consumer.flags, consumer.bytes(24)) == ((1, 0), 2, X.tobytes())
        consumer.drop()
        with pytest.raises(BufferError, match="copy: the host cannot see the device's memory without a copy"):
            made.__dlpack__(max_version=(1, 0), dl_device=(1, 0), copy=False)
        with pytest.raises(BufferError, match="copy: a copy on the device is not made here; use copy_to"):
            made.__dlpack__(max_version=(1, 0), copy=True)
        with pytest.raises(BufferError, match="readonly"):
            made.__dlpack__()
        platform[0] = "tt"
        with pytest.raises(BufferError, match="DLPack has no device type for the platform 'tt'; use to_numpy"):
            made.__dlpack_device__()

    def test_a_layout_that_cannot_be_told(self, buffer: pjrt.Buffer, monkeypatch: pytest.MonkeyPatch) -> None:
        for layout, text in ((None, "None"), (Layout((1, 0), ((2, 2),)), r"\{1,0:T\(2,2\)\}")):
            monkeypatch.setattr(pjrt.Buffer, "_known_layout", lambda _, layout=layout: layout)
            with pytest.raises(BufferError, match=f"DLPack cannot tell the layout {text}; use to_numpy"):
                buffer.__dlpack__(max_version=(1, 0))

    def test_data_that_failed(self, client: pjrt.Client) -> None:
        alias, promise = client.alias((2, 3), np.float32)
        promise.fail(pjrt.DataLossError("gone"))
        for use in (np.from_dlpack, client.from_dlpack, alias.__dlpack__.__func__):  # type: ignore[attr-defined]
            with pytest.raises(pjrt.DataLossError, match="gone"):
                use(alias)


class TestImport:
    @pytest.mark.parametrize("versioned", [True, False])
    def test_in_place_and_copied(
        self, client: pjrt.Client, aligned: Aligned, eventually: Eventually, versioned: bool
    ) -> None:
        source = aligned(X)
        for copy in (None, False, True):
            producer = Producer(source, versioned=versioned)
            made = client.from_dlpack(producer, copy=copy)
            assert made.to_numpy().tolist() == X.tolist()
            assert (made.unsafe_pointer == source.ctypes.data) == (copy is not True)
            assert producer.asked == [{"max_version": (1, 1), **({"copy": False} if copy is False else {})}]
            if copy is not True:
                assert producer.deleted == []
            view = made.to_numpy()
            made.delete()
            del made
            gc.collect()
            assert len(producer.deleted) == bool(copy)
            del view
            assert eventually(lambda producer=producer: producer.deleted == [addressof(producer.managed)])

    def test_layouts(self, client: pjrt.Client, aligned: Aligned, eventually: Eventually) -> None:
        source = aligned(np.arange(24, dtype=np.float32)).reshape(2, 3, 4)
        in_place = [
            (source, (2, 1, 0)),
            (source.T, (0, 1, 2)),
            (source.transpose(1, 0, 2), (2, 0, 1)),
            (source[:1], (2, 1, 0)),
        ]
        for array, order in in_place:
            for copy in (None, False):
                made = client.from_dlpack(Producer(array), copy=copy)
                assert made.layout == Layout(order)
                assert made.unsafe_pointer == source.ctypes.data
                assert np.array_equal(made.to_numpy(), array)
        for array in (source[:, :, :2], source[:, ::-1], source[::-1], source[:, :, ::2], source[:, :2]):
            producers = Producer(array), Producer(array)
            made = client.from_dlpack(producers[0])
            assert np.array_equal(made.to_numpy(), array)
            with pytest.raises(BufferError, match="array: its elements do not lie close together; pass copy=True"):
                client.from_dlpack(producers[1], copy=False)
            assert [len(producer.deleted) for producer in producers] == [1, 1]
        broadcast = Producer(source, shape=(5, 4), strides=(0, 1))
        assert np.array_equal(client.from_dlpack(broadcast).to_numpy(), np.broadcast_to(source[0, 0], (5, 4)))
        assert len(broadcast.deleted) == 1
        del made

    @pytest.mark.parametrize(
        "said",
        [
            {"strides": None},
            {"offset": 64},
            {"offset": 4096, "versioned": False},
            {"flags": 1},
            {"flags": 2**63 + 2},
            {"version": (1, 99)},
            {"device": (1, 7)},
            {"deleter": False},
        ],
    )
    def test_what_is_all_right(
        self, client: pjrt.Client, aligned: Aligned, eventually: Eventually, said: dict[str, Any]
    ) -> None:
        source = aligned(X)
        producer = Producer(source, **said)
        made = client.from_dlpack(producer, copy=False)
        assert made.unsafe_pointer == source.ctypes.data
        assert made.to_numpy().tolist() == X.tolist()
        del made
        assert eventually(lambda: len(producer.deleted) == said.get("deleter", True))

    @pytest.mark.parametrize(
        ("said", "text"),
        [
            ({"lanes": 4}, "no dtype for DLPack's type 2 of 32 bits, 4 lanes"),
            ({"lanes": 0}, "no dtype for DLPack's type 2 of 32 bits, 0 lanes"),
            ({"code": 99}, "no dtype for DLPack's type 99 of 32 bits, 1 lanes"),
            ({"code": 17, "bits": 4}, "no dtype for DLPack's type 17 of 4 bits, 1 lanes"),
            ({"bits": 0}, "no dtype for DLPack's type 2 of 0 bits"),
            ({"device": (99, 0)}, "the array is on a device of DLPack's type 99, not in host memory"),
            ({"device": (2, 0)}, "the array is on a device of DLPack's type 2, not in host memory"),
            ({"device": (-1, -1)}, "the array is on a device of DLPack's type -1, not in host memory"),
            ({"shape": (-1, 3)}, r"no array is of 2 dimensions, \(-1, 3\), at the address "),
            ({"ndim": -1}, r"no array is of -1 dimensions, \(\), at the address "),
            ({"data": 0}, r"no array is of 2 dimensions, \(2, 3\), at the address 0"),
            ({"shape": (2**62, 4), "strides": (0, 0)}, "the array is none that numpy has: array is too big"),
            ({"shape": (2, 3), "strides": (2**62, 1)}, "the array is none that numpy has: "),
            ({"shape": (1,) * 65, "strides": (1,) * 65}, "the array is none that numpy has: "),
        ],
    )
    def test_what_is_wrong(self, client: pjrt.Client, aligned: Aligned, said: dict[str, Any], text: str) -> None:
        producer = Producer(aligned(X), **said)
        with pytest.raises(BufferError, match=text):
            client.from_dlpack(producer)
        assert producer.deleted == [addressof(producer.managed)]
        with pytest.raises(BufferError):
            client.from_dlpack(producer, copy=False)
        with pytest.raises(TypeError, match=r"array: .*Producer.* is not an array: "):
            client.put(producer)
        assert len(producer.deleted) == 3

    def test_no_shape(self, client: pjrt.Client, aligned: Aligned) -> None:
        producer = Producer(aligned(X))
        producer.managed.tensor.shape = None
        with pytest.raises(BufferError, match="no array is of 2 dimensions"):
            client.from_dlpack(producer)

    @pytest.mark.parametrize(
        ("said", "text"),
        [
            ({"version": (2, 0)}, "DLPack 2.0 is not understood here"),
            ({"version": (0, 8)}, "DLPack 0.8 is not understood here"),
            ({"name": b"used_dltensor"}, "a DLPack capsule that nobody took yet, got b'used_dltensor'"),
            ({"name": b"x"}, "a DLPack capsule that nobody took yet, got b'x'"),
        ],
    )
    def test_capsules_left_to_their_owner(
        self, client: pjrt.Client, aligned: Aligned, said: dict[str, Any], text: str
    ) -> None:
        """What was not taken goes with the capsule, as its producer wants it."""
        producer = Producer(aligned(X), **said)
        with pytest.raises(BufferError, match=text):
            client.from_dlpack(producer)
        assert producer.deleted == []

    def test_no_elements(self, client: pjrt.Client, aligned: Aligned) -> None:
        for said in ({}, {"data": 0}, {"device": (2, 0)}, {"strides": None}):
            for copy in (None, False):
                producer = Producer(aligned(X), shape=(0, 3), **said)
                assert client.from_dlpack(producer, copy=copy).to_numpy().shape == (0, 3)
                assert len(producer.deleted) == 1

    def test_memory_that_does_not_do(self, client: pjrt.Client, aligned: Aligned) -> None:
        source = aligned(X, after=4)
        producers = Producer(source), Producer(source), Producer(aligned(X), shape=(1,) * 65, strides=(1,) * 65)
        assert client.from_dlpack(producers[0]).to_numpy().tolist() == X.tolist()
        with pytest.raises(BufferError, match=r"array: no view of it can be had: .*is not aligned to 64 bytes"):
            client.from_dlpack(producers[1], copy=False)
        with pytest.raises(BufferError, match=r"array: no view of it can be had: .*64 dimensions at most"):
            client.from_dlpack(producers[2], copy=False)
        assert [len(producer.deleted) for producer in producers] == [1, 1, 1]
        with pytest.raises(BufferError, match="array: this client does not reach its memory; pass copy=True"):
            client.from_dlpack(Producer(source, device=(2, 0)), copy=False)

    def test_producers(self, client: pjrt.Client, aligned: Aligned, eventually: Eventually) -> None:
        source = aligned(X)

        class Oldest:
            def __dlpack__(self, stream: Any = None) -> Any:
                return Producer(source, versioned=False).__dlpack__()

        class Older:
            def __dlpack__(self, *, stream: Any = None, max_version: Any = None) -> Any:
                return Producer(source, versioned=max_version is not None, flags=1).__dlpack__()

        keep: list[Producer] = []
        original = Producer.__dlpack__
        Producer.__dlpack__ = lambda self, **asked: (keep.append(self), original(self, **asked))[1]  # type: ignore
        try:
            for kind in (Oldest, Older):
                for copy in (None, True):
                    assert client.from_dlpack(kind(), copy=copy).to_numpy().tolist() == X.tolist()
                assert client.put(kind()).to_numpy().tolist() == X.tolist()
                with pytest.raises(BufferError, match=rf"{kind.__name__}\.__dlpack__ does not take copy=False: "):
                    client.from_dlpack(kind(), copy=False)
        finally:
            Producer.__dlpack__ = original  # type: ignore[method-assign]
        assert eventually(lambda: [len(producer.deleted) for producer in keep] == [1] * 6)

    def test_producers_that_fail(self, client: pjrt.Client) -> None:
        class Failing:
            def __init__(self, result: Any) -> None:
                self.result = result

            def __dlpack__(self, **_: Any) -> Any:
                if isinstance(self.result, BaseException):
                    raise self.result
                return self.result

        for error in (ZeroDivisionError("mine"), TypeError("mine"), BufferError("mine"), KeyboardInterrupt("mine")):
            with pytest.raises(type(error), match="mine"):
                client.from_dlpack(Failing(error))
        for result in (None, 5, "capsule"):
            with pytest.raises(BufferError, match=f"expected a DLPack capsule that nobody took yet, got {result!r}"):
                client.from_dlpack(Failing(result))
        for value in (None, 5, [1], "x", b"x"):
            with pytest.raises(TypeError, match="array: expected an object with __dlpack__, got "):
                client.from_dlpack(value)
        with pytest.raises(TypeError, match="copy: expected a bool or None, got 1"):
            client.from_dlpack(X, copy=1)  # type: ignore[arg-type]

    def test_numpy(self, client: pjrt.Client, aligned: Aligned, eventually: Eventually) -> None:
        source = aligned(X)
        made = client.from_dlpack(source)
        source[0, 0] = 9  # it is the same memory
        assert made.to_numpy()[0, 0] == 9
        source.flags.writeable = False
        assert client.from_dlpack(source, copy=False).unsafe_pointer == source.ctypes.data
        strided = client.from_dlpack(source[:, ::2])
        assert strided.to_numpy().tolist() == [[9, 2], [3, 5]]
        del made, strided

    def test_another_platform(
        self, plugin: str, aligned: Aligned, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        source = aligned(X)
        with pjrt.Client(plugin, options={"cpu_device_count": 2}) as client:
            abi, (first, second) = client.plugin.abi, client.devices
            monkeypatch.setattr(abi, "client_platform_name", lambda _: "rocm")
            monkeypatch.setattr(abi, "device_local_hardware_id", lambda ptr: 3 + (ptr == second._ptr))
            for number, device in ((3, first), (4, second)):
                made = client.from_dlpack(Producer(source, device=(10, number)), copy=False)
                assert (made.device, made.unsafe_pointer) == (device, source.ctypes.data)
            for unknown in ((10, 5), (2, 3), (1, 0)):
                with pytest.raises(BufferError, match="this client does not reach its memory"):
                    client.from_dlpack(Producer(source, device=unknown), copy=False)
            del made

    def test_buffers(self, client: pjrt.Client, plugin: str, buffer: pjrt.Buffer, eventually: Eventually) -> None:
        with pjrt.Client(plugin) as other:
            for owner in (client, other):
                shared = owner.from_dlpack(buffer, copy=False)
                assert shared.unsafe_pointer == buffer.unsafe_pointer
                assert owner.from_dlpack(buffer, copy=True).unsafe_pointer != buffer.unsafe_pointer
            buffer.delete()
            assert shared.to_numpy().tolist() == X.tolist()
            del shared


def test_no_growth(client: pjrt.Client, aligned: Aligned, eventually: Eventually) -> None:
    def resident() -> int:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1])

    source, buffer = aligned(np.zeros(1000)), client.put(np.zeros(1000))

    def cycle(count: int) -> int:
        for _ in range(count):
            np.from_dlpack(buffer)
            buffer.__dlpack__(max_version=(1, 0))
            buffer.__dlpack__()
            client.from_dlpack(source)
        gc.collect()
        return resident()

    before = cycle(500)
    assert cycle(2500) - before < 500  # pages; a copy kept in each round would be 10,000


def test_many_threads(plugin: str, in_child: Child) -> None:
    """Views and imports in eight threads, whose buffers are deleted meanwhile; then the process ends with some left."""
    report = in_child(
        """
import ctypes
from pjrt._runtime import callbacks, dlpack
client, wrong = pjrt.Client(sys.argv[1]), []
def work(number):
    for i in range(150):
        expected = np.float32(1000 * number + i)
        made = client.put(np.full(500, expected))
        seen = np.from_dlpack(made)
        again = client.from_dlpack(seen)
        if i % 2:
            made.delete()
        del made
        if seen[3] != expected or again.to_numpy()[4] != expected:
            wrong.append(number)
threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
[t.start() for t in threads], [t.join() for t in threads]
gc.collect()
until = time.monotonic() + 20
while callbacks.pending() and time.monotonic() < until:
    time.sleep(0.01)
report.update(wrong=wrong, pending=len(callbacks.pending()))
# Dropped by Python as it goes down, by nobody, and below by C when Python is no more:
kept = client.put(X)
left = [np.from_dlpack(kept), kept.__dlpack__(max_version=(1, 0)), kept.__dlpack__(), client.from_dlpack(kept)]
import builtins
builtins.left = [np.from_dlpack(kept), kept.__dlpack__(max_version=(1, 0)), client.from_dlpack(kept)]
at_exit = ctypes.CDLL(None).__cxa_atexit
at_exit.argtypes = [ctypes.c_void_p] * 3
for versioned in (True, False):
    capsule = kept.__dlpack__(max_version=(1, 0) if versioned else None)
    managed = dlpack._tensor_of(capsule, versioned)
    dlpack._SET_NAME(capsule, dlpack._USED[versioned])
    assert at_exit(managed.deleter, ctypes.addressof(managed), None) == 0
""",
        plugin,
    )
    assert report == {"wrong": [], "pending": 0}
