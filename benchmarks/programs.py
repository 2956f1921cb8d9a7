"""The programs that are run: StableHLO, the same for JAX, and arguments for both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

ROOT = Path(__file__).resolve().parent.parent
_DIGITS = ROOT / "examples" / "digits"


@dataclass(frozen=True)
class Program:
    """One computation, in both spellings.

    for_jax: makes the function that JAX is to compile. state: so many of the first arguments are consumed by a call,
    and its first results take their place. expected: the first result, where it is easily told.
    """

    name: str
    code: str
    for_jax: Callable[[], Callable[..., Any]]
    arguments: tuple[Array, ...]
    results: int = 1
    state: int = 0
    expected: Array | None = None


def _module(name: str, parameters: list[str], results: list[str], body: list[str], returned: list[str]) -> str:
    lines = "\n    ".join([*body, f"return {', '.join(returned)} : {', '.join(results)}"])
    return (
        f"module @{name} {{\n  func.func public @main({', '.join(parameters)}) -> ({', '.join(results)}) {{\n"
        f"    {lines}\n  }}\n}}\n"
    )


def add(size: int = 8) -> Program:
    """The sum of two arrays f32[size]; both are the same one."""
    kind = f"tensor<{size}xf32>"
    code = _module("add", [f"%a: {kind}", f"%b: {kind}"], [kind], [f"%0 = stablehlo.add %a, %b : {kind}"], ["%0"])
    array = np.arange(size, dtype=np.float32)
    return Program("add", code, lambda: lambda a, b: a + b, (array, array), expected=array + array)


def total(count: int) -> Program:
    """The sum of so many arrays f32[8]."""
    kind = "tensor<8xf32>"
    body, last = [], "%a0"
    for index in range(1, count):
        body.append(f"%{index} = stablehlo.add {last}, %a{index} : {kind}")
        last = f"%{index}"
    code = _module("total", [f"%a{i}: {kind}" for i in range(count)], [kind], body, [last])
    arguments = tuple(np.full(8, index, np.float32) for index in range(count))
    return Program(f"total{count}", code, lambda: _sum, arguments, expected=np.full(8, sum(range(count)), np.float32))


def _sum(first: Any, *others: Any) -> Any:
    for other in others:
        first = first + other
    return first


def neighbours(count: int) -> Program:
    """Of so many arrays f32[8] each one and the next added: as many results."""
    kind = "tensor<8xf32>"
    body = [f"%{i} = stablehlo.add %a{i}, %a{(i + 1) % count} : {kind}" for i in range(count)]
    code = _module(
        "neighbours", [f"%a{i}: {kind}" for i in range(count)], [kind] * count, body, [f"%{i}" for i in range(count)]
    )
    arguments = tuple(np.full(8, index, np.float32) for index in range(count))
    expected = arguments[0] + arguments[1 % count]
    return Program(
        f"neighbours{count}",
        code,
        lambda: lambda *a: tuple(x + y for x, y in zip(a, (*a[1:], a[0]), strict=True)),
        arguments,
        results=count,
        expected=expected,
    )


def loop(steps: int) -> Program:
    """So many steps on one f32[1024], one after the other: work for one core, a microsecond or less a step."""
    kind = "tensor<1024xf32>"
    body = [
        "%first = stablehlo.constant dense<0> : tensor<i32>",
        f"%last = stablehlo.constant dense<{steps}> : tensor<i32>",
        "%one = stablehlo.constant dense<1> : tensor<i32>",
        f"%half = stablehlo.constant dense<0.5> : {kind}",
        f"%0:2 = stablehlo.while(%i = %first, %x = %a) : tensor<i32>, {kind}",
        "  cond {",
        "    %more = stablehlo.compare LT, %i, %last : (tensor<i32>, tensor<i32>) -> tensor<i1>",
        "    stablehlo.return %more : tensor<i1>",
        "  } do {",
        f"    %product = stablehlo.multiply %x, %half : {kind}",
        f"    %sum = stablehlo.add %product, %half : {kind}",
        "    %next = stablehlo.add %i, %one : tensor<i32>",
        f"    stablehlo.return %next, %sum : tensor<i32>, {kind}",
        "  }",
    ]

    def for_jax() -> Callable[..., Any]:
        from jax import lax

        return lambda a: lax.fori_loop(0, steps, lambda _, x: x * 0.5 + 0.5, a)

    array = np.zeros(1024, np.float32)
    expected = np.ones(1024, np.float32) if steps > 30 else None
    return Program(
        f"loop{steps}", _module("loop", [f"%a: {kind}"], [kind], body, ["%0#1"]), for_jax, (array,), expected=expected
    )


def digits() -> Program:
    """The training step of examples/digits, which JAX gets as one would write it there, gradients by JAX."""
    rng = np.random.default_rng(0)
    shapes = [(64, 256), (256,), (256, 10), (10,)]
    weights = [rng.standard_normal(shape, np.float32) * np.float32(0.1) for shape in shapes]
    velocities = [np.zeros(shape, np.float32) for shape in shapes]
    images = rng.random((32, 64), np.float32)
    labels = rng.integers(0, 10, 32, np.int32)
    rate = np.array(0.01, np.float32)
    code = (_DIGITS / "train_step.mlir").read_text(encoding="utf-8")
    arguments = (*weights, *velocities, images, labels, rate)
    return Program("digits", code, _digits_for_jax, arguments, results=9, state=8)


def _digits_for_jax() -> Callable[..., Any]:
    import jax
    from jax import numpy as jnp

    def loss_of(weights: Any, images: Any, labels: Any) -> Any:
        w1, b1, w2, b2 = weights
        logits = jnp.maximum(images @ w1 + b1, 0) @ w2 + b2
        log_softmax = jax.nn.log_softmax(logits)
        return -jnp.mean(jnp.take_along_axis(log_softmax, labels[:, None], axis=1))

    def step(*arguments: Any) -> Any:
        weights, velocities, (images, labels, rate) = arguments[:4], arguments[4:8], arguments[8:]
        loss, gradients = jax.value_and_grad(loss_of)(weights, images, labels)
        velocities = tuple(0.9 * v + g for v, g in zip(velocities, gradients, strict=True))
        weights = tuple(w - rate * v for w, v in zip(weights, velocities, strict=True))
        return (*weights, *velocities, loss)

    return step


def aligned(nbytes: int, after: int = 0) -> Array:
    """An array f32 of so many bytes that starts at a multiple of 64, so that a plugin may use it in place.

    after: so many bytes later; then it has to be copied, as a large array of numpy's own mostly has.
    """
    raw = np.empty(nbytes + 64 + after, np.uint8)
    start = -raw.ctypes.data % 64 + after
    made: Array = raw[start : start + nbytes].view(np.float32)
    made[...] = np.arange(made.size, dtype=np.float32)
    return made
