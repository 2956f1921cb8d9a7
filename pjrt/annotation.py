"""Annotations: what a program says of itself in the profiles that are made of it."""

from __future__ import annotations

import inspect
import threading
import time
from collections.abc import Callable
from functools import wraps
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from types import TracebackType

    from pjrt.xspace import Span, Stat

_F = TypeVar("_F", bound=Callable[..., Any])
_NUMBERS = range(-(2**63), 2**64)


class Recorder:
    """Gathers the annotations of all threads from its making until `end`."""

    def __init__(self) -> None:
        self._done: list[Span] = []
        self._open: dict[object, tuple[Span, int]] = {}
        _change(lambda recorders: (*recorders, self))

    def begin(self, key: object, span: Span, now: int) -> None:
        """Something begins. now: by a clock that never turns back."""
        self._open[key] = span, now

    def finish(self, key: object, now: int) -> None:
        """It ends. Nothing happens if it was begun before this recorder was, or after its end."""
        if begun := self._open.pop(key, None):
            span, since = begun
            self._done.append(span._replace(duration=now - since))

    def end(self) -> list[Span]:
        """All that was gathered; what still goes on ends here."""
        _change(lambda recorders: tuple(r for r in recorders if r is not self))
        now = time.perf_counter_ns()
        for key in list(self._open):
            self.finish(key, now)
        return self._done


_recorders: tuple[Recorder, ...] = ()
_lock = threading.Lock()


def _change(change: Callable[[tuple[Recorder, ...]], tuple[Recorder, ...]]) -> None:
    global _recorders
    with _lock:
        _recorders = change(_recorders)


class annotate:
    """Names what a thread does in the body of a `with`, or in each call of a function that it decorates.

    It becomes an event of that thread in every `pjrt.profile` that is being made when it begins; without one it costs
    next to nothing. Coroutine functions can be decorated, too. One object may be used again, and by several threads.

    name: of the event; stats: what to say of it besides, such as `step_num=3`; str, bytes, int (64 bits), float, bool.
    Raises TypeError for a value of another type, ValueError for an int that is too large.
    """

    __slots__ = ("_begun", "_stats", "name")

    def __init__(self, name: str, **stats: Stat) -> None:
        if not isinstance(name, str):
            raise TypeError(f"name: expected a str, got {name!r:.80}")
        self.name = name
        self._stats = {key: _checked(key, value) for key, value in stats.items()}
        self._begun: dict[int, list[tuple[object, tuple[Recorder, ...]]]] = {}

    def __repr__(self) -> str:
        return f"annotate({', '.join([repr(self.name), *(f'{k}={v!r}' for k, v in self._stats.items())])})"

    def __enter__(self) -> annotate:
        if recorders := _recorders:
            from pjrt.xspace import Span

            key, thread = object(), threading.get_native_id()
            span = Span(
                self.name, time.time_ns(), 0, thread, f"{threading.current_thread().name}/{thread}", self._stats
            )
            self._begun.setdefault(threading.get_ident(), []).append((key, recorders))
            now = time.perf_counter_ns()
            for recorder in recorders:
                recorder.begin(key, span, now)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        now, here = time.perf_counter_ns(), threading.get_ident()
        if begun := self._begun.get(here):
            key, recorders = begun.pop()
            if not begun:
                del self._begun[here]
            for recorder in recorders:
                recorder.finish(key, now)

    def __call__(self, function: _F) -> _F:
        """The function, each call of it named."""
        if not callable(function):
            raise TypeError(f"function: expected a function, got {function!r:.80}")
        made: Any

        if inspect.iscoroutinefunction(function):

            @wraps(function)
            async def made(*args: Any, **kwargs: Any) -> Any:
                with annotate(self.name, **self._stats):
                    return await function(*args, **kwargs)
        else:

            @wraps(function)
            def made(*args: Any, **kwargs: Any) -> Any:
                with self:
                    return function(*args, **kwargs)

        return made  # type: ignore[no-any-return]


def _checked(name: str, value: Any) -> Stat:
    if isinstance(value, str | bytes):
        return value
    if isinstance(value, Integral):
        if int(value) not in _NUMBERS:
            raise ValueError(f"{name}: {int(value)} does not fit 64 bits")
        return int(value)
    if isinstance(value, Real):
        return float(value)
    raise TypeError(f"{name}: expected a str, bytes, int, float or bool, got {value!r:.80}")
