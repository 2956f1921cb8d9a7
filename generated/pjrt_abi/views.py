"""What argument structs say, read and written by the model: what a plugin, or who stands before one, does with a call.

A view is a piece of an argument struct that is one Python value, such as a pointer with its size. What goes in is
read; what comes out is written by a plugin, and read by who watches it. Standard library only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from ctypes import (
    Structure,
    addressof,
    c_char,
    c_size_t,
    c_void_p,
    cast,
    memmove,
    sizeof,
    string_at,
)
from types import SimpleNamespace
from typing import Any, ClassVar, NamedTuple, NoReturn, Protocol, TypeVar

from .support import (
    all_bytes_out,
    array_in,
    array_out,
    bytes_out,
    cstring_in,
    named_values_in,
    named_values_out,
    pointers_out,
    ragged_out,
)

_V = TypeVar("_V")
_NUMBERS: Mapping[type, tuple[type, ...]] = {int: (int,), bool: (bool, int), float: (float, int)}


class ArgumentError(ValueError):
    """The caller gave what cannot be. The message says all that it is to be told."""


class NotServedError(NotImplementedError):
    """Nobody wrote the method that serves a function. The message says all that the caller is to be told."""


class Scope(Protocol):
    """What a call lives in: handles mean objects there, and memory that is handed out is kept."""

    def meaning(self, kind: str, address: int) -> Any:
        """What a handle of that kind stands for."""

    def handle(self, kind: str, value: Any, *, owned: bool) -> int:
        """A handle that stands for the value. owned: the caller destroys it."""

    def keep(self, key: object, make: Callable[[], _V]) -> _V:
        """What `make` makes, kept as long as the memory has to last; made once for a key, each time for None."""

    def hold(self, prototype: Any, address: int | None) -> tuple[int, int]:
        """A deleter that frees what was kept in this call when it is called with the holder; and the holder.

        address: what it will be called with; None for a holder of the scope's choice.
        """

    def columns(self) -> int:
        """How many results a run of the program of this call gives on each device."""

    def reach(self, struct: Any) -> int:
        """How many bytes of a struct that says its size are there, of those that the API version knows.

        Raises InvalidArgumentError for a size that cannot be.
        """


class Fields(SimpleNamespace):
    """The fields of a struct, by name, as Python values. c: a copy of the struct; what it points to is the caller's."""

    c: Any


STRUCTS: dict[str, tuple[View, ...]] = {}
"""The views of structs that are passed whole, by C name."""


def describe(struct: type[Structure], *views: View) -> None:
    """Says what a struct holds."""
    STRUCTS[struct.__name__] = views
    for view in views:
        view.bind(struct)


def fields_of(struct: Any, scope: Scope) -> Fields:
    """What a struct holds, as far as it says that it reaches."""
    kind = type(struct)
    size = scope.reach(struct) if hasattr(kind, "struct_size") else sizeof(kind)
    copy = kind()
    memmove(addressof(copy), addressof(struct), size)
    values = {v.name: v.read(copy, scope) if v.end <= size else v.ABSENT for v in STRUCTS.get(kind.__name__, ())}
    return Fields(**values, c=copy)


def put(struct: Any, field: str, value: Any, kind: type = int) -> None:
    """Sets a number. Raises TypeError or OverflowError for what the field cannot hold."""
    if not isinstance(value, _NUMBERS[kind]):
        raise TypeError(f"{field}: expected {kind.__name__}, got {value!r:.80}")
    setattr(struct, field, value)
    if kind is int and getattr(struct, field) != value:
        raise OverflowError(f"{field}: {value} does not fit its type")


def text_of(data: bytes, kind: type) -> str | bytes:
    """The bytes as what the model says that they are."""
    return data if kind is bytes else data.decode(errors="surrogateescape")


