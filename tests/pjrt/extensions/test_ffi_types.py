"""What FFI handlers see of operands and results: every element type, every shape, layouts, aliases, tokens."""

from __future__ import annotations

from typing import Any

import ml_dtypes
import numpy as np
import pytest

import pjrt
from pjrt import dtypes, ffi
from pjrt._runtime import ffi_packing
from tests.pjrt.extensions.ffi_programs import X, calling, run

SPELLED = {
    "PRED": "i1",
    "BF16": "bf16",
    "C64": "complex<f32>",
    "C128": "complex<f64>",
    **{f"S{bits}": f"i{bits}" for bits in (2, 4, 8, 16, 32, 64)},
    **{f"U{bits}": f"ui{bits}" for bits in (2, 4, 8, 16, 32, 64)},
    **{name: name.lower() for name in ("F16", "F32", "F64")},
    **{f"F8{rest}": f"f8{rest}" for rest in ("E5M2", "E4M3", "E3M4", "E4M3FN", "E4M3B11FNUZ", "E5M2FNUZ", "E4M3FNUZ")},
    "F4E2M1FN": "f4E2M1FN",
    "F8E8M0FNU": "f8E8M0FNU",
}
"""How StableHLO spells the element types that XLA:CPU compiles."""
TYPES = [dtypes.from_name(name) for name in SPELLED]


