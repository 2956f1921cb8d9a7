"""Profiles as data: merged, and as Chrome traces, whatever is in them."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pjrt import chrome_trace, xspace
from pjrt.xspace import Span

INT64 = st.integers(-(2**63), 2**63 - 1)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
IDS = st.integers(0, 3)


@st.composite
def spaces(draw: st.DrawFn, times: st.SearchStrategy[int] = INT64, *, whole: bool = False) -> Any:
    """XSpaces with all that their schema allows, numbers that no metadata has included, unless they are to be whole."""
    known = st.just(set(range(4))) if whole else st.sets(IDS)
    space = xspace.new()
    space.hostnames.extend(draw(st.lists(TEXT, max_size=2)))
    for _ in range(draw(st.integers(0, 3))):
        plane = space.planes.add(name=draw(st.sampled_from(["/host:CPU", "/device:TPU:0", ""])))
        for number in draw(known):
            plane.stat_metadata[number].id = number
            plane.stat_metadata[number].name = draw(TEXT)
        for number in draw(known):
            kind = plane.event_metadata[number]
            kind.id, kind.name, kind.display_name = number, draw(TEXT), draw(TEXT)
            _add_stats(draw, kind.stats)
        for number in draw(st.lists(IDS, unique=True, max_size=2)):
            line = plane.lines.add(id=number, name=draw(TEXT), timestamp_ns=draw(times), duration_ps=draw(IDS))
            for _ in range(draw(st.integers(0, 3))):
                event = line.events.add(metadata_id=draw(IDS), duration_ps=draw(times))
                setattr(event, draw(st.sampled_from(["offset_ps", "num_occurrences"])), draw(times))
                _add_stats(draw, event.stats)
    return space


def _add_stats(draw: st.DrawFn, stats: Any) -> None:
    values: dict[str, st.SearchStrategy[Any]] = {
        "double_value": st.floats(),
        "uint64_value": st.integers(0, 2**64 - 1),
        "int64_value": INT64,
        "str_value": TEXT,
        "bytes_value": st.binary(max_size=3),
        "ref_value": IDS,
    }
    for kind in draw(st.lists(st.sampled_from([*values, ""]), max_size=3)):
        stat = stats.add(metadata_id=draw(IDS))
        if kind:
            setattr(stat, kind, draw(values[kind]))


def starts(space: Any) -> list[int]:
    """When its events begin, picoseconds, in order."""
    return sorted(
        line.timestamp_ns * 1000 + (event.offset_ps if event.WhichOneof("data") != "num_occurrences" else 0)
        for plane in space.planes
        for line in plane.lines
        for event in line.events
    )


# -------------------------------------------------------------- Chrome traces


def refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


@given(spaces())
def test_every_trace_is_valid(space: Any) -> None:
    text = gzip.decompress(chrome_trace.compress(space))
    trace = json.loads(text, parse_constant=refuse)
    assert set(trace) == {"displayTimeUnit", "otherData", "traceEvents"}
    events = trace["traceEvents"]
    named = [e for e in events if e["ph"] == "M"]
    timed = [e for e in events if e["ph"] == "X"]
    assert named + timed == events, "names come first"
    begins = starts(space)
    assert len(timed) == len(begins)
    for event in timed:
        assert (
            {"ph", "pid", "tid", "name", "ts", "dur"} <= set(event) <= {"ph", "pid", "tid", "name", "ts", "dur", "args"}
        )
        assert isinstance(event["name"], str)
        assert event["name"]
        assert event["ts"] >= 0
        assert event["dur"] >= 0
        assert all(isinstance(value, str | int | float | None) for value in event.get("args", {}).values())
        assert all(abs(v) <= 2**53 for v in event.get("args", {}).values() if isinstance(v, int))
    assert [e["ts"] for e in timed] == [(begin - begins[0]) / 1e6 for begin in begins]
    processes = {e["pid"]: e["args"]["name"] for e in named if e["name"] == "process_name"}
    assert list(processes.values()) == [p.name for p in space.planes if any(line.events for line in p.lines)]
    threads = {(e["pid"], e["tid"]) for e in named if e["name"] == "thread_name"}
    assert threads == {(e["pid"], e["tid"]) for e in timed}
    assert {e["name"] for e in named} <= {"process_name", "process_sort_index", "thread_name", "thread_sort_index"}


def test_what_encloses_comes_first() -> None:
    space = xspace.new()
    xspace.add_spans(space, [Span("inner", 5, 3, 1, "t"), Span("outer", 5, 10, 1, "t"), Span("next", 9, 1, 1, "t")])
    events = chrome_trace.convert(space)["traceEvents"]
    assert [(e["name"], e["ts"], e["dur"]) for e in events if e["ph"] == "X"] == [
        ("outer", 0.0, 0.01),
        ("inner", 0.0, 0.003),
        ("next", 0.004, 0.001),
    ]


def test_names_are_resolved() -> None:
    space = xspace.new()
    plane = space.planes.add(name="/device:TPU:0")
    line = plane.lines.add(id=2**60, display_name="Steps", name="hidden")
    kind = plane.event_metadata[7]
    kind.name, kind.display_name = "a long name", "short"
    for number, name in ((1, "first"), (2, "second"), (3, "third")):
        plane.stat_metadata[number].name = name
    kind.stats.add(metadata_id=1, str_value="of the kind")
    kind.stats.add(metadata_id=2, str_value="of the kind")
    event = line.events.add(metadata_id=7, num_occurrences=4, duration_ps=9)
    event.stats.add(metadata_id=1, ref_value=3)
    event.stats.add(metadata_id=9, double_value=float("nan"))
    process, _, thread, _, shown = chrome_trace.convert(space)["traceEvents"]
    assert process["args"] == {"name": "/device:TPU:0"}
    assert thread["args"] == {"name": "Steps"}
    assert shown["name"] == "short"
    assert shown["args"] == {
        "first": "third",
        "second": "of the kind",
        "stat 9": "nan",
        "num_occurrences": 4,
        "long_name": "a long name",
    }


# --------------------------------------------------------------------- merging


def seen(space: Any) -> list[str]:
    """All that can be read of its events, with all numbers resolved, in an order of their own."""
    found = []
    for plane in space.planes:
        for line in plane.lines:
            for event in line.events:
                begin = line.timestamp_ns * 1000
                counted = event.WhichOneof("data") == "num_occurrences"
                when = ("counts", event.num_occurrences) if counted else ("at", begin + event.offset_ps)
                kind = plane.event_metadata[event.metadata_id]
                stats, kinds = ([_stat(plane, stat) for stat in stats] for stats in (event.stats, kind.stats))
                name = kind.name, kind.display_name
                found.append(repr((plane.name, line.id, name, when, event.duration_ps, stats, kinds)))
    return sorted(found)


def _stat(plane: Any, stat: Any) -> tuple[str, str, str]:
    kind = stat.WhichOneof("value") or ""
    value = getattr(stat, kind) if kind else None
    shown = plane.stat_metadata[value].name if kind == "ref_value" else repr(value)
    return plane.stat_metadata[stat.metadata_id].name, kind, shown


TIMES = st.integers(0, 2**40)


@given(spaces(TIMES, whole=True), spaces(TIMES, whole=True))
def test_merging_loses_nothing(one: Any, other: Any) -> None:
    into = xspace.new()
    for space in (one, other):
        xspace.merge(into, space)
    assert seen(into) == sorted(seen(one) + seen(other))
    names = [plane.name for plane in into.planes]
    assert len(names) == len(set(names))
    assert sorted(set(names)) == sorted({plane.name for space in (one, other) for plane in space.planes})
    assert set(into.hostnames) == {*one.hostnames, *other.hostnames}


def test_numbers_stay_where_they_are_free() -> None:
    """In the plane of programs the number of an event's kind is the program's."""
    into, other = xspace.new(), xspace.new()
    for space, number in ((into, 2**62), (other, 2**61)):
        plane = space.planes.add(name="/host:metadata")
        plane.event_metadata[number].id = number
        plane.stat_metadata[1].id, plane.stat_metadata[1].name = 1, "Hlo Proto"
        plane.event_metadata[number].stats.add(metadata_id=1, bytes_value=b"hlo")
        plane.event_metadata[number].child_id.append(number)
        plane.stats.add(metadata_id=1, ref_value=1)
    xspace.merge(into, other)
    (plane,) = into.planes
    assert sorted(plane.event_metadata) == [2**61, 2**62]
    assert plane.event_metadata[2**61].child_id == [2**61]
    assert {number: kind.name for number, kind in plane.stat_metadata.items()} == {1: "Hlo Proto", 2: "Hlo Proto"}
    assert [stat.metadata_id for stat in plane.stats] == [1, 2]
    assert plane.stats[1].ref_value == 2


@pytest.mark.parametrize("starts", [(5, 9), (9, 5), (5, 5)])
def test_lines_of_one_thread_become_one(starts: tuple[int, int]) -> None:
    into = xspace.new()
    for start in starts:
        space = xspace.new()
        xspace.add_spans(space, [Span(f"at {start}", start, 2, 7, "main/7")])
        space.planes[0].lines[0].duration_ps = 2000
        xspace.merge(into, space)
    (line,) = into.planes[0].lines
    assert (line.timestamp_ns, line.duration_ps) == (5, (max(starts) - 5) * 1000 + 2000)
    assert [event.offset_ps for event in line.events] == [(start - 5) * 1000 for start in sorted(starts)]


def test_when_it_was_made() -> None:
    space = xspace.new()
    assert xspace.start_of(space) == 0
    xspace.add_spans(space, [Span("a", 1_000_005, 2, 7, "main/7")])
    space.planes[0].lines.add(id=1, timestamp_ns=3)  # of a plugin that counts from the start already
    xspace.set_session(space, 1_000_000, 1_000_009)
    assert [line.timestamp_ns for line in space.planes[0].lines] == [5, 3]
    assert xspace.start_of(space) == 1_000_000
    assert chrome_trace.convert(space)["otherData"]["start_ns"] == "1000005"
