"""Properties that are computed once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

_T = TypeVar("_T")


class cached_property(Generic[_T]):
    """As functools.cached_property, without a lock.

    That of Python 3.11 holds one for all objects of the class while it computes, so that a C call in one thread would
    stop all others. Two threads may compute the same value; both get the one that was there first.
    """

    def __init__(self, compute: Callable[[Any], _T]) -> None:
        self._compute = compute
        self._name = compute.__name__
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, thing: None, owner: type) -> cached_property[_T]: ...

    @overload
    def __get__(self, thing: object, owner: type) -> _T: ...

    def __get__(self, thing: object | None, owner: type) -> cached_property[_T] | _T:
        if thing is None:
            return self
        value: _T = thing.__dict__.setdefault(self._name, self._compute(thing))
        return value
