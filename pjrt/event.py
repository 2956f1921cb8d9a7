"""Events: something that will be done, or will fail."""

from __future__ import annotations

from collections.abc import Callable, Generator
from threading import Condition, current_thread, main_thread
from typing import TYPE_CHECKING, Any

from pjrt._runtime import accelerator, callbacks, statuses
from pjrt._runtime.client_state import ClientState
from pjrt._runtime.lifetime import Pinned
from pjrt.errors import ClosedError, PjrtError

if TYPE_CHECKING:
    import concurrent.futures

    from pjrt._runtime.plugin_state import PluginState
    from pjrt_abi.typed import EventPtr

DoneCallback = Callable[["Event"], object]


class Event(Pinned):
    """Something that a plugin does in the background, such as filling a buffer. C: PJRT_Event.

    Any thread may wait for it, also with `await`; waiting releases the GIL and honours Ctrl-C. Nothing polls.
    """

    __slots__ = ("__weakref__", "_callbacks", "_changed", "_error", "_finished", "_ptr", "_state", "_watched")

    def __init__(self, state: PluginState, ptr: EventPtr) -> None:
        self._state = state
        self._ptr: EventPtr | None = ptr
        self._changed = Condition()
        self._finished = False
        self._error: PjrtError | None = None
        self._callbacks: list[DoneCallback] = []
        self._watched = False

    def __repr__(self) -> str:
        if not self._finished and not self._state.is_open:
            return "<Event of a closed client>"
        if not self.done():
            return "<Event, pending>"
        error = self.exception()
        return f"<Event, failed: {error}>" if error else "<Event, done>"

    def done(self) -> bool:
        """Whether it is over, well or badly. C: PJRT_Event_IsReady."""
        return self._finished or self._state.abi.event_is_ready(self._handle())

    def result(self, timeout: float | None = None) -> None:
        """Waits until it is over; raises what it failed with.

        timeout: seconds; without one it waits for ever. Raises TimeoutError when the time is up: the event goes on.
        C: PJRT_Event_OnReady; PJRT_Event_Error where it is over already; PJRT_Event_Await where the plugin has no
        OnReady, and off the main thread without the accelerator.
        """
        error = self.exception(timeout)
        if error is not None:
            raise error.with_traceback(None)

    def exception(self, timeout: float | None = None) -> PjrtError | None:
        """Waits until it is over; what it failed with, None if it went well. As `result` otherwise."""
        if not self._finished:
            abi = self._state.abi
            deaf = "PJRT_Event_OnReady" in abi.missing
            if abi.event_is_ready(self._handle()):
                self._finish(_raised(abi.event_error, self._handle()))
            elif timeout is None and accelerator.IN_C and isinstance(self._state, ClientState) and not deaf:
                self._finish(self._wait(self._state, self._handle()))
            elif timeout is None and (deaf or current_thread() is not main_thread()):
                self._finish(_raised(abi.event_await, self._handle()))
            else:  # the main thread has to stay open to signals, which a wait inside C is not
                self._watch()
                with self._changed:
                    if not self._changed.wait_for(lambda: self._finished, timeout):
                        raise TimeoutError(f"not done after {timeout} s")
        return self._error

    def add_done_callback(self, function: DoneCallback) -> None:
        """Calls the function with this event once it is over: at once if it is, else on a thread of its own.

        The function may use the library. What it raises goes to `sys.unraisablehook`. C: PJRT_Event_OnReady.
        """
        with self._changed:
            waiting = not self._finished
            if waiting:
                self._callbacks.append(function)
        if waiting:
            self._watch()
        else:
            self._call(function)

    def future(self) -> concurrent.futures.Future[None]:
        """A future that is done when the event is, for `concurrent.futures.wait` and the like. No cancelling."""
        from concurrent.futures import Future

        made: Future[None] = Future()
        made.set_running_or_notify_cancel()

        def finish(event: Event) -> None:
            if event._error is None:
                made.set_result(None)
            else:
                made.set_exception(event._error)

        self.add_done_callback(finish)
        return made

    def __await__(self) -> Generator[Any, None, None]:
        from asyncio import wrap_future

        return wrap_future(self.future()).__await__()

    # -------------------------------------------------------------- inner life

    def _keep(self, what: object, owner: str, then: Callable[[], object] | None = None) -> None:
        """Keeps memory that the plugin uses alive until the event is done, also when the client is closed meanwhile.

        owner: what `pjrt.debug` is to call it. then: called at that time, on a thread of the plugin.
        """
        assert self._ptr is not None
        abi, kept = self._state.abi, (self, what)

        def done(error: int | None) -> None:
            if error and kept:
                abi.read_error("PJRT_Event_OnReady", error)
            if then is not None:
                then()

        token = callbacks.keep("PJRT_Event_OnReadyCallback", owner, done)
        try:
            abi.event_on_ready(self._ptr, callbacks.ON_READY, user_arg=token)
        except BaseException:
            callbacks.drop(token)
            abi.event_await(self._ptr)
            raise

    def _handle(self) -> EventPtr:
        self._state.require_open()
        assert self._ptr is not None
        return self._ptr

    def _wait(self, state: ClientState, handle: EventPtr) -> PjrtError | None:
        """Waits in C, open to signals; what it failed with."""
        try:
            return state.calls.wait(handle)
        except BaseException:  # a signal's handler raised, and C goes on with the event
            self._watch()
            raise

    def _watch(self) -> None:
        """Has the plugin tell when it is over; the registry keeps this event alive until then."""
        with self._changed:
            if self._watched:
                return
            self._watched = True
            wanted = ", ".join(map(callbacks.name_of, self._callbacks)) or "a thread that waits"
        token = callbacks.keep("PJRT_Event_OnReadyCallback", f"an event, for {wanted}", self._on_ready)
        try:
            self._state.abi.event_on_ready(self._handle(), callbacks.ON_READY, user_arg=token)
        except BaseException:
            callbacks.drop(token)
            with self._changed:
                self._watched = False
            raise

    def _on_ready(self, error: int | None) -> None:
        self._finish(self._state.abi.read_error("PJRT_Event_OnReady", error) if error else None)

    def _finish(self, error: PjrtError | None) -> None:
        with self._changed:
            if self._finished:
                return
            self._error, self._finished = error, True
            waiting, self._callbacks = self._callbacks, []
            self._changed.notify_all()
        if waiting:
            callbacks.aside(lambda: self._call_all(waiting))

    def _call_all(self, functions: list[DoneCallback]) -> None:
        for function in functions:
            self._call(function)

    def _call(self, function: DoneCallback) -> None:
        try:
            function(self)
        except BaseException as error:  # it may be a plugin's thread, where nobody could catch it
            callbacks.report(error, f"in {function!r}, called when an event was done")

    def __del__(self) -> None:
        try:
            ptr, self._ptr = self._ptr, None
            if ptr is not None and self._state.usable:
                self._state.abi.event_destroy(ptr)
        except Exception:  # a destructor has nobody to tell
            return


def _raised(ask: Callable[[EventPtr], None], handle: EventPtr) -> PjrtError | None:
    """What the event failed with, as the function tells by raising it."""
    try:
        ask(handle)
    except PjrtError as error:
        return error.with_traceback(None)
    return None


class UserEvent(Event):
    """An event that the caller sets, for plugins to wait for. Made by `Client.create_event`.

    C: PJRT_Event_Create, PJRT_Event_Set.
    """

    __slots__ = ("_set",)

    def __init__(self, state: PluginState, ptr: EventPtr) -> None:
        super().__init__(state, ptr)
        self._set = False

    def set(self, error: PjrtError | None = None) -> None:
        """Marks the event as done, or as failed with the error's code and message.

        Raises ClosedError for an event that is set already: plugins abort on it. C: PJRT_Event_Set.
        """
        if error is not None and not isinstance(error, PjrtError):
            raise TypeError(f"error: expected a PjrtError or None, got {error!r}")
        handle, said = self._handle(), statuses.OK if error is None else statuses.of(error)
        with self._changed:
            if self._set:
                raise ClosedError("this event is set already")
            self._set = True
        self._state.abi.event_set(handle, *said)