def bytes_of(field: str, value: Any) -> bytes:
    """Text or bytes as bytes. Raises TypeError."""
    if isinstance(value, str):
        try:
            return value.encode(errors="surrogateescape")
        except UnicodeEncodeError:  # a lone surrogate that no bytes came as
            return value.encode(errors="backslashreplace")
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    raise TypeError(f"{field}: expected str or bytes, got {value!r:.80}")


def listed(field: str, values: Any) -> list[Any]:
    """The values as a list. Raises TypeError for what is none."""
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
        raise TypeError(f"{field}: expected a sequence, got {values!r:.80}")
    return list(values)


def kept_bytes(scope: Scope, data: bytes) -> int:
    """The address of the bytes and a NUL, which the scope keeps."""
    return addressof(scope.keep((bytes, data), lambda: (c_char * (len(data) + 1)).from_buffer_copy(data + b"\0")))


def kept_array(scope: Scope, ctype: Any, values: Sequence[Any]) -> int | None:
    """The address of a C array of the values, which the scope keeps; NULL if there are none."""
    if not values:
        return None
    _check_numbers(ctype, values)
    return addressof(scope.keep((ctype, tuple(values)), lambda: (ctype * len(values))(*values)))


def _check_numbers(ctype: Any, values: Sequence[Any]) -> None:
    for value in values:
        if not isinstance(value, int | float) or ctype(value).value not in (value, None):
            raise OverflowError(f"{value!r:.80} is no {ctype.__name__}")


class View:
    """One value of an argument struct. name: of the value; fields: those of the struct that it spans.

    end: the bytes that the struct must have for it.
    """

    GIVEN = False
    """Whether the caller sets it."""
    TOLD = False
    """Whether the callee sets it."""
    ABSENT: Any = None
    """What is read where the struct is of a version that had it not."""

    def __init__(self, name: str, *fields: str) -> None:
        self.name = name
        self.fields = fields
        self.end = 0

    def bind(self, struct: Any) -> None:
        """Learns where the fields are."""
        self.end = max(getattr(struct, f).offset + getattr(struct, f).size for f in self.fields if f)

    def read(self, a: Any, scope: Scope) -> Any:
        """The value."""
        raise NotImplementedError

    def write(self, a: Any, value: Any, scope: Scope) -> None:
        """Sets the value. Raises TypeError, ValueError or OverflowError for one that cannot be it."""
        raise NotImplementedError


class In(View):
    """What the caller gives."""

    GIVEN = True


class Out(View):
    """What the callee tells."""

    TOLD = True


# -------------------------------------------------------------------- handles


class HandleIn(In):
    """A pointer to an opaque object: what it stands for."""

    def __init__(self, name: str, handle: str, *, kind: str, nullable: bool = True) -> None:
        super().__init__(name, handle)
        self.kind = kind
        self.nullable = nullable

    def read(self, a: Any, scope: Scope) -> Any:
        address = getattr(a, self.fields[0])
        if address:
            return scope.meaning(self.kind, address)
        if self.nullable:
            return None
        raise ArgumentError(f"{self.name} is NULL; a {self.kind} is expected")


class HandleOut(Out):
    """A pointer to an opaque object: the value that it is to stand for."""

    def __init__(self, name: str, handle: str, *, kind: str, nullable: bool = False, owned: bool = False) -> None:
        super().__init__(name, handle)
        self.kind = kind
        self.nullable = nullable
        self.owned = owned

    def read(self, a: Any, scope: Scope) -> Any:
        address = getattr(a, self.fields[0])
        return scope.meaning(self.kind, address) if address else None

    def write(self, a: Any, value: Any, scope: Scope) -> None:
        if value is None and not self.nullable:
            raise TypeError(f"{self.name}: expected what a {self.kind} is to stand for, got None")
        setattr(a, self.fields[0], None if value is None else scope.handle(self.kind, value, owned=self.owned))


class HandleInout(HandleOut):
    """A pointer that goes in, and out again."""

    GIVEN = True


# -------------------------------------------------------------------- numbers


