"""Errors of a plugin as Python exceptions, one class a code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .enums import PJRT_Error_Code

if TYPE_CHECKING:
    from .functions import DeviceMemoryStats


class PjrtError(Exception):
    """A call into a plugin failed. The root of all errors that are about a plugin.

    code: the C API's, None where the failure is not one the plugin reported; message: the plugin's own words;
    payloads: what it attached, by type URL; function: the C function that failed, "" where none was called;
    memory_stats: where memory ran out, what the allocators of the client's devices count, by device id; else None.
    """

    code: PJRT_Error_Code | None = None
    memory_stats: Mapping[int, DeviceMemoryStats] | None = None

    def __init__(
        self,
        message: str,
        *,
        function: str = "",
        code: PJRT_Error_Code | None = None,
        payloads: Mapping[str, bytes] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.function = function
        self.payloads = dict(payloads or {})
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        label = self.code.name if self.code is not None else ""
        return ": ".join(part for part in (self.function, label, self.message or "(no message)") if part)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, self.function, self.code, self.payloads), self.__dict__


def _rebuild(
    kind: type[PjrtError], message: str, function: str, code: PJRT_Error_Code | None, payloads: dict[str, bytes]
) -> PjrtError:
    return kind(message, function=function, code=code, payloads=payloads)


class UnsupportedError(PjrtError):
    """The plugin has no such function or extension: its table is too short, the slot is NULL, or no link is chained."""


class CancelledError(PjrtError):
    """PJRT_Error_Code_CANCELLED."""

    code = PJRT_Error_Code.CANCELLED


class UnknownError(PjrtError):
    """PJRT_Error_Code_UNKNOWN."""

    code = PJRT_Error_Code.UNKNOWN


class InvalidArgumentError(PjrtError):
    """PJRT_Error_Code_INVALID_ARGUMENT."""

    code = PJRT_Error_Code.INVALID_ARGUMENT


class DeadlineExceededError(PjrtError):
    """PJRT_Error_Code_DEADLINE_EXCEEDED."""

    code = PJRT_Error_Code.DEADLINE_EXCEEDED


class NotFoundError(PjrtError):
    """PJRT_Error_Code_NOT_FOUND."""

    code = PJRT_Error_Code.NOT_FOUND


class AlreadyExistsError(PjrtError):
    """PJRT_Error_Code_ALREADY_EXISTS."""

    code = PJRT_Error_Code.ALREADY_EXISTS


class PermissionDeniedError(PjrtError):
    """PJRT_Error_Code_PERMISSION_DENIED."""

    code = PJRT_Error_Code.PERMISSION_DENIED


class ResourceExhaustedError(PjrtError):
    """PJRT_Error_Code_RESOURCE_EXHAUSTED."""

    code = PJRT_Error_Code.RESOURCE_EXHAUSTED


class FailedPreconditionError(PjrtError):
    """PJRT_Error_Code_FAILED_PRECONDITION."""

    code = PJRT_Error_Code.FAILED_PRECONDITION


class AbortedError(PjrtError):
    """PJRT_Error_Code_ABORTED."""

    code = PJRT_Error_Code.ABORTED


class OutOfRangeError(PjrtError):
    """PJRT_Error_Code_OUT_OF_RANGE."""

    code = PJRT_Error_Code.OUT_OF_RANGE


class UnimplementedError(PjrtError):
    """PJRT_Error_Code_UNIMPLEMENTED."""

    code = PJRT_Error_Code.UNIMPLEMENTED


class InternalError(PjrtError):
    """PJRT_Error_Code_INTERNAL."""

    code = PJRT_Error_Code.INTERNAL


class UnavailableError(PjrtError):
    """PJRT_Error_Code_UNAVAILABLE."""

    code = PJRT_Error_Code.UNAVAILABLE


class DataLossError(PjrtError):
    """PJRT_Error_Code_DATA_LOSS."""

    code = PJRT_Error_Code.DATA_LOSS


class UnauthenticatedError(PjrtError):
    """PJRT_Error_Code_UNAUTHENTICATED."""

    code = PJRT_Error_Code.UNAUTHENTICATED


BY_CODE: dict[int, type[PjrtError]] = {
    PJRT_Error_Code.CANCELLED: CancelledError,
    PJRT_Error_Code.UNKNOWN: UnknownError,
    PJRT_Error_Code.INVALID_ARGUMENT: InvalidArgumentError,
    PJRT_Error_Code.DEADLINE_EXCEEDED: DeadlineExceededError,
    PJRT_Error_Code.NOT_FOUND: NotFoundError,
    PJRT_Error_Code.ALREADY_EXISTS: AlreadyExistsError,
    PJRT_Error_Code.PERMISSION_DENIED: PermissionDeniedError,
    PJRT_Error_Code.RESOURCE_EXHAUSTED: ResourceExhaustedError,
    PJRT_Error_Code.FAILED_PRECONDITION: FailedPreconditionError,
    PJRT_Error_Code.ABORTED: AbortedError,
    PJRT_Error_Code.OUT_OF_RANGE: OutOfRangeError,
    PJRT_Error_Code.UNIMPLEMENTED: UnimplementedError,
    PJRT_Error_Code.INTERNAL: InternalError,
    PJRT_Error_Code.UNAVAILABLE: UnavailableError,
    PJRT_Error_Code.DATA_LOSS: DataLossError,
    PJRT_Error_Code.UNAUTHENTICATED: UnauthenticatedError,
}


def error_of(
    code: int | None, message: str, function: str, payloads: Mapping[str, bytes] | None = None
) -> PjrtError:
    """The exception for a code; PjrtError itself for OK, for none, and for one that the headers do not know."""
    known = None if not code else PJRT_Error_Code(code)
    return BY_CODE.get(code or 0, PjrtError)(message, function=function, code=known, payloads=payloads)
