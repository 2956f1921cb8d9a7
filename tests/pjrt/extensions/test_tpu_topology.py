"""TPU topologies: what libtpu tells of them fits together, and what would abort it is refused first."""

from __future__ import annotations

import gc
import itertools
import math
import re

import numpy as np
import pytest

import pjrt
from pjrt.errors import InvalidArgumentError, UnimplementedError, UnsupportedError
from pjrt.extensions import TpuTopology
from pjrt.extensions.tpu_slice import Coordinates, Counts, PlatformConfig, SliceConfig, TpuSlice
from tests.pjrt.programs import Child, add

pytestmark = pytest.mark.download
SLICES = ("v4:2x2x1", "v5e:2x2", "v6e:2x2", "v5e:4x4", "v4:2x2x4", "v5e:8x8")
LIMITED = "v5e:8x8"
"""The one among them whose chips cannot all reach each other."""


@pytest.fixture(scope="module")
def tpus(libtpu: pjrt.Plugin) -> TpuTopology:
    return libtpu.extension(TpuTopology)


@pytest.fixture(scope="module", params=SLICES)
def tpu_slice(request: pytest.FixtureRequest, tpus: TpuTopology) -> TpuSlice:
    return tpus.of(pjrt.Topology(tpus.plugin, request.param))


def of(tpus: TpuTopology, name: str) -> TpuSlice:
    return tpus.of(pjrt.Topology(tpus.plugin, name))


def test_counts_fit_the_bounds(tpu_slice: TpuSlice) -> None:
    chips = math.prod(tpu_slice.chip_bounds)
    processes = math.prod(tpu_slice.process_bounds)
    assert tpu_slice.process_count == processes == len(tpu_slice.processes)
    assert tpu_slice.total == Counts(chips, chips * tpu_slice.per_chip.cores, chips * tpu_slice.per_chip.devices)
    assert tuple(count * processes for count in tpu_slice.per_process) == tpu_slice.total
    assert math.prod(tpu_slice.chips_per_process_bounds) == tpu_slice.per_process.chips
    assert tpu_slice.per_chip.chips == 1
    products = zip(tpu_slice.process_bounds, tpu_slice.chips_per_process_bounds, strict=True)
    assert tuple(a * b for a, b in products) == tpu_slice.chip_bounds
    assert len(tpu_slice.topology.devices) == tpu_slice.total.devices
    assert repr(tpu_slice).startswith("<TpuSlice ")


def test_every_chip_and_device_leads_to_itself(tpu_slice: TpuSlice) -> None:
    assert [chip.id for chip in tpu_slice.chips] == list(range(tpu_slice.total.chips))
    assert [device.id for device in tpu_slice.devices] == list(range(tpu_slice.total.devices))
    assert {chip.coordinates for chip in tpu_slice.chips} == set(
        itertools.product(*(range(bound) for bound in tpu_slice.chip_bounds))
    )
    for chip in tpu_slice.chips:
        assert tpu_slice.chip(chip.coordinates) == chip
        assert tpu_slice.chip(list(chip.coordinates)) == chip
        for index, id in enumerate(chip.devices):
            device = tpu_slice.device(id)
            assert (device.chip, device.index_on_chip, device.process) == (chip.coordinates, index, chip.process)
            assert device.index_on_process == chip.index_on_process * len(chip.devices) + index
    told = {d.id: (tuple(d.attributes["coords"]), d.process_index) for d in tpu_slice.topology.devices}  # type: ignore[arg-type]
    assert told == {device.id: (device.chip, device.process) for device in tpu_slice.devices}


def test_processes(tpu_slice: TpuSlice) -> None:
    assert {process.coordinates for process in tpu_slice.processes} == set(
        itertools.product(*(range(bound) for bound in tpu_slice.process_bounds))
    )
    for process in tpu_slice.processes:
        mine = [device for device in tpu_slice.devices if device.process == process.id]
        assert sorted(process.devices) == [device.id for device in mine]
        assert sorted(device.index_on_process for device in mine) == list(range(tpu_slice.per_process.devices))


def test_links(tpu_slice: TpuSlice) -> None:
    assert tpu_slice.wrap == (False,) * 3
    assert not tpu_slice.is_twisted
    pairs = set(map(frozenset, itertools.combinations([chip.coordinates for chip in tpu_slice.chips], 2)))
    assert tpu_slice.links == {pair for pair in pairs if _distance(*pair) == 1}
    assert tpu_slice.has_enhanced_barrier
    limited = len(tpu_slice.chips) == 64
    assert tpu_slice.has_limited_connectivity == limited
    assert tpu_slice.routing_strategy == ("nhop" if limited else "mesh")
    if tpu_slice.chip_bounds[2] > 1:
        with pytest.raises(InvalidArgumentError, match="must be 2d for limited ICI routing"):
            tpu_slice.is_reachable(0, 1)
        return
    for chip in tpu_slice.chips[:9]:
        reached = {other.id for other in tpu_slice.chips if tpu_slice.is_reachable(chip.id, other.id)}
        linked = {tpu_slice.chip(place).id for place in tpu_slice.neighbors(chip.coordinates)}
        assert linked <= reached < set(range(tpu_slice.total.chips))


