"""Profiles as Chrome traces: JSON in the trace event format, which chrome://tracing and Perfetto open."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from pjrt import xspace

_EXACT = 2**53
"""Whole numbers beyond it are not exact in JavaScript."""


class _Timed(NamedTuple):
    """An event with its times in picoseconds, the start since that of the profile."""

    start: int
    duration: int
    process: int
    thread: int
    name: str
    arguments: dict[str, Any]


def convert(space: Any) -> dict[str, Any]:
    """The trace of an XSpace: a process for each plane with events, a thread for each line, both in their order.

    Times are microseconds since the first event; `otherData` has that one's time, in nanoseconds since 1970. Events are
    in the order of their starts, those that enclose others first. Stats, of the event and of its kind, become
    arguments under their names; bytes are told by their number, and numbers that JavaScript cannot hold become text. An
    event that only counts how often something happened is where its line starts.
    """
    named: list[dict[str, Any]] = []
    timed: list[_Timed] = []
    for process, plane in enumerate((p for p in space.planes if any(line.events for line in p.lines)), 1):
        named += _named("process", plane.name, process, process)
        for thread, line in enumerate((line for line in plane.lines if line.events), 1):
            named += _named("thread", line.display_name or line.name or str(line.id), process, thread)
            timed += _events(plane, line, process, thread)
    timed.sort(key=lambda event: (event.start, -event.duration))
    first = timed[0].start if timed else 0
    return {
        "displayTimeUnit": "ns",
        "otherData": {
            "start_ns": str(xspace.start_of(space) + first // 1000),
            "hostnames": list(space.hostnames),
            "errors": list(space.errors),
            "warnings": list(space.warnings),
        },
        "traceEvents": named + [_complete(event, first) for event in timed],
    }


def compress(space: Any) -> bytes:
    """The trace of an XSpace as gzipped JSON, the same for the same XSpace."""
    text = json.dumps(convert(space), allow_nan=False, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)


def _named(what: str, name: str, process: int, thread: int) -> Iterator[dict[str, Any]]:
    """The name of a process or thread, and its place among the others."""
    place = {"ph": "M", "pid": process} | ({"tid": thread} if what == "thread" else {})
    yield {**place, "name": f"{what}_name", "args": {"name": name}}
    yield {**place, "name": f"{what}_sort_index", "args": {"sort_index": thread}}


def _events(plane: Any, line: Any, process: int, thread: int) -> Iterator[_Timed]:
    for event in line.events:
        kind = plane.event_metadata.get(event.metadata_id)
        arguments = {} if kind is None else _arguments(plane, kind.stats)
        arguments |= _arguments(plane, event.stats)
        offset = event.offset_ps
        if event.WhichOneof("data") == "num_occurrences":
            arguments["num_occurrences"] = _number(event.num_occurrences)
            offset = 0
        name = kind.display_name or kind.name if kind is not None else ""
        if name and name != kind.name:
            arguments.setdefault("long_name", kind.name)
        yield _Timed(
            start=line.timestamp_ns * 1000 + offset,
            duration=max(0, event.duration_ps),
            process=process,
            thread=thread,
            name=name or f"event {event.metadata_id}",
            arguments=arguments,
        )


def _complete(event: _Timed, first: int) -> dict[str, Any]:
    made: dict[str, Any] = {"ph": "X", "pid": event.process, "tid": event.thread, "name": event.name}
    made |= {"ts": (event.start - first) / 1e6, "dur": event.duration / 1e6}
    return made | ({"args": event.arguments} if event.arguments else {})


def _arguments(plane: Any, stats: Any) -> dict[str, Any]:
    return {_stat_name(plane, stat.metadata_id): _value(plane, stat) for stat in stats}


def _stat_name(plane: Any, number: int) -> str:
    known = plane.stat_metadata.get(number)
    return (known.name if known is not None else "") or f"stat {number}"


def _value(plane: Any, stat: Any) -> Any:
    kind = stat.WhichOneof("value")
    if kind is None:
        return None
    value = getattr(stat, kind)
    if kind == "ref_value":  # the text is the name of other metadata
        return _stat_name(plane, value)
    return f"{len(value)} bytes" if isinstance(value, bytes) else _number(value)


def _number(value: Any) -> Any:
    """What JSON and JavaScript can hold; text stays text."""
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return str(value) if isinstance(value, int) and abs(value) > _EXACT else value