class ScalarIn(In):
    """A number, bool, enum or address."""

    def __init__(self, name: str, value: str, *, enum: Any = None, callback: Any = None) -> None:
        super().__init__(name, value)
        self.enum = enum
        self.callback = callback

    def read(self, a: Any, scope: Scope) -> Any:
        value = getattr(a, self.fields[0])
        return value if self.enum is None else self.enum(value)


class ScalarOut(ScalarIn):
    """The same, told. An address may be None. Of a callback's type, it may be a ctypes function, which is kept."""

    GIVEN = False
    TOLD = True

    def __init__(
        self, name: str, value: str, *, enum: Any = None, callback: Any = None, kind: type | None = int
    ) -> None:
        super().__init__(name, value, enum=enum, callback=callback)
        self.kind = kind

    def write(self, a: Any, value: Any, scope: Scope) -> None:
        (field,) = self.fields
        if self.callback is not None and value is not None and not isinstance(value, int):
            function = scope.keep(None, lambda: value)
            value = cast(function, c_void_p).value
        if self.kind is None and value is None:
            setattr(a, field, None)
        else:
            put(a, field, value, self.kind or int)


class ScalarInout(ScalarOut):
    """The same, given and told."""

    GIVEN = True


class ScalarPointerOut(Out):
    """A number that is written where the caller points to."""

    def __init__(self, name: str, value: str, *, ctype: Any) -> None:
        super().__init__(name, value)
        self.ctype = ctype

    def read(self, a: Any, scope: Scope) -> Any:
        address = getattr(a, self.fields[0])
        return self.ctype.from_address(address).value if address else None

    def write(self, a: Any, value: Any, scope: Scope) -> None:
        if address := getattr(a, self.fields[0]):
            put(self.ctype.from_address(address), "value", value)


class OptionalIn(In):
    """A number with a flag that says whether it is there."""

    def __init__(self, name: str, value: str, flag: str) -> None:
        super().__init__(name, value, flag)

    def read(self, a: Any, scope: Scope) -> Any:
        value, flag = self.fields
        return getattr(a, value) if getattr(a, flag) else None


class OptionalOut(OptionalIn):
    """The same, told."""

    GIVEN = False
    TOLD = True

    def write(self, a: Any, value: Any, scope: Scope) -> None:
        field, flag = self.fields
        setattr(a, flag, value is not None)
        put(a, field, 0 if value is None else value, int if isinstance(value, int | None) else float)


# ----------------------------------------------------------------------- text


class TextIn(In):
    """A pointer with a size: str or bytes. NULL is None where that is allowed, else empty."""

    def __init__(self, name: str, data: str, size: str, *, text: type, nullable: bool = False) -> None:
        super().__init__(name, data, size)
        self.text = text
        self.nullable = nullable

    def read(self, a: Any, scope: Scope) -> Any:
        data, size = (getattr(a, field) for field in self.fields)
        return None if self.nullable and not data else text_of(bytes_out(data, size), self.text)


class TextOut(TextIn):
    """The same, told; the memory is kept."""

    GIVEN = False
    TOLD = True

    def write(self, a: Any, value: Any, scope: Scope) -> None:
        data, size = self.fields
        content = bytes_of(self.name, value)
        setattr(a, data, kept_bytes(scope, content))
        put(a, size, len(content))


class CstringIn(In):
    """A string that ends in a NUL."""

    def __init__(self, name: str, data: str, *, text: type, nullable: bool = False) -> None:
        super().__init__(name, data)
        self.text = text

    def read(self, a: Any, scope: Scope) -> Any:
        address = getattr(a, self.fields[0])
        return text_of(string_at(address), self.text) if address else None


class CstringOut(CstringIn):
    """The same, told."""

    GIVEN = False
    TOLD = True

    def write(self, a: Any, value: Any, scope: Scope) -> None:
        content = bytes_of(self.name, value)
        cstring_in(content)
        setattr(a, self.fields[0], kept_bytes(scope, content))


