"""A call of a handler: what it is about, and what the runtime offers while it lasts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from pjrt import checks
from pjrt._runtime import ffi_api, ffi_tasks, ffi_user_data
from pjrt._runtime.ffi_calls import Instance
from pjrt._runtime.lifetime import Pinned
from pjrt.dtypes import parse
from pjrt.errors import ClosedError, NotFoundError, PjrtError
from pjrt.extensions.ffi import UserType
from pjrt.ffi.arrays import DeviceArray
from pjrt_abi.typed import XlaFfiInvokeContextPtr

if TYPE_CHECKING:
    from pjrt._runtime.ffi_api import FfiApi
    from pjrt._runtime.ffi_frames import Frame


class Call(Pinned):
    """What a handler gets that was registered with `pass_call=True`, and what all stages but `execute` get.

    handler: its name; stage: "instantiate", "prepare", "initialize" or "execute".
    operands, results: in `execute` numpy arrays, read-only and writable (DeviceArrays where the memory is a device's),
    None for a token; elsewhere nothing, as there is no memory yet, or none with content.
    Valid until the handler returns, on any thread; raises ClosedError after that.
    """

    __slots__ = ("_api", "_context", "_frame", "_instance", "_scratch", "handler", "operands", "results", "stage")

    def __init__(self, handler: str, stage: str, api: FfiApi, frame: Frame, instance: Instance | None = None) -> None:
        self.handler = handler
        self.stage = stage
        self.operands: tuple[Any, ...] = ()
        self.results: tuple[Any, ...] = ()
        self._api = api
        self._frame = frame
        self._context: int | None = frame.context
        self._instance = instance
        self._scratch: list[tuple[int, int]] = []

    def __repr__(self) -> str:
        return f"<Call of {self.handler!r}, {self.stage if self._context is not None else 'over'}>"

    @property
    def attributes(self) -> Mapping[str, Any]:
        """What the program gives the call: a read-only dict of numbers, read-only arrays, strings and dicts of them.

        A number is a bool, an int or a float; an array of the program's has one dimension here.
        """
        return self._of().attributes

    @property
    def state(self) -> Any:
        """What the handler's `instantiate` gave for this place in the program; None without."""
        return self._of().state

    @property
    def version(self) -> tuple[int, int]:
        """The version of XLA's FFI that the plugin states."""
        return self._api.version

    @property
    def run_id(self) -> int:
        """A number of the run; old plugins give 0. C: XLA_FFI_RunId_Get."""
        return self._api.table.run_id_get(self._pointer())

    @property
    def device_ordinal(self) -> int:
        """Which device runs the program, by its local hardware id. C: XLA_FFI_DeviceOrdinal_Get."""
        return self._api.table.device_ordinal_get(self._pointer())

    @property
    def stream(self) -> int:
        """The stream that device work belongs on, such as a CUstream, as a number.

        Raises PjrtError on a platform without streams, as XLA:CPU. C: XLA_FFI_Stream_Get.
        """
        return self._api.table.stream_get(self._pointer()) or 0

    def extension(self, name: str) -> tuple[int, int] | None:
        """The version of what the runtime offers to this call besides: "collectives" or "record"; None if it does not.

        Both are for GPUs. Raises ValueError for another name, UnsupportedError on a plugin that is too old to tell.
        C: XLA_FFI_InvokeContext_FindExtension.
        """
        if name not in ffi_api.EXTENSIONS:
            raise ValueError(f"name: expected one of {', '.join(ffi_api.EXTENSIONS)}, got {name!r:.80}")
        return self._api.extension(self._pointer(), name)

    @property
    def num_threads(self) -> int:
        """How many threads `schedule` has. Raises PjrtError without a pool. C: XLA_FFI_ThreadPool_NumThreads."""
        return self._api.table.thread_pool_num_threads(self._pointer())

    def schedule(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Has a thread of the runtime's pool call the function, and gives a future of what it returns.

        The pool may have one thread, and it may be this one: do not wait for it here, return the future instead. It may
        not use the call itself. Raises TypeError for what is no function, PjrtError where there is no pool.
        C: XLA_FFI_ThreadPool_Schedule.
        """
        if not callable(function):
            raise TypeError(f"function: expected a function, got {function!r:.80}")
        return ffi_tasks.schedule(self._api, self._pointer(), function, arguments, self.handler)

    def scratch(self, shape: tuple[int, ...] | int, dtype: Any = "uint8", *, alignment: int = 64) -> DeviceArray:
        """Memory of the device, of no certain content, until the handler returns.

        Raises TypeError or ValueError for a wrong argument, PjrtError where there is none to be had, as on XLA:CPU.
        C: XLA_FFI_DeviceMemory_Allocate, XLA_FFI_DeviceMemory_Free.
        """
        wanted = parse(dtype)
        sizes = (shape,) if isinstance(shape, int) else tuple(shape)
        for size in sizes:
            checks.integer("shape", size, 63, signed=False)
        checks.integer("alignment", alignment, 32, signed=False)
        if alignment & (alignment - 1) or not alignment:
            raise ValueError(f"alignment: expected a power of two, got {alignment}")
        made = self._device_array(wanted, sizes, 0, readonly=False)
        checks.integer("shape", made.nbytes, 63, signed=False)
        made._address = self._api.table.device_memory_allocate(self._pointer(), made.nbytes, alignment) or 0
        self._scratch.append((made.nbytes, made._address))
        return made

    def user_data(self, type: UserType) -> Any:
        """The object of that type in the run's context, see `pjrt.extensions.Ffi.add_user_data`.

        Raises NotFoundError if the run has none, TypeError for what is no type. C: XLA_FFI_InvokeContext_Get.
        """
        if not isinstance(type, UserType):
            raise TypeError(f"type: expected a UserType, got {type!r:.80}")
        pointer = self._pointer()
        if self.stage == "instantiate":
            raise NotFoundError(f"a program that is being compiled has no context with a {type.name!r}")
        try:
            return ffi_user_data.get(self._api, pointer, type.id)
        except PjrtError as error:
            raise NotFoundError(f"the context of this run has no {type.name!r}") from error

    # -------------------------------------------------------------- inner life

    def _pointer(self) -> XlaFfiInvokeContextPtr:
        if self._context is None:
            raise ClosedError(f"this call of {self.handler!r} is over")
        return XlaFfiInvokeContextPtr(self._context)

    def _of(self) -> Instance:
        if self._instance is None:
            self._pointer()
            self._instance = Instance.of(self._api, self._frame)
        return self._instance

    def _device_array(self, dtype: Any, shape: tuple[int, ...], address: int, *, readonly: bool) -> DeviceArray:
        return DeviceArray(
            dtype, shape, address, readonly=readonly, over=lambda: self._context is None, stream=lambda: self.stream
        )

    def _end(self) -> None:
        """The handler has returned."""
        self.operands = self.results = ()
        pointer, self._context = self._context, None
        while self._scratch and pointer is not None:
            self._api.table.device_memory_free(XlaFfiInvokeContextPtr(pointer), *self._scratch.pop())
