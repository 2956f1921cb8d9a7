"""What Python raised, as the code and the message that C gets."""

from __future__ import annotations

from pjrt_abi.enums import PJRT_Error_Code
from pjrt_abi.errors import PjrtError

_CODES: tuple[tuple[type[BaseException], PJRT_Error_Code], ...] = (
    (TimeoutError, PJRT_Error_Code.DEADLINE_EXCEEDED),
    (KeyError, PJRT_Error_Code.NOT_FOUND),
    (PermissionError, PJRT_Error_Code.PERMISSION_DENIED),
    (ConnectionError, PJRT_Error_Code.UNAVAILABLE),
    (MemoryError, PJRT_Error_Code.RESOURCE_EXHAUSTED),
    (NotImplementedError, PJRT_Error_Code.UNIMPLEMENTED),
    (KeyboardInterrupt, PJRT_Error_Code.CANCELLED),
)


def code_of(raised: BaseException, default: PJRT_Error_Code = PJRT_Error_Code.UNKNOWN) -> PJRT_Error_Code:
    """The code that fits best; never OK, which no error may have."""
    if isinstance(raised, PjrtError):
        code = raised.code  # cut to C's size, another one might be OK
        return code if isinstance(code, PJRT_Error_Code) and 0 < code < 2**31 else default
    return next((code for kind, code in _CODES if isinstance(raised, kind)), default)


def describe(raised: BaseException) -> str:
    """The type and text of an exception, whatever its own code does."""
    try:
        return str(raised) if isinstance(raised, PjrtError) else f"{type(raised).__name__}: {raised}"
    except BaseException:
        return f"{type(raised).__name__}, whose text cannot be had"