class SpanIn(In):
    """A struct of a pointer and a length, by value."""

    def __init__(self, name: str, span: str, *, pointer: str, length: str, text: type) -> None:
        super().__init__(name, span)
        self.inner = pointer, length
        self.text = text

    def read(self, a: Any, scope: Scope) -> Any:
        data, size = (getattr(getattr(a, self.fields[0]), field) for field in self.inner)
        return text_of(bytes_out(data, size), self.text)


class TextsIn(In):
    """Pointers to strings, and the size of each. NULL is None where that is allowed."""

    ABSENT = ()

    def __init__(self, name: str, data: str, sizes: str, count: str, *, text: type, nullable: bool = False) -> None:
        super().__init__(name, data, sizes, count)
        self.text = text
        self.nullable = nullable

    def read(self, a: Any, scope: Scope) -> Any:
        data, sizes, count = (getattr(a, field) for field in self.fields)
        return None if self.nullable and not data else [text_of(v, self.text) for v in all_bytes_out(data, sizes, count)]


class TextsOut(TextsIn):
    """The same, told. released: another function frees them, which the scope does not wait for."""

    GIVEN = False
    TOLD = True

    def write(self, a: Any, value: Any, scope: Scope) -> None:
        data, sizes, count = self.fields
        if value is None and self.nullable:
            setattr(a, data, None)
            return
        contents = [bytes_of(self.name, v) for v in listed(self.name, value)]
        setattr(a, data, kept_array(scope, c_void_p, [kept_bytes(scope, c) for c in contents]))
        setattr(a, sizes, kept_array(scope, c_size_t, [len(c) for c in contents]))
        put(a, count, len(contents))


# ---------------------------------------------------------------------- lists


class ListIn(In):
    """A pointer with a count: numbers, enums, structs, pointers to structs, or what handles stand for."""

    ABSENT = ()

    def __init__(
        self,
        name: str,
        data: str,
        count: str,
        *,
        ctype: Any,
        kind: str = "",
        enum: Any = None,
        struct: Any = None,
        pointers: bool = False,
    ) -> None:
        super().__init__(name, data, count)
        self.ctype = ctype
        self.kind = kind
        self.enum = enum
        self.struct = struct
        self.pointers = pointers

    def read(self, a: Any, scope: Scope) -> Any:
        address, count = (getattr(a, field) for field in self.fields)
        if self.struct is not None and not self.pointers:
            return [fields_of(s, scope) for s in (self.struct * count).from_address(address)] if address else []
        values = array_out(self.ctype, address, count)
        if self.kind:
            return [scope.meaning(self.kind, v) if v else None for v in values]
        if self.struct is not None:
            return [fields_of(self.struct.from_address(v), scope) if v else None for v in values]
        return values if self.enum is None else [self.enum(v) for v in values]


class ListOut(ListIn):
    """The same, told; the memory is kept."""

    GIVEN = False
    TOLD = True

    def __init__(self, name: str, data: str, count: str, *, owned: bool = False, **kinds: Any) -> None:
        super().__init__(name, data, count, **kinds)
        self.owned = owned

    def write(self, a: Any, value: Any, scope: Scope) -> None:
        data, count = self.fields
        values = listed(self.name, value)
        if self.kind:
            values = [scope.handle(self.kind, v, owned=self.owned) for v in values]
        if self.struct is not None:
            setattr(a, data, _structs_kept(scope, self.name, self.struct, values))
        else:
            setattr(a, data, kept_array(scope, self.ctype, values))
        put(a, count, len(values))


def _structs_kept(scope: Scope, name: str, struct: Any, values: Sequence[Any]) -> int | None:
    if any(not isinstance(v, struct) for v in values):
        raise TypeError(f"{name}: expected {struct.__name__}s, got {values!r:.80}")
    return addressof(scope.keep(None, lambda: (struct * len(values))(*values))) if values else None


