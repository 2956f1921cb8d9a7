"""Errors of programs on several slices: what reports them, and what makes sense of many."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from pjrt import checks
from pjrt._runtime import megascale
from pjrt._runtime.lifetime import Pinned
from pjrt._runtime.owned import Owned
from pjrt.errors import ClosedError

if TYPE_CHECKING:
    from types import TracebackType

    from pjrt.extensions.megascale import Megascale
    from pjrt_abi.typed import MegascaleErrorAggregatorPtr


class RuntimeFault(NamedTuple):
    """An error of the runtime.

    serialized: an xla.megascale.runtime.MegaScaleRuntimeError. is_new: whether its launch had failed with none before.
    """

    serialized: bytes
    is_new: bool


class ErrorHandler(Pinned):
    """A function that is called with errors, until `unregister`; as a context manager, until its end.

    Made by `Megascale.register_error_handler`. It stays registered when nobody holds it any more.
    C: PJRT_Megascale_ErrorHandler.
    """

    __slots__ = ("_extension", "_registered", "name")

    def __init__(self, extension: Megascale, name: str, function: Callable[[bytes], object]) -> None:
        self._extension = extension
        self.name = name
        self._registered = megascale.Registered(extension.table, name, function)

    def __repr__(self) -> str:
        return f"<ErrorHandler {self.name!r}{'' if self._registered.active else ', unregistered'}>"

    def __enter__(self) -> ErrorHandler:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.unregister()

    def unregister(self) -> None:
        """Has it called no more. Twice is no error. C: PJRT_Megascale_UnregisterErrorHandler."""
        self._extension._state.require_open()
        self._registered.end()


class ErrorAggregator(Owned):
    """Errors of many workers, until they are processed. Made by `Megascale.error_aggregator`; any thread may use it.

    As a context manager, its end processes them; `digest` has what came of it.
    C: PJRT_Megascale_ErrorAggregator, PJRT_Megascale_ErrorAggregator_Delete.
    """

    __slots__ = ("_extension", "digest")

    def __init__(self, extension: Megascale, ptr: MegascaleErrorAggregatorPtr) -> None:
        self._extension = extension
        self.digest: ErrorDigest | None = None
        super().__init__(extension._state, ptr, extension.table.error_aggregator_delete)

    def __repr__(self) -> str:
        if not self._state.is_open:
            return "<ErrorAggregator, made before fork()>"
        return f"<ErrorAggregator of {len(self)} errors{'' if self.active else ', processed'}>"

    def __len__(self) -> int:
        """How many errors wait to be processed. C: PJRT_Megascale_ErrorAggregator_Size."""
        return self._extension.table.error_aggregator_size(self._handle())

    def __bool__(self) -> bool:
        return True

    def __enter__(self) -> ErrorAggregator:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.active:
            self.process()

    @property
    def active(self) -> bool:
        """Whether it takes errors: until it is processed. C: PJRT_Megascale_ErrorAggregator_Active."""
        return self._extension.table.error_aggregator_active(self._handle())

    def add(self, worker_id: str, error: RuntimeFault | bytes) -> None:
        """Adds an error of a worker: a RuntimeFault, or a serialized MegaScaleRuntimeError.

        Raises ClosedError after `process`, when it would be lost. C: PJRT_Megascale_ErrorAggregator_AddError.
        """
        checks.text("worker_id", worker_id)
        content = error.serialized if isinstance(error, RuntimeFault) else error
        if not isinstance(content, bytes | bytearray | memoryview):
            raise TypeError(f"error: expected a RuntimeFault or its bytes, got {error!r:.80}")
        self._require_active()
        self._extension.table.error_aggregator_add_error(self._handle(), worker_id, bytes(content))

    def process(self) -> ErrorDigest:
        """Ends the collection: what the errors have in common. Raises ClosedError if that was done.

        C: PJRT_Megascale_ErrorAggregator_ProcessAndShutdown.
        """
        self._require_active()
        made = self._extension.table.error_aggregator_process_and_shutdown(self._handle())
        self.digest = ErrorDigest(self._state, made, self._extension.table.error_digest_delete)
        return self.digest

    def log(self, digest: ErrorDigest | None = None) -> None:
        """Has the plugin write a digest to its log, this one's without it. Raises ClosedError before `process`.

        C: PJRT_Megascale_ErrorAggregator_LogErrorDigest.
        """
        written = self.digest if digest is None else digest
        if written is None:
            raise ClosedError("this ErrorAggregator was not processed yet; there is no digest")
        if not isinstance(written, ErrorDigest):
            raise TypeError(f"digest: expected an ErrorDigest, got {digest!r:.80}")
        if written._state.abi is not self._state.abi:
            raise ValueError(f"digest: {digest!r} is of another plugin")
        self._extension.table.error_aggregator_log_error_digest(self._handle(), written._handle())

    def _require_active(self) -> None:
        if not self.active:
            raise ClosedError("this ErrorAggregator was processed; its `digest` has what came of it")


class ErrorDigest(Owned):
    """What came of many errors, for `ErrorAggregator.log`. Made by `ErrorAggregator.process`.

    C: PJRT_Megascale_ErrorDigest, PJRT_Megascale_ErrorDigest_Delete.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return "<ErrorDigest>"
