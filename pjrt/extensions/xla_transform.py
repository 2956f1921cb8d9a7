"""Transforms: functions that change programs while a plugin compiles them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeAlias, TypeVar, overload

from pjrt import checks
from pjrt._runtime import hlo_modules, transforms
from pjrt._runtime.callbacks import name_of
from pjrt._runtime.transforms import Place
from pjrt.extensions.facade import Extension
from pjrt.program import Program
from pjrt_abi.extensions import xla_transform as raw

Stage = raw.PJRT_XlaTransform_PipelineStage
"""When a transform is called: before the compiler puts the instructions in order, or after it."""

Function: TypeAlias = "Callable[[Any], Any]"
"""Gets an `xla.HloModuleProto`; gives None for no change, or the changed module: the same message or another one, its
bytes, or a Program of the format "hlo"."""

_F = TypeVar("_F", bound=Function)


class Transform(NamedTuple):
    """A transform that is registered."""

    name: str
    stage: Stage
    function: Function


class XlaTransform(Extension):
    """Functions that see, and may change, each module that the plugin compiles. C: PJRT_Xla_Transform_Extension.

    They are called on the thread that compiles, or on one of the plugin's, in the order in which they were registered,
    and for each module that the plugin makes of a program. They may use the library. What one raises fails the
    compilation and is the cause of its error; a module that the compiler cannot verify fails it, too. What was found to
    abort plugins is refused (a ValueError is the cause): arrays without a layout, ids far beyond the others, fusions
    of other operands than they have parameters, collectives and calls in what is embedded. Code generators trust the
    rest: one may abort on an instruction that is valid and that it has no code for at that stage.
    """

    TABLE = raw.XlaTransform
    table: raw.XlaTransform

    @overload
    def register(
        self, name: str, function: None = None, *, stage: Stage | str = Stage.PRE_SCHEDULER
    ) -> Callable[[_F], _F]: ...

    @overload
    def register(self, name: str, function: _F, *, stage: Stage | str = Stage.PRE_SCHEDULER) -> _F: ...

    def register(self, name: str, function: Any = None, *, stage: Stage | str = Stage.PRE_SCHEDULER) -> Any:
        """Has the function called in all compilations from now on, until `clear`; a decorator without it.

        stage: a Stage, or its name in small letters. A name that is registered in that stage already stands for this
        function from now on, in the other's place. Returns the function. Raises TypeError or ValueError for what is no
        name, function or stage. C: PJRT_Register_Xla_Transform_Fn.
        """
        place = self._place(name, stage)

        def register(function: _F) -> _F:
            call = _Call(checks.function("function", function))
            owner = f"the transform {name!r} of {self.plugin.name}, {place.stage.name.lower()}"
            self._state.require_open()
            transforms.register(self.table, place, owner, call)
            return function

        return register if function is None else register(function)

    def clear(self, name: str, *, stage: Stage | str = Stage.PRE_SCHEDULER) -> bool:
        """Takes a transform back; whether there was one. A compilation that is in it goes on with it.

        Raises what `register` raises. C: PJRT_Clear_Xla_Transform_Fn.
        """
        place = self._place(name, stage)
        self._state.require_open()
        return transforms.clear(self.table, place)

    @contextmanager
    def applied(
        self, function: Function, *, name: str = "", stage: Stage | str = Stage.PRE_SCHEDULER
    ) -> Iterator[None]:
        """Registers the function for the body of a `with`, for all threads. name: the function's own without it."""
        name = name or name_of(checks.function("function", function))
        self.register(name, function, stage=stage)
        try:
            yield
        finally:
            self.clear(name, stage=stage)

    @property
    def registered(self) -> tuple[Transform, ...]:
        """The transforms of this plugin that were registered here and not cleared, the oldest first."""
        found = transforms.registered(self.plugin.abi.address)
        return tuple(
            Transform(place.name, place.stage, call.function) for place, call in found if isinstance(call, _Call)
        )

    def _place(self, name: str, stage: Stage | str) -> Place:
        return Place(self.plugin.abi.address, checks.choice("stage", stage, Stage), checks.text("name", name))


class _Call:
    """A function as the runtime calls it: with bytes."""

    __slots__ = ("__qualname__", "function")

    def __init__(self, function: Function) -> None:
        self.function = function
        self.__qualname__ = name_of(function)

    def __call__(self, code: bytes) -> bytes | None:
        made = _code(self.function(hlo_modules.parsed(code)))
        if made is None or made == code:
            return None
        hlo_modules.check(hlo_modules.parsed(made), hlo_modules.parsed(code))
        return made


def _code(made: Any) -> bytes | None:
    """The module that a function gave, as bytes."""
    if made is None:
        return None
    if isinstance(made, bytes | bytearray | memoryview):
        return bytes(made)
    if isinstance(made, Program):
        if made.format != "hlo":
            raise ValueError(f"the transform gave a program of the format {made.format!r}; expected 'hlo'")
        return made.code
    descriptor = getattr(made, "DESCRIPTOR", None)
    if getattr(descriptor, "full_name", None) != "xla.HloModuleProto":
        raise TypeError(
            f"the transform gave {made!r:.80}; expected an xla.HloModuleProto, its bytes, a Program or None"
        )
    serialized: bytes = made.SerializeToString()
    return serialized