class RowsIn(In):
    """Pointers to rows of numbers, and the length of each."""

    ABSENT = ()

    def __init__(self, name: str, data: str, sizes: str, count: str, *, ctype: Any) -> None:
        super().__init__(name, data, sizes, count)
        self.ctype = ctype

    def read(self, a: Any, scope: Scope) -> Any:
        data, sizes, count = (getattr(a, field) for field in self.fields)
        rows = zip(pointers_out(data, count), array_out(c_size_t, sizes, count), strict=True)
        return [array_out(self.ctype, row, size) for row, size in rows]


class RaggedIn(RowsIn):
    """Rows of numbers that lie one after the other, and the length of each."""

    def read(self, a: Any, scope: Scope) -> Any:
        return ragged_out(self.ctype, *(getattr(a, field) for field in self.fields))


class RaggedOut(RaggedIn):
    """The same, told."""

    GIVEN = False
    TOLD = True

    def write(self, a: Any, value: Any, scope: Scope) -> None:
        data, sizes, count = self.fields
        rows = [listed(self.name, row) for row in listed(self.name, value)]
        # Never NULL: rows may all be empty.
        setattr(a, data, kept_array(scope, self.ctype, [v for row in rows for v in row] or [0]))
        setattr(a, sizes, kept_array(scope, c_size_t, [len(row) for row in rows]))
        put(a, count, len(rows))


class NamedValuesIn(In):
    """An array of PJRT_NamedValue: a dict."""

    ABSENT: Any = {}

    def __init__(self, name: str, data: str, count: str) -> None:
        super().__init__(name, data, count)

    def read(self, a: Any, scope: Scope) -> Any:
        return named_values_out(*(getattr(a, field) for field in self.fields))


class NamedValuesOut(NamedValuesIn):
    """The same, told."""

    GIVEN = False
    TOLD = True

    def write(self, a: Any, value: Any, scope: Scope) -> None:
        data, count = self.fields
        if not isinstance(value, Mapping):
            raise TypeError(f"{self.name}: expected a mapping, got {value!r:.80}")
        _, address, number = scope.keep((dict, repr(value)), lambda: named_values_in(value))
        setattr(a, data, address)
        put(a, count, number)


class GridIn(In):
    """A list of handles for each device."""

    def __init__(self, name: str, data: str, count: str, *, columns: str, kind: str) -> None:
        super().__init__(name, data, count, columns)
        self.kind = kind

    def read(self, a: Any, scope: Scope) -> Any:
        data, rows, columns = (getattr(a, field) for field in self.fields)
        return [
            [scope.meaning(self.kind, p) if p else None for p in pointers_out(row, columns)]
            for row in pointers_out(data, rows)
        ]


class GridOut(Out):
    """A list of handles for each device, written into the caller's arrays, which have room for what the program gives."""

    def __init__(self, name: str, data: str, count: str, *, kind: str, columns: str = "", owned: bool = False) -> None:
        super().__init__(name, data, count, *([columns] if columns else []))
        self.kind = kind
        self.owned = owned

    def _shape(self, a: Any, scope: Scope) -> tuple[list[int], int]:
        data, count, *columns = (getattr(a, field) for field in self.fields)
        return pointers_out(data, count), columns[0] if columns else scope.columns()

    def read(self, a: Any, scope: Scope) -> Any:
        rows, columns = self._shape(a, scope)
        return [[scope.meaning(self.kind, p) if p else None for p in pointers_out(row, columns)] for row in rows]

    def write(self, a: Any, value: Any, scope: Scope) -> None:
        rows, columns = self._shape(a, scope)
        values = [listed(self.name, row) for row in listed(self.name, value)]
        if len(values) != len(rows) or any(len(row) != columns for row in values):
            found = [len(row) for row in values]
            raise ValueError(f"{self.name}: expected {len(rows)} rows of {columns}, got rows of {found}")
        for row, objects in zip(rows, values, strict=True):
            for number, value_ in enumerate(objects):
                handle = scope.handle(self.kind, value_, owned=self.owned)
                c_void_p.from_address(row + number * sizeof(c_void_p)).value = handle


