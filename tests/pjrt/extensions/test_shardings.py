"""Shardings of programs for four devices, on each plugin that tells them; and as messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import pjrt
from pjrt import protos
from pjrt.extensions import Shardings
from pjrt.sharding import Sharding
from tests.pjrt.programs import Compiled, add, module

FOUR = pjrt.CompileOptions(num_partitions=4, use_spmd_partitioning=True)
SHAPE = (8, 4)
PARAMETERS = (
    "{devices=[2,2]<=[4]}",
    "{devices=[2,1,2]<=[4] last_tile_dim_replicate}",
    "{replicated}",
    "{devices=[4,1]3,2,1,0}",
)
RESULTS = ("{devices=[2,2]<=[2,2]T(1,0)}", "{replicated}")
_T = "tensor<8x4xf32>"
SHARDED = module(
    ", ".join(f'%{n}: {_T} {{mhlo.sharding = "{sharding}"}}' for n, sharding in enumerate(PARAMETERS)),
    ", ".join(f'{_T} {{mhlo.sharding = "{sharding}"}}' for sharding in RESULTS),
    f"%a = stablehlo.add %0, %1 : {_T} %b = stablehlo.add %2, %3 : {_T} return %a, %b : {_T}, {_T}",
)


def check(plugin: pjrt.Plugin, program: pjrt.Executable, whole: pjrt.Executable) -> None:
    shardings = plugin.extension(Shardings)
    taken, given = shardings.parameters(program), shardings.outputs(program)
    assert taken is not None
    assert given is not None
    assert tuple(map(str, taken)) == PARAMETERS
    assert tuple(map(str, given)) == RESULTS
    assert [one.shard_shape(SHAPE) for one in taken] == [(4, 2), (4, 4), (8, 4), (2, 4)]
    assert program.output_shapes == tuple(one.shard_shape(SHAPE) for one in given)
    assert shardings.parameters(whole) is None
    assert shardings.outputs(whole) is None


def test_xla_on_the_host(client: pjrt.Client, compiled: Compiled) -> None:
    """What each device gets and gives is what the shardings say."""
    if not Shardings.supported(client.plugin):
        with pytest.raises(pjrt.UnsupportedError, match=r"extension Shardings needs API 0\.91, this"):
            client.plugin.extension(Shardings)
        return
    program = compiled(SHARDED, FOUR)
    check(client.plugin, program, compiled(add()))
    shardings = client.plugin.extension(Shardings)
    array = np.arange(32, dtype=np.float32).reshape(SHAPE)
    everything = (slice(None),) * 2
    parts = [
        dict.fromkeys(range(4), everything) if sharding.kind == "replicated" else sharding.shards(SHAPE)
        for sharding in shardings.parameters(program) or ()
    ]
    rows = program.execute([[array[part[device]] for part in parts] for device in range(4)])
    tiles = (shardings.outputs(program) or ())[0].shards(SHAPE)
    for device, (tile, whole) in enumerate(rows):
        assert tile.to_numpy().tolist() == (2 * array)[tiles[device]].tolist()
        assert whole.to_numpy().tolist() == (2 * array).tolist()


def test_tpu(libtpu: pjrt.Plugin, tpu: pjrt.Topology, tpu_program: pjrt.Executable) -> None:
    check(libtpu, tpu.compile(SHARDED, FOUR), tpu_program)


def test_gpu(cuda: pjrt.Plugin, h100: Callable[[str], pjrt.Topology], h100_program: pjrt.Executable) -> None:
    check(cuda, h100("1x1x4").compile(SHARDED, FOUR), h100_program)


def test_reference(reference: pjrt.Client) -> None:
    shardings, program = reference.plugin.extension(Shardings), reference.compile(add())
    assert shardings.parameters(program) is None
    assert shardings.outputs(program) is None
    with pytest.raises(TypeError, match=r"^executable: expected "):
        shardings.outputs(reference)  # type: ignore[arg-type]


# ------------------------------------------------------------------------ messages

KINDS = protos.message("xla.OpSharding").DESCRIPTOR.fields_by_name["type"].enum_type.values_by_name


def parse(kind: str = "OTHER", last: tuple[str, ...] = (), **fields: Any) -> Sharding:
    last_tile_dims = [KINDS[name].number for name in last]
    told = protos.message("xla.OpSharding")(type=KINDS[kind].number, last_tile_dims=last_tile_dims, **fields)
    return Sharding.parse(told.SerializeToString())


def tiled(*tiles: int, **fields: Any) -> Sharding:
    return parse(tile_assignment_dimensions=tiles, **fields)


@pytest.mark.parametrize(
    ("sharding", "text"),
    [
        (parse("REPLICATED"), "{replicated}"),
        (parse("MAXIMAL", tile_assignment_devices=[3]), "{maximal device=3}"),
        (parse("MANUAL"), "{manual}"),
        (parse("UNKNOWN"), "{unknown}"),
        (parse("UNREDUCED"), "{unreduced}"),
        (parse("TUPLE"), "{}"),
        (parse("TUPLE", tuple_shardings=[{}, {"type": KINDS["MANUAL"].number}]), "{{replicated}, {manual}}"),
        (tiled(4, 1, tile_assignment_devices=[3, 2, 1, 0]), "{devices=[4,1]3,2,1,0}"),
        (
            tiled(2, 2, iota_reshape_dims=[4], iota_transpose_perm=[0], is_shard_group=True, shard_group_id=3),
            "{devices=[2,2]<=[4] shard_as 3}",
        ),
        (parse("REPLICATED", is_shard_group=True, shard_group_type=1), "{replicated shard_like 0}"),
        (
            tiled(2, 1, 2, 2, iota_reshape_dims=[8], iota_transpose_perm=[0], last=("MANUAL", "REPLICATED")),
            "{devices=[2,1,2,2]<=[8] last_tile_dims={manual, replicated}}",
        ),
    ],
)
def test_how_xla_spells(sharding: Sharding, text: str) -> None:
    assert (str(sharding), repr(sharding)) == (text, f"<Sharding {text}>")
    assert Sharding.parse(sharding.serialize()) == sharding


def test_tiles() -> None:
    turned = tiled(2, 2, iota_reshape_dims=[2, 2], iota_transpose_perm=[1, 0])
    assert turned.tile_assignment is not None
    assert (turned.tile_assignment.tolist(), turned.tile_assignment.dtype) == ([[0, 2], [1, 3]], np.int64)
    assert turned == tiled(2, 2, tile_assignment_devices=[0, 2, 1, 3])
    assert hash(turned) == hash(tiled(2, 2, tile_assignment_devices=[0, 2, 1, 3]))
    assert str(Sharding("tiled", (2, 2), (0, 2, 1, 3))) == "{devices=[2,2]0,2,1,3}"
    assert not turned.replicate_on_last_tile_dim
    assert turned.shards((3, 5)) == {
        0: (slice(0, 2), slice(0, 3)),
        2: (slice(0, 2), slice(3, 5)),
        1: (slice(2, 3), slice(0, 3)),
        3: (slice(2, 3), slice(3, 5)),
    }
    twice = tiled(2, 1, 2, tile_assignment_devices=range(4), replicate_on_last_tile_dim=True)
    assert twice.replicate_on_last_tile_dim
    assert twice.shards((4, 4))[1] == twice.shards((4, 4))[0] == (slice(0, 2), slice(0, 4))
    one = parse("MAXIMAL", tile_assignment_devices=[3])
    assert (one.shards((2,)), one.tile_assignment) == ({3: (slice(0, 2),)}, None)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: tiled(2, tile_assignment_devices=[0]), "not as many as the devices"),
        (lambda: tiled(4, iota_reshape_dims=[4], iota_transpose_perm=[1]), "cannot be turned"),
        (lambda: tiled(1 << 40, iota_reshape_dims=[1 << 40], iota_transpose_perm=[0]), "cannot be turned"),
        (lambda: parse("MAXIMAL"), "a maximal sharding has one device, not 0"),
        (lambda: Sharding.parse(b"\x01\xff" * 9), r"not an xla\.OpSharding"),
        (lambda: parse("UNKNOWN").shard_shape((1,)), "says of no single array"),
        (lambda: parse("TUPLE").shard_shape((1,)), "says of no single array"),
        (lambda: tiled(2, tile_assignment_devices=[0, 1]).shard_shape((1, 1)), "has 2 dimensions"),
        (lambda: parse("REPLICATED").shards((1, 1)), "names no devices"),
        (lambda: parse(shard_group_type=7), "of a kind that nobody knows"),
        (lambda: Sharding("x"), "kind: expected one of"),  # type: ignore[arg-type]
        (lambda: Sharding("tiled", (2,), (0, 1), ("manual", "replicated")), "subgroups: expected 1 at most"),
    ],
)
def test_what_makes_no_sense(call: Callable[[], object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        call()
    with pytest.raises(TypeError, match=r"^serialized: expected bytes"):
        Sharding.parse("x")  # type: ignore[arg-type]


# ------------------------------------------------------------------------ meshes


def named(*dims: list[dict[str, Any]], sizes: tuple[int, ...] = (2, 4), mesh: Any = None, **fields: Any) -> Sharding:
    axes = [{"name": "xyz"[n], "size": size} for n, size in enumerate(sizes)]
    shardings = [{"axes": axis, "is_closed": True} for axis in dims]
    return parse(named_sharding={"mesh": {"axes": axes, **(mesh or {})}, "dim_shardings": shardings, **fields})


X, Y = {"mesh_axis_index": 0}, {"mesh_axis_index": 1}
HALF = {**Y, "sub_axis_info": {"pre_size": 1, "size": 2}}


@pytest.mark.parametrize(
    ("sharding", "text", "older"),
    [
        (
            named([X], [HALF]),
            "{mesh['x'=2,'y'=4], [{'x'}, {'y':(1)2}]}",
            tiled(2, 2, 2, tile_assignment_devices=range(8), replicate_on_last_tile_dim=True),
        ),
        (
            named([X], replicated_axes=[Y]),
            "{mesh['x'=2,'y'=4], [{'x'}], replicated={'y'}}",
            tiled(2, 4, tile_assignment_devices=range(8), replicate_on_last_tile_dim=True),
        ),
        (
            named([Y], manual_axes=[X]),
            "{mesh['x'=2,'y'=4], [{'y'}], manual={'x'}}",
            tiled(4, 2, iota_reshape_dims=[2, 4], iota_transpose_perm=[1, 0], last=("MANUAL",)),
        ),
        (
            named([X, Y], mesh={"device_ids": range(7, -1, -1)}),
            "{mesh['x'=2,'y'=4], device_ids=(7,6,5,4,3,2,1,0), [{'x', 'y'}]}",
            tiled(8, tile_assignment_devices=range(7, -1, -1)),
        ),
        (
            named([X, Y], mesh={"iota_transform": {"reshape_dims": [4, 2], "transpose_perm": [1, 0]}}),
            "{mesh['x'=2,'y'=4], device_ids=([4,2]T(1,0)), [{'x', 'y'}]}",
            tiled(8, iota_reshape_dims=[4, 2], iota_transpose_perm=[1, 0]),
        ),
        (named([]), "{replicated}", parse("REPLICATED")),
        (named([], unreduced_axes=[X, Y]), "{unreduced}", parse("UNREDUCED")),
        (
            named(sizes=(), mesh={"device_ids": [3]}),
            "{maximal device=3}",
            parse("MAXIMAL", tile_assignment_devices=[3]),
        ),
    ],
)
def test_meshes(sharding: Sharding, text: str, older: Sharding) -> None:
    """XLA makes the same of them, and spells them so; measured on jaxlib's HloSharding."""
    assert str(sharding) == text
    assert sharding == older


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: named([X], [X]), "uses an axis of its mesh twice"),
        (lambda: named([{"mesh_axis_index": 2}]), r"no axis 2 in a mesh of \[2, 4\]"),
        (lambda: named([{**Y, "sub_axis_info": {"pre_size": 3, "size": 2}}]), "an axis of 4 cannot be cut"),
        (lambda: named([X], mesh={"device_ids": [0, 1]}), "does not hold 2 devices"),
        (lambda: named([X], sizes=(0,)), "cannot be turned"),
    ],
)
def test_meshes_that_make_no_sense(call: Callable[[], object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        call()
