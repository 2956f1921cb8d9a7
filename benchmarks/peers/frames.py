"""Prepared ctypes: the raw layer with the argument structs laid out once. As little as Python can do for a call."""

from __future__ import annotations

from ctypes import Structure, addressof, c_char, c_char_p, c_int64, c_void_p, cast
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import pjrt
from benchmarks.measure import Contender, Statement
from benchmarks.options import client_options
from benchmarks.peers.peer import AbsentError, Peer
from benchmarks.programs import Array, Program
from pjrt import dtypes
from pjrt_abi.enums import PJRT_HostBufferSemantics
from pjrt_abi.structs import (
    PJRT_Buffer_DecreaseExternalReferenceCount_Args,
    PJRT_Buffer_Destroy_Args,
    PJRT_Buffer_IncreaseExternalReferenceCount_Args,
    PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args,
    PJRT_Buffer_ReadyEvent_Args,
    PJRT_Client_BufferFromHostBuffer_Args,
    PJRT_Event_Await_Args,
    PJRT_Event_Destroy_Args,
    PJRT_ExecuteOptions,
    PJRT_LoadedExecutable_Execute_Args,
    PJRT_Program,
)
from pjrt_abi.typed import BufferPtr, LoadedExecutablePtr

_COPIED = PJRT_HostBufferSemantics.IMMUTABLE_ONLY_DURING_CALL


class Frames(Peer):
    """`pjrt_abi`, by hand: it checks nothing but the errors that C gives."""

    key = "frames"
    title = "prepared ctypes"

    def __init__(self, plugin: Path) -> None:
        self.abi = pjrt.load(plugin).abi
        self.client = self.abi.client_create(create_options=client_options(plugin))
        if self.abi.client_platform_name(self.client) != "cpu":
            raise AbsentError("it looks at results where they lie, which is not on the host here")
        self.device = self.abi.client_addressable_devices(self.client)[0]
        self.compiled = cache(self._compile)
        self._buffers: list[BufferPtr] = []
        self._executables: list[LoadedExecutablePtr] = []

    def _compile(self, code: str) -> LoadedExecutablePtr:
        program, text, form = _args(PJRT_Program), code.encode(), b"mlir"
        program.code, program.code_size = cast(c_char_p(text), c_void_p).value, len(text)
        program.format, program.format_size = cast(c_char_p(form), c_void_p).value, len(form)
        self._executables.append(self.abi.client_compile(self.client, program, pjrt.CompileOptions().serialize()))
        return self._executables[-1]

    def place(self, array: Array) -> BufferPtr:
        """A copy on the device, which lives until the end."""
        kind, address = dtypes.to_c(array.dtype), array.ctypes.data
        made = self.abi.client_buffer_from_host_buffer(
            self.client, address, kind, array.shape, _COPIED, device=self.device
        )
        self.abi.event_destroy(made.done_with_host_buffer)
        self._buffers.append(made.buffer)
        return made.buffer

    def values(self, program: Program) -> list[Array]:
        run = _Run(self, program)  # keeps what C is given the addresses of
        return [run.view(copy=True)]

    def drop(self, program: Program) -> Contender:
        run = _Run(self, program)
        names = {"execute": run.execute, "call_at": run.call_at, "results": run.results, "kept": run, "fail": _fail}
        names |= {"destroy": run.destroy, "destroying": run.destroying, "destroy_at": addressof(run.destroying)}
        if program.results == 1:
            drop = "destroying.buffer = results[0]\ndestroy(destroy_at) and fail()"
        else:
            drop = "for pointer in results:\n    destroying.buffer = pointer\n    destroy(destroy_at) and fail()"
        return Statement(self.key, f"execute(call_at) and fail()\n{drop}", names)

    def numpy(self, program: Program) -> Contender:
        return Statement(self.key, "run.view()", {"run": _Run(self, program)})

    def host(self, program: Program) -> Contender:
        return Statement(self.key, "run.host()", {"run": _Run(self, program)})

    def put(self, array: Array) -> Contender:
        put = _Put(self, array)
        names = {"put": put.put, "kept": put, "destroying": put.destroying, "destroy": put.destroy, "fail": _fail}
        names |= {"destroy_at": addressof(put.destroying)}
        return Statement(self.key, "destroying.buffer = put()\ndestroy(destroy_at) and fail()", names)

    def close(self) -> None:
        for buffer in self._buffers:
            self.abi.buffer_destroy(buffer)
        for executable in self._executables:
            self.abi.loaded_executable_destroy(executable)
        self.abi.client_destroy(self.client)


def _args(kind: type[Structure]) -> Any:
    made: Any = kind()
    made.struct_size = kind.STRUCT_SIZE
    return made


def _fail() -> None:
    raise RuntimeError("a C function gave an error")


