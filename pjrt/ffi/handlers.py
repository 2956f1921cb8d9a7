"""Handlers: Python functions that compiled programs call by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from pjrt import plugin as plugins
from pjrt._runtime import ffi_frames, ffi_futures
from pjrt._runtime.ffi_calls import NAMES, CHandler, Instance
from pjrt._runtime.ffi_errors import without_locals
from pjrt._runtime.ffi_views import Loan
from pjrt._runtime.lifetime import Pinned
from pjrt.client import Client
from pjrt.extensions import ffi_platforms
from pjrt.extensions.ffi import Ffi
from pjrt.ffi.call import Call
from pjrt_abi.extensions.ffi_c_api import XLA_FFI_ExecutionStage, XLA_FFI_Handler_TraitsBits

if TYPE_CHECKING:
    from pjrt._runtime.ffi_api import FfiApi
    from pjrt._runtime.ffi_frames import Frame, Place
    from pjrt.ffi.arrays import DeviceArray
    from pjrt.plugin import Plugin, PluginLike

_F = TypeVar("_F", bound=Callable[[Call], Any])
Function = Callable[..., Any]


class Handler(Pinned):
    """A registered handler. Made by `pjrt.ffi.handler`; C keeps it as long as the process lives.

    name; platform: as XLA spells it; plugin; function: what `execute` calls now. Called, it calls the function, on
    whatever it is given.
    The decorators `instantiate`, `prepare` and `initialize` give it functions for the stages before; they get a `Call`.
    """

    def __init__(self, plugin: Plugin, name: str, platform: str, traits: int, function: Function) -> None:
        self.plugin = plugin
        self.name = name
        self.platform = platform
        self.function = function
        self._pass_call = False
        self._on_host = platform == "Host"
        self._stages: dict[str, Callable[[Call], Any]] = {}
        stages = XLA_FFI_ExecutionStage
        self._c = CHandler(
            name,
            traits,
            {
                stages.INSTANTIATE: self._instantiated,
                stages.PREPARE: self._before,
                stages.INITIALIZE: self._before,
                stages.EXECUTE: self._execute,
            },
        )

    def __repr__(self) -> str:
        return f"<Handler {self.name!r} on {self.platform}>"

    def __call__(self, *arguments: Any, **attributes: Any) -> Any:
        return self.function(*arguments, **attributes)

    def replace(self, function: Function, *, pass_call: bool = False) -> None:
        """Has the name call another function from now on, also in programs that are compiled already."""
        if not callable(function):
            raise TypeError(f"function: expected a function, got {function!r:.80}")
        if not isinstance(pass_call, bool):
            raise TypeError(f"pass_call: expected a bool, got {pass_call!r}")
        self.function, self._pass_call = function, pass_call
        self._c.listed(function)

    def instantiate(self, function: _F) -> _F:
        """Is called where a program with the handler is compiled or loaded, for each place of the program.

        What it returns is `Call.state` there in the other stages, until the program ends. There is no device yet.
        """
        return self._stage("instantiate", function)

    def prepare(self, function: _F) -> _F:
        """Is called before a run, to ask for what it needs. XLA:CPU leaves it out."""
        return self._stage("prepare", function)

    def initialize(self, function: _F) -> _F:
        """Is called before a run, when it has what it asked for. XLA:CPU leaves it out."""
        return self._stage("initialize", function)

    def _stage(self, stage: str, function: _F) -> _F:
        if not callable(function):
            raise TypeError(f"{stage}: expected a function, got {function!r:.80}")
        self._stages[stage] = function
        return function

    # ------------------------------------------------------------------ stages

    def _instantiated(self, api: FfiApi, frame: Frame) -> None:
        made = Instance(ffi_frames.attributes(frame), None)
        function = self._stages.get("instantiate")
        if function is not None:
            made.state = self._called(function, Call(self.name, "instantiate", api, frame, made))
        made.set(api, frame)

    def _before(self, api: FfiApi, frame: Frame) -> None:
        stage = NAMES[XLA_FFI_ExecutionStage(frame.stage)]
        function = self._stages.get(stage)
        if function is not None:
            self._called(function, Call(self.name, stage, api, frame))

    def _called(self, function: Callable[[Call], Any], call: Call) -> Any:
        try:
            return function(call)
        finally:
            call._end()

    def _execute(self, api: FfiApi, frame: Frame) -> int | None:
        operands = ffi_frames.places(frame.operands_at, frame.num_operands)
        results = ffi_frames.places(frame.results_at, frame.num_results)
        loan = Loan(operands, results) if self._on_host else Loan((), ())
        call = None
        try:
            function, pass_call = self.function, self._pass_call
            if pass_call or not self._on_host:
                call = Call(self.name, "execute", api, frame)
                call.operands, call.results = loan.operands, loan.results
                if not self._on_host:
                    call.operands = tuple([_on_device(call, place, readonly=True) for place in operands])
                    call.results = tuple([_on_device(call, place, readonly=False) for place in results])
            shown = loan if call is None else call
            if pass_call:
                outcome = function(call)
            else:
                attributes = Instance.of(api, frame).attributes if frame.num_attributes else {}
                outcome = function(*shown.operands, *shown.results, **attributes)
            if outcome is not None and any(outcome is result for result in shown.results):
                outcome = None  # as of `lambda x, y: np.negative(x, out=y)`
            _over(loan, call)
            if outcome is not None:
                outcome = ffi_futures.checked(outcome)
        except BaseException as raised:
            _over(loan, call)
            without_locals(raised)
            try:
                loan.give_back()
            except BufferError as kept:
                raised.add_note(str(kept))
            raise
        if outcome is not None:
            return ffi_futures.waiting(api, outcome, self.name, loan)
        loan.give_back()
        return None


def _over(loan: Loan, call: Call | None) -> None:
    """The handler has returned; twice is no error."""
    loan.returned()
    if call is not None:
        call._end()


def _on_device(call: Call, place: Place, *, readonly: bool) -> DeviceArray | None:
    dtype, shape, *_ = place.kind
    return None if dtype is None else call._device_array(dtype, shape, place.address, readonly=readonly)


_handlers: dict[tuple[int, str, str], Handler] = {}
"""By the address of the plugin's FFI table, name and platform: what C has, it has for good."""


