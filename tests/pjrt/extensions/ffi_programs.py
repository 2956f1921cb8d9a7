"""Programs that call FFI handlers, and a handler that is no Python function to the library."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import c_void_p, memmove
from typing import Any

import numpy as np

import pjrt
from pjrt_abi.extensions import ffi_c_api as c

T = "tensor<4xf32>"
X = np.arange(4, dtype=np.float32)
X.flags.writeable = False


def calling(
    target: str, operands: Sequence[str] = (T,), results: Sequence[str] = (T,), config: str = "", extra: str = ""
) -> str:
    """A program that gives its parameters to a handler, and returns the results. config: the handler's attributes."""
    parameters = ", ".join(f"%a{i}: {kind}" for i, kind in enumerate(operands))
    given = ", ".join(f"%a{i}" for i in range(len(operands)))
    kinds = ", ".join(results)
    taken = ", ".join(f"%0#{i}" for i in range(len(results)))
    return f"""module @m {{ func.func public @main({parameters}) -> ({kinds}) {{
        {f"%0:{len(results)} =" if results else ""} stablehlo.custom_call @{target}({given})
          {{api_version = 4 : i32, backend_config = {{{config}}} {extra}}} : ({", ".join(operands)}) -> ({kinds})
        return {f"{taken} : {kinds}" if results else ""} }} }}"""


def run(client: pjrt.Client, program: str, *arguments: Any, **options: Any) -> list[np.ndarray[Any, Any]]:
    """The results of a program, compiled anew."""
    return [result.to_numpy() for result in client.compile(program)(*arguments, **options)]


def compiled_handler() -> Any:
    """An XLA_FFI_Handler that copies its operand's 16 bytes to its result, as a ctypes function."""

    def copy(address: int) -> None:
        frame = c.XLA_FFI_CallFrame.from_address(address)
        if frame.extension_start:
            asked = c.XLA_FFI_Metadata_Extension.from_address(frame.extension_start)
            told = c.XLA_FFI_Metadata.from_address(asked.metadata or 0).api_version
            told.major_version, told.minor_version = c.Api(frame.api or 0).version
            return
        ends = [c_void_p.from_address(array or 0).value or 0 for array in (frame.rets.rets, frame.args.args)]
        to, source = (c.XLA_FFI_Buffer.from_address(end).data or 0 for end in ends)
        memmove(to, source, X.nbytes)

    return c.XLA_FFI_Handler(copy)
