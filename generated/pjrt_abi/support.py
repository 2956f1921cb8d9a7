"""What the generated wrappers share: reading and writing C data, binding tables, turning errors into exceptions.

Standard library only. Addresses are plain ints; NULL is None.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from ctypes import (
    CFUNCTYPE,
    Structure,
    addressof,
    c_char_p,
    c_int64,
    c_size_t,
    c_void_p,
    cast,
    sizeof,
    string_at,
)
from itertools import count
from math import isinf
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, TypeVar

from . import API_VERSION
from .enums import PJRT_NamedValue_Type
from .errors import PjrtError, UnsupportedError
from .structs import PJRT_Error_PayloadVisitor, PJRT_NamedValue
from .typed import FunctionPointer, NamedValue

if TYPE_CHECKING:
    from .older import OlderApi

CALL = CFUNCTYPE(c_void_p, c_void_p)
"""A function that takes its argument struct and returns an error, or something else by pointer."""

CALL_VOID = CFUNCTYPE(None, c_void_p)
"""A function that takes one pointer and returns nothing."""

_POINTER = 8
_S = TypeVar("_S", bound=Structure)

# ------------------------------------------------------------------ going in


def bytes_in(value: str | bytes | None) -> tuple[Any, int | None, int]:
    """What keeps the bytes alive, their address, their number. str is encoded as UTF-8, as `text_out` decodes it."""
    if value is None:
        return None, None, 0
    if not isinstance(value, str | bytes | bytearray | memoryview):
        raise TypeError(f"expected str or bytes, got {value!r:.80}")
    data = value.encode(errors="surrogateescape") if isinstance(value, str) else bytes(value)
    holder = c_char_p(data)
    return holder, c_void_p.from_buffer(holder).value, len(data)


def cstring_in(value: str | bytes | None) -> tuple[Any, int | None]:
    """The same for a string that ends in a NUL. Raises ValueError for one that holds a NUL."""
    holder, address, size = bytes_in(value)
    if size and b"\0" in (holder.value if len(holder.value) == size else b"\0"):
        raise ValueError(f"a NUL-terminated string cannot hold a NUL: {value!r}")
    return holder, address


def array_in(element: type[Any], values: Sequence[Any]) -> tuple[Any, int | None, int]:
    """A C array of the values; no values are NULL and 0."""
    if not values:
        return None, None, 0
    array = (element * len(values))(*values)
    return array, addressof(array), len(array)


def structs_in(values: Sequence[Structure | None]) -> tuple[Any, int | None, int]:
    """A C array of pointers to the structs."""
    return array_in(c_void_p, [None if v is None else addressof(v) for v in values])


def rows_in(element: type[Any], rows: Sequence[Sequence[int]]) -> tuple[Any, int | None, int | None, int]:
    """Pointers to rows, and the length of each."""
    arrays = [array_in(element, row) for row in rows]
    pointers, address, count = array_in(c_void_p, [a[1] for a in arrays])
    lengths, lengths_address, _ = array_in(c_size_t, [len(row) for row in rows])
    return (arrays, pointers, lengths), address, lengths_address, count


def texts_in(values: Sequence[str | bytes]) -> tuple[Any, int | None, int | None, int]:
    """Pointers to strings, and the size of each."""
    texts = [bytes_in(value) for value in values]
    pointers, address, count = array_in(c_void_p, [t[1] for t in texts])
    sizes, sizes_address, _ = array_in(c_size_t, [t[2] for t in texts])
    return (texts, pointers, sizes), address, sizes_address, count


def grid_in(rows: Sequence[Sequence[int]]) -> tuple[Any, int | None, int, int]:
    """Pointers to rows of handles, all as long; the number of rows and of columns."""
    columns = len(rows[0]) if rows else 0
    if any(len(row) != columns for row in rows):
        raise ValueError(f"rows of one length are expected; theirs are {[len(row) for row in rows]}")
    arrays = [(c_void_p * columns)(*row) for row in rows]
    pointers, address, count = array_in(c_void_p, [addressof(a) for a in arrays])
    return (arrays, pointers), address, count, columns


def equal_lengths(**lists: Sequence[Any]) -> None:
    """Raises ValueError unless all lists are as long."""
    if len({len(values) for values in lists.values()}) > 1:
        found = ", ".join(f"{name} has {len(values)}" for name, values in lists.items())
        raise ValueError(f"lists of one length are expected: {found}")


def named_values_in(values: Mapping[str, NamedValue] | None) -> tuple[Any, int | None, int]:
    """A C array of PJRT_NamedValue. The Python type decides: str, bool, int (64 bits), float (32 bits), list of int.

    Raises TypeError or ValueError naming the key.
    """
    if not values:
        return None, None, 0
    keep: list[Any] = []
    array = (PJRT_NamedValue * len(values))()
    for item, (name, value) in zip(array, values.items(), strict=True):
        item.struct_size = PJRT_NamedValue.STRUCT_SIZE
        holder, item.name, item.name_size = bytes_in(name)
        keep.append(holder)
        item.value_size = 1
        if isinstance(value, str):
            holder, item.string_value, item.value_size = bytes_in(value)
            item.type = PJRT_NamedValue_Type.STRING
            keep.append(holder)
        elif isinstance(value, bool):
            item.type, item.bool_value = PJRT_NamedValue_Type.BOOL, value
        elif isinstance(value, int):
            item.type, item.int64_value = PJRT_NamedValue_Type.INT64, _int64(name, value)
        elif isinstance(value, float):
            item.type, item.float_value = PJRT_NamedValue_Type.FLOAT, value
            if isinf(item.float_value) and not isinf(value):
                raise ValueError(f"{name!r}: {value} does not fit 32 bits")
        elif isinstance(value, list | tuple) and all(isinstance(v, int) for v in value):
            item.type = PJRT_NamedValue_Type.INT64_LIST
            holder, item.int64_array_value, item.value_size = array_in(c_int64, [_int64(name, v) for v in value])
            keep.append(holder)
        else:
            raise TypeError(f"{name!r}: expected str, int, float, bool or a list of int, got {value!r}")
    return (array, keep), addressof(array), len(array)


def _int64(name: str, value: int) -> int:
    if not -(2**63) <= value < 2**63:
        raise ValueError(f"{name!r}: {value} does not fit 64 bits")
    return value


def function_address(function: FunctionPointer) -> int | None:
    """The address of a ctypes function object; an int or None is an address already."""
    return function if function is None or isinstance(function, int) else cast(function, c_void_p).value


# --------------------------------------------------------------- coming out


def bytes_out(address: int | None, size: int) -> bytes:
    """A copy of the bytes."""
    return string_at(address, size) if address and size else b""


def text_out(address: int | None, size: int) -> str:
    """The UTF-8 text; bytes that are none come through as surrogate escapes."""
    return bytes_out(address, size).decode(errors="surrogateescape")


def cstring_out(address: int | None) -> str:
    """The text up to the NUL."""
    return string_at(address).decode(errors="surrogateescape") if address else ""


def array_out(element: type[Any], address: int | None, count: int) -> list[Any]:
    """The numbers of a C array."""
    return list((element * count).from_address(address)) if address and count else []


def pointers_out(address: int | None, count: int) -> list[int]:
    """The addresses in a C array of pointers; NULL is 0."""
    return [value or 0 for value in array_out(c_void_p, address, count)]


def structs_out(struct: type[_S], address: int | None, count: int) -> list[_S]:
    """Copies of the structs in a C array. Pointers in them stay the owner's."""
    if not address:
        return []
    return [struct.from_buffer_copy(item) for item in (struct * count).from_address(address)]


