"""C functions that a user hands to a plugin for good."""

from __future__ import annotations

import ctypes
from typing import Any

from pjrt._runtime import callbacks

_capsule_name = ctypes.pythonapi.PyCapsule_GetName
_capsule_name.argtypes, _capsule_name.restype = (ctypes.py_object,), ctypes.c_char_p
_capsule_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_capsule_pointer.argtypes, _capsule_pointer.restype = (ctypes.py_object, ctypes.c_char_p), ctypes.c_void_p

# The type of ctypes functions, which Python gives no public name to.
_Function: Any = ctypes.CFUNCTYPE(None).__mro__[1]


def address(function: object, where: str) -> int:
    """The address of a ctypes function, or of what a PyCapsule holds. Raises TypeError for anything else.

    An address as an int is refused: nothing tells whether it is one of a function.
    """
    if isinstance(function, _Function):
        found = ctypes.cast(function, ctypes.c_void_p).value
    elif type(function).__name__ == "PyCapsule":
        found = _capsule_pointer(function, _capsule_name(function))
    else:
        raise TypeError(f"{where}: expected a ctypes function or a PyCapsule with a C function, got {function!r:.80}")
    if not found:
        raise TypeError(f"{where}: {function!r} is NULL")
    return int(found)


def keep(kind: str, owner: str, function: Any) -> None:
    """Keeps one alive for as long as the process lives, and has it listed: C may call it at any time."""
    callbacks.keep(kind, owner, function)
