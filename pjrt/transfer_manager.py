"""Asynchronous transfers: buffers that exist before their data, which is sent whole, in chunks, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from pjrt import dtypes, signature
from pjrt._runtime import frames, host_bytes, statuses, transfer
from pjrt._runtime import layouts as c_layouts
from pjrt._runtime.array_types import array_type
from pjrt._runtime.async_transfers import Transfers
from pjrt._runtime.lazy import cached_property
from pjrt._runtime.lifetime import Pinned
from pjrt.buffer import Buffer
from pjrt.device import Device, Memory, require_place
from pjrt.errors import PjrtError, UnsupportedError
from pjrt.event import Event
from pjrt.layout import Layout

if TYPE_CHECKING:
    from types import TracebackType

    from pjrt._runtime.client_state import ClientState
    from pjrt.signature import Spec

_LITERAL = "PJRT_AsyncHostToDeviceTransferManager_TransferLiteral"


class TransferManager(Pinned):
    """Buffers of a device that are filled from the host, piece by piece, while they may be used already.

    Made by `Client.async_transfer`. `buffer(i)` gives a buffer at once: a program can be called with it, and runs when
    its data is there. What is sent must not change until the Event of its transfer is done; it is kept alive until
    then, whether or not anybody keeps the Event. A buffer is ready after its last transfer.

    Any thread may use it, and transfers run in parallel. Also a context manager, which closes it. Closed or dropped, it
    fails the buffers that are not complete, with CancelledError, and frees those that were not retrieved; what is on
    its way arrives. Every method raises ClosedError then, and IndexError for a buffer that it has not.
    C: PJRT_AsyncHostToDeviceTransferManager, PJRT_AsyncHostToDeviceTransferManager_Destroy.
    """

    def __init__(self, state: ClientState, specs: Sequence[Any], memory: Device | Memory, layouts: Any) -> None:
        self._state = state
        self._specs = _checked_specs(specs)
        require_place(memory, state, "memory")
        kinds = [dtypes.to_c(_dtype(spec), state.abi) for spec in self._specs]
        told = _checked_layouts(layouts, self._specs, state)
        if isinstance(memory, Device):
            memory = memory.default_memory
        ptr = state.abi.client_create_buffers_for_async_host_to_device(
            state.ptr,
            [frames.shape_spec(spec.shape, kind) for spec, kind in zip(self._specs, kinds, strict=True)],
            memory._ptr,
            device_layouts=told,
        )
        self._transfers = Transfers(state, ptr, len(self._specs))

    def __repr__(self) -> str:
        if self.is_closed or not self._state.is_open:
            return "<TransferManager, closed>"
        return f"<TransferManager of {len(self)} buffers: {', '.join(map(str, self._specs))}>"

    def __len__(self) -> int:
        return len(self._specs)

    def __enter__(self) -> TransferManager:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends it, without waiting: what is on its way arrives, buffers that are not complete fail. Twice is no error.

        C: PJRT_AsyncHostToDeviceTransferManager_SetBufferError, PJRT_AsyncHostToDeviceTransferManager_Destroy.
        """
        self._transfers.close()

    @property
    def is_closed(self) -> bool:
        """Whether `close()` was called."""
        return self._transfers.closed

    @property
    def specs(self) -> tuple[Spec, ...]:
        """The shape and dtype of each buffer."""
        return self._specs

    @cached_property
    def buffer_count(self) -> int:
        """The number of buffers, as the plugin counts them. C: PJRT_AsyncHostToDeviceTransferManager_BufferCount."""
        with self._transfers.using() as manager:
            return self._state.abi.async_host_to_device_transfer_manager_buffer_count(manager)

    @cached_property
    def device(self) -> Device:
        """The device that the buffers are on. C: PJRT_AsyncHostToDeviceTransferManager_Device."""
        with self._transfers.using() as manager:
            return Device(self._state, self._state.abi.async_host_to_device_transfer_manager_device(manager))

    def buffer_size(self, index: int) -> int:
        """The size of a buffer on the device, bytes. C: PJRT_AsyncHostToDeviceTransferManager_BufferSize."""
        return self._transfers.size(self._checked(index))

    def buffer(self, index: int) -> Buffer:
        """The buffer, whose data need not be there yet; once for each index.

        Its `ready` event is done after the last transfer, and fails with what `set_error` says.
        Raises ClosedError for one that was retrieved already. C: PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer.
        """
        spec = self._specs[self._checked(index)]
        return Buffer(self._state, self._transfers.retrieve(int(index)), array_type(spec.shape, _dtype(spec)))

    def transfer(self, index: int, array: Any) -> Event:
        """Sends a buffer's whole data; the event is done when the array may change again.

        array: of the buffer's shape and dtype; Python numbers and nested lists become one. Whatever the layouts, the
        elements end up where they belong. An array that is not in row-major order is copied first.
        Raises TypeError for another dtype, ValueError for another shape, ClosedError where the data was sent already,
        and UnsupportedError for sub-byte types where the plugin cannot take arrays.
        C: PJRT_AsyncHostToDeviceTransferManager_TransferLiteral; PJRT_AsyncHostToDeviceTransferManager_TransferData
        where the plugin lacks that.
        """
        index = self._checked(index)
        spec, abi = self._specs[index], self._state.abi
        host = transfer.as_array(array, spec.dtype, "array")
        if host.dtype != spec.dtype:
            raise TypeError(f"array: expected {spec}, got {dtypes.spell(host.dtype, host.shape)}: the dtype differs")
        if host.shape != spec.shape:
            raise ValueError(f"array: expected {spec}, got {dtypes.spell(host.dtype, host.shape)}: the shape differs")
        dense, size = np.ascontiguousarray(host), self.buffer_size(index)
        # Where bytes have to do, they must be the device's: as many, and neither packed nor in tiles.
        if _LITERAL in abi.missing and dtypes.is_whole_bytes(host.dtype) and size == dense.nbytes:
            return self._send(index, dense, 0, size, last=True)
        kind, layout = dtypes.to_c(host.dtype, abi), c_layouts.to_c(Layout.row_major(host.ndim), abi)
        event = self._transfers.send(
            index,
            dense,
            0,
            size,
            lambda manager: abi.async_host_to_device_transfer_manager_transfer_literal(
                manager, index, dense.ctypes.data, spec.shape, kind, shape_layout=layout
            ),
            last=True,
        )
        return Event(self._state, event)

    def transfer_chunk(self, index: int, data: Any, offset: int, *, last: bool) -> Event:
        """Sends some of a buffer's bytes; the event is done when their source may change again.

        data: a numpy array or anything with the buffer protocol, whose bytes are as the device has them: in the
        buffer's layout, tiles and all, sub-byte types packed. offset: where in the buffer they go. Chunks may come in
        any order, and from several threads. last: whether they are the last ones; they wait for calls that other
        threads are in. An empty last chunk is fine.

        Raises ValueError for bytes outside the buffer or sent already, and for a last chunk with which some are still
        missing, whose memory would be anybody's; ClosedError after the last chunk or `set_error`.
        C: PJRT_AsyncHostToDeviceTransferManager_TransferData.
        """
        index = self._checked(index)
        if not isinstance(last, bool):
            raise TypeError(f"last: expected a bool, got {last!r:.80}")
        if not isinstance(offset, int | np.integer) or isinstance(offset, bool):
            raise TypeError(f"offset: expected an int, got {offset!r:.80}")
        source, size, start = host_bytes.flat(data, "data"), self.buffer_size(index), int(offset)
        end = start + source.size
        if not 0 <= start <= end <= size:
            raise ValueError(f"offset: bytes {start} to {end} are not within buffer {index}, of {size} bytes")
        return self._send(index, source, start, end, last=last)

    def set_error(self, index: int, error: PjrtError) -> None:
        """Gives a buffer an error in place of its data, the error's code and message; nothing may be sent after it.

        Whoever waits for the buffer gets it; results of programs that were called with it fail with its message.
        Raises ClosedError for a buffer whose last transfer was sent, or that has an error: plugins abort on it.
        C: PJRT_AsyncHostToDeviceTransferManager_SetBufferError.
        """
        index = self._checked(index)
        if not isinstance(error, PjrtError):
            raise TypeError(f"error: expected a PjrtError, got {error!r:.80}")
        self._transfers.fail(index, statuses.code_of(error), error.message.encode(errors="replace"))

    def add_metadata(self, metadata: Mapping[str, str]) -> None:
        """Tells the plugin about the transfers, as for its traces; nothing depends on it.

        Raises TypeError for what is no str: plugins abort on it. C: PJRT_AsyncHostToDeviceTransferManager_AddMetadata.
        """
        if not isinstance(metadata, Mapping):
            raise TypeError(f"metadata: expected a dict of names and texts, got {metadata!r:.80}")
        for entry in metadata.items():
            for text in entry:
                if not isinstance(text, str):
                    raise TypeError(f"metadata: expected names and texts as str, got {text!r:.80}")
                if not _is_text(text):
                    raise ValueError(f"metadata: {text!r:.80} cannot be encoded as UTF-8")
        with self._transfers.using() as manager:
            self._state.abi.async_host_to_device_transfer_manager_add_metadata(manager, transfer_metadata=metadata)

    def _send(self, index: int, source: np.ndarray[Any, Any], start: int, end: int, *, last: bool) -> Event:
        abi = self._state.abi
        event = self._transfers.send(
            index,
            source,
            start,
            end,
            lambda manager: abi.async_host_to_device_transfer_manager_transfer_data(
                manager, index, source.ctypes.data, start, end - start, last
            ),
            last=last,
        )
        return Event(self._state, event)

    def _checked(self, index: int) -> int:
        if not isinstance(index, int | np.integer) or isinstance(index, bool):
            raise TypeError(f"index: expected an int, got {index!r:.80}")
        if not 0 <= index < len(self._specs):
            raise IndexError(f"index: expected 0 to {len(self._specs) - 1}, got {index}")
        return int(index)

    def __del__(self) -> None:
        try:
            self._transfers.close()
        except Exception:  # a destructor has nobody to tell, and __init__ may have failed half way
            return