def texts_out(address: int | None, sizes: int | None, count: int) -> list[str]:
    """The strings that a C array points to."""
    return [value.decode(errors="surrogateescape") for value in all_bytes_out(address, sizes, count)]


def all_bytes_out(address: int | None, sizes: int | None, count: int) -> list[bytes]:
    """Copies of the byte strings that a C array points to."""
    pairs = zip(array_out(c_void_p, address, count), array_out(c_size_t, sizes, count), strict=True)
    return [bytes_out(pointer, size) for pointer, size in pairs]


def ragged_out(element: type[Any], address: int | None, sizes: int | None, count: int) -> list[tuple[int, ...]]:
    """Lists that lie one after the other, cut by their sizes."""
    lengths = array_out(c_size_t, sizes, count)
    flat = array_out(element, address, sum(lengths))
    ends = [sum(lengths[: i + 1]) for i in range(count)]
    return [tuple(flat[end - length : end]) for end, length in zip(ends, lengths, strict=True)]


def named_values_out(address: int | None, count: int) -> dict[str, NamedValue]:
    """The array as a dict. A value of a type that this version does not know is left out."""
    values: dict[str, NamedValue] = {}
    # The array's stride is the callee's: an entry says its own size.
    for number in range(count if address else 0):
        item = PJRT_NamedValue.from_address((address or 0) + number * _stride(address or 0))
        name = text_out(item.name, item.name_size)
        match item.type:
            case PJRT_NamedValue_Type.STRING:
                values[name] = text_out(item.string_value, item.value_size)
            case PJRT_NamedValue_Type.INT64:
                values[name] = item.int64_value
            case PJRT_NamedValue_Type.INT64_LIST:
                values[name] = array_out(c_int64, item.int64_array_value, item.value_size)
            case PJRT_NamedValue_Type.FLOAT:
                values[name] = item.float_value
            case PJRT_NamedValue_Type.BOOL:
                values[name] = item.bool_value
    return values


