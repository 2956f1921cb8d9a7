"""Profiles as data: tensorflow.profiler.XSpace messages, read, built and merged.

An XSpace has planes, one for a host or a device; a plane has lines, one for a thread or a queue; a line has events.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any, NamedTuple, TypeAlias

from pjrt import messages
from pjrt.errors import DataLossError

HOST = "/host:CPU"
"""The plane that viewers show the threads of the host from."""

Stat: TypeAlias = "int | float | str | bytes"

_SESSION, _START, _STOP = "Task Environment", "profile_start_time", "profile_stop_time"
"""The plane that viewers read from when the profile was made, and the names of its stats, nanoseconds since 1970."""


class Span(NamedTuple):
    """Something that a thread did.

    start, duration: nanoseconds, the start since 1970; thread: its number; thread_name: what its line is called;
    stats: what is known of it besides, by name.
    """

    name: str
    start: int
    duration: int
    thread: int
    thread_name: str
    stats: Mapping[str, Stat] = {}


def new() -> Any:
    """An empty XSpace."""
    return messages.new("tensorflow.profiler.XSpace")


def parse(serialized: bytes, function: str = "") -> Any:
    """The XSpace in bytes as a plugin gives them. Raises DataLossError for bytes that are none.

    function: the C function that gave them, for the message.
    """
    from google.protobuf.message import DecodeError

    problem = ""
    # Plugins of XLA put a zero byte behind it, which is none of its.
    for data in (serialized, serialized.removesuffix(b"\0")):
        try:
            return type(new()).FromString(data)
        except DecodeError as error:
            problem = problem or str(error)
    raise DataLossError(f"{len(serialized)} bytes are no tensorflow.profiler.XSpace: {problem}", function=function)


# -------------------------------------------------------------------- building


def add_spans(space: Any, spans: Iterable[Span], plane: str = HOST) -> None:
    """Adds a plane with the spans, a line for each thread, to an XSpace, in the order of their starts."""
    made = space.planes.add(name=plane)
    events, stats = _Names(made.event_metadata), _Names(made.stat_metadata)
    lines: dict[int, Any] = {}
    for span in sorted(spans, key=lambda span: (span.start, -span.duration)):
        line = lines.get(span.thread)
        if line is None:
            name = _text(span.thread_name)
            line = lines[span.thread] = made.lines.add(id=span.thread, name=name, timestamp_ns=span.start)
        event = line.events.add(
            metadata_id=events.number(span.name),
            offset_ps=(span.start - line.timestamp_ns) * 1000,
            duration_ps=span.duration * 1000,
        )
        for key, value in span.stats.items():
            _set_stat(event.stats.add(metadata_id=stats.number(key)), value)


class _Names:
    """The numbers of names in a plane's table of metadata."""

    def __init__(self, table: Any) -> None:
        self._table = table
        self._numbers: dict[str, int] = {}
        self._next = count(1)

    def number(self, name: str) -> int:
        if name not in self._numbers:
            number = self._numbers[name] = next(self._next)
            self._table[number].id = number
            self._table[number].name = _text(name)
        return self._numbers[name]


def _set_stat(stat: Any, value: Stat) -> None:
    if isinstance(value, bytes):
        stat.bytes_value = value
    elif isinstance(value, str):
        stat.str_value = _text(value)
    elif isinstance(value, float):
        stat.double_value = value
    elif value < 2**63:
        stat.int64_value = value
    else:
        stat.uint64_value = value


def _text(text: str) -> str:
    """As protobuf takes it, which knows no surrogates."""
    return text.encode(errors="backslashreplace").decode()


def set_session(space: Any, start: int, stop: int) -> None:
    """Notes when the profile was made, nanoseconds since 1970, and has its lines count from the start.

    Viewers want that: a time since 1970 in picoseconds does not fit their 64 bits.
    """
    for line in (line for plane in space.planes for line in plane.lines if line.timestamp_ns >= start):
        line.timestamp_ns -= start
    plane = space.planes.add(name=_SESSION)
    stats = _Names(plane.stat_metadata)
    for name, value in ((_START, start), (_STOP, stop)):
        plane.stats.add(metadata_id=stats.number(name), uint64_value=value)


