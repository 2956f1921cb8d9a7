"""The calls that are made most, with their C structs laid out once: put, run, look at, destroy.

What needs care is left to the callers: these paths answer None, and have done nothing then. The same in C is
`pjrt_abi._accelerator`; `pjrt._runtime.accelerator` chooses.

Such a struct is a frame. A call has one for itself: it takes one from a list, or makes one, and puts it back. Both are
atomic, and a destructor that comes in between takes another.
"""

from __future__ import annotations

from ctypes import addressof, c_void_p
from threading import Event
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

from pjrt._runtime import callbacks, reaper
from pjrt._runtime.rooms import Rooms
from pjrt_abi.enums import PJRT_HostBufferSemantics
from pjrt_abi.errors import PjrtError
from pjrt_abi.structs import (
    PJRT_Buffer_Destroy_Args,
    PJRT_Client_BufferFromHostBuffer_Args,
    PJRT_LoadedExecutable_Execute_Args,
)
from pjrt_abi.support import pointer_out
from pjrt_abi.typed import BufferPtr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pjrt._runtime.array_types import ArrayType
    from pjrt._runtime.client_state import ClientState
    from pjrt_abi.functions import Api
    from pjrt_abi.structs import PJRT_ExecuteOptions
    from pjrt_abi.typed import ClientPtr, DevicePtr, EventPtr, LoadedExecutablePtr

_ROOM: Final = 4096
"""How many types of arrays are remembered at most."""
ROUND: Final = 64
"""Of so many arrays on their way to a device, one is waited for."""
_PATIENCE: Final = 1.0
"""How long, seconds."""
_TO_WAIT: Final = frozenset(
    {"PJRT_Client_PlatformName", "PJRT_Buffer_ReadyEvent", "PJRT_Event_OnReady", "PJRT_Event_Destroy"}
)
"""What a plugin needs to be waited for."""


