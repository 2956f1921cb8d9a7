"""DLPack: arrays that other libraries share by a C struct in a capsule, both ways."""

from __future__ import annotations

import ctypes
from ctypes import CFUNCTYPE, POINTER, PYFUNCTYPE, Structure, addressof, c_int32, c_int64, c_void_p, py_object
from typing import TYPE_CHECKING, Any, NamedTuple

import ml_dtypes
import numpy as np

from pjrt import dtypes
from pjrt._runtime import host_memory
from pjrt._runtime.lifetime import PROCESS

if TYPE_CHECKING:
    from pjrt.dtypes import DType

CPU = (1, 0)
"""The device of memory on the host: DLPack's kDLCPU."""

DEVICE_TYPES = {"cpu": 1, "cuda": 2, "rocm": 10}
"""By PJRT's name of the platform."""

READ_ONLY, COPIED = 1, 2
"""Flags of a versioned tensor."""

VERSION = (1, 1)
"""The newest version that is understood here: any of its major number. Of the two that there are, 0 has no number."""


class _Version(Structure):
    _fields_ = (("major", ctypes.c_uint32), ("minor", ctypes.c_uint32))


class _Device(Structure):
    _fields_ = (("type", c_int32), ("id", c_int32))


class _DataType(Structure):
    _fields_ = (("code", ctypes.c_uint8), ("bits", ctypes.c_uint8), ("lanes", ctypes.c_uint16))


class _Tensor(Structure):
    _fields_ = (
        ("data", c_void_p),
        ("device", _Device),
        ("ndim", c_int32),
        ("dtype", _DataType),
        ("shape", POINTER(c_int64)),
        ("strides", POINTER(c_int64)),
        ("byte_offset", ctypes.c_uint64),
    )


class _Managed(Structure):
    _fields_ = (("tensor", _Tensor), ("context", c_void_p), ("deleter", c_void_p))


class _ManagedVersioned(Structure):
    _fields_ = (
        ("version", _Version),
        ("context", c_void_p),
        ("deleter", c_void_p),
        ("flags", ctypes.c_uint64),
        ("tensor", _Tensor),
    )


_NAMES = {False: b"dltensor", True: b"dltensor_versioned"}
_USED = {False: b"used_dltensor", True: b"used_dltensor_versioned"}

_CODES: dict[str, int] = {"i": 0, "u": 1, "f": 2, "c": 5, "b": 6}
"""By numpy's kind of dtype."""

_OTHER_CODES: dict[DType, int] = {
    np.dtype(getattr(ml_dtypes, name)): code
    for name, code in {
        "bfloat16": 4,
        "float8_e3m4": 7,
        "float8_e4m3": 8,
        "float8_e4m3b11fnuz": 9,
        "float8_e4m3fn": 10,
        "float8_e4m3fnuz": 11,
        "float8_e5m2": 12,
        "float8_e5m2fnuz": 13,
        "float8_e8m0fnu": 14,
    }.items()
}
"""Of the types that numpy does not have. Those of less than a byte have codes too; their packing differs."""


def _number(dtype: DType) -> int | None:
    return _OTHER_CODES.get(dtype, _CODES.get(dtype.kind))


_BY_CODE: dict[tuple[int, int], DType] = {
    (code, dtype.itemsize * 8): dtype for dtype in dtypes.whole_bytes() if (code := _number(dtype)) is not None
}


def _code(dtype: DType) -> int:
    code = _number(dtype)
    if code is None or (code, dtype.itemsize * 8) not in _BY_CODE:
        raise BufferError(f"DLPack has no type for {dtype.name}, or packs it in another way; copy it as numpy")
    return code


class Memory(NamedTuple):
    """Elements in memory. strides: in elements. owner: what keeps the memory, where that is known."""

    address: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    dtype: DType
    device: tuple[int, int]
    owner: Any = None


_api = ctypes.pythonapi
_GET_POINTER = PYFUNCTYPE(c_void_p, py_object, ctypes.c_char_p)(("PyCapsule_GetPointer", _api))
_SET_NAME = PYFUNCTYPE(ctypes.c_int, py_object, ctypes.c_char_p)(("PyCapsule_SetName", _api))
_GET_NAME = PYFUNCTYPE(ctypes.c_char_p, py_object)(("PyCapsule_GetName", _api))


def _tensor_of(capsule: Any, versioned: bool) -> Any:
    return (_ManagedVersioned if versioned else _Managed).from_address(_GET_POINTER(capsule, _NAMES[versioned]))


