"""Errors of ours on their way to C: a code, a message, payloads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from pjrt._runtime.texts import encoded
from pjrt_abi.enums import PJRT_Error_Code

if TYPE_CHECKING:
    from pjrt_abi.errors import PjrtError
    from pjrt_abi.typed import NamedValue

Status: TypeAlias = tuple[PJRT_Error_Code, bytes]
"""A code and a message."""

OK: Final[Status] = (PJRT_Error_Code.OK, b"")


def of(error: PjrtError) -> Status:
    """The code and message of an error."""
    return code_of(error), encoded(str(error.message))


def code_of(error: PjrtError) -> PJRT_Error_Code:
    """The code of an error.

    It says UNKNOWN for a code that C does not have, which may look like OK there: plugins abort on an error that is OK.
    """
    known = error.code in tuple(PJRT_Error_Code) and error.code != PJRT_Error_Code.OK
    return error.code if known and error.code is not None else PJRT_Error_Code.UNKNOWN


def payloads_of(error: PjrtError) -> dict[str, NamedValue]:
    """The payloads of an error, as C takes them: bytes that are no text come through as surrogate escapes."""
    return {_text(encoded(name)): _text(value) for name, value in error.payloads.items()}


def _text(value: bytes) -> str:
    return bytes(value).decode(errors="surrogateescape")
