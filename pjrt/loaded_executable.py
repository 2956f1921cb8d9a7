"""Compiled programs that can run."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from pjrt._runtime import frames, transfer
from pjrt.buffer import Buffer
from pjrt.device import Device
from pjrt.errors import ClosedError, PjrtError, UnimplementedError, UnsupportedError
from pjrt.executable import Executable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pjrt._runtime.client_state import ClientState
    from pjrt_abi.typed import BufferPtr, LoadedExecutablePtr


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
        self._options = frames.execute_options()
        self._program = state.abi.loaded_executable_get_executable(ptr)

    def __repr__(self) -> str:
        if self._deleted:
            return "<LoadedExecutable, deleted>"
        if not self._state.is_open:
            return "<LoadedExecutable of a closed client>"
        return f"<LoadedExecutable {self.name!r} on {', '.join(d.to_string for d in self.devices)}>"

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

    @cached_property
    def fingerprint(self) -> bytes:
        """The same for the same program, options and compiler, as a cache's key.

        Raises UnimplementedError where the platform has none. C: PJRT_Executable_Fingerprint;
        PJRT_LoadedExecutable_Fingerprint where the plugin has only that.
        """
        self._require()
        try:
            return self._state.abi.executable_fingerprint(self._unloaded)
        except (UnimplementedError, UnsupportedError) as error:
            try:
                return self._state.abi.loaded_executable_fingerprint(self._ptr)
            except (UnimplementedError, UnsupportedError):
                raise error from None

    def __call__(self, *arguments: Any) -> tuple[Buffer, ...]:
        """Runs the program on its device; returns at once, the results may not be there yet.

        A portable program runs where its first Buffer argument is, or on the client's first device.

        arguments: one a parameter: a Buffer of this client, used without a copy; or a numpy array, or a Python number
        or nested list that becomes one of the parameter's dtype. Their shape and dtype are the program's.
        A Buffer given for a donated parameter is consumed: its `is_deleted` is True afterwards. A plugin may spare a
        buffer that a numpy view shows, and work on a copy; the view's values stay in either case.

        Raises TypeError for a wrong count or dtype or byte order, ValueError for a wrong shape or for a buffer of
        another client, ClosedError for a deleted buffer or executable, and PjrtError for what the plugin reports.
        C: PJRT_LoadedExecutable_Execute.
        """
        self._require()
        if len(self.devices) > 1:
            raise ValueError(f"the program was compiled for {len(self.devices)} devices; this call runs on one")
        expected = self.signature
        expected.check_count(len(arguments))
        results = [(spec.shape, transfer.array_dtype(spec.dtype)) for spec in expected.results]
        home = self.devices[0] if self.devices else self._where(arguments)
        buffers = [self._argument(index, value, home) for index, value in enumerate(arguments)]
        pointers: list[BufferPtr] = [buffer._handle() for buffer in buffers]
        # A portable program was compiled for no device in particular, and has to be told.
        told = None if self.devices else home._ptr
        made, _ = self._state.abi.loaded_executable_execute(
            self._ptr, self._options, [pointers], len(results), execute_device=told
        )
        return tuple(
            Buffer(self._state, ptr, shape, dtype) for ptr, (shape, dtype) in zip(made[0], results, strict=True)
        )

    def _argument(self, index: int, value: Any, home: Device) -> Buffer:
        if isinstance(value, Buffer):
            if value._state is not self._state:
                raise ValueError(f"argument {index}: {value!r} is of another client; copy it over with put()")
            self.signature.check(index, value.shape, value.dtype)
            value._require_data()
            return value
        array = transfer.as_array(value, self.signature.parameters[index].dtype, f"argument {index}")
        self.signature.check(index, array.shape, array.dtype)
        ptr = transfer.put(self._state, array, home._ptr)
        return Buffer(self._state, ptr, array.shape, array.dtype)

    def _where(self, arguments: Sequence[Any]) -> Device:
        """The device for a portable program: where its first buffer is, else the client's first."""
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
                self._deleted = True
        return self._deleted

    def delete(self) -> None:
        """Frees the compiled program once its running calls are done. Twice is no error.

        C: PJRT_LoadedExecutable_Delete.
        """
        if not self._deleted:
            self._state.require_open()
            self._deleted = True
            self._state.abi.loaded_executable_delete(self._ptr)

    def _require(self) -> None:
        self._state.require_open()
        if self._deleted:
            raise ClosedError("this executable was deleted")

    def __del__(self) -> None:
        try:
            self._deleted = True  # in a cycle of garbage, another object's destructor may still come and use this one
            super().__del__()
            if self._state.usable:
                self._state.abi.loaded_executable_destroy(self._ptr)
        except Exception:  # a destructor has nobody to tell, and __init__ may have failed half way
            return
