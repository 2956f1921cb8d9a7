"""The reference plugin's profiler: it notes the calls that it gets."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from google.protobuf.message import DecodeError

from pjrt import messages, xspace
from pjrt.errors import FailedPreconditionError, InvalidArgumentError
from pjrt.server import Failure
from pjrt.server.runtime import Runtime
from pjrt_abi.server.profiler import ProfilerServer
from pjrt_abi.server.profiler_c_api import ProfilerApiServer
from pjrt_abi.views import FunctionView

DEVICE = "/device:CUSTOM:reference"
"""The plane of its devices, which counts calls by function."""


class Session:
    """A profile. C: PLUGIN_Profiler."""

    def __init__(self, options: Any) -> None:
        self.options = options
        self.state = "made"
        self.spans: list[xspace.Span] = []
        self.hook: Callable[[FunctionView], None] | None = None

    def note(self, view: FunctionView) -> None:
        """A call begins; when it ends is not known here, so it has no length."""
        thread = threading.get_native_id()
        stats: dict[str, xspace.Stat] = {"arguments": view.args.__name__ if view.args else "", "level": 1}
        self.spans.append(xspace.Span(view.name, time.time_ns(), 0, thread, f"reference/{thread}", stats))

    def xspace(self) -> bytes:
        """What was noted, as far as the options ask for it, with a zero byte behind it as real plugins have one."""
        space = xspace.new()
        if self.options.host_tracer_level:
            xspace.add_spans(space, self.spans)
        if self.options.device_tracer_level:
            plane = space.planes.add(name=DEVICE)
            line = plane.lines.add(id=0, name="calls", timestamp_ns=self.spans[0].start if self.spans else 0)
            for number, name in enumerate(sorted({span.name for span in self.spans}), 1):
                plane.event_metadata[number].id = plane.stat_metadata[number].id = number
                plane.event_metadata[number].name = plane.stat_metadata[number].name = name
                calls = sum(span.name == name for span in self.spans)
                line.events.add(metadata_id=number, num_occurrences=calls).stats.add(
                    metadata_id=number, ref_value=number
                )
        return bytes(space.SerializeToString(deterministic=True)) + b"\0"


class ProfilerApi(ProfilerApiServer):
    """Profiles of the calls between start and stop."""

    def __init__(self, owner: Profiler) -> None:
        self._owner = owner

    def profiler_error_message(self, *, error: Failure) -> str:
        return error.message

    def profiler_error_get_code(self, *, error: Failure) -> int:
        return int(error.code)

    def profiler_create(self, *, options: str) -> Session:
        asked = messages.new("tensorflow.ProfileOptions")
        try:
            asked.ParseFromString(options.encode(errors="surrogateescape"))
        except DecodeError as error:
            raise InvalidArgumentError(f"the options are no tensorflow.ProfileOptions: {error}") from None
        return Session(asked)

    def profiler_destroy(self, *, profiler: Session) -> None:
        self._quiet(profiler)

    def profiler_start(self, *, profiler: Session) -> None:
        self._move(profiler, "made", "started")
        profiler.hook = profiler.note
        self._owner.runtime.before.append(profiler.hook)

    def profiler_stop(self, *, profiler: Session) -> None:
        self._move(profiler, "started", "stopped")
        self._quiet(profiler)

    def profiler_collect_data(self, *, profiler: Session) -> bytes:
        if profiler.state != "stopped":
            raise FailedPreconditionError(f"the profile is {profiler.state}, and not stopped")
        return profiler.xspace()

    def profiler_consume(self, *, profiler: Session) -> bytes:
        return self.profiler_collect_data(profiler=profiler)

    def profiler_serialize(self, *, profiler: Session, consume_result: bytes) -> bytes:
        return consume_result

    def _move(self, profiler: Session, before: str, after: str) -> None:
        if profiler.state != before:
            raise FailedPreconditionError(f"the profile is {profiler.state}, and not {before}")
        profiler.state = after

    def _quiet(self, profiler: Session) -> None:
        if profiler.hook is not None:
            self._owner.runtime.before.remove(profiler.hook)
            profiler.hook = None


class Profiler(ProfilerServer):
    """Leads to the profiler's own table."""

    runtime: Runtime
    """What the plugin is served with, once it is."""

    def __init__(self) -> None:
        self.profiler_api = ProfilerApi(self)