def _stride(address: int) -> int:
    size = PJRT_NamedValue.from_address(address).struct_size
    return -(-size // _POINTER) * _POINTER if size > PJRT_NamedValue.STRUCT_SIZE else PJRT_NamedValue.STRUCT_SIZE


def pointer_out(value: int | None, where: str) -> int:
    """The pointer. Raises PjrtError if the function said it succeeded and returned NULL all the same."""
    if not value:
        raise PjrtError(f"no error was returned, but {where} is NULL", function=where.partition(".")[0])
    return value


def release(deleter: int | None, holder: int | None) -> None:
    """Calls a deleter that came with data, if there is one."""
    if deleter:
        CALL_VOID(deleter)(holder)


# ----------------------------------------------------------- errors' payloads

_visits: dict[int, dict[str, bytes]] = {}
_tokens = count(1)


def _visit(key: int | None, key_size: int, value: int | None, value_size: int, token: int | None) -> None:
    _visits[token or 0][text_out(key, key_size)] = bytes_out(value, value_size)


_VISITOR = PJRT_Error_PayloadVisitor(_visit)


@contextmanager
def payload_visitor(into: dict[str, bytes]) -> Iterator[tuple[Any, int]]:
    """A visitor for PJRT_Error_ForEachPayload and its user_arg: what it is called with ends up in the dict."""
    token = next(_tokens)
    _visits[token] = into
    try:
        yield _VISITOR, token
    finally:
        del _visits[token]


# ------------------------------------------------------------------- tables


class FunctionTable:
    """A C struct of function pointers, bound once.

    Each slot is an attribute by its C name: a ctypes function, or one that raises UnsupportedError where the table
    is too short or the slot is NULL. Where the plugin's version knew less of a function's argument struct than the
    headers do, what stands there sends the struct as that version knew it, and then calls the ctypes function.
    The wrappers below have Python names and signatures.

    address: the struct's. api: the core table, which reads the errors of this one.
    Any thread may call anything; calls release the GIL.
    """

    TABLE: ClassVar[type[Structure]]
    NAME: ClassVar[str] = ""
    """Of the extension that this is, as `pjrt_abi.extensions` has it."""
    TYPE: ClassVar[int | None] = None
    """The extension's number in the chain; None for what is no extension, and where no header says."""
    VERSION: ClassVar[int | None] = None
    """Of the extension's own interface."""
    MARK: ClassVar[str] = ""
    """What the headers say of all of it: "experimental", "deprecated", both, or nothing."""
    MARKS: ClassVar[Mapping[str, str]] = {}
    """The same of functions, by C name."""
    SIZED: ClassVar[bool] = True
    FOLLOWS_API: ClassVar[bool] = True
    """Whether it changes with the API's version. XLA's FFI has a version of its own."""
    GROWN: ClassVar[Mapping[str, type[Structure]]] = {}
    """Functions whose argument struct was smaller at older API versions, with the struct, by C name."""
    SLOTS: ClassVar[tuple[tuple[str, str, Any], ...]]

    def __init__(self, address: int, api: Any = None) -> None:
        self.address = address
        self._api: Any = self if api is None else api
        self.struct_size = c_size_t.from_address(address).value if self.SIZED else sizeof(self.TABLE)
        self.missing: dict[str, str] = {}
        """Functions that cannot be called, with the reason."""
        self._older = _older(self.version) if self.FOLLOWS_API else None
        self.older_version = None if self._older is None else self._older.version
        """The API version of a plugin that is older than the headers; None for any other."""
        for name, field, prototype in self.SLOTS:
            setattr(self, name, self._bound(name, field, prototype))

    def _bound(self, name: str, field: str, prototype: Any) -> Any:
        """What to call for a slot."""
        end, older = getattr(self.TABLE, field).offset + _POINTER, self._older
        pointer = c_void_p.from_address(self.address + end - _POINTER).value if end <= self.struct_size else None
        problem = older.problem(name, there=bool(pointer)) if older else ""
        if pointer and not problem:
            function, struct = prototype(pointer), self.GROWN.get(name)
            return older.fitted(name, function, struct) if older and struct else function
        if problem:
            self.missing[name] = problem
            return _raiser(name, problem)
        table = self.TABLE.__name__
        if end > self.struct_size:
            self.missing[name] = f"its {table} has {self.struct_size} bytes and ends before this slot"
        else:
            self.missing[name] = f"this slot of its {table} is NULL"
        version = self.version
        stated = f" (API {version[0]}.{version[1]})" if version else ""
        return _raiser(name, f"this plugin{stated} lacks it: {self.missing[name]}")

    @property
    def version(self) -> tuple[int, int] | None:
        """The API version that the plugin states: (major, minor); None where it states none."""
        stated: tuple[int, int] | None = None if self._api is self else self._api.version
        return stated

    def has(self, name: str) -> bool:
        """Whether the plugin has this C function. Raises AttributeError for a name that the headers do not know."""
        getattr(self, name)
        return name not in self.missing

    def knows(self, struct: type[Structure], field: str) -> bool:
        """Whether the plugin's version has this field of a struct."""
        return self._older is None or field not in self._older.later(struct)

    def fit(self, struct: Structure, function: str = "") -> None:
        """Gives a struct that goes into a call the size that the plugin's version knew.

        Raises UnsupportedError, in the function's name or else the struct's, for a value in a field that came later:
        it would be lost.
        """
        if self._older is not None:
            self._older.fit(struct, function or type(struct).__name__)

    def _told(self, since: tuple[int, int]) -> bool:
        """Whether the plugin tells what came with an API version."""
        return self._older is None or self._older.version >= since

    def _lost(self, function: str, result: str, since: tuple[int, int]) -> NoReturn:
        """Raises UnsupportedError for a result that came later than the plugin's version."""
        assert self._older is not None
        raise UnsupportedError(f"{result} {self._older.needs(since)}", function=function)

    def _fail(self, function: str, error: int) -> NoReturn:
        """Reads and destroys the error, and raises what stands for it."""
        raise self.read_error(function, error)

    def read_error(self, function: str, error: int) -> PjrtError:
        """What a failed call returned, as an exception; the error itself is destroyed."""
        made: PjrtError = self._api.read_error(function, error)
        return made


def _raiser(name: str, message: str) -> Any:
    def missing(*_: Any) -> NoReturn:
        raise UnsupportedError(message, function=name)

    return missing


def _older(version: tuple[int, int] | None) -> OlderApi | None:
    """What is known of a version that is older than the headers. The history is not read for any other."""
    if version is None or version >= API_VERSION:
        return None
    from .older import OlderApi

    return OlderApi.of(version)
