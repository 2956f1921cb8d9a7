"""What an FFI handler raised, as the code and the message that C gets."""

from __future__ import annotations

from concurrent.futures import CancelledError
from traceback import clear_frames
from typing import Final

from pjrt._runtime.failures import code_of, describe
from pjrt._runtime.ffi_failures import remember
from pjrt_abi.enums import PJRT_Error_Code

_FITTING: Final[tuple[tuple[type[BaseException], PJRT_Error_Code], ...]] = (
    (TypeError, PJRT_Error_Code.INVALID_ARGUMENT),
    (ValueError, PJRT_Error_Code.INVALID_ARGUMENT),
    (IndexError, PJRT_Error_Code.OUT_OF_RANGE),
    (LookupError, PJRT_Error_Code.NOT_FOUND),
    (FileNotFoundError, PJRT_Error_Code.NOT_FOUND),
    (FileExistsError, PJRT_Error_Code.ALREADY_EXISTS),
    (BufferError, PJRT_Error_Code.FAILED_PRECONDITION),
    (CancelledError, PJRT_Error_Code.CANCELLED),
    (SystemExit, PJRT_Error_Code.ABORTED),
)


def told(raised: BaseException, handler: str, *, once: bool) -> tuple[int, str]:
    """The code and the message for C; the exception is remembered as the cause of what comes of them.

    once: see `ffi_failures.remember`.
    """
    code = code_of(raised)
    if code == PJRT_Error_Code.UNKNOWN:
        code = next((fitting for kind, fitting in _FITTING if isinstance(raised, kind)), code)
    return int(code), f"{describe(raised)} {remember(raised, handler, once=once)}"


def without_locals(raised: BaseException) -> None:
    """Drops what the frames of the exception's tracebacks hold: arrays whose memory goes away."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [raised]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        clear_frames(one.__traceback__)
        waiting += [one.__cause__, one.__context__]
        waiting += one.exceptions if isinstance(one, BaseExceptionGroup) else []
