"""Custom calls of GPU plugins, for a GPU that is not here; libtpu and the CPU plugins have none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import pjrt
from pjrt.extensions import GpuCustomCall
from tests.pjrt.extensions.ffi_programs import calling, compiled_handler

COPY = compiled_handler()


@pytest.fixture
def gpu(cuda: pjrt.Plugin) -> GpuCustomCall:
    return cuda.extension(GpuCustomCall)


def test_typed(gpu: GpuCustomCall, h100: Callable[..., pjrt.Topology]) -> None:
    gpu.register("g.typed", COPY)
    assert h100().compile(calling("g.typed")).serialize()
    with pytest.raises(pjrt.InvalidArgumentError, match=r"Duplicate FFI handler registration for g\.typed"):
        gpu.register("g.typed", compiled_handler())
    kept = [one for one in pjrt.debug.callbacks() if "'g.typed'" in one.owner]
    assert [one.function for one in kept] == [COPY]


def test_stages(gpu: GpuCustomCall, h100: Callable[..., pjrt.Topology]) -> None:
    from pjrt_abi.extensions import ffi_c_api as c

    seen: list[int] = []
    copy = COPY

    def stage(address: int) -> None:
        frame = c.XLA_FFI_CallFrame.from_address(address)
        if frame.extension_start:
            copy(address)
        else:
            seen.append(frame.stage)

    function = c.XLA_FFI_Handler(stage)
    gpu.register("g.stages", function, instantiate=function, prepare=function, initialize=function)
    assert h100().compile(calling("g.stages")).serialize()
    assert seen == [c.XLA_FFI_ExecutionStage.INSTANTIATE]
    assert len([one for one in pjrt.debug.callbacks() if "'g.stages'" in one.owner]) == 4


def test_untyped(gpu: GpuCustomCall, h100: Callable[..., pjrt.Topology]) -> None:
    program = calling("g.untyped").replace("api_version = 4 : i32, backend_config = {}", "api_version = 2 : i32")
    with pytest.raises(pjrt.NotFoundError, match=r"No registered implementation for custom call to g\.untyped"):
        h100().compile(program)
    gpu.register("g.untyped", COPY, typed=False)
    assert h100().compile(program).serialize()


@pytest.mark.parametrize(
    ("arguments", "options", "error", "message"),
    [
        (("", COPY), {}, ValueError, "name: expected a name, got ''"),
        ((None, COPY), {}, TypeError, "name: expected a str, got None"),
        (("g", None), {}, TypeError, "execute: expected a ctypes function or a PyCapsule"),
        (("g", COPY), {"prepare": 7}, TypeError, "prepare: expected a ctypes function or a PyCapsule"),
        (("g", COPY), {"typed": 1}, TypeError, "typed: expected a bool, got 1"),
        (("g", COPY), {"typed": False, "prepare": COPY}, ValueError, "prepare: an untyped custom call has no stages"),
    ],
)
def test_wrong(gpu: GpuCustomCall, arguments: Any, options: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"^{message}"):
        gpu.register(*arguments, **options)


def test_only_gpus_have_it(libtpu: pjrt.Plugin, client: pjrt.Client) -> None:
    assert not GpuCustomCall.supported(libtpu)
    assert not GpuCustomCall.supported(client.plugin)
    with pytest.raises(pjrt.UnsupportedError, match="has no extension GpuCustomCall"):
        client.plugin.extension(GpuCustomCall)


def test_reference(reference: pjrt.Client) -> None:
    reference.plugin.extension(GpuCustomCall).register("g", COPY)
