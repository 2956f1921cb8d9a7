"""Shardings: which part of an array each device has."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np

from pjrt import messages, named_sharding

Kind: TypeAlias = Literal["replicated", "maximal", "tiled", "tuple", "manual", "unknown", "unreduced"]

_KINDS: dict[str, Kind] = {
    "REPLICATED": "replicated",
    "MAXIMAL": "maximal",
    "TUPLE": "tuple",
    "OTHER": "tiled",
    "MANUAL": "manual",
    "UNKNOWN": "unknown",
    "UNREDUCED": "unreduced",
}
"""By the name of an xla.OpSharding.Type."""


@dataclass(frozen=True, slots=True, repr=False)
class Sharding:
    """Which part of an array each device has. Equal are those that give the same parts to the same devices.

    kind: "replicated", all of it on each; "maximal", all of it on one; "tiled", a tile on each; "manual", the program's
    own affair; "unreduced", a summand on each; "unknown"; "tuple", that of several arrays, in `elements`.
    tiles: into how many parts each dimension is cut; then, how many devices each of `subgroups` has.
    device_ids: a device for each tile, the last of `tiles` counting fastest; logical ids, as partitions are numbered.
    subgroups: what the last of `tiles` are, if not dimensions: "replicated", "manual" or "unreduced" among devices.
    group: ("as", n) or ("like", n) for one that is to be as others of the group n.
    Raises ValueError for another number of devices than of tiles. C: a serialized xla.OpSharding.
    """

    kind: Kind
    tiles: tuple[int, ...] = ()
    device_ids: tuple[int, ...] = ()
    subgroups: tuple[Kind, ...] = ()
    elements: tuple[Sharding, ...] = ()
    group: tuple[Literal["as", "like"], int] | None = None
    _devices: str = field(default="", compare=False)
    """How the assignment is spelled, such as `devices=[2,2]<=[4]`, where it is not by `device_ids`."""

    def __post_init__(self) -> None:
        if self.kind not in _KINDS.values():
            raise ValueError(f"kind: expected one of {', '.join(_KINDS.values())}, got {self.kind!r}")
        tiles, ids = self.tiles, self.device_ids
        if self.kind == "maximal" and len(ids) != 1:
            raise ValueError(f"device_ids: a maximal sharding has one device, not {len(ids)}")
        if self.kind == "tiled" and (not tiles or min(tiles) < 1 or math.prod(tiles) != len(ids)):
            raise ValueError(f"tiles: {tiles} are not as many as the devices, {len(ids)}")
        if len(self.subgroups) > len(tiles):
            raise ValueError(f"subgroups: expected {len(tiles)} at most, got {self.subgroups}")

    @classmethod
    def parse(cls, serialized: bytes) -> Sharding:
        """What a serialized xla.OpSharding says. Raises TypeError for no bytes, ValueError for no such message."""
        from google.protobuf.message import DecodeError

        if not isinstance(serialized, bytes | bytearray | memoryview):
            raise TypeError(f"serialized: expected bytes, got {serialized!r:.80}")
        told = messages.new("xla.OpSharding")
        try:
            told.ParseFromString(bytes(serialized))
        except DecodeError as error:
            raise ValueError(f"serialized: not an xla.OpSharding: {error}") from None
        return _read(told)

    def serialize(self) -> bytes:
        """The bytes of an xla.OpSharding, for `parse` and for plugins; the devices are listed, however they came."""
        made = messages.new("xla.OpSharding")
        _write(self, made)
        return bytes(made.SerializeToString(deterministic=True))

    @property
    def tile_assignment(self) -> np.ndarray[Any, Any] | None:
        """The device of each tile, int64, of the shape `tiles`; None where there are no tiles."""
        return np.array(self.device_ids, np.int64).reshape(self.tiles) if self.kind == "tiled" else None

    @property
    def replicate_on_last_tile_dim(self) -> bool:
        """Whether the devices along the last of `tiles` have the same."""
        return self.subgroups[-1:] == ("replicated",)

    def shard_shape(self, shape: Sequence[int]) -> tuple[int, ...]:
        """The shape of a device's part of an array of this shape; the last parts of a dimension are padded to it.

        Raises ValueError for another number of dimensions, and for a sharding that is unknown or of several arrays.
        """
        return tuple(-(-size // parts) for size, parts in zip(shape, self._cut(shape), strict=True))

    def shards(self, shape: Sequence[int]) -> dict[int, tuple[slice, ...]]:
        """What each device has of an array of this shape, by device id; `array[shards[id]]` gives it, without padding.

        Raises what `shard_shape` raises, and ValueError where no devices are named: the array is replicated, or manual.
        """
        part = self.shard_shape(shape)
        if not self.device_ids:
            raise ValueError(f"{self} names no devices")
        places = np.ndindex(*self.tiles) if self.tiles else [(0,) * len(part)]
        made = {}
        for device, place in zip(self.device_ids, places, strict=True):
            starts = [min(i * n, size) for i, n, size in zip(place, part, shape, strict=False)]
            stops = [min(start + n, size) for start, n, size in zip(starts, part, shape, strict=True)]
            made[device] = tuple(map(slice, starts, stops))
        return made

    def __str__(self) -> str:
        """As XLA spells it, such as `{devices=[2,1]<=[2]}`; `mhlo.sharding` in a program takes it so."""
        if self.kind == "tuple":
            return f"{{{', '.join(map(str, self.elements))}}}"
        words = [self._words()]
        if self.group is not None:
            words.append(f"shard_{self.group[0]} {self.group[1]}")
        return f"{{{' '.join(words)}}}"

    def __repr__(self) -> str:
        return f"<Sharding {self}>"

    def _words(self) -> str:
        if self.kind == "maximal":
            return f"maximal device={self.device_ids[0]}"
        if self.kind != "tiled":
            return self.kind
        if self._devices.startswith("mesh"):
            return self._devices
        devices = self._devices or f"devices=[{_join(self.tiles)}]{_join(self.device_ids)}"
        if self.subgroups == ("replicated",):
            return f"{devices} last_tile_dim_replicate"
        return f"{devices} last_tile_dims={{{', '.join(self.subgroups)}}}" if self.subgroups else devices

    def _cut(self, shape: Sequence[int]) -> tuple[int, ...]:
        if self.kind in ("unknown", "tuple"):
            raise ValueError(f"{self} says of no single array what a device has of it")
        if self.kind != "tiled":
            return (1,) * len(shape)
        cut = self.tiles[: len(self.tiles) - len(self.subgroups)]
        if len(cut) != len(shape):
            raise ValueError(f"shape: {tuple(shape)} has {len(shape)} dimensions; {self} is of {len(cut)}")
        return cut


def _join(numbers: Sequence[int]) -> str:
    return ",".join(map(str, numbers))


def _read(told: Any) -> Sharding:
    """From an xla.OpSharding."""
    kinds = told.DESCRIPTOR.fields_by_name["type"].enum_type.values_by_number
    groups = told.DESCRIPTOR.fields_by_name["shard_group_type"].enum_type.values_by_number
    numbers = [told.type, *told.last_tile_dims]
    if not all(number in kinds for number in numbers) or told.shard_group_type not in groups:
        raise ValueError("serialized: an xla.OpSharding of a kind that nobody knows")
    group: Any = (groups[told.shard_group_type].name.lower(), told.shard_group_id) if told.is_shard_group else None
    if told.HasField("named_sharding"):
        return _of_mesh(told.named_sharding, group)
    kind, *subgroups = (_KINDS[kinds[number].name] for number in numbers)
    tiles, ids = tuple(told.tile_assignment_dimensions), tuple(told.tile_assignment_devices)
    if kind == "maximal":
        return Sharding(kind, (), ids, group=group)
    if kind != "tiled":
        return Sharding(kind, elements=tuple(map(_read, told.tuple_shardings)), group=group)
    shape, order = tuple(told.iota_reshape_dims), tuple(told.iota_transpose_perm)
    spelling = ""
    if shape:
        ids = named_sharding.iota(shape, order)
        turned = f"T({_join(order)})" * (order != tuple(range(len(shape))))
        spelling = f"devices=[{_join(tiles)}]<=[{_join(shape)}]{turned}"
    if not subgroups and told.replicate_on_last_tile_dim:
        subgroups = ["replicated"]
    return Sharding(kind, tiles, ids, tuple(subgroups), group=group, _devices=spelling)


def _of_mesh(told: Any, group: Any) -> Sharding:
    """From an xla.NamedShardingProto: tiles, as the older form has them."""
    made = named_sharding.read(told)
    if not told.mesh.axes:  # one device, or no mesh at all: XLA's way to say "replicated"
        return Sharding("maximal", (), made.ids, group=group) if told.mesh.device_ids else Sharding("replicated")
    subgroups: Any = made.subgroups
    if not made.tiles:
        return Sharding(subgroups[0] if subgroups else "replicated", group=group)
    return Sharding("tiled", made.tiles, made.ids, subgroups, group=group, _devices=made.text)


def _write(sharding: Sharding, made: Any) -> None:
    """Fills in an xla.OpSharding."""
    kinds = made.DESCRIPTOR.fields_by_name["type"].enum_type.values_by_name
    numbers = {kind: kinds[name].number for name, kind in _KINDS.items()}
    made.type = numbers[sharding.kind]
    made.tile_assignment_dimensions.extend(sharding.tiles)
    made.tile_assignment_devices.extend(sharding.device_ids)
    if sharding.subgroups == ("replicated",):
        made.replicate_on_last_tile_dim = True
    else:
        made.last_tile_dims.extend(numbers[kind] for kind in sharding.subgroups)
    for element in sharding.elements:
        _write(element, made.tuple_shardings.add())
    if sharding.group is not None:
        made.is_shard_group, made.shard_group_id = True, sharding.group[1]
        groups = made.DESCRIPTOR.fields_by_name["shard_group_type"].enum_type.values_by_name
        made.shard_group_type = groups[sharding.group[0].upper()].number