class CallerOut(Out):
    """Handles that are written into an array of the caller's, unless that is NULL."""

    def __init__(self, name: str, data: str, count: str, *, kind: str, owned: bool = False, **_: Any) -> None:
        super().__init__(name, data, count)
        self.kind = kind
        self.owned = owned

    def read(self, a: Any, scope: Scope) -> Any:
        values = pointers_out(*(getattr(a, field) for field in self.fields))
        return [scope.meaning(self.kind, v) if v else None for v in values]

    def write(self, a: Any, value: Any, scope: Scope) -> None:
        address, count = (getattr(a, field) for field in self.fields)
        if not address:
            return
        values = listed(self.name, value)
        if len(values) != count:
            raise ValueError(f"{self.name}: expected {count}, got {len(values)}")
        for number, value_ in enumerate(values):
            handle = scope.handle(self.kind, value_, owned=self.owned)
            c_void_p.from_address(address + number * sizeof(c_void_p)).value = handle


class Fill(Out):
    """Numbers that are written into an array of the caller's, which has a capacity."""

    def __init__(
        self, name: str, data: str, capacity: str, *, ctype: Any, used: str = "", enum: Any = None, struct: Any = None
    ) -> None:
        super().__init__(name, data, capacity, *([used] if used else []))
        self.ctype = ctype

    def read(self, a: Any, scope: Scope) -> Any:
        address = getattr(a, self.fields[0])
        found = (self.ctype * getattr(a, self.fields[-1])).from_address(address) if address else ()
        return [fields_of(v, scope) if isinstance(v, Structure) else v for v in found]

    def write(self, a: Any, value: Any, scope: Scope) -> None:
        address, capacity, *_ = (getattr(a, field) for field in self.fields)
        values = listed(self.name, value)
        if len(values) > capacity:
            raise ArgumentError(f"{self.name}: {len(values)} values do not fit the {capacity} that there is room for")
        if len(self.fields) == 2 and len(values) != capacity:
            raise ValueError(f"{self.name}: expected {capacity} values, got {len(values)}")
        if values and address:
            if not issubclass(self.ctype, Structure):
                _check_numbers(self.ctype, values)
            (self.ctype * len(values)).from_address(address)[:] = (self.ctype * len(values))(*values)
        if len(self.fields) == 3:
            put(a, self.fields[2], len(values))


class FillText(Out):
    """A string that is written into an array of the caller's, with a NUL."""

    def __init__(self, name: str, data: str, size: str) -> None:
        super().__init__(name, data, size)

    def read(self, a: Any, scope: Scope) -> Any:
        address = getattr(a, self.fields[0])
        return string_at(address).decode(errors="surrogateescape") if address else None

    def write(self, a: Any, value: Any, scope: Scope) -> None:
        address, size = (getattr(a, field) for field in self.fields)
        content = bytes_of(self.name, value) + b"\0"
        if len(content) > size:
            raise ArgumentError(f"{self.name}: {len(content)} bytes do not fit the {size} that there is room for")
        memmove(address, content, len(content))


# -------------------------------------------------------------------- structs


class StructPointerIn(In):
    """A pointer to a struct: its fields; None for NULL where that is allowed."""

    def __init__(self, name: str, field: str, *, struct: Any, nullable: bool = False) -> None:
        super().__init__(name, field)
        self.struct = struct
        self.nullable = nullable

    def read(self, a: Any, scope: Scope) -> Any:
        address = getattr(a, self.fields[0])
        if not address and not self.nullable:
            raise ArgumentError(f"{self.name} is NULL; a {self.struct.__name__} is expected")
        return fields_of(self.struct.from_address(address), scope) if address else None