class Calls:
    """What the hot calls of a client share. Made by its state, once.

    open: whether new calls may be made. usable: whether C may still be called, if only to destroy. bounded: whether a
    program is to wait for room on its device.
    """

    __slots__ = (
        "_abi",
        "_client",
        "_deletions",
        "_marks",
        "_near",
        "_puts",
        "_rooms",
        "_under_way",
        "bounded",
        "enter",
        "leave",
        "open",
        "running",
        "usable",
    )

    def __init__(self, abi: Api, client: ClientPtr) -> None:
        self._abi, self._client = abi, client
        self.open, self.usable, self.bounded = True, True, False
        self._deletions: list[Any] = []
        self._puts: list[Any] = []
        self._marks: list[EventPtr] = []
        self._under_way = 0
        self._near = False
        self._rooms = Rooms(abi)
        self.enter, self.leave, self.running = self._rooms.enter, self._rooms.leave, self._rooms.running

    @property
    def coming(self) -> int:
        """How many programs have taken room on a device and not been started."""
        return self._rooms.coming

    def pace(self, buffer: BufferPtr) -> None:
        """To be called with each new array that is on its way to a device.

        Some plugins start a thread for each, and abort where the system gives them no more. So of every ROUND arrays
        one is waited for, a round later; not for ever, as what it needs may be this thread's to do.
        C: PJRT_Buffer_ReadyEvent, PJRT_Event_OnReady.
        """
        self._under_way += 1
        if self._near or self._under_way < ROUND:
            return
        self._under_way = 0
        abi = self._abi
        if not self._marks and self._is_near():
            self._near = True
            return
        try:
            ready = abi.buffer_ready_event(buffer)
            try:
                mark = self._marks.pop()  # which is atomic
            except IndexError:
                mark = None
            self._marks.append(ready)
            if mark is not None:
                self._wait_a_while(mark)
        except PjrtError:  # whoever looks at that array hears why it failed
            return

    def _is_near(self) -> bool:
        """Whether that need not be: the devices are the host, or nothing can be waited for."""
        abi = self._abi
        return not _TO_WAIT.isdisjoint(abi.missing) or abi.client_platform_name(self._client) == "cpu"

    def _wait_a_while(self, mark: EventPtr) -> None:
        over, held = Event(), [mark]

        def done(error: int | None) -> None:
            if error:
                self._abi.read_error("PJRT_Event_OnReady", error)
            over.set()
            if self.usable:
                self._abi.event_destroy(held.pop())

        token = callbacks.keep("PJRT_Event_OnReadyCallback", "an array on its way to a device", done)
        try:
            self._abi.event_on_ready(mark, callbacks.ON_READY, user_arg=token)
        except BaseException:
            callbacks.drop(token)
            if held:  # else it has been called back all the same
                self._abi.event_destroy(held.pop())
            raise
        over.wait(_PATIENCE)

    def rest(self) -> None:
        """To be called before the client goes. C: PJRT_Event_Destroy."""
        while self._marks:
            self._abi.event_destroy(self._marks.pop())
        self._rooms.rest()

    def wait(self, event: EventPtr) -> PjrtError | None:
        """Waits until an event is over; what it failed with. In C it is open to signals, here it is not.

        C: PJRT_Event_Await.
        """
        try:
            self._abi.event_await(event)
        except PjrtError as error:
            return error.with_traceback(None)
        return None

    def destroy(self, ptr: BufferPtr) -> None:
        """C: PJRT_Buffer_Destroy."""
        try:
            frame = self._deletions.pop()
        except IndexError:
            frame = PJRT_Buffer_Destroy_Args()
            frame.struct_size = PJRT_Buffer_Destroy_Args.STRUCT_SIZE
        frame.buffer = ptr
        abi = self._abi
        error = abi.PJRT_Buffer_Destroy(addressof(frame))
        self._deletions.append(frame)
        if error:
            abi.read_error("PJRT_Buffer_Destroy", error)

    def put(self, array: np.ndarray[Any, Any], kind: ArrayType, device: DevicePtr) -> BufferPtr:
        """A dense array of that type on the device, in the device's own layout; read during this call only.

        C: PJRT_Client_BufferFromHostBuffer.
        """
        try:
            frame = self._puts.pop()
        except IndexError:
            frame = self._put_frame()
        frame.data = array.ctypes.data
        frame.type, frame.dims, frame.num_dims, frame.device = kind.code, kind.dims, len(kind.shape), device
        abi = self._abi
        error = abi.PJRT_Client_BufferFromHostBuffer(addressof(frame))
        if error:
            raise abi.read_error("PJRT_Client_BufferFromHostBuffer", error)
        made, released = frame.buffer, frame.done_with_host_buffer
        self._puts.append(frame)
        if released:
            abi.event_destroy(released)
        buffer = BufferPtr(pointer_out(made, "PJRT_Client_BufferFromHostBuffer.buffer"))
        if self._near or self._under_way < ROUND - 1:
            self._under_way += 1
            return buffer
        try:
            self.pace(buffer)
        except BaseException:  # a signal's handler raised
            self.destroy(buffer)
            raise
        return buffer

    def _put_frame(self) -> Any:
        frame = PJRT_Client_BufferFromHostBuffer_Args()
        frame.struct_size = PJRT_Client_BufferFromHostBuffer_Args.STRUCT_SIZE
        self._abi.fit(frame)
        frame.client = self._client
        frame.host_buffer_semantics = PJRT_HostBufferSemantics.IMMUTABLE_ONLY_DURING_CALL
        return frame


