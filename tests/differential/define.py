"""What a program of the catalogue is, and the words that the catalogue is written in.

Importing this, or the catalogue, imports no JAX: tests are collected in a process that has none.
"""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ml_dtypes
import numpy as np

Array = np.ndarray[Any, Any]
Input = Callable[[np.random.Generator], Array]
Stage = Callable[..., tuple[Any, tuple[Any, ...]]]


class _Lazy:
    """A module that is imported when something of it is used."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(importlib.import_module(self._name), attribute)


jax, jnp, lax = _Lazy("jax"), _Lazy("jax.numpy"), _Lazy("jax.lax")


@dataclass(frozen=True)
class Program:
    """A pure function and what it is called with.

    name: `group/what`. function: of JAX arrays. inputs: make its arguments, from a generator seeded by the name.
    donate: the arguments whose buffers a call consumes.
    stage: for what is more than `jax.jit(function)`: gets the host arrays, gives what `.lower(*args)` is called on,
    and the args. gspmd: the work is divided by GSPMD, XLA's older partitioner, not by Shardy.
    replicas: the function is the text of a module that so many devices run, each on arguments of its own.
    """

    name: str
    function: Any
    inputs: tuple[Input, ...]
    donate: tuple[int, ...] = ()
    stage: Stage | None = None
    gspmd: bool = False
    replicas: int = 1

    @property
    def group(self) -> str:
        return self.name.partition("/")[0]

    @property
    def file_name(self) -> str:
        return self.name.replace("/", ".")

    def arguments(self) -> tuple[Array, ...]:
        """The same in every process."""
        rng = np.random.default_rng(zlib.crc32(self.name.encode()))
        return tuple(make(rng) for make in self.inputs)


CATALOGUE: dict[str, Program] = {}


class Group:
    """Registers the programs of one group, by calls."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, name: str, function: Any, *inputs: Input, **more: Any) -> None:
        full = f"{self.name}/{name}"
        assert full not in CATALOGUE, full
        CATALOGUE[full] = Program(full, function, inputs, **more)


def dtype_of(name: str) -> np.dtype[Any]:
    """A dtype of numpy or of ml_dtypes by name."""
    return np.dtype(getattr(ml_dtypes, name, None) or name)


def _cast(values: Array, dtype: str) -> Array:
    with np.errstate(over="ignore", invalid="ignore"):
        return np.ascontiguousarray(values.astype(dtype_of(dtype))).reshape(values.shape)


def normal(*shape: int, dtype: str = "float32") -> Input:
    """Random numbers around zero; complex ones too."""

    def make(rng: np.random.Generator) -> Array:
        values = np.asarray(rng.standard_normal(shape))
        if dtype.startswith("complex"):
            values = values + 1j * rng.standard_normal(shape)
        return _cast(values, dtype)

    return make


def uniform(low: float, high: float, *shape: int, dtype: str = "float32") -> Input:
    """Random numbers of a range."""
    return lambda rng: _cast(np.asarray(rng.uniform(low, high, shape)), dtype)


def integers(low: int, high: int, *shape: int, dtype: str = "int32") -> Input:
    """Random integers from low to below high."""
    return lambda rng: _cast(np.asarray(rng.integers(low, high, shape)), dtype)


def booleans(*shape: int) -> Input:
    """Random truth values."""
    return integers(0, 2, *shape, dtype="bool")


def bits(*shape: int, dtype: str) -> Input:
    """Random bytes as numbers: the whole range of an integer type, and every kind of float."""
    kind = dtype_of(dtype)
    return lambda rng: np.frombuffer(rng.bytes(int(np.prod(shape)) * kind.itemsize), kind).reshape(shape)


def key(seed: int = 7) -> Input:
    """The raw key of JAX's default generator of random numbers."""
    return lambda rng: np.array([0, seed], np.uint32)


def given(values: Any, dtype: str = "float32") -> Input:
    """These values."""
    return lambda rng: _cast(np.asarray(values), dtype)


def special(dtype: str = "float32") -> Input:
    """Where floats are hard: zeros of both signs, infinities, NaN, the smallest and the largest, and plain ones."""
    info = ml_dtypes.finfo(dtype)
    edges = [info.smallest_subnormal, info.tiny, info.eps, info.max, 1 - float(info.epsneg), 1 + float(info.eps)]
    plain = [0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, np.pi, 10.0, 50.0, 88.0, 1e3, np.inf]
    positive = [float(value) for value in edges] + plain
    return given([*positive, *(-value for value in positive), np.nan], dtype)