def _checked_specs(specs: Sequence[Any]) -> tuple[Spec, ...]:
    if isinstance(specs, str | bytes) or not isinstance(specs, Sequence):
        raise TypeError(f"specs: expected a list with a Spec or a pair of shape and dtype a buffer, got {specs!r:.80}")
    return tuple(signature.checked_spec(spec, f"specs[{number}]") for number, spec in enumerate(specs))


def _checked_layouts(given: Any, specs: Sequence[Spec], state: ClientState) -> list[Any]:
    if given is None:
        return []
    if isinstance(given, str | bytes) or not isinstance(given, Sequence):
        raise TypeError(f"layouts: expected a list with a Layout or None a buffer, got {given!r:.80}")
    if len(given) != len(specs):
        raise ValueError(f"layouts: expected one for each of {len(specs)} buffers, got {len(given)}")
    told: list[Any] = []
    for number, (wanted, spec) in enumerate(zip(given, specs, strict=True)):
        if wanted is None:
            told.append(None)
            continue
        layout = c_layouts.plain(wanted, len(spec.shape), _dtype(spec), f"layouts[{number}]")
        if _LITERAL in state.abi.missing and not layout.is_row_major:
            raise UnsupportedError(
                f"layouts[{number}]: this plugin lacks {_LITERAL}; such plugins take a layout as {layout} and ignore it"
            )
        told.append(c_layouts.to_c(layout, state.abi))
    return told


def _dtype(spec: Spec) -> dtypes.DType:
    assert spec.dtype is not None
    return spec.dtype


def _is_text(text: str) -> bool:
    try:
        return text.encode() is not None
    except UnicodeEncodeError:
        return False
