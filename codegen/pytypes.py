"""C types -> ctypes expressions and Python annotations."""

from __future__ import annotations

from collections.abc import Mapping, Set

from .model import Array, CType, Enum, FunctionType, Pointer, Primitive, Ref
from .names import handle as handle_name

CTYPES = {
    "char": "c_char",
    "bool": "c_bool",
    "int8_t": "c_int8",
    "uint8_t": "c_uint8",
    "int16_t": "c_int16",
    "uint16_t": "c_uint16",
    "int": "c_int",
    "unsigned int": "c_uint",
    "int32_t": "c_int32",
    "uint32_t": "c_uint32",
    "float": "c_float",
    "double": "c_double",
    "int64_t": "c_int64",
    "uint64_t": "c_uint64",
    "size_t": "c_size_t",
    "ptrdiff_t": "c_ssize_t",
    "intptr_t": "c_ssize_t",
    "uintptr_t": "c_size_t",
}


def python_scalar(name: str) -> str:
    """`int64_t` -> `int`."""
    return {"float": "float", "double": "float", "bool": "bool", "char": "bytes"}.get(name, "int")


class Types:
    """Answers about types that need to know which names are enums and handles."""

    def __init__(self, enums: Mapping[str, Enum], handles: Set[str], functions: Set[str] = frozenset()) -> None:
        self.enums = enums
        self.handles = handles
        self.functions = functions

    def ctypes(self, kind: CType) -> str:
        """The ctypes class of a field or an array element; pointers are c_void_p, which is an int in Python."""
        match kind:
            case Pointer() | FunctionType():
                return "c_void_p"
            case Primitive(name):
                return CTYPES[name]
            case Array(element, length):
                return f"{self.ctypes(element)} * {length}"
            case Ref(name) if name in self.enums:
                return CTYPES[self.enums[name].underlying]
            case Ref(name):
                return name

    def ctypes_result(self, kind: CType) -> str:
        """The same for what a function returns: None for void."""
        return "None" if kind == Primitive("void") else self.ctypes(kind)

    def annotation(self, kind: CType) -> str:
        """What reading a field of this type gives."""
        match kind:
            case Pointer() | FunctionType():
                return "int | None"
            case Primitive(name):
                return python_scalar(name)
            case Array(element, _):
                return f"Array[{self.ctypes(element)}]"
            case Ref(name) if name in self.enums:
                return "int"
            case Ref(name):
                return name

    def is_handle(self, kind: CType) -> bool:
        """Whether this is a pointer to a handle."""
        return isinstance(kind, Pointer) and isinstance(kind.target, Ref) and kind.target.name in self.handles

    def is_function(self, kind: CType) -> bool:
        """Whether this is a function pointer."""
        if not isinstance(kind, Pointer):
            return False
        target = kind.target
        return isinstance(target, FunctionType) or (isinstance(target, Ref) and target.name in self.functions)

    def element(self, kind: CType) -> str:
        """The Python type of one element of an array, or of a value: an enum, a handle, a struct, a number."""
        match kind:
            case Pointer(Ref(name)) if name in self.handles:
                return handle_name(name)
            case Ref(name):
                return name
            case Primitive(name):
                return python_scalar(name)
        return "int"
