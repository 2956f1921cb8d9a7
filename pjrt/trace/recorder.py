"""What becomes of the calls of a traced process: a trace file, a log, a summary, what the program needs."""

from __future__ import annotations

import json
import os
import statistics
import sys
import threading
from array import array
from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import IO, Any

from pjrt.trace.calls import Bytes, Call, Objects, Ref
from pjrt.trace.needs import Needs

_USES = {"PJRT_Client_Create", "PJRT_TopologyDescription_Create"}


class Recorder:
    """Takes the calls of all plugins of a process. Any thread may use it.

    out: a Chrome trace, which Perfetto and chrome://tracing open; log: a line a call, to be read.
    """

    def __init__(self, out: IO[str] | None = None, log: IO[str] | None = None) -> None:
        self._out = out
        self._log = log
        self._lock = threading.RLock()  # a collection of garbage in here calls destructors, which are traced too
        self._durations: dict[str, array[int]] = {}
        self._errors: dict[str, int] = {}
        self._threads: set[int] = set()
        self._pid = os.getpid()
        self._closed = False
        self._needs: list[Needs] = []
        if out is not None:
            name = {"name": "process_name", "ph": "M", "pid": self._pid, "tid": 0, "args": {"name": " ".join(sys.argv)}}
            out.write(f'{{"displayTimeUnit": "ns", "traceEvents": [\n{json.dumps(name)}')

    def listener(self) -> Callable[[Call], None]:
        """What takes the calls of one plugin."""
        needs = Needs()
        self._needs.append(needs)
        return lambda call: self._take(call, needs)

    def needs(self) -> Needs:
        """What the program needs of a plugin: of those that it made a client or a topology of, if there are any."""
        used = [one for one in self._needs if one.functions & _USES] or self._needs
        return Needs.union(used)

    def _take(self, call: Call, needs: Needs) -> None:
        event = None if self._out is None else json.dumps(self._event(call), default=str)
        line = None if self._log is None else _line(call)
        with self._lock:
            if self._closed:
                return
            self._durations.setdefault(call.name, array("q")).append(call.duration)
            if call.error is not None:
                self._errors[call.name] = self._errors.get(call.name, 0) + 1
            needs.add(call)
            if self._out is not None:
                self._out.write(f",\n{event}")
            if self._log is not None:
                self._log.write(f"{line}\n")

    def _event(self, call: Call) -> dict[str, Any]:
        detail: dict[str, Any] = {"arguments": plain(call.arguments), "results": plain(call.results)}
        if call.error is not None:
            detail["error"] = {"code": call.error[0], "message": call.error[1]}
        if call.site is not None:
            detail["site"] = str(call.site)
        return {
            "name": call.name,
            "cat": "pjrt" if call.error is None else "pjrt,error",
            "ph": "X",
            "ts": call.start / 1000,
            "dur": call.duration / 1000,
            "pid": self._pid,
            "tid": call.thread,
            "args": detail,
        }

    def summary(self, objects: Iterable[Objects]) -> dict[str, Any]:
        """Calls by function with their times in microseconds, and what objects came and went."""
        known = list(objects)
        with self._lock:
            rows = [_row(name, times, self._errors.get(name, 0)) for name, times in self._durations.items()]
        return {
            "functions": sorted(rows, key=lambda row: -row["total_us"]),
            "made": _added(o.made for o in known),
            "destroyed": _added(o.destroyed for o in known),
            "left": [
                {"object": repr(ref), "made": thing.made, "site": str(thing.site)}
                for o in known
                for ref, thing in o.owned.items()
            ],
            "misuse": [line for o in known for line in o.misuse],
        }

    def close(self) -> None:
        """Ends the files."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            if self._out is not None:
                self._out.write("\n]}\n")
                self._out.close()
            if self._log is not None:
                self._log.close()


def _row(name: str, times: array[int], errors: int) -> dict[str, Any]:
    ordered = sorted(times)
    return {
        "function": name,
        "calls": len(ordered),
        "total_us": sum(ordered) / 1000,
        "p50_us": statistics.median(ordered) / 1000,
        "p99_us": ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)] / 1000,
        "errors": errors,
    }


def _added(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for one in counts:
        for kind, number in one.items():
            total[kind] = total.get(kind, 0) + number
    return dict(sorted(total.items()))


def plain(value: Any) -> Any:
    """A value as JSON has it: objects and bytes by their text, enums by name."""
    if isinstance(value, Ref | Bytes):
        return repr(value)
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, IntEnum):
        return value.name
    return value


def _line(call: Call) -> str:
    given = ", ".join(
        f"{k}={plain(v)!r}" if isinstance(v, str) else f"{k}={plain(v)}" for k, v in call.arguments.items()
    )
    told = ", ".join(f"{k}={plain(v)}" for k, v in call.results.items())
    end = f" -> {told}" if told else ""
    if call.error is not None:
        end = f" !! {call.error[0]}: {call.error[1]}"
    where = f"  [{call.site}]" if call.site else ""
    return f"{call.thread} {call.duration / 1000:10.1f} us  {call.name}({given}){end}{where}"