def capsule(memory: Memory, *, versioned: bool, read_only: bool) -> Any:
    """A capsule that keeps the memory's owner until its consumer is done with it.

    numpy makes it, as its C code is right where ours would be Python: when a capsule goes while an exception is on its
    way, and when a consumer drops a tensor after the end of Python. The types and devices that it lacks are put in.
    Raises BufferError for a dtype that DLPack lacks, and for read-only memory without a version, which cannot say so.
    """
    code = _code(memory.dtype)
    stand_in = np.dtype(f"u{memory.dtype.itemsize}") if memory.dtype in _OTHER_CODES else memory.dtype
    array = host_memory.array(memory.owner, memory.address, memory.shape, stand_in, memory.strides, read_only=read_only)
    made = array.__dlpack__(max_version=VERSION if versioned else None)
    managed = _tensor_of(made, versioned)
    managed.tensor.dtype.code = code
    managed.tensor.device.type, managed.tensor.device.id = memory.device
    if versioned and not read_only:
        managed.flags |= COPIED
    return made


class Imported:
    """A tensor that another library gave. The library's deleter is called once, when this goes."""

    __slots__ = ("_address", "_deleter", "memory", "read_only")

    def __init__(self, producer: Any, *, copy: bool | None) -> None:
        self._deleter: int | None = None
        given = _ask(producer, copy)
        name = _name_of(given)
        versioned = name == _NAMES[True]
        if not versioned and name != _NAMES[False]:
            raise BufferError(f"expected a DLPack capsule that nobody took yet, got {name or given!r}")
        managed = _tensor_of(given, versioned)
        self._address = addressof(managed)
        if versioned and managed.version.major != VERSION[0]:
            raise BufferError(f"DLPack {managed.version.major}.{managed.version.minor} is not understood here")
        _SET_NAME(given, _USED[versioned])
        self._deleter = managed.deleter
        self.read_only = bool(versioned and managed.flags & READ_ONLY)
        self.memory = _read(managed.tensor)

    def array(self) -> np.ndarray[Any, Any]:
        """The tensor as a numpy array on the same memory. Raises BufferError if it is not on the host."""
        memory = self.memory
        if memory.device[0] != CPU[0]:
            raise BufferError(f"the array is on a device of DLPack's type {memory.device[0]}, not in host memory")
        try:
            return host_memory.array(
                self, memory.address, memory.shape, memory.dtype, memory.strides, read_only=self.read_only
            )
        except (ValueError, OverflowError) as error:  # more bytes than there can be
            raise BufferError(f"the array is none that numpy has: {error}") from None

    def __del__(self) -> None:
        try:
            if self._deleter and not PROCESS.over:
                CFUNCTYPE(None, c_void_p)(self._deleter)(self._address)
        except Exception:  # a destructor has nobody to tell
            return


def _ask(producer: Any, copy: bool | None) -> Any:
    """The producer's capsule: versioned where it knows versions."""
    wishes = {} if copy is None else {"copy": copy}
    try:
        return producer.__dlpack__(max_version=VERSION, **wishes)
    except TypeError as error:  # it is older than both arguments
        if wishes:
            raise BufferError(f"{type(producer).__name__}.__dlpack__ does not take copy={copy}: {error}") from error
        return producer.__dlpack__()


def _name_of(given: Any) -> bytes | None:
    try:
        name: bytes | None = _GET_NAME(given)
    except ValueError:  # no capsule
        return None
    return name


def _read(tensor: Any) -> Memory:
    """What a tensor says of itself. Raises BufferError for what cannot be."""
    kind = tensor.dtype
    dtype = _BY_CODE.get((kind.code, kind.bits)) if kind.lanes == 1 else None
    if dtype is None:
        raise BufferError(f"no dtype for DLPack's type {kind.code} of {kind.bits} bits, {kind.lanes} lanes")
    shape = tuple(tensor.shape[: max(0, tensor.ndim)]) if tensor.shape else ()
    if len(shape) != tensor.ndim or any(size < 0 for size in shape) or not (tensor.data or 0 in shape):
        raise BufferError(f"no array is of {tensor.ndim} dimensions, {shape}, at the address {tensor.data or 0}")
    strides = tuple(tensor.strides[: tensor.ndim]) if tensor.strides else dense_strides(shape)
    address = (tensor.data or 0) + tensor.byte_offset
    return Memory(address, shape, strides, dtype, (tensor.device.type, tensor.device.id))


def dense_strides(shape: tuple[int, ...], major_to_minor: tuple[int, ...] | None = None) -> tuple[int, ...]:
    """Strides in elements of a dense array, row-major unless the order of dimensions is another."""
    strides, step = [0] * len(shape), 1
    for dimension in reversed(range(len(shape)) if major_to_minor is None else major_to_minor):
        strides[dimension] = step
        step *= max(1, shape[dimension])
    return tuple(strides)
