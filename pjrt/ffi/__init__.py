"""FFI handlers in Python: functions that a compiled program calls on the host, with numpy arrays.

@pjrt.ffi.handler("scale", plugin)
def scale(x, y, *, factor):
    np.multiply(x, factor, out=y)

A program calls it by `stablehlo.custom_call @scale(%x) {api_version = 4 : i32, backend_config = {factor = 2.0 : f32}}`.
"""

from __future__ import annotations

from pjrt.extensions.ffi import UserType
from pjrt.ffi.arrays import DeviceArray
from pjrt.ffi.call import Call
from pjrt.ffi.handlers import Handler, handler, handlers

__all__ = ["Call", "DeviceArray", "Handler", "UserType", "handler", "handlers"]