class StructPointerInout(StructPointerIn):
    """A pointer to a struct of the caller's, which is written where it lies."""

    TOLD = True

    def write(self, a: Any, value: Any, scope: Scope) -> None:
        if value is not None:
            memmove(getattr(a, self.fields[0]), addressof(_struct(self.name, self.struct, value)), sizeof(self.struct))


def _struct(name: str, struct: Any, value: Any) -> Any:
    if not isinstance(value, struct):
        raise TypeError(f"{name}: expected a {struct.__name__}, got {value!r:.80}")
    return value


class StructPointerOut(Out):
    """A pointer to a struct of the callee's, which is kept, also where the caller is to destroy it."""

    def __init__(self, name: str, field: str, *, struct: Any, nullable: bool = False, owned: bool = False) -> None:
        super().__init__(name, field)
        self.struct = struct
        self.nullable = nullable

    def read(self, a: Any, scope: Scope) -> Any:
        address = getattr(a, self.fields[0])
        return fields_of(self.struct.from_address(address), scope) if address else None

    def write(self, a: Any, value: Any, scope: Scope) -> None:
        if value is None and self.nullable:
            setattr(a, self.fields[0], None)
        else:
            made = scope.keep(None, lambda: _struct(self.name, self.struct, value))
            setattr(a, self.fields[0], addressof(made))


class StructValueIn(In):
    """A struct by value: its fields."""

    def __init__(self, name: str, field: str, *, struct: Any) -> None:
        super().__init__(name, field)
        self.struct = struct

    def read(self, a: Any, scope: Scope) -> Any:
        return fields_of(getattr(a, self.fields[0]), scope)


class StructValueOut(StructValueIn):
    """The same, told; what it points to is kept with it."""

    GIVEN = False
    TOLD = True

    def write(self, a: Any, value: Any, scope: Scope) -> None:
        setattr(a, self.fields[0], scope.keep(None, lambda: _struct(self.name, self.struct, value)))


class Tagged(In):
    """The member of a union that an enum field names: its fields, and `tag`, the enum's member."""

    def __init__(self, name: str, tag: str, *, enum: Any, names: tuple[str, ...]) -> None:
        super().__init__(name, tag)
        self.enum = enum
        self.names = names

    def read(self, a: Any, scope: Scope) -> Any:
        tag = self.enum(getattr(a, self.fields[0]))
        name = tag.name.lower()
        return fields_of(getattr(a, name), scope) if name in self.names else None


class CallbackIn(In):
    """A function of the caller's: a ctypes function, or None."""

    def __init__(self, name: str, function: str, *, callback: Any) -> None:
        super().__init__(name, function)
        self.callback = callback

    def read(self, a: Any, scope: Scope) -> Any:
        address = getattr(a, self.fields[0])
        return self.callback(address) if address else None


# ----------------------------------------------------------- bytes in two calls


class TwoPass(Out):
    """Bytes: the size where the caller gives no room, the content where it does."""

    def __init__(self, name: str, data: str, size: str) -> None:
        super().__init__(name, data, size)

    def read(self, a: Any, scope: Scope) -> Any:
        data, size = (getattr(a, field) for field in self.fields)
        return bytes_out(data, size) if data else size

    def write(self, a: Any, value: Any, scope: Scope) -> None:
        data, size = self.fields
        _two_pass(self.name, a, data, size, bytes_of(self.name, value))


def _two_pass(name: str, struct: Any, data: str, size: str, content: bytes) -> None:
    if address := getattr(struct, data):
        room = getattr(struct, size)
        if room < len(content):
            raise ArgumentError(f"{name}: {len(content)} bytes do not fit the {room} that there is room for")
        memmove(address, content, len(content))
    put(struct, size, len(content))