def start_of(space: Any) -> int:
    """What times in it count from, nanoseconds since 1970: 0 for one without `set_session`."""
    for plane in (plane for plane in space.planes if plane.name == _SESSION):
        for stat in plane.stats:
            if plane.stat_metadata[stat.metadata_id].name == _START:
                return int(stat.uint64_value)
    return 0


# --------------------------------------------------------------------- merging


def merge(into: Any, space: Any) -> None:
    """Adds all of an XSpace to another one. Planes of one name become one, and in it the lines of one number.

    Numbers of metadata stay what they are where they are free: in some planes they mean something by themselves.
    """
    planes = {plane.name: plane for plane in into.planes}
    for plane in space.planes:
        if plane.name in planes:
            _merge_plane(planes[plane.name], plane)
        else:
            planes[plane.name] = into.planes.add()
            planes[plane.name].CopyFrom(plane)
    into.errors.extend(space.errors)
    into.warnings.extend(space.warnings)
    into.hostnames.extend(name for name in space.hostnames if name not in into.hostnames)


def _merge_plane(into: Any, plane: Any) -> None:
    stats = _renumbered(into.stat_metadata, plane.stat_metadata)
    events = _renumbered(into.event_metadata, plane.event_metadata)
    _copy(into.stat_metadata, plane.stat_metadata, stats)
    _copy(into.event_metadata, plane.event_metadata, events)
    for number in plane.event_metadata:
        metadata = into.event_metadata[events[number]]
        metadata.child_id[:] = [events.get(child, child) for child in metadata.child_id]
        _renumber(metadata.stats, stats)
    lines = {line.id: line for line in into.lines}
    for line in plane.lines:
        moved = type(line)()
        moved.CopyFrom(line)
        for event in moved.events:
            event.metadata_id = events.get(event.metadata_id, event.metadata_id)
            _renumber(event.stats, stats)
        if line.id in lines:
            _merge_line(lines[line.id], moved)
        else:
            lines[line.id] = into.lines.add()
            lines[line.id].CopyFrom(moved)
    added = len(into.stats)
    into.stats.extend(plane.stats)
    _renumber(into.stats[added:], stats)


def _renumbered(into: Any, table: Any) -> dict[int, int]:
    """New numbers by old ones."""
    free = _free({*into, *table})
    return {number: next(free) if number in into else number for number in sorted(table)}


def _free(taken: set[int]) -> Iterator[int]:
    return (number for number in count(1) if number not in taken)


def _copy(into: Any, table: Any, numbers: Mapping[int, int]) -> None:
    for number, metadata in table.items():
        into[numbers[number]].CopyFrom(metadata)
        into[numbers[number]].id = numbers[number]


def _renumber(stats: Iterable[Any], numbers: Mapping[int, int]) -> None:
    for stat in stats:
        stat.metadata_id = numbers.get(stat.metadata_id, stat.metadata_id)
        if stat.WhichOneof("value") == "ref_value":
            stat.ref_value = numbers.get(stat.ref_value, stat.ref_value)


def _merge_line(into: Any, line: Any) -> None:
    """Adds the events of a line, which have offsets from its own start."""
    start = min(into.timestamp_ns, line.timestamp_ns)
    for each in (into, line):
        for event in each.events if each.timestamp_ns != start else ():
            if event.WhichOneof("data") != "num_occurrences":
                event.offset_ps += (each.timestamp_ns - start) * 1000
    ends = [each.timestamp_ns * 1000 + each.duration_ps for each in (into, line) if each.duration_ps]
    into.timestamp_ns = start
    into.duration_ps = max(ends) - start * 1000 if ends else 0
    into.events.extend(line.events)
    into.events.sort(key=lambda event: (event.offset_ps, -event.duration_ps))