def _distance(one: Coordinates, other: Coordinates) -> int:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


def test_a_torus(tpus: TpuTopology) -> None:
    ring = tpus.of(pjrt.Topology(tpus.plugin, "v5e:4x4", options={"wrap": [1, 0, 0]}))
    assert ring.wrap == (True, False, False)
    assert set(ring.neighbors((0, 0, 0))) == {(3, 0, 0), (1, 0, 0), (0, 1, 0)}
    assert len(ring.links) == 4 * 4 + 4 * 3
    twisted = tpus.of(pjrt.Topology(tpus.plugin, "v4:4x4x8_twisted", options={"wrap": [1, 1, 1]}))
    assert twisted.is_twisted
    with pytest.raises(UnsupportedError, match="the links of a twisted torus are not known"):
        twisted.neighbors((0, 0, 0))


def test_subslices(tpus: TpuTopology) -> None:
    whole = of(tpus, "v5e:4x4")
    made = whole.subslice((2, 2, 1), (2, 1, 1))
    part = tpus.of(made)
    assert (whole.is_subslice, part.is_subslice) == (False, True)
    assert (part.chip_bounds, part.process_bounds, len(made.devices)) == ((4, 2, 1), (2, 1, 1), 8)
    for device in whole.devices:
        inside = device.chip[1] >= 2
        if inside:
            id = whole.subslice_device_id(made, (0, 2, 0), device.id)
            x, y, z = part.device(id).chip
            assert (x, y + 2, z) == device.chip
        else:
            with pytest.raises(ValueError, match=r"^device_id: \d+, on the chip .*, is not in <TpuSlice 4x2x1"):
                whole.subslice_device_id(made, (0, 2, 0), device.id)
    again = pjrt.Topology.deserialize(tpus.plugin, made.serialize())
    assert tpus.of(again).is_subslice
    assert again.fingerprint == made.fingerprint
    assert tpus.of(part.subslice([1, 1, 1], [1, 1, 1])).total.chips == 1
    del whole
    gc.collect()
    assert made.compile(add()).name == "m"  # the whole has gone


def test_other_numbers_of_hosts(tpus: TpuTopology) -> None:
    whole = of(tpus, "v4:2x2x1")
    made = whole.replace_host_bounds((1, 1, 2))
    more = tpus.of(made)
    assert (more.chip_bounds, more.process_count, more.is_subslice) == ((2, 2, 2), 2, False)
    assert len(made.devices) == more.total.devices == 16
    assert made.compile(add()).name == "m"
    fewer = tpus.of(of(tpus, "v5e:4x4").replace_host_bounds(np.array([1, 1, 1]).tolist()))
    assert fewer.total.chips == 4


def test_slice_configs(tpus: TpuTopology) -> None:
    assert tpus.default_platform_config("tpuv5e") == PlatformConfig(chips_per_tray=4, trays=2)
    assert tpus.default_platform_config("tpuv4") == PlatformConfig(4, 1)
    assert tpus.slice_config("tpuv5e", "8x16") == SliceConfig((8, 16), (False, True), False)
    for suffix, twist in (("", True), ("_twisted", True), ("_untwisted", False)):
        assert tpus.slice_config("tpuv4", f"4x4x8{suffix}") == SliceConfig((4, 4, 8), (True, True, True), twist)
    for platform in ("tpuv5e", "tpuv4"):
        every = tpus.slice_configs(platform)
        assert len(every) == len(set(every)) > 7
        for config in every[:9]:
            suffix = "" if len(config.dimensions) == 2 else "_twisted" if config.twist else "_untwisted"
            assert tpus.slice_config(platform, config.name + suffix) == config
    for wrong in (
        lambda: tpus.slice_config("tpuv5e", "3x3"),
        lambda: tpus.slice_config("v5e", "2x2"),
        lambda: tpus.slice_configs("nope"),
        lambda: tpus.default_platform_config(""),
    ):
        with pytest.raises(InvalidArgumentError, match="Unsupported "):
            wrong()
    with pytest.raises(TypeError, match=r"^platform: expected a str, got 5$"):
        tpus.slice_configs(5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"^name: expected a str, got None$"):
        tpus.slice_config("tpuv4", None)  # type: ignore[arg-type]