class BufferHandle:
    """A PJRT_Buffer*, destroyed when the last reference to this goes, and what is known of it.

    _device: None where nobody has asked for it yet. _good: whether its data is known to be there.
    """

    __slots__ = (
        "__weakref__",
        "_deleted",
        "_device",
        "_dynamic",
        "_good",
        "_lingers",
        "_ptr",
        "_state",
        "_type",
        "_users",
        "_views",
    )

    def __init__(self, state: ClientState, ptr: BufferPtr, type: ArrayType) -> None:
        self._state = state
        self._ptr: BufferPtr | None = ptr
        self._type = type
        self._deleted = False
        self._users = 0
        self._views = 0
        self._dynamic = False
        self._lingers = False
        self._device: DevicePtr | None = None
        self._good = False

    def __del__(self) -> None:
        try:
            # In a cycle of garbage, another object's destructor may still come and use this one.
            ptr, self._ptr, self._deleted = self._ptr, None, True
            calls = self._state.calls
            if ptr is None or not calls.usable:
                return
            if self._lingers:
                reaper.destroy(self._state, calls.destroy, ptr)
            else:
                calls.destroy(ptr)
        except Exception:  # a destructor has nobody to tell
            return


class _Frame:
    """The frame of PJRT_LoadedExecutable_Execute on one device, with room for the arguments and the results."""

    __slots__ = ("_keep", "address", "arguments", "results")

    def __init__(
        self, abi: Api, ptr: LoadedExecutablePtr, options: PJRT_ExecuteOptions, counts: tuple[int, int]
    ) -> None:
        args = PJRT_LoadedExecutable_Execute_Args()
        args.struct_size = PJRT_LoadedExecutable_Execute_Args.STRUCT_SIZE
        abi.fit(args, "PJRT_LoadedExecutable_Execute")
        self.arguments, self.results = ((c_void_p * count)() for count in counts)
        rows = [c_void_p(addressof(row)) for row in (self.arguments, self.results)]
        args.executable, args.options = ptr, addressof(options)
        args.num_devices, args.num_args = 1, counts[0]
        args.argument_lists, args.output_lists = map(addressof, rows)
        self.address = addressof(args)
        self._keep = args, rows, options


class Launch(Protocol):
    """A run on several devices: what it takes, claimed until it is over or let go. In C only."""

    def enter(self) -> None:
        """Waits until each device has room for it."""

    def start(self) -> list[tuple[Any, ...]]:
        """Runs it, once: the results of each device."""

    def release(self) -> None:
        """Lets go of what it took, if that has not been done."""


