"""Programs of the reference plugin: a part of StableHLO's text form, run by numpy.

    module @name {
      func.func public @main(%a: tensor<4xf32>, %b: tensor<4xf32> {tf.aliasing_output = 0 : i32}) -> tensor<4xf32> {
        %0 = stablehlo.add %a, %b : tensor<4xf32>
        return %0 : tensor<4xf32>
      }
    }

One function, `@main`, of straight-line code. Operations: element by element (`add`, `and`, `divide`, `maximum`,
`minimum`, `multiply`, `or`, `power`, `remainder`, `subtract`, `xor`; `abs`, `cosine`, `exponential`, `floor`, `log`,
`negate`, `not`, `rsqrt`, `sine`, `sqrt`, `tanh`), `constant dense<…>`, `convert`, `reshape`, `transpose dims = […]`,
`broadcast_in_dim dims = […]`, `iota dim = n`, `dot_general contracting_dims = [i] x [j]`, `optimization_barrier`,
`replica_id`, `all_reduce` (a sum over all replicas), `collective_permute`; `create_token`, `after_all`, and `send` and
`recv` of one array with the host. Anything else is UNIMPLEMENTED, by name.
Parameters marked `tf.aliasing_output` or `jax.buffer_donor` are donated.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Protocol, TypeAlias

import numpy as np

from pjrt import mlir_text
from pjrt.errors import InvalidArgumentError, UnimplementedError
from pjrt.mlir_text import closing
from pjrt.signature import Signature, Spec

Array: TypeAlias = "np.ndarray[Any, Any]"
Rows: TypeAlias = list[list[Array]]
"""Arrays, a row for each replica."""


class Host(Protocol):
    """The host, by device and channel."""

    def send(self, device: int, channel: int, value: Array) -> None:
        """Takes a value."""

    def receive(self, device: int, channel: int, like: Spec) -> Array:
        """Gives a value of this shape and dtype."""


_START = re.compile(r'((?:%\w+(?:,\s*)?)+)\s*=\s*"?(?:stablehlo|mhlo|chlo)\.(\w+)"?|\b(?:func\.)?return\b')
_VALUE = re.compile(r"%\w+")
_TYPE = re.compile(r"tensor<[^>]*>|!stablehlo\.token")
_NAME = re.compile(r"module\s+@(\w+)")
_NUMBERS = re.compile(r"\[([\d,\s]*)\]")


@dataclass(frozen=True, slots=True)
class Step:
    """One operation: its name, what it takes, what its results are called, the type of each, all of its text."""

    operation: str
    operands: tuple[str, ...]
    results: tuple[str, ...]
    types: tuple[Spec, ...]
    text: str


@dataclass(frozen=True)
class Program:
    """A parsed program."""

    name: str
    signature: Signature
    parameters: tuple[str, ...]
    steps: tuple[Step, ...]
    returned: tuple[str, ...]

    def run(self, rows: Sequence[Sequence[Array]], host: Host | None = None) -> Rows:
        """The results of each replica. Raises UnimplementedError for an operation that is not known.

        host: whom programs send to and receive from.
        """
        values: list[dict[str, Array]] = [dict(zip(self.parameters, row, strict=True)) for row in rows]
        for step in self.steps:
            for row, results in zip(values, _run(step, values, host), strict=True):
                for name, spec, result in zip(step.results, step.types, results, strict=True):
                    if spec.dtype is not None:
                        result = np.asarray(result).astype(spec.dtype, copy=False).reshape(spec.shape)
                    row[name] = result
        return [[row[name] for name in self.returned] for row in values]


def parse(text: str) -> Program:
    """Reads a program. Raises InvalidArgumentError for what is none."""
    try:
        signature = mlir_text.signature(text)
        head, body = _main(text)
        *steps, last = _statements(body)
    except (TypeError, ValueError) as error:
        raise InvalidArgumentError(f"this is no program of the reference plugin: {error}") from error
    if last.operation != "return":
        raise InvalidArgumentError("the program's @main does not end with a return")
    named = _NAME.search(text)
    parameters = tuple(_VALUE.findall(re.sub(r"\{[^{}]*\}", "", head)))
    return Program(named[1] if named else "main", signature, parameters, tuple(steps), last.operands)


def _main(text: str) -> tuple[str, str]:
    """The parameters and the body of @main."""
    start = text.index("@main")
    start = text.index("(", start) + 1
    head_end = closing(text, start)
    at = head_end + 1
    while text[at] != "{" or _in_attributes(text, at):
        at = closing(text, at + 1) + 1 if text[at] in "({" else at + 1
    return text[start:head_end], text[at + 1 : closing(text, at + 1)]


def _in_attributes(text: str, at: int) -> bool:
    """Whether a brace opens attributes of a result and not the body: the body holds a return."""
    return "return" not in text[at : closing(text, at + 1)]


def _statements(body: str) -> list[Step]:
    starts, at = [], 0
    while found := _START.search(body, at):
        starts.append(found)
        at = _end_of(body, found.end())
    if not starts:
        raise ValueError("its @main is empty")
    ends = [found.start() for found in starts[1:]] + [len(body)]
    return [_step(found, body[found.end() : end]) for found, end in zip(starts, ends, strict=True)]


def _end_of(body: str, at: int) -> int:
    """Where the next operation may begin: not inside this one's brackets, which may hold a region."""
    while at < len(body) and not _START.match(body, at):
        at = closing(body, at + 1) + 1 if body[at] in "({[" else at + 1
    return at


