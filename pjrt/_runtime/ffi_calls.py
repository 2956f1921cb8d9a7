"""The C function of an FFI handler: what C calls at each stage, and what it gets back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import FrameType, TracebackType
from typing import Any, Final

from pjrt._runtime import callbacks, ffi_api, ffi_errors, ffi_frames
from pjrt._runtime.ffi_api import FfiApi
from pjrt._runtime.ffi_frames import Frame
from pjrt.errors import UnimplementedError
from pjrt_abi.extensions.ffi_c_api import XLA_FFI_CallFrame, XLA_FFI_ExecutionStage, XLA_FFI_Handler

Stage = Callable[[FfiApi, Frame], int | None]
"""Does what a stage is to do; gives an XLA_FFI_Future if that goes on."""

NAMES: Final = {
    XLA_FFI_ExecutionStage.INSTANTIATE: "instantiate",
    XLA_FFI_ExecutionStage.PREPARE: "prepare",
    XLA_FFI_ExecutionStage.INITIALIZE: "initialize",
    XLA_FFI_ExecutionStage.EXECUTE: "execute",
}
"""The stages that a handler is registered for, as a bundle calls them."""


class CHandler:
    """The C function of a handler, for all its stages; C keeps it for ever, and so does the list of callbacks.

    name: of the handler, as messages have it; traits: its bits; stages: what to do, by XLA_FFI_ExecutionStage.
    """

    __slots__ = ("_function", "_token", "address", "name", "stages", "traits")

    def __init__(self, name: str, traits: int, stages: Mapping[int, Stage]) -> None:
        self.name = name
        self.traits = traits
        self.stages = stages
        self._token = 0
        self._function = callbacks.trampoline(XLA_FFI_Handler, self._called)
        self.address = ffi_api.address_of(self._function)

    def register(self, api: FfiApi, platform: str) -> None:
        """Registers it for a platform, as all stages of its name."""
        api.register(self.name, platform, dict.fromkeys(NAMES.values(), self.address), self.traits)

    def listed(self, function: Callable[..., Any]) -> None:
        """Has the list of callbacks show the user's function."""
        callbacks.drop(self._token)
        self._token = callbacks.keep("XLA_FFI_Handler", f"the FFI handler {self.name!r}", function)

    def unlisted(self) -> None:
        """C did not take it after all."""
        callbacks.drop(self._token)

    def _called(self, address: int) -> int | None:
        try:
            frame = ffi_frames.read(address)
            api = ffi_api.at(frame.api)
            if frame.extension:
                ffi_api.metadata(frame.extension, api, self.traits, stateful=True)
                return None
            stage = self.stages.get(frame.stage)
            if stage is None:
                raise UnimplementedError(f"no stage {XLA_FFI_ExecutionStage(frame.stage).name}")
            future = stage(api, frame)
            if future is not None:
                XLA_FFI_CallFrame.from_address(address).future = future
            return None
        except BaseException as raised:  # C takes it as an error
            return error_of(ffi_api.at(XLA_FFI_CallFrame.from_address(address).api or 0), raised, self.name)


def error_of(api: FfiApi, raised: BaseException, handler: str) -> int:
    """An XLA_FFI_Error of what a handler raised, which keeps neither our frames nor its own variables."""
    raised.__traceback__ = trace = _theirs(raised.__traceback__)
    code, message = ffi_errors.told(raised, handler, once=trace is not None and _is_called(trace.tb_frame))
    return api.error(code, message)


def _theirs(trace: TracebackType | None) -> TracebackType | None:
    """The traceback from the first frame on that is not of this library."""
    walked = trace
    while walked is not None and _is_ours(walked.tb_frame):
        walked = walked.tb_next
    return walked or trace


def _is_called(frame: FrameType) -> bool:
    """Whether anybody but this library calls it: not on a thread of the plugin's."""
    walked = frame.f_back
    while walked is not None and _is_ours(walked):
        walked = walked.f_back
    return walked is not None


def _is_ours(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__")).startswith("pjrt.")


class Instance:
    """A handler in one place of one program. attributes: its own there; state: what `instantiate` gave."""

    __slots__ = ("attributes", "state")

    def __init__(self, attributes: Mapping[str, Any], state: Any) -> None:
        self.attributes = attributes
        self.state = state

    @classmethod
    def of(cls, api: FfiApi, frame: Frame) -> Instance:
        """That of a call."""
        found: Instance = ffi_api.find(api.get_state(frame.context))
        return found

    def set(self, api: FfiApi, frame: Frame) -> None:
        """Has C keep it until the program's end."""
        token = ffi_api.keep(self)
        try:
            api.set_state(frame.context, token)
        except BaseException:
            ffi_api.forget(token)
            raise