def handler(
    name: str,
    plugin: PluginLike | Client | None = None,
    *,
    platform: str | None = None,
    pass_call: bool = False,
    command_buffer_compatible: bool = False,
) -> Callable[[Function], Handler]:
    """Registers the decorated function for the custom calls of a name, in all programs of the plugin.

    The function is called as `function(*operands, *results, **attributes)`: numpy arrays of the operands, read-only,
    and of the results, to be written in place and in full, both without a copy (types of less than a byte, which XLA
    packs, are copied); attributes as `Call.attributes` describes them; None for a token. On an accelerator the arrays
    are `DeviceArray`s.
    It returns None, or one of the results; or a `concurrent.futures.Future` or something to await, with whose end the
    call ends: the arrays last until then. What it raises, the run fails with, with a fitting code and the exception as
    the `__cause__` of the error. It runs on threads of the plugin's, on several at once, and may use the library.
    When the call is over, arrays that were kept become copies, and memoryviews of them are released, which is slow; the
    run fails with a BufferError as its cause for iterators of numpy, ctypes objects and arrays that cannot be found.
    What other libraries made of an array without a copy must not be used any more.

    plugin: as `pjrt.load` takes it, or a client. platform: such as "Host" or "CUDA"; the plugin's own without.
    pass_call: call it as `function(call)` instead, with a `pjrt.ffi.Call`.
    command_buffer_compatible: it launches the same device work each time, so that XLA may record it.

    The same name again replaces the function, also in programs that are compiled already.
    Raises TypeError or ValueError for a wrong argument, UnsupportedError for a plugin that registers none,
    InvalidArgumentError for a name that other code has registered.
    """
    if not isinstance(name, str):
        raise TypeError(f"name: expected a str, as in @handler('name', plugin), got {name!r:.80}")
    if not name or "\0" in name:
        raise ValueError(f"name: expected a name, got {name!r}")
    for said, value in (("pass_call", pass_call), ("command_buffer_compatible", command_buffer_compatible)):
        if not isinstance(value, bool):
            raise TypeError(f"{said}: expected a bool, got {value!r}")
    loaded = plugin.plugin if isinstance(plugin, Client) else plugins.load(plugin)
    where = ffi_platforms.canonical(platform, loaded)
    extension = loaded.extension(Ffi)

    def register(function: Function) -> Handler:
        if not callable(function):
            raise TypeError(f"function: expected a function, got {function!r:.80}")
        api = extension._api()
        api.require_state()
        traits = XLA_FFI_Handler_TraitsBits.COMMAND_BUFFER_COMPATIBLE if command_buffer_compatible else 0
        made = Handler(loaded, name, where, int(traits), function)
        found = _handlers.setdefault((api.address, name, where), made)
        if found._c.traits != traits:
            raise ValueError(f"command_buffer_compatible: {name!r} was registered with {not command_buffer_compatible}")
        found.replace(function, pass_call=pass_call)
        if found is made:
            try:
                made._c.register(api, where)
            except BaseException:
                del _handlers[api.address, name, where]
                made._c.unlisted()
                raise
        return found

    return register


def handlers() -> list[Handler]:
    """All that are registered in this process."""
    return list(_handlers.values())
