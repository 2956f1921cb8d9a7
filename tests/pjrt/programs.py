"""Programs that the tests of running share, and what they ask of the results."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import pjrt

X = np.arange(4, dtype=np.float32)
F32 = np.dtype(np.float32)
T = "tensor<4xf32>"
FOUR = pjrt.CompileOptions(num_replicas=4)
DONATED = "{tf.aliasing_output = 0 : i32}"

Child = Callable[..., dict[str, Any]]
Compiled = Callable[..., pjrt.LoadedExecutable]


def module(parameters: str, results: str, body: str) -> str:
    return f"module @m {{ func.func public @main({parameters}) -> ({results}) {{ {body} }} }}"


def add(mark: str = "") -> str:
    return module(f"%a: {T} {mark}, %b: {T}", T, f"%0 = stablehlo.add %a, %b : {T} return %0 : {T}")


def identity(shape: tuple[int, ...], dtype: str, arguments: str = "", results: str = "") -> str:
    """A program that gives its argument, with layouts as XLA spells them."""
    t = f"tensor<{''.join(f'{size}x' for size in shape)}{dtype}>"
    marks = [f'{{mhlo.layout_mode = "{layout}"}}' if layout else "" for layout in (arguments, results)]
    return module(
        f"%a: {t} {marks[0]}", f"{t} {marks[1]}", f"%0 = stablehlo.optimization_barrier %a : {t} return %0 : {t}"
    )


SUM = module(
    f"%a: {T}",
    T,
    f"""%0 = "stablehlo.all_reduce"(%a) ({{
        ^bb0(%x: tensor<f32>, %y: tensor<f32>):
          %s = stablehlo.add %x, %y : tensor<f32>
          stablehlo.return %s : tensor<f32> }})
        {{replica_groups = dense<[[0, 1, 2, 3]]> : tensor<1x4xi64>}} : ({T}) -> {T}
    return %0 : {T}""",
)
PERMUTE = module(
    f"%a: {T}",
    f"{T}, tensor<ui32>",
    f"""%0 = "stablehlo.collective_permute"(%a)
        {{source_target_pairs = dense<[[0, 1], [1, 2], [2, 3], [3, 0]]> : tensor<4x2xi64>}} : ({T}) -> {T}
    %1 = stablehlo.replica_id : tensor<ui32>
    return %0, %1 : {T}, tensor<ui32>""",
)
NO_RESULTS = f"module @m {{ func.func public @main(%a: {T}) {{ return }} }}"


def values(results: list[tuple[pjrt.Buffer, ...]]) -> list[list[Any]]:
    return [[result.to_numpy().tolist() for result in row] for row in results]


def same(buffer: pjrt.Buffer, array: np.ndarray[Any, Any]) -> bool:
    found = buffer.to_numpy()
    return (found.dtype, found.shape, found.tobytes()) == (array.dtype, array.shape, array.tobytes())