def _step(found: re.Match[str], text: str) -> Step:
    arguments, _, types = _parted(text)
    if found[2] is None:
        return Step("return", tuple(_VALUE.findall(arguments)), (), (), text)
    results = tuple(_VALUE.findall(found[1]))
    operands = arguments[: closing(arguments, arguments.index("(") + 1)] if arguments.lstrip()[:1] == "(" else arguments
    return Step(found[2], tuple(_VALUE.findall(operands)), results, _types(types, len(results)), text)


def _parted(text: str) -> tuple[str, str, str]:
    """What stands before and after the colon that is in no bracket."""
    for at, char, depth in mlir_text.levels(text):
        if char == ":" and not depth:
            return text[:at], ":", text[at + 1 :]
    return text, "", ""


def _types(text: str, count: int) -> tuple[Spec, ...]:
    """The types of the results: those behind the arrow, or the one that all share."""
    found = [mlir_text.spec(part) for part in _TYPE.findall(text.partition("->")[2] or text)]
    if not found:
        raise ValueError(f"no type is given: {text.strip()!r}")
    return tuple(found[:count]) if len(found) >= count else tuple(found[:1]) * count


# ------------------------------------------------------------------- operations

_BINARY: Mapping[str, Callable[[Array, Array], Any]] = {
    "add": np.add,
    "and": np.bitwise_and,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "multiply": np.multiply,
    "or": np.bitwise_or,
    "power": np.power,
    "remainder": np.fmod,
    "subtract": np.subtract,
    "xor": np.bitwise_xor,
}
_UNARY: Mapping[str, Callable[[Array], Any]] = {
    "abs": np.abs,
    "cosine": np.cos,
    "exponential": np.exp,
    "floor": np.floor,
    "log": np.log,
    "negate": np.negative,
    "not": np.invert,
    "rsqrt": lambda a: 1 / np.sqrt(a),
    "sine": np.sin,
    "sqrt": np.sqrt,
    "tanh": np.tanh,
    "optimization_barrier": lambda a: a,
}


def _run(step: Step, rows: list[dict[str, Array]], host: Host | None) -> list[Sequence[Any]]:
    """The results of a step for each replica."""
    if step.operation in ("send", "recv"):
        return [_with_host(step, device, row, host) for device, row in enumerate(rows)]
    if step.operation in ("create_token", "after_all"):
        return [[None] for _ in rows]
    if step.operation in _ACROSS:
        return [[result] for result in _ACROSS[step.operation](step, [row[step.operands[0]] for row in rows])]
    if step.operation == "replica_id":
        return [[number] for number in range(len(rows))]
    with np.errstate(all="ignore"):
        return [_alone(step, [row[name] for name in step.operands]) for row in rows]


def _with_host(step: Step, device: int, row: dict[str, Array], host: Host | None) -> Sequence[Any]:
    found = re.search(r"handle\s*=\s*(\d+)", step.text)
    if found is None or host is None:
        raise InvalidArgumentError(f"stablehlo.{step.operation}: no channel with the host")
    if step.operation == "send":
        host.send(device, int(found[1]), row[step.operands[0]])
        return [None]
    return [host.receive(device, int(found[1]), step.types[0]), None]


