"""The profiler: what a plugin notes of its own work, on the host and on its devices."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from pjrt import messages, xspace
from pjrt._runtime.inner_tables import inner_table
from pjrt._runtime.owned import Owned
from pjrt.errors import ClosedError, FailedPreconditionError, UnsupportedError
from pjrt.extensions.facade import Extension
from pjrt_abi.extensions import profiler as raw
from pjrt_abi.extensions.profiler_c_api import ProfilerApi
from pjrt_abi.typed import ProfilerPtr

if TYPE_CHECKING:
    from types import TracebackType

    from pjrt._runtime.plugin_state import PluginState
    from pjrt.plugin import Plugin

DEFAULTS: Final[Mapping[str, Any]] = {
    "version": 1,
    "host_tracer_level": 2,
    "device_tracer_level": 1,
    "enable_hlo_proto": True,
}
"""What a profile is asked for unless the caller says otherwise; with a level of 0 plugins note next to nothing."""

_NEW, _STARTED, _STOPPED, _COLLECTED, _CONSUMED, _CLOSED = (
    "new",
    "started",
    "stopped",
    "collected",
    "consumed",
    "closed",
)


class Profiler(Extension):
    """Makes profiles. `pjrt.profile` is the easy way. C: PJRT_Profiler_Extension, PLUGIN_Profiler_Api.

    api: the table with the functions, which the extension's struct points to.
    Raises UnsupportedError for an extension that points to none.
    """

    TABLE = raw.Profiler
    table: raw.Profiler

    def __init__(self, plugin: Plugin) -> None:
        super().__init__(plugin)
        api = inner_table(self.table, "profiler_api", ProfilerApi, plugin.abi)
        if api is None:
            raise UnsupportedError(f"the extension Profiler of {plugin.name} has no table of functions")
        self.api = api

    @property
    def _calls(self) -> ProfilerApi:
        return self.api

    def session(self, **options: Any) -> ProfilerSession:
        """A new profile, not started yet.

        options: fields of tensorflow.ProfileOptions on top of `DEFAULTS`, such as `host_tracer_level=3`, an int;
        `device_type="TPU"`, a name; `advanced_configuration={"tpu_trace_mode": "TRACE_ONLY_XLA"}`, a dict.
        Raises TypeError or ValueError for what the schema lacks or does not take, PjrtError where the plugin makes
        none: Tenstorrent's returns NULL without a device. C: PLUGIN_Profiler_Create.
        """
        self._state.require_open()
        return ProfilerSession(self._state, self.api, self.plugin.name, serialized_options(options))


def serialized_options(options: Mapping[str, Any]) -> bytes:
    """A tensorflow.ProfileOptions of `DEFAULTS` and these. Raises TypeError or ValueError, naming the option."""
    message = messages.new("tensorflow.ProfileOptions")
    for name, value in {**DEFAULTS, **options}.items():
        messages.set_field(message, name, value, name)
    return bytes(message.SerializeToString(deterministic=True))


class ProfilerSession(Owned):
    """A profile of a plugin: made, started, stopped, and collected or consumed once, in this order.

    As a context manager it is started at the beginning and stopped at the end. A step out of order raises
    FailedPreconditionError, and one after `close` ClosedError, before C sees it. One profile of a plugin runs at a
    time. Any thread may take the next step. C: PLUGIN_Profiler.
    """

    __slots__ = ("_api", "_data", "_name", "_phase", "_result")

    def __init__(self, state: PluginState, api: ProfilerApi, name: str, options: bytes) -> None:
        self._api = api
        self._name = name
        self._phase = _NEW
        self._data: bytes | None = None
        self._result: weakref.ref[ProfilerResult] | None = None
        super().__init__(state, api.profiler_create(options), api.profiler_destroy)

    def __repr__(self) -> str:
        return f"<ProfilerSession of {self._name!r}, {self._phase}>"

    @property
    def phase(self) -> str:
        """Where it is: "new", "started", "stopped", "collected", "consumed" or "closed"."""
        return self._phase

    def __enter__(self) -> ProfilerSession:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.stop()
        except Exception as failure:
            if error is None:
                raise
            error.add_note(f"the profile could not be stopped: {failure}")

    def start(self) -> None:
        """Starts it. Raises FailedPreconditionError while another profile of the plugin runs. C: PLUGIN_Profiler_Start.

        One that the plugin refused to start may be started again.
        """
        with self._step("start", _NEW, _STARTED) as ptr:
            self._run()
            try:
                self._api.profiler_start(ptr)
            except BaseException:
                self._rest()
                raise

    def stop(self) -> None:
        """Stops it. C: PLUGIN_Profiler_Stop."""
        with self._step("stop", _STARTED, _STOPPED) as ptr:
            self._api.profiler_stop(ptr)
            self._rest()

    def collect(self) -> Any:
        """What was noted, a tensorflow.profiler.XSpace, a new one each time. Raises what `collect_bytes` raises."""
        return xspace.parse(self.collect_bytes(), "PLUGIN_Profiler_CollectData")

    def collect_bytes(self) -> bytes:
        """The same as the plugin gives it, serialized; asked for once, as it gives it once.

        C: PLUGIN_Profiler_CollectData.
        """
        if self._data is None:
            with self._step("collect", _STOPPED, _COLLECTED) as ptr:
                self._data = self._api.profiler_collect_data(ptr)
        return self._data

    def consume(self) -> ProfilerResult:
        """What was noted, taken out of the profiler and not made a message yet, which may take long.

        Instead of `collect`. Raises UnsupportedError on older plugins. C: PLUGIN_Profiler_Consume.
        """
        with self._step("consume", _STOPPED, _CONSUMED) as ptr:
            made = ProfilerResult(self._state, self, self._api, self._api.profiler_consume(ptr))
            self._result = weakref.ref(made)
            return made

    def close(self) -> None:
        """Ends it and what `consume` gave, now and not when the last reference goes. Twice is no error.

        Raises FailedPreconditionError while another thread takes a step. C: PLUGIN_Profiler_Destroy.
        """
        with _lock:
            if self._phase not in _PHASES:
                raise FailedPreconditionError(f"close: this profile is {self._phase}")
            phase, self._phase = self._phase, _CLOSED
        if phase == _CLOSED:
            return
        try:
            result = None if self._result is None else self._result()
            if result is not None:
                result._end()
        finally:
            self._finish(phase)

    def _end(self) -> None:
        phase, self._phase = self._phase, _CLOSED
        self._finish(phase)

    def _finish(self, phase: str) -> None:
        """Stops it if it runs, and destroys it."""
        try:
            if phase == _STARTED and self._state.usable:
                self._rest()
                self._api.profiler_stop(ProfilerPtr(self._ptr or 0))
        finally:
            super()._end()

    # ------------------------------------------------------------------- steps

    @contextmanager
    def _step(self, does: str, phase: str, then: str) -> Iterator[Any]:
        """A C call that is allowed in one phase only, and leads to another one unless it fails."""
        with _lock:
            if self._phase == _CLOSED:
                raise ClosedError("this ProfilerSession was closed")
            if self._phase != phase:
                raise FailedPreconditionError(f"{does}: this profile is {self._phase}, and not {phase}")
            ptr = self._handle()
            self._phase = f"in {does}() of another thread"
        try:
            yield ptr
        except BaseException:
            self._phase = phase
            raise
        self._phase = then

    def _run(self) -> None:
        """Makes it the one that runs of its plugin."""
        with _lock:
            if self._api.address in _running:
                raise FailedPreconditionError(
                    f"start: {self._name} is being profiled already; plugins make one profile at a time, so stop that"
                )
            _running[self._api.address] = self

    def _rest(self) -> None:
        with _lock:
            if _running.get(self._api.address) is self:
                del _running[self._api.address]


class ProfilerResult(Owned):
    """What `ProfilerSession.consume` gives. Keeps the session. C: PLUGIN_Profiler_ConsumeResult, its Destroy."""

    __slots__ = ("_api", "_data", "_session")

    def __init__(self, state: PluginState, session: ProfilerSession, api: ProfilerApi, ptr: int) -> None:
        self._api = api
        self._session = session
        self._data: bytes | None = None
        super().__init__(state, ptr, api.profiler_consume_result_destroy)

    def __repr__(self) -> str:
        return f"<ProfilerResult of {self._session._name!r}>"

    def serialize(self) -> Any:
        """It as a tensorflow.profiler.XSpace, a new one each time. Raises what `serialize_bytes` raises."""
        return xspace.parse(self.serialize_bytes(), "PLUGIN_Profiler_Serialize")

    def serialize_bytes(self) -> bytes:
        """The same as the plugin gives it; asked for once, as it gives it once. C: PLUGIN_Profiler_Serialize."""
        if self._data is None:
            with self._session._step("serialize", _CONSUMED, _CONSUMED) as ptr:
                self._data = self._api.profiler_serialize(ptr, self._handle())
        return self._data


_PHASES = (_NEW, _STARTED, _STOPPED, _COLLECTED, _CONSUMED, _CLOSED)
_running: weakref.WeakValueDictionary[int, ProfilerSession] = weakref.WeakValueDictionary()
"""By the address of the plugin's table: the session that runs."""
_lock = threading.RLock()
"""Held for a moment, to take a step; a destructor may come in between."""


def _forked() -> None:
    global _lock
    _lock = threading.RLock()  # the child may have got it locked by a thread that it has not got
    _running.clear()


os.register_at_fork(after_in_child=_forked)