def test_what_libtpu_refuses(tpus: TpuTopology) -> None:
    whole = of(tpus, "v5e:4x4")
    with pytest.raises(InvalidArgumentError, match="chip bounds 6,2,1 exceed the full slice chip bounds 4,4,1"):
        whole.subslice((2, 2, 1), (3, 1, 1))
    with pytest.raises(InvalidArgumentError, match="not a supported slice topology"):
        of(tpus, "v4:2x2x4").subslice((1, 2, 1), (1, 1, 2))
    with pytest.raises(UnimplementedError, match="ChipBounds is unsupported"):
        tpus.of(pjrt.Topology(tpus.plugin, "v5e:2x2", options={"num_slices": 2}))


WRONG = [
    ("s.device(-1)", ValueError, r"^id: expected 0 to 15, got -1$"),
    ("s.device(16)", ValueError, r"^id: expected 0 to 15, got 16$"),
    ("s.device(2**40)", ValueError, r"^id: \d+ does not fit 32 bits$"),
    ('s.device("0")', TypeError, r"^id: expected an int, got '0'$"),
    ("s.device(True)", TypeError, r"^id: expected an int, got True$"),
    ("s.is_reachable(-1, 0)", ValueError, r"^source: expected 0 to 15, got -1$"),
    ("s.is_reachable(0, 16)", ValueError, r"^destination: expected 0 to 15, got 16$"),
    ("s.chip((4, 0, 0))", ValueError, r"^coordinates: \(4, 0, 0\) is outside \(4, 4, 1\)$"),
    ("s.chip((-1, 0, 0))", ValueError, "^coordinates: .* is outside"),
    ("s.chip((0, 0))", ValueError, r"^coordinates: expected 3 numbers, got \(0, 0\)$"),
    ("s.chip((0,) * 4)", ValueError, "^coordinates: expected 3 numbers, got "),
    ("s.chip(())", ValueError, "^coordinates: expected 3 numbers, got "),
    ('s.chip("000")', TypeError, "^coordinates: expected a tuple of ints, got '000'$"),
    ("s.chip((0.0, 0, 0))", TypeError, r"^coordinates: expected an int, got 0\.0$"),
    ("s.neighbors((0, 0, 1))", ValueError, "^coordinates: .* is outside"),
    ("s.subslice((1,) * 4, (1,) * 4)", ValueError, "^chips_per_host: expected 3 numbers"),
    ("s.subslice((1, 1, 1), (0, 1, 1))", ValueError, "^hosts: expected 1 or more along each"),
    ("s.replace_host_bounds((1,) * 4)", ValueError, "^hosts: expected 3 numbers, got "),
    ("s.replace_host_bounds(5)", TypeError, "^hosts: expected a tuple of ints, got 5$"),
    ("s.replace_host_bounds((1 << 10, 1 << 10, 1))", ValueError, "more than 1,048,576 devices$"),
    ("s.subslice_device_id(s.topology, (0, 0), 0)", ValueError, "^origin: "),
    ("s.subslice_device_id(s.topology, (-1, 0, 0), 0)", ValueError, "^origin: .* is outside"),
    ("s.subslice_device_id(s.topology, (0, 0, 0), -1)", ValueError, "^id: expected 0 to 15"),
    ("s.subslice_device_id(s.topology, (1, 0, 0), 1)", ValueError, "does not lie in <TpuSlice 4x4x1"),
    ("s.subslice_device_id(s, (0, 0, 0), 0)", TypeError, "^topology: expected a Topology"),
]


def test_what_would_abort_is_refused(in_child: Child) -> None:
    report = in_child(
        f"calls = {[row[0] for row in WRONG]!r}\n"
        + """
tpus = pjrt.load("libtpu").extension(pjrt.extensions.TpuTopology)
s = tpus.of(pjrt.Topology("libtpu", "v5e:4x4"))
report["wrong"] = [attempt(lambda: eval(call)) for call in calls]
if os.fork() == 0:
    try:
        s.chips
    except pjrt.ClosedError:
        os._exit(7)
report["fork"] = os.waitstatus_to_exitcode(os.wait()[1])
"""
    )
    for (call, error, message), (kind, text) in zip(WRONG, report["wrong"], strict=True):
        assert kind == error.__name__, (call, text)
        assert re.search(message, text), (call, text)
    assert report["fork"] == 7


def test_a_subslice_of_other_chips(tpus: TpuTopology) -> None:
    with pytest.raises(ValueError, match=r"^subslice: .* is of another kind of chips than "):
        of(tpus, "v5e:4x4").subslice_device_id(pjrt.Topology(tpus.plugin, "v6e:2x2"), (0, 0, 0), 0)


def test_topologies_of_other_plugins(tpus: TpuTopology, reference: pjrt.Client) -> None:
    with pytest.raises(ValueError, match="is not of the plugin 'libtpu'"):
        tpus.of(reference.topology)
    with pytest.raises(TypeError, match=r"^topology: expected a Topology, got 'v5e:2x2'"):
        tpus.of("v5e:2x2")  # type: ignore[arg-type]
