"""Compiled programs that can run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from threading import RLock
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pjrt._runtime import callbacks, ffi_contexts, frames, transfer
from pjrt._runtime.accelerator import program
from pjrt._runtime.array_types import array_type
from pjrt._runtime.launches import Places
from pjrt._runtime.lazy import cached_property
from pjrt.bound_call import BoundCall, pairs_of
from pjrt.buffer import OLDEST_LACKS, Buffer
from pjrt.claims import Claims
from pjrt.device import Device, require_place, short_text
from pjrt.errors import ClosedError, PjrtError
from pjrt.event import Event
from pjrt.executable import Executable
from pjrt.execute_options import ExecuteOptions
from pjrt.layout import Layout
from pjrt_abi.support import pointer_out

if TYPE_CHECKING:
    from pjrt._runtime.array_types import ArrayType
    from pjrt._runtime.client_state import ClientState
    from pjrt._runtime.hot import Program
    from pjrt.signature import Spec
    from pjrt_abi.functions import LoadedExecutableExecute
    from pjrt_abi.structs import PJRT_ExecuteOptions
    from pjrt_abi.typed import BufferPtr, DevicePtr, EventPtr, LoadedExecutablePtr


class Execution(NamedTuple):
    """What `LoadedExecutable.launch` gives.

    results: of each device; done: for each device an event that it has run the program, if those were asked for.
    """

    results: list[tuple[Buffer, ...]]
    done: tuple[Event, ...]


class LogicalIds(NamedTuple):
    """What a device computes of a program: its row and its column in the device assignment."""

    replica: int
    partition: int


class LoadedExecutable(Executable):
    """A program compiled and loaded on a client's devices. Made by `Client.compile`. C: PJRT_LoadedExecutable.

    Call it with the program's arguments: `y, = exe(x, 3.0)`. Any thread may; calls run in parallel.
    The C object lives until the last reference goes; `delete()` frees the compiled code sooner.
    """

    def __init__(self, state: ClientState, ptr: LoadedExecutablePtr) -> None:
        super().__init__(state, None)
        self._state: ClientState = state
        self._ptr = ptr
        self._deleted = False
        self._fast: Callable[[tuple[Any, ...]], tuple[Any, ...] | None] | None = None
        self._short_way: Program | None = None
        self._preparing = RLock()
        self._options = frames.execute_options(state.abi, context=ffi_contexts.default(state.abi))
        self._program = state.abi.loaded_executable_get_executable(ptr)
        if len(self.devices) > 1:
            state.launches.bound(state.ptr)
            state.calls.bounded = state.launches.bounded

    def __repr__(self) -> str:
        if self._deleted:
            return "<LoadedExecutable, deleted>"
        if not self._state.is_open:
            return "<LoadedExecutable of a closed client>"
        return f"<LoadedExecutable {self.name!r} on {', '.join(map(short_text, self.devices))}>"

    @cached_property
    def devices(self) -> tuple[Device, ...]:
        """The devices of this process that run it. C: PJRT_LoadedExecutable_AddressableDevices."""
        self._require()
        pointers = self._state.abi.loaded_executable_addressable_devices(self._ptr)
        return tuple(Device(self._state, p) for p in pointers)

    @cached_property
    def device_assignment(self) -> tuple[tuple[int, ...], ...] | None:
        """The device ids, of all processes, a row for each replica, a column for each partition; None if portable.

        C: PJRT_LoadedExecutable_GetDeviceAssignment.
        """
        from pjrt.protos import message

        self._require()
        serialized = self._state.abi.loaded_executable_get_device_assignment(self._ptr)
        if not serialized:
            return None
        assignment = message("xla.DeviceAssignmentProto").FromString(serialized)
        columns = [column.replica_device_ids for column in assignment.computation_devices]
        return tuple(zip(*columns, strict=True))

    @cached_property
    def logical_ids(self) -> tuple[LogicalIds, ...]:
        """The replica and the partition that each of `devices` runs; none if portable.

        C: PJRT_LoadedExecutable_AddressableDeviceLogicalIds.
        """
        self._require()
        found = self._state.abi.loaded_executable_addressable_device_logical_ids(self._ptr)
        return tuple(LogicalIds(ids.replica, ids.partition) for ids in found)

    def __call__(
        self, *arguments: Any, device: Device | None = None, options: ExecuteOptions | None = None
    ) -> tuple[Buffer, ...]:
        """Runs the program on its device; returns at once, the results may not be there yet.

        arguments: one a parameter: a Buffer of this client, used without a copy; or a numpy array, or a Python number
        or nested list that becomes one of the parameter's dtype. Their shape and dtype are the program's.
        A Buffer given for a donated parameter is consumed: its `is_deleted` is True afterwards. A plugin may spare a
        buffer that a numpy view shows, and work on a copy; the view's values stay in either case.
        device: where a portable program is to run; without it, where its first Buffer argument is, or on the client's
        first device.

        Raises TypeError for a wrong count or dtype or byte order, ValueError for a wrong shape or layout or for a
        buffer of another client, ClosedError for a deleted buffer or executable, and PjrtError for what the plugin
        reports. C: PJRT_LoadedExecutable_Execute.
        """
        if self._fast is not None and device is None and options is None:
            made = self._fast(arguments)
            if made is not None:
                return made
        self._require()
        if len(self.devices) > 1:
            raise ValueError(
                f"the program was compiled for {len(self.devices)} devices; this call runs on one: use execute()"
            )
        home = self._home(arguments, device)
        row = self._row(arguments, home, "")
        results = self._run([row], options, home, events=False).results[0]
        if self._fast is None and not self._deleted:
            self._prepare()
        return results

    def _prepare(self) -> None:
        """Makes what runs the program where nothing needs care. After the first run, which has read the signature."""
        with self._preparing:
            if self._fast is None:
                self._short_way = self._made_short()
                self._fast = _needs_care if self._short_way is None else self._short_way.run
        if self._deleted:  # by another thread, meanwhile
            self._gone()

    def _made_short(self) -> Program | None:
        if not self.devices or (self._is_oldest and self.signature.donated):
            return None
        parameters = [
            array_type(spec.shape, transfer.array_dtype(spec.dtype), _arrangement(spec))
            for spec in self.signature.parameters
        ]
        return program(
            self._state,
            Buffer,
            self._ptr,
            self._places,
            self._options,
            parameters,
            self._results,
            self.signature.donated,
            shares=self._is_oldest or len(self.devices) > 1,
        )

    def bind(self, *arguments: Any, carry: Mapping[int, int] | None = None) -> BoundCall:
        """The program with its arguments, as a call that only runs it: `step = exe.bind(state, batch); step()`.

        arguments: as of a call. Arrays and numbers are put on the device once, now. carry: results that become
        arguments of the next run, as {result: parameter}; of the parameter's shape and dtype. With the parameter
        donated, a loop so runs in the memory that it began with.

        Raises what a call raises, ValueError for a program on several devices or for none in particular, and ValueError
        or TypeError for results that cannot be carried. C: PJRT_Client_BufferFromHostBuffer.
        """
        self._require()
        if len(self.devices) != 1:
            where = f"{len(self.devices)} devices" if self.devices else "no device in particular"
            raise ValueError(f"the program was compiled for {where}; a bound call runs on one: use execute()")
        self.signature.check_count(len(arguments))
        results, parameters = self._results, self.signature.parameters
        pairs = pairs_of(carry, len(results), len(parameters))
        for result, parameter in pairs:
            self.signature.check(parameter, results[result].shape, results[result].dtype, f"carry, result {result}")
        if self._fast is None:
            self._prepare()
        made = tuple(self._bound_argument(index, value) for index, value in enumerate(arguments))
        return BoundCall(self, self._short_way, made, pairs)

    def _bound_argument(self, index: int, value: Any) -> Buffer:
        made: Buffer | None = None if self._short_way is None else self._short_way.put(index, value)
        if made is not None:
            return made
        self._require()
        return self._argument(index, value, self.devices[0], "")

    def execute(
        self, arguments: Sequence[Sequence[Any]], *, options: ExecuteOptions | None = None
    ) -> list[tuple[Buffer, ...]]:
        """Runs the program on all its devices; returns at once, the results may not be there yet.

        arguments: for each device, in the order of `devices`, what `__call__` takes; Buffers are on that device.
        Gives the results of each device. What is raised: as by `__call__`, naming the device by its place.
        C: PJRT_LoadedExecutable_Execute.
        """
        if options is None and self._short_way is not None:
            made = self._run_on_all(self._short_way, arguments)
            if made is not None:
                return made
        return self.launch(arguments, options=options, events=False).results

    def _run_on_all(self, program: Program, arguments: Any) -> list[tuple[Buffer, ...]] | None:
        """Runs it where nothing needs care; None where something does."""
        if len(self._places) == 1:
            alone = [tuple(row) for row in arguments if type(row) in _ROWS] if type(arguments) in _ROWS else []
            made = program.run(alone[0]) if len(alone) == len(arguments) == 1 else None
            return None if made is None else [made]
        launch = None if callbacks.inside() else program.take(arguments)
        if launch is None:
            return None
        launches = self._state.launches
        try:
            if launches.bounded:
                launch.enter()
            with launches.order:
                return launch.start()
        finally:
            launch.release()

    @cached_property
    def _places(self) -> list[DevicePtr]:
        return [device._ptr for device in self.devices]

    def launch(
        self, arguments: Sequence[Sequence[Any]], *, options: ExecuteOptions | None = None, events: bool = True
    ) -> Execution:
        """As `execute`, with an event for each device besides that is done when the device has run the program.

        events: whether to ask for them. C: PJRT_LoadedExecutable_Execute.
        """
        self._require()
        rows = self._rows(arguments)
        home = self._home(rows[0], None) if len(rows) == 1 else None
        made = self._run(rows, options, home, events=events)
        if self._fast is None and not self._deleted:
            self._prepare()
        return made

    def _rows(self, arguments: Sequence[Sequence[Any]]) -> list[list[Buffer]]:
        wanted = max(1, len(self.devices))
        if isinstance(arguments, np.ndarray | str | bytes) or not isinstance(arguments, Sequence):
            raise TypeError(f"arguments: expected a list of arguments for each device, got {type(arguments).__name__}")
        if len(arguments) != wanted:
            raise ValueError(f"arguments: expected a list for each of {wanted} devices, got {len(arguments)}")
        made = []
        for place, row in enumerate(arguments):
            if isinstance(row, np.ndarray | str | bytes) or not isinstance(row, Sequence):
                raise TypeError(f"device {place}: expected a list of arguments, got {type(row).__name__}")
            home = self.devices[place] if self.devices else self._home(row, None)
            made.append(self._row(row, home, f"device {place}, " if wanted > 1 else ""))
        return made

    def _row(self, arguments: Sequence[Any], home: Device, where: str) -> list[Buffer]:
        """The arguments of one device as buffers. where: what messages begin with."""
        self.signature.check_count(len(arguments), where)
        return [self._argument(index, value, home, where) for index, value in enumerate(arguments)]

    def _argument(self, index: int, value: Any, home: Device, where: str) -> Buffer:
        name = f"{where}argument {index}"
        wanted = self.signature.parameters[index]
        if not isinstance(value, Buffer):
            array = transfer.as_array(value, wanted.dtype, name)
            self.signature.check(index, array.shape, array.dtype, name)
            # Tiles are the device's own choice, made again for any array.
            layout = None if wanted.layout is None or wanted.layout.tiles else wanted.layout
            sent = transfer.put(self._state, array, home._ptr, layout=layout)
            made = Buffer(self._state, sent.buffer, array_type(array.shape, array.dtype, layout))
            self._state.abi.event_destroy(sent.released)
            if wanted.layout is not None and wanted.layout.tiles:
                _check_layout(made, wanted, name)
            return made
        if value._state is not self._state:
            raise ValueError(f"{name}: {value!r} is of another client; copy it over with put()")
        self.signature.check(index, value.shape, value.dtype, name)
        if value.is_deleted:
            raise ClosedError(f"{name}: {value._spelled()}, was deleted or donated")
        value._known_layout()  # from now on its type is the parameter's, if that is its layout
        _check_layout(value, wanted, name)
        if where:
            if not value._is_on(home):  # the plugin says so itself for one device, and may crash for several
                raise ValueError(f"{name}: expected a buffer on {home.to_string}, got one on {value.device.to_string}")
            failure = value._failure()
            if failure is not None:  # the other devices might wait for this one for ever
                raise failure
        return value

    def _run(
        self, rows: list[list[Buffer]], options: ExecuteOptions | None, home: Device | None, *, events: bool
    ) -> Execution:
        expected = self.signature
        results = self._results
        told, transfers, donated = self._options, None, expected.donated
        if options is not None:
            self._check_options(options)
            donated = donated.difference(options.non_donatable)
            told, transfers = options._prepare(self._state, len(rows), self._run_label)
        lasting = options is not None and options.lasts
        try:
            with Claims() as claims:
                self._claim(claims, rows, donated)
                made, done = self._launch(rows, told, home, len(results), want_events=events or lasting)
                buffers = [
                    tuple(Buffer(self._state, ptr, kind) for ptr, kind in zip(row, results, strict=True) if ptr)
                    for row in made
                ]
                finished = tuple(Event(self._state, ptr) for ptr in done)
        except BaseException:
            if transfers is not None:
                transfers.end()
            raise
        if lasting and transfers is not None:
            for event in finished:
                event._keep((options, told), self._run_label, transfers.done)
        if any(len(row) < len(results) for row in buffers):
            pointer_out(0, "PJRT_LoadedExecutable_Execute.output_lists")
        return Execution(buffers, finished if events else ())

    @cached_property
    def _run_label(self) -> str:
        """What `pjrt.debug` calls a run of it."""
        return f"a run of {self.name!r}"

    @cached_property
    def _results(self) -> list[ArrayType]:
        """What each result is. Raises TypeError for a program that cannot be run from here."""
        if self.signature.feeds:
            raise TypeError(
                f"the program has an {min(self.signature.feeds)}, which PJRT cannot serve; it would never end"
            )
        return [
            array_type(spec.shape, transfer.array_dtype(spec.dtype), _arrangement(spec))
            for spec in self.signature.results
        ]

    def _launch(
        self,
        rows: list[list[Buffer]],
        told: PJRT_ExecuteOptions,
        home: Device | None,
        num_results: int,
        *,
        want_events: bool,
    ) -> LoadedExecutableExecute:
        """Hands the program to its devices. home: where a portable one is to run."""

        def execute() -> LoadedExecutableExecute:
            return abi.loaded_executable_execute(
                self._ptr,
                told,
                [[buffer._handle() for buffer in row] for row in rows],
                num_results,
                want_device_complete_events=want_events,
                # A portable program was compiled for no device in particular, and has to be told.
                execute_device=home._ptr if home is not None and not self.devices else None,
            )

        abi, launches = self._state.abi, self._state.launches
        if len(rows) > 1 and callbacks.inside():
            raise PjrtError(
                "a program on several devices cannot be run in a callback: it may be on the very thread of the plugin "
                "that one of the devices needs; run it on a thread of yours"
            )
        if not launches.bounded and len(rows) == 1:
            return execute()
        devices = self.devices or [home]
        with Places(launches, [device._ptr for device in devices if device is not None]) as places:
            if len(rows) == 1:
                made = execute()
            else:
                with launches.order:
                    made = execute()
            if launches.bounded and num_results:
                places.started.extend(self._ready_event(row[0]) for row in made.output_lists)
        return made

    def _ready_event(self, result: BufferPtr) -> EventPtr | None:
        """None where the plugin gives none: the result is there all the same."""
        try:
            return self._state.abi.buffer_ready_event(result) if result else None
        except PjrtError:
            return None

    def _check_options(self, options: ExecuteOptions) -> None:
        if not isinstance(options, ExecuteOptions):
            raise TypeError(f"options: expected ExecuteOptions, got {options!r}")
        count = len(self.signature.parameters)
        for index in options.non_donatable:
            if index >= count:
                raise ValueError(f"options: non_donatable names parameter {index}; the program has {count}")
        if options.context is not None and options.context._state.abi is not self._state.abi:
            raise ValueError("options: the context is of another plugin")

    def _claim(self, claims: Claims, rows: list[list[Buffer]], donated: Collection[int]) -> None:
        """Claims the buffers whose deletion or donation in another thread would harm plugins during the call."""
        # The oldest plugin hangs where one thread donates a buffer that a run of another's is just taking.
        everywhere = len(rows) > 1 or self._is_oldest
        if not everywhere and not donated:
            return
        wanted: dict[int, tuple[Buffer, bool]] = {}
        for place, row in enumerate(rows):
            for index, buffer in enumerate(row):
                alone = index in donated
                if id(buffer) in wanted and (alone or wanted[id(buffer)][1]):
                    where = f"device {place}, " if len(rows) > 1 else ""
                    raise ValueError(f"{where}argument {index}: a donated buffer is given twice")
                if alone or everywhere:
                    wanted[id(buffer)] = (buffer, alone)
        for buffer, alone in wanted.values():
            claims.add(buffer, alone)

    @property
    def _is_oldest(self) -> bool:
        return OLDEST_LACKS in self._state.abi.missing

    def _home(self, arguments: Sequence[Any], device: Device | None) -> Device:
        """The device to run on: the program's own, else the one asked for, else that of the first buffer."""
        if device is not None:
            require_place(device, self._state, "device", Device)
            if self.devices and device not in self.devices:
                raise ValueError(
                    f"device: the program was compiled for {self.devices[0].to_string}, got {device.to_string}; "
                    "compile it with CompileOptions(portable=True)"
                )
            return device
        if self.devices:
            return self.devices[0]
        for value in arguments:
            if isinstance(value, Buffer) and value._state is self._state:
                return value.device
        found = self._state.abi.client_addressable_devices(self._state.ptr)
        if not found:
            raise PjrtError("this client has no device that this process can use")
        return Device(self._state, found[0])

    @property
    def is_deleted(self) -> bool:
        """Whether `delete()` was called, or the plugin has freed it. C: PJRT_LoadedExecutable_IsDeleted."""
        if not self._deleted:
            self._state.require_open()
            if self._state.abi.loaded_executable_is_deleted(self._ptr):  # some plugins never say so
                self._gone()
        return self._deleted

    def delete(self) -> None:
        """Frees the compiled program once its running calls are done. Twice is no error.

        C: PJRT_LoadedExecutable_Delete.
        """
        if not self._deleted:
            self._state.require_open()
            self._gone()
            self._state.abi.loaded_executable_delete(self._ptr)

    def _gone(self) -> None:
        """Marks it as deleted."""
        self._deleted, self._fast = True, _needs_care
        if self._short_way is not None:
            self._short_way.open = False

    def _require(self) -> None:
        self._state.require_open()
        if self._deleted:
            raise ClosedError("this executable was deleted")

    def __del__(self) -> None:
        try:
            # In a cycle of garbage, another object's destructor may still come and use this one.
            self._gone()
            super().__del__()
            if self._state.usable:
                self._state.abi.loaded_executable_destroy(self._ptr)
        except Exception:  # a destructor has nobody to tell, and __init__ may have failed half way
            return


_ROWS = (list, tuple)


def _needs_care(*_: Any) -> None:
    """In place of what a `Program` does where that cannot be had."""


def _arrangement(spec: Spec) -> Layout:
    return spec.layout or Layout.row_major(len(spec.shape))


def _check_layout(buffer: Buffer, wanted: Spec, where: str) -> None:
    """Raises ValueError for a buffer of another layout: plugins compare sizes only, and would mix up the elements."""
    expected = _arrangement(wanted)
    if buffer._type.layout == expected or (buffer.ndim < 2 and not expected.tiles):
        return
    layout = buffer._known_layout()
    if not isinstance(layout, Layout) or buffer.size < 2:
        return
    wide = [dimension for dimension, size in enumerate(buffer.shape) if size > 1]
    orders = [[dimension for dimension in each.minor_to_major if dimension in wide] for each in (layout, expected)]
    if orders[0] != orders[1] or layout.tiles != expected.tiles:
        raise ValueError(
            f"{where}: expected the layout {expected}, got {layout}; use client.put(array, layout={expected!r})"
        )