class _Put:
    """The structs that put an array again and again. `put()` gives the buffer."""

    def __init__(self, peer: Frames, array: Array) -> None:
        sizes = (c_int64 * array.ndim)(*array.shape)
        frame, ending = _args(PJRT_Client_BufferFromHostBuffer_Args), _args(PJRT_Event_Destroy_Args)
        frame.client, frame.device = peer.client, peer.device
        frame.data, frame.type = array.ctypes.data, dtypes.to_c(array.dtype)
        frame.dims, frame.num_dims = addressof(sizes), array.ndim
        frame.host_buffer_semantics = _COPIED
        self.destroy, self.destroying = peer.abi.PJRT_Buffer_Destroy, _args(PJRT_Buffer_Destroy_Args)
        send, end = peer.abi.PJRT_Client_BufferFromHostBuffer, peer.abi.PJRT_Event_Destroy
        frame_at, end_at = addressof(frame), addressof(ending)
        self._kept = (sizes, array)

        def put() -> int:
            if send(frame_at):
                _fail()
            ending.event = frame.done_with_host_buffer
            if end(end_at):
                _fail()
            return int(frame.buffer)

        self.put = put


class _Run:
    """The structs of a run.

    `view()` runs the program, makes an array of the first result's memory and lets go of that: without a copy it is of
    memory that has gone, and only what it costs is wanted. `host()` puts the arguments before.
    """

    def __init__(self, peer: Frames, program: Program) -> None:
        self.arguments = (c_void_p * len(program.arguments))(*map(peer.place, program.arguments))
        self.results = (c_void_p * program.results)()
        lists = (c_void_p * 1)(addressof(self.arguments)), (c_void_p * 1)(addressof(self.results))
        options, call = _args(PJRT_ExecuteOptions), _args(PJRT_LoadedExecutable_Execute_Args)
        call.executable, call.options = peer.compiled(program.code), addressof(options)
        call.argument_lists, call.output_lists = map(addressof, lists)
        call.num_devices, call.num_args = 1, len(program.arguments)
        self.execute, self.call_at = peer.abi.PJRT_LoadedExecutable_Execute, addressof(call)
        self.destroy, self.destroying = peer.abi.PJRT_Buffer_Destroy, _args(PJRT_Buffer_Destroy_Args)
        self._kept = (lists, options, call)
        assert program.expected is not None
        self.view = self._viewing(peer, program.expected)
        self._puts = [_Put(peer, array) for array in program.arguments]

    def host(self) -> Array:
        """Puts the arguments, runs, drops them."""
        arguments, destroying = self.arguments, self.destroying
        for place, put in enumerate(self._puts):
            arguments[place] = put.put()
        array: Array = self.view()
        for pointer in arguments:
            destroying.buffer = pointer
            if self.destroy(addressof(destroying)):
                _fail()
        return array

    def _viewing(self, peer: Frames, like: Array) -> Any:
        abi, results, execute, call_at = peer.abi, self.results, self.execute, self.call_at
        ready = _args(PJRT_Buffer_ReadyEvent_Args)
        waiting, ending = _args(PJRT_Event_Await_Args), _args(PJRT_Event_Destroy_Args)
        holding, finding = map(
            _args, (PJRT_Buffer_IncreaseExternalReferenceCount_Args, PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args)
        )
        releasing, destroying = _args(PJRT_Buffer_DecreaseExternalReferenceCount_Args), _args(PJRT_Buffer_Destroy_Args)
        get_ready, wait, end = abi.PJRT_Buffer_ReadyEvent, abi.PJRT_Event_Await, abi.PJRT_Event_Destroy
        hold, find = abi.PJRT_Buffer_IncreaseExternalReferenceCount, abi.PJRT_Buffer_OpaqueDeviceMemoryDataPointer
        release, destroy = abi.PJRT_Buffer_DecreaseExternalReferenceCount, abi.PJRT_Buffer_Destroy
        ready_at, wait_at, end_at, hold_at, find_at, release_at, destroy_at = map(
            addressof, (ready, waiting, ending, holding, finding, releasing, destroying)
        )
        shape, dtype, ndarray = like.shape, like.dtype, np.ndarray
        memory_at: Any = (c_char * like.nbytes).from_address

        def view(copy: bool = False) -> Array:
            if execute(call_at):
                _fail()
            pointer = results[0]
            ready.buffer = holding.buffer = finding.buffer = releasing.buffer = destroying.buffer = pointer
            if get_ready(ready_at):
                _fail()
            waiting.event = ending.event = ready.event
            if wait(wait_at) or end(end_at) or hold(hold_at) or find(find_at):
                _fail()
            array: Array = ndarray(shape, dtype, memory_at(finding.device_memory_ptr))
            if copy:
                array = array.copy()
            if release(release_at) or destroy(destroy_at):
                _fail()
            return array

        return view
