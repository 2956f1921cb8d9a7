"""The reference plugin's extensions for tools: callbacks and the example."""

from __future__ import annotations

from typing import Any

from pjrt.testing.client import Machine
from pjrt_abi.server.callback import CallbackServer
from pjrt_abi.server.example import ExampleServer


class Callback(CallbackServer):
    """Callbacks by client and type, called in the order in which they came."""

    def __init__(self) -> None:
        self._registered: dict[tuple[int, int], list[tuple[Any, int | None]]] = {}

    def register_callback(self, *, client: Machine, type: int, callback: Any, user_arg: int | None) -> None:
        self._registered.setdefault((id(client), type), []).append((callback, user_arg))

    def invoke_callback(self, *, client: Machine, type: int, args: int | None) -> None:
        for callback, user_arg in self._registered.get((id(client), type), ()):
            callback(args, user_arg)


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