def _alone(step: Step, values: list[Array]) -> Sequence[Any]:
    if binary := _BINARY.get(step.operation):
        return [binary(*values)]
    if step.operation == "optimization_barrier":
        return values
    if unary := _UNARY.get(step.operation):
        return [unary(*values)]
    if other := _OTHERS.get(step.operation):
        return [other(step, *values)]
    raise UnimplementedError(f"the reference plugin does not run stablehlo.{step.operation}")


def _divide(step: Step, a: Array, b: Array) -> Any:
    return np.true_divide(a, b) if a.dtype.kind not in "iu" else np.trunc(np.true_divide(a, b))


def _constant(step: Step) -> Any:
    written = re.search(r"dense<(.*?)>\s*:", step.text + ":", re.DOTALL)
    literal = "" if written is None else re.sub(r"\b(true|false)\b", lambda m: m[0].title(), written[1])
    try:
        value = ast.literal_eval(literal)
    except (ValueError, SyntaxError):
        raise InvalidArgumentError(f"a constant cannot be read: {step.text.strip()[:80]}") from None
    (spec,) = step.types
    return np.broadcast_to(np.asarray(value).astype(spec.dtype), spec.shape)


def _numbers(step: Step, name: str) -> tuple[int, ...]:
    found = re.search(rf"{name}\s*=\s*{_NUMBERS.pattern}", step.text)
    if found is None:
        raise InvalidArgumentError(f"stablehlo.{step.operation}: no {name} are given")
    return tuple(int(n) for n in found[1].split(",") if n.strip())


def _broadcast(step: Step, a: Array) -> Any:
    (spec,), dims = step.types, _numbers(step, "dims")
    shape = [1] * len(spec.shape)
    for size, dim in zip(a.shape, dims, strict=True):
        shape[dim] = size
    return np.broadcast_to(a.reshape(shape), spec.shape)


def _dot(step: Step, a: Array, b: Array) -> Any:
    found = re.search(rf"contracting_dims\s*=\s*{_NUMBERS.pattern}\s*x\s*{_NUMBERS.pattern}", step.text)
    if found is None or "batching_dims" in step.text:
        raise UnimplementedError("the reference plugin runs stablehlo.dot_general with contracting_dims only")
    left, right = ([int(n) for n in part.split(",") if n.strip()] for part in found.groups())
    return np.tensordot(a, b, (left, right))


def _iota(step: Step) -> Any:
    (spec,) = step.types
    found = re.search(r"dim\s*=\s*(\d+)", step.text)
    shape = [1] * len(spec.shape)
    dim = int(found[1]) if found else 0
    shape[dim] = spec.shape[dim]
    return np.broadcast_to(np.arange(spec.shape[dim]).reshape(shape), spec.shape)


_OTHERS: Mapping[str, Callable[..., Any]] = {
    "divide": _divide,
    "constant": _constant,
    "convert": lambda step, a: a,
    "reshape": lambda step, a: a,
    "transpose": lambda step, a: np.transpose(a, _numbers(step, "dims")),
    "broadcast_in_dim": _broadcast,
    "dot_general": _dot,
    "iota": _iota,
}


def _all_reduce(step: Step, values: list[Array]) -> list[Array]:
    if "stablehlo.add" not in step.text:
        raise UnimplementedError("the reference plugin runs stablehlo.all_reduce with a sum only")
    return [reduce(np.add, values)] * len(values)


def _permute(step: Step, values: list[Array]) -> list[Array]:
    found = re.search(r"source_target_pairs\s*=\s*dense<(.*?)>", step.text, re.DOTALL)
    if found is None:
        raise InvalidArgumentError("stablehlo.collective_permute: no source_target_pairs are given")
    results = [np.zeros_like(value) for value in values]
    for source, target in ast.literal_eval(found[1]):
        results[target] = values[source]
    return results


_ACROSS: Mapping[str, Callable[[Step, list[Array]], list[Array]]] = {
    "all_reduce": _all_reduce,
    "collective_permute": _permute,
}