def values(dtype: np.dtype[Any], shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
    """Numbers that the type holds, no two alike beside each other, negative ones among them where it has such."""
    some = [1, 2, 4] if dtype.name == "float8_e8m0fnu" else [1, 0, 1] if dtype.name[0] in "bu" else [1, -1, 0]
    return np.resize(np.array(some, np.float32), int(np.prod(shape))).astype(dtype).reshape(shape)


@pytest.mark.parametrize("shape", [(3, 5), ()])
def test_every_type(client: pjrt.Client, shape: tuple[int, ...]) -> None:
    seen: list[tuple[Any, ...]] = []

    @ffi.handler("t.every", client)
    def turn(*arrays: Any) -> None:
        for x, y in zip(arrays[: len(TYPES)], arrays[len(TYPES) :], strict=True):
            seen.append((x.dtype, x.shape, x.flags.writeable, y.dtype, y.shape, y.flags.writeable))
            y[...] = x[::-1] if x.ndim else x

    size = "".join(f"{n}x" for n in shape)
    kinds = [f"tensor<{size}{spelled}>" for spelled in SPELLED.values()]
    given = [values(dtype, shape) for dtype in TYPES]
    taken = run(client, calling("t.every", kinds, kinds), *given)
    assert seen == [(dtype, shape, False, dtype, shape, True) for dtype in TYPES]
    for x, y in zip(given, taken, strict=True):
        assert (y.dtype, y.shape) == (x.dtype, x.shape)
        assert y.tobytes() == (x[::-1] if x.ndim else x).tobytes(), x.dtype


def test_nothing_in_an_operand_or_a_result(client: pjrt.Client) -> None:
    seen: list[Any] = []

    @ffi.handler("t.nothing", client)
    def look(*arrays: Any) -> None:
        seen.extend((x.dtype, x.shape, x.flags.writeable) for x in arrays[:-1])
        arrays[-1].fill(len(arrays))

    kinds = [f"tensor<0x2x{spelled}>" for spelled in SPELLED.values()]
    given = [values(dtype, (0, 2)) for dtype in TYPES]
    program = calling("t.nothing", kinds, [*kinds, "tensor<i32>"])
    *empty, number = run(client, program, *given)
    assert seen == [(dtype, (0, 2), writeable) for writeable in (False, True) for dtype in TYPES]
    assert number == 2 * len(TYPES) + 1
    assert [(x.dtype, x.shape) for x in empty] == [(dtype, (0, 2)) for dtype in TYPES]
    seen.clear()
    run(client, calling("t.nothing", kinds, kinds), *given)
    assert seen == []  # XLA leaves out what gives nothing


@pytest.mark.parametrize("name", ["S4", "U4", "S2", "U2", "F4E2M1FN", "S1", "U1"])
def test_packing(name: str) -> None:
    from ctypes import addressof, create_string_buffer

    dtype = dtypes.from_name(name)
    memory = create_string_buffer(b"\xff" * 16, 16)
    given = np.arange(7, dtype=np.uint8).astype(np.uint8) % (1 << ffi_packing.bits(dtype))
    array = given.view(dtype).reshape(7, 1)
    ffi_packing.pack(array, addressof(memory))
    size = ffi_packing.nbytes((7, 1), dtype)
    assert memory.raw[size:] == b"\xff" * (16 - size)
    found = ffi_packing.unpack(addressof(memory), (7, 1), dtype)
    assert (found.shape, found.tobytes()) == ((7, 1), array.tobytes())
    assert memory.raw[0] & ((1 << ffi_packing.bits(dtype)) - 1) == given[0]  # the first is lowest


def test_memory_is_shown_without_a_copy(client: pjrt.Client) -> None:
    seen: list[Any] = []
    given = client.put(X)

    @ffi.handler("t.view", client)
    def look(x: Any, y: Any) -> None:
        seen.append((x.ctypes.data, x.flags.c_contiguous, x.flags.owndata, y.flags.owndata))
        with pytest.raises(ValueError, match="read-only"):
            x[0] = 1
        with pytest.raises(ValueError, match="cannot set WRITEABLE"):
            x.flags.writeable = True
        y[...] = 0

    client.compile(calling("t.view"))(given)[0].to_numpy()
    assert seen == [(given.to_numpy().ctypes.data, True, False, False)]


def test_layouts(client: pjrt.Client) -> None:
    a = np.arange(6, dtype=np.float32).reshape(2, 3)
    ffi.handler("t.rows", client)(lambda x, y: np.copyto(y, x))
    program = """module @m { func.func public @main(%a: tensor<2x3xf32>) -> tensor<3x2xf32> {
        %t = stablehlo.transpose %a, dims = [1, 0] : (tensor<2x3xf32>) -> tensor<3x2xf32>
        %0 = stablehlo.custom_call @t.rows(%t) {api_version = 4 : i32} : (tensor<3x2xf32>) -> tensor<3x2xf32>
        return %0 : tensor<3x2xf32> } }"""
    assert run(client, program, a)[0].tolist() == a.T.tolist()


def test_results_in_the_memory_of_operands(client: pjrt.Client) -> None:
    same: list[bool] = []

    @ffi.handler("t.alias", client)
    def add(x: Any, y: Any) -> None:
        same.append(x.ctypes.data == y.ctypes.data)
        y += 1  # x, too, then

    alias = """, output_operand_aliases = [#stablehlo.output_operand_alias<output_tuple_indices = [],
        operand_index = 0, operand_tuple_indices = []>]"""
    kept = client.put(X)
    program = calling("t.alias", extra=alias)
    assert run(client, program, kept)[0].tolist() == (X + 1).tolist()
    assert kept.to_numpy().tolist() == X.tolist()
    donated = program.replace("%a0: tensor<4xf32>", "%a0: tensor<4xf32> {tf.aliasing_output = 0 : i32}")
    given = client.put(X)
    assert run(client, donated, given)[0].tolist() == (X + 1).tolist()
    assert given.is_deleted
    assert same == [True, True]


def test_tokens_are_none(client: pjrt.Client) -> None:
    seen: list[Any] = []

    @ffi.handler("t.token", client)
    def look(token: Any, x: Any, token_out: Any, y: Any) -> None:
        seen.append((token, token_out))
        np.negative(x, out=y)

    program = """module @m { func.func public @main(%a: tensor<4xf32>) -> tensor<4xf32> {
        %t = stablehlo.create_token : !stablehlo.token
        %0:2 = stablehlo.custom_call @t.token(%t, %a) {api_version = 4 : i32, has_side_effect = true}
          : (!stablehlo.token, tensor<4xf32>) -> (!stablehlo.token, tensor<4xf32>)
        return %0#1 : tensor<4xf32> } }"""
    assert run(client, program, X)[0].tolist() == (-X).tolist()
    assert seen == [(None, None)]


def test_device_arrays() -> None:
    over, stream = [], [7]
    array = ffi.DeviceArray(
        np.dtype(ml_dtypes.bfloat16), (2, 3), 4096, readonly=True, over=lambda: bool(over), stream=lambda: stream[0]
    )
    assert repr(array) == "<DeviceArray bfloat16[2,3]>"
    assert (array.address, array.nbytes) == (4096, 12)
    shown = array.__cuda_array_interface__
    assert shown.pop("typestr") == np.dtype(ml_dtypes.bfloat16).str
    assert shown == {"version": 3, "shape": (2, 3), "data": (4096, True), "strides": None, "stream": 7}
    stream[0] = 0
    assert array.__cuda_array_interface__["stream"] == 1
    over.append(1)
    for ask in (lambda: array.address, lambda: array.__cuda_array_interface__):
        with pytest.raises(pjrt.ClosedError, match="which is over"):
            ask()