class Program:
    """Runs a program on the one device that it was compiled for. Any thread may, and many at once.

    open: whether it may be run; not once it is deleted. make: the class of buffers. parameters: what the arguments are
    to be; results: what they are. options: those of every run. Holds no executable: its caller does.
    """

    __slots__ = ("_calls", "_device", "_frames", "_make", "_new_frame", "_parameters", "_results", "_state", "open")

    def __init__(
        self,
        state: ClientState,
        make: type[BufferHandle],
        ptr: LoadedExecutablePtr,
        device: DevicePtr,
        options: PJRT_ExecuteOptions,
        parameters: Sequence[ArrayType],
        results: Sequence[ArrayType],
    ) -> None:
        self._state, self._calls, self._make, self._device = state, state.calls, make, device
        self._parameters, self._results = tuple(parameters), tuple(results)
        counts = len(self._parameters), len(self._results)
        self.open = True
        self._frames: list[_Frame] = []
        self._new_frame: Callable[[], _Frame] = lambda: _Frame(state.abi, ptr, options, counts)

    def run(self, arguments: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """The results of a run. None unless all is as it has to be; then the caller is to look what is not.

        arguments: buffers of the client, of the parameters' types, or dense arrays of their shapes and dtypes.
        C: PJRT_LoadedExecutable_Execute.
        """
        calls, make, state = self._calls, self._make, self._state
        if not self.open or not calls.open or calls.bounded:
            return None
        pointers = [
            value._ptr
            for value, wanted in zip(arguments, self._parameters)  # noqa: B905  # the lengths are compared below
            if value.__class__ is make and value._type is wanted and value._state is state and not value._deleted
        ]
        if len(pointers) != len(self._parameters) or len(pointers) != len(arguments):
            return self._run_arrays(arguments)
        return self._launch(pointers)

    def take(self, rows: Any) -> Launch | None:
        """Arguments for each of several devices, taken for a launch; None for what needs care, as all does here."""
        return None

    def put(self, index: int, value: Any) -> Any:
        """A buffer of what is given for a parameter; None for what needs care, and for a buffer."""
        wanted = self._parameters[index]
        if not self.open or not self._calls.open or not wanted.puttable or not _is_plain(value, wanted):
            return None
        return self._make(self._state, self._calls.put(value, wanted, self._device), wanted)

    def _run_arrays(self, arguments: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """The same with arrays among the arguments."""
        if len(arguments) != len(self._parameters):
            return None
        calls, make, state = self._calls, self._make, self._state
        held = []
        for value, wanted in zip(arguments, self._parameters, strict=True):
            if value.__class__ is make:
                if value._type is not wanted or value._state is not state or value._deleted:
                    return None
                held.append(value)
            elif wanted.puttable and _is_plain(value, wanted):
                held.append(make(state, calls.put(value, wanted, self._device), wanted))
            else:
                return None
        return self._launch([buffer._ptr for buffer in held])

    def _launch(self, pointers: list[Any]) -> tuple[Any, ...]:
        try:
            frame = self._frames.pop()
        except IndexError:
            frame = self._new_frame()
        frame.arguments[:] = pointers
        state, make = self._state, self._make
        error = state.abi.PJRT_LoadedExecutable_Execute(frame.address)
        if error:
            raise state.abi.read_error("PJRT_LoadedExecutable_Execute", error)
        made = tuple([make(state, ptr, kind) for ptr, kind in zip(frame.results, self._results, strict=True) if ptr])
        self._frames.append(frame)
        if len(made) < len(self._results):
            pointer_out(0, "PJRT_LoadedExecutable_Execute.output_lists")
        return made


def _is_plain(value: Any, wanted: ArrayType) -> bool:
    """Whether it is an array of numpy's own class with that shape and dtype, dense, as C has it."""
    if value.__class__ is not np.ndarray:
        return False
    # A dtype of the other byte order is another object, and not equal.
    return bool(value.shape == wanted.shape and value.dtype == wanted.dtype and value.flags.c_contiguous)


class Bound:
    """A program with its arguments: the root of bound calls, which do by `_long_way` what needs care.

    plain: whether a run is all that there is to do.
    """

    __slots__ = ("_arguments", "_plain", "_program")

    _arguments: tuple[Any, ...]
    _plain: bool
    _program: Program | None

    def __call__(self) -> tuple[Any, ...]:
        made = self._program.run(self._arguments) if self._plain and self._program is not None else None
        return self._long_way() if made is None else made

    def _long_way(self) -> tuple[Any, ...]:
        raise NotImplementedError


class Puts:
    """Puts arrays on a client's first device, of types that it was taught."""

    __slots__ = ("_calls", "_device", "_kinds", "_make", "_state")

    def __init__(self, state: ClientState, make: type[BufferHandle], device: DevicePtr) -> None:
        self._state, self._calls, self._make, self._device = state, state.calls, make, device
        self._kinds: dict[tuple[tuple[int, ...], Any], ArrayType] = {}

    def learn(self, kind: ArrayType) -> None:
        """From now on, arrays of this shape and dtype become buffers of this type."""
        if len(self._kinds) >= _ROOM:
            self._kinds.clear()
        self._kinds[kind.shape, kind.dtype] = kind

    def put(self, array: Any) -> Any:
        """A buffer; None for what needs care, and for the first array of its kind. C: PJRT_Client_BufferFromHostBuffer.

        Read during this call only.
        """
        calls = self._calls
        if array.__class__ is not np.ndarray or not calls.open:
            return None
        kind = self._kinds.get((array.shape, array.dtype))
        if kind is None or not array.flags.c_contiguous:
            return None
        return self._make(self._state, calls.put(array, kind, self._device), kind)