class TwoPassStruct(Out):
    """The same in a struct, with what kind of bytes they are: (bytes, str)."""

    def __init__(
        self, name: str, field: str, *, struct: Any, data: str, size: str, text: str, text_size: str
    ) -> None:
        super().__init__(name, field)
        self.struct = struct
        self.inner = data, size
        self.text = text, text_size

    def read(self, a: Any, scope: Scope) -> Any:
        address = getattr(a, self.fields[0])
        return fields_of(self.struct.from_address(address), scope) if address else None

    def write(self, a: Any, value: Any, scope: Scope) -> None:
        address = getattr(a, self.fields[0])
        if not address:
            raise ArgumentError(f"{self.name} is NULL; a {self.struct.__name__} is expected")
        if not (isinstance(value, tuple) and len(value) == 2):
            raise TypeError(f"{self.name}: expected (bytes, str), got {value!r:.80}")
        struct = self.struct.from_address(address)
        _two_pass(self.name, struct, *self.inner, bytes_of(self.name, value[0]))
        content = bytes_of(self.name, value[1])
        text, text_size = self.text
        setattr(struct, text, kept_bytes(scope, content))
        put(struct, text_size, len(content))


class Deleter(View):
    """What frees the data that came in the same call."""

    def __init__(self, name: str, deleter: str, *, holder: str, callback: Any, data: bool) -> None:
        super().__init__(name, deleter, holder)
        self.callback = callback
        self.data = data

    def read(self, a: Any, scope: Scope) -> Any:
        return getattr(a, self.fields[0])

    def write(self, a: Any, value: Any, scope: Scope) -> None:
        deleter, holder = self.fields
        function, held = scope.hold(self.callback, getattr(a, holder) if self.data else None)
        setattr(a, deleter, function)
        if not self.data:
            setattr(a, holder, held)


# ------------------------------------------------------------------ functions


class FunctionView:
    """A function of a table: what goes in and what comes out of its argument struct.

    name: in C; python: in Python; args: the argument struct, None for a function whose parameters are plain;
    error: the handle that it returns when it fails, "" if it cannot; returns: the handle that it returns else;
    destroys: the handle that it frees; reads_error: it tells about an error and must not fail.
    """

    def __init__(
        self,
        name: str,
        python: str,
        args: Any,
        *views: Any,
        error: str = "",
        returns: str = "",
        destroys: str = "",
        reads_error: bool = False,
    ) -> None:
        self.name = name
        self.python = python
        self.args = args
        self.error = error
        self.returns = returns
        self.destroys = destroys
        self.reads_error = reads_error
        self.views = views
        if args is not None:
            for view in views:
                view.bind(args)
            self.sized = hasattr(args, "struct_size")
            self.given = tuple(v for v in views if v.GIVEN)
            self.told = tuple(v for v in views if v.TOLD)
            self.deleter = next((v for v in views if isinstance(v, Deleter)), None)

    def __repr__(self) -> str:
        return f"<{self.name}>"


class Param(NamedTuple):
    """A parameter of a function that takes no argument struct. kind: the handle that it is; enum: its enum."""

    name: str
    kind: str = ""
    enum: Any = None


class TableServer:
    """A function table as a plugin has it: a method for each function, which is called with keywords.

    A method gets what the C function is given and returns what it tells: nothing, a value, or a tuple or mapping of
    several. Handles are the objects that other methods returned for them. What is raised becomes the table's error.
    """

    CLIENT: Any
    """The table's other side, with its slots."""
    TYPE: int | None = None
    """The number of an extension's type."""
    VIEWS: tuple[FunctionView, ...] = ()
    VTABLES: ClassVar[Mapping[str, str]] = {}
    """Handles that begin with a pointer to a vtable: the vtable's struct."""
    TABLES: ClassVar[Mapping[str, tuple[str, str]]] = {}
    """Fields that point to another table: the module and the class of what serves that."""


def unserved(function: str) -> NoReturn:
    """What a method does that nobody wrote."""
    raise NotServedError(f"this plugin does not implement {function}")
