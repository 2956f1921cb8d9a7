"""How a program is run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import TYPE_CHECKING

from pjrt import checks, host_callbacks
from pjrt._runtime import ffi_contexts, frames
from pjrt._runtime.host_transfers import HostTransfers
from pjrt._runtime.lifetime import Pinned
from pjrt.host_callbacks import OutputCallback

if TYPE_CHECKING:
    from pjrt._runtime.client_state import ClientState
    from pjrt.host_callbacks import Receiver, Sender
    from pjrt_abi.structs import PJRT_ExecuteOptions
    from pjrt_abi.typed import ExecuteContextPtr


class ExecuteContext(Pinned):
    """What a run carries to custom calls, such as user data for FFI handlers. Made by `Client.create_execute_context`.

    Any number of runs may use it; it lives until the last one is over and the last reference gone.
    C: PJRT_ExecuteContext.
    """

    __slots__ = ("_kept", "_ptr", "_state")

    def __init__(self, state: ClientState, ptr: ExecuteContextPtr) -> None:
        self._state = state
        self._ptr: ExecuteContextPtr | None = ptr
        self._kept: list[object] = []

    def __repr__(self) -> str:
        return "<ExecuteContext>" if self._state.is_open else "<ExecuteContext of a closed client>"

    def _handle(self) -> ExecuteContextPtr:
        self._state.require_open()
        assert self._ptr is not None
        return self._ptr

    def __del__(self) -> None:
        try:
            ptr, self._ptr = self._ptr, None
            if ptr is not None and self._state.usable:
                self._state.abi.execute_context_destroy(ptr)
        except Exception:  # a destructor has nobody to tell
            return


@dataclass(frozen=True, eq=False, repr=False)
class ExecuteOptions:
    """Options of a run; may be used for any number of runs, in any thread. C: PJRT_ExecuteOptions.

    launch_id: names a run of several devices, the same on all hosts, so that a runtime sees when their order differs.
    non_donatable: indices of parameters whose buffers stay, whatever the program says of donation.
    context: for custom calls.
    call_location: where the call comes from, such as "train.py:12", for the plugin's own messages and profiles.
    incarnations: of a distributed client, the incarnation id of each task by its id.
    senders, receivers: by channel id, functions that get what the program sends to the host and supply what it
    receives. They are called on the runtime's threads.
    major_to_minor: whether what they get and supply is in row-major order, else in the device's.
    outputs: by callback id, who gets what the program hands to its output callbacks, on the runtime's threads too.

    Raises TypeError or ValueError for a value of another type or out of range.
    """

    launch_id: int = 0
    non_donatable: Sequence[int] = ()
    context: ExecuteContext | None = None
    call_location: str = ""
    incarnations: Mapping[int, int] = field(default_factory=dict)
    senders: Mapping[int, Sender] = field(default_factory=dict)
    receivers: Mapping[int, Receiver] = field(default_factory=dict)
    major_to_minor: bool = False
    outputs: Mapping[int, OutputCallback] = field(default_factory=dict)

    def __post_init__(self) -> None:
        checks.integer("launch_id", self.launch_id, 32)
        if isinstance(self.non_donatable, str | bytes) or not isinstance(self.non_donatable, Iterable):
            raise TypeError(f"non_donatable: expected a list of ints, got {self.non_donatable!r}")
        object.__setattr__(self, "non_donatable", tuple(self.non_donatable))
        for index in self.non_donatable:
            checks.integer("non_donatable", index, 64)
            if index < 0:
                raise ValueError(f"non_donatable: {index} is no index of a parameter")
        if self.context is not None and not isinstance(self.context, ExecuteContext):
            raise TypeError(f"context: expected an ExecuteContext, got {self.context!r}")
        if not isinstance(self.call_location, str):
            raise TypeError(f"call_location: expected a str, got {self.call_location!r}")
        if "\0" in self.call_location:
            raise ValueError(f"call_location: expected a str without NUL, got {self.call_location!r}")
        if not isinstance(self.major_to_minor, bool):
            raise TypeError(f"major_to_minor: expected a bool, got {self.major_to_minor!r}")
        for name in ("incarnations", "senders", "receivers", "outputs"):
            given = getattr(self, name)
            if not isinstance(given, Mapping):
                raise TypeError(f"{name}: expected a dict, got {given!r}")
            object.__setattr__(self, name, MappingProxyType(dict(given)))
            for key, value in given.items():
                checks.integer(name, key, 32 if name == "incarnations" else 64)
                _check_entry(f"{name}[{key}]", name, value)

    def __repr__(self) -> str:
        default = {made.name: made.default for made in fields(self)}
        shown = {name: getattr(self, name) for name in default}
        parts = [
            f"{name}={dict(value) if isinstance(value, Mapping) else value!r}"
            for name, value in shown.items()
            if value and value != default[name]
        ]
        return f"ExecuteOptions({', '.join(parts)})"

    @property
    def lasts(self) -> bool:
        """Whether a run needs something of these until it is over."""
        return bool(self.context or self.senders or self.receivers or self.outputs)

    def _prepare(self, state: ClientState, devices: int, run: str) -> tuple[PJRT_ExecuteOptions, HostTransfers]:
        """The options in C for one run on that many devices, and the callbacks, which are to live until it is over.

        run: what `pjrt.debug` is to call it. Raises UnsupportedError for what came after the plugin's API version.
        """
        transfers = HostTransfers(
            [
                {channel: host_callbacks.sender(function, device) for channel, function in self.senders.items()}
                for device in range(devices)
            ],
            [
                {
                    channel: host_callbacks.receiver(function, device, state)
                    for channel, function in self.receivers.items()
                }
                for device in range(devices)
            ],
            {callback: host_callbacks.output(entry) for callback, entry in self.outputs.items()},
            run,
        )
        try:
            made = frames.execute_options(
                state.abi,
                launch_id=self.launch_id,
                non_donatable=self.non_donatable,
                context=ffi_contexts.default(state.abi) if self.context is None else self.context._handle(),
                call_location=self.call_location,
                incarnations=self.incarnations,
                transfers=transfers,
                major_to_minor=self.major_to_minor,
            )
        except BaseException:
            transfers.end()
            raise
        return made, transfers


def _check_entry(where: str, name: str, value: object) -> None:
    """Raises TypeError or ValueError for what is no value of the dict of that name."""
    if name == "incarnations":
        checks.integer(where, value, 64)
    elif name != "outputs":
        if not callable(value):
            raise TypeError(f"{where}: expected a function, got {value!r}")
    elif not isinstance(value, OutputCallback) or not callable(value.function):
        raise TypeError(f"{where}: expected an OutputCallback of a function, got {value!r}")
    else:
        checks.integer(f"{where}.num_operands", value.num_operands, 64)
        if value.num_operands < 0:
            raise ValueError(f"{where}.num_operands: expected 0 or more, got {value.num_operands}")
