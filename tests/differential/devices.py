"""How programs of several devices are staged: four devices as a mesh, arrays spread over it."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from tests.differential.define import Array, Stage, jax

Spec = tuple[Any, ...]
"""A mesh axis, or None, for each dimension; () is the whole array on every device."""


def _mesh(shape: tuple[int, ...]) -> Any:
    kinds = (jax.sharding.AxisType.Auto,) * len(shape)
    return jax.make_mesh(shape, ("i", "j")[: len(shape)], axis_types=kinds)


def _place(mesh: Any, spec: Spec) -> Any:
    return jax.NamedSharding(mesh, jax.P(*spec))


def spread(function: Any, given: list[Spec], back: Any, mesh: tuple[int, ...] = (4,), pinned: bool = False) -> Stage:
    """The compiler divides the work. given, back: how arguments and results lie.

    pinned: the function is made by one that gets `pin(array, *spec)`, which says how an array lies in between.
    """

    def stage(*arrays: Array, **jit: Any) -> tuple[Any, tuple[Any, ...]]:
        grid = _mesh(shape=mesh)

        def pin(array: Any, *spec: Any) -> Any:
            return jax.lax.with_sharding_constraint(array, _place(grid, spec))

        places = jax.tree.map(lambda spec: _place(grid, spec), back, is_leaf=lambda node: isinstance(node, tuple))
        arguments = tuple(jax.device_put(a, _place(grid, spec)) for a, spec in zip(arrays, given, strict=True))
        return jax.jit(function(pin) if pinned else function, out_shardings=places, **jit), arguments

    return stage


def each(function: Callable[..., Any], given: list[Spec], back: Any, mesh: tuple[int, ...] = (4,)) -> Stage:
    """Each device runs the function on its part; collectives move data between them."""

    def stage(*arrays: Array, **jit: Any) -> tuple[Any, tuple[Any, ...]]:
        grid = _mesh(mesh)
        into = tuple(jax.P(*spec) for spec in given)
        out = jax.tree.map(lambda spec: jax.P(*spec), back, is_leaf=lambda node: isinstance(node, tuple))
        places = jax.tree.map(lambda spec: jax.NamedSharding(grid, spec), out)
        mapped = jax.shard_map(function, mesh=grid, in_specs=into, out_specs=out, check_vma=False)
        arguments = tuple(jax.device_put(a, _place(grid, spec)) for a, spec in zip(arrays, given, strict=True))
        return jax.jit(mapped, out_shardings=places, **jit), arguments

    return stage


def arranged(function: Any, given: list[tuple[int, ...] | None], back: Any) -> Stage:
    """One device; arguments and results lie in memory in these orders of dimensions, the slowest first.

    None is the compiler's choice.
    """

    def stage(*arrays: Array, **jit: Any) -> tuple[Any, tuple[Any, ...]]:
        layout = importlib.import_module("jax.experimental.layout")
        device = jax.sharding.SingleDeviceSharding(jax.devices()[0])

        def form(order: tuple[int, ...] | None) -> Any:
            return layout.Format(layout.Layout.AUTO if order is None else layout.Layout(order), device)

        into = tuple(map(form, given))
        out = jax.tree.map(form, back, is_leaf=lambda node: node is None or isinstance(node, tuple))
        free = [
            jax.ShapeDtypeStruct(a.shape, a.dtype) if order is None else None
            for a, order in zip(arrays, given, strict=True)
        ]
        arguments = tuple(
            struct or jax.device_put(a, place) for struct, a, place in zip(free, arrays, into, strict=True)
        )
        return jax.jit(function, in_shardings=into, out_shardings=out, **jit), arguments

    return stage
