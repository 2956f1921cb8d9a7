"""Transforms of HLO modules as C calls them: structs that stay where they are until C's destructor is called."""

from __future__ import annotations

from collections.abc import Callable
from ctypes import addressof, c_void_p, cast
from threading import RLock
from typing import TYPE_CHECKING, NamedTuple

from pjrt._runtime import callbacks
from pjrt._runtime.answers import Answer, text_of
from pjrt.errors import ClosedError
from pjrt_abi.extensions.xla_transform import (
    PJRT_API_XLA_TRANSFORM_EXTENSION_VERSION,
    PJRT_XlaTransform_Args,
    PJRT_XlaTransform_Callbacks,
    PJRT_XlaTransform_Callbacks_dtor,
    PJRT_XlaTransform_Callbacks_transform_hlo_module,
    PJRT_XlaTransform_PipelineStage,
)

if TYPE_CHECKING:
    from pjrt_abi.extensions.xla_transform import XlaTransform

Transform = Callable[[bytes], "bytes | None"]
"""Takes a serialized xla.HloModuleProto, and gives another one, or None for no change."""


class Place(NamedTuple):
    """Where a transform is: of a plugin, by the address of its table; there is one of each name in a stage."""

    plugin: int
    stage: PJRT_XlaTransform_PipelineStage
    name: str


class _Registered:
    """A transform that C may call, by its struct. token: of the callable in the registry."""

    __slots__ = ("place", "struct", "token")

    def __init__(self, place: Place, token: int) -> None:
        self.place = place
        self.token = token
        self.struct = PJRT_XlaTransform_Callbacks()
        self.struct.version = PJRT_API_XLA_TRANSFORM_EXTENSION_VERSION
        self.struct.dtor = cast(_DESTROY, c_void_p).value
        self.struct.transform_hlo_module = cast(_TRANSFORM, c_void_p).value


_by_place: dict[Place, _Registered] = {}
_by_address: dict[int, _Registered] = {}
"""By the address of the struct, which C gives to what it calls. It lives until C's destructor was called."""
_lock = RLock()


def register(table: XlaTransform, place: Place, owner: str, transform: Transform) -> None:
    """Has C call the transform, in the place of the one that is there already, if any, in the same order.

    owner: what `pjrt.debug` is to call it.
    """
    token = callbacks.keep("transform_hlo_module", owner, transform)
    with _lock:
        found = _by_place.get(place)
        if found is not None:  # C keeps the struct that it has
            found.token, old = token, found.token
        else:
            made = _by_place[place] = _Registered(place, token)
            _by_address[addressof(made.struct)] = made
    if found is not None:
        callbacks.drop(old)
        return
    try:
        table.register_xla_transform_fn(place.name, place.stage, made.struct)
    except BaseException:
        _forget(addressof(made.struct))
        raise


def clear(table: XlaTransform, place: Place) -> bool:
    """Whether there was one to clear. Its destructor is called once no compilation is in it any more."""
    with _lock:
        found = _by_place.pop(place, None)
    # C goes by the name, and takes a struct for those that have none.
    return table.clear_xla_transform_fn(place.stage, place.name, found.struct if found else _NONE)


def registered(plugin: int) -> list[tuple[Place, Transform]]:
    """Those of a plugin that were registered here and not cleared, the oldest first."""
    with _lock:
        found = [one for place, one in _by_place.items() if place.plugin == plugin]
    entries = [(one.place, callbacks.find(one.token)) for one in found]
    return [(place, entry.function) for place, entry in entries if entry is not None]


def _forget(address: int) -> None:
    with _lock:
        gone = _by_address.pop(address, None)
        if gone is not None and _by_place.get(gone.place) is gone:
            del _by_place[gone.place]
    if gone is not None:
        callbacks.drop(gone.token)


def _transform(address: int, args: int) -> None:
    told = PJRT_XlaTransform_Args.from_address(args)
    found = _by_address.get(address)
    entry = callbacks.find(found.token) if found else None
    answer = Answer(told.header, entry.owner if entry else "a transform")
    told.changed = False
    try:
        if entry is None:
            raise ClosedError("this transform was cleared")
        made = entry.function(text_of(told.hlo_module))
        if made is not None:
            answer.text(told.transformed_hlo_module, made)
            told.changed = True
    except BaseException as raised:  # C takes it as an error
        answer.fail(raised)


_NONE = PJRT_XlaTransform_Callbacks()
_TRANSFORM = callbacks.trampoline(PJRT_XlaTransform_Callbacks_transform_hlo_module, _transform)
_DESTROY = callbacks.trampoline(PJRT_XlaTransform_Callbacks_dtor, _forget)
