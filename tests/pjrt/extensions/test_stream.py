"""Streams: on the reference plugin, as CUDA makes no client here."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import pjrt
from pjrt import testing
from pjrt.extensions import Stream
from pjrt.extensions.stream import CudaStream, DeviceStream
from pjrt.server import serve
from pjrt.testing.extensions import memory

X = np.arange(4, dtype=np.float32)


class Waits(memory.Stream):
    """Tells which buffers a stream was to wait for."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, tuple[int, ...]]] = []

    def wait_until_buffer_ready_on_stream(self, *, stream: int, buffer: Any) -> None:
        super().wait_until_buffer_ready_on_stream(stream=stream, buffer=buffer)
        self.seen.append((stream, buffer.dims))


class Gpu(testing.Reference):
    """Says that it is CUDA, and has one device in another process."""

    def client_platform_name(self, *, client: Any) -> str:
        return "cuda"

    def device_is_addressable(self, *, device: Any) -> bool:
        return bool(device.id < 2)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def gpu(waits: Waits) -> Iterator[pjrt.Client]:
    served = serve(Gpu(devices=3), [waits])
    with pjrt.Client(served) as client:
        yield client
    assert served.misuse == []


def test_a_stream_of_a_device(reference: pjrt.Client) -> None:
    stream = reference.plugin.extension(Stream).of(reference.devices[2])
    assert type(stream) is DeviceStream
    assert (stream.device, stream.handle, repr(stream)) == (
        reference.devices[2],
        3,
        f"<DeviceStream 0x3 of {reference.devices[2]!r}>",
    )
    assert not hasattr(stream, "__cuda_stream__")
    stream.wait_until_ready(reference.put(X))
    with pytest.raises(TypeError, match="cannot be copied"):
        copy.copy(stream)


def test_the_protocol_of_cuda(gpu: pjrt.Client, waits: Waits) -> None:
    streams = gpu.plugin.extension(Stream)
    stream = streams.of(gpu.devices[1])
    assert isinstance(stream, CudaStream)
    assert stream.__cuda_stream__() == (0, stream.handle) == (0, 2)

    class Method:
        def __cuda_stream__(self) -> tuple[int, int]:
            return 0, 5

    class Property:
        __cuda_stream__ = 0, 6

    for other in (stream, Method(), Property(), 7):
        streams.wait_until_ready(gpu.put(X), other)
    assert [handle for handle, _ in waits.seen] == [2, 5, 6, 7]


def test_the_plugin_waits_for_the_stream(gpu: pjrt.Client, waits: Waits) -> None:
    stream = gpu.plugin.extension(Stream).of(gpu.devices[0])
    theirs = np.arange(4, dtype=np.float32)
    buffer = gpu.view(theirs.ctypes.data, theirs.shape, theirs.dtype, stream=stream.handle)
    stream.wait_until_ready(buffer)
    assert waits.seen == [(1, (4,))]


@pytest.mark.parametrize(
    ("stream", "error"),
    [(None, TypeError), ("1", TypeError), (True, TypeError), (2**63, ValueError), (-(2**63) - 1, ValueError)],
)
def test_wrong_streams(reference: pjrt.Client, stream: object, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"^stream: "):
        reference.plugin.extension(Stream).wait_until_ready(reference.put(X), stream)


@pytest.mark.parametrize("told", [(1, 5), 5, (0,), (0, "5")])
def test_wrong_protocols(reference: pjrt.Client, told: object) -> None:
    class Other:
        __cuda_stream__ = told

    with pytest.raises(TypeError, match=r"^stream: expected"):
        reference.plugin.extension(Stream).wait_until_ready(reference.put(X), Other())


def test_wrong_objects(reference: pjrt.Client, gpu: pjrt.Client, cuda: pjrt.Plugin) -> None:
    streams = reference.plugin.extension(Stream)
    buffer = reference.put(X)
    with pytest.raises(TypeError, match=r"^device: expected a Device, got 0"):
        streams.of(0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"^device: .* is not of the plugin"):
        streams.of(gpu.devices[0])
    with pytest.raises(TypeError, match=r"^buffer: expected a Buffer"):
        streams.wait_until_ready(X, 1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"^buffer: .* is not of the plugin"):
        streams.wait_until_ready(gpu.put(X), 1)
    with pytest.raises(ValueError, match=r"^stream: .* is not of the plugin"):
        streams.wait_until_ready(buffer, gpu.plugin.extension(Stream).of(gpu.devices[0]))
    with pytest.raises(pjrt.NotFoundError, match="no stream 0"):
        streams.wait_until_ready(buffer, 0)
    buffer.delete()
    with pytest.raises(pjrt.ClosedError):
        streams.wait_until_ready(buffer, 1)
    with pytest.raises(ValueError, match=r"^device: .* is not of the plugin 'xla_cuda13'"):
        cuda.extension(Stream).of(reference.devices[0])


def test_a_device_of_another_process(gpu: pjrt.Client) -> None:
    with pytest.raises(ValueError, match=r"^device: .* belongs to another process"):
        gpu.plugin.extension(Stream).of(gpu.devices[2])


def test_a_closed_client(gpu: pjrt.Client) -> None:
    stream = gpu.plugin.extension(Stream).of(gpu.devices[0])
    gpu.close()
    with pytest.raises(pjrt.ClosedError):
        _ = stream.handle
    with pytest.raises(pjrt.ClosedError):
        stream.__cuda_stream__()  # type: ignore[attr-defined]
