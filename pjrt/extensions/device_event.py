"""Events of raw buffers with a vtable, which are none of the core API's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pjrt._runtime import callbacks
from pjrt.event import Event

if TYPE_CHECKING:
    from pjrt._runtime.client_state import ClientState
    from pjrt._runtime.device_events import EventRef
    from pjrt.errors import PjrtError


class DeviceEvent(Event):
    """Something that a device does; used as any Event. Made by raw buffers. C: PJRT_DeviceEvent and its vtable.

    Copies can be told to wait for it, with no wait on the host: the `after` of `RawBufferObject.write` and `read`.
    C: PJRT_DeviceEvent_FunctionTable: inc_ref, dec_ref.
    """

    __slots__ = ("_ref",)

    def __init__(self, state: ClientState, ref: EventRef | None) -> None:
        no_event: Any = None  # of the core API
        super().__init__(state, no_event)
        self._ref = ref
        self._finished = ref is None

    def __repr__(self) -> str:
        return super().__repr__().replace("Event", "DeviceEvent", 1)

    def done(self) -> bool:
        """Whether it is over, well or badly. C: get_state."""
        return self._finished or self._ref is None or self._ref.is_over()

    def exception(self, timeout: float | None = None) -> PjrtError | None:
        """Waits until it is over; what it failed with, None if it went well. C: and_then, get_error_if_present."""
        if not self._finished and self._ref is not None:
            if self._ref.is_over():
                self._finish(self._ref.error())
            else:
                self._watch()
                with self._changed:
                    if not self._changed.wait_for(lambda: self._finished, timeout):
                        raise TimeoutError(f"not done after {timeout} s")
        return self._error

    @property
    def stream(self) -> tuple[int, int] | None:
        """The platform's handle of the stream that it is on, and its number there; None where the platform tells none.

        Of two on one stream, that with the lower number is over first. C: get_definition_stream.
        """
        return None if self._ref is None else self._ref.stream()

    # -------------------------------------------------------------- inner life

    def _keep(self, what: object, owner: str, then: Callable[[], object] | None = None) -> None:
        kept = self, what

        def done() -> None:
            if kept and then is not None:
                then()

        if self._ref is None:
            done()
        else:
            self._ref.and_then(done, owner)

    def _watch(self) -> None:
        with self._changed:
            if self._watched or self._ref is None:
                return
            self._watched = True
            wanted = ", ".join(map(callbacks.name_of, self._callbacks)) or "a thread that waits"
        self._ref.and_then(self._on_over, f"an event, for {wanted}")

    def _on_over(self) -> None:
        self._finish(None if self._ref is None else self._ref.error())
