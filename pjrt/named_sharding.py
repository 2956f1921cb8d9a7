"""Shardings by the names of a mesh's axes, as tiles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np


class Named(NamedTuple):
    """tiles, ids, subgroups: as `Sharding` has them; no tiles where no dimension is cut and all are of one subgroup.

    text: as XLA spells it, such as `mesh['x'=2,'y'=4], [{'x'}]`.
    """

    tiles: tuple[int, ...]
    ids: tuple[int, ...]
    subgroups: tuple[str, ...]
    text: str


_MOST_DEVICES = 1 << 24


def iota(shape: Sequence[int], order: Sequence[int]) -> tuple[int, ...]:
    """0, 1, 2 … in an array of this shape, its dimensions in this order. Raises ValueError for what is no order."""
    if min(shape) < 1 or math.prod(shape) > _MOST_DEVICES or sorted(order) != list(range(len(shape))):
        raise ValueError(f"serialized: {tuple(shape)} cannot be turned by {tuple(order)}")
    return tuple(np.arange(math.prod(shape)).reshape(shape).transpose(order).ravel().tolist())


def read(told: Any) -> Named:
    """From an xla.NamedShardingProto. Raises ValueError for one that makes no sense."""
    axes = [(axis.name, axis.size) for axis in told.mesh.axes]
    sizes = [size for _, size in axes]
    ids, devices = _devices(told.mesh, sizes)
    if not axes:
        return Named((), ids, (), f"maximal_mesh[device_id={ids[0]}]")
    special = {"manual": told.manual_axes, "unreduced": told.unreduced_axes, "replicated": told.replicated_axes}
    dims = [dimension.axes for dimension in told.dim_shardings]
    refs = [ref for each in (*dims, *special.values()) for ref in each]
    parts = [_parts(number, size, refs) for number, size in enumerate(sizes)]
    flat = [(number, start, length) for number, part in enumerate(parts) for start, length in part]
    taken = [[i for ref in each for i in _taken(ref, sizes, flat)] for each in dims]
    rest = {name: [i for ref in each for i in _taken(ref, sizes, flat)] for name, each in special.items()}
    used = [i for each in (*taken, *rest.values()) for i in each]
    if len(set(used)) != len(used):
        raise ValueError("serialized: a sharding uses an axis of its mesh twice")
    named = {i for each in (*taken, rest["manual"], rest["unreduced"]) for i in each}
    rest["replicated"] = [i for i in range(len(flat)) if i not in named]
    groups = {name: each for name, each in rest.items() if math.prod(flat[i][2] for i in each) > 1}
    order = [i for each in (*taken, *groups.values()) for i in each]
    order += [i for i in range(len(flat)) if i not in order]
    turned = np.array(ids).reshape([length for *_, length in flat]).transpose(order).ravel()
    tiles = tuple(math.prod(flat[i][2] for i in each) for each in (*taken, *groups.values()))
    if "replicated" in groups:  # they all have the same: the order says nothing
        turned = np.sort(turned.reshape(-1, tiles[-1]), axis=1).ravel()
    mesh = ",".join(f"'{name}'={size}" for name, size in axes)
    spelled = ", ".join(_spelled(d.axes, axes, "" if d.is_closed else "?") for d in told.dim_shardings)
    text = f"mesh[{mesh}]{devices}, [{spelled}]"
    for name in ("replicated", "unreduced", "manual"):
        text += f", {name}={_spelled(special[name], axes, '')}" * bool(special[name])
    if all(size == 1 for size in tiles[: len(taken)]) and len(groups) < 2:
        tiles = ()
    return Named(tiles, tuple(turned.tolist()), tuple(groups), text)


def _devices(mesh: Any, sizes: list[int]) -> tuple[tuple[int, ...], str]:
    if mesh.device_ids:
        ids, text = tuple(mesh.device_ids), f", device_ids=({','.join(map(str, mesh.device_ids))})"
    elif mesh.HasField("iota_transform"):
        shape, order = list(mesh.iota_transform.reshape_dims), list(mesh.iota_transform.transpose_perm)
        spelled = ",".join(map(str, shape)), ",".join(map(str, order))
        ids, text = iota(shape or [1], order or [0]), f", device_ids=([{spelled[0]}]T({spelled[1]}))"
    else:
        ids, text = iota(sizes or [1], range(len(sizes or [1]))), ""
    if math.prod(sizes) != len(ids):
        raise ValueError(f"serialized: a mesh of {sizes} does not hold {len(ids)} devices")
    return ids, text


def _bounds(ref: Any, size: int) -> tuple[int, int]:
    """Where the part of an axis begins and ends, by how often the axis is cut there."""
    if not ref.HasField("sub_axis_info"):
        return 1, size
    return ref.sub_axis_info.pre_size, ref.sub_axis_info.pre_size * ref.sub_axis_info.size


def _parts(number: int, size: int, refs: list[Any]) -> list[tuple[int, int]]:
    """The axis in as many parts as are used of it, the major one first: where each begins, and its size."""
    cuts = sorted({1, size, *(cut for ref in refs if ref.mesh_axis_index == number for cut in _bounds(ref, size))})
    if cuts[0] < 1 or any(after % before for before, after in pairwise(cuts)) or cuts[-1] != size:
        raise ValueError(f"serialized: an axis of {size} cannot be cut at {cuts}")
    return [(before, after // before) for before, after in pairwise(cuts)] or [(1, 1)]


def _taken(ref: Any, sizes: list[int], flat: list[tuple[int, int, int]]) -> list[int]:
    """The parts that it means, by their place in all parts of all axes."""
    number = ref.mesh_axis_index
    if not 0 <= number < len(sizes):
        raise ValueError(f"serialized: there is no axis {number} in a mesh of {sizes}")
    start, end = _bounds(ref, sizes[number])
    return [
        i for i, (axis, at, _) in enumerate(flat) if axis == number and start <= at and (at < end or at == end == 1)
    ]


def _spelled(refs: Any, axes: list[tuple[str, int]], last: str) -> str:
    names = [f"'{axes[ref.mesh_axis_index][0]}'{_sub(ref)}" for ref in refs] + [last] * bool(last)
    return f"{{{', '.join(names)}}}"


def _sub(ref: Any) -> str:
    return f":({ref.sub_axis_info.pre_size}){ref.sub_axis_info.size}" if ref.HasField("sub_axis_info") else ""
