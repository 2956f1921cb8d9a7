"""The reference plugin's extensions for tools: callbacks, the profiler, and the example."""

from __future__ import annotations

from typing import Any

from pjrt.errors import FailedPreconditionError
from pjrt.server import Failure
from pjrt.testing.client import Machine
from pjrt_abi.server.callback import CallbackServer
from pjrt_abi.server.example import ExampleServer
from pjrt_abi.server.profiler import ProfilerServer
from pjrt_abi.server.profiler_c_api import ProfilerApiServer


class Callback(CallbackServer):
    """Callbacks by client and type, called in the order in which they came."""

    def __init__(self) -> None:
        self._registered: dict[tuple[int, int], list[tuple[Any, int | None]]] = {}

    def register_callback(self, *, client: Machine, type: int, callback: Any, user_arg: int | None) -> None:
        self._registered.setdefault((id(client), type), []).append((callback, user_arg))

    def invoke_callback(self, *, client: Machine, type: int, args: int | None) -> None:
        for callback, user_arg in self._registered.get((id(client), type), ()):
            callback(args, user_arg)


class Session:
    """A profile. C: PLUGIN_Profiler."""

    def __init__(self, options: str) -> None:
        self.options = options
        self.state = "made"


class ProfilerApi(ProfilerApiServer):
    """Profiles that say what they were asked for, and nothing else."""

    def profiler_error_message(self, *, error: Failure) -> str:
        return error.message

    def profiler_error_get_code(self, *, error: Failure) -> int:
        return int(error.code)

    def profiler_create(self, *, options: str) -> Session:
        return Session(options)

    def profiler_start(self, *, profiler: Session) -> None:
        self._move(profiler, "made", "started")

    def profiler_stop(self, *, profiler: Session) -> None:
        self._move(profiler, "started", "stopped")

    def profiler_collect_data(self, *, profiler: Session) -> bytes:
        if profiler.state != "stopped":
            raise FailedPreconditionError(f"the profile is {profiler.state}, and not stopped")
        return f"profile of {profiler.options}".encode()

    def profiler_consume(self, *, profiler: Session) -> bytes:
        return self.profiler_collect_data(profiler=profiler)

    def profiler_serialize(self, *, profiler: Session, consume_result: bytes) -> bytes:
        return consume_result

    def _move(self, profiler: Session, before: str, after: str) -> None:
        if profiler.state != before:
            raise FailedPreconditionError(f"the profile is {profiler.state}, and not {before}")
        profiler.state = after


class Profiler(ProfilerServer):
    """Leads to the profiler's own table."""

    def __init__(self) -> None:
        self.profiler_api = ProfilerApi()


class Counter:
    """C: PJRT_ExampleExtensionCpp."""

    def __init__(self) -> None:
        self.values: list[int] = []


class Example(ExampleServer):
    """Keeps the values that it gets."""

    def create(self, *, extension_cpp: Counter | None) -> Counter:
        return Counter()

    def example_method(self, *, extension_cpp: Counter, value: int) -> None:
        extension_cpp.values.append(value)

    def destroy(self, *, extension_cpp: Counter) -> Counter:
        extension_cpp.values.clear()
        return extension_cpp
