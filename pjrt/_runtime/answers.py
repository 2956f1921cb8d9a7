"""What callables tell C in structs with a header: results whose memory is C's until its cleanup, or an error."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import addressof, c_void_p, cast, create_string_buffer
from typing import Any

from pjrt._runtime import callbacks, causes
from pjrt._runtime.failures import code_of, describe
from pjrt._runtime.texts import encoded
from pjrt_abi.extensions.custom_partitioner import (
    JAX_CustomCallPartitioner_string,
    JAX_CustomCallPartitioner_version_and_error_cleanup_fn,
)
from pjrt_abi.support import bytes_out


class Answer:
    """Fills in a struct that C gave a callable. header: its `…_version_and_error`, whose `cleanup_fn` C always calls.

    owner: what `pjrt.debug` is to call the memory.
    """

    def __init__(self, header: Any, owner: str) -> None:
        self._header = header
        self._memory: list[Any] = []
        memory = self._memory
        header.has_error = False
        header.data = callbacks.keep("cleanup_fn", f"what was told of {owner}", lambda: memory)
        header.cleanup_fn = cast(_CLEANUP, c_void_p).value

    def text(self, field: Any, value: bytes) -> None:
        """Sets a string, of any of the structs that are a `data` and a `size`."""
        memory = create_string_buffer(value, len(value) + 1)
        self._memory.append(memory)
        field.data, field.size = addressof(memory), len(value)

    def texts(self, values: Sequence[bytes]) -> int:
        """The address of an array of strings."""
        array = (JAX_CustomCallPartitioner_string * max(1, len(values)))()
        self._memory.append(array)
        for field, value in zip(array, values, strict=False):
            self.text(field, value)
        return addressof(array)

    def fail(self, raised: BaseException) -> None:
        """Tells C of an error, and whoever waits for the call that C is in of its cause."""
        causes.note(raised)
        self._header.has_error, self._header.code = True, code_of(raised)
        self.text(self._header.error_msg, encoded(describe(raised)))


def text_of(field: Any) -> bytes:
    """What a string of such a struct holds."""
    return bytes_out(field.data, field.size)


def _cleanup(token: int | None) -> None:
    callbacks.drop(token or 0)


_CLEANUP = callbacks.trampoline(JAX_CustomCallPartitioner_version_and_error_cleanup_fn, _cleanup)
"""The cleanup of all such headers: one C type."""
